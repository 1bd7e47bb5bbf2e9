/* SPDX-License-Identifier: GPL-3.0-or-later */
/* APNs as a provider meets it: over HTTP/2 with TLS, each reason by its natural cause. */
#include "config.h"

#include "base/herald-json.h"
#include "push-fixture.h"

#include <string.h>

#define ALERT "{\"aps\":{\"alert\":{\"title\":\"Hello\",\"body\":\"World\"}}}"
#define UNKNOWN_TOKEN "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* What a request differs in from a good one; NULL stays, "" is left out. */
typedef struct
{
  const char *authorization;
  const char *topic;
  const char *push_type;
  const char *priority;
  const char *expiration;
  const char *collapse_id;
  const char *id;
} Headers;

static const char *
pick (const char *value, const char *usual)
{
  return value != NULL ? value : usual;
}

static HeraldH2Answer *
push (PushFixture *fixture, const char *token, const Headers *headers, const char *body)
{
  g_autofree char  *path = g_strconcat ("/3/device/", token, NULL);
  g_autofree char  *authorization = push_fixture_sign_provider (fixture, NULL, NULL, NULL, 0);
  const char *const pairs[] = {
    "authorization",
    pick (headers->authorization, authorization),
    "apns-topic",
    pick (headers->topic, fixture->bundle_id),
    "apns-push-type",
    pick (headers->push_type, "alert"),
    "apns-priority",
    pick (headers->priority, ""),
    "apns-expiration",
    pick (headers->expiration, ""),
    "apns-collapse-id",
    pick (headers->collapse_id, ""),
    "apns-id",
    pick (headers->id, ""),
    NULL,
  };

  return push_fixture_h2 (fixture, "POST", path, pairs, body);
}

static void
assert_refused (PushFixture   *fixture,
                const char    *token,
                const Headers *headers,
                const char    *body,
                guint          status,
                const char    *reason)
{
  g_autoptr (HeraldH2Answer) answer = push (fixture, token, headers, body);
  g_autofree char *found = push_fixture_get_reason (answer);

  g_test_message ("%u %s", answer->status, reason);
  g_assert_cmpstr (found, ==, reason);
  g_assert_cmpuint (answer->status, ==, status);
}

static void
test_delivers (void)
{
  static const char id[] = "6b8f4a2e-7c0d-4b5e-9f11-2233445566aa";
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *path = NULL;
  g_autofree char *upper = NULL;
  g_autoptr (HeraldH2Answer) answer = NULL;
  g_autoptr (JsonNode) list = NULL;
  JsonObject *notification;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  upper = g_ascii_strup (token, -1);
  answer =
    push (&fixture, upper, &(Headers){ .id = id },
          "{\"aps\":{\"alert\":{\"title\":\"Tïtle\",\"subtitle\":\"Sub\",\"body\":\"Body\"}},"
          "\"data\":{\"link\":\"https://l.example/\",\"originalLink\":null,"
          "\"trackingId\":\"\",\"imageUrl\":\"https://i.example/\"}}");
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (answer->body), ==, 0);
  g_assert_cmpstr (herald_h2_answer_get_header (answer, "apns-id"), ==, id);

  path = g_strdup_printf ("phones/%s/notifications", phone);
  list = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 1);
  notification = json_array_get_object_element (json_node_get_array (list), 0);
  g_assert_cmpstr (json_object_get_string_member (notification, "title"), ==, "Tïtle");
  g_assert_cmpstr (json_object_get_string_member (notification, "subtitle"), ==, "Sub");
  g_assert_cmpstr (json_object_get_string_member (notification, "body"), ==, "Body");
  g_assert_cmpstr (json_object_get_string_member (notification, "link"), ==, "https://l.example/");
  g_assert_cmpstr (json_object_get_string_member (notification, "imageUrl"), ==,
                   "https://i.example/");
  g_assert_true (json_object_get_null_member (notification, "originalLink"));
  g_assert_true (json_object_get_null_member (notification, "openedAt"));
  g_assert_true (json_object_get_boolean_member (notification, "shown"));
  g_assert_false (json_object_get_boolean_member (notification, "silent"));
  g_assert_true (
    json_object_has_member (json_object_get_object_member (notification, "payload"), "aps"));
}

static void
test_header_reasons (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *long_id = g_strnfill (65, 'x');
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  const struct
  {
    Headers     headers;
    guint       status;
    const char *reason;
  } cases[] = {
    { { .authorization = "" }, 403, "MissingProviderToken" },
    { { .authorization = "basic eDp5" }, 403, "MissingProviderToken" },
    { { .authorization = "bearer e30.e30.AA" }, 403, "InvalidProviderToken" },
    { { .topic = "" }, 400, "MissingTopic" },
    { { .topic = "com.contoso shop" }, 400, "BadTopic" },
    { { .topic = "com.example.unknown" }, 400, "TopicDisallowed" },
    { { .topic = "com.fabrikam.fitness" }, 400, "TopicDisallowed" },
    { { .push_type = "banner" }, 400, "InvalidPushType" },
    { { .priority = "7" }, 400, "BadPriority" },
    { { .push_type = "background", .priority = "10" }, 400, "BadPriority" },
    { { .push_type = "background" }, 400, "BadPriority" },
    { { .expiration = "tomorrow" }, 400, "BadExpirationDate" },
    { { .expiration = "-1" }, 400, "BadExpirationDate" },
    { { .collapse_id = long_id }, 400, "BadCollapseId" },
    { { .id = "12345" }, 400, "BadMessageId" },
    { { .id = "{6b8f4a2e-7c0d-4b5e-9f11-2233445566aa}" }, 400, "BadMessageId" },
  };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (&fixture, token, &cases[i].headers, ALERT, cases[i].status, cases[i].reason);
}

static void
test_provider_tokens (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (HeraldKey) stranger = herald_key_generate (HERALD_KEY_EC_P256, NULL);
  const struct
  {
    HeraldKey  *key;
    const char *key_id;
    const char *team_id;
    gint64      age;
    guint       status;
    const char *reason;
  } cases[] = {
    { NULL, NULL, NULL, 0, 400, "BadDeviceToken" },
    { NULL, NULL, NULL, 3500, 400, "BadDeviceToken" },
    { NULL, NULL, NULL, 3700, 403, "ExpiredProviderToken" },
    { NULL, NULL, NULL, -600, 403, "ExpiredProviderToken" },
    { NULL, "UNKNOWNKEY", NULL, 0, 403, "InvalidProviderToken" },
    { NULL, NULL, "WRONGTEAM1", 0, 403, "InvalidProviderToken" },
    { stranger, NULL, NULL, 0, 403, "InvalidProviderToken" },
  };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *authorization =
        push_fixture_sign_provider (&fixture, cases[i].key, cases[i].key_id, cases[i].team_id,
                                    cases[i].age);
      const Headers headers = { .authorization = authorization };

      /* The second time the verified token is remembered. */
      for (guint round = 0; round < 2; round++)
        assert_refused (&fixture, UNKNOWN_TOKEN, &headers, ALERT, cases[i].status, cases[i].reason);
    }
}

static char *
make_payload (gsize size)
{
  gsize            frame = strlen ("{\"aps\":{\"alert\":\"\"}}");
  g_autofree char *text = g_strnfill (size - frame, 'x');

  return g_strdup_printf ("{\"aps\":{\"alert\":\"%s\"}}", text);
}

static void
test_payloads (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *fits = make_payload (4096);
  g_autofree char *too_large = make_payload (4097);
  g_autoptr (HeraldH2Answer) answer = NULL;
  const char *const empty[] = { "", "x", "[]", "{}", "{\"aps\":1}", "{\"aps\":{}}x" };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  for (gsize i = 0; i < G_N_ELEMENTS (empty); i++)
    assert_refused (&fixture, token, &(Headers){ 0 }, empty[i], 400, "PayloadEmpty");
  assert_refused (&fixture, token, &(Headers){ 0 }, too_large, 413, "PayloadTooLarge");
  answer = push (&fixture, token, &(Headers){ 0 }, fits);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
change_phone (PushFixture *fixture, const char *phone, const char *body)
{
  g_autofree char *path = g_strconcat ("phones/", phone, NULL);

  json_node_unref (push_fixture_admin (fixture, "PATCH", path, body, 200));
}

static void
test_device_tokens (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *android = NULL;
  g_autofree char *android_token = NULL;
  g_autoptr (JsonNode) other = NULL;
  g_autoptr (JsonNode) sandbox = NULL;
  const Headers headers = { 0 };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  push_fixture_add_phone (&fixture, "android", &android, &android_token);
  assert_refused (&fixture, UNKNOWN_TOKEN, &headers, ALERT, 400, "BadDeviceToken");
  assert_refused (&fixture, "0123", &headers, ALERT, 400, "BadDeviceToken");
  assert_refused (&fixture, android_token, &headers, ALERT, 400, "BadDeviceToken");
  assert_refused (&fixture, "", &headers, ALERT, 400, "MissingDeviceToken");
  other = push_fixture_admin (&fixture, "POST", "phones",
                              "{\"platform\":\"ios\",\"bundleId\":\"com.fabrikam.fitness\"}", 201);
  assert_refused (&fixture, json_object_get_string_member (json_node_get_object (other), "token"),
                  &headers, ALERT, 400, "DeviceTokenNotForTopic");
  sandbox = push_fixture_admin (&fixture, "POST", "phones",
                                "{\"platform\":\"ios\",\"bundleId\":\"com.contoso.shop\","
                                "\"environment\":\"sandbox\"}",
                                201);
  assert_refused (&fixture, json_object_get_string_member (json_node_get_object (sandbox), "token"),
                  &headers, ALERT, 400, "BadDeviceToken");
}

static void
set_team (PushFixture *fixture, const char *team_id)
{
  g_autofree char *target =
    g_strdup_printf ("msdynmkt_mobileappchannelinstances(%s)", fixture->app_id);
  g_autofree char *body = g_strdup_printf ("{\"msdynmkt_teamid\":\"%s\"}", team_id);
  g_auto (EmulatorAnswer) answer = { 0 };
  const char *const json[] = { "Content-Type: application/json", NULL };

  emulator_fixture_send (&fixture->emulator, "PATCH", target, json, body, &answer);
  g_assert_cmpuint (answer.status, ==, 204);
}

/* What is known of a configuration is what it says now. */
static void
test_changed_configuration (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  const Headers    headers = { 0 };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HeraldH2Answer) answer = push (&fixture, token, &headers, ALERT);

      g_assert_cmpuint (answer->status, ==, 200);
      set_team (&fixture, "OTHERTEAM1");
      assert_refused (&fixture, token, &headers, ALERT, 400, "TopicDisallowed");
      set_team (&fixture, fixture.team_id);
    }
}

static void
test_ended_tokens (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *rotated = NULL;
  g_autofree char *rotated_token = NULL;
  g_autoptr (HeraldH2Answer) answer = NULL;
  g_autoptr (JsonObject) object = NULL;
  gint64 before_ms = g_get_real_time () / 1000;
  gint64 timestamp;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  push_fixture_add_phone (&fixture, "ios", &rotated, &rotated_token);
  change_phone (&fixture, phone, "{\"installed\":false}");
  change_phone (&fixture, rotated, "{\"rotateToken\":true}");
  assert_refused (&fixture, rotated_token, &(Headers){ 0 }, ALERT, 410, "ExpiredToken");
  answer = push (&fixture, token, &(Headers){ 0 }, ALERT);
  g_assert_cmpuint (answer->status, ==, 410);
  object = herald_json_parse_object (answer->body, NULL);
  g_assert_cmpstr (json_object_get_string_member (object, "reason"), ==, "Unregistered");
  timestamp = json_object_get_int_member (object, "timestamp");
  g_assert_cmpint (timestamp, >=, before_ms);
  g_assert_cmpint (timestamp, <=, g_get_real_time () / 1000);
}

static void
test_paths_and_methods (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const struct
  {
    const char *method;
    const char *path;
    guint       status;
    const char *reason;
  } cases[] = {
    { "GET", "/3/device/" UNKNOWN_TOKEN, 405, "MethodNotAllowed" },
    { "PUT", "/3/device/" UNKNOWN_TOKEN, 405, "MethodNotAllowed" },
    { "POST", "/3/devices/" UNKNOWN_TOKEN, 404, "BadPath" },
    { "POST", "/3/device/" UNKNOWN_TOKEN "/x", 404, "BadPath" },
    { "POST", "/3", 404, "BadPath" },
  };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldH2Answer) answer =
        push_fixture_h2 (&fixture, cases[i].method, cases[i].path, NULL, NULL);
      g_autofree char *reason = push_fixture_get_reason (answer);

      g_assert_cmpstr (reason, ==, cases[i].reason);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
    }
}

/* The listeners of the other services speak HTTP/1.1 only, which APNs does not. */
static void
test_http1_is_refused (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  push_fixture_start (&fixture);
  push_fixture_post (&fixture, "/3/device/" UNKNOWN_TOKEN, NULL, ALERT, &answer);
  g_assert_cmpuint (answer.status, ==, 505);
}

static void
test_duplicate_headers (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *authorization = NULL;
  g_autoptr (HeraldH2Answer) answer = NULL;
  g_autofree char *reason = NULL;

  push_fixture_start (&fixture);
  authorization = push_fixture_sign_provider (&fixture, NULL, NULL, NULL, 0);
  answer = push_fixture_h2 (&fixture, "POST", "/3/device/" UNKNOWN_TOKEN,
                            (const char *const[]){ "authorization", authorization, "apns-topic",
                                                   fixture.bundle_id, "apns-topic",
                                                   fixture.bundle_id, NULL },
                            ALERT);
  reason = push_fixture_get_reason (answer);
  g_assert_cmpstr (reason, ==, "DuplicateHeaders");
  g_assert_cmpuint (answer->status, ==, 400);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/apns/delivers", test_delivers);
  g_test_add_func ("/emulator/apns/header-reasons", test_header_reasons);
  g_test_add_func ("/emulator/apns/provider-tokens", test_provider_tokens);
  g_test_add_func ("/emulator/apns/payloads", test_payloads);
  g_test_add_func ("/emulator/apns/device-tokens", test_device_tokens);
  g_test_add_func ("/emulator/apns/changed-configuration", test_changed_configuration);
  g_test_add_func ("/emulator/apns/ended-tokens", test_ended_tokens);
  g_test_add_func ("/emulator/apns/duplicate-headers", test_duplicate_headers);
  g_test_add_func ("/emulator/apns/paths-and-methods", test_paths_and_methods);
  g_test_add_func ("/emulator/apns/http1-is-refused", test_http1_is_refused);
  return g_test_run ();
}
