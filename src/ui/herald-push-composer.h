/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form in which a push is written, with its findings, meters, payload and previews. */
#pragma once

#include <adwaita.h>

#include "model/herald-app.h"
#include "model/herald-push-message.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PUSH_COMPOSER (herald_push_composer_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPushComposer, herald_push_composer, HERALD, PUSH_COMPOSER, AdwBin)

GtkWidget         *herald_push_composer_new (void);
HeraldPushMessage *herald_push_composer_get_message (HeraldPushComposer *self);
void herald_push_composer_set_message (HeraldPushComposer *self, HeraldPushMessage *message);
/* @apps: (element-type HeraldApp) */
void       herald_push_composer_set_apps (HeraldPushComposer *self, GPtrArray *apps);
void       herald_push_composer_forget_apps (HeraldPushComposer *self);
HeraldApp *herald_push_composer_get_app (HeraldPushComposer *self); /* (nullable) */
void       herald_push_composer_select_app (HeraldPushComposer *self, const char *app_id);
/* Whether it may be sent, and if not the sentence that says why. notify::sendable */
gboolean    herald_push_composer_is_sendable (HeraldPushComposer *self);
const char *herald_push_composer_get_obstacle (HeraldPushComposer *self); /* (nullable) */
/* Signal “changed”: the message or the app. */

G_END_DECLS
