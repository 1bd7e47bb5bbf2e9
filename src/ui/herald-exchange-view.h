/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request and its answer as they went over the wire, to read and to copy. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"
#include "model/herald-exchange.h"

G_BEGIN_DECLS

#define HERALD_TYPE_EXCHANGE_VIEW (herald_exchange_view_get_type ())
G_DECLARE_FINAL_TYPE (HeraldExchangeView, herald_exchange_view, HERALD, EXCHANGE_VIEW, AdwBin)

GtkWidget *herald_exchange_view_new (void);
void       herald_exchange_view_set_exchange (HeraldExchangeView *self, HeraldExchange *exchange);
/* Opens a window of its own over that of @widget. */
void herald_exchange_view_present (GtkWidget *widget, HeraldExchange *exchange);
/* With a button that sends the request again. @session: (nullable): the emulator's */
void herald_exchange_view_present_with_session (GtkWidget      *widget,
                                                HeraldExchange *exchange,
                                                HeraldSession  *session);
void herald_exchange_view_set_session (HeraldExchangeView *self, HeraldSession *session);
/* JSON indented by two spaces; anything else as it is. */
char *herald_exchange_view_prettify (const char *body);

G_END_DECLS
