/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of the emulator's admin API, waited for. */
#include "config.h"

#include "cli/herald-cli-emulator-call.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "cli/herald-cli-output.h"
#include "core/herald-session-private.h"
#include "emulator/herald-emulator.h"

#include <glib/gi18n.h>

/**
 * herald_cli_emulator_get_session:
 * @cli: the surroundings
 *
 * **Errors:** INVALID when --env names another environment; those of opening the session.
 *
 * Returns: (transfer none) (nullable): the emulator's session
 */
HeraldSession *
herald_cli_emulator_get_session (HeraldCli *cli, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);

  if (session == NULL || herald_session_get_emulator (session) != NULL)
    return session;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("This works in the environment “emulator” only; leave --env out"));
  return NULL;
}

/**
 * herald_cli_emulator_require_running:
 * @cli: the surroundings
 *
 * **Errors:** NOT_FOUND.
 *
 * Returns: whether another process runs the emulator of the data folder
 */
gboolean
herald_cli_emulator_require_running (HeraldCli *cli, GError **error)
{
  HeraldFolders   *folders = herald_cli_get_folders (cli, error);
  g_autofree char *line = NULL;

  if (folders == NULL)
    return FALSE;
  line = herald_emulator_find_running (herald_folders_get_emulator_dir (folders));
  if (line != NULL)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                       _("No emulator runs on this data folder; start one by “heraldctl emulator "
                         "run”"));
  return FALSE;
}

/**
 * herald_cli_emulator_call_bytes:
 * @cli: the surroundings
 * @method: the verb
 * @path: below “/_herald/”
 * @content_type: (nullable): of @body
 * @body: (nullable): bytes
 *
 * **Errors:** those of the session and of the call.
 *
 * Returns: (transfer full) (nullable): the answer
 */
JsonNode *
herald_cli_emulator_call_bytes (HeraldCli  *cli,
                                const char *method,
                                const char *path,
                                const char *content_type,
                                GBytes     *body,
                                GError    **error)
{
  HeraldSession     *session = herald_cli_emulator_get_session (cli, error);
  HeraldEmulatorApi *api = session != NULL ? herald_session_get_emulator_api (session) : NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (api == NULL)
    return NULL;
  herald_emulator_api_send_async (api, method, path, content_type, body,
                                  herald_cli_get_cancellable (cli), herald_await_cb, &await);
  return herald_emulator_api_send_finish (api, herald_await_result (&await), error);
}

/**
 * herald_cli_emulator_call:
 * @cli: the surroundings
 * @method: the verb
 * @path: below “/_herald/”
 * @body: (nullable): JSON
 *
 * **Errors:** those of the session and of the call.
 *
 * Returns: (transfer full) (nullable): the answer
 */
JsonNode *
herald_cli_emulator_call (HeraldCli  *cli,
                          const char *method,
                          const char *path,
                          JsonNode   *body,
                          GError    **error)
{
  g_autoptr (GBytes) bytes = body != NULL ? herald_json_write_bytes (body) : NULL;

  return herald_cli_emulator_call_bytes (cli, method, path,
                                         bytes != NULL ? "application/json" : NULL, bytes, error);
}

/**
 * herald_cli_emulator_do:
 * @cli: the surroundings
 * @method: the verb
 * @path: below “/_herald/”
 * @body: (nullable): JSON
 * @text: what was done, for people
 *
 * Returns: whether it was done; that was printed then
 */
gboolean
herald_cli_emulator_do (HeraldCli  *cli,
                        const char *method,
                        const char *path,
                        JsonNode   *body,
                        const char *text,
                        GError    **error)
{
  g_autoptr (JsonNode) answer = herald_cli_emulator_call (cli, method, path, body, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (answer == NULL)
    return FALSE;
  if (!herald_cli_wants_json (cli))
    {
      herald_cli_print_line ("%s", text);
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_NULL (answer))
    {
      herald_cli_print_json_node (answer);
      return TRUE;
    }
  json_builder_begin_object (builder);
  herald_cli_add_boolean (builder, "done", TRUE);
  json_builder_end_object (builder);
  herald_cli_print_json (builder);
  return TRUE;
}

/**
 * herald_cli_emulator_dup_member:
 * @object: an object
 * @name: a member, of any type
 *
 * Returns: (transfer full): its value as text
 */
char *
herald_cli_emulator_dup_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return herald_json_write (node, FALSE);
}

/**
 * herald_cli_emulator_print_object:
 * @cli: the surroundings
 * @answer: an object
 * @heading: what its members are, for people
 */
void
herald_cli_emulator_print_object (HeraldCli *cli, JsonNode *answer, const char *heading)
{
  g_autoptr (HeraldCliTable) table = herald_cli_table_new (heading, _("Value"), NULL);
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (answer));

  for (GList *link = names; link != NULL; link = link->next)
    {
      g_autofree char *value =
        herald_cli_emulator_dup_member (json_node_get_object (answer), link->data);

      herald_cli_table_add (table, link->data, value, NULL);
    }
  if (herald_cli_wants_json (cli))
    herald_cli_print_json_node (answer);
  else
    herald_cli_table_print (table, "");
}

/**
 * herald_cli_emulator_build_path:
 * @collection: with a slash at its end
 * @id: any text
 * @ending: what follows it, may be empty
 *
 * Returns: (transfer full): a path below “/_herald/”
 */
char *
herald_cli_emulator_build_path (const char *collection, const char *id, const char *ending)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);

  return g_strconcat (collection, escaped, ending, NULL);
}

static void
add_setting (JsonBuilder *builder, const char *name, const char *text, HeraldCliValues values)
{
  g_autoptr (JsonNode) node = herald_json_parse (text, -1, NULL);
  gboolean is_value = node != NULL && JSON_NODE_HOLDS_VALUE (node);

  json_builder_set_member_name (builder, name);
  if (is_value &&
      (values == HERALD_CLI_VALUES_JSON || json_node_get_value_type (node) == G_TYPE_BOOLEAN))
    json_builder_add_value (builder, g_steal_pointer (&node));
  else if (*text == '\0' && values == HERALD_CLI_VALUES_WORDS)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, text);
}

/**
 * herald_cli_emulator_read_settings:
 * @arguments: (element-type utf8): words
 * @first: the first of them that is “NAME=VALUE”; all after it are, too
 * @values: what a value may be
 * @example: a word that would do, for the error
 *
 * **Errors:** INVALID.
 *
 * Returns: (transfer full) (nullable): an object
 */
JsonNode *
herald_cli_emulator_read_settings (GPtrArray      *arguments,
                                   guint           first,
                                   HeraldCliValues values,
                                   const char     *example,
                                   GError        **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (guint i = first; i < arguments->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (arguments, i), "=", 2);

      if (g_strv_length (parts) != 2 || *parts[0] == '\0')
        {
          g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("“%s” should be NAME=VALUE, such as %s"),
                          (const char *) g_ptr_array_index (arguments, i), example);
          return NULL;
        }
      add_setting (builder, parts[0], parts[1], values);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
