/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HeraldCopyLabel as a row, named by the row's title. */
#include "config.h"

#include "ui/herald-copy-row.h"

#include "ui/herald-copy-label.h"
#include "ui/herald-widget.h"

struct _HeraldCopyRow
{
  AdwActionRow parent_instance;

  HeraldCopyLabel *label;
};

G_DEFINE_FINAL_TYPE (HeraldCopyRow, herald_copy_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_0,
  PROP_VALUE,
  PROP_SECRET,
  PROP_REVEALABLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
herald_copy_row_activate (AdwActionRow *row)
{
  herald_copy_label_copy (HERALD_COPY_ROW (row)->label);
}

static void
herald_copy_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HeraldCopyRow *self = HERALD_COPY_ROW (object);

  switch (prop_id)
    {
    case PROP_VALUE:
    case PROP_SECRET:
    case PROP_REVEALABLE:
      g_object_get_property (G_OBJECT (self->label), pspec->name, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_copy_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  HeraldCopyRow *self = HERALD_COPY_ROW (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      herald_copy_row_set_value (self, g_value_get_string (value));
      break;
    case PROP_SECRET:
      herald_copy_label_set_secret (self->label, g_value_get_boolean (value));
      break;
    case PROP_REVEALABLE:
      herald_copy_label_set_revealable (self->label, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_copy_row_class_init (HeraldCopyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = herald_copy_row_get_property;
  object_class->set_property = herald_copy_row_set_property;
  ADW_ACTION_ROW_CLASS (klass)->activate = herald_copy_row_activate;

  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  properties[PROP_SECRET] = g_param_spec_boolean ("secret", NULL, NULL, FALSE, flags);
  properties[PROP_REVEALABLE] = g_param_spec_boolean ("revealable", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_copy_row_init (HeraldCopyRow *self)
{
  self->label = HERALD_COPY_LABEL (herald_copy_label_new (NULL, NULL));
  g_object_bind_property (self, "title", self->label, "what", G_BINDING_SYNC_CREATE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->label));
  /* Of the two it is the value that gives way: it is cut in the middle, its name stays whole. */
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  herald_widget_wrap_at_words (GTK_WIDGET (self));
  g_object_bind_property (self, "title", self, "tooltip-text", G_BINDING_SYNC_CREATE);
}

/**
 * herald_copy_row_new:
 * @title: what it is
 * @value: (nullable): the whole text
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
herald_copy_row_new (const char *title, const char *value)
{
  return g_object_new (HERALD_TYPE_COPY_ROW, "title", title, "value", value, NULL);
}

/**
 * herald_copy_row_set_value:
 * @self: a copy row
 * @value: (nullable): the whole text
 */
void
herald_copy_row_set_value (HeraldCopyRow *self, const char *value)
{
  g_return_if_fail (HERALD_IS_COPY_ROW (self));

  herald_copy_label_set_value (self->label, value);
}
