/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `GET /api/discovery/v2.0/Instances`: the emulated organisation and a second one, which is
 * disabled. Source: “Discover the URL for your organization”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-instances.h"

#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-bearer.h"
#include "emulator/herald-emulator-early-refusal.h"
#include "emulator/herald-emulator-json-query.h"
#include "emulator/herald-emulator-organization.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-stable-id.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define TYPE_NAME "Microsoft.Dynamics.CRM.Instance"
#define STATE_DISABLED 1

static gboolean
is_audience (HeraldEmulatorSite *site, const char *audience)
{
  g_autofree char *origin = g_strdup (audience);

  for (gsize length = strlen (origin); length > 0 && origin[length - 1] == '/'; length--)
    origin[length - 1] = '\0';
  return strcmp (origin, HERALD_EMULATOR_GLOBAL_DISCOVERY) == 0 ||
         herald_emulator_site_is_own_origin (site, origin);
}

static void
refuse_token (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  g_autofree char *origin = herald_emulator_call_dup_origin (call);
  g_autofree char *challenge =
    g_strdup_printf ("Bearer authorization_uri=%s/%s/oauth2/authorize, "
                     "resource_id=" HERALD_EMULATOR_GLOBAL_DISCOVERY "/",
                     origin, herald_emulator_site_get_setting (site, HERALD_EMULATOR_TENANT_ID));

  herald_emulator_call_add_header (call, "WWW-Authenticate", challenge);
  herald_emulator_call_respond (call, 401, NULL);
}

/* The object id of who asks; NULL when the call was answered with 401. */
static char *
read_token (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  const char *header = herald_emulator_call_get_header (call, "authorization");
  g_autoptr (JsonObject) claims = NULL;
  const char *audience = NULL;
  const char *object_id = NULL;

  if (header != NULL && g_ascii_strncasecmp (header, "Bearer ", 7) == 0)
    claims = herald_emulator_bearer_read (site, header + 7, NULL);
  if (claims != NULL &&
      herald_json_read_string (claims, "aud", HERALD_JSON_REQUIRED, &audience, NULL) &&
      herald_json_read_string (claims, "oid", HERALD_JSON_REQUIRED, &object_id, NULL) &&
      is_audience (site, audience))
    return g_strdup (object_id);
  refuse_token (site, call);
  return NULL;
}

/* Programs are no users of discovery: only tokens of people list environments. */
static gboolean
check_person (HeraldEmulatorSite *site, const char *object_id, gboolean *is_member, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error,
                               "SELECT isdisabled, applicationid IS NOT NULL FROM dv_systemuser"
                               " WHERE azureactivedirectoryobjectid = ?",
                               "s", object_id);

  if (rows == NULL)
    return FALSE;
  *is_member =
    herald_emulator_rows_next (rows, NULL) && herald_emulator_rows_get_int (rows, 0) == 0;
  if (!*is_member || herald_emulator_rows_get_int (rows, 1) == 0)
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NOT_A_MEMBER,
               "Application users cannot list instances.");
  return FALSE;
}

static JsonObject *
build_instance (HeraldEmulatorSite *site, HeraldEmulatorCall *call, gboolean disabled)
{
  g_autofree char *origin = herald_emulator_call_dup_origin (call);
  g_autofree char *other = herald_emulator_stable_id ("organization", "disabled");
  const char      *id =
    disabled ? other : herald_emulator_site_get_setting (site, HERALD_EMULATOR_ORGANIZATION_ID);
  const char *url = disabled ? "https://contoso-old.crm4.dynamics.com" : origin;
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "Id", id);
  json_object_set_string_member (object, "EnvironmentId", id);
  json_object_set_string_member (object, "FriendlyName",
                                 disabled ? "Contoso (disabled)"
                                          : HERALD_EMULATOR_ORGANIZATION_NAME);
  json_object_set_string_member (object, "UniqueName",
                                 disabled ? "unqcontosodisabled"
                                          : HERALD_EMULATOR_ORGANIZATION_UNIQUE_NAME);
  json_object_set_string_member (object, "UrlName",
                                 disabled ? "contoso-old" : HERALD_EMULATOR_ORGANIZATION_URL_NAME);
  json_object_set_string_member (object, "Url", url);
  json_object_set_string_member (object, "ApiUrl", url);
  json_object_set_string_member (object, "Version", HERALD_EMULATOR_ORGANIZATION_VERSION);
  json_object_set_string_member (object, "Region", "EMEA");
  json_object_set_string_member (object, "DatacenterId", HERALD_EMULATOR_DATACENTER_ID);
  json_object_set_string_member (object, "DatacenterName", "Emulated");
  json_object_set_string_member (object, "TenantId",
                                 herald_emulator_site_get_setting (site,
                                                                   HERALD_EMULATOR_TENANT_ID));
  json_object_set_int_member (object, "State", disabled ? STATE_DISABLED : 0);
  json_object_set_int_member (object, "StatusMessage", 0);
  json_object_set_boolean_member (object, "IsUserSysAdmin", FALSE);
  json_object_set_int_member (object, "OrganizationType", 0);
  json_object_set_string_member (object, "SchemaType", "Full");
  json_object_set_string_member (object, "Purpose", "");
  json_object_set_null_member (object, "TrialExpirationDate");
  json_object_set_string_member (object, "LastUpdated", "2026-01-05T09:00:00Z");
  return object;
}

/* Whether “Instances(…)” means this one; “Instances” means all. */
static gboolean
is_meant (JsonObject *instance, const char *segment)
{
  g_autofree char *by_name =
    g_strdup_printf ("Instances(UniqueName='%s')",
                     json_object_get_string_member (instance, "UniqueName"));
  g_autofree char *by_id =
    g_strdup_printf ("Instances(%s)", json_object_get_string_member (instance, "Id"));

  return strcmp (segment, "Instances") == 0 || strcmp (segment, by_name) == 0 ||
         g_ascii_strcasecmp (segment, by_id) == 0;
}

static gboolean
check_segment (const char *segment, GError **error)
{
  if (strcmp (segment, "Instances") == 0 ||
      (g_str_has_prefix (segment, "Instances(") && g_str_has_suffix (segment, ")")))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", segment);
  return FALSE;
}

/* The answer is a list, also when one was asked for. */
static JsonObject *
list_instances (HeraldEmulatorSite *site,
                HeraldEmulatorCall *call,
                const char         *segment,
                gboolean            is_member,
                GError            **error)
{
  g_autoptr (HeraldEmulatorJsonQuery) query =
    herald_emulator_json_query_parse (herald_emulator_call_get_query (call), error);
  g_autoptr (JsonArray) array = json_array_new ();
  g_autofree char *origin = herald_emulator_call_dup_origin (call);
  g_autofree char *context = g_strconcat (origin, "/api/discovery/v2.0/$metadata#Instances", NULL);
  JsonObject      *answer;

  if (query == NULL || !check_segment (segment, error))
    return NULL;
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (JsonObject) instance = build_instance (site, call, i == 1);

      if (!herald_emulator_json_query_check (query, instance, TYPE_NAME, error))
        return NULL;
      if (is_member && is_meant (instance, segment) &&
          herald_emulator_json_query_matches (query, instance))
        json_array_add_object_element (array,
                                       herald_emulator_json_query_project (query, instance, ""));
    }
  answer = json_object_new ();
  json_object_set_string_member (answer, "@odata.context", context);
  json_object_set_array_member (answer, "value", g_steal_pointer (&array));
  return answer;
}

static void
instances_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autofree char    *object_id = NULL;
  g_autofree char    *segment =
    g_uri_unescape_string (herald_emulator_call_get_capture (call, "instances"), NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *answer = NULL;
  gboolean    is_member = FALSE;

  /* “Discover user organizations”, “CORS support”, read 2026-11. */
  herald_emulator_webapi_allow_page (call);
  object_id = read_token (site, call);
  if (object_id == NULL)
    return;
  if (segment != NULL && check_person (site, object_id, &is_member, &error))
    answer = list_instances (site, call, segment, is_member, &error);
  if (answer == NULL && error == NULL)
    check_segment ("", &error);
  if (answer == NULL)
    {
      herald_emulator_refusal_respond (call, error);
      return;
    }
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, answer);
  herald_emulator_call_add_header (call, "Content-Type",
                                   "application/json; odata.metadata=minimal");
  herald_emulator_call_add_header (call, "OData-Version", "4.0");
  herald_emulator_call_respond_json (call, 200, node);
}

static void
options_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  herald_emulator_webapi_allow_page (call);
  if (!herald_emulator_webapi_answer_preflight (call))
    herald_emulator_early_refusal_respond (call, 405);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/api/discovery/v2.0/{instances}", instances_cb },
  { "OPTIONS", "/api/discovery/v2.0/{instances}", options_cb },
};

/**
 * herald_emulator_instances_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_instances_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
