/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends a logged request to the emulator once more, with the session's own credentials. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-exchange.h"

G_BEGIN_DECLS

/* Whether the request only reads, so that nobody has to be asked. */
gboolean herald_replay_is_harmless (HeraldExchange *exchange);
void     herald_replay_async (HeraldSession      *session,
                              HeraldExchange     *exchange,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
/* Returns: (transfer full): the new exchange, with an answer of any status */
HeraldExchange *herald_replay_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
