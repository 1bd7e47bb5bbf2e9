/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A registered device, or one that was: the words for it and what can be done with it. */
#include "config.h"

#include "ui/herald-device-row.h"

#include "base/herald-redact.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-time-label.h"
#include "ui/herald-toast.h"
#include "ui/herald-widget.h"

#include <glib/gi18n.h>

/* Digits around an ellipsis would change places within right-to-left text. */
#define LEFT_TO_RIGHT_ISOLATE "\u2066"
#define POP_ISOLATE "\u2069"

struct _HeraldDeviceRow
{
  AdwActionRow parent_instance;

  HeraldDevice *device; /* (owned) */

  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (HeraldDeviceRow, herald_device_row, ADW_TYPE_ACTION_ROW)

static void
append_item (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

static void
update_menu (HeraldDeviceRow *self)
{
  const char *id = herald_device_get_id (self->device);
  g_autoptr (GMenu) menu = g_menu_new ();

  if (herald_device_get_state (self->device) == HERALD_DEVICE_REGISTERED)
    append_item (menu, _("_Clean Up…"), "page.clean-up-device", id);
  else
    append_item (menu, _("_Register Again…"), "page.register-again", id);
  if (herald_device_get_state (self->device) == HERALD_DEVICE_INVALID)
    append_item (menu, _("_Clean Up…"), "page.clean-up-device", id);
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
}

static void
update_state (HeraldDeviceRow *self)
{
  HeraldDeviceState state = herald_device_get_state (self->device);
  gint64            registered_us = herald_device_get_registered_us (self->device);
  g_autofree char  *words = herald_device_describe_state (self->device, g_get_real_time ());
  g_autofree char  *token = herald_device_describe_token (self->device);
  g_autofree char  *subtitle = g_strdup_printf ("%s\n%s", words, token);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  if (registered_us > 0)
    {
      g_autofree char *exactly = herald_time_describe_exactly (registered_us);
      /* Translators: %s is a date and a time. */
      g_autofree char *tooltip = g_strdup_printf (_("Registered %s"), exactly);

      gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
    }
  if (state == HERALD_DEVICE_REMOVED)
    gtk_widget_add_css_class (GTK_WIDGET (self), "removed");
  if (state == HERALD_DEVICE_INVALID)
    gtk_widget_add_css_class (GTK_WIDGET (self), "invalid");
}

static void
copy_clicked_cb (HeraldDeviceRow *self)
{
  herald_clipboard_copy (GTK_WIDGET (self), herald_device_get_token (self->device));
  herald_toast_show (GTK_WIDGET (self), _("Device token copied"));
}

static void
herald_device_row_finalize (GObject *object)
{
  g_clear_object (&HERALD_DEVICE_ROW (object)->device);
  G_OBJECT_CLASS (herald_device_row_parent_class)->finalize (object);
}

static void
herald_device_row_class_init (HeraldDeviceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = herald_device_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-device-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldDeviceRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
herald_device_row_init (HeraldDeviceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_widget_stop_hyphens (GTK_WIDGET (self));
}

/**
 * herald_device_row_new:
 * @device: a device
 * @with_menu: whether something can be done with it here
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
herald_device_row_new (HeraldDevice *device, gboolean with_menu)
{
  HeraldDeviceRow *self;
  g_autofree char *title = NULL;
  g_autofree char *menu_name = NULL;

  g_return_val_if_fail (HERALD_IS_DEVICE (device), NULL);

  self = g_object_new (HERALD_TYPE_DEVICE_ROW, NULL);
  self->device = g_object_ref (device);
  title = herald_device_describe (device);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  update_state (self);
  /* Translators: %s is a device, such as “iOS · Contoso Shopper”. */
  menu_name = g_strdup_printf (_("Actions for %s"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  menu_name, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button),
                          with_menu && herald_device_get_id (device) != NULL);
  if (with_menu && herald_device_get_id (device) != NULL)
    update_menu (self);
  return GTK_WIDGET (self);
}

/**
 * herald_device_row_get_device:
 * @self: a row
 *
 * Returns: (transfer none): the device it shows
 */
HeraldDevice *
herald_device_row_get_device (HeraldDeviceRow *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE_ROW (self), NULL);

  return self->device;
}

/**
 * herald_device_describe:
 * @device: a device
 *
 * Returns: (transfer full): its platform and its app
 */
char *
herald_device_describe (HeraldDevice *device)
{
  const char *app_name;
  const char *platform;

  g_return_val_if_fail (HERALD_IS_DEVICE (device), NULL);

  app_name = herald_device_get_app_name (device);
  platform = herald_platform_get_label (herald_device_get_platform (device));
  if (app_name == NULL)
    return g_strdup (platform);
  return g_strdup_printf ("%s · %s", platform, app_name);
}

/**
 * herald_device_describe_token:
 * @device: a device
 *
 * Returns: (transfer full): its token's first and last characters, from left to right in any text
 */
char *
herald_device_describe_token (HeraldDevice *device)
{
  g_autofree char *ends = NULL;

  g_return_val_if_fail (HERALD_IS_DEVICE (device), NULL);

  ends = herald_redact_token (herald_device_get_token (device));
  return g_strconcat (LEFT_TO_RIGHT_ISOLATE, ends, POP_ISOLATE, NULL);
}

/**
 * herald_device_describe_state:
 * @device: a device
 * @now_us: the present time, in microseconds of Unix time
 *
 * Returns: (transfer full): its state, and since when
 */
char *
herald_device_describe_state (HeraldDevice *device, gint64 now_us)
{
  g_autofree char *when = NULL;
  const char      *state;

  g_return_val_if_fail (HERALD_IS_DEVICE (device), NULL);

  state = herald_device_state_get_label (herald_device_get_state (device));
  if (herald_device_get_registered_us (device) == 0)
    return g_strdup (state);
  when = herald_time_describe (now_us, herald_device_get_registered_us (device));
  if (herald_device_get_state (device) == HERALD_DEVICE_REGISTERED)
    /* Translators: %s is a time such as “5 minutes ago”. */
    return g_strdup_printf (_("Registered %s"), when);
  /* Translators: a state such as “No longer registered”, and a time such as “5 minutes ago”. */
  return g_strdup_printf (_("%1$s · was registered %2$s"), state, when);
}
