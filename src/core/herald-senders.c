/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a client for an app's credentials, or finds the one that was made for the same. */
#include "config.h"

#include "core/herald-senders.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/herald-error.h"
#include "crypto/herald-apns-key.h"

struct _HeraldSenders
{
  GObject parent_instance;

  HeraldHttp        *http;        /* (owned) */
  HeraldEnvironment *environment; /* (owned) */
  GHashTable        *clients;     /* (owned) (element-type utf8 GObject): by a digest */
};

G_DEFINE_FINAL_TYPE (HeraldSenders, herald_senders, G_TYPE_OBJECT)

static void
herald_senders_dispose (GObject *object)
{
  herald_senders_close (HERALD_SENDERS (object));
  G_OBJECT_CLASS (herald_senders_parent_class)->dispose (object);
}

static void
herald_senders_finalize (GObject *object)
{
  HeraldSenders *self = HERALD_SENDERS (object);

  g_hash_table_unref (self->clients);
  g_clear_object (&self->http);
  g_clear_object (&self->environment);
  G_OBJECT_CLASS (herald_senders_parent_class)->finalize (object);
}

static void
herald_senders_class_init (HeraldSendersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_senders_dispose;
  object_class->finalize = herald_senders_finalize;
}

static void
herald_senders_init (HeraldSenders *self)
{
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * herald_senders_new:
 * @http: says which origins are allowed
 * @environment: whose origins may replace Apple's and Google's
 *
 * Returns: (transfer full): senders without a client yet
 */
HeraldSenders *
herald_senders_new (HeraldHttp *http, HeraldEnvironment *environment)
{
  HeraldSenders *self = g_object_new (HERALD_TYPE_SENDERS, NULL);

  self->http = g_object_ref (http);
  self->environment = g_object_ref (environment);
  return self;
}

/* A digest of everything that makes a client another one; the secret cannot be read from it. */
static char *
digest (const char *first, ...)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  va_list parts;

  va_start (parts, first);
  for (const char *part = first; part != NULL; part = va_arg (parts, const char *))
    g_checksum_update (checksum, (const guchar *) part, (gssize) strlen (part) + 1);
  va_end (parts);
  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
is_set (HeraldApp *app, HeraldAppField field)
{
  const char *value = herald_app_get (app, field);

  return value != NULL && *value != '\0';
}

/* The environment's own origin, or the real one, which the emulator's session never talks to. */
static const char *
choose_origin (HeraldSenders *self, HeraldEnvironmentField field, const char *real, GError **error)
{
  const char *own = herald_environment_get (self->environment, field);

  if (own != NULL && *own != '\0')
    return own;
  if (herald_environment_is_emulator (self->environment))
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("The emulator did not say where its push service is"));
      return NULL;
    }
  herald_http_allow_foreign_origin (self->http, real);
  return real;
}

static gboolean
check_apns (HeraldApp *app, GError **error)
{
  static const struct
  {
    HeraldAppField field;
    const char    *message;
  } needed[] = {
    { HERALD_APP_BUNDLE_ID, N_ ("The app has no bundle ID, so nothing can be sent to iPhones") },
    { HERALD_APP_TEAM_ID, N_ ("The app has no team ID, so nothing can be sent to iPhones") },
    { HERALD_APP_KEY_ID, N_ ("The app has no key ID, so nothing can be sent to iPhones") },
    { HERALD_APP_SIGNING_KEY,
      N_ ("The app's signing key is not known here; import its .p8 file in the app's settings") },
  };

  if (herald_app_get_apns_mode (app) != HERALD_APNS_TOKEN)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("The app uses a certificate for iPhones; Herald sends with a signing "
                             "key (.p8). Switch the app to token authentication"));
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    if (!is_set (app, needed[i].field))
      {
        g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, _ (needed[i].message));
        return FALSE;
      }
  return TRUE;
}

/**
 * herald_senders_get_apns:
 * @app: with its credentials filled in
 *
 * **Errors:** INVALID: a field is missing, or the key is none.
 *
 * Returns: (transfer none): the client, kept until herald_senders_close()
 */
HeraldApnsClient *
herald_senders_get_apns (HeraldSenders *self, HeraldApp *app, GError **error)
{
  HeraldApnsOptions options = { 0 };
  g_autoptr (GBytes) pem = NULL;
  g_autoptr (HeraldKey) key = NULL;
  g_autofree char *name = NULL;
  gpointer         client;

  if (!check_apns (app, error))
    return NULL;
  options.origin =
    choose_origin (self, HERALD_ENVIRONMENT_APNS_ORIGIN,
                   herald_apns_get_origin (herald_app_get_apns_environment (app)), error);
  if (options.origin == NULL)
    return NULL;
  options.team_id = herald_app_get (app, HERALD_APP_TEAM_ID);
  options.key_id = herald_app_get (app, HERALD_APP_KEY_ID);
  options.topic = herald_app_get (app, HERALD_APP_BUNDLE_ID);
  name = digest ("apns", options.origin, options.team_id, options.key_id, options.topic,
                 herald_app_get (app, HERALD_APP_SIGNING_KEY), NULL);
  client = g_hash_table_lookup (self->clients, name);
  if (client != NULL)
    return client;
  pem = g_bytes_new (herald_app_get (app, HERALD_APP_SIGNING_KEY),
                     strlen (herald_app_get (app, HERALD_APP_SIGNING_KEY)));
  key = herald_apns_key_load (pem, error);
  if (key == NULL)
    return NULL;
  options.key = key;
  client = herald_apns_client_new (self->http, &options);
  g_hash_table_insert (self->clients, g_steal_pointer (&name), client);
  return client;
}

/* Where the access token comes from: beside the environment's own FCM, else where the account says,
 * which must be Google. */
static char *
choose_token_url (HeraldSenders *self, HeraldServiceAccount *account, GError **error)
{
  const char *own = herald_environment_get (self->environment, HERALD_ENVIRONMENT_FCM_ORIGIN);
  const char *uri = herald_service_account_get_token_uri (account);

  if (own != NULL && *own != '\0')
    return g_strconcat (own, "/token", NULL);
  if (!herald_origin_is_same (uri, HERALD_GOOGLE_TOKEN_URI))
    {
      herald_http_refuse (self->http, uri);
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("The service account gets its tokens from “%s”, which is not Google"), uri);
      return NULL;
    }
  herald_http_allow_foreign_origin (self->http, uri);
  return g_strdup (uri);
}

/**
 * herald_senders_get_fcm:
 * @app: with its credentials filled in
 *
 * **Errors:** INVALID: the service account is missing or is none.
 *
 * Returns: (transfer none): the client, kept until herald_senders_close()
 */
HeraldFcmClient *
herald_senders_get_fcm (HeraldSenders *self, HeraldApp *app, GError **error)
{
  const char *json = herald_app_get (app, HERALD_APP_SERVICE_ACCOUNT);
  g_autoptr (HeraldServiceAccount) account = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *name = NULL;
  g_autofree char *token_url = NULL;
  const char      *origin;
  gpointer         client;

  if (!is_set (app, HERALD_APP_SERVICE_ACCOUNT))
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("The app's service account is not known here; import its JSON file in "
                             "the app's settings"));
      return NULL;
    }
  origin = choose_origin (self, HERALD_ENVIRONMENT_FCM_ORIGIN, HERALD_FCM_ORIGIN, error);
  if (origin == NULL)
    return NULL;
  name = digest ("fcm", origin, json, NULL);
  client = g_hash_table_lookup (self->clients, name);
  if (client != NULL)
    return client;
  content = g_bytes_new (json, strlen (json));
  account = herald_service_account_new_from_json (content, error);
  if (account == NULL)
    return NULL;
  token_url = choose_token_url (self, account, error);
  if (token_url == NULL)
    return NULL;
  client = herald_fcm_client_new (self->http, account, origin, token_url);
  g_hash_table_insert (self->clients, g_steal_pointer (&name), client);
  return client;
}

/**
 * herald_senders_close:
 *
 * Ends the connections; clients that are asked for later are new ones.
 */
void
herald_senders_close (HeraldSenders *self)
{
  GHashTableIter iter;
  gpointer       client;

  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, NULL, &client))
    if (HERALD_IS_APNS_CLIENT (client))
      herald_apns_client_close (client);
  g_hash_table_remove_all (self->clients);
}
