/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device registration as a server-side caller meets it, with what it leaves in Dataverse. */
#include "config.h"

#include "base/herald-json.h"
#include "herald-test-dir.h"
#include "push-fixture.h"

#include <string.h>

#define DEVICES "pushdeviceregistration/devices"
#define USER "11111111-2222-4333-8444-555555555555"
#define OTHER_USER "99999999-2222-4333-8444-555555555555"
#define MOST_TRIES 2000

static const char *const tracked[] = { "x-ms-track-registration: true", NULL };

static void
start (PushFixture *fixture)
{
  g_autoptr (JsonNode) node = NULL;

  push_fixture_start (fixture);
  node = push_fixture_admin (fixture, "PATCH", "registration", "{\"shortestMs\":0,\"longestMs\":0}",
                             200);
}

static char *
make_body (PushFixture *fixture, const char *user, const char *member, const char *token)
{
  return g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"%s\",\"ApiToken\":\"%s\",\"%s\":\"%"
                          "s\"}",
                          fixture->app_id, user, fixture->api_token, member, token);
}

/* One status of one request, asked for once. */
static void
ask_status (PushFixture *fixture, const char *id, char **status, char **reason)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *body =
    g_strdup_printf ("{\"RegistrationRequestIds\":[\"%s\"],\"MobileAppId\":\"%s\","
                     "\"ApiToken\":\"%s\"}",
                     id, fixture->app_id, fixture->api_token);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  push_fixture_post (fixture, DEVICES "/status/", NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  node = herald_json_parse (answer.text, -1, NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 1);
  object = json_array_get_object_element (json_node_get_array (node), 0);
  g_clear_pointer (status, g_free);
  g_clear_pointer (reason, g_free);
  *status = g_strdup (json_object_get_string_member (object, "Status"));
  *reason = json_object_get_null_member (object, "FailureReason")
              ? NULL
              : g_strdup (json_object_get_string_member (object, "FailureReason"));
}

static void
assert_ends (PushFixture *fixture, const char *id, const char *status, const char *reason)
{
  g_autofree char *found = NULL;
  g_autofree char *found_reason = NULL;

  for (guint i = 0; i < MOST_TRIES && (found == NULL || g_str_equal (found, "Pending")); i++)
    ask_status (fixture, id, &found, &found_reason);
  g_assert_cmpstr (found, ==, status);
  g_assert_cmpstr (found_reason, ==, reason);
}

static char *
register_one (PushFixture *fixture, const char *body)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  push_fixture_post (fixture, DEVICES, tracked, body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  return g_strdup (json_object_get_string_member (answer.object, "RegistrationRequestId"));
}

/* The devices of a user as Dataverse has them. */
static guint
count_devices (PushFixture *fixture, const char *user)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *target = g_strdup_printf (
    "msdynmkt_pushmobiledevices?$filter=msdynmkt_useridentifier%%20eq%%20%%27%s%%27", user);

  emulator_fixture_read (&fixture->emulator, target, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  return json_array_get_length (json_object_get_array_member (answer.object, "value"));
}

static void
test_success (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) list = NULL;
  JsonObject *device;
  JsonObject *silent;

  start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  body = make_body (&fixture, USER, "ApnsDeviceToken", token);
  id = register_one (&fixture, body);
  assert_ends (&fixture, id, "Success", NULL);
  emulator_fixture_read (&fixture.emulator,
                         "msdynmkt_pushmobiledevices?$filter=msdynmkt_useridentifier%20eq%20%"
                         "27" USER "%27",
                         &answer);
  device = json_array_get_object_element (json_object_get_array_member (answer.object, "value"), 0);
  g_assert_cmpstr (json_object_get_string_member (device, "msdynmkt_devicetoken"), ==, token);
  g_assert_cmpstr (json_object_get_string_member (device, "msdynmkt_platform"), ==, "iOS");
  g_assert_cmpstr (json_object_get_string_member (device,
                                                  "_msdynmkt_mobileappchannelinstanceid_value"),
                   ==, fixture.app_id);
  path = g_strdup_printf ("phones/%s/notifications", phone);
  list = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  silent = json_array_get_object_element (json_node_get_array (list), 0);
  g_assert_true (json_object_get_boolean_member (silent, "silent"));
  g_assert_false (json_object_get_boolean_member (silent, "shown"));
}

static void
test_reasons (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *android = NULL;
  g_autofree char *android_token = NULL;
  g_autofree char *long_token = g_strnfill (301, 'a');
  g_autofree char *longest_token = g_strnfill (300, 'a');

  start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  push_fixture_add_phone (&fixture, "android", &android, &android_token);
  {
    const struct
    {
      const char *member;
      const char *token;
      const char *status;
      const char *reason;
    } cases[] = {
      { "FcmDeviceToken", android_token, "Success", NULL },
      { "FcmDeviceToken", android_token, "Failed", "DuplicateExists" },
      { "ApnsDeviceToken", android_token, "Failed", "DuplicateExists" },
      { "FcmDeviceToken", token, "Failed", "DryRunSendingFailed" },
      { "ApnsDeviceToken", token, "Success", NULL },
      { "ApnsDeviceToken", "63hexdigits", "Failed", "DryRunSendingFailed" },
      { "ApnsDeviceToken", long_token, "Failed", "DeviceTokenTooLong" },
      { "ApnsDeviceToken", longest_token, "Failed", "DryRunSendingFailed" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        g_autofree char *body = make_body (&fixture, USER, cases[i].member, cases[i].token);
        g_autofree char *id = register_one (&fixture, body);

        assert_ends (&fixture, id, cases[i].status, cases[i].reason);
      }
  }
  g_assert_cmpuint (count_devices (&fixture, USER), ==, 2);
}

/* The dry run signs with what the configuration says. */
static void
test_wrong_credentials (void)
{
  const struct
  {
    const char *change;
    const char *words;
  } cases[] = {
    { "{\"msdynmkt_teamid\":\"WRONGTEAM1\"}", "InvalidProviderToken" },
    { "{\"msdynmkt_keyid\":\"WRONGKEY01\"}", "InvalidProviderToken" },
    { "{\"msdynmkt_applicationmode\":1}", "BadDeviceToken" },
    { "{\"msdynmkt_bundleid\":\"com.other\"}", "DeviceTokenNotForTopic" },
    { "{\"msdynmkt_authenticationmode\":0}", "no signing key" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PushFixture) fixture = { 0 };
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *phone = NULL;
      g_autofree char *token = NULL;
      g_autofree char *target = NULL;
      g_autofree char *body = NULL;
      g_autofree char *id = NULL;

      start (&fixture);
      push_fixture_add_phone (&fixture, "ios", &phone, &token);
      target = g_strdup_printf ("msdynmkt_mobileappchannelinstances(%s)", fixture.app_id);
      emulator_fixture_send (&fixture.emulator, "PATCH", target, NULL, cases[i].change, &answer);
      g_assert_cmpuint (answer.status, ==, 204);
      body = make_body (&fixture, USER, "ApnsDeviceToken", token);
      id = register_one (&fixture, body);
      assert_ends (&fixture, id, "Failed", "DryRunSendingFailed");
      emulator_fixture_read (&fixture.emulator,
                             "msdynmkt_pushdeviceregistrationresults?$filter="
                             "msdynmkt_failedreason%20eq%20%27DryRunSendingFailed%27",
                             &answer);
      g_assert_nonnull (strstr (answer.text, cases[i].words));
    }
}

static void
test_wrong_api_token (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *body =
    g_strdup ("{\"MobileAppId\":\"00000000-0000-4000-8000-000000000001\",\"UserId\":\"" USER
              "\",\"ApiToken\":\"x\",\"ApnsDeviceToken\":\"y\"}");
  g_autofree char *wrong = NULL;
  g_autofree char *id = NULL;
  g_autofree char *status = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (JsonNode) node = NULL;

  start (&fixture);
  id = register_one (&fixture, body);
  ask_status (&fixture, id, &status, &reason);
  g_assert_cmpstr (status, ==, "Pending");
  wrong = g_strdup_printf ("{\"RegistrationRequestIds\":[\"%s\"],\"MobileAppId\":\"%s\","
                           "\"ApiToken\":\"wrong\"}",
                           id, fixture.app_id);
  push_fixture_post (&fixture, DEVICES "/status", NULL, wrong, &answer);
  g_assert_cmpuint (answer.status, ==, 400);

  node =
    push_fixture_admin (&fixture, "PATCH", "registration", "{\"tellWrongApiToken\":true}", 200);
  g_free (body);
  body = g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"" USER
                          "\",\"ApiToken\":\"wrong\",\"ApnsDeviceToken\":\"y\"}",
                          fixture.app_id);
  g_free (id);
  id = register_one (&fixture, body);
  assert_ends (&fixture, id, "Failed", "ApiTokenNotValid");
}

static void
test_untracked (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;

  start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  body = make_body (&fixture, USER, "ApnsDeviceToken", token);
  push_fixture_post (&fixture, DEVICES, NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  g_assert_cmpstr (answer.text, ==, "");
  for (guint i = 0; i < MOST_TRIES && count_devices (&fixture, USER) == 0; i++)
    ;
  g_assert_cmpuint (count_devices (&fixture, USER), ==, 1);
}

static char *
make_batch (PushFixture *fixture, guint length)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (guint i = 0; i < length; i++)
    {
      g_autofree char *token = g_strdup_printf ("token-%u", i);
      g_autofree char *item = make_body (fixture, USER, "FcmDeviceToken", token);

      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", item);
    }
  g_string_append_c (text, ']');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_batch (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autoptr (JsonNode) node = NULL;
  const struct
  {
    guint length;
    guint status;
  } cases[] = { { 0, 400 }, { 101, 400 }, { 100, 202 } };

  start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = make_batch (&fixture, cases[i].length);

      push_fixture_post (&fixture, DEVICES "/batch", tracked, body, &answer);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
    }
  node = herald_json_parse (answer.text, -1, NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 100);
  for (guint i = 0; i < 100; i += 99)
    assert_ends (&fixture,
                 json_object_get_string_member (json_array_get_object_element (json_node_get_array (
                                                                                 node),
                                                                               i),
                                                "RegistrationRequestId"),
                 "Failed", "DryRunSendingFailed");
}

/* %1$s the app, %2$s its access token. */
static void
test_malformed (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const struct
  {
    const char *target;
    const char *body;
  } cases[] = {
    { DEVICES, "" },
    { DEVICES, "x" },
    { DEVICES, "[]" },
    { DEVICES, "{}" },
    { DEVICES, "{\"MobileAppId\":\"x\",\"UserId\":\"" USER "\",\"ApiToken\":\"t\","
               "\"ApnsDeviceToken\":\"a\"}" },
    { DEVICES, "{\"MobileAppId\":\"" USER "\",\"UserId\":\"x\",\"ApiToken\":\"t\","
               "\"ApnsDeviceToken\":\"a\"}" },
    { DEVICES, "{\"MobileAppId\":\"" USER "\",\"UserId\":\"" USER "\",\"ApnsDeviceToken\":\"a\"}" },
    { DEVICES, "{\"MobileAppId\":\"" USER "\",\"UserId\":\"" USER "\",\"ApiToken\":\"t\"}" },
    { DEVICES, "{\"MobileAppId\":\"" USER "\",\"UserId\":\"" USER "\",\"ApiToken\":\"t\","
               "\"ApnsDeviceToken\":\"a\",\"FcmDeviceToken\":\"b\"}" },
    { DEVICES, "{\"MobileAppId\":\"" USER "\",\"UserId\":\"" USER "\",\"ApiToken\":\"t\","
               "\"ApnsDeviceToken\":\"\"}" },
    { DEVICES, "{\"MobileAppId\":\"" USER "\",\"UserId\":\"" USER "\",\"ApiToken\":\"t\","
               "\"ApnsDeviceToken\":1}" },
    { DEVICES "/batch", "{}" },
    { DEVICES "/batch", "[1]" },
    { DEVICES "/cleanup", "{}" },
    { DEVICES "/cleanup/batch",
      "{\"MobileAppId\":\"" USER "\",\"UserId\":\"" USER "\",\"ApiToken\":\"t\"}" },
    { DEVICES "/status", "{}" },
    { "pushdatareceiver/events", "{}" },
    { "pushdatareceiver/events",
      "{\"TrackingId\":\"\",\"DeviceToken\":\"t\",\"PushNotificationStatus\":1}" },
    { "pushdatareceiver/events",
      "{\"TrackingId\":\"i\",\"DeviceToken\":null,\"PushNotificationStatus\":1}" },
    { "pushdatareceiver/events",
      "{\"TrackingId\":\"i\",\"DeviceToken\":\"t\",\"PushNotificationStatus\":2}" },
    { "/api/v1.0/orgs/not-a-guid/" DEVICES,
      "{\"MobileAppId\":\"" USER "\",\"UserId\":\"" USER "\",\"ApiToken\":\"t\","
      "\"ApnsDeviceToken\":\"a\"}" },
  };

  start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      push_fixture_post (&fixture, cases[i].target, tracked, cases[i].body, &answer);
      g_assert_cmpuint (answer.status, ==, 400);
    }
}

static void
register_phone (PushFixture *fixture, const char *user, const char *platform)
{
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;

  push_fixture_add_phone (fixture, platform, &phone, &token);
  body = make_body (fixture, user,
                    g_str_equal (platform, "ios") ? "ApnsDeviceToken" : "FcmDeviceToken", token);
  id = register_one (fixture, body);
  assert_ends (fixture, id, "Success", NULL);
}

static void
assert_cleaned (PushFixture *fixture, const char *target, const char *body, guint left)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  push_fixture_post (fixture, target, NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  g_assert_cmpstr (answer.text, ==, "");
  for (guint i = 0; i < MOST_TRIES && count_devices (fixture, USER) != left; i++)
    ;
  g_assert_cmpuint (count_devices (fixture, USER), ==, left);
}

static void
test_clean_up (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;
  g_autofree char *one = NULL;
  g_autofree char *all = NULL;

  start (&fixture);
  register_phone (&fixture, USER, "ios");
  register_phone (&fixture, USER, "android");
  register_phone (&fixture, OTHER_USER, "ios");
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  body = make_body (&fixture, USER, "ApnsDeviceToken", token);
  id = register_one (&fixture, body);
  assert_ends (&fixture, id, "Success", NULL);
  g_assert_cmpuint (count_devices (&fixture, USER), ==, 3);
  one = make_body (&fixture, USER, "DeviceToken", token);
  assert_cleaned (&fixture, DEVICES "/cleanup", one, 2);
  all = g_strdup_printf ("[{\"MobileAppId\":\"%s\",\"UserId\":\"" USER "\",\"ApiToken\":\"%s\"}]",
                         fixture.app_id, fixture.api_token);
  assert_cleaned (&fixture, DEVICES "/cleanup/batch", all, 0);
  g_assert_cmpuint (count_devices (&fixture, OTHER_USER), ==, 1);
}

static void
test_legacy (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *target = NULL;
  g_autofree char *body = NULL;

  start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  target = g_strdup_printf ("pushchannel/apps/%s/devices/" USER, fixture.app_id);
  body = g_strdup_printf ("{\"FcmDeviceContract\":{\"FcmToken\":\"%s\"},\"ApiToken\":\"%s\"}",
                          token, fixture.api_token);
  push_fixture_post (&fixture, target, NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  for (guint i = 0; i < MOST_TRIES && count_devices (&fixture, USER) == 0; i++)
    ;
  g_assert_cmpuint (count_devices (&fixture, USER), ==, 1);
  push_fixture_post (&fixture, target, NULL, "{\"ApiToken\":\"x\"}", &answer);
  g_assert_cmpuint (answer.status, ==, 400);
}

/* Bytes written by hand: another client than libsoup, chunks, names in lower case. */
static void
test_raw_bytes (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  g_autofree char *request = NULL;
  char             answer[4096] = "";
  gsize            n_read = 0;
  gsize            half;
  const char      *host;

  start (&fixture);
  host = emulator_fixture_get (&fixture.emulator, "http") + strlen ("http://");
  body = make_body (&fixture, USER, "ApnsDeviceToken", "nonsense");
  half = strlen (body) / 2;
  request = g_strdup_printf ("POST /api/v1.0/orgs/%s/" DEVICES " HTTP/1.1\r\nhost: %s\r\n"
                             "content-type: application/json\r\nx-ms-track-registration: TRUE\r\n"
                             "transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
                             "%zx\r\n%.*s\r\n%zx;note=1\r\n%s\r\n0\r\n\r\n",
                             emulator_fixture_get (&fixture.emulator, "organizationId"), host, half,
                             (int) half, body, strlen (body + half), body + half);
  connection = g_socket_client_connect_to_host (client, host, 80, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                           sizeof answer - 1, &n_read, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 202 "));
  g_assert_nonnull (strstr (answer, "\r\n\r\n{\"RegistrationRequestId\":\""));
}

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

  start (&fixture);
  soup_server_add_handler (server, "/done", callback_cb, &callback, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  url = g_strdup_printf ("http://127.0.0.1:%d/done", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  url_header = g_strconcat ("x-ms-callback-url: ", url, NULL);
  body = make_body (&fixture, USER, "ApnsDeviceToken", "nonsense");
  push_fixture_post (&fixture, DEVICES,
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

/* A request to the emulator of a folder, the organization's base before the target. */
static void
post_to (EmulatorFixture   *emulator,
         const char        *target,
         const char *const *headers,
         const char        *body,
         EmulatorAnswer    *answer)
{
  g_autofree char *path =
    g_strdup_printf ("/api/v1.0/orgs/%s/%s", emulator_fixture_get (emulator, "organizationId"),
                     target);

  emulator_fixture_send (emulator, "POST", path, headers, body, answer);
}

/* Accepts a registration that is due in a second and ends; returns the body that asks for it. */
static char *
accept_and_end (const char *dir)
{
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *bearer = NULL;
  g_autofree char *body = NULL;
  const char      *app_id;
  const char      *api_token;
  JsonObject      *app;

  emulator_fixture_start (&emulator, dir, "small");
  bearer =
    g_strconcat ("Authorization: Bearer ", emulator_fixture_get (&emulator, "adminToken"), NULL);
  emulator_fixture_send (&emulator, "PATCH", "/_herald/registration",
                         (const char *const[]){ bearer, NULL },
                         "{\"longestMs\":1000,\"shortestMs\":1000}", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  app = emulator_fixture_get_app (&emulator, 0);
  app_id = json_object_get_string_member (app, "id");
  api_token = json_object_get_string_member (app, "apiToken");
  body = g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"" USER
                          "\",\"ApiToken\":\"%s\",\"ApnsDeviceToken\":\"nonsense\"}",
                          app_id, api_token);
  post_to (&emulator, DEVICES, tracked, body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  return g_strdup_printf ("{\"RegistrationRequestIds\":[\"%s\"],\"MobileAppId\":\"%s\","
                          "\"ApiToken\":\"%s\"}",
                          json_object_get_string_member (answer.object, "RegistrationRequestId"),
                          app_id, api_token);
}

/* What was accepted before the process ended is done by the next one. */
static void
test_survives_restart (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *body = accept_and_end (dir);
  gint64           until_us = g_get_monotonic_time () + (gint64) 20 * G_USEC_PER_SEC;

  {
    g_auto (EmulatorFixture) emulator = { 0 };
    g_auto (EmulatorAnswer) answer = { 0 };

    emulator_fixture_start (&emulator, dir, "small");
    do
      post_to (&emulator, DEVICES "/status", NULL, body, &answer);
    while (strstr (answer.text, "Pending") != NULL && g_get_monotonic_time () < until_us);
    g_assert_nonnull (strstr (answer.text, "DryRunSendingFailed"));
  }
  herald_test_dir_remove (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/registration/success", test_success);
  g_test_add_func ("/emulator/registration/reasons", test_reasons);
  g_test_add_func ("/emulator/registration/wrong-credentials", test_wrong_credentials);
  g_test_add_func ("/emulator/registration/wrong-api-token", test_wrong_api_token);
  g_test_add_func ("/emulator/registration/untracked", test_untracked);
  g_test_add_func ("/emulator/registration/batch", test_batch);
  g_test_add_func ("/emulator/registration/malformed", test_malformed);
  g_test_add_func ("/emulator/registration/clean-up", test_clean_up);
  g_test_add_func ("/emulator/registration/legacy", test_legacy);
  g_test_add_func ("/emulator/registration/raw-bytes", test_raw_bytes);
  g_test_add_func ("/emulator/registration/callback", test_callback);
  g_test_add_func ("/emulator/registration/survives-restart", test_survives_restart);
  return g_test_run ();
}
