/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failing on purpose, through all three doors. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-text.h"
#include "h2/herald-h2-client.h"
#include "push-fixture.h"

#include <string.h>

#define CONTACTS "/api/data/v9.2/contacts?$top=5"
#define TOKEN "0123456789012345678901234567890123456789012345678901234567890123"

static void
add_fault (PushFixture *fixture, const char *rule)
{
  g_autoptr (JsonNode) node = push_fixture_admin (fixture, "POST", "faults", rule, 201);

  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "hits"), ==, 0);
}

static JsonObject *
get_fault (PushFixture *fixture, JsonNode **node, guint position)
{
  g_clear_pointer (node, json_node_unref);
  *node = push_fixture_admin (fixture, "GET", "faults", NULL, 200);
  return json_array_get_object_element (json_node_get_array (*node), position);
}

static void
assert_counts (PushFixture *fixture, gint64 matched, gint64 hits, gboolean active)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *fault = get_fault (fixture, &node, 0);

  g_assert_cmpint (json_object_get_int_member (fault, "matched"), ==, matched);
  g_assert_cmpint (json_object_get_int_member (fault, "hits"), ==, hits);
  g_assert_cmpint (json_object_get_boolean_member (fault, "active"), ==, active);
}

static guint
get_status (PushFixture *fixture, const char *target)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_send (&fixture->emulator, "GET", target, NULL, NULL, &answer);
  return answer.status;
}

static void
test_refused (void)
{
  const char *const rules[] = {
    "",
    "{}",
    "[]",
    "{\"do\":{}}",
    "{\"do\":{\"status\":200}}",
    "{\"do\":{\"status\":399}}",
    "{\"do\":{\"status\":600}}",
    "{\"do\":{\"status\":\"500\"}}",
    "{\"do\":{\"retryAfter\":3}}",
    "{\"do\":{\"status\":429,\"retryAfter\":-1}}",
    "{\"do\":{\"delayMs\":300001}}",
    "{\"do\":{\"delayMs\":-1}}",
    "{\"do\":{\"delayMs\":0}}",
    "{\"do\":{\"drop\":\"before\"}}",
    "{\"do\":{\"drop\":1}}",
    "{\"do\":{\"drop\":false}}",
    "{\"do\":{\"drop\":true,\"status\":500}}",
    "{\"do\":{\"drop\":\"after\",\"garbage\":true}}",
    "{\"do\":{\"garbage\":1}}",
    "{\"do\":{\"explode\":true}}",
    "{\"do\":{\"status\":500},\"every\":0}",
    "{\"do\":{\"status\":500},\"every\":1.5}",
    "{\"do\":{\"status\":500},\"share\":0}",
    "{\"do\":{\"status\":500},\"share\":1.01}",
    "{\"do\":{\"status\":500},\"share\":\"1\"}",
    "{\"do\":{\"status\":500},\"share\":0.5,\"every\":2}",
    "{\"do\":{\"status\":500},\"seed\":1}",
    "{\"do\":{\"status\":500},\"share\":0.5,\"seed\":-1}",
    "{\"do\":{\"status\":500},\"times\":0}",
    "{\"do\":{\"status\":500},\"forSeconds\":0}",
    "{\"do\":{\"status\":500},\"match\":[]}",
    "{\"do\":{\"status\":500},\"match\":{\"path\":\"\"}}",
    "{\"do\":{\"status\":500},\"match\":{\"path\":\"api\"}}",
    "{\"do\":{\"status\":500},\"match\":{\"host\":\"x\"}}",
    "{\"do\":{\"status\":500},\"sometimes\":true}",
    "{\"do\":{\"status\":500},\"do\":{\"status\":501}}",
  };
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (JsonNode) list = NULL;

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (JsonNode) node = push_fixture_admin (&fixture, "POST", "faults", rules[i], 400);

      g_assert_true (json_object_has_member (json_node_get_object (node), "error"));
    }
  list = push_fixture_admin (&fixture, "GET", "faults", NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), ==, 0);
}

static void
test_bounded (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (JsonNode) node = NULL;

  push_fixture_start (&fixture);
  for (guint i = 0; i < 100; i++)
    add_fault (&fixture, "{\"do\":{\"status\":500},\"match\":{\"path\":\"/nowhere\"}}");
  node = push_fixture_admin (&fixture, "POST", "faults", "{\"do\":{\"status\":500}}", 409);
  g_assert_null (push_fixture_admin (&fixture, "DELETE", "faults/7", NULL, 204));
  g_clear_pointer (&node, json_node_unref);
  node = push_fixture_admin (&fixture, "DELETE", "faults/7", NULL, 404);
  add_fault (&fixture, "{\"do\":{\"status\":500}}");
  g_assert_null (push_fixture_admin (&fixture, "DELETE", "faults", NULL, 204));
  g_assert_cmpuint (get_status (&fixture, CONTACTS), ==, 200);
}

/* Each service words it in its own way. */
static void
test_wording (void)
{
  static const struct
  {
    const char *method;
    const char *path;
    guint       status;
    const char *part;
  } cases[] = {
    { "GET", CONTACTS, 429, "{\"error\":{\"code\":\"0x80072322\",\"message\":\"" },
    { "GET", CONTACTS, 503, "{\"error\":{\"code\":\"0x80040216\",\"message\":\"" },
    { "POST", "/organizations/oauth2/v2.0/token", 503,
      "{\"error\":\"temporarily_unavailable\",\"error_description\":\"AADSTS90033: " },
    { "POST", "/organizations/oauth2/v2.0/token", 401, "\"error_codes\":[7000215]" },
    { "POST", "/3/device/" TOKEN, 410, "{\"reason\":\"Unregistered\",\"timestamp\":" },
    { "POST", "/3/device/" TOKEN, 429, "{\"reason\":\"TooManyRequests\"}" },
    { "POST", "/3/device/" TOKEN, 502, "{\"reason\":\"InternalServerError\"}" },
    { "POST", "/v1/projects/p/messages:send", 404, "\"errorCode\":\"UNREGISTERED\"" },
    { "POST", "/v1/projects/p/messages:send", 503, "{\"error\":{\"code\":503,\"message\":\"" },
    { "POST", "/token", 400, "{\"error\":\"invalid_grant\"," },
    { "POST", "/api/v1.0/orgs/x/pushdeviceregistration/devices", 503,
      "\"message\":\"Service Unavailable\"" },
    { "POST", "/nowhere", 418, "\"error\":" },
  };
  g_auto (PushFixture) fixture = { 0 };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *rule =
        g_strdup_printf ("{\"times\":1,\"do\":{\"status\":%u,\"retryAfter\":7}}", cases[i].status);

      add_fault (&fixture, rule);
      emulator_fixture_send (&fixture.emulator, cases[i].method, cases[i].path, NULL,
                             g_str_equal (cases[i].method, "POST") ? "{}" : NULL, &answer);
      g_test_message ("%s", answer.text);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
      g_assert_nonnull (strstr (answer.text, cases[i].part));
      g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (
                                                       answer.message),
                                                     "Retry-After"),
                       ==, "7");
    }
}

static void
test_match (void)
{
  static const struct
  {
    const char *pattern;
    const char *text;
    gboolean    matches;
  } cases[] = {
    { "*", "", TRUE },       { "*", "/a/b", TRUE },     { "/a", "/a", TRUE },
    { "/a", "/ab", FALSE },  { "/a*", "/a/b/c", TRUE }, { "/*/c", "/a/b/c", TRUE },
    { "/*/c", "/c", FALSE }, { "*b*b*", "abab", TRUE }, { "*b*b*", "ab", FALSE },
    { "/a?", "/ab", FALSE }, { "**", "x", TRUE },       { "", "", TRUE },
    { "", "x", FALSE },      { "a*", "", FALSE },
  };
  g_auto (PushFixture) fixture = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (herald_emulator_text_match (cases[i].pattern, cases[i].text), ==,
                     cases[i].matches);
  push_fixture_start (&fixture);
  add_fault (&fixture, "{\"match\":{\"method\":\"get\",\"path\":\"/api/data/*/contacts\"},"
                       "\"do\":{\"status\":500}}");
  g_assert_cmpuint (get_status (&fixture, CONTACTS), ==, 500);
  g_assert_cmpuint (get_status (&fixture, "/api/data/v9.2/leads?$top=1"), ==, 200);
  assert_counts (&fixture, 1, 1, TRUE);
}

static void
test_frequency (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autoptr (JsonNode) node = NULL;

  push_fixture_start (&fixture);
  add_fault (&fixture, "{\"every\":3,\"times\":2,\"do\":{\"status\":500}}");
  for (guint i = 1; i <= 9; i++)
    g_assert_cmpuint (get_status (&fixture, CONTACTS), ==, i == 3 || i == 6 ? 500 : 200);
  assert_counts (&fixture, 6, 2, FALSE);
  g_assert_null (push_fixture_admin (&fixture, "DELETE", "faults", NULL, 204));
  add_fault (&fixture, "{\"forSeconds\":60,\"do\":{\"status\":500}}");
  g_assert_cmpuint (get_status (&fixture, CONTACTS), ==, 500);
  node = push_fixture_admin (&fixture, "POST", "clock", "{\"advanceSeconds\":61}", 200);
  g_assert_cmpuint (get_status (&fixture, CONTACTS), ==, 200);
  assert_counts (&fixture, 1, 1, FALSE);
  g_assert_null (push_fixture_admin (&fixture, "POST", "reset", "{}", 204));
  g_clear_pointer (&node, json_node_unref);
  node = push_fixture_admin (&fixture, "GET", "faults", NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 0);
}

/* The same seed strikes the same calls. */
static char *
strike (PushFixture *fixture, const char *rule)
{
  GString *pattern = g_string_new (NULL);

  add_fault (fixture, rule);
  for (guint i = 0; i < 40; i++)
    g_string_append_c (pattern, get_status (fixture, CONTACTS) == 500 ? 'x' : '.');
  g_assert_null (push_fixture_admin (fixture, "DELETE", "faults", NULL, 204));
  return g_string_free (pattern, FALSE);
}

static void
test_share (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;

  push_fixture_start (&fixture);
  first = strike (&fixture, "{\"share\":0.5,\"seed\":7,\"do\":{\"status\":500}}");
  again = strike (&fixture, "{\"share\":0.5,\"seed\":7,\"do\":{\"status\":500}}");
  other = strike (&fixture, "{\"share\":0.5,\"seed\":8,\"do\":{\"status\":500}}");
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
  g_assert_nonnull (strchr (first, 'x'));
  g_assert_nonnull (strchr (first, '.'));
}

/* Sends one request whose answer does not arrive whole. */
static void
expect_broken (PushFixture *fixture, const char *door, const char *method, const char *body)
{
  g_autofree char *url =
    g_strconcat (emulator_fixture_get (&fixture->emulator, door), "/api/data/v9.2/contacts", NULL);
  g_autofree char *bearer =
    g_strconcat ("Bearer ", emulator_fixture_get (&fixture->emulator, "bearer"), NULL);
  g_autoptr (GTlsDatabase) database =
    g_tls_file_database_new (emulator_fixture_get (&fixture->emulator, "ca"), NULL);
  g_autoptr (SoupSession) session = soup_session_new_with_options ("tls-database", database, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  if (*body != '\0')
    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_test_message ("%s %s: %s", door, method, error != NULL ? error->message : "no error");
  g_assert_nonnull (error);
}

static gint64
count_contacts (PushFixture *fixture)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_read (&fixture->emulator, "contacts/$count", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  return g_ascii_strtoll (answer.text, NULL, 10);
}

static void
test_broken_connections (void)
{
  static const char *const doors[] = { "http", "https" };
  static const struct
  {
    const char *action;
    const char *method;
    const char *body;
    gint64      added; /* contacts that are there although nobody was told */
  } cases[] = {
    { "\"truncate\":true", "GET", "", 0 },
    { "\"truncate\":true,\"garbage\":true", "GET", "", 0 },
    { "\"truncate\":true,\"status\":500", "GET", "", 0 },
    { "\"drop\":true", "POST", "{\"lastname\":\"Lost\"}", 0 },
    { "\"drop\":\"after\"", "POST", "{\"lastname\":\"Lost\"}", 1 },
    { "\"drop\":true,\"delayMs\":5", "POST", "{\"lastname\":\"Lost\"}", 0 },
  };
  g_auto (PushFixture) fixture = { 0 };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (doors) * G_N_ELEMENTS (cases); i++)
    {
      gsize  j = i / G_N_ELEMENTS (doors);
      gint64 before = count_contacts (&fixture);
      /* A client may try again by itself when a kept connection ended. */
      g_autofree char *rule =
        g_strdup_printf ("{\"match\":{\"path\":\"*/contacts\"},\"do\":{%s}}", cases[j].action);
      gint64 added;

      add_fault (&fixture, rule);
      expect_broken (&fixture, doors[i % G_N_ELEMENTS (doors)], cases[j].method, cases[j].body);
      g_assert_null (push_fixture_admin (&fixture, "DELETE", "faults", NULL, 204));
      added = count_contacts (&fixture) - before;
      g_assert_cmpint (added > 0, ==, cases[j].added > 0);
    }
}

static void
test_garbage_and_delay (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autoptr (JsonNode) log = NULL;
  gint64      start_us;
  JsonObject *entry;

  push_fixture_start (&fixture);
  add_fault (&fixture, "{\"do\":{\"garbage\":true,\"delayMs\":60}}");
  start_us = g_get_monotonic_time ();
  emulator_fixture_send (&fixture.emulator, "GET", CONTACTS, NULL, NULL, &answer);
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 60 * 1000);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_false (g_utf8_validate (answer.text, -1, NULL));
  log = push_fixture_admin (&fixture, "GET", "log", NULL, 200);
  entry = json_array_get_object_element (json_node_get_array (log),
                                         json_array_get_length (json_node_get_array (log)) - 1);
  g_assert_cmpstr (json_object_get_string_member (entry, "fault"), ==, "1");
  g_assert_cmpuint (get_status (&fixture, "/_herald/health"), ==, 200);
}

/* One stream ends without an answer; the connection and the next stream are as good as before. */
static void
test_streams (void)
{
  static const char *const actions[] = { "\"drop\":true", "\"truncate\":true,\"status\":500" };
  g_auto (PushFixture) fixture = { 0 };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
      g_autofree char *rule =
        g_strdup_printf ("{\"match\":{\"path\":\"/3/device/*\"},\"times\":1,\"do\":{%s}}",
                         actions[i]);
      g_autoptr (HeraldH2Answer) none = NULL;
      g_autoptr (HeraldH2Answer) next = NULL;
      g_autofree char *reason = NULL;
      g_autoptr (GError) error = NULL;

      add_fault (&fixture, rule);
      herald_h2_client_send_async (fixture.h2, "POST", "/3/device/" TOKEN, NULL, 0, NULL, NULL,
                                   herald_await_cb, &await);
      none = herald_h2_client_send_finish (fixture.h2, herald_await_result (&await), &error);
      g_test_message ("%s", error != NULL ? error->message : "no error");
      g_assert_null (none);
      g_assert_nonnull (error);
      next = push_fixture_h2 (&fixture, "POST", "/3/device/" TOKEN, NULL, "{}");
      g_assert_cmpuint (next->status, ==, 403);
      reason = push_fixture_get_reason (next);
      g_assert_cmpstr (reason, ==, "MissingProviderToken");
    }
  add_fault (&fixture, "{\"do\":{\"status\":503,\"retryAfter\":2}}");
  {
    g_autoptr (HeraldH2Answer) answer =
      push_fixture_h2 (&fixture, "POST", "/3/device/" TOKEN, NULL, "{}");
    g_autofree char *reason = push_fixture_get_reason (answer);

    g_assert_cmpuint (answer->status, ==, 503);
    g_assert_cmpstr (reason, ==, "ServiceUnavailable");
    g_assert_cmpstr (herald_h2_answer_get_header (answer, "retry-after"), ==, "2");
    g_assert_nonnull (herald_h2_answer_get_header (answer, "apns-id"));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/faults/refused", test_refused);
  g_test_add_func ("/emulator/faults/bounded", test_bounded);
  g_test_add_func ("/emulator/faults/wording", test_wording);
  g_test_add_func ("/emulator/faults/match", test_match);
  g_test_add_func ("/emulator/faults/frequency", test_frequency);
  g_test_add_func ("/emulator/faults/share", test_share);
  g_test_add_func ("/emulator/faults/broken-connections", test_broken_connections);
  g_test_add_func ("/emulator/faults/garbage-and-delay", test_garbage_and_delay);
  g_test_add_func ("/emulator/faults/streams", test_streams);
  return g_test_run ();
}
