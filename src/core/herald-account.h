/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who signs in to a saved environment: a person or an application. */
#pragma once

#include "core/herald-secrets.h"
#include "model/herald-environment.h"
#include "net/herald-token-source.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

#define HERALD_TYPE_ACCOUNT (herald_account_get_type ())
G_DECLARE_FINAL_TYPE (HeraldAccount, herald_account, HERALD, ACCOUNT, GObject)

/* Signals of a person's sign-in: “came-back”: the browser has shown that it is over, and what it
 * brought is being redeemed; “silent” (gboolean): whether the service leaves us waiting, while the
 * code is shown. */

/* Shows the sign-in page to the person. */
typedef gboolean (*HeraldAccountOpenFunc) (const char *url, gpointer user_data, GError **error);
/* Shows the person what to enter where. */
typedef void (*HeraldAccountShowFunc) (const HeraldDeviceCode *code, gpointer user_data);

/* @http: allows the environment's own origin; the sign-in service's are added. */
HeraldAccount *herald_account_new (HeraldEnvironment *environment,
                                   HeraldStore       *store,
                                   HeraldSecrets     *secrets,
                                   HeraldHttp        *http);
/* The same with a client of its own, whose exchanges are recorded in @store. */
HeraldAccount *
herald_account_open (HeraldEnvironment *environment, HeraldStore *store, HeraldSecrets *secrets);
/* Tokens for the environment, fetched without asking anybody. */
HeraldTokenSource *herald_account_make_token_source (HeraldAccount *self);
/* In the browser. */
void     herald_account_sign_in_async (HeraldAccount        *self,
                                       guint                 timeout_seconds,
                                       HeraldAccountOpenFunc open,
                                       gpointer              open_data,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean herald_account_sign_in_finish (HeraldAccount *self, GAsyncResult *result, GError **error);
/* By a code that is entered on any device. */
void herald_account_sign_in_by_code_async (HeraldAccount        *self,
                                           HeraldAccountShowFunc show,
                                           gpointer              show_data,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean
herald_account_sign_in_by_code_finish (HeraldAccount *self, GAsyncResult *result, GError **error);
/* Whether there is something to sign in with. */
void     herald_account_check_async (HeraldAccount      *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean herald_account_check_finish (HeraldAccount *self, GAsyncResult *result, GError **error);
void     herald_account_sign_out_async (HeraldAccount      *self,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean herald_account_sign_out_finish (HeraldAccount *self, GAsyncResult *result, GError **error);

G_END_DECLS
