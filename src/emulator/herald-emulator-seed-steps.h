/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of filling an emulator, in the order they are taken. */
#pragma once

#include "emulator/herald-emulator-dataverse.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_SEED_N_APPS 2

typedef struct
{
  const char *name;
  guint       n_contacts;
  guint       n_leads;
  guint       n_devices;
} HeraldEmulatorSeedSize;

char *herald_emulator_seed_make_id (const char *kind, guint number);
/* Seconds since 1970 for row @number: rows were made one after another in the first half of 2026.
 */
gint64   herald_emulator_seed_get_time (guint number);
gboolean herald_emulator_seed_add_organization (HeraldEmulatorSite *site, GError **error);
gboolean herald_emulator_seed_add_users (HeraldEmulatorSite *site, GError **error);
gboolean herald_emulator_seed_add_security (HeraldEmulatorSite *site, GError **error);
gboolean herald_emulator_seed_add_people (HeraldEmulatorSite           *site,
                                          const HeraldEmulatorSeedSize *size,
                                          GError                      **error);
gboolean herald_emulator_seed_add_apps (HeraldEmulatorSite *site, GError **error);
gboolean herald_emulator_seed_add_devices (HeraldEmulatorSite           *site,
                                           const HeraldEmulatorSeedSize *size,
                                           GError                      **error);

/* What the apps of the seed are called by Apple and Google. */
const char *herald_emulator_seed_get_bundle_id (guint app);
const char *herald_emulator_seed_get_project_id (guint app);

G_END_DECLS
