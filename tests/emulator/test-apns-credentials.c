/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What APNs makes of the credential: client certificates, restricted keys, connections, hosts, and
 * too much of anything. */
#include "config.h"

#include "base/herald-json.h"
#include "push-fixture.h"

#include <string.h>

#define ALERT "{\"aps\":{\"alert\":\"Hello\"}}"
#define UNKNOWN_TOKEN "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* A push in certificate mode when there is no authorization. NULL headers are left out. */
static HeraldH2Answer *
push (PushFixture *fixture,
      const char  *token,
      const char  *authorization,
      const char  *topic,
      const char  *push_type)
{
  g_autofree char  *path = g_strconcat ("/3/device/", token, NULL);
  const char *const pairs[] = {
    "authorization",
    authorization != NULL ? authorization : "",
    "apns-topic",
    topic != NULL ? topic : "",
    "apns-push-type",
    push_type != NULL ? push_type : "",
    NULL,
  };

  return push_fixture_h2 (fixture, "POST", path, pairs, ALERT);
}

static void
assert_answer (HeraldH2Answer *answer, guint status, const char *reason)
{
  g_autoptr (HeraldH2Answer) owned = answer;
  g_autofree char *found = push_fixture_get_reason (owned);

  g_assert_cmpstr (found, ==, reason);
  g_assert_cmpuint (owned->status, ==, status);
}

/* From now on the fixture shows this certificate. */
static void
show_certificate (PushFixture *fixture, const guint8 *p12, gsize size, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate =
    g_tls_certificate_new_from_pkcs12 (p12, size, passphrase, &error);

  g_assert_no_error (error);
  herald_h2_client_close (fixture->h2);
  g_object_unref (fixture->h2);
  fixture->h2 = push_fixture_create_client (fixture, certificate);
}

/* A certificate issued over the admin API; returns its fingerprint. */
static char *
issue_and_show (PushFixture *fixture, const char *body)
{
  g_autoptr (JsonNode) node = push_fixture_admin (fixture, "POST", "apns/certificates", body, 201);
  JsonObject        *object = json_node_get_object (node);
  gsize              size = 0;
  g_autofree guint8 *p12 = g_base64_decode (json_object_get_string_member (object, "p12"), &size);

  show_certificate (fixture, p12, size, json_object_get_string_member (object, "passphrase"));
  return g_strdup (json_object_get_string_member (object, "fingerprint"));
}

static void
test_sample_certificate (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *p12 = NULL;
  gsize            size = 0;
  JsonObject      *app;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  app = emulator_fixture_get_app (&fixture.emulator, 0);
  g_assert_true (g_file_get_contents (json_object_get_string_member (app, "apnsCertificate"), &p12,
                                      &size, NULL));
  show_certificate (&fixture, (const guint8 *) p12, size,
                    json_object_get_string_member (app, "apnsCertificatePassphrase"));
  assert_answer (push (&fixture, token, NULL, NULL, NULL), 200, NULL);
  assert_answer (push (&fixture, token, NULL, fixture.bundle_id, "alert"), 200, NULL);
  assert_answer (push (&fixture, token, NULL, "com.fabrikam.fitness", NULL), 400,
                 "TopicDisallowed");
  assert_answer (push (&fixture, token, NULL, NULL, "location"), 403, "Forbidden");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, NULL, NULL, NULL), 400, "BadDeviceToken");
}

static void
test_unknown_certificates (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (PushFixture) other = { 0 };
  g_autoptr (JsonNode) node = NULL;
  g_autofree char   *fingerprint = NULL;
  g_autofree char   *path = NULL;
  g_autofree guint8 *p12 = NULL;
  gsize              size = 0;

  push_fixture_start (&fixture);
  push_fixture_start (&other);
  /* Issued by somebody else's Apple. */
  node = push_fixture_admin (&other, "POST", "apns/certificates",
                             "{\"bundleId\":\"com.contoso.shop\"}", 201);
  p12 = g_base64_decode (json_object_get_string_member (json_node_get_object (node), "p12"), &size);
  show_certificate (&fixture, p12, size, "emulator");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, NULL, NULL, NULL), 403, "BadCertificate");
  fingerprint = issue_and_show (&fixture, "{\"bundleId\":\"com.contoso.shop\"}");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, NULL, NULL, NULL), 400, "BadDeviceToken");
  path = g_strconcat ("apns/certificates/", fingerprint, NULL);
  g_assert_null (push_fixture_admin (&fixture, "DELETE", path, NULL, 204));
  assert_answer (push (&fixture, UNKNOWN_TOKEN, NULL, NULL, NULL), 403, "BadCertificate");
  json_node_unref (push_fixture_admin (&fixture, "DELETE", path, NULL, 404));
}

static void
test_certificate_expires (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *fingerprint = NULL;

  push_fixture_start (&fixture);
  fingerprint = issue_and_show (&fixture, "{\"bundleId\":\"com.contoso.shop\",\"validDays\":2}");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, NULL, NULL, NULL), 400, "BadDeviceToken");
  json_node_unref (
    push_fixture_admin (&fixture, "POST", "clock", "{\"advanceSeconds\":180000}", 200));
  assert_answer (push (&fixture, UNKNOWN_TOKEN, NULL, NULL, NULL), 403, "BadCertificate");
}

static void
test_certificate_environment (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *fingerprint = NULL;
  g_autofree char *again = NULL;

  push_fixture_start (&fixture);
  fingerprint =
    issue_and_show (&fixture, "{\"bundleId\":\"com.contoso.shop\",\"environment\":\"sandbox\"}");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, NULL, NULL, NULL), 403,
                 "BadCertificateEnvironment");
  again =
    issue_and_show (&fixture, "{\"bundleId\":\"com.contoso.shop\",\"environment\":\"production\"}");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, NULL, NULL, NULL), 400, "BadDeviceToken");
}

/* A configuration that is saved with a .p12 teaches Apple its certificate. */
static void
test_saved_certificate (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (PushFixture) other = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autoptr (JsonNode) node = NULL;
  g_autofree char   *body = NULL;
  g_autofree guint8 *p12 = NULL;
  const char        *base64;
  gsize              size = 0;

  push_fixture_start (&fixture);
  push_fixture_start (&other);
  node = push_fixture_admin (&other, "POST", "apns/certificates",
                             "{\"bundleId\":\"com.contoso.new\",\"passphrase\":\"secret\"}", 201);
  base64 = json_object_get_string_member (json_node_get_object (node), "p12");
  body = g_strdup_printf ("{\"msdynmkt_name\":\"New\",\"msdynmkt_bundleid\":\"com.contoso.new\","
                          "\"msdynmkt_authenticationmode\":0,\"msdynmkt_applicationmode\":0,"
                          "\"msdynmkt_certificate1\":\"%.1000s\",\"msdynmkt_certificate2\":\"%s\","
                          "\"msdynmkt_password\":\"secret\"}",
                          base64, base64 + MIN (strlen (base64), 1000));
  emulator_fixture_send (&fixture.emulator, "POST", "msdynmkt_mobileappchannelinstances", NULL,
                         body, &answer);
  g_test_message ("%s", answer.text);
  g_assert_cmpuint (answer.status, ==, 204);
  p12 = g_base64_decode (base64, &size);
  show_certificate (&fixture, p12, size, "secret");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, NULL, NULL, NULL), 400, "BadDeviceToken");
}

static void
test_refused_orders (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const char *const bodies[] = {
    "{}",
    "{\"bundleId\":\"\"}",
    "{\"bundleId\":1}",
    "{\"bundleId\":\"a\",\"validDays\":0}",
    "{\"bundleId\":\"a\",\"validDays\":3654}",
    "{\"bundleId\":\"a\",\"environment\":\"both\"}",
    "{\"bundleId\":\"a\",\"passphrase\":1}",
  };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    json_node_unref (push_fixture_admin (&fixture, "POST", "apns/certificates", bodies[i], 400));
  json_node_unref (
    push_fixture_admin (&fixture, "PUT", "apns/keys/SH0PKEY001", "{\"environment\":\"x\"}", 400));
  json_node_unref (
    push_fixture_admin (&fixture, "PUT", "apns/keys/SH0PKEY001", "{\"revoked\":1}", 400));
}

static void
test_key_rules (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *authorization = NULL;
  g_autofree char *path = NULL;

  push_fixture_start (&fixture);
  authorization = push_fixture_sign_provider (&fixture, NULL, NULL, NULL, 0);
  path = g_strconcat ("apns/keys/", fixture.key_id, NULL);
  assert_answer (push (&fixture, UNKNOWN_TOKEN, authorization, fixture.bundle_id, "alert"), 400,
                 "BadDeviceToken");
  push_fixture_admin (&fixture, "PUT", path, "{\"environment\":\"sandbox\"}", 204);
  assert_answer (push (&fixture, UNKNOWN_TOKEN, authorization, fixture.bundle_id, "alert"), 403,
                 "BadEnvironmentKeyIdInToken");
  push_fixture_admin (&fixture, "PUT", path, "{\"environment\":\"production\"}", 204);
  assert_answer (push (&fixture, UNKNOWN_TOKEN, authorization, fixture.bundle_id, "alert"), 400,
                 "BadDeviceToken");
  json_node_unref (push_fixture_admin (&fixture, "POST", "snapshots/before", NULL, 201));
  push_fixture_admin (&fixture, "PUT", path, "{\"revoked\":true}", 204);
  assert_answer (push (&fixture, UNKNOWN_TOKEN, authorization, fixture.bundle_id, "alert"), 403,
                 "InvalidProviderToken");
  json_node_unref (push_fixture_admin (&fixture, "POST", "snapshots/after", NULL, 201));
  push_fixture_admin (&fixture, "POST", "snapshots/before/restore", NULL, 204);
  assert_answer (push (&fixture, UNKNOWN_TOKEN, authorization, fixture.bundle_id, "alert"), 400,
                 "BadDeviceToken");
  push_fixture_admin (&fixture, "POST", "snapshots/after/restore", NULL, 204);
  assert_answer (push (&fixture, UNKNOWN_TOKEN, authorization, fixture.bundle_id, "alert"), 403,
                 "InvalidProviderToken");
}

static void
test_connection_of_one_team (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (HeraldKey) key = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *own = NULL;
  g_autofree char *foreign = NULL;
  JsonObject      *app;

  push_fixture_start (&fixture);
  app = emulator_fixture_get_app (&fixture.emulator, 1);
  g_assert_true (
    g_file_get_contents (json_object_get_string_member (app, "apnsKey"), &pem, NULL, NULL));
  key = herald_key_new_from_pem (pem, -1, NULL);
  own = push_fixture_sign_provider (&fixture, NULL, NULL, NULL, 0);
  foreign = push_fixture_sign_provider (&fixture, key, json_object_get_string_member (app, "keyId"),
                                        json_object_get_string_member (app, "teamId"), 0);
  assert_answer (push (&fixture, UNKNOWN_TOKEN, own, fixture.bundle_id, "alert"), 400,
                 "BadDeviceToken");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, foreign,
                       json_object_get_string_member (app, "bundleId"), "alert"),
                 403, "UnrelatedKeyIdInToken");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, own, fixture.bundle_id, "alert"), 400,
                 "BadDeviceToken");
}

static void
test_token_updates (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  push_fixture_start (&fixture);
  json_node_unref (
    push_fixture_admin (&fixture, "PATCH", "switches", "{\"apnsTokenUpdates\":2}", 200));
  first = push_fixture_sign_provider (&fixture, NULL, NULL, NULL, 30);
  second = push_fixture_sign_provider (&fixture, NULL, NULL, NULL, 20);
  third = push_fixture_sign_provider (&fixture, NULL, NULL, NULL, 10);
  assert_answer (push (&fixture, UNKNOWN_TOKEN, first, fixture.bundle_id, "alert"), 400,
                 "BadDeviceToken");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, second, fixture.bundle_id, "alert"), 400,
                 "BadDeviceToken");
  assert_answer (push (&fixture, UNKNOWN_TOKEN, third, fixture.bundle_id, "alert"), 429,
                 "TooManyProviderTokenUpdates");
  /* The ones before stay good, and after twenty minutes a new one is. */
  assert_answer (push (&fixture, UNKNOWN_TOKEN, first, fixture.bundle_id, "alert"), 400,
                 "BadDeviceToken");
  json_node_unref (
    push_fixture_admin (&fixture, "POST", "clock", "{\"advanceSeconds\":1201}", 200));
  assert_answer (push (&fixture, UNKNOWN_TOKEN, third, fixture.bundle_id, "alert"), 400,
                 "BadDeviceToken");
}

static void
test_pushes_per_device (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *other = NULL;
  g_autofree char *other_token = NULL;
  g_autofree char *authorization = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  push_fixture_add_phone (&fixture, "ios", &other, &other_token);
  authorization = push_fixture_sign_provider (&fixture, NULL, NULL, NULL, 0);
  json_node_unref (
    push_fixture_admin (&fixture, "PATCH", "switches", "{\"apnsPushesPerDevice\":2}", 200));
  for (guint i = 0; i < 2; i++)
    assert_answer (push (&fixture, token, authorization, fixture.bundle_id, "alert"), 200, NULL);
  assert_answer (push (&fixture, token, authorization, fixture.bundle_id, "alert"), 429,
                 "TooManyRequests");
  assert_answer (push (&fixture, other_token, authorization, fixture.bundle_id, "alert"), 200,
                 NULL);
  json_node_unref (push_fixture_admin (&fixture, "POST", "clock", "{\"advanceSeconds\":60}", 200));
  assert_answer (push (&fixture, token, authorization, fixture.bundle_id, "alert"), 200, NULL);
}

static void
test_types_and_topics (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *authorization = NULL;
  const struct
  {
    const char *push_type;
    const char *ending;
    guint       status;
    const char *reason;
  } cases[] = {
    { "voip", ".voip", 400, "BadDeviceToken" },
    { "voip", "", 400, "BadTopic" },
    { "liveactivity", ".push-type.liveactivity", 400, "BadDeviceToken" },
    { "liveactivity", ".voip", 400, "BadTopic" },
    { "complication", ".complication", 400, "BadDeviceToken" },
    { "pushtotalk", ".voip-ptt", 400, "BadDeviceToken" },
    { "mdm", "", 403, "Forbidden" },
  };

  push_fixture_start (&fixture);
  authorization = push_fixture_sign_provider (&fixture, NULL, NULL, NULL, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *topic = g_strconcat (fixture.bundle_id, cases[i].ending, NULL);

      assert_answer (push (&fixture, UNKNOWN_TOKEN, authorization, topic, cases[i].push_type),
                     cases[i].status, cases[i].reason);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/apns-credentials/sample-certificate", test_sample_certificate);
  g_test_add_func ("/emulator/apns-credentials/unknown-certificates", test_unknown_certificates);
  g_test_add_func ("/emulator/apns-credentials/certificate-expires", test_certificate_expires);
  g_test_add_func ("/emulator/apns-credentials/certificate-environment",
                   test_certificate_environment);
  g_test_add_func ("/emulator/apns-credentials/saved-certificate", test_saved_certificate);
  g_test_add_func ("/emulator/apns-credentials/refused-orders", test_refused_orders);
  g_test_add_func ("/emulator/apns-credentials/key-rules", test_key_rules);
  g_test_add_func ("/emulator/apns-credentials/connection-of-one-team",
                   test_connection_of_one_team);
  g_test_add_func ("/emulator/apns-credentials/token-updates", test_token_updates);
  g_test_add_func ("/emulator/apns-credentials/pushes-per-device", test_pushes_per_device);
  g_test_add_func ("/emulator/apns-credentials/types-and-topics", test_types_and_topics);
  return g_test_run ();
}
