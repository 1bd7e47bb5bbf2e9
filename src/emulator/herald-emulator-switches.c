/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /_herald/reset` takes everything back to a seed; `/_herald/registration` says how long the
 * registration service takes and what it does with a wrong access token, where the documentation
 * leaves both open. */
#include "config.h"

#include "emulator/herald-emulator-switches.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-google.h"
#include "emulator/herald-emulator-registration-queue.h"
#include "emulator/herald-emulator-seed.h"

#define LONGEST_DELAY_MS ((gint64) 60 * 60 * 1000)

static gboolean
reset (HeraldEmulatorSite *site, const char *seed, GError **error)
{
  return herald_emulator_registration_queue_clear (site, error) &&
         herald_emulator_google_clear (site, error) &&
         herald_emulator_seed_reset (site, seed, error);
}

static void
reset_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  const char *seed = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (json_object_has_member (body, "tables"))
    herald_emulator_admin_refuse (call, 501, "INVALID", "Everything is reset, or nothing.");
  else if (herald_json_read_string (body, "seed", HERALD_JSON_OPTIONAL, &seed, &error) &&
           reset (site, seed, &error))
    herald_emulator_call_respond (call, 204, NULL);
  else
    herald_emulator_admin_fail (call, error);
}

static void
respond_registration (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  HeraldEmulatorRegistrationOptions *options =
    herald_emulator_registration_queue_get_options (site);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "shortestMs", options->shortest_ms);
  json_object_set_int_member (object, "longestMs", options->longest_ms);
  json_object_set_boolean_member (object, "tellWrongApiToken", options->tell_refused);
  herald_emulator_admin_respond_object (call, 200, object);
}

static void
registration_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);

  if (herald_emulator_admin_check (site, call))
    respond_registration (site, call);
}

static void
change_registration_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite                *site = HERALD_EMULATOR_SITE (user_data);
  HeraldEmulatorRegistrationOptions *options =
    herald_emulator_registration_queue_get_options (site);
  gint64   shortest = options->shortest_ms;
  gint64   longest = options->longest_ms;
  gboolean tell = options->tell_refused;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (!herald_json_read_int (body, "shortestMs", HERALD_JSON_OPTIONAL, &shortest, &error) ||
      !herald_json_read_int (body, "longestMs", HERALD_JSON_OPTIONAL, &longest, &error) ||
      !herald_json_read_boolean (body, "tellWrongApiToken", HERALD_JSON_OPTIONAL, &tell, &error))
    herald_emulator_admin_fail (call, error);
  else if (shortest < 0 || longest < shortest || longest > LONGEST_DELAY_MS)
    herald_emulator_admin_refuse (call, 400, "INVALID",
                                  "“shortestMs” is at most “longestMs”, and that an hour.");
  else
    {
      options->shortest_ms = (guint) shortest;
      options->longest_ms = (guint) longest;
      options->tell_refused = tell;
      respond_registration (site, call);
    }
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/_herald/reset", reset_cb },
  { "GET", "/_herald/registration", registration_cb },
  { "PATCH", "/_herald/registration", change_registration_cb },
};

/**
 * herald_emulator_switches_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_switches_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
