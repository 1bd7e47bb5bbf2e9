/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens of an app. The service has one column for the token that counts; Herald keeps the
 * names and times of those it made, and their values with the system. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/herald-error.h"
#include "core/herald-apps-tokens-private.h"
#include "core/herald-session-private.h"

#define HINT_CHARACTERS 6

/* Returns: (transfer full): the last characters that are no padding; they tell tokens apart and
 * give away 36 bits of 2048 */
char *
herald_apps_make_hint (const char *token)
{
  gsize length = strlen (token);

  while (length > 0 && token[length - 1] == '=')
    length--;
  return length <= HINT_CHARACTERS ? g_strdup ("")
                                   : g_strndup (token + length - HINT_CHARACTERS, HINT_CHARACTERS);
}

static HeraldAccessToken *
copy_as (HeraldAccessToken *token, gboolean current)
{
  HeraldAccessToken *copy =
    herald_access_token_new (herald_access_token_get_id (token),
                             herald_access_token_get_name (token),
                             herald_access_token_get_created_us (token),
                             herald_access_token_get_last_used_us (token), current);

  herald_access_token_set_hint (copy, herald_access_token_get_hint (token));
  return copy;
}

static HeraldAccessToken *
make_service_token (const char *hint)
{
  HeraldAccessToken *token =
    herald_access_token_new (HERALD_ACCESS_TOKEN_SERVICE_ID, _("Made by the service"), 0, 0, TRUE);

  herald_access_token_set_hint (token, hint);
  return token;
}

/* Which of our tokens the service holds now is read from its column. Where nobody may read it, what
 * was written last is the best guess. */
static GPtrArray *
merge_tokens (HeraldTokenTask *data)
{
  const char      *value = herald_token_task_get_service_token (data);
  g_autofree char *hint = value != NULL ? herald_apps_make_hint (value) : NULL;
  gboolean         readable = herald_token_task_can_read_secrets (data->app);
  GPtrArray       *merged = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean         found = FALSE;

  for (guint i = 0; i < data->tokens->len; i++)
    {
      HeraldAccessToken *token = g_ptr_array_index (data->tokens, i);
      gboolean           current = herald_access_token_is_current (token);

      if (readable)
        current =
          !found && hint != NULL && g_strcmp0 (herald_access_token_get_hint (token), hint) == 0;
      found |= current;
      g_ptr_array_add (merged, copy_as (token, current));
    }
  if (value != NULL && !found)
    g_ptr_array_add (merged, make_service_token (hint));
  return merged;
}

static void
list_got_app_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldTokenTask *data = herald_token_task_get (task);
  GError          *error = NULL;

  data->app = herald_apps_load_finish (HERALD_SESSION (source), result, &error);
  if (data->app != NULL)
    g_task_return_pointer (task, merge_tokens (data), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
list_read_table_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldTokenTask  *data = herald_token_task_get (task);
  GError           *error = NULL;
  HeraldTokenTable *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->tokens = g_steal_pointer (&job->tokens);
  herald_apps_load_async (g_task_get_source_object (task), data->app_id,
                          g_task_get_cancellable (task), list_got_app_cb, g_object_ref (task));
}

/**
 * herald_apps_list_tokens_async:
 * @session: an open session
 * @app_id: of which app
 * @cancellable: (nullable): to cancel
 * @callback: called with the tokens
 * @user_data: for @callback
 */
void
herald_apps_list_tokens_async (HeraldSession      *session,
                               const char         *app_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (app_id != NULL);

  task = herald_token_task_begin (session, herald_apps_list_tokens_async, app_id, NULL, cancellable,
                                  callback, user_data);
  if (task != NULL)
    herald_token_task_run_on_table (task, HERALD_TOKEN_TABLE_LIST, NULL, list_read_table_cb);
}

/**
 * herald_apps_list_tokens_finish:
 * @session: a session
 * @result: of herald_apps_list_tokens_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND: no such app; STORE; what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldAccessToken): newest first; last the one that the
 *   service made by itself, with the id %HERALD_ACCESS_TOKEN_SERVICE_ID
 */
GPtrArray *
herald_apps_list_tokens_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
free_secret (gpointer secret)
{
  herald_secret_free (secret);
}

static void
fail_reveal (GTask *task)
{
  g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_SECRET,
                           _("The access token is not known here: it may not be read from the "
                             "service, and no copy is kept; create a new one, or ask for the field "
                             "security profiles “Marketers - Mobile app … secrets”"));
}

static void
reveal_got_secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char   *value = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (value == NULL)
    fail_reveal (task);
  else
    g_task_return_pointer (task, value, free_secret);
}

static void
look_up_secret (GTask *task, const char *token_id)
{
  HeraldSession *session = g_task_get_source_object (task);

  herald_secrets_lookup_async (herald_session_get_secrets (session),
                               herald_session_get_environment_id (session), HERALD_SECRET_API_TOKEN,
                               token_id, g_task_get_cancellable (task), reveal_got_secret_cb,
                               g_object_ref (task));
}

static void
reveal_read_table_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError           *error = NULL;
  HeraldTokenTable *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < job->tokens->len; i++)
    {
      HeraldAccessToken *token = g_ptr_array_index (job->tokens, i);

      if (!herald_access_token_is_current (token))
        continue;
      look_up_secret (task, herald_access_token_get_id (token));
      return;
    }
  fail_reveal (task);
}

/* What the service holds counts; a copy of ours could be one that somebody has replaced since. */
static void
reveal_got_app_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldTokenTask *data = herald_token_task_get (task);
  GError          *error = NULL;

  data->app = herald_apps_load_finish (HERALD_SESSION (source), result, &error);
  if (data->app == NULL)
    g_task_return_error (task, error);
  else if (herald_token_task_get_service_token (data) != NULL)
    g_task_return_pointer (task, g_strdup (herald_token_task_get_service_token (data)),
                           free_secret);
  else if (data->token_id == NULL && !herald_token_task_can_read_secrets (data->app))
    herald_token_task_run_on_table (task, HERALD_TOKEN_TABLE_LIST, NULL, reveal_read_table_cb);
  else
    g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_SECRET,
                             _("The app has no access token; create one"));
}

/**
 * herald_apps_reveal_token_async:
 * @session: an open session
 * @app_id: of which app
 * @token_id: (nullable): which token; %NULL for the current one
 * @cancellable: (nullable): to cancel
 * @callback: called with the value
 * @user_data: for @callback
 *
 * The current one is read from the service where that is allowed, else from the copy kept here.
 */
void
herald_apps_reveal_token_async (HeraldSession      *session,
                                const char         *app_id,
                                const char         *token_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (app_id != NULL);

  task = herald_token_task_begin (session, herald_apps_reveal_token_async, app_id, token_id,
                                  cancellable, callback, user_data);
  if (task == NULL)
    return;
  if (token_id != NULL && g_strcmp0 (token_id, HERALD_ACCESS_TOKEN_SERVICE_ID) != 0)
    look_up_secret (task, token_id);
  else
    herald_apps_load_async (session, app_id, g_task_get_cancellable (task), reveal_got_app_cb,
                            g_object_ref (task));
}

/**
 * herald_apps_reveal_token_finish:
 * @session: a session
 * @result: of herald_apps_reveal_token_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET: it is not known here; NOT_FOUND: no such app; what a call can give.
 *
 * Returns: (transfer full): the value, for herald_secret_free()
 */
char *
herald_apps_reveal_token_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
