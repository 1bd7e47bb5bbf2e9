/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for the browser: whatever knocks, only the answer of this sign-in ends the wait. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "net/herald-loopback.h"

#include <string.h>

#define STATE "the-word-of-this-sign-in"
#define LONG_SECONDS 60

typedef struct
{
  HeraldLoopback *loopback;
  guint16         port;
  HeraldAwait     await;
  GError         *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *uri;

  fixture->loopback = herald_loopback_new (STATE, &fixture->error);
  g_assert_no_error (fixture->error);
  uri = herald_loopback_get_redirect_uri (fixture->loopback);
  g_assert_true (g_str_has_prefix (uri, "http://localhost:"));
  fixture->port = (guint16) g_ascii_strtoull (strrchr (uri, ':') + 1, NULL, 10);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_await_clear (&fixture->await);
  g_clear_error (&fixture->error);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->loopback);
}

static void
start_waiting (Fixture *fixture, guint seconds, GCancellable *cancellable)
{
  herald_loopback_wait_async (fixture->loopback, seconds, cancellable, herald_await_cb,
                              &fixture->await);
}

static char *
end_waiting (Fixture *fixture)
{
  return herald_loopback_wait_finish (fixture->loopback, herald_await_result (&fixture->await),
                                      &fixture->error);
}

static GSocketConnection *
connect_to (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  return g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
}

typedef struct
{
  guint16     port;
  const char *bytes;
} Question;

/* On a thread of its own, as a browser is: asks and reads to the end. */
static void
ask_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  g_autoptr (GSocketConnection) connection = connect_to (question->port);
  g_autoptr (GString) answer = g_string_new (NULL);
  char   buffer[1024];
  gssize n_read;

  if (connection != NULL &&
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                 question->bytes, strlen (question->bytes), NULL, NULL, NULL))
    while ((n_read = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                          buffer, sizeof buffer, NULL, NULL)) > 0)
      g_string_append_len (answer, buffer, n_read);
  g_task_return_pointer (task, g_string_free (g_steal_pointer (&answer), FALSE), g_free);
}

/* Returns: everything that came back */
static char *
ask (Fixture *fixture, const char *bytes)
{
  Question question = { fixture->port, bytes };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, herald_await_cb, &await);

  g_task_set_task_data (task, &question, NULL);
  g_task_run_in_thread (task, ask_run);
  return g_task_propagate_pointer (G_TASK (herald_await_result (&await)), NULL);
}

static char *
ask_for (Fixture *fixture, const char *method, const char *target, const char *host)
{
  g_autofree char *bytes = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: %s:%u\r\nConnection: close\r\n"
                                            "Content-Length: 0\r\n\r\n",
                                            method, target, host, fixture->port);

  return ask (fixture, bytes);
}

static void
assert_status (const char *answer, guint status)
{
  g_autofree char *line = g_strdup_printf ("HTTP/1.1 %u ", status);

  if (!g_str_has_prefix (answer, line))
    g_error ("%s instead of %u", answer, status);
}

static void
answer_well (Fixture *fixture)
{
  g_autofree char *answer =
    ask_for (fixture, "GET", "/?code=the-code&state=" STATE "&session_state=x", "localhost");

  assert_status (answer, 200);
  g_assert_nonnull (strstr (answer, "Content-Security-Policy: default-src 'none'"));
  g_assert_nonnull (strstr (answer, "Referrer-Policy: no-referrer"));
  g_assert_null (strstr (answer, "the-code"));
}

static void
test_code (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = NULL;
  g_autofree char *late = NULL;

  start_waiting (fixture, LONG_SECONDS, NULL);
  answer_well (fixture);
  code = end_waiting (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (code, ==, "the-code");
  /* The door is shut then. */
  late = ask_for (fixture, "GET", "/?code=another&state=" STATE, "localhost");
  g_assert_cmpstr (late, ==, "");
}

static void
test_foreign_answers (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *method;
    const char *target;
    const char *host;
    guint       status;
  } cases[] = {
    { "GET", "/?code=x&state=guessed", "localhost", 400 },
    { "GET", "/?code=x&state=", "localhost", 400 },
    { "GET", "/?code=x", "localhost", 400 },
    { "GET", "/?state=" STATE, "localhost", 400 },
    { "GET", "/?code=x&error=y&state=" STATE, "localhost", 400 },
    { "GET", "/?code=x&state=" STATE "x", "localhost", 400 },
    { "GET", "/", "localhost", 400 },
    { "GET", "/favicon.ico", "localhost", 404 },
    { "GET", "/other?code=x&state=" STATE, "localhost", 404 },
    { "GET", "/?code=x&state=" STATE, "attacker.example", 404 },
    { "GET", "/?code=x&state=" STATE, "localhost.attacker.example", 404 },
    { "POST", "/?code=x&state=" STATE, "localhost", 405 },
    { "OPTIONS", "/?code=x&state=" STATE, "127.0.0.1", 405 },
  };
  g_autofree char *code = NULL;

  start_waiting (fixture, LONG_SECONDS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = ask_for (fixture, cases[i].method, cases[i].target, cases[i].host);

      assert_status (answer, cases[i].status);
    }
  answer_well (fixture);
  code = end_waiting (fixture);
  g_assert_cmpstr (code, ==, "the-code");
}

/* Neither bytes that are no HTTP nor somebody who never finishes a request holds the sign-in up. */
static void
test_garbage_and_slow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketConnection) slow = connect_to (fixture->port);
  g_autofree char *garbage = NULL;
  g_autofree char *code = NULL;

  g_assert_nonnull (slow);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (slow)), "GET /?code=", 11,
                             NULL, NULL, NULL);
  start_waiting (fixture, LONG_SECONDS, NULL);
  garbage = ask (fixture, "\x16\x03\x01\x02 not HTTP at all\r\n\r\n");
  g_assert_null (strstr (garbage, " 200 "));
  answer_well (fixture);
  code = end_waiting (fixture);
  g_assert_cmpstr (code, ==, "the-code");
}

static void
test_refusal (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = NULL;

  start_waiting (fixture, LONG_SECONDS, NULL);
  answer = ask_for (fixture, "GET",
                    "/?error=access_denied&error_description=%3Cscript%3Eno%0Away&state=" STATE,
                    "127.0.0.1");
  assert_status (answer, 200);
  g_assert_nonnull (strstr (answer, "&lt;script&gt;no way"));
  g_assert_null (strstr (answer, "<script>"));
  g_assert_null (end_waiting (fixture));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_AUTH);
  g_assert_nonnull (strstr (fixture->error->message, "declined"));
}

static void
test_endless_words (Fixture *fixture, gconstpointer data)
{
  g_autofree char *words = g_strnfill (5000, 'w');
  g_autofree char *target = g_strdup_printf ("/?error=x&error_description=%s&state=" STATE, words);
  g_autofree char *answer = NULL;

  start_waiting (fixture, LONG_SECONDS, NULL);
  answer = ask_for (fixture, "GET", target, "localhost");
  assert_status (answer, 200);
  g_assert_null (end_waiting (fixture));
  g_assert_cmpuint (strlen (fixture->error->message), <, 700);
}

static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  start_waiting (fixture, 0, NULL);
  g_assert_null (end_waiting (fixture));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_AUTH);
  g_assert_nonnull (strstr (fixture->error->message, "within the time"));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  start_waiting (fixture, LONG_SECONDS, cancellable);
  g_cancellable_cancel (cancellable);
  g_assert_null (end_waiting (fixture));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  start_waiting (fixture, LONG_SECONDS, cancellable);
  g_assert_null (end_waiting (fixture));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/net/loopback/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("code", test_code);
  ADD ("foreign-answers", test_foreign_answers);
  ADD ("garbage-and-slow", test_garbage_and_slow);
  ADD ("refusal", test_refusal);
  ADD ("endless-words", test_endless_words);
  ADD ("timeout", test_timeout);
  ADD ("cancel", test_cancel);
  ADD ("cancelled-before", test_cancelled_before);
  return g_test_run ();
}
