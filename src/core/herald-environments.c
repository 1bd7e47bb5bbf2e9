/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved environments: rows in the store, their secrets with the system. Saving one is in
 * herald-environments-save.c. */
#include "config.h"

#include "core/herald-environments.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "store/herald-table-environment.h"

typedef struct
{
  GPtrArray *environments; /* (owned) (nullable) */
} ListJob;

typedef struct
{
  HeraldEnvironment *environment; /* (owned): a copy for the lane */
} LearntJob;

typedef struct
{
  char                     *id; /* (owned) */
  HeraldEnvironmentContents contents;
} CountJob;

typedef struct
{
  HeraldSecrets *secrets; /* (owned) */
  char          *id;      /* (owned): the environment's */
} RemoveTask;

static void
list_job_free (gpointer data)
{
  ListJob *job = data;

  g_clear_pointer (&job->environments, g_ptr_array_unref);
  g_free (job);
}

static void
learnt_job_free (gpointer data)
{
  LearntJob *job = data;

  g_clear_object (&job->environment);
  g_free (job);
}

static void
count_job_free (gpointer data)
{
  CountJob *job = data;

  g_clear_pointer (&job->id, g_free);
  g_free (job);
}

static void
remove_task_clear (RemoveTask *data)
{
  g_clear_object (&data->secrets);
  g_clear_pointer (&data->id, g_free);
}

HERALD_DEFINE_TASK_DATA (RemoveTask, remove_task, remove_task_clear)

/* On the read lane. */
static gboolean
list_run (HeraldConnection *connection, gpointer data, GError **error)
{
  ListJob *job = data;

  job->environments = herald_table_environment_list (connection, error);
  return job->environments != NULL;
}

/* On the write lane. */
static gboolean
keep_learnt_run (HeraldConnection *connection, gpointer data, GError **error)
{
  LearntJob *job = data;

  return herald_table_environment_keep_learnt (connection, job->environment, error);
}

/* On the read lane. */
static gboolean
count_run (HeraldConnection *connection, gpointer data, GError **error)
{
  CountJob *job = data;

  return herald_table_environment_count (connection, job->id, &job->contents, error);
}

/* On the write lane. */
static gboolean
remove_run (HeraldConnection *connection, gpointer data, GError **error)
{
  return herald_table_environment_remove (connection, data, error);
}

static void
list_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError  *error = NULL;
  ListJob *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (job != NULL)
    g_task_return_pointer (task, g_steal_pointer (&job->environments),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * herald_environments_list_async:
 * @store: where they are kept
 * @cancellable: (nullable): to cancel
 * @callback: called with the environments
 * @user_data: for @callback
 */
void
herald_environments_list_async (HeraldStore        *store,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_STORE (store));

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_environments_list_async);
  herald_store_read_async (store, list_run, g_new0 (ListJob, 1), list_job_free, cancellable,
                           list_read_cb, task);
}

/**
 * herald_environments_list_finish:
 * @store: where they are kept
 * @result: of herald_environments_list_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: (transfer full) (element-type HeraldEnvironment): the saved ones, by name; the emulator
 *   is not among them
 */
GPtrArray *
herald_environments_list_finish (HeraldStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
learnt_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * herald_environments_keep_learnt_async:
 * @store: where it is kept
 * @environment: with its sign-in service, tenant, organisation, user and account
 * @cancellable: (nullable): to cancel
 * @callback: called when they are kept
 * @user_data: for @callback
 */
void
herald_environments_keep_learnt_async (HeraldStore        *store,
                                       HeraldEnvironment  *environment,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  GTask     *task;
  LearntJob *job;

  g_return_if_fail (HERALD_IS_STORE (store));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_environments_keep_learnt_async);
  job = g_new0 (LearntJob, 1);
  job->environment = herald_environment_copy (environment);
  herald_store_write_async (store, keep_learnt_run, job, learnt_job_free, cancellable,
                            learnt_kept_cb, task);
}

/**
 * herald_environments_keep_learnt_finish:
 * @store: where it is kept
 * @result: of herald_environments_keep_learnt_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: whether they are kept
 */
gboolean
herald_environments_keep_learnt_finish (HeraldStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
count_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError   *error = NULL;
  CountJob *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (job != NULL)
    g_task_return_pointer (task, g_memdup2 (&job->contents, sizeof job->contents), g_free);
  else
    g_task_return_error (task, error);
}

/**
 * herald_environments_count_async:
 * @store: where it is kept
 * @id: its id
 * @cancellable: (nullable): to cancel
 * @callback: called when it is known
 * @user_data: for @callback
 */
void
herald_environments_count_async (HeraldStore        *store,
                                 const char         *id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  GTask    *task;
  CountJob *job;

  g_return_if_fail (HERALD_IS_STORE (store));
  g_return_if_fail (id != NULL);

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_environments_count_async);
  job = g_new0 (CountJob, 1);
  job->id = g_strdup (id);
  herald_store_read_async (store, count_run, job, count_job_free, cancellable, count_read_cb, task);
}

/**
 * herald_environments_count_finish:
 * @store: where it is kept
 * @result: of herald_environments_count_async()
 * @contents: (out caller-allocates): what would go with it
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: whether @contents is set
 */
gboolean
herald_environments_count_finish (HeraldStore               *store,
                                  GAsyncResult              *result,
                                  HeraldEnvironmentContents *contents,
                                  GError                   **error)
{
  g_autofree HeraldEnvironmentContents *found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);
  g_return_val_if_fail (contents != NULL, FALSE);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return FALSE;
  *contents = *found;
  return TRUE;
}

static void
check_ca_file_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = NULL;

  if (g_path_is_absolute (path))
    database = g_tls_file_database_new (path, &error);
  if (database != NULL)
    g_task_return_boolean (task, TRUE);
  else if (error == NULL)
    g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_INVALID,
                             _("“%s” is no whole path; begin it with a slash"),
                                (const char *) path);
  else
    g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_INVALID,
                             _("“%s” holds no certificate authority: %s"), (const char *) path,
                                error->message);
}

/**
 * herald_environments_check_ca_file_async:
 * @path: where the file is, from the root
 * @cancellable: (nullable): to cancel
 * @callback: called when it was read
 * @user_data: for @callback
 */
void
herald_environments_check_ca_file_async (const char         *path,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_environments_check_ca_file_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, check_ca_file_thread);
}

/**
 * herald_environments_check_ca_file_finish:
 * @result: of herald_environments_check_ca_file_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: it cannot be read, or holds no certificate; CANCELLED.
 *
 * Returns: whether it may be used as an environment's authority file
 */
gboolean
herald_environments_check_ca_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
secrets_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_secrets_clear_environment_finish (HERALD_SECRETS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
remove_wrote_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RemoveTask *data = remove_task_get (task);
  GError     *error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else
    herald_secrets_clear_environment_async (data->secrets, data->id, g_task_get_cancellable (task),
                                            secrets_cleared_cb, g_object_ref (task));
}

static void
remove_unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldStore *store = g_task_get_source_object (task);
  GError      *error = NULL;

  if (!herald_secrets_unlock_finish (HERALD_SECRETS (source), result, &error))
    g_task_return_error (task, error);
  else
    herald_store_write_async (store, remove_run, g_strdup (remove_task_get (task)->id), g_free,
                              g_task_get_cancellable (task), remove_wrote_cb, g_object_ref (task));
}

/**
 * herald_environments_remove_async:
 * @store: where it is kept
 * @secrets: where its secrets are kept
 * @id: its id
 * @cancellable: (nullable): to cancel
 * @callback: called when it is removed
 * @user_data: for @callback
 *
 * With it go its drafts, sends, devices, exchanges and secrets on this computer; nothing is called.
 * While the file of secrets is locked its passphrase is asked for first, without which all stays.
 */
void
herald_environments_remove_async (HeraldStore        *store,
                                  HeraldSecrets      *secrets,
                                  const char         *id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  GTask      *task;
  RemoveTask *data;

  g_return_if_fail (HERALD_IS_STORE (store));
  g_return_if_fail (HERALD_IS_SECRETS (secrets));
  g_return_if_fail (id != NULL);

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_environments_remove_async);
  data = remove_task_attach (task);
  data->secrets = g_object_ref (secrets);
  data->id = g_strdup (id);
  herald_secrets_unlock_async (secrets, cancellable, remove_unlocked_cb, task);
}

/**
 * herald_environments_remove_finish:
 * @store: where it was kept
 * @result: of herald_environments_remove_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET: the file of secrets stays locked; STORE, CANCELLED.
 *
 * Returns: whether it is gone
 */
gboolean
herald_environments_remove_finish (HeraldStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
