/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards are drawn by the same code as the previews. A card is a button, so that it can be tapped by
 * mouse and keyboard; new ones slide in from above, unless motion is reduced. */
#include "config.h"

#include "ui/herald-phone-cards.h"

#include "ui/herald-notification-preview.h"

#include <glib/gi18n.h>

#define SLIDE_MS 260
#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

struct _HeraldPhoneCards
{
  AdwBin parent_instance;

  HeraldPhone *phone;  /* (owned) (nullable) */
  GHashTable  *rows;   /* (owned) (element-type utf8 GtkRevealer): by notification */
  gboolean     filled; /* what comes from now on is new */

  GtkBox *box; /* (unowned): child */
};

enum
{
  SIGNAL_TAP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldPhoneCards, herald_phone_cards, ADW_TYPE_BIN)

static const char *
get_app_name (HeraldPhoneCards *self)
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
card_clicked_cb (HeraldPhoneCards *self, GtkWidget *card)
{
  g_signal_emit (self, signals[SIGNAL_TAP], 0, g_object_get_data (G_OBJECT (card), "herald-id"));
}

static GtkWidget *
get_preview (GtkWidget *revealer)
{
  return gtk_button_get_child (GTK_BUTTON (gtk_revealer_get_child (GTK_REVEALER (revealer))));
}

static GtkWidget *
create_card (HeraldPhoneCards *self, HeraldPhoneNotification *notification)
{
  HeraldSurface      surface = herald_phone_get_platform (self->phone) == HERALD_PLATFORM_ANDROID
                                 ? HERALD_SURFACE_ANDROID_COLLAPSED
                                 : HERALD_SURFACE_IOS_LOCK_SCREEN;
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
child_revealed_cb (HeraldPhoneCards *self, GParamSpec *pspec, GtkRevealer *revealer)
{
  if (!gtk_revealer_get_reveal_child (revealer) && !gtk_revealer_get_child_revealed (revealer))
    gtk_box_remove (self->box, GTK_WIDGET (revealer));
}

static void
add_card (HeraldPhoneCards *self, HeraldPhoneNotification *notification, GtkWidget *after)
{
  GtkWidget *revealer = create_card (self, notification);

  gtk_box_insert_child_after (self->box, revealer, after);
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
remove_cards (HeraldPhoneCards *self, GHashTable *wanted)
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
        gtk_box_remove (self->box, revealer);
    }
}

static void
herald_phone_cards_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_phone_cards_parent_class)->dispose (object);
}

static void
herald_phone_cards_finalize (GObject *object)
{
  g_clear_object (&HERALD_PHONE_CARDS (object)->phone);
  g_clear_pointer (&HERALD_PHONE_CARDS (object)->rows, g_hash_table_unref);
  G_OBJECT_CLASS (herald_phone_cards_parent_class)->finalize (object);
}

static void
herald_phone_cards_class_init (HeraldPhoneCardsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_phone_cards_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_phone_cards_finalize;
  signals[SIGNAL_TAP] = g_signal_new ("tap", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
herald_phone_cards_init (HeraldPhoneCards *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/**
 * herald_phone_cards_update:
 * @self: the cards
 * @phone: the phone as it is now
 * @now_us: what its clock shows, in microseconds of Unix time
 */
void
herald_phone_cards_update (HeraldPhoneCards *self, HeraldPhone *phone, gint64 now_us)
{
  GPtrArray *notifications;
  g_autoptr (GHashTable) wanted = NULL;
  GtkWidget *after = NULL;

  g_return_if_fail (HERALD_IS_PHONE_CARDS (self));
  g_return_if_fail (HERALD_IS_PHONE (phone));

  g_set_object (&self->phone, phone);
  notifications = herald_phone_get_notifications (phone);
  wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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

/**
 * herald_phone_cards_get_n_cards:
 * @self: the cards
 *
 * Returns: how many notifications are on the screen
 */
guint
herald_phone_cards_get_n_cards (HeraldPhoneCards *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE_CARDS (self), 0);

  return g_hash_table_size (self->rows);
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
