/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening: new files, files of older and newer versions, damaged and foreign ones. */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "base/herald-error.h"
#include "herald-test-dir.h"
#include "herald-test-store.h"
#include "store/herald-table-access-token.h"
#include "store/herald-table-device.h"
#include "store/herald-table-draft.h"
#include "store/herald-table-environment.h"
#include "store/herald-table-host.h"
#include "store/herald-table-schema.h"
#include "store/herald-table-send.h"

typedef struct
{
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = herald_test_dir_new ();
  fixture->path = g_build_filename (fixture->dir, "herald.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_test_dir_remove (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
}

static gint64
get_number (const char *path, const char *sql)
{
  sqlite3      *database = NULL;
  sqlite3_stmt *statement = NULL;
  gint64        number;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
  return number;
}

static void
write_version (const char *path, const char *name)
{
  g_autofree char *source = herald_test_data_path (name);
  g_autofree char *sql = NULL;

  g_assert_true (g_file_get_contents (source, &sql, NULL, NULL));
  run_sql (path, sql);
}

static void
write_version_1 (const char *path)
{
  write_version (path, "store/version-1.sql");
}

static void
assert_refuses (Fixture *fixture, const char *in_message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldStore) store = herald_test_store_open (fixture->path, &error);

  g_assert_null (store);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, in_message));
}

static gboolean
check_version_1 (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) environments = herald_table_environment_list (connection, error);
  g_autoptr (GPtrArray) drafts = herald_table_draft_list (connection, "env-1", 0, error);
  g_autoptr (GPtrArray) sends = herald_table_send_list (connection, "env-1", 10, error);
  g_autoptr (GPtrArray) targets = herald_table_send_list_targets (connection, 1, error);
  g_autoptr (GPtrArray) tokens =
    herald_table_access_token_list (connection, "env-1", "app-1", error);
  g_autoptr (HeraldDevice) device =
    herald_table_device_load (connection, "env-1", "device-1", error);
  HeraldSendTarget *target;

  g_assert_no_error (*error);
  g_assert_cmpstr (herald_environment_get (environments->pdata[0], HERALD_ENVIRONMENT_NAME), ==,
                   "Contoso test");
  g_assert_cmpstr (((HeraldDraftRow *) drafts->pdata[0])->name, ==, "Spring sale");
  g_assert_cmpuint (((HeraldSendRow *) sends->pdata[0])->n_unknown, ==, 1);
  target = targets->pdata[0];
  g_assert_cmpint (target->status, ==, HERALD_SEND_UNKNOWN);
  g_assert_cmpstr (target->reason, ==, "Interrupted");
  g_assert_cmpstr (herald_access_token_get_hint (tokens->pdata[0]), ==, "Zz9=");
  g_assert_cmpstr (herald_device_get_user_name (device), ==, "Zoë O'Brien");
  return TRUE;
}

static gboolean
check_version_4 (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) environments = herald_table_environment_list (connection, error);
  HeraldEnvironment *environment;

  g_assert_no_error (*error);
  environment = environments->pdata[0];
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_CA_FILE), ==,
                   "/etc/contoso.pem");
  g_assert_null (herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY));
  g_assert_null (herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE));
  g_assert_true (herald_environment_is_read_only (environment));
  g_assert_false (herald_environment_ignores_tls_errors (environment));
  return TRUE;
}

static gboolean
search_obrien (HeraldConnection *connection, gpointer data, GError **error)
{
  HeraldDeviceFilter filter = { .environment_id = "env-1", .search = "zoe o'BRIEN" };
  g_autoptr (HeraldRowQuery) query = herald_device_query_new (&filter);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!herald_row_query_get_source (query)->read_ids (connection, herald_row_query_get_data (query),
                                                      ids, error))
    return FALSE;
  *(guint *) data = ids->len;
  return TRUE;
}

static void
test_new_file_is_private (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HeraldStore *store = herald_test_store_open (fixture->path, &error);
  GStatBuf     status;

  g_assert_no_error (error);
  g_assert_finalize_object (store);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (get_number (fixture->path, "PRAGMA user_version"), ==, HERALD_SCHEMA_VERSION);
}

static void
test_version_1_is_carried_forward (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *backup = g_strconcat (fixture->path, ".version-1.backup", NULL);
  HeraldStore     *store;
  guint            n_found = 0;

  write_version_1 (fixture->path);
  store = herald_test_store_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (herald_test_store_read (store, check_version_1, &error, &error));
  g_assert_true (herald_test_store_read (store, search_obrien, &n_found, &error));
  g_assert_cmpuint (n_found, ==, 1);
  g_assert_finalize_object (store);

  g_assert_cmpint (get_number (fixture->path, "PRAGMA user_version"), ==, HERALD_SCHEMA_VERSION);
  g_assert_cmpint (get_number (backup, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (get_number (backup, "SELECT count (*) FROM device"), ==, 1);
}

/* Whoever updates keeps the strictest setting. */
static void
test_version_4_is_carried_forward (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HeraldStore *store;

  write_version (fixture->path, "store/version-4.sql");
  store = herald_test_store_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (herald_test_store_read (store, check_version_4, &error, &error));
  g_assert_finalize_object (store);
}

static gboolean
check_hosts_of_exchanges (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) hosts = herald_table_host_list (connection, error);
  const HeraldHost *host;

  g_assert_no_error (*error);
  g_assert_cmpuint (hosts->len, ==, 3);
  host = hosts->pdata[0];
  g_assert_cmpstr (host->origin, ==, "http://127.0.0.1:8080");
  g_assert_cmpint (host->purposes, ==, HERALD_HOST_EMULATOR);
  host = hosts->pdata[1];
  g_assert_cmpstr (host->origin, ==, "https://contoso.crm4.dynamics.com:443");
  g_assert_cmpint (host->purposes, ==, HERALD_HOST_DATAVERSE | HERALD_HOST_REGISTRATION);
  g_assert_cmpint (host->n_contacts, ==, 2);
  g_assert_cmpint (host->contacted_us, ==, 20);
  g_assert_cmpuint (host->status, ==, 0);
  g_assert_cmpstr (host->error, ==, "broken");
  host = hosts->pdata[2];
  g_assert_cmpstr (host->origin, ==, "https://login.microsoftonline.com:443");
  return TRUE;
}

/* Who was contacted before there was a list of it is in the list. */
static void
test_hosts_are_taken_from_exchanges (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HeraldStore *store;

  write_version (fixture->path, "store/version-1.sql");
  run_sql (
    fixture->path,
    "INSERT INTO exchange (environment_id, service, method, url, started_us, status, error,"
    "  connect_us, total_us) VALUES"
    "  ('env-1', 'registration', 'POST', 'https://Contoso.crm4.dynamics.com:443/a?b=http://c',"
    "    20, 0, 'broken', 0, 0),"
    "  ('env-1', 'dataverse', 'GET', 'https://contoso.crm4.dynamics.com/x', 10, 200, NULL, 0, 0),"
    "  ('env-1', 'sign-in', 'GET', 'https://login.microsoftonline.com', 5, 200, NULL, 0, 0),"
    "  ('emulator', 'emulator', 'GET', 'http://127.0.0.1:8080/_herald/x', 5, 200, NULL, 0, 0),"
    "  ('emulator', 'emulator', 'GET', 'nonsense', 5, 200, NULL, 0, 0)");
  store = herald_test_store_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (herald_test_store_read (store, check_hosts_of_exchanges, &error, &error));
  g_assert_finalize_object (store);
}

static void
test_second_opening_changes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *backup =
    g_strdup_printf ("%s.version-%d.backup", fixture->path, HERALD_SCHEMA_VERSION);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      HeraldStore *store = herald_test_store_open (fixture->path, &error);

      g_assert_no_error (error);
      g_assert_finalize_object (store);
    }
  g_assert_false (g_file_test (backup, G_FILE_TEST_EXISTS));
}

/* A table that stands in the way makes the second step fail; the first version must stay whole. */
static void
test_failed_step_is_rolled_back (Fixture *fixture, gconstpointer data)
{
  write_version_1 (fixture->path);
  run_sql (fixture->path, "CREATE TABLE device_search (x)");
  assert_refuses (fixture, "version 2");
  g_assert_cmpint (get_number (fixture->path, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (get_number (fixture->path, "SELECT count (*) FROM pragma_table_info ('device')"
                                              "  WHERE name = 'search_text'"),
                   ==, 0);
}

static void
test_newer_version_is_refused (Fixture *fixture, gconstpointer data)
{
  write_version_1 (fixture->path);
  run_sql (fixture->path, "PRAGMA user_version = 99");
  assert_refuses (fixture, "newer Herald (version 99");
  g_assert_cmpint (get_number (fixture->path, "PRAGMA user_version"), ==, 99);
}

static void
test_other_program_is_refused (Fixture *fixture, gconstpointer data)
{
  run_sql (fixture->path, "CREATE TABLE notes (text)");
  assert_refuses (fixture, "another program");
  g_assert_cmpint (get_number (fixture->path, "SELECT count (*) FROM sqlite_schema"), ==, 1);
}

static void
test_text_file_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (10000, 'x');

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  assert_refuses (fixture, "damaged");
}

static void
test_torn_file_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *content = NULL;
  gsize            length = 0;

  write_version_1 (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  memset (content + 100, 0xff, length - 100);
  g_assert_true (g_file_set_contents (fixture->path, content, (gssize) length, NULL));
  assert_refuses (fixture, "damaged");
}

static void
test_folder_in_its_place_is_refused (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  assert_refuses (fixture, "permissions");
}

static gssize
write_to_full_disk (int descriptor, const void *bytes, gsize length)
{
  errno = ENOSPC;
  return -1;
}

static gssize
write_to_full_disk_at (int descriptor, const void *bytes, gsize length, goffset at)
{
  return write_to_full_disk (descriptor, bytes, length);
}

/* SQLite asks for the memory that connections share first, and calls a failure there an input or
 * output error, not a full disk. */
static void
test_full_disk_is_named (Fixture *fixture, gconstpointer data)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find ("unix");
  g_autoptr (GError) error = NULL;
  HeraldStore *store = herald_test_store_open (fixture->path, &error);

  g_assert_no_error (error);
  g_assert_finalize_object (store);
  vfs->xSetSystemCall (vfs, "write", (sqlite3_syscall_ptr) write_to_full_disk);
  vfs->xSetSystemCall (vfs, "pwrite", (sqlite3_syscall_ptr) write_to_full_disk_at);
  vfs->xSetSystemCall (vfs, "pwrite64", (sqlite3_syscall_ptr) write_to_full_disk_at);
  assert_refuses (fixture, "is full");
  vfs->xSetSystemCall (vfs, NULL, NULL);
  store = herald_test_store_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/store/opening/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("new-file-is-private", test_new_file_is_private);
  ADD ("version-1-is-carried-forward", test_version_1_is_carried_forward);
  ADD ("hosts-are-taken-from-exchanges", test_hosts_are_taken_from_exchanges);
  ADD ("second-opening-changes-nothing", test_second_opening_changes_nothing);
  ADD ("version-4-is-carried-forward", test_version_4_is_carried_forward);
  ADD ("failed-step-is-rolled-back", test_failed_step_is_rolled_back);
  ADD ("newer-version-is-refused", test_newer_version_is_refused);
  ADD ("other-program-is-refused", test_other_program_is_refused);
  ADD ("text-file-is-refused", test_text_file_is_refused);
  ADD ("torn-file-is-refused", test_torn_file_is_refused);
  ADD ("folder-in-its-place-is-refused", test_folder_in_its_place_is_refused);
  ADD ("full-disk-is-named", test_full_disk_is_named);
  return g_test_run ();
}
