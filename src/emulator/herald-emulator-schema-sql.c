/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes SQLite tables of the described ones, and brings those of an older folder up to date. */
#include "config.h"

#include "emulator/herald-emulator-relationship.h"
#include "emulator/herald-emulator-schema.h"

#include <string.h>

#define RANDOM_GUID                                                                                \
  " DEFAULT (lower (hex (randomblob (4)) || '-' || hex (randomblob (2)) || '-4' ||"                \
  " substr (hex (randomblob (2)), 2) || '-a' || substr (hex (randomblob (2)), 2) || '-' ||"        \
  " hex (randomblob (6))))"

/* A pair of an N:N relationship is written as two ids; the rest of its row comes by itself. */
static const char *
get_sql_default (const HeraldEmulatorTable *table, const HeraldEmulatorColumn *column)
{
  if (table->intersect && strcmp (column->name, table->primary_key) == 0)
    return RANDOM_GUID;
  return table->intersect && strcmp (column->name, "versionnumber") == 0 ? " DEFAULT 1" : "";
}

static void
append_column_definition (GString                    *sql,
                          const HeraldEmulatorTable  *table,
                          const HeraldEmulatorColumn *column)
{
  g_string_append_printf (sql, ", \"%s\" %s%s", column->name,
                          herald_emulator_column_get_sql_type (column),
                          get_sql_default (table, column));
  if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP)
    g_string_append_printf (sql, ", \"%s_target\" TEXT", column->name);
}

/* Returns: (transfer full) (nullable) (element-type utf8): the columns that a table has */
static GHashTable *
find_sql_columns (HeraldEmulatorDb *db, const HeraldEmulatorTable *table, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (db, error, "SELECT name FROM pragma_table_info (?)", "s",
                               table->sql_name);
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return NULL;
  while (herald_emulator_rows_next (rows, &local_error))
    g_hash_table_add (names, g_strdup (herald_emulator_rows_get_text (rows, 0)));
  if (local_error == NULL)
    return g_steal_pointer (&names);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/* A folder of an older version gets the columns that were described since. */
static gboolean
add_missing_columns (HeraldEmulatorDb *db, const HeraldEmulatorTable *table, GError **error)
{
  g_autoptr (GHashTable) names = find_sql_columns (db, table, error);
  g_autoptr (GString) sql = g_string_new (NULL);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);

      if (g_hash_table_contains (names, column->name))
        continue;
      g_string_append_printf (sql, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s;", table->sql_name,
                              column->name, herald_emulator_column_get_sql_type (column));
      if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP)
        g_string_append_printf (sql, "ALTER TABLE \"%s\" ADD COLUMN \"%s_target\" TEXT;",
                                table->sql_name, column->name);
    }
  return sql->len == 0 || herald_emulator_db_execute (db, sql->str, error);
}

static gboolean
create_indexes (HeraldEmulatorDb *db, const HeraldEmulatorTable *table, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);

      if (column->indexed)
        g_string_append_printf (sql, "CREATE INDEX IF NOT EXISTS \"%s_by_%s\" ON \"%s\" (\"%s\");",
                                table->sql_name, column->name, table->sql_name, column->name);
    }
  if (table->elastic)
    g_string_append_printf (sql,
                            "CREATE INDEX IF NOT EXISTS \"%s_by_expiry\" ON \"%s\" (expires_at);",
                            table->sql_name, table->sql_name);
  for (guint i = 0; i < table->alternate_keys->len; i++)
    {
      HeraldEmulatorAlternateKey *key =
        &g_array_index (table->alternate_keys, HeraldEmulatorAlternateKey, i);
      g_autofree char *columns = g_strjoinv ("\", \"", key->columns);

      g_string_append_printf (sql,
                              "CREATE UNIQUE INDEX IF NOT EXISTS \"%s_key_%u\" ON \"%s\" (\"%s\");",
                              table->sql_name, i, table->sql_name, columns);
    }
  return herald_emulator_db_execute (db, sql->str, error);
}

static gboolean
create_table (HeraldEmulatorDb *db, const HeraldEmulatorTable *table, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  /* The row number orders rows that compare equal, so that pages neither repeat nor skip. */
  g_string_printf (sql, "CREATE TABLE IF NOT EXISTS \"%s\" (rownumber INTEGER PRIMARY KEY",
                   table->sql_name);
  for (guint i = 0; i < table->columns->len; i++)
    append_column_definition (sql, table, g_ptr_array_index (table->columns, i));
  if (table->elastic)
    g_string_append (sql, ", expires_at INTEGER");
  g_string_append_printf (sql, ", UNIQUE (\"%s\"))", table->primary_key);
  return herald_emulator_db_execute (db, sql->str, error) &&
         add_missing_columns (db, table, error) && create_indexes (db, table, error);
}

/**
 * herald_emulator_schema_create_tables:
 * @self: the schema
 * @db: where to make them
 *
 * Makes the tables, columns and indexes that are not there yet.
 *
 * **Errors:** STORE.
 *
 * Returns: whether all are there
 */
gboolean
herald_emulator_schema_create_tables (HeraldEmulatorSchema *self,
                                      HeraldEmulatorDb     *db,
                                      GError              **error)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (self);

  for (guint i = 0; i < tables->len; i++)
    if (!create_table (db, g_ptr_array_index (tables, i), error))
      return FALSE;
  return herald_emulator_relationships_create_indexes (herald_emulator_schema_get_intersects (self),
                                                       db, error);
}
