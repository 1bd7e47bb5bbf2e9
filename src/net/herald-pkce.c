/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes verifier, state and nonce, and the challenge of a verifier. */
#include "config.h"

#include "net/herald-pkce.h"

#include "crypto/herald-jwt.h"

#include <string.h>
#include <sys/random.h>

/* 43 characters, the fewest that RFC 7636, 4.1 allows, and as many as its example. */
#define WORD_BYTES 32

/**
 * herald_pkce_new_word:
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): 43 characters nobody can guess, for verifier, state or nonce
 */
char *
herald_pkce_new_word (void)
{
  guint8 bytes[WORD_BYTES];

  /* Up to 256 bytes getrandom() is never interrupted and never short. */
  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    g_error ("The system gives no random numbers");
  return herald_base64url_encode (bytes, sizeof bytes);
}

/**
 * herald_pkce_make_challenge:
 * @verifier: of herald_pkce_new_word()
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): its challenge by the method S256
 */
char *
herald_pkce_make_challenge (const char *verifier)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[WORD_BYTES];
  gsize  length = sizeof digest;

  g_return_val_if_fail (verifier != NULL, NULL);

  g_checksum_update (sum, (const guchar *) verifier, (gssize) strlen (verifier));
  g_checksum_get_digest (sum, digest, &length);
  return herald_base64url_encode (digest, length);
}

/**
 * herald_pkce_is_same:
 * @word: a word that was made here
 * @other: (nullable): what came back
 *
 * Takes the same time wherever the two differ. **Thread:** any.
 *
 * Returns: whether they are the same
 */
gboolean
herald_pkce_is_same (const char *word, const char *other)
{
  gsize         length;
  unsigned char difference = 0;

  g_return_val_if_fail (word != NULL, FALSE);

  length = strlen (word);
  if (other == NULL || strlen (other) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (unsigned char) (word[i] ^ other[i]);
  return difference == 0;
}
