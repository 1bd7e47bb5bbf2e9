/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps keys and tokens with the system; the only file that includes libsecret. */
#pragma once

#include <gio/gio.h>

#include "core/herald-secret-info.h"

G_BEGIN_DECLS

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
/* What is kept, without reading it. */
void herald_secrets_list_async (HeraldSecrets      *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
/* Returns: (element-type HeraldSecretInfo) */
GPtrArray *herald_secrets_list_finish (HeraldSecrets *self, GAsyncResult *result, GError **error);
void       herald_secrets_store_async (HeraldSecrets      *self,
                                       const char         *environment_id,
                                       HeraldSecretKind    kind,
                                       const char         *id,
                                       const char         *value,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean   herald_secrets_store_finish (HeraldSecrets *self, GAsyncResult *result, GError **error);
void       herald_secrets_lookup_async (HeraldSecrets      *self,
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
