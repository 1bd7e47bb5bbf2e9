/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the key of a file of secrets and the file share. */
#pragma once

#include "crypto/herald-vault-key.h"

#include <sodium.h>

G_BEGIN_DECLS

#define HERALD_VAULT_SALT_BYTES crypto_pwhash_argon2id_SALTBYTES
#define HERALD_VAULT_KEY_BYTES crypto_aead_xchacha20poly1305_ietf_KEYBYTES

struct _HeraldVaultKey
{
  guint8          content_key[HERALD_VAULT_KEY_BYTES]; /* encrypts */
  guint8          header_key[HERALD_VAULT_KEY_BYTES];  /* tells whether the passphrase is right */
  guint8          salt[HERALD_VAULT_SALT_BYTES];
  HeraldVaultCost cost;
  int             n_references; /* atomic */
};

HeraldVaultKey *herald_vault_key_derive (const char            *passphrase,
                                         const HeraldVaultCost *cost,
                                         const guint8          *salt,
                                         GError               **error);

G_END_DECLS
