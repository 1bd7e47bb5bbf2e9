/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what FetchXML asks for, page by page. A join can be made to multiply rows without end; a
 * statement that does too much is given up, as the service gives up after two minutes. */
#include "config.h"

#include "emulator/herald-emulator-fetch-rows.h"

#include "emulator/herald-emulator-fetch-sql.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-row-json.h"
#include "emulator/herald-emulator-seek.h"

#define MOST_FOUND 10000 /* by a quick find: “About quick find queries”, read 2026-11 */
#define MOST_WORK 20     /* million steps of SQLite in one query: about a second */
#define ATTRIBUTE_NAME "OData.Community.Display.V1.AttributeName"

static gint64
get_page_size (const HeraldEmulatorReading *reading)
{
  const HeraldEmulatorFetch *fetch = reading->query->fetch;
  gint64                     size =
    reading->table->elastic ? HERALD_EMULATOR_LARGEST_ELASTIC_PAGE : HERALD_EMULATOR_LARGEST_PAGE;

  if (fetch->top > 0)
    return MIN (fetch->top, size);
  return fetch->page_size > 0 ? MIN (fetch->page_size, size) : size;
}

static void
append_select (const HeraldEmulatorReading *reading, GString *sql)
{
  const HeraldEmulatorFetch *fetch = reading->query->fetch;

  if (fetch->aggregates)
    g_string_append (sql, "SELECT 0, 0");
  else if (fetch->distinct)
    g_string_append (sql, "SELECT DISTINCT 0, 0");
  else
    g_string_append (sql, "SELECT t0.rownumber, t0.versionnumber");
  herald_emulator_fetch_append_columns (reading, sql);
}

/* What is told to the caller; all else is a failure of ours. */
static void
propagate (GError **error, GError *local_error)
{
  if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      g_propagate_error (error, local_error);
      return;
    }
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_SQL_TIMEOUT,
               "SQL timeout expired: the query takes too much work.");
  g_error_free (local_error);
}

/* How many rows “SELECT count (*) FROM (…”, which this closes, finds, @most at most; -1 on error.
 */
static gint64
read_count (const HeraldEmulatorReading *reading,
            GString                     *sql,
            GArray                      *values,
            gint64                       most,
            GError                     **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (reading->dataverse);
  g_autoptr (HeraldEmulatorRows) rows = NULL;
  GError *local_error = NULL;
  gint64  n = -1;

  g_string_append (sql, " LIMIT ?)");
  herald_emulator_values_add_int (values, most);
  herald_emulator_sight_finish (reading->context.sight, sql, values);
  herald_emulator_db_limit_work (db, MOST_WORK);
  rows = herald_emulator_db_select_values (db, sql->str, values, &local_error);
  if (rows != NULL && herald_emulator_rows_next (rows, &local_error))
    n = herald_emulator_rows_get_int (rows, 0);
  herald_emulator_db_limit_work (db, 0);
  if (local_error != NULL)
    propagate (error, local_error);
  return n;
}

/* How many rows a statement that begins with @select finds, @most at most; -1 on error. */
static gint64
count_rows (const HeraldEmulatorReading *reading,
            const char                  *select,
            gboolean                     grouped,
            gint64                       most,
            GError                     **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT count (*) FROM (");
  g_autoptr (GArray) values = herald_emulator_values_new ();

  g_string_append (sql, select);
  if (!herald_emulator_fetch_append_from (reading, sql, values, error))
    return -1;
  if (grouped)
    herald_emulator_fetch_append_groups (reading, sql);
  return read_count (reading, sql, values, most, error);
}

/**
 * herald_emulator_fetch_rows_count:
 * @reading: what is wanted; its page does not matter
 * @most: counting stops there
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY, #HERALD_EMULATOR_REFUSAL_SQL_TIMEOUT; STORE.
 *
 * Returns: the number of rows, @most at most; -1 on error
 */
gint64
herald_emulator_fetch_rows_count (const HeraldEmulatorReading *reading, gint64 most, GError **error)
{
  g_autoptr (GString) select = g_string_new (NULL);

  append_select (reading, select);
  return count_rows (reading, select->str, TRUE, most, error);
}

static gboolean
check_aggregated (const HeraldEmulatorReading *reading, GError **error)
{
  const HeraldEmulatorFetch *fetch = reading->query->fetch;
  gint64                     n = 0;

  if (fetch->aggregates)
    n = count_rows (reading, "SELECT 1", FALSE, fetch->most_aggregated + 1, error);
  if (n > fetch->most_aggregated)
    g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_AGGREGATE_LIMIT,
                 "The maximum record limit is exceeded. Reduce the number of records.");
  return n >= 0 && n <= fetch->most_aggregated;
}

/* “About quick find queries”, “How the search item limit is calculated”. */
static gboolean
check_quick_find (const HeraldEmulatorReading        *reading,
                  const HeraldEmulatorFetchQuickFind *quick_find,
                  GError                            **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT count (*) FROM (SELECT 1");
  g_autoptr (GArray) values = herald_emulator_values_new ();
  gint64 n;

  if (!herald_emulator_fetch_append_quick_find (reading, quick_find, sql, values, error))
    return FALSE;
  n = read_count (reading, sql, values, MOST_FOUND + 1, error);
  if (n > MOST_FOUND)
    g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_QUICK_FIND_LIMIT,
                 "The number of records for this search exceeds the Quick Search record limit. "
                 "Please refine your query and try again.");
  return n >= 0 && n <= MOST_FOUND;
}

static gboolean
check_limits (const HeraldEmulatorReading *reading, GError **error)
{
  GArray *quick_finds = reading->query->fetch->quick_finds;

  for (guint i = 0; i < quick_finds->len; i++)
    if (!check_quick_find (reading, &g_array_index (quick_finds, HeraldEmulatorFetchQuickFind, i),
                           error))
      return FALSE;
  return check_aggregated (reading, error);
}

/* @page: (out): the number of the page */
static HeraldEmulatorRows *
select_page (const HeraldEmulatorReading *reading, GArray *keys, gint64 *page, GError **error)
{
  const HeraldEmulatorFetch *fetch = reading->query->fetch;
  gint64                     page_size = get_page_size (reading);
  gboolean seeks = fetch->skip_token != NULL && herald_emulator_fetch_has_cookies (fetch);
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (JsonArray) last = NULL;

  *page = fetch->page;
  append_select (reading, sql);
  herald_emulator_seek_append_select (keys, sql);
  if (!herald_emulator_fetch_append_from (reading, sql, values, error))
    return NULL;
  if (seeks)
    {
      last = herald_emulator_seek_parse_token (keys, fetch->skip_token, page, error);
      if (last == NULL)
        return NULL;
      herald_emulator_seek_append_after (keys, last, sql, values);
    }
  herald_emulator_fetch_append_groups (reading, sql);
  herald_emulator_seek_append_order (keys, sql);
  /* One row more than the page has says whether there is another page. */
  g_string_append (sql, " LIMIT ? OFFSET ?");
  herald_emulator_values_add_int (values, page_size + 1);
  herald_emulator_values_add_int (values, seeks ? 0 : (fetch->page - 1) * page_size);
  herald_emulator_sight_finish (reading->context.sight, sql, values);
  return herald_emulator_db_select_values (herald_emulator_dataverse_get_db (reading->dataverse),
                                           sql->str, values, error);
}

/* A name of one's own for a value: it tells which column it is of, and nothing about navigation. */
static void
write_value (const HeraldEmulatorReading     *reading,
             HeraldEmulatorRowWriter         *writer,
             JsonObject                      *row,
             const HeraldEmulatorFetchColumn *column,
             HeraldEmulatorRows              *rows,
             int                              index)
{
  g_autoptr (GArray) no_ways = g_array_new (FALSE, FALSE, sizeof (HeraldEmulatorNavigation));
  g_autofree char     *annotation = g_strconcat (column->name, "@", ATTRIBUTE_NAME, NULL);
  HeraldEmulatorColumn written =
    *(herald_emulator_fetch_column_is_number (column)
        ? herald_emulator_table_find_column (reading->table, "versionnumber")
        : column->column);

  if (column->is_aliased)
    written.navigations = no_ways;
  if (column->is_aliased && herald_emulator_preferences_want (reading->preferences, ATTRIBUTE_NAME))
    json_object_set_string_member (row, annotation, column->column->name);
  written.public_name = column->name;
  herald_emulator_row_writer_put (writer, row, &written, rows, index);
}

/* “Select columns using FetchXml”: what has no value is not told. */
static JsonObject *
write_row (const HeraldEmulatorReading *reading,
           HeraldEmulatorRowWriter     *writer,
           HeraldEmulatorRows          *rows)
{
  const HeraldEmulatorFetch *fetch = reading->query->fetch;
  JsonObject                *row = json_object_new ();
  int                        index = 2;

  if (!fetch->aggregates && !fetch->distinct)
    {
      g_autofree char *etag = herald_emulator_format_etag (herald_emulator_rows_get_int (rows, 1));

      json_object_set_string_member (row, "@odata.etag", etag);
    }
  for (guint i = 0; i < fetch->columns->len; i++)
    {
      const HeraldEmulatorFetchColumn *column =
        &g_array_index (fetch->columns, HeraldEmulatorFetchColumn, i);

      if (!herald_emulator_rows_is_null (rows, index))
        write_value (reading, writer, row, column, rows, index);
      index += herald_emulator_fetch_column_has_target (column) ? 2 : 1;
    }
  return row;
}

static gboolean
read_rows (const HeraldEmulatorReading *reading,
           GArray                      *keys,
           HeraldEmulatorPage          *page,
           GError                     **error)
{
  const HeraldEmulatorFetch *fetch = reading->query->fetch;
  g_autoptr (GPtrArray) no_columns = g_ptr_array_new ();
  g_autoptr (HeraldEmulatorRowWriter) writer = herald_emulator_row_writer_new (reading, no_columns);
  gint64 number = 0;
  g_autoptr (HeraldEmulatorRows) rows = select_page (reading, keys, &number, error);
  guint            size = (guint) get_page_size (reading);
  g_autofree char *token = NULL;
  GError          *local_error = NULL;

  if (rows == NULL)
    return FALSE;
  while (herald_emulator_rows_next (rows, &local_error))
    {
      page->has_more = json_array_get_length (page->rows) == size;
      if (page->has_more)
        break;
      json_array_add_object_element (page->rows, write_row (reading, writer, rows));
      if (json_array_get_length (page->rows) == size && herald_emulator_fetch_has_cookies (fetch))
        token = herald_emulator_seek_build_token (keys, rows, number + 1);
    }
  if (page->has_more)
    page->skip_token = g_steal_pointer (&token);
  if (local_error != NULL)
    propagate (error, local_error);
  return local_error == NULL;
}

/**
 * herald_emulator_fetch_rows_read_page:
 * @reading: what is wanted
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY, #HERALD_EMULATOR_REFUSAL_AGGREGATE_LIMIT,
 * #HERALD_EMULATOR_REFUSAL_SQL_TIMEOUT; STORE.
 *
 * Returns: (transfer full): the rows and how to go on
 */
HeraldEmulatorPage *
herald_emulator_fetch_rows_read_page (const HeraldEmulatorReading *reading, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (reading->dataverse);
  g_autoptr (HeraldEmulatorPage) page = g_new0 (HeraldEmulatorPage, 1);
  g_autoptr (GArray) keys = NULL;
  gboolean good;

  page->rows = json_array_new ();
  if (!check_limits (reading, error))
    return NULL;
  keys = herald_emulator_fetch_list_keys (reading);
  herald_emulator_db_limit_work (db, MOST_WORK);
  good = read_rows (reading, keys, page, error);
  herald_emulator_db_limit_work (db, 0);
  return good ? g_steal_pointer (&page) : NULL;
}
