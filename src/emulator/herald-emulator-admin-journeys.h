/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/_herald/journeys`: starts one-step journeys and tells their metrics. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_admin_journeys_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
