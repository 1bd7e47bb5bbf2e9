/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "crypto/herald-key.h"
#include "model/herald-app.h"
#include "model/herald-issue.h"

#include <string.h>

#define APP_ID "11111111-2222-3333-4444-555555555555"
#define KEY_FILE "/home/me/AuthKey_ABC123DEFG.p8"

static char *key_pem;
static char *rsa_pem;
static char *account_json;

static char *
generate (HeraldKeyKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_key_generate (kind, &error);
  char *pem;

  g_assert_no_error (error);
  pem = herald_key_to_pem (key, &error);
  g_assert_no_error (error);
  return pem;
}

static char *
write_account (const char *pem)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", "service_account");
  json_object_set_string_member (object, "project_id", "contoso-shop");
  json_object_set_string_member (object, "private_key_id", "0123456789abcdef");
  json_object_set_string_member (object, "private_key", pem);
  json_object_set_string_member (object, "client_email",
                                 "push@contoso-shop.iam.gserviceaccount.com");
  json_object_set_string_member (object, "client_id", "1");
  json_object_set_string_member (object, "token_uri", "https://oauth2.googleapis.com/token");
  json_node_take_object (node, object);
  return herald_json_write (node, TRUE);
}

static void
import_key (HeraldApp *app, const char *filename, const char *text)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_true (herald_app_import_signing_key (app, filename, content, &error));
  g_assert_no_error (error);
}

static void
import_account (HeraldApp *app)
{
  g_autoptr (GBytes) content = g_bytes_new (account_json, strlen (account_json));
  g_autoptr (GError) error = NULL;

  g_assert_true (herald_app_import_service_account (app, "/home/me/contoso.json", content, &error));
  g_assert_no_error (error);
}

static HeraldApp *
new_full (void)
{
  HeraldApp *app = herald_app_new ();

  herald_app_set (app, HERALD_APP_NAME, "Shop");
  herald_app_set (app, HERALD_APP_BUNDLE_ID, "com.contoso.shop");
  herald_app_set (app, HERALD_APP_TEAM_ID, "TEAM123456");
  import_key (app, KEY_FILE, key_pem);
  import_account (app);
  return app;
}

static void
count_cb (int *n_changes)
{
  (*n_changes)++;
}

static void
test_changes (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();
  int n_changes = 0;

  g_assert_false (herald_app_has_changes (app));
  herald_app_load (app, HERALD_APP_ID, "{" APP_ID "}");
  herald_app_load (app, HERALD_APP_NAME, "Shop");
  herald_app_load (app, HERALD_APP_DESCRIPTION, "");
  g_assert_cmpstr (herald_app_get (app, HERALD_APP_ID), ==, APP_ID);
  g_assert_null (herald_app_get (app, HERALD_APP_DESCRIPTION));
  g_assert_false (herald_app_has_changes (app));
  g_signal_connect_swapped (app, "changed", G_CALLBACK (count_cb), &n_changes);
  herald_app_set (app, HERALD_APP_NAME, " Shop ");
  g_assert_cmpint (n_changes, ==, 0);
  herald_app_set (app, HERALD_APP_NAME, "Store");
  g_assert_cmpint (n_changes, ==, 1);
  g_assert_true (herald_app_is_changed (app, HERALD_APP_NAME));
  g_assert_false (herald_app_is_changed (app, HERALD_APP_BUNDLE_ID));
  herald_app_set (app, HERALD_APP_NAME, "Shop");
  g_assert_false (herald_app_has_changes (app));
  herald_app_set (app, HERALD_APP_NAME, "");
  g_assert_true (herald_app_is_changed (app, HERALD_APP_NAME));
  herald_app_mark_saved (app);
  g_assert_false (herald_app_has_changes (app));
}

static void
test_modes (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();

  g_assert_cmpint (herald_app_get_apns_mode (app), ==, HERALD_APNS_TOKEN);
  g_assert_cmpint (herald_app_get_fcm_mode (app), ==, HERALD_FCM_SERVICE_ACCOUNT);
  herald_app_set_apns_environment (app, HERALD_APNS_SANDBOX);
  g_assert_true (herald_app_is_apns_environment_changed (app));
  g_assert_false (herald_app_is_apns_mode_changed (app));
  g_assert_true (herald_app_has_changes (app));
  herald_app_mark_saved (app);
  herald_app_set_apns_mode (app, HERALD_APNS_CERTIFICATE);
  herald_app_set_fcm_mode (app, HERALD_FCM_API_KEY);
  g_assert_true (herald_app_is_apns_mode_changed (app));
  g_assert_true (herald_app_is_fcm_mode_changed (app));
  g_assert_false (herald_app_is_apns_environment_changed (app));
}

/* A secret that may not be read comes as null; no edit of the form may write it. */
static void
test_hidden_secret_is_never_written (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();

  herald_app_load (app, HERALD_APP_ID, APP_ID);
  herald_app_load (app, HERALD_APP_SIGNING_KEY, NULL);
  herald_app_set (app, HERALD_APP_SIGNING_KEY, "");
  herald_app_set (app, HERALD_APP_SIGNING_KEY, NULL);
  g_assert_false (herald_app_is_changed (app, HERALD_APP_SIGNING_KEY));
  g_assert_null (herald_app_get (app, HERALD_APP_SIGNING_KEY));
  herald_app_set (app, HERALD_APP_SIGNING_KEY, key_pem);
  g_assert_true (herald_app_is_changed (app, HERALD_APP_SIGNING_KEY));
  herald_app_set (app, HERALD_APP_SIGNING_KEY, "");
  g_assert_false (herald_app_is_changed (app, HERALD_APP_SIGNING_KEY));
}

static void
test_known_secret_is_taken_out (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();

  herald_app_load (app, HERALD_APP_ID, APP_ID);
  herald_app_load (app, HERALD_APP_API_TOKEN, "token");
  herald_app_set (app, HERALD_APP_API_TOKEN, NULL);
  g_assert_true (herald_app_is_changed (app, HERALD_APP_API_TOKEN));
  g_assert_cmpstr (herald_app_get (app, HERALD_APP_API_TOKEN), ==, "");
  herald_app_mark_saved (app);
  g_assert_null (herald_app_get (app, HERALD_APP_API_TOKEN));
  g_assert_false (herald_app_has_changes (app));
}

static void
test_copy (void)
{
  g_autoptr (HeraldApp) app = new_full ();
  g_autoptr (HeraldApp) copy = NULL;

  herald_app_mark_saved (app);
  herald_app_set (app, HERALD_APP_NAME, "Store");
  herald_app_set_apns_environment (app, HERALD_APNS_SANDBOX);
  copy = herald_app_copy (app);
  for (int i = 0; i < HERALD_APP_N_FIELDS; i++)
    {
      g_assert_cmpstr (herald_app_get (app, (HeraldAppField) i), ==,
                       herald_app_get (copy, (HeraldAppField) i));
      g_assert_cmpint (herald_app_is_changed (copy, (HeraldAppField) i), ==, i == HERALD_APP_NAME);
    }
  g_assert_true (herald_app_is_apns_environment_changed (copy));
  g_assert_cmpstr (herald_app_get_project_id (copy), ==, "contoso-shop");
}

static void
test_import_key (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", key_pem, NULL);

  herald_app_set_apns_mode (app, HERALD_APNS_CERTIFICATE);
  import_key (app, KEY_FILE, marked);
  g_assert_cmpstr (herald_app_get (app, HERALD_APP_SIGNING_KEY), ==, key_pem);
  g_assert_cmpstr (herald_app_get (app, HERALD_APP_KEY_ID), ==, "ABC123DEFG");
  g_assert_cmpint (herald_app_get_apns_mode (app), ==, HERALD_APNS_TOKEN);
  import_key (app, "renamed.p8", key_pem);
  g_assert_cmpstr (herald_app_get (app, HERALD_APP_KEY_ID), ==, "ABC123DEFG");
}

static void
test_import_sets_nothing_on_error (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();
  g_autoptr (GBytes) rsa = g_bytes_new (rsa_pem, strlen (rsa_pem));
  g_autoptr (GBytes) other = g_bytes_new_static ("{\"project_info\":{},\"client\":[]}", 30);
  g_autoptr (GError) key_error = NULL;
  g_autoptr (GError) account_error = NULL;
  int n_changes = 0;

  g_signal_connect_swapped (app, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_false (herald_app_import_signing_key (app, KEY_FILE, rsa, &key_error));
  g_assert_error (key_error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_false (
    herald_app_import_service_account (app, "google-services.json", other, &account_error));
  g_assert_error (account_error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_cmpint (n_changes, ==, 0);
  g_assert_false (herald_app_has_changes (app));
}

static void
test_import_account (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();

  import_account (app);
  g_assert_cmpstr (herald_app_get_project_id (app), ==, "contoso-shop");
  g_assert_cmpstr (herald_app_get_client_email (app), ==,
                   "push@contoso-shop.iam.gserviceaccount.com");
  g_assert_cmpstr (herald_app_get (app, HERALD_APP_SERVICE_ACCOUNT_NAME), ==, "contoso.json");
  herald_app_set (app, HERALD_APP_SERVICE_ACCOUNT, "{}");
  g_assert_null (herald_app_get_project_id (app));
}

static void
test_good_has_no_findings (void)
{
  g_autoptr (HeraldApp) app = new_full ();
  g_autoptr (GPtrArray) issues = herald_app_validate (app);

  g_assert_cmpuint (issues->len, ==, 0);
  g_assert_cmpint (herald_app_get_state (app, HERALD_PLATFORM_IOS), ==,
                   HERALD_APP_STATE_CONFIGURED);
  g_assert_cmpint (herald_app_get_state (app, HERALD_PLATFORM_ANDROID), ==,
                   HERALD_APP_STATE_CONFIGURED);
}

typedef struct
{
  HeraldAppField field;
  const char    *value;
  const char    *name;
  const char    *code;
  HeraldSeverity severity;
} Case;

static void
check_case (const Case *c)
{
  g_autoptr (HeraldApp) app = new_full ();
  g_autoptr (GPtrArray) issues = NULL;
  const HeraldIssue *issue;

  herald_app_set (app, c->field, c->value);
  issues = herald_app_validate (app);
  issue = herald_issues_find (issues, c->name);
  g_assert_nonnull (issue);
  g_assert_cmpstr (issue->code, ==, c->code);
  g_assert_cmpint (issue->severity, ==, c->severity);
  g_assert_true (g_str_has_suffix (issue->message, "."));
  g_assert_cmpuint (issues->len, ==, 1);
}

static void
test_findings (void)
{
  const HeraldSeverity warning = HERALD_SEVERITY_WARNING;
  const HeraldSeverity error = HERALD_SEVERITY_ERROR;
  g_autofree char     *long_name = g_strnfill (101, 'x');
  const Case           cases[] = {
              { HERALD_APP_NAME, " ", "name", "NAME_MISSING", error },
              { HERALD_APP_NAME, long_name, "name", "NAME_TOO_LONG", error },
              { HERALD_APP_BUNDLE_ID, NULL, "bundleId", "BUNDLE_ID_MISSING", error },
              { HERALD_APP_BUNDLE_ID, "com.contoso.*", "bundleId", "BUNDLE_ID_CHARACTERS", error },
              { HERALD_APP_BUNDLE_ID, "com.contoso shop", "bundleId", "BUNDLE_ID_CHARACTERS", error },
              { HERALD_APP_BUNDLE_ID, "com..shop", "bundleId", "BUNDLE_ID_DOTS", error },
              { HERALD_APP_BUNDLE_ID, "com.shop.", "bundleId", "BUNDLE_ID_DOTS", error },
              { HERALD_APP_BUNDLE_ID, "TEAM123456.com.shop", "bundleId", "BUNDLE_ID_HAS_TEAM_ID", warning },
              { HERALD_APP_BUNDLE_ID, "shop", "bundleId", "BUNDLE_ID_UNUSUAL", warning },
              { HERALD_APP_KEY_ID, NULL, "keyId", "KEY_ID_MISSING", error },
              { HERALD_APP_KEY_ID, "ABC123DEF", "keyId", "KEY_ID_LENGTH", error },
              { HERALD_APP_KEY_ID, "abc123defg", "keyId", "KEY_ID_LENGTH", error },
              { HERALD_APP_KEY_ID, "TEAM123456", "keyId", "KEY_ID_IS_TEAM_ID", error },
              { HERALD_APP_KEY_ID, "ZZZ123DEFG", "keyId", "KEY_ID_DIFFERS", warning },
              { HERALD_APP_TEAM_ID, NULL, "teamId", "TEAM_ID_MISSING", error },
              { HERALD_APP_TEAM_ID, "TEAM1234567", "teamId", "TEAM_ID_LENGTH", error },
              { HERALD_APP_SIGNING_KEY, NULL, "signingKey", "SIGNING_KEY_MISSING", error },
              { HERALD_APP_SIGNING_KEY, rsa_pem, "signingKey", "SIGNING_KEY_INVALID", error },
              { HERALD_APP_SERVICE_ACCOUNT, NULL, "serviceAccount", "SERVICE_ACCOUNT_MISSING", error },
              { HERALD_APP_SERVICE_ACCOUNT, "{}", "serviceAccount", "SERVICE_ACCOUNT_INVALID", error },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].code);
      check_case (&cases[i]);
    }
}

/* The team ID typed where the key's is known from the file. */
static void
test_team_id_is_key_id (void)
{
  g_autoptr (HeraldApp) app = new_full ();
  g_autoptr (GPtrArray) issues = NULL;

  herald_app_set (app, HERALD_APP_TEAM_ID, "ABC123DEFG");
  issues = herald_app_validate (app);
  g_assert_cmpstr (herald_issues_find (issues, "teamId")->code, ==, "TEAM_ID_IS_KEY_ID");
}

static void
test_platforms_alone (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) android = NULL;
  g_autoptr (GPtrArray) half = NULL;

  herald_app_set (app, HERALD_APP_NAME, "Shop");
  none = herald_app_validate (app);
  g_assert_cmpstr (herald_issues_find (none, NULL)->code, ==, "NO_PLATFORM");
  g_assert_false (herald_issues_has_error (none));
  import_account (app);
  android = herald_app_validate (app);
  g_assert_cmpuint (android->len, ==, 0);
  g_assert_cmpint (herald_app_get_state (app, HERALD_PLATFORM_IOS), ==, HERALD_APP_STATE_NONE);
  herald_app_set (app, HERALD_APP_TEAM_ID, "TEAM123456");
  half = herald_app_validate (app);
  g_assert_nonnull (herald_issues_find (half, "bundleId"));
  g_assert_nonnull (herald_issues_find (half, "keyId"));
  g_assert_nonnull (herald_issues_find (half, "signingKey"));
  g_assert_cmpint (herald_app_get_state (app, HERALD_PLATFORM_IOS), ==,
                   HERALD_APP_STATE_INCOMPLETE);
  g_assert_cmpint (herald_app_get_state (app, HERALD_PLATFORM_ANDROID), ==,
                   HERALD_APP_STATE_CONFIGURED);
}

static void
test_hidden_state (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();
  g_autoptr (GPtrArray) issues = NULL;

  herald_app_load (app, HERALD_APP_ID, APP_ID);
  herald_app_load (app, HERALD_APP_NAME, "Shop");
  herald_app_load (app, HERALD_APP_BUNDLE_ID, "com.contoso.shop");
  herald_app_load (app, HERALD_APP_KEY_ID, "ABC123DEFG");
  herald_app_load (app, HERALD_APP_TEAM_ID, "TEAM123456");
  herald_app_load (app, HERALD_APP_SERVICE_ACCOUNT_NAME, "contoso.json");
  issues = herald_app_validate (app);
  g_assert_cmpuint (issues->len, ==, 0);
  g_assert_cmpint (herald_app_get_state (app, HERALD_PLATFORM_IOS), ==, HERALD_APP_STATE_HIDDEN);
  g_assert_cmpint (herald_app_get_state (app, HERALD_PLATFORM_ANDROID), ==,
                   HERALD_APP_STATE_HIDDEN);
  g_assert_cmpstr (herald_app_state_to_string (HERALD_APP_STATE_HIDDEN), ==, "hidden");
}

static void
test_other_modes (void)
{
  g_autoptr (HeraldApp) app = new_full ();
  g_autoptr (GPtrArray) missing = NULL;
  g_autoptr (GPtrArray) named = NULL;

  herald_app_set_apns_mode (app, HERALD_APNS_CERTIFICATE);
  herald_app_set_fcm_mode (app, HERALD_FCM_API_KEY);
  missing = herald_app_validate (app);
  g_assert_cmpstr (herald_issues_find (missing, "signingKey")->code, ==, "CERTIFICATE_MISSING");
  g_assert_cmpstr (herald_issues_find (missing, "serviceAccount")->code, ==, "API_KEY_RETIRED");
  herald_app_set (app, HERALD_APP_CERTIFICATE_NAME, "push.p12");
  named = herald_app_validate (app);
  g_assert_null (herald_issues_find (named, "signingKey"));
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  key_pem = generate (HERALD_KEY_EC_P256);
  rsa_pem = generate (HERALD_KEY_RSA);
  account_json = write_account (rsa_pem);
  g_test_add_func ("/model/app/changes", test_changes);
  g_test_add_func ("/model/app/modes", test_modes);
  g_test_add_func ("/model/app/hidden-secret-is-never-written",
                   test_hidden_secret_is_never_written);
  g_test_add_func ("/model/app/known-secret-is-taken-out", test_known_secret_is_taken_out);
  g_test_add_func ("/model/app/copy", test_copy);
  g_test_add_func ("/model/app/import-key", test_import_key);
  g_test_add_func ("/model/app/import-sets-nothing-on-error", test_import_sets_nothing_on_error);
  g_test_add_func ("/model/app/import-account", test_import_account);
  g_test_add_func ("/model/app/good-has-no-findings", test_good_has_no_findings);
  g_test_add_func ("/model/app/findings", test_findings);
  g_test_add_func ("/model/app/team-id-is-key-id", test_team_id_is_key_id);
  g_test_add_func ("/model/app/platforms-alone", test_platforms_alone);
  g_test_add_func ("/model/app/hidden-state", test_hidden_state);
  g_test_add_func ("/model/app/other-modes", test_other_modes);
  result = g_test_run ();
  g_free (key_pem);
  g_free (rsa_pem);
  g_free (account_json);
  return result;
}
