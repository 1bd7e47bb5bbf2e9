/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "crypto-fixtures.h"
#include "crypto/herald-jwt.h"

#include <string.h>

/* RFC 7515, appendix A.2 (RS256) and A.3 (ES256). */
#define RFC_CLAIMS                                                                                 \
  "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"   \
  "fQ"
#define RFC_ES256                                                                                  \
  "eyJhbGciOiJFUzI1NiJ9." RFC_CLAIMS                                                               \
  ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define RFC_RS256                                                                                  \
  "eyJhbGciOiJSUzI1NiJ9." RFC_CLAIMS                                                               \
  ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"  \
  "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L" \
  "07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUi" \
  "pUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define RFC_ES256_KEY                                                                              \
  "-----BEGIN PUBLIC KEY-----\n"                                                                   \
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"                             \
  "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"                                 \
  "-----END PUBLIC KEY-----\n"
#define RFC_RS256_KEY                                                                              \
  "-----BEGIN PUBLIC KEY-----\n"                                                                   \
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj\n"                             \
  "NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz\n"                             \
  "P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo\n"                             \
  "9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB\n"                             \
  "EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX\n"                             \
  "FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp\n"                             \
  "oQIDAQAB\n"                                                                                     \
  "-----END PUBLIC KEY-----\n"

static void
test_rfc_vectors (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldJwt) es256 = herald_jwt_parse (RFC_ES256, &error);
  g_autoptr (HeraldJwt) rs256 = herald_jwt_parse (RFC_RS256, &error);
  g_autoptr (HeraldPublicKey) ec = herald_public_key_new_from_pem (RFC_ES256_KEY, -1, &error);
  g_autoptr (HeraldPublicKey) rsa = herald_public_key_new_from_pem (RFC_RS256_KEY, -1, &error);

  g_assert_no_error (error);
  g_assert_true (herald_jwt_verify (es256, ec, &error));
  g_assert_true (herald_jwt_verify (rs256, rsa, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_claims (es256), "iss"), ==, "joe");
  g_assert_false (herald_jwt_verify (es256, rsa, NULL));
  g_assert_false (herald_jwt_verify (rs256, ec, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
}

static char *
sign_sample (HeraldKey *key, HeraldSignature algorithm)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autoptr (GError) error = NULL;
  char *token;

  json_object_set_string_member (header, "kid", "ABCDE12345");
  json_object_set_string_member (header, "alg", "none");
  json_object_set_string_member (claims, "iss", "Tëam");
  json_object_set_int_member (claims, "iat", 1900000000);
  token = herald_jwt_sign (key, algorithm, header, claims, &error);
  g_assert_no_error (error);
  return token;
}

static void
check_round_trip (HeraldKeyKind kind, HeraldSignature algorithm, const char *name)
{
  g_autoptr (HeraldKey) key = herald_key_generate (kind, NULL);
  g_autoptr (HeraldPublicKey) half = herald_key_dup_public (key, NULL);
  g_autofree char *token = sign_sample (key, algorithm);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldJwt) jwt = herald_jwt_parse (token, &error);
  JsonObject *header;

  g_assert_no_error (error);
  g_assert_true (herald_jwt_verify (jwt, half, &error));
  header = herald_jwt_get_header (jwt);
  g_assert_cmpstr (json_object_get_string_member (header, "alg"), ==, name);
  g_assert_cmpstr (json_object_get_string_member (header, "kid"), ==, "ABCDE12345");
  g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_claims (jwt), "iss"), ==, "Tëam");
  g_assert_cmpint (json_object_get_int_member (herald_jwt_get_claims (jwt), "iat"), ==, 1900000000);
}

static void
test_round_trips (void)
{
  check_round_trip (HERALD_KEY_EC_P256, HERALD_SIGNATURE_ES256, "ES256");
  check_round_trip (HERALD_KEY_RSA, HERALD_SIGNATURE_RS256, "RS256");
}

/* The verifier chooses among the two algorithms of an RSA key; the token does not. */
static void
test_chosen_algorithm (void)
{
  g_autoptr (HeraldKey) key = herald_key_generate (HERALD_KEY_RSA, NULL);
  g_autoptr (HeraldPublicKey) half = herald_key_dup_public (key, NULL);
  g_autofree char *pss = sign_sample (key, HERALD_SIGNATURE_PS256);
  g_autofree char *plain = sign_sample (key, HERALD_SIGNATURE_RS256);
  g_autoptr (HeraldJwt) of_pss = herald_jwt_parse (pss, NULL);
  g_autoptr (HeraldJwt) of_plain = herald_jwt_parse (plain, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (herald_jwt_verify_with (of_pss, half, HERALD_SIGNATURE_PS256, &error));
  g_assert_no_error (error);
  g_assert_false (herald_jwt_verify (of_pss, half, NULL));
  g_assert_false (herald_jwt_verify_with (of_pss, half, HERALD_SIGNATURE_RS256, NULL));
  g_assert_false (herald_jwt_verify_with (of_plain, half, HERALD_SIGNATURE_PS256, NULL));
  g_assert_false (herald_jwt_verify_with (of_plain, half, HERALD_SIGNATURE_ES256, NULL));
}

static void
test_other_key (void)
{
  g_autoptr (HeraldKey) key = herald_key_generate (HERALD_KEY_EC_P256, NULL);
  g_autoptr (HeraldKey) other = herald_key_generate (HERALD_KEY_EC_P256, NULL);
  g_autoptr (HeraldPublicKey) other_half = herald_key_dup_public (other, NULL);
  g_autofree char *token = sign_sample (key, HERALD_SIGNATURE_ES256);
  g_autoptr (HeraldJwt) jwt = herald_jwt_parse (token, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (herald_jwt_verify (jwt, other_half, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
}

/* Headers that a forger would try: the signature bytes are right or absent, the header is not. */
static void
test_forged_headers (void)
{
  const char *const headers[] = {
    "{\"alg\":\"none\"}",
    "{\"alg\":\"HS256\"}",
    "{\"alg\":\"es256\"}",
    "{\"alg\":1}",
    "{}",
    "{\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1}",
  };
  g_autoptr (HeraldPublicKey) key = herald_public_key_new_from_pem (RFC_ES256_KEY, -1, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *head =
        herald_base64url_encode ((const guint8 *) headers[i], strlen (headers[i]));
      g_autofree char *token = g_strconcat (head, strchr (RFC_ES256, '.'), NULL);
      g_autofree char *bare = g_strconcat (head, "." RFC_CLAIMS ".", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldJwt) jwt = herald_jwt_parse (token, &error);
      g_autoptr (HeraldJwt) unsigned_jwt = herald_jwt_parse (bare, &error);

      g_assert_no_error (error);
      g_assert_false (herald_jwt_verify (jwt, key, NULL));
      g_assert_false (herald_jwt_verify (unsigned_jwt, key, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
}

static void
test_malformed (void)
{
  g_autofree char  *long_part = g_strnfill (20000, 'A');
  g_autofree char  *too_long = g_strconcat ("e30.e30.", long_part, NULL);
  const char *const tokens[] = {
    "",
    ".",
    "..",
    "e30",
    "e30.e30",
    "e30.e30.AA.AA",
    "e30.e30.AA.",
    "e30.e30.A",
    "e30.e30.AA==",
    "e30=.e30.AA",
    "e30 .e30.AA",
    " e30.e30.AA",
    "e30.e30.AA\n",
    "e30.e30.A+",
    "W10.e30.AA",                /* [] */
    "e30.W10.AA",                /* [] */
    "e30.e30ge30.AA",            /* {} {} */
    "e30.eyJhIjoxLH0.AA",        /* {"a":1,} */
    "e30.eyJhIjoxLCJhIjoyfQ.AA", /* {"a":1,"a":2} */
    too_long,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldJwt) jwt = herald_jwt_parse (tokens[i], &error);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_null (jwt);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
}

/* Whole padding is taken where it is asked for, and what was signed is as it came. */
static void
test_padded (void)
{
  const char *const good[] = { "e30=.e30=.AA==", "e30.e30=.AA", "e30.e30.AAA=", "e30=.e30=.AAAA" };
  const char *const bad[] = { "e30==.e30.AA",  "e30.e30.AA=",  "e30.e30.A===",
                              "e30.e30.AA===", "e30.e30.=AA=", "e30.e30.AA==\n",
                              "e30.e30.AB==",  "=.e30.AA",     "====.e30.AA" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (HeraldJwt) jwt = herald_jwt_parse_padded (good[i], NULL);

      g_assert_nonnull (jwt);
      g_assert_null (herald_jwt_parse (good[i], NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_jwt_parse_padded (bad[i], &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
}

/* RFC 4648, section 10, without padding, and the two characters that differ. */
static void
test_base64url (void)
{
  const struct
  {
    const char *bytes;
    const char *text;
  } cases[] = {
    { "", "" },
    { "f", "Zg" },
    { "fo", "Zm8" },
    { "foo", "Zm9v" },
    { "foob", "Zm9vYg" },
    { "fooba", "Zm9vYmE" },
    { "foobar", "Zm9vYmFy" },
    { "\xfb\xff\xfe", "-__-" },
  };
  const char *const bad[] = { "A", "Zh", "Zm9", "Zg==", "Zg=", "Z g", "Zm+v", "Zm/v", "Zä" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize            size = strlen (cases[i].bytes);
      g_autofree char *text = herald_base64url_encode ((const guint8 *) cases[i].bytes, size);
      g_autoptr (GBytes) bytes = herald_base64url_decode (cases[i].text);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_nonnull (bytes);
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, size);
      g_assert_true (size == 0 ||
                     memcmp (g_bytes_get_data (bytes, NULL), cases[i].bytes, size) == 0);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (herald_base64url_decode (bad[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/jwt/chosen-algorithm", test_chosen_algorithm);
  g_test_add_func ("/crypto/jwt/rfc-vectors", test_rfc_vectors);
  g_test_add_func ("/crypto/jwt/round-trips", test_round_trips);
  g_test_add_func ("/crypto/jwt/other-key", test_other_key);
  g_test_add_func ("/crypto/jwt/forged-headers", test_forged_headers);
  g_test_add_func ("/crypto/jwt/malformed", test_malformed);
  g_test_add_func ("/crypto/jwt/padded", test_padded);
  g_test_add_func ("/crypto/jwt/base64url", test_base64url);
  return g_test_run ();
}
