/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $metadata: the whole model as CSDL. */
#pragma once

#include "emulator/herald-emulator-schema.h"

G_BEGIN_DECLS

char *herald_emulator_csdl_write (HeraldEmulatorSchema *schema, gboolean annotated);

G_END_DECLS
