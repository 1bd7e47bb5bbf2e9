/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl auth against the emulator, reached by its https address as a foreign organisation. The
 * browser is played by this program. */
#include "config.h"

#include "herald-cli-fixture.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

#define ADMINISTRATOR "admin@contosoltd.com"
#define CLIENT "7c9e6679-7425-40de-944b-e07fc1f90ae7"

typedef struct
{
  HeraldCliFixture base;
  SoupSession     *browser;
  GSubprocess     *login; /* (nullable) */
  char            *line;  /* (nullable): the last line that it wrote for the person */
  char            *told;  /* (nullable): what it answered */
} Fixture;

static const char *
get_ready (Fixture *fixture, const char *name)
{
  return json_object_get_string_member (fixture->base.ready, name);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  herald_cli_fixture_set_up (&fixture->base);
  herald_cli_fixture_start_emulator (&fixture->base);
  database = g_tls_file_database_new (get_ready (fixture, "ca"), &error);
  g_assert_no_error (error);
  fixture->browser = soup_session_new_with_options ("tls-database", database, NULL);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "env", "add", "Org", "--url",
                                           get_ready (fixture, "https"), "--client-id",
                                           get_ready (fixture, "clientId"), "--kind", "test",
                                           "--ca-file", get_ready (fixture, "ca"), NULL),
                   ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->login);
  g_clear_object (&fixture->browser);
  g_clear_pointer (&fixture->line, g_free);
  g_clear_pointer (&fixture->told, g_free);
  herald_cli_fixture_tear_down (&fixture->base);
}

/* Reads on to the next line in which @marker stands. */
static void
read_line (Fixture *fixture, const char *marker)
{
  g_autoptr (GDataInputStream) lines =
    g_data_input_stream_new (g_subprocess_get_stderr_pipe (fixture->login));

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  do
    {
      g_free (fixture->line);
      fixture->line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, NULL);
      g_assert_nonnull (fixture->line);
    }
  while (strstr (fixture->line, marker) == NULL);
}

/* Starts a command and reads the line in which @marker stands. */
static void
start (Fixture *fixture, const char *marker, const char *const *words)
{
  g_clear_object (&fixture->login);
  fixture->login = herald_cli_fixture_spawn (&fixture->base, words);
  read_line (fixture, marker);
}

static void
start_login (Fixture *fixture, const char *marker, const char *option, const char *more)
{
  const char *const words[] = { "--json", "--env", "Org", "auth", "login", option, more, NULL };

  start (fixture, marker, words);
}

static void
end_login (Fixture *fixture, int expected_status)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->told, g_free);
  g_subprocess_communicate_utf8 (fixture->login, NULL, NULL, &fixture->told, NULL, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_exit_status (fixture->login) != expected_status)
    g_test_message ("%s", fixture->told);
  g_assert_cmpint (g_subprocess_get_exit_status (fixture->login), ==, expected_status);
}

/* Follows redirects, as a browser does. */
static char *
browse (Fixture *fixture, const char *url, const char *form, guint expected_status)
{
  g_autoptr (SoupMessage) message = soup_message_new (form != NULL ? "POST" : "GET", url);
  g_autoptr (GBytes) body = form != NULL ? g_bytes_new (form, strlen (form)) : NULL;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GError) error = NULL;

  if (form != NULL)
    soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
  page = soup_session_send_and_read (fixture->browser, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, expected_status);
  return g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
}

static char *
find (const char *page, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_assert_nonnull (regex);
  if (!g_regex_match (regex, page, G_REGEX_MATCH_DEFAULT, &match))
    g_error ("“%s” is not in %s", pattern, page);
  return g_match_info_fetch (match, 1);
}

/* Signs in on the page that heraldctl names; @who NULL presses Cancel. */
static char *
use_browser (Fixture *fixture, const char *who)
{
  g_autofree char *page = browse (fixture, fixture->line, NULL, 200);
  g_autofree char *action = find (page, "action=\"([^\"]*)\"");
  g_autofree char *name = find (page, "type=\"hidden\" name=\"([^\"]*)\"");
  g_autofree char *value = find (page, "type=\"hidden\" name=\"[^\"]*\" value=\"([^\"]*)\"");
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);
  g_autofree char *url = g_strconcat (get_ready (fixture, "https"), action, NULL);
  g_autofree char *pattern = NULL;
  g_autofree char *button = NULL;
  g_autofree char *form = NULL;

  if (who != NULL)
    {
      pattern = g_strdup_printf ("name=\"user\" value=\"([^\"]*)\">[^<]*<small>%s<", who);
      button = find (page, pattern);
    }
  form = who != NULL ? g_strdup_printf ("%s=%s&user=%s", name, escaped, button)
                     : g_strdup_printf ("%s=%s&cancel=1", name, escaped);
  return browse (fixture, url, form, 200);
}

static void
log_in (Fixture *fixture, const char *who)
{
  g_autofree char *page = NULL;

  start_login (fixture, "https://", "--print-url", NULL);
  page = use_browser (fixture, who);
  g_assert_nonnull (strstr (page, "You are signed in"));
}

static void
assert_finds_nobody (Fixture *fixture)
{
  g_autoptr (JsonNode) people =
    herald_cli_fixture_json (&fixture->base, 0, "--env", "Org", "person", "find",
                             "nobody@example.com", NULL);

  g_assert_true (JSON_NODE_HOLDS_ARRAY (people));
}

static void
test_browser (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) shown = NULL;
  g_autoptr (JsonNode) status = NULL;

  log_in (fixture, ADMINISTRATOR);
  end_login (fixture, 0);
  g_assert_nonnull (strstr (fixture->told, ADMINISTRATOR));
  assert_finds_nobody (fixture);
  shown = herald_cli_fixture_json (&fixture->base, 0, "env", "show", "Org", NULL);
  g_assert_cmpstr (herald_cli_get_text (shown, "tenantId"), ==, get_ready (fixture, "tenantId"));
  g_assert_cmpstr (herald_cli_get_text (shown, "authority"), ==, get_ready (fixture, "https"));
  g_assert_cmpstr (herald_cli_get_text (shown, "organizationId"), ==,
                   get_ready (fixture, "organizationId"));
  g_assert_cmpstr (herald_cli_get_text (shown, "account"), ==, ADMINISTRATOR);
  status =
    herald_cli_fixture_json (&fixture->base, 0, "--env", "Org", "auth", "status", "--check", NULL);
  g_assert_cmpstr (herald_cli_get_text (status, "user"), ==, ADMINISTRATOR);
  g_assert_nonnull (herald_cli_get_text (status, "expiresOn"));
}

static void
test_cancelled_by_person (Fixture *fixture, gconstpointer data)
{
  g_autofree char *page = NULL;

  start_login (fixture, "https://", "--print-url", NULL);
  page = use_browser (fixture, NULL);
  g_assert_nonnull (strstr (page, "did not work"));
  g_assert_nonnull (strstr (page, "Correlation ID: "));
  end_login (fixture, 3);
  g_assert_nonnull (strstr (fixture->told, "\"message\" : \"The sign-in was declined"));
  g_assert_nonnull (strstr (fixture->told, "\"Correlation ID: "));
}

/* Somebody who does not know the state neither signs in nor ends the sign-in. */
static void
test_foreign_answer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *port = NULL;
  g_autofree char *forged = NULL;
  g_autofree char *other = NULL;
  g_autofree char *page = NULL;

  start_login (fixture, "https://", "--print-url", NULL);
  port = find (fixture->line, "localhost%3A([0-9]+)&");
  forged = g_strdup_printf ("http://127.0.0.1:%s/?code=stolen&state=guessed", port);
  other = g_strdup_printf ("http://127.0.0.1:%s/favicon.ico", port);
  g_free (browse (fixture, forged, NULL, 400));
  g_free (browse (fixture, other, NULL, 404));
  page = use_browser (fixture, ADMINISTRATOR);
  end_login (fixture, 0);
}

static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  start_login (fixture, "https://", "--print-url", "--timeout=1");
  end_login (fixture, 3);
  g_assert_nonnull (strstr (fixture->told, "within the time"));
  herald_cli_fixture_fail (&fixture->base, 3, "AUTH", "sign in first", "--env", "Org", "person",
                           "find", "a@example.com", NULL);
}

static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  start_login (fixture, "https://", "--print-url", NULL);
  g_subprocess_send_signal (fixture->login, SIGINT);
  end_login (fixture, 130);
}

static void
decide_code (Fixture *fixture, const char *option)
{
  g_autofree char *code = NULL;

  start_login (fixture, "enter the code", "--device-code", NULL);
  g_assert_nonnull (strstr (fixture->line, "/devicelogin"));
  code = find (fixture->line, "code ([A-Z0-9]+)$");
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "emulator", "sign-in", "approve", code,
                                           option, NULL),
                   ==, 0);
}

static void
test_device_code (Fixture *fixture, gconstpointer data)
{
  decide_code (fixture, NULL);
  end_login (fixture, 0);
  assert_finds_nobody (fixture);
}

static void
test_device_code_declined (Fixture *fixture, gconstpointer data)
{
  decide_code (fixture, "--deny");
  end_login (fixture, 3);
  g_assert_nonnull (strstr (fixture->told, "The sign-in was declined"));
}

static void
test_logout (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) status = NULL;

  log_in (fixture, ADMINISTRATOR);
  end_login (fixture, 0);
  status = herald_cli_fixture_json (&fixture->base, 0, "--env", "Org", "auth", "logout", NULL);
  g_assert_false (json_object_get_boolean_member (json_node_get_object (status), "signedIn"));
  herald_cli_fixture_fail (&fixture->base, 3, "AUTH", "sign in first", "--env", "Org", "person",
                           "find", "a@example.com", NULL);
}

static void
test_revoked (Fixture *fixture, gconstpointer data)
{
  log_in (fixture, ADMINISTRATOR);
  end_login (fixture, 0);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "emulator", "sign-in", "revoke",
                                           ADMINISTRATOR, NULL),
                   ==, 0);
  herald_cli_fixture_fail (&fixture->base, 3, "AUTH", "sign in again", "--env", "Org", "person",
                           "find", "a@example.com", NULL);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "env", "rename", "Org", "Dead", NULL),
                   ==, 0);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "env", "remove", "Dead", NULL), ==, 0);
}

/* The environment wants a second factor, which the refresh token does not bring: the person is
 * asked once more, and what was asked for goes along. */
static void
test_claims (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "emulator", "switch", "set",
                                           "challengeClaims=true", NULL),
                   ==, 0);
  start_login (fixture, "https://", "--print-url", NULL);
  g_assert_null (strstr (fixture->line, "claims="));
  first = use_browser (fixture, ADMINISTRATOR);
  read_line (fixture, "https://");
  g_assert_nonnull (strstr (fixture->line, "claims=%7B"));
  second = use_browser (fixture, ADMINISTRATOR);
  end_login (fixture, 0);
  assert_finds_nobody (fixture);
}

/* Another user than the last time stops everything until somebody says that it is right. */
static void
test_other_user (Fixture *fixture, gconstpointer data)
{
  g_autofree char *page = NULL;

  log_in (fixture, ADMINISTRATOR);
  end_login (fixture, 0);
  log_in (fixture, "marketing@contosoltd.com");
  end_login (fixture, 6);
  g_assert_nonnull (strstr (fixture->told, "CONFLICT"));
  herald_cli_fixture_fail (&fixture->base, 6, "CONFLICT", "accept the change", "--env", "Org",
                           "person", "find", "a@example.com", NULL);
  start_login (fixture, "https://", "--print-url", "--accept-changes");
  page = use_browser (fixture, "marketing@contosoltd.com");
  end_login (fixture, 0);
}

static void
add_application (Fixture *fixture, const char *option, const char *file)
{
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "env", "add", "App", "--kind", "test",
                                           "--url", get_ready (fixture, "https"), "--authority",
                                           get_ready (fixture, "https"), "--tenant",
                                           get_ready (fixture, "tenantId"), "--client-id",
                                           get_ready (fixture, "confidentialClientId"), "--ca-file",
                                           get_ready (fixture, "ca"), option, file, NULL),
                   ==, 0);
}

static void
test_application_secret (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file =
    herald_cli_fixture_write (&fixture->base, "secret.txt", get_ready (fixture, "clientSecret"));
  g_autoptr (JsonNode) people = NULL;

  add_application (fixture, "--client-secret-file", file);
  people = herald_cli_fixture_json (&fixture->base, 0, "--env", "App", "person", "find",
                                    "nobody@example.com", NULL);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (people));
}

/* The secret has expired, and the new one takes its place. */
static void
test_application_new_secret (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wrong = herald_cli_fixture_write (&fixture->base, "wrong.txt", "expired");
  g_autofree char *file =
    herald_cli_fixture_write (&fixture->base, "secret.txt", get_ready (fixture, "clientSecret"));

  add_application (fixture, "--client-secret-file", wrong);
  herald_cli_fixture_fail (&fixture->base, 3, "AUTH", "secret is wrong", "--env", "App", "auth",
                           "status", "--check", NULL);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "env", "set", "App",
                                           "--client-secret-file", file, NULL),
                   ==, 0);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "--env", "App", "auth", "status",
                                           "--check", NULL),
                   ==, 0);
}

/* Nothing is asked of any service. */
static void
test_refused_options (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *const words[3];
    const char       *says;
  } cases[] = {
    { { "--client-id=me" }, "a GUID" },
    { { "--timeout=0" }, "1 to 3600" },
    { { "--timeout=-5" }, "1 to 3600" },
    { { "--device-code", "--print-url" }, "for a browser" },
    { { "--device-code", "--timeout=60" }, "for a browser" },
  };
  g_autoptr (JsonNode) status = NULL;

  herald_cli_fixture_kill_emulator (&fixture->base);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    herald_cli_fixture_fail (&fixture->base, 2, "INVALID", cases[i].says, "--env", "Org", "auth",
                             "login", cases[i].words[0], cases[i].words[1], NULL);
  herald_cli_fixture_fail (&fixture->base, 5, "NOT_FOUND", "Nowhere", "--env", "Nowhere", "auth",
                           "status", NULL);
  herald_cli_fixture_fail (&fixture->base, 1, "USAGE", "too many", "--env", "Org", "auth", "logout",
                           "all", NULL);
  status = herald_cli_fixture_json (&fixture->base, 0, "--env", "Org", "auth", "status", NULL);
  g_assert_null (herald_cli_get_text (status, "user"));
  g_assert_null (herald_cli_get_text (status, "tenantId"));
  g_assert_null (herald_cli_get_text (status, "expiresOn"));
}

static void
test_application_certificate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *both = NULL;
  g_autofree char *file = NULL;
  g_autoptr (JsonNode) people = NULL;

  g_assert_true (
    g_file_get_contents (get_ready (fixture, "clientCertificateKey"), &key, NULL, NULL));
  g_assert_true (
    g_file_get_contents (get_ready (fixture, "clientCertificate"), &certificate, NULL, NULL));
  both = g_strconcat (key, certificate, NULL);
  file = herald_cli_fixture_write (&fixture->base, "certificate.pem", both);
  add_application (fixture, "--certificate-file", file);
  people = herald_cli_fixture_json (&fixture->base, 0, "--env", "App", "person", "find",
                                    "nobody@example.com", NULL);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (people));
}

/* Neither the database, nor its journal, nor what was printed holds a token, a code or a secret. */
static void
test_nothing_is_written_down (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "herald.db", "herald.db-wal" };
  g_autofree char         *file =
    herald_cli_fixture_write (&fixture->base, "secret.txt", get_ready (fixture, "clientSecret"));

  log_in (fixture, ADMINISTRATOR);
  end_login (fixture, 0);
  g_assert_null (strstr (fixture->told, "eyJ"));
  assert_finds_nobody (fixture);
  add_application (fixture, "--client-secret-file", file);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "--env", "App", "auth", "login", NULL),
                   ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->base.data_dir, files[i], NULL);

      herald_cli_fixture_assert_lacks (path, get_ready (fixture, "clientSecret"));
      /* How every JSON Web Token begins. */
      herald_cli_fixture_assert_lacks (path, "eyJ");
    }
}

/* Signs in as the administrator and reads what is listed, or saved by @option and @value. */
static JsonNode *
discover (Fixture *fixture, int expected_status, const char *option, const char *value)
{
  const char *const words[] = { "--json",
                                "env",
                                "discover",
                                "--client-id",
                                get_ready (fixture, "clientId"),
                                "--discovery-url",
                                get_ready (fixture, "https"),
                                "--ca-file",
                                get_ready (fixture, "ca"),
                                "--print-url",
                                option,
                                value,
                                NULL };
  g_autofree char  *page = NULL;
  JsonNode         *answer;

  start (fixture, "https://", words);
  page = use_browser (fixture, ADMINISTRATOR);
  end_login (fixture, expected_status);
  answer = json_from_string (fixture->told, NULL);
  g_assert_nonnull (answer);
  return answer;
}

/* One sign-in, and the environment that is chosen of the list is open. */
static void
test_discover (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) list = discover (fixture, 0, NULL, NULL);
  g_autoptr (JsonNode) added = NULL;
  g_autoptr (JsonNode) people = NULL;
  g_autoptr (JsonNode) again = NULL;

  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 2);
  g_assert_cmpstr (herald_cli_get_element_text (list, 0, "state"), ==, "disabled");
  g_assert_nonnull (strstr (herald_cli_get_element_text (list, 0, "obstacle"), "Disabled"));
  g_assert_cmpstr (herald_cli_get_element_text (list, 1, "url"), ==, get_ready (fixture, "https"));
  g_assert_cmpstr (herald_cli_get_element_text (list, 1, "savedAs"), ==, "Org");
  g_assert_cmpstr (herald_cli_get_element_text (list, 1, "kind"), ==, "production");
  /* Nothing was kept. */
  herald_cli_fixture_fail (&fixture->base, 3, "AUTH", "sign in first", "--env", "Org", "person",
                           "find", "a@example.com", NULL);

  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "env", "remove", "Org", NULL), ==, 0);
  added = discover (fixture, 0, "--add", get_ready (fixture, "https"));
  g_assert_cmpstr (herald_cli_get_element_text (added, 1, "name"), ==, "Contoso (emulated)");
  people = herald_cli_fixture_json (&fixture->base, 0, "--env", "Contoso (emulated)", "person",
                                    "find", "nobody@example.com", NULL);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (people));
  again = discover (fixture, 0, NULL, NULL);
  g_assert_cmpstr (herald_cli_get_element_text (again, 1, "savedAs"), ==, "Contoso (emulated)");
}

static void
test_discover_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) disabled = discover (fixture, 2, "--add", "unqcontosodisabled");
  g_autoptr (JsonNode) unknown = discover (fixture, 5, "--add", "https://nowhere.example");

  g_assert_true (json_object_has_member (json_node_get_object (disabled), "error"));
  g_assert_true (json_object_has_member (json_node_get_object (unknown), "error"));

  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "is no cloud", "env", "discover",
                           "--client-id", get_ready (fixture, "clientId"), "--cloud", "moon", NULL);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "exclude each other", "env", "discover",
                           "--client-id", get_ready (fixture, "clientId"), "--cloud", "china",
                           "--discovery-url", get_ready (fixture, "https"), NULL);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "not encrypted", "env", "discover",
                           "--client-id", get_ready (fixture, "clientId"), "--discovery-url",
                           get_ready (fixture, "http"), NULL);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "a GUID", "env", "discover", "--client-id",
                           "me", NULL);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "go with --add", "env", "discover",
                           "--client-id", get_ready (fixture, "clientId"), "--kind", "test", NULL);
  herald_cli_fixture_fail (&fixture->base, 1, "USAGE", "--client-id", "env", "discover", NULL);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "port", "env", "discover", "--client-id",
                           CLIENT, "--proxy", "http://proxy.test", NULL);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "--proxy-user beside it", "env",
                           "discover", "--client-id", CLIENT, "--proxy", "http://proxy.test:1",
                           "--proxy-password-file", "/dev/null", NULL);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "/nowhere/ca.pem", "env", "discover",
                           "--client-id", CLIENT, "--ca-file", "/nowhere/ca.pem", NULL);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "/nowhere/ada.p12", "env", "discover",
                           "--client-id", CLIENT, "--tls-certificate-file", "/nowhere/ada.p12",
                           NULL);
  herald_cli_fixture_fail (&fixture->base, 1, "USAGE", "--tls-errors", "env", "discover",
                           "--client-id", CLIENT, "--tls-errors", "ignore", NULL);
}

#define ADD(name, func) g_test_add ("/cli/sign-in/" name, Fixture, NULL, set_up, func, tear_down)

/* An organisation for production takes a change only with its name, one that is read-only none. */
static void
test_guarded (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file =
    herald_cli_fixture_write (&fixture->base, "secret.txt", get_ready (fixture, "clientSecret"));
  g_autoptr (JsonNode) made = NULL;
  g_autoptr (JsonNode) list = NULL;
  const char *id;

  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "env", "add", "Prod", "--url",
                                           get_ready (fixture, "https"), "--authority",
                                           get_ready (fixture, "https"), "--tenant",
                                           get_ready (fixture, "tenantId"), "--client-id",
                                           get_ready (fixture, "confidentialClientId"), "--ca-file",
                                           get_ready (fixture, "ca"), "--client-secret-file", file,
                                           NULL),
                   ==, 0);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "--confirm", "--env", "Prod", "app",
                           "create", "--name", "Guarded", NULL);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "is not the name", "--env", "Prod",
                           "--confirm", "prod", "app", "create", "--name", "Guarded", NULL);
  list = herald_cli_fixture_json (&fixture->base, 0, "--env", "Prod", "app", "list", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 2);
  made = herald_cli_fixture_json (&fixture->base, 0, "--env", "Prod", "--confirm", "Prod", "app",
                                  "create", "--name", "Guarded", NULL);
  id = herald_cli_get_text (made, "id");
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "env", "read-only", "Prod", "on", NULL),
                   ==, 0);
  herald_cli_fixture_fail (&fixture->base, 4, "FORBIDDEN", "read-only in Herald", "--env", "Prod",
                           "--confirm", "Prod", "app", "delete", id, NULL);
  herald_cli_fixture_fail (&fixture->base, 2, "INVALID", "neither", "env", "read-only", "Prod",
                           "maybe", NULL);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "env", "read-only", "Prod", "off", NULL),
                   ==, 0);
  g_assert_cmpint (herald_cli_fixture_run (&fixture->base, "--env", "Prod", "--confirm", "Prod",
                                           "app", "delete", id, NULL),
                   ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("browser", test_browser);
  ADD ("cancelled-by-person", test_cancelled_by_person);
  ADD ("foreign-answer", test_foreign_answer);
  ADD ("timeout", test_timeout);
  ADD ("interrupted", test_interrupted);
  ADD ("device-code", test_device_code);
  ADD ("device-code-declined", test_device_code_declined);
  ADD ("logout", test_logout);
  ADD ("revoked", test_revoked);
  ADD ("claims", test_claims);
  ADD ("other-user", test_other_user);
  ADD ("application-secret", test_application_secret);
  ADD ("application-new-secret", test_application_new_secret);
  ADD ("refused-options", test_refused_options);
  ADD ("application-certificate", test_application_certificate);
  ADD ("discover", test_discover);
  ADD ("discover-refused", test_discover_refused);
  ADD ("guarded", test_guarded);
  ADD ("nothing-is-written-down", test_nothing_is_written_down);
  return g_test_run ();
}
