/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves all secrets to one place. No other call has its turn meanwhile, and what another process
 * changes in the file is noticed: only what is the same still is taken out of it. */
#include "config.h"

#include "core/herald-secrets-private.h"

#include "base/herald-error.h"

#include <glib/gi18n-lib.h>

static HeraldVault *
get_vault (GTask *task)
{
  return herald_secrets_get_vault (g_task_get_source_object (task));
}

static GHashTable *
get_session (GTask *task)
{
  return herald_secrets_get_session (g_task_get_source_object (task));
}

static const HeraldSecretInfo *
get_next (HeraldSecretTask *data)
{
  return data->next < data->found->len ? g_ptr_array_index (data->found, data->next) : NULL;
}

static gboolean
add_session (HeraldVaultEntries *entries, GHashTable *session, GError **error)
{
  GHashTableIter iter;
  gpointer       name = NULL;
  gpointer       value = NULL;

  g_hash_table_iter_init (&iter, session);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!herald_vault_entries_set (entries, name, value, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_entries (HeraldVaultEntries *entries, HeraldVaultEntries *more, GError **error)
{
  g_autoptr (GPtrArray) names = herald_vault_entries_list_names (more);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (!herald_vault_entries_set (entries, name, herald_vault_entries_get (more, name), error))
        return FALSE;
    }
  return TRUE;
}

static void
end_moved (GTask *task)
{
  HeraldSecretTask *data = herald_secret_task_get (task);

  data->n_moved = herald_vault_entries_get_size (data->moved);
  g_hash_table_remove_all (get_session (task));
  /* Who lists them lists them again. */
  g_object_notify (g_task_get_source_object (task), "keeping");
  herald_secrets_end_true (task);
}

/* To the keyring. */

static gboolean
copy_all (HeraldVaultEntries *entries, gpointer task_data, GError **error)
{
  return add_entries (((HeraldSecretTask *) task_data)->moved, entries, error);
}

static gboolean
take_out_moved (HeraldVaultEntries *entries, gpointer task_data, GError **error)
{
  HeraldSecretTask *data = task_data;

  for (guint i = 0; i < data->found->len; i++)
    {
      g_autofree char *name = herald_secret_info_dup_name (g_ptr_array_index (data->found, i));
      const char      *value = herald_vault_entries_get (entries, name);

      if (g_strcmp0 (value, herald_vault_entries_get (data->moved, name)) == 0)
        herald_vault_entries_remove (entries, name);
    }
  return TRUE;
}

static void
moved_taken_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_vault_run_finish (HERALD_VAULT (source), result, &error))
    end_moved (task);
  else
    herald_secrets_end_error (task, error);
}

static void store_next (GTask *task);

static void
stored_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSecretTask *data = herald_secret_task_get (task);
  g_autofree char  *name = herald_secret_info_dup_name (get_next (data));
  GError           *error = NULL;
  char             *value = herald_secrets_service_lookup_finish (result, &error);
  const gboolean    same = g_strcmp0 (value, herald_vault_entries_get (data->moved, name)) == 0;

  herald_secret_free (value);
  if (error == NULL && !same)
    g_set_error_literal (&error, HERALD_ERROR, HERALD_ERROR_SECRET,
                         _("The keyring gives back something else than was stored, so all secrets "
                           "stay where they are, too"));
  if (error != NULL)
    {
      herald_secrets_end_error (task, error);
      return;
    }
  data->next++;
  store_next (task);
}

static void
next_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_secrets_service_store_finish (result, &error))
    herald_secrets_service_lookup_async (get_next (herald_secret_task_get (task)),
                                         g_task_get_cancellable (task), stored_read_cb,
                                         g_object_ref (task));
  else if (herald_error_is_cancelled (error))
    herald_secrets_end_error (task, g_steal_pointer (&error));
  else
    herald_secrets_end_error (task,
                              g_error_new (HERALD_ERROR, (gint) HERALD_ERROR_SECRET,
                                           _("The keyring does not keep secrets: %s; all stay "
                                             "where they are"),
                                              error->message));
}

/* True recursion through the callbacks: one secret after the other. */
static void
store_next (GTask *task)
{
  HeraldSecretTask       *data = herald_secret_task_get (task);
  const HeraldSecretInfo *info = get_next (data);
  g_autofree char        *name = info != NULL ? herald_secret_info_dup_name (info) : NULL;

  if (info != NULL)
    {
      herald_secrets_service_store_async (info, herald_vault_entries_get (data->moved, name),
                                          g_task_get_cancellable (task), next_stored_cb,
                                          g_object_ref (task));
      return;
    }
  if (data->found->len > 0)
    herald_secrets_service_answered (g_task_get_source_object (task));
  if (get_vault (task) != NULL && herald_vault_get_state (get_vault (task)) == HERALD_VAULT_OPEN)
    herald_vault_run_async (get_vault (task), HERALD_VAULT_WRITE_OR_REMOVE, take_out_moved, data,
                            g_task_get_cancellable (task), moved_taken_out_cb, g_object_ref (task));
  else
    end_moved (task);
}

static void
start_storing (GTask *task)
{
  HeraldSecretTask *data = herald_secret_task_get (task);
  g_autoptr (GPtrArray) names = NULL;
  GError *error = NULL;

  if (!add_session (data->moved, get_session (task), &error))
    {
      herald_secrets_end_error (task, error);
      return;
    }
  names = herald_vault_entries_list_names (data->moved);
  for (guint i = 0; i < names->len; i++)
    herald_secret_task_add_found (data,
                                  herald_secret_info_new_from_name (g_ptr_array_index (names, i)),
                                  HERALD_KEEPING_FILE);
  store_next (task);
}

static void
all_copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_vault_run_finish (HERALD_VAULT (source), result, &error))
    start_storing (task);
  else
    herald_secrets_end_error (task, error);
}

/* To the file. */

/* Where both have one, the file’s is the newer: it is asked first. */
static gboolean
put_moved (HeraldVaultEntries *entries, gpointer task_data, GError **error)
{
  HeraldSecretTask *data = task_data;
  g_autoptr (GPtrArray) names = herald_vault_entries_list_names (entries);

  for (guint i = 0; i < names->len; i++)
    herald_vault_entries_remove (data->moved, g_ptr_array_index (names, i));
  return add_entries (data->moved, data->newest, error) &&
         add_entries (entries, data->moved, error);
}

static gboolean
check_moved (HeraldVaultEntries *entries, gpointer task_data, GError **error)
{
  HeraldSecretTask *data = task_data;
  g_autoptr (GPtrArray) names = herald_vault_entries_list_names (data->moved);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (g_strcmp0 (herald_vault_entries_get (entries, name),
                     herald_vault_entries_get (data->moved, name)) == 0)
        continue;
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                           _("Another Herald changed the file of secrets, so all secrets stay "
                             "where they are, too; try again"));
      return FALSE;
    }
  return TRUE;
}

static void clear_next (GTask *task);

static void
next_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!herald_secrets_service_clear_finish (result, &error))
    {
      herald_secrets_end_error (task, error);
      return;
    }
  herald_secret_task_get (task)->next++;
  clear_next (task);
}

/* True recursion through the callback: one secret after the other. */
static void
clear_next (GTask *task)
{
  const HeraldSecretInfo *info = get_next (herald_secret_task_get (task));

  if (info == NULL)
    end_moved (task);
  else
    herald_secrets_service_clear_async (info, g_task_get_cancellable (task), next_cleared_cb,
                                        g_object_ref (task));
}

static void
moved_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!herald_vault_run_finish (HERALD_VAULT (source), result, &error))
    {
      herald_secrets_end_error (task, error);
      return;
    }
  herald_secret_task_get (task)->next = 0;
  clear_next (task);
}

static void
moved_put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_vault_run_finish (HERALD_VAULT (source), result, &error))
    herald_vault_run_async (HERALD_VAULT (source), HERALD_VAULT_READ, check_moved,
                            herald_secret_task_get (task), g_task_get_cancellable (task),
                            moved_checked_cb, g_object_ref (task));
  else
    herald_secrets_end_error (task, error);
}

static void read_next (GTask *task);

static void
next_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSecretTask *data = herald_secret_task_get (task);
  g_autofree char  *name = herald_secret_info_dup_name (get_next (data));
  GError           *error = NULL;
  char             *value = herald_secrets_service_lookup_finish (result, &error);

  if (value != NULL)
    herald_vault_entries_set (data->moved, name, value, &error);
  herald_secret_free (value);
  if (error != NULL)
    {
      herald_secrets_end_error (task, error);
      return;
    }
  data->next++;
  read_next (task);
}

/* True recursion through the callback: one secret after the other. */
static void
read_next (GTask *task)
{
  HeraldSecretTask       *data = herald_secret_task_get (task);
  const HeraldSecretInfo *info = get_next (data);
  GError                 *error = NULL;

  if (info != NULL)
    herald_secrets_service_lookup_async (info, g_task_get_cancellable (task), next_read_cb,
                                         g_object_ref (task));
  else if (add_session (data->newest, get_session (task), &error))
    herald_vault_run_async (get_vault (task), HERALD_VAULT_WRITE, put_moved, data,
                            g_task_get_cancellable (task), moved_put_cb, g_object_ref (task));
  else
    herald_secrets_end_error (task, error);
}

/**
 * herald_secrets_move_listed:
 * @task: a move to the file that knows what the service has
 */
void
herald_secrets_move_listed (GTask *task)
{
  read_next (task);
}

static void
start_to_file (GTask *task)
{
  if (herald_secrets_has_service (g_task_get_source_object (task)))
    herald_secrets_run_in_service (task);
  else
    read_next (task);
}

static void
start_to_keyring (GTask *task)
{
  HeraldVault *vault = get_vault (task);

  if (vault != NULL && herald_vault_get_state (vault) == HERALD_VAULT_OPEN)
    herald_vault_run_async (vault, HERALD_VAULT_READ, copy_all, herald_secret_task_get (task),
                            g_task_get_cancellable (task), all_copied_cb, g_object_ref (task));
  else
    start_storing (task);
}

/**
 * herald_secrets_run_move:
 * @task: a move whose turn it is
 */
void
herald_secrets_run_move (GTask *task)
{
  HeraldSecretTask *data = herald_secret_task_get (task);
  HeraldVault      *vault = get_vault (task);
  HeraldVaultState  state = vault != NULL ? herald_vault_get_state (vault) : HERALD_VAULT_ABSENT;
  GError           *error = NULL;

  if (state == HERALD_VAULT_LOCKED)
    {
      if (!herald_secrets_wait_for_passphrase (task, &error))
        herald_secrets_end_error (task, error);
      return;
    }
  if (data->to == HERALD_KEEPING_FILE && state == HERALD_VAULT_ABSENT)
    {
      herald_secrets_end_error (task,
                                g_error_new_literal (HERALD_ERROR, (gint) HERALD_ERROR_NOT_FOUND,
                                                     _("There is no file of secrets; make it "
                                                       "first")));
      return;
    }
  data->moved = herald_vault_entries_new ();
  data->newest = herald_vault_entries_new ();
  if (data->to == HERALD_KEEPING_FILE)
    start_to_file (task);
  else
    start_to_keyring (task);
}
