/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the database, keeps its two lanes and tells which tables changed. */
#include "config.h"

#include "store/herald-store.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "store/herald-lane.h"
#include "store/herald-table-schema.h"
#include "store/herald-table-send.h"

/* Changes are told at most once per frame of a 60 Hz display. */
#define CHANGED_INTERVAL_MS 16

typedef struct
{
  char             *path;   /* (owned) */
  HeraldConnection *reader; /* (owned) (nullable) */
  HeraldConnection *writer; /* (owned) (nullable) */
} OpenTask;

struct _HeraldStore
{
  GObject parent_instance;

  char         *path;    /* (owned) */
  GMainContext *context; /* (owned): where “changed” is told */

  HeraldLane *read_lane;  /* (owned) (nullable): NULL when closed */
  HeraldLane *write_lane; /* (owned) (nullable): NULL when closed */

  GMutex       lock;
  HeraldTables changes;        /* under the lock */
  GSource     *changed_source; /* (owned) (nullable): under the lock */
};

G_DEFINE_FINAL_TYPE (HeraldStore, herald_store, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
open_task_clear (OpenTask *data)
{
  g_clear_pointer (&data->path, g_free);
  g_clear_pointer (&data->reader, herald_connection_close);
  g_clear_pointer (&data->writer, herald_connection_close);
}

HERALD_DEFINE_TASK_DATA (OpenTask, open_task, open_task_clear)

static gboolean
emit_changed_cb (gpointer user_data)
{
  HeraldStore *self = HERALD_STORE (user_data);
  HeraldTables changes;

  g_mutex_lock (&self->lock);
  changes = self->changes;
  self->changes = 0;
  g_clear_pointer (&self->changed_source, g_source_unref);
  g_mutex_unlock (&self->lock);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, changes);
  return G_SOURCE_REMOVE;
}

/* On the write lane. The store outlives its lanes; closing removes the source. */
static void
lane_changed_cb (HeraldTables tables, gpointer user_data)
{
  HeraldStore *self = user_data;

  g_mutex_lock (&self->lock);
  self->changes |= tables;
  if (self->changed_source == NULL)
    {
      self->changed_source = g_timeout_source_new (CHANGED_INTERVAL_MS);
      g_source_set_static_name (self->changed_source, "[herald-store] changed");
      g_source_set_callback (self->changed_source, emit_changed_cb, self, NULL);
      g_source_attach (self->changed_source, self->context);
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
recover (HeraldConnection *connection, GError **error)
{
  if (!herald_table_schema_begin (connection, error))
    return FALSE;
  if (herald_table_send_recover (connection, error) &&
      herald_table_schema_commit (connection, error))
    {
      herald_connection_take_changes (connection);
      return TRUE;
    }
  herald_table_schema_roll_back (connection);
  return FALSE;
}

/* On a thread of its own. */
static void
open_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  OpenTask *data = task_data;
  GError   *error = NULL;

  data->writer = herald_connection_open (data->path, &error);
  if (data->writer != NULL && herald_table_schema_migrate (data->writer, &error) &&
      recover (data->writer, &error))
    data->reader = herald_connection_open (data->path, &error);
  if (data->reader != NULL && herald_table_schema_set_up (data->reader, &error) &&
      herald_table_schema_protect (data->reader, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
herald_store_dispose (GObject *object)
{
  herald_store_close (HERALD_STORE (object));
  G_OBJECT_CLASS (herald_store_parent_class)->dispose (object);
}

static void
herald_store_finalize (GObject *object)
{
  HeraldStore *self = HERALD_STORE (object);

  g_free (self->path);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (herald_store_parent_class)->finalize (object);
}

static void
herald_store_class_init (HeraldStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_store_dispose;
  object_class->finalize = herald_store_finalize;

  /**
   * HeraldStore::changed:
   * @tables: #HeraldTables whose rows changed since the last emission
   *
   * After commits, merged per frame, on the thread that opened the store.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HERALD_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
herald_store_init (HeraldStore *self)
{
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
}

/**
 * herald_store_open_async:
 * @path: the database file; its folder must exist
 * @cancellable: (nullable): to cancel
 * @callback: called when the store is open
 * @user_data: for @callback
 *
 * Opens or makes the database and brings it to this version. Sends that a process which is gone
 * left behind become unknown.
 */
void
herald_store_open_async (const char         *path,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  OpenTask *data;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_store_open_async);
  data = open_task_attach (task);
  data->path = g_strdup (path);
  g_task_run_in_thread (task, open_thread);
}

/**
 * herald_store_open_finish:
 * @result: of herald_store_open_async()
 * @error: where to put an error
 *
 * **Errors:** STORE: damaged, of another program, of a newer Herald, or not writable; CANCELLED.
 *
 * Returns: (transfer full): the open store
 */
HeraldStore *
herald_store_open_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (HeraldStore) self = NULL;
  OpenTask *data;

  g_return_val_if_fail (g_async_result_is_tagged (result, herald_store_open_async), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  data = open_task_get (G_TASK (result));
  self = g_object_new (HERALD_TYPE_STORE, NULL);
  self->path = g_strdup (data->path);
  self->read_lane = herald_lane_new (HERALD_LANE_READ, g_steal_pointer (&data->reader),
                                     lane_changed_cb, self, error);
  if (self->read_lane == NULL)
    return NULL;
  self->write_lane = herald_lane_new (HERALD_LANE_WRITE, g_steal_pointer (&data->writer),
                                      lane_changed_cb, self, error);
  return self->write_lane != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * herald_store_get_path:
 * @self: a store
 *
 * Returns: (transfer none): the database file
 */
const char *
herald_store_get_path (HeraldStore *self)
{
  g_return_val_if_fail (HERALD_IS_STORE (self), NULL);

  return self->path;
}

static void
push (HeraldLane *lane, GTask *task, HeraldStoreFunc func, gpointer data, GDestroyNotify destroy)
{
  if (lane != NULL)
    {
      herald_lane_push (lane, task, func, data, destroy);
      return;
    }
  g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_STORE,
                           _("The local database is closed already"));
  g_object_unref (task);
  if (destroy != NULL)
    destroy (data);
}

/**
 * herald_store_read_async:
 * @self: a store
 * @func: reads on the read lane; it cannot write
 * @data: (transfer full) (not nullable): for @func and its results
 * @destroy: (nullable): frees @data, on the caller's thread
 * @cancellable: (nullable): ends a long query in its middle
 * @callback: called when @func returned
 * @user_data: for @callback
 *
 * Reads run one after the other in the order they came, beside the writes.
 */
void
herald_store_read_async (HeraldStore        *self,
                         HeraldStoreFunc     func,
                         gpointer            data,
                         GDestroyNotify      destroy,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_STORE (self));
  g_return_if_fail (func != NULL && data != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_store_read_async);
  push (self->read_lane, task, func, data, destroy);
}

/**
 * herald_store_read_finish:
 * @self: a store
 * @result: of herald_store_read_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED and what the function gives.
 *
 * Returns: (transfer none) (nullable): the data, alive as long as @result
 */
gpointer
herald_store_read_finish (HeraldStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return herald_lane_finish (G_TASK (result), error);
}

/**
 * herald_store_write_async:
 * @self: a store
 * @func: writes on the write lane, in one transaction
 * @data: (transfer full) (not nullable): for @func and its results
 * @destroy: (nullable): frees @data, on the caller's thread
 * @cancellable: (nullable): ends it in its middle; nothing is written then
 * @callback: called after the commit or the roll-back
 * @user_data: for @callback
 *
 * Writes run one after the other in the order they came. An error of @func rolls all of it back.
 */
void
herald_store_write_async (HeraldStore        *self,
                          HeraldStoreFunc     func,
                          gpointer            data,
                          GDestroyNotify      destroy,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_STORE (self));
  g_return_if_fail (func != NULL && data != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_store_write_async);
  push (self->write_lane, task, func, data, destroy);
}

/**
 * herald_store_write_finish:
 * @self: a store
 * @result: of herald_store_write_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED (nothing was written) and what the function gives.
 *
 * Returns: (transfer none) (nullable): the data, alive as long as @result
 */
gpointer
herald_store_write_finish (HeraldStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return herald_lane_finish (G_TASK (result), error);
}

/**
 * herald_store_close:
 * @self: a store
 *
 * Waits until every queued job has run and closes the files; later jobs fail with STORE. Callbacks
 * of jobs that have run still come. For the end of a program, where waiting is right. Harmless
 * twice.
 */
void
herald_store_close (HeraldStore *self)
{
  g_return_if_fail (HERALD_IS_STORE (self));

  g_clear_pointer (&self->read_lane, herald_lane_free);
  g_clear_pointer (&self->write_lane, herald_lane_free);
  g_mutex_lock (&self->lock);
  if (self->changed_source != NULL)
    g_source_destroy (self->changed_source);
  g_clear_pointer (&self->changed_source, g_source_unref);
  g_mutex_unlock (&self->lock);
}

/**
 * herald_store_is_closed:
 * @self: a store
 *
 * Returns: whether herald_store_close() was called, so that nothing can be read or written any more
 */
gboolean
herald_store_is_closed (HeraldStore *self)
{
  g_return_val_if_fail (HERALD_IS_STORE (self), TRUE);

  return self->write_lane == NULL;
}
