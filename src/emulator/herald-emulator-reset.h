/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /_herald/reset`: everything back to a seed. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_reset_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
