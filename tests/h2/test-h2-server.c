/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server does with clients that are slow, silent, too many or not HTTP/2 at all. */
#include "config.h"

#include "base/herald-error.h"
#include "h2/herald-h2-server-private.h"
#include "herald-h2-fixture.h"

#include <string.h>

static GSocketConnection *
connect_tcp (Fixture *fixture)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  connection =
    g_socket_client_connect_to_host (client, "127.0.0.1",
                                     herald_h2_server_get_port (fixture->server), NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  if (dir == NULL)
    return 0;
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
read_end_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  gssize *length = data;
  g_autoptr (GError) error = NULL;

  /* An end, or a reset for bytes that were not read: the connection is over either way. */
  *length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);
  *length = error != NULL ? 0 : *length;
}

/* Waits until the server has closed a connection on which it says nothing. */
static void
expect_closed (GIOStream *connection)
{
  gssize length = -1;
  char   buffer[4096];

  do
    {
      length = -1;
      g_input_stream_read_async (g_io_stream_get_input_stream (connection), buffer, sizeof buffer,
                                 G_PRIORITY_DEFAULT, NULL, read_end_cb, &length);
      spin_until (length >= 0);
    }
  while (length > 0);
}

G_NORETURN static void
unused_request_cb (HeraldH2Session       *session,
                   gint32                 stream_id,
                   const HeraldH2Message *request,
                   gpointer               data)
{
  g_assert_not_reached ();
}

#define BLOCK(text) text, sizeof text - 1

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

static void
append_frame (GByteArray *bytes,
              guint8      type,
              guint8      flags,
              guint32     stream,
              const char *body,
              gsize       n)
{
  const guint8 head[] = {
    (guint8) (n >> 16),
    (guint8) (n >> 8),
    (guint8) n,
    type,
    flags,
    (guint8) (stream >> 24),
    (guint8) (stream >> 16),
    (guint8) (stream >> 8),
    (guint8) stream,
  };

  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_append (bytes, (const guint8 *) body, (guint) n);
}

/* What a client of HTTP/2 says first. */
static GByteArray *
begin_bytes (void)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) preface, (guint) strlen (preface));
  append_frame (bytes, 4, 0, 0, "", 0);
  return bytes;
}

static gboolean
accept_cb (GTlsConnection *tls, GTlsCertificate *certificate, GTlsCertificateFlags errors)
{
  return TRUE;
}

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

/* A connection on which the test writes frames of its own. */
static GIOStream *
connect_tls_as (Fixture *fixture, const char *const *protocols)
{
  g_autoptr (GSocketConnection) tcp = connect_tcp (fixture);
  g_autoptr (GError) error = NULL;
  GIOStream *tls = g_tls_client_connection_new (G_IO_STREAM (tcp), NULL, &error);
  gboolean   done = FALSE;

  g_assert_no_error (error);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, handshake_cb,
                                    &done);
  spin_until (done);
  return tls;
}

static GIOStream *
connect_tls (Fixture *fixture)
{
  static const char *const protocols[] = { "h2", NULL };

  return connect_tls_as (fixture, protocols);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  *(gboolean *) data = TRUE;
}

/* Writes all, then reads until the server has closed the connection. */
static GByteArray *
converse (GIOStream *tls, GByteArray *bytes)
{
  GByteArray *answer = g_byte_array_new ();
  gboolean    written = FALSE;
  gssize      length;
  char        buffer[4096];

  g_output_stream_write_all_async (g_io_stream_get_output_stream (tls), bytes->data, bytes->len,
                                   G_PRIORITY_DEFAULT, NULL, written_cb, &written);
  do
    {
      length = -1;
      g_input_stream_read_async (g_io_stream_get_input_stream (tls), buffer, sizeof buffer,
                                 G_PRIORITY_DEFAULT, NULL, read_end_cb, &length);
      spin_until (length >= 0);
      g_byte_array_append (answer, (const guint8 *) buffer, (guint) length);
    }
  while (length > 0);
  spin_until (written);
  return answer;
}

/* The first GOAWAY in what a server said: its code, and whether its text holds a word. */
static void
assert_farewell (GByteArray *answer, guint32 code, const char *word)
{
  gsize at = 0;

  while (at + 9 <= answer->len)
    {
      const guint8 *frame = answer->data + at;
      const gsize   size = ((gsize) frame[0] << 16) | ((gsize) frame[1] << 8) | frame[2];

      at += 9 + size;
      if (frame[3] != 7 || at > answer->len)
        continue;
      g_assert_cmpuint (frame[16], ==, code);
      g_assert_true (g_strstr_len ((const char *) frame + 17, (gssize) size - 8, word) != NULL);
      return;
    }
  g_assert_not_reached ();
}

/* A header block without an end is not collected: nghttp2 gives up on the connection. */
static void
test_continuations (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GIOStream) tls = connect_tls (fixture);
  g_autoptr (GByteArray) bytes = begin_bytes ();
  g_autoptr (GByteArray) answer = NULL;

  append_frame (bytes, 1, 1, 1, "\x83\x87\x84", 3);
  for (guint i = 0; i < 100; i++)
    append_frame (bytes, 9, 0, 1, "\x00\x01x\x01y", 5);
  answer = converse (tls, bytes);
  g_assert_cmpuint (fixture->n_requests, ==, 0);
  g_assert_cmpuint (herald_h2_server_get_n_connections (fixture->server), ==, 0);
}

/* Requests that are given up as soon as they are made. */
static void
test_rapid_resets (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GIOStream) tls = connect_tls (fixture);
  g_autoptr (GByteArray) bytes = begin_bytes ();
  g_autoptr (GByteArray) answer = NULL;

  for (guint32 id = 1; id < 4000; id += 2)
    {
      append_frame (bytes, 1, 5, id, "\x83\x87\x84\x41\x01x", 6);
      append_frame (bytes, 3, 0, id, "\0\0\0\x08", 4);
    }
  answer = converse (tls, bytes);
  assert_farewell (answer, 11, "");
}

/* Nor requests that make the server give them up. */
static void
test_rapid_faults (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GIOStream) tls = connect_tls (fixture);
  g_autoptr (GByteArray) bytes = begin_bytes ();
  g_autoptr (GByteArray) answer = NULL;

  for (guint32 id = 1; id < 4000; id += 2)
    {
      append_frame (bytes, 1, 4, id, "\x83\x87\x84\x41\x01x", 6);
      append_frame (bytes, 8, 0, id, "\x7f\xff\xff\xff", 4); /* too large a window */
    }
  answer = converse (tls, bytes);
  assert_farewell (answer, 11, "");
}

/* What was answered before the server stops still leaves. */
static void
test_stop_after_answer (Fixture *fixture, gconstpointer unused)
{
  Outcome *held = fixture_send (fixture, "/hold", "held", 0, NULL);

  spin_until (fixture->held->len == 1);
  fixture_release_held (fixture);
  herald_h2_server_stop (fixture->server);
  spin_until (held->done);
  g_assert_no_error (held->error);
  g_assert_cmpuint (held->answer->status, ==, 200);
}

/* Requests that HTTP/2 does not allow end alone; a scheme with a colon is let through. */
static void
test_request_rules (Fixture *fixture, gconstpointer unused)
{
  const struct
  {
    const char *block;
    gsize       length;
    guint       n_requests;
  } cases[] = {
    { BLOCK ("\x83\x87\x84"), 1 },
    { BLOCK ("\x83\x06\x06https:\x84"), 1 },
    { BLOCK ("\x87\x84"), 0 },                    /* no method */
    { BLOCK ("\x83\x84"), 0 },                    /* no scheme */
    { BLOCK ("\x83\x87"), 0 },                    /* no path */
    { BLOCK ("\x83\x83\x87\x84"), 0 },            /* two methods */
    { BLOCK ("\x83\x87\x84\x00\x02:x\x01y"), 0 }, /* unknown pseudo header */
    { BLOCK ("\x00\x01x\x01y\x83\x87\x84"), 0 },  /* pseudo headers after others */
    { BLOCK ("\x83\x87\x84\x00\x01X\x01y"), 0 },  /* capital letter */
    { BLOCK ("\x83\x87\x84\x00\x0a"
             "connection\x01y"),
      0 },                                         /* of HTTP/1.1 */
    { BLOCK ("\x83\x87\x84\x00\x01x\x02y\n"), 0 }, /* line end in a value */
    { BLOCK ("\x83\x87\x84\x00\x01x\x02y\0"), 0 }, /* NUL in a value */
    { BLOCK ("\x83\x87\x84\x00\x01x\x02y\r"), 0 },
    { BLOCK ("\x83\x87\x84\x00\x01x\x02y "), 0 }, /* blank behind a value */
    { BLOCK ("\x83\x87\x84\x00\x01x\x02\xc3\xa9"), 1 },
    { BLOCK ("\x83\x87\x84\x00\x00\x01y"), 0 }, /* no name */
    { BLOCK ("\x83\x87\x84\x00\x02x\0\x01y"), 0 },
    { BLOCK ("\x83\x87\x84\x00\x02x \x01y"), 0 },
    { BLOCK ("\x83\x87\x84\x0f\x0d\x01"
             "7"),
      0 }, /* a body that never comes */
    { BLOCK ("\x83\x87\x84\x0f\x0d\x01"
             "x"),
      0 }, /* no number */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GIOStream) tls = connect_tls (fixture);
      g_autoptr (GByteArray) bytes = begin_bytes ();
      g_autoptr (GByteArray) answer = NULL;
      const guint before = fixture->n_requests;

      append_frame (bytes, 1, 5, 1, cases[i].block, cases[i].length);
      append_frame (bytes, 7, 0, 0, "\0\0\0\0\0\0\0\0", 8);
      answer = converse (tls, bytes);
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpuint (fixture->n_requests - before, ==, cases[i].n_requests);
    }
}

static void
test_farewells (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GByteArray) bytes = begin_bytes ();
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GByteArray) answer = NULL;

  herald_h2_server_set_farewells (fixture->server, "{\"reason\":\"IdleTimeout\"}", NULL);
  herald_h2_server_set_timeouts_ms (fixture->server, 10000, 50);
  tls = connect_tls (fixture);
  answer = converse (tls, bytes);
  assert_farewell (answer, 0, "IdleTimeout");
}

/* How often a server said :status 100, in the words of HPACK. */
static guint
count_encouragements (GByteArray *answer)
{
  static const char status[] = "\x48\x82\x08\x01";
  guint             n = 0;

  for (gsize i = 0; i + sizeof status <= answer->len + 1; i++)
    if (memcmp (answer->data + i, BLOCK (status)) == 0)
      n++;
  return n;
}

/* A client may keep its body back until it is wanted (RFC 9110, 10.1.1); Java's waits for ever. */
static void
test_expect_continue (Fixture *fixture, gconstpointer unused)
{
  static const char post[] = "\x83\x87\x84";
  static const char expecting[] = "\x83\x87\x84\x0f\x14\x0c"
                                  "100-Continue";
  static const char large[] = "\x83\x87\x84\x0f\x0d\x0a"
                              "9999999999\x0f\x14\x0c"
                              "100-continue";
  g_autoptr (GIOStream) tls = connect_tls (fixture);
  g_autoptr (GByteArray) bytes = begin_bytes ();
  g_autoptr (GByteArray) answer = NULL;

  append_frame (bytes, 1, 4, 1, BLOCK (expecting));
  append_frame (bytes, 0, 1, 1, "body", 4);
  append_frame (bytes, 1, 4, 3, BLOCK (post));
  append_frame (bytes, 0, 1, 3, "body", 4);
  append_frame (bytes, 1, 5, 5, BLOCK (expecting)); /* nothing follows */
  append_frame (bytes, 1, 4, 7, BLOCK (large));
  append_frame (bytes, 0, 1, 7, "body", 4);
  append_frame (bytes, 7, 0, 0, "\0\0\0\0\0\0\0\0", 8);
  answer = converse (tls, bytes);
  g_assert_cmpuint (count_encouragements (answer), ==, 1);
  g_assert_cmpuint (fixture->n_requests, ==, 3);
}

static void
test_port (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GTlsCertificate) certificate = fixture_load_certificate ("localhost");
  g_autoptr (HeraldH2Server) second =
    herald_h2_server_new (certificate, 1, 1, unused_request_cb, NULL);
  const guint16 port = herald_h2_server_get_port (fixture->server);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (herald_h2_server_get_port (second), ==, 0);
  g_assert_false (herald_h2_server_listen (second, port, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  herald_h2_server_stop (fixture->server);
  g_assert_cmpuint (herald_h2_server_get_port (fixture->server), ==, 0);
  g_clear_error (&error);
  g_assert_true (herald_h2_server_listen (second, port, &error));
  g_assert_no_error (error);
}

static void
test_silent_handshake (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GSocketConnection) silent = NULL;

  herald_h2_server_set_timeouts_ms (fixture->server, 20, 60000);
  silent = connect_tcp (fixture);
  expect_closed (G_IO_STREAM (silent));
  spin_until (herald_h2_server_get_n_connections (fixture->server) == 0);
}

static void
test_plain_http (Fixture *fixture, gconstpointer unused)
{
  static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autoptr (GSocketConnection) plain = connect_tcp (fixture);

  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (plain)),
                                            request, strlen (request), NULL, NULL, NULL));
  expect_closed (G_IO_STREAM (plain));
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

/* A client that names no protocol may speak HTTP/2, and nothing else. */
static void
test_no_alpn (Fixture *fixture, gconstpointer unused)
{
  static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autoptr (GIOStream) tls = connect_tls_as (fixture, NULL);
  g_autoptr (GIOStream) older = connect_tls_as (fixture, NULL);
  g_autoptr (GByteArray) bytes = begin_bytes ();
  g_autoptr (GByteArray) older_bytes = g_byte_array_new ();
  g_autoptr (GByteArray) answer = NULL;
  g_autoptr (GByteArray) older_answer = NULL;

  append_frame (bytes, 1, 5, 1, "\x83\x87\x84\x41\x01x", 6);
  append_frame (bytes, 4, 0, 1, "", 0); /* settings of a stream: an error of the protocol */
  answer = converse (tls, bytes);
  assert_farewell (answer, 1, "");
  g_assert_cmpuint (fixture->n_requests, ==, 1);
  g_byte_array_append (older_bytes, (const guint8 *) request, (guint) strlen (request));
  older_answer = converse (older, older_bytes);
  g_assert_cmpuint (fixture->n_requests, ==, 1);
}

/* A client that names only other protocols gets no further. */
static void
test_other_alpn (Fixture *fixture, gconstpointer unused)
{
  static const char *const protocols[] = { "http/1.1", NULL };
  g_autoptr (GIOStream) tls = connect_tls_as (fixture, protocols);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) answer = NULL;

  g_byte_array_append (bytes, (const guint8 *) "GET / HTTP/1.1\r\n\r\n", 18);
  answer = converse (tls, bytes);
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

static void
test_idle (Fixture *fixture, gconstpointer unused)
{
  Outcome *outcome;

  herald_h2_server_set_timeouts_ms (fixture->server, 60000, 20);
  outcome = fixture_send (fixture, "/echo", "first", 0, NULL);
  spin_until (outcome->done);
  g_assert_cmpuint (herald_h2_server_get_n_connections (fixture->server), ==, 1);
  spin_until (herald_h2_server_get_n_connections (fixture->server) == 0);
  /* The next request finds a way by itself. */
  outcome = fixture_send (fixture, "/echo", "second", 0, NULL);
  spin_until (outcome->done);
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (fixture->n_sessions, ==, 2);
}

static gboolean
flag_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* A request that the application works on keeps its quiet connection. */
static void
test_idle_while_working (Fixture *fixture, gconstpointer unused)
{
  Outcome *outcome;
  gboolean waited = FALSE;

  herald_h2_server_set_timeouts_ms (fixture->server, 60000, 10);
  outcome = fixture_send (fixture, "/hold", "held", 0, NULL);
  spin_until (fixture->held->len == 1);
  g_timeout_add (100, flag_cb, &waited);
  spin_until (waited);
  g_assert_false (outcome->done);
  fixture_release_held (fixture);
  spin_until (outcome->done);
  g_assert_no_error (outcome->error);
}

/* Go opens a connection for each of a thousand requests before it has learnt that one would do. */
static void
test_crowd (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  GSocket *first_to_wait;
  Outcome *outcome;

  herald_h2_server_set_most_connections (fixture->server, 8, 60000);
  for (guint i = 0; i < 20; i++)
    {
      g_ptr_array_add (connections, connect_tcp (fixture));
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }
  g_assert_cmpuint (herald_h2_server_get_n_connections (fixture->server), ==, 8);
  first_to_wait = g_socket_connection_get_socket (g_ptr_array_index (connections, 8));
  g_assert_cmpint (g_socket_condition_check (first_to_wait, G_IO_IN), ==, 0);
  outcome = fixture_send (fixture, "/echo", "late", 0, NULL);
  g_ptr_array_set_size (connections, 0);
  spin_until (outcome->done);
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (herald_h2_server_get_n_connections (fixture->server), <=, 8);
}

/* Those that do nothing make room. */
static void
test_too_many (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GByteArray) nothing = g_byte_array_new ();
  g_autoptr (GByteArray) answer = NULL;
  Outcome *outcome;

  herald_h2_server_set_farewells (fixture->server, "{\"reason\":\"IdleTimeout\"}", NULL);
  herald_h2_server_set_most_connections (fixture->server, 8, 50);
  for (guint i = 0; i < 8; i++)
    g_ptr_array_add (connections, connect_tls (fixture));
  outcome = fixture_send (fixture, "/echo", "late", 0, NULL);
  spin_until (outcome->done);
  g_assert_no_error (outcome->error);
  answer = converse (g_ptr_array_index (connections, 0), nothing);
  assert_farewell (answer, 0, "IdleTimeout");
}

static void
test_stop (Fixture *fixture, gconstpointer unused)
{
  Outcome *held = fixture_send (fixture, "/hold", "held", 0, NULL);

  spin_until (fixture->held->len == 1);
  herald_h2_server_stop (fixture->server);
  spin_until (held->done);
  g_assert_true (herald_error_is_unknown_fate (held->error));
  /* Answering late is harmless, and so is stopping twice. */
  fixture_release_held (fixture);
  herald_h2_server_stop (fixture->server);
}

/* Connections come and go by every way there is; none leaves a descriptor behind. */
static void
run_round (Fixture *fixture)
{
  static const char *const paths[] = { "/echo", "/drop", "/goaway" };
  g_autofree char         *origin = fixture_get_origin (fixture);
  g_autofree char         *ca_path = fixture_get_ca_path ("localhost");
  g_autoptr (GSocketConnection) gone = connect_tcp (fixture);

  g_clear_object (&gone);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (HeraldH2Client) client = fixture_create_client (origin, ca_path);
      Outcome *outcome = fixture_send_by (fixture, client, paths[i], "round");

      spin_until (outcome->done);
    }
  spin_until (herald_h2_server_get_n_connections (fixture->server) == 0);
}

static void
test_descriptors (Fixture *fixture, gconstpointer unused)
{
  guint before;

  run_round (fixture); /* the resolver and the thread pool open theirs */
  g_clear_object (&fixture->last_session);
  before = count_descriptors ();
  for (guint i = 0; i < 20; i++)
    run_round (fixture);
  g_clear_object (&fixture->last_session);
  if (before == 0)
    g_test_skip ("no /proc/self/fd here");
  else
    g_assert_cmpuint (count_descriptors (), <=, before);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/h2/server/", name, NULL);

  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("port", test_port);
  add ("silent-handshake", test_silent_handshake);
  add ("plain-http", test_plain_http);
  add ("no-alpn", test_no_alpn);
  add ("other-alpn", test_other_alpn);
  add ("continuations", test_continuations);
  add ("rapid-resets", test_rapid_resets);
  add ("rapid-faults", test_rapid_faults);
  add ("stop-after-answer", test_stop_after_answer);
  add ("request-rules", test_request_rules);
  add ("expect-continue", test_expect_continue);
  add ("farewells", test_farewells);
  add ("idle", test_idle);
  add ("idle-while-working", test_idle_while_working);
  add ("crowd", test_crowd);
  add ("too-many", test_too_many);
  add ("stop", test_stop);
  add ("descriptors", test_descriptors);
  return g_test_run ();
}
