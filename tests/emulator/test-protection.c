/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits that protect the service, and the list of environments. */
#include "config.h"

#include "emulator-fixture.h"
#include "emulator/herald-emulator-stable-id.h"

#include <string.h>

static void
send_admin (EmulatorFixture *fixture,
            const char      *method,
            const char      *target,
            const char      *body,
            EmulatorAnswer  *answer)
{
  emulator_fixture_send (fixture, method, target, NULL, body, answer);
  g_test_message ("%s %s: %u %s", method, target, answer->status, answer->text);
  g_assert_cmpuint (answer->status / 100, ==, 2);
}

static const char *
get_header (EmulatorAnswer *answer, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (answer->message), name);
}

static void
test_off (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  emulator_fixture_read (&fixture, "WhoAmI", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_null (get_header (&answer, "x-ms-ratelimit-burst-remaining-xrm-requests"));
}

static void
test_requests (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  send_admin (&fixture, "PATCH", "/_herald/switches",
              "{\"serviceProtection\":true,\"serviceProtectionRequests\":2}", &answer);
  emulator_fixture_read (&fixture, "WhoAmI", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (get_header (&answer, "x-ms-ratelimit-burst-remaining-xrm-requests"), ==, "1");
  g_assert_nonnull (get_header (&answer, "x-ms-ratelimit-time-remaining-xrm-requests"));
  emulator_fixture_read (&fixture, "WhoAmI", &answer);
  g_assert_cmpstr (get_header (&answer, "x-ms-ratelimit-burst-remaining-xrm-requests"), ==, "0");
  emulator_fixture_read (&fixture, "WhoAmI", &answer);
  emulator_answer_assert_error (&answer, 429, "0x80072322",
                                "Number of requests exceeded the limit of 2 over time window of "
                                "300 seconds.");
  g_assert_cmpint (g_ascii_strtoll (get_header (&answer, "Retry-After"), NULL, 10), >, 0);
  g_assert_cmpint (g_ascii_strtoll (get_header (&answer, "Retry-After"), NULL, 10), <=, 300);
  /* Whoever waits so long is let in again; the limit slides with the emulated clock. */
  send_admin (&fixture, "POST", "/_herald/clock", "{\"advanceSeconds\":300}", &answer);
  emulator_fixture_read (&fixture, "WhoAmI", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

static void
test_execution_time (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  send_admin (&fixture, "PATCH", "/_herald/switches",
              "{\"serviceProtection\":true,\"serviceProtectionSeconds\":0}", &answer);
  emulator_fixture_read (&fixture, "contacts", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  emulator_fixture_read (&fixture, "contacts", &answer);
  emulator_answer_assert_error (&answer, 429, "0x80072321", "exceeded limit of 0 milliseconds");
}

static void
test_concurrency (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  send_admin (&fixture, "PATCH", "/_herald/switches",
              "{\"serviceProtection\":true,\"serviceProtectionConcurrent\":0}", &answer);
  emulator_fixture_read (&fixture, "WhoAmI", &answer);
  emulator_answer_assert_error (&answer, 429, "0x80072326",
                                "Number of concurrent requests exceeded the limit of 0.");
  /* Requests that are over do not count. */
  send_admin (&fixture, "PATCH", "/_herald/switches", "{\"serviceProtectionConcurrent\":2}",
              &answer);
  for (int i = 0; i < 4; i++)
    {
      emulator_fixture_read (&fixture, "WhoAmI", &answer);
      g_assert_cmpuint (answer.status, ==, 200);
    }
}

static guint
count_instances (EmulatorFixture *fixture, const char *rest, EmulatorAnswer *answer)
{
  g_autofree char *target = g_strconcat ("/api/discovery/v2.0/Instances", rest, NULL);

  emulator_fixture_read (fixture, target, answer);
  g_test_message ("%s: %u %s", target, answer->status, answer->text);
  g_assert_cmpuint (answer->status, ==, 200);
  return json_array_get_length (json_object_get_array_member (answer->object, "value"));
}

static void
test_instances (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *id = herald_emulator_stable_id ("organization", "0");
  g_autofree char *by_id = g_strdup_printf ("(%s)", id);
  JsonObject      *first;

  emulator_fixture_start (&fixture, NULL, "small");
  g_assert_cmpuint (count_instances (&fixture, "", &answer), ==, 2);
  first = json_array_get_object_element (json_object_get_array_member (answer.object, "value"), 0);
  g_assert_cmpstr (json_object_get_string_member (first, "Id"), ==, id);
  g_assert_cmpstr (json_object_get_string_member (first, "ApiUrl"), ==,
                   emulator_fixture_get (&fixture, "http"));
  g_assert_cmpstr (json_object_get_string_member (first, "TenantId"), ==,
                   emulator_fixture_get (&fixture, "tenantId"));
  g_assert_cmpuint (count_instances (&fixture, "?$filter=State%20eq%200", &answer), ==, 1);
  g_assert_cmpuint (count_instances (&fixture, by_id, &answer), ==, 1);
  g_assert_cmpuint (count_instances (&fixture, "(UniqueName='unqcontosodisabled')", &answer), ==,
                    1);
  g_assert_cmpuint (count_instances (&fixture, "(UniqueName='UNQCONTOSODISABLED')", &answer), ==,
                    0);
  g_assert_cmpuint (count_instances (&fixture, "?$select=UrlName,State", &answer), ==, 2);
  first = json_array_get_object_element (json_object_get_array_member (answer.object, "value"), 0);
  g_assert_cmpuint (json_object_get_size (first), ==, 2);
}

static void
test_instances_refused (void)
{
  static const char *const no_token[] = { "Authorization: ", NULL };
  static const char *const bad_token[] = { "Authorization: Bearer x.y.z", NULL };
  static const char        path[] = "/api/discovery/v2.0/Instances";

  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  emulator_fixture_send (&fixture, "GET", path, no_token, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 401);
  g_assert_nonnull (strstr (get_header (&answer, "WWW-Authenticate"), "globaldisco"));
  emulator_fixture_send (&fixture, "GET", path, bad_token, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 401);
  emulator_fixture_read (&fixture, "/api/discovery/v2.0/Instances?$filter=Nothing%20eq%201",
                         &answer);
  emulator_answer_assert_error (&answer, 400, "0x80060888", "Nothing");
  emulator_fixture_read (&fixture, "/api/discovery/v2.0/Instances?$top=1", &answer);
  emulator_answer_assert_error (&answer, 400, "0x80060888", "$top");
  emulator_fixture_read (&fixture, "/api/discovery/v2.0/Nothing", &answer);
  emulator_answer_assert_error (&answer, 404, "0x8006088a", "Nothing");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/protection/off", test_off);
  g_test_add_func ("/emulator/protection/requests", test_requests);
  g_test_add_func ("/emulator/protection/execution-time", test_execution_time);
  g_test_add_func ("/emulator/protection/concurrency", test_concurrency);
  g_test_add_func ("/emulator/protection/instances", test_instances);
  g_test_add_func ("/emulator/protection/instances-refused", test_instances_refused);
  return g_test_run ();
}
