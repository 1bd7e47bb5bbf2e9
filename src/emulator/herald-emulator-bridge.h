/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of Median's plug-in for Dynamics, for a web app in a browser: a script that is
 * bound to an emulated phone, and what it calls. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_bridge_attach (HeraldEmulatorSite *site, GError **error);
/* The app on the phone was installed just now: nobody launched it, and it registered nobody. */
gboolean herald_emulator_bridge_begin (HeraldEmulatorSite *site, const char *id, GError **error);

G_END_DECLS
