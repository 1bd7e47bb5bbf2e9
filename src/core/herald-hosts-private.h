/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the session needs of the kept servers. Private to this layer. */
#pragma once

#include "core/herald-hosts.h"

G_BEGIN_DECLS

void herald_hosts_forget_earlier (HeraldStore *store, HeraldEnvironment *environment);

G_END_DECLS
