/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample apps of the ready line: what a person would have got from Apple and Google. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_samples_add_to_ready_line (HeraldEmulatorSite *site,
                                                    JsonObject         *ready,
                                                    GError            **error);

G_END_DECLS
