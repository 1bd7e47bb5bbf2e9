/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that are no HTTP, or HTTP that RFC 9112 wants refused, written by hand to the socket. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

/* A hang fails the test; nothing waits for it otherwise. */
#define PATIENCE_SECONDS 60
#define HOST "Host: 127.0.0.1\r\n"
#define HEALTH "GET /_herald/health HTTP/1.1\r\n" HOST
#define POST "POST /_herald/reset HTTP/1.1\r\n" HOST
#define CLOSED 0

static GSocketConnection *
connect_to (EmulatorFixture *fixture, const char *listener)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  const char        *origin = emulator_fixture_get (fixture, listener);
  guint16            port = (guint16) g_ascii_strtoull (strrchr (origin, ':') + 1, NULL, 10);
  GSocketConnection *connection;

  g_socket_client_set_timeout (client, PATIENCE_SECONDS);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

/* All that comes back until the listener closes or, unless @whole, has said its headers; a reset
 * counts as closed. */
static char *
read_answer (EmulatorFixture *fixture,
             const char      *listener,
             const char      *bytes,
             gsize            size,
             gboolean         whole)
{
  g_autoptr (GSocketConnection) connection = connect_to (fixture, listener);
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  GInputStream  *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char   buffer[4096];
  gssize got = 1;

  g_output_stream_write_all (output, bytes, size, NULL, NULL, NULL);
  while (got > 0 && (whole || strstr (answer->str, "\r\n\r\n") == NULL))
    {
      got = g_input_stream_read (input, buffer, sizeof buffer, NULL, &error);
      if (got > 0)
        g_string_append_len (answer, buffer, got);
    }
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  return g_string_free (g_steal_pointer (&answer), FALSE);
}

static char *
exchange (EmulatorFixture *fixture, const char *listener, const char *bytes, gsize size)
{
  return read_answer (fixture, listener, bytes, size, FALSE);
}

static guint
get_status (const char *answer)
{
  if (*answer == '\0')
    return CLOSED;
  g_assert_true (g_str_has_prefix (answer, "HTTP/1."));
  return (guint) g_ascii_strtoull (answer + strlen ("HTTP/1.x "), NULL, 10);
}

static void
assert_alive (EmulatorFixture *fixture)
{
  g_autofree char *answer = exchange (fixture, "http", HEALTH "\r\n", strlen (HEALTH "\r\n"));

  g_assert_cmpuint (get_status (answer), ==, 200);
}

static const struct
{
  const char *name;
  const char *bytes;
  guint       status; /* CLOSED: no answer */
} cases[] = {
  { "no host", "GET /_herald/health HTTP/1.1\r\n\r\n", 400 },
  { "two hosts", HEALTH HOST "\r\n", 400 },
  { "a second, foreign host", HEALTH "Host: evil.example\r\n\r\n", 400 },
  { "foreign host", "GET /_herald/health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421 },
  { "own name as a beginning", "GET /_herald/health HTTP/1.1\r\nHost: localhost.evil\r\n\r\n",
    421 },
  { "foreign authority", "GET http://evil.example/_herald/health HTTP/1.1\r\n" HOST "\r\n", 421 },
  { "foreign user", "GET http://localhost:1@evil.example/ HTTP/1.1\r\n" HOST "\r\n", 421 },
  { "tunnel", "CONNECT 127.0.0.1:80 HTTP/1.1\r\n" HOST "\r\n", 421 },
  { "unknown version", "GET / HTTP/9.9\r\n" HOST "\r\n", 505 },
  { "preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 },
  { "blank in the target", "GET /_herald/he alth HTTP/1.1\r\n" HOST "\r\n", CLOSED },
  { "fragment", "GET /_herald/health#x HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "broken percent", "GET /_herald/health%zz HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "cut percent", "GET /_herald/health%2 HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "no UTF-8", "GET /_herald/\xe9 HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "control character", "GET /_herald/\x01 HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "header without a colon", HEALTH "garbage\r\n\r\n", 400 },
  { "blank before the colon", "GET /_herald/health HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n", 400 },
  { "blank before another colon", HEALTH "X-Any : 1\r\n\r\n", 400 },
  { "name with a blank", HEALTH "X Any: 1\r\n\r\n", 400 },
  { "name in brackets", HEALTH "(Any): 1\r\n\r\n", 400 },
  { "control character in a value", HEALTH "X: a\x01z\r\n\r\n", 400 },
  { "deletion in a value", HEALTH "X: a\x7fz\r\n\r\n", 400 },
  { "carriage return in a value", HEALTH "X: a\rz\r\n\r\n", 400 },
  { "unknown expectation", POST "Expect: 200-maybe\r\nContent-Length: 2\r\n\r\n{}", 417 },
  { "coded body", POST "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 415 },
  { "negative length", POST "Content-Length: -2\r\n\r\n{}", 400 },
  { "length in words", POST "Content-Length: two\r\n\r\n{}", 400 },
  { "length with a sign", POST "Content-Length: +2\r\n\r\n{}", 400 },
  { "two lengths", POST "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400 },
  { "list of lengths", POST "Content-Length: 2, 3\r\n\r\n{}", 400 },
  { "length beyond numbers", POST "Content-Length: 99999999999999999999\r\n\r\n", 413 },
  { "length beyond reason", POST "Content-Length: 99999999999\r\n\r\n", 413 },
  { "length and chunks", POST "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    400 },
  { "unknown coding", POST "Transfer-Encoding: foo\r\n\r\n{}", 501 },
  { "two codings", POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501 },
  { "chunk without a size", POST "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400 },
  { "chunk of endless size", POST "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", 413 },
  { "chunk that goes on", POST "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n", 400 },
  { "climbing path", "GET /api/../_herald/health HTTP/1.1\r\n" HOST "\r\n", 404 },
};

static void
test_refused (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };

  emulator_fixture_start (&fixture, NULL, "demo");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer =
        exchange (&fixture, "http", cases[i].bytes, strlen (cases[i].bytes));

      g_test_message ("%s: %.60s", cases[i].name, answer);
      g_assert_cmpuint (get_status (answer), ==, cases[i].status);
    }
  assert_alive (&fixture);
}

#define WEB_API "/api/data/v9.2/contacts"
#define CREATE "POST " WEB_API " HTTP/1.1\r\n" HOST "Connection: close\r\n"

/* What is refused before Dataverse sees it is worded as Dataverse words it: its clients read no
 * other code. */
static void
test_words_of_dataverse (void)
{
  static const struct
  {
    const char *bytes;
    guint       status;
    const char *code;
  } words[] = {
    { "GET " WEB_API " HTTP/1.1\r\nConnection: close\r\nHost: evil.example\r\n\r\n", 421,
      "0x80060888" },
    { "GET " WEB_API "%zz HTTP/1.1\r\n" HOST "\r\n", 400, "0x80060888" },
    { CREATE "Expect: 200-maybe\r\nContent-Length: 2\r\n\r\n{}", 417, "0x80060888" },
    { CREATE "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 415, "0x80060888" },
    { CREATE "Content-Length: 99999999999\r\n\r\n", 413, "0x8004418a" },
    { CREATE "Transfer-Encoding: foo\r\n\r\n{}", 501, "0x80060888" },
    { "GET /api/data HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 404, "0x8006088a" },
    { "GET /api/data/ HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 404, "0x8006088a" },
    { "GET /api/database HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 404, "NotFound" },
  };
  g_auto (EmulatorFixture) fixture = { 0 };

  emulator_fixture_start (&fixture, NULL, "demo");
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *code = g_strdup_printf ("\"code\":\"%s\"", words[i].code);
      g_autofree char *answer =
        read_answer (&fixture, "http", words[i].bytes, strlen (words[i].bytes), TRUE);

      g_test_message ("%s → %s", words[i].bytes, answer);
      g_assert_cmpuint (get_status (answer), ==, words[i].status);
      g_assert_nonnull (strstr (answer, code));
      g_assert_cmpint (strstr (answer, "OData-Version: 4.0") != NULL, ==, words[i].code[0] == '0');
    }
}

/* Bodies in chunks, and bodies that wait for “100 Continue”, are bodies like others. */
static void
test_bodies (void)
{
  static const char *const bodies[] = {
    "Content-Length: 17\r\n\r\n{\"lastname\":\"Ab\"}",
    "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"lastna\r\n9\r\nme\":\"Ab\"}\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n11;x=y\r\n{\"lastname\":\"Ab\"}\r\n0\r\nX: 1\r\n\r\n",
    "Expect: 100-continue\r\nContent-Length: 17\r\n\r\n{\"lastname\":\"Ab\"}",
  };
  g_auto (EmulatorFixture) fixture = { 0 };

  emulator_fixture_start (&fixture, NULL, "demo");
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *bytes =
        g_strdup_printf (CREATE "Content-Type: application/json\r\nAuthorization: Bearer %s\r\n%s",
                         emulator_fixture_get (&fixture, "bearer"), bodies[i]);
      g_autofree char *answer = read_answer (&fixture, "http", bytes, strlen (bytes), TRUE);

      g_assert_nonnull (strstr (answer, "HTTP/1.1 204"));
      g_assert_nonnull (strstr (answer, "OData-EntityId: "));
    }
}

/* Bodies are read as UTF-8; what is said to be anything else is not guessed at. */
static void
test_character_sets (void)
{
  static const struct
  {
    const char *path;
    const char *secret;
    const char *type;
    guint       status;
  } sets[] = {
    { "/_herald/faults", "adminToken", "application/json; charset=utf-16", 415 },
    { "/_herald/faults", "adminToken", "application/json; charset=UTF-8", 400 },
    { "/_herald/faults", "adminToken", "text/plain", 400 },
    { "/v1/projects/contoso-shop/messages:send", "bearer", "application/json;charset=utf-16", 400 },
    { "/v1/projects/contoso-shop/messages:send", "bearer", "application/json;charset=utf-8", 401 },
  };
  g_auto (EmulatorFixture) fixture = { 0 };

  emulator_fixture_start (&fixture, NULL, "demo");
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autofree char *bytes =
        g_strdup_printf ("POST %s HTTP/1.1\r\n" HOST "Authorization: Bearer %s\r\n"
                         "Content-Type: %s\r\nContent-Length: 2\r\n\r\n[]",
                         sets[i].path, emulator_fixture_get (&fixture, sets[i].secret),
                         sets[i].type);
      g_autofree char *answer = exchange (&fixture, "http", bytes, strlen (bytes));

      g_test_message ("%s → %s", sets[i].type, answer);
      g_assert_cmpuint (get_status (answer), ==, sets[i].status);
    }
}

/* What RFC 9112 lets a server take. */
static void
test_tolerated (void)
{
  static const char *const good[] = {
    "GET /_herald/health HTTP/1.0\r\n" HOST "\r\n",
    "GET http://localhost/_herald/health HTTP/1.1\r\n" HOST "\r\n",
    "GET http://127.0.0.1:80/_herald/health HTTP/1.1\r\n" HOST "\r\n",
    "HEAD /_herald/health HTTP/1.1\r\n" HOST "\r\n",
    "\r\n" HEALTH "\r\n",
    HEALTH "X-Folded: a\r\n b\r\n\r\n",
    HEALTH "X: a\tb \xe9\r\n\r\n",
    HEALTH "X:\r\n\r\n",
  };
  g_auto (EmulatorFixture) fixture = { 0 };

  emulator_fixture_start (&fixture, NULL, "demo");
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *answer = exchange (&fixture, "http", good[i], strlen (good[i]));

      g_test_message ("%s", good[i]);
      g_assert_cmpuint (get_status (answer), ==, 200);
    }
}

static void
test_too_large (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_autoptr (GString) request = g_string_new (HEALTH "X: ");
  g_autoptr (GString) target = g_string_new ("GET /");
  g_autofree char *by_header = NULL, *by_target = NULL;

  emulator_fixture_start (&fixture, NULL, "demo");
  for (guint i = 0; i < 300000; i++)
    {
      g_string_append_c (request, 'a');
      g_string_append_c (target, 'a');
    }
  g_string_append (request, "\r\n\r\n");
  g_string_append (target, " HTTP/1.1\r\n" HOST "\r\n");
  by_header = exchange (&fixture, "http", request->str, request->len);
  by_target = exchange (&fixture, "http", target->str, target->len);
  /* Cut off while it still sends, a client may see no answer at all. */
  g_assert_true (get_status (by_header) == 431 || get_status (by_header) == CLOSED);
  g_assert_true (get_status (by_target) == 414 || get_status (by_target) == CLOSED);
  assert_alive (&fixture);
}

/* What one listener expects on another's port. */
static void
test_wrong_protocol (void)
{
  static const char *const listeners[] = { "http", "https", "h2" };
  static const char        hello[] = "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00\r\n\r\n";
  g_auto (EmulatorFixture) fixture = { 0 };

  emulator_fixture_start (&fixture, NULL, "demo");
  for (gsize i = 1; i < G_N_ELEMENTS (listeners); i++)
    {
      g_autofree char *plain =
        exchange (&fixture, listeners[i], HEALTH "\r\n", strlen (HEALTH "\r\n"));

      /* An alert of TLS, or nothing; never HTTP. */
      g_assert_false (g_str_has_prefix (plain, "HTTP/1.1 200"));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      g_autofree char *broken = exchange (&fixture, listeners[i], hello, sizeof hello - 1);

      g_assert_null (strstr (broken, " 200 "));
    }
  assert_alive (&fixture);
}

/* Requests that were begun and left do not keep others waiting, nor memory. */
static void
test_left_alone (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };

  emulator_fixture_start (&fixture, NULL, "demo");
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GSocketConnection) connection = connect_to (&fixture, "http");
      GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));

      g_assert_true (g_output_stream_write_all (output, POST "Content-Length: 100\r\n\r\n{",
                                                strlen (POST "Content-Length: 100\r\n\r\n{"), NULL,
                                                NULL, NULL));
    }
  assert_alive (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/wire/refused", test_refused);
  g_test_add_func ("/emulator/wire/words-of-dataverse", test_words_of_dataverse);
  g_test_add_func ("/emulator/wire/bodies", test_bodies);
  g_test_add_func ("/emulator/wire/character-sets", test_character_sets);
  g_test_add_func ("/emulator/wire/tolerated", test_tolerated);
  g_test_add_func ("/emulator/wire/too-large", test_too_large);
  g_test_add_func ("/emulator/wire/wrong-protocol", test_wrong_protocol);
  g_test_add_func ("/emulator/wire/left-alone", test_left_alone);
  return g_test_run ();
}
