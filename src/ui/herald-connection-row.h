/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a connection test: how it went, how long it took, and what to do about it. */
#pragma once

#include <gtk/gtk.h>

#include "model/herald-connection-step.h"

G_BEGIN_DECLS

#define HERALD_TYPE_CONNECTION_ROW (herald_connection_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldConnectionRow,
                      herald_connection_row,
                      HERALD,
                      CONNECTION_ROW,
                      GtkListBoxRow)

GtkWidget *herald_connection_row_new (HeraldConnectionStep *step);

G_END_DECLS
