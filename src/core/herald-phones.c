/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator's phones, asked over its admin API like any other program would. */
#include "config.h"

#include "core/herald-phones.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "core/herald-emulator-ask-private.h"
#include "core/herald-session-private.h"

/* One request of a watch lasts this long at most; shorter than any client's time-out. */
#define WATCH_SECONDS 20
/* More than one look at the log can bring; the newest number is what counts. */
#define WATCH_LIMIT 1000

typedef struct
{
  GPtrArray *phones; /* (owned) (nullable) (element-type HeraldPhone) */
  guint      n_pending;
  GError    *saved_error; /* (owned) (nullable) */
} ListTask;

typedef struct
{
  GTask       *task;  /* (owned) */
  HeraldPhone *phone; /* (owned) */
} PhoneLookup;

typedef struct
{
  gint64 after;
} WatchTask;

static void
list_task_clear (ListTask *data)
{
  g_clear_pointer (&data->phones, g_ptr_array_unref);
  g_clear_error (&data->saved_error);
}

HERALD_DEFINE_TASK_DATA (ListTask, list_task, list_task_clear)

static void
watch_task_clear (WatchTask *data)
{
  data->after = 0;
}

HERALD_DEFINE_TASK_DATA (WatchTask, watch_task, watch_task_clear)

/* Returns: (nullable): NULL when the session is not open or not the emulator's; then the callback
 * comes with the reason */
static GTask *
begin (HeraldSession      *session,
       gpointer            source_tag,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  g_autoptr (GTask) task =
    herald_session_begin (session, source_tag, cancellable, callback, user_data);

  if (task == NULL)
    return NULL;
  if (herald_session_get_emulator_api (session) != NULL)
    return g_steal_pointer (&task);
  g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("Only the emulator has phones to look at"));
  return NULL;
}

static void
finish_list_op (GTask *task)
{
  ListTask *data = list_task_get (task);

  if (--data->n_pending > 0)
    return;
  if (data->saved_error != NULL)
    g_task_return_error (task, g_steal_pointer (&data->saved_error));
  else
    g_task_return_pointer (task, g_steal_pointer (&data->phones),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
list_got_notifications_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PhoneLookup *lookup = user_data;
  g_autoptr (GTask) task = lookup->task;
  g_autoptr (HeraldPhone) phone = lookup->phone;
  ListTask *data = list_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notifications =
    herald_emulator_api_list_notifications_finish (HERALD_EMULATOR_API (source), result, &error);

  if (notifications != NULL)
    herald_phone_set_notifications (phone, notifications);
  else if (data->saved_error == NULL)
    data->saved_error = g_steal_pointer (&error);
  g_free (lookup);
  finish_list_op (task);
}

static void
list_got_phones_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ListTask *data = list_task_get (task);
  GError   *error = NULL;

  data->phones =
    herald_emulator_api_list_phones_finish (HERALD_EMULATOR_API (source), result, &error);
  if (data->phones == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->n_pending = 1;
  for (guint i = 0; i < data->phones->len; i++)
    {
      PhoneLookup *lookup = g_new0 (PhoneLookup, 1);

      lookup->task = g_object_ref (task);
      lookup->phone = g_object_ref (g_ptr_array_index (data->phones, i));
      data->n_pending++;
      herald_emulator_api_list_notifications_async (HERALD_EMULATOR_API (source),
                                                    herald_phone_get_id (lookup->phone),
                                                    g_task_get_cancellable (task),
                                                    list_got_notifications_cb, lookup);
    }
  finish_list_op (task);
}

/**
 * herald_phones_list_async:
 * @session: the emulator's open session
 * @cancellable: (nullable): to cancel
 * @callback: called with the phones
 * @user_data: for @callback
 */
void
herald_phones_list_async (HeraldSession      *session,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_SESSION (session));

  task = begin (session, herald_phones_list_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  list_task_attach (task);
  herald_emulator_api_list_phones_async (herald_session_get_emulator_api (session),
                                         g_task_get_cancellable (task), list_got_phones_cb, task);
}

/**
 * herald_phones_list_finish:
 * @session: a session
 * @result: of herald_phones_list_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session; what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldPhone): each with its notifications, newest first
 */
GPtrArray *
herald_phones_list_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gint64
find_newest (GPtrArray *exchanges, gint64 newest)
{
  for (guint i = 0; i < exchanges->len; i++)
    newest = MAX (newest, herald_exchange_get_id (g_ptr_array_index (exchanges, i)));
  return newest;
}

static void ask_log (GTask *task);

static void
watch_got_log_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  WatchTask *data = watch_task_get (task);
  GError    *error = NULL;
  g_autoptr (GPtrArray) exchanges =
    herald_emulator_api_log_finish (HERALD_EMULATOR_API (source), result, &error);
  gint64 newest;

  if (exchanges == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  newest = find_newest (exchanges, data->after);
  if (newest > data->after)
    g_task_return_int (task, (gssize) newest);
  else
    ask_log (task);
}

/* True recursion: a request that brought nothing is followed by another. */
static void
ask_log (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  herald_emulator_api_log_async (herald_session_get_emulator_api (session),
                                 watch_task_get (task)->after, WATCH_LIMIT, WATCH_SECONDS, NULL,
                                 g_task_get_cancellable (task), watch_got_log_cb,
                                 g_object_ref (task));
}

/**
 * herald_phones_watch_async:
 * @session: the emulator's open session
 * @after: the newest number that is known
 * @cancellable: (nullable): to cancel
 * @callback: called when something newer was logged
 * @user_data: for @callback
 */
void
herald_phones_watch_async (HeraldSession      *session,
                           gint64              after,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));

  task = begin (session, herald_phones_watch_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  watch_task_attach (task)->after = after;
  ask_log (task);
}

/**
 * herald_phones_watch_finish:
 * @session: a session
 * @result: of herald_phones_watch_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session; what a call can give.
 *
 * Returns: the newest number, or -1
 */
gint64
herald_phones_watch_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static void
tap_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char   *link = NULL;

  if (herald_emulator_api_tap_finish (HERALD_EMULATOR_API (source), result, &link, &error))
    g_task_return_pointer (task, link, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * herald_phones_tap_async:
 * @session: the emulator's open session
 * @phone_id: which phone
 * @notification_id: which of its notifications
 * @cancellable: (nullable): to cancel
 * @callback: called when the phone has acted
 * @user_data: for @callback
 */
void
herald_phones_tap_async (HeraldSession      *session,
                         const char         *phone_id,
                         const char         *notification_id,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (phone_id != NULL && notification_id != NULL);

  task = begin (session, herald_phones_tap_async, cancellable, callback, user_data);
  if (task != NULL)
    herald_emulator_api_tap_async (herald_session_get_emulator_api (session), phone_id,
                                   notification_id, g_task_get_cancellable (task), tap_done_cb,
                                   task);
}

/**
 * herald_phones_tap_finish:
 * @session: a session
 * @result: of herald_phones_tap_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session; NOT_FOUND; what a call can give.
 *
 * Returns: (transfer full) (nullable): the link the phone opened; %NULL without error when it
 *   opened the app
 */
char *
herald_phones_tap_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
change_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_emulator_api_change_phone_finish (HERALD_EMULATOR_API (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * herald_phones_add_async:
 * @session: the emulator's open session
 * @phone: what it is
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_phones_add_async (HeraldSession        *session,
                         const HeraldNewPhone *phone,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              user_data)
{
  JsonObject *body;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (phone != NULL && phone->name != NULL && phone->os_version != NULL);

  body = json_object_new ();
  json_object_set_string_member (body, "name", phone->name);
  json_object_set_string_member (body, "platform", herald_platform_to_string (phone->platform));
  json_object_set_string_member (body, "osVersion", phone->os_version);
  json_object_set_string_member (body, "permission", "granted");
  if (phone->app_id != NULL)
    json_object_set_string_member (body, "app", phone->app_id);
  herald_emulator_ask_async (session, "POST", g_strdup ("phones"), body, NULL, NULL, cancellable,
                             callback, user_data);
}

/**
 * herald_phones_add_finish:
 * @session: a session
 * @result: of herald_phones_add_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session; REMOTE when it is refused; what a call can give.
 *
 * Returns: whether the phone is there
 */
gboolean
herald_phones_add_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish_done (session, result, error);
}

/**
 * herald_phones_change_async:
 * @session: the emulator's open session
 * @phone_id: which phone
 * @changes_json: the members to change, such as {"online":false}
 * @cancellable: (nullable): to cancel
 * @callback: called when it is changed
 * @user_data: for @callback
 */
void
herald_phones_change_async (HeraldSession      *session,
                            const char         *phone_id,
                            const char         *changes_json,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (phone_id != NULL && changes_json != NULL);

  task = begin (session, herald_phones_change_async, cancellable, callback, user_data);
  if (task != NULL)
    herald_emulator_api_change_phone_async (herald_session_get_emulator_api (session), phone_id,
                                            changes_json, g_task_get_cancellable (task),
                                            change_done_cb, task);
}

/**
 * herald_phones_change_finish:
 * @session: a session
 * @result: of herald_phones_change_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or no object; NOT_FOUND; what a call can give.
 *
 * Returns: whether it is changed
 */
gboolean
herald_phones_change_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_phones_remove_async:
 * @session: the emulator's open session
 * @phone_id: which phone
 * @cancellable: (nullable): to cancel
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Its notifications go with it, and its tokens end.
 */
void
herald_phones_remove_async (HeraldSession      *session,
                            const char         *phone_id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autofree char *id = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (phone_id != NULL);

  id = g_uri_escape_string (phone_id, NULL, FALSE);
  herald_emulator_ask_async (session, "DELETE", g_strconcat ("phones/", id, NULL), NULL, NULL, NULL,
                             cancellable, callback, user_data);
}

/**
 * herald_phones_remove_finish:
 * @session: a session
 * @result: of herald_phones_remove_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session; NOT_FOUND; what a call can give.
 *
 * Returns: whether it is gone
 */
gboolean
herald_phones_remove_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish_done (session, result, error);
}

static void
log_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  GPtrArray *exchanges =
    herald_emulator_api_log_finish (HERALD_EMULATOR_API (source), result, &error);

  if (exchanges != NULL)
    g_task_return_pointer (task, exchanges, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * herald_phones_log_async:
 * @session: the emulator's open session
 * @after: only what is newer than this number
 * @limit: how many at most
 * @filter: (nullable): most of what does not match it is left out
 * @cancellable: (nullable): to cancel
 * @callback: called with the exchanges
 * @user_data: for @callback
 */
void
herald_phones_log_async (HeraldSession              *session,
                         gint64                      after,
                         guint                       limit,
                         const HeraldExchangeFilter *filter,
                         GCancellable               *cancellable,
                         GAsyncReadyCallback         callback,
                         gpointer                    user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_SESSION (session));

  task = begin (session, herald_phones_log_async, cancellable, callback, user_data);
  if (task != NULL)
    herald_emulator_api_log_async (herald_session_get_emulator_api (session), after, limit, 0,
                                   filter, g_task_get_cancellable (task), log_done_cb, task);
}

/**
 * herald_phones_log_finish:
 * @session: a session
 * @result: of herald_phones_log_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session; what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldExchange): newest last; their ids are the log's
 *   numbers
 */
GPtrArray *
herald_phones_log_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
