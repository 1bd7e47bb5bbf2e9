/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bearer tokens for one origin: kept until shortly before they expire, fetched once for all who
 * wait. */
#pragma once

#include "net/herald-token-request.h"

G_BEGIN_DECLS

#define HERALD_TYPE_TOKEN_SOURCE (herald_token_source_get_type ())
G_DECLARE_FINAL_TYPE (HeraldTokenSource, herald_token_source, HERALD, TOKEN_SOURCE, GObject)

/* Returns: (transfer full): the body of the token request, “grant_type=…&…”, made anew for each. */
typedef char *(*HeraldTokenFormFunc) (gpointer user_data, GError **error);

/* @origin: the only origin that ever gets the token. */
HeraldTokenSource *herald_token_source_new (HeraldHttp         *http,
                                            HeraldService       service,
                                            const char         *token_url,
                                            const char         *origin,
                                            HeraldTokenFormFunc form,
                                            gpointer            form_data,
                                            GDestroyNotify      form_destroy);
/* Client credentials of Entra ID (contract: auth, 4.5). */
HeraldTokenSource *herald_token_source_new_client_credentials (HeraldHttp *http,
                                                               const char *authority,
                                                               const char *tenant_id,
                                                               const char *client_id,
                                                               const char *client_secret,
                                                               const char *environment_url);
/* Tokens that somebody else fetches; @finish gives the answer of @start (transfer full). @claims:
 * (nullable): what the service asked for when it refused the last one. */
typedef void (*HeraldTokenStartFunc) (gpointer            fetcher,
                                      const char         *claims,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
typedef HeraldTokenAnswer *(*HeraldTokenFinishFunc) (gpointer      fetcher,
                                                     GAsyncResult *result,
                                                     GError      **error);
HeraldTokenSource *herald_token_source_new_fetched (const char           *origin,
                                                    GObject              *fetcher,
                                                    HeraldTokenStartFunc  start,
                                                    HeraldTokenFinishFunc finish);
/* A token that is known and never changes. */
HeraldTokenSource *herald_token_source_new_static (const char *origin, const char *token);
void               herald_token_source_set_clock (HeraldTokenSource *self, HeraldClock *clock);
const char        *herald_token_source_get_origin (HeraldTokenSource *self);
gint64             herald_token_source_get_expires_us (HeraldTokenSource *self); /* 0: none held */
void               herald_token_source_get_async (HeraldTokenSource  *self,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
/* Returns: (transfer full): the token */
char *
herald_token_source_get_finish (HeraldTokenSource *self, GAsyncResult *result, GError **error);
/* @token was refused with 401: the next call fetches another, unless that has happened already.
 * @claims: (nullable): what was asked for beside. */
void
herald_token_source_invalidate (HeraldTokenSource *self, const char *token, const char *claims);

G_END_DECLS
