/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The admin API's reset and the switches of how the services behave. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_switches_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
