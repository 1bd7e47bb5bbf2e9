/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the headers of a registration. The header list of “Mobile app push notification device
 * registration” (read 2026-11) says x-ms-callback-url, its section on the webhook
 * x-ms-status-callback-url; both are taken. */
#include "config.h"

#include "emulator/herald-emulator-registration-wishes.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-device-body.h"
#include "emulator/herald-emulator-outbound.h"

#include <string.h>

#define LONGEST_URL 2048
#define MOST_HEADERS 32
#define TOKEN_SIGNS "!#$%&'*+-.^_`|~" /* of a field name: RFC 9110, 5.6.2 */

/* They belong to the connection or to the body, not to the receiver's correlation. */
static const char *const reserved[] = {
  "connection", "content-encoding", "content-length",    "expect",  "host", "keep-alive",
  "te",         "trailer",          "transfer-encoding", "upgrade", NULL,
};

static gboolean
is_field_name (const char *name)
{
  for (const char *sign = name; *sign != '\0'; sign++)
    if (!g_ascii_isalnum (*sign) && strchr (TOKEN_SIGNS, *sign) == NULL)
      return FALSE;
  return *name != '\0';
}

static gboolean
is_field_value (const char *value)
{
  for (const char *sign = value; *sign != '\0'; sign++)
    if (!g_ascii_isprint (*sign) && *sign != '\t')
      return FALSE;
  return TRUE;
}

static gboolean
check_header (const char *name, JsonNode *value, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (!is_field_name (name) || g_strv_contains (reserved, lower) ||
      g_str_has_prefix (lower, "proxy-"))
    return herald_emulator_device_body_invalid (
      error, "x-ms-callback-url-headers cannot set the header “%s”", name);
  if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING ||
      !is_field_value (json_node_get_string (value)))
    return herald_emulator_device_body_invalid (error,
                                                "The header “%s” of x-ms-callback-url-headers must "
                                                "be a text of one line in ASCII",
                                                name);
  return TRUE;
}

static gboolean
check_headers (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return herald_emulator_device_body_invalid (error, "x-ms-callback-url-headers must be a JSON "
                                                       "object of texts");
  if (json_object_get_size (json_node_get_object (node)) > MOST_HEADERS)
    return herald_emulator_device_body_invalid (
      error, "x-ms-callback-url-headers can set %d headers at most", MOST_HEADERS);
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!check_header (name, value, error))
      return FALSE;
  return TRUE;
}

/* The emulator contacts nobody but this machine. */
static gboolean
check_url (const char *name, const char *text, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || strlen (text) > LONGEST_URL ||
      (g_strcmp0 (g_uri_get_scheme (uri), "http") != 0 &&
       g_strcmp0 (g_uri_get_scheme (uri), "https") != 0) ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return herald_emulator_device_body_invalid (error,
                                                "%s must be an absolute URL of http or https, at "
                                                "most %d characters long",
                                                name, LONGEST_URL);
  return herald_emulator_outbound_is_allowed (uri) ||
         herald_emulator_device_body_invalid (error,
                                              "%s must name this machine (127.0.0.1, [::1] or "
                                              "localhost): the emulator calls "
                                              "no other host",
                                              name);
}

static gboolean
read_url (HeraldEmulatorCall *call, const char *name, const char **url, GError **error)
{
  *url = herald_emulator_call_get_header (call, name);
  return *url == NULL || check_url (name, *url, error);
}

/**
 * herald_emulator_registration_wishes_read:
 * @call: a registration
 * @wishes: (out): what its headers ask for
 * @error: return location
 *
 * “true” in any case and with blanks around it asks for tracking, anything else does not.
 *
 * **Errors:** INVALID.
 *
 * Returns: whether the headers are as they must be
 */
gboolean
herald_emulator_registration_wishes_read (HeraldEmulatorCall               *call,
                                          HeraldEmulatorRegistrationWishes *wishes,
                                          GError                          **error)
{
  const char      *tracked = herald_emulator_call_get_header (call, "x-ms-track-registration");
  g_autofree char *stripped = g_strstrip (g_strdup (tracked != NULL ? tracked : ""));
  const char      *other_url = NULL;

  wishes->tracked = g_ascii_strcasecmp (stripped, "true") == 0;
  if (!read_url (call, "x-ms-callback-url", &wishes->callback_url, error) ||
      !read_url (call, "x-ms-status-callback-url", &other_url, error))
    return FALSE;
  if (wishes->callback_url == NULL)
    wishes->callback_url = other_url;
  wishes->callback_headers = herald_emulator_call_get_header (call, "x-ms-callback-url-headers");
  return wishes->callback_headers == NULL || check_headers (wishes->callback_headers, error);
}
