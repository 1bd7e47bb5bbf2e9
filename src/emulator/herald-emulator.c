/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator's handle for its two programs: starts the thread that serves, tells where, stops it.
 */
#include "config.h"

#include "emulator/herald-emulator.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-aside.h"
#include "emulator/herald-emulator-ready.h"
#include "emulator/herald-emulator-seed.h"
#include "emulator/herald-emulator-services.h"
#include "emulator/herald-emulator-site.h"
#include "emulator/herald-emulator-snapshots.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <unistd.h>

#define DB_FILE "emulator.sqlite"
/* SQLite takes and gives back a hundred kilobytes for each query that sorts; given back to the
 * kernel each time, that was a third of the emulator's time. */
#define KEPT_HEAP_BYTES (8 * 1024 * 1024)
#define DIR_MODE 0700
#define DEFAULT_SEED "demo"

struct _HeraldEmulator
{
  GObject parent_instance;

  char    *dir;  /* (owned) */
  char    *seed; /* (owned) */
  guint16  http_port;
  guint16  https_port;
  guint16  h2_port;
  gboolean in_memory;
  gboolean moved; /* set before the start's result is returned */

  GTask        *start_task; /* (owned) (nullable): until the start's result is taken */
  GThread      *thread;     /* (owned) (nullable) */
  GMainContext *context;    /* (owned): the thread's */
  GMainLoop    *loop;       /* (owned): the thread's */
  char         *ready_line; /* (owned) (nullable): set before the start's result is returned */
  int           lock_fd;
};

G_DEFINE_FINAL_TYPE (HeraldEmulator, herald_emulator, G_TYPE_OBJECT)

static HeraldEmulatorSite *
open_site (HeraldEmulator *self, GError **error)
{
  g_autofree char *db_path = g_build_filename (self->dir, DB_FILE, NULL);
  g_autoptr (HeraldEmulatorSite) site =
    herald_emulator_site_new (self->dir, self->in_memory ? NULL : db_path, error);

  if (site == NULL || !herald_emulator_services_attach (site, error))
    return NULL;
  if (herald_emulator_site_get_setting (site, HERALD_EMULATOR_SEED) == NULL &&
      !herald_emulator_seed_fill (site, self->seed, error))
    return NULL;
  if (!herald_emulator_db_commit (herald_emulator_site_get_db (site), error) ||
      !herald_emulator_site_listen (site, self->http_port, self->https_port, self->h2_port, error))
    return NULL;
  return g_steal_pointer (&site);
}

static gboolean
take_folder (HeraldEmulator *self, GError **error)
{
  if (self->dir == NULL)
    self->dir = g_dir_make_tmp ("herald-emulator-XXXXXX", error);
  if (self->dir == NULL)
    return FALSE;
  g_mkdir_with_parents (self->dir, DIR_MODE);
  self->lock_fd = herald_emulator_ready_lock (self->dir, error);
  if (self->lock_fd < 0)
    return FALSE;
  herald_emulator_snapshots_clean (self->dir);
  herald_emulator_aside_clean (self->dir);
  return TRUE;
}

static HeraldEmulatorSite *
start_serving (HeraldEmulator *self, GError **error)
{
  g_autoptr (HeraldEmulatorSite) site = take_folder (self, error) ? open_site (self, error) : NULL;

  if (site == NULL)
    return NULL;
  self->moved = herald_emulator_site_has_moved (site);
  self->ready_line = herald_emulator_ready_build_line (site, error);
  if (self->ready_line == NULL || !herald_emulator_ready_write (self->dir, self->ready_line, error))
    return NULL;
  return g_steal_pointer (&site);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
release_folder (HeraldEmulator *self)
{
  if (self->lock_fd < 0)
    return;
  herald_emulator_ready_remove (self->dir);
  if (self->in_memory)
    remove_tree (self->dir);
  close (self->lock_fd);
  self->lock_fd = -1;
}

static gpointer
serve (gpointer data)
{
  HeraldEmulator *self = HERALD_EMULATOR (data);
  g_autoptr (GMainContext) context = g_main_context_ref (self->context);
  g_autoptr (GMainLoop) loop = g_main_loop_ref (self->loop);
  g_autoptr (HeraldEmulatorSite) site = NULL;
  g_autoptr (GError) error = NULL;

  mallopt (M_TRIM_THRESHOLD, KEPT_HEAP_BYTES);
  g_main_context_push_thread_default (context);
  site = start_serving (self, &error);
  if (site == NULL)
    {
      release_folder (self);
      g_task_return_error (self->start_task, g_steal_pointer (&error));
    }
  else
    {
      g_info ("Serving %s", herald_emulator_site_get_http (site));
      g_task_return_boolean (self->start_task, TRUE);
      g_main_loop_run (loop);
      herald_emulator_site_stop (site);
    }
  g_clear_object (&site);
  /* What the listeners left behind, such as closing connections, is let go. */
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return NULL;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
herald_emulator_finalize (GObject *object)
{
  HeraldEmulator *self = HERALD_EMULATOR (object);

  herald_emulator_stop (self);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->ready_line, g_free);
  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->seed, g_free);
  G_OBJECT_CLASS (herald_emulator_parent_class)->finalize (object);
}

static void
herald_emulator_class_init (HeraldEmulatorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_finalize;
}

static void
herald_emulator_init (HeraldEmulator *self)
{
  self->lock_fd = -1;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
}

/**
 * herald_emulator_new:
 * @options: where and how to serve; copied
 *
 * Returns: (transfer full): an emulator that is not started
 */
HeraldEmulator *
herald_emulator_new (const HeraldEmulatorOptions *options)
{
  HeraldEmulator *self;

  g_return_val_if_fail (options != NULL, NULL);
  g_return_val_if_fail (options->dir != NULL || options->in_memory, NULL);

  self = g_object_new (HERALD_TYPE_EMULATOR, NULL);
  self->dir = options->in_memory ? NULL : g_strdup (options->dir);
  self->seed = g_strdup (options->seed != NULL ? options->seed : DEFAULT_SEED);
  self->http_port = options->http_port;
  self->https_port = options->https_port;
  self->h2_port = options->h2_port;
  self->in_memory = options->in_memory;
  return self;
}

/**
 * herald_emulator_start_async:
 * @self: an emulator that is not started
 * @cancellable: (nullable): checked when the start is over
 * @callback: called in the caller's main context
 * @user_data: for @callback
 *
 * Starts the thread, makes or loads keys and rows, and listens.
 */
void
herald_emulator_start_async (HeraldEmulator     *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_EMULATOR (self));
  g_return_if_fail (self->thread == NULL);

  self->start_task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->start_task, herald_emulator_start_async);
  self->thread = g_thread_new ("herald-emulator", serve, self);
}

/**
 * herald_emulator_start_finish:
 * @self: the emulator
 * @result: what the callback got
 *
 * **Errors:** CONFLICT when another process serves the folder or has a port, INVALID for an unknown
 * seed, STORE, SECRET, NETWORK.
 *
 * Returns: whether it serves
 */
gboolean
herald_emulator_start_finish (HeraldEmulator *self, GAsyncResult *result, GError **error)
{
  gboolean started;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  started = g_task_propagate_boolean (G_TASK (result), error);
  g_clear_object (&self->start_task);
  if (!started)
    herald_emulator_stop (self);
  return started;
}

/**
 * herald_emulator_get_ready_line:
 * @self: a started emulator
 *
 * Returns: (transfer none): one JSON object without a line end
 */
const char *
herald_emulator_get_ready_line (HeraldEmulator *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR (self), NULL);

  return self->ready_line;
}

/**
 * herald_emulator_has_moved:
 * @self: a started emulator
 *
 * Returns: whether a port of the folder's last start was taken, so that it listens on another
 */
gboolean
herald_emulator_has_moved (HeraldEmulator *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR (self), FALSE);

  return self->moved;
}

/**
 * herald_emulator_stop:
 * @self: the emulator, started or not
 *
 * Commits what was written, closes the listeners, ends the thread and waits for it.
 */
void
herald_emulator_stop (HeraldEmulator *self)
{
  g_autoptr (GSource) quit_source = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR (self));

  if (self->thread == NULL)
    return;
  /* As a source, so that it also ends a loop that is about to run. */
  quit_source = g_idle_source_new ();
  g_source_set_callback (quit_source, quit_cb, self->loop, NULL);
  g_source_attach (quit_source, self->context);
  g_clear_pointer (&self->thread, g_thread_join);
  release_folder (self);
}

/**
 * herald_emulator_find_running:
 * @dir: a folder
 *
 * **Thread:** any; waits for the other process's answer.
 *
 * Returns: (transfer full) (nullable): the ready line of the emulator that another process runs
 */
char *
herald_emulator_find_running (const char *dir)
{
  g_return_val_if_fail (dir != NULL, NULL);

  return herald_emulator_ready_find (dir);
}
