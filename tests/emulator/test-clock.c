/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual clock through its door, and what waits for it. */
#include "config.h"

#include "emulator-fixture.h"
#include "emulator/herald-emulator-alarm.h"
#include "herald-test-dir.h"

#include <string.h>

#define PATH "/_herald/clock"
#define DAY_SECONDS ((gint64) 24 * 60 * 60)
#define MOST_TRIES 2000

/* Sends one request with the admin token. */
static void
admin (EmulatorFixture *emulator,
       const char      *method,
       const char      *path,
       const char      *body,
       EmulatorAnswer  *answer)
{
  emulator_fixture_send (emulator, method, path, NULL, body, answer);
  g_test_message ("%s %s %s: %u %s", method, path, body != NULL ? body : "", answer->status,
                  answer->text);
}

static void
assert_offset (EmulatorAnswer *answer, gint64 offset_seconds)
{
  gint64 now_us = 0;
  gint64 ahead_us;

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (json_object_get_int_member (answer->object, "offsetSeconds"), ==,
                   offset_seconds);
  g_assert_true (
    herald_time_parse (json_object_get_string_member (answer->object, "now"), &now_us));
  /* Between the answer and this line there may be a while, but no day. */
  ahead_us = now_us - g_get_real_time () - offset_seconds * G_USEC_PER_SEC;
  g_assert_cmpint (ahead_us, <=, 0);
  g_assert_cmpint (ahead_us, >, -DAY_SECONDS * G_USEC_PER_SEC);
}

static void
assert_clock (EmulatorFixture *emulator, gint64 offset_seconds)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  admin (emulator, "GET", PATH, NULL, &answer);
  assert_offset (&answer, offset_seconds);
}

static void
turn (EmulatorFixture *emulator, const char *body, gint64 offset_seconds)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  admin (emulator, "POST", PATH, body, &answer);
  assert_offset (&answer, offset_seconds);
}

static void
test_turn (void)
{
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&emulator, NULL, "small");
  assert_clock (&emulator, 0);
  turn (&emulator, "{\"advanceSeconds\":1}", 1);
  turn (&emulator, "{\"advanceSeconds\":90,\"reset\":false}", 91);
  turn (&emulator, "{\"advanceSeconds\":5,\"reset\":true}", 5);
  turn (&emulator, "{\"reset\":true}", 0);
  turn (&emulator, "{\"advanceSeconds\":316224000}", 316224000);
  admin (&emulator, "POST", PATH, "{\"advanceSeconds\":1}", &answer);
  g_assert_cmpuint (answer.status, ==, 400);
  admin (&emulator, "POST", "/_herald/reset", "{}", &answer);
  g_assert_cmpuint (answer.status, ==, 204);
  assert_clock (&emulator, 0);
}

static void
test_refused (void)
{
  const char *const bodies[] = {
    "",
    "{}",
    "[]",
    "{\"advanceSeconds\":0}",
    "{\"advanceSeconds\":-1}",
    "{\"advanceSeconds\":1.5}",
    "{\"advanceSeconds\":\"1\"}",
    "{\"advanceSeconds\":null}",
    "{\"advanceSeconds\":316224001}",
    "{\"advanceSeconds\":9223372036854775807}",
    "{\"advanceSeconds\":92233720368547758070}",
    "{\"advanceSeconds\":-1,\"reset\":true}",
    "{\"reset\":false}",
    "{\"reset\":1}",
    "{\"advanceSeconds\":1,\"advanceSeconds\":2}",
    "{\"advanceSeconds\":1,\"offsetSeconds\":2}",
  };
  g_auto (EmulatorFixture) emulator = { 0 };

  emulator_fixture_start (&emulator, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      admin (&emulator, "POST", PATH, bodies[i], &answer);
      g_assert_cmpuint (answer.status, ==, 400);
      assert_clock (&emulator, 0);
    }
}

static void
assert_who_am_i (EmulatorFixture *emulator, guint status)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_read (emulator, "WhoAmI", &answer);
  g_assert_cmpuint (answer.status, ==, status);
}

/* The scripts' token is good for thirty days. */
static void
test_tokens_expire (void)
{
  g_auto (EmulatorFixture) emulator = { 0 };

  emulator_fixture_start (&emulator, NULL, "small");
  assert_who_am_i (&emulator, 200);
  turn (&emulator, "{\"advanceSeconds\":2678400}", 31 * DAY_SECONDS);
  assert_who_am_i (&emulator, 401);
  turn (&emulator, "{\"reset\":true}", 0);
  assert_who_am_i (&emulator, 200);
}

static void
test_survives_restart (void)
{
  g_autofree char *dir = herald_test_dir_new ();

  {
    g_auto (EmulatorFixture) emulator = { 0 };

    emulator_fixture_start (&emulator, dir, "small");
    turn (&emulator, "{\"advanceSeconds\":2678400}", 31 * DAY_SECONDS);
  }
  {
    g_auto (EmulatorFixture) emulator = { 0 };

    emulator_fixture_start (&emulator, dir, "small");
    assert_clock (&emulator, 31 * DAY_SECONDS);
    assert_who_am_i (&emulator, 200);
  }
  herald_test_dir_remove (dir);
}

/* Posts a registration that is due in an hour; returns the body that asks for its status. */
static char *
post_registration (EmulatorFixture *emulator, const char *devices)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  JsonObject      *app = emulator_fixture_get_app (emulator, 0);
  const char      *app_id = json_object_get_string_member (app, "id");
  const char      *token = json_object_get_string_member (app, "apiToken");
  g_autofree char *body =
    g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"11111111-2222-4333-8444-555555555555\","
                     "\"ApiToken\":\"%s\",\"ApnsDeviceToken\":\"nonsense\"}",
                     app_id, token);

  admin (emulator, "PATCH", "/_herald/switches",
         "{\"registrationShortestMs\":3600000,\"registrationLongestMs\":3600000}", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  emulator_fixture_send (emulator, "POST", devices,
                         (const char *const[]){ "x-ms-track-registration: true", NULL }, body,
                         &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  return g_strdup_printf ("{\"RegistrationRequestIds\":[\"%s\"],\"MobileAppId\":\"%s\","
                          "\"ApiToken\":\"%s\"}",
                          json_object_get_string_member (answer.object, "RegistrationRequestId"),
                          app_id, token);
}

static void
test_registration_is_due (void)
{
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *devices = NULL;
  g_autofree char *status = NULL;
  g_autofree char *body = NULL;

  emulator_fixture_start (&emulator, NULL, "small");
  devices = g_strdup_printf ("/api/v1.0/orgs/%s/pushdeviceregistration/devices",
                             emulator_fixture_get (&emulator, "organizationId"));
  status = g_strconcat (devices, "/status", NULL);
  body = post_registration (&emulator, devices);
  turn (&emulator, "{\"advanceSeconds\":1800}", 1800);
  emulator_fixture_send (&emulator, "POST", status, NULL, body, &answer);
  g_assert_nonnull (strstr (answer.text, "Pending"));
  turn (&emulator, "{\"advanceSeconds\":1801}", 3601);
  for (guint i = 0; i < MOST_TRIES && strstr (answer.text, "Pending") != NULL; i++)
    emulator_fixture_send (&emulator, "POST", status, NULL, body, &answer);
  g_assert_nonnull (strstr (answer.text, "Failed"));
}

static void
count_cb (gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_alarm (void)
{
  g_autoptr (HeraldClock) clock = herald_clock_new ();
  g_autoptr (HeraldEmulatorAlarm) alarm = NULL;
  guint n = 0;

  herald_clock_freeze_at (clock, G_USEC_PER_SEC);
  alarm = herald_emulator_alarm_new (clock, "test", count_cb, &n);
  settle ();
  g_assert_cmpuint (n, ==, 0);
  herald_emulator_alarm_set (alarm, (gint64) 1001 * G_USEC_PER_SEC);
  herald_clock_advance_seconds (clock, 999);
  settle ();
  g_assert_cmpuint (n, ==, 0);
  herald_clock_advance_seconds (clock, 1);
  settle ();
  g_assert_cmpuint (n, ==, 1);
  herald_clock_advance_seconds (clock, 1000);
  settle ();
  g_assert_cmpuint (n, ==, 1);
  herald_emulator_alarm_set (alarm, 0);
  herald_emulator_alarm_set (alarm, -1);
  settle ();
  g_assert_cmpuint (n, ==, 1);
  herald_emulator_alarm_set (alarm, 0);
  settle ();
  g_assert_cmpuint (n, ==, 2);
}

/* Due, but the clock is set back before the main loop gets to it. */
static void
test_alarm_set_back (void)
{
  g_autoptr (HeraldClock) clock = herald_clock_new ();
  g_autoptr (HeraldEmulatorAlarm) alarm = NULL;
  guint n = 0;

  herald_clock_freeze_at (clock, 0);
  alarm = herald_emulator_alarm_new (clock, "test", count_cb, &n);
  herald_emulator_alarm_set (alarm, (gint64) 1000 * G_USEC_PER_SEC);
  herald_clock_advance_seconds (clock, 1000);
  herald_clock_advance_seconds (clock, -500);
  settle ();
  g_assert_cmpuint (n, ==, 0);
  herald_clock_advance_seconds (clock, 500);
  settle ();
  g_assert_cmpuint (n, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/clock/turn", test_turn);
  g_test_add_func ("/emulator/clock/refused", test_refused);
  g_test_add_func ("/emulator/clock/tokens-expire", test_tokens_expire);
  g_test_add_func ("/emulator/clock/survives-restart", test_survives_restart);
  g_test_add_func ("/emulator/clock/registration-is-due", test_registration_is_due);
  g_test_add_func ("/emulator/clock/alarm", test_alarm);
  g_test_add_func ("/emulator/clock/alarm-set-back", test_alarm_set_back);
  return g_test_run ();
}
