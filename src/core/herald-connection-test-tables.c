/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step that looks for the tables Herald works with; most come with Customer Insights -
 * Journeys, which may not be installed. */
#include "config.h"

#include "core/herald-connection-test-private.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-odata.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *name;
  gboolean    is_journeys; /* brought by Customer Insights - Journeys */
} TABLES[] = {
  { "contact", FALSE },
  { "systemuser", FALSE },
  { "appnotification", FALSE },
  { "appmodule", FALSE },
  { "lead", FALSE },
  { "msdyn_channeldefinition", TRUE },
  { "msdyn_channelinstance", TRUE },
  { "msdynmkt_mobileappchannelinstance", TRUE },
  { "msdynmkt_pushmobiledevice", TRUE },
};

void
herald_connection_table_free (HeraldConnectionTable *self)
{
  g_free (self->name);
  g_hash_table_unref (self->privileges);
  g_free (self);
}

static char *
dup_member (JsonNode *node, const char *name)
{
  const char *text = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    herald_json_read_string (json_node_get_object (node), name, HERALD_JSON_OPTIONAL, &text, NULL);
  return g_strdup (text);
}

/* The names of privileges do not follow from the table's in every case, so they are read. */
static void
read_privileges (HeraldConnectionTable *table, JsonObject *definition)
{
  JsonArray *array = NULL;

  herald_json_read_array (definition, "Privileges", HERALD_JSON_OPTIONAL, &array, NULL);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *right = dup_member (node, "PrivilegeType");
      g_autofree char *name = dup_member (node, "Name");

      if (right != NULL && name != NULL)
        g_hash_table_insert (table->privileges, g_steal_pointer (&right), g_steal_pointer (&name));
    }
}

static GHashTable *
parse_tables (JsonObject *answer, GError **error)
{
  g_autoptr (GHashTable) tables =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                           (GDestroyNotify) herald_connection_table_free);
  JsonArray *array = herald_connection_read_list (answer, "value", error);

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode              *node = json_array_get_element (array, i);
      g_autofree char       *name = dup_member (node, "LogicalName");
      HeraldConnectionTable *table;

      if (name == NULL)
        continue;
      table = g_new0 (HeraldConnectionTable, 1);
      table->name = g_steal_pointer (&name);
      table->privileges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      read_privileges (table, json_node_get_object (node));
      g_hash_table_replace (tables, table->name, table);
    }
  return g_steal_pointer (&tables);
}

typedef struct
{
  guint         n_missing;
  guint         n_journeys; /* that are there */
  gboolean      lacks_journeys;
  GStrvBuilder *lines;
} Count;

static void
count_tables (Count *self, GHashTable *tables)
{
  for (gsize i = 0; i < G_N_ELEMENTS (TABLES); i++)
    {
      g_autofree char *line = NULL;

      if (g_hash_table_contains (tables, TABLES[i].name))
        {
          self->n_journeys += TABLES[i].is_journeys ? 1 : 0;
          continue;
        }
      self->n_missing++;
      self->lacks_journeys = self->lacks_journeys || TABLES[i].is_journeys;
      /* Translators: the name of a table. */
      line = g_strdup_printf (_("%s is missing"), TABLES[i].name);
      g_strv_builder_add (self->lines, line);
    }
}

static const char *
describe_missing (const Count *count)
{
  if (!count->lacks_journeys)
    return _("Some tables are missing, or the user may not see them");
  if (count->n_journeys > 0)
    return _("Customer Insights - Journeys is too old here, or only a part of it is installed");
  return _("Customer Insights - Journeys is not installed in this environment");
}

/* Takes @task. */
static void
tell_tables (GTask *task, GHashTable *tables)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  Count                    count = { .lines = lines };
  HeraldConnectionOutcome *outcome = g_new0 (HeraldConnectionOutcome, 1);

  count_tables (&count, tables);
  if (count.n_missing == 0)
    {
      outcome->state = HERALD_CONNECTION_GOOD;
      outcome->message = g_strdup (_("All tables that Herald works with are there"));
    }
  else
    {
      outcome->state = HERALD_CONNECTION_FAILED;
      outcome->message = g_strdup (describe_missing (&count));
      outcome->fix = count.lacks_journeys
        ? _("Have it installed or updated in the Power Platform admin center. Until then people "
              "and in-app notifications can be used, apps, devices and pushes cannot.")
        : _("Check that this is the environment that you mean.");
      outcome->details = g_strv_builder_end (lines);
      outcome->error = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NOT_FOUND, outcome->message);
    }
  herald_connection_step_return (task, outcome);
}

static void
got_tables_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask                    *task = user_data;
  HeraldConnectionFindings *findings = g_task_get_task_data (task);
  GError                   *error = NULL;
  g_autoptr (JsonObject) answer =
    herald_dataverse_get_finish (HERALD_DATAVERSE (source), result, &error);

  if (answer != NULL)
    findings->tables = parse_tables (answer, &error);
  if (findings->tables == NULL)
    herald_connection_step_fail (task, error, herald_connection_explain (error));
  else
    tell_tables (task, findings->tables);
}

/* One question for all: Microsoft, “Query table definitions using the Web API”, read 2026-11. */
void
herald_connection_read_tables (GTask *task, HeraldConnectionFindings *findings)
{
  g_autoptr (GString) filter = g_string_new (NULL);
  g_autofree char *encoded = NULL;
  g_autofree char *path = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (TABLES); i++)
    g_string_append_printf (filter, "%sLogicalName eq '%s'", i > 0 ? " or " : "", TABLES[i].name);
  encoded = herald_odata_encode (filter->str);
  path = g_strconcat ("EntityDefinitions?$select=LogicalName,Privileges&$filter=", encoded, NULL);
  herald_dataverse_get_async (findings->dataverse, path, g_task_get_cancellable (task),
                              got_tables_cb, task);
}
