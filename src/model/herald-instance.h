/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An environment that global discovery lists for whoever signed in. */
#pragma once

#include "model/herald-environment.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HERALD_TYPE_INSTANCE (herald_instance_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInstance, herald_instance, HERALD, INSTANCE, GObject)

typedef enum
{
  HERALD_INSTANCE_ID, /* the organisation's, a GUID */
  HERALD_INSTANCE_NAME,
  HERALD_INSTANCE_UNIQUE_NAME,
  HERALD_INSTANCE_URL, /* Dataverse origin, no trailing slash */
  HERALD_INSTANCE_REGION,
  HERALD_INSTANCE_VERSION,
  HERALD_INSTANCE_TENANT_ID,
  HERALD_INSTANCE_N_FIELDS,
} HeraldInstanceField;

/* (element-type HeraldInstance): by name; PROTOCOL when it is no list of environments. */
GPtrArray *herald_instances_parse (JsonObject *answer, GError **error);
const char *
herald_instance_get (HeraldInstance *self, HeraldInstanceField field); /* “” if unsaid */
/* What it is taken for until somebody says otherwise: production, unless it is surely not. */
HeraldEnvironmentKind herald_instance_get_kind (HeraldInstance *self);
/* Microsoft's word for its type, translated. */
const char *herald_instance_get_type_label (HeraldInstance *self);
gboolean    herald_instance_is_enabled (HeraldInstance *self);
/* (nullable) (transfer full): why it cannot be used, as a sentence. */
char *herald_instance_dup_obstacle (HeraldInstance *self);
/* Whether every word of @search is in its name or address. */
gboolean herald_instance_matches (HeraldInstance *self, const char *search);
/* Whether @environment is this one. */
gboolean herald_instance_is_saved_as (HeraldInstance *self, HeraldEnvironment *environment);
/* (element-type HeraldInstance): the one that a person means by its address or unique name. */
HeraldInstance *herald_instances_find (GPtrArray *instances, const char *text);

G_END_DECLS
