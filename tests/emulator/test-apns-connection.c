/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a provider sees of the connection itself: its limits, and how it ends. */
#include "config.h"

#include "base/herald-await.h"
#include "h2/herald-h2-session.h"
#include "push-fixture.h"

#include <string.h>

#define PATH "/3/device/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BODY "{\"aps\":{\"alert\":\"hello\"}}"
#define ALL 1000

/* One connection, without the client that would hide it. */
typedef struct
{
  PushFixture      push;
  HeraldH2Session *session; /* (owned) */
  char            *end;     /* (owned) (nullable): why the connection ended */
  guint            status;
  char            *text; /* (owned): of the last answer */
} Connection;

static void
connection_clear (Connection *self)
{
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      herald_h2_session_close (self->session);
    }
  g_clear_object (&self->session);
  g_clear_pointer (&self->end, g_free);
  g_clear_pointer (&self->text, g_free);
  push_fixture_stop (&self->push);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Connection, connection_clear)

static gboolean
accept_cb (GTlsConnection *tls, GTlsCertificate *certificate, GTlsCertificateFlags flags)
{
  return TRUE;
}

static void
closed_cb (HeraldH2Session *session, const GError *error, Connection *self)
{
  self->end = g_strdup (error->message);
}

static void
wait_for_capacity (Connection *self, guint capacity)
{
  while (herald_h2_session_get_capacity (self->session) != capacity && self->end == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (self->end);
}

static void
connect_h2 (Connection *self)
{
  static const char *const protocols[] = { "h2", NULL };
  const char              *origin = emulator_fixture_get (&self->push.emulator, "h2");
  g_autoptr (GUri) uri = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) socket = NULL;
  g_autoptr (GIOStream) tls = NULL;

  socket = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) g_uri_get_port (uri),
                                            NULL, &error);
  g_assert_no_error (error);
  tls = g_tls_client_connection_new (G_IO_STREAM (socket), NULL, &error);
  g_assert_no_error (error);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, &error);
  g_assert_no_error (error);
  self->session = herald_h2_session_new_client (tls);
  g_signal_connect (self->session, "closed", G_CALLBACK (closed_cb), self);
}

static void
answered_cb (HeraldH2Session       *session,
             const HeraldH2Message *answer,
             HeraldH2Fate           fate,
             const GError          *error,
             gpointer               data)
{
  Connection *self = data;

  g_assert_no_error (error);
  self->status = herald_h2_message_get_status (answer);
  g_free (self->text);
  self->text = g_strndup (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body));
}

static void
request (Connection *self, const char *path, const char *authorization, GBytes *body)
{
  const HeraldH2Header headers[] = { { ":method", "POST" },
                                     { ":scheme", "https" },
                                     { ":authority", "localhost" },
                                     { ":path", path },
                                     { "authorization", authorization },
                                     { "apns-topic", self->push.bundle_id } };
  g_autoptr (GError) error = NULL;

  self->status = 0;
  herald_h2_session_request (self->session, headers, G_N_ELEMENTS (headers), body, answered_cb,
                             self, &error);
  g_assert_no_error (error);
  while (self->status == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_first_streams (Connection *self, guint number)
{
  g_autofree char *body = g_strdup_printf ("{\"apnsFirstStreams\":%u}", number);

  json_node_unref (push_fixture_admin (&self->push, "PATCH", "switches", body, 200));
}

/* One request until a credential was good, whatever became of its push. */
static void
test_first_streams (void)
{
  g_auto (Connection) self = { 0 };
  g_autoptr (GBytes) body = g_bytes_new_static (BODY, strlen (BODY));
  g_autofree char *authorization = NULL;

  push_fixture_start (&self.push);
  set_first_streams (&self, 1);
  connect_h2 (&self);
  wait_for_capacity (&self, 1);
  request (&self, PATH, "bearer e30.e30.AA", body);
  g_assert_cmpuint (self.status, ==, 403);
  g_assert_cmpuint (herald_h2_session_get_capacity (self.session), ==, 1);
  authorization = push_fixture_sign_provider (&self.push, NULL, NULL, NULL, 0);
  request (&self, PATH, authorization, body);
  g_assert_cmpuint (self.status, ==, 400);
  wait_for_capacity (&self, ALL);
}

/* Other services have no such rule. */
static void
test_first_streams_of_others (void)
{
  g_auto (Connection) self = { 0 };

  push_fixture_start (&self.push);
  set_first_streams (&self, 1);
  connect_h2 (&self);
  wait_for_capacity (&self, 1);
  request (&self, "/v1/projects/contoso-shop/messages:send", "bearer x", NULL);
  g_assert_cmpuint (self.status, ==, 401);
  wait_for_capacity (&self, ALL);
}

static void
test_streams_by_default (void)
{
  g_auto (Connection) self = { 0 };
  const char *const wrong[] = { "{\"apnsFirstStreams\":0}", "{\"apnsFirstStreams\":1001}",
                                "{\"apnsFirstStreams\":\"1\"}" };

  push_fixture_start (&self.push);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    json_node_unref (push_fixture_admin (&self.push, "PATCH", "switches", wrong[i], 400));
  connect_h2 (&self);
  wait_for_capacity (&self, ALL);
}

static void
test_shutdown (void)
{
  g_auto (Connection) self = { 0 };

  push_fixture_start (&self.push);
  connect_h2 (&self);
  wait_for_capacity (&self, ALL);
  push_fixture_stop (&self.push);
  while (self.end == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("%s", self.end);
  g_assert_nonnull (strstr (self.end, "Shutdown"));
}

/* Too large for any push: refused before all of it was read, in Apple's words. */
static void
test_huge_payload (void)
{
  const struct
  {
    const char *path;
    const char *text;
  } cases[] = {
    { PATH, "{\"reason\":\"PayloadTooLarge\"}" },
    { "/v1/projects/contoso-shop/messages:send", "" },
  };
  g_autofree char *large = g_strnfill ((gsize) 512 * 1024, 'x');
  g_autoptr (GBytes) body = g_bytes_new (large, strlen (large));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Connection) self = { 0 };

      push_fixture_start (&self.push);
      connect_h2 (&self);
      wait_for_capacity (&self, ALL);
      request (&self, cases[i].path, "bearer x", body);
      g_assert_cmpuint (self.status, ==, 413);
      g_assert_cmpstr (self.text, ==, cases[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/apns-connection/first-streams", test_first_streams);
  g_test_add_func ("/emulator/apns-connection/others", test_first_streams_of_others);
  g_test_add_func ("/emulator/apns-connection/default", test_streams_by_default);
  g_test_add_func ("/emulator/apns-connection/shutdown", test_shutdown);
  g_test_add_func ("/emulator/apns-connection/huge-payload", test_huge_payload);
  return g_test_run ();
}
