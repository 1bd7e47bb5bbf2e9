/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What $apply makes of rows. */
#pragma once

#include "emulator/herald-emulator-rows.h"

G_BEGIN_DECLS

JsonArray *herald_emulator_rows_apply (const HeraldEmulatorReading *reading, GError **error);

G_END_DECLS
