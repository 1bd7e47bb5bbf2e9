/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups and aggregates as SQL, and the results as JSON. Source: “Aggregate data using OData”,
 * read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-rows-apply.h"

#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-row-json.h"

#include <string.h>

#define MOST_ROWS 50000 /* “The aggregate functions are limited to … 50,000 records” */
#define MOST_RESULTS HERALD_EMULATOR_LARGEST_PAGE
#define FORMATTED "@OData.Community.Display.V1.FormattedValue"

static const char *const functions[] = {
  [HERALD_EMULATOR_AGGREGATE_COUNT] = "count (",
  [HERALD_EMULATOR_AGGREGATE_COUNT_DISTINCT] = "count (DISTINCT ",
  [HERALD_EMULATOR_AGGREGATE_SUM] = "sum (",
  [HERALD_EMULATOR_AGGREGATE_AVERAGE] = "avg (",
  [HERALD_EMULATOR_AGGREGATE_MIN] = "min (",
  [HERALD_EMULATOR_AGGREGATE_MAX] = "max (",
};

static gboolean
check_limit (const HeraldEmulatorReading *reading, GError **error)
{
  gint64 n = herald_emulator_rows_count (reading, MOST_ROWS + 1, error);

  if (n > MOST_ROWS)
    g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_AGGREGATE_LIMIT,
                 "The maximum record limit is exceeded. Reduce the number of records.");
  return n >= 0 && n <= MOST_ROWS;
}

/* A lookup takes two values: the id and, where the path ends at it at once, its table. */
static void
append_group (const HeraldEmulatorReading *reading,
              const HeraldEmulatorGroup   *group,
              gboolean                     for_select,
              GString                     *sql)
{
  const HeraldEmulatorColumn *column = group->path.column;

  herald_emulator_path_append_sql (&group->path, reading->context.sight, "t0", sql);
  if (column->type != HERALD_EMULATOR_COLUMN_LOOKUP)
    return;
  if (group->path.n_steps == 0)
    g_string_append_printf (sql, ", t0.\"%s_target\"", column->name);
  else if (for_select)
    g_string_append (sql, ", NULL");
}

static void
append_select (const HeraldEmulatorReading *reading, GString *sql)
{
  const HeraldEmulatorApply *apply = reading->query->apply;

  g_string_append (sql, "SELECT 0, 0");
  for (guint i = 0; i < apply->groups->len; i++)
    {
      g_string_append (sql, ", ");
      append_group (reading, &g_array_index (apply->groups, HeraldEmulatorGroup, i), TRUE, sql);
    }
  for (guint i = 0; i < apply->aggregates->len; i++)
    {
      const HeraldEmulatorAggregate *aggregate =
        &g_array_index (apply->aggregates, HeraldEmulatorAggregate, i);

      g_string_append_printf (sql, ", %s", functions[aggregate->kind]);
      if (aggregate->kind == HERALD_EMULATOR_AGGREGATE_COUNT)
        g_string_append_c (sql, '*');
      else
        herald_emulator_path_append_sql (&aggregate->path, reading->context.sight, "t0", sql);
      g_string_append_c (sql, ')');
    }
}

static void
append_groups (const HeraldEmulatorReading *reading, const char *word, GString *sql)
{
  const HeraldEmulatorApply *apply = reading->query->apply;

  for (guint i = 0; i < apply->groups->len; i++)
    {
      g_string_append (sql, i == 0 ? word : ", ");
      append_group (reading, &g_array_index (apply->groups, HeraldEmulatorGroup, i), FALSE, sql);
    }
}

static void
append_order (const HeraldEmulatorReading *reading, GString *sql)
{
  GArray *order = reading->query->order;

  if (order->len == 0)
    append_groups (reading, " ORDER BY ", sql);
  for (guint i = 0; i < order->len; i++)
    {
      const HeraldEmulatorOrder *item = &g_array_index (order, HeraldEmulatorOrder, i);

      g_string_append (sql, i == 0 ? " ORDER BY " : ", ");
      herald_emulator_path_append_sql (&item->path, reading->context.sight, "t0", sql);
      g_string_append (sql, item->descending ? " DESC" : "");
    }
}

static HeraldEmulatorRows *
select_results (const HeraldEmulatorReading *reading, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  gint64 most = reading->query->top >= 0 ? MIN (reading->query->top, MOST_RESULTS) : MOST_RESULTS;

  append_select (reading, sql);
  if (!herald_emulator_rows_append_where (reading, sql, values, error))
    return NULL;
  append_groups (reading, " GROUP BY ", sql);
  append_order (reading, sql);
  g_string_append (sql, " LIMIT ?");
  herald_emulator_values_add_int (values, most);
  herald_emulator_sight_finish (reading->context.sight, sql, values);
  return herald_emulator_db_select_values (herald_emulator_dataverse_get_db (reading->dataverse),
                                           sql->str, values, error);
}

static void
write_average (const HeraldEmulatorReading *reading,
               JsonObject                  *object,
               const char                  *name,
               double                       value)
{
  char             buffer[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *annotation = g_strconcat (name, FORMATTED, NULL);

  json_object_set_double_member (object, name, value);
  if (herald_emulator_preferences_want (reading->preferences, annotation + strlen (name) + 1))
    json_object_set_string_member (object, annotation,
                                   g_ascii_formatd (buffer, sizeof buffer, "%.2f", value));
}

/* A result is written like the column it comes from, or like a whole number, by its own name. */
static void
write_aggregate (const HeraldEmulatorReading   *reading,
                 HeraldEmulatorRowWriter       *writer,
                 JsonObject                    *object,
                 const HeraldEmulatorAggregate *aggregate,
                 HeraldEmulatorRows            *rows,
                 int                            index)
{
  gboolean is_value = aggregate->kind == HERALD_EMULATOR_AGGREGATE_MIN ||
                      aggregate->kind == HERALD_EMULATOR_AGGREGATE_MAX;
  HeraldEmulatorColumn column =
    *(is_value ? aggregate->path.column
               : herald_emulator_table_find_column (reading->table, "versionnumber"));

  column.public_name = aggregate->name;
  if (aggregate->kind == HERALD_EMULATOR_AGGREGATE_AVERAGE &&
      !herald_emulator_rows_is_null (rows, index))
    write_average (reading, object, aggregate->name, herald_emulator_rows_get_real (rows, index));
  else
    herald_emulator_row_writer_put (writer, object, &column, rows, index);
}

static JsonObject *
write_result (const HeraldEmulatorReading *reading,
              HeraldEmulatorRowWriter     *writer,
              HeraldEmulatorRows          *rows)
{
  const HeraldEmulatorApply *apply = reading->query->apply;
  JsonObject                *object = json_object_new ();
  int                        index = 2;

  for (guint i = 0; i < apply->groups->len; i++)
    {
      const HeraldEmulatorGroup *group = &g_array_index (apply->groups, HeraldEmulatorGroup, i);
      HeraldEmulatorColumn       column = *group->path.column;

      column.public_name = group->name;
      /* A group without a value has no such member. */
      if (!herald_emulator_rows_is_null (rows, index))
        herald_emulator_row_writer_put (writer, object, &column, rows, index);
      index += column.type == HERALD_EMULATOR_COLUMN_LOOKUP ? 2 : 1;
    }
  for (guint i = 0; i < apply->aggregates->len; i++)
    write_aggregate (reading, writer, object,
                     &g_array_index (apply->aggregates, HeraldEmulatorAggregate, i), rows, index++);
  return object;
}

/**
 * herald_emulator_rows_apply:
 * @reading: what is wanted; its query has an $apply
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_AGGREGATE_LIMIT, #HERALD_EMULATOR_REFUSAL_BAD_QUERY; STORE.
 *
 * Returns: (transfer full): the results
 */
JsonArray *
herald_emulator_rows_apply (const HeraldEmulatorReading *reading, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows = NULL;
  g_autoptr (HeraldEmulatorRowWriter) writer = NULL;
  g_autoptr (GPtrArray) no_columns = g_ptr_array_new ();
  g_autoptr (JsonArray) results = json_array_new ();
  GError *local_error = NULL;

  if (!check_limit (reading, error))
    return NULL;
  rows = select_results (reading, error);
  if (rows == NULL)
    return NULL;
  writer = herald_emulator_row_writer_new (reading, no_columns);
  while (herald_emulator_rows_next (rows, &local_error))
    json_array_add_object_element (results, write_result (reading, writer, rows));
  if (local_error == NULL)
    return g_steal_pointer (&results);
  g_propagate_error (error, local_error);
  return NULL;
}
