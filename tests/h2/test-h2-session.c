/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One session against a peer that is this test itself and writes raw bytes, so that it can break
 * every rule; and two sessions against each other without TLS. */
#include "config.h"

#include "base/herald-error.h"
#include "h2/herald-h2-session-private.h"
#include "herald-h2-fixture.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <sys/socket.h>

#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
#define SETTINGS "\0\0\0\4\0\0\0\0\0"

#define MAX_STREAMS(high, low) "\0\0\6\4\0\0\0\0\0\0\3\0\0" high low
#define STATUS_200 "\x88"
#define STATUS_103                                                                                 \
  "\x08\x03"                                                                                       \
  "103"
#define GET_LOCALHOST "\x82\x87\x84\x01\x09localhost"

typedef struct
{
  HeraldH2Session *session;
  GSocket         *peer; /* (owned) (nullable): the test's end */
  guint            n_closed;
  GError          *close_error;

  guint    n_answers; /* callbacks with an answer */
  guint    n_errors;  /* callbacks with an error */
  guint    n_not_processed;
  guint    status;
  gsize    body_size;
  GError  *error;
  guint    n_requests; /* of a server session */
  gint32   request_id;
  guint    n_to_chain; /* requests to make from within callbacks */
  gboolean close_in_callback;
  gboolean unref_in_callback;
} Pair;

static GSocketConnection *
create_connection (int fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &error);

  g_assert_no_error (error);
  return g_socket_connection_factory_create_connection (socket);
}

static void
create_pipe (GIOStream **ours, GSocket **theirs)
{
  g_autoptr (GError) error = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  *ours = G_IO_STREAM (create_connection (fds[0]));
  *theirs = g_socket_new_from_fd (fds[1], &error);
  g_assert_no_error (error);
  g_socket_set_blocking (*theirs, FALSE);
}

static void
closed_cb (HeraldH2Session *session, const GError *error, Pair *pair)
{
  pair->n_closed++;
  pair->close_error = g_error_copy (error);
}

static void
client_set_up (Pair *pair, gconstpointer unused)
{
  g_autoptr (GIOStream) stream = NULL;

  create_pipe (&stream, &pair->peer);
  pair->session = herald_h2_session_new_client (stream);
  g_signal_connect (pair->session, "closed", G_CALLBACK (closed_cb), pair);
}

static void
request_came_cb (HeraldH2Session       *session,
                 gint32                 stream_id,
                 const HeraldH2Message *request,
                 gpointer               data)
{
  Pair *pair = data;

  pair->n_requests++;
  pair->request_id = stream_id;
}

static void
server_set_up (Pair *pair, gconstpointer unused)
{
  g_autoptr (GIOStream) stream = NULL;

  create_pipe (&stream, &pair->peer);
  pair->session = herald_h2_session_new_server (stream, 100, 1000, request_came_cb, pair);
  g_signal_connect (pair->session, "closed", G_CALLBACK (closed_cb), pair);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
pair_tear_down (Pair *pair, gconstpointer unused)
{
  settle ();
  if (pair->session != NULL)
    g_assert_finalize_object (pair->session);
  g_assert_cmpuint (pair->n_closed, ==, 1);
  g_clear_object (&pair->peer);
  g_clear_error (&pair->close_error);
  g_clear_error (&pair->error);
}

/* The session is finalised in the tear-down, so only what is held before that counts here. */
static void
say (Pair *pair, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_socket_send (pair->peer, bytes, length, NULL, &error), ==, (gssize) length);
  g_assert_no_error (error);
}

#define say_literal(pair, text) say (pair, text, sizeof (text) - 1)

/* Writes one frame; the length is that of a small payload. */
static void
say_frame (Pair *pair, guint8 type, guint8 flags, guint8 stream, const char *payload, gsize length)
{
  const char head[9] = { 0, (char) (length >> 8), (char) length, (char) type, (char) flags, 0, 0,
                         0, (char) stream };

  say (pair, head, sizeof head);
  say (pair, payload, length);
}

static void
hang_up (Pair *pair)
{
  g_assert_true (g_socket_close (pair->peer, NULL));
}

static gint32 request (Pair *pair);

static void
answered_cb (HeraldH2Session       *session,
             const HeraldH2Message *answer,
             HeraldH2Fate           fate,
             const GError          *error,
             gpointer               data)
{
  Pair *pair = data;

  g_assert_true ((answer == NULL) == (error != NULL));
  if (answer == NULL)
    {
      pair->n_errors++;
      pair->n_not_processed += fate == HERALD_H2_NOT_PROCESSED;
      g_clear_error (&pair->error);
      pair->error = g_error_copy (error);
    }
  else
    {
      pair->n_answers++;
      pair->status = herald_h2_message_get_status (answer);
      pair->body_size = g_bytes_get_size (answer->body);
    }
  if (pair->n_to_chain > 0)
    {
      pair->n_to_chain--;
      request (pair);
    }
  if (pair->close_in_callback)
    herald_h2_session_close (session);
  if (pair->unref_in_callback)
    g_clear_object (&pair->session);
}

static gint32
request (Pair *pair)
{
  const HeraldH2Header headers[] = { { ":method", "GET" },
                                     { ":scheme", "https" },
                                     { ":authority", "localhost" },
                                     { ":path", "/" } };
  g_autoptr (GError) error = NULL;
  gint32 id = herald_h2_session_request (pair->session, headers, G_N_ELEMENTS (headers), NULL,
                                         answered_cb, pair, &error);

  g_assert_true ((id > 0) == (error == NULL));
  return id;
}

static void
test_capacity (Pair *pair, gconstpointer unused)
{
  settle ();
  g_assert_true (herald_h2_session_is_open (pair->session));
  g_assert_cmpuint (herald_h2_session_get_capacity (pair->session), ==, 0);
  say_literal (pair, MAX_STREAMS ("\0", "\1"));
  settle ();
  g_assert_cmpuint (herald_h2_session_get_capacity (pair->session), ==, 1);
  request (pair);
  g_assert_cmpuint (herald_h2_session_get_capacity (pair->session), ==, 0);
  say_literal (pair, MAX_STREAMS ("\3", "\xe8"));
  settle ();
  g_assert_cmpuint (herald_h2_session_get_capacity (pair->session), ==, 999);
  g_assert_cmpuint (herald_h2_session_get_n_active (pair->session), ==, 1);
}

static void
test_answer (Pair *pair, gconstpointer unused)
{
  request (pair);
  settle ();
  say_literal (pair, SETTINGS);
  say_frame (pair, 1, 4, 1, STATUS_103, sizeof (STATUS_103) - 1);
  say_frame (pair, 1, 4, 1, STATUS_200, 1);
  say_frame (pair, 0, 0, 1, "ab", 2);
  settle ();
  g_assert_cmpuint (pair->n_answers, ==, 0);
  say_frame (pair, 0, 1, 1, "c", 1);
  spin_until (pair->n_answers == 1);
  g_assert_cmpuint (pair->status, ==, 200);
  g_assert_cmpuint (pair->body_size, ==, 3);
}

static void
test_lost_in_answer (Pair *pair, gconstpointer unused)
{
  request (pair);
  settle ();
  say_literal (pair, SETTINGS);
  say_frame (pair, 1, 4, 1, STATUS_200, 1);
  say_frame (pair, 0, 0, 1, "ab", 2);
  hang_up (pair);
  spin_until (pair->n_closed == 1);
  g_assert_cmpuint (pair->n_answers, ==, 0);
  g_assert_cmpuint (pair->n_errors, ==, 1);
  g_assert_cmpuint (pair->n_not_processed, ==, 0);
  g_assert_error (pair->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_cmpint (request (pair), ==, 0);
}

/* Three are sent; the server has looked at the first only. */
static void
test_go_away (Pair *pair, gconstpointer unused)
{
  for (guint i = 0; i < 3; i++)
    request (pair);
  settle ();
  say_literal (pair, SETTINGS);
  say_frame (pair, 7, 0, 0, "\0\0\0\1\0\0\0\0why", 11);
  spin_until (pair->n_errors == 2);
  g_assert_cmpuint (pair->n_not_processed, ==, 2);
  g_assert_false (herald_h2_session_is_open (pair->session));
  g_assert_cmpuint (pair->n_closed, ==, 0);
  say_frame (pair, 1, 5, 1, STATUS_200, 1);
  spin_until (pair->n_closed == 1);
  g_assert_cmpuint (pair->n_answers, ==, 1);
  g_assert_nonnull (strstr (pair->close_error->message, "why"));
}

static void
test_refused_stream (Pair *pair, gconstpointer unused)
{
  request (pair);
  request (pair);
  settle ();
  say_literal (pair, SETTINGS);
  say_frame (pair, 3, 0, 1, "\0\0\0\7", 4);
  say_frame (pair, 3, 0, 3, "\0\0\0\2", 4);
  spin_until (pair->n_errors == 2);
  g_assert_cmpuint (pair->n_not_processed, ==, 1);
  g_assert_cmpuint (pair->n_closed, ==, 0);
}

static void
test_cancel (Pair *pair, gconstpointer unused)
{
  gint32 sent;
  gint32 unsent;

  say_literal (pair, MAX_STREAMS ("\0", "\1"));
  settle ();
  sent = request (pair);
  unsent = request (pair);
  settle ();
  herald_h2_session_cancel (pair->session, unsent);
  g_assert_cmpuint (pair->n_errors, ==, 0); /* never from within the call */
  settle ();
  g_assert_cmpuint (pair->n_not_processed, ==, 1);
  g_assert_error (pair->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  herald_h2_session_cancel (pair->session, sent);
  herald_h2_session_cancel (pair->session, sent);
  settle ();
  say_frame (pair, 1, 5, 1, STATUS_200, 1); /* the answer crossed the reset */
  settle ();
  g_assert_cmpuint (pair->n_errors, ==, 2);
  g_assert_cmpuint (pair->n_not_processed, ==, 1);
  g_assert_cmpuint (pair->n_answers, ==, 0);
}

static void
test_client_garbage (Pair *pair, gconstpointer unused)
{
  request (pair);
  settle ();
  say_literal (pair, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  spin_until (pair->n_closed == 1);
  g_assert_error (pair->close_error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_assert_cmpuint (pair->n_errors, ==, 1);
}

static void
test_server_garbage (Pair *pair, gconstpointer unused)
{
  say_literal (pair, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  spin_until (pair->n_closed == 1);
  g_assert_error (pair->close_error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_assert_cmpuint (pair->n_requests, ==, 0);
}

/* Whatever comes after a good beginning, nothing crashes and every request is called back for. */
static void
test_random_frames (void)
{
  for (guint i = 0; i < 300; i++)
    {
      Pair           pair = { 0 };
      const gboolean is_client = i % 2 == 0;
      char           payload[40];

      if (is_client)
        client_set_up (&pair, NULL);
      else
        server_set_up (&pair, NULL);
      for (guint n = 0; is_client && n < 3; n++)
        request (&pair);
      settle ();
      if (!is_client)
        say_literal (&pair, PREFACE);
      say_literal (&pair, SETTINGS);
      for (guint n = 0; n < 6 && pair.n_closed == 0; n++)
        {
          for (gsize at = 0; at < sizeof payload; at++)
            payload[at] = (char) g_test_rand_int_range (0, 256);
          say_frame (&pair, (guint8) g_test_rand_int_range (0, 11),
                     (guint8) g_test_rand_int_range (0, 64), (guint8) g_test_rand_int_range (0, 6),
                     payload, (gsize) g_test_rand_int_range (0, sizeof payload));
          settle ();
        }
      hang_up (&pair);
      spin_until (pair.n_closed == 1);
      g_assert_cmpuint (pair.n_answers + pair.n_errors, ==, is_client ? 3 : 0);
      pair_tear_down (&pair, NULL);
    }
}

static void
test_too_many_headers (Pair *pair, gconstpointer unused)
{
  GString *block = g_string_new (STATUS_200);

  request (pair);
  settle ();
  for (guint i = 0; i < HERALD_H2_MAX_HEADERS; i++)
    g_string_append_len (block, "\0\1a\1b", 5);
  say_literal (pair, SETTINGS);
  say_frame (pair, 1, 5, 1, block->str, block->len);
  g_string_free (block, TRUE);
  spin_until (pair->n_errors == 1);
  g_assert_error (pair->error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_assert_cmpuint (pair->n_closed, ==, 0);
}

static void
test_answer_too_large (Pair *pair, gconstpointer unused)
{
  pair->session->max_body_bytes = 4;
  request (pair);
  settle ();
  say_literal (pair, SETTINGS);
  say_frame (pair, 1, 4, 1, STATUS_200, 1);
  say_frame (pair, 0, 0, 1, "abc", 3);
  say_frame (pair, 0, 0, 1, "def", 3);
  spin_until (pair->n_errors == 1);
  g_assert_error (pair->error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_assert_cmpuint (pair->n_closed, ==, 0);
}

static void
test_ping_unanswered (Pair *pair, gconstpointer unused)
{
  say_literal (pair, SETTINGS);
  herald_h2_session_set_liveness_ms (pair->session, 10, 60000, 10);
  request (pair);
  spin_until (pair->n_closed == 1);
  g_assert_error (pair->close_error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_cmpuint (pair->n_errors, ==, 1);
  g_assert_cmpuint (pair->n_not_processed, ==, 0);
}

static void
test_ping_idle (Pair *pair, gconstpointer unused)
{
  say_literal (pair, SETTINGS);
  settle ();
  g_assert_cmpuint (herald_h2_session_get_capacity (pair->session), >, 0);
  herald_h2_session_ping (pair->session);
  settle ();
  g_assert_cmpuint (herald_h2_session_get_capacity (pair->session), ==, 0);
  say_frame (pair, 6, 1, 0, "\0\0\0\0\0\0\0\0", 8);
  settle ();
  g_assert_cmpuint (herald_h2_session_get_capacity (pair->session), >, 0);
  /* Quiet for the idle time, without a request: asked as well, and given up without an answer. */
  herald_h2_session_set_liveness_ms (pair->session, 60000, 10, 10);
  spin_until (pair->n_closed == 1);
}

static void
test_close_in_callback (Pair *pair, gconstpointer unused)
{
  pair->close_in_callback = TRUE;
  for (guint i = 0; i < 3; i++)
    request (pair);
  settle ();
  say_literal (pair, SETTINGS);
  say_frame (pair, 1, 5, 1, STATUS_200, 1);
  spin_until (pair->n_closed == 1);
  g_assert_cmpuint (pair->n_answers, ==, 1);
  g_assert_cmpuint (pair->n_errors, ==, 2);
}

static void
test_unref_in_callback (Pair *pair, gconstpointer unused)
{
  pair->unref_in_callback = TRUE;
  for (guint i = 0; i < 3; i++)
    request (pair);
  settle ();
  say_literal (pair, SETTINGS);
  say_frame (pair, 1, 5, 1, STATUS_200, 1);
  spin_until (pair->n_closed == 1);
  g_assert_cmpuint (pair->n_answers, ==, 1);
  g_assert_cmpuint (pair->n_errors, ==, 2);
}

static void
test_close (Pair *pair, gconstpointer unused)
{
  request (pair);
  settle ();
  herald_h2_session_close (pair->session);
  g_assert_cmpuint (pair->n_errors, ==, 1);
  g_assert_cmpuint (pair->n_closed, ==, 1);
  herald_h2_session_close (pair->session);
  herald_h2_session_ping (pair->session);
  herald_h2_session_go_away (pair->session, 0, NULL);
  g_assert_cmpint (request (pair), ==, 0);
}

static void
test_dispose_with_requests (Pair *pair, gconstpointer unused)
{
  request (pair);
  request (pair);
  settle ();
  g_assert_finalize_object (g_steal_pointer (&pair->session));
  g_assert_cmpuint (pair->n_errors, ==, 2);
}

/* A client that asks for much and reads nothing costs the server one buffer. */
static void
test_slow_reader (Pair *pair, gconstpointer unused)
{
  g_autoptr (GBytes) body = fixture_create_body (1024 * 1024);
  guint n_answered = 0;

  say_literal (pair, PREFACE "\0\0\6\4\0\0\0\0\0\0\4\x7f\xff\xff\xff");
  say_frame (pair, 8, 0, 0, "\x7f\xff\0\0", 4);
  for (guint8 i = 0; i < 20; i++)
    {
      say_frame (pair, 1, 5, (guint8) (2 * i + 1), GET_LOCALHOST, sizeof (GET_LOCALHOST) - 1);
      spin_until (pair->n_requests == i + 1U);
      herald_h2_session_respond (pair->session, pair->request_id, 200, NULL, 0, body);
      n_answered++;
    }
  settle ();
  g_assert_cmpuint (n_answered, ==, 20);
  g_assert_cmpuint (herald_h2_session_get_n_active (pair->session), >, 10);
  g_assert_nonnull (pair->session->output_source);
  g_assert_cmpuint (pair->session->out->len, <, 256 * 1024);
}

/* Beyond a number of bytes it has to read before the application is asked again. */
static void
test_slow_reader_is_bounded (Pair *pair, gconstpointer unused)
{
  g_autoptr (GBytes) body = fixture_create_body (8 * 1024 * 1024);
  guint n_answered = 0;

  say_literal (pair, PREFACE "\0\0\6\4\0\0\0\0\0\0\4\x7f\xff\xff\xff");
  say_frame (pair, 8, 0, 0, "\x7f\xff\0\0", 4);
  for (guint8 i = 0; i < 20; i++)
    {
      say_frame (pair, 1, 5, (guint8) (2 * i + 1), GET_LOCALHOST, sizeof (GET_LOCALHOST) - 1);
      settle ();
      if (pair->n_requests == n_answered)
        continue;
      herald_h2_session_respond (pair->session, pair->request_id, 200, NULL, 0, body);
      n_answered = pair->n_requests;
    }
  g_assert_cmpuint (n_answered, ==, 5);
  g_assert_cmpuint (pair->session->unsent_bytes, <, (gsize) 40 * 1024 * 1024);
  hang_up (pair);
  spin_until (pair->n_closed == 1);
  g_assert_cmpuint (pair->session->unsent_bytes, ==, 0);
}

/* A client that asks for signs of life without end and reads none of them is given up. */
static void
test_ping_flood (Pair *pair, gconstpointer unused)
{
  guint n_pings = 0;

  say_literal (pair, PREFACE SETTINGS);
  for (; n_pings < 100000 && pair->n_closed == 0; n_pings++)
    {
      say_frame (pair, 6, 0, 0, "12345678", 8);
      settle ();
      g_assert_cmpuint (pair->session->out->len, <, 256 * 1024);
    }
  g_test_message ("%u pings", n_pings);
  g_assert_cmpuint (pair->n_closed, ==, 1);
}

/* The client gives a request up that the application is working on. */
static void
test_server_reset (Pair *pair, gconstpointer unused)
{
  say_literal (pair, PREFACE SETTINGS);
  say_frame (pair, 1, 5, 1, GET_LOCALHOST, sizeof (GET_LOCALHOST) - 1);
  spin_until (pair->n_requests == 1);
  say_frame (pair, 3, 0, 1, "\0\0\0\10", 4);
  spin_until (herald_h2_session_get_n_active (pair->session) == 0);
  herald_h2_session_respond (pair->session, 1, 200, NULL, 0, NULL);
  herald_h2_session_reset_stream (pair->session, 1, 7);
  settle ();
  g_assert_cmpuint (pair->n_closed, ==, 0);
}

static void
respond_cb (HeraldH2Session       *session,
            gint32                 stream_id,
            const HeraldH2Message *message,
            gpointer               data)
{
  herald_h2_session_respond (session, stream_id, 200, NULL, 0, NULL);
  herald_h2_session_respond (session, stream_id, 500, NULL, 0, NULL); /* dropped */
}

/* Two sessions, and each answer's callback makes the next request. */
static void
test_chain (void)
{
  Pair pair = { .n_to_chain = 500 };
  g_autoptr (GSocketConnection) server_stream = NULL;
  g_autoptr (GSocketConnection) client_stream = NULL;
  g_autoptr (HeraldH2Session) server = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  client_stream = create_connection (fds[0]);
  server_stream = create_connection (fds[1]);
  server = herald_h2_session_new_server (G_IO_STREAM (server_stream), 100, 0, respond_cb, NULL);
  pair.session = herald_h2_session_new_client (G_IO_STREAM (client_stream));
  g_signal_connect (pair.session, "closed", G_CALLBACK (closed_cb), &pair);
  request (&pair);
  spin_until (pair.n_answers == 501);
  g_assert_cmpuint (pair.status, ==, 200);
  pair_tear_down (&pair, NULL);
}

static void
add (const char *name, void (*set_up) (Pair *, gconstpointer), void (*func) (Pair *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/h2/session/", name, NULL);

  g_test_add (path, Pair, NULL, set_up, func, pair_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("capacity", client_set_up, test_capacity);
  add ("answer", client_set_up, test_answer);
  add ("lost-in-answer", client_set_up, test_lost_in_answer);
  add ("go-away", client_set_up, test_go_away);
  add ("refused-stream", client_set_up, test_refused_stream);
  add ("cancel", client_set_up, test_cancel);
  add ("client-garbage", client_set_up, test_client_garbage);
  add ("server-garbage", server_set_up, test_server_garbage);
  g_test_add_func ("/h2/session/random-frames", test_random_frames);
  add ("too-many-headers", client_set_up, test_too_many_headers);
  add ("answer-too-large", client_set_up, test_answer_too_large);
  add ("ping-unanswered", client_set_up, test_ping_unanswered);
  add ("ping-idle", client_set_up, test_ping_idle);
  add ("close-in-callback", client_set_up, test_close_in_callback);
  add ("unref-in-callback", client_set_up, test_unref_in_callback);
  add ("close", client_set_up, test_close);
  add ("dispose-with-requests", client_set_up, test_dispose_with_requests);
  add ("slow-reader", server_set_up, test_slow_reader);
  add ("slow-reader-is-bounded", server_set_up, test_slow_reader_is_bounded);
  add ("ping-flood", server_set_up, test_ping_flood);
  add ("server-reset", server_set_up, test_server_reset);
  g_test_add_func ("/h2/session/chain", test_chain);
  return g_test_run ();
}
