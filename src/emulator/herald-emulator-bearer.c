/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens are JWTs signed by the emulator's own key. A token that was verified once is
 * remembered, so that a busy client costs one signature check an hour and not one a request. */
#include "config.h"

#include "emulator/herald-emulator-bearer.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "crypto/herald-certificate.h"
#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator-keys.h"
#include "emulator/herald-emulator-sign-in-refusal.h"
#include "emulator/herald-emulator-switches.h"

#include <string.h>

#define SERVICE_NAME "bearer"
#define SCHEME "Bearer "
#define INVALID_TOKEN                                                                              \
  "error=\"invalid_token\", error_description=\"Error during token validation!\", "
#define MOST_REMEMBERED 256
#define SCRIPT_LIFETIME_SECONDS ((gint64) 30 * 24 * 60 * 60)
/* How far a clock may be off; Entra's libraries allow the same. */
#define SKEW_SECONDS 300

typedef struct
{
  HeraldPublicKey *key;         /* (owned) */
  GBytes          *certificate; /* (owned): of that key */
  gboolean         challenges;  /* a switch: a second factor is asked for */
  char            *key_id;      /* (owned): the certificate's thumbprint, as Entra names keys */
  GHashTable      *identities;  /* (owned): token text to HeraldEmulatorIdentity */
} Bearer;

static void
bearer_free (gpointer data)
{
  Bearer *self = data;

  g_clear_object (&self->key);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_clear_pointer (&self->key_id, g_free);
  g_clear_pointer (&self->identities, g_hash_table_unref);
  g_free (self);
}

/**
 * herald_emulator_identity_free:
 * @self: an identity
 */
void
herald_emulator_identity_free (HeraldEmulatorIdentity *self)
{
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->client_id, g_free);
  g_clear_pointer (&self->object_id, g_free);
  g_free (self);
}

static char *
make_thumbprint (GBytes *certificate)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize  length = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (certificate, NULL),
                     (gssize) g_bytes_get_size (certificate));
  g_checksum_get_digest (checksum, digest, &length);
  return herald_base64url_encode (digest, length);
}

/**
 * herald_emulator_bearer_attach:
 * @site: the site
 *
 * The switch “challengeClaims” makes Dataverse ask for a second factor.
 *
 * **Errors:** INVALID, SECRET.
 *
 * Returns: whether tokens can be issued and checked
 */
gboolean
herald_emulator_bearer_attach (HeraldEmulatorSite *site, GError **error)
{
  Bearer          *self = g_new0 (Bearer, 1);
  HeraldKey       *key = herald_emulator_site_get_token_key (site);
  g_autofree char *pem = NULL;

  self->identities = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                            (GDestroyNotify) herald_emulator_identity_free);
  herald_emulator_site_take_service (site, SERVICE_NAME, self, bearer_free);
  herald_emulator_switches_add_boolean (site, "challengeClaims", &self->challenges);
  self->key = herald_key_dup_public (key, error);
  if (self->key == NULL)
    return FALSE;
  pem = herald_emulator_keys_load_or_make_certificate (herald_emulator_site_get_dir (site),
                                                       "sign-in.pem", key,
                                                       "Herald Emulator sign-in", error);
  self->certificate = pem != NULL ? herald_certificate_pem_to_der (pem, error) : NULL;
  if (self->certificate == NULL)
    return FALSE;
  self->key_id = make_thumbprint (self->certificate);
  return TRUE;
}

/**
 * herald_emulator_bearer_get_key_id:
 * @site: the site
 *
 * Returns: (transfer none): “kid” and “x5t” of all tokens
 */
const char *
herald_emulator_bearer_get_key_id (HeraldEmulatorSite *site)
{
  return ((Bearer *) herald_emulator_site_get_service (site, SERVICE_NAME))->key_id;
}

/**
 * herald_emulator_bearer_get_certificate:
 * @site: the site
 *
 * Returns: (transfer none): the certificate of the key that signs, in DER
 */
GBytes *
herald_emulator_bearer_get_certificate (HeraldEmulatorSite *site)
{
  return ((Bearer *) herald_emulator_site_get_service (site, SERVICE_NAME))->certificate;
}

/**
 * herald_emulator_bearer_sign:
 * @site: the site
 * @claims: what a token says
 *
 * **Errors:** SECRET.
 *
 * Returns: (transfer full): the token
 */
char *
herald_emulator_bearer_sign (HeraldEmulatorSite *site, JsonObject *claims, GError **error)
{
  g_autoptr (JsonObject) header = json_object_new ();
  const char *id = herald_emulator_bearer_get_key_id (site);

  json_object_set_string_member (header, "typ", "JWT");
  json_object_set_string_member (header, "x5t", id);
  json_object_set_string_member (header, "kid", id);
  return herald_jwt_sign (herald_emulator_site_get_token_key (site), HERALD_SIGNATURE_RS256, header,
                          claims, error);
}

static JsonObject *
build_claims (HeraldEmulatorSite *site, const char *audience, gint64 lifetime_seconds)
{
  const char      *tenant = herald_emulator_site_get_setting (site, HERALD_EMULATOR_TENANT_ID);
  gint64           now = herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site));
  g_autofree char *issuer =
    g_strdup_printf ("%s/%s/", herald_emulator_site_get_https (site), tenant);
  g_autofree char *unique = herald_guid_new ();
  JsonObject      *claims = json_object_new ();

  json_object_set_string_member (claims, "aud", audience);
  json_object_set_string_member (claims, "iss", issuer);
  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "nbf", now);
  json_object_set_int_member (claims, "exp", now + lifetime_seconds);
  json_object_set_string_member (claims, "tid", tenant);
  json_object_set_string_member (claims, "uti", unique);
  json_object_set_string_member (claims, "ver", "1.0");
  return claims;
}

/**
 * herald_emulator_bearer_issue:
 * @site: a listening site
 * @audience: the resource the token is for, as the client asked for it
 * @client_id: the application
 * @object_id: the user's or service principal's id in the directory
 * @delegated: whether the application acts for a signed-in user
 * @lifetime_seconds: how long the token is good
 *
 * **Errors:** SECRET.
 *
 * Returns: (transfer full): the signed token
 */
char *
herald_emulator_bearer_issue (HeraldEmulatorSite *site,
                              const char         *audience,
                              const char         *client_id,
                              const char         *object_id,
                              gboolean            delegated,
                              gint64              lifetime_seconds,
                              GError            **error)
{
  g_autoptr (JsonObject) claims = build_claims (site, audience, lifetime_seconds);

  json_object_set_string_member (claims, "appid", client_id);
  json_object_set_string_member (claims, "oid", object_id);
  json_object_set_string_member (claims, "sub", object_id);
  if (delegated)
    json_object_set_string_member (claims, "scp", "user_impersonation");
  return herald_emulator_bearer_sign (site, claims, error);
}

/**
 * herald_emulator_bearer_issue_for_scripts:
 * @site: a listening site
 *
 * The ready line's token: speaks for the administrator and lasts a month.
 *
 * **Errors:** SECRET.
 *
 * Returns: (transfer full): the signed token
 */
char *
herald_emulator_bearer_issue_for_scripts (HeraldEmulatorSite *site, GError **error)
{
  return herald_emulator_bearer_issue (
    site, herald_emulator_site_get_http (site),
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_CLIENT_ID),
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_USER_OBJECT_ID), TRUE,
    SCRIPT_LIFETIME_SECONDS, error);
}

static gboolean
is_for_us (HeraldEmulatorSite *site, const char *audience)
{
  g_autofree char *origin = g_strdup (audience);

  for (gsize length = strlen (origin); length > 0 && origin[length - 1] == '/'; length--)
    origin[length - 1] = '\0';
  return herald_emulator_site_is_own_origin (site, origin);
}

static gboolean
refuse_token (GError **error, const char *why)
{
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_AUTH, why);
  return FALSE;
}

/* Issuers are “origin/tenant/” and “origin/tenant/v2.0”. */
static gboolean
is_own_issuer (HeraldEmulatorSite *site, const char *issuer)
{
  const char      *tenant = herald_emulator_site_get_setting (site, HERALD_EMULATOR_TENANT_ID);
  g_autofree char *mark = g_strdup_printf ("/%s/", tenant);
  const char      *found = strstr (issuer, mark);
  g_autofree char *origin = found != NULL ? g_strndup (issuer, (gsize) (found - issuer)) : NULL;
  const char      *rest = found != NULL ? found + strlen (mark) : "";

  return origin != NULL && herald_emulator_site_is_own_origin (site, origin) &&
         (*rest == '\0' || strcmp (rest, "v2.0") == 0);
}

static gboolean
check_issue (HeraldEmulatorSite *site, JsonObject *claims, GError **error)
{
  const char *issuer, *tenant;
  gint64      not_before = 0;
  gint64      expires = 0;
  gint64      now = herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site));

  if (!herald_json_read_string (claims, "iss", HERALD_JSON_REQUIRED, &issuer, error) ||
      !herald_json_read_string (claims, "tid", HERALD_JSON_REQUIRED, &tenant, error) ||
      !herald_json_read_int (claims, "nbf", HERALD_JSON_OPTIONAL, &not_before, error) ||
      !herald_json_read_int (claims, "exp", HERALD_JSON_REQUIRED, &expires, error))
    return FALSE;
  if (!is_own_issuer (site, issuer) ||
      g_ascii_strcasecmp (tenant,
                          herald_emulator_site_get_setting (site, HERALD_EMULATOR_TENANT_ID)) != 0)
    return refuse_token (error, "The token is of another tenant");
  if (now + SKEW_SECONDS < not_before)
    return refuse_token (error, "The token is not valid yet");
  return now < expires || refuse_token (error, "The token has expired");
}

/**
 * herald_emulator_bearer_read:
 * @site: the site
 * @token: what somebody came with
 *
 * Checks signature, issuer, tenant and time; what the token is for is left to the caller.
 *
 * **Errors:** INVALID, AUTH.
 *
 * Returns: (transfer full): its claims
 */
JsonObject *
herald_emulator_bearer_read (HeraldEmulatorSite *site, const char *token, GError **error)
{
  Bearer *self = herald_emulator_site_get_service (site, SERVICE_NAME);
  g_autoptr (HeraldJwt) jwt = herald_jwt_parse (token, error);

  if (jwt == NULL || !herald_jwt_verify (jwt, self->key, error) ||
      !check_issue (site, herald_jwt_get_claims (jwt), error))
    return NULL;
  return json_object_ref (herald_jwt_get_claims (jwt));
}

static gboolean
has_second_factor (JsonObject *claims)
{
  JsonArray *methods = NULL;

  if (!herald_json_read_array (claims, "amr", HERALD_JSON_OPTIONAL, &methods, NULL) ||
      methods == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (methods); i++)
    if (g_strcmp0 (json_node_get_string (json_array_get_element (methods, i)), "mfa") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_claims (HeraldEmulatorSite     *site,
             JsonObject             *claims,
             HeraldEmulatorIdentity *identity,
             GError                **error)
{
  const char *audience, *client_id, *object_id;

  if (!herald_json_read_string (claims, "aud", HERALD_JSON_REQUIRED, &audience, error) ||
      !herald_json_read_string (claims, "appid", HERALD_JSON_REQUIRED, &client_id, error) ||
      !herald_json_read_string (claims, "oid", HERALD_JSON_REQUIRED, &object_id, error) ||
      !herald_json_read_int (claims, "exp", HERALD_JSON_REQUIRED, &identity->expires_at_seconds,
                             error))
    return FALSE;
  if (!is_for_us (site, audience))
    return refuse_token (error, "The token is for another service");
  identity->client_id = g_strdup (client_id);
  identity->object_id = g_strdup (object_id);
  identity->strong = has_second_factor (claims);
  return TRUE;
}

static HeraldEmulatorIdentity *
verify (HeraldEmulatorSite *site, const char *token, GError **error)
{
  g_autoptr (JsonObject) claims = herald_emulator_bearer_read (site, token, error);
  g_autoptr (HeraldEmulatorIdentity) identity = g_new0 (HeraldEmulatorIdentity, 1);

  if (claims == NULL || !read_claims (site, claims, identity, error))
    return NULL;
  identity->token = g_strdup (token);
  return g_steal_pointer (&identity);
}

static const HeraldEmulatorIdentity *
find_identity (HeraldEmulatorSite *site, const char *token)
{
  Bearer                 *self = herald_emulator_site_get_service (site, SERVICE_NAME);
  HeraldEmulatorIdentity *identity = g_hash_table_lookup (self->identities, token);
  g_autoptr (GError) error = NULL;

  if (identity == NULL)
    {
      identity = verify (site, token, &error);
      if (identity == NULL)
        {
          g_debug ("Refused a bearer token: %s", error->message);
          return NULL;
        }
      if (g_hash_table_size (self->identities) >= MOST_REMEMBERED)
        g_hash_table_remove_all (self->identities);
      g_hash_table_insert (self->identities, identity->token, identity);
    }
  if (herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site)) >=
      identity->expires_at_seconds)
    return NULL;
  return identity;
}

/* Names tenant and resource, so that a client can learn them without an account (Microsoft,
 * “Use OAuth authentication with Microsoft Dataverse”, read 2026-11). */
static void
refuse (HeraldEmulatorSite *site, HeraldEmulatorCall *call, const char *fault)
{
  g_autofree char *origin = herald_emulator_call_dup_origin (call);
  g_autofree char *challenge =
    g_strdup_printf ("Bearer %sauthorization_uri=%s/%s/oauth2/authorize, resource_id=%s/", fault,
                     origin, herald_emulator_site_get_setting (site, HERALD_EMULATOR_TENANT_ID),
                     origin);

  herald_emulator_call_add_header (call, "WWW-Authenticate", challenge);
  herald_emulator_call_respond (call, 401, NULL);
}

/* What a client has to send back to the sign-in (Microsoft, “Claims challenges, claims requests and
 * client capabilities”, read 2026-11). */
static void
refuse_for_claims (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  const char      *claims = herald_emulator_sign_in_refusal_get_claims ();
  g_autofree char *base64 = g_base64_encode ((const guchar *) claims, strlen (claims));
  g_autofree char *fault =
    g_strdup_printf ("realm=\"\", error=\"insufficient_claims\", claims=\"%s\", ", base64);

  refuse (site, call, fault);
}

/* The token of the one Authorization header; NULL when there is none, more than one, or another
 * scheme. */
static const char *
find_token (HeraldEmulatorCall *call)
{
  GPtrArray  *headers = herald_emulator_call_get_request_headers (call);
  const char *value = NULL;

  for (guint i = 0; i + 1 < headers->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (headers, i), "authorization") == 0)
      {
        if (value != NULL)
          return NULL;
        value = g_ptr_array_index (headers, i + 1);
      }
  if (value == NULL || g_ascii_strncasecmp (value, SCHEME, strlen (SCHEME)) != 0)
    return NULL;
  value += strlen (SCHEME);
  return value + strspn (value, " ");
}

/**
 * herald_emulator_bearer_check:
 * @site: the site
 * @call: a call to Dataverse
 *
 * Verifies signature, issuer, audience and time of the call's bearer token. When it is missing or
 * wrong the call is answered with 401.
 *
 * Returns: (transfer none) (nullable): who calls, valid until the next check; %NULL when the call
 *   was answered
 */
const HeraldEmulatorIdentity *
herald_emulator_bearer_check (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  Bearer                       *self = herald_emulator_site_get_service (site, SERVICE_NAME);
  const char                   *token = find_token (call);
  const HeraldEmulatorIdentity *identity = token != NULL ? find_identity (site, token) : NULL;

  if (identity != NULL && (identity->strong || !self->challenges))
    return identity;
  if (identity != NULL)
    refuse_for_claims (site, call);
  else
    refuse (site, call, token != NULL ? INVALID_TOKEN : "");
  return NULL;
}
