/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server whose authority is known from a file only: trusted for its own name, and for no other.
 */
#include "config.h"

#include "net/herald-http.h"
#include "net/herald-probe.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "crypto/herald-authority.h"
#include "herald-test-dir.h"

#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  char       *dir;
  char       *ca_path;
  SoupServer *server;
  guint       port;
} Fixture;

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "localhost", NULL };
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSList) uris = NULL;

  fixture->dir = herald_test_dir_new ();
  herald_authority_ensure (fixture->dir, names, &error);
  g_assert_no_error (error);
  fixture->ca_path = herald_authority_get_ca_path (fixture->dir);
  certificate = herald_authority_load_server (fixture->dir, &error);
  g_assert_no_error (error);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_set_tls_certificate (fixture->server, certificate);
  soup_server_add_handler (fixture->server, NULL, answer_cb, NULL, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_HTTPS, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->port = (guint) g_uri_get_port (uris->data);
  g_slist_foreach (uris, (GFunc) (void *) g_uri_unref, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  herald_test_dir_remove (fixture->dir);
  g_clear_pointer (&fixture->dir, g_free);
  g_clear_pointer (&fixture->ca_path, g_free);
}

static guint
get_status (Fixture *fixture, const char *ca_path, const char *host, GError **error)
{
  g_autofree char *url = g_strdup_printf ("https://%s:%u/x", host, fixture->port);
  g_autoptr (HeraldHttpRequest) request = herald_http_request_new ("fcm", "GET", url);
  g_autoptr (HeraldTransport) transport = herald_transport_new_direct (ca_path, error);
  g_autoptr (HeraldHttp) http = NULL;
  g_autoptr (HeraldHttpAnswer) answer = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  g_assert_no_error (*error);
  http = herald_http_new (transport);
  herald_http_allow_origin (http, url);
  herald_http_send_async (http, request, NULL, herald_await_cb, &await);
  answer = herald_http_send_finish (http, herald_await_result (&await), error);
  return answer != NULL ? answer->status : 0;
}

static void
test_own_authority (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (get_status (fixture, fixture->ca_path, "localhost", &error), ==, 200);
  g_assert_no_error (error);
}

static void
test_unknown_authority (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (get_status (fixture, NULL, "localhost", &error), ==, 0);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_false (herald_error_is_unknown_fate (error));
}

static void
test_other_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (get_status (fixture, fixture->ca_path, "127.0.0.1", &error), ==, 0);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
}

/* Every stage up to the certificate; the problems of that. */
static GTlsCertificateFlags
probe (Fixture *fixture, const char *ca_path, const char *host, char **found, GError **error)
{
  g_autofree char *url = g_strdup_printf ("https://%s:%u", host, fixture->port);
  g_autofree char *name = NULL;
  g_autofree char *peer = NULL;
  g_autoptr (HeraldTransport) transport = herald_transport_new_direct (ca_path, error);
  g_autoptr (HeraldProbe) probe = herald_probe_new (url, transport, error);
  g_auto (HeraldAwait) resolved = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) connected = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) encrypted = HERALD_AWAIT_INIT;

  g_assert_no_error (*error);
  herald_probe_resolve_async (probe, NULL, herald_await_cb, &resolved);
  name = herald_probe_resolve_finish (probe, herald_await_result (&resolved), error);
  g_assert_no_error (*error);
  g_assert_nonnull (strstr (name, host));
  herald_probe_connect_async (probe, NULL, herald_await_cb, &connected);
  peer = herald_probe_connect_finish (probe, herald_await_result (&connected), error);
  g_assert_no_error (*error);
  g_assert_nonnull (strstr (peer, "port"));
  herald_probe_encrypt_async (probe, NULL, herald_await_cb, &encrypted);
  *found = herald_probe_encrypt_finish (probe, herald_await_result (&encrypted), error);
  return herald_probe_get_certificate_problems (probe);
}

static void
test_probe (Fixture *fixture, gconstpointer data)
{
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (probe (fixture, fixture->ca_path, "localhost", &found, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (found, "TLS 1."));
}

static void
test_probe_unknown_authority (Fixture *fixture, gconstpointer data)
{
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (probe (fixture, NULL, "localhost", &found, &error), ==,
                    G_TLS_CERTIFICATE_UNKNOWN_CA);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
}

/* Its authority does not matter when it is for somebody else. */
static void
test_probe_other_name (Fixture *fixture, gconstpointer data)
{
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (probe (fixture, fixture->ca_path, "127.0.0.1", &found, &error) &
                 G_TLS_CERTIFICATE_BAD_IDENTITY);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
}

static gboolean
plain_incoming_cb (GSocketService    *service,
                   GSocketConnection *connection,
                   GObject           *source,
                   gpointer           user_data)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             "220 mail.example.com ESMTP\r\n", 28, NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

/* Something else listens there. */
static void
test_probe_no_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  fixture->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (plain_incoming_cb), NULL);
  g_assert_cmpuint (probe (fixture, fixture->ca_path, "127.0.0.1", &found, &error), ==, 0);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, "No secure connection"));
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
}

static void
test_probe_refuses_input (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldTransport) transport = herald_transport_new_default ();
  g_autoptr (GError) error = NULL;

  g_assert_null (herald_probe_new ("ftp://localhost", transport, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/net/tls/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("own-authority", test_own_authority);
  ADD ("unknown-authority", test_unknown_authority);
  ADD ("other-name", test_other_name);
  ADD ("probe", test_probe);
  ADD ("probe-unknown-authority", test_probe_unknown_authority);
  ADD ("probe-other-name", test_probe_other_name);
  ADD ("probe-no-tls", test_probe_no_tls);
  ADD ("probe-refuses-input", test_probe_refuses_input);
  return g_test_run ();
}
