/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two files of device queries share. */
#pragma once

#include "store/herald-connection.h"
#include "store/herald-table-device.h"

G_BEGIN_DECLS

#define HERALD_DEVICE_COLUMNS                                                                      \
  "id, platform, token, user_id, user_name, app_id, app_name, name, registered_us, state"

HeraldDevice *herald_table_device_from_cursor (HeraldCursor *cursor);

G_END_DECLS
