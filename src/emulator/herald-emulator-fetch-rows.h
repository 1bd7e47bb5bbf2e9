/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What FetchXML finds. */
#pragma once

#include "emulator/herald-emulator-rows.h"

G_BEGIN_DECLS

/* @reading: its query has the FetchXML */
HeraldEmulatorPage        *
herald_emulator_fetch_rows_read_page (const HeraldEmulatorReading *reading, GError **error);
gint64 herald_emulator_fetch_rows_count (const HeraldEmulatorReading *reading,
                                         gint64                       most,
                                         GError                     **error);

G_END_DECLS
