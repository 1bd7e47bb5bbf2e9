/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients of the HTTP/2 listener that only want to keep it busy: each is sent away, and the others
 * are served as before. The frames are written by hand; no library would send them. */
#include "config.h"

#include "push-fixture.h"

#include <string.h>

#define ENHANCE_YOUR_CALM 11
#define PATH "/3/device/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define GET_ROOT "\x82\x87\x84\x41\x01x"
#define MOST_FRAMES 2000000
#define FRAMES_AT_ONCE 1000

/* Kinds of frames: RFC 9113, section 6. */
enum
{
  HEADERS = 1,
  RST_STREAM = 3,
  SETTINGS = 4,
  PING = 6,
  GO_AWAY = 7,
  WINDOW_UPDATE = 8,
  CONTINUATION = 9,
};

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

static void
append_frame (GByteArray *bytes,
              guint8      type,
              guint8      flags,
              guint32     stream,
              const char *body,
              gsize       n)
{
  const guint32 id = GUINT32_TO_BE (stream);
  const guint8  head[] = { (guint8) (n >> 16), (guint8) (n >> 8), (guint8) n, type, flags };

  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_append (bytes, (const guint8 *) &id, sizeof id);
  g_byte_array_append (bytes, (const guint8 *) body, (guint) n);
}

static GByteArray *
begin_bytes (void)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) preface, (guint) strlen (preface));
  append_frame (bytes, SETTINGS, 0, 0, "", 0);
  return bytes;
}

static gboolean
accept_cb (GTlsConnection *tls, GTlsCertificate *certificate, GTlsCertificateFlags flags)
{
  return TRUE;
}

static GIOStream *
connect_tls (PushFixture *fixture)
{
  static const char *const protocols[] = { "h2", NULL };
  const char              *origin = emulator_fixture_get (&fixture->emulator, "h2");
  g_autoptr (GUri) uri = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) socket = NULL;
  g_autoptr (GError) error = NULL;
  GIOStream *tls;

  socket = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) g_uri_get_port (uri),
                                            NULL, &error);
  g_assert_no_error (error);
  tls = g_tls_client_connection_new (G_IO_STREAM (socket), NULL, &error);
  g_assert_no_error (error);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, &error);
  g_assert_no_error (error);
  return tls;
}

/* The error code of the first GOAWAY in what the emulator said; 0 without any. */
static guint
find_farewell (GByteArray *answer)
{
  gsize at = 0;

  while (at + 9 <= answer->len)
    {
      const guint8 *frame = answer->data + at;
      const gsize   size = ((gsize) frame[0] << 16) | ((gsize) frame[1] << 8) | frame[2];

      at += 9 + size;
      if (frame[3] == GO_AWAY && at <= answer->len)
        return frame[16];
    }
  return 0;
}

/* Says all, and reads until the emulator has closed the connection. */
static guint
converse (GIOStream *tls, GByteArray *bytes)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  guint8 buffer[4096];
  gssize length;

  /* The emulator may have gone before it has heard all. */
  g_output_stream_write_all (g_io_stream_get_output_stream (tls), bytes->data, bytes->len, NULL,
                             NULL, NULL);
  while ((length = g_input_stream_read (g_io_stream_get_input_stream (tls), buffer, sizeof buffer,
                                        NULL, NULL)) > 0)
    g_byte_array_append (answer, buffer, (guint) length);
  return find_farewell (answer);
}

static void
assert_serves (PushFixture *fixture)
{
  g_autoptr (HeraldH2Answer) answer = push_fixture_h2 (fixture, "POST", PATH, NULL, "{\"aps\":{}}");

  g_assert_cmpuint (answer->status, ==, 403);
}

/* @type: of the frame that ends each request, with four bytes of body */
static void
assert_calmed (guint8 flags, guint8 type, const char *body)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (GByteArray) bytes = begin_bytes ();
  g_autoptr (GIOStream) tls = NULL;

  push_fixture_start (&fixture);
  for (guint32 id = 1; id < 4000; id += 2)
    {
      append_frame (bytes, HEADERS, flags, id, GET_ROOT, sizeof GET_ROOT - 1);
      append_frame (bytes, type, 0, id, body, 4);
    }
  tls = connect_tls (&fixture);
  g_assert_cmpuint (converse (tls, bytes), ==, ENHANCE_YOUR_CALM);
  assert_serves (&fixture);
}

static void
test_rapid_reset (void)
{
  assert_calmed (5, RST_STREAM, "\0\0\0\x08");
}

/* The client lets the emulator do the resetting: its window grows beyond all bounds. */
static void
test_made_to_reset (void)
{
  assert_calmed (4, WINDOW_UPDATE, "\x7f\xff\xff\xff");
}

/* A header block without an end is not collected. */
static void
test_continuations (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (GByteArray) bytes = begin_bytes ();
  g_autoptr (GIOStream) tls = NULL;

  push_fixture_start (&fixture);
  append_frame (bytes, HEADERS, 1, 1, GET_ROOT, sizeof GET_ROOT - 1);
  for (guint i = 0; i < 1000; i++)
    append_frame (bytes, CONTINUATION, 0, 1, "\x00\x01x\x01y", 5);
  tls = connect_tls (&fixture);
  converse (tls, bytes);
  assert_serves (&fixture);
}

/* Frames that want an answer each, from a client that reads none: the emulator does not keep them
 * all, but ends the connection. */
static void
assert_flood_ends (guint8 type, const char *body, gsize length)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (GByteArray) bytes = begin_bytes ();
  g_autoptr (GByteArray) flood = g_byte_array_new ();
  g_autoptr (GIOStream) tls = NULL;
  GOutputStream *output;
  guint          n_sent = 0;

  push_fixture_start (&fixture);
  for (guint i = 0; i < FRAMES_AT_ONCE; i++)
    append_frame (flood, type, 0, 0, body, length);
  tls = connect_tls (&fixture);
  output = g_io_stream_get_output_stream (tls);
  g_assert_true (g_output_stream_write_all (output, bytes->data, bytes->len, NULL, NULL, NULL));
  while (n_sent < MOST_FRAMES &&
         g_output_stream_write_all (output, flood->data, flood->len, NULL, NULL, NULL))
    n_sent += FRAMES_AT_ONCE;
  g_test_message ("%u frames", n_sent);
  g_assert_cmpuint (n_sent, <, MOST_FRAMES);
  assert_serves (&fixture);
}

static void
test_settings_flood (void)
{
  assert_flood_ends (SETTINGS, "\0\3\0\0\0\1", 6);
}

static void
test_ping_flood (void)
{
  assert_flood_ends (PING, "12345678", 8);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/emulator/h2-abuse/rapid-reset", test_rapid_reset);
  g_test_add_func ("/emulator/h2-abuse/made-to-reset", test_made_to_reset);
  g_test_add_func ("/emulator/h2-abuse/continuations", test_continuations);
  g_test_add_func ("/emulator/h2-abuse/settings-flood", test_settings_flood);
  g_test_add_func ("/emulator/h2-abuse/ping-flood", test_ping_flood);

  return g_test_run ();
}
