/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions of tables, columns, keys and relationships as the Web API tells them. Member names:
 * “Web API metadata EntityType reference”, read 2026-11. */
#pragma once

#include "emulator/herald-emulator-relationship.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HERALD_EMULATOR_CRM "Microsoft.Dynamics.CRM."
#define HERALD_EMULATOR_ENTITY_METADATA HERALD_EMULATOR_CRM "EntityMetadata"
#define HERALD_EMULATOR_ATTRIBUTE_METADATA HERALD_EMULATOR_CRM "AttributeMetadata"

/* The rights that every table has a privilege for. */
extern const char *const herald_emulator_privilege_types[];

JsonObject *herald_emulator_metadata_build_table (const HeraldEmulatorTable *table);
JsonObject *herald_emulator_metadata_build_key (const HeraldEmulatorTable        *table,
                                                const HeraldEmulatorAlternateKey *key);
/* @origin: (nullable): where @way leads; NULL when it leads to users and teams alike. */
JsonObject *herald_emulator_metadata_build_one_to_many (const HeraldEmulatorTable      *table,
                                                        const HeraldEmulatorColumn     *column,
                                                        const HeraldEmulatorNavigation *way,
                                                        const HeraldEmulatorTable      *origin);
JsonObject *herald_emulator_metadata_build_many_to_many (const HeraldEmulatorIntersect *intersect);

/* @deep: with what is only there after a cast to the column's own kind. */
JsonObject *herald_emulator_metadata_build_column (const HeraldEmulatorTable  *table,
                                                   const HeraldEmulatorColumn *column,
                                                   gboolean                    deep);
JsonObject *herald_emulator_metadata_build_option_set (const HeraldEmulatorTable  *table,
                                                       const HeraldEmulatorColumn *column);
/* Such as “StringAttributeMetadata”. */
const char *herald_emulator_metadata_get_kind (const HeraldEmulatorColumn *column);
gboolean    herald_emulator_metadata_is_kind (const char *name);

char *
herald_emulator_metadata_make_privilege_name (const HeraldEmulatorTable *table, const char *type);
char *herald_emulator_metadata_make_privilege_id (const char *privilege_name);

/* Shared shapes. */
void herald_emulator_metadata_add_label (JsonObject *object, const char *name, const char *text);
void herald_emulator_metadata_add_managed (JsonObject *object,
                                           const char *name,
                                           gboolean    value,
                                           const char *managed_property);
void herald_emulator_metadata_add_id (JsonObject *object, const char *kind, const char *name);

G_END_DECLS
