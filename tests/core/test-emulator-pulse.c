/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An emulator that answers, is silent, answers again, and is gone. */
#include "config.h"

#include "core/herald-emulator-pulse.h"
#include "herald-test-session.h"

#include <string.h>

#define LOOK_MS 5
#define PATIENCE_MS 20

/* Listens, and answers only when it is told to. */
typedef struct
{
  GSocket             *socket; /* (owned) */
  char                *origin; /* (owned) */
  HeraldEmulatorPulse *pulse;  /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GError) error = NULL;

  fixture->socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_bind (fixture->socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (fixture->socket, &error);
  g_assert_no_error (error);
  local = g_socket_get_local_address (fixture->socket, &error);
  g_assert_no_error (error);
  fixture->origin =
    g_strdup_printf ("http://127.0.0.1:%u",
                     g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)));
  fixture->pulse = herald_emulator_pulse_new_with_times (fixture->origin, LOOK_MS, PATIENCE_MS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_emulator_pulse_stop (fixture->pulse);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->pulse);
  g_clear_object (&fixture->socket);
  g_clear_pointer (&fixture->origin, g_free);
}

static void
wait_for (HeraldEmulatorPulse *pulse, HeraldPulse state)
{
  while (herald_emulator_pulse_get_state (pulse) != state)
    g_main_context_iteration (NULL, TRUE);
}

/* The pulse connects and asks in this thread, too; its timer ends each turn. */
static void
await_input (GSocket *socket)
{
  while ((g_socket_condition_check (socket, G_IO_IN) & G_IO_IN) == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Answers one question, read to its end. */
static void
answer (Fixture *fixture)
{
  static const char text[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GString) asked = g_string_new (NULL);

  await_input (fixture->socket);
  client = g_socket_accept (fixture->socket, NULL, &error);
  g_assert_no_error (error);
  while (strstr (asked->str, "\r\n\r\n") == NULL)
    {
      char   buffer[256];
      gssize n_bytes;

      await_input (client);
      n_bytes = g_socket_receive (client, buffer, sizeof buffer, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (n_bytes, >, 0);
      g_string_append_len (asked, buffer, n_bytes);
    }
  g_assert_true (g_str_has_prefix (asked->str, "GET /_herald/health HTTP/1.1\r\n"));
  g_socket_send (client, text, sizeof text - 1, NULL, &error);
  g_assert_no_error (error);
}

/* A connection alone is no answer: the kernel gives one for a paused process, too. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  gint64 before_us = herald_emulator_pulse_get_answered_us (fixture->pulse);

  g_assert_cmpint (herald_emulator_pulse_get_state (fixture->pulse), ==, HERALD_PULSE_BEATS);
  wait_for (fixture->pulse, HERALD_PULSE_SILENT);
  g_assert_cmpint (herald_emulator_pulse_get_answered_us (fixture->pulse), ==, before_us);
  answer (fixture);
  wait_for (fixture->pulse, HERALD_PULSE_BEATS);
  g_assert_cmpint (herald_emulator_pulse_get_answered_us (fixture->pulse), >, before_us);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_socket_close (fixture->socket, &error);
  g_assert_no_error (error);
  wait_for (fixture->pulse, HERALD_PULSE_GONE);
}

/* Silent, then killed. */
static void
test_silent_and_gone (Fixture *fixture, gconstpointer data)
{
  wait_for (fixture->pulse, HERALD_PULSE_SILENT);
  g_socket_close (fixture->socket, NULL);
  wait_for (fixture->pulse, HERALD_PULSE_GONE);
}

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  herald_emulator_pulse_stop (fixture->pulse);
  g_socket_close (fixture->socket, NULL);
  herald_emulator_pulse_look (fixture->pulse);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpint (herald_emulator_pulse_get_state (fixture->pulse), ==, HERALD_PULSE_BEATS);
}

static void
count_cb (guint *n_changes)
{
  (*n_changes)++;
}

/* It is asked for by several, and is one. */
static void
test_session (HeraldTestSession *fixture, gconstpointer data)
{
  HeraldEmulatorPulse *pulse = herald_emulator_pulse_of_session (fixture->session);
  gint64               before_us = herald_emulator_pulse_get_answered_us (pulse);
  guint                n_changes = 0;

  g_assert_true (herald_emulator_pulse_of_session (fixture->session) == pulse);
  g_signal_connect_swapped (pulse, "notify::state", G_CALLBACK (count_cb), &n_changes);
  herald_emulator_pulse_look (pulse);
  while (herald_emulator_pulse_get_answered_us (pulse) == before_us)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (herald_emulator_pulse_get_state (pulse), ==, HERALD_PULSE_BEATS);
  g_assert_cmpuint (n_changes, ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  herald_test_session_init (&argc, &argv);
  ADD ("/core/emulator-pulse/silent", test_silent);
  ADD ("/core/emulator-pulse/gone", test_gone);
  ADD ("/core/emulator-pulse/silent-and-gone", test_silent_and_gone);
  ADD ("/core/emulator-pulse/stopped", test_stopped);
  g_test_add ("/core/emulator-pulse/session", HeraldTestSession, NULL, herald_test_session_set_up,
              test_session, herald_test_session_tear_down);
  return g_test_run ();
}
