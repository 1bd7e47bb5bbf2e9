/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts and devices from CSV. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_import_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
