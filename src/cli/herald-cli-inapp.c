/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl inapp: in-app notifications. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-lookup.h"
#include "cli/herald-cli-output.h"
#include "core/herald-inapp.h"
#include "core/herald-people.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  char **recipients;
  char  *file;
  char  *title;
  char  *body;
  char  *icon;
  char  *toast;
  char  *priority;
  gint64 expiry_seconds;
  char  *action_title;
  char  *action_url;
  char  *action_target;
} InappOptions;

static void
inapp_options_clear (InappOptions *self)
{
  g_clear_pointer (&self->recipients, g_strfreev);
  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->icon, g_free);
  g_clear_pointer (&self->toast, g_free);
  g_clear_pointer (&self->priority, g_free);
  g_clear_pointer (&self->action_title, g_free);
  g_clear_pointer (&self->action_url, g_free);
  g_clear_pointer (&self->action_target, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InappOptions, inapp_options_clear)

static gboolean
parse_inapp_options (InappOptions *options, GPtrArray *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "recipient", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->recipients, NULL, NULL },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options->file, NULL, NULL },
    { "title", 0, 0, G_OPTION_ARG_STRING, &options->title, NULL, NULL },
    { "body", 0, 0, G_OPTION_ARG_STRING, &options->body, NULL, NULL },
    { "icon", 0, 0, G_OPTION_ARG_STRING, &options->icon, NULL, NULL },
    { "toast", 0, 0, G_OPTION_ARG_STRING, &options->toast, NULL, NULL },
    { "priority", 0, 0, G_OPTION_ARG_STRING, &options->priority, NULL, NULL },
    { "expiry", 0, 0, G_OPTION_ARG_INT64, &options->expiry_seconds, NULL, NULL },
    { "action-title", 0, 0, G_OPTION_ARG_STRING, &options->action_title, NULL, NULL },
    { "action-url", 0, 0, G_OPTION_ARG_STRING, &options->action_url, NULL, NULL },
    { "action-target", 0, 0, G_OPTION_ARG_STRING, &options->action_target, NULL, NULL },
    { 0 },
  };

  return herald_cli_parse_options (entries, arguments, 0, 0, error);
}

/* The place of @word among @words; -1 without @word; INVALID when it is none of them. */
static gboolean
choose (const char *option, const char *word, const char *const *words, int *place, GError **error)
{
  g_autoptr (GString) all = g_string_new (words[0]);

  *place = -1;
  if (word == NULL)
    return TRUE;
  for (int i = 0; words[i] != NULL; i++)
    if (strcmp (word, words[i]) == 0)
      {
        *place = i;
        return TRUE;
      }
  for (int i = 1; words[i] != NULL; i++)
    g_string_append_printf (all, ", %s", words[i]);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("%s takes one of: %s; not “%s”"), option, all->str, word);
  return FALSE;
}

static gboolean
apply_choices (const InappOptions *options, HeraldInappMessage *message, GError **error)
{
  static const char *const icons[] = { "info",    "success", "failure", "warning",
                                       "mention", "custom",  NULL };
  static const char *const toasts[] = { "timed", "hidden", NULL };
  static const char *const priorities[] = { "normal", "high", NULL };
  static const char *const targets[] = { "inline", "dialog", "newWindow", NULL };
  int                      icon, toast, priority, target;

  if (!choose ("--icon", options->icon, icons, &icon, error) ||
      !choose ("--toast", options->toast, toasts, &toast, error) ||
      !choose ("--priority", options->priority, priorities, &priority, error) ||
      !choose ("--action-target", options->action_target, targets, &target, error))
    return FALSE;
  if (icon >= 0)
    herald_inapp_message_set_icon (message, HERALD_ICON_INFO + (guint) icon);
  if (toast >= 0)
    herald_inapp_message_set_toast (message, HERALD_TOAST_TIMED + (guint) toast);
  if (priority >= 0)
    herald_inapp_message_set_priority (message, HERALD_PRIORITY_NORMAL + (guint) priority);
  if (options->action_title != NULL || options->action_url != NULL)
    {
      g_autoptr (HeraldInappAction) action =
        herald_inapp_action_new (options->action_title != NULL ? options->action_title : "",
                                 options->action_url != NULL ? options->action_url : "",
                                 target >= 0 ? (HeraldNavigationTarget) target
                                             : HERALD_TARGET_INLINE);

      g_list_store_append (herald_inapp_message_get_actions (message), action);
    }
  return TRUE;
}

static HeraldInappMessage *
read_message (const char *path, GError **error)
{
  g_autoptr (GBytes) content = herald_cli_files_read (path, error);
  g_autofree char    *text = NULL;
  HeraldInappMessage *message;
  gsize               length = 0;
  const char         *data = content != NULL ? g_bytes_get_data (content, &length) : NULL;

  if (content == NULL)
    return NULL;
  text = g_strndup (data != NULL ? data : "", length);
  message = herald_inapp_message_from_json (text, error);
  if (message == NULL)
    g_prefix_error (error, "%s: ", path);
  return message;
}

static HeraldInappMessage *
build_message (const InappOptions *options, GError **error)
{
  g_autoptr (HeraldInappMessage) message =
    options->file != NULL ? read_message (options->file, error) : herald_inapp_message_new ();
  g_autoptr (GPtrArray) issues = NULL;

  if (message == NULL)
    return NULL;
  if (options->title != NULL)
    herald_inapp_message_set_title (message, options->title);
  if (options->body != NULL)
    herald_inapp_message_set_body (message, options->body);
  if (options->expiry_seconds != 0)
    herald_inapp_message_set_expiry_seconds (message, options->expiry_seconds);
  if (!apply_choices (options, message, error))
    return NULL;
  issues = herald_inapp_message_validate (message);
  if (!herald_issues_to_error (issues, error))
    return NULL;
  return g_steal_pointer (&message);
}

static void
print_results (HeraldCli *cli, GPtrArray *results)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("Recipient"), _("Result"), _("ID"), _("What it means"), NULL);

  json_builder_begin_array (builder);
  for (guint i = 0; i < results->len; i++)
    {
      HeraldSendResult *result = g_ptr_array_index (results, i);
      HeraldSendStatus  status = herald_send_result_get_status (result);
      const char       *explanation = herald_send_result_get_explanation (result);
      const char       *reason = herald_send_result_get_reason (result);

      json_builder_begin_object (builder);
      herald_cli_add_string (builder, "recipient", herald_send_result_get_target_id (result));
      herald_cli_add_string (builder, "status", herald_send_status_to_string (status));
      herald_cli_add_string (builder, "id", herald_send_result_get_message_id (result));
      herald_cli_add_string (builder, "reason", reason != NULL ? reason : explanation);
      herald_cli_add_string (builder, "explanation", explanation);
      json_builder_end_object (builder);
      herald_cli_table_add (table, herald_send_result_get_target_label (result),
                            herald_send_status_get_label (status),
                            herald_send_result_get_message_id (result), explanation, NULL);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, "");
  herald_cli_set_exit_status (cli, herald_cli_get_results_status (results));
}

/**
 * herald_cli_inapp_send:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether the sends could be made; refused ones are told by the exit status
 */
gboolean
herald_cli_inapp_send (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (InappOptions) options = { 0 };
  g_autoptr (HeraldInappMessage) message = NULL;
  g_autoptr (GPtrArray) recipients = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldSession *session;

  if (!parse_inapp_options (&options, arguments, error) ||
      !herald_cli_require_option ("--recipient",
                                  options.recipients != NULL ? options.recipients[0] : NULL, error))
    return FALSE;
  message = build_message (&options, error);
  if (message == NULL)
    return FALSE;
  recipients = herald_cli_resolve_users (cli, (const char *const *) options.recipients, error);
  if (recipients == NULL)
    return FALSE;
  session = herald_cli_get_session (cli, error);
  results = herald_inapp_prepare (recipients);
  herald_inapp_send_async (session, message, recipients, results, herald_cli_get_cancellable (cli),
                           herald_await_cb, &await);
  if (!herald_inapp_send_finish (session, herald_await_result (&await), error))
    return FALSE;
  print_results (cli, results);
  return TRUE;
}

/**
 * herald_cli_inapp_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_inapp_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (InappOptions) options = { 0 };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("ID"), _("Recipient"), _("Title"), _("Sent"), _("Expires"), NULL);
  g_autoptr (GPtrArray) users = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldSession *session;
  const char    *recipient_id = NULL;

  if (!parse_inapp_options (&options, arguments, error))
    return FALSE;
  session = herald_cli_get_session (cli, error);
  if (session == NULL)
    return FALSE;
  if (options.recipients != NULL)
    {
      users = herald_cli_resolve_users (cli, (const char *const *) options.recipients, error);
      if (users == NULL)
        return FALSE;
      recipient_id = herald_system_user_get_id (g_ptr_array_index (users, 0));
    }
  herald_inapp_list_async (session, recipient_id, herald_cli_get_cancellable (cli), herald_await_cb,
                           &await);
  entries = herald_inapp_list_finish (session, herald_await_result (&await), error);
  if (entries == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    {
      HeraldInappEntry   *entry = g_ptr_array_index (entries, i);
      HeraldInappMessage *message = herald_inapp_entry_get_message (entry);
      g_autofree char    *sent = herald_cli_format_time (herald_inapp_entry_get_created_us (entry));
      g_autofree char *expires = herald_cli_format_time (herald_inapp_entry_get_expires_us (entry));

      json_builder_begin_object (builder);
      herald_cli_add_string (builder, "id", herald_inapp_entry_get_id (entry));
      herald_cli_add_string (builder, "recipient", herald_inapp_entry_get_recipient_id (entry));
      herald_cli_add_string (builder, "recipientName",
                             herald_inapp_entry_get_recipient_name (entry));
      herald_cli_add_string (builder, "title", herald_inapp_message_get_title (message));
      herald_cli_add_string (builder, "body", herald_inapp_message_get_body (message));
      herald_cli_add_string (builder, "createdOn", sent);
      herald_cli_add_string (builder, "expiresOn", expires);
      json_builder_end_object (builder);
      herald_cli_table_add (table, herald_inapp_entry_get_id (entry),
                            herald_inapp_entry_get_recipient_name (entry),
                            herald_inapp_message_get_title (message), sent, expires, NULL);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("No notification stands in a notification centre"));
  return TRUE;
}

/**
 * herald_cli_inapp_recall:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_inapp_recall (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  HeraldSession *session;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n_recalled;

  if (!herald_cli_parse_options (NULL, arguments, 1, G_MAXUINT, error))
    return FALSE;
  session = herald_cli_get_session (cli, error);
  if (session == NULL)
    return FALSE;
  n_recalled = arguments->len;
  g_ptr_array_add (arguments, NULL);
  herald_inapp_recall_async (session, (const char *const *) arguments->pdata,
                             herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_inapp_recall_finish (session, herald_await_result (&await), error))
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_int (builder, "recalled", n_recalled);
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_print_line (ngettext ("%u notification recalled", "%u notifications recalled",
                                     n_recalled),
                           n_recalled);
  return TRUE;
}

/**
 * herald_cli_inapp_preview:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked; nothing is sent
 */
gboolean
herald_cli_inapp_preview (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (InappOptions) options = { 0 };
  g_autoptr (HeraldInappMessage) message = NULL;
  g_autoptr (JsonNode) request = NULL;

  if (!parse_inapp_options (&options, arguments, error))
    return FALSE;
  message = build_message (&options, error);
  if (message == NULL)
    return FALSE;
  request =
    herald_inapp_message_build_request (message, options.recipients != NULL
                                                   ? options.recipients[0]
                                                   : "00000000-0000-0000-0000-000000000000");
  herald_cli_print_json_node (request);
  return TRUE;
}
