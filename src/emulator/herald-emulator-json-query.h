/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $select, $filter and $expand of what is no table: definitions and the list of environments. */
#pragma once

#include "emulator/herald-emulator-filter.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _HeraldEmulatorJsonQuery HeraldEmulatorJsonQuery;

struct _HeraldEmulatorJsonQuery
{
  GPtrArray            *select;  /* (element-type utf8) (owned) (nullable): all when NULL */
  HeraldEmulatorFilter *filter;  /* (owned) (nullable) */
  GPtrArray            *expands; /* (element-type HeraldEmulatorJsonExpand) (owned) */
};

/* A navigation property to follow, and what is asked of the other end. */
typedef struct
{
  char                    *name;
  HeraldEmulatorJsonQuery *query;
} HeraldEmulatorJsonExpand;

HeraldEmulatorJsonQuery *herald_emulator_json_query_parse (const char *raw_query, GError **error);
void                     herald_emulator_json_query_free (HeraldEmulatorJsonQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorJsonQuery, herald_emulator_json_query_free)

/* @type_name: as refusals tell it, such as “Microsoft.Dynamics.CRM.EntityMetadata”. */
gboolean herald_emulator_json_query_check (const HeraldEmulatorJsonQuery *self,
                                           JsonObject                    *sample,
                                           const char                    *type_name,
                                           GError                       **error);
gboolean
herald_emulator_json_query_matches (const HeraldEmulatorJsonQuery *self, JsonObject *object);
JsonObject *herald_emulator_json_query_project (const HeraldEmulatorJsonQuery *self,
                                                JsonObject                    *object,
                                                const char                    *always);

G_END_DECLS
