/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl push: messages as drafts, their payloads, and test sends. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-lookup.h"
#include "cli/herald-cli-output.h"
#include "core/herald-apps.h"
#include "core/herald-devices.h"
#include "core/herald-drafts.h"
#include "core/herald-push.h"
#include "model/herald-device-token.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  char *app;
  char *user;
  char *device;
  char *token;
  char *platform;
  char *file;
  char *fields[HERALD_PUSH_N_FIELDS];
} PushOptions;

static void
push_options_clear (PushOptions *self)
{
  g_clear_pointer (&self->app, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->device, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->platform, g_free);
  g_clear_pointer (&self->file, g_free);
  for (gsize i = 0; i < HERALD_PUSH_N_FIELDS; i++)
    g_clear_pointer (&self->fields[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PushOptions, push_options_clear)

static gboolean
parse_push_options (PushOptions *options, GPtrArray *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "app", 0, 0, G_OPTION_ARG_STRING, &options->app, NULL, NULL },
    { "user", 0, 0, G_OPTION_ARG_STRING, &options->user, NULL, NULL },
    { "device", 0, 0, G_OPTION_ARG_STRING, &options->device, NULL, NULL },
    { "token", 0, 0, G_OPTION_ARG_STRING, &options->token, NULL, NULL },
    { "platform", 0, 0, G_OPTION_ARG_STRING, &options->platform, NULL, NULL },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options->file, NULL, NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options->fields[HERALD_PUSH_NAME], NULL, NULL },
    { "title", 0, 0, G_OPTION_ARG_STRING, &options->fields[HERALD_PUSH_TITLE], NULL, NULL },
    { "subtitle", 0, 0, G_OPTION_ARG_STRING, &options->fields[HERALD_PUSH_SUBTITLE], NULL, NULL },
    { "message", 0, 0, G_OPTION_ARG_STRING, &options->fields[HERALD_PUSH_MESSAGE_TEXT], NULL,
      NULL },
    { "image", 0, 0, G_OPTION_ARG_STRING, &options->fields[HERALD_PUSH_IMAGE_URL], NULL, NULL },
    { "link", 0, 0, G_OPTION_ARG_STRING, &options->fields[HERALD_PUSH_LINK], NULL, NULL },
    { 0 },
  };

  return herald_cli_parse_options (entries, arguments, 0, 0, error);
}

static HeraldPushMessage *
read_message (const char *path, GError **error)
{
  g_autoptr (GBytes) content = herald_cli_files_read (path, error);
  g_autofree char   *text = NULL;
  HeraldPushMessage *message;
  gsize              length = 0;
  const char        *data = content != NULL ? g_bytes_get_data (content, &length) : NULL;

  if (content == NULL)
    return NULL;
  text = g_strndup (data != NULL ? data : "", length);
  message = herald_push_message_from_json (text, error);
  if (message == NULL)
    g_prefix_error (error, "%s: ", path);
  return message;
}

static HeraldPushMessage *
build_message (const PushOptions *options, GError **error)
{
  HeraldPushMessage *message =
    options->file != NULL ? read_message (options->file, error) : herald_push_message_new ();

  if (message == NULL)
    return NULL;
  for (HeraldPushField field = 0; field < HERALD_PUSH_N_FIELDS; field++)
    if (options->fields[field] != NULL)
      herald_push_message_set (message, field, options->fields[field]);
  if (options->fields[HERALD_PUSH_LINK] != NULL)
    herald_push_message_set_on_click (message, HERALD_ON_CLICK_OPEN_URL);
  return message;
}

static void
add_issues (JsonBuilder *builder, GPtrArray *issues)
{
  static const char *const severities[] = { "info", "warning", "error" };

  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < issues->len; i++)
    {
      const HeraldIssue *issue = g_ptr_array_index (issues, i);

      json_builder_begin_object (builder);
      herald_cli_add_string (builder, "severity", severities[issue->severity]);
      herald_cli_add_string (builder, "code", issue->code);
      herald_cli_add_string (builder, "field", issue->field);
      herald_cli_add_string (builder, "message", issue->message);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * herald_cli_push_preview:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked; nothing is sent
 */
gboolean
herald_cli_push_preview (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (PushOptions) options = { 0 };
  g_autoptr (HeraldPushMessage) message = NULL;
  g_autoptr (GPtrArray) issues = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gsize apns_bytes, fcm_bytes;

  if (!parse_push_options (&options, arguments, error))
    return FALSE;
  message = build_message (&options, error);
  if (message == NULL)
    return FALSE;
  issues = herald_push_message_validate (message);
  apns_bytes = herald_push_message_get_payload_size (message, HERALD_PLATFORM_IOS);
  fcm_bytes = herald_push_message_get_payload_size (message, HERALD_PLATFORM_ANDROID);
  json_builder_begin_object (builder);
  herald_cli_add_int (builder, "apnsBytes", (gint64) apns_bytes);
  herald_cli_add_int (builder, "fcmBytes", (gint64) fcm_bytes);
  herald_cli_add_int (builder, "maxBytes", HERALD_PUSH_MAX_PAYLOAD_BYTES);
  json_builder_set_member_name (builder, "apns");
  json_builder_add_value (builder, herald_push_message_build_apns (message));
  json_builder_set_member_name (builder, "fcm");
  json_builder_add_value (builder, herald_push_message_build_fcm (message, "TOKEN"));
  add_issues (builder, issues);
  json_builder_end_object (builder);
  herald_cli_print_json (builder);
  return TRUE;
}

static GPtrArray *
find_device (HeraldCli *cli, const char *app, const char *id, GError **error)
{
  g_autoptr (GPtrArray) devices = herald_cli_list_devices (cli, NULL, app, error);

  if (devices == NULL)
    return NULL;
  for (guint i = 0; i < devices->len; i++)
    if (g_ascii_strcasecmp (herald_device_get_id (g_ptr_array_index (devices, i)), id) == 0)
      {
        GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

        g_ptr_array_add (found, g_object_ref (g_ptr_array_index (devices, i)));
        return found;
      }
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND, _("This app has no device “%s”"), id);
  return NULL;
}

static GPtrArray *
build_pasted_device (const PushOptions *options, GError **error)
{
  HeraldPlatform platform = herald_platform_from_string (options->platform);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HeraldIssue) issue = NULL;
  g_autofree char *token = herald_device_token_clean (options->token);

  if (platform == HERALD_PLATFORM_UNKNOWN)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("A pasted token needs “--platform ios” or “--platform android”"));
      return NULL;
    }
  issue = herald_device_token_check (platform, token);
  if (issue != NULL && issue->severity == HERALD_SEVERITY_ERROR)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, issue->message);
      return NULL;
    }
  g_ptr_array_add (devices, herald_device_new (NULL, platform, token, NULL, options->app));
  return g_steal_pointer (&devices);
}

static GPtrArray *
choose_devices (HeraldCli *cli, const PushOptions *options, GError **error)
{
  int n_targets = (options->user != NULL) + (options->device != NULL) + (options->token != NULL);
  g_autoptr (GPtrArray) devices = NULL;
  g_autofree char *user_id = NULL;

  if (n_targets != 1)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("Give exactly one of --user, --device and --token"));
      return NULL;
    }
  if (options->device != NULL)
    return find_device (cli, options->app, options->device, error);
  if (options->token != NULL)
    return build_pasted_device (options, error);
  user_id = herald_cli_resolve_person (cli, options->user, error);
  devices = user_id != NULL ? herald_cli_list_devices (cli, user_id, options->app, error) : NULL;
  if (devices != NULL && devices->len == 0)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                           _("This person has no device in this app; register one with “device register”"));
      return NULL;
    }
  return g_steal_pointer (&devices);
}

static void
add_result (JsonBuilder *builder, HeraldCliTable *table, HeraldSendResult *result)
{
  HeraldSendStatus status = herald_send_result_get_status (result);
  g_autofree char *code = g_strdup_printf ("%u", herald_send_result_get_code (result));
  g_autofree char *latency = g_strdup_printf ("%u ms", herald_send_result_get_latency_ms (result));
  const char      *platform = herald_platform_to_string (herald_send_result_get_platform (result));

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "device", herald_send_result_get_target_id (result));
  herald_cli_add_string (builder, "platform", platform);
  herald_cli_add_string (builder, "status", herald_send_status_to_string (status));
  herald_cli_add_int (builder, "code", herald_send_result_get_code (result));
  herald_cli_add_string (builder, "reason", herald_send_result_get_reason (result));
  herald_cli_add_string (builder, "explanation", herald_send_result_get_explanation (result));
  herald_cli_add_string (builder, "id", herald_send_result_get_message_id (result));
  herald_cli_add_int (builder, "latencyMs", herald_send_result_get_latency_ms (result));
  json_builder_end_object (builder);
  herald_cli_table_add (table, herald_send_result_get_target_label (result), platform,
                        herald_send_status_get_label (status), code,
                        herald_send_result_get_reason (result), latency,
                        herald_send_result_get_explanation (result), NULL);
}

/* Prints one line a device and chooses the exit status. */
static void
print_results (HeraldCli *cli, GPtrArray *results)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table = herald_cli_table_new (_("Device"),
    _("Platform"), _("Result"), _("Code"), _("Reason"), _("Time"), _("What it means"), NULL);

  json_builder_begin_array (builder);
  for (guint i = 0; i < results->len; i++)
    add_result (builder, table, g_ptr_array_index (results, i));
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, "");
  herald_cli_set_exit_status (cli, herald_cli_get_results_status (results));
}

/**
 * herald_cli_push_send:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether the sends could be made; refused ones are told by the exit status
 */
gboolean
herald_cli_push_send (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (PushOptions) options = { 0 };
  g_autoptr (HeraldPushMessage) message = NULL;
  g_autoptr (GPtrArray) issues = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (HeraldApp) app = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldSession *session;

  if (!parse_push_options (&options, arguments, error) ||
      !herald_cli_require_option ("--app", options.app, error))
    return FALSE;
  message = build_message (&options, error);
  if (message == NULL)
    return FALSE;
  issues = herald_push_message_validate (message);
  if (!herald_issues_to_error (issues, error))
    return FALSE;
  app = herald_cli_load_app (cli, options.app, error);
  devices = app != NULL ? choose_devices (cli, &options, error) : NULL;
  if (devices == NULL)
    return FALSE;
  session = herald_cli_get_session (cli, error);
  results = herald_push_prepare (devices);
  herald_push_send_async (session, app, message, devices, results, herald_cli_get_cancellable (cli),
                          herald_await_cb, &await);
  if (!herald_push_send_finish (session, herald_await_result (&await), error))
    return FALSE;
  print_results (cli, results);
  return TRUE;
}

static GPtrArray *
list_drafts (HeraldCli *cli, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (session == NULL)
    return NULL;
  herald_drafts_list_async (session, HERALD_DRAFT_PUSH, herald_cli_get_cancellable (cli),
                            herald_await_cb, &await);
  return herald_drafts_list_finish (session, herald_await_result (&await), error);
}

/**
 * herald_cli_push_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_push_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("ID"), _("Name"), _("Changed"), NULL);
  g_autoptr (GPtrArray) drafts = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  drafts = list_drafts (cli, error);
  if (drafts == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < drafts->len; i++)
    {
      HeraldDraft     *draft = g_ptr_array_index (drafts, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, herald_draft_get_id (draft));
      g_autofree char *changed = herald_cli_format_time (herald_draft_get_changed_us (draft));

      json_builder_begin_object (builder);
      herald_cli_add_string (builder, "id", id);
      herald_cli_add_string (builder, "name", herald_draft_get_name (draft));
      herald_cli_add_string (builder, "changedOn", changed);
      json_builder_end_object (builder);
      herald_cli_table_add (table, id, herald_draft_get_name (draft), changed, NULL);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("There are no saved pushes"));
  return TRUE;
}

/**
 * herald_cli_push_show:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_push_show (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (GPtrArray) drafts = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  drafts = list_drafts (cli, error);
  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    {
      HeraldDraft     *draft = g_ptr_array_index (drafts, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, herald_draft_get_id (draft));
      g_autoptr (JsonNode) node = NULL;

      if (strcmp (id, g_ptr_array_index (arguments, 0)) != 0)
        continue;
      node = herald_json_parse (herald_draft_get_json (draft), -1, error);
      if (node == NULL)
        return FALSE;
      herald_cli_print_json_node (node);
      return TRUE;
    }
  if (drafts != NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                 _("There is no saved push “%s”"),
                    (const char *) g_ptr_array_index (arguments, 0));
  return FALSE;
}

/**
 * herald_cli_push_save:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_push_save (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (PushOptions) options = { 0 };
  g_autoptr (HeraldPushMessage) message = NULL;
  g_autoptr (HeraldDraft) draft = NULL;
  g_autofree char *json = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldSession *session;
  const char    *name;

  if (!parse_push_options (&options, arguments, error))
    return FALSE;
  message = build_message (&options, error);
  session = message != NULL ? herald_cli_get_session (cli, error) : NULL;
  if (session == NULL)
    return FALSE;
  name = herald_push_message_get (message, HERALD_PUSH_NAME);
  if (*name == '\0')
    name = herald_push_message_get (message, HERALD_PUSH_TITLE);
  json = herald_push_message_to_json (message);
  draft = herald_draft_new (HERALD_DRAFT_PUSH, name, json);
  herald_drafts_save_async (session, draft, name, json, herald_cli_get_cancellable (cli),
                            herald_await_cb, &await);
  return herald_drafts_save_finish (session, herald_await_result (&await), error) &&
         herald_cli_push_list (cli, arguments, error);
}
