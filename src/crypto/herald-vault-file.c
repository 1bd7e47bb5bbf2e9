/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Version 1, numbers big endian:
 *
 *     0  mark, 8 bytes              no text file begins like that
 *     8  version, 4 bytes
 *    12  passes of Argon2id, 4 bytes
 *    16  its memory in KiB, 4 bytes
 *    20  salt, 16 bytes
 *    36  BLAKE2b of all before, 16 bytes: a damaged header is told from a wrong passphrase
 *    52  BLAKE2b of all before with the header key, 32 bytes: the passphrase is right
 *    84  nonce, 24 bytes: a new one each time
 *   108  the entries by XChaCha20-Poly1305, with all before as authenticated data, and its tag
 *
 * A bit that changes anywhere is noticed. Nothing but the cost can be read without the passphrase,
 * not even the names of the secrets. */
#include "config.h"

#include "crypto/herald-vault-file.h"

#include "base/herald-error.h"
#include "crypto/herald-locked-text.h"
#include "crypto/herald-vault-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VERSION 1
#define VERSION_OFFSET 8
#define PASSES_OFFSET 12
#define MEMORY_OFFSET 16
#define SALT_OFFSET 20
#define CHECKSUM_OFFSET 36
#define CHECKSUM_BYTES 16
#define PROOF_OFFSET 52
#define PROOF_BYTES 32
#define NONCE_OFFSET 84
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define HEADER_BYTES 108
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

G_STATIC_ASSERT (SALT_OFFSET + HERALD_VAULT_SALT_BYTES == CHECKSUM_OFFSET);
G_STATIC_ASSERT (NONCE_OFFSET + NONCE_BYTES == HEADER_BYTES);

/* As PNG does: not ASCII, and a line end that a transfer as text would change. */
static const guint8 mark[VERSION_OFFSET] = { 0x89, 'H', 'R', 'L', 'D', '\r', '\n', 0x1a };

static guint32
get_number (const guint8 *header, gsize offset)
{
  guint32 big_endian;

  memcpy (&big_endian, header + offset, sizeof big_endian);
  return GUINT32_FROM_BE (big_endian);
}

static void
put_number (guint8 *header, gsize offset, guint32 number)
{
  const guint32 big_endian = GUINT32_TO_BE (number);

  memcpy (header + offset, &big_endian, sizeof big_endian);
}

static HeraldVaultCost
get_cost (const guint8 *header)
{
  return (HeraldVaultCost){ .passes = get_number (header, PASSES_OFFSET),
                            .memory_kib = get_number (header, MEMORY_OFFSET) };
}

static void
compute_checksum (const guint8 *header, guint8 *checksum)
{
  crypto_generichash (checksum, CHECKSUM_BYTES, header, CHECKSUM_OFFSET, NULL, 0);
}

static void
compute_proof (const guint8 *header, HeraldVaultKey *key, guint8 *proof)
{
  crypto_generichash (proof, PROOF_BYTES, header, PROOF_OFFSET, key->header_key,
                      sizeof key->header_key);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_SECRET, message);
  return FALSE;
}

static void
write_header (guint8 *header, HeraldVaultKey *key)
{
  memcpy (header, mark, sizeof mark);
  put_number (header, VERSION_OFFSET, VERSION);
  put_number (header, PASSES_OFFSET, key->cost.passes);
  put_number (header, MEMORY_OFFSET, key->cost.memory_kib);
  memcpy (header + SALT_OFFSET, key->salt, sizeof key->salt);
  compute_checksum (header, header + CHECKSUM_OFFSET);
  compute_proof (header, key, header + PROOF_OFFSET);
  randombytes_buf (header + NONCE_OFFSET, NONCE_BYTES);
}

/**
 * herald_vault_file_seal:
 * @entries: the secrets
 * @key: made from the passphrase
 * @error: where to put an error
 *
 * **Errors:** INVALID when they are too large together.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the file
 */
GBytes *
herald_vault_file_seal (HeraldVaultEntries *entries, HeraldVaultKey *key, GError **error)
{
  guint8 *plain;
  guint8 *file;
  gsize   size = 0;

  g_return_val_if_fail (entries != NULL && key != NULL, NULL);

  plain = herald_vault_entries_write (entries, &size, error);
  if (plain == NULL)
    return NULL;
  file = g_malloc (HEADER_BYTES + size + TAG_BYTES);
  write_header (file, key);
  crypto_aead_xchacha20poly1305_ietf_encrypt (file + HEADER_BYTES, NULL, plain, size, file,
                                              HEADER_BYTES, NULL, file + NONCE_OFFSET,
                                              key->content_key);
  sodium_free (plain);
  return g_bytes_new_take (file, HEADER_BYTES + size + TAG_BYTES);
}

/**
 * herald_vault_file_check:
 * @file: a file's content
 * @error: where to put an error
 *
 * **Errors:** SECRET: it is none, is cut off, damaged, of another version or of an absurd cost.
 *
 * **Thread:** any.
 *
 * Returns: whether a passphrase may open it
 */
gboolean
herald_vault_file_check (GBytes *file, GError **error)
{
  gsize           size = 0;
  const guint8   *header = g_bytes_get_data (file, &size);
  guint8          checksum[CHECKSUM_BYTES];
  HeraldVaultCost cost;

  if (sodium_init () < 0)
    g_error ("libsodium does not start");
  if (size == 0)
    return refuse (error, _("The file of secrets is empty; restore it from a backup"));
  if (memcmp (header, mark, MIN (size, sizeof mark)) != 0)
    return refuse (error, _("This is no file of secrets of Herald"));
  if (size < HEADER_BYTES + TAG_BYTES)
    return refuse (error, _("The file of secrets is cut off; restore it from a backup"));
  if (size > HERALD_VAULT_FILE_MAX_BYTES)
    return refuse (error, _("The file of secrets is too large; restore it from a backup"));
  if (get_number (header, VERSION_OFFSET) != VERSION)
    return refuse (error, _("The file of secrets was made by another version of Herald, or it is "
                            "damaged; open it with the newest version"));
  compute_checksum (header, checksum);
  if (sodium_memcmp (checksum, header + CHECKSUM_OFFSET, sizeof checksum) != 0)
    return refuse (error, _("The file of secrets is damaged; restore it from a backup"));
  cost = get_cost (header);
  if (!herald_vault_cost_is_allowed (&cost))
    return refuse (error, _("The file of secrets asks for an absurd amount of memory or work, so "
                            "it was not made by Herald"));
  return TRUE;
}

/**
 * herald_vault_file_derive_key:
 * @file: a file's content
 * @passphrase: what somebody typed
 * @error: where to put an error
 *
 * Takes its time, on purpose.
 *
 * **Errors:** SECRET: as of herald_vault_file_check(), or the passphrase is wrong, or there is not
 * enough memory.
 *
 * **Thread:** any; not the main one.
 *
 * Returns: (transfer full): its key
 */
HeraldVaultKey *
herald_vault_file_derive_key (GBytes *file, const char *passphrase, GError **error)
{
  const guint8   *header;
  HeraldVaultCost cost;
  g_autoptr (HeraldVaultKey) key = NULL;

  g_return_val_if_fail (file != NULL && passphrase != NULL, NULL);

  if (!herald_vault_file_check (file, error))
    return NULL;
  header = g_bytes_get_data (file, NULL);
  cost = get_cost (header);
  key = herald_vault_key_derive (passphrase, &cost, header + SALT_OFFSET, error);
  if (key == NULL || herald_vault_file_fits_key (file, key))
    return g_steal_pointer (&key);
  refuse (error, _("The passphrase is wrong"));
  return NULL;
}

/**
 * herald_vault_file_fits_key:
 * @file: a file's content
 * @key: a key
 *
 * **Thread:** any.
 *
 * Returns: whether @file has the passphrase of @key
 */
gboolean
herald_vault_file_fits_key (GBytes *file, HeraldVaultKey *key)
{
  gsize         size = 0;
  const guint8 *header = g_bytes_get_data (file, &size);
  guint8        proof[PROOF_BYTES];

  g_return_val_if_fail (key != NULL, FALSE);

  if (size < HEADER_BYTES)
    return FALSE;
  compute_proof (header, key, proof);
  return sodium_memcmp (proof, header + PROOF_OFFSET, sizeof proof) == 0;
}

/**
 * herald_vault_file_open:
 * @file: a file's content
 * @key: its key
 * @error: where to put an error
 *
 * **Errors:** SECRET: as of herald_vault_file_check(), or its passphrase is another one, or it is
 * damaged.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): its secrets
 */
HeraldVaultEntries *
herald_vault_file_open (GBytes *file, HeraldVaultKey *key, GError **error)
{
  gsize               size = 0;
  const guint8       *data = g_bytes_get_data (file, &size);
  unsigned long long  plain_size = 0;
  guint8             *plain;
  HeraldVaultEntries *entries = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  if (!herald_vault_file_check (file, error))
    return NULL;
  if (!herald_vault_file_fits_key (file, key))
    {
      refuse (error, _("The passphrase of the file of secrets was changed; unlock it again"));
      return NULL;
    }
  plain = (guint8 *) herald_locked_text_new_sized (size - HEADER_BYTES - TAG_BYTES);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (plain, &plain_size, NULL, data + HEADER_BYTES,
                                                  size - HEADER_BYTES, data, HEADER_BYTES,
                                                  data + NONCE_OFFSET, key->content_key) == 0)
    entries = herald_vault_entries_parse (plain, (gsize) plain_size, error);
  else
    refuse (error, _("The file of secrets is damaged; restore it from a backup"));
  sodium_free (plain);
  return entries;
}
