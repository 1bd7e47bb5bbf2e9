/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets go to the system's Secret Service. Where there is none, or it stays locked, they live in
 * this process only, and everybody is told: they never go to a file of ours. */
#include "config.h"

#include "core/herald-secrets.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "base/herald-error.h"
#include "base/herald-task-data.h"

typedef enum
{
  SECRET_OP_PROBE,
  SECRET_OP_STORE,
  SECRET_OP_LOOKUP,
  SECRET_OP_CLEAR,
  SECRET_OP_CLEAR_ENVIRONMENT,
  SECRET_OP_LIST,
} SecretOp;

typedef struct
{
  SecretOp    op;
  char       *key;        /* (owned): in our own table; its beginning for an environment */
  GHashTable *attributes; /* (owned): for the service */
  char       *label;      /* (owned) (nullable) */
  char       *value;      /* (owned) (nullable): wiped */
  GPtrArray  *found;      /* (owned) (nullable) (element-type HeraldSecretInfo): of a list */
  guint       next_kind;  /* of a list: the service wants an attribute to look for */
} SecretTask;

struct _HeraldSecrets
{
  GObject parent_instance;

  gboolean    session_only;
  GHashTable *session; /* (owned) (element-type utf8 utf8): used when there is no service */
  GQueue      waiting; /* (element-type GTask) (owned): one call at a time: the file backend of
                          libsecret loses writes that overlap */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (HeraldSecrets, herald_secrets, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SESSION_ONLY,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static const SecretSchema schema = {
  .name = "io.github.herald_console.Herald",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "environment", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "id", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

static void
free_secret (gpointer secret)
{
  herald_secret_free (secret);
}

static void
secret_task_clear (SecretTask *data)
{
  g_clear_pointer (&data->key, g_free);
  g_clear_pointer (&data->attributes, g_hash_table_unref);
  g_clear_pointer (&data->label, g_free);
  g_clear_pointer (&data->value, herald_secret_free);
  g_clear_pointer (&data->found, g_ptr_array_unref);
}

HERALD_DEFINE_TASK_DATA (SecretTask, secret_task, secret_task_clear)

static void
set_session_only (HeraldSecrets *self)
{
  if (self->session_only)
    return;
  self->session_only = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION_ONLY]);
}

static void start_next (HeraldSecrets *self);

static void
end_op (GTask *task)
{
  HeraldSecrets *self = g_task_get_source_object (task);

  self->busy = FALSE;
  start_next (self);
}

static gboolean
has_prefix (gpointer key, gpointer value, gpointer prefix)
{
  return g_str_has_prefix (key, prefix);
}

static void
free_info (gpointer info)
{
  herald_secret_info_free (info);
}

static void
add_found (SecretTask *data, const char *environment_id, const char *kind, const char *id)
{
  HeraldSecretInfo *info = herald_secret_info_new (environment_id, kind, id);

  if (info != NULL)
    g_ptr_array_add (data->found, info);
}

static void
return_found (GTask *task)
{
  SecretTask *data = secret_task_get (task);

  g_ptr_array_sort (data->found, herald_secret_info_compare);
  g_task_return_pointer (task, g_steal_pointer (&data->found), (GDestroyNotify) g_ptr_array_unref);
  end_op (task);
}

static void
list_in_session (GTask *task)
{
  HeraldSecrets *self = g_task_get_source_object (task);
  SecretTask    *data = secret_task_get (task);
  GHashTableIter iter;
  gpointer       key = NULL;

  g_ptr_array_set_size (data->found, 0);
  g_hash_table_iter_init (&iter, self->session);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_auto (GStrv) parts = g_strsplit (key, "\n", 3);

      add_found (data, parts[0], parts[1], parts[1] != NULL ? parts[2] : NULL);
    }
  return_found (task);
}

static void
run_in_session (GTask *task)
{
  HeraldSecrets *self = g_task_get_source_object (task);
  SecretTask    *data = secret_task_get (task);

  switch (data->op)
    {
    case SECRET_OP_STORE:
      g_hash_table_insert (self->session, g_strdup (data->key), g_steal_pointer (&data->value));
      break;
    case SECRET_OP_CLEAR:
      g_hash_table_remove (self->session, data->key);
      break;
    case SECRET_OP_CLEAR_ENVIRONMENT:
      g_hash_table_foreach_remove (self->session, has_prefix, data->key);
      break;
    case SECRET_OP_LOOKUP:
      g_task_return_pointer (task, g_strdup (g_hash_table_lookup (self->session, data->key)),
                             free_secret);
      end_op (task);
      return;
    case SECRET_OP_LIST:
      list_in_session (task);
      return;
    case SECRET_OP_PROBE:
    default:
      break;
    }
  g_task_return_boolean (task, TRUE);
  end_op (task);
}

/* Whatever the reason, the service keeps no secrets: this run has to do it. */
static void
service_failed (GTask *task, const GError *error)
{
  HeraldSecrets *self = g_task_get_source_object (task);

  if (herald_error_is_cancelled (error))
    {
      g_task_return_error (task, g_error_copy (error));
      end_op (task);
      return;
    }
  g_info ("Secrets are kept for this run only: %s", error->message);
  set_session_only (self);
  run_in_session (task);
}

static void
password_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    {
      service_failed (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
  end_op (task);
}

static void
password_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    {
      service_failed (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
  end_op (task);
}

static void
password_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *password = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    {
      service_failed (task, error);
      return;
    }
  if (secret_task_get (task)->op == SECRET_OP_PROBE)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_pointer (task, g_strdup (password), free_secret);
  secret_password_free (password);
  end_op (task);
}

static void search_next_kind (GTask *task);

static void
passwords_searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SecretTask *data = secret_task_get (task);
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  for (GList *item = items; item != NULL; item = item->next)
    {
      g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item->data);

      add_found (data, g_hash_table_lookup (attributes, "environment"),
                 g_hash_table_lookup (attributes, "kind"), g_hash_table_lookup (attributes, "id"));
    }
  g_list_free_full (items, g_object_unref);
  if (error != NULL)
    service_failed (task, error);
  else if (++data->next_kind == HERALD_SECRET_N_KINDS)
    return_found (task);
  else
    search_next_kind (g_object_ref (task));
}

/* Takes @task. True recursion: one kind after the other. */
static void
search_next_kind (GTask *task)
{
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  const char *kind =
    herald_secret_kind_to_string ((HeraldSecretKind) secret_task_get (task)->next_kind);

  g_hash_table_insert (attributes, (gpointer) (gsize) "kind", (gpointer) (gsize) kind);
  secret_password_searchv (&schema, attributes, SECRET_SEARCH_ALL, g_task_get_cancellable (task),
                           passwords_searched_cb, task);
}

static void
start_op (GTask *task)
{
  SecretTask   *data = secret_task_get (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  switch (data->op)
    {
    case SECRET_OP_STORE:
      secret_password_storev (&schema, data->attributes, SECRET_COLLECTION_DEFAULT, data->label,
                              data->value, cancellable, password_stored_cb, task);
      break;
    case SECRET_OP_CLEAR:
    case SECRET_OP_CLEAR_ENVIRONMENT:
      secret_password_clearv (&schema, data->attributes, cancellable, password_cleared_cb, task);
      break;
    case SECRET_OP_LIST:
      search_next_kind (task);
      break;
    case SECRET_OP_LOOKUP:
    case SECRET_OP_PROBE:
    default:
      secret_password_lookupv (&schema, data->attributes, cancellable, password_found_cb, task);
      break;
    }
}

/* True recursion: the end of one call starts the next. */
static void
start_next (HeraldSecrets *self)
{
  GTask *task;

  if (self->busy || g_queue_is_empty (&self->waiting))
    return;
  self->busy = TRUE;
  task = g_queue_pop_head (&self->waiting);
  if (!self->session_only)
    {
      start_op (task);
      return;
    }
  run_in_session (task);
  g_object_unref (task);
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

static SecretTask *
prepare (GTask *task, SecretOp op, const char *environment_id, const char *kind, const char *id)
{
  SecretTask *data = secret_task_attach (task);

  data->op = op;
  data->key = g_strjoin ("\n", environment_id, kind, id, NULL);
  data->attributes = make_attributes (environment_id, kind, id);
  return data;
}

/* Takes @task. */
static void
queue (HeraldSecrets *self, GTask *task)
{
  g_queue_push_tail (&self->waiting, task);
  start_next (self);
}

static void
herald_secrets_finalize (GObject *object)
{
  HeraldSecrets *self = HERALD_SECRETS (object);

  /* Each waiting call holds the object, so none is left here. */
  g_assert (g_queue_is_empty (&self->waiting));
  g_hash_table_unref (self->session);
  G_OBJECT_CLASS (herald_secrets_parent_class)->finalize (object);
}

static void
herald_secrets_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  HeraldSecrets *self = HERALD_SECRETS (object);

  switch (property_id)
    {
    case PROP_SESSION_ONLY:
      g_value_set_boolean (value, self->session_only);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
herald_secrets_class_init (HeraldSecretsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = herald_secrets_finalize;
  object_class->get_property = herald_secrets_get_property;

  properties[PROP_SESSION_ONLY] =
    g_param_spec_boolean ("session-only", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_secrets_init (HeraldSecrets *self)
{
  self->session = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_secret);
  g_queue_init (&self->waiting);
}

/**
 * herald_secrets_new:
 *
 * Returns: (transfer full): the secrets; nothing is asked of the system yet
 */
HeraldSecrets *
herald_secrets_new (void)
{
  return g_object_new (HERALD_TYPE_SECRETS, NULL);
}

/**
 * herald_secrets_is_session_only:
 * @self: the secrets
 *
 * Returns: whether there is no usable Secret Service, so that secrets last for this run only. Known
 *   after the first call; notify::session-only
 */
gboolean
herald_secrets_is_session_only (HeraldSecrets *self)
{
  g_return_val_if_fail (HERALD_IS_SECRETS (self), TRUE);

  return self->session_only;
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
  prepare (task, SECRET_OP_PROBE, "probe", "probe", "probe");
  queue (self, task);
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
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_secrets_list_async:
 * @self: the secrets
 * @cancellable: (nullable): to cancel
 * @callback: called when they are known
 * @user_data: for @callback
 *
 * Reads no secret.
 */
void
herald_secrets_list_async (HeraldSecrets      *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask      *task;
  SecretTask *data;

  g_return_if_fail (HERALD_IS_SECRETS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_list_async);
  data = secret_task_attach (task);
  data->op = SECRET_OP_LIST;
  data->found = g_ptr_array_new_with_free_func (free_info);
  queue (self, task);
}

/**
 * herald_secrets_list_finish:
 * @self: the secrets
 * @result: of herald_secrets_list_async()
 * @error: where to put an error
 *
 * **Errors:** CANCELLED.
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
  GTask      *task;
  SecretTask *data;

  g_return_if_fail (HERALD_IS_SECRETS (self));
  g_return_if_fail (environment_id != NULL && id != NULL && value != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_secrets_store_async);
  data = prepare (task, SECRET_OP_STORE, environment_id, herald_secret_kind_to_string (kind), id);
  data->value = g_strdup (value);
  /* Translators: the name of an entry in the system's password manager: kind, environment. */
  data->label =
    g_strdup_printf (_("Herald: %s (%s)"), herald_secret_kind_to_string (kind), environment_id);
  queue (self, task);
}

/**
 * herald_secrets_store_finish:
 * @self: the secrets
 * @result: of herald_secrets_store_async()
 * @error: where to put an error
 *
 * **Errors:** CANCELLED.
 *
 * Returns: whether it is kept; see herald_secrets_is_session_only() for how long
 */
gboolean
herald_secrets_store_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
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
  prepare (task, SECRET_OP_LOOKUP, environment_id, herald_secret_kind_to_string (kind), id);
  queue (self, task);
}

/**
 * herald_secrets_lookup_finish:
 * @self: the secrets
 * @result: of herald_secrets_lookup_async()
 * @error: where to put an error
 *
 * **Errors:** CANCELLED.
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
  prepare (task, SECRET_OP_CLEAR, environment_id, herald_secret_kind_to_string (kind), id);
  queue (self, task);
}

/**
 * herald_secrets_clear_finish:
 * @self: the secrets
 * @result: of herald_secrets_clear_async()
 * @error: where to put an error
 *
 * **Errors:** CANCELLED.
 *
 * Returns: whether it is gone or was not there
 */
gboolean
herald_secrets_clear_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* @kind: (nullable): its name; NULL: all kinds */
static void
clear_many (HeraldSecrets *self, GTask *task, const char *environment_id, const char *kind)
{
  SecretTask *data =
    prepare (task, SECRET_OP_CLEAR_ENVIRONMENT, environment_id, kind != NULL ? kind : "", "");

  g_hash_table_remove (data->attributes, "id");
  if (kind == NULL)
    {
      g_free (data->key);
      data->key = g_strconcat (environment_id, "\n", NULL);
      g_hash_table_remove (data->attributes, "kind");
    }
  queue (self, task);
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
 * **Errors:** CANCELLED.
 *
 * Returns: whether they are gone
 */
gboolean
herald_secrets_clear_kind_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
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
 * **Errors:** CANCELLED.
 *
 * Returns: whether they are gone
 */
gboolean
herald_secrets_clear_environment_finish (HeraldSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_secret_free:
 * @secret: (transfer full) (nullable): a secret
 *
 * Wipes and frees it.
 */
void
herald_secret_free (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
