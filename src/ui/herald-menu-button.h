/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main menu: in the page's header, or in the side bar's when the window is narrow. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HERALD_TYPE_MENU_BUTTON (herald_menu_button_get_type ())
G_DECLARE_FINAL_TYPE (HeraldMenuButton, herald_menu_button, HERALD, MENU_BUTTON, AdwBin)

G_END_DECLS
