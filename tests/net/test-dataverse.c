/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Web API against a scripted peer: headers, paging, writing, what is sent once. */
#include "config.h"

#include "net/herald-dataverse.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "herald-script-peer.h"
#include "model/herald-person.h"
#include "net/herald-dataverse-rows.h"

#include <string.h>

#define API "/api/data/v9.2/"
#define ID_1 "11111111-1111-1111-1111-111111111111"
#define ID_2 "22222222-2222-2222-2222-222222222222"

typedef struct
{
  HeraldScriptPeer *peer;
  HeraldHttp       *http;
  HeraldDataverse  *dataverse;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldTokenSource) tokens = NULL;
  g_autoptr (HeraldRemote) remote = NULL;
  const char *url;

  fixture->peer = herald_script_peer_new ();
  url = herald_script_peer_get_url (fixture->peer);
  fixture->http = herald_http_new (NULL);
  herald_http_allow_origin (fixture->http, url);
  tokens = herald_token_source_new_static (url, "bearer-1");
  remote = herald_remote_new (fixture->http, HERALD_SERVICE_DATAVERSE, tokens);
  herald_pacer_set_second_ms (herald_remote_get_pacer (remote), 1);
  fixture->dataverse = herald_dataverse_new (remote, url);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->dataverse);
  g_assert_finalize_object (fixture->http);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
}

static GPtrArray *
list (Fixture *fixture, const char *query, guint max_rows, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_dataverse_list_async (fixture->dataverse, query, max_rows, herald_row_to_contact,
                               g_object_unref, NULL, herald_await_cb, &await);
  return herald_dataverse_list_finish (fixture->dataverse, herald_await_result (&await), error);
}

/* A page of contacts with the given IDs and, unless NULL, a next link to @next_path at @origin. */
static void
script_page (Fixture *fixture, const char *path, const char *ids, const char *next_link)
{
  g_auto (GStrv) parts = g_strsplit (ids, ",", -1);
  g_autoptr (GString) body = g_string_new ("{\"@odata.context\":\"x\",\"value\":[");

  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    g_string_append_printf (body, "%s{\"contactid\":\"%s\",\"fullname\":\"N\",\"statecode\":0}",
                            i > 0 ? "," : "", parts[i]);
  g_string_append_c (body, ']');
  if (next_link != NULL)
    g_string_append_printf (body, ",\"@odata.nextLink\":\"%s\"", next_link);
  g_string_append_c (body, '}');
  herald_script_peer_answer (fixture->peer, path, 200, NULL, body->str);
}

static void
test_headers (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = {
    "GET " API "contacts?$select=fullname HTTP/1.1\r\n",
    "Authorization: Bearer bearer-1\r\n",
    "Accept: application/json\r\n",
    "OData-MaxVersion: 4.0\r\n",
    "OData-Version: 4.0\r\n",
    "If-None-Match: null\r\n",
    "Prefer: odata.maxpagesize=5000,",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  script_page (fixture, NULL, "", NULL);
  rows = list (fixture, "contacts?$select=fullname", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_nonnull (strstr (herald_script_peer_get_request (fixture->peer, 0), expected[i]));
}

static void
test_who_am_i (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldWhoAmI) who = NULL;

  herald_script_peer_answer (fixture->peer, API "WhoAmI", 200, NULL,
                             "{\"BusinessUnitId\":\"" ID_1 "\",\"UserId\":\"" ID_1
                             "\",\"OrganizationId\":\"{" ID_2 "}\"}");
  herald_dataverse_who_am_i_async (fixture->dataverse, NULL, herald_await_cb, &await);
  who = herald_dataverse_who_am_i_finish (fixture->dataverse, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (who->user_id, ==, ID_1);
  g_assert_cmpstr (who->organization_id, ==, ID_2);
}

static void
test_who_am_i_of_something_else (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "{}", "{\"UserId\":\"me\",\"OrganizationId\":\"us\"}", "[]",
                                        "<html>hello</html>" };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldWhoAmI) who = NULL;

      herald_script_peer_answer (fixture->peer, NULL, 200, NULL, bodies[i]);
      herald_dataverse_who_am_i_async (fixture->dataverse, NULL, herald_await_cb, &await);
      who =
        herald_dataverse_who_am_i_finish (fixture->dataverse, herald_await_result (&await), &error);
      g_assert_null (who);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

/* Escapes that need not be, in both cases. */
#define NEXT_PATH API "contacts?$skiptoken=%3Ccookie%20pagenumber=%222%22%20x='1'%2f%3e%41%7E/?"

/* The next link is an opaque text: every byte of it comes back. */
static void
test_pages (Fixture *fixture, gconstpointer data)
{
  const char      *next_path = NEXT_PATH;
  g_autofree char *next_link =
    g_strconcat (herald_script_peer_get_url (fixture->peer), NEXT_PATH, NULL);
  g_autofree char *line = g_strconcat ("GET ", next_path, " HTTP/1.1\r\n", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  script_page (fixture, NULL, ID_1, next_link);
  script_page (fixture, NULL, ID_2, NULL);
  rows = list (fixture, "contacts", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpstr (herald_person_get_id (g_ptr_array_index (rows, 0)), ==, ID_1);
  g_assert_cmpstr (herald_person_get_id (g_ptr_array_index (rows, 1)), ==, ID_2);
  g_assert_true (g_str_has_prefix (herald_script_peer_get_request (fixture->peer, 1), line));
  g_assert_nonnull (
    strstr (herald_script_peer_get_request (fixture->peer, 1), "odata.maxpagesize=5000"));
}

static void
refused_cb (char **refused, const char *origin)
{
  g_free (*refused);
  *refused = g_strdup (origin);
}

static void
test_next_link_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldScriptPeer) other = herald_script_peer_new ();
  g_autofree char *next_link = g_strconcat (herald_script_peer_get_url (other), API "x", NULL);
  g_autofree char *refused = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  /* Even an origin that may be talked to gets no token by a next link. */
  herald_http_allow_origin (fixture->http, next_link);
  g_signal_connect_swapped (fixture->http, "refused", G_CALLBACK (refused_cb), &refused);
  script_page (fixture, NULL, ID_1, next_link);
  rows = list (fixture, "contacts", 0, &error);
  g_assert_null (rows);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_assert_cmpstr (refused, ==, herald_script_peer_get_url (other));
  g_assert_cmpuint (herald_script_peer_get_n_requests (other), ==, 0);
}

/* What OData allows beside a whole link under the usual name. */
static void
test_next_link_otherwise (Fixture *fixture, gconstpointer data)
{
  static const char *const links[][2] = {
    { "@odata.nextLink", "contacts?$skiptoken=2" },
    { "@odata.nextLink", "./contacts?$skiptoken=2" },
    { "@odata.nextLink", API "contacts?$skiptoken=2" },
    { "@nextLink", "contacts?$skiptoken=2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rows = NULL;
      g_autofree char *body =
        g_strdup_printf ("{\"value\":[{\"contactid\":\"" ID_1 "\"}],\"%s\":\"%s\"}", links[i][0],
                         links[i][1]);

      herald_script_peer_answer (fixture->peer, API "contacts", 200, NULL, body);
      script_page (fixture, API "contacts?$skiptoken=2", ID_2, NULL);
      rows = list (fixture, "contacts", 0, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (rows->len, ==, 2);
    }
}

static void
test_next_link_that_is_none (Fixture *fixture, gconstpointer data)
{
  static const char *const links[] = { "//127.0.0.1:1" API "x",
                                       "HTTPS://127.0.0.1:1" API "x",
                                       "ftp://127.0.0.1/x",
                                       "data:,x",
                                       "//[",
                                       "http:" };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rows = NULL;

      script_page (fixture, NULL, ID_1, links[i]);
      rows = list (fixture, "contacts", 0, &error);
      g_assert_null (rows);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
      g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, i + 1);
    }
}

static void
test_max_rows (Fixture *fixture, gconstpointer data)
{
  g_autofree char *next_link =
    g_strconcat (herald_script_peer_get_url (fixture->peer), API "contacts?p=2", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  script_page (fixture, NULL, ID_1 "," ID_2 "," ID_1, next_link);
  rows = list (fixture, "contacts", 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 1);
}

static void
test_lists_that_are_none (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "{}",
    "{\"value\":{}}",
    "{\"value\":[1]}",
    "{\"value\":[{\"fullname\":\"without an id\"}]}",
    "{\"value\":[],\"@odata.nextLink\":7}",
    "[",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rows = NULL;

      herald_script_peer_answer (fixture->peer, NULL, 200, NULL, bodies[i]);
      rows = list (fixture, "contacts", 0, &error);
      g_assert_null (rows);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

static void
test_missing_table (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 404, "x-ms-service-request-id: req-7\r\n",
                             "{\"error\":{\"code\":\"0x8006088a\",\"message\":\"Resource not found "
                             "for the segment "
                             "'msdynmkt_pushmobiledevices'.\"}}");
  rows = list (fixture, "msdynmkt_pushmobiledevices", 0, &error);
  g_assert_null (rows);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "not installed"));
  g_assert_nonnull (strstr (error->message, "req-7"));
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonObject) row = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  const char      *request;

  json_object_set_string_member (row, "msdynmkt_name", "App");
  herald_script_peer_answer (fixture->peer, API "contacts", 204,
                             "OData-EntityId: http://h" API "contacts(" ID_1 ")\r\n", "");
  herald_dataverse_create_async (fixture->dataverse, "contacts", row, NULL, herald_await_cb,
                                 &await);
  id = herald_dataverse_create_finish (fixture->dataverse, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, ID_1);
  request = herald_script_peer_get_request (fixture->peer, 0);
  g_assert_true (g_str_has_prefix (request, "POST " API "contacts HTTP/1.1\r\n"));
  g_assert_true (g_str_has_suffix (request, "\r\n\r\n{\"msdynmkt_name\":\"App\"}"));
  g_assert_null (strstr (request, "If-None-Match"));
}

static void
test_create_is_sent_once (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonObject) row = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 503, NULL, "{}");
  herald_script_peer_answer (fixture->peer, NULL, 204, NULL, "");
  herald_dataverse_create_async (fixture->dataverse, "contacts", row, NULL, herald_await_cb,
                                 &await);
  id = herald_dataverse_create_finish (fixture->dataverse, herald_await_result (&await), &error);
  g_assert_null (id);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_REMOTE);
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 1);
}

static gboolean
update (Fixture *fixture, const char *id, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonObject) row = json_object_new ();

  json_object_set_null_member (row, "x");
  herald_dataverse_update_async (fixture->dataverse, "contacts", id, row, NULL, herald_await_cb,
                                 &await);
  return herald_dataverse_update_finish (fixture->dataverse, herald_await_result (&await), error);
}

static void
test_update (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *request;

  herald_script_peer_answer (fixture->peer, NULL, 503, NULL, "{}");
  herald_script_peer_answer (fixture->peer, NULL, 204, NULL, "");
  g_assert_true (update (fixture, ID_1, &error));
  g_assert_no_error (error);
  request = herald_script_peer_get_request (fixture->peer, 1);
  g_assert_true (g_str_has_prefix (request, "PATCH " API "contacts(" ID_1 ") HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "If-Match: *\r\n"));
  g_assert_true (g_str_has_suffix (request, "{\"x\":null}"));
  g_assert_false (update (fixture, "contacts", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 2);
}

static gboolean
delete_row (Fixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_dataverse_delete_async (fixture->dataverse, "contacts", ID_1, NULL, herald_await_cb,
                                 &await);
  return herald_dataverse_delete_finish (fixture->dataverse, herald_await_result (&await), error);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 204, NULL, "");
  g_assert_true (delete_row (fixture, &error));
  herald_script_peer_answer (fixture->peer, NULL, 404, NULL, "{}");
  g_assert_false (delete_row (fixture, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* The answer of the first attempt was lost; the second finds nothing. */
  herald_script_peer_answer_raw (fixture->peer, NULL, "");
  herald_script_peer_answer (fixture->peer, NULL, 404, NULL, "{}");
  g_assert_true (delete_row (fixture, &error));
  g_assert_no_error (error);
}

static gboolean
send_notification (Fixture         *fixture,
                   char           **id,
                   guint           *status,
                   HeraldExchange **exchange,
                   GError         **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonNode) body = json_from_string ("{\"Title\":\"Hi\"}", NULL);

  herald_dataverse_send_app_notification_async (fixture->dataverse, body, NULL, herald_await_cb,
                                                &await);
  return herald_dataverse_send_app_notification_finish (fixture->dataverse,
                                                        herald_await_result (&await), id, status,
                                                        exchange, error);
}

static void
test_notification (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldExchange) exchange = NULL;
  g_autoptr (HeraldExchange) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  guint            status = 0;

  herald_script_peer_answer (fixture->peer, API "SendAppNotification", 200, NULL,
                             "{\"@odata.context\":\"x\",\"NotificationId\":\"" ID_1 "\"}");
  g_assert_true (send_notification (fixture, &id, &status, &exchange, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, ID_1);
  g_assert_cmpuint (status, ==, 200);
  g_assert_nonnull (exchange);
  g_clear_pointer (&id, g_free);
  herald_script_peer_answer (fixture->peer, API "SendAppNotification", 204, NULL, "");
  g_assert_true (send_notification (fixture, &id, &status, &second, &error));
  g_assert_null (id);
  g_assert_cmpuint (status, ==, 204);
}

static void
test_notification_is_sent_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldExchange) exchange = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  guint            status = 99;

  herald_script_peer_answer_raw (fixture->peer, NULL, "");
  herald_script_peer_answer (fixture->peer, NULL, 200, NULL, "{}");
  g_assert_false (send_notification (fixture, &id, &status, &exchange, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_true (herald_error_is_unknown_fate (error));
  g_assert_cmpuint (status, ==, 0);
  g_assert_nonnull (herald_exchange_get_error (exchange));
  g_assert_cmpuint (herald_script_peer_get_n_requests (fixture->peer), ==, 1);
}

/* An elastic table shows what was just written only to who says which session wrote it. */
static void
test_session_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 204, "x-ms-session-token: 0:1#42\r\n", "");
  g_assert_true (update (fixture, ID_1, &error));
  script_page (fixture, NULL, "", NULL);
  rows = list (fixture, "appnotifications", 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (
    strstr (herald_script_peer_get_request (fixture->peer, 1), "MSCRM.SessionToken: 0:1#42\r\n"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/net/dataverse/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("headers", test_headers);
  ADD ("who-am-i", test_who_am_i);
  ADD ("who-am-i-of-something-else", test_who_am_i_of_something_else);
  ADD ("pages", test_pages);
  ADD ("next-link-elsewhere", test_next_link_elsewhere);
  ADD ("next-link-otherwise", test_next_link_otherwise);
  ADD ("next-link-that-is-none", test_next_link_that_is_none);
  ADD ("max-rows", test_max_rows);
  ADD ("lists-that-are-none", test_lists_that_are_none);
  ADD ("missing-table", test_missing_table);
  ADD ("create", test_create);
  ADD ("create-is-sent-once", test_create_is_sent_once);
  ADD ("update", test_update);
  ADD ("delete", test_delete);
  ADD ("notification", test_notification);
  ADD ("notification-is-sent-once", test_notification_is_sent_once);
  ADD ("session-token", test_session_token);
  return g_test_run ();
}
