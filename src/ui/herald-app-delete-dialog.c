/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog says at once what goes, and with the number of devices as soon as it is known. */
#include "config.h"

#include "ui/herald-app-delete-dialog.h"

#include "core/herald-devices.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwMessageDialog) dialog = user_data;
  g_autoptr (GPtrArray) devices =
    herald_devices_list_finish (HERALD_SESSION (source), result, NULL);
  guint n_registered = 0;

  if (devices == NULL)
    return;
  for (guint i = 0; i < devices->len; i++)
    if (herald_device_get_state (g_ptr_array_index (devices, i)) != HERALD_DEVICE_REMOVED)
      n_registered++;
  adw_message_dialog_format_body (
    dialog,
    ngettext ("Its credentials and access tokens go from the environment and from this computer. "
              "%u device registered with it gets no push any more.",
              "Its credentials and access tokens go from the environment and from this computer. "
              "%u devices registered with it get no push any more.",
              n_registered),
    n_registered);
}

/**
 * herald_app_delete_dialog_new:
 * @parent: the window to stand over
 * @session: the open session
 * @app: what would go
 * @cancellable: (nullable): ends the counting of its devices
 *
 * Returns: (transfer none): the dialog; its response is “delete” or “cancel”
 */
GtkWindow *
herald_app_delete_dialog_new (GtkWindow     *parent,
                              HeraldSession *session,
                              HeraldApp     *app,
                              GCancellable  *cancellable)
{
  AdwMessageDialog *dialog;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (HERALD_IS_SESSION (session), NULL);
  g_return_val_if_fail (HERALD_IS_APP (app), NULL);

  dialog = ADW_MESSAGE_DIALOG (
    adw_message_dialog_new (parent, NULL,
                            _("Its credentials and access tokens go from the environment and from this computer. "
      "Devices registered with it get no push any more.")));
  adw_message_dialog_format_heading (dialog, _("Delete “%s”?"),
                                                herald_app_get (app, HERALD_APP_NAME));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  herald_devices_list_async (session, NULL, herald_app_get (app, HERALD_APP_ID), cancellable,
                             counted_cb, g_object_ref (dialog));
  return GTK_WINDOW (dialog);
}
