/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows whose centre it is, and the cards in it; those of everybody while nobody is chosen.
 * Dismissing a card deletes its row, as the product does (Microsoft, “Send in-app notifications”,
 * read 2026-11). */
#include "config.h"

#include "ui/herald-inapp-centre.h"

#include "base/herald-error.h"
#include "core/herald-inapp.h"
#include "ui/herald-change.h"
#include "ui/herald-inapp-card.h"
#include "ui/herald-time-label.h"
#include "ui/herald-toast.h"
#include "ui/herald-user-picker.h"

#include <glib/gi18n.h>

struct _HeraldInappCentre
{
  AdwBin parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) */
  char          *shown;       /* (owned) (nullable): ids of the cards, to leave them when equal */
  guint          n_cards;

  GtkWidget *cards;  /* (unowned): child */
  GtkWidget *label;  /* (unowned): child */
  GtkWidget *picker; /* (unowned): child */
};

G_DEFINE_FINAL_TYPE (HeraldInappCentre, herald_inapp_centre, ADW_TYPE_BIN)

static HeraldSystemUser *
get_user (HeraldInappCentre *self)
{
  GPtrArray *users = herald_user_picker_get_users (HERALD_USER_PICKER (self->picker));

  return users->len > 0 ? users->pdata[0] : NULL;
}

static void
show_label (HeraldInappCentre *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->label), text != NULL ? text : "");
  gtk_widget_set_visible (self->label, text != NULL);
}

static void
dismissed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldInappCentre) self = HERALD_INAPP_CENTRE (user_data);
  g_autoptr (GError) error = NULL;

  if (!herald_inapp_recall_finish (HERALD_SESSION (source), result, &error))
    herald_toast_show_error (GTK_WIDGET (self), _("The notification could not be dismissed"),
                                                   error);
  herald_inapp_centre_reload (self);
}

static void
dismiss_now (GtkWidget *widget, gpointer id)
{
  HeraldInappCentre *self = HERALD_INAPP_CENTRE (widget);
  const char        *ids[] = { id, NULL };

  if (self->session != NULL)
    herald_inapp_recall_async (self->session, ids, self->cancellable, dismissed_cb,
                               g_object_ref (self));
}

static void
dismiss_declined (GtkWidget *widget, gpointer id)
{
  herald_inapp_centre_reload (HERALD_INAPP_CENTRE (widget));
}

static void
card_dismissed_cb (HeraldInappCentre *self, GtkWidget *card)
{
  const char *id = g_object_get_data (G_OBJECT (card), "herald-id");

  if (self->session != NULL)
    herald_change_ask (GTK_WIDGET (self), self->session,
                       _("The notification is deleted for its recipient."),
                          _("_Delete"), dismiss_now, dismiss_declined, g_strdup (id), g_free);
}

static const char *
get_target_text (HeraldNavigationTarget target)
{
  switch (target)
    {
    case HERALD_TARGET_DIALOG:
      /* Translators: %s is a link. */
      return _("The app opens %s in a dialog");
    case HERALD_TARGET_NEW_WINDOW:
      return _("The app opens %s in a new window");
    case HERALD_TARGET_INLINE:
    default:
      return _("The app opens %s in the page");
    }
}

static void
card_action_cb (HeraldInappCentre *self, HeraldInappAction *action)
{
  g_auto (GStrv) parts =
    g_strsplit (get_target_text (herald_inapp_action_get_target (action)), "%s", 2);
  g_autofree char *text = g_strjoinv (herald_inapp_action_get_url (action), parts);

  herald_toast_show (GTK_WIDGET (self), text);
}

static GtkWidget *
create_card (HeraldInappCentre *self, HeraldInappEntry *entry)
{
  GtkWidget       *card = herald_inapp_card_new (herald_inapp_entry_get_message (entry));
  const char      *recipient = herald_inapp_entry_get_recipient_name (entry);
  g_autofree char *time = NULL;
  g_autofree char *age =
    herald_time_describe (g_get_real_time (), herald_inapp_entry_get_created_us (entry));

  /* Translators: name of the recipient, age such as “5 minutes ago”. */
  time = get_user (self) == NULL && recipient != NULL
    ? g_strdup_printf (_("For %s, %s"), recipient, age)
    : g_strdup (age);
  herald_inapp_card_set_time_text (HERALD_INAPP_CARD (card), time);
  herald_inapp_card_set_dark (HERALD_INAPP_CARD (card),
                              adw_style_manager_get_dark (adw_style_manager_get_default ()));
  herald_inapp_card_set_interactive (HERALD_INAPP_CARD (card), TRUE);
  g_object_set_data_full (G_OBJECT (card), "herald-id",
                          g_strdup (herald_inapp_entry_get_id (entry)), g_free);
  g_signal_connect_object (card, "dismissed", G_CALLBACK (card_dismissed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (card, "action", G_CALLBACK (card_action_cb), self, G_CONNECT_SWAPPED);
  return card;
}

static char *
join_ids (GPtrArray *entries)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    g_string_append (ids, herald_inapp_entry_get_id (entries->pdata[i]));
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
clear_cards (HeraldInappCentre *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->cards)) != NULL)
    gtk_box_remove (GTK_BOX (self->cards), child);
  self->n_cards = 0;
  g_clear_pointer (&self->shown, g_free);
}

/* Says whose notifications these are while nobody is chosen. */
static const char *
get_label_text (HeraldInappCentre *self, guint n_entries)
{
  if (get_user (self) != NULL)
    return n_entries == 0 ? _("No notifications.") : NULL;
  if (n_entries == 0)
    return _("No user has notifications. Choose one above to see their centre.");
  return _("Notifications of all users. Choose one above to see only theirs.");
}

/* Cards that are there already stay, so that the keyboard focus does. */
static void
show_entries (HeraldInappCentre *self, GPtrArray *entries)
{
  g_autofree char *ids = join_ids (entries);

  show_label (self, get_label_text (self, entries->len));
  if (g_strcmp0 (ids, self->shown) == 0)
    return;
  clear_cards (self);
  self->shown = g_steal_pointer (&ids);
  self->n_cards = entries->len;
  for (guint i = 0; i < entries->len; i++)
    gtk_box_append (GTK_BOX (self->cards), create_card (self, entries->pdata[i]));
  gtk_widget_set_visible (self->cards, entries->len > 0);
}

static void
list_got_entries_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldInappCentre) self = HERALD_INAPP_CENTRE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries =
    herald_inapp_list_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || self->session != HERALD_SESSION (source))
    return;
  if (entries != NULL)
    show_entries (self, entries);
  else
    show_label (self, error->message);
}

static void
user_changed_cb (HeraldInappCentre *self)
{
  clear_cards (self);
  gtk_widget_set_visible (self->cards, FALSE);
  herald_inapp_centre_reload (self);
}

static void
herald_inapp_centre_dispose (GObject *object)
{
  HeraldInappCentre *self = HERALD_INAPP_CENTRE (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_inapp_centre_parent_class)->dispose (object);
}

static void
herald_inapp_centre_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_INAPP_CENTRE (object)->shown, g_free);
  G_OBJECT_CLASS (herald_inapp_centre_parent_class)->finalize (object);
}

static void
herald_inapp_centre_class_init (HeraldInappCentreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_inapp_centre_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_inapp_centre_finalize;
}

static void
herald_inapp_centre_init (HeraldInappCentre *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *window = gtk_scrolled_window_new ();

  self->picker = g_object_new (HERALD_TYPE_USER_PICKER, "single", TRUE, NULL);
  g_signal_connect_object (self->picker, "changed", G_CALLBACK (user_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->label, "dim-label");
  self->cards = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->cards, "inapp-cards");
  gtk_widget_set_overflow (self->cards, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_visible (self->cards, FALSE);
  gtk_box_append (GTK_BOX (box), self->picker);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->cards);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), box);
  adw_bin_set_child (ADW_BIN (self), window);
}

/**
 * herald_inapp_centre_new:
 *
 * Returns: (transfer floating): a notification centre of nobody
 */
GtkWidget *
herald_inapp_centre_new (void)
{
  return g_object_new (HERALD_TYPE_INAPP_CENTRE, NULL);
}

/**
 * herald_inapp_centre_set_session:
 * @self: a notification centre
 * @session: (nullable): where users and notifications are
 * @cancellable: (nullable): the page's
 *
 * Whoever was chosen stays so.
 */
void
herald_inapp_centre_set_session (HeraldInappCentre *self,
                                 HeraldSession     *session,
                                 GCancellable      *cancellable)
{
  g_return_if_fail (HERALD_IS_INAPP_CENTRE (self));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  herald_user_picker_set_session (HERALD_USER_PICKER (self->picker), session, cancellable);
  user_changed_cb (self);
}

/**
 * herald_inapp_centre_set_user:
 * @self: a notification centre
 * @user: whose it is
 */
void
herald_inapp_centre_set_user (HeraldInappCentre *self, HeraldSystemUser *user)
{
  g_autoptr (GPtrArray) users = g_ptr_array_new ();

  g_return_if_fail (HERALD_IS_INAPP_CENTRE (self));
  g_return_if_fail (HERALD_IS_SYSTEM_USER (user));

  g_ptr_array_add (users, user);
  herald_user_picker_set_users (HERALD_USER_PICKER (self->picker), users);
  user_changed_cb (self);
}

/**
 * herald_inapp_centre_forget_user:
 * @self: a notification centre
 *
 * Shows the notifications of all users.
 */
void
herald_inapp_centre_forget_user (HeraldInappCentre *self)
{
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();

  g_return_if_fail (HERALD_IS_INAPP_CENTRE (self));

  herald_user_picker_set_users (HERALD_USER_PICKER (self->picker), nobody);
  user_changed_cb (self);
}

/**
 * herald_inapp_centre_reload:
 * @self: a notification centre
 *
 * Looks for notifications again.
 */
void
herald_inapp_centre_reload (HeraldInappCentre *self)
{
  HeraldSystemUser *user;

  g_return_if_fail (HERALD_IS_INAPP_CENTRE (self));

  user = get_user (self);
  if (self->session == NULL)
    return;
  herald_inapp_list_async (self->session, user != NULL ? herald_system_user_get_id (user) : NULL,
                           self->cancellable, list_got_entries_cb, g_object_ref (self));
}

/**
 * herald_inapp_centre_get_n_cards:
 * @self: a notification centre
 *
 * Returns: how many notifications it shows
 */
guint
herald_inapp_centre_get_n_cards (HeraldInappCentre *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_CENTRE (self), 0);

  return self->n_cards;
}
