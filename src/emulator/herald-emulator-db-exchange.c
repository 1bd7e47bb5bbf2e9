/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts a file in the place of the open one. The old file keeps a second name and an open connection
 * until the new one is open, too; removing that name is what decides. Whatever fails or is killed
 * before, the old rows are those of the next start and of everybody who asks meanwhile. */
#include "config.h"

#include "emulator/herald-emulator-db-private.h"

#include "base/herald-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define OLD_SUFFIX ".old"

static gboolean
fail_file (const char *path, GError **error)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "“%s”: %s", path, g_strerror (errno));
  return FALSE;
}

static char *
dup_old_path (const char *path)
{
  return g_strconcat (path, OLD_SUFFIX, NULL);
}

/* SQLite answers with the journal that there is, whatever was asked for. */
static gboolean
set_journal (sqlite3 *handle, const char *mode)
{
  g_autofree char *sql = g_strconcat ("PRAGMA journal_mode = ", mode, NULL);
  sqlite3_stmt    *statement = NULL;
  gboolean         set = sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL) == SQLITE_OK &&
                 sqlite3_step (statement) == SQLITE_ROW &&
                 g_ascii_strcasecmp ((const char *) sqlite3_column_text (statement, 0), mode) == 0;

  sqlite3_finalize (statement);
  return set;
}

/* Those of the new file must not be taken for the old one's, which has none. */
static gboolean
remove_journals (const char *path, GError **error)
{
  static const char *const suffixes[] = { "-journal", "-wal" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *journal = g_strconcat (path, suffixes[i], NULL);

      if (g_unlink (journal) != 0 && errno != ENOENT)
        return fail_file (journal, error);
    }
  return TRUE;
}

/**
 * herald_emulator_db_recover_file:
 * @path: a file that nobody has open, or a parked one
 *
 * Takes back an exchange that was not over when the process ended.
 *
 * **Errors:** STORE.
 *
 * Returns: whether @path is what it was before such an exchange
 */
gboolean
herald_emulator_db_recover_file (const char *path, GError **error)
{
  g_autofree char *old = dup_old_path (path);

  if (!g_file_test (old, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!remove_journals (path, error))
    return FALSE;
  /* Two names of one file stay as they are when one is renamed to the other. */
  if (g_rename (old, path) != 0 || (g_unlink (old) != 0 && errno != ENOENT))
    return fail_file (old, error);
  return TRUE;
}

/**
 * herald_emulator_db_unpark:
 * @self: a database that was parked: all its rows are in its file, which may not be at its path,
 * and there is no journal to write with
 *
 * **Errors:** STORE.
 *
 * Returns: whether it can be written again
 */
gboolean
herald_emulator_db_unpark (HeraldEmulatorDb *self, GError **error)
{
  sqlite3 *handle = herald_emulator_db_get_handle (self);

  if (!herald_emulator_db_recover_file (herald_emulator_db_get_path (self), error))
    return FALSE;
  /* The journal itself is made by who needs it first. */
  if (set_journal (handle, "WAL") &&
      sqlite3_exec (handle, "SELECT 1 FROM sqlite_master", NULL, NULL, NULL) == SQLITE_OK)
    {
      herald_emulator_db_set_parked (self, FALSE);
      return TRUE;
    }
  herald_emulator_db_set_error (self, error);
  set_journal (handle, "MEMORY");
  return FALSE;
}

/* All rows go to the file. A journal in memory is none that the new connection could find. */
static gboolean
park (HeraldEmulatorDb *self, GError **error)
{
  if (!set_journal (herald_emulator_db_get_handle (self), "MEMORY"))
    return herald_emulator_db_set_error (self, error);
  herald_emulator_db_set_parked (self, TRUE);
  return TRUE;
}

/* Returns: (transfer full) (nullable): a connection to @path, from where its own file is away */
static sqlite3 *
rename_and_connect (HeraldEmulatorDb *self, const char *path, GError **error)
{
  const char      *own = herald_emulator_db_get_path (self);
  g_autofree char *old = dup_old_path (own);
  sqlite3         *handle;

  if (g_rename (path, own) != 0)
    {
      fail_file (path, error);
      return NULL;
    }
  handle = herald_emulator_db_connect (own, error);
  if (handle == NULL || g_unlink (old) == 0)
    return handle;
  fail_file (old, error);
  sqlite3_close (handle);
  return NULL;
}

static gboolean
exchange (HeraldEmulatorDb *self, const char *path, GError **error)
{
  const char      *own = herald_emulator_db_get_path (self);
  g_autofree char *old = dup_old_path (own);
  sqlite3         *handle;

  if (!park (self, error))
    return FALSE;
  if (link (own, old) != 0)
    {
      fail_file (own, error);
      handle = NULL;
    }
  else
    handle = rename_and_connect (self, path, error);
  if (handle == NULL)
    {
      /* What does not work now is tried again by the next write. */
      herald_emulator_db_unpark (self, NULL);
      return FALSE;
    }
  herald_emulator_db_set_parked (self, FALSE);
  herald_emulator_db_take_handle (self, handle);
  return TRUE;
}

static gboolean
copy (HeraldEmulatorDb *self, const char *path, GError **error)
{
  sqlite3 *handle = herald_emulator_db_get_handle (self);

  if (!herald_emulator_db_copy_file (path, handle, error))
    return FALSE;
  herald_emulator_db_take_handle (self, handle);
  return TRUE;
}

/**
 * herald_emulator_db_take_file:
 * @self: the database, of which no rows are being read
 * @path: another one with the same tables, beside its own file and without a journal
 *
 * Puts that file in the place of its own at once, so that a killed process leaves the one or the
 * other; rows in memory are replaced by copies.
 *
 * **Errors:** STORE; @self has its old rows then, and can at least be read.
 *
 * Returns: whether @self has the rows of @path; see herald_emulator_site_reload()
 */
gboolean
herald_emulator_db_take_file (HeraldEmulatorDb *self, const char *path, GError **error)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_DB (self) && path != NULL, FALSE);

  if (!herald_emulator_db_commit (self, error))
    return FALSE;
  return herald_emulator_db_get_path (self) == NULL ? copy (self, path, error)
                                                    : exchange (self, path, error);
}
