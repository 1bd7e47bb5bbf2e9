/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator journey: sends a message to an audience and tells what came of it. */
#include "config.h"

#include "base/herald-json.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-lookup.h"
#include "cli/herald-cli-output.h"
#include "core/herald-journeys.h"

#include <glib/gi18n.h>

/* What the command line says of a journey. */
typedef struct
{
  char  *file;
  char  *name;
  char  *app;
  char  *message_id;
  char  *title;
  char  *subtitle;
  char  *body;
  char  *image_url;
  char  *link;
  char  *table;
  char  *filter;
  char **users;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->app, g_free);
  g_clear_pointer (&self->message_id, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->subtitle, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->image_url, g_free);
  g_clear_pointer (&self->link, g_free);
  g_clear_pointer (&self->table, g_free);
  g_clear_pointer (&self->filter, g_free);
  g_clear_pointer (&self->users, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, GPtrArray *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options->file, NULL, NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options->name, NULL, NULL },
    { "app", 0, 0, G_OPTION_ARG_STRING, &options->app, NULL, NULL },
    { "message-id", 0, 0, G_OPTION_ARG_STRING, &options->message_id, NULL, NULL },
    { "title", 0, 0, G_OPTION_ARG_STRING, &options->title, NULL, NULL },
    { "subtitle", 0, 0, G_OPTION_ARG_STRING, &options->subtitle, NULL, NULL },
    { "message", 0, 0, G_OPTION_ARG_STRING, &options->body, NULL, NULL },
    { "image", 0, 0, G_OPTION_ARG_STRING, &options->image_url, NULL, NULL },
    { "link", 0, 0, G_OPTION_ARG_STRING, &options->link, NULL, NULL },
    { "table", 0, 0, G_OPTION_ARG_STRING, &options->table, NULL, NULL },
    { "filter", 0, 0, G_OPTION_ARG_STRING, &options->filter, NULL, NULL },
    { "user", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->users, NULL, NULL },
    { 0 },
  };

  return herald_cli_parse_options (entries, arguments, 0, 0, error);
}

static void
set_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static JsonObject *
build_message (const Options *options)
{
  JsonObject *message = json_object_new ();

  set_text (message, "title", options->title);
  set_text (message, "subtitle", options->subtitle);
  set_text (message, "body", options->body);
  set_text (message, "imageUrl", options->image_url);
  set_text (message, "link", options->link);
  return message;
}

static JsonArray *
resolve_users (HeraldCli *cli, char **users, GError **error)
{
  g_autoptr (JsonArray) ids = json_array_new ();

  for (gsize i = 0; users != NULL && users[i] != NULL; i++)
    {
      g_autofree char *id = herald_cli_resolve_person (cli, users[i], error);

      if (id == NULL)
        return NULL;
      json_array_add_string_element (ids, id);
    }
  return g_steal_pointer (&ids);
}

static JsonObject *
build_audience (HeraldCli *cli, const Options *options, GError **error)
{
  JsonObject *audience;
  JsonArray  *ids;

  if ((options->users != NULL) == (options->filter != NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("Give either --user, which may be repeated, or --filter"));
      return NULL;
    }
  ids = resolve_users (cli, options->users, error);
  if (ids == NULL)
    return NULL;
  audience = json_object_new ();
  set_text (audience, "table", options->table);
  set_text (audience, "filter", options->filter);
  if (options->users != NULL)
    json_object_set_array_member (audience, "ids", ids);
  else
    json_array_unref (ids);
  return audience;
}

static JsonObject *
build_journey (HeraldCli *cli, const Options *options, GError **error)
{
  JsonObject *journey;
  JsonObject *audience;

  if (!herald_cli_require_option ("--app", options->app, error))
    return NULL;
  audience = build_audience (cli, options, error);
  if (audience == NULL)
    return NULL;
  journey = json_object_new ();
  set_text (journey, "name", options->name);
  set_text (journey, "app", options->app);
  set_text (journey, "messageId", options->message_id);
  if (options->message_id == NULL)
    json_object_set_object_member (journey, "message", build_message (options));
  json_object_set_object_member (journey, "audience", audience);
  return journey;
}

static JsonObject *
read_journey (HeraldCli *cli, const Options *options, GError **error)
{
  g_autoptr (GBytes) content = NULL;

  if (options->file == NULL)
    return build_journey (cli, options, error);
  content = herald_cli_files_read (options->file, error);
  return content != NULL ? herald_json_parse_object (content, error) : NULL;
}

static char *
dup_number (JsonObject *object, const char *member)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT,
                          json_object_get_int_member_with_default (object, member, 0));
}

static void
print_run (JsonObject *answer)
{
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("Person"), _("Device"), _("Reason"), NULL);
  JsonArray       *not_sent = json_object_get_array_member (answer, "notSent");
  g_autofree char *sent = dup_number (answer, "sent");
  g_autofree char *n_not_sent = dup_number (answer, "notSentCount");

  /* Translators: an id and two numbers */
  herald_cli_print_line (_("Journey %1$s: %2$s sent, %3$s not sent"),
                            json_object_get_string_member_with_default (answer, "id", ""), sent,
                            n_not_sent);
  for (guint i = 0; i < json_array_get_length (not_sent); i++)
    {
      JsonObject *entry = json_array_get_object_element (not_sent, i);

      herald_cli_table_add (table, json_object_get_string_member_with_default (entry, "user", ""),
                            json_object_get_string_member_with_default (entry, "device", ""),
                            json_object_get_string_member_with_default (entry, "reason", ""), NULL);
    }
  if (json_array_get_length (not_sent) > 0)
    herald_cli_table_print (table, "");
  if (g_str_equal (json_object_get_string_member (answer, "state"), "running"))
    herald_cli_print_line ("%s", _("It is still under way; “emulator journey show” follows it"));
}

/**
 * herald_cli_journey_run:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked; the exit status says whether somebody was not reached
 */
gboolean
herald_cli_journey_run (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonNode) answer = NULL;
  HeraldSession *session;
  JsonObject    *journey;

  if (!parse_options (&options, arguments, error))
    return FALSE;
  session = herald_cli_get_session (cli, error);
  journey = session != NULL ? read_journey (cli, &options, error) : NULL;
  if (journey == NULL)
    return FALSE;
  herald_journeys_run_async (session, journey, herald_cli_get_cancellable (cli), herald_await_cb,
                             &await);
  answer = herald_journeys_run_finish (session, herald_await_result (&await), error);
  if (answer == NULL)
    return FALSE;
  if (json_object_get_int_member_with_default (json_node_get_object (answer), "notSentCount", 0) >
      0)
    herald_cli_set_exit_status (cli, HERALD_CLI_EXIT_SOME_FAILED);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json_node (answer);
  else
    print_run (json_node_get_object (answer));
  return TRUE;
}

/* “2 NoDevice, 1 Unregistered” */
static char *
describe_not_sent (JsonObject *metrics)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonObject    *reasons = json_object_get_object_member (metrics, "notSent");
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (reasons == NULL)
    return g_strdup ("");
  json_object_iter_init_ordered (&iter, reasons);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT " %s", text->len > 0 ? ", " : "",
                            json_node_get_int (value), name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static HeraldCliTable *
new_table (void)
{
  return herald_cli_table_new (_("ID"), _("Name"), _("State"), _("Sent"), _("Not sent"), _("Opened"), _("Clicked"), NULL);
}

static void
add_row (HeraldCliTable *table, JsonObject *journey)
{
  JsonObject      *metrics = json_object_get_object_member (journey, "metrics");
  g_autofree char *sent = dup_number (metrics, "sent");
  g_autofree char *not_sent = describe_not_sent (metrics);
  g_autofree char *opened = dup_number (metrics, "opened");
  g_autofree char *clicked = dup_number (metrics, "clicked");

  herald_cli_table_add (table, json_object_get_string_member_with_default (journey, "id", ""),
                        json_object_get_string_member_with_default (journey, "name", ""),
                        json_object_get_string_member_with_default (journey, "state", ""), sent,
                        not_sent, opened, clicked, NULL);
}

/**
 * herald_cli_journey_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_journey_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldCliTable) table = new_table ();
  g_autoptr (JsonNode) answer = NULL;
  HeraldSession *session;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  session = herald_cli_get_session (cli, error);
  if (session == NULL)
    return FALSE;
  herald_journeys_list_async (session, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  answer = herald_journeys_list_finish (session, herald_await_result (&await), error);
  if (answer == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (answer)); i++)
    add_row (table, json_array_get_object_element (json_node_get_array (answer), i));
  if (herald_cli_wants_json (cli))
    herald_cli_print_json_node (answer);
  else
    herald_cli_table_print (table, _("There are no journeys"));
  return TRUE;
}

/**
 * herald_cli_journey_show:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_journey_show (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldCliTable) table = new_table ();
  g_autoptr (JsonNode) answer = NULL;
  HeraldSession *session;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  session = herald_cli_get_session (cli, error);
  if (session == NULL)
    return FALSE;
  herald_journeys_show_async (session, g_ptr_array_index (arguments, 0),
                              herald_cli_get_cancellable (cli), herald_await_cb, &await);
  answer = herald_journeys_show_finish (session, herald_await_result (&await), error);
  if (answer == NULL)
    return FALSE;
  add_row (table, json_node_get_object (answer));
  if (herald_cli_wants_json (cli))
    herald_cli_print_json_node (answer);
  else
    herald_cli_table_print (table, "");
  return TRUE;
}
