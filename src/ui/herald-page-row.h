/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page's line in the side bar. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HERALD_TYPE_PAGE_ROW (herald_page_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPageRow, herald_page_row, HERALD, PAGE_ROW, GtkListBoxRow)

/* @position: its place among all pages, from 0: for the tooltip's Ctrl+1… */
GtkWidget *
herald_page_row_new (const char *name, const char *title, const char *icon_name, guint position);
const char *herald_page_row_get_name (HeraldPageRow *self);
void        herald_page_row_set_badge (HeraldPageRow *self, const char *badge);

G_END_DECLS
