/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the program that HERALDCTL names. Its home, its data, its keyring and its emulator are below
 * one folder, so that tests neither see each other nor the person's own things. */
#include "config.h"

#include "herald-cli-fixture.h"

#include "base/herald-json.h"
#include "herald-test-dir.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

/* In the child: a test that fails does not leave an emulator behind. */
static void
end_with_test (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocessLauncher *
make_launcher (HeraldCliFixture *self, GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);
  g_autofree char     *keyring = g_build_filename (self->home, "test.keyring", NULL);

  g_subprocess_launcher_set_child_setup (launcher, end_with_test, NULL, NULL);
  if (self->standard_in != NULL)
    g_subprocess_launcher_set_stdin_file_path (launcher, self->standard_in);
  g_subprocess_launcher_setenv (launcher, "HOME", self->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", self->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", self->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", "file", TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PATH",
                                self->lacks_keyring ? "/dev/null/keyring" : keyring, TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  /* libsecret 0.20 loses the old version tag of its file at each write (secret-file-collection.c):
   * a leak of the backend that only tests use. What is ours is checked by the layers' own tests. */
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "detect_leaks=0", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "DBUS_SESSION_BUS_ADDRESS");
  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  g_subprocess_launcher_unsetenv (launcher, "WAYLAND_DISPLAY");
  /* A proxy of the surroundings must not be asked for this computer's own addresses. */
  g_subprocess_launcher_setenv (launcher, "http_proxy", "http://127.0.0.1:9", TRUE);
  g_subprocess_launcher_setenv (launcher, "https_proxy", "http://127.0.0.1:9", TRUE);
  return launcher;
}

/* @words: (nullable): without the program and --data-dir. */
static GSubprocess *
spawn (HeraldCliFixture *self, GSubprocessFlags flags, const char *const *words)
{
  g_autoptr (GSubprocessLauncher) launcher = make_launcher (self, flags);
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) arguments = NULL;
  GSubprocess *process;

  g_assert_nonnull (g_getenv ("HERALDCTL"));
  g_strv_builder_add_many (argv, g_getenv ("HERALDCTL"), "--data-dir", self->data_dir, NULL);
  for (guint i = 0; words[i] != NULL; i++)
    g_strv_builder_add (argv, words[i]);
  arguments = g_strv_builder_end (argv);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments, &error);
  g_assert_no_error (error);
  return process;
}

static GPtrArray *
collect_words (va_list words)
{
  GPtrArray *array = g_ptr_array_new_with_free_func (g_free);
  char      *word;

  while ((word = va_arg (words, char *)) != NULL)
    g_ptr_array_add (array, g_strdup (word));
  return array;
}

/**
 * herald_cli_fixture_set_up:
 * @self: a zeroed fixture
 *
 * Makes the home.
 */
void
herald_cli_fixture_set_up (HeraldCliFixture *self)
{
  self->home = herald_test_dir_new ();
  self->data_dir = g_build_filename (self->home, "data", NULL);
}

/**
 * herald_cli_fixture_tear_down:
 * @self: the fixture
 *
 * Ends the emulator as a person does and removes everything.
 */
void
herald_cli_fixture_tear_down (HeraldCliFixture *self)
{
  g_autoptr (GError) error = NULL;

  if (self->emulator != NULL)
    {
      g_subprocess_send_signal (self->emulator, SIGTERM);
      g_subprocess_wait (self->emulator, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_if_exited (self->emulator));
      g_assert_cmpint (g_subprocess_get_exit_status (self->emulator), ==, 0);
    }
  g_clear_object (&self->emulator);
  g_clear_pointer (&self->ready, json_object_unref);
  herald_test_dir_remove (self->home);
  g_clear_pointer (&self->home, g_free);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->standard_out, g_free);
  g_clear_pointer (&self->standard_err, g_free);
}

/**
 * herald_cli_fixture_start_emulator:
 * @self: the fixture
 *
 * Starts “emulator run” on the data folder and reads its ready line; later commands attach to it.
 */
void
herald_cli_fixture_start_emulator (HeraldCliFixture *self)
{
  const char *const words[] = { "emulator", "run", NULL };
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  char *line;

  self->emulator = spawn (self, G_SUBPROCESS_FLAGS_STDOUT_PIPE, words);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->emulator));
  line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  bytes = g_bytes_new_take (line, strlen (line));
  g_clear_pointer (&self->ready, json_object_unref);
  self->ready = herald_json_parse_object (bytes, &error);
  g_assert_no_error (error);
}

/**
 * herald_cli_fixture_kill_emulator:
 * @self: the fixture
 *
 * Ends the emulator without warning.
 */
void
herald_cli_fixture_kill_emulator (HeraldCliFixture *self)
{
  g_subprocess_force_exit (self->emulator);
  g_subprocess_wait (self->emulator, NULL, NULL);
  g_clear_object (&self->emulator);
}

/**
 * herald_cli_fixture_get_sample:
 * @self: the fixture
 * @name: a member such as “apnsKey”
 *
 * Returns: (transfer none): that member of the ready line's first app
 */
const char *
herald_cli_fixture_get_sample (HeraldCliFixture *self, const char *name)
{
  JsonArray *apps = json_object_get_array_member (self->ready, "apps");

  return json_object_get_string_member (json_array_get_object_element (apps, 0), name);
}

/**
 * herald_cli_fixture_write:
 * @self: the fixture
 * @name: a file name
 * @content: its text
 *
 * Returns: (transfer full): the file's path
 */
char *
herald_cli_fixture_write (HeraldCliFixture *self, const char *name, const char *content)
{
  char *path = g_build_filename (self->home, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
  return path;
}

/**
 * herald_cli_fixture_spawn:
 * @self: the fixture
 * @words: the command's words, ending in %NULL
 *
 * Returns: (transfer full): the running process, with pipes for its outputs
 */
GSubprocess *
herald_cli_fixture_spawn (HeraldCliFixture *self, const char *const *words)
{
  return spawn (self, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, words);
}

static int
run_words (HeraldCliFixture *self, GPtrArray *words)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (words, NULL);
  g_clear_pointer (&self->standard_out, g_free);
  g_clear_pointer (&self->standard_err, g_free);
  process = herald_cli_fixture_spawn (self, (const char *const *) words->pdata);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &self->standard_out, &self->standard_err,
                                 &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_null (strstr (self->standard_err, "CRITICAL"));
  g_assert_null (strstr (self->standard_err, "WARNING"));
  g_test_message ("%s → %d", (const char *) words->pdata[0],
                  g_subprocess_get_exit_status (process));
  return g_subprocess_get_exit_status (process);
}

/**
 * herald_cli_fixture_run:
 * @self: the fixture
 * @...: the command's words, ending in %NULL
 *
 * Returns: the exit status; the outputs are in @self
 */
int
herald_cli_fixture_run (HeraldCliFixture *self, ...)
{
  g_autoptr (GPtrArray) array = NULL;
  va_list words;

  va_start (words, self);
  array = collect_words (words);
  va_end (words);
  return run_words (self, array);
}

/* Runs with --json and parses the one document on standard output. */
static JsonNode *
run_json (HeraldCliFixture *self, int expected_status, GPtrArray *words)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node;
  int       status;

  g_ptr_array_add (words, g_strdup ("--json"));
  status = run_words (self, words);
  if (status != expected_status)
    g_test_message ("out: %s\nerr: %s", self->standard_out, self->standard_err);
  g_assert_cmpint (status, ==, expected_status);
  node = herald_json_parse (self->standard_out, -1, &error);
  g_assert_no_error (error);
  return node;
}

/**
 * herald_cli_fixture_json:
 * @self: the fixture
 * @expected_status: the exit status
 * @...: the command's words, ending in %NULL
 *
 * Returns: (transfer full): the answer
 */
JsonNode *
herald_cli_fixture_json (HeraldCliFixture *self, int expected_status, ...)
{
  g_autoptr (GPtrArray) array = NULL;
  va_list words;

  va_start (words, expected_status);
  array = collect_words (words);
  va_end (words);
  return run_json (self, expected_status, array);
}

/**
 * herald_cli_fixture_fail:
 * @self: the fixture
 * @expected_status: the exit status
 * @code: the error's code
 * @says: what its message holds
 * @...: the command's words, ending in %NULL
 */
void
herald_cli_fixture_fail (HeraldCliFixture *self,
                         int               expected_status,
                         const char       *code,
                         const char       *says,
                         ...)
{
  g_autoptr (GPtrArray) array = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *error_object;
  va_list     words;

  va_start (words, says);
  array = collect_words (words);
  va_end (words);
  node = run_json (self, expected_status, array);
  error_object = json_object_get_object_member (json_node_get_object (node), "error");
  g_assert_nonnull (error_object);
  g_assert_cmpstr (json_object_get_string_member (error_object, "code"), ==, code);
  if (strstr (json_object_get_string_member (error_object, "message"), says) == NULL)
    g_error ("“%s” does not hold “%s”", json_object_get_string_member (error_object, "message"),
             says);
}

/**
 * herald_cli_fixture_assert_lacks:
 * @path: a file, of any content
 * @text: what must not stand in it
 */
void
herald_cli_fixture_assert_lacks (const char *path, const char *text)
{
  g_autofree char *content = NULL;
  gsize            length = 0;
  gsize            size = strlen (text);

  if (!g_file_get_contents (path, &content, &length, NULL))
    return;
  for (gsize i = 0; i + size <= length; i++)
    if (memcmp (content + i, text, size) == 0)
      g_error ("“%s” holds “%.8s…”", path, text);
}

/**
 * herald_cli_get_text:
 * @node: an object
 * @member: the name of a text member
 *
 * Returns: (transfer none) (nullable): its text
 */
const char *
herald_cli_get_text (JsonNode *node, const char *member)
{
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  return json_object_get_string_member_with_default (json_node_get_object (node), member, NULL);
}

/**
 * herald_cli_get_element_text:
 * @node: a list of objects
 * @index: which of them
 * @member: the name of a text member
 *
 * Returns: (transfer none) (nullable): its text
 */
const char *
herald_cli_get_element_text (JsonNode *node, guint index, const char *member)
{
  JsonArray *array;

  g_assert_true (JSON_NODE_HOLDS_ARRAY (node));
  array = json_node_get_array (node);
  g_assert_cmpuint (index, <, json_array_get_length (array));
  return json_object_get_string_member_with_default (json_array_get_object_element (array, index),
                                                     member, NULL);
}
