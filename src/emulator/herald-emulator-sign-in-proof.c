/* SPDX-License-Identifier: GPL-3.0-or-later */
/* There is one secret and one certificate, both made when the folder was new.
 * Source: Microsoft, “Application authentication certificate credentials”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-proof.h"

#include "base/herald-json.h"
#include "crypto/herald-certificate.h"
#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator-keys.h"
#include "emulator/herald-emulator-shelf.h"
#include "emulator/herald-emulator-switches.h"

#include <string.h>

#define SERVICE_NAME "sign-in proof"
#define KEY_FILE "client.key"
#define CERTIFICATE_FILE "client.pem"
#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define SKEW_SECONDS 300
#define MOST_ASSERTIONS 4096

typedef struct
{
  HeraldPublicKey     *key;           /* (owned) (nullable) */
  char                *sha1;          /* (owned) (nullable): “x5t” */
  char                *sha256;        /* (owned) (nullable): “x5t#S256” */
  HeraldEmulatorShelf *assertions;    /* (owned): those that came */
  gboolean             refuse_replay; /* a switch */
} Proof;

static void
proof_free (gpointer data)
{
  Proof *self = data;

  g_clear_object (&self->key);
  g_clear_pointer (&self->sha1, g_free);
  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->assertions, herald_emulator_shelf_free);
  g_free (self);
}

static char *
make_thumbprint (GBytes *certificate, GChecksumType type)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (type);
  guint8 digest[32];
  gsize  length = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (certificate, NULL),
                     (gssize) g_bytes_get_size (certificate));
  g_checksum_get_digest (checksum, digest, &length);
  return herald_base64url_encode (digest, length);
}

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  herald_emulator_shelf_clear (((Proof *) user_data)->assertions);
}

/**
 * herald_emulator_sign_in_proof_attach:
 * @site: the site
 *
 * Makes or loads the confidential client's certificate. Entra takes an assertion as often as a
 * client sends it while it is good, and libraries do so; the switch “refuseAssertionReplay” makes
 * it as strict as RFC 7523, section 3, allows.
 *
 * **Errors:** INVALID, SECRET.
 *
 * Returns: whether clients can be recognised
 */
gboolean
herald_emulator_sign_in_proof_attach (HeraldEmulatorSite *site, GError **error)
{
  Proof      *self = g_new0 (Proof, 1);
  const char *dir = herald_emulator_site_get_dir (site);
  g_autoptr (HeraldKey) key = NULL;
  g_autofree char *pem = NULL;
  g_autoptr (GBytes) der = NULL;

  self->assertions = herald_emulator_shelf_new (MOST_ASSERTIONS, g_free);
  herald_emulator_site_take_service (site, SERVICE_NAME, self, proof_free);
  herald_emulator_site_add_reload_func (site, reload_cb, self);
  herald_emulator_switches_add_boolean (site, "refuseAssertionReplay", &self->refuse_replay);
  key = herald_emulator_keys_load_or_make (dir, KEY_FILE, HERALD_KEY_RSA, error);
  if (key == NULL)
    return FALSE;
  pem = herald_emulator_keys_load_or_make_certificate (dir, CERTIFICATE_FILE, key, "Herald service",
                                                       error);
  der = pem != NULL ? herald_certificate_pem_to_der (pem, error) : NULL;
  if (der == NULL)
    return FALSE;
  self->sha1 = make_thumbprint (der, G_CHECKSUM_SHA1);
  self->sha256 = make_thumbprint (der, G_CHECKSUM_SHA256);
  self->key = herald_certificate_read_key (pem, error);
  return self->key != NULL;
}

/**
 * herald_emulator_sign_in_proof_add_to_ready_line:
 * @site: the site
 * @object: the ready line
 *
 * Tells where the confidential client's certificate and its key are.
 */
void
herald_emulator_sign_in_proof_add_to_ready_line (HeraldEmulatorSite *site, JsonObject *object)
{
  const char      *dir = herald_emulator_site_get_dir (site);
  g_autofree char *certificate = herald_emulator_keys_dup_path (dir, CERTIFICATE_FILE);
  g_autofree char *key = herald_emulator_keys_dup_path (dir, KEY_FILE);

  json_object_set_string_member (object, "clientCertificate", certificate);
  json_object_set_string_member (object, "clientCertificateKey", key);
}

/* In constant time, so that the secret cannot be guessed piece by piece. */
static gboolean
is_secret (const char *given, const char *wanted)
{
  gsize length = strlen (wanted);
  guint difference = strlen (given) != length;

  for (gsize i = 0; i < length && given[i] != '\0'; i++)
    difference |= (guint) ((guchar) given[i] ^ (guchar) wanted[i]);
  return difference == 0;
}

static gboolean
check_secret (HeraldEmulatorSignInRequest *request, const char *secret, GError **error)
{
  const char *id = request->client->id;

  if (request->client->secret_expired)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_SECRET_EXPIRED, id);
  return (request->client->credentials &&
          is_secret (secret, herald_emulator_site_get_setting (request->site,
                                                               HERALD_EMULATOR_CLIENT_SECRET))) ||
         herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_SECRET_WRONG, id);
}

static gboolean
refuse (GError **error, HeraldEmulatorSignInRefusal refusal, const char *subject)
{
  return herald_emulator_sign_in_refusal_set (error, refusal, subject);
}

/* Some clients pad the text, which the real service lets pass. */
static gboolean
is_thumbprint (const char *given, const char *wanted)
{
  gsize length = strlen (wanted);

  return strncmp (given, wanted, length) == 0 &&
         given[length + strspn (given + length, "=")] == '\0';
}

/* The certificate's name, and a signature by its key in one of the two ways. */
static gboolean
check_signature (Proof *self, HeraldEmulatorSignInRequest *request, HeraldJwt *jwt, GError **error)
{
  JsonObject     *header = herald_jwt_get_header (jwt);
  const char     *algorithm = NULL;
  const char     *sha1 = NULL;
  const char     *sha256 = NULL;
  HeraldSignature signature = HERALD_SIGNATURE_RS256;

  if (!herald_json_read_string (header, "alg", HERALD_JSON_REQUIRED, &algorithm, NULL) ||
      !herald_json_read_string (header, "x5t", HERALD_JSON_OPTIONAL, &sha1, NULL) ||
      !herald_json_read_string (header, "x5t#S256", HERALD_JSON_OPTIONAL, &sha256, NULL))
    return refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_MALFORMED, "its header");
  if ((sha1 == NULL && sha256 == NULL) || (sha1 != NULL && !is_thumbprint (sha1, self->sha1)) ||
      (sha256 != NULL && !is_thumbprint (sha256, self->sha256)) || !request->client->credentials)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_KEY, request->client->id);
  if (strcmp (algorithm, "PS256") == 0)
    signature = HERALD_SIGNATURE_PS256;
  return herald_jwt_verify_with (jwt, self->key, signature, NULL) ||
         refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_SIGNATURE, algorithm);
}

/* The token endpoint under any of our names, or the tenant's issuer. */
static gboolean
is_our_endpoint (HeraldEmulatorSite *site, const char *audience)
{
  static const char *const paths[] = { "/oauth2/v2.0/token", "/oauth2/token", "/v2.0" };
  const char              *host = strstr (audience, "://");
  const char              *path = host != NULL ? strchr (host + strlen ("://"), '/') : NULL;
  g_autofree char         *origin = NULL;
  g_autofree char         *segment = NULL;
  HeraldEmulatorTenant     tenant;
  const char              *rest;

  if (path == NULL)
    return FALSE;
  origin = g_strndup (audience, (gsize) (path - audience));
  segment = g_strndup (path + 1, strcspn (path + 1, "/"));
  rest = path + 1 + strlen (segment);
  if (!herald_emulator_site_is_own_origin (site, origin) ||
      !herald_emulator_sign_in_tenant_read (site, segment, &tenant, NULL))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (strcmp (rest, paths[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Seconds since 1970, which may have a fraction (RFC 7519, 2: NumericDate); @seconds keeps what it
 * has when the claim is absent. */
static gboolean
read_date (JsonObject *claims, const char *name, double *seconds)
{
  JsonNode *node = json_object_get_member (claims, name);
  GType     type =
    node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    *seconds = json_node_get_double (node);
  return node == NULL || type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static gboolean
check_times (HeraldEmulatorSite *site, JsonObject *claims, GError **error)
{
  double now = (double) herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site));
  double expires = 0;
  double not_before = 0;

  if (!json_object_has_member (claims, "exp") || !read_date (claims, "exp", &expires) ||
      !read_date (claims, "nbf", &not_before))
    return refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_MALFORMED, "its times");
  return (expires > now - SKEW_SECONDS && not_before <= now + SKEW_SECONDS) ||
         refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_TIME, NULL);
}

static gboolean
check_claims (HeraldEmulatorSignInRequest *request, JsonObject *claims, GError **error)
{
  const char *issuer = NULL;
  const char *subject = NULL;
  const char *audience = NULL;

  if (!herald_json_read_string (claims, "iss", HERALD_JSON_REQUIRED, &issuer, NULL) ||
      !herald_json_read_string (claims, "sub", HERALD_JSON_REQUIRED, &subject, NULL) ||
      !herald_json_read_string (claims, "aud", HERALD_JSON_REQUIRED, &audience, NULL))
    return refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_MALFORMED,
                   "“iss”, “sub” and “aud” are needed");
  if (g_ascii_strcasecmp (issuer, request->client->id) != 0 ||
      g_ascii_strcasecmp (subject, request->client->id) != 0)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_ISSUER, issuer);
  if (!is_our_endpoint (request->site, audience))
    return refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_AUDIENCE, audience);
  return check_times (request->site, claims, error);
}

static gboolean
check_replay (Proof *self, JsonObject *claims, const char *assertion, GError **error)
{
  const char      *id = NULL;
  g_autofree char *name = NULL;

  if (!herald_json_read_string (claims, "jti", HERALD_JSON_OPTIONAL, &id, NULL))
    return refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_MALFORMED, "“jti”");
  name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, id != NULL ? id : assertion, -1);
  return herald_emulator_shelf_add_as (self->assertions, name, g_strdup ("")) ||
         !self->refuse_replay ||
         refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_REPLAYED, id != NULL ? id : "");
}

static gboolean
check_assertion (HeraldEmulatorSignInRequest *request, const char *assertion, GError **error)
{
  Proof      *self = herald_emulator_site_get_service (request->site, SERVICE_NAME);
  const char *type =
    herald_emulator_sign_in_request_require (request, "client_assertion_type", error);
  g_autoptr (HeraldJwt) jwt = NULL;

  if (type == NULL)
    return FALSE;
  if (strcmp (type, ASSERTION_TYPE) != 0)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_PARAMETER_INVALID, "client_assertion_type");
  jwt = herald_jwt_parse (assertion, NULL);
  if (jwt == NULL)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_ASSERTION_MALFORMED, "it has no three parts");
  if (!check_signature (self, request, jwt, error) ||
      !check_claims (request, herald_jwt_get_claims (jwt), error) ||
      !check_replay (self, herald_jwt_get_claims (jwt), assertion, error))
    return FALSE;
  request->by_certificate = TRUE;
  return TRUE;
}

/* Whether the application need not prove anything for this grant. */
static gboolean
is_public (const HeraldEmulatorSignInClient *client, const char *grant_type)
{
  if (strcmp (grant_type, "client_credentials") == 0)
    return FALSE;
  if (client->kind == HERALD_EMULATOR_CLIENT_PAGE)
    return strcmp (grant_type, "authorization_code") == 0 ||
           strcmp (grant_type, "refresh_token") == 0;
  return client->kind == HERALD_EMULATOR_CLIENT_NATIVE && client->public_flows;
}

/**
 * herald_emulator_sign_in_proof_check:
 * @request: a request with its client
 * @grant_type: what it is about
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: whether the client proved itself, or needs not to
 */
gboolean
herald_emulator_sign_in_proof_check (HeraldEmulatorSignInRequest *request,
                                     const char                  *grant_type,
                                     GError                     **error)
{
  const char *secret = g_hash_table_lookup (request->fields, "client_secret");
  const char *assertion = herald_emulator_sign_in_request_get (request, "client_assertion");

  if (secret == NULL && assertion == NULL)
    return is_public (request->client, grant_type) ||
           refuse (error, HERALD_EMULATOR_SIGN_IN_SECRET_MISSING, NULL);
  if (request->client->kind != HERALD_EMULATOR_CLIENT_WEB)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_SECRET_OF_PUBLIC, NULL);
  if (assertion != NULL)
    return check_assertion (request, assertion, error);
  return check_secret (request, secret, error);
}
