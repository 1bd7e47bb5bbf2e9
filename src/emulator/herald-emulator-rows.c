/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SELECT statements of a query. */
#include "config.h"

#include "emulator/herald-emulator-rows.h"

#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-row-expand.h"
#include "emulator/herald-emulator-row-json.h"
#include "emulator/herald-emulator-seek.h"

/**
 * herald_emulator_page_free:
 * @self: (nullable): the page to free
 */
void
herald_emulator_page_free (HeraldEmulatorPage *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, json_array_unref);
  g_clear_pointer (&self->skip_token, g_free);
  g_free (self);
}

/* Rows of an elastic table end by themselves. */
static void
append_alive (const HeraldEmulatorTable *table,
              HeraldEmulatorDataverse   *dataverse,
              GString                   *sql,
              GArray                    *values)
{
  if (!table->elastic)
    return;
  g_string_append (sql, " AND t0.expires_at > ?");
  herald_emulator_values_add_int (values, herald_emulator_dataverse_get_now (dataverse));
}

/**
 * herald_emulator_rows_get_version:
 * @dataverse: the emulated Dataverse
 * @table: a table
 * @id: a row's id
 *
 * Returns: the row's version; -1 when there is no such row
 */
gint64
herald_emulator_rows_get_version (HeraldEmulatorDataverse   *dataverse,
                                  const HeraldEmulatorTable *table,
                                  const char                *id)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  g_string_printf (sql, "SELECT versionnumber FROM \"%s\" AS t0 WHERE \"%s\" = ?", table->sql_name,
                   table->primary_key);
  herald_emulator_values_add_text (values, id);
  append_alive (table, dataverse, sql, values);
  rows = herald_emulator_db_select_values (herald_emulator_dataverse_get_db (dataverse), sql->str,
                                           values, NULL);
  return rows != NULL && herald_emulator_rows_next (rows, NULL)
           ? herald_emulator_rows_get_int (rows, 0)
           : -1;
}

/**
 * herald_emulator_rows_exists:
 * @dataverse: the emulated Dataverse
 * @table: a table
 * @id: a row's id
 *
 * Returns: whether there is such a row
 */
gboolean
herald_emulator_rows_exists (HeraldEmulatorDataverse   *dataverse,
                             const HeraldEmulatorTable *table,
                             const char                *id)
{
  return herald_emulator_rows_get_version (dataverse, table, id) >= 0;
}

/* Only rows that the link leads to. */
static void
append_link (const HeraldEmulatorReading *reading, GString *sql, GArray *values)
{
  const HeraldEmulatorLink *link = reading->link;

  g_string_append (sql, " AND ");
  if (link->collection != NULL)
    herald_emulator_collection_append_link (link->collection, sql, "t0", "?");
  else
    g_string_append_printf (sql,
                            "t0.\"%s\" = (SELECT \"%s\" FROM \"%s\" WHERE \"%s\" = ? AND "
                            "\"%s_target\" = '%s')",
                            reading->table->primary_key, link->lookup->name, link->origin->sql_name,
                            link->origin->primary_key, link->lookup->name,
                            reading->table->logical_name);
  herald_emulator_values_add_text (values, link->id);
}

/* @filter: (nullable) */
static gboolean
append_filter (const HeraldEmulatorReading *reading,
               const HeraldEmulatorFilter  *filter,
               GString                     *sql,
               GArray                      *values,
               GError                     **error)
{
  if (filter == NULL)
    return TRUE;
  g_string_append (sql, " AND (");
  if (!herald_emulator_filter_append_sql (filter, &reading->context, reading->table, sql, values,
                                          error))
    return FALSE;
  g_string_append_c (sql, ')');
  return TRUE;
}

/**
 * herald_emulator_rows_append_limits:
 * @reading: what is wanted
 * @sql: what follows WHERE; gets “ AND …” for what the rows “t0” must be, whatever the filter says
 * @values: (element-type HeraldEmulatorValue): gets a value per question mark
 */
void
herald_emulator_rows_append_limits (const HeraldEmulatorReading *reading,
                                    GString                     *sql,
                                    GArray                      *values)
{
  append_alive (reading->table, reading->dataverse, sql, values);
  if (reading->link != NULL)
    append_link (reading, sql, values);
  if (reading->delta != NULL)
    {
      g_string_append (sql, " AND t0.versionnumber > ?");
      herald_emulator_values_add_int (values, reading->delta->after_version);
    }
  if (reading->query->partition_id == NULL || !reading->table->elastic)
    return;
  g_string_append (sql, " AND t0.partitionid = ?");
  herald_emulator_values_add_text (values, reading->query->partition_id);
}

/**
 * herald_emulator_rows_append_where:
 * @reading: what is wanted
 * @sql: gets “ FROM … WHERE …”; the rows are called “t0”
 * @values: (element-type HeraldEmulatorValue): gets a value per question mark
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether the filters fit the table
 */
gboolean
herald_emulator_rows_append_where (const HeraldEmulatorReading *reading,
                                   GString                     *sql,
                                   GArray                      *values,
                                   GError                     **error)
{
  const HeraldEmulatorQuery *query = reading->query;

  g_string_append_printf (sql, " FROM \"%s\" AS t0 WHERE 1",
                          herald_emulator_sight_get_source (reading->context.sight,
                                                            reading->table));
  herald_emulator_rows_append_limits (reading, sql, values);
  return append_filter (reading, query->filter, sql, values, error) &&
         (query->apply == NULL ||
          append_filter (reading, query->apply->filter, sql, values, error));
}

/* Rows that compare equal are ordered by their number, in the direction of the last column. */
static GArray *
list_keys (const HeraldEmulatorReading *reading)
{
  GArray  *keys = herald_emulator_seek_new ();
  GArray  *order = reading->query->order;
  gboolean descending = FALSE;

  if (reading->delta != NULL)
    herald_emulator_seek_add (keys, g_string_new ("t0.versionnumber"), FALSE, FALSE);
  for (guint i = 0; i < order->len; i++)
    {
      const HeraldEmulatorOrder *item = &g_array_index (order, HeraldEmulatorOrder, i);
      GString                   *sql = g_string_new (NULL);

      descending = item->descending;
      herald_emulator_path_append_order_sql (&item->path, reading->context.schema,
                                             reading->context.sight, "t0", sql);
      herald_emulator_seek_add (keys, sql, descending,
                                herald_emulator_path_is_ordered_as_text (&item->path));
    }
  herald_emulator_seek_add (keys, g_string_new ("t0.rownumber"), descending, FALSE);
  return keys;
}

static void
append_select (GPtrArray *columns, GString *sql)
{
  g_string_append (sql, "SELECT t0.rownumber, t0.versionnumber");
  for (guint i = 0; i < columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (columns, i);

      g_string_append_printf (sql, ", t0.\"%s\"", column->name);
      if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP)
        g_string_append_printf (sql, ", t0.\"%s_target\"", column->name);
    }
}

/* The columns to read; the primary key is always among them. */
static GPtrArray *
list_columns (const HeraldEmulatorReading *reading)
{
  GPtrArray *columns = g_ptr_array_new ();
  GPtrArray *source =
    reading->query->select != NULL ? reading->query->select : reading->table->columns;
  const HeraldEmulatorColumn *key =
    herald_emulator_table_find_column (reading->table, reading->table->primary_key);

  g_ptr_array_extend (columns, source, NULL, NULL);
  if (!g_ptr_array_find (columns, key, NULL))
    g_ptr_array_add (columns, g_hash_table_lookup (reading->table->by_name, key->name));
  return columns;
}

/**
 * herald_emulator_rows_read_one:
 * @reading: what is wanted of the row
 * @id: its id
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW; STORE.
 *
 * Returns: (transfer full): the row
 */
JsonObject *
herald_emulator_rows_read_one (const HeraldEmulatorReading *reading, const char *id, GError **error)
{
  g_autoptr (GPtrArray) columns = list_columns (reading);
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (HeraldEmulatorRows) rows = NULL;
  g_autoptr (HeraldEmulatorRowWriter) writer = NULL;
  g_autoptr (JsonObject) row = NULL;
  GError *local_error = NULL;

  append_select (columns, sql);
  if (!herald_emulator_rows_append_where (reading, sql, values, error))
    return NULL;
  g_string_append_printf (sql, " AND t0.\"%s\" = ?", reading->table->primary_key);
  herald_emulator_values_add_text (values, id);
  herald_emulator_sight_finish (reading->context.sight, sql, values);
  rows = herald_emulator_db_select_values (herald_emulator_dataverse_get_db (reading->dataverse),
                                           sql->str, values, error);
  if (rows == NULL)
    return NULL;
  writer = herald_emulator_row_writer_new (reading, columns);
  if (herald_emulator_rows_next (rows, &local_error))
    row = herald_emulator_row_writer_write (writer, rows);
  g_clear_pointer (&rows, herald_emulator_rows_free);
  if (row != NULL)
    return herald_emulator_row_expand (reading, row, error) ? g_steal_pointer (&row) : NULL;
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else if (herald_emulator_access_check_row (reading->dataverse, reading->context.user_id,
                                             reading->table, "Read", id, error))
    g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
                 "%s With Id = %s Does Not Exist", reading->table->logical_name, id);
  return NULL;
}

static HeraldEmulatorRows *
select_page (const HeraldEmulatorReading *reading,
             GPtrArray                   *columns,
             GArray                      *keys,
             gint64                       page_size,
             gint64                      *page,
             GError                     **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (JsonArray) last = NULL;

  append_select (columns, sql);
  herald_emulator_seek_append_select (keys, sql);
  if (!herald_emulator_rows_append_where (reading, sql, values, error))
    return NULL;
  if (reading->query->skip_token != NULL)
    {
      last = herald_emulator_seek_parse_token (keys, reading->query->skip_token, page, error);
      if (last == NULL)
        return NULL;
      herald_emulator_seek_append_after (keys, last, sql, values);
    }
  herald_emulator_seek_append_order (keys, sql);
  /* One row more than the page has says whether there is another page. */
  g_string_append (sql, " LIMIT ?");
  herald_emulator_values_add_int (values, page_size + 1);
  herald_emulator_sight_finish (reading->context.sight, sql, values);
  return herald_emulator_db_select_values (herald_emulator_dataverse_get_db (reading->dataverse),
                                           sql->str, values, error);
}

/**
 * herald_emulator_rows_read_page:
 * @reading: what is wanted
 * @page_size: so many rows at most
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY; STORE.
 *
 * Returns: (transfer full): the rows and how to go on
 */
HeraldEmulatorPage *
herald_emulator_rows_read_page (const HeraldEmulatorReading *reading,
                                gint64                       page_size,
                                GError                     **error)
{
  g_autoptr (GPtrArray) columns = list_columns (reading);
  g_autoptr (GArray) keys = list_keys (reading);
  gint64 page_number = 1;
  g_autoptr (HeraldEmulatorRows) rows =
    select_page (reading, columns, keys, page_size, &page_number, error);
  g_autoptr (HeraldEmulatorPage) page = NULL;
  g_autoptr (HeraldEmulatorRowWriter) writer = NULL;
  GError *local_error = NULL;

  if (rows == NULL)
    return NULL;
  page = g_new0 (HeraldEmulatorPage, 1);
  page->rows = json_array_new ();
  writer = herald_emulator_row_writer_new (reading, columns);
  while (herald_emulator_rows_next (rows, &local_error))
    {
      g_autofree char *token = NULL;

      if (json_array_get_length (page->rows) == (guint) page_size)
        break;
      json_array_add_object_element (page->rows, herald_emulator_row_writer_write (writer, rows));
      if (json_array_get_length (page->rows) < (guint) page_size)
        continue;
      token = herald_emulator_seek_build_token (keys, rows, page_number + 1);
      page->has_more = herald_emulator_rows_next (rows, &local_error);
      if (page->has_more)
        page->skip_token = g_steal_pointer (&token);
      break;
    }
  /* Only one statement of a text may be open, and what is expanded may be read by the same. */
  g_clear_pointer (&rows, herald_emulator_rows_free);
  for (guint i = 0; local_error == NULL && i < json_array_get_length (page->rows); i++)
    herald_emulator_row_expand (reading, json_array_get_object_element (page->rows, i),
                                &local_error);
  if (local_error == NULL)
    return g_steal_pointer (&page);
  g_propagate_error (error, local_error);
  return NULL;
}

/**
 * herald_emulator_rows_count:
 * @reading: what is wanted; its page does not matter
 * @most: counting stops there
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY; STORE.
 *
 * Returns: the number of rows, @most at most; -1 on error
 */
gint64
herald_emulator_rows_count (const HeraldEmulatorReading *reading, gint64 most, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT count(*) FROM (SELECT 1");
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  if (!herald_emulator_rows_append_where (reading, sql, values, error))
    return -1;
  g_string_append (sql, " LIMIT ?)");
  herald_emulator_values_add_int (values, most);
  herald_emulator_sight_finish (reading->context.sight, sql, values);
  rows = herald_emulator_db_select_values (herald_emulator_dataverse_get_db (reading->dataverse),
                                           sql->str, values, error);
  return rows != NULL && herald_emulator_rows_next (rows, error)
           ? herald_emulator_rows_get_int (rows, 0)
           : -1;
}
