/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One environment that may be added: name, address, type, and why not when it may not. */
#pragma once

#include <adwaita.h>

#include "model/herald-instance.h"

G_BEGIN_DECLS

#define HERALD_TYPE_INSTANCE_ROW (herald_instance_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInstanceRow, herald_instance_row, HERALD, INSTANCE_ROW, AdwActionRow)

/* @saved_as: (nullable): the name under which it is saved already. */
GtkWidget      *herald_instance_row_new (HeraldInstance *instance, const char *saved_as);
HeraldInstance *herald_instance_row_get_instance (HeraldInstanceRow *self);

G_END_DECLS
