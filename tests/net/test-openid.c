/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sign-in believes: the environment's challenge, the service's description, the words. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "net/herald-openid.h"
#include "net/herald-pkce.h"

#include <string.h>

#define TENANT "0f8fad5b-d9cb-469f-a165-70867728950e"
#define OTHER "7c9e6679-7425-40de-944b-e07fc1f90ae7"
#define PUBLIC "https://login.microsoftonline.com"
#define US "https://login.microsoftonline.us"

static void
test_challenges (void)
{
  static const struct
  {
    const char *header;
    const char *authority; /* NULL: refused */
    const char *tenant;
  } cases[] = {
    { "Bearer authorization_uri=" PUBLIC "/" TENANT "/oauth2/authorize, resource_id=https://a.b/",
      PUBLIC, TENANT },
    { "Bearer resource_id=\"https://a.b/\",Authorization_URI=\"" US
      "/x.com/oauth2/v2.0/authorize\"",
      US, "x.com" },
    { "Bearer xauthorization_uri=" PUBLIC "/" TENANT "/oauth2/authorize", NULL, NULL },
    { "Bearer authorization_uri=http://login.example.com/" TENANT "/oauth2/authorize", NULL, NULL },
    { "Bearer authorization_uri=" PUBLIC "/" TENANT "/saml2/authorize", NULL, NULL },
    { "Bearer authorization_uri=" PUBLIC "/../oauth2/authorize", NULL, NULL },
    { "Bearer authorization_uri=" PUBLIC, NULL, NULL },
    { "Bearer authorization_uri=", NULL, NULL },
    { "Basic realm=\"x\"", NULL, NULL },
    { "", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldChallenge) challenge = herald_challenge_parse (cases[i].header, &error);

      if (cases[i].authority == NULL)
        {
          g_assert_null (challenge);
          g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (challenge->authority, ==, cases[i].authority);
      g_assert_cmpstr (challenge->tenant, ==, cases[i].tenant);
    }
}

static HeraldOpenid *
parse (const char *authority, const char *tenant, const char *issuer, const char *token)
{
  g_autofree char *text = g_strdup_printf ("{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/a\","
                                           "\"token_endpoint\":\"%s\"}",
                                           issuer, authority, token);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) document = herald_json_parse_object (bytes, NULL);
  g_autoptr (GError) error = NULL;
  HeraldOpenid *openid = herald_openid_parse (document, authority, tenant, &error);

  if (openid == NULL)
    g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  return openid;
}

static void
test_descriptions (void)
{
  static const struct
  {
    const char *authority;
    const char *tenant;
    const char *issuer;
    const char *token;
    gboolean    is_believed;
  } cases[] = {
    { PUBLIC, TENANT, PUBLIC "/" TENANT "/v2.0", PUBLIC "/t", TRUE },
    { PUBLIC, "contoso.com", PUBLIC "/" TENANT "/v2.0", PUBLIC "/t", TRUE },
    { PUBLIC, "organizations", PUBLIC "/{tenantid}/v2.0", PUBLIC "/t", TRUE },
    { PUBLIC, TENANT, US "/" TENANT "/v2.0", US "/t", TRUE },
    { PUBLIC, TENANT, PUBLIC "/" OTHER "/v2.0", PUBLIC "/t", FALSE },
    { PUBLIC, TENANT, PUBLIC "/{tenantid}/v2.0", PUBLIC "/t", FALSE },
    { PUBLIC, "organizations", PUBLIC "/" TENANT "/v2.0", PUBLIC "/t", FALSE },
    { PUBLIC, TENANT, PUBLIC "/" TENANT, PUBLIC "/t", FALSE },
    { PUBLIC, TENANT, PUBLIC ".evil.com/" TENANT "/v2.0", PUBLIC "/t", FALSE },
    { PUBLIC, TENANT, PUBLIC "/" TENANT "/v2.0", "https://evil.com/t", FALSE },
    { PUBLIC, TENANT, PUBLIC "/" TENANT "/v2.0", "http://login.microsoftonline.com/t", FALSE },
    { "https://a.b", TENANT, "https://a.b/" TENANT "/v2.0", "https://a.b/t", TRUE },
    { "https://a.b", TENANT, "https://a.b/" TENANT "/v2.0", PUBLIC "/t", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldOpenid) openid =
        parse (cases[i].authority, cases[i].tenant, cases[i].issuer, cases[i].token);

      g_test_message ("%s", cases[i].issuer);
      g_assert_cmpint (openid != NULL, ==, cases[i].is_believed);
    }
}

/* The example of RFC 7636, appendix B. */
static void
test_words (void)
{
  g_autofree char *challenge =
    herald_pkce_make_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  g_autofree char *word = herald_pkce_new_word ();
  g_autofree char *other = herald_pkce_new_word ();

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  g_assert_cmpuint (strlen (word), ==, 43);
  g_assert_true (herald_pkce_is_same (word, word));
  g_assert_false (herald_pkce_is_same (word, other));
  g_assert_false (herald_pkce_is_same (word, NULL));
  g_assert_false (herald_pkce_is_same (word, ""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/openid/challenges", test_challenges);
  g_test_add_func ("/net/openid/descriptions", test_descriptions);
  g_test_add_func ("/net/openid/words", test_words);
  return g_test_run ();
}
