/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends in-app notifications, one call per recipient and never twice: the service cannot tell a
 * repetition from a second notification. When an answer is lost, Herald looks whether the
 * notification is there. */
#include "config.h"

#include "core/herald-inapp.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "core/herald-send-log.h"
#include "core/herald-session-private.h"
#include "model/herald-issue.h"
#include "net/herald-dataverse-rows.h"

/* Of the 52 requests at once that Dataverse takes from a user. */
#define MAX_IN_FLIGHT 8
#define MAX_LISTED 500
/* How far the clocks of the service and of this computer may be apart. */
#define CLOCK_TOLERANCE_US (30 * G_TIME_SPAN_SECOND)

typedef struct
{
  HeraldInappMessage *message;    /* (owned): as it was when the send began */
  GPtrArray          *recipients; /* (owned) (element-type HeraldSystemUser) */
  GPtrArray          *results;    /* (owned) (element-type HeraldSendResult) */
  HeraldSendLog      *log;        /* (owned) (nullable) */
  guint               next;
  guint               n_in_flight;
  gboolean            began;
  gboolean            ending;
  GError             *saved_error; /* (owned) (nullable) */
} SendTask;

/* One notification on its way. */
typedef struct
{
  GTask           *task; /* (owned) */
  guint            position;
  gint64           started_us; /* Unix time */
  HeraldSendStatus status;
  guint            code;
  char            *reason;      /* (owned) (nullable) */
  char            *explanation; /* (owned) (nullable) */
  char            *id;          /* (owned) (nullable) */
  HeraldExchange  *exchange;    /* (owned) (nullable) */
} Notification;

typedef struct
{
  GStrv ids; /* (owned) */
  guint next;
} RecallTask;

static void
send_task_clear (SendTask *data)
{
  g_clear_object (&data->message);
  g_clear_pointer (&data->recipients, g_ptr_array_unref);
  g_clear_pointer (&data->results, g_ptr_array_unref);
  g_clear_object (&data->log);
  g_clear_error (&data->saved_error);
}

HERALD_DEFINE_TASK_DATA (SendTask, send_task, send_task_clear)

static void
recall_task_clear (RecallTask *data)
{
  g_clear_pointer (&data->ids, g_strfreev);
}

HERALD_DEFINE_TASK_DATA (RecallTask, recall_task, recall_task_clear)

static void
notification_free (Notification *self)
{
  g_clear_object (&self->task);
  g_clear_object (&self->exchange);
  g_free (self->reason);
  g_free (self->explanation);
  g_free (self->id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Notification, notification_free)

/**
 * herald_inapp_prepare:
 * @recipients: (element-type HeraldSystemUser): to whom a notification will go
 *
 * Returns: (transfer full) (element-type HeraldSendResult): one result per recipient, in order, all
 *   waiting; for herald_inapp_send_async()
 */
GPtrArray *
herald_inapp_prepare (GPtrArray *recipients)
{
  GPtrArray *results;

  g_return_val_if_fail (recipients != NULL, NULL);

  results = g_ptr_array_new_full (recipients->len, g_object_unref);
  for (guint i = 0; i < recipients->len; i++)
    {
      HeraldSystemUser *user = g_ptr_array_index (recipients, i);

      g_ptr_array_add (results, herald_send_result_new (herald_system_user_get_id (user),
                                                        herald_system_user_get_name (user),
                                                        HERALD_PLATFORM_UNKNOWN));
    }
  return results;
}

static void
send_settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SendTask *data = send_task_get (task);
  GError   *error = NULL;

  herald_session_tell_inapp_changed (g_task_get_source_object (task));
  if (!herald_send_log_settle_finish (HERALD_SEND_LOG (source), result, &error))
    g_task_return_error (task, error);
  else if (data->saved_error != NULL)
    g_task_return_error (task, g_steal_pointer (&data->saved_error));
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
finish_unsent (SendTask *data)
{
  gboolean found = FALSE;

  for (guint i = 0; i < data->results->len; i++)
    {
      HeraldSendResult *result = g_ptr_array_index (data->results, i);

      if (herald_send_result_get_status (result) != HERALD_SEND_WAITING)
        continue;
      found = TRUE;
      herald_send_result_finish (result, HERALD_SEND_FAILED, 0, "NotSent",
                                 _("The send was stopped before this recipient’s turn came"), NULL,
                                    0, 0);
      if (data->began)
        herald_send_log_note (data->log, i);
    }
  return found;
}

static void
end_send (GTask *task)
{
  SendTask *data = send_task_get (task);

  if (data->ending)
    return;
  data->ending = TRUE;
  if (finish_unsent (data) && data->saved_error == NULL)
    g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &data->saved_error);
  herald_send_log_settle_async (data->log, send_settled_cb, g_object_ref (task));
}

static void pump (GTask *task);

/* The exchange has its number now, or will never have one. */
static void
notification_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Notification) self = user_data;
  SendTask *data = send_task_get (self->task);

  herald_send_result_finish (g_ptr_array_index (data->results, self->position), self->status,
                             self->code, self->reason, self->explanation, self->id,
                             self->exchange != NULL
                               ? (guint) (herald_exchange_get_total_us (self->exchange) / 1000)
                               : 0,
                             self->exchange != NULL ? herald_exchange_get_id (self->exchange) : 0);
  herald_send_log_note (data->log, self->position);
  data->n_in_flight--;
  pump (self->task);
}

/* Takes @self. */
static void
notification_ended (Notification *self)
{
  HeraldSession *session = g_task_get_source_object (self->task);

  herald_recorder_settle_async (herald_session_get_recorder (session), notification_recorded_cb,
                                self);
}

/* Returns: (transfer none) (nullable): the newest one that can only be ours */
static HeraldInappEntry *
find_ours (Notification *self, GPtrArray *entries)
{
  SendTask         *data = send_task_get (self->task);
  const char       *title = herald_inapp_message_get_title (data->message);
  HeraldInappEntry *newest = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      HeraldInappEntry *entry = g_ptr_array_index (entries, i);
      gint64            created_us = herald_inapp_entry_get_created_us (entry);

      if (created_us + CLOCK_TOLERANCE_US < self->started_us ||
          g_strcmp0 (herald_inapp_message_get_title (herald_inapp_entry_get_message (entry)),
                     title) != 0)
        continue;
      if (newest == NULL || created_us > herald_inapp_entry_get_created_us (newest))
        newest = entry;
    }
  return newest;
}

/* After a lost answer a find settles it; after an answer without an id it only brings the id. */
static void
notification_looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Notification *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries =
    herald_dataverse_list_finish (HERALD_DATAVERSE (source), result, &error);
  HeraldInappEntry *ours = entries != NULL ? find_ours (self, entries) : NULL;

  if (ours != NULL)
    {
      self->id = g_strdup (herald_inapp_entry_get_id (ours));
      if (self->status == HERALD_SEND_UNKNOWN)
        {
          self->status = HERALD_SEND_DELIVERED;
          g_free (self->explanation);
          self->explanation = g_strdup (_("The answer was lost, but the notification is there"));
        }
    }
  else if (self->status == HERALD_SEND_UNKNOWN && entries != NULL)
    {
      g_free (self->explanation);
      self->explanation =
        g_strdup (_("The answer was lost, and the notification is not there yet. "
                                      "Look again in a minute before sending it once more"));
    }
  notification_ended (self);
}

/* Takes @self. */
static void
look_for_notification (Notification *self)
{
  HeraldSession    *session = g_task_get_source_object (self->task);
  SendTask         *data = send_task_get (self->task);
  HeraldSystemUser *user = g_ptr_array_index (data->recipients, self->position);
  g_autofree char  *query = herald_query_inapp (herald_system_user_get_id (user));

  if (herald_session_get_dataverse (session) == NULL)
    notification_ended (self);
  else
    herald_dataverse_list_async (herald_session_get_dataverse (session), query, MAX_LISTED,
                                 herald_row_to_inapp_entry, g_object_unref,
                                 g_task_get_cancellable (self->task), notification_looked_cb, self);
}

/* A call that was given up may have been done. */
static void
take_failure (Notification *self, const GError *error)
{
  gboolean cancelled = herald_error_is_cancelled (error);
  gboolean unknown = cancelled || herald_error_is_unknown_fate (error);

  self->status = unknown ? HERALD_SEND_UNKNOWN : HERALD_SEND_FAILED;
  self->reason = g_strdup (cancelled ? "Cancelled" : herald_error_get_code_name (error));
  if (cancelled)
    self->explanation = g_strdup (_("The send was stopped while this notification was on its way; "
                                    "it may have arrived"));
  else
    self->explanation = g_strdup (error->message);
}

static void
notification_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Notification *self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_dataverse_send_app_notification_finish (HERALD_DATAVERSE (source), result, &self->id,
                                                     &self->code, &self->exchange, &error))
    self->status = HERALD_SEND_DELIVERED;
  else
    take_failure (self, error);
  if (self->id == NULL && !herald_error_is_cancelled (error) && self->status != HERALD_SEND_FAILED)
    look_for_notification (self);
  else
    notification_ended (self);
}

static void
notification_marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Notification     *self = user_data;
  HeraldSession    *session = g_task_get_source_object (self->task);
  SendTask         *data = send_task_get (self->task);
  HeraldSystemUser *user = g_ptr_array_index (data->recipients, self->position);
  g_autoptr (JsonNode) request = NULL;
  GError *error = NULL;

  if (!herald_send_log_settle_finish (HERALD_SEND_LOG (source), result, &error) ||
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (self->task), &error))
    {
      /* It was not sent: the end says so. */
      herald_send_result_set_status (g_ptr_array_index (data->results, self->position),
                                     HERALD_SEND_WAITING);
      if (data->saved_error == NULL)
        data->saved_error = g_steal_pointer (&error);
      g_clear_error (&error);
      data->n_in_flight--;
      pump (self->task);
      notification_free (self);
      return;
    }
  request = herald_inapp_message_build_request (data->message, herald_system_user_get_id (user));
  self->started_us = g_get_real_time ();
  herald_dataverse_send_app_notification_async (herald_session_get_dataverse (session), request,
                                                g_task_get_cancellable (self->task),
                                                notification_sent_cb, self);
}

/* Written down as on its way before it is sent. */
static void
start_notification (GTask *task, guint position)
{
  SendTask     *data = send_task_get (task);
  Notification *self = g_new0 (Notification, 1);

  self->task = g_object_ref (task);
  self->position = position;
  data->n_in_flight++;
  herald_send_result_set_status (g_ptr_array_index (data->results, position), HERALD_SEND_SENDING);
  herald_send_log_note (data->log, position);
  herald_send_log_settle_async (data->log, notification_marked_cb, self);
}

/* True recursion: each answer makes room for the next recipient. */
static void
pump (GTask *task)
{
  SendTask *data = send_task_get (task);
  gboolean  stopped =
    data->saved_error != NULL || g_cancellable_is_cancelled (g_task_get_cancellable (task));

  while (!stopped && data->next < data->results->len && data->n_in_flight < MAX_IN_FLIGHT)
    start_notification (task, data->next++);
  if (data->n_in_flight == 0 && (stopped || data->next == data->results->len))
    end_send (task);
}

static void
send_began_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SendTask *data = send_task_get (task);
  GError   *error = NULL;

  data->began = herald_send_log_begin_finish (HERALD_SEND_LOG (source), result, &error);
  if (data->began)
    {
      pump (task);
      return;
    }
  finish_unsent (data);
  g_task_return_error (task, error);
}

static HeraldSendRow *
make_row (HeraldInappMessage *message)
{
  HeraldSendRow *row = g_new0 (HeraldSendRow, 1);

  row->kind = HERALD_SEND_INAPP;
  row->title = g_strdup (herald_inapp_message_get_title (message));
  row->json = herald_inapp_message_to_json (message);
  row->created_us = g_get_real_time ();
  return row;
}

static gboolean
check_message (HeraldInappMessage *message, GPtrArray *recipients, GError **error)
{
  g_autoptr (GPtrArray) issues = herald_inapp_message_validate (message);

  if (!herald_issues_to_error (issues, error))
    return FALSE;
  if (recipients->len > 0)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, _("Choose a recipient"));
  return FALSE;
}

/* What the person types while it is sent belongs to the next send. */
static HeraldInappMessage *
copy_message (HeraldInappMessage *message, GError **error)
{
  g_autofree char *json = herald_inapp_message_to_json (message);

  return herald_inapp_message_from_json (json, error);
}

/**
 * herald_inapp_send_async:
 * @session: an open session
 * @message: what to send; checked first
 * @recipients: (element-type HeraldSystemUser): to whom
 * @results: (element-type HeraldSendResult): of herald_inapp_prepare() with the same recipients
 * @cancellable: (nullable): to stop; what was on its way then is unknown
 * @callback: called when every result is there
 * @user_data: for @callback
 *
 * The send is kept in the store.
 */
void
herald_inapp_send_async (HeraldSession      *session,
                         HeraldInappMessage *message,
                         GPtrArray          *recipients,
                         GPtrArray          *results,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  SendTask *data;
  GError   *error = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_INAPP_MESSAGE (message));
  g_return_if_fail (recipients != NULL && results != NULL && recipients->len == results->len);

  task = herald_session_begin_change (session, herald_inapp_send_async, cancellable, callback,
                                      user_data);
  if (task == NULL)
    return;
  /* What became of the notifications is told to the end, also when somebody stops. */
  g_task_set_check_cancellable (task, FALSE);
  data = send_task_attach (task);
  if (check_message (message, recipients, &error))
    data->message = copy_message (message, &error);
  if (data->message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->recipients = g_ptr_array_ref (recipients);
  data->results = g_ptr_array_ref (results);
  data->log = herald_send_log_new (session, make_row (data->message), results);
  herald_send_log_begin_async (data->log, send_began_cb, g_object_ref (task));
}

/**
 * herald_inapp_send_finish:
 * @session: a session
 * @result: of herald_inapp_send_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: the message is wrong, nothing was sent; STORE: the send could not be written
 * down; CANCELLED: it was stopped, and each result says how far it got.
 *
 * Returns: whether it ran to its end; what became of each recipient is in its result
 */
gboolean
herald_inapp_send_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* As the notification centre sorts (contract: in-app-notifications, 5.9). */
static gint
compare_entries (gconstpointer one, gconstpointer other)
{
  HeraldInappEntry *first = *(HeraldInappEntry *const *) one;
  HeraldInappEntry *second = *(HeraldInappEntry *const *) other;
  HeraldPriority    first_priority =
    herald_inapp_message_get_priority (herald_inapp_entry_get_message (first));
  HeraldPriority second_priority =
    herald_inapp_message_get_priority (herald_inapp_entry_get_message (second));
  gint64 first_us = herald_inapp_entry_get_created_us (first);
  gint64 second_us = herald_inapp_entry_get_created_us (second);

  if (first_priority != second_priority)
    return first_priority > second_priority ? -1 : 1;
  return (first_us < second_us) - (first_us > second_us);
}

static void
list_got_entries_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  GPtrArray *entries = herald_dataverse_list_finish (HERALD_DATAVERSE (source), result, &error);

  if (entries == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_sort (entries, compare_entries);
  g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * herald_inapp_list_async:
 * @session: an open session
 * @recipient_id: (nullable): of whom; %NULL for all users
 * @cancellable: (nullable): to cancel
 * @callback: called with the notifications
 * @user_data: for @callback
 */
void
herald_inapp_list_async (HeraldSession      *session,
                         const char         *recipient_id,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask           *task;
  g_autofree char *query = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));

  task = herald_session_begin (session, herald_inapp_list_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  query = herald_query_inapp (recipient_id);
  herald_dataverse_list_async (herald_session_get_dataverse (session), query, MAX_LISTED,
                               herald_row_to_inapp_entry, g_object_unref,
                               g_task_get_cancellable (task), list_got_entries_cb, task);
}

/**
 * herald_inapp_list_finish:
 * @session: a session
 * @result: of herald_inapp_list_async()
 * @error: where to put an error
 *
 * **Errors:** FORBIDDEN; what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldInappEntry): high priority before normal, newest
 *   first; at most the newest 500
 */
GPtrArray *
herald_inapp_list_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void recall_next (GTask *task);

static void
recall_deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  /* Dismissed, expired or recalled already: gone is gone. */
  if (herald_dataverse_delete_finish (HERALD_DATAVERSE (source), result, &error) ||
      g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      recall_next (task);
      return;
    }
  herald_session_tell_inapp_changed (g_task_get_source_object (task));
  g_task_return_error (task, error);
}

/* True recursion: one row after the other. */
static void
recall_next (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);
  RecallTask    *data = recall_task_get (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (data->ids[data->next] != NULL)
    {
      herald_dataverse_delete_async (herald_session_get_dataverse (session),
                                     HERALD_SET_APP_NOTIFICATIONS, data->ids[data->next++],
                                     g_task_get_cancellable (task), recall_deleted_cb,
                                     g_object_ref (task));
      return;
    }
  herald_session_tell_inapp_changed (session);
  g_task_return_boolean (task, TRUE);
}

/**
 * herald_inapp_recall_async:
 * @session: an open session
 * @ids: of notifications
 * @cancellable: (nullable): to cancel
 * @callback: called when they are gone
 * @user_data: for @callback
 *
 * Deletes the rows; a card that somebody sees already stays until the next poll.
 */
void
herald_inapp_recall_async (HeraldSession      *session,
                           const char *const  *ids,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (ids != NULL);

  task = herald_session_begin_change (session, herald_inapp_recall_async, cancellable, callback,
                                      user_data);
  if (task == NULL)
    return;
  recall_task_attach (task)->ids = g_strdupv ((char **) (gsize) ids);
  recall_next (task);
}

/**
 * herald_inapp_recall_finish:
 * @session: a session
 * @result: of herald_inapp_recall_async()
 * @error: where to put an error
 *
 * **Errors:** FORBIDDEN; INVALID: no GUID; what a call can give.
 *
 * Returns: whether they are gone
 */
gboolean
herald_inapp_recall_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
