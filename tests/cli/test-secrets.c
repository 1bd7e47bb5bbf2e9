/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl secret: a computer without Secret Service, and the file with a passphrase on it. */
#include "config.h"

#include "herald-cli-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define CLIENT "7c9e6679-7425-40de-944b-e07fc1f90ae7"
#define TENANT "0f8fad5b-d9cb-469f-a165-70867728950e"
#define PASSPHRASE " correct horse "
#define SECRET "Pl4nted~s3cret"

typedef struct
{
  HeraldCliFixture cli;

  char *path;          /* (owned): of the file of secrets */
  char *passphrase;    /* (owned): files */
  char *other;         /* (owned) */
  char *client_secret; /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_set_up (&fixture->cli);
  fixture->cli.lacks_keyring = TRUE;
  fixture->path = g_build_filename (fixture->cli.data_dir, "secrets.vault", NULL);
  fixture->passphrase =
    herald_cli_fixture_write (&fixture->cli, "passphrase", PASSPHRASE "\nnot this\n");
  fixture->other = herald_cli_fixture_write (&fixture->cli, "other", "battery staple");
  fixture->client_secret = herald_cli_fixture_write (&fixture->cli, "client-secret", SECRET "\n");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_tear_down (&fixture->cli);
  g_free (fixture->path);
  g_free (fixture->passphrase);
  g_free (fixture->other);
  g_free (fixture->client_secret);
}

static void
create (Fixture *fixture)
{
  g_autoptr (JsonNode) answer =
    herald_cli_fixture_json (&fixture->cli, 0, "secret", "file", "create", "--new-passphrase-file",
                             fixture->passphrase, NULL);

  g_assert_cmpstr (herald_cli_get_text (answer, "keeping"), ==, "file");
  g_assert_cmpstr (herald_cli_get_text (answer, "fileState"), ==, "open");
}

/* With its client secret. */
static void
add_environment (Fixture *fixture)
{
  g_assert_cmpint (herald_cli_fixture_run (&fixture->cli, "--passphrase-file", fixture->passphrase,
                                           "env", "add", "Contoso", "--url", "https://127.0.0.1:9",
                                           "--tenant", TENANT, "--client-id", CLIENT,
                                           "--client-secret-file", fixture->client_secret, NULL),
                   ==, 0);
}

static guint
count_secrets (JsonNode *answer)
{
  return json_array_get_length (
    json_object_get_array_member (json_node_get_object (answer), "secrets"));
}

static void
test_no_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) answer = herald_cli_fixture_json (&fixture->cli, 0, "secret", "list", NULL);

  g_assert_cmpstr (herald_cli_get_text (answer, "keeping"), ==, "session");
  g_assert_cmpstr (herald_cli_get_text (answer, "fileState"), ==, "absent");
  g_assert_cmpstr (herald_cli_get_text (answer, "file"), ==, fixture->path);
  herald_cli_fixture_fail (&fixture->cli, 12, "SECRET", "secret file create", "env", "add",
                           "Contoso", "--url", "https://127.0.0.1:9", "--tenant", TENANT,
                           "--client-id", CLIENT, "--client-secret-file", fixture->client_secret,
                           NULL);
  /* Half an environment would be in the way of the next try. */
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "Contoso", "env", "show", "Contoso",
                           NULL);
  herald_cli_fixture_fail (&fixture->cli, 12, "SECRET", "nothing was moved", "secret", "move",
                           "keyring", NULL);
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "secret file create", "secret", "file",
                           "unlock", NULL);
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "secret file create", "secret", "file",
                           "remove", "--yes", NULL);
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "no file", "secret", "move", "file",
                           NULL);
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) locked = NULL;
  g_autoptr (JsonNode) open = NULL;
  JsonObject *secret;
  GStatBuf    status;

  create (fixture);
  add_environment (fixture);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
  herald_cli_fixture_assert_lacks (fixture->path, SECRET);
  herald_cli_fixture_assert_lacks (fixture->path, CLIENT);
  locked = herald_cli_fixture_json (&fixture->cli, 0, "secret", "list", NULL);
  g_assert_cmpstr (herald_cli_get_text (locked, "fileState"), ==, "locked");
  g_assert_cmpuint (count_secrets (locked), ==, 0);
  open = herald_cli_fixture_json (&fixture->cli, 0, "--passphrase-file", fixture->passphrase,
                                  "secret", "list", NULL);
  g_assert_cmpuint (count_secrets (open), ==, 1);
  secret = json_array_get_object_element (json_object_get_array_member (json_node_get_object (open),
                                                                        "secrets"),
                                          0);
  g_assert_cmpstr (json_object_get_string_member (secret, "environmentName"), ==, "Contoso");
  g_assert_cmpstr (json_object_get_string_member (secret, "kind"), ==, "client-secret");
  g_assert_cmpstr (json_object_get_string_member (secret, "id"), ==, CLIENT);
  g_assert_cmpstr (json_object_get_string_member (secret, "keeping"), ==, "file");
  g_assert_null (strstr (fixture->cli.standard_out, SECRET));
  herald_cli_fixture_fail (&fixture->cli, 5, "NOT_FOUND", "no such secret", "--passphrase-file",
                           fixture->passphrase, "secret", "remove", "Contoso", "api-token", "x",
                           NULL);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->cli, "--passphrase-file", fixture->passphrase,
                                           "secret", "remove", "Contoso", "client-secret", CLIENT,
                                           NULL),
                   ==, 0);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  g_autofree char *empty = herald_cli_fixture_write (&fixture->cli, "empty", "");
  g_autofree char *short_one = herald_cli_fixture_write (&fixture->cli, "short", "1234567\n");

  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "--new-passphrase-file", "secret", "file",
                           "create", NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "no passphrase", "secret", "file", "create",
                           "--new-passphrase-file", empty, NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "8 characters", "secret", "file", "create",
                           "--new-passphrase-file", short_one, NULL);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  create (fixture);
  herald_cli_fixture_fail (&fixture->cli, 6, "CONFLICT", "already", "secret", "file", "create",
                           "--new-passphrase-file", fixture->other, NULL);
  herald_cli_fixture_fail (&fixture->cli, 12, "SECRET", "--passphrase-file", "secret", "file",
                           "unlock", NULL);
  herald_cli_fixture_fail (&fixture->cli, 12, "SECRET", "is wrong", "--passphrase-file",
                           fixture->other, "secret", "file", "unlock", NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "/nowhere/file", "--passphrase-file",
                           "/nowhere/file", "secret", "file", "unlock", NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "neither", "secret", "move", "session",
                           NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "no kind", "secret", "remove", "a", "b",
                           "c", NULL);
  herald_cli_fixture_fail (&fixture->cli, 2, "INVALID", "--yes", "secret", "file", "remove", NULL);
  /* A command that needs a secret says the same, and nothing is kept elsewhere. */
  herald_cli_fixture_fail (&fixture->cli, 12, "SECRET", "is wrong", "--passphrase-file",
                           fixture->other, "env", "add", "Contoso", "--url", "https://127.0.0.1:9",
                           "--tenant", TENANT, "--client-id", CLIENT, "--client-secret-file",
                           fixture->client_secret, NULL);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->cli, "secret", "file", "remove", "--yes",
                                           NULL),
                   ==, 0);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* Both passphrases, one line after the other, on standard input. */
static void
test_change_by_input (Fixture *fixture, gconstpointer data)
{
  g_autofree char *input =
    herald_cli_fixture_write (&fixture->cli, "input", PASSPHRASE "\r\nbattery staple\n");
  g_autoptr (JsonNode) answer = NULL;

  create (fixture);
  fixture->cli.standard_in = input;
  g_assert_cmpint (herald_cli_fixture_run (&fixture->cli, "--passphrase-file", "-", "secret",
                                           "file", "change-passphrase", "--new-passphrase-file",
                                           "-", NULL),
                   ==, 0);
  fixture->cli.standard_in = NULL;
  answer = herald_cli_fixture_json (&fixture->cli, 0, "--passphrase-file", fixture->other, "secret",
                                    "file", "unlock", NULL);
  g_assert_cmpstr (herald_cli_get_text (answer, "fileState"), ==, "open");
}

/* A Secret Service appears: all goes there and the file with it. */
static void
test_move (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) to_keyring = NULL;
  g_autoptr (JsonNode) to_file = NULL;

  create (fixture);
  add_environment (fixture);
  herald_cli_fixture_fail (&fixture->cli, 12, "SECRET", "keyring", "--passphrase-file",
                           fixture->passphrase, "secret", "move", "keyring", NULL);
  fixture->cli.lacks_keyring = FALSE;
  to_keyring = herald_cli_fixture_json (&fixture->cli, 0, "--passphrase-file", fixture->passphrase,
                                        "secret", "move", "keyring", NULL);
  g_assert_cmpstr (herald_cli_get_text (to_keyring, "keeping"), ==, "keyring");
  g_assert_cmpuint (count_secrets (to_keyring), ==, 1);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  create (fixture);
  to_file = herald_cli_fixture_json (&fixture->cli, 0, "--passphrase-file", fixture->passphrase,
                                     "secret", "move", "file", NULL);
  g_assert_cmpstr (herald_cli_get_text (to_file, "keeping"), ==, "file");
  g_assert_cmpuint (count_secrets (to_file), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/cli/secrets/no-place", test_no_place);
  ADD ("/cli/secrets/life", test_life);
  ADD ("/cli/secrets/refusals", test_refusals);
  ADD ("/cli/secrets/change-by-input", test_change_by_input);
  ADD ("/cli/secrets/move", test_move);
#undef ADD
  return g_test_run ();
}
