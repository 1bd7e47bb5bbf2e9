/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the push that is being written as a test, beside the composer, which stays as it is. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"
#include "ui/herald-push-composer.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PUSH_SEND_PANEL (herald_push_send_panel_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPushSendPanel, herald_push_send_panel, HERALD, PUSH_SEND_PANEL, AdwBin)

GtkWidget *herald_push_send_panel_new (void);
/* @session: (nullable): stops what is under way and empties the panel. */
void     herald_push_send_panel_set_session (HeraldPushSendPanel *self,
                                             HeraldSession       *session,
                                             GCancellable        *cancellable);
void     herald_push_send_panel_open (HeraldPushSendPanel *self, HeraldPushComposer *composer);
void     herald_push_send_panel_send (HeraldPushSendPanel *self);
gboolean herald_push_send_panel_is_sending (HeraldPushSendPanel *self);
/* (element-type HeraldSendResult): of the last send; may be empty */
GPtrArray *herald_push_send_panel_get_results (HeraldPushSendPanel *self);
/* Signals “close” and “edit-message”. */

G_END_DECLS
