/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second site with the first one's keys, ids and secrets is made in a file beside the first
 * one's. It never listens; only its rows are taken. */
#include "config.h"

#include "emulator/herald-emulator-seed-aside.h"

#include "emulator/herald-emulator-db-private.h"
#include "emulator/herald-emulator-seed.h"
#include "emulator/herald-emulator-services.h"

struct _HeraldEmulatorSeedAside
{
  char *dir;                                  /* (owned) */
  char *seed;                                 /* (owned) */
  char *settings[HERALD_EMULATOR_N_SETTINGS]; /* (owned) (nullable) */
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
fill (HeraldEmulatorSeedAside *self, HeraldEmulatorSite *site, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);

  return herald_emulator_db_commit (db, error) && herald_emulator_db_fill_quickly (db, error) &&
         herald_emulator_services_attach (site, error) && take_settings (self, site, error) &&
         herald_emulator_seed_fill (site, self->seed, error) &&
         herald_emulator_db_commit (db, error);
}

/**
 * herald_emulator_seed_aside_new:
 * @site: the site whose keys and settings are used
 * @seed: the seed's name
 *
 * Returns: (transfer full): what its thread needs to know
 */
HeraldEmulatorSeedAside *
herald_emulator_seed_aside_new (HeraldEmulatorSite *site, const char *seed)
{
  HeraldEmulatorSeedAside *self = g_new0 (HeraldEmulatorSeedAside, 1);

  self->dir = g_strdup (herald_emulator_site_get_dir (site));
  self->seed = g_strdup (seed);
  for (guint i = 0; i < HERALD_EMULATOR_N_SETTINGS; i++)
    if (i != HERALD_EMULATOR_SEED && i != HERALD_EMULATOR_CLOCK_OFFSET)
      self->settings[i] = g_strdup (herald_emulator_site_get_setting (site, i));
  return self;
}

/**
 * herald_emulator_seed_aside_free:
 * @data: the #HeraldEmulatorSeedAside
 */
void
herald_emulator_seed_aside_free (gpointer data)
{
  HeraldEmulatorSeedAside *self = data;

  for (guint i = 0; i < HERALD_EMULATOR_N_SETTINGS; i++)
    g_clear_pointer (&self->settings[i], g_free);
  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->seed, g_free);
  g_free (self);
}

/**
 * herald_emulator_seed_aside_work:
 * @data: the #HeraldEmulatorSeedAside
 * @path: a file that is not there
 * @cancellable: gives it up
 * @error: return location
 *
 * **Errors:** those of herald_emulator_seed_fill().
 *
 * **Thread:** one with a thread-default main context of its own.
 *
 * Returns: whether @path has the seed's rows
 */
gboolean
herald_emulator_seed_aside_work (gpointer      data,
                                 const char   *path,
                                 GCancellable *cancellable,
                                 GError      **error)
{
  HeraldEmulatorSeedAside *self = data;
  g_autoptr (HeraldEmulatorSite) site = herald_emulator_site_new (self->dir, path, error);
  HeraldEmulatorDb *db = site != NULL ? herald_emulator_site_get_db (site) : NULL;

  if (site == NULL)
    return FALSE;
  herald_emulator_db_set_cancellable (db, cancellable);
  if (fill (self, site, error))
    return TRUE;
  /* The file is given up; what is left of a transaction may be committed or not. */
  herald_emulator_db_commit (db, NULL);
  return FALSE;
}
