/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows are built anew at each change; there are few. */
#include "config.h"

#include "ui/herald-recipient-list.h"

#include "ui/herald-recipient-row.h"

#include <glib/gi18n.h>

struct _HeraldRecipientList
{
  AdwBin parent_instance;

  GPtrArray *devices; /* (element-type HeraldDevice) (owned) */

  AdwPreferencesGroup *group;
  GtkListBox          *list;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldRecipientList, herald_recipient_list, ADW_TYPE_BIN)

static gboolean
is_same (HeraldDevice *a, HeraldDevice *b)
{
  return herald_device_get_platform (a) == herald_device_get_platform (b) &&
         g_strcmp0 (herald_device_get_token (a), herald_device_get_token (b)) == 0;
}

/* Returns: the number of chosen devices when it is none of them */
static guint
find (HeraldRecipientList *self, HeraldDevice *device)
{
  guint i = 0;

  while (i < self->devices->len && !is_same (self->devices->pdata[i], device))
    i++;
  return i;
}

static void
remove_clicked_cb (HeraldDevice *device, GtkWidget *button)
{
  GtkWidget *self = gtk_widget_get_ancestor (button, HERALD_TYPE_RECIPIENT_LIST);

  herald_recipient_list_choose (HERALD_RECIPIENT_LIST (self), device, FALSE);
}

static GtkWidget *
create_row (HeraldDevice *device)
{
  GtkWidget *row = herald_recipient_row_new (device);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Remove from the recipients"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Remove from the recipients"), -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), device,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
rebuild (HeraldRecipientList *self)
{
  g_autofree char *title = NULL;
  GtkWidget       *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->devices->len; i++)
    gtk_list_box_append (self->list, create_row (self->devices->pdata[i]));
  /* Translators: heading; the number of devices a test goes to. */
  title = g_strdup_printf (ngettext ("%u Recipient", "%u Recipients", self->devices->len),
                           self->devices->len);
  adw_preferences_group_set_title (self->group, title);
  gtk_widget_set_visible (GTK_WIDGET (self), self->devices->len > 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
herald_recipient_list_finalize (GObject *object)
{
  g_ptr_array_unref (HERALD_RECIPIENT_LIST (object)->devices);
  G_OBJECT_CLASS (herald_recipient_list_parent_class)->finalize (object);
}

static void
herald_recipient_list_class_init (HeraldRecipientListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_recipient_list_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_recipient_list_init (HeraldRecipientList *self)
{
  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Recipients"), -1);
  adw_preferences_group_add (self->group, GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * herald_recipient_list_new:
 *
 * Returns: (transfer floating): an empty list, not visible until it has a device
 */
GtkWidget *
herald_recipient_list_new (void)
{
  return g_object_new (HERALD_TYPE_RECIPIENT_LIST, NULL);
}

/**
 * herald_recipient_list_get_devices:
 * @self: a list
 *
 * Returns: (transfer none) (element-type HeraldDevice): the chosen devices, first chosen first
 */
GPtrArray *
herald_recipient_list_get_devices (HeraldRecipientList *self)
{
  g_return_val_if_fail (HERALD_IS_RECIPIENT_LIST (self), NULL);

  return self->devices;
}

/**
 * herald_recipient_list_contains:
 * @self: a list
 * @device: a device
 *
 * Returns: whether one of the same platform and token is chosen
 */
gboolean
herald_recipient_list_contains (HeraldRecipientList *self, HeraldDevice *device)
{
  g_return_val_if_fail (HERALD_IS_RECIPIENT_LIST (self), FALSE);

  return find (self, device) < self->devices->len;
}

/**
 * herald_recipient_list_choose:
 * @self: a list
 * @device: a device
 * @chosen: whether the test goes to it from now on
 */
void
herald_recipient_list_choose (HeraldRecipientList *self, HeraldDevice *device, gboolean chosen)
{
  guint index;

  g_return_if_fail (HERALD_IS_RECIPIENT_LIST (self));
  g_return_if_fail (HERALD_IS_DEVICE (device));

  index = find (self, device);
  if ((index < self->devices->len) == chosen)
    return;
  if (chosen)
    g_ptr_array_add (self->devices, g_object_ref (device));
  else
    g_ptr_array_remove_index (self->devices, index);
  rebuild (self);
}

/**
 * herald_recipient_list_update:
 * @self: a list
 * @devices: (element-type HeraldDevice): devices as they are now
 * @add: whether those that are not chosen yet are chosen, too
 */
void
herald_recipient_list_update (HeraldRecipientList *self, GPtrArray *devices, gboolean add)
{
  g_return_if_fail (HERALD_IS_RECIPIENT_LIST (self));
  g_return_if_fail (devices != NULL);

  for (guint i = 0; i < devices->len; i++)
    {
      guint index = find (self, devices->pdata[i]);

      if (index < self->devices->len)
        {
          g_object_unref (self->devices->pdata[index]);
          self->devices->pdata[index] = g_object_ref (devices->pdata[i]);
        }
      else if (add)
        g_ptr_array_add (self->devices, g_object_ref (devices->pdata[i]));
    }
  rebuild (self);
}

/**
 * herald_recipient_list_clear:
 * @self: a list
 */
void
herald_recipient_list_clear (HeraldRecipientList *self)
{
  g_return_if_fail (HERALD_IS_RECIPIENT_LIST (self));

  g_ptr_array_set_size (self->devices, 0);
  rebuild (self);
}
