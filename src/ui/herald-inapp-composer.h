/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form in which an in-app notification is written, with recipients, previews and request. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"
#include "model/herald-inapp-message.h"

G_BEGIN_DECLS

#define HERALD_TYPE_INAPP_COMPOSER (herald_inapp_composer_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInappComposer, herald_inapp_composer, HERALD, INAPP_COMPOSER, AdwBin)

GtkWidget          *herald_inapp_composer_new (void);
void                herald_inapp_composer_set_session (HeraldInappComposer *self,
                                                       HeraldSession       *session,
                                                       GCancellable        *cancellable);
HeraldInappMessage *herald_inapp_composer_get_message (HeraldInappComposer *self);
/* @recipients: (element-type HeraldSystemUser) */
void        herald_inapp_composer_set_message (HeraldInappComposer *self,
                                               HeraldInappMessage  *message,
                                               GPtrArray           *recipients);
GPtrArray  *herald_inapp_composer_get_recipients (HeraldInappComposer *self);
void        herald_inapp_composer_add_action (HeraldInappComposer *self);
gboolean    herald_inapp_composer_is_sendable (HeraldInappComposer *self);  /* notify::sendable */
const char *herald_inapp_composer_get_obstacle (HeraldInappComposer *self); /* (nullable) */
/* Signal “changed”: the message or the recipients. */

G_END_DECLS
