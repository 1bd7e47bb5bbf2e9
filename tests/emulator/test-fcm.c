/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FCM and Google's token exchange as a sender meets them. */
#include "config.h"

#include "base/herald-json.h"
#include "crypto/herald-jwt.h"
#include "push-fixture.h"

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

static void
send_message (PushFixture    *fixture,
              const char     *project,
              const char     *access_token,
              const char     *body,
              EmulatorAnswer *answer)
{
  g_autofree char  *path = g_strdup_printf ("/v1/projects/%s/messages:send", project);
  g_autofree char  *authorization = access_token != NULL
                                      ? g_strconcat ("Authorization: Bearer ", access_token, NULL)
                                      : g_strdup ("Authorization: ");
  const char *const headers[] = { authorization, NULL };

  push_fixture_post (fixture, path, headers, body, answer);
}

static char *
make_body (const char *token, const char *rest)
{
  return g_strdup_printf ("{\"message\":{\"token\":\"%s\"%s}}", token, rest);
}

static void
test_delivers (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *body = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) list = NULL;
  JsonObject *notification;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  body = make_body (token, ",\"data\":{\"title\":\"Title\",\"body\":\"Body\",\"link\":"
                           "\"https://l.example/\",\"trackingId\":\"\"},"
                           "\"android\":{\"priority\":\"HIGH\"}");
  send_message (&fixture, fixture.project_id, access, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_true (g_str_has_prefix (json_object_get_string_member (answer.object, "name"),
                                   "projects/contoso-shop/messages/0:"));
  path = g_strdup_printf ("phones/%s/notifications", phone);
  list = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 1);
  notification = json_array_get_object_element (json_node_get_array (list), 0);
  g_assert_cmpstr (json_object_get_string_member (notification, "title"), ==, "Title");
  g_assert_cmpstr (json_object_get_string_member (notification, "body"), ==, "Body");
  g_assert_cmpstr (json_object_get_string_member (notification, "link"), ==, "https://l.example/");
  g_assert_true (json_object_get_boolean_member (notification, "shown"));
}

static void
test_over_http2 (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *bearer = NULL;
  g_autofree char *body = NULL;
  g_autoptr (HeraldH2Answer) answer = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  bearer = g_strconcat ("Bearer ", access, NULL);
  body = make_body (token, "");
  answer = push_fixture_h2 (&fixture, "POST", "/v1/projects/contoso-shop/messages:send",
                            (const char *const[]){ "authorization", bearer, NULL }, body);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_validate_only (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *body = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) list = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  body = g_strdup_printf ("{\"validate_only\":true,\"message\":{\"token\":\"%s\"}}", token);
  send_message (&fixture, fixture.project_id, access, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (answer.object, "name"), ==,
                   "projects/contoso-shop/messages/fake_message_id");
  path = g_strdup_printf ("phones/%s/notifications", phone);
  list = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 0);
}

/* The error of FCM, or of Google when @error_code is NULL. */
static void
assert_error (EmulatorAnswer *answer, guint status, const char *code, const char *error_code)
{
  JsonObject *error;
  const char *found = NULL;
  JsonArray  *details;

  g_assert_cmpuint (answer->status, ==, status);
  error = json_object_get_object_member (answer->object, "error");
  g_assert_cmpint (json_object_get_int_member (error, "code"), ==, status);
  g_assert_cmpstr (json_object_get_string_member (error, "status"), ==, code);
  details = json_object_has_member (error, "details")
              ? json_object_get_array_member (error, "details")
              : NULL;
  if (details != NULL)
    {
      JsonObject *detail = json_array_get_object_element (details, 0);

      g_assert_cmpstr (json_object_get_string_member (detail, "@type"), ==,
                       "type.googleapis.com/google.firebase.fcm.v1.FcmError");
      found = json_object_get_string_member (detail, "errorCode");
    }
  g_assert_cmpstr (found, ==, error_code);
}

static void
test_refused_callers (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *access = NULL;
  const char      *body = "{\"message\":{\"topic\":\"news\"}}";

  push_fixture_start (&fixture);
  send_message (&fixture, fixture.project_id, NULL, body, &answer);
  assert_error (&answer, 401, "UNAUTHENTICATED", NULL);
  send_message (&fixture, fixture.project_id, "ya29.unknown", body, &answer);
  assert_error (&answer, 401, "UNAUTHENTICATED", NULL);
  access = push_fixture_get_access_token (&fixture);
  send_message (&fixture, "fabrikam-fitness", access, body, &answer);
  assert_error (&answer, 403, "PERMISSION_DENIED", NULL);
  send_message (&fixture, "no-such-project", access, body, &answer);
  assert_error (&answer, 404, "NOT_FOUND", NULL);
  send_message (&fixture, fixture.project_id, access, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  exchange (&fixture,
            &(Assertion){ .scope = "https://www.googleapis.com/auth/devstorage.read_only" },
            &answer);
  g_free (access);
  access = g_strdup (json_object_get_string_member (answer.object, "access_token"));
  send_message (&fixture, fixture.project_id, access, body, &answer);
  assert_error (&answer, 403, "PERMISSION_DENIED", NULL);
}

static void
test_refused_tokens (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *path = NULL;
  g_autofree char *body = NULL;
  g_autofree char *other_body = NULL;
  g_autoptr (JsonNode) other = NULL;
  g_autoptr (JsonNode) removed = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  send_message (&fixture, fixture.project_id, access, "{\"message\":{\"token\":\"nonsense\"}}",
                &answer);
  assert_error (&answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
  g_assert_nonnull (
    strstr (answer.text, "The registration token is not a valid FCM registration token"));
  other = push_fixture_admin (&fixture, "POST", "phones",
                              "{\"platform\":\"android\",\"projectId\":\"fabrikam-fitness\"}", 201);
  other_body =
    make_body (json_object_get_string_member (json_node_get_object (other), "token"), "");
  send_message (&fixture, fixture.project_id, access, other_body, &answer);
  assert_error (&answer, 403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH");
  path = g_strconcat ("phones/", phone, NULL);
  removed = push_fixture_admin (&fixture, "PATCH", path, "{\"installed\":false}", 200);
  body = make_body (token, "");
  send_message (&fixture, fixture.project_id, access, body, &answer);
  assert_error (&answer, 404, "NOT_FOUND", "UNREGISTERED");
}

/* Bodies around one good phone: %s is its token. */
static void
test_bodies (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  const struct
  {
    const char *rest; /* behind the token */
    guint       status;
    const char *words;
  } cases[] = {
    { "", 200, NULL },
    { ",\"data\":{}", 200, NULL },
    { ",\"notification\":{\"title\":\"t\"}", 200, NULL },
    { ",\"android\":{\"ttl\":\"0s\",\"priority\":\"normal\"}", 200, NULL },
    { ",\"android\":{\"ttl\":\"3.5s\"}", 200, NULL },
    { ",\"topic\":\"x\"", 400, "Only one of" },
    { ",\"data\":{\"n\":1}", 400, "TYPE_STRING" },
    { ",\"data\":{\"n\":null}", 400, "TYPE_STRING" },
    { ",\"data\":{\"from\":\"x\"}", 400, "Invalid data payload key" },
    { ",\"data\":{\"google.x\":\"x\"}", 400, "Invalid data payload key" },
    { ",\"data\":{\"gcm.notification.x\":\"x\"}", 400, "Invalid data payload key" },
    { ",\"data\":[]", 400, "object" },
    { ",\"titel\":\"x\"", 400, "Unknown name" },
    { ",\"notification\":{\"subtitle\":\"x\"}", 400, "Unknown name" },
    { ",\"android\":{\"prio\":\"x\"}", 400, "Unknown name" },
    { ",\"android\":{\"priority\":\"URGENT\"}", 400, "priority" },
    { ",\"android\":{\"ttl\":\"3600\"}", 400, "ttl" },
    { ",\"android\":{\"ttl\":\"2419201s\"}", 400, "ttl" },
    { ",\"android\":{\"data\":{\"x\":true}}", 400, "TYPE_STRING" },
    { ",\"android\":{\"notification\":{\"colour\":\"x\"}}", 400, "Unknown name" },
  };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body = make_body (token, cases[i].rest);

      send_message (&fixture, fixture.project_id, access, body, &answer);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
      if (cases[i].words == NULL)
        continue;
      assert_error (&answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
      g_assert_nonnull (strstr (answer.text, cases[i].words));
    }
}

static void
test_malformed_bodies (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *access = NULL;
  const char *const bodies[] = {
    "",
    "x",
    "[]",
    "{}",
    "{\"message\":1}",
    "{\"message\":{}}",
    "{\"message\":{\"token\":1}}",
    "{\"message\":{\"topic\":\"x\"},\"dry_run\":true}",
    "{\"message\":{\"topic\":\"x\"},\"validate_only\":1}",
  };

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      send_message (&fixture, fixture.project_id, access, bodies[i], &answer);
      g_assert_cmpuint (answer.status, ==, 400);
    }
}

static void
test_sizes (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  for (gsize size = 4096; size <= 4097; size++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *text = g_strnfill (size - strlen ("key"), 'x');
      g_autofree char *rest = g_strdup_printf (",\"data\":{\"key\":\"%s\"}", text);
      g_autofree char *body = make_body (token, rest);

      send_message (&fixture, fixture.project_id, access, body, &answer);
      g_assert_cmpuint (answer.status, ==, size == 4096 ? 200 : 400);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/fcm/exchange", test_exchange);
  g_test_add_func ("/emulator/fcm/refused-assertions", test_refused_assertions);
  g_test_add_func ("/emulator/fcm/refused-forms", test_refused_forms);
  g_test_add_func ("/emulator/fcm/delivers", test_delivers);
  g_test_add_func ("/emulator/fcm/over-http2", test_over_http2);
  g_test_add_func ("/emulator/fcm/validate-only", test_validate_only);
  g_test_add_func ("/emulator/fcm/refused-callers", test_refused_callers);
  g_test_add_func ("/emulator/fcm/refused-tokens", test_refused_tokens);
  g_test_add_func ("/emulator/fcm/bodies", test_bodies);
  g_test_add_func ("/emulator/fcm/malformed-bodies", test_malformed_bodies);
  g_test_add_func ("/emulator/fcm/sizes", test_sizes);
  return g_test_run ();
}
