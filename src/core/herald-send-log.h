/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a send in the store: its targets are written down as on their way before anything is sent,
 * and each outcome as it comes. Private to this layer. */
#pragma once

#include "core/herald-session.h"
#include "store/herald-table-send.h"

G_BEGIN_DECLS

#define HERALD_TYPE_SEND_LOG (herald_send_log_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSendLog, herald_send_log, HERALD, SEND_LOG, GObject)

/* @row: (transfer full): what is sent; @results: (element-type HeraldSendResult): to whom. */
HeraldSendLog *herald_send_log_new (HeraldSession *session, HeraldSendRow *row, GPtrArray *results);
/* Writes the send with the state that the results have now. */
void
herald_send_log_begin_async (HeraldSendLog *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean herald_send_log_begin_finish (HeraldSendLog *self, GAsyncResult *result, GError **error);
/* Notes that a result changed; it goes with the next write. */
void herald_send_log_note (HeraldSendLog *self, guint position);
/* Waits until all that was noted is written. */
void     herald_send_log_settle_async (HeraldSendLog      *self,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean herald_send_log_settle_finish (HeraldSendLog *self, GAsyncResult *result, GError **error);

G_END_DECLS
