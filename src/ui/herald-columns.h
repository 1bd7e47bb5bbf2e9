/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two children beside each other where there is room, below each other where there is not. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HERALD_TYPE_COLUMNS (herald_columns_get_type ())
G_DECLARE_FINAL_TYPE (HeraldColumns, herald_columns, HERALD, COLUMNS, GtkWidget)

/* Properties: "threshold" (width from which on two columns are shown), "start-width" (the most the
 * first column takes; 0: half), "spacing". In templates the first <child> is the start. */
GtkWidget *herald_columns_new (int threshold);
void       herald_columns_append (HeraldColumns *self, GtkWidget *child);
gboolean   herald_columns_is_stacked (HeraldColumns *self);

G_END_DECLS
