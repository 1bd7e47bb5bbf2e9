/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A phone's screen. Cards are drawn by the same code as the previews. A card is a button, so that
 * it can be tapped by mouse and keyboard; new ones slide in from above, unless motion is reduced.
 */
#include "config.h"

#include "ui/herald-phone-view.h"

#include "base/herald-redact.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-notification-preview.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

#define SLIDE_MS 260
#define SHOW_APP_SECONDS 6
#define CLOCK_SECONDS 5
#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

struct _HeraldPhoneView
{
  AdwBin parent_instance;

  HeraldPhone        *phone;  /* (owned) */
  GHashTable         *rows;   /* (owned) (element-type utf8 GtkRevealer): by notification */
  gboolean            filled; /* what comes from now on is new */
  guint               clock_id;
  guint               home_id;
  GSimpleActionGroup *actions; /* (owned) */

  AdwAvatar     *app_avatar;
  GtkLabel      *app_label;
  GtkImage      *bell_image;
  GtkBox        *cards;
  GtkLabel      *clock_label;
  GtkLabel      *date_label;
  GtkLabel      *details_label;
  GtkWidget     *frame;
  GtkMenuButton *menu_button;
  GtkLabel      *name_label;
  GtkImage      *network_image;
  GtkLabel      *note_label;
  GtkLabel      *opened_label;
  GtkStack      *screen;
  GtkLabel      *status_time;
};

enum
{
  SIGNAL_TAP,
  SIGNAL_CHANGE,
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

/* On screen until it was tapped; what came silently never was. */
static gboolean
is_on_screen (HeraldPhoneNotification *notification)
{
  return herald_phone_notification_is_shown (notification) &&
         herald_phone_notification_get_opened_us (notification) == 0;
}

static void
card_clicked_cb (HeraldPhoneView *self, GtkWidget *card)
{
  g_signal_emit (self, signals[SIGNAL_TAP], 0, g_object_get_data (G_OBJECT (card), "herald-id"));
}

static GtkWidget *
get_preview (GtkWidget *revealer)
{
  return gtk_button_get_child (GTK_BUTTON (gtk_revealer_get_child (GTK_REVEALER (revealer))));
}

static GtkWidget *
create_card (HeraldPhoneView *self, HeraldPhoneNotification *notification)
{
  HeraldSurface surface =
    is_android (self) ? HERALD_SURFACE_ANDROID_COLLAPSED : HERALD_SURFACE_IOS_LOCK_SCREEN;
  HeraldPushMessage *message = herald_phone_notification_get_message (notification);
  GtkWidget         *preview = herald_notification_preview_new (surface, FALSE);
  GtkWidget         *button = gtk_button_new ();
  GtkWidget         *revealer = gtk_revealer_new ();
  g_autofree char   *text = herald_surface_to_text (surface, message, get_app_name (self));
  g_autofree char   *label = NULL;

  herald_notification_preview_set_app_name (HERALD_NOTIFICATION_PREVIEW (preview),
                                            get_app_name (self));
  herald_notification_preview_set_message (HERALD_NOTIFICATION_PREVIEW (preview), message);
  herald_notification_preview_set_dark (HERALD_NOTIFICATION_PREVIEW (preview),
                                        adw_style_manager_get_dark (
                                          adw_style_manager_get_default ()));
  gtk_button_set_child (GTK_BUTTON (button), preview);
  gtk_widget_add_css_class (button, "phone-card");
  /* Translators: accessible name of a notification that can be tapped; %s is its text. */
  label = g_strdup_printf (_("Tap: %s"), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "herald-id",
                          g_strdup (herald_phone_notification_get_id (notification)), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (card_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_revealer_set_transition_type (GTK_REVEALER (revealer),
                                    GTK_REVEALER_TRANSITION_TYPE_SLIDE_DOWN);
  gtk_revealer_set_transition_duration (GTK_REVEALER (revealer), self->filled ? SLIDE_MS : 0);
  gtk_revealer_set_child (GTK_REVEALER (revealer), button);
  return revealer;
}

static gboolean
reveal_cb (gpointer user_data)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (user_data), TRUE);
  return G_SOURCE_REMOVE;
}

static void
child_revealed_cb (HeraldPhoneView *self, GParamSpec *pspec, GtkRevealer *revealer)
{
  if (!gtk_revealer_get_reveal_child (revealer) && !gtk_revealer_get_child_revealed (revealer))
    gtk_box_remove (self->cards, GTK_WIDGET (revealer));
}

static void
add_card (HeraldPhoneView *self, HeraldPhoneNotification *notification, GtkWidget *after)
{
  GtkWidget *revealer = create_card (self, notification);

  gtk_box_insert_child_after (self->cards, revealer, after);
  g_hash_table_insert (self->rows, g_strdup (herald_phone_notification_get_id (notification)),
                       revealer);
  g_signal_connect_object (revealer, "notify::child-revealed", G_CALLBACK (child_revealed_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->filled)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, reveal_cb, g_object_ref (revealer), g_object_unref);
  else
    gtk_revealer_set_reveal_child (GTK_REVEALER (revealer), TRUE);
}

/* Lets go of the cards that are in no list any more; each leaves when it is folded. */
static void
remove_cards (HeraldPhoneView *self, GHashTable *wanted)
{
  GHashTableIter iter;
  gpointer       id;
  gpointer       revealer;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &id, &revealer))
    {
      if (g_hash_table_contains (wanted, id))
        continue;
      g_hash_table_iter_remove (&iter);
      gtk_widget_set_sensitive (revealer, FALSE);
      if (gtk_widget_get_mapped (revealer))
        gtk_revealer_set_reveal_child (revealer, FALSE);
      else
        gtk_box_remove (self->cards, revealer);
    }
}

static void
update_cards (HeraldPhoneView *self)
{
  GPtrArray *notifications = herald_phone_get_notifications (self->phone);
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *after = NULL;
  gint64     now_us = g_get_real_time ();

  for (guint i = 0; i < notifications->len; i++)
    if (is_on_screen (notifications->pdata[i]))
      g_hash_table_add (wanted,
                        g_strdup (herald_phone_notification_get_id (notifications->pdata[i])));
  remove_cards (self, wanted);
  for (guint i = 0; i < notifications->len; i++)
    {
      HeraldPhoneNotification *notification = notifications->pdata[i];
      const char              *id = herald_phone_notification_get_id (notification);
      g_autofree char         *age = NULL;

      if (!g_hash_table_contains (wanted, id))
        continue;
      if (!g_hash_table_contains (self->rows, id))
        add_card (self, notification, after);
      after = g_hash_table_lookup (self->rows, id);
      age = herald_phone_describe_age (now_us,
                                       herald_phone_notification_get_received_us (notification));
      herald_notification_preview_set_time_text (HERALD_NOTIFICATION_PREVIEW (get_preview (after)),
                                                 age);
    }
  self->filled = TRUE;
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
  return g_strdup (g_hash_table_size (self->rows) > 0 ? "" : _("No notifications"));
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
set_action_state (HeraldPhoneView *self, const char *name, GVariant *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
}

static void
update_actions (HeraldPhoneView *self)
{
  GAction *copy = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "copy-token");

  set_action_state (self, "online", g_variant_new_boolean (herald_phone_is_online (self->phone)));
  set_action_state (self, "installed",
                    g_variant_new_boolean (herald_phone_is_installed (self->phone)));
  set_action_state (self, "permission",
                    g_variant_new_string (herald_phone_get_permission (self->phone)));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (copy),
                               herald_phone_get_token (self->phone) != NULL);
}

static void
update_clock (HeraldPhoneView *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
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
  update_clock (HERALD_PHONE_VIEW (user_data));
  update_cards (HERALD_PHONE_VIEW (user_data));
  return G_SOURCE_CONTINUE;
}

G_GNUC_PRINTF (2, 3)
static void
emit_change (HeraldPhoneView *self, const char *format, ...)
{
  va_list          arguments;
  g_autofree char *json = NULL;

  va_start (arguments, format);
  json = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_signal_emit (self, signals[SIGNAL_CHANGE], 0, json);
}

static void
online_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  emit_change (user_data, "{\"online\":%s}", g_variant_get_boolean (value) ? "true" : "false");
}

static void
installed_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  emit_change (user_data, "{\"installed\":%s}", g_variant_get_boolean (value) ? "true" : "false");
}

static void
permission_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  emit_change (user_data, "{\"permission\":\"%s\"}", g_variant_get_string (value, NULL));
}

static void
rotate_token_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  emit_change (user_data, "{\"rotateToken\":true}");
}

static void
copy_token_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HeraldPhoneView *self = HERALD_PHONE_VIEW (user_data);

  if (herald_phone_get_token (self->phone) == NULL)
    return;
  herald_clipboard_copy (GTK_WIDGET (self), herald_phone_get_token (self->phone));
  herald_toast_show (GTK_WIDGET (self), _("Device token copied"));
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
  g_clear_pointer (&HERALD_PHONE_VIEW (object)->rows, g_hash_table_unref);
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
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_template (widget_class);
}

static void
herald_phone_view_init (HeraldPhoneView *self)
{
  static const GActionEntry entries[] = {
    { "online", NULL, NULL, "true", online_cb, { 0 } },
    { "installed", NULL, NULL, "true", installed_cb, { 0 } },
    { "permission", NULL, "s", "'granted'", permission_cb, { 0 } },
    { "rotate-token", rotate_token_cb, NULL, NULL, NULL, { 0 } },
    { "copy-token", copy_token_cb, NULL, NULL, NULL, { 0 } },
  };

  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
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

  g_set_object (&self->phone, phone);
  update_labels (self);
  update_actions (self);
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

  return g_hash_table_size (self->rows);
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

/**
 * herald_phone_describe_age:
 * @now_us: now, in microseconds since 1970
 * @received_us: when the notification arrived, likewise
 *
 * Returns: (transfer full): such as “now” or “5m ago”
 */
char *
herald_phone_describe_age (gint64 now_us, gint64 received_us)
{
  gint64 age_us = now_us - received_us;

  if (age_us < MINUTE_US)
    return g_strdup (C_ ("time", "now"));
  if (age_us < HOUR_US)
    /* Translators: minutes, as short as phones write it. */
    return g_strdup_printf (_("%dm ago"), (int) (age_us / MINUTE_US));
  if (age_us < DAY_US)
    /* Translators: hours, as short as phones write it. */
    return g_strdup_printf (_("%dh ago"), (int) (age_us / HOUR_US));
  /* Translators: days, as short as phones write it. */
  return g_strdup_printf (_("%dd ago"), (int) (age_us / DAY_US));
}
