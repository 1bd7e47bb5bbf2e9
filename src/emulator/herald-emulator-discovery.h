/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The documents that sign-in libraries read first. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_discovery_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
