/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registration service's endpoints. */
#pragma once

#include "emulator/herald-emulator-registration-item.h"
#include "emulator/herald-emulator-registration-wishes.h"

G_BEGIN_DECLS

gboolean herald_emulator_registration_attach (HeraldEmulatorSite *site, GError **error);
/* @own: whether the address names this organization. Returns: (transfer full): the request's id */
char *herald_emulator_registration_enqueue (HeraldEmulatorSite                     *site,
                                            HeraldEmulatorRegistrationKind          kind,
                                            const HeraldEmulatorRegistrationItem   *item,
                                            const HeraldEmulatorRegistrationWishes *wishes,
                                            gboolean                                own,
                                            GError                                **error);

G_END_DECLS
