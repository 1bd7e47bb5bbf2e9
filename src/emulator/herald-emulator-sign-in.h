/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulated Microsoft Entra ID: people and applications sign in. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_sign_in_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
