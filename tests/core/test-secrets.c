/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets with a file backend in place of the Secret Service, and with no service at all. The
 * second case runs in a process of its own: libsecret chooses its backend once. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-secrets.h"
#include "herald-test-dir.h"

#include <string.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#define VALUE "s3cr3t-välue"

/* The file backend of libsecret 0.20 loses a tag of 28 bytes with each write after the first, in a
 * stack without a frame of its own that could be suppressed. Our own memory is watched in the case
 * without a service, which runs the same calls. */
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
keep (HeraldSecrets *secrets, const char *environment, const char *id, const char *value)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_secrets_store_async (secrets, environment, HERALD_SECRET_API_TOKEN, id, value, NULL,
                              herald_await_cb, &await);
  herald_secrets_store_finish (secrets, herald_await_result (&await), &error);
  g_assert_no_error (error);
}

static void
assert_kept (HeraldSecrets   *secrets,
             const char      *environment,
             HeraldSecretKind kind,
             const char      *id,
             const char      *expected)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  char *value;

  herald_secrets_lookup_async (secrets, environment, kind, id, NULL, herald_await_cb, &await);
  value = herald_secrets_lookup_finish (secrets, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, expected);
  herald_secret_free (value);
}

/* @expected: environment, kind and id of each, in their order. */
static void
assert_listed (HeraldSecrets *secrets, const char *expected)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GString) listed = g_string_new (NULL);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  herald_secrets_list_async (secrets, NULL, herald_await_cb, &await);
  found = herald_secrets_list_finish (secrets, herald_await_result (&await), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < found->len; i++)
    {
      const HeraldSecretInfo *info = g_ptr_array_index (found, i);

      g_string_append_printf (listed, "%s %s %s;", info->environment_id,
                              herald_secret_kind_to_string (info->kind), info->id);
    }
  g_assert_cmpstr (listed->str, ==, expected);
}

static void
use_file (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "test.keyring", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
}

static void
check_all (HeraldSecrets *secrets)
{
  g_auto (HeraldAwait) clear = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) clear_all = HERALD_AWAIT_INIT;

  assert_kept (secrets, "env", HERALD_SECRET_API_TOKEN, "a", NULL);
  keep (secrets, "env", "a", "old");
  keep (secrets, "env", "a", VALUE);
  keep (secrets, "env", "b", "other");
  keep (secrets, "env2", "a", "third");
  assert_listed (secrets, "env api-token a;env api-token b;env2 api-token a;");
  assert_kept (secrets, "env", HERALD_SECRET_API_TOKEN, "a", VALUE);
  assert_kept (secrets, "env", HERALD_SECRET_SIGNING_KEY, "a", NULL);
  herald_secrets_clear_async (secrets, "env", HERALD_SECRET_API_TOKEN, "a", NULL, herald_await_cb,
                              &clear);
  g_assert_true (herald_secrets_clear_finish (secrets, herald_await_result (&clear), NULL));
  assert_kept (secrets, "env", HERALD_SECRET_API_TOKEN, "a", NULL);
  assert_kept (secrets, "env", HERALD_SECRET_API_TOKEN, "b", "other");
  herald_secrets_clear_environment_async (secrets, "env", NULL, herald_await_cb, &clear_all);
  g_assert_true (
    herald_secrets_clear_environment_finish (secrets, herald_await_result (&clear_all), NULL));
  assert_kept (secrets, "env", HERALD_SECRET_API_TOKEN, "b", NULL);
  assert_kept (secrets, "env2", HERALD_SECRET_API_TOKEN, "a", "third");
  assert_listed (secrets, "env2 api-token a;");
}

static void
test_service (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  HeraldSecrets   *secrets = herald_secrets_new ();

  set_leaks_ignored (TRUE);
  use_file (dir);
  check_all (secrets);
  g_assert_false (herald_secrets_is_session_only (secrets));
  g_assert_finalize_object (secrets);
  /* Another object stands for another run. */
  secrets = herald_secrets_new ();
  assert_kept (secrets, "env2", HERALD_SECRET_API_TOKEN, "a", "third");
  g_assert_finalize_object (secrets);
  set_leaks_ignored (FALSE);
  herald_test_dir_remove (dir);
}

/* The file backend loses writes that overlap, so they must not. */
static void
test_many_at_once (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  HeraldSecrets   *secrets = herald_secrets_new ();
  HeraldAwait      awaits[10] = { HERALD_AWAIT_INIT };

  set_leaks_ignored (TRUE);
  use_file (dir);
  for (guint i = 0; i < G_N_ELEMENTS (awaits); i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      herald_secrets_store_async (secrets, "env", HERALD_SECRET_API_TOKEN, id, id, NULL,
                                  herald_await_cb, &awaits[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (awaits); i++)
    {
      g_assert_true (herald_secrets_store_finish (secrets, herald_await_result (&awaits[i]), NULL));
      herald_await_clear (&awaits[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (awaits); i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      assert_kept (secrets, "env", HERALD_SECRET_API_TOKEN, id, id);
    }
  g_assert_finalize_object (secrets);
  set_leaks_ignored (FALSE);
  herald_test_dir_remove (dir);
}

/* Run by the case below: another process writes to the same file. */
static void
test_other_process (void)
{
  HeraldSecrets *secrets;

  if (!g_test_subprocess ())
    {
      g_test_skip ("only as another process");
      return;
    }
  set_leaks_ignored (TRUE);
  secrets = herald_secrets_new ();
  keep (secrets, "env", "theirs", "theirs");
  g_assert_finalize_object (secrets);
  set_leaks_ignored (FALSE);
}

/* libsecret refuses to write over it, and would refuse for good: it is asked anew, and nothing is
 * kept in memory in its place. */
static void
test_two_processes (void)
{
  g_autofree char *dir = NULL;
  HeraldSecrets   *secrets;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  dir = herald_test_dir_new ();
  secrets = herald_secrets_new ();
  set_leaks_ignored (TRUE);
  use_file (dir);
  keep (secrets, "env", "ours", "first");
  g_test_trap_subprocess ("/core/secrets/other-process", 0, 0);
  g_test_trap_assert_passed ();
  keep (secrets, "env", "ours", "second");
  g_assert_false (herald_secrets_is_session_only (secrets));
  assert_kept (secrets, "env", HERALD_SECRET_API_TOKEN, "ours", "second");
  assert_kept (secrets, "env", HERALD_SECRET_API_TOKEN, "theirs", "theirs");
  assert_listed (secrets, "env api-token ours;env api-token theirs;");
  g_assert_finalize_object (secrets);
  set_leaks_ignored (FALSE);
  herald_test_dir_remove (dir);
}

static void
session_only_cb (HeraldSecrets *secrets, GParamSpec *pspec, guint *n_notified)
{
  (*n_notified)++;
}

/* Run by the case below without a bus. */
static void
test_without_service (void)
{
  HeraldSecrets *secrets;
  guint          n_notified = 0;
  g_auto (HeraldAwait) probe = HERALD_AWAIT_INIT;

  if (!g_test_subprocess ())
    {
      g_test_skip ("only in a process without a bus");
      return;
    }
  secrets = herald_secrets_new ();
  g_signal_connect (secrets, "notify::session-only", G_CALLBACK (session_only_cb), &n_notified);
  herald_secrets_probe_async (secrets, NULL, herald_await_cb, &probe);
  g_assert_true (herald_secrets_probe_finish (secrets, herald_await_result (&probe), NULL));
  g_assert_true (herald_secrets_is_session_only (secrets));
  check_all (secrets);
  g_assert_cmpuint (n_notified, ==, 1);
  herald_await_clear (&probe);
  g_assert_finalize_object (secrets);
}

static gboolean
contains (const char *content, gsize length, const char *needle)
{
  gsize size = strlen (needle);

  for (gsize i = 0; i + size <= length; i++)
    if (memcmp (content + i, needle, size) == 0)
      return TRUE;
  return FALSE;
}

/* Nothing that was kept may stand in a file afterwards. */
static void
assert_no_file_has (const char *dir, const char *needle)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_autofree char *content = NULL;
      gsize            length = 0;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        assert_no_file_has (path, needle);
      else if (g_file_get_contents (path, &content, &length, NULL))
        g_assert_false (contains (content, length, needle));
    }
}

static void
test_no_service (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_auto (GStrv) old = g_get_environ ();

  g_unsetenv ("SECRET_BACKEND");
  g_unsetenv ("SECRET_FILE_TEST_PATH");
  g_unsetenv ("SECRET_FILE_TEST_PASSWORD");
  g_unsetenv ("DISPLAY");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_setenv ("HOME", dir, TRUE);
  g_setenv ("XDG_DATA_HOME", dir, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", dir, TRUE);
  g_test_trap_subprocess ("/core/secrets/without-service", 0, 0);
  g_setenv ("HOME", g_environ_getenv (old, "HOME"), TRUE);
  g_test_trap_assert_passed ();
  assert_no_file_has (dir, "third");
  herald_test_dir_remove (dir);
}

static void
test_cancelled (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  HeraldSecrets   *secrets = herald_secrets_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  set_leaks_ignored (TRUE);
  use_file (dir);
  g_cancellable_cancel (cancellable);
  herald_secrets_lookup_async (secrets, "env", HERALD_SECRET_API_TOKEN, "a", cancellable,
                               herald_await_cb, &await);
  g_assert_null (herald_secrets_lookup_finish (secrets, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (herald_secrets_is_session_only (secrets));
  keep (secrets, "env", "a", VALUE);
  herald_await_clear (&await);
  g_assert_finalize_object (secrets);
  set_leaks_ignored (FALSE);
  herald_test_dir_remove (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/secrets/service", test_service);
  g_test_add_func ("/core/secrets/many-at-once", test_many_at_once);
  g_test_add_func ("/core/secrets/other-process", test_other_process);
  g_test_add_func ("/core/secrets/two-processes", test_two_processes);
  g_test_add_func ("/core/secrets/cancelled", test_cancelled);
  g_test_add_func ("/core/secrets/without-service", test_without_service);
  g_test_add_func ("/core/secrets/no-service", test_no_service);
  return g_test_run ();
}
