/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs with the credentials of the app's configuration and goes through the same checks as every
 * other push; so a wrong key, team, bundle id or project is found here, as in the product. What was
 * signed is kept for a while, because a batch has a hundred devices of one app. */
#include "config.h"

#include "emulator/herald-emulator-sender.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "crypto/herald-apns-key.h"
#include "crypto/herald-jwt.h"
#include "crypto/herald-service-account.h"
#include "emulator/herald-emulator-apns.h"
#include "emulator/herald-emulator-fcm.h"
#include "emulator/herald-emulator-google.h"

#include <string.h>

#define SERVICE_NAME "sender"
#define KEPT_SECONDS ((gint64) 40 * 60) /* APNs wants a token renewed after 20 to 60 minutes */
#define MOST_KEPT 256
#define NO_CREDENTIALS "CredentialsNotValid"
#define SCOPE "https://www.googleapis.com/auth/firebase.messaging"

/* What an app signs with. */
typedef struct
{
  const char *id;     /* of the key or the project */
  const char *team;   /* (nullable): only of Apple's */
  const char *secret; /* a key or a service account */
} Credentials;

/* The header that they give. */
typedef struct
{
  char  *authorization; /* (owned) */
  gint64 until_seconds;
} Authorization;

/* Only by the short part: hashing the long one would cost more than all the rest of a look-up. */
static guint
credentials_hash (gconstpointer data)
{
  const Credentials *self = data;

  return g_str_hash (self->id);
}

static gboolean
credentials_equal (gconstpointer first, gconstpointer second)
{
  const Credentials *a = first;
  const Credentials *b = second;

  return strcmp (a->id, b->id) == 0 && g_strcmp0 (a->team, b->team) == 0 &&
         strcmp (a->secret, b->secret) == 0;
}

static void
credentials_free (gpointer data)
{
  Credentials *self = data;

  g_free ((gpointer) (guintptr) self->id);
  g_free ((gpointer) (guintptr) self->team);
  g_free ((gpointer) (guintptr) self->secret);
  g_free (self);
}

static void
authorization_free (gpointer data)
{
  Authorization *self = data;

  g_free (self->authorization);
  g_free (self);
}

static gint64
now_seconds (HeraldEmulatorSite *site)
{
  return herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site));
}

static const char *
find_kept (HeraldEmulatorSite *site, const Credentials *credentials)
{
  GHashTable          *kept = herald_emulator_site_get_service (site, SERVICE_NAME);
  const Authorization *found = g_hash_table_lookup (kept, credentials);

  return found != NULL && found->until_seconds > now_seconds (site) ? found->authorization : NULL;
}

static void
forget (HeraldEmulatorSite *site, const Credentials *credentials)
{
  g_hash_table_remove (herald_emulator_site_get_service (site, SERVICE_NAME), credentials);
}

/* Returns: (transfer none): the kept copy of @authorization, which it takes */
static const char *
keep (HeraldEmulatorSite *site, const Credentials *credentials, char *authorization)
{
  GHashTable    *kept = herald_emulator_site_get_service (site, SERVICE_NAME);
  Credentials   *key = g_new0 (Credentials, 1);
  Authorization *value = g_new0 (Authorization, 1);

  key->id = g_strdup (credentials->id);
  key->team = g_strdup (credentials->team);
  key->secret = g_strdup (credentials->secret);
  value->authorization = authorization;
  value->until_seconds = now_seconds (site) + KEPT_SECONDS;
  if (g_hash_table_size (kept) >= MOST_KEPT)
    g_hash_table_remove_all (kept);
  g_hash_table_replace (kept, key, value);
  return authorization;
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

static gboolean G_GNUC_PRINTF (3, 4)
  fail (HeraldEmulatorSendFailure *failure, const char *reason, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  failure->reason = g_strdup (reason);
  failure->details = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

/**
 * herald_emulator_sender_authorize_apns:
 * @site: the site
 * @app: whose signing key is used
 * @error: return location
 *
 * **Errors:** INVALID without a signing key, SECRET.
 *
 * Returns: (transfer none) (nullable): the header Authorization
 */
const char *
herald_emulator_sender_authorize_apns (HeraldEmulatorSite      *site,
                                       const HeraldEmulatorApp *app,
                                       GError                 **error)
{
  const Credentials credentials = { app->key_id, app->team_id, app->signing_key };
  const char       *kept;
  char             *token;

  if (!app->by_token || app->signing_key == NULL || app->key_id == NULL || app->team_id == NULL)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           "the configuration has no signing key with key ID and team ID");
      return NULL;
    }
  kept = find_kept (site, &credentials);
  if (kept != NULL)
    return kept;
  token = sign_provider_token (site, app, error);
  return token != NULL ? keep (site, &credentials, token) : NULL;
}

static gboolean
send_apns (HeraldEmulatorSite        *site,
           const HeraldEmulatorApp   *app,
           const HeraldEmulatorSend  *push,
           HeraldEmulatorSendFailure *failure)
{
  g_autoptr (GError) error = NULL;
  HeraldEmulatorApnsRequest request = {
    .host = app->sandbox ? HERALD_EMULATOR_APNS_SANDBOX : HERALD_EMULATOR_APNS_PRODUCTION,
    .device_token = push->token,
    .topic = app->bundle_id,
    .push_type = push->silent ? "background" : "alert",
    .priority = push->silent ? "5" : "10",
    .expiration = push->silent ? "0" : NULL,
    .payload = push->body,
  };
  HeraldEmulatorApnsAnswer answer;

  request.authorization = herald_emulator_sender_authorize_apns (site, app, &error);
  if (request.authorization == NULL)
    return fail (failure, NO_CREDENTIALS, "APNs: %s", error->message);
  answer = herald_emulator_apns_push (site, &request);
  return answer.reason == NULL ||
         fail (failure, answer.reason, "APNs: %u %s", answer.status, answer.reason);
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
authorize_fcm (HeraldEmulatorSite *site, const Credentials *credentials, char **problem)
{
  HeraldEmulatorGoogleRefusal refusal = { NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *assertion = NULL;
  g_autofree char *access_token = NULL;

  assertion = sign_assertion (site, credentials->secret, &error);
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
  return keep (site, credentials, g_strconcat ("Bearer ", access_token, NULL));
}

static gboolean
send_fcm (HeraldEmulatorSite        *site,
          const HeraldEmulatorApp   *app,
          const HeraldEmulatorSend  *push,
          HeraldEmulatorSendFailure *failure)
{
  g_auto (HeraldEmulatorFcmAnswer) answer = { 0 };
  const Credentials credentials = { app->project_id, NULL, app->service_account };
  g_autofree char  *problem = NULL;
  const char       *authorization;
  const char       *code;

  if (!app->by_service_account || app->project_id == NULL)
    return fail (failure, NO_CREDENTIALS, "FCM: the configuration has no service account");
  authorization = find_kept (site, &credentials);
  if (authorization == NULL)
    authorization = authorize_fcm (site, &credentials, &problem);
  if (authorization == NULL)
    return fail (failure, NO_CREDENTIALS, "%s", problem);
  herald_emulator_fcm_send (site, app->project_id, authorization, push->body, &answer);
  if (answer.status == 401)
    forget (site, &credentials);
  code = answer.error_code != NULL ? answer.error_code : answer.code;
  return code == NULL || fail (failure, code, "FCM: %u %s: %s", answer.status, code, answer.text);
}

/**
 * herald_emulator_send_failure_clear:
 * @self: a failure
 */
void
herald_emulator_send_failure_clear (HeraldEmulatorSendFailure *self)
{
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->details, g_free);
}

/**
 * herald_emulator_sender_send:
 * @site: the site
 * @app: whose credentials are used
 * @push: what is sent to whom
 * @failure: (out): why it was not taken
 *
 * Returns: whether the push service took it
 */
gboolean
herald_emulator_sender_send (HeraldEmulatorSite        *site,
                             const HeraldEmulatorApp   *app,
                             const HeraldEmulatorSend  *push,
                             HeraldEmulatorSendFailure *failure)
{
  return push->platform == HERALD_EMULATOR_IOS ? send_apns (site, app, push, failure)
                                               : send_fcm (site, app, push, failure);
}

/* Who was signed in before a reset is not any more. */
static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer kept)
{
  g_hash_table_remove_all (kept);
}

static void
free_table (gpointer table)
{
  g_hash_table_unref (table);
}

/**
 * herald_emulator_sender_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_sender_attach (HeraldEmulatorSite *site, GError **error)
{
  GHashTable *kept = g_hash_table_new_full (credentials_hash, credentials_equal, credentials_free,
                                            authorization_free);

  herald_emulator_site_take_service (site, SERVICE_NAME, kept, free_table);
  herald_emulator_site_add_reload_func (site, reload_cb, kept);
  return TRUE;
}
