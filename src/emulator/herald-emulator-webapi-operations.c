/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions and actions, unbound and bound to a row, and what else is no set: the service document,
 * $metadata, $batch, definitions. */
#include "config.h"

#include "emulator/herald-emulator-csdl.h"
#include "emulator/herald-emulator-operation.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define NAMESPACE "Microsoft.Dynamics.CRM."

/* Reads its parameters itself: some are objects of any shape. */
static gboolean
send_app_notification (HeraldEmulatorRequest *request, JsonObject *arguments, GError **error)
{
  return herald_emulator_webapi_send_app_notification (request, error);
}

static const HeraldEmulatorOperation operations[] = {
  { .name = "WhoAmI", .returns = "WhoAmIResponse", .func = herald_emulator_operation_who_am_i },
  { .name = "RetrieveVersion",
    .returns = "RetrieveVersionResponse",
    .func = herald_emulator_operation_retrieve_version },
  { .name = "RetrieveCurrentOrganization",
    .returns = "RetrieveCurrentOrganizationResponse",
    .func = herald_emulator_operation_retrieve_current_organization,
    .parameters = { { "AccessType", HERALD_EMULATOR_PARAMETER_ACCESS_TYPE, TRUE } } },
  { .name = "RetrieveTotalRecordCount",
    .returns = "RetrieveTotalRecordCountResponse",
    .func = herald_emulator_operation_retrieve_total_record_count,
    .parameters = { { "EntityNames", HERALD_EMULATOR_PARAMETER_STRINGS, TRUE } } },
  { .name = "RetrieveSetting",
    .returns = "RetrieveSettingResponse",
    .func = herald_emulator_operation_retrieve_setting,
    .parameters = { { "SettingName", HERALD_EMULATOR_PARAMETER_STRING, TRUE },
                    { "AppUniqueName", HERALD_EMULATOR_PARAMETER_STRING, FALSE } } },
  { .name = "SaveSettingValue",
    .is_action = TRUE,
    .func = herald_emulator_operation_save_setting_value,
    .parameters = { { "SettingName", HERALD_EMULATOR_PARAMETER_STRING, TRUE },
                    { "Value", HERALD_EMULATOR_PARAMETER_STRING, TRUE },
                    { "AppUniqueName", HERALD_EMULATOR_PARAMETER_STRING, FALSE },
                    { "SolutionUniqueName", HERALD_EMULATOR_PARAMETER_STRING, FALSE } } },
  { .name = "PublishXml",
    .is_action = TRUE,
    .func = herald_emulator_operation_publish,
    .parameters = { { "ParameterXml", HERALD_EMULATOR_PARAMETER_STRING, TRUE } } },
  { .name = "PublishAllXml", .is_action = TRUE, .func = herald_emulator_operation_publish },
  { .name = "SendAppNotification",
    .is_action = TRUE,
    .returns = "SendAppNotificationResponse",
    .func = send_app_notification,
    .parameters = { { "Title", HERALD_EMULATOR_PARAMETER_STRING, TRUE },
                    { "Recipient", HERALD_EMULATOR_PARAMETER_USER, TRUE },
                    { "Body", HERALD_EMULATOR_PARAMETER_STRING, FALSE },
                    { "Priority", HERALD_EMULATOR_PARAMETER_INT, FALSE },
                    { "IconType", HERALD_EMULATOR_PARAMETER_INT, FALSE },
                    { "ToastType", HERALD_EMULATOR_PARAMETER_INT, FALSE },
                    { "Expiry", HERALD_EMULATOR_PARAMETER_INT, FALSE },
                    { "OverrideContent", HERALD_EMULATOR_PARAMETER_EXPANDO, FALSE },
                    { "Actions", HERALD_EMULATOR_PARAMETER_EXPANDO, FALSE } } },
  { .name = "RetrieveUserPrivileges",
    .bound_to = "systemuser",
    .returns = "RetrieveUserPrivilegesResponse",
    .func = herald_emulator_operation_retrieve_user_privileges },
  { .name = "RetrieveUserPrivilegeByPrivilegeName",
    .bound_to = "systemuser",
    .returns = "RetrieveUserPrivilegeByPrivilegeNameResponse",
    .func = herald_emulator_operation_retrieve_privilege_by_name,
    .parameters = { { "PrivilegeName", HERALD_EMULATOR_PARAMETER_STRING, TRUE },
                    { "ExcludeTeamBasic", HERALD_EMULATOR_PARAMETER_BOOLEAN, FALSE } } },
  { .name = "RetrieveUserSetOfPrivilegesByNames",
    .bound_to = "systemuser",
    .returns = "RetrieveUserSetOfPrivilegesByNamesResponse",
    .func = herald_emulator_operation_retrieve_privileges_by_names,
    .parameters = { { "PrivilegeNames", HERALD_EMULATOR_PARAMETER_STRINGS, TRUE } } },
  { .name = "RetrieveUserSetOfPrivilegesByIds",
    .bound_to = "systemuser",
    .returns = "RetrieveUserSetOfPrivilegesByIdsResponse",
    .func = herald_emulator_operation_retrieve_privileges_by_ids,
    .parameters = { { "PrivilegeIds", HERALD_EMULATOR_PARAMETER_GUIDS, TRUE } } },
  { .name = "RetrievePrincipalAccess",
    .bound_to = "systemuser",
    .returns = "RetrievePrincipalAccessResponse",
    .func = herald_emulator_operation_retrieve_principal_access,
    .parameters = { { "Target", HERALD_EMULATOR_PARAMETER_ENTITY, TRUE } } },
  { .name = NULL },
};

/**
 * herald_emulator_operations_get:
 *
 * Returns: (transfer none): all functions and actions; the last has no name
 */
const HeraldEmulatorOperation *
herald_emulator_operations_get (void)
{
  return operations;
}

static void
add_set (JsonArray *array, const char *name)
{
  JsonObject *set = json_object_new ();

  json_object_set_string_member (set, "name", name);
  json_object_set_string_member (set, "kind", "EntitySet");
  json_object_set_string_member (set, "url", name);
  json_array_add_object_element (array, set);
}

/* The service document. */
static gboolean
list_sets (HeraldEmulatorRequest *request, GError **error)
{
  GPtrArray *tables =
    herald_emulator_schema_get_tables (herald_emulator_dataverse_get_schema (request->dataverse));
  JsonObject      *object = json_object_new ();
  JsonArray       *array = json_array_new ();
  g_autofree char *context = g_strconcat (request->base, "$metadata", NULL);

  for (guint i = 0; i < tables->len; i++)
    add_set (array, ((HeraldEmulatorTable *) g_ptr_array_index (tables, i))->entity_set);
  add_set (array, "EntityDefinitions");
  add_set (array, "RelationshipDefinitions");
  add_set (array, "GlobalOptionSetDefinitions");
  json_object_set_string_member (object, "@odata.context", context);
  json_object_set_array_member (object, "value", array);
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

/* “Web API types and operations”, “Metadata annotations”, read 2026-11. */
static gboolean
wants_annotations (HeraldEmulatorRequest *request)
{
  const char *query = herald_emulator_call_get_query (request->call);
  g_auto (GStrv) fields = g_strsplit (query != NULL ? query : "", "&", -1);

  return g_strv_contains ((const char *const *) fields, "annotations=true");
}

static gboolean
respond_metadata (HeraldEmulatorRequest *request, GError **error)
{
  g_autofree char *xml =
    herald_emulator_csdl_write (herald_emulator_dataverse_get_schema (request->dataverse),
                                wants_annotations (request));

  herald_emulator_call_add_header (request->call, "OData-Version", "4.0");
  herald_emulator_call_respond_text (request->call, 200, "application/xml", xml);
  return TRUE;
}

static const struct
{
  const char *name;
  const char *method;
  gboolean (*func) (HeraldEmulatorRequest *request, GError **error);
} resources[] = {
  { "", "GET", list_sets },
  { "$metadata", "GET", respond_metadata },
  { "$batch", "POST", herald_emulator_webapi_batch },
  { "EntityDefinitions", "GET", herald_emulator_webapi_read_definitions },
  { "RelationshipDefinitions", "GET", herald_emulator_webapi_read_relationships },
  { "GlobalOptionSetDefinitions", "GET", herald_emulator_webapi_read_option_sets },
};

static gboolean
refuse_method (const char *method, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_METHOD_NOT_ALLOWED,
               "The requested resource does not support http method '%s'.", method);
  return FALSE;
}

static gboolean
refuse_segment (const char *segment, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", segment);
  return FALSE;
}

static const HeraldEmulatorOperation *
find_operation (const char *name, const char *bound_to)
{
  for (const HeraldEmulatorOperation *operation = operations; operation->name != NULL; operation++)
    if (strcmp (operation->name, name) == 0 && g_strcmp0 (operation->bound_to, bound_to) == 0)
      return operation;
  return NULL;
}

static gboolean
call_operation (const HeraldEmulatorOperation *operation,
                HeraldEmulatorRequest         *request,
                const char                    *text,
                GError                       **error)
{
  const char *method = herald_emulator_call_get_method (request->call);
  g_autoptr (JsonObject) arguments = NULL;

  if (strcmp (method, operation->is_action ? "POST" : "GET") != 0)
    return refuse_method (method, error);
  if (operation->func == send_app_notification)
    return operation->func (request, NULL, error);
  arguments = herald_emulator_operation_read_arguments (operation, request, text, error);
  return arguments != NULL && operation->func (request, arguments, error);
}

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
  const char                    *method = herald_emulator_call_get_method (request->call);
  const HeraldEmulatorOperation *operation = find_operation (request->name, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    {
      if (strcmp (resources[i].name, request->name) != 0)
        continue;
      *found = TRUE;
      return strcmp (resources[i].method, method) == 0 ? resources[i].func (request, error)
                                                       : refuse_method (method, error);
    }
  if (operation == NULL)
    return FALSE;
  *found = TRUE;
  return *request->tail == '\0' ? call_operation (operation, request, request->arguments, error)
                                : refuse_segment (request->tail, error);
}

/**
 * herald_emulator_webapi_operate_on_row:
 * @request: a request to a row whose tail starts with the namespace
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_operate_on_row (HeraldEmulatorRequest *request, GError **error)
{
  const char                    *text = request->tail + strlen (NAMESPACE);
  gsize                          length = strcspn (text, "(");
  g_autofree char               *name = g_strndup (text, length);
  g_autofree char               *inside = NULL;
  const HeraldEmulatorOperation *operation = find_operation (name, request->table->logical_name);

  if (operation == NULL || (text[length] == '(' && !g_str_has_suffix (text, ")")))
    return refuse_segment (request->tail, error);
  if (text[length] == '(')
    inside = g_strndup (text + length + 1, strlen (text + length) - strlen ("()"));
  return call_operation (operation, request, inside, error);
}
