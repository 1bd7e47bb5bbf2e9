/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator: driving a running emulator, with --json and in text. */
#include "config.h"

#include "base/herald-guid.h"
#include "herald-cli-fixture.h"

#include <string.h>

typedef HeraldCliFixture Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_set_up (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_tear_down (fixture);
}

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) rule = NULL;
  g_autoptr (JsonNode) list = NULL;
  g_autofree char *file =
    herald_cli_fixture_write (fixture, "rule.json",
                              "{\"match\":{\"path\":\"/nowhere\"},\"do\":{\"delayMs\":1}}");

  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "emulator run", "emulator", "fault", "list",
                           NULL);
  herald_cli_fixture_start_emulator (fixture);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "fault", "list", NULL), ==, 0);
  g_assert_cmpstr (fixture->standard_out, ==, "There are no faults\n");
  rule = herald_cli_fixture_json (fixture, 0, "emulator", "fault", "add", "--method", "GET",
                                  "--path", "*/contacts*", "--status", "429", "--retry-after", "3",
                                  "--times", "1", "--every", "2", NULL);
  g_assert_cmpstr (herald_cli_get_text (rule, "id"), ==, "1");
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (rule), "every"), ==, 2);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "fault", "add", "--file", file,
                                           NULL),
                   ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "{\"delayMs\":1}"));
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "", "emulator", "fault", "add", "--status", "9",
                           NULL);
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "", "emulator", "fault", "add", NULL);
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "", "emulator", "fault", "remove", "99", NULL);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "fault", "remove", "2", NULL), ==,
                   0);
  list = herald_cli_fixture_json (fixture, 0, "emulator", "fault", "list", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 1);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "fault", "clear", NULL), ==, 0);
  g_assert_cmpstr (fixture->standard_out, ==, "All faults are removed\n");
}

static void
test_clock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) clock = NULL;
  g_autoptr (JsonNode) later = NULL;

  /* The offset is kept in the folder, also without a running emulator. */
  clock = herald_cli_fixture_json (fixture, 0, "emulator", "clock", "advance", "90", NULL);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (clock), "offsetSeconds"), ==,
                   90);
  later = herald_cli_fixture_json (fixture, 0, "emulator", "clock", NULL);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (later), "offsetSeconds"), ==,
                   90);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "0", "emulator", "clock", "advance", "0", NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "soon", "emulator", "clock", "advance", "soon",
                           NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "", "emulator", "clock", "advance", NULL);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "clock", "reset", NULL), ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, ", 0 seconds ahead\n"));
}

static void
test_switches (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) set = NULL;

  herald_cli_fixture_start_emulator (fixture);
  set = herald_cli_fixture_json (fixture, 0, "emulator", "switch", "set",
                                 "registrationShortestMs=5", "tellWrongApiToken=true", NULL);
  g_assert_true (json_object_get_boolean_member (json_node_get_object (set), "tellWrongApiToken"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "switch", "list", NULL), ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "registrationShortestMs"));
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "nosuch", "emulator", "switch", "set", "nosuch=1",
                           NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "NAME=VALUE", "emulator", "switch", "set", "x",
                           NULL);
}

static void
test_snapshots (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) list = NULL;
  g_autofree char *file = g_build_filename (fixture->home, "one.herald", NULL);

  herald_cli_fixture_start_emulator (fixture);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "snapshot", "save", "one", NULL),
                   ==, 0);
  g_assert_cmpstr (fixture->standard_out, ==, "The snapshot is saved\n");
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "snapshot", "export", "one", file,
                                           NULL),
                   ==, 0);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "snapshot", "import", file, "two",
                                           NULL),
                   ==, 0);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "snapshot", "restore", "two", NULL),
                   ==, 0);
  list = herald_cli_fixture_json (fixture, 0, "emulator", "snapshot", "list", NULL);
  g_assert_cmpstr (herald_cli_get_element_text (list, 1, "name"), ==, "two");
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "snapshot", "delete", "two", NULL),
                   ==, 0);
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "", "emulator", "snapshot", "restore", "two",
                           NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "", "emulator", "snapshot", "save", "../x", NULL);
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "", "emulator", "snapshot", "import",
                           "/nonexistent", "x", NULL);
}

static void
test_reset_and_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) status = NULL;

  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "status", NULL), ==, 0);
  g_assert_cmpstr (fixture->standard_out, ==, "No emulator runs on this data folder\n");
  herald_cli_fixture_start_emulator (fixture);
  status = herald_cli_fixture_json (fixture, 0, "emulator", "status", NULL);
  g_assert_true (json_object_get_boolean_member (json_node_get_object (status), "running"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "reset", "--seed", "small", NULL),
                   ==, 0);
  g_assert_cmpstr (fixture->standard_out, ==, "The emulator is back at its seed\n");
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "huge", "emulator", "reset", "--seed", "huge",
                           NULL);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "person", "find", "andrew@contosoltd.com",
                                           NULL),
                   ==, 0);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "log", NULL), ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "/api/data/v9.2/"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "log", "clear", NULL), ==, 0);
}

static void
test_log_filters (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) good = NULL;
  g_autoptr (JsonNode) bad = NULL;
  g_autoptr (JsonNode) found = NULL;
  g_autoptr (JsonNode) none = NULL;

  herald_cli_fixture_start_emulator (fixture);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "person", "find", "andrew@contosoltd.com",
                                           NULL),
                   ==, 0);
  good = herald_cli_fixture_json (fixture, 0, "emulator", "log", "--path", "/api/data/*",
                                  "--status", "2xx", "--method", "GET", "--since",
                                  "2020-01-01T00:00:00Z", "--wait", "300", "--limit", "1", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (good)), ==, 1);
  g_assert_true (
    g_str_has_prefix (herald_cli_get_element_text (good, 0, "path"), "/api/data/v9.2/"));
  found = herald_cli_fixture_json (fixture, 0, "emulator", "log", "--text", "ANDREW DIXON", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (found)), >=, 1);
  none = herald_cli_fixture_json (fixture, 0, "emulator", "log", "--text", "no & such", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (none)), ==, 0);
  bad = herald_cli_fixture_json (fixture, 0, "emulator", "log", "--status", "5xx", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (bad)), ==, 0);
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "status", "emulator", "log", "--status", "many",
                           NULL);
}

/* Every switch that there is stands in the help. */
static void
test_switch_help (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) switches = NULL;
  g_autoptr (GList) names = NULL;

  herald_cli_fixture_start_emulator (fixture);
  switches = herald_cli_fixture_json (fixture, 0, "emulator", "switch", "list", NULL);
  names = json_object_get_members (json_node_get_object (switches));
  g_assert_nonnull (names);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "switch", "set", "--help", NULL),
                   ==, 0);
  for (GList *name = names; name != NULL; name = name->next)
    {
      g_test_message ("%s", (const char *) name->data);
      g_assert_nonnull (strstr (fixture->standard_out, name->data));
    }
}

static void
test_app_session (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) started = NULL;
  const char *id;

  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "", "emulator", "app-session", "start",
                           "admin@contosoltd.com", NULL);
  herald_cli_fixture_start_emulator (fixture);
  started = herald_cli_fixture_json (fixture, 0, "emulator", "app-session", "start",
                                     "admin@contosoltd.com", NULL);
  id = herald_cli_get_text (started, "id");
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "app-session", "navigate", id,
                                           NULL),
                   ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "unseen"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "app-session", "open-center", id,
                                           NULL),
                   ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, ": 0 unseen"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "app-session", "dismiss", id,
                                           "--all", NULL),
                   ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "The notification center is empty"));
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "all", "emulator", "app-session", "dismiss", id,
                           NULL);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "app-session", "close", id, NULL),
                   ==, 0);
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "", "emulator", "app-session", "show", id,
                           NULL);
}

static void
test_ask_permission (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) phones = NULL;
  g_autoptr (JsonNode) answer = NULL;
  const char *id;

  herald_cli_fixture_start_emulator (fixture);
  phones = herald_cli_fixture_json (fixture, 0, "emulator", "phone", "list", NULL);
  id = herald_cli_get_element_text (phones, 0, "id");
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "phone", "set", id,
                                           "permission=notAsked", NULL),
                   ==, 0);
  answer =
    herald_cli_fixture_json (fixture, 0, "emulator", "phone", "ask-permission", id, "denied", NULL);
  g_assert_cmpstr (herald_cli_get_text (answer, "permission"), ==, "denied");
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "phone", "set", id, "reset=true",
                                           NULL),
                   ==, 0);
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "", "emulator", "phone", "ask-permission", id,
                           "perhaps", NULL);
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *good =
    herald_cli_fixture_write (fixture, "good.csv", "lastname,emailaddress1\nNew,new@x.example\n");
  g_autofree char *bad = herald_cli_fixture_write (fixture, "bad.csv", "lastname\n\"open\n");

  herald_cli_fixture_start_emulator (fixture);
  answer = herald_cli_fixture_json (fixture, 0, "emulator", "import", "contacts", good, NULL);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (answer), "imported"), ==, 1);
  g_assert_true (
    herald_guid_is_valid (json_object_get_string_member (json_node_get_object (answer), "id")));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "person", "find", "new@x.example", NULL), ==,
                   0);
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "", "emulator", "import", "contacts", bad, NULL);
  herald_cli_fixture_fail (fixture, 9, "REMOTE", "", "emulator", "import", "devices", good, NULL);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/cli/emulator/faults", test_faults);
  ADD ("/cli/emulator/clock", test_clock);
  ADD ("/cli/emulator/switches", test_switches);
  ADD ("/cli/emulator/snapshots", test_snapshots);
  ADD ("/cli/emulator/import", test_import);
  ADD ("/cli/emulator/reset-and-log", test_reset_and_log);
  ADD ("/cli/emulator/log-filters", test_log_filters);
  ADD ("/cli/emulator/switch-help", test_switch_help);
  ADD ("/cli/emulator/app-session", test_app_session);
  ADD ("/cli/emulator/ask-permission", test_ask_permission);
  return g_test_run ();
}
