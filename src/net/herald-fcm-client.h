/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firebase Cloud Messaging (HTTP v1) for one service account: its access token, sending, what the
 * answers mean. */
#pragma once

#include "crypto/herald-service-account.h"
#include "model/herald-push-message.h"
#include "net/herald-http.h"
#include "net/herald-pacer.h"
#include "net/herald-push-result.h"

G_BEGIN_DECLS

#define HERALD_TYPE_FCM_CLIENT (herald_fcm_client_get_type ())
G_DECLARE_FINAL_TYPE (HeraldFcmClient, herald_fcm_client, HERALD, FCM_CLIENT, GObject)

#define HERALD_FCM_ORIGIN "https://fcm.googleapis.com"

/* @origin: HERALD_FCM_ORIGIN or an environment's own. @token_url: (nullable): instead of the
 * account's token_uri, which stays the assertion's audience. */
HeraldFcmClient *herald_fcm_client_new (HeraldHttp           *http,
                                        HeraldServiceAccount *account,
                                        const char           *origin,
                                        const char           *token_url);
void             herald_fcm_client_set_clock (HeraldFcmClient *self, HeraldClock *clock);
HeraldPacer     *herald_fcm_client_get_pacer (HeraldFcmClient *self);
/* @message: as herald_push_message_build_fcm() makes it; the device's token is in it. */
void herald_fcm_client_send_async (HeraldFcmClient    *self,
                                   JsonNode           *message,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
/* Asks FCM about the credentials with a message that is only validated, to no device. */
void herald_fcm_client_probe_async (HeraldFcmClient    *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* Of both, also when no answer came: see the result's error. NULL only when it was cancelled. */
HeraldPushResult *
herald_fcm_client_send_finish (HeraldFcmClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
