/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FCM on iPhones: registration tokens beside those of Apple, and Apple's judgement in FCM's words.
 */
#include "config.h"

#include "base/herald-json.h"
#include "registration-fixture.h"

#include <string.h>

#define DAY_SECONDS "86400"

/* An iPhone of the first app, and how to send to it. */
typedef struct
{
  PushFixture push;
  char       *phone;
  char       *apns_token;
  char       *token;
  char       *access;
} Fixture;

static void
fixture_stop (Fixture *self)
{
  g_clear_pointer (&self->phone, g_free);
  g_clear_pointer (&self->apns_token, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->access, g_free);
  push_fixture_stop (&self->push);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_stop)

static char *
dup_member (Fixture *self, const char *member)
{
  g_autofree char *path = g_strconcat ("phones/", self->phone, NULL);
  g_autoptr (JsonNode) node = push_fixture_admin (&self->push, "GET", path, NULL, 200);
  JsonObject *phone = json_node_get_object (node);

  g_assert_true (json_object_has_member (phone, member));
  return g_strdup (json_object_get_string_member_with_default (phone, member, NULL));
}

static void
fixture_start (Fixture *self)
{
  push_fixture_start (&self->push);
  push_fixture_add_phone (&self->push, "ios", &self->phone, &self->apns_token);
  self->token = dup_member (self, "fcmToken");
  self->access = push_fixture_get_access_token (&self->push);
}

static void
change_phone (Fixture *self, const char *body)
{
  g_autofree char *path = g_strconcat ("phones/", self->phone, NULL);

  json_node_unref (push_fixture_admin (&self->push, "PATCH", path, body, 200));
}

static void
change_app (Fixture *self, const char *body)
{
  g_autofree char *target =
    g_strdup_printf ("msdynmkt_mobileappchannelinstances(%s)", self->push.app_id);
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_send (&self->push.emulator, "PATCH", target,
                         (const char *const[]){ "Content-Type: application/json", NULL }, body,
                         &answer);
  g_test_message ("%s", answer.text);
  g_assert_cmpuint (answer.status, ==, 204);
}

static void
post (Fixture *self, const char *path, const char *body, EmulatorAnswer *answer)
{
  g_autofree char *bearer = g_strconcat ("Authorization: Bearer ", self->access, NULL);

  push_fixture_post (&self->push, path, (const char *const[]){ bearer, NULL }, body, answer);
}

/* @rest: more members of the message, each after a comma */
static void
send_message (Fixture *self, const char *rest, EmulatorAnswer *answer)
{
  g_autofree char *path = g_strdup_printf ("/v1/projects/%s/messages:send", self->push.project_id);
  g_autofree char *body = g_strdup_printf ("{\"message\":{\"token\":\"%s\"%s}}", self->token, rest);

  post (self, path, body, answer);
}

static void
assert_sent (Fixture *self, const char *rest)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  send_message (self, rest, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_true (g_str_has_prefix (json_object_get_string_member (answer.object, "name"),
                                   "projects/contoso-shop/messages/0:"));
}

/* @apple: (nullable): what Apple said; NULL when it was not asked */
static void
assert_refused (Fixture    *self,
                const char *rest,
                guint       status,
                const char *code,
                const char *error_code,
                const char *apple)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  JsonObject *error;
  JsonArray  *details;
  JsonObject *detail;

  send_message (self, rest, &answer);
  g_assert_cmpuint (answer.status, ==, status);
  error = json_object_get_object_member (answer.object, "error");
  g_assert_cmpint (json_object_get_int_member (error, "code"), ==, status);
  g_assert_cmpstr (json_object_get_string_member (error, "status"), ==, code);
  details = json_object_get_array_member (error, "details");
  g_assert_cmpuint (json_array_get_length (details), ==, apple != NULL ? 2 : 1);
  detail = json_array_get_object_element (details, 0);
  g_assert_cmpstr (json_object_get_string_member (detail, "@type"), ==,
                   "type.googleapis.com/google.firebase.fcm.v1.FcmError");
  g_assert_cmpstr (json_object_get_string_member (detail, "errorCode"), ==, error_code);
  if (apple == NULL)
    return;
  detail = json_array_get_object_element (details, 1);
  g_assert_cmpstr (json_object_get_string_member (detail, "@type"), ==,
                   "type.googleapis.com/google.firebase.fcm.v1.ApnsError");
  g_assert_cmpstr (json_object_get_string_member (detail, "reason"), ==, apple);
}

static JsonNode *
list (Fixture *self, guint count)
{
  g_autofree char *path = g_strdup_printf ("phones/%s/notifications", self->phone);
  JsonNode        *node = push_fixture_admin (&self->push, "GET", path, NULL, 200);

  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, count);
  return node;
}

static void
assert_count (Fixture *self, guint count)
{
  json_node_unref (list (self, count));
}

static void
test_tokens (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autofree char *renewed = NULL;
  g_autofree char *none = NULL;
  g_autofree char *other_token = NULL;
  g_autofree char *other = NULL;
  g_autoptr (JsonNode) android = NULL;
  g_autofree char *path = NULL;

  fixture_start (&fixture);
  g_assert_cmpuint (strlen (fixture.apns_token), ==, 64);
  g_assert_nonnull (strstr (fixture.token, ":APA91b"));
  change_phone (&fixture, "{\"rotateToken\":true}");
  renewed = dup_member (&fixture, "fcmToken");
  g_assert_nonnull (renewed);
  g_assert_cmpstr (renewed, !=, fixture.token);
  change_phone (&fixture, "{\"installed\":false}");
  none = dup_member (&fixture, "fcmToken");
  g_assert_null (none);
  push_fixture_add_phone (&fixture.push, "android", &other, &other_token);
  path = g_strconcat ("phones/", other, NULL);
  android = push_fixture_admin (&fixture.push, "GET", path, NULL, 200);
  g_assert_false (json_object_has_member (json_node_get_object (android), "fcmToken"));
}

/* An app without Firebase gets Apple's token only. */
static void
test_without_project (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autofree char *token = NULL;
  g_autofree char *apns_token = NULL;

  fixture_start (&fixture);
  change_app (&fixture, "{\"msdynmkt_serviceaccountjson1\":null,"
                        "\"msdynmkt_serviceaccountjson2\":null,"
                        "\"msdynmkt_serviceaccountjson3\":null,"
                        "\"msdynmkt_serviceaccountjson4\":null,"
                        "\"msdynmkt_serviceaccountjson5\":null}");
  change_phone (&fixture, "{\"installed\":true}");
  token = dup_member (&fixture, "fcmToken");
  apns_token = dup_member (&fixture, "token");
  g_assert_null (token);
  g_assert_nonnull (apns_token);
}

static void
test_delivers (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (JsonNode) node = NULL;
  JsonObject *newest;
  JsonObject *payload;

  fixture_start (&fixture);
  assert_sent (&fixture, ",\"notification\":{\"title\":\"Title\",\"body\":\"Body\"}");
  assert_sent (&fixture,
               ",\"notification\":{\"title\":\"Title\",\"image\":\"https://i.example/1.png\"},"
               "\"data\":{\"link\":\"https://l.example/\",\"kind\":\"data\"},"
               "\"android\":{\"ttl\":\"0s\"},"
               "\"apns\":{\"payload\":{\"kind\":\"own\",\"aps\":{\"badge\":3,"
               "\"alert\":{\"title\":\"Own\",\"body\":\"Words\"}}}}");
  node = list (&fixture, 2);
  newest = json_array_get_object_element (json_node_get_array (node), 1);
  g_assert_cmpstr (json_object_get_string_member (newest, "title"), ==, "Title");
  g_assert_cmpstr (json_object_get_string_member (newest, "body"), ==, "Body");
  g_assert_true (json_object_get_boolean_member (newest, "shown"));
  newest = json_array_get_object_element (json_node_get_array (node), 0);
  g_assert_cmpstr (json_object_get_string_member (newest, "title"), ==, "Own");
  g_assert_cmpstr (json_object_get_string_member (newest, "body"), ==, "Words");
  payload = json_object_get_object_member (newest, "payload");
  g_assert_cmpstr (json_object_get_string_member (payload, "kind"), ==, "own");
  g_assert_cmpstr (json_object_get_string_member (payload, "link"), ==, "https://l.example/");
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (payload, "aps"),
                                               "badge"),
                   ==, 3);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (payload,
                                                                                 "fcm_options"),
                                                  "image"),
                   ==, "https://i.example/1.png");
}

static void
test_headers (void)
{
  g_auto (Fixture) fixture = { 0 };
  const char *same = ",\"notification\":{\"title\":\"T\"},"
                     "\"apns\":{\"headers\":{\"Apns-Collapse-Id\":\"same\"}}";

  fixture_start (&fixture);
  assert_sent (&fixture, same);
  assert_sent (&fixture, same);
  assert_count (&fixture, 1);
  change_phone (&fixture, "{\"online\":false}");
  assert_sent (&fixture, ",\"notification\":{\"title\":\"T\"},"
                         "\"apns\":{\"headers\":{\"apns-expiration\":\"0\"}}");
  assert_sent (&fixture, ",\"notification\":{\"title\":\"T\"}");
  change_phone (&fixture, "{\"online\":true}");
  assert_count (&fixture, 2);
}

static void
test_silent (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (JsonNode) node = NULL;

  fixture_start (&fixture);
  assert_sent (&fixture, ",\"data\":{\"a\":\"b\"},\"apns\":{\"payload\":{\"aps\":"
                         "{\"content-available\":1}}}");
  node = list (&fixture, 1);
  g_assert_true (
    json_object_get_boolean_member (json_array_get_object_element (json_node_get_array (node), 0),
                                    "silent"));
  assert_refused (&fixture,
                  ",\"data\":{\"a\":\"b\"},\"apns\":{\"headers\":{\"apns-priority\":\"10\"}}", 400,
                  "INVALID_ARGUMENT", "INVALID_ARGUMENT", "BadPriority");
}

/* What only Apple finds. */
static void
test_refused_messages (void)
{
  static const struct
  {
    const char *headers;
    const char *reason;
  } cases[] = {
    { "\"apns-expiration\":\"soon\"", "BadExpirationDate" },
    { "\"apns-collapse-id\":\"\"", "BadCollapseId" },
    { "\"apns-push-type\":\"letter\"", "InvalidPushType" },
    { "\"apns-push-type\":\"voip\"", "BadTopic" },
    { "\"apns-id\":\"1\"", "BadMessageId" },
    { "\"apns-push-type\":\"mdm\"", "Forbidden" },
  };
  g_auto (Fixture) fixture = { 0 };

  fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *rest =
        g_strdup_printf (",\"notification\":{\"title\":\"T\"},\"apns\":{\"headers\":{%s}}",
                         cases[i].headers);

      assert_refused (&fixture, rest, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", cases[i].reason);
    }
  assert_count (&fixture, 0);
}

static void
test_unregistered (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  fixture_start (&fixture);
  change_phone (&fixture, "{\"installed\":false}");
  assert_refused (&fixture, "", 404, "NOT_FOUND", "UNREGISTERED", NULL);
  change_phone (&fixture, "{\"installed\":true}");
  assert_refused (&fixture, "", 404, "NOT_FOUND", "UNREGISTERED", NULL);
  g_free (fixture.token);
  fixture.token = dup_member (&fixture, "fcmToken");
  assert_sent (&fixture, "");
  /* Apple's own token is none of Google's. */
  g_free (fixture.token);
  fixture.token = dup_member (&fixture, "token");
  send_message (&fixture, "", &answer);
  g_assert_cmpuint (answer.status, ==, 400);
}

static void
rule_key (Fixture *self, const char *body)
{
  g_autofree char *path = g_strconcat ("apns/keys/", self->push.key_id, NULL);

  push_fixture_admin (&self->push, "PUT", path, body, 204);
}

static void
assert_bad_credentials (Fixture *self, const char *apple)
{
  assert_refused (self, ",\"notification\":{\"title\":\"T\"}", 401, "UNAUTHENTICATED",
                  "THIRD_PARTY_AUTH_ERROR", apple);
}

static void
test_revoked_key (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_start (&fixture);
  assert_sent (&fixture, "");
  rule_key (&fixture, "{\"revoked\":true}");
  assert_bad_credentials (&fixture, "InvalidProviderToken");
  rule_key (&fixture, "{\"revoked\":false}");
  assert_sent (&fixture, "");
}

/* A message that is only validated does not reach Apple. */
static void
test_missing_key (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *body = NULL;

  fixture_start (&fixture);
  change_app (&fixture, "{\"msdynmkt_signingkey\":null}");
  assert_bad_credentials (&fixture, NULL);
  body = g_strdup_printf ("{\"validate_only\":true,\"message\":{\"token\":\"%s\"}}", fixture.token);
  post (&fixture, "/v1/projects/contoso-shop/messages:send", body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  change_app (&fixture, "{\"msdynmkt_signingkey\":\"no key\"}");
  assert_bad_credentials (&fixture, NULL);
}

/* Saves a new certificate of @topic for a day as the configuration's credential. */
static void
use_certificate (Fixture *self, const char *topic)
{
  g_autofree char *wanted =
    g_strdup_printf ("{\"bundleId\":\"%s\",\"passphrase\":\"p\",\"validDays\":1}", topic);
  g_autoptr (JsonNode) node =
    push_fixture_admin (&self->push, "POST", "apns/certificates", wanted, 201);
  const char      *p12 = json_object_get_string_member (json_node_get_object (node), "p12");
  gsize            half = strlen (p12) / 2;
  g_autofree char *body =
    g_strdup_printf ("{\"msdynmkt_authenticationmode\":0,\"msdynmkt_password\":\"p\","
                     "\"msdynmkt_certificate1\":\"%.*s\",\"msdynmkt_certificate2\":\"%s\"}",
                     (int) half, p12, p12 + half);

  change_app (self, body);
}

static void
test_certificate (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_start (&fixture);
  change_app (&fixture, "{\"msdynmkt_authenticationmode\":0}");
  assert_bad_credentials (&fixture, NULL);
  use_certificate (&fixture, "com.example.other");
  assert_bad_credentials (&fixture, "TopicDisallowed");
  use_certificate (&fixture, fixture.push.bundle_id);
  assert_sent (&fixture, "");
  json_node_unref (push_fixture_admin (&fixture.push, "POST", "clock",
                                       "{\"advanceSeconds\":" DAY_SECONDS "}", 200));
  json_node_unref (
    push_fixture_admin (&fixture.push, "POST", "clock", "{\"advanceSeconds\":60}", 200));
  fixture.push.ahead_seconds = 86460;
  g_free (fixture.access);
  fixture.access = push_fixture_get_access_token (&fixture.push);
  assert_bad_credentials (&fixture, "BadCertificate");
}

static void
test_topic (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *tokens = NULL;
  g_autofree char *bearer = NULL;
  const char      *body = "{\"message\":{\"topic\":\"news\",\"notification\":{\"title\":\"T\"}}}";

  fixture_start (&fixture);
  tokens =
    g_strdup_printf ("{\"to\":\"/topics/news\",\"registration_tokens\":[\"%s\"]}", fixture.token);
  bearer = g_strconcat ("Authorization: Bearer ", fixture.access, NULL);
  push_fixture_post (&fixture.push, "/iid/v1:batchAdd",
                     (const char *const[]){ bearer, "access_token_auth: true", NULL }, tokens,
                     &answer);
  g_assert_cmpstr (answer.text, ==, "{\"results\":[{}]}");
  post (&fixture, "/v1/projects/contoso-shop/messages:send", body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  assert_count (&fixture, 1);
  rule_key (&fixture, "{\"revoked\":true}");
  post (&fixture, "/v1/projects/contoso-shop/messages:send", body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  assert_count (&fixture, 1);
}

/* For the registration service FCM's tokens of iPhones are no device tokens of iOS. */
static void
test_registration (void)
{
  g_auto (Fixture) fixture = { 0 };

  registration_start (&fixture.push);
  push_fixture_add_phone (&fixture.push, "ios", &fixture.phone, &fixture.apns_token);
  fixture.token = dup_member (&fixture, "fcmToken");
  registration_assert (&fixture.push, REGISTRATION_USER, "ApnsDeviceToken", fixture.token,
                       "DryRunSendingFailed");
  registration_assert (&fixture.push, REGISTRATION_USER, "ApnsDeviceToken", fixture.apns_token,
                       NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/emulator/fcm-apple/tokens", test_tokens);
  g_test_add_func ("/emulator/fcm-apple/without-project", test_without_project);
  g_test_add_func ("/emulator/fcm-apple/delivers", test_delivers);
  g_test_add_func ("/emulator/fcm-apple/headers", test_headers);
  g_test_add_func ("/emulator/fcm-apple/silent", test_silent);
  g_test_add_func ("/emulator/fcm-apple/refused-messages", test_refused_messages);
  g_test_add_func ("/emulator/fcm-apple/unregistered", test_unregistered);
  g_test_add_func ("/emulator/fcm-apple/revoked-key", test_revoked_key);
  g_test_add_func ("/emulator/fcm-apple/missing-key", test_missing_key);
  g_test_add_func ("/emulator/fcm-apple/certificate", test_certificate);
  g_test_add_func ("/emulator/fcm-apple/topic", test_topic);
  g_test_add_func ("/emulator/fcm-apple/registration", test_registration);

  return g_test_run ();
}
