/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator sign-in: who may sign in, and the answers a person would give in a browser. */
#include "config.h"

#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-emulator-call.h"
#include "cli/herald-cli-output.h"

#include <glib/gi18n.h>

static void
add_rows (HeraldCliTable *table, JsonArray *array, const char *kind, const char *name_member)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject      *object = json_array_get_object_element (array, i);
      g_autofree char *name = herald_cli_emulator_dup_member (object, name_member);
      g_autofree char *id = herald_cli_emulator_dup_member (object, "id");
      g_autofree char *purpose = herald_cli_emulator_dup_member (object, "purpose");

      herald_cli_table_add (table, kind, name, id, purpose, NULL);
    }
}

/**
 * herald_cli_sign_in_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_sign_in_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("Kind"), _("Name"), _("ID"), _("Purpose"), NULL);
  g_autoptr (JsonNode) answer = NULL;
  JsonObject *object;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  answer = herald_cli_emulator_call (cli, "GET", "sign-in", NULL, error);
  if (answer == NULL)
    return FALSE;
  object = json_node_get_object (answer);
  add_rows (table, json_object_get_array_member (object, "clients"), _("app"), "name");
  add_rows (table, json_object_get_array_member (object, "users"), _("user"), "userName");
  if (herald_cli_wants_json (cli))
    herald_cli_print_json_node (answer);
  else
    herald_cli_table_print (table, _("Nobody may sign in"));
  return TRUE;
}

/**
 * herald_cli_sign_in_approve:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_sign_in_approve (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *user = NULL;
  gboolean           deny = FALSE;
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_STRING, &user, NULL, NULL },
    { "deny", 0, 0, G_OPTION_ARG_NONE, &deny, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;

  if (!herald_cli_parse_options (entries, arguments, 1, 1, error) ||
      !herald_cli_emulator_require_running (cli, error))
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "userCode", g_ptr_array_index (arguments, 0));
  herald_cli_add_string (builder, "user", user);
  herald_cli_add_boolean (builder, "deny", deny);
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);
  return herald_cli_emulator_do (cli, "POST", "sign-in/approve", body,
                                 deny ? _("The sign-in is declined")
                                      : _("The sign-in is approved"), error);
}

/**
 * herald_cli_sign_in_revoke:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_sign_in_revoke (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 0, 1, error))
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "user",
                         arguments->len > 0 ? g_ptr_array_index (arguments, 0) : NULL);
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);
  return herald_cli_emulator_do (cli, "POST", "sign-in/revoke", body,
                                 _("The user has to sign in again"), error);
}
