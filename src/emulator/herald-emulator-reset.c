/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /_herald/reset` takes everything back to a seed; the services drop then what they keep
 * beside the rows. */
#include "config.h"

#include "emulator/herald-emulator-reset.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-seed.h"

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
           herald_emulator_seed_reset (site, seed, &error))
    {
      herald_emulator_site_reload (site, HERALD_EMULATOR_RELOAD_RESET);
      herald_emulator_call_respond (call, 204, NULL);
    }
  else
    herald_emulator_admin_fail (call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/_herald/reset", reset_cb },
};

/**
 * herald_emulator_reset_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_reset_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
