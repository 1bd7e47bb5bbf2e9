/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $expand: the navigation properties that a query follows, each with a query of its own. */
#pragma once

#include "emulator/herald-emulator-filter.h"
#include "emulator/herald-emulator-relationship.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_MOST_EXPANDS                                                               \
  15 /* of one query: “Join tables using OData”, read 2026-11                                  \
      */

typedef struct _HeraldEmulatorQuery HeraldEmulatorQuery;

/* A table that a property leads to, and what is wanted of its rows. */
typedef struct
{
  const HeraldEmulatorTable *table; /* (unowned) */
  HeraldEmulatorQuery       *query; /* (owned) */
} HeraldEmulatorBranch;

typedef struct
{
  char                           *name;       /* (owned): the property */
  GStrv                           options;    /* (owned): “$select=a,b” … as sent, decoded */
  gboolean                        references; /* “/$ref”: addresses instead of rows */
  const HeraldEmulatorCollection *collection; /* (unowned) (nullable): collection-valued */
  const HeraldEmulatorColumn     *lookup;     /* (unowned) (nullable): single-valued */
  GArray                         *branches;   /* (element-type HeraldEmulatorBranch) */
} HeraldEmulatorExpand;

GPtrArray *herald_emulator_expand_parse (const HeraldEmulatorQueryContext *context,
                                         const HeraldEmulatorTable        *table,
                                         const char                       *text,
                                         guint                            *n_expands,
                                         GError                          **error);
gboolean   herald_emulator_expand_check (GPtrArray *expands, GError **error);
gboolean   herald_emulator_expand_is_nested (GPtrArray *expands);
void herald_emulator_expand_append_context (GPtrArray *expands, char separator, GString *text);

G_END_DECLS
