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

/* One detail of an error by the end of its type. */
static JsonObject *
find_detail (EmulatorAnswer *answer, const char *type)
{
  JsonObject *error = json_object_get_object_member (answer->object, "error");
  JsonArray  *details = json_object_has_member (error, "details")
                          ? json_object_get_array_member (error, "details")
                          : NULL;

  for (guint i = 0; details != NULL && i < json_array_get_length (details); i++)
    {
      JsonObject *detail = json_array_get_object_element (details, i);

      if (g_str_has_suffix (json_object_get_string_member (detail, "@type"), type))
        return detail;
    }
  return NULL;
}

/* The error of FCM, or of Google when @error_code is NULL. */
static void
assert_error (EmulatorAnswer *answer, guint status, const char *code, const char *error_code)
{
  JsonObject *error;
  JsonObject *detail;

  g_assert_cmpuint (answer->status, ==, status);
  error = json_object_get_object_member (answer->object, "error");
  g_assert_cmpint (json_object_get_int_member (error, "code"), ==, status);
  g_assert_cmpstr (json_object_get_string_member (error, "status"), ==, code);
  detail = find_detail (answer, "google.firebase.fcm.v1.FcmError");
  g_assert_cmpstr (detail != NULL ? json_object_get_string_member (detail, "errorCode") : NULL, ==,
                   error_code);
}

/* The field that Google complains about. */
static void
assert_field (EmulatorAnswer *answer, const char *field)
{
  JsonObject *detail = find_detail (answer, "google.rpc.BadRequest");
  JsonArray  *violations;

  g_assert_nonnull (detail);
  violations = json_object_get_array_member (detail, "fieldViolations");
  g_assert_cmpuint (json_array_get_length (violations), ==, 1);
  g_assert_cmpstr (json_object_get_string_member_with_default (
                     json_array_get_object_element (violations, 0), "field", ""),
                   ==, field);
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

/* Bodies around one good phone, in both spellings. */
static void
test_good_bodies (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *phone = NULL;
  g_autofree char  *token = NULL;
  g_autofree char  *access = NULL;
  const char *const rests[] = {
    "",
    ",\"data\":{}",
    ",\"data\":null,\"topic\":null",
    ",\"notification\":{\"title\":\"t\"}",
    ",\"android\":{\"ttl\":\"0s\",\"priority\":\"normal\"}",
    ",\"android\":{\"ttl\":\"3.5s\",\"priority\":1}",
    ",\"android\":{\"ttl\":\"2419200s\",\"collapseKey\":\"k\",\"directBootOk\":true}",
    ",\"android\":{\"collapse_key\":\"k\",\"restricted_package_name\":\"com.contoso.shop\"}",
    ",\"android\":{\"notification\":{\"titleLocKey\":\"k\",\"title_loc_args\":[\"a\"],"
    "\"notificationPriority\":\"PRIORITY_MAX\",\"visibility\":\"secret\",\"notificationCount\":"
    "\"3\","
    "\"vibrateTimings\":[\"0.1s\",\"1s\"],\"eventTime\":\"2026-11-27T10:00:00.5Z\","
    "\"color\":\"#A0b1c2\",\"lightSettings\":{\"color\":{\"red\":1,\"green\":0.5},"
    "\"lightOnDuration\":\"1s\",\"light_off_duration\":\"2s\"}}}",
    ",\"apns\":{\"headers\":{\"apns-priority\":\"5\"},\"payload\":{\"aps\":{\"badge\":1},\"x\":[1]}"
    "}",
    ",\"webpush\":{\"headers\":{\"TTL\":\"1\"},\"notification\":{\"a\":{\"b\":null}},"
    "\"fcmOptions\":{\"link\":\"https://contoso.example/\"}}",
    ",\"fcmOptions\":{\"analyticsLabel\":\"a-b_c.d~e%f\"}",
  };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rests); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body = make_body (token, rests[i]);

      send_message (&fixture, fixture.project_id, access, body, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
    }
}

/* What Google's front end does not take for a message at all: no error of FCM is in the answer. */
static void
test_shapes (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  const struct
  {
    const char *rest; /* behind the token */
    const char *field;
    const char *words;
  } cases[] = {
    { ",\"topic\":\"x\"", "message", "oneof field 'target' is already set. Cannot set 'topic'" },
    { ",\"data\":{\"a\":\"b\",\"n\":1}", "message.data[1].value", "(TYPE_STRING), 1" },
    { ",\"data\":{\"n\":null}", "message.data[0].value", "(TYPE_STRING), null" },
    { ",\"data\":[]", "message.data", "Map" },
    { ",\"titel\":\"x\"", "message",
      "Unknown name \\\"titel\\\" at 'message': Cannot find field." },
    { ",\"Data\":{}", "message", "Unknown name \\\"Data\\\"" },
    { ",\"fcm_Options\":{}", "message", "Unknown name" },
    { ",\"notification\":{\"subtitle\":\"x\"}", "message.notification", "Unknown name" },
    { ",\"notification\":\"x\"", "message.notification", "Invalid value" },
    { ",\"android\":{\"prio\":\"x\"}", "message.android", "Unknown name" },
    { ",\"android\":{\"priority\":\"URGENT\"}", "message.android.priority",
      "(type.googleapis.com/google.firebase.fcm.v1.AndroidMessagePriority), \\\"URGENT\\\"" },
    { ",\"android\":{\"priority\":2}", "message.android.priority", "AndroidMessagePriority" },
    { ",\"android\":{\"ttl\":\"3600\"}", "message.android.ttl", "Duration" },
    { ",\"android\":{\"ttl\":3600}", "message.android.ttl", "Duration" },
    { ",\"android\":{\"ttl\":\".5s\"}", "message.android.ttl", "Duration" },
    { ",\"android\":{\"directBootOk\":\"yes\"}", "message.android.direct_boot_ok", "TYPE_BOOL" },
    { ",\"android\":{\"data\":{\"x\":true}}", "message.android.data[0].value", "TYPE_STRING" },
    { ",\"android\":{\"notification\":{\"colour\":\"x\"}}", "message.android.notification",
      "Unknown name" },
    { ",\"android\":{\"notification\":{\"notification_count\":2147483648}}",
      "message.android.notification.notification_count", "TYPE_INT32" },
    { ",\"android\":{\"notification\":{\"bodyLocArgs\":\"a\"}}",
      "message.android.notification.body_loc_args", "repeating" },
    { ",\"android\":{\"notification\":{\"bodyLocArgs\":[1]}}",
      "message.android.notification.body_loc_args[0]", "TYPE_STRING" },
    { ",\"android\":{\"notification\":{\"vibrateTimings\":[\"1\"]}}",
      "message.android.notification.vibrate_timings[0]", "Duration" },
    { ",\"android\":{\"notification\":{\"eventTime\":\"now\"}}",
      "message.android.notification.event_time", "Timestamp" },
    { ",\"apns\":{\"headers\":{\"apns-priority\":5}}", "message.apns.headers[0].value",
      "TYPE_STRING" },
    { ",\"apns\":{\"payload\":[]}", "message.apns.payload", "Struct" },
  };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body = make_body (token, cases[i].rest);

      send_message (&fixture, fixture.project_id, access, body, &answer);
      assert_error (&answer, 400, "INVALID_ARGUMENT", NULL);
      assert_field (&answer, cases[i].field);
      g_assert_nonnull (strstr (answer.text, cases[i].words));
    }
}

/* What FCM itself refuses. */
static void
test_rules (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *access = NULL;
  const struct
  {
    const char *message;
    const char *field;
    const char *words;
  } cases[] = {
    { "{}", "message", "Recipient of the message is not set." },
    { "{\"token\":\"\"}", "message", "Recipient" },
    { "{\"topic\":\"a b\"}", "message.topic", "topic name" },
    { "{\"topic\":\"/topics/news\"}", "message.topic", "topic name" },
    { "{\"condition\":\"'a' in topic\"}", "message.condition", "condition" },
    { "{\"topic\":\"x\",\"data\":{\"from\":\"x\"}}", "message.data",
      "Invalid data payload key: from" },
    { "{\"topic\":\"x\",\"data\":{\"message_type\":\"x\"}}", "message.data", "payload key" },
    { "{\"topic\":\"x\",\"data\":{\"google.x\":\"x\"}}", "message.data", "payload key" },
    { "{\"topic\":\"x\",\"data\":{\"gcm.notification.x\":\"x\"}}", "message.data", "payload key" },
    { "{\"topic\":\"x\",\"android\":{\"data\":{\"from\":\"x\"}}}", "message.android.data",
      "payload key" },
    { "{\"topic\":\"x\",\"android\":{\"ttl\":\"2419201s\"}}", "message.android.ttl", "ttl" },
    { "{\"topic\":\"x\",\"android\":{\"ttl\":\"-1s\"}}", "message.android.ttl", "ttl" },
    { "{\"topic\":\"x\",\"android\":{\"notification\":{\"color\":\"red\"}}}",
      "message.android.notification.color", "color" },
    { "{\"topic\":\"x\",\"apns\":{\"headers\":{\"apns-priority\":\"7\"}}}", "message.apns.headers",
      "priority" },
    { "{\"topic\":\"x\",\"apns\":{\"payload\":{\"aps\":1}}}", "message.apns.payload.aps", "aps" },
    { "{\"topic\":\"x\",\"webpush\":{\"fcm_options\":{\"link\":\"http://x\"}}}",
      "message.webpush.fcm_options.link", "HTTPS" },
    { "{\"topic\":\"x\",\"fcm_options\":{\"analytics_label\":\"a b\"}}",
      "message.fcm_options.analytics_label", "label" },
  };

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body = g_strdup_printf ("{\"message\":%s}", cases[i].message);

      send_message (&fixture, fixture.project_id, access, body, &answer);
      assert_error (&answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
      assert_field (&answer, cases[i].field);
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

/* A topic's message is half as large; so is a condition's. */
static void
test_topic_sizes (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *access = NULL;
  const char *const targets[] = { "\"topic\":\"a\"", "\"condition\":\"'a' in topics\"" };

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    for (gsize size = 2048; size <= 2049; size++)
      {
        g_auto (EmulatorAnswer) answer = { 0 };
        g_autofree char *text = g_strnfill (size - strlen ("key"), 'x');
        g_autofree char *body =
          g_strdup_printf ("{\"message\":{%s,\"data\":{\"key\":\"%s\"}}}", targets[i], text);

        send_message (&fixture, fixture.project_id, access, body, &answer);
        g_assert_cmpuint (answer.status, ==, size == 2048 ? 200 : 400);
      }
}

static void
subscribe (PushFixture    *fixture,
           const char     *action,
           const char     *access,
           const char     *topic,
           const char     *tokens,
           EmulatorAnswer *answer)
{
  g_autofree char  *path = g_strconcat ("/iid/v1:", action, NULL);
  g_autofree char  *authorization = g_strconcat ("Authorization: Bearer ", access, NULL);
  const char *const headers[] = { authorization, "access_token_auth: true", NULL };
  g_autofree char  *body =
    g_strdup_printf ("{\"to\":\"%s\",\"registration_tokens\":%s}", topic, tokens);

  push_fixture_post (fixture, path, headers, body, answer);
}

static guint
count_notifications (PushFixture *fixture, const char *phone)
{
  g_autofree char *path = g_strdup_printf ("phones/%s/notifications", phone);
  g_autoptr (JsonNode) list = push_fixture_admin (fixture, "GET", path, NULL, 200);

  return json_array_get_length (json_node_get_array (list));
}

#define N_PHONES 2

/* Two phones: the first has the topics a and b, the second has b alone. */
static void
test_conditions (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (GStrv) phones = g_new0 (char *, N_PHONES + 1);
  g_auto (GStrv) tokens = g_new0 (char *, N_PHONES + 1);
  g_autofree char *access = NULL;
  g_autofree char *first = NULL;
  g_autofree char *both = NULL;
  g_auto (EmulatorAnswer) subscribed = { 0 };
  const struct
  {
    const char *condition;
    gboolean    reaches[N_PHONES];
  } cases[] = {
    { "'a' in topics", { TRUE, FALSE } },
    { "\\\"b\\\" in topics", { TRUE, TRUE } },
    { "'a' in topics && 'b' in topics", { TRUE, FALSE } },
    { "'a' in topics || 'b' in topics", { TRUE, TRUE } },
    { "'b' in topics && !('a' in topics)", { FALSE, TRUE } },
    { " ( 'c' in topics || 'b' in topics ) && !'a' in topics", { FALSE, TRUE } },
    { "!('a' in topics || 'b' in topics)", { FALSE, FALSE } },
    { "'c' in topics || 'a' in topics && 'b' in topics", { TRUE, FALSE } },
  };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < N_PHONES; i++)
    push_fixture_add_phone (&fixture, "android", &phones[i], &tokens[i]);
  access = push_fixture_get_access_token (&fixture);
  first = g_strdup_printf ("[\"%s\"]", tokens[0]);
  both = g_strdup_printf ("[\"%s\",\"%s\"]", tokens[0], tokens[1]);
  subscribe (&fixture, "batchAdd", access, "/topics/a", first, &subscribed);
  subscribe (&fixture, "batchAdd", access, "/topics/b", both, &subscribed);
  g_assert_cmpstr (subscribed.text, ==, "{\"results\":[{},{}]}");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body =
        g_strdup_printf ("{\"message\":{\"condition\":\"%s\"}}", cases[i].condition);
      guint before[N_PHONES];

      for (gsize k = 0; k < N_PHONES; k++)
        before[k] = count_notifications (&fixture, phones[k]);
      send_message (&fixture, fixture.project_id, access, body, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
      for (gsize k = 0; k < N_PHONES; k++)
        g_assert_cmpuint (count_notifications (&fixture, phones[k]) - before[k], ==,
                          cases[i].reaches[k] ? 1 : 0);
    }
}

static void
test_refused_conditions (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *access = NULL;
  const char *const conditions[] = {
    "a",
    "'a'",
    "'a' in",
    "'a' in topics &&",
    "'a' in topics & 'b' in topics",
    "'a' in topics 'b' in topics",
    "('a' in topics",
    "'a' in topics)",
    "!!('a' in topics)",
    "'' in topics",
    "'a b' in topics",
    "'a in topics",
    ("'a' in topics || 'b' in topics || 'c' in topics || 'd' in topics || 'e' in topics || "
     "'f' in topics"),
    "((((((((((((((((((((('a' in topics",
  };

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body =
        g_strdup_printf ("{\"message\":{\"condition\":\"%s\"}}", conditions[i]);

      send_message (&fixture, fixture.project_id, access, body, &answer);
      assert_error (&answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
      assert_field (&answer, "message.condition");
    }
}

static void
test_subscriptions (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *gone = NULL;
  g_autofree char *gone_token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *tokens = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) removed = NULL;
  const struct
  {
    const char *topic;
    const char *tokens;
  } refused[] = {
    { "news", "[\"x\"]" },           { "/topics/", "[\"x\"]" },       { "/topics/a b", "[\"x\"]" },
    { "/topics/news", "[]" },        { "/topics/news", "\"x\"" },     { "/topics/news", "[1]" },
    { "/topics/news", "[[\"x\"]]" }, { "/topics/news", "{\"a\":1}" },
  };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  push_fixture_add_phone (&fixture, "android", &gone, &gone_token);
  access = push_fixture_get_access_token (&fixture);
  path = g_strconcat ("phones/", gone, NULL);
  removed = push_fixture_admin (&fixture, "PATCH", path, "{\"installed\":false}", 200);
  tokens = g_strdup_printf ("[\"%s\",\"%s\",\"nonsense\"]", token, gone_token);
  subscribe (&fixture, "batchAdd", access, "/topics/news", tokens, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (answer.text, ==,
                   "{\"results\":[{},{\"error\":\"NOT_FOUND\"},{\"error\":\"INVALID_ARGUMENT\"}]}");
  send_message (&fixture, fixture.project_id, access, "{\"message\":{\"topic\":\"news\"}}",
                &answer);
  g_assert_cmpuint (count_notifications (&fixture, phone), ==, 1);
  subscribe (&fixture, "batchRemove", access, "/topics/news", tokens, &answer);
  send_message (&fixture, fixture.project_id, access, "{\"message\":{\"topic\":\"news\"}}",
                &answer);
  g_assert_cmpuint (count_notifications (&fixture, phone), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      subscribe (&fixture, "batchAdd", access, refused[i].topic, refused[i].tokens, &answer);
      g_assert_cmpuint (answer.status, ==, 400);
    }
  subscribe (&fixture, "batchAdd", "ya29.unknown", "/topics/news", tokens, &answer);
  assert_error (&answer, 401, "UNAUTHENTICATED", NULL);
}

static void
change_phone (PushFixture *fixture, const char *phone, const char *body)
{
  g_autofree char *path = g_strconcat ("phones/", phone, NULL);

  json_node_unref (push_fixture_admin (fixture, "PATCH", path, body, 200));
}

/* What waits for a phone collapses, and is dropped when its time is over; what is shown stays. */
static void
test_offline (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *phone = NULL;
  g_autofree char  *token = NULL;
  g_autofree char  *access = NULL;
  const char *const rests[] = {
    ",\"android\":{\"collapse_key\":\"a\"},\"data\":{\"title\":\"1\"}",
    ",\"android\":{\"collapseKey\":\"a\"},\"data\":{\"title\":\"2\"}",
    ",\"android\":{\"ttl\":\"60s\"},\"data\":{\"title\":\"late\"}",
    ",\"android\":{\"ttl\":\"0s\"},\"data\":{\"title\":\"never\"}",
  };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  for (guint round = 1; round <= 2; round++)
    {
      change_phone (&fixture, phone, "{\"online\":false}");
      for (gsize i = 0; i < G_N_ELEMENTS (rests); i++)
        {
          g_auto (EmulatorAnswer) answer = { 0 };
          g_autofree char *body = make_body (token, rests[i]);

          send_message (&fixture, fixture.project_id, access, body, &answer);
          g_assert_cmpuint (answer.status, ==, 200);
        }
      json_node_unref (
        push_fixture_admin (&fixture, "POST", "clock", "{\"advanceSeconds\":61}", 200));
      change_phone (&fixture, phone, "{\"online\":true}");
      g_assert_cmpuint (count_notifications (&fixture, phone), ==, round);
    }
}

static void
test_device_rate (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *body = NULL;
  const char      *seconds;
  gint64           wait;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  access = push_fixture_get_access_token (&fixture);
  body = make_body (token, "");
  json_node_unref (
    push_fixture_admin (&fixture, "PATCH", "switches", "{\"fcmMessagesPerDevice\":1}", 200));
  send_message (&fixture, fixture.project_id, access, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  send_message (&fixture, fixture.project_id, access, body, &answer);
  assert_error (&answer, 429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED");
  seconds = soup_message_headers_get_one (soup_message_get_response_headers (answer.message),
                                          "Retry-After");
  wait = g_ascii_strtoll (seconds, NULL, 10);
  g_assert_cmpint (wait, >, 0);
  g_assert_cmpint (wait, <=, 60);
  json_node_unref (push_fixture_admin (&fixture, "POST", "clock", "{\"advanceSeconds\":60}", 200));
  send_message (&fixture, fixture.project_id, access, body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

static void
test_disabled (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *access = NULL;
  JsonObject      *info;

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  json_node_unref (
    push_fixture_admin (&fixture, "PATCH", "switches", "{\"fcmEnabled\":false}", 200));
  send_message (&fixture, fixture.project_id, access, "{\"message\":{\"topic\":\"x\"}}", &answer);
  assert_error (&answer, 403, "PERMISSION_DENIED", NULL);
  info = find_detail (&answer, "google.rpc.ErrorInfo");
  g_assert_nonnull (info);
  g_assert_cmpstr (json_object_get_string_member (info, "reason"), ==, "SERVICE_DISABLED");
}

/* The API before HTTP v1 is gone, whatever key is shown. */
static void
test_retired (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  const char *const headers[] = { "Authorization: key=AAAA", NULL };

  push_fixture_start (&fixture);
  push_fixture_post (&fixture, "/fcm/send", headers, "{\"to\":\"x\"}", &answer);
  g_assert_cmpuint (answer.status, ==, 404);
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
  g_test_add_func ("/emulator/fcm/good-bodies", test_good_bodies);
  g_test_add_func ("/emulator/fcm/shapes", test_shapes);
  g_test_add_func ("/emulator/fcm/rules", test_rules);
  g_test_add_func ("/emulator/fcm/malformed-bodies", test_malformed_bodies);
  g_test_add_func ("/emulator/fcm/sizes", test_sizes);
  g_test_add_func ("/emulator/fcm/topic-sizes", test_topic_sizes);
  g_test_add_func ("/emulator/fcm/conditions", test_conditions);
  g_test_add_func ("/emulator/fcm/refused-conditions", test_refused_conditions);
  g_test_add_func ("/emulator/fcm/subscriptions", test_subscriptions);
  g_test_add_func ("/emulator/fcm/offline", test_offline);
  g_test_add_func ("/emulator/fcm/device-rate", test_device_rate);
  g_test_add_func ("/emulator/fcm/disabled", test_disabled);
  g_test_add_func ("/emulator/fcm/retired", test_retired);
  return g_test_run ();
}
