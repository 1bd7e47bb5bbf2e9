/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Client credentials: tokens that work, and every refusal with its number. */
#include "config.h"

#include "crypto/herald-jwt.h"
#include "emulator-fixture.h"

#include <string.h>

#define FORM "Content-Type: application/x-www-form-urlencoded"

typedef EmulatorTest Fixture;

/* @form may hold {id}, {secret} and {http}, which stand for what the ready line has. */
static char *
fill_in (Fixture *self, const char *form)
{
  static const struct
  {
    const char *mark;
    const char *member;
  } marks[] = {
    { "{id}", "confidentialClientId" },
    { "{secret}", "clientSecret" },
    { "{http}", "http" },
    { "{https}", "https" },
  };
  GString *text = g_string_new (form);

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autofree char *value =
        g_uri_escape_string (emulator_fixture_get (&self->base, marks[i].member), NULL, FALSE);

      g_string_replace (text, marks[i].mark, value, 0);
    }
  return g_string_free (text, FALSE);
}

static void
ask (Fixture *self, const char *tenant, const char *const *headers, const char *form)
{
  g_autofree char *target =
    g_strdup_printf ("/%s/oauth2/v2.0/token",
                     tenant != NULL ? tenant : emulator_fixture_get (&self->base, "tenantId"));
  g_autofree char *body = fill_in (self, form);

  emulator_fixture_send (&self->base, "POST", target, headers, body, &self->answer);
}

static void
ask_by_form (Fixture *self, const char *form)
{
  const char *const headers[] = { FORM, "Authorization: ", NULL };

  ask (self, NULL, headers, form);
}

static const char *
take_token (Fixture *self)
{
  g_test_message ("%u %s", self->answer.status, self->answer.text);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "token_type"), ==, "Bearer");
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "expires_in"), ==, 3599);
  return json_object_get_string_member (self->answer.object, "access_token");
}

static void
assert_works (Fixture *self, const char *token)
{
  g_autofree char  *authorization = g_strconcat ("Authorization: Bearer ", token, NULL);
  const char *const headers[] = { authorization, NULL };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_send (&self->base, "GET", "WhoAmI", headers, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  /* The program has a user of its own. */
  g_assert_cmpstr (json_object_get_string_member (answer.object, "UserId"), !=,
                   emulator_fixture_get (&self->base, "userId"));
}

static void
test_good (Fixture *self, gconstpointer data)
{
  static const char *const forms[] = {
    "grant_type=client_credentials&client_id={id}&client_secret={secret}&scope={http}%2F.default",
    ("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope={http}%2F%2F."
     "default"),
    "grant_type=client_credentials&client_id={id}&client_secret={secret}&scope={https}%2F.default",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      ask_by_form (self, forms[i]);
      assert_works (self, take_token (self));
    }
}

static void
test_basic (Fixture *self, gconstpointer data)
{
  g_autofree char  *pair = fill_in (self, "{id}:{secret}");
  g_autofree char  *base64 = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autofree char  *authorization = g_strconcat ("Authorization: Basic ", base64, NULL);
  const char *const headers[] = { FORM, authorization, NULL };

  ask (self, NULL, headers, "grant_type=client_credentials&scope={http}%2F.default");
  assert_works (self, take_token (self));
}

static void
test_claims (Fixture *self, gconstpointer data)
{
  g_autoptr (HeraldJwt) token = NULL;
  JsonObject *claims;

  ask_by_form (self, "grant_type=client_credentials&client_id={id}&client_secret={secret}"
                     "&scope={http}%2F.default");
  token = herald_jwt_parse (take_token (self), NULL);
  claims = herald_jwt_get_claims (token);
  g_assert_cmpstr (json_object_get_string_member (claims, "aud"), ==,
                   emulator_fixture_get (&self->base, "http"));
  g_assert_cmpstr (json_object_get_string_member (claims, "tid"), ==,
                   emulator_fixture_get (&self->base, "tenantId"));
  g_assert_cmpstr (json_object_get_string_member (claims, "appid"), ==,
                   emulator_fixture_get (&self->base, "confidentialClientId"));
  g_assert_cmpint (json_object_get_int_member (claims, "exp") -
                     json_object_get_int_member (claims, "iat"),
                   ==, 3599);
  g_assert_false (json_object_has_member (claims, "scp"));
  g_assert_cmpstr (json_object_get_string_member (herald_jwt_get_header (token), "alg"), ==,
                   "RS256");
}

static void
assert_refused (Fixture *self, guint status, const char *error, gint64 number)
{
  g_autofree char         *prefix = g_strdup_printf ("AADSTS%" G_GINT64_FORMAT ":", number);
  static const char *const members[] = { "timestamp", "trace_id", "correlation_id" };

  g_test_message ("%u %s", self->answer.status, self->answer.text);
  g_assert_cmpuint (self->answer.status, ==, status);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "error"), ==, error);
  g_assert_true (
    g_str_has_prefix (json_object_get_string_member (self->answer.object, "error_description"),
                      prefix));
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (self->answer.object,
                                                                             "error_codes"),
                                               0),
                   ==, number);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (json_object_has_member (self->answer.object, members[i]));
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *form;
    guint       status;
    const char *error;
    gint64      number;
  } cases[] = {
    { "", 400, "invalid_request", 900144 },
    { "grant_type=client_credentials", 400, "invalid_request", 900144 },
    { "grant_type=client_credentials&client_id={id}", 401, "invalid_client", 7000218 },
    { "grant_type=client_credentials&client_id={id}&client_secret=wrong", 401, "invalid_client",
      7000215 },
    { "grant_type=client_credentials&client_id={id}&client_secret={secret}x", 401, "invalid_client",
      7000215 },
    { "grant_type=client_credentials&client_id={id}&client_secret=", 401, "invalid_client",
      7000215 },
    { "grant_type=client_credentials&client_id=nobody&client_secret={secret}", 400,
      "unauthorized_client", 700016 },
    { "grant_type=magic&client_id={id}&client_secret={secret}", 400, "unsupported_grant_type",
      70003 },
    { "grant_type=client_credentials&client_id={id}&client_secret={secret}", 400, "invalid_request",
      900144 },
    { "grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=nonsense", 400,
      "invalid_scope", 70011 },
    { "grant_type=client_credentials&client_id={id}&client_secret={secret}"
      "&scope={http}%2Fuser_impersonation",
      400, "invalid_scope", 70011 },
    { "grant_type=client_credentials&client_id={id}&client_secret={secret}"
      "&scope=https%3A%2F%2Fother.crm.dynamics.com%2F.default",
      400, "invalid_resource", 500011 },
    { "grant_type=client_credentials&grant_type=client_credentials", 400, "invalid_request",
      9002313 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].form);
      ask_by_form (self, cases[i].form);
      assert_refused (self, cases[i].status, cases[i].error, cases[i].number);
    }
}

static void
test_tenants (Fixture *self, gconstpointer data)
{
  const char *const headers[] = { FORM, "Authorization: ", NULL };
  static const char form[] = "grant_type=client_credentials&client_id={id}&client_secret={secret}"
                             "&scope={http}%2F.default";

  ask (self, "00000000-0000-4000-a000-000000000001", headers, form);
  assert_refused (self, 400, "invalid_request", 90002);
  ask (self, "common", headers, form);
  assert_refused (self, 400, "invalid_request", 50059);
}

static void
test_json_body (Fixture *self, gconstpointer data)
{
  ask (self, NULL, NULL, "{\"grant_type\":\"client_credentials\"}");
  assert_refused (self, 400, "invalid_request", 9002313);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, Fixture, NULL, emulator_test_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/sign-in/good", test_good);
  ADD ("/emulator/sign-in/basic", test_basic);
  ADD ("/emulator/sign-in/claims", test_claims);
  ADD ("/emulator/sign-in/refused", test_refused);
  ADD ("/emulator/sign-in/tenants", test_tenants);
  ADD ("/emulator/sign-in/json-body", test_json_body);
  return g_test_run ();
}
