/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks before devices are cleaned up, and names each that would go. */
#pragma once

#include <adwaita.h>

#include "model/herald-device.h"

G_BEGIN_DECLS

#define HERALD_TYPE_CLEANUP_DIALOG (herald_cleanup_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HeraldCleanupDialog,
                      herald_cleanup_dialog,
                      HERALD,
                      CLEANUP_DIALOG,
                      AdwMessageDialog)

/* @devices: (element-type HeraldDevice). Signal “confirmed” when they may go. */
HeraldCleanupDialog *herald_cleanup_dialog_new (GtkWindow *parent, GPtrArray *devices);
GPtrArray           *herald_cleanup_dialog_get_devices (HeraldCleanupDialog *self);

G_END_DECLS
