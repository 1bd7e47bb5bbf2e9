/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator log: what the emulator was asked and answered. */
#include "config.h"

#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-emulator-call.h"
#include "cli/herald-cli-output.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#define DEFAULT_LOG_LIMIT 100

/* What the emulator leaves out itself; members are NULL when they were not given. */
typedef struct
{
  char  *method; /* (owned) (nullable) */
  char  *path;   /* (owned) (nullable) */
  char  *status; /* (owned) (nullable) */
  char  *since;  /* (owned) (nullable) */
  char  *text;   /* (owned) (nullable) */
  gint64 after;
  int    limit;
  int    wait_seconds;
} LogOptions;

static void
log_options_clear (LogOptions *self)
{
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->since, g_free);
  g_clear_pointer (&self->text, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LogOptions, log_options_clear)

static void
add_parameter (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = value != NULL ? g_uri_escape_string (value, NULL, FALSE) : NULL;

  if (escaped != NULL)
    g_string_append_printf (query, "&%s=%s", name, escaped);
}

static char *
build_query (const LogOptions *options)
{
  GString *query = g_string_new (NULL);

  g_string_printf (query, "log?after=%" PRId64 "&limit=%d&wait=%d", options->after,
                   MAX (options->limit, 1), MAX (options->wait_seconds, 0));
  add_parameter (query, "method", options->method);
  add_parameter (query, "path", options->path);
  add_parameter (query, "status", options->status);
  add_parameter (query, "since", options->since);
  add_parameter (query, "text", options->text);
  return g_string_free (query, FALSE);
}

static char *
dup_body (JsonObject *exchange, const char *side)
{
  JsonNode   *node = json_object_get_member (exchange, side);
  JsonObject *object =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return object != NULL ? herald_cli_emulator_dup_member (object, "body") : g_strdup ("");
}

static void
add_exchange (JsonBuilder *builder, HeraldCliTable *table, JsonObject *exchange)
{
  g_autofree char *number = herald_cli_emulator_dup_member (exchange, "n");
  g_autofree char *at = herald_cli_emulator_dup_member (exchange, "at");
  g_autofree char *method = herald_cli_emulator_dup_member (exchange, "method");
  g_autofree char *path = herald_cli_emulator_dup_member (exchange, "path");
  g_autofree char *status = herald_cli_emulator_dup_member (exchange, "status");
  g_autofree char *request = dup_body (exchange, "request");
  g_autofree char *answer = dup_body (exchange, "answer");

  json_builder_begin_object (builder);
  herald_cli_add_int (builder, "n", json_object_get_int_member_with_default (exchange, "n", 0));
  herald_cli_add_string (builder, "at", at);
  herald_cli_add_string (builder, "method", method);
  herald_cli_add_string (builder, "path", path);
  herald_cli_add_int (builder, "status",
                      json_object_get_int_member_with_default (exchange, "status", 0));
  herald_cli_add_int (builder, "ms",
                      (gint64) json_object_get_double_member_with_default (exchange, "ms", 0));
  herald_cli_add_string (builder, "request", request);
  herald_cli_add_string (builder, "answer", answer);
  json_builder_end_object (builder);
  herald_cli_table_add (table, number, at, method, path, status, NULL);
}

static void
print_log (HeraldCli *cli, JsonArray *exchanges)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("No."), _("Time"), _("Method"), _("URL"), _("Status"), NULL);

  json_builder_begin_array (builder);
  for (guint i = 0; i < json_array_get_length (exchanges); i++)
    add_exchange (builder, table, json_array_get_object_element (exchanges, i));
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("The log is empty"));
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
  g_auto (LogOptions) options = { .limit = DEFAULT_LOG_LIMIT };
  const GOptionEntry entries[] = {
    { "after", 0, 0, G_OPTION_ARG_INT64, &options.after, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, NULL, NULL },
    { "method", 0, 0, G_OPTION_ARG_STRING, &options.method, NULL, NULL },
    { "path", 0, 0, G_OPTION_ARG_STRING, &options.path, NULL, NULL },
    { "status", 0, 0, G_OPTION_ARG_STRING, &options.status, NULL, NULL },
    { "since", 0, 0, G_OPTION_ARG_STRING, &options.since, NULL, NULL },
    { "text", 0, 0, G_OPTION_ARG_STRING, &options.text, NULL, NULL },
    { "wait", 0, 0, G_OPTION_ARG_INT, &options.wait_seconds, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error))
    return FALSE;
  path = build_query (&options);
  answer = herald_cli_emulator_call (cli, "GET", path, NULL, error);
  if (answer == NULL)
    return FALSE;
  print_log (cli, json_node_get_array (answer));
  return TRUE;
}

/**
 * herald_cli_emulator_log_clear:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_emulator_log_clear (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  return herald_cli_parse_options (NULL, arguments, 0, 0, error) &&
         herald_cli_emulator_do (cli, "DELETE", "log", NULL, _("The log is empty"), error);
}
