/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message looks like on its way: the documented “data” dictionary beside Apple's “aps”, and
 * for Android a data message of texts (“Receive push notifications on devices”, read 2026-11). */
#include "config.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-message.h"

static void
add_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static GBytes *
to_bytes (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return herald_json_write_bytes (node);
}

static JsonObject *
build_aps (const HeraldEmulatorMessage *self)
{
  JsonObject *aps = json_object_new ();
  JsonObject *alert = json_object_new ();

  add_text (alert, "title", self->title);
  add_text (alert, "subtitle", self->subtitle);
  add_text (alert, "body", self->body);
  json_object_set_object_member (aps, "alert", alert);
  json_object_set_string_member (aps, "sound", "default");
  /* An image is fetched by a service extension, which runs for mutable content only. */
  if (self->image_url != NULL)
    json_object_set_int_member (aps, "mutable-content", 1);
  return aps;
}

/**
 * herald_emulator_message_build_apns:
 * @self: a message without placeholders
 * @link: (nullable): the tracked link
 * @tracking_id: what opens and clicks are counted by
 *
 * Returns: (transfer full): APNs' payload
 */
GBytes *
herald_emulator_message_build_apns (const HeraldEmulatorMessage *self,
                                    const char                  *link,
                                    const char                  *tracking_id)
{
  g_autoptr (JsonObject) payload = json_object_new ();
  JsonObject *data = json_object_new ();

  add_text (data, "imageUrl", self->image_url);
  /* The sample of iOS looks for null where there is nothing to open. */
  if (link != NULL)
    json_object_set_string_member (data, "link", link);
  else
    json_object_set_null_member (data, "link");
  add_text (data, "originalLink", self->link);
  json_object_set_string_member (data, "trackingId", tracking_id);
  json_object_set_object_member (payload, "aps", build_aps (self));
  json_object_set_object_member (payload, "data", data);
  return to_bytes (payload);
}

static JsonObject *
build_android (void)
{
  JsonObject *android = json_object_new ();

  json_object_set_string_member (android, "priority", "HIGH");
  return android;
}

static JsonObject *
build_notification (const HeraldEmulatorMessage *self)
{
  JsonObject *notification = json_object_new ();

  add_text (notification, "title", self->title);
  add_text (notification, "body", self->body);
  add_text (notification, "image", self->image_url);
  return notification;
}

static JsonObject *
build_data (const HeraldEmulatorMessage *self, const char *link, const char *tracking_id)
{
  JsonObject *data = json_object_new ();

  add_text (data, "title", self->title);
  add_text (data, "body", self->body);
  add_text (data, "imageUrl", self->image_url);
  add_text (data, "link", link);
  add_text (data, "originalLink", self->link);
  add_text (data, "trackingId", tracking_id);
  return data;
}

/**
 * herald_emulator_message_build_fcm:
 * @self: a message without placeholders
 * @token: the phone's token
 * @link: (nullable): the tracked link
 * @tracking_id: what opens and clicks are counted by
 *
 * Returns: (transfer full): FCM's request
 */
GBytes *
herald_emulator_message_build_fcm (const HeraldEmulatorMessage *self,
                                   const char                  *token,
                                   const char                  *link,
                                   const char                  *tracking_id)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "token", token);
  if (self->notification)
    json_object_set_object_member (message, "notification", build_notification (self));
  json_object_set_object_member (message, "data", build_data (self, link, tracking_id));
  json_object_set_object_member (message, "android", build_android ());
  json_object_set_object_member (body, "message", message);
  return to_bytes (body);
}
