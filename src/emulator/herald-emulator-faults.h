/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules by which the emulator fails on purpose, and their admin API. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_faults_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
