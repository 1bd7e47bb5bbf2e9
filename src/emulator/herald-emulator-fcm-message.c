/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks a message as FCM does once its shape is right: one target, no reserved keys, sizes, times,
 * APNs headers (“REST Resource: projects.messages”, “About FCM messages”, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-fcm-message.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-fcm-condition.h"

#include <string.h>

#define PAYLOAD_BYTES 4096
#define TOPIC_PAYLOAD_BYTES 2048
#define LONGEST_TTL_SECONDS ((gint64) 28 * 24 * 60 * 60)
#define SHORTEST_TOKEN_PART 20
#define LONGEST_TOPIC_BYTES 900
#define LONGEST_LABEL_BYTES 50
#define TOPIC_PATTERN "[a-zA-Z0-9-_.~%%]+" /* for printf */

static const char *const reserved_prefixes[] = { "google.", "gcm.", NULL };
static const char *const reserved_keys[] = { "from", "message_type", NULL };
static const char *const apns_priorities[] = { "10", "5", "1", NULL };

static gboolean G_GNUC_PRINTF (3, 4)
  refuse (HeraldEmulatorFcmFault *fault, const char *field, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  fault->field = g_strdup (field);
  fault->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

/* The body's kinds were checked before; so a member is there and right, or not there. */
static const char *
get_text (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_string_member_with_default (object, name, NULL) : NULL;
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  return object != NULL && json_object_has_member (object, name)
           ? json_object_get_object_member (object, name)
           : NULL;
}

static gboolean
is_reserved (const char *key)
{
  for (gsize i = 0; reserved_prefixes[i] != NULL; i++)
    if (g_str_has_prefix (key, reserved_prefixes[i]))
      return TRUE;
  return g_strv_contains (reserved_keys, key);
}

static gboolean
check_data (JsonObject *data, const char *field, HeraldEmulatorFcmFault *fault)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (data == NULL)
    return TRUE;
  json_object_iter_init_ordered (&iter, data);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (is_reserved (name))
      return refuse (fault, field, "Invalid data payload key: %s", name);
  return TRUE;
}

/* Keys and texts; other kinds of values count as their JSON. */
static gsize
measure (JsonObject *object)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;
  gsize          bytes = 0;

  if (object == NULL)
    return 0;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &value))
    {
      g_autofree char *text = json_node_get_value_type (value) == G_TYPE_STRING
                                ? json_node_dup_string (value)
                                : herald_json_write (value, FALSE);

      bytes += strlen (name) + strlen (text);
    }
  return bytes;
}

static gboolean
is_of_topic_characters (const char *text, gsize longest)
{
  gsize length = strlen (text);

  if (length == 0 || length > longest)
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("-_.~%", *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
check_target (JsonObject *message, HeraldEmulatorFcmFault *fault)
{
  const char *token = get_text (message, "token");
  const char *topic = get_text (message, "topic");
  const char *condition = get_text (message, "condition");

  if (topic != NULL && *topic != '\0')
    return herald_emulator_fcm_is_topic (topic) ||
           refuse (fault, "message.topic",
                   "Invalid topic name: it must match the pattern " TOPIC_PATTERN);
  if (condition != NULL && *condition != '\0')
    return herald_emulator_fcm_condition_is_valid (condition) ||
           refuse (fault, "message.condition", "Invalid condition expression provided.");
  return (token != NULL && *token != '\0') ||
         refuse (fault, "message", "Recipient of the message is not set.");
}

static gboolean
check_label (JsonObject *part, const char *field, HeraldEmulatorFcmFault *fault)
{
  const char *label = get_text (get_object (part, "fcm_options"), "analytics_label");

  return label == NULL || *label == '\0' || is_of_topic_characters (label, LONGEST_LABEL_BYTES) ||
         refuse (fault, field, "Invalid analytics label: it must match [a-zA-Z0-9-_.~%%]{1,50}");
}

static gboolean
is_color (const char *color)
{
  return strlen (color) == strlen ("#rrggbb") && *color == '#' &&
         strspn (color + 1, "0123456789abcdefABCDEF") == strlen ("rrggbb");
}

static gboolean
check_android (JsonObject *android, HeraldEmulatorFcmFault *fault)
{
  const char *ttl = get_text (android, "ttl");
  const char *color = get_text (get_object (android, "notification"), "color");

  if (android == NULL)
    return TRUE;
  if (ttl != NULL && (*ttl == '-' || g_ascii_strtoll (ttl, NULL, 10) > LONGEST_TTL_SECONDS))
    return refuse (fault, "message.android.ttl", "Invalid ttl: it is from 0 to 2419200 seconds");
  if (color != NULL && *color != '\0' && !is_color (color))
    return refuse (fault, "message.android.notification.color",
                   "Invalid color format: it must be of the form #rrggbb");
  return check_data (get_object (android, "data"), "message.android.data", fault) &&
         check_label (android, "message.android.fcm_options.analytics_label", fault);
}

static gboolean
check_apns (JsonObject *apns, HeraldEmulatorFcmFault *fault)
{
  const char *priority = get_text (get_object (apns, "headers"), "apns-priority");
  JsonObject *payload = get_object (apns, "payload");

  if (apns == NULL)
    return TRUE;
  if (priority != NULL && !g_strv_contains (apns_priorities, priority))
    return refuse (fault, "message.apns.headers", "Invalid APNs priority: %s", priority);
  if (payload != NULL && json_object_has_member (payload, "aps") &&
      !JSON_NODE_HOLDS_OBJECT (json_object_get_member (payload, "aps")))
    return refuse (fault, "message.apns.payload.aps", "Invalid APNs payload: “aps” is an object");
  return check_label (apns, "message.apns.fcm_options.analytics_label", fault);
}

static gboolean
check_webpush (JsonObject *webpush, HeraldEmulatorFcmFault *fault)
{
  const char *link = get_text (get_object (webpush, "fcm_options"), "link");

  return (link == NULL || *link == '\0' || g_str_has_prefix (link, "https://") ||
          refuse (fault, "message.webpush.fcm_options.link", "Invalid link: HTTPS is required")) &&
         check_data (get_object (webpush, "data"), "message.webpush.data", fault);
}

static gboolean
check_size (JsonObject *message, HeraldEmulatorFcmFault *fault)
{
  JsonObject *android = get_object (message, "android");
  gsize most = json_object_has_member (message, "token") ? PAYLOAD_BYTES : TOPIC_PAYLOAD_BYTES;
  gsize common =
    measure (get_object (message, "data")) + measure (get_object (message, "notification"));
  gsize for_android =
    measure (get_object (android, "data")) + measure (get_object (android, "notification"));
  gsize for_apns = measure (get_object (get_object (message, "apns"), "payload"));

  return common + MAX (for_android, for_apns) <= most ||
         refuse (fault, "message",
                 "Message is too big: %" G_GSIZE_FORMAT " bytes, while %" G_GSIZE_FORMAT
                 " are allowed.",
                 common + MAX (for_android, for_apns), most);
}

/**
 * herald_emulator_fcm_read_body:
 * @body: the body of messages:send
 * @fault: (out): what is wrong with it
 *
 * Returns: (transfer full) (nullable): the body in snake_case when FCM would take it; the target's
 *   token is not looked at
 */
JsonObject *
herald_emulator_fcm_read_body (JsonObject *body, HeraldEmulatorFcmFault *fault)
{
  g_autoptr (JsonObject) read = herald_emulator_fcm_schema_read (body, fault);
  JsonObject *message = get_object (read, "message");

  if (read == NULL)
    return NULL;
  if (message == NULL)
    {
      refuse (fault, "message", "The message is not set.");
      return NULL;
    }
  if (!check_target (message, fault) ||
      !check_data (get_object (message, "data"), "message.data", fault) ||
      !check_android (get_object (message, "android"), fault) ||
      !check_apns (get_object (message, "apns"), fault) ||
      !check_webpush (get_object (message, "webpush"), fault) ||
      !check_label (message, "message.fcm_options.analytics_label", fault) ||
      !check_size (message, fault))
    return NULL;
  return g_steal_pointer (&read);
}

/**
 * herald_emulator_fcm_get_ttl_seconds:
 * @message: a message that was found good
 *
 * Returns: how long it is kept for a phone without a network; four weeks by default
 */
gint64
herald_emulator_fcm_get_ttl_seconds (JsonObject *message)
{
  const char *ttl = get_text (get_object (message, "android"), "ttl");

  return ttl != NULL ? g_ascii_strtoll (ttl, NULL, 10) : LONGEST_TTL_SECONDS;
}

static gboolean
is_token_part (const char *part, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (part[i]) && strchr ("-_", part[i]) == NULL)
      return FALSE;
  return length > 0;
}

/**
 * herald_emulator_fcm_is_token:
 * @token: a text
 *
 * Returns: whether it has the form of a registration token: an instance, a colon, the rest
 */
gboolean
herald_emulator_fcm_is_token (const char *token)
{
  const char *colon = strchr (token, ':');

  return colon != NULL && is_token_part (token, (gsize) (colon - token)) &&
         strlen (colon + 1) >= SHORTEST_TOKEN_PART && is_token_part (colon + 1, strlen (colon + 1));
}

/**
 * herald_emulator_fcm_is_topic:
 * @topic: a text
 *
 * Returns: whether it is a topic's name, without “/topics/”
 */
gboolean
herald_emulator_fcm_is_topic (const char *topic)
{
  return is_of_topic_characters (topic, LONGEST_TOPIC_BYTES);
}
