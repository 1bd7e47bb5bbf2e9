/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl env: saved environments, which need no service to be listed, renamed and removed. */
#include "config.h"

#include "herald-cli-fixture.h"

#include "crypto/herald-certificate.h"

#include <string.h>

#define CLIENT "7c9e6679-7425-40de-944b-e07fc1f90ae7"
#define TENANT "0f8fad5b-d9cb-469f-a165-70867728950e"

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
add_person (Fixture *fixture, const char *name, const char *url)
{
  g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "add", name, "--url", url, "--client-id",
                                           CLIENT, "--kind", "test", "--colour", "#3584e4", NULL),
                   ==, 0);
}

/* Neither tenant nor sign-in address is asked for: the environment itself names them. */
static void
test_person (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) shown = NULL;

  add_person (fixture, "Contoso", "contoso.crm4.dynamics.com/");
  shown = herald_cli_fixture_json (fixture, 0, "env", "show", "Contoso", NULL);
  g_assert_cmpstr (herald_cli_get_text (shown, "url"), ==, "https://contoso.crm4.dynamics.com");
  g_assert_cmpstr (herald_cli_get_text (shown, "signIn"), ==, "user");
  g_assert_cmpstr (herald_cli_get_text (shown, "kind"), ==, "test");
  g_assert_cmpstr (herald_cli_get_text (shown, "colour"), ==, "#3584e4");
}

static void
test_rename_and_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) list = NULL;

  add_person (fixture, "One", "https://127.0.0.1:9");
  add_person (fixture, "Two", "https://127.0.0.1:9");
  herald_cli_fixture_fail (fixture, 6, "CONFLICT", "already", "env", "rename", "Two", "one", NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "built-in", "env", "rename", "Two", "Emulator",
                           NULL);
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "Three", "env", "rename", "Three", "x", NULL);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "rename", "Two", "Three", NULL), ==, 0);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "remove", "One", NULL), ==, 0);
  list = herald_cli_fixture_json (fixture, 0, "env", "list", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 2);
  g_assert_cmpstr (herald_cli_get_element_text (list, 1, "name"), ==, "Three");
}

static void
test_refused_input (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *option;
    const char *value;
    const char *says;
  } cases[] = {
    { "--url", "http://127.0.0.1:8080", "not encrypted" },
    { "--url", "http://contoso.crm4.dynamics.com", "not encrypted" },
    { "--url", "https://contoso.crm4.dynamics.com/main.aspx", "more than the host" },
    { "--client-id", "me", "GUID" },
    { "--colour", "blue", "color" },
    { "--kind", "emulator", "emulator" },
    { "--kind", "live", "live" },
    { "--tenant", "a/b", "a/b" },
    { "--authority", "ftp://login.example.com", "https" },
    { "--ca-file", "/nowhere/ca.pem", "/nowhere/ca.pem" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    herald_cli_fixture_fail (fixture, 2, "INVALID", cases[i].says, "env", "add", "Bad", "--url",
                             "https://contoso.crm4.dynamics.com", "--client-id", CLIENT,
                             cases[i].option, cases[i].value, NULL);
}

static char *
make_certificate_file (Fixture *fixture, HeraldKeyKind kind, gboolean is_own)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_key_generate (kind, &error);
  g_autoptr (HeraldKey) other = herald_key_generate (kind, &error);
  g_autofree char *key_pem = herald_key_to_pem (key, &error);
  g_autofree char *certificate =
    herald_certificate_make_pem (is_own ? key : other, "herald", &error);
  g_autofree char *both = NULL;

  g_assert_no_error (error);
  both = g_strconcat (certificate, key_pem, NULL);
  return herald_cli_fixture_write (fixture, "certificate.pem", both);
}

static void
add_application (Fixture *fixture, const char *file, int status, const char *says)
{
  const char *words[] = {
    "env",         "add",  "App",      "--url", "https://contoso.crm4.dynamics.com",
    "--client-id", CLIENT, "--tenant", TENANT,  "--certificate-file",
    file,          NULL
  };

  if (status != 0)
    herald_cli_fixture_fail (fixture, status, "INVALID", says, words[0], words[1], words[2],
                             words[3], words[4], words[5], words[6], words[7], words[8], words[9],
                             words[10], NULL);
  else
    g_assert_cmpint (herald_cli_fixture_run (fixture, words[0], words[1], words[2], words[3],
                                             words[4], words[5], words[6], words[7], words[8],
                                             words[9], words[10], NULL),
                     ==, 0);
}

static void
test_certificate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *foreign = make_certificate_file (fixture, HERALD_KEY_RSA, FALSE);
  g_autofree char *file = NULL;
  g_autofree char *half = herald_cli_fixture_write (fixture, "half.pem", "-----BEGIN CERTIFICATE");
  g_autoptr (JsonNode) shown = NULL;

  add_application (fixture, foreign, 2, "does not belong");
  add_application (fixture, half, 2, "no certificate");
  g_free (make_certificate_file (fixture, HERALD_KEY_EC_P256, TRUE));
  add_application (fixture, foreign, 2, "RSA");
  file = make_certificate_file (fixture, HERALD_KEY_RSA, TRUE);
  add_application (fixture, file, 0, NULL);
  shown = herald_cli_fixture_json (fixture, 0, "env", "show", "App", NULL);
  g_assert_cmpstr (herald_cli_get_text (shown, "signIn"), ==, "certificate");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cli/environments/person", Fixture, NULL, set_up, test_person, tear_down);
  g_test_add ("/cli/environments/rename-and-remove", Fixture, NULL, set_up, test_rename_and_remove,
              tear_down);
  g_test_add ("/cli/environments/refused-input", Fixture, NULL, set_up, test_refused_input,
              tear_down);
  g_test_add ("/cli/environments/certificate", Fixture, NULL, set_up, test_certificate, tear_down);
  return g_test_run ();
}
