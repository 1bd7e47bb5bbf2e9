/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Global discovery: the environments of a user. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* The resource that tokens for it are asked for. */
#define HERALD_EMULATOR_GLOBAL_DISCOVERY "https://globaldisco.crm.dynamics.com"

gboolean herald_emulator_instances_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
