/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An HTTP answer of any status, and what it means: JSON, or an error in words. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/herald-exchange.h"
#include "model/herald-reason.h"

G_BEGIN_DECLS

typedef struct
{
  guint           status;
  GPtrArray      *headers;      /* (owned) (element-type utf8) name, value, name, value… */
  char           *content_type; /* (owned) (nullable) without parameters, lower case */
  GBytes         *body;         /* (owned) */
  HeraldExchange *exchange;     /* (owned) */
  guint           attempts;     /* 1 when the first one was answered */
} HeraldHttpAnswer;

void        herald_http_answer_free (HeraldHttpAnswer *self);
const char *herald_http_answer_get_header (const HeraldHttpAnswer *self, const char *name);
gboolean    herald_http_answer_is_success (const HeraldHttpAnswer *self);
/* PROTOCOL with a sentence when the body is empty, a web page, cut off or otherwise no JSON. */
JsonNode *herald_http_answer_parse_json (const HeraldHttpAnswer *self, GError **error);
/* Of a call that changes something and has a status of 2xx: whether it was the service that said
 * so.
 */
gboolean herald_http_answer_check_done (const HeraldHttpAnswer *self, GError **error);
/* Seconds of Retry-After (number or date), or -1. */
gint64 herald_http_answer_get_retry_after (const HeraldHttpAnswer *self, gint64 now_us);
/* Whether the status is 2xx; else sets the error that status and body mean for that service. */
gboolean
herald_http_answer_check (const HeraldHttpAnswer *self, HeraldService service, GError **error);
/* (transfer full) (nullable): the code in the body: "0x80060888", "invalid_client", "UNREGISTERED".
 */
char *herald_http_answer_dup_code (const HeraldHttpAnswer *self, HeraldService service);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldHttpAnswer, herald_http_answer_free)

/* At the beginning of a sentence. */
const char *herald_service_get_name (HeraldService service);

G_END_DECLS
