/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FCM as a sender meets it. */
#include "config.h"

#include "fcm-fixture.h"

#include <string.h>

static char *
make_body (const char *token, const char *rest)
{
  return g_strdup_printf ("{\"message\":{\"token\":\"%s\"%s}}", token, rest);
}

static void
test_delivers (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *body = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) list = NULL;
  JsonObject *notification;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  body = make_body (token, ",\"data\":{\"title\":\"Title\",\"body\":\"Body\",\"link\":"
                           "\"https://l.example/\",\"trackingId\":\"\"},"
                           "\"android\":{\"priority\":\"HIGH\"}");
  fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_true (g_str_has_prefix (json_object_get_string_member (answer.object, "name"),
                                   "projects/contoso-shop/messages/0:"));
  path = g_strdup_printf ("phones/%s/notifications", phone);
  list = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 1);
  notification = json_array_get_object_element (json_node_get_array (list), 0);
  g_assert_cmpstr (json_object_get_string_member (notification, "title"), ==, "Title");
  g_assert_cmpstr (json_object_get_string_member (notification, "body"), ==, "Body");
  g_assert_cmpstr (json_object_get_string_member (notification, "link"), ==, "https://l.example/");
  g_assert_true (json_object_get_boolean_member (notification, "shown"));
}

static void
test_over_http2 (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *bearer = NULL;
  g_autofree char *body = NULL;
  g_autoptr (HeraldH2Answer) answer = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  bearer = g_strconcat ("Bearer ", access, NULL);
  body = make_body (token, "");
  answer = push_fixture_h2 (&fixture, "POST", "/v1/projects/contoso-shop/messages:send",
                            (const char *const[]){ "authorization", bearer, NULL }, body);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_validate_only (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *body = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) list = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  body = g_strdup_printf ("{\"validate_only\":true,\"message\":{\"token\":\"%s\"}}", token);
  fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (answer.object, "name"), ==,
                   "projects/contoso-shop/messages/fake_message_id");
  path = g_strdup_printf ("phones/%s/notifications", phone);
  list = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 0);
}

static void
test_refused_callers (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *access = NULL;
  const char      *body = "{\"message\":{\"topic\":\"news\"}}";

  push_fixture_start (&fixture);
  fcm_fixture_send (&fixture, fixture.project_id, NULL, body, &answer);
  fcm_fixture_assert_error (&answer, 401, "UNAUTHENTICATED", NULL);
  fcm_fixture_send (&fixture, fixture.project_id, "ya29.unknown", body, &answer);
  fcm_fixture_assert_error (&answer, 401, "UNAUTHENTICATED", NULL);
  access = push_fixture_get_access_token (&fixture);
  fcm_fixture_send (&fixture, "fabrikam-fitness", access, body, &answer);
  fcm_fixture_assert_error (&answer, 403, "PERMISSION_DENIED", NULL);
  fcm_fixture_send (&fixture, "no-such-project", access, body, &answer);
  fcm_fixture_assert_error (&answer, 404, "NOT_FOUND", NULL);
  fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

static void
test_refused_tokens (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *path = NULL;
  g_autofree char *body = NULL;
  g_autofree char *other_body = NULL;
  g_autoptr (JsonNode) other = NULL;
  g_autoptr (JsonNode) removed = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  fcm_fixture_send (&fixture, fixture.project_id, access, "{\"message\":{\"token\":\"nonsense\"}}",
                    &answer);
  fcm_fixture_assert_error (&answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
  g_assert_nonnull (
    strstr (answer.text, "The registration token is not a valid FCM registration token"));
  other = push_fixture_admin (&fixture, "POST", "phones",
                              "{\"platform\":\"android\",\"projectId\":\"fabrikam-fitness\"}", 201);
  other_body =
    make_body (json_object_get_string_member (json_node_get_object (other), "token"), "");
  fcm_fixture_send (&fixture, fixture.project_id, access, other_body, &answer);
  fcm_fixture_assert_error (&answer, 403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH");
  path = g_strconcat ("phones/", phone, NULL);
  removed = push_fixture_admin (&fixture, "PATCH", path, "{\"installed\":false}", 200);
  body = make_body (token, "");
  fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
  fcm_fixture_assert_error (&answer, 404, "NOT_FOUND", "UNREGISTERED");
}

/* Bodies around one good phone, in both spellings. */
static void
test_good_bodies (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *phone = NULL;
  g_autofree char  *token = NULL;
  g_autofree char  *access = NULL;
  const char *const rests[] = {
    "",
    ",\"data\":{}",
    ",\"data\":null,\"topic\":null",
    ",\"notification\":{\"title\":\"t\"}",
    ",\"android\":{\"ttl\":\"0s\",\"priority\":\"normal\"}",
    ",\"android\":{\"ttl\":\"3.5s\",\"priority\":1}",
    ",\"android\":{\"ttl\":\"2419200s\",\"collapseKey\":\"k\",\"directBootOk\":true}",
    ",\"android\":{\"collapse_key\":\"k\",\"restricted_package_name\":\"com.contoso.shop\"}",
    ",\"android\":{\"notification\":{\"titleLocKey\":\"k\",\"title_loc_args\":[\"a\"],"
    "\"notificationPriority\":\"PRIORITY_MAX\",\"visibility\":\"secret\",\"notificationCount\":"
    "\"3\","
    "\"vibrateTimings\":[\"0.1s\",\"1s\"],\"eventTime\":\"2026-11-27T10:00:00.5Z\","
    "\"color\":\"#A0b1c2\",\"lightSettings\":{\"color\":{\"red\":1,\"green\":0.5},"
    "\"lightOnDuration\":\"1s\",\"light_off_duration\":\"2s\"}}}",
    ",\"apns\":{\"headers\":{\"apns-priority\":\"5\"},\"payload\":{\"aps\":{\"badge\":1},\"x\":[1]}"
    "}",
    ",\"webpush\":{\"headers\":{\"TTL\":\"1\"},\"notification\":{\"a\":{\"b\":null}},"
    "\"fcmOptions\":{\"link\":\"https://contoso.example/\"}}",
    ",\"fcmOptions\":{\"analyticsLabel\":\"a-b_c.d~e%f\"}",
  };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rests); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body = make_body (token, rests[i]);

      fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
    }
}

/* What Google's front end does not take for a message at all: no error of FCM is in the answer. */
static void
test_shapes (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  const struct
  {
    const char *rest; /* behind the token */
    const char *field;
    const char *words;
  } cases[] = {
    { ",\"topic\":\"x\"", "message", "oneof field 'target' is already set. Cannot set 'topic'" },
    { ",\"data\":{\"a\":\"b\",\"n\":1}", "message.data[1].value", "(TYPE_STRING), 1" },
    { ",\"data\":{\"n\":null}", "message.data[0].value", "(TYPE_STRING), null" },
    { ",\"data\":[]", "message.data", "Map" },
    { ",\"titel\":\"x\"", "message",
      "Unknown name \\\"titel\\\" at 'message': Cannot find field." },
    { ",\"Data\":{}", "message", "Unknown name \\\"Data\\\"" },
    { ",\"fcm_Options\":{}", "message", "Unknown name" },
    { ",\"notification\":{\"subtitle\":\"x\"}", "message.notification", "Unknown name" },
    { ",\"notification\":\"x\"", "message.notification", "Invalid value" },
    { ",\"android\":{\"prio\":\"x\"}", "message.android", "Unknown name" },
    { ",\"android\":{\"priority\":\"URGENT\"}", "message.android.priority",
      "(type.googleapis.com/google.firebase.fcm.v1.AndroidMessagePriority), \\\"URGENT\\\"" },
    { ",\"android\":{\"priority\":2}", "message.android.priority", "AndroidMessagePriority" },
    { ",\"android\":{\"ttl\":\"3600\"}", "message.android.ttl", "Duration" },
    { ",\"android\":{\"ttl\":3600}", "message.android.ttl", "Duration" },
    { ",\"android\":{\"ttl\":\".5s\"}", "message.android.ttl", "Duration" },
    { ",\"android\":{\"directBootOk\":\"yes\"}", "message.android.direct_boot_ok", "TYPE_BOOL" },
    { ",\"android\":{\"data\":{\"x\":true}}", "message.android.data[0].value", "TYPE_STRING" },
    { ",\"android\":{\"notification\":{\"colour\":\"x\"}}", "message.android.notification",
      "Unknown name" },
    { ",\"android\":{\"notification\":{\"notification_count\":2147483648}}",
      "message.android.notification.notification_count", "TYPE_INT32" },
    { ",\"android\":{\"notification\":{\"bodyLocArgs\":\"a\"}}",
      "message.android.notification.body_loc_args", "repeating" },
    { ",\"android\":{\"notification\":{\"bodyLocArgs\":[1]}}",
      "message.android.notification.body_loc_args[0]", "TYPE_STRING" },
    { ",\"android\":{\"notification\":{\"vibrateTimings\":[\"1\"]}}",
      "message.android.notification.vibrate_timings[0]", "Duration" },
    { ",\"android\":{\"notification\":{\"eventTime\":\"now\"}}",
      "message.android.notification.event_time", "Timestamp" },
    { ",\"apns\":{\"headers\":{\"apns-priority\":5}}", "message.apns.headers[0].value",
      "TYPE_STRING" },
    { ",\"apns\":{\"payload\":[]}", "message.apns.payload", "Struct" },
  };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body = make_body (token, cases[i].rest);

      fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
      fcm_fixture_assert_error (&answer, 400, "INVALID_ARGUMENT", NULL);
      fcm_fixture_assert_field (&answer, cases[i].field);
      g_assert_nonnull (strstr (answer.text, cases[i].words));
    }
}

/* What FCM itself refuses. */
static void
test_rules (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *access = NULL;
  const struct
  {
    const char *message;
    const char *field;
    const char *words;
  } cases[] = {
    { "{}", "message", "Recipient of the message is not set." },
    { "{\"token\":\"\"}", "message", "Recipient" },
    { "{\"topic\":\"a b\"}", "message.topic", "topic name" },
    { "{\"topic\":\"/topics/news\"}", "message.topic", "topic name" },
    { "{\"condition\":\"'a' in topic\"}", "message.condition", "condition" },
    { "{\"topic\":\"x\",\"data\":{\"from\":\"x\"}}", "message.data",
      "Invalid data payload key: from" },
    { "{\"topic\":\"x\",\"data\":{\"message_type\":\"x\"}}", "message.data", "payload key" },
    { "{\"topic\":\"x\",\"data\":{\"google.x\":\"x\"}}", "message.data", "payload key" },
    { "{\"topic\":\"x\",\"data\":{\"gcm.notification.x\":\"x\"}}", "message.data", "payload key" },
    { "{\"topic\":\"x\",\"android\":{\"data\":{\"from\":\"x\"}}}", "message.android.data",
      "payload key" },
    { "{\"topic\":\"x\",\"android\":{\"ttl\":\"2419201s\"}}", "message.android.ttl", "ttl" },
    { "{\"topic\":\"x\",\"android\":{\"ttl\":\"-1s\"}}", "message.android.ttl", "ttl" },
    { "{\"topic\":\"x\",\"android\":{\"notification\":{\"color\":\"red\"}}}",
      "message.android.notification.color", "color" },
    { "{\"topic\":\"x\",\"apns\":{\"headers\":{\"apns-priority\":\"7\"}}}", "message.apns.headers",
      "priority" },
    { "{\"topic\":\"x\",\"apns\":{\"payload\":{\"aps\":1}}}", "message.apns.payload.aps", "aps" },
    { "{\"topic\":\"x\",\"webpush\":{\"fcm_options\":{\"link\":\"http://x\"}}}",
      "message.webpush.fcm_options.link", "HTTPS" },
    { "{\"topic\":\"x\",\"fcm_options\":{\"analytics_label\":\"a b\"}}",
      "message.fcm_options.analytics_label", "label" },
  };

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body = g_strdup_printf ("{\"message\":%s}", cases[i].message);

      fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
      fcm_fixture_assert_error (&answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
      fcm_fixture_assert_field (&answer, cases[i].field);
      g_assert_nonnull (strstr (answer.text, cases[i].words));
    }
}

static void
test_malformed_bodies (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *access = NULL;
  const char *const bodies[] = {
    "",
    "x",
    "[]",
    "{}",
    "{\"message\":1}",
    "{\"message\":{}}",
    "{\"message\":{\"token\":1}}",
    "{\"message\":{\"topic\":\"x\"},\"dry_run\":true}",
    "{\"message\":{\"topic\":\"x\"},\"validate_only\":1}",
  };

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      fcm_fixture_send (&fixture, fixture.project_id, access, bodies[i], &answer);
      g_assert_cmpuint (answer.status, ==, 400);
    }
}

static void
test_sizes (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  for (gsize size = 4096; size <= 4097; size++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *text = g_strnfill (size - strlen ("key"), 'x');
      g_autofree char *rest = g_strdup_printf (",\"data\":{\"key\":\"%s\"}", text);
      g_autofree char *body = make_body (token, rest);

      fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
      g_assert_cmpuint (answer.status, ==, size == 4096 ? 200 : 400);
    }
}

static void
change_phone (PushFixture *fixture, const char *phone, const char *body)
{
  g_autofree char *path = g_strconcat ("phones/", phone, NULL);

  json_node_unref (push_fixture_admin (fixture, "PATCH", path, body, 200));
}

/* What waits for a phone collapses, and is dropped when its time is over; what is shown stays. */
static void
test_offline (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *phone = NULL;
  g_autofree char  *token = NULL;
  g_autofree char  *access = NULL;
  const char *const rests[] = {
    ",\"android\":{\"collapse_key\":\"a\"},\"data\":{\"title\":\"1\"}",
    ",\"android\":{\"collapseKey\":\"a\"},\"data\":{\"title\":\"2\"}",
    ",\"android\":{\"ttl\":\"60s\"},\"data\":{\"title\":\"late\"}",
    ",\"android\":{\"ttl\":\"0s\"},\"data\":{\"title\":\"never\"}",
  };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  for (guint round = 1; round <= 2; round++)
    {
      change_phone (&fixture, phone, "{\"online\":false}");
      for (gsize i = 0; i < G_N_ELEMENTS (rests); i++)
        {
          g_auto (EmulatorAnswer) answer = { 0 };
          g_autofree char *body = make_body (token, rests[i]);

          fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
          g_assert_cmpuint (answer.status, ==, 200);
        }
      json_node_unref (
        push_fixture_admin (&fixture, "POST", "clock", "{\"advanceSeconds\":61}", 200));
      change_phone (&fixture, phone, "{\"online\":true}");
      g_assert_cmpuint (fcm_fixture_count (&fixture, phone), ==, round);
    }
}

static void
test_device_rate (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *body = NULL;
  const char      *seconds;
  gint64           wait;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  body = make_body (token, "");
  json_node_unref (
    push_fixture_admin (&fixture, "PATCH", "switches", "{\"fcmMessagesPerDevice\":1}", 200));
  fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
  fcm_fixture_assert_error (&answer, 429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED");
  seconds = soup_message_headers_get_one (soup_message_get_response_headers (answer.message),
                                          "Retry-After");
  wait = g_ascii_strtoll (seconds, NULL, 10);
  g_assert_cmpint (wait, >, 0);
  g_assert_cmpint (wait, <=, 60);
  json_node_unref (push_fixture_admin (&fixture, "POST", "clock", "{\"advanceSeconds\":60}", 200));
  fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

static void
test_disabled (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *access = NULL;
  JsonObject      *info;

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  json_node_unref (
    push_fixture_admin (&fixture, "PATCH", "switches", "{\"fcmEnabled\":false}", 200));
  fcm_fixture_send (&fixture, fixture.project_id, access, "{\"message\":{\"topic\":\"x\"}}",
                    &answer);
  fcm_fixture_assert_error (&answer, 403, "PERMISSION_DENIED", NULL);
  info = fcm_fixture_find_detail (&answer, "google.rpc.ErrorInfo");
  g_assert_nonnull (info);
  g_assert_cmpstr (json_object_get_string_member (info, "reason"), ==, "SERVICE_DISABLED");
}

/* The API before HTTP v1 is gone, whatever key is shown. */
static void
test_retired (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  const char *const headers[] = { "Authorization: key=AAAA", NULL };

  push_fixture_start (&fixture);
  push_fixture_post (&fixture, "/fcm/send", headers, "{\"to\":\"x\"}", &answer);
  g_assert_cmpuint (answer.status, ==, 404);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/fcm/delivers", test_delivers);
  g_test_add_func ("/emulator/fcm/over-http2", test_over_http2);
  g_test_add_func ("/emulator/fcm/validate-only", test_validate_only);
  g_test_add_func ("/emulator/fcm/refused-callers", test_refused_callers);
  g_test_add_func ("/emulator/fcm/refused-tokens", test_refused_tokens);
  g_test_add_func ("/emulator/fcm/good-bodies", test_good_bodies);
  g_test_add_func ("/emulator/fcm/shapes", test_shapes);
  g_test_add_func ("/emulator/fcm/rules", test_rules);
  g_test_add_func ("/emulator/fcm/malformed-bodies", test_malformed_bodies);
  g_test_add_func ("/emulator/fcm/sizes", test_sizes);
  g_test_add_func ("/emulator/fcm/offline", test_offline);
  g_test_add_func ("/emulator/fcm/device-rate", test_device_rate);
  g_test_add_func ("/emulator/fcm/disabled", test_disabled);
  g_test_add_func ("/emulator/fcm/retired", test_retired);
  return g_test_run ();
}
