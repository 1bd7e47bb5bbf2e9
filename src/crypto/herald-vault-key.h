/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key of a file of secrets, made from a passphrase; in locked memory. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HERALD_PASSPHRASE_MIN_CHARACTERS 8
#define HERALD_PASSPHRASE_MAX_BYTES 1024

/* What each guess at the passphrase costs; stands in the file. */
typedef struct
{
  guint32 passes;
  guint32 memory_kib;
} HeraldVaultCost;

/* RFC 9106, 4: three passes over 64 MiB where memory is short. A command of heraldctl pays it each
 * time, in containers as well: a quarter of a second. */
#define HERALD_VAULT_COST_DEFAULT ((HeraldVaultCost){ .passes = 3, .memory_kib = 64 * 1024 })
/* No file has less, which would be guessed at leisure, or more, which would only stop a computer.
 */
#define HERALD_VAULT_COST_LEAST ((HeraldVaultCost){ .passes = 2, .memory_kib = 8 * 1024 })
#define HERALD_VAULT_COST_MOST ((HeraldVaultCost){ .passes = 8, .memory_kib = 512 * 1024 })

typedef struct _HeraldVaultKey HeraldVaultKey;

/* INVALID says what is wrong with a new passphrase. */
gboolean herald_vault_key_check_passphrase (const char *passphrase, GError **error);
gboolean herald_vault_cost_is_allowed (const HeraldVaultCost *cost);
/* For a new file. Takes as long as @cost says. */
HeraldVaultKey *
herald_vault_key_new (const char *passphrase, const HeraldVaultCost *cost, GError **error);
HeraldVaultKey *herald_vault_key_ref (HeraldVaultKey *self);
void            herald_vault_key_unref (HeraldVaultKey *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldVaultKey, herald_vault_key_unref)

G_END_DECLS
