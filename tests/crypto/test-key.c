/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "crypto-fixtures.h"
#include "crypto/herald-jwt.h"
#include "crypto/herald-key.h"

#include <string.h>

/* The key of RFC 7515, appendix A.3, in three spellings, and the SHA-256 of its DER. */
#define RFC_PKCS8                                                                                  \
  "-----BEGIN PRIVATE KEY-----\n"                                                                  \
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff\n"                             \
  "H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp\n"                             \
  "7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt\n"                                     \
  "-----END PRIVATE KEY-----\n"
#define RFC_SEC1                                                                                   \
  "-----BEGIN EC PRIVATE KEY-----\n"                                                               \
  "MHcCAQEEII6bEJ5xkJi/mASH3x9dd+nLKWBuvtImO19XwhPfhPSyoAoGCCqGSM49\n"                             \
  "AwEHoUQDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72b\n"                             \
  "focs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"                                                         \
  "-----END EC PRIVATE KEY-----\n"
#define RFC_WITH_JUNK "junk before\n" RFC_SEC1 "junk after"
#define RFC_PUBLIC                                                                                 \
  "-----BEGIN PUBLIC KEY-----\n"                                                                   \
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"                             \
  "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"                                 \
  "-----END PUBLIC KEY-----\n"
#define RFC_FINGERPRINT "2bd1bb0c44a897c30a7aa0991cde38d8062fe441de50da0f46825344f602e827"
#define RFC_SIGNATURE                                                                              \
  "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define RFC_INPUT                                                                                  \
  "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"    \
  "NvbS9pc19yb290Ijp0cnVlfQ"

static void
test_forms_of_one_key (void)
{
  const char *const forms[] = { RFC_PKCS8, RFC_SEC1, RFC_WITH_JUNK };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldKey) key = herald_key_new_from_pem (forms[i], -1, &error);
      g_autoptr (HeraldPublicKey) half = NULL;
      g_autofree char *fingerprint = NULL;
      g_autofree char *pem = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (herald_key_get_kind (key), ==, HERALD_KEY_EC_P256);
      half = herald_key_dup_public (key, &error);
      g_assert_no_error (error);
      fingerprint = herald_public_key_get_fingerprint (half, &error);
      g_assert_cmpstr (fingerprint, ==, RFC_FINGERPRINT);
      pem = herald_public_key_to_pem (half, &error);
      g_assert_cmpstr (pem, ==, RFC_PUBLIC);
    }
}

static void
test_describes (void)
{
  g_autofree char *rsa = crypto_fixture_private_pem (HERALD_KEY_RSA);
  g_autofree char *p256 = crypto_fixture_private_pem (HERALD_KEY_EC_P256);
  g_autofree char *p384 = crypto_fixture_curve_pem (GNUTLS_ECC_CURVE_SECP384R1);
  g_autofree char *ed25519 = crypto_fixture_ed25519_pem ();
  const struct
  {
    const char   *pem;
    HeraldKeyKind kind;
    const char   *words;
  } cases[] = {
    { rsa, HERALD_KEY_RSA, "an RSA key of 2048 bits" },
    { p256, HERALD_KEY_EC_P256, "an elliptic-curve key on P-256" },
    { p384, HERALD_KEY_OTHER, "an elliptic-curve key on the curve SECP384R1" },
    { ed25519, HERALD_KEY_OTHER, "a key of the kind EdDSA (Ed25519)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldKey) key =
        herald_key_new_from_pem (cases[i].pem, (gssize) strlen (cases[i].pem), &error);
      g_autofree char *words = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (herald_key_get_kind (key), ==, cases[i].kind);
      words = herald_key_describe (key);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static const char rfc_public[] = RFC_PUBLIC;

static void
test_refuses (void)
{
  g_autofree char  *encrypted = crypto_fixture_encrypted_pem ();
  const char *const texts[] = {
    "",
    "x",
    rfc_public,
    encrypted,
    "-----BEGIN PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldKey) key = herald_key_new_from_pem (texts[i], -1, &error);

      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
      g_assert_null (key);
    }
}

static void
test_public_refuses (void)
{
  const char *const texts[] = { "", "x", RFC_PKCS8, "-----BEGIN PUBLIC KEY-----\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldPublicKey) key = herald_public_key_new_from_pem (texts[i], -1, &error);

      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
      g_assert_null (key);
    }
}

static GBytes *
flip_bit (GBytes *bytes, gsize index)
{
  gsize   size = 0;
  guint8 *data = g_bytes_unref_to_data (g_bytes_ref (bytes), &size);

  data[index] ^= 1;
  return g_bytes_new_take (data, size);
}

static void
test_rfc_vector (void)
{
  g_autoptr (HeraldPublicKey) key = herald_public_key_new_from_pem (RFC_PUBLIC, -1, NULL);
  g_autoptr (GBytes) input = g_bytes_new_static (RFC_INPUT, strlen (RFC_INPUT));
  g_autoptr (GBytes) signature = herald_base64url_decode (RFC_SIGNATURE);
  g_autoptr (GBytes) short_signature = g_bytes_new_from_bytes (signature, 0, 63);

  g_assert_true (herald_public_key_verify (key, HERALD_SIGNATURE_ES256, input, signature));
  g_assert_false (herald_public_key_verify (key, HERALD_SIGNATURE_RS256, input, signature));
  g_assert_false (herald_public_key_verify (key, HERALD_SIGNATURE_ES256, input, short_signature));
  for (gsize i = 0; i < 64; i += 7)
    {
      g_autoptr (GBytes) changed = flip_bit (signature, i);

      g_assert_false (herald_public_key_verify (key, HERALD_SIGNATURE_ES256, input, changed));
    }
}

/* Zero and the curve's order are no signatures (the “psychic” ones of CVE-2022-21449). */
static void
test_zero_signature (void)
{
  g_autoptr (HeraldPublicKey) key = herald_public_key_new_from_pem (RFC_PUBLIC, -1, NULL);
  g_autoptr (GBytes) input = g_bytes_new_static ("x", 1);
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (64), 64);

  g_assert_false (herald_public_key_verify (key, HERALD_SIGNATURE_ES256, input, zeros));
}

/* One in 128 signatures has an r or s with a leading zero byte, which must stay. */
static void
test_es256_round_trips (void)
{
  g_autoptr (HeraldKey) key = herald_key_new_from_pem (RFC_PKCS8, -1, NULL);
  g_autoptr (HeraldPublicKey) half = herald_key_dup_public (key, NULL);
  guint n_padded = 0;

  for (guint i = 0; i < 1500; i++)
    {
      g_autoptr (GBytes) data = g_bytes_new (&i, sizeof i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) signature = herald_key_sign (key, HERALD_SIGNATURE_ES256, data, &error);
      const guint8 *raw;

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (signature), ==, 64);
      raw = g_bytes_get_data (signature, NULL);
      n_padded += raw[0] == 0 || raw[32] == 0;
      g_assert_true (herald_public_key_verify (half, HERALD_SIGNATURE_ES256, data, signature));
    }
  g_assert_cmpuint (n_padded, >, 0);
}

static void
test_rs256_round_trip (void)
{
  g_autofree char *pem = crypto_fixture_private_pem (HERALD_KEY_RSA);
  g_autoptr (HeraldKey) key = herald_key_new_from_pem (pem, -1, NULL);
  g_autoptr (HeraldPublicKey) half = herald_key_dup_public (key, NULL);
  g_autoptr (GBytes) data = g_bytes_new_static ("payload", 7);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) signature = herald_key_sign (key, HERALD_SIGNATURE_RS256, data, &error);
  g_autoptr (GBytes) changed = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (signature), ==, 256);
  g_assert_true (herald_public_key_verify (half, HERALD_SIGNATURE_RS256, data, signature));
  changed = flip_bit (signature, 100);
  g_assert_false (herald_public_key_verify (half, HERALD_SIGNATURE_RS256, data, changed));
}

static void
test_wrong_algorithm (void)
{
  g_autoptr (HeraldKey) key = herald_key_new_from_pem (RFC_PKCS8, -1, NULL);
  g_autoptr (GBytes) data = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (herald_key_sign (key, HERALD_SIGNATURE_RS256, data, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "RS256"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/key/forms-of-one-key", test_forms_of_one_key);
  g_test_add_func ("/crypto/key/describes", test_describes);
  g_test_add_func ("/crypto/key/refuses", test_refuses);
  g_test_add_func ("/crypto/key/public-refuses", test_public_refuses);
  g_test_add_func ("/crypto/key/rfc-vector", test_rfc_vector);
  g_test_add_func ("/crypto/key/zero-signature", test_zero_signature);
  g_test_add_func ("/crypto/key/es256-round-trips", test_es256_round_trips);
  g_test_add_func ("/crypto/key/rs256-round-trip", test_rs256_round_trip);
  g_test_add_func ("/crypto/key/wrong-algorithm", test_wrong_algorithm);
  return g_test_run ();
}
