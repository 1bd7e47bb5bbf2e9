/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens of v1.0, which is what Dataverse and Microsoft Graph have, ID tokens of the
 * endpoint's version, and the answer of the token endpoint. Sources: Microsoft, “Access token
 * claims reference”, “ID token claims reference”, “Authorization code flow”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-tokens.h"

#include "base/herald-guid.h"
#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator-bearer.h"

#include <string.h>

#define LIFETIME_SECONDS 3599
#define ID_LIFETIME_SECONDS 3600
#define C_HASH_BYTES 16 /* half of SHA-256: OpenID Connect Core, 3.3.2.11 */

static gint64
get_now (const HeraldEmulatorSignInIssue *issue)
{
  return herald_clock_get_unix_seconds (herald_emulator_site_get_clock (issue->site));
}

static const char *
get_tenant (const HeraldEmulatorSignInIssue *issue)
{
  return herald_emulator_site_get_setting (issue->site, HERALD_EMULATOR_TENANT_ID);
}

/* The object of the person, or the service principal of the application. */
static char *
dup_object_id (const HeraldEmulatorSignInIssue *issue)
{
  if (issue->person != NULL)
    return g_strdup (issue->person->object_id);
  if (g_strcmp0 (issue->client->id,
                 herald_emulator_site_get_setting (issue->site,
                                                   HERALD_EMULATOR_CONFIDENTIAL_CLIENT_ID)) == 0)
    return g_strdup (
      herald_emulator_site_get_setting (issue->site, HERALD_EMULATOR_APPLICATION_OBJECT_ID));
  return g_strdup (issue->client->id);
}

/* A person has another “sub” for each application. */
static char *
make_subject (const HeraldEmulatorSignInIssue *issue, const char *object_id)
{
  g_autofree char *text = NULL;
  g_autoptr (GChecksum) checksum = NULL;
  guint8 digest[32];
  gsize  length = sizeof digest;

  if (issue->person == NULL)
    return g_strdup (object_id);
  text = g_strconcat (object_id, " ", issue->client->id, NULL);
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return herald_base64url_encode (digest, length);
}

static JsonObject *
begin_claims (const HeraldEmulatorSignInIssue *issue, const char *audience, gint64 lifetime_seconds)
{
  gint64           now = get_now (issue);
  g_autofree char *object_id = dup_object_id (issue);
  g_autofree char *subject = make_subject (issue, object_id);
  g_autofree char *unique = herald_guid_new ();
  JsonObject      *claims = json_object_new ();

  json_object_set_string_member (claims, "aud", audience);
  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "nbf", now);
  json_object_set_int_member (claims, "exp", now + lifetime_seconds);
  json_object_set_string_member (claims, "oid", object_id);
  json_object_set_string_member (claims, "sub", subject);
  json_object_set_string_member (claims, "tid", get_tenant (issue));
  json_object_set_string_member (claims, "uti", unique);
  return claims;
}

static void
add_issuer (const HeraldEmulatorSignInIssue *issue, JsonObject *claims, gboolean v1)
{
  g_autofree char *issuer =
    g_strdup_printf (v1 ? "%s/%s/" : "%s/%s/v2.0", issue->origin, get_tenant (issue));

  json_object_set_string_member (claims, "iss", issuer);
  json_object_set_string_member (claims, "ver", v1 ? "1.0" : "2.0");
}

static void
add_names (const HeraldEmulatorSignInIssue *issue, JsonObject *claims)
{
  const HeraldEmulatorSignInPerson *person = issue->person;

  json_object_set_string_member (claims, "name", person->name);
  if (person->given != NULL)
    json_object_set_string_member (claims, "given_name", person->given);
  if (person->family != NULL)
    json_object_set_string_member (claims, "family_name", person->family);
  json_object_set_string_member (claims, "unique_name", person->user_name);
  json_object_set_string_member (claims, "upn", person->user_name);
}

static void
add_methods (const HeraldEmulatorSignInIssue *issue, JsonObject *claims)
{
  JsonArray *methods = json_array_new ();

  json_array_add_string_element (methods, "pwd");
  if (issue->strong)
    json_array_add_string_element (methods, "mfa");
  json_object_set_array_member (claims, "amr", methods);
}

/* How the application proved itself: not, by a secret, by a certificate. */
static const char *
get_proof (const HeraldEmulatorSignInIssue *issue)
{
  if (issue->by_certificate)
    return "2";
  return issue->client->kind == HERALD_EMULATOR_CLIENT_WEB ? "1" : "0";
}

static char *
make_access_token (const HeraldEmulatorSignInIssue *issue, GError **error)
{
  gboolean    graph = issue->scope->resource == NULL;
  const char *audience = graph ? HERALD_EMULATOR_GRAPH_ID : issue->scope->resource;
  g_autoptr (JsonObject) claims = begin_claims (issue, audience, LIFETIME_SECONDS);

  add_issuer (issue, claims, TRUE);
  json_object_set_string_member (claims, "appid", issue->client->id);
  json_object_set_string_member (claims, "appidacr", get_proof (issue));
  if (issue->person == NULL)
    json_object_set_string_member (claims, "idtyp", "app");
  else
    {
      json_object_set_string_member (claims, "idtyp", "user");
      json_object_set_string_member (claims, "acr", "1");
      json_object_set_string_member (claims, "scp",
                                     graph ? "openid profile email User.Read"
                                           : "user_impersonation");
      add_names (issue, claims);
      add_methods (issue, claims);
    }
  return herald_emulator_bearer_sign (issue->site, claims, error);
}

static void
add_code_hash (JsonObject *claims, const char *code)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  guint8           digest[2 * C_HASH_BYTES];
  gsize            length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) code, -1);
  g_checksum_get_digest (checksum, digest, &length);
  text = herald_base64url_encode (digest, C_HASH_BYTES);
  json_object_set_string_member (claims, "c_hash", text);
}

/**
 * herald_emulator_sign_in_tokens_make_id_token:
 * @issue: for whom; with a person
 *
 * **Errors:** SECRET.
 *
 * Returns: (transfer full): the signed token
 */
char *
herald_emulator_sign_in_tokens_make_id_token (const HeraldEmulatorSignInIssue *issue,
                                              GError                         **error)
{
  g_autoptr (JsonObject) claims = begin_claims (issue, issue->client->id, ID_LIFETIME_SECONDS);

  add_issuer (issue, claims, issue->v1);
  if (issue->v1)
    add_names (issue, claims);
  else
    {
      json_object_set_string_member (claims, "name", issue->person->name);
      json_object_set_string_member (claims, "preferred_username", issue->person->user_name);
    }
  if (issue->scope->email)
    json_object_set_string_member (claims, "email", issue->person->user_name);
  if (issue->nonce != NULL)
    json_object_set_string_member (claims, "nonce", issue->nonce);
  if (issue->code != NULL)
    add_code_hash (claims, issue->code);
  return herald_emulator_bearer_sign (issue->site, claims, error);
}

static void
add_client_info (const HeraldEmulatorSignInIssue *issue, JsonObject *object)
{
  g_autofree char *json = g_strdup_printf ("{\"uid\":\"%s\",\"utid\":\"%s\"}",
                                           issue->person->object_id, get_tenant (issue));
  g_autofree char *text = herald_base64url_encode ((const guint8 *) json, strlen (json));

  json_object_set_string_member (object, "client_info", text);
}

/* v1.0 writes its numbers as texts and tells times and resource besides. */
static void
add_lifetime (const HeraldEmulatorSignInIssue *issue, JsonObject *object)
{
  gint64           now = get_now (issue);
  g_autofree char *lifetime = g_strdup_printf ("%d", LIFETIME_SECONDS);
  g_autofree char *expires = g_strdup_printf ("%" G_GINT64_FORMAT, now + LIFETIME_SECONDS);
  g_autofree char *not_before = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  json_object_set_string_member (object, "token_type", "Bearer");
  if (!issue->v1)
    {
      json_object_set_int_member (object, "expires_in", LIFETIME_SECONDS);
      json_object_set_int_member (object, "ext_expires_in", LIFETIME_SECONDS);
      return;
    }
  json_object_set_string_member (object, "expires_in", lifetime);
  json_object_set_string_member (object, "ext_expires_in", lifetime);
  json_object_set_string_member (object, "expires_on", expires);
  json_object_set_string_member (object, "not_before", not_before);
  json_object_set_string_member (object, "resource",
                                 issue->scope->resource != NULL ? issue->scope->resource
                                                                : HERALD_EMULATOR_GRAPH_ID);
}

static void
add_scope (const HeraldEmulatorSignInIssue *issue, JsonObject *object)
{
  g_autofree char *granted = herald_emulator_sign_in_scope_describe (issue->scope);

  json_object_set_string_member (object, "scope",
                                 issue->v1 && issue->scope->resource != NULL ? "user_impersonation"
                                                                             : granted);
}

static gboolean
add_tokens (const HeraldEmulatorSignInIssue *issue, JsonObject *object, GError **error)
{
  g_autofree char *access_token = make_access_token (issue, error);
  g_autofree char *id_token = NULL;

  if (access_token == NULL)
    return FALSE;
  json_object_set_string_member (object, "access_token", access_token);
  if (issue->person == NULL)
    return TRUE;
  if (issue->refresh_token != NULL)
    json_object_set_string_member (object, "refresh_token", issue->refresh_token);
  if (issue->scope->openid)
    {
      id_token = herald_emulator_sign_in_tokens_make_id_token (issue, error);
      if (id_token == NULL)
        return FALSE;
      json_object_set_string_member (object, "id_token", id_token);
    }
  if (issue->client_info)
    add_client_info (issue, object);
  return TRUE;
}

/**
 * herald_emulator_sign_in_tokens_respond:
 * @issue: what to give out
 * @call: a call to the token endpoint
 *
 * **Errors:** SECRET; the call is not answered then.
 *
 * Returns: whether the call was answered
 */
gboolean
herald_emulator_sign_in_tokens_respond (const HeraldEmulatorSignInIssue *issue,
                                        HeraldEmulatorCall              *call,
                                        GError                         **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (node, object);
  add_lifetime (issue, object);
  if (issue->person != NULL)
    add_scope (issue, object);
  if (!add_tokens (issue, object, error))
    return FALSE;
  herald_emulator_sign_in_refusal_add_headers (call, NULL, NULL);
  herald_emulator_call_respond_json (call, 200, node);
  return TRUE;
}
