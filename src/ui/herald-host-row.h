/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server of the allow-list, or one that nothing was sent to. Activating the row copies it. */
#pragma once

#include <adwaita.h>

#include "model/herald-host.h"

G_BEGIN_DECLS

#define HERALD_TYPE_HOST_ROW (herald_host_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldHostRow, herald_host_row, HERALD, HOST_ROW, AdwActionRow)

GtkWidget        *herald_host_row_new (const HeraldHost *host);
const HeraldHost *herald_host_row_get_host (HeraldHostRow *self);
/* The same server as it stands now. */
void herald_host_row_set_host (HeraldHostRow *self, const HeraldHost *host);
/* (transfer full): all that is known, on one line, parts apart by tabs. */
char *herald_host_row_dup_text (HeraldHostRow *self);

G_END_DECLS
