/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refusals that look like those of the service whose path is called. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

void
herald_emulator_fault_answer (HeraldEmulatorSite *site, HeraldEmulatorCall *call, guint status);

G_END_DECLS
