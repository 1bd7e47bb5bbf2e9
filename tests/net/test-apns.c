/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a push to APNs looks like on the wire, what its answers mean, and what is sent again. The
 * peer answers from a script; seconds of waiting last a millisecond here. */
#include "config.h"

#include "net/herald-apns-client.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "crypto/herald-authority.h"
#include "crypto/herald-jwt.h"
#include "h2/herald-h2-server.h"
#include "herald-test-dir.h"

#include <string.h>

#define TOKEN "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0"
#define START_US (1000000 * G_TIME_SPAN_SECOND)

typedef struct
{
  guint       status; /* 0: the connection is dropped; 1: held for ever */
  const char *body;
  const char *retry_after; /* (nullable) */
  gboolean    foreign;     /* answers without apns-id */
} Step;

typedef struct
{
  char           *dir;
  GArray         *steps;    /* (element-type Step); 200 when there is none left */
  GPtrArray      *requests; /* (element-type GHashTable): headers, the body as “body” */
  HeraldH2Server *server;
  GPtrArray      *exchanges; /* (element-type HeraldExchange): as recorded */

  HeraldHttp       *http;
  HeraldClock      *clock;
  HeraldKey        *key;
  HeraldApnsClient *client;
} Fixture;

static void
remember (Fixture *fixture, const HeraldH2Message *request)
{
  GHashTable *headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gsize       size = 0;
  const char *body = g_bytes_get_data (request->body, &size);

  for (gsize i = 0; i < request->n_headers; i++)
    g_assert_true (g_hash_table_insert (headers, g_strdup (request->headers[i].name),
                                        g_strdup (request->headers[i].value)));
  g_hash_table_insert (headers, g_strdup ("body"), g_strndup (body, size));
  g_ptr_array_add (fixture->requests, headers);
}

static void
request_came_cb (HeraldH2Session       *session,
                 gint32                 stream_id,
                 const HeraldH2Message *request,
                 gpointer               data)
{
  Fixture       *fixture = data;
  Step           step = { .status = 200, .body = "" };
  HeraldH2Header headers[2] = { { "apns-id", NULL } };
  gsize          n_headers = 1;
  gsize          n_left_out = 0;
  g_autoptr (GBytes) body = NULL;

  remember (fixture, request);
  if (fixture->steps->len > 0)
    {
      step = g_array_index (fixture->steps, Step, 0);
      g_array_remove_index (fixture->steps, 0);
    }
  if (step.status == 0)
    herald_h2_session_close (session);
  if (step.status <= 1)
    return;
  headers[0].value = herald_h2_message_get_header (request, "apns-id");
  if (step.retry_after != NULL)
    headers[n_headers++] = (HeraldH2Header){ "retry-after", step.retry_after };
  body = g_bytes_new (step.body, strlen (step.body));
  n_left_out = step.foreign ? 1 : 0;
  herald_h2_session_respond (session, stream_id, step.status, headers + n_left_out,
                             n_headers - n_left_out, body);
}

static void
recorded_cb (HeraldExchange *exchange, gpointer data)
{
  g_ptr_array_add (((Fixture *) data)->exchanges, g_object_ref (exchange));
}

static HeraldApnsClient *
create_client (Fixture *fixture, HeraldKey *key)
{
  g_autofree char *origin =
    g_strdup_printf ("https://localhost:%u", herald_h2_server_get_port (fixture->server));
  const HeraldApnsOptions options = {
    .origin = origin,
    .team_id = "DEF123GHIJ",
    .key_id = "ABC123DEFG",
    .key = key,
    .topic = "com.example.herald",
  };
  HeraldApnsClient *client = herald_apns_client_new (fixture->http, &options);

  herald_http_allow_origin (fixture->http, origin);
  herald_apns_client_set_clock (client, fixture->clock);
  herald_pacer_set_second_ms (herald_apns_client_get_pacer (client), 1);
  return client;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "localhost", NULL };
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (HeraldTransport) transport = NULL;
  g_autofree char *ca_path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->dir = herald_test_dir_new ();
  g_assert_true (herald_authority_ensure (fixture->dir, names, &error));
  certificate = herald_authority_load_server (fixture->dir, &error);
  g_assert_no_error (error);
  fixture->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  fixture->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  fixture->exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->server = herald_h2_server_new (certificate, 1000, 8192, request_came_cb, fixture);
  g_assert_true (herald_h2_server_listen (fixture->server, 0, &error));
  ca_path = herald_authority_get_ca_path (fixture->dir);
  transport = herald_transport_new_direct (ca_path, &error);
  g_assert_no_error (error);
  fixture->http = herald_http_new (transport);
  herald_http_set_recorder (fixture->http, recorded_cb, fixture, NULL);
  fixture->clock = herald_clock_new ();
  herald_clock_freeze_at (fixture->clock, START_US);
  fixture->key = herald_key_generate (HERALD_KEY_EC_P256, &error);
  g_assert_no_error (error);
  fixture->client = create_client (fixture, fixture->key);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  herald_h2_server_stop (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->server);
  g_assert_finalize_object (fixture->http);
  g_object_unref (fixture->clock);
  g_object_unref (fixture->key);
  g_array_unref (fixture->steps);
  g_ptr_array_unref (fixture->requests);
  g_ptr_array_unref (fixture->exchanges);
  herald_test_dir_remove (fixture->dir);
  g_free (fixture->dir);
}

static void
script (Fixture *fixture, guint status, const char *body, const char *retry_after)
{
  const Step step = { status, body, retry_after, FALSE };

  g_array_append_val (fixture->steps, step);
}

static const char *
get_header (Fixture *fixture, guint index, const char *name)
{
  return g_hash_table_lookup (g_ptr_array_index (fixture->requests, index), name);
}

static GBytes *
create_payload (void)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();

  herald_push_message_set (message, HERALD_PUSH_TITLE, "Sale");
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, "Today only");
  return herald_apns_client_build_payload (message);
}

static HeraldPushResult *
send_by (HeraldApnsClient *client, GCancellable *cancellable, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GBytes) payload = create_payload ();

  herald_apns_client_send_async (client, TOKEN, payload, cancellable, herald_await_cb, &await);
  return herald_apns_client_send_finish (client, herald_await_result (&await), error);
}

static HeraldPushResult *
send_one (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HeraldPushResult *result = send_by (fixture->client, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static void
test_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = send_one (fixture);
  g_autoptr (GBytes) payload = create_payload ();
  const char      *id = get_header (fixture, 0, "apns-id");
  g_autofree char *expected =
    g_strndup (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));

  g_assert_true (herald_push_result_is_accepted (result));
  g_assert_null (herald_push_result_explain (result));
  g_assert_cmpuint (result->status, ==, 200);
  g_assert_cmpint (result->latency_us, >, 0);
  g_assert_cmpstr (get_header (fixture, 0, ":method"), ==, "POST");
  g_assert_cmpstr (get_header (fixture, 0, ":scheme"), ==, "https");
  g_assert_cmpstr (get_header (fixture, 0, ":path"), ==, "/3/device/" TOKEN);
  g_assert_cmpstr (get_header (fixture, 0, "apns-topic"), ==, "com.example.herald");
  g_assert_cmpstr (get_header (fixture, 0, "apns-push-type"), ==, "alert");
  g_assert_cmpstr (get_header (fixture, 0, "apns-priority"), ==, "10");
  g_assert_null (get_header (fixture, 0, "apns-expiration"));
  g_assert_null (get_header (fixture, 0, "apns-collapse-id"));
  g_assert_true (herald_guid_is_valid (id));
  g_assert_cmpstr (result->message_id, ==, id);
  g_assert_cmpstr (get_header (fixture, 0, "body"), ==, expected);
}

static void
test_provider_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = send_one (fixture);
  const char *authorization = get_header (fixture, 0, "authorization");
  g_autoptr (HeraldPublicKey) half = herald_key_dup_public (fixture->key, NULL);
  g_autoptr (HeraldJwt) jwt = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (herald_push_result_is_accepted (result));
  g_assert_true (g_str_has_prefix (authorization, "bearer "));
  jwt = herald_jwt_parse (authorization + strlen ("bearer "), &error);
  g_assert_no_error (error);
  g_assert_true (herald_jwt_verify (jwt, half, &error));
  g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_header (jwt), "alg"), ==, "ES256");
  g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_header (jwt), "kid"), ==,
                   "ABC123DEFG");
  g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_claims (jwt), "iss"), ==,
                   "DEF123GHIJ");
  g_assert_cmpint (json_object_get_int_member (herald_jwt_get_claims (jwt), "iat"), ==, 1000000);
  g_assert_cmpuint (json_object_get_size (herald_jwt_get_claims (jwt)), ==, 2);
}

static gboolean
has_same_token (Fixture *fixture, guint a, guint b)
{
  return g_str_equal (get_header (fixture, a, "authorization"),
                      get_header (fixture, b, "authorization"));
}

static void
test_token_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) first = send_one (fixture);
  g_autoptr (HeraldPushResult) second = NULL;
  g_autoptr (HeraldPushResult) third = NULL;

  herald_clock_advance_seconds (fixture->clock, 44 * 60);
  second = send_one (fixture);
  herald_clock_advance_seconds (fixture->clock, 60);
  third = send_one (fixture);
  g_assert_true (herald_push_result_is_accepted (first));
  g_assert_true (herald_push_result_is_accepted (second));
  g_assert_true (herald_push_result_is_accepted (third));
  g_assert_true (has_same_token (fixture, 0, 1));
  g_assert_false (has_same_token (fixture, 1, 2));
  g_assert_cmpstr (get_header (fixture, 0, "apns-id"), !=, get_header (fixture, 1, "apns-id"));
}

static void
test_expired_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;

  script (fixture, 403, "{\"reason\":\"ExpiredProviderToken\"}", NULL);
  result = send_one (fixture);
  g_assert_true (herald_push_result_is_accepted (result));
  g_assert_cmpuint (result->attempts, ==, 2);
  g_assert_false (has_same_token (fixture, 0, 1));
  g_assert_cmpstr (get_header (fixture, 0, "apns-id"), ==, get_header (fixture, 1, "apns-id"));
  g_assert_cmpuint (fixture->exchanges->len, ==, 2);
}

/* A clock is wrong: neither this push nor the next makes tokens without end. */
static void
test_expired_for_ever (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) first = NULL;
  g_autoptr (HeraldPushResult) second = NULL;
  g_autoptr (HeraldPushResult) third = NULL;

  for (guint i = 0; i < 5; i++)
    script (fixture, 403, "{\"reason\":\"ExpiredProviderToken\"}", NULL);
  first = send_one (fixture);
  second = send_one (fixture);
  g_assert_cmpuint (first->attempts, ==, 2);
  g_assert_cmpstr (first->reason, ==, "ExpiredProviderToken");
  g_assert_cmpuint (second->attempts, ==, 1);
  g_assert_true (has_same_token (fixture, 1, 2));
  herald_clock_advance_seconds (fixture->clock, 21 * 60);
  third = send_one (fixture);
  g_assert_cmpuint (third->attempts, ==, 2);
  g_assert_false (has_same_token (fixture, 3, 4));
}

static void
test_expired_for_many (Fixture *fixture, gconstpointer data)
{
  HeraldAwait awaits[20] = { 0 };
  g_autoptr (GBytes) payload = create_payload ();
  g_autoptr (GHashTable) tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (awaits); i++)
    script (fixture, 403, "{\"reason\":\"ExpiredProviderToken\"}", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (awaits); i++)
    herald_apns_client_send_async (fixture->client, TOKEN, payload, NULL, herald_await_cb,
                                   &awaits[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (awaits); i++)
    {
      g_autoptr (HeraldPushResult) result =
        herald_apns_client_send_finish (fixture->client, herald_await_result (&awaits[i]), NULL);

      g_assert_true (herald_push_result_is_accepted (result));
      herald_await_clear (&awaits[i]);
    }
  for (guint i = 0; i < fixture->requests->len; i++)
    g_hash_table_add (tokens, g_strdup (get_header (fixture, i, "authorization")));
  g_assert_cmpuint (fixture->requests->len, ==, 40);
  g_assert_cmpuint (g_hash_table_size (tokens), ==, 2);
}

typedef struct
{
  guint       status;
  const char *body;
  const char *retry_after;
  guint       n_sent; /* the script says the same each time */
  const char *reason;
  gint64      unregistered_us;
} AnswerRow;

static const AnswerRow answer_rows[] = {
  { 400, "{\"reason\":\"BadDeviceToken\"}", NULL, 1, "BadDeviceToken", 0 },
  { 403, "{\"reason\":\"InvalidProviderToken\"}", NULL, 1, "InvalidProviderToken", 0 },
  { 410, "{\"reason\":\"Unregistered\",\"timestamp\":1700000000123}", NULL, 1, "Unregistered",
    G_GINT64_CONSTANT (1700000000123000) },
  { 410, "{\"reason\":\"ExpiredToken\",\"timestamp\":-1}", NULL, 1, "ExpiredToken", 0 },
  { 410, "{\"reason\":\"ExpiredToken\",\"timestamp\":9223372036854775807}", NULL, 1, "ExpiredToken",
    0 },
  { 413, "{\"reason\":\"PayloadTooLarge\"}", NULL, 1, "PayloadTooLarge", 0 },
  { 429, "{\"reason\":\"TooManyRequests\"}", NULL, 1, "TooManyRequests", 0 },
  { 429, "{\"reason\":\"TooManyRequests\"}", "2", 3, "TooManyRequests", 0 },
  { 429, "{\"reason\":\"TooManyProviderTokenUpdates\"}", "2", 1, "TooManyProviderTokenUpdates", 0 },
  { 500, "{\"reason\":\"InternalServerError\"}", NULL, 1, "InternalServerError", 0 },
  { 503, "{\"reason\":\"ServiceUnavailable\"}", NULL, 3, "ServiceUnavailable", 0 },
  { 503, "{\"reason\":\"Shutdown\"}", "1", 3, "Shutdown", 0 },
  { 502, "<html>Bad gateway</html>", NULL, 1, NULL, 0 },
  { 400, "{\"reason\":7}", NULL, 1, NULL, 0 },
  { 400, "[\"reason\"]", NULL, 1, NULL, 0 },
  { 400, "{\"reason\":\"Cut", NULL, 1, NULL, 0 },
  { 400, "", NULL, 1, NULL, 0 },
};

static void
test_answer (Fixture *fixture, gconstpointer data)
{
  const AnswerRow *row = data;
  g_autoptr (HeraldPushResult) result = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 5; i++)
    script (fixture, row->status, row->body, row->retry_after);
  result = send_one (fixture);
  text = herald_push_result_explain (result);
  g_assert_false (herald_push_result_is_accepted (result));
  g_assert_no_error (result->error);
  g_assert_cmpuint (result->status, ==, row->status);
  g_assert_cmpstr (result->reason, ==, row->reason);
  g_assert_cmpint (result->unregistered_us, ==, row->unregistered_us);
  g_assert_cmpuint (result->attempts, ==, row->n_sent);
  g_assert_cmpuint (fixture->requests->len, ==, row->n_sent);
  g_assert_nonnull (text);
  g_assert_cmpstr (text, !=, "");
}

/* What stands between answers in Apple's place: nobody knows what became of the push. */
static void
test_foreign_answer (Fixture *fixture, gconstpointer data)
{
  const Step step = { .status = 200, .body = "<html>Welcome</html>", .foreign = TRUE };
  g_autoptr (HeraldPushResult) result = NULL;

  g_array_append_val (fixture->steps, step);
  result = send_one (fixture);
  g_assert_false (herald_push_result_is_accepted (result));
  g_assert_error (result->error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_assert_true (herald_error_is_unknown_fate (result->error));
  g_assert_cmpuint (fixture->requests->len, ==, 1);
}

static void
test_busy_then_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;

  script (fixture, 503, "{\"reason\":\"ServiceUnavailable\"}", NULL);
  result = send_one (fixture);
  g_assert_true (herald_push_result_is_accepted (result));
  g_assert_cmpuint (result->attempts, ==, 2);
  g_assert_cmpstr (get_header (fixture, 0, "apns-id"), ==, get_header (fixture, 1, "apns-id"));
}

/* An hour is not waited for: this push says so, and the next is not even sent. */
static void
test_long_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) first = NULL;
  g_autoptr (HeraldPushResult) second = NULL;

  herald_pacer_set_second_ms (herald_apns_client_get_pacer (fixture->client), 1000);
  script (fixture, 503, "{\"reason\":\"ServiceUnavailable\"}", "3600");
  first = send_one (fixture);
  second = send_one (fixture);
  g_assert_cmpuint (first->status, ==, 503);
  g_assert_cmpint (first->retry_after_seconds, ==, 3600);
  g_assert_error (second->error, HERALD_ERROR, HERALD_ERROR_THROTTLED);
  g_assert_cmpuint (fixture->requests->len, ==, 1);
}

static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;

  script (fixture, 0, "", NULL);
  result = send_one (fixture);
  g_assert_true (herald_error_is_unknown_fate (result->error));
  g_assert_false (herald_push_result_is_accepted (result));
  g_assert_cmpuint (result->status, ==, 0);
  g_assert_nonnull (herald_exchange_get_error (result->exchange));
  g_assert_cmpuint (fixture->requests->len, ==, 1);
  g_assert_cmpuint (fixture->exchanges->len, ==, 1);
}

static void
test_nobody_listens (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = NULL;

  herald_h2_server_stop (fixture->server);
  result = send_one (fixture);
  g_assert_error (result->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_false (herald_error_is_unknown_fate (result->error));
}

static void
test_cancel_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (send_by (fixture->client, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->requests->len, ==, 0);
}

static void
test_cancel_during (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) payload = create_payload ();
  g_autoptr (GError) error = NULL;

  script (fixture, 1, "", NULL);
  herald_apns_client_send_async (fixture->client, TOKEN, payload, cancellable, herald_await_cb,
                                 &await);
  while (fixture->requests->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_null (
    herald_apns_client_send_finish (fixture->client, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_exchange (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushResult) result = send_one (fixture);
  HeraldExchange  *exchange = result->exchange;
  g_autofree char *text = herald_exchange_to_text (exchange);
  const char      *jwt = get_header (fixture, 0, "authorization") + strlen ("bearer ");

  g_assert_cmpuint (fixture->exchanges->len, ==, 1);
  g_assert_true (g_ptr_array_index (fixture->exchanges, 0) == exchange);
  g_assert_cmpstr (herald_exchange_get_service (exchange), ==, "apns");
  g_assert_cmpstr (herald_exchange_get_protocol (exchange), ==, "HTTP/2");
  g_assert_cmpuint (herald_exchange_get_status (exchange), ==, 200);
  g_assert_true (g_str_has_suffix (herald_exchange_get_url (exchange), "/3/device/" TOKEN));
  g_assert_cmpint (herald_exchange_get_connect_us (exchange), >, 0);
  g_assert_nonnull (strstr (text, "apns-topic: com.example.herald"));
  g_assert_nonnull (strstr (text, "Today only"));
  g_assert_null (strstr (text, jwt));
}

static void
test_origin_not_allowed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttp) other = herald_http_new (NULL);
  const HeraldApnsOptions options = {
    .origin = herald_apns_get_origin (HERALD_APNS_SANDBOX),
    .team_id = "DEF123GHIJ",
    .key_id = "ABC123DEFG",
    .key = fixture->key,
    .topic = "com.example.herald",
  };
  g_autoptr (HeraldApnsClient) client = herald_apns_client_new (other, &options);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldPushResult) result = send_by (client, NULL, &error);

  g_assert_no_error (error);
  g_assert_error (result->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_nonnull (strstr (result->error->message, "api.sandbox.push.apple.com"));
}

static void
test_wrong_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldKey) key = herald_key_generate (HERALD_KEY_RSA, NULL);
  g_autoptr (HeraldApnsClient) client = create_client (fixture, key);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldPushResult) result = send_by (client, NULL, &error);

  g_assert_no_error (error);
  g_assert_error (result->error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_cmpuint (fixture->requests->len, ==, 0);
}

typedef struct
{
  guint       status;
  const char *body;
  HeraldProbe probe;
} ProbeRow;

static const ProbeRow probe_rows[] = {
  { 400, "{\"reason\":\"BadDeviceToken\"}", HERALD_PROBE_ACCEPTED },
  { 410, "{\"reason\":\"Unregistered\"}", HERALD_PROBE_ACCEPTED },
  { 200, "", HERALD_PROBE_ACCEPTED },
  { 403, "{\"reason\":\"InvalidProviderToken\"}", HERALD_PROBE_REFUSED },
  { 403, "{\"reason\":\"BadEnvironmentKeyIdInToken\"}", HERALD_PROBE_REFUSED },
  { 403, "", HERALD_PROBE_REFUSED },
  { 400, "{\"reason\":\"TopicDisallowed\"}", HERALD_PROBE_WRONG_TOPIC },
  { 400, "{\"reason\":\"BadTopic\"}", HERALD_PROBE_WRONG_TOPIC },
  { 400, "{\"reason\":\"DeviceTokenNotForTopic\"}", HERALD_PROBE_WRONG_TOPIC },
  { 429, "{\"reason\":\"TooManyProviderTokenUpdates\"}", HERALD_PROBE_UNCLEAR },
  { 503, "{\"reason\":\"ServiceUnavailable\"}", HERALD_PROBE_UNCLEAR },
  { 400, "{\"reason\":\"SomethingNew\"}", HERALD_PROBE_UNCLEAR },
  { 0, "", HERALD_PROBE_UNCLEAR },
};

static void
test_probe (Fixture *fixture, gconstpointer data)
{
  const ProbeRow *row = data;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldPushResult) result = NULL;
  const char *path;

  script (fixture, row->status, row->body, NULL);
  herald_apns_client_probe_async (fixture->client, NULL, herald_await_cb, &await);
  result = herald_apns_client_send_finish (fixture->client, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpint (herald_push_result_get_probe (result), ==, row->probe);
  g_assert_cmpuint (fixture->requests->len, ==, 1);
  path = get_header (fixture, 0, ":path");
  g_assert_true (g_regex_match_simple ("^/3/device/[0-9a-f]{64}$", path, 0, 0));
  g_assert_cmpstr (get_header (fixture, 0, "apns-push-type"), ==, "background");
  g_assert_cmpstr (get_header (fixture, 0, "apns-priority"), ==, "5");
  g_assert_cmpstr (get_header (fixture, 0, "body"), ==, "{\"aps\":{\"content-available\":1}}");
}

static void
add (const char *name, gconstpointer data, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/net/apns/", name, NULL);

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
  herald_http_init_library ();
  g_test_init (&argc, &argv, NULL);
  add ("request", NULL, test_request);
  add ("provider-token", NULL, test_provider_token);
  add ("token-is-kept", NULL, test_token_is_kept);
  add ("expired-once", NULL, test_expired_once);
  add ("expired-for-ever", NULL, test_expired_for_ever);
  add ("expired-for-many", NULL, test_expired_for_many);
  add ("foreign-answer", NULL, test_foreign_answer);
  add ("busy-then-good", NULL, test_busy_then_good);
  add ("long-wait", NULL, test_long_wait);
  add ("dropped", NULL, test_dropped);
  add ("nobody-listens", NULL, test_nobody_listens);
  add ("cancel-before", NULL, test_cancel_before);
  add ("cancel-during", NULL, test_cancel_during);
  add ("exchange", NULL, test_exchange);
  add ("origin-not-allowed", NULL, test_origin_not_allowed);
  add ("wrong-key", NULL, test_wrong_key);
  add_rows ();
  return g_test_run ();
}
