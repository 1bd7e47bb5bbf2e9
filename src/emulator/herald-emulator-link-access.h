/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may tie rows together. */
#pragma once

#include "emulator/herald-emulator-dataverse.h"
#include "emulator/herald-emulator-record.h"

G_BEGIN_DECLS

/* @id: (nullable): the row that is changed; NULL is a new one. */
gboolean herald_emulator_link_access_check_record (HeraldEmulatorDataverse *dataverse,
                                                   const char              *user_id,
                                                   HeraldEmulatorRecord    *record,
                                                   const char              *id,
                                                   GError                 **error);
gboolean herald_emulator_link_access_check_pair (HeraldEmulatorDataverse        *dataverse,
                                                 const char                     *user_id,
                                                 const HeraldEmulatorCollection *collection,
                                                 const char                     *origin_id,
                                                 const char                     *id,
                                                 GError                        **error);

G_END_DECLS
