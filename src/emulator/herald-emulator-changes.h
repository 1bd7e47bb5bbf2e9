/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change tracking: which changes of a table a request asks for, and how to go on from there. */
#pragma once

#include "emulator/herald-emulator-request.h"
#include "emulator/herald-emulator-rows.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorChanges HeraldEmulatorChanges;

/* Whether rows are asked for with a delta link to go on from. */
gboolean herald_emulator_changes_are_wanted (const HeraldEmulatorRequest *request,
                                             const HeraldEmulatorQuery   *query);

HeraldEmulatorChanges *herald_emulator_changes_new (HeraldEmulatorRequest     *request,
                                                    const HeraldEmulatorTable *table,
                                                    HeraldEmulatorQuery       *query,
                                                    GError                   **error);
/* (nullable): NULL when all rows are wanted. */
const HeraldEmulatorDelta *herald_emulator_changes_get_delta (const HeraldEmulatorChanges *self);
const char                *herald_emulator_changes_get_token (const HeraldEmulatorChanges *self);

HeraldEmulatorPage *herald_emulator_changes_read_page (const HeraldEmulatorChanges *self,
                                                       const HeraldEmulatorReading *reading,
                                                       gint64                       page_size,
                                                       GError                     **error);
gint64 herald_emulator_changes_count_deleted (const HeraldEmulatorChanges *self, GError **error);
void   herald_emulator_changes_free (HeraldEmulatorChanges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorChanges, herald_emulator_changes_free)

G_END_DECLS
