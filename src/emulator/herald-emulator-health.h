/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says that the emulator is there. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_health_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
