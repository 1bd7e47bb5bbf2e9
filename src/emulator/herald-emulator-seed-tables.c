/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single tables back to the seed. The whole seed is filled in, the wanted rows are put aside, and
 * everything is rolled back; then those rows alone take the place of the ones that are there. */
#include "config.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-db-private.h"
#include "emulator/herald-emulator-seed-steps.h"
#include "emulator/herald-emulator-seed.h"

#include <string.h>

static void
close_handle (sqlite3 *handle)
{
  sqlite3_close_v2 (handle);
}

static void
finalize (sqlite3_stmt *statement)
{
  sqlite3_finalize (statement);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, close_handle)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, finalize)

static gboolean
fail (sqlite3 *handle, GError **error)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "The table was not reset: %s",
               sqlite3_errmsg (handle));
  return FALSE;
}

/* Returns: (transfer full) (element-type utf8): their names in the database */
static GPtrArray *
find_tables (HeraldEmulatorSite *site, JsonArray *names, GError **error)
{
  HeraldEmulatorSchema *schema =
    herald_emulator_dataverse_get_schema (herald_emulator_dataverse_get (site));
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      JsonNode   *node = json_array_get_element (names, i);
      const char *name = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      const HeraldEmulatorTable *table =
        name != NULL ? herald_emulator_schema_find_table (schema, name) : NULL;

      if (table == NULL && name != NULL)
        table = herald_emulator_schema_find_set (schema, name);
      if (table == NULL)
        {
          g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "There is no table “%s”",
                       name != NULL ? name : "");
          return NULL;
        }
      if (!g_ptr_array_find (tables, table->sql_name, NULL))
        g_ptr_array_add (tables, table->sql_name);
    }
  return g_steal_pointer (&tables);
}

static gboolean
create_like (sqlite3 *from, sqlite3 *to, const char *table, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (sqlite3_prepare_v2 (from, "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?",
                          -1, &statement, NULL) != SQLITE_OK)
    return fail (from, error);
  sqlite3_bind_text (statement, 1, table, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) != SQLITE_ROW)
    return fail (from, error);
  return sqlite3_exec (to, (const char *) sqlite3_column_text (statement, 0), NULL, NULL, NULL) ==
           SQLITE_OK ||
         fail (to, error);
}

static sqlite3_stmt *
prepare_insert (sqlite3 *handle, const char *table, int n_columns)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;

  g_string_printf (sql, "INSERT INTO \"%s\" VALUES (?", table);
  for (int i = 1; i < n_columns; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  sqlite3_prepare_v2 (handle, sql->str, -1, &statement, NULL);
  return statement;
}

static gboolean
copy_rows (sqlite3 *from, sqlite3 *to, const char *table, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\"", table);
  g_autoptr (sqlite3_stmt) rows = NULL;
  g_autoptr (sqlite3_stmt) insert = NULL;
  int rc;

  if (sqlite3_prepare_v2 (from, sql, -1, &rows, NULL) != SQLITE_OK)
    return fail (from, error);
  insert = prepare_insert (to, table, sqlite3_column_count (rows));
  if (insert == NULL)
    return fail (to, error);
  while ((rc = sqlite3_step (rows)) == SQLITE_ROW)
    {
      for (int i = 0; i < sqlite3_column_count (rows); i++)
        sqlite3_bind_value (insert, i + 1, sqlite3_column_value (rows, i));
      if (sqlite3_step (insert) != SQLITE_DONE)
        return fail (to, error);
      sqlite3_reset (insert);
    }
  return rc == SQLITE_DONE || fail (from, error);
}

/* The seed's rows of the tables; those that are there stay as they are. */
static gboolean
put_aside (HeraldEmulatorSite *site,
           const char         *seed,
           GPtrArray          *tables,
           sqlite3            *aside,
           GError            **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  sqlite3          *live = herald_emulator_db_get_handle (db);
  gboolean          good;

  if (!herald_emulator_db_begin_step (db, error))
    return FALSE;
  good = herald_emulator_seed_refill (site, seed, error);
  for (guint i = 0; good && i < tables->len; i++)
    good = create_like (live, aside, g_ptr_array_index (tables, i), error) &&
           copy_rows (live, aside, g_ptr_array_index (tables, i), error);
  herald_emulator_db_end_step (db, FALSE);
  return herald_emulator_dataverse_load_last_version (herald_emulator_dataverse_get (site),
                                                      good ? error : NULL) &&
         good;
}

static gboolean
take_over (HeraldEmulatorSite *site, GPtrArray *tables, sqlite3 *aside, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  gboolean          good = TRUE;

  if (!herald_emulator_db_begin_step (db, error))
    return FALSE;
  for (guint i = 0; good && i < tables->len; i++)
    {
      const char      *table = g_ptr_array_index (tables, i);
      g_autofree char *sql = g_strdup_printf ("DELETE FROM \"%s\"", table);

      good = herald_emulator_db_execute (db, sql, error) &&
             copy_rows (aside, herald_emulator_db_get_handle (db), table, error);
    }
  herald_emulator_db_end_step (db, good);
  return good;
}

/**
 * herald_emulator_seed_reset_tables:
 * @site: a site whose services are attached
 * @name: (nullable): the seed; %NULL takes the one that was there
 * @names: (element-type utf8): logical names or entity sets
 *
 * **Errors:** INVALID for an unknown seed or table; STORE, SECRET.
 *
 * Returns: whether those tables, and no others, are as in the seed; on failure none is changed
 */
gboolean
herald_emulator_seed_reset_tables (HeraldEmulatorSite *site,
                                   const char         *name,
                                   JsonArray          *names,
                                   GError            **error)
{
  g_autoptr (GPtrArray) tables = find_tables (site, names, error);
  g_autoptr (sqlite3) aside = NULL;

  if (tables == NULL)
    return FALSE;
  if (sqlite3_open_v2 ("", &aside, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
    return fail (aside, error);
  herald_emulator_db_add_functions (aside);
  return put_aside (site, name, tables, aside, error) && take_over (site, tables, aside, error);
}
