/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environments of whoever signed in, with a search over them. */
#pragma once

#include <adwaita.h>

#include "core/herald-discovery.h"

G_BEGIN_DECLS

#define HERALD_TYPE_INSTANCE_LIST (herald_instance_list_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInstanceList, herald_instance_list, HERALD, INSTANCE_LIST, AdwBin)

GtkWidget *herald_instance_list_new (void);
/* @saved: (element-type HeraldEnvironment): those that are marked as added. Signal “chosen”
 * (HeraldInstance). Has to reach the actions “finder.sign-in” and “finder.type”. */
void
herald_instance_list_load (HeraldInstanceList *self, HeraldDiscovery *discovery, GListModel *saved);

G_END_DECLS
