/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of the emulated services: the one place that knows them all. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* Creates a service's tables and objects and adds its routes; called once, before listening. */
typedef gboolean (*HeraldEmulatorAttachFunc) (HeraldEmulatorSite *site, GError **error);

gboolean herald_emulator_services_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
