/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes an environment to the store and then, one after the other, what belongs to it to the
 * secrets. What it no longer says anything about goes from there. */
#include "config.h"

#include "core/herald-environments.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-task-data.h"
#include "core/herald-transports.h"
#include "model/herald-environment-colour.h"
#include "model/herald-issue.h"
#include "store/herald-table-environment.h"

typedef struct
{
  HeraldEnvironment *environment; /* (owned): a copy for the lane */

  char *old_password_id; /* (owned) (nullable): so far */
  char *old_certificate; /* (owned) (nullable): so far */
} SaveJob;

/* What happens to one kind of secret. */
typedef struct
{
  HeraldSecretKind kind;
  gboolean         clear; /* whatever is kept, first */
  char            *id;    /* (owned) (nullable) */
  char            *value; /* (owned) (nullable): secret; to be kept */
} SecretStep;

enum
{
  STEP_CREDENTIAL,
  STEP_PROXY_PASSWORD,
  STEP_CLIENT_CERTIFICATE,
  N_STEPS,
};

typedef struct
{
  HeraldSecrets *secrets; /* (owned) */
  char          *id;      /* (owned): the environment's */
  SecretStep     steps[N_STEPS];
  gsize          n_done;
} SaveTask;

static void
save_job_free (gpointer data)
{
  SaveJob *job = data;

  g_clear_object (&job->environment);
  g_clear_pointer (&job->old_password_id, g_free);
  g_clear_pointer (&job->old_certificate, g_free);
  g_free (job);
}

static void
save_task_clear (SaveTask *data)
{
  g_clear_object (&data->secrets);
  g_clear_pointer (&data->id, g_free);
  for (gsize i = 0; i < N_STEPS; i++)
    {
      g_clear_pointer (&data->steps[i].id, g_free);
      g_clear_pointer (&data->steps[i].value, herald_secret_free);
    }
}

HERALD_DEFINE_TASK_DATA (SaveTask, save_task, save_task_clear)

/* What was said about the environment so far, and whether another one has its name: a command names
 * an environment by it, so that no two may share one. One without a colour gets its own. */
static gboolean
compare_with_saved (HeraldConnection *connection, SaveJob *job, GError **error)
{
  const char *name = herald_environment_get (job->environment, HERALD_ENVIRONMENT_NAME);
  const char *id = herald_environment_get (job->environment, HERALD_ENVIRONMENT_ID);
  g_autoptr (GPtrArray) saved = herald_table_environment_list (connection, error);

  for (guint i = 0; saved != NULL && i < saved->len; i++)
    {
      HeraldEnvironment *other = g_ptr_array_index (saved, i);

      if (g_strcmp0 (herald_environment_get (other, HERALD_ENVIRONMENT_ID), id) == 0)
        {
          job->old_password_id = herald_transports_dup_password_id (other);
          job->old_certificate =
            g_strdup (herald_environment_get (other, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE));
          continue;
        }
      if (g_ascii_strcasecmp (herald_environment_get (other, HERALD_ENVIRONMENT_NAME), name) != 0)
        continue;
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                   _("There is an environment “%s” already; choose another name"), name);
      return FALSE;
    }
  if (saved != NULL &&
      *herald_environment_get (job->environment, HERALD_ENVIRONMENT_COLOUR) == '\0')
    herald_environment_set (job->environment, HERALD_ENVIRONMENT_COLOUR,
                            herald_environment_colour_choose (saved));
  return saved != NULL;
}

/* On the write lane. */
static gboolean
save_run (HeraldConnection *connection, gpointer data, GError **error)
{
  SaveJob *job = data;

  return compare_with_saved (connection, job, error) &&
         herald_table_environment_save (connection, job->environment, error);
}

static void run_step (GTask *task);

static void
secret_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!herald_secrets_store_finish (HERALD_SECRETS (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  save_task_get (task)->n_done++;
  run_step (g_steal_pointer (&task));
}

static void
secret_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SaveTask *data = save_task_get (task);
  GError   *error = NULL;

  if (!herald_secrets_clear_kind_finish (HERALD_SECRETS (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  data->steps[data->n_done].clear = FALSE;
  run_step (g_steal_pointer (&task));
}

/* Takes @task. True recursion through the callbacks: a step follows the one before. */
static void
run_step (GTask *task)
{
  SaveTask     *data = save_task_get (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  SecretStep   *step;

  while (data->n_done < N_STEPS && !data->steps[data->n_done].clear &&
         data->steps[data->n_done].value == NULL)
    data->n_done++;
  if (data->n_done == N_STEPS)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  step = &data->steps[data->n_done];
  if (step->clear)
    herald_secrets_clear_kind_async (data->secrets, data->id, step->kind, cancellable,
                                     secret_cleared_cb, task);
  else
    herald_secrets_store_async (data->secrets, data->id, step->kind, step->id, step->value,
                                cancellable, secret_kept_cb, task);
}

/* What was kept goes when it is replaced, or belongs to something else than before. */
static gboolean
is_outdated (const char *old_id, const SecretStep *step)
{
  return old_id != NULL && (step->value != NULL || g_strcmp0 (old_id, step->id) != 0);
}

static void
save_wrote_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SecretStep *steps = save_task_get (task)->steps;
  GError     *error = NULL;
  SaveJob    *job = herald_store_write_finish (HERALD_STORE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  steps[STEP_PROXY_PASSWORD].clear =
    is_outdated (job->old_password_id, &steps[STEP_PROXY_PASSWORD]);
  steps[STEP_CLIENT_CERTIFICATE].clear =
    is_outdated (job->old_certificate, &steps[STEP_CLIENT_CERTIFICATE]);
  run_step (g_steal_pointer (&task));
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
check (HeraldEnvironment *environment, const HeraldEnvironmentSecrets *kept, GError **error)
{
  g_autoptr (GPtrArray) issues = herald_environment_validate (environment);
  g_autofree char *password_id = herald_transports_dup_password_id (environment);
  const char      *client_id = herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID);

  if (herald_environment_is_emulator (environment))
    return fail (error, _("The emulator is built in and cannot be saved"));
  if (!herald_issues_to_error (issues, error))
    return FALSE;
  if (kept->credential != NULL && (client_id == NULL || *client_id == '\0'))
    return fail (error, _("A client secret needs a client ID beside it"));
  if (kept->proxy_password != NULL && password_id == NULL)
    return fail (error,
                 _("A proxy's password needs the proxy's address and a user name beside it"));
  if (kept->client_certificate != NULL &&
      herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE) == NULL)
    return fail (error, _("A client certificate needs a name beside it"));
  return TRUE;
}

static void
set_step (SecretStep *step, HeraldSecretKind kind, const char *id, const char *value)
{
  step->kind = kind;
  step->id = g_strdup (id);
  step->value = g_strdup (value);
}

static void
set_steps (SaveTask *data, HeraldEnvironment *environment, const HeraldEnvironmentSecrets *kept)
{
  g_autofree char *password_id = herald_transports_dup_password_id (environment);

  set_step (&data->steps[STEP_CREDENTIAL],
            herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_CERTIFICATE
              ? HERALD_SECRET_CERTIFICATE
              : HERALD_SECRET_CLIENT_SECRET,
            herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID), kept->credential);
  set_step (&data->steps[STEP_PROXY_PASSWORD], HERALD_SECRET_PROXY_PASSWORD, password_id,
            kept->proxy_password);
  set_step (&data->steps[STEP_CLIENT_CERTIFICATE], HERALD_SECRET_TLS_CERTIFICATE,
            herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE),
            kept->client_certificate);
}

/**
 * herald_environments_save_async:
 * @store: where it is kept
 * @secrets: where its secrets are kept
 * @environment: inserted when it has no id yet, which it gets
 * @kept: (nullable): what goes to the secrets; %NULL leaves everything that is kept
 * @cancellable: (nullable): to cancel
 * @callback: called when it is saved
 * @user_data: for @callback
 */
void
herald_environments_save_async (HeraldStore                    *store,
                                HeraldSecrets                  *secrets,
                                HeraldEnvironment              *environment,
                                const HeraldEnvironmentSecrets *kept,
                                GCancellable                   *cancellable,
                                GAsyncReadyCallback             callback,
                                gpointer                        user_data)
{
  const HeraldEnvironmentSecrets nothing = { .credential = NULL };
  g_autoptr (GTask) task = NULL;
  SaveTask *data;
  SaveJob  *job;
  GError   *error = NULL;

  g_return_if_fail (HERALD_IS_STORE (store));
  g_return_if_fail (HERALD_IS_SECRETS (secrets));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_environments_save_async);
  if (!check (environment, kept != NULL ? kept : &nothing, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (*herald_environment_get (environment, HERALD_ENVIRONMENT_ID) == '\0')
    {
      g_autofree char *new_id = herald_guid_new ();

      herald_environment_set (environment, HERALD_ENVIRONMENT_ID, new_id);
    }
  data = save_task_attach (task);
  data->secrets = g_object_ref (secrets);
  data->id = g_strdup (herald_environment_get (environment, HERALD_ENVIRONMENT_ID));
  set_steps (data, environment, kept != NULL ? kept : &nothing);
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
