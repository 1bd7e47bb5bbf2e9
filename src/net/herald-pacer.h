/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds back everything that goes to one service while it asks to wait, so that all work slows
 * down together. */
#pragma once

#include <gio/gio.h>

#include "net/herald-waits.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PACER (herald_pacer_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPacer, herald_pacer, HERALD, PACER, GObject)

HeraldPacer *herald_pacer_new (void);
/* Who waits is told to @waits, as waiting for @service. */
void herald_pacer_set_waits (HeraldPacer *self, HeraldWaits *waits, HeraldService service);
/* Returns at once, or when the service may be called again. @what: the request, for people. */
void     herald_pacer_wait_async (HeraldPacer        *self,
                                  const char         *what,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean herald_pacer_wait_finish (HeraldPacer *self, GAsyncResult *result, GError **error);
/* The service asked to wait: @retry_after_seconds, or -1 for a back-off that doubles each time. */
void herald_pacer_slow_down (HeraldPacer *self, gint64 retry_after_seconds);
/* The service answered normally: the next back-off starts from the beginning. */
void herald_pacer_answered (HeraldPacer *self);
/* Wall-clock time in µs when work goes on, 0 when nothing waits; notify::resume-at. */
gint64 herald_pacer_get_resume_at (HeraldPacer *self);
/* How long one second of waiting lasts; tests shorten it. 1000 by default. */
void herald_pacer_set_second_ms (HeraldPacer *self, guint ms);
/* The same for every pacer that is made from now on: some live for one call only. */
void herald_pacer_set_default_second_ms (guint ms);

G_END_DECLS
