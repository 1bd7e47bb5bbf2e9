/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is refused before any service sees it, in the words of the service whose path it is. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

gboolean herald_emulator_early_refusal_is_dataverse (const char *path);
char    *herald_emulator_early_refusal_word (guint status, const char *path);
void     herald_emulator_early_refusal_respond (HeraldEmulatorCall *call, guint status);

G_END_DECLS
