/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a boxed list for one request: what was asked, what came back, and the way to all of it.
 */
#pragma once

#include <adwaita.h>

#include "model/herald-exchange.h"

G_BEGIN_DECLS

#define HERALD_TYPE_EXCHANGE_ROW (herald_exchange_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldExchangeRow, herald_exchange_row, HERALD, EXCHANGE_ROW, AdwActionRow)

/* Activating the row opens the raw exchange; its button copies the address. */
GtkWidget *herald_exchange_row_new (HeraldExchange *exchange);

G_END_DECLS
