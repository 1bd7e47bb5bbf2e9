/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that make a #HeraldEmulatorSchema share. */
#pragma once

#include "emulator/herald-emulator-schema.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

HeraldEmulatorTable *herald_emulator_table_read (JsonObject *object, JsonObject *common);
void                 herald_emulator_table_free (HeraldEmulatorTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorTable, herald_emulator_table_free)

gboolean herald_emulator_column_find_type (const char *name, HeraldEmulatorColumnType *type);

G_END_DECLS
