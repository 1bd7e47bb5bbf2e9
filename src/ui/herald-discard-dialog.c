/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/herald-discard-dialog.h"

#include <glib/gi18n.h>

/* The answer may close the window below, which would take the dialog along while it still tells. */
static void
response_cb (GtkWindow *dialog)
{
  gtk_window_set_transient_for (dialog, NULL);
}

/**
 * herald_discard_dialog_present:
 * @widget: what holds the changes, in a window
 * @body: what would be lost
 *
 * Returns: (transfer none): a shown #AdwMessageDialog, which closes itself; its response is
 *   %HERALD_DISCARD_RESPONSE when the changes may go
 */
GtkWidget *
herald_discard_dialog_present (GtkWidget *widget, const char *body)
{
  GtkWidget        *window;
  AdwMessageDialog *dialog;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  window = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                   _("Discard Changes?"), body);
  dialog = ADW_MESSAGE_DIALOG (window);
  adw_message_dialog_add_responses (dialog, "cancel",
                                    _("_Keep Editing"), HERALD_DISCARD_RESPONSE,
                                       _("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (dialog, HERALD_DISCARD_RESPONSE,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (window, "response", G_CALLBACK (response_cb), NULL);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}
