/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Apple's check of provider tokens: each is verified once and looked up afterwards. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorProvider HeraldEmulatorProvider;

HeraldEmulatorProvider *herald_emulator_provider_new (HeraldEmulatorSite *site);
void                    herald_emulator_provider_free (HeraldEmulatorProvider *self);
/* Returns: NULL when the token is good, else APNs' reason. @team_id: (out): whose it is; valid
 * until the next call. */
const char *herald_emulator_provider_check (HeraldEmulatorProvider *self,
                                            const char             *authorization,
                                            const char            **team_id);

G_END_DECLS
