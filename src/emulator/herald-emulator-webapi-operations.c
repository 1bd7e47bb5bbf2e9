/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unbound functions and actions and the service document. */
#include "config.h"

#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define SERVICE_VERSION "9.2.25083.00196" /* of the shape that real ones have */

typedef gboolean (*OperationFunc) (HeraldEmulatorRequest *request, GError **error);

static JsonObject *
new_answer (HeraldEmulatorRequest *request, const char *fragment)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *context = g_strdup_printf ("%s$metadata%s", request->base, fragment);

  json_object_set_string_member (object, "@odata.context", context);
  return object;
}

static const char *
get_setting (HeraldEmulatorRequest *request, HeraldEmulatorSetting setting)
{
  return herald_emulator_site_get_setting (herald_emulator_dataverse_get_site (request->dataverse),
                                           setting);
}

static gboolean
who_am_i (HeraldEmulatorRequest *request, GError **error)
{
  JsonObject *object = new_answer (request, "#Microsoft.Dynamics.CRM.WhoAmIResponse");

  json_object_set_string_member (object, "BusinessUnitId",
                                 get_setting (request, HERALD_EMULATOR_BUSINESS_UNIT_ID));
  json_object_set_string_member (object, "UserId", request->user.id);
  json_object_set_string_member (object, "OrganizationId",
                                 get_setting (request, HERALD_EMULATOR_ORGANIZATION_ID));
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

static gboolean
retrieve_version (HeraldEmulatorRequest *request, GError **error)
{
  JsonObject *object = new_answer (request, "#Microsoft.Dynamics.CRM.RetrieveVersionResponse");

  json_object_set_string_member (object, "Version", SERVICE_VERSION);
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

static gboolean
list_sets (HeraldEmulatorRequest *request, GError **error)
{
  GPtrArray *tables =
    herald_emulator_schema_get_tables (herald_emulator_dataverse_get_schema (request->dataverse));
  JsonObject *object = new_answer (request, "");
  JsonArray  *array = json_array_new ();

  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);
      JsonObject                *set = json_object_new ();

      json_object_set_string_member (set, "name", table->entity_set);
      json_object_set_string_member (set, "kind", "EntitySet");
      json_object_set_string_member (set, "url", table->entity_set);
      json_array_add_object_element (array, set);
    }
  json_object_set_array_member (object, "value", array);
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

static gboolean
refuse_unsupported (HeraldEmulatorRequest *request, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED,
               "The emulator does not support %s.", request->name);
  return FALSE;
}

static const struct
{
  const char   *name;
  const char   *method;
  OperationFunc func;
} operations[] = {
  { "", "GET", list_sets },
  { "WhoAmI", "GET", who_am_i },
  { "RetrieveVersion", "GET", retrieve_version },
  { "EntityDefinitions", "GET", herald_emulator_webapi_read_definitions },
  { "SendAppNotification", "POST", herald_emulator_webapi_send_app_notification },
  { "$metadata", "GET", refuse_unsupported },
  { "$batch", "POST", herald_emulator_webapi_batch },
};

/**
 * herald_emulator_webapi_operate:
 * @request: a request that names no set
 * @found: (out): whether it names an operation
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_operate (HeraldEmulatorRequest *request, gboolean *found, GError **error)
{
  const char *method = herald_emulator_call_get_method (request->call);

  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      if (strcmp (operations[i].name, request->name) != 0)
        continue;
      *found = TRUE;
      if (strcmp (operations[i].method, method) == 0)
        return operations[i].func (request, error);
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_METHOD_NOT_ALLOWED,
                   "The requested resource does not support http method '%s'.", method);
      return FALSE;
    }
  return FALSE;
}
