/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environments a person saved, beside the built-in emulator. */
#pragma once

#include "core/herald-secrets.h"
#include "model/herald-environment.h"
#include "store/herald-store.h"
#include "store/herald-table-environment.h"

G_BEGIN_DECLS

void herald_environments_list_async (HeraldStore        *store,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
/* Returns: (element-type HeraldEnvironment): the saved ones, by name; the emulator is not among
 * them */
GPtrArray *
herald_environments_list_finish (HeraldStore *store, GAsyncResult *result, GError **error);
/* What is kept with the secrets; NULL leaves what is kept there. */
typedef struct
{
  const char *credential; /* client secret, or private key and certificate in PEM, by the sign-in */
  const char *proxy_password;
  const char *client_certificate; /* PEM, see HeraldClientCertificate */
} HeraldEnvironmentSecrets;

/* Inserts or updates; validates first. @kept: (nullable). */
void     herald_environments_save_async (HeraldStore                    *store,
                                         HeraldSecrets                  *secrets,
                                         HeraldEnvironment              *environment,
                                         const HeraldEnvironmentSecrets *kept,
                                         GCancellable                   *cancellable,
                                         GAsyncReadyCallback             callback,
                                         gpointer                        user_data);
gboolean herald_environments_save_finish (HeraldStore *store, GAsyncResult *result, GError **error);
/* Keeps what signing in taught about a saved environment: nothing else of it, and no other. */
void herald_environments_keep_learnt_async (HeraldStore        *store,
                                            HeraldEnvironment  *environment,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean
herald_environments_keep_learnt_finish (HeraldStore *store, GAsyncResult *result, GError **error);
/* How much would go with it. */
void     herald_environments_count_async (HeraldStore        *store,
                                          const char         *id,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean herald_environments_count_finish (HeraldStore               *store,
                                           GAsyncResult              *result,
                                           HeraldEnvironmentContents *contents,
                                           GError                   **error);
/* Whether a file holds certificate authorities; it is read on a thread. */
void     herald_environments_check_ca_file_async (const char         *path,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gboolean herald_environments_check_ca_file_finish (GAsyncResult *result, GError **error);
void     herald_environments_remove_async (HeraldStore        *store,
                                           HeraldSecrets      *secrets,
                                           const char         *id,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
gboolean
herald_environments_remove_finish (HeraldStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
