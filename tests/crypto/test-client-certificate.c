/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that somebody chooses as a client certificate, and those that are none. */
#include "config.h"

#include "crypto/herald-client-certificate.h"

#include "base/herald-error.h"
#include "herald-test-certificate.h"

#include <string.h>

static char *
make (const char *name, int days)
{
  return herald_test_certificate_make (&(HeraldTestCertificate){ .name = name, .days = days });
}

static HeraldClientCertificate *
read_text (const char *text, const char *passphrase, GError **error)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  return herald_client_certificate_read (content, passphrase, error);
}

/* What comes out is what GIO takes, with its private key. */
static void
assert_usable (const HeraldClientCertificate *read, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (read->pem, -1, &error);
  g_autofree char *key = NULL;

  g_assert_no_error (error);
  g_object_get (certificate, "private-key-pem", &key, NULL);
  g_assert_nonnull (key);
  g_assert_cmpstr (read->name, ==, name);
}

static void
test_pem (void)
{
  g_autofree char *pem = make ("ada", 10);
  const char      *certificate = strstr (pem, "-----BEGIN CERTIFICATE");
  g_autofree char *key = g_strndup (pem, (gsize) (certificate - pem));
  g_autofree char *other = make ("issuer", 10);
  g_autofree char *swapped = g_strconcat (certificate, key, NULL);
  g_autofree char *chain =
    g_strconcat (key, strstr (other, "-----BEGIN CERTIFICATE"), certificate, NULL);
  const char *const texts[] = { pem, swapped, chain };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldClientCertificate) read = read_text (texts[i], NULL, &error);

      g_assert_no_error (error);
      assert_usable (read, "CN=ada");
    }
}

static void
test_pkcs12 (void)
{
  g_autofree char *pem = make ("ada", 10);
  g_autoptr (GBytes) file = herald_test_certificate_pack (pem, "secret");
  g_autoptr (HeraldClientCertificate) read = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (herald_client_certificate_read (file, NULL, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  g_assert_nonnull (strstr (error->message, "enter its passphrase"));
  g_clear_error (&error);
  g_assert_null (herald_client_certificate_read (file, "wrong", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  g_assert_nonnull (strstr (error->message, "not the file's passphrase"));
  g_clear_error (&error);
  read = herald_client_certificate_read (file, "secret", &error);
  g_assert_no_error (error);
  assert_usable (read, "CN=ada");
}

/* What is missing is said, and that nothing is wrong with the file itself. */
static void
test_pkcs12_without_key (void)
{
  g_autofree char *pem = make ("ada", 10);
  g_autoptr (GBytes) file =
    herald_test_certificate_pack (strstr (pem, "-----BEGIN CERTIFICATE"), "secret");
  g_autoptr (GError) error = NULL;

  g_assert_null (herald_client_certificate_read (file, "secret", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "no private key with its certificate"));
}

static void
test_refused (void)
{
  g_autofree char  *pem = make ("ada", 10);
  g_autofree char  *expired = make ("ada", -2);
  g_autofree char  *other = make ("eve", 10);
  const char       *certificate = strstr (pem, "-----BEGIN CERTIFICATE");
  g_autofree char  *key = g_strndup (pem, (gsize) (certificate - pem));
  g_autofree char  *mixed = g_strconcat (key, strstr (other, "-----BEGIN CERTIFICATE"), NULL);
  g_autofree char  *huge = g_strnfill (70000, 'x');
  const char *const cases[][2] = {
    { "", "is empty" },
    { "hello", "no certificate with its private key" },
    { huge, "too large" },
    { certificate, "no private key" },
    { key, "no certificate beside" },
    { mixed, "does not belong" },
    { expired, "expired on" },
    { "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no private key" },
    { "0\202\001\001\060", "no certificate with its private key" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_text (cases[i][0], NULL, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
      if (strstr (error->message, cases[i][1]) == NULL)
        g_error ("“%s” does not say “%s”", error->message, cases[i][1]);
    }
}

/* Every cut of a file ends well. */
static void
test_cut (void)
{
  g_autofree char *pem = make ("ada", 10);
  g_autoptr (GBytes) file = herald_test_certificate_pack (pem, "secret");

  for (gsize size = 0; size < g_bytes_get_size (file); size += 7)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (file, 0, size);
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_client_certificate_read (cut, "secret", &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/client-certificate/pem", test_pem);
  g_test_add_func ("/crypto/client-certificate/pkcs12", test_pkcs12);
  g_test_add_func ("/crypto/client-certificate/pkcs12-without-key", test_pkcs12_without_key);
  g_test_add_func ("/crypto/client-certificate/refused", test_refused);
  g_test_add_func ("/crypto/client-certificate/cut", test_cut);
  return g_test_run ();
}
