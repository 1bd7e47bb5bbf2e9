/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends one message to many devices. Targets are written down as on their way, chunk by chunk,
 * before they are sent; what got no answer is unknown and never sent again by itself. */
#include "config.h"

#include "core/herald-push.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-redact.h"
#include "base/herald-task-data.h"
#include "core/herald-apps-private.h"
#include "core/herald-send-log.h"
#include "core/herald-session-private.h"
#include "model/herald-issue.h"
#include "store/herald-table-device.h"

/* Enough to keep a connection to APNs full; each open push costs a few kilobytes. */
#define MAX_IN_FLIGHT 256
/* As many are written down as on their way in one transaction. */
#define CHUNK 256

typedef struct
{
  HeraldApp         *app;     /* (owned): with credentials, once filled */
  HeraldPushMessage *message; /* (owned): as it was when the send began */
  GPtrArray         *devices; /* (owned) (element-type HeraldDevice) */
  GPtrArray         *results; /* (owned) (element-type HeraldSendResult) */

  HeraldSendLog    *log;     /* (owned) (nullable) */
  HeraldApnsClient *apns;    /* (owned) (nullable) */
  HeraldFcmClient  *fcm;     /* (owned) (nullable) */
  GBytes           *payload; /* (owned) (nullable): the same for every iPhone */

  guint    n_marked; /* written down as on their way, or in need of nothing */
  guint    next;     /* to send */
  guint    n_in_flight;
  gboolean began; /* the send is written down */
  gboolean marking;
  gboolean ending;
  GError  *saved_error; /* (owned) (nullable) */
} PushTask;

/* One push on its way. */
typedef struct
{
  GTask            *task; /* (owned) */
  guint             position;
  HeraldPushResult *outcome; /* (owned) (nullable) */
} Push;

typedef struct
{
  char *environment_id; /* (owned) */
  char *device_id;      /* (owned) */
  char *reason;         /* (owned) */
} InvalidJob;

static void
push_task_clear (PushTask *data)
{
  g_clear_object (&data->app);
  g_clear_object (&data->message);
  g_clear_pointer (&data->devices, g_ptr_array_unref);
  g_clear_pointer (&data->results, g_ptr_array_unref);
  g_clear_object (&data->log);
  g_clear_object (&data->apns);
  g_clear_object (&data->fcm);
  g_clear_pointer (&data->payload, g_bytes_unref);
  g_clear_error (&data->saved_error);
}

HERALD_DEFINE_TASK_DATA (PushTask, push_task, push_task_clear)

static void
push_free (Push *push)
{
  g_clear_object (&push->task);
  g_clear_pointer (&push->outcome, herald_push_result_free);
  g_free (push);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Push, push_free)

static void
invalid_job_free (gpointer data)
{
  InvalidJob *job = data;

  g_free (job->environment_id);
  g_free (job->device_id);
  g_free (job->reason);
  g_free (job);
}

/* On the write lane. */
static gboolean
invalid_run (HeraldConnection *connection, gpointer data, GError **error)
{
  InvalidJob *job = data;

  return herald_table_device_mark_invalid (connection, job->environment_id, job->device_id,
                                           job->reason, error);
}

/* A name for people: the person's, else a piece of the token. */
static char *
make_label (HeraldDevice *device)
{
  g_autofree char *token = herald_redact_token (herald_device_get_token (device));
  const char      *platform = herald_platform_get_label (herald_device_get_platform (device));
  const char      *user = herald_device_get_user_name (device);

  if (user != NULL && *user != '\0')
    /* Translators: a device in a list: whose it is, and “iOS” or “Android”. */
    return g_strdup_printf (C_ ("device", "%s, %s"), user, platform);
  /* Translators: a device in a list: “iOS” or “Android”, and a piece of its token. */
  return g_strdup_printf (C_ ("device", "%s %s"), platform, token);
}

/**
 * herald_push_prepare:
 * @devices: (element-type HeraldDevice): to whom a push will go
 *
 * Returns: (transfer full) (element-type HeraldSendResult): one result per device, in order, all
 *   waiting; for herald_push_send_async()
 */
GPtrArray *
herald_push_prepare (GPtrArray *devices)
{
  GPtrArray *results;

  g_return_val_if_fail (devices != NULL, NULL);

  results = g_ptr_array_new_full (devices->len, g_object_unref);
  for (guint i = 0; i < devices->len; i++)
    {
      HeraldDevice    *device = g_ptr_array_index (devices, i);
      g_autofree char *label = make_label (device);

      g_ptr_array_add (results, herald_send_result_new (herald_device_get_id (device), label,
                                                        herald_device_get_platform (device)));
    }
  return results;
}

static gboolean
is_open (HeraldSendResult *result)
{
  HeraldSendStatus status = herald_send_result_get_status (result);

  return status == HERALD_SEND_WAITING || status == HERALD_SEND_SENDING;
}

static void
push_settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PushTask *data = push_task_get (task);
  GError   *error = NULL;

  if (!herald_send_log_settle_finish (HERALD_SEND_LOG (source), result, &error))
    g_task_return_error (task, error);
  else if (data->saved_error != NULL)
    g_task_return_error (task, g_steal_pointer (&data->saved_error));
  else
    g_task_return_boolean (task, TRUE);
}

/* What was not sent is told so. Returns: whether there is any */
static gboolean
finish_unsent (PushTask *data)
{
  gboolean found = FALSE;

  for (guint i = 0; i < data->results->len; i++)
    {
      HeraldSendResult *result = g_ptr_array_index (data->results, i);

      if (!is_open (result))
        continue;
      found = TRUE;
      herald_send_result_finish (result, HERALD_SEND_FAILED, 0, "NotSent",
                                 _("The send was stopped before this device’s turn came"), NULL, 0,
                                    0);
      if (data->began)
        herald_send_log_note (data->log, i);
    }
  return found;
}

/* The last outcomes are written before the caller is told. */
static void
end_send (GTask *task)
{
  PushTask *data = push_task_get (task);

  if (data->ending)
    return;
  data->ending = TRUE;
  if (finish_unsent (data) && data->saved_error == NULL)
    g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &data->saved_error);
  herald_send_log_settle_async (data->log, push_settled_cb, g_object_ref (task));
}

/* A token that APNs or FCM call dead (contract: apns-fcm, 6.5 and 6.9). A wrong environment or
 * topic looks different and says nothing about the token. */
static gboolean
is_dead (const HeraldPushResult *outcome)
{
  return (outcome->service == HERALD_SERVICE_APNS && outcome->status == 410) ||
         (outcome->service == HERALD_SERVICE_FCM &&
          g_strcmp0 (outcome->reason, "UNREGISTERED") == 0);
}

/* The writes of the log come after this one, so whoever waits for them waits for it too. */
static void
mark_dead (HeraldSession *session, HeraldDevice *device, const char *reason)
{
  const char *id = herald_device_get_id (device);
  InvalidJob *job;

  herald_device_set_state (device, HERALD_DEVICE_INVALID);
  if (id == NULL || *id == '\0')
    return;
  job = g_new0 (InvalidJob, 1);
  job->environment_id = g_strdup (herald_session_get_environment_id (session));
  job->device_id = g_strdup (id);
  job->reason = g_strdup (reason);
  herald_store_write_async (herald_session_get_store (session), invalid_run, job, invalid_job_free,
                            NULL, NULL, NULL);
}

static HeraldSendStatus
get_status (const HeraldPushResult *outcome)
{
  if (herald_push_result_is_accepted (outcome))
    return HERALD_SEND_DELIVERED;
  return herald_error_is_unknown_fate (outcome->error) ? HERALD_SEND_UNKNOWN : HERALD_SEND_FAILED;
}

static void pump (GTask *task);

/* The exchange has its number now, or will never have one. */
static void
push_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Push) push = user_data;
  PushTask               *data = push_task_get (push->task);
  const HeraldPushResult *outcome = push->outcome;
  g_autofree char        *explanation = herald_push_result_explain (outcome);
  const char             *reason = outcome->reason;

  if (reason == NULL && outcome->error != NULL)
    reason = herald_error_get_code_name (outcome->error);
  if (is_dead (outcome))
    mark_dead (g_task_get_source_object (push->task),
               g_ptr_array_index (data->devices, push->position), reason);
  herald_send_result_finish (g_ptr_array_index (data->results, push->position),
                             get_status (outcome), outcome->status, reason, explanation,
                             outcome->message_id, (guint) (outcome->latency_us / 1000),
                             outcome->exchange != NULL ? herald_exchange_get_id (outcome->exchange)
                                                       : 0);
  herald_send_log_note (data->log, push->position);
  data->n_in_flight--;
  pump (push->task);
}

/* Takes @push; @outcome: (transfer full) (nullable): NULL when it was given up */
static void
push_ended (Push *push, HeraldPushResult *outcome, const GError *error)
{
  g_autoptr (Push) owned = push;
  HeraldSession *session = g_task_get_source_object (push->task);
  PushTask      *data = push_task_get (push->task);

  push->outcome = outcome;
  if (outcome != NULL)
    {
      herald_recorder_settle_async (herald_session_get_recorder (session), push_recorded_cb,
                                    g_steal_pointer (&owned));
      return;
    }
  herald_send_result_finish (g_ptr_array_index (data->results, push->position), HERALD_SEND_UNKNOWN,
                             0, "Cancelled",
                             _("The send was stopped while this push was on its way; it may have "
                               "arrived"),
                                NULL, 0, 0);
  herald_send_log_note (data->log, push->position);
  if (data->saved_error == NULL)
    data->saved_error = g_error_copy (error);
  data->n_in_flight--;
  pump (push->task);
}

static void
push_sent_apns_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  HeraldPushResult *outcome =
    herald_apns_client_send_finish (HERALD_APNS_CLIENT (source), result, &error);

  push_ended (user_data, outcome, error);
}

static void
push_sent_fcm_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  HeraldPushResult *outcome =
    herald_fcm_client_send_finish (HERALD_FCM_CLIENT (source), result, &error);

  push_ended (user_data, outcome, error);
}

static void
send_one (GTask *task, guint position)
{
  PushTask     *data = push_task_get (task);
  HeraldDevice *device = g_ptr_array_index (data->devices, position);
  Push         *push = g_new0 (Push, 1);

  push->task = g_object_ref (task);
  push->position = position;
  data->n_in_flight++;
  if (herald_device_get_platform (device) == HERALD_PLATFORM_IOS)
    {
      herald_apns_client_send_async (data->apns, herald_device_get_token (device), data->payload,
                                     g_task_get_cancellable (task), push_sent_apns_cb, push);
    }
  else
    {
      g_autoptr (JsonNode) message =
        herald_push_message_build_fcm (data->message, herald_device_get_token (device));

      herald_fcm_client_send_async (data->fcm, message, g_task_get_cancellable (task),
                                    push_sent_fcm_cb, push);
    }
}

static void
push_marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PushTask *data = push_task_get (task);
  g_autoptr (GError) error = NULL;

  data->marking = FALSE;
  if (!herald_send_log_settle_finish (HERALD_SEND_LOG (source), result, &error) &&
      data->saved_error == NULL)
    data->saved_error = g_steal_pointer (&error);
  pump (task);
}

static void
set_sending (PushTask *data, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    {
      HeraldSendResult *result = g_ptr_array_index (data->results, i);

      if (herald_send_result_get_status (result) == HERALD_SEND_WAITING)
        herald_send_result_set_status (result, HERALD_SEND_SENDING);
    }
}

/* Nothing of a chunk is sent before it is written down as on its way. */
static void
mark_chunk (GTask *task)
{
  PushTask *data = push_task_get (task);
  guint     end = MIN (data->n_marked + CHUNK, data->results->len);

  data->marking = TRUE;
  set_sending (data, data->n_marked, end);
  for (guint i = data->n_marked; i < end; i++)
    herald_send_log_note (data->log, i);
  data->n_marked = end;
  herald_send_log_settle_async (data->log, push_marked_cb, g_object_ref (task));
}

/* True recursion: each answer makes room for the next push. */
static void
pump (GTask *task)
{
  PushTask *data = push_task_get (task);
  gboolean  stopped =
    data->saved_error != NULL || g_cancellable_is_cancelled (g_task_get_cancellable (task));

  if (data->marking || data->ending)
    return;
  while (!stopped && data->next < data->n_marked && data->n_in_flight < MAX_IN_FLIGHT)
    {
      guint position = data->next++;

      if (is_open (g_ptr_array_index (data->results, position)))
        send_one (task, position);
    }
  if (!stopped && data->next == data->n_marked && data->n_marked < data->results->len)
    mark_chunk (task);
  else if (data->n_in_flight == 0 && (stopped || data->next == data->results->len))
    end_send (task);
}

static void
push_began_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PushTask *data = push_task_get (task);
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

/* What needs no request gets its result at once. */
static void
settle_without_sending (PushTask *data)
{
  for (guint i = 0; i < data->devices->len; i++)
    {
      HeraldDevice     *device = g_ptr_array_index (data->devices, i);
      HeraldSendResult *result = g_ptr_array_index (data->results, i);

      if (herald_device_get_state (device) == HERALD_DEVICE_REMOVED)
        herald_send_result_finish (result, HERALD_SEND_NOT_REGISTERED, 0, "NotRegistered",
                                   _("The device is not registered any more; nothing was sent. "
                                     "Register it again to reach it"),
                                      NULL, 0, 0);
      else if (herald_device_get_platform (device) == HERALD_PLATFORM_UNKNOWN)
        herald_send_result_finish (result, HERALD_SEND_FAILED, 0, "UnknownPlatform",
                                   _("It is not known whether this is an iPhone or an Android "
                                     "phone; nothing was sent"),
                                      NULL, 0, 0);
    }
}

static gboolean
needs_platform (PushTask *data, HeraldPlatform platform)
{
  for (guint i = 0; i < data->devices->len; i++)
    if (herald_device_get_platform (g_ptr_array_index (data->devices, i)) == platform &&
        is_open (g_ptr_array_index (data->results, i)))
      return TRUE;
  return FALSE;
}

static gboolean
find_clients (GTask *task, GError **error)
{
  HeraldSenders *senders = herald_session_get_senders (g_task_get_source_object (task));
  PushTask      *data = push_task_get (task);

  if (needs_platform (data, HERALD_PLATFORM_IOS))
    {
      HeraldApnsClient *apns = herald_senders_get_apns (senders, data->app, error);

      if (apns == NULL)
        return FALSE;
      data->apns = g_object_ref (apns);
      data->payload = herald_apns_client_build_payload (data->message);
    }
  if (needs_platform (data, HERALD_PLATFORM_ANDROID))
    {
      HeraldFcmClient *fcm = herald_senders_get_fcm (senders, data->app, error);

      if (fcm == NULL)
        return FALSE;
      data->fcm = g_object_ref (fcm);
    }
  return TRUE;
}

static HeraldSendRow *
make_row (PushTask *data)
{
  HeraldSendRow *row = g_new0 (HeraldSendRow, 1);

  row->kind = HERALD_SEND_PUSH;
  row->app_id = g_strdup (herald_app_get (data->app, HERALD_APP_ID));
  row->app_name = g_strdup (herald_app_get (data->app, HERALD_APP_NAME));
  row->title = g_strdup (herald_push_message_get (data->message, HERALD_PUSH_TITLE));
  row->json = herald_push_message_to_json (data->message);
  row->created_us = g_get_real_time ();
  return row;
}

/* The first chunk is written down as on its way together with the send itself. */
static void
begin_send (GTask *task)
{
  PushTask *data = push_task_get (task);

  data->n_marked = MIN (CHUNK, data->results->len);
  set_sending (data, 0, data->n_marked);
  data->log = herald_send_log_new (g_task_get_source_object (task), make_row (data), data->results);
  herald_send_log_begin_async (data->log, push_began_cb, g_object_ref (task));
}

static void
push_filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PushTask *data = push_task_get (task);
  GError   *error = NULL;
  g_autoptr (HeraldApp) filled =
    herald_apps_fill_credentials_finish (HERALD_SESSION (source), result, &error);

  if (filled != NULL)
    g_set_object (&data->app, filled);
  if (filled == NULL || !find_clients (task, &error))
    g_task_return_error (task, error);
  else
    begin_send (task);
}

static gboolean
check_message (HeraldPushMessage *message, GPtrArray *devices, GError **error)
{
  g_autoptr (GPtrArray) issues = herald_push_message_validate (message);

  if (!herald_issues_to_error (issues, error))
    return FALSE;
  if (devices->len > 0)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("There is no device to send to; register one first"));
  return FALSE;
}

/* What the person types while it is sent belongs to the next send. */
static HeraldPushMessage *
copy_message (HeraldPushMessage *message, GError **error)
{
  g_autofree char *json = herald_push_message_to_json (message);

  return herald_push_message_from_json (json, error);
}

/**
 * herald_push_send_async:
 * @session: an open session
 * @app: whose credentials are used; they are looked for in it, on this computer, in the service
 * @message: what to send; checked first
 * @devices: (element-type HeraldDevice): to whom; one without id is a pasted token
 * @results: (element-type HeraldSendResult): of herald_push_prepare() with the same devices
 * @cancellable: (nullable): to stop; what was on its way then is unknown
 * @callback: called when every result is there
 * @user_data: for @callback
 *
 * Straight to APNs and FCM, as a test: the tracking id is empty. A token that is found dead marks
 * its device. The send is kept in the store.
 */
void
herald_push_send_async (HeraldSession      *session,
                        HeraldApp          *app,
                        HeraldPushMessage  *message,
                        GPtrArray          *devices,
                        GPtrArray          *results,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  PushTask *data;
  GError   *error = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_APP (app));
  g_return_if_fail (HERALD_IS_PUSH_MESSAGE (message));
  g_return_if_fail (devices != NULL && results != NULL && devices->len == results->len);

  task =
    herald_session_begin_change (session, herald_push_send_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  /* What became of the pushes is told to the end, also when somebody stops. */
  g_task_set_check_cancellable (task, FALSE);
  data = push_task_attach (task);
  if (check_message (message, devices, &error))
    data->message = copy_message (message, &error);
  if (data->message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->app = g_object_ref (app);
  data->devices = g_ptr_array_ref (devices);
  data->results = g_ptr_array_ref (results);
  settle_without_sending (data);
  herald_apps_fill_credentials_async (session, app, g_task_get_cancellable (task), push_filled_cb,
                                      g_object_ref (task));
}

/**
 * herald_push_send_finish:
 * @session: a session
 * @result: of herald_push_send_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: message or credentials are wrong, nothing was sent; STORE: the send could
 * not be written down; CANCELLED: it was stopped, and each result says how far it got.
 *
 * Returns: whether it ran to its end; what became of each device is in its result
 */
gboolean
herald_push_send_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
