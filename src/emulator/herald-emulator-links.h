/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows tied to a row through a collection, and untied: 1:N by the lookup back, N:N by a pair. */
#pragma once

#include "emulator/herald-emulator-dataverse.h"
#include "emulator/herald-emulator-relationship.h"

G_BEGIN_DECLS

gboolean herald_emulator_links_add (HeraldEmulatorDataverse        *dataverse,
                                    const HeraldEmulatorCollection *collection,
                                    const char                     *origin_id,
                                    const char                     *id,
                                    const char                     *user_id,
                                    GError                        **error);
gboolean herald_emulator_links_remove (HeraldEmulatorDataverse        *dataverse,
                                       const HeraldEmulatorCollection *collection,
                                       const char                     *origin_id,
                                       const char                     *id,
                                       const char                     *user_id,
                                       GError                        **error);
gboolean herald_emulator_links_forget_row (HeraldEmulatorDataverse *dataverse,
                                           const char              *logical_name,
                                           const char              *id,
                                           gint64                   version,
                                           GError                 **error);

G_END_DECLS
