/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator: runs the emulator, and looks into the one that runs. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-output.h"
#include "core/herald-phones.h"
#include "emulator/herald-emulator.h"
#include "model/herald-exchange.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define HIGHEST_PORT 65535
#define DEFAULT_LOG_LIMIT 100

static gboolean
stop_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static void
run_until_signal (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint interrupt_id = g_unix_signal_add (SIGINT, stop_cb, loop);
  guint terminate_id = g_unix_signal_add (SIGTERM, stop_cb, loop);

  g_main_loop_run (loop);
  g_source_remove (interrupt_id);
  g_source_remove (terminate_id);
}

static gboolean
check_port (const char *option, int port, GError **error)
{
  if (port >= 0 && port <= HIGHEST_PORT)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("%s takes a port from 0 to %d"), option, HIGHEST_PORT);
  return FALSE;
}

/**
 * herald_cli_emulator_run:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Prints the ready line and serves until SIGINT or SIGTERM.
 *
 * Returns: whether it could start
 */
gboolean
herald_cli_emulator_run (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *dir = NULL, *seed = NULL;
  int                http_port = 0, https_port = 0, h2_port = 0;
  gboolean           in_memory = FALSE;
  const GOptionEntry entries[] = {
    { "dir", 0, 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &seed, NULL, NULL },
    { "http-port", 0, 0, G_OPTION_ARG_INT, &http_port, NULL, NULL },
    { "https-port", 0, 0, G_OPTION_ARG_INT, &https_port, NULL, NULL },
    { "h2-port", 0, 0, G_OPTION_ARG_INT, &h2_port, NULL, NULL },
    { "in-memory", 0, 0, G_OPTION_ARG_NONE, &in_memory, NULL, NULL },
    { 0 },
  };
  HeraldEmulatorOptions options = { 0 };
  g_autoptr (HeraldEmulator) emulator = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldFolders *folders;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error) ||
      !check_port ("--http-port", http_port, error) ||
      !check_port ("--https-port", https_port, error) || !check_port ("--h2-port", h2_port, error))
    return FALSE;
  folders = dir == NULL && !in_memory ? herald_cli_get_folders (cli, error) : NULL;
  if (dir == NULL && !in_memory && folders == NULL)
    return FALSE;
  options.dir = folders != NULL ? herald_folders_get_emulator_dir (folders) : dir;
  options.seed = seed;
  options.in_memory = in_memory;
  options.http_port = (guint16) http_port;
  options.https_port = (guint16) https_port;
  options.h2_port = (guint16) h2_port;
  emulator = herald_emulator_new (&options);
  herald_emulator_start_async (emulator, NULL, herald_await_cb, &await);
  if (!herald_emulator_start_finish (emulator, herald_await_result (&await), error))
    return FALSE;
  herald_cli_print_line ("%s", herald_emulator_get_ready_line (emulator));
  fflush (stdout);
  run_until_signal ();
  herald_emulator_stop (emulator);
  return TRUE;
}

/**
 * herald_cli_emulator_status:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_emulator_status (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  static const char *const shown[] = { "http", "https", "h2", "ca", "organizationId" };
  HeraldFolders           *folders;
  g_autofree char         *line = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  folders = herald_cli_get_folders (cli, error);
  if (folders == NULL)
    return FALSE;
  line = herald_emulator_find_running (herald_folders_get_emulator_dir (folders));
  node = line != NULL ? herald_json_parse (line, -1, error) : NULL;
  if (line != NULL && node == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_boolean (builder, "running", node != NULL);
  for (gsize i = 0; node != NULL && i < G_N_ELEMENTS (shown); i++)
    herald_cli_add_string (builder, shown[i],
                           json_object_get_string_member_with_default (json_node_get_object (node),
                                                                       shown[i], NULL));
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else if (node == NULL)
    herald_cli_print_line ("%s", _("No emulator runs on this data folder"));
  else
    herald_cli_print_line (_("The emulator runs at %s"),
                              json_object_get_string_member (json_node_get_object (node), "http"));
  return TRUE;
}

static HeraldSession *
get_emulator_session (HeraldCli *cli, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);

  if (session == NULL || herald_session_get_emulator (session) != NULL)
    return session;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("This works in the environment “emulator” only; leave --env out"));
  return NULL;
}

/**
 * herald_cli_emulator_reset:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_emulator_reset (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  HeraldSession *session;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  session = get_emulator_session (cli, error);
  if (session == NULL)
    return FALSE;
  herald_phones_reset_async (session, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_phones_reset_finish (session, herald_await_result (&await), error))
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_boolean (builder, "reset", TRUE);
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_print_line ("%s", _("The emulator is back at its seed"));
  return TRUE;
}

/**
 * herald_cli_emulator_log:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_emulator_log (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  gint64             after = 0;
  int                limit = DEFAULT_LOG_LIMIT;
  const GOptionEntry entries[] = {
    { "after", 0, 0, G_OPTION_ARG_INT64, &after, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("No."), _("Time"), _("Method"), _("URL"), _("Status"), NULL);
  g_autoptr (GPtrArray) exchanges = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldSession *session;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error))
    return FALSE;
  session = get_emulator_session (cli, error);
  if (session == NULL)
    return FALSE;
  herald_phones_log_async (session, after, (guint) MAX (limit, 1), herald_cli_get_cancellable (cli),
                           herald_await_cb, &await);
  exchanges = herald_phones_log_finish (session, herald_await_result (&await), error);
  if (exchanges == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < exchanges->len; i++)
    {
      HeraldExchange  *exchange = g_ptr_array_index (exchanges, i);
      g_autofree char *number =
        g_strdup_printf ("%" G_GINT64_FORMAT, herald_exchange_get_id (exchange));
      g_autofree char *status = g_strdup_printf ("%u", herald_exchange_get_status (exchange));
      g_autofree char *at = herald_cli_format_time (herald_exchange_get_started_us (exchange));

      json_builder_begin_object (builder);
      herald_cli_add_int (builder, "n", herald_exchange_get_id (exchange));
      herald_cli_add_string (builder, "at", at);
      herald_cli_add_string (builder, "method", herald_exchange_get_method (exchange));
      herald_cli_add_string (builder, "path", herald_exchange_get_url (exchange));
      herald_cli_add_int (builder, "status", herald_exchange_get_status (exchange));
      herald_cli_add_int (builder, "ms", herald_exchange_get_total_us (exchange) / 1000);
      herald_cli_add_string (builder, "request", herald_exchange_get_request_body (exchange));
      herald_cli_add_string (builder, "answer", herald_exchange_get_answer_body (exchange));
      json_builder_end_object (builder);
      herald_cli_table_add (table, number, at, herald_exchange_get_method (exchange),
                            herald_exchange_get_url (exchange), status, NULL);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("The log is empty"));
  return TRUE;
}

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
  HeraldSession *session = get_emulator_session (cli, error);
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
  session = get_emulator_session (cli, error);
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

/* {"online": false, …} from the words “online=false”… */
static char *
build_changes (GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  for (guint i = 1; i < arguments->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (arguments, i), "=", 2);

      if (g_strv_length (parts) != 2)
        {
          g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("“%s” should be NAME=VALUE, such as online=false"),
                          (const char *) g_ptr_array_index (arguments, i));
          return NULL;
        }
      if (strcmp (parts[1], "true") == 0 || strcmp (parts[1], "false") == 0)
        herald_cli_add_boolean (builder, parts[0], strcmp (parts[1], "true") == 0);
      else
        herald_cli_add_string (builder, parts[0], *parts[1] != '\0' ? parts[1] : NULL);
    }
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return herald_json_write (node, FALSE);
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
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autofree char *changes = NULL;
  HeraldSession   *session;

  if (!herald_cli_parse_options (NULL, arguments, 2, G_MAXUINT, error))
    return FALSE;
  changes = build_changes (arguments, error);
  session = changes != NULL ? get_emulator_session (cli, error) : NULL;
  if (session == NULL)
    return FALSE;
  herald_phones_change_async (session, g_ptr_array_index (arguments, 0), changes,
                              herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_phones_change_finish (session, herald_await_result (&await), error))
    return FALSE;
  g_ptr_array_set_size (arguments, 0);
  return herald_cli_phone_list (cli, arguments, error);
}
