/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The query options and the Prefer header of one request, checked against its table. */
#pragma once

#include "emulator/herald-emulator-call.h"
#include "emulator/herald-emulator-filter.h"
#include "emulator/herald-emulator-path.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_LARGEST_PAGE                                                               \
  5000 /* “Page results”, Dataverse documentation, read 2026-11 */

typedef struct
{
  HeraldEmulatorPath path;
  gboolean           descending;
} HeraldEmulatorOrder;

typedef struct
{
  GPtrArray            *select; /* (element-type HeraldEmulatorColumn) (nullable): all when NULL */
  HeraldEmulatorFilter *filter; /* (nullable) */
  GArray               *order;  /* (element-type HeraldEmulatorOrder) */
  gint64                top;    /* -1: not given */
  gboolean              count;
  char                 *skip_token;   /* (nullable) */
  char                 *partition_id; /* (nullable) */
} HeraldEmulatorQuery;

/* What may be asked of one row, and what of many. */
typedef enum
{
  HERALD_EMULATOR_QUERY_ROW,
  HERALD_EMULATOR_QUERY_SET,
} HeraldEmulatorQueryScope;

typedef struct
{
  gint64   page_size; /* as asked, 0 when not */
  gboolean return_representation;
  gboolean continue_on_error; /* of a batch */
  char    *annotations;       /* (nullable): as asked, such as "*" */
} HeraldEmulatorPreferences;

HeraldEmulatorQuery *herald_emulator_query_parse (const HeraldEmulatorQueryContext *context,
                                                  const char                       *raw_query,
                                                  const HeraldEmulatorTable        *table,
                                                  HeraldEmulatorQueryScope          scope,
                                                  GError                          **error);
void                 herald_emulator_query_free (HeraldEmulatorQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorQuery, herald_emulator_query_free)

HeraldEmulatorPreferences *herald_emulator_preferences_read (HeraldEmulatorCall *call);
gboolean
herald_emulator_preferences_want (const HeraldEmulatorPreferences *self, const char *annotation);
void
herald_emulator_preferences_apply (const HeraldEmulatorPreferences *self, HeraldEmulatorCall *call);
void herald_emulator_preferences_free (HeraldEmulatorPreferences *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorPreferences, herald_emulator_preferences_free)

G_END_DECLS
