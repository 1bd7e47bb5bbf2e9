/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's token exchange as a sender meets it. */
#include "config.h"

#include "crypto/herald-jwt.h"
#include "fcm-fixture.h"

#include <string.h>

#define FORM_TYPE "Content-Type: application/x-www-form-urlencoded"
#define GRANT "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
#define SCOPE "https://www.googleapis.com/auth/firebase.messaging"

/* What an assertion differs in from a good one; NULL and 0 stay as usual. */
typedef struct
{
  HeraldKey  *key;
  const char *issuer;
  const char *audience;
  const char *scope;
  const char *key_id;
  gint64      issued_in;
  gint64      lasts;
} Assertion;

static char *
sign_assertion (PushFixture *fixture, const Assertion *assertion)
{
  HeraldServiceAccount *account = fixture->account;
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autoptr (GError) error = NULL;
  gint64 issued = g_get_real_time () / G_USEC_PER_SEC + assertion->issued_in;
  char  *token;

  json_object_set_string_member (header, "kid",
                                 assertion->key_id != NULL
                                   ? assertion->key_id
                                   : herald_service_account_get_private_key_id (account));
  json_object_set_string_member (claims, "iss",
                                 assertion->issuer != NULL
                                   ? assertion->issuer
                                   : herald_service_account_get_client_email (account));
  json_object_set_string_member (claims, "aud",
                                 assertion->audience != NULL ? assertion->audience
                                                             : HERALD_GOOGLE_TOKEN_URI);
  json_object_set_string_member (claims, "scope",
                                 assertion->scope != NULL ? assertion->scope : SCOPE);
  json_object_set_int_member (claims, "iat", issued);
  json_object_set_int_member (claims, "exp",
                              issued + (assertion->lasts != 0 ? assertion->lasts : 3600));
  token = herald_jwt_sign (assertion->key != NULL ? assertion->key
                                                  : herald_service_account_get_key (account),
                           HERALD_SIGNATURE_RS256, header, claims, &error);
  g_assert_no_error (error);
  return token;
}

static void
exchange (PushFixture *fixture, const Assertion *assertion, EmulatorAnswer *answer)
{
  const char *const headers[] = { FORM_TYPE, "Authorization: ", NULL };
  g_autofree char  *token = sign_assertion (fixture, assertion);
  g_autofree char  *form = g_strconcat (GRANT "&assertion=", token, NULL);

  push_fixture_post (fixture, "/token", headers, form, answer);
}

static void
test_exchange (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *own = NULL;

  push_fixture_start (&fixture);
  exchange (&fixture, &(Assertion){ 0 }, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (answer.object, "token_type"), ==, "Bearer");
  g_assert_cmpint (json_object_get_int_member (answer.object, "expires_in"), ==, 3599);
  own = g_strconcat (emulator_fixture_get (&fixture.emulator, "https"), "/token", NULL);
  exchange (&fixture, &(Assertion){ .audience = own }, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

static void
test_refused_assertions (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (HeraldKey) stranger = herald_key_generate (HERALD_KEY_RSA, NULL);
  const struct
  {
    Assertion   assertion;
    const char *error;
    const char *words;
  } cases[] = {
    { { .key = stranger }, "invalid_grant", "Invalid JWT Signature" },
    { { .key_id = "0000" }, "invalid_grant", "Invalid JWT Signature" },
    { { .issuer = "nobody@x.iam.gserviceaccount.com" }, "invalid_grant", "account not found" },
    { { .lasts = 3700 }, "invalid_grant", "short-lived" },
    { { .issued_in = -4000 }, "invalid_grant", "short-lived" },
    { { .issued_in = 900 }, "invalid_grant", "short-lived" },
    { { .audience = "https://example.com/token" }, "invalid_grant", "audience" },
    { { .scope = "" }, "invalid_scope", "scope" },
    { { .scope = "email" }, "invalid_scope", "scope" },
  };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      exchange (&fixture, &cases[i].assertion, &answer);
      g_assert_cmpuint (answer.status, ==, 400);
      g_assert_cmpstr (json_object_get_string_member (answer.object, "error"), ==, cases[i].error);
      g_assert_nonnull (strstr (json_object_get_string_member (answer.object, "error_description"),
                                cases[i].words));
    }
}

static void
test_refused_forms (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const char *const headers[] = { FORM_TYPE, NULL };
  const struct
  {
    const char *form;
    const char *error;
  } cases[] = {
    { "", "unsupported_grant_type" },
    { "grant_type=client_credentials", "unsupported_grant_type" },
    { GRANT, "invalid_request" },
    { GRANT "&assertion=x", "invalid_grant" },
    { GRANT "&assertion=e30.e30.AA", "invalid_grant" },
    { "%zz", "unsupported_grant_type" },
  };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      push_fixture_post (&fixture, "/token", headers, cases[i].form, &answer);
      g_assert_cmpuint (answer.status, ==, 400);
      g_assert_cmpstr (json_object_get_string_member (answer.object, "error"), ==, cases[i].error);
    }
}

/* A token of another scope is good, but not for messages. */
static void
test_other_scope (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *access = NULL;

  push_fixture_start (&fixture);
  exchange (&fixture,
            &(Assertion){ .scope = "https://www.googleapis.com/auth/devstorage.read_only" },
            &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  access = g_strdup (json_object_get_string_member (answer.object, "access_token"));
  fcm_fixture_send (&fixture, fixture.project_id, access, "{\"message\":{\"topic\":\"news\"}}",
                    &answer);
  fcm_fixture_assert_error (&answer, 403, "PERMISSION_DENIED", NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/google/exchange", test_exchange);
  g_test_add_func ("/emulator/google/refused-assertions", test_refused_assertions);
  g_test_add_func ("/emulator/google/refused-forms", test_refused_forms);
  g_test_add_func ("/emulator/google/other-scope", test_other_scope);
  return g_test_run ();
}
