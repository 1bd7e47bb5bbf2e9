/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toast over an app's page, and the notification centre with the card among two others, in the
 * order that the product gives them. */
#include "config.h"

#include "ui/herald-inapp-preview.h"

#include "model/herald-inapp-entry.h"
#include "ui/herald-inapp-card.h"
#include "ui/herald-time-label.h"

#include <glib/gi18n.h>

#define SAMPLE_ID "00000000-0000-0000-0000-000000000000"
#define N_SAMPLES 2

struct _HeraldInappPreview
{
  AdwBin parent_instance;

  HeraldInappMessage *message; /* (owned) (nullable) */
  gboolean            dark;
  HeraldPriority      priority; /* of the message when the cards were sorted */
  guint               position;

  GtkWidget *app;         /* (unowned): child: the page below the toast */
  GtkWidget *dark_button; /* (unowned): child */
  GtkWidget *hidden;      /* (unowned): child: says that there is no toast */
  GtkWidget *list;        /* (unowned): child: cards of the centre */
  GtkWidget *centre;      /* (unowned): child */
  GtkWidget *toast;       /* (unowned) (nullable): child */
};

G_DEFINE_FINAL_TYPE (HeraldInappPreview, herald_inapp_preview, ADW_TYPE_BIN)

/* What else is in somebody's notification centre. */
static const struct
{
  const char    *title;
  const char    *body;
  HeraldIconType icon;
  HeraldPriority priority;
  gint64         age_us;
} samples[N_SAMPLES] = {
  { N_ ("Approval needed"), N_ ("Order 4711 waits for you."), HERALD_ICON_WARNING,
    HERALD_PRIORITY_HIGH, 50 * G_TIME_SPAN_MINUTE },
  { N_ ("Weekly report is ready"), NULL, HERALD_ICON_SUCCESS, HERALD_PRIORITY_NORMAL,
    5 * G_TIME_SPAN_MINUTE },
};

static void
add_sample (GPtrArray *entries, gsize index, gint64 now_us)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();

  herald_inapp_message_set_title (message, _(samples[index].title));
  if (samples[index].body != NULL)
    herald_inapp_message_set_body (message, _(samples[index].body));
  herald_inapp_message_set_icon (message, samples[index].icon);
  herald_inapp_message_set_priority (message, samples[index].priority);
  g_ptr_array_add (entries, herald_inapp_entry_new (SAMPLE_ID, SAMPLE_ID, NULL, message,
                                                    now_us - samples[index].age_us, 0));
}

static GtkWidget *
create_card (HeraldInappPreview *self, HeraldInappMessage *message)
{
  GtkWidget *card = herald_inapp_card_new (message);

  herald_inapp_card_set_dark (HERALD_INAPP_CARD (card), self->dark);
  return card;
}

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
fill_centre (HeraldInappPreview *self)
{
  gint64 now_us = g_get_real_time ();
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < N_SAMPLES; i++)
    add_sample (entries, i, now_us);
  g_ptr_array_add (entries,
                   herald_inapp_entry_new (SAMPLE_ID, SAMPLE_ID, NULL, self->message, now_us, 0));
  g_ptr_array_sort (entries, herald_inapp_entry_compare);
  clear_box (self->list);
  for (guint i = 0; i < entries->len; i++)
    {
      HeraldInappEntry   *entry = entries->pdata[i];
      HeraldInappMessage *message = herald_inapp_entry_get_message (entry);
      GtkWidget          *card = create_card (self, message);
      g_autofree char    *age =
        herald_time_describe (now_us, herald_inapp_entry_get_created_us (entry));

      herald_inapp_card_set_time_text (HERALD_INAPP_CARD (card), age);
      gtk_box_append (GTK_BOX (self->list), card);
      if (message == self->message)
        self->position = i;
    }
  self->priority = herald_inapp_message_get_priority (self->message);
}

static void
update (HeraldInappPreview *self)
{
  gboolean hidden = herald_inapp_message_get_toast (self->message) == HERALD_TOAST_HIDDEN;

  gtk_widget_set_visible (self->toast, !hidden);
  gtk_widget_set_visible (self->hidden, hidden);
  if (self->priority != herald_inapp_message_get_priority (self->message))
    fill_centre (self);
}

static void
message_changed_cb (HeraldInappPreview *self)
{
  update (self);
}

static void
set_dark_class (GtkWidget *widget, gboolean dark)
{
  if (dark)
    gtk_widget_add_css_class (widget, "dark");
  else
    gtk_widget_remove_css_class (widget, "dark");
}

static void
dark_toggled_cb (HeraldInappPreview *self)
{
  herald_inapp_preview_set_dark (self, gtk_toggle_button_get_active (
                                         GTK_TOGGLE_BUTTON (self->dark_button)));
}

static void
herald_inapp_preview_dispose (GObject *object)
{
  HeraldInappPreview *self = HERALD_INAPP_PREVIEW (object);

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_inapp_preview_parent_class)->dispose (object);
}

static void
herald_inapp_preview_finalize (GObject *object)
{
  g_clear_object (&HERALD_INAPP_PREVIEW (object)->message);
  G_OBJECT_CLASS (herald_inapp_preview_parent_class)->finalize (object);
}

static void
herald_inapp_preview_class_init (HeraldInappPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_inapp_preview_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_inapp_preview_finalize;
}

static GtkWidget *
create_toggle (const char *icon_name, const char *label)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (button), icon_name);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static GtkWidget *
create_header (HeraldInappPreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_("Previews"));
  GtkWidget *linked = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *light = create_toggle ("weather-clear-symbolic", _("Light app"));

  self->dark_button = create_toggle ("weather-clear-night-symbolic", _("Dark app"));
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->dark_button), GTK_TOGGLE_BUTTON (light));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (light), TRUE);
  g_signal_connect_object (self->dark_button, "toggled", G_CALLBACK (dark_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0.f);
  gtk_widget_add_css_class (linked, "linked");
  gtk_box_append (GTK_BOX (linked), light);
  gtk_box_append (GTK_BOX (linked), self->dark_button);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), linked);
  return box;
}

static GtkWidget *
create_bar (const char *text)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *bell = gtk_image_new_from_icon_name ("preferences-system-notifications-symbolic");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.f);
  gtk_box_append (GTK_BOX (bar), label);
  gtk_box_append (GTK_BOX (bar), bell);
  gtk_widget_add_css_class (bar, "inapp-bar");
  return bar;
}

static GtkWidget *
create_caption (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

/* The page of an app, with room for the toast. */
static GtkWidget *
create_app (HeraldInappPreview *self)
{
  self->app = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_overflow (self->app, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->app, "inapp-app");
  gtk_box_append (GTK_BOX (self->app), create_bar (_("Sales Hub")));
  self->hidden = gtk_label_new (_("No toast: it waits in the notification centre."));
  gtk_label_set_wrap (GTK_LABEL (self->hidden), TRUE);
  gtk_widget_add_css_class (self->hidden, "inapp-hidden");
  gtk_box_append (GTK_BOX (self->app), self->hidden);
  return self->app;
}

static GtkWidget *
create_centre (HeraldInappPreview *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_("Notifications"));
  GtkWidget *dismiss = gtk_label_new (_("Dismiss all"));

  self->centre = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->centre, "inapp-app");
  gtk_widget_add_css_class (self->centre, "inapp-centre");
  gtk_label_set_xalign (GTK_LABEL (title), 0.f);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "inapp-heading");
  gtk_widget_add_css_class (dismiss, "inapp-action");
  gtk_box_append (GTK_BOX (header), title);
  gtk_box_append (GTK_BOX (header), dismiss);
  gtk_widget_add_css_class (header, "inapp-header");
  gtk_box_append (GTK_BOX (self->centre), header);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->centre), self->list);
  return self->centre;
}

static void
herald_inapp_preview_init (HeraldInappPreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), create_app (self));
  gtk_box_append (GTK_BOX (box), create_caption (_("Toast, for about four seconds")));
  gtk_box_append (GTK_BOX (box), create_centre (self));
  gtk_box_append (GTK_BOX (box),
                  create_caption (_("Notification centre, among two others. The recipient’s app "
                                    "looks for new ones at start and on opening a page, once a "
                                    "minute at most.")));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * herald_inapp_preview_new:
 *
 * Returns: (transfer floating): a preview without a message
 */
GtkWidget *
herald_inapp_preview_new (void)
{
  return g_object_new (HERALD_TYPE_INAPP_PREVIEW, NULL);
}

/**
 * herald_inapp_preview_set_message:
 * @self: a preview
 * @message: what to show; followed from now on
 */
void
herald_inapp_preview_set_message (HeraldInappPreview *self, HeraldInappMessage *message)
{
  g_return_if_fail (HERALD_IS_INAPP_PREVIEW (self));
  g_return_if_fail (HERALD_IS_INAPP_MESSAGE (message));

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_set_object (&self->message, message);
  g_signal_connect_object (message, "changed", G_CALLBACK (message_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->toast != NULL)
    gtk_box_remove (GTK_BOX (self->app), self->toast);
  self->toast = create_card (self, message);
  gtk_widget_add_css_class (self->toast, "inapp-toast");
  gtk_box_append (GTK_BOX (self->app), self->toast);
  fill_centre (self);
  update (self);
  if (!self->dark && adw_style_manager_get_dark (adw_style_manager_get_default ()))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->dark_button), TRUE);
}

/**
 * herald_inapp_preview_set_dark:
 * @self: a preview
 * @dark: whether the app is dark; independent of the window
 */
void
herald_inapp_preview_set_dark (HeraldInappPreview *self, gboolean dark)
{
  g_return_if_fail (HERALD_IS_INAPP_PREVIEW (self));

  self->dark = dark;
  set_dark_class (self->app, dark);
  set_dark_class (self->centre, dark);
  if (self->toast != NULL)
    herald_inapp_card_set_dark (HERALD_INAPP_CARD (self->toast), dark);
  for (GtkWidget *card = gtk_widget_get_first_child (self->list); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    herald_inapp_card_set_dark (HERALD_INAPP_CARD (card), dark);
}

/**
 * herald_inapp_preview_get_position:
 * @self: a preview with a message
 *
 * Returns: the card's place in the notification centre, from 0
 */
guint
herald_inapp_preview_get_position (HeraldInappPreview *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_PREVIEW (self), 0);

  return self->position;
}

/**
 * herald_inapp_preview_shows_toast:
 * @self: a preview with a message
 *
 * Returns: whether the notification pops up
 */
gboolean
herald_inapp_preview_shows_toast (HeraldInappPreview *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_PREVIEW (self), FALSE);

  return self->toast != NULL && gtk_widget_get_visible (self->toast);
}
