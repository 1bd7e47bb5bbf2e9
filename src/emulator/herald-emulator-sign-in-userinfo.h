/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/oidc/userinfo`: who a token speaks for. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_sign_in_userinfo_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
