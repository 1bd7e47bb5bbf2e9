/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In-app notifications: sent once, listed, recalled. */
#include "config.h"

#include <string.h>

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-history.h"
#include "core/herald-inapp.h"
#include "core/herald-people.h"
#include "herald-test-session.h"
#include "store/herald-table-send.h"

static GPtrArray *
find_users (HeraldTestSession *fixture, const char *text)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *users;

  herald_people_find_users_async (fixture->session, text, NULL, herald_await_cb, &await);
  users = herald_people_find_users_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return users;
}

static GPtrArray *
list_entries (HeraldTestSession *fixture, const char *user_id)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *entries;

  herald_inapp_list_async (fixture->session, user_id, NULL, herald_await_cb, &await);
  entries = herald_inapp_list_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return entries;
}

static HeraldInappMessage *
make_message (const char *title, HeraldPriority priority)
{
  HeraldInappMessage *message = herald_inapp_message_new ();
  g_autoptr (HeraldInappAction) action =
    herald_inapp_action_new ("Open the case", "https://contoso.example/case/7",
                             HERALD_TARGET_NEW_WINDOW);

  herald_inapp_message_set_title (message, title);
  herald_inapp_message_set_body (message, "A case was assigned to you.");
  herald_inapp_message_set_icon (message, HERALD_ICON_SUCCESS);
  herald_inapp_message_set_priority (message, priority);
  g_list_store_append (herald_inapp_message_get_actions (message), action);
  return message;
}

static gboolean
send_message (HeraldTestSession  *fixture,
              HeraldInappMessage *message,
              GPtrArray          *users,
              GPtrArray          *results,
              GError            **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_inapp_send_async (fixture->session, message, users, results, NULL, herald_await_cb,
                           &await);
  return herald_inapp_send_finish (fixture->session, herald_await_result (&await), error);
}

static void
send_to (HeraldTestSession *fixture, GPtrArray *users, const char *title, HeraldPriority priority)
{
  g_autoptr (HeraldInappMessage) message = make_message (title, priority);
  g_autoptr (GPtrArray) results = herald_inapp_prepare (users);
  g_autoptr (GError) error = NULL;

  send_message (fixture, message, users, results, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < results->len; i++)
    {
      HeraldSendResult *result = g_ptr_array_index (results, i);

      g_assert_cmpint (herald_send_result_get_status (result), ==, HERALD_SEND_DELIVERED);
      g_assert_nonnull (herald_send_result_get_message_id (result));
      g_assert_cmpint (herald_send_result_get_exchange_id (result), >, 0);
    }
}

static void
test_send (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) users = find_users (fixture, "contosoltd");
  const char *first = herald_system_user_get_id (users->pdata[0]);
  guint       n_before = list_entries (fixture, first)->len;
  g_autoptr (GPtrArray) entries = NULL;
  HeraldInappMessage *message;
  g_autoptr (HeraldInappAction) action = NULL;

  g_assert_cmpuint (users->len, >, 3);
  send_to (fixture, users, "Case 7 is yours", HERALD_PRIORITY_NORMAL);
  entries = list_entries (fixture, first);
  g_assert_cmpuint (entries->len, ==, n_before + 1);
  message = herald_inapp_entry_get_message (entries->pdata[0]);
  g_assert_cmpstr (herald_inapp_message_get_title (message), ==, "Case 7 is yours");
  g_assert_cmpint (herald_inapp_message_get_icon (message), ==, HERALD_ICON_SUCCESS);
  action = g_list_model_get_item (G_LIST_MODEL (herald_inapp_message_get_actions (message)), 0);
  g_assert_cmpstr (herald_inapp_action_get_url (action), ==, "https://contoso.example/case/7");
}

static void
test_high_priority_comes_first (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) users = find_users (fixture, "mara");
  const char *titles[] = { "Urgent", "Later", "First" };
  g_autoptr (GPtrArray) entries = NULL;

  send_to (fixture, users, "First", HERALD_PRIORITY_NORMAL);
  send_to (fixture, users, "Urgent", HERALD_PRIORITY_HIGH);
  send_to (fixture, users, "Later", HERALD_PRIORITY_NORMAL);
  entries = list_entries (fixture, herald_system_user_get_id (users->pdata[0]));
  g_assert_cmpuint (entries->len, >=, 3);
  g_assert_cmpstr (herald_inapp_message_get_title (
                     herald_inapp_entry_get_message (entries->pdata[0])),
                   ==, titles[0]);
}

static void
test_recall (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) users = find_users (fixture, "mara");
  const char *user_id = herald_system_user_get_id (users->pdata[0]);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;

  send_to (fixture, users, "Oops", HERALD_PRIORITY_HIGH);
  before = list_entries (fixture, user_id);
  /* The second time it is gone already, which is what was wanted. */
  for (guint i = 0; i < 2; i++)
    {
      const char *ids[] = { herald_inapp_entry_get_id (before->pdata[0]), NULL };
      g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
      g_autoptr (GError) error = NULL;

      herald_inapp_recall_async (fixture->session, ids, NULL, herald_await_cb, &await);
      herald_inapp_recall_finish (fixture->session, herald_await_result (&await), &error);
      g_assert_no_error (error);
    }
  after = list_entries (fixture, user_id);
  g_assert_cmpuint (after->len, ==, before->len - 1);
}

static void
test_unknown_recipient (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HeraldInappMessage) message = make_message ("Hello", HERALD_PRIORITY_NORMAL);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (users,
                   herald_system_user_new ("12121212-1212-1212-1212-121212121212", "Nobody", NULL));
  results = herald_inapp_prepare (users);
  g_assert_true (send_message (fixture, message, users, results, &error));
  g_assert_cmpint (herald_send_result_get_status (results->pdata[0]), ==, HERALD_SEND_FAILED);
  g_assert_nonnull (herald_send_result_get_explanation (results->pdata[0]));
}

static void
test_invalid_is_not_sent (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) users = find_users (fixture, "mara");
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (HeraldInappMessage) message = make_message ("Hello", HERALD_PRIORITY_NORMAL);
  g_autoptr (GPtrArray) results = herald_inapp_prepare (users);
  g_autofree char *long_body = g_strnfill (501, 'x');
  g_autoptr (GError) no_recipient = NULL;
  g_autoptr (GError) too_long = NULL;

  g_assert_false (send_message (fixture, message, nobody, none, &no_recipient));
  g_assert_error (no_recipient, HERALD_ERROR, HERALD_ERROR_INVALID);
  herald_inapp_message_set_body (message, long_body);
  g_assert_false (send_message (fixture, message, users, results, &too_long));
  g_assert_error (too_long, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_cmpint (herald_send_result_get_status (results->pdata[0]), ==, HERALD_SEND_WAITING);
}

/* The emulator is gone before anything is sent: failed for certain, and known after a restart. */
static void
test_emulator_is_gone (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) users = find_users (fixture, "mara");
  g_autoptr (HeraldInappMessage) message = make_message ("Hello", HERALD_PRIORITY_NORMAL);
  g_autoptr (GPtrArray) results = herald_inapp_prepare (users);
  g_auto (HeraldAwait) list = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) sends = NULL;

  herald_emulator_stop (fixture->emulator);
  g_assert_true (send_message (fixture, message, users, results, NULL));
  g_assert_cmpint (herald_send_result_get_status (results->pdata[0]), !=, HERALD_SEND_DELIVERED);
  g_assert_nonnull (herald_send_result_get_explanation (results->pdata[0]));
  herald_history_list_sends_async (fixture->session, 10, NULL, herald_await_cb, &list);
  sends = herald_history_list_sends_finish (fixture->session, herald_await_result (&list), NULL);
  g_assert_cmpuint (sends->len, ==, 1);
  g_assert_cmpint (((HeraldSendRow *) sends->pdata[0])->kind, ==, HERALD_SEND_INAPP);
  g_assert_cmpuint (((HeraldSendRow *) sends->pdata[0])->n_delivered, ==, 0);
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/core/inapp/" path, HeraldTestSession, NULL, herald_test_session_set_up, func,      \
              herald_test_session_tear_down)
  ADD ("send", test_send);
  ADD ("high-priority-comes-first", test_high_priority_comes_first);
  ADD ("recall", test_recall);
  ADD ("unknown-recipient", test_unknown_recipient);
  ADD ("invalid-is-not-sent", test_invalid_is_not_sent);
  ADD ("emulator-is-gone", test_emulator_is_gone);
  return g_test_run ();
}
