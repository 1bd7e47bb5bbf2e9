/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator fault and switch: how the running emulator behaves. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-emulator-call.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-output.h"

#include <glib/gi18n.h>
#include <string.h>

#define NOT_GIVEN (-1)

/* The options of “fault add”. */
typedef struct
{
  char    *file;   /* (owned) (nullable) */
  char    *method; /* (owned) (nullable) */
  char    *path;   /* (owned) (nullable) */
  char    *drop;   /* (owned) (nullable) */
  double   share;
  gint64   every;
  gint64   seed;
  gint64   times;
  gint64   for_seconds;
  gint64   status;
  gint64   retry_after;
  gint64   delay_ms;
  gboolean truncate;
  gboolean garbage;
} Rule;

static void
rule_clear (Rule *self)
{
  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->drop, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rule, rule_clear)

static void
add_fault_row (HeraldCliTable *table, JsonObject *object)
{
  g_autofree char *id = herald_cli_emulator_dup_member (object, "id");
  g_autofree char *match = herald_cli_emulator_dup_member (object, "match");
  g_autofree char *action = herald_cli_emulator_dup_member (object, "do");
  g_autofree char *hits = herald_cli_emulator_dup_member (object, "hits");

  herald_cli_table_add (table, id, match, action, hits,
                        json_object_get_boolean_member_with_default (object, "active", FALSE)
                        ? _("yes")
                        : _("no"), NULL);
}

/* A list of rules, or one. */
static void
print_faults (HeraldCli *cli, JsonNode *answer)
{
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("ID"), _("Match"), _("Do"), _("Hits"), _("Active"), NULL);

  if (herald_cli_wants_json (cli))
    {
      herald_cli_print_json_node (answer);
      return;
    }
  if (JSON_NODE_HOLDS_OBJECT (answer))
    add_fault_row (table, json_node_get_object (answer));
  else
    for (guint i = 0; i < json_array_get_length (json_node_get_array (answer)); i++)
      add_fault_row (table, json_array_get_object_element (json_node_get_array (answer), i));
  herald_cli_table_print (table, _("There are no faults"));
}

/**
 * herald_cli_fault_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_fault_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonNode) answer = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error) ||
      !herald_cli_emulator_require_running (cli, error))
    return FALSE;
  answer = herald_cli_emulator_call (cli, "GET", "faults", NULL, error);
  if (answer == NULL)
    return FALSE;
  print_faults (cli, answer);
  return TRUE;
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  if (value != NOT_GIVEN)
    herald_cli_add_int (builder, name, value);
}

static void
add_match (JsonBuilder *builder, const Rule *rule)
{
  json_builder_set_member_name (builder, "match");
  json_builder_begin_object (builder);
  if (rule->method != NULL)
    herald_cli_add_string (builder, "method", rule->method);
  if (rule->path != NULL)
    herald_cli_add_string (builder, "path", rule->path);
  json_builder_end_object (builder);
}

static void
add_action (JsonBuilder *builder, const Rule *rule)
{
  json_builder_set_member_name (builder, "do");
  json_builder_begin_object (builder);
  add_int (builder, "status", rule->status);
  add_int (builder, "retryAfter", rule->retry_after);
  add_int (builder, "delayMs", rule->delay_ms);
  if (rule->drop != NULL && strcmp (rule->drop, "before") == 0)
    herald_cli_add_boolean (builder, "drop", TRUE);
  else if (rule->drop != NULL)
    herald_cli_add_string (builder, "drop", rule->drop);
  if (rule->truncate)
    herald_cli_add_boolean (builder, "truncate", TRUE);
  if (rule->garbage)
    herald_cli_add_boolean (builder, "garbage", TRUE);
  json_builder_end_object (builder);
}

static JsonNode *
build_rule (const Rule *rule)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_match (builder, rule);
  add_int (builder, "every", rule->every);
  if (rule->share > 0)
    {
      json_builder_set_member_name (builder, "share");
      json_builder_add_double_value (builder, rule->share);
    }
  add_int (builder, "seed", rule->seed);
  add_int (builder, "times", rule->times);
  add_int (builder, "forSeconds", rule->for_seconds);
  add_action (builder, rule);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gboolean
parse_rule (Rule *rule, GPtrArray *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &rule->file, NULL, NULL },
    { "method", 0, 0, G_OPTION_ARG_STRING, &rule->method, NULL, NULL },
    { "path", 0, 0, G_OPTION_ARG_STRING, &rule->path, NULL, NULL },
    { "every", 0, 0, G_OPTION_ARG_INT64, &rule->every, NULL, NULL },
    { "share", 0, 0, G_OPTION_ARG_DOUBLE, &rule->share, NULL, NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &rule->seed, NULL, NULL },
    { "times", 0, 0, G_OPTION_ARG_INT64, &rule->times, NULL, NULL },
    { "for-seconds", 0, 0, G_OPTION_ARG_INT64, &rule->for_seconds, NULL, NULL },
    { "status", 0, 0, G_OPTION_ARG_INT64, &rule->status, NULL, NULL },
    { "retry-after", 0, 0, G_OPTION_ARG_INT64, &rule->retry_after, NULL, NULL },
    { "delay-ms", 0, 0, G_OPTION_ARG_INT64, &rule->delay_ms, NULL, NULL },
    { "drop", 0, 0, G_OPTION_ARG_STRING, &rule->drop, NULL, NULL },
    { "truncate", 0, 0, G_OPTION_ARG_NONE, &rule->truncate, NULL, NULL },
    { "garbage", 0, 0, G_OPTION_ARG_NONE, &rule->garbage, NULL, NULL },
    { 0 },
  };

  return herald_cli_parse_options (entries, arguments, 0, 0, error);
}

static JsonNode *
read_rule_file (const char *file, GError **error)
{
  g_autoptr (GBytes) bytes = herald_cli_files_read (file, error);

  return bytes != NULL ? herald_json_parse_bytes (bytes, error) : NULL;
}

/**
 * herald_cli_fault_add:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_fault_add (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (Rule) rule = { .every = NOT_GIVEN,
                         .seed = NOT_GIVEN,
                         .times = NOT_GIVEN,
                         .for_seconds = NOT_GIVEN,
                         .status = NOT_GIVEN,
                         .retry_after = NOT_GIVEN,
                         .delay_ms = NOT_GIVEN };
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (JsonNode) answer = NULL;

  if (!parse_rule (&rule, arguments, error))
    return FALSE;
  body = rule.file != NULL ? read_rule_file (rule.file, error) : build_rule (&rule);
  if (body == NULL || !herald_cli_emulator_require_running (cli, error))
    return FALSE;
  answer = herald_cli_emulator_call (cli, "POST", "faults", body, error);
  if (answer == NULL)
    return FALSE;
  print_faults (cli, answer);
  return TRUE;
}

/**
 * herald_cli_fault_remove:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_fault_remove (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error) ||
      !herald_cli_emulator_require_running (cli, error))
    return FALSE;
  id = g_uri_escape_string (g_ptr_array_index (arguments, 0), NULL, FALSE);
  path = g_strconcat ("faults/", id, NULL);
  return herald_cli_emulator_do (cli, "DELETE", path, NULL, _("The fault is removed"), error);
}

/**
 * herald_cli_fault_clear:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_fault_clear (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  return herald_cli_parse_options (NULL, arguments, 0, 0, error) &&
         herald_cli_emulator_require_running (cli, error) &&
         herald_cli_emulator_do (cli, "DELETE", "faults", NULL,
                                 _("All faults are removed"), error);
}

/**
 * herald_cli_switch_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_switch_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonNode) answer = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  answer = herald_cli_emulator_call (cli, "GET", "switches", NULL, error);
  if (answer == NULL)
    return FALSE;
  herald_cli_emulator_print_object (cli, answer, _("Switch"));
  return TRUE;
}

/**
 * herald_cli_switch_set:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_switch_set (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (JsonNode) answer = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, G_MAXUINT, error))
    return FALSE;
  body = herald_cli_emulator_read_settings (arguments, 0, HERALD_CLI_VALUES_JSON,
                                            "tellWrongApiToken=true", error);
  if (body == NULL || !herald_cli_emulator_require_running (cli, error))
    return FALSE;
  answer = herald_cli_emulator_call (cli, "PATCH", "switches", body, error);
  if (answer == NULL)
    return FALSE;
  herald_cli_emulator_print_object (cli, answer, _("Switch"));
  return TRUE;
}
