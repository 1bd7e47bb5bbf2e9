/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every call has to work: a test that cannot make its certificate has nothing to say. */
#include "config.h"

#include "herald-test-certificate.h"

#include <gnutls/pkcs12.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS ((time_t) 24 * 60 * 60)
#define assert_good(call) g_assert_cmpint ((call), >=, 0)

static gnutls_datum_t
view (const char *text)
{
  gnutls_datum_t datum = { (guint8 *) (gsize) text, (unsigned int) strlen (text) };

  return datum;
}

static gnutls_x509_privkey_t
load_key (const char *pem)
{
  gnutls_x509_privkey_t key;
  gnutls_datum_t        datum = view (pem);

  assert_good (gnutls_x509_privkey_init (&key));
  assert_good (gnutls_x509_privkey_import (key, &datum, GNUTLS_X509_FMT_PEM));
  return key;
}

static gnutls_x509_crt_t
load_certificate (const char *pem)
{
  gnutls_x509_crt_t certificate;
  gnutls_datum_t    datum = view (pem);

  assert_good (gnutls_x509_crt_init (&certificate));
  assert_good (gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_PEM));
  return certificate;
}

static gnutls_x509_crt_t
begin (const HeraldTestCertificate *wanted, gnutls_x509_privkey_t key)
{
  const time_t      now = time (NULL);
  gnutls_x509_crt_t certificate;
  guint32           serial = g_random_int () | 1;
  guint8            id[64];
  size_t            id_size = sizeof id;

  assert_good (gnutls_x509_crt_init (&certificate));
  assert_good (gnutls_x509_crt_set_version (certificate, 3));
  assert_good (gnutls_x509_crt_set_key (certificate, key));
  assert_good (gnutls_x509_crt_set_serial (certificate, &serial, sizeof serial));
  assert_good (gnutls_x509_crt_set_activation_time (certificate, now - 1000 * DAY_SECONDS));
  assert_good (gnutls_x509_crt_set_expiration_time (certificate, now + wanted->days * DAY_SECONDS));
  assert_good (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
                                              wanted->name, (unsigned int) strlen (wanted->name)));
  assert_good (gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA1, id, &id_size));
  assert_good (gnutls_x509_crt_set_subject_key_id (certificate, id, id_size));
  assert_good (
    gnutls_x509_crt_set_basic_constraints (certificate, wanted->is_authority ? 1 : 0, -1));
  assert_good (gnutls_x509_crt_set_key_usage (certificate, wanted->is_authority
                                                             ? GNUTLS_KEY_KEY_CERT_SIGN
                                                             : GNUTLS_KEY_DIGITAL_SIGNATURE));
  if (!wanted->is_authority)
    assert_good (
      gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, wanted->name,
                                            (unsigned int) strlen (wanted->name), GNUTLS_FSAN_SET));
  return certificate;
}

char *
herald_test_certificate_make (const HeraldTestCertificate *wanted)
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t     certificate;
  gnutls_datum_t        key_pem = { NULL, 0 };
  gnutls_datum_t        pem = { NULL, 0 };
  char                 *text;

  assert_good (gnutls_x509_privkey_init (&key));
  assert_good (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                             GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  certificate = begin (wanted, key);
  if (wanted->issuer_pem == NULL)
    assert_good (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0));
  else
    {
      gnutls_x509_privkey_t issuer_key = load_key (wanted->issuer_pem);
      gnutls_x509_crt_t     issuer = load_certificate (wanted->issuer_pem);

      assert_good (gnutls_x509_crt_sign2 (certificate, issuer, issuer_key, GNUTLS_DIG_SHA256, 0));
      gnutls_x509_privkey_deinit (issuer_key);
      gnutls_x509_crt_deinit (issuer);
    }
  assert_good (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN,
                                                  &key_pem));
  assert_good (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem));
  text = g_strdup_printf ("%.*s%.*s", (int) key_pem.size, (char *) key_pem.data, (int) pem.size,
                          (char *) pem.data);
  gnutls_free (key_pem.data);
  gnutls_free (pem.data);
  gnutls_x509_privkey_deinit (key);
  gnutls_x509_crt_deinit (certificate);
  return text;
}

static void
set_key (gnutls_pkcs12_bag_t bag, const char *pem, const char *passphrase)
{
  gnutls_x509_privkey_t key = load_key (pem);
  guint8                pkcs8[4096];
  size_t                size = sizeof pkcs8;
  gnutls_datum_t        view = { pkcs8, 0 };

  assert_good (gnutls_x509_privkey_export_pkcs8 (key, GNUTLS_X509_FMT_DER, passphrase,
                                                 GNUTLS_PKCS_PBES2_AES_256, pkcs8, &size));
  view.size = (unsigned int) size;
  assert_good (gnutls_pkcs12_bag_set_data (bag, GNUTLS_BAG_PKCS8_ENCRYPTED_KEY, &view));
  gnutls_x509_privkey_deinit (key);
}

GBytes *
herald_test_certificate_pack (const char *pem, const char *passphrase)
{
  const gboolean      has_key = strstr (pem, "PRIVATE KEY-----") != NULL;
  gnutls_x509_crt_t   certificate = load_certificate (pem);
  gnutls_pkcs12_bag_t bags[2];
  gnutls_pkcs12_t     file;
  gnutls_datum_t      der = { NULL, 0 };
  GBytes             *bytes;

  assert_good (gnutls_pkcs12_init (&file));
  for (gsize i = 0; i < G_N_ELEMENTS (bags); i++)
    assert_good (gnutls_pkcs12_bag_init (&bags[i]));
  assert_good (gnutls_pkcs12_bag_set_crt (bags[0], certificate));
  if (has_key)
    set_key (bags[1], pem, passphrase);
  for (gsize i = 0; i < (has_key ? G_N_ELEMENTS (bags) : 1); i++)
    assert_good (gnutls_pkcs12_set_bag (file, bags[i]));
  assert_good (gnutls_pkcs12_generate_mac2 (file, GNUTLS_MAC_SHA256, passphrase));
  assert_good (gnutls_pkcs12_export2 (file, GNUTLS_X509_FMT_DER, &der));
  bytes = g_bytes_new (der.data, der.size);
  gnutls_free (der.data);
  for (gsize i = 0; i < G_N_ELEMENTS (bags); i++)
    gnutls_pkcs12_bag_deinit (bags[i]);
  gnutls_pkcs12_deinit (file);
  gnutls_x509_crt_deinit (certificate);
  return bytes;
}
