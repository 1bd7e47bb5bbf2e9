/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One button of an in-app notification: its label, its address and where that opens. */
#include "config.h"

#include "model/herald-inapp-message.h"

#include <string.h>

struct _HeraldInappAction
{
  GObject parent_instance;

  char                  *title; /* (owned) */
  char                  *url;   /* (owned) */
  HeraldNavigationTarget target;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldInappAction, herald_inapp_action, G_TYPE_OBJECT)

static void
herald_inapp_action_finalize (GObject *object)
{
  HeraldInappAction *self = HERALD_INAPP_ACTION (object);

  g_free (self->title);
  g_free (self->url);
  G_OBJECT_CLASS (herald_inapp_action_parent_class)->finalize (object);
}

static void
herald_inapp_action_class_init (HeraldInappActionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_inapp_action_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_inapp_action_init (HeraldInappAction *self)
{
  self->title = g_strdup ("");
  self->url = g_strdup ("");
}

/**
 * herald_inapp_action_new:
 * @title: (nullable): the button's label
 * @url: (nullable): its address
 * @target: where it opens
 *
 * Returns: (transfer full): an action
 */
HeraldInappAction *
herald_inapp_action_new (const char *title, const char *url, HeraldNavigationTarget target)
{
  HeraldInappAction *self = g_object_new (HERALD_TYPE_INAPP_ACTION, NULL);

  herald_inapp_action_update (self, title, url, target);
  return self;
}

/**
 * herald_inapp_action_get_title:
 * @self: an action
 *
 * Returns: (transfer none): the button's label, never %NULL
 */
const char *
herald_inapp_action_get_title (HeraldInappAction *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_ACTION (self), "");

  return self->title;
}

/**
 * herald_inapp_action_get_url:
 * @self: an action
 *
 * Returns: (transfer none): its address, never %NULL
 */
const char *
herald_inapp_action_get_url (HeraldInappAction *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_ACTION (self), "");

  return self->url;
}

/**
 * herald_inapp_action_get_target:
 * @self: an action
 *
 * Returns: where it opens
 */
HeraldNavigationTarget
herald_inapp_action_get_target (HeraldInappAction *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_ACTION (self), HERALD_TARGET_INLINE);

  return self->target;
}

/**
 * herald_inapp_action_update:
 * @self: an action
 * @title: (nullable): the button's label
 * @url: (nullable): its address; blanks around it are taken off
 * @target: where it opens
 *
 * Emits “changed” once when anything is new.
 */
void
herald_inapp_action_update (HeraldInappAction     *self,
                            const char            *title,
                            const char            *url,
                            HeraldNavigationTarget target)
{
  g_autofree char *new_title = NULL;
  g_autofree char *new_url = NULL;

  g_return_if_fail (HERALD_IS_INAPP_ACTION (self));

  new_title = g_strdup (title != NULL ? title : "");
  new_url = g_strstrip (g_strdup (url != NULL ? url : ""));
  if (strcmp (self->title, new_title) == 0 && strcmp (self->url, new_url) == 0 &&
      self->target == target)
    return;
  g_free (self->title);
  self->title = g_steal_pointer (&new_title);
  g_free (self->url);
  self->url = g_steal_pointer (&new_url);
  self->target = target;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
