/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A snapshot is written beside its place, checked, and renamed into it, so that a name always
 * stands for a whole one. Restoring makes a checked copy of it, which then takes the place of the
 * open file. */
#include "config.h"

#include "emulator/herald-emulator-snapshots.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-db-private.h"
#include "emulator/herald-emulator-site.h"
#include "emulator/herald-emulator-tombstones.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "snapshots"
#define SUFFIX ".sqlite"
#define TEMPORARY_SUFFIX ".tmp"
#define FOLDER_MODE 0700
#define LONGEST_NAME 64

/* Two databases of the same program have the same tables; another one is not restored. */
static const char schema_sql[] = "SELECT coalesce (group_concat (sql, ';'), '') FROM (SELECT sql "
                                 "FROM sqlite_master WHERE sql IS NOT NULL"
                                 " ORDER BY name)";
static const char check_sql[] = "PRAGMA integrity_check (1)";
static const char identity_sql[] = "SELECT name, value FROM setting";
static const char set_identity_sql[] = "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)";

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
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "The snapshot failed: %s",
               sqlite3_errmsg (handle));
  return FALSE;
}

static gboolean
fail_file (const char *path, GError **error)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "“%s”: %s", path, g_strerror (errno));
  return FALSE;
}

static char *
dup_path (const char *dir, const char *name, const char *ending)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, ending, NULL);

  return g_build_filename (dir, FOLDER, file, NULL);
}

static gboolean
open_handle (const char *path, int flags, sqlite3 **handle, GError **error)
{
  if (sqlite3_open_v2 (path, handle, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return fail (*handle, error);
  herald_emulator_db_add_functions (*handle);
  if (sqlite3_exec (*handle, "PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL", NULL, NULL,
                    NULL) != SQLITE_OK)
    return fail (*handle, error);
  return TRUE;
}

/* Returns: (transfer full) (nullable): the one text that a statement gives */
static char *
read_text (sqlite3 *handle, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    return g_strdup ((const char *) sqlite3_column_text (statement, 0));
  fail (handle, error);
  return NULL;
}

static gboolean
check_whole (sqlite3 *handle, GError **error)
{
  g_autofree char *result = read_text (handle, check_sql, error);

  if (result == NULL)
    return FALSE;
  if (strcmp (result, "ok") == 0)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "The snapshot is damaged: %s", result);
  return FALSE;
}

static gboolean
sync_path (const char *path, int flags, GError **error)
{
  int      fd = open (path, flags | O_CLOEXEC);
  gboolean synced;

  if (fd < 0)
    return fail_file (path, error);
  synced = fsync (fd) == 0;
  close (fd);
  return synced || fail_file (path, error);
}

/* The new file is whole on the disk before its name is. */
static gboolean
put_in_place (const char *temporary, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (!sync_path (temporary, O_RDONLY, error))
    return FALSE;
  if (g_rename (temporary, path) != 0)
    return fail_file (path, error);
  return sync_path (folder, O_RDONLY | O_DIRECTORY, error);
}

static gboolean
make_folder (const char *dir, GError **error)
{
  g_autofree char *folder = g_build_filename (dir, FOLDER, NULL);

  return g_mkdir_with_parents (folder, FOLDER_MODE) == 0 || fail_file (folder, error);
}

/**
 * herald_emulator_snapshot_free:
 * @self: (nullable): the snapshot
 */
void
herald_emulator_snapshot_free (HeraldEmulatorSnapshot *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->name, g_free);
  g_free (self);
}

/**
 * herald_emulator_snapshots_check_name:
 * @name: a name
 *
 * **Errors:** INVALID.
 *
 * Returns: whether a snapshot may be called so: letters, digits, dots, dashes and underscores, a
 * letter or digit first
 */
gboolean
herald_emulator_snapshots_check_name (const char *name, GError **error)
{
  gsize length = strlen (name);

  if (length <= LONGEST_NAME && g_ascii_isalnum (*name) &&
      strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == length)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       "A snapshot's name has at most 64 letters, digits, dots, dashes and "
                       "underscores, a letter or digit first");
  return FALSE;
}

static void
free_snapshot (gpointer snapshot)
{
  herald_emulator_snapshot_free (snapshot);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const HeraldEmulatorSnapshot *const *) a)->name,
                 (*(const HeraldEmulatorSnapshot *const *) b)->name);
}

/**
 * herald_emulator_snapshots_list:
 * @dir: the emulator's folder
 *
 * Returns: (transfer full) (element-type HeraldEmulatorSnapshot): its snapshots by name
 */
GPtrArray *
herald_emulator_snapshots_list (const char *dir)
{
  GPtrArray       *array = g_ptr_array_new_with_free_func (free_snapshot);
  g_autofree char *folder = g_build_filename (dir, FOLDER, NULL);
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *entry;

  while (entries != NULL && (entry = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char        *path = g_build_filename (folder, entry, NULL);
      HeraldEmulatorSnapshot *snapshot;
      GStatBuf                status;

      if (!g_str_has_suffix (entry, SUFFIX) || g_stat (path, &status) != 0)
        continue;
      snapshot = g_new0 (HeraldEmulatorSnapshot, 1);
      snapshot->name = g_strndup (entry, strlen (entry) - strlen (SUFFIX));
      snapshot->made_us = (gint64) status.st_mtime * G_USEC_PER_SEC;
      snapshot->size_bytes = status.st_size;
      g_ptr_array_add (array, snapshot);
    }
  g_ptr_array_sort (array, compare_names);
  return array;
}

/**
 * herald_emulator_snapshots_has:
 * @dir: the emulator's folder
 * @name: a name that was checked
 *
 * Returns: whether there is such a snapshot
 */
gboolean
herald_emulator_snapshots_has (const char *dir, const char *name)
{
  g_autofree char *path = dup_path (dir, name, "");

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static gboolean
require (const char *dir, const char *name, GError **error)
{
  if (!herald_emulator_snapshots_check_name (name, error))
    return FALSE;
  if (herald_emulator_snapshots_has (dir, name))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND, "There is no snapshot “%s”", name);
  return FALSE;
}

/* One file that needs no journal beside it. */
static gboolean
copy_whole (sqlite3 *from, sqlite3 *to, GError **error)
{
  return herald_emulator_db_copy_pages (from, to, error) &&
         (sqlite3_exec (to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK ||
          fail (to, error));
}

static gboolean
write_whole (HeraldEmulatorDb *db, const char *path, GError **error)
{
  g_autoptr (sqlite3) handle = NULL;

  g_unlink (path);
  return open_handle (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &handle, error) &&
         copy_whole (herald_emulator_db_get_handle (db), handle, error);
}

/**
 * herald_emulator_snapshots_begin_save:
 * @dir: the emulator's folder
 * @name: what it will be called
 * @db: the rows
 * @path: a file in that folder, which gets them
 * @error: return location
 *
 * **Errors:** INVALID for the name, STORE.
 *
 * Returns: whether @path has the rows; it is to be checked, then put in its place
 */
gboolean
herald_emulator_snapshots_begin_save (const char       *dir,
                                      const char       *name,
                                      HeraldEmulatorDb *db,
                                      const char       *path,
                                      GError          **error)
{
  return herald_emulator_snapshots_check_name (name, error) && make_folder (dir, error) &&
         herald_emulator_db_commit (db, error) && write_whole (db, path, error);
}

/**
 * herald_emulator_snapshots_check_work:
 * @data: (nullable): not used
 * @path: a file
 * @cancellable: gives it up
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * **Thread:** any.
 *
 * Returns: whether it is a whole database
 */
gboolean
herald_emulator_snapshots_check_work (gpointer      data,
                                      const char   *path,
                                      GCancellable *cancellable,
                                      GError      **error)
{
  g_autoptr (sqlite3) handle = NULL;

  if (!open_handle (path, SQLITE_OPEN_READONLY, &handle, error))
    return FALSE;
  herald_emulator_db_give_up_when (handle, cancellable);
  return check_whole (handle, error);
}

/**
 * herald_emulator_snapshots_end_save:
 * @dir: the emulator's folder
 * @name: what it is called from now on; one of that name is replaced
 * @path: a file that was checked
 * @error: return location
 *
 * **Errors:** STORE; what was there is as before then.
 *
 * Returns: whether the snapshot is on the disk
 */
gboolean
herald_emulator_snapshots_end_save (const char *dir,
                                    const char *name,
                                    const char *path,
                                    GError    **error)
{
  g_autofree char *place = dup_path (dir, name, "");

  return put_in_place (path, place, error);
}

struct _HeraldEmulatorRestore
{
  char *path;                                 /* (owned): the snapshot */
  char *schema;                               /* (owned): as it has to be */
  char *settings[HERALD_EMULATOR_N_SETTINGS]; /* (owned) (nullable): as they have to stay */
};

/* Who is who stays as the ready line tells it; the name of the seed and the clock come along. */
static gboolean
read_identity (HeraldEmulatorRestore *self, HeraldEmulatorDb *db, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows = herald_emulator_db_select (db, error, identity_sql, "");
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return FALSE;
  while (herald_emulator_rows_next (rows, &local_error))
    {
      gint64 name = herald_emulator_rows_get_int (rows, 0);

      if (name < 0 || name >= HERALD_EMULATOR_N_SETTINGS || name == HERALD_EMULATOR_SEED ||
          name == HERALD_EMULATOR_CLOCK_OFFSET)
        continue;
      g_free (self->settings[name]);
      self->settings[name] = g_strdup (herald_emulator_rows_get_text (rows, 1));
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
write_identity (HeraldEmulatorRestore *self, sqlite3 *handle, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (sqlite3_prepare_v2 (handle, set_identity_sql, -1, &statement, NULL) != SQLITE_OK)
    return fail (handle, error);
  for (int i = 0; i < HERALD_EMULATOR_N_SETTINGS; i++)
    {
      if (self->settings[i] == NULL)
        continue;
      sqlite3_bind_int (statement, 1, i);
      sqlite3_bind_text (statement, 2, self->settings[i], -1, SQLITE_STATIC);
      if (sqlite3_step (statement) != SQLITE_DONE)
        return fail (handle, error);
      sqlite3_reset (statement);
    }
  return TRUE;
}

static gboolean
branch_off (sqlite3 *handle, GError **error)
{
  return sqlite3_exec (handle, herald_emulator_tombstones_restore_sql, NULL, NULL, NULL) ==
           SQLITE_OK ||
         fail (handle, error);
}

static gboolean
check_schema (sqlite3 *handle, const char *wanted, GError **error)
{
  g_autofree char *found = read_text (handle, schema_sql, error);

  if (found == NULL)
    return FALSE;
  if (strcmp (found, wanted) == 0)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                       "The snapshot is of another version of the emulator");
  return FALSE;
}

/**
 * herald_emulator_restore_new:
 * @dir: the emulator's folder
 * @name: a snapshot
 * @db: the rows it is to replace
 * @error: return location
 *
 * **Errors:** INVALID, NOT_FOUND, STORE.
 *
 * Returns: (transfer full): what its thread needs to know
 */
HeraldEmulatorRestore *
herald_emulator_restore_new (const char       *dir,
                             const char       *name,
                             HeraldEmulatorDb *db,
                             GError          **error)
{
  HeraldEmulatorRestore *self;

  if (!require (dir, name, error))
    return NULL;
  self = g_new0 (HeraldEmulatorRestore, 1);
  self->path = dup_path (dir, name, "");
  self->schema = read_text (herald_emulator_db_get_handle (db), schema_sql, error);
  if (self->schema != NULL && read_identity (self, db, error))
    return self;
  herald_emulator_restore_free (self);
  return NULL;
}

/**
 * herald_emulator_restore_free:
 * @data: the #HeraldEmulatorRestore
 */
void
herald_emulator_restore_free (gpointer data)
{
  HeraldEmulatorRestore *self = data;

  for (guint i = 0; i < HERALD_EMULATOR_N_SETTINGS; i++)
    g_clear_pointer (&self->settings[i], g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->schema, g_free);
  g_free (self);
}

/**
 * herald_emulator_restore_work:
 * @data: the #HeraldEmulatorRestore
 * @path: a file that is not there
 * @cancellable: gives it up
 * @error: return location
 *
 * **Errors:** CONFLICT when another version made the snapshot, STORE when it is damaged or cannot
 * be written.
 *
 * **Thread:** any.
 *
 * Returns: whether @path is the snapshot, and one that can be used
 */
gboolean
herald_emulator_restore_work (gpointer      data,
                              const char   *path,
                              GCancellable *cancellable,
                              GError      **error)
{
  HeraldEmulatorRestore *self = data;
  g_autoptr (sqlite3) kept = NULL;
  g_autoptr (sqlite3) copy = NULL;

  if (!open_handle (self->path, SQLITE_OPEN_READONLY, &kept, error) ||
      !open_handle (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &copy, error) ||
      !copy_whole (kept, copy, error))
    return FALSE;
  herald_emulator_db_give_up_when (copy, cancellable);
  return check_whole (copy, error) && check_schema (copy, self->schema, error) &&
         write_identity (self, copy, error) && branch_off (copy, error);
}

/**
 * herald_emulator_snapshots_remove:
 * @dir: the emulator's folder
 * @name: a snapshot
 *
 * **Errors:** INVALID, NOT_FOUND, STORE.
 *
 * Returns: whether it is gone
 */
gboolean
herald_emulator_snapshots_remove (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = dup_path (dir, name, "");

  return require (dir, name, error) && (g_unlink (path) == 0 || fail_file (path, error));
}

/**
 * herald_emulator_snapshots_clean:
 * @dir: the emulator's folder
 *
 * Removes what a killed process left half written.
 */
void
herald_emulator_snapshots_clean (const char *dir)
{
  g_autofree char *folder = g_build_filename (dir, FOLDER, NULL);
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *entry;

  while (entries != NULL && (entry = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, entry, NULL);

      if (strstr (entry, SUFFIX TEMPORARY_SUFFIX) != NULL)
        g_unlink (path);
    }
}

/* From one file to another, whole or not at all. */
static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autofree char *temporary = g_strconcat (to, TEMPORARY_SUFFIX, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (temporary);
  g_autoptr (GError) local_error = NULL;

  if (g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &local_error) &&
      put_in_place (temporary, to, error))
    return TRUE;
  g_unlink (temporary);
  if (local_error != NULL)
    g_set_error (error, HERALD_ERROR,
                 g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
                   ? HERALD_ERROR_NOT_FOUND
                   : HERALD_ERROR_STORE,
                 "%s", local_error->message);
  return FALSE;
}

/**
 * herald_emulator_snapshots_export:
 * @dir: the emulator's folder
 * @name: a snapshot
 * @file: where to; replaced when it is there
 *
 * **Errors:** INVALID, NOT_FOUND, STORE.
 *
 * **Thread:** any.
 *
 * Returns: whether @file is a copy of the snapshot
 */
gboolean
herald_emulator_snapshots_export (const char *dir,
                                  const char *name,
                                  const char *file,
                                  GError    **error)
{
  g_autofree char *path = dup_path (dir, name, "");

  return require (dir, name, error) && copy_file (path, file, error);
}

static gboolean
check_file (const char *file, GError **error)
{
  g_autoptr (sqlite3) handle = NULL;

  return open_handle (file, SQLITE_OPEN_READONLY, &handle, error) && check_whole (handle, error);
}

/**
 * herald_emulator_snapshots_import:
 * @dir: the emulator's folder
 * @name: what it will be called; one of that name is replaced
 * @file: an exported snapshot
 *
 * **Errors:** INVALID for the name, NOT_FOUND, STORE when @file is damaged.
 *
 * **Thread:** any.
 *
 * Returns: whether the snapshot is there
 */
gboolean
herald_emulator_snapshots_import (const char *dir,
                                  const char *name,
                                  const char *file,
                                  GError    **error)
{
  g_autofree char *path = dup_path (dir, name, "");

  if (!herald_emulator_snapshots_check_name (name, error))
    return FALSE;
  if (!g_file_test (file, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND, "There is no file “%s”", file);
      return FALSE;
    }
  return check_file (file, error) && make_folder (dir, error) && copy_file (file, path, error);
}
