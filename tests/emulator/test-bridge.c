/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a web app with Median's plug-in learns of the phone that it is bound to. */
#include "config.h"

#include "base/herald-json.h"
#include "push-fixture.h"

#include <string.h>

#define LOCAL "Origin: http://localhost:3000"

typedef struct
{
  PushFixture push;
  char       *phone; /* (owned) */
  char       *token; /* (owned) */
  char       *user;  /* (owned): a contact */
} Bridge;

static void
bridge_clear (Bridge *self)
{
  g_clear_pointer (&self->phone, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->user, g_free);
  push_fixture_stop (&self->push);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bridge, bridge_clear)

static void
start (Bridge *self, const char *platform)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  JsonArray *rows;

  push_fixture_start (&self->push);
  push_fixture_add_phone (&self->push, platform, &self->phone, &self->token);
  emulator_fixture_read (&self->push.emulator, "contacts?$select=contactid&$top=1", &answer);
  rows = json_object_get_array_member (answer.object, "value");
  self->user =
    g_strdup (json_object_get_string_member (json_array_get_object_element (rows, 0), "contactid"));
}

static void
change (Bridge *self, const char *body)
{
  g_autofree char *path = g_strconcat ("phones/", self->phone, NULL);
  g_autoptr (JsonNode) node = push_fixture_admin (&self->push, "PATCH", path, body, 200);

  g_assert_nonnull (node);
}

/* As the script does, from a page of this machine. */
static void
send (Bridge         *self,
      const char     *method,
      const char     *what,
      const char     *origin,
      const char     *body,
      EmulatorAnswer *answer)
{
  const char *headers[] = { origin, body != NULL ? "Content-Type: application/json" : NULL, NULL };
  g_autofree char *target = g_strdup_printf ("/bridge/phones/%s/%s", self->phone, what);

  emulator_fixture_send (&self->push.emulator, method, target, headers, body, answer);
}

static gboolean
get_flag (Bridge *self, const char *method, const char *what, const char *body, const char *name)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  send (self, method, what, LOCAL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  return json_object_get_boolean_member (answer.object, name);
}

static gboolean
register_user (Bridge *self, const char *user)
{
  g_autofree char *body = g_strdup_printf ("{\"userId\":\"%s\"}", user);

  return get_flag (self, "POST", "registration", body, "success");
}

static void
assert_tokens (Bridge *self, const char *apns, const char *fcm)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  send (self, "GET", "registration", LOCAL, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member_with_default (answer.object, "apnsToken", NULL),
                   ==, apns);
  g_assert_cmpstr (json_object_get_string_member_with_default (answer.object, "fcmToken", NULL), ==,
                   fcm);
}

static void
test_permission_once (void)
{
  g_auto (Bridge) bridge = { .phone = NULL };

  start (&bridge, "ios");
  change (&bridge, "{\"permission\":\"notAsked\"}");
  g_assert_true (get_flag (&bridge, "GET", "permission", NULL, "asks"));
  g_assert_false (get_flag (&bridge, "GET", "permission", NULL, "granted"));
  g_assert_false (get_flag (&bridge, "POST", "permission", "{\"answer\":\"denied\"}", "granted"));
  g_assert_false (get_flag (&bridge, "GET", "permission", NULL, "asks"));
  /* The second question is never seen. */
  g_assert_false (get_flag (&bridge, "POST", "permission", "{\"answer\":\"granted\"}", "granted"));
}

static void
test_register (void)
{
  g_auto (Bridge) bridge = { .phone = NULL };

  start (&bridge, "ios");
  change (&bridge, "{\"permission\":\"notAsked\"}");
  g_assert_false (register_user (&bridge, bridge.user));
  assert_tokens (&bridge, NULL, NULL);
  g_assert_true (get_flag (&bridge, "POST", "permission", "{\"answer\":\"granted\"}", "granted"));
  g_assert_false (register_user (&bridge, "no id"));
  assert_tokens (&bridge, NULL, NULL);
  g_assert_true (register_user (&bridge, bridge.user));
  assert_tokens (&bridge, bridge.token, NULL);
  g_assert_true (register_user (&bridge, bridge.user));
  change (&bridge, "{\"permission\":\"denied\"}");
  assert_tokens (&bridge, NULL, NULL);
}

static void
test_android (void)
{
  g_auto (Bridge) bridge = { .phone = NULL };

  start (&bridge, "android");
  change (&bridge, "{\"osVersion\":\"12\",\"reset\":true}");
  g_assert_false (get_flag (&bridge, "GET", "permission", NULL, "asks"));
  g_assert_true (get_flag (&bridge, "GET", "permission", NULL, "granted"));
  g_clear_pointer (&bridge.token, g_free);
  g_assert_true (register_user (&bridge, bridge.user));
  {
    g_auto (EmulatorAnswer) answer = { 0 };

    send (&bridge, "GET", "registration", LOCAL, NULL, &answer);
    g_assert_cmpstr (json_object_get_string_member (answer.object, "platform"), ==, "android");
    g_assert_cmpint (json_object_get_int_member (answer.object, "appBuild"), ==, 1);
    g_assert_nonnull (
      strstr (json_object_get_string_member (answer.object, "fcmToken"), ":APA91b"));
    g_assert_false (json_object_has_member (answer.object, "apnsToken"));
  }
}

static void
test_first_launch (void)
{
  g_auto (Bridge) bridge = { .phone = NULL };

  start (&bridge, "android");
  g_assert_true (get_flag (&bridge, "POST", "launches", "{}", "isFirstLaunch"));
  g_assert_false (get_flag (&bridge, "POST", "launches", "{}", "isFirstLaunch"));
  change (&bridge, "{\"reset\":true}");
  g_assert_true (get_flag (&bridge, "POST", "launches", "{}", "isFirstLaunch"));
}

static void
test_refusals (void)
{
  g_auto (Bridge) bridge = { .phone = NULL };
  const struct
  {
    const char *method;
    const char *what;
    const char *origin;
    const char *body;
    guint       status;
  } cases[] = {
    { "GET", "permission", "Origin: https://example.com", NULL, 403 },
    { "POST", "launches", "Origin: null", "{}", 403 },
    { "OPTIONS", "permission", "Origin: https://localhost.example.com", NULL, 403 },
    { "OPTIONS", "permission", "Origin: http://127.0.0.1:8080", NULL, 204 },
    { "POST", "permission", LOCAL, "{\"answer\":\"perhaps\"}", 400 },
    { "POST", "permission", LOCAL, "{\"answer\":\"granted\",\"more\":1}", 400 },
    { "POST", "registration", LOCAL, "{}", 400 },
    { "POST", "registration", LOCAL, "{\"userId\":7}", 400 },
    { "POST", "registration", LOCAL, "nonsense", 400 },
  };

  start (&bridge, "ios");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      send (&bridge, cases[i].method, cases[i].what, cases[i].origin, cases[i].body, &answer);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
    }
  change (&bridge, "{\"installed\":false}");
  {
    g_auto (EmulatorAnswer) answer = { 0 };

    send (&bridge, "POST", "launches", LOCAL, "{}", &answer);
    g_assert_cmpuint (answer.status, ==, 409);
  }
}

static void
test_script (void)
{
  g_auto (Bridge) bridge = { .phone = NULL };
  const char *none[] = { NULL };
  const struct
  {
    const char *query;
    guint       status;
  } cases[] = {
    { "", 400 },
    { "?phone=", 404 },
    { "?phone=11111111-2222-4333-8444-555555555555", 404 },
  };
  g_autofree char *target = NULL;
  g_auto (EmulatorAnswer) good = { 0 };

  start (&bridge, "ios");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/bridge/median-msdynamics.js", cases[i].query, NULL);
      g_auto (EmulatorAnswer) answer = { 0 };

      emulator_fixture_send (&bridge.push.emulator, "GET", path, none, NULL, &answer);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
    }
  target = g_strconcat ("/bridge/median-msdynamics.js?phone=", bridge.phone, NULL);
  emulator_fixture_send (&bridge.push.emulator, "GET", target, none, NULL, &good);
  g_assert_cmpuint (good.status, ==, 200);
  g_assert_nonnull (strstr (good.text, bridge.phone));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/bridge/permission-once", test_permission_once);
  g_test_add_func ("/emulator/bridge/register", test_register);
  g_test_add_func ("/emulator/bridge/android", test_android);
  g_test_add_func ("/emulator/bridge/first-launch", test_first_launch);
  g_test_add_func ("/emulator/bridge/refusals", test_refusals);
  g_test_add_func ("/emulator/bridge/script", test_script);
  return g_test_run ();
}
