/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The feed of the emulator's log, and sending a request of it once more. */
#include "config.h"

#include <string.h>

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-people.h"
#include "core/herald-phones.h"
#include "core/herald-replay.h"
#include "core/herald-request-feed.h"
#include "herald-test-session.h"

/* What a view would show: built from the signals alone. */
typedef struct
{
  HeraldRequestFeed *feed;
  GPtrArray         *mirror;
  guint              n_logged;
} Feed;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Feed *fixture = user_data;

  g_assert_cmpuint (position + removed, <=, fixture->mirror->len);
  if (removed > 0)
    g_ptr_array_remove_range (fixture->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (fixture->mirror, (int) (position + i),
                        g_list_model_get_item (model, position + i));
  g_assert_cmpuint (fixture->mirror->len, ==, g_list_model_get_n_items (model));
}

static void
logged_cb (HeraldRequestFeed *feed, HeraldExchange *exchange, gpointer user_data)
{
  ((Feed *) user_data)->n_logged++;
}

static void
feed_set_up (Feed *fixture, gconstpointer data)
{
  fixture->feed = herald_request_feed_new ();
  fixture->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (fixture->feed, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  g_signal_connect (fixture->feed, "logged", G_CALLBACK (logged_cb), fixture);
}

static void
feed_tear_down (Feed *fixture, gconstpointer data)
{
  for (guint i = 0; i < fixture->mirror->len; i++)
    {
      g_autoptr (HeraldExchange) item = g_list_model_get_item (G_LIST_MODEL (fixture->feed), i);

      g_assert_true (item == g_ptr_array_index (fixture->mirror, i));
    }
  g_assert_finalize_object (fixture->feed);
  g_ptr_array_unref (fixture->mirror);
}

/* Exchanges @first … @first + @n_exchanges - 1; every third one was refused. */
static void
add (Feed *fixture, guint first, guint n_exchanges, gsize body_bytes)
{
  g_autoptr (GPtrArray) exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *body = g_strnfill (body_bytes, 'x');

  for (guint i = first; i < first + n_exchanges; i++)
    g_ptr_array_add (exchanges, herald_exchange_restore (i, "emulator", "GET", "/x", 0, NULL, body,
                                                         i % 3 == 0 ? 404 : 200, NULL, NULL, NULL,
                                                         NULL, 0, 0));
  herald_request_feed_add (fixture->feed, exchanges);
}

static gint64
get_id (Feed *fixture, guint position)
{
  return herald_exchange_get_id (g_ptr_array_index (fixture->mirror, position));
}

static void
test_newest_first (Feed *fixture, gconstpointer data)
{
  add (fixture, 1, 3, 0);
  add (fixture, 4, 2, 0);
  g_assert_cmpuint (fixture->mirror->len, ==, 5);
  g_assert_cmpint (get_id (fixture, 0), ==, 5);
  g_assert_cmpint (get_id (fixture, 4), ==, 1);
  g_assert_cmpuint (fixture->n_logged, ==, 5);
}

static void
test_rows_are_bounded (Feed *fixture, gconstpointer data)
{
  add (fixture, 1, HERALD_REQUEST_FEED_MAX_ROWS - 1, 0);
  add (fixture, HERALD_REQUEST_FEED_MAX_ROWS, 5, 0);
  g_assert_cmpuint (fixture->mirror->len, ==, HERALD_REQUEST_FEED_MAX_ROWS);
  g_assert_cmpint (get_id (fixture, 0), ==, HERALD_REQUEST_FEED_MAX_ROWS + 4);
  g_assert_cmpint (get_id (fixture, fixture->mirror->len - 1), ==, 5);
  /* More at once than are kept at all. */
  add (fixture, 10000, HERALD_REQUEST_FEED_MAX_ROWS + 7, 0);
  g_assert_cmpuint (fixture->mirror->len, ==, HERALD_REQUEST_FEED_MAX_ROWS);
  g_assert_cmpint (get_id (fixture, fixture->mirror->len - 1), ==, 10007);
}

static void
test_bytes_are_bounded (Feed *fixture, gconstpointer data)
{
  const gsize body_bytes = HERALD_REQUEST_FEED_MAX_BYTES / 8;

  for (guint i = 1; i <= 20; i++)
    add (fixture, i, 1, body_bytes);
  g_assert_cmpuint (herald_request_feed_get_n_kept (fixture->feed), ==, 7);
  g_assert_cmpint (get_id (fixture, 0), ==, 20);
}

static void
test_filter (Feed *fixture, gconstpointer data)
{
  add (fixture, 1, 9, 0);
  herald_request_feed_take_filter (fixture->feed, herald_exchange_filter_new (NULL, NULL, 4, NULL));
  g_assert_cmpuint (fixture->mirror->len, ==, 3);
  g_assert_cmpuint (herald_request_feed_get_n_kept (fixture->feed), ==, 9);
  add (fixture, 10, 3, 0);
  g_assert_cmpuint (fixture->mirror->len, ==, 4);
  g_assert_cmpint (get_id (fixture, 0), ==, 12);
  herald_request_feed_take_filter (fixture->feed, NULL);
  g_assert_cmpuint (fixture->mirror->len, ==, 12);
}

/* What matched stays in the list when it is not kept any more. */
static void
test_matches_stay (Feed *fixture, gconstpointer data)
{
  herald_request_feed_take_filter (fixture->feed, herald_exchange_filter_new (NULL, NULL, 4, NULL));
  add (fixture, 1, HERALD_REQUEST_FEED_MAX_ROWS, 0);
  add (fixture, HERALD_REQUEST_FEED_MAX_ROWS + 1, 100, 0);
  g_assert_cmpuint (herald_request_feed_get_n_kept (fixture->feed), ==,
                    HERALD_REQUEST_FEED_MAX_ROWS);
  g_assert_cmpuint (fixture->mirror->len, ==, (HERALD_REQUEST_FEED_MAX_ROWS + 100) / 3);
  g_assert_cmpint (get_id (fixture, fixture->mirror->len - 1), ==, 3);
  herald_request_feed_take_filter (fixture->feed, NULL);
  g_assert_cmpuint (fixture->mirror->len, ==, HERALD_REQUEST_FEED_MAX_ROWS);
}

static void
test_pause (Feed *fixture, gconstpointer data)
{
  add (fixture, 1, 2, 0);
  herald_request_feed_set_paused (fixture->feed, TRUE);
  add (fixture, 3, 3, 0);
  g_assert_cmpuint (fixture->mirror->len, ==, 2);
  g_assert_cmpuint (herald_request_feed_get_n_waiting (fixture->feed), ==, 3);
  g_assert_cmpuint (fixture->n_logged, ==, 5);
  herald_request_feed_set_paused (fixture->feed, FALSE);
  g_assert_cmpuint (fixture->mirror->len, ==, 5);
  g_assert_cmpuint (herald_request_feed_get_n_waiting (fixture->feed), ==, 0);
}

static gboolean
read_feed (HeraldRequestFeed *feed)
{
  gboolean updated = FALSE;
  gulong   handler_id;

  handler_id = g_signal_connect_swapped (feed, "updated", G_CALLBACK (g_atomic_int_inc), &updated);
  herald_request_feed_update (feed);
  while (!updated)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (feed, handler_id);
  return herald_request_feed_get_error (feed) == NULL;
}

static HeraldExchange *
find (HeraldRequestFeed *feed, const char *part)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (feed)); i++)
    {
      g_autoptr (HeraldExchange) exchange = g_list_model_get_item (G_LIST_MODEL (feed), i);

      if (strstr (herald_exchange_get_url (exchange), part) != NULL)
        return g_steal_pointer (&exchange);
    }
  return NULL;
}

static void
test_emulator (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldRequestFeed) feed = herald_request_feed_new ();
  g_autoptr (HeraldExchange) who = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_request_feed_set_session (feed, fixture->session, NULL);
  g_assert_true (read_feed (feed));
  who = find (feed, "/WhoAmI");
  g_assert_nonnull (who);
  g_assert_cmpuint (herald_exchange_get_status (who), ==, 200);
  herald_request_feed_clear_async (feed, NULL, herald_await_cb, &await);
  g_assert_true (herald_request_feed_clear_finish (feed, herald_await_result (&await), &error));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feed)), ==, 0);
  g_assert_true (read_feed (feed));
  g_assert_cmpuint (herald_request_feed_get_n_kept (feed), ==, 0);
}

static GPtrArray *
read_log (HeraldSession *session)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *exchanges;

  herald_phones_log_async (session, 0, 500, NULL, NULL, herald_await_cb, &await);
  exchanges = herald_phones_log_finish (session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return exchanges;
}

static void
wait_for_search (HeraldRequestFeed *feed)
{
  while (herald_request_feed_is_searching (feed))
    g_main_context_iteration (NULL, TRUE);
}

/* A feed that keeps only the newest exchange finds the others by its filter. */
static void
test_search (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldRequestFeed) feed = herald_request_feed_new ();
  g_autoptr (GPtrArray) all = read_log (fixture->session);
  g_autoptr (GPtrArray) last = g_ptr_array_new ();
  g_autoptr (HeraldExchange) who = NULL;

  g_assert_cmpuint (all->len, >=, 3);
  g_ptr_array_add (last, g_ptr_array_index (all, all->len - 1));
  herald_request_feed_set_session (feed, fixture->session, NULL);
  herald_request_feed_add (feed, last);
  herald_request_feed_take_filter (feed,
                                   herald_exchange_filter_new ("whoAMI", NULL, 2, "dataverse"));
  wait_for_search (feed);
  who = find (feed, "/WhoAmI");
  g_assert_nonnull (who);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feed)), ==, 1);
  /* All there is, each once, newest first. */
  herald_request_feed_take_filter (feed, herald_exchange_filter_new ("/", NULL, 0, NULL));
  wait_for_search (feed);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feed)), ==, all->len);
  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (HeraldExchange) item = g_list_model_get_item (G_LIST_MODEL (feed), i);

      g_assert_cmpint (herald_exchange_get_id (item), ==,
                       herald_exchange_get_id (g_ptr_array_index (all, all->len - 1 - i)));
    }
  /* Without a filter only what is kept is shown. */
  herald_request_feed_take_filter (feed, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feed)), ==, 1);
}

static void
test_search_is_replaced (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldRequestFeed) feed = herald_request_feed_new ();
  g_autoptr (GPtrArray) all = read_log (fixture->session);
  g_autoptr (GPtrArray) last = g_ptr_array_new ();

  g_ptr_array_add (last, g_ptr_array_index (all, all->len - 1));
  herald_request_feed_set_session (feed, fixture->session, NULL);
  herald_request_feed_add (feed, last);
  herald_request_feed_take_filter (feed, herald_exchange_filter_new ("/", NULL, 0, NULL));
  herald_request_feed_take_filter (feed, herald_exchange_filter_new ("no such", NULL, 0, NULL));
  wait_for_search (feed);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (feed)), ==, 0);
}

static void
test_clear_without_emulator (void)
{
  g_autoptr (HeraldRequestFeed) feed = herald_request_feed_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_request_feed_clear_async (feed, NULL, herald_await_cb, &await);
  g_assert_false (herald_request_feed_clear_finish (feed, herald_await_result (&await), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
}

static HeraldExchange *
replay (HeraldTestSession *fixture, HeraldExchange *exchange, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_replay_async (fixture->session, exchange, NULL, herald_await_cb, &await);
  return herald_replay_finish (fixture->session, herald_await_result (&await), error);
}

static void
test_replay_dataverse (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldRequestFeed) feed = herald_request_feed_new ();
  g_autoptr (HeraldExchange) who = NULL;
  g_autoptr (HeraldExchange) again = NULL;
  g_autoptr (HeraldExchange) third = NULL;
  g_autoptr (GError) error = NULL;

  herald_request_feed_set_session (feed, fixture->session, NULL);
  g_assert_true (read_feed (feed));
  who = find (feed, "/WhoAmI");
  g_assert_true (herald_replay_is_harmless (who));
  again = replay (fixture, who, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (herald_exchange_get_status (again), ==, 200);
  g_assert_cmpstr (herald_exchange_get_answer_body (again), ==,
                   herald_exchange_get_answer_body (who));
  third = replay (fixture, again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (herald_exchange_get_status (third), ==, 200);
}

/* The log masks the access token; the app in the body tells which one it was. */
static void
test_replay_registration (HeraldTestSession *fixture, gconstpointer data)
{
  const HeraldEmulatorApp *app = herald_emulator_info_get_app (fixture->info, 0);
  g_autofree char         *body =
    g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"6f1ed002-ab5f-4ea8-8a5c-0123456789ab\","
                     "\"ApiToken\":\"••••••••\",\"ApnsDeviceToken\":\"%064d\"}",
                     app->id, 7);
  g_autofree char *path =
    g_strdup_printf ("/api/v1.0/orgs/%s/pushdeviceregistration/devices",
                     herald_emulator_info_get (fixture->info,
                                               HERALD_EMULATOR_INFO_ORGANIZATION_ID));
  g_autoptr (HeraldExchange) exchange =
    herald_exchange_restore (1, "emulator", "POST", path, 0,
                             "content-type: application/json\n"
                             "x-ms-track-registration: true",
                             body, 202, NULL, NULL, NULL, NULL, 0, 0);
  g_autoptr (HeraldExchange) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (herald_replay_is_harmless (exchange));
  again = replay (fixture, exchange, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (herald_exchange_get_status (again), ==, 202);
}

static void
test_replay_refused (HeraldTestSession *fixture, gconstpointer data)
{
  static const struct
  {
    const char *path;
    const char *body;
  } table[] = {
    { "/3/device/ab", "{}" },           { "/v1/projects/p/messages:send", "{}" },
    { "/token", "assertion=••••••••" }, { "/t/oauth2/v2.0/token", "client_secret=••••••••" },
    { "/x?token=••••••••", "" },        { "http://example.com/x", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldExchange) exchange =
        herald_exchange_restore (1, "emulator", "POST", table[i].path, 0, NULL, table[i].body, 200,
                                 NULL, NULL, NULL, NULL, 0, 0);

      g_assert_null (replay (fixture, exchange, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
}

static void
set_up (HeraldTestSession *fixture, gconstpointer data)
{
  herald_test_session_set_up (fixture, data);
}

#define ADD_FEED(name, function)                                                                   \
  g_test_add ("/core/request-feed/" name, Feed, NULL, feed_set_up, function, feed_tear_down)
#define ADD(name, function)                                                                        \
  g_test_add ("/core/" name, HeraldTestSession, NULL, set_up, function,                            \
              herald_test_session_tear_down)

int
main (int argc, char *argv[])
{
  herald_test_session_init (&argc, &argv);
  ADD_FEED ("newest-first", test_newest_first);
  ADD_FEED ("rows-are-bounded", test_rows_are_bounded);
  ADD_FEED ("bytes-are-bounded", test_bytes_are_bounded);
  ADD_FEED ("filter", test_filter);
  ADD_FEED ("matches-stay", test_matches_stay);
  ADD_FEED ("pause", test_pause);
  ADD ("request-feed/emulator", test_emulator);
  ADD ("request-feed/search", test_search);
  ADD ("request-feed/search-is-replaced", test_search_is_replaced);
  g_test_add_func ("/core/request-feed/without-emulator", test_clear_without_emulator);
  ADD ("replay/dataverse", test_replay_dataverse);
  ADD ("replay/registration", test_replay_registration);
  ADD ("replay/refused", test_replay_refused);
  return g_test_run ();
}
