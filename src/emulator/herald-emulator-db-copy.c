/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole databases in the place of others. */
#include "config.h"

#include "emulator/herald-emulator-db-private.h"

#include "base/herald-error.h"

#include <glib/gstdio.h>

#define ALL_PAGES (-1)
#define LOOK_EVERY 10000 /* steps of SQLite's machine between two looks at a cancellable */

/**
 * herald_emulator_db_copy_pages:
 * @from: a connection
 * @to: another one, without an open transaction
 *
 * **Errors:** STORE; @to is as before then.
 *
 * Returns: whether @to has the same tables and rows, all in one transaction
 */
gboolean
herald_emulator_db_copy_pages (sqlite3 *from, sqlite3 *to, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");

  if (backup != NULL)
    sqlite3_backup_step (backup, ALL_PAGES);
  if (backup != NULL && sqlite3_backup_finish (backup) == SQLITE_OK)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "The rows were not copied: %s",
               sqlite3_errmsg (to));
  return FALSE;
}

/**
 * herald_emulator_db_copy_file:
 * @path: a file
 * @to: a connection without an open transaction
 *
 * Moves all rows of @path; it is removed.
 *
 * **Errors:** STORE; @to is as before then.
 *
 * Returns: whether @to has them
 */
gboolean
herald_emulator_db_copy_file (const char *path, sqlite3 *to, GError **error)
{
  sqlite3 *from = herald_emulator_db_connect (path, error);
  gboolean copied = from != NULL && herald_emulator_db_copy_pages (from, to, error);

  sqlite3_close_v2 (from);
  g_unlink (path);
  return copied;
}

static int
progress_cb (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

/**
 * herald_emulator_db_give_up_when:
 * @handle: a connection
 * @cancellable: outlives it
 *
 * As herald_emulator_db_set_cancellable() for a connection without a database around it.
 */
void
herald_emulator_db_give_up_when (sqlite3 *handle, GCancellable *cancellable)
{
  sqlite3_progress_handler (handle, LOOK_EVERY, progress_cb, cancellable);
}

/**
 * herald_emulator_db_set_cancellable:
 * @self: the database
 * @cancellable: outlives it
 *
 * What takes long fails with STORE once @cancellable is cancelled, which any thread may do.
 */
void
herald_emulator_db_set_cancellable (HeraldEmulatorDb *self, GCancellable *cancellable)
{
  herald_emulator_db_give_up_when (herald_emulator_db_get_handle (self), cancellable);
}

/**
 * herald_emulator_db_fill_quickly:
 * @self: a database that nobody needs unless it is finished
 *
 * Keeps what a rollback needs in memory and waits for no disk: a killed process leaves nothing
 * that can be used.
 *
 * **Errors:** STORE.
 *
 * Returns: whether it does
 */
gboolean
herald_emulator_db_fill_quickly (HeraldEmulatorDb *self, GError **error)
{
  return sqlite3_exec (herald_emulator_db_get_handle (self),
                       "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF", NULL, NULL,
                       NULL) == SQLITE_OK ||
         herald_emulator_db_set_error (self, error);
}
