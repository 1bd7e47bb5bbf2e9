/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Client credentials by certificate: assertions that are right, and each way to be wrong. */
#include "config.h"

#include "crypto/herald-certificate.h"
#include "crypto/herald-jwt.h"
#include "sign-in-fixture.h"

#include <string.h>

#define TYPE "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"

typedef struct
{
  SignInFixture base;
  HeraldKey    *key;    /* (owned) */
  char         *sha1;   /* (owned) */
  char         *sha256; /* (owned) */
} Fixture;

static char *
make_thumbprint (GBytes *der, GChecksumType type)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (type);
  guint8 digest[32];
  gsize  length = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (der, NULL), (gssize) g_bytes_get_size (der));
  g_checksum_get_digest (checksum, digest, &length);
  return herald_base64url_encode (digest, length);
}

static char *
read_file (Fixture *self, const char *member)
{
  char *text = NULL;

  g_assert_true (
    g_file_get_contents (emulator_fixture_get (&self->base.base, member), &text, NULL, NULL));
  return text;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GBytes) der = NULL;

  sign_in_fixture_set_up (&self->base, data);
  certificate = read_file (self, "clientCertificate");
  key = read_file (self, "clientCertificateKey");
  der = herald_certificate_pem_to_der (certificate, NULL);
  self->key = herald_key_new_from_pem (key, -1, NULL);
  g_assert_nonnull (self->key);
  self->sha1 = make_thumbprint (der, G_CHECKSUM_SHA1);
  self->sha256 = make_thumbprint (der, G_CHECKSUM_SHA256);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->key);
  g_clear_pointer (&self->sha1, g_free);
  g_clear_pointer (&self->sha256, g_free);
  sign_in_fixture_tear_down (&self->base, data);
}

static JsonObject *
make_header (Fixture *self)
{
  JsonObject *header = json_object_new ();

  json_object_set_string_member (header, "typ", "JWT");
  json_object_set_string_member (header, "x5t#S256", self->sha256);
  return header;
}

static JsonObject *
make_claims (Fixture *self)
{
  JsonObject      *claims = json_object_new ();
  gint64           now = g_get_real_time () / G_USEC_PER_SEC;
  const char      *id = emulator_fixture_get (&self->base.base, "confidentialClientId");
  g_autofree char *audience =
    g_strdup_printf ("%s/%s/oauth2/v2.0/token", emulator_fixture_get (&self->base.base, "https"),
                     emulator_fixture_get (&self->base.base, "tenantId"));

  json_object_set_string_member (claims, "aud", audience);
  json_object_set_string_member (claims, "iss", id);
  json_object_set_string_member (claims, "sub", id);
  json_object_set_string_member (claims, "jti", "0a1b2c3d");
  json_object_set_int_member (claims, "nbf", now);
  json_object_set_int_member (claims, "exp", now + 600);
  return claims;
}

static void
ask_with (Fixture *self, const char *assertion)
{
  g_autofree char *form =
    g_strconcat ("grant_type=client_credentials&client_id={confidential}"
                 "&scope={http}%2F.default&client_assertion_type=" TYPE "&client_assertion=",
                 assertion, NULL);

  sign_in_fixture_ask (&self->base, form);
}

static void
ask (Fixture *self, HeraldSignature algorithm, JsonObject *header, JsonObject *claims)
{
  g_autofree char *assertion = herald_jwt_sign (self->key, algorithm, header, claims, NULL);

  ask_with (self, assertion);
}

static void
test_good (Fixture *self, gconstpointer data)
{
  static const HeraldSignature algorithms[] = { HERALD_SIGNATURE_PS256, HERALD_SIGNATURE_RS256 };
  g_autoptr (JsonObject) claims = make_claims (self);

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (algorithms); i++)
    {
      g_autoptr (JsonObject) header = make_header (self);
      g_autoptr (HeraldJwt) jwt = NULL;
      g_autofree char *token = NULL;

      if (i >= G_N_ELEMENTS (algorithms))
        {
          json_object_remove_member (header, "x5t#S256");
          json_object_set_string_member (header, "x5t", self->sha1);
        }
      ask (self, algorithms[i % 2], header, claims);
      token = sign_in_fixture_dup_member (&self->base, "access_token");
      jwt = herald_jwt_parse (token, NULL);
      g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_claims (jwt), "appidacr"), ==,
                       "2");
      g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_claims (jwt), "idtyp"), ==,
                       "app");
      g_assert_cmpuint (sign_in_fixture_call_dataverse (&self->base, token), ==, 200);
    }
}

static void
test_audiences (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *audience;
    gboolean    good;
  } cases[] = {
    { "{http}/{tenant}/oauth2/v2.0/token", TRUE },
    { "{https}/contosoltd.com/oauth2/v2.0/token", TRUE },
    { "{https}/organizations/oauth2/v2.0/token", TRUE },
    { "{https}/{tenant}/v2.0", TRUE },
    { "{https}/{tenant}/oauth2/v2.0/tokens", FALSE },
    { "{https}/{tenant}", FALSE },
    { "{https}/nowhere/oauth2/v2.0/token", FALSE },
    { "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", FALSE },
    { "nonsense", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) header = make_header (self);
      g_autoptr (JsonObject) claims = make_claims (self);
      g_autofree char *escaped = sign_in_fixture_fill_in (&self->base, cases[i].audience);
      g_autofree char *audience = g_uri_unescape_string (escaped, NULL);

      json_object_set_string_member (claims, "aud", audience);
      ask (self, HERALD_SIGNATURE_RS256, header, claims);
      if (cases[i].good)
        g_assert_cmpuint (self->base.answer.status, ==, 200);
      else
        sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 700023);
    }
}

static void
test_wrong_claims (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *value; /* (nullable): NULL takes it away */
    gint64      number;
  } cases[] = {
    { "aud", NULL, 50027 },     { "iss", NULL, 50027 },   { "sub", NULL, 50027 },
    { "exp", NULL, 50027 },     { "exp", "soon", 50027 }, { "iss", "other", 700021 },
    { "sub", "other", 700021 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) header = make_header (self);
      g_autoptr (JsonObject) claims = make_claims (self);

      json_object_remove_member (claims, cases[i].name);
      if (cases[i].value != NULL)
        json_object_set_string_member (claims, cases[i].name, cases[i].value);
      ask (self, HERALD_SIGNATURE_RS256, header, claims);
      sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", cases[i].number);
    }
}

static void
test_times (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonObject) header = make_header (self);
  g_autoptr (JsonObject) claims = make_claims (self);
  g_autoptr (JsonObject) early = make_claims (self);

  json_object_set_double_member (claims, "nbf", (double) g_get_real_time () / G_USEC_PER_SEC);
  ask (self, HERALD_SIGNATURE_RS256, header, claims);
  g_assert_cmpuint (self->base.answer.status, ==, 200);
  json_object_set_int_member (early, "nbf", g_get_real_time () / G_USEC_PER_SEC + 3600);
  ask (self, HERALD_SIGNATURE_RS256, header, early);
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 700024);
  sign_in_fixture_advance (&self->base, 600 + 300);
  ask (self, HERALD_SIGNATURE_RS256, header, claims);
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 700024);
}

static void
test_keys (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonObject) header = make_header (self);
  g_autoptr (JsonObject) unnamed = json_object_new ();
  g_autoptr (JsonObject) other_name = json_object_new ();
  g_autoptr (JsonObject) claims = make_claims (self);
  g_autoptr (HeraldKey) other = herald_key_generate (HERALD_KEY_RSA, NULL);
  g_autofree char *padded = NULL;
  g_autofree char *by_other = herald_jwt_sign (other, HERALD_SIGNATURE_RS256, header, claims, NULL);

  ask (self, HERALD_SIGNATURE_RS256, unnamed, claims);
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 700027);
  json_object_set_string_member (unnamed, "x5t", self->sha1);
  padded = g_strconcat (self->sha256, "=", NULL);
  json_object_set_string_member (unnamed, "x5t#S256", padded);
  ask (self, HERALD_SIGNATURE_RS256, unnamed, claims);
  g_assert_cmpuint (self->base.answer.status, ==, 200);
  json_object_set_string_member (other_name, "x5t", "AAAA");
  ask (self, HERALD_SIGNATURE_RS256, other_name, claims);
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 700027);
  ask_with (self, by_other);
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 700027);
  ask_with (self, "nonsense");
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 50027);
  ask_with (self, "e30.e30.");
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 50027);
}

static void
test_type (Fixture *self, gconstpointer data)
{
  sign_in_fixture_ask (&self->base, "grant_type=client_credentials&client_id={confidential}"
                                    "&scope={http}%2F.default&client_assertion=x");
  sign_in_fixture_assert_refused (&self->base, 400, "invalid_request", 900144);
  sign_in_fixture_ask (&self->base, "grant_type=client_credentials&client_id={confidential}"
                                    "&scope={http}%2F.default&client_assertion=x"
                                    "&client_assertion_type=other");
  sign_in_fixture_assert_refused (&self->base, 400, "invalid_request", 90023);
}

/* Entra takes an assertion again; the switch makes it strict. */
static void
test_replay (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonObject) header = make_header (self);
  g_autoptr (JsonObject) claims = make_claims (self);

  ask (self, HERALD_SIGNATURE_PS256, header, claims);
  ask (self, HERALD_SIGNATURE_PS256, header, claims);
  g_assert_cmpuint (self->base.answer.status, ==, 200);
  emulator_fixture_send (&self->base.base, "PATCH", "/_herald/switches", NULL,
                         "{\"refuseAssertionReplay\":true}", &self->base.answer);
  g_assert_cmpuint (self->base.answer.status, ==, 200);
  ask (self, HERALD_SIGNATURE_PS256, header, claims);
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 50027);
  json_object_set_string_member (claims, "jti", "another");
  ask (self, HERALD_SIGNATURE_PS256, header, claims);
  g_assert_cmpuint (self->base.answer.status, ==, 200);
}

/* Credentials that are expired, and those of a client that has none. */
static void
test_secrets (Fixture *self, gconstpointer data)
{
  sign_in_fixture_ask (&self->base, "grant_type=client_credentials&client_secret=x"
                                    "&client_id={id of client with expired secret}"
                                    "&scope={http}%2F.default");
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 7000222);
  sign_in_fixture_ask (&self->base, "grant_type=client_credentials&client_secret=x"
                                    "&client_id={public}&scope={http}%2F.default");
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 700025);
  sign_in_fixture_ask (&self->base, "grant_type=client_credentials&client_id={public}"
                                    "&scope={http}%2F.default");
  sign_in_fixture_assert_refused (&self->base, 401, "invalid_client", 7000218);
  sign_in_fixture_ask (&self->base, "grant_type=client_credentials&client_secret=x"
                                    "&client_id={id of disabled client}&scope={http}%2F.default");
  sign_in_fixture_assert_refused (&self->base, 401, "unauthorized_client", 7000112);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/emulator/sign-in-assertion/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("good", test_good);
  ADD ("audiences", test_audiences);
  ADD ("wrong-claims", test_wrong_claims);
  ADD ("times", test_times);
  ADD ("keys", test_keys);
  ADD ("type", test_type);
  ADD ("replay", test_replay);
  ADD ("secrets", test_secrets);
  return g_test_run ();
}
