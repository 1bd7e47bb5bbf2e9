/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device of a person: platform, app, state, when it was registered, its token and its menu. */
#pragma once

#include <adwaita.h>

#include "model/herald-device.h"

G_BEGIN_DECLS

#define HERALD_TYPE_DEVICE_ROW (herald_device_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldDeviceRow, herald_device_row, HERALD, DEVICE_ROW, AdwActionRow)

/* Its menu uses the page's actions “page.clean-up-device” and “page.register-again” with the
 * device's id. Without @with_menu only the facts are shown. */
GtkWidget    *herald_device_row_new (HeraldDevice *device, gboolean with_menu);
HeraldDevice *herald_device_row_get_device (HeraldDeviceRow *self);

/* “iPhone…” has no name in the service: what stands for a device, for rows and for speech. */
char *herald_device_describe (HeraldDevice *device);
char *herald_device_describe_token (HeraldDevice *device);
char *herald_device_describe_state (HeraldDevice *device, gint64 now_us);

G_END_DECLS
