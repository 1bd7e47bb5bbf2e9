/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl app: mobile app configurations. Secrets go in from files and never come out. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-lookup.h"
#include "cli/herald-cli-output.h"
#include "core/herald-apps.h"
#include "model/herald-sheet.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static void
add_app (JsonBuilder *builder, HeraldApp *app)
{
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "id", herald_app_get (app, HERALD_APP_ID));
  herald_cli_add_string (builder, "name", herald_app_get (app, HERALD_APP_NAME));
  herald_cli_add_string (builder, "description", herald_app_get (app, HERALD_APP_DESCRIPTION));
  json_builder_set_member_name (builder, "ios");
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "mode",
                         herald_app_get_apns_mode (app) == HERALD_APNS_TOKEN ? "token"
                                                                             : "certificate");
  herald_cli_add_string (builder, "bundleId", herald_app_get (app, HERALD_APP_BUNDLE_ID));
  herald_cli_add_string (builder, "keyId", herald_app_get (app, HERALD_APP_KEY_ID));
  herald_cli_add_string (builder, "teamId", herald_app_get (app, HERALD_APP_TEAM_ID));
  herald_cli_add_string (builder, "environment",
                         herald_app_get_apns_environment (app) == HERALD_APNS_SANDBOX
                           ? "sandbox"
                           : "production");
  herald_cli_add_string (builder, "state",
                         herald_app_state_to_string (
                           herald_app_get_state (app, HERALD_PLATFORM_IOS)));
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "android");
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "mode",
                         herald_app_get_fcm_mode (app) == HERALD_FCM_SERVICE_ACCOUNT
                           ? "serviceAccount"
                           : "apiKey");
  herald_cli_add_string (builder, "projectId", herald_app_get_project_id (app));
  herald_cli_add_string (builder, "clientEmail", herald_app_get_client_email (app));
  herald_cli_add_string (builder, "state",
                         herald_app_state_to_string (
                           herald_app_get_state (app, HERALD_PLATFORM_ANDROID)));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static const char *
or_none (const char *text)
{
  return text != NULL && *text != '\0' ? text : "–";
}

static void
print_app (HeraldCli *cli, HeraldApp *app)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (herald_cli_wants_json (cli))
    {
      add_app (builder, app);
      herald_cli_print_json (builder);
      return;
    }
  herald_cli_print_line ("%s  %s", or_none (herald_app_get (app, HERALD_APP_NAME)),
                         or_none (herald_app_get (app, HERALD_APP_ID)));
  herald_cli_print_line (_("  iOS      %s, bundle ID %s, key ID %s, team ID %s"),
    herald_app_state_get_label (herald_app_get_state (app, HERALD_PLATFORM_IOS)),
    or_none (herald_app_get (app, HERALD_APP_BUNDLE_ID)),
    or_none (herald_app_get (app, HERALD_APP_KEY_ID)),
    or_none (herald_app_get (app, HERALD_APP_TEAM_ID)));
  herald_cli_print_line (_("  Android  %s, project %s, %s"),
    herald_app_state_get_label (herald_app_get_state (app, HERALD_PLATFORM_ANDROID)),
    or_none (herald_app_get_project_id (app)), or_none (herald_app_get_client_email (app)));
}

/**
 * herald_cli_app_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("ID"), _("Name"), _("iOS"), _("Android"), NULL);
  g_autoptr (GPtrArray) apps = NULL;
  HeraldSession *session;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  session = herald_cli_get_session (cli, error);
  if (session == NULL)
    return FALSE;
  herald_apps_list_async (session, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  apps = herald_apps_list_finish (session, herald_await_result (&await), error);
  if (apps == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < apps->len; i++)
    {
      HeraldApp *app = g_ptr_array_index (apps, i);

      add_app (builder, app);
      herald_cli_table_add (table, herald_app_get (app, HERALD_APP_ID),
                            herald_app_get (app, HERALD_APP_NAME),
                            herald_app_state_get_label (
                              herald_app_get_state (app, HERALD_PLATFORM_IOS)),
                            herald_app_state_get_label (
                              herald_app_get_state (app, HERALD_PLATFORM_ANDROID)),
                            NULL);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("There are no mobile app configurations"));
  return TRUE;
}

/**
 * herald_cli_app_show:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_show (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (HeraldApp) app = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  app = herald_cli_load_app (cli, g_ptr_array_index (arguments, 0), error);
  if (app == NULL)
    return FALSE;
  print_app (cli, app);
  return TRUE;
}

/* What “app create” and “app update” take. */
typedef struct
{
  char *file;
  char *name;
  char *description;
  char *bundle_id;
  char *team_id;
  char *key_id;
  char *apns_key;
  char *apns_environment;
  char *service_account;
} AppOptions;

static void
app_options_clear (AppOptions *self)
{
  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->bundle_id, g_free);
  g_clear_pointer (&self->team_id, g_free);
  g_clear_pointer (&self->key_id, g_free);
  g_clear_pointer (&self->apns_key, g_free);
  g_clear_pointer (&self->apns_environment, g_free);
  g_clear_pointer (&self->service_account, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AppOptions, app_options_clear)

static gboolean
parse_app_options (AppOptions *options, GPtrArray *arguments, guint n_words, GError **error)
{
  const GOptionEntry entries[] = {
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options->file, NULL, NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options->name, NULL, NULL },
    { "description", 0, 0, G_OPTION_ARG_STRING, &options->description, NULL, NULL },
    { "bundle-id", 0, 0, G_OPTION_ARG_STRING, &options->bundle_id, NULL, NULL },
    { "team-id", 0, 0, G_OPTION_ARG_STRING, &options->team_id, NULL, NULL },
    { "key-id", 0, 0, G_OPTION_ARG_STRING, &options->key_id, NULL, NULL },
    { "apns-key", 0, 0, G_OPTION_ARG_FILENAME, &options->apns_key, NULL, NULL },
    { "apns-environment", 0, 0, G_OPTION_ARG_STRING, &options->apns_environment, NULL, NULL },
    { "service-account", 0, 0, G_OPTION_ARG_FILENAME, &options->service_account, NULL, NULL },
    { 0 },
  };

  return herald_cli_parse_options (entries, arguments, n_words, n_words, error);
}

static gboolean
apply_apns_environment (HeraldApp *app, const char *environment, GError **error)
{
  if (environment == NULL)
    return TRUE;
  if (strcmp (environment, "production") != 0 && strcmp (environment, "sandbox") != 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is no APNs environment; use production or sandbox"), environment);
      return FALSE;
    }
  herald_app_set_apns_environment (app, strcmp (environment, "sandbox") == 0
                                          ? HERALD_APNS_SANDBOX
                                          : HERALD_APNS_PRODUCTION);
  return TRUE;
}

/* The file first, then what the single options say. */
static gboolean
apply_app_options (const AppOptions *options, HeraldApp *app, GError **error)
{
  const struct
  {
    const char    *value;
    HeraldAppField field;
  } fields[] = {
    { options->name, HERALD_APP_NAME },           { options->description, HERALD_APP_DESCRIPTION },
    { options->bundle_id, HERALD_APP_BUNDLE_ID }, { options->team_id, HERALD_APP_TEAM_ID },
    { options->key_id, HERALD_APP_KEY_ID },
  };

  if (options->file != NULL && !herald_cli_files_read_app (options->file, app, error))
    return FALSE;
  if (options->apns_key != NULL)
    {
      herald_app_set_apns_mode (app, HERALD_APNS_TOKEN);
      if (!herald_cli_files_import_key (app, options->apns_key, error))
        return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].value != NULL)
      herald_app_set (app, fields[i].field, fields[i].value);
  if (options->service_account != NULL)
    {
      herald_app_set_fcm_mode (app, HERALD_FCM_SERVICE_ACCOUNT);
      if (!herald_cli_files_import_service_account (app, options->service_account, error))
        return FALSE;
    }
  return apply_apns_environment (app, options->apns_environment, error);
}

static gboolean
save_app (HeraldCli *cli, HeraldApp *app, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);
  g_autoptr (GPtrArray) issues = herald_app_validate (app);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (session == NULL)
    return FALSE;
  for (guint i = 0; i < issues->len; i++)
    {
      const HeraldIssue *issue = g_ptr_array_index (issues, i);

      if (issue->severity == HERALD_SEVERITY_WARNING)
        fprintf (stderr, _("Warning: %s\n"), issue->message);
    }
  herald_apps_save_async (session, app, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_apps_save_finish (session, herald_await_result (&await), error))
    return FALSE;
  print_app (cli, app);
  return TRUE;
}

/**
 * herald_cli_app_create:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_create (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (AppOptions) options = { 0 };
  g_autoptr (HeraldApp) app = herald_app_new ();

  herald_app_set_apns_mode (app, HERALD_APNS_TOKEN);
  herald_app_set_fcm_mode (app, HERALD_FCM_SERVICE_ACCOUNT);
  return parse_app_options (&options, arguments, 0, error) &&
         apply_app_options (&options, app, error) && save_app (cli, app, error);
}

/**
 * herald_cli_app_update:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_update (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (AppOptions) options = { 0 };
  g_autoptr (HeraldApp) app = NULL;

  if (!parse_app_options (&options, arguments, 1, error))
    return FALSE;
  app = herald_cli_load_app (cli, g_ptr_array_index (arguments, 0), error);
  return app != NULL && apply_app_options (&options, app, error) && save_app (cli, app, error);
}

/**
 * herald_cli_app_delete:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_delete (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  HeraldSession *session;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *id;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  session = herald_cli_get_session (cli, error);
  if (session == NULL)
    return FALSE;
  id = g_ptr_array_index (arguments, 0);
  herald_apps_delete_async (session, id, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_apps_delete_finish (session, herald_await_result (&await), error))
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "deleted", id);
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_print_line (_("Deleted %s"), id);
  return TRUE;
}

/**
 * herald_cli_app_check:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether the probes could be made; a refused credential is told by the exit status
 */
gboolean
herald_cli_app_check (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (HeraldApp) app = NULL;
  g_autoptr (GPtrArray) checks = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  HeraldSession *session;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  gboolean all_good = TRUE;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  app = herald_cli_load_app (cli, g_ptr_array_index (arguments, 0), error);
  if (app == NULL)
    return FALSE;
  session = herald_cli_get_session (cli, error);
  herald_apps_check_async (session, app, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  checks = herald_apps_check_finish (session, herald_await_result (&await), error);
  if (checks == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < checks->len; i++)
    {
      const HeraldCredentialCheck *check = g_ptr_array_index (checks, i);

      json_builder_begin_object (builder);
      herald_cli_add_string (builder, "platform", herald_platform_to_string (check->platform));
      herald_cli_add_boolean (builder, "ok", check->ok);
      herald_cli_add_string (builder, "code", check->code);
      herald_cli_add_string (builder, "message", check->message);
      herald_cli_add_string (builder, "raw", check->raw);
      json_builder_end_object (builder);
      if (!herald_cli_wants_json (cli))
        herald_cli_print_line ("%s %-8s %s", check->ok ? "✓" : "✗",
                               herald_platform_get_label (check->platform), check->message);
      all_good = all_good && check->ok;
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  if (!all_good)
    herald_cli_set_exit_status (cli, HERALD_CLI_EXIT_SOME_FAILED);
  return TRUE;
}

static gboolean
parse_format (const char *text, gboolean json, HeraldSheetFormat *format, GError **error)
{
  *format = json ? HERALD_SHEET_JSON : HERALD_SHEET_TEXT;
  if (text == NULL)
    return TRUE;
  if (strcmp (text, "json") == 0)
    *format = HERALD_SHEET_JSON;
  else if (strcmp (text, "markdown") == 0)
    *format = HERALD_SHEET_MARKDOWN;
  else if (strcmp (text, "text") == 0)
    *format = HERALD_SHEET_TEXT;
  else
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is no format; use text, json or markdown"), text);
      return FALSE;
    }
  return TRUE;
}

static char *
reveal_token (HeraldCli *cli, const char *app_id, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_apps_reveal_token_async (session, app_id, NULL, herald_cli_get_cancellable (cli),
                                  herald_await_cb, &await);
  return herald_apps_reveal_token_finish (session, herald_await_result (&await), error);
}

/**
 * herald_cli_app_sheet:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_sheet (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *format_text = NULL;
  gboolean           reveal = FALSE;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_text, NULL, NULL },
    { "reveal", 0, 0, G_OPTION_ARG_NONE, &reveal, NULL, NULL },
    { 0 },
  };
  HeraldSheetFormat format;
  g_autoptr (HeraldApp) app = NULL;
  g_autofree char *sheet = NULL;
  char            *token = NULL;

  if (!herald_cli_parse_options (entries, arguments, 1, 1, error) ||
      !parse_format (format_text, herald_cli_wants_json (cli), &format, error))
    return FALSE;
  app = herald_cli_load_app (cli, g_ptr_array_index (arguments, 0), error);
  if (app == NULL)
    return FALSE;
  if (reveal)
    {
      token = reveal_token (cli, herald_app_get (app, HERALD_APP_ID), error);
      if (token == NULL)
        return FALSE;
    }
  sheet =
    herald_sheet_write (app, herald_session_get_environment (herald_cli_get_session (cli, NULL)),
                        token, format);
  herald_cli_print_line ("%s", sheet);
  g_clear_pointer (&token, herald_secret_free);
  return TRUE;
}
