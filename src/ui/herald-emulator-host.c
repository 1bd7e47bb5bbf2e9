/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for a running emulator in a thread, since that reads files, and starts one where there is
 * none. Only our own is ever ended. */
#include "config.h"

#include "ui/herald-emulator-host.h"

#include "emulator/herald-emulator.h"

#define AWAIT_SECONDS 2

struct _HeraldEmulatorHost
{
  GObject parent_instance;

  char           *dir;
  HeraldEmulator *emulator; /* (owned) (nullable): our own */
  gboolean        stopped;
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorHost, herald_emulator_host, G_TYPE_OBJECT)

static void
herald_emulator_host_finalize (GObject *object)
{
  HeraldEmulatorHost *self = HERALD_EMULATOR_HOST (object);

  g_clear_pointer (&self->dir, g_free);
  g_clear_object (&self->emulator);
  G_OBJECT_CLASS (herald_emulator_host_parent_class)->finalize (object);
}

static void
herald_emulator_host_class_init (HeraldEmulatorHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_host_finalize;
}

static void
herald_emulator_host_init (HeraldEmulatorHost *self)
{
}

static void
return_line (GTask *task, const char *ready_line)
{
  g_task_return_pointer (task, g_strdup (ready_line), g_free);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldEmulatorHost *self = g_task_get_source_object (task);
  HeraldEmulator     *emulator = HERALD_EMULATOR (source);
  GError             *error = NULL;

  if (!herald_emulator_start_finish (emulator, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->stopped || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      herald_emulator_stop (emulator);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody waits any more");
      return;
    }
  g_set_object (&self->emulator, emulator);
  return_line (task, herald_emulator_get_ready_line (emulator));
}

static void
find_running_thread (GTask *task, gpointer source, gpointer dir, GCancellable *cancellable)
{
  g_task_return_pointer (task, herald_emulator_find_running (dir), g_free);
}

static void
found_running_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldEmulatorHost   *self = HERALD_EMULATOR_HOST (source);
  HeraldEmulatorOptions options = { .dir = self->dir };
  g_autoptr (HeraldEmulator) emulator = NULL;
  GError          *error = NULL;
  g_autofree char *ready_line = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (ready_line != NULL)
    {
      return_line (task, ready_line);
      return;
    }
  emulator = herald_emulator_new (&options);
  herald_emulator_start_async (emulator, g_task_get_cancellable (task), started_cb,
                               g_object_ref (task));
}

/* True recursion by way of the main loop: who found none looks again later. */
static void look_for_running (GTask *task);

static gboolean
look_again_cb (gpointer user_data)
{
  look_for_running (g_object_ref (user_data));
  return G_SOURCE_REMOVE;
}

/* Or at once when it is cancelled. */
static void
look_again_later (GTask *task)
{
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (AWAIT_SECONDS);
  g_autoptr (GSource) end = g_cancellable_source_new (g_task_get_cancellable (task));

  g_source_set_dummy_callback (end);
  g_source_add_child_source (timer, end);
  g_source_set_static_name (timer, "emulator awaited");
  g_source_set_callback (timer, look_again_cb, g_object_ref (task), g_object_unref);
  g_source_attach (timer, g_main_context_get_thread_default ());
}

static void
looked_for_running_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *ready_line = g_task_propagate_pointer (G_TASK (result), NULL);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (ready_line != NULL)
    g_task_return_boolean (task, TRUE);
  else
    look_again_later (task);
}

/* @task: (transfer full) */
static void
look_for_running (GTask *task)
{
  HeraldEmulatorHost *self = g_task_get_source_object (task);
  g_autoptr (GTask) search = g_task_new (self, NULL, looked_for_running_cb, task);

  g_task_set_source_tag (search, look_for_running);
  g_task_set_task_data (search, g_strdup (self->dir), g_free);
  g_task_run_in_thread (search, find_running_thread);
}

/**
 * herald_emulator_host_new:
 * @dir: where the emulator keeps its data
 *
 * Returns: (transfer full): a host that runs nothing yet
 */
HeraldEmulatorHost *
herald_emulator_host_new (const char *dir)
{
  HeraldEmulatorHost *self;

  g_return_val_if_fail (dir != NULL, NULL);

  self = g_object_new (HERALD_TYPE_EMULATOR_HOST, NULL);
  self->dir = g_strdup (dir);
  return self;
}

/**
 * herald_emulator_host_open_async:
 * @self: a host that was not stopped
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Finds the emulator that runs on the folder, or starts one.
 */
void
herald_emulator_host_open_async (HeraldEmulatorHost *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) search = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_HOST (self));
  g_return_if_fail (!self->stopped);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_emulator_host_open_async);
  if (self->emulator != NULL)
    {
      return_line (task, herald_emulator_get_ready_line (self->emulator));
      return;
    }
  search = g_task_new (self, cancellable, found_running_cb, g_object_ref (task));
  g_task_set_source_tag (search, find_running_thread);
  g_task_set_task_data (search, g_strdup (self->dir), g_free);
  g_task_run_in_thread (search, find_running_thread);
}

/**
 * herald_emulator_host_open_finish:
 * @self: a host
 * @result: the result
 * @error: return location: why there is none
 *
 * Returns: (transfer full) (nullable): the line that tells the emulator's addresses
 */
char *
herald_emulator_host_open_finish (HeraldEmulatorHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_emulator_host_await_async:
 * @self: a host
 * @cancellable: a #GCancellable; it is noticed within some seconds
 * @callback: called when there is one
 * @user_data: for @callback
 */
void
herald_emulator_host_await_async (HeraldEmulatorHost *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_EMULATOR_HOST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_emulator_host_await_async);
  look_for_running (task);
}

/**
 * herald_emulator_host_await_finish:
 * @self: a host
 * @result: the result
 * @error: return location
 *
 * **Errors:** %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether another process runs one now
 */
gboolean
herald_emulator_host_await_finish (HeraldEmulatorHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_emulator_host_drop:
 * @self: a host
 * @ready_line: (nullable): of an emulator that no longer answers
 *
 * Ends our own if it is that one; another window may have started a new one already.
 */
void
herald_emulator_host_drop (HeraldEmulatorHost *self, const char *ready_line)
{
  g_return_if_fail (HERALD_IS_EMULATOR_HOST (self));

  if (self->emulator == NULL ||
      g_strcmp0 (herald_emulator_get_ready_line (self->emulator), ready_line) != 0)
    return;
  herald_emulator_stop (self->emulator);
  g_clear_object (&self->emulator);
}

/**
 * herald_emulator_host_stop:
 * @self: a host
 *
 * Ends our own emulator, if there is one; the host opens nothing any more.
 */
void
herald_emulator_host_stop (HeraldEmulatorHost *self)
{
  g_return_if_fail (HERALD_IS_EMULATOR_HOST (self));

  self->stopped = TRUE;
  if (self->emulator != NULL)
    herald_emulator_stop (self->emulator);
  g_clear_object (&self->emulator);
}
