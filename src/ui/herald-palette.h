/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl+K: every page and action by typing a part of its name. */
#pragma once

#include <adwaita.h>

#include "ui/herald-window.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PALETTE (herald_palette_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPalette, herald_palette, HERALD, PALETTE, AdwWindow)

HeraldPalette *herald_palette_present (HeraldWindow *window);

G_END_DECLS
