/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes that share one database: what one that is killed was told as written is there and what
 * was on its way is unknown; one that ends takes nothing from one that goes on. The other process
 * is this program, started again as a writer. */
#include "config.h"

#include <gio/gio.h>
#include <stdio.h>

#include "herald-test-dir.h"
#include "herald-test-store.h"
#include "store/herald-table-draft.h"
#include "store/herald-table-send.h"

#define ENV "emulator"
#define N_DRAFTS 25
#define N_NEIGHBOURS 3

static char *program_path;

static void
free_target (gpointer target)
{
  herald_send_target_free (target);
}

static gboolean
write_draft (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (HeraldDraftRow) row = herald_draft_row_new (0, 0, "name", "{}", 1);

  return herald_table_draft_save (connection, ENV, row, error);
}

static gboolean
write_send (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (HeraldSendRow) send = g_new0 (HeraldSendRow, 1);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (free_target);
  HeraldSendTarget *target = g_new0 (HeraldSendTarget, 1);

  send->kind = HERALD_SEND_INAPP;
  send->title = g_strdup ("Title");
  send->json = g_strdup ("{}");
  target->status = HERALD_SEND_SENDING;
  target->target_label = g_strdup ("Andrew");
  g_ptr_array_add (targets, target);
  return herald_table_send_begin (connection, ENV, send, targets, error);
}

/* Writes, says so, and then writes on until it is killed. */
static G_GNUC_NORETURN void
run_writer (const char *path)
{
  g_autoptr (GError) error = NULL;
  HeraldStore *store = herald_test_store_open (path, &error);
  int          dummy = 0;

  g_assert_no_error (error);
  g_assert_true (herald_test_store_write (store, write_send, &dummy, &error));
  for (guint i = 0; i < N_DRAFTS; i++)
    g_assert_true (herald_test_store_write (store, write_draft, &dummy, &error));
  g_print ("written\n");
  fflush (stdout);
  while (TRUE)
    g_assert_true (herald_test_store_write (store, write_draft, &dummy, &error));
}

/* Opens, writes and ends, as a command beside the window does. */
static int
run_neighbour (const char *path)
{
  g_autoptr (GError) error = NULL;
  HeraldStore *store = herald_test_store_open (path, &error);
  int          dummy = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < N_DRAFTS; i++)
    {
      herald_test_store_write (store, write_draft, &dummy, &error);
      g_assert_no_error (error);
    }
  g_assert_finalize_object (store);
  return 0;
}

static GSubprocess *
start_neighbour (const char *path)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child =
    g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program_path, "--neighbour", path, NULL);

  g_assert_no_error (error);
  return child;
}

static void
wait_for_neighbour (GSubprocess *child)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check (child, NULL, &error);
  g_assert_no_error (error);
}

static void
run_and_kill_writer (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program_path, "--writer", path, NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_cmpstr (line, ==, "written");
  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (child));
}

static gboolean
check_kept (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) drafts = herald_table_draft_list (connection, ENV, 0, error);
  g_autoptr (GPtrArray) targets = herald_table_send_list_targets (connection, 1, error);

  g_assert_cmpuint (drafts->len, >=, N_DRAFTS);
  g_assert_cmpuint (targets->len, ==, 1);
  g_assert_cmpint (((HeraldSendTarget *) targets->pdata[0])->status, ==, HERALD_SEND_UNKNOWN);
  return TRUE;
}

static void
test_killed_writer (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "herald.db", NULL);
  HeraldStore     *store;
  int              dummy = 0;

  run_and_kill_writer (path);
  store = herald_test_store_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (herald_test_store_read (store, check_kept, &dummy, &error));
  g_assert_finalize_object (store);
  herald_test_dir_remove (dir);
}

static gboolean
count_drafts (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) drafts = herald_table_draft_list (connection, ENV, 0, error);

  *(guint *) data = drafts != NULL ? drafts->len : 0;
  return drafts != NULL;
}

static void
assert_drafts (HeraldStore *store, guint n_expected)
{
  g_autoptr (GError) error = NULL;
  guint n_drafts = 0;

  herald_test_store_read (store, count_drafts, &n_drafts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_drafts, ==, n_expected);
}

static void
write_drafts (HeraldStore *store)
{
  g_autoptr (GError) error = NULL;
  int dummy = 0;

  for (guint i = 0; i < N_DRAFTS; i++)
    {
      herald_test_store_write (store, write_draft, &dummy, &error);
      g_assert_no_error (error);
    }
}

/* A process that ends removes the journal only when it was the last one. */
static void
let_neighbour_end (const char *path)
{
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);
  g_autoptr (GSubprocess) child = start_neighbour (path);

  wait_for_neighbour (child);
  g_assert_true (g_file_test (journal, G_FILE_TEST_EXISTS));
}

static void
test_ended_neighbour (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "herald.db", NULL);
  HeraldStore     *store = herald_test_store_open (path, &error);

  g_assert_no_error (error);
  write_drafts (store);
  let_neighbour_end (path);
  assert_drafts (store, 2 * N_DRAFTS);
  write_drafts (store);
  g_assert_finalize_object (store);
  store = herald_test_store_open (path, &error);
  g_assert_no_error (error);
  assert_drafts (store, 3 * N_DRAFTS);
  g_assert_finalize_object (store);
  herald_test_dir_remove (dir);
}

/* As a file chooser does for each file of the folder that it shows. */
static void
look_into (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *contents = NULL;

      g_file_get_contents (name, &contents, NULL, &error);
      g_assert_no_error (error);
    }
}

/* Looking into the files ends no lock: the neighbour that ends is not the last one, also when
 * one of this process's two connections is closed. */
static void
test_looked_into (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "herald.db", NULL);
  HeraldStore     *store = herald_test_store_open (path, &error);
  HeraldStore     *second = herald_test_store_open (path, &error);

  g_assert_no_error (error);
  write_drafts (store);
  write_drafts (second);
  look_into (path);
  let_neighbour_end (path);
  assert_drafts (store, 3 * N_DRAFTS);
  g_assert_finalize_object (store);
  look_into (path);
  let_neighbour_end (path);
  assert_drafts (second, 4 * N_DRAFTS);
  g_assert_finalize_object (second);
  herald_test_dir_remove (dir);
}

static void
test_busy_neighbours (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "herald.db", NULL);
  HeraldStore     *store = herald_test_store_open (path, &error);
  HeraldStore     *second = herald_test_store_open (path, &error);
  GSubprocess     *children[N_NEIGHBOURS];

  g_assert_no_error (error);
  for (guint i = 0; i < N_NEIGHBOURS; i++)
    children[i] = start_neighbour (path);
  write_drafts (store);
  write_drafts (second);
  for (guint i = 0; i < N_NEIGHBOURS; i++)
    {
      wait_for_neighbour (children[i]);
      g_object_unref (children[i]);
    }
  g_assert_finalize_object (second);
  write_drafts (store);
  assert_drafts (store, (3 + N_NEIGHBOURS) * N_DRAFTS);
  g_assert_finalize_object (store);
  herald_test_dir_remove (dir);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--writer") == 0)
    run_writer (argv[2]);
  if (argc == 3 && strcmp (argv[1], "--neighbour") == 0)
    return run_neighbour (argv[2]);
  program_path = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/durability/killed-writer", test_killed_writer);
  g_test_add_func ("/store/durability/ended-neighbour", test_ended_neighbour);
  g_test_add_func ("/store/durability/looked-into", test_looked_into);
  g_test_add_func ("/store/durability/busy-neighbours", test_busy_neighbours);
  return g_test_run ();
}
