/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passphrase-protected file of secrets: made, unlocked, changed and deleted. */
#pragma once

#include <gio/gio.h>

#include "crypto/herald-vault-file.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_VAULT_ABSENT, /* there is no such file */
  HERALD_VAULT_LOCKED, /* its passphrase is wanted */
  HERALD_VAULT_OPEN,   /* this process has its key */
} HeraldVaultState;

typedef enum
{
  HERALD_VAULT_READ,
  HERALD_VAULT_WRITE,
  HERALD_VAULT_WRITE_OR_REMOVE, /* the file goes with its last secret */
} HeraldVaultAccess;

/* Runs in a thread. Returns: whether it worked; else nothing is written */
typedef gboolean (*HeraldVaultFunc) (HeraldVaultEntries *entries, gpointer data, GError **error);

#define HERALD_TYPE_VAULT (herald_vault_get_type ())
G_DECLARE_FINAL_TYPE (HeraldVault, herald_vault, HERALD, VAULT, GObject)

/**
 * HeraldVault::locked:
 *
 * Somebody locked it by herald_vault_lock(): whoever holds in memory what stood in it lets go of
 * that. Not when its passphrase is another one by now, of which notify::state tells.
 */

HeraldVault *herald_vault_new (const char *path);
const char  *herald_vault_get_path (HeraldVault *self);
/* What a guess at the passphrase of a new file costs. */
void herald_vault_set_cost (HeraldVault *self, const HeraldVaultCost *cost);
/* notify::state; also looks whether somebody else made or deleted the file. */
HeraldVaultState herald_vault_get_state (HeraldVault *self);
void             herald_vault_lock (HeraldVault *self);
void             herald_vault_create_async (HeraldVault        *self,
                                            const char         *passphrase,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean herald_vault_create_finish (HeraldVault *self, GAsyncResult *result, GError **error);
void     herald_vault_unlock_async (HeraldVault        *self,
                                    const char         *passphrase,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean herald_vault_unlock_finish (HeraldVault *self, GAsyncResult *result, GError **error);
void     herald_vault_change_passphrase_async (HeraldVault        *self,
                                               const char         *passphrase,
                                               const char         *new_passphrase,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
gboolean
herald_vault_change_passphrase_finish (HeraldVault *self, GAsyncResult *result, GError **error);
/* With all that stands in it; wants no passphrase, which may be forgotten. */
void     herald_vault_remove_async (HeraldVault        *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean herald_vault_remove_finish (HeraldVault *self, GAsyncResult *result, GError **error);
/* What is in it. @data must live until the callback. */
void     herald_vault_run_async (HeraldVault        *self,
                                 HeraldVaultAccess   access,
                                 HeraldVaultFunc     function,
                                 gpointer            data,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
gboolean herald_vault_run_finish (HeraldVault *self, GAsyncResult *result, GError **error);

G_END_DECLS
