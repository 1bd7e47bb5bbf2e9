/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the tables and carries them forward from version to version. A version that was released
 * is never changed: what comes later is a new list of statements below it. */
#include "config.h"

#include "store/herald-table-schema.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/herald-error.h"

#define APPLICATION_ID 0x48524c44 /* "HRLD" */

/* Full: what was told to be written down, such as a send on its way, survives a power cut too. */
static const char *const connection_settings[] = {
  "PRAGMA journal_mode = WAL",  "PRAGMA synchronous = FULL",  "PRAGMA foreign_keys = ON",
  "PRAGMA cache_size = -16384", "PRAGMA temp_store = MEMORY", NULL,
};

static const char SET_QUERY_ONLY[] = "PRAGMA query_only = ON";
static const char BEGIN_WRITE[] = "BEGIN IMMEDIATE";
static const char COMMIT_WRITE[] = "COMMIT";
static const char ROLL_BACK[] = "ROLLBACK";
static const char SELECT_VERSION[] = "SELECT user_version FROM pragma_user_version";
static const char SELECT_APPLICATION[] = "SELECT application_id FROM pragma_application_id";
static const char COUNT_TABLES[] = "SELECT count(*) FROM sqlite_schema";
static const char BACK_UP[] = "VACUUM INTO ?";

/* The first tables. Ids of other systems are text; times are microseconds since 1970. */
static const char *const version_1[] = {
  "CREATE TABLE environment ("
  "  row_id INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE,"
  "  kind TEXT NOT NULL,"
  "  name TEXT, colour TEXT, url TEXT, authority TEXT, tenant_id TEXT, client_id TEXT,"
  "  public_endpoint TEXT, organization_id TEXT, user_id TEXT) STRICT",
  "CREATE TABLE draft ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  environment_id TEXT NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  name TEXT NOT NULL,"
  "  json TEXT NOT NULL,"
  "  changed_us INTEGER NOT NULL) STRICT",
  "CREATE INDEX draft_list ON draft (environment_id, kind, changed_us)",
  "CREATE TABLE send ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  environment_id TEXT NOT NULL,"
  "  kind TEXT NOT NULL,"
  "  app_id TEXT, app_name TEXT,"
  "  title TEXT NOT NULL,"
  "  json TEXT NOT NULL,"
  "  created_us INTEGER NOT NULL,"
  "  process TEXT NOT NULL) STRICT",
  "CREATE INDEX send_list ON send (environment_id, id)",
  "CREATE TABLE send_result ("
  "  send_id INTEGER NOT NULL REFERENCES send (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  target_id TEXT, target_label TEXT NOT NULL,"
  "  platform TEXT NOT NULL,"
  "  status TEXT NOT NULL,"
  "  code INTEGER NOT NULL,"
  "  reason TEXT, explanation TEXT, message_id TEXT,"
  "  latency_ms INTEGER NOT NULL,"
  "  exchange_id INTEGER NOT NULL,"
  "  PRIMARY KEY (send_id, position)) STRICT",
  "CREATE INDEX send_result_unfinished ON send_result (status, send_id)",
  "CREATE TABLE device ("
  "  row_id INTEGER PRIMARY KEY,"
  "  environment_id TEXT NOT NULL,"
  "  id TEXT NOT NULL,"
  "  platform TEXT NOT NULL,"
  "  token TEXT NOT NULL,"
  "  user_id TEXT NOT NULL, user_name TEXT,"
  "  app_id TEXT, app_name TEXT,"
  "  name TEXT,"
  "  registered_us INTEGER NOT NULL,"
  "  state TEXT NOT NULL,"
  "  invalid_reason TEXT,"
  "  first_seen_us INTEGER NOT NULL,"
  "  last_seen_us INTEGER NOT NULL,"
  "  removed_us INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (environment_id, id)) STRICT",
  "CREATE INDEX device_of_user ON device (environment_id, user_id)",
  "CREATE INDEX device_of_app ON device (environment_id, app_id)",
  "CREATE INDEX device_sort_user ON device (environment_id, user_name COLLATE NOCASE)",
  "CREATE INDEX device_sort_token ON device (environment_id, token)",
  "CREATE INDEX device_sort_registered ON device (environment_id, registered_us)",
  "CREATE TABLE exchange ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  environment_id TEXT NOT NULL,"
  "  service TEXT NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL,"
  "  started_us INTEGER NOT NULL,"
  "  request_headers TEXT, request_body TEXT,"
  "  status INTEGER NOT NULL, protocol TEXT,"
  "  answer_headers TEXT, answer_body TEXT,"
  "  error TEXT,"
  "  connect_us INTEGER NOT NULL, total_us INTEGER NOT NULL) STRICT",
  "CREATE INDEX exchange_list ON exchange (environment_id, id)",
  "CREATE TABLE access_token ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  environment_id TEXT NOT NULL,"
  "  app_id TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  hint TEXT,"
  "  created_us INTEGER NOT NULL,"
  "  last_used_us INTEGER NOT NULL,"
  "  is_current INTEGER NOT NULL) STRICT",
  "CREATE INDEX access_token_list ON access_token (environment_id, app_id, created_us)",
  NULL,
};

/* Search among devices. Trigrams find any part of three or more characters; shorter ones are looked
 * for in search_text itself. The column holds folded text, so that both ways find the same. */
static const char *const version_2[] = {
  "ALTER TABLE device ADD COLUMN user_email TEXT",
  "ALTER TABLE device ADD COLUMN search_text TEXT NOT NULL DEFAULT ''",
  "UPDATE device SET search_text = herald_fold (token || char (10) || coalesce (user_name, '')"
  "  || char (10) || coalesce (app_name, ''))",
  "CREATE VIRTUAL TABLE device_search USING fts5"
  "  (search_text, content = 'device', content_rowid = 'row_id', tokenize = 'trigram')",
  "INSERT INTO device_search (device_search) VALUES ('rebuild')",
  "CREATE TRIGGER device_search_insert AFTER INSERT ON device BEGIN"
  "  INSERT INTO device_search (rowid, search_text) VALUES (new.row_id, new.search_text);"
  "  END",
  "CREATE TRIGGER device_search_delete AFTER DELETE ON device BEGIN"
  "  INSERT INTO device_search (device_search, rowid, search_text)"
  "    VALUES ('delete', old.row_id, old.search_text);"
  "  END",
  "CREATE TRIGGER device_search_update AFTER UPDATE OF search_text ON device"
  "  WHEN old.search_text IS NOT new.search_text BEGIN"
  "  INSERT INTO device_search (device_search, rowid, search_text)"
  "    VALUES ('delete', old.row_id, old.search_text);"
  "  INSERT INTO device_search (rowid, search_text) VALUES (new.row_id, new.search_text);"
  "  END",
  NULL,
};

/* How one signs in to an environment, and as whom. */
static const char *const version_3[] = {
  "ALTER TABLE environment ADD COLUMN sign_in TEXT",
  "ALTER TABLE environment ADD COLUMN account TEXT",
  "ALTER TABLE environment ADD COLUMN ca_file TEXT",
  NULL,
};

static const char *const version_4[] = {
  "ALTER TABLE environment ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0",
  NULL,
};

/* The way to an environment's servers. */
static const char *const version_5[] = {
  "ALTER TABLE environment ADD COLUMN proxy TEXT",
  "ALTER TABLE environment ADD COLUMN proxy_user TEXT",
  "ALTER TABLE environment ADD COLUMN client_certificate TEXT",
  "ALTER TABLE environment ADD COLUMN ignores_tls_errors INTEGER NOT NULL DEFAULT 0",
  NULL,
};

/* Which servers were contacted; what the exchanges tell of earlier is taken over, status and error
 * from the newest one, as SQLite promises beside a single max(). A usual port is written out. */
static const char *const version_6[] = {
  "CREATE TABLE host ("
  "  row_id INTEGER PRIMARY KEY,"
  "  environment_id TEXT NOT NULL,"
  "  origin TEXT NOT NULL,"
  "  purposes INTEGER NOT NULL,"
  "  contacted_us INTEGER NOT NULL, status INTEGER NOT NULL, error TEXT,"
  "  n_contacts INTEGER NOT NULL,"
  "  refused_us INTEGER NOT NULL, n_refused INTEGER NOT NULL,"
  "  UNIQUE (environment_id, origin)) STRICT",
  "WITH contact AS (SELECT *,"
  "    lower (substr (url, 1, instr (substr (url || '/', 9), '/') + 7)) AS address FROM exchange)"
  "  INSERT INTO host (environment_id, origin, purposes, contacted_us, status, error, n_contacts,"
  "    refused_us, n_refused)"
  "  SELECT environment_id,"
  "    address || CASE WHEN address GLOB '*:[0-9]*' THEN ''"
  "      WHEN address GLOB 'https:*' THEN ':443' ELSE ':80' END AS origin,"
  "    (sum (service = 'dataverse') > 0) + 2 * (sum (service = 'sign-in') > 0)"
  "      + 4 * (sum (service = 'registration') > 0) + 8 * (sum (service = 'apns') > 0)"
  "      + 16 * (sum (service = 'fcm') > 0) + 32 * (sum (service = 'google-token') > 0)"
  "      + 64 * (sum (service = 'emulator') > 0) + 128 * (sum (service = 'discovery') > 0),"
  "    max (started_us), status, error, count (*), 0, 0"
  "  FROM contact WHERE url GLOB 'http://?*' OR url GLOB 'https://?*'"
  "  GROUP BY 1, 2",
  NULL,
};

/* How who was saved is called, for who is told that it is somebody else. */
static const char *const version_7[] = {
  "ALTER TABLE environment ADD COLUMN organization_name TEXT",
  "ALTER TABLE environment ADD COLUMN user_name TEXT",
  NULL,
};

/* What leads to each version from the one before; a pragma takes no bound value. */
static const struct
{
  const char *const *statements;
  const char        *set_version;
} migrations[HERALD_SCHEMA_VERSION] = {
  { version_1, "PRAGMA user_version = 1" }, { version_2, "PRAGMA user_version = 2" },
  { version_3, "PRAGMA user_version = 3" }, { version_4, "PRAGMA user_version = 4" },
  { version_5, "PRAGMA user_version = 5" }, { version_6, "PRAGMA user_version = 6" },
  { version_7, "PRAGMA user_version = 7" },
};

static const char SET_APPLICATION[] = "PRAGMA application_id = 1213353028"; /* APPLICATION_ID */

static gboolean
read_number (HeraldConnection *connection, const char *sql, gint64 *number, GError **error)
{
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, sql, "") ||
      !herald_cursor_next (&cursor, error))
    return FALSE;
  *number = herald_cursor_get_int (&cursor, 0);
  return TRUE;
}

static gboolean
run_all (HeraldConnection *connection, const char *const *statements, GError **error)
{
  for (gsize i = 0; statements[i] != NULL; i++)
    if (!herald_connection_run (connection, error, statements[i], ""))
      return FALSE;
  return TRUE;
}

/* Refuses what is not ours before a single byte of it is changed. */
static gboolean
check_origin (HeraldConnection *connection, gint64 *version, GError **error)
{
  g_autofree char *name = g_filename_display_name (herald_connection_get_path (connection));
  gint64           application = 0;
  gint64           n_tables = 0;

  if (!read_number (connection, SELECT_VERSION, version, error) ||
      !read_number (connection, SELECT_APPLICATION, &application, error) ||
      !read_number (connection, COUNT_TABLES, &n_tables, error))
    return FALSE;
  if (n_tables > 0 && application != APPLICATION_ID)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
                   _("“%s” is a database of another program; choose another data folder"), name);
      return FALSE;
    }
  if (*version > HERALD_SCHEMA_VERSION)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
                   _("“%s” was written by a newer Herald (version %d; this one knows up to %d); "
                     "update Herald or choose another data folder"),
                      name, (int) *version, HERALD_SCHEMA_VERSION);
      return FALSE;
    }
  return TRUE;
}

static gboolean
back_up (HeraldConnection *connection, gint64 version, GError **error)
{
  const char      *path = herald_connection_get_path (connection);
  g_autofree char *backup = g_strdup_printf ("%s.version-%d.backup", path, (int) version);
  g_autofree char *partial = g_strconcat (backup, ".part", NULL);

  g_unlink (partial);
  if (!herald_connection_run (connection, error, BACK_UP, "t", partial))
    return FALSE;
  g_chmod (partial, 0600);
  if (g_rename (partial, backup) == 0)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
               _("The backup “%s” could not be written; check the folder's permissions"), backup);
  return FALSE;
}

/* One step in one transaction; another process may have been faster. */
static gboolean
migrate_to (HeraldConnection *connection, gint64 target, GError **error)
{
  gint64   version = 0;
  gboolean done;

  if (!herald_table_schema_begin (connection, error))
    return FALSE;
  done = read_number (connection, SELECT_VERSION, &version, error);
  if (done && version < target)
    done = run_all (connection, migrations[target - 1].statements, error) &&
           herald_connection_run (connection, error, migrations[target - 1].set_version, "") &&
           herald_connection_run (connection, error, SET_APPLICATION, "");
  if (done && herald_table_schema_commit (connection, error))
    return TRUE;
  herald_table_schema_roll_back (connection);
  return FALSE;
}

/**
 * herald_table_schema_set_up:
 *
 * Sets journal, durability and foreign keys of a connection.
 *
 * **Errors:** STORE.
 */
gboolean
herald_table_schema_set_up (HeraldConnection *connection, GError **error)
{
  return run_all (connection, connection_settings, error);
}

/**
 * herald_table_schema_protect:
 *
 * From now on this connection cannot write.
 *
 * **Errors:** STORE.
 */
gboolean
herald_table_schema_protect (HeraldConnection *connection, GError **error)
{
  return herald_connection_run (connection, error, SET_QUERY_ONLY, "");
}

/**
 * herald_table_schema_migrate:
 *
 * Brings the database to %HERALD_SCHEMA_VERSION. An older one is copied to
 * “PATH.version-N.backup” first.
 *
 * **Errors:** STORE: damaged, of another program, of a newer Herald, or not writable.
 */
gboolean
herald_table_schema_migrate (HeraldConnection *connection, GError **error)
{
  gint64 version = 0;

  if (!check_origin (connection, &version, error) ||
      !herald_table_schema_set_up (connection, error))
    return FALSE;
  if (version > 0 && version < HERALD_SCHEMA_VERSION && !back_up (connection, version, error))
    return FALSE;
  for (gint64 target = version + 1; target <= HERALD_SCHEMA_VERSION; target++)
    if (!migrate_to (connection, target, error))
      {
        g_prefix_error (error, _("Bringing the local database to version %d: "), (int) target);
        return FALSE;
      }
  herald_connection_take_changes (connection);
  return TRUE;
}

/**
 * herald_table_schema_begin:
 *
 * Takes the write lock at once, so that no later step finds it taken.
 *
 * **Errors:** STORE.
 */
gboolean
herald_table_schema_begin (HeraldConnection *connection, GError **error)
{
  return herald_connection_run (connection, error, BEGIN_WRITE, "");
}

/**
 * herald_table_schema_commit:
 *
 * **Errors:** STORE: the transaction is still to be rolled back.
 */
gboolean
herald_table_schema_commit (HeraldConnection *connection, GError **error)
{
  return herald_connection_run (connection, error, COMMIT_WRITE, "");
}

/**
 * herald_table_schema_roll_back:
 *
 * Undoes the open transaction, if there is one: SQLite has done it already after some errors.
 */
void
herald_table_schema_roll_back (HeraldConnection *connection)
{
  g_autoptr (GError) error = NULL;

  herald_connection_set_cancellable (connection, NULL);
  if (herald_connection_is_in_transaction (connection) &&
      !herald_connection_run (connection, &error, ROLL_BACK, ""))
    g_warning ("Rolling back failed: %s", error->message);
  herald_connection_take_changes (connection);
}
