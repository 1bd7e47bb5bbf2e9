/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What FetchXML selects, groups and orders by, as SQL. Sources: “Aggregate data using FetchXml” and
 * “Order rows using FetchXml”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-fetch-sql.h"

#include "emulator/herald-emulator-seek.h"

/* A part of a moment, which stands for the dollar. Weeks start on Sunday, and the first is that of
 * the 1st of January. */
static const char *const part_forms[] = {
  [HERALD_EMULATOR_FETCH_WHOLE] = "$",
  [HERALD_EMULATOR_FETCH_DAY] = "CAST (strftime ('%d', $, 'unixepoch') AS INTEGER)",
  [HERALD_EMULATOR_FETCH_WEEK] =
    ("((CAST (strftime ('%j', $, 'unixepoch') AS INTEGER) - 1 + CAST (strftime ('%w', $, "
     "'unixepoch', 'start of year') AS INTEGER)) / 7 + 1)"),
  [HERALD_EMULATOR_FETCH_MONTH] = "CAST (strftime ('%m', $, 'unixepoch') AS INTEGER)",
  [HERALD_EMULATOR_FETCH_QUARTER] = "((CAST (strftime ('%m', $, 'unixepoch') AS INTEGER) + 2) / 3)",
  [HERALD_EMULATOR_FETCH_YEAR] = "CAST (strftime ('%Y', $, 'unixepoch') AS INTEGER)",
};

/* Averages of whole numbers are whole, and a sum of nothing is 0: “Aggregate data using FetchXml”.
 */
static const char *const use_forms[] = {
  [HERALD_EMULATOR_FETCH_VALUE] = "$",
  [HERALD_EMULATOR_FETCH_GROUP] = "$",
  [HERALD_EMULATOR_FETCH_COUNT] = "count (*)",
  [HERALD_EMULATOR_FETCH_COUNT_COLUMN] = "count ($)",
  [HERALD_EMULATOR_FETCH_SUM] = "coalesce (sum ($), 0)",
  [HERALD_EMULATOR_FETCH_AVERAGE] = "CAST (avg ($) AS INTEGER)",
  [HERALD_EMULATOR_FETCH_MIN] = "min ($)",
  [HERALD_EMULATOR_FETCH_MAX] = "max ($)",
};

static char *
fill_in (const char *form, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (form, "$", -1);

  return g_strjoinv (value, parts);
}

static char *
make_value (const HeraldEmulatorFetchColumn *column)
{
  g_autofree char *whole =
    g_strdup_printf ("t%u.\"%s\"", column->entity->number, column->column->name);
  g_autofree char *part = fill_in (part_forms[column->part], whole);
  g_autofree char *distinct = column->distinct ? g_strconcat ("DISTINCT ", part, NULL) : NULL;

  return fill_in (use_forms[column->use], distinct != NULL ? distinct : part);
}

static gboolean
is_plain (const HeraldEmulatorFetchColumn *column)
{
  return (column->use == HERALD_EMULATOR_FETCH_VALUE ||
          column->use == HERALD_EMULATOR_FETCH_GROUP) &&
         column->part == HERALD_EMULATOR_FETCH_WHOLE;
}

/**
 * herald_emulator_fetch_column_has_target:
 * @column: a column
 *
 * Returns: whether another value stands behind it in the statement: the table that a lookup leads
 * to
 */
gboolean
herald_emulator_fetch_column_has_target (const HeraldEmulatorFetchColumn *column)
{
  return is_plain (column) && column->column->type == HERALD_EMULATOR_COLUMN_LOOKUP;
}

/**
 * herald_emulator_fetch_column_is_number:
 * @column: a column
 *
 * Returns: whether its result is a whole number of its own and no value of its column
 */
gboolean
herald_emulator_fetch_column_is_number (const HeraldEmulatorFetchColumn *column)
{
  return !is_plain (column) && column->use != HERALD_EMULATOR_FETCH_MIN &&
         column->use != HERALD_EMULATOR_FETCH_MAX;
}

static void
append_column (const HeraldEmulatorFetchColumn *column, GString *sql)
{
  g_autofree char *value = make_value (column);

  g_string_append (sql, value);
  if (herald_emulator_fetch_column_has_target (column))
    g_string_append_printf (sql, ", t%u.\"%s_target\"", column->entity->number,
                            column->column->name);
}

/**
 * herald_emulator_fetch_append_columns:
 * @reading: what is wanted
 * @sql: gets “, …” for each column
 */
void
herald_emulator_fetch_append_columns (const HeraldEmulatorReading *reading, GString *sql)
{
  GArray *columns = reading->query->fetch->columns;

  for (guint i = 0; i < columns->len; i++)
    {
      g_string_append (sql, ", ");
      append_column (&g_array_index (columns, HeraldEmulatorFetchColumn, i), sql);
    }
}

/**
 * herald_emulator_fetch_append_groups:
 * @reading: what is wanted
 * @sql: gets “ GROUP BY …” where there are groups
 */
void
herald_emulator_fetch_append_groups (const HeraldEmulatorReading *reading, GString *sql)
{
  GArray     *columns = reading->query->fetch->columns;
  const char *word = " GROUP BY ";

  for (guint i = 0; i < columns->len; i++)
    {
      const HeraldEmulatorFetchColumn *column =
        &g_array_index (columns, HeraldEmulatorFetchColumn, i);

      if (column->use != HERALD_EMULATOR_FETCH_GROUP)
        continue;
      g_string_append (sql, word);
      append_column (column, sql);
      word = ", ";
    }
}

static int
compare_labels (gconstpointer a, gconstpointer b)
{
  const HeraldEmulatorOption *const *left = a;
  const HeraldEmulatorOption *const *right = b;

  return g_ascii_strcasecmp ((*left)->label, (*right)->label);
}

/* “Order rows using FetchXml”: choices are ordered by their labels. */
static void
append_rank (const HeraldEmulatorFetchColumn *column, GString *sql)
{
  GArray          *options = column->column->options;
  g_autofree char *value = make_value (column);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < options->len; i++)
    g_ptr_array_add (sorted, &g_array_index (options, HeraldEmulatorOption, i));
  g_ptr_array_sort (sorted, compare_labels);
  g_string_append_printf (sql, "CASE %s", value);
  for (guint i = 0; i < sorted->len; i++)
    g_string_append_printf (sql, " WHEN %" G_GINT64_FORMAT " THEN %u",
                            ((HeraldEmulatorOption *) g_ptr_array_index (sorted, i))->value, i);
  g_string_append (sql, " END");
}

static void
add_order (const HeraldEmulatorReading    *reading,
           const HeraldEmulatorFetchOrder *order,
           GArray                         *keys)
{
  const HeraldEmulatorFetchColumn *column = &order->column;
  const HeraldEmulatorPath path = { .table = column->entity->table, .column = column->column };
  g_autofree char         *alias = g_strdup_printf ("t%u", column->entity->number);
  GString                 *sql = g_string_new (NULL);

  if (!is_plain (column))
    append_column (column, sql);
  else if (herald_emulator_column_has_options (column->column) && !reading->query->fetch->raw_order)
    append_rank (column, sql);
  else
    herald_emulator_path_append_order_sql (&path, reading->context.schema, reading->context.sight,
                                           alias, sql);
  herald_emulator_seek_add (keys, sql, order->descending,
                            is_plain (column) && herald_emulator_path_is_ordered_as_text (&path));
}

static GString *
take_text (char *text)
{
  g_autofree char *taken = text;

  return g_string_new (taken);
}

/* What tells rows apart that are ordered the same: the numbers of all their rows. */
static void
add_numbers (const HeraldEmulatorFetch *fetch, gboolean descending, GArray *keys)
{
  const HeraldEmulatorFetchEntity *root = herald_emulator_fetch_get_root (fetch);

  for (guint i = 0; i < fetch->entities->len; i++)
    {
      const HeraldEmulatorFetchEntity *entity = g_ptr_array_index (fetch->entities, i);
      GString                         *sql;

      if (entity->select != root)
        continue;
      sql = g_string_new (NULL);
      g_string_printf (sql, "t%u.rownumber", entity->number);
      herald_emulator_seek_add (keys, sql, descending, FALSE);
    }
}

/* The same where rows may stand for several: all that is selected or grouped by. */
static void
add_values (const HeraldEmulatorFetch *fetch, gboolean descending, GArray *keys)
{
  for (guint i = 0; i < fetch->columns->len; i++)
    {
      const HeraldEmulatorFetchColumn *column =
        &g_array_index (fetch->columns, HeraldEmulatorFetchColumn, i);

      if (column->use == HERALD_EMULATOR_FETCH_VALUE || column->use == HERALD_EMULATOR_FETCH_GROUP)
        herald_emulator_seek_add (keys, take_text (make_value (column)), descending, TRUE);
    }
}

/**
 * herald_emulator_fetch_list_keys:
 * @reading: what is wanted
 *
 * Returns: (transfer full) (element-type HeraldEmulatorSeekKey): what its rows are ordered by
 */
GArray *
herald_emulator_fetch_list_keys (const HeraldEmulatorReading *reading)
{
  const HeraldEmulatorFetch *fetch = reading->query->fetch;
  GArray                    *keys = herald_emulator_seek_new ();
  gboolean                   descending = FALSE;

  for (guint i = 0; i < fetch->orders->len; i++)
    {
      const HeraldEmulatorFetchOrder *order =
        &g_array_index (fetch->orders, HeraldEmulatorFetchOrder, i);

      descending = order->descending;
      add_order (reading, order, keys);
    }
  if (fetch->distinct || fetch->aggregates)
    add_values (fetch, descending, keys);
  else
    add_numbers (fetch, descending, keys);
  return keys;
}
