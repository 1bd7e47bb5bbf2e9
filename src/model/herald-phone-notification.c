/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A notification that an emulated phone holds, with its content as a push message so that the
 * previews' drawing code takes it. */
#include "config.h"

#include "base/herald-clock.h"
#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-phone.h"

struct _HeraldPhoneNotification
{
  GObject parent_instance;

  char              *id;      /* (owned) */
  HeraldPushMessage *message; /* (owned) */
  gint64             received_us;
  gint64             opened_us;
  gboolean           shown;
};

G_DEFINE_FINAL_TYPE (HeraldPhoneNotification, herald_phone_notification, G_TYPE_OBJECT)

static gboolean
read_time (JsonObject        *object,
           const char        *name,
           HeraldJsonPresence presence,
           gint64            *unix_us,
           GError           **error)
{
  const char *text;

  if (!herald_json_read_string (object, name, presence, &text, error))
    return FALSE;
  if (text == NULL || herald_time_parse (text, unix_us))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "The member “%s” is not a time", name);
  return FALSE;
}

static gboolean
read_message (HeraldPhoneNotification *self, JsonObject *object, GError **error)
{
  const struct
  {
    const char     *member;
    HeraldPushField field;
  } texts[] = {
    { "title", HERALD_PUSH_TITLE },       { "subtitle", HERALD_PUSH_SUBTITLE },
    { "body", HERALD_PUSH_MESSAGE_TEXT }, { "imageUrl", HERALD_PUSH_IMAGE_URL },
    { "link", HERALD_PUSH_LINK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text;

      if (!herald_json_read_string (object, texts[i].member, HERALD_JSON_OPTIONAL, &text, error))
        return FALSE;
      herald_push_message_set (self->message, texts[i].field, text);
    }
  if (*herald_push_message_get (self->message, HERALD_PUSH_LINK) != '\0')
    herald_push_message_set_on_click (self->message, HERALD_ON_CLICK_OPEN_URL);
  return TRUE;
}

static gboolean
read_notification (HeraldPhoneNotification *self, JsonObject *object, GError **error)
{
  const char *id;

  if (!herald_json_read_string (object, "id", HERALD_JSON_REQUIRED, &id, error) ||
      !read_message (self, object, error) ||
      !read_time (object, "receivedAt", HERALD_JSON_REQUIRED, &self->received_us, error) ||
      !read_time (object, "openedAt", HERALD_JSON_OPTIONAL, &self->opened_us, error) ||
      !herald_json_read_boolean (object, "shown", HERALD_JSON_OPTIONAL, &self->shown, error))
    return FALSE;
  self->id = g_strdup (id);
  return TRUE;
}

static void
herald_phone_notification_finalize (GObject *object)
{
  HeraldPhoneNotification *self = HERALD_PHONE_NOTIFICATION (object);

  g_free (self->id);
  g_object_unref (self->message);
  G_OBJECT_CLASS (herald_phone_notification_parent_class)->finalize (object);
}

static void
herald_phone_notification_class_init (HeraldPhoneNotificationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_phone_notification_finalize;
}

static void
herald_phone_notification_init (HeraldPhoneNotification *self)
{
  self->message = herald_push_message_new ();
  self->shown = TRUE;
}

/**
 * herald_phone_notification_new_from_json:
 * @object: an element of `GET /_herald/phones/ID/notifications`: “id”, “title”, “subtitle”, “body”,
 *   “imageUrl”, “link”, “receivedAt”, “openedAt” and “shown”
 *
 * **Errors:** PROTOCOL names the member that makes no sense.
 *
 * Returns: (transfer full): the notification
 */
HeraldPhoneNotification *
herald_phone_notification_new_from_json (JsonObject *object, GError **error)
{
  g_autoptr (HeraldPhoneNotification) self = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  self = g_object_new (HERALD_TYPE_PHONE_NOTIFICATION, NULL);
  if (read_notification (self, object, &local_error))
    return g_steal_pointer (&self);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               "The emulator’s answer about a notification makes no sense: %s",
               local_error->message);
  return NULL;
}

/**
 * herald_phone_notification_get_id:
 * @self: a notification
 *
 * Returns: its id
 */
const char *
herald_phone_notification_get_id (HeraldPhoneNotification *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE_NOTIFICATION (self), NULL);

  return self->id;
}

/**
 * herald_phone_notification_get_message:
 * @self: a notification
 *
 * Returns: (transfer none): its content
 */
HeraldPushMessage *
herald_phone_notification_get_message (HeraldPhoneNotification *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE_NOTIFICATION (self), NULL);

  return self->message;
}

/**
 * herald_phone_notification_get_received_us:
 * @self: a notification
 *
 * Returns: when the phone got it, in microseconds of Unix time
 */
gint64
herald_phone_notification_get_received_us (HeraldPhoneNotification *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE_NOTIFICATION (self), 0);

  return self->received_us;
}

/**
 * herald_phone_notification_get_opened_us:
 * @self: a notification
 *
 * Returns: when it was tapped; 0 when it was not
 */
gint64
herald_phone_notification_get_opened_us (HeraldPhoneNotification *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE_NOTIFICATION (self), 0);

  return self->opened_us;
}

/**
 * herald_phone_notification_is_shown:
 * @self: a notification
 *
 * Returns: whether the phone shows it; not when it is silent or without permission
 */
gboolean
herald_phone_notification_is_shown (HeraldPhoneNotification *self)
{
  g_return_val_if_fail (HERALD_IS_PHONE_NOTIFICATION (self), FALSE);

  return self->shown;
}
