/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole main job by heraldctl: app, token, person, devices, push, tap, clean-up, in-app. */
#include "config.h"

#include "herald-cli-fixture.h"

#include <string.h>

typedef struct
{
  HeraldCliFixture cli;
  char            *app;
  char            *person;
  JsonNode        *phones;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_set_up (&fixture->cli);
  herald_cli_fixture_start_emulator (&fixture->cli);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_tear_down (&fixture->cli);
  g_clear_pointer (&fixture->app, g_free);
  g_clear_pointer (&fixture->person, g_free);
  g_clear_pointer (&fixture->phones, json_node_unref);
}

static char *
write_app_file (HeraldCliFixture *cli)
{
  g_autofree char *content = g_strdup_printf (
    "{\"name\":\"Main Job\",\"description\":\"made by a test\",\"ios\":{\"mode\":\"token\","
    "\"bundleId\":\"%s\",\"keyId\":\"%s\",\"teamId\":\"%s\",\"environment\":\"production\","
    "\"keyFile\":\"%s\"},\"android\":{\"mode\":\"serviceAccount\",\"serviceAccountFile\":\"%s\"}}",
    herald_cli_fixture_get_sample (cli, "bundleId"), herald_cli_fixture_get_sample (cli, "keyId"),
    herald_cli_fixture_get_sample (cli, "teamId"), herald_cli_fixture_get_sample (cli, "apnsKey"),
    herald_cli_fixture_get_sample (cli, "serviceAccount"));

  return herald_cli_fixture_write (cli, "app.json", content);
}

static void
create_app (Fixture *fixture)
{
  g_autofree char *file = write_app_file (&fixture->cli);
  g_autoptr (JsonNode) app =
    herald_cli_fixture_json (&fixture->cli, 0, "app", "create", "--file", file, NULL);
  g_autoptr (JsonNode) token = NULL;
  JsonObject *ios = json_object_get_object_member (json_node_get_object (app), "ios");
  JsonObject *android = json_object_get_object_member (json_node_get_object (app), "android");

  fixture->app = g_strdup (herald_cli_get_text (app, "id"));
  g_assert_nonnull (fixture->app);
  g_assert_cmpstr (herald_cli_get_text (app, "name"), ==, "Main Job");
  g_assert_cmpstr (json_object_get_string_member (ios, "state"), ==, "configured");
  g_assert_cmpstr (json_object_get_string_member (android, "state"), ==, "configured");
  g_assert_cmpstr (json_object_get_string_member (android, "projectId"), ==,
                   herald_cli_fixture_get_sample (&fixture->cli, "projectId"));
  g_assert_null (strstr (fixture->cli.standard_out, "PRIVATE KEY"));
  token = herald_cli_fixture_json (&fixture->cli, 0, "app", "token", "create", fixture->app,
                                   "--name", "shop", NULL);
  g_assert_cmpstr (herald_cli_get_text (token, "state"), ==, "current");
  g_assert_cmpuint (strlen (herald_cli_get_text (token, "value")), ==, 344);
}

static void
find_person_and_phones (Fixture *fixture)
{
  g_autoptr (JsonNode) people =
    herald_cli_fixture_json (&fixture->cli, 0, "person", "find", "andrew@contosoltd.com", NULL);

  g_assert_cmpuint (json_array_get_length (json_node_get_array (people)), ==, 1);
  g_assert_cmpstr (herald_cli_get_element_text (people, 0, "table"), ==, "contact");
  g_assert_cmpstr (herald_cli_get_element_text (people, 0, "query"), ==, "andrew@contosoltd.com");
  fixture->person = g_strdup (herald_cli_get_element_text (people, 0, "id"));
  fixture->phones = herald_cli_fixture_json (&fixture->cli, 0, "emulator", "phone", "list", NULL);
  g_assert_cmpstr (herald_cli_get_element_text (fixture->phones, 0, "platform"), ==, "ios");
  g_assert_cmpstr (herald_cli_get_element_text (fixture->phones, 1, "platform"), ==, "android");
}

static void
register_phone (Fixture *fixture, guint index)
{
  g_autoptr (JsonNode) answer =
    herald_cli_fixture_json (&fixture->cli, 0, "device", "register", "--app", fixture->app,
                             "--user", fixture->person, "--platform",
                             herald_cli_get_element_text (fixture->phones, index, "platform"),
                             "--token",
                             herald_cli_get_element_text (fixture->phones, index, "token"),
                             "--wait", NULL);

  g_assert_cmpstr (herald_cli_get_text (answer, "status"), ==, "Success");
  g_assert_nonnull (herald_cli_get_text (answer, "requestId"));
}

static JsonNode *
send_push (Fixture *fixture, int expected_status, const char *title)
{
  return herald_cli_fixture_json (&fixture->cli, expected_status, "push", "send", "--app",
                                  fixture->app, "--user", fixture->person, "--title", title,
                                  "--message", "Grüße, 你好", "--link", "https://contoso.example/",
                                  NULL);
}

/* The newest notification of a phone. */
static JsonNode *
list_notifications (Fixture *fixture, guint phone)
{
  return herald_cli_fixture_json (&fixture->cli, 0, "emulator", "phone", "notifications",
                                  herald_cli_get_element_text (fixture->phones, phone, "id"), NULL);
}

static void
assert_status (JsonNode *results, const char *platform, const char *status)
{
  JsonArray *array = json_node_get_array (results);

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_str_equal (herald_cli_get_element_text (results, i, "platform"), platform))
      {
        g_assert_cmpstr (herald_cli_get_element_text (results, i, "status"), ==, status);
        return;
      }
  g_error ("No result for %s", platform);
}

static void
send_to_both (Fixture *fixture)
{
  g_autoptr (JsonNode) results = send_push (fixture, 0, "First");

  g_assert_cmpuint (json_array_get_length (json_node_get_array (results)), ==, 2);
  assert_status (results, "ios", "delivered");
  assert_status (results, "android", "delivered");
  for (guint phone = 0; phone < 2; phone++)
    {
      g_autoptr (JsonNode) held = list_notifications (fixture, phone);

      g_assert_cmpstr (herald_cli_get_element_text (held, 0, "title"), ==, "First");
      g_assert_cmpstr (herald_cli_get_element_text (held, 0, "body"), ==, "Grüße, 你好");
      g_assert_null (herald_cli_get_element_text (held, 0, "openedAt"));
    }
}

static void
tap_first (Fixture *fixture)
{
  g_autoptr (JsonNode) before = list_notifications (fixture, 0);
  g_autoptr (JsonNode) opened =
    herald_cli_fixture_json (&fixture->cli, 0, "emulator", "phone", "tap",
                             herald_cli_get_element_text (fixture->phones, 0, "id"),
                             herald_cli_get_element_text (before, 0, "id"), NULL);
  g_autoptr (JsonNode) after = list_notifications (fixture, 0);

  g_assert_cmpstr (herald_cli_get_text (opened, "opened"), ==, "https://contoso.example/");
  g_assert_nonnull (herald_cli_get_element_text (after, 0, "openedAt"));
}

static void
clean_up_android (Fixture *fixture)
{
  g_autoptr (JsonNode) answer =
    herald_cli_fixture_json (&fixture->cli, 0, "device", "cleanup", "--app", fixture->app, "--user",
                             fixture->person, "--token",
                             herald_cli_get_element_text (fixture->phones, 1, "token"), NULL);
  JsonObject *object = json_node_get_object (answer);

  g_assert_cmpint (json_object_get_int_member (object, "requested"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "accepted"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "remaining"), ==, 0);
}

static void
send_to_the_one_left (Fixture *fixture)
{
  g_autoptr (JsonNode) results = send_push (fixture, 20, "Second");
  g_autoptr (JsonNode) ios = list_notifications (fixture, 0);
  g_autoptr (JsonNode) android = list_notifications (fixture, 1);

  assert_status (results, "ios", "delivered");
  assert_status (results, "android", "notRegistered");
  g_assert_cmpstr (herald_cli_get_element_text (ios, 0, "title"), ==, "Second");
  g_assert_cmpstr (herald_cli_get_element_text (android, 0, "title"), ==, "First");
}

static void
test_push (Fixture *fixture, gconstpointer data)
{
  create_app (fixture);
  find_person_and_phones (fixture);
  register_phone (fixture, 0);
  register_phone (fixture, 1);
  send_to_both (fixture);
  tap_first (fixture);
  clean_up_android (fixture);
  send_to_the_one_left (fixture);
}

static void
test_inapp (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) sent =
    herald_cli_fixture_json (&fixture->cli, 0, "inapp", "send", "--recipient",
                             "marketing@contosoltd.com", "--title", "Review the campaign", "--body",
                             "It starts tomorrow.", "--action-title", "Open", "--action-url",
                             "https://contoso.example/campaign", NULL);
  g_autoptr (JsonNode) listed =
    herald_cli_fixture_json (&fixture->cli, 0, "inapp", "list", "--recipient",
                             "marketing@contosoltd.com", NULL);
  g_autoptr (JsonNode) others = NULL;
  g_autoptr (JsonNode) gone = NULL;
  const char *id = herald_cli_get_element_text (sent, 0, "id");

  g_assert_cmpstr (herald_cli_get_element_text (sent, 0, "status"), ==, "delivered");
  g_assert_cmpstr (herald_cli_get_element_text (listed, 0, "id"), ==, id);
  g_assert_cmpstr (herald_cli_get_element_text (listed, 0, "title"), ==, "Review the campaign");
  others = herald_cli_fixture_json (&fixture->cli, 0, "inapp", "list", "--recipient",
                                    "support@contosoltd.com", NULL);
  g_assert_null (strstr (fixture->cli.standard_out, id));
  g_assert_cmpint (herald_cli_fixture_run (&fixture->cli, "inapp", "recall", id, NULL), ==, 0);
  gone = herald_cli_fixture_json (&fixture->cli, 0, "inapp", "list", "--recipient",
                                  "marketing@contosoltd.com", NULL);
  g_assert_null (strstr (fixture->cli.standard_out, id));
}

/* What was written is read back, and a second look shows what the first one left. */
static void
test_app_update (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) updated = NULL;
  g_autoptr (JsonNode) checks = NULL;

  create_app (fixture);
  updated = herald_cli_fixture_json (&fixture->cli, 0, "app", "update", fixture->app, "--name",
                                     "Renamed", NULL);
  g_assert_cmpstr (herald_cli_get_text (updated, "name"), ==, "Renamed");
  /* The secrets that were not touched still work. */
  checks = herald_cli_fixture_json (&fixture->cli, 0, "app", "check", fixture->app, NULL);
  for (guint i = 0; i < 2; i++)
    g_assert_true (
      json_object_get_boolean_member (json_array_get_object_element (json_node_get_array (checks),
                                                                     i),
                                      "ok"));
  g_assert_cmpint (herald_cli_fixture_run (&fixture->cli, "app", "delete", fixture->app, NULL), ==,
                   0);
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "", "app", "show", fixture->app, NULL);
}

static void
test_messages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = herald_cli_fixture_write (&fixture->cli, "message.json",
                                                    "{\"title\":\"Spring\",\"message\":\"Sale\","
                                                    "\"link\":\"https://contoso.example/\"}");
  g_autoptr (JsonNode) list = NULL;
  g_autoptr (JsonNode) shown = NULL;

  g_assert_cmpint (herald_cli_fixture_run (&fixture->cli, "push", "save", "--file", file, NULL), ==,
                   0);
  list = herald_cli_fixture_json (&fixture->cli, 0, "push", "list", NULL);
  g_assert_cmpstr (herald_cli_get_element_text (list, 0, "name"), ==, "Spring");
  shown = herald_cli_fixture_json (&fixture->cli, 0, "push", "show",
                                   herald_cli_get_element_text (list, 0, "id"), NULL);
  g_assert_cmpstr (herald_cli_get_text (shown, "message"), ==, "Sale");
}

/* A second command on the data folder reads what the first one wrote, with no emulator running
 * between them. */
static void
test_embedded_emulator (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) status = NULL;
  g_autoptr (JsonNode) app = NULL;

  create_app (fixture);
  herald_cli_fixture_kill_emulator (&fixture->cli);
  status = herald_cli_fixture_json (&fixture->cli, 0, "emulator", "status", NULL);
  g_assert_false (json_object_get_boolean_member (json_node_get_object (status), "running"));
  app = herald_cli_fixture_json (&fixture->cli, 0, "app", "show", fixture->app, NULL);
  g_assert_cmpstr (herald_cli_get_text (app, "name"), ==, "Main Job");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/cli/main-job/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("push", test_push);
  ADD ("inapp", test_inapp);
  ADD ("app-update", test_app_update);
  ADD ("messages", test_messages);
  ADD ("embedded-emulator", test_embedded_emulator);
  return g_test_run ();
}
