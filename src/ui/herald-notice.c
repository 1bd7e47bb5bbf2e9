/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lasting state in words; the window keeps the list of those that hold now. */
#include "config.h"

#include "ui/herald-notice.h"

struct _HeraldNotice
{
  GObject parent_instance;

  char *style;     /* (owned) */
  char *icon_name; /* (owned) */
  char *text;      /* (owned) */
  char *button;    /* (owned) (nullable) */
  char *action;    /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldNotice, herald_notice, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
herald_notice_finalize (GObject *object)
{
  HeraldNotice *self = HERALD_NOTICE (object);

  g_clear_pointer (&self->style, g_free);
  g_clear_pointer (&self->icon_name, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->button, g_free);
  g_clear_pointer (&self->action, g_free);
  G_OBJECT_CLASS (herald_notice_parent_class)->finalize (object);
}

static void
herald_notice_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_TEXT)
    g_value_set_string (value, HERALD_NOTICE (object)->text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
herald_notice_class_init (HeraldNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = herald_notice_finalize;
  object_class->get_property = herald_notice_get_property;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_notice_init (HeraldNotice *self)
{
}

/**
 * herald_notice_new:
 * @style: the CSS class that colours it
 * @icon_name: a symbolic icon
 * @text: one translated sentence
 * @button: (nullable): the translated label of the one thing that can be done
 * @action: (nullable): the detailed name of the action that does it
 *
 * Returns: (transfer full): the notice
 */
HeraldNotice *
herald_notice_new (const char *style,
                   const char *icon_name,
                   const char *text,
                   const char *button,
                   const char *action)
{
  HeraldNotice *self;

  g_return_val_if_fail (style != NULL && icon_name != NULL && text != NULL, NULL);
  g_return_val_if_fail ((button == NULL) == (action == NULL), NULL);

  self = g_object_new (HERALD_TYPE_NOTICE, NULL);
  self->style = g_strdup (style);
  self->icon_name = g_strdup (icon_name);
  self->text = g_strdup (text);
  self->button = g_strdup (button);
  self->action = g_strdup (action);
  return self;
}

/**
 * herald_notice_get_style:
 * @self: a notice
 *
 * Returns: (transfer none): its CSS class
 */
const char *
herald_notice_get_style (HeraldNotice *self)
{
  g_return_val_if_fail (HERALD_IS_NOTICE (self), NULL);

  return self->style;
}

/**
 * herald_notice_get_icon_name:
 * @self: a notice
 *
 * Returns: (transfer none): its symbolic icon
 */
const char *
herald_notice_get_icon_name (HeraldNotice *self)
{
  g_return_val_if_fail (HERALD_IS_NOTICE (self), NULL);

  return self->icon_name;
}

/**
 * herald_notice_get_text:
 * @self: a notice
 *
 * Returns: (transfer none): its sentence
 */
const char *
herald_notice_get_text (HeraldNotice *self)
{
  g_return_val_if_fail (HERALD_IS_NOTICE (self), NULL);

  return self->text;
}

/**
 * herald_notice_set_text:
 * @self: a notice
 * @text: its sentence from now on
 *
 * For what goes on while it is told, such as a time that is left.
 */
void
herald_notice_set_text (HeraldNotice *self, const char *text)
{
  g_return_if_fail (HERALD_IS_NOTICE (self));
  g_return_if_fail (text != NULL);

  if (g_str_equal (self->text, text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * herald_notice_get_button:
 * @self: a notice
 *
 * Returns: (transfer none) (nullable): the label of its button
 */
const char *
herald_notice_get_button (HeraldNotice *self)
{
  g_return_val_if_fail (HERALD_IS_NOTICE (self), NULL);

  return self->button;
}

/**
 * herald_notice_get_action:
 * @self: a notice
 *
 * Returns: (transfer none) (nullable): what its button does
 */
const char *
herald_notice_get_action (HeraldNotice *self)
{
  g_return_val_if_fail (HERALD_IS_NOTICE (self), NULL);

  return self->action;
}
