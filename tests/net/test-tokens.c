/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One token for all who wait, kept until it is about to expire. */
#include "config.h"

#include "net/herald-token-source.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "herald-script-peer.h"

#include <string.h>

#define N_WAITERS 50
#define SECOND_US G_GINT64_CONSTANT (1000000)
#define START_US (1000000 * SECOND_US)

typedef struct
{
  HeraldScriptPeer  *peer;
  HeraldHttp        *http;
  HeraldClock       *clock;
  HeraldTokenSource *tokens;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *url;

  fixture->peer = herald_script_peer_new ();
  url = herald_script_peer_get_url (fixture->peer);
  fixture->http = herald_http_new (NULL);
  herald_http_allow_origin (fixture->http, url);
  fixture->clock = herald_clock_new ();
  herald_clock_freeze_at (fixture->clock, START_US);
  fixture->tokens =
    herald_token_source_new_client_credentials (fixture->http, url, "tenant", "client id",
                                                "s&cret+", "https://org.example.com/");
  herald_token_source_set_clock (fixture->tokens, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->tokens);
  g_object_unref (fixture->clock);
  g_assert_finalize_object (fixture->http);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
}

static void
script_token (Fixture *fixture, const char *expires_in, const char *token)
{
  g_autofree char *body =
    g_strdup_printf ("{\"token_type\":\"Bearer\",\"expires_in\":%s,\"access_token\":\"%s\"}",
                     expires_in, token);

  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, body);
}

static char *
get (Fixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_token_source_get_async (fixture->tokens, NULL, herald_await_cb, &await);
  return herald_token_source_get_finish (fixture->tokens, herald_await_result (&await), error);
}

static void
assert_token (Fixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = get (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, expected);
}

static void
test_request (Fixture *fixture, gconstpointer data)
{
  const char *request;

  script_token (fixture, "3599", "one");
  assert_token (fixture, "one");
  request = herald_script_peer_get_request (fixture->peer, 0);
  g_assert_true (g_str_has_prefix (request, "POST /tenant/oauth2/v2.0/token HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "Content-Type: application/x-www-form-urlencoded\r\n"));
  g_assert_true (
    g_str_has_suffix (request,
                      "\r\n\r\ngrant_type=client_credentials&client_id=client%20id"
                      "&scope=https%3A%2F%2Forg.example.com%2F.default&client_secret=s%26cret%2B"));
}

/* Renewed five minutes before the end, not earlier and not later. */
static void
test_kept_until_margin (Fixture *fixture, gconstpointer data)
{
  script_token (fixture, "3600", "one");
  script_token (fixture, "3600", "two");
  assert_token (fixture, "one");
  g_assert_cmpint (herald_token_source_get_expires_us (fixture->tokens), ==,
                   START_US + 3600 * SECOND_US);
  herald_clock_freeze_at (fixture->clock, START_US + (3600 - 301) * SECOND_US);
  assert_token (fixture, "one");
  herald_clock_freeze_at (fixture->clock, START_US + (3600 - 300) * SECOND_US);
  assert_token (fixture, "two");
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 2);
}

static void
test_short_life (Fixture *fixture, gconstpointer data)
{
  script_token (fixture, "\"60\"", "one");
  script_token (fixture, "60", "two");
  assert_token (fixture, "one");
  herald_clock_freeze_at (fixture->clock, START_US + 29 * SECOND_US);
  assert_token (fixture, "one");
  herald_clock_freeze_at (fixture->clock, START_US + 31 * SECOND_US);
  assert_token (fixture, "two");
}

static void
test_single_flight (Fixture *fixture, gconstpointer data)
{
  HeraldAwait awaits[N_WAITERS] = { 0 };

  script_token (fixture, "3599", "one");
  for (guint i = 0; i < N_WAITERS; i++)
    herald_token_source_get_async (fixture->tokens, NULL, herald_await_cb, &awaits[i]);
  for (guint i = 0; i < N_WAITERS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *token =
        herald_token_source_get_finish (fixture->tokens, herald_await_result (&awaits[i]), &error);

      g_assert_no_error (error);
      g_assert_cmpstr (token, ==, "one");
      herald_await_clear (&awaits[i]);
    }
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 1);
}

static void
test_single_flight_of_failure (Fixture *fixture, gconstpointer data)
{
  HeraldAwait awaits[N_WAITERS] = { 0 };

  herald_script_peer_answer (fixture->peer, NULL, 400, NULL,
                             "{\"error\":\"unauthorized_client\",\"error_codes\":[700016]}");
  for (guint i = 0; i < N_WAITERS; i++)
    herald_token_source_get_async (fixture->tokens, NULL, herald_await_cb, &awaits[i]);
  for (guint i = 0; i < N_WAITERS; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
        herald_token_source_get_finish (fixture->tokens, herald_await_result (&awaits[i]), &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_AUTH);
      herald_await_clear (&awaits[i]);
    }
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 1);
  script_token (fixture, "3599", "later");
  assert_token (fixture, "later");
}

static void
test_cancel_of_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (HeraldAwait) first = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) second = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  script_token (fixture, "3599", "one");
  herald_token_source_get_async (fixture->tokens, cancellable, herald_await_cb, &first);
  herald_token_source_get_async (fixture->tokens, NULL, herald_await_cb, &second);
  g_cancellable_cancel (cancellable);
  g_assert_null (
    herald_token_source_get_finish (fixture->tokens, herald_await_result (&first), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  token = herald_token_source_get_finish (fixture->tokens, herald_await_result (&second), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, "one");
}

/* Many requests are refused with the same token: one new token serves them all. */
static void
test_invalidate (Fixture *fixture, gconstpointer data)
{
  script_token (fixture, "3599", "one");
  script_token (fixture, "3599", "two");
  assert_token (fixture, "one");
  herald_token_source_invalidate (fixture->tokens, "one", NULL);
  g_assert_cmpint (herald_token_source_get_expires_us (fixture->tokens), ==, 0);
  assert_token (fixture, "two");
  herald_token_source_invalidate (fixture->tokens, "one", NULL);
  assert_token (fixture, "two");
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 2);
}

static void
test_no_token_in_answer (Fixture *fixture, gconstpointer data)
{
  const char *const bodies[] = { "{}", "[]", "{\"access_token\":\"\"}", "{\"access_token\":1}",
                                 "<html>" };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;

      herald_script_peer_answer (fixture->peer, NULL, 200, NULL, bodies[i]);
      g_assert_null (get (fixture, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

/* With nobody left the fetch is given up; who comes meanwhile gets one of his own. */
static void
test_cancel_of_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (HeraldAwait) gone = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  herald_script_peer_hold (fixture->peer, NULL, NULL);
  script_token (fixture, "3599", "second");
  herald_token_source_get_async (fixture->tokens, cancellable, herald_await_cb, &gone);
  herald_script_peer_wait_for_requests (fixture->peer, 1);
  g_cancellable_cancel (cancellable);
  token = herald_token_source_get_finish (fixture->tokens, herald_await_result (&gone), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (token);
  assert_token (fixture, "second");
}

static void
test_static (void)
{
  g_autoptr (HeraldTokenSource) tokens =
    herald_token_source_new_static ("http://127.0.0.1:1", "fixed");
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  herald_token_source_invalidate (tokens, "fixed", NULL);
  herald_token_source_get_async (tokens, NULL, herald_await_cb, &await);
  token = herald_token_source_get_finish (tokens, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, "fixed");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/net/tokens/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("request", test_request);
  ADD ("kept-until-margin", test_kept_until_margin);
  ADD ("short-life", test_short_life);
  ADD ("single-flight", test_single_flight);
  ADD ("single-flight-of-failure", test_single_flight_of_failure);
  ADD ("cancel-of-one", test_cancel_of_one);
  ADD ("cancel-of-all", test_cancel_of_all);
  ADD ("invalidate", test_invalidate);
  ADD ("no-token-in-answer", test_no_token_in_answer);
  g_test_add_func ("/net/tokens/static", test_static);
  return g_test_run ();
}
