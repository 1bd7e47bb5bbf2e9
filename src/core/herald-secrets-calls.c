/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be asked of the secrets: each call says what it wants and waits for its turn. */
#include "config.h"

#include "core/herald-secrets-private.h"

static void
free_info (gpointer info)
{
  herald_secret_info_free (info);
}

static GHashTable *
make_attributes (const char *environment_id, const char *kind, const char *id)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (attributes, (gpointer) (gsize) "environment", g_strdup (environment_id));
  g_hash_table_insert (attributes, (gpointer) (gsize) "kind", g_strdup (kind));
  g_hash_table_insert (attributes, (gpointer) (gsize) "id", g_strdup (id));
  return attributes;
}

static HeraldSecretTask *
prepare (GTask         *task,
         HeraldSecretOp op,
         const char    *environment_id,
         const char    *kind,
         const char    *id)
{
  HeraldSecretTask *data = herald_secret_task_attach (task);

  data->op = op;
  data->key = g_strjoin ("\n", environment_id, kind, id, NULL);
  data->attributes = make_attributes (environment_id, kind, id);
  return data;
}

static gboolean
finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_secrets_probe_async:
 * @self: the secrets
 * @cancellable: (nullable): to cancel
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Asks whether there is a Secret Service, so that the answer can be shown early.
 */
void
herald_secrets_probe_async (HeraldSecrets      *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_SECRETS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_probe_async);
  prepare (task, HERALD_SECRET_OP_PROBE, "probe", "probe", "probe");
  herald_secrets_queue (self, task);
}

/**
 * herald_secrets_probe_finish:
 * @self: the secrets
 * @result: of herald_secrets_probe_async()
 * @error: where to put an error
 *
 * **Errors:** CANCELLED.
 *
 * Returns: whether herald_secrets_is_session_only() is known now
 */
gboolean
herald_secrets_probe_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * herald_secrets_unlock_async:
 * @self: the secrets
 * @cancellable: (nullable): to cancel
 * @callback: called when the file can be used
 * @user_data: for @callback
 *
 * Asks for the passphrase if the file is locked: before something that cannot be taken back and
 * ends with its secrets.
 */
void
herald_secrets_unlock_async (HeraldSecrets      *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_SECRETS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_unlock_async);
  prepare (task, HERALD_SECRET_OP_UNLOCK, "unlock", "unlock", "unlock");
  herald_secrets_queue (self, task);
}

/**
 * herald_secrets_unlock_finish:
 * @self: the secrets
 * @result: of herald_secrets_unlock_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET: nobody enters the passphrase, or the file cannot be used; CANCELLED.
 *
 * Returns: whether there is no file, or it can be used
 */
gboolean
herald_secrets_unlock_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * herald_secrets_list_async:
 * @self: the secrets
 * @cancellable: (nullable): to cancel
 * @callback: called when they are known
 * @user_data: for @callback
 *
 * Reads no secret. What a locked file holds is left out, see herald_secrets_get_vault().
 */
void
herald_secrets_list_async (HeraldSecrets      *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask            *task;
  HeraldSecretTask *data;

  g_return_if_fail (HERALD_IS_SECRETS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_list_async);
  data = herald_secret_task_attach (task);
  data->op = HERALD_SECRET_OP_LIST;
  data->found = g_ptr_array_new_with_free_func (free_info);
  herald_secrets_queue (self, task);
}

/**
 * herald_secrets_list_finish:
 * @self: the secrets
 * @result: of herald_secrets_list_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET when the file of secrets is damaged, CANCELLED.
 *
 * Returns: (transfer full) (element-type HeraldSecretInfo): what is kept, by environment
 */
GPtrArray *
herald_secrets_list_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_secrets_store_async:
 * @self: the secrets
 * @environment_id: of which environment
 * @kind: what it is
 * @id: of what
 * @value: the secret; takes the place of an earlier one
 * @cancellable: (nullable): to cancel
 * @callback: called when it is kept
 * @user_data: for @callback
 */
void
herald_secrets_store_async (HeraldSecrets      *self,
                            const char         *environment_id,
                            HeraldSecretKind    kind,
                            const char         *id,
                            const char         *value,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask            *task;
  HeraldSecretTask *data;

  g_return_if_fail (HERALD_IS_SECRETS (self));
  g_return_if_fail (environment_id != NULL && id != NULL && value != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_store_async);
  data =
    prepare (task, HERALD_SECRET_OP_STORE, environment_id, herald_secret_kind_to_string (kind), id);
  data->value = g_strdup (value);
  herald_secrets_queue (self, task);
}

/**
 * herald_secrets_store_finish:
 * @self: the secrets
 * @result: of herald_secrets_store_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET when the file of secrets is locked or cannot be written, CONFLICT when another
 * process has it, CANCELLED.
 *
 * Returns: whether it is kept; see herald_secrets_get_keeping() for where
 */
gboolean
herald_secrets_store_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * herald_secrets_lookup_async:
 * @self: the secrets
 * @environment_id: of which environment
 * @kind: what it is
 * @id: of what
 * @cancellable: (nullable): to cancel
 * @callback: called with the secret
 * @user_data: for @callback
 */
void
herald_secrets_lookup_async (HeraldSecrets      *self,
                             const char         *environment_id,
                             HeraldSecretKind    kind,
                             const char         *id,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_SECRETS (self));
  g_return_if_fail (environment_id != NULL && id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_lookup_async);
  prepare (task, HERALD_SECRET_OP_LOOKUP, environment_id, herald_secret_kind_to_string (kind), id);
  herald_secrets_queue (self, task);
}

/**
 * herald_secrets_lookup_finish:
 * @self: the secrets
 * @result: of herald_secrets_lookup_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET when the file of secrets is locked or damaged, CANCELLED.
 *
 * Returns: (transfer full) (nullable): the secret, for herald_secret_free(); %NULL without error
 *   when there is none
 */
char *
herald_secrets_lookup_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_secrets_clear_async:
 * @self: the secrets
 * @environment_id: of which environment
 * @kind: what it is
 * @id: of what
 * @cancellable: (nullable): to cancel
 * @callback: called when it is gone
 * @user_data: for @callback
 */
void
herald_secrets_clear_async (HeraldSecrets      *self,
                            const char         *environment_id,
                            HeraldSecretKind    kind,
                            const char         *id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_SECRETS (self));
  g_return_if_fail (environment_id != NULL && id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_clear_async);
  prepare (task, HERALD_SECRET_OP_CLEAR, environment_id, herald_secret_kind_to_string (kind), id);
  herald_secrets_queue (self, task);
}

/**
 * herald_secrets_clear_finish:
 * @self: the secrets
 * @result: of herald_secrets_clear_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET when the file of secrets is locked or cannot be written, CONFLICT, CANCELLED.
 *
 * Returns: whether it is gone or was not there
 */
gboolean
herald_secrets_clear_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* @kind: (nullable): its name; NULL: all kinds */
static void
clear_many (HeraldSecrets *self, GTask *task, const char *environment_id, const char *kind)
{
  HeraldSecretTask *data = prepare (task, HERALD_SECRET_OP_CLEAR_ENVIRONMENT, environment_id,
                                    kind != NULL ? kind : "", "");

  g_hash_table_remove (data->attributes, "id");
  if (kind == NULL)
    {
      g_free (data->key);
      data->key = g_strconcat (environment_id, "\n", NULL);
      g_hash_table_remove (data->attributes, "kind");
    }
  herald_secrets_queue (self, task);
}

/**
 * herald_secrets_clear_kind_async:
 * @self: the secrets
 * @environment_id: whose secrets go
 * @kind: of which kind, whatever their ids
 * @cancellable: (nullable): to cancel
 * @callback: called when they are gone
 * @user_data: for @callback
 */
void
herald_secrets_clear_kind_async (HeraldSecrets      *self,
                                 const char         *environment_id,
                                 HeraldSecretKind    kind,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_SECRETS (self));
  g_return_if_fail (environment_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_clear_kind_async);
  clear_many (self, task, environment_id, herald_secret_kind_to_string (kind));
}

/**
 * herald_secrets_clear_kind_finish:
 * @self: the secrets
 * @result: of herald_secrets_clear_kind_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET when the file of secrets is locked or cannot be written, CONFLICT, CANCELLED.
 *
 * Returns: whether they are gone
 */
gboolean
herald_secrets_clear_kind_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * herald_secrets_clear_environment_async:
 * @self: the secrets
 * @environment_id: whose secrets all go
 * @cancellable: (nullable): to cancel
 * @callback: called when they are gone
 * @user_data: for @callback
 */
void
herald_secrets_clear_environment_async (HeraldSecrets      *self,
                                        const char         *environment_id,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_SECRETS (self));
  g_return_if_fail (environment_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_clear_environment_async);
  clear_many (self, task, environment_id, NULL);
}

/**
 * herald_secrets_clear_environment_finish:
 * @self: the secrets
 * @result: of herald_secrets_clear_environment_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET when the file of secrets is locked or cannot be written, CONFLICT, CANCELLED.
 *
 * Returns: whether they are gone
 */
gboolean
herald_secrets_clear_environment_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * herald_secrets_move_async:
 * @self: the secrets
 * @to: the keyring or the file, which must be there
 * @cancellable: (nullable): to cancel
 * @callback: called when all secrets are there
 * @user_data: for @callback
 *
 * Each secret is written and read back in its new place before it is removed from where it was.
 * The file goes with its last secret. What was begun can be repeated.
 */
void
herald_secrets_move_async (HeraldSecrets      *self,
                           HeraldKeeping       to,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask            *task;
  HeraldSecretTask *data;

  g_return_if_fail (HERALD_IS_SECRETS (self));
  g_return_if_fail (to != HERALD_KEEPING_SESSION);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_move_async);
  data = herald_secret_task_attach (task);
  data->op = HERALD_SECRET_OP_MOVE;
  data->to = to;
  data->found = g_ptr_array_new_with_free_func (free_info);
  herald_secrets_queue (self, task);
}

/**
 * herald_secrets_move_finish:
 * @self: the secrets
 * @result: of herald_secrets_move_async()
 * @n_moved: (out) (optional): how many there were to move
 * @error: where to put an error
 *
 * **Errors:** SECRET when the file is locked, the keyring does not answer or keeps something else,
 * NOT_FOUND when there is no file to move to, CONFLICT, CANCELLED. Nothing is lost.
 *
 * Returns: whether all are there
 */
gboolean
herald_secrets_move_finish (HeraldSecrets *self,
                            GAsyncResult  *result,
                            guint         *n_moved,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (n_moved != NULL)
    *n_moved = herald_secret_task_get (G_TASK (result))->n_moved;
  return g_task_propagate_boolean (G_TASK (result), error);
}
