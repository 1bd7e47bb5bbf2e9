/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A phone as a person holds it: status bar, lock screen or app, and the menu of what may happen to
 * it. Its clock is the emulator's, which may be ahead of ours. */
#include "config.h"

#include "ui/herald-phone-view.h"

#include "ui/herald-phone-actions.h"
#include "ui/herald-phone-cards.h"

#include <glib/gi18n.h>

#define SHOW_APP_SECONDS 6
#define CLOCK_SECONDS 5

struct _HeraldPhoneView
{
  AdwBin parent_instance;

  HeraldPhone        *phone;           /* (owned) */
  gint64              clock_offset_us; /* the emulator's clock is so far ahead */
  guint               clock_id;
  gboolean            live; /* the emulator answers */
  guint               home_id;
  GSimpleActionGroup *actions; /* (owned) */

  AdwAvatar        *app_avatar;
  GtkLabel         *app_label;
  GtkImage         *bell_image;
  HeraldPhoneCards *cards;
  GtkLabel         *clock_label;
  GtkLabel         *date_label;
  GtkLabel         *details_label;
  GtkWidget        *frame;
  GtkMenuButton    *menu_button;
  GtkLabel         *name_label;
  GtkImage         *network_image;
  GtkLabel         *note_label;
  GtkLabel         *opened_label;
  GtkStack         *screen;
  GtkLabel         *status_time;
  GMenu            *version_menu;
};

enum
{
  SIGNAL_TAP,
  SIGNAL_CHANGE,
  SIGNAL_REMOVE,
  SIGNAL_COPY_SCRIPT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldPhoneView, herald_phone_view, ADW_TYPE_BIN)

static gboolean
is_android (HeraldPhoneView *self)
{
  return herald_phone_get_platform (self->phone) == HERALD_PLATFORM_ANDROID;
}

static gboolean
is_allowed (HeraldPhoneView *self)
{
  return g_strcmp0 (herald_phone_get_permission (self->phone), "granted") == 0;
}

static const char *
get_app_name (HeraldPhoneView *self)
{
  const char *name = herald_phone_get_app_name (self->phone);

  return name != NULL ? name : _("App");
}

static gint64
get_now_us (HeraldPhoneView *self)
{
  return g_get_real_time () + self->clock_offset_us;
}

static void
update_cards (HeraldPhoneView *self)
{
  herald_phone_cards_update (self->cards, self->phone, get_now_us (self));
}

static void
cards_tap_cb (HeraldPhoneView *self, const char *notification_id)
{
  g_signal_emit (self, signals[SIGNAL_TAP], 0, notification_id);
}

static char *
describe_note (HeraldPhoneView *self)
{
  GPtrArray *notifications = herald_phone_get_notifications (self->phone);
  guint      n_opened = 0;
  guint      n_silent = 0;

  if (!herald_phone_is_installed (self->phone))
    return g_strdup (_("The app is not installed"));
  for (guint i = 0; i < notifications->len; i++)
    {
      if (herald_phone_notification_get_opened_us (notifications->pdata[i]) != 0)
        n_opened++;
      else if (!herald_phone_notification_is_shown (notifications->pdata[i]))
        n_silent++;
    }
  if (!herald_phone_is_online (self->phone))
    return g_strdup (_("Offline"));
  if (n_silent > 0)
    return g_strdup_printf (ngettext ("%u arrived unseen", "%u arrived unseen", n_silent),
                            n_silent);
  if (!is_allowed (self))
    return g_strdup (_("Notifications are off"));
  if (n_opened > 0)
    return g_strdup_printf (ngettext ("%u opened", "%u opened", n_opened), n_opened);
  return g_strdup (herald_phone_cards_get_n_cards (self->cards) > 0 ? "" : _("No notifications"));
}

static void
set_status_image (GtkImage *image, const char *icon_name, const char *label)
{
  gtk_image_set_from_icon_name (image, icon_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (image), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_status (HeraldPhoneView *self)
{
  gboolean         online = herald_phone_is_online (self->phone);
  gboolean         allowed = is_allowed (self);
  g_autofree char *note = describe_note (self);

  set_status_image (self->bell_image,
                    allowed ? "preferences-system-notifications-symbolic"
                            : "notifications-disabled-symbolic",
                    allowed ? _("Notifications are allowed")
                            : _("Notifications are not allowed"));
  set_status_image (self->network_image,
                    online ? "network-cellular-signal-excellent-symbolic"
                           : "airplane-mode-symbolic",
                    online ? _("Online") : _("Offline"));
  gtk_label_set_text (self->note_label, note);
}

static void
update_labels (HeraldPhoneView *self)
{
  const char      *platform = herald_platform_get_label (herald_phone_get_platform (self->phone));
  g_autofree char *details = NULL;
  g_autofree char *spoken = NULL;

  /* Translators: platform, version, name of the app. */
  details = g_strdup_printf (_("%s %s · %s"), platform, herald_phone_get_os_version (self->phone),
                                get_app_name (self));
  gtk_label_set_text (self->name_label, herald_phone_get_name (self->phone));
  gtk_label_set_text (self->details_label, details);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), herald_phone_get_name (self->phone));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->details_label), details);
  /* Translators: accessible name of a menu; %s is the name of a phone. */
  spoken = g_strdup_printf (_("What happens to %s"), herald_phone_get_name (self->phone));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  herald_phone_get_name (self->phone), -1);
  if (is_android (self))
    gtk_widget_add_css_class (self->frame, "android");
}

static void
add_version (HeraldPhoneView *self, const char *version)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (version, NULL);

  g_menu_item_set_action_and_target (item, "phone.os-version", "s", version);
  g_menu_append_item (self->version_menu, item);
}

/* The version that the phone has is among them whatever it is. */
static void
fill_versions (HeraldPhoneView *self)
{
  const char *const *versions =
    herald_platform_get_os_versions (herald_phone_get_platform (self->phone));
  const char *present = herald_phone_get_os_version (self->phone);

  g_menu_remove_all (self->version_menu);
  if (!g_strv_contains (versions, present))
    add_version (self, present);
  for (gsize i = 0; versions[i] != NULL; i++)
    add_version (self, versions[i]);
}

static void
update_clock (HeraldPhoneView *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (get_now_us (self) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_local (utc);
  /* Translators: time on a phone, as in strftime(). */
  g_autofree char *clock = g_date_time_format (now, _("%-H:%M"));
  /* Translators: date on a phone's lock screen, as in strftime(). */
  g_autofree char *date = g_date_time_format (now, _("%A, %-d %B"));

  gtk_label_set_text (self->status_time, clock);
  gtk_label_set_text (self->clock_label, clock);
  gtk_label_set_text (self->date_label, date);
}

static gboolean
clock_cb (gpointer user_data)
{
  HeraldPhoneView *self = HERALD_PHONE_VIEW (user_data);

  if (self->live)
    {
      update_clock (self);
      update_cards (self);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
home_cb (gpointer user_data)
{
  HeraldPhoneView *self = HERALD_PHONE_VIEW (user_data);

  self->home_id = 0;
  gtk_stack_set_visible_child_name (self->screen, "lock");
  return G_SOURCE_REMOVE;
}

static void
home_clicked_cb (HeraldPhoneView *self)
{
  g_clear_handle_id (&self->home_id, g_source_remove);
  gtk_stack_set_visible_child_name (self->screen, "lock");
}

static void
herald_phone_view_map (GtkWidget *widget)
{
  HeraldPhoneView *self = HERALD_PHONE_VIEW (widget);

  GTK_WIDGET_CLASS (herald_phone_view_parent_class)->map (widget);
  update_clock (self);
  self->clock_id = g_timeout_add_seconds (CLOCK_SECONDS, clock_cb, self);
}

static void
herald_phone_view_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&HERALD_PHONE_VIEW (widget)->clock_id, g_source_remove);
  GTK_WIDGET_CLASS (herald_phone_view_parent_class)->unmap (widget);
}

static void
herald_phone_view_dispose (GObject *object)
{
  HeraldPhoneView *self = HERALD_PHONE_VIEW (object);

  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_handle_id (&self->home_id, g_source_remove);
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (herald_phone_view_parent_class)->dispose (object);
}

static void
herald_phone_view_finalize (GObject *object)
{
  g_clear_object (&HERALD_PHONE_VIEW (object)->phone);
  G_OBJECT_CLASS (herald_phone_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-phone-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, app_avatar);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, app_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, bell_image);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, cards);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, clock_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, date_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, details_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, frame);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, name_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, network_image);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, note_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, opened_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, screen);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, status_time);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhoneView, version_menu);
  gtk_widget_class_bind_template_callback (widget_class, cards_tap_cb);
  gtk_widget_class_bind_template_callback (widget_class, home_clicked_cb);
}

static void
herald_phone_view_class_init (HeraldPhoneViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_phone_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_phone_view_finalize;
  widget_class->map = herald_phone_view_map;
  widget_class->unmap = herald_phone_view_unmap;
  signals[SIGNAL_TAP] = g_signal_new ("tap", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CHANGE] = g_signal_new ("change", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_COPY_SCRIPT] =
    g_signal_new ("copy-script", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_template (widget_class);
}

static void
herald_phone_view_init (HeraldPhoneView *self)
{
  g_type_ensure (HERALD_TYPE_PHONE_CARDS);
  self->live = TRUE;
  self->actions = herald_phone_actions_new (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "phone", G_ACTION_GROUP (self->actions));
}

/**
 * herald_phone_view_new:
 * @phone: the phone as it is now
 *
 * Returns: (transfer floating): its view
 */
GtkWidget *
herald_phone_view_new (HeraldPhone *phone)
{
  HeraldPhoneView *self;

  g_return_val_if_fail (HERALD_IS_PHONE (phone), NULL);

  self = g_object_new (HERALD_TYPE_PHONE_VIEW, NULL);
  herald_phone_view_update (self, phone);
  return GTK_WIDGET (self);
}

/**
 * herald_phone_view_get_phone:
 * @self: a view
 *
 * Returns: (transfer none): the phone, as it was last updated
 */
HeraldPhone *
herald_phone_view_get_phone (HeraldPhoneView *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE_VIEW (self), NULL);

  return self->phone;
}

/**
 * herald_phone_view_update:
 * @self: a view
 * @phone: the same phone as it is now
 */
void
herald_phone_view_update (HeraldPhoneView *self, HeraldPhone *phone)
{
  g_return_if_fail (HERALD_IS_PHONE_VIEW (self));
  g_return_if_fail (HERALD_IS_PHONE (phone));

  if (self->phone == NULL || g_strcmp0 (herald_phone_get_os_version (self->phone),
                                        herald_phone_get_os_version (phone)) != 0)
    {
      g_set_object (&self->phone, phone);
      fill_versions (self);
    }
  g_set_object (&self->phone, phone);
  update_labels (self);
  herald_phone_actions_update (self->actions, phone);
  update_cards (self);
  update_status (self);
}

/**
 * herald_phone_view_get_n_cards:
 * @self: a view
 *
 * Returns: how many notifications are on its screen
 */
guint
herald_phone_view_get_n_cards (HeraldPhoneView *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE_VIEW (self), 0);

  return herald_phone_cards_get_n_cards (self->cards);
}

/**
 * herald_phone_view_set_clock_offset:
 * @self: a view
 * @offset_us: how far the emulator's clock is ahead, in microseconds
 */
void
herald_phone_view_set_clock_offset (HeraldPhoneView *self, gint64 offset_us)
{
  g_return_if_fail (HERALD_IS_PHONE_VIEW (self));

  if (self->clock_offset_us == offset_us)
    return;
  self->clock_offset_us = offset_us;
  update_clock (self);
  update_cards (self);
}

/**
 * herald_phone_view_set_live:
 * @self: a view
 * @live: whether the emulator answers
 */
void
herald_phone_view_set_live (HeraldPhoneView *self, gboolean live)
{
  g_return_if_fail (HERALD_IS_PHONE_VIEW (self));

  self->live = live;
}

/**
 * herald_phone_view_show_app:
 * @self: a view
 * @link: (nullable): what the app opened
 *
 * Shows the app on the screen; after some seconds the phone locks again.
 */
void
herald_phone_view_show_app (HeraldPhoneView *self, const char *link)
{
  g_autofree char *text = NULL;

  g_return_if_fail (HERALD_IS_PHONE_VIEW (self));

  /* Translators: %s is a link. */
  text = link != NULL ? g_strdup_printf (_("opened\n%s"), link) : g_strdup (_("was opened"));
  adw_avatar_set_text (self->app_avatar, get_app_name (self));
  gtk_label_set_text (self->app_label, get_app_name (self));
  gtk_label_set_text (self->opened_label, text);
  gtk_stack_set_visible_child_name (self->screen, "app");
  g_clear_handle_id (&self->home_id, g_source_remove);
  self->home_id = g_timeout_add_seconds (SHOW_APP_SECONDS, home_cb, self);
}
