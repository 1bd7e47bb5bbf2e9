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

static void
add_no_hyphens (GtkLabel *label)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, attributes);
  pango_attr_list_unref (attributes);
}

/**
 * herald_widget_stop_hyphens:
 * @widget: a label, or a widget with labels of its own, such as a row
 *
 * Has its labels break lines without writing a hyphen.
 */
void
herald_widget_stop_hyphens (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (GTK_IS_LABEL (widget))
    add_no_hyphens (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    herald_widget_stop_hyphens (child);
}
