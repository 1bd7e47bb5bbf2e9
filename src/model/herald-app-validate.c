/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a mobile app configuration, found before anything is sent. */
#include "config.h"

#include "crypto/herald-apns-key.h"
#include "crypto/herald-service-account.h"
#include "model/herald-app-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Columns of msdynmkt_mobileappchannelinstance; a service account is split over five of 4000. */
#define MAX_NAME 100
#define MAX_SIGNING_KEY 4000
#define MAX_SERVICE_ACCOUNT 20000

static void
add_error (GPtrArray *issues, const char *code, const char *field, const char *message)
{
  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, code, field, "%s", message));
}

static void
add_warning (GPtrArray *issues, const char *code, const char *field, const char *message)
{
  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_WARNING, code, field, "%s", message));
}

static void
add_name_issues (HeraldApp *self, GPtrArray *issues)
{
  const char *name = herald_app_get (self, HERALD_APP_NAME);

  if (name == NULL)
    add_error (issues, "NAME_MISSING", "name", _("Give the app a name that you will recognize."));
  else if (g_utf8_strlen (name, -1) > MAX_NAME)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "NAME_TOO_LONG", "name",
                                       _("The name has %ld characters; the service keeps at most "
                                         "%d. Shorten it."),
                                          g_utf8_strlen (name, -1), MAX_NAME));
}

static gboolean
is_apple_id (const char *id)
{
  if (strlen (id) != HERALD_APNS_ID_LENGTH)
    return FALSE;
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_isupper (*c) && !g_ascii_isdigit (*c))
      return FALSE;
  return TRUE;
}

static void
add_key_id_issues (HeraldApp *self, GPtrArray *issues)
{
  const char *key_id = herald_app_get (self, HERALD_APP_KEY_ID);
  const char *file_key_id = herald_app_get_file_key_id (self);

  if (key_id == NULL)
    add_error (issues, "KEY_ID_MISSING", "keyId",
               _("Enter the key ID. It stands in the name of the key’s file, "
                 "AuthKey_XXXXXXXXXX.p8."));
  else if (!is_apple_id (key_id))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "KEY_ID_LENGTH", "keyId",
                                       _("A key ID has %d capital letters and digits; “%s” has "
                                         "not. Copy it from the key’s file name."),
                                          HERALD_APNS_ID_LENGTH, key_id));
  else if (g_strcmp0 (key_id, herald_app_get (self, HERALD_APP_TEAM_ID)) == 0)
    add_error (issues, "KEY_ID_IS_TEAM_ID", "keyId",
               _("Key ID and team ID are the same. One of them is in the other’s place; the key "
                 "ID stands in the key’s file name."));
  else if (file_key_id != NULL && strcmp (file_key_id, key_id) != 0)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_WARNING, "KEY_ID_DIFFERS", "keyId",
                                       _("The key’s file is named for the key ID “%s”. Enter that "
                                         "one, unless the file was renamed."),
                                          file_key_id));
}

static void
add_team_id_issues (HeraldApp *self, GPtrArray *issues)
{
  const char *team_id = herald_app_get (self, HERALD_APP_TEAM_ID);
  const char *file_key_id = herald_app_get_file_key_id (self);

  if (team_id == NULL)
    add_error (issues, "TEAM_ID_MISSING", "teamId",
               _("Enter the team ID. It stands in the membership details of the Apple developer "
                 "account."));
  else if (!is_apple_id (team_id))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "TEAM_ID_LENGTH", "teamId",
                                       _("A team ID has %d capital letters and digits; “%s” has "
                                         "not. Copy it from the Apple developer account."),
                                          HERALD_APNS_ID_LENGTH, team_id));
  else if (g_strcmp0 (team_id, file_key_id) == 0)
    add_error (issues, "TEAM_ID_IS_KEY_ID", "teamId",
               _("This is the ID of the key, not of the team. Copy the team ID from the "
                 "membership details of the Apple developer account."));
}

static gboolean
has_bundle_id_characters (const char *bundle_id)
{
  for (const char *c = bundle_id; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '.' && *c != '-')
      return FALSE;
  return TRUE;
}

static void
add_bundle_id_issues (HeraldApp *self, GPtrArray *issues)
{
  const char      *bundle_id = herald_app_get (self, HERALD_APP_BUNDLE_ID);
  const char      *team_id = herald_app_get (self, HERALD_APP_TEAM_ID);
  g_autofree char *prefix = team_id != NULL ? g_strconcat (team_id, ".", NULL) : NULL;

  if (bundle_id == NULL)
    add_error (issues, "BUNDLE_ID_MISSING", "bundleId",
               _("Enter the app’s bundle ID, such as com.contoso.shop."));
  else if (!has_bundle_id_characters (bundle_id))
    add_error (issues, "BUNDLE_ID_CHARACTERS", "bundleId",
               _("A bundle ID has only letters, digits, “-” and “.”, such as com.contoso.shop."));
  else if (g_str_has_prefix (bundle_id, ".") || g_str_has_suffix (bundle_id, ".") ||
           strstr (bundle_id, "..") != NULL)
    add_error (issues, "BUNDLE_ID_DOTS", "bundleId",
               _("A dot stands between two parts of a bundle ID only, as in com.contoso.shop."));
  else if (prefix != NULL && g_str_has_prefix (bundle_id, prefix))
    add_warning (issues, "BUNDLE_ID_HAS_TEAM_ID", "bundleId",
                 _("The bundle ID begins with the team ID. Leave that part out."));
  else if (strchr (bundle_id, '.') == NULL)
    add_warning (issues, "BUNDLE_ID_UNUSUAL", "bundleId",
                 _("Bundle IDs mostly have several parts, such as com.contoso.shop. Check it."));
}

static void
add_signing_key_issues (HeraldApp *self, GPtrArray *issues)
{
  const char *text = herald_app_get (self, HERALD_APP_SIGNING_KEY);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (HeraldKey) key = NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL || *text == '\0')
    {
      if (!herald_app_is_hidden (self, HERALD_APP_SIGNING_KEY))
        add_error (issues, "SIGNING_KEY_MISSING", "signingKey",
                   _("Choose the signing key, the .p8 file from the Apple developer account."));
      return;
    }
  content = g_bytes_new (text, strlen (text));
  key = herald_apns_key_load (content, &error);
  if (key == NULL)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "SIGNING_KEY_INVALID",
                                               "signingKey", "%s.", error->message));
  else if (strlen (text) > MAX_SIGNING_KEY)
    add_error (issues, "SIGNING_KEY_TOO_LONG", "signingKey",
               _("The file has more than the key; the service keeps at most 4000 characters. "
                 "Leave out what is not the key."));
}

static void
add_ios_issues (HeraldApp *self, GPtrArray *issues)
{
  add_bundle_id_issues (self, issues);
  if (herald_app_get_apns_mode (self) == HERALD_APNS_CERTIFICATE)
    {
      if (herald_app_get (self, HERALD_APP_CERTIFICATE_NAME) == NULL)
        add_error (issues, "CERTIFICATE_MISSING", "signingKey",
                   _("No certificate is set up. Use a signing key (.p8), which does not "
                     "expire."));
      return;
    }
  add_key_id_issues (self, issues);
  add_team_id_issues (self, issues);
  add_signing_key_issues (self, issues);
}

static void
add_android_issues (HeraldApp *self, GPtrArray *issues)
{
  const char *json = herald_app_get (self, HERALD_APP_SERVICE_ACCOUNT);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (HeraldServiceAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  if (herald_app_get_fcm_mode (self) == HERALD_FCM_API_KEY)
    {
      add_error (issues, "API_KEY_RETIRED", "serviceAccount",
                 _("Google retired API keys. Import the JSON file of a service account."));
      return;
    }
  if (json == NULL || *json == '\0')
    {
      if (!herald_app_is_hidden (self, HERALD_APP_SERVICE_ACCOUNT))
        add_error (issues, "SERVICE_ACCOUNT_MISSING", "serviceAccount",
                   _("Choose the JSON file of a service account from the Firebase project."));
      return;
    }
  content = g_bytes_new (json, strlen (json));
  account = herald_service_account_new_from_json (content, &error);
  if (account == NULL)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "SERVICE_ACCOUNT_INVALID",
                                               "serviceAccount", "%s.", error->message));
  else if (strlen (json) > MAX_SERVICE_ACCOUNT)
    add_error (issues, "SERVICE_ACCOUNT_TOO_LONG", "serviceAccount",
               _("The service account has more than 20000 characters, which the service cannot "
                 "keep. Download it again."));
}

static gboolean
has_any (HeraldApp *self, const HeraldAppField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      const char *value = herald_app_get (self, fields[i]);

      if (value != NULL && *value != '\0')
        return TRUE;
    }
  return FALSE;
}

/**
 * herald_app_is_touched:
 * @self: an app
 * @platform: iOS or Android
 *
 * Returns: whether anything of the platform is entered
 */
gboolean
herald_app_is_touched (HeraldApp *self, HeraldPlatform platform)
{
  const HeraldAppField ios[] = { HERALD_APP_BUNDLE_ID, HERALD_APP_KEY_ID, HERALD_APP_TEAM_ID,
                                 HERALD_APP_SIGNING_KEY, HERALD_APP_CERTIFICATE_NAME };
  const HeraldAppField android[] = { HERALD_APP_SERVICE_ACCOUNT, HERALD_APP_SERVICE_ACCOUNT_NAME };

  g_return_val_if_fail (HERALD_IS_APP (self), FALSE);

  if (platform == HERALD_PLATFORM_ANDROID)
    return has_any (self, android, G_N_ELEMENTS (android));
  return has_any (self, ios, G_N_ELEMENTS (ios));
}

/**
 * herald_app_validate:
 * @self: an app
 *
 * A platform that nothing is entered for is not looked at. A secret that may not be read gives no
 * finding.
 *
 * Returns: (transfer full) (element-type HeraldIssue): findings with the fields “name”, “bundleId”,
 *   “keyId”, “teamId”, “signingKey” and “serviceAccount”
 */
GPtrArray *
herald_app_validate (HeraldApp *self)
{
  GPtrArray *issues;
  gboolean   has_ios;
  gboolean   has_android;

  g_return_val_if_fail (HERALD_IS_APP (self), NULL);

  issues = herald_issues_new ();
  has_ios = herald_app_is_touched (self, HERALD_PLATFORM_IOS);
  has_android = herald_app_is_touched (self, HERALD_PLATFORM_ANDROID);
  add_name_issues (self, issues);
  if (has_ios)
    add_ios_issues (self, issues);
  if (has_android)
    add_android_issues (self, issues);
  if (!has_ios && !has_android)
    add_warning (issues, "NO_PLATFORM", NULL,
                 _("Neither iOS nor Android is set up, so nothing can be sent. Set up one of "
                   "them."));
  return issues;
}
