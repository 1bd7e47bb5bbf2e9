/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of secrets as bytes: sealed with a key and opened again. */
#pragma once

#include "crypto/herald-vault-entries.h"
#include "crypto/herald-vault-key.h"

G_BEGIN_DECLS

/* The longest file there is. */
#define HERALD_VAULT_FILE_MAX_BYTES (HERALD_VAULT_MAX_BYTES + 1024)

GBytes *herald_vault_file_seal (HeraldVaultEntries *entries, HeraldVaultKey *key, GError **error);
/* What is wrong with @file, told without a passphrase. */
gboolean herald_vault_file_check (GBytes *file, GError **error);
/* Takes as long as the cost in @file says. */
HeraldVaultKey *herald_vault_file_derive_key (GBytes *file, const char *passphrase, GError **error);
/* Whether @file was sealed with @key, that is: its passphrase is the same still. */
gboolean            herald_vault_file_fits_key (GBytes *file, HeraldVaultKey *key);
HeraldVaultEntries *herald_vault_file_open (GBytes *file, HeraldVaultKey *key, GError **error);

G_END_DECLS
