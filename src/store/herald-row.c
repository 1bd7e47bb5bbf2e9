/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place in a list whose values come later. */
#include "config.h"

#include "store/herald-row-private.h"

struct _HeraldRow
{
  GObject parent_instance;

  gint64      id;
  GHashTable *living; /* (owned): the model's rows by the address of their id */
  GObject    *item;   /* (owned) (nullable) */
  gboolean    loaded;
};

G_DEFINE_FINAL_TYPE (HeraldRow, herald_row, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_LOADED,
  PROP_ITEM,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static void
herald_row_dispose (GObject *object)
{
  g_clear_object (&HERALD_ROW (object)->item);
  G_OBJECT_CLASS (herald_row_parent_class)->dispose (object);
}

static void
herald_row_finalize (GObject *object)
{
  HeraldRow *self = HERALD_ROW (object);

  g_hash_table_remove (self->living, &self->id);
  g_hash_table_unref (self->living);
  G_OBJECT_CLASS (herald_row_parent_class)->finalize (object);
}

static void
herald_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  HeraldRow *self = HERALD_ROW (object);

  switch (property_id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
herald_row_class_init (HeraldRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_row_dispose;
  object_class->finalize = herald_row_finalize;
  object_class->get_property = herald_row_get_property;

  properties[PROP_LOADED] =
    g_param_spec_boolean ("loaded", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, G_TYPE_OBJECT,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_row_init (HeraldRow *self)
{
}

/* @living: rows by the address of their id; the row stands in it as long as it lives.
 *
 * Returns: (transfer full): a placeholder */
HeraldRow *
herald_row_new (gint64 id, GHashTable *living)
{
  HeraldRow *self = g_object_new (HERALD_TYPE_ROW, NULL);

  self->id = id;
  self->living = g_hash_table_ref (living);
  g_hash_table_insert (living, &self->id, self);
  return self;
}

/* @item: (transfer full) (nullable): NULL when the row is gone; then what was known stays */
void
herald_row_take_item (HeraldRow *self, GObject *item)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (item != NULL)
    {
      g_clear_object (&self->item);
      self->item = item;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
    }
  if (!self->loaded)
    {
      self->loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * herald_row_get_id:
 * @self: a row
 *
 * Returns: the row's id in its table
 */
gint64
herald_row_get_id (HeraldRow *self)
{
  g_return_val_if_fail (HERALD_IS_ROW (self), 0);

  return self->id;
}

/**
 * herald_row_is_loaded:
 * @self: a row
 *
 * Returns: whether its values were read; until then it is a placeholder
 */
gboolean
herald_row_is_loaded (HeraldRow *self)
{
  g_return_val_if_fail (HERALD_IS_ROW (self), FALSE);

  return self->loaded;
}

/**
 * herald_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the object with the values, such as a #HeraldDevice; NULL
 *   before it is loaded and when the row was gone by then
 */
gpointer
herald_row_get_item (HeraldRow *self)
{
  g_return_val_if_fail (HERALD_IS_ROW (self), NULL);

  return self->item;
}
