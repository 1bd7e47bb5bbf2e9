/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a CSV file as a whole before it is sent; its rows are the emulator's to judge. An import
 * whose answer was lost is settled, so that nobody has to guess. */
#include "config.h"

#include "core/herald-import.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "core/herald-emulator-ask-private.h"
#include "core/herald-session-private.h"

typedef struct
{
  char              *id;          /* (owned) */
  gboolean           settled;     /* whether it is known what became of the file */
  GError            *saved_error; /* (owned) (nullable): of a call that is being settled */
  HeraldImportWatch *watch;       /* (owned) (nullable): until there is an answer */
} ImportTask;

static void
import_task_clear (ImportTask *data)
{
  g_clear_pointer (&data->id, g_free);
  g_clear_error (&data->saved_error);
  g_clear_pointer (&data->watch, herald_import_watch_stop);
}

HERALD_DEFINE_TASK_DATA (ImportTask, import_task, import_task_clear)

static gboolean
check_file (GBytes *csv, GError **error)
{
  gsize       size = 0;
  const char *text = g_bytes_get_data (csv, &size);

  if (size == 0)
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, _("The file is empty"));
  else if (size > HERALD_IMPORT_LARGEST_BYTES)
    {
      g_autofree char *most = g_format_size (HERALD_IMPORT_LARGEST_BYTES);

      /* Translators: a size such as “16.8 MB”. */
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("The file is larger than %s; split it, each part with the header"), most);
    }
  else if (!g_utf8_validate_len (text, size, NULL))
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("The file is not UTF-8; save it as CSV in the encoding UTF-8"));
  else
    return TRUE;
  return FALSE;
}

static void
tell_changes (HeraldSession *session, const HeraldImportReport *report)
{
  if (report->n_imported > 0)
    herald_session_tell_devices_changed (session);
}

static gpointer
read_report (JsonNode *answer, GError **error)
{
  return herald_import_report_new_from_json (answer, error);
}

/* The answer tells whether rows are in: to the failed call they are its result after all. */
static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImportTask *data = import_task_get (task);
  g_autoptr (HeraldImportReport) report =
    herald_import_settle_finish (HERALD_SESSION (source), result, NULL);

  data->settled = report != NULL;
  if (report != NULL && report->n_imported > 0)
    g_task_return_pointer (task, g_steal_pointer (&report),
                           (GDestroyNotify) herald_import_report_free);
  else
    g_task_return_error (task, g_steal_pointer (&data->saved_error));
}

/* Whether the emulator may have taken the rows all the same. */
static gboolean
is_doubtful (const GError *error)
{
  return herald_error_is_cancelled (error) ||
         g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NETWORK) ||
         g_error_matches (error, HERALD_ERROR, HERALD_ERROR_CONFLICT) ||
         g_error_matches (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
}

static void
import_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession      *session = g_task_get_source_object (task);
  ImportTask         *data = import_task_get (task);
  GError             *error = NULL;
  HeraldImportReport *report =
    herald_emulator_api_import_finish (HERALD_EMULATOR_API (source), result, &error);

  g_clear_pointer (&data->watch, herald_import_watch_stop);
  if (report != NULL)
    {
      tell_changes (session, report);
      g_task_return_pointer (task, report, (GDestroyNotify) herald_import_report_free);
    }
  else if (is_doubtful (error))
    {
      data->saved_error = error;
      herald_import_settle_async (session, data->id, NULL, settled_cb, g_steal_pointer (&task));
    }
  else
    g_task_return_error (task, error);
}

/**
 * herald_import_count_rows:
 * @csv: a file
 *
 * Returns: how many records it has behind the first; a line break within quotes ends none
 */
guint
herald_import_count_rows (GBytes *csv)
{
  gsize       size = 0;
  const char *text;
  gboolean    quoted = FALSE;
  gboolean    filled = FALSE;
  guint       n_records = 0;

  g_return_val_if_fail (csv != NULL, 0);

  text = g_bytes_get_data (csv, &size);
  for (gsize i = 0; i < size; i++)
    {
      if (text[i] == '"')
        quoted = !quoted;
      if (!quoted && text[i] == '\n')
        {
          n_records += filled ? 1 : 0;
          filled = FALSE;
        }
      else if (text[i] != '\r')
        filled = TRUE;
    }
  n_records += filled ? 1 : 0;
  return n_records > 0 ? n_records - 1 : 0;
}

/**
 * herald_import_async:
 * @session: the emulator's open session
 * @kind: what the rows are
 * @id: a new GUID
 * @csv: the file
 * @progress_func: (nullable): told how far it is, some times a second, until there is an answer
 * @progress_data: for @progress_func; must live until @callback is called
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Nothing is sent of a file that is empty, larger than %HERALD_IMPORT_LARGEST_BYTES or not UTF-8.
 * When it is cancelled or the answer is lost, the emulator is asked what became of the file.
 */
void
herald_import_async (HeraldSession           *session,
                     HeraldImportKind         kind,
                     const char              *id,
                     GBytes                  *csv,
                     HeraldImportProgressFunc progress_func,
                     gpointer                 progress_data,
                     GCancellable            *cancellable,
                     GAsyncReadyCallback      callback,
                     gpointer                 user_data)
{
  HeraldEmulatorApi *api;
  ImportTask        *data;
  GTask             *task;
  GError            *error = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (id != NULL && csv != NULL);

  task = herald_session_begin (session, herald_import_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  /* A file that was taken before it could be cancelled is told so. */
  g_task_set_check_cancellable (task, FALSE);
  data = import_task_attach (task);
  data->id = g_strdup (id);
  data->settled = TRUE;
  api = herald_session_get_emulator_api (session);
  if (api == NULL)
    g_set_error_literal (&error, HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("This works in the environment “Emulator” only"));
  if (api == NULL || !check_file (csv, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (progress_func != NULL)
    data->watch = herald_import_watch_new (session, id, progress_func, progress_data);
  herald_emulator_api_import_async (api, kind == HERALD_IMPORT_CONTACTS ? "contacts" : "devices",
                                    id, csv, g_task_get_cancellable (task), import_answered_cb,
                                    task);
}

/**
 * herald_import_finish:
 * @session: a session
 * @result: of herald_import_async()
 * @settled: (out) (optional): whether it is known what became of the file; %FALSE only on failure
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or nothing that can be sent; REMOTE when the
 * file as a whole is refused; %G_IO_ERROR_CANCELLED; what a call can give. Nothing was imported,
 * or it is not settled.
 *
 * Returns: (transfer full): how many rows were taken, or what is wrong with which
 */
HeraldImportReport *
herald_import_finish (HeraldSession *session,
                      GAsyncResult  *result,
                      gboolean      *settled,
                      GError       **error)
{
  ImportTask *data;

  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  data = g_task_get_task_data (G_TASK (result));
  if (settled != NULL)
    *settled = data == NULL || data->settled;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_import_settle_async:
 * @session: the emulator's open session
 * @id: of an earlier import
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_import_settle_async (HeraldSession      *session,
                            const char         *id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autofree char *segment = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (id != NULL);

  segment = g_uri_escape_string (id, NULL, FALSE);
  herald_emulator_ask_async (session, "DELETE", g_strconcat ("import/", segment, NULL), NULL,
                             read_report, (GDestroyNotify) herald_import_report_free, cancellable,
                             callback, user_data);
}

/**
 * herald_import_settle_finish:
 * @session: a session
 * @result: of herald_import_settle_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or no GUID; what a call can give.
 *
 * Returns: (transfer full): how many rows are in, without faults
 */
HeraldImportReport *
herald_import_settle_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  HeraldImportReport *report = herald_emulator_ask_finish (session, result, error);

  if (report != NULL)
    tell_changes (session, report);
  return report;
}
