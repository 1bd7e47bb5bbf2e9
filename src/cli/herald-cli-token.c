/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl app token: the access tokens of a configuration. A value is shown once, when it is
 * made. */
#include "config.h"

#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-output.h"
#include "core/herald-apps.h"

#include <glib/gi18n.h>

static void
add_token (JsonBuilder *builder, HeraldAccessToken *token, const char *value)
{
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "id", herald_access_token_get_id (token));
  herald_cli_add_string (builder, "name", herald_access_token_get_name (token));
  herald_cli_add_time (builder, "createdOn", herald_access_token_get_created_us (token));
  herald_cli_add_time (builder, "lastUsedOn", herald_access_token_get_last_used_us (token));
  herald_cli_add_string (builder, "state",
                         herald_access_token_is_current (token) ? "current" : "older");
  if (value != NULL)
    herald_cli_add_string (builder, "value", value);
  json_builder_end_object (builder);
}

static GPtrArray *
list_tokens (HeraldCli *cli, const char *app_id, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (session == NULL)
    return NULL;
  herald_apps_list_tokens_async (session, app_id, herald_cli_get_cancellable (cli), herald_await_cb,
                                 &await);
  return herald_apps_list_tokens_finish (session, herald_await_result (&await), error);
}

/**
 * herald_cli_token_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_token_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("ID"), _("Name"), _("Ends in"), _("Made"), _("Last used"),
                                                                              _("State"), NULL);
  g_autoptr (GPtrArray) tokens = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  tokens = list_tokens (cli, g_ptr_array_index (arguments, 0), error);
  if (tokens == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < tokens->len; i++)
    {
      HeraldAccessToken *token = g_ptr_array_index (tokens, i);
      g_autofree char   *made = herald_cli_format_time (herald_access_token_get_created_us (token));
      g_autofree char *used = herald_cli_format_time (herald_access_token_get_last_used_us (token));

      add_token (builder, token, NULL);
      herald_cli_table_add (table, herald_access_token_get_id (token),
                            herald_access_token_get_name (token),
                            herald_access_token_get_hint (token), made, used,
                            herald_access_token_is_current (token) ? _("current")
                                                                   : _("older"), NULL);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("There are no access tokens"));
  return TRUE;
}

/**
 * herald_cli_token_create:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_token_create (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *name = NULL;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, NULL, NULL },
    { 0 },
  };
  g_autoptr (HeraldAccessToken) token = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_auto (HeraldAwait) create = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) reveal = HERALD_AWAIT_INIT;
  HeraldSession *session;
  const char    *app_id;
  char          *value;

  if (!herald_cli_parse_options (entries, arguments, 1, 1, error))
    return FALSE;
  session = herald_cli_get_session (cli, error);
  if (session == NULL)
    return FALSE;
  app_id = g_ptr_array_index (arguments, 0);
  herald_apps_create_token_async (session, app_id,
                                  name != NULL ? name
                                               : _("Access token"),
                                                    herald_cli_get_cancellable (cli),
                                                    herald_await_cb, &create);
  token = herald_apps_create_token_finish (session, herald_await_result (&create), error);
  if (token == NULL)
    return FALSE;
  herald_apps_reveal_token_async (session, app_id, herald_access_token_get_id (token),
                                  herald_cli_get_cancellable (cli), herald_await_cb, &reveal);
  value = herald_apps_reveal_token_finish (session, herald_await_result (&reveal), error);
  if (value == NULL)
    return FALSE;
  add_token (builder, token, value);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_print_line ("%s", value);
  g_clear_pointer (&value, herald_secret_free);
  return TRUE;
}

/**
 * herald_cli_token_revoke:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_token_revoke (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  HeraldSession *session;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (!herald_cli_parse_options (NULL, arguments, 2, 2, error))
    return FALSE;
  session = herald_cli_get_session (cli, error);
  if (session == NULL)
    return FALSE;
  herald_apps_revoke_token_async (session, g_ptr_array_index (arguments, 0),
                                  g_ptr_array_index (arguments, 1),
                                  herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_apps_revoke_token_finish (session, herald_await_result (&await), error))
    return FALSE;
  g_ptr_array_remove_index (arguments, 1);
  return herald_cli_token_list (cli, arguments, error);
}
