/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /_herald/import/…?id=GUID` is remembered under its id. `DELETE /_herald/import/GUID` tells
 * how many rows are in and bars the id: what was not imported by then never is. */
#include "config.h"

#include "emulator/herald-emulator-import-runs.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "emulator/herald-emulator-admin.h"

/* Older ones are forgotten. */
#define MOST_RUNS 1000

static const char table_sql[] = "CREATE TABLE IF NOT EXISTS import_run ("
                                "id TEXT PRIMARY KEY COLLATE NOCASE, imported INTEGER NOT NULL)";
static const char select_sql[] = "SELECT imported FROM import_run WHERE id = ?";
static const char insert_sql[] = "INSERT INTO import_run (id, imported) VALUES (?, ?)";
static const char forget_sql[] =
  "DELETE FROM import_run WHERE rowid <= (SELECT MAX (rowid) FROM import_run) - ?";

/**
 * herald_emulator_import_runs_find:
 * @db: the database
 * @id: the id of an import
 * @n_rows: (out): how many rows it brought; -1 when none of the id is over
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was looked up
 */
gboolean
herald_emulator_import_runs_find (HeraldEmulatorDb *db,
                                  const char       *id,
                                  gint64           *n_rows,
                                  GError          **error)
{
  g_autoptr (HeraldEmulatorRows) rows = herald_emulator_db_select (db, error, select_sql, "s", id);
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return FALSE;
  *n_rows =
    herald_emulator_rows_next (rows, &local_error) ? herald_emulator_rows_get_int (rows, 0) : -1;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
check_id (const char *id, GError **error)
{
  if (herald_guid_is_valid (id))
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, "The id of an import is a GUID.");
  return FALSE;
}

static gboolean
check_fresh (HeraldEmulatorDb *db, const char *id, GError **error)
{
  gint64 n_rows = -1;

  if (!herald_emulator_import_runs_find (db, id, &n_rows, error))
    return FALSE;
  if (n_rows < 0)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                       "The import of this id is done or was cancelled.");
  return FALSE;
}

static void
settle_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  HeraldEmulatorDb   *db = herald_emulator_site_get_db (site);
  const char         *id = herald_emulator_call_get_capture (call, "id");
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  gint64      n_rows = -1;

  if (!herald_emulator_admin_check (site, call))
    return;
  if (!check_id (id, &error) || !herald_emulator_import_runs_find (db, id, &n_rows, &error) ||
      (n_rows < 0 && !herald_emulator_import_runs_keep (db, id, 0, &error)))
    {
      herald_emulator_admin_fail (call, error);
      return;
    }
  object = json_object_new ();
  json_object_set_int_member (object, "imported", MAX (n_rows, 0));
  herald_emulator_admin_respond_object (call, 200, object);
}

static const HeraldEmulatorRoute routes[] = {
  { "DELETE", "/_herald/import/{id}", settle_cb },
};

/**
 * herald_emulator_import_runs_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the table is there
 */
gboolean
herald_emulator_import_runs_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), table_sql, error);
}

/**
 * herald_emulator_import_runs_check:
 * @db: the database
 * @id: the id that a sender gave its file
 * @error: return location
 *
 * **Errors:** INVALID: the id is no GUID; CONFLICT: it was used or barred before; STORE.
 *
 * Returns: whether the import may begin
 */
gboolean
herald_emulator_import_runs_check (HeraldEmulatorDb *db, const char *id, GError **error)
{
  return check_id (id, error) && check_fresh (db, id, error);
}

/**
 * herald_emulator_import_runs_keep:
 * @db: the database
 * @id: the id of an import
 * @n_rows: how many rows are in
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether it is remembered
 */
gboolean
herald_emulator_import_runs_keep (HeraldEmulatorDb *db,
                                  const char       *id,
                                  guint             n_rows,
                                  GError          **error)
{
  return herald_emulator_db_run (db, error, insert_sql, "si", id, (gint64) n_rows) &&
         herald_emulator_db_run (db, error, forget_sql, "i", (gint64) MOST_RUNS);
}
