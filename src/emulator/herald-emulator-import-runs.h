/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imports by the ids that their senders gave them, so that one whose answer was lost can be
 * settled. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_import_runs_attach (HeraldEmulatorSite *site, GError **error);
/* Whether an import of this id may begin. */
gboolean herald_emulator_import_runs_check (HeraldEmulatorDb *db, const char *id, GError **error);
/* @n_rows: (out): -1 when none of the id is over */
gboolean herald_emulator_import_runs_find (HeraldEmulatorDb *db,
                                           const char       *id,
                                           gint64           *n_rows,
                                           GError          **error);
/* Remembers that so many rows are in. */
gboolean herald_emulator_import_runs_keep (HeraldEmulatorDb *db,
                                           const char       *id,
                                           guint             n_rows,
                                           GError          **error);

G_END_DECLS
