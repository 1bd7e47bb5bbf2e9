/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was sent and which requests went over the wire, from the store. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-exchange.h"

G_BEGIN_DECLS

/* Pushes and in-app notifications together. */
void herald_history_list_sends_async (HeraldSession      *session,
                                      guint               limit,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
/* Returns: (element-type HeraldSendRow): newest first; see store/herald-table-send.h */
GPtrArray *
herald_history_list_sends_finish (HeraldSession *session, GAsyncResult *result, GError **error);
void herald_history_list_results_async (HeraldSession      *session,
                                        gint64              send_id,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/* Returns: (element-type HeraldSendResult): in order */
GPtrArray *
herald_history_list_results_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* @service: (nullable): "dataverse", "apns"… */
void herald_history_list_exchanges_async (HeraldSession      *session,
                                          const char         *service,
                                          guint               limit,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
/* Returns: (element-type HeraldExchange): newest first */
GPtrArray *
herald_history_list_exchanges_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* @exchange_id: as a HeraldSendResult names it; NOT_FOUND when it is no longer kept. */
void herald_history_load_exchange_async (HeraldSession      *session,
                                         gint64              exchange_id,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
HeraldExchange *
herald_history_load_exchange_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
