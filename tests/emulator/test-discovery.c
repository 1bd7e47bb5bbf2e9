/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The documents that sign-in libraries read, and the key in them. */
#include "config.h"

#include "crypto/herald-certificate.h"
#include "crypto/herald-jwt.h"
#include "emulator-fixture.h"
#include "emulator/herald-emulator-key-set.h"

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

static const char *
get_text (EmulatorAnswer *answer, const char *member)
{
  g_assert_true (json_object_has_member (answer->object, member));
  return json_object_get_string_member (answer->object, member);
}

/* @wanted holds {origin} and {id}. */
static void
assert_text (EmulatorFixture *fixture,
             EmulatorAnswer  *answer,
             const char      *origin,
             const char      *member,
             const char      *wanted)
{
  g_autoptr (GString) text = g_string_new (wanted);

  g_string_replace (text, "{origin}", origin, 0);
  g_string_replace (text, "{id}", emulator_fixture_get (fixture, "tenantId"), 0);
  g_assert_cmpstr (get_text (answer, member), ==, text->str);
}

static void
test_configuration (void)
{
  static const struct
  {
    const char *tenant;
    const char *path;
    const char *issuer;
    const char *token_endpoint;
  } cases[] = {
    { "{id}", "/v2.0", "{origin}/{id}/v2.0", "{origin}/{id}/oauth2/v2.0/token" },
    { "ContosoLtd.com", "/v2.0", "{origin}/{id}/v2.0", "{origin}/{id}/oauth2/v2.0/token" },
    { "contosoltd.onmicrosoft.com", "/v2.0", "{origin}/{id}/v2.0",
      "{origin}/{id}/oauth2/v2.0/token" },
    { "common", "/v2.0", "{origin}/{tenantid}/v2.0", "{origin}/common/oauth2/v2.0/token" },
    { "organizations", "/v2.0", "{origin}/{tenantid}/v2.0",
      "{origin}/organizations/oauth2/v2.0/token" },
    { "consumers", "/v2.0", "{origin}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
      "{origin}/consumers/oauth2/v2.0/token" },
    { "{id}", "", "{origin}/{id}/", "{origin}/{id}/oauth2/token" },
    { "common", "", "{origin}/{tenantid}/", "{origin}/common/oauth2/token" },
  };
  static const char *const origins[] = { "http", "https" };
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  emulator_fixture_trust (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases) * G_N_ELEMENTS (origins); i++)
    {
      gsize       row = i / G_N_ELEMENTS (origins);
      const char *origin = emulator_fixture_get (&fixture, origins[i % G_N_ELEMENTS (origins)]);
      g_autoptr (GString) url = g_string_new (NULL);

      g_string_printf (url, "%s/%s%s/.well-known/openid-configuration", origin, cases[row].tenant,
                       cases[row].path);
      g_string_replace (url, "{id}", emulator_fixture_get (&fixture, "tenantId"), 0);
      emulator_fixture_read (&fixture, url->str, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
      assert_text (&fixture, &answer, origin, "issuer", cases[row].issuer);
      assert_text (&fixture, &answer, origin, "token_endpoint", cases[row].token_endpoint);
    }
}

/* Every address of a document answers; none is only printed. */
static void
test_addresses (void)
{
  static const char *const members[] = { "jwks_uri", "token_endpoint" };
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) document = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  read_document (&fixture, "common", "/v2.0/.well-known/openid-configuration", &document);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      emulator_fixture_read (&fixture, get_text (&document, members[i]), &answer);
      g_assert_cmpuint (answer.status, !=, 404);
    }
  g_assert_true (json_object_get_null_member (document.object, "tenant_region_scope"));
  g_assert_false (
    json_object_get_boolean_member (document.object, "request_uri_parameter_supported"));
}

static void
test_instance (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  const char      *origin;
  g_autofree char *target = NULL;
  JsonObject      *instance;

  emulator_fixture_start (&fixture, NULL, "small");
  origin = emulator_fixture_get (&fixture, "https");
  target =
    g_strconcat ("/common/discovery/instance?api-version=1.1&authorization_endpoint=", origin,
                 "/organizations/oauth2/v2.0/authorize", NULL);
  emulator_fixture_read (&fixture, target, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  assert_text (&fixture, &answer, origin, "tenant_discovery_endpoint",
               "{origin}/organizations/v2.0/.well-known/openid-configuration");
  instance =
    json_array_get_object_element (json_object_get_array_member (answer.object, "metadata"), 0);
  g_assert_cmpstr (json_object_get_string_member (instance, "preferred_network"), ==,
                   origin + strlen ("https://"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (instance, "aliases")), ==,
                    2);
}

static void
test_instance_refused (void)
{
  static const struct
  {
    const char *query;
    gint64      number;
  } cases[] = {
    { "", 900144 },
    { "?api-version=1.1", 900144 },
    { "?authorization_endpoint=https%3A%2F%2Flocalhost%2Fcommon%2Foauth2%2Fv2.0%2Fauthorize",
      900144 },
    { "?api-version=1.1&authorization_endpoint=nonsense", 50049 },
    { "?api-version=1.1&authorization_endpoint=https%3A%2F%2Fevil.example%2Fcommon%2Foauth2",
      50049 },
    { "?api-version=1.1&api-version=1.1&authorization_endpoint=x", 9002313 },
    { "?api-version=%00", 9002313 },
    { "?api-version=%ff", 9002313 },
  };
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target = g_strconcat ("/common/discovery/instance", cases[i].query, NULL);
      JsonArray       *numbers;

      emulator_fixture_read (&fixture, target, &answer);
      g_test_message ("%s: %s", cases[i].query, answer.text);
      g_assert_cmpuint (answer.status, ==, 400);
      numbers = json_object_get_array_member (answer.object, "error_codes");
      g_assert_cmpint (json_array_get_int_element (numbers, 0), ==, cases[i].number);
    }
}

/* The caller's own name for its request comes back, in the body and, if asked for, in a header. */
static void
test_request_id (void)
{
  static const char        id[] = "0a1b2c3d-0000-4000-8000-00000000abcd";
  static const char *const headers[] = { "client-request-id: 0a1b2c3d-0000-4000-8000-00000000abcd",
                                         "return-client-request-id: true", NULL };
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  SoupMessageHeaders *list;
  const char         *description;

  emulator_fixture_start (&fixture, NULL, "small");
  emulator_fixture_send (&fixture, "GET", "/nowhere/discovery/keys", headers, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 400);
  g_assert_cmpstr (get_text (&answer, "correlation_id"), ==, id);
  list = soup_message_get_response_headers (answer.message);
  g_assert_cmpstr (soup_message_headers_get_one (list, "client-request-id"), ==, id);
  g_assert_cmpstr (soup_message_headers_get_one (list, "x-ms-request-id"), ==,
                   get_text (&answer, "trace_id"));
  description = get_text (&answer, "error_description");
  g_assert_nonnull (strstr (description, "\r\nTrace ID: "));
  g_assert_nonnull (strstr (description, "\r\nCorrelation ID: 0a1b2c3d-"));
  g_assert_nonnull (strstr (description, "\r\nTimestamp: "));
  g_assert_true (g_str_has_suffix (get_text (&answer, "error_uri"), "/error?code=90002"));
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

/* “x5c” is a certificate of just this key, and “x5t” its SHA-1. */
static void
assert_certificate (JsonObject *key)
{
  const char *text = json_array_get_string_element (json_object_get_array_member (key, "x5c"), 0);
  g_autofree char *pem =
    g_strconcat ("-----BEGIN CERTIFICATE-----\n", text, "\n-----END CERTIFICATE-----\n", NULL);
  gsize              length = 0;
  g_autofree guchar *der = g_base64_decode (text, &length);
  g_autofree char   *hex = g_compute_checksum_for_data (G_CHECKSUM_SHA1, der, length);
  g_autoptr (GBytes) thumbprint =
    herald_base64url_decode (json_object_get_string_member (key, "x5t"));
  g_autoptr (HeraldPublicKey) named = herald_certificate_read_key (pem, NULL);
  g_autoptr (GBytes) modulus = NULL;
  g_autoptr (GBytes) exponent = NULL;
  g_autofree char *number = NULL;
  const guint8    *bytes = g_bytes_get_data (thumbprint, NULL);

  g_assert_nonnull (named);
  g_assert_true (herald_emulator_key_set_read_rsa (named, &modulus, &exponent));
  number = herald_base64url_encode (g_bytes_get_data (modulus, NULL), g_bytes_get_size (modulus));
  g_assert_cmpstr (number, ==, json_object_get_string_member (key, "n"));
  g_assert_cmpuint (g_bytes_get_size (thumbprint), ==, 20);
  for (gsize i = 0; i < 20; i++)
    g_assert_cmpint (bytes[i], ==,
                     g_ascii_xdigit_value (hex[2 * i]) * 16 +
                       g_ascii_xdigit_value (hex[2 * i + 1]));
}

/* The key set names the key that the tokens name, and holds its certificate. */
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
  g_assert_cmpstr (json_object_get_string_member (key, "x5t"), ==,
                   json_object_get_string_member (herald_jwt_get_header (token), "x5t"));
  assert_certificate (key);
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
  g_assert_true (herald_emulator_key_set_read_rsa (key, &modulus, &exponent));
  text = herald_base64url_encode (g_bytes_get_data (modulus, NULL), g_bytes_get_size (modulus));
  g_assert_cmpstr (
    text, ==,
    "nXdpHD0vD8aVUo26q3J9v6MLkOvymt8TGgd3laPNCyGTIL98JniBTdpCZz8VCVA946ilKkXJ7ijVKfv2"
    "vU21aJK1-Msc4ROfHiFk7gsjGCcwEvFGj-m_MreJso69ruDAgQzEjMWzCzzdEytaXzYNZD26DQD2leP4"
    "6QF6hjcoxF4BfWzctgRr6tfheckPmEygFkZQvvwGO53Hkh6hHZ01PWVoi7Vrwiij7ydyi8_ZD07ZrXQX"
    "yjtvHJYOBNw4kjB1RLdx1HSMjV1J4RcIZUomATvdkPZ41UE931Jv_TeBpXcxTZ4C9VAYK8A_F5nLOjRp"
    "50weGZ3WZ0d5h6nZW9fILw");
  g_assert_false (herald_emulator_key_set_read_rsa (curve_key, &modulus, &exponent));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/discovery/configuration", test_configuration);
  g_test_add_func ("/emulator/discovery/addresses", test_addresses);
  g_test_add_func ("/emulator/discovery/instance", test_instance);
  g_test_add_func ("/emulator/discovery/instance-refused", test_instance_refused);
  g_test_add_func ("/emulator/discovery/request-id", test_request_id);
  g_test_add_func ("/emulator/discovery/unknown-tenant", test_unknown_tenant);
  g_test_add_func ("/emulator/discovery/keys", test_keys);
  g_test_add_func ("/emulator/discovery/read-rsa", test_read_rsa);
  return g_test_run ();
}
