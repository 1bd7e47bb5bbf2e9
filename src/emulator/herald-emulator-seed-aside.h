/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A seed with the keys, ids and secrets of a site, in a file of its own. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorSeedAside HeraldEmulatorSeedAside;

HeraldEmulatorSeedAside      *
herald_emulator_seed_aside_new (HeraldEmulatorSite *site, const char *seed);
void herald_emulator_seed_aside_free (gpointer self);
/* For herald_emulator_aside_start(). */
gboolean herald_emulator_seed_aside_work (gpointer      self,
                                          const char   *path,
                                          GCancellable *cancellable,
                                          GError      **error);

G_END_DECLS
