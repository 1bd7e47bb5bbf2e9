/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data of a task on access tokens, the table of those that were made here, and the column of
 * the service. */
#include "config.h"

#include "core/herald-apps-tokens-private.h"

#include "base/herald-task-data.h"
#include "core/herald-session-private.h"
#include "net/herald-dataverse-rows.h"
#include "store/herald-table-access-token.h"

#define TOKEN_COLUMN "msdynmkt_apitoken"

static void
table_job_free (gpointer data)
{
  HeraldTokenTable *job = data;

  g_free (job->environment_id);
  g_free (job->app_id);
  g_free (job->token_id);
  g_clear_object (&job->token);
  g_clear_pointer (&job->tokens, g_ptr_array_unref);
  g_free (job);
}

static void
token_task_clear (HeraldTokenTask *data)
{
  g_clear_pointer (&data->app_id, g_free);
  g_clear_pointer (&data->token_id, g_free);
  g_clear_pointer (&data->value, herald_secret_free);
  g_clear_object (&data->token);
  g_clear_object (&data->app);
  g_clear_pointer (&data->tokens, g_ptr_array_unref);
}

HERALD_DEFINE_TASK_DATA (HeraldTokenTask, token_task, token_task_clear)

/* Returns: (transfer none): what @task knows */
HeraldTokenTask *
herald_token_task_get (GTask *task)
{
  return token_task_get (task);
}

static gboolean
delete_all (HeraldConnection *connection, HeraldTokenTable *job, GError **error)
{
  job->tokens =
    herald_table_access_token_list (connection, job->environment_id, job->app_id, error);
  for (guint i = 0; job->tokens != NULL && i < job->tokens->len; i++)
    if (!herald_table_access_token_delete (connection,
                                           herald_access_token_get_id (
                                             g_ptr_array_index (job->tokens, i)),
                                           error))
      return FALSE;
  return job->tokens != NULL;
}

/* On a lane. */
static gboolean
table_run (HeraldConnection *connection, gpointer data, GError **error)
{
  HeraldTokenTable *job = data;

  switch (job->op)
    {
    case HERALD_TOKEN_TABLE_INSERT:
      return herald_table_access_token_insert (connection, job->environment_id, job->app_id,
                                               job->token, error);
    case HERALD_TOKEN_TABLE_DELETE:
      return herald_table_access_token_delete (connection, job->token_id, error);
    case HERALD_TOKEN_TABLE_DELETE_ALL:
      return delete_all (connection, job, error);
    case HERALD_TOKEN_TABLE_LIST:
    default:
      job->tokens =
        herald_table_access_token_list (connection, job->environment_id, job->app_id, error);
      return job->tokens != NULL;
    }
}

/* As the header says. */
void
herald_token_task_run_on_table (GTask              *task,
                                HeraldTokenTableOp  op,
                                HeraldAccessToken  *token,
                                GAsyncReadyCallback callback)
{
  HeraldSession    *session = g_task_get_source_object (task);
  HeraldTokenTask  *data = token_task_get (task);
  HeraldTokenTable *job = g_new0 (HeraldTokenTable, 1);

  job->op = op;
  job->environment_id = g_strdup (herald_session_get_environment_id (session));
  job->app_id = g_strdup (data->app_id);
  job->token_id = g_strdup (data->token_id);
  g_set_object (&job->token, token);
  if (op == HERALD_TOKEN_TABLE_LIST)
    herald_store_read_async (herald_session_get_store (session), table_run, job, table_job_free,
                             g_task_get_cancellable (task), callback, g_object_ref (task));
  else
    herald_store_write_async (herald_session_get_store (session), table_run, job, table_job_free,
                              g_task_get_cancellable (task), callback, g_object_ref (task));
}

/* Returns: (nullable): @task with its data */
static GTask *
set_up (GTask *task, const char *app_id, const char *token_id)
{
  HeraldTokenTask *data;

  if (task == NULL)
    return NULL;
  data = token_task_attach (task);
  data->app_id = g_strdup (app_id);
  data->token_id = g_strdup (token_id);
  return task;
}

/* As the header says. */
GTask *
herald_token_task_begin (HeraldSession      *session,
                         gpointer            source_tag,
                         const char         *app_id,
                         const char         *token_id,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  return set_up (herald_session_begin (session, source_tag, cancellable, callback, user_data),
                 app_id, token_id);
}

/* As the header says. */
GTask *
herald_token_task_begin_change (HeraldSession      *session,
                                gpointer            source_tag,
                                const char         *app_id,
                                const char         *token_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  return set_up (herald_session_begin_change (session, source_tag, cancellable, callback,
                                              user_data),
                 app_id, token_id);
}

/* Returns: (nullable): what the service holds */
const char *
herald_token_task_get_service_token (HeraldTokenTask *data)
{
  const char *value = herald_app_get (data->app, HERALD_APP_API_TOKEN);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* Field security gives all secrets or none; an app has at least one of these. */
gboolean
herald_token_task_can_read_secrets (HeraldApp *app)
{
  return herald_app_get (app, HERALD_APP_API_TOKEN) != NULL ||
         herald_app_get (app, HERALD_APP_SIGNING_KEY) != NULL ||
         herald_app_get (app, HERALD_APP_SERVICE_ACCOUNT) != NULL;
}

/* @value: (nullable): NULL takes the token away */
void
herald_token_task_write_column (GTask *task, const char *value, GAsyncReadyCallback callback)
{
  HeraldSession *session = g_task_get_source_object (task);
  g_autoptr (JsonObject) changes = json_object_new ();

  if (value != NULL)
    json_object_set_string_member (changes, TOKEN_COLUMN, value);
  else
    json_object_set_null_member (changes, TOKEN_COLUMN);
  herald_dataverse_update_async (herald_session_get_dataverse (session), HERALD_SET_APPS,
                                 token_task_get (task)->app_id, changes,
                                 g_task_get_cancellable (task), callback, g_object_ref (task));
}
