/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clients of APNs and FCM, one for each set of credentials, kept as long as the session is
 * open: their tokens and connections are meant to last. Private to this layer. */
#pragma once

#include "model/herald-app.h"
#include "model/herald-environment.h"
#include "net/herald-apns-client.h"
#include "net/herald-fcm-client.h"

G_BEGIN_DECLS

#define HERALD_TYPE_SENDERS (herald_senders_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSenders, herald_senders, HERALD, SENDERS, GObject)

HeraldSenders *herald_senders_new (HeraldHttp *http, HeraldEnvironment *environment);
/* @app: with its credentials filled in. Returns: (transfer none); NULL with INVALID. */
HeraldApnsClient *herald_senders_get_apns (HeraldSenders *self, HeraldApp *app, GError **error);
HeraldFcmClient  *herald_senders_get_fcm (HeraldSenders *self, HeraldApp *app, GError **error);
void              herald_senders_close (HeraldSenders *self);

G_END_DECLS
