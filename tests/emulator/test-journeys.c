/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-step journeys from the request to the metrics, over real pushes and real taps. */
#include "config.h"

#include "base/herald-json.h"
#include "registration-fixture.h"

#include <string.h>

#define TARGET "https://contoso.example/offer?id=1"
#define NOBODY "99999999-9999-4999-8999-999999999999"

/* A new contact or lead; returns its id. */
static char *
add_person (PushFixture *fixture, const char *set, const char *body)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *key = g_strdup_printf ("%.*sid", (int) strlen (set) - 1, set);

  emulator_fixture_send (&fixture->emulator, "POST", set,
                         (const char *const[]){ "Prefer: return=representation", NULL }, body,
                         &answer);
  g_assert_cmpuint (answer.status, ==, 201);
  return g_strdup (json_object_get_string_member (answer.object, key));
}

/* A phone whose token is registered for a person; returns the phone's id. */
static char *
add_device (PushFixture *fixture, const char *user, const char *platform)
{
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;

  push_fixture_add_phone (fixture, platform, &phone, &token);
  registration_assert (fixture, user,
                       g_str_equal (platform, "ios") ? "ApnsDeviceToken" : "FcmDeviceToken", token,
                       NULL);
  return g_steal_pointer (&phone);
}

static JsonObject *
run (PushFixture *fixture, const char *message, const char *audience)
{
  g_autofree char *body =
    g_strdup_printf ("{\"app\":\"%s\",%s,\"audience\":%s}", fixture->app_id, message, audience);
  g_autoptr (JsonNode) node = push_fixture_admin (fixture, "POST", "journeys", body, 200);

  return json_node_dup_object (node);
}

static JsonObject *
run_for (PushFixture *fixture, const char *message, const char *user)
{
  g_autofree char *audience = g_strdup_printf ("{\"ids\":[\"%s\"]}", user);

  return run (fixture, message, audience);
}

static void
assert_sent (JsonObject *answer, gint64 audience, gint64 sent, gint64 not_sent)
{
  g_assert_cmpstr (json_object_get_string_member (answer, "state"), ==, "finished");
  g_assert_cmpint (json_object_get_int_member (answer, "audience"), ==, audience);
  g_assert_cmpint (json_object_get_int_member (answer, "sent"), ==, sent);
  g_assert_cmpint (json_object_get_int_member (answer, "notSentCount"), ==, not_sent);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (answer, "notSent")), ==,
                   not_sent);
}

static void
assert_reason (JsonObject *answer, const char *user, const char *reason)
{
  JsonObject *entry =
    json_array_get_object_element (json_object_get_array_member (answer, "notSent"), 0);

  assert_sent (answer, 1, 0, 1);
  g_assert_cmpstr (json_object_get_string_member (entry, "user"), ==, user);
  g_assert_cmpstr (json_object_get_string_member (entry, "reason"), ==, reason);
}

/* The only notification that a phone shows. */
static JsonObject *
get_shown (PushFixture *fixture, const char *phone)
{
  g_autofree char *path = g_strdup_printf ("phones/%s/notifications", phone);
  g_autoptr (JsonNode) list = push_fixture_admin (fixture, "GET", path, NULL, 200);
  JsonObject *shown = NULL;

  for (guint i = 0; i < json_array_get_length (json_node_get_array (list)); i++)
    {
      JsonObject *entry = json_array_get_object_element (json_node_get_array (list), i);

      if (!json_object_get_boolean_member (entry, "shown"))
        continue;
      g_assert_null (shown);
      shown = json_object_ref (entry);
    }
  g_assert_nonnull (shown);
  return shown;
}

static JsonObject *
tap (PushFixture *fixture, const char *phone)
{
  g_autoptr (JsonObject) shown = get_shown (fixture, phone);
  g_autofree char *path = g_strdup_printf ("phones/%s/tap", phone);
  g_autofree char *body =
    g_strdup_printf ("{\"notification\":\"%s\"}", json_object_get_string_member (shown, "id"));
  g_autoptr (JsonNode) node = push_fixture_admin (fixture, "POST", path, body, 200);

  return json_node_dup_object (node);
}

static void
assert_metrics (PushFixture *fixture, const char *id, gint64 sent, gint64 opened, gint64 clicked)
{
  g_autofree char *path = g_strconcat ("journeys/", id, NULL);
  g_autoptr (JsonNode) node = push_fixture_admin (fixture, "GET", path, NULL, 200);
  JsonObject *metrics = json_object_get_object_member (json_node_get_object (node), "metrics");

  g_assert_cmpint (json_object_get_int_member (metrics, "sent"), ==, sent);
  g_assert_cmpint (json_object_get_int_member (metrics, "opened"), ==, opened);
  g_assert_cmpint (json_object_get_int_member (metrics, "clicked"), ==, clicked);
}

/* Both platforms, each device, opens and clicks, each push once. */
static void
test_whole (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *person = NULL;
  g_autofree char *iphone = NULL;
  g_autofree char *android = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) shown = NULL;
  const char *id;

  registration_start (&fixture);
  person = add_person (&fixture, "contacts", "{\"firstname\":\"Ada\",\"lastname\":\"L\"}");
  iphone = add_device (&fixture, person, "ios");
  android = add_device (&fixture, person, "android");
  answer = run_for (&fixture,
                    "\"message\":{\"title\":\"Hi\",\"subtitle\":\"Sub\",\"body\":\"Text\","
                    "\"imageUrl\":\"https://contoso.example/i.png\",\"link\":\"" TARGET "\"}",
                    person);
  assert_sent (answer, 1, 2, 0);
  id = json_object_get_string_member (answer, "id");
  assert_metrics (&fixture, id, 2, 0, 0);
  shown = get_shown (&fixture, iphone);
  g_assert_cmpstr (json_object_get_string_member (shown, "title"), ==, "Hi");
  g_assert_cmpstr (json_object_get_string_member (shown, "subtitle"), ==, "Sub");
  g_assert_cmpstr (json_object_get_string_member (shown, "originalLink"), ==, TARGET);
  g_assert_nonnull (strstr (json_object_get_string_member (shown, "link"), "/r/"));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (JsonObject) tapped = tap (&fixture, iphone);

      g_assert_true (json_object_get_boolean_member (tapped, "reported"));
      g_assert_cmpstr (json_object_get_string_member (tapped, "target"), ==, TARGET);
      assert_metrics (&fixture, id, 2, 1, 1);
    }
  {
    g_autoptr (JsonObject) tapped = tap (&fixture, android);

    g_assert_cmpstr (json_object_get_string_member (tapped, "target"), ==, TARGET);
  }
  assert_metrics (&fixture, id, 2, 2, 2);
}

/* The untracked link is opened, and no click is counted. */
static void
test_consent (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *person = NULL;
  g_autofree char *phone = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) changed = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) tapped = NULL;

  registration_start (&fixture);
  person = add_person (&fixture, "contacts", "{\"lastname\":\"L\"}");
  phone = add_device (&fixture, person, "ios");
  path = g_strconcat ("phones/", phone, NULL);
  changed = push_fixture_admin (&fixture, "PATCH", path, "{\"consent\":false}", 200);
  g_assert_false (json_object_get_boolean_member (json_node_get_object (changed), "consent"));
  answer = run_for (&fixture, "\"message\":{\"title\":\"Hi\",\"link\":\"" TARGET "\"}", person);
  tapped = tap (&fixture, phone);
  g_assert_cmpstr (json_object_get_string_member (tapped, "link"), ==, TARGET);
  assert_metrics (&fixture, json_object_get_string_member (answer, "id"), 1, 1, 0);
}

/* Without a link the app is opened. */
static void
test_open_the_app (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *person = NULL;
  g_autofree char *phone = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) tapped = NULL;
  g_autoptr (JsonObject) shown = NULL;
  JsonObject *payload;

  registration_start (&fixture);
  person = add_person (&fixture, "leads", "{\"lastname\":\"L\",\"subject\":\"S\"}");
  phone = add_device (&fixture, person, "ios");
  {
    g_autofree char *audience = g_strdup_printf ("{\"table\":\"lead\",\"ids\":[\"%s\"]}", person);

    answer = run (&fixture, "\"message\":{\"body\":\"Text\"}", audience);
  }
  assert_sent (answer, 1, 1, 0);
  shown = get_shown (&fixture, phone);
  payload =
    json_object_get_object_member (json_object_get_object_member (shown, "payload"), "data");
  g_assert_true (json_object_get_null_member (payload, "link"));
  g_assert_false (json_object_has_member (payload, "originalLink"));
  tapped = tap (&fixture, phone);
  g_assert_true (json_object_get_null_member (tapped, "link"));
  assert_metrics (&fixture, json_object_get_string_member (answer, "id"), 1, 1, 0);
}

static void
test_placeholders (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *person = NULL;
  g_autofree char *phone = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) failed = NULL;
  g_autoptr (JsonObject) shown = NULL;
  JsonObject *entry;

  registration_start (&fixture);
  person = add_person (&fixture, "contacts",
                       "{\"firstname\":\"Zo\\u00eb & Co\",\"lastname\":\"O'Brien\"}");
  phone = add_device (&fixture, person, "android");
  answer = run_for (&fixture,
                    "\"message\":{\"title\":\"{{First Name}}, {{ lastname }}\",\"body\":\"{{mail}} "
                    "{{nick}}\",\"link\":\"https://contoso.example/?n={{firstname}}\","
                    "\"placeholders\":{\"mail\":{\"attribute\":\"emailaddress1\",\"default\":"
                    "\"nobody\"},\"nick\":\"friend\"}}",
                    person);
  assert_sent (answer, 1, 1, 0);
  shown = get_shown (&fixture, phone);
  g_assert_cmpstr (json_object_get_string_member (shown, "title"), ==, "Zoë & Co, O'Brien");
  g_assert_cmpstr (json_object_get_string_member (shown, "body"), ==, "nobody friend");
  g_assert_cmpstr (json_object_get_string_member (shown, "originalLink"), ==,
                   "https://contoso.example/?n=Zo%C3%AB%20%26%20Co");
  failed = run_for (&fixture, "\"message\":{\"title\":\"{{emailaddress1}}\"}", person);
  assert_reason (failed, person, "PlaceholderNotResolved");
  entry = json_array_get_object_element (json_object_get_array_member (failed, "notSent"), 0);
  g_assert_cmpstr (json_object_get_string_member (entry, "details"), ==, "emailaddress1");
}

/* Whom a journey does not reach, and why. */
static void
test_not_sent (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *person = NULL;
  g_autofree char *lonely = NULL;
  g_autofree char *phone = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) gone = NULL;
  const char *const message = "\"message\":{\"title\":\"Hi\"}";

  registration_start (&fixture);
  person = add_person (&fixture, "contacts", "{\"lastname\":\"L\"}");
  lonely = add_person (&fixture, "contacts", "{\"lastname\":\"M\"}");
  phone = add_device (&fixture, person, "ios");
  {
    g_autoptr (JsonObject) answer = run_for (&fixture, message, lonely);
    g_autoptr (JsonObject) nobody = run_for (&fixture, message, NOBODY);
    g_autoptr (JsonObject) link =
      run_for (&fixture, "\"message\":{\"title\":\"Hi\",\"link\":\"{{lastname}}\"}", person);

    assert_reason (answer, lonely, "NoDevice");
    assert_reason (nobody, NOBODY, "PersonNotFound");
    assert_reason (link, person, "LinkNotValid");
  }
  path = g_strconcat ("phones/", phone, NULL);
  gone = push_fixture_admin (&fixture, "PATCH", path, "{\"installed\":false}", 200);
  {
    g_autoptr (JsonObject) answer = run_for (&fixture, message, person);
    g_autofree char *shown = NULL;
    g_autoptr (JsonNode) node = NULL;
    JsonObject *reasons;

    assert_reason (answer, person, "Unregistered");
    shown = g_strconcat ("journeys/", json_object_get_string_member (answer, "id"), NULL);
    node = push_fixture_admin (&fixture, "GET", shown, NULL, 200);
    reasons =
      json_object_get_object_member (json_object_get_object_member (json_node_get_object (node),
                                                                    "metrics"),
                                     "notSent");
    g_assert_cmpint (json_object_get_int_member (reasons, "Unregistered"), ==, 1);
  }
}

/* A push that somebody else sent has the same form, but no journey counts it. */
static void
test_foreign_ids (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) event = { 0 };
  g_autofree char *person = NULL;
  g_autofree char *phone = NULL;
  g_autoptr (JsonObject) answer = NULL;

  registration_start (&fixture);
  person = add_person (&fixture, "contacts", "{\"lastname\":\"L\"}");
  phone = add_device (&fixture, person, "ios");
  answer = run_for (&fixture, "\"message\":{\"title\":\"Hi\"}", person);
  push_fixture_post (&fixture, "pushdatareceiver/events", NULL,
                     "{\"TrackingId\":\"" NOBODY
                     "\",\"DeviceToken\":\"t\",\"PushNotificationStatus\":1}",
                     &event);
  g_assert_cmpuint (event.status, ==, 202);
  push_fixture_post (&fixture, "pushdatareceiver/events", NULL,
                     "{\"TrackingId\":\"\",\"DeviceToken\":\"t\",\"PushNotificationStatus\":1}",
                     &event);
  g_assert_cmpuint (event.status, ==, 400);
  assert_metrics (&fixture, json_object_get_string_member (answer, "id"), 1, 0, 0);
}

static void
test_rows (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) row = { 0 };
  g_autofree char *person = NULL;
  g_autofree char *target = NULL;
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  g_autofree char *message = NULL;
  g_autofree char *message_id = NULL;
  JsonObject      *dependency;

  registration_start (&fixture);
  person = add_person (&fixture, "contacts", "{\"lastname\":\"L\"}");
  first = run_for (&fixture, "\"name\":\"Spring\",\"message\":{\"title\":\"Hi\"}", person);
  target = g_strdup_printf ("msdynmkt_journeys(%s)", json_object_get_string_member (first, "id"));
  emulator_fixture_read (&fixture.emulator, target, &row);
  g_assert_cmpuint (row.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (row.object, "msdynmkt_name"), ==, "Spring");
  g_free (target);
  target =
    g_strdup_printf ("msdynmkt_journeydependencies?$filter=_msdynmkt_journeyid_value%%20eq%%20%s",
                     json_object_get_string_member (first, "id"));
  emulator_fixture_read (&fixture.emulator, target, &row);
  g_assert_cmpuint (row.status, ==, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (row.object, "value")), ==,
                    1);
  dependency =
    json_array_get_object_element (json_object_get_array_member (row.object, "value"), 0);
  message_id = g_strdup (json_object_get_string_member (dependency, "_msdynmkt_dependency_value"));
  g_assert_nonnull (message_id);

  /* The saved message can be sent again, until it is deactivated. */
  message = g_strdup_printf ("\"messageId\":\"%s\"", message_id);
  second = run_for (&fixture, message, person);
  assert_reason (second, person, "NoDevice");
  g_free (target);
  target = g_strdup_printf ("msdynmkt_pushnotifications(%s)", message_id);
  emulator_fixture_send (&fixture.emulator, "PATCH", target, NULL,
                         "{\"statecode\":1,\"statuscode\":100}", &row);
  g_assert_cmpuint (row.status, ==, 204);
  {
    g_autofree char *body = g_strdup_printf ("{\"app\":\"%s\",%s,\"audience\":{\"ids\":[\"%s\"]}}",
                                             fixture.app_id, message, person);
    g_autoptr (JsonNode) refusal = NULL;
    g_autoptr (JsonNode) list = NULL;

    refusal = push_fixture_admin (&fixture, "POST", "journeys", body, 409);
    list = push_fixture_admin (&fixture, "GET", "journeys", NULL, 200);
    g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 2);
    g_assert_cmpstr (json_object_get_string_member (
                       json_array_get_object_element (json_node_get_array (list), 1), "name"),
                     ==, "Spring");
  }
}

static void
test_filter (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autoptr (JsonObject) answer = NULL;

  registration_start (&fixture);
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *person =
        add_person (&fixture, "contacts", "{\"lastname\":\"Filtered\",\"firstname\":\"F\"}");

      if (i == 110)
        phone = add_device (&fixture, person, "android");
    }
  answer = run (&fixture, "\"message\":{\"title\":\"{{firstname}}\",\"android\":\"notification\"}",
                "{\"filter\":\"lastname eq 'Filtered'\"}");
  assert_sent (answer, 120, 1, 119);
  {
    g_autoptr (JsonObject) shown = get_shown (&fixture, phone);
    JsonObject *payload = json_object_get_object_member (shown, "payload");

    g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (payload,
                                                                                   "notification"),
                                                    "title"),
                     ==, "F");
  }
}

/* “@” stands for the app. */
static void
test_refused (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const char *const bodies[] = {
    "{}",
    "[]",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\"}}",
    "{\"app\":\"@\",\"audience\":{\"ids\":[\"" NOBODY "\"]}}",
    "{\"app\":\"" NOBODY "\",\"message\":{\"title\":\"a\"},\"audience\":{\"ids\":[\"" NOBODY
    "\"]}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\"},\"audience\":{\"ids\":[]}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\"},\"audience\":{\"ids\":[\"x\"]}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\"},\"audience\":{\"ids\":\"" NOBODY "\"}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\"},\"audience\":{}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\"},\"audience\":{\"table\":\"account\",\"ids\":["
    "\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\"},\"audience\":{\"filter\":\"nosuch eq 1\"}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\"},\"audience\":{\"filter\":\"lastname eq\"}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\"},\"audience\":{\"filter\":\"lastname eq 'a'\","
    "\"ids\":[\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"message\":{},\"audience\":{\"ids\":[\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"message\":{\"titel\":\"a\"},\"audience\":{\"ids\":[\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"message\":{\"title\":1},\"audience\":{\"ids\":[\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\",\"link\":\"myapp://"
    "a\"},\"audience\":{\"ids\":[\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\",\"imageUrl\":\"x\"},\"audience\":{\"ids\":["
    "\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"{{#if a}}b{{/if}}\"},\"audience\":{\"ids\":[\"" NOBODY
    "\"]}}",
    "{\"app\":\"@\",\"message\":{\"title\":\"a\",\"android\":\"x\"},\"audience\":{\"ids\":["
    "\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"messageId\":\"" NOBODY "\",\"audience\":{\"ids\":[\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"messageId\":\"x\",\"audience\":{\"ids\":[\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"messageId\":\"" NOBODY
    "\",\"message\":{\"title\":\"a\"},\"audience\":{\"ids\":[\"" NOBODY "\"]}}",
    "{\"app\":\"@\",\"name\":\"\",\"message\":{\"title\":\"a\"},\"audience\":{\"ids\":[\"" NOBODY
    "\"]}}",
    "{\"app\":\"@\",\"mode\":1,\"message\":{\"title\":\"a\"},\"audience\":{\"ids\":[\"" NOBODY
    "\"]}}",
  };
  g_autoptr (JsonNode) list = NULL;
  g_autoptr (JsonNode) none = NULL;
  g_autoptr (JsonNode) wrong = NULL;

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GString) body = g_string_new (bodies[i]);
      g_autoptr (JsonNode) node = NULL;

      g_string_replace (body, "@", fixture.app_id, 0);
      node = push_fixture_admin (&fixture, "POST", "journeys", body->str, 400);
    }
  list = push_fixture_admin (&fixture, "GET", "journeys", NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 0);
  none = push_fixture_admin (&fixture, "GET", "journeys/" NOBODY, NULL, 404);
  wrong = push_fixture_admin (&fixture, "GET", "journeys/x", NULL, 404);
}

/* A large audience leaves room for other requests: each question is answered on the way. */
static void
test_large (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (GString) audience = g_string_new ("{\"ids\":[");
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *path = NULL;
  const guint      most = g_test_thorough () ? 100000 : 20000;
  gint64           audience_size = 0;

  push_fixture_start (&fixture);
  for (guint i = 0; i < most; i++)
    g_string_append_printf (audience, "%s\"%08x-0000-4000-8000-000000000000\"", i > 0 ? "," : "",
                            i + 1);
  g_string_append (audience, "]}");
  g_string_printf (body, "{\"app\":\"%s\",\"message\":{\"title\":\"a\"},\"audience\":%s}",
                   fixture.app_id, audience->str);
  {
    g_auto (EmulatorAnswer) answer = { 0 };

    emulator_fixture_send (&fixture.emulator, "POST", "/_herald/journeys", NULL, body->str,
                           &answer);
    g_assert_true (answer.status == 200 || answer.status == 202);
    g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (answer.object, "notSent")),
                      <=, 1000);
    path = g_strconcat ("journeys/", json_object_get_string_member (answer.object, "id"), NULL);
  }
  while (audience_size < most)
    {
      g_clear_pointer (&node, json_node_unref);
      node = push_fixture_admin (&fixture, "GET", path, NULL, 200);
      audience_size = json_object_get_int_member (json_node_get_object (node), "audience");
    }
  g_assert_cmpint (json_object_get_int_member (
                     json_object_get_object_member (
                       json_object_get_object_member (json_node_get_object (node), "metrics"),
                       "notSent"),
                     "PersonNotFound"),
                   ==, most);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/journeys/whole", test_whole);
  g_test_add_func ("/emulator/journeys/consent", test_consent);
  g_test_add_func ("/emulator/journeys/open-the-app", test_open_the_app);
  g_test_add_func ("/emulator/journeys/placeholders", test_placeholders);
  g_test_add_func ("/emulator/journeys/not-sent", test_not_sent);
  g_test_add_func ("/emulator/journeys/foreign-ids", test_foreign_ids);
  g_test_add_func ("/emulator/journeys/rows", test_rows);
  g_test_add_func ("/emulator/journeys/filter", test_filter);
  g_test_add_func ("/emulator/journeys/refused", test_refused);
  g_test_add_func ("/emulator/journeys/large", test_large);
  return g_test_run ();
}
