/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate that a key signs for itself: nobody follows its chain, it only gives the key a
 * thumbprint, as services want that know a client by its certificate. */
#include "config.h"

#include "crypto/herald-certificate.h"

#include "base/herald-error.h"
#include "crypto/herald-certificate-private.h"
#include "crypto/herald-key-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS ((time_t) 24 * 60 * 60)
#define BACKDATE_DAYS 1 /* for clients whose clock is a little behind */
#define OWN_DAYS 3653   /* ten years */
#define SERIAL_BYTES 16

static int
set_serial (gnutls_x509_crt_t certificate)
{
  guint8 serial[SERIAL_BYTES];
  int    result = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  /* A positive number that is not zero: RFC 5280, 4.1.2.2. */
  serial[0] = (serial[0] & 0x7f) | 0x40;
  return result < 0 ? result : gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
}

static int
set_key_id (gnutls_x509_crt_t certificate)
{
  guint8 id[64];
  size_t size = sizeof id;
  int    result = gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA1, id, &size);

  return result < 0 ? result : gnutls_x509_crt_set_subject_key_id (certificate, id, size);
}

/* A certificate for this key with all that every kind has; returns a GnuTLS result. */
int
herald_certificate_begin (gnutls_x509_crt_t    *certificate,
                          gnutls_x509_privkey_t key,
                          const char           *common_name,
                          int                   days)
{
  time_t now = time (NULL);
  int    result = gnutls_x509_crt_init (certificate);

  if (result >= 0)
    result = gnutls_x509_crt_set_version (*certificate, 3);
  if (result >= 0)
    result = gnutls_x509_crt_set_key (*certificate, key);
  if (result >= 0)
    result = set_serial (*certificate);
  if (result >= 0)
    result = gnutls_x509_crt_set_activation_time (*certificate, now - BACKDATE_DAYS * DAY_SECONDS);
  if (result >= 0)
    result = gnutls_x509_crt_set_expiration_time (*certificate, now + (time_t) days * DAY_SECONDS);
  if (result >= 0)
    result = gnutls_x509_crt_set_dn_by_oid (*certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
                                            common_name, (unsigned int) strlen (common_name));
  return result >= 0 ? set_key_id (*certificate) : result;
}

static gboolean
fail (GError **error, const char *what, int result)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "%s: %s", what, gnutls_strerror (result));
  return FALSE;
}

/**
 * herald_certificate_make_pem:
 * @key: an RSA key
 * @common_name: whom it names
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): a certificate in PEM, signed by @key itself, good for ten years
 */
char *
herald_certificate_make_pem (HeraldKey *key, const char *common_name, GError **error)
{
  g_auto (gnutls_x509_privkey_t) private_key = NULL;
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  gnutls_datum_t pem = { NULL, 0 };
  char          *text;
  int            result;

  g_return_val_if_fail (HERALD_IS_KEY (key), NULL);
  g_return_val_if_fail (common_name != NULL, NULL);

  if (!herald_key_export_x509 (key, &private_key, error))
    return NULL;
  result = herald_certificate_begin (&certificate, private_key, common_name, OWN_DAYS);
  if (result >= 0)
    result = gnutls_x509_crt_sign2 (certificate, certificate, private_key, GNUTLS_DIG_SHA256, 0);
  if (result >= 0)
    result = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem);
  if (result < 0)
    {
      fail (error, _("The certificate cannot be made"), result);
      return NULL;
    }
  text = g_strndup ((const char *) pem.data, pem.size);
  herald_datum_clear (&pem);
  return text;
}

static gboolean
read_pem (const char *pem, gnutls_x509_crt_t *certificate, GError **error)
{
  gnutls_datum_t view = herald_datum_view (pem, strlen (pem));
  int            result = gnutls_x509_crt_init (certificate);

  if (result >= 0)
    result = gnutls_x509_crt_import (*certificate, &view, GNUTLS_X509_FMT_PEM);
  return result >= 0 || fail (error, _("This is not a readable certificate in PEM form"), result);
}

/**
 * herald_certificate_pem_to_der:
 * @pem: a certificate in PEM
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): its bytes, of which thumbprints are made
 */
GBytes *
herald_certificate_pem_to_der (const char *pem, GError **error)
{
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  gnutls_datum_t der = { NULL, 0 };
  GBytes        *bytes;
  int            result;

  g_return_val_if_fail (pem != NULL, NULL);

  if (!read_pem (pem, &certificate, error))
    return NULL;
  result = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der);
  if (result < 0)
    {
      fail (error, _("This is not a readable certificate in PEM form"), result);
      return NULL;
    }
  bytes = g_bytes_new (der.data, der.size);
  herald_datum_clear (&der);
  return bytes;
}

/**
 * herald_certificate_read_key:
 * @pem: a certificate in PEM
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): the key that it names
 */
HeraldPublicKey *
herald_certificate_read_key (const char *pem, GError **error)
{
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  g_auto (gnutls_pubkey_t) key = NULL;
  int result;

  g_return_val_if_fail (pem != NULL, NULL);

  if (!read_pem (pem, &certificate, error))
    return NULL;
  result = gnutls_pubkey_init (&key);
  if (result >= 0)
    result = gnutls_pubkey_import_x509 (key, certificate, 0);
  if (result < 0)
    {
      fail (error, _("This is not a readable certificate in PEM form"), result);
      return NULL;
    }
  return herald_public_key_take (g_steal_pointer (&key));
}
