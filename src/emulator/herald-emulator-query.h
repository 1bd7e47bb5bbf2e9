/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The query options of one request, checked against its table. */
#pragma once

#include "emulator/herald-emulator-apply.h"
#include "emulator/herald-emulator-call.h"
#include "emulator/herald-emulator-expand.h"
#include "emulator/herald-emulator-fetch.h"
#include "emulator/herald-emulator-path.h"
#include "emulator/herald-emulator-preferences.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_LARGEST_ELASTIC_PAGE 500 /* “Use elastic tables”, read 2026-11 */

typedef struct
{
  HeraldEmulatorPath path;
  gboolean           descending;
} HeraldEmulatorOrder;

struct _HeraldEmulatorQuery
{
  GPtrArray            *select; /* (element-type HeraldEmulatorColumn) (nullable): all when NULL */
  GPtrArray            *expand; /* (element-type HeraldEmulatorExpand) (nullable) */
  HeraldEmulatorApply  *apply;  /* (nullable) */
  HeraldEmulatorFetch  *fetch;  /* (nullable): says all but @count */
  HeraldEmulatorFilter *filter; /* (nullable) */
  GArray               *order;  /* (element-type HeraldEmulatorOrder) */
  gint64                top;    /* -1: not given */
  gboolean              count;
  char                 *skip_token;   /* (nullable) */
  char                 *delta_token;  /* (nullable) */
  char                 *partition_id; /* (nullable) */
};

/* What is asked about; each has options of its own. */
typedef enum
{
  HERALD_EMULATOR_QUERY_ROW = 1 << 0,
  HERALD_EMULATOR_QUERY_SET = 1 << 1,
  HERALD_EMULATOR_QUERY_EXPANDED_ONE = 1 << 2,
  HERALD_EMULATOR_QUERY_EXPANDED_MANY = 1 << 3,
} HeraldEmulatorQueryScope;

HeraldEmulatorQuery *herald_emulator_query_parse (const HeraldEmulatorQueryContext *context,
                                                  const char                       *raw_query,
                                                  const HeraldEmulatorTable        *table,
                                                  HeraldEmulatorQueryScope          scope,
                                                  GError                          **error);
HeraldEmulatorQuery *herald_emulator_query_parse_nested (const HeraldEmulatorQueryContext *context,
                                                         const char *const                *options,
                                                         const HeraldEmulatorTable        *table,
                                                         HeraldEmulatorQueryScope          scope,
                                                         guint   *n_expands,
                                                         GError **error);
HeraldEmulatorQuery *herald_emulator_query_new_for_id (void);
void herald_emulator_query_append_context (const HeraldEmulatorQuery *self, GString *text);
void herald_emulator_query_free (HeraldEmulatorQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorQuery, herald_emulator_query_free)

G_END_DECLS
