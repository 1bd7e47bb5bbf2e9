/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One write at a time; what is noted meanwhile goes with the next one. Writes are never cancelled:
 * what became of a send must be known afterwards. */
#include "config.h"

#include "core/herald-send-log.h"

#include "base/herald-task-data.h"
#include "core/herald-session-private.h"

typedef struct
{
  char          *environment_id; /* (owned) */
  HeraldSendRow *row;            /* (owned) */
  GPtrArray     *targets;        /* (owned) (element-type HeraldSendTarget) */
} BeginJob;

typedef struct
{
  gint64     send_id;
  GPtrArray *targets; /* (owned) (element-type HeraldSendTarget) */
} UpdateJob;

struct _HeraldSendLog
{
  GObject parent_instance;

  HeraldStore   *store;          /* (owned) */
  char          *environment_id; /* (owned) */
  HeraldSendRow *row;            /* (owned) (nullable): until it is written */
  GPtrArray     *results;        /* (owned) (element-type HeraldSendResult) */
  gint64         send_id;

  GHashTable *noted;    /* (owned) (element-type guint): positions */
  GPtrArray  *settling; /* (owned) (element-type GTask): return when nothing is left to write */
  gboolean    writing;
  GError     *error; /* (owned) (nullable): of the first write that failed */
};

G_DEFINE_FINAL_TYPE (HeraldSendLog, herald_send_log, G_TYPE_OBJECT)

static void
free_target (gpointer target)
{
  herald_send_target_free (target);
}

static void
begin_job_free (gpointer data)
{
  BeginJob *job = data;

  g_free (job->environment_id);
  herald_send_row_free (job->row);
  g_ptr_array_unref (job->targets);
  g_free (job);
}

static void
update_job_free (gpointer data)
{
  UpdateJob *job = data;

  g_ptr_array_unref (job->targets);
  g_free (job);
}

/* On the write lane. */
static gboolean
begin_run (HeraldConnection *connection, gpointer data, GError **error)
{
  BeginJob *job = data;

  return herald_table_send_begin (connection, job->environment_id, job->row, job->targets, error);
}

/* On the write lane. */
static gboolean
update_run (HeraldConnection *connection, gpointer data, GError **error)
{
  UpdateJob *job = data;

  for (guint i = 0; i < job->targets->len; i++)
    if (!herald_table_send_update (connection, job->send_id, g_ptr_array_index (job->targets, i),
                                   error))
      return FALSE;
  return TRUE;
}

static void
herald_send_log_finalize (GObject *object)
{
  HeraldSendLog *self = HERALD_SEND_LOG (object);

  g_clear_object (&self->store);
  g_free (self->environment_id);
  g_clear_pointer (&self->row, herald_send_row_free);
  g_ptr_array_unref (self->results);
  g_hash_table_unref (self->noted);
  g_ptr_array_unref (self->settling);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (herald_send_log_parent_class)->finalize (object);
}

static void
herald_send_log_class_init (HeraldSendLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_send_log_finalize;
}

static void
herald_send_log_init (HeraldSendLog *self)
{
  self->noted = g_hash_table_new (NULL, NULL);
  self->settling = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * herald_send_log_new:
 * @row: (transfer full): what is sent
 * @results: (element-type HeraldSendResult): to whom; the log reads them again at each write
 *
 * Returns: (transfer full): a log that has written nothing yet
 */
HeraldSendLog *
herald_send_log_new (HeraldSession *session, HeraldSendRow *row, GPtrArray *results)
{
  HeraldSendLog *self = g_object_new (HERALD_TYPE_SEND_LOG, NULL);

  self->store = g_object_ref (herald_session_get_store (session));
  self->environment_id = g_strdup (herald_session_get_environment_id (session));
  self->row = row;
  self->results = g_ptr_array_ref (results);
  return self;
}

static void
begin_wrote_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSendLog *self = g_task_get_source_object (task);
  GError        *error = NULL;
  BeginJob      *job = herald_store_write_finish (HERALD_STORE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->send_id = job->row->id;
  g_task_return_boolean (task, TRUE);
}

/**
 * herald_send_log_begin_async:
 *
 * Writes the send with the state that the results have now. It cannot be cancelled: what is not
 * written down may not be sent.
 */
void
herald_send_log_begin_async (HeraldSendLog *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask    *task = g_task_new (self, NULL, callback, user_data);
  BeginJob *job = g_new0 (BeginJob, 1);

  g_task_set_source_tag (task, herald_send_log_begin_async);
  job->environment_id = g_strdup (self->environment_id);
  job->row = g_steal_pointer (&self->row);
  job->targets = g_ptr_array_new_full (self->results->len, free_target);
  for (guint i = 0; i < self->results->len; i++)
    g_ptr_array_add (job->targets,
                     herald_send_target_new (i, g_ptr_array_index (self->results, i)));
  herald_store_write_async (self->store, begin_run, job, begin_job_free, NULL, begin_wrote_cb,
                            task);
}

/**
 * herald_send_log_begin_finish:
 *
 * **Errors:** STORE: then nothing may be sent.
 *
 * Returns: whether the send is in the store
 */
gboolean
herald_send_log_begin_finish (HeraldSendLog *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
return_settled (HeraldSendLog *self)
{
  g_autoptr (GPtrArray) ended = g_steal_pointer (&self->settling);

  self->settling = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < ended->len; i++)
    {
      if (self->error != NULL)
        g_task_return_error (g_ptr_array_index (ended, i), g_error_copy (self->error));
      else
        g_task_return_boolean (g_ptr_array_index (ended, i), TRUE);
    }
}

static void start_write (HeraldSendLog *self);

static void
update_wrote_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSendLog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) == NULL &&
      self->error == NULL)
    self->error = g_steal_pointer (&error);
  self->writing = FALSE;
  if (g_hash_table_size (self->noted) > 0)
    start_write (self);
  else
    return_settled (self);
}

/* True recursion: the end of one write starts the next. */
static void
start_write (HeraldSendLog *self)
{
  UpdateJob     *job;
  GHashTableIter iter;
  gpointer       key;

  if (self->writing)
    return;
  self->writing = TRUE;
  job = g_new0 (UpdateJob, 1);
  job->send_id = self->send_id;
  job->targets = g_ptr_array_new_full (g_hash_table_size (self->noted), free_target);
  g_hash_table_iter_init (&iter, self->noted);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint position = GPOINTER_TO_UINT (key);

      g_ptr_array_add (job->targets,
                       herald_send_target_new (position,
                                               g_ptr_array_index (self->results, position)));
    }
  g_hash_table_remove_all (self->noted);
  herald_store_write_async (self->store, update_run, job, update_job_free, NULL, update_wrote_cb,
                            g_object_ref (self));
}

/**
 * herald_send_log_note:
 * @position: of the result among those given at the start
 *
 * Notes that a result changed; it goes with the next write.
 */
void
herald_send_log_note (HeraldSendLog *self, guint position)
{
  g_assert (self->send_id != 0 && position < self->results->len);
  g_hash_table_add (self->noted, GUINT_TO_POINTER (position));
  start_write (self);
}

/**
 * herald_send_log_settle_async:
 *
 * Waits until all that was noted is written.
 */
void
herald_send_log_settle_async (HeraldSendLog *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, herald_send_log_settle_async);
  g_ptr_array_add (self->settling, task);
  if (!self->writing)
    return_settled (self);
}

/**
 * herald_send_log_settle_finish:
 *
 * **Errors:** STORE: something noted is not written.
 *
 * Returns: whether everything is in the store
 */
gboolean
herald_send_log_settle_finish (HeraldSendLog *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
