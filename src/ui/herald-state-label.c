/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shape, colour and words say the same, so that no one of them is needed alone. */
#include "config.h"

#include "ui/herald-state-label.h"

#include "ui/herald-widget.h"

struct _HeraldStateLabel
{
  GtkWidget parent_instance;

  GtkImage *icon;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (HeraldStateLabel, herald_state_label, GTK_TYPE_WIDGET)

/* Indexed by HeraldLook. */
static const struct
{
  const char *icon_name;
  const char *css_class;
} LOOKS[] = {
  [HERALD_LOOK_NEUTRAL] = { "radio-symbolic", "dim-label" },
  [HERALD_LOOK_GOOD] = { "emblem-ok-symbolic", "success" },
  [HERALD_LOOK_WARNING] = { "dialog-warning-symbolic", "warning" },
  [HERALD_LOOK_BAD] = { "dialog-error-symbolic", "error" },
};

static void
herald_state_label_dispose (GObject *object)
{
  herald_widget_unparent_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (herald_state_label_parent_class)->dispose (object);
}

static void
herald_state_label_class_init (HeraldStateLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_state_label_dispose;
  gtk_widget_class_set_css_name (widget_class, "state");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
herald_state_label_init (HeraldStateLabel *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->icon = GTK_IMAGE (
    g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_parent (GTK_WIDGET (self->icon), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * herald_state_label_new:
 * @look: its kind
 * @text: (nullable): the state in a few translated words
 *
 * Returns: (transfer floating): the label
 */
GtkWidget *
herald_state_label_new (HeraldLook look, const char *text)
{
  HeraldStateLabel *self = g_object_new (HERALD_TYPE_STATE_LABEL, NULL);

  herald_state_label_set (self, look, text);
  return GTK_WIDGET (self);
}

/**
 * herald_state_label_set:
 * @self: a state label
 * @look: its kind
 * @text: (nullable): the state in a few translated words
 */
void
herald_state_label_set (HeraldStateLabel *self, HeraldLook look, const char *text)
{
  g_return_if_fail (HERALD_IS_STATE_LABEL (self));
  g_return_if_fail ((gsize) look < G_N_ELEMENTS (LOOKS));

  for (gsize i = 0; i < G_N_ELEMENTS (LOOKS); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), LOOKS[i].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self), LOOKS[look].css_class);
  gtk_image_set_from_icon_name (self->icon, LOOKS[look].icon_name);
  gtk_label_set_text (self->label, text != NULL ? text : "");
}

/**
 * herald_state_label_get_text:
 * @self: a state label
 *
 * Returns: (transfer none): the words
 */
const char *
herald_state_label_get_text (HeraldStateLabel *self)
{
  g_return_val_if_fail (HERALD_IS_STATE_LABEL (self), NULL);

  return gtk_label_get_text (self->label);
}
