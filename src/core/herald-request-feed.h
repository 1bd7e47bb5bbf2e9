/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other programs ask the emulator, as a list that follows, newest first, and stays small. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-exchange-filter.h"

G_BEGIN_DECLS

/* The oldest exchanges make room beyond these. */
#define HERALD_REQUEST_FEED_MAX_ROWS 2000u
#define HERALD_REQUEST_FEED_MAX_BYTES ((gsize) 32 * 1024 * 1024)

/* A GListModel of HeraldExchange. */
#define HERALD_TYPE_REQUEST_FEED (herald_request_feed_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRequestFeed, herald_request_feed, HERALD, REQUEST_FEED, GObject)

HeraldRequestFeed *herald_request_feed_new (void);
/* @session: (nullable): the emulator's; begins anew. @cancellable: (nullable) */
void herald_request_feed_set_session (HeraldRequestFeed *self,
                                      HeraldSession     *session,
                                      GCancellable      *cancellable);
/* Reads what was logged since the last time. */
void herald_request_feed_update (HeraldRequestFeed *self);
/* @filter: (transfer full) (nullable): NULL shows everything. Goes through the whole log: what is
 * not kept here any more is asked of the emulator. */
void     herald_request_feed_take_filter (HeraldRequestFeed *self, HeraldExchangeFilter *filter);
gboolean herald_request_feed_is_searching (HeraldRequestFeed *self);
/* While it is paused, what comes is kept but not shown. */
gboolean      herald_request_feed_get_paused (HeraldRequestFeed *self);
void          herald_request_feed_set_paused (HeraldRequestFeed *self, gboolean paused);
guint         herald_request_feed_get_n_kept (HeraldRequestFeed *self);
guint         herald_request_feed_get_n_waiting (HeraldRequestFeed *self); /* while paused */
const GError *herald_request_feed_get_error (HeraldRequestFeed *self);     /* (nullable) */
/* Forgets everything, here and in the emulator. */
void herald_request_feed_clear_async (HeraldRequestFeed  *self,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean
herald_request_feed_clear_finish (HeraldRequestFeed *self, GAsyncResult *result, GError **error);
/* For tests and for other sources than a session: (transfer none). */
void herald_request_feed_add (HeraldRequestFeed *self, GPtrArray *exchanges);
/* Signals: “logged” (HeraldExchange), “updated” (): the numbers or the error are others. */

G_END_DECLS
