/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An in-app notification as it pops up and as it stands in the notification centre. */
#pragma once

#include <adwaita.h>

#include "model/herald-inapp-message.h"

G_BEGIN_DECLS

#define HERALD_TYPE_INAPP_PREVIEW (herald_inapp_preview_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInappPreview, herald_inapp_preview, HERALD, INAPP_PREVIEW, AdwBin)

GtkWidget *herald_inapp_preview_new (void);
void       herald_inapp_preview_set_message (HeraldInappPreview *self, HeraldInappMessage *message);
void       herald_inapp_preview_set_dark (HeraldInappPreview *self, gboolean dark);
/* Where the card stands among the two samples: 0, 1 or 2. */
guint    herald_inapp_preview_get_position (HeraldInappPreview *self);
gboolean herald_inapp_preview_shows_toast (HeraldInappPreview *self);

G_END_DECLS
