/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trying an environment step by step, against the emulator and against answers it never gives. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-connection-test.h"
#include "herald-script-peer.h"
#include "herald-test-session.h"

#include <string.h>

#define USER "11111111-2222-3333-4444-555555555555"
#define ORGANIZATION "99999999-8888-7777-6666-555555555555"
#define API "/api/data/v9.2/"

typedef struct
{
  HeraldTestSession     base;
  HeraldScriptPeer     *peer;
  HeraldConnectionTest *test;
  GError               *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  herald_test_session_set_up_closed (&fixture->base, data);
  fixture->peer = herald_script_peer_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_error (&fixture->error);
  if (fixture->test != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->test));
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
  herald_test_session_tear_down (&fixture->base, data);
}

static gboolean
run (Fixture *fixture, HeraldEnvironment *environment, HeraldEmulatorInfo *emulator)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  g_clear_error (&fixture->error);
  g_clear_object (&fixture->test);
  fixture->test =
    herald_connection_test_new (environment, fixture->base.store, fixture->base.secrets, emulator);
  herald_connection_test_run_async (fixture->test, NULL, herald_await_cb, &await);
  g_assert_true (herald_connection_test_is_running (fixture->test));
  herald_connection_test_run_finish (fixture->test, herald_await_result (&await), &fixture->error);
  g_assert_false (herald_connection_test_is_running (fixture->test));
  return fixture->error == NULL;
}

static HeraldConnectionStep *
get_step (Fixture *fixture, const char *name)
{
  GListModel *steps = G_LIST_MODEL (fixture->test);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (HeraldConnectionStep) step = g_list_model_get_item (steps, i);

      if (strcmp (herald_connection_step_get_name (step), name) == 0)
        return step;
    }
  g_error ("no step %s", name);
}

static void
assert_step (Fixture *fixture, const char *name, HeraldConnectionState state, const char *says)
{
  HeraldConnectionStep *step = get_step (fixture, name);
  const char           *message = herald_connection_step_get_message (step);

  if (herald_connection_step_get_state (step) != state || strstr (message, says) == NULL)
    g_error ("step %s is %s: %s", name,
             herald_connection_state_to_string (herald_connection_step_get_state (step)), message);
  /* What did not work says what to do, and nothing else does. */
  g_assert_true ((state == HERALD_CONNECTION_FAILED || state == HERALD_CONNECTION_WARNING) ==
                 (herald_connection_step_get_fix (step) != NULL));
}

static void
assert_detail (Fixture *fixture, const char *name, const char *line)
{
  const char *const *details = herald_connection_step_get_details (get_step (fixture, name));

  g_assert_nonnull (details);
  if (!g_strv_contains (details, line))
    {
      for (gsize i = 0; details[i] != NULL; i++)
        g_test_message ("%s", details[i]);
      g_error ("step %s does not say “%s”", name, line);
    }
}

static void
test_emulator (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "name",         "tcp",    "tls",        "signIn", "version",
                                       "organization", "tables", "privileges", "inApp" };

  g_assert_true (run (fixture, fixture->base.environment, fixture->base.info));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->test)), ==,
                    G_N_ELEMENTS (names));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    assert_step (fixture, names[i], HERALD_CONNECTION_GOOD, "");
  assert_step (fixture, "version", HERALD_CONNECTION_GOOD, "9.2.");
  assert_step (fixture, "organization", HERALD_CONNECTION_GOOD, "Contoso (emulated)");
  assert_detail (fixture, "privileges", "Apps: everything");
  assert_detail (fixture, "inApp", "Customer Service Hub: off");
}

static HeraldEnvironment *
make_environment (const char *url)
{
  HeraldEnvironment *environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);

  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, "org");
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "Org");
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, url);
  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN, "user");
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID,
                          "7c9e6679-7425-40de-944b-e07fc1f90ae7");
  return environment;
}

static void
test_unknown_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment = make_environment ("https://herald-test.invalid");

  g_assert_false (run (fixture, environment, NULL));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  assert_step (fixture, "name", HERALD_CONNECTION_FAILED, "herald-test.invalid");
  assert_step (fixture, "tcp", HERALD_CONNECTION_SKIPPED, "Not tried");
  assert_step (fixture, "inApp", HERALD_CONNECTION_SKIPPED, "Not tried");
}

/* A port that was free a moment ago: nothing listens there. */
static void
test_nothing_listens (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldScriptPeer) gone = herald_script_peer_new ();
  g_autoptr (HeraldEnvironment) environment = make_environment (herald_script_peer_get_url (gone));

  herald_script_peer_stop (gone);
  g_assert_false (run (fixture, environment, NULL));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  assert_step (fixture, "name", HERALD_CONNECTION_GOOD, "127.0.0.1");
  assert_step (fixture, "tcp", HERALD_CONNECTION_FAILED, "No connection");
  assert_step (fixture, "tls", HERALD_CONNECTION_SKIPPED, "");
}

static void
test_unknown_authority (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment =
    make_environment (herald_emulator_info_get_https (fixture->base.info));

  g_assert_false (run (fixture, environment, NULL));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  assert_step (fixture, "tcp", HERALD_CONNECTION_GOOD, "");
  assert_step (fixture, "tls", HERALD_CONNECTION_FAILED, "No secure connection");
  g_assert_nonnull (
    strstr (herald_connection_step_get_fix (get_step (fixture, "tls")), "authority"));
  herald_environment_set (environment, HERALD_ENVIRONMENT_CA_FILE,
                          herald_environment_get (fixture->base.environment,
                                                  HERALD_ENVIRONMENT_CA_FILE));
  g_assert_false (run (fixture, environment, NULL));
  assert_step (fixture, "tls", HERALD_CONNECTION_GOOD, "TLS 1.");
}

static void
test_nobody_signed_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment =
    make_environment (herald_emulator_info_get_https (fixture->base.info));

  herald_environment_set (environment, HERALD_ENVIRONMENT_CA_FILE,
                          herald_environment_get (fixture->base.environment,
                                                  HERALD_ENVIRONMENT_CA_FILE));
  g_assert_false (run (fixture, environment, NULL));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_AUTH);
  assert_step (fixture, "signIn", HERALD_CONNECTION_FAILED, "Nobody is signed in");
  assert_step (fixture, "version", HERALD_CONNECTION_SKIPPED, "");
}

/* What a test of the script peer starts with: an emulated environment at its address. */
static HeraldEnvironment *
make_scripted (Fixture *fixture)
{
  const char        *url = herald_script_peer_get_url (fixture->peer);
  HeraldEnvironment *environment = herald_environment_copy (fixture->base.environment);

  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, url);
  herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY, url);
  return environment;
}

static void
script_sign_in (Fixture *fixture)
{
  const char *tenant =
    herald_environment_get (fixture->base.environment, HERALD_ENVIRONMENT_TENANT_ID);
  g_autofree char *path = g_strdup_printf ("/%s/oauth2/v2.0/token", tenant);

  herald_script_peer_answer (fixture->peer, path, 200, NULL,
                             "{\"token_type\":\"Bearer\",\"access_token\":\"t\","
                             "\"expires_in\":3599}");
}

static void
script_organization (Fixture *fixture, const char *version)
{
  g_autofree char *answer = g_strdup_printf ("{\"Version\":\"%s\"}", version);

  script_sign_in (fixture);
  herald_script_peer_answer (fixture->peer, API "RetrieveVersion", 200, NULL, answer);
  herald_script_peer_answer (fixture->peer, API "WhoAmI", 200, NULL,
                             "{\"UserId\":\"" USER "\",\"OrganizationId\":\"" ORGANIZATION "\"}");
  herald_script_peer_answer (fixture->peer, API "RetrieveCurrentOrganization", 200, NULL,
                             "{\"Detail\":{\"OrganizationId\":\"" ORGANIZATION
                             "\",\"FriendlyName\":\"Fabrikam\"}}");
  herald_script_peer_answer (fixture->peer, API "systemusers(" USER ")?", 200, NULL,
                             "{\"fullname\":\"Ada\"}");
}

#define TABLE(name)                                                                                \
  "{\"LogicalName\":\"" name "\",\"Privileges\":["                                                 \
  "{\"PrivilegeType\":\"Read\",\"Name\":\"prvRead_" name "\"},"                                    \
  "{\"PrivilegeType\":\"Create\",\"Name\":\"prvCreate_" name "\"},"                                \
  "{\"PrivilegeType\":\"Write\",\"Name\":\"prvWrite_" name "\"},"                                  \
  "{\"PrivilegeType\":\"Delete\",\"Name\":\"prvDelete_" name "\"}]}"
#define BASE_TABLES                                                                                \
  TABLE ("contact")                                                                                \
  "," TABLE ("systemuser") "," TABLE ("appnotification") "," TABLE ("appmodule") "," TABLE ("lea"  \
                                                                                            "d")
#define JOURNEYS_TABLES                                                                            \
  TABLE ("msdyn_channeldefinition")                                                                \
  "," TABLE ("msdyn_channelinstance") "," TABLE ("msdynmkt_mobileappchannelinstance") "," TABLE (  \
    "msdynmkt_pushmobiledevice")

static void
script_tables (Fixture *fixture, const char *tables)
{
  g_autofree char *answer = g_strdup_printf ("{\"value\":[%s]}", tables);

  herald_script_peer_answer (fixture->peer, API "EntityDefinitions", 200, NULL, answer);
}

/* @held: “name depth” pairs. */
static void
script_privileges (Fixture *fixture, const char *const *held)
{
  g_autoptr (GString) answer = g_string_new ("{\"RolePrivileges\":[");

  for (gsize i = 0; held[i] != NULL; i += 2)
    g_string_append_printf (answer, "%s{\"PrivilegeName\":\"%s\",\"Depth\":\"%s\"}",
                            i > 0 ? "," : "", held[i], held[i + 1]);
  g_string_append (answer, "]}");
  herald_script_peer_answer (fixture->peer, API "systemusers(" USER ")/", 200, NULL, answer->str);
}

static void
script_apps (Fixture *fixture, const char *value)
{
  g_autofree char *answer =
    g_strdup_printf ("{\"SettingDetail\":{\"Name\":\"x\",\"Value\":%s}}", value);

  herald_script_peer_answer (fixture->peer, API "appmodules", 200, NULL,
                             "{\"value\":[{\"name\":\"Sales\",\"uniquename\":\"o'sales\"}]}");
  herald_script_peer_answer (fixture->peer, API "RetrieveSetting", 200, NULL, answer);
}

static const char *const in_app_held[] = { "prvRead_contact",
                                           "Global",
                                           "prvRead_lead",
                                           "Global",
                                           "prvRead_systemuser",
                                           "Global",
                                           "prvRead_appnotification",
                                           "Basic",
                                           "prvCreate_appnotification",
                                           "Local",
                                           "prvDelete_appnotification",
                                           "Global",
                                           "prvSendAppNotification",
                                           "Global",
                                           NULL };

static void
test_no_journeys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment = make_scripted (fixture);

  script_organization (fixture, "9.2.1.0");
  script_tables (fixture, BASE_TABLES);
  script_privileges (fixture, in_app_held);
  script_apps (fixture, "\"true\"");
  g_assert_false (run (fixture, environment, fixture->base.info));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  assert_step (fixture, "organization", HERALD_CONNECTION_GOOD, "“Fabrikam” (" ORGANIZATION ")");
  assert_step (fixture, "tables", HERALD_CONNECTION_FAILED, "Journeys is not installed");
  assert_detail (fixture, "tables", "msdynmkt_pushmobiledevice is missing");
  /* What is there is looked at all the same. */
  assert_step (fixture, "privileges", HERALD_CONNECTION_GOOD, "");
  assert_detail (fixture, "privileges", "Apps: not all tables are there");
  assert_detail (fixture, "privileges", "In-app notifications: everything");
  assert_step (fixture, "inApp", HERALD_CONNECTION_GOOD, "1 app");
}

static void
test_part_of_journeys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment = make_scripted (fixture);

  script_organization (fixture, "9.2.1.0");
  script_tables (fixture, BASE_TABLES "," TABLE ("msdyn_channelinstance"));
  g_assert_false (run (fixture, environment, fixture->base.info));
  assert_step (fixture, "tables", HERALD_CONNECTION_FAILED, "only a part");
}

static void
test_missing_privileges (Fixture *fixture, gconstpointer data)
{
  static const char *const held[] = { "prvRead_contact",
                                      "Basic",
                                      "PRVREAD_LEAD",
                                      "Basic",
                                      "prvRead_msdynmkt_mobileappchannelinstance",
                                      "Deep",
                                      "prvRead_msdyn_channelinstance",
                                      "Deep",
                                      "prvRead_msdyn_channeldefinition",
                                      "Deep",
                                      "prvRead_systemuser",
                                      "Basic",
                                      "prvRead_appnotification",
                                      "Basic",
                                      "prvCreate_appnotification",
                                      "Basic",
                                      "prvSendAppNotification",
                                      "Global",
                                      NULL };
  g_autoptr (HeraldEnvironment) environment = make_scripted (fixture);

  script_organization (fixture, "9.2.1.0");
  script_tables (fixture, BASE_TABLES "," JOURNEYS_TABLES);
  script_privileges (fixture, held);
  script_apps (fixture, "\"false\"");
  g_assert_false (run (fixture, environment, fixture->base.info));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_FORBIDDEN);
  assert_step (fixture, "privileges", HERALD_CONNECTION_FAILED, "may not read");
  assert_detail (fixture, "privileges", "People: everything");
  assert_detail (fixture, "privileges",
                 "Devices and pushes: missing prvRead_msdynmkt_pushmobiledevice");
  assert_detail (fixture, "privileges",
                 "In-app notifications: missing prvCreate_appnotification (only Basic, needed "
                 "Local), prvDelete_appnotification");
  assert_step (fixture, "inApp", HERALD_CONNECTION_WARNING, "No app");
  assert_detail (fixture, "inApp", "Sales: off");
}

/* Settings that were never touched have no value; a name with a quote in it breaks nothing. */
static void
test_unset_setting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment = make_scripted (fixture);

  script_organization (fixture, "9.1.0.4");
  script_tables (fixture, BASE_TABLES "," JOURNEYS_TABLES);
  script_privileges (fixture, in_app_held);
  script_apps (fixture, "null");
  g_assert_false (run (fixture, environment, fixture->base.info));
  assert_step (fixture, "version", HERALD_CONNECTION_WARNING, "9.1.0.4");
  assert_step (fixture, "inApp", HERALD_CONNECTION_WARNING, "");
  g_assert_cmpuint (herald_script_peer_count_requests (
                      fixture->peer, "GET " API "RetrieveSetting(SettingName=@s,AppUniqueName=@a)"
                                     "?@s='AllowNotificationsEarlyAccess'&@a=%27o%27%27sales%27"),
                    ==, 1);
}

static void
test_only_some_rights (Fixture *fixture, gconstpointer data)
{
  const char *held[G_N_ELEMENTS (in_app_held)];
  g_autoptr (HeraldEnvironment) environment = make_scripted (fixture);

  memcpy (held, in_app_held, sizeof held);
  held[G_N_ELEMENTS (held) - 3] = NULL; /* without the last pair */
  script_organization (fixture, "9.2.1.0");
  script_tables (fixture, BASE_TABLES);
  script_privileges (fixture, held);
  script_apps (fixture, "\"true\"");
  g_assert_false (run (fixture, environment, fixture->base.info));
  assert_step (fixture, "privileges", HERALD_CONNECTION_WARNING, "not do everything");
  assert_detail (fixture, "privileges", "In-app notifications: missing prvSendAppNotification");
}

/* Refusals of the Web API right after a token was given. */
static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint       status;
    const char *body;
    HeraldError code;
    const char *says;
    const char *fix;
  } cases[] = {
    { 403, "{\"error\":{\"code\":\"0x80072560\",\"message\":\"The user is not a member.\"}}",
      HERALD_ERROR_FORBIDDEN, "not a user of this environment", "security role" },
    { 404, "{\"error\":{\"code\":\"\",\"message\":\"Nothing here\"}}", HERALD_ERROR_NOT_FOUND,
      "Nothing here", "Dataverse environment" },
    { 200, "<html>Log in</html>", HERALD_ERROR_PROTOCOL, "web page", "proxy" },
    { 200, "{}", HERALD_ERROR_PROTOCOL, "version", "Dataverse environment" },
    { 200, "{\"Version\":\"new\"}", HERALD_ERROR_PROTOCOL, "“new”", "Dataverse environment" },
    { 500, "{\"error\":{\"code\":\"0x80040216\",\"message\":\"Oops\"}}", HERALD_ERROR_REMOTE,
      "Oops", "Wait" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldEnvironment) environment = make_scripted (fixture);

      script_sign_in (fixture);
      herald_script_peer_answer (fixture->peer, API "RetrieveVersion", cases[i].status, NULL,
                                 cases[i].body);
      g_assert_false (run (fixture, environment, fixture->base.info));
      g_assert_error (fixture->error, HERALD_ERROR, (gint) cases[i].code);
      assert_step (fixture, "version", HERALD_CONNECTION_FAILED, cases[i].says);
      g_assert_nonnull (
        strstr (herald_connection_step_get_fix (get_step (fixture, "version")), cases[i].fix));
      assert_step (fixture, "organization", HERALD_CONNECTION_SKIPPED, "");
    }
}

/* A token that the environment does not take: it is fetched once more, then it is over. */
static void
test_token_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment = make_scripted (fixture);

  for (guint i = 0; i < 2; i++)
    {
      script_sign_in (fixture);
      herald_script_peer_answer (fixture->peer, API "RetrieveVersion", 401, NULL, "");
    }
  g_assert_false (run (fixture, environment, fixture->base.info));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_AUTH);
  g_assert_nonnull (
    strstr (herald_connection_step_get_fix (get_step (fixture, "version")), "instance URL"));
}

static void
test_other_organization (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) scripted = make_scripted (fixture);
  g_autoptr (HeraldEnvironment) environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);

  for (int i = 0; i < HERALD_ENVIRONMENT_N_FIELDS; i++)
    herald_environment_set (environment, (HeraldEnvironmentField) i,
                            herald_environment_get (scripted, (HeraldEnvironmentField) i));
  herald_environment_set (environment, HERALD_ENVIRONMENT_USER_ID, USER);
  script_organization (fixture, "9.2.1.0");
  g_assert_false (run (fixture, environment, fixture->base.info));
  g_assert_error (fixture->error, HERALD_ERROR, HERALD_ERROR_CONFLICT);
  assert_step (fixture, "organization", HERALD_CONNECTION_FAILED, "“Fabrikam”");
  assert_step (fixture, "tables", HERALD_CONNECTION_SKIPPED, "");
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID), !=,
                   ORGANIZATION);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment = make_scripted (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  script_sign_in (fixture);
  herald_script_peer_hold (fixture->peer, API "RetrieveVersion", NULL);
  fixture->test = herald_connection_test_new (environment, fixture->base.store,
                                              fixture->base.secrets, fixture->base.info);
  herald_connection_test_run_async (fixture->test, cancellable, herald_await_cb, &await);
  herald_script_peer_wait_for_requests (fixture->peer, 2);
  g_cancellable_cancel (cancellable);
  g_assert_false (
    herald_connection_test_run_finish (fixture->test, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_step (fixture, "signIn", HERALD_CONNECTION_GOOD, "");
  assert_step (fixture, "version", HERALD_CONNECTION_SKIPPED, "");
  assert_step (fixture, "inApp", HERALD_CONNECTION_SKIPPED, "");
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *full = g_strconcat ("/core/connection-test/", path, NULL);

  g_test_add (full, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);
  add ("emulator", test_emulator);
  add ("unknown-name", test_unknown_name);
  add ("nothing-listens", test_nothing_listens);
  add ("unknown-authority", test_unknown_authority);
  add ("nobody-signed-in", test_nobody_signed_in);
  add ("no-journeys", test_no_journeys);
  add ("part-of-journeys", test_part_of_journeys);
  add ("missing-privileges", test_missing_privileges);
  add ("unset-setting", test_unset_setting);
  add ("only-some-rights", test_only_some_rights);
  add ("refusals", test_refusals);
  add ("token-refused", test_token_refused);
  add ("other-organization", test_other_organization);
  add ("cancel", test_cancel);
  return g_test_run ();
}
