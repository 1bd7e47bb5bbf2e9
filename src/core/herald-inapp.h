/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends in-app notifications and lists those that stand in the notification centres. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-inapp-entry.h"
#include "model/herald-inapp-message.h"
#include "model/herald-send-result.h"
#include "model/herald-system-user.h"

G_BEGIN_DECLS

/* One result per recipient (element-type HeraldSystemUser), in order; never sent twice. */
GPtrArray *herald_inapp_prepare (GPtrArray *recipients);
void       herald_inapp_send_async (HeraldSession      *session,
                                    HeraldInappMessage *message,
                                    GPtrArray          *recipients,
                                    GPtrArray          *results,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean   herald_inapp_send_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Newest first, high priority before normal; @recipient_id: (nullable): of all users. */
void herald_inapp_list_async (HeraldSession      *session,
                              const char         *recipient_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
/* Returns: (element-type HeraldInappEntry) */
GPtrArray *herald_inapp_list_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Deletes the rows; a card that was shown already stays until the next poll. */
void     herald_inapp_recall_async (HeraldSession      *session,
                                    const char *const  *ids,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean herald_inapp_recall_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
