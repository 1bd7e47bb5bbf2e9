/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Group commit, steps and statements. */
#include "config.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-db-private.h"
#include "herald-test-dir.h"

#include <glib/gstdio.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct
{
  guint n_committed;
  guint n_failed;
} Commits;

static void
committed_cb (gboolean committed, gpointer user_data)
{
  Commits *commits = user_data;

  if (committed)
    commits->n_committed++;
  else
    commits->n_failed++;
}

static HeraldEmulatorDb *
open_db (const char *path)
{
  g_autoptr (GError) error = NULL;
  HeraldEmulatorDb *db = herald_emulator_db_open (path, &error);

  g_assert_no_error (error);
  g_assert_true (herald_emulator_db_execute (
    db, "CREATE TABLE IF NOT EXISTS t (a TEXT COLLATE HERALD_NOCASE UNIQUE, b INTEGER)", &error));
  g_assert_true (herald_emulator_db_commit (db, &error));
  return db;
}

static gint64
count (HeraldEmulatorDb *db)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (db, NULL, "SELECT count(*) FROM t", "");

  g_assert_true (herald_emulator_rows_next (rows, NULL));
  return herald_emulator_rows_get_int (rows, 0);
}

static void
add (HeraldEmulatorDb *db, const char *text)
{
  g_autoptr (GError) error = NULL;

  herald_emulator_db_run (db, &error, "INSERT INTO t (a, b) VALUES (?, ?)", "si", text, (gint64) 7);
  g_assert_no_error (error);
}

static void
test_commit_when_idle (void)
{
  g_autoptr (HeraldEmulatorDb) db = open_db (NULL);
  Commits commits = { 0 };

  herald_emulator_db_after_commit (db, committed_cb, &commits);
  g_assert_cmpuint (commits.n_committed, ==, 1);
  add (db, "one");
  herald_emulator_db_after_commit (db, committed_cb, &commits);
  add (db, "two");
  herald_emulator_db_after_commit (db, committed_cb, &commits);
  g_assert_cmpuint (commits.n_committed, ==, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (commits.n_committed, ==, 3);
  g_assert_cmpuint (commits.n_failed, ==, 0);
}

/* The rows in what a process that is killed now would leave: the file and its journal. */
static gint64
count_after_kill (const char *path)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *copy = g_build_filename (dir, "t.sqlite", NULL);
  g_autoptr (HeraldEmulatorDb) reader = NULL;
  gint64 n;

  for (guint i = 0; i < 2; i++)
    {
      const char      *ending = i == 0 ? "" : "-wal";
      g_autofree char *from = g_strconcat (path, ending, NULL);
      g_autofree char *to = g_strconcat (copy, ending, NULL);
      g_autofree char *bytes = NULL;
      gsize            length;

      g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
      g_assert_true (g_file_set_contents (to, bytes, (gssize) length, NULL));
    }
  reader = herald_emulator_db_open (copy, NULL);
  n = count (reader);
  g_clear_object (&reader);
  herald_test_dir_remove (dir);
  return n;
}

static void
test_commit_is_durable (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "t.sqlite", NULL);
  g_autoptr (HeraldEmulatorDb) db = open_db (path);

  add (db, "one");
  g_assert_cmpint (count_after_kill (path), ==, 0);
  g_assert_true (herald_emulator_db_commit (db, NULL));
  g_assert_cmpint (count_after_kill (path), ==, 1);
  g_clear_object (&db);
  herald_test_dir_remove (dir);
}

/* Statements are known by where their text stands; another text in the same place is another
 * statement. */
static void
test_same_place (void)
{
  g_autoptr (HeraldEmulatorDb) db = open_db (NULL);
  char sql[] = "SELECT 1";

  for (char digit = '1'; digit <= '3'; digit++)
    for (guint i = 0; i < 2; i++)
      {
        g_autoptr (HeraldEmulatorRows) rows = NULL;

        sql[sizeof sql - 2] = digit;
        rows = herald_emulator_db_select (db, NULL, sql, "");
        g_assert_true (herald_emulator_rows_next (rows, NULL));
        g_assert_cmpint (herald_emulator_rows_get_int (rows, 0), ==, digit - '0');
      }
}

/* Many waiting answers do not wait for a lull. */
static void
test_commit_when_many_wait (void)
{
  g_autoptr (HeraldEmulatorDb) db = open_db (NULL);
  Commits commits = { 0 };

  add (db, "one");
  for (int i = 0; i < 256; i++)
    herald_emulator_db_after_commit (db, committed_cb, &commits);
  g_assert_cmpuint (commits.n_committed, ==, 256);
}

static void
test_step (void)
{
  g_autoptr (HeraldEmulatorDb) db = open_db (NULL);

  add (db, "before");
  g_assert_true (herald_emulator_db_begin_step (db, NULL));
  add (db, "inside");
  herald_emulator_db_end_step (db, FALSE);
  g_assert_cmpint (count (db), ==, 1);
  g_assert_true (herald_emulator_db_begin_step (db, NULL));
  add (db, "inside");
  herald_emulator_db_end_step (db, TRUE);
  g_assert_true (herald_emulator_db_commit (db, NULL));
  g_assert_cmpint (count (db), ==, 2);
}

static void
test_conflict (void)
{
  g_autoptr (HeraldEmulatorDb) db = open_db (NULL);
  g_autoptr (GError) error = NULL;

  add (db, "Ünique");
  g_assert_false (
    herald_emulator_db_run (db, &error, "INSERT INTO t (a) VALUES (?)", "s", "üNIQUE"));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT);
}

static void
test_bad_sql (void)
{
  g_autoptr (HeraldEmulatorDb) db = open_db (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (herald_emulator_db_select (db, &error, "SELECT nothing FROM nowhere", ""));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);
}

/* The same statement can be read twice at once. */
static void
test_nested_rows (void)
{
  g_autoptr (HeraldEmulatorDb) db = open_db (NULL);
  g_autoptr (HeraldEmulatorRows) outer = NULL;
  int n_pairs = 0;

  add (db, "one");
  add (db, "two");
  outer = herald_emulator_db_select (db, NULL, "SELECT a, b FROM t", "");
  while (herald_emulator_rows_next (outer, NULL))
    {
      g_autoptr (HeraldEmulatorRows) inner =
        herald_emulator_db_select (db, NULL, "SELECT a, b FROM t", "");

      while (herald_emulator_rows_next (inner, NULL))
        n_pairs++;
    }
  g_assert_cmpint (n_pairs, ==, 4);
}

static void
test_cannot_open (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (herald_emulator_db_open ("/nonexistent/folder/t.sqlite", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);
}

/* What is kept of rows must go when the rows may be others, and stay otherwise. */
static void
test_watch (void)
{
  static const char *const tables[] = { "watched", NULL };
  g_autoptr (HeraldEmulatorDb) db = open_db (NULL);
  guint64 version;

  g_assert_true (herald_emulator_db_execute (db, "CREATE TABLE watched (a TEXT)", NULL));
  herald_emulator_db_watch (db, tables);
  version = herald_emulator_db_get_watched_version (db);
  add (db, "of another table");
  g_assert_cmpuint (herald_emulator_db_get_watched_version (db), ==, version);
  g_assert_true (
    herald_emulator_db_run (db, NULL, "INSERT INTO watched (a) VALUES (?)", "s", "new"));
  g_assert_cmpuint (herald_emulator_db_get_watched_version (db), !=, version);
  version = herald_emulator_db_get_watched_version (db);
  g_assert_true (herald_emulator_db_begin_step (db, NULL));
  herald_emulator_db_end_step (db, TRUE);
  g_assert_cmpuint (herald_emulator_db_get_watched_version (db), ==, version);
  g_assert_true (herald_emulator_db_begin_step (db, NULL));
  herald_emulator_db_end_step (db, FALSE);
  g_assert_cmpuint (herald_emulator_db_get_watched_version (db), !=, version);
}

/* A database with one row and another with two, which is to take its place. */
typedef struct
{
  char             *dir;   /* (owned) */
  char             *path;  /* (owned) */
  char             *other; /* (owned) */
  HeraldEmulatorDb *db;    /* (owned) */
} Exchange;

static void
exchange_set_up (Exchange *self, gconstpointer data)
{
  g_autoptr (HeraldEmulatorDb) other = NULL;

  self->dir = herald_test_dir_new ();
  self->path = g_build_filename (self->dir, "t.sqlite", NULL);
  self->other = g_build_filename (self->dir, "other.sqlite", NULL);
  self->db = open_db (self->path);
  add (self->db, "one");
  g_assert_true (herald_emulator_db_commit (self->db, NULL));
  other = open_db (self->other);
  g_assert_true (herald_emulator_db_fill_quickly (other, NULL));
  add (other, "two");
  add (other, "three");
  g_assert_true (herald_emulator_db_commit (other, NULL));
}

static void
exchange_tear_down (Exchange *self, gconstpointer data)
{
  g_clear_object (&self->db);
  herald_test_dir_remove (self->dir);
  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->other, g_free);
}

static void
exchange_reopen (Exchange *self)
{
  g_clear_object (&self->db);
  self->db = open_db (self->path);
}

/* Nothing but the database and its journal is left. */
static void
assert_no_leftovers (Exchange *self)
{
  g_autoptr (GDir) entries = g_dir_open (self->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (entries)) != NULL)
    if (!g_str_equal (name, "other.sqlite"))
      g_assert_true (g_str_equal (name, "t.sqlite") || g_str_equal (name, "t.sqlite-wal"));
}

static void
test_take_file (Exchange *self, gconstpointer data)
{
  guint64 version = herald_emulator_db_get_watched_version (self->db);

  g_assert_true (herald_emulator_db_take_file (self->db, self->other, NULL));
  g_assert_cmpuint (herald_emulator_db_get_watched_version (self->db), !=, version);
  g_assert_cmpint (count (self->db), ==, 2);
  g_assert_false (g_file_test (self->other, G_FILE_TEST_EXISTS));
  assert_no_leftovers (self);
  add (self->db, "four");
  g_assert_true (herald_emulator_db_commit (self->db, NULL));
  g_assert_cmpint (count_after_kill (self->path), ==, 3);
  exchange_reopen (self);
  g_assert_cmpint (count (self->db), ==, 3);
}

/* Whatever takes its place, the database goes on with the rows it has. */
static void
assert_not_taken (Exchange *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (herald_emulator_db_take_file (self->db, self->other, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);
  g_assert_cmpint (count (self->db), ==, 1);
}

static void
test_take_no_database (Exchange *self, gconstpointer data)
{
  g_assert_true (
    g_file_set_contents (self->other, "no database at all, but long enough", -1, NULL));
  assert_not_taken (self);
  g_assert_false (herald_emulator_db_is_read_only (self->db));
  assert_no_leftovers (self);
  add (self->db, "more");
  g_assert_true (herald_emulator_db_commit (self->db, NULL));
  g_assert_cmpint (count_after_kill (self->path), ==, 2);
  exchange_reopen (self);
  g_assert_cmpint (count (self->db), ==, 2);
}

static void
test_take_nothing (Exchange *self, gconstpointer data)
{
  g_assert_cmpint (g_unlink (self->other), ==, 0);
  assert_not_taken (self);
  assert_no_leftovers (self);
  add (self->db, "more");
  exchange_reopen (self);
  g_assert_cmpint (count (self->db), ==, 1);
}

static int
find_lowest_descriptor (void)
{
  int lowest = dup (STDERR_FILENO);

  close (lowest);
  return lowest;
}

static void
limit_descriptors (int n, struct rlimit *before)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, before), ==, 0);
  limit = *before;
  limit.rlim_cur = (rlim_t) n;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
}

/* The open file is all that there is room for: neither the new one nor a journal of the old one can
 * be opened. Its rows are read from where they are, and what cannot be kept is not taken. */
static void
test_take_without_descriptors (Exchange *self, gconstpointer data)
{
  struct rlimit before;
  int           lowest;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->db);
  lowest = find_lowest_descriptor ();
  exchange_reopen (self);
  limit_descriptors (lowest + 1, &before);
  assert_not_taken (self);
  g_assert_true (herald_emulator_db_is_read_only (self->db));
  g_assert_false (herald_emulator_db_run (self->db, &error, "DELETE FROM t WHERE b = 7", ""));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);
  g_assert_cmpint (count (self->db), ==, 1);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  add (self->db, "more");
  g_assert_false (herald_emulator_db_is_read_only (self->db));
  g_assert_true (herald_emulator_db_commit (self->db, NULL));
  g_assert_cmpint (count_after_kill (self->path), ==, 2);
}

/* A process that ends in the middle of it leaves the old file under its second name. */
static void
test_recover (Exchange *self, gconstpointer data)
{
  g_autofree char *old = g_strconcat (self->path, ".old", NULL);
  g_autofree char *journal = g_strconcat (self->path, "-journal", NULL);

  g_clear_object (&self->db);
  g_assert_cmpint (link (self->path, old), ==, 0);
  exchange_reopen (self);
  g_assert_cmpint (count (self->db), ==, 1);
  assert_no_leftovers (self);
  g_clear_object (&self->db);
  g_assert_cmpint (g_rename (self->path, old), ==, 0);
  g_assert_cmpint (g_rename (self->other, self->path), ==, 0);
  g_assert_true (g_file_set_contents (journal, "of the new file", -1, NULL));
  exchange_reopen (self);
  g_assert_cmpint (count (self->db), ==, 1);
  assert_no_leftovers (self);
}

static void
add_exchange (const char *name, void (*func) (Exchange *, gconstpointer))
{
  g_test_add (name, Exchange, NULL, exchange_set_up, func, exchange_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/db/commit-when-idle", test_commit_when_idle);
  g_test_add_func ("/emulator/db/commit-is-durable", test_commit_is_durable);
  g_test_add_func ("/emulator/db/commit-when-many-wait", test_commit_when_many_wait);
  g_test_add_func ("/emulator/db/step", test_step);
  g_test_add_func ("/emulator/db/conflict", test_conflict);
  g_test_add_func ("/emulator/db/bad-sql", test_bad_sql);
  g_test_add_func ("/emulator/db/nested-rows", test_nested_rows);
  g_test_add_func ("/emulator/db/same-place", test_same_place);
  g_test_add_func ("/emulator/db/cannot-open", test_cannot_open);
  g_test_add_func ("/emulator/db/watch", test_watch);
  add_exchange ("/emulator/db/take-file", test_take_file);
  add_exchange ("/emulator/db/take-no-database", test_take_no_database);
  add_exchange ("/emulator/db/take-nothing", test_take_nothing);
  add_exchange ("/emulator/db/take-without-descriptors", test_take_without_descriptors);
  add_exchange ("/emulator/db/recover", test_recover);
  return g_test_run ();
}
