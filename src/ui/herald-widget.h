/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every widget of our own does when it goes. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void herald_widget_unparent_children (GtkWidget *widget);

G_END_DECLS
