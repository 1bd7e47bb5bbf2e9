/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for everything at once and puts it together when the last answer is there. */
#include "config.h"

#include "core/herald-overview.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "core/herald-apps.h"
#include "core/herald-devices.h"
#include "core/herald-history.h"
#include "core/herald-phones.h"
#include "store/herald-table-device.h"
#include "store/herald-table-send.h"

#define MAX_SENDS 200 /* looked at for “first push delivered” */

typedef struct
{
  HeraldOverview *overview;    /* (owned) (nullable): given away at the end */
  guint           n_pending;   /* operations under way, and one for the starter */
  GError         *saved_error; /* (owned) (nullable): the first */
} LoadTask;

static void
load_task_clear (LoadTask *load)
{
  g_clear_pointer (&load->overview, herald_overview_free);
  g_clear_error (&load->saved_error);
}

HERALD_DEFINE_TASK_DATA (LoadTask, load_task, load_task_clear)

/* One app's operation: the task and the line it fills. */
typedef struct
{
  GTask             *task;     /* (owned) */
  HeraldAppProgress *progress; /* (unowned): the overview's */
} AppStep;

typedef struct
{
  HeraldRowQuery *query; /* (owned) */
  guint           n_rows;
} CountRead;

static void
app_progress_free (gpointer data)
{
  HeraldAppProgress *self = data;

  g_clear_object (&self->app);
  g_free (self);
}

static void
count_read_free (gpointer data)
{
  CountRead *count = data;

  g_clear_pointer (&count->query, herald_row_query_unref);
  g_free (count);
}

static AppStep *
app_step_new (GTask *task, HeraldAppProgress *progress)
{
  AppStep *step = g_new0 (AppStep, 1);

  load_task_get (task)->n_pending++;
  step->task = g_object_ref (task);
  step->progress = progress;
  return step;
}

static gboolean
is_app (HeraldAppProgress *progress, const char *app_id)
{
  return g_strcmp0 (herald_app_get (progress->app, HERALD_APP_ID), app_id) == 0;
}

/* What the sends and the apps' own fields tell. */
static void
tick_from_overview (HeraldOverview *overview)
{
  for (guint i = 0; i < overview->apps->len; i++)
    {
      HeraldAppProgress *progress = g_ptr_array_index (overview->apps, i);

      for (guint j = 0; j < overview->sends->len; j++)
        {
          HeraldSendRow *send = g_ptr_array_index (overview->sends, j);

          if (send->kind == HERALD_SEND_PUSH && send->n_delivered > 0 &&
              is_app (progress, send->app_id))
            progress->done[HERALD_STEP_DELIVERED] = TRUE;
        }
    }
}

/* Takes @error. The last one to finish returns the result. */
static void
finish_op (GTask *task, GError *error)
{
  LoadTask *load = load_task_get (task);

  if (error != NULL && load->saved_error == NULL)
    load->saved_error = error;
  else
    g_clear_error (&error);
  if (--load->n_pending > 0)
    return;
  if (load->saved_error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&load->saved_error));
      return;
    }
  tick_from_overview (load->overview);
  g_task_return_pointer (task, g_steal_pointer (&load->overview),
                         (GDestroyNotify) herald_overview_free);
}

static void
finish_step (AppStep *step, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&step->task);

  g_free (step);
  finish_op (task, error);
}

static void
step_got_tokens_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AppStep *step = user_data;
  GError  *error = NULL;
  g_autoptr (GPtrArray) tokens =
    herald_apps_list_tokens_finish (HERALD_SESSION (source), result, &error);

  step->progress->done[HERALD_STEP_TOKEN] = tokens != NULL && tokens->len > 0;
  finish_step (step, error);
}

static void
step_got_devices_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AppStep *step = user_data;
  GError  *error = NULL;
  g_autoptr (GPtrArray) devices =
    herald_devices_list_finish (HERALD_SESSION (source), result, &error);

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    if (herald_device_get_state (g_ptr_array_index (devices, i)) != HERALD_DEVICE_REMOVED)
      step->progress->done[HERALD_STEP_DEVICE] = TRUE;
  finish_step (step, error);
}

static gboolean
count_rows (HeraldConnection *connection, gpointer data, GError **error)
{
  CountRead *count = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const HeraldRowSource *source = herald_row_query_get_source (count->query);

  if (!source->read_ids (connection, herald_row_query_get_data (count->query), ids, error))
    return FALSE;
  count->n_rows = ids->len;
  return TRUE;
}

/* The store answers at once when it knows a device; else the environment is asked. */
static void
step_counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AppStep       *step = user_data;
  HeraldSession *session = g_task_get_source_object (step->task);
  GError        *error = NULL;
  CountRead     *count = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (count == NULL || count->n_rows > 0)
    {
      step->progress->done[HERALD_STEP_DEVICE] = count != NULL;
      finish_step (step, error);
      return;
    }
  herald_devices_list_async (session, NULL, herald_app_get (step->progress->app, HERALD_APP_ID),
                             g_task_get_cancellable (step->task), step_got_devices_cb, step);
}

static void
start_app (GTask *task, HeraldAppProgress *progress)
{
  HeraldSession     *session = g_task_get_source_object (task);
  GCancellable      *cancellable = g_task_get_cancellable (task);
  const char        *app_id = herald_app_get (progress->app, HERALD_APP_ID);
  HeraldEnvironment *environment = herald_session_get_environment (session);
  HeraldDeviceFilter filter = {
    .environment_id = herald_environment_get (environment, HERALD_ENVIRONMENT_ID),
    .app_id = app_id,
  };
  CountRead *count = g_new0 (CountRead, 1);

  count->query = herald_device_query_new (&filter);
  herald_store_read_async (herald_session_get_store (session), count_rows, count, count_read_free,
                           cancellable, step_counted_cb, app_step_new (task, progress));
  herald_apps_list_tokens_async (session, app_id, cancellable, step_got_tokens_cb,
                                 app_step_new (task, progress));
}

/* Whoever sent it: what a phone shows was delivered. Trial pushes of the registration show nothing.
 */
static void
tick_from_phone (HeraldAppProgress *progress, HeraldPhone *phone)
{
  GPtrArray *notifications = herald_phone_get_notifications (phone);

  for (guint i = 0; notifications != NULL && i < notifications->len; i++)
    {
      HeraldPhoneNotification *notification = g_ptr_array_index (notifications, i);

      if (herald_phone_notification_is_shown (notification))
        progress->done[HERALD_STEP_DELIVERED] = TRUE;
      if (herald_phone_notification_get_opened_us (notification) > 0)
        progress->done[HERALD_STEP_OPENED] = TRUE;
    }
}

static void
load_got_phones_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldOverview *overview = load_task_get (task)->overview;
  GError         *error = NULL;
  g_autoptr (GPtrArray) phones =
    herald_phones_list_finish (HERALD_SESSION (source), result, &error);

  for (guint i = 0; phones != NULL && i < overview->apps->len; i++)
    {
      HeraldAppProgress *progress = g_ptr_array_index (overview->apps, i);

      progress->known[HERALD_STEP_OPENED] = TRUE;
      for (guint j = 0; j < phones->len; j++)
        {
          HeraldPhone *phone = g_ptr_array_index (phones, j);

          if (is_app (progress, herald_phone_get_app_id (phone)))
            tick_from_phone (progress, phone);
        }
    }
  finish_op (task, error);
}

static void
load_got_sends_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldOverview *overview = load_task_get (task)->overview;
  GError         *error = NULL;
  GPtrArray *sends = herald_history_list_sends_finish (HERALD_SESSION (source), result, &error);

  if (sends != NULL)
    {
      g_clear_pointer (&overview->sends, g_ptr_array_unref);
      overview->sends = sends;
    }
  finish_op (task, error);
}

static HeraldAppProgress *
add_app (HeraldOverview *overview, HeraldApp *app)
{
  HeraldAppProgress *progress = g_new0 (HeraldAppProgress, 1);
  HeraldAppState     ios = herald_app_get_state (app, HERALD_PLATFORM_IOS);
  HeraldAppState     android = herald_app_get_state (app, HERALD_PLATFORM_ANDROID);

  progress->app = g_object_ref (app);
  for (int i = 0; i < HERALD_STEP_OPENED; i++)
    progress->known[i] = TRUE;
  progress->done[HERALD_STEP_CREDENTIALS] =
    ios != HERALD_APP_STATE_INCOMPLETE && android != HERALD_APP_STATE_INCOMPLETE &&
    (ios != HERALD_APP_STATE_NONE || android != HERALD_APP_STATE_NONE);
  g_ptr_array_add (overview->apps, progress);
  return progress;
}

static void
load_got_apps_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession *session = HERALD_SESSION (source);
  GCancellable  *cancellable = g_task_get_cancellable (task);
  LoadTask      *load = load_task_get (task);
  GError        *error = NULL;
  g_autoptr (GPtrArray) apps = herald_apps_list_finish (session, result, &error);

  for (guint i = 0; apps != NULL && i < apps->len; i++)
    add_app (load->overview, g_ptr_array_index (apps, i));
  for (guint i = 0; i < load->overview->apps->len; i++)
    start_app (task, g_ptr_array_index (load->overview->apps, i));
  if (apps != NULL)
    {
      load->n_pending++;
      herald_history_list_sends_async (session, MAX_SENDS, cancellable, load_got_sends_cb,
                                       g_object_ref (task));
    }
  if (apps != NULL && herald_session_get_emulator (session) != NULL)
    {
      load->n_pending++;
      herald_phones_list_async (session, cancellable, load_got_phones_cb, g_object_ref (task));
    }
  finish_op (task, error);
}

/**
 * herald_app_progress_get_next:
 * @self: how far an app is set up
 *
 * Returns: the first step that is known not to be done, or %HERALD_N_STEPS when all are
 */
HeraldStep
herald_app_progress_get_next (const HeraldAppProgress *self)
{
  g_return_val_if_fail (self != NULL, HERALD_N_STEPS);

  for (int i = 0; i < HERALD_N_STEPS; i++)
    if (self->known[i] && !self->done[i])
      return (HeraldStep) i;
  return HERALD_N_STEPS;
}

/**
 * herald_overview_free:
 * @self: (nullable): an overview
 */
void
herald_overview_free (HeraldOverview *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->apps, g_ptr_array_unref);
  g_clear_pointer (&self->sends, g_ptr_array_unref);
  g_free (self);
}

/**
 * herald_overview_load_async:
 * @session: an open session
 * @cancellable: (nullable): ends it
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Looks how far each app is set up. Devices are looked for in the store first and in the
 * environment when none is known.
 */
void
herald_overview_load_async (HeraldSession      *session,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  LoadTask *load;

  g_return_if_fail (HERALD_IS_SESSION (session));

  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_overview_load_async);
  load = load_task_attach (task);
  load->n_pending = 1;
  load->overview = g_new0 (HeraldOverview, 1);
  load->overview->apps = g_ptr_array_new_with_free_func (app_progress_free);
  load->overview->sends = g_ptr_array_new_with_free_func ((GDestroyNotify) herald_send_row_free);
  herald_apps_list_async (session, cancellable, load_got_apps_cb, g_object_ref (task));
}

/**
 * herald_overview_load_finish:
 * @session: the session
 * @result: the result
 *
 * **Errors:** as of the requests; the first one that failed.
 *
 * Returns: (transfer full): the overview
 */
HeraldOverview *
herald_overview_load_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
