/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/oidc/userinfo`, which belongs to Microsoft Graph and takes its tokens only. Source: Microsoft,
 * “Microsoft identity platform UserInfo endpoint”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-userinfo.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-bearer.h"
#include "emulator/herald-emulator-sign-in-tokens.h"

#include <string.h>

#define SCHEME "Bearer "

static void
refuse (HeraldEmulatorCall *call)
{
  herald_emulator_call_add_header (call, "WWW-Authenticate",
                                   "Bearer realm=\"\", error=\"invalid_token\"");
  herald_emulator_call_respond_text (call, 401, "application/json; charset=utf-8",
                                     "{\"error\":{\"code\":\"InvalidAuthenticationToken\","
                                     "\"message\":\"Access token validation failure.\"}}");
}

/* The claims of the call's token when it is one for Microsoft Graph and a person. */
static JsonObject *
read_token (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  const char *header = herald_emulator_call_get_header (call, "authorization");
  g_autoptr (JsonObject) claims = NULL;
  const char *audience = NULL;
  const char *scope = NULL;

  if (header == NULL || g_ascii_strncasecmp (header, SCHEME, strlen (SCHEME)) != 0)
    return NULL;
  claims = herald_emulator_bearer_read (site, header + strlen (SCHEME), NULL);
  if (claims == NULL ||
      !herald_json_read_string (claims, "aud", HERALD_JSON_REQUIRED, &audience, NULL) ||
      !herald_json_read_string (claims, "scp", HERALD_JSON_REQUIRED, &scope, NULL) ||
      strcmp (audience, HERALD_EMULATOR_GRAPH_ID) != 0)
    return NULL;
  return g_steal_pointer (&claims);
}

static void
copy (JsonObject *claims, const char *from, JsonObject *object, const char *to)
{
  const char *value = NULL;

  if (herald_json_read_string (claims, from, HERALD_JSON_OPTIONAL, &value, NULL) && value != NULL)
    json_object_set_string_member (object, to, value);
}

static void
userinfo_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  g_autoptr (JsonObject) claims = read_token (HERALD_EMULATOR_SITE (user_data), call);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  if (claims == NULL)
    {
      refuse (call);
      return;
    }
  object = json_object_new ();
  copy (claims, "sub", object, "sub");
  copy (claims, "name", object, "name");
  copy (claims, "family_name", object, "family_name");
  copy (claims, "given_name", object, "given_name");
  copy (claims, "upn", object, "email");
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, 200, node);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/oidc/userinfo", userinfo_cb },
  { "POST", "/oidc/userinfo", userinfo_cb },
};

/**
 * herald_emulator_sign_in_userinfo_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_sign_in_userinfo_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
