/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Apple's check of provider tokens: each is verified once and looked up afterwards. */
#pragma once

#include "emulator/herald-emulator-registry.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorProvider HeraldEmulatorProvider;

/* What a good token is good for. */
typedef struct
{
  const char               *team_id; /* (unowned): valid until the next check */
  HeraldEmulatorEnvironment environment;
} HeraldEmulatorPass;

HeraldEmulatorProvider *herald_emulator_provider_new (HeraldEmulatorSite *site);
void                    herald_emulator_provider_free (HeraldEmulatorProvider *self);
/* Returns: NULL when the token is good, else APNs' reason. */
const char *herald_emulator_provider_check (HeraldEmulatorProvider *self,
                                            const char             *authorization,
                                            HeraldEmulatorPass     *pass);

G_END_DECLS
