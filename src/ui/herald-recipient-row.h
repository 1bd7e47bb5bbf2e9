/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device that a test may go to, as a row: whose it is, platform, shortened token, state. */
#pragma once

#include <adwaita.h>

#include "model/herald-device.h"

G_BEGIN_DECLS

GtkWidget *herald_recipient_row_new (HeraldDevice *device);
/* Whose the device is, if that is known, else what it is. */
const char *herald_recipient_row_describe (HeraldDevice *device);

G_END_DECLS
