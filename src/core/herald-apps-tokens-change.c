/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes access tokens and takes them out of use; forgets what is kept of an app. */
#include "config.h"

#include "core/herald-apps-tokens-private.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "core/herald-session-private.h"
#include "net/herald-dataverse-rows.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* As the one public example: 344 characters of Base64 (contract: device-registration, 1.1). */
#define TOKEN_BYTES 256

static void
create_wrote_table_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  herald_session_tell_apps_changed (g_task_get_source_object (task));
  g_task_return_pointer (task, g_steal_pointer (&herald_token_task_get (task)->token),
                         g_object_unref);
}

static void
create_wrote_app_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession   *session = g_task_get_source_object (task);
  HeraldTokenTask *data = herald_token_task_get (task);
  GError          *error = NULL;

  if (herald_dataverse_update_finish (HERALD_DATAVERSE (source), result, &error))
    {
      herald_token_task_run_on_table (task, HERALD_TOKEN_TABLE_INSERT, data->token,
                                      create_wrote_table_cb);
      return;
    }
  /* Nothing waits for that: a secret without a name is never looked for. */
  herald_secrets_clear_async (herald_session_get_secrets (session),
                              herald_session_get_environment_id (session), HERALD_SECRET_API_TOKEN,
                              data->token_id, NULL, NULL, NULL);
  g_task_return_error (task, error);
}

static void
create_kept_secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!herald_secrets_store_finish (HERALD_SECRETS (source), result, &error))
    g_task_return_error (task, error);
  else if (!g_task_return_error_if_cancelled (task))
    herald_token_task_write_column (task, herald_token_task_get (task)->value, create_wrote_app_cb);
}

/* Returns: (transfer full): Base64 of what nobody can guess */
static char *
make_token (GError **error)
{
  guint8 bytes[TOKEN_BYTES];
  FILE  *source = fopen ("/dev/urandom", "rbe");
  gsize  n_read = source != NULL ? fread (bytes, 1, sizeof bytes, source) : 0;
  char  *token;

  if (source != NULL)
    fclose (source);
  if (n_read != sizeof bytes)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_SECRET,
                           _("The system gives no random numbers; no token was made"));
      return NULL;
    }
  token = g_base64_encode (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);
  return token;
}

/**
 * herald_apps_create_token_async:
 * @session: an open session
 * @app_id: of which app
 * @name: how people call it
 * @cancellable: (nullable): to cancel
 * @callback: called with the token
 * @user_data: for @callback
 *
 * Makes a token and hands it to the service, where it takes the place of the one before. Whether
 * that one is still accepted is not documented.
 */
void
herald_apps_create_token_async (HeraldSession      *session,
                                const char         *app_id,
                                const char         *name,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *id = herald_guid_new ();
  g_autofree char *hint = NULL;
  HeraldTokenTask *data;
  GError          *error = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (app_id != NULL && name != NULL);

  task = herald_token_task_begin_change (session, herald_apps_create_token_async, app_id, id,
                                         cancellable, callback, user_data);
  if (task == NULL)
    return;
  data = herald_token_task_get (task);
  data->value = make_token (&error);
  if (data->value == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->token = herald_access_token_new (id, name, g_get_real_time (), 0, TRUE);
  hint = herald_apps_make_hint (data->value);
  herald_access_token_set_hint (data->token, hint);
  herald_secrets_store_async (herald_session_get_secrets (session),
                              herald_session_get_environment_id (session), HERALD_SECRET_API_TOKEN,
                              id, data->value, g_task_get_cancellable (task), create_kept_secret_cb,
                              g_object_ref (task));
}

/**
 * herald_apps_create_token_finish:
 * @session: a session
 * @result: of herald_apps_create_token_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND: no such app; SECRET; STORE; what a call can give.
 *
 * Returns: (transfer full): the token; herald_apps_reveal_token_async() gives its value
 */
HeraldAccessToken *
herald_apps_create_token_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
revoke_wrote_table_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  herald_session_tell_apps_changed (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

static void
revoke_cleared_secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_secrets_clear_finish (HERALD_SECRETS (source), result, &error))
    herald_token_task_run_on_table (task, HERALD_TOKEN_TABLE_DELETE, NULL, revoke_wrote_table_cb);
  else
    g_task_return_error (task, error);
}

static void
forget_token (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);

  herald_secrets_clear_async (herald_session_get_secrets (session),
                              herald_session_get_environment_id (session), HERALD_SECRET_API_TOKEN,
                              herald_token_task_get (task)->token_id, g_task_get_cancellable (task),
                              revoke_cleared_secret_cb, g_object_ref (task));
}

static void
revoke_wrote_app_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_dataverse_update_finish (HERALD_DATAVERSE (source), result, &error))
    forget_token (task);
  else
    g_task_return_error (task, error);
}

static HeraldAccessToken *
find_token (GPtrArray *tokens, const char *id)
{
  for (guint i = 0; i < tokens->len; i++)
    if (g_strcmp0 (herald_access_token_get_id (g_ptr_array_index (tokens, i)), id) == 0)
      return g_ptr_array_index (tokens, i);
  return NULL;
}

static void
revoke_got_tokens_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldTokenTask   *data = herald_token_task_get (task);
  GError            *error = NULL;
  HeraldAccessToken *token;

  data->tokens = herald_apps_list_tokens_finish (HERALD_SESSION (source), result, &error);
  if (data->tokens == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  token = find_token (data->tokens, data->token_id);
  if (token == NULL)
    g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                             _("The app has no access token with the id %s"), data->token_id);
  else if (herald_access_token_is_current (token))
    herald_token_task_write_column (task, NULL, revoke_wrote_app_cb);
  else
    forget_token (task);
}

/**
 * herald_apps_revoke_token_async:
 * @session: an open session
 * @app_id: of which app
 * @token_id: which token
 * @cancellable: (nullable): to cancel
 * @callback: called when it is out of use
 * @user_data: for @callback
 *
 * The current one is taken from the service; apps that use it can register nothing more. Of an
 * older one the copy kept here goes.
 */
void
herald_apps_revoke_token_async (HeraldSession      *session,
                                const char         *app_id,
                                const char         *token_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (app_id != NULL && token_id != NULL);

  task = herald_token_task_begin_change (session, herald_apps_revoke_token_async, app_id, token_id,
                                         cancellable, callback, user_data);
  if (task != NULL)
    herald_apps_list_tokens_async (session, app_id, g_task_get_cancellable (task),
                                   revoke_got_tokens_cb, g_object_ref (task));
}

/**
 * herald_apps_revoke_token_finish:
 * @session: a session
 * @result: of herald_apps_revoke_token_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND: no such app or token; STORE; what a call can give.
 *
 * Returns: whether it is out of use
 */
gboolean
herald_apps_revoke_token_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
