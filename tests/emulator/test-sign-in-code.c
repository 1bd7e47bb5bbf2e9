/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authorization codes: the page, the redirect, the tokens, and every way to get it wrong. */
#include "config.h"

#include "crypto/herald-jwt.h"
#include "sign-in-fixture.h"

#include <string.h>

#define REDIRECT "&redirect_uri=http%3A%2F%2Flocalhost%3A8400"
#define SCOPE "&scope={http}%2Fuser_impersonation%20openid%20offline_access"
#define BASE "/{tenant}/oauth2/v2.0/authorize?client_id={public}"
#define GOOD BASE "&response_type=code" REDIRECT SCOPE "&state=s1"

static JsonObject *
dup_claims (const char *token)
{
  g_autoptr (HeraldJwt) jwt = herald_jwt_parse (token, NULL);

  g_assert_nonnull (jwt);
  return json_object_ref (herald_jwt_get_claims (jwt));
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

static void
test_good (SignInFixture *self, gconstpointer data)
{
  g_autofree char *code = sign_in_fixture_dup_code (self, "Alex Admin", NULL);
  g_autofree char *state = sign_in_fixture_dup_parameter (self, "state");
  g_autofree char *session = sign_in_fixture_dup_parameter (self, "session_state");
  g_autofree char *id_token = NULL;
  g_autofree char *access_token = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *wanted = NULL;
  g_autoptr (JsonObject) claims = NULL;

  g_assert_cmpstr (state, ==, "a b&c");
  g_assert_nonnull (session);
  sign_in_fixture_redeem (self, code);
  id_token = sign_in_fixture_dup_member (self, "id_token");
  access_token = sign_in_fixture_dup_member (self, "access_token");
  scope = sign_in_fixture_dup_member (self, "scope");
  wanted = g_strdup_printf ("%s/user_impersonation %s/.default",
                            emulator_fixture_get (&self->base, "http"),
                            emulator_fixture_get (&self->base, "http"));
  g_assert_cmpstr (scope, ==, wanted);
  claims = dup_claims (id_token);
  g_assert_cmpstr (get_text (claims, "aud"), ==, emulator_fixture_get (&self->base, "clientId"));
  g_assert_cmpstr (get_text (claims, "nonce"), ==, "n1");
  g_assert_cmpstr (get_text (claims, "preferred_username"), ==, "admin@contosoltd.com");
  g_assert_cmpstr (get_text (claims, "ver"), ==, "2.0");
  g_assert_true (g_str_has_suffix (get_text (claims, "iss"), "/v2.0"));
  g_assert_cmpuint (sign_in_fixture_call_dataverse (self, access_token), ==, 200);
  g_assert_cmpstr (get_text (self->answer.object, "UserId"), ==,
                   emulator_fixture_get (&self->base, "userId"));
}

/* What the client learns about the account, and what Dataverse reads. */
static void
test_claims (SignInFixture *self, gconstpointer data)
{
  g_autofree char *code = sign_in_fixture_dup_code (self, "Mara Marketing", NULL);
  g_autofree char *token = NULL;
  g_autofree char *info = NULL;
  g_autoptr (GBytes) decoded = NULL;
  g_autoptr (JsonObject) claims = NULL;
  g_autofree char *text = NULL;
  g_autofree char *wanted = NULL;

  sign_in_fixture_redeem (self, code);
  token = sign_in_fixture_dup_member (self, "access_token");
  info = sign_in_fixture_dup_member (self, "client_info");
  claims = dup_claims (token);
  g_assert_cmpstr (get_text (claims, "aud"), ==, emulator_fixture_get (&self->base, "http"));
  g_assert_cmpstr (get_text (claims, "scp"), ==, "user_impersonation");
  g_assert_cmpstr (get_text (claims, "upn"), ==, "marketing@contosoltd.com");
  g_assert_cmpstr (get_text (claims, "name"), ==, "Mara Marketing");
  g_assert_cmpstr (get_text (claims, "appidacr"), ==, "0");
  g_assert_cmpstr (get_text (claims, "ver"), ==, "1.0");
  wanted = g_strdup_printf ("%s/%s/", emulator_fixture_get (&self->base, "http"),
                            emulator_fixture_get (&self->base, "tenantId"));
  g_assert_cmpstr (get_text (claims, "iss"), ==, wanted);
  decoded = herald_base64url_decode (info);
  text = g_strndup (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded));
  g_assert_nonnull (strstr (text, get_text (claims, "oid")));
}

/* The page names nobody's input unescaped, and everybody who can sign in. */
static void
test_page (SignInFixture *self, gconstpointer data)
{
  sign_in_fixture_get (self, GOOD "&login_hint=support%40contosoltd.com");
  sign_in_fixture_assert_page (self, 200, "Pick an account");
  g_assert_nonnull (strstr (self->answer.text, "Renée Field"));
  g_assert_nonnull (strstr (self->answer.text, "Dora Disabled"));
  g_assert_null (strstr (self->answer.text, "<script"));
  /* Who is hinted at stands first. */
  g_assert_true (strstr (self->answer.text, "Sam Support") <
                 strstr (self->answer.text, "Alex Admin"));
  /* Programs do not sign in here. */
  g_assert_null (strstr (self->answer.text, "herald-app@contosoltd.com"));
}

static void
test_escaped (SignInFixture *self, gconstpointer data)
{
  sign_in_fixture_get (self, "/{tenant}/oauth2/v2.0/authorize?client_id=%3Cscript%3Ealert(1)");
  sign_in_fixture_assert_page (self, 400, "AADSTS700016");
  g_assert_null (strstr (self->answer.text, "<script"));
  sign_in_fixture_get (self, "/{tenant}/oauth2/v2.0/authorize?client_id={public}"
                             "&redirect_uri=http%3A%2F%2Flocalhost%2F%22%3E%3Cb%3E");
  sign_in_fixture_assert_page (self, 400, "AADSTS50011");
  g_assert_null (strstr (self->answer.text, "<b>"));
}

static void
test_redirects (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *redirect;
    gboolean    good;
  } cases[] = {
    { "http%3A%2F%2Flocalhost", TRUE },
    { "http%3A%2F%2Flocalhost%2F", TRUE },
    { "http%3A%2F%2Flocalhost%3A1", TRUE },
    { "http%3A%2F%2Flocalhost%3A65535%2F", TRUE },
    { "http%3A%2F%2F127.0.0.1%3A8400", TRUE },
    { "http%3A%2F%2Flocalhost%3A8400%2Fother", FALSE },
    { "https%3A%2F%2Flocalhost%3A8400", FALSE },
    { "http%3A%2F%2Flocalhost.evil.example", FALSE },
    { "http%3A%2F%2Flocalhost%40evil.example", FALSE },
    { "http%3A%2F%2Flocalhost%3A80%40evil.example", FALSE },
    { "http%3A%2F%2Flocalhost%3A", FALSE },
    { "http%3A%2F%2F%5B%3A%3A1%5D%3A8400", FALSE },
    { "http%3A%2F%2Flocalhost%3A8400%23x", FALSE },
    { "http%3A%2F%2Flocalhost%3A8400%3Fx%3D1", FALSE },
    { "http%3A%2F%2Flocalhost%0D%0AX%3A1", FALSE },
    { "evil.example", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target =
        g_strconcat (BASE "&response_type=code" SCOPE "&redirect_uri=", cases[i].redirect, NULL);

      sign_in_fixture_get (self, target);
      if (cases[i].good)
        sign_in_fixture_assert_page (self, 200, "Pick an account");
      else
        sign_in_fixture_assert_page (self, 400, "AADSTS50011");
    }
}

/* As long as nobody knows where to answer, the person is told. */
static void
test_shown (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *target;
    const char *number;
  } cases[] = {
    { "/{tenant}/oauth2/v2.0/authorize", "AADSTS900144" },
    { BASE, "AADSTS900144" },
    { "/{tenant}/oauth2/v2.0/authorize?client_id=nobody" REDIRECT, "AADSTS700016" },
    { "/{tenant}/oauth2/v2.0/authorize?client_id={id of disabled client}" REDIRECT,
      "AADSTS7000112" },
    { "/{tenant}/oauth2/v2.0/authorize?client_id={id of client without reply address}" REDIRECT,
      "AADSTS500113" },
    { "/nowhere.example/oauth2/v2.0/authorize?client_id={public}" REDIRECT, "AADSTS90002" },
    { "/consumers/oauth2/v2.0/authorize?client_id={public}" REDIRECT, "AADSTS9002332" },
    { GOOD "&state=s2", "AADSTS9002313" },
    { BASE "%00", "AADSTS9002313" },
    { BASE REDIRECT "&x=%ff", "AADSTS9002313" },
    { "/{tenant}/oauth2/authorize", "AADSTS90014" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].target);
      sign_in_fixture_get (self, cases[i].target);
      sign_in_fixture_assert_page (self, 400, cases[i].number);
    }
}

/* After that the application is told, with its state. */
static void
test_sent_back (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *query;
    const char *error;
    guint       number;
  } cases[] = {
    { "", "invalid_request", 900144 },
    { "&response_type=token" SCOPE, "unsupported_response_type", 700051 },
    { "&response_type=code%20code" SCOPE, "unsupported_response_type", 700051 },
    { "&response_type=code%20id_token&nonce=n" SCOPE, "unsupported_response_type", 700051 },
    { "&response_type=code&response_mode=pigeon" SCOPE, "invalid_request", 70007 },
    { "&response_type=code", "invalid_request", 900144 },
    { "&response_type=code&scope=nonsense", "invalid_scope", 70011 },
    { "&response_type=code&scope=https%3A%2F%2Fother.crm.dynamics.com%2Fuser_impersonation",
      "invalid_resource", 500011 },
    { "&response_type=code&scope={http}%2Fuser_impersonation%20User.Read", "invalid_request",
      28000 },
    { "&response_type=code&prompt=maybe" SCOPE, "invalid_request", 90023 },
    { "&response_type=code&claims=nonsense" SCOPE, "invalid_request", 90023 },
    { "&response_type=code&code_challenge=short&code_challenge_method=S256" SCOPE,
      "invalid_request", 501491 },
    { "&response_type=code&code_challenge=" SIGN_IN_CHALLENGE "&code_challenge_method=md5" SCOPE,
      "invalid_request", 501491 },
    { "&response_type=code&code_challenge_method=S256" SCOPE, "invalid_request", 501491 },
    { "&response_type=code&prompt=none" SCOPE, "login_required", 50058 },
    { "&response_type=code&prompt=none&login_hint=nobody%40contosoltd.com" SCOPE, "access_denied",
      50034 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target = g_strconcat (BASE REDIRECT "&state=s1", cases[i].query, NULL);
      g_autofree char *state = NULL;

      g_test_message ("%s", cases[i].query);
      sign_in_fixture_get (self, target);
      sign_in_fixture_assert_sent_back (self, cases[i].error, cases[i].number);
      state = sign_in_fixture_dup_parameter (self, "state");
      g_assert_cmpstr (state, ==, "s1");
    }
}

/* Whoever has something in the way is told so at the redirect. */
static void
test_people (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *who;
    const char *client;
    const char *error;
    guint       number;
  } cases[] = {
    { "Cancel", "public client", "access_denied", 50126 },
    { "Dora Disabled", "public client", "access_denied", 50057 },
    { "Lou Locked", "public client", "access_denied", 50053 },
    { "Otto Password", "public client", "access_denied", 50055 },
    { "Gus Guest", "public client", "access_denied", 50020 },
    { "Enzo Enrol", "public client", "interaction_required", 50079 },
    { "Olga Device", "public client", "interaction_required", 53000 },
    { "Owen Device", "public client", "interaction_required", 53001 },
    { "Bea Blocked", "public client", "access_denied", 53003 },
    { "Sam Support", "client with assignment", "access_denied", 50105 },
    { "Sam Support", "client for administrators", "access_denied", 90094 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target =
        g_strdup_printf ("/{tenant}/oauth2/v2.0/authorize?client_id={id of %s}&response_type=code"
                         "%s%s",
                         cases[i].client, REDIRECT, SCOPE);

      sign_in_fixture_get (self, target);
      sign_in_fixture_press (self, cases[i].who);
      sign_in_fixture_assert_sent_back (self, cases[i].error, cases[i].number);
    }
}

static void
test_assigned (SignInFixture *self, gconstpointer data)
{
  static const char *const clients[] = { "client with assignment", "client for administrators" };

  for (gsize i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autofree char *target =
        g_strdup_printf ("/{tenant}/oauth2/v2.0/authorize?client_id={id of %s}&response_type=code"
                         "%s%s",
                         clients[i], REDIRECT, SCOPE);
      g_autofree char *code = NULL;

      sign_in_fixture_get (self, target);
      sign_in_fixture_press (self, "Alex Admin");
      code = sign_in_fixture_dup_parameter (self, "code");
      g_assert_nonnull (code);
    }
}

static void
test_consent (SignInFixture *self, gconstpointer data)
{
  static const char target[] =
    "/{tenant}/oauth2/v2.0/authorize?client_id={id of client without consent}"
    "&response_type=code" REDIRECT SCOPE;
  g_autofree char                 *code = NULL;

  sign_in_fixture_get (self, target);
  sign_in_fixture_press (self, "Sam Support");
  sign_in_fixture_assert_page (self, 200, "Permissions requested");
  sign_in_fixture_press (self, "Decline");
  sign_in_fixture_assert_sent_back (self, "access_denied", 65004);
  sign_in_fixture_get (self, target);
  sign_in_fixture_press (self, "Sam Support");
  sign_in_fixture_press (self, "Accept");
  code = sign_in_fixture_dup_parameter (self, "code");
  g_assert_nonnull (code);
  /* Any application may have it asked. */
  sign_in_fixture_get (self, GOOD "&prompt=consent");
  sign_in_fixture_press (self, "Sam Support");
  sign_in_fixture_assert_page (self, 200, "Permissions requested");
}

/* The page's answer is good once, for ten minutes, and only with its ticket. */
static void
test_ticket (SignInFixture *self, gconstpointer data)
{
  g_autofree char *page = NULL;

  sign_in_fixture_post (self, "/{tenant}/login", "user=admin%40contosoltd.com");
  sign_in_fixture_assert_page (self, 400, "AADSTS50089");
  sign_in_fixture_post (self, "/{tenant}/login", "ticket=guess&user=admin%40contosoltd.com");
  sign_in_fixture_assert_page (self, 400, "AADSTS50089");
  sign_in_fixture_get (self, GOOD);
  page = g_strdup (self->answer.text);
  sign_in_fixture_press (self, "Alex Admin");
  g_assert_cmpuint (self->answer.status, ==, 302);
  g_free (g_steal_pointer (&self->answer.text));
  self->answer.text = g_steal_pointer (&page);
  sign_in_fixture_press (self, "Alex Admin");
  sign_in_fixture_assert_page (self, 400, "AADSTS50089");
  sign_in_fixture_get (self, GOOD);
  page = g_strdup (self->answer.text);
  sign_in_fixture_advance (self, 10 * 60);
  g_free (g_steal_pointer (&self->answer.text));
  self->answer.text = g_steal_pointer (&page);
  sign_in_fixture_press (self, "Alex Admin");
  sign_in_fixture_assert_page (self, 400, "AADSTS50089");
}

/* A browser that signed in once may do it silently, as the same person only, until it signs out. */
static void
test_silent (SignInFixture *self, gconstpointer data)
{
  g_autoptr (SoupCookieJar) jar = soup_cookie_jar_new ();
  g_autofree char *code = NULL;
  g_autofree char *silent_code = NULL;

  soup_session_add_feature (self->base.session, SOUP_SESSION_FEATURE (jar));
  code = sign_in_fixture_dup_code (self, "Sam Support", NULL);
  sign_in_fixture_get (self, GOOD "&prompt=none");
  silent_code = sign_in_fixture_dup_parameter (self, "code");
  g_assert_nonnull (silent_code);
  g_assert_cmpstr (silent_code, !=, code);
  sign_in_fixture_get (self, GOOD "&prompt=none&login_hint=support%40contosoltd.com");
  g_clear_pointer (&silent_code, g_free);
  silent_code = sign_in_fixture_dup_parameter (self, "code");
  g_assert_nonnull (silent_code);
  sign_in_fixture_get (self, GOOD "&prompt=none&login_hint=admin%40contosoltd.com");
  sign_in_fixture_assert_sent_back (self, "login_required", 50058);
  sign_in_fixture_get (self, "/{tenant}/oauth2/v2.0/authorize?prompt=none&response_type=code"
                             "&client_id={id of client without consent}" REDIRECT SCOPE);
  sign_in_fixture_assert_sent_back (self, "consent_required", 65001);
  sign_in_fixture_get (self, "/{tenant}/oauth2/v2.0/logout"
                             "?post_logout_redirect_uri=https%3A%2F%2Fevil.example");
  sign_in_fixture_assert_page (self, 200, "signed out");
  sign_in_fixture_get (self, GOOD "&prompt=none");
  sign_in_fixture_assert_sent_back (self, "login_required", 50058);
  sign_in_fixture_get (self, "/{tenant}/oauth2/v2.0/logout?state=x"
                             "&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A9%2F");
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (
                                                   self->answer.message),
                                                 "Location"),
                   ==, "http://localhost:9/?state=x");
}

static void
test_redeem_refused (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *form;
    guint       status;
    const char *error;
    gint64      number;
  } cases[] = {
    { "client_id={public}" REDIRECT "&code_verifier=" SIGN_IN_VERIFIER, 400, "invalid_request",
      900144 },
    { "client_id={public}&code={code}&code_verifier=" SIGN_IN_VERIFIER, 400, "invalid_request",
      900144 },
    { "client_id={public}&code=nonsense" REDIRECT "&code_verifier=" SIGN_IN_VERIFIER, 400,
      "invalid_grant", 9002313 },
    { "client_id={public}&code={code}" REDIRECT, 400, "invalid_grant", 501481 },
    { "client_id={public}&code={code}" REDIRECT "&code_verifier=short", 400, "invalid_grant",
      501481 },
    { "client_id={public}&code={code}" REDIRECT "&code_verifier=" SIGN_IN_CHALLENGE, 400,
      "invalid_grant", 501481 },
    { "client_id={public}&code={code}&redirect_uri=http%3A%2F%2Flocalhost"
      "&code_verifier=" SIGN_IN_VERIFIER,
      400, "invalid_client", 500112 },
    { "client_id={id of client with assignment}&code={code}" REDIRECT
      "&code_verifier=" SIGN_IN_VERIFIER,
      400, "invalid_grant", 700005 },
    { "client_id={public}&client_secret=x&code={code}" REDIRECT "&code_verifier=" SIGN_IN_VERIFIER,
      401, "invalid_client", 700025 },
    { "client_id={confidential}&code={code}" REDIRECT "&code_verifier=" SIGN_IN_VERIFIER, 401,
      "invalid_client", 7000218 },
    { "client_id={id of client without public flows}&code={code}" REDIRECT
      "&code_verifier=" SIGN_IN_VERIFIER,
      401, "invalid_client", 7000218 },
  };
  g_autofree char *code = sign_in_fixture_dup_code (self, "Alex Admin", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) form = g_string_new ("grant_type=authorization_code&");

      g_string_append (form, cases[i].form);
      g_string_replace (form, "{code}", code, 0);
      sign_in_fixture_ask (self, form->str);
      sign_in_fixture_assert_refused (self, cases[i].status, cases[i].error, cases[i].number);
    }
  /* None of that used it up. */
  sign_in_fixture_redeem (self, code);
  g_assert_cmpuint (self->answer.status, ==, 200);
}

/* A code that comes twice ends also what came of it the first time. */
static void
test_once (SignInFixture *self, gconstpointer data)
{
  g_autofree char *code = sign_in_fixture_dup_code (self, "Alex Admin", NULL);
  g_autofree char *refresh = NULL;
  g_autofree char *form = NULL;

  sign_in_fixture_redeem (self, code);
  refresh = sign_in_fixture_dup_member (self, "refresh_token");
  g_assert_nonnull (refresh);
  sign_in_fixture_redeem (self, code);
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 54005);
  form = g_strconcat ("grant_type=refresh_token&client_id={public}&refresh_token=", refresh, NULL);
  sign_in_fixture_ask (self, form);
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 70000);
}

static void
test_expires (SignInFixture *self, gconstpointer data)
{
  g_autofree char *early = sign_in_fixture_dup_code (self, "Alex Admin", NULL);
  g_autofree char *late = NULL;

  sign_in_fixture_advance (self, 10 * 60 - 60);
  sign_in_fixture_redeem (self, early);
  g_assert_cmpuint (self->answer.status, ==, 200);
  late = sign_in_fixture_dup_code (self, "Alex Admin", NULL);
  sign_in_fixture_advance (self, 10 * 60);
  sign_in_fixture_redeem (self, late);
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 70008);
}

/* Without offline_access there is no refresh token, without openid no ID token. */
static void
test_scopes (SignInFixture *self, gconstpointer data)
{
  g_autofree char *code = NULL;
  g_autofree char *form = NULL;

  sign_in_fixture_get (self, BASE "&response_type=code" REDIRECT
                                  "&scope={http}%2F.default&code_challenge=" SIGN_IN_VERIFIER);
  sign_in_fixture_press (self, "Alex Admin");
  code = sign_in_fixture_dup_parameter (self, "code");
  /* The challenge was a plain one. */
  sign_in_fixture_redeem (self, code);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_false (json_object_has_member (self->answer.object, "refresh_token"));
  g_assert_false (json_object_has_member (self->answer.object, "id_token"));
  g_clear_pointer (&code, g_free);
  /* Nothing but OpenID Connect: a token that is not for Dataverse. */
  sign_in_fixture_get (self, BASE "&response_type=code" REDIRECT "&scope=openid%20email");
  sign_in_fixture_press (self, "Alex Admin");
  code = sign_in_fixture_dup_parameter (self, "code");
  form =
    g_strconcat ("grant_type=authorization_code&client_id={public}" REDIRECT "&code=", code, NULL);
  sign_in_fixture_ask (self, form);
  g_clear_pointer (&code, g_free);
  code = sign_in_fixture_dup_member (self, "access_token");
  g_assert_cmpuint (sign_in_fixture_call_dataverse (self, code), ==, 401);
}

static char *
dup_hidden (SignInFixture *self, const char *name)
{
  g_autofree char *before = g_strdup_printf ("name=\"%s\" value=\"", name);
  const char      *start = strstr (self->answer.text, before);

  g_assert_nonnull (start);
  start += strlen (before);
  return g_strndup (start, strcspn (start, "\""));
}

/* A web application gets code and ID token by a form that posts itself. */
static void
test_form_post (SignInFixture *self, gconstpointer data)
{
  g_autofree char *code = NULL;
  g_autofree char *id_token = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *form = NULL;
  g_autoptr (JsonObject) claims = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 bytes[32];
  gsize  length = sizeof bytes;

  sign_in_fixture_get (self, "/{tenant}/oauth2/v2.0/authorize?client_id={confidential}"
                             "&response_type=code%20id_token&response_mode=form_post&nonce=n2"
                             "&redirect_uri=http%3A%2F%2Flocalhost%3A5000%2Fsignin-oidc"
                             "&state=%22%3E%3Cb%3E" SCOPE);
  sign_in_fixture_press (self, "Alex Admin");
  sign_in_fixture_assert_page (self, 200, "action=\"http://localhost:5000/signin-oidc\"");
  g_assert_null (strstr (self->answer.text, "<b>"));
  g_assert_nonnull (strstr (self->answer.text, "<button type=\"submit\">Continue</button>"));
  code = dup_hidden (self, "code");
  id_token = dup_hidden (self, "id_token");
  claims = dup_claims (id_token);
  g_checksum_update (checksum, (const guchar *) code, -1);
  g_checksum_get_digest (checksum, bytes, &length);
  digest = herald_base64url_encode (bytes, length / 2);
  g_assert_cmpstr (get_text (claims, "c_hash"), ==, digest);
  g_assert_cmpstr (get_text (claims, "nonce"), ==, "n2");
  form = g_strconcat ("grant_type=authorization_code&client_id={confidential}&client_secret="
                      "{secret}&redirect_uri=http%3A%2F%2Flocalhost%3A5000%2Fsignin-oidc&code=",
                      code, NULL);
  sign_in_fixture_ask (self, form);
  g_assert_cmpuint (self->answer.status, ==, 200);
}

static void
test_fragment (SignInFixture *self, gconstpointer data)
{
  const char *location;

  sign_in_fixture_get (self, GOOD "&response_mode=fragment");
  sign_in_fixture_press (self, "Alex Admin");
  location = soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                           "Location");
  g_assert_true (g_str_has_prefix (location, "http://localhost:8400/#"));
  g_assert_nonnull (strstr (location, "code="));
}

/* An ID token alone, in the fragment; there is no code to redeem then. */
static void
test_id_token (SignInFixture *self, gconstpointer data)
{
  g_autofree char *id_token = NULL;
  g_autofree char *code = NULL;
  g_autoptr (JsonObject) claims = NULL;

  sign_in_fixture_get (self, "/{tenant}/oauth2/v2.0/authorize?client_id={confidential}"
                             "&response_type=id_token&nonce=n3&scope=openid"
                             "&redirect_uri=http%3A%2F%2Flocalhost%3A5000%2Fcallback");
  sign_in_fixture_press (self, "Sam Support");
  id_token = sign_in_fixture_dup_parameter (self, "id_token");
  code = sign_in_fixture_dup_parameter (self, "code");
  g_assert_null (code);
  claims = dup_claims (id_token);
  g_assert_cmpstr (get_text (claims, "nonce"), ==, "n3");
  g_assert_false (json_object_has_member (claims, "c_hash"));
}

static void
test_id_token_refused (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *query;
    const char *error;
    guint       number;
  } cases[] = {
    { "&scope=openid", "invalid_request", 50127 },
    { "&scope=openid&nonce=n&response_mode=query", "invalid_request", 70007 },
    { "&scope=User.Read&nonce=n", "invalid_scope", 70011 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target =
        g_strconcat ("/{tenant}/oauth2/v2.0/"
                     "authorize?client_id={confidential}&response_type=id_token"
                     "&redirect_uri=http%3A%2F%2Flocalhost%3A5000%2Fcallback",
                     cases[i].query, NULL);

      sign_in_fixture_get (self, target);
      sign_in_fixture_assert_sent_back (self, cases[i].error, cases[i].number);
    }
}

/* v1.0 names a resource, and writes numbers as texts. */
static void
test_v1 (SignInFixture *self, gconstpointer data)
{
  g_autofree char *code = NULL;
  g_autofree char *form = NULL;
  g_autofree char *lifetime = NULL;
  g_autofree char *token = NULL;

  sign_in_fixture_get (self, "/{tenant}/oauth2/authorize?client_id={public}&response_type=code"
                             "&resource={http}%2F" REDIRECT);
  sign_in_fixture_press (self, "Alex Admin");
  code = sign_in_fixture_dup_parameter (self, "code");
  form = g_strconcat ("grant_type=authorization_code&client_id={public}&resource={http}%2F" REDIRECT
                      "&code=",
                      code, NULL);
  sign_in_fixture_post (self, "/{tenant}/oauth2/token", form);
  lifetime = sign_in_fixture_dup_member (self, "expires_in");
  g_assert_cmpstr (lifetime, ==, "3599");
  token = sign_in_fixture_dup_member (self, "access_token");
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "scope"), ==,
                   "user_impersonation");
  g_assert_true (json_object_has_member (self->answer.object, "expires_on"));
  g_assert_cmpuint (sign_in_fixture_call_dataverse (self, token), ==, 200);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/emulator/sign-in-code/" path, SignInFixture, NULL, sign_in_fixture_set_up, func,   \
              sign_in_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("good", test_good);
  ADD ("claims", test_claims);
  ADD ("page", test_page);
  ADD ("escaped", test_escaped);
  ADD ("redirects", test_redirects);
  ADD ("shown", test_shown);
  ADD ("sent-back", test_sent_back);
  ADD ("people", test_people);
  ADD ("assigned", test_assigned);
  ADD ("consent", test_consent);
  ADD ("ticket", test_ticket);
  ADD ("silent", test_silent);
  ADD ("redeem-refused", test_redeem_refused);
  ADD ("once", test_once);
  ADD ("expires", test_expires);
  ADD ("scopes", test_scopes);
  ADD ("form-post", test_form_post);
  ADD ("fragment", test_fragment);
  ADD ("id-token", test_id_token);
  ADD ("id-token-refused", test_id_token_refused);
  ADD ("v1", test_v1);
  return g_test_run ();
}
