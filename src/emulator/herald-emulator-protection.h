/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits that protect the service from one user's requests; off until a switch turns them on.
 */
#pragma once

#include "emulator/herald-emulator-call.h"
#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

void     herald_emulator_protection_attach (HeraldEmulatorSite *site);
gboolean herald_emulator_protection_enter (HeraldEmulatorSite *site,
                                           HeraldEmulatorCall *call,
                                           const char         *user_id,
                                           GError            **error);

G_END_DECLS
