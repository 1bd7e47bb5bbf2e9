/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AdwLeaflet folds by the natural widths of its children; a width request would also be the least
 * width of the window. */
#include "config.h"

#include "ui/herald-natural-bin.h"

struct _HeraldNaturalBin
{
  GtkWidget parent_instance;

  GtkWidget *child; /* (owned) (nullable): by parenthood */
  int        natural_width;
};

G_DEFINE_FINAL_TYPE (HeraldNaturalBin, herald_natural_bin, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_NATURAL_WIDTH,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static GtkSizeRequestMode
herald_natural_bin_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
herald_natural_bin_measure (GtkWidget     *widget,
                            GtkOrientation orientation,
                            int            for_size,
                            int           *minimum,
                            int           *natural,
                            int           *minimum_baseline,
                            int           *natural_baseline)
{
  HeraldNaturalBin *self = HERALD_NATURAL_BIN (widget);

  *minimum = 0;
  *natural = 0;
  *minimum_baseline = -1;
  *natural_baseline = -1;
  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, self->natural_width);
}

static void
herald_natural_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HeraldNaturalBin *self = HERALD_NATURAL_BIN (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
}

static void
herald_natural_bin_dispose (GObject *object)
{
  g_clear_pointer (&HERALD_NATURAL_BIN (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (herald_natural_bin_parent_class)->dispose (object);
}

static void
herald_natural_bin_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HeraldNaturalBin *self = HERALD_NATURAL_BIN (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_NATURAL_WIDTH:
      g_value_set_int (value, self->natural_width);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_natural_bin_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  HeraldNaturalBin *self = HERALD_NATURAL_BIN (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_clear_pointer (&self->child, gtk_widget_unparent);
      self->child = g_value_get_object (value);
      if (self->child != NULL)
        gtk_widget_set_parent (self->child, GTK_WIDGET (self));
      break;
    case PROP_NATURAL_WIDTH:
      self->natural_width = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_natural_bin_class_init (HeraldNaturalBinClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags     flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = herald_natural_bin_dispose;
  object_class->get_property = herald_natural_bin_get_property;
  object_class->set_property = herald_natural_bin_set_property;
  widget_class->get_request_mode = herald_natural_bin_get_request_mode;
  widget_class->measure = herald_natural_bin_measure;
  widget_class->size_allocate = herald_natural_bin_size_allocate;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_NATURAL_WIDTH] =
    g_param_spec_int ("natural-width", NULL, NULL, 0, G_MAXINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_natural_bin_init (HeraldNaturalBin *self)
{
}
