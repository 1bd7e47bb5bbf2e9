/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the recipient sees, by the emulated clock. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

#define ANY_ID "00000000-0000-4000-a000-000000000001"

typedef struct
{
  EmulatorFixture base;
  EmulatorAnswer  answer;
  char           *session; /* (owned) (nullable): path of the app that was started last */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  emulator_fixture_start (&self->base, NULL, "small");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->session, g_free);
  emulator_answer_clear (&self->answer);
  emulator_fixture_stop (&self->base);
}

static guint
admin (Fixture *self, const char *method, const char *path, const char *body)
{
  emulator_fixture_send (&self->base, method, path, NULL, body, &self->answer);
  g_test_message ("%s %s: %u %s", method, path, self->answer.status, self->answer.text);
  return self->answer.status;
}

static void
start (Fixture *self)
{
  g_autofree char *body =
    g_strdup_printf ("{\"user\":\"%s\"}", emulator_fixture_get (&self->base, "userId"));

  g_assert_cmpuint (admin (self, "POST", "/_herald/app-sessions", body), ==, 200);
  g_free (self->session);
  self->session = g_strconcat ("/_herald/app-sessions/",
                               json_object_get_string_member (self->answer.object, "id"), NULL);
}

static void
act (Fixture *self, const char *what, const char *body)
{
  g_autofree char *path = g_strconcat (self->session, "/", what, NULL);

  g_assert_cmpuint (admin (self, "POST", path, body), ==, 200);
}

static void
advance (Fixture *self, int seconds)
{
  g_autofree char *body = g_strdup_printf ("{\"advanceSeconds\":%d}", seconds);

  g_assert_cmpuint (admin (self, "POST", "/_herald/clock", body), ==, 200);
}

static char *
notify (Fixture *self, const char *title, const char *more)
{
  g_autofree char *body =
    g_strdup_printf ("{\"Title\":\"%s\",\"Recipient\":\"/systemusers(%s)\"%s}", title,
                     emulator_fixture_get (&self->base, "userId"), more);

  emulator_fixture_send (&self->base, "POST", "SendAppNotification", NULL, body, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 200);
  return g_strdup (json_object_get_string_member (self->answer.object, "NotificationId"));
}

/* Titles of a list, joined by commas. */
static void
assert_list (Fixture *self, const char *list, const char *titles)
{
  JsonArray *array = json_object_get_array_member (self->answer.object, list);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? "," : "",
                            json_object_get_string_member_with_default (
                              json_array_get_object_element (array, i), "title", "(summary)"));
  g_assert_cmpstr (joined->str, ==, titles);
}

static void
assert_badge (Fixture *self, gint64 badge)
{
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "badge"), ==, badge);
}

static void
test_start (Fixture *self, gconstpointer data)
{
  g_free (notify (self, "Old", ""));
  advance (self, 5);
  g_free (notify (self, "New", ""));
  advance (self, 5);
  g_free (notify (self, "High", ",\"Priority\":200000001,\"ToastType\":200000001"));
  advance (self, 5);
  g_free (notify (self, "Newest",
                  ",\"OverrideContent\":{\"title\":\"**Shown**\"},\"Actions\":{\"actions\":[{"
                  "\"title\":\"Open\",\"data\":{\"type\":\"url\",\"url\":\"/\"}}]}"));
  start (self);
  assert_list (self, "center", "High,**Shown**,New,Old");
  assert_list (self, "shown", "**Shown**,New,Old");
  assert_badge (self, 4);
  g_assert_nonnull (strstr (self->answer.text, "\"actions\":[{\"title\":\"Open\""));
  g_assert_true (json_object_get_boolean_member (self->answer.object, "bell"));
}

/* The app asks again only on a page change, and only after more than a minute. */
static void
test_minute_rule (Fixture *self, gconstpointer data)
{
  start (self);
  assert_list (self, "center", "");
  g_free (notify (self, "Later", ""));
  act (self, "navigate", NULL);
  assert_list (self, "center", "");
  g_assert_false (json_object_get_boolean_member (self->answer.object, "retrieved"));
  advance (self, 30);
  act (self, "navigate", NULL);
  assert_list (self, "shown", "");
  advance (self, 31);
  act (self, "open-center", NULL);
  assert_list (self, "center", "");
  act (self, "navigate", NULL);
  g_assert_true (json_object_get_boolean_member (self->answer.object, "retrieved"));
  assert_list (self, "shown", "Later");
  assert_badge (self, 1);
  advance (self, 61);
  act (self, "navigate", NULL);
  assert_list (self, "shown", "");
  assert_list (self, "center", "Later");
}

static void
test_summary (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    g_free (notify (self, "x", ""));
  start (self);
  assert_list (self, "shown", "x,x,x");
  g_free (notify (self, "x", ""));
  start (self);
  assert_list (self, "shown", "(summary)");
  assert_badge (self, 4);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (
                                                 json_object_get_array_member (self->answer.object,
                                                                               "shown"),
                                                 0),
                                               "count"),
                   ==, 4);
}

static void
test_badge (Fixture *self, gconstpointer data)
{
  g_free (notify (self, "a", ""));
  start (self);
  assert_badge (self, 1);
  act (self, "open-center", NULL);
  assert_badge (self, 0);
  assert_list (self, "center", "a");
  g_free (notify (self, "b", ""));
  advance (self, 61);
  act (self, "navigate", NULL);
  assert_badge (self, 1);
}

static void
test_dismiss (Fixture *self, gconstpointer data)
{
  g_autofree char *id = notify (self, "a", "");
  g_autofree char *body = g_strdup_printf ("{\"notification\":\"%s\"}", id);
  g_autofree char *target = g_strdup_printf ("appnotifications(%s)", id);
  g_autofree char *path = NULL;

  g_free (notify (self, "b", ""));
  start (self);
  path = g_strconcat (self->session, "/dismiss", NULL);
  act (self, "dismiss", body);
  assert_list (self, "center", "b");
  emulator_fixture_read (&self->base, target, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 404);
  g_assert_cmpuint (admin (self, "POST", path, body), ==, 404);
  g_assert_cmpuint (admin (self, "POST", path, "{}"), ==, 400);
  g_assert_cmpuint (admin (self, "POST", path, "{\"notification\":7}"), ==, 400);
  g_assert_cmpuint (admin (self, "POST", path, "{\"all\":true,\"notification\":\"x\"}"), ==, 400);
  act (self, "dismiss", "{\"all\":true}");
  assert_list (self, "center", "");
  emulator_fixture_read (&self->base, "appnotifications/$count", &self->answer);
  g_assert_cmpstr (self->answer.text, ==, "0");
}

/* What the sender takes back before the app asked is never seen; what ends is gone. */
static void
test_recall_and_expiry (Fixture *self, gconstpointer data)
{
  g_autofree char *id = notify (self, "recalled", "");
  g_autofree char *target = g_strdup_printf ("appnotifications(%s)", id);

  g_free (notify (self, "short", ",\"Expiry\":100"));
  emulator_fixture_send (&self->base, "DELETE", target, NULL, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
  start (self);
  assert_list (self, "center", "short");
  advance (self, 101);
  act (self, "navigate", NULL);
  assert_list (self, "center", "");
}

static void
test_others_see_nothing (Fixture *self, gconstpointer data)
{
  g_free (notify (self, "mine", ""));
  g_assert_cmpuint (admin (self, "POST", "/_herald/app-sessions",
                           "{\"user\":\"Marketing@contosoltd.com\"}"),
                    ==, 200);
  assert_list (self, "center", "");
}

/* An app where the feature is off has no bell. */
static void
test_feature (Fixture *self, gconstpointer data)
{
  g_autofree char         *body = g_strdup_printf ("{\"user\":\"%s\",\"app\":\"test_app\"}",
                                                   emulator_fixture_get (&self->base, "userId"));
  static const char *const rows[][2] = {
    { "settingdefinitions(uniquename='AllowNotificationsEarlyAccess')",
      "{\"displayname\":\"x\",\"defaultvalue\":\"false\"}" },
    { "appsettings(" ANY_ID ")",
      "{\"value\":\"true\",\"parentappmoduleid@odata.bind\":\"appmodules(uniquename='test_app')\","
      "\"settingdefinitionId@odata.bind\":"
      "\"settingdefinitions(uniquename='AllowNotificationsEarlyAccess')\"}" },
  };

  g_free (notify (self, "a", ""));
  emulator_fixture_send (&self->base, "POST", "appmodules", NULL,
                         "{\"name\":\"Test\",\"uniquename\":\"test_app\",\"clienttype\":4}",
                         &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
  g_assert_cmpuint (admin (self, "POST", "/_herald/app-sessions", body), ==, 200);
  g_assert_false (json_object_get_boolean_member (self->answer.object, "bell"));
  assert_list (self, "center", "");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      emulator_fixture_send (&self->base, "PATCH", rows[i][0], NULL, rows[i][1], &self->answer);
      g_test_message ("%s", self->answer.text);
      g_assert_cmpuint (self->answer.status, ==, 204);
    }
  g_assert_cmpuint (admin (self, "POST", "/_herald/app-sessions", body), ==, 200);
  g_assert_true (json_object_get_boolean_member (self->answer.object, "bell"));
  assert_list (self, "center", "a");
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *body;
    guint       status;
  } cases[] = {
    { "{}", 400 },
    { "[]", 400 },
    { "{\"user\":7}", 400 },
    { "{\"user\":\"\"}", 404 },
    { "{\"user\":\"nobody@contosoltd.com\"}", 404 },
    { "{\"user\":\"former@contosoltd.com\"}", 404 },
    { "{\"user\":\"" ANY_ID "\"}", 404 },
    { "{\"user\":\"admin@contosoltd.com\",\"app\":\"nosuch\"}", 404 },
    { "{\"user\":\"admin@contosoltd.com\",\"app\":7}", 400 },
  };
  g_autofree char *bearer = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (admin (self, "POST", "/_herald/app-sessions", cases[i].body), ==,
                      cases[i].status);
  g_assert_cmpuint (admin (self, "POST", "/_herald/app-sessions/nosuch/navigate", NULL), ==, 404);
  bearer =
    g_strconcat ("Authorization: Bearer ", emulator_fixture_get (&self->base, "bearer"), NULL);
  emulator_fixture_send (&self->base, "POST", "/_herald/app-sessions",
                         (const char *const[]){ bearer, NULL }, "{}", &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 401);
}

static void
test_bounded (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 32; i++)
    start (self);
  g_assert_cmpuint (admin (self, "POST", "/_herald/app-sessions",
                           "{\"user\":\"admin@contosoltd.com\"}"),
                    ==, 409);
  g_assert_cmpuint (admin (self, "DELETE", self->session, NULL), ==, 204);
  g_assert_cmpuint (admin (self, "GET", self->session, NULL), ==, 404);
  start (self);
  g_assert_cmpuint (admin (self, "GET", self->session, NULL), ==, 200);
  g_assert_cmpuint (admin (self, "POST", "/_herald/reset", "{}"), ==, 204);
  g_assert_cmpuint (admin (self, "GET", self->session, NULL), ==, 404);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/app-sessions/start", test_start);
  ADD ("/emulator/app-sessions/minute-rule", test_minute_rule);
  ADD ("/emulator/app-sessions/summary", test_summary);
  ADD ("/emulator/app-sessions/badge", test_badge);
  ADD ("/emulator/app-sessions/dismiss", test_dismiss);
  ADD ("/emulator/app-sessions/recall-and-expiry", test_recall_and_expiry);
  ADD ("/emulator/app-sessions/others-see-nothing", test_others_see_nothing);
  ADD ("/emulator/app-sessions/feature", test_feature);
  ADD ("/emulator/app-sessions/refused", test_refused);
  ADD ("/emulator/app-sessions/bounded", test_bounded);
  return g_test_run ();
}
