/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks a message as FCM's HTTP v1 API does: known members only, one target, texts in “data”, no
 * reserved keys, sizes (“REST Resource: projects.messages”, “About FCM messages”, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-fcm-message.h"

#include "base/herald-json.h"

#include <string.h>

#define PAYLOAD_BYTES 4096
#define TOPIC_PAYLOAD_BYTES 2048
#define LONGEST_TTL_SECONDS ((gint64) 28 * 24 * 60 * 60)
#define SHORTEST_TOKEN_PART 20

static const char *const body_members[] = { "validate_only", "validateOnly", "message", NULL };
static const char *const message_members[] = {
  "name",        "data",       "notification", "android", "webpush",   "apns",
  "fcm_options", "fcmOptions", "token",        "topic",   "condition", NULL,
};
static const char *const notification_members[] = { "title", "body", "image", NULL };
static const char *const android_members[] = {
  "collapse_key",          "collapseKey",  "priority",     "ttl",         "restricted_package_name",
  "restrictedPackageName", "data",         "notification", "fcm_options", "fcmOptions",
  "direct_boot_ok",        "directBootOk", NULL,
};
static const char *const android_notification_members[] = {
  "title",
  "body",
  "icon",
  "color",
  "sound",
  "tag",
  "click_action",
  "body_loc_key",
  "body_loc_args",
  "title_loc_key",
  "title_loc_args",
  "channel_id",
  "ticker",
  "sticky",
  "event_time",
  "local_only",
  "notification_priority",
  "default_sound",
  "default_vibrate_timings",
  "default_light_settings",
  "vibrate_timings",
  "visibility",
  "notification_count",
  "light_settings",
  "image",
  "bypass_proxy_notification",
  "proxy",
  NULL,
};
static const char *const reserved_prefixes[] = { "google.", "gcm.", NULL };
static const char *const reserved_keys[] = { "from", "message_type", NULL };
static const char *const targets[] = { "token", "topic", "condition", NULL };

/**
 * herald_emulator_fcm_fault_clear:
 * @self: the fault to clear
 */
void
herald_emulator_fcm_fault_clear (HeraldEmulatorFcmFault *self)
{
  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->text, g_free);
}

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

static gboolean
check_members (JsonObject             *object,
               const char             *field,
               const char *const      *known,
               HeraldEmulatorFcmFault *fault)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!g_strv_contains (known, name))
      return refuse (fault, field,
                     "Invalid JSON payload received. Unknown name \"%s\" at '%s': Cannot find "
                     "field.",
                     name, field);
  return TRUE;
}

/* A member that is an object, or absent. */
static gboolean
read_part (JsonObject             *parent,
           const char             *name,
           const char             *field,
           JsonObject            **part,
           HeraldEmulatorFcmFault *fault)
{
  if (herald_json_read_object (parent, name, HERALD_JSON_OPTIONAL, part, NULL))
    return TRUE;
  return refuse (fault, field, "Invalid value at '%s': it must be an object.", field);
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
    {
      if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
        return refuse (fault, field, "Invalid value at '%s[\"%s\"]' (TYPE_STRING)", field, name);
      if (is_reserved (name))
        return refuse (fault, field, "Invalid data payload key: %s", name);
    }
  return TRUE;
}

/* Keys and texts of a map; other kinds of values count as their JSON. */
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
check_target (JsonObject *message, HeraldEmulatorFcmFault *fault)
{
  guint       n_targets = 0;
  const char *value;

  for (gsize i = 0; targets[i] != NULL; i++)
    {
      if (!herald_json_read_string (message, targets[i], HERALD_JSON_OPTIONAL, &value, NULL))
        return refuse (fault, "message", "Invalid value at 'message.%s' (TYPE_STRING)", targets[i]);
      n_targets += value != NULL && *value != '\0';
    }
  if (n_targets == 1)
    return TRUE;
  return n_targets == 0
           ? refuse (fault, "message", "Recipient of the message is not set.")
           : refuse (fault, "message", "Only one of token, topic and condition may be set.");
}

static gboolean
is_ttl (const char *ttl)
{
  gsize digits = strspn (ttl, "0123456789");
  gsize fraction;

  if (digits == 0 || digits > 9)
    return FALSE;
  if (g_ascii_strtoll (ttl, NULL, 10) > LONGEST_TTL_SECONDS)
    return FALSE;
  ttl += digits;
  if (*ttl == '.')
    {
      fraction = strspn (ttl + 1, "0123456789");
      if (fraction == 0 || fraction > 9)
        return FALSE;
      ttl += 1 + fraction;
    }
  return g_str_equal (ttl, "s");
}

static gboolean
check_android_values (JsonObject *android, HeraldEmulatorFcmFault *fault)
{
  const char *priority = NULL;
  const char *ttl = NULL;

  if (!herald_json_read_string (android, "priority", HERALD_JSON_OPTIONAL, &priority, NULL) ||
      (priority != NULL && g_ascii_strcasecmp (priority, "normal") != 0 &&
       g_ascii_strcasecmp (priority, "high") != 0))
    return refuse (fault, "message.android.priority",
                   "Invalid value at 'message.android.priority' "
                   "(type.googleapis.com/google.firebase.fcm.v1.AndroidMessagePriority)");
  if (!herald_json_read_string (android, "ttl", HERALD_JSON_OPTIONAL, &ttl, NULL) ||
      (ttl != NULL && !is_ttl (ttl)))
    return refuse (fault, "message.android.ttl",
                   "Invalid value at 'message.android.ttl': seconds from \"0s\" to four weeks, "
                   "such "
                   "as \"3600s\".");
  return TRUE;
}

static gboolean
check_android (JsonObject *message, gsize *bytes, HeraldEmulatorFcmFault *fault)
{
  JsonObject *android = NULL;
  JsonObject *data = NULL;
  JsonObject *notification = NULL;

  if (!read_part (message, "android", "message.android", &android, fault))
    return FALSE;
  if (android == NULL)
    return TRUE;
  if (!check_members (android, "message.android", android_members, fault) ||
      !check_android_values (android, fault) ||
      !read_part (android, "data", "message.android.data", &data, fault) ||
      !check_data (data, "message.android.data", fault) ||
      !read_part (android, "notification", "message.android.notification", &notification, fault))
    return FALSE;
  *bytes += measure (data) + measure (notification);
  return notification == NULL || check_members (notification, "message.android.notification",
                                                android_notification_members, fault);
}

static gboolean
check_message (JsonObject *message, HeraldEmulatorFcmFault *fault)
{
  JsonObject *data = NULL;
  JsonObject *notification = NULL;
  gsize most = json_object_has_member (message, "token") ? PAYLOAD_BYTES : TOPIC_PAYLOAD_BYTES;
  gsize bytes = 0;

  if (!check_members (message, "message", message_members, fault) ||
      !check_target (message, fault) ||
      !read_part (message, "data", "message.data", &data, fault) ||
      !check_data (data, "message.data", fault) ||
      !read_part (message, "notification", "message.notification", &notification, fault) ||
      !check_android (message, &bytes, fault))
    return FALSE;
  if (notification != NULL &&
      !check_members (notification, "message.notification", notification_members, fault))
    return FALSE;
  bytes += measure (data) + measure (notification);
  if (bytes > most)
    return refuse (fault, "message",
                   "Message is too big: %" G_GSIZE_FORMAT " bytes, while %" G_GSIZE_FORMAT
                   " are allowed.",
                   bytes, most);
  return TRUE;
}

/**
 * herald_emulator_fcm_check_body:
 * @body: the body of messages:send
 * @fault: (out): what is wrong with it
 *
 * Returns: whether FCM would take it; the target's token is not looked at
 */
gboolean
herald_emulator_fcm_check_body (JsonObject *body, HeraldEmulatorFcmFault *fault)
{
  JsonObject *message = NULL;
  gboolean    validate_only = FALSE;

  if (!check_members (body, "body", body_members, fault))
    return FALSE;
  if (!herald_json_read_boolean (body, "validate_only", HERALD_JSON_OPTIONAL, &validate_only, NULL))
    return refuse (fault, "validate_only", "Invalid value at 'validate_only' (TYPE_BOOL)");
  if (!herald_json_read_object (body, "message", HERALD_JSON_REQUIRED, &message, NULL))
    return refuse (fault, "message", "The message is not set.");
  return check_message (message, fault);
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
  JsonObject *android = NULL;
  const char *ttl = NULL;

  if (!herald_json_read_object (message, "android", HERALD_JSON_OPTIONAL, &android, NULL) ||
      android == NULL ||
      !herald_json_read_string (android, "ttl", HERALD_JSON_OPTIONAL, &ttl, NULL) || ttl == NULL)
    return LONGEST_TTL_SECONDS;
  return g_ascii_strtoll (ttl, NULL, 10);
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
