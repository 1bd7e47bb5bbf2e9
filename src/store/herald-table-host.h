/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The servers that were contacted, and those that nothing was sent to. All functions run on a
 * lane. */
#pragma once

#include "model/herald-host.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

/* Of an environment, and of all; those that were contacted stay longest. */
#define HERALD_HOST_MAX_ROWS 200
#define HERALD_HOST_MAX_ALL_ROWS 1000

gboolean
herald_table_host_add (HeraldConnection *connection, const HeraldHost *event, GError **error);
gboolean
herald_table_host_forget (HeraldConnection *connection, const HeraldHost *host, GError **error);
GPtrArray *herald_table_host_list (HeraldConnection *connection, GError **error);

G_END_DECLS
