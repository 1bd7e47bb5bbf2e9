/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The request log as its readers ask for it: filters, waiting for one exchange among others,
 * bounds. */
#include "config.h"

#include "base/herald-await.h"
#include "emulator-fixture.h"
#include "emulator/herald-emulator-log.h"

#include <string.h>

#define BIG_BODY_BYTES ((gsize) 100 * 1024)
#define MANY_BODIES 3000
#define MOST_LOG_BYTES ((gsize) 16 * 1024 * 1024)

typedef EmulatorTest Fixture;

static JsonArray *
read_log (Fixture *self, const char *query)
{
  g_autofree char *path = g_strconcat ("/_herald/log?limit=5000&", query, NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (emulator_test_send (self, "GET", path, NULL, NULL), ==, 200);
  node = json_from_string (self->answer.text, &error);
  g_assert_no_error (error);
  return json_node_dup_array (node);
}

static void
assert_read (Fixture *self, const char *query, const char *expected)
{
  g_autoptr (JsonArray) array = read_log (self, query);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *entry = json_array_get_object_element (array, i);

      g_string_append_printf (joined, "%s%s %" G_GINT64_FORMAT, i > 0 ? "," : "",
                              json_object_get_string_member (entry, "method"),
                              json_object_get_int_member (entry, "status"));
    }
  g_test_message ("%s", query);
  g_assert_cmpstr (joined->str, ==, expected);
}

static void
ask (Fixture *self, const char *method, const char *target, guint status)
{
  emulator_fixture_send (&self->base, method, target, NULL, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, status);
}

static void
test_filters (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (emulator_test_send (self, "DELETE", "/_herald/log", NULL, NULL), ==, 204);
  ask (self, "GET", "WhoAmI", 200);
  ask (self, "GET", "nothings", 404);
  ask (self, "DELETE", "contacts(00000000-0000-4000-a000-00000000000a)", 404);
  assert_read (self, "path=/api/*", "GET 200,GET 404,DELETE 404");
  assert_read (self, "path=/api/*&method=get", "GET 200,GET 404");
  assert_read (self, "path=/api/*&status=4xx", "GET 404,DELETE 404");
  assert_read (self, "path=/api/*&status=404&method=DELETE", "DELETE 404");
  assert_read (self, "path=/api/*&status=5XX", "");
  assert_read (self, "path=*/WhoAmI", "GET 200");
  assert_read (self, "path=/api/data/v9.2/", "");
  assert_read (self, "path=/api/*&limit=1&status=404", "GET 404");
}

/* In the first line as people read it, or in a body; upper and lower case are one. */
static void
test_text (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (emulator_test_send (self, "DELETE", "/_herald/log", NULL, NULL), ==, 204);
  ask (self, "GET", "WhoAmI", 200);
  ask (self, "GET", "contacts?$filter=lastname%20eq%20'Zz'", 200);
  ask (self, "DELETE", "contacts(00000000-0000-4000-a000-00000000000a)", 404);
  assert_read (self, "text=whoami", "GET 200");
  assert_read (self, "text=lastname%20EQ%20", "GET 200");
  assert_read (self, "text=%20404", "DELETE 404");
  assert_read (self, "text=businessunitid", "GET 200");
  assert_read (self, "text=contacts&method=DELETE", "DELETE 404");
  assert_read (self, "text=nowhere-to-be-found", "");
}

static void
test_since (Fixture *self, gconstpointer data)
{
  g_autofree char *query = NULL;

  ask (self, "GET", "WhoAmI", 200);
  g_assert_cmpuint (emulator_test_send (self, "POST", "/_herald/clock", NULL,
                                        "{\"advanceSeconds\":3600}"),
                    ==, 200);
  query =
    g_strconcat ("path=/api/*&since=", json_object_get_string_member (self->answer.object, "now"),
                 NULL);
  assert_read (self, query, "");
  g_assert_cmpuint (emulator_test_send (self, "POST", "/_herald/clock", NULL,
                                        "{\"advanceSeconds\":5}"),
                    ==, 200);
  ask (self, "GET", "nothings", 404);
  assert_read (self, query, "GET 404");
}

static void
test_refusals (Fixture *self, gconstpointer data)
{
  const char *const queries[] = {
    "status=",     "status=xx",  "status=6xx", "status=0xx",  "status=99",
    "status=600",  "status=4x",  "status=-4",  "status=4xxx", "since=",
    "since=today", "since=5",    "method=",    "path=",       "text=",
    "limit=5001",  "limit=-1",   "after=x",    "wait=301",    "since=2026-13-01T00",
    "path=%00",    "method=%00", "path=a%00b", "path=%ff",    "status=%00",
    "text=%00",
  };
  g_autofree char *long_text = g_strnfill (2049, 'x');
  g_autofree char *long_path = g_strconcat ("/_herald/log?path=", long_text, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *path = g_strconcat ("/_herald/log?", queries[i], NULL);

      g_test_message ("%s", queries[i]);
      g_assert_cmpuint (emulator_test_send (self, "GET", path, NULL, NULL), ==, 400);
      g_assert_nonnull (strstr (self->answer.text, "\"INVALID\""));
    }
  g_assert_cmpuint (emulator_test_send (self, "GET", long_path, NULL, NULL), ==, 400);
}

/* Who waits for one kind of exchange is not woken by another. */
static void
test_waits_for_match (Fixture *self, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autofree char *bearer =
    g_strconcat ("Bearer ", emulator_fixture_get (&self->base, "adminToken"), NULL);
  g_autofree char *url = g_strconcat (emulator_fixture_get (&self->base, "http"),
                                      "/_herald/log?wait=300&status=4xx&path=/api/*", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_session_send_and_read_async (self->base.session, message, G_PRIORITY_DEFAULT, NULL,
                                    herald_await_cb, &await);
  ask (self, "GET", "WhoAmI", 200);
  ask (self, "GET", "nothings", 404);
  bytes =
    soup_session_send_and_read_finish (self->base.session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (strstr (text, "/nothings"));
  g_assert_null (strstr (text, "/WhoAmI"));
}

/* Thousands of big bodies: as many of the newest as there is room for. */
static void
test_big_bodies (void)
{
  g_autoptr (HeraldEmulatorLog) log = herald_emulator_log_new (5000, MOST_LOG_BYTES);
  g_autoptr (JsonArray) array = NULL;
  guint length;

  for (guint i = 0; i < MANY_BODIES; i++)
    {
      g_autoptr (HeraldEmulatorCall) call =
        herald_emulator_call_new (HERALD_EMULATOR_OVER_HTTP, "POST", "/big", NULL, NULL, NULL,
                                  NULL);
      g_autoptr (GBytes) body = g_bytes_new_take (g_strnfill (BIG_BODY_BYTES, 'x'), BIG_BODY_BYTES);

      herald_emulator_call_set_body (call, body);
      herald_emulator_call_respond (call, 204, NULL);
      herald_emulator_log_add (log, call, 0);
    }
  array = herald_emulator_log_read (log, 0, 5000, NULL);
  length = json_array_get_length (array);
  g_assert_cmpuint (length, >, 100);
  g_assert_cmpuint (length, <=, MOST_LOG_BYTES / BIG_BODY_BYTES);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (array, 0), "n"), ==,
                   MANY_BODIES - length + 1);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, Fixture, NULL, emulator_test_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/log/filters", test_filters);
  ADD ("/emulator/log/text", test_text);
  ADD ("/emulator/log/since", test_since);
  ADD ("/emulator/log/refusals", test_refusals);
  ADD ("/emulator/log/waits-for-match", test_waits_for_match);
  g_test_add_func ("/emulator/log/big-bodies", test_big_bodies);
  return g_test_run ();
}
