/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits by asking: each question is a request of its own, so there is nothing to sleep for. */
#include "config.h"

#include "registration-fixture.h"

#include "base/herald-json.h"

const char *const registration_tracked[] = { "x-ms-track-registration: true", NULL };

/**
 * registration_start:
 * @fixture: a fixture to set up
 */
void
registration_start (PushFixture *fixture)
{
  g_autoptr (JsonNode) node = NULL;

  push_fixture_start (fixture);
  node = push_fixture_admin (fixture, "PATCH", "switches",
                             "{\"registrationShortestMs\":0,\"registrationLongestMs\":0}", 200);
}

/**
 * registration_make_body:
 * @fixture: a running fixture
 * @user: whose device
 * @member: the name of the member with the device token
 * @token: the device token
 *
 * Returns: (transfer full): an object for the first app
 */
char *
registration_make_body (PushFixture *fixture,
                        const char  *user,
                        const char  *member,
                        const char  *token)
{
  return g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"%s\",\"ApiToken\":\"%s\",\"%s\":\"%"
                          "s\"}",
                          fixture->app_id, user, fixture->api_token, member, token);
}

/**
 * registration_send:
 * @fixture: a running fixture
 * @body: one object
 *
 * Returns: (transfer full): the id of the tracked request
 */
char *
registration_send (PushFixture *fixture, const char *body)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  push_fixture_post (fixture, REGISTRATION_DEVICES, registration_tracked, body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  return g_strdup (json_object_get_string_member (answer.object, "RegistrationRequestId"));
}

/**
 * registration_ask_status:
 * @fixture: a running fixture
 * @id: a request
 * @status: (inout) (transfer full): what it is now
 * @reason: (inout) (transfer full) (nullable): why it failed
 */
void
registration_ask_status (PushFixture *fixture, const char *id, char **status, char **reason)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *body =
    g_strdup_printf ("{\"RegistrationRequestIds\":[\"%s\"],\"MobileAppId\":\"%s\","
                     "\"ApiToken\":\"%s\"}",
                     id, fixture->app_id, fixture->api_token);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  push_fixture_post (fixture, REGISTRATION_DEVICES "/status/", NULL, body, &answer);
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

/**
 * registration_assert_ends:
 * @fixture: a running fixture
 * @id: a request
 * @status: how it must end
 * @reason: (nullable): with which reason
 */
void
registration_assert_ends (PushFixture *fixture,
                          const char  *id,
                          const char  *status,
                          const char  *reason)
{
  g_autofree char *found = NULL;
  g_autofree char *found_reason = NULL;

  for (guint i = 0;
       i < REGISTRATION_MOST_TRIES && (found == NULL || g_str_equal (found, "Pending")); i++)
    registration_ask_status (fixture, id, &found, &found_reason);
  g_assert_cmpstr (found, ==, status);
  g_assert_cmpstr (found_reason, ==, reason);
}

/**
 * registration_assert:
 * @fixture: a running fixture
 * @user: whose device
 * @member: the name of the member with the device token
 * @token: the device token
 * @reason: (nullable): why it must fail; %NULL when it must not
 */
void
registration_assert (PushFixture *fixture,
                     const char  *user,
                     const char  *member,
                     const char  *token,
                     const char  *reason)
{
  g_autofree char *body = registration_make_body (fixture, user, member, token);
  g_autofree char *id = registration_send (fixture, body);

  registration_assert_ends (fixture, id, reason == NULL ? "Success" : "Failed", reason);
}

/**
 * registration_count_devices:
 * @fixture: a running fixture
 * @user: a user
 *
 * Returns: the rows of that user
 */
guint
registration_count_devices (PushFixture *fixture, const char *user)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *target = g_strdup_printf (
    "msdynmkt_pushmobiledevices?$filter=msdynmkt_useridentifier%%20eq%%20%%27%s%%27", user);

  emulator_fixture_read (&fixture->emulator, target, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  return json_array_get_length (json_object_get_array_member (answer.object, "value"));
}

/**
 * registration_await_devices:
 * @fixture: a running fixture
 * @user: a user
 * @count: how many rows there must be in the end
 */
void
registration_await_devices (PushFixture *fixture, const char *user, guint count)
{
  for (guint i = 0;
       i < REGISTRATION_MOST_TRIES && registration_count_devices (fixture, user) != count; i++)
    ;
  g_assert_cmpuint (registration_count_devices (fixture, user), ==, count);
}
