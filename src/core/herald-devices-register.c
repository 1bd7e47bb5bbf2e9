/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers devices and follows each to its end. A registration may be repeated without harm: the
 * service answers DuplicateExists; so calls may be sent again after a broken connection. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/herald-backoff.h"
#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "core/herald-apps-private.h"
#include "core/herald-delay.h"
#include "core/herald-devices.h"
#include "core/herald-session-private.h"
#include "model/herald-device-token.h"
#include "model/herald-issue.h"
#include "model/herald-reason.h"
#include "store/herald-table-access-token.h"

#define MAX_BATCHES_IN_FLIGHT 4
/* The first looks are quick, because most registrations take a second or two; then the service is
 * left in peace. After that the usual cause is a wrong token, which never changes the status. */
static const HeraldBackoff poll_backoff = { .first_ms = 250, .longest_ms = 60000, .jitter = 0 };
#define FOLLOW_SECONDS 240
/* About eight seconds of looking: whoever waits is told that the service is gone. */
#define MAX_FAILED_LOOKS 5

/* Registrations of one app that go together. */
typedef struct
{
  GTask     *task;          /* (owned) (nullable): while something of it is under way */
  char      *app_id;        /* (owned) */
  char      *api_token;     /* (owned) (nullable): wiped */
  GPtrArray *registrations; /* (owned) (element-type HeraldRegistration) */
  guint      attempt;       /* of looking at the status */
  guint      n_failures;    /* looks in a row that could not be made */
  gint64     accepted_us;
} Batch;

typedef struct
{
  gboolean   wait;
  GPtrArray *batches; /* (owned) (element-type Batch) */
  guint      n_keyed; /* batches with their token */
  guint      n_started;
  guint      n_in_flight; /* being sent */
  guint      n_pending;   /* and one for starting them */
  GError    *saved_error; /* (owned) (nullable) */
} RegisterTask;

typedef struct
{
  char  *environment_id; /* (owned) */
  char  *app_id;         /* (owned) */
  char  *hint;           /* (owned) */
  gint64 used_us;
} TouchJob;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_free (batch->app_id);
  herald_secret_free (batch->api_token);
  g_ptr_array_unref (batch->registrations);
  g_free (batch);
}

static void
register_task_clear (RegisterTask *data)
{
  g_clear_pointer (&data->batches, g_ptr_array_unref);
  g_clear_error (&data->saved_error);
}

HERALD_DEFINE_TASK_DATA (RegisterTask, register_task, register_task_clear)

static void
touch_job_free (gpointer data)
{
  TouchJob *job = data;

  g_free (job->environment_id);
  g_free (job->app_id);
  g_free (job->hint);
  g_free (job);
}

/* On the write lane. */
static gboolean
touch_run (HeraldConnection *connection, gpointer data, GError **error)
{
  TouchJob *job = data;

  return herald_table_access_token_touch (connection, job->environment_id, job->app_id, job->hint,
                                          job->used_us, error);
}

/* Nobody waits for that: a missing time of use harms nothing. */
static void
note_token_use (HeraldSession *session, const Batch *batch)
{
  TouchJob *job = g_new0 (TouchJob, 1);

  job->environment_id = g_strdup (herald_session_get_environment_id (session));
  job->app_id = g_strdup (batch->app_id);
  job->hint = herald_apps_make_hint (batch->api_token);
  job->used_us = g_get_real_time ();
  herald_store_write_async (herald_session_get_store (session), touch_run, job, touch_job_free,
                            NULL, NULL, NULL);
}

static void
save_error (RegisterTask *data, const GError *error)
{
  if (data->saved_error == NULL)
    data->saved_error = g_error_copy (error);
}

static void
finish_op (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);
  RegisterTask  *data = register_task_get (task);

  if (--data->n_pending > 0)
    return;
  if (data->n_started > 0)
    herald_session_tell_devices_changed (session);
  if (data->saved_error != NULL)
    g_task_return_error (task, g_steal_pointer (&data->saved_error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Nothing more is done for @batch. */
static void
end_batch (Batch *batch)
{
  g_autoptr (GTask) task = g_steal_pointer (&batch->task);

  finish_op (task);
}

static void
set_all (Batch *batch, HeraldRegistrationStatus status, const char *reason, const char *explanation)
{
  for (guint i = 0; i < batch->registrations->len; i++)
    {
      HeraldRegistration *registration = g_ptr_array_index (batch->registrations, i);

      if (!herald_registration_is_finished (registration))
        herald_registration_set_status (registration, status, reason, explanation);
    }
}

/* Returns: (transfer full): the request ids that are not finished, in order */
static GStrv
list_unfinished (Batch *batch)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < batch->registrations->len; i++)
    {
      HeraldRegistration *registration = g_ptr_array_index (batch->registrations, i);

      if (!herald_registration_is_finished (registration))
        g_strv_builder_add (ids, herald_registration_get_request_id (registration));
    }
  return g_strv_builder_end (ids);
}

static void
take_state (HeraldRegistration *registration, const HeraldRegistrationState *state)
{
  g_autofree char *explanation = NULL;

  if (state->reason != NULL)
    explanation = herald_reason_explain (HERALD_SERVICE_REGISTRATION, state->reason, 0);
  herald_registration_set_status (registration, state->status, state->reason, explanation);
}

/* The states come in the order of the ids, which is that of the unfinished. */
static void
take_states (Batch *batch, GPtrArray *states)
{
  guint next = 0;

  for (guint i = 0; i < batch->registrations->len; i++)
    {
      HeraldRegistration *registration = g_ptr_array_index (batch->registrations, i);

      if (!herald_registration_is_finished (registration) && next < states->len)
        take_state (registration, g_ptr_array_index (states, next++));
    }
}

static void look_later (Batch *batch);

/* A service that is busy or away for a moment is asked again; a refusal stays one. */
static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NETWORK) ||
         g_error_matches (error, HERALD_ERROR, HERALD_ERROR_THROTTLED);
}

static void
batch_got_states_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Batch *batch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) states =
    herald_registration_api_status_finish (HERALD_REGISTRATION_API (source), result, &error);

  if (states != NULL)
    {
      batch->n_failures = 0;
      take_states (batch, states);
    }
  else if (!is_passing (error) || ++batch->n_failures == MAX_FAILED_LOOKS)
    {
      if (herald_error_is_cancelled (error) || is_passing (error))
        save_error (register_task_get (batch->task), error);
      if (!herald_error_is_cancelled (error))
        set_all (batch, HERALD_REGISTRATION_STUCK, "StatusNotReadable", error->message);
      end_batch (batch);
      return;
    }
  look_later (batch);
}

static void
batch_waited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Batch         *batch = user_data;
  HeraldSession *session = g_task_get_source_object (batch->task);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = NULL;

  if (!herald_delay_finish (result, &error))
    {
      save_error (register_task_get (batch->task), error);
      end_batch (batch);
      return;
    }
  ids = list_unfinished (batch);
  herald_registration_api_status_async (herald_session_get_registration (session), batch->app_id,
                                        batch->api_token, (const char *const *) ids,
                                        g_task_get_cancellable (batch->task), batch_got_states_cb,
                                        batch);
}

/* True recursion: a look that finds something pending is followed by another, later. */
static void
look_later (Batch *batch)
{
  g_auto (GStrv) ids = list_unfinished (batch);
  gint64 age_us = g_get_monotonic_time () - batch->accepted_us;

  if (ids[0] == NULL)
    {
      end_batch (batch);
      return;
    }
  if (age_us > FOLLOW_SECONDS * G_TIME_SPAN_SECOND)
    {
      set_all (batch, HERALD_REGISTRATION_STUCK, "Pending",
               _("Still pending after several minutes. Most often the access token is not the "
                 "app's current one, which leaves a registration pending for ever; or Dataverse is "
                 "slowing the service down. Check the token, then look at the person's devices "
                 "later"));
      end_batch (batch);
      return;
    }
  herald_delay_async (herald_backoff_get_delay_ms (&poll_backoff, batch->attempt++),
                      g_task_get_cancellable (batch->task), batch_waited_cb, batch);
}

static void start_batches (GTask *task);

/* @ids: (nullable) (transfer full): as many as registrations; NULL with @error set */
static void
batch_sent (Batch *batch, GStrv ids, const GError *error)
{
  g_autoptr (GTask) task = g_object_ref (batch->task);
  g_auto (GStrv) owned = ids;
  RegisterTask *data = register_task_get (task);

  data->n_in_flight--;
  if (owned == NULL)
    {
      set_all (batch, HERALD_REGISTRATION_FAILED, herald_error_get_code_name (error),
               error->message);
      save_error (data, error);
      end_batch (batch);
      start_batches (task);
      return;
    }
  for (guint i = 0; i < batch->registrations->len; i++)
    herald_registration_set_request_id (g_ptr_array_index (batch->registrations, i), owned[i]);
  batch->accepted_us = g_get_monotonic_time ();
  set_all (batch, HERALD_REGISTRATION_ACCEPTED, NULL, NULL);
  note_token_use (g_task_get_source_object (task), batch);
  if (data->wait)
    look_later (batch);
  else
    end_batch (batch);
  start_batches (task);
}

static void
batch_sent_many_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Batch *batch = user_data;
  g_autoptr (GError) error = NULL;
  GStrv ids = herald_registration_api_register_batch_finish (HERALD_REGISTRATION_API (source),
                                                             result, &error);

  if (ids != NULL && g_strv_length (ids) != batch->registrations->len)
    {
      g_clear_pointer (&ids, g_strfreev);
      g_set_error_literal (&error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                           _("The service named another number of requests than were sent"));
    }
  batch_sent (batch, ids, error);
}

static void
batch_sent_one_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id =
    herald_registration_api_register_finish (HERALD_REGISTRATION_API (source), result, &error);
  char *ids[] = { id, NULL };

  batch_sent (user_data, id != NULL ? g_strdupv (ids) : NULL, error);
}

static void
start_batch (GTask *task, Batch *batch)
{
  HeraldRegistrationApi *api = herald_session_get_registration (g_task_get_source_object (task));
  GCancellable          *cancellable = g_task_get_cancellable (task);

  batch->task = g_object_ref (task);
  set_all (batch, HERALD_REGISTRATION_SENDING, NULL, NULL);
  if (batch->registrations->len == 1)
    herald_registration_api_register_async (api, g_ptr_array_index (batch->registrations, 0),
                                            batch->api_token, cancellable, batch_sent_one_cb,
                                            batch);
  else
    herald_registration_api_register_batch_async (api, batch->registrations, batch->api_token,
                                                  cancellable, batch_sent_many_cb, batch);
}

/* True recursion: each answer makes room for the next batch. */
static void
start_batches (GTask *task)
{
  RegisterTask *data = register_task_get (task);

  while (data->n_started < data->batches->len && data->n_in_flight < MAX_BATCHES_IN_FLIGHT &&
         !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      Batch *batch = g_ptr_array_index (data->batches, data->n_started++);

      data->n_in_flight++;
      data->n_pending++;
      start_batch (task, batch);
    }
}

static void find_tokens (GTask *task);

static void
register_got_token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RegisterTask *data = register_task_get (task);
  GError       *error = NULL;
  Batch        *batch = g_ptr_array_index (data->batches, data->n_keyed);

  batch->api_token = herald_apps_reveal_token_finish (HERALD_SESSION (source), result, &error);
  if (batch->api_token == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  find_tokens (task);
}

static const Batch *
find_keyed (RegisterTask *data, const char *app_id)
{
  for (guint i = 0; i < data->batches->len; i++)
    {
      const Batch *batch = g_ptr_array_index (data->batches, i);

      if (batch->api_token != NULL && g_str_equal (batch->app_id, app_id))
        return batch;
    }
  return NULL;
}

/* True recursion: the token of each app is asked for once. */
static void
find_tokens (GTask *task)
{
  RegisterTask *data = register_task_get (task);

  for (; data->n_keyed < data->batches->len; data->n_keyed++)
    {
      Batch       *batch = g_ptr_array_index (data->batches, data->n_keyed);
      const Batch *keyed = find_keyed (data, batch->app_id);

      if (batch->api_token == NULL && keyed != NULL)
        batch->api_token = g_strdup (keyed->api_token);
      if (batch->api_token != NULL)
        continue;
      herald_apps_reveal_token_async (g_task_get_source_object (task), batch->app_id, NULL,
                                      g_task_get_cancellable (task), register_got_token_cb,
                                      g_object_ref (task));
      return;
    }
  data->n_pending = 1;
  start_batches (task);
  finish_op (task);
}

/* The shapes first: what the service is certain to refuse is not sent. */
static gboolean
check_tokens (GPtrArray *registrations, GError **error)
{
  for (guint i = 0; i < registrations->len; i++)
    {
      HeraldRegistration *registration = g_ptr_array_index (registrations, i);
      g_autoptr (GPtrArray) issues = herald_issues_new ();
      HeraldIssue *issue =
        herald_device_token_check (herald_registration_get_platform (registration),
                                   herald_registration_get_token (registration));

      if (issue != NULL)
        g_ptr_array_add (issues, issue);
      if (!herald_issues_to_error (issues, error))
        return FALSE;
    }
  if (registrations->len > 0)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("There is nothing to register"));
  return FALSE;
}

/* One call has one token, so batches are of one app each; the order within an app is kept. */
static GPtrArray *
make_batches (GPtrArray *registrations)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func (batch_free);
  g_autoptr (GHashTable) open = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < registrations->len; i++)
    {
      HeraldRegistration *registration = g_ptr_array_index (registrations, i);
      const char         *app_id = herald_registration_get_app_id (registration);
      Batch              *batch = g_hash_table_lookup (open, app_id);

      if (batch == NULL || batch->registrations->len == HERALD_REGISTRATION_MAX_BATCH)
        {
          batch = g_new0 (Batch, 1);
          batch->app_id = g_strdup (app_id);
          batch->registrations = g_ptr_array_new_with_free_func (g_object_unref);
          g_ptr_array_add (batches, batch);
          g_hash_table_insert (open, batch->app_id, batch);
        }
      g_ptr_array_add (batch->registrations, g_object_ref (registration));
    }
  return batches;
}

/**
 * herald_devices_register_async:
 * @session: an open session
 * @registrations: (element-type HeraldRegistration): each tells its states by “changed”
 * @wait: whether to follow each to its end
 * @cancellable: (nullable): to cancel; what was accepted by then goes on in the service
 * @callback: called when all are finished, or accepted without @wait
 * @user_data: for @callback
 */
void
herald_devices_register_async (HeraldSession      *session,
                               GPtrArray          *registrations,
                               gboolean            wait,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  RegisterTask *data;
  GError       *error = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (registrations != NULL);

  task = herald_session_begin_change (session, herald_devices_register_async, cancellable, callback,
                                      user_data);
  if (task == NULL)
    return;
  if (!check_tokens (registrations, &error))
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
  data = register_task_attach (task);
  data->wait = wait;
  data->batches = make_batches (registrations);
  find_tokens (task);
}

/**
 * herald_devices_register_finish:
 * @session: a session
 * @result: of herald_devices_register_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: a token's shape is wrong, nothing was sent; SECRET: the app's access token
 * is not known; what a call can give.
 *
 * Returns: whether the calls could be made; a failed registration is told by its status
 */
gboolean
herald_devices_register_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_devices_preview_register:
 * @session: a session
 * @registration: what would be registered
 *
 * Returns: (transfer full): the request that would be sent for it, the access token masked; empty
 *   when the environment has no public endpoint or is not open
 */
char *
herald_devices_preview_register (HeraldSession *session, HeraldRegistration *registration)
{
  HeraldRegistrationApi *api;

  g_return_val_if_fail (HERALD_IS_SESSION (session), NULL);
  g_return_val_if_fail (HERALD_IS_REGISTRATION (registration), NULL);

  api = herald_session_get_registration (session);
  return api != NULL ? herald_registration_api_preview (api, registration) : g_strdup ("");
}
