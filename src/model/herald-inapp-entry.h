/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An in-app notification that stands in a recipient's notification centre. */
#pragma once

#include <glib-object.h>

#include "model/herald-inapp-message.h"

G_BEGIN_DECLS

#define HERALD_TYPE_INAPP_ENTRY (herald_inapp_entry_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInappEntry, herald_inapp_entry, HERALD, INAPP_ENTRY, GObject)

HeraldInappEntry   *herald_inapp_entry_new (const char         *id,
                                            const char         *recipient_id,
                                            const char         *recipient_name,
                                            HeraldInappMessage *message,
                                            gint64              created_us,
                                            gint64              expires_us);
const char         *herald_inapp_entry_get_id (HeraldInappEntry *self);
const char         *herald_inapp_entry_get_recipient_id (HeraldInappEntry *self);
const char         *herald_inapp_entry_get_recipient_name (HeraldInappEntry *self); /* (nullable) */
HeraldInappMessage *herald_inapp_entry_get_message (HeraldInappEntry *self);
gint64              herald_inapp_entry_get_created_us (HeraldInappEntry *self);
gint64              herald_inapp_entry_get_expires_us (HeraldInappEntry *self); /* 0: unknown */
/* Order of the notification centre, for g_ptr_array_sort(): high before normal, newest first. */
int herald_inapp_entry_compare (gconstpointer a, gconstpointer b);

G_END_DECLS
