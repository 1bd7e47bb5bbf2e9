/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and answers, redacted; the newest HERALD_EXCHANGE_MAX_ROWS are kept. All functions run
 * on a lane. */
#pragma once

#include "model/herald-exchange.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

#define HERALD_EXCHANGE_MAX_ROWS 5000

/* Sets the exchange's id. */
gboolean herald_table_exchange_insert (HeraldConnection *connection,
                                       const char       *environment_id,
                                       HeraldExchange   *exchange,
                                       GError          **error);
/* Returns: NULL with NOT_FOUND when it is no longer kept */
HeraldExchange *
herald_table_exchange_load (HeraldConnection *connection, gint64 id, GError **error);
/* Returns: (element-type HeraldExchange): newest first; @service: (nullable): any */
GPtrArray *herald_table_exchange_list (HeraldConnection *connection,
                                       const char       *environment_id,
                                       const char       *service,
                                       guint             limit,
                                       GError          **error);

G_END_DECLS
