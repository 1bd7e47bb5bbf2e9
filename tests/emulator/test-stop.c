/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clean stop cuts nobody who waits: delayed answers leave at once, who has none is refused. */
#include "config.h"

#include "base/herald-await.h"
#include "push-fixture.h"

/* A request of HTTP/1.1 on its way. */
typedef struct
{
  SoupSession *session; /* (owned) */
  SoupMessage *message; /* (owned) */
  HeraldAwait  await;
  gboolean     written;
} Request;

static void
request_clear (Request *self)
{
  herald_await_clear (&self->await);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static void
wrote_body_cb (SoupMessage *message, gpointer user_data)
{
  ((Request *) user_data)->written = TRUE;
}

static void
request_start (Request *self, EmulatorFixture *emulator, const char *target, const char *token)
{
  g_autofree char *url = g_strconcat (emulator_fixture_get (emulator, "http"), target, NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", emulator_fixture_get (emulator, token), NULL);

  self->session = soup_session_new ();
  self->message = soup_message_new ("GET", url);
  soup_message_headers_append (soup_message_get_request_headers (self->message), "Authorization",
                               bearer);
  g_signal_connect (self->message, "wrote-body", G_CALLBACK (wrote_body_cb), self);
  soup_session_send_and_read_async (self->session, self->message, G_PRIORITY_DEFAULT, NULL,
                                    herald_await_cb, &self->await);
  while (!self->written)
    g_main_context_iteration (NULL, TRUE);
}

static void
request_assert (Request *self, guint status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
    soup_session_send_and_read_finish (self->session, herald_await_result (&self->await), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (self->message), ==, status);
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
}

/* Until the rule has delayed so many; what was sent here goes on meanwhile. */
static void
wait_for_hits (PushFixture *fixture, gint64 wanted)
{
  gint64 hits = 0;

  while (hits < wanted)
    {
      g_autoptr (JsonNode) node = push_fixture_admin (fixture, "GET", "faults", NULL, 200);
      JsonObject *fault = json_array_get_object_element (json_node_get_array (node), 0);

      hits = json_object_get_int_member (fault, "hits");
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
test_nobody_is_cut (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (Request) delayed = { .await = HERALD_AWAIT_INIT };
  g_auto (Request) waiting = { .await = HERALD_AWAIT_INIT };
  g_auto (HeraldAwait) stream = HERALD_AWAIT_INIT;
  g_autoptr (HeraldH2Answer) answer = NULL;
  g_autoptr (GError) error = NULL;

  push_fixture_start (&fixture);
  json_node_unref (
    push_fixture_admin (&fixture, "POST", "faults", "{\"do\":{\"delayMs\":300000}}", 201));
  request_start (&delayed, &fixture.emulator, "/api/data/v9.2/contacts?$top=1", "bearer");
  request_start (&waiting, &fixture.emulator, "/_herald/log?path=/none&wait=300", "adminToken");
  herald_h2_client_send_async (fixture.h2, "POST", "/3/device/0123", NULL, 0, NULL, NULL,
                               herald_await_cb, &stream);
  wait_for_hits (&fixture, 2);
  herald_emulator_stop (fixture.emulator.emulator);
  request_assert (&delayed, 200);
  request_assert (&waiting, 503);
  answer = herald_h2_client_send_finish (fixture.h2, herald_await_result (&stream), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 403);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/stop/nobody-is-cut", test_nobody_is_cut);
  return g_test_run ();
}
