/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is sent, changed or removed in an environment that is read-only, and in one for
 * production only what somebody confirmed by its name. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-apps.h"
#include "core/herald-devices.h"
#include "core/herald-guard.h"
#include "core/herald-inapp.h"
#include "core/herald-push.h"
#include "herald-test-session.h"

#include <string.h>

#define GUID "11111111-2222-4333-8444-555555555555"

/* Calls one use case and takes its end. */
typedef gboolean (*ChangeFunc) (HeraldSession *session, GError **error);

static gboolean
save_app (HeraldSession *session, GError **error)
{
  g_autoptr (HeraldApp) app = herald_app_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_app_set (app, HERALD_APP_NAME, "New");
  herald_apps_save_async (session, app, NULL, herald_await_cb, &await);
  return herald_apps_save_finish (session, herald_await_result (&await), error);
}

static gboolean
delete_app (HeraldSession *session, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_apps_delete_async (session, GUID, NULL, herald_await_cb, &await);
  return herald_apps_delete_finish (session, herald_await_result (&await), error);
}

static gboolean
create_token (HeraldSession *session, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldAccessToken) token = NULL;

  herald_apps_create_token_async (session, GUID, "Token", NULL, herald_await_cb, &await);
  token = herald_apps_create_token_finish (session, herald_await_result (&await), error);
  return token != NULL;
}

static gboolean
revoke_token (HeraldSession *session, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_apps_revoke_token_async (session, GUID, GUID, NULL, herald_await_cb, &await);
  return herald_apps_revoke_token_finish (session, herald_await_result (&await), error);
}

static gboolean
register_devices (HeraldSession *session, GError **error)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_devices_register_async (session, none, FALSE, NULL, herald_await_cb, &await);
  return herald_devices_register_finish (session, herald_await_result (&await), error);
}

static gboolean
clean_up (HeraldSession *session, GError **error)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  guint n_remaining = 0;

  herald_devices_clean_up_async (session, none, NULL, herald_await_cb, &await);
  return herald_devices_clean_up_finish (session, herald_await_result (&await), &n_remaining,
                                         error);
}

static gboolean
push (HeraldSession *session, GError **error)
{
  g_autoptr (HeraldApp) app = herald_app_new ();
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_push_send_async (session, app, message, none, none, NULL, herald_await_cb, &await);
  return herald_push_send_finish (session, herald_await_result (&await), error);
}

static gboolean
send_in_app (HeraldSession *session, GError **error)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_inapp_send_async (session, message, none, none, NULL, herald_await_cb, &await);
  return herald_inapp_send_finish (session, herald_await_result (&await), error);
}

static gboolean
recall (HeraldSession *session, GError **error)
{
  const char *const ids[] = { GUID, NULL };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_inapp_recall_async (session, ids, NULL, herald_await_cb, &await);
  return herald_inapp_recall_finish (session, herald_await_result (&await), error);
}

static const ChangeFunc CHANGES[] = {
  save_app, delete_app, create_token, revoke_token, register_devices,
  clean_up, push,       send_in_app,  recall,
};

static void
open_session (HeraldTestSession *fixture)
{
  g_autoptr (GError) error = NULL;

  herald_test_session_open (fixture, &error);
  g_assert_no_error (error);
}

static void
test_read_only_lets_nothing_pass (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GError) confirm_error = NULL;

  open_session (fixture);
  herald_environment_set_read_only (fixture->environment, TRUE);
  herald_guard_confirm (herald_session_get_guard (fixture->session),
                        herald_environment_get (fixture->environment, HERALD_ENVIRONMENT_NAME),
                        TRUE, &confirm_error);
  g_assert_no_error (confirm_error);
  for (gsize i = 0; i < G_N_ELEMENTS (CHANGES); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (CHANGES[i](fixture->session, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_FORBIDDEN);
      g_assert_nonnull (strstr (error->message, "read-only"));
    }
}

static void
test_production_asks_for_the_name (HeraldTestSession *fixture, gconstpointer data)
{
  open_session (fixture);
  herald_environment_set_kind (fixture->environment, HERALD_ENVIRONMENT_PRODUCTION);
  for (gsize i = 0; i < G_N_ELEMENTS (CHANGES); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (CHANGES[i](fixture->session, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "is for production"));
    }
}

static void
test_confirmation_is_for_one_change (HeraldTestSession *fixture, gconstpointer data)
{
  HeraldGuard *guard;
  g_autoptr (GError) error = NULL;

  open_session (fixture);
  herald_environment_set_kind (fixture->environment, HERALD_ENVIRONMENT_PRODUCTION);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_NAME, "Contoso");
  guard = herald_session_get_guard (fixture->session);
  g_assert_false (herald_guard_confirm (guard, "contoso", FALSE, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (herald_guard_needs_name (guard));

  g_assert_true (herald_guard_confirm (guard, " Contoso ", FALSE, &error));
  g_assert_false (herald_guard_needs_name (guard));
  /* It passes the guard: what is refused now is the deletion of an app that does not exist. */
  g_assert_false (delete_app (fixture->session, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (delete_app (fixture->session, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (herald_guard_confirm (guard, "Contoso", TRUE, &error));
  for (int i = 0; i < 2; i++)
    {
      g_assert_false (delete_app (fixture->session, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }
}

/* Reading needs no confirmation and goes on in what is read-only. */
static void
test_reading_goes_on (HeraldTestSession *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) apps = NULL;
  g_autoptr (GError) error = NULL;

  open_session (fixture);
  herald_environment_set_kind (fixture->environment, HERALD_ENVIRONMENT_PRODUCTION);
  herald_environment_set_read_only (fixture->environment, TRUE);
  herald_apps_list_async (fixture->session, NULL, herald_await_cb, &await);
  apps = herald_apps_list_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (apps->len, >, 0);
}

static void
test_names (void)
{
  g_autoptr (HeraldEnvironment) environment =
    herald_environment_new (HERALD_ENVIRONMENT_PRODUCTION);
  g_autoptr (HeraldGuard) guard = herald_guard_new (environment);
  /* The second is “é” of two characters. */
  static const struct
  {
    const char *typed;
    gboolean    is_name;
  } cases[] = {
    { "Café Nord", TRUE },     { "Cafe\xcc\x81 Nord", TRUE },
    { "  Café Nord\n", TRUE }, { "café nord", FALSE },
    { "Café", FALSE },         { "", FALSE },
    { "\xff", FALSE },
  };

  g_assert_false (herald_guard_is_name (guard, ""));
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "Café Nord");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (herald_guard_is_name (guard, cases[i].typed), ==, cases[i].is_name);
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add (path, HeraldTestSession, NULL, herald_test_session_set_up_closed, func,              \
              herald_test_session_tear_down)
  ADD ("/core/guard/read-only-lets-nothing-pass", test_read_only_lets_nothing_pass);
  ADD ("/core/guard/production-asks-for-the-name", test_production_asks_for_the_name);
  ADD ("/core/guard/confirmation-is-for-one-change", test_confirmation_is_for_one_change);
  ADD ("/core/guard/reading-goes-on", test_reading_goes_on);
#undef ADD
  g_test_add_func ("/core/guard/names", test_names);
  return g_test_run ();
}
