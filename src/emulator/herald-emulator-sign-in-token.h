/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The token endpoint. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_sign_in_token_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
