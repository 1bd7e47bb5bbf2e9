/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every transport over a proxy, and with a client certificate: what arrives, what never leaves in
 * clear, and what a person is told. */
#include "config.h"

#include "net/herald-http.h"
#include "net/herald-probe.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "h2/herald-h2-client.h"
#include "h2/herald-h2-server.h"
#include "herald-test-certificate.h"
#include "herald-test-dir.h"
#include "herald-test-proxy.h"

#include <libsoup/soup.h>
#include <string.h>

/* A name that only the proxy knows. */
#define HOST "org.test"
#define TOKEN "TOKEN-THAT-NOBODY-READS"

typedef struct
{
  char            *dir;
  char            *authority; /* key and certificate, PEM */
  char            *ca_path;
  SoupServer      *server;
  GTlsDatabase    *client_authorities;
  guint            port;
  HeraldTestProxy *proxy;
  char            *client;   /* common name of the client's certificate, as the server saw it */
  guint            n_judged; /* client certificates */
  guint            n_requests;
} Fixture;

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture         *fixture = user_data;
  GTlsCertificate *shown = soup_server_message_get_tls_peer_certificate (message);

  fixture->n_requests++;
  g_clear_pointer (&fixture->client, g_free);
  if (shown != NULL)
    fixture->client = g_tls_certificate_get_subject_name (shown);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
}

static gboolean
accept_client_cb (SoupServerMessage   *message,
                  GTlsCertificate     *certificate,
                  GTlsCertificateFlags problems,
                  gpointer             user_data)
{
  ((Fixture *) user_data)->n_judged++;
  return problems == 0;
}

/* A server's TLS connection takes no certificate for good by itself. */
static void
request_started_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_client_cb), user_data);
}

static void
start_server (Fixture *fixture, const char *pem, GTlsAuthenticationMode mode)
{
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  g_autoptr (GSList) uris = NULL;

  if (fixture->server != NULL)
    soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_set_tls_certificate (fixture->server, certificate);
  soup_server_set_tls_auth_mode (fixture->server, mode);
  if (mode != G_TLS_AUTHENTICATION_NONE)
    soup_server_set_tls_database (fixture->server, fixture->client_authorities);
  g_signal_connect (fixture->server, "request-started", G_CALLBACK (request_started_cb), fixture);
  soup_server_add_handler (fixture->server, NULL, answer_cb, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_HTTPS, NULL));
  uris = soup_server_get_uris (fixture->server);
  fixture->port = (guint) g_uri_get_port (uris->data);
  g_slist_foreach (uris, (GFunc) (void *) g_uri_unref, NULL);
}

static char *
make (Fixture *fixture, const char *name, int days)
{
  return herald_test_certificate_make (
    &(HeraldTestCertificate){ .name = name, .issuer_pem = fixture->authority, .days = days });
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;

  fixture->dir = herald_test_dir_new ();
  fixture->authority = herald_test_certificate_make (
    &(HeraldTestCertificate){ .name = "Test Authority", .days = 30, .is_authority = TRUE });
  fixture->ca_path = g_build_filename (fixture->dir, "ca.pem", NULL);
  g_assert_true (g_file_set_contents (fixture->ca_path,
                                      strstr (fixture->authority, "-----BEGIN CERTIFICATE"), -1,
                                      NULL));
  fixture->client_authorities = g_tls_file_database_new (fixture->ca_path, &error);
  g_assert_no_error (error);
  fixture->proxy = herald_test_proxy_new ();
  pem = make (fixture, HOST, 30);
  start_server (fixture, pem, G_TLS_AUTHENTICATION_NONE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  g_clear_object (&fixture->client_authorities);
  herald_test_proxy_stop (fixture->proxy);
  g_assert_finalize_object (fixture->proxy);
  herald_test_dir_remove (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->authority);
  g_free (fixture->ca_path);
  g_free (fixture->client);
}

/* Through the proxy, trusting the test's authority. */
static HeraldTransportOptions
usual (Fixture *fixture)
{
  return (HeraldTransportOptions){ .proxy = herald_test_proxy_get_url (fixture->proxy),
                                   .ca_file = fixture->ca_path };
}

static guint
send_to (const HeraldTransportOptions *options, const char *url, gboolean is_own, GError **error)
{
  g_autoptr (HeraldTransport) transport = herald_transport_new (options, error);
  g_autoptr (HeraldHttpRequest) request = herald_http_request_new ("fcm", "GET", url);
  g_autoptr (HeraldHttp) http = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  g_assert_no_error (*error);
  http = herald_http_new (transport);
  if (is_own)
    herald_http_allow_origin (http, url);
  else
    herald_http_allow_foreign_origin (http, url);
  herald_http_request_set_header (request, "Authorization", "Bearer " TOKEN);
  herald_http_send_async (http, request, NULL, herald_await_cb, &await);
  answer = herald_http_send_finish (http, herald_await_result (&await), error);
  return answer != NULL ? answer->status : 0;
}

static guint
send_by_http (Fixture *fixture, const HeraldTransportOptions *options, GError **error)
{
  g_autofree char *url = g_strdup_printf ("https://" HOST ":%u/x", fixture->port);

  return send_to (options, url, TRUE, error);
}

static void
assert_told (const GError *error, const char *text)
{
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  if (strstr (error->message, text) == NULL)
    g_error ("“%s” does not say “%s”", error->message, text);
}

static void
test_tunnel (Fixture *fixture, gconstpointer data)
{
  const HeraldTransportOptions options = usual (fixture);
  g_autofree char             *heads = NULL;
  g_autofree char *first = g_strdup_printf ("CONNECT " HOST ":%u HTTP/1.", fixture->port);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 200);
  g_assert_no_error (error);
  g_assert_cmpuint (herald_test_proxy_get_n_requests (fixture->proxy), ==, 1);
  heads = herald_test_proxy_dup_heads (fixture->proxy);
  g_assert_true (g_str_has_prefix (heads, first));
  g_assert_null (strstr (heads, "Proxy-Authorization"));
  g_assert_false (herald_test_proxy_saw (fixture->proxy, TOKEN));
}

/* Even an address without encryption is not handed to the proxy to be fetched. */
static void
test_tunnel_for_http (Fixture *fixture, gconstpointer data)
{
  const HeraldTransportOptions options = usual (fixture);
  g_autoptr (GError) error = NULL;

  herald_test_proxy_set_answer (fixture->proxy, "HTTP/1.1 403 Forbidden\r\n\r\n");
  g_assert_cmpuint (send_to (&options, "http://" HOST "/x", TRUE, &error), ==, 0);
  assert_told (error, "does not allow");
  g_assert_false (herald_test_proxy_saw (fixture->proxy, TOKEN));
}

static void
test_loopback_is_direct (Fixture *fixture, gconstpointer data)
{
  static const char *const hosts[] = { "localhost", "127.0.0.1", "LOCALHOST" };
  HeraldTransportOptions   options = usual (fixture);

  options.ignores_tls_errors = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *url = g_strdup_printf ("https://%s:%u/x", hosts[i], fixture->port);
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (send_to (&options, url, TRUE, &error), ==, 200);
    }
  g_assert_cmpuint (herald_test_proxy_get_n_requests (fixture->proxy), ==, 0);
}

static void
test_password (Fixture *fixture, gconstpointer data)
{
  HeraldTransportOptions options = usual (fixture);
  g_autoptr (GError) error = NULL;

  herald_test_proxy_set_credential (fixture->proxy, "ada@contoso:p:a/s%s wörd");
  g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 0);
  assert_told (error, "wants a user name and a password (407)");
  g_clear_error (&error);
  options.proxy_user = "ada@contoso";
  options.proxy_password = "wrong";
  g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 0);
  assert_told (error, "does not take the user name and the password (407)");
  g_assert_false (herald_error_is_unknown_fate (error));
  g_clear_error (&error);
  options.proxy_password = "p:a/s%s wörd";
  g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 200);
  g_assert_no_error (error);
  g_assert_false (herald_test_proxy_saw (fixture->proxy, TOKEN));
}

/* What the proxy says is never taken for the server's answer. */
static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  static const char *const cases[][2] = {
    { "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}", "does not allow connections" },
    { "HTTP/1.1 502 Bad Gateway\r\n\r\n", "502" },
    { "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\n\r\n", "503" },
    { "HTTP/1.1 301 Moved\r\nLocation: https://" HOST "/\r\n\r\n", "301" },
    { "HTTP/1.1 401 Unauthorized\r\n\r\n", "401" },
    { "SSH-2.0-OpenSSH_9.2\r\n\r\n", "does not connect" },
  };
  const HeraldTransportOptions options = usual (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      herald_test_proxy_set_answer (fixture->proxy, cases[i][0]);
      g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 0);
      assert_told (error, cases[i][1]);
      g_assert_false (herald_error_is_unknown_fate (error));
    }
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  HeraldTransportOptions options = usual (fixture);
  g_autoptr (GError) error = NULL;

  herald_test_proxy_stop (fixture->proxy);
  g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 0);
  assert_told (error, "cannot be reached through the proxy “127.0.0.1:");
  g_clear_error (&error);
  options.proxy = "http://proxy.invalid:3128";
  g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 0);
  assert_told (error, "The name of the proxy “proxy.invalid:3128” cannot be found");
}

/* “none” goes past the proxy that the environment variables name. */
static void
test_none (Fixture *fixture, gconstpointer data)
{
  HeraldTransportOptions options = usual (fixture);
  g_autoptr (GError) error = NULL;

  options.proxy = HERALD_PROXY_NONE;
  g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 0);
  assert_told (error, "The name “" HOST "” cannot be found");
  g_assert_cmpuint (herald_test_proxy_get_n_requests (fixture->proxy), ==, 0);
}

static void
serve_cb (HeraldH2Session *session, gint32 stream_id, const HeraldH2Message *request, gpointer data)
{
  Fixture         *fixture = data;
  GTlsCertificate *shown = herald_h2_session_get_peer_certificate (session);

  g_clear_pointer (&fixture->client, g_free);
  if (shown != NULL)
    fixture->client = g_tls_certificate_get_subject_name (shown);
  herald_h2_session_respond (session, stream_id, 204, NULL, 0, NULL);
}

/* @own: (nullable): the certificate of an app, as APNs takes it instead of a token. */
static guint
send_with (Fixture                      *fixture,
           const HeraldTransportOptions *options,
           GTlsCertificate              *own,
           GError                      **error)
{
  const HeraldH2Header headers[] = { { "authorization", "bearer " TOKEN } };
  g_autofree char     *pem = make (fixture, HOST, 30);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  g_autoptr (HeraldH2Server) server =
    herald_h2_server_new (certificate, 10, 100, serve_cb, fixture);
  g_autoptr (HeraldTransport) transport = herald_transport_new (options, error);
  g_autofree char *origin = NULL;
  g_autoptr (HeraldH2Client) client = NULL;
  g_autoptr (HeraldH2Answer) answer = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  g_assert_true (herald_h2_server_listen (server, 0, NULL));
  origin = g_strdup_printf ("https://" HOST ":%u", herald_h2_server_get_port (server));
  client = herald_h2_client_new (origin, transport, own);
  herald_h2_client_send_async (client, "GET", "/", headers, G_N_ELEMENTS (headers), NULL, NULL,
                               herald_await_cb, &await);
  answer = herald_h2_client_send_finish (client, herald_await_result (&await), error);
  herald_h2_client_close (client);
  return answer != NULL ? answer->status : 0;
}

static guint
send_by_h2 (Fixture *fixture, const HeraldTransportOptions *options, GError **error)
{
  return send_with (fixture, options, NULL, error);
}

/* An app's certificate is shown through the proxy, and the environment's own never is. */
static void
test_h2_certificate (Fixture *fixture, gconstpointer data)
{
  HeraldTransportOptions options = usual (fixture);
  g_autofree char       *pem = make (fixture, "com.example.app", 30);
  g_autofree char       *ada = make (fixture, "ada", 30);
  g_autoptr (GTlsCertificate) own = g_tls_certificate_new_from_pem (pem, -1, NULL);
  g_autoptr (GError) error = NULL;

  options.client_certificate = ada;
  options.proxy_user = "ada";
  options.proxy_password = "wrong";
  herald_test_proxy_set_credential (fixture->proxy, "ada:secret");
  g_assert_cmpuint (send_with (fixture, &options, own, &error), ==, 0);
  assert_told (error, "does not take the user name and the password (407)");
  g_clear_error (&error);
  options.proxy_password = "secret";
  g_assert_cmpuint (send_with (fixture, &options, own, &error), ==, 204);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->client, ==, "CN=com.example.app");
  g_assert_cmpuint (send_with (fixture, &options, NULL, &error), ==, 204);
  g_assert_null (fixture->client);
}

static void
test_h2 (Fixture *fixture, gconstpointer data)
{
  HeraldTransportOptions options = usual (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (send_by_h2 (fixture, &options, &error), ==, 204);
  g_assert_no_error (error);
  g_assert_cmpuint (herald_test_proxy_get_n_requests (fixture->proxy), ==, 1);
  g_assert_false (herald_test_proxy_saw (fixture->proxy, TOKEN));
  herald_test_proxy_set_credential (fixture->proxy, "ada:secret");
  g_assert_cmpuint (send_by_h2 (fixture, &options, &error), ==, 0);
  assert_told (error, "(407)");
  g_clear_error (&error);
  options.proxy_user = "ada";
  options.proxy_password = "secret";
  g_assert_cmpuint (send_by_h2 (fixture, &options, &error), ==, 204);
  g_assert_no_error (error);
  options.ca_file = NULL;
  g_assert_cmpuint (send_by_h2 (fixture, &options, &error), ==, 0);
  assert_told (error, "authority is not trusted");
  g_clear_error (&error);
  options.ignores_tls_errors = TRUE;
  g_assert_cmpuint (send_by_h2 (fixture, &options, &error), ==, 204);
}

/* Returns: (transfer full) (nullable): what the last step says that was reached */
static char *
probe (Fixture *fixture, const HeraldTransportOptions *options, guint n_steps, GError **error)
{
  g_autofree char *url = g_strdup_printf ("https://" HOST ":%u", fixture->port);
  g_autoptr (HeraldTransport) transport = herald_transport_new (options, error);
  g_autoptr (HeraldProbe) probe = herald_probe_new (url, transport, error);
  g_auto (HeraldAwait) resolved = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) connected = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) encrypted = HERALD_AWAIT_INIT;
  g_autofree char *found = NULL;

  herald_probe_resolve_async (probe, NULL, herald_await_cb, &resolved);
  found = herald_probe_resolve_finish (probe, herald_await_result (&resolved), error);
  if (found == NULL || n_steps == 1)
    return g_steal_pointer (&found);
  g_clear_pointer (&found, g_free);
  herald_probe_connect_async (probe, NULL, herald_await_cb, &connected);
  found = herald_probe_connect_finish (probe, herald_await_result (&connected), error);
  if (found == NULL || n_steps == 2)
    return g_steal_pointer (&found);
  g_clear_pointer (&found, g_free);
  herald_probe_encrypt_async (probe, NULL, herald_await_cb, &encrypted);
  return herald_probe_encrypt_finish (probe, herald_await_result (&encrypted), error);
}

static void
assert_found (Fixture                      *fixture,
              const HeraldTransportOptions *options,
              guint                         n_steps,
              const char                   *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = probe (fixture, options, n_steps, &error);

  g_assert_no_error (error);
  if (strstr (found, text) == NULL)
    g_error ("“%s” does not say “%s”", found, text);
}

static void
test_probe (Fixture *fixture, gconstpointer data)
{
  HeraldTransportOptions options = usual (fixture);
  g_autoptr (GError) error = NULL;

  assert_found (fixture, &options, 1, "“" HOST "” is reached through the proxy “127.0.0.1:");
  assert_found (fixture, &options, 2, ", through the proxy “127.0.0.1:");
  assert_found (fixture, &options, 3, "TLS 1.");
  herald_test_proxy_set_answer (fixture->proxy, "HTTP/1.1 502 Bad Gateway\r\n\r\n");
  g_assert_null (probe (fixture, &options, 3, &error));
  assert_told (error, "502");
  g_clear_error (&error);
  herald_test_proxy_stop (fixture->proxy);
  g_assert_null (probe (fixture, &options, 3, &error));
  assert_told (error, "cannot be reached through the proxy");
}

/* What each is refused for; accepted only by who ignores it. */
static void
test_bad_certificates (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char          *name;
    int                  days;
    gboolean             by_itself;
    GTlsCertificateFlags problem;
  } cases[] = {
    { HOST, -2, FALSE, G_TLS_CERTIFICATE_EXPIRED },
    { "other.test", 30, FALSE, G_TLS_CERTIFICATE_BAD_IDENTITY },
    { HOST, 30, TRUE, G_TLS_CERTIFICATE_UNKNOWN_CA },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HeraldTransportOptions      options = usual (fixture);
      const HeraldTestCertificate wanted = { .name = cases[i].name,
                                             .issuer_pem =
                                               cases[i].by_itself ? NULL : fixture->authority,
                                             .days = cases[i].days };
      g_autofree char            *pem = herald_test_certificate_make (&wanted);
      g_autoptr (GError) error = NULL;

      start_server (fixture, pem, G_TLS_AUTHENTICATION_NONE);
      g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 0);
      assert_told (error, "No secure connection to “" HOST "”");
      g_clear_error (&error);
      g_assert_null (probe (fixture, &options, 3, &error));
      assert_told (error, "No secure connection to “" HOST "”");
      g_clear_error (&error);
      options.ignores_tls_errors = TRUE;
      g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 200);
      g_assert_no_error (error);
      assert_found (fixture, &options, 3, "TLS 1.");
    }
}

static void
test_client_certificate (Fixture *fixture, gconstpointer data)
{
  HeraldTransportOptions options = usual (fixture);
  g_autofree char       *server = make (fixture, HOST, 30);
  g_autofree char       *client = make (fixture, "ada", 30);
  g_autoptr (GError) error = NULL;

  start_server (fixture, server, G_TLS_AUTHENTICATION_REQUIRED);
  g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 0);
  assert_told (error, "wants a client certificate, and the environment has none");
  g_clear_error (&error);
  options.client_certificate = client;
  g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 200);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->client, ==, "CN=ada");
  assert_found (fixture, &options, 3, "TLS 1.");
  /* A server that is stopped while it judges waits for ever. */
  while (fixture->n_judged < 2)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_refused_client_certificate (Fixture *fixture, gconstpointer data)
{
  HeraldTransportOptions options = usual (fixture);
  g_autofree char       *server = make (fixture, HOST, 30);
  g_autofree char       *stranger =
    herald_test_certificate_make (&(HeraldTestCertificate){ .name = "eve", .days = 30 });
  g_autoptr (GError) error = NULL;

  start_server (fixture, server, G_TLS_AUTHENTICATION_REQUIRED);
  options.client_certificate = stranger;
  g_assert_cmpuint (send_by_http (fixture, &options, &error), ==, 0);
  assert_told (error, "does not take the environment’s client certificate");
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

/* Google and Apple are not told who one is at work. */
static void
test_foreign_server (Fixture *fixture, gconstpointer data)
{
  HeraldTransportOptions options = usual (fixture);
  g_autofree char       *url = NULL;
  g_autofree char       *server = make (fixture, HOST, 30);
  g_autofree char       *client = make (fixture, "ada", 30);
  g_autoptr (GError) error = NULL;

  start_server (fixture, server, G_TLS_AUTHENTICATION_REQUESTED);
  url = g_strdup_printf ("https://" HOST ":%u/x", fixture->port);
  options.client_certificate = client;
  g_assert_cmpuint (send_to (&options, url, FALSE, &error), ==, 200);
  g_assert_null (fixture->client);
  g_assert_cmpuint (send_to (&options, url, TRUE, &error), ==, 200);
  g_assert_cmpstr (fixture->client, ==, "CN=ada");
}

static void
test_refuses_input (Fixture *fixture, gconstpointer data)
{
  const HeraldTransportOptions cases[] = {
    { .ca_file = "/nowhere/ca.pem" },
    { .client_certificate = "nonsense" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldTransport) transport = herald_transport_new (&cases[i], &error);

      g_assert_null (transport);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/net/transport/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("tunnel", test_tunnel);
  ADD ("tunnel-for-http", test_tunnel_for_http);
  ADD ("loopback-is-direct", test_loopback_is_direct);
  ADD ("password", test_password);
  ADD ("refusals", test_refusals);
  ADD ("unreachable", test_unreachable);
  ADD ("none", test_none);
  ADD ("h2", test_h2);
  ADD ("h2-certificate", test_h2_certificate);
  ADD ("probe", test_probe);
  ADD ("bad-certificates", test_bad_certificates);
  ADD ("client-certificate", test_client_certificate);
  ADD ("refused-client-certificate", test_refused_client_certificate);
  ADD ("foreign-server", test_foreign_server);
  ADD ("refuses-input", test_refuses_input);
  return g_test_run ();
}
