/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device registration as a server-side caller meets it, with what it leaves in Dataverse. */
#include "config.h"

#include "base/herald-json.h"
#include "herald-test-dir.h"
#include "registration-fixture.h"

#include <string.h>

#define DEVICES REGISTRATION_DEVICES
#define USER REGISTRATION_USER
#define OTHER_USER REGISTRATION_OTHER_USER

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

  registration_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  body = registration_make_body (&fixture, USER, "ApnsDeviceToken", token);
  id = registration_send (&fixture, body);
  registration_assert_ends (&fixture, id, "Success", NULL);
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

  registration_start (&fixture);
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
        g_autofree char *body =
          registration_make_body (&fixture, USER, cases[i].member, cases[i].token);
        g_autofree char *id = registration_send (&fixture, body);

        registration_assert_ends (&fixture, id, cases[i].status, cases[i].reason);
      }
  }
  g_assert_cmpuint (registration_count_devices (&fixture, USER), ==, 2);
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

      registration_start (&fixture);
      push_fixture_add_phone (&fixture, "ios", &phone, &token);
      target = g_strdup_printf ("msdynmkt_mobileappchannelinstances(%s)", fixture.app_id);
      emulator_fixture_send (&fixture.emulator, "PATCH", target, NULL, cases[i].change, &answer);
      g_assert_cmpuint (answer.status, ==, 204);
      body = registration_make_body (&fixture, USER, "ApnsDeviceToken", token);
      id = registration_send (&fixture, body);
      registration_assert_ends (&fixture, id, "Failed", "DryRunSendingFailed");
      emulator_fixture_read (&fixture.emulator,
                             "msdynmkt_pushdeviceregistrationresults?$filter="
                             "msdynmkt_failedreason%20eq%20%27DryRunSendingFailed%27",
                             &answer);
      g_assert_nonnull (strstr (answer.text, cases[i].words));
    }
}

/* What was signed with the key before is not kept for another of the same name. */
static void
test_changed_key (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *target = NULL;

  registration_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  registration_assert (&fixture, USER, "ApnsDeviceToken", token, NULL);
  target = g_strdup_printf ("msdynmkt_mobileappchannelinstances(%s)", fixture.app_id);
  emulator_fixture_send (&fixture.emulator, "PATCH", target, NULL,
                         "{\"msdynmkt_signingkey\":\"no key\"}", &answer);
  g_assert_cmpuint (answer.status, ==, 204);
  registration_assert (&fixture, REGISTRATION_OTHER_USER, "ApnsDeviceToken", token,
                       "DryRunSendingFailed");
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

  registration_start (&fixture);
  id = registration_send (&fixture, body);
  registration_ask_status (&fixture, id, &status, &reason);
  g_assert_cmpstr (status, ==, "Pending");
  wrong = g_strdup_printf ("{\"RegistrationRequestIds\":[\"%s\"],\"MobileAppId\":\"%s\","
                           "\"ApiToken\":\"wrong\"}",
                           id, fixture.app_id);
  push_fixture_post (&fixture, DEVICES "/status", NULL, wrong, &answer);
  g_assert_cmpuint (answer.status, ==, 400);

  node = push_fixture_admin (&fixture, "PATCH", "switches", "{\"tellWrongApiToken\":true}", 200);
  g_free (body);
  body = g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"" USER
                          "\",\"ApiToken\":\"wrong\",\"ApnsDeviceToken\":\"y\"}",
                          fixture.app_id);
  g_free (id);
  id = registration_send (&fixture, body);
  registration_assert_ends (&fixture, id, "Failed", "ApiTokenNotValid");
}

static void
test_untracked (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;

  registration_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  body = registration_make_body (&fixture, USER, "ApnsDeviceToken", token);
  push_fixture_post (&fixture, DEVICES, NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  g_assert_cmpstr (answer.text, ==, "");
  registration_await_devices (&fixture, USER, 1);
}

static char *
make_batch (PushFixture *fixture, guint length)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (guint i = 0; i < length; i++)
    {
      g_autofree char *token = g_strdup_printf ("token-%u", i);
      g_autofree char *item = registration_make_body (fixture, USER, "FcmDeviceToken", token);

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

  registration_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = make_batch (&fixture, cases[i].length);

      push_fixture_post (&fixture, DEVICES "/batch", registration_tracked, body, &answer);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
    }
  node = herald_json_parse (answer.text, -1, NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 100);
  for (guint i = 0; i < 100; i += 99)
    registration_assert_ends (
      &fixture,
      json_object_get_string_member (json_array_get_object_element (json_node_get_array (node), i),
                                     "RegistrationRequestId"),
      "Failed", "DryRunSendingFailed");
}

static void
register_phone (PushFixture *fixture, const char *user, const char *platform)
{
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;

  push_fixture_add_phone (fixture, platform, &phone, &token);
  body =
    registration_make_body (fixture, user,
                            g_str_equal (platform, "ios") ? "ApnsDeviceToken" : "FcmDeviceToken",
                            token);
  id = registration_send (fixture, body);
  registration_assert_ends (fixture, id, "Success", NULL);
}

static void
assert_cleaned (PushFixture *fixture, const char *target, const char *body, guint left)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  push_fixture_post (fixture, target, NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  g_assert_cmpstr (answer.text, ==, "");
  registration_await_devices (fixture, USER, left);
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

  registration_start (&fixture);
  register_phone (&fixture, USER, "ios");
  register_phone (&fixture, USER, "android");
  register_phone (&fixture, OTHER_USER, "ios");
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  body = registration_make_body (&fixture, USER, "ApnsDeviceToken", token);
  id = registration_send (&fixture, body);
  registration_assert_ends (&fixture, id, "Success", NULL);
  g_assert_cmpuint (registration_count_devices (&fixture, USER), ==, 3);
  one = registration_make_body (&fixture, USER, "DeviceToken", token);
  assert_cleaned (&fixture, DEVICES "/cleanup", one, 2);
  all = g_strdup_printf ("[{\"MobileAppId\":\"%s\",\"UserId\":\"" USER "\",\"ApiToken\":\"%s\"}]",
                         fixture.app_id, fixture.api_token);
  assert_cleaned (&fixture, DEVICES "/cleanup/batch", all, 0);
  g_assert_cmpuint (registration_count_devices (&fixture, OTHER_USER), ==, 1);
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

  registration_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  target = g_strdup_printf ("pushchannel/apps/%s/devices/" USER, fixture.app_id);
  body = g_strdup_printf ("{\"FcmDeviceContract\":{\"FcmToken\":\"%s\"},\"ApiToken\":\"%s\"}",
                          token, fixture.api_token);
  push_fixture_post (&fixture, target, NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  registration_await_devices (&fixture, USER, 1);
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

  registration_start (&fixture);
  host = emulator_fixture_get (&fixture.emulator, "http") + strlen ("http://");
  body = registration_make_body (&fixture, USER, "ApnsDeviceToken", "nonsense");
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
  g_autofree char *body = NULL;
  const char      *app_id;
  const char      *api_token;
  JsonObject      *app;

  emulator_fixture_start (&emulator, dir, "small");
  emulator_fixture_send (&emulator, "PATCH", "/_herald/switches", NULL,
                         "{\"registrationLongestMs\":1000,\"registrationShortestMs\":1000}",
                         &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  app = emulator_fixture_get_app (&emulator, 0);
  app_id = json_object_get_string_member (app, "id");
  api_token = json_object_get_string_member (app, "apiToken");
  body = g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"" USER
                          "\",\"ApiToken\":\"%s\",\"ApnsDeviceToken\":\"nonsense\"}",
                          app_id, api_token);
  post_to (&emulator, DEVICES, registration_tracked, body, &answer);
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
  g_test_add_func ("/emulator/registration/changed-key", test_changed_key);
  g_test_add_func ("/emulator/registration/wrong-api-token", test_wrong_api_token);
  g_test_add_func ("/emulator/registration/untracked", test_untracked);
  g_test_add_func ("/emulator/registration/batch", test_batch);
  g_test_add_func ("/emulator/registration/clean-up", test_clean_up);
  g_test_add_func ("/emulator/registration/legacy", test_legacy);
  g_test_add_func ("/emulator/registration/raw-bytes", test_raw_bytes);
  g_test_add_func ("/emulator/registration/survives-restart", test_survives_restart);
  return g_test_run ();
}
