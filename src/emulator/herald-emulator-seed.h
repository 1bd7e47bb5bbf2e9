/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills an empty emulator with people, apps and devices: the same ones for the same seed. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_seed_fill (HeraldEmulatorSite *site, const char *name, GError **error);
/* Back to a seed: @name (nullable) is the one there is; ids and keys of the site stay. */
gboolean herald_emulator_seed_reset (HeraldEmulatorSite *site, const char *name, GError **error);

/* Single tables. @names: logical names or entity sets. */
GPtrArray *
herald_emulator_seed_find_tables (HeraldEmulatorSite *site, JsonArray *names, GError **error);
gboolean herald_emulator_seed_take_tables (HeraldEmulatorSite *site,
                                           const char         *path,
                                           GPtrArray          *tables,
                                           GError            **error);
/* @name (nullable): the seed there is. */
const char *herald_emulator_seed_get_name (HeraldEmulatorSite *site, const char *name);
/* Whether it takes so long that others should not wait for it. */
gboolean herald_emulator_seed_is_large (const char *name, gboolean *large, GError **error);

G_END_DECLS
