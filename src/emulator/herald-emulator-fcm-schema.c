/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a body by tables as Google's front end does before FCM sees it: members may be spelt in
 * snake_case or lowerCamelCase, null is absent, numbers of 32 bits may be texts, enumerations may
 * be numbers (“ProtoJSON Format”; “REST Resource: projects.messages”, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-fcm-schema.h"

#include "base/herald-json.h"

#include <string.h>

#define TYPE_PREFIX "type.googleapis.com/google.firebase.fcm.v1."

typedef enum
{
  TEXT,
  BOOLEAN,
  INTEGER,
  NUMBER,
  DURATION,
  TIMESTAMP,
  ENUMERATION,
  TEXTS,
  DURATIONS,
  TEXT_MAP,
  FREE_OBJECT, /* google.protobuf.Struct */
  MESSAGE,
} Kind;

typedef struct _Field Field;

struct _Field
{
  const char        *name; /* in snake_case */
  Kind               kind;
  const Field       *fields; /* of MESSAGE */
  const char        *type;   /* of ENUMERATION: its name, and below its values */
  const char *const *values;
};

static const char *const android_priorities[] = { "NORMAL", "HIGH", NULL };
static const char *const notification_priorities[] = {
  "PRIORITY_UNSPECIFIED", "PRIORITY_MIN", "PRIORITY_LOW", "PRIORITY_DEFAULT",
  "PRIORITY_HIGH",        "PRIORITY_MAX", NULL,
};
static const char *const visibilities[] = {
  "VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET", NULL,
};
static const char *const proxies[] = {
  "PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED", NULL,
};
static const Field options[] = { { .name = "analytics_label", .kind = TEXT }, { .name = NULL } };
static const Field apns_options[] = {
  { .name = "analytics_label", .kind = TEXT },
  { .name = "image", .kind = TEXT },
  { .name = NULL },
};
static const Field webpush_options[] = {
  { .name = "link", .kind = TEXT },
  { .name = "analytics_label", .kind = TEXT },
  { .name = NULL },
};
static const Field notification[] = {
  { .name = "title", .kind = TEXT },
  { .name = "body", .kind = TEXT },
  { .name = "image", .kind = TEXT },
  { .name = NULL },
};
static const Field color[] = {
  { .name = "red", .kind = NUMBER },
  { .name = "green", .kind = NUMBER },
  { .name = "blue", .kind = NUMBER },
  { .name = "alpha", .kind = NUMBER },
  { .name = NULL },
};
static const Field light_settings[] = {
  { .name = "color", .kind = MESSAGE, .fields = color },
  { .name = "light_on_duration", .kind = DURATION },
  { .name = "light_off_duration", .kind = DURATION },
  { .name = NULL },
};
static const Field android_notification[] = {
  { .name = "title", .kind = TEXT },
  { .name = "body", .kind = TEXT },
  { .name = "icon", .kind = TEXT },
  { .name = "color", .kind = TEXT },
  { .name = "sound", .kind = TEXT },
  { .name = "tag", .kind = TEXT },
  { .name = "click_action", .kind = TEXT },
  { .name = "body_loc_key", .kind = TEXT },
  { .name = "body_loc_args", .kind = TEXTS },
  { .name = "title_loc_key", .kind = TEXT },
  { .name = "title_loc_args", .kind = TEXTS },
  { .name = "channel_id", .kind = TEXT },
  { .name = "ticker", .kind = TEXT },
  { .name = "sticky", .kind = BOOLEAN },
  { .name = "event_time", .kind = TIMESTAMP },
  { .name = "local_only", .kind = BOOLEAN },
  { .name = "notification_priority",
    .kind = ENUMERATION,
    .type = "AndroidNotification.NotificationPriority",
    .values = notification_priorities },
  { .name = "default_sound", .kind = BOOLEAN },
  { .name = "default_vibrate_timings", .kind = BOOLEAN },
  { .name = "default_light_settings", .kind = BOOLEAN },
  { .name = "vibrate_timings", .kind = DURATIONS },
  { .name = "visibility",
    .kind = ENUMERATION,
    .type = "AndroidNotification.Visibility",
    .values = visibilities },
  { .name = "notification_count", .kind = INTEGER },
  { .name = "light_settings", .kind = MESSAGE, .fields = light_settings },
  { .name = "image", .kind = TEXT },
  { .name = "bypass_proxy_notification", .kind = BOOLEAN },
  { .name = "proxy", .kind = ENUMERATION, .type = "AndroidNotification.Proxy", .values = proxies },
  { .name = NULL },
};
static const Field android[] = {
  { .name = "collapse_key", .kind = TEXT },
  { .name = "priority",
    .kind = ENUMERATION,
    .type = "AndroidMessagePriority",
    .values = android_priorities },
  { .name = "ttl", .kind = DURATION },
  { .name = "restricted_package_name", .kind = TEXT },
  { .name = "data", .kind = TEXT_MAP },
  { .name = "notification", .kind = MESSAGE, .fields = android_notification },
  { .name = "fcm_options", .kind = MESSAGE, .fields = options },
  { .name = "direct_boot_ok", .kind = BOOLEAN },
  { .name = "bandwidth_constrained_ok", .kind = BOOLEAN },
  { .name = "restricted_satellite_ok", .kind = BOOLEAN },
  { .name = NULL },
};
static const Field webpush[] = {
  { .name = "headers", .kind = TEXT_MAP },
  { .name = "data", .kind = TEXT_MAP },
  { .name = "notification", .kind = FREE_OBJECT },
  { .name = "fcm_options", .kind = MESSAGE, .fields = webpush_options },
  { .name = NULL },
};
static const Field apns[] = {
  { .name = "headers", .kind = TEXT_MAP },
  { .name = "payload", .kind = FREE_OBJECT },
  { .name = "fcm_options", .kind = MESSAGE, .fields = apns_options },
  { .name = "live_activity_token", .kind = TEXT },
  { .name = NULL },
};
static const Field message[] = {
  { .name = "name", .kind = TEXT },
  { .name = "data", .kind = TEXT_MAP },
  { .name = "notification", .kind = MESSAGE, .fields = notification },
  { .name = "android", .kind = MESSAGE, .fields = android },
  { .name = "webpush", .kind = MESSAGE, .fields = webpush },
  { .name = "apns", .kind = MESSAGE, .fields = apns },
  { .name = "fcm_options", .kind = MESSAGE, .fields = options },
  { .name = "token", .kind = TEXT },
  { .name = "topic", .kind = TEXT },
  { .name = "condition", .kind = TEXT },
  { .name = NULL },
};
static const Field body_fields[] = {
  { .name = "validate_only", .kind = BOOLEAN },
  { .name = "message", .kind = MESSAGE, .fields = message },
  { .name = NULL },
};

static const char *const target_names[] = { "token", "topic", "condition", NULL };

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
  fault->malformed = TRUE;
  fault->field = g_strdup (field);
  fault->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
refuse_value (HeraldEmulatorFcmFault *fault, const char *path, const char *type, JsonNode *value)
{
  g_autofree char *text = herald_json_write (value, FALSE);

  return refuse (fault, path, "Invalid value at '%s' (%s), %s", path, type, text);
}

/* Whether @given is @snake, or its lowerCamelCase form. */
static gboolean
is_spelt (const char *snake, const char *given)
{
  while (*snake != '\0')
    {
      if (*snake == '_' && *given != '_')
        {
          snake++;
          if (*given++ != g_ascii_toupper (*snake++))
            return FALSE;
        }
      else if (*snake++ != *given++)
        return FALSE;
    }
  return *given == '\0';
}

static const Field *
find_field (const Field *fields, const char *given)
{
  for (; fields->name != NULL; fields++)
    if (is_spelt (fields->name, given))
      return fields;
  return NULL;
}

static gboolean
is_text (JsonNode *value)
{
  return JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING;
}

static gboolean
is_number (JsonNode *value)
{
  return JSON_NODE_HOLDS_VALUE (value) && (json_node_get_value_type (value) == G_TYPE_INT64 ||
                                           json_node_get_value_type (value) == G_TYPE_DOUBLE);
}

static gboolean
is_integer (JsonNode *value)
{
  gint64 number = 0;

  if (is_text (value))
    return g_ascii_string_to_signed (json_node_get_string (value), 10, G_MININT32, G_MAXINT32,
                                     &number, NULL);
  return is_number (value) && json_node_get_value_type (value) == G_TYPE_INT64 &&
         json_node_get_int (value) >= G_MININT32 && json_node_get_int (value) <= G_MAXINT32;
}

/* Seconds with up to nine digits behind the point and an “s”. */
static gboolean
is_duration (JsonNode *value)
{
  const char *text = is_text (value) ? json_node_get_string (value) : "";
  gsize       digits;

  if (*text == '-')
    text++;
  digits = strspn (text, "0123456789");
  if (digits == 0 || digits > 12)
    return FALSE;
  text += digits;
  if (*text == '.')
    {
      digits = strspn (text + 1, "0123456789");
      if (digits == 0 || digits > 9)
        return FALSE;
      text += 1 + digits;
    }
  return g_str_equal (text, "s");
}

static gboolean
is_timestamp (JsonNode *value)
{
  g_autoptr (GDateTime) time =
    is_text (value) ? g_date_time_new_from_iso8601 (json_node_get_string (value), NULL) : NULL;

  return time != NULL;
}

/* The name of an enumeration's value; FCM takes it in either case, as its own libraries send it. */
static const char *
find_enumerator (const Field *field, JsonNode *value)
{
  gint64 number = -1;

  if (is_integer (value) && !is_text (value))
    number = json_node_get_int (value);
  for (gint64 i = 0; field->values[i] != NULL; i++)
    if (i == number || (is_text (value) &&
                        g_ascii_strcasecmp (json_node_get_string (value), field->values[i]) == 0))
      return field->values[i];
  return NULL;
}

static gboolean
check_list (const char *path, JsonNode *value, Kind kind, HeraldEmulatorFcmFault *fault)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (value))
    return refuse (fault, path,
                   "Invalid value at '%s': Proto field is repeating, it must be a list.", path);
  array = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode        *element = json_array_get_element (array, i);
      g_autofree char *at = g_strdup_printf ("%s[%u]", path, i);

      if (kind == TEXTS && !is_text (element))
        return refuse_value (fault, at, "TYPE_STRING", element);
      if (kind == DURATIONS && !is_duration (element))
        return refuse_value (fault, at, "type.googleapis.com/google.protobuf.Duration", element);
    }
  return TRUE;
}

static gboolean
check_map (const char *path, JsonNode *value, HeraldEmulatorFcmFault *fault)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *member;
  guint          position = 0;

  if (!JSON_NODE_HOLDS_OBJECT (value))
    return refuse_value (fault, path, "Map", value);
  json_object_iter_init_ordered (&iter, json_node_get_object (value));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_autofree char *at = g_strdup_printf ("%s[%u].value", path, position++);

      if (!is_text (member))
        return refuse_value (fault, at, "TYPE_STRING", member);
    }
  return TRUE;
}

static gboolean
check_single (const Field *field, const char *path, JsonNode *value, HeraldEmulatorFcmFault *fault)
{
  switch (field->kind)
    {
    case TEXT:
      return is_text (value) || refuse_value (fault, path, "TYPE_STRING", value);
    case BOOLEAN:
      return (JSON_NODE_HOLDS_VALUE (value) &&
              json_node_get_value_type (value) == G_TYPE_BOOLEAN) ||
             refuse_value (fault, path, "TYPE_BOOL", value);
    case INTEGER:
      return is_integer (value) || refuse_value (fault, path, "TYPE_INT32", value);
    case NUMBER:
      return is_number (value) || refuse_value (fault, path, "TYPE_FLOAT", value);
    case DURATION:
      return is_duration (value) ||
             refuse_value (fault, path, "type.googleapis.com/google.protobuf.Duration", value);
    case TIMESTAMP:
      return is_timestamp (value) ||
             refuse_value (fault, path, "type.googleapis.com/google.protobuf.Timestamp", value);
    case TEXTS:
    case DURATIONS:
      return check_list (path, value, field->kind, fault);
    case TEXT_MAP:
      return check_map (path, value, fault);
    case ENUMERATION:
    case FREE_OBJECT:
    case MESSAGE:
    default:
      return JSON_NODE_HOLDS_OBJECT (value) ||
             refuse_value (fault, path, "type.googleapis.com/google.protobuf.Struct", value);
    }
}

static JsonObject *read_message (const Field            *fields,
                                 const char             *path,
                                 JsonObject             *object,
                                 HeraldEmulatorFcmFault *fault);

static gboolean
read_member (const Field            *field,
             const char             *path,
             JsonNode               *value,
             JsonObject             *into,
             HeraldEmulatorFcmFault *fault)
{
  g_autofree char *type = NULL;
  const char      *enumerator;
  JsonObject      *inner;

  if (JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  if (field->kind == ENUMERATION)
    {
      enumerator = find_enumerator (field, value);
      type = g_strconcat (TYPE_PREFIX, field->type, NULL);
      if (enumerator == NULL)
        return refuse_value (fault, path, type, value);
      json_object_set_string_member (into, field->name, enumerator);
      return TRUE;
    }
  if (!check_single (field, path, value, fault))
    return FALSE;
  if (field->kind != MESSAGE)
    {
      json_object_set_member (into, field->name, json_node_copy (value));
      return TRUE;
    }
  inner = read_message (field->fields, path, json_node_get_object (value), fault);
  if (inner != NULL)
    json_object_set_object_member (into, field->name, inner);
  return inner != NULL;
}

/* Recurses as deep as the tables go. */
static JsonObject *
read_message (const Field            *fields,
              const char             *path,
              JsonObject             *object,
              HeraldEmulatorFcmFault *fault)
{
  g_autoptr (JsonObject) read = json_object_new ();
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      const Field     *field = find_field (fields, name);
      g_autofree char *at = NULL;

      if (field == NULL)
        {
          g_autofree char *place =
            *path != '\0' ? g_strdup_printf (" at '%s'", path) : g_strdup ("");

          refuse (fault, path,
                  "Invalid JSON payload received. Unknown name \"%s\"%s: Cannot find field.", name,
                  place);
          return NULL;
        }
      at = *path != '\0' ? g_strconcat (path, ".", field->name, NULL) : g_strdup (field->name);
      if (!read_member (field, at, value, read, fault))
        return NULL;
    }
  return g_steal_pointer (&read);
}

/* “token”, “topic” and “condition” are one choice. */
static gboolean
check_choice (JsonObject *body, HeraldEmulatorFcmFault *fault)
{
  JsonObject *found = json_object_has_member (body, "message")
                        ? json_object_get_object_member (body, "message")
                        : NULL;
  gboolean    chosen = FALSE;

  for (gsize i = 0; found != NULL && target_names[i] != NULL; i++)
    {
      if (!json_object_has_member (found, target_names[i]))
        continue;
      if (chosen)
        return refuse (fault, "message",
                       "Invalid value at 'message' (oneof), oneof field 'target' is already set. "
                       "Cannot set '%s'",
                       target_names[i]);
      chosen = TRUE;
    }
  return TRUE;
}

/**
 * herald_emulator_fcm_schema_read:
 * @body: the body of messages:send
 * @fault: (out): what is wrong with its shape
 *
 * Returns: (transfer full) (nullable): the same with every member in snake_case and enumerations by
 *   their names
 */
JsonObject *
herald_emulator_fcm_schema_read (JsonObject *body, HeraldEmulatorFcmFault *fault)
{
  g_autoptr (JsonObject) read = read_message (body_fields, "", body, fault);

  return read != NULL && check_choice (read, fault) ? g_steal_pointer (&read) : NULL;
}
