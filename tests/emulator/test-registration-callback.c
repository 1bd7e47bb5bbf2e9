/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The webhook: one attempt, signed, with the headers that were asked for. */
#include "config.h"

#include "base/herald-json.h"
#include "registration-fixture.h"

#include <string.h>

typedef struct
{
  GMainLoop *loop;
  char      *body;
  char      *header;
} Callback;

static void
callback_cb (SoupServer        *server,
             SoupServerMessage *message,
             const char        *path,
             GHashTable        *query,
             gpointer           user_data)
{
  Callback *callback = user_data;
  g_autoptr (GBytes) body =
    soup_message_body_flatten (soup_server_message_get_request_body (message));

  callback->body = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  callback->header =
    g_strdup (soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                            "x-correlation"));
  soup_server_message_set_status (message, 202, NULL);
  g_main_loop_quit (callback->loop);
}

static void
test_callback (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Callback         callback = { .loop = loop };
  GSList          *uris;
  g_autofree char *url = NULL;
  g_autofree char *url_header = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) node = NULL;

  registration_start (&fixture);
  soup_server_add_handler (server, "/done", callback_cb, &callback, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  url = g_strdup_printf ("http://127.0.0.1:%d/done", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  url_header = g_strconcat ("x-ms-callback-url: ", url, NULL);
  body = registration_make_body (&fixture, REGISTRATION_USER, "ApnsDeviceToken", "nonsense");
  push_fixture_post (&fixture, REGISTRATION_DEVICES,
                     (const char *const[]){ url_header,
                                            "x-ms-callback-url-headers: "
                                            "{\"x-correlation\":\"42\"}",
                                            NULL },
                     body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  g_main_loop_run (loop);
  node = herald_json_parse (callback.body, -1, NULL);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "Status"), ==,
                   "Failed");
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "FailureReason"), ==,
                   "DryRunSendingFailed");
  g_assert_cmpstr (callback.header, ==, "42");
  signature = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) fixture.api_token,
                                         strlen (fixture.api_token), url, -1);
  {
    gsize              size = 0;
    g_autofree guchar *digest =
      g_base64_decode (json_object_get_string_member (json_node_get_object (node), "Signature"),
                       &size);
    g_autoptr (GString) hex = g_string_new (NULL);

    for (gsize i = 0; i < size; i++)
      g_string_append_printf (hex, "%02x", digest[i]);
    g_assert_cmpstr (hex->str, ==, signature);
  }
  g_free (callback.body);
  g_free (callback.header);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/registration-callback/failure", test_callback);
  return g_test_run ();
}
