/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FetchXML read into the same options and the same filter that OData is read into. */
#pragma once

#include "emulator/herald-emulator-query.h"

G_BEGIN_DECLS

/* One <condition> while it is read. */
typedef struct
{
  const HeraldEmulatorColumn *column;        /* (unowned) */
  char                       *operator_name; /* (owned) (nullable) */
  GPtrArray                  *values;        /* (element-type utf8) (owned) (nullable) */
} HeraldEmulatorFetchCondition;

void herald_emulator_fetch_condition_clear (HeraldEmulatorFetchCondition *self);
HeraldEmulatorFilter *
herald_emulator_fetch_condition_make_filter (const HeraldEmulatorFetchCondition *self,
                                             GError                            **error);

gboolean herald_emulator_fetch_read (const HeraldEmulatorQueryContext *context,
                                     const HeraldEmulatorTable        *table,
                                     const char                       *xml,
                                     HeraldEmulatorQuery              *query,
                                     GError                          **error);
char *herald_emulator_fetch_make_cookie (const HeraldEmulatorTable *table, const char *skip_token);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorFetchCondition,
                                  herald_emulator_fetch_condition_clear)

G_END_DECLS
