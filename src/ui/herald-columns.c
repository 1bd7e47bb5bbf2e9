/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A container of two columns that stacks them by its own width, so that a page adapts to the room
 * it has rather than to the window. */
#include "config.h"

#include "ui/herald-columns.h"

#define DEFAULT_THRESHOLD 640
#define DEFAULT_SPACING 18

struct _HeraldColumns
{
  GtkWidget parent_instance;

  int      threshold;
  int      start_width;
  int      spacing;
  gboolean stacked;
};

enum
{
  PROP_0,
  PROP_THRESHOLD,
  PROP_START_WIDTH,
  PROP_SPACING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
herald_columns_add_child (GtkBuildable *buildable,
                          GtkBuilder   *builder,
                          GObject      *child,
                          const char   *type)
{
  herald_columns_append (HERALD_COLUMNS (buildable), GTK_WIDGET (child));
}

static void
herald_columns_buildable_init (GtkBuildableIface *iface)
{
  iface->add_child = herald_columns_add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HeraldColumns,
                               herald_columns,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      herald_columns_buildable_init))

/* The widths of both columns, or twice the whole width when they are stacked. */
static gboolean
get_widths (HeraldColumns *self, int width, int *start, int *end)
{
  if (width >= 0 && width < self->threshold)
    {
      *start = width;
      *end = width;
      return TRUE;
    }
  *start = width < 0 ? -1 : (width - self->spacing) / 2;
  if (self->start_width > 0 && *start > self->start_width)
    *start = self->start_width;
  *end = width < 0 ? -1 : width - self->spacing - *start;
  return FALSE;
}

static GtkSizeRequestMode
herald_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_child (GtkWidget     *child,
               GtkOrientation orientation,
               int            for_size,
               int           *minimum,
               int           *natural)
{
  *minimum = 0;
  *natural = 0;
  if (child != NULL && gtk_widget_should_layout (child))
    gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
herald_columns_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  HeraldColumns *self = HERALD_COLUMNS (widget);
  GtkWidget     *start = gtk_widget_get_first_child (widget);
  GtkWidget     *end = gtk_widget_get_last_child (widget);
  gboolean       horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;
  int            widths[2] = { -1, -1 };
  int            minima[2];
  int            naturals[2];
  gboolean       stacked = FALSE;

  if (!horizontal)
    stacked = get_widths (self, for_size, &widths[0], &widths[1]);
  measure_child (start, orientation, widths[0], &minima[0], &naturals[0]);
  measure_child (end, orientation, widths[1], &minima[1], &naturals[1]);
  *minimum = MAX (minima[0], minima[1]);
  *natural = MAX (naturals[0], naturals[1]);
  if (horizontal)
    *natural = naturals[0] + self->spacing + naturals[1];
  else if (stacked)
    {
      *minimum = minima[0] + self->spacing + minima[1];
      *natural = naturals[0] + self->spacing + naturals[1];
    }
}

static void
herald_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HeraldColumns *self = HERALD_COLUMNS (widget);
  GtkWidget     *start = gtk_widget_get_first_child (widget);
  GtkWidget     *end = gtk_widget_get_last_child (widget);
  gboolean       mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int            start_width;
  int            end_width;
  int            minimum;
  int            start_height = 0;

  if (start == NULL)
    return;
  self->stacked = get_widths (self, width, &start_width, &end_width);
  if (self->stacked)
    {
      measure_child (start, GTK_ORIENTATION_VERTICAL, width, &minimum, &start_height);
      gtk_widget_size_allocate (start, &(const GtkAllocation){ 0, 0, width, start_height }, -1);
      start_height += self->spacing;
      if (end != start)
        gtk_widget_size_allocate (end,
                                  &(const GtkAllocation){ 0, start_height, width,
                                                          MAX (0, height - start_height) },
                                  -1);
      return;
    }
  gtk_widget_size_allocate (start,
                            &(const GtkAllocation){ mirrored ? width - start_width : 0, 0,
                                                    start_width, height },
                            -1);
  if (end != start)
    gtk_widget_size_allocate (end,
                              &(const GtkAllocation){ mirrored ? 0 : width - end_width, 0,
                                                      end_width, height },
                              -1);
}

static void
herald_columns_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (herald_columns_parent_class)->dispose (object);
}

static void
herald_columns_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HeraldColumns *self = HERALD_COLUMNS (object);

  switch (prop_id)
    {
    case PROP_THRESHOLD:
      g_value_set_int (value, self->threshold);
      break;
    case PROP_START_WIDTH:
      g_value_set_int (value, self->start_width);
      break;
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_columns_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HeraldColumns *self = HERALD_COLUMNS (object);

  switch (prop_id)
    {
    case PROP_THRESHOLD:
      self->threshold = g_value_get_int (value);
      break;
    case PROP_START_WIDTH:
      self->start_width = g_value_get_int (value);
      break;
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
herald_columns_class_init (HeraldColumnsClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags     flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = herald_columns_dispose;
  object_class->get_property = herald_columns_get_property;
  object_class->set_property = herald_columns_set_property;
  widget_class->get_request_mode = herald_columns_get_request_mode;
  widget_class->measure = herald_columns_measure;
  widget_class->size_allocate = herald_columns_size_allocate;

  properties[PROP_THRESHOLD] =
    g_param_spec_int ("threshold", NULL, NULL, 0, G_MAXINT, DEFAULT_THRESHOLD, flags);
  properties[PROP_START_WIDTH] =
    g_param_spec_int ("start-width", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_SPACING] =
    g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, DEFAULT_SPACING, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_columns_init (HeraldColumns *self)
{
  self->threshold = DEFAULT_THRESHOLD;
  self->spacing = DEFAULT_SPACING;
}

/**
 * herald_columns_new:
 * @threshold: the width from which on two columns are shown
 *
 * Returns: (transfer floating): an empty container
 */
GtkWidget *
herald_columns_new (int threshold)
{
  return g_object_new (HERALD_TYPE_COLUMNS, "threshold", threshold, NULL);
}

/**
 * herald_columns_append:
 * @self: a container with less than two children
 * @child: its start, or its end when it has a start
 */
void
herald_columns_append (HeraldColumns *self, GtkWidget *child)
{
  g_return_if_fail (HERALD_IS_COLUMNS (self));
  g_return_if_fail (GTK_IS_WIDGET (child));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

/**
 * herald_columns_is_stacked:
 * @self: a container
 *
 * Returns: whether the children were below each other when it was last allocated
 */
gboolean
herald_columns_is_stacked (HeraldColumns *self)
{
  g_return_val_if_fail (HERALD_IS_COLUMNS (self), FALSE);

  return self->stacked;
}
