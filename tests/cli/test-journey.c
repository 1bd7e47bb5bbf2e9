/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A one-step journey by heraldctl: sent, opened, clicked, listed. */
#include "config.h"

#include "herald-cli-fixture.h"

#include <string.h>

#define NOBODY "99999999-9999-4999-8999-999999999999"
#define EMAIL "andrew@contosoltd.com"

typedef struct
{
  HeraldCliFixture cli;
  JsonNode        *phones; /* (owned) */
} Fixture;

/* One phone of the person is registered in the first app, and no other. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *app;
  g_autoptr (JsonNode) cleaned = NULL;
  g_autoptr (JsonNode) registered = NULL;

  herald_cli_fixture_set_up (&fixture->cli);
  herald_cli_fixture_start_emulator (&fixture->cli);
  app = herald_cli_fixture_get_sample (&fixture->cli, "id");
  cleaned = herald_cli_fixture_json (&fixture->cli, 0, "device", "cleanup", "--app", app, "--user",
                                     EMAIL, NULL);
  fixture->phones = herald_cli_fixture_json (&fixture->cli, 0, "emulator", "phone", "list", NULL);
  registered =
    herald_cli_fixture_json (&fixture->cli, 0, "device", "register", "--app", app, "--user", EMAIL,
                             "--platform",
                             herald_cli_get_element_text (fixture->phones, 0, "platform"),
                             "--token", herald_cli_get_element_text (fixture->phones, 0, "token"),
                             "--wait", NULL);
  g_assert_cmpstr (herald_cli_get_text (registered, "status"), ==, "Success");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->phones, json_node_unref);
  herald_cli_fixture_tear_down (&fixture->cli);
}

static gint64
get_number (JsonNode *node, const char *member)
{
  return json_object_get_int_member (json_node_get_object (node), member);
}

static void
assert_metrics (JsonObject *journey, gint64 sent, gint64 opened, gint64 clicked)
{
  JsonObject *metrics = json_object_get_object_member (journey, "metrics");

  g_assert_cmpint (json_object_get_int_member (metrics, "sent"), ==, sent);
  g_assert_cmpint (json_object_get_int_member (metrics, "opened"), ==, opened);
  g_assert_cmpint (json_object_get_int_member (metrics, "clicked"), ==, clicked);
}

static void
test_run (Fixture *fixture, gconstpointer data)
{
  HeraldCliFixture *cli = &fixture->cli;
  const char       *phone = herald_cli_get_element_text (fixture->phones, 0, "id");
  g_autoptr (JsonNode) run =
    herald_cli_fixture_json (cli, 0, "emulator", "journey", "run", "--app",
                             herald_cli_fixture_get_sample (cli, "id"), "--user", EMAIL, "--name",
                             "Spring", "--title", "Hello {{firstname}}", "--message", "Text",
                             "--link", "https://contoso.example/offer", NULL);
  g_autoptr (JsonNode) held = NULL;
  g_autoptr (JsonNode) opened = NULL;
  g_autoptr (JsonNode) interactions = NULL;
  g_autoptr (JsonNode) none = NULL;
  g_autoptr (JsonNode) shown = NULL;
  g_autoptr (JsonNode) list = NULL;

  g_assert_cmpint (get_number (run, "sent"), ==, 1);
  g_assert_cmpint (get_number (run, "notSentCount"), ==, 0);
  held = herald_cli_fixture_json (cli, 0, "emulator", "phone", "notifications", phone, NULL);
  g_assert_cmpstr (herald_cli_get_element_text (held, 0, "title"), ==, "Hello Andrew");
  opened = herald_cli_fixture_json (cli, 0, "emulator", "phone", "tap", phone,
                                    herald_cli_get_element_text (held, 0, "id"), NULL);
  interactions = herald_cli_fixture_json (cli, 0, "emulator", "interaction", "list", NULL);
  g_assert_cmpstr (herald_cli_get_element_text (interactions, 0, "phone"), ==, phone);
  none = herald_cli_fixture_json (cli, 0, "emulator", "interaction", "list", "--after", "99", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (none)), ==, 0);
  shown = herald_cli_fixture_json (cli, 0, "emulator", "journey", "show",
                                   herald_cli_get_text (run, "id"), NULL);
  g_assert_cmpstr (herald_cli_get_text (shown, "name"), ==, "Spring");
  assert_metrics (json_node_get_object (shown), 1, 1, 1);
  list = herald_cli_fixture_json (cli, 0, "emulator", "journey", "list", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 1);
  assert_metrics (json_array_get_object_element (json_node_get_array (list), 0), 1, 1, 1);
}

/* A file says the same as the options; who was not reached is in the exit status. */
static void
test_file (Fixture *fixture, gconstpointer data)
{
  HeraldCliFixture *cli = &fixture->cli;
  g_autofree char  *content =
    g_strdup_printf ("{\"app\":\"%s\",\"message\":{\"title\":\"Hi\"},"
                     "\"audience\":{\"table\":\"lead\",\"ids\":[\"" NOBODY "\"]}}",
                     herald_cli_fixture_get_sample (cli, "id"));
  g_autofree char *file = herald_cli_fixture_write (cli, "journey.json", content);
  g_autoptr (JsonNode) run =
    herald_cli_fixture_json (cli, 20, "emulator", "journey", "run", "--file", file, NULL);

  g_assert_cmpint (get_number (run, "sent"), ==, 0);
  g_assert_cmpint (get_number (run, "notSentCount"), ==, 1);
  g_assert_cmpint (herald_cli_fixture_run (cli, "emulator", "journey", "run", "--file", file, NULL),
                   ==, 20);
  g_assert_nonnull (strstr (cli->standard_out, "PersonNotFound"));
  g_assert_cmpint (herald_cli_fixture_run (cli, "emulator", "journey", "list", NULL), ==, 0);
  g_assert_nonnull (strstr (cli->standard_out, "1 PersonNotFound"));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  HeraldCliFixture *cli = &fixture->cli;
  const char       *app = herald_cli_fixture_get_sample (cli, "id");

  herald_cli_fixture_fail (cli, 1, "USAGE", "--app", "emulator", "journey", "run", "--user", EMAIL,
                           "--title", "Hi", NULL);
  herald_cli_fixture_fail (cli, 1, "USAGE", "--filter", "emulator", "journey", "run", "--app", app,
                           "--title", "Hi", NULL);
  herald_cli_fixture_fail (cli, 9, "REMOTE", "title", "emulator", "journey", "run", "--app", app,
                           "--user", EMAIL, NULL);
  herald_cli_fixture_fail (cli, 9, "REMOTE", "nosuch", "emulator", "journey", "run", "--app", app,
                           "--title", "Hi", "--filter", "nosuch eq 1", NULL);
  herald_cli_fixture_fail (cli, 5, "NOT_FOUND", "", "emulator", "journey", "show", NOBODY, NULL);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/cli/journey/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("run", test_run);
  ADD ("file", test_file);
  ADD ("refused", test_refused);
  return g_test_run ();
}
