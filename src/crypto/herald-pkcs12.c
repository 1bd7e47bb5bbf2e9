/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A .p12 file says itself how much work its password is. */
#include "config.h"

#include "crypto/herald-pkcs12.h"

/* Of hashing a password: ten times what is advised today, and a second's work. A file can claim
 * 2^31, which would take an hour. */
#define MOST_ROUNDS 600000u

static gboolean
is_bag_affordable (gnutls_pkcs12_bag_t bag)
{
  int count = gnutls_pkcs12_bag_get_count (bag);

  for (int i = 0; i < count; i++)
    {
      unsigned int   rounds = 0;
      char          *oid = NULL;
      gnutls_datum_t data = { NULL, 0 };

      if (gnutls_pkcs12_bag_get_type (bag, (unsigned int) i) == GNUTLS_BAG_ENCRYPTED)
        gnutls_pkcs12_bag_enc_info (bag, NULL, NULL, NULL, NULL, &rounds, &oid);
      else if (gnutls_pkcs12_bag_get_type (bag, (unsigned int) i) ==
                 GNUTLS_BAG_PKCS8_ENCRYPTED_KEY &&
               gnutls_pkcs12_bag_get_data (bag, (unsigned int) i, &data) >= 0)
        gnutls_pkcs8_info (&data, GNUTLS_X509_FMT_DER, NULL, NULL, NULL, NULL, &rounds, &oid);
      gnutls_free (oid);
      if (rounds > MOST_ROUNDS)
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_pkcs12_is_affordable:
 * @file: what was imported
 *
 * To be asked before any password is tried. **Thread:** any.
 *
 * Returns: whether trying one takes no longer than a second or so
 */
gboolean
herald_pkcs12_is_affordable (gnutls_pkcs12_t file)
{
  unsigned int rounds = 0;
  char        *oid = NULL;
  int          result = 0;

  /* The OID is asked for only to free it: GnuTLS 3.7 keeps one that it does not know when nobody
   * wants it. */
  gnutls_pkcs12_mac_info (file, NULL, NULL, NULL, &rounds, &oid);
  gnutls_free (oid);
  for (int i = 0; result >= 0 && rounds <= MOST_ROUNDS; i++)
    {
      gnutls_pkcs12_bag_t bag = NULL;
      gboolean            affordable = TRUE;

      gnutls_pkcs12_bag_init (&bag);
      result = gnutls_pkcs12_get_bag (file, i, bag);
      if (result >= 0)
        affordable = is_bag_affordable (bag);
      gnutls_pkcs12_bag_deinit (bag);
      if (!affordable)
        return FALSE;
    }
  return rounds <= MOST_ROUNDS;
}
