/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A notification that waits for its recipient, with its content and times. */
#include "config.h"

#include "model/herald-inapp-entry.h"

#include "base/herald-guid.h"

struct _HeraldInappEntry
{
  GObject parent_instance;

  char               *id;             /* (owned) */
  char               *recipient_id;   /* (owned) */
  char               *recipient_name; /* (owned) (nullable) */
  HeraldInappMessage *message;        /* (owned) */
  gint64              created_us;
  gint64              expires_us;
};

G_DEFINE_FINAL_TYPE (HeraldInappEntry, herald_inapp_entry, G_TYPE_OBJECT)

static void
herald_inapp_entry_finalize (GObject *object)
{
  HeraldInappEntry *self = HERALD_INAPP_ENTRY (object);

  g_free (self->id);
  g_free (self->recipient_id);
  g_free (self->recipient_name);
  g_clear_object (&self->message);
  G_OBJECT_CLASS (herald_inapp_entry_parent_class)->finalize (object);
}

static void
herald_inapp_entry_class_init (HeraldInappEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_inapp_entry_finalize;
}

static void
herald_inapp_entry_init (HeraldInappEntry *self)
{
}

/**
 * herald_inapp_entry_new:
 * @id: the row's id
 * @recipient_id: the recipient's systemuserid
 * @recipient_name: (nullable): the recipient's name
 * @message: its content
 * @created_us: when it was sent
 * @expires_us: when it goes by itself, or 0
 *
 * Returns: (transfer full): an entry of a notification centre
 */
HeraldInappEntry *
herald_inapp_entry_new (const char         *id,
                        const char         *recipient_id,
                        const char         *recipient_name,
                        HeraldInappMessage *message,
                        gint64              created_us,
                        gint64              expires_us)
{
  HeraldInappEntry *self;

  g_return_val_if_fail (id != NULL && recipient_id != NULL, NULL);
  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (message), NULL);

  self = g_object_new (HERALD_TYPE_INAPP_ENTRY, NULL);
  self->id = g_strdup (id);
  self->recipient_id = herald_guid_normalise (recipient_id);
  if (self->recipient_id == NULL)
    self->recipient_id = g_strdup (recipient_id);
  self->recipient_name = g_strdup (recipient_name);
  self->message = g_object_ref (message);
  self->created_us = created_us;
  self->expires_us = expires_us;
  return self;
}

/**
 * herald_inapp_entry_get_id:
 * @self: an inapp entry
 *
 * Returns: the row's id
 */
const char *
herald_inapp_entry_get_id (HeraldInappEntry *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_ENTRY (self), NULL);

  return self->id;
}

/**
 * herald_inapp_entry_get_recipient_id:
 * @self: an inapp entry
 *
 * Returns: the recipient's systemuserid, in lower case
 */
const char *
herald_inapp_entry_get_recipient_id (HeraldInappEntry *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_ENTRY (self), NULL);

  return self->recipient_id;
}

/**
 * herald_inapp_entry_get_recipient_name:
 * @self: an inapp entry
 *
 * Returns: (nullable): the recipient's name, when it is known
 */
const char *
herald_inapp_entry_get_recipient_name (HeraldInappEntry *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_ENTRY (self), NULL);

  return self->recipient_name;
}

/**
 * herald_inapp_entry_get_message:
 * @self: an inapp entry
 *
 * Returns: (transfer none): its content
 */
HeraldInappMessage *
herald_inapp_entry_get_message (HeraldInappEntry *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_ENTRY (self), NULL);

  return self->message;
}

/**
 * herald_inapp_entry_get_created_us:
 * @self: an inapp entry
 *
 * Returns: when it was sent, in microseconds of Unix time
 */
gint64
herald_inapp_entry_get_created_us (HeraldInappEntry *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_ENTRY (self), 0);

  return self->created_us;
}

/**
 * herald_inapp_entry_get_expires_us:
 * @self: an inapp entry
 *
 * Returns: when it goes by itself; 0 when that is not known
 */
gint64
herald_inapp_entry_get_expires_us (HeraldInappEntry *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_ENTRY (self), 0);

  return self->expires_us;
}

/**
 * herald_inapp_entry_compare:
 * @a: (type HeraldInappEntry**): a place in an array
 * @b: (type HeraldInappEntry**): another one
 *
 * The order of the notification centre: by priority, then by the time it was made (Microsoft, “Send
 * in-app notifications”, read 2026-11).
 *
 * Returns: below, at or above 0, for g_ptr_array_sort()
 */
int
herald_inapp_entry_compare (gconstpointer a, gconstpointer b)
{
  HeraldInappEntry *first = *(HeraldInappEntry *const *) a;
  HeraldInappEntry *second = *(HeraldInappEntry *const *) b;
  HeraldPriority    first_priority = herald_inapp_message_get_priority (first->message);
  HeraldPriority    second_priority = herald_inapp_message_get_priority (second->message);

  if (first_priority != second_priority)
    return first_priority > second_priority ? -1 : 1;
  if (first->created_us == second->created_us)
    return 0;
  return first->created_us > second->created_us ? -1 : 1;
}
