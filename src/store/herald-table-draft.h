/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts as they are kept. All functions run on a lane. */
#pragma once

#include "store/herald-store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;   /* 0: not saved yet */
  int    kind; /* of the core layer; only compared here */
  char  *name;
  char  *json;
  gint64 changed_us;
} HeraldDraftRow;

HeraldDraftRow *
herald_draft_row_new (gint64 id, int kind, const char *name, const char *json, gint64 changed_us);
void herald_draft_row_free (HeraldDraftRow *self);
/* Returns: (element-type HeraldDraftRow): last changed first */
GPtrArray *herald_table_draft_list (HeraldConnection *connection,
                                    const char       *environment_id,
                                    int               kind,
                                    GError          **error);
/* Inserts when the id is 0, and sets it. */
gboolean herald_table_draft_save (HeraldConnection *connection,
                                  const char       *environment_id,
                                  HeraldDraftRow   *draft,
                                  GError          **error);
gboolean herald_table_draft_delete (HeraldConnection *connection, gint64 id, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldDraftRow, herald_draft_row_free)

G_END_DECLS
