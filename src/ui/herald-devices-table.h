/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices in columns to sort and select; in a narrow place one column says all. */
#pragma once

#include <adwaita.h>

#include "store/herald-row-model.h"
#include "store/herald-table-device.h"

G_BEGIN_DECLS

#define HERALD_TYPE_DEVICES_TABLE (herald_devices_table_get_type ())
G_DECLARE_FINAL_TYPE (HeraldDevicesTable, herald_devices_table, HERALD, DEVICES_TABLE, AdwBin)

/* Signals: “sort-changed”, “selection-changed”, “device-activated” (HeraldDevice). */
GtkWidget *herald_devices_table_new (void);
/* @model: (nullable): its rows' items are HeraldDevice */
void herald_devices_table_set_model (HeraldDevicesTable *self, HeraldRowModel *model);
void herald_devices_table_set_compact (HeraldDevicesTable *self, gboolean compact);
/* Shown on a secondary click and by the Menu key. */
void             herald_devices_table_set_menu (HeraldDevicesTable *self, GMenuModel *menu);
HeraldDeviceSort herald_devices_table_get_sort (HeraldDevicesTable *self, gboolean *descending);
guint            herald_devices_table_get_n_selected (HeraldDevicesTable *self);
/* Returns: (element-type gint64): the rows' ids in the store */
GArray *herald_devices_table_dup_selected_ids (HeraldDevicesTable *self);
/* (nullable): when exactly one is selected and its values were read */
HeraldDevice *herald_devices_table_get_only_selected (HeraldDevicesTable *self);
void          herald_devices_table_unselect (HeraldDevicesTable *self);

G_END_DECLS
