/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies that a client has packed, where a service takes such. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

gboolean herald_emulator_gzip_is_taken (const char *path, const char *coding);
gboolean herald_emulator_gzip_unpack (HeraldEmulatorCall *call);

G_END_DECLS
