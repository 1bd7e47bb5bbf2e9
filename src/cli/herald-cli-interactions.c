/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator interaction: what people did with pushes. */
#include "config.h"

#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-emulator-call.h"
#include "cli/herald-cli-output.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#define DEFAULT_LIMIT 100

static void
print_interactions (HeraldCli *cli, JsonNode *answer)
{
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("No."), _("Time"), _("Status"), _("Phone"), _("Tracking ID"),
                                                                               _("Link"), NULL);
  JsonArray *interactions = json_node_get_array (answer);

  if (herald_cli_wants_json (cli))
    {
      herald_cli_print_json_node (answer);
      return;
    }
  for (guint i = 0; i < json_array_get_length (interactions); i++)
    {
      JsonObject      *object = json_array_get_object_element (interactions, i);
      g_autofree char *number = herald_cli_emulator_dup_member (object, "n");
      g_autofree char *at = herald_cli_emulator_dup_member (object, "at");
      g_autofree char *status = herald_cli_emulator_dup_member (object, "status");
      g_autofree char *phone = herald_cli_emulator_dup_member (object, "phone");
      g_autofree char *tracking_id = herald_cli_emulator_dup_member (object, "trackingId");
      g_autofree char *link = herald_cli_emulator_dup_member (object, "link");

      herald_cli_table_add (table, number, at, status, phone, tracking_id, link, NULL);
    }
  herald_cli_table_print (table, _("Nothing was opened or clicked yet"));
}

/**
 * herald_cli_interaction_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_interaction_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  gint64             after = 0;
  int                limit = DEFAULT_LIMIT;
  const GOptionEntry entries[] = {
    { "after", 0, 0, G_OPTION_ARG_INT64, &after, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error))
    return FALSE;
  path = g_strdup_printf ("interactions?after=%" PRId64 "&limit=%d", after, limit);
  answer = herald_cli_emulator_call (cli, "GET", path, NULL, error);
  if (answer == NULL)
    return FALSE;
  print_interactions (cli, answer);
  return TRUE;
}
