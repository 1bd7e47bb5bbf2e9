/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Argon2id (RFC 9106) by libsodium makes two keys from the passphrase and the file's salt. */
#include "config.h"

#include "crypto/herald-vault-key.h"

#include "base/herald-error.h"
#include "crypto/herald-vault-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KIB_BYTES ((gsize) 1024)

G_STATIC_ASSERT (G_STRUCT_OFFSET (HeraldVaultKey, header_key) == HERALD_VAULT_KEY_BYTES);

/**
 * herald_vault_key_check_passphrase:
 * @passphrase: what somebody chose
 * @error: where to put an error
 *
 * Its strength is not judged beyond its length.
 *
 * **Errors:** INVALID.
 *
 * Returns: whether a file may be protected with it
 */
gboolean
herald_vault_key_check_passphrase (const char *passphrase, GError **error)
{
  g_return_val_if_fail (passphrase != NULL, FALSE);

  if (!g_utf8_validate (passphrase, -1, NULL))
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("The passphrase is not UTF-8 text"));
      return FALSE;
    }
  if (g_utf8_strlen (passphrase, -1) < HERALD_PASSPHRASE_MIN_CHARACTERS)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   ngettext ("The passphrase needs at least %d character",
                             "The passphrase needs at least %d characters",
                             HERALD_PASSPHRASE_MIN_CHARACTERS),
                   HERALD_PASSPHRASE_MIN_CHARACTERS);
      return FALSE;
    }
  if (strlen (passphrase) <= HERALD_PASSPHRASE_MAX_BYTES)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The passphrase is longer than %d bytes"), HERALD_PASSPHRASE_MAX_BYTES);
  return FALSE;
}

/**
 * herald_vault_cost_is_allowed:
 * @cost: what a file says
 *
 * Returns: whether it is neither careless nor absurd
 */
gboolean
herald_vault_cost_is_allowed (const HeraldVaultCost *cost)
{
  const HeraldVaultCost least = HERALD_VAULT_COST_LEAST;
  const HeraldVaultCost most = HERALD_VAULT_COST_MOST;

  g_return_val_if_fail (cost != NULL, FALSE);

  return cost->passes >= least.passes && cost->passes <= most.passes &&
         cost->memory_kib >= least.memory_kib && cost->memory_kib <= most.memory_kib;
}

/* With the salt of a file. */
HeraldVaultKey *
herald_vault_key_derive (const char            *passphrase,
                         const HeraldVaultCost *cost,
                         const guint8          *salt,
                         GError               **error)
{
  g_autoptr (HeraldVaultKey) self = NULL;

  g_return_val_if_fail (passphrase != NULL && salt != NULL, NULL);
  g_return_val_if_fail (herald_vault_cost_is_allowed (cost), NULL);

  if (sodium_init () < 0 || (self = sodium_malloc (sizeof *self)) == NULL)
    g_error ("There is no memory for a key");
  memset (self, 0, sizeof *self);
  self->n_references = 1;
  self->cost = *cost;
  memcpy (self->salt, salt, sizeof self->salt);
  /* Both keys, which stand one behind the other. */
  if (crypto_pwhash_argon2id ((guint8 *) self, (gsize) 2 * HERALD_VAULT_KEY_BYTES, passphrase,
                              strlen (passphrase), self->salt, cost->passes,
                              KIB_BYTES * cost->memory_kib,
                              crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0)
    return g_steal_pointer (&self);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_SECRET,
               _("There is not enough memory for the passphrase: %u MiB are needed for a moment"),
                  cost->memory_kib / 1024);
  return NULL;
}

/**
 * herald_vault_key_new:
 * @passphrase: what somebody chose
 * @cost: what a guess costs
 * @error: where to put an error
 *
 * Makes a new salt. Takes its time, on purpose.
 *
 * **Errors:** INVALID for a bad passphrase, SECRET when there is not enough memory.
 *
 * **Thread:** any; not the main one.
 *
 * Returns: (transfer full): the key of a new file
 */
HeraldVaultKey *
herald_vault_key_new (const char *passphrase, const HeraldVaultCost *cost, GError **error)
{
  guint8 salt[HERALD_VAULT_SALT_BYTES];

  g_return_val_if_fail (passphrase != NULL && cost != NULL, NULL);

  if (!herald_vault_key_check_passphrase (passphrase, error))
    return NULL;
  if (sodium_init () < 0)
    g_error ("There is no randomness for a key");
  randombytes_buf (salt, sizeof salt);
  return herald_vault_key_derive (passphrase, cost, salt, error);
}

/**
 * herald_vault_key_ref:
 * @self: a key
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the same
 */
HeraldVaultKey *
herald_vault_key_ref (HeraldVaultKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->n_references);
  return self;
}

/**
 * herald_vault_key_unref:
 * @self: (transfer full): a key, which is wiped with its last reference
 *
 * **Thread:** any.
 */
void
herald_vault_key_unref (HeraldVaultKey *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_int_dec_and_test (&self->n_references))
    sodium_free (self);
}
