/* SPDX-License-Identifier: GPL-3.0-or-later */
/* …/pushdatareceiver/events of the current documentation (202) and
 * …/pushchannel/event/trackings/ID of the older one (200). Neither asks for a credential. */
#include "config.h"

#include "emulator/herald-emulator-interactions.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-device-body.h"
#include "emulator/herald-emulator-notifications.h"

#define LONGEST_TRACKING_ID 300
#define LONGEST_DEVICE_TOKEN 300 /* msdynmkt_devicetoken */

static const char *const members[] = { "TrackingId", "DeviceToken", "PushNotificationStatus",
                                       NULL };

/* The table of the documentation has 1 alone; its samples also send texts, and 0 when a link was
 * opened (“Push notification interactions”, read 2026-11). */
static const char *
read_status (JsonObject *body)
{
  JsonNode   *node = json_object_get_member (body, "PushNotificationStatus");
  const char *text = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    text = json_node_get_int (node) == 1 ? "1" : json_node_get_int (node) == 0 ? "0" : NULL;
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_get_string (node);
  if (text == NULL)
    return NULL;
  if (g_str_equal (text, "1") || g_ascii_strcasecmp (text, "Opened") == 0)
    return "Opened";
  return g_str_equal (text, "0") || g_ascii_strcasecmp (text, "Clicked") == 0 ? "Clicked" : NULL;
}

static gboolean
store (HeraldEmulatorSite *site,
       HeraldEmulatorCall *call,
       JsonObject         *body,
       const char         *tracking_id,
       GError            **error)
{
  const char *token = NULL;
  const char *status = read_status (body);
  gboolean    own = FALSE;

  if (!herald_emulator_device_body_read_organization (site, call, &own, error) ||
      !herald_emulator_device_body_read_text (body, "DeviceToken", HERALD_JSON_REQUIRED,
                                              LONGEST_DEVICE_TOKEN, &token, error))
    return FALSE;
  if (!own)
    return herald_emulator_device_body_invalid (error,
                                                "The organization in the address is not known");
  if (status == NULL)
    return herald_emulator_device_body_invalid (error, "The member “PushNotificationStatus” must "
                                                       "be 1 (opened)");
  if (herald_guid_is_empty (tracking_id))
    return herald_emulator_device_body_invalid (error, "A test send has no tracking id, and its "
                                                       "opening is not reported");
  return herald_emulator_notifications_report (site, tracking_id, token, status, NULL, error);
}

static void
event_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = herald_emulator_device_body_parse_object (call, members, &error);
  const char *tracking_id = NULL;

  if (body != NULL &&
      herald_emulator_device_body_read_text (body, "TrackingId", HERALD_JSON_REQUIRED,
                                             LONGEST_TRACKING_ID, &tracking_id, &error) &&
      store (site, call, body, tracking_id, &error))
    herald_emulator_call_respond (call, 202, NULL);
  else
    herald_emulator_device_body_refuse (call, error);
}

static void
legacy_event_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  const char         *tracking_id = herald_emulator_call_get_capture (call, "tracking");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = herald_emulator_device_body_parse_object (call, members, &error);

  if (body != NULL && g_utf8_strlen (tracking_id, -1) > LONGEST_TRACKING_ID)
    herald_emulator_device_body_invalid (&error, "The tracking id is too long");
  if (body != NULL && error == NULL && store (site, call, body, tracking_id, &error))
    herald_emulator_call_respond (call, 200, NULL);
  else
    herald_emulator_device_body_refuse (call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", HERALD_EMULATOR_DEVICE_API "/pushdatareceiver/events", event_cb },
  { "POST", HERALD_EMULATOR_DEVICE_API "/pushchannel/event/trackings/{tracking}", legacy_event_cb },
};

/**
 * herald_emulator_interactions_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_interactions_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
