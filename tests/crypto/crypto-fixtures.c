/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generates keys, a certificate and a bundle, so that no key file is in the repository. */
#include "config.h"

#include "crypto-fixtures.h"

#include "crypto/herald-authority.h"
#include "herald-test-dir.h"

#include <gnutls/pkcs12.h>

char *
crypto_fixture_private_pem (HeraldKeyKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_key_generate (kind, &error);
  char *pem;

  g_assert_no_error (error);
  pem = herald_key_to_pem (key, &error);
  g_assert_no_error (error);
  return pem;
}

char *
crypto_fixture_public_pem (HeraldKeyKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_key_generate (kind, &error);
  g_autoptr (HeraldPublicKey) half = herald_key_dup_public (key, &error);
  char *pem;

  g_assert_no_error (error);
  pem = herald_public_key_to_pem (half, &error);
  g_assert_no_error (error);
  return pem;
}

static char *
generate_pem (gnutls_pk_algorithm_t algorithm, unsigned int bits, const char *password)
{
  gnutls_x509_privkey_t key;
  gnutls_datum_t        pem = { NULL, 0 };
  char                 *text;

  g_assert_cmpint (gnutls_x509_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_generate (key, algorithm, bits, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, password,
                                                      password != NULL ? GNUTLS_PKCS_PBES2_AES_256
                                                                       : GNUTLS_PKCS_PLAIN,
                                                      &pem),
                   ==, 0);
  gnutls_x509_privkey_deinit (key);
  text = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);
  return text;
}

char *
crypto_fixture_curve_pem (gnutls_ecc_curve_t curve)
{
  return generate_pem (GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (curve), NULL);
}

char *
crypto_fixture_ed25519_pem (void)
{
  return generate_pem (GNUTLS_PK_EDDSA_ED25519, 0, NULL);
}

char *
crypto_fixture_encrypted_pem (void)
{
  return generate_pem (GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                       "secret");
}

char *
crypto_fixture_certificate_pem (void)
{
  const char *const names[] = { "localhost", NULL };
  g_autofree char  *dir = herald_test_dir_new ();
  g_autofree char  *path = herald_authority_get_ca_path (dir);
  g_autoptr (GError) error = NULL;
  char *pem = NULL;

  herald_authority_ensure (dir, names, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &pem, NULL, &error);
  g_assert_no_error (error);
  herald_test_dir_remove (dir);
  return pem;
}

GBytes *
crypto_fixture_pkcs12 (void)
{
  g_autofree char    *pem = crypto_fixture_certificate_pem ();
  gnutls_datum_t      view = { (unsigned char *) pem, (unsigned int) strlen (pem) };
  gnutls_datum_t      der = { NULL, 0 };
  gnutls_x509_crt_t   certificate;
  gnutls_pkcs12_bag_t bag;
  gnutls_pkcs12_t     bundle;
  GBytes             *bytes;

  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_import (certificate, &view, GNUTLS_X509_FMT_PEM), ==, 0);
  g_assert_cmpint (gnutls_pkcs12_bag_init (&bag), ==, 0);
  g_assert_cmpint (gnutls_pkcs12_bag_set_crt (bag, certificate), >=, 0);
  g_assert_cmpint (gnutls_pkcs12_bag_encrypt (bag, "secret", GNUTLS_PKCS_PBES2_AES_256), ==, 0);
  g_assert_cmpint (gnutls_pkcs12_init (&bundle), ==, 0);
  g_assert_cmpint (gnutls_pkcs12_set_bag (bundle, bag), ==, 0);
  g_assert_cmpint (gnutls_pkcs12_generate_mac (bundle, "secret"), ==, 0);
  g_assert_cmpint (gnutls_pkcs12_export2 (bundle, GNUTLS_X509_FMT_DER, &der), ==, 0);
  bytes = g_bytes_new (der.data, der.size);
  gnutls_free (der.data);
  gnutls_pkcs12_deinit (bundle);
  gnutls_pkcs12_bag_deinit (bag);
  gnutls_x509_crt_deinit (certificate);
  return bytes;
}
