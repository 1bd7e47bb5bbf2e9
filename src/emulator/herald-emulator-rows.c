/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SELECT statements of a query. Pages are cut by the values of the last row, not by an offset, so
 * that rows that come or go between two pages make no row appear twice or not at all. */
#include "config.h"

#include "emulator/herald-emulator-rows.h"

#include "base/herald-json.h"
#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-row-expand.h"
#include "emulator/herald-emulator-row-json.h"

#include <string.h>

#define COOKIE_FORMAT                                                                              \
  "<cookie pagenumber=\"%" G_GINT64_FORMAT "\" pagingcookie=\"%s\" istracking=\"False\" />"

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
  append_alive (reading->table, reading->dataverse, sql, values);
  if (reading->link != NULL)
    append_link (reading, sql, values);
  if (query->partition_id != NULL && reading->table->elastic)
    {
      g_string_append (sql, " AND t0.partitionid = ?");
      herald_emulator_values_add_text (values, query->partition_id);
    }
  return append_filter (reading, query->filter, sql, values, error) &&
         (query->apply == NULL ||
          append_filter (reading, query->apply->filter, sql, values, error));
}

/* What rows are ordered by in the first place, in the second and so on; at last their number. */
static void
append_order_key (const HeraldEmulatorReading *reading, guint index, GString *sql)
{
  GArray *order = reading->query->order;

  if (index == order->len)
    g_string_append (sql, "t0.rownumber");
  else
    herald_emulator_path_append_order_sql (&g_array_index (order, HeraldEmulatorOrder, index).path,
                                           reading->context.schema, reading->context.sight, "t0",
                                           sql);
}

static void
append_select (const HeraldEmulatorReading *reading, GPtrArray *columns, GString *sql)
{
  g_string_append (sql, "SELECT t0.rownumber, t0.versionnumber");
  for (guint i = 0; i < columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (columns, i);

      g_string_append_printf (sql, ", t0.\"%s\"", column->name);
      if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP)
        g_string_append_printf (sql, ", t0.\"%s_target\"", column->name);
    }
  for (guint i = 0; i < reading->query->order->len; i++)
    {
      g_string_append (sql, ", ");
      append_order_key (reading, i, sql);
    }
}

/* Rows that compare equal are ordered by their number, in the direction of the last column. */
static gboolean
is_number_descending (const HeraldEmulatorQuery *query)
{
  return query->order->len > 0 &&
         g_array_index (query->order, HeraldEmulatorOrder, query->order->len - 1).descending;
}

/* Whether the key at @index is ordered downwards. */
static gboolean
is_descending (const HeraldEmulatorQuery *query, guint index)
{
  return index < query->order->len
           ? g_array_index (query->order, HeraldEmulatorOrder, index).descending
           : is_number_descending (query);
}

static void
append_order (const HeraldEmulatorReading *reading, GString *sql)
{
  for (guint i = 0; i <= reading->query->order->len; i++)
    {
      g_string_append (sql, i == 0 ? " ORDER BY " : ", ");
      append_order_key (reading, i, sql);
      if (is_descending (reading->query, i))
        g_string_append (sql, " DESC");
    }
}

static void
add_json_value (GArray *values, JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    herald_emulator_values_add_null (values);
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    herald_emulator_values_add_text (values, json_node_get_string (node));
  else
    herald_emulator_values_add_int (values, json_node_get_int (node));
}

/* “after the last row by this key”; null comes first when ascending, last when descending. */
static void
append_after (const HeraldEmulatorReading *reading,
              guint                        index,
              JsonNode                    *last,
              GString                     *sql,
              GArray                      *values)
{
  gboolean descending = is_descending (reading->query, index);

  if (JSON_NODE_HOLDS_NULL (last) && descending)
    {
      g_string_append_c (sql, '0');
      return;
    }
  g_string_append_c (sql, '(');
  append_order_key (reading, index, sql);
  if (JSON_NODE_HOLDS_NULL (last))
    {
      g_string_append (sql, " IS NOT NULL)");
      return;
    }
  g_string_append (sql, descending ? " < ?" : " > ?");
  add_json_value (values, last);
  if (descending)
    {
      g_string_append (sql, " OR ");
      append_order_key (reading, index, sql);
      g_string_append (sql, " IS NULL");
    }
  g_string_append_c (sql, ')');
}

static void
append_seek (const HeraldEmulatorReading *reading, JsonArray *last, GString *sql, GArray *values)
{
  g_string_append (sql, " AND (");
  for (guint i = 0; i <= reading->query->order->len; i++)
    {
      g_string_append (sql, i > 0 ? " OR (" : "(");
      for (guint j = 0; j < i; j++)
        {
          append_order_key (reading, j, sql);
          g_string_append (sql, " IS ? AND ");
          add_json_value (values, json_array_get_element (last, j));
        }
      append_after (reading, i, json_array_get_element (last, i), sql, values);
      g_string_append_c (sql, ')');
    }
  g_string_append_c (sql, ')');
}

static gboolean
is_key_part (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return JSON_NODE_HOLDS_NULL (node) || type == G_TYPE_STRING || type == G_TYPE_INT64;
}

/* Reads “<cookie pagenumber="2" pagingcookie="…">”: whoever changes a next link is told. */
static JsonArray *
parse_skip_token (const HeraldEmulatorQuery *query, gint64 *page, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (query->skip_token, "\"", -1);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *last = NULL;

  if (g_strv_length (parts) == 7 && strcmp (parts[0], "<cookie pagenumber=") == 0)
    bytes = herald_base64url_decode (parts[3]);
  if (bytes != NULL)
    node = herald_json_parse_bytes (bytes, NULL);
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) &&
      g_ascii_string_to_signed (parts[1], 10, 2, G_MAXINT32, page, NULL))
    last = json_node_get_array (node);
  for (guint i = 0; last != NULL && i < json_array_get_length (last); i++)
    if (!is_key_part (json_array_get_element (last, i)))
      last = NULL;
  if (last != NULL && json_array_get_length (last) == query->order->len + 1)
    return json_array_ref (last);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "The skip token is not valid: it belongs to another query or was changed on its "
               "way.");
  return NULL;
}

/* The paging cookie: the order's values of the last row, and its number. */
static char *
build_skip_token (const HeraldEmulatorQuery *query, HeraldEmulatorRows *rows, gint64 page)
{
  int first = herald_emulator_rows_get_n_columns (rows) - (int) query->order->len;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray       *last = json_array_new ();
  g_autofree char *json = NULL;
  g_autofree char *cookie = NULL;

  json_node_take_array (node, last);
  for (guint i = 0; i < query->order->len; i++)
    {
      int                        index = first + (int) i;
      const HeraldEmulatorOrder *order = &g_array_index (query->order, HeraldEmulatorOrder, i);

      if (herald_emulator_rows_is_null (rows, index))
        json_array_add_null_element (last);
      else if (herald_emulator_path_is_ordered_as_text (&order->path))
        json_array_add_string_element (last, herald_emulator_rows_get_text (rows, index));
      else
        json_array_add_int_element (last, herald_emulator_rows_get_int (rows, index));
    }
  json_array_add_int_element (last, herald_emulator_rows_get_int (rows, 0));
  json = herald_json_write (node, FALSE);
  cookie = herald_base64url_encode ((const guint8 *) json, strlen (json));
  return g_strdup_printf (COOKIE_FORMAT, page, cookie);
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

  append_select (reading, columns, sql);
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
             gint64                       page_size,
             gint64                      *page,
             GError                     **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (JsonArray) last = NULL;

  append_select (reading, columns, sql);
  if (!herald_emulator_rows_append_where (reading, sql, values, error))
    return NULL;
  if (reading->query->skip_token != NULL)
    {
      last = parse_skip_token (reading->query, page, error);
      if (last == NULL)
        return NULL;
      append_seek (reading, last, sql, values);
    }
  append_order (reading, sql);
  /* One row more than the page has says whether there is another page. */
  g_string_append (sql, " LIMIT ?");
  herald_emulator_values_add_int (values, page_size + 1);
  if (reading->query->skip_token == NULL && reading->query->page > 1)
    {
      g_string_append (sql, " OFFSET ?");
      herald_emulator_values_add_int (values, (reading->query->page - 1) * page_size);
    }
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
  gint64 page_number = MAX (reading->query->page, 1);
  g_autoptr (HeraldEmulatorRows) rows =
    select_page (reading, columns, page_size, &page_number, error);
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
      token = build_skip_token (reading->query, rows, page_number + 1);
      if (herald_emulator_rows_next (rows, &local_error))
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
