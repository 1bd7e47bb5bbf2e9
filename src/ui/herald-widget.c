/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK 4.8 has no gtk_widget_dispose_template(): a widget lets its children go by itself. */
#include "config.h"

#include "ui/herald-widget.h"

/**
 * herald_widget_unparent_children:
 * @widget: a widget that is being disposed of
 *
 * Lets all its children go; may be called again.
 */
void
herald_widget_unparent_children (GtkWidget *widget)
{
  GtkWidget *child;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);
}
