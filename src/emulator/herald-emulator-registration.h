/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulated device registration and interactions API of Customer Insights - Journeys. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_registration_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
