/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What change tracking keeps beside the rows: which rows were deleted, and how long that is known.
 */
#pragma once

#include "emulator/herald-emulator-db.h"
#include "emulator/herald-emulator-schema.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_MOST_TOMBSTONES 100000
/* “Use change tracking to synchronize data with external systems”, read 2026-11. */
#define HERALD_EMULATOR_TOMBSTONE_SECONDS ((gint64) 7 * 24 * 60 * 60)

/* For a restored copy: who synchronised with what came after it does not go on from there. */
extern const char herald_emulator_tombstones_restore_sql[];

gboolean
herald_emulator_tombstones_load (HeraldEmulatorDb *db, gint64 *last_version, GError **error);
gboolean herald_emulator_tombstones_add (HeraldEmulatorDb          *db,
                                         const HeraldEmulatorTable *table,
                                         const char                *id,
                                         gint64                     version,
                                         gint64                     now,
                                         GError                   **error);
gboolean herald_emulator_tombstones_add_expired (HeraldEmulatorDb          *db,
                                                 const HeraldEmulatorTable *table,
                                                 gint64                     version,
                                                 gint64                     now,
                                                 gboolean                  *found,
                                                 GError                   **error);
gboolean herald_emulator_tombstones_forget (HeraldEmulatorDb          *db,
                                            const HeraldEmulatorTable *table,
                                            gint64                     version,
                                            GError                   **error);

char               *herald_emulator_tombstones_dup_epoch (HeraldEmulatorDb *db, GError **error);
gboolean            herald_emulator_tombstones_reach (HeraldEmulatorDb          *db,
                                                      const HeraldEmulatorTable *table,
                                                      const char                *epoch,
                                                      gint64                     version,
                                                      gint64                     last_version);
gboolean            herald_emulator_tombstones_get_version (HeraldEmulatorDb          *db,
                                                            const HeraldEmulatorTable *table,
                                                            gint64                    *version,
                                                            GError                   **error);
HeraldEmulatorRows *herald_emulator_tombstones_select (HeraldEmulatorDb          *db,
                                                       const HeraldEmulatorTable *table,
                                                       gint64                     version,
                                                       gint64                     after,
                                                       gint64                     most,
                                                       GError                   **error);

G_END_DECLS
