/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all answers about definitions share: the request with its query, the context, and refusals.
 */
#pragma once

#include "emulator/herald-emulator-json-query.h"
#include "emulator/herald-emulator-request.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_DEFINITION_ID "MetadataId"

typedef struct
{
  HeraldEmulatorRequest     *request; /* (unowned) */
  HeraldEmulatorSchema      *schema;  /* (unowned) */
  const HeraldEmulatorTable *table;   /* (unowned) (nullable): what it is about */
  char                      *cast;  /* (owned) (nullable): such as “StringAttributeMetadata” */
  HeraldEmulatorJsonQuery   *query; /* (owned) */
  GString                   *context; /* (owned): what follows “#” */
} HeraldEmulatorDefinitions;

gboolean herald_emulator_definitions_begin (HeraldEmulatorDefinitions *self,
                                            HeraldEmulatorRequest     *request,
                                            GError                   **error);
void     herald_emulator_definitions_clear (HeraldEmulatorDefinitions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorDefinitions, herald_emulator_definitions_clear)

gboolean herald_emulator_definitions_refuse_segment (const char *segment, GError **error);
gboolean
herald_emulator_definitions_refuse_property (const char *name, const char *type, GError **error);
gboolean
herald_emulator_definitions_refuse_filter (HeraldEmulatorDefinitions *self, GError **error);
void
herald_emulator_definitions_append_shape (const HeraldEmulatorJsonQuery *query, GString *context);
gboolean herald_emulator_definitions_respond (HeraldEmulatorDefinitions *self, JsonObject *object);
gboolean
      herald_emulator_definitions_respond_array (HeraldEmulatorDefinitions *self, JsonArray *array);
char *herald_emulator_definitions_dup_key (HeraldEmulatorRequest *request);
gboolean
herald_emulator_definitions_is_meant (const char *key, const char *member, JsonObject *object);
JsonObject *herald_emulator_definitions_find (GPtrArray  *objects,
                                              const char *key,
                                              const char *member,
                                              const char *what,
                                              GError    **error);

G_END_DECLS
