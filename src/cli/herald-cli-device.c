/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl device: registered devices. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-redact.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-lookup.h"
#include "cli/herald-cli-output.h"
#include "core/herald-devices.h"
#include "model/herald-device-token.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static gboolean
matches (HeraldDevice *device, const char *search)
{
  const char *const texts[] = {
    herald_device_get_token (device),     herald_device_get_user_id (device),
    herald_device_get_user_name (device), herald_device_get_app_name (device),
    herald_device_get_name (device),
  };
  g_autofree char *wanted = search != NULL ? g_utf8_casefold (search, -1) : NULL;

  if (wanted == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = texts[i] != NULL ? g_utf8_casefold (texts[i], -1) : NULL;

      if (text != NULL && strstr (text, wanted) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
add_device (JsonBuilder *builder, HeraldCliTable *table, HeraldDevice *device)
{
  gint64           registered_us = herald_device_get_registered_us (device);
  g_autofree char *registered = herald_cli_format_time (registered_us);
  g_autofree char *token = herald_redact_token (herald_device_get_token (device));
  const char      *user = herald_device_get_user_name (device);
  const char      *app = herald_device_get_app_name (device);

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "id", herald_device_get_id (device));
  herald_cli_add_string (builder, "platform",
                         herald_platform_to_string (herald_device_get_platform (device)));
  herald_cli_add_string (builder, "token", herald_device_get_token (device));
  herald_cli_add_string (builder, "user", herald_device_get_user_id (device));
  herald_cli_add_string (builder, "userName", user);
  herald_cli_add_string (builder, "app", herald_device_get_app_id (device));
  herald_cli_add_string (builder, "appName", app);
  herald_cli_add_string (builder, "state",
                         herald_device_state_to_string (herald_device_get_state (device)));
  herald_cli_add_string (builder, "registeredOn", registered);
  json_builder_end_object (builder);
  herald_cli_table_add (table, herald_device_get_id (device),
                        herald_platform_get_label (herald_device_get_platform (device)), token,
                        user != NULL ? user : herald_device_get_user_id (device),
                        app != NULL ? app : herald_device_get_app_id (device),
                        herald_device_state_get_label (herald_device_get_state (device)),
                        registered, NULL);
}

/* The IDs behind --user and --app; what was not given stays NULL. */
static gboolean
resolve (HeraldCli  *cli,
         const char *user,
         const char *app,
         char      **user_id,
         char      **app_id,
         GError    **error)
{
  if (app != NULL)
    *app_id = herald_cli_normalise_id (app, error);
  if (app != NULL && *app_id == NULL)
    return FALSE;
  if (user != NULL)
    *user_id = herald_cli_resolve_person (cli, user, error);
  return user == NULL || *user_id != NULL;
}

/**
 * herald_cli_device_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_device_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *user = NULL, *app = NULL, *search = NULL;
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_STRING, &user, NULL, NULL },
    { "app", 0, 0, G_OPTION_ARG_STRING, &app, NULL, NULL },
    { "search", 0, 0, G_OPTION_ARG_STRING, &search, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table = herald_cli_table_new (_("ID"),
    _("Platform"), _("Token"), _("Person"), _("App"), _("State"), _("Registered"), NULL);
  g_autoptr (GPtrArray) devices = NULL;
  g_autofree char *user_id = NULL, *app_id = NULL;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error))
    return FALSE;
  if (!resolve (cli, user, app, &user_id, &app_id, error))
    return FALSE;
  devices = herald_cli_list_devices (cli, user_id, app_id, error);
  if (devices == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < devices->len; i++)
    if (matches (g_ptr_array_index (devices, i), search))
      add_device (builder, table, g_ptr_array_index (devices, i));
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("There are no devices"));
  return TRUE;
}

/* The service's own words. */
static const char *
get_service_status (HeraldRegistrationStatus status)
{
  switch (status)
    {
    case HERALD_REGISTRATION_SUCCESS:
      return "Success";
    case HERALD_REGISTRATION_DUPLICATE:
    case HERALD_REGISTRATION_FAILED:
      return "Failed";
    case HERALD_REGISTRATION_PENDING:
    case HERALD_REGISTRATION_STUCK:
      return "Pending";
    case HERALD_REGISTRATION_ACCEPTED:
      return "Accepted";
    case HERALD_REGISTRATION_WAITING:
    case HERALD_REGISTRATION_SENDING:
    default:
      return "Unknown";
    }
}

static void
print_registration (HeraldCli *cli, HeraldRegistration *registration)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  HeraldRegistrationStatus status = herald_registration_get_status (registration);
  const char              *explanation = herald_registration_get_explanation (registration);

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "requestId", herald_registration_get_request_id (registration));
  herald_cli_add_string (builder, "status", get_service_status (status));
  herald_cli_add_string (builder, "reason", herald_registration_get_reason (registration));
  herald_cli_add_string (builder, "explanation", explanation);
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_print_line ("%s%s%s", herald_registration_status_get_label (status),
                           explanation != NULL ? ": " : "", explanation != NULL ? explanation : "");
}

static void
registration_changed_cb (HeraldRegistration *registration, gpointer user_data)
{
  fprintf (stderr, "%s\n",
           herald_registration_status_get_label (herald_registration_get_status (registration)));
}

static gboolean
register_one (HeraldCli *cli, HeraldRegistration *registration, gboolean wait, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);
  g_autoptr (GPtrArray) registrations = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (session == NULL)
    return FALSE;
  g_ptr_array_add (registrations, g_object_ref (registration));
  g_signal_connect (registration, "changed", G_CALLBACK (registration_changed_cb), NULL);
  herald_devices_register_async (session, registrations, wait, herald_cli_get_cancellable (cli),
                                 herald_await_cb, &await);
  return herald_devices_register_finish (session, herald_await_result (&await), error);
}

static gboolean
parse_platform (const char *text, HeraldPlatform *platform, GError **error)
{
  *platform = herald_platform_from_string (text);
  if (*platform != HERALD_PLATFORM_UNKNOWN)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("“%s” is no platform; use ios or android"), text);
  return FALSE;
}

/* Before anything is opened. */
static gboolean
check_token (HeraldPlatform platform, const char *token, GError **error)
{
  g_autoptr (GPtrArray) issues = herald_issues_new ();
  HeraldIssue *issue = herald_device_token_check (platform, token);

  if (issue != NULL)
    g_ptr_array_add (issues, issue);
  return herald_issues_to_error (issues, error);
}

/**
 * herald_cli_device_register:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether the calls could be made; a failed registration is told by the exit status
 */
gboolean
herald_cli_device_register (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *app = NULL, *user = NULL, *platform_text = NULL, *token = NULL, *api = NULL;
  g_autofree char   *clean_token = NULL, *user_id = NULL, *app_id = NULL;
  gboolean           wait = FALSE;
  const GOptionEntry entries[] = {
    { "app", 0, 0, G_OPTION_ARG_STRING, &app, NULL, NULL },
    { "user", 0, 0, G_OPTION_ARG_STRING, &user, NULL, NULL },
    { "platform", 0, 0, G_OPTION_ARG_STRING, &platform_text, NULL, NULL },
    { "token", 0, 0, G_OPTION_ARG_STRING, &token, NULL, NULL },
    { "api", 0, 0, G_OPTION_ARG_STRING, &api, NULL, NULL },
    { "wait", 0, 0, G_OPTION_ARG_NONE, &wait, NULL, NULL },
    { 0 },
  };
  g_autoptr (HeraldRegistration) registration = NULL;
  HeraldRegistrationStatus status;
  HeraldPlatform           platform;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error) ||
      !herald_cli_require_option ("--app", app, error) ||
      !herald_cli_require_option ("--user", user, error) ||
      !herald_cli_require_option ("--platform", platform_text, error) ||
      !herald_cli_require_option ("--token", token, error) ||
      !parse_platform (platform_text, &platform, error))
    return FALSE;
  if (api != NULL && strcmp (api, "v2") != 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is not offered; version v2 is, whose registrations can be followed"),
                      api);
      return FALSE;
    }
  clean_token = herald_device_token_clean (token);
  if (!check_token (platform, clean_token, error) ||
      !resolve (cli, user, app, &user_id, &app_id, error))
    return FALSE;
  registration = herald_registration_new (app_id, user_id, platform, clean_token);
  if (!register_one (cli, registration, wait, error))
    return FALSE;
  print_registration (cli, registration);
  status = herald_registration_get_status (registration);
  if (status == HERALD_REGISTRATION_FAILED || status == HERALD_REGISTRATION_STUCK)
    herald_cli_set_exit_status (cli, HERALD_ERROR_REMOTE + 2);
  return TRUE;
}

/* The devices that “cleanup” means: those the environment still has. */
static gboolean
collect_devices (HeraldCli  *cli,
                 const char *app,
                 const char *user,
                 const char *token,
                 GPtrArray  *chosen,
                 GError    **error)
{
  g_autofree char *wanted = token != NULL ? herald_device_token_clean (token) : NULL;
  g_autofree char *user_id = NULL, *app_id = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  guint before = chosen->len;

  if (resolve (cli, user, app, &user_id, &app_id, error))
    devices = herald_cli_list_devices (cli, user_id, app_id, error);
  if (devices == NULL)
    return FALSE;
  for (guint i = 0; i < devices->len; i++)
    {
      HeraldDevice *device = g_ptr_array_index (devices, i);

      if (herald_device_get_state (device) != HERALD_DEVICE_REMOVED &&
          (wanted == NULL || g_ascii_strcasecmp (herald_device_get_token (device), wanted) == 0))
        g_ptr_array_add (chosen, g_object_ref (device));
    }
  if (wanted != NULL && chosen->len == before)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                           _("This person has no such device in this app"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
collect_from_file (HeraldCli *cli, const char *path, GPtrArray *chosen, GError **error)
{
  g_auto (GStrv) lines = herald_cli_files_read_lines (path, error);

  if (lines == NULL)
    return FALSE;
  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);

      if (g_strv_length (cells) < 2)
        {
          g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("%s, line %d: the columns are app,user,token"), path, (int) i + 1);
          return FALSE;
        }
      if (!collect_devices (cli, g_strstrip (cells[0]), g_strstrip (cells[1]),
                            cells[2] != NULL && *g_strstrip (cells[2]) != '\0' ? cells[2] : NULL,
                            chosen, error))
        {
          g_prefix_error (error, _("%s, line %d: "), path, (int) i + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
clean_up (HeraldCli *cli, GPtrArray *devices, guint *n_remaining, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  for (guint i = 0; i < devices->len; i++)
    {
      HeraldDevice    *device = g_ptr_array_index (devices, i);
      g_autofree char *token = herald_redact_token (herald_device_get_token (device));

      fprintf (stderr, _("Cleaning up %s %s\n"),
                          herald_platform_get_label (herald_device_get_platform (device)), token);
    }
  herald_devices_clean_up_async (session, devices, herald_cli_get_cancellable (cli),
                                 herald_await_cb, &await);
  return herald_devices_clean_up_finish (session, herald_await_result (&await), n_remaining, error);
}

/**
 * herald_cli_device_cleanup:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether the service accepted; devices that remain are told by the exit status
 */
gboolean
herald_cli_device_cleanup (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *app = NULL, *user = NULL, *token = NULL, *file = NULL;
  const GOptionEntry entries[] = {
    { "app", 0, 0, G_OPTION_ARG_STRING, &app, NULL, NULL },
    { "user", 0, 0, G_OPTION_ARG_STRING, &user, NULL, NULL },
    { "token", 0, 0, G_OPTION_ARG_STRING, &token, NULL, NULL },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &file, NULL, NULL },
    { 0 },
  };
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n_remaining = 0;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error) ||
      (file == NULL && (!herald_cli_require_option ("--app", app, error) ||
                        !herald_cli_require_option ("--user", user, error))))
    return FALSE;
  if (file != NULL ? !collect_from_file (cli, file, chosen, error)
                   : !collect_devices (cli, app, user, token, chosen, error))
    return FALSE;
  if (chosen->len > 0 && !clean_up (cli, chosen, &n_remaining, error))
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_int (builder, "requested", chosen->len);
  herald_cli_add_int (builder, "accepted", chosen->len);
  herald_cli_add_int (builder, "remaining", n_remaining);
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_print_line (ngettext ("%u device cleaned up, %u remaining",
                                     "%u devices cleaned up, %u remaining", chosen->len),
                           chosen->len - n_remaining, n_remaining);
  if (n_remaining > 0)
    herald_cli_set_exit_status (cli, HERALD_CLI_EXIT_SOME_FAILED);
  return TRUE;
}
