/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl person: who is behind an address. */
#include "config.h"

#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-output.h"
#include "core/herald-people.h"

#include <glib/gi18n.h>
#include <stdio.h>

static void
add_person (JsonBuilder *builder, HeraldCliTable *table, HeraldPerson *person)
{
  HeraldPersonTable kind = herald_person_get_table (person);
  const char       *query = herald_person_get_query (person);

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "query", query);
  herald_cli_add_string (builder, "table", herald_person_table_to_string (kind));
  herald_cli_add_string (builder, "id", herald_person_get_id (person));
  herald_cli_add_string (builder, "name", herald_person_get_name (person));
  herald_cli_add_string (builder, "email", herald_person_get_email (person));
  herald_cli_add_string (builder, "state", herald_person_get_state (person));
  json_builder_end_object (builder);
  herald_cli_table_add (table, query, herald_person_table_get_label (kind),
                        herald_person_get_id (person), herald_person_get_name (person),
                        herald_person_get_state_label (person), NULL);
}

static guint
count_matches (GPtrArray *people, const char *email)
{
  guint n_matches = 0;

  for (guint i = 0; i < people->len; i++)
    n_matches += g_strcmp0 (herald_person_get_query (g_ptr_array_index (people, i)), email) == 0;
  return n_matches;
}

/* Nobody is chosen silently: what was not found or found twice is said. */
static void
report_matches (GPtrArray *people, char **emails)
{
  for (gsize i = 0; emails[i] != NULL; i++)
    {
      guint n_matches = count_matches (people, emails[i]);

      if (n_matches == 0)
        fprintf (stderr, _("%s: nobody found\n"), emails[i]);
      else if (n_matches > 1)
        fprintf (stderr, _("%s: several people found; choose one by its ID\n"), emails[i]);
    }
}

static char **
collect_emails (GPtrArray *arguments, const char *file, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;

  if (file == NULL && arguments->len == 0)
    {
      herald_cli_require_option ("EMAIL", NULL, error);
      return NULL;
    }
  if (file != NULL)
    {
      lines = herald_cli_files_read_lines (file, error);
      if (lines == NULL)
        return NULL;
      for (gsize i = 0; lines[i] != NULL; i++)
        g_strv_builder_add (builder, lines[i]);
    }
  for (guint i = 0; i < arguments->len; i++)
    g_strv_builder_add (builder, g_strstrip (g_ptr_array_index (arguments, i)));
  return g_strv_builder_end (builder);
}

/**
 * herald_cli_person_find:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_person_find (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *file = NULL;
  const GOptionEntry entries[] = {
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &file, NULL, NULL },
    { 0 },
  };
  g_auto (GStrv) emails = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("E-mail"), _("Table"), _("ID"), _("Name"), _("State"), NULL);
  g_autoptr (GPtrArray) people = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldSession *session;

  if (!herald_cli_parse_options (entries, arguments, 0, G_MAXUINT, error))
    return FALSE;
  emails = collect_emails (arguments, file, error);
  session = emails != NULL ? herald_cli_get_session (cli, error) : NULL;
  if (session == NULL)
    return FALSE;
  herald_people_find_async (session, (const char *const *) emails, herald_cli_get_cancellable (cli),
                            herald_await_cb, &await);
  people = herald_people_find_finish (session, herald_await_result (&await), error);
  if (people == NULL)
    return FALSE;
  report_matches (people, emails);
  json_builder_begin_array (builder);
  for (guint i = 0; i < people->len; i++)
    add_person (builder, table, g_ptr_array_index (people, i));
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("Nobody was found"));
  return TRUE;
}
