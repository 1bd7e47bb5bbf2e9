/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices a test goes to, each to be removed. One is known by platform and token, so one that
 * is found twice is chosen once. */
#pragma once

#include <adwaita.h>

#include "model/herald-device.h"

G_BEGIN_DECLS

#define HERALD_TYPE_RECIPIENT_LIST (herald_recipient_list_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRecipientList, herald_recipient_list, HERALD, RECIPIENT_LIST, AdwBin)

GtkWidget *herald_recipient_list_new (void);
/* (transfer none) (element-type HeraldDevice) */
GPtrArray *herald_recipient_list_get_devices (HeraldRecipientList *self);
gboolean   herald_recipient_list_contains (HeraldRecipientList *self, HeraldDevice *device);
void
herald_recipient_list_choose (HeraldRecipientList *self, HeraldDevice *device, gboolean chosen);
/* Takes over what is known now of the chosen ones among @devices; with @add chooses the others,
 * too. */
void herald_recipient_list_update (HeraldRecipientList *self, GPtrArray *devices, gboolean add);
void herald_recipient_list_clear (HeraldRecipientList *self);
/* Signal “changed”: after each of these, and when somebody removed one. */

G_END_DECLS
