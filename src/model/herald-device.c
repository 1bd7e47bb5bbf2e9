/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device registered for push, and whether it still is. */
#include "config.h"

#include "model/herald-device.h"

#include "base/herald-guid.h"

#include <glib/gi18n-lib.h>

struct _HeraldDevice
{
  GObject parent_instance;

  char             *id; /* (owned) (nullable) */
  HeraldPlatform    platform;
  char             *token;     /* (owned) */
  char             *user_id;   /* (owned) (nullable) */
  char             *app_id;    /* (owned) (nullable) */
  char             *name;      /* (owned) (nullable) */
  char             *user_name; /* (owned) (nullable) */
  char             *app_name;  /* (owned) (nullable) */
  gint64            registered_us;
  HeraldDeviceState state;
};

G_DEFINE_FINAL_TYPE (HeraldDevice, herald_device, G_TYPE_OBJECT)

static const struct
{
  const char *name;
  const char *label;
} states[] = {
  [HERALD_DEVICE_REGISTERED] = { "registered", N_ ("Registered") },
  [HERALD_DEVICE_REMOVED] = { "removed", N_ ("No longer registered") },
  [HERALD_DEVICE_INVALID] = { "invalid", N_ ("Token not valid any more") },
};

/* msdynmkt_useridentifier is free text: braces and casing are brought to one spelling. */
static char *
dup_id (const char *id)
{
  char *guid = herald_guid_normalise (id);

  if (guid != NULL)
    return guid;
  return id != NULL && *id != '\0' ? g_strdup (id) : NULL;
}

static void
herald_device_finalize (GObject *object)
{
  HeraldDevice *self = HERALD_DEVICE (object);

  g_free (self->id);
  g_free (self->token);
  g_free (self->user_id);
  g_free (self->app_id);
  g_free (self->name);
  g_free (self->user_name);
  g_free (self->app_name);
  G_OBJECT_CLASS (herald_device_parent_class)->finalize (object);
}

static void
herald_device_class_init (HeraldDeviceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_device_finalize;
}

static void
herald_device_init (HeraldDevice *self)
{
}

/**
 * herald_device_new:
 * @id: (nullable): the row's id; %NULL for a pasted token
 * @platform: its platform
 * @token: the device token
 * @user_id: (nullable): the contact, lead or profile it belongs to
 * @app_id: (nullable): the mobile app configuration
 *
 * Returns: (transfer full): a registered device
 */
HeraldDevice *
herald_device_new (const char    *id,
                   HeraldPlatform platform,
                   const char    *token,
                   const char    *user_id,
                   const char    *app_id)
{
  HeraldDevice *self;

  g_return_val_if_fail (token != NULL, NULL);

  self = g_object_new (HERALD_TYPE_DEVICE, NULL);
  self->id = dup_id (id);
  self->platform = platform;
  self->token = g_strdup (token);
  self->user_id = dup_id (user_id);
  self->app_id = dup_id (app_id);
  return self;
}

/**
 * herald_device_get_id:
 * @self: a device
 *
 * Returns: (nullable): the row's id; %NULL for a pasted token
 */
const char *
herald_device_get_id (HeraldDevice *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (self), NULL);

  return self->id;
}

/**
 * herald_device_get_platform:
 * @self: a device
 *
 * Returns: its platform
 */
HeraldPlatform
herald_device_get_platform (HeraldDevice *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (self), HERALD_PLATFORM_UNKNOWN);

  return self->platform;
}

/**
 * herald_device_get_token:
 * @self: a device
 *
 * Returns: the whole device token
 */
const char *
herald_device_get_token (HeraldDevice *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (self), NULL);

  return self->token;
}

/**
 * herald_device_get_user_id:
 * @self: a device
 *
 * Returns: (nullable): the contact, lead or profile it belongs to; in lower case when it is a GUID
 */
const char *
herald_device_get_user_id (HeraldDevice *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (self), NULL);

  return self->user_id;
}

/**
 * herald_device_get_app_id:
 * @self: a device
 *
 * Returns: (nullable): the mobile app configuration
 */
const char *
herald_device_get_app_id (HeraldDevice *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (self), NULL);

  return self->app_id;
}

/**
 * herald_device_get_name:
 * @self: a device
 *
 * Returns: (nullable): the row's name
 */
const char *
herald_device_get_name (HeraldDevice *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (self), NULL);

  return self->name;
}

/**
 * herald_device_set_name:
 * @self: a device
 * @name: (nullable): the row's name
 */
void
herald_device_set_name (HeraldDevice *self, const char *name)
{
  g_return_if_fail (HERALD_IS_DEVICE (self));

  g_free (self->name);
  self->name = g_strdup (name);
}

/**
 * herald_device_get_user_name:
 * @self: a device
 *
 * Returns: (nullable): the person's name, when it is known
 */
const char *
herald_device_get_user_name (HeraldDevice *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (self), NULL);

  return self->user_name;
}

/**
 * herald_device_set_user_name:
 * @self: a device
 * @name: (nullable): the person's name
 */
void
herald_device_set_user_name (HeraldDevice *self, const char *name)
{
  g_return_if_fail (HERALD_IS_DEVICE (self));

  g_free (self->user_name);
  self->user_name = g_strdup (name);
}

/**
 * herald_device_get_app_name:
 * @self: a device
 *
 * Returns: (nullable): the app's name, when it is known
 */
const char *
herald_device_get_app_name (HeraldDevice *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (self), NULL);

  return self->app_name;
}

/**
 * herald_device_set_app_name:
 * @self: a device
 * @name: (nullable): the app's name
 */
void
herald_device_set_app_name (HeraldDevice *self, const char *name)
{
  g_return_if_fail (HERALD_IS_DEVICE (self));

  g_free (self->app_name);
  self->app_name = g_strdup (name);
}

/**
 * herald_device_get_registered_us:
 * @self: a device
 *
 * Returns: when it was registered, in microseconds of Unix time; 0 when that is not known
 */
gint64
herald_device_get_registered_us (HeraldDevice *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (self), 0);

  return self->registered_us;
}

/**
 * herald_device_set_registered_us:
 * @self: a device
 * @unix_us: when it was registered; 0 when that is not known
 */
void
herald_device_set_registered_us (HeraldDevice *self, gint64 unix_us)
{
  g_return_if_fail (HERALD_IS_DEVICE (self));

  self->registered_us = unix_us;
}

/**
 * herald_device_get_state:
 * @self: a device
 *
 * Returns: whether it can be reached
 */
HeraldDeviceState
herald_device_get_state (HeraldDevice *self)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (self), HERALD_DEVICE_REGISTERED);

  return self->state;
}

/**
 * herald_device_set_state:
 * @self: a device
 * @state: whether it can be reached
 */
void
herald_device_set_state (HeraldDevice *self, HeraldDeviceState state)
{
  g_return_if_fail (HERALD_IS_DEVICE (self));

  self->state = state;
}

/**
 * herald_device_state_to_string:
 * @state: a state
 *
 * Returns: the name that scripts and the store read
 */
const char *
herald_device_state_to_string (HeraldDeviceState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), "");

  return states[state].name;
}

/**
 * herald_device_state_get_label:
 * @state: a state
 *
 * Returns: (transfer none): the translated words for it
 */
const char *
herald_device_state_get_label (HeraldDeviceState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), "");

  return _(states[state].label);
}
