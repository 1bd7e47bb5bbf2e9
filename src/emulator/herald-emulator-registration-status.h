/* SPDX-License-Identifier: GPL-3.0-or-later */
/* …/pushdeviceregistration/devices/status: what became of tracked registrations. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_registration_status_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
