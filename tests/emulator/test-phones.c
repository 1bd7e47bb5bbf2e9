/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phones by the admin API: what they are, what happens to pushes on them, taps and reports; the log
 * that can be waited for, and the reset. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-json.h"
#include "push-fixture.h"

#include <string.h>

#define TRACKING_ID "77777777-2222-4333-8444-555555555555"

static HeraldH2Answer *
push_collapsing (PushFixture *fixture,
                 const char  *token,
                 const char  *expiration,
                 const char  *collapse_id,
                 const char  *payload)
{
  g_autofree char  *path = g_strconcat ("/3/device/", token, NULL);
  g_autofree char  *authorization = push_fixture_sign_provider (fixture, NULL, NULL, NULL, 0);
  const char *const headers[] = { "authorization",    authorization,     "apns-topic",
                                  fixture->bundle_id, "apns-expiration", expiration,
                                  "apns-collapse-id", collapse_id,       NULL };

  return push_fixture_h2 (fixture, "POST", path, headers, payload);
}

static HeraldH2Answer *
push (PushFixture *fixture, const char *token, const char *expiration, const char *payload)
{
  return push_collapsing (fixture, token, expiration, "", payload);
}

static void
push_text (PushFixture *fixture, const char *token, const char *expiration, const char *text)
{
  g_autofree char *payload = g_strdup_printf ("{\"aps\":{\"alert\":\"%s\"}}", text);
  g_autoptr (HeraldH2Answer) answer = push (fixture, token, expiration, payload);

  g_assert_cmpuint (answer->status, ==, 200);
}

static JsonNode *
change (PushFixture *fixture, const char *phone, const char *body, guint status)
{
  g_autofree char *path = g_strconcat ("phones/", phone, NULL);

  return push_fixture_admin (fixture, "PATCH", path, body, status);
}

/* The bodies of what a phone holds, newest first, with commas between. */
static char *
list_bodies (PushFixture *fixture, const char *phone)
{
  g_autofree char *path = g_strdup_printf ("phones/%s/notifications", phone);
  g_autoptr (JsonNode) node = push_fixture_admin (fixture, "GET", path, NULL, 200);
  g_autoptr (GString) bodies = g_string_new (NULL);
  JsonArray *array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (bodies, "%s%s", i > 0 ? "," : "",
                            json_object_get_string_member (json_array_get_object_element (array, i),
                                                           "body"));
  return g_string_free (g_steal_pointer (&bodies), FALSE);
}

static void
assert_bodies (PushFixture *fixture, const char *phone, const char *bodies)
{
  g_autofree char *found = list_bodies (fixture, phone);

  g_assert_cmpstr (found, ==, bodies);
}

static void
test_seeded (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) one = NULL;
  g_autofree char *path = NULL;
  JsonArray       *phones;
  JsonObject      *phone;

  push_fixture_start (&fixture);
  node = push_fixture_admin (&fixture, "GET", "phones", NULL, 200);
  phones = json_node_get_array (node);
  g_assert_cmpuint (json_array_get_length (phones), ==, 6);
  phone = json_array_get_object_element (phones, 0);
  g_assert_cmpstr (json_object_get_string_member (phone, "platform"), ==, "ios");
  g_assert_cmpstr (json_object_get_string_member (phone, "app"), ==, fixture.app_id);
  g_assert_cmpstr (json_object_get_string_member (phone, "appName"), ==, "Contoso Shop");
  g_assert_true (json_object_get_boolean_member (phone, "online"));
  g_assert_true (json_object_get_boolean_member (phone, "installed"));
  g_assert_cmpuint (strlen (json_object_get_string_member (phone, "token")), ==, 64);
  path = g_strconcat ("phones/", json_object_get_string_member (phone, "id"), NULL);
  one = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  g_assert_true (json_node_equal (json_array_get_element (phones, 0), one));
}

static void
test_token_is_needed (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const char *const paths[] = { "/_herald/phones", "/_herald/log", "/_herald/interactions",
                                "/_herald/switches" };
  const char *const authorizations[] = { "Authorization: ", "Authorization: Bearer x",
                                         "Authorization: Basic x" };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (authorizations); j++)
      {
        g_auto (EmulatorAnswer) answer = { 0 };

        emulator_fixture_send (&fixture.emulator, "GET", paths[i],
                               (const char *const[]){ authorizations[j], NULL }, NULL, &answer);
        g_assert_cmpuint (answer.status, ==, 401);
      }
}

static void
test_refused_changes (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autoptr (JsonNode) before = NULL;
  g_autoptr (JsonNode) after = NULL;
  g_autoptr (JsonNode) unknown = NULL;
  g_autofree char  *path = NULL;
  const char *const new_phones[] = {
    "{}",
    "[]",
    "{\"platform\":\"windows\"}",
    "{\"platform\":\"ios\",\"permission\":\"maybe\"}",
    "{\"platform\":\"ios\",\"colour\":\"red\"}",
    "{\"platform\":\"ios\",\"app\":\"00000000-0000-4000-8000-000000000000\"}",
    "{\"platform\":\"ios\",\"token\":\"x\"}",
  };
  const char *const changes[] = {
    "{\"platform\":\"android\"}",
    "{\"token\":\"x\"}",
    "{\"permission\":\"maybe\"}",
    "{\"online\":1}",
    "{\"name\":null}",
    "{\"name\":\"New\",\"online\":1}",
    "{\"app\":\"nowhere\"}",
  };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (new_phones); i++)
    json_node_unref (push_fixture_admin (&fixture, "POST", "phones", new_phones[i], 400));
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  path = g_strconcat ("phones/", phone, NULL);
  before = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    json_node_unref (change (&fixture, phone, changes[i], 400));
  after = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  g_assert_true (json_node_equal (before, after));
  unknown = change (&fixture, "nobody", "{\"online\":false}", 404);
}

static void
test_offline (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autoptr (JsonNode) off = NULL;
  g_autoptr (JsonNode) on = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  off = change (&fixture, phone, "{\"online\":false}", 200);
  push_text (&fixture, token, "", "kept");
  push_text (&fixture, token, "0", "now-or-never");
  push_text (&fixture, token, "1000", "long-expired");
  assert_bodies (&fixture, phone, "");
  on = change (&fixture, phone, "{\"online\":true}", 200);
  assert_bodies (&fixture, phone, "kept");
}

/* The same collapse id replaces what is shown; another one does not. */
static void
test_collapse (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *phone = NULL;
  g_autofree char  *token = NULL;
  const char *const ids[] = { "news", "sport", "news" };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *payload =
        g_strdup_printf ("{\"aps\":{\"alert\":\"%s-%" G_GSIZE_FORMAT "\"}}", ids[i], i);
      g_autoptr (HeraldH2Answer) answer = push_collapsing (&fixture, token, "", ids[i], payload);

      g_assert_cmpuint (answer->status, ==, 200);
    }
  assert_bodies (&fixture, phone, "news-2,sport-1");
}

static void
test_permission (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) denied = NULL;
  g_autoptr (JsonNode) list = NULL;
  g_autoptr (JsonNode) tap = NULL;
  g_autofree char *tap_path = NULL;
  g_autofree char *tap_body = NULL;
  JsonObject      *notification;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  denied = change (&fixture, phone, "{\"permission\":\"denied\"}", 200);
  push_text (&fixture, token, "", "unseen");
  path = g_strdup_printf ("phones/%s/notifications", phone);
  list = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  notification = json_array_get_object_element (json_node_get_array (list), 0);
  g_assert_false (json_object_get_boolean_member (notification, "shown"));
  g_assert_false (json_object_get_boolean_member (notification, "silent"));
  tap_path = g_strdup_printf ("phones/%s/tap", phone);
  tap_body = g_strdup_printf ("{\"notification\":\"%s\"}",
                              json_object_get_string_member (notification, "id"));
  tap = push_fixture_admin (&fixture, "POST", tap_path, tap_body, 404);
}

static void
test_reinstalled (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autoptr (JsonNode) removed = NULL;
  g_autoptr (JsonNode) installed = NULL;
  g_autoptr (HeraldH2Answer) answer = NULL;
  const char *new_token;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  removed = change (&fixture, phone, "{\"installed\":false}", 200);
  g_assert_true (json_object_get_null_member (json_node_get_object (removed), "token"));
  installed = change (&fixture, phone, "{\"installed\":true}", 200);
  new_token = json_object_get_string_member (json_node_get_object (installed), "token");
  g_assert_cmpstr (new_token, !=, token);
  push_text (&fixture, new_token, "", "hello");
  answer = push (&fixture, token, "", "{\"aps\":{\"alert\":\"x\"}}");
  g_assert_cmpuint (answer->status, ==, 410);
  assert_bodies (&fixture, phone, "hello");
}

static void
test_removed (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *path = NULL;
  g_autoptr (HeraldH2Answer) answer = NULL;
  g_autoptr (JsonNode) gone = NULL;
  g_autoptr (JsonNode) again = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  push_text (&fixture, token, "", "hello");
  path = g_strconcat ("phones/", phone, NULL);
  g_assert_null (push_fixture_admin (&fixture, "DELETE", path, NULL, 204));
  gone = push_fixture_admin (&fixture, "GET", path, NULL, 404);
  again = push_fixture_admin (&fixture, "DELETE", path, NULL, 404);
  answer = push (&fixture, token, "", "{\"aps\":{\"alert\":\"x\"}}");
  g_assert_cmpuint (answer->status, ==, 410);
}

/* Sends a push with a link and taps it; the answer of the tap. */
static JsonNode *
push_and_tap (PushFixture *fixture, const char *phone, const char *token, const char *tracking_id)
{
  g_autofree char *payload =
    g_strdup_printf ("{\"aps\":{\"alert\":\"x\"},\"data\":{\"link\":\"https://l.example/\","
                     "\"trackingId\":\"%s\"}}",
                     tracking_id);
  g_autoptr (HeraldH2Answer) answer = push (fixture, token, "", payload);
  g_autofree char *list_path = g_strdup_printf ("phones/%s/notifications", phone);
  g_autofree char *tap_path = g_strdup_printf ("phones/%s/tap", phone);
  g_autoptr (JsonNode) list = push_fixture_admin (fixture, "GET", list_path, NULL, 200);
  g_autofree char *body =
    g_strdup_printf ("{\"notification\":\"%s\"}",
                     json_object_get_string_member (
                       json_array_get_object_element (json_node_get_array (list), 0), "id"));

  g_assert_cmpuint (answer->status, ==, 200);
  return push_fixture_admin (fixture, "POST", tap_path, body, 200);
}

static JsonObject *
get_interaction (JsonNode *list, guint length)
{
  JsonArray *array = json_node_get_array (list);

  g_assert_cmpuint (json_array_get_length (array), ==, length);
  return json_array_get_object_element (array, length - 1);
}

/* A test send: opened is kept, nothing is reported. */
static void
test_tap_of_test_send (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autoptr (JsonNode) tap = NULL;
  g_autoptr (JsonNode) interactions = NULL;
  g_autoptr (JsonNode) list = NULL;
  g_autofree char *path = NULL;
  JsonObject      *event;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  tap = push_and_tap (&fixture, phone, token, "");
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (tap), "link"), ==,
                   "https://l.example/");
  g_assert_false (json_object_get_boolean_member (json_node_get_object (tap), "reported"));
  interactions = push_fixture_admin (&fixture, "GET", "interactions", NULL, 200);
  event = get_interaction (interactions, 1);
  g_assert_cmpstr (json_object_get_string_member (event, "status"), ==, "Opened");
  g_assert_cmpstr (json_object_get_string_member (event, "phone"), ==, phone);
  g_assert_true (json_object_get_null_member (event, "trackingId"));
  g_assert_false (json_object_get_boolean_member (event, "reported"));
  path = g_strdup_printf ("phones/%s/notifications", phone);
  list = push_fixture_admin (&fixture, "GET", path, NULL, 200);
  g_assert_false (
    json_object_get_null_member (json_array_get_object_element (json_node_get_array (list), 0),
                                 "openedAt"));
}

/* A journey's push: the phone itself calls the interactions API, which the log shows. */
static void
test_tap_is_reported (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autoptr (JsonNode) tap = NULL;
  g_autoptr (JsonNode) zero_tap = NULL;
  g_autoptr (JsonNode) interactions = NULL;
  g_autoptr (JsonNode) log = NULL;
  g_autofree char *log_text = NULL;
  JsonObject      *event;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  zero_tap = push_and_tap (&fixture, phone, token, "00000000-0000-0000-0000-000000000000");
  g_assert_false (json_object_get_boolean_member (json_node_get_object (zero_tap), "reported"));
  tap = push_and_tap (&fixture, phone, token, TRACKING_ID);
  g_assert_true (json_object_get_boolean_member (json_node_get_object (tap), "reported"));
  interactions = push_fixture_admin (&fixture, "GET", "interactions", NULL, 200);
  event = get_interaction (interactions, 2);
  g_assert_cmpstr (json_object_get_string_member (event, "trackingId"), ==, TRACKING_ID);
  g_assert_cmpstr (json_object_get_string_member (event, "deviceToken"), ==, token);
  g_assert_true (json_object_get_boolean_member (event, "reported"));
  log = push_fixture_admin (&fixture, "GET", "log?limit=1000", NULL, 200);
  log_text = herald_json_write (log, FALSE);
  g_assert_nonnull (strstr (log_text, "pushdatareceiver/events"));
}

/* An app of somebody else reports in one of the documented spellings. */
static void
test_foreign_reports (void)
{
  g_auto (PushFixture) fixture = { 0 };
  const struct
  {
    const char *status;
    const char *stored;
  } cases[] = {
    { "1", "Opened" },  { "\"1\"", "Opened" },        { "\"Opened\"", "Opened" },
    { "0", "Clicked" }, { "\"Clicked\"", "Clicked" },
  };

  push_fixture_start (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autoptr (JsonNode) interactions = NULL;
      g_autofree char *body = g_strdup_printf ("{\"TrackingId\":\"id-%u\",\"DeviceToken\":\"t\","
                                               "\"PushNotificationStatus\":%s}",
                                               i, cases[i].status);

      push_fixture_post (&fixture, "pushdatareceiver/events", NULL, body, &answer);
      g_assert_cmpuint (answer.status, ==, 202);
      interactions = push_fixture_admin (&fixture, "GET", "interactions", NULL, 200);
      g_assert_cmpstr (json_object_get_string_member (get_interaction (interactions, i + 1),
                                                      "status"),
                       ==, cases[i].stored);
    }
}

static gint64
get_newest (PushFixture *fixture)
{
  g_autoptr (JsonNode) log = push_fixture_admin (fixture, "GET", "log?limit=5000", NULL, 200);
  JsonArray *array = json_node_get_array (log);
  guint      length = json_array_get_length (array);

  return length > 0
           ? json_object_get_int_member (json_array_get_object_element (array, length - 1), "n")
           : 0;
}

/* Asks for the log after @after without waiting for the answer. */
static SoupMessage *
begin_log (PushFixture *fixture, gint64 after, guint seconds, HeraldAwait *await)
{
  g_autofree char *url =
    g_strdup_printf ("%s/_herald/log?after=%" G_GINT64_FORMAT "&wait=%u",
                     emulator_fixture_get (&fixture->emulator, "http"), after, seconds);
  g_autofree char *bearer =
    g_strconcat ("Bearer ", emulator_fixture_get (&fixture->emulator, "adminToken"), NULL);
  SoupMessage *message = soup_message_new ("GET", url);

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_session_send_and_read_async (fixture->emulator.session, message, G_PRIORITY_DEFAULT, NULL,
                                    herald_await_cb, await);
  return message;
}

static char *
end_log (PushFixture *fixture, HeraldAwait *await)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
    soup_session_send_and_read_finish (fixture->emulator.session, herald_await_result (await),
                                       &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_log_waits (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) again = HERALD_AWAIT_INIT;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (SoupMessage) second = NULL;
  g_autoptr (JsonNode) old_log = NULL;
  g_autofree char *text = NULL;
  g_autofree char *empty = NULL;
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  gint64           newest;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  newest = get_newest (&fixture);
  message = begin_log (&fixture, newest, 60, &await);
  push_text (&fixture, token, "", "hello");
  text = end_log (&fixture, &await);
  g_assert_nonnull (strstr (text, "/3/device/"));
  /* With something newer it does not wait; without, until the time is over. */
  second = begin_log (&fixture, get_newest (&fixture), 1, &again);
  empty = end_log (&fixture, &again);
  g_assert_cmpstr (empty, ==, "[]");
  /* A number of another run of the emulator. */
  old_log = push_fixture_admin (&fixture, "GET", "log?after=999999&wait=60", NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (old_log)), >, 0);
}

/* A waiting reader does not keep the emulator from ending. */
static void
test_ends_while_log_waits (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  push_fixture_start (&fixture);
  message = begin_log (&fixture, G_MAXINT32, 300, &await);
  node = push_fixture_admin (&fixture, "GET", "phones", NULL, 200);
  session = g_object_ref (fixture.emulator.session);
  push_fixture_stop (&fixture);
  bytes = soup_session_send_and_read_finish (session, herald_await_result (&await), &error);
  g_assert_null (bytes);
  g_assert_nonnull (error);
}

static void
test_log_hides_secrets (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *log_text = NULL;
  g_autoptr (JsonNode) log = NULL;
  g_autoptr (JsonNode) bad = NULL;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  push_text (&fixture, token, "", "hello");
  access = push_fixture_get_access_token (&fixture);
  log = push_fixture_admin (&fixture, "GET", "log?limit=5000", NULL, 200);
  log_text = herald_json_write (log, FALSE);
  g_assert_nonnull (strstr (log_text, "/token"));
  g_assert_null (strstr (log_text, access));
  g_assert_null (strstr (log_text, "eyJ"));
  g_assert_null (push_fixture_admin (&fixture, "DELETE", "log", NULL, 204));
  g_assert_cmpint (get_newest (&fixture), ==, 0);
  bad = push_fixture_admin (&fixture, "GET", "log?after=x", NULL, 400);
}

/* What was refused is logged, too, and may hold anything. */
static void
test_log_hides_planted (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (JsonNode) log = NULL;
  g_autofree char *log_text = NULL;
  const struct
  {
    const char *path;
    const char *type;
    const char *body;
  } cases[] = {
    { "/api/data/v9.2/$batch", "Content-Type: multipart/mixed; boundary=b",
      "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
      "POST contacts HTTP/1.1\r\nAuthorization: Bearer planted\r\nContent-Type: application/json"
      "\r\n\r\n{\"msdynmkt_signingkey\":\"planted\",\"msdynmkt_serviceaccountjson1\":\"planted\"}"
      "\r\n--b--\r\n" },
    { "/token", "Content-Type: application/x-www-form-urlencoded",
      "assertion=planted&client_secret=planted&refresh_token=planted&code=planted" },
    { "/common/oauth2/v2.0/token", "Content-Type: text/plain",
      "client_secret=planted&refresh%5Ftoken=planted" },
    { "devicemanagement/devices", "Content-Type: application/json", "{\"ApiToken\":\"planted" },
    { "devicemanagement/devices", "Content-Type: application/json", "{\"ApiToken\":\"planted\"}" },
  };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      push_fixture_post (&fixture, cases[i].path, (const char *const[]){ cases[i].type, NULL },
                         cases[i].body, &answer);
    }
  log = push_fixture_admin (&fixture, "GET", "log?limit=5000", NULL, 200);
  log_text = herald_json_write (log, FALSE);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (log)), >=, G_N_ELEMENTS (cases));
  g_assert_nonnull (strstr (log_text, "$batch"));
  g_assert_nonnull (strstr (log_text, "POST contacts HTTP/1.1"));
  g_assert_null (strstr (log_text, "planted"));
}

static void
test_reset (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) phones = NULL;
  g_autoptr (JsonNode) gone = NULL;
  g_autoptr (JsonNode) interactions = NULL;
  g_autoptr (JsonNode) tap = NULL;
  g_autoptr (JsonNode) bad = NULL;
  g_autoptr (HeraldH2Answer) answer = NULL;
  const char *seeded_token;

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  tap = push_and_tap (&fixture, phone, token, TRACKING_ID);
  bad = push_fixture_admin (&fixture, "POST", "reset", "{\"seed\":\"none\"}", 400);
  g_assert_null (push_fixture_admin (&fixture, "POST", "reset", "{}", 204));
  path = g_strconcat ("phones/", phone, NULL);
  gone = push_fixture_admin (&fixture, "GET", path, NULL, 404);
  interactions = push_fixture_admin (&fixture, "GET", "interactions", NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (interactions)), ==, 0);
  phones = push_fixture_admin (&fixture, "GET", "phones", NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (phones)), ==, 6);
  seeded_token =
    json_object_get_string_member (json_array_get_object_element (json_node_get_array (phones), 0),
                                   "token");
  push_text (&fixture, seeded_token, "", "after the reset");
  answer = push (&fixture, token, "", "{\"aps\":{}}");
  g_assert_cmpuint (answer->status, ==, 400);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/phones/seeded", test_seeded);
  g_test_add_func ("/emulator/phones/token-is-needed", test_token_is_needed);
  g_test_add_func ("/emulator/phones/refused-changes", test_refused_changes);
  g_test_add_func ("/emulator/phones/offline", test_offline);
  g_test_add_func ("/emulator/phones/collapse", test_collapse);
  g_test_add_func ("/emulator/phones/permission", test_permission);
  g_test_add_func ("/emulator/phones/reinstalled", test_reinstalled);
  g_test_add_func ("/emulator/phones/removed", test_removed);
  g_test_add_func ("/emulator/phones/tap-of-test-send", test_tap_of_test_send);
  g_test_add_func ("/emulator/phones/tap-is-reported", test_tap_is_reported);
  g_test_add_func ("/emulator/phones/foreign-reports", test_foreign_reports);
  g_test_add_func ("/emulator/log/waits", test_log_waits);
  g_test_add_func ("/emulator/log/ends-while-waiting", test_ends_while_log_waits);
  g_test_add_func ("/emulator/log/hides-secrets", test_log_hides_secrets);
  g_test_add_func ("/emulator/log/hides-planted", test_log_hides_planted);
  g_test_add_func ("/emulator/reset/phones", test_reset);
  return g_test_run ();
}
