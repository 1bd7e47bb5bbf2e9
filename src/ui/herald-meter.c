/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A limit and how much of it is used, in tabular figures over a thin bar. */
#include "config.h"

#include "ui/herald-meter.h"

#include <glib/gi18n.h>

#define NEARLY_FULL 0.9

struct _HeraldMeter
{
  GtkWidget parent_instance;

  char *title; /* (owned) (nullable) */
  char *unit;  /* (owned) (nullable) */
  guint maximum;
  guint value;

  GtkWidget *label; /* (owned) */
  GtkWidget *bar;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldMeter, herald_meter, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_UNIT,
  PROP_MAXIMUM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
update (HeraldMeter *self)
{
  double           share = self->maximum == 0 ? 0.0 : (double) self->value / self->maximum;
  g_autofree char *text = NULL;
  const char      *unit = self->unit != NULL ? self->unit : "";

  if (self->title == NULL)
    return;
  /* Translators: what, used, limit, unit, such as “APNs 612 / 4096 B”. */
  text = g_strdup_printf (_("%s %u / %u %s"), self->title, self->value, self->maximum, unit);
  g_strchomp (text);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (self->bar), MIN (share, 1.0));
  gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self), "warning");
  if (self->value > self->maximum)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else if (share >= NEARLY_FULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
herald_meter_dispose (GObject *object)
{
  HeraldMeter *self = HERALD_METER (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  G_OBJECT_CLASS (herald_meter_parent_class)->dispose (object);
}

static void
herald_meter_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_METER (object)->title, g_free);
  g_clear_pointer (&HERALD_METER (object)->unit, g_free);
  G_OBJECT_CLASS (herald_meter_parent_class)->finalize (object);
}

static void
herald_meter_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HeraldMeter *self = HERALD_METER (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      self->title = g_value_dup_string (value);
      break;
    case PROP_UNIT:
      self->unit = g_value_dup_string (value);
      break;
    case PROP_MAXIMUM:
      self->maximum = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_meter_constructed (GObject *object)
{
  G_OBJECT_CLASS (herald_meter_parent_class)->constructed (object);
  update (HERALD_METER (object));
}

static void
herald_meter_class_init (HeraldMeterClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags     flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = herald_meter_constructed;
  object_class->dispose = herald_meter_dispose;
  object_class->finalize = herald_meter_finalize;
  object_class->set_property = herald_meter_set_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_UNIT] = g_param_spec_string ("unit", NULL, NULL, NULL, flags);
  properties[PROP_MAXIMUM] = g_param_spec_uint ("maximum", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "meter");
}

static void
herald_meter_init (HeraldMeter *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 3);
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0.f);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  self->bar = gtk_level_bar_new ();
  /* The bar is full when the limit is reached; no level of it is good or bad before. */
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (self->bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (self->bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (self->bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
}

/**
 * herald_meter_new:
 * @title: what is measured
 * @unit: (nullable): such as “B”
 * @maximum: the limit
 *
 * Returns: (transfer floating): a meter at 0
 */
GtkWidget *
herald_meter_new (const char *title, const char *unit, guint maximum)
{
  return g_object_new (HERALD_TYPE_METER, "title", title, "unit", unit, "maximum", maximum, NULL);
}

/**
 * herald_meter_set_value:
 * @self: a meter
 * @value: how much is used; may exceed the limit
 */
void
herald_meter_set_value (HeraldMeter *self, guint value)
{
  g_return_if_fail (HERALD_IS_METER (self));

  if (self->value == value)
    return;
  self->value = value;
  update (self);
}

/**
 * herald_meter_is_exceeded:
 * @self: a meter
 *
 * Returns: whether more is used than the limit allows
 */
gboolean
herald_meter_is_exceeded (HeraldMeter *self)
{
  g_return_val_if_fail (HERALD_IS_METER (self), FALSE);

  return self->value > self->maximum;
}

/**
 * herald_meter_get_text:
 * @self: a meter
 *
 * Returns: (transfer none): such as “APNs 612 / 4096 B”
 */
const char *
herald_meter_get_text (HeraldMeter *self)
{
  g_return_val_if_fail (HERALD_IS_METER (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->label));
}
