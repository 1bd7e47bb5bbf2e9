/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST, PATCH and DELETE. Each is one step: it happens whole or not at all. */
#include "config.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-payload.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-row-json.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

/* Elastic tables give out where their writes stand; whoever passes it back reads its own writes. */
static void
add_session_token (HeraldEmulatorRequest *request, const char *id)
{
  gint64           version;
  g_autofree char *token = NULL;

  if (!request->table->elastic)
    return;
  version = herald_emulator_rows_get_version (request->dataverse, request->table, id);
  token = g_strdup_printf ("0:-1#%" G_GINT64_FORMAT, MAX (version, 0));
  herald_emulator_call_add_header (request->call, "x-ms-session-token", token);
}

static gboolean
respond_written (HeraldEmulatorRequest *request,
                 const char            *id,
                 guint                  status_with_body,
                 GError               **error)
{
  g_autofree char *address = herald_emulator_request_dup_address (request, id);
  JsonObject      *row = NULL;

  if (request->preferences->return_representation)
    {
      row = herald_emulator_webapi_represent (request, id, error);
      if (row == NULL)
        return FALSE;
    }
  add_session_token (request, id);
  herald_emulator_call_add_header (request->call, "OData-EntityId", address);
  if (status_with_body == 201)
    herald_emulator_call_add_header (request->call, "Location", address);
  if (row != NULL)
    herald_emulator_request_respond (request, status_with_body, row);
  else
    herald_emulator_request_respond_empty (request, 204);
  return TRUE;
}

/* Ends a step as its result wants. */
static gboolean
end_step (HeraldEmulatorRequest *request, gboolean good)
{
  herald_emulator_db_end_step (herald_emulator_dataverse_get_db (request->dataverse), good);
  return good;
}

static gboolean
begin_step (HeraldEmulatorRequest *request, GError **error)
{
  return herald_emulator_db_begin_step (herald_emulator_dataverse_get_db (request->dataverse),
                                        error);
}

static gboolean
insert_record (HeraldEmulatorRequest *request,
               HeraldEmulatorRecord  *record,
               char                 **id,
               GError               **error)
{
  return begin_step (request, error) &&
         end_step (request, herald_emulator_record_insert (record, request->user.id, id, error));
}

/**
 * herald_emulator_webapi_create:
 * @request: a POST to a set
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_create (HeraldEmulatorRequest *request, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_payload_read (request->dataverse, request->table,
                                  herald_emulator_call_get_body (request->call), error);
  g_autofree char *id = NULL;

  if (record == NULL || !insert_record (request, record, &id, error))
    return FALSE;
  return respond_written (request, id, 201, error);
}

static gboolean
refuse_version (GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_VERSION_MISMATCH,
               "The version of the existing record doesn't match the RowVersion property "
               "provided.");
  return FALSE;
}

/* If-Match and If-None-Match against the row's version, -1 when there is none. */
static gboolean
check_conditions (HeraldEmulatorRequest *request, const char *id, gint64 version, GError **error)
{
  const char      *match = herald_emulator_call_get_header (request->call, "if-match");
  const char      *none_match = herald_emulator_call_get_header (request->call, "if-none-match");
  g_autofree char *etag = herald_emulator_format_etag (version);

  if (match != NULL && version < 0)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
                   "%s With Id = %s Does Not Exist", request->table->logical_name, id);
      return FALSE;
    }
  if (match != NULL && strcmp (match, "*") != 0 && strcmp (match, etag) != 0)
    return refuse_version (error);
  if (none_match == NULL || strcmp (none_match, "*") != 0 || version < 0)
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_DUPLICATE,
               "A record with matching key values already exists.");
  return FALSE;
}

static gboolean
update_record (HeraldEmulatorRequest *request,
               HeraldEmulatorRecord  *record,
               const char            *id,
               GError               **error)
{
  return begin_step (request, error) &&
         end_step (request, herald_emulator_record_update (record, id, request->user.id, error));
}

/**
 * herald_emulator_webapi_update:
 * @request: a PATCH of a row; creates it when it is not there and no header forbids it
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_update (HeraldEmulatorRequest *request, GError **error)
{
  g_autofree char *id = herald_emulator_request_resolve_id (request, error);
  g_autoptr (HeraldEmulatorRecord) record = NULL;
  gint64 version;

  if (id == NULL)
    return FALSE;
  version = herald_emulator_rows_get_version (request->dataverse, request->table, id);
  if (!check_conditions (request, id, version, error))
    return FALSE;
  record = herald_emulator_payload_read (request->dataverse, request->table,
                                         herald_emulator_call_get_body (request->call), error);
  if (record == NULL)
    return FALSE;
  herald_emulator_record_set_text (record, request->table->primary_key, id);
  if (version >= 0)
    return update_record (request, record, id, error) && respond_written (request, id, 200, error);
  return insert_record (request, record, NULL, error) && respond_written (request, id, 201, error);
}

/* The row is changed by one member; it must be there. */
static gboolean
write_member (HeraldEmulatorRequest *request, const char *member, JsonNode *value, GError **error)
{
  g_autofree char *id = herald_emulator_request_resolve_id (request, error);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (HeraldEmulatorRecord) record = NULL;

  json_object_set_member (object, member, value);
  if (id == NULL)
    return FALSE;
  record = herald_emulator_payload_read_object (request->dataverse, request->table, object, error);
  if (record == NULL || !update_record (request, record, id, error))
    return FALSE;
  herald_emulator_request_respond_empty (request, 204);
  return TRUE;
}

static gboolean
refuse_segment (HeraldEmulatorRequest *request, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", request->tail);
  return FALSE;
}

/**
 * herald_emulator_webapi_set_property:
 * @request: a PUT of one property of a row
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_set_property (HeraldEmulatorRequest *request, GError **error)
{
  g_autoptr (JsonObject) body =
    herald_json_parse_object (herald_emulator_call_get_body (request->call), NULL);

  if (herald_emulator_table_find_column (request->table, request->tail) == NULL)
    return refuse_segment (request, error);
  if (body == NULL || !json_object_has_member (body, "value"))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD,
                   "The body must be an object with the member 'value'.");
      return FALSE;
    }
  return write_member (request, request->tail, json_object_dup_member (body, "value"), error);
}

/**
 * herald_emulator_webapi_clear_property:
 * @request: a DELETE of one property of a row, or of `navigation/$ref`
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_clear_property (HeraldEmulatorRequest *request, GError **error)
{
  g_autofree char *name = g_strdup (request->tail);
  gboolean         is_reference = g_str_has_suffix (name, "/$ref");

  if (is_reference)
    name[strlen (name) - strlen ("/$ref")] = '\0';
  if (is_reference ? herald_emulator_table_find_navigation (request->table, name) == NULL
                   : herald_emulator_table_find_column (request->table, name) == NULL)
    return refuse_segment (request, error);
  return write_member (request, name, json_node_new (JSON_NODE_NULL), error);
}

/**
 * herald_emulator_webapi_delete:
 * @request: a DELETE of a row
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_delete (HeraldEmulatorRequest *request, GError **error)
{
  g_autofree char *id = herald_emulator_request_resolve_id (request, error);
  g_autoptr (JsonObject) row = NULL;
  gint64 version;

  /* Reading it first also finds a row of another partition or one whose life is over. */
  row = id != NULL ? herald_emulator_webapi_represent (request, id, error) : NULL;
  if (row == NULL)
    return FALSE;
  version = herald_emulator_rows_get_version (request->dataverse, request->table, id);
  if (!check_conditions (request, id, version, error) || !begin_step (request, error) ||
      !end_step (request, herald_emulator_record_delete (request->dataverse,
                                                         request->table->logical_name, id, error)))
    return FALSE;
  add_session_token (request, id);
  herald_emulator_request_respond_empty (request, 204);
  return TRUE;
}
