/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dot is drawn in the environment's own colour; the kind is also said in words and, for the
 * emulator, by an icon. */
#include "config.h"

#include "ui/herald-environment-label.h"

#include "ui/herald-widget.h"

#include <glib/gi18n.h>

#define DOT_PIXELS 12

struct _HeraldEnvironmentLabel
{
  GtkWidget parent_instance;

  GdkRGBA colour;

  GtkDrawingArea *dot;
  GtkImage       *icon;
  GtkLabel       *kind_label;
  GtkLabel       *name_label;
};

G_DEFINE_FINAL_TYPE (HeraldEnvironmentLabel, herald_environment_label, GTK_TYPE_WIDGET)

static void
draw_dot_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  HeraldEnvironmentLabel *self = user_data;

  gdk_cairo_set_source_rgba (cr, &self->colour);
  cairo_arc (cr, width / 2.0, height / 2.0, MIN (width, height) / 2.0, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
herald_environment_label_dispose (GObject *object)
{
  herald_widget_unparent_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (herald_environment_label_parent_class)->dispose (object);
}

static void
herald_environment_label_class_init (HeraldEnvironmentLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_environment_label_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-environment-label.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentLabel, dot);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentLabel, icon);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentLabel, kind_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentLabel, name_label);
}

static void
herald_environment_label_init (HeraldEnvironmentLabel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_content_width (self->dot, DOT_PIXELS);
  gtk_drawing_area_set_content_height (self->dot, DOT_PIXELS);
  gtk_drawing_area_set_draw_func (self->dot, draw_dot_cb, self, NULL);
}

/**
 * herald_environment_label_new:
 *
 * Returns: (transfer floating): a label without an environment
 */
GtkWidget *
herald_environment_label_new (void)
{
  return g_object_new (HERALD_TYPE_ENVIRONMENT_LABEL, NULL);
}

/**
 * herald_environment_label_set_environment:
 * @self: a label
 * @environment: what it tells about
 */
void
herald_environment_label_set_environment (HeraldEnvironmentLabel *self,
                                          HeraldEnvironment      *environment)
{
  HeraldEnvironmentKind kind;
  const char           *colour;

  g_return_if_fail (HERALD_IS_ENVIRONMENT_LABEL (self));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  kind = herald_environment_get_kind (environment);
  colour = herald_environment_get (environment, HERALD_ENVIRONMENT_COLOUR);
  if (colour == NULL || !gdk_rgba_parse (&self->colour, colour))
    gdk_rgba_parse (&self->colour, "#77767b");
  gtk_widget_queue_draw (GTK_WIDGET (self->dot));
  gtk_widget_set_visible (GTK_WIDGET (self->icon), kind == HERALD_ENVIRONMENT_EMULATOR);
  gtk_widget_set_visible (GTK_WIDGET (self->dot), kind != HERALD_ENVIRONMENT_EMULATOR);
  gtk_label_set_text (self->name_label,
                      herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
  gtk_label_set_text (self->kind_label, herald_environment_label_describe_kind (kind));
}

/**
 * herald_environment_label_describe_kind:
 * @kind: a kind of environment
 *
 * Returns: (transfer none): what it means for what one does there
 */
const char *
herald_environment_label_describe_kind (HeraldEnvironmentKind kind)
{
  switch (kind)
    {
    case HERALD_ENVIRONMENT_EMULATOR:
      return _("No account needed");
    case HERALD_ENVIRONMENT_DEVELOPMENT:
      return _("Development");
    case HERALD_ENVIRONMENT_TEST:
      return _("Test");
    case HERALD_ENVIRONMENT_PRODUCTION:
      return _("Production: real people");
    default:
      g_return_val_if_reached ("");
    }
}
