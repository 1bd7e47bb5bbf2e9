/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A .p12 that we make is read by us and by GIO, and by nobody with a wrong password. */
#include "config.h"

#include "base/herald-error.h"
#include "crypto/herald-apns-certificate.h"

#include <string.h>

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldApnsCertificate) made = NULL;
  g_autoptr (GBytes) p12 =
    herald_apns_certificate_make_p12 ("Apple Push Services: com.contoso.shop", "com.contoso.shop",
                                      395, "pässword", &made, &error);
  g_autoptr (HeraldApnsCertificate) read = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;

  g_assert_no_error (error);
  read = herald_apns_certificate_read_p12 (p12, "pässword", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->common_name, ==, "Apple Push Services: com.contoso.shop");
  g_assert_cmpstr (read->topic, ==, "com.contoso.shop");
  g_assert_cmpint ((gint64) strlen (read->fingerprint), ==, 64);
  g_assert_cmpint (read->not_after, >, g_get_real_time () / G_USEC_PER_SEC);
  g_assert_cmpstr (made->fingerprint, ==, read->fingerprint);
  g_assert_cmpstr (made->topic, ==, read->topic);
  g_assert_cmpint (made->not_after, ==, read->not_after);
  certificate = g_tls_certificate_new_from_pkcs12 (g_bytes_get_data (p12, NULL),
                                                   g_bytes_get_size (p12), "pässword", &error);
  g_assert_no_error (error);
  g_assert_nonnull (certificate);
}

static void
test_unreadable (void)
{
  g_autoptr (GBytes) p12 =
    herald_apns_certificate_make_p12 ("Apple Push Services: a", "a", 1, "right", NULL, NULL);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (p12, 0, g_bytes_get_size (p12) / 2);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  const struct
  {
    GBytes     *content;
    const char *password;
  } cases[] = {
    { p12, "wrong" },
    { p12, "" },
    { half, "right" },
    { nothing, "right" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
        herald_apns_certificate_read_p12 (cases[i].content, cases[i].password, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
}

/* A file may ask for minutes of hashing before anybody can say whether it is any good. */
static void
test_too_many_rounds (void)
{
  g_autofree char *path =
    g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", "p12", "slow", NULL);
  g_autofree char *content = NULL;
  gsize            size = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) p12 = NULL;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  p12 = g_bytes_new (content, size);
  g_assert_null (herald_apns_certificate_read_p12 (p12, "secret", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "too often"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/apns-certificate/round-trip", test_round_trip);
  g_test_add_func ("/crypto/apns-certificate/unreadable", test_unreadable);
  g_test_add_func ("/crypto/apns-certificate/too-many-rounds", test_too_many_rounds);
  return g_test_run ();
}
