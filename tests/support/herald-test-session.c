/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts and ends what the tests of use cases stand on; every byte goes over loopback. */
#include "config.h"

#include "herald-test-session.h"

#include <locale.h>

#include "base/herald-await.h"
#include "herald-test-dir.h"
#include "net/herald-http.h"

/* Secrets live in the process: no keyring of whoever runs the tests is touched. That the system's
 * service works is shown by test-secrets.c. */
static void
use_no_secret_service (void)
{
  g_unsetenv ("SECRET_BACKEND");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
}

void
herald_test_session_init (int *argc, char ***argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  use_no_secret_service ();
  herald_http_init_library ();
  g_test_init (argc, argv, NULL);
}

static HeraldEmulator *
start_emulator (const char *dir)
{
  g_autofree char      *emulator_dir = g_build_filename (dir, "emulator", NULL);
  HeraldEmulatorOptions options = { .dir = emulator_dir, .in_memory = TRUE };
  HeraldEmulator       *emulator = herald_emulator_new (&options);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_emulator_start_async (emulator, NULL, herald_await_cb, &await);
  herald_emulator_start_finish (emulator, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return emulator;
}

static HeraldStore *
open_store (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "herald.db", NULL);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  HeraldStore *store;

  herald_store_open_async (path, NULL, herald_await_cb, &await);
  store = herald_store_open_finish (herald_await_result (&await), &error);
  g_assert_no_error (error);
  return store;
}

void
herald_test_session_set_up_closed (HeraldTestSession *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->dir = herald_test_dir_new ();
  self->emulator = start_emulator (self->dir);
  self->info =
    herald_emulator_info_new_from_line (herald_emulator_get_ready_line (self->emulator), &error);
  g_assert_no_error (error);
  self->environment = herald_emulator_info_dup_environment (self->info);
  self->store = open_store (self->dir);
  self->secrets = herald_secrets_new ();
  self->session = herald_session_new (self->environment, self->store, self->secrets, self->info);
}

gboolean
herald_test_session_open (HeraldTestSession *self, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_session_open_async (self->session, NULL, herald_await_cb, &await);
  return herald_session_open_finish (self->session, herald_await_result (&await), error);
}

void
herald_test_session_set_up (HeraldTestSession *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  herald_test_session_set_up_closed (self, data);
  herald_test_session_open (self, &error);
  g_assert_no_error (error);
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

void
herald_test_session_restart (HeraldTestSession *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->session);
  drain ();
  self->session = herald_session_new (self->environment, self->store, self->secrets, self->info);
  herald_test_session_open (self, &error);
  g_assert_no_error (error);
}

void
herald_test_session_tear_down (HeraldTestSession *self, gconstpointer data)
{
  herald_session_close (self->session);
  drain ();
  herald_store_close (self->store);
  drain ();
  g_assert_finalize_object (self->session);
  g_assert_finalize_object (self->secrets);
  g_assert_finalize_object (self->store);
  g_clear_object (&self->environment);
  g_clear_object (&self->info);
  herald_emulator_stop (self->emulator);
  g_clear_object (&self->emulator);
  herald_test_dir_remove (self->dir);
  g_free (self->dir);
}
