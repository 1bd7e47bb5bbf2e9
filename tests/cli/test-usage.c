/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line itself: help, global options anywhere, mistakes, exit codes, its libraries. */
#include "config.h"

#include "herald-cli-fixture.h"

#include "base/herald-json.h"

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
test_help (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (herald_cli_fixture_run (fixture, "--help", NULL), ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "push send"));
  g_assert_nonnull (strstr (fixture->standard_out, "emulator run"));
  g_assert_nonnull (strstr (fixture->standard_out, "--data-dir"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "app", "create", "--help", NULL), ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "keyFile"));
  g_assert_nonnull (strstr (fixture->standard_out, "--apns-key"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "app", "--help", NULL), ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "app token create"));
  g_assert_null (strstr (fixture->standard_out, "push send"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "fault", "--help", NULL), ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "emulator fault clear"));
  g_assert_null (strstr (fixture->standard_out, "emulator reset"));
  g_assert_cmpint (herald_cli_fixture_run (fixture, NULL), ==, 1);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "--version", NULL), ==, 0);
  g_assert_cmpstr (fixture->standard_out, ==, "heraldctl " HERALD_VERSION "\n");
}

/* As it stands in the source of the page. */
static char *
escape_option (const char *option)
{
  g_auto (GStrv) parts = g_strsplit (option, "-", -1);

  return g_strjoinv ("\\-", parts);
}

/* Every option of what leads to an organisation stands in the manual page. */
static void
test_man_page (Fixture *fixture, gconstpointer data)
{
  static const char *const commands[][3] = {
    { "env", "add" },
    { "env", "discover" },
    { "env", "set" },
    { "auth", "login" },
    { "auth", "status" },
    { "secret", "file", "create" },
    { "secret", "file", "change-passphrase" },
    { "secret", "file", "remove" },
  };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "heraldctl.1", NULL);
  g_autofree char *page = NULL;
  g_autoptr (GRegex) options =
    g_regex_new ("--[a-z][a-z-]+", G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  guint n_options = 0;

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char *third = commands[i][2] != NULL ? commands[i][2] : "--help";
      g_autoptr (GMatchInfo) match = NULL;

      g_assert_cmpint (herald_cli_fixture_run (fixture, commands[i][0], commands[i][1], third,
                                               "--help", NULL),
                       ==, 0);
      for (g_regex_match (options, fixture->standard_out, G_REGEX_MATCH_DEFAULT, &match);
           g_match_info_matches (match); g_match_info_next (match, NULL), n_options++)
        {
          g_autofree char *option = g_match_info_fetch (match, 0);
          g_autofree char *escaped = escape_option (option);

          if (strstr (page, escaped) == NULL)
            g_error ("“%s” of “%s %s” is not in the manual page", option, commands[i][0],
                     commands[i][1]);
        }
    }
  g_assert_cmpuint (n_options, >, 30);
}

static void
test_unknown_commands (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_fail (fixture, 1, "USAGE", "push send", "psuh", "send", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "app list", "app", "lst", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "“heraldctl env --help” lists them", "env", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "“heraldctl secret file” needs", "secret", "file",
                           NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "--help", "bake", "a", "cake", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "--help", "ap", "--help", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "app list", "app", "lst", "--help", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "--nmae", "app", "create", "--nmae", "x", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "app show", "app", "show", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "app show", "app", "show", "a", "b", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "--app", "device", "register", NULL);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "--env", "app", "list", "--env", NULL);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "psuh", "send", NULL), ==, 1);
  g_assert_cmpstr (fixture->standard_out, ==, "");
  g_assert_nonnull (strstr (fixture->standard_err, "push send"));
}

/* The same answer wherever --json and --env stand. */
static void
test_globals_anywhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;

  g_assert_cmpint (herald_cli_fixture_run (fixture, "--json", "--env", "emulator", "env", "list",
                                           NULL),
                   ==, 0);
  first = g_strdup (fixture->standard_out);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "--json", "list", "--env=emulator",
                                           NULL),
                   ==, 0);
  g_assert_cmpstr (fixture->standard_out, ==, first);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "list", NULL), ==, 0);
  g_assert_null (strchr (fixture->standard_out, '{'));
}

static void
test_environments (Fixture *fixture, gconstpointer data)
{
  g_autofree char *secret =
    herald_cli_fixture_write (fixture, "secret.txt", "geheim-und-unvergessen\n");
  g_autofree char *database = g_build_filename (fixture->data_dir, "herald.db", NULL);
  g_autoptr (JsonNode) list = NULL;

  g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "add", "Test", "--kind", "test", "--url",
                                           "https://contoso.crm4.dynamics.com", "--tenant",
                                           "0f8fad5b-d9cb-469f-a165-70867728950e", "--client-id",
                                           "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                                           "--public-endpoint", "public-eur.mkt.dynamics.com",
                                           "--client-secret-file", secret, NULL),
                   ==, 0);
  list = herald_cli_fixture_json (fixture, 0, "env", "list", NULL);
  g_assert_cmpstr (herald_cli_get_element_text (list, 0, "name"), ==, "emulator");
  g_assert_cmpstr (herald_cli_get_element_text (list, 1, "name"), ==, "Test");
  g_assert_cmpstr (herald_cli_get_element_text (list, 1, "kind"), ==, "test");
  g_assert_true (g_file_test (database, G_FILE_TEST_EXISTS));
  herald_cli_fixture_assert_lacks (database, "geheim");
  herald_cli_fixture_fail (fixture, 2, "INVALID", "", "env", "add", "Bad", "--url", "not a url",
                           "--tenant", "x", "--client-id", "y", "--client-secret-file", secret,
                           NULL);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "remove", "Test", NULL), ==, 0);
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "Test", "env", "show", "Test", NULL);
}

/* Step by step, against the emulator inside the command. */
static void
test_environment_test (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) steps = herald_cli_fixture_json (fixture, 0, "env", "test", NULL);
  JsonArray *array = json_node_get_array (steps);

  g_assert_cmpuint (json_array_get_length (array), ==, 9);
  g_assert_cmpstr (herald_cli_get_element_text (steps, 3, "step"), ==, "signIn");
  g_assert_cmpstr (herald_cli_get_element_text (steps, 3, "state"), ==, "good");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *step = json_array_get_object_element (array, i);

      g_assert_true (json_object_get_boolean_member (step, "ok"));
      g_assert_true (json_object_has_member (step, "ms"));
      g_assert_nonnull (herald_cli_get_element_text (steps, i, "message"));
    }
}

static void
test_data_dir_that_is_none (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = herald_cli_fixture_write (fixture, "file", "");

  herald_cli_fixture_fail (fixture, 11, "STORE", "file", "--data-dir", file, "env", "list", NULL);
}

static void
test_previews (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) push =
    herald_cli_fixture_json (fixture, 0, "push", "preview", "--title", "T", "--message", "M", NULL);
  g_autoptr (JsonNode) inapp =
    herald_cli_fixture_json (fixture, 0, "inapp", "preview", "--title", "T", NULL);
  JsonObject *apns = json_object_get_object_member (json_node_get_object (push), "apns");
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), apns);
  g_autofree char *text = herald_json_write (node, FALSE);

  g_assert_cmpint (json_object_get_int_member (json_node_get_object (push), "apnsBytes"), ==,
                   (gint64) strlen (text));
  g_assert_cmpstr (herald_cli_get_text (inapp, "Title"), ==, "T");
}

/* The command line must start where there is no desktop. */
static void
test_links_no_gtk (void)
{
  g_autofree char *line = g_strconcat ("ldd ", g_getenv ("HERALDCTL"), NULL);
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_command_line_sync (line, &out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (out, "libsoup"));
  g_assert_null (strstr (out, "libgtk"));
  g_assert_null (strstr (out, "libadwaita"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/cli/usage/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("help", test_help);
  ADD ("man-page", test_man_page);
  ADD ("unknown-commands", test_unknown_commands);
  ADD ("globals-anywhere", test_globals_anywhere);
  ADD ("environments", test_environments);
  ADD ("environment-test", test_environment_test);
  ADD ("data-dir-that-is-none", test_data_dir_that_is_none);
  ADD ("previews", test_previews);
  g_test_add_func ("/cli/usage/links-no-gtk", test_links_no_gtk);
  return g_test_run ();
}
