/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs jobs one after the other on a thread of its own and hands each back to where it came from.
 */
#include "config.h"

#include "store/herald-lane.h"

#include "store/herald-table-schema.h"

struct _HeraldLane
{
  HeraldLaneKind    kind;
  HeraldConnection *connection; /* (owned) */
  GThreadPool      *pool;       /* (owned): one thread, of its own */
  HeraldLaneChanged changed;
  gpointer          user_data; /* (unowned) */
};

typedef struct
{
  HeraldStoreFunc func;
  gpointer        data; /* (owned) */
  GDestroyNotify  destroy;
  GError         *error; /* (owned) (nullable): on its way from the lane to the caller */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->destroy != NULL)
    job->destroy (job->data);
  g_clear_error (&job->error);
  g_free (job);
}

/* Back on the caller's thread. The task dies there too, and with it the objects in its data. */
static gboolean
job_done_cb (gpointer user_data)
{
  GTask *task = user_data;
  Job   *job = g_task_get_task_data (task);

  if (job->error != NULL)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
hand_back (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_static_name (source, "[herald-store] job done");
  g_source_set_callback (source, job_done_cb, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static gboolean
run_in_transaction (HeraldLane *self, Job *job, GCancellable *cancellable)
{
  gboolean done;

  if (!herald_table_schema_begin (self->connection, &job->error))
    return FALSE;
  done = job->func (self->connection, job->data, &job->error) &&
         !g_cancellable_set_error_if_cancelled (cancellable, &job->error);
  /* From here on nothing is cancelled: what was committed is told as committed. */
  herald_connection_set_cancellable (self->connection, NULL);
  if (done && herald_table_schema_commit (self->connection, &job->error))
    return TRUE;
  herald_table_schema_roll_back (self->connection);
  return FALSE;
}

static void
job_run_cb (gpointer user_data, gpointer lane)
{
  HeraldLane   *self = lane;
  GTask        *task = user_data;
  Job          *job = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  HeraldTables  changes;

  if (g_cancellable_set_error_if_cancelled (cancellable, &job->error))
    {
      hand_back (task);
      return;
    }
  herald_connection_set_cancellable (self->connection, cancellable);
  if (self->kind == HERALD_LANE_WRITE)
    run_in_transaction (self, job, cancellable);
  else
    job->func (self->connection, job->data, &job->error);
  herald_connection_set_cancellable (self->connection, NULL);
  changes = herald_connection_take_changes (self->connection);
  if (changes != 0)
    self->changed (changes, self->user_data);
  hand_back (task);
}

/**
 * herald_lane_new:
 * @connection: (transfer full): also when it fails
 * @changed: called on the lane's thread after a commit that changed rows
 *
 * **Errors:** G_THREAD_ERROR when no thread can be had.
 *
 * Returns: (transfer full): a lane with an idle thread
 */
HeraldLane *
herald_lane_new (HeraldLaneKind    kind,
                 HeraldConnection *connection,
                 HeraldLaneChanged changed,
                 gpointer          user_data,
                 GError          **error)
{
  HeraldLane *self = g_new0 (HeraldLane, 1);

  self->kind = kind;
  self->connection = connection;
  self->changed = changed;
  self->user_data = user_data;
  self->pool = g_thread_pool_new (job_run_cb, self, 1, TRUE, error);
  if (self->pool == NULL)
    g_clear_pointer (&self, herald_lane_free);
  return self;
}

/**
 * herald_lane_push:
 * @task: (transfer full): it returns in its own context when the job is done
 * @func: called on the lane's thread
 * @data: (transfer full) (not nullable)
 * @destroy: frees @data with @task
 *
 * Puts a job behind those that wait.
 */
void
herald_lane_push (HeraldLane     *self,
                  GTask          *task,
                  HeraldStoreFunc func,
                  gpointer        data,
                  GDestroyNotify  destroy)
{
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->data = data;
  job->destroy = destroy;
  /* What was committed is told so, even when somebody cancels in between. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_thread_pool_push (self->pool, task, NULL);
}

/**
 * herald_lane_finish:
 *
 * **Errors:** those of the job, CANCELLED.
 *
 * Returns: (transfer none) (nullable): the job's data, as long as @task lives
 */
gpointer
herald_lane_finish (GTask *task, GError **error)
{
  Job *job = g_task_get_task_data (task);

  return g_task_propagate_boolean (task, error) ? job->data : NULL;
}

/**
 * herald_lane_free:
 *
 * Runs what is queued, then ends the thread and closes the connection.
 */
void
herald_lane_free (HeraldLane *self)
{
  if (self->pool != NULL)
    g_thread_pool_free (self->pool, FALSE, TRUE);
  herald_connection_close (self->connection);
  g_free (self);
}
