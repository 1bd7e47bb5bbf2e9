/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the emulator first among the environments, and the others as they stand in the store. */
#include "config.h"

#include "ui/herald-environment-list.h"

#include "base/herald-error.h"
#include "core/herald-environments.h"
#include "core/herald-session.h"
#include "model/herald-environment-colour.h"

#include <glib/gi18n.h>

#define LOOK_MS 2000 /* how often is looked while another process writes on and on */

struct _HeraldEnvironmentList
{
  GObject parent_instance;

  GListStore   *environments; /* (owned) (element-type HeraldEnvironment) */
  HeraldStore  *store;        /* (owned) (nullable): until one is followed */
  GFileMonitor *monitor;      /* (owned) (nullable): of what other processes write */
};

G_DEFINE_FINAL_TYPE (HeraldEnvironmentList, herald_environment_list, G_TYPE_OBJECT)

enum
{
  SIGNAL_RELOADED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* A stand-in until the emulator has told its addresses. */
static HeraldEnvironment *
new_emulator (void)
{
  HeraldEnvironment *environment = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);

  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, HERALD_EMULATOR_ENVIRONMENT_ID);
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, _("Emulator"));
  herald_environment_set (environment, HERALD_ENVIRONMENT_COLOUR,
                          HERALD_ENVIRONMENT_COLOUR_EMULATOR);
  return environment;
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HeraldEnvironmentList *self = HERALD_ENVIRONMENT_LIST (source);
  g_autoptr (GError) error = NULL;

  if (herald_environment_list_load_finish (self, result, &error))
    g_signal_emit (self, signals[SIGNAL_RELOADED], 0);
  else if (!herald_store_is_closed (self->store))
    g_warning ("The environments could not be listed: %s", error->message);
}

static void
reload (HeraldEnvironmentList *self)
{
  if (!herald_store_is_closed (self->store))
    herald_environment_list_load_async (self, NULL, reloaded_cb, NULL);
}

/* Written here or in another window. */
static void
store_changed_cb (HeraldEnvironmentList *self, HeraldTables tables)
{
  if ((tables & HERALD_TABLE_ENVIRONMENT) != 0)
    reload (self);
}

/* Written by whichever process: what the command line makes read-only is so here, too. */
static void
file_changed_cb (HeraldEnvironmentList *self)
{
  reload (self);
}

/* The log beside the database is what every process writes first (SQLite, “Write-Ahead Logging”).
 */
static GFileMonitor *
watch_log (HeraldStore *store)
{
  g_autofree char *path = g_strconcat (herald_store_get_path (store), "-wal", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  GFileMonitor *monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, &error);

  if (monitor == NULL)
    g_warning ("What other processes change will not be noticed: %s", error->message);
  else
    g_file_monitor_set_rate_limit (monitor, LOOK_MS);
  return monitor;
}

static void
herald_environment_list_dispose (GObject *object)
{
  HeraldEnvironmentList *self = HERALD_ENVIRONMENT_LIST (object);

  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (herald_environment_list_parent_class)->dispose (object);
}

static void
herald_environment_list_finalize (GObject *object)
{
  g_clear_object (&HERALD_ENVIRONMENT_LIST (object)->environments);
  G_OBJECT_CLASS (herald_environment_list_parent_class)->finalize (object);
}

static void
herald_environment_list_class_init (HeraldEnvironmentListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_environment_list_dispose;
  object_class->finalize = herald_environment_list_finalize;

  /**
   * HeraldEnvironmentList::reloaded:
   *
   * What stands in the followed store may have changed and is in the list.
   */
  signals[SIGNAL_RELOADED] = g_signal_new ("reloaded", HERALD_TYPE_ENVIRONMENT_LIST,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_environment_list_init (HeraldEnvironmentList *self)
{
  g_autoptr (HeraldEnvironment) emulator = new_emulator ();

  self->environments = g_list_store_new (HERALD_TYPE_ENVIRONMENT);
  g_list_store_append (self->environments, emulator);
}

/**
 * herald_environment_list_new:
 *
 * Returns: (transfer full): the emulator alone
 */
HeraldEnvironmentList *
herald_environment_list_new (void)
{
  return g_object_new (HERALD_TYPE_ENVIRONMENT_LIST, NULL);
}

/**
 * herald_environment_list_follow:
 * @self: a list that follows none yet
 * @store: an open store
 *
 * From now on the list is loaded anew whenever this or another process writes into @store.
 */
void
herald_environment_list_follow (HeraldEnvironmentList *self, HeraldStore *store)
{
  g_return_if_fail (HERALD_IS_ENVIRONMENT_LIST (self) && self->store == NULL);
  g_return_if_fail (HERALD_IS_STORE (store));

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->monitor = watch_log (store);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (file_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) saved =
    herald_environments_list_finish (HERALD_STORE (source), result, &error);

  if (saved == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  herald_environment_list_fill (g_task_get_source_object (task), saved);
  g_task_return_boolean (task, TRUE);
}

/**
 * herald_environment_list_load_async:
 * @self: a list that follows a store
 * @cancellable: (nullable): to cancel
 * @callback: called when the list is as the store is
 * @user_data: for @callback
 */
void
herald_environment_list_load_async (HeraldEnvironmentList *self,
                                    GCancellable          *cancellable,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_ENVIRONMENT_LIST (self) && self->store != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_environment_list_load_async);
  herald_environments_list_async (self->store, cancellable, listed_cb, task);
}

/**
 * herald_environment_list_load_finish:
 * @self: a list
 * @result: of herald_environment_list_load_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: whether the list is as the store is
 */
gboolean
herald_environment_list_load_finish (HeraldEnvironmentList *self,
                                     GAsyncResult          *result,
                                     GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Whether @self shows @saved already. */
static gboolean
is_filled (HeraldEnvironmentList *self, GPtrArray *saved)
{
  GListModel *model = G_LIST_MODEL (self->environments);

  if (g_list_model_get_n_items (model) != saved->len + 1)
    return FALSE;
  for (guint i = 0; i < saved->len; i++)
    {
      g_autoptr (HeraldEnvironment) listed = g_list_model_get_item (model, i + 1);

      if (!herald_environment_equal (listed, g_ptr_array_index (saved, i)))
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_environment_list_fill:
 * @self: a list
 * @saved: (element-type HeraldEnvironment): what stands in the store, in their order
 *
 * Puts @saved in the place of the saved ones that stood there. Where nothing is new nothing moves:
 * somebody may be choosing.
 */
void
herald_environment_list_fill (HeraldEnvironmentList *self, GPtrArray *saved)
{
  g_autoptr (GPtrArray) all = NULL;

  g_return_if_fail (HERALD_IS_ENVIRONMENT_LIST (self));
  g_return_if_fail (saved != NULL);

  if (is_filled (self, saved))
    return;
  all = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (all, new_emulator ());
  for (guint i = 0; i < saved->len; i++)
    g_ptr_array_add (all, g_object_ref (g_ptr_array_index (saved, i)));
  g_list_store_splice (self->environments, 0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->environments)), all->pdata,
                       all->len);
}

/**
 * herald_environment_list_get_model:
 * @self: a list
 *
 * Returns: (transfer none) (element-type HeraldEnvironment): the emulator, then the saved ones
 */
GListModel *
herald_environment_list_get_model (HeraldEnvironmentList *self)
{
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT_LIST (self), NULL);

  return G_LIST_MODEL (self->environments);
}

/**
 * herald_environment_list_find:
 * @self: a list
 * @id: (nullable): of which one
 *
 * Returns: (transfer none) (nullable): the one with @id
 */
HeraldEnvironment *
herald_environment_list_find (HeraldEnvironmentList *self, const char *id)
{
  GListModel *model;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT_LIST (self), NULL);

  model = G_LIST_MODEL (self->environments);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (HeraldEnvironment) environment = g_list_model_get_item (model, i);

      if (g_strcmp0 (herald_environment_get (environment, HERALD_ENVIRONMENT_ID), id) == 0)
        return environment;
    }
  return NULL;
}
