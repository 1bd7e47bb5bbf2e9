/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /_herald/phones/ID/tap`: what happens when somebody taps on a notification. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_admin_tap_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
