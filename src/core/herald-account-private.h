/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ways to sign in share. */
#pragma once

#include "core/herald-account.h"
#include "core/herald-file-lock.h"
#include "net/herald-openid.h"

G_BEGIN_DECLS

struct _HeraldAccount
{
  GObject parent_instance;

  HeraldEnvironment *environment; /* (owned) */
  HeraldSecrets     *secrets;     /* (owned) */
  HeraldHttp        *http;        /* (owned) */
  gboolean           owns_http;   /* which does not know its way before the first preparing */
  HeraldOpenid      *openid;      /* (owned) (nullable): once it is known */
  char              *lock_path;   /* (owned): held while a refresh token is being replaced */
  gboolean           is_silent;   /* the service did not answer the last time */
};

const char  *herald_account_get_field (HeraldAccount *self, HeraldEnvironmentField field);
HeraldSignIn herald_account_get_sign_in (HeraldAccount *self);
const char  *herald_account_get_client_id (HeraldAccount *self);
/* (nullable): what a service asked for beside, to be repeated to the sign-in service. */
const char *herald_account_get_claims (HeraldAccount *self);
char       *herald_account_dup_scope (HeraldAccount *self);
void        herald_account_look_up (HeraldAccount      *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    GTask              *task);
void        herald_account_store_refresh_token (HeraldAccount      *self,
                                                const char         *refresh_token,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
/* Finds the sign-in service, once. */
void herald_account_prepare_async (HeraldAccount      *self,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
/* (transfer none) */
const HeraldOpenid *
herald_account_prepare_finish (HeraldAccount *self, GAsyncResult *result, GError **error);
/* The signals of a person's sign-in. */
void herald_account_tell_came_back (HeraldAccount *self);
void herald_account_tell_silent (HeraldAccount *self, gboolean is_silent);
/* Keeps what a person's sign-in brought; returns through @task (boolean), which it takes. */
void herald_account_keep (HeraldAccount          *self,
                          const HeraldHttpAnswer *answer,
                          const char             *nonce,
                          GTask                  *task);

G_END_DECLS
