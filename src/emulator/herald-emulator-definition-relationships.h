/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relationships of tables as definitions. */
#pragma once

#include "emulator/herald-emulator-relationship.h"

G_BEGIN_DECLS

void herald_emulator_definition_relationships_list_many_to_one (HeraldEmulatorSchema      *schema,
                                                                const HeraldEmulatorTable *table,
                                                                GPtrArray                 *objects);
void herald_emulator_definition_relationships_list_collections (const HeraldEmulatorTable *table,
                                                                gboolean   many_to_many,
                                                                GPtrArray *objects);
GPtrArray *herald_emulator_definition_relationships_list_all (HeraldEmulatorSchema *schema);

G_END_DECLS
