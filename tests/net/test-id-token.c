/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who came back from a sign-in, and how an application proves who it is. */
#include "config.h"

#include "base/herald-error.h"
#include "crypto/herald-certificate.h"
#include "crypto/herald-jwt.h"
#include "net/herald-client-assertion.h"
#include "net/herald-id-token.h"

#include <string.h>

#define TENANT "0f8fad5b-d9cb-469f-a165-70867728950e"
#define CLIENT "7c9e6679-7425-40de-944b-e07fc1f90ae7"
#define ISSUER "https://login.example.com/" TENANT "/v2.0"
#define ENDPOINT "https://login.example.com/" TENANT "/oauth2/v2.0/token"
#define NOW G_GINT64_CONSTANT (1795000000)
/* A member each; what a case gives instead stands behind. */
#define GOOD                                                                                       \
  "\"iss\":\"" ISSUER "\",\"tid\":\"" TENANT "\",\"aud\":\"" CLIENT                                \
  "\",\"nonce\":\"n\",\"exp\":1795003600"

/* Its signature is not looked at: it came by TLS from the service itself. */
static char *
make_token (const char *claims)
{
  static const char header[] = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
  g_autofree char  *head = herald_base64url_encode ((const guint8 *) header, sizeof header - 1);
  g_autofree char  *body = herald_base64url_encode ((const guint8 *) claims, strlen (claims));

  return g_strjoin (".", head, body, "c2lnbmF0dXJl", NULL);
}

static char *
read_account (const char *claims, const char *issuer, const char *nonce, GError **error)
{
  g_autofree char *token = make_token (claims);
  g_autofree char *named = g_strdup (issuer);
  HeraldOpenid     openid = { .issuer = named };

  return herald_id_token_read_account (token, &openid, CLIENT, nonce, NOW, error);
}

static void
test_accounts (void)
{
  static const struct
  {
    const char *claims;
    const char *issuer;
    const char *account;
  } cases[] = {
    { "{" GOOD ",\"preferred_username\":\"ada@contoso.com\",\"name\":\"Ada\"}", ISSUER,
      "ada@contoso.com" },
    { "{" GOOD ",\"name\":\"Ada\",\"sub\":\"s\"}", ISSUER, "Ada" },
    { "{" GOOD ",\"sub\":\"s\"}", ISSUER, "s" },
    { "{" GOOD ",\"name\":7}", ISSUER, "" },
    { "{" GOOD ",\"sub\":\"s\"}", "https://login.example.com/{tenantid}/v2.0", "s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *account = read_account (cases[i].claims, cases[i].issuer, "n", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (account, ==, cases[i].account);
    }
}

static void
test_faults (void)
{
  static const struct
  {
    const char *claims;
    const char *issuer;
    const char *fault; /* (nullable) */
  } cases[] = {
    { "{\"iss\":\"https://evil.com/\",\"aud\":\"" CLIENT "\",\"nonce\":\"n\",\"exp\":1795003600}",
      ISSUER, "iss" },
    { "{\"aud\":\"" CLIENT "\",\"nonce\":\"n\",\"exp\":1795003600}", ISSUER, "iss" },
    /* The template of another tenant than the token's. */
    { "{\"iss\":\"" ISSUER "\",\"tid\":\"" CLIENT "\",\"aud\":\"" CLIENT
      "\",\"nonce\":\"n\",\"exp\":1795003600}",
      "https://login.example.com/{tenantid}/v2.0", "iss" },
    { "{\"iss\":\"" ISSUER "\",\"aud\":\"" TENANT "\",\"nonce\":\"n\",\"exp\":1795003600}", ISSUER,
      "aud" },
    { "{\"iss\":\"" ISSUER "\",\"aud\":[\"" CLIENT "\"],\"nonce\":\"n\",\"exp\":1795003600}",
      ISSUER, "aud" },
    { "{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT "\",\"nonce\":\"m\",\"exp\":1795003600}", ISSUER,
      "nonce" },
    { "{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT "\",\"exp\":1795003600}", ISSUER, "nonce" },
    { "{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT "\",\"nonce\":\"n\"}", ISSUER, "exp" },
    { "{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT "\",\"nonce\":\"n\",\"exp\":\"1795003600\"}",
      ISSUER, "exp" },
    /* A clock may be five minutes off, and no second more. */
    { "{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT "\",\"nonce\":\"n\",\"exp\":1794999700}", ISSUER,
      NULL },
    { "{\"iss\":\"" ISSUER "\",\"aud\":\"" CLIENT "\",\"nonce\":\"n\",\"exp\":1794999699}", ISSUER,
      "exp" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *account = read_account (cases[i].claims, cases[i].issuer, "n", &error);
      g_autofree char *named =
        cases[i].fault != NULL ? g_strdup_printf ("(%s)", cases[i].fault) : NULL;

      g_test_message ("%s", cases[i].claims);
      g_assert_true ((account == NULL) == (named != NULL));
      if (named == NULL)
        continue;
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, named));
    }
}

/* A sign-in by code sends no nonce, so none is expected. */
static void
test_without_nonce (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *account = read_account ("{" GOOD ",\"sub\":\"s\"}", ISSUER, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (account, ==, "s");
}

static void
test_no_tokens (void)
{
  static const char *const tokens[] = { "", ".", "..", "a.b", "a.b.c", "a.b.c.d", "e30.W10.c2ln" };
  char                     issuer[] = ISSUER;
  HeraldOpenid             openid = { .issuer = issuer };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_id_token_read_account (tokens[i], &openid, CLIENT, NULL, NOW, &error));
      g_assert_nonnull (error);
    }
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_get_string_member (object, name);
}

static void
test_assertion (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_key_generate (HERALD_KEY_RSA, &error);
  g_autofree char *key_pem = herald_key_to_pem (key, &error);
  g_autofree char *certificate = herald_certificate_make_pem (key, "herald", &error);
  g_autofree char *pem = g_strconcat (certificate, key_pem, NULL);
  g_autofree char *assertion = herald_client_assertion_make (pem, CLIENT, ENDPOINT, NOW, &error);
  g_autofree char *other = herald_client_assertion_make (pem, CLIENT, ENDPOINT, NOW, &error);
  g_autoptr (HeraldJwt) jwt = herald_jwt_parse (assertion, &error);
  g_autoptr (HeraldJwt) other_jwt = herald_jwt_parse (other, &error);
  g_autoptr (HeraldPublicKey) public_key = herald_certificate_read_key (certificate, &error);
  g_autoptr (GBytes) der = herald_certificate_pem_to_der (certificate, &error);
  g_autoptr (GBytes) thumbprint = NULL;
  g_autofree char *expected = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
  JsonObject      *claims;

  g_assert_no_error (error);
  g_assert_true (herald_jwt_verify_with (jwt, public_key, HERALD_SIGNATURE_PS256, &error));
  g_assert_cmpstr (get_text (herald_jwt_get_header (jwt), "alg"), ==, "PS256");
  thumbprint = herald_base64url_decode (get_text (herald_jwt_get_header (jwt), "x5t#S256"));
  g_assert_cmpuint (g_bytes_get_size (thumbprint), ==, strlen (expected) / 2);
  for (gsize i = 0; i < g_bytes_get_size (thumbprint); i++)
    g_assert_cmpint (((const guint8 *) g_bytes_get_data (thumbprint, NULL))[i], ==,
                     g_ascii_xdigit_value (expected[2 * i]) * 16 +
                       g_ascii_xdigit_value (expected[2 * i + 1]));
  claims = herald_jwt_get_claims (jwt);
  g_assert_cmpstr (get_text (claims, "aud"), ==, ENDPOINT);
  g_assert_cmpstr (get_text (claims, "iss"), ==, CLIENT);
  g_assert_cmpstr (get_text (claims, "sub"), ==, CLIENT);
  g_assert_cmpint (json_object_get_int_member (claims, "nbf"), ==, NOW);
  g_assert_cmpint (json_object_get_int_member (claims, "exp"), <=, NOW + 600);
  g_assert_cmpint (json_object_get_int_member (claims, "exp"), >, NOW);
  /* Each is another one: a service may take one once. */
  g_assert_cmpstr (get_text (claims, "jti"), !=,
                   get_text (herald_jwt_get_claims (other_jwt), "jti"));
}

static void
test_no_credentials (void)
{
  static const char *const pems[] = {
    "",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n",
    ("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"
     "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pems); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_client_assertion_make (pems[i], CLIENT, ENDPOINT, NOW, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/id-token/accounts", test_accounts);
  g_test_add_func ("/net/id-token/faults", test_faults);
  g_test_add_func ("/net/id-token/without-nonce", test_without_nonce);
  g_test_add_func ("/net/id-token/no-tokens", test_no_tokens);
  g_test_add_func ("/net/id-token/assertion", test_assertion);
  g_test_add_func ("/net/id-token/no-credentials", test_no_credentials);
  return g_test_run ();
}
