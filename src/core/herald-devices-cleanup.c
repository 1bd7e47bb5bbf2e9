/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cleans devices up: the service only says that it will, so Herald looks until they are gone. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/herald-backoff.h"
#include "base/herald-error.h"
#include "base/herald-json.h"
#include "base/herald-task-data.h"
#include "core/herald-apps-private.h"
#include "core/herald-delay.h"
#include "core/herald-devices.h"
#include "core/herald-session-private.h"
#include "model/herald-odata.h"
#include "net/herald-dataverse-rows.h"
#include "store/herald-table-device.h"

#define DEVICE_ID "msdynmkt_pushmobiledeviceid"
/* As many ids fit a query without coming near the length of an address. */
#define MAX_IDS_PER_QUERY 40
#define LOOK_SECONDS 60

static const HeraldBackoff look_backoff = { .first_ms = 250, .longest_ms = 8000, .jitter = 0 };

/* Devices of one app that go with one call. */
typedef struct
{
  char      *app_id;  /* (owned) */
  GPtrArray *devices; /* (owned) (element-type HeraldDevice) */
} Batch;

typedef struct
{
  GPtrArray  *batches; /* (owned) (element-type Batch) */
  guint       next_batch;
  char       *api_token; /* (owned) (nullable): of the app below; wiped */
  const char *keyed_app; /* (unowned) (nullable): in a batch */
  GHashTable *present;   /* (owned) (element-type utf8 HeraldDevice): by id, not known to be gone */
  GPtrArray  *to_ask;    /* (owned) (element-type utf8): ids of the look that runs */
  guint       next_to_ask;
  GHashTable *seen; /* (owned) (element-type utf8): that the look found */
  guint       attempt;
  gint64      accepted_us;
} CleanTask;

typedef struct
{
  char      *environment_id; /* (owned) */
  GPtrArray *ids;            /* (owned) (element-type utf8) */
} RemovedJob;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_free (batch->app_id);
  g_ptr_array_unref (batch->devices);
  g_free (batch);
}

static void
clean_task_clear (CleanTask *data)
{
  g_clear_pointer (&data->batches, g_ptr_array_unref);
  g_clear_pointer (&data->api_token, herald_secret_free);
  g_clear_pointer (&data->present, g_hash_table_unref);
  g_clear_pointer (&data->to_ask, g_ptr_array_unref);
  g_clear_pointer (&data->seen, g_hash_table_unref);
}

HERALD_DEFINE_TASK_DATA (CleanTask, clean_task, clean_task_clear)

static void
removed_job_free (gpointer data)
{
  RemovedJob *job = data;

  g_free (job->environment_id);
  g_ptr_array_unref (job->ids);
  g_free (job);
}

/* On the write lane. */
static gboolean
removed_run (HeraldConnection *connection, gpointer data, GError **error)
{
  RemovedJob *job = data;
  gint64      now_us = g_get_real_time ();

  for (guint i = 0; i < job->ids->len; i++)
    if (!herald_table_device_mark_removed (connection, job->environment_id,
                                           g_ptr_array_index (job->ids, i), now_us, error))
      return FALSE;
  return TRUE;
}

static void
finish_clean_up (GTask *task)
{
  herald_session_tell_devices_changed (g_task_get_source_object (task));
  g_task_return_int (task, g_hash_table_size (clean_task_get (task)->present));
}

static void look_later (GTask *task);

static void
clean_wrote_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CleanTask *data = clean_task_get (task);
  GError    *error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else if (g_hash_table_size (data->present) == 0 ||
           g_get_monotonic_time () - data->accepted_us > LOOK_SECONDS * G_TIME_SPAN_SECOND)
    finish_clean_up (task);
  else
    look_later (task);
}

/* What the look did not find is gone. */
static void
take_look (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);
  CleanTask     *data = clean_task_get (task);
  RemovedJob    *job = g_new0 (RemovedJob, 1);

  job->environment_id = g_strdup (herald_session_get_environment_id (session));
  job->ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < data->to_ask->len; i++)
    {
      const char *id = g_ptr_array_index (data->to_ask, i);

      if (g_hash_table_contains (data->seen, id))
        continue;
      herald_device_set_state (g_hash_table_lookup (data->present, id), HERALD_DEVICE_REMOVED);
      g_ptr_array_add (job->ids, g_strdup (id));
      g_hash_table_remove (data->present, id);
    }
  herald_store_write_async (herald_session_get_store (session), removed_run, job, removed_job_free,
                            g_task_get_cancellable (task), clean_wrote_removed_cb,
                            g_object_ref (task));
}

static gpointer
row_to_id (JsonObject *row, GError **error)
{
  const char *id = NULL;

  return herald_json_read_string (row, DEVICE_ID, HERALD_JSON_REQUIRED, &id, error)
           ? g_ascii_strdown (id, -1)
           : NULL;
}

static void ask_chunk (GTask *task);

static void
clean_got_ids_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CleanTask *data = clean_task_get (task);
  GError    *error = NULL;
  g_autoptr (GPtrArray) ids =
    herald_dataverse_list_finish (HERALD_DATAVERSE (source), result, &error);

  if (ids == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (data->seen, g_strdup (g_ptr_array_index (ids, i)));
  ask_chunk (task);
}

/* True recursion: chunk after chunk of ids. */
static void
ask_chunk (GTask *task)
{
  HeraldSession   *session = g_task_get_source_object (task);
  CleanTask       *data = clean_task_get (task);
  g_autofree char *query = NULL;
  g_autoptr (GString) filter = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (data->next_to_ask == data->to_ask->len)
    {
      take_look (task);
      return;
    }
  filter = g_string_new (NULL);
  for (guint i = 0; i < MAX_IDS_PER_QUERY && data->next_to_ask < data->to_ask->len; i++)
    g_string_append_printf (filter, "%s" DEVICE_ID " eq %s", i > 0 ? " or " : "",
                            (const char *) g_ptr_array_index (data->to_ask, data->next_to_ask++));
  query = herald_odata_build_query (HERALD_SET_DEVICES, "$select", DEVICE_ID, "$filter",
                                    filter->str, NULL);
  herald_dataverse_list_async (herald_session_get_dataverse (session), query, 0, row_to_id, g_free,
                               g_task_get_cancellable (task), clean_got_ids_cb,
                               g_object_ref (task));
}

static void
clean_waited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CleanTask     *data = clean_task_get (task);
  GError        *error = NULL;
  GHashTableIter iter;
  gpointer       id;

  if (!herald_delay_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_pointer (&data->to_ask, g_ptr_array_unref);
  data->to_ask = g_ptr_array_new_with_free_func (g_free);
  data->next_to_ask = 0;
  g_hash_table_remove_all (data->seen);
  g_hash_table_iter_init (&iter, data->present);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (data->to_ask, g_strdup (id));
  ask_chunk (task);
}

/* True recursion: a look that finds something is followed by another, later. */
static void
look_later (GTask *task)
{
  CleanTask *data = clean_task_get (task);

  herald_delay_async (herald_backoff_get_delay_ms (&look_backoff, data->attempt++),
                      g_task_get_cancellable (task), clean_waited_cb, g_object_ref (task));
}

static void clean_next (GTask *task);

static void
clean_accepted (GTask *task, gboolean accepted, GError *error)
{
  if (accepted)
    clean_next (task);
  else
    g_task_return_error (task, error);
}

static void
clean_accepted_one_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError  *error = NULL;
  gboolean accepted =
    herald_registration_api_clean_up_finish (HERALD_REGISTRATION_API (source), result, &error);

  clean_accepted (task, accepted, error);
}

static void
clean_accepted_many_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError  *error = NULL;
  gboolean accepted =
    herald_registration_api_clean_up_batch_finish (HERALD_REGISTRATION_API (source), result,
                                                   &error);

  clean_accepted (task, accepted, error);
}

static void
send_batch (GTask *task)
{
  HeraldSession         *session = g_task_get_source_object (task);
  HeraldRegistrationApi *api = herald_session_get_registration (session);
  CleanTask             *data = clean_task_get (task);
  Batch                 *batch = g_ptr_array_index (data->batches, data->next_batch++);
  HeraldDevice          *device = g_ptr_array_index (batch->devices, 0);

  if (batch->devices->len == 1)
    herald_registration_api_clean_up_async (api, batch->app_id, herald_device_get_user_id (device),
                                            herald_device_get_token (device), data->api_token,
                                            g_task_get_cancellable (task), clean_accepted_one_cb,
                                            g_object_ref (task));
  else
    herald_registration_api_clean_up_batch_async (api, batch->devices, data->api_token,
                                                  g_task_get_cancellable (task),
                                                  clean_accepted_many_cb, g_object_ref (task));
}

static void
clean_got_token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CleanTask *data = clean_task_get (task);
  Batch     *batch = g_ptr_array_index (data->batches, data->next_batch);
  GError    *error = NULL;

  herald_secret_free (data->api_token);
  data->api_token = herald_apps_reveal_token_finish (HERALD_SESSION (source), result, &error);
  if (data->api_token == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->keyed_app = batch->app_id;
  send_batch (task);
}

/* True recursion: batch after batch, then the looks. */
static void
clean_next (GTask *task)
{
  CleanTask *data = clean_task_get (task);
  Batch     *batch;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (data->next_batch == data->batches->len)
    {
      data->accepted_us = g_get_monotonic_time ();
      if (g_hash_table_size (data->present) == 0)
        finish_clean_up (task);
      else
        look_later (task);
      return;
    }
  batch = g_ptr_array_index (data->batches, data->next_batch);
  if (g_strcmp0 (data->keyed_app, batch->app_id) == 0)
    send_batch (task);
  else
    herald_apps_reveal_token_async (g_task_get_source_object (task), batch->app_id, NULL,
                                    g_task_get_cancellable (task), clean_got_token_cb,
                                    g_object_ref (task));
}

static gboolean
check_devices (GPtrArray *devices, GError **error)
{
  for (guint i = 0; i < devices->len; i++)
    {
      HeraldDevice *device = g_ptr_array_index (devices, i);

      if (herald_device_get_app_id (device) != NULL && herald_device_get_user_id (device) != NULL)
        continue;
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("A device without its app and its person cannot be cleaned up"));
      return FALSE;
    }
  return TRUE;
}

static gint
compare_apps (gconstpointer one, gconstpointer other)
{
  HeraldDevice *const *first = one;
  HeraldDevice *const *second = other;

  return strcmp (herald_device_get_app_id (*first), herald_device_get_app_id (*second));
}

/* App by app, so that each app's token is asked for once. Devices that are gone need nothing. */
static GPtrArray *
make_batches (GPtrArray *devices)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func (batch_free);
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (devices, NULL, NULL);
  Batch *batch = NULL;

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_apps);
  for (guint i = 0; i < sorted->len; i++)
    {
      HeraldDevice *device = g_ptr_array_index (sorted, i);
      const char   *app_id = herald_device_get_app_id (device);

      if (herald_device_get_state (device) == HERALD_DEVICE_REMOVED)
        continue;
      if (batch == NULL || !g_str_equal (batch->app_id, app_id) ||
          batch->devices->len == HERALD_REGISTRATION_MAX_BATCH)
        {
          batch = g_new0 (Batch, 1);
          batch->app_id = g_strdup (app_id);
          batch->devices = g_ptr_array_new_with_free_func (g_object_unref);
          g_ptr_array_add (batches, batch);
        }
      g_ptr_array_add (batch->devices, g_object_ref (device));
    }
  return batches;
}

static void
note_present (CleanTask *data)
{
  data->present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  data->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < data->batches->len; i++)
    {
      const Batch *batch = g_ptr_array_index (data->batches, i);

      for (guint j = 0; j < batch->devices->len; j++)
        {
          HeraldDevice *device = g_ptr_array_index (batch->devices, j);
          const char   *id = herald_device_get_id (device);

          if (id != NULL && *id != '\0')
            g_hash_table_replace (data->present, g_strdup (id), g_object_ref (device));
        }
    }
}

/**
 * herald_devices_clean_up_async:
 * @session: an open session
 * @devices: (element-type HeraldDevice): what goes; each becomes %HERALD_DEVICE_REMOVED when it is
 *   gone
 * @cancellable: (nullable): to cancel; what was accepted by then goes all the same
 * @callback: called when they are gone, or looking ended
 * @user_data: for @callback
 */
void
herald_devices_clean_up_async (HeraldSession      *session,
                               GPtrArray          *devices,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  CleanTask *data;
  GError    *error = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (devices != NULL);

  task = herald_session_begin_change (session, herald_devices_clean_up_async, cancellable, callback,
                                      user_data);
  if (task == NULL)
    return;
  if (!check_devices (devices, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (herald_session_get_registration (session) == NULL)
    {
      g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_INVALID,
                               _("The environment has no public endpoint; copy it from the app's "
                                 "“Developer information” tab into the environment's settings"));
      return;
    }
  data = clean_task_attach (task);
  data->batches = make_batches (devices);
  note_present (data);
  clean_next (task);
}

/**
 * herald_devices_clean_up_finish:
 * @session: a session
 * @result: of herald_devices_clean_up_async()
 * @n_remaining: (out) (optional): still registered when looking ended
 * @error: where to put an error
 *
 * **Errors:** INVALID: a device without app or person; SECRET: the app's access token is not known;
 * what a call can give.
 *
 * Returns: whether the service accepted
 */
gboolean
herald_devices_clean_up_finish (HeraldSession *session,
                                GAsyncResult  *result,
                                guint         *n_remaining,
                                GError       **error)
{
  gssize n_present;

  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  n_present = g_task_propagate_int (G_TASK (result), error);
  if (n_present < 0)
    return FALSE;
  if (n_remaining != NULL)
    *n_remaining = (guint) n_present;
  return TRUE;
}
