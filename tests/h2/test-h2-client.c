/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "h2/herald-h2-client-private.h"
#include "h2/herald-h2-session-private.h"
#include "herald-h2-fixture.h"

#include <string.h>

#define MANY 1000

static void
test_bodies (Fixture *fixture, gconstpointer unused)
{
  const gsize sizes[] = { 0, 1, 64 * 1024 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Outcome *outcome = fixture_send (fixture, "/echo", "body", sizes[i], NULL);
      g_autoptr (GBytes) expected = fixture_create_body (sizes[i]);

      spin_until (outcome->done);
      g_assert_no_error (outcome->error);
      g_assert_cmpuint (outcome->answer->status, ==, 200);
      g_assert_cmpstr (herald_h2_answer_get_header (outcome->answer, "x-id"), ==, "body");
      g_assert_null (herald_h2_answer_get_header (outcome->answer, ":status"));
      g_assert_true (g_bytes_equal (outcome->answer->body, expected));
    }
  g_assert_cmpuint (fixture->n_sessions, ==, 1);
}

static void
test_timing (Fixture *fixture, gconstpointer unused)
{
  Outcome *first = fixture_send (fixture, "/echo", "first", 0, NULL);
  Outcome *second;

  spin_until (first->done);
  second = fixture_send (fixture, "/echo", "second", 0, NULL);
  spin_until (second->done);
  g_assert_cmpint (first->answer->connect_us, >, 0);
  g_assert_cmpint (first->answer->answer_us, >, 0);
  g_assert_cmpint (second->answer->connect_us, ==, 0);
}

static void
test_many (Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      fixture_send (fixture, "/echo", id, i % 500, NULL);
    }
  fixture_wait_all (fixture);
  for (guint i = 0; i < MANY; i++)
    {
      const Outcome   *outcome = g_ptr_array_index (fixture->outcomes, i);
      g_autofree char *id = g_strdup_printf ("%u", i);

      g_assert_no_error (outcome->error);
      g_assert_cmpstr (herald_h2_answer_get_header (outcome->answer, "x-id"), ==, id);
      g_assert_cmpuint (g_bytes_get_size (outcome->answer->body), ==, i % 500);
      g_assert_cmpuint (fixture_count_seen (fixture, id), ==, 1);
    }
  g_assert_cmpuint (fixture->n_sessions, ==, 1);
}

/* All are in the server's hands at once, none is answered yet. */
static void
test_concurrent (Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < MANY; i++)
    fixture_send (fixture, "/hold", "held", 0, NULL);
  spin_until (fixture->held->len == MANY);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  fixture_release_held (fixture);
  fixture_wait_all (fixture);
  g_assert_cmpuint (fixture->n_requests, ==, MANY);
}

static void
test_one_stream (Fixture *fixture, gconstpointer unused)
{
  Outcome *first = fixture_send (fixture, "/hold", "first", 0, NULL);
  Outcome *second = fixture_send (fixture, "/hold", "second", 0, NULL);

  for (guint i = 0; i < 2; i++)
    {
      spin_until (fixture->held->len == 1);
      g_assert_cmpuint (fixture->n_requests, ==, i + 1);
      fixture_release_held (fixture);
    }
  fixture_wait_all (fixture);
  g_assert_no_error (first->error);
  g_assert_no_error (second->error);
}

/* The tenth request says goodbye while a hundred are under way. */
static void
test_go_away (Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      fixture_send (fixture, i == 10 ? "/goaway" : "/echo", id, 10, NULL);
    }
  fixture_wait_all (fixture);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      const Outcome   *outcome = g_ptr_array_index (fixture->outcomes, i);

      g_assert_no_error (outcome->error);
      g_assert_cmpuint (fixture_count_seen (fixture, id), ==, 1);
    }
  g_assert_cmpuint (fixture->n_sessions, ==, 2);
}

static void
test_refused (Fixture *fixture, gconstpointer unused)
{
  Outcome *outcome;

  fixture->n_refusals_left = 3;
  outcome = fixture_send (fixture, "/refuse", "moved", 10, NULL);
  spin_until (outcome->done);
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (g_bytes_get_size (outcome->answer->body), ==, 10);
  g_assert_cmpuint (fixture_count_seen (fixture, "moved"), ==, 1);
}

static void
test_always_refused (Fixture *fixture, gconstpointer unused)
{
  Outcome *outcome;

  fixture->n_refusals_left = G_MAXUINT;
  outcome = fixture_send (fixture, "/refuse", "never", 0, NULL);
  spin_until (outcome->done);
  g_assert_error (outcome->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_false (herald_error_is_unknown_fate (outcome->error));
  g_assert_cmpuint (G_MAXUINT - fixture->n_refusals_left, ==, 6);
}

/* Every connection says goodbye without doing anything: no endless loop of new ones. */
static void
test_fruitless (Fixture *fixture, gconstpointer unused)
{
  Outcome *outcome = fixture_send (fixture, "/vanish", "never", 0, NULL);

  spin_until (outcome->done);
  g_assert_error (outcome->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_false (herald_error_is_unknown_fate (outcome->error));
  g_assert_cmpuint (fixture->n_vanished, ==, 5);
}

static void
test_reset (Fixture *fixture, gconstpointer unused)
{
  Outcome *outcome = fixture_send (fixture, "/reset", "reset", 0, NULL);

  spin_until (outcome->done);
  g_assert_error (outcome->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_true (herald_error_is_unknown_fate (outcome->error));
  g_assert_cmpuint (fixture_count_seen (fixture, "reset"), ==, 1);
}

static void
test_dropped (Fixture *fixture, gconstpointer unused)
{
  Outcome *held = fixture_send (fixture, "/hold", "held", 0, NULL);
  Outcome *dropped;
  Outcome *later;

  spin_until (fixture->held->len == 1);
  dropped = fixture_send (fixture, "/drop", "dropped", 0, NULL);
  spin_until (dropped->done);
  g_assert_true (herald_error_is_unknown_fate (dropped->error));
  g_assert_nonnull (strstr (dropped->error->message, "not known"));
  g_assert_true (herald_error_is_unknown_fate (held->error));
  later = fixture_send (fixture, "/echo", "later", 0, NULL);
  spin_until (later->done);
  g_assert_no_error (later->error);
  g_assert_cmpuint (fixture_count_seen (fixture, "held"), ==, 1);
  g_assert_cmpuint (fixture_count_seen (fixture, "dropped"), ==, 1);
}

static void
test_cancel_before (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome *outcome;

  g_cancellable_cancel (cancellable);
  outcome = fixture_send (fixture, "/echo", "before", 0, cancellable);
  spin_until (outcome->done);
  g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

static void
test_cancel_waiting (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome *outcome = fixture_send (fixture, "/echo", "waiting", 0, cancellable);
  Outcome *other = fixture_send (fixture, "/echo", "other", 0, NULL);

  g_cancellable_cancel (cancellable);
  spin_until (outcome->done && other->done);
  g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_no_error (other->error);
  g_assert_cmpuint (fixture_count_seen (fixture, "waiting"), ==, 0);
}

static void
test_cancel_sent (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome *outcome = fixture_send (fixture, "/hold", "sent", 0, cancellable);
  Outcome *other;

  spin_until (fixture->held->len == 1);
  g_cancellable_cancel (cancellable);
  spin_until (outcome->done);
  g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* The connection goes on, and the late answer hurts nobody. */
  fixture_release_held (fixture);
  other = fixture_send (fixture, "/echo", "other", 0, NULL);
  spin_until (other->done);
  g_assert_no_error (other->error);
  g_assert_cmpuint (fixture->n_sessions, ==, 1);
}

static void
test_cancel_after (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome *outcome = fixture_send (fixture, "/echo", "after", 0, cancellable);

  spin_until (outcome->done);
  g_cancellable_cancel (cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (outcome->n_calls, ==, 1);
}

static gpointer
cancel_in_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel_from_thread (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread;

  for (guint i = 0; i < 200; i++)
    fixture_send (fixture, "/hold", "held", 0, cancellable);
  spin_until (fixture->held->len == 200);
  thread = g_thread_new ("cancel", cancel_in_thread, cancellable);
  fixture_wait_all (fixture);
  g_thread_join (thread);
  for (guint i = 0; i < fixture->outcomes->len; i++)
    g_assert_error (((Outcome *) g_ptr_array_index (fixture->outcomes, i))->error, G_IO_ERROR,
                    G_IO_ERROR_CANCELLED);
}

static gboolean
flag_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* A connection that was quiet is asked before it gets a request; this one lives. */
static void
test_quiet_connection (Fixture *fixture, gconstpointer unused)
{
  herald_h2_client_set_liveness_ms (fixture->client, 10, 10000);
  for (guint i = 0; i < 3; i++)
    {
      Outcome *outcome = fixture_send (fixture, "/echo", "quiet", 0, NULL);
      gboolean waited = FALSE;

      spin_until (outcome->done);
      g_assert_no_error (outcome->error);
      g_timeout_add (20, flag_cb, &waited);
      spin_until (waited);
    }
  g_assert_cmpuint (fixture_count_seen (fixture, "quiet"), ==, 3);
  g_assert_cmpuint (fixture->n_sessions, ==, 1);
}

/* The server has gone away without a word, as behind a middlebox that forgot the connection: the
 * request is not lost on it. */
static void
test_dead_connection (Fixture *fixture, gconstpointer unused)
{
  gboolean waited = FALSE;
  Outcome *outcome;

  herald_h2_client_set_liveness_ms (fixture->client, 10, 50);
  outcome = fixture_send (fixture, "/echo", "first", 0, NULL);
  spin_until (outcome->done);
  g_source_destroy (fixture->last_session->input_source);
  g_timeout_add (20, flag_cb, &waited);
  spin_until (waited);
  outcome = fixture_send (fixture, "/echo", "second", 0, NULL);
  spin_until (outcome->done);
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (fixture_count_seen (fixture, "second"), ==, 1);
  g_assert_cmpuint (fixture->n_sessions, ==, 2);
}

static void
test_timeout (Fixture *fixture, gconstpointer unused)
{
  Outcome *outcome = fixture_send (fixture, "/echo", "quick", 0, NULL);

  /* The second counts for the request alone: connecting may take longer on a busy machine. */
  spin_until (outcome->done);
  herald_h2_client_set_timeout_ms (fixture->client, 1000);
  outcome = fixture_send (fixture, "/hold", "slow", 0, NULL);
  spin_until (outcome->done);
  g_assert_error (outcome->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_true (herald_error_is_unknown_fate (outcome->error));
  g_assert_nonnull (strstr (outcome->error->message, "in time"));
}

static void
test_close (Fixture *fixture, gconstpointer unused)
{
  Outcome *held = fixture_send (fixture, "/hold", "held", 0, NULL);
  Outcome *waiting;
  Outcome *late;

  spin_until (fixture->held->len == 1);
  waiting = fixture_send (fixture, "/echo", "waiting", 0, NULL);
  herald_h2_client_close (fixture->client);
  g_assert_false (held->done); /* never from within the call */
  late = fixture_send (fixture, "/echo", "late", 0, NULL);
  fixture_wait_all (fixture);
  g_assert_true (herald_error_is_unknown_fate (held->error));
  g_assert_error (waiting->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_false (herald_error_is_unknown_fate (waiting->error));
  g_assert_error (late->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
}

static void
close_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HeraldH2Answer) answer = NULL;

  answer = herald_h2_client_send_finish (HERALD_H2_CLIENT (source), result, NULL);
  herald_h2_client_close (HERALD_H2_CLIENT (source));
  *(gboolean *) data = TRUE;
}

/* The client is closed, and its last reference dropped, inside an answer's callback. */
static void
test_close_in_callback (Fixture *fixture, gconstpointer unused)
{
  gboolean        closed = FALSE;
  HeraldH2Client *client = g_steal_pointer (&fixture->client);

  herald_h2_client_send_async (client, "GET", "/echo", NULL, 0, NULL, NULL, close_cb, &closed);
  fixture_send_by (fixture, client, "/hold", "held");
  g_object_add_weak_pointer (G_OBJECT (client), (gpointer *) &client);
  g_object_unref (client);
  spin_until (closed && client == NULL);
  g_assert_cmpuint (fixture->n_done, ==, 1);
}

static void
test_oversize_body (Fixture *fixture, gconstpointer unused)
{
  Outcome *outcome = fixture_send (fixture, "/echo", "big", FIXTURE_MAX_BODY + 1, NULL);
  Outcome *huge = fixture_send (fixture, "/echo", "huge", 20 * FIXTURE_MAX_BODY, NULL);
  Outcome *fitting = fixture_send (fixture, "/echo", "fits", FIXTURE_MAX_BODY, NULL);

  fixture_wait_all (fixture);
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (outcome->answer->status, ==, 413);
  g_assert_no_error (huge->error);
  g_assert_cmpuint (huge->answer->status, ==, 413);
  g_assert_no_error (fitting->error);
  g_assert_cmpuint (fitting->answer->status, ==, 200);
  g_assert_cmpuint (fixture->n_requests, ==, 1);
  g_assert_cmpuint (fixture->n_sessions, ==, 1);
}

static void
test_bad_header (Fixture *fixture, gconstpointer unused)
{
  Outcome *outcome = fixture_send (fixture, "/echo", "two\nlines", 0, NULL);

  spin_until (outcome->done);
  g_assert_error (outcome->error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

static void
test_wrong_authority (Fixture *fixture, gconstpointer unused)
{
  g_autofree char  *origin = fixture_get_origin (fixture);
  g_autofree char  *stranger = fixture_get_ca_path ("elsewhere.example");
  const char *const files[] = { NULL, stranger };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (HeraldH2Client) client = fixture_create_client (origin, files[i]);
      Outcome *outcome = fixture_send_by (fixture, client, "/echo", "untrusted");

      spin_until (outcome->done);
      g_assert_error (outcome->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
      g_assert_nonnull (strstr (outcome->error->message, "authority is not trusted"));
      g_assert_false (herald_error_is_unknown_fate (outcome->error));
    }
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

G_NORETURN static void
unused_request_cb (HeraldH2Session       *session,
                   gint32                 stream_id,
                   const HeraldH2Message *request,
                   gpointer               data)
{
  g_assert_not_reached ();
}

static void
test_wrong_name (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GTlsCertificate) certificate = fixture_load_certificate ("elsewhere.example");
  g_autoptr (HeraldH2Server) server =
    herald_h2_server_new (certificate, 10, 10, unused_request_cb, NULL);
  g_autofree char *ca_path = fixture_get_ca_path ("elsewhere.example");
  g_autofree char *origin = NULL;
  g_autoptr (HeraldH2Client) client = NULL;
  Outcome *outcome;

  g_assert_true (herald_h2_server_listen (server, 0, NULL));
  origin = g_strdup_printf ("https://localhost:%u", herald_h2_server_get_port (server));
  client = fixture_create_client (origin, ca_path);
  outcome = fixture_send_by (fixture, client, "/echo", "name");
  spin_until (outcome->done);
  g_assert_error (outcome->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_nonnull (strstr (outcome->error->message, "another host name"));
}

static void
test_wrong_input (Fixture *fixture, gconstpointer unused)
{
  const char *const cases[] = { "http://localhost:1", "nonsense" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldH2Client) client = fixture_create_client (cases[i], NULL);
      Outcome *outcome = fixture_send_by (fixture, client, "/echo", "input");

      spin_until (outcome->done);
      g_assert_error (outcome->error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
}

static void
test_nobody_listens (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *origin = fixture_get_origin (fixture);
  g_autoptr (HeraldH2Client) client = fixture_create_client (origin, NULL);
  Outcome *first;
  Outcome *second;

  herald_h2_server_stop (fixture->server);
  first = fixture_send_by (fixture, client, "/echo", "first");
  second = fixture_send_by (fixture, client, "/echo", "second");
  spin_until (first->done && second->done);
  g_assert_error (first->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_nonnull (strstr (first->error->message, "localhost"));
  g_assert_error (second->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer), guint max_streams)
{
  g_autofree char *path = g_strconcat ("/h2/client/", name, NULL);

  g_test_add (path, Fixture, GUINT_TO_POINTER (max_streams), fixture_set_up, func,
              fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("bodies", test_bodies, 0);
  add ("timing", test_timing, 0);
  add ("many", test_many, 100);
  add ("concurrent", test_concurrent, 0);
  add ("one-stream", test_one_stream, 1);
  add ("go-away", test_go_away, 0);
  add ("refused", test_refused, 0);
  add ("always-refused", test_always_refused, 0);
  add ("fruitless", test_fruitless, 0);
  add ("reset", test_reset, 0);
  add ("dropped", test_dropped, 0);
  add ("cancel-before", test_cancel_before, 0);
  add ("cancel-waiting", test_cancel_waiting, 0);
  add ("cancel-sent", test_cancel_sent, 0);
  add ("cancel-after", test_cancel_after, 0);
  add ("cancel-from-thread", test_cancel_from_thread, 0);
  add ("quiet-connection", test_quiet_connection, 0);
  add ("dead-connection", test_dead_connection, 0);
  add ("timeout", test_timeout, 0);
  add ("close", test_close, 0);
  add ("close-in-callback", test_close_in_callback, 0);
  add ("oversize-body", test_oversize_body, 0);
  add ("bad-header", test_bad_header, 0);
  add ("wrong-authority", test_wrong_authority, 0);
  add ("wrong-name", test_wrong_name, 0);
  add ("wrong-input", test_wrong_input, 0);
  add ("nobody-listens", test_nobody_listens, 0);
  return g_test_run ();
}
