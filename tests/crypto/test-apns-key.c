/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "crypto-fixtures.h"
#include "crypto/herald-apns-key.h"

#include <string.h>

static void
assert_accepts (const char *text)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_apns_key_load (content, &error);

  g_assert_no_error (error);
  g_assert_cmpint (herald_key_get_kind (key), ==, HERALD_KEY_EC_P256);
}

static void
assert_refuses (const void *data, gsize size, const char *words)
{
  g_autoptr (GBytes) content = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_apns_key_load (content, &error);

  g_assert_null (key);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
  g_assert_false (g_str_has_suffix (error->message, "."));
}

static void
assert_refuses_text (const char *text, const char *words)
{
  assert_refuses (text, strlen (text), words);
}

static void
test_accepts (void)
{
  g_autofree char *pem = crypto_fixture_private_pem (HERALD_KEY_EC_P256);
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", pem, NULL);
  g_autofree char *spaced = g_strconcat ("\n  ", pem, "\n\n", NULL);
  g_auto (GStrv) lines = g_strsplit (pem, "\n", -1);
  g_autofree char *windows = g_strjoinv ("\r\n", lines);

  assert_accepts (pem);
  assert_accepts (marked);
  assert_accepts (spaced);
  assert_accepts (windows);
}

static void
test_other_keys (void)
{
  g_autofree char *rsa = crypto_fixture_private_pem (HERALD_KEY_RSA);
  g_autofree char *p384 = crypto_fixture_curve_pem (GNUTLS_ECC_CURVE_SECP384R1);
  g_autofree char *ed25519 = crypto_fixture_ed25519_pem ();
  g_autofree char *encrypted = crypto_fixture_encrypted_pem ();
  g_autofree char *public_key = crypto_fixture_public_pem (HERALD_KEY_EC_P256);
  g_autofree char *certificate = crypto_fixture_certificate_pem ();

  assert_refuses_text (rsa, "an RSA key of 2048 bits");
  assert_refuses_text (p384, "SECP384R1");
  assert_refuses_text (ed25519, "Ed25519");
  assert_refuses_text (encrypted, "encrypted with a password");
  assert_refuses_text (public_key, "public key");
  assert_refuses_text (certificate, "This is a certificate");
}

static void
test_damaged (void)
{
  g_autofree char *pem = crypto_fixture_private_pem (HERALD_KEY_EC_P256);
  g_autofree char *cut = g_strndup (pem, strlen (pem) - 30);
  g_autofree char *broken =
    g_strconcat ("-----BEGIN PRIVATE KEY-----\nAAAAAAAA", strchr (pem, '\n') + 9, NULL);
  g_autofree char *bare = g_strdup (strchr (pem, '\n') + 1);

  *strstr (bare, "-----END") = '\0';
  assert_refuses_text (cut, "cut off");
  assert_refuses_text (broken, "damaged");
  assert_refuses_text (bare, "BEGIN PRIVATE KEY");
  assert_refuses_text (bare, "missing");
}

static void
test_other_files (void)
{
  g_autofree char *large = g_strnfill (100000, 'a');
  g_autofree char *filling = g_strnfill (140, 'x');
  g_autofree char *server_key = g_strconcat ("AAAAabcdefg:", filling, NULL);
  const guint8     utf16[] = { 0xff, 0xfe, '-', 0, '-', 0, '-', 0 };
  const guint8     noise[] = { 1, 2, 0, 3, 4, 5, 6, 7 };

  assert_refuses_text ("", "empty");
  assert_refuses_text (" \n", "empty");
  assert_refuses_text ("{\"type\":\"service_account\"}", "belongs to Android");
  assert_refuses_text (server_key, "FCM server key");
  assert_refuses_text ("hello", "not an APNs signing key");
  assert_refuses_text ("<?xml version=\"1.0\"?><plist></plist>", "property list");
  assert_refuses_text ("ssh-ed25519 AAAA me@host", "not an APNs signing key");
  assert_refuses_text ("-----BEGIN CERTIFICATE REQUEST-----\nAA\n-----END CERTIFICATE REQUEST-----",
                       "signing request");
  assert_refuses_text ("-----BEGIN OPENSSH PRIVATE KEY-----\nAA\n-----END OPENSSH PRIVATE KEY-----",
                       "SSH");
  assert_refuses (utf16, sizeof utf16, "UTF-16");
  assert_refuses (noise, sizeof noise, "not an APNs signing key");
  assert_refuses (large, strlen (large), "too large");
}

static void
test_binary (void)
{
  g_autoptr (GBytes) bundle = crypto_fixture_pkcs12 ();
  g_autofree char   *pem = crypto_fixture_private_pem (HERALD_KEY_EC_P256);
  g_autofree guint8 *der = NULL;
  gsize              size = 0;
  char              *end;

  assert_refuses (g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle), ".p12");
  end = strstr (pem, "-----END");
  *end = '\0';
  der = g_base64_decode (strchr (pem, '\n'), &size);
  assert_refuses (der, size, "binary (DER)");
}

static void
test_key_id_from_filename (void)
{
  const struct
  {
    const char *name;
    const char *id;
  } cases[] = {
    { "AuthKey_ABCDE12345.p8", "ABCDE12345" },
    { "/home/me/Downloads/AuthKey_ABCDE12345.p8", "ABCDE12345" },
    { "C:\\keys\\AuthKey_ABCDE12345.P8", "ABCDE12345" },
    { "AuthKey_ABCDE12345 (1).p8", "ABCDE12345" },
    { "AuthKey_ABCDE12345(12).p8", "ABCDE12345" },
    { "authkey_abcde12345.p8", "ABCDE12345" },
    { "AuthKey_ABCDE1234.p8", NULL },
    { "AuthKey_ABCDE123456.p8", NULL },
    { "AuthKey_ABCDE-2345.p8", NULL },
    { "AuthKey_ABCDE12345.p12", NULL },
    { "AuthKey_ABCDE12345", NULL },
    { "AuthKey_ABCDE12345 ().p8", NULL },
    { "AuthKey_ABCDE12345 (1.p8", NULL },
    { "AuthKey_ABCDE12345.p8/other.p8", NULL },
    { "key.p8", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = herald_apns_key_id_from_filename (cases[i].name);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpstr (id, ==, cases[i].id);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/apns-key/accepts", test_accepts);
  g_test_add_func ("/crypto/apns-key/other-keys", test_other_keys);
  g_test_add_func ("/crypto/apns-key/damaged", test_damaged);
  g_test_add_func ("/crypto/apns-key/other-files", test_other_files);
  g_test_add_func ("/crypto/apns-key/binary", test_binary);
  g_test_add_func ("/crypto/apns-key/key-id-from-filename", test_key_id_from_filename);
  return g_test_run ();
}
