/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clean stop cuts nobody who waits: delayed answers leave at once, who has none is refused. */
#include "config.h"

#include "push-fixture.h"

static void
assert_answered (EmulatorRequest *request, guint status)
{
  g_autoptr (GBytes) bytes = emulator_request_finish (request, status);

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
  g_auto (EmulatorRequest) delayed = EMULATOR_REQUEST_INIT;
  g_auto (EmulatorRequest) waiting = EMULATOR_REQUEST_INIT;
  g_auto (EmulatorRequest) later = EMULATOR_REQUEST_INIT;
  g_auto (HeraldAwait) stream = HERALD_AWAIT_INIT;
  g_autoptr (HeraldH2Answer) answer = NULL;
  g_autoptr (GError) error = NULL;

  push_fixture_start (&fixture);
  json_node_unref (
    push_fixture_admin (&fixture, "POST", "faults", "{\"do\":{\"delayMs\":300000}}", 201));
  emulator_request_start (&delayed, &fixture.emulator, "GET", "contacts?$top=1", NULL);
  emulator_request_start (&waiting, &fixture.emulator, "GET", "/_herald/log?path=/none&wait=300",
                          NULL);
  /* A later connection is answered, so what came by the earlier one was read. */
  emulator_request_start (&later, &fixture.emulator, "GET", "/_herald/switches", NULL);
  assert_answered (&later, 200);
  herald_h2_client_send_async (fixture.h2, "POST", "/3/device/0123", NULL, 0, NULL, NULL,
                               herald_await_cb, &stream);
  wait_for_hits (&fixture, 2);
  herald_emulator_stop (fixture.emulator.emulator);
  assert_answered (&delayed, 200);
  assert_answered (&waiting, 503);
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
