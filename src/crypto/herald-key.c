/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A private key, imported once and kept by GnuTLS, which wipes it at the end. */
#include "config.h"

#include "crypto/herald-key-private.h"

#include "base/herald-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RSA_BITS 2048 /* what Google makes for service accounts */

struct _HeraldKey
{
  GObject parent_instance;

  gnutls_privkey_t      key; /* (owned) */
  gnutls_pk_algorithm_t algorithm;
  gnutls_ecc_curve_t    curve;
  guint                 bits;
};

G_DEFINE_FINAL_TYPE (HeraldKey, herald_key, G_TYPE_OBJECT)

static void
herald_key_finalize (GObject *object)
{
  HeraldKey *self = HERALD_KEY (object);

  g_clear_pointer (&self->key, gnutls_privkey_deinit);
  G_OBJECT_CLASS (herald_key_parent_class)->finalize (object);
}

static void
herald_key_class_init (HeraldKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_key_finalize;
}

static void
herald_key_init (HeraldKey *self)
{
}

static gboolean
read_parameters (HeraldKey *self)
{
  int algorithm = gnutls_privkey_get_pk_algorithm (self->key, &self->bits);

  if (algorithm < 0)
    return FALSE;
  self->algorithm = (gnutls_pk_algorithm_t) algorithm;
  self->curve = GNUTLS_ECC_CURVE_INVALID;
  if (self->algorithm != GNUTLS_PK_ECDSA)
    return TRUE;
  return gnutls_privkey_export_ecc_raw2 (self->key, &self->curve, NULL, NULL, NULL, 0) >= 0;
}

/* Makes a key of a GnuTLS key and frees that in every case. */
HeraldKey *
herald_key_take_x509 (gnutls_x509_privkey_t key, GError **error)
{
  g_autoptr (HeraldKey) self = g_object_new (HERALD_TYPE_KEY, NULL);
  int result = gnutls_privkey_init (&self->key);

  if (result >= 0)
    result = gnutls_privkey_import_x509 (self->key, key, GNUTLS_PRIVKEY_IMPORT_COPY);
  gnutls_x509_privkey_deinit (key);
  if (result < 0 || !read_parameters (self))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("The private key cannot be used: %s"), gnutls_strerror (result));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* The same key as a handle that writes files and signs certificates. */
gboolean
herald_key_export_x509 (HeraldKey *self, gnutls_x509_privkey_t *key, GError **error)
{
  int result = gnutls_privkey_export_x509 (self->key, key);

  if (result >= 0)
    return TRUE;
  *key = NULL;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The private key cannot be read: %s"), gnutls_strerror (result));
  return FALSE;
}

/* Which of our three kinds an algorithm with its curve is. */
HeraldKeyKind
herald_key_kind_from_algorithm (gnutls_pk_algorithm_t algorithm, gnutls_ecc_curve_t curve)
{
  if (algorithm == GNUTLS_PK_RSA)
    return HERALD_KEY_RSA;
  if (algorithm == GNUTLS_PK_ECDSA && curve == GNUTLS_ECC_CURVE_SECP256R1)
    return HERALD_KEY_EC_P256;
  return HERALD_KEY_OTHER;
}

/* Frees what GnuTLS allocated. */
void
herald_datum_clear (gnutls_datum_t *datum)
{
  g_clear_pointer (&datum->data, gnutls_free);
  datum->size = 0;
}

/* Frees what GnuTLS allocated after it was overwritten. */
void
herald_datum_wipe (gnutls_datum_t *datum)
{
  if (datum->data != NULL)
    gnutls_memset (datum->data, 0, datum->size);
  herald_datum_clear (datum);
}

/* A view for reading; GnuTLS takes no const. */
gnutls_datum_t
herald_datum_view (gconstpointer data, gsize size)
{
  gnutls_datum_t view = { (unsigned char *) (guintptr) data, (unsigned int) size };

  g_assert (size <= G_MAXUINT32);
  return view;
}

/**
 * herald_key_new_from_pem:
 * @pem: an unencrypted private key: PKCS#8, SEC1 or PKCS#1 in PEM
 * @length: its length in bytes, or -1 when it ends in NUL
 *
 * **Errors:** INVALID in words. **Thread:** any.
 *
 * Returns: (transfer full): the key
 */
HeraldKey *
herald_key_new_from_pem (const char *pem, gssize length, GError **error)
{
  g_auto (gnutls_x509_privkey_t) key = NULL;
  gnutls_datum_t view;
  int            result;

  g_return_val_if_fail (pem != NULL, NULL);

  view = herald_datum_view (pem, length < 0 ? strlen (pem) : (gsize) length);
  result = gnutls_x509_privkey_init (&key);
  if (result >= 0)
    result = gnutls_x509_privkey_import (key, &view, GNUTLS_X509_FMT_PEM);
  if (result < 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("This is not a readable private key in PEM form (%s)"),
                      gnutls_strerror (result));
      return NULL;
    }
  return herald_key_take_x509 (g_steal_pointer (&key), error);
}

/**
 * herald_key_generate:
 * @kind: an elliptic key on P-256 or an RSA key of 2048 bits
 *
 * **Errors:** SECRET when there is no randomness. **Thread:** any; RSA takes up to a second.
 *
 * Returns: (transfer full): a new key
 */
HeraldKey *
herald_key_generate (HeraldKeyKind kind, GError **error)
{
  g_auto (gnutls_x509_privkey_t) key = NULL;
  gboolean ec = kind == HERALD_KEY_EC_P256;
  int      result;

  g_return_val_if_fail (kind != HERALD_KEY_OTHER, NULL);

  result = gnutls_x509_privkey_init (&key);
  if (result >= 0)
    result = gnutls_x509_privkey_generate (key, ec ? GNUTLS_PK_ECDSA : GNUTLS_PK_RSA,
                                           ec ? GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1)
                                              : RSA_BITS,
                                           0);
  if (result < 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_SECRET,
                   _("No key could be generated: %s"), gnutls_strerror (result));
      return NULL;
    }
  return herald_key_take_x509 (g_steal_pointer (&key), error);
}

/**
 * herald_key_get_kind:
 * @self: a key
 *
 * Returns: its kind
 */
HeraldKeyKind
herald_key_get_kind (HeraldKey *self)
{
  g_return_val_if_fail (HERALD_IS_KEY (self), HERALD_KEY_OTHER);

  return herald_key_kind_from_algorithm (self->algorithm, self->curve);
}

/**
 * herald_key_describe:
 * @self: a key
 *
 * Returns: (transfer full): what it is in words that fit inside a sentence, such as “an RSA key of
 *   2048 bits”
 */
char *
herald_key_describe (HeraldKey *self)
{
  g_return_val_if_fail (HERALD_IS_KEY (self), NULL);

  if (self->algorithm == GNUTLS_PK_RSA)
    return g_strdup_printf (_("an RSA key of %u bits"), self->bits);
  if (self->algorithm != GNUTLS_PK_ECDSA)
    return g_strdup_printf (_("a key of the kind %s"),
                               gnutls_pk_algorithm_get_name (self->algorithm));
  if (self->curve == GNUTLS_ECC_CURVE_SECP256R1)
    return g_strdup (_("an elliptic-curve key on P-256"));
  return g_strdup_printf (_("an elliptic-curve key on the curve %s"),
                             gnutls_ecc_curve_get_name (self->curve));
}

/**
 * herald_key_to_pem:
 * @self: a key
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): unencrypted PKCS#8 in PEM, as Apple and Google give keys out; wipe it
 *   before freeing
 */
char *
herald_key_to_pem (HeraldKey *self, GError **error)
{
  g_auto (gnutls_x509_privkey_t) key = NULL;
  gnutls_datum_t pem = { NULL, 0 };
  char          *text;
  int            result;

  g_return_val_if_fail (HERALD_IS_KEY (self), NULL);

  if (!herald_key_export_x509 (self, &key, error))
    return NULL;
  result =
    gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem);
  if (result < 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("The private key cannot be written: %s"), gnutls_strerror (result));
      return NULL;
    }
  text = g_strndup ((const char *) pem.data, pem.size);
  herald_datum_wipe (&pem);
  return text;
}

/**
 * herald_key_dup_public:
 * @self: a key
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): its public half
 */
HeraldPublicKey *
herald_key_dup_public (HeraldKey *self, GError **error)
{
  g_auto (gnutls_pubkey_t) key = NULL;
  int result;

  g_return_val_if_fail (HERALD_IS_KEY (self), NULL);

  result = gnutls_pubkey_init (&key);
  if (result >= 0)
    result = gnutls_pubkey_import_privkey (key, self->key, 0, 0);
  if (result < 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("The public half of the key cannot be made: %s"), gnutls_strerror (result));
      return NULL;
    }
  return herald_public_key_take (g_steal_pointer (&key));
}

/**
 * herald_signature_get_name:
 * @self: an algorithm
 *
 * Returns: (transfer none): its name in a token's header (RFC 7518, 3.1)
 */
const char *
herald_signature_get_name (HeraldSignature self)
{
  switch (self)
    {
    case HERALD_SIGNATURE_ES256:
      return "ES256";
    case HERALD_SIGNATURE_PS256:
      return "PS256";
    case HERALD_SIGNATURE_RS256:
    default:
      return "RS256";
    }
}

/* What GnuTLS calls it. */
gnutls_sign_algorithm_t
herald_signature_get_algorithm (HeraldSignature self)
{
  switch (self)
    {
    case HERALD_SIGNATURE_ES256:
      return GNUTLS_SIGN_ECDSA_SHA256;
    case HERALD_SIGNATURE_PS256:
      return GNUTLS_SIGN_RSA_PSS_RSAE_SHA256;
    case HERALD_SIGNATURE_RS256:
    default:
      return GNUTLS_SIGN_RSA_SHA256;
    }
}

/* Writes an unsigned number into a field of fixed width, zeros in front. */
static void
write_padded (guint8 *field, const gnutls_datum_t *number)
{
  const guint8 *bytes = number->data;
  gsize         size = number->size;

  for (; size > 0 && bytes[0] == 0; size--)
    bytes++;
  g_assert (size <= HERALD_ES256_HALF_BYTES);
  if (size > 0)
    memcpy (field + HERALD_ES256_HALF_BYTES - size, bytes, size);
}

/* A DER signature → r‖s (RFC 7518, 3.4); NULL when it is no DER signature. */
static GBytes *
der_to_raw (const gnutls_datum_t *der)
{
  gnutls_datum_t r = { NULL, 0 };
  gnutls_datum_t s = { NULL, 0 };
  guint8        *raw;

  if (gnutls_decode_rs_value (der, &r, &s) < 0)
    return NULL;
  raw = g_malloc0 (HERALD_ES256_BYTES);
  write_padded (raw, &r);
  write_padded (raw + HERALD_ES256_HALF_BYTES, &s);
  herald_datum_clear (&r);
  herald_datum_clear (&s);
  return g_bytes_new_take (raw, HERALD_ES256_BYTES);
}

/**
 * herald_key_sign:
 * @self: a key of the kind that the algorithm needs
 * @algorithm: ES256, RS256 or PS256
 * @data: what is signed
 *
 * **Errors:** INVALID when the key is of another kind. **Thread:** any.
 *
 * Returns: (transfer full): the signature; of ES256 the raw r‖s of 64 bytes
 */
GBytes *
herald_key_sign (HeraldKey *self, HeraldSignature algorithm, GBytes *data, GError **error)
{
  gboolean       ec = algorithm == HERALD_SIGNATURE_ES256;
  gnutls_datum_t signature = { NULL, 0 };
  gnutls_datum_t view;
  g_autoptr (GBytes) signed_bytes = NULL;
  int result;

  g_return_val_if_fail (HERALD_IS_KEY (self), NULL);
  g_return_val_if_fail (data != NULL, NULL);

  if (herald_key_get_kind (self) != (ec ? HERALD_KEY_EC_P256 : HERALD_KEY_RSA))
    {
      g_autofree char *description = herald_key_describe (self);

      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("%s cannot sign with %s"), description,
                      herald_signature_get_name (algorithm));
      return NULL;
    }
  view = herald_datum_view (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  result = gnutls_privkey_sign_data2 (self->key, herald_signature_get_algorithm (algorithm), 0,
                                      &view, &signature);
  if (result >= 0 && ec)
    signed_bytes = der_to_raw (&signature);
  else if (result >= 0)
    signed_bytes = g_bytes_new (signature.data, signature.size);
  herald_datum_clear (&signature);
  if (signed_bytes == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                 _("The key could not sign: %s"), gnutls_strerror (result));
  return g_steal_pointer (&signed_bytes);
}
