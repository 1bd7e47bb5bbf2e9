/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /{tenant}/oauth2/v2.0/token`: client credentials with a secret, refused with the error, the
 * AADSTS number and the status that the real service answers (Microsoft identity platform, “OAuth
 * 2.0 client credentials flow” and “Error codes”, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-sign-in.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-bearer.h"

#include <string.h>

#define TOKEN_LIFETIME_SECONDS 3599
#define DEFAULT_SCOPE "/.default"

typedef struct
{
  const char *error;
  guint       number; /* AADSTS… */
  guint       status;
  const char *text;
} Refusal;

/* clang-format off */
static const Refusal MALFORMED = { "invalid_request", 9002313, 400,
  "Invalid request. Request is malformed or invalid." };
static const Refusal PARAMETER_MISSING = { "invalid_request", 900144, 400,
  "The request body must contain the following parameter: '%s'." };
static const Refusal TENANT_UNKNOWN = { "invalid_request", 90002, 400,
  "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud." };
static const Refusal TENANT_NOT_CONCRETE = { "invalid_request", 50059, 400,
  "No tenant-identifying information found in either the request or implied by any provided credentials." };
static const Refusal GRANT_UNSUPPORTED = { "unsupported_grant_type", 70003, 400,
  "The app requested an unsupported grant type '%s'." };
static const Refusal CLIENT_UNKNOWN = { "unauthorized_client", 700016, 400,
  "Application with identifier '%s' was not found in the directory." };
static const Refusal SECRET_MISSING = { "invalid_client", 7000218, 401,
  "The request body must contain the following parameter: 'client_assertion' or 'client_secret'." };
static const Refusal SECRET_WRONG = { "invalid_client", 7000215, 401,
  "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'." };
static const Refusal SCOPE_INVALID = { "invalid_scope", 70011, 400,
  "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope %s is not valid." };
static const Refusal RESOURCE_UNKNOWN = { "invalid_resource", 500011, 400,
  "The resource principal named %s was not found in the tenant." };
/* clang-format on */

static char *
format_refusal (const Refusal *refusal, const char *subject)
{
  g_auto (GStrv) parts = g_strsplit (refusal->text, "%s", 2);

  return g_strjoinv (subject != NULL ? subject : "", parts);
}

static void
refuse (HeraldEmulatorSite *site,
        HeraldEmulatorCall *call,
        const Refusal      *refusal,
        const char         *subject)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (
    herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site)));
  g_autofree char *timestamp = g_date_time_format (now, "%Y-%m-%d %H:%M:%SZ");
  const char      *asked = herald_emulator_call_get_header (call, "client-request-id");
  g_autofree char *correlation =
    herald_guid_is_valid (asked) ? g_strdup (asked) : herald_guid_new ();
  g_autofree char *trace = herald_guid_new ();
  g_autofree char *text = format_refusal (refusal, subject);
  g_autofree char *description =
    g_strdup_printf ("AADSTS%u: %s Trace ID: %s Correlation ID: %s Timestamp: %s", refusal->number,
                     text, trace, correlation, timestamp);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray  *numbers = json_array_new ();

  json_array_add_int_element (numbers, refusal->number);
  json_node_take_object (node, object);
  json_object_set_string_member (object, "error", refusal->error);
  json_object_set_string_member (object, "error_description", description);
  json_object_set_array_member (object, "error_codes", numbers);
  json_object_set_string_member (object, "timestamp", timestamp);
  json_object_set_string_member (object, "trace_id", trace);
  json_object_set_string_member (object, "correlation_id", correlation);
  herald_emulator_call_add_header (call, "Cache-Control", "no-store, no-cache");
  herald_emulator_call_add_header (call, "Pragma", "no-cache");
  herald_emulator_call_respond_json (call, refusal->status, node);
}

/* The form's fields; NULL when the body is no form or names a field twice. */
static GHashTable *
parse_form (HeraldEmulatorCall *call)
{
  const char *type = herald_emulator_call_get_header (call, "content-type");
  gsize       size = 0;
  const char *body = g_bytes_get_data (herald_emulator_call_get_body (call), &size);
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GUriParamsIter iter;
  char          *name = NULL, *value = NULL;
  g_autoptr (GError) error = NULL;

  if (type == NULL || g_ascii_strncasecmp (type, "application/x-www-form-urlencoded",
                                           strlen ("application/x-www-form-urlencoded")) != 0)
    return NULL;
  g_uri_params_iter_init (&iter, body != NULL ? body : "", (gssize) size, "&",
                          G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, &error))
    if (!g_hash_table_insert (fields, name, value))
      return NULL;
  return error == NULL ? g_steal_pointer (&fields) : NULL;
}

/* Client id and secret may come by HTTP Basic instead of the form. */
static void
take_basic_credentials (HeraldEmulatorCall *call, GHashTable *fields)
{
  const char        *header = herald_emulator_call_get_header (call, "authorization");
  g_autofree guchar *decoded = NULL;
  g_autofree char   *text = NULL;
  gsize              length = 0;
  char              *colon;

  if (header == NULL || g_ascii_strncasecmp (header, "Basic ", 6) != 0)
    return;
  decoded = g_base64_decode (header + 6, &length);
  text = g_strndup ((const char *) decoded, length);
  colon = strchr (text, ':');
  if (colon == NULL)
    return;
  *colon = '\0';
  g_hash_table_replace (fields, g_strdup ("client_id"), g_uri_unescape_string (text, NULL));
  g_hash_table_replace (fields, g_strdup ("client_secret"),
                        g_uri_unescape_string (colon + 1, NULL));
}

static gboolean
is_secret (const char *given, const char *wanted)
{
  gsize length = strlen (wanted);
  guint difference = strlen (given) != length;

  for (gsize i = 0; i < length && given[i] != '\0'; i++)
    difference |= (guchar) given[i] ^ (guchar) wanted[i];
  return difference == 0;
}

/* Refuses what is wrong with tenant, grant and client; FALSE when the call was answered. */
static gboolean
check_client (HeraldEmulatorSite *site, HeraldEmulatorCall *call, GHashTable *fields)
{
  const char *tenant = herald_emulator_call_get_capture (call, "tenant");
  const char *grant = g_hash_table_lookup (fields, "grant_type");
  const char *client_id = g_hash_table_lookup (fields, "client_id");
  const char *secret = g_hash_table_lookup (fields, "client_secret");

  if (g_strcmp0 (tenant, "common") == 0 || g_strcmp0 (tenant, "organizations") == 0)
    refuse (site, call, &TENANT_NOT_CONCRETE, NULL);
  else if (g_ascii_strcasecmp (tenant,
                               herald_emulator_site_get_setting (site,
                                                                 HERALD_EMULATOR_TENANT_ID)) != 0)
    refuse (site, call, &TENANT_UNKNOWN, tenant);
  else if (grant == NULL || client_id == NULL)
    refuse (site, call, &PARAMETER_MISSING, grant == NULL ? "grant_type" : "client_id");
  else if (strcmp (grant, "client_credentials") != 0)
    refuse (site, call, &GRANT_UNSUPPORTED, grant);
  else if (g_ascii_strcasecmp (client_id, herald_emulator_site_get_setting (
                                            site, HERALD_EMULATOR_CONFIDENTIAL_CLIENT_ID)) != 0)
    refuse (site, call, &CLIENT_UNKNOWN, client_id);
  else if (secret == NULL)
    refuse (site, call, &SECRET_MISSING, NULL);
  else if (!is_secret (secret,
                       herald_emulator_site_get_setting (site, HERALD_EMULATOR_CLIENT_SECRET)))
    refuse (site, call, &SECRET_WRONG, client_id);
  else
    return TRUE;
  return FALSE;
}

/* The resource that a “…/.default” scope names, without the slashes at its end; NULL when the call
 * was answered. */
static char *
check_scope (HeraldEmulatorSite *site, HeraldEmulatorCall *call, const char *scope)
{
  g_autofree char *resource = NULL;

  if (scope == NULL)
    {
      refuse (site, call, &PARAMETER_MISSING, "scope");
      return NULL;
    }
  if (strchr (scope, ' ') != NULL || !g_str_has_suffix (scope, DEFAULT_SCOPE))
    {
      refuse (site, call, &SCOPE_INVALID, scope);
      return NULL;
    }
  resource = g_strndup (scope, strlen (scope) - strlen (DEFAULT_SCOPE));
  for (gsize length = strlen (resource); length > 0 && resource[length - 1] == '/'; length--)
    resource[length - 1] = '\0';
  if (!herald_emulator_site_is_own_origin (site, resource))
    {
      refuse (site, call, &RESOURCE_UNKNOWN, resource);
      return NULL;
    }
  return g_steal_pointer (&resource);
}

static void
respond_with_token (HeraldEmulatorCall *call, const char *token)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (node, object);
  json_object_set_string_member (object, "token_type", "Bearer");
  json_object_set_int_member (object, "expires_in", TOKEN_LIFETIME_SECONDS);
  json_object_set_int_member (object, "ext_expires_in", TOKEN_LIFETIME_SECONDS);
  json_object_set_string_member (object, "access_token", token);
  herald_emulator_call_add_header (call, "Cache-Control", "no-store, no-cache");
  herald_emulator_call_add_header (call, "Pragma", "no-cache");
  herald_emulator_call_respond_json (call, 200, node);
}

static void
token_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GHashTable) fields = parse_form (call);
  g_autoptr (GError) error = NULL;
  g_autofree char *resource = NULL;
  g_autofree char *token = NULL;

  if (fields == NULL)
    {
      refuse (site, call, &MALFORMED, NULL);
      return;
    }
  take_basic_credentials (call, fields);
  if (!check_client (site, call, fields))
    return;
  resource = check_scope (site, call, g_hash_table_lookup (fields, "scope"));
  if (resource == NULL)
    return;
  token = herald_emulator_bearer_issue (
    site, resource, g_hash_table_lookup (fields, "client_id"),
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_APPLICATION_OBJECT_ID), FALSE,
    TOKEN_LIFETIME_SECONDS, &error);
  if (token == NULL)
    herald_emulator_call_respond_text (call, 500, "text/plain; charset=utf-8", error->message);
  else
    respond_with_token (call, token);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/{tenant}/oauth2/v2.0/token", token_cb },
};

/**
 * herald_emulator_sign_in_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_sign_in_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
