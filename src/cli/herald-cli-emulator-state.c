/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator reset, snapshot and clock: which rows and which time the emulator has. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-emulator-call.h"
#include "cli/herald-cli-output.h"
#include "emulator/herald-emulator-snapshots.h"

#include <glib/gi18n.h>
#include <inttypes.h>

static const char *
get_word (GPtrArray *arguments, guint position)
{
  return g_ptr_array_index (arguments, position);
}

static JsonNode *
build_reset (const char *seed, char **tables)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  if (seed != NULL)
    herald_cli_add_string (builder, "seed", seed);
  if (tables != NULL)
    {
      json_builder_set_member_name (builder, "tables");
      json_builder_begin_array (builder);
      for (guint i = 0; tables[i] != NULL; i++)
        json_builder_add_string_value (builder, tables[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
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
  g_autofree char *seed = NULL;
  g_auto (GStrv) tables = NULL;
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_STRING, &seed, NULL, NULL },
    { "table", 0, 0, G_OPTION_ARG_STRING_ARRAY, &tables, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (JsonNode) answer = NULL;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error))
    return FALSE;
  body = build_reset (seed, tables);
  answer = herald_cli_emulator_call (cli, "POST", "reset", body, error);
  if (answer == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_boolean (builder, "reset", TRUE);
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_print_line ("%s", tables != NULL ? _("The tables are back at the seed")
                                                : _("The emulator is back at its seed"));
  return TRUE;
}

/**
 * herald_cli_snapshot_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_snapshot_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("Name"), _("Made"), _("Bytes"), NULL);
  g_autoptr (JsonNode) answer = NULL;
  JsonArray *array;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  answer = herald_cli_emulator_call (cli, "GET", "snapshots", NULL, error);
  if (answer == NULL)
    return FALSE;
  if (herald_cli_wants_json (cli))
    {
      herald_cli_print_json_node (answer);
      return TRUE;
    }
  array = json_node_get_array (answer);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject      *object = json_array_get_object_element (array, i);
      g_autofree char *bytes = herald_cli_emulator_dup_member (object, "bytes");

      herald_cli_table_add (table, json_object_get_string_member (object, "name"),
                            json_object_get_string_member (object, "createdOn"), bytes, NULL);
    }
  herald_cli_table_print (table, _("There are no snapshots"));
  return TRUE;
}

/* The path of the snapshot that the first word names. */
static char *
build_path (GPtrArray *arguments, const char *ending, GError **error)
{
  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error) ||
      !herald_emulator_snapshots_check_name (get_word (arguments, 0), error))
    return NULL;
  return g_strconcat ("snapshots/", get_word (arguments, 0), ending, NULL);
}

/**
 * herald_cli_snapshot_save:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_snapshot_save (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char *path = build_path (arguments, "", error);

  return path != NULL &&
         herald_cli_emulator_do (cli, "POST", path, NULL, _("The snapshot is saved"), error);
}

/**
 * herald_cli_snapshot_restore:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_snapshot_restore (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char *path = build_path (arguments, "/restore", error);

  return path != NULL && herald_cli_emulator_do (cli, "POST", path, NULL,
                                                 _("The emulator is as in the snapshot"), error);
}

/**
 * herald_cli_snapshot_delete:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_snapshot_delete (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char *path = build_path (arguments, "", error);

  return path != NULL &&
         herald_cli_emulator_do (cli, "DELETE", path, NULL, _("The snapshot is deleted"), error);
}

static void
print_file (HeraldCli *cli, const char *name, const char *file, const char *text)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "name", name);
  herald_cli_add_string (builder, "file", file);
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_print_line ("%s", text);
}

/**
 * herald_cli_snapshot_export:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_snapshot_export (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  HeraldFolders *folders;

  if (!herald_cli_parse_options (NULL, arguments, 2, 2, error))
    return FALSE;
  folders = herald_cli_get_folders (cli, error);
  if (folders == NULL ||
      !herald_emulator_snapshots_export (herald_folders_get_emulator_dir (folders),
                                         get_word (arguments, 0), get_word (arguments, 1), error))
    return FALSE;
  print_file (cli, get_word (arguments, 0), get_word (arguments, 1),
              _("The snapshot is exported"));
  return TRUE;
}

/**
 * herald_cli_snapshot_import:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_snapshot_import (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  HeraldFolders *folders;

  if (!herald_cli_parse_options (NULL, arguments, 2, 2, error))
    return FALSE;
  folders = herald_cli_get_folders (cli, error);
  if (folders == NULL ||
      !herald_emulator_snapshots_import (herald_folders_get_emulator_dir (folders),
                                         get_word (arguments, 1), get_word (arguments, 0), error))
    return FALSE;
  print_file (cli, get_word (arguments, 1), get_word (arguments, 0),
              _("The snapshot is imported"));
  return TRUE;
}

static gboolean
print_clock (HeraldCli *cli, const char *method, JsonNode *body, GError **error)
{
  g_autoptr (JsonNode) answer = herald_cli_emulator_call (cli, method, "clock", body, error);
  JsonObject *object;

  if (answer == NULL)
    return FALSE;
  object = json_node_get_object (answer);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json_node (answer);
  else
    herald_cli_print_line (_("The emulator's clock shows %s, %" PRId64 " seconds ahead"),
                              json_object_get_string_member (object, "now"),
                              json_object_get_int_member (object, "offsetSeconds"));
  return TRUE;
}

/**
 * herald_cli_clock_show:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_clock_show (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  return herald_cli_parse_options (NULL, arguments, 0, 0, error) &&
         print_clock (cli, "GET", NULL, error);
}

/**
 * herald_cli_clock_advance:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_clock_advance (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;
  gint64 seconds = 0;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  if (!g_ascii_string_to_signed (get_word (arguments, 0), 10, 1, G_MAXINT64, &seconds, NULL))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is no number of seconds greater than 0"), get_word (arguments, 0));
      return FALSE;
    }
  json_builder_begin_object (builder);
  herald_cli_add_int (builder, "advanceSeconds", seconds);
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);
  return print_clock (cli, "POST", body, error);
}

/**
 * herald_cli_clock_reset:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_clock_reset (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_boolean (builder, "reset", TRUE);
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);
  return print_clock (cli, "POST", body, error);
}
