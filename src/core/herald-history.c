/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads back what was sent and what went over the wire. */
#include "config.h"

#include "core/herald-history.h"

#include "base/herald-task-data.h"
#include "core/herald-session-private.h"
#include "store/herald-table-exchange.h"
#include "store/herald-table-send.h"

typedef struct
{
  char          *environment_id; /* (owned) */
  char          *service;        /* (owned) (nullable) */
  gint64         id;
  guint          limit;
  gpointer       found; /* (owned) (nullable): an array or an object */
  GDestroyNotify free_found;
} ReadJob;

typedef struct
{
  HeraldStoreFunc func;
  ReadJob        *job; /* (owned) (nullable): until it is on its way */
} ReadTask;

static void
read_job_free (gpointer data)
{
  ReadJob *job = data;

  g_free (job->environment_id);
  g_free (job->service);
  if (job->found != NULL)
    job->free_found (job->found);
  g_free (job);
}

static void
read_task_clear (ReadTask *data)
{
  g_clear_pointer (&data->job, read_job_free);
}

HERALD_DEFINE_TASK_DATA (ReadTask, read_task, read_task_clear)

static ReadJob *
read_job_new (HeraldSession *session, GDestroyNotify free_found)
{
  ReadJob *job = g_new0 (ReadJob, 1);

  job->environment_id = g_strdup (herald_session_get_environment_id (session));
  job->free_found = free_found;
  return job;
}

static void
free_array (gpointer array)
{
  g_ptr_array_unref (array);
}

static void
job_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError  *error = NULL;
  ReadJob *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (job != NULL)
    g_task_return_pointer (task, g_steal_pointer (&job->found), job->free_found);
  else
    g_task_return_error (task, error);
}

/* The newest exchanges may still be on their way to the store. */
static void
recorder_settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession *session = g_task_get_source_object (task);
  ReadTask      *data = read_task_get (task);

  herald_recorder_settle_finish (HERALD_RECORDER (source), result, NULL);
  herald_store_read_async (herald_session_get_store (session), data->func,
                           g_steal_pointer (&data->job), read_job_free,
                           g_task_get_cancellable (task), job_read_cb, g_object_ref (task));
}

/* Takes @job. */
static void
start_reading (HeraldSession      *session,
               gpointer            source_tag,
               HeraldStoreFunc     func,
               ReadJob            *job,
               GCancellable       *cancellable,
               GAsyncReadyCallback callback,
               gpointer            user_data)
{
  GTask    *task = g_task_new (session, cancellable, callback, user_data);
  ReadTask *data = read_task_attach (task);

  g_task_set_source_tag (task, source_tag);
  data->func = func;
  data->job = job;
  herald_recorder_settle_async (herald_session_get_recorder (session), recorder_settled_cb, task);
}

/* On the read lane, as all below that end in _run. */
static gboolean
sends_run (HeraldConnection *connection, gpointer data, GError **error)
{
  ReadJob *job = data;

  job->found = herald_table_send_list (connection, job->environment_id, job->limit, error);
  return job->found != NULL;
}

static gboolean
results_run (HeraldConnection *connection, gpointer data, GError **error)
{
  ReadJob *job = data;
  g_autoptr (GPtrArray) targets = herald_table_send_list_targets (connection, job->id, error);
  GPtrArray *results;

  if (targets == NULL)
    return FALSE;
  results = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < targets->len; i++)
    g_ptr_array_add (results, herald_send_target_to_result (g_ptr_array_index (targets, i)));
  job->found = results;
  return TRUE;
}

static gboolean
exchanges_run (HeraldConnection *connection, gpointer data, GError **error)
{
  ReadJob *job = data;

  job->found =
    herald_table_exchange_list (connection, job->environment_id, job->service, job->limit, error);
  return job->found != NULL;
}

static gboolean
exchange_run (HeraldConnection *connection, gpointer data, GError **error)
{
  ReadJob *job = data;

  job->found = herald_table_exchange_load (connection, job->id, error);
  return job->found != NULL;
}

/**
 * herald_history_list_sends_async:
 * @session: a session; it need not be open
 * @limit: how many at most
 * @cancellable: (nullable): to cancel
 * @callback: called with the sends
 * @user_data: for @callback
 */
void
herald_history_list_sends_async (HeraldSession      *session,
                                 guint               limit,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  ReadJob *job;

  g_return_if_fail (HERALD_IS_SESSION (session));

  job = read_job_new (session, free_array);
  job->limit = limit;
  start_reading (session, herald_history_list_sends_async, sends_run, job, cancellable, callback,
                 user_data);
}

/**
 * herald_history_list_sends_finish:
 * @session: a session
 * @result: of herald_history_list_sends_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: (transfer full) (element-type HeraldSendRow): newest first, pushes and in-app
 *   notifications together
 */
GPtrArray *
herald_history_list_sends_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_history_list_results_async:
 * @session: a session; it need not be open
 * @send_id: as a #HeraldSendRow names it
 * @cancellable: (nullable): to cancel
 * @callback: called with the results
 * @user_data: for @callback
 */
void
herald_history_list_results_async (HeraldSession      *session,
                                   gint64              send_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  ReadJob *job;

  g_return_if_fail (HERALD_IS_SESSION (session));

  job = read_job_new (session, free_array);
  job->id = send_id;
  start_reading (session, herald_history_list_results_async, results_run, job, cancellable,
                 callback, user_data);
}

/**
 * herald_history_list_results_finish:
 * @session: a session
 * @result: of herald_history_list_results_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: (transfer full) (element-type HeraldSendResult): in the order of the send
 */
GPtrArray *
herald_history_list_results_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_history_list_exchanges_async:
 * @session: a session; it need not be open
 * @service: (nullable): only of this service, such as “apns”
 * @limit: how many at most
 * @cancellable: (nullable): to cancel
 * @callback: called with the exchanges
 * @user_data: for @callback
 */
void
herald_history_list_exchanges_async (HeraldSession      *session,
                                     const char         *service,
                                     guint               limit,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  ReadJob *job;

  g_return_if_fail (HERALD_IS_SESSION (session));

  job = read_job_new (session, free_array);
  job->service = g_strdup (service);
  job->limit = limit;
  start_reading (session, herald_history_list_exchanges_async, exchanges_run, job, cancellable,
                 callback, user_data);
}

/**
 * herald_history_list_exchanges_finish:
 * @session: a session
 * @result: of herald_history_list_exchanges_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: (transfer full) (element-type HeraldExchange): newest first
 */
GPtrArray *
herald_history_list_exchanges_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_history_load_exchange_async:
 * @session: a session; it need not be open
 * @exchange_id: as a #HeraldSendResult names it
 * @cancellable: (nullable): to cancel
 * @callback: called with the exchange
 * @user_data: for @callback
 */
void
herald_history_load_exchange_async (HeraldSession      *session,
                                    gint64              exchange_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  ReadJob *job;

  g_return_if_fail (HERALD_IS_SESSION (session));

  job = read_job_new (session, g_object_unref);
  job->id = exchange_id;
  start_reading (session, herald_history_load_exchange_async, exchange_run, job, cancellable,
                 callback, user_data);
}

/**
 * herald_history_load_exchange_finish:
 * @session: a session
 * @result: of herald_history_load_exchange_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND when it is no longer kept; STORE, CANCELLED.
 *
 * Returns: (transfer full): the exchange
 */
HeraldExchange *
herald_history_load_exchange_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
