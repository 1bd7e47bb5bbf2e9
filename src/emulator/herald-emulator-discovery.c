/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/{tenant}/v2.0/.well-known/openid-configuration`, its elder without “v2.0”, and the instance
 * discovery, so that anybody can find the endpoints. Everything names the origin that the caller
 * uses. Sources: “OpenID Connect on the Microsoft identity platform” and the documents of
 * login.microsoftonline.com themselves, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-discovery.h"

#include "emulator/herald-emulator-sign-in-form.h"
#include "emulator/herald-emulator-sign-in-refusal.h"
#include "emulator/herald-emulator-sign-in-tenant.h"

#include <string.h>

/* Where a document's member points, behind “origin/tenant”. */
typedef struct
{
  const char *member;
  const char *path;
} Address;

static const Address addresses[] = {
  { "token_endpoint", "/oauth2/v2.0/token" },
  { "jwks_uri", "/discovery/v2.0/keys" },
  { "authorization_endpoint", "/oauth2/v2.0/authorize" },
  { "device_authorization_endpoint", "/oauth2/v2.0/devicecode" },
  { "end_session_endpoint", "/oauth2/v2.0/logout" },
};

static const Address v1_addresses[] = {
  { "token_endpoint", "/oauth2/token" },
  { "jwks_uri", "/discovery/keys" },
  { "authorization_endpoint", "/oauth2/authorize" },
  { "device_authorization_endpoint", "/oauth2/devicecode" },
  { "end_session_endpoint", "/oauth2/logout" },
};

static const struct
{
  const char *member;
  const char *values[12];
} lists[] = {
  { "token_endpoint_auth_methods_supported",
    { "client_secret_post", "private_key_jwt", "client_secret_basic" } },
  { "response_modes_supported", { "query", "fragment", "form_post" } },
  { "subject_types_supported", { "pairwise" } },
  { "id_token_signing_alg_values_supported", { "RS256" } },
  { "response_types_supported", { "code", "id_token", "code id_token" } },
  { "scopes_supported", { "openid", "profile", "email", "offline_access" } },
  { "code_challenge_methods_supported", { "S256", "plain" } },
  { "claims_supported",
    { "sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver",
      "c_hash", "email" } },
};

static void
add_addresses (JsonObject    *object,
               const Address *list,
               gsize          n_addresses,
               const char    *origin,
               const char    *segment)
{
  for (gsize i = 0; i < n_addresses; i++)
    {
      g_autofree char *address = g_strconcat (origin, "/", segment, list[i].path, NULL);

      json_object_set_string_member (object, list[i].member, address);
    }
}

static void
add_lists (JsonObject *object)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      JsonArray *array = json_array_new ();

      for (gsize j = 0; j < G_N_ELEMENTS (lists[i].values) && lists[i].values[j] != NULL; j++)
        json_array_add_string_element (array, lists[i].values[j]);
      json_object_set_array_member (object, lists[i].member, array);
    }
}

/* What a cloud's documents tell besides; members of the public cloud with our own host in them. */
static void
add_cloud (JsonObject *object, const char *origin)
{
  const char      *host = strstr (origin, "://") + strlen ("://");
  g_autofree char *user_info = g_strconcat (origin, "/oidc/userinfo", NULL);

  json_object_set_string_member (object, "userinfo_endpoint", user_info);
  json_object_set_boolean_member (object, "request_uri_parameter_supported", FALSE);
  json_object_set_boolean_member (object, "http_logout_supported", TRUE);
  json_object_set_boolean_member (object, "frontchannel_logout_supported", TRUE);
  json_object_set_null_member (object, "tenant_region_scope");
  json_object_set_string_member (object, "cloud_instance_name", host);
  json_object_set_string_member (object, "cloud_graph_host_name", host);
  json_object_set_string_member (object, "msgraph_host", host);
}

static void
respond_object (HeraldEmulatorCall *call, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  herald_emulator_call_add_header (call, "Access-Control-Allow-Origin", "*");
  herald_emulator_call_respond_json (call, 200, node);
}

static void
respond_configuration (HeraldEmulatorCall *call, HeraldEmulatorSite *site, gboolean v1)
{
  g_autofree char     *origin = herald_emulator_sign_in_tenant_dup_origin (site, call);
  g_autofree char     *issuer = NULL;
  HeraldEmulatorTenant tenant;
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  if (!herald_emulator_sign_in_tenant_read (site, herald_emulator_call_get_capture (call, "tenant"),
                                            &tenant, &error))
    {
      herald_emulator_sign_in_refusal_respond (site, call, error);
      return;
    }
  issuer = g_strdup_printf (v1 ? "%s/%s/" : "%s/%s/v2.0", origin, tenant.issuer_id);
  object = json_object_new ();
  if (v1)
    add_addresses (object, v1_addresses, G_N_ELEMENTS (v1_addresses), origin, tenant.segment);
  else
    add_addresses (object, addresses, G_N_ELEMENTS (addresses), origin, tenant.segment);
  json_object_set_string_member (object, "issuer", issuer);
  add_lists (object);
  add_cloud (object, origin);
  respond_object (call, object);
}

static void
configuration_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond_configuration (call, HERALD_EMULATOR_SITE (user_data), FALSE);
}

static void
configuration_of_v1_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond_configuration (call, HERALD_EMULATOR_SITE (user_data), TRUE);
}

/* The names of this machine are one instance, as the cloud's hosts are. */
static void
add_metadata (JsonObject *object, const char *host, const char *port)
{
  static const char *const names[] = { "localhost", "127.0.0.1" };
  JsonObject              *instance = json_object_new ();
  JsonArray               *aliases = json_array_new ();
  JsonArray               *metadata = json_array_new ();

  json_array_add_string_element (aliases, host);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *alias = g_strconcat (names[i], port, NULL);

      if (strcmp (alias, host) != 0)
        json_array_add_string_element (aliases, alias);
    }
  json_object_set_string_member (instance, "preferred_network", host);
  json_object_set_string_member (instance, "preferred_cache", host);
  json_object_set_array_member (instance, "aliases", aliases);
  json_array_add_object_element (metadata, instance);
  json_object_set_array_member (object, "metadata", metadata);
}

/* Splits “https://host:port/tenant/oauth2/…” after the origin and after the tenant. */
static gboolean
read_endpoint (HeraldEmulatorSite *site,
               const char         *endpoint,
               char              **origin,
               char              **segment,
               const char        **rest,
               GError            **error)
{
  const char          *host = strstr (endpoint, "://");
  const char          *path = host != NULL ? strchr (host + strlen ("://"), '/') : NULL;
  HeraldEmulatorTenant tenant;

  if (path != NULL)
    *origin = g_strndup (endpoint, (gsize) (path - endpoint));
  if (path == NULL || !herald_emulator_site_is_own_origin (site, *origin))
    {
      herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_INSTANCE_UNKNOWN,
                                           endpoint);
      return FALSE;
    }
  *segment = g_strndup (path + 1, strcspn (path + 1, "/"));
  *rest = path + 1 + strlen (*segment);
  return herald_emulator_sign_in_tenant_read (site, *segment, &tenant, error);
}

static JsonObject *
build_instance (HeraldEmulatorSite *site, HeraldEmulatorCall *call, GError **error)
{
  g_autoptr (GHashTable) fields = herald_emulator_sign_in_form_read_query (call, error);
  g_autofree char *origin = NULL;
  g_autofree char *segment = NULL;
  g_autofree char *document = NULL;
  const char      *rest = NULL;
  const char      *version, *endpoint, *host;
  JsonObject      *object;

  if (fields == NULL)
    return NULL;
  version = g_hash_table_lookup (fields, "api-version");
  endpoint = g_hash_table_lookup (fields, "authorization_endpoint");
  if (version == NULL || endpoint == NULL)
    {
      herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_PARAMETER_MISSING,
                                           version == NULL ? "api-version"
                                                           : "authorization_endpoint");
      return NULL;
    }
  if (!read_endpoint (site, endpoint, &origin, &segment, &rest, error))
    return NULL;
  host = strstr (origin, "://") + strlen ("://");
  document = g_strconcat (origin, "/", segment, strstr (rest, "/v2.0") != NULL ? "/v2.0" : "",
                          "/.well-known/openid-configuration", NULL);
  object = json_object_new ();
  json_object_set_string_member (object, "tenant_discovery_endpoint", document);
  /* Only 1.1 tells the aliases. */
  if (strcmp (version, "1.0") != 0)
    {
      json_object_set_string_member (object, "api-version", "1.1");
      add_metadata (object, host, strrchr (host, ':') != NULL ? strrchr (host, ':') : "");
    }
  return object;
}

static void
instance_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  JsonObject *object = build_instance (site, call, &error);

  if (object != NULL)
    respond_object (call, object);
  else
    herald_emulator_sign_in_refusal_respond (site, call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/{tenant}/v2.0/.well-known/openid-configuration", configuration_cb },
  { "GET", "/{tenant}/.well-known/openid-configuration", configuration_of_v1_cb },
  { "GET", "/{tenant}/discovery/instance", instance_cb },
};

/**
 * herald_emulator_discovery_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_discovery_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
