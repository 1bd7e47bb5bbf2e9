/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "crypto/herald-authority.h"
#include "herald-test-dir.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const names[] = { "localhost", "127.0.0.1", "::1", NULL };

typedef struct
{
  char *dir;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = herald_test_dir_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_test_dir_remove (fixture->dir);
  g_free (fixture->dir);
}

static void
ensure (const char *dir, const char *const *wanted)
{
  g_autoptr (GError) error = NULL;

  herald_authority_ensure (dir, wanted, &error);
  g_assert_no_error (error);
}

static char *
read_file (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
write_file (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static guint
mode_of (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  GStatBuf         status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return status.st_mode & 0777u;
}

static void
test_files_and_modes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *inner = g_build_filename (fixture->dir, "a", "b", NULL);

  ensure (inner, names);
  g_assert_cmpuint (mode_of (inner, "."), ==, 0700);
  g_assert_cmpuint (mode_of (inner, "ca.key"), ==, 0600);
  g_assert_cmpuint (mode_of (inner, "server.key"), ==, 0600);
  g_assert_cmpuint (mode_of (inner, "ca.pem"), ==, 0644);
  g_assert_cmpuint (mode_of (inner, "server.pem"), ==, 0644);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ca = NULL;
  g_autofree char *server = NULL;
  g_autofree char *ca_again = NULL;
  g_autofree char *server_again = NULL;

  ensure (fixture->dir, names);
  ca = read_file (fixture->dir, "ca.pem");
  server = read_file (fixture->dir, "server.pem");
  ensure (fixture->dir, names);
  ca_again = read_file (fixture->dir, "ca.pem");
  server_again = read_file (fixture->dir, "server.pem");
  g_assert_cmpstr (ca, ==, ca_again);
  g_assert_cmpstr (server, ==, server_again);
}

static void
test_names_changed (Fixture *fixture, gconstpointer data)
{
  const char *const        fewer[] = { "localhost", "127.0.0.1", NULL };
  const char *const        other[] = { "localhost", "127.0.0.2", NULL };
  const char *const *const steps[] = { fewer, other, names };
  g_autofree char         *server = NULL;
  g_autofree char         *ca = NULL;

  ensure (fixture->dir, names);
  ca = read_file (fixture->dir, "ca.pem");
  server = read_file (fixture->dir, "server.pem");
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *new_server = NULL;
      g_autofree char *same_ca = NULL;

      ensure (fixture->dir, steps[i]);
      new_server = read_file (fixture->dir, "server.pem");
      same_ca = read_file (fixture->dir, "ca.pem");
      g_assert_cmpstr (new_server, !=, server);
      g_assert_cmpstr (same_ca, ==, ca);
      g_free (server);
      server = g_steal_pointer (&new_server);
    }
}

/* Whatever one of the four files becomes, the next start has four that fit together. */
static void
test_mends (Fixture *fixture, gconstpointer data)
{
  const char *const files[] = { "ca.pem", "ca.key", "server.pem", "server.key" };

  ensure (fixture->dir, names);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GTlsCertificate) server = NULL;
      g_autoptr (GTlsCertificate) ca = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *path = herald_authority_get_ca_path (fixture->dir);

      write_file (fixture->dir, files[i], i % 2 == 0 ? "" : "-----BEGIN nothing");
      ensure (fixture->dir, names);
      server = herald_authority_load_server (fixture->dir, &error);
      g_assert_no_error (error);
      ca = g_tls_certificate_new_from_file (path, &error);
      g_assert_no_error (error);
      g_assert_cmpint (g_tls_certificate_verify (server, NULL, ca), ==, 0);
    }
}

/* A pair of another folder is whole in itself, but not signed by this authority. */
static void
test_foreign_server (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->dir, "other", NULL);
  g_autofree char *pem = NULL;
  g_autofree char *key = NULL;
  g_autofree char *mended = NULL;

  ensure (fixture->dir, names);
  ensure (other, names);
  pem = read_file (other, "server.pem");
  key = read_file (other, "server.key");
  write_file (fixture->dir, "server.pem", pem);
  write_file (fixture->dir, "server.key", key);
  ensure (fixture->dir, names);
  mended = read_file (fixture->dir, "server.pem");
  g_assert_cmpstr (mended, !=, pem);
}

static void
test_validity (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsCertificate) server = NULL;
  g_autoptr (GTlsCertificate) ca = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) ca_end = NULL;
  g_autoptr (GDateTime) server_end = NULL;
  g_autofree char *path = herald_authority_get_ca_path (fixture->dir);

  ensure (fixture->dir, names);
  server = herald_authority_load_server (fixture->dir, NULL);
  ca = g_tls_certificate_new_from_file (path, NULL);
  ca_end = g_tls_certificate_get_not_valid_after (ca);
  server_end = g_tls_certificate_get_not_valid_after (server);
  g_assert_cmpint (g_date_time_difference (ca_end, now) / G_TIME_SPAN_DAY, >=, 3650);
  g_assert_cmpint (g_date_time_difference (server_end, now) / G_TIME_SPAN_DAY, >=, 390);
}

static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->dir, "file", NULL);
  g_autofree char *below = g_build_filename (file, "dir", NULL);
  g_autoptr (GError) error = NULL;

  write_file (fixture->dir, "file", "");
  g_assert_false (herald_authority_ensure (below, names, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);
  g_clear_error (&error);
  g_assert_null (herald_authority_load_server (below, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);
}

/* A client that got no handshake has to see the end of the connection. */
static void
shaken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    {
      g_test_message ("server: %s", error->message);
      g_io_stream_close_async (G_IO_STREAM (source), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
    }
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           certificate)
{
  g_autoptr (GIOStream) tls =
    g_tls_server_connection_new (G_IO_STREAM (connection), certificate, NULL);

  g_object_set_data_full (G_OBJECT (service), "tls", g_object_ref (tls), g_object_unref);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, shaken_cb,
                                    NULL);
  return TRUE;
}

/* An address is compared with the certificate's addresses, not sent as a server name. */
static GSocketConnectable *
make_identity (const char *host, guint16 port)
{
  if (g_hostname_is_ip_address (host))
    return G_SOCKET_CONNECTABLE (g_inet_socket_address_new_from_string (host, port));
  return g_network_address_new (host, port);
}

/* A real handshake, with the system's trust replaced by the authority. */
static gboolean
connect_as (const char *dir, guint16 port, const char *host, GError **error)
{
  g_autofree char *path = herald_authority_get_ca_path (dir);
  g_autoptr (GTlsDatabase) trust = g_tls_file_database_new (path, error);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) plain = NULL;
  g_autoptr (GSocketConnectable) identity = make_identity (host, port);
  g_autoptr (GIOStream) tls = NULL;
  g_auto (HeraldAwait) connected = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) shaken = HERALD_AWAIT_INIT;

  g_socket_client_connect_to_host_async (client, "127.0.0.1", port, NULL, herald_await_cb,
                                         &connected);
  plain = g_socket_client_connect_to_host_finish (client, herald_await_result (&connected), error);
  g_assert_nonnull (plain);
  tls = g_tls_client_connection_new (G_IO_STREAM (plain), identity, error);
  g_tls_connection_set_database (G_TLS_CONNECTION (tls), trust);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL,
                                    herald_await_cb, &shaken);
  return g_tls_connection_handshake_finish (G_TLS_CONNECTION (tls), herald_await_result (&shaken),
                                            error);
}

static void
test_handshake (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *host;
    gboolean    good;
  } cases[] = {
    { "localhost", TRUE },
    { "127.0.0.1", TRUE },
    { "::1", TRUE },
    { "example.com", FALSE },
  };
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) error = NULL;
  guint16 port;

  ensure (fixture->dir, names);
  certificate = herald_authority_load_server (fixture->dir, &error);
  g_assert_no_error (error);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), certificate);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) local_error = NULL;
      gboolean good = connect_as (fixture->dir, port, cases[i].host, &local_error);

      g_test_message ("%s", cases[i].host);
      if (cases[i].good)
        g_assert_no_error (local_error);
      g_assert_cmpint (good, ==, cases[i].good);
    }
  g_object_set_data (G_OBJECT (service), "tls", NULL);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
}

/* A second reader that shares no code with us says the same, when it is installed. */
static void
test_openssl_agrees (Fixture *fixture, gconstpointer data)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autofree char *ca = g_build_filename (fixture->dir, "ca.pem", NULL);
  g_autofree char *server = g_build_filename (fixture->dir, "server.pem", NULL);
  const char      *argv[] = { openssl,      "verify",    "-x509_strict", "-purpose", "sslserver",
                              "-verify_ip", "127.0.0.1", "-CAfile",      ca,         server,
                              NULL };
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;

  if (openssl == NULL)
    {
      g_test_skip ("openssl is not installed");
      return;
    }
  ensure (fixture->dir, names);
  g_spawn_sync (NULL, (char **) (guintptr) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output,
                &errors, &status, &error);
  g_assert_no_error (error);
  g_test_message ("%s%s", output, errors);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/crypto/authority/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("files-and-modes", test_files_and_modes);
  ADD ("kept", test_kept);
  ADD ("names-changed", test_names_changed);
  ADD ("mends", test_mends);
  ADD ("foreign-server", test_foreign_server);
  ADD ("validity", test_validity);
  ADD ("unwritable", test_unwritable);
  ADD ("handshake", test_handshake);
  ADD ("openssl-agrees", test_openssl_agrees);
  return g_test_run ();
}
