/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator run and status. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-output.h"
#include "emulator/herald-emulator.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>

#define HIGHEST_PORT 65535

static gboolean
stop_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

/* Listens for the signals before anybody is told that there is something to stop. */
static void
serve_until_signal (HeraldCli *cli, const char *ready_line)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint interrupt_id = g_unix_signal_add (SIGINT, stop_cb, loop);
  guint terminate_id = g_unix_signal_add (SIGTERM, stop_cb, loop);

  herald_cli_print_line ("%s", ready_line);
  fflush (stdout);
  if (!g_cancellable_is_cancelled (herald_cli_get_cancellable (cli)))
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
  if (herald_emulator_has_moved (emulator))
    g_printerr ("%s\n",
                _("A port of the last start is in use; the emulator listens on a new one."));
  serve_until_signal (cli, herald_emulator_get_ready_line (emulator));
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
