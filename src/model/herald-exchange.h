/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request and its answer as they went over the wire, secrets masked. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HERALD_TYPE_EXCHANGE (herald_exchange_get_type ())
G_DECLARE_FINAL_TYPE (HeraldExchange, herald_exchange, HERALD, EXCHANGE, GObject)

HeraldExchange *
herald_exchange_new (const char *service, const char *method, const char *url, gint64 started_us);
/* Redacts on the way in: names and values as sent, body as sent. */
void herald_exchange_add_request_header (HeraldExchange *self, const char *name, const char *value);
void
herald_exchange_set_request_body (HeraldExchange *self, const char *content_type, GBytes *body);
void herald_exchange_add_answer_header (HeraldExchange *self, const char *name, const char *value);
/* The secrets of the request are known until the exchange has ended: what an answer says is shown
 * without them, whoever shows it. */
GBytes     *herald_exchange_mask_body (HeraldExchange *self, GBytes *body);
char       *herald_exchange_mask (HeraldExchange *self, const char *text);
void        herald_exchange_finish (HeraldExchange *self,
                                    guint           status,
                                    const char     *protocol,
                                    const char     *content_type,
                                    GBytes         *body,
                                    gint64          connect_us,
                                    gint64          total_us);
void        herald_exchange_fail (HeraldExchange *self, const char *message, gint64 total_us);
gint64      herald_exchange_get_id (HeraldExchange *self);
void        herald_exchange_set_id (HeraldExchange *self, gint64 id);
const char *herald_exchange_get_service (HeraldExchange *self); /* "dataverse", "apns"… */
const char *herald_exchange_get_method (HeraldExchange *self);
const char *herald_exchange_get_url (HeraldExchange *self);
gint64      herald_exchange_get_started_us (HeraldExchange *self);
const char *herald_exchange_get_request_headers (HeraldExchange *self); /* lines “Name: value” */
const char *herald_exchange_get_request_body (HeraldExchange *self);
guint       herald_exchange_get_status (HeraldExchange *self);   /* 0: no answer */
const char *herald_exchange_get_protocol (HeraldExchange *self); /* "HTTP/2" */
const char *herald_exchange_get_answer_headers (HeraldExchange *self);
const char *herald_exchange_get_answer_body (HeraldExchange *self);
const char *herald_exchange_get_error (HeraldExchange *self); /* (nullable) */
gint64      herald_exchange_get_connect_us (HeraldExchange *self);
gint64      herald_exchange_get_total_us (HeraldExchange *self);
char       *herald_exchange_to_text (HeraldExchange *self); /* both halves, readable */
char       *herald_exchange_to_curl (HeraldExchange *self); /* secrets as $VARIABLES */
/* For the store: the parts are already redacted. */
HeraldExchange *herald_exchange_restore (gint64      id,
                                         const char *service,
                                         const char *method,
                                         const char *url,
                                         gint64      started_us,
                                         const char *request_headers,
                                         const char *request_body,
                                         guint       status,
                                         const char *protocol,
                                         const char *answer_headers,
                                         const char *answer_body,
                                         const char *error,
                                         gint64      connect_us,
                                         gint64      total_us);

G_END_DECLS
