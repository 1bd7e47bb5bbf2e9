/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulated Microsoft Entra ID, as far as client credentials need it. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_sign_in_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
