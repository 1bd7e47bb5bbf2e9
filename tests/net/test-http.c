/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One attempt of the HTTP client against a scripted peer: what goes over the wire, whom it talks
 * to, and what broken answers become. */
#include "config.h"

#include "net/herald-http.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "herald-script-peer.h"
#include "model/herald-odata.h"

#include <string.h>

typedef struct
{
  HeraldScriptPeer *peer;
  HeraldHttp       *http;
  GPtrArray        *exchanges; /* recorded */
} Fixture;

static void
record_cb (HeraldExchange *exchange, gpointer user_data)
{
  g_ptr_array_add (user_data, g_object_ref (exchange));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->peer = herald_script_peer_new ();
  fixture->http = herald_http_new (NULL);
  g_assert_no_error (error);
  fixture->exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  herald_http_allow_origin (fixture->http, herald_script_peer_get_url (fixture->peer));
  herald_http_set_recorder (fixture->http, record_cb, fixture->exchanges, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->http);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
  g_ptr_array_unref (fixture->exchanges);
}

static HeraldHttpRequest *
make_request (Fixture *fixture, const char *method, const char *path)
{
  g_autofree char *url = g_strconcat (herald_script_peer_get_url (fixture->peer), path, NULL);

  return herald_http_request_new ("dataverse", method, url);
}

static HeraldHttpAnswer *
send_request (Fixture           *fixture,
              HeraldHttpRequest *request,
              GCancellable      *cancellable,
              GError           **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_http_send_async (fixture->http, request, cancellable, herald_await_cb, &await);
  return herald_http_send_finish (fixture->http, herald_await_result (&await), error);
}

static HeraldHttpAnswer *
get (Fixture *fixture, const char *path, GError **error)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET", path);

  return send_request (fixture, request, NULL, error);
}

static void
test_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;
  g_autoptr (JsonNode) root = NULL;
  HeraldExchange *exchange;

  herald_script_peer_answer (fixture->peer, "/x", 200, "X-Test: yes\r\n", "{\"a\":1}");
  answer = get (fixture, "/x", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (herald_http_answer_get_header (answer, "x-test"), ==, "yes");
  g_assert_cmpstr (answer->content_type, ==, "application/json");
  root = herald_http_answer_parse_json (answer, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (root), "a"), ==, 1);
  g_assert_cmpuint (fixture->exchanges->len, ==, 1);
  exchange = g_ptr_array_index (fixture->exchanges, 0);
  g_assert_true (exchange == answer->exchange);
  g_assert_cmpuint (herald_exchange_get_status (exchange), ==, 200);
  g_assert_cmpstr (herald_exchange_get_protocol (exchange), ==, "HTTP/1.1");
  g_assert_cmpint (herald_exchange_get_total_us (exchange), >, 0);
}

static void
test_record_has_no_secret (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "POST", "/x");
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"ApiToken\":\"geheim-1\"}", 23);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;
  g_autofree char *text = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, "{\"access_token\":\"geheim-2\"}");
  herald_http_request_set_header (request, "Authorization", "Bearer geheim-3");
  herald_http_request_set_body (request, "application/json", body);
  answer = send_request (fixture, request, NULL, &error);
  g_assert_no_error (error);
  text = herald_exchange_to_text (herald_http_request_get_exchange (request));
  g_assert_nonnull (strstr (text, "ApiToken"));
  g_assert_null (strstr (text, "geheim"));
  g_assert_nonnull (strstr (herald_script_peer_get_request (fixture->peer, 0), "geheim-3"));
}

static void
test_names_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;
  const char *request;

  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, "{}");
  answer = get (fixture, "/x", &error);
  g_assert_no_error (error);
  request = herald_script_peer_get_request (fixture->peer, 0);
  g_assert_nonnull (strstr (request, "User-Agent: Herald/" HERALD_VERSION "\r\n"));
  g_assert_true (g_str_has_prefix (request, "GET /x HTTP/1.1\r\n"));
}

/* Quotes doubled, then percent-encoded, once: what the peer reads is what was meant. */
static void
test_query_on_the_wire (Fixture *fixture, gconstpointer data)
{
  g_autofree char *query = herald_odata_person_by_email ("contacts", "O'Brien+x@contosoltd.com");
  g_autofree char *path = g_strconcat ("/api/data/v9.2/", query, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;
  g_autofree char *line = NULL;
  g_autofree char *decoded = NULL;
  const char      *request;

  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, "{}");
  answer = get (fixture, path, &error);
  g_assert_no_error (error);
  request = herald_script_peer_get_request (fixture->peer, 0);
  line = g_strndup (request, (gsize) (strstr (request, "\r\n") - request));
  g_assert_nonnull (strstr (line, "O%27%27Brien%2Bx%40contosoltd.com"));
  g_assert_null (strstr (line, "%25"));
  decoded = g_uri_unescape_string (line, NULL);
  g_assert_nonnull (strstr (decoded, "'O''Brien+x@contosoltd.com'"));
}

static void
test_guard_opens_no_socket (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldScriptPeer) other = herald_script_peer_new ();
  g_autofree char *url = g_strconcat (herald_script_peer_get_url (other), "/x", NULL);
  g_autoptr (HeraldHttpRequest) request = herald_http_request_new ("dataverse", "GET", url);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = send_request (fixture, request, NULL, &error);

  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_false (herald_error_is_unknown_fate (error));
  g_assert_null (answer);
  g_assert_cmpuint (herald_script_peer_get_n_requests (other), ==, 0);
  g_assert_null (herald_http_request_get_exchange (request));
}

static void
refused_cb (GPtrArray *refused, const char *origin)
{
  g_ptr_array_add (refused, g_strdup (origin));
}

/* Who was refused is told by name and port alone: a path or a query may hold a secret. */
static void
test_refusal_is_told (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *location;
    const char *origin; /* NULL: there is no server in it */
  } cases[] = {
    { "https://Evil.example/x?token=geheim#geheim", "https://evil.example:443" },
    { "https://geheim:geheim@evil.example:8443/", "https://evil.example:8443" },
    { "ftp://evil.example/geheim", "ftp://evil.example" },
    { "http://[2001:db8::1]/geheim", "http://[2001:db8::1]:80" },
    { "data:text/plain,geheim", NULL },
  };
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func (g_free);

  g_signal_connect_swapped (fixture->http, "refused", G_CALLBACK (refused_cb), refused);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *headers = g_strdup_printf ("Location: %s\r\n", cases[i].location);
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldHttpAnswer) answer = NULL;

      g_ptr_array_set_size (refused, 0);
      herald_script_peer_answer (fixture->peer, NULL, 302, headers, "");
      answer = get (fixture, "/x", &error);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
      g_assert_cmpuint (refused->len, ==, cases[i].origin != NULL ? 1 : 0);
      if (cases[i].origin != NULL)
        g_assert_cmpstr (refused->pdata[0], ==, cases[i].origin);
    }
  herald_http_refuse (fixture->http, NULL);
  g_assert_cmpuint (refused->len, ==, 0);
}

static void
test_redirect_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldScriptPeer) other = herald_script_peer_new ();
  g_autofree char *headers =
    g_strdup_printf ("Location: %s/stolen\r\n", herald_script_peer_get_url (other));
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 302, headers, "");
  answer = get (fixture, "/x", &error);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_cmpuint (herald_script_peer_get_n_requests (other), ==, 0);
}

/* Even where the other origin is one of the environment's, the token stays at home. */
static void
test_redirect_drops_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldScriptPeer) other = herald_script_peer_new ();
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autofree char *headers =
    g_strdup_printf ("Location: %s/y\r\n", herald_script_peer_get_url (other));
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_http_allow_origin (fixture->http, herald_script_peer_get_url (other));
  herald_http_request_set_header (request, "Authorization", "Bearer secret");
  herald_script_peer_answer (fixture->peer, NULL, 302, headers, "");
  herald_script_peer_answer (other, "/y", 200, NULL, "{}");
  answer = send_request (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_null (strstr (herald_script_peer_get_request (other, 0), "secret"));
  g_assert_nonnull (strstr (herald_script_peer_get_request (fixture->peer, 0), "secret"));
  g_assert_cmpuint (fixture->exchanges->len, ==, 2);
}

static void
test_redirect_at_home (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_http_request_set_header (request, "Authorization", "Bearer secret");
  herald_script_peer_answer (fixture->peer, "/x", 307, "Location: /y\r\n", "");
  herald_script_peer_answer (fixture->peer, "/y", 200, NULL, "{}");
  answer = send_request (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_nonnull (strstr (herald_script_peer_get_request (fixture->peer, 1), "Bearer secret"));
}

static void
test_redirect_of_post (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "POST", "/x");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_answer (fixture->peer, "/x", 302, "Location: /y\r\n", "");
  answer = send_request (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 302);
  g_assert_false (herald_http_answer_check (answer, HERALD_SERVICE_DATAVERSE, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 1);
}

static void
test_redirect_loop_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  for (guint i = 0; i < 20; i++)
    herald_script_peer_answer (fixture->peer, "/x", 302, "Location: /x\r\n", "");
  answer = get (fixture, "/x", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 302);
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), <, 10);
}

static void
test_size_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autofree char *body = g_strnfill (100000, ' ');
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, body);
  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, body);
  herald_http_request_set_max_answer_bytes (request, 99999);
  answer = send_request (fixture, request, NULL, &error);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_assert_null (answer);
  g_clear_error (&error);
  herald_http_request_set_max_answer_bytes (request, 100000);
  answer = send_request (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (answer->body), ==, 100000);
}

static void
test_reset_in_the_middle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "POST", "/x");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_reset (fixture->peer, NULL,
                            "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"half\":");
  answer = send_request (fixture, request, NULL, &error);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_true (herald_error_is_unknown_fate (error));
  g_assert_true (herald_http_request_is_connection_broken (request));
  g_assert_null (answer);
  g_assert_cmpstr (herald_exchange_get_error (herald_http_request_get_exchange (request)), ==,
                   error->message);
  g_assert_cmpuint (fixture->exchanges->len, ==, 1);
}

static void
test_cut_off_body (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *bytes;
    HeraldError code;
  } answers[] = {
    { "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"half\":", HERALD_ERROR_NETWORK },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"h", HERALD_ERROR_NETWORK },
    { "HTTP/1.1 200", HERALD_ERROR_PROTOCOL },
    { "", HERALD_ERROR_NETWORK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (HeraldHttpRequest) request = make_request (fixture, "POST", "/x");
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldHttpAnswer) answer = NULL;

      herald_script_peer_answer_raw (fixture->peer, NULL, answers[i].bytes);
      answer = send_request (fixture, request, NULL, &error);
      g_assert_null (answer);
      g_assert_error (error, HERALD_ERROR, (int) answers[i].code);
      g_assert_true (herald_error_is_unknown_fate (error));
    }
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, G_N_ELEMENTS (answers));
}

/* libsoup takes an end between two chunks for the end of the answer; as JSON it is still broken. */
static void
test_cut_off_between_chunks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;
  g_autoptr (JsonNode) root = NULL;

  herald_script_peer_answer_raw (fixture->peer, NULL,
                                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                                 "chunked\r\n\r\n8\r\n{\"half\":\r\n");
  answer = get (fixture, "/x", &error);
  if (answer == NULL)
    {
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
      return;
    }
  root = herald_http_answer_parse_json (answer, &error);
  g_assert_null (root);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
}

static void
test_not_http (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_answer_raw (fixture->peer, NULL, "SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n");
  answer = get (fixture, "/x", &error);
  g_assert_null (answer);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
}

static void
test_nobody_listens (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "POST", "/x");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_stop (fixture->peer);
  answer = send_request (fixture, request, NULL, &error);
  g_assert_null (answer);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_false (herald_error_is_unknown_fate (error));
  g_assert_false (herald_http_request_is_connection_broken (request));
}

static void
test_time_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_http_set_timeout (fixture->http, 1);
  herald_script_peer_hold (fixture->peer, NULL, NULL);
  answer = get (fixture, "/x", &error);
  g_assert_null (answer);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, "in time"));
  g_assert_true (herald_error_is_unknown_fate (error));
}

static void
test_cancel_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  g_cancellable_cancel (cancellable);
  answer = send_request (fixture, request, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 0);
}

static void
test_cancel_during (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_hold (fixture->peer, NULL, NULL);
  herald_http_send_async (fixture->http, request, cancellable, herald_await_cb, &await);
  herald_script_peer_wait_for_requests (fixture->peer, 1);
  g_cancellable_cancel (cancellable);
  answer = herald_http_send_finish (fixture->http, herald_await_result (&await), &error);
  g_assert_null (answer);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, "{}");
  answer = send_request (fixture, request, cancellable, &error);
  g_cancellable_cancel (cancellable);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_close_ends_requests (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldHttpRequest) request = make_request (fixture, "GET", "/x");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;

  herald_script_peer_hold (fixture->peer, NULL, NULL);
  herald_http_send_async (fixture->http, request, NULL, herald_await_cb, &await);
  herald_script_peer_wait_for_requests (fixture->peer, 1);
  herald_http_close (fixture->http);
  answer = herald_http_send_finish (fixture->http, herald_await_result (&await), &error);
  g_assert_null (answer);
  g_assert_nonnull (error);
}

static void
test_origins (void)
{
  static const struct
  {
    const char *url;
    const char *origin;
  } rows[] = {
    { "https://Org.CRM4.dynamics.com/api?x#y", "https://org.crm4.dynamics.com:443" },
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
    { "http://[::1]:8080/", "http://[::1]:8080" },
    { "HTTPS://host:443/", "https://host:443" },
    { "https://good.com@evil.com/", NULL },
    { "ftp://host/", NULL },
    { "file:///etc/passwd", NULL },
    { "//host/path", NULL },
    { "/path", NULL },
    { "https:///path", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *origin = herald_origin_normalise (rows[i].url);

      g_assert_cmpstr (origin, ==, rows[i].origin);
    }
  g_assert_null (herald_origin_normalise (NULL));
  g_assert_true (herald_origin_is_same ("https://a/x", "https://A:443/y"));
  g_assert_false (herald_origin_is_same ("https://a/x", "http://a/x"));
  g_assert_false (herald_origin_is_same ("https://a.evil.com/", "https://a/"));
  g_assert_false (herald_origin_is_same (NULL, NULL));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/net/http/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answer", test_answer);
  ADD ("record-has-no-secret", test_record_has_no_secret);
  ADD ("names-itself", test_names_itself);
  ADD ("query-on-the-wire", test_query_on_the_wire);
  ADD ("guard-opens-no-socket", test_guard_opens_no_socket);
  ADD ("refusal-is-told", test_refusal_is_told);
  ADD ("redirect-elsewhere", test_redirect_elsewhere);
  ADD ("redirect-drops-token", test_redirect_drops_token);
  ADD ("redirect-at-home", test_redirect_at_home);
  ADD ("redirect-of-post", test_redirect_of_post);
  ADD ("redirect-loop-ends", test_redirect_loop_ends);
  ADD ("size-limit", test_size_limit);
  ADD ("reset-in-the-middle", test_reset_in_the_middle);
  ADD ("cut-off-body", test_cut_off_body);
  ADD ("cut-off-between-chunks", test_cut_off_between_chunks);
  ADD ("not-http", test_not_http);
  ADD ("nobody-listens", test_nobody_listens);
  ADD ("time-out", test_time_out);
  ADD ("cancel-before", test_cancel_before);
  ADD ("cancel-during", test_cancel_during);
  ADD ("cancel-after", test_cancel_after);
  ADD ("close-ends-requests", test_close_ends_requests);
  g_test_add_func ("/net/http/origins", test_origins);
  return g_test_run ();
}
