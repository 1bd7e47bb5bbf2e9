/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The documents that sign-in libraries read, and the key in them. */
#include "config.h"

#include "crypto/herald-jwt.h"
#include "emulator-fixture.h"
#include "emulator/herald-emulator-discovery.h"

#include <string.h>

#define RSA_BYTES 256

static void
read_document (EmulatorFixture *fixture,
               const char      *tenant,
               const char      *path,
               EmulatorAnswer  *answer)
{
  g_autofree char *target = g_strdup_printf ("/%s%s", tenant, path);

  emulator_fixture_read (fixture, target, answer);
}

static void
test_configuration (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *endpoint = NULL;
  g_autoptr (HeraldJwt) token = NULL;
  const char *issuer;

  emulator_fixture_start (&fixture, NULL, "small");
  read_document (&fixture, emulator_fixture_get (&fixture, "tenantId"),
                 "/v2.0/.well-known/openid-configuration", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  endpoint = g_strdup_printf ("%s/%s/oauth2/v2.0/token", emulator_fixture_get (&fixture, "http"),
                              emulator_fixture_get (&fixture, "tenantId"));
  g_assert_cmpstr (json_object_get_string_member (answer.object, "token_endpoint"), ==, endpoint);
  issuer = json_object_get_string_member (answer.object, "issuer");
  token = herald_jwt_parse (emulator_fixture_get (&fixture, "bearer"), NULL);
  g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_claims (token), "iss"), ==,
                   issuer);
  read_document (&fixture, "common", "/v2.0/.well-known/openid-configuration", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

static void
test_unknown_tenant (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  read_document (&fixture, "00000000-0000-4000-a000-000000000001",
                 "/v2.0/.well-known/openid-configuration", &answer);
  g_assert_cmpuint (answer.status, ==, 400);
  g_assert_true (
    g_str_has_prefix (json_object_get_string_member (answer.object, "error_description"),
                      "AADSTS90002"));
}

/* The key set names the key that the tokens name. */
static void
test_keys (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autoptr (GBytes) modulus = NULL;
  g_autoptr (HeraldJwt) token = NULL;
  JsonObject *key;

  emulator_fixture_start (&fixture, NULL, "small");
  read_document (&fixture, emulator_fixture_get (&fixture, "tenantId"), "/discovery/v2.0/keys",
                 &answer);
  key = json_array_get_object_element (json_object_get_array_member (answer.object, "keys"), 0);
  token = herald_jwt_parse (emulator_fixture_get (&fixture, "bearer"), NULL);
  g_assert_cmpstr (json_object_get_string_member (key, "kid"), ==,
                   json_object_get_string_member (herald_jwt_get_header (token), "kid"));
  g_assert_cmpstr (json_object_get_string_member (key, "e"), ==, "AQAB");
  modulus = herald_base64url_decode (json_object_get_string_member (key, "n"));
  g_assert_cmpuint (g_bytes_get_size (modulus), ==, RSA_BYTES);
}

/* A key whose numbers are known: OpenSSL printed them. */
static void
test_read_rsa (void)
{
  static const char pem[] = "-----BEGIN PUBLIC KEY-----\n"
                            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnXdpHD0vD8aVUo26q3J9\n"
                            "v6MLkOvymt8TGgd3laPNCyGTIL98JniBTdpCZz8VCVA946ilKkXJ7ijVKfv2vU21\n"
                            "aJK1+Msc4ROfHiFk7gsjGCcwEvFGj+m/MreJso69ruDAgQzEjMWzCzzdEytaXzYN\n"
                            "ZD26DQD2leP46QF6hjcoxF4BfWzctgRr6tfheckPmEygFkZQvvwGO53Hkh6hHZ01\n"
                            "PWVoi7Vrwiij7ydyi8/ZD07ZrXQXyjtvHJYOBNw4kjB1RLdx1HSMjV1J4RcIZUom\n"
                            "ATvdkPZ41UE931Jv/TeBpXcxTZ4C9VAYK8A/F5nLOjRp50weGZ3WZ0d5h6nZW9fI\n"
                            "LwIDAQAB\n"
                            "-----END PUBLIC KEY-----\n";
  g_autoptr (HeraldPublicKey) key = herald_public_key_new_from_pem (pem, -1, NULL);
  g_autoptr (HeraldKey) curve = herald_key_generate (HERALD_KEY_EC_P256, NULL);
  g_autoptr (HeraldPublicKey) curve_key = herald_key_dup_public (curve, NULL);
  g_autoptr (GBytes) modulus = NULL;
  g_autoptr (GBytes) exponent = NULL;
  g_autofree char *text = NULL;

  g_assert_nonnull (key);
  g_assert_true (herald_emulator_discovery_read_rsa (key, &modulus, &exponent));
  text = herald_base64url_encode (g_bytes_get_data (modulus, NULL), g_bytes_get_size (modulus));
  g_assert_cmpstr (
    text, ==,
    "nXdpHD0vD8aVUo26q3J9v6MLkOvymt8TGgd3laPNCyGTIL98JniBTdpCZz8VCVA946ilKkXJ7ijVKfv2"
    "vU21aJK1-Msc4ROfHiFk7gsjGCcwEvFGj-m_MreJso69ruDAgQzEjMWzCzzdEytaXzYNZD26DQD2leP4"
    "6QF6hjcoxF4BfWzctgRr6tfheckPmEygFkZQvvwGO53Hkh6hHZ01PWVoi7Vrwiij7ydyi8_ZD07ZrXQX"
    "yjtvHJYOBNw4kjB1RLdx1HSMjV1J4RcIZUomATvdkPZ41UE931Jv_TeBpXcxTZ4C9VAYK8A_F5nLOjRp"
    "50weGZ3WZ0d5h6nZW9fILw");
  g_assert_false (herald_emulator_discovery_read_rsa (curve_key, &modulus, &exponent));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/discovery/configuration", test_configuration);
  g_test_add_func ("/emulator/discovery/unknown-tenant", test_unknown_tenant);
  g_test_add_func ("/emulator/discovery/keys", test_keys);
  g_test_add_func ("/emulator/discovery/read-rsa", test_read_rsa);
  return g_test_run ();
}
