/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FCM's access token and messages on the wire, what the answers mean, and what is sent again.
 * Seconds of waiting last a millisecond here. */
#include "config.h"

#include "net/herald-fcm-client.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "base/herald-json.h"
#include "crypto/herald-jwt.h"
#include "herald-script-peer.h"

#include <string.h>

#define START_SECONDS 1000000
#define SEND_PATH "/v1/projects/contoso-app/messages:send"
#define SENT "{\"name\":\"projects/contoso-app/messages/0:1500415314455276%31bd1c9631bd1c96\"}"

typedef struct
{
  HeraldScriptPeer     *peer;
  HeraldHttp           *http;
  HeraldClock          *clock;
  HeraldServiceAccount *account;
  HeraldFcmClient      *client;
  GPtrArray            *exchanges; /* (element-type HeraldExchange) */
} Fixture;

static char *account_json; /* (owned): its RSA key takes a moment to make, one is enough */

static GBytes *
create_account_json (void)
{
  g_autoptr (HeraldKey) key = NULL;
  g_autofree char *pem = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  if (account_json == NULL)
    {
      key = herald_key_generate (HERALD_KEY_RSA, NULL);
      pem = herald_key_to_pem (key, NULL);
      object = json_object_new ();
      json_object_set_string_member (object, "type", "service_account");
      json_object_set_string_member (object, "project_id", "contoso-app");
      json_object_set_string_member (object, "private_key_id", "0123456789abcdef");
      json_object_set_string_member (object, "private_key", pem);
      json_object_set_string_member (object, "client_email",
                                     "push@contoso-app.iam.gserviceaccount.com");
      json_object_set_string_member (object, "token_uri", HERALD_GOOGLE_TOKEN_URI);
      node = json_node_init_object (json_node_alloc (), object);
      json_object_unref (object);
      account_json = herald_json_write (node, FALSE);
    }
  return g_bytes_new (account_json, strlen (account_json));
}

static void
recorded_cb (HeraldExchange *exchange, gpointer data)
{
  g_ptr_array_add (((Fixture *) data)->exchanges, g_object_ref (exchange));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) json = create_account_json ();
  g_autofree char *token_url = NULL;
  g_autoptr (GError) error = NULL;
  const char *url;

  fixture->peer = herald_script_peer_new ();
  url = herald_script_peer_get_url (fixture->peer);
  token_url = g_strconcat (url, "/token", NULL);
  fixture->http = herald_http_new (NULL);
  herald_http_allow_origin (fixture->http, url);
  fixture->exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  herald_http_set_recorder (fixture->http, recorded_cb, fixture, NULL);
  fixture->clock = herald_clock_new ();
  herald_clock_freeze_at (fixture->clock, START_SECONDS * G_TIME_SPAN_SECOND);
  fixture->account = herald_service_account_new_from_json (json, &error);
  g_assert_no_error (error);
  fixture->client = herald_fcm_client_new (fixture->http, fixture->account, url, token_url);
  herald_fcm_client_set_clock (fixture->client, fixture->clock);
  herald_pacer_set_second_ms (herald_fcm_client_get_pacer (fixture->client), 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->account);
  g_object_unref (fixture->clock);
  g_assert_finalize_object (fixture->http);
  g_ptr_array_unref (fixture->exchanges);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
}

static void
script_token (Fixture *fixture, const char *token)
{
  g_autofree char *body =
    g_strdup_printf ("{\"access_token\":\"%s\",\"expires_in\":3599,\"token_type\":\"Bearer\"}",
                     token);

  herald_script_peer_answer (fixture->peer, "/token", 200, NULL, body);
}

static void
script (Fixture *fixture, guint status, const char *headers, const char *body)
{
  herald_script_peer_answer (fixture->peer, SEND_PATH, status, headers, body);
}

static JsonNode *
create_message (void)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();

  herald_push_message_set (message, HERALD_PUSH_TITLE, "Sale");
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, "Today only");
  return herald_push_message_build_fcm (message, "d1:APA91b");
}

static HeraldPushResult *
send_one (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonNode) message = create_message ();
  g_autoptr (GError) error = NULL;
  HeraldPushResult *result;

  herald_fcm_client_send_async (fixture->client, message, NULL, herald_await_cb, &await);
  result = herald_fcm_client_send_finish (fixture->client, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return result;
}

static guint
count_sends (Fixture *fixture)
{
  return herald_script_peer_count_requests (fixture->peer, "POST " SEND_PATH " HTTP/1.1\r\n");
}

static guint
count_tokens (Fixture *fixture)
{
  return herald_script_peer_count_requests (fixture->peer, "POST /token HTTP/1.1\r\n");
}

static void
test_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;
  g_autoptr (JsonNode) message = create_message ();
  g_autofree char *expected = herald_json_write (message, FALSE);
  const char      *request;

  script_token (fixture, "secret-token");
  script (fixture, 200, NULL, SENT);
  result = send_one (fixture);
  g_assert_true (herald_push_result_is_accepted (result));
  g_assert_cmpuint (result->status, ==, 200);
  g_assert_cmpstr (result->message_id, ==,
                   "projects/contoso-app/messages/0:1500415314455276%31bd1c9631bd1c96");
  g_assert_null (result->reason);
  g_assert_cmpint (result->latency_us, >, 0);
  request = herald_script_peer_get_request (fixture->peer, 1);
  g_assert_true (g_str_has_prefix (request, "POST " SEND_PATH " HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "Authorization: Bearer secret-token\r\n"));
  g_assert_nonnull (strstr (request, "Content-Type: application/json"));
  g_assert_true (g_str_has_suffix (request, expected));
  g_assert_nonnull (strstr (expected, "\"token\":\"d1:APA91b\""));
}

static JsonObject *
get_claims (HeraldJwt *jwt)
{
  return herald_jwt_get_claims (jwt);
}

static void
test_assertion (Fixture *fixture, gconstpointer data)
{
  static const char form[] =
    "\r\n\r\ngrant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
  HeraldKey *key = herald_service_account_get_key (fixture->account);
  g_autoptr (HeraldPublicKey) half = herald_key_dup_public (key, NULL);
  g_autoptr (HeraldPushResult) result = NULL;
  g_autoptr (HeraldJwt) jwt = NULL;
  g_autoptr (GError) error = NULL;
  const char *start;

  script_token (fixture, "t");
  script (fixture, 200, NULL, SENT);
  result = send_one (fixture);
  start = strstr (herald_script_peer_get_request (fixture->peer, 0), form);
  g_assert_nonnull (start);
  jwt = herald_jwt_parse (start + strlen (form), &error);
  g_assert_no_error (error);
  g_assert_true (herald_jwt_verify (jwt, half, &error));
  g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_header (jwt), "alg"), ==, "RS256");
  g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_header (jwt), "typ"), ==, "JWT");
  g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_header (jwt), "kid"), ==,
                   "0123456789abcdef");
  g_assert_cmpstr (json_object_get_string_member (get_claims (jwt), "iss"), ==,
                   "push@contoso-app.iam.gserviceaccount.com");
  g_assert_cmpstr (json_object_get_string_member (get_claims (jwt), "scope"), ==,
                   "https://www.googleapis.com/auth/firebase.messaging");
  /* The account's own address, even where another one is asked. */
  g_assert_cmpstr (json_object_get_string_member (get_claims (jwt), "aud"), ==,
                   HERALD_GOOGLE_TOKEN_URI);
  g_assert_cmpint (json_object_get_int_member (get_claims (jwt), "iat"), ==, START_SECONDS);
  g_assert_cmpint (json_object_get_int_member (get_claims (jwt), "exp"), ==, START_SECONDS + 3600);
}

static void
test_single_flight (Fixture *fixture, gconstpointer data)
{
  HeraldAwait awaits[20] = { 0 };
  g_autoptr (JsonNode) message = create_message ();

  script_token (fixture, "t");
  for (gsize i = 0; i < G_N_ELEMENTS (awaits); i++)
    script (fixture, 200, NULL, SENT);
  for (gsize i = 0; i < G_N_ELEMENTS (awaits); i++)
    herald_fcm_client_send_async (fixture->client, message, NULL, herald_await_cb, &awaits[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (awaits); i++)
    {
      g_autoptr (HeraldPushResult) result =
        herald_fcm_client_send_finish (fixture->client, herald_await_result (&awaits[i]), NULL);

      g_assert_true (herald_push_result_is_accepted (result));
      herald_await_clear (&awaits[i]);
    }
  g_assert_cmpuint (count_tokens (fixture), ==, 1);
  g_assert_cmpuint (count_sends (fixture), ==, G_N_ELEMENTS (awaits));
}

static void
test_token_is_renewed_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) first = NULL;
  g_autoptr (HeraldPushResult) second = NULL;
  g_autoptr (HeraldPushResult) third = NULL;

  script_token (fixture, "one");
  script_token (fixture, "two");
  for (guint i = 0; i < 3; i++)
    script (fixture, 200, NULL, SENT);
  first = send_one (fixture);
  herald_clock_advance_seconds (fixture->clock, 54 * 60);
  second = send_one (fixture);
  g_assert_cmpuint (count_tokens (fixture), ==, 1);
  herald_clock_advance_seconds (fixture->clock, 60);
  third = send_one (fixture);
  g_assert_cmpuint (count_tokens (fixture), ==, 2);
}

#define ERROR_BODY(status, details)                                                                \
  "{\"error\":{\"code\":400,\"message\":\"In FCM’s words.\",\"status\":\"" status "\"" details "}" \
  "}"
#define FCM_DETAIL(code)                                                                           \
  ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[]}" \
  ",{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"" code      \
  "\"}]"
#define FRONT_DETAIL(reason)                                                                       \
  ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"" reason     \
  "\",\"domain\":\"googleapis.com\"}]"

typedef struct
{
  guint       status;
  const char *headers;
  const char *body;
  const char *reason;
  const char *text;
  guint       n_sent; /* the script says the same each time */
} AnswerRow;

static const char words[] = "In FCM’s words.";

static const AnswerRow answer_rows[] = {
  { 400, NULL, ERROR_BODY ("INVALID_ARGUMENT", FCM_DETAIL ("INVALID_ARGUMENT")), "INVALID_ARGUMENT",
    words, 1 },
  { 404, NULL, ERROR_BODY ("NOT_FOUND", FCM_DETAIL ("UNREGISTERED")), "UNREGISTERED", words, 1 },
  { 404, NULL, ERROR_BODY ("NOT_FOUND", ""), "NOT_FOUND", words, 1 },
  { 403, NULL, ERROR_BODY ("PERMISSION_DENIED", FCM_DETAIL ("SENDER_ID_MISMATCH")),
    "SENDER_ID_MISMATCH", words, 1 },
  { 403, NULL, ERROR_BODY ("PERMISSION_DENIED", FRONT_DETAIL ("SERVICE_DISABLED")),
    "SERVICE_DISABLED", words, 1 },
  { 403, NULL, ERROR_BODY ("PERMISSION_DENIED", FRONT_DETAIL ("SOMETHING_NEW")),
    "PERMISSION_DENIED", words, 1 },
  { 401, NULL, ERROR_BODY ("UNAUTHENTICATED", FCM_DETAIL ("THIRD_PARTY_AUTH_ERROR")),
    "THIRD_PARTY_AUTH_ERROR", words, 2 },
  { 429, NULL, ERROR_BODY ("RESOURCE_EXHAUSTED", FCM_DETAIL ("QUOTA_EXCEEDED")), "QUOTA_EXCEEDED",
    words, 3 },
  { 429, "Retry-After: 2\r\n", ERROR_BODY ("RESOURCE_EXHAUSTED", FCM_DETAIL ("QUOTA_EXCEEDED")),
    "QUOTA_EXCEEDED", words, 3 },
  { 503, NULL, ERROR_BODY ("UNAVAILABLE", FCM_DETAIL ("UNAVAILABLE")), "UNAVAILABLE", words, 3 },
  { 500, NULL, ERROR_BODY ("INTERNAL", FCM_DETAIL ("INTERNAL")), "INTERNAL", words, 1 },
  { 400, NULL, "{\"error\":{\"details\":[7,{\"errorCode\":7}],\"status\":null}}", NULL, NULL, 1 },
  { 400, NULL, "{\"error\":\"text\"}", "text", NULL, 1 },
  { 502, "Content-Type: text/html\r\n", "<html>", NULL, NULL, 1 },
  { 400, NULL, "{\"error\":{", NULL, NULL, 1 },
};

static void
test_answer (Fixture *fixture, gconstpointer data)
{
  const AnswerRow *row = data;
  g_autoptr (HeraldPushResult) result = NULL;
  g_autofree char *text = NULL;

  script_token (fixture, "one");
  script_token (fixture, "two");
  for (guint i = 0; i < 5; i++)
    script (fixture, row->status, row->headers, row->body);
  result = send_one (fixture);
  text = herald_push_result_explain (result);
  g_assert_false (herald_push_result_is_accepted (result));
  g_assert_no_error (result->error);
  g_assert_cmpuint (result->status, ==, row->status);
  g_assert_cmpstr (result->reason, ==, row->reason);
  g_assert_cmpstr (result->text, ==, row->text);
  g_assert_cmpuint (count_sends (fixture), ==, row->n_sent);
  g_assert_nonnull (text);
  g_assert_cmpstr (text, !=, "");
}

static void
test_busy_then_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;

  script_token (fixture, "t");
  script (fixture, 429, "Retry-After: 1\r\n", "{}");
  script (fixture, 200, NULL, SENT);
  result = send_one (fixture);
  g_assert_true (herald_push_result_is_accepted (result));
  g_assert_cmpuint (result->attempts, ==, 2);
}

static void
test_long_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;

  herald_pacer_set_second_ms (herald_fcm_client_get_pacer (fixture->client), 1000);
  script_token (fixture, "t");
  script (fixture, 503, "Retry-After: 3600\r\n", "{}");
  result = send_one (fixture);
  g_assert_cmpuint (result->status, ==, 503);
  g_assert_cmpint (result->retry_after_seconds, ==, 3600);
  g_assert_cmpuint (count_sends (fixture), ==, 1);
}

/* 401 promises that nothing was done: a new token, once. */
static void
test_token_refused_by_fcm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;

  script_token (fixture, "old");
  script_token (fixture, "new");
  script (fixture, 401, NULL, ERROR_BODY ("UNAUTHENTICATED", ""));
  script (fixture, 200, NULL, SENT);
  result = send_one (fixture);
  g_assert_true (herald_push_result_is_accepted (result));
  g_assert_cmpuint (count_tokens (fixture), ==, 2);
}

static void
test_no_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;
  g_autofree char *text = NULL;

  herald_script_peer_answer (fixture->peer, "/token", 400, NULL,
                             "{\"error\":\"invalid_grant\","
                             "\"error_description\":\"Invalid JWT Signature.\"}");
  result = send_one (fixture);
  text = herald_push_result_explain (result);
  g_assert_error (result->error, HERALD_ERROR, HERALD_ERROR_AUTH);
  g_assert_nonnull (strstr (text, "“Invalid JWT Signature”"));
  g_assert_nonnull (strstr (text, "service account"));
  g_assert_cmpint (herald_push_result_get_probe (result), ==, HERALD_PROBE_REFUSED);
  g_assert_cmpuint (count_sends (fixture), ==, 0);
}

static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;

  script_token (fixture, "t");
  herald_script_peer_answer_raw (fixture->peer, SEND_PATH, "");
  script (fixture, 200, NULL, SENT);
  result = send_one (fixture);
  g_assert_true (herald_error_is_unknown_fate (result->error));
  g_assert_nonnull (result->exchange);
  g_assert_cmpuint (count_sends (fixture), ==, 1);
}

static void
test_cancel_during (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (JsonNode) message = create_message ();
  g_autoptr (GError) error = NULL;

  script_token (fixture, "t");
  herald_script_peer_hold (fixture->peer, SEND_PATH, NULL);
  herald_fcm_client_send_async (fixture->client, message, cancellable, herald_await_cb, &await);
  herald_script_peer_wait_for_requests (fixture->peer, 2);
  g_cancellable_cancel (cancellable);
  g_assert_null (
    herald_fcm_client_send_finish (fixture->client, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Neither the access token nor the assertion is in any record. */
static void
test_exchanges (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;
  const char *request;
  const char *assertion;

  script_token (fixture, "secret-token");
  script (fixture, 200, NULL, SENT);
  result = send_one (fixture);
  request = herald_script_peer_get_request (fixture->peer, 0);
  assertion = strstr (request, "assertion=") + strlen ("assertion=");
  g_assert_cmpuint (fixture->exchanges->len, ==, 2);
  g_assert_true (g_ptr_array_index (fixture->exchanges, 1) == result->exchange);
  g_assert_cmpstr (herald_exchange_get_service (result->exchange), ==, "fcm");
  for (guint i = 0; i < fixture->exchanges->len; i++)
    {
      g_autofree char *text = herald_exchange_to_text (g_ptr_array_index (fixture->exchanges, i));

      g_assert_null (strstr (text, "secret-token"));
      g_assert_null (strstr (text, assertion));
    }
}

typedef struct
{
  guint       status;
  const char *body;
  HeraldProbe probe;
} ProbeRow;

static const ProbeRow probe_rows[] = {
  { 400, ERROR_BODY ("INVALID_ARGUMENT", FCM_DETAIL ("INVALID_ARGUMENT")), HERALD_PROBE_ACCEPTED },
  { 404, ERROR_BODY ("NOT_FOUND", FCM_DETAIL ("UNREGISTERED")), HERALD_PROBE_ACCEPTED },
  { 403, ERROR_BODY ("PERMISSION_DENIED", FCM_DETAIL ("SENDER_ID_MISMATCH")),
    HERALD_PROBE_ACCEPTED },
  { 200, SENT, HERALD_PROBE_ACCEPTED },
  { 401, ERROR_BODY ("UNAUTHENTICATED", ""), HERALD_PROBE_REFUSED },
  { 403, ERROR_BODY ("PERMISSION_DENIED", FRONT_DETAIL ("SERVICE_DISABLED")),
    HERALD_PROBE_REFUSED },
  { 404, ERROR_BODY ("NOT_FOUND", ""), HERALD_PROBE_REFUSED },
  { 503, "{}", HERALD_PROBE_UNCLEAR },
  { 429, "{}", HERALD_PROBE_UNCLEAR },
  { 500, "{}", HERALD_PROBE_UNCLEAR },
};

static void
test_probe (Fixture *fixture, gconstpointer data)
{
  const ProbeRow *row = data;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldPushResult) result = NULL;
  g_autoptr (GError) error = NULL;

  script_token (fixture, "one");
  script_token (fixture, "two");
  for (guint i = 0; i < 2; i++)
    script (fixture, row->status, NULL, row->body);
  herald_fcm_client_probe_async (fixture->client, NULL, herald_await_cb, &await);
  result = herald_fcm_client_send_finish (fixture->client, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpint (herald_push_result_get_probe (result), ==, row->probe);
  g_assert_nonnull (
    strstr (herald_script_peer_get_request (fixture->peer, 1), "\"validate_only\":true"));
  g_assert_cmpuint (count_sends (fixture), ==, row->status == 401 ? 2 : 1);
}

static void
add (const char *name, gconstpointer data, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/net/fcm/", name, NULL);

  g_test_add (path, Fixture, data, set_up, func, tear_down);
}

static void
add_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answer_rows); i++)
    {
      g_autofree char *name = g_strdup_printf ("answer/%" G_GSIZE_FORMAT, i);

      add (name, &answer_rows[i], test_answer);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (probe_rows); i++)
    {
      g_autofree char *name = g_strdup_printf ("probe/%" G_GSIZE_FORMAT, i);

      add (name, &probe_rows[i], test_probe);
    }
}

int
main (int argc, char *argv[])
{
  int result;

  herald_http_init_library ();
  g_test_init (&argc, &argv, NULL);
  add ("request", NULL, test_request);
  add ("assertion", NULL, test_assertion);
  add ("single-flight", NULL, test_single_flight);
  add ("token-is-renewed-early", NULL, test_token_is_renewed_early);
  add ("busy-then-good", NULL, test_busy_then_good);
  add ("long-wait", NULL, test_long_wait);
  add ("token-refused-by-fcm", NULL, test_token_refused_by_fcm);
  add ("no-token", NULL, test_no_token);
  add ("dropped", NULL, test_dropped);
  add ("cancel-during", NULL, test_cancel_during);
  add ("exchanges", NULL, test_exchanges);
  add_rows ();
  result = g_test_run ();
  g_clear_pointer (&account_json, g_free);
  return result;
}
