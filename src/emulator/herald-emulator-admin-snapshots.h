/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The admin API's snapshots. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_admin_snapshots_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
