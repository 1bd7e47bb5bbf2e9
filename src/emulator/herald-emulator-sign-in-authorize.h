/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authorization endpoint, where a person signs in. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_sign_in_authorize_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
