/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/_herald/app-sessions`: the recipient's side of in-app notifications. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_app_sessions_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
