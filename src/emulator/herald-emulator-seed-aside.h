/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A large seed, filled into a file of its own by a thread of its own. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorSeedAside HeraldEmulatorSeedAside;

/* @path: (nullable): the filled rows; NULL with @error. May free what called it. */
typedef void (*HeraldEmulatorSeedAsideFunc) (const char   *path,
                                             const GError *error,
                                             gpointer      user_data);

HeraldEmulatorSeedAside *herald_emulator_seed_aside_start (HeraldEmulatorSite         *site,
                                                           const char                 *seed,
                                                           HeraldEmulatorSeedAsideFunc func,
                                                           gpointer                    user_data);
void                     herald_emulator_seed_aside_free (HeraldEmulatorSeedAside *self);
/* Removes what a killed process left. */
void herald_emulator_seed_aside_clean (const char *dir);

G_END_DECLS
