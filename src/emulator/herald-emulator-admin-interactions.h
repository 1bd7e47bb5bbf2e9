/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `GET /_herald/interactions`: what people did with their notifications. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_admin_interactions_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
