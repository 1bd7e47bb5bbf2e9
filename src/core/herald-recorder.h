/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes every exchange of a session to the store; what comes while a write is under way goes with
 * the next one. Private to this layer. */
#pragma once

#include "base/herald-transport.h"
#include "model/herald-exchange.h"
#include "model/herald-host.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

#define HERALD_TYPE_RECORDER (herald_recorder_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRecorder, herald_recorder, HERALD, RECORDER, GObject)

HeraldRecorder *herald_recorder_new (HeraldStore *store, const char *environment_id);
void            herald_recorder_record (HeraldRecorder *self, HeraldExchange *exchange);
/* A contact beside the exchanges, such as a mere connection. @error: (nullable): how it failed. */
void herald_recorder_note_contact (HeraldRecorder    *self,
                                   const char        *url,
                                   HeraldHostPurposes purposes,
                                   const char        *error);
/* @proxy: “scheme://host:port” of what stands between; @error: (nullable): how the way failed. */
void herald_recorder_note_proxy (HeraldRecorder  *self,
                                 HeraldTransport *transport,
                                 const char      *proxy,
                                 const char      *error);
/* Nothing was sent to @origin. */
void herald_recorder_note_refusal (HeraldRecorder *self, const char *origin);
/* Waits until everything recorded so far has its id or could not be written. */
void     herald_recorder_settle_async (HeraldRecorder     *self,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean herald_recorder_settle_finish (HeraldRecorder *self, GAsyncResult *result, GError **error);

G_END_DECLS
