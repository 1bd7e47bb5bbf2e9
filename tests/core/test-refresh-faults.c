/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever becomes of a refresh: one at a time, and the old token stays until the new one is kept.
 */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-account.h"
#include "herald-script-peer.h"
#include "herald-test-session.h"

#include <string.h>

#define TENANT "0f8fad5b-d9cb-469f-a165-70867728950e"
#define CLIENT "7c9e6679-7425-40de-944b-e07fc1f90ae7"
#define OLD "old-s3cr3t"
#define NEW "new-s3cr3t"
#define REFUSED "{\"error\":\"invalid_grant\",\"error_description\":\"No " OLD "\"}"
#define N_WAITERS 3

typedef struct
{
  HeraldTestSession  base;
  HeraldScriptPeer  *peer;
  HeraldEnvironment *environment;
  HeraldAccount     *account;
  HeraldTokenSource *tokens;
} Fixture;

typedef struct
{
  const char *name;
  const char *raw; /* (nullable): bytes before the connection ends; NULL: an answer */
  guint       status;
  const char *headers;
  const char *body;
  int         code;
} Row;

static const Row rows[] = {
  { "reset", "", 0, NULL, NULL, HERALD_ERROR_NETWORK },
  { "cut-off", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"access_token\":\"a\"", 0, NULL,
    NULL, HERALD_ERROR_NETWORK },
  { "garbage", "220 mail ESMTP\r\n\r\n", 0, NULL, NULL, HERALD_ERROR_PROTOCOL },
  { "truncated", NULL, 200, NULL, "{\"access_token\":\"a\",\"refresh_token\":\"" NEW "\"",
    HERALD_ERROR_PROTOCOL },
  { "no-access-token", NULL, 200, NULL, "{\"refresh_token\":\"" NEW "\"}", HERALD_ERROR_PROTOCOL },
  { "web-page", NULL, 200, "Content-Type: text/html\r\n", "<form>", HERALD_ERROR_PROTOCOL },
  { "throttled", NULL, 429, "Retry-After: 120\r\n", "{}", HERALD_ERROR_THROTTLED },
  { "unavailable", NULL, 503, NULL, "{}", HERALD_ERROR_REMOTE },
  { "redirect", NULL, 307, "Location: https://elsewhere.example/\r\n", "", HERALD_ERROR_PROTOCOL },
  { "refused", NULL, 400, NULL, REFUSED, HERALD_ERROR_AUTH },
  { "unauthorized", NULL, 401, NULL, "{\"error\":\"invalid_client\"}", HERALD_ERROR_AUTH },
};

/* How an account names what it keeps. */
static char *
dup_secret_id (Fixture *fixture)
{
  return g_strjoin (" ", CLIENT, herald_script_peer_get_url (fixture->peer), TENANT, NULL);
}

static void
keep_old (Fixture *fixture)
{
  g_autofree char *id = dup_secret_id (fixture);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_store_async (fixture->base.secrets, "org", HERALD_SECRET_REFRESH_TOKEN, id, OLD,
                              NULL, herald_await_cb, &await);
  g_assert_true (
    herald_secrets_store_finish (fixture->base.secrets, herald_await_result (&await), NULL));
}

static void
assert_kept (Fixture *fixture, const char *expected)
{
  g_autofree char *id = dup_secret_id (fixture);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  char *kept;

  herald_secrets_lookup_async (fixture->base.secrets, "org", HERALD_SECRET_REFRESH_TOKEN, id, NULL,
                               herald_await_cb, &await);
  kept = herald_secrets_lookup_finish (fixture->base.secrets, herald_await_result (&await), NULL);
  g_assert_cmpstr (kept, ==, expected);
  herald_secret_free (kept);
}

static void
script_description (Fixture *fixture)
{
  const char      *url = herald_script_peer_get_url (fixture->peer);
  g_autofree char *body = g_strdup_printf ("{\"issuer\":\"%s/" TENANT
                                           "/v2.0\",\"authorization_endpoint\":\"%s/authorize\","
                                           "\"token_endpoint\":\"%s/token\"}",
                                           url, url, url);

  herald_script_peer_answer_always (fixture->peer, "/" TENANT "/v2.0/", 200, NULL, body);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *url;

  herald_test_session_set_up_closed (&fixture->base, data);
  fixture->peer = herald_script_peer_new ();
  url = herald_script_peer_get_url (fixture->peer);
  fixture->environment = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_ID, "org");
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_URL, url);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_AUTHORITY, url);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_TENANT_ID, TENANT);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_CLIENT_ID, CLIENT);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_SIGN_IN, "user");
  script_description (fixture);
  keep_old (fixture);
  fixture->account =
    herald_account_open (fixture->environment, fixture->base.store, fixture->base.secrets);
  fixture->tokens = herald_account_make_token_source (fixture->account);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->tokens);
  g_assert_finalize_object (fixture->account);
  g_assert_finalize_object (fixture->environment);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
  herald_test_session_tear_down (&fixture->base, data);
}

/* All ask at once and are told the same. @code: -1 when it is a token. */
static void
get_all (Fixture *fixture, int code)
{
  HeraldAwait awaits[N_WAITERS] = { HERALD_AWAIT_INIT, HERALD_AWAIT_INIT, HERALD_AWAIT_INIT };

  for (guint i = 0; i < N_WAITERS; i++)
    herald_token_source_get_async (fixture->tokens, NULL, herald_await_cb, &awaits[i]);
  for (guint i = 0; i < N_WAITERS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *token =
        herald_token_source_get_finish (fixture->tokens, herald_await_result (&awaits[i]), &error);

      herald_await_clear (&awaits[i]);
      if (code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (token, ==, "access");
          continue;
        }
      g_assert_error (error, HERALD_ERROR, code);
      g_assert_null (strstr (error->message, "s3cr3t"));
      if (herald_error_get_detail (error) != NULL)
        g_assert_null (strstr (herald_error_get_detail (error), "s3cr3t"));
    }
}

static void
test_row (Fixture *fixture, gconstpointer data)
{
  const Row *row = data;

  if (row->raw != NULL)
    herald_script_peer_answer_raw (fixture->peer, "/token", row->raw);
  else
    herald_script_peer_answer (fixture->peer, "/token", row->status, row->headers, row->body);
  get_all (fixture, row->code);
  g_assert_cmpuint (herald_script_peer_count_requests (fixture->peer, "POST /token"), ==, 1);
  assert_kept (fixture, OLD);
}

/* The next one asks with the old token, and keeps what it gets. */
static void
test_recovers (Fixture *fixture, gconstpointer data)
{
  herald_script_peer_answer (fixture->peer, "/token", 503, NULL, "{}");
  herald_script_peer_answer (fixture->peer, "/token", 200, NULL,
                             "{\"access_token\":\"access\",\"refresh_token\":\"" NEW "\"}");
  get_all (fixture, HERALD_ERROR_REMOTE);
  assert_kept (fixture, OLD);
  get_all (fixture, -1);
  assert_kept (fixture, NEW);
  g_assert_cmpuint (herald_script_peer_count_requests (fixture->peer, "POST /token"), ==, 2);
  for (guint i = 0; i < herald_script_peer_get_n_requests (fixture->peer); i++)
    g_assert_null (strstr (herald_script_peer_get_request (fixture->peer, i), NEW));
}

/* Whoever waited gives up after @n_events. Returns: whether that was before the token was there */
static gboolean
give_up_after (Fixture *fixture, guint n_events)
{
  const guint n_references = G_OBJECT (fixture->account)->ref_count;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_token_source_get_async (fixture->tokens, cancellable, herald_await_cb, &await);
  for (guint i = 0; i < n_events && await.result == NULL; i++)
    g_main_context_iteration (NULL, TRUE);
  if (await.result == NULL)
    g_cancellable_cancel (cancellable);
  token = herald_token_source_get_finish (fixture->tokens, herald_await_result (&await), &error);
  /* What was begun comes to its end all the same. */
  while (G_OBJECT (fixture->account)->ref_count > n_references)
    g_main_context_iteration (NULL, TRUE);
  if (token == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return token == NULL;
}

/* As a program that is started again: with nothing but what is kept. */
static void
open_again (Fixture *fixture)
{
  g_assert_finalize_object (fixture->tokens);
  g_assert_finalize_object (fixture->account);
  keep_old (fixture);
  fixture->account =
    herald_account_open (fixture->environment, fixture->base.store, fixture->base.secrets);
  fixture->tokens = herald_account_make_token_source (fixture->account);
}

/* Nobody waits any more, but the service may have taken the old token already: what it answers is
 * kept wherever the waiting was given up. */
static void
test_given_up_anywhere (Fixture *fixture, gconstpointer data)
{
  gboolean given_up = TRUE;

  herald_script_peer_answer_always (fixture->peer, "/token", 200, NULL,
                                    "{\"access_token\":\"access\",\"refresh_token\":\"" NEW "\"}");
  for (guint n_events = 0; given_up; n_events++)
    {
      open_again (fixture);
      assert_kept (fixture, OLD);
      given_up = give_up_after (fixture, n_events);
      g_assert_true (given_up || n_events > 0);
      assert_kept (fixture, NEW);
      get_all (fixture, -1);
    }
}

/* The sentence that says whose sign-in it was is not followed by the same once more. */
static void
test_refusal_is_said_once (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *body;
    const char *says;
  } cases[] = {
    { "{\"error\":\"invalid_grant\"}", "The sign-in to “Org” has ended; sign in again" },
    { "{\"error\":\"invalid_grant\",\"error_codes\":[700082]}",
      "The sign-in to “Org” has ended; sign in again" },
    { "{\"error\":\"invalid_grant\",\"error_codes\":[50055]}",
      "The sign-in to “Org” has ended. The password has expired. Change it in the browser, then "
      "sign in again" },
  };

  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_NAME, "Org");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
      g_autoptr (GError) error = NULL;

      herald_script_peer_answer (fixture->peer, "/token", 400, NULL, cases[i].body);
      herald_token_source_get_async (fixture->tokens, NULL, herald_await_cb, &await);
      g_assert_null (
        herald_token_source_get_finish (fixture->tokens, herald_await_result (&await), &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
      g_assert_cmpstr (error->message, ==, cases[i].says);
    }
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/core/refresh-faults/", rows[i].name, NULL);

      g_test_add (path, Fixture, &rows[i], set_up, test_row, tear_down);
    }
  g_test_add ("/core/refresh-faults/refusal-is-said-once", Fixture, NULL, set_up,
              test_refusal_is_said_once, tear_down);
  g_test_add ("/core/refresh-faults/given-up-anywhere", Fixture, NULL, set_up,
              test_given_up_anywhere, tear_down);
  g_test_add ("/core/refresh-faults/recovers", Fixture, NULL, set_up, test_recovers, tear_down);
  return g_test_run ();
}
