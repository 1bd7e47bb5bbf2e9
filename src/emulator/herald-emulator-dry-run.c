/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs with the credentials of the app's configuration and goes through the same checks as every
 * other push; so a wrong key, team, bundle id or project is found here, as in the product. What was
 * signed is kept for a while, because a batch has a hundred devices of one app. */
#include "config.h"

#include "emulator/herald-emulator-dry-run.h"

#include "base/herald-json.h"
#include "crypto/herald-apns-key.h"
#include "crypto/herald-jwt.h"
#include "crypto/herald-service-account.h"
#include "emulator/herald-emulator-apns.h"
#include "emulator/herald-emulator-fcm.h"
#include "emulator/herald-emulator-google.h"

#include <string.h>

#define SERVICE_NAME "dry-run"
#define KEPT_SECONDS ((gint64) 40 * 60) /* APNs wants a token renewed after 20 to 60 minutes */
#define SCOPE "https://www.googleapis.com/auth/firebase.messaging"

/* The header that a set of credentials gives. */
typedef struct
{
  char  *authorization; /* (owned) */
  gint64 until_seconds;
} Credential;

static void
credential_free (gpointer data)
{
  Credential *self = data;

  g_free (self->authorization);
  g_free (self);
}

static gint64
now_seconds (HeraldEmulatorSite *site)
{
  return herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site));
}

static const char *
find_kept (HeraldEmulatorSite *site, const char *checksum)
{
  GHashTable *kept = herald_emulator_site_get_service (site, SERVICE_NAME);
  Credential *credential = g_hash_table_lookup (kept, checksum);

  return credential != NULL && credential->until_seconds > now_seconds (site)
           ? credential->authorization
           : NULL;
}

static void
forget (HeraldEmulatorSite *site, const char *checksum)
{
  g_hash_table_remove (herald_emulator_site_get_service (site, SERVICE_NAME), checksum);
}

/* Returns: (transfer none): the kept copy of @authorization, which it takes */
static const char *
keep (HeraldEmulatorSite *site, const char *checksum, char *authorization)
{
  Credential *credential = g_new0 (Credential, 1);

  credential->authorization = authorization;
  credential->until_seconds = now_seconds (site) + KEPT_SECONDS;
  g_hash_table_replace (herald_emulator_site_get_service (site, SERVICE_NAME), g_strdup (checksum),
                        credential);
  return authorization;
}

static char *
digest (const char *first, ...)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  va_list     parts;
  const char *part;

  va_start (parts, first);
  for (part = first; part != NULL; part = va_arg (parts, const char *))
    g_checksum_update (checksum, (const guchar *) part, (gssize) strlen (part) + 1);
  va_end (parts);
  return g_strdup (g_checksum_get_string (checksum));
}

static char *
sign_provider_token (HeraldEmulatorSite *site, const HeraldEmulatorApp *app, GError **error)
{
  g_autoptr (GBytes) content = g_bytes_new (app->signing_key, strlen (app->signing_key));
  g_autoptr (HeraldKey) key = herald_apns_key_load (content, error);
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autofree char *token = NULL;

  if (key == NULL)
    return NULL;
  json_object_set_string_member (header, "kid", app->key_id);
  json_object_set_string_member (claims, "iss", app->team_id);
  json_object_set_int_member (claims, "iat", now_seconds (site));
  token = herald_jwt_sign (key, HERALD_SIGNATURE_ES256, header, claims, error);
  return token != NULL ? g_strconcat ("bearer ", token, NULL) : NULL;
}

static char *
describe_apns (const HeraldEmulatorApnsAnswer *answer)
{
  return answer->reason != NULL ? g_strdup_printf ("APNs: %u %s", answer->status, answer->reason)
                                : NULL;
}

static char *
try_apns (HeraldEmulatorSite *site, const HeraldEmulatorApp *app, const char *token)
{
  static const char payload[] = "{\"aps\":{\"content-available\":1}}";
  g_autoptr (GBytes) body = g_bytes_new_static (payload, sizeof payload - 1);
  g_autoptr (GError) error = NULL;
  g_autofree char          *checksum = NULL;
  const char               *authorization;
  HeraldEmulatorApnsRequest request = {
    .host = app->sandbox ? HERALD_EMULATOR_APNS_SANDBOX : HERALD_EMULATOR_APNS_PRODUCTION,
    .device_token = token,
    .topic = app->bundle_id,
    .push_type = "background",
    .priority = "5",
    .expiration = "0",
    .payload = body,
  };
  HeraldEmulatorApnsAnswer answer;

  if (!app->by_token || app->signing_key == NULL || app->key_id == NULL || app->team_id == NULL)
    return g_strdup ("APNs: the configuration has no signing key with key ID and team ID");
  checksum = digest (app->signing_key, app->key_id, app->team_id, NULL);
  authorization = find_kept (site, checksum);
  if (authorization == NULL)
    {
      char *signed_token = sign_provider_token (site, app, &error);

      if (signed_token == NULL)
        return g_strdup_printf ("APNs: %s", error->message);
      authorization = keep (site, checksum, signed_token);
    }
  request.authorization = authorization;
  answer = herald_emulator_apns_push (site, &request);
  return describe_apns (&answer);
}

static char *
sign_assertion (HeraldEmulatorSite *site, const char *json, GError **error)
{
  g_autoptr (GBytes) content = g_bytes_new (json, strlen (json));
  g_autoptr (HeraldServiceAccount) account = herald_service_account_new_from_json (content, error);
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();

  if (account == NULL)
    return NULL;
  json_object_set_string_member (header, "typ", "JWT");
  json_object_set_string_member (header, "kid",
                                 herald_service_account_get_private_key_id (account));
  json_object_set_string_member (claims, "iss", herald_service_account_get_client_email (account));
  json_object_set_string_member (claims, "scope", SCOPE);
  json_object_set_string_member (claims, "aud", herald_service_account_get_token_uri (account));
  json_object_set_int_member (claims, "iat", now_seconds (site));
  json_object_set_int_member (claims, "exp", now_seconds (site) + 3600);
  return herald_jwt_sign (herald_service_account_get_key (account), HERALD_SIGNATURE_RS256, header,
                          claims, error);
}

/* The header for FCM; %NULL with @problem. */
static const char *
authorize_fcm (HeraldEmulatorSite *site, const char *json, const char *checksum, char **problem)
{
  HeraldEmulatorGoogleRefusal refusal = { NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *assertion = NULL;
  g_autofree char *access_token = NULL;

  assertion = sign_assertion (site, json, &error);
  if (assertion == NULL)
    {
      *problem = g_strdup_printf ("FCM: %s", error->message);
      return NULL;
    }
  access_token = herald_emulator_google_exchange (site, assertion, &refusal);
  if (access_token == NULL)
    {
      *problem = g_strdup_printf ("FCM: %s: %s", refusal.error, refusal.description);
      return NULL;
    }
  return keep (site, checksum, g_strconcat ("Bearer ", access_token, NULL));
}

static GBytes *
build_message (const char *token)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *body = json_object_new ();
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "token", token);
  json_object_set_boolean_member (body, "validate_only", TRUE);
  json_object_set_object_member (body, "message", message);
  json_node_take_object (node, body);
  return herald_json_write_bytes (node);
}

static char *
describe_fcm (const HeraldEmulatorFcmAnswer *answer)
{
  if (answer->code == NULL)
    return NULL;
  return g_strdup_printf ("FCM: %u %s: %s", answer->status,
                          answer->error_code != NULL ? answer->error_code : answer->code,
                          answer->text);
}

static char *
try_fcm (HeraldEmulatorSite *site, const HeraldEmulatorApp *app, const char *token)
{
  g_auto (HeraldEmulatorFcmAnswer) answer = { 0 };
  g_autoptr (GBytes) body = build_message (token);
  g_autofree char *checksum = NULL;
  g_autofree char *problem = NULL;
  const char      *authorization;

  if (!app->by_service_account || app->project_id == NULL)
    return g_strdup ("FCM: the configuration has no service account");
  checksum = digest (app->service_account, NULL);
  authorization = find_kept (site, checksum);
  if (authorization == NULL)
    authorization = authorize_fcm (site, app->service_account, checksum, &problem);
  if (authorization == NULL)
    return g_steal_pointer (&problem);
  herald_emulator_fcm_send (site, app->project_id, authorization, body, &answer);
  if (answer.status == 401)
    forget (site, checksum);
  return describe_fcm (&answer);
}

/**
 * herald_emulator_dry_run_try:
 * @site: the site
 * @app: whose credentials are used
 * @platform: which push service is asked
 * @token: the phone's token
 *
 * Returns: (transfer full) (nullable): %NULL when the push was accepted, else what the push service
 *   said
 */
char *
herald_emulator_dry_run_try (HeraldEmulatorSite      *site,
                             const HeraldEmulatorApp *app,
                             HeraldEmulatorPlatform   platform,
                             const char              *token)
{
  return platform == HERALD_EMULATOR_IOS ? try_apns (site, app, token) : try_fcm (site, app, token);
}

static void
free_table (gpointer table)
{
  g_hash_table_unref (table);
}

/**
 * herald_emulator_dry_run_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_dry_run_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_site_take_service (site, SERVICE_NAME,
                                     g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                            credential_free),
                                     free_table);
  return TRUE;
}
