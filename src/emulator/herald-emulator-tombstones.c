/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that goes leaves its id and the version of its end, within the same step. The oldest are
 * dropped by age and by number; of each table is kept up to which version that happened. An epoch
 * is a line of versions that one can go on from: a reset begins another one, and a restored
 * snapshot branches off. */
#include "config.h"

#include "emulator/herald-emulator-tombstones.h"

#define MOST_EPOCHS "100" /* a snapshot of a restored one of a restored one … */
#define DROPPED_AT_ONCE (HERALD_EMULATOR_MOST_TOMBSTONES / 10)
#define NEW_EPOCH                                                                                  \
  "INSERT INTO tracking_epoch (name) SELECT lower (hex (randomblob (8)))" /* 64 bits: no secret */
#define UNSETTLED                                                                                  \
  "-1" /* the last version of an epoch that is told by the rows of the next start                  \
        */

static const char tables_sql[] =
  "CREATE TABLE IF NOT EXISTS tracking_epoch (n INTEGER PRIMARY KEY, name TEXT NOT NULL,"
  " last_version INTEGER);"
  "CREATE TABLE IF NOT EXISTS deleted_row (n INTEGER PRIMARY KEY, table_name TEXT NOT NULL,"
  " id TEXT NOT NULL, version INTEGER NOT NULL, deleted_at INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS forgotten_change (table_name TEXT PRIMARY KEY,"
  " version INTEGER NOT NULL)";
static const char last_sql[] = "SELECT max (coalesce ((SELECT max (version) FROM deleted_row), 0),"
                               " coalesce ((SELECT max (version) FROM forgotten_change), 0))";
static const char settle_sql[] = "UPDATE tracking_epoch SET last_version = ?"
                                 " WHERE last_version = " UNSETTLED;
static const char begin_sql[] =
  NEW_EPOCH " WHERE NOT EXISTS (SELECT 1 FROM tracking_epoch WHERE last_version IS NULL)";
static const char add_sql[] =
  "INSERT INTO deleted_row (table_name, id, version, deleted_at) VALUES (?, ?, ?, ?)";
static const char oldest_sql[] = "SELECT (SELECT n FROM deleted_row ORDER BY n LIMIT 1),"
                                 " (SELECT n FROM deleted_row ORDER BY n DESC LIMIT 1),"
                                 " (SELECT deleted_at FROM deleted_row ORDER BY n LIMIT 1)";
static const char fresh_sql[] = "SELECT n FROM deleted_row WHERE deleted_at > ? ORDER BY n LIMIT 1";
static const char remember_sql[] =
  "INSERT INTO forgotten_change (table_name, version)"
  " SELECT table_name, max (version) FROM deleted_row WHERE n < ? GROUP BY table_name"
  " ON CONFLICT (table_name) DO UPDATE SET version = max (version, excluded.version)";
static const char drop_sql[] = "DELETE FROM deleted_row WHERE n < ?";
static const char forget_sql[] =
  "INSERT INTO forgotten_change (table_name, version) VALUES (?, ?)"
  " ON CONFLICT (table_name) DO UPDATE SET version = max (version, excluded.version)";
static const char epoch_sql[] = "SELECT name FROM tracking_epoch WHERE last_version IS NULL";
static const char reach_sql[] =
  "SELECT coalesce (last_version, ?3), coalesce ((SELECT version FROM forgotten_change"
  " WHERE table_name = ?2), 0) FROM tracking_epoch WHERE name = ?1";

const char herald_emulator_tombstones_restore_sql[] =
  "UPDATE tracking_epoch SET last_version = " UNSETTLED " WHERE last_version IS NULL;" NEW_EPOCH ";"
  "DELETE FROM tracking_epoch WHERE n <= (SELECT max (n) FROM tracking_epoch) - " MOST_EPOCHS;

/**
 * herald_emulator_tombstones_load:
 * @db: the database
 * @last_version: (inout): the last version that a row has; gets the last one that any row had
 * @error: return location
 *
 * Makes the tables, also in a folder of an older version and after a reset.
 *
 * **Errors:** STORE.
 *
 * Returns: whether changes can be tracked
 */
gboolean
herald_emulator_tombstones_load (HeraldEmulatorDb *db, gint64 *last_version, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  if (!herald_emulator_db_execute (db, tables_sql, error))
    return FALSE;
  rows = herald_emulator_db_select (db, error, last_sql, "");
  if (rows == NULL || !herald_emulator_rows_next (rows, error))
    return FALSE;
  *last_version = MAX (*last_version, herald_emulator_rows_get_int (rows, 0));
  g_clear_pointer (&rows, herald_emulator_rows_free);
  return herald_emulator_db_run (db, error, settle_sql, "i", *last_version) &&
         herald_emulator_db_run (db, error, begin_sql, "");
}

/* The newest stays, whatever its age, so that numbers only grow. */
static gboolean
drop_before (HeraldEmulatorDb *db, gint64 n, GError **error)
{
  return herald_emulator_db_run (db, error, remember_sql, "i", n) &&
         herald_emulator_db_run (db, error, drop_sql, "i", n);
}

static gboolean
find_fresh (HeraldEmulatorDb *db, gint64 now, gint64 newest, gint64 *n, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (db, error, fresh_sql, "i", now - HERALD_EMULATOR_TOMBSTONE_SECONDS);
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return FALSE;
  *n = herald_emulator_rows_next (rows, &local_error) ? herald_emulator_rows_get_int (rows, 0)
                                                      : newest;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* A look at the two ends; only now and then there is more to do. */
static gboolean
drop_old (HeraldEmulatorDb *db, gint64 now, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows = herald_emulator_db_select (db, error, oldest_sql, "");
  gint64   oldest;
  gint64   newest;
  gint64   end = 0;
  gboolean expired;

  if (rows == NULL || !herald_emulator_rows_next (rows, error))
    return FALSE;
  oldest = herald_emulator_rows_get_int (rows, 0);
  newest = herald_emulator_rows_get_int (rows, 1);
  expired = herald_emulator_rows_get_int (rows, 2) <= now - HERALD_EMULATOR_TOMBSTONE_SECONDS;
  g_clear_pointer (&rows, herald_emulator_rows_free);
  if (expired && !find_fresh (db, now, newest, &end, error))
    return FALSE;
  if (newest - MAX (end, oldest) >= HERALD_EMULATOR_MOST_TOMBSTONES)
    end = newest - HERALD_EMULATOR_MOST_TOMBSTONES + DROPPED_AT_ONCE;
  return end <= oldest || drop_before (db, end, error);
}

/**
 * herald_emulator_tombstones_add:
 * @db: the database
 * @table: a table
 * @id: a row that goes
 * @version: of its end
 * @now: the emulated time in seconds
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether it is remembered, if changes of @table are
 */
gboolean
herald_emulator_tombstones_add (HeraldEmulatorDb          *db,
                                const HeraldEmulatorTable *table,
                                const char                *id,
                                gint64                     version,
                                gint64                     now,
                                GError                   **error)
{
  return !herald_emulator_table_is_tracked (table) ||
         (herald_emulator_db_run (db, error, add_sql, "ssii", table->logical_name, id, version,
                                  now) &&
          drop_old (db, now, error));
}

/**
 * herald_emulator_tombstones_add_expired:
 * @db: the database
 * @table: an elastic table
 * @version: of the end of the rows whose life is over by @now
 * @now: the emulated time in seconds
 * @found: (out): whether there are such rows
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether they are remembered
 */
gboolean
herald_emulator_tombstones_add_expired (HeraldEmulatorDb          *db,
                                        const HeraldEmulatorTable *table,
                                        gint64                     version,
                                        gint64                     now,
                                        gboolean                  *found,
                                        GError                   **error)
{
  g_autofree char *sql =
    g_strdup_printf ("INSERT INTO deleted_row (table_name, id, version, deleted_at)"
                     " SELECT ?, \"%s\", ?, ? FROM \"%s\" WHERE expires_at <= ?",
                     table->primary_key, table->sql_name);

  if (!herald_emulator_db_run (db, error, sql, "siii", table->logical_name, version, now, now))
    return FALSE;
  *found = herald_emulator_db_get_n_changes (db) > 0;
  return !*found || drop_old (db, now, error);
}

/**
 * herald_emulator_tombstones_forget:
 * @db: the database
 * @table: a table that got other rows
 * @version: one that no row had before
 * @error: return location
 *
 * Nobody goes on from a version before @version.
 *
 * **Errors:** STORE.
 *
 * Returns: whether that is remembered
 */
gboolean
herald_emulator_tombstones_forget (HeraldEmulatorDb          *db,
                                   const HeraldEmulatorTable *table,
                                   gint64                     version,
                                   GError                   **error)
{
  return herald_emulator_db_run (db, error, forget_sql, "si", table->logical_name, version);
}

/**
 * herald_emulator_tombstones_dup_epoch:
 * @db: the database
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): what the line of versions is called that is written now
 */
char *
herald_emulator_tombstones_dup_epoch (HeraldEmulatorDb *db, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows = herald_emulator_db_select (db, error, epoch_sql, "");

  return rows != NULL && herald_emulator_rows_next (rows, error)
           ? g_strdup (herald_emulator_rows_get_text (rows, 0))
           : NULL;
}

/**
 * herald_emulator_tombstones_reach:
 * @db: the database
 * @table: a table
 * @epoch: where somebody was
 * @version: what he knows of @table
 * @last_version: the last version that any row had
 *
 * Returns: whether all that was deleted since is known
 */
gboolean
herald_emulator_tombstones_reach (HeraldEmulatorDb          *db,
                                  const HeraldEmulatorTable *table,
                                  const char                *epoch,
                                  gint64                     version,
                                  gint64                     last_version)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (db, NULL, reach_sql, "ssi", epoch, table->logical_name,
                               last_version);

  return rows != NULL && herald_emulator_rows_next (rows, NULL) &&
         version <= herald_emulator_rows_get_int (rows, 0) &&
         version >= herald_emulator_rows_get_int (rows, 1);
}

/**
 * herald_emulator_tombstones_get_version:
 * @db: the database
 * @table: a table
 * @version: (out): of its last change, a deletion included; 0 when it never had a row. It is read
 *   from what is stored, since the number that a failed write took is given again after a restart.
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether it could be read
 */
gboolean
herald_emulator_tombstones_get_version (HeraldEmulatorDb          *db,
                                        const HeraldEmulatorTable *table,
                                        gint64                    *version,
                                        GError                   **error)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT max (coalesce ((SELECT max (versionnumber) FROM \"%s\"), 0),"
                     " coalesce ((SELECT max (version) FROM deleted_row WHERE table_name = ?1), 0),"
                     " coalesce ((SELECT version FROM forgotten_change WHERE table_name = ?1), 0))",
                     table->sql_name);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (db, error, sql, "s", table->logical_name);

  if (rows == NULL || !herald_emulator_rows_next (rows, error))
    return FALSE;
  *version = herald_emulator_rows_get_int (rows, 0);
  return TRUE;
}

/**
 * herald_emulator_tombstones_select:
 * @db: the database
 * @table: a table
 * @version: only what was deleted after it
 * @after: only those of a higher number
 * @most: so many at most; -1: all
 * @error: return location
 *
 * What is there again, by the same id, is not among them.
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): numbers and ids, by number
 */
HeraldEmulatorRows *
herald_emulator_tombstones_select (HeraldEmulatorDb          *db,
                                   const HeraldEmulatorTable *table,
                                   gint64                     version,
                                   gint64                     after,
                                   gint64                     most,
                                   GError                   **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT max (d.n) AS last, d.id FROM deleted_row AS d"
                                          " WHERE d.table_name = ? AND d.version > ? AND NOT EXISTS"
                                          " (SELECT 1 FROM \"%s\" WHERE \"%s\" = d.id)"
                                          " GROUP BY d.id HAVING last > ? ORDER BY last LIMIT ?",
                                          table->sql_name, table->primary_key);

  return herald_emulator_db_select (db, error, sql, "siii", table->logical_name, version, after,
                                    most);
}
