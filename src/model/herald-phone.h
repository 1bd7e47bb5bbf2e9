/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An emulated phone and the notifications it holds, as the admin API tells them. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/herald-platform.h"
#include "model/herald-push-message.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PHONE (herald_phone_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPhone, herald_phone, HERALD, PHONE, GObject)

#define HERALD_TYPE_PHONE_NOTIFICATION (herald_phone_notification_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPhoneNotification,
                      herald_phone_notification,
                      HERALD,
                      PHONE_NOTIFICATION,
                      GObject)

HeraldPhone   *herald_phone_new_from_json (JsonObject *object, GError **error);
const char    *herald_phone_get_id (HeraldPhone *self);
const char    *herald_phone_get_name (HeraldPhone *self);
HeraldPlatform herald_phone_get_platform (HeraldPhone *self);
const char    *herald_phone_get_os_version (HeraldPhone *self);
const char *herald_phone_get_permission (HeraldPhone *self); /* "granted", "denied", "notAsked" */
gboolean    herald_phone_is_online (HeraldPhone *self);
gboolean    herald_phone_is_installed (HeraldPhone *self);
gboolean    herald_phone_has_consent (HeraldPhone *self);       /* to have clicks tracked */
const char *herald_phone_get_token (HeraldPhone *self);         /* (nullable): the platform's own */
const char *herald_phone_get_apns_token (HeraldPhone *self);    /* (nullable) */
const char *herald_phone_get_fcm_token (HeraldPhone *self);     /* (nullable) */
const char *herald_phone_get_app_id (HeraldPhone *self);        /* (nullable) */
const char *herald_phone_get_app_name (HeraldPhone *self);      /* (nullable) */
const char *herald_phone_get_user_id (HeraldPhone *self);       /* (nullable) */
GPtrArray  *herald_phone_get_notifications (HeraldPhone *self); /* of HeraldPhoneNotification */
void        herald_phone_set_notifications (HeraldPhone *self, GPtrArray *notifications);

HeraldPhoneNotification             *
herald_phone_notification_new_from_json (JsonObject *object, GError **error);
const char *herald_phone_notification_get_id (HeraldPhoneNotification *self);
/* The content, for the same drawing code as the previews. */
HeraldPushMessage *herald_phone_notification_get_message (HeraldPhoneNotification *self);
gint64             herald_phone_notification_get_received_us (HeraldPhoneNotification *self);
gint64   herald_phone_notification_get_opened_us (HeraldPhoneNotification *self); /* 0: not */
gboolean herald_phone_notification_is_shown (
  HeraldPhoneNotification *self); /* not for silent ones or without permission */

G_END_DECLS
