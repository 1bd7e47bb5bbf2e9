/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets in the passphrase-protected file. Each call reads the file and, where it changes it,
 * writes it in a thread. */
#include "config.h"

#include "core/herald-secrets-private.h"

#include "base/herald-error.h"

static void
list_entries (HeraldSecretTask *data, HeraldVaultEntries *entries)
{
  g_autoptr (GPtrArray) names = herald_vault_entries_list_names (entries);

  for (guint i = 0; i < names->len; i++)
    herald_secret_task_add_found (data,
                                  herald_secret_info_new_from_name (g_ptr_array_index (names, i)),
                                  HERALD_KEEPING_FILE);
}

/* In a thread, for which the waiting call lies still. */
static gboolean
run_on_entries (HeraldVaultEntries *entries, gpointer task_data, GError **error)
{
  HeraldSecretTask *data = task_data;

  switch (data->op)
    {
    case HERALD_SECRET_OP_STORE:
      return herald_vault_entries_set (entries, data->key, data->value, error);
    case HERALD_SECRET_OP_CLEAR:
      herald_vault_entries_remove (entries, data->key);
      break;
    case HERALD_SECRET_OP_CLEAR_ENVIRONMENT:
      herald_vault_entries_remove_prefix (entries, data->key);
      break;
    case HERALD_SECRET_OP_LOOKUP:
      data->value = g_strdup (herald_vault_entries_get (entries, data->key));
      break;
    case HERALD_SECRET_OP_LIST:
      list_entries (data, entries);
      break;
    case HERALD_SECRET_OP_MOVE:
    case HERALD_SECRET_OP_PROBE:
    case HERALD_SECRET_OP_UNLOCK:
    default:
      break;
    }
  return TRUE;
}

static void
failed (GTask *task, GError *error)
{
  HeraldSecretTask *data = herald_secret_task_get (task);
  const gboolean    may_be_elsewhere =
    data->op == HERALD_SECRET_OP_LOOKUP || data->op == HERALD_SECRET_OP_LIST;

  /* Somebody deleted it at this moment: then it is not there. */
  if (data->op != HERALD_SECRET_OP_STORE &&
      g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND))
    g_clear_error (&error);
  else if (herald_error_is_cancelled (error) || !may_be_elsewhere)
    {
      herald_secrets_end_error (task, error);
      return;
    }
  g_clear_error (&data->error);
  data->error = error;
  herald_secrets_go_on (task);
}

static void
ran_on_entries_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldVault *vault = HERALD_VAULT (source);
  GError      *error = NULL;

  if (herald_vault_run_finish (vault, result, &error))
    herald_secrets_go_on (task);
  /* Its passphrase is another one by now: asked for once more. */
  else if (herald_vault_get_state (vault) == HERALD_VAULT_LOCKED &&
           herald_secret_task_get (task)->op != HERALD_SECRET_OP_LIST &&
           herald_secrets_wait_for_passphrase (task, NULL))
    g_error_free (error);
  else
    failed (task, error);
}

/**
 * herald_secrets_run_in_vault:
 * @task: a call whose turn it is
 */
void
herald_secrets_run_in_vault (GTask *task)
{
  HeraldSecrets    *self = g_task_get_source_object (task);
  HeraldSecretTask *data = herald_secret_task_get (task);
  HeraldVault      *vault = herald_secrets_get_vault (self);
  const gboolean reads = data->op == HERALD_SECRET_OP_LOOKUP || data->op == HERALD_SECRET_OP_LIST ||
                         data->op == HERALD_SECRET_OP_UNLOCK;
  GError *error = NULL;

  if (herald_vault_get_state (vault) == HERALD_VAULT_OPEN)
    herald_vault_run_async (vault, reads ? HERALD_VAULT_READ : HERALD_VAULT_WRITE, run_on_entries,
                            data, g_task_get_cancellable (task), ran_on_entries_cb,
                            g_object_ref (task));
  else if (data->op == HERALD_SECRET_OP_LIST)
    herald_secrets_go_on (task);
  else if (!herald_secrets_wait_for_passphrase (task, &error))
    failed (task, error);
}
