/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FetchXML as SQL. Names come from the schema, values are bound. */
#pragma once

#include "emulator/herald-emulator-fetch.h"
#include "emulator/herald-emulator-rows.h"

G_BEGIN_DECLS

/* @reading: its query has the FetchXML. “ FROM … WHERE …” */
gboolean herald_emulator_fetch_append_from (const HeraldEmulatorReading *reading,
                                            GString                     *sql,
                                            GArray                      *values,
                                            GError                     **error);
gboolean herald_emulator_fetch_append_quick_find (const HeraldEmulatorReading        *reading,
                                                  const HeraldEmulatorFetchQuickFind *quick_find,
                                                  GString                            *sql,
                                                  GArray                             *values,
                                                  GError                            **error);
/* What is selected: a value for each column, and another for the target of a lookup. */
void     herald_emulator_fetch_append_columns (const HeraldEmulatorReading *reading, GString *sql);
void     herald_emulator_fetch_append_groups (const HeraldEmulatorReading *reading, GString *sql);
gboolean herald_emulator_fetch_column_has_target (const HeraldEmulatorFetchColumn *column);
gboolean herald_emulator_fetch_column_is_number (const HeraldEmulatorFetchColumn *column);
/* (transfer full) (element-type HeraldEmulatorSeekKey) */
GArray *herald_emulator_fetch_list_keys (const HeraldEmulatorReading *reading);

G_END_DECLS
