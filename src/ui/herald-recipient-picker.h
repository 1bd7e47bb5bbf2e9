/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the devices a test push goes to: by person, from the app's devices, or a pasted token. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"
#include "model/herald-app.h"
#include "model/herald-device.h"

G_BEGIN_DECLS

#define HERALD_TYPE_RECIPIENT_PICKER (herald_recipient_picker_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRecipientPicker,
                      herald_recipient_picker,
                      HERALD,
                      RECIPIENT_PICKER,
                      AdwBin)

GtkWidget *herald_recipient_picker_new (void);
/* @session, @app: (nullable): empties the picker. */
void herald_recipient_picker_set_app (HeraldRecipientPicker *self,
                                      HeraldSession         *session,
                                      HeraldApp             *app,
                                      GCancellable          *cancellable);
/* Reads the devices again; those that are chosen stay chosen, as they are now. */
void herald_recipient_picker_reload (HeraldRecipientPicker *self);
/* (element-type HeraldDevice): in the order they were chosen */
GPtrArray *herald_recipient_picker_get_devices (HeraldRecipientPicker *self);
void       herald_recipient_picker_focus (HeraldRecipientPicker *self);
/* Signal “changed”: the chosen devices. */

G_END_DECLS
