/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP/1.1 to the origins of one environment and to no other: limits, time-outs, record. One per
 * open environment, used on one thread. */
#pragma once

#include <gio/gio.h>

#include "base/herald-clock.h"
#include "base/herald-transport.h"
#include "net/herald-http-answer.h"
#include "net/herald-http-request.h"
#include "net/herald-origin.h"
#include "net/herald-pacer.h"

G_BEGIN_DECLS

#define HERALD_TYPE_HTTP (herald_http_get_type ())
G_DECLARE_FINAL_TYPE (HeraldHttp, herald_http, HERALD, HTTP, GObject)

/* Called once per attempt when it has ended, before the caller is told. */
typedef void (*HeraldExchangeRecorder) (HeraldExchange *exchange, gpointer user_data);

/* Call it first in main(): switches HTTP/2 of libsoup off, which is done by the environment. */
void herald_http_init_library (void);
/* @transport: (nullable): how servers are reached; NULL for the system's proxy and authorities. */
HeraldHttp      *herald_http_new (HeraldTransport *transport);
void             herald_http_set_transport (HeraldHttp *self, HeraldTransport *transport);
HeraldTransport *herald_http_get_transport (HeraldHttp *self);
/* Origins that may be talked to; until one is allowed every request fails with NETWORK. */
void herald_http_allow_origin (HeraldHttp *self, const char *url);
/* The same for a server that is not the environment's: it sees no client certificate. */
void     herald_http_allow_foreign_origin (HeraldHttp *self, const char *url);
gboolean herald_http_is_allowed (HeraldHttp *self, const char *url);
gboolean herald_http_check_allowed (HeraldHttp *self, const char *url, GError **error);
/* Signal “refused” (const char *origin): nothing was sent there; also for those who refuse an
 * address before a request is made of it. */
void herald_http_refuse (HeraldHttp *self, const char *url);
/* (transfer none): for services that are called from many places: one pacer for each server. */
HeraldPacer *herald_http_get_pacer (HeraldHttp *self, HeraldService service, const char *url);
/* What waits because a service asked for it; to be set before the first call. */
void         herald_http_set_waits (HeraldHttp *self, HeraldWaits *waits);
HeraldWaits *herald_http_get_waits (HeraldHttp *self);
void         herald_http_set_recorder (HeraldHttp            *self,
                                       HeraldExchangeRecorder recorder,
                                       gpointer               user_data,
                                       GDestroyNotify         destroy);
/* For other transports of the same environment (HTTP/2): records as the rest does. */
void herald_http_record (HeraldHttp *self, HeraldExchange *exchange);
void herald_http_set_timeout (HeraldHttp *self, guint seconds);
/* Of a whole attempt, however slowly its answer drips. */
void herald_http_set_longest_ms (HeraldHttp *self, guint ms);
void herald_http_set_most_bytes (HeraldHttp *self, gsize n_bytes);
/* One attempt, no retry. Fails with NETWORK, PROTOCOL (too big, cut off) or G_IO_ERROR_CANCELLED;
 * an answer of any status is no failure. Redirects of GET are followed among the allowed origins
 * and carry no Authorization to another one. */
void              herald_http_send_async (HeraldHttp         *self,
                                          HeraldHttpRequest  *request,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
HeraldHttpAnswer *herald_http_send_finish (HeraldHttp *self, GAsyncResult *result, GError **error);
/* Ends every connection; later requests open new ones. */
void herald_http_close (HeraldHttp *self);

G_END_DECLS
