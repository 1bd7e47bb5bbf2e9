/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Dataverse takes as a token: what the sign-in signed, for Dataverse, now. */
#include "config.h"

#include "crypto/herald-jwt.h"
#include "sign-in-fixture.h"

#include <string.h>

#define HOUR_SECONDS ((gint64) 60 * 60)

/* The emulator's own key, so that only what is said is wrong. */
static HeraldKey *
load_key (SignInFixture *self)
{
  g_autofree char *dir = g_path_get_dirname (emulator_fixture_get (&self->base, "ca"));
  g_autofree char *path = g_build_filename (dir, "keys", "sign-in.key", NULL);
  g_autofree char *pem = NULL;
  HeraldKey       *key;

  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  key = herald_key_new_from_pem (pem, -1, NULL);
  g_assert_nonnull (key);
  return key;
}

/* The claims of the ready line's token. */
static JsonObject *
dup_claims (SignInFixture *self)
{
  g_autoptr (HeraldJwt) jwt = herald_jwt_parse (emulator_fixture_get (&self->base, "bearer"), NULL);

  return json_object_ref (herald_jwt_get_claims (jwt));
}

static char *
sign (HeraldKey *key, JsonObject *claims)
{
  g_autoptr (JsonObject) header = json_object_new ();

  return herald_jwt_sign (key, HERALD_SIGNATURE_RS256, header, claims, NULL);
}

static const char *
get_challenge (SignInFixture *self)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                       "WWW-Authenticate");
}

static void
assert_invalid (SignInFixture *self, const char *token)
{
  g_assert_cmpuint (sign_in_fixture_call_dataverse (self, token), ==, 401);
  g_test_message ("%s", get_challenge (self));
  g_assert_nonnull (strstr (get_challenge (self), "error=\"invalid_token\""));
  g_assert_nonnull (strstr (get_challenge (self), "authorization_uri="));
}

static void
test_wrong_claims (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *value; /* (nullable): NULL takes it away */
  } cases[] = {
    { "aud", "https://other.crm.dynamics.com" },
    { "aud", "00000003-0000-0000-c000-000000000000" },
    { "aud", NULL },
    { "iss", "https://login.microsoftonline.com/other/v2.0" },
    { "iss", "https://evil.example/" },
    { "iss", NULL },
    { "tid", "00000000-0000-4000-a000-000000000001" },
    { "tid", NULL },
    { "exp", NULL },
    { "exp", "soon" },
    { "appid", NULL },
    { "oid", NULL },
  };
  g_autoptr (HeraldKey) key = load_key (self);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) claims = dup_claims (self);
      g_autofree char *token = NULL;

      json_object_remove_member (claims, cases[i].name);
      if (cases[i].value != NULL)
        json_object_set_string_member (claims, cases[i].name, cases[i].value);
      token = sign (key, claims);
      g_test_message ("%s %s", cases[i].name, cases[i].value != NULL ? cases[i].value : "absent");
      assert_invalid (self, token);
    }
}

static void
test_times (SignInFixture *self, gconstpointer data)
{
  g_autoptr (HeraldKey) key = load_key (self);
  g_autoptr (JsonObject) claims = dup_claims (self);
  gint64           now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *early = NULL;

  json_object_set_int_member (claims, "nbf", now + HOUR_SECONDS);
  json_object_set_int_member (claims, "exp", now + 2 * HOUR_SECONDS);
  early = sign (key, claims);
  assert_invalid (self, early);
  /* An hour and a minute later it is good, after two hours more it is not. */
  sign_in_fixture_advance (self, HOUR_SECONDS + 60);
  g_assert_cmpuint (sign_in_fixture_call_dataverse (self, early), ==, 200);
  sign_in_fixture_advance (self, 2 * HOUR_SECONDS);
  assert_invalid (self, early);
}

static char *
encode (const char *text)
{
  return herald_base64url_encode ((const guint8 *) text, strlen (text));
}

/* @header and the good claims, with the signature that is given. */
static char *
forge (SignInFixture *self, const char *header, const char *signature)
{
  g_auto (GStrv) parts = g_strsplit (emulator_fixture_get (&self->base, "bearer"), ".", 3);
  g_autofree char *head = encode (header);

  return g_strjoin (".", head, parts[1], signature != NULL ? signature : parts[2], NULL);
}

/* HS256 over the public key's text: a verifier that lets the token choose would take it. */
static char *
forge_with_public_key (SignInFixture *self)
{
  g_autoptr (HeraldKey) key = load_key (self);
  g_autoptr (HeraldPublicKey) half = herald_key_dup_public (key, NULL);
  g_autofree char *pem = herald_public_key_to_pem (half, NULL);
  g_autofree char *unsigned_token = forge (self, "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "");
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) pem, strlen (pem));
  guint8           digest[32];
  gsize            length = sizeof digest;
  g_autofree char *signature = NULL;

  g_hmac_update (hmac, (const guchar *) unsigned_token, (gssize) strlen (unsigned_token) - 1);
  g_hmac_get_digest (hmac, digest, &length);
  signature = herald_base64url_encode (digest, length);
  return g_strconcat (unsigned_token, signature, NULL);
}

static void
test_forged (SignInFixture *self, gconstpointer data)
{
  static const char *const headers[] = {
    "{\"alg\":\"none\"}",
    "{\"alg\":\"RS256\",\"crit\":[\"exp\"],\"exp\":1}",
    "{\"alg\":\"RS512\"}",
    "{\"alg\":7}",
    "{}",
    "[]",
    "{\"alg\":\"RS256\",\"alg\":\"RS256\"}",
    "nonsense",
  };
  g_autoptr (HeraldKey) other = herald_key_generate (HERALD_KEY_RSA, NULL);
  g_autoptr (JsonObject) claims = dup_claims (self);
  g_autofree char *by_other = sign (other, claims);
  g_autofree char *by_public_key = forge_with_public_key (self);
  g_autofree char *without = forge (self, "{\"alg\":\"none\"}", "");

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *token = forge (self, headers[i], NULL);

      assert_invalid (self, token);
    }
  assert_invalid (self, by_other);
  assert_invalid (self, by_public_key);
  assert_invalid (self, without);
}

static void
test_malformed (SignInFixture *self, gconstpointer data)
{
  static const char *const tokens[] = { "x",     "a.b",      "a.b.c.d",   "...",
                                        "!.!.!", "e30.e30.", "e30.e30.AA" };
  const char              *good = emulator_fixture_get (&self->base, "bearer");
  g_autofree char         *long_token = g_strnfill (7000, 'a');
  g_autofree char         *tampered = g_strdup (good);
  char                    *dot = strchr (tampered, '.');

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    assert_invalid (self, tokens[i]);
  assert_invalid (self, long_token);
  dot[10] = dot[10] == 'A' ? 'B' : 'A';
  assert_invalid (self, tampered);
}

static void
call_with (SignInFixture *self, const char *const *headers)
{
  emulator_fixture_send (&self->base, "GET", "WhoAmI", headers, NULL, &self->answer);
}

static void
test_headers (SignInFixture *self, gconstpointer data)
{
  const char      *good = emulator_fixture_get (&self->base, "bearer");
  g_autofree char *lower = g_strconcat ("Authorization: bearer ", good, NULL);
  g_autofree char *upper = g_strconcat ("Authorization: BEARER ", good, NULL);
  g_autofree char *basic = g_strconcat ("Authorization: Basic ", good, NULL);
  g_autofree char *bare = g_strconcat ("Authorization: ", good, NULL);

  call_with (self, (const char *const[]){ lower, NULL });
  g_assert_cmpuint (self->answer.status, ==, 200);
  call_with (self, (const char *const[]){ upper, NULL });
  g_assert_cmpuint (self->answer.status, ==, 200);
  call_with (self, (const char *const[]){ basic, NULL });
  g_assert_cmpuint (self->answer.status, ==, 401);
  call_with (self, (const char *const[]){ bare, NULL });
  g_assert_cmpuint (self->answer.status, ==, 401);
  call_with (self, (const char *const[]){ lower, lower, NULL });
  g_assert_cmpuint (self->answer.status, ==, 401);
  call_with (self, (const char *const[]){ "Authorization: ", NULL });
  g_assert_cmpuint (self->answer.status, ==, 401);
  /* Nobody said anything wrong yet. */
  g_assert_null (strstr (get_challenge (self), "invalid_token"));
}

/* Signed in, but not in Dataverse: disabled there, or not there at all. */
static void
test_no_member (SignInFixture *self, gconstpointer data)
{
  static const char *const people[] = { "Finn Former", "Nora Newcomer" };

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *code = sign_in_fixture_dup_code (self, people[i], NULL);
      g_autofree char *token = NULL;

      sign_in_fixture_redeem (self, code);
      token = sign_in_fixture_dup_member (self, "access_token");
      sign_in_fixture_call_dataverse (self, token);
      emulator_answer_assert_error (&self->answer, 403, "0x80072560", NULL);
    }
}

/* The same for a program. */
static void
test_no_application_user (SignInFixture *self, gconstpointer data)
{
  g_autofree char *token = NULL;

  sign_in_fixture_ask (self, "grant_type=client_credentials&client_secret={secret}"
                             "&client_id={id of client without application user}"
                             "&scope={http}%2F.default");
  token = sign_in_fixture_dup_member (self, "access_token");
  sign_in_fixture_call_dataverse (self, token);
  emulator_answer_assert_error (&self->answer, 403, "0x80072560", NULL);
}

/* The claims of the challenge, taken to the sign-in, give a token that is let in. */
static void
test_challenge (SignInFixture *self, gconstpointer data)
{
  g_autofree char   *base64 = NULL;
  g_autofree guchar *claims = NULL;
  g_autofree char   *escaped = NULL;
  g_autofree char   *more = NULL;
  g_autofree char   *code = NULL;
  g_autofree char   *token = NULL;
  const char        *start;
  gsize              length = 0;

  emulator_fixture_send (&self->base, "PATCH", "/_herald/switches", NULL,
                         "{\"challengeClaims\":true}", &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpuint (sign_in_fixture_call_dataverse (self,
                                                    emulator_fixture_get (&self->base, "bearer")),
                    ==, 401);
  g_assert_nonnull (strstr (get_challenge (self), "error=\"insufficient_claims\""));
  start = strstr (get_challenge (self), "claims=\"") + strlen ("claims=\"");
  base64 = g_strndup (start, strcspn (start, "\""));
  claims = g_base64_decode (base64, &length);
  escaped = g_uri_escape_bytes (claims, length, NULL);
  more = g_strconcat ("&claims=", escaped, NULL);
  code = sign_in_fixture_dup_code (self, "Alex Admin", more);
  sign_in_fixture_redeem (self, code);
  token = sign_in_fixture_dup_member (self, "access_token");
  g_assert_cmpuint (sign_in_fixture_call_dataverse (self, token), ==, 200);
}

/* Who is who, by a token for Microsoft Graph; none for Dataverse. */
static void
test_userinfo (SignInFixture *self, gconstpointer data)
{
  g_autofree char *code = NULL;
  g_autofree char *form = NULL;
  g_autofree char *authorization = NULL;

  sign_in_fixture_get (self, "/{tenant}/oauth2/v2.0/authorize?client_id={public}&response_type=code"
                             "&redirect_uri=http%3A%2F%2Flocalhost&scope=openid%20profile");
  sign_in_fixture_press (self, "Mara Marketing");
  code = sign_in_fixture_dup_parameter (self, "code");
  form = g_strconcat ("grant_type=authorization_code&client_id={public}"
                      "&redirect_uri=http%3A%2F%2Flocalhost&code=",
                      code, NULL);
  sign_in_fixture_ask (self, form);
  authorization =
    g_strconcat ("Authorization: Bearer ",
                 json_object_get_string_member (self->answer.object, "access_token"), NULL);
  emulator_fixture_send (&self->base, "GET", "/oidc/userinfo",
                         (const char *const[]){ authorization, NULL }, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "name"), ==,
                   "Mara Marketing");
  emulator_fixture_send (&self->base, "GET", "/oidc/userinfo", NULL, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 401);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/emulator/bearer/" path, SignInFixture, NULL, sign_in_fixture_set_up, func,         \
              sign_in_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("wrong-claims", test_wrong_claims);
  ADD ("times", test_times);
  ADD ("forged", test_forged);
  ADD ("malformed", test_malformed);
  ADD ("headers", test_headers);
  ADD ("no-member", test_no_member);
  ADD ("no-application-user", test_no_application_user);
  ADD ("challenge", test_challenge);
  ADD ("userinfo", test_userinfo);
  return g_test_run ();
}
