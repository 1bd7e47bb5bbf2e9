/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps keys and tokens: with the system, in a file with a passphrase, or in memory. */
#pragma once

#include <gio/gio.h>

#include "core/herald-secret-info.h"
#include "core/herald-vault.h"

G_BEGIN_DECLS

#define HERALD_TYPE_SECRETS (herald_secrets_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSecrets, herald_secrets, HERALD, SECRETS, GObject)

/**
 * HeraldSecrets::passphrase-needed:
 *
 * Something in the file is wanted, which is locked. Who answers TRUE asks somebody and then unlocks
 * herald_secrets_get_vault() or calls herald_secrets_decline_passphrase(); so long all calls wait.
 */

/* Without a file: for what needs no secret to last. */
HeraldSecrets *herald_secrets_new (void);
/* Nothing is kept anywhere: what is tried out until somebody decides. */
HeraldSecrets *herald_secrets_new_in_memory (void);
/* @vault_path: see herald_folders_get_secrets_path() */
HeraldSecrets *herald_secrets_new_with_file (const char *vault_path);
/* Returns: (nullable): the file, which need not be there */
HeraldVault *herald_secrets_get_vault (HeraldSecrets *self);
/* Where a new secret goes: to the file if there is one, else to the keyring if it answers.
 * notify::keeping, also when secrets were moved. */
HeraldKeeping herald_secrets_get_keeping (HeraldSecrets *self);
/* Whether the Secret Service answered so far, or was not asked; notify::keeping. */
gboolean herald_secrets_has_service (HeraldSecrets *self);
/* The same as HERALD_KEEPING_SESSION. Known after the first call; notify::session-only. */
gboolean herald_secrets_is_session_only (HeraldSecrets *self);
/* Nobody enters the passphrase: what waits for it fails, and what comes until it is unlocked.
 * @reason: (nullable) */
void     herald_secrets_decline_passphrase (HeraldSecrets *self, const GError *reason);
void     herald_secrets_probe_async (HeraldSecrets      *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean herald_secrets_probe_finish (HeraldSecrets *self, GAsyncResult *result, GError **error);
/* Has the passphrase asked for if the file is locked, and does nothing else. */
void     herald_secrets_unlock_async (HeraldSecrets      *self,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean herald_secrets_unlock_finish (HeraldSecrets *self, GAsyncResult *result, GError **error);
/* What is kept, without reading it; a locked file's part is left out. */
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
/* All of them to the keyring or to the file. */
void     herald_secrets_move_async (HeraldSecrets      *self,
                                    HeraldKeeping       to,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean herald_secrets_move_finish (HeraldSecrets *self,
                                     GAsyncResult  *result,
                                     guint         *n_moved,
                                     GError       **error);
void     herald_secret_free (char *secret);

G_END_DECLS
