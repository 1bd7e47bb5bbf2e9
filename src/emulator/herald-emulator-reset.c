/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /_herald/reset` takes everything back to a seed; the services drop then what they keep
 * beside the rows. */
#include "config.h"

#include "emulator/herald-emulator-reset.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-seed.h"

static gboolean
reset (HeraldEmulatorSite *site, JsonObject *body, GError **error)
{
  const char *seed = NULL;
  JsonArray  *tables = NULL;

  if (!herald_json_read_string (body, "seed", HERALD_JSON_OPTIONAL, &seed, error) ||
      !herald_json_read_array (body, "tables", HERALD_JSON_OPTIONAL, &tables, error))
    return FALSE;
  if (tables == NULL)
    {
      if (!herald_emulator_seed_reset (site, seed, error))
        return FALSE;
      herald_emulator_site_reload (site, HERALD_EMULATOR_RELOAD_RESET);
      return TRUE;
    }
  /* Faults, switches and the clock stay when only some rows are other ones. */
  if (!herald_emulator_seed_reset_tables (site, seed, tables, error))
    return FALSE;
  herald_emulator_site_reload (site, HERALD_EMULATOR_RELOAD_RESTORE);
  return TRUE;
}

static void
reset_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (reset (site, body, &error))
    herald_emulator_call_respond (call, 204, NULL);
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
