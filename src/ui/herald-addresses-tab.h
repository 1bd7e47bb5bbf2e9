/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every address, id and file that another program needs to use the emulator. */
#pragma once

#include <adwaita.h>

#include "model/herald-emulator-info.h"

G_BEGIN_DECLS

#define HERALD_TYPE_ADDRESSES_TAB (herald_addresses_tab_get_type ())
G_DECLARE_FINAL_TYPE (HeraldAddressesTab, herald_addresses_tab, HERALD, ADDRESSES_TAB, AdwBin)

GtkWidget *herald_addresses_tab_new (void);
/* @info: (nullable): of the emulator in use */
void herald_addresses_tab_set_info (HeraldAddressesTab *self, HeraldEmulatorInfo *info);

G_END_DECLS
