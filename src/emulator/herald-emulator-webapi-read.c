/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET of one row, and what all GETs share. */
#include "config.h"

#include "emulator/herald-emulator-conditions.h"
#include "emulator/herald-emulator-webapi-read.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

/**
 * herald_emulator_webapi_parse_query:
 * @request: a request
 * @table: what it is about
 * @scope: whether many rows are asked for or one
 *
 * **Errors:** refusals.
 *
 * Returns: (transfer full): its query options
 */
HeraldEmulatorQuery *
herald_emulator_webapi_parse_query (HeraldEmulatorRequest     *request,
                                    const HeraldEmulatorTable *table,
                                    HeraldEmulatorQueryScope   scope,
                                    GError                   **error)
{
  const HeraldEmulatorQueryContext context = herald_emulator_request_get_context (request);

  return herald_emulator_query_parse (&context, herald_emulator_call_get_query (request->call),
                                      table, scope, error);
}

/**
 * herald_emulator_webapi_make_reading:
 * @request: a request
 * @table: what it is about
 * @query: its query options
 *
 * Returns: what is to be read; it owns nothing
 */
HeraldEmulatorReading
herald_emulator_webapi_make_reading (HeraldEmulatorRequest     *request,
                                     const HeraldEmulatorTable *table,
                                     const HeraldEmulatorQuery *query)
{
  gboolean is_nested = herald_emulator_expand_is_nested (query->expand);

  if (is_nested && request->preferences->page_size > 0)
    request->preferences->heeded |= HERALD_EMULATOR_HEEDED_PAGE_SIZE;
  return (HeraldEmulatorReading){
    .dataverse = request->dataverse,
    .context = herald_emulator_request_get_context (request),
    .base = request->base,
    .table = table,
    .query = query,
    .preferences = request->preferences,
    .is_nested = is_nested,
    .expanded_page_size = is_nested ? request->preferences->page_size : 0,
  };
}

/**
 * herald_emulator_webapi_add_context:
 * @reading: what was read
 * @suffix: what ends the address, such as “/$entity”
 * @object: gets “@odata.context”
 */
void
herald_emulator_webapi_add_context (const HeraldEmulatorReading *reading,
                                    const char                  *suffix,
                                    JsonObject                  *object)
{
  g_autoptr (GString) context = g_string_new (reading->base);

  g_string_append_printf (context, "$metadata#%s", reading->table->entity_set);
  herald_emulator_query_append_context (reading->query, context);
  g_string_append (context, suffix);
  json_object_set_string_member (object, "@odata.context", context->str);
}

/* The options of a request to one row; its partition may stand among the keys. */
static HeraldEmulatorQuery *
parse_row_query (HeraldEmulatorRequest *request, GError **error)
{
  HeraldEmulatorQuery *query =
    herald_emulator_webapi_parse_query (request, request->table, HERALD_EMULATOR_QUERY_ROW, error);

  for (guint i = 0; query != NULL && i < request->keys->len; i += 2)
    if (strcmp (g_ptr_array_index (request->keys, i), "partitionid") == 0)
      {
        g_free (query->partition_id);
        query->partition_id = g_strdup (g_ptr_array_index (request->keys, i + 1));
      }
  return query;
}

/**
 * herald_emulator_webapi_wrap_row:
 * @reading: what was read
 * @row: a row
 *
 * Returns: (transfer full): the row as a body of its own; the context has to come first
 */
JsonObject *
herald_emulator_webapi_wrap_row (const HeraldEmulatorReading *reading, JsonObject *row)
{
  JsonObject *answer = json_object_new ();
  GList      *members = json_object_get_members (row);

  herald_emulator_webapi_add_context (reading, "/$entity", answer);
  for (GList *link = members; link != NULL; link = link->next)
    json_object_set_member (answer, link->data, json_object_dup_member (row, link->data));
  g_list_free (members);
  return answer;
}

/**
 * herald_emulator_webapi_represent:
 * @request: a request to a set or a row; its $select counts
 * @id: the row
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: (transfer full): the row as a body of its own
 */
JsonObject *
herald_emulator_webapi_represent (HeraldEmulatorRequest *request, const char *id, GError **error)
{
  g_autoptr (HeraldEmulatorQuery) query = parse_row_query (request, error);
  HeraldEmulatorReading reading;
  g_autoptr (JsonObject) row = NULL;

  if (query == NULL)
    return NULL;
  reading = herald_emulator_webapi_make_reading (request, request->table, query);
  row = herald_emulator_rows_read_one (&reading, id, error);
  return row != NULL ? herald_emulator_webapi_wrap_row (&reading, row) : NULL;
}

/**
 * herald_emulator_webapi_read_row:
 * @request: a GET of a row or of one of its properties
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_read_row (HeraldEmulatorRequest *request, GError **error)
{
  g_autofree char *id = herald_emulator_request_resolve_id (request, error);
  g_autoptr (HeraldEmulatorQuery) query = NULL;
  HeraldEmulatorReading reading;
  g_autoptr (JsonObject) row = NULL;
  const char *etag;
  gboolean    unchanged = FALSE;

  if (id == NULL)
    return FALSE;
  if (*request->tail != '\0')
    return herald_emulator_webapi_navigate (request, id, error);
  query = parse_row_query (request, error);
  if (query == NULL)
    return FALSE;
  reading = herald_emulator_webapi_make_reading (request, request->table, query);
  row = herald_emulator_rows_read_one (&reading, id, error);
  if (row == NULL)
    return FALSE;
  etag = json_object_get_string_member (row, "@odata.etag");
  if (!herald_emulator_conditions_check_read (request, etag, &unchanged, error))
    return FALSE;
  herald_emulator_call_add_header (request->call, "ETag", etag);
  if (unchanged && query->expand == NULL)
    {
      herald_emulator_request_respond_empty (request, 304);
      return TRUE;
    }
  herald_emulator_request_respond (request, 200, herald_emulator_webapi_wrap_row (&reading, row));
  return TRUE;
}
