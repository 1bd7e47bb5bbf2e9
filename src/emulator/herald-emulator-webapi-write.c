/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST, PATCH and DELETE of rows and of their properties. Each is one step: it happens whole or not
 * at all. */
#include "config.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-address.h"
#include "emulator/herald-emulator-conditions.h"
#include "emulator/herald-emulator-graph.h"
#include "emulator/herald-emulator-payload.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-rows.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

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
      request->preferences->heeded |= HERALD_EMULATOR_HEEDED_REPRESENTATION;
      row = herald_emulator_webapi_represent (request, id, error);
      if (row == NULL)
        return FALSE;
    }
  herald_emulator_request_add_session_token (request, request->table, id);
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

/**
 * herald_emulator_webapi_create_row:
 * @request: a request to the set of the new row
 * @row: what is known of the row besides its body
 * @body: its members
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was written, with what is created with it, and answered
 */
gboolean
herald_emulator_webapi_create_row (HeraldEmulatorRequest      *request,
                                   const HeraldEmulatorNewRow *row,
                                   JsonObject                 *body,
                                   GError                    **error)
{
  g_autofree char *id = NULL;

  return begin_step (request, error) &&
         end_step (request,
                   herald_emulator_graph_insert (request->dataverse, row, body, &id, error) &&
                     respond_written (request, id, 201, error));
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
  const HeraldEmulatorNewRow row = { .table = request->table, .user_id = request->user.id };
  g_autoptr (JsonObject) body = herald_emulator_request_read_body (request, error);

  return body != NULL && herald_emulator_webapi_create_row (request, &row, body, error);
}

/* The row that the path names: its id and version; -1 when there is none. The id is NULL when an
 * alternate key names no row. */
static gboolean
find_row (HeraldEmulatorRequest *request, char **id, gint64 *version, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  *version = -1;
  *id = herald_emulator_request_resolve_id (request, &local_error);
  if (*id != NULL)
    *version = herald_emulator_rows_get_version (request->dataverse, request->table, *id);
  if (*id != NULL ||
      g_error_matches (local_error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* A row of an elastic table is found in the partition that was named, if one was. */
static gboolean
check_partition (HeraldEmulatorRequest *request, const char *id, GError **error)
{
  g_autoptr (JsonObject) row = NULL;

  if (!request->table->elastic)
    return TRUE;
  row = herald_emulator_webapi_represent (request, id, error);
  return row != NULL;
}

static gboolean
update_row (HeraldEmulatorRequest *request, const char *id, JsonObject *body, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_payload_read_object (request->dataverse, request->table, body, error);

  if (record == NULL)
    return FALSE;
  herald_emulator_record_set_text (record, request->table->primary_key, id);
  return herald_emulator_record_update (record, id, request->user.id, error);
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
  const HeraldEmulatorNewRow row = { .table = request->table,
                                     .keys = request->keys,
                                     .user_id = request->user.id };
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *id = NULL;
  gint64           version;

  if (!find_row (request, &id, &version, error) ||
      !herald_emulator_conditions_check_write (request, id, version, error))
    return FALSE;
  body = herald_emulator_request_read_body (request, error);
  if (body == NULL)
    return FALSE;
  if (version < 0)
    return herald_emulator_webapi_create_row (request, &row, body, error);
  return check_partition (request, id, error) && begin_step (request, error) &&
         end_step (request, update_row (request, id, body, error) &&
                              respond_written (request, id, 200, error));
}

/* Changes a row, which must be there, by one member. */
static gboolean
write_member (HeraldEmulatorRequest *request, const char *member, JsonNode *value, GError **error)
{
  g_autofree char *id = herald_emulator_request_resolve_id (request, error);
  g_autoptr (JsonObject) object = json_object_new ();
  gint64 version;

  json_object_set_member (object, member, value);
  if (id == NULL)
    return FALSE;
  version = herald_emulator_rows_get_version (request->dataverse, request->table, id);
  if (!herald_emulator_conditions_check_write (request, id, version, error) ||
      !begin_step (request, error) || !end_step (request, update_row (request, id, object, error)))
    return FALSE;
  herald_emulator_request_add_session_token (request, request->table, id);
  herald_emulator_request_respond_empty (request, 204);
  return TRUE;
}

/* A property of its own; the id of a row cannot be changed. */
static gboolean
check_property (HeraldEmulatorRequest *request, GError **error)
{
  if (strcmp (request->tail, request->table->primary_key) == 0)
    return herald_emulator_refusal_set_payload (request->table->entity_set, error,
                                                "The primary key '%s' cannot be changed.",
                                                request->tail);
  if (herald_emulator_table_find_column (request->table, request->tail) != NULL)
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", request->tail);
  return FALSE;
}

/* `{"value": …}` and annotations. */
static JsonNode *
take_value (HeraldEmulatorRequest *request, JsonObject *body, GError **error)
{
  JsonObjectIter iter;
  const char    *member;
  JsonNode      *node;
  gboolean       good = json_object_has_member (body, "value");

  json_object_iter_init_ordered (&iter, body);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    good = good && (strcmp (member, "value") == 0 || strchr (member, '@') != NULL);
  if (good)
    return json_object_dup_member (body, "value");
  herald_emulator_refusal_set_payload (request->table->entity_set, error,
                                       "The body must be an object with the one member 'value'.");
  return NULL;
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
  g_autoptr (JsonObject) body = NULL;
  JsonNode *value;

  if (!check_property (request, error))
    return FALSE;
  body = herald_emulator_request_read_body (request, error);
  value = body != NULL ? take_value (request, body, error) : NULL;
  return value != NULL && write_member (request, request->tail, value, error);
}

/**
 * herald_emulator_webapi_clear_property:
 * @request: a DELETE of one property of a row
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_clear_property (HeraldEmulatorRequest *request, GError **error)
{
  return check_property (request, error) &&
         write_member (request, request->tail, json_node_new (JSON_NODE_NULL), error);
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
  if (!herald_emulator_access_check_row (request->dataverse, request->user.id, request->table,
                                         "Delete", id, error) ||
      !herald_emulator_conditions_check_write (request, id, version, error) ||
      !begin_step (request, error) ||
      !end_step (request, herald_emulator_record_delete (request->dataverse,
                                                         request->table->logical_name, id, error)))
    return FALSE;
  herald_emulator_request_add_session_token (request, request->table, id);
  herald_emulator_request_respond_empty (request, 204);
  return TRUE;
}
