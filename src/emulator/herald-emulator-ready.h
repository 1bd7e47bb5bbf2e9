/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ready line: where the emulator is and what it accepts. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

char    *herald_emulator_ready_build_line (HeraldEmulatorSite *site, GError **error);
gboolean herald_emulator_ready_write (const char *dir, const char *line, GError **error);
void     herald_emulator_ready_remove (const char *dir);
char    *herald_emulator_ready_find (const char *dir);

/* One process per folder. */
int herald_emulator_ready_lock (const char *dir, GError **error);

G_END_DECLS
