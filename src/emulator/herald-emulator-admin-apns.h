/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/_herald/apns/`: what a developer does in Apple's portal. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_admin_apns_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
