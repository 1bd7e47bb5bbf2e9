/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An in-app notification as a card: of a toast, or of the notification centre. */
#pragma once

#include <adwaita.h>

#include "model/herald-inapp-message.h"

G_BEGIN_DECLS

#define HERALD_TYPE_INAPP_CARD (herald_inapp_card_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInappCard, herald_inapp_card, HERALD, INAPP_CARD, AdwBin)

/* A picture of a card: it follows its message and cannot be operated. */
GtkWidget *herald_inapp_card_new (HeraldInappMessage *message);
void       herald_inapp_card_set_time_text (HeraldInappCard *self, const char *time_text);
void       herald_inapp_card_set_dark (HeraldInappCard *self, gboolean dark);
/* Whether its buttons work. Signals “dismissed” and “action” (HeraldInappAction *action). */
void  herald_inapp_card_set_interactive (HeraldInappCard *self, gboolean interactive);
char *herald_inapp_card_to_text (HeraldInappCard *self);

const char *herald_icon_type_get_icon_name (HeraldIconType icon);

G_END_DECLS
