/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /_herald/reset`: everything back to a seed; and whatever else gives the emulator other
 * rows.
 */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* Answers @call once the rows are a snapshot's. */
void herald_emulator_reset_restore (HeraldEmulatorSite *site,
                                    HeraldEmulatorCall *call,
                                    const char         *snapshot);
/* Lets @respond answer @call once the rows are kept under a name. */
void     herald_emulator_reset_save (HeraldEmulatorSite    *site,
                                     HeraldEmulatorCall    *call,
                                     const char            *snapshot,
                                     HeraldEmulatorCallFunc respond);
gboolean herald_emulator_reset_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
