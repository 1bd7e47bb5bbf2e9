/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first registration API: {"ApnsDeviceContract":{"ApnsToken"},"ApiToken"}, or the same with
 * Fcm. Its samples look for 200, and there is no tracking. */
#include "config.h"

#include "emulator/herald-emulator-registration-legacy.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-registration.h"

static const char *const members[] = { "ApnsDeviceContract", "FcmDeviceContract", "ApiToken",
                                       NULL };
static const char *const contract_members[] = { "ApnsToken", "FcmToken", NULL };

static gboolean
read_address (HeraldEmulatorCall *call, HeraldEmulatorRegistrationItem *item, GError **error)
{
  const char *app = herald_emulator_call_get_capture (call, "app");
  const char *user = herald_emulator_call_get_capture (call, "user");

  if (!herald_guid_is_valid (app) || !herald_guid_is_valid (user))
    return herald_emulator_device_body_invalid (error, "The application and the user in the "
                                                       "address must be GUIDs");
  item->app_id = g_ascii_strdown (app, -1);
  item->user_id = g_ascii_strdown (user, -1);
  return TRUE;
}

static gboolean
read_contract (JsonObject *body, HeraldEmulatorRegistrationItem *item, GError **error)
{
  JsonObject *apns = NULL;
  JsonObject *fcm = NULL;

  if (!herald_json_read_object (body, "ApnsDeviceContract", HERALD_JSON_OPTIONAL, &apns, error) ||
      !herald_json_read_object (body, "FcmDeviceContract", HERALD_JSON_OPTIONAL, &fcm, error))
    return FALSE;
  if ((apns != NULL) == (fcm != NULL))
    return herald_emulator_device_body_invalid (error, "Exactly one of “ApnsDeviceContract” and "
                                                       "“FcmDeviceContract” is needed");
  item->platform = apns != NULL ? HERALD_EMULATOR_IOS : HERALD_EMULATOR_ANDROID;
  return herald_emulator_device_body_fold (apns != NULL ? apns : fcm, contract_members, error) &&
         herald_emulator_device_body_read_text (apns != NULL ? apns : fcm,
                                                apns != NULL ? "ApnsToken" : "FcmToken",
                                                HERALD_JSON_REQUIRED,
                                                HERALD_EMULATOR_LONGEST_DEVICE_TOKEN, &item->token,
                                                error);
}

static void
register_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite                    *site = HERALD_EMULATOR_SITE (user_data);
  const HeraldEmulatorRegistrationWishes wishes = { 0 };
  g_auto (HeraldEmulatorRegistrationItem) item = { 0 };
  gboolean own = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = herald_emulator_device_body_parse_object (call, members, &error);
  g_autofree char *id = NULL;

  if (body != NULL && herald_emulator_device_body_read_organization (site, call, &own, &error) &&
      read_address (call, &item, &error) &&
      herald_emulator_device_body_read_api_token (body, &item.api_token, &error) &&
      read_contract (body, &item, &error))
    id = herald_emulator_registration_enqueue (site, HERALD_EMULATOR_REGISTER, &item, &wishes, own,
                                               &error);
  if (id != NULL)
    herald_emulator_call_respond (call, 200, NULL);
  else
    herald_emulator_device_body_refuse (call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", HERALD_EMULATOR_DEVICE_API "/pushchannel/apps/{app}/devices/{user}", register_cb },
};

/**
 * herald_emulator_registration_legacy_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_registration_legacy_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
