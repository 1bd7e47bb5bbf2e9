/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes what is kept of an app from this computer: the copies of its secrets, the names of its
 * tokens. */
#include "config.h"

#include "core/herald-apps-tokens-private.h"

#include "core/herald-session-private.h"

static void forget_next (GTask *task);

static void
forget_cleared_secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_secrets_clear_finish (HERALD_SECRETS (source), result, &error))
    g_info ("A secret was not removed: %s", error->message);
  forget_next (task);
}

/* True recursion: one secret after the other: the app's two, then each token's. */
static void
forget_next (GTask *task)
{
  HeraldSession   *session = g_task_get_source_object (task);
  HeraldTokenTask *data = herald_token_task_get (task);
  HeraldSecretKind kind = HERALD_SECRET_API_TOKEN;
  const char      *id = data->app_id;
  guint            number = data->next++;

  if (number == 0)
    kind = HERALD_SECRET_SIGNING_KEY;
  else if (number == 1)
    kind = HERALD_SECRET_SERVICE_ACCOUNT;
  else if (number - 2 < data->tokens->len)
    id = herald_access_token_get_id (g_ptr_array_index (data->tokens, number - 2));
  else
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  herald_secrets_clear_async (herald_session_get_secrets (session),
                              herald_session_get_environment_id (session), kind, id,
                              g_task_get_cancellable (task), forget_cleared_secret_cb,
                              g_object_ref (task));
}

static void
forget_wrote_table_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError           *error = NULL;
  HeraldTokenTable *job = herald_store_write_finish (HERALD_STORE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  herald_token_task_get (task)->tokens = g_steal_pointer (&job->tokens);
  forget_next (task);
}

/* As the private header says. */
void
herald_apps_forget_async (HeraldSession      *session,
                          const char         *app_id,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = herald_token_task_begin (session, herald_apps_forget_async, app_id, NULL,
                                                    cancellable, callback, user_data);

  if (task != NULL)
    herald_token_task_run_on_table (task, HERALD_TOKEN_TABLE_DELETE_ALL, NULL,
                                    forget_wrote_table_cb);
}

/* Returns: whether they are gone */
gboolean
herald_apps_forget_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
