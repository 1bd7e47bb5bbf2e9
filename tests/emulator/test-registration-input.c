/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the device API takes and what it refuses with 400, cause by cause. */
#include "config.h"

#include "base/herald-json.h"
#include "registration-fixture.h"

#include <string.h>

#define DEVICES REGISTRATION_DEVICES
#define USER REGISTRATION_USER
#define ID "12345678-1234-4234-8234-123456789abc"
#define HEAD "\"MobileAppId\":\"" ID "\",\"UserId\":\"" USER "\",\"ApiToken\":\"t\""
#define HEAD_STATUS "\"MobileAppId\":\"@APP\",\"ApiToken\":\"@KEY\""

typedef struct
{
  const char *target;
  const char *body;
  const char *part; /* of the answer */
} Refusal;

/* Puts the first app's values in place of @APP and @KEY. */
static char *
fill (PushFixture *fixture, const char *template)
{
  g_autoptr (GString) text = g_string_new (template);

  g_string_replace (text, "@APP", fixture->app_id, 0);
  g_string_replace (text, "@KEY", fixture->api_token, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_refusals (PushFixture *fixture, const Refusal *refusals, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body = fill (fixture, refusals[i].body);

      push_fixture_post (fixture, refusals[i].target, registration_tracked, body, &answer);
      g_assert_cmpuint (answer.status, ==, 400);
      g_assert_nonnull (
        strstr (json_object_get_string_member (answer.object, "Message"), refusals[i].part));
    }
}

static const Refusal json_refusals[] = {
  { DEVICES, "", "not JSON" },
  { DEVICES, "x", "not JSON" },
  { DEVICES, "{" HEAD ",\"ApnsDeviceToken\":\"a\",}", "not JSON" },
  { DEVICES, "{" HEAD ",\"ApnsDeviceToken\":\"a\"}{}", "not JSON" },
  { DEVICES, "{" HEAD ",\"ApnsDeviceToken\":\"a\"} // note", "not JSON" },
  { DEVICES, "{" HEAD ",\"ApnsDeviceToken\":\"a\xff\"}", "not JSON" },
  { DEVICES, "{" HEAD ",\"ApnsDeviceToken\":\"a\",\"ApnsDeviceToken\":\"a\"}", "not JSON" },
  { DEVICES, "{" HEAD ",\"ApnsDeviceToken\":\"a\",\"apnsdevicetoken\":\"a\"}", "twice" },
  { DEVICES "/batch", "[{" HEAD ",\"FcmDeviceToken\":\"a\",\"userId\":\"" USER "\"}]", "twice" },
  { DEVICES "/status", "{" HEAD_STATUS ",\"apiToken\":\"t\"}", "twice" },
};

static void
test_json (void)
{
  g_auto (PushFixture) fixture = { 0 };

  registration_start (&fixture);
  assert_refusals (&fixture, json_refusals, G_N_ELEMENTS (json_refusals));
}

static const Refusal registration_refusals[] = {
  { DEVICES, "[]", "object" },
  { DEVICES, "null", "object" },
  { DEVICES, "[{" HEAD ",\"ApnsDeviceToken\":\"a\"}]", "object" },
  { DEVICES, "{}", "MobileAppId" },
  { DEVICES,
    "{\"MobileAppId\":\"x\",\"UserId\":\"" USER "\",\"ApiToken\":\"t\","
    "\"ApnsDeviceToken\":\"a\"}",
    "MobileAppId" },
  { DEVICES,
    "{\"MobileAppId\":\"{" ID "}\",\"UserId\":\"" USER "\",\"ApiToken\":\"t\","
    "\"ApnsDeviceToken\":\"a\"}",
    "MobileAppId" },
  { DEVICES,
    "{\"MobileAppId\":\"" ID "\",\"UserId\":\"12345678123442348234123456789abc\","
    "\"ApiToken\":\"t\",\"ApnsDeviceToken\":\"a\"}",
    "UserId" },
  { DEVICES,
    "{\"MobileAppId\":\"" ID "\",\"UserId\":7,\"ApiToken\":\"t\","
    "\"ApnsDeviceToken\":\"a\"}",
    "UserId" },
  { DEVICES,
    "{\"MobileAppId\":\"" ID "\",\"UserId\":null,\"ApiToken\":\"t\","
    "\"ApnsDeviceToken\":\"a\"}",
    "UserId" },
  { DEVICES, "{\"MobileAppId\":\"" ID "\",\"UserId\":\"" USER "\",\"ApnsDeviceToken\":\"a\"}",
    "ApiToken" },
  { DEVICES,
    "{\"MobileAppId\":\"" ID "\",\"UserId\":\"" USER "\",\"ApiToken\":\"\","
    "\"ApnsDeviceToken\":\"a\"}",
    "ApiToken" },
  { DEVICES, "{" HEAD "}", "Exactly one" },
  { DEVICES, "{" HEAD ",\"ApnsDeviceToken\":null,\"FcmDeviceToken\":null}", "Exactly one" },
  { DEVICES, "{" HEAD ",\"ApnsDeviceToken\":\"a\",\"FcmDeviceToken\":\"b\"}", "Exactly one" },
  { DEVICES, "{" HEAD ",\"DeviceToken\":\"a\"}", "Exactly one" },
  { DEVICES, "{" HEAD ",\"ApnsDeviceToken\":\"\"}", "empty" },
  { DEVICES, "{" HEAD ",\"ApnsDeviceToken\":1}", "ApnsDeviceToken" },
  { DEVICES, "{" HEAD ",\"FcmDeviceToken\":[\"a\"]}", "FcmDeviceToken" },
  { DEVICES "/batch", "{" HEAD ",\"ApnsDeviceToken\":\"a\"}", "array" },
  { DEVICES "/batch", "[]", "1 to 100" },
  { DEVICES "/batch", "[1]", "Entry 1" },
  { DEVICES "/batch", "[[]]", "Entry 1" },
  { DEVICES "/batch", "[{" HEAD ",\"ApnsDeviceToken\":\"a\"},{" HEAD "}]", "Entry 2" },
  { "/api/v1.0/orgs/not-a-guid/" DEVICES, "{" HEAD ",\"ApnsDeviceToken\":\"a\"}", "organization" },
};

static void
test_registration (void)
{
  g_auto (PushFixture) fixture = { 0 };

  registration_start (&fixture);
  assert_refusals (&fixture, registration_refusals, G_N_ELEMENTS (registration_refusals));
}

static const Refusal other_refusals[] = {
  { DEVICES "/cleanup", "{}", "MobileAppId" },
  { DEVICES "/cleanup", "[{" HEAD "}]", "object" },
  { DEVICES "/cleanup", "{" HEAD ",\"DeviceToken\":\"\"}", "empty" },
  { DEVICES "/cleanup", "{" HEAD ",\"DeviceToken\":{}}", "DeviceToken" },
  { DEVICES "/cleanup", "{\"MobileAppId\":\"" ID "\",\"ApiToken\":\"t\"}", "UserId" },
  { DEVICES "/cleanup/batch", "{" HEAD "}", "array" },
  { DEVICES "/cleanup/batch", "[]", "1 to 100" },
  { DEVICES "/status", "{}", "MobileAppId" },
  { DEVICES "/status", "[]", "object" },
  { DEVICES "/status", "{" HEAD_STATUS "}", "RegistrationRequestIds" },
  { DEVICES "/status", "{" HEAD_STATUS ",\"RegistrationRequestIds\":\"" ID "\"}",
    "RegistrationRequestIds" },
  { DEVICES "/status", "{" HEAD_STATUS ",\"RegistrationRequestIds\":[]}", "1 to 100" },
  { DEVICES "/status", "{" HEAD_STATUS ",\"RegistrationRequestIds\":[\"" ID "\",\"x\"]}",
    "Request id 2" },
  { DEVICES "/status", "{" HEAD_STATUS ",\"RegistrationRequestIds\":[null]}", "Request id 1" },
  { DEVICES "/status",
    "{\"MobileAppId\":\"" ID "\",\"ApiToken\":\"@KEY\",\"RegistrationRequestIds\":[\"" ID "\"]}",
    "wrong" },
  { DEVICES "/status",
    "{\"MobileAppId\":\"@APP\",\"ApiToken\":\"t\",\"RegistrationRequestIds\":[\"" ID "\"]}",
    "wrong" },
  { "/api/v1.0/orgs/" ID "/" DEVICES "/status",
    "{" HEAD_STATUS ",\"RegistrationRequestIds\":[\"" ID "\"]}", "wrong" },
  { "pushchannel/apps/" ID "/devices/" USER, "{\"ApiToken\":\"t\"}", "Exactly one" },
  { "pushchannel/apps/" ID "/devices/" USER,
    "{\"ApiToken\":\"t\",\"ApnsDeviceContract\":{\"ApnsToken\":\"a\"},"
    "\"FcmDeviceContract\":{\"FcmToken\":\"a\"}}",
    "Exactly one" },
  { "pushchannel/apps/" ID "/devices/" USER,
    "{\"ApiToken\":\"t\",\"ApnsDeviceContract\":{\"FcmToken\":\"a\"}}", "ApnsToken" },
  { "pushchannel/apps/" ID "/devices/" USER, "{\"ApiToken\":\"t\",\"ApnsDeviceContract\":\"a\"}",
    "ApnsDeviceContract" },
  { "pushchannel/apps/" ID "/devices/" USER, "{\"ApnsDeviceContract\":{\"ApnsToken\":\"a\"}}",
    "ApiToken" },
  { "pushchannel/apps/x/devices/" USER,
    "{\"ApiToken\":\"t\",\"ApnsDeviceContract\":{\"ApnsToken\":\"a\"}}", "address" },
  { "pushchannel/apps/" ID "/devices/x",
    "{\"ApiToken\":\"t\",\"ApnsDeviceContract\":{\"ApnsToken\":\"a\"}}", "address" },
};

static void
test_other (void)
{
  g_auto (PushFixture) fixture = { 0 };

  registration_start (&fixture);
  assert_refusals (&fixture, other_refusals, G_N_ELEMENTS (other_refusals));
}

/* One character more than fits, in each place that has a limit. */
static void
test_longest (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const struct
  {
    const char *head;
    gsize       length;
    guint       status;
  } cases[] = {
    { "{\"MobileAppId\":\"" ID "\",\"UserId\":\"" USER
      "\",\"FcmDeviceToken\":\"a\",\"ApiToken\":\"",
      4000, 202 },
    { "{\"MobileAppId\":\"" ID "\",\"UserId\":\"" USER
      "\",\"FcmDeviceToken\":\"a\",\"ApiToken\":\"",
      4001, 400 },
    { "{" HEAD ",\"FcmDeviceToken\":\"", 8192, 202 },
    { "{" HEAD ",\"FcmDeviceToken\":\"", 8193, 400 },
    { "{" HEAD ",\"FcmDeviceToken\":\"", (gsize) 3 * 1024 * 1024, 400 },
  };

  registration_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *value = g_strnfill (cases[i].length, 'a');
      g_autofree char *body = g_strconcat (cases[i].head, value, "\"}", NULL);

      push_fixture_post (&fixture, DEVICES, NULL, body, &answer);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
    }
}

static void
test_content_type (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const struct
  {
    const char *type;
    guint       status;
  } cases[] = {
    { "application/json", 202 },
    { "Application/JSON ; charset=UTF-8", 202 },
    { "application/json; charset=\"utf-8\"", 202 },
    { "application/json; charset=utf-16", 400 },
    { "application/jsonp", 400 },
    { "text/plain", 400 },
    { "application/x-www-form-urlencoded", 400 },
  };

  registration_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char  *header = g_strconcat ("Content-Type: ", cases[i].type, NULL);
      const char *const headers[] = { header, NULL };

      push_fixture_post (&fixture, DEVICES, headers, "{" HEAD ",\"ApnsDeviceToken\":\"a\"}",
                         &answer);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
    }
}

/* The header in its spellings; only with it the answer has a body. */
static void
test_tracking (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const struct
  {
    const char *header;
    gboolean    tracked;
  } cases[] = {
    { "x-ms-track-registration: true", TRUE },   { "X-MS-Track-Registration: True", TRUE },
    { "x-ms-track-registration:  TRUE ", TRUE }, { "x-ms-track-registration: false", FALSE },
    { "x-ms-track-registration: 1", FALSE },     { "x-ms-track: true", FALSE },
  };

  registration_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      const char *const headers[] = { cases[i].header, NULL };

      push_fixture_post (&fixture, DEVICES, headers, "{" HEAD ",\"ApnsDeviceToken\":\"a\"}",
                         &answer);
      g_assert_cmpuint (answer.status, ==, 202);
      if (cases[i].tracked)
        g_assert_true (json_object_has_member (answer.object, "RegistrationRequestId"));
      else
        g_assert_cmpstr (answer.text, ==, "");
    }
}

/* Nobody but this machine is called, and nothing is put into the request but whole headers. */
static void
test_callback_headers (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const struct
  {
    const char *header;
    guint       status;
  } cases[] = {
    { "x-ms-callback-url: http://127.0.0.1:9/done", 202 },
    { "x-ms-callback-url: https://LOCALHOST:9/done?id=1", 202 },
    { "x-ms-status-callback-url: http://[::1]:9/", 202 },
    { "x-ms-callback-url: https://example.com/done", 400 },
    { "x-ms-status-callback-url: https://example.com/done", 400 },
    { "x-ms-callback-url: http://127.0.0.1.example.com/", 400 },
    { "x-ms-callback-url: http://127.0.0.1@example.com/", 400 },
    { "x-ms-callback-url: http://0.0.0.0:80/", 400 },
    { "x-ms-callback-url: http://localhost.example.com/", 400 },
    { "x-ms-callback-url: ftp://127.0.0.1/", 400 },
    { "x-ms-callback-url: file:///etc/hostname", 400 },
    { "x-ms-callback-url: //127.0.0.1/", 400 },
    { "x-ms-callback-url: done", 400 },
    { "x-ms-callback-url: http:///done", 400 },
    { "x-ms-callback-url-headers: {\"x-id\":\"42\",\"authorization\":\"Bearer a\"}", 202 },
    { "x-ms-callback-url-headers: {\"x-id\":42}", 400 },
    { "x-ms-callback-url-headers: {\"x-id\":null}", 400 },
    { "x-ms-callback-url-headers: [\"x-id\"]", 400 },
    { "x-ms-callback-url-headers: x-id=42", 400 },
    { "x-ms-callback-url-headers: {\"x-id\":\"a\",\"x-id\":\"b\"}", 400 },
    { "x-ms-callback-url-headers: {\"x-id\":\"a\\r\\nx-evil: b\"}", 400 },
    { "x-ms-callback-url-headers: {\"x-id: a\\r\\nx-evil\":\"b\"}", 400 },
    { "x-ms-callback-url-headers: {\"x-id\":\"a\\u0000b\"}", 400 },
    { "x-ms-callback-url-headers: {\"\":\"b\"}", 400 },
    { "x-ms-callback-url-headers: {\"Host\":\"example.com\"}", 400 },
    { "x-ms-callback-url-headers: {\"content-length\":\"0\"}", 400 },
    { "x-ms-callback-url-headers: {\"Transfer-Encoding\":\"chunked\"}", 400 },
    { "x-ms-callback-url-headers: {\"Proxy-Connection\":\"close\"}", 400 },
  };

  registration_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      const char *const headers[] = { cases[i].header, NULL };

      push_fixture_post (&fixture, DEVICES, headers, "{" HEAD ",\"ApnsDeviceToken\":\"a\"}",
                         &answer);
      g_test_message ("%s", cases[i].header);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
    }
}

/* The framework behind the service reads names in any case. */
static void
test_camel_case (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;

  registration_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  body = g_strdup_printf ("{\"mobileAppId\":\"%s\",\"userId\":\"" USER "\",\"apiToken\":\"%s\","
                          "\"apnsDeviceToken\":\"%s\",\"unknown\":1}",
                          fixture.app_id, fixture.api_token, token);
  id = registration_send (&fixture, body);
  registration_assert_ends (&fixture, id, "Success", NULL);
  g_free (body);
  body =
    fill (&fixture, "{\"mobileAppId\":\"@APP\",\"userId\":\"" USER "\",\"apiToken\":\"@KEY\"}");
  push_fixture_post (&fixture, DEVICES "/cleanup", NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  registration_await_devices (&fixture, USER, 0);
}

static void
test_methods (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const char *const methods[] = { "GET", "PUT", "DELETE", "PATCH" };
  g_autofree char  *path = NULL;

  registration_start (&fixture);
  path = g_strdup_printf ("/api/v1.0/orgs/%s/" DEVICES,
                          emulator_fixture_get (&fixture.emulator, "organizationId"));
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      emulator_fixture_send (&fixture.emulator, methods[i], path, NULL, NULL, &answer);
      g_assert_cmpuint (answer.status, ==, 405);
    }
}

/* Ids in the order of the request, repeated, unknown and of another app. */
static void
test_status_order (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *good = NULL;
  g_autofree char *good_id = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *bad_id = NULL;
  g_autofree char *upper = NULL;
  g_autofree char *body = NULL;
  g_autofree char *expected = NULL;

  registration_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  good = registration_make_body (&fixture, USER, "ApnsDeviceToken", token);
  good_id = registration_send (&fixture, good);
  bad = registration_make_body (&fixture, USER, "ApnsDeviceToken", "bad");
  bad_id = registration_send (&fixture, bad);
  registration_assert_ends (&fixture, good_id, "Success", NULL);
  registration_assert_ends (&fixture, bad_id, "Failed", "DryRunSendingFailed");
  upper = g_ascii_strup (good_id, -1);
  body = g_strdup_printf ("{\"RegistrationRequestIds\":[\"%s\",\"%s\",\"" ID "\",\"%s\",\"%s\"],"
                          "\"MobileAppId\":\"%s\",\"ApiToken\":\"%s\"}",
                          bad_id, good_id, upper, bad_id, fixture.app_id, fixture.api_token);
  push_fixture_post (&fixture, DEVICES "/status", NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  expected = g_strdup_printf ("[%s,%s,%s,%s,%s]",
                              "{\"Status\":\"Failed\",\"FailureReason\":\"DryRunSendingFailed\"}",
                              "{\"Status\":\"Success\",\"FailureReason\":null}",
                              "{\"Status\":\"Pending\",\"FailureReason\":null}",
                              "{\"Status\":\"Success\",\"FailureReason\":null}",
                              "{\"Status\":\"Failed\",\"FailureReason\":\"DryRunSendingFailed\"}");
  g_assert_cmpstr (answer.text, ==, expected);
}

static void
test_status_length (void)
{
  g_auto (PushFixture) fixture = { 0 };

  registration_start (&fixture);
  for (guint length = 100; length <= 101; length++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autoptr (GString) body = g_string_new ("{\"RegistrationRequestIds\":[");

      for (guint i = 0; i < length; i++)
        g_string_append_printf (body, "%s\"" ID "\"", i > 0 ? "," : "");
      g_string_append_printf (body, "],\"MobileAppId\":\"%s\",\"ApiToken\":\"%s\"}", fixture.app_id,
                              fixture.api_token);
      push_fixture_post (&fixture, DEVICES "/status/", NULL, body->str, &answer);
      g_assert_cmpuint (answer.status, ==, length == 100 ? 200 : 400);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/registration-input/json", test_json);
  g_test_add_func ("/emulator/registration-input/registration", test_registration);
  g_test_add_func ("/emulator/registration-input/other", test_other);
  g_test_add_func ("/emulator/registration-input/longest", test_longest);
  g_test_add_func ("/emulator/registration-input/content-type", test_content_type);
  g_test_add_func ("/emulator/registration-input/tracking", test_tracking);
  g_test_add_func ("/emulator/registration-input/callback-headers", test_callback_headers);
  g_test_add_func ("/emulator/registration-input/camel-case", test_camel_case);
  g_test_add_func ("/emulator/registration-input/methods", test_methods);
  g_test_add_func ("/emulator/registration-input/status-order", test_status_order);
  g_test_add_func ("/emulator/registration-input/status-length", test_status_length);
  return g_test_run ();
}
