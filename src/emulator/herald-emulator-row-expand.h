/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row's navigation properties lead to, put into the row. */
#pragma once

#include "emulator/herald-emulator-rows.h"

G_BEGIN_DECLS

gboolean
herald_emulator_row_expand (const HeraldEmulatorReading *reading, JsonObject *row, GError **error);

G_END_DECLS
