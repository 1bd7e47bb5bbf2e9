/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile app configurations: read, checked, written without touching secrets that were not changed.
 */
#pragma once

#include "core/herald-session.h"
#include "model/herald-access-token.h"
#include "model/herald-app.h"

G_BEGIN_DECLS

void herald_apps_list_async (HeraldSession      *session,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
/* Returns: (element-type HeraldApp): by name */
GPtrArray *herald_apps_list_finish (HeraldSession *session, GAsyncResult *result, GError **error);
void       herald_apps_load_async (HeraldSession      *session,
                                   const char         *app_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
HeraldApp *herald_apps_load_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Creates when the app has no id, else writes the changed fields only; validates first (INVALID).
 * On success the app has its id and no changes. */
void     herald_apps_save_async (HeraldSession      *session,
                                 HeraldApp          *app,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
gboolean herald_apps_save_finish (HeraldSession *session, GAsyncResult *result, GError **error);
void     herald_apps_delete_async (HeraldSession      *session,
                                   const char         *app_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean herald_apps_delete_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* The id of a token that Herald did not make: the service holds it and names it nowhere. */
#define HERALD_ACCESS_TOKEN_SERVICE_ID "service"

/* Access tokens: the one the service holds, and those Herald made. */
void herald_apps_list_tokens_async (HeraldSession      *session,
                                    const char         *app_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* Returns: (element-type HeraldAccessToken): newest first */
GPtrArray      *
herald_apps_list_tokens_finish (HeraldSession *session, GAsyncResult *result, GError **error);
void herald_apps_create_token_async (HeraldSession      *session,
                                     const char         *app_id,
                                     const char         *name,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
HeraldAccessToken *
herald_apps_create_token_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* The value, to copy or to register with; @token_id NULL: the current one. Free with
 * herald_secret_free(). SECRET when it is not known here. */
void herald_apps_reveal_token_async (HeraldSession      *session,
                                     const char         *app_id,
                                     const char         *token_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
char *
herald_apps_reveal_token_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Takes the token out of use; the current one is taken from the service too. */
void herald_apps_revoke_token_async (HeraldSession      *session,
                                     const char         *app_id,
                                     const char         *token_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean
herald_apps_revoke_token_finish (HeraldSession *session, GAsyncResult *result, GError **error);

/* One platform's answer to a probe that reaches no phone. */
typedef struct
{
  HeraldPlatform platform;
  gboolean       ok;
  char          *code;    /* reason or "OK" */
  char          *message; /* in words */
  char          *raw;     /* status and body as answered */
} HeraldCredentialCheck;

void herald_credential_check_free (HeraldCredentialCheck *self);
void herald_apps_check_async (HeraldSession      *session,
                              HeraldApp          *app,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
/* Returns: (element-type HeraldCredentialCheck) */
GPtrArray *herald_apps_check_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
