/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends a logged request again, after asking when it may change something. */
#pragma once

#include <gtk/gtk.h>

#include "core/herald-session.h"
#include "model/herald-exchange.h"

G_BEGIN_DECLS

/* @widget: the one that asked; @exchange: the new one, with its answer */
typedef void (*HeraldReplayedFunc) (GtkWidget *widget, HeraldExchange *exchange);

/* What goes wrong is said in a toast over @widget. */
void herald_replayer_run (GtkWidget         *widget,
                          HeraldSession     *session,
                          HeraldExchange    *exchange,
                          HeraldReplayedFunc replayed);

G_END_DECLS
