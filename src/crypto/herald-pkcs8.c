/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EncryptedPrivateKeyInfo (RFC 5958) by PBES2 (RFC 8018) with PBKDF2, HMAC-SHA-256 and AES-256-CBC,
 * which OpenSSL 3 reads. GnuTLS leaves the number of iterations to nobody and takes a tenth of a
 * second for its own. */
#include "config.h"

#include "crypto/herald-pkcs8.h"

#include "crypto/herald-key-private.h"

#include <gnutls/crypto.h>
#include <string.h>

#define ITERATIONS 2048 /* as “openssl pkcs12 -export” takes: its manual page, read 2026-11 */
#define SALT_BYTES 16
#define BLOCK_BYTES 16
#define KEY_BYTES 32
#define SALT_OFFSET 32
#define IV_OFFSET 81
#define ALGORITHM_BYTES 97
#define DER_SEQUENCE 0x30
#define DER_OCTET_STRING 0x04

/* The AlgorithmIdentifier; salt and initial vector are put in the places of zeros. */
#define SIXTEEN_ZEROS "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
static const char algorithm[] =
  "\x30\x5f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"                        /* PBES2 */
  "\x30\x52\x30\x31\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c"                /* PBKDF2 */
  "\x30\x24\x04\x10" SIXTEEN_ZEROS                                              /* salt */
  "\x02\x02\x08\x00"                                                            /* 2048 */
  "\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x09\x05\x00"                    /* HMAC */
  "\x30\x1d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2a\x04\x10" SIXTEEN_ZEROS; /* AES, vector */

G_STATIC_ASSERT (sizeof algorithm - 1 == ALGORITHM_BYTES);

/* A tag and its length, which is below 65,536. */
static void
append_header (GByteArray *der, guint8 tag, gsize length)
{
  const guint8 bytes[] = { tag, 0x82, (guint8) (length >> 8), (guint8) length };
  const guint8 middle[] = { tag, 0x81, (guint8) length };
  const guint8 small[] = { tag, (guint8) length };

  if (length > 0xff)
    g_byte_array_append (der, bytes, sizeof bytes);
  else if (length > 0x7f)
    g_byte_array_append (der, middle, sizeof middle);
  else
    g_byte_array_append (der, small, sizeof small);
}

static gsize
get_header_size (gsize length)
{
  return length > 0xff ? 4 : length > 0x7f ? 3 : 2;
}

/* Encrypts @text, which is padded already, in place. */
static int
encrypt (const char *password, const guint8 *salt, const guint8 *iv, GByteArray *text)
{
  guint8               key_bytes[KEY_BYTES];
  const gnutls_datum_t password_view = herald_datum_view (password, strlen (password));
  const gnutls_datum_t salt_view = herald_datum_view (salt, SALT_BYTES);
  const gnutls_datum_t iv_view = herald_datum_view (iv, BLOCK_BYTES);
  const gnutls_datum_t key = { key_bytes, sizeof key_bytes };
  gnutls_cipher_hd_t   cipher = NULL;
  int result = gnutls_pbkdf2 (GNUTLS_MAC_SHA256, &password_view, &salt_view, ITERATIONS, key_bytes,
                              sizeof key_bytes);

  if (result >= 0)
    result = gnutls_cipher_init (&cipher, GNUTLS_CIPHER_AES_256_CBC, &key, &iv_view);
  if (result >= 0)
    result = gnutls_cipher_encrypt (cipher, text->data, text->len);
  g_clear_pointer (&cipher, gnutls_cipher_deinit);
  gnutls_memset (key_bytes, 0, sizeof key_bytes);
  return result;
}

/* The key's DER, padded to whole blocks as PKCS #7 has it. */
static int
append_padded (GByteArray *text, gnutls_x509_privkey_t key)
{
  gnutls_datum_t plain = { NULL, 0 };
  guint8         padding[BLOCK_BYTES];
  int            result =
    gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &plain);

  if (result >= 0)
    {
      guint8 n_padding = (guint8) (BLOCK_BYTES - plain.size % BLOCK_BYTES);

      memset (padding, n_padding, sizeof padding);
      g_byte_array_append (text, plain.data, plain.size);
      g_byte_array_append (text, padding, n_padding);
    }
  herald_datum_wipe (&plain);
  return result;
}

/**
 * herald_pkcs8_encrypt:
 * @key: a private key
 * @password: for it
 * @encrypted: where the DER is appended
 *
 * **Thread:** any.
 *
 * Returns: 0, or GnuTLS' code of what went wrong
 */
int
herald_pkcs8_encrypt (gnutls_x509_privkey_t key, const char *password, GByteArray *encrypted)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  guint8 head[ALGORITHM_BYTES];
  int    result = append_padded (text, key);

  memcpy (head, algorithm, sizeof head);
  if (result >= 0)
    result = gnutls_rnd (GNUTLS_RND_RANDOM, head + SALT_OFFSET, SALT_BYTES);
  if (result >= 0)
    result = gnutls_rnd (GNUTLS_RND_NONCE, head + IV_OFFSET, BLOCK_BYTES);
  if (result >= 0)
    result = encrypt (password, head + SALT_OFFSET, head + IV_OFFSET, text);
  if (result < 0)
    return result;
  append_header (encrypted, DER_SEQUENCE, sizeof head + get_header_size (text->len) + text->len);
  g_byte_array_append (encrypted, head, sizeof head);
  append_header (encrypted, DER_OCTET_STRING, text->len);
  g_byte_array_append (encrypted, text->data, text->len);
  return 0;
}
