/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator phone: the emulated phones and what arrived on them. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-emulator-call.h"
#include "cli/herald-cli-output.h"
#include "core/herald-phones.h"

#include <glib/gi18n.h>
#include <string.h>

static void
add_phone (JsonBuilder *builder, HeraldCliTable *table, HeraldPhone *phone)
{
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "id", herald_phone_get_id (phone));
  herald_cli_add_string (builder, "name", herald_phone_get_name (phone));
  herald_cli_add_string (builder, "platform",
                         herald_platform_to_string (herald_phone_get_platform (phone)));
  herald_cli_add_string (builder, "osVersion", herald_phone_get_os_version (phone));
  herald_cli_add_string (builder, "permission", herald_phone_get_permission (phone));
  herald_cli_add_boolean (builder, "online", herald_phone_is_online (phone));
  herald_cli_add_boolean (builder, "installed", herald_phone_is_installed (phone));
  herald_cli_add_string (builder, "token", herald_phone_get_token (phone));
  herald_cli_add_string (builder, "app", herald_phone_get_app_id (phone));
  herald_cli_add_string (builder, "appName", herald_phone_get_app_name (phone));
  herald_cli_add_string (builder, "user", herald_phone_get_user_id (phone));
  json_builder_end_object (builder);
  herald_cli_table_add (table, herald_phone_get_id (phone), herald_phone_get_name (phone),
                        herald_platform_get_label (herald_phone_get_platform (phone)),
                        herald_phone_get_os_version (phone), herald_phone_get_permission (phone),
                        herald_phone_is_online (phone)
                        ? _("online")
                        : _("offline"), herald_phone_get_app_name (phone), NULL);
}

static GPtrArray *
list_phones (HeraldCli *cli, GError **error)
{
  HeraldSession *session = herald_cli_emulator_get_session (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (session == NULL)
    return NULL;
  herald_phones_list_async (session, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  return herald_phones_list_finish (session, herald_await_result (&await), error);
}

/**
 * herald_cli_phone_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_phone_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table = herald_cli_table_new (_("ID"),
    _("Name"), _("Platform"), _("Version"), _("Permission"), _("Network"), _("App"), NULL);
  g_autoptr (GPtrArray) phones = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  phones = list_phones (cli, error);
  if (phones == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < phones->len; i++)
    add_phone (builder, table, g_ptr_array_index (phones, i));
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("There are no phones"));
  return TRUE;
}

static void
add_notification (JsonBuilder             *builder,
                  HeraldCliTable          *table,
                  HeraldPhoneNotification *notification)
{
  HeraldPushMessage *message = herald_phone_notification_get_message (notification);
  g_autofree char   *received =
    herald_cli_format_time (herald_phone_notification_get_received_us (notification));
  g_autofree char *opened =
    herald_cli_format_time (herald_phone_notification_get_opened_us (notification));

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "id", herald_phone_notification_get_id (notification));
  herald_cli_add_string (builder, "title", herald_push_message_get (message, HERALD_PUSH_TITLE));
  herald_cli_add_string (builder, "subtitle",
                         herald_push_message_get (message, HERALD_PUSH_SUBTITLE));
  herald_cli_add_string (builder, "body",
                         herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT));
  herald_cli_add_string (builder, "link", herald_push_message_get (message, HERALD_PUSH_LINK));
  herald_cli_add_boolean (builder, "shown", herald_phone_notification_is_shown (notification));
  herald_cli_add_string (builder, "receivedAt", received);
  herald_cli_add_string (builder, "openedAt", opened);
  json_builder_end_object (builder);
  herald_cli_table_add (table, herald_phone_notification_get_id (notification),
                        herald_push_message_get (message, HERALD_PUSH_TITLE),
                        herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT), received,
                        opened, NULL);
}

/**
 * herald_cli_phone_notifications:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_phone_notifications (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("ID"), _("Title"), _("Message"), _("Received"), _("Opened"), NULL);
  g_autoptr (GPtrArray) phones = NULL;
  HeraldPhone *phone = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  phones = list_phones (cli, error);
  if (phones == NULL)
    return FALSE;
  for (guint i = 0; i < phones->len && phone == NULL; i++)
    if (strcmp (herald_phone_get_id (g_ptr_array_index (phones, i)),
                g_ptr_array_index (arguments, 0)) == 0)
      phone = g_ptr_array_index (phones, i);
  if (phone == NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                   _("There is no phone “%s”"), (const char *) g_ptr_array_index (arguments, 0));
      return FALSE;
    }
  json_builder_begin_array (builder);
  for (guint i = 0; i < herald_phone_get_notifications (phone)->len; i++)
    add_notification (builder, table,
                      g_ptr_array_index (herald_phone_get_notifications (phone), i));
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("This phone received nothing yet"));
  return TRUE;
}

/**
 * herald_cli_phone_tap:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_phone_tap (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) local_error = NULL;
  g_autofree char *link = NULL;
  HeraldSession   *session;

  if (!herald_cli_parse_options (NULL, arguments, 2, 2, error))
    return FALSE;
  session = herald_cli_emulator_get_session (cli, error);
  if (session == NULL)
    return FALSE;
  herald_phones_tap_async (session, g_ptr_array_index (arguments, 0),
                           g_ptr_array_index (arguments, 1), herald_cli_get_cancellable (cli),
                           herald_await_cb, &await);
  link = herald_phones_tap_finish (session, herald_await_result (&await), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "opened", link != NULL ? link : "app");
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else if (link != NULL)
    herald_cli_print_line (_("The phone opened %s"), link);
  else
    herald_cli_print_line ("%s", _("The phone opened the app"));
  return TRUE;
}

/**
 * herald_cli_phone_set:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_phone_set (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonNode) changes = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 2, G_MAXUINT, error))
    return FALSE;
  path = herald_cli_emulator_build_path ("phones/", g_ptr_array_index (arguments, 0), "");
  changes = herald_cli_emulator_read_settings (arguments, 1, HERALD_CLI_VALUES_WORDS,
                                               "online=false", error);
  answer = changes != NULL ? herald_cli_emulator_call (cli, "PATCH", path, changes, error) : NULL;
  if (answer == NULL)
    return FALSE;
  herald_cli_emulator_print_object (cli, answer, _("Phone"));
  return TRUE;
}

/**
 * herald_cli_phone_show:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_phone_show (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  path = herald_cli_emulator_build_path ("phones/", g_ptr_array_index (arguments, 0), "");
  answer = herald_cli_emulator_call (cli, "GET", path, NULL, error);
  if (answer == NULL)
    return FALSE;
  herald_cli_emulator_print_object (cli, answer, _("Phone"));
  return TRUE;
}

/**
 * herald_cli_phone_add:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_phone_add (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (JsonNode) answer = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, G_MAXUINT, error))
    return FALSE;
  body = herald_cli_emulator_read_settings (arguments, 0, HERALD_CLI_VALUES_WORDS, "platform=ios",
                                            error);
  answer = body != NULL ? herald_cli_emulator_call (cli, "POST", "phones", body, error) : NULL;
  if (answer == NULL)
    return FALSE;
  herald_cli_emulator_print_object (cli, answer, _("Phone"));
  return TRUE;
}

/**
 * herald_cli_phone_remove:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_phone_remove (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  path = herald_cli_emulator_build_path ("phones/", g_ptr_array_index (arguments, 0), "");
  return herald_cli_emulator_do (cli, "DELETE", path, NULL, _("The phone is removed"), error);
}

/**
 * herald_cli_phone_ask_permission:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_phone_ask_permission (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 2, 2, error))
    return FALSE;
  path =
    herald_cli_emulator_build_path ("phones/", g_ptr_array_index (arguments, 0), "/ask-permission");
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "answer", g_ptr_array_index (arguments, 1));
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);
  answer = herald_cli_emulator_call (cli, "POST", path, body, error);
  if (answer == NULL)
    return FALSE;
  if (herald_cli_wants_json (cli))
    herald_cli_print_json_node (answer);
  else if (json_object_get_boolean_member_with_default (json_node_get_object (answer), "asked",
                                                        FALSE))
    herald_cli_print_line ("%s", _("The phone asked its owner"));
  else
    herald_cli_print_line ("%s", _("The phone did not ask again"));
  return TRUE;
}
