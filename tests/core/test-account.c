/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account keeps, and that nothing of it stays. */
#include "config.h"

#include "base/herald-await.h"
#include "core/herald-account.h"
#include "herald-test-session.h"

#define CLIENT "7c9e6679-7425-40de-944b-e07fc1f90ae7"

typedef struct
{
  HeraldTestSession  base;
  HeraldEnvironment *environment;
  HeraldAccount     *account;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  herald_test_session_set_up_closed (&fixture->base, data);
  fixture->environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_ID, "org");
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_URL, "https://org.example");
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_CLIENT_ID, CLIENT);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_SIGN_IN, "user");
  fixture->account =
    herald_account_open (fixture->environment, fixture->base.store, fixture->base.secrets);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->account);
  g_assert_finalize_object (fixture->environment);
  herald_test_session_tear_down (&fixture->base, data);
}

static void
keep (Fixture *fixture, const char *environment_id, HeraldSecretKind kind)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_store_async (fixture->base.secrets, environment_id, kind, CLIENT, "s3cret", NULL,
                              herald_await_cb, &await);
  g_assert_true (
    herald_secrets_store_finish (fixture->base.secrets, herald_await_result (&await), NULL));
}

static gboolean
is_kept (Fixture *fixture, const char *environment_id, HeraldSecretKind kind)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  char    *secret;
  gboolean found;

  herald_secrets_lookup_async (fixture->base.secrets, environment_id, kind, CLIENT, NULL,
                               herald_await_cb, &await);
  secret =
    herald_secrets_lookup_finish (fixture->base.secrets, herald_await_result (&await), &error);
  g_assert_no_error (error);
  found = secret != NULL;
  herald_secret_free (secret);
  return found;
}

/* Also what another method left; what belongs to apps and to others stays. */
static void
test_sign_out (Fixture *fixture, gconstpointer data)
{
  const HeraldSecretKind credentials[] = { HERALD_SECRET_REFRESH_TOKEN, HERALD_SECRET_CLIENT_SECRET,
                                           HERALD_SECRET_CERTIFICATE };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (credentials); i++)
    {
      keep (fixture, "org", credentials[i]);
      keep (fixture, "other", credentials[i]);
    }
  keep (fixture, "org", HERALD_SECRET_SIGNING_KEY);
  herald_account_sign_out_async (fixture->account, NULL, herald_await_cb, &await);
  g_assert_true (
    herald_account_sign_out_finish (fixture->account, herald_await_result (&await), &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (credentials); i++)
    {
      g_assert_false (is_kept (fixture, "org", credentials[i]));
      g_assert_true (is_kept (fixture, "other", credentials[i]));
    }
  g_assert_true (is_kept (fixture, "org", HERALD_SECRET_SIGNING_KEY));
}

int
main (int argc, char *argv[])
{
  herald_test_session_init (&argc, &argv);
  g_test_add ("/core/account/sign-out", Fixture, NULL, set_up, test_sign_out, tear_down);
  return g_test_run ();
}
