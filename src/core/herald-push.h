/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends a push as a test, straight to APNs and FCM, and keeps what became of it. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-app.h"
#include "model/herald-device.h"
#include "model/herald-push-message.h"
#include "model/herald-send-result.h"

G_BEGIN_DECLS

/* One result per device, in order; they tell each state by “changed”. Devices that are REMOVED get
 * NOT_REGISTERED and nothing is sent to them. Message and credentials are checked first (INVALID).
 * A pasted token is a HeraldDevice without id. The send is kept in the store. */
GPtrArray *herald_push_prepare (GPtrArray *devices);
void       herald_push_send_async (HeraldSession      *session,
                                   HeraldApp          *app,
                                   HeraldPushMessage  *message,
                                   GPtrArray          *devices,
                                   GPtrArray          *results,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean   herald_push_send_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
