/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second site with the first one's keys, ids and secrets is made on a thread of its own, in a
 * file beside the first one's. It never listens; only its rows are taken. */
#include "config.h"

#include "emulator/herald-emulator-seed-aside.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-db-private.h"
#include "emulator/herald-emulator-seed.h"
#include "emulator/herald-emulator-services.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define FILE_NAME "seed.sqlite.tmp"

struct _HeraldEmulatorSeedAside
{
  char         *dir;                                  /* (owned) */
  char         *path;                                 /* (owned): the file */
  char         *seed;                                 /* (owned) */
  char         *settings[HERALD_EMULATOR_N_SETTINGS]; /* (owned) (nullable) */
  GCancellable *cancellable;                          /* (owned) */

  GMainContext               *context; /* (owned): of who started it */
  GSource                    *done;    /* (owned): goes there once the thread is done */
  HeraldEmulatorSeedAsideFunc func;
  gpointer                    user_data; /* (unowned) */

  GThread *thread; /* (owned) */
  GError  *error;  /* (owned) (nullable): the thread's until it is done */
};

static gboolean
take_settings (HeraldEmulatorSeedAside *self, HeraldEmulatorSite *site, GError **error)
{
  for (guint i = 0; i < HERALD_EMULATOR_N_SETTINGS; i++)
    if (self->settings[i] != NULL &&
        !herald_emulator_site_set_setting (site, i, self->settings[i], error))
      return FALSE;
  return TRUE;
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

static gboolean
fill_site (HeraldEmulatorSeedAside *self, HeraldEmulatorSite *site, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);

  herald_emulator_db_set_cancellable (db, self->cancellable);
  return herald_emulator_db_commit (db, error) && herald_emulator_db_fill_quickly (db, error) &&
         herald_emulator_services_attach (site, error) && take_settings (self, site, error) &&
         herald_emulator_seed_fill (site, self->seed, error) &&
         herald_emulator_db_commit (db, error);
}

static gboolean
fill (HeraldEmulatorSeedAside *self, GError **error)
{
  g_autoptr (HeraldEmulatorSite) site = herald_emulator_site_new (self->dir, self->path, error);

  if (site == NULL)
    return FALSE;
  if (fill_site (self, site, error))
    return TRUE;
  /* The file is given up; what is left of a transaction may be committed or not. */
  herald_emulator_db_commit (herald_emulator_site_get_db (site), NULL);
  return FALSE;
}

static gpointer
work (gpointer data)
{
  HeraldEmulatorSeedAside *self = data;
  g_autoptr (GMainContext) own = g_main_context_new ();

  g_main_context_push_thread_default (own);
  if (fill (self, &self->error))
    sync_file (self->path, &self->error);
  g_main_context_pop_thread_default (own);
  g_source_attach (self->done, self->context);
  return NULL;
}

static gboolean
done_cb (gpointer data)
{
  HeraldEmulatorSeedAside *self = data;

  self->func (self->error == NULL ? self->path : NULL, self->error, self->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * herald_emulator_seed_aside_start:
 * @site: the site whose keys and settings are used
 * @seed: the seed's name
 * @func: called in the thread-default main context when the rows are there, unless it was freed
 *   before
 * @user_data: for @func
 *
 * **Errors:** @func gets those of herald_emulator_seed_fill().
 *
 * The file is removed when it is freed, unless it was taken.
 *
 * Returns: (transfer full): what is being filled
 */
HeraldEmulatorSeedAside *
herald_emulator_seed_aside_start (HeraldEmulatorSite         *site,
                                  const char                 *seed,
                                  HeraldEmulatorSeedAsideFunc func,
                                  gpointer                    user_data)
{
  HeraldEmulatorSeedAside *self = g_new0 (HeraldEmulatorSeedAside, 1);

  self->dir = g_strdup (herald_emulator_site_get_dir (site));
  self->path = g_build_filename (self->dir, FILE_NAME, NULL);
  self->seed = g_strdup (seed);
  for (guint i = 0; i < HERALD_EMULATOR_N_SETTINGS; i++)
    if (i != HERALD_EMULATOR_SEED && i != HERALD_EMULATOR_CLOCK_OFFSET)
      self->settings[i] = g_strdup (herald_emulator_site_get_setting (site, i));
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->done = g_idle_source_new ();
  g_source_set_static_name (self->done, "emulator seed");
  g_source_set_callback (self->done, done_cb, self, NULL);
  self->func = func;
  self->user_data = user_data;
  self->thread = g_thread_new ("herald-seed", work, self);
  return self;
}

/**
 * herald_emulator_seed_aside_free:
 * @self: what is being filled, or was
 *
 * Gives it up and waits for its thread, which ends soon.
 */
void
herald_emulator_seed_aside_free (HeraldEmulatorSeedAside *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->thread, g_thread_join);
  g_source_destroy (self->done);
  g_clear_pointer (&self->done, g_source_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_unlink (self->path);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  for (guint i = 0; i < HERALD_EMULATOR_N_SETTINGS; i++)
    g_clear_pointer (&self->settings[i], g_free);
  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->seed, g_free);
  g_free (self);
}

/**
 * herald_emulator_seed_aside_clean:
 * @dir: the emulator's folder
 *
 * Removes what a killed process left half filled.
 */
void
herald_emulator_seed_aside_clean (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, FILE_NAME, NULL);

  g_unlink (path);
}
