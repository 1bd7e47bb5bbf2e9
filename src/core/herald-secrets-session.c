/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets in the memory of this process, for as long as it runs. */
#include "config.h"

#include "core/herald-secrets-private.h"

static gboolean
has_prefix (gpointer key, gpointer value, gpointer prefix)
{
  return g_str_has_prefix (key, prefix);
}

static void
list_in_session (HeraldSecretTask *data, GHashTable *session)
{
  GHashTableIter iter;
  gpointer       key = NULL;

  g_hash_table_iter_init (&iter, session);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    herald_secret_task_add_found (data, herald_secret_info_new_from_name (key),
                                  HERALD_KEEPING_SESSION);
}

/**
 * herald_secrets_run_in_session:
 * @task: a call whose turn it is
 * @session: (element-type utf8 utf8): the secrets
 *
 * It is done at once; the caller goes on.
 */
void
herald_secrets_run_in_session (GTask *task, GHashTable *session)
{
  HeraldSecretTask *data = herald_secret_task_get (task);

  switch (data->op)
    {
    case HERALD_SECRET_OP_STORE:
      g_hash_table_insert (session, g_strdup (data->key), g_steal_pointer (&data->value));
      break;
    case HERALD_SECRET_OP_CLEAR:
      g_hash_table_remove (session, data->key);
      break;
    case HERALD_SECRET_OP_CLEAR_ENVIRONMENT:
      g_hash_table_foreach_remove (session, has_prefix, data->key);
      break;
    case HERALD_SECRET_OP_LOOKUP:
      data->value = g_strdup (g_hash_table_lookup (session, data->key));
      break;
    case HERALD_SECRET_OP_LIST:
      list_in_session (data, session);
      break;
    case HERALD_SECRET_OP_MOVE:
    case HERALD_SECRET_OP_PROBE:
    case HERALD_SECRET_OP_UNLOCK:
    default:
      break;
    }
}
