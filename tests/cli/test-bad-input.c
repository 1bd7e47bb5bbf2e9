/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that people get wrong: a sentence, an exit status, nothing sent, nothing lost. */
#include "config.h"

#include "herald-cli-fixture.h"

#include "crypto/herald-key.h"

#include <string.h>

#define HEX_63 "0478c50e1a1f04ff699cf1eccb4f6d402582d103f1fa07d2dd5925ba2209c43"
#define HEX_64 HEX_63 "8"
#define SOME_ID "0f8fad5b-d9cb-469f-a165-70867728950e"

typedef struct
{
  HeraldCliFixture cli;
  char            *app; /* the seed's first */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_set_up (&fixture->cli);
  herald_cli_fixture_start_emulator (&fixture->cli);
  fixture->app = g_strdup (herald_cli_fixture_get_sample (&fixture->cli, "id"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->app, g_free);
  herald_cli_fixture_tear_down (&fixture->cli);
}

static guint
count_apps (Fixture *fixture)
{
  g_autoptr (JsonNode) apps = herald_cli_fixture_json (&fixture->cli, 0, "app", "list", NULL);

  return json_array_get_length (json_node_get_array (apps));
}

/* The number of the last request the emulator was sent, but for looking at its log. */
static gint64
count_exchanges (Fixture *fixture, const char *path)
{
  g_autoptr (JsonNode) log =
    herald_cli_fixture_json (&fixture->cli, 0, "emulator", "log", "--limit", "1000", NULL);
  JsonArray *array = json_node_get_array (log);
  gint64     n_exchanges = 0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (strstr (herald_cli_get_element_text (log, i, "path"), path) != NULL)
      n_exchanges++;
  return n_exchanges;
}

static void
test_key_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_key_generate (HERALD_KEY_RSA, &error);
  g_autofree char *pem = herald_key_to_pem (key, &error);
  g_autofree char *rsa = herald_cli_fixture_write (&fixture->cli, "AuthKey_ABCDE12345.p8", pem);
  g_autofree char *google = herald_cli_fixture_write (&fixture->cli, "google-services.json",
                                                      "{\"project_info\":{\"project_number\":\"1\","
                                                      "\"project_id\":\"x\"},\"client\":[]}");
  g_autofree char *junk = herald_cli_fixture_write (&fixture->cli, "key.p12", "0\x82\x05");
  guint            n_apps = count_apps (fixture);

  g_assert_no_error (error);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "RSA", "app", "create", "--name", "x",
                           "--bundle-id", "com.x", "--team-id", "ABCDE12345", "--apns-key", rsa,
                           NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "google-services.json", "app", "create",
                           "--name", "x", "--service-account", google, NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", ".p8", "app", "create", "--name", "x",
                           "--bundle-id", "com.x", "--team-id", "ABCDE12345", "--apns-key", junk,
                           NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "cannot be read", "app", "create", "--file",
                           "/nonexistent/app.json", NULL);
  g_assert_cmpuint (count_apps (fixture), ==, n_apps);
}

static void
test_app_files (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *content;
    const char *says;
  } rows[] = {
    { "{\"nmae\":\"x\"}", "nmae" },
    { "{\"name\":\"x\",\"ios\":{\"bundleID\":\"y\"}}", "bundleID" },
    { "{\"name\":\"x\",\"ios\":{\"environment\":\"prod\"}}", "prod" },
    { "{\"name\":\"x\",\"ios\":{\"mode\":\"certificate\"}}", "certificate" },
    { "{\"name\":\"x\",\"ios\":7}", "ios" },
    { "{\"name\":\"x\",}", "app.json" },
    { "[]", "app.json" },
    { "", "app.json" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *file = herald_cli_fixture_write (&fixture->cli, "app.json", rows[i].content);

      herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", rows[i].says, "app", "create", "--file",
                               file, NULL);
    }
}

/* Apple's answer for it, told in words, and the exit status of a forbidden call. */
static void
test_wrong_team_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) updated =
    herald_cli_fixture_json (&fixture->cli, 0, "app", "update", fixture->app, "--team-id",
                             "WRONG12345", NULL);
  g_autoptr (JsonNode) phones =
    herald_cli_fixture_json (&fixture->cli, 0, "emulator", "phone", "list", NULL);
  g_autoptr (JsonNode) results =
    herald_cli_fixture_json (&fixture->cli, 4, "push", "send", "--app", fixture->app, "--token",
                             herald_cli_get_element_text (phones, 0, "token"), "--platform", "ios",
                             "--title", "x", NULL);

  g_assert_nonnull (updated);
  g_assert_cmpstr (herald_cli_get_element_text (results, 0, "status"), ==, "failed");
  g_assert_cmpstr (herald_cli_get_element_text (results, 0, "reason"), ==, "InvalidProviderToken");
  g_assert_nonnull (herald_cli_get_element_text (results, 0, "explanation"));
}

static void
test_people (Fixture *fixture, gconstpointer data)
{
  static const char *const one_match[] = { "O'Brien+x@contosoltd.com", "jürgen.groß@contosoltd.com",
                                           "100%@contosoltd.com", "r&d@contosoltd.com",
                                           "ann_u@contosoltd.com" };
  g_autoptr (JsonNode) twins = NULL;
  g_autoptr (JsonNode) nobody = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (one_match); i++)
    {
      g_autoptr (JsonNode) people =
        herald_cli_fixture_json (&fixture->cli, 0, "person", "find", one_match[i], NULL);

      g_assert_cmpuint (json_array_get_length (json_node_get_array (people)), ==, 1);
      g_assert_cmpstr (herald_cli_get_element_text (people, 0, "email"), ==, one_match[i]);
    }
  twins =
    herald_cli_fixture_json (&fixture->cli, 0, "person", "find", "lee.family@contosoltd.com", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (twins)), ==, 2);
  herald_cli_fixture_fail (&fixture->cli, 6, "CONFLICT", "2 people", "push", "send", "--app",
                           fixture->app, "--user", "lee.family@contosoltd.com", "--title", "x",
                           NULL);
  nobody =
    herald_cli_fixture_json (&fixture->cli, 0, "person", "find", "nobody@contosoltd.com", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nobody)), ==, 0);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "not an address", "person", "find",
                           "not an address", NULL);
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "nobody@contosoltd.com", "device", "list",
                           "--user", "nobody@contosoltd.com", NULL);
}

static void
test_tokens (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *platform;
    const char *token;
  } rows[] = {
    { "ios", HEX_63 },
    { "ios", "cd16d0b4f3a7bd79cd223a:APA91bd3af3130939f2ee88266261273df0a36941d2fe7ebc9dbe0212d" },
    { "android", HEX_64 },
  };
  gint64 n_before = count_exchanges (fixture, "/pushdeviceregistration/");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "token", "device", "register", "--app",
                               fixture->app, "--user", SOME_ID, "--platform", rows[i].platform,
                               "--token", rows[i].token, NULL);
      herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "token", "push", "send", "--app",
                               fixture->app, "--platform", rows[i].platform, "--token",
                               rows[i].token, "--title", "x", NULL);
    }
  g_assert_cmpint (count_exchanges (fixture, "/pushdeviceregistration/"), ==, n_before);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "windows", "device", "register", "--app",
                           fixture->app, "--user", SOME_ID, "--platform", "windows", "--token",
                           HEX_64, NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "v1", "device", "register", "--app",
                           fixture->app, "--user", SOME_ID, "--platform", "ios", "--token", HEX_64,
                           "--api", "v1", NULL);
}

static char *
repeat (const char *text, guint n_times)
{
  GString *repeated = g_string_new (NULL);

  for (guint i = 0; i < n_times; i++)
    g_string_append (repeated, text);
  return g_string_free (repeated, FALSE);
}

static void
test_push_texts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *title = repeat ("t", 600);
  g_autofree char *message = repeat ("🎉", 1500);
  g_autofree char *broken = herald_cli_fixture_write (&fixture->cli, "push.json", "{\"title\":7}");

  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "600", "push", "send", "--app",
                           fixture->app, "--token", HEX_64, "--platform", "ios", "--title", title,
                           NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "4096", "push", "send", "--app",
                           fixture->app, "--token", HEX_64, "--platform", "ios", "--title", "x",
                           "--message", message, NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "title", "push", "send", "--app",
                           fixture->app, "--token", HEX_64, "--platform", "ios", NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "push.json", "push", "preview", "--file",
                           broken, NULL);
  herald_cli_fixture_fail (&fixture->cli, 1, "USAGE", "--token", "push", "send", "--app",
                           fixture->app, "--title", "x", NULL);
  g_assert_cmpint (count_exchanges (fixture, "/3/device/"), ==, 0);
}

static void
test_inapp_texts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = repeat ("b", 501);
  gint64           n_before = count_exchanges (fixture, "SendAppNotification");

  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "501", "inapp", "send", "--recipient",
                           "marketing@contosoltd.com", "--title", "x", "--body", body, NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "javascript", "inapp", "send",
                           "--recipient", "marketing@contosoltd.com", "--title", "x",
                           "--action-title", "Open", "--action-url", "javascript:alert(1)", NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "mark", "inapp", "send", "--recipient",
                           "mark", "--title", "x", NULL);
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "nobody@contosoltd.com", "inapp", "send",
                           "--recipient", "nobody@contosoltd.com", "--title", "x", NULL);
  g_assert_cmpint (count_exchanges (fixture, "SendAppNotification"), ==, n_before);
}

static void
test_things_that_are_not_there (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "", "app", "show", SOME_ID, NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "my-app", "app", "show", "my-app", NULL);
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "nowhere", "--env", "nowhere", "app",
                           "list", NULL);
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "", "emulator", "phone", "tap", "x", "1",
                           NULL);
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "", "push", "show", "77", NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "online", "emulator", "phone", "set", "x",
                           "online", NULL);
}

static GSubprocess *
spawn_registration (Fixture *fixture, const char *user, const char *token)
{
  const char *const words[] = { "--json",     "device",  "register", "--app",   fixture->app,
                                "--user",     user,      "--wait",   "--token", token,
                                "--platform", "android", NULL };

  return herald_cli_fixture_spawn (&fixture->cli, words);
}

/* Reads what the process tells until it waits for the service. */
static void
wait_until_accepted (GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines =
    g_data_input_stream_new (g_subprocess_get_stderr_pipe (process));
  char *line;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      gboolean accepted = strstr (line, "Accepted") != NULL;

      g_free (line);
      if (accepted)
        return;
    }
}

/* The emulator dies while a registration is followed: NETWORK, and the data are there afterwards.
 * A registration may have ended before the emulator did; then another try is made. */
static void
test_killed_emulator (Fixture *fixture, gconstpointer data)
{
  int status = 0;

  for (guint i = 0; i < 5 && status != 8; i++)
    {
      g_autofree char *token = g_strdup_printf (
        "cd16d0b4f3a7bd79cd22%02u:APA91bd3af3130939f2ee88266261273df0a36941d2fe7ebc9dbe0212d", i);
      g_autoptr (GSubprocess) process =
        spawn_registration (fixture, "andrew@contosoltd.com", token);
      g_autoptr (GError) error = NULL;
      g_autofree char *out = NULL;
      g_autofree char *err = NULL;

      wait_until_accepted (process);
      herald_cli_fixture_kill_emulator (&fixture->cli);
      g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_if_exited (process));
      status = g_subprocess_get_exit_status (process);
      g_assert_null (strstr (err, "CRITICAL"));
      if (status == 8)
        g_assert_nonnull (strstr (out, "\"NETWORK\""));
      herald_cli_fixture_start_emulator (&fixture->cli);
    }
  g_assert_cmpint (status, ==, 8);
  g_assert_cmpuint (count_apps (fixture), ==, 2);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/cli/bad-input/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("key-files", test_key_files);
  ADD ("app-files", test_app_files);
  ADD ("wrong-team-id", test_wrong_team_id);
  ADD ("people", test_people);
  ADD ("tokens", test_tokens);
  ADD ("push-texts", test_push_texts);
  ADD ("inapp-texts", test_inapp_texts);
  ADD ("things-that-are-not-there", test_things_that_are_not_there);
  ADD ("killed-emulator", test_killed_emulator);
  return g_test_run ();
}
