/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens and clicks as apps report them, in the spellings of all documentation so far. */
#include "config.h"

#include "registration-fixture.h"

#include <string.h>

#define EVENTS "pushdatareceiver/events"
#define TRACKING "0b5f5b4f-7d5e-4a3d-9f2e-222222222222"
#define EVENT(status)                                                                              \
  "{\"TrackingId\":\"" TRACKING "\",\"DeviceToken\":\"t\",\"PushNotificationStatus\":" status "}"

static void
assert_newest (PushFixture *fixture, guint length, const char *status)
{
  g_autoptr (JsonNode) node = push_fixture_admin (fixture, "GET", "interactions", NULL, 200);
  JsonArray  *array = json_node_get_array (node);
  JsonObject *event;

  g_assert_cmpuint (json_array_get_length (array), ==, length);
  if (length == 0)
    return;
  event = json_array_get_object_element (array, length - 1);
  g_assert_cmpstr (json_object_get_string_member (event, "status"), ==, status);
  g_assert_cmpstr (json_object_get_string_member (event, "trackingId"), ==, TRACKING);
  g_assert_cmpstr (json_object_get_string_member (event, "deviceToken"), ==, "t");
  g_assert_true (json_object_get_boolean_member (event, "reported"));
}

static void
test_statuses (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const struct
  {
    const char *body;
    const char *status;
  } cases[] = {
    { EVENT ("1"), "Opened" },
    { EVENT ("\"1\""), "Opened" },
    { EVENT ("\"Opened\""), "Opened" },
    { EVENT ("\"opened\""), "Opened" },
    { EVENT ("0"), "Clicked" },
    { EVENT ("\"0\""), "Clicked" },
    { EVENT ("\"Clicked\""), "Clicked" },
    { "{\"trackingId\":\"" TRACKING "\",\"deviceToken\":\"t\",\"pushNotificationStatus\":1}",
      "Opened" },
  };

  push_fixture_start (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      push_fixture_post (&fixture, EVENTS, NULL, cases[i].body, &answer);
      g_assert_cmpuint (answer.status, ==, 202);
      g_assert_cmpstr (answer.text, ==, "");
      assert_newest (&fixture, i + 1, cases[i].status);
    }
}

static void
test_legacy (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  const char *const body = "{\"PushNotificationStatus\":\"Clicked\",\"DeviceToken\":\"t\"}";

  push_fixture_start (&fixture);
  push_fixture_post (&fixture, "pushchannel/event/trackings/" TRACKING, NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  assert_newest (&fixture, 1, "Clicked");
  push_fixture_post (&fixture, "pushchannel/event/trackings/00000000-0000-0000-0000-000000000000",
                     NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 400);
  push_fixture_post (&fixture, "pushchannel/event/trackings/" TRACKING, NULL,
                     "{\"PushNotificationStatus\":\"Opened\",\"DeviceToken\":null}", &answer);
  g_assert_cmpuint (answer.status, ==, 400);
  assert_newest (&fixture, 1, "Clicked");
}

static void
test_refused (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *longest = g_strnfill (301, 'a');
  g_autofree char  *long_token = g_strconcat ("{\"TrackingId\":\"" TRACKING "\",\"DeviceToken\":\"",
                                              longest, "\",\"PushNotificationStatus\":1}", NULL);
  const char *const bodies[] = {
    "{}",
    "[]",
    EVENT ("2"),
    EVENT ("-1"),
    EVENT ("true"),
    EVENT ("null"),
    EVENT ("\"Sent\""),
    EVENT ("1.0"),
    "{\"TrackingId\":\"" TRACKING "\",\"DeviceToken\":\"t\"}",
    "{\"TrackingId\":\"\",\"DeviceToken\":\"t\",\"PushNotificationStatus\":1}",
    "{\"TrackingId\":null,\"DeviceToken\":\"t\",\"PushNotificationStatus\":1}",
    "{\"TrackingId\":\"00000000-0000-0000-0000-000000000000\",\"DeviceToken\":\"t\","
    "\"PushNotificationStatus\":1}",
    "{\"TrackingId\":\"" TRACKING "\",\"DeviceToken\":null,\"PushNotificationStatus\":1}",
    "{\"TrackingId\":\"" TRACKING "\",\"DeviceToken\":\"\",\"PushNotificationStatus\":1}",
    "{\"TrackingId\":\"" TRACKING "\",\"PushNotificationStatus\":1}",
    long_token,
  };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      push_fixture_post (&fixture, EVENTS, NULL, bodies[i], &answer);
      g_assert_cmpuint (answer.status, ==, 400);
    }
  assert_newest (&fixture, 0, NULL);
}

static void
test_wrong_organization (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  push_fixture_start (&fixture);
  push_fixture_post (&fixture, "/api/v1.0/orgs/" TRACKING "/" EVENTS, NULL, EVENT ("1"), &answer);
  g_assert_cmpuint (answer.status, ==, 400);
  assert_newest (&fixture, 0, NULL);
}

static void
test_pages (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const char *const wrong[] = { "after=x", "limit=5001", "limit=-1", "after=1.5", "limit=" };
  g_autoptr (JsonNode) page = NULL;
  g_autoptr (JsonNode) rest = NULL;
  gint64 last;

  push_fixture_start (&fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      push_fixture_post (&fixture, EVENTS, NULL, EVENT ("1"), &answer);
    }
  page = push_fixture_admin (&fixture, "GET", "interactions?limit=2", NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (page)), ==, 2);
  last =
    json_object_get_int_member (json_array_get_object_element (json_node_get_array (page), 1), "n");
  {
    g_autofree char *path = g_strdup_printf ("interactions?after=%" G_GINT64_FORMAT, last);

    rest = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  }
  g_assert_cmpuint (json_array_get_length (json_node_get_array (rest)), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *path = g_strconcat ("interactions?", wrong[i], NULL);
      g_autoptr (JsonNode) refusal = NULL;

      refusal = push_fixture_admin (&fixture, "GET", path, NULL, 400);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/interactions/statuses", test_statuses);
  g_test_add_func ("/emulator/interactions/legacy", test_legacy);
  g_test_add_func ("/emulator/interactions/refused", test_refused);
  g_test_add_func ("/emulator/interactions/wrong-organization", test_wrong_organization);
  g_test_add_func ("/emulator/interactions/pages", test_pages);
  return g_test_run ();
}
