/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PKCS #12 with one key and one certificate as Apple's portal and Keychain give it out: the
 * subject's user id is the bundle id (“Establishing a certificate-based connection to APNs”, read
 * 2026-11). The certificate is public, so that only the key is encrypted. */
#include "config.h"

#include "crypto/herald-apns-certificate.h"

#include "base/herald-error.h"
#include "crypto/herald-certificate-private.h"
#include "crypto/herald-key-private.h"
#include "crypto/herald-pkcs12.h"
#include "crypto/herald-pkcs8.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_NAME 512

/* The parts of a file while it is made. */
typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t     certificate;
  gnutls_pkcs12_t       file;
  gnutls_pkcs12_bag_t   key_bag;
  gnutls_pkcs12_bag_t   certificate_bag;
} Parts;

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->key, gnutls_x509_privkey_deinit);
  g_clear_pointer (&parts->certificate, gnutls_x509_crt_deinit);
  g_clear_pointer (&parts->file, gnutls_pkcs12_deinit);
  g_clear_pointer (&parts->key_bag, gnutls_pkcs12_bag_deinit);
  g_clear_pointer (&parts->certificate_bag, gnutls_pkcs12_bag_deinit);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/**
 * herald_apns_certificate_free:
 * @self: (nullable): the certificate to free
 */
void
herald_apns_certificate_free (HeraldApnsCertificate *self)
{
  if (self == NULL)
    return;
  g_free (self->common_name);
  g_free (self->topic);
  g_free (self->fingerprint);
  g_free (self);
}

static char *
read_name (gnutls_x509_crt_t certificate, const char *oid)
{
  char   text[LONGEST_NAME];
  size_t size = sizeof text;

  if (gnutls_x509_crt_get_dn_by_oid (certificate, oid, 0, 0, text, &size) < 0)
    return NULL;
  return g_strndup (text, size);
}

static char *
make_fingerprint (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t der = { NULL, 0 };
  char          *fingerprint;

  if (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der) < 0)
    return NULL;
  fingerprint = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der.data, der.size);
  herald_datum_clear (&der);
  return fingerprint;
}

static HeraldApnsCertificate *
read_certificate (gnutls_x509_crt_t certificate, GError **error)
{
  g_autoptr (HeraldApnsCertificate) read = g_new0 (HeraldApnsCertificate, 1);

  read->common_name = read_name (certificate, GNUTLS_OID_X520_COMMON_NAME);
  read->topic = read_name (certificate, GNUTLS_OID_LDAP_UID);
  read->fingerprint = make_fingerprint (certificate);
  read->not_after = gnutls_x509_crt_get_expiration_time (certificate);
  if (read->common_name != NULL && read->topic != NULL && read->fingerprint != NULL)
    return g_steal_pointer (&read);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("The certificate names no app"));
  return NULL;
}

/**
 * herald_apns_certificate_read_p12:
 * @p12: a file's content
 * @password: its password
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): the certificate in it
 */
HeraldApnsCertificate *
herald_apns_certificate_read_p12 (GBytes *p12, const char *password, GError **error)
{
  g_auto (Parts) parts = { 0 };
  gsize              size = 0;
  const guint8      *data;
  gnutls_datum_t     view;
  gnutls_x509_crt_t *chain = NULL;
  unsigned int       n_chain = 0;
  int                result;

  g_return_val_if_fail (p12 != NULL && password != NULL, NULL);

  data = g_bytes_get_data (p12, &size);
  view = herald_datum_view (data, size);
  result = gnutls_pkcs12_init (&parts.file);
  if (result >= 0)
    result = gnutls_pkcs12_import (parts.file, &view, GNUTLS_X509_FMT_DER, 0);
  if (result >= 0 && !herald_pkcs12_is_affordable (parts.file))
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("The .p12 file wants its password hashed too often; export it anew"));
      return NULL;
    }
  if (result >= 0)
    result = gnutls_pkcs12_verify_mac (parts.file, password);
  if (result >= 0)
    result = gnutls_pkcs12_simple_parse (parts.file, password, &parts.key, &chain, &n_chain, NULL,
                                         NULL, NULL, 0);
  if (result >= 0 && n_chain > 0)
    parts.certificate = chain[0];
  for (unsigned int i = 1; i < n_chain; i++)
    gnutls_x509_crt_deinit (chain[i]);
  gnutls_free (chain);
  if (parts.certificate != NULL)
    return read_certificate (parts.certificate, error);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The .p12 file cannot be read: %s"), gnutls_strerror (result));
  return NULL;
}

static int
make_certificate (Parts *parts, const char *common_name, const char *topic, int days)
{
  int result = gnutls_x509_privkey_init (&parts->key);

  if (result >= 0)
    result = gnutls_x509_privkey_generate (parts->key, GNUTLS_PK_ECDSA,
                                           GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  if (result >= 0)
    result = herald_certificate_begin (&parts->certificate, parts->key, common_name, days);
  if (result >= 0)
    result = gnutls_x509_crt_set_dn_by_oid (parts->certificate, GNUTLS_OID_LDAP_UID, 0, topic,
                                            (unsigned int) strlen (topic));
  if (result >= 0)
    result = gnutls_x509_crt_set_key_usage (parts->certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (result >= 0)
    result = gnutls_x509_crt_set_key_purpose_oid (parts->certificate, GNUTLS_KP_TLS_WWW_CLIENT, 0);
  if (result >= 0)
    result = gnutls_x509_crt_sign2 (parts->certificate, parts->certificate, parts->key,
                                    GNUTLS_DIG_SHA256, 0);
  return result;
}

/* Both bags carry the key's id, by which readers find the certificate of the key. */
static int
fill_bags (Parts *parts, const char *password)
{
  guint8         id_bytes[64];
  size_t         id_size = sizeof id_bytes;
  gnutls_datum_t id = { id_bytes, 0 };
  g_autoptr (GByteArray) pkcs8 = g_byte_array_new ();
  int result =
    gnutls_x509_privkey_get_key_id (parts->key, GNUTLS_KEYID_USE_SHA1, id_bytes, &id_size);

  id.size = (unsigned int) id_size;
  if (result >= 0)
    result = gnutls_pkcs12_bag_init (&parts->key_bag);
  if (result >= 0)
    result = herald_pkcs8_encrypt (parts->key, password, pkcs8);
  if (result >= 0)
    {
      gnutls_datum_t view = herald_datum_view (pkcs8->data, pkcs8->len);

      result = gnutls_pkcs12_bag_set_data (parts->key_bag, GNUTLS_BAG_PKCS8_ENCRYPTED_KEY, &view);
    }
  if (result >= 0)
    result = gnutls_pkcs12_bag_set_key_id (parts->key_bag, 0, &id);
  if (result >= 0)
    result = gnutls_pkcs12_bag_init (&parts->certificate_bag);
  if (result >= 0)
    result = gnutls_pkcs12_bag_set_crt (parts->certificate_bag, parts->certificate);
  if (result >= 0)
    result = gnutls_pkcs12_bag_set_key_id (parts->certificate_bag, 0, &id);
  return result;
}

static int
fill_file (Parts *parts, const char *password)
{
  int result = gnutls_pkcs12_init (&parts->file);

  if (result >= 0)
    result = gnutls_pkcs12_set_bag (parts->file, parts->certificate_bag);
  if (result >= 0)
    result = gnutls_pkcs12_set_bag (parts->file, parts->key_bag);
  if (result >= 0)
    result = gnutls_pkcs12_generate_mac2 (parts->file, GNUTLS_MAC_SHA256, password);
  return result;
}

/**
 * herald_apns_certificate_make_p12:
 * @common_name: such as “Apple Push Services: com.contoso.shop”
 * @topic: the bundle id
 * @days: how long it is good; 0 is over already
 * @password: for the file
 * @made: (out) (optional) (transfer full): the certificate in it
 *
 * **Errors:** SECRET. **Thread:** any.
 *
 * Returns: (transfer full): a new key with its certificate
 */
GBytes *
herald_apns_certificate_make_p12 (const char             *common_name,
                                  const char             *topic,
                                  guint                   days,
                                  const char             *password,
                                  HeraldApnsCertificate **made,
                                  GError                **error)
{
  g_auto (Parts) parts = { 0 };
  gnutls_datum_t der = { NULL, 0 };
  GBytes        *bytes;
  int            result;

  g_return_val_if_fail (common_name != NULL && topic != NULL && password != NULL, NULL);

  result = make_certificate (&parts, common_name, topic, (int) days);
  if (result >= 0)
    result = fill_bags (&parts, password);
  if (result >= 0)
    result = fill_file (&parts, password);
  if (result >= 0)
    result = gnutls_pkcs12_export2 (parts.file, GNUTLS_X509_FMT_DER, &der);
  if (result < 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_SECRET,
                   _("The certificate cannot be made: %s"), gnutls_strerror (result));
      return NULL;
    }
  bytes = g_bytes_new (der.data, der.size);
  herald_datum_clear (&der);
  if (made != NULL)
    *made = read_certificate (parts.certificate, error);
  if (made != NULL && *made == NULL)
    g_clear_pointer (&bytes, g_bytes_unref);
  return bytes;
}
