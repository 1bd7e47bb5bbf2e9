/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A validation finding: what is wrong with which field and what to do. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HERALD_SEVERITY_INFO,
  HERALD_SEVERITY_WARNING, /* may be saved or sent all the same */
  HERALD_SEVERITY_ERROR,   /* may not */
} HeraldSeverity;

typedef struct
{
  HeraldSeverity severity;
  const char    *code;    /* (unowned): a constant such as "TEAM_ID_LENGTH", for scripts */
  const char    *field;   /* (unowned) (nullable): the field it belongs to, such as "teamId" */
  char          *message; /* (owned): a translated sentence */
} HeraldIssue;

HeraldIssue       *herald_issue_new (HeraldSeverity severity,
                                     const char    *code,
                                     const char    *field,
                                     const char    *format,
                                     ...) G_GNUC_PRINTF (4, 5);
void               herald_issue_free (HeraldIssue *self);
GPtrArray         *herald_issues_new (void);
const HeraldIssue *herald_issues_find (GPtrArray *issues, const char *field);
gboolean           herald_issues_has_error (GPtrArray *issues);
gboolean           herald_issues_to_error (GPtrArray *issues, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldIssue, herald_issue_free)

G_END_DECLS
