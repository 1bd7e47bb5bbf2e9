/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Icon, title and, when something needs a look, a badge. */
#include "config.h"

#include "ui/herald-page-row.h"

#include <glib/gi18n.h>

struct _HeraldPageRow
{
  GtkListBoxRow parent_instance;

  char *name;  /* (owned) */
  char *title; /* (owned) */

  GtkLabel *badge_label;
  GtkImage *icon;
  GtkLabel *title_label;
};

G_DEFINE_FINAL_TYPE (HeraldPageRow, herald_page_row, GTK_TYPE_LIST_BOX_ROW)

static void
herald_page_row_finalize (GObject *object)
{
  HeraldPageRow *self = HERALD_PAGE_ROW (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->title, g_free);
  G_OBJECT_CLASS (herald_page_row_parent_class)->finalize (object);
}

static void
herald_page_row_class_init (HeraldPageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = herald_page_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-page-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPageRow, badge_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPageRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HeraldPageRow, title_label);
}

static void
herald_page_row_init (HeraldPageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_page_row_new:
 * @name: the page's name
 * @title: its translated title
 * @icon_name: its symbolic icon
 * @position: its place among all pages, from 0
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
herald_page_row_new (const char *name, const char *title, const char *icon_name, guint position)
{
  HeraldPageRow   *self;
  g_autofree char *tooltip = NULL;

  g_return_val_if_fail (name != NULL && title != NULL && icon_name != NULL, NULL);

  self = g_object_new (HERALD_TYPE_PAGE_ROW, NULL);
  self->name = g_strdup (name);
  self->title = g_strdup (title);
  gtk_label_set_text (self->title_label, title);
  gtk_image_set_from_icon_name (self->icon, icon_name);
  /* Translators: the tooltip of a page in the side bar: its title and its shortcut. */
  tooltip = g_strdup_printf (_("%s (Ctrl+%u)"), title, position + 1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  herald_page_row_set_badge (self, NULL);
  return GTK_WIDGET (self);
}

/**
 * herald_page_row_get_name:
 * @self: a row
 *
 * Returns: (transfer none): the page's name
 */
const char *
herald_page_row_get_name (HeraldPageRow *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE_ROW (self), NULL);

  return self->name;
}

/**
 * herald_page_row_set_badge:
 * @self: a row
 * @badge: (nullable): what needs a look, in a few characters
 */
void
herald_page_row_set_badge (HeraldPageRow *self, const char *badge)
{
  g_autofree char *spoken = NULL;

  g_return_if_fail (HERALD_IS_PAGE_ROW (self));

  gtk_label_set_text (self->badge_label, badge != NULL ? badge : "");
  gtk_widget_set_visible (GTK_WIDGET (self->badge_label), badge != NULL);
  /* Translators: a page and how many of its things need a look, for screen readers. */
  spoken = badge != NULL ? g_strdup_printf (_("%s, needs attention: %s"), self->title, badge)
                         : g_strdup (self->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
