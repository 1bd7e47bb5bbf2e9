/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of a page or sub-page: back button, title, the page's actions, main menu, banners. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HERALD_TYPE_PAGE_HEADER (herald_page_header_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPageHeader, herald_page_header, HERALD, PAGE_HEADER, AdwBin)

/* In templates: <child type="start">, <child type="end"> and <child type="title">; properties
 * "title", "subtitle", "sub-page"; "folded" to bind what has no room in a narrow window to. */
GtkWidget *herald_page_header_new (void);
void       herald_page_header_set_title (HeraldPageHeader *self, const char *title);
void       herald_page_header_set_subtitle (HeraldPageHeader *self, const char *subtitle);

G_END_DECLS
