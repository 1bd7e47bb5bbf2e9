/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SendAppNotification: its parameters, its limits, and the row it writes. Source: “Send in-app
 * notifications within model-driven apps” and the action's reference, read 2026-11. */
#include "config.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-address.h"
#include "emulator/herald-emulator-payload.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define TABLE "appnotification"
#define ACTION "SendAppNotification"
#define EXPANDO "Microsoft.Dynamics.CRM.expando"
#define EXPANDO_COLLECTION "Collection(Microsoft.Dynamics.CRM.expando)"

typedef enum
{
  KIND_TEXT,
  KIND_NUMBER,
  KIND_USER,
  KIND_EXPANDO,
} ParameterKind;

/* A parameter and the column it is written to. */
typedef struct
{
  const char   *name;
  ParameterKind kind;
  const char   *column; /* (nullable) */
} Parameter;

static const Parameter parameters[] = {
  { "Title", KIND_TEXT, "title" },           { "Body", KIND_TEXT, "body" },
  { "Recipient", KIND_USER, "ownerid" },     { "IconType", KIND_NUMBER, "icontype" },
  { "ToastType", KIND_NUMBER, "toasttype" }, { "Priority", KIND_NUMBER, "priority" },
  { "Expiry", KIND_NUMBER, "ttlinseconds" }, { "OverrideContent", KIND_EXPANDO, NULL },
  { "Actions", KIND_EXPANDO, NULL },
};

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY, text);
  return FALSE;
}

static const Parameter *
find_parameter (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++)
    if (strcmp (parameters[i].name, name) == 0)
      return &parameters[i];
  return NULL;
}

static GType
get_value_type (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                : NULL;
}

/* A reference as an object: by address, or by the id under its column's name. */
static char *
dup_reference (JsonObject *object)
{
  const char *address = get_text (object, "@odata.id");
  const char *id = get_text (object, "systemuserid");

  if (address != NULL)
    return g_strdup (address);
  return id != NULL ? g_strdup_printf ("/systemusers(%s)", id) : NULL;
}

static gboolean
set_recipient (HeraldEmulatorRequest *request,
               HeraldEmulatorRecord  *record,
               JsonNode              *node,
               GError               **error)
{
  const HeraldEmulatorTable *table = NULL;
  g_autofree char           *id = NULL;
  g_autofree char           *reference = NULL;

  if (get_value_type (node) == G_TYPE_STRING)
    reference = g_strdup (json_node_get_string (node));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    reference = dup_reference (json_node_get_object (node));
  if (reference == NULL)
    return refuse (error, "The parameter 'Recipient' must be a reference to a systemuser.");
  if (!herald_emulator_address_parse_reference (request->dataverse, reference, &table, &id, error))
    return FALSE;
  if (strcmp (table->logical_name, "systemuser") != 0)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
                   "The recipient of a notification must be a systemuser, not a %s.",
                   table->logical_name);
      return FALSE;
    }
  herald_emulator_record_set_lookup (record, "ownerid", "systemuser", id);
  return TRUE;
}

/* A string where an object belongs is taken for an address; the error names what stands before the
 * first “#”. */
static gboolean
refuse_text_for_expando (const char *text, GError **error)
{
  return refuse (error, "Resource not found for the segment '%.*s' provided in the URL.",
                 (int) strcspn (text, "#/?"), text);
}

static gboolean
check_type_annotation (JsonObject *object, const char *member, const char *wanted, GError **error)
{
  JsonNode   *node = json_object_get_member (object, member);
  const char *type;

  if (node == NULL)
    return TRUE;
  type = get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
  if (strcmp (*type == '#' ? type + 1 : type, wanted) == 0)
    return TRUE;
  return refuse (error,
                 "A type named '%s' could not be resolved by the model; '%s' is needed here.", type,
                 wanted);
}

/* A copy without annotations, at every depth. */
static JsonNode *
dup_plain (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject    *object = json_object_new ();
      JsonObjectIter iter;
      const char    *name;
      JsonNode      *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        if (strchr (name, '@') == NULL)
          json_object_set_member (object, name, dup_plain (member));
      copy = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (copy, object);
      return copy;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *source = json_node_get_array (node);
      JsonArray *array = json_array_new ();

      for (guint i = 0; i < json_array_get_length (source); i++)
        json_array_add_element (array, dup_plain (json_array_get_element (source, i)));
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, array);
      return copy;
    }
  return json_node_copy (node);
}

static gboolean
check_url_action (JsonObject *data, GError **error)
{
  static const char *const targets[] = { "inline", "dialog", "newWindow", NULL };

  const char *target = get_text (data, "navigationTarget");

  if (get_text (data, "url") == NULL)
    return refuse (error, "An action of type 'url' needs a 'url'.");
  if (json_object_has_member (data, "navigationTarget") &&
      (target == NULL || !g_strv_contains (targets, target)))
    return refuse (error, "The navigationTarget of an action must be inline, dialog or newWindow.");
  return TRUE;
}

static gboolean
check_action (JsonNode *node, GError **error)
{
  static const char *const types[] = { "url", "sidepane", "teamsChat", NULL };

  JsonObject *action = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode   *data_node = action != NULL ? json_object_get_member (action, "data") : NULL;
  JsonObject *data;
  const char *type;

  if (action == NULL || get_text (action, "title") == NULL)
    return refuse (error, "Each action must be an object with a 'title'.");
  if (data_node != NULL && get_value_type (data_node) == G_TYPE_STRING)
    return refuse_text_for_expando (json_node_get_string (data_node), error);
  if (data_node == NULL || !JSON_NODE_HOLDS_OBJECT (data_node))
    return refuse (error, "The action '%s' needs 'data'.", get_text (action, "title"));
  data = json_node_get_object (data_node);
  type = get_text (data, "type");
  if (type == NULL || !g_strv_contains (types, type))
    return refuse (error, "The type of the action '%s' must be url, sidepane or teamsChat.",
                   get_text (action, "title"));
  if (!check_type_annotation (data, "@odata.type", EXPANDO, error))
    return FALSE;
  return strcmp (type, "url") != 0 || check_url_action (data, error);
}

static gboolean
add_actions (JsonObject *expando, JsonObject *data, GError **error)
{
  JsonNode  *node = json_object_get_member (expando, "actions");
  JsonArray *actions;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return refuse (error, "'Actions' must hold an array named 'actions'.");
  if (!check_type_annotation (expando, "actions@odata.type", EXPANDO_COLLECTION, error))
    return FALSE;
  actions = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (actions); i++)
    if (!check_action (json_array_get_element (actions, i), error))
      return FALSE;
  json_object_set_member (data, "actions", dup_plain (node));
  return TRUE;
}

static gboolean
add_override (JsonObject *expando, JsonObject *data, GError **error)
{
  static const char *const members[] = { "title", "body", "iconUrl", NULL };

  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, expando);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (strchr (name, '@') != NULL)
        continue;
      if (!g_strv_contains (members, name) || get_value_type (node) != G_TYPE_STRING)
        return refuse (error, "'OverrideContent' may hold the texts title, body and iconUrl.");
      json_object_set_string_member (data, name, json_node_get_string (node));
    }
  return TRUE;
}

static gboolean
add_expando (JsonObject *data, const char *name, JsonNode *node, GError **error)
{
  JsonObject *expando;

  if (get_value_type (node) == G_TYPE_STRING)
    return refuse_text_for_expando (json_node_get_string (node), error);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "The parameter '%s' must be an object.", name);
  expando = json_node_get_object (node);
  if (!check_type_annotation (expando, "@odata.type", EXPANDO, error))
    return FALSE;
  return strcmp (name, "Actions") == 0 ? add_actions (expando, data, error)
                                       : add_override (expando, data, error);
}

static gboolean
refuse_literal (const char *name, JsonNode *node, const char *edm_type, GError **error)
{
  g_autofree char *literal = herald_json_write (node, FALSE);

  return refuse (error, "Cannot convert the literal '%s' of '%s' to the expected type '%s'.",
                 literal, name, edm_type);
}

static gboolean
read_parameter (HeraldEmulatorRequest *request,
                HeraldEmulatorRecord  *record,
                JsonObject            *data,
                const char            *name,
                JsonNode              *node,
                GError               **error)
{
  const Parameter            *parameter = find_parameter (name);
  const HeraldEmulatorColumn *column = NULL;

  if (*name == '@')
    return TRUE; /* an annotation of the body as a whole */
  if (parameter == NULL)
    return refuse (error,
                   "The parameter '%s' in the request payload is not a valid parameter for the "
                   "operation '" ACTION "'.",
                   name);
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (parameter->column != NULL)
    column = herald_emulator_table_find_column (herald_emulator_record_get_table (record),
                                                parameter->column);
  switch (parameter->kind)
    {
    case KIND_TEXT:
      if (get_value_type (node) != G_TYPE_STRING)
        return refuse_literal (name, node, "Edm.String", error);
      return herald_emulator_payload_set_text (record, column, json_node_get_string (node), error);
    case KIND_NUMBER:
      if (get_value_type (node) != G_TYPE_INT64)
        return refuse_literal (name, node, "Edm.Int32", error);
      return herald_emulator_payload_set_int (record, column, json_node_get_int (node), error);
    case KIND_USER:
      return set_recipient (request, record, node, error);
    case KIND_EXPANDO:
    default:
      return add_expando (data, name, node, error);
    }
}

static gboolean
read_parameters (HeraldEmulatorRequest *request,
                 HeraldEmulatorRecord  *record,
                 JsonObject            *data,
                 GError               **error)
{
  g_autoptr (GError) json_error = NULL;
  g_autoptr (JsonObject) body = NULL;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  if (!herald_emulator_request_check_media_type (request, error))
    return FALSE;
  body = herald_json_parse_object (herald_emulator_call_get_body (request->call), &json_error);
  if (body == NULL)
    return refuse (error, "%s", json_error->message);
  json_object_iter_init_ordered (&iter, body);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!read_parameter (request, record, data, name, node, error))
      return FALSE;
  if (herald_emulator_record_has (record, "title") &&
      herald_emulator_record_has (record, "ownerid"))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
               "Required field '%s' is missing for action '" ACTION "'.",
               herald_emulator_record_has (record, "title") ? "Recipient" : "Title");
  return FALSE;
}

static gboolean
set_data (HeraldEmulatorRecord *record, JsonObject *data, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  if (json_object_get_size (data) == 0)
    return TRUE;
  json_node_set_object (node, data);
  text = herald_json_write (node, FALSE);
  return herald_emulator_payload_set_text (
    record, herald_emulator_table_find_column (herald_emulator_record_get_table (record), "data"),
    text, error);
}

static void
respond_sent (HeraldEmulatorRequest *request, const char *id)
{
  JsonObject      *object;
  g_autofree char *context = NULL;

  if (herald_emulator_dataverse_get_quiet_notifications (request->dataverse))
    {
      herald_emulator_request_respond_empty (request, 204);
      return;
    }
  object = json_object_new ();
  context = g_strdup_printf ("%s$metadata#Microsoft.Dynamics.CRM.SendAppNotificationResponse",
                             request->base);
  json_object_set_string_member (object, "@odata.context", context);
  json_object_set_string_member (object, "NotificationId", id);
  herald_emulator_request_respond (request, 200, object);
}

/**
 * herald_emulator_webapi_send_app_notification:
 * @request: a POST to SendAppNotification
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_send_app_notification (HeraldEmulatorRequest *request, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (request->dataverse);
  g_autoptr (HeraldEmulatorRecord) record = herald_emulator_record_new (request->dataverse, TABLE);
  g_autoptr (JsonObject) data = json_object_new ();
  g_autofree char *id = NULL;
  gboolean         good;

  herald_emulator_record_set_judged (record);
  if (!herald_emulator_access_require (request->dataverse, request->user.id, NULL,
                                       "prvSendAppNotification", error) ||
      !read_parameters (request, record, data, error) || !set_data (record, data, error) ||
      !herald_emulator_db_begin_step (db, error))
    return FALSE;
  good = herald_emulator_record_insert (record, request->user.id, &id, error);
  herald_emulator_db_end_step (db, good);
  if (!good)
    return FALSE;
  herald_emulator_request_add_session_token (request, herald_emulator_record_get_table (record),
                                             id);
  respond_sent (request, id);
  return TRUE;
}
