/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl env hosts: the allow-list, and what was contacted. Starts nothing and contacts nobody.
 */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-output.h"
#include "core/herald-environments.h"
#include "core/herald-hosts.h"
#include "emulator/herald-emulator.h"

#include <glib/gi18n.h>
#include <string.h>

/* What one call prints. */
typedef struct
{
  GPtrArray      *kept;         /* (owned) (element-type HeraldHost) */
  GPtrArray      *environments; /* (owned) (element-type HeraldEnvironment): all */
  const char     *name;         /* (nullable): of the one that is asked for */
  JsonBuilder    *builder;      /* (owned) */
  HeraldCliTable *table;        /* (owned) */
} Report;

static void
report_clear (Report *self)
{
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_clear_pointer (&self->environments, g_ptr_array_unref);
  g_clear_object (&self->builder);
  g_clear_pointer (&self->table, herald_cli_table_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Report, report_clear)

/* With its addresses while it runs. */
static HeraldEnvironment *
dup_emulator (HeraldCli *cli, GError **error)
{
  HeraldFolders   *folders = herald_cli_get_folders (cli, error);
  g_autofree char *line = NULL;
  g_autoptr (HeraldEmulatorInfo) info = NULL;
  HeraldEnvironment *emulator;

  if (folders == NULL)
    return NULL;
  line = herald_emulator_find_running (herald_folders_get_emulator_dir (folders));
  if (line != NULL)
    info = herald_emulator_info_new_from_line (line, NULL);
  if (info != NULL)
    return herald_emulator_info_dup_environment (info);
  emulator = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);
  herald_environment_set (emulator, HERALD_ENVIRONMENT_ID, HERALD_EMULATOR_ENVIRONMENT_ID);
  herald_environment_set (emulator, HERALD_ENVIRONMENT_NAME, _("Emulator"));
  return emulator;
}

static gboolean
load (HeraldCli *cli, Report *report, GError **error)
{
  HeraldStore *store = herald_cli_get_store (cli, error);
  g_auto (HeraldAwait) listed = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) read = HERALD_AWAIT_INIT;
  HeraldEnvironment *emulator;

  if (store == NULL)
    return FALSE;
  herald_environments_list_async (store, herald_cli_get_cancellable (cli), herald_await_cb,
                                  &listed);
  report->environments =
    herald_environments_list_finish (store, herald_await_result (&listed), error);
  emulator = report->environments != NULL ? dup_emulator (cli, error) : NULL;
  if (emulator == NULL)
    return FALSE;
  g_ptr_array_insert (report->environments, 0, emulator);
  herald_hosts_read_async (store, herald_cli_get_cancellable (cli), herald_await_cb, &read);
  report->kept = herald_hosts_read_finish (store, herald_await_result (&read), error);
  return report->kept != NULL;
}

static const char *
get_state (const HeraldHost *host)
{
  if (host->allowed)
    return _("allowed");
  return host->n_refused > 0 ? _("refused") : _("no longer allowed");
}

static void
add_host (Report *report, const char *environment_name, const HeraldHost *host)
{
  JsonBuilder *builder = report->builder;
  g_auto (GStrv) names = herald_host_purposes_to_names (host->purposes);
  g_autofree char *address = herald_host_dup_address (host);
  g_autofree char *purposes = herald_host_purposes_describe (host->purposes);
  g_autofree char *outcome = herald_host_describe_outcome (host);
  g_autofree char *last = herald_cli_format_time (
    host->allowed || host->n_refused == 0 ? host->contacted_us : host->refused_us);

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "host", address);
  herald_cli_add_boolean (builder, "allowed", host->allowed);
  json_builder_set_member_name (builder, "purposes");
  json_builder_begin_array (builder);
  for (gsize i = 0; names[i] != NULL; i++)
    json_builder_add_string_value (builder, names[i]);
  json_builder_end_array (builder);
  herald_cli_add_time (builder, "lastContact", host->contacted_us);
  herald_cli_add_int (builder, "status", host->status);
  herald_cli_add_string (builder, "error", host->error);
  herald_cli_add_int (builder, "contacts", host->n_contacts);
  herald_cli_add_time (builder, "lastRefused", host->refused_us);
  herald_cli_add_int (builder, "refusals", host->n_refused);
  json_builder_end_object (builder);
  herald_cli_table_add (report->table, environment_name, address, get_state (host), purposes,
                        host->n_contacts > 0 || host->n_refused > 0 ? last
                                                                    : _("never"), outcome, NULL);
}

/* @id: (nullable): “null” in JSON. */
static void
add_environment (Report *report, const char *id, const char *name, GPtrArray *hosts)
{
  json_builder_begin_object (report->builder);
  herald_cli_add_string (report->builder, "id", id);
  herald_cli_add_string (report->builder, "name", name);
  json_builder_set_member_name (report->builder, "hosts");
  json_builder_begin_array (report->builder);
  for (guint i = 0; i < hosts->len; i++)
    add_host (report, name, g_ptr_array_index (hosts, i));
  json_builder_end_array (report->builder);
  json_builder_end_object (report->builder);
}

static gboolean
is_wanted (Report *report, HeraldEnvironment *environment)
{
  return report->name == NULL ||
         g_strcmp0 (report->name, herald_environment_get (environment, HERALD_ENVIRONMENT_NAME)) ==
           0 ||
         g_strcmp0 (report->name, herald_environment_get (environment, HERALD_ENVIRONMENT_ID)) == 0;
}

static gboolean
check_name (Report *report, GError **error)
{
  for (guint i = 0; i < report->environments->len; i++)
    if (is_wanted (report, g_ptr_array_index (report->environments, i)))
      return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
               _("There is no environment “%s”; “heraldctl env list” names them"), report->name);
  return FALSE;
}

static void
add_all (Report *report)
{
  for (guint i = 0; i < report->environments->len; i++)
    {
      HeraldEnvironment *environment = g_ptr_array_index (report->environments, i);
      g_autoptr (GPtrArray) hosts = NULL;

      if (!is_wanted (report, environment))
        continue;
      hosts = herald_hosts_of (report->kept, environment);
      add_environment (report, herald_environment_get (environment, HERALD_ENVIRONMENT_ID),
                       herald_environment_get (environment, HERALD_ENVIRONMENT_NAME), hosts);
    }
  if (report->name == NULL)
    {
      g_autoptr (GPtrArray) others = herald_hosts_of_none (report->kept, report->environments);

      if (others->len > 0)
        add_environment (report, NULL, _("(none saved)"), others);
    }
}

static void
print_summary (guint n_elsewhere)
{
  if (n_elsewhere == 0)
    herald_cli_print_line ("%s", _("Herald has contacted no other computer than this one."));
  else
    herald_cli_print_line (ngettext ("Herald has contacted %u other computer.",
                                     "Herald has contacted %u other computers.", n_elsewhere),
                           n_elsewhere);
}

/**
 * herald_cli_env_hosts:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_env_hosts (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (Report) report = { .name = NULL };
  guint n_elsewhere;

  if (!herald_cli_parse_options (NULL, arguments, 0, 1, error))
    return FALSE;
  report.name = arguments->len > 0 ? g_ptr_array_index (arguments, 0) : NULL;
  report.builder = json_builder_new ();
  report.table = herald_cli_table_new (_("Environment"), _("Server"), _("State"), _("What for"), _("Last"), _("Outcome"), NULL);
  if (!load (cli, &report, error) || !check_name (&report, error))
    return FALSE;
  n_elsewhere = herald_hosts_count_elsewhere (report.kept);
  json_builder_begin_object (report.builder);
  herald_cli_add_int (report.builder, "contactedElsewhere", n_elsewhere);
  json_builder_set_member_name (report.builder, "environments");
  json_builder_begin_array (report.builder);
  add_all (&report);
  json_builder_end_array (report.builder);
  json_builder_end_object (report.builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (report.builder);
  else
    {
      herald_cli_table_print (report.table, _("No server was contacted yet."));
      print_summary (n_elsewhere);
    }
  return TRUE;
}
