/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "crypto-fixtures.h"
#include "crypto/herald-service-account.h"

#include <string.h>

static JsonObject *
make_account (void)
{
  g_autofree char *pem = crypto_fixture_private_pem (HERALD_KEY_RSA);
  JsonObject      *account = json_object_new ();

  json_object_set_string_member (account, "type", "service_account");
  json_object_set_string_member (account, "project_id", "contoso-1234");
  json_object_set_string_member (account, "private_key_id", "0123456789abcdef");
  json_object_set_string_member (account, "private_key", pem);
  json_object_set_string_member (account, "client_email",
                                 "herald@contoso-1234.iam.gserviceaccount.com");
  json_object_set_string_member (account, "token_uri", HERALD_GOOGLE_TOKEN_URI);
  return account;
}

static HeraldServiceAccount *
read_account (JsonObject *account, GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), account);
  g_autoptr (GBytes) content = herald_json_write_bytes (node);

  return herald_service_account_new_from_json (content, error);
}

static void
assert_says (const GError *error, const char *words)
{
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
  g_assert_nonnull (strstr (error->message, "Generate new private key"));
}

static void
test_accepts (void)
{
  g_autoptr (JsonObject) object = make_account ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldServiceAccount) account = read_account (object, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (herald_service_account_get_project_id (account), ==, "contoso-1234");
  g_assert_cmpstr (herald_service_account_get_client_email (account), ==,
                   "herald@contoso-1234.iam.gserviceaccount.com");
  g_assert_cmpstr (herald_service_account_get_private_key_id (account), ==, "0123456789abcdef");
  g_assert_cmpstr (herald_service_account_get_token_uri (account), ==, HERALD_GOOGLE_TOKEN_URI);
  g_assert_cmpint (herald_key_get_kind (herald_service_account_get_key (account)), ==,
                   HERALD_KEY_RSA);
}

/* Each member alone: absent (NULL) or with a wrong value. */
static void
test_members (void)
{
  const struct
  {
    const char *member;
    const char *value; /* (nullable) */
    const char *words;
  } cases[] = {
    { "type", NULL, "“type” is missing" },
    { "type", "authorized_user", "credentials of a person" },
    { "type", "external_account", "workload identity" },
    { "type", "other", "“other”" },
    { "project_id", NULL, "“project_id”" },
    { "project_id", "", "“project_id”" },
    { "private_key_id", NULL, "“private_key_id”" },
    { "private_key", NULL, "“private_key”" },
    { "private_key", "x", "damaged" },
    { "private_key", "-----BEGIN PRIVATE KEY-----\\nAA", "line breaks" },
    { "client_email", NULL, "“client_email”" },
    { "client_email", "me@example.com", "iam.gserviceaccount.com" },
    { "client_email", "@contoso.iam.gserviceaccount.com", "iam.gserviceaccount.com" },
    { "client_email", "a@.iam.gserviceaccount.com", "iam.gserviceaccount.com" },
    { "token_uri", NULL, "“token_uri”" },
    { "token_uri", "http://oauth2.googleapis.com/token", "secure address" },
    { "token_uri", "ftp://x/", "secure address" },
    { "token_uri", "token", "secure address" },
    { "token_uri", "https://user@host/", "secure address" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) object = make_account ();
      g_autoptr (HeraldServiceAccount) account = NULL;
      g_autoptr (GError) error = NULL;

      if (cases[i].value == NULL)
        json_object_remove_member (object, cases[i].member);
      else
        json_object_set_string_member (object, cases[i].member, cases[i].value);
      account = read_account (object, &error);
      g_assert_null (account);
      assert_says (error, cases[i].words);
    }
}

static void
test_token_uris (void)
{
  const char *const uris[] = { "https://localhost:8443/token", "http://127.0.0.1:8080/token",
                               "http://localhost:1/token", "http://[::1]:8080/token" };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autoptr (JsonObject) object = make_account ();
      g_autoptr (HeraldServiceAccount) account = NULL;
      g_autoptr (GError) error = NULL;

      json_object_set_string_member (object, "token_uri", uris[i]);
      account = read_account (object, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (herald_service_account_get_token_uri (account), ==, uris[i]);
    }
}

static void
test_key_of_other_kind (void)
{
  g_autoptr (JsonObject) object = make_account ();
  g_autofree char *pem = crypto_fixture_private_pem (HERALD_KEY_EC_P256);
  g_autoptr (HeraldServiceAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (object, "private_key", pem);
  account = read_account (object, &error);
  g_assert_null (account);
  assert_says (error, "an elliptic-curve key on P-256");
}

static void
assert_refuses (const void *data, gsize size, const char *words)
{
  g_autoptr (GBytes) content = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldServiceAccount) account = herald_service_account_new_from_json (content, &error);

  g_assert_null (account);
  assert_says (error, words);
}

static void
test_other_files (void)
{
  g_autofree char *p8 = crypto_fixture_private_pem (HERALD_KEY_EC_P256);
  g_autofree char *certificate = crypto_fixture_certificate_pem ();
  g_autoptr (GBytes) bundle = crypto_fixture_pkcs12 ();
  g_autofree char *filling = g_strnfill (134, 'x');
  g_autofree char *server_key = g_strconcat ("AAAAabcdefg:APA91b", filling, NULL);
  g_autofree char *phone = g_strconcat ("cAbCdEfGhIj:APA91b", filling, NULL);
  const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "", "empty" },
    { "{\"project_info\":{\"project_id\":\"x\"},\"client\":[]}", "google-services.json" },
    { "{\"installed\":{\"client_id\":\"x\"}}", "OAuth client" },
    { "{\"web\":{\"client_id\":\"x\"}}", "OAuth client" },
    { "{\"apiKey\":\"x\",\"authDomain\":\"y\"}", "web app" },
    { "{\"GOOGLE_APP_ID\":\"x\"}", "iOS app" },
    { "<?xml version=\"1.0\"?>\n<plist version=\"1.0\"><dict/></plist>", "GoogleService-Info" },
    { "{\"type\":\"authorized_user\",\"client_id\":\"x\"}", "credentials of a person" },
    { "{\"a\":1}", "“type” is missing" },
    { "[]", "damaged" },
    { "{\"type\":", "damaged" },
    { "hello", "not a JSON file" },
    { p8, ".p8" },
    { certificate, "certificate" },
    { server_key, "legacy FCM" },
    { phone, "registration token" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refuses (cases[i].text, strlen (cases[i].text), cases[i].words);
  assert_refuses (g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle), ".p12");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/service-account/accepts", test_accepts);
  g_test_add_func ("/crypto/service-account/members", test_members);
  g_test_add_func ("/crypto/service-account/token-uris", test_token_uris);
  g_test_add_func ("/crypto/service-account/key-of-other-kind", test_key_of_other_kind);
  g_test_add_func ("/crypto/service-account/other-files", test_other_files);
  return g_test_run ();
}
