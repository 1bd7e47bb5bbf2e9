/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET of many rows: a set or a collection of a row, page by page, counted, or as addresses. */
#include "config.h"

#include "emulator/herald-emulator-changes.h"
#include "emulator/herald-emulator-fetch-rows.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-rows-apply.h"
#include "emulator/herald-emulator-webapi-read.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define COUNT_CAP 5000 /* “Count number of rows”: $count stops at 5000, read 2026-11 */
#define TOTAL_COUNT "Microsoft.Dynamics.CRM.totalrecordcount"
#define LIMIT_EXCEEDED "Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"
#define PAGING_COOKIE "Microsoft.Dynamics.CRM.fetchxmlpagingcookie"
#define MORE_RECORDS "Microsoft.Dynamics.CRM.morerecords"

static gboolean
is_option (const char *field, const char *name)
{
  gsize length = strlen (name);

  if (*field == '$')
    field++;
  else if (g_ascii_strncasecmp (field, "%24", 3) == 0)
    field += 3;
  else
    return FALSE;
  return strncmp (field, name, length) == 0 && field[length] == '=';
}

/* The same query with a token in place of an older one; the rest stays as it was sent, but nothing
 * goes on from a page when the token is that of later changes.
 */
static char *
build_link (HeraldEmulatorRequest *request, const char *name, const char *token)
{
  const char *query = herald_emulator_call_get_query (request->call);
  g_auto (GStrv) fields = g_strsplit (query != NULL ? query : "", "&", -1);
  g_autoptr (GString) link = g_string_new (request->base);
  g_autofree char *encoded = g_uri_escape_string (token, NULL, FALSE);

  g_string_append_printf (link, "%s?", herald_emulator_call_get_capture (request->call, "rest"));
  for (gsize i = 0; fields[i] != NULL; i++)
    if (*fields[i] != '\0' && !is_option (fields[i], "skiptoken") && !is_option (fields[i], name))
      g_string_append_printf (link, "%s&", fields[i]);
  g_string_append_printf (link, "$%s=%s", name, encoded);
  return g_string_free (g_steal_pointer (&link), FALSE);
}

/* “Page results”, read 2026-11: $top is ignored where a page size is preferred. */
static gboolean
is_paged (HeraldEmulatorRequest *request, const HeraldEmulatorQuery *query)
{
  return query->fetch == NULL && (request->preferences->page_size > 0 || query->top < 0);
}

/* What is preferred is not more than the table allows; the answer says what was applied. */
static gint64
get_page_size (HeraldEmulatorRequest *request, const HeraldEmulatorReading *reading)
{
  gint64 size =
    reading->table->elastic ? HERALD_EMULATOR_LARGEST_ELASTIC_PAGE : HERALD_EMULATOR_LARGEST_PAGE;

  if (!is_paged (request, reading->query))
    return MIN (reading->query->top, size);
  if (request->preferences->page_size == 0)
    return size;
  request->preferences->page_size = MIN (request->preferences->page_size, size);
  request->preferences->heeded |= HERALD_EMULATOR_HEEDED_PAGE_SIZE;
  return request->preferences->page_size;
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

/* “Page results using FetchXml”, read 2026-11: the cookie goes into the next fetch; there is no
 * next link, and nothing goes on after a top. */
static void
annotate_pages (HeraldEmulatorRequest       *request,
                const HeraldEmulatorReading *reading,
                const HeraldEmulatorPage    *page,
                JsonObject                  *object)
{
  const HeraldEmulatorFetch *fetch = reading->query->fetch;
  gboolean                   more = page->has_more && (fetch == NULL || fetch->top < 0);
  g_autofree char           *cookie = more && fetch != NULL && page->skip_token != NULL
                                        ? herald_emulator_fetch_make_cookie (reading->table, page->skip_token)
                                        : NULL;

  if (cookie != NULL && herald_emulator_preferences_want (request->preferences, PAGING_COOKIE))
    json_object_set_string_member (object, "@" PAGING_COOKIE, cookie);
  annotate_flag (request, object, MORE_RECORDS, more);
}

static gboolean
wants_count (const HeraldEmulatorQuery *query)
{
  return query->count || (query->fetch != NULL && query->fetch->count);
}

/* @changes: (nullable) */
static gboolean
add_count (HeraldEmulatorRequest       *request,
           const HeraldEmulatorReading *reading,
           const HeraldEmulatorChanges *changes,
           JsonObject                  *object,
           GError                     **error)
{
  gint64   count = -1;
  gint64   n_deleted = 0;
  gboolean exceeded;

  if (wants_count (reading->query))
    {
      count = reading->query->fetch != NULL
                ? herald_emulator_fetch_rows_count (reading, COUNT_CAP + 1, error)
                : herald_emulator_rows_count (reading, COUNT_CAP + 1, error);
      n_deleted = count < 0 ? -1 : herald_emulator_changes_count_deleted (changes, error);
      if (n_deleted < 0)
        return FALSE;
      count += n_deleted;
    }
  exceeded = count > COUNT_CAP;
  count = MIN (count, COUNT_CAP);
  if (wants_count (reading->query))
    json_object_set_int_member (object, "@odata.count", count);
  annotate_number (request, object, TOTAL_COUNT, count);
  annotate_flag (request, object, LIMIT_EXCEEDED, exceeded);
  return TRUE;
}

/* `contacts/$count`: a bare number. With a delta token it is that of all changes since.
 *
 * @changes: (nullable)
 */
static gboolean
respond_count (HeraldEmulatorRequest       *request,
               const HeraldEmulatorReading *reading,
               const HeraldEmulatorChanges *changes,
               GError                     **error)
{
  gint64 count =
    herald_emulator_rows_count (reading, changes != NULL ? G_MAXINT64 : COUNT_CAP, error);
  gint64 n_deleted = count < 0 ? -1 : herald_emulator_changes_count_deleted (changes, error);
  g_autofree char *text = NULL;

  if (n_deleted < 0)
    return FALSE;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, count + n_deleted);
  herald_emulator_call_add_header (request->call, "OData-Version", "4.0");
  herald_emulator_call_respond_text (request->call, 200, "text/plain", text);
  return TRUE;
}

/* Rows as addresses, for “…/$ref”. */
static JsonArray *
make_references (const HeraldEmulatorReading *reading, JsonArray *rows)
{
  JsonArray *references = json_array_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject      *row = json_array_get_object_element (rows, i);
      JsonObject      *reference = json_object_new ();
      g_autofree char *address =
        g_strdup_printf ("%s%s(%s)", reading->base, reading->table->entity_set,
                         json_object_get_string_member (row, reading->table->primary_key));

      json_object_set_string_member (reference, "@odata.id", address);
      json_array_add_object_element (references, reference);
    }
  return references;
}

static void
add_set_context (const HeraldEmulatorReading *reading, HeraldEmulatorForm form, JsonObject *object)
{
  g_autofree char *context = g_strconcat (reading->base, "$metadata#Collection($ref)", NULL);

  if (form == HERALD_EMULATOR_FORM_REFERENCES)
    json_object_set_string_member (object, "@odata.context", context);
  else
    herald_emulator_webapi_add_context (reading, reading->delta != NULL ? "/$delta" : "", object);
}

static void
add_link (HeraldEmulatorRequest *request,
          const char            *control,
          const char            *option,
          const char            *token,
          JsonObject            *object)
{
  g_autofree char *link = build_link (request, option, token);

  json_object_set_string_member (object, control, link);
}

/* @changes: (nullable) */
static HeraldEmulatorPage *
read_page (HeraldEmulatorRequest       *request,
           const HeraldEmulatorReading *reading,
           const HeraldEmulatorChanges *changes,
           GError                     **error)
{
  gint64 size;

  if (reading->query->fetch != NULL)
    return herald_emulator_fetch_rows_read_page (reading, error);
  size = get_page_size (request, reading);
  return changes != NULL ? herald_emulator_changes_read_page (changes, reading, size, error)
                         : herald_emulator_rows_read_page (reading, size, error);
}

/* @changes: (nullable) */
static gboolean
respond_page (HeraldEmulatorRequest       *request,
              const HeraldEmulatorReading *reading,
              const HeraldEmulatorChanges *changes,
              HeraldEmulatorForm           form,
              GError                     **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (HeraldEmulatorPage) page = NULL;

  add_set_context (reading, form, object);
  if (reading->query->fetch != NULL)
    request->preferences->page_size = 0; /* it says itself how large its pages are */
  if (!add_count (request, reading, changes, object, error))
    return FALSE;
  page = read_page (request, reading, changes, error);
  if (page == NULL)
    return FALSE;
  annotate_pages (request, reading, page, object);
  json_object_set_array_member (object, "value",
                                form == HERALD_EMULATOR_FORM_REFERENCES
                                  ? make_references (reading, page->rows)
                                  : json_array_ref (page->rows));
  if (page->skip_token != NULL && is_paged (request, reading->query))
    add_link (request, "@odata.nextLink", "skiptoken", page->skip_token, object);
  else if (changes != NULL)
    add_link (request, "@odata.deltaLink", "deltatoken",
              herald_emulator_changes_get_token (changes), object);
  herald_emulator_request_respond (request, 200, g_steal_pointer (&object));
  return TRUE;
}

static gboolean
respond_results (HeraldEmulatorRequest       *request,
                 const HeraldEmulatorReading *reading,
                 GError                     **error)
{
  JsonArray  *results = herald_emulator_rows_apply (reading, error);
  JsonObject *object;

  if (results == NULL)
    return FALSE;
  object = json_object_new ();
  herald_emulator_webapi_add_context (reading, "", object);
  json_object_set_array_member (object, "value", results);
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

/* “Use change tracking to synchronize data with external systems”, read 2026-11: of a whole table.
 */
static gboolean
respond_changes (HeraldEmulatorRequest     *request,
                 const HeraldEmulatorTable *table,
                 HeraldEmulatorQuery       *query,
                 HeraldEmulatorForm         form,
                 GError                   **error)
{
  g_autoptr (HeraldEmulatorChanges) changes =
    herald_emulator_changes_new (request, table, query, error);
  HeraldEmulatorReading reading;

  if (changes == NULL)
    return FALSE;
  reading = herald_emulator_webapi_make_reading (request, table, query);
  reading.delta = herald_emulator_changes_get_delta (changes);
  return form == HERALD_EMULATOR_FORM_COUNT
           ? respond_count (request, &reading, changes, error)
           : respond_page (request, &reading, changes, form, error);
}

/* Only rows have a delta link; their changes can be counted, too. */
static gboolean
is_tracking (HeraldEmulatorRequest     *request,
             const HeraldEmulatorQuery *query,
             const HeraldEmulatorLink  *link,
             HeraldEmulatorForm         form)
{
  return link == NULL && herald_emulator_changes_are_wanted (request, query) &&
         (form == HERALD_EMULATOR_FORM_ROWS || query->delta_token != NULL);
}

/**
 * herald_emulator_webapi_respond_set:
 * @request: a GET
 * @table: whose rows
 * @link: (nullable): which of them
 * @form: how they are wanted
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_respond_set (HeraldEmulatorRequest     *request,
                                    const HeraldEmulatorTable *table,
                                    const HeraldEmulatorLink  *link,
                                    HeraldEmulatorForm         form,
                                    GError                   **error)
{
  g_autoptr (HeraldEmulatorQuery) query =
    herald_emulator_webapi_parse_query (request, table, HERALD_EMULATOR_QUERY_SET, error);
  HeraldEmulatorReading reading;

  if (query == NULL)
    return FALSE;
  if (is_tracking (request, query, link, form))
    return respond_changes (request, table, query, form, error);
  if (query->delta_token != NULL)
    return herald_emulator_refuse_query (error, "The query parameter $deltatoken is not supported");
  reading = herald_emulator_webapi_make_reading (request, table, query);
  reading.link = link;
  if (query->apply != NULL && form == HERALD_EMULATOR_FORM_ROWS)
    return respond_results (request, &reading, error);
  if (query->fetch != NULL && form != HERALD_EMULATOR_FORM_ROWS)
    return herald_emulator_refuse_query (error, "fetchXml can be used for rows only.");
  if (query->apply != NULL)
    return herald_emulator_refuse_query (error,
                                         "$apply can be used with a collection of rows only.");
  return form == HERALD_EMULATOR_FORM_COUNT ? respond_count (request, &reading, NULL, error)
                                            : respond_page (request, &reading, NULL, form, error);
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
  return herald_emulator_webapi_respond_set (request, request->table, NULL,
                                             *request->tail != '\0' ? HERALD_EMULATOR_FORM_COUNT
                                                                    : HERALD_EMULATOR_FORM_ROWS,
                                             error);
}
