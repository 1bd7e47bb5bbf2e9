/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FCM with bodies that Google's libraries have packed, and what it says to other codings. */
#include "config.h"

#include "base/herald-await.h"
#include "fcm-fixture.h"

#include <string.h>

#define PATH "/v1/projects/contoso-shop/messages:send"
#define MESSAGE "{\"message\":{\"topic\":\"news\",\"notification\":{\"title\":\"T\"}}}"

/* Returns: (transfer full): packed as Java packs it */
static GBytes *
pack (const char *text, gsize size)
{
  g_autoptr (GZlibCompressor) compressor =
    g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1);
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_data (text, (gssize) size, NULL);
  g_autoptr (GInputStream) packing =
    g_converter_input_stream_new (memory, G_CONVERTER (compressor));
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (output, packing, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}

/* Sends it over HTTP/1.1. Returns: (transfer full): the answer's text */
static char *
send_http (PushFixture *fixture,
           const char  *access,
           const char  *coding,
           GBytes      *body,
           guint       *status)
{
  g_autofree char *url =
    g_strconcat (emulator_fixture_get (&fixture->emulator, "http"), PATH, NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", access, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_message_headers_append (soup_message_get_request_headers (message), "Content-Encoding",
                               coding);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  answer = soup_session_send_and_read (fixture->emulator.session, message, NULL, &error);
  g_assert_no_error (error);
  *status = soup_message_get_status (message);
  return g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}

static guint
send_h2 (PushFixture *fixture, const char *access, const char *coding, GBytes *body)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autofree char     *bearer = g_strconcat ("Bearer ", access, NULL);
  const HeraldH2Header headers[] = { { "authorization", bearer }, { "content-encoding", coding } };
  g_autoptr (HeraldH2Answer) answer = NULL;
  g_autoptr (GError) error = NULL;

  herald_h2_client_send_async (fixture->h2, "POST", PATH, headers, G_N_ELEMENTS (headers), body,
                               NULL, herald_await_cb, &await);
  answer = herald_h2_client_send_finish (fixture->h2, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return answer->status;
}

static void
test_packed (void)
{
  static const char *const codings[] = { "gzip", "GZip", "x-gzip" };
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *access = NULL;
  g_autoptr (GBytes) body = pack (MESSAGE, strlen (MESSAGE));

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (codings); i++)
    {
      guint            status = 0;
      g_autofree char *text = send_http (&fixture, access, codings[i], body, &status);

      g_test_message ("%s: %s", codings[i], text);
      g_assert_cmpuint (status, ==, 200);
      g_assert_cmpuint (send_h2 (&fixture, access, codings[i], body), ==, 200);
    }
}

static void
test_broken (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *access = NULL;
  g_autofree char *zeros = g_malloc0 (4 * 1024 * 1024);
  g_autoptr (GBytes) whole = pack (MESSAGE, strlen (MESSAGE));
  GBytes *cases[3];

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  cases[0] = g_bytes_new_static (MESSAGE, strlen (MESSAGE));
  cases[1] = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) / 2);
  cases[2] = pack (zeros, 4 * 1024 * 1024);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint            status = 0;
      g_autofree char *text = send_http (&fixture, access, "gzip", cases[i], &status);

      g_assert_cmpuint (status, ==, 400);
      g_assert_nonnull (strstr (text, "\"status\":\"INVALID_ARGUMENT\""));
      g_assert_cmpuint (send_h2 (&fixture, access, "gzip", cases[i]), ==, 400);
      g_bytes_unref (cases[i]);
    }
}

/* Google's libraries read a number where others have a name. */
static void
test_other_codings (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *access = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = g_bytes_new_static (MESSAGE, strlen (MESSAGE));
  guint status = 0;

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  text = send_http (&fixture, access, "br", body, &status);
  g_assert_cmpuint (status, ==, 415);
  g_assert_nonnull (strstr (text, "{\"error\":{\"code\":415,\"message\":\""));
  g_assert_nonnull (strstr (text, "\"status\":\"INVALID_ARGUMENT\"}}"));
  g_assert_cmpuint (send_h2 (&fixture, access, "br", body), ==, 415);
  g_assert_cmpuint (send_h2 (&fixture, access, "identity", body), ==, 200);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/fcm-coding/packed", test_packed);
  g_test_add_func ("/emulator/fcm-coding/broken", test_broken);
  g_test_add_func ("/emulator/fcm-coding/others", test_other_codings);
  return g_test_run ();
}
