/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /{tenant}/oauth2/v2.0/token` and `POST /{tenant}/oauth2/token`: a table of grants. Source:
 * Microsoft identity platform, the pages on each OAuth 2.0 flow, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-token.h"

#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator-sign-in-device.h"
#include "emulator/herald-emulator-sign-in-proof.h"
#include "emulator/herald-emulator-sign-in-tokens.h"

#include <string.h>

#define SHORTEST_VERIFIER 43 /* RFC 7636, 4.1 */
#define LONGEST_VERIFIER 128

typedef gboolean (*GrantFunc) (HeraldEmulatorSignInRequest *request, GError **error);

static gboolean
refuse (GError **error, HeraldEmulatorSignInRefusal refusal, const char *subject)
{
  return herald_emulator_sign_in_refusal_set (error, refusal, subject);
}

/* Only an application in a page is asked from a page, and only from one. */
static gboolean
check_origin (HeraldEmulatorSignInRequest *request, GError **error)
{
  const char *origin = herald_emulator_call_get_header (request->call, "origin");
  gboolean    page = request->client->kind == HERALD_EMULATOR_CLIENT_PAGE;

  if (origin != NULL && !page)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_CROSS_ORIGIN, origin);
  return origin != NULL || !page || refuse (error, HERALD_EMULATOR_SIGN_IN_CROSS_ORIGIN_ONLY, NULL);
}

/* The two scopes together say what else comes beside the access token. */
static gboolean
read_scope (HeraldEmulatorSignInRequest     *request,
            const HeraldEmulatorSignInGrant *grant,
            HeraldEmulatorSignInScope       *scope,
            GError                         **error)
{
  g_autofree char *text = herald_emulator_sign_in_request_dup_scope (request, grant->scope, error);
  g_auto (HeraldEmulatorSignInScope) before = { 0 };
  g_autoptr (GError) local_error = NULL;

  if (text == NULL || !herald_emulator_sign_in_scope_read (request->site, text, scope, error))
    return FALSE;
  /* A resource from before a restart may be gone with its port; it does not matter when another one
   * is asked for. */
  if (!herald_emulator_sign_in_scope_read (request->site, grant->scope, &before, &local_error) &&
      !scope->named)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  /* “openid offline_access” alone stays with the resource that was granted. */
  if (!scope->named && before.named)
    {
      scope->named = TRUE;
      scope->is_default = before.is_default;
      scope->resource = g_strdup (before.resource);
    }
  scope->openid |= before.openid;
  scope->profile |= before.profile;
  scope->email |= before.email;
  scope->offline_access |= before.offline_access;
  return TRUE;
}

/* Writes a scope back into words, so that the next refresh token remembers it. */
static char *
write_scope (const HeraldEmulatorSignInScope *scope)
{
  return g_strconcat (scope->openid ? "openid " : "", scope->profile ? "profile " : "",
                      scope->email ? "email " : "", scope->offline_access ? "offline_access " : "",
                      scope->resource != NULL ? scope->resource : "User.Read",
                      scope->resource != NULL ? "/.default" : NULL, NULL);
}

/* Answers with everything that @grant is good for. */
static gboolean
issue (HeraldEmulatorSignInRequest *request, HeraldEmulatorSignInGrant *grant, GError **error)
{
  g_auto (HeraldEmulatorSignInScope) scope = { 0 };
  g_autoptr (HeraldEmulatorSignInPerson) person = NULL;
  g_autofree char          *refresh_token = NULL;
  g_autofree char          *words = NULL;
  HeraldEmulatorSignInIssue tokens = { .site = request->site, .client = request->client };

  person = herald_emulator_sign_in_people_find (request->site, grant->object_id, error);
  if (person == NULL ||
      !herald_emulator_sign_in_people_check (request->site, person, request->client, &grant->proof,
                                             error) ||
      !read_scope (request, grant, &scope, error))
    return FALSE;
  if (scope.offline_access)
    {
      words = write_scope (&scope);
      g_free (g_steal_pointer (&grant->scope));
      grant->scope = g_steal_pointer (&words);
      refresh_token = herald_emulator_sign_in_grants_add_refresh (request->site, grant, error);
      if (refresh_token == NULL)
        return FALSE;
    }
  tokens.origin = request->origin;
  tokens.person = person;
  tokens.scope = &scope;
  tokens.nonce = grant->nonce;
  tokens.refresh_token = refresh_token;
  tokens.by_certificate = request->by_certificate;
  tokens.client_info =
    g_strcmp0 (herald_emulator_sign_in_request_get (request, "client_info"), "1") == 0;
  tokens.v1 = request->v1;
  tokens.strong = grant->proof.strong;
  return herald_emulator_sign_in_tokens_respond (&tokens, request->call, error);
}

static gboolean
is_verifier (const char *text)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  gsize             length = strlen (text);

  return length >= SHORTEST_VERIFIER && length <= LONGEST_VERIFIER &&
         strspn (text, digits) == length;
}

static char *
make_challenge (const char *verifier, gboolean hashed)
{
  g_autoptr (GChecksum) checksum = NULL;
  guint8 digest[32];
  gsize  length = sizeof digest;

  if (!hashed)
    return g_strdup (verifier);
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return herald_base64url_encode (digest, length);
}

/* Proof Key for Code Exchange: RFC 7636, 4.6. */
static gboolean
check_verifier (const HeraldEmulatorSignInGrant *grant, const char *verifier, GError **error)
{
  g_autofree char *challenge = NULL;

  if (grant->challenge == NULL)
    return verifier == NULL || refuse (error, HERALD_EMULATOR_SIGN_IN_VERIFIER_UNEXPECTED, NULL);
  if (verifier == NULL || !is_verifier (verifier))
    return refuse (error, HERALD_EMULATOR_SIGN_IN_VERIFIER_WRONG, NULL);
  challenge = make_challenge (verifier, grant->challenge_hashed);
  return strcmp (challenge, grant->challenge) == 0 ||
         refuse (error, HERALD_EMULATOR_SIGN_IN_VERIFIER_WRONG, NULL);
}

static gboolean
redeem_code (HeraldEmulatorSignInRequest *request, GError **error)
{
  const char *code = herald_emulator_sign_in_request_require (request, "code", error);
  const char *redirect =
    code != NULL ? herald_emulator_sign_in_request_require (request, "redirect_uri", error) : NULL;
  HeraldEmulatorSignInGrant *grant;

  if (redirect == NULL || !check_origin (request, error))
    return FALSE;
  grant = herald_emulator_sign_in_grants_find_code (request->site, code, error);
  if (grant == NULL)
    return FALSE;
  if (strcmp (grant->client_id, request->client->id) != 0)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_CODE_CLIENT, NULL);
  if (strcmp (grant->redirect, redirect) != 0)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_CODE_REDIRECT, redirect);
  if (!check_verifier (grant, herald_emulator_sign_in_request_get (request, "code_verifier"),
                       error))
    return FALSE;
  grant->used = TRUE;
  return issue (request, grant, error);
}

static gboolean
redeem_refresh_token (HeraldEmulatorSignInRequest *request, GError **error)
{
  const char *token = herald_emulator_sign_in_request_require (request, "refresh_token", error);
  g_autoptr (HeraldEmulatorSignInGrant) grant = NULL;

  if (token == NULL || !check_origin (request, error))
    return FALSE;
  grant = herald_emulator_sign_in_grants_use_refresh (request->site, token, request->client, error);
  return grant != NULL && issue (request, grant, error);
}

static gboolean
redeem_device_code (HeraldEmulatorSignInRequest *request, GError **error)
{
  g_autoptr (HeraldEmulatorSignInGrant) grant =
    herald_emulator_sign_in_device_redeem (request, error);

  return grant != NULL && issue (request, grant, error);
}

/* “https://resource/.default” and nothing else. */
static gboolean
check_application_scope (const HeraldEmulatorSignInRequest *request,
                         const char                        *text,
                         HeraldEmulatorSignInScope         *scope,
                         GError                           **error)
{
  if (!herald_emulator_sign_in_scope_read (request->site, text, scope, error))
    return FALSE;
  if (request->v1)
    return TRUE;
  return (scope->is_default && strchr (text, ' ') == NULL) ||
         refuse (error, HERALD_EMULATOR_SIGN_IN_SCOPE_INVALID, text);
}

static gboolean
grant_to_application (HeraldEmulatorSignInRequest *request, GError **error)
{
  g_auto (HeraldEmulatorSignInScope) scope = { 0 };
  g_autofree char          *text = NULL;
  HeraldEmulatorSignInIssue tokens = { .site = request->site,
                                       .origin = request->origin,
                                       .client = request->client,
                                       .scope = &scope,
                                       .by_certificate = request->by_certificate,
                                       .v1 = request->v1 };

  if (request->tenant.kind != HERALD_EMULATOR_TENANT_CONCRETE)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_TENANT_MISSING, NULL);
  text = herald_emulator_sign_in_request_dup_scope (request, NULL, error);
  return text != NULL && check_application_scope (request, text, &scope, error) &&
         herald_emulator_sign_in_tokens_respond (&tokens, request->call, error);
}

/* Nobody has a password here, so what is left to say is why else it would be refused. */
static gboolean
refuse_password (HeraldEmulatorSignInRequest *request, GError **error)
{
  const HeraldEmulatorSignInProof proof = { .consented = FALSE, .strong = FALSE };
  const char *name = herald_emulator_sign_in_request_require (request, "username", error);
  g_autoptr (HeraldEmulatorSignInPerson) person = NULL;

  if (name == NULL || herald_emulator_sign_in_request_require (request, "password", error) == NULL)
    return FALSE;
  if (request->tenant.kind == HERALD_EMULATOR_TENANT_COMMON)
    return refuse (error, HERALD_EMULATOR_SIGN_IN_TENANT_MISSING, NULL);
  person = herald_emulator_sign_in_people_find (request->site, name, error);
  if (person == NULL ||
      !herald_emulator_sign_in_people_check (request->site, person, request->client, &proof, error))
    return FALSE;
  return refuse (error, HERALD_EMULATOR_SIGN_IN_PASSWORD_WRONG, NULL);
}

static const struct
{
  const char *name;
  GrantFunc   func;
} grants[] = {
  { "authorization_code", redeem_code },
  { "refresh_token", redeem_refresh_token },
  { "client_credentials", grant_to_application },
  { "urn:ietf:params:oauth:grant-type:device_code", redeem_device_code },
  /* The draft's name, which Microsoft's libraries still send. */
  { "device_code", redeem_device_code },
  { "password", refuse_password },
};

static gboolean
serve (HeraldEmulatorSignInRequest *request, GError **error)
{
  const char *type;

  if (!herald_emulator_sign_in_request_read_body (request, error))
    return FALSE;
  type = herald_emulator_sign_in_request_require (request, "grant_type", error);
  if (type == NULL || !herald_emulator_sign_in_request_find_client (request, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (grants); i++)
    if (strcmp (grants[i].name, type) == 0)
      return herald_emulator_sign_in_proof_check (request, type, error) &&
             grants[i].func (request, error);
  return refuse (error, HERALD_EMULATOR_SIGN_IN_GRANT_UNSUPPORTED, type);
}

/* A page may read the answer, and its browser asks first. */
static void
allow_page (HeraldEmulatorCall *call)
{
  const char *origin = herald_emulator_call_get_header (call, "origin");

  if (origin == NULL)
    return;
  herald_emulator_call_add_header (call, "Access-Control-Allow-Origin", origin);
  herald_emulator_call_add_header (call, "Vary", "Origin");
}

static void
respond (HeraldEmulatorCall *call, HeraldEmulatorSite *site, gboolean v1)
{
  g_auto (HeraldEmulatorSignInRequest) request = { .site = site, .call = call, .v1 = v1 };
  g_autoptr (GError) error = NULL;

  allow_page (call);
  if (!serve (&request, &error))
    herald_emulator_sign_in_refusal_respond (site, call, error);
}

static void
token_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond (call, HERALD_EMULATOR_SITE (user_data), FALSE);
}

static void
token_of_v1_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond (call, HERALD_EMULATOR_SITE (user_data), TRUE);
}

static void
preflight_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  const char *headers = herald_emulator_call_get_header (call, "access-control-request-headers");

  allow_page (call);
  herald_emulator_call_add_header (call, "Access-Control-Allow-Methods", "POST, OPTIONS");
  if (headers != NULL)
    herald_emulator_call_add_header (call, "Access-Control-Allow-Headers", headers);
  herald_emulator_call_respond (call, 204, NULL);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/{tenant}/oauth2/v2.0/token", token_cb },
  { "OPTIONS", "/{tenant}/oauth2/v2.0/token", preflight_cb },
  { "POST", "/{tenant}/oauth2/token", token_of_v1_cb },
  { "OPTIONS", "/{tenant}/oauth2/token", preflight_cb },
};

/**
 * herald_emulator_sign_in_token_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_sign_in_token_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
