/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of a HeraldRowModel: a placeholder until its values were read off the main thread. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HERALD_TYPE_ROW (herald_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRow, herald_row, HERALD, ROW, GObject)

gint64   herald_row_get_id (HeraldRow *self);
gboolean herald_row_is_loaded (HeraldRow *self); /* notify::loaded */
/* Returns: (transfer none) (nullable): such as a HeraldDevice; NULL before it is loaded.
 * notify::item when the values came or changed; the item is a new object then. */
gpointer herald_row_get_item (HeraldRow *self);

G_END_DECLS
