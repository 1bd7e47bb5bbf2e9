/* SPDX-License-Identifier: GPL-3.0-or-later */
/* …/pushchannel/apps/APP/devices/USER: registration as of the documentation of 2021 to 2023. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_registration_legacy_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
