/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The admin API against a scripted peer. */
#include "config.h"

#include "net/herald-emulator-api.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "herald-script-peer.h"

#include <string.h>

typedef struct
{
  HeraldScriptPeer  *peer;
  HeraldHttp        *http;
  HeraldEmulatorApi *api;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->peer = herald_script_peer_new ();
  fixture->http = herald_http_new (NULL);
  herald_http_allow_origin (fixture->http, herald_script_peer_get_url (fixture->peer));
  fixture->api = herald_emulator_api_new (fixture->http, herald_script_peer_get_url (fixture->peer),
                                          "admin-token");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->api);
  g_assert_finalize_object (fixture->http);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
}

static void
assert_request (Fixture *fixture, guint index, const char *line, const char *body)
{
  const char      *request = herald_script_peer_get_request (fixture->peer, index);
  g_autofree char *first = g_strconcat (line, " HTTP/1.1\r\n", NULL);

  g_assert_true (g_str_has_prefix (request, first));
  g_assert_nonnull (strstr (request, "Authorization: Bearer admin-token\r\n"));
  g_assert_cmpstr (strstr (request, "\r\n\r\n") + 4, ==, body);
}

static void
test_phones (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) phones = NULL;

  herald_script_peer_answer (
    fixture->peer, NULL, 200, NULL,
    "[{\"id\":\"p1\",\"name\":\"iPhone\",\"platform\":\"ios\",\"osVersion\":\"17\","
    "\"permission\":\"granted\",\"online\":true,\"installed\":true,\"token\":\"t\",\"app\":null,"
    "\"user\":null}]");
  herald_emulator_api_list_phones_async (fixture->api, NULL, herald_await_cb, &await);
  phones =
    herald_emulator_api_list_phones_finish (fixture->api, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (phones->len, ==, 1);
  g_assert_cmpstr (herald_phone_get_id (g_ptr_array_index (phones, 0)), ==, "p1");
  assert_request (fixture, 0, "GET /_herald/phones", "");
}

static gboolean
tap (Fixture *fixture, char **link, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_emulator_api_tap_async (fixture->api, "a/b", "n1", NULL, herald_await_cb, &await);
  return herald_emulator_api_tap_finish (fixture->api, herald_await_result (&await), link, error);
}

static void
test_tap (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = NULL;
  g_autofree char *no_link = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, "{\"link\":\"https://x.example/\"}");
  g_assert_true (tap (fixture, &link, &error));
  g_assert_cmpstr (link, ==, "https://x.example/");
  assert_request (fixture, 0, "POST /_herald/phones/a%2Fb/tap", "{\"notification\":\"n1\"}");
  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, "{\"link\":null}");
  g_assert_true (tap (fixture, &no_link, &error));
  g_assert_no_error (error);
  g_assert_null (no_link);
  herald_script_peer_answer (fixture->peer, NULL, 404, NULL,
                             "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"No such phone\"}}");
  g_assert_false (tap (fixture, NULL, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "No such phone"));
}

static gboolean
change_phone (Fixture *fixture, const char *changes, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_emulator_api_change_phone_async (fixture->api, "p1", changes, NULL, herald_await_cb,
                                          &await);
  return herald_emulator_api_change_phone_finish (fixture->api, herald_await_result (&await),
                                                  error);
}

static void
test_change_phone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, "{}");
  g_assert_true (change_phone (fixture, "{\"online\":false}", &error));
  assert_request (fixture, 0, "PATCH /_herald/phones/p1", "{\"online\":false}");
  g_assert_false (change_phone (fixture, "{online}", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (change_phone (fixture, "[1]", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 1);
}

static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) log = NULL;
  g_autoptr (HeraldExchangeFilter) filter = herald_exchange_filter_new (NULL, "GET", 0, NULL);
  HeraldExchange *exchange;

  herald_script_peer_answer (fixture->peer, NULL, 200, NULL,
                             "[{\"n\":8,\"at\":\"1970-01-01T00:00:01Z\",\"method\":\"GET\","
                             "\"path\":\"/x\",\"status\":200,"
                             "\"ms\":1.5,\"request\":{\"headers\":{\"accept\":\"*/"
                             "*\"},\"body\":\"\"},\"answer\":{\"headers\""
                             ":{},\"body\":\"{}\"}},{\"n\":9}]");
  herald_emulator_api_log_async (fixture->api, 7, 100, 30, filter, NULL, herald_await_cb, &await);
  log = herald_emulator_api_log_finish (fixture->api, herald_await_result (&await), &error);
  g_assert_no_error (error);
  assert_request (fixture, 0, "GET /_herald/log?after=7&limit=100&wait=30&method=GET", "");
  g_assert_cmpuint (log->len, ==, 2);
  exchange = g_ptr_array_index (log, 0);
  g_assert_cmpint (herald_exchange_get_id (exchange), ==, 8);
  g_assert_cmpstr (herald_exchange_get_request_headers (exchange), ==, "accept: */*");
  g_assert_cmpstr (herald_exchange_get_answer_body (exchange), ==, "{}");
  g_assert_cmpint (herald_exchange_get_started_us (exchange), ==, 1000000);
  g_assert_cmpint (herald_exchange_get_total_us (exchange), ==, 1500);
}

static HeraldImportReport *
import (Fixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GBytes) csv = g_bytes_new_static ("lastname\nHopper\n", 16);

  herald_emulator_api_import_async (fixture->api, "contacts", "i1", csv, NULL, herald_await_cb,
                                    &await);
  return herald_emulator_api_import_finish (fixture->api, herald_await_result (&await), error);
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldImportReport) taken = NULL;
  g_autoptr (HeraldImportReport) refused = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, "{\"imported\":1}");
  taken = import (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (taken->n_imported, ==, 1);
  assert_request (fixture, 0, "POST /_herald/import/contacts?id=i1", "lastname\nHopper\n");
  g_assert_nonnull (
    strstr (herald_script_peer_get_request (fixture->peer, 0), "Content-Type: text/csv\r\n"));
  herald_script_peer_answer (fixture->peer, NULL, 400, NULL,
                             "{\"error\":{\"code\":\"INVALID\",\"message\":\"m\",\"details\":"
                             "[{\"line\":2,\"message\":\"too long\"}]}}");
  refused = import (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refused->n_imported, ==, 0);
  g_assert_cmpuint (refused->faults->len, ==, 1);
}

/* What names no rows is a failed call. */
static void
test_import_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint       status;
    const char *body;
    HeraldError code;
  } answers[] = {
    { 400, "{\"error\":{\"code\":\"INVALID\",\"message\":\"no header\"}}", HERALD_ERROR_REMOTE },
    { 400, "{\"imported\":1}", HERALD_ERROR_REMOTE },
    { 413, "{\"error\":{\"message\":\"x\",\"details\":[{\"line\":2,\"message\":\"m\"}]}}",
      HERALD_ERROR_REMOTE },
    { 401, "{}", HERALD_ERROR_AUTH },
    { 200, "{}", HERALD_ERROR_PROTOCOL },
    { 200, "x", HERALD_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;
      guint n_asked = answers[i].status == 401 ? 2 : 1; /* a refused token is asked for once more */

      for (guint j = 0; j < n_asked; j++)
        herald_script_peer_answer (fixture->peer, NULL, answers[i].status, NULL, answers[i].body);
      g_assert_null (import (fixture, &error));
      g_assert_error (error, HERALD_ERROR, (int) answers[i].code);
    }
}

static void
test_clear_log (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 204, NULL, "");
  herald_emulator_api_clear_log_async (fixture->api, NULL, herald_await_cb, &await);
  g_assert_true (
    herald_emulator_api_clear_log_finish (fixture->api, herald_await_result (&await), &error));
  assert_request (fixture, 0, "DELETE /_herald/log", "");
}

static JsonNode *
send (Fixture *fixture, const char *method, const char *body, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;

  herald_emulator_api_send_async (fixture->api, method, "faults",
                                  body != NULL ? "application/json" : NULL, bytes, NULL,
                                  herald_await_cb, &await);
  return herald_emulator_api_send_finish (fixture->api, herald_await_result (&await), error);
}

static void
test_send (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (JsonNode) nothing = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 201, NULL, "{\"id\":\"f1\"}");
  answer = send (fixture, "POST", "{\"every\":2}", &error);
  g_assert_no_error (error);
  assert_request (fixture, 0, "POST /_herald/faults", "{\"every\":2}");
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (answer), "id"), ==, "f1");
  herald_script_peer_answer (fixture->peer, NULL, 204, NULL, "");
  nothing = send (fixture, "DELETE", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_NULL (nothing));
}

static void
test_send_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) garbled = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 404, NULL,
                             "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"No.\"}}");
  g_assert_null (send (fixture, "GET", NULL, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, "{");
  g_assert_null (send (fixture, "GET", NULL, &garbled));
  g_assert_error (garbled, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
}

static void
test_lists_that_are_none (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "{}", "[1]", "[{}]", "[", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) phones = NULL;

      herald_script_peer_answer (fixture->peer, NULL, 200, NULL, bodies[i]);
      herald_emulator_api_list_phones_async (fixture->api, NULL, herald_await_cb, &await);
      phones =
        herald_emulator_api_list_phones_finish (fixture->api, herald_await_result (&await), &error);
      g_assert_null (phones);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/net/emulator-api/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("phones", test_phones);
  ADD ("tap", test_tap);
  ADD ("change-phone", test_change_phone);
  ADD ("log", test_log);
  ADD ("clear-log", test_clear_log);
  ADD ("send", test_send);
  ADD ("send-refused", test_send_refused);
  ADD ("import", test_import);
  ADD ("import-refused", test_import_refused);
  ADD ("lists-that-are-none", test_lists_that_are_none);
  return g_test_run ();
}
