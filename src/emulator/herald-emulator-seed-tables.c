/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single tables back to the seed: their rows in a file aside take the place of those there are. */
#include "config.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-dataverse.h"
#include "emulator/herald-emulator-db-private.h"
#include "emulator/herald-emulator-seed.h"
#include "emulator/herald-emulator-tombstones.h"

#include <string.h>

static const char attach_sql[] = "ATTACH ? AS aside";
static const char detach_sql[] = "DETACH aside";

static gboolean
fail (sqlite3 *handle, GError **error)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "The table was not reset: %s",
               sqlite3_errmsg (handle));
  return FALSE;
}

/**
 * herald_emulator_seed_find_tables:
 * @site: a site whose services are attached
 * @names: logical names or entity sets
 * @error: return location
 *
 * **Errors:** INVALID for an unknown table.
 *
 * Returns: (transfer full) (element-type utf8): their names in the database
 */
GPtrArray *
herald_emulator_seed_find_tables (HeraldEmulatorSite *site, JsonArray *names, GError **error)
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

/* Rows that were there before are gone without a trace: nobody goes on from them. */
static gboolean
forget_changes (HeraldEmulatorSite *site, const char *sql_name, GError **error)
{
  HeraldEmulatorDataverse *dataverse = herald_emulator_dataverse_get (site);
  GPtrArray               *tables =
    herald_emulator_schema_get_tables (herald_emulator_dataverse_get_schema (dataverse));

  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);

      if (strcmp (table->sql_name, sql_name) == 0)
        return herald_emulator_tombstones_forget (herald_emulator_site_get_db (site), table,
                                                  herald_emulator_dataverse_next_version (
                                                    dataverse),
                                                  error);
    }
  return TRUE;
}

/* Between two tables that were made alike, of which one is empty, SQLite copies rows and indexes as
 * they are, without sorting them in (“The SQLite Query Optimizer”, the transfer optimization). */
static gboolean
take_over (HeraldEmulatorSite *site, GPtrArray *tables, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  gboolean          good = TRUE;

  if (!herald_emulator_db_begin_step (db, error))
    return FALSE;
  for (guint i = 0; good && i < tables->len; i++)
    {
      const char      *table = g_ptr_array_index (tables, i);
      g_autofree char *sql = g_strdup_printf ("DELETE FROM main.\"%s\";"
                                              "INSERT INTO main.\"%s\" SELECT * FROM aside.\"%s\"",
                                              table, table, table);

      good = herald_emulator_db_execute (db, sql, error) && forget_changes (site, table, error);
    }
  herald_emulator_db_end_step (db, good);
  /* Nothing can be detached in a transaction. */
  return herald_emulator_db_commit (db, good ? error : NULL) && good;
}

static gboolean
attach (sqlite3 *handle, const char *path, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean attached = sqlite3_prepare_v2 (handle, attach_sql, -1, &statement, NULL) == SQLITE_OK &&
                      sqlite3_bind_text (statement, 1, path, -1, SQLITE_STATIC) == SQLITE_OK &&
                      sqlite3_step (statement) == SQLITE_DONE;

  sqlite3_finalize (statement);
  return attached || fail (handle, error);
}

/**
 * herald_emulator_seed_take_tables:
 * @site: a site whose services are attached, of which no rows are being read
 * @path: a file with the same tables
 * @tables: (element-type utf8): their names in the database
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether those tables, and no others, are as in the file; on failure none is changed
 */
gboolean
herald_emulator_seed_take_tables (HeraldEmulatorSite *site,
                                  const char         *path,
                                  GPtrArray          *tables,
                                  GError            **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  sqlite3          *handle = herald_emulator_db_get_handle (db);
  gboolean          taken;

  if (!herald_emulator_db_commit (db, error) || !attach (handle, path, error))
    return FALSE;
  taken = take_over (site, tables, error);
  if (sqlite3_exec (handle, detach_sql, NULL, NULL, NULL) != SQLITE_OK)
    g_warning ("The seed's file stays attached: %s", sqlite3_errmsg (handle));
  return taken;
}
