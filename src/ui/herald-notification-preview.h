/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a push as a phone shows it, from the object that is sent. */
#pragma once

#include <gtk/gtk.h>

#include "model/herald-surface.h"

G_BEGIN_DECLS

#define HERALD_TYPE_NOTIFICATION_PREVIEW (herald_notification_preview_get_type ())
G_DECLARE_FINAL_TYPE (HeraldNotificationPreview,
                      herald_notification_preview,
                      HERALD,
                      NOTIFICATION_PREVIEW,
                      GtkWidget)

/* @framed: on a backdrop, with a mark and a caption where text is cut; else the bare card. */
GtkWidget *herald_notification_preview_new (HeraldSurface surface, gboolean framed);
void       herald_notification_preview_set_message (HeraldNotificationPreview *self,
                                                    HeraldPushMessage         *message);
void
herald_notification_preview_set_app_name (HeraldNotificationPreview *self, const char *app_name);
void
herald_notification_preview_set_time_text (HeraldNotificationPreview *self, const char *time_text);
void herald_notification_preview_set_dark (HeraldNotificationPreview *self, gboolean dark);
void
herald_notification_preview_set_text_scale (HeraldNotificationPreview *self, double text_scale);
HeraldSurface herald_notification_preview_get_surface (HeraldNotificationPreview *self);
HeraldCut herald_notification_preview_get_cut (HeraldNotificationPreview *self); /* notify::cut */
guint herald_notification_preview_get_n_lines (HeraldNotificationPreview *self, HeraldCut field);
const char *herald_notification_preview_get_caption (HeraldNotificationPreview *self);
gboolean    herald_notification_preview_is_right_to_left (HeraldNotificationPreview *self);

G_END_DECLS
