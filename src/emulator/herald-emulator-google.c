/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /token: an assertion of a service account (RFC 7523) becomes an access token. Rules and
 * texts are those of “Using OAuth 2.0 for Server to Server Applications”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-google.h"

#include "base/herald-json.h"
#include "crypto/herald-jwt.h"
#include "crypto/herald-service-account.h"
#include "emulator/herald-emulator-registry.h"

#include <string.h>
#include <sys/random.h>

#define GRANT_TYPE "urn:ietf:params:oauth:grant-type:jwt-bearer"
#define LIFETIME_SECONDS 3599 /* what Google answers */
#define LONGEST_ASSERTION_SECONDS 3600
#define CLOCK_SKEW_SECONDS 300
#define ACCESS_TOKEN_BYTES 48
#define SCOPE_PREFIX "https://www.googleapis.com/auth/"

static const char tables_sql[] = "CREATE TABLE IF NOT EXISTS google_token ("
                                 "  token TEXT PRIMARY KEY,"
                                 "  client_email TEXT NOT NULL,"
                                 "  project_id TEXT NOT NULL,"
                                 "  messaging INTEGER NOT NULL,"
                                 "  expires_us INTEGER NOT NULL)";
static const char insert_sql[] =
  "INSERT INTO google_token (token, client_email, project_id, messaging, expires_us)"
  " VALUES (?, ?, ?, ?, ?)";
static const char purge_sql[] = "DELETE FROM google_token WHERE expires_us <= ?";
static const char select_sql[] = "SELECT client_email, project_id, messaging FROM google_token"
                                 " WHERE token = ? AND expires_us > ?";

static const HeraldEmulatorGoogleRefusal bad_signature = {
  "invalid_grant",
  "Invalid JWT Signature.",
};
static const HeraldEmulatorGoogleRefusal bad_account = {
  "invalid_grant",
  "Invalid grant: account not found",
};
static const HeraldEmulatorGoogleRefusal bad_times = {
  "invalid_grant",
  "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
  "Check "
  "your iat and exp values in the JWT claim.",
};
static const HeraldEmulatorGoogleRefusal bad_audience = {
  "invalid_grant",
  "Invalid JWT: Failed audience check.",
};
static const HeraldEmulatorGoogleRefusal bad_scope = {
  "invalid_scope",
  "Invalid OAuth scope or ID token audience provided.",
};
static const HeraldEmulatorGoogleRefusal bad_assertion = {
  "invalid_grant",
  "Invalid JWT: the assertion is malformed.",
};
static const HeraldEmulatorGoogleRefusal bad_grant_type = {
  "unsupported_grant_type",
  "Invalid grant_type: only " GRANT_TYPE " is served.",
};
static const HeraldEmulatorGoogleRefusal no_assertion = {
  "invalid_request",
  "Missing required parameter: assertion",
};
static const HeraldEmulatorGoogleRefusal failure = {
  "internal_failure",
  "Backend Error",
};

/* Older libraries know the endpoint by these addresses; all of them still serve. */
static const char *const former_token_uris[] = {
  "https://www.googleapis.com/oauth2/v4/token",
  "https://accounts.google.com/o/oauth2/token",
  NULL,
};

/* The claims of an assertion; texts belong to it. */
typedef struct
{
  const char *issuer;
  const char *audience;
  const char *scope;
  const char *key_id; /* (nullable) */
  gint64      issued_at;
  gint64      expires_at;
} Claims;

/**
 * herald_emulator_google_grant_free:
 * @self: (nullable): the grant to free
 */
void
herald_emulator_google_grant_free (HeraldEmulatorGoogleGrant *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->client_email, g_free);
  g_clear_pointer (&self->project_id, g_free);
  g_free (self);
}

static gboolean
read_claims (HeraldJwt *jwt, Claims *claims)
{
  JsonObject *object = herald_jwt_get_claims (jwt);

  return herald_json_read_string (object, "iss", HERALD_JSON_REQUIRED, &claims->issuer, NULL) &&
         herald_json_read_string (object, "aud", HERALD_JSON_REQUIRED, &claims->audience, NULL) &&
         herald_json_read_string (object, "scope", HERALD_JSON_OPTIONAL, &claims->scope, NULL) &&
         herald_json_read_int (object, "iat", HERALD_JSON_REQUIRED, &claims->issued_at, NULL) &&
         herald_json_read_int (object, "exp", HERALD_JSON_REQUIRED, &claims->expires_at, NULL) &&
         herald_json_read_string (herald_jwt_get_header (jwt), "kid", HERALD_JSON_OPTIONAL,
                                  &claims->key_id, NULL);
}

static gboolean
are_times_good (HeraldEmulatorSite *site, const Claims *claims)
{
  gint64 now = herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site));

  return claims->issued_at <= now + CLOCK_SKEW_SECONDS && claims->expires_at > now &&
         claims->expires_at > claims->issued_at &&
         claims->expires_at - claims->issued_at <= LONGEST_ASSERTION_SECONDS;
}

/* Google's own addresses, or one of ours with its path. */
static gboolean
is_audience_good (HeraldEmulatorSite *site, const char *audience)
{
  g_autofree char *origin = NULL;

  if (g_str_equal (audience, HERALD_GOOGLE_TOKEN_URI) ||
      g_strv_contains (former_token_uris, audience))
    return TRUE;
  if (!g_str_has_suffix (audience, "/token"))
    return FALSE;
  origin = g_strndup (audience, strlen (audience) - strlen ("/token"));
  return herald_emulator_site_is_own_origin (site, origin);
}

static gboolean
are_scopes_good (const char *scopes, gboolean *messaging)
{
  g_auto (GStrv) parts = g_strsplit (scopes != NULL ? scopes : "", " ", -1);
  gsize n_scopes = 0;

  *messaging = FALSE;
  for (gsize i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] == '\0')
        continue;
      if (!g_str_has_prefix (parts[i], SCOPE_PREFIX))
        return FALSE;
      n_scopes++;
      *messaging = *messaging || g_str_equal (parts[i], SCOPE_PREFIX "firebase.messaging") ||
                   g_str_equal (parts[i], SCOPE_PREFIX "cloud-platform");
    }
  return n_scopes > 0;
}

static gboolean
is_signature_good (HeraldJwt *jwt, const HeraldEmulatorGoogleAccount *account)
{
  g_autoptr (HeraldPublicKey) key = herald_public_key_new_from_pem (account->public_pem, -1, NULL);

  return key != NULL && herald_jwt_verify (jwt, key, NULL);
}

/* Which refusal an assertion deserves; NULL when it is good. Google takes padded parts: its own
 * library for Python wrote them (google-auth 1.5.1, read 2026-11). */
static const HeraldEmulatorGoogleRefusal *
judge (HeraldEmulatorSite           *site,
       const char                   *assertion,
       HeraldEmulatorGoogleAccount **account,
       gboolean                     *messaging)
{
  g_autoptr (HeraldJwt) jwt = herald_jwt_parse_padded (assertion, NULL);
  g_autoptr (HeraldEmulatorGoogleAccount) any = NULL;
  Claims claims = { 0 };

  if (jwt == NULL || !read_claims (jwt, &claims))
    return &bad_assertion;
  any = herald_emulator_registry_find_google_account (site, claims.issuer, NULL);
  if (any == NULL)
    return &bad_account;
  if (!are_times_good (site, &claims))
    return &bad_times;
  if (!is_audience_good (site, claims.audience))
    return &bad_audience;
  *account = claims.key_id != NULL
               ? herald_emulator_registry_find_google_account (site, claims.issuer, claims.key_id)
               : g_steal_pointer (&any);
  if (*account == NULL || !is_signature_good (jwt, *account))
    return &bad_signature;
  return are_scopes_good (claims.scope, messaging) ? NULL : &bad_scope;
}

static char *
make_access_token (void)
{
  guint8           bytes[ACCESS_TOKEN_BYTES];
  g_autofree char *text = NULL;

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    g_error ("The system gives no random bytes");
  text = herald_base64url_encode (bytes, sizeof bytes);
  return g_strconcat ("ya29.", text, NULL);
}

/**
 * herald_emulator_google_exchange:
 * @site: the site
 * @assertion: a JSON Web Token signed by a service account
 * @refusal: (out): why not
 *
 * Returns: (transfer full) (nullable): an access token for an hour
 */
char *
herald_emulator_google_exchange (HeraldEmulatorSite          *site,
                                 const char                  *assertion,
                                 HeraldEmulatorGoogleRefusal *refusal)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  gint64            now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));
  g_autoptr (HeraldEmulatorGoogleAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char                   *token = NULL;
  gboolean                           messaging = FALSE;
  const HeraldEmulatorGoogleRefusal *reason = judge (site, assertion, &account, &messaging);

  if (reason != NULL)
    {
      *refusal = *reason;
      return NULL;
    }
  token = make_access_token ();
  if (herald_emulator_db_run (db, &error, purge_sql, "i", now_us) &&
      herald_emulator_db_run (db, &error, insert_sql, "sssii", token, account->client_email,
                              account->project_id, (gint64) messaging,
                              now_us + (gint64) LIFETIME_SECONDS * G_TIME_SPAN_SECOND))
    return g_steal_pointer (&token);
  g_warning ("%s", error->message);
  *refusal = failure;
  return NULL;
}

/**
 * herald_emulator_google_find_grant:
 * @site: the site
 * @access_token: a token
 *
 * Returns: (transfer full) (nullable): what it is good for; %NULL when it is unknown or over
 */
HeraldEmulatorGoogleGrant *
herald_emulator_google_find_grant (HeraldEmulatorSite *site, const char *access_token)
{
  gint64 now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, select_sql, "si",
                               access_token, now_us);
  HeraldEmulatorGoogleGrant *grant;

  if (rows == NULL || !herald_emulator_rows_next (rows, NULL))
    return NULL;
  grant = g_new0 (HeraldEmulatorGoogleGrant, 1);
  grant->client_email = g_strdup (herald_emulator_rows_get_text (rows, 0));
  grant->project_id = g_strdup (herald_emulator_rows_get_text (rows, 1));
  grant->messaging = herald_emulator_rows_get_int (rows, 2) != 0;
  return grant;
}

static void
respond_refusal (HeraldEmulatorCall *call, const HeraldEmulatorGoogleRefusal *refusal)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", refusal->error);
  json_object_set_string_member (object, "error_description", refusal->description);
  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, refusal->error == failure.error ? 500 : 400, node);
}

static void
respond_token (HeraldEmulatorCall *call, const char *token)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "access_token", token);
  json_object_set_int_member (object, "expires_in", LIFETIME_SECONDS);
  json_object_set_string_member (object, "token_type", "Bearer");
  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, 200, node);
}

static GHashTable *
parse_form (HeraldEmulatorCall *call)
{
  GBytes          *body = herald_emulator_call_get_body (call);
  g_autofree char *text =
    g_strndup (g_bytes_get_size (body) > 0 ? g_bytes_get_data (body, NULL) : "",
               g_bytes_get_size (body));

  return g_uri_parse_params (text, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
}

static void
token_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GHashTable) form = parse_form (call);
  const char      *grant_type = form != NULL ? g_hash_table_lookup (form, "grant_type") : NULL;
  const char      *assertion = form != NULL ? g_hash_table_lookup (form, "assertion") : NULL;
  g_autofree char *token = NULL;
  HeraldEmulatorGoogleRefusal refusal = no_assertion;

  if (g_strcmp0 (grant_type, GRANT_TYPE) != 0)
    {
      respond_refusal (call, &bad_grant_type);
      return;
    }
  if (assertion != NULL)
    token = herald_emulator_google_exchange (site, assertion, &refusal);
  if (token != NULL)
    respond_token (call, token);
  else
    respond_refusal (call, &refusal);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/token", token_cb },
  { "POST", "/oauth2/v4/token", token_cb },
  { "POST", "/o/oauth2/token", token_cb },
};

/**
 * herald_emulator_google_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the exchange is ready
 */
gboolean
herald_emulator_google_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), tables_sql, error);
}
