/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-vault.h"
#include "herald-test-dir.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSPHRASE "correct horse"
#define OTHER_PASSPHRASE "battery staple"
#define WRITER "--writer"
#define N_WRITES 15
#define N_KILLS 12

static const char *program;

typedef struct
{
  char        *dir;   /* (owned) */
  char        *path;  /* (owned) */
  HeraldVault *vault; /* (owned) */
} Fixture;

static HeraldVault *
new_vault (const char *path)
{
  const HeraldVaultCost cost = HERALD_VAULT_COST_LEAST;
  HeraldVault          *vault = herald_vault_new (path);

  herald_vault_set_cost (vault, &cost);
  return vault;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = herald_test_dir_new ();
  fixture->path = g_build_filename (fixture->dir, "secrets.vault", NULL);
  fixture->vault = new_vault (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->vault);
  herald_test_dir_remove (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
}

static gboolean
create (HeraldVault *vault, const char *passphrase, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_vault_create_async (vault, passphrase, NULL, herald_await_cb, &await);
  return herald_vault_create_finish (vault, herald_await_result (&await), error);
}

static gboolean
unlock (HeraldVault *vault, const char *passphrase, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_vault_unlock_async (vault, passphrase, NULL, herald_await_cb, &await);
  return herald_vault_unlock_finish (vault, herald_await_result (&await), error);
}

static gboolean
change (HeraldVault *vault, const char *passphrase, const char *new_passphrase, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_vault_change_passphrase_async (vault, passphrase, new_passphrase, NULL, herald_await_cb,
                                        &await);
  return herald_vault_change_passphrase_finish (vault, herald_await_result (&await), error);
}

static gboolean
remove_file (HeraldVault *vault, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_vault_remove_async (vault, NULL, herald_await_cb, &await);
  return herald_vault_remove_finish (vault, herald_await_result (&await), error);
}

static gboolean
set_entry (HeraldVaultEntries *entries, gpointer name, GError **error)
{
  return herald_vault_entries_set (entries, name, name, error);
}

static gboolean
count_entries (HeraldVaultEntries *entries, gpointer n_entries, GError **error)
{
  *(guint *) n_entries = herald_vault_entries_get_size (entries);
  return TRUE;
}

static gboolean
run (HeraldVault      *vault,
     HeraldVaultAccess access,
     HeraldVaultFunc   function,
     gpointer          data,
     GError          **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_vault_run_async (vault, access, function, data, NULL, herald_await_cb, &await);
  return herald_vault_run_finish (vault, herald_await_result (&await), error);
}

static void
set_name (HeraldVault *vault, const char *name)
{
  g_autofree char *copy = g_strdup (name);
  g_autoptr (GError) error = NULL;

  run (vault, HERALD_VAULT_WRITE, set_entry, copy, &error);
  g_assert_no_error (error);
}

static guint
count (HeraldVault *vault)
{
  guint n_entries = 0;
  g_autoptr (GError) error = NULL;

  run (vault, HERALD_VAULT_READ, count_entries, &n_entries, &error);
  g_assert_no_error (error);
  return n_entries;
}

/* As another run sees it. */
static guint
count_anew (const char *path, const char *passphrase)
{
  HeraldVault *vault = new_vault (path);
  g_autoptr (GError) error = NULL;
  guint n_entries;

  unlock (vault, passphrase, &error);
  g_assert_no_error (error);
  n_entries = count (vault);
  g_assert_finalize_object (vault);
  return n_entries;
}

static void
assert_fails (gboolean worked, GError *error, HeraldError code, const char *words)
{
  g_assert_false (worked);
  g_assert_error (error, HERALD_ERROR, (gint) code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
  g_error_free (error);
}

static void
state_cb (HeraldVault *vault, GParamSpec *pspec, GString *states)
{
  g_string_append_printf (states, "%d", (int) herald_vault_get_state (vault));
}

static void
locked_cb (HeraldVault *vault, guint *n_locked)
{
  g_assert_cmpint (herald_vault_get_state (vault), ==, HERALD_VAULT_LOCKED);
  ++*n_locked;
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  HeraldVault *vault = fixture->vault;
  g_autoptr (GString) states = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  guint    n_locked = 0;
  GStatBuf status;

  g_signal_connect (vault, "notify::state", G_CALLBACK (state_cb), states);
  g_signal_connect (vault, "locked", G_CALLBACK (locked_cb), &n_locked);
  g_assert_cmpint (herald_vault_get_state (vault), ==, HERALD_VAULT_ABSENT);
  create (vault, PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
  set_name (vault, "a");
  set_name (vault, "b");
  g_assert_cmpuint (count (vault), ==, 2);
  g_assert_cmpuint (n_locked, ==, 0);
  herald_vault_lock (vault);
  g_assert_cmpuint (n_locked, ==, 1);
  g_assert_cmpint (herald_vault_get_state (vault), ==, HERALD_VAULT_LOCKED);
  g_assert_cmpuint (count_anew (fixture->path, PASSPHRASE), ==, 2);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
  unlock (vault, PASSPHRASE, &error);
  g_assert_no_error (error);
  remove_file (vault, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_cmpstr (states->str, ==, "2120");
}

static void
test_wrong_passphrase (Fixture *fixture, gconstpointer data)
{
  HeraldVault *vault = fixture->vault;
  GError      *error = NULL;
  gboolean     worked;

  worked = unlock (vault, PASSPHRASE, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_NOT_FOUND, "cannot be read");
  worked = create (vault, "short", &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_INVALID, "8 characters");
  g_assert_cmpint (herald_vault_get_state (vault), ==, HERALD_VAULT_ABSENT);
  g_assert_true (create (vault, PASSPHRASE, NULL));
  herald_vault_lock (vault);
  for (guint i = 0; i < 5; i++)
    {
      worked = unlock (vault, OTHER_PASSPHRASE, &error);
      assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "is wrong");
      g_assert_cmpint (herald_vault_get_state (vault), ==, HERALD_VAULT_LOCKED);
    }
  worked = run (vault, HERALD_VAULT_READ, count_entries, NULL, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "is locked");
  g_assert_true (unlock (vault, PASSPHRASE, NULL));
}

static void
test_create_replaces_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  GError          *error = NULL;
  gboolean         worked;

  g_assert_true (g_file_set_contents (fixture->path, "something else", -1, NULL));
  worked = create (fixture->vault, PASSPHRASE, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_CONFLICT, "already");
  g_assert_true (g_file_get_contents (fixture->path, &before, NULL, NULL));
  g_assert_cmpstr (before, ==, "something else");
  worked = unlock (fixture->vault, PASSPHRASE, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "no file of secrets");
  worked = change (fixture->vault, PASSPHRASE, OTHER_PASSPHRASE, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "no file of secrets");
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "something else");
}

static void
test_change_passphrase (Fixture *fixture, gconstpointer data)
{
  HeraldVault *vault = fixture->vault;
  HeraldVault *other = NULL;
  GError      *error = NULL;
  guint        n_entries = 0;
  gboolean     worked;

  g_assert_true (create (vault, PASSPHRASE, NULL));
  set_name (vault, "a");
  other = new_vault (fixture->path);
  g_assert_true (unlock (other, PASSPHRASE, NULL));
  worked = change (vault, OTHER_PASSPHRASE, OTHER_PASSPHRASE, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "is wrong");
  worked = change (vault, PASSPHRASE, "short", &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_INVALID, "8 characters");
  change (vault, PASSPHRASE, OTHER_PASSPHRASE, &error);
  g_assert_no_error (error);
  set_name (vault, "b");
  g_assert_cmpuint (count_anew (fixture->path, OTHER_PASSPHRASE), ==, 2);
  /* Another process with the old one is locked and writes nothing. */
  worked = run (other, HERALD_VAULT_WRITE, count_entries, &n_entries, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "was changed");
  g_assert_cmpint (herald_vault_get_state (other), ==, HERALD_VAULT_LOCKED);
  g_assert_true (unlock (other, OTHER_PASSPHRASE, NULL));
  g_assert_cmpuint (count (other), ==, 2);
  g_assert_finalize_object (other);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  HeraldVault     *vault = fixture->vault;
  g_autofree char *content = NULL;
  g_autofree char *after = NULL;
  gsize            size = 0;
  guint            n_entries = 0;
  GError          *error = NULL;
  gboolean         worked;

  g_assert_true (create (vault, PASSPHRASE, NULL));
  set_name (vault, "a");
  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
  content[size - 1] ^= 1;
  g_assert_true (g_file_set_contents (fixture->path, content, (gssize) size, NULL));
  worked = run (vault, HERALD_VAULT_WRITE, count_entries, &n_entries, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "damaged");
  worked = unlock (vault, PASSPHRASE, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "damaged");
  g_assert_true (g_file_get_contents (fixture->path, &after, &size, NULL));
  g_assert_true (memcmp (after, content, size) == 0);
  g_assert_true (g_file_set_contents (fixture->path, content, 50, NULL));
  worked = unlock (vault, PASSPHRASE, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "cut off");
  /* It can still be deleted. */
  g_assert_true (remove_file (vault, NULL));
}

/* What is no ordinary file is neither read nor replaced. */
static void
test_other_kinds_of_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target = g_build_filename (fixture->dir, "target", NULL);
  GError          *error = NULL;
  gboolean         worked;

  g_assert_cmpint (symlink (target, fixture->path), ==, 0);
  worked = create (fixture->vault, PASSPHRASE, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_CONFLICT, "already");
  worked = unlock (fixture->vault, PASSPHRASE, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "cannot be read");
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  worked = unlock (fixture->vault, PASSPHRASE, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "cannot be read");
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
}

/* What cannot be written leaves the old file. */
static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *beside = g_strconcat (fixture->path, ".new", NULL);
  g_autofree char *within = g_build_filename (beside, "file", NULL);
  g_autofree char *name = g_strdup ("b");
  GError          *error = NULL;
  gboolean         worked;

  g_assert_true (create (fixture->vault, PASSPHRASE, NULL));
  set_name (fixture->vault, "a");
  g_assert_cmpint (g_mkdir (beside, 0700), ==, 0);
  g_assert_true (g_file_set_contents (within, "", 0, NULL));
  worked = run (fixture->vault, HERALD_VAULT_WRITE, set_entry, name, &error);
  assert_fails (worked, g_steal_pointer (&error), HERALD_ERROR_SECRET, "was not written");
  g_assert_cmpuint (count (fixture->vault), ==, 1);
  g_assert_cmpint (g_unlink (within), ==, 0);
  g_assert_cmpint (g_rmdir (beside), ==, 0);
  /* What a killed process left is replaced, also when it leads elsewhere. */
  g_assert_cmpint (symlink (within, beside), ==, 0);
  set_name (fixture->vault, "b");
  g_assert_false (g_file_test (within, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_anew (fixture->path, PASSPHRASE), ==, 2);
}

/* The last secret takes the file along where that is wished. */
static void
test_write_or_remove (Fixture *fixture, gconstpointer data)
{
  guint n_entries = 0;

  g_assert_true (create (fixture->vault, PASSPHRASE, NULL));
  g_assert_true (run (fixture->vault, HERALD_VAULT_WRITE, count_entries, &n_entries, NULL));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_true (
    run (fixture->vault, HERALD_VAULT_WRITE_OR_REMOVE, count_entries, &n_entries, NULL));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (herald_vault_get_state (fixture->vault), ==, HERALD_VAULT_ABSENT);
}

/* Writes one secret after the other and says which, until somebody ends it. */
static int
run_writer (const char *path, const char *prefix, guint n_writes)
{
  HeraldVault *vault = new_vault (path);

  g_assert_true (unlock (vault, PASSPHRASE, NULL));
  for (guint i = 0; i < n_writes; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%06u", prefix, i);

      set_name (vault, name);
      printf ("%s\n", name);
      fflush (stdout);
    }
  g_object_unref (vault);
  return 0;
}

static GSubprocess *
start_writer (const char *path, const char *prefix, const char *n_writes)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *writer = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, WRITER,
                                          path, prefix, n_writes, NULL);

  g_assert_no_error (error);
  return writer;
}

static void
test_two_processes (Fixture *fixture, gconstpointer data)
{
  const char  *prefixes[] = { "a", "b", "c" };
  GSubprocess *writers[G_N_ELEMENTS (prefixes)];
  const char  *n_writes = G_STRINGIFY (N_WRITES);

  g_assert_true (create (fixture->vault, PASSPHRASE, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    writers[i] = start_writer (fixture->path, prefixes[i], n_writes);
  for (guint i = 0; i < N_WRITES; i++)
    {
      g_autofree char *name = g_strdup_printf ("here%u", i);

      set_name (fixture->vault, name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_assert_true (g_subprocess_wait_check (writers[i], NULL, NULL));
      g_object_unref (writers[i]);
    }
  g_assert_cmpuint (count (fixture->vault), ==, N_WRITES * (G_N_ELEMENTS (prefixes) + 1));
}

/* What was said to be written is there, whenever the process is killed. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  guint n_said = 0;

  g_assert_true (create (fixture->vault, PASSPHRASE, NULL));
  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autofree char *prefix = g_strdup_printf ("%u-", i);
      g_autoptr (GSubprocess) writer = start_writer (fixture->path, prefix, "1000000");
      g_autoptr (GDataInputStream) lines =
        g_data_input_stream_new (g_subprocess_get_stdout_pipe (writer));
      char *line = NULL;

      for (guint j = 0; j <= i % 4; j++)
        g_free (g_data_input_stream_read_line (lines, NULL, NULL, NULL));
      n_said += i % 4 + 1;
      /* Somewhere within the next write. */
      for (gint32 j = g_test_rand_int_range (0, 4000); j > 0; j--)
        g_thread_yield ();
      g_subprocess_send_signal (writer, SIGKILL);
      g_assert_true (g_subprocess_wait (writer, NULL, NULL));
      while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
        {
          n_said++;
          g_free (line);
        }
      g_assert_cmpuint (count (fixture->vault), >=, n_said);
      /* One more may be there that it had no time to say. */
      n_said = count (fixture->vault);
    }
  set_name (fixture->vault, "after");
  g_assert_cmpuint (count_anew (fixture->path, PASSPHRASE), ==, n_said + 1);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 5 && strcmp (argv[1], WRITER) == 0)
    return run_writer (argv[2], argv[3], (guint) g_ascii_strtoull (argv[4], NULL, 10));
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/core/vault/life", test_life);
  ADD ("/core/vault/wrong-passphrase", test_wrong_passphrase);
  ADD ("/core/vault/create-replaces-nothing", test_create_replaces_nothing);
  ADD ("/core/vault/change-passphrase", test_change_passphrase);
  ADD ("/core/vault/damaged", test_damaged);
  ADD ("/core/vault/other-kinds-of-files", test_other_kinds_of_files);
  ADD ("/core/vault/unwritable", test_unwritable);
  ADD ("/core/vault/write-or-remove", test_write_or_remove);
  ADD ("/core/vault/two-processes", test_two_processes);
  ADD ("/core/vault/killed", test_killed);
#undef ADD
  return g_test_run ();
}
