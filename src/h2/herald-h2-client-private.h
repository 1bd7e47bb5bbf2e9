/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only the tests may ask of a client. */
#pragma once

#include "h2/herald-h2-client.h"

G_BEGIN_DECLS

void herald_h2_client_set_liveness_ms (HeraldH2Client *self,
                                       guint           trusted_quiet_ms,
                                       guint           ping_timeout_ms);

G_END_DECLS
