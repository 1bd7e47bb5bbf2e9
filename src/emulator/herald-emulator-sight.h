/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one user can see: tables without the rows and the values that are hidden from him. */
#pragma once

#include "emulator/herald-emulator-dataverse.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorSight HeraldEmulatorSight;

HeraldEmulatorSight      *
herald_emulator_sight_new (HeraldEmulatorDataverse *dataverse, const char *user_id);
void herald_emulator_sight_free (HeraldEmulatorSight *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorSight, herald_emulator_sight_free)

/* @self: (nullable): NULL sees everything. */
const char *
herald_emulator_sight_get_source (HeraldEmulatorSight *self, const HeraldEmulatorTable *table);
gboolean herald_emulator_sight_require (HeraldEmulatorSight       *self,
                                        const HeraldEmulatorTable *table,
                                        GError                   **error);
void     herald_emulator_sight_finish (HeraldEmulatorSight *self, GString *sql, GArray *values);

G_END_DECLS
