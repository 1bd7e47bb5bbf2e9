/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refresh tokens: rotation, other resources, ends of all kinds, and a restart. */
#include "config.h"

#include "herald-test-dir.h"
#include "sign-in-fixture.h"

#include <string.h>

static void
refresh_with (SignInFixture *self, const char *token, const char *more)
{
  g_autofree char *form =
    g_strconcat ("grant_type=refresh_token&client_id={public}&refresh_token=", token, more, NULL);

  sign_in_fixture_ask (self, form);
}

static void
refresh (SignInFixture *self, const char *token)
{
  refresh_with (self, token, NULL);
}

static char *
dup_first (SignInFixture *self, const char *who)
{
  g_autofree char *code = sign_in_fixture_dup_code (self, who, NULL);

  sign_in_fixture_redeem (self, code);
  return sign_in_fixture_dup_member (self, "refresh_token");
}

static char *
dup_next (SignInFixture *self, const char *token)
{
  refresh (self, token);
  return sign_in_fixture_dup_member (self, "refresh_token");
}

/* The old token is good until the new one was used, however often; then it is not. */
static void
test_rotation (SignInFixture *self, gconstpointer data)
{
  g_autofree char *first = dup_first (self, "Alex Admin");
  g_autofree char *lost = dup_next (self, first);
  g_autofree char *second = dup_next (self, first);
  g_autofree char *third = NULL;

  g_assert_cmpstr (second, !=, first);
  g_assert_cmpstr (second, !=, lost);
  third = dup_next (self, second);
  refresh (self, first);
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 70000);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "suberror"), ==,
                   "bad_token");
  refresh (self, third);
  g_assert_cmpuint (self->answer.status, ==, 200);
  refresh (self, second);
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 70000);
}

/* One refresh token serves several resources of the same client and user. */
static void
test_resources (SignInFixture *self, gconstpointer data)
{
  g_autofree char *first = dup_first (self, "Alex Admin");
  g_autofree char *scope = NULL;
  g_autofree char *token = NULL;

  refresh_with (self, first, "&scope={https}%2F.default");
  scope = sign_in_fixture_dup_member (self, "scope");
  g_assert_true (g_str_has_prefix (scope, emulator_fixture_get (&self->base, "https")));
  refresh_with (self, first, "&scope=User.Read");
  token = sign_in_fixture_dup_member (self, "access_token");
  g_assert_cmpuint (sign_in_fixture_call_dataverse (self, token), ==, 401);
  refresh_with (self, first, "&scope=https%3A%2F%2Fother.crm.dynamics.com%2F.default");
  sign_in_fixture_assert_refused (self, 400, "invalid_resource", 500011);
  refresh_with (self, first, "&scope=openid%20offline_access");
  g_clear_pointer (&token, g_free);
  token = sign_in_fixture_dup_member (self, "access_token");
  g_assert_cmpuint (sign_in_fixture_call_dataverse (self, token), ==, 200);
}

static void
test_inactive (SignInFixture *self, gconstpointer data)
{
  g_autofree char *first = dup_first (self, "Alex Admin");
  g_autofree char *second = NULL;

  sign_in_fixture_advance (self, (gint64) 89 * 24 * 60 * 60);
  second = dup_next (self, first);
  sign_in_fixture_advance (self, (gint64) 89 * 24 * 60 * 60);
  refresh (self, second);
  g_assert_cmpuint (self->answer.status, ==, 200);
  sign_in_fixture_advance (self, (gint64) 90 * 24 * 60 * 60);
  refresh (self, second);
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 700082);
}

static void
test_refused (SignInFixture *self, gconstpointer data)
{
  g_autofree char *first = dup_first (self, "Alex Admin");
  g_autofree char *form =
    g_strconcat ("grant_type=refresh_token&client_id={id of client with assignment}&refresh_token=",
                 first, NULL);

  sign_in_fixture_ask (self, "grant_type=refresh_token&client_id={public}");
  sign_in_fixture_assert_refused (self, 400, "invalid_request", 900144);
  refresh (self, "nonsense");
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 70000);
  sign_in_fixture_ask (self, form);
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 70000);
}

static void
test_revoked (SignInFixture *self, gconstpointer data)
{
  g_autofree char *first = dup_first (self, "Sam Support");
  g_autofree char *of_other = dup_first (self, "Alex Admin");

  sign_in_fixture_admin (self, "/_herald/sign-in/revoke", "{\"user\":\"support@contosoltd.com\"}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  refresh (self, first);
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 50173);
  refresh (self, of_other);
  g_assert_cmpuint (self->answer.status, ==, 200);
}

static void
test_reset (SignInFixture *self, gconstpointer data)
{
  g_autofree char *first = dup_first (self, "Alex Admin");

  sign_in_fixture_admin (self, "/_herald/reset", "{}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  refresh (self, first);
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 70000);
}

/* The refusal carries claims; who repeats them in the browser gets on. */
static void
test_second_factor (SignInFixture *self, gconstpointer data)
{
  g_autofree char *code = sign_in_fixture_dup_code (self, "Mia Multifactor", NULL);
  g_autofree char *claims = NULL;
  g_autofree char *more = NULL;
  g_autofree char *escaped = NULL;

  sign_in_fixture_redeem (self, code);
  sign_in_fixture_assert_refused (self, 400, "interaction_required", 50076);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "suberror"), ==,
                   "basic_action");
  claims = g_strdup (json_object_get_string_member (self->answer.object, "claims"));
  escaped = g_uri_escape_string (claims, NULL, FALSE);
  more = g_strconcat ("&claims=", escaped, NULL);
  g_clear_pointer (&code, g_free);
  code = sign_in_fixture_dup_code (self, "Mia Multifactor", more);
  sign_in_fixture_redeem (self, code);
  g_assert_cmpuint (self->answer.status, ==, 200);
}

/* What a single-page application has lasts a day in all, and only pages may use it. */
static void
test_page (SignInFixture *self, gconstpointer data)
{
  static const char target[] =
    "/{tenant}/oauth2/v2.0/authorize?client_id={id of page client}&response_type=code"
    "&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&scope={http}%2F.default%20"
    "offline_access&code_challenge=" SIGN_IN_CHALLENGE "&code_challenge_method=S256";
  static const char without[] =
    "/{tenant}/oauth2/v2.0/authorize?client_id={id of page client}&response_type=code"
    "&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&scope={http}%2F.default";
  const char *const headers[] = { "Content-Type: application/x-www-form-urlencoded",
                                  "Origin: http://localhost:3000", "Authorization: ", NULL };
  g_autofree char  *code = NULL;
  g_autofree char  *form = NULL;
  g_autofree char  *body = NULL;
  g_autofree char  *token_path = sign_in_fixture_fill_in (self, "/{tenant}/oauth2/v2.0/token");
  g_autofree char  *token = NULL;

  sign_in_fixture_get (self, without);
  sign_in_fixture_assert_sent_back (self, "invalid_request", 9002325);
  sign_in_fixture_get (self, target);
  sign_in_fixture_press (self, "Alex Admin");
  code = sign_in_fixture_dup_parameter (self, "code");
  form = g_strconcat ("grant_type=authorization_code&client_id={id of page client}&redirect_uri="
                      "http%3A%2F%2Flocalhost%3A3000%2Fcallback&code_verifier=" SIGN_IN_VERIFIER
                      "&code=",
                      code, NULL);
  sign_in_fixture_ask (self, form);
  sign_in_fixture_assert_refused (self, 400, "invalid_request", 9002327);
  body = sign_in_fixture_fill_in (self, form);
  emulator_fixture_send (&self->base, "POST", token_path, headers, body, &self->answer);
  token = sign_in_fixture_dup_member (self, "refresh_token");
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (
                                                   self->answer.message),
                                                 "Access-Control-Allow-Origin"),
                   ==, "http://localhost:3000");
  g_clear_pointer (&form, g_free);
  g_clear_pointer (&body, g_free);
  form =
    g_strconcat ("grant_type=refresh_token&client_id={id of page client}&refresh_token=", token,
                 NULL);
  body = sign_in_fixture_fill_in (self, form);
  sign_in_fixture_advance (self, (gint64) 24 * 60 * 60);
  emulator_fixture_send (&self->base, "POST", token_path, headers, body, &self->answer);
  sign_in_fixture_assert_refused (self, 400, "invalid_grant", 700084);
  /* And a page must not ask for what is no page. */
  emulator_fixture_send (&self->base, "POST", token_path, headers,
                         "grant_type=refresh_token&refresh_token=x&client_id="
                         "51f81489-12ee-4a9e-aaae-a2591f45987d",
                         &self->answer);
  sign_in_fixture_assert_refused (self, 400, "invalid_request", 9002326);
}

static void
test_password (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *form;
    const char *error;
    gint64      number;
  } cases[] = {
    { "", "invalid_request", 900144 },
    { "&username=admin%40contosoltd.com", "invalid_request", 900144 },
    { "&username=admin%40contosoltd.com&password=x", "invalid_grant", 50126 },
    { "&username=nobody%40contosoltd.com&password=x", "invalid_grant", 50034 },
    { "&username=guest%40fabrikam.com&password=x", "invalid_grant", 50020 },
    { "&username=disabled%40contosoltd.com&password=x", "invalid_grant", 50057 },
    { "&username=mfa%40contosoltd.com&password=x", "interaction_required", 50076 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *form =
        g_strconcat ("grant_type=password&client_id={public}&scope={http}%2F.default",
                     cases[i].form, NULL);

      sign_in_fixture_ask (self, form);
      sign_in_fixture_assert_refused (self, 400, cases[i].error, cases[i].number);
    }
}

/* Only a hash is in the folder, and it is enough after a restart. */
static void
test_restart (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *token = NULL;
  SignInFixture    fixture = { 0 };

  emulator_fixture_start (&fixture.base, dir, "small");
  token = dup_first (&fixture, "Alex Admin");
  emulator_answer_clear (&fixture.answer);
  emulator_fixture_stop (&fixture.base);
  emulator_fixture_start (&fixture.base, dir, "small");
  refresh_with (&fixture, token, "&scope={http}%2F.default");
  g_assert_cmpuint (fixture.answer.status, ==, 200);
  emulator_answer_clear (&fixture.answer);
  emulator_fixture_stop (&fixture.base);
  herald_test_dir_remove (dir);
}

/* Asks global discovery with the token of the last answer, and tries that with Dataverse. */
static void
list_instances (SignInFixture *self)
{
  g_autofree char  *token = sign_in_fixture_dup_member (self, "access_token");
  g_autofree char  *authorization = g_strconcat ("Authorization: Bearer ", token, NULL);
  const char *const headers[] = { authorization, NULL };

  g_assert_cmpuint (sign_in_fixture_call_dataverse (self, token), ==, 401);
  emulator_fixture_send (&self->base, "GET", "/api/discovery/v2.0/Instances", headers, NULL,
                         &self->answer);
  g_test_message ("%u %s", self->answer.status, self->answer.text);
}

/* Discovery has tokens of its own: a member sees instances, somebody else none, a program never. */
static void
test_discovery (SignInFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *who;
    guint       n_instances;
  } people[] = { { "Sam Support", 2 }, { "Nora Newcomer", 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *first = dup_first (self, people[i].who);

      refresh_with (self, first,
                    "&scope=https%3A%2F%2Fglobaldisco.crm.dynamics.com%2Fuser_impersonation");
      g_assert_cmpuint (self->answer.status, ==, 200);
      list_instances (self);
      g_assert_cmpuint (self->answer.status, ==, 200);
      g_assert_cmpuint (json_array_get_length (
                          json_object_get_array_member (self->answer.object, "value")),
                        ==, people[i].n_instances);
    }
  sign_in_fixture_ask (self, "grant_type=client_credentials&client_id={confidential}"
                             "&client_secret={secret}"
                             "&scope=https%3A%2F%2Fglobaldisco.crm.dynamics.com%2F%2F.default");
  g_assert_cmpuint (self->answer.status, ==, 200);
  list_instances (self);
  emulator_answer_assert_error (&self->answer, 403, "0x80072560", NULL);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/emulator/sign-in-refresh/" path, SignInFixture, NULL, sign_in_fixture_set_up,      \
              func, sign_in_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rotation", test_rotation);
  ADD ("resources", test_resources);
  ADD ("discovery", test_discovery);
  ADD ("inactive", test_inactive);
  ADD ("refused", test_refused);
  ADD ("revoked", test_revoked);
  ADD ("reset", test_reset);
  ADD ("second-factor", test_second_factor);
  ADD ("page", test_page);
  ADD ("password", test_password);
  g_test_add_func ("/emulator/sign-in-refresh/restart", test_restart);
  return g_test_run ();
}
