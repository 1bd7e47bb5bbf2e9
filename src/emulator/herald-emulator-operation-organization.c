/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions about the caller and the organisation. Shapes: “Web API Function Reference”, read
 * 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-operation.h"
#include "emulator/herald-emulator-organization.h"
#include "emulator/herald-emulator-refusal.h"

#define COUNT_TYPE "RetrieveTotalRecordCountResponse"

static HeraldEmulatorSite *
get_site (HeraldEmulatorRequest *request)
{
  return herald_emulator_dataverse_get_site (request->dataverse);
}

static const char *
get_setting (HeraldEmulatorRequest *request, HeraldEmulatorSetting setting)
{
  return herald_emulator_site_get_setting (get_site (request), setting);
}

static char *
dup_business_unit (HeraldEmulatorRequest *request)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_dataverse_get_db (request->dataverse), NULL,
                               "SELECT businessunitid FROM dv_systemuser WHERE systemuserid = ?",
                               "s", request->user.id);

  return rows != NULL && herald_emulator_rows_next (rows, NULL)
           ? g_strdup (herald_emulator_rows_get_text (rows, 0))
           : NULL;
}

/**
 * herald_emulator_operation_who_am_i:
 * @request: a call of WhoAmI
 * @arguments: none
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_operation_who_am_i (HeraldEmulatorRequest *request,
                                    JsonObject            *arguments,
                                    GError               **error)
{
  JsonObject      *object = herald_emulator_operation_new_answer (request, "WhoAmIResponse");
  g_autofree char *unit = dup_business_unit (request);

  json_object_set_string_member (object, "BusinessUnitId", unit);
  json_object_set_string_member (object, "UserId", request->user.id);
  json_object_set_string_member (object, "OrganizationId",
                                 get_setting (request, HERALD_EMULATOR_ORGANIZATION_ID));
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

/**
 * herald_emulator_operation_retrieve_version:
 * @request: a call of RetrieveVersion
 * @arguments: none
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_operation_retrieve_version (HeraldEmulatorRequest *request,
                                            JsonObject            *arguments,
                                            GError               **error)
{
  JsonObject *object = herald_emulator_operation_new_answer (request, "RetrieveVersionResponse");

  json_object_set_string_member (object, "Version", HERALD_EMULATOR_ORGANIZATION_VERSION);
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

/* A dictionary, as the service writes one. */
static JsonObject *
build_endpoints (HeraldEmulatorRequest *request)
{
  static const char *const keys[] = { "WebApplication", "OrganizationService",
                                      "OrganizationDataService" };
  static const char *const paths[] = { "/", "/XRMServices/2011/Organization.svc",
                                       "/XRMServices/2011/OrganizationData.svc" };

  g_autofree char *origin = herald_emulator_call_dup_origin (request->call);
  JsonObject      *object = json_object_new ();
  JsonArray       *names = json_array_new ();
  JsonArray       *values = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *address = g_strconcat (origin, paths[i], NULL);

      json_array_add_string_element (names, keys[i]);
      json_array_add_string_element (values, address);
    }
  json_object_set_int_member (object, "Count", G_N_ELEMENTS (keys));
  json_object_set_boolean_member (object, "IsReadOnly", FALSE);
  json_object_set_array_member (object, "Keys", names);
  json_object_set_array_member (object, "Values", values);
  return object;
}

/**
 * herald_emulator_operation_retrieve_current_organization:
 * @request: a call of RetrieveCurrentOrganization
 * @arguments: AccessType
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_operation_retrieve_current_organization (HeraldEmulatorRequest *request,
                                                         JsonObject            *arguments,
                                                         GError               **error)
{
  JsonObject *object =
    herald_emulator_operation_new_answer (request, "RetrieveCurrentOrganizationResponse");
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "OrganizationId",
                                 get_setting (request, HERALD_EMULATOR_ORGANIZATION_ID));
  json_object_set_string_member (detail, "FriendlyName", HERALD_EMULATOR_ORGANIZATION_NAME);
  json_object_set_string_member (detail, "OrganizationVersion",
                                 HERALD_EMULATOR_ORGANIZATION_VERSION);
  json_object_set_string_member (detail, "EnvironmentId",
                                 get_setting (request, HERALD_EMULATOR_ORGANIZATION_ID));
  json_object_set_string_member (detail, "DatacenterId", HERALD_EMULATOR_DATACENTER_ID);
  json_object_set_string_member (detail, "Geo", "EMEA");
  json_object_set_string_member (detail, "TenantId",
                                 get_setting (request, HERALD_EMULATOR_TENANT_ID));
  json_object_set_string_member (detail, "UrlName", HERALD_EMULATOR_ORGANIZATION_URL_NAME);
  json_object_set_string_member (detail, "UniqueName", HERALD_EMULATOR_ORGANIZATION_UNIQUE_NAME);
  json_object_set_string_member (detail, "State", "Enabled");
  json_object_set_object_member (detail, "Endpoints", build_endpoints (request));
  json_object_set_object_member (object, "Detail", detail);
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

static gint64
count_rows (HeraldEmulatorRequest *request, const HeraldEmulatorTable *table, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM \"%s\"", table->sql_name);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_dataverse_get_db (request->dataverse), error, sql,
                               "");

  return rows != NULL && herald_emulator_rows_next (rows, error)
           ? herald_emulator_rows_get_int (rows, 0)
           : -1;
}

/**
 * herald_emulator_operation_retrieve_total_record_count:
 * @request: a call of RetrieveTotalRecordCount
 * @arguments: EntityNames
 *
 * The service counts once a day; the emulator counts now.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW for an unknown table; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_operation_retrieve_total_record_count (HeraldEmulatorRequest *request,
                                                       JsonObject            *arguments,
                                                       GError               **error)
{
  HeraldEmulatorSchema *schema = herald_emulator_dataverse_get_schema (request->dataverse);
  JsonArray            *names = json_object_get_array_member (arguments, "EntityNames");
  g_autoptr (JsonObject) object = herald_emulator_operation_new_answer (request, COUNT_TYPE);
  g_autoptr (JsonArray) keys = json_array_new ();
  g_autoptr (JsonArray) values = json_array_new ();
  JsonObject *collection = json_object_new ();

  json_object_set_object_member (object, "EntityRecordCountCollection", collection);
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      const char                *name = json_array_get_string_element (names, i);
      const HeraldEmulatorTable *table = herald_emulator_schema_find_table (schema, name);
      gint64                     n_rows = table != NULL ? count_rows (request, table, error) : 0;

      if (table == NULL)
        g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
                     "The entity with a name = '%s' was not found in the MetadataCache.", name);
      if (table == NULL || n_rows < 0)
        return FALSE;
      json_array_add_string_element (keys, name);
      json_array_add_int_element (values, n_rows);
    }
  json_object_set_int_member (collection, "Count", json_array_get_length (keys));
  json_object_set_boolean_member (collection, "IsReadOnly", FALSE);
  json_object_set_array_member (collection, "Keys", g_steal_pointer (&keys));
  json_object_set_array_member (collection, "Values", g_steal_pointer (&values));
  herald_emulator_request_respond (request, 200, g_steal_pointer (&object));
  return TRUE;
}
