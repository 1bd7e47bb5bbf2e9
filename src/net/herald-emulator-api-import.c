/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The admin API's import. A refusal that names rows is an answer to show, not a failed call. */
#include "config.h"

#include "net/herald-emulator-api-private.h"

#include <libsoup/soup.h>

/* NULL when @answer names no rows. */
static HeraldImportReport *
read_refusal (const HeraldHttpAnswer *answer)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (HeraldImportReport) report = NULL;

  if (answer->status != SOUP_STATUS_BAD_REQUEST)
    return NULL;
  root = herald_http_answer_parse_json (answer, NULL);
  if (root != NULL)
    report = herald_import_report_new_from_json (root, NULL);
  return report != NULL && report->faults->len > 0 ? g_steal_pointer (&report) : NULL;
}

static HeraldImportReport *
read_answer (const HeraldHttpAnswer *answer, GError **error)
{
  HeraldImportReport *report = read_refusal (answer);
  g_autoptr (JsonNode) root = NULL;

  if (report != NULL)
    return report;
  if (!herald_http_answer_check (answer, HERALD_SERVICE_EMULATOR, error) ||
      !herald_http_answer_check_done (answer, error))
    return NULL;
  root = herald_http_answer_parse_json (answer, error);
  return root != NULL ? herald_import_report_new_from_json (root, error) : NULL;
}

static void
emulator_imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish (HERALD_REMOTE (source), result, &error);
  HeraldImportReport *report = answer != NULL ? read_answer (answer, &error) : NULL;

  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) herald_import_report_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * herald_emulator_api_import_async:
 * @self: the admin API
 * @table: "contacts" or "devices"
 * @id: a new GUID; `DELETE import/GUID` tells what became of the file
 * @csv: a CSV file with a header
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulator_api_import_async (HeraldEmulatorApi  *self,
                                  const char         *table,
                                  const char         *id,
                                  GBytes             *csv,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_API (self));
  g_return_if_fail (table != NULL && id != NULL);
  g_return_if_fail (csv != NULL);

  task = herald_emulator_api_begin (self, herald_emulator_api_import_async, cancellable, callback,
                                    user_data);
  path = g_strconcat ("import/", table, "?id=", id, NULL);
  herald_emulator_api_call_bytes (task, "POST", path, "text/csv", csv, emulator_imported_cb);
}

/**
 * herald_emulator_api_import_finish:
 * @self: the admin API
 * @result: the result
 *
 * **Errors:** REMOTE when the file as a whole is refused; NETWORK, AUTH, PROTOCOL,
 * %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): how many rows were taken, or what is wrong with which
 */
HeraldImportReport *
herald_emulator_api_import_finish (HeraldEmulatorApi *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
