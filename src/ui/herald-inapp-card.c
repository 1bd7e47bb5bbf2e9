/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card as model-driven apps draw it: glyph by icon type, title on two lines at most, body,
 * actions as links, time, and a cross to dismiss it. Its colours are those of the app, light or
 * dark, whatever the window's are. */
#include "config.h"

#include "ui/herald-inapp-card.h"

#include <glib/gi18n.h>

struct _HeraldInappCard
{
  AdwBin parent_instance;

  HeraldInappMessage *message; /* (owned) */
  gboolean            interactive;

  GtkWidget *actions; /* (unowned): child */
  GtkWidget *body;    /* (unowned): child */
  GtkWidget *box;     /* (unowned): child */
  GtkWidget *dismiss; /* (unowned): child */
  GtkWidget *icon;    /* (unowned): child */
  GtkWidget *time;    /* (unowned): child */
  GtkWidget *title;   /* (unowned): child */
};

enum
{
  SIGNAL_DISMISSED,
  SIGNAL_ACTION,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldInappCard, herald_inapp_card, ADW_TYPE_BIN)

/* From HERALD_ICON_INFO on. */
static const struct
{
  const char *icon_name;
  const char *style;
  const char *label;
} icons[] = {
  { "dialog-information-symbolic", "info", N_ ("Information") },
  { "emblem-ok-symbolic", "success", N_ ("Success") },
  { "dialog-error-symbolic", "failure", N_ ("Failure") },
  { "dialog-warning-symbolic", "warning", N_ ("Warning") },
  { "avatar-default-symbolic", "mention", N_ ("Mention") },
  { "image-x-generic-symbolic", "custom", N_ ("Custom icon") },
};

static guint
get_icon_index (HeraldIconType icon)
{
  guint index = (guint) icon - (guint) HERALD_ICON_INFO;

  return index < G_N_ELEMENTS (icons) ? index : 0;
}

static void
action_clicked_cb (HeraldInappCard *self, GtkWidget *button)
{
  g_signal_emit (self, signals[SIGNAL_ACTION], 0,
                 g_object_get_data (G_OBJECT (button), "herald-action"));
}

static void
dismiss_clicked_cb (HeraldInappCard *self)
{
  g_signal_emit (self, signals[SIGNAL_DISMISSED], 0);
}

static GtkWidget *
create_action (HeraldInappCard *self, HeraldInappAction *action)
{
  const char *title = herald_inapp_action_get_title (action);
  GtkWidget  *button =
    gtk_button_new_with_label (title != NULL && *title != '\0' ? title : _("Untitled"));
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "inapp-action");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, herald_inapp_action_get_url (action));
  gtk_widget_set_focusable (button, self->interactive);
  gtk_widget_set_can_target (button, self->interactive);
  g_object_set_data_full (G_OBJECT (button), "herald-action", g_object_ref (action),
                          g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (action_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
update_actions (HeraldInappCard *self)
{
  GListModel *actions = G_LIST_MODEL (herald_inapp_message_get_actions (self->message));
  guint       n_actions = g_list_model_get_n_items (actions);
  GtkWidget  *child;

  while ((child = gtk_widget_get_first_child (self->actions)) != NULL)
    gtk_box_remove (GTK_BOX (self->actions), child);
  for (guint i = 0; i < n_actions; i++)
    {
      g_autoptr (HeraldInappAction) action = g_list_model_get_item (actions, i);

      gtk_box_append (GTK_BOX (self->actions), create_action (self, action));
    }
  gtk_widget_set_visible (self->actions, n_actions > 0);
}

static void
update_icon (HeraldInappCard *self)
{
  guint index = get_icon_index (herald_inapp_message_get_icon (self->message));

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icons[index].icon_name);
  for (gsize i = 0; i < G_N_ELEMENTS (icons); i++)
    gtk_widget_remove_css_class (self->icon, icons[i].style);
  gtk_widget_add_css_class (self->icon, icons[index].style);
}

static void
update (HeraldInappCard *self)
{
  const char      *title = herald_inapp_message_get_title (self->message);
  const char      *body = herald_inapp_message_get_body (self->message);
  gboolean         has_title = title != NULL && *title != '\0';
  g_autofree char *text = NULL;

  gtk_label_set_text (GTK_LABEL (self->title), has_title ? title : _("Title"));
  gtk_widget_set_opacity (self->title, has_title ? 1.0 : 0.4);
  gtk_label_set_text (GTK_LABEL (self->body), body != NULL ? body : "");
  gtk_widget_set_visible (self->body, body != NULL && *body != '\0');
  update_icon (self);
  update_actions (self);
  text = herald_inapp_card_to_text (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
message_changed_cb (HeraldInappCard *self)
{
  update (self);
}

static void
herald_inapp_card_dispose (GObject *object)
{
  HeraldInappCard *self = HERALD_INAPP_CARD (object);

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_inapp_card_parent_class)->dispose (object);
}

static void
herald_inapp_card_finalize (GObject *object)
{
  g_clear_object (&HERALD_INAPP_CARD (object)->message);
  G_OBJECT_CLASS (herald_inapp_card_parent_class)->finalize (object);
}

static void
herald_inapp_card_class_init (HeraldInappCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_inapp_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_inapp_card_finalize;
  signals[SIGNAL_DISMISSED] = g_signal_new ("dismissed", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTION] =
    g_signal_new ("action", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, HERALD_TYPE_INAPP_ACTION);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
create_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0.f);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
create_dismiss_button (HeraldInappCard *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "inapp-dismiss");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Dismiss"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (dismiss_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
herald_inapp_card_init (HeraldInappCard *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  self->icon = gtk_image_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->icon, "inapp-icon");
  self->title = create_label ("inapp-title");
  gtk_label_set_lines (GTK_LABEL (self->title), 2);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  self->body = create_label ("inapp-body");
  self->time = create_label ("inapp-time");
  gtk_label_set_text (GTK_LABEL (self->time), _("just now"));
  self->actions = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (texts), self->title);
  gtk_box_append (GTK_BOX (texts), self->body);
  gtk_box_append (GTK_BOX (texts), self->actions);
  gtk_box_append (GTK_BOX (texts), self->time);
  gtk_widget_set_hexpand (texts, TRUE);
  self->dismiss = create_dismiss_button (self);
  gtk_box_append (GTK_BOX (self->box), self->icon);
  gtk_box_append (GTK_BOX (self->box), texts);
  gtk_box_append (GTK_BOX (self->box), self->dismiss);
  gtk_widget_add_css_class (self->box, "inapp-card");
  adw_bin_set_child (ADW_BIN (self), self->box);
}

/**
 * herald_inapp_card_new:
 * @message: what to show; followed from now on
 *
 * Returns: (transfer floating): a card that cannot be operated
 */
GtkWidget *
herald_inapp_card_new (HeraldInappMessage *message)
{
  HeraldInappCard *self;

  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (message), NULL);

  self = g_object_new (HERALD_TYPE_INAPP_CARD, NULL);
  self->message = g_object_ref (message);
  g_signal_connect_object (message, "changed", G_CALLBACK (message_changed_cb), self,
                           G_CONNECT_SWAPPED);
  herald_inapp_card_set_interactive (self, FALSE);
  return GTK_WIDGET (self);
}

/**
 * herald_inapp_card_set_time_text:
 * @self: a card
 * @time_text: when it was made, in words
 */
void
herald_inapp_card_set_time_text (HeraldInappCard *self, const char *time_text)
{
  g_return_if_fail (HERALD_IS_INAPP_CARD (self));
  g_return_if_fail (time_text != NULL);

  gtk_label_set_text (GTK_LABEL (self->time), time_text);
}

/**
 * herald_inapp_card_set_dark:
 * @self: a card
 * @dark: whether the app is dark
 */
void
herald_inapp_card_set_dark (HeraldInappCard *self, gboolean dark)
{
  g_return_if_fail (HERALD_IS_INAPP_CARD (self));

  if (dark)
    gtk_widget_add_css_class (self->box, "dark");
  else
    gtk_widget_remove_css_class (self->box, "dark");
}

/**
 * herald_inapp_card_set_interactive:
 * @self: a card
 * @interactive: whether its cross and its actions work
 */
void
herald_inapp_card_set_interactive (HeraldInappCard *self, gboolean interactive)
{
  g_return_if_fail (HERALD_IS_INAPP_CARD (self));

  self->interactive = interactive;
  gtk_widget_set_focusable (self->dismiss, interactive);
  gtk_widget_set_can_target (self->dismiss, interactive);
  update (self);
}

/**
 * herald_inapp_card_to_text:
 * @self: a card
 *
 * Returns: (transfer full): what a screen reader says instead of the picture
 */
char *
herald_inapp_card_to_text (HeraldInappCard *self)
{
  GString    *text = g_string_new (NULL);
  GListModel *actions = NULL;
  const char *parts[] = { NULL, NULL, NULL };

  g_return_val_if_fail (HERALD_IS_INAPP_CARD (self), g_string_free (text, FALSE));

  parts[0] = _(icons[get_icon_index (herald_inapp_message_get_icon (self->message))].label);
  parts[1] = herald_inapp_message_get_title (self->message);
  parts[2] = herald_inapp_message_get_body (self->message);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (text, "%s%s.", text->len > 0 ? " " : "", parts[i]);
  actions = G_LIST_MODEL (herald_inapp_message_get_actions (self->message));
  for (guint i = 0; i < g_list_model_get_n_items (actions); i++)
    {
      g_autoptr (HeraldInappAction) action = g_list_model_get_item (actions, i);

      /* Translators: %s is the label of a link on a notification. */
      g_string_append_printf (text, _(" Link: %s."), herald_inapp_action_get_title (action));
    }
  return g_string_free (text, FALSE);
}

/**
 * herald_icon_type_get_icon_name:
 * @icon: an icon type
 *
 * Returns: (transfer none): the name of the themed icon that stands for it
 */
const char *
herald_icon_type_get_icon_name (HeraldIconType icon)
{
  return icons[get_icon_index (icon)].icon_name;
}
