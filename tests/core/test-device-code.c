/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in by a code when the sign-in service is busy, slow, gone or refuses; it is scripted. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-account.h"
#include "core/herald-delay.h"
#include "crypto/herald-jwt.h"
#include "herald-script-peer.h"
#include "herald-test-session.h"
#include "net/herald-pacer.h"

#include <string.h>

#define TENANT "0f8fad5b-d9cb-469f-a165-70867728950e"
#define CLIENT "7c9e6679-7425-40de-944b-e07fc1f90ae7"
#define PENDING "{\"error\":\"authorization_pending\",\"error_codes\":[70016]}"

typedef struct
{
  HeraldTestSession  base;
  HeraldScriptPeer  *peer;
  HeraldEnvironment *environment;
  HeraldAccount     *account;
  char              *shown; /* (nullable) */
  GError            *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *url;

  herald_test_session_set_up_closed (&fixture->base, data);
  fixture->peer = herald_script_peer_new ();
  url = herald_script_peer_get_url (fixture->peer);
  /* The kind that may be reached without encryption. */
  fixture->environment = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_ID, "org");
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_URL, url);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_AUTHORITY, url);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_TENANT_ID, TENANT);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_CLIENT_ID, CLIENT);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_SIGN_IN, "user");
  fixture->account =
    herald_account_open (fixture->environment, fixture->base.store, fixture->base.secrets);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->shown, g_free);
  g_assert_finalize_object (fixture->account);
  g_assert_finalize_object (fixture->environment);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
  herald_test_session_tear_down (&fixture->base, data);
}

static void
script_description (Fixture *fixture, gboolean knows_codes)
{
  const char      *url = herald_script_peer_get_url (fixture->peer);
  g_autofree char *device =
    knows_codes ? g_strdup_printf (",\"device_authorization_endpoint\":\"%s/devicecode\"", url)
                : g_strdup ("");
  g_autofree char *body = g_strdup_printf ("{\"issuer\":\"%s/" TENANT
                                           "/v2.0\",\"authorization_endpoint\":\"%s/authorize\","
                                           "\"token_endpoint\":\"%s/token\"%s}",
                                           url, url, url, device);

  herald_script_peer_answer (fixture->peer, "/" TENANT "/v2.0/", 200, NULL, body);
}

static void
script_code (Fixture *fixture, guint life_seconds)
{
  g_autofree char *body =
    g_strdup_printf ("{\"device_code\":\"d\",\"user_code\":\"ABC\",\"interval\":1,"
                     "\"verification_uri\":\"https://example.com/devicelogin\",\"expires_in\":%u}",
                     life_seconds);

  script_description (fixture, TRUE);
  herald_script_peer_answer (fixture->peer, "/devicecode", 200, NULL, body);
}

static void
script_tokens (Fixture *fixture)
{
  static const char header[] = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
  g_autofree char  *claims =
    g_strdup_printf ("{\"iss\":\"%s/" TENANT "/v2.0\",\"aud\":\"" CLIENT
                     "\",\"exp\":%" G_GINT64_FORMAT ",\"preferred_username\":\"ada\"}",
                     herald_script_peer_get_url (fixture->peer),
                     g_get_real_time () / G_USEC_PER_SEC + 3600);
  g_autofree char *head = herald_base64url_encode ((const guint8 *) header, sizeof header - 1);
  g_autofree char *body = herald_base64url_encode ((const guint8 *) claims, strlen (claims));
  g_autofree char *answer =
    g_strdup_printf ("{\"access_token\":\"a\",\"refresh_token\":\"r\",\"id_token\":\"%s.%s.c2ln\"}",
                     head, body);

  herald_script_peer_answer (fixture->peer, "/token", 200, NULL, answer);
}

static void
show (const HeraldDeviceCode *code, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->shown);
  fixture->shown = g_strdup (code->user_code);
}

static gboolean
sign_in (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_account_sign_in_by_code_async (fixture->account, show, fixture, NULL, herald_await_cb,
                                        &await);
  return herald_account_sign_in_by_code_finish (fixture->account, herald_await_result (&await),
                                                &fixture->error);
}

static void
test_pending (Fixture *fixture, gconstpointer data)
{
  script_code (fixture, 900);
  herald_script_peer_answer (fixture->peer, "/token", 400, NULL, PENDING);
  script_tokens (fixture);
  g_assert_true (sign_in (fixture));
  g_assert_cmpstr (fixture->shown, ==, "ABC");
  g_assert_cmpstr (herald_environment_get (fixture->environment, HERALD_ENVIRONMENT_ACCOUNT), ==,
                   "ada");
  g_assert_cmpuint (herald_script_peer_count_requests (fixture->peer, "POST /token"), ==, 2);
}

/* A lost connection is no answer, and “slow_down” is no refusal; after both the pause is longer by
 * five seconds (RFC 8628, 3.5). @data: which of the two. */
static void
test_slower (Fixture *fixture, gconstpointer data)
{
  gboolean is_loss = GPOINTER_TO_INT (data);
  gint64   start_us = g_get_monotonic_time ();

  script_code (fixture, 900);
  if (is_loss)
    herald_script_peer_reset (fixture->peer, "/token", NULL);
  else
    herald_script_peer_answer (fixture->peer, "/token", 400, NULL, "{\"error\":\"slow_down\"}");
  script_tokens (fixture);
  g_assert_true (sign_in (fixture));
  g_assert_no_error (fixture->error);
  /* One second, and six. */
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 7 * G_USEC_PER_SEC);
}

static void
script_fault (Fixture *fixture, guint status)
{
  static const char cut_off[] = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{";

  if (status == 0)
    herald_script_peer_reset (fixture->peer, "/token", NULL);
  else if (status == 200)
    herald_script_peer_answer_raw (fixture->peer, "/token", cut_off);
  else
    herald_script_peer_answer (fixture->peer, "/token", status, NULL, "{\"error\":\"x\"}");
}

/* Polling goes on; seconds last a millisecond here. */
static void
test_passing (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 0, 200, 500, 502, 503, 504, 429, 429, 429, 429, 429 };
  guint              n_sent;

  herald_delay_set_second_ms (1);
  script_code (fixture, 900);
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    script_fault (fixture, statuses[i]);
  script_tokens (fixture);
  g_assert_true (sign_in (fixture));
  herald_delay_set_second_ms (1000);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (herald_environment_get (fixture->environment, HERALD_ENVIRONMENT_ACCOUNT), ==,
                   "ada");
  n_sent = herald_script_peer_count_requests (fixture->peer, "POST /token");
  g_assert_cmpuint (n_sent, ==, G_N_ELEMENTS (statuses) + 1);
}

/* What is wrong with the answer itself will not be right the next time. */
static void
test_final (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint       status;
    const char *headers;
    const char *body;
    int         code;
  } cases[] = {
    { 200, "Content-Type: text/html\r\n", "<form>", HERALD_ERROR_PROTOCOL },
    { 200, NULL, "{\"access_token\":", HERALD_ERROR_PROTOCOL },
    { 200, NULL, "{\"access_token\":\"a\"}", HERALD_ERROR_PROTOCOL },
    { 307, "Location: https://elsewhere.example/\r\n", "", HERALD_ERROR_PROTOCOL },
    { 401, NULL, "{\"error\":\"invalid_client\"}", HERALD_ERROR_AUTH },
    { 403, NULL, "", HERALD_ERROR_FORBIDDEN },
  };

  herald_delay_set_second_ms (1);
  script_description (fixture, TRUE);
  herald_script_peer_answer_always (fixture->peer, "/devicecode", 200, NULL,
                                    "{\"device_code\":\"d\",\"user_code\":\"ABC\",\"interval\":1,"
                                    "\"verification_uri\":\"https://example.com/\"}");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      herald_script_peer_answer (fixture->peer, "/token", cases[i].status, cases[i].headers,
                                 cases[i].body);
      g_clear_pointer (&fixture->shown, g_free);
      g_clear_error (&fixture->error);
      g_assert_false (sign_in (fixture));
      g_assert_error (fixture->error, HERALD_ERROR, cases[i].code);
      g_assert_cmpuint (herald_script_peer_count_requests (fixture->peer, "POST /token"), ==,
                        i + 1);
    }
  herald_delay_set_second_ms (1000);
}

/* However patient the service is. */
static void
test_expired (Fixture *fixture, gconstpointer data)
{
  script_code (fixture, 1);
  herald_script_peer_answer (fixture->peer, "/token", 400, NULL, PENDING);
  g_assert_false (sign_in (fixture));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_AUTH);
  g_assert_nonnull (strstr (fixture->error->message, "expired"));
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *body;
    const char *says;
  } cases[] = {
    { "{\"error\":\"expired_token\"}", "code has expired" },
    { "{\"error\":\"authorization_declined\"}", "declined" },
    { "{\"error\":\"access_denied\"}", "declined" },
    { "{\"error\":\"bad_verification_code\"}", "not right" },
    { "{\"error\":\"invalid_client\",\"error_codes\":[7000218]}", "Allow public client flows" },
    { "{\"error\":\"access_denied\",\"error_codes\":[53003]}", "Conditional Access" },
  };

  /* The description is read once. */
  script_description (fixture, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      herald_script_peer_answer (fixture->peer, "/devicecode", 200, NULL,
                                 "{\"device_code\":\"d\",\"user_code\":\"ABC\",\"interval\":1,"
                                 "\"verification_uri\":\"https://example.com/\"}");
      herald_script_peer_answer (fixture->peer, "/token", 400, NULL, cases[i].body);
      g_clear_pointer (&fixture->shown, g_free);
      g_clear_error (&fixture->error);
      g_assert_false (sign_in (fixture));
      g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_AUTH);
      g_assert_nonnull (strstr (fixture->error->message, cases[i].says));
    }
}

static void
test_no_codes (Fixture *fixture, gconstpointer data)
{
  script_description (fixture, FALSE);
  g_assert_false (sign_in (fixture));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_AUTH);
  g_assert_nonnull (strstr (fixture->error->message, "in the browser"));
  g_assert_null (fixture->shown);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  script_code (fixture, 900);
  herald_script_peer_hold (fixture->peer, "/token", NULL);
  herald_account_sign_in_by_code_async (fixture->account, show, fixture, cancellable,
                                        herald_await_cb, &await);
  herald_script_peer_wait_for_requests (fixture->peer, 3);
  g_cancellable_cancel (cancellable);
  g_assert_false (herald_account_sign_in_by_code_finish (fixture->account,
                                                         herald_await_result (&await),
                                                         &fixture->error));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer), int data)
{
  g_autofree char *path = g_strconcat ("/core/device-code/", name, NULL);

  g_test_add (path, Fixture, GINT_TO_POINTER (data), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);
  herald_pacer_set_default_second_ms (1);
  add ("pending", test_pending, 0);
  add ("slow-down", test_slower, FALSE);
  add ("network-loss", test_slower, TRUE);
  add ("passing-faults", test_passing, 0);
  add ("final-faults", test_final, 0);
  add ("expired", test_expired, 0);
  add ("refusals", test_refusals, 0);
  add ("no-codes", test_no_codes, 0);
  add ("cancel", test_cancel, 0);
  return g_test_run ();
}
