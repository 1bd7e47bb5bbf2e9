/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failures that have another cause than the request, and registrations that never end; with the
 * rows that the product leaves. */
#include "config.h"

#include "base/herald-json.h"
#include "registration-fixture.h"

#include <string.h>

#define DEVICES REGISTRATION_DEVICES
#define USER REGISTRATION_USER

static void
turn (PushFixture *fixture, const char *switches)
{
  g_autoptr (JsonNode) node = NULL;

  node = push_fixture_admin (fixture, "PATCH", "switches", switches, 200);
}

/* The result's row of a request; its name is the request's id. */
static JsonObject *
read_result (PushFixture *fixture, const char *id)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *target = g_strdup_printf (
    "msdynmkt_pushdeviceregistrationresults?$filter=msdynmkt_name%%20eq%%20%%27%s%%27", id);
  JsonArray *rows;

  emulator_fixture_read (&fixture->emulator, target, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  rows = json_object_get_array_member (answer.object, "value");
  g_assert_cmpuint (json_array_get_length (rows), ==, 1);
  return json_object_ref (json_array_get_object_element (rows, 0));
}

static void
assert_result (PushFixture *fixture, const char *id, gint64 result, const char *reason)
{
  g_autoptr (JsonObject) row = read_result (fixture, id);

  g_assert_cmpint (json_object_get_int_member (row, "msdynmkt_registrationresult"), ==, result);
  if (reason != NULL)
    g_assert_cmpstr (json_object_get_string_member (row, "msdynmkt_failedreason"), ==, reason);
  else
    g_assert_true (json_object_get_null_member (row, "msdynmkt_failedreason"));
}

static void
test_rows (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;
  g_autofree char *again = NULL;
  g_autoptr (JsonObject) row = NULL;

  registration_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  body = registration_make_body (&fixture, USER, "FcmDeviceToken", token);
  id = registration_send (&fixture, body);
  registration_assert_ends (&fixture, id, "Success", NULL);
  assert_result (&fixture, id, 1, NULL);
  row = read_result (&fixture, id);
  g_assert_nonnull (json_object_get_string_member (row, "_msdynmkt_pushmobiledeviceid_value"));
  again = registration_send (&fixture, body);
  registration_assert_ends (&fixture, again, "Failed", "DuplicateExists");
  assert_result (&fixture, again, 2, "DuplicateExists");
}

/* The phone knows another token by now, or its app is of another project. */
static void
test_dead_and_foreign (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const char *const platforms[] = { "ios", "android" };

  registration_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    {
      g_autofree char *phone = NULL;
      g_autofree char *token = NULL;
      g_autofree char *path = NULL;
      g_autofree char *foreign = NULL;
      g_autoptr (JsonNode) changed = NULL;
      g_autoptr (JsonNode) other = NULL;
      gboolean    ios = i == 0;
      const char *member = ios ? "ApnsDeviceToken" : "FcmDeviceToken";

      push_fixture_add_phone (&fixture, platforms[i], &phone, &token);
      path = g_strconcat ("phones/", phone, NULL);
      changed = push_fixture_admin (&fixture, "PATCH", path, "{\"rotateToken\":true}", 200);
      registration_assert (&fixture, USER, member, token, "DryRunSendingFailed");
      registration_assert (&fixture, USER, member,
                           json_object_get_string_member (json_node_get_object (changed), "token"),
                           NULL);
      foreign = g_strdup_printf ("{\"platform\":\"%s\",\"%s\":\"other\"}", platforms[i],
                                 ios ? "bundleId" : "projectId");
      other = push_fixture_admin (&fixture, "POST", "phones", foreign, 201);
      registration_assert (&fixture, USER, member,
                           json_object_get_string_member (json_node_get_object (other), "token"),
                           "DryRunSendingFailed");
    }
}

static void
test_full_storage (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;

  registration_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  turn (&fixture, "{\"deviceStorageFull\":true}");
  body = registration_make_body (&fixture, USER, "ApnsDeviceToken", token);
  id = registration_send (&fixture, body);
  registration_assert_ends (&fixture, id, "Failed", "FailedToStoreDevice");
  assert_result (&fixture, id, 2, "FailedToStoreDevice");
  g_assert_cmpuint (registration_count_devices (&fixture, USER), ==, 0);
  turn (&fixture, "{\"deviceStorageFull\":false}");
  registration_assert (&fixture, USER, "ApnsDeviceToken", token, NULL);
}

/* Pending while Dataverse throttles, also for those who come later; all end after that. */
static void
test_throttled (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *body = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *status = NULL;
  g_autofree char *reason = NULL;

  registration_start (&fixture);
  turn (&fixture, "{\"registrationThrottled\":true}");
  body = registration_make_body (&fixture, USER, "ApnsDeviceToken", "nonsense");
  first = registration_send (&fixture, body);
  for (guint i = 0; i < 20; i++)
    {
      registration_ask_status (&fixture, first, &status, &reason);
      g_assert_cmpstr (status, ==, "Pending");
    }
  second = registration_send (&fixture, body);
  turn (&fixture, "{\"registrationThrottled\":false}");
  registration_assert_ends (&fixture, first, "Failed", "DryRunSendingFailed");
  registration_assert_ends (&fixture, second, "Failed", "DryRunSendingFailed");
}

/* Codes or sentences, in the rows or everywhere. */
static void
test_texts (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const char *const text =
    "Sending a test invisible notification failed for the given device token";
  const struct
  {
    const char *change;
    const char *answer;
    const char *row;
  } cases[] = {
    { "{\"registrationTexts\":\"rows\"}", "DryRunSendingFailed", text },
    { "{\"registrationTexts\":\"everywhere\"}", text, text },
    { "{\"registrationTexts\":\"codes\"}", "DryRunSendingFailed", "DryRunSendingFailed" },
  };

  registration_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body =
        registration_make_body (&fixture, USER, "ApnsDeviceToken", "nonsense");
      g_autofree char *id = NULL;

      turn (&fixture, cases[i].change);
      id = registration_send (&fixture, body);
      registration_assert_ends (&fixture, id, "Failed", cases[i].answer);
      assert_result (&fixture, id, 2, cases[i].row);
    }
}

/* Told only on demand, and then in the row, too. */
static void
test_wrong_api_token (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;

  registration_start (&fixture);
  turn (&fixture, "{\"tellWrongApiToken\":true,\"registrationTexts\":\"rows\"}");
  body = g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"" USER
                          "\",\"ApiToken\":\" %s\",\"ApnsDeviceToken\":\"y\"}",
                          fixture.app_id, fixture.api_token);
  id = registration_send (&fixture, body);
  registration_assert_ends (&fixture, id, "Failed", "ApiTokenNotValid");
  assert_result (&fixture, id, 2, "Provided API token is not valid");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/registration-reasons/rows", test_rows);
  g_test_add_func ("/emulator/registration-reasons/dead-and-foreign", test_dead_and_foreign);
  g_test_add_func ("/emulator/registration-reasons/full-storage", test_full_storage);
  g_test_add_func ("/emulator/registration-reasons/throttled", test_throttled);
  g_test_add_func ("/emulator/registration-reasons/texts", test_texts);
  g_test_add_func ("/emulator/registration-reasons/wrong-api-token", test_wrong_api_token);
  return g_test_run ();
}
