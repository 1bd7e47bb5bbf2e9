/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks an ID token that came straight from the token endpoint over TLS, which takes the place of
 * its signature (OpenID Connect Core 1.0, 3.1.3.7, step 6). */
#include "config.h"

#include "net/herald-id-token.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "crypto/herald-jwt.h"
#include "net/herald-pkce.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How far two clocks may be apart. */
#define SKEW_SECONDS 300
#define ANY_TENANT "{tenantid}"

static const char *
get_claim (JsonObject *claims, const char *name)
{
  const char *value = NULL;

  return herald_json_read_string (claims, name, HERALD_JSON_OPTIONAL, &value, NULL) ? value : NULL;
}

/* The template of a document for several tenants stands for the tenant of the token. */
static gboolean
is_issuer (JsonObject *claims, const HeraldOpenid *openid)
{
  const char *issuer = get_claim (claims, "iss");
  const char *tenant = get_claim (claims, "tid");
  g_auto (GStrv) parts = g_strsplit (openid->issuer, ANY_TENANT, -1);
  g_autofree char *wanted = g_strjoinv (tenant != NULL ? tenant : "", parts);

  return issuer != NULL && strcmp (issuer, wanted) == 0;
}

static const char *
find_fault (JsonObject         *claims,
            const HeraldOpenid *openid,
            const char         *client_id,
            const char         *nonce,
            gint64              now_seconds)
{
  gint64 expires = 0;

  if (!is_issuer (claims, openid))
    return "iss";
  if (g_strcmp0 (get_claim (claims, "aud"), client_id) != 0)
    return "aud";
  if (nonce != NULL && !herald_pkce_is_same (nonce, get_claim (claims, "nonce")))
    return "nonce";
  if (!herald_json_read_int (claims, "exp", HERALD_JSON_REQUIRED, &expires, NULL) ||
      expires < now_seconds - SKEW_SECONDS)
    return "exp";
  return NULL;
}

/**
 * herald_id_token_read_account:
 * @token: an ID token from the token endpoint
 * @openid: the sign-in service
 * @client_id: whom it has to be for
 * @nonce: (nullable): the word that was sent along
 * @now_seconds: the time, in seconds since 1970
 *
 * **Errors:** PROTOCOL: it is not a token, or not for this sign-in. **Thread:** any.
 *
 * Returns: (transfer full): how the service calls the person, mostly an address
 */
char *
herald_id_token_read_account (const char         *token,
                              const HeraldOpenid *openid,
                              const char         *client_id,
                              const char         *nonce,
                              gint64              now_seconds,
                              GError            **error)
{
  static const char *const names[] = { "preferred_username", "email", "upn", "name", "sub" };
  g_autoptr (HeraldJwt) jwt = NULL;
  JsonObject *claims;
  const char *fault;

  g_return_val_if_fail (token != NULL && openid != NULL && client_id != NULL, NULL);

  jwt = herald_jwt_parse (token, error);
  if (jwt == NULL)
    return NULL;
  claims = herald_jwt_get_claims (jwt);
  fault = find_fault (claims, openid, client_id, nonce, now_seconds);
  if (fault != NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("The sign-in service answered with a token that is not for this sign-in (%s)"),
                     fault);
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (get_claim (claims, names[i]) != NULL)
      return g_strdup (get_claim (claims, names[i]));
  return g_strdup ("");
}
