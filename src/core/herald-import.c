/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a CSV file as a whole before it is sent; its rows are the emulator's to judge. */
#include "config.h"

#include "core/herald-import.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "core/herald-session-private.h"

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
import_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession      *session = g_task_get_source_object (task);
  GError             *error = NULL;
  HeraldImportReport *report =
    herald_emulator_api_import_finish (HERALD_EMULATOR_API (source), result, &error);

  if (report == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (report->n_imported > 0)
    herald_session_tell_devices_changed (session);
  g_task_return_pointer (task, report, (GDestroyNotify) herald_import_report_free);
}

/**
 * herald_import_async:
 * @session: the emulator's open session
 * @kind: what the rows are
 * @csv: the file
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Nothing is sent of a file that is empty, larger than %HERALD_IMPORT_LARGEST_BYTES or not UTF-8.
 */
void
herald_import_async (HeraldSession      *session,
                     HeraldImportKind    kind,
                     GBytes             *csv,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  HeraldEmulatorApi *api;
  GTask             *task;
  GError            *error = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (csv != NULL);

  task = herald_session_begin (session, herald_import_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
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
  herald_emulator_api_import_async (api, kind == HERALD_IMPORT_CONTACTS ? "contacts" : "devices",
                                    csv, g_task_get_cancellable (task), import_answered_cb, task);
}

/**
 * herald_import_finish:
 * @session: a session
 * @result: of herald_import_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or nothing that can be sent; REMOTE when the
 * file as a whole is refused; what a call can give.
 *
 * Returns: (transfer full): how many rows were taken, or what is wrong with which
 */
HeraldImportReport *
herald_import_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
