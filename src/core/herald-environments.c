/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved environments: rows in the store, their secrets with the system. */
#include "config.h"

#include "core/herald-environments.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-task-data.h"
#include "model/herald-issue.h"
#include "store/herald-table-environment.h"

typedef struct
{
  GPtrArray *environments; /* (owned) (nullable) */
} ListJob;

typedef struct
{
  HeraldEnvironment *environment; /* (owned): a copy for the lane */
} SaveJob;

typedef struct
{
  char                     *id; /* (owned) */
  HeraldEnvironmentContents contents;
} CountJob;

typedef struct
{
  HeraldSecrets   *secrets;    /* (owned) */
  char            *id;         /* (owned): the environment's */
  char            *client_id;  /* (owned) (nullable) */
  HeraldSecretKind kind;       /* of @credential */
  char            *credential; /* (owned) (nullable): wiped */
} SecretsTask;

static void
list_job_free (gpointer data)
{
  ListJob *job = data;

  g_clear_pointer (&job->environments, g_ptr_array_unref);
  g_free (job);
}

static void
save_job_free (gpointer data)
{
  SaveJob *job = data;

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
secrets_task_clear (SecretsTask *data)
{
  g_clear_object (&data->secrets);
  g_clear_pointer (&data->id, g_free);
  g_clear_pointer (&data->client_id, g_free);
  g_clear_pointer (&data->credential, herald_secret_free);
}

HERALD_DEFINE_TASK_DATA (SecretsTask, secrets_task, secrets_task_clear)

/* On the read lane. */
static gboolean
list_run (HeraldConnection *connection, gpointer data, GError **error)
{
  ListJob *job = data;

  job->environments = herald_table_environment_list (connection, error);
  return job->environments != NULL;
}

/* A command names an environment by its name, so that no two may share one. */
static gboolean
check_name_is_free (HeraldConnection *connection, HeraldEnvironment *environment, GError **error)
{
  const char *name = herald_environment_get (environment, HERALD_ENVIRONMENT_NAME);
  const char *id = herald_environment_get (environment, HERALD_ENVIRONMENT_ID);
  g_autoptr (GPtrArray) saved = herald_table_environment_list (connection, error);

  for (guint i = 0; saved != NULL && i < saved->len; i++)
    {
      HeraldEnvironment *other = g_ptr_array_index (saved, i);

      if (g_ascii_strcasecmp (herald_environment_get (other, HERALD_ENVIRONMENT_NAME), name) != 0 ||
          g_strcmp0 (herald_environment_get (other, HERALD_ENVIRONMENT_ID), id) == 0)
        continue;
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                   _("There is an environment “%s” already; choose another name"), name);
      return FALSE;
    }
  return saved != NULL;
}

/* On the write lane. */
static gboolean
save_run (HeraldConnection *connection, gpointer data, GError **error)
{
  SaveJob *job = data;

  return check_name_is_free (connection, job->environment, error) &&
         herald_table_environment_save (connection, job->environment, error);
}

/* On the write lane. */
static gboolean
keep_learnt_run (HeraldConnection *connection, gpointer data, GError **error)
{
  SaveJob *job = data;

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
secrets_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_secrets_store_finish (HERALD_SECRETS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
save_wrote_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SecretsTask *data = secrets_task_get (task);
  GError      *error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else if (data->credential == NULL)
    g_task_return_boolean (task, TRUE);
  else
    herald_secrets_store_async (data->secrets, data->id, data->kind, data->client_id,
                                data->credential, g_task_get_cancellable (task), secrets_kept_cb,
                                g_object_ref (task));
}

static gboolean
check_environment (HeraldEnvironment *environment, const char *credential, GError **error)
{
  g_autoptr (GPtrArray) issues = herald_environment_validate (environment);
  const char *client_id = herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID);

  if (herald_environment_get_kind (environment) == HERALD_ENVIRONMENT_EMULATOR)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("The emulator is built in and cannot be saved"));
      return FALSE;
    }
  if (!herald_issues_to_error (issues, error))
    return FALSE;
  if (credential == NULL || (client_id != NULL && *client_id != '\0'))
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("A client secret needs a client ID beside it"));
  return FALSE;
}

/**
 * herald_environments_save_async:
 * @store: where it is kept
 * @secrets: where its secret is kept
 * @environment: inserted when it has no id yet, which it gets
 * @credential: (nullable): the client secret, or private key and certificate in PEM, by how the
 *   environment signs in; %NULL leaves the one that is kept
 * @cancellable: (nullable): to cancel
 * @callback: called when it is saved
 * @user_data: for @callback
 */
void
herald_environments_save_async (HeraldStore        *store,
                                HeraldSecrets      *secrets,
                                HeraldEnvironment  *environment,
                                const char         *credential,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  SecretsTask *data;
  SaveJob     *job;
  GError      *error = NULL;
  const char  *id;

  g_return_if_fail (HERALD_IS_STORE (store));
  g_return_if_fail (HERALD_IS_SECRETS (secrets));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_environments_save_async);
  if (!check_environment (environment, credential, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  id = herald_environment_get (environment, HERALD_ENVIRONMENT_ID);
  if (id == NULL || *id == '\0')
    {
      g_autofree char *new_id = herald_guid_new ();

      herald_environment_set (environment, HERALD_ENVIRONMENT_ID, new_id);
    }
  data = secrets_task_attach (task);
  data->secrets = g_object_ref (secrets);
  data->id = g_strdup (herald_environment_get (environment, HERALD_ENVIRONMENT_ID));
  data->client_id = g_strdup (herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID));
  data->kind = herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_CERTIFICATE
                 ? HERALD_SECRET_CERTIFICATE
                 : HERALD_SECRET_CLIENT_SECRET;
  data->credential = g_strdup (credential);
  job = g_new0 (SaveJob, 1);
  job->environment = herald_environment_copy (environment);
  herald_store_write_async (store, save_run, job, save_job_free, cancellable, save_wrote_cb,
                            g_object_ref (task));
}

/**
 * herald_environments_save_finish:
 * @store: where it is kept
 * @result: of herald_environments_save_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: a field is wrong; CONFLICT: another one has this name; STORE, CANCELLED.
 *
 * Returns: whether it is saved
 */
gboolean
herald_environments_save_finish (HeraldStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
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
  GTask   *task;
  SaveJob *job;

  g_return_if_fail (HERALD_IS_STORE (store));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_environments_keep_learnt_async);
  job = g_new0 (SaveJob, 1);
  job->environment = herald_environment_copy (environment);
  herald_store_write_async (store, keep_learnt_run, job, save_job_free, cancellable, learnt_kept_cb,
                            task);
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
  SecretsTask *data = secrets_task_get (task);
  GError      *error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else
    herald_secrets_clear_environment_async (data->secrets, data->id, g_task_get_cancellable (task),
                                            secrets_cleared_cb, g_object_ref (task));
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
 */
void
herald_environments_remove_async (HeraldStore        *store,
                                  HeraldSecrets      *secrets,
                                  const char         *id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  GTask       *task;
  SecretsTask *data;

  g_return_if_fail (HERALD_IS_STORE (store));
  g_return_if_fail (HERALD_IS_SECRETS (secrets));
  g_return_if_fail (id != NULL);

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_environments_remove_async);
  data = secrets_task_attach (task);
  data->secrets = g_object_ref (secrets);
  data->id = g_strdup (id);
  herald_store_write_async (store, remove_run, g_strdup (id), g_free, cancellable, remove_wrote_cb,
                            task);
}

/**
 * herald_environments_remove_finish:
 * @store: where it was kept
 * @result: of herald_environments_remove_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: whether it is gone
 */
gboolean
herald_environments_remove_finish (HeraldStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
