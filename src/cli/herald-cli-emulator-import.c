/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator import: tells how far it is, and what became of a file whose answer was lost.
 */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-emulator-call.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-output.h"
#include "core/herald-import.h"

#include <glib/gi18n.h>

/* A line each time there is more to tell. @user_data: the percentage told last */
static void
progress_cb (const HeraldImportProgress *progress, gpointer user_data)
{
  int *told = user_data;
  int  percent = herald_import_progress_get_percent (progress);

  if (percent <= *told)
    return;
  *told = percent;
  /* Translators: how much of a file is imported. */
  g_printerr (_("Imported: %d %%"), percent);
  g_printerr ("\n");
}

/* To be asked again under the same id is safe: no row comes in twice. */
static void
add_advice (GError *error, const char *id)
{
  g_autofree char *advice =
    g_strdup_printf (_("It is not known whether the rows are in; repeat the command with "
                       "“--id %s”, and none comes in twice"),
                        id);

  if (error->domain == HERALD_ERROR)
    herald_error_set_detail (error, advice);
  else
    g_printerr ("%s\n", advice);
}

static GError *
create_refusal (const HeraldImportReport *report)
{
  g_autofree char *faults = herald_import_report_describe_faults (report);
  GError          *error =
    g_error_new (HERALD_ERROR, (gint) HERALD_ERROR_REMOTE,
                 ngettext ("%u row is wrong; nothing was imported",
                           "%u rows are wrong; nothing was imported", report->faults->len),
                 report->faults->len);

  herald_error_set_detail (error, g_strchomp (faults));
  return error;
}

static HeraldImportReport *
send_rows (HeraldCli *cli, HeraldImportKind kind, const char *id, GBytes *bytes, GError **error)
{
  HeraldSession *session = herald_cli_emulator_get_session (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldImportReport) report = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean settled = FALSE;
  int      told_percent = -1;

  if (session == NULL)
    return NULL;
  herald_import_async (session, kind, id, bytes, progress_cb, &told_percent,
                       herald_cli_get_cancellable (cli), herald_await_cb, &await);
  report = herald_import_finish (session, herald_await_result (&await), &settled, &local_error);
  if (report != NULL && report->faults->len > 0)
    local_error = create_refusal (report);
  else if (report == NULL && !settled)
    add_advice (local_error, id);
  if (local_error == NULL)
    return g_steal_pointer (&report);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

static void
print_report (HeraldCli *cli, const HeraldImportReport *report, const char *id)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!herald_cli_wants_json (cli))
    {
      herald_cli_print_line (_("Rows imported: %u"), report->n_imported);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  herald_cli_add_int (builder, "imported", report->n_imported);
  herald_cli_add_string (builder, "id", id);
  json_builder_end_object (builder);
  herald_cli_print_json (builder);
}

static gboolean
check_id (const char *id, GError **error)
{
  if (herald_guid_is_valid (id))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, _("“%s” is no GUID"), id);
  return FALSE;
}

static gboolean
import_file (HeraldCli *cli, HeraldImportKind kind, GPtrArray *arguments, GError **error)
{
  g_autofree char   *id = NULL;
  const GOptionEntry entries[] = {
    { "id", 0, 0, G_OPTION_ARG_STRING, &id, NULL, NULL },
    { 0 },
  };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (HeraldImportReport) report = NULL;

  if (!herald_cli_parse_options (entries, arguments, 1, 1, error))
    return FALSE;
  if (id == NULL)
    id = herald_guid_new ();
  if (!check_id (id, error))
    return FALSE;
  bytes = herald_cli_files_read (g_ptr_array_index (arguments, 0), error);
  if (bytes == NULL)
    return FALSE;
  report = send_rows (cli, kind, id, bytes, error);
  if (report == NULL)
    return FALSE;
  print_report (cli, report, id);
  return TRUE;
}

/**
 * herald_cli_import_contacts:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_import_contacts (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  return import_file (cli, HERALD_IMPORT_CONTACTS, arguments, error);
}

/**
 * herald_cli_import_devices:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_import_devices (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  return import_file (cli, HERALD_IMPORT_DEVICES, arguments, error);
}
