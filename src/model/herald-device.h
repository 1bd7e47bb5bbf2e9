/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One registered device (msdynmkt_pushmobiledevice). */
#pragma once

#include <glib-object.h>

#include "model/herald-platform.h"

G_BEGIN_DECLS

#define HERALD_TYPE_DEVICE (herald_device_get_type ())
G_DECLARE_FINAL_TYPE (HeraldDevice, herald_device, HERALD, DEVICE, GObject)

typedef enum
{
  HERALD_DEVICE_REGISTERED,
  HERALD_DEVICE_REMOVED, /* Herald saw it earlier; the environment no longer has it */
  HERALD_DEVICE_INVALID, /* APNs or FCM said that the token is dead */
} HeraldDeviceState;

HeraldDevice     *herald_device_new (const char    *id,
                                     HeraldPlatform platform,
                                     const char    *token,
                                     const char    *user_id,
                                     const char    *app_id);
const char       *herald_device_get_id (HeraldDevice *self);
HeraldPlatform    herald_device_get_platform (HeraldDevice *self);
const char       *herald_device_get_token (HeraldDevice *self);
const char       *herald_device_get_user_id (HeraldDevice *self); /* normalised when a GUID */
const char       *herald_device_get_app_id (HeraldDevice *self);  /* (nullable) */
const char       *herald_device_get_name (HeraldDevice *self);    /* (nullable) */
void              herald_device_set_name (HeraldDevice *self, const char *name);
const char       *herald_device_get_user_name (HeraldDevice *self); /* (nullable): when known */
void              herald_device_set_user_name (HeraldDevice *self, const char *name);
const char       *herald_device_get_app_name (HeraldDevice *self); /* (nullable): when known */
void              herald_device_set_app_name (HeraldDevice *self, const char *name);
gint64            herald_device_get_registered_us (HeraldDevice *self); /* 0: unknown */
void              herald_device_set_registered_us (HeraldDevice *self, gint64 unix_us);
HeraldDeviceState herald_device_get_state (HeraldDevice *self);
void              herald_device_set_state (HeraldDevice *self, HeraldDeviceState state);
const char       *herald_device_state_to_string (HeraldDeviceState state);
const char       *herald_device_state_get_label (HeraldDeviceState state);

G_END_DECLS
