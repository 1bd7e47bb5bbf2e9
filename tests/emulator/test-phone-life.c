/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to a phone and its app, and what the sender of a push learns of it. */
#include "config.h"

#include "base/herald-json.h"
#include "push-fixture.h"

#include <string.h>

#define MOST_STEPS 5

typedef struct
{
  PushFixture push;
  char       *phone;  /* (owned) */
  char       *token;  /* (owned): the first one */
  char       *access; /* (owned): of Google */
} Life;

static void
life_clear (Life *self)
{
  g_clear_pointer (&self->phone, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->access, g_free);
  push_fixture_stop (&self->push);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Life, life_clear)

static JsonObject *
change (Life *self, const char *body, guint status)
{
  g_autofree char *path = g_strconcat ("phones/", self->phone, NULL);
  g_autoptr (JsonNode) node = push_fixture_admin (&self->push, "PATCH", path, body, status);

  return json_object_ref (json_node_get_object (node));
}

static void
assert_changes (Life *self, const char *body)
{
  json_object_unref (change (self, body, 200));
}

/* A new phone, of an emulator that is started for the first. */
static void
start (Life *self, const char *platform)
{
  if (self->push.app_id == NULL)
    push_fixture_start (&self->push);
  g_clear_pointer (&self->phone, g_free);
  g_clear_pointer (&self->token, g_free);
  push_fixture_add_phone (&self->push, platform, &self->phone, &self->token);
}

static char *
get_permission (Life *self)
{
  g_autofree char *path = g_strconcat ("phones/", self->phone, NULL);
  g_autoptr (JsonNode) node = push_fixture_admin (&self->push, "GET", path, NULL, 200);

  return g_strdup (json_object_get_string_member (json_node_get_object (node), "permission"));
}

static void
assert_permission (Life *self, const char *permission)
{
  g_autofree char *found = get_permission (self);

  g_assert_cmpstr (found, ==, permission);
}

/* What the app may do right after it was installed. */
static void
test_first_permission (void)
{
  g_auto (Life) life = { 0 };
  const struct
  {
    const char *platform;
    const char *version;
    const char *permission;
  } cases[] = {
    { "ios", "18.1", "notAsked" },   { "ios", "9.3", "notAsked" },
    { "android", "16", "notAsked" }, { "android", "13", "notAsked" },
    { "android", "12", "granted" },  { "android", "9", "granted" },
    { "android", "12L", "granted" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *version = g_strdup_printf ("{\"osVersion\":\"%s\"}", cases[i].version);

      start (&life, cases[i].platform);
      assert_changes (&life, version);
      assert_changes (&life, "{\"permission\":\"denied\"}");
      assert_changes (&life, "{\"installed\":false}");
      assert_changes (&life, "{\"installed\":true}");
      assert_permission (&life, cases[i].permission);
      assert_changes (&life, "{\"permission\":\"denied\"}");
      assert_changes (&life, "{\"reset\":true}");
      assert_permission (&life, cases[i].permission);
    }
}

/* A step: “+” the person would allow it, “-” would not; “s” allows it in the settings, “d” turns it
 * off there, “r” installs the app anew. “?” behind a + or - says that the question was shown. */
static void
do_step (Life *life, const char *step)
{
  g_autofree char *path = g_strconcat ("phones/", life->phone, "/ask-permission", NULL);
  g_autoptr (JsonNode) node = NULL;

  g_test_message ("step %s", step);
  if (*step == 's')
    assert_changes (life, "{\"permission\":\"granted\"}");
  else if (*step == 'd')
    assert_changes (life, "{\"permission\":\"denied\"}");
  else if (*step == 'r')
    assert_changes (life, "{\"installed\":true}");
  else
    {
      node =
        push_fixture_admin (&life->push, "POST", path,
                            *step == '+' ? "{\"answer\":\"granted\"}" : "{\"answer\":\"denied\"}",
                            200);
      g_assert_cmpint (json_object_get_boolean_member (json_node_get_object (node), "asked"), ==,
                       step[1] == '?');
    }
}

static void
test_asking (void)
{
  g_auto (Life) life = { 0 };
  const struct
  {
    const char *platform;
    const char *version;
    const char *steps[MOST_STEPS];
    const char *permission;
  } cases[] = {
    { "ios", "18.1", { "+?", "-" }, "granted" },
    { "ios", "18.1", { "-?", "+" }, "denied" },
    { "ios", "18.1", { "-?", "s", "-" }, "granted" },
    { "ios", "18.1", { "-?", "r", "+?" }, "granted" },
    { "android", "15", { "+?", "-" }, "granted" },
    { "android", "15", { "-?", "+?" }, "granted" },
    { "android", "15", { "-?", "-?", "+" }, "denied" },
    { "android", "15", { "-?", "-?", "r", "+?" }, "granted" },
    { "android", "13", { "-?", "-?", "s", "-" }, "granted" },
    { "android", "12", { "-", "+" }, "granted" },
    { "android", "12", { "d", "+" }, "denied" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *version = g_strdup_printf ("{\"osVersion\":\"%s\"}", cases[i].version);

      start (&life, cases[i].platform);
      assert_changes (&life, version);
      assert_changes (&life, "{\"reset\":true}");
      for (gsize j = 0; j < MOST_STEPS && cases[i].steps[j] != NULL; j++)
        do_step (&life, cases[i].steps[j]);
      assert_permission (&life, cases[i].permission);
    }
}

static void
test_updated_system (void)
{
  g_auto (Life) life = { 0 };

  start (&life, "android");
  assert_changes (&life, "{\"osVersion\":\"12\"}");
  assert_changes (&life, "{\"osVersion\":\"13\"}");
  assert_permission (&life, "granted");
  assert_changes (&life, "{\"permission\":\"notAsked\"}");
  assert_changes (&life, "{\"osVersion\":\"12\"}");
  assert_permission (&life, "granted");
  json_object_unref (change (&life, "{\"permission\":\"notAsked\"}", 400));
  json_object_unref (change (&life, "{\"osVersion\":\"11\",\"permission\":\"notAsked\"}", 400));
  assert_changes (&life, "{\"osVersion\":\"14\",\"permission\":\"notAsked\"}");
}

static void
test_refused_questions (void)
{
  g_auto (Life) life = { 0 };
  g_autofree char  *path = NULL;
  const char *const bodies[] = { "{}",
                                 "[]",
                                 "{\"answer\":null}",
                                 "{\"answer\":\"notAsked\"}",
                                 "{\"answer\":1}",
                                 "{\"answer\":\"granted\",\"more\":1}" };
  const char *const new_phones[] = {
    "{\"platform\":\"android\",\"osVersion\":\"12\",\"permission\":\"notAsked\"}",
    "{\"platform\":\"ios\",\"reset\":true}",
    "{\"platform\":\"ios\",\"rotateToken\":true}",
    "{\"platform\":\"ios\",\"online\":0}",
  };
  g_autoptr (JsonNode) before = NULL;
  g_autoptr (JsonNode) after = NULL;

  start (&life, "ios");
  path = g_strconcat ("phones/", life.phone, "/ask-permission", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    json_node_unref (push_fixture_admin (&life.push, "POST", path, bodies[i], 400));
  json_node_unref (push_fixture_admin (&life.push, "POST", "phones/nobody/ask-permission",
                                       "{\"answer\":\"granted\"}", 404));
  assert_changes (&life, "{\"installed\":false}");
  json_node_unref (push_fixture_admin (&life.push, "POST", path, "{\"answer\":\"granted\"}", 409));
  before = push_fixture_admin (&life.push, "GET", "phones", NULL, 200);
  for (gsize i = 0; i < G_N_ELEMENTS (new_phones); i++)
    json_node_unref (push_fixture_admin (&life.push, "POST", "phones", new_phones[i], 400));
  after = push_fixture_admin (&life.push, "GET", "phones", NULL, 200);
  g_assert_true (json_node_equal (before, after));
}

static HeraldH2Answer *
push_apns (Life *life, const char *token, const char *header, const char *value, const char *text)
{
  g_autofree char  *path = g_strconcat ("/3/device/", token, NULL);
  g_autofree char  *payload = g_strdup_printf ("{\"aps\":{\"alert\":\"%s\"}}", text);
  g_autofree char  *authorization = push_fixture_sign_provider (&life->push, NULL, NULL, NULL, 0);
  const char *const headers[] = {
    "authorization", authorization, "apns-topic", life->push.bundle_id, header, value, NULL
  };

  return push_fixture_h2 (&life->push, "POST", path, headers, payload);
}

static void
assert_pushes (Life *life, const char *header, const char *value, const char *text)
{
  g_autoptr (HeraldH2Answer) answer = push_apns (life, life->token, header, value, text);

  g_assert_cmpuint (answer->status, ==, 200);
}

static void
push_fcm (Life *life, EmulatorAnswer *answer)
{
  g_autofree char *path = g_strdup_printf ("/v1/projects/%s/messages:send", life->push.project_id);
  g_autofree char *body =
    g_strdup_printf ("{\"message\":{\"token\":\"%s\",\"notification\":{\"body\":\"hello\"}}}",
                     life->token);
  g_autofree char *bearer = NULL;

  if (life->access == NULL)
    life->access = push_fixture_get_access_token (&life->push);
  bearer = g_strconcat ("Authorization: Bearer ", life->access, NULL);
  push_fixture_post (&life->push, path, (const char *const[]){ bearer, NULL }, body, answer);
}

/* What a sender that knows the first token only is told by Apple. */
static void
test_apple_tells (void)
{
  g_auto (Life) life = { 0 };
  const struct
  {
    const char *change;
    guint       status;
    const char *reason;
  } cases[] = {
    { "{\"online\":false}", 200, NULL },
    { "{\"permission\":\"denied\"}", 200, NULL },
    { "{\"osVersion\":\"26.0\"}", 200, NULL },
    { "{\"user\":null}", 200, NULL },
    { "{\"installed\":false}", 410, "Unregistered" },
    { "{\"installed\":true}", 410, "Unregistered" },
    { "{\"reset\":true}", 410, "Unregistered" },
    { "{\"rotateToken\":true}", 410, "ExpiredToken" },
    { "{\"token\":null}", 410, "ExpiredToken" },
    { "{\"app\":null}", 410, "Unregistered" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldH2Answer) answer = NULL;
      g_autoptr (JsonObject) object = NULL;
      gint64 before_ms = g_get_real_time () / 1000;

      start (&life, "ios");
      assert_changes (&life, cases[i].change);
      g_test_message ("%s", cases[i].change);
      answer = push_apns (&life, life.token, "apns-priority", "", "hello");
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      if (cases[i].reason == NULL)
        continue;
      object = herald_json_parse_object (answer->body, NULL);
      g_assert_cmpstr (json_object_get_string_member (object, "reason"), ==, cases[i].reason);
      g_assert_cmpint (json_object_get_int_member (object, "timestamp"), >=, before_ms);
      g_assert_cmpint (json_object_get_int_member (object, "timestamp"), <=,
                       g_get_real_time () / 1000);
    }
}

static void
test_google_tells (void)
{
  g_auto (Life) life = { 0 };
  const struct
  {
    const char *change;
    guint       status;
  } cases[] = {
    { "{\"online\":false}", 200 },     { "{\"permission\":\"denied\"}", 200 },
    { "{\"installed\":false}", 404 },  { "{\"installed\":true}", 404 },
    { "{\"rotateToken\":true}", 404 }, { "{\"reset\":true}", 404 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      start (&life, "android");
      assert_changes (&life, cases[i].change);
      push_fcm (&life, &answer);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
      g_assert_cmpint (strstr (answer.text, "UNREGISTERED") != NULL, ==, answer.status == 404);
    }
}

static JsonArray *
list_notifications (Life *life)
{
  g_autofree char *path = g_strdup_printf ("phones/%s/notifications", life->phone);
  g_autoptr (JsonNode) node = push_fixture_admin (&life->push, "GET", path, NULL, 200);

  return json_array_ref (json_node_get_array (node));
}

/* The bodies, newest first, each with “!” when nobody sees it. */
static void
assert_bodies (Life *life, const char *expected)
{
  g_autoptr (JsonArray) list = list_notifications (life);
  g_autoptr (GString) bodies = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *one = json_array_get_object_element (list, i);

      g_string_append_printf (bodies, "%s%s%s", i > 0 ? "," : "",
                              json_object_get_string_member (one, "body"),
                              json_object_get_boolean_member (one, "shown") ? "" : "!");
    }
  g_assert_cmpstr (bodies->str, ==, expected);
}

static void
test_reset_clears (void)
{
  g_auto (Life) life = { 0 };
  g_autoptr (JsonObject) phone = NULL;

  start (&life, "ios");
  assert_pushes (&life, "apns-priority", "10", "shown");
  assert_changes (&life, "{\"online\":false,\"consent\":false}");
  assert_pushes (&life, "apns-priority", "10", "waits");
  phone = change (&life, "{\"reset\":true,\"permission\":\"granted\"}", 200);
  g_assert_true (json_object_get_boolean_member (phone, "online"));
  g_assert_true (json_object_get_boolean_member (phone, "consent"));
  g_assert_true (json_object_get_boolean_member (phone, "installed"));
  g_assert_cmpstr (json_object_get_string_member (phone, "permission"), ==, "granted");
  g_assert_cmpstr (json_object_get_string_member (phone, "token"), !=, life.token);
  assert_bodies (&life, "");
}

/* What waited for a token does not come to the app that was installed after it. */
static void
test_waiting_goes_with_app (void)
{
  g_auto (Life) life = { 0 };

  start (&life, "ios");
  assert_changes (&life, "{\"online\":false}");
  assert_pushes (&life, "apns-priority", "10", "waits");
  assert_changes (&life, "{\"installed\":false}");
  assert_changes (&life, "{\"installed\":true,\"online\":true}");
  assert_bodies (&life, "");
}

static void
test_permission_at_arrival (void)
{
  g_auto (Life) life = { 0 };

  start (&life, "ios");
  assert_changes (&life, "{\"online\":false}");
  assert_pushes (&life, "apns-priority", "10", "first");
  assert_changes (&life, "{\"permission\":\"denied\"}");
  assert_changes (&life, "{\"online\":true}");
  assert_bodies (&life, "first!");
  assert_changes (&life, "{\"online\":false}");
  assert_pushes (&life, "apns-priority", "10", "second");
  assert_changes (&life, "{\"online\":true,\"permission\":\"granted\"}");
  assert_bodies (&life, "second,first!");
}

static void
test_new_phone_offline (void)
{
  g_auto (Life) life = { 0 };
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *phone;

  start (&life, "ios");
  body = g_strdup_printf ("{\"platform\":\"ios\",\"app\":\"%s\",\"online\":false,"
                          "\"installed\":false,\"permission\":\"denied\",\"consent\":false}",
                          life.push.app_id);
  node = push_fixture_admin (&life.push, "POST", "phones", body, 201);
  phone = json_node_get_object (node);
  g_assert_false (json_object_get_boolean_member (phone, "online"));
  g_assert_false (json_object_get_boolean_member (phone, "installed"));
  g_assert_false (json_object_get_boolean_member (phone, "consent"));
  g_assert_cmpstr (json_object_get_string_member (phone, "permission"), ==, "denied");
  g_assert_true (json_object_get_null_member (phone, "token"));
}

/* “apns-expiration” by the emulated clock: what is kept while a phone is away. */
static void
test_expiration (void)
{
  g_auto (Life) life = { 0 };
  const struct
  {
    gint64      expires_in; /* 0: the value itself; negative: no header */
    const char *away;       /* seconds */
    const char *bodies;
  } cases[] = {
    { 0, "1", "" },          { 3600, "1800", "hello" },  { 3600, "7200", "" },
    { -1, "7200", "hello" }, { -1, "2505600", "hello" }, { -1, "2678400", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *value = g_strdup (cases[i].expires_in < 0 ? "" : "0");
      g_autofree char *advance = g_strdup_printf ("{\"advanceSeconds\":%s}", cases[i].away);

      if (cases[i].expires_in > 0)
        {
          g_clear_pointer (&value, g_free);
          value = g_strdup_printf ("%" G_GINT64_FORMAT,
                                   g_get_real_time () / G_USEC_PER_SEC + cases[i].expires_in);
        }
      start (&life, "ios");
      assert_changes (&life, "{\"online\":false}");
      assert_pushes (&life, "apns-expiration", value, "hello");
      json_node_unref (push_fixture_admin (&life.push, "POST", "clock", advance, 200));
      assert_bodies (&life, "");
      assert_changes (&life, "{\"online\":true}");
      assert_bodies (&life, cases[i].bodies);
      json_node_unref (push_fixture_admin (&life.push, "POST", "clock", "{\"reset\":true}", 200));
    }
}

/* Tried once: a phone that is there gets it. */
static void
test_expiration_online (void)
{
  g_auto (Life) life = { 0 };

  start (&life, "ios");
  assert_pushes (&life, "apns-expiration", "0", "now");
  assert_bodies (&life, "now");
}

static void
test_collapse (void)
{
  g_auto (Life) life = { 0 };

  start (&life, "ios");
  assert_pushes (&life, "apns-collapse-id", "score", "1-0");
  assert_pushes (&life, "apns-collapse-id", "news", "rain");
  assert_pushes (&life, "apns-collapse-id", "score", "1-1");
  assert_bodies (&life, "1-1,rain");
  assert_changes (&life, "{\"online\":false}");
  assert_pushes (&life, "apns-collapse-id", "late", "1-2");
  assert_pushes (&life, "apns-collapse-id", "late", "2-2");
  assert_changes (&life, "{\"online\":true}");
  assert_bodies (&life, "2-2,1-1,rain");
}

static void
test_priorities (void)
{
  g_auto (Life) life = { 0 };

  start (&life, "ios");
  assert_pushes (&life, "apns-priority", "1", "lowest");
  assert_pushes (&life, "apns-priority", "5", "low");
  assert_bodies (&life, "low,lowest");
}

/* Only the development environment names each delivery. */
static void
test_unique_id (void)
{
  g_auto (Life) life = { 0 };
  g_auto (EmulatorAnswer) changed = { 0 };
  g_autoptr (HeraldH2Answer) production = NULL;
  g_autoptr (HeraldH2Answer) first = NULL;
  g_autoptr (HeraldH2Answer) second = NULL;
  g_autoptr (JsonNode) phone = NULL;
  g_autofree char *target = NULL;
  const char      *token;

  start (&life, "ios");
  production = push_apns (&life, life.token, "apns-priority", "10", "hello");
  g_assert_cmpuint (production->status, ==, 200);
  g_assert_null (herald_h2_answer_get_header (production, "apns-unique-id"));
  target =
    g_strdup_printf ("/api/data/v9.2/msdynmkt_mobileappchannelinstances(%s)", life.push.app_id);
  emulator_fixture_send (&life.push.emulator, "PATCH", target, NULL,
                         "{\"msdynmkt_applicationmode\":1}", &changed);
  g_assert_cmpuint (changed.status, ==, 204);
  phone = push_fixture_admin (&life.push, "POST", "phones",
                              "{\"platform\":\"ios\",\"bundleId\":\"com.contoso.shop\","
                              "\"environment\":\"sandbox\"}",
                              201);
  token = json_object_get_string_member (json_node_get_object (phone), "token");
  first = push_apns (&life, token, "apns-priority", "10", "hello");
  second = push_apns (&life, token, "apns-priority", "10", "hello");
  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpuint (strlen (herald_h2_answer_get_header (first, "apns-unique-id")), ==, 36);
  g_assert_cmpstr (herald_h2_answer_get_header (first, "apns-unique-id"), !=,
                   herald_h2_answer_get_header (second, "apns-unique-id"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/phone-life/first-permission", test_first_permission);
  g_test_add_func ("/emulator/phone-life/asking", test_asking);
  g_test_add_func ("/emulator/phone-life/updated-system", test_updated_system);
  g_test_add_func ("/emulator/phone-life/refused-questions", test_refused_questions);
  g_test_add_func ("/emulator/phone-life/apple-tells", test_apple_tells);
  g_test_add_func ("/emulator/phone-life/google-tells", test_google_tells);
  g_test_add_func ("/emulator/phone-life/reset-clears", test_reset_clears);
  g_test_add_func ("/emulator/phone-life/waiting-goes-with-app", test_waiting_goes_with_app);
  g_test_add_func ("/emulator/phone-life/permission-at-arrival", test_permission_at_arrival);
  g_test_add_func ("/emulator/phone-life/new-phone-offline", test_new_phone_offline);
  g_test_add_func ("/emulator/phone-life/expiration", test_expiration);
  g_test_add_func ("/emulator/phone-life/expiration-online", test_expiration_online);
  g_test_add_func ("/emulator/phone-life/collapse", test_collapse);
  g_test_add_func ("/emulator/phone-life/priorities", test_priorities);
  g_test_add_func ("/emulator/phone-life/unique-id", test_unique_id);
  return g_test_run ();
}
