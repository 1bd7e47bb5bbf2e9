/* SPDX-License-Identifier: GPL-3.0-or-later */
/* States of the emulator to keep and to go back to, its seeds, and how its services behave. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

#define HERALD_TYPE_SNAPSHOTS_TAB (herald_snapshots_tab_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSnapshotsTab, herald_snapshots_tab, HERALD, SNAPSHOTS_TAB, AdwBin)

GtkWidget *herald_snapshots_tab_new (void);
/* @session: (nullable): the emulator's; @cancellable: (nullable): the page's */
void herald_snapshots_tab_set_session (HeraldSnapshotsTab *self,
                                       HeraldSession      *session,
                                       GCancellable       *cancellable);
void herald_snapshots_tab_update (HeraldSnapshotsTab *self);
void herald_snapshots_tab_show (HeraldSnapshotsTab *self, GPtrArray *snapshots);
/* Signal: “replaced” (): what the emulator holds is of another time now. */

G_END_DECLS
