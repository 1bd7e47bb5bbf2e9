/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request of the emulator's log in two lines; cheap to fill, for lists of thousands. */
#pragma once

#include <gtk/gtk.h>

#include "model/herald-exchange.h"

G_BEGIN_DECLS

#define HERALD_TYPE_REQUEST_CELL (herald_request_cell_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRequestCell, herald_request_cell, HERALD, REQUEST_CELL, GtkWidget)

GtkWidget      *herald_request_cell_new (void);
HeraldExchange *herald_request_cell_get_exchange (HeraldRequestCell *self); /* (nullable) */
void herald_request_cell_set_exchange (HeraldRequestCell *self, HeraldExchange *exchange);
/* Both lines in words, for people who hear them. */
char *herald_request_cell_describe (HeraldExchange *exchange);
/* The translated name of what herald_exchange_find_service() gives. */
const char *herald_request_cell_get_service_label (const char *service);

G_END_DECLS
