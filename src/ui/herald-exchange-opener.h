/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a kept exchange by its id. */
#pragma once

#include <gtk/gtk.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

/* Opens the exchange's window over that of @widget, or says that it is no longer kept. */
void herald_exchange_open (GtkWidget *widget, HeraldSession *session, gint64 exchange_id);

G_END_DECLS
