/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JSON body turned into a row, with every member checked against the table. */
#pragma once

#include "emulator/herald-emulator-record.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

HeraldEmulatorRecord *herald_emulator_payload_read_object (HeraldEmulatorDataverse   *dataverse,
                                                           const HeraldEmulatorTable *table,
                                                           JsonObject                *object,
                                                           GError                   **error);
/* @node: (nullable): the value of an object's “@odata.type”. */
gboolean herald_emulator_payload_is_type (const HeraldEmulatorTable *table, JsonNode *node);
gboolean herald_emulator_payload_set_text (HeraldEmulatorRecord       *record,
                                           const HeraldEmulatorColumn *column,
                                           const char                 *text,
                                           GError                    **error);
gboolean herald_emulator_payload_set_int (HeraldEmulatorRecord       *record,
                                          const HeraldEmulatorColumn *column,
                                          gint64                      value,
                                          GError                    **error);

G_END_DECLS
