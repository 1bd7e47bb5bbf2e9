/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of an in-app notification and its actions, with one signal for any change. */
#include "config.h"

#include "model/herald-inapp-message.h"

#include <string.h>

struct _HeraldInappMessage
{
  GObject parent_instance;

  char           *title;    /* (owned) */
  char           *body;     /* (owned) */
  char           *icon_url; /* (owned) (nullable) */
  HeraldIconType  icon;
  HeraldToastType toast;
  HeraldPriority  priority;
  gint64          expiry_seconds;

  GListStore *actions;  /* (element-type HeraldInappAction) (owned) */
  GPtrArray  *followed; /* (element-type HeraldInappAction) (owned): those we listen to */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldInappMessage, herald_inapp_message, G_TYPE_OBJECT)

static void
emit_changed (HeraldInappMessage *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
set_text (HeraldInappMessage *self, char **text, const char *value)
{
  if (g_strcmp0 (*text, value) == 0)
    return;
  g_free (*text);
  *text = g_strdup (value);
  emit_changed (self);
}

static void
unfollow_actions (HeraldInappMessage *self)
{
  for (guint i = 0; i < self->followed->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->followed, i), self);
  g_ptr_array_set_size (self->followed, 0);
}

static void
actions_changed_cb (HeraldInappMessage *self)
{
  guint n_actions = g_list_model_get_n_items (G_LIST_MODEL (self->actions));

  unfollow_actions (self);
  for (guint i = 0; i < n_actions; i++)
    {
      HeraldInappAction *action = g_list_model_get_item (G_LIST_MODEL (self->actions), i);

      g_signal_connect_swapped (action, "changed", G_CALLBACK (emit_changed), self);
      g_ptr_array_add (self->followed, action);
    }
  emit_changed (self);
}

static void
herald_inapp_message_finalize (GObject *object)
{
  HeraldInappMessage *self = HERALD_INAPP_MESSAGE (object);

  unfollow_actions (self);
  g_ptr_array_unref (self->followed);
  g_signal_handlers_disconnect_by_data (self->actions, self);
  g_object_unref (self->actions);
  g_free (self->title);
  g_free (self->body);
  g_free (self->icon_url);
  G_OBJECT_CLASS (herald_inapp_message_parent_class)->finalize (object);
}

static void
herald_inapp_message_class_init (HeraldInappMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_inapp_message_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_inapp_message_init (HeraldInappMessage *self)
{
  self->title = g_strdup ("");
  self->body = g_strdup ("");
  self->icon = HERALD_ICON_INFO;
  self->toast = HERALD_TOAST_TIMED;
  self->priority = HERALD_PRIORITY_NORMAL;
  self->actions = g_list_store_new (HERALD_TYPE_INAPP_ACTION);
  self->followed = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (self->actions, "items-changed", G_CALLBACK (actions_changed_cb), self);
}

/**
 * herald_inapp_message_new:
 *
 * Returns: (transfer full): an empty notification with the service's defaults
 */
HeraldInappMessage *
herald_inapp_message_new (void)
{
  return g_object_new (HERALD_TYPE_INAPP_MESSAGE, NULL);
}

/**
 * herald_inapp_message_get_title:
 * @self: a notification
 *
 * Returns: (transfer none): the title, never %NULL
 */
const char *
herald_inapp_message_get_title (HeraldInappMessage *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), "");

  return self->title;
}

/**
 * herald_inapp_message_set_title:
 * @self: a notification
 * @title: (nullable): the title
 */
void
herald_inapp_message_set_title (HeraldInappMessage *self, const char *title)
{
  g_return_if_fail (HERALD_IS_INAPP_MESSAGE (self));

  set_text (self, &self->title, title != NULL ? title : "");
}

/**
 * herald_inapp_message_get_body:
 * @self: a notification
 *
 * Returns: (transfer none): the text, never %NULL
 */
const char *
herald_inapp_message_get_body (HeraldInappMessage *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), "");

  return self->body;
}

/**
 * herald_inapp_message_set_body:
 * @self: a notification
 * @body: (nullable): the text
 */
void
herald_inapp_message_set_body (HeraldInappMessage *self, const char *body)
{
  g_return_if_fail (HERALD_IS_INAPP_MESSAGE (self));

  set_text (self, &self->body, body != NULL ? body : "");
}

/**
 * herald_inapp_message_get_icon:
 * @self: a notification
 *
 * Returns: the icon
 */
HeraldIconType
herald_inapp_message_get_icon (HeraldInappMessage *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), HERALD_ICON_INFO);

  return self->icon;
}

/**
 * herald_inapp_message_set_icon:
 * @self: a notification
 * @icon: the icon
 */
void
herald_inapp_message_set_icon (HeraldInappMessage *self, HeraldIconType icon)
{
  g_return_if_fail (HERALD_IS_INAPP_MESSAGE (self));

  if (self->icon == icon)
    return;
  self->icon = icon;
  emit_changed (self);
}

/**
 * herald_inapp_message_get_icon_url:
 * @self: a notification
 *
 * Returns: (transfer none) (nullable): the web resource of a custom icon
 */
const char *
herald_inapp_message_get_icon_url (HeraldInappMessage *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), NULL);

  return self->icon_url;
}

/**
 * herald_inapp_message_set_icon_url:
 * @self: a notification
 * @icon_url: (nullable): the web resource of a custom icon; empty is none
 */
void
herald_inapp_message_set_icon_url (HeraldInappMessage *self, const char *icon_url)
{
  g_autofree char *stripped = NULL;

  g_return_if_fail (HERALD_IS_INAPP_MESSAGE (self));

  stripped = g_strstrip (g_strdup (icon_url != NULL ? icon_url : ""));
  set_text (self, &self->icon_url, *stripped != '\0' ? stripped : NULL);
}

/**
 * herald_inapp_message_get_toast:
 * @self: a notification
 *
 * Returns: whether a toast appears
 */
HeraldToastType
herald_inapp_message_get_toast (HeraldInappMessage *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), HERALD_TOAST_TIMED);

  return self->toast;
}

/**
 * herald_inapp_message_set_toast:
 * @self: a notification
 * @toast: whether a toast appears
 */
void
herald_inapp_message_set_toast (HeraldInappMessage *self, HeraldToastType toast)
{
  g_return_if_fail (HERALD_IS_INAPP_MESSAGE (self));

  if (self->toast == toast)
    return;
  self->toast = toast;
  emit_changed (self);
}

/**
 * herald_inapp_message_get_priority:
 * @self: a notification
 *
 * Returns: its place in the notification centre
 */
HeraldPriority
herald_inapp_message_get_priority (HeraldInappMessage *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), HERALD_PRIORITY_NORMAL);

  return self->priority;
}

/**
 * herald_inapp_message_set_priority:
 * @self: a notification
 * @priority: its place in the notification centre
 */
void
herald_inapp_message_set_priority (HeraldInappMessage *self, HeraldPriority priority)
{
  g_return_if_fail (HERALD_IS_INAPP_MESSAGE (self));

  if (self->priority == priority)
    return;
  self->priority = priority;
  emit_changed (self);
}

/**
 * herald_inapp_message_get_expiry_seconds:
 * @self: a notification
 *
 * Returns: after how long it goes by itself; 0 for the environment's default, mostly 14 days
 */
gint64
herald_inapp_message_get_expiry_seconds (HeraldInappMessage *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), 0);

  return self->expiry_seconds;
}

/**
 * herald_inapp_message_set_expiry_seconds:
 * @self: a notification
 * @seconds: after how long it goes by itself; 0 for the environment's default
 */
void
herald_inapp_message_set_expiry_seconds (HeraldInappMessage *self, gint64 seconds)
{
  g_return_if_fail (HERALD_IS_INAPP_MESSAGE (self));

  if (self->expiry_seconds == seconds)
    return;
  self->expiry_seconds = seconds;
  emit_changed (self);
}

/**
 * herald_inapp_message_get_actions:
 * @self: a notification
 *
 * Returns: (transfer none) (element-type HeraldInappAction): its buttons, to add to and take from
 */
GListStore *
herald_inapp_message_get_actions (HeraldInappMessage *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), NULL);

  return self->actions;
}

/**
 * herald_inapp_message_is_empty:
 * @self: a notification
 *
 * Returns: whether nobody has written anything into it
 */
gboolean
herald_inapp_message_is_empty (HeraldInappMessage *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), TRUE);

  return *self->title == '\0' && *self->body == '\0' && self->icon_url == NULL &&
         g_list_model_get_n_items (G_LIST_MODEL (self->actions)) == 0;
}
