/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of signing in on another device. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_sign_in_device_page_attach (HeraldEmulatorSite *site, GError **error);

G_END_DECLS
