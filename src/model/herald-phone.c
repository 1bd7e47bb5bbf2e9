/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads phones and their notifications from the answers of the emulator's admin API. */
#include "config.h"

#include "model/herald-phone.h"

#include "base/herald-error.h"
#include "base/herald-json.h"

struct _HeraldPhone
{
  GObject parent_instance;

  char          *id;         /* (owned) */
  char          *name;       /* (owned) */
  char          *os_version; /* (owned) */
  char          *permission; /* (owned) */
  char          *token;      /* (owned) (nullable) */
  char          *fcm_token;  /* (owned) (nullable) */
  char          *app_id;     /* (owned) (nullable) */
  char          *app_name;   /* (owned) (nullable) */
  char          *user_id;    /* (owned) (nullable) */
  HeraldPlatform platform;
  gboolean       online;
  gboolean       installed;
  gboolean       consent;

  GPtrArray *notifications; /* (element-type HeraldPhoneNotification) (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldPhone, herald_phone, G_TYPE_OBJECT)

static gboolean
read_copy (JsonObject        *object,
           const char        *name,
           HeraldJsonPresence presence,
           char             **value,
           GError           **error)
{
  const char *text;

  if (!herald_json_read_string (object, name, presence, &text, error))
    return FALSE;
  *value = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  if (*value == NULL && presence == HERALD_JSON_REQUIRED)
    *value = g_strdup ("");
  return TRUE;
}

static gboolean
read_state (HeraldPhone *self, JsonObject *object, GError **error)
{
  const char *platform;

  if (!herald_json_read_string (object, "platform", HERALD_JSON_REQUIRED, &platform, error) ||
      !herald_json_read_boolean (object, "online", HERALD_JSON_OPTIONAL, &self->online, error) ||
      !herald_json_read_boolean (object, "installed", HERALD_JSON_OPTIONAL, &self->installed,
                                 error) ||
      !herald_json_read_boolean (object, "consent", HERALD_JSON_OPTIONAL, &self->consent, error))
    return FALSE;
  self->platform = herald_platform_from_string (platform);
  if (self->platform != HERALD_PLATFORM_UNKNOWN)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "“%s” is not a platform", platform);
  return FALSE;
}

static gboolean
read_phone (HeraldPhone *self, JsonObject *object, GError **error)
{
  return read_copy (object, "id", HERALD_JSON_REQUIRED, &self->id, error) &&
         read_copy (object, "name", HERALD_JSON_REQUIRED, &self->name, error) &&
         read_copy (object, "osVersion", HERALD_JSON_REQUIRED, &self->os_version, error) &&
         read_copy (object, "permission", HERALD_JSON_REQUIRED, &self->permission, error) &&
         read_copy (object, "token", HERALD_JSON_OPTIONAL, &self->token, error) &&
         read_copy (object, "fcmToken", HERALD_JSON_OPTIONAL, &self->fcm_token, error) &&
         read_copy (object, "app", HERALD_JSON_OPTIONAL, &self->app_id, error) &&
         read_copy (object, "appName", HERALD_JSON_OPTIONAL, &self->app_name, error) &&
         read_copy (object, "user", HERALD_JSON_OPTIONAL, &self->user_id, error) &&
         read_state (self, object, error);
}

static void
herald_phone_finalize (GObject *object)
{
  HeraldPhone *self = HERALD_PHONE (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->os_version);
  g_free (self->permission);
  g_free (self->token);
  g_free (self->fcm_token);
  g_free (self->app_id);
  g_free (self->app_name);
  g_free (self->user_id);
  g_ptr_array_unref (self->notifications);
  G_OBJECT_CLASS (herald_phone_parent_class)->finalize (object);
}

static void
herald_phone_class_init (HeraldPhoneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_phone_finalize;
}

static void
herald_phone_init (HeraldPhone *self)
{
  self->online = TRUE;
  self->installed = TRUE;
  self->consent = TRUE;
  self->notifications = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * herald_phone_new_from_json:
 * @object: an element of `GET /_herald/phones`; “appName” may stand beside “app”
 *
 * **Errors:** PROTOCOL names the member that makes no sense.
 *
 * Returns: (transfer full): the phone, without its notifications
 */
HeraldPhone *
herald_phone_new_from_json (JsonObject *object, GError **error)
{
  g_autoptr (HeraldPhone) self = g_object_new (HERALD_TYPE_PHONE, NULL);
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  if (read_phone (self, object, &local_error))
    return g_steal_pointer (&self);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               "The emulator’s answer about a phone makes no sense: %s", local_error->message);
  return NULL;
}

/**
 * herald_phone_get_id:
 * @self: a phone
 *
 * Returns: its id
 */
const char *
herald_phone_get_id (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->id;
}

/**
 * herald_phone_get_name:
 * @self: a phone
 *
 * Returns: its name
 */
const char *
herald_phone_get_name (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->name;
}

/**
 * herald_phone_get_platform:
 * @self: a phone
 *
 * Returns: its platform
 */
HeraldPlatform
herald_phone_get_platform (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), HERALD_PLATFORM_UNKNOWN);

  return self->platform;
}

/**
 * herald_phone_get_os_version:
 * @self: a phone
 *
 * Returns: the version of its system
 */
const char *
herald_phone_get_os_version (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->os_version;
}

/**
 * herald_phone_get_permission:
 * @self: a phone
 *
 * Returns: “granted”, “denied” or “notAsked”
 */
const char *
herald_phone_get_permission (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->permission;
}

/**
 * herald_phone_is_online:
 * @self: a phone
 *
 * Returns: whether it has a network
 */
gboolean
herald_phone_is_online (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), FALSE);

  return self->online;
}

/**
 * herald_phone_is_installed:
 * @self: a phone
 *
 * Returns: whether the app is on it
 */
gboolean
herald_phone_is_installed (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), FALSE);

  return self->installed;
}

/**
 * herald_phone_has_consent:
 * @self: a phone
 *
 * Returns: whether its owner lets clicks be tracked
 */
gboolean
herald_phone_has_consent (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), FALSE);

  return self->consent;
}

/**
 * herald_phone_get_token:
 * @self: a phone
 *
 * Returns: (nullable): its push token, when the app is on it
 */
const char *
herald_phone_get_token (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->token;
}

/**
 * herald_phone_get_apns_token:
 * @self: a phone
 *
 * Returns: (nullable): what Apple gave its app; %NULL for an Android phone
 */
const char *
herald_phone_get_apns_token (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->platform == HERALD_PLATFORM_IOS ? self->token : NULL;
}

/**
 * herald_phone_get_fcm_token:
 * @self: a phone
 *
 * Returns: (nullable): what Google gave its app; an app on an iPhone has one beside Apple's
 */
const char *
herald_phone_get_fcm_token (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->platform == HERALD_PLATFORM_ANDROID ? self->token : self->fcm_token;
}

/**
 * herald_phone_get_app_id:
 * @self: a phone
 *
 * Returns: (nullable): the mobile app configuration of its app
 */
const char *
herald_phone_get_app_id (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->app_id;
}

/**
 * herald_phone_get_app_name:
 * @self: a phone
 *
 * Returns: (nullable): that app's name
 */
const char *
herald_phone_get_app_name (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->app_name;
}

/**
 * herald_phone_get_user_id:
 * @self: a phone
 *
 * Returns: (nullable): the contact or lead who uses it
 */
const char *
herald_phone_get_user_id (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->user_id;
}

/**
 * herald_phone_get_notifications:
 * @self: a phone
 *
 * Returns: (transfer none) (element-type HeraldPhoneNotification): what it holds, newest first
 */
GPtrArray *
herald_phone_get_notifications (HeraldPhone *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE (self), NULL);

  return self->notifications;
}

/**
 * herald_phone_set_notifications:
 * @self: a phone
 * @notifications: (transfer none) (element-type HeraldPhoneNotification): what it holds
 */
void
herald_phone_set_notifications (HeraldPhone *self, GPtrArray *notifications)
{
  g_return_if_fail (HERALD_IS_PHONE (self));
  g_return_if_fail (notifications != NULL);

  g_ptr_array_ref (notifications);
  g_ptr_array_unref (self->notifications);
  self->notifications = notifications;
}
