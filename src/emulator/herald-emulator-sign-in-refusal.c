/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every refusal of the sign-in in one table, and how it is written. Source: Microsoft identity
 * platform, “Microsoft Entra authentication and authorization error codes” and “Handle errors and
 * exceptions”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-refusal.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-sign-in-tenant.h"

#include <string.h>

#define CLAIMS                                                                                     \
  "{\"access_token\":{\"capolids\":{\"essential\":true,\"values\":["                               \
  "\"6c1f9d0a-51f7-4d0e-a2f0-7b0c0f3d7a11\"]}}}"

typedef struct
{
  guint       number; /* AADSTS… */
  guint       status;
  const char *error;
  const char *suberror; /* (nullable) */
  const char *text;     /* with at most one %s, which stands for what is wrong */
  gboolean    claims;   /* whether the client has to repeat them interactively */
} Row;

/* clang-format off */
static const Row rows[HERALD_EMULATOR_SIGN_IN_N_REFUSALS] = {
  /* The body is no form, or it names a field twice, is not UTF-8 or too large. */
  [HERALD_EMULATOR_SIGN_IN_MALFORMED] = { 9002313, 400, "invalid_request", NULL,
    "Invalid request. Request is malformed or invalid.", FALSE },
  /* A field of a v2.0 endpoint is absent or empty. */
  [HERALD_EMULATOR_SIGN_IN_PARAMETER_MISSING] = { 900144, 400, "invalid_request", NULL,
    "The request body must contain the following parameter: '%s'.", FALSE },
  /* The same at a v1.0 endpoint. */
  [HERALD_EMULATOR_SIGN_IN_FIELD_MISSING] = { 90014, 400, "invalid_request", NULL,
    "The required field '%s' is missing from the request. Ensure that you have all the necessary parameters for the login request.", FALSE },
  /* A parameter has a value that is none, such as prompt=maybe. */
  [HERALD_EMULATOR_SIGN_IN_PARAMETER_INVALID] = { 90023, 400, "invalid_request", NULL,
    "Unsupported '%s' value.", FALSE },
  /* The path names no tenant that is here. */
  [HERALD_EMULATOR_SIGN_IN_TENANT_UNKNOWN] = { 90002, 400, "invalid_request", NULL,
    "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.", FALSE },
  /* Client credentials or a password at /common or /organizations. */
  [HERALD_EMULATOR_SIGN_IN_TENANT_MISSING] = { 50059, 400, "invalid_request", NULL,
    "No tenant-identifying information found in either the request or implied by any provided credentials.", FALSE },
  /* Anything but the documents at /consumers. */
  [HERALD_EMULATOR_SIGN_IN_CONSUMERS] = { 9002332, 400, "invalid_request", NULL,
    "Application '%s' is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.", FALSE },
  /* The instance discovery is asked about another host. */
  [HERALD_EMULATOR_SIGN_IN_INSTANCE_UNKNOWN] = { 50049, 400, "invalid_instance", NULL,
    "Unknown or invalid instance '%s'.", FALSE },
  /* grant_type is none that the endpoint knows. */
  [HERALD_EMULATOR_SIGN_IN_GRANT_UNSUPPORTED] = { 70003, 400, "unsupported_grant_type", NULL,
    "The app requested an unsupported grant type '%s'.", FALSE },
  /* response_type asks for a token, or for an id_token that the application may not have so. */
  [HERALD_EMULATOR_SIGN_IN_RESPONSE_TYPE_UNSUPPORTED] = { 700051, 400, "unsupported_response_type", NULL,
    "response_type '%s' is not enabled for the application.", FALSE },
  /* response_mode is unknown, or query for an id_token. */
  [HERALD_EMULATOR_SIGN_IN_RESPONSE_MODE_UNSUPPORTED] = { 70007, 400, "invalid_request", NULL,
    "'%s' is not a supported value of 'response_mode' when requesting a token.", FALSE },
  /* response_type with id_token, but no nonce. */
  [HERALD_EMULATOR_SIGN_IN_NONCE_MISSING] = { 50127, 400, "invalid_request", NULL,
    "The request must contain the following parameter: '%s'.", FALSE },
  /* client_id is none of the registered applications. */
  [HERALD_EMULATOR_SIGN_IN_CLIENT_UNKNOWN] = { 700016, 400, "unauthorized_client", NULL,
    "Application with identifier '%s' was not found in the directory 'Contoso (emulated)'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.", FALSE },
  /* The registered application “disabled”. */
  [HERALD_EMULATOR_SIGN_IN_CLIENT_DISABLED] = { 7000112, 401, "unauthorized_client", NULL,
    "Application '%s' is disabled.", FALSE },
  /* redirect_uri is none of the application's. */
  [HERALD_EMULATOR_SIGN_IN_REDIRECT_MISMATCH] = { 50011, 400, "invalid_request", NULL,
    "The redirect URI '%s' specified in the request does not match the redirect URIs configured for the application.", FALSE },
  /* The registered application “no reply address”. */
  [HERALD_EMULATOR_SIGN_IN_REDIRECT_MISSING] = { 500113, 400, "invalid_request", NULL,
    "No reply address is registered for the application.", FALSE },
  /* A confidential client without a credential; a client that is not allowed public flows. */
  [HERALD_EMULATOR_SIGN_IN_SECRET_MISSING] = { 7000218, 401, "invalid_client", NULL,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", FALSE },
  /* client_secret is not the application's. */
  [HERALD_EMULATOR_SIGN_IN_SECRET_WRONG] = { 7000215, 401, "invalid_client", NULL,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.", FALSE },
  /* The registered application “expired secret”. */
  [HERALD_EMULATOR_SIGN_IN_SECRET_EXPIRED] = { 7000222, 401, "invalid_client", NULL,
    "The provided client secret keys for app '%s' are expired. Visit the Azure portal to create new keys for your app, or consider using certificate credentials for added security.", FALSE },
  /* A public client sends a credential. */
  [HERALD_EMULATOR_SIGN_IN_SECRET_OF_PUBLIC] = { 700025, 401, "invalid_client", NULL,
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.", FALSE },
  /* client_assertion is no JSON Web Token, or has no string where one belongs. */
  [HERALD_EMULATOR_SIGN_IN_ASSERTION_MALFORMED] = { 50027, 401, "invalid_client", NULL,
    "JWT token is invalid or malformed: %s.", FALSE },
  /* The assertion names no registered certificate. */
  [HERALD_EMULATOR_SIGN_IN_ASSERTION_KEY] = { 700027, 401, "invalid_client", NULL,
    "The certificate with identifier used to sign the client assertion is not registered on application '%s'.", FALSE },
  /* The assertion is signed by another key or in another way. */
  [HERALD_EMULATOR_SIGN_IN_ASSERTION_SIGNATURE] = { 700027, 401, "invalid_client", NULL,
    "Client assertion failed signature validation: %s.", FALSE },
  /* “aud” is not the token endpoint. */
  [HERALD_EMULATOR_SIGN_IN_ASSERTION_AUDIENCE] = { 700023, 401, "invalid_client", NULL,
    "Client assertion audience claim does not match Realm issuer: %s.", FALSE },
  /* “iss” or “sub” is not the client. */
  [HERALD_EMULATOR_SIGN_IN_ASSERTION_ISSUER] = { 700021, 401, "invalid_client", NULL,
    "Client assertion application identifier doesn't match 'client_id' parameter: %s.", FALSE },
  /* “exp” is over or too far away, or “nbf” is to come. */
  [HERALD_EMULATOR_SIGN_IN_ASSERTION_TIME] = { 700024, 401, "invalid_client", NULL,
    "Client assertion is not within its valid time range.", FALSE },
  /* “jti” came before. */
  [HERALD_EMULATOR_SIGN_IN_ASSERTION_REPLAYED] = { 50027, 401, "invalid_client", NULL,
    "JWT token is invalid or malformed: the assertion '%s' was used before.", FALSE },
  /* scope names nothing, or something without a resource. */
  [HERALD_EMULATOR_SIGN_IN_SCOPE_INVALID] = { 70011, 400, "invalid_scope", NULL,
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope %s is not valid.", FALSE },
  /* Scopes of two resources in one request. */
  [HERALD_EMULATOR_SIGN_IN_SCOPES_MIXED] = { 28000, 400, "invalid_request", NULL,
    "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope %s is not valid.", FALSE },
  /* The resource is neither this emulator nor Microsoft Graph. */
  [HERALD_EMULATOR_SIGN_IN_RESOURCE_UNKNOWN] = { 500011, 400, "invalid_resource", NULL,
    "The resource principal named %s was not found in the tenant named Contoso (emulated). This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.", FALSE },
  /* No code like this was given out, or the tenant is another one. */
  [HERALD_EMULATOR_SIGN_IN_CODE_INVALID] = { 9002313, 400, "invalid_grant", NULL,
    "Invalid request. Request is malformed or invalid: the authorization code is unknown.", FALSE },
  /* The code is older than ten minutes. */
  [HERALD_EMULATOR_SIGN_IN_CODE_EXPIRED] = { 70008, 400, "invalid_grant", NULL,
    "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.", FALSE },
  /* The code was redeemed before. */
  [HERALD_EMULATOR_SIGN_IN_CODE_USED] = { 54005, 400, "invalid_grant", NULL,
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.", FALSE },
  /* The code was given to another client. */
  [HERALD_EMULATOR_SIGN_IN_CODE_CLIENT] = { 700005, 400, "invalid_grant", NULL,
    "Provided Authorization Code is intended to use against other tenant or application, thus rejected.", FALSE },
  /* redirect_uri is not that of the authorization request. */
  [HERALD_EMULATOR_SIGN_IN_CODE_REDIRECT] = { 500112, 400, "invalid_client", NULL,
    "The reply address '%s' does not match the reply address provided when requesting Authorization code.", FALSE },
  /* code_verifier is missing, malformed or of another challenge. */
  [HERALD_EMULATOR_SIGN_IN_VERIFIER_WRONG] = { 501481, 400, "invalid_grant", NULL,
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.", FALSE },
  /* code_verifier, but the authorization request had no code_challenge. */
  [HERALD_EMULATOR_SIGN_IN_VERIFIER_UNEXPECTED] = { 501461, 400, "invalid_grant", NULL,
    "A Code_Verifier was sent, but the authorization request had no code_challenge.", FALSE },
  /* code_challenge or its method is malformed. */
  [HERALD_EMULATOR_SIGN_IN_CHALLENGE_INVALID] = { 501491, 400, "invalid_request", NULL,
    "Invalid size or value of the '%s' parameter.", FALSE },
  /* An application that runs in a page asks without code_challenge. */
  [HERALD_EMULATOR_SIGN_IN_CHALLENGE_MISSING] = { 9002325, 400, "invalid_request", NULL,
    "Proof Key for Code Exchange is required for cross-origin authorization code redemption.", FALSE },
  /* A page redeems for an application whose redirect is not of the kind single-page application. */
  [HERALD_EMULATOR_SIGN_IN_CROSS_ORIGIN] = { 9002326, 400, "invalid_request", NULL,
    "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '%s'.", FALSE },
  /* An application of that kind is redeemed by something that is no page. */
  [HERALD_EMULATOR_SIGN_IN_CROSS_ORIGIN_ONLY] = { 9002327, 400, "invalid_request", NULL,
    "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.", FALSE },
  /* The refresh token is unknown, of another client, or one after it was used. */
  [HERALD_EMULATOR_SIGN_IN_REFRESH_INVALID] = { 70000, 400, "invalid_grant", "bad_token",
    "Provided grant is invalid or malformed. The refresh token is not valid.", FALSE },
  /* The refresh token was not used for 90 days. */
  [HERALD_EMULATOR_SIGN_IN_REFRESH_EXPIRED] = { 700082, 400, "invalid_grant", "token_expired",
    "The refresh token has expired due to inactivity. The token was issued on %s and was inactive for 90.00:00:00.", FALSE },
  /* The refresh token of a single-page application is older than a day. */
  [HERALD_EMULATOR_SIGN_IN_REFRESH_OF_PAGE_EXPIRED] = { 700084, 400, "invalid_grant", "token_expired",
    "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which can't be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on %s.", FALSE },
  /* The user's sessions were revoked through the admin API. */
  [HERALD_EMULATOR_SIGN_IN_REFRESH_REVOKED] = { 50173, 400, "invalid_grant", "token_expired",
    "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '%s'.", FALSE },
  /* Nobody has entered the user code yet. */
  [HERALD_EMULATOR_SIGN_IN_DEVICE_PENDING] = { 70016, 400, "authorization_pending", NULL,
    "OAuth 2.0 device flow error. Authorization is pending. Continue polling.", FALSE },
  /* The client asks more often than every five seconds. */
  [HERALD_EMULATOR_SIGN_IN_DEVICE_SLOW_DOWN] = { 50196, 400, "slow_down", NULL,
    "OAuth 2.0 device flow error. The client polls too often. Wait five seconds more between two requests.", FALSE },
  /* The user chose Cancel, or a script denied. */
  [HERALD_EMULATOR_SIGN_IN_DEVICE_DECLINED] = { 70017, 400, "authorization_declined", NULL,
    "The end user denied the authorization request.", FALSE },
  /* The device code is older than 15 minutes. */
  [HERALD_EMULATOR_SIGN_IN_DEVICE_EXPIRED] = { 70019, 400, "expired_token", NULL,
    "The provided value for the input parameter 'device_code' is not valid. This code has expired.", FALSE },
  /* The device code was never given out, was used, or belongs to another client or tenant. */
  [HERALD_EMULATOR_SIGN_IN_DEVICE_INVALID] = { 70018, 400, "bad_verification_code", NULL,
    "The provided value for the input parameter 'device_code' is not valid.", FALSE },
  /* The grant “password”: nobody has one here, so every one is wrong. */
  [HERALD_EMULATOR_SIGN_IN_PASSWORD_WRONG] = { 50126, 400, "invalid_grant", NULL,
    "Error validating credentials due to invalid username or password.", FALSE },
  /* A user who is not in the directory: by the grant “password”, a pick or a prompt=none. */
  [HERALD_EMULATOR_SIGN_IN_USER_UNKNOWN] = { 50034, 400, "invalid_grant", NULL,
    "The user account '%s' does not exist in the Contoso (emulated) directory. To sign into this application, the account must be added to the directory.", FALSE },
  /* The user “guest@fabrikam.com”. */
  [HERALD_EMULATOR_SIGN_IN_USER_OF_OTHER_TENANT] = { 50020, 400, "invalid_grant", NULL,
    "User account '%s' from an external identity provider does not exist in tenant 'Contoso (emulated)' and cannot access the application in that tenant. The account needs to be added as an external user in the tenant first.", FALSE },
  /* The user “locked@contosoltd.com”. */
  [HERALD_EMULATOR_SIGN_IN_USER_LOCKED] = { 50053, 400, "invalid_grant", NULL,
    "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.", FALSE },
  /* The user “old.password@contosoltd.com”. */
  [HERALD_EMULATOR_SIGN_IN_PASSWORD_EXPIRED] = { 50055, 400, "invalid_grant", "user_password_expired",
    "The password is expired.", FALSE },
  /* The user “disabled@contosoltd.com”. */
  [HERALD_EMULATOR_SIGN_IN_USER_DISABLED] = { 50057, 400, "invalid_grant", NULL,
    "The user account is disabled.", FALSE },
  /* prompt=none, but this browser has nobody signed in. */
  [HERALD_EMULATOR_SIGN_IN_NO_SESSION] = { 50058, 400, "login_required", NULL,
    "A silent sign-in request was sent but no user is signed in.", FALSE },
  /* Cancel on the page where a user is picked. */
  [HERALD_EMULATOR_SIGN_IN_CANCELLED] = { 50126, 400, "access_denied", "cancel",
    "The user canceled the authentication.", FALSE },
  /* The user “enrol@contosoltd.com”. */
  [HERALD_EMULATOR_SIGN_IN_FACTOR_ENROL] = { 50079, 400, "interaction_required", "basic_action",
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '%s'.", TRUE },
  /* The user “mfa@contosoltd.com”, until the authorization request has the claims of this answer. */
  [HERALD_EMULATOR_SIGN_IN_FACTOR_NEEDED] = { 50076, 400, "interaction_required", "basic_action",
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '%s'.", TRUE },
  /* The registered application “assignment required”: only the administrator is. */
  [HERALD_EMULATOR_SIGN_IN_NOT_ASSIGNED] = { 50105, 400, "access_denied", NULL,
    "Your administrator has configured the application '%s' to block users unless they are specifically granted ('assigned') access to the application.", FALSE },
  /* The user “old.device@contosoltd.com”. */
  [HERALD_EMULATOR_SIGN_IN_DEVICE_NOT_COMPLIANT] = { 53000, 400, "interaction_required", "message_only",
    "Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and the device is not compliant.", TRUE },
  /* The user “own.device@contosoltd.com”. */
  [HERALD_EMULATOR_SIGN_IN_DEVICE_NOT_JOINED] = { 53001, 400, "interaction_required", "message_only",
    "Device is not in required device state: domain_joined. Conditional Access policy requires a domain joined device, and the device is not domain joined.", TRUE },
  /* The user “blocked@contosoltd.com”. */
  [HERALD_EMULATOR_SIGN_IN_ACCESS_BLOCKED] = { 53003, 400, "access_denied", "message_only",
    "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.", TRUE },
  /* The registered application “consent missing”, when nobody can be asked. */
  [HERALD_EMULATOR_SIGN_IN_CONSENT_MISSING] = { 65001, 400, "consent_required", "consent_required",
    "The user or administrator has not consented to use the application with ID '%s'. Send an interactive authorization request for this user and resource.", FALSE },
  /* Decline on that application's page. */
  [HERALD_EMULATOR_SIGN_IN_CONSENT_DECLINED] = { 65004, 400, "access_denied", NULL,
    "User declined to consent to access the app.", FALSE },
  /* The registered application “administrator's consent”, for everybody but the administrator. */
  [HERALD_EMULATOR_SIGN_IN_ADMIN_CONSENT] = { 90094, 400, "access_denied", NULL,
    "Admin consent is required for the permissions requested by '%s'.", FALSE },
  /* The page where a user is picked is older than ten minutes, or was answered before. */
  [HERALD_EMULATOR_SIGN_IN_TICKET_OVER] = { 50089, 400, "invalid_request", NULL,
    "Authentication failed due to flow token expired. Start the sign-in again.", FALSE },
};
/* clang-format on */

/**
 * herald_emulator_sign_in_refusal_quark:
 *
 * Returns: the error domain of #HeraldEmulatorSignInRefusal
 */
GQuark
herald_emulator_sign_in_refusal_quark (void)
{
  return g_quark_from_static_string ("herald-emulator-sign-in-refusal-quark");
}

/**
 * herald_emulator_sign_in_refusal_set:
 * @error: return location
 * @refusal: which one
 * @subject: (nullable): what its sentence is about
 *
 * Returns: %FALSE
 */
gboolean
herald_emulator_sign_in_refusal_set (GError                    **error,
                                     HeraldEmulatorSignInRefusal refusal,
                                     const char                 *subject)
{
  g_auto (GStrv) parts = g_strsplit (rows[refusal].text, "%s", 2);
  g_autofree char *text = g_strjoinv (subject != NULL ? subject : "", parts);

  g_set_error_literal (error, HERALD_EMULATOR_SIGN_IN_REFUSAL, (int) refusal, text);
  return FALSE;
}

static const Row *
get_row (const GError *error)
{
  g_return_val_if_fail (error->domain == HERALD_EMULATOR_SIGN_IN_REFUSAL, &rows[0]);

  return &rows[error->code];
}

/**
 * herald_emulator_sign_in_refusal_get_error:
 * @error: a refusal
 *
 * Returns: (transfer none): the value of “error”
 */
const char *
herald_emulator_sign_in_refusal_get_error (const GError *error)
{
  return get_row (error)->error;
}

/**
 * herald_emulator_sign_in_refusal_get_number:
 * @error: a refusal
 *
 * Returns: its AADSTS number
 */
guint
herald_emulator_sign_in_refusal_get_number (const GError *error)
{
  return get_row (error)->number;
}

/**
 * herald_emulator_sign_in_refusal_get_suberror:
 * @error: a refusal
 *
 * Returns: (transfer none) (nullable): the value of “suberror”
 */
const char *
herald_emulator_sign_in_refusal_get_suberror (const GError *error)
{
  return get_row (error)->suberror;
}

/**
 * herald_emulator_sign_in_refusal_find_text:
 * @number: an AADSTS number
 *
 * Returns: (transfer none) (nullable): what it says, with “%s” for what is wrong
 */
const char *
herald_emulator_sign_in_refusal_find_text (guint number)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].number == number)
      return rows[i].text;
  return NULL;
}

/**
 * herald_emulator_sign_in_refusal_get_claims:
 *
 * Returns: (transfer none): the value of “claims” in refusals that have one
 */
const char *
herald_emulator_sign_in_refusal_get_claims (void)
{
  return CLAIMS;
}

/* What the client calls its request: in a header, or in the query of an authorization request. */
static char *
dup_correlation_id (HeraldEmulatorCall *call)
{
  const char *header = herald_emulator_call_get_header (call, "client-request-id");
  const char *query = herald_emulator_call_get_query (call);
  g_autoptr (GHashTable) fields = NULL;

  if (herald_guid_is_valid (header))
    return g_ascii_strdown (header, -1);
  if (query != NULL)
    fields = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  header = fields != NULL ? g_hash_table_lookup (fields, "client-request-id") : NULL;
  return herald_guid_is_valid (header) ? g_ascii_strdown (header, -1) : herald_guid_new ();
}

/**
 * herald_emulator_sign_in_report_init:
 * @self: what to fill in
 * @site: the site
 * @call: the refused call
 * @error: why
 */
void
herald_emulator_sign_in_report_init (HeraldEmulatorSignInReport *self,
                                     HeraldEmulatorSite         *site,
                                     HeraldEmulatorCall         *call,
                                     const GError               *error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (
    herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site)));

  self->trace_id = herald_guid_new ();
  self->correlation_id = dup_correlation_id (call);
  self->timestamp = g_date_time_format (now, "%Y-%m-%d %H:%M:%SZ");
  self->description =
    g_strdup_printf ("AADSTS%u: %s\r\nTrace ID: %s\r\nCorrelation ID: %s\r\nTimestamp: %s",
                     get_row (error)->number, error->message, self->trace_id, self->correlation_id,
                     self->timestamp);
}

/**
 * herald_emulator_sign_in_report_clear:
 * @self: a report
 */
void
herald_emulator_sign_in_report_clear (HeraldEmulatorSignInReport *self)
{
  g_clear_pointer (&self->trace_id, g_free);
  g_clear_pointer (&self->correlation_id, g_free);
  g_clear_pointer (&self->timestamp, g_free);
  g_clear_pointer (&self->description, g_free);
}

/**
 * herald_emulator_sign_in_refusal_add_headers:
 * @call: a call that is not answered yet
 * @trace_id: (nullable): the id of this answer; %NULL makes one
 * @correlation_id: (nullable): what the client calls its request, if that is known already
 *
 * Adds what every answer of the sign-in has.
 */
void
herald_emulator_sign_in_refusal_add_headers (HeraldEmulatorCall *call,
                                             const char         *trace_id,
                                             const char         *correlation_id)
{
  const char      *echo = herald_emulator_call_get_header (call, "return-client-request-id");
  const char      *query = herald_emulator_call_get_query (call);
  g_autofree char *trace = trace_id != NULL ? g_strdup (trace_id) : herald_guid_new ();
  g_autofree char *correlation =
    correlation_id != NULL ? g_strdup (correlation_id) : dup_correlation_id (call);

  herald_emulator_call_add_header (call, "Cache-Control", "no-store, no-cache");
  herald_emulator_call_add_header (call, "Pragma", "no-cache");
  herald_emulator_call_add_header (call, "X-Content-Type-Options", "nosniff");
  herald_emulator_call_add_header (call, "x-ms-request-id", trace);
  if ((echo != NULL && g_ascii_strcasecmp (echo, "true") == 0) ||
      (query != NULL && strstr (query, "return-client-request-id=true") != NULL))
    herald_emulator_call_add_header (call, "client-request-id", correlation);
}

static JsonObject *
build_body (HeraldEmulatorSite         *site,
            HeraldEmulatorCall         *call,
            const GError               *error,
            HeraldEmulatorSignInReport *report)
{
  const Row       *row = get_row (error);
  g_autofree char *origin = herald_emulator_sign_in_tenant_dup_origin (site, call);
  g_autofree char *uri = g_strdup_printf ("%s/error?code=%u", origin, row->number);
  JsonObject      *object = json_object_new ();
  JsonArray       *numbers = json_array_new ();

  json_array_add_int_element (numbers, row->number);
  json_object_set_string_member (object, "error", row->error);
  json_object_set_string_member (object, "error_description", report->description);
  json_object_set_array_member (object, "error_codes", numbers);
  json_object_set_string_member (object, "timestamp", report->timestamp);
  json_object_set_string_member (object, "trace_id", report->trace_id);
  json_object_set_string_member (object, "correlation_id", report->correlation_id);
  json_object_set_string_member (object, "error_uri", uri);
  if (row->suberror != NULL)
    json_object_set_string_member (object, "suberror", row->suberror);
  if (row->claims)
    json_object_set_string_member (object, "claims", CLAIMS);
  return object;
}

/**
 * herald_emulator_sign_in_refusal_respond:
 * @site: the site
 * @call: a call that is not answered yet
 * @error: why not; an error of another domain is told in the log, not to the caller
 */
void
herald_emulator_sign_in_refusal_respond (HeraldEmulatorSite *site,
                                         HeraldEmulatorCall *call,
                                         const GError       *error)
{
  g_auto (HeraldEmulatorSignInReport) report = { NULL, NULL, NULL, NULL };
  g_autoptr (JsonNode) node = NULL;

  if (error->domain != HERALD_EMULATOR_SIGN_IN_REFUSAL)
    {
      g_warning ("A sign-in failed: %s", error->message);
      herald_emulator_call_respond_text (call, 500, "application/json; charset=utf-8",
                                         "{\"error\":\"server_error\"}");
      return;
    }
  herald_emulator_sign_in_report_init (&report, site, call, error);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, build_body (site, call, error, &report));
  herald_emulator_sign_in_refusal_add_headers (call, report.trace_id, report.correlation_id);
  herald_emulator_call_respond_json (call, get_row (error)->status, node);
}
