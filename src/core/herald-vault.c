/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the key of the file of secrets while it is unlocked, and nothing else: each use reads the
 * file again, so that two processes see each other's changes. Who writes holds the file's lock from
 * reading to writing. All that takes time runs in a thread. */
#include "config.h"

#include "core/herald-vault.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "core/herald-file-lock.h"
#include "core/herald-vault-work.h"
#include "crypto/herald-locked-text.h"

#include <glib/gi18n-lib.h>

struct _HeraldVault
{
  GObject parent_instance;

  char           *path;      /* (owned) */
  char           *lock_path; /* (owned) */
  HeraldVaultCost cost;

  HeraldVaultKey  *key; /* (owned) (nullable): while it is unlocked */
  HeraldVaultState state;
};

G_DEFINE_FINAL_TYPE (HeraldVault, herald_vault, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum
{
  LOCKED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

HERALD_DEFINE_TASK_DATA (HeraldVaultWork, vault_work, herald_vault_work_clear)

static void
set_key (HeraldVault *self, HeraldVaultKey *key)
{
  HeraldVaultState state;

  if (key != NULL)
    herald_vault_key_ref (key);
  g_clear_pointer (&self->key, herald_vault_key_unref);
  self->key = key;
  state = self->key != NULL                                  ? HERALD_VAULT_OPEN
          : g_file_test (self->path, G_FILE_TEST_EXISTS)     ? HERALD_VAULT_LOCKED
          : g_file_test (self->path, G_FILE_TEST_IS_SYMLINK) ? HERALD_VAULT_LOCKED
                                                             : HERALD_VAULT_ABSENT;
  if (state == self->state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
work_in_thread (GTask *thread, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  HeraldVaultWork *data = task_data;
  GError          *error = NULL;

  if (data->work (data, &error))
    g_task_return_boolean (thread, TRUE);
  else
    g_task_return_error (thread, error);
}

static void start_work (GTask *task);

/* Whether this process has learnt a new passphrase while another key was tried. */
static gboolean
may_try_again (HeraldVault *self, HeraldVaultWork *data)
{
  return data->outdated && self->key != NULL && self->key != data->key;
}

/* What a use found is no reason to unlock what was locked meanwhile. */
static void
take_outcome (HeraldVault *self, HeraldVaultWork *data, gboolean worked)
{
  if (worked && (data->work != herald_vault_work_run || data->removed))
    set_key (self, data->new_key);
  else if (data->outdated)
    set_key (self, NULL);
}

static void
work_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldVault     *self = g_task_get_source_object (task);
  HeraldVaultWork *data = vault_work_get (task);
  GError          *error = NULL;
  gboolean         worked = g_task_propagate_boolean (G_TASK (result), &error);

  g_clear_pointer (&data->lock, herald_file_lock_free);
  if (may_try_again (self, data))
    {
      g_error_free (error);
      start_work (g_steal_pointer (&task));
      return;
    }
  take_outcome (self, data, worked);
  if (worked)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes @task. */
static void
start_thread (GTask *task)
{
  HeraldVault     *self = g_task_get_source_object (task);
  HeraldVaultWork *data = vault_work_get (task);
  g_autoptr (GTask) thread = NULL;

  g_clear_pointer (&data->key, herald_vault_key_unref);
  g_clear_pointer (&data->new_key, herald_vault_key_unref);
  data->outdated = FALSE;
  if (self->key != NULL)
    data->key = herald_vault_key_ref (self->key);
  if (data->work == herald_vault_work_run && data->key == NULL)
    {
      g_task_return_new_error (task, HERALD_ERROR, (gint) HERALD_ERROR_SECRET, "%s",
                               _("The file of secrets is locked; enter its passphrase"));
      g_object_unref (task);
      return;
    }
  /* Not cancelled in the middle: what was begun is finished. */
  thread = g_task_new (NULL, NULL, work_done_cb, task);
  g_task_set_source_tag (thread, start_thread);
  /* Of @task, which ends later than the thread and alone holds the object. */
  g_task_set_task_data (thread, data, NULL);
  g_task_run_in_thread (thread, work_in_thread);
}

static void
locked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldVaultWork *data = vault_work_get (task);
  GError          *error = NULL;

  data->lock = herald_file_lock_finish (result, &error);
  if (data->lock == NULL)
    g_task_return_error (task, error);
  else if (!herald_file_lock_is_held (data->lock))
    g_task_return_new_error (task, HERALD_ERROR, (gint) HERALD_ERROR_CONFLICT, "%s",
                             _("Another Herald is using the file of secrets, or its folder cannot "
                               "be written; try again"));
  else
    start_thread (g_steal_pointer (&task));
}

/* Takes @task. True recursion: a key that is outdated is tried once more. */
static void
start_work (GTask *task)
{
  HeraldVault *self = g_task_get_source_object (task);

  if (vault_work_get (task)->access == HERALD_VAULT_READ)
    start_thread (task);
  else
    herald_file_lock_async (self->lock_path, g_task_get_cancellable (task), locked_cb, task);
}

static GTask *
new_task (HeraldVault        *self,
          HeraldVaultWorkFunc work,
          HeraldVaultAccess   access,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  GTask           *task = g_task_new (self, cancellable, callback, user_data);
  HeraldVaultWork *data = vault_work_attach (task);

  data->work = work;
  data->access = access;
  data->cost = self->cost;
  data->path = self->path;
  return task;
}

static gboolean
finish (HeraldVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
herald_vault_finalize (GObject *object)
{
  HeraldVault *self = HERALD_VAULT (object);

  g_clear_pointer (&self->key, herald_vault_key_unref);
  g_free (self->path);
  g_free (self->lock_path);
  G_OBJECT_CLASS (herald_vault_parent_class)->finalize (object);
}

static void
herald_vault_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  HeraldVault *self = HERALD_VAULT (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
herald_vault_class_init (HeraldVaultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = herald_vault_finalize;
  object_class->get_property = herald_vault_get_property;

  properties[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, HERALD_VAULT_ABSENT, HERALD_VAULT_OPEN,
                      HERALD_VAULT_ABSENT,
                      G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[LOCKED] = g_signal_new ("locked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_vault_init (HeraldVault *self)
{
  self->cost = HERALD_VAULT_COST_DEFAULT;
}

/**
 * herald_vault_new:
 * @path: where the file is or would be
 *
 * Returns: (transfer full): the file, locked if it is there
 */
HeraldVault *
herald_vault_new (const char *path)
{
  HeraldVault *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (HERALD_TYPE_VAULT, NULL);
  self->path = g_strdup (path);
  self->lock_path = g_strconcat (path, ".lock", NULL);
  set_key (self, NULL);
  return self;
}

/**
 * herald_vault_get_path:
 * @self: the file
 *
 * Returns: (transfer none): where it is or would be
 */
const char *
herald_vault_get_path (HeraldVault *self)
{
  g_return_val_if_fail (HERALD_IS_VAULT (self), NULL);

  return self->path;
}

/**
 * herald_vault_set_cost:
 * @self: the file
 * @cost: what a guess at the next passphrase costs; within the bounds
 */
void
herald_vault_set_cost (HeraldVault *self, const HeraldVaultCost *cost)
{
  g_return_if_fail (HERALD_IS_VAULT (self));
  g_return_if_fail (herald_vault_cost_is_allowed (cost));

  self->cost = *cost;
}

/**
 * herald_vault_get_state:
 * @self: the file
 *
 * Returns: whether it is there and unlocked, as of now; notify::state
 */
HeraldVaultState
herald_vault_get_state (HeraldVault *self)
{
  g_return_val_if_fail (HERALD_IS_VAULT (self), HERALD_VAULT_ABSENT);

  /* Without a key the state is what the disk says; with one the next use tells. */
  if (self->key == NULL)
    set_key (self, NULL);
  else if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    set_key (self, NULL);
  return self->state;
}

/**
 * herald_vault_lock:
 * @self: the file
 *
 * Forgets its key, and has all who took something out of it forget that by HeraldVault::locked.
 */
void
herald_vault_lock (HeraldVault *self)
{
  g_return_if_fail (HERALD_IS_VAULT (self));

  set_key (self, NULL);
  g_signal_emit (self, signals[LOCKED], 0);
}

/**
 * herald_vault_create_async:
 * @self: the file, which must not be there
 * @passphrase: what shall protect it
 * @cancellable: (nullable): to cancel
 * @callback: called when it is there, unlocked and empty
 * @user_data: for @callback
 */
void
herald_vault_create_async (HeraldVault        *self,
                           const char         *passphrase,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_VAULT (self));
  g_return_if_fail (passphrase != NULL);

  task =
    new_task (self, herald_vault_work_create, HERALD_VAULT_WRITE, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_vault_create_async);
  vault_work_get (task)->passphrase = herald_locked_text_new (passphrase);
  start_work (task);
}

/**
 * herald_vault_create_finish:
 * @self: the file
 * @result: of herald_vault_create_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID for a bad passphrase, CONFLICT when there is one or another process has the
 * lock, SECRET, CANCELLED.
 *
 * Returns: whether it is there
 */
gboolean
herald_vault_create_finish (HeraldVault *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * herald_vault_unlock_async:
 * @self: the file
 * @passphrase: what somebody typed
 * @cancellable: (nullable): to cancel
 * @callback: called when it is unlocked
 * @user_data: for @callback
 *
 * May be tried as often as one likes: what a guess costs is the only limit.
 */
void
herald_vault_unlock_async (HeraldVault        *self,
                           const char         *passphrase,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_VAULT (self));
  g_return_if_fail (passphrase != NULL);

  task =
    new_task (self, herald_vault_work_unlock, HERALD_VAULT_READ, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_vault_unlock_async);
  vault_work_get (task)->passphrase = herald_locked_text_new (passphrase);
  start_work (task);
}

/**
 * herald_vault_unlock_finish:
 * @self: the file
 * @result: of herald_vault_unlock_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET when the passphrase is wrong or the file is damaged, NOT_FOUND, CANCELLED.
 *
 * Returns: whether it is unlocked
 */
gboolean
herald_vault_unlock_finish (HeraldVault *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * herald_vault_change_passphrase_async:
 * @self: the file
 * @passphrase: its passphrase
 * @new_passphrase: what shall protect it
 * @cancellable: (nullable): to cancel
 * @callback: called when it is changed, and unlocked
 * @user_data: for @callback
 */
void
herald_vault_change_passphrase_async (HeraldVault        *self,
                                      const char         *passphrase,
                                      const char         *new_passphrase,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_VAULT (self));
  g_return_if_fail (passphrase != NULL && new_passphrase != NULL);

  task = new_task (self, herald_vault_work_change_passphrase, HERALD_VAULT_WRITE, cancellable,
                   callback, user_data);
  g_task_set_source_tag (task, herald_vault_change_passphrase_async);
  vault_work_get (task)->passphrase = herald_locked_text_new (passphrase);
  vault_work_get (task)->new_passphrase = herald_locked_text_new (new_passphrase);
  start_work (task);
}

/**
 * herald_vault_change_passphrase_finish:
 * @self: the file
 * @result: of herald_vault_change_passphrase_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID for a bad new passphrase, SECRET when the old one is wrong, NOT_FOUND,
 * CONFLICT, CANCELLED.
 *
 * Returns: whether the new passphrase protects it
 */
gboolean
herald_vault_change_passphrase_finish (HeraldVault *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * herald_vault_remove_async:
 * @self: the file
 * @cancellable: (nullable): to cancel
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Deletes it with all that stands in it.
 */
void
herald_vault_remove_async (HeraldVault        *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_VAULT (self));

  task =
    new_task (self, herald_vault_work_remove, HERALD_VAULT_WRITE, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_vault_remove_async);
  start_work (task);
}

/**
 * herald_vault_remove_finish:
 * @self: the file
 * @result: of herald_vault_remove_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND, SECRET, CONFLICT, CANCELLED.
 *
 * Returns: whether it is gone
 */
gboolean
herald_vault_remove_finish (HeraldVault *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * herald_vault_run_async:
 * @self: the file, unlocked
 * @access: what @function does
 * @function: what is done with its secrets, in a thread; may run again when the passphrase changes
 * @data: for @function; lives until @callback
 * @cancellable: (nullable): to cancel
 * @callback: called when it is done and written
 * @user_data: for @callback
 */
void
herald_vault_run_async (HeraldVault        *self,
                        HeraldVaultAccess   access,
                        HeraldVaultFunc     function,
                        gpointer            data,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_VAULT (self));
  g_return_if_fail (function != NULL);

  task = new_task (self, herald_vault_work_run, access, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_vault_run_async);
  vault_work_get (task)->function = function;
  vault_work_get (task)->data = data;
  start_work (task);
}

/**
 * herald_vault_run_finish:
 * @self: the file
 * @result: of herald_vault_run_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET when it is locked or damaged, NOT_FOUND, CONFLICT, CANCELLED, those of the
 * function.
 *
 * Returns: whether it is done
 */
gboolean
herald_vault_run_finish (HeraldVault *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}
