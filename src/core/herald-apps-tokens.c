/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens of an app. The service has one column for the token that counts; Herald keeps the
 * names and times of those it made, and their values with the system. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-task-data.h"
#include "core/herald-apps-private.h"
#include "core/herald-session-private.h"
#include "net/herald-dataverse-rows.h"
#include "store/herald-table-access-token.h"

#define TOKEN_COLUMN "msdynmkt_apitoken"
/* As the one public example: 344 characters of Base64 (contract: device-registration, 1.1). */
#define TOKEN_BYTES 256
#define HINT_CHARACTERS 6

typedef enum
{
  TABLE_LIST,
  TABLE_INSERT,
  TABLE_DELETE,
  TABLE_DELETE_ALL,
} TableOp;

typedef struct
{
  TableOp            op;
  char              *environment_id; /* (owned) */
  char              *app_id;         /* (owned) */
  char              *token_id;       /* (owned) (nullable) */
  HeraldAccessToken *token;          /* (owned) (nullable) */
  GPtrArray         *tokens;         /* (owned) (nullable): found */
} TableJob;

typedef struct
{
  char              *app_id;   /* (owned) */
  char              *token_id; /* (owned) (nullable) */
  char              *value;    /* (owned) (nullable): wiped */
  HeraldAccessToken *token;    /* (owned) (nullable) */
  HeraldApp         *app;      /* (owned) (nullable): as the service has it */
  GPtrArray         *tokens;   /* (owned) (nullable) */
  guint              next;
} TokenTask;

static void
table_job_free (gpointer data)
{
  TableJob *job = data;

  g_free (job->environment_id);
  g_free (job->app_id);
  g_free (job->token_id);
  g_clear_object (&job->token);
  g_clear_pointer (&job->tokens, g_ptr_array_unref);
  g_free (job);
}

static void
token_task_clear (TokenTask *data)
{
  g_clear_pointer (&data->app_id, g_free);
  g_clear_pointer (&data->token_id, g_free);
  g_clear_pointer (&data->value, herald_secret_free);
  g_clear_object (&data->token);
  g_clear_object (&data->app);
  g_clear_pointer (&data->tokens, g_ptr_array_unref);
}

HERALD_DEFINE_TASK_DATA (TokenTask, token_task, token_task_clear)

static gboolean
delete_all (HeraldConnection *connection, TableJob *job, GError **error)
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
  TableJob *job = data;

  switch (job->op)
    {
    case TABLE_INSERT:
      return herald_table_access_token_insert (connection, job->environment_id, job->app_id,
                                               job->token, error);
    case TABLE_DELETE:
      return herald_table_access_token_delete (connection, job->token_id, error);
    case TABLE_DELETE_ALL:
      return delete_all (connection, job, error);
    case TABLE_LIST:
    default:
      job->tokens =
        herald_table_access_token_list (connection, job->environment_id, job->app_id, error);
      return job->tokens != NULL;
    }
}

/* Reads for TABLE_LIST, else writes; finish with herald_store_read_finish() or _write_finish(). */
static void
run_on_table (GTask *task, TableOp op, HeraldAccessToken *token, GAsyncReadyCallback callback)
{
  HeraldSession *session = g_task_get_source_object (task);
  TokenTask     *data = token_task_get (task);
  TableJob      *job = g_new0 (TableJob, 1);

  job->op = op;
  job->environment_id = g_strdup (herald_session_get_environment_id (session));
  job->app_id = g_strdup (data->app_id);
  job->token_id = g_strdup (data->token_id);
  g_set_object (&job->token, token);
  if (op == TABLE_LIST)
    herald_store_read_async (herald_session_get_store (session), table_run, job, table_job_free,
                             g_task_get_cancellable (task), callback, g_object_ref (task));
  else
    herald_store_write_async (herald_session_get_store (session), table_run, job, table_job_free,
                              g_task_get_cancellable (task), callback, g_object_ref (task));
}

static GTask *
begin (HeraldSession      *session,
       gpointer            source_tag,
       const char         *app_id,
       const char         *token_id,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  GTask     *task = herald_session_begin (session, source_tag, cancellable, callback, user_data);
  TokenTask *data;

  if (task == NULL)
    return NULL;
  data = token_task_attach (task);
  data->app_id = g_strdup (app_id);
  data->token_id = g_strdup (token_id);
  return task;
}

static const char *
get_service_token (TokenTask *data)
{
  const char *value = herald_app_get (data->app, HERALD_APP_API_TOKEN);

  return value != NULL && *value != '\0' ? value : NULL;
}

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

/* Field security gives all secrets or none; an app has at least one of these. */
static gboolean
can_read_secrets (HeraldApp *app)
{
  return herald_app_get (app, HERALD_APP_API_TOKEN) != NULL ||
         herald_app_get (app, HERALD_APP_SIGNING_KEY) != NULL ||
         herald_app_get (app, HERALD_APP_SERVICE_ACCOUNT) != NULL;
}

/* Which of our tokens the service holds now is read from its column. Where nobody may read it, what
 * was written last is the best guess. */
static GPtrArray *
merge_tokens (TokenTask *data)
{
  const char      *value = get_service_token (data);
  g_autofree char *hint = value != NULL ? herald_apps_make_hint (value) : NULL;
  gboolean         readable = can_read_secrets (data->app);
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
  TokenTask *data = token_task_get (task);
  GError    *error = NULL;

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
  TokenTask *data = token_task_get (task);
  GError    *error = NULL;
  TableJob  *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

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

  task =
    begin (session, herald_apps_list_tokens_async, app_id, NULL, cancellable, callback, user_data);
  if (task != NULL)
    run_on_table (task, TABLE_LIST, NULL, list_read_table_cb);
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
  g_task_return_pointer (task, g_steal_pointer (&token_task_get (task)->token), g_object_unref);
}

static void
create_wrote_app_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession *session = g_task_get_source_object (task);
  TokenTask     *data = token_task_get (task);
  GError        *error = NULL;

  if (herald_dataverse_update_finish (HERALD_DATAVERSE (source), result, &error))
    {
      run_on_table (task, TABLE_INSERT, data->token, create_wrote_table_cb);
      return;
    }
  /* Nothing waits for that: a secret without a name is never looked for. */
  herald_secrets_clear_async (herald_session_get_secrets (session),
                              herald_session_get_environment_id (session), HERALD_SECRET_API_TOKEN,
                              data->token_id, NULL, NULL, NULL);
  g_task_return_error (task, error);
}

/* @value: (nullable): NULL takes the token away */
static void
write_column (GTask *task, const char *value, GAsyncReadyCallback callback)
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

static void
create_kept_secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!herald_secrets_store_finish (HERALD_SECRETS (source), result, &error))
    g_task_return_error (task, error);
  else if (!g_task_return_error_if_cancelled (task))
    write_column (task, token_task_get (task)->value, create_wrote_app_cb);
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
  TokenTask       *data;
  GError          *error = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (app_id != NULL && name != NULL);

  task =
    begin (session, herald_apps_create_token_async, app_id, id, cancellable, callback, user_data);
  if (task == NULL)
    return;
  data = token_task_get (task);
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
  GError   *error = NULL;
  TableJob *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

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
  TokenTask *data = token_task_get (task);
  GError    *error = NULL;

  data->app = herald_apps_load_finish (HERALD_SESSION (source), result, &error);
  if (data->app == NULL)
    g_task_return_error (task, error);
  else if (get_service_token (data) != NULL)
    g_task_return_pointer (task, g_strdup (get_service_token (data)), free_secret);
  else if (data->token_id == NULL && !can_read_secrets (data->app))
    run_on_table (task, TABLE_LIST, NULL, reveal_read_table_cb);
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

  task = begin (session, herald_apps_reveal_token_async, app_id, token_id, cancellable, callback,
                user_data);
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
    run_on_table (task, TABLE_DELETE, NULL, revoke_wrote_table_cb);
  else
    g_task_return_error (task, error);
}

static void
forget_token (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);

  herald_secrets_clear_async (herald_session_get_secrets (session),
                              herald_session_get_environment_id (session), HERALD_SECRET_API_TOKEN,
                              token_task_get (task)->token_id, g_task_get_cancellable (task),
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
  TokenTask         *data = token_task_get (task);
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
    write_column (task, NULL, revoke_wrote_app_cb);
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

  task = begin (session, herald_apps_revoke_token_async, app_id, token_id, cancellable, callback,
                user_data);
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
  TokenTask       *data = token_task_get (task);
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
  GError   *error = NULL;
  TableJob *job = herald_store_write_finish (HERALD_STORE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  token_task_get (task)->tokens = g_steal_pointer (&job->tokens);
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
  g_autoptr (GTask) task =
    begin (session, herald_apps_forget_async, app_id, NULL, cancellable, callback, user_data);

  if (task != NULL)
    run_on_table (task, TABLE_DELETE_ALL, NULL, forget_wrote_table_cb);
}

/* Returns: whether they are gone */
gboolean
herald_apps_forget_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
