/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One remote service: calls it with its token, its pace and the rules of what may be sent again. */
#pragma once

#include "net/herald-http.h"
#include "net/herald-pacer.h"
#include "net/herald-token-source.h"

G_BEGIN_DECLS

#define HERALD_TYPE_REMOTE (herald_remote_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRemote, herald_remote, HERALD, REMOTE, GObject)

/* @tokens: (nullable): adds “Authorization: Bearer …” to requests to the tokens' own origin. */
HeraldRemote *
herald_remote_new (HeraldHttp *http, HeraldService service, HeraldTokenSource *tokens);
/* The sign-in service at @url: all who sign in over @http share its pacer. */
HeraldRemote      *herald_remote_new_sign_in (HeraldHttp *http, const char *url);
HeraldService      herald_remote_get_service (HeraldRemote *self);
HeraldHttp        *herald_remote_get_http (HeraldRemote *self);
HeraldPacer       *herald_remote_get_pacer (HeraldRemote *self);
HeraldTokenSource *herald_remote_get_tokens (HeraldRemote *self); /* (nullable) */
void               herald_remote_set_max_attempts (HeraldRemote *self, guint max_attempts);
/* Waits for the pacer and the token, sends, and sends again: idempotent requests after 429, 502,
 * 503, 504 and broken connections; any request once after 401 with a new token; what the sign-in
 * service answers with 429. Nothing else is ever repeated. */
void herald_remote_call_async (HeraldRemote       *self,
                               HeraldHttpRequest  *request,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
/* The answer of any status. */
HeraldHttpAnswer *
herald_remote_call_finish (HeraldRemote *self, GAsyncResult *result, GError **error);
/* The answer when its status is 2xx; the error that it means otherwise. */
HeraldHttpAnswer *
herald_remote_call_finish_checked (HeraldRemote *self, GAsyncResult *result, GError **error);

G_END_DECLS
