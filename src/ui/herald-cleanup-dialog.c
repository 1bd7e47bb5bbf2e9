/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before a clean-up: which devices, whose, and what it means for them. */
#include "config.h"

#include "ui/herald-cleanup-dialog.h"

#include "ui/herald-device-row.h"

#include <glib/gi18n.h>

/* A clean-up of thousands is named by its number; nobody reads so many rows. */
#define MAX_ROWS 100

struct _HeraldCleanupDialog
{
  AdwMessageDialog parent_instance;

  GPtrArray *devices; /* (element-type HeraldDevice) (owned) */

  GtkListBox *list;
  GtkLabel   *rest_label;
};

enum
{
  SIGNAL_CONFIRMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldCleanupDialog, herald_cleanup_dialog, ADW_TYPE_MESSAGE_DIALOG)

static GtkWidget *
new_row (HeraldDevice *device)
{
  GtkWidget       *row = adw_action_row_new ();
  const char      *user_name = herald_device_get_user_name (device);
  g_autofree char *title = herald_device_describe (device);
  g_autofree char *token = herald_device_describe_token (device);
  g_autofree char *subtitle =
    g_strdup_printf ("%s · %s", user_name != NULL ? user_name : _("Unknown person"), token);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "phone-symbolic");
  return row;
}

static void
fill (HeraldCleanupDialog *self)
{
  guint            n_devices = self->devices->len;
  guint            n_rows = MIN (n_devices, MAX_ROWS);
  guint            n_rest = n_devices - n_rows;
  g_autofree char *heading =
    g_strdup_printf (ngettext ("Clean Up %u Device?", "Clean Up %u Devices?", n_devices),
                     n_devices);
  const char *body =
    ngettext ("It gets no more push until its app registers it again.",
              "They get no more push until their apps register them again.", n_devices);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), body);
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self), heading);
  for (guint i = 0; i < n_rows; i++)
    gtk_list_box_append (self->list, new_row (g_ptr_array_index (self->devices, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->rest_label), n_rest > 0);
  if (n_rest > 0)
    {
      g_autofree char *rest =
        g_strdup_printf (ngettext ("and %'u more", "and %'u more", n_rest), n_rest);

      gtk_label_set_text (self->rest_label, rest);
    }
}

static void
herald_cleanup_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  if (g_str_equal (response, "clean-up"))
    g_signal_emit (dialog, signals[SIGNAL_CONFIRMED], 0);
}

static void
herald_cleanup_dialog_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_CLEANUP_DIALOG (object)->devices, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_cleanup_dialog_parent_class)->finalize (object);
}

static void
herald_cleanup_dialog_class_init (HeraldCleanupDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = herald_cleanup_dialog_finalize;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = herald_cleanup_dialog_response;
  signals[SIGNAL_CONFIRMED] = g_signal_new ("confirmed", HERALD_TYPE_CLEANUP_DIALOG,
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-cleanup-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldCleanupDialog, list);
  gtk_widget_class_bind_template_child (widget_class, HeraldCleanupDialog, rest_label);
}

static void
herald_cleanup_dialog_init (HeraldCleanupDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_cleanup_dialog_new:
 * @parent: (nullable): the window to stand over
 * @devices: (element-type HeraldDevice): what would go
 *
 * Returns: (transfer none): the dialog, not yet presented; it closes itself
 */
HeraldCleanupDialog *
herald_cleanup_dialog_new (GtkWindow *parent, GPtrArray *devices)
{
  HeraldCleanupDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (devices != NULL, NULL);

  self = g_object_new (HERALD_TYPE_CLEANUP_DIALOG, "transient-for", parent, NULL);
  self->devices = g_ptr_array_ref (devices);
  fill (self);
  return self;
}

/**
 * herald_cleanup_dialog_get_devices:
 * @self: a dialog
 *
 * Returns: (transfer none) (element-type HeraldDevice): what would go
 */
GPtrArray *
herald_cleanup_dialog_get_devices (HeraldCleanupDialog *self)
{
  g_return_val_if_fail (HERALD_IS_CLEANUP_DIALOG (self), NULL);

  return self->devices;
}
