/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the bodies of registration, status, clean-up and interactions. Names of members are taken
 * in any case, as the service's framework does by default; what is no JSON by the letter of RFC
 * 8259 is refused, also where a printed sample is sloppy. */
#include "config.h"

#include "emulator/herald-emulator-device-body.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "emulator/herald-emulator-media-type.h"

#include <string.h>

#define MOST_BYTES ((gsize) 2 * 1024 * 1024) /* a hundred registrations of the longest texts */
#define LONGEST_API_TOKEN 4000               /* msdynmkt_apitoken */

/**
 * herald_emulator_device_body_invalid:
 * @error: return location
 * @format: a sentence without period
 * @...: its arguments
 *
 * Returns: %FALSE, with an INVALID error
 */
gboolean
herald_emulator_device_body_invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (HERALD_ERROR, HERALD_ERROR_INVALID, format, arguments));
  va_end (arguments);
  return FALSE;
}

/**
 * herald_emulator_device_body_refuse:
 * @call: a call that is not answered yet
 * @error: what is wrong with it
 *
 * Answers 400, or 500 when the fault is ours. The form of the body is not documented.
 */
void
herald_emulator_device_body_refuse (HeraldEmulatorCall *call, const GError *error)
{
  gboolean invalid = g_error_matches (error, HERALD_ERROR, HERALD_ERROR_INVALID) ||
                     g_error_matches (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "Message", error->message);
  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, invalid ? 400 : 500, node);
}

/**
 * herald_emulator_device_body_parse:
 * @call: a call
 * @error: return location
 *
 * **Errors:** INVALID.
 *
 * Returns: (transfer full): its body
 */
JsonNode *
herald_emulator_device_body_parse (HeraldEmulatorCall *call, GError **error)
{
  const char *type = herald_emulator_call_get_header (call, "content-type");
  GBytes     *body = herald_emulator_call_get_body (call);
  g_autoptr (GError) local_error = NULL;
  JsonNode *node;

  if (!herald_emulator_media_type_is_json (type))
    {
      herald_emulator_device_body_invalid (error, "The content type must be application/json");
      return NULL;
    }
  if (g_bytes_get_size (body) > MOST_BYTES)
    {
      herald_emulator_device_body_invalid (error,
                                           "The body is longer than %" G_GSIZE_FORMAT " bytes",
                                           MOST_BYTES);
      return NULL;
    }
  node = herald_json_parse_bytes (body, &local_error);
  if (node == NULL)
    herald_emulator_device_body_invalid (error, "The body is not JSON: %s", local_error->message);
  return node;
}

/**
 * herald_emulator_device_body_parse_object:
 * @call: a call
 * @names: (array zero-terminated=1): the members it may have
 * @error: return location
 *
 * **Errors:** INVALID.
 *
 * Returns: (transfer full): its body
 */
JsonObject *
herald_emulator_device_body_parse_object (HeraldEmulatorCall *call,
                                          const char *const  *names,
                                          GError            **error)
{
  g_autoptr (JsonNode) root = herald_emulator_device_body_parse (call, error);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      herald_emulator_device_body_invalid (error, "The body must be an object");
      return NULL;
    }
  if (!herald_emulator_device_body_fold (json_node_get_object (root), names, error))
    return NULL;
  return json_node_dup_object (root);
}

/**
 * herald_emulator_device_body_fold:
 * @object: an object of a body
 * @names: (array zero-terminated=1): names as documented
 * @error: return location
 *
 * **Errors:** INVALID when a member is there twice, in two spellings.
 *
 * Returns: whether each member of @names is there once or not at all
 */
gboolean
herald_emulator_device_body_fold (JsonObject *object, const char *const *names, GError **error)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *link = members; link != NULL; link = link->next)
    for (gsize i = 0; names[i] != NULL; i++)
      {
        const char *member = link->data;

        if (strcmp (member, names[i]) == 0 || g_ascii_strcasecmp (member, names[i]) != 0)
          continue;
        if (json_object_has_member (object, names[i]))
          return herald_emulator_device_body_invalid (error, "The member “%s” is there twice",
                                                      names[i]);
        json_object_set_member (object, names[i], json_object_dup_member (object, member));
        json_object_remove_member (object, member);
        break;
      }
  return TRUE;
}

/**
 * herald_emulator_device_body_read_guid:
 * @object: an object of a body
 * @name: its member
 * @value: (out) (transfer full): the GUID in lower case
 * @error: return location
 *
 * **Errors:** INVALID, also for a GUID in braces.
 *
 * Returns: whether there is one
 */
gboolean
herald_emulator_device_body_read_guid (JsonObject *object,
                                       const char *name,
                                       char      **value,
                                       GError    **error)
{
  const char *text = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_REQUIRED, &text, error))
    return FALSE;
  if (!herald_guid_is_valid (text))
    return herald_emulator_device_body_invalid (error, "The member “%s” must be a GUID", name);
  *value = g_ascii_strdown (text, -1);
  return TRUE;
}

/**
 * herald_emulator_device_body_read_text:
 * @object: an object of a body
 * @name: its member
 * @presence: whether it may be absent or null
 * @longest: the most characters
 * @value: (out) (transfer none) (nullable): the text
 * @error: return location
 *
 * **Errors:** INVALID, also for an empty text.
 *
 * Returns: whether it is as it must be
 */
gboolean
herald_emulator_device_body_read_text (JsonObject        *object,
                                       const char        *name,
                                       HeraldJsonPresence presence,
                                       glong              longest,
                                       const char       **value,
                                       GError           **error)
{
  if (!herald_json_read_string (object, name, presence, value, error))
    return FALSE;
  if (*value == NULL)
    return TRUE;
  if (**value == '\0')
    return herald_emulator_device_body_invalid (error, "The member “%s” must not be empty", name);
  return g_utf8_strlen (*value, -1) <= longest ||
         herald_emulator_device_body_invalid (error,
                                              "The member “%s” is longer than %ld characters", name,
                                              longest);
}

/**
 * herald_emulator_device_body_read_api_token:
 * @object: an object of a body
 * @value: (out) (transfer none): the access token that it shows
 * @error: return location
 *
 * **Errors:** INVALID.
 *
 * Returns: whether there is one
 */
gboolean
herald_emulator_device_body_read_api_token (JsonObject *object, const char **value, GError **error)
{
  return herald_emulator_device_body_read_text (object, "ApiToken", HERALD_JSON_REQUIRED,
                                                LONGEST_API_TOKEN, value, error);
}

/**
 * herald_emulator_device_body_read_organization:
 * @site: the site
 * @call: a call below the organization's address
 * @own: (out): whether it is this emulator's organization
 * @error: return location
 *
 * **Errors:** INVALID.
 *
 * Returns: whether the address names an organization at all
 */
gboolean
herald_emulator_device_body_read_organization (HeraldEmulatorSite *site,
                                               HeraldEmulatorCall *call,
                                               gboolean           *own,
                                               GError            **error)
{
  const char *text = herald_emulator_call_get_capture (call, "org");

  if (!herald_guid_is_valid (text))
    return herald_emulator_device_body_invalid (error,
                                                "The organization in the address must be a GUID");
  *own =
    g_ascii_strcasecmp (text,
                        herald_emulator_site_get_setting (site, HERALD_EMULATOR_ORGANIZATION_ID)) ==
    0;
  return TRUE;
}
