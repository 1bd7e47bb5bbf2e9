/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One child that wants a certain width but can do with less: where a leaflet folds. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HERALD_TYPE_NATURAL_BIN (herald_natural_bin_get_type ())
G_DECLARE_FINAL_TYPE (HeraldNaturalBin, herald_natural_bin, HERALD, NATURAL_BIN, GtkWidget)

/* Properties: "child", "natural-width" in pixels. */

G_END_DECLS
