/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notifications on a phone's lock screen, newest first. */
#pragma once

#include <adwaita.h>

#include "model/herald-phone.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PHONE_CARDS (herald_phone_cards_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPhoneCards, herald_phone_cards, HERALD, PHONE_CARDS, AdwBin)

/* What the phone holds now; what arrived since slides in, what was opened folds. */
void  herald_phone_cards_update (HeraldPhoneCards *self, HeraldPhone *phone, gint64 now_us);
guint herald_phone_cards_get_n_cards (HeraldPhoneCards *self);
/* Signal “tap” (string notification_id). */

/* How phones tell the age of a notification. */
char *herald_phone_describe_age (gint64 now_us, gint64 received_us);

G_END_DECLS
