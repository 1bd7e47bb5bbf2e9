/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `GET /_herald/health`, the one admin call that needs no token. */
#include "config.h"

#include "emulator/herald-emulator-health.h"

static void
health_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "status", "ok");
  json_object_set_string_member (object, "version", HERALD_VERSION);
  json_object_set_int_member (object, "uptimeSeconds",
                              herald_emulator_site_get_uptime_seconds (site));
  json_object_set_boolean_member (object, "readOnly",
                                  herald_emulator_db_is_read_only (
                                    herald_emulator_site_get_db (site)));
  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, 200, node);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/_herald/health", health_cb },
};

/**
 * herald_emulator_health_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_health_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
