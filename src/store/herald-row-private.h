/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the model makes and fills its rows. */
#pragma once

#include "store/herald-row.h"

G_BEGIN_DECLS

HeraldRow *herald_row_new (gint64 id, GHashTable *living);
void       herald_row_take_item (HeraldRow *self, GObject *item);

G_END_DECLS
