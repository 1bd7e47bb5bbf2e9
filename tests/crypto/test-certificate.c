/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates that a key makes for itself. */
#include "config.h"

#include "base/herald-error.h"
#include "crypto/herald-certificate.h"

#include <gio/gio.h>

static char *
fingerprint (HeraldPublicKey *key)
{
  g_assert_nonnull (key);
  return herald_public_key_get_fingerprint (key, NULL);
}

static void
test_names_its_key (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_key_generate (HERALD_KEY_RSA, &error);
  g_autoptr (HeraldPublicKey) half = herald_key_dup_public (key, &error);
  g_autofree char *pem = herald_certificate_make_pem (key, "Herald test", &error);
  g_autoptr (HeraldPublicKey) named = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *of_named = NULL;
  g_autofree char *of_half = NULL;
  g_autofree char *subject = NULL;

  g_assert_no_error (error);
  named = herald_certificate_read_key (pem, &error);
  g_assert_no_error (error);
  of_named = fingerprint (named);
  of_half = fingerprint (half);
  g_assert_cmpstr (of_named, ==, of_half);
  /* Another reader takes it. */
  certificate = g_tls_certificate_new_from_pem (pem, -1, &error);
  g_assert_no_error (error);
  subject = g_tls_certificate_get_subject_name (certificate);
  g_assert_cmpstr (subject, ==, "CN=Herald test");
}

static void
test_bytes (void)
{
  g_autoptr (HeraldKey) key = herald_key_generate (HERALD_KEY_RSA, NULL);
  g_autofree char *pem = herald_certificate_make_pem (key, "Herald test", NULL);
  g_autoptr (GBytes) der = herald_certificate_pem_to_der (pem, NULL);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  g_autoptr (GByteArray) wanted = NULL;
  g_autoptr (GBytes) wanted_bytes = NULL;

  g_object_get (certificate, "certificate", &wanted, NULL);
  g_assert_nonnull (der);
  wanted_bytes = g_byte_array_free_to_bytes (g_steal_pointer (&wanted));
  g_assert_true (g_bytes_equal (der, wanted_bytes));
}

static void
test_nonsense (void)
{
  static const char *const texts[] = {
    "",
    "nonsense",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "-----BEGIN CERTIFICATE-----\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_certificate_pem_to_der (texts[i], &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
      g_assert_null (herald_certificate_read_key (texts[i], NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/certificate/names-its-key", test_names_its_key);
  g_test_add_func ("/crypto/certificate/bytes", test_bytes);
  g_test_add_func ("/crypto/certificate/nonsense", test_nonsense);
  return g_test_run ();
}
