/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads devices from the environment and remembers them in the store, so that those which are gone
 * can still be named. */
#include "config.h"

#include "core/herald-devices.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-task-data.h"
#include "core/herald-names.h"
#include "core/herald-session-private.h"
#include "net/herald-dataverse-rows.h"
#include "store/herald-table-device.h"

/* A page of a sync: big enough for few requests, small enough for progress. */
#define SYNC_PAGE_ROWS 1000
/* A list asks for names while somebody waits; the rest is learnt by the next sync. */
#define MAX_NAME_CHUNKS 5

typedef struct
{
  char      *environment_id; /* (owned) */
  char      *user_id;        /* (owned) (nullable) */
  char      *app_id;         /* (owned) (nullable) */
  char      *after;          /* (owned) (nullable) */
  GPtrArray *devices;        /* (owned) (nullable): to save, or found */
  GPtrArray *nameless;       /* (owned) (nullable) (element-type utf8) */
  gint64     seen_us;
  gboolean   mark_missing;
} TableJob;

typedef struct
{
  char  *user_id; /* (owned) (nullable) */
  char  *app_id;  /* (owned) (nullable) */
  gint64 seen_us;

  GHashTable *asked; /* (owned) (element-type utf8): people whose names were asked for */
  guint       n_chunks;

  HeraldDevicesProgress progress;
  gpointer              progress_data; /* (unowned) */
  char                 *next_link;     /* (owned) (nullable) */
  guint                 n_devices;
  char                 *after; /* (owned): the last person whose name was asked for */
} ReadTask;

static void
table_job_free (gpointer data)
{
  TableJob *job = data;

  g_free (job->environment_id);
  g_free (job->user_id);
  g_free (job->app_id);
  g_free (job->after);
  g_clear_pointer (&job->devices, g_ptr_array_unref);
  g_clear_pointer (&job->nameless, g_ptr_array_unref);
  g_free (job);
}

static void
read_task_clear (ReadTask *data)
{
  g_clear_pointer (&data->user_id, g_free);
  g_clear_pointer (&data->app_id, g_free);
  g_clear_pointer (&data->next_link, g_free);
  g_clear_pointer (&data->after, g_free);
  g_clear_pointer (&data->asked, g_hash_table_unref);
}

HERALD_DEFINE_TASK_DATA (ReadTask, read_task, read_task_clear)

/* On the write lane. */
static gboolean
save_run (HeraldConnection *connection, gpointer data, GError **error)
{
  TableJob *job = data;

  return herald_table_device_save (connection, job->environment_id, job->devices, job->seen_us,
                                   error) &&
         (!job->mark_missing ||
          herald_table_device_mark_missing (connection, job->environment_id, job->user_id,
                                            job->app_id, job->seen_us, g_get_real_time (), error));
}

/* On the read lane. */
static gboolean
list_run (HeraldConnection *connection, gpointer data, GError **error)
{
  TableJob *job = data;

  job->devices =
    herald_table_device_list (connection, job->environment_id, job->user_id, job->app_id, error);
  return job->devices != NULL;
}

/* On the read lane. */
static gboolean
nameless_run (HeraldConnection *connection, gpointer data, GError **error)
{
  TableJob *job = data;

  job->nameless = herald_table_device_list_nameless (connection, job->environment_id, job->after,
                                                     HERALD_NAMES_MAX_IDS, error);
  return job->nameless != NULL;
}

static TableJob *
make_job (GTask *task)
{
  ReadTask *data = read_task_get (task);
  TableJob *job = g_new0 (TableJob, 1);

  job->environment_id =
    g_strdup (herald_session_get_environment_id (g_task_get_source_object (task)));
  job->user_id = g_strdup (data->user_id);
  job->app_id = g_strdup (data->app_id);
  job->seen_us = data->seen_us;
  return job;
}

static HeraldStore *
get_store (GTask *task)
{
  return herald_session_get_store (g_task_get_source_object (task));
}

/* Ids as Dataverse writes them, so that the store compares like with like. */
static char *
dup_id (const char *id)
{
  char *normal = id != NULL ? herald_guid_normalise (id) : NULL;

  return normal != NULL ? normal : g_strdup (id);
}

static void read_list (GTask *task);

static void
list_learnt_names_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* Names are nice to have. */
  if (!herald_names_learn_finish (HERALD_SESSION (source), result, &error))
    {
      g_debug ("Names of people are not known: %s", error->message);
      read_task_get (task)->n_chunks = MAX_NAME_CHUNKS;
    }
  if (!g_task_return_error_if_cancelled (task))
    read_list (task);
}

/* Returns: (transfer full) (element-type utf8): some people without a name, asked for from now on
 */
static GPtrArray *
take_nameless (GPtrArray *devices, GHashTable *asked)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < devices->len && ids->len < HERALD_NAMES_MAX_IDS; i++)
    {
      HeraldDevice *device = g_ptr_array_index (devices, i);
      const char   *user_id = herald_device_get_user_id (device);

      if (herald_device_get_user_name (device) == NULL && herald_guid_is_valid (user_id) &&
          g_hash_table_add (asked, g_strdup (user_id)))
        g_ptr_array_add (ids, g_strdup (user_id));
    }
  return ids;
}

static void
list_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ReadTask *data = read_task_get (task);
  GError   *error = NULL;
  TableJob *job = herald_store_read_finish (HERALD_STORE (source), result, &error);
  g_autoptr (GPtrArray) nameless = NULL;

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (data->n_chunks < MAX_NAME_CHUNKS)
    nameless = take_nameless (job->devices, data->asked);
  if (nameless == NULL || nameless->len == 0)
    {
      g_task_return_pointer (task, g_steal_pointer (&job->devices),
                             (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  data->n_chunks++;
  herald_names_learn_async (g_task_get_source_object (task), nameless,
                            g_task_get_cancellable (task), list_learnt_names_cb,
                            g_object_ref (task));
}

/* True recursion: names that were learnt are read with the next look. */
static void
read_list (GTask *task)
{
  herald_store_read_async (get_store (task), list_run, make_job (task), table_job_free,
                           g_task_get_cancellable (task), list_read_cb, g_object_ref (task));
}

static void
list_wrote_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) != NULL)
    read_list (task);
  else
    g_task_return_error (task, error);
}

static void
list_got_devices_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  GPtrArray *devices = herald_dataverse_list_finish (HERALD_DATAVERSE (source), result, &error);
  TableJob  *job;

  if (devices == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  job = make_job (task);
  job->devices = devices;
  job->mark_missing = TRUE;
  herald_store_write_async (get_store (task), save_run, job, table_job_free,
                            g_task_get_cancellable (task), list_wrote_cb, g_object_ref (task));
}

/**
 * herald_devices_list_async:
 * @session: an open session
 * @user_id: (nullable): of whom; %NULL for all
 * @app_id: (nullable): of which app; %NULL for all
 * @cancellable: (nullable): to cancel
 * @callback: called with the devices
 * @user_data: for @callback
 */
void
herald_devices_list_async (HeraldSession      *session,
                           const char         *user_id,
                           const char         *app_id,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask           *task;
  ReadTask        *data;
  g_autofree char *query = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));

  task =
    herald_session_begin (session, herald_devices_list_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  data = read_task_attach (task);
  data->user_id = dup_id (user_id);
  data->app_id = dup_id (app_id);
  data->seen_us = g_get_real_time ();
  data->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  query = herald_query_devices (data->user_id, data->app_id);
  herald_dataverse_list_async (herald_session_get_dataverse (session), query, 0,
                               herald_row_to_device, g_object_unref, g_task_get_cancellable (task),
                               list_got_devices_cb, task);
}

/**
 * herald_devices_list_finish:
 * @session: a session
 * @result: of herald_devices_list_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND: Customer Insights - Journeys is not installed; STORE; what a call can
 * give.
 *
 * Returns: (transfer full) (element-type HeraldDevice): last registered first; those that are gone
 *   come last, as %HERALD_DEVICE_REMOVED. Names of people and apps are filled in where known
 */
GPtrArray *
herald_devices_list_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void learn_next_names (GTask *task);

static void
sync_learnt_names_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_names_learn_finish (HERALD_SESSION (source), result, &error))
    {
      learn_next_names (task);
      return;
    }
  g_debug ("Names of people are not known: %s", error->message);
  g_task_return_int (task, (gssize) read_task_get (task)->n_devices);
}

static void
sync_read_nameless_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ReadTask *data = read_task_get (task);
  GError   *error = NULL;
  TableJob *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (job->nameless->len == 0)
    {
      g_task_return_int (task, (gssize) data->n_devices);
      return;
    }
  g_free (data->after);
  data->after = g_strdup (g_ptr_array_index (job->nameless, job->nameless->len - 1));
  herald_names_learn_async (g_task_get_source_object (task), job->nameless,
                            g_task_get_cancellable (task), sync_learnt_names_cb,
                            g_object_ref (task));
}

/* True recursion: chunk after chunk, by the order of ids, so that who is not found is passed. */
static void
learn_next_names (GTask *task)
{
  TableJob *job;

  if (g_task_return_error_if_cancelled (task))
    return;
  job = make_job (task);
  job->after = g_strdup (read_task_get (task)->after);
  herald_store_read_async (get_store (task), nameless_run, job, table_job_free,
                           g_task_get_cancellable (task), sync_read_nameless_cb,
                           g_object_ref (task));
}

static void ask_page (GTask *task);

static void
sync_wrote_page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ReadTask *data = read_task_get (task);
  GError   *error = NULL;
  TableJob *job = herald_store_write_finish (HERALD_STORE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->n_devices += job->devices->len;
  if (data->progress != NULL)
    data->progress (data->n_devices, data->progress_data);
  if (data->next_link != NULL)
    ask_page (task);
  else
    learn_next_names (task);
}

static void
sync_got_page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ReadTask *data = read_task_get (task);
  GError   *error = NULL;
  g_autoptr (HeraldDataversePage) page =
    herald_dataverse_page_finish (HERALD_DATAVERSE (source), result, &error);
  TableJob *job;

  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_free (data->next_link);
  data->next_link = g_steal_pointer (&page->next_link);
  job = make_job (task);
  job->devices = g_steal_pointer (&page->rows);
  /* Only a whole reading can tell that something is missing. */
  job->mark_missing = data->next_link == NULL;
  herald_store_write_async (get_store (task), save_run, job, table_job_free,
                            g_task_get_cancellable (task), sync_wrote_page_cb, g_object_ref (task));
}

/* True recursion: page after page; one is in memory at a time. */
static void
ask_page (GTask *task)
{
  HeraldSession   *session = g_task_get_source_object (task);
  ReadTask        *data = read_task_get (task);
  g_autofree char *query =
    data->next_link != NULL ? g_strdup (data->next_link) : herald_query_devices (NULL, NULL);

  if (g_task_return_error_if_cancelled (task))
    return;
  herald_dataverse_page_async (herald_session_get_dataverse (session), query, SYNC_PAGE_ROWS,
                               herald_row_to_device, g_object_unref, g_task_get_cancellable (task),
                               sync_got_page_cb, g_object_ref (task));
}

/**
 * herald_devices_sync_async:
 * @session: an open session
 * @progress: (nullable) (scope async): told how many devices so far
 * @progress_data: for @progress
 * @cancellable: (nullable): to cancel; what was read by then stays
 * @callback: called when the store has all devices
 * @user_data: for @callback
 */
void
herald_devices_sync_async (HeraldSession        *session,
                           HeraldDevicesProgress progress,
                           gpointer              progress_data,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data)
{
  g_autoptr (GTask) task = NULL;
  ReadTask *data;

  g_return_if_fail (HERALD_IS_SESSION (session));

  task =
    herald_session_begin (session, herald_devices_sync_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  data = read_task_attach (task);
  data->progress = progress;
  data->progress_data = progress_data;
  data->seen_us = g_get_real_time ();
  data->after = g_strdup ("");
  ask_page (task);
}

/**
 * herald_devices_sync_finish:
 * @session: a session
 * @result: of herald_devices_sync_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND: Customer Insights - Journeys is not installed; STORE; what a call can
 * give.
 *
 * Returns: how many devices the environment has, or -1
 */
gssize
herald_devices_sync_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
