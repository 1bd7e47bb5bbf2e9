/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells on standard error what waits because a service asked for it, and for how long yet. */
#pragma once

#include "net/herald-waits.h"

G_BEGIN_DECLS

/* As long as @waits lives. */
void herald_cli_waits_tell (HeraldWaits *waits);

G_END_DECLS
