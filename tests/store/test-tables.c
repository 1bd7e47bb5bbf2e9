/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables' functions, each as the core calls it. */
#include "config.h"

#include "base/herald-error.h"
#include "herald-test-store.h"
#include "store/herald-connection.h"
#include "store/herald-table-access-token.h"
#include "store/herald-table-device.h"
#include "store/herald-table-draft.h"
#include "store/herald-table-environment.h"
#include "store/herald-table-exchange.h"
#include "store/herald-table-host.h"
#include "store/herald-table-send.h"

#define ENV "emulator"
#define PERSON "11111111-1111-1111-1111-111111111111"
#define OTHER_PERSON "22222222-2222-2222-2222-222222222222"
#define APP "33333333-3333-3333-3333-333333333333"

/* Runs a check on the write lane; inside, everything is called without waiting. */
static void
run_check (HeraldTestStore *fixture, gconstpointer check)
{
  g_autoptr (GError) error = NULL;
  HeraldStoreFunc func = *(const HeraldStoreFunc *) check;

  herald_test_store_write (fixture->store, func, fixture, &error);
  g_assert_no_error (error);
}

/* Each of the texts that the store keeps has its own column, and what is learnt later gets there.
 */
static gboolean
check_every_text (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (HeraldEnvironment) environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);
  g_autoptr (GPtrArray) saved = NULL;
  g_autoptr (GPtrArray) learnt = NULL;

  for (guint field = 0; field < HERALD_ENVIRONMENT_APNS_ORIGIN; field++)
    {
      g_autofree char *text = g_strdup_printf ("text %u", field);

      herald_environment_set (environment, field, text);
    }
  g_assert_true (herald_table_environment_save (connection, environment, error));
  saved = herald_table_environment_list (connection, error);
  g_assert_true (herald_environment_equal (saved->pdata[0], environment));

  for (guint field = HERALD_ENVIRONMENT_ORGANIZATION_ID; field <= HERALD_ENVIRONMENT_USER_NAME;
       field++)
    {
      g_autofree char *text = g_strdup_printf ("later %u", field);

      herald_environment_set (environment, field, text);
    }
  g_assert_false (herald_environment_equal (saved->pdata[0], environment));
  g_assert_true (herald_table_environment_keep_learnt (connection, environment, error));
  learnt = herald_table_environment_list (connection, error);
  g_assert_true (herald_environment_equal (learnt->pdata[0], environment));
  return TRUE;
}

static gboolean
check_environments (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (HeraldEnvironment) environment =
    herald_environment_new (HERALD_ENVIRONMENT_PRODUCTION);
  g_autoptr (GPtrArray) saved = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (HeraldDraftRow) draft = herald_draft_row_new (0, 0, "d", "{}", 1);
  g_autoptr (GPtrArray) drafts = NULL;
  HeraldEnvironmentContents contents = { .n_sends = -1 };

  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, "one");
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "Contoso");
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, "https://a.example");
  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN, "user");
  herald_environment_set (environment, HERALD_ENVIRONMENT_ACCOUNT, "ada@contoso.com");
  herald_environment_set (environment, HERALD_ENVIRONMENT_CA_FILE, "/ca.pem");
  g_assert_true (herald_table_environment_save (connection, environment, error));
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, "https://b.example");
  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY, "http://proxy:8080");
  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY_USER, "ada");
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE, "CN=ada");
  herald_environment_set_read_only (environment, TRUE);
  herald_environment_set_ignores_tls_errors (environment, TRUE);
  g_assert_true (herald_table_environment_save (connection, environment, error));
  saved = herald_table_environment_list (connection, error);
  g_assert_cmpuint (saved->len, ==, 1);
  g_assert_cmpint (herald_environment_get_kind (saved->pdata[0]), ==,
                   HERALD_ENVIRONMENT_PRODUCTION);
  g_assert_cmpstr (herald_environment_get (saved->pdata[0], HERALD_ENVIRONMENT_URL), ==,
                   "https://b.example");
  g_assert_cmpint (herald_environment_get_sign_in (saved->pdata[0]), ==, HERALD_SIGN_IN_USER);
  g_assert_cmpstr (herald_environment_get (saved->pdata[0], HERALD_ENVIRONMENT_ACCOUNT), ==,
                   "ada@contoso.com");
  g_assert_cmpstr (herald_environment_get (saved->pdata[0], HERALD_ENVIRONMENT_CA_FILE), ==,
                   "/ca.pem");
  g_assert_cmpstr (herald_environment_get (saved->pdata[0], HERALD_ENVIRONMENT_PROXY), ==,
                   "http://proxy:8080");
  g_assert_cmpstr (herald_environment_get (saved->pdata[0], HERALD_ENVIRONMENT_PROXY_USER), ==,
                   "ada");
  g_assert_cmpstr (herald_environment_get (saved->pdata[0], HERALD_ENVIRONMENT_CLIENT_CERTIFICATE),
                   ==, "CN=ada");
  g_assert_true (herald_environment_is_read_only (saved->pdata[0]));
  g_assert_true (herald_environment_ignores_tls_errors (saved->pdata[0]));

  g_assert_true (herald_table_draft_save (connection, "one", draft, error));
  g_assert_true (herald_table_environment_count (connection, "one", &contents, error));
  g_assert_cmpint (contents.n_drafts, ==, 1);
  g_assert_cmpint (contents.n_sends, ==, 0);
  g_assert_true (herald_table_environment_count (connection, "two", &contents, error));
  g_assert_cmpint (contents.n_drafts, ==, 0);
  herald_table_environment_remove (connection, "one", error);
  g_assert_no_error (*error);
  rest = herald_table_environment_list (connection, error);
  drafts = herald_table_draft_list (connection, "one", 0, error);
  g_assert_cmpuint (rest->len, ==, 0);
  g_assert_cmpuint (drafts->len, ==, 0);
  return TRUE;
}

static gboolean
check_drafts (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (HeraldDraftRow) first = herald_draft_row_new (0, 0, "first", "{\"a\":1}", 10);
  g_autoptr (HeraldDraftRow) second = herald_draft_row_new (0, 0, "second", "{}", 20);
  g_autoptr (HeraldDraftRow) other_kind = herald_draft_row_new (0, 1, "third", "{}", 30);
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GError) local = NULL;

  g_assert_true (herald_table_draft_save (connection, ENV, first, error));
  g_assert_true (herald_table_draft_save (connection, ENV, second, error));
  g_assert_true (herald_table_draft_save (connection, ENV, other_kind, error));
  first->changed_us = 40;
  g_free (first->name);
  first->name = g_strdup ("renamed");
  g_assert_true (herald_table_draft_save (connection, ENV, first, error));
  drafts = herald_table_draft_list (connection, ENV, 0, error);
  g_assert_cmpuint (drafts->len, ==, 2);
  g_assert_cmpstr (((HeraldDraftRow *) drafts->pdata[0])->name, ==, "renamed");
  g_assert_cmpstr (((HeraldDraftRow *) drafts->pdata[0])->json, ==, "{\"a\":1}");
  g_assert_cmpint (((HeraldDraftRow *) drafts->pdata[1])->id, ==, second->id);

  g_assert_true (herald_table_draft_delete (connection, first->id, error));
  g_assert_false (herald_table_draft_save (connection, ENV, first, &local));
  g_assert_error (local, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  return TRUE;
}

static HeraldSendTarget *
make_target (guint position, HeraldSendStatus status)
{
  HeraldSendTarget *target = g_new0 (HeraldSendTarget, 1);

  target->position = position;
  target->target_label = g_strdup_printf ("Phone %u", position);
  target->platform = HERALD_PLATFORM_ANDROID;
  target->status = status;
  return target;
}

static void
free_target (gpointer target)
{
  herald_send_target_free (target);
}

static HeraldSendRow *
begin_send (HeraldConnection *connection, GPtrArray *targets)
{
  g_autoptr (GError) error = NULL;
  HeraldSendRow *send = g_new0 (HeraldSendRow, 1);

  send->kind = HERALD_SEND_PUSH;
  send->app_id = g_strdup (APP);
  send->title = g_strdup ("Sale");
  send->json = g_strdup ("{}");
  send->created_us = 5;
  for (guint i = 0; i < 4; i++)
    g_ptr_array_add (targets, make_target (i, i < 2 ? HERALD_SEND_SENDING : HERALD_SEND_WAITING));
  herald_table_send_begin (connection, ENV, send, targets, &error);
  g_assert_no_error (error);
  return send;
}

static gboolean
check_sends (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (free_target);
  g_autoptr (HeraldSendRow) send = begin_send (connection, targets);
  g_autoptr (HeraldSendResult) result = NULL;
  g_autoptr (GPtrArray) sends = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  HeraldSendTarget *target = targets->pdata[1];

  target->status = HERALD_SEND_FAILED;
  target->code = 410;
  target->reason = g_strdup ("Unregistered");
  target->latency_ms = 12;
  target->exchange_id = 77;
  g_assert_true (herald_table_send_update (connection, send->id, target, error));
  sends = herald_table_send_list (connection, ENV, 10, error);
  g_assert_cmpuint (sends->len, ==, 1);
  g_assert_cmpuint (((HeraldSendRow *) sends->pdata[0])->n_total, ==, 4);
  g_assert_cmpuint (((HeraldSendRow *) sends->pdata[0])->n_failed, ==, 1);
  g_assert_cmpuint (((HeraldSendRow *) sends->pdata[0])->n_delivered, ==, 0);
  kept = herald_table_send_list_targets (connection, send->id, error);
  g_assert_cmpuint (kept->len, ==, 4);
  result = herald_send_target_to_result (kept->pdata[1]);
  g_assert_cmpint (herald_send_result_get_status (result), ==, HERALD_SEND_FAILED);
  g_assert_cmpstr (herald_send_result_get_reason (result), ==, "Unregistered");
  g_assert_cmpint (herald_send_result_get_exchange_id (result), ==, 77);
  g_assert_cmpint (herald_send_result_get_platform (result), ==, HERALD_PLATFORM_ANDROID);
  return TRUE;
}

/* This process lives: a second window must not end its sends. */
static gboolean
check_recovery_spares_the_living (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (free_target);
  g_autoptr (HeraldSendRow) send = begin_send (connection, targets);
  g_autoptr (GPtrArray) kept = NULL;

  g_assert_true (herald_table_send_recover (connection, error));
  kept = herald_table_send_list_targets (connection, send->id, error);
  g_assert_cmpint (((HeraldSendTarget *) kept->pdata[0])->status, ==, HERALD_SEND_SENDING);
  return TRUE;
}

static gboolean
check_recovery_ends_the_dead (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (free_target);
  g_autoptr (HeraldSendRow) send = begin_send (connection, targets);
  g_autoptr (GPtrArray) kept = NULL;

  g_assert_true (herald_connection_run (connection, error, "UPDATE send SET process = '1 0'", ""));
  g_assert_true (herald_table_send_recover (connection, error));
  kept = herald_table_send_list_targets (connection, send->id, error);
  g_assert_cmpint (((HeraldSendTarget *) kept->pdata[1])->status, ==, HERALD_SEND_UNKNOWN);
  g_assert_cmpint (((HeraldSendTarget *) kept->pdata[2])->status, ==, HERALD_SEND_FAILED);
  g_assert_cmpstr (((HeraldSendTarget *) kept->pdata[2])->reason, ==, "NotSent");
  return TRUE;
}

static HeraldExchange *
make_exchange (const char *service, gsize body_length)
{
  HeraldExchange  *exchange = herald_exchange_new (service, "POST", "https://x.example/a", 7);
  g_autofree char *text = g_malloc (body_length + 1);
  g_autoptr (GBytes) body = NULL;

  memset (text, 'a', body_length);
  text[body_length] = '\0';
  body = g_bytes_new (text, body_length);
  herald_exchange_add_request_header (exchange, "Authorization", "Bearer abcdefghijklmnop");
  herald_exchange_finish (exchange, 200, "HTTP/1.1", "text/plain", body, 3, 9);
  return exchange;
}

static gboolean
check_exchanges (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (HeraldExchange) first = make_exchange ("dataverse", 5);
  g_autoptr (HeraldExchange) big = make_exchange ("apns", 200000);
  g_autoptr (HeraldExchange) loaded = NULL;
  g_autoptr (HeraldExchange) cut = NULL;
  g_autoptr (GPtrArray) apns = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_assert_true (herald_table_exchange_insert (connection, ENV, first, error));
  g_assert_true (herald_table_exchange_insert (connection, ENV, big, error));
  loaded = herald_table_exchange_load (connection, herald_exchange_get_id (first), error);
  g_assert_cmpstr (herald_exchange_get_answer_body (loaded), ==, "aaaaa");
  g_assert_cmpuint (herald_exchange_get_status (loaded), ==, 200);
  g_assert_null (strstr (herald_exchange_get_request_headers (loaded), "abcdefghijklmnop"));
  cut = herald_table_exchange_load (connection, herald_exchange_get_id (big), error);
  g_assert_cmpuint (strlen (herald_exchange_get_answer_body (cut)), <, 70000);
  g_assert_nonnull (strstr (herald_exchange_get_answer_body (cut), "134464 bytes more"));
  apns = herald_table_exchange_list (connection, ENV, "apns", 10, error);
  all = herald_table_exchange_list (connection, ENV, NULL, 10, error);
  g_assert_cmpuint (apns->len, ==, 1);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpint (herald_exchange_get_id (all->pdata[0]), ==, herald_exchange_get_id (big));
  return TRUE;
}

static gboolean
check_exchanges_are_bounded (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (HeraldExchange) gone = NULL;
  g_autoptr (GError) local = NULL;
  gint64 first_id = 0;

  for (guint i = 0; i < HERALD_EXCHANGE_MAX_ROWS + 3; i++)
    {
      g_autoptr (HeraldExchange) exchange = make_exchange ("fcm", 1);

      g_assert_true (herald_table_exchange_insert (connection, ENV, exchange, error));
      if (i == 0)
        first_id = herald_exchange_get_id (exchange);
    }
  all = herald_table_exchange_list (connection, ENV, NULL, G_MAXINT, error);
  g_assert_cmpuint (all->len, ==, HERALD_EXCHANGE_MAX_ROWS);
  gone = herald_table_exchange_load (connection, first_id, &local);
  g_assert_null (gone);
  g_assert_error (local, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  return TRUE;
}

static gboolean
check_access_tokens (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (HeraldAccessToken) old = herald_access_token_new ("t1", "Old", 10, 0, TRUE);
  g_autoptr (HeraldAccessToken) new = herald_access_token_new ("t2", "New", 20, 0, TRUE);
  g_autoptr (GPtrArray) tokens = NULL;
  g_autoptr (GPtrArray) rest = NULL;

  herald_access_token_set_hint (old, "o1d=");
  herald_access_token_set_hint (new, "x9==");
  g_assert_true (herald_table_access_token_insert (connection, ENV, APP, old, error));
  g_assert_true (herald_table_access_token_insert (connection, ENV, APP, new, error));
  g_assert_true (herald_table_access_token_touch (connection, ENV, APP, "o1d=", 99, error));
  tokens = herald_table_access_token_list (connection, ENV, APP, error);
  g_assert_cmpuint (tokens->len, ==, 2);
  g_assert_cmpstr (herald_access_token_get_hint (tokens->pdata[0]), ==, "x9==");
  g_assert_true (herald_access_token_is_current (tokens->pdata[0]));
  g_assert_false (herald_access_token_is_current (tokens->pdata[1]));
  g_assert_cmpint (herald_access_token_get_last_used_us (tokens->pdata[1]), ==, 99);
  g_assert_true (herald_table_access_token_delete (connection, "t1", error));
  rest = herald_table_access_token_list (connection, ENV, APP, error);
  g_assert_cmpuint (rest->len, ==, 1);
  return TRUE;
}

static void
save_device (HeraldConnection *connection,
             const char       *id,
             const char       *token,
             const char       *user_id,
             const char       *user_name,
             gint64            seen_us)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  HeraldDevice *device = herald_device_new (id, HERALD_PLATFORM_IOS, token, user_id, APP);

  herald_device_set_user_name (device, user_name);
  herald_device_set_app_name (device, "Contoso Café");
  g_ptr_array_add (devices, device);
  herald_table_device_save (connection, ENV, devices, seen_us, &error);
  g_assert_no_error (error);
}

static HeraldDeviceState
get_state (HeraldConnection *connection, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldDevice) device = herald_table_device_load (connection, ENV, id, &error);

  g_assert_no_error (error);
  g_assert_nonnull (device);
  return herald_device_get_state (device);
}

static gboolean
check_device_states (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) devices = NULL;

  save_device (connection, "d1", "AAAA", PERSON, "Andrew", 10);
  save_device (connection, "d2", "BBBB", PERSON, "Andrew", 20);
  save_device (connection, "d3", "CCCC", OTHER_PERSON, "Mia", 10);
  g_assert_true (herald_table_device_mark_missing (connection, ENV, PERSON, NULL, 20, 21, error));
  g_assert_cmpint (get_state (connection, "d1"), ==, HERALD_DEVICE_REMOVED);
  g_assert_cmpint (get_state (connection, "d2"), ==, HERALD_DEVICE_REGISTERED);
  g_assert_cmpint (get_state (connection, "d3"), ==, HERALD_DEVICE_REGISTERED);
  devices = herald_table_device_list (connection, ENV, PERSON, APP, error);
  g_assert_cmpuint (devices->len, ==, 2);
  g_assert_cmpstr (herald_device_get_id (devices->pdata[1]), ==, "d1");

  save_device (connection, "d1", "AAAA", PERSON, "Andrew", 30);
  g_assert_cmpint (get_state (connection, "d1"), ==, HERALD_DEVICE_REGISTERED);
  g_assert_true (herald_table_device_mark_invalid (connection, ENV, "d1", "Unregistered", error));
  save_device (connection, "d1", "AAAA", PERSON, "Andrew", 40);
  g_assert_cmpint (get_state (connection, "d1"), ==, HERALD_DEVICE_INVALID);
  save_device (connection, "d1", "DDDD", PERSON, "Andrew", 50);
  g_assert_cmpint (get_state (connection, "d1"), ==, HERALD_DEVICE_REGISTERED);
  g_assert_true (herald_table_device_mark_removed (connection, ENV, "d1", 60, error));
  g_assert_true (herald_table_device_mark_invalid (connection, ENV, "d1", "late", error));
  g_assert_cmpint (get_state (connection, "d1"), ==, HERALD_DEVICE_REMOVED);
  return TRUE;
}

static gboolean
check_device_names (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (HeraldDevice) named = NULL;
  g_autoptr (HeraldDevice) changed_hands = NULL;

  save_device (connection, "d1", "AAAA", PERSON, NULL, 10);
  before = herald_table_device_list_nameless (connection, ENV, "", 10, error);
  g_assert_cmpuint (before->len, ==, 1);
  g_assert_cmpstr (before->pdata[0], ==, PERSON);
  g_assert_true (herald_table_device_set_person (connection, ENV, PERSON, "Andrew",
                                                 "andrew@contosoltd.com", error));
  after = herald_table_device_list_nameless (connection, ENV, "", 10, error);
  g_assert_cmpuint (after->len, ==, 0);
  save_device (connection, "d1", "AAAA", PERSON, NULL, 20);
  named = herald_table_device_load (connection, ENV, "d1", error);
  g_assert_cmpstr (herald_device_get_user_name (named), ==, "Andrew");
  save_device (connection, "d1", "AAAA", OTHER_PERSON, NULL, 30);
  changed_hands = herald_table_device_load (connection, ENV, "d1", error);
  g_assert_null (herald_device_get_user_name (changed_hands));
  return TRUE;
}

static guint
count_found (HeraldConnection *connection, const char *search)
{
  HeraldDeviceFilter filter = { .environment_id = ENV, .search = search };
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldRowQuery) query = herald_device_query_new (&filter);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  herald_row_query_get_source (query)->read_ids (connection, herald_row_query_get_data (query), ids,
                                                 &error);
  g_assert_no_error (error);
  return ids->len;
}

static gboolean
check_device_search (HeraldConnection *connection, gpointer data, GError **error)
{
  const struct
  {
    const char *search;
    guint       n_found;
  } rows[] = {
    { "", 3 },        { "   ", 3 },       { "andrew", 1 },       { "ANDREW", 1 },
    { "O'Brien", 1 }, { "brien zoe", 1 }, { "brien andrew", 0 }, { "zoë", 1 },
    { "zo", 1 },      { "o'", 1 },        { "ZO bri", 1 },       { "contosoltd.com", 1 },
    { "cafe", 3 },    { "F00D", 1 },      { "f0", 1 },           { "%", 0 },
    { "\"", 0 },      { "a\"b\"c", 0 },   { "NOT andrew", 0 },   { "andrew*", 0 },
    { "李", 1 },      { "李小龍", 1 },    { "nobody", 0 },       { "\xff\xfe", 0 },
  };

  save_device (connection, "d1", "AAAA1111", PERSON, "Andrew", 10);
  save_device (connection, "d2", "BBF00DBB", OTHER_PERSON, "Zoë O'Brien", 10);
  save_device (connection, "d3", "CCCC2222", APP, "李小龍", 10);
  g_assert_true (herald_table_device_set_person (connection, ENV, PERSON, "Andrew",
                                                 "andrew@contosoltd.com", error));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *printable = g_utf8_make_valid (rows[i].search, -1);

      g_test_message ("search “%s”", printable);
      g_assert_cmpuint (count_found (connection, rows[i].search), ==, rows[i].n_found);
    }
  save_device (connection, "d1", "EEEE9999", PERSON, "Andrew", 20);
  g_assert_cmpuint (count_found (connection, "aaaa1111"), ==, 0);
  g_assert_cmpuint (count_found (connection, "eeee9999"), ==, 1);
  g_assert_cmpuint (count_found (connection, "contosoltd"), ==, 1);
  return TRUE;
}

static char *
list_order (HeraldConnection *connection, const HeraldDeviceFilter *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldRowQuery) query = herald_device_query_new (filter);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const HeraldRowSource *source = herald_row_query_get_source (query);
  GObject               *items[8] = { NULL };
  GString               *order = g_string_new (NULL);

  source->read_ids (connection, herald_row_query_get_data (query), ids, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, <=, G_N_ELEMENTS (items));
  source->read_rows (connection, herald_row_query_get_data (query),
                     (const gint64 *) (gpointer) ids->data, ids->len, items, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ids->len; i++)
    {
      g_string_append (order, herald_device_get_id (HERALD_DEVICE (items[i])));
      g_object_unref (items[i]);
    }
  return g_string_free (order, FALSE);
}

static gboolean
check_device_filters (HeraldConnection *connection, gpointer data, GError **error)
{
  const struct
  {
    HeraldDeviceFilter filter;
    const char        *order;
  } rows[] = {
    { { ENV, NULL, NULL, NULL, FALSE, HERALD_DEVICE_SORT_USER, FALSE }, "bca" },
    { { ENV, NULL, NULL, NULL, FALSE, HERALD_DEVICE_SORT_USER, TRUE }, "acb" },
    { { ENV, NULL, NULL, NULL, FALSE, HERALD_DEVICE_SORT_TOKEN, FALSE }, "cba" },
    { { ENV, NULL, NULL, NULL, FALSE, HERALD_DEVICE_SORT_LAST_SEEN, TRUE }, "cba" },
    { { ENV, "contoso", NULL, NULL, FALSE, HERALD_DEVICE_SORT_TOKEN, TRUE }, "abc" },
    { { ENV, NULL, PERSON, NULL, FALSE, HERALD_DEVICE_SORT_TOKEN, FALSE }, "a" },
    { { ENV, NULL, PERSON, NULL, TRUE, HERALD_DEVICE_SORT_TOKEN, FALSE }, "da" },
    { { ENV, NULL, NULL, PERSON, TRUE, HERALD_DEVICE_SORT_TOKEN, FALSE }, "" },
    { { "other", NULL, NULL, NULL, TRUE, HERALD_DEVICE_SORT_TOKEN, FALSE }, "" },
  };

  save_device (connection, "a", "T4", PERSON, "Zoe", 1);
  save_device (connection, "b", "T3", OTHER_PERSON, "anna", 2);
  save_device (connection, "c", "T2", APP, "Ben", 3);
  save_device (connection, "d", "T1", PERSON, "Zoe", 4);
  g_assert_true (herald_table_device_mark_removed (connection, ENV, "d", 9, error));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *order = list_order (connection, &rows[i].filter);

      g_test_message ("row %u", (guint) i);
      g_assert_cmpstr (order, ==, rows[i].order);
    }
  return TRUE;
}

static void
add_contact (HeraldConnection *connection, const char *origin, gint64 when_us, guint status)
{
  g_autoptr (HeraldHost) host = herald_host_new (ENV, origin);
  g_autoptr (GError) error = NULL;

  host->purposes = status == 200 ? HERALD_HOST_DATAVERSE : HERALD_HOST_SIGN_IN;
  host->contacted_us = when_us;
  host->status = status;
  host->error = status == 0 ? g_strdup ("no answer") : NULL;
  host->n_contacts = 1;
  g_assert_true (herald_table_host_add (connection, host, &error));
  g_assert_no_error (error);
}

static void
add_refusal (HeraldConnection *connection, const char *environment, guint number, gint64 when_us)
{
  g_autofree char *origin = g_strdup_printf ("https://evil-%u.example:443", number);
  g_autoptr (HeraldHost) host = herald_host_new (environment, origin);
  g_autoptr (GError) error = NULL;

  host->refused_us = when_us;
  host->n_refused = 1;
  g_assert_true (herald_table_host_add (connection, host, &error));
  g_assert_no_error (error);
}

static gboolean
check_hosts (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) hosts = NULL;
  const HeraldHost *host;

  add_contact (connection, "https://a.example:443", 10, 200);
  add_contact (connection, "https://a.example:443", 20, 0);
  add_refusal (connection, ENV, 1, 30);
  add_refusal (connection, ENV, 1, 40);
  hosts = herald_table_host_list (connection, error);
  g_assert_cmpuint (hosts->len, ==, 2);
  host = hosts->pdata[0];
  g_assert_cmpstr (host->origin, ==, "https://a.example:443");
  g_assert_cmpint (host->purposes, ==, HERALD_HOST_DATAVERSE | HERALD_HOST_SIGN_IN);
  g_assert_cmpint (host->contacted_us, ==, 20);
  g_assert_cmpstr (host->error, ==, "no answer");
  g_assert_cmpint (host->n_contacts, ==, 2);
  g_assert_cmpint (host->n_refused, ==, 0);
  host = hosts->pdata[1];
  g_assert_cmpint (host->refused_us, ==, 40);
  g_assert_cmpint (host->n_refused, ==, 2);
  g_assert_cmpint (host->contacted_us, ==, 0);
  g_assert_true (herald_table_environment_remove (connection, ENV, error));
  g_clear_pointer (&hosts, g_ptr_array_unref);
  hosts = herald_table_host_list (connection, error);
  g_assert_cmpuint (hosts->len, ==, 0);
  return TRUE;
}

/* However many servers a hostile answer names, those that were contacted are not pushed out. */
static gboolean
check_hosts_are_bounded (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) hosts = NULL;
  gboolean is_kept = FALSE;

  add_contact (connection, "https://a.example:443", 1, 200);
  for (guint i = 0; i < HERALD_HOST_MAX_ROWS + 50; i++)
    add_refusal (connection, ENV, i, 100 + i);
  hosts = herald_table_host_list (connection, error);
  g_assert_cmpuint (hosts->len, ==, HERALD_HOST_MAX_ROWS);
  for (guint i = 0; i < hosts->len; i++)
    is_kept |= ((const HeraldHost *) hosts->pdata[i])->n_contacts > 0;
  g_assert_true (is_kept);
  for (guint i = 0; i < HERALD_HOST_MAX_ALL_ROWS; i++)
    {
      g_autofree char *environment = g_strdup_printf ("environment-%u", i);

      add_refusal (connection, environment, i, 1000 + i);
    }
  g_clear_pointer (&hosts, g_ptr_array_unref);
  hosts = herald_table_host_list (connection, error);
  g_assert_cmpuint (hosts->len, ==, HERALD_HOST_MAX_ALL_ROWS);
  return TRUE;
}

static const struct
{
  const char     *path;
  HeraldStoreFunc check;
} checks[] = {
  { "/store/tables/environments", check_environments },
  { "/store/tables/environments-keep-every-text", check_every_text },
  { "/store/tables/drafts", check_drafts },
  { "/store/tables/sends", check_sends },
  { "/store/tables/recovery-spares-the-living", check_recovery_spares_the_living },
  { "/store/tables/recovery-ends-the-dead", check_recovery_ends_the_dead },
  { "/store/tables/exchanges", check_exchanges },
  { "/store/tables/exchanges-are-bounded", check_exchanges_are_bounded },
  { "/store/tables/hosts", check_hosts },
  { "/store/tables/hosts-are-bounded", check_hosts_are_bounded },
  { "/store/tables/access-tokens", check_access_tokens },
  { "/store/tables/device-states", check_device_states },
  { "/store/tables/device-names", check_device_names },
  { "/store/tables/device-search", check_device_search },
  { "/store/tables/device-filters", check_device_filters },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    g_test_add (checks[i].path, HeraldTestStore, &checks[i].check, herald_test_store_set_up,
                run_check, herald_test_store_tear_down);
  return g_test_run ();
}
