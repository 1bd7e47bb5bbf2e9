/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One notification as a phone draws it: laid out in the phone's own points, drawn by a widget. */
#pragma once

#include <gtk/gtk.h>

#include "model/herald-surface.h"

G_BEGIN_DECLS

typedef struct _HeraldNotificationCard HeraldNotificationCard;

HeraldNotificationCard *herald_notification_card_new (HeraldSurface surface);
void                    herald_notification_card_free (HeraldNotificationCard *self);
void                    herald_notification_card_set_fonts (HeraldNotificationCard *self,
                                                            PangoContext           *context,
                                                            double                  text_scale);
void     herald_notification_card_set_dark (HeraldNotificationCard *self, gboolean dark);
gboolean herald_notification_card_update (HeraldNotificationCard *self,
                                          HeraldPushMessage      *message,
                                          const char             *app_name,
                                          const char             *time_text);
/* In points, after an update. */
int       herald_notification_card_get_width (HeraldNotificationCard *self);
int       herald_notification_card_get_height (HeraldNotificationCard *self);
HeraldCut herald_notification_card_get_cut (HeraldNotificationCard *self);
guint     herald_notification_card_get_n_lines (HeraldNotificationCard *self, HeraldCut field);
gboolean  herald_notification_card_is_right_to_left (HeraldNotificationCard *self);
void      herald_notification_card_snapshot (HeraldNotificationCard *self,
                                             GtkSnapshot            *snapshot,
                                             gboolean                show_mark);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldNotificationCard, herald_notification_card_free)

G_END_DECLS
