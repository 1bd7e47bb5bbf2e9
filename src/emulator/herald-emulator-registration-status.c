/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers status requests. Unlike a registration, a wrong access token, app or organization is told
 * at once; the entries carry no id, so their order is that of the request. */
#include "config.h"

#include "emulator/herald-emulator-registration-status.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-device-body.h"
#include "emulator/herald-emulator-registration-queue.h"
#include "emulator/herald-emulator-registration-texts.h"
#include "emulator/herald-emulator-registry.h"

#define MOST_IDS 100 /* not documented; the same as of a batch */

static const char *const members[] = { "RegistrationRequestIds", "MobileAppId", "ApiToken", NULL };

static gboolean
check_caller (HeraldEmulatorSite *site,
              HeraldEmulatorCall *call,
              JsonObject         *body,
              char              **app_id,
              GError            **error)
{
  const char *api_token = NULL;
  gboolean    own = FALSE;

  if (!herald_emulator_device_body_read_organization (site, call, &own, error) ||
      !herald_emulator_device_body_read_guid (body, "MobileAppId", app_id, error) ||
      !herald_emulator_device_body_read_api_token (body, &api_token, error))
    return FALSE;
  return (own && herald_emulator_registry_check_api_token (site, *app_id, api_token)) ||
         herald_emulator_device_body_invalid (error, "The access token, the app or the "
                                                     "organization is wrong");
}

static gboolean
read_request_ids (JsonObject *body, GPtrArray *ids, GError **error)
{
  JsonArray *array = NULL;
  guint      length;

  if (!herald_json_read_array (body, "RegistrationRequestIds", HERALD_JSON_REQUIRED, &array, error))
    return FALSE;
  length = json_array_get_length (array);
  if (length == 0 || length > MOST_IDS)
    return herald_emulator_device_body_invalid (error, "1 to %d request ids are needed, not %u",
                                                MOST_IDS, length);
  for (guint i = 0; i < length; i++)
    {
      JsonNode   *element = json_array_get_element (array, i);
      const char *text =
        JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING
          ? json_node_get_string (element)
          : NULL;

      if (!herald_guid_is_valid (text))
        return herald_emulator_device_body_invalid (error, "Request id %u is not a GUID", i + 1);
      g_ptr_array_add (ids, g_ascii_strdown (text, -1));
    }
  return TRUE;
}

static JsonObject *
describe (HeraldEmulatorSite *site, const char *app_id, const char *request_id)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *reason = NULL;
  g_autofree char *status =
    herald_emulator_registration_queue_get_status (site, app_id, request_id, &reason);

  json_object_set_string_member (object, "Status", status);
  if (reason != NULL)
    json_object_set_string_member (object, "FailureReason",
                                   herald_emulator_registration_texts_get_answer (site, reason));
  else
    json_object_set_null_member (object, "FailureReason");
  return object;
}

static void
status_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = herald_emulator_device_body_parse_object (call, members, &error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *app_id = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *array;

  if (body == NULL || !check_caller (site, call, body, &app_id, &error) ||
      !read_request_ids (body, ids, &error))
    {
      herald_emulator_device_body_refuse (call, error);
      return;
    }
  array = json_array_new ();
  for (guint i = 0; i < ids->len; i++)
    json_array_add_object_element (array, describe (site, app_id, g_ptr_array_index (ids, i)));
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  herald_emulator_call_respond_json (call, 200, node);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", HERALD_EMULATOR_DEVICE_API "/pushdeviceregistration/devices/status", status_cb },
};

/**
 * herald_emulator_registration_status_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_registration_status_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
