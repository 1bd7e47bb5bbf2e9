/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl env: saved environments, which need no service to be listed, renamed and removed. */
#include "config.h"

#include "herald-cli-fixture.h"

#include "crypto/herald-certificate.h"
#include "herald-test-certificate.h"

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

/* It is listed as well, but nothing about it can be changed. */
static void
test_emulator_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) list = herald_cli_fixture_json (fixture, 0, "env", "list", NULL);

  g_assert_cmpstr (herald_cli_get_element_text (list, 0, "name"), ==, "emulator");
  g_assert_null (herald_cli_get_element_text (list, 0, "organizationId"));
  herald_cli_fixture_fail (fixture, 2, "INVALID", "built in", "env", "set", "emulator", "--proxy",
                           "none", NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "built in", "env", "rename", "emulator", "Mine",
                           NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "built in", "env", "read-only", "emulator", "on",
                           NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "built in", "env", "remove", "emulator", NULL);
}

/* “env show” says the name that --env takes. */
static void
test_emulator_shown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) shown = NULL;

  herald_cli_fixture_start_emulator (fixture);
  shown = herald_cli_fixture_json (fixture, 0, "env", "show", NULL);
  g_assert_cmpstr (herald_cli_get_text (shown, "name"), ==, "emulator");
}

/* What is not named stays; what is for production is so until that is confirmed. */
static void
test_set (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) set = NULL;
  g_autoptr (JsonNode) kept = NULL;
  g_autoptr (JsonNode) shown = NULL;

  g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "add", "Org", "--url",
                                           "https://contoso.crm4.dynamics.com", "--client-id",
                                           CLIENT, NULL),
                   ==, 0);
  herald_cli_fixture_fail (fixture, 1, "USAGE", "nothing to set", "env", "set", "Org", NULL);
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "Nowhere", "env", "set", "Nowhere", "--kind",
                           "test", NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "a GUID", "env", "set", "Org", "--client-id",
                           "me", NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "--confirm", "env", "set", "Org", "--kind",
                           "test", NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "is not the name", "--confirm", "org", "env",
                           "set", "Org", "--kind", "test", NULL);
  kept = herald_cli_fixture_json (fixture, 0, "env", "set", "Org", "--colour", "#e01b24", NULL);
  g_assert_cmpstr (herald_cli_get_text (kept, "kind"), ==, "production");
  g_assert_cmpstr (herald_cli_get_text (kept, "signIn"), ==, "user");
  g_assert_cmpstr (herald_cli_get_text (kept, "clientId"), ==, CLIENT);
  set = herald_cli_fixture_json (fixture, 0, "--confirm", "Org", "env", "set", "Org", "--kind",
                                 "test", "--public-endpoint", "push.contoso.com", NULL);
  g_assert_cmpstr (herald_cli_get_text (set, "kind"), ==, "test");
  g_assert_cmpstr (herald_cli_get_text (set, "colour"), ==, "#e01b24");
  shown = herald_cli_fixture_json (fixture, 0, "env", "set", "Org", "--public-endpoint", "", NULL);
  g_assert_null (herald_cli_get_text (shown, "publicEndpoint"));
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
    { "--proxy", "proxy.contoso.com", "is no proxy" },
    { "--proxy", "http://proxy.contoso.com", "port" },
    { "--proxy", "https://proxy.contoso.com:443", "not supported" },
    { "--proxy", "http://ada:secret@proxy:8080", "places of their own" },
    { "--proxy-user", "ada", "belongs to a proxy" },
    { "--proxy-password-file", "/nowhere/password", "--proxy-user" },
    { "--tls-certificate-file", "/nowhere/ada.p12", "/nowhere/ada.p12" },
    { "--tls-passphrase-file", "/nowhere/word", "--tls-certificate-file" },
    { "--tls-errors", "never", "refuse" },
    { "--tls-errors", "ignore", "--confirm" },
  };

  herald_cli_fixture_fail (fixture, 2, "INVALID", "line break", "env", "add", "Two\nlines", "--url",
                           "https://contoso.crm4.dynamics.com", "--client-id", CLIENT, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    herald_cli_fixture_fail (fixture, 2, "INVALID", cases[i].says, "env", "add", "Bad", "--url",
                             "https://contoso.crm4.dynamics.com", "--client-id", CLIENT,
                             cases[i].option, cases[i].value, NULL);
}

/* What is not named stays; an empty value removes it; secrets are nowhere to be read. */
static void
test_connection (Fixture *fixture, gconstpointer data)
{
  const HeraldTestCertificate wanted = { .name = "ada", .days = 10 };
  g_autofree char            *pem = herald_test_certificate_make (&wanted);
  g_autofree char            *file = herald_cli_fixture_write (fixture, "ada.pem", pem);
  g_autofree char *password = herald_cli_fixture_write (fixture, "password", "PLANTED-PASSWORD\n");
  g_autoptr (JsonNode) set = NULL;
  g_autoptr (JsonNode) kept = NULL;
  g_autoptr (JsonNode) removed = NULL;

  g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "add", "Org", "--url",
                                           "https://contoso.crm4.dynamics.com", "--client-id",
                                           CLIENT, "--proxy", "HTTP://Proxy:8080/", "--proxy-user",
                                           "ada", "--proxy-password-file", password, NULL),
                   ==, 0);
  set =
    herald_cli_fixture_json (fixture, 0, "env", "set", "Org", "--tls-certificate-file", file, NULL);
  g_assert_cmpstr (herald_cli_get_text (set, "proxy"), ==, "http://proxy:8080");
  g_assert_cmpstr (herald_cli_get_text (set, "proxyUser"), ==, "ada");
  g_assert_cmpstr (herald_cli_get_text (set, "tlsCertificate"), ==, "CN=ada");
  herald_cli_fixture_fail (fixture, 2, "INVALID", "confirm it by", "env", "set", "Org",
                           "--tls-errors", "ignore", NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "is not the name", "--confirm", "org", "env",
                           "set", "Org", "--tls-errors", "ignore", NULL);
  kept = herald_cli_fixture_json (fixture, 0, "--confirm", "Org", "env", "set", "Org",
                                  "--tls-errors", "ignore", NULL);
  g_assert_true (json_object_get_boolean_member (json_node_get_object (kept), "ignoresTlsErrors"));
  g_assert_cmpstr (herald_cli_get_text (kept, "proxyUser"), ==, "ada");
  removed = herald_cli_fixture_json (fixture, 0, "env", "set", "Org", "--proxy", "system",
                                     "--tls-certificate-file", "", "--tls-errors", "refuse", NULL);
  g_assert_false (json_object_has_member (json_node_get_object (removed), "proxy") &&
                  herald_cli_get_text (removed, "proxy") != NULL);
  g_assert_false (
    json_object_get_boolean_member (json_node_get_object (removed), "ignoresTlsErrors"));
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

static JsonNode *
find_host (JsonNode *answer, guint environment, const char *host)
{
  JsonArray *environments =
    json_object_get_array_member (json_node_get_object (answer), "environments");
  JsonArray *hosts =
    json_object_get_array_member (json_array_get_object_element (environments, environment),
                                  "hosts");

  for (guint i = 0; i < json_array_get_length (hosts); i++)
    if (g_str_equal (json_object_get_string_member (json_array_get_object_element (hosts, i),
                                                    "host"),
                     host))
      return json_array_get_element (hosts, i);
  g_error ("%s is not listed", host);
}

static gint64
count_elsewhere (JsonNode *answer)
{
  return json_object_get_int_member (json_node_get_object (answer), "contactedElsewhere");
}

/* With the emulator alone nothing leaves this computer, and it can be seen. */
static void
test_hosts_of_the_emulator (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) before = NULL;
  g_autoptr (JsonNode) after = NULL;
  JsonObject *host;
  const char *http;

  before = herald_cli_fixture_json (fixture, 0, "env", "hosts", NULL);
  g_assert_cmpint (count_elsewhere (before), ==, 0);
  herald_cli_fixture_start_emulator (fixture);
  http = json_object_get_string_member (fixture->ready, "http");
  g_assert_cmpint (herald_cli_fixture_run (fixture, "app", "list", NULL), ==, 0);
  after = herald_cli_fixture_json (fixture, 0, "env", "hosts", "emulator", NULL);
  g_assert_cmpint (count_elsewhere (after), ==, 0);
  host = json_node_get_object (find_host (after, 0, http));
  g_assert_true (json_object_get_boolean_member (host, "allowed"));
  g_assert_cmpint (json_object_get_int_member (host, "contacts"), >, 0);
  g_assert_cmpint (json_object_get_int_member (host, "status"), ==, 200);
  g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "hosts", NULL), ==, 0);
  g_assert_nonnull (strstr (fixture->standard_out, "no other computer"));
}

static void
test_hosts_that_may_be_contacted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) hosts = NULL;
  JsonObject *host;

  add_person (fixture, "Contoso", "https://contoso.crm4.dynamics.com");
  hosts = herald_cli_fixture_json (fixture, 0, "env", "hosts", "Contoso", NULL);
  host = json_node_get_object (find_host (hosts, 0, "https://contoso.crm4.dynamics.com"));
  g_assert_true (json_object_get_boolean_member (host, "allowed"));
  g_assert_true (json_object_get_null_member (host, "lastContact"));
  find_host (hosts, 0, "https://api.push.apple.com");
  find_host (hosts, 0, "https://fcm.googleapis.com");
  find_host (hosts, 0, "https://oauth2.googleapis.com");
  herald_cli_fixture_fail (fixture, 5, "NOT_FOUND", "Nowhere", "env", "hosts", "Nowhere", NULL);
}

/* Whoever chooses no colour can tell the environments apart all the same. */
static void
test_own_colours (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "One", "Two", "Three" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (JsonNode) shown = NULL;

      g_assert_cmpint (herald_cli_fixture_run (fixture, "env", "add", names[i], "--url",
                                               "https://contoso.crm4.dynamics.com", "--client-id",
                                               CLIENT, NULL),
                       ==, 0);
      shown = herald_cli_fixture_json (fixture, 0, "env", "show", names[i], NULL);
      g_assert_true (g_hash_table_add (seen, g_strdup (herald_cli_get_text (shown, "colour"))));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/cli/environments/person", Fixture, NULL, set_up, test_person, tear_down);
  g_test_add ("/cli/environments/own-colours", Fixture, NULL, set_up, test_own_colours, tear_down);
  g_test_add ("/cli/environments/rename-and-remove", Fixture, NULL, set_up, test_rename_and_remove,
              tear_down);
  g_test_add ("/cli/environments/emulator-stays", Fixture, NULL, set_up, test_emulator_stays,
              tear_down);
  g_test_add ("/cli/environments/emulator-shown", Fixture, NULL, set_up, test_emulator_shown,
              tear_down);
  g_test_add ("/cli/environments/set", Fixture, NULL, set_up, test_set, tear_down);
  g_test_add ("/cli/environments/refused-input", Fixture, NULL, set_up, test_refused_input,
              tear_down);
  g_test_add ("/cli/environments/connection", Fixture, NULL, set_up, test_connection, tear_down);
  g_test_add ("/cli/environments/certificate", Fixture, NULL, set_up, test_certificate, tear_down);
  g_test_add ("/cli/environments/hosts-of-the-emulator", Fixture, NULL, set_up,
              test_hosts_of_the_emulator, tear_down);
  g_test_add ("/cli/environments/hosts-that-may-be-contacted", Fixture, NULL, set_up,
              test_hosts_that_may_be_contacted, tear_down);
  return g_test_run ();
}
