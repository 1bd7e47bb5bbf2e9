/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a file as the emulator needs it. */
#include "config.h"

#include "emulator/herald-emulator-db-private.h"

#include "base/herald-error.h"
#include "base/herald-sqlite-locks.h"
#include "emulator/herald-emulator-text.h"

#define BUSY_TIMEOUT_MS 2000
#define SLOT_BYTES 1200 /* SQLite's small allocations, without malloc */
#define N_SLOTS 400

/* NORMAL survives a killed process; only a power cut may take the last commits. The folder is one
 * emulator's alone, so nothing is locked and unlocked for each statement; 16 MiB of pages are kept,
 * and as many are gathered before they go from the journal to their places. */
static const char open_sql[] = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384;"
                               "PRAGMA wal_autocheckpoint = 4096;"
                               "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF";

static int
collate_cb (void *data, int length_a, const void *a, int length_b, const void *b)
{
  return herald_emulator_text_compare (a, (gsize) length_a, b, (gsize) length_b);
}

/* herald_like (text, pattern): SQL Server's LIKE. */
static void
like_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);
  const char *pattern = (const char *) sqlite3_value_text (values[1]);

  if (text != NULL && pattern != NULL)
    sqlite3_result_int (context, herald_emulator_text_like (text, pattern));
}

void
herald_emulator_db_add_functions (sqlite3 *handle)
{
  sqlite3_create_collation (handle, HERALD_EMULATOR_COLLATION, SQLITE_UTF8, NULL, collate_cb);
  sqlite3_create_function (handle, "herald_like", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                           like_cb, NULL, NULL);
}

static gboolean
configure (sqlite3 *handle)
{
  sqlite3_busy_timeout (handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_LOOKASIDE, NULL, SLOT_BYTES, N_SLOTS);
  herald_emulator_db_add_functions (handle);
  return sqlite3_exec (handle, open_sql, NULL, NULL, NULL) == SQLITE_OK;
}

/**
 * herald_emulator_db_connect:
 * @path: (nullable): the file; %NULL keeps the rows in memory
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): a connection
 */
sqlite3 *
herald_emulator_db_connect (const char *path, GError **error)
{
  int      flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  sqlite3 *handle = NULL;

  herald_sqlite_locks_hold ();
  if (sqlite3_open_v2 (path != NULL ? path : ":memory:", &handle, flags, NULL) == SQLITE_OK &&
      configure (handle))
    return handle;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "The emulator's database failed: %s",
               sqlite3_errmsg (handle));
  sqlite3_close_v2 (handle);
  return NULL;
}
