/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps keys and tokens with the system; the only file that includes libsecret. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  HERALD_SECRET_CLIENT_SECRET,   /* id: the client id */
  HERALD_SECRET_SIGNING_KEY,     /* id: the app's id */
  HERALD_SECRET_SERVICE_ACCOUNT, /* id: the app's id */
  HERALD_SECRET_API_TOKEN,       /* id: the access token's id */
  HERALD_SECRET_CERTIFICATE,     /* id: the client id; private key and certificate, both PEM */
  HERALD_SECRET_REFRESH_TOKEN,   /* id: client, sign-in service and tenant, see herald-account.c */
} HeraldSecretKind;

#define HERALD_TYPE_SECRETS (herald_secrets_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSecrets, herald_secrets, HERALD, SECRETS, GObject)

HeraldSecrets *herald_secrets_new (void);
/* Whether there is no Secret Service, so that secrets last for this run only. Known after the
 * first call; notify::session-only. */
gboolean herald_secrets_is_session_only (HeraldSecrets *self);
void     herald_secrets_probe_async (HeraldSecrets      *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean herald_secrets_probe_finish (HeraldSecrets *self, GAsyncResult *result, GError **error);
void     herald_secrets_store_async (HeraldSecrets      *self,
                                     const char         *environment_id,
                                     HeraldSecretKind    kind,
                                     const char         *id,
                                     const char         *value,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean herald_secrets_store_finish (HeraldSecrets *self, GAsyncResult *result, GError **error);
void     herald_secrets_lookup_async (HeraldSecrets      *self,
                                      const char         *environment_id,
                                      HeraldSecretKind    kind,
                                      const char         *id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
/* Returns: (nullable): free with herald_secret_free(); NULL without error when there is none */
char    *herald_secrets_lookup_finish (HeraldSecrets *self, GAsyncResult *result, GError **error);
void     herald_secrets_clear_async (HeraldSecrets      *self,
                                     const char         *environment_id,
                                     HeraldSecretKind    kind,
                                     const char         *id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean herald_secrets_clear_finish (HeraldSecrets *self, GAsyncResult *result, GError **error);
/* All of one kind of an environment, whatever their ids. */
void herald_secrets_clear_kind_async (HeraldSecrets      *self,
                                      const char         *environment_id,
                                      HeraldSecretKind    kind,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean
herald_secrets_clear_kind_finish (HeraldSecrets *self, GAsyncResult *result, GError **error);
/* Everything of one environment. */
void herald_secrets_clear_environment_async (HeraldSecrets      *self,
                                             const char         *environment_id,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean
herald_secrets_clear_environment_finish (HeraldSecrets *self, GAsyncResult *result, GError **error);
void herald_secret_free (char *secret);

G_END_DECLS
