/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Apple's push service for one key and one bundle id: signed tokens, headers, what its answers
 * mean and what may be sent again. */
#pragma once

#include "crypto/herald-key.h"
#include "model/herald-app.h"
#include "model/herald-push-message.h"
#include "net/herald-http.h"
#include "net/herald-pacer.h"
#include "net/herald-push-result.h"

G_BEGIN_DECLS

#define HERALD_TYPE_APNS_CLIENT (herald_apns_client_get_type ())
G_DECLARE_FINAL_TYPE (HeraldApnsClient, herald_apns_client, HERALD, APNS_CLIENT, GObject)

typedef struct
{
  const char *origin; /* see herald_apns_get_origin() */
  const char *team_id;
  const char *key_id;
  HeraldKey  *key;
  const char *topic; /* the bundle id */
} HeraldApnsOptions;

/* Apple's address of an environment, “https://api.push.apple.com”. */
const char *herald_apns_get_origin (HeraldApnsEnvironment environment);

/* @http: says which origins are allowed and how they are reached, and records each exchange. */
HeraldApnsClient *herald_apns_client_new (HeraldHttp *http, const HeraldApnsOptions *options);
void              herald_apns_client_set_clock (HeraldApnsClient *self, HeraldClock *clock);
HeraldPacer      *herald_apns_client_get_pacer (HeraldApnsClient *self);
/* Bodies are the same for every device of a send: build one, share it. */
GBytes *herald_apns_client_build_payload (HeraldPushMessage *message);
void    herald_apns_client_send_async (HeraldApnsClient   *self,
                                       const char         *device_token,
                                       GBytes             *payload,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
/* Asks APNs about the credentials with a silent push to a device that does not exist. */
void herald_apns_client_probe_async (HeraldApnsClient   *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
/* Of both, also when no answer came: see the result's error. NULL only when it was cancelled. */
HeraldPushResult      *
herald_apns_client_send_finish (HeraldApnsClient *self, GAsyncResult *result, GError **error);
void herald_apns_client_close (HeraldApnsClient *self);

G_END_DECLS
