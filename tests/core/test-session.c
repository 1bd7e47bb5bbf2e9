/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing an environment. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-history.h"
#include "core/herald-people.h"
#include "herald-test-session.h"

static gboolean
find (HeraldTestSession *fixture, const char *email, GCancellable *cancellable, GError **error)
{
  const char *emails[] = { email, NULL };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) people = NULL;

  herald_people_find_async (fixture->session, emails, cancellable, herald_await_cb, &await);
  people = herald_people_find_finish (fixture->session, herald_await_result (&await), error);
  return people != NULL;
}

static void
test_opens (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (herald_session_get_state (fixture->session), ==, HERALD_SESSION_CLOSED);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_USER_ID, NULL);
  g_assert_true (herald_test_session_open (fixture, &error));
  g_assert_no_error (error);
  g_assert_cmpint (herald_session_get_state (fixture->session), ==, HERALD_SESSION_OPEN);
  g_assert_cmpstr (herald_session_get_user_name (fixture->session), !=, NULL);
  g_assert_cmpuint (strlen (
                      herald_environment_get (fixture->environment, HERALD_ENVIRONMENT_USER_ID)),
                    ==, 36);
}

static void
test_wrong_secret (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEnvironment) environment =
    herald_environment_new (HERALD_ENVIRONMENT_DEVELOPMENT);
  g_autoptr (HeraldSession) session = NULL;
  g_auto (HeraldAwait) kept = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  for (int i = 0; i < HERALD_ENVIRONMENT_N_FIELDS; i++)
    herald_environment_set (environment, (HeraldEnvironmentField) i,
                            herald_environment_get (fixture->environment,
                                                    (HeraldEnvironmentField) i));
  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, "dev");
  herald_secrets_store_async (fixture->secrets, "dev", HERALD_SECRET_CLIENT_SECRET,
                              herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID),
                              "wrong", NULL, herald_await_cb, &kept);
  g_assert_true (
    herald_secrets_store_finish (fixture->secrets, herald_await_result (&kept), &error));
  session = herald_session_new (environment, fixture->store, fixture->secrets, NULL);
  herald_session_open_async (session, NULL, herald_await_cb, &await);
  g_assert_false (herald_session_open_finish (session, herald_await_result (&await), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
  g_assert_cmpint (herald_session_get_state (session), ==, HERALD_SESSION_FAILED);
}

static void
test_no_secret (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEnvironment) environment =
    herald_environment_new (HERALD_ENVIRONMENT_PRODUCTION);
  g_autoptr (HeraldSession) session = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, "prod");
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "Contoso");
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, "https://127.0.0.1:9");
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID,
                          "11111111-1111-1111-1111-111111111111");
  session = herald_session_new (environment, fixture->store, fixture->secrets, NULL);
  herald_session_open_async (session, NULL, herald_await_cb, &await);
  g_assert_false (herald_session_open_finish (session, herald_await_result (&await), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
  g_assert_nonnull (strstr (error->message, "Contoso"));
}

static void
test_emulator_stays_on_this_computer (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_FCM_ORIGIN,
                          "https://fcm.googleapis.com");
  g_assert_false (herald_test_session_open (fixture, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_cmpint (herald_session_get_state (fixture->session), ==, HERALD_SESSION_FAILED);
}

/* Another organisation answers at a saved address: nothing opens until somebody says that it is
 * right, and then it is that one which is kept. */
static void
test_other_organisation (HeraldTestSession *fixture, gconstpointer data)
{
  const char *real =
    herald_environment_get (fixture->environment, HERALD_ENVIRONMENT_ORGANIZATION_ID);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEnvironment) environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);
  g_autoptr (HeraldSession) session = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) again = HERALD_AWAIT_INIT;

  for (int i = 0; i < HERALD_ENVIRONMENT_N_FIELDS; i++)
    herald_environment_set (environment, (HeraldEnvironmentField) i,
                            herald_environment_get (fixture->environment,
                                                    (HeraldEnvironmentField) i));
  herald_environment_set (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID,
                          "99999999-9999-9999-9999-999999999999");
  session = herald_session_new (environment, fixture->store, fixture->secrets, fixture->info);
  herald_session_open_async (session, NULL, herald_await_cb, &await);
  g_assert_false (herald_session_open_finish (session, herald_await_result (&await), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (herald_session_accept_changes (session));
  g_assert_false (herald_session_accept_changes (session));
  herald_session_open_async (session, NULL, herald_await_cb, &again);
  g_assert_true (herald_session_open_finish (session, herald_await_result (&again), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID), ==,
                   real);
}

static void
test_closed_session_says_so (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (find (fixture, "andrew@contosoltd.com", NULL, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
}

static void
test_closing_cancels (HeraldTestSession *fixture, gconstpointer data)
{
  const char *emails[] = { "andrew@contosoltd.com", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) page = g_cancellable_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_people_find_async (fixture->session, emails, page, herald_await_cb, &await);
  herald_session_close (fixture->session);
  g_assert_null (
    herald_people_find_finish (fixture->session, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_cancellable_is_cancelled (page));
}

static void
test_page_cancels_its_own (HeraldTestSession *fixture, gconstpointer data)
{
  const char *emails[] = { "andrew@contosoltd.com", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) page = g_cancellable_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_people_find_async (fixture->session, emails, page, herald_await_cb, &await);
  g_cancellable_cancel (page);
  g_assert_null (
    herald_people_find_finish (fixture->session, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (find (fixture, "andrew@contosoltd.com", NULL, &error));
}

static void
test_opens_again (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  herald_session_close (fixture->session);
  g_assert_cmpint (herald_session_get_state (fixture->session), ==, HERALD_SESSION_CLOSED);
  g_assert_null (herald_session_get_user_name (fixture->session));
  g_assert_true (herald_test_session_open (fixture, &error));
  g_assert_true (find (fixture, "andrew@contosoltd.com", NULL, &error));
}

static void
test_emulator_is_gone (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  herald_emulator_stop (fixture->emulator);
  g_assert_false (find (fixture, "andrew@contosoltd.com", NULL, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
}

/* Every exchange is kept, and no credential in it. */
static void
test_exchanges_are_kept (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) one = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) exchanges = NULL;
  g_autoptr (HeraldExchange) newest = NULL;
  g_autofree char *text = NULL;
  const char      *secret = herald_emulator_info_get_client_secret (fixture->info);

  g_assert_true (find (fixture, "andrew@contosoltd.com", NULL, &error));
  herald_history_list_exchanges_async (fixture->session, NULL, 100, NULL, herald_await_cb, &await);
  exchanges =
    herald_history_list_exchanges_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  /* Token, WhoAmI, the user's name, contacts, leads. */
  g_assert_cmpuint (exchanges->len, >=, 5);
  for (guint i = 0; i < exchanges->len; i++)
    {
      g_autofree char *dump = herald_exchange_to_text (g_ptr_array_index (exchanges, i));

      g_assert_null (strstr (dump, secret));
      g_assert_null (strstr (dump, "eyJ"));
    }
  herald_history_load_exchange_async (fixture->session,
                                      herald_exchange_get_id (exchanges->pdata[0]), NULL,
                                      herald_await_cb, &one);
  newest =
    herald_history_load_exchange_finish (fixture->session, herald_await_result (&one), &error);
  text = herald_exchange_to_text (newest);
  g_assert_nonnull (strstr (text, "andrew%40contosoltd.com"));
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);

#define ADD(path, set_up, func)                                                                    \
  g_test_add ("/core/session/" path, HeraldTestSession, NULL, set_up, func,                        \
              herald_test_session_tear_down)
  ADD ("opens", herald_test_session_set_up_closed, test_opens);
  ADD ("wrong-secret", herald_test_session_set_up_closed, test_wrong_secret);
  ADD ("no-secret", herald_test_session_set_up_closed, test_no_secret);
  ADD ("emulator-stays-on-this-computer", herald_test_session_set_up_closed,
       test_emulator_stays_on_this_computer);
  ADD ("other-organisation", herald_test_session_set_up_closed, test_other_organisation);
  ADD ("closed-session-says-so", herald_test_session_set_up_closed, test_closed_session_says_so);
  ADD ("closing-cancels", herald_test_session_set_up, test_closing_cancels);
  ADD ("page-cancels-its-own", herald_test_session_set_up, test_page_cancels_its_own);
  ADD ("opens-again", herald_test_session_set_up, test_opens_again);
  ADD ("emulator-is-gone", herald_test_session_set_up, test_emulator_is_gone);
  ADD ("exchanges-are-kept", herald_test_session_set_up, test_exchanges_are_kept);
  return g_test_run ();
}
