/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP request as it will be sent, and the record of how it went. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/herald-exchange.h"

G_BEGIN_DECLS

#define HERALD_TYPE_HTTP_REQUEST (herald_http_request_get_type ())
G_DECLARE_FINAL_TYPE (HeraldHttpRequest, herald_http_request, HERALD, HTTP_REQUEST, GObject)

/* @service: the name in the record: "dataverse", "sign-in", "registration", "fcm"…; @url: whole and
 * already encoded: it goes over the wire as it is. GET and DELETE start as idempotent. */
HeraldHttpRequest             *
herald_http_request_new (const char *service, const char *method, const char *url);
const char *herald_http_request_get_service (HeraldHttpRequest *self);
const char *herald_http_request_get_method (HeraldHttpRequest *self);
/* “GET contacts”: the method and the last name in the path, without keys and query. */
char       *herald_http_request_dup_label (HeraldHttpRequest *self);
const char *herald_http_request_get_url (HeraldHttpRequest *self);
/* Replaces a header of that name; @value NULL takes it away. */
void herald_http_request_set_header (HeraldHttpRequest *self, const char *name, const char *value);
const char *herald_http_request_get_header (HeraldHttpRequest *self, const char *name);
/* name, value, name, value… in the order of setting. */
GPtrArray *herald_http_request_get_headers (HeraldHttpRequest *self);
void herald_http_request_set_body (HeraldHttpRequest *self, const char *content_type, GBytes *body);
void herald_http_request_set_json (HeraldHttpRequest *self, JsonNode *body);
const char *herald_http_request_get_content_type (HeraldHttpRequest *self); /* (nullable) */
GBytes     *herald_http_request_get_body (HeraldHttpRequest *self);         /* (nullable) */
/* Whether doing it twice is the same as doing it once; only then may it be sent again. */
gboolean herald_http_request_is_idempotent (HeraldHttpRequest *self);
void     herald_http_request_set_idempotent (HeraldHttpRequest *self, gboolean idempotent);
gsize    herald_http_request_get_max_answer_bytes (HeraldHttpRequest *self);
void     herald_http_request_set_max_answer_bytes (HeraldHttpRequest *self, gsize max_bytes);
/* Whether a good answer is for the caller alone and may hold a secret of the request again, as the
 * same refresh token; every other is given without them. */
gboolean herald_http_request_is_answer_secret (HeraldHttpRequest *self);
void     herald_http_request_set_answer_secret (HeraldHttpRequest *self, gboolean is_secret);
/* Whether the last attempt had a connection and lost it: an idempotent request may be sent again.
 */
gboolean herald_http_request_is_connection_broken (HeraldHttpRequest *self);
void     herald_http_request_set_connection_broken (HeraldHttpRequest *self, gboolean broken);
/* (nullable): the record of the last attempt, also when it failed; redacted. */
HeraldExchange *herald_http_request_get_exchange (HeraldHttpRequest *self);
void herald_http_request_set_exchange (HeraldHttpRequest *self, HeraldExchange *exchange);

G_END_DECLS
