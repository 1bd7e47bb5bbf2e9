/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flock() on a file that is never removed: the kernel lets go of it with the process, however that
 * ends. Waiting must not block the main thread, so it is tried again and again. */
#include "config.h"

#include "core/herald-file-lock.h"

#include "base/herald-task-data.h"
#include "core/herald-delay.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define PAUSE_MS 40
/* Longer than a service takes to answer. Who hangs for longer is not waited for: what the lock
 * guards copes with two at a time, only not as well. */
#define LONGEST_WAIT_US (G_GINT64_CONSTANT (30) * G_USEC_PER_SEC)
#define FILE_MODE 0600

struct _HeraldFileLock
{
  int fd; /* -1: went on without */
};

typedef struct
{
  HeraldFileLock *lock; /* (owned) (nullable): the file, not yet locked */
  gint64          end_us;
} LockTask;

static void
lock_task_clear (LockTask *self)
{
  g_clear_pointer (&self->lock, herald_file_lock_free);
}

HERALD_DEFINE_TASK_DATA (LockTask, lock_task, lock_task_clear)

static void try_lock (GTask *task);

static void
lock_turn_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask  *task = user_data;
  GError *error = NULL;

  if (herald_delay_finish (result, &error))
    {
      try_lock (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* Takes @task. True recursion through the callback: trying again. */
static void
try_lock (GTask *task)
{
  LockTask *data = lock_task_get (task);
  int       fd = data->lock->fd;

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno == EWOULDBLOCK && g_get_monotonic_time () < data->end_us)
        {
          herald_delay_async (PAUSE_MS, g_task_get_cancellable (task), lock_turn_came_cb, task);
          return;
        }
      g_warning ("Going on without the lock that another process holds");
      close (fd);
      data->lock->fd = -1;
    }
  g_task_return_pointer (task, g_steal_pointer (&data->lock),
                         (GDestroyNotify) herald_file_lock_free);
  g_object_unref (task);
}

/**
 * herald_file_lock_async:
 * @path: the file, which is made
 * @cancellable: (nullable): to cancel
 * @callback: called when this process has it
 * @user_data: for @callback
 */
void
herald_file_lock_async (const char         *path,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask    *task = g_task_new (NULL, cancellable, callback, user_data);
  LockTask *data = lock_task_attach (task);

  g_task_set_source_tag (task, herald_file_lock_async);
  data->end_us = g_get_monotonic_time () + LONGEST_WAIT_US;
  data->lock = g_new0 (HeraldFileLock, 1);
  data->lock->fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
  if (data->lock->fd < 0)
    g_warning ("“%s” cannot be locked: %s", path, g_strerror (errno));
  try_lock (task);
}

/**
 * herald_file_lock_finish:
 * @result: of herald_file_lock_async()
 * @error: where to put an error
 *
 * **Errors:** CANCELLED.
 *
 * Returns: (transfer full): held until it is freed; after half a minute one goes on without
 */
HeraldFileLock *
herald_file_lock_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_file_lock_is_held:
 * @self: a lock
 *
 * Returns: whether it is held; else one went on without, as far as the work copes with that
 */
gboolean
herald_file_lock_is_held (HeraldFileLock *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->fd >= 0;
}

/**
 * herald_file_lock_free:
 * @self: (nullable): a lock, which is let go
 */
void
herald_file_lock_free (HeraldFileLock *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}
