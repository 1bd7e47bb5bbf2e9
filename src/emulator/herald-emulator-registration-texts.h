/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a registration's failure is worded. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_registration_texts_attach (HeraldEmulatorSite *site, GError **error);
/* For status and webhook, and for msdynmkt_failedreason: @code itself or a sentence. */
const char *
herald_emulator_registration_texts_get_answer (HeraldEmulatorSite *site, const char *code);
const char *herald_emulator_registration_texts_get_row (HeraldEmulatorSite *site, const char *code);

G_END_DECLS
