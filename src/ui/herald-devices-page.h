/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices: every device of the environment to search, sort, select and clean up. */
#pragma once

#include "ui/herald-page.h"

G_BEGIN_DECLS

#define HERALD_TYPE_DEVICES_PAGE (herald_devices_page_get_type ())
G_DECLARE_FINAL_TYPE (HeraldDevicesPage, herald_devices_page, HERALD, DEVICES_PAGE, HeraldPage)

/* Target: “search:TEXT”. */

G_END_DECLS
