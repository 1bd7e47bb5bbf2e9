/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET of a set, of its count and of one row. */
#include "config.h"

#include "emulator/herald-emulator-conditions.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-row-json.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define COUNT_CAP 5000 /* “Count number of rows”: $count stops at 5000, read 2026-11 */
#define TOTAL_COUNT "Microsoft.Dynamics.CRM.totalrecordcount"
#define LIMIT_EXCEEDED "Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"
#define MORE_RECORDS "Microsoft.Dynamics.CRM.morerecords"

static HeraldEmulatorReading
make_reading (HeraldEmulatorRequest *request, const HeraldEmulatorQuery *query)
{
  return (HeraldEmulatorReading){
    .dataverse = request->dataverse,
    .context = herald_emulator_request_get_context (request),
    .table = request->table,
    .query = query,
    .preferences = request->preferences,
    .reads_secured = request->user.reads_secured,
  };
}

static HeraldEmulatorQuery *
parse_query (HeraldEmulatorRequest *request, HeraldEmulatorQueryScope scope, GError **error)
{
  const HeraldEmulatorQueryContext context = herald_emulator_request_get_context (request);

  return herald_emulator_query_parse (&context, herald_emulator_call_get_query (request->call),
                                      request->table, scope, error);
}

static void
add_context (HeraldEmulatorRequest     *request,
             const HeraldEmulatorQuery *query,
             const char                *suffix,
             JsonObject                *object)
{
  g_autoptr (GString) context = g_string_new (request->base);

  g_string_append_printf (context, "$metadata#%s", request->table->entity_set);
  for (guint i = 0; query->select != NULL && i < query->select->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (query->select, i);

      g_string_append_printf (context, "%c%s", i == 0 ? '(' : ',', column->public_name);
    }
  g_string_append_printf (context, "%s%s", query->select != NULL ? ")" : "", suffix);
  json_object_set_string_member (object, "@odata.context", context->str);
}

/* The same query with the token in place of an older one; everything else stays as it was sent. */
static char *
build_next_link (HeraldEmulatorRequest *request, const char *skip_token)
{
  const char *query = herald_emulator_call_get_query (request->call);
  g_auto (GStrv) fields = g_strsplit (query != NULL ? query : "", "&", -1);
  g_autoptr (GString) link = g_string_new (request->base);
  g_autofree char *encoded = g_uri_escape_string (skip_token, NULL, FALSE);

  g_string_append_printf (link, "%s?", request->table->entity_set);
  for (gsize i = 0; fields[i] != NULL; i++)
    if (*fields[i] != '\0' && !g_str_has_prefix (fields[i], "$skiptoken=") &&
        g_ascii_strncasecmp (fields[i], "%24skiptoken=", strlen ("%24skiptoken=")) != 0)
      g_string_append_printf (link, "%s&", fields[i]);
  g_string_append_printf (link, "$skiptoken=%s", encoded);
  return g_string_free (g_steal_pointer (&link), FALSE);
}

static gint64
get_page_size (HeraldEmulatorRequest *request, const HeraldEmulatorQuery *query)
{
  gint64 size = HERALD_EMULATOR_LARGEST_PAGE;

  if (query->top >= 0)
    return MIN (query->top, size);
  if (request->preferences->page_size > 0)
    size = MIN (request->preferences->page_size, size);
  return size;
}

static void
annotate_number (HeraldEmulatorRequest *request,
                 JsonObject            *object,
                 const char            *annotation,
                 gint64                 number)
{
  g_autofree char *name = g_strconcat ("@", annotation, NULL);

  if (herald_emulator_preferences_want (request->preferences, annotation))
    json_object_set_int_member (object, name, number);
}

static void
annotate_flag (HeraldEmulatorRequest *request,
               JsonObject            *object,
               const char            *annotation,
               gboolean               flag)
{
  g_autofree char *name = g_strconcat ("@", annotation, NULL);

  if (herald_emulator_preferences_want (request->preferences, annotation))
    json_object_set_boolean_member (object, name, flag);
}

static gboolean
add_count (HeraldEmulatorRequest       *request,
           const HeraldEmulatorReading *reading,
           JsonObject                  *object,
           GError                     **error)
{
  gint64   count = -1;
  gboolean exceeded;

  if (reading->query->count)
    {
      count = herald_emulator_rows_count (reading, COUNT_CAP + 1, error);
      if (count < 0)
        return FALSE;
    }
  exceeded = count > COUNT_CAP;
  count = MIN (count, COUNT_CAP);
  if (reading->query->count)
    json_object_set_int_member (object, "@odata.count", count);
  annotate_number (request, object, TOTAL_COUNT, count);
  annotate_flag (request, object, LIMIT_EXCEEDED, exceeded);
  return TRUE;
}

/* `contacts/$count`: a bare number. */
static gboolean
respond_count (HeraldEmulatorRequest *request, const HeraldEmulatorReading *reading, GError **error)
{
  gint64           count = herald_emulator_rows_count (reading, COUNT_CAP, error);
  g_autofree char *text = NULL;

  if (count < 0)
    return FALSE;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, count);
  herald_emulator_call_add_header (request->call, "OData-Version", "4.0");
  herald_emulator_call_respond_text (request->call, 200, "text/plain", text);
  return TRUE;
}

/**
 * herald_emulator_webapi_read_set:
 * @request: a GET of a set
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_read_set (HeraldEmulatorRequest *request, GError **error)
{
  g_autoptr (HeraldEmulatorQuery) query = parse_query (request, HERALD_EMULATOR_QUERY_SET, error);
  HeraldEmulatorReading reading = make_reading (request, query);
  g_autoptr (HeraldEmulatorPage) page = NULL;
  g_autoptr (JsonObject) object = json_object_new ();

  if (query == NULL)
    return FALSE;
  if (strcmp (request->tail, "$count") == 0)
    return respond_count (request, &reading, error);
  add_context (request, query, "", object);
  if (!add_count (request, &reading, object, error))
    return FALSE;
  page = herald_emulator_rows_read_page (&reading, get_page_size (request, query), error);
  if (page == NULL)
    return FALSE;
  annotate_flag (request, object, MORE_RECORDS, page->skip_token != NULL);
  json_object_set_array_member (object, "value", g_steal_pointer (&page->rows));
  if (page->skip_token != NULL && query->top < 0)
    {
      g_autofree char *link = build_next_link (request, page->skip_token);

      json_object_set_string_member (object, "@odata.nextLink", link);
    }
  herald_emulator_request_respond (request, 200, g_steal_pointer (&object));
  return TRUE;
}

/* A property of the row: `contacts(id)/fullname`. */
static gboolean
respond_property (HeraldEmulatorRequest *request,
                  HeraldEmulatorReading *reading,
                  const char            *id,
                  GError               **error)
{
  const HeraldEmulatorColumn *column =
    herald_emulator_table_find_public_column (request->table, request->tail);
  g_autoptr (JsonObject) row = NULL;
  JsonObject      *object;
  g_autofree char *context = NULL;

  if (column == NULL)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
                   "Resource not found for the segment '%s'.", request->tail);
      return FALSE;
    }
  row = herald_emulator_rows_read_one (reading, id, error);
  if (row == NULL)
    return FALSE;
  if (json_object_get_null_member (row, column->public_name))
    {
      herald_emulator_request_respond_empty (request, 204);
      return TRUE;
    }
  object = json_object_new ();
  context = g_strdup_printf ("%s$metadata#%s(%s)/%s", request->base, request->table->entity_set, id,
                             column->public_name);
  json_object_set_string_member (object, "@odata.context", context);
  json_object_set_member (object, "value", json_object_dup_member (row, column->public_name));
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

/* The options of a request to one row; its partition may stand among the keys. */
static HeraldEmulatorQuery *
parse_row_query (HeraldEmulatorRequest *request, GError **error)
{
  HeraldEmulatorQuery *query = parse_query (request, HERALD_EMULATOR_QUERY_ROW, error);

  for (guint i = 0; query != NULL && i < request->keys->len; i += 2)
    if (strcmp (g_ptr_array_index (request->keys, i), "partitionid") == 0)
      {
        g_free (query->partition_id);
        query->partition_id = g_strdup (g_ptr_array_index (request->keys, i + 1));
      }
  return query;
}

/* The context has to come first. */
static JsonObject *
put_context_first (HeraldEmulatorRequest     *request,
                   const HeraldEmulatorQuery *query,
                   JsonObject                *row)
{
  JsonObject *answer = json_object_new ();
  GList      *members = json_object_get_members (row);

  add_context (request, query, "/$entity", answer);
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
  HeraldEmulatorReading reading = make_reading (request, query);
  g_autoptr (JsonObject) row =
    query != NULL ? herald_emulator_rows_read_one (&reading, id, error) : NULL;

  return row != NULL ? put_context_first (request, query, row) : NULL;
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
  g_autoptr (HeraldEmulatorQuery) query = parse_row_query (request, error);
  HeraldEmulatorReading reading = make_reading (request, query);
  g_autofree char      *id = NULL;
  g_autoptr (JsonObject) row = NULL;
  const char *etag;
  gboolean    unchanged = FALSE;

  if (query == NULL)
    return FALSE;
  id = herald_emulator_request_resolve_id (request, error);
  if (id == NULL)
    return FALSE;
  if (*request->tail != '\0')
    return respond_property (request, &reading, id, error);
  row = herald_emulator_rows_read_one (&reading, id, error);
  if (row == NULL)
    return FALSE;
  etag = json_object_get_string_member (row, "@odata.etag");
  if (!herald_emulator_conditions_check_read (request, etag, &unchanged, error))
    return FALSE;
  herald_emulator_call_add_header (request->call, "ETag", etag);
  if (unchanged)
    {
      herald_emulator_request_respond_empty (request, 304);
      return TRUE;
    }
  herald_emulator_request_respond (request, 200, put_context_first (request, query, row));
  return TRUE;
}
