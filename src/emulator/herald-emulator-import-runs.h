/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imports by the ids that their senders gave them, so that one whose answer was lost can be
 * settled. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_import_runs_attach (HeraldEmulatorSite *site, GError **error);
/* Whether the import may begin. @id: (out) (nullable): NULL when the call gives none */
gboolean herald_emulator_import_runs_begin (HeraldEmulatorSite *site,
                                            HeraldEmulatorCall *call,
                                            char              **id,
                                            GError            **error);
/* Remembers that so many rows are in. */
gboolean herald_emulator_import_runs_keep (HeraldEmulatorDb *db,
                                           const char       *id,
                                           guint             n_rows,
                                           GError          **error);

G_END_DECLS
