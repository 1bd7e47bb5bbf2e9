/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invisible push by which the registration service tries a token. */
#pragma once

#include "emulator/herald-emulator-apps.h"
#include "emulator/herald-emulator-phones.h"

G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): NULL when the push was accepted, else what the push service
 * said. */
char *herald_emulator_dry_run_try (HeraldEmulatorSite      *site,
                                   const HeraldEmulatorApp *app,
                                   HeraldEmulatorPlatform   platform,
                                   const char              *token);

G_END_DECLS
