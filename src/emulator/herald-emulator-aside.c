/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file beside the open one is made by a thread, so that others are answered meanwhile; its rows
 * are taken, or not, by whoever wanted them. */
#include "config.h"

#include "emulator/herald-emulator-aside.h"

#include "base/herald-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define FILE_NAME "aside.sqlite.tmp"

struct _HeraldEmulatorAside
{
  char         *path;        /* (owned): the file */
  GCancellable *cancellable; /* (owned) */

  HeraldEmulatorAsideWork work;
  gpointer                data; /* (owned) */
  GDestroyNotify          destroy;

  GMainContext           *context; /* (owned): of who started it */
  GSource                *done;    /* (owned): goes there once the thread is done */
  HeraldEmulatorAsideFunc func;
  gpointer                user_data; /* (unowned) */

  GThread *thread; /* (owned) */
  GError  *error;  /* (owned) (nullable): the thread's until it is done */
};

/**
 * herald_emulator_aside_dup_path:
 * @dir: the emulator's folder
 *
 * Returns: (transfer full): where what is made aside is
 */
char *
herald_emulator_aside_dup_path (const char *dir)
{
  return g_build_filename (dir, FILE_NAME, NULL);
}

static gboolean
sync_file (const char *path, GError **error)
{
  int      fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "“%s”: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return synced;
}

static gpointer
run (gpointer data)
{
  HeraldEmulatorAside *self = data;
  g_autoptr (GMainContext) own = g_main_context_new ();

  g_main_context_push_thread_default (own);
  if (self->work (self->data, self->path, self->cancellable, &self->error))
    sync_file (self->path, &self->error);
  g_main_context_pop_thread_default (own);
  g_source_attach (self->done, self->context);
  return NULL;
}

static gboolean
done_cb (gpointer data)
{
  HeraldEmulatorAside *self = data;

  self->func (self->error == NULL ? self->path : NULL, self->error, self->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * herald_emulator_aside_start:
 * @dir: the emulator's folder, in which nothing else is being made aside
 * @work: makes the file
 * @data: (transfer full): for @work
 * @destroy: (nullable): frees @data
 * @func: called in the thread-default main context when the rows are there, unless it was freed
 *   before
 * @user_data: for @func
 *
 * **Errors:** @func gets those of @work, and STORE.
 *
 * The file is removed when it is freed, unless it was taken.
 *
 * Returns: (transfer full): what is being made
 */
HeraldEmulatorAside *
herald_emulator_aside_start (const char             *dir,
                             HeraldEmulatorAsideWork work,
                             gpointer                data,
                             GDestroyNotify          destroy,
                             HeraldEmulatorAsideFunc func,
                             gpointer                user_data)
{
  HeraldEmulatorAside *self = g_new0 (HeraldEmulatorAside, 1);

  self->path = herald_emulator_aside_dup_path (dir);
  self->work = work;
  self->data = data;
  self->destroy = destroy;
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->done = g_idle_source_new ();
  g_source_set_static_name (self->done, "emulator aside");
  g_source_set_callback (self->done, done_cb, self, NULL);
  self->func = func;
  self->user_data = user_data;
  self->thread = g_thread_new ("herald-aside", run, self);
  return self;
}

/**
 * herald_emulator_aside_free:
 * @self: what is being made, or was
 *
 * Gives it up and waits for its thread, which ends soon.
 */
void
herald_emulator_aside_free (HeraldEmulatorAside *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->thread, g_thread_join);
  g_source_destroy (self->done);
  g_clear_pointer (&self->done, g_source_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_unlink (self->path);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_clear_pointer (&self->path, g_free);
  g_free (self);
}

/**
 * herald_emulator_aside_clean:
 * @dir: the emulator's folder
 *
 * Removes what a killed process left half made.
 */
void
herald_emulator_aside_clean (const char *dir)
{
  g_autofree char *path = herald_emulator_aside_dup_path (dir);

  g_unlink (path);
}
