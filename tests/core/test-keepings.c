/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three places of secrets and the way between them. libsecret's own file stands for the Secret
 * Service; it does not answer while its path leads nowhere. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-secrets.h"
#include "herald-test-dir.h"

#include <string.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#define PASSPHRASE "correct horse"
#define OTHER_PASSPHRASE "battery staple"
#define VALUE "s3cr3t-välue"
#define NOWHERE "/dev/null/nowhere/keyring"

typedef struct
{
  char          *dir;     /* (owned) */
  char          *path;    /* (owned) */
  HeraldSecrets *secrets; /* (owned) */

  guint       n_asked;
  const char *answer; /* (nullable): the passphrase; NULL declines */
} Fixture;

/* See test-secrets.c: the file of libsecret leaks. */
static void
set_leaks_ignored (gboolean ignored)
{
#ifdef __SANITIZE_ADDRESS__
  if (ignored)
    __lsan_disable ();
  else
    __lsan_enable ();
#endif
}

static void
start_keyring (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "test.keyring", NULL);

  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
}

/* libsecret keeps to a file that it opened once: who opens one has a process to himself. */
static gboolean
is_own_process (void)
{
  if (g_test_subprocess ())
    return TRUE;
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  return FALSE;
}

static void
start_run (Fixture *fixture)
{
  const HeraldVaultCost cost = HERALD_VAULT_COST_LEAST;

  fixture->secrets = herald_secrets_new_with_file (fixture->path);
  herald_vault_set_cost (herald_secrets_get_vault (fixture->secrets), &cost);
}

/* Another object stands for another run. */
static void
start_another_run (Fixture *fixture)
{
  g_assert_finalize_object (fixture->secrets);
  start_run (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_leaks_ignored (TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", NOWHERE, TRUE);
  fixture->dir = herald_test_dir_new ();
  fixture->path = g_build_filename (fixture->dir, "secrets.vault", NULL);
  start_run (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->secrets);
  herald_test_dir_remove (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
  set_leaks_ignored (FALSE);
}

static gboolean
keep (Fixture *fixture, const char *id, const char *value, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_store_async (fixture->secrets, "env", HERALD_SECRET_API_TOKEN, id, value, NULL,
                              herald_await_cb, &await);
  return herald_secrets_store_finish (fixture->secrets, herald_await_result (&await), error);
}

static void
assert_keeps (Fixture *fixture, const char *id, const char *value)
{
  g_autoptr (GError) error = NULL;

  keep (fixture, id, value, &error);
  g_assert_no_error (error);
}

/* @words: (nullable): of the error */
static void
assert_found (Fixture *fixture, const char *id, const char *expected, const char *words)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  char *value;

  herald_secrets_lookup_async (fixture->secrets, "env", HERALD_SECRET_API_TOKEN, id, NULL,
                               herald_await_cb, &await);
  value = herald_secrets_lookup_finish (fixture->secrets, herald_await_result (&await), &error);
  if (words == NULL)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
      g_assert_nonnull (strstr (error->message, words));
    }
  g_assert_cmpstr (value, ==, expected);
  herald_secret_free (value);
}

static gboolean
clear (Fixture *fixture, const char *id, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_clear_async (fixture->secrets, "env", HERALD_SECRET_API_TOKEN, id, NULL,
                              herald_await_cb, &await);
  return herald_secrets_clear_finish (fixture->secrets, herald_await_result (&await), error);
}

static void
assert_listed (Fixture *fixture, const char *expected)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GString) listed = g_string_new (NULL);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  herald_secrets_list_async (fixture->secrets, NULL, herald_await_cb, &await);
  found = herald_secrets_list_finish (fixture->secrets, herald_await_result (&await), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < found->len; i++)
    {
      const HeraldSecretInfo *info = g_ptr_array_index (found, i);

      g_string_append_printf (listed, "%s %s;", info->id, herald_keeping_to_string (info->keeping));
    }
  g_assert_cmpstr (listed->str, ==, expected);
}

static void
probe (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_probe_async (fixture->secrets, NULL, herald_await_cb, &await);
  g_assert_true (
    herald_secrets_probe_finish (fixture->secrets, herald_await_result (&await), NULL));
}

static void
create (Fixture *fixture)
{
  HeraldVault *vault = herald_secrets_get_vault (fixture->secrets);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_vault_create_async (vault, PASSPHRASE, NULL, herald_await_cb, &await);
  herald_vault_create_finish (vault, herald_await_result (&await), &error);
  g_assert_no_error (error);
}

static void
unlock (Fixture *fixture, const char *passphrase)
{
  HeraldVault *vault = herald_secrets_get_vault (fixture->secrets);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_vault_unlock_async (vault, passphrase, NULL, herald_await_cb, &await);
  herald_vault_unlock_finish (vault, herald_await_result (&await), &error);
  g_assert_no_error (error);
}

static gboolean
move (Fixture *fixture, HeraldKeeping to, guint *n_moved, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_move_async (fixture->secrets, to, NULL, herald_await_cb, &await);
  return herald_secrets_move_finish (fixture->secrets, herald_await_result (&await), n_moved,
                                     error);
}

static void
assert_moves (Fixture *fixture, HeraldKeeping to, guint expected)
{
  g_autoptr (GError) error = NULL;
  guint n_moved = 0;

  move (fixture, to, &n_moved, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_moved, ==, expected);
}

static gboolean
answer_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  if (fixture->answer == NULL)
    herald_secrets_decline_passphrase (fixture->secrets, NULL);
  else
    herald_vault_unlock_async (herald_secrets_get_vault (fixture->secrets), fixture->answer, NULL,
                               NULL, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
passphrase_needed_cb (HeraldSecrets *secrets, Fixture *fixture)
{
  fixture->n_asked++;
  g_idle_add (answer_cb, fixture);
  return TRUE;
}

static void
answer_with (Fixture *fixture, const char *passphrase)
{
  fixture->answer = passphrase;
  fixture->n_asked = 0;
  g_signal_connect (fixture->secrets, "passphrase-needed", G_CALLBACK (passphrase_needed_cb),
                    fixture);
}

static void
test_session_to_file (Fixture *fixture, gconstpointer data)
{
  assert_keeps (fixture, "a", VALUE);
  assert_listed (fixture, "a session;");
  g_assert_true (herald_secrets_is_session_only (fixture->secrets));
  create (fixture);
  g_assert_cmpint (herald_secrets_get_keeping (fixture->secrets), ==, HERALD_KEEPING_FILE);
  g_assert_false (herald_secrets_is_session_only (fixture->secrets));
  assert_moves (fixture, HERALD_KEEPING_FILE, 1);
  assert_keeps (fixture, "b", "other");
  assert_listed (fixture, "a file;b file;");
  start_another_run (fixture);
  g_assert_cmpint (herald_secrets_get_keeping (fixture->secrets), ==, HERALD_KEEPING_FILE);
  assert_listed (fixture, "");
  answer_with (fixture, PASSPHRASE);
  assert_found (fixture, "a", VALUE, NULL);
  assert_found (fixture, "b", "other", NULL);
  assert_found (fixture, "c", NULL, NULL);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
  g_assert_true (clear (fixture, "a", NULL));
  assert_listed (fixture, "b file;");
}

/* A value that was stored in memory before is not found in place of the newer one. */
static void
test_newer_in_file (Fixture *fixture, gconstpointer data)
{
  assert_keeps (fixture, "a", "old");
  create (fixture);
  assert_keeps (fixture, "a", VALUE);
  assert_found (fixture, "a", VALUE, NULL);
  assert_listed (fixture, "a file;");
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  create (fixture);
  assert_keeps (fixture, "a", VALUE);
  start_another_run (fixture);
  /* Nobody is there to ask. */
  assert_found (fixture, "a", NULL, "is locked");
  g_assert_false (keep (fixture, "b", VALUE, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  g_clear_error (&error);
  g_assert_false (clear (fixture, "a", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  g_clear_error (&error);
  g_assert_false (move (fixture, HERALD_KEEPING_KEYRING, NULL, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  unlock (fixture, PASSPHRASE);
  assert_listed (fixture, "a file;");
}

/* Who does not want to is not asked again, until it was unlocked. */
static void
test_declined (Fixture *fixture, gconstpointer data)
{
  create (fixture);
  assert_keeps (fixture, "a", VALUE);
  start_another_run (fixture);
  answer_with (fixture, NULL);
  assert_found (fixture, "a", NULL, "is locked");
  assert_found (fixture, "a", NULL, "is locked");
  g_assert_cmpuint (fixture->n_asked, ==, 1);
  unlock (fixture, PASSPHRASE);
  assert_found (fixture, "a", VALUE, NULL);
  herald_vault_lock (herald_secrets_get_vault (fixture->secrets));
  assert_found (fixture, "a", NULL, "is locked");
  g_assert_cmpuint (fixture->n_asked, ==, 2);
}

static gboolean
leave_waiting_cb (HeraldSecrets *secrets, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
  return TRUE;
}

static void
test_cancelled_while_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  create (fixture);
  herald_vault_lock (herald_secrets_get_vault (fixture->secrets));
  g_signal_connect (fixture->secrets, "passphrase-needed", G_CALLBACK (leave_waiting_cb),
                    cancellable);
  herald_secrets_lookup_async (fixture->secrets, "env", HERALD_SECRET_API_TOKEN, "a", cancellable,
                               herald_await_cb, &await);
  g_assert_null (
    herald_secrets_lookup_finish (fixture->secrets, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* The others have their turn. */
  unlock (fixture, PASSPHRASE);
  assert_found (fixture, "a", NULL, NULL);
}

/* Another process changed the passphrase: it is asked for once more, and nothing is lost. */
static void
test_passphrase_changed (Fixture *fixture, gconstpointer data)
{
  const HeraldVaultCost cost = HERALD_VAULT_COST_LEAST;
  HeraldVault          *other = herald_vault_new (fixture->path);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_vault_set_cost (other, &cost);
  create (fixture);
  assert_keeps (fixture, "a", VALUE);
  herald_vault_change_passphrase_async (other, PASSPHRASE, OTHER_PASSPHRASE, NULL, herald_await_cb,
                                        &await);
  g_assert_true (herald_vault_change_passphrase_finish (other, herald_await_result (&await), NULL));
  herald_await_clear (&await);
  g_assert_finalize_object (other);
  answer_with (fixture, OTHER_PASSPHRASE);
  assert_keeps (fixture, "b", "other");
  g_assert_cmpuint (fixture->n_asked, ==, 1);
  assert_listed (fixture, "a file;b file;");
}

static void
test_keyring_appears (Fixture *fixture, gconstpointer data)
{
  if (!is_own_process ())
    return;
  create (fixture);
  assert_keeps (fixture, "a", VALUE);
  assert_keeps (fixture, "b", "other");
  probe (fixture);
  g_assert_false (herald_secrets_has_service (fixture->secrets));
  start_keyring (fixture);
  probe (fixture);
  g_assert_true (herald_secrets_has_service (fixture->secrets));
  /* Until it is moved, the file is the place. */
  g_assert_cmpint (herald_secrets_get_keeping (fixture->secrets), ==, HERALD_KEEPING_FILE);
  assert_moves (fixture, HERALD_KEEPING_KEYRING, 2);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (herald_secrets_get_keeping (fixture->secrets), ==, HERALD_KEEPING_KEYRING);
  assert_listed (fixture, "a keyring;b keyring;");
  start_another_run (fixture);
  assert_found (fixture, "a", VALUE, NULL);
  assert_found (fixture, "b", "other", NULL);
}

/* What does not answer takes nothing, and nothing is lost. */
static void
test_no_keyring_to_move_to (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  create (fixture);
  assert_keeps (fixture, "a", VALUE);
  g_assert_false (move (fixture, HERALD_KEEPING_KEYRING, NULL, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  g_assert_nonnull (strstr (error->message, "keyring"));
  start_another_run (fixture);
  unlock (fixture, PASSPHRASE);
  assert_found (fixture, "a", VALUE, NULL);
}

static void
test_no_file_to_move_to (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_keeps (fixture, "a", VALUE);
  g_assert_false (move (fixture, HERALD_KEEPING_FILE, NULL, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  assert_found (fixture, "a", VALUE, NULL);
}

static void
test_keyring_to_file (Fixture *fixture, gconstpointer data)
{
  if (!is_own_process ())
    return;
  start_keyring (fixture);
  assert_keeps (fixture, "a", "old");
  assert_keeps (fixture, "b", VALUE);
  assert_listed (fixture, "a keyring;b keyring;");
  create (fixture);
  /* In both: the file's is the newer one. */
  assert_keeps (fixture, "a", "new");
  assert_moves (fixture, HERALD_KEEPING_FILE, 1);
  assert_listed (fixture, "a file;b file;");
  assert_found (fixture, "a", "new", NULL);
  assert_found (fixture, "b", VALUE, NULL);
}

static void
test_session_to_keyring (Fixture *fixture, gconstpointer data)
{
  if (!is_own_process ())
    return;
  assert_keeps (fixture, "a", VALUE);
  start_keyring (fixture);
  probe (fixture);
  g_assert_cmpint (herald_secrets_get_keeping (fixture->secrets), ==, HERALD_KEEPING_KEYRING);
  assert_listed (fixture, "a session;");
  assert_moves (fixture, HERALD_KEEPING_KEYRING, 1);
  assert_listed (fixture, "a keyring;");
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  create (fixture);
  assert_keeps (fixture, "a", VALUE);
  g_assert_true (g_file_set_contents (fixture->path, "nonsense", -1, NULL));
  assert_found (fixture, "a", NULL, "no file of secrets");
  herald_secrets_list_async (fixture->secrets, NULL, herald_await_cb, &await);
  g_assert_null (
    herald_secrets_list_finish (fixture->secrets, herald_await_result (&await), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/core/keepings/session-to-file", test_session_to_file);
  ADD ("/core/keepings/newer-in-file", test_newer_in_file);
  ADD ("/core/keepings/locked", test_locked);
  ADD ("/core/keepings/declined", test_declined);
  ADD ("/core/keepings/cancelled-while-waiting", test_cancelled_while_waiting);
  ADD ("/core/keepings/passphrase-changed", test_passphrase_changed);
  ADD ("/core/keepings/keyring-appears", test_keyring_appears);
  ADD ("/core/keepings/no-keyring-to-move-to", test_no_keyring_to_move_to);
  ADD ("/core/keepings/no-file-to-move-to", test_no_file_to_move_to);
  ADD ("/core/keepings/keyring-to-file", test_keyring_to_file);
  ADD ("/core/keepings/session-to-keyring", test_session_to_keyring);
  ADD ("/core/keepings/damaged", test_damaged);
#undef ADD
  return g_test_run ();
}
