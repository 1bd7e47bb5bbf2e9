/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one notice: icon, words, at most one button; slides in when it appears. */
#include "config.h"

#include "ui/herald-banner.h"

#include "ui/herald-widget.h"

#include <adwaita.h>

struct _HeraldBanner
{
  GtkWidget parent_instance;

  GtkButton   *button;
  GtkImage    *icon;
  GtkWidget   *strip;
  GtkLabel    *label;
  GtkRevealer *revealer;
};

G_DEFINE_FINAL_TYPE (HeraldBanner, herald_banner, GTK_TYPE_WIDGET)

static void
herald_banner_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (herald_banner_parent_class)->map (widget);
  gtk_revealer_set_reveal_child (HERALD_BANNER (widget)->revealer, TRUE);
}

static void
herald_banner_dispose (GObject *object)
{
  herald_widget_unparent_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (herald_banner_parent_class)->dispose (object);
}

static void
herald_banner_class_init (HeraldBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_banner_dispose;
  widget_class->map = herald_banner_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldBanner, button);
  gtk_widget_class_bind_template_child (widget_class, HeraldBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, HeraldBanner, label);
  gtk_widget_class_bind_template_child (widget_class, HeraldBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, HeraldBanner, strip);
}

static void
herald_banner_init (HeraldBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_banner_new:
 * @notice: what to tell
 *
 * Returns: (transfer floating): the strip
 */
GtkWidget *
herald_banner_new (HeraldNotice *notice)
{
  HeraldBanner *self;

  g_return_val_if_fail (HERALD_IS_NOTICE (notice), NULL);

  self = g_object_new (HERALD_TYPE_BANNER, NULL);
  gtk_widget_add_css_class (self->strip, herald_notice_get_style (notice));
  gtk_image_set_from_icon_name (self->icon, herald_notice_get_icon_name (notice));
  g_object_bind_property (notice, "text", self->label, "label", G_BINDING_SYNC_CREATE);
  gtk_widget_set_visible (GTK_WIDGET (self->button), herald_notice_get_button (notice) != NULL);
  if (herald_notice_get_button (notice) != NULL)
    {
      gtk_button_set_label (self->button, herald_notice_get_button (notice));
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button),
                                               herald_notice_get_action (notice));
    }
  return GTK_WIDGET (self);
}
