/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator app-session: model-driven apps as their users see them, and what users do. */
#include "config.h"

#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-emulator-call.h"
#include "cli/herald-cli-output.h"

#include <glib/gi18n.h>
#include <inttypes.h>

/* What is in the notification center, and how many of it are unseen. */
static void
print_session (HeraldCli *cli, JsonNode *answer)
{
  g_autoptr (HeraldCliTable) table = herald_cli_table_new (_("ID"), _("Title"), _("Body"), NULL);
  JsonObject *object;
  JsonArray  *center;

  if (herald_cli_wants_json (cli))
    {
      herald_cli_print_json_node (answer);
      return;
    }
  object = json_node_get_object (answer);
  center = json_object_get_array_member (object, "center");
  herald_cli_print_line (_("App session %s: %" PRId64 " unseen"),
                            json_object_get_string_member (object, "id"),
                            json_object_get_int_member (object, "badge"));
  for (guint i = 0; i < json_array_get_length (center); i++)
    {
      JsonObject      *card = json_array_get_object_element (center, i);
      g_autofree char *id = herald_cli_emulator_dup_member (card, "id");
      g_autofree char *title = herald_cli_emulator_dup_member (card, "title");
      g_autofree char *body = herald_cli_emulator_dup_member (card, "body");

      herald_cli_table_add (table, id, title, body, NULL);
    }
  herald_cli_table_print (table, _("The notification center is empty"));
}

/* A call that answers with the session; sessions do not outlive an emulator. */
static gboolean
call_session (HeraldCli *cli, const char *method, const char *path, JsonNode *body, GError **error)
{
  g_autoptr (JsonNode) answer = NULL;

  if (!herald_cli_emulator_require_running (cli, error))
    return FALSE;
  answer = herald_cli_emulator_call (cli, method, path, body, error);
  if (answer == NULL)
    return FALSE;
  print_session (cli, answer);
  return TRUE;
}

/* A command whose only word is the session. */
static gboolean
act (HeraldCli *cli, GPtrArray *arguments, const char *method, const char *ending, GError **error)
{
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  path = herald_cli_emulator_build_path ("app-sessions/", g_ptr_array_index (arguments, 0), ending);
  return call_session (cli, method, path, NULL, error);
}

/**
 * herald_cli_app_session_start:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_session_start (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *app = NULL;
  const GOptionEntry entries[] = {
    { "app", 0, 0, G_OPTION_ARG_STRING, &app, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;

  if (!herald_cli_parse_options (entries, arguments, 1, 1, error))
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "user", g_ptr_array_index (arguments, 0));
  if (app != NULL)
    herald_cli_add_string (builder, "app", app);
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);
  return call_session (cli, "POST", "app-sessions", body, error);
}

/**
 * herald_cli_app_session_show:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_session_show (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  return act (cli, arguments, "GET", "", error);
}

/**
 * herald_cli_app_session_navigate:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_session_navigate (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  return act (cli, arguments, "POST", "/navigate", error);
}

/**
 * herald_cli_app_session_open_center:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_session_open_center (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  return act (cli, arguments, "POST", "/open-center", error);
}

/**
 * herald_cli_app_session_dismiss:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_session_dismiss (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  gboolean           all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (entries, arguments, 1, 2, error))
    return FALSE;
  json_builder_begin_object (builder);
  if (all)
    herald_cli_add_boolean (builder, "all", TRUE);
  if (arguments->len > 1)
    herald_cli_add_string (builder, "notification", g_ptr_array_index (arguments, 1));
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);
  path =
    herald_cli_emulator_build_path ("app-sessions/", g_ptr_array_index (arguments, 0), "/dismiss");
  return call_session (cli, "POST", path, body, error);
}

/**
 * herald_cli_app_session_close:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_app_session_close (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error) ||
      !herald_cli_emulator_require_running (cli, error))
    return FALSE;
  path = herald_cli_emulator_build_path ("app-sessions/", g_ptr_array_index (arguments, 0), "");
  return herald_cli_emulator_do (cli, "DELETE", path, NULL, _("The app is closed"), error);
}
