/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The public half of a key: verifies signatures and names the key by its fingerprint. */
#include "config.h"

#include "base/herald-error.h"
#include "crypto/herald-key-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HeraldPublicKey
{
  GObject parent_instance;

  gnutls_pubkey_t key; /* (owned) */
  HeraldKeyKind   kind;
};

G_DEFINE_FINAL_TYPE (HeraldPublicKey, herald_public_key, G_TYPE_OBJECT)

static void
herald_public_key_finalize (GObject *object)
{
  HeraldPublicKey *self = HERALD_PUBLIC_KEY (object);

  g_clear_pointer (&self->key, gnutls_pubkey_deinit);
  G_OBJECT_CLASS (herald_public_key_parent_class)->finalize (object);
}

static void
herald_public_key_class_init (HeraldPublicKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_public_key_finalize;
}

static void
herald_public_key_init (HeraldPublicKey *self)
{
}

/* Makes an object of a GnuTLS handle and owns that. */
HeraldPublicKey *
herald_public_key_take (gnutls_pubkey_t key)
{
  HeraldPublicKey   *self = g_object_new (HERALD_TYPE_PUBLIC_KEY, NULL);
  gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
  int                algorithm = gnutls_pubkey_get_pk_algorithm (key, NULL);

  self->key = key;
  self->kind = HERALD_KEY_OTHER;
  if (algorithm == GNUTLS_PK_ECDSA)
    gnutls_pubkey_export_ecc_raw2 (key, &curve, NULL, NULL, 0);
  if (algorithm > 0)
    self->kind = herald_key_kind_from_algorithm ((gnutls_pk_algorithm_t) algorithm, curve);
  return self;
}

/* Its kind, for what must match an algorithm's name. */
HeraldKeyKind
herald_public_key_get_kind (HeraldPublicKey *self)
{
  return self->kind;
}

/**
 * herald_public_key_new_from_pem:
 * @pem: a public key in PEM (“BEGIN PUBLIC KEY”)
 * @length: its length in bytes, or -1 when it ends in NUL
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): the key
 */
HeraldPublicKey *
herald_public_key_new_from_pem (const char *pem, gssize length, GError **error)
{
  g_auto (gnutls_pubkey_t) key = NULL;
  gnutls_datum_t view;
  int            result;

  g_return_val_if_fail (pem != NULL, NULL);

  view = herald_datum_view (pem, length < 0 ? strlen (pem) : (gsize) length);
  result = gnutls_pubkey_init (&key);
  if (result >= 0)
    result = gnutls_pubkey_import (key, &view, GNUTLS_X509_FMT_PEM);
  if (result < 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("This is not a readable public key in PEM form (%s)"),
                      gnutls_strerror (result));
      return NULL;
    }
  return herald_public_key_take (g_steal_pointer (&key));
}

static gboolean
export_key (HeraldPublicKey      *self,
            gnutls_x509_crt_fmt_t format,
            gnutls_datum_t       *out,
            GError              **error)
{
  int result = gnutls_pubkey_export2 (self->key, format, out);

  if (result >= 0)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The public key cannot be written: %s"), gnutls_strerror (result));
  return FALSE;
}

/**
 * herald_public_key_to_pem:
 * @self: a key
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): SubjectPublicKeyInfo in PEM
 */
char *
herald_public_key_to_pem (HeraldPublicKey *self, GError **error)
{
  gnutls_datum_t pem = { NULL, 0 };
  char          *text;

  g_return_val_if_fail (HERALD_IS_PUBLIC_KEY (self), NULL);

  if (!export_key (self, GNUTLS_X509_FMT_PEM, &pem, error))
    return NULL;
  text = g_strndup ((const char *) pem.data, pem.size);
  herald_datum_clear (&pem);
  return text;
}

/**
 * herald_public_key_get_fingerprint:
 * @self: a key
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): SHA-256 of its SubjectPublicKeyInfo in DER, lower-case hex
 */
char *
herald_public_key_get_fingerprint (HeraldPublicKey *self, GError **error)
{
  gnutls_datum_t der = { NULL, 0 };
  char          *fingerprint;

  g_return_val_if_fail (HERALD_IS_PUBLIC_KEY (self), NULL);

  if (!export_key (self, GNUTLS_X509_FMT_DER, &der, error))
    return NULL;
  fingerprint = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der.data, der.size);
  herald_datum_clear (&der);
  return fingerprint;
}

/* One half of r‖s as GnuTLS wants it: without zeros in front, at least one byte. */
static gnutls_datum_t
view_half (const guint8 *half)
{
  gsize size = HERALD_ES256_HALF_BYTES;

  for (; size > 1 && half[0] == 0; size--)
    half++;
  return herald_datum_view (half, size);
}

/* r‖s → DER; freed by herald_datum_clear(). */
static gboolean
raw_to_der (GBytes *signature, gnutls_datum_t *der)
{
  const guint8  *raw = g_bytes_get_data (signature, NULL);
  gnutls_datum_t r;
  gnutls_datum_t s;

  if (g_bytes_get_size (signature) != HERALD_ES256_BYTES)
    return FALSE;
  r = view_half (raw);
  s = view_half (raw + HERALD_ES256_HALF_BYTES);
  return gnutls_encode_rs_value (der, &r, &s) >= 0;
}

/**
 * herald_public_key_verify:
 * @self: a key
 * @algorithm: ES256, RS256 or PS256
 * @data: what was signed
 * @signature: the signature; of ES256 the raw r‖s of 64 bytes
 *
 * **Thread:** any.
 *
 * Returns: whether the signature is right; %FALSE too when the key is of another kind
 */
gboolean
herald_public_key_verify (HeraldPublicKey *self,
                          HeraldSignature  algorithm,
                          GBytes          *data,
                          GBytes          *signature)
{
  gboolean       ec = algorithm == HERALD_SIGNATURE_ES256;
  gnutls_datum_t der = { NULL, 0 };
  gnutls_datum_t data_view;
  gnutls_datum_t signature_view;
  int            result;

  g_return_val_if_fail (HERALD_IS_PUBLIC_KEY (self), FALSE);
  g_return_val_if_fail (data != NULL && signature != NULL, FALSE);

  if (self->kind != (ec ? HERALD_KEY_EC_P256 : HERALD_KEY_RSA))
    return FALSE;
  if (ec && !raw_to_der (signature, &der))
    return FALSE;
  data_view = herald_datum_view (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  signature_view =
    ec ? der : herald_datum_view (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  result = gnutls_pubkey_verify_data2 (self->key, herald_signature_get_algorithm (algorithm), 0,
                                       &data_view, &signature_view);
  herald_datum_clear (&der);
  return result >= 0;
}
