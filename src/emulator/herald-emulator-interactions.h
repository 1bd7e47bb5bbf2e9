/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where apps report that a notification was opened or its link clicked. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_interactions_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
