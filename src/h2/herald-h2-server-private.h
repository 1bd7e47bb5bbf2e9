/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only the tests may ask of a server. */
#pragma once

#include "h2/herald-h2-server.h"

G_BEGIN_DECLS

void herald_h2_server_set_timeouts_ms (HeraldH2Server *self, guint handshake_ms, guint idle_ms);
void
herald_h2_server_set_most_connections (HeraldH2Server *self, guint most_connections, guint idle_ms);
guint herald_h2_server_get_n_connections (HeraldH2Server *self);

G_END_DECLS
