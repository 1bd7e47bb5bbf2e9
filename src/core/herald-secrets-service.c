/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets in the system's Secret Service; the only file that includes libsecret. */
#include "config.h"

#include "core/herald-secrets-private.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

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

static GHashTable *
make_attributes (const HeraldSecretInfo *info)
{
  GHashTable *attributes = g_hash_table_new (g_str_hash, g_str_equal);
  const char *kind = herald_secret_kind_to_string (info->kind);

  g_hash_table_insert (attributes, (gpointer) (gsize) "environment", info->environment_id);
  g_hash_table_insert (attributes, (gpointer) (gsize) "kind", (gpointer) (gsize) kind);
  g_hash_table_insert (attributes, (gpointer) (gsize) "id", info->id);
  return attributes;
}

static char *
make_label (const char *kind, const char *environment_id)
{
  /* Translators: the name of an entry in the system's password manager: kind, environment. */
  return g_strdup_printf (_("Herald: %s (%s)"), kind, environment_id);
}

/* A service that is not there, or stays locked, says something else. The file backend of libsecret
 * refuses to write over what another process has written since (WRONG_ETAG). */
static gboolean
is_for_the_moment (const GError *error)
{
  static const struct
  {
    GQuark (*get_domain) (void);
    int code;
  } known[] = {
    { g_io_error_quark, G_IO_ERROR_WRONG_ETAG },
    { g_io_error_quark, G_IO_ERROR_TIMED_OUT },
    { g_io_error_quark, G_IO_ERROR_BUSY },
    { g_io_error_quark, G_IO_ERROR_CLOSED },
    { g_io_error_quark, G_IO_ERROR_BROKEN_PIPE },
    { g_io_error_quark, G_IO_ERROR_NO_SPACE },
    { g_dbus_error_quark, G_DBUS_ERROR_NO_REPLY },
    { g_dbus_error_quark, G_DBUS_ERROR_TIMEOUT },
    { g_dbus_error_quark, G_DBUS_ERROR_TIMED_OUT },
    { g_dbus_error_quark, G_DBUS_ERROR_DISCONNECTED },
    { g_dbus_error_quark, G_DBUS_ERROR_LIMITS_EXCEEDED },
    { secret_error_get_quark, SECRET_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_error_matches (error, known[i].get_domain (), known[i].code))
      return TRUE;
  return FALSE;
}

/* libsecret goes on with what it knew of the service, or of its file, when it asked first. */
static void
retry (GTask *task)
{
  HeraldSecretTask *data = herald_secret_task_get (task);

  data->retried = TRUE;
  data->next_kind = 0;
  herald_secrets_forget_listed (task);
  secret_service_disconnect ();
  herald_secrets_run_in_service (task);
}

static void
end_in_service (GTask *task, const GError *error)
{
  const gboolean for_the_moment = error != NULL && is_for_the_moment (error);

  if (for_the_moment && !herald_secret_task_get (task)->retried)
    {
      g_debug ("Asking the Secret Service once more: %s", error->message);
      retry (task);
      return;
    }
  if (error != NULL)
    {
      herald_secrets_service_failed (task, error, for_the_moment);
      return;
    }
  herald_secrets_service_answered (g_task_get_source_object (task));
  herald_secrets_go_on (task);
}

static void
password_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_store_finish (result, &error);
  end_in_service (task, error);
}

static void
password_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  end_in_service (task, error);
}

static void
password_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *password = secret_password_lookup_finish (result, &error);

  herald_secret_task_get (task)->value = g_strdup (password);
  secret_password_free (password);
  end_in_service (task, error);
}

static void search_next_kind (GTask *task);

static void
passwords_searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSecretTask *data = herald_secret_task_get (task);
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  for (GList *item = items; item != NULL; item = item->next)
    {
      g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item->data);

      herald_secret_task_add_found (data,
                                    herald_secret_info_new (g_hash_table_lookup (attributes,
                                                                                 "environment"),
                                                            g_hash_table_lookup (attributes,
                                                                                 "kind"),
                                                            g_hash_table_lookup (attributes, "id")),
                                    HERALD_KEEPING_KEYRING);
    }
  g_list_free_full (items, g_object_unref);
  if (error != NULL || ++data->next_kind == HERALD_SECRET_N_KINDS)
    end_in_service (task, error);
  else
    search_next_kind (task);
}

/* True recursion: one kind after the other. */
static void
search_next_kind (GTask *task)
{
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  const char *kind =
    herald_secret_kind_to_string ((HeraldSecretKind) herald_secret_task_get (task)->next_kind);

  g_hash_table_insert (attributes, (gpointer) (gsize) "kind", (gpointer) (gsize) kind);
  secret_password_searchv (&schema, attributes, SECRET_SEARCH_ALL, g_task_get_cancellable (task),
                           passwords_searched_cb, g_object_ref (task));
}

/**
 * herald_secrets_run_in_service:
 * @task: a call whose turn it is
 */
void
herald_secrets_run_in_service (GTask *task)
{
  HeraldSecretTask *data = herald_secret_task_get (task);
  GCancellable     *cancellable = g_task_get_cancellable (task);
  g_autofree char  *label = NULL;

  switch (data->op)
    {
    case HERALD_SECRET_OP_STORE:
      label = make_label (g_hash_table_lookup (data->attributes, "kind"),
                          g_hash_table_lookup (data->attributes, "environment"));
      secret_password_storev (&schema, data->attributes, SECRET_COLLECTION_DEFAULT, label,
                              data->value, cancellable, password_stored_cb, g_object_ref (task));
      break;
    case HERALD_SECRET_OP_CLEAR:
    case HERALD_SECRET_OP_CLEAR_ENVIRONMENT:
      secret_password_clearv (&schema, data->attributes, cancellable, password_cleared_cb,
                              g_object_ref (task));
      break;
    case HERALD_SECRET_OP_LIST:
    case HERALD_SECRET_OP_MOVE:
      search_next_kind (task);
      break;
    case HERALD_SECRET_OP_LOOKUP:
    case HERALD_SECRET_OP_PROBE:
    case HERALD_SECRET_OP_UNLOCK:
    default:
      secret_password_lookupv (&schema, data->attributes, cancellable, password_found_cb,
                               g_object_ref (task));
      break;
    }
}

void
herald_secrets_service_store_async (const HeraldSecretInfo *info,
                                    const char             *value,
                                    GCancellable           *cancellable,
                                    GAsyncReadyCallback     callback,
                                    gpointer                user_data)
{
  g_autoptr (GHashTable) attributes = make_attributes (info);
  g_autofree char *label =
    make_label (herald_secret_kind_to_string (info->kind), info->environment_id);

  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, value, cancellable,
                          callback, user_data);
}

gboolean
herald_secrets_service_store_finish (GAsyncResult *result, GError **error)
{
  return secret_password_store_finish (result, error);
}

void
herald_secrets_service_lookup_async (const HeraldSecretInfo *info,
                                     GCancellable           *cancellable,
                                     GAsyncReadyCallback     callback,
                                     gpointer                user_data)
{
  g_autoptr (GHashTable) attributes = make_attributes (info);

  secret_password_lookupv (&schema, attributes, cancellable, callback, user_data);
}

char *
herald_secrets_service_lookup_finish (GAsyncResult *result, GError **error)
{
  char *password = secret_password_lookup_finish (result, error);
  char *secret = g_strdup (password);

  secret_password_free (password);
  return secret;
}

void
herald_secrets_service_clear_async (const HeraldSecretInfo *info,
                                    GCancellable           *cancellable,
                                    GAsyncReadyCallback     callback,
                                    gpointer                user_data)
{
  g_autoptr (GHashTable) attributes = make_attributes (info);

  secret_password_clearv (&schema, attributes, cancellable, callback, user_data);
}

gboolean
herald_secrets_service_clear_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  /* FALSE without an error: it was not there. */
  secret_password_clear_finish (result, &local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
