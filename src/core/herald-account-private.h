/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ways to sign in share. */
#pragma once

#include "core/herald-account.h"
#include "net/herald-openid.h"

G_BEGIN_DECLS

HeraldHttp *herald_account_get_http (HeraldAccount *self);
const char *herald_account_get_client_id (HeraldAccount *self);
char       *herald_account_dup_scope (HeraldAccount *self);
/* Finds the sign-in service, once. */
void herald_account_prepare_async (HeraldAccount      *self,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
/* (transfer none) */
const HeraldOpenid *
herald_account_prepare_finish (HeraldAccount *self, GAsyncResult *result, GError **error);
const HeraldOpenid *herald_account_get_openid (HeraldAccount *self); /* (nullable) */
/* Keeps what a person's sign-in brought; returns through @task (boolean), which it takes. */
void herald_account_keep (HeraldAccount          *self,
                          const HeraldHttpAnswer *answer,
                          const char             *nonce,
                          GTask                  *task);

G_END_DECLS
