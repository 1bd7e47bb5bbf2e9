/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Google service account file, checked as far as that is possible without Google. */
#include "config.h"

#include "crypto/herald-service-account.h"

#include "base/herald-error.h"
#include "base/herald-host.h"
#include "base/herald-json.h"
#include "crypto/herald-key-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define WHERE_TO_GET_IT                                                                                \
  N_ (                                                                                                 \
    "In the Firebase console open Project settings, Service accounts, “Generate new private key” " \
    "and choose the file it downloads")
#define EMAIL_DOMAIN ".iam.gserviceaccount.com"

struct _HeraldServiceAccount
{
  GObject parent_instance;

  char      *project_id;     /* (owned) */
  char      *client_email;   /* (owned) */
  char      *private_key_id; /* (owned) */
  char      *token_uri;      /* (owned) */
  HeraldKey *key;            /* (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldServiceAccount, herald_service_account, G_TYPE_OBJECT)

static void
herald_service_account_finalize (GObject *object)
{
  HeraldServiceAccount *self = HERALD_SERVICE_ACCOUNT (object);

  g_clear_pointer (&self->project_id, g_free);
  g_clear_pointer (&self->client_email, g_free);
  g_clear_pointer (&self->private_key_id, g_free);
  g_clear_pointer (&self->token_uri, g_free);
  g_clear_object (&self->key);
  G_OBJECT_CLASS (herald_service_account_parent_class)->finalize (object);
}

static void
herald_service_account_class_init (HeraldServiceAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_service_account_finalize;
}

static void
herald_service_account_init (HeraldServiceAccount *self)
{
}

/* What the file is, and where the right one comes from. */
static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "%s. %s", what, _(WHERE_TO_GET_IT));
  return FALSE;
}

static const char *
explain_file (HeraldKeyFileKind kind)
{
  switch (kind)
    {
    case HERALD_KEY_FILE_EMPTY:
      return _("The file is empty");
    case HERALD_KEY_FILE_TOO_LARGE:
      return _("The file is too large for a service account");
    case HERALD_KEY_FILE_UTF16:
      return _("The file was saved as UTF-16 text; JSON has to be UTF-8");
    case HERALD_KEY_FILE_PKCS12:
      return _("This is a .p12 bundle; the service account is needed as JSON");
    case HERALD_KEY_FILE_PEM_KEY:
    case HERALD_KEY_FILE_PEM_ENCRYPTED_KEY:
    case HERALD_KEY_FILE_BARE_KEY:
    case HERALD_KEY_FILE_SSH_KEY:
      return _("This is a private key alone, such as Apple’s .p8, which belongs to iOS");
    case HERALD_KEY_FILE_PEM_PUBLIC_KEY:
      return _("This is a public key, not a service account");
    case HERALD_KEY_FILE_PEM_CERTIFICATE:
    case HERALD_KEY_FILE_DER_CERTIFICATE:
    case HERALD_KEY_FILE_PEM_REQUEST:
      return _("This is a certificate, not a service account");
    case HERALD_KEY_FILE_PLIST:
      return _("This is GoogleService-Info.plist, the Firebase configuration of an iOS app, not a "
               "service account");
    case HERALD_KEY_FILE_FCM_SERVER_KEY:
      return _("This is a server key of the legacy FCM API, which Google switched off in 2024");
    case HERALD_KEY_FILE_FCM_TOKEN:
      return _("This is the registration token of a phone, not a service account");
    case HERALD_KEY_FILE_JSON:
    case HERALD_KEY_FILE_PEM_CUT:
    case HERALD_KEY_FILE_DER:
    case HERALD_KEY_FILE_OTHER:
    default:
      return _("This is not a JSON file");
    }
}

/* JSON files that people take for a service account, by the members that give them away. */
static const struct
{
  const char *member;
  const char *other; /* (nullable): a second member that has to be there */
  const char *what;
} look_alikes[] = {
  { "project_info", "client",
    N_ ("This is google-services.json, the configuration of an Android app; it holds no key") },
  { "installed", NULL,
    N_ ("This is an OAuth client file for people to sign in with, not a service account") },
  { "web", NULL,
    N_ ("This is an OAuth client file for people to sign in with, not a service account") },
  { "apiKey", "authDomain",
    N_ ("This is the Firebase configuration of a web app; it holds no key") },
  { "GOOGLE_APP_ID", NULL,
    N_ ("This is the Firebase configuration of an iOS app (GoogleService-Info), not a service "
        "account") },
};

static const struct
{
  const char *type;
  const char *what;
} other_types[] = {
  { "authorized_user",
    N_ ("These are the credentials of a person (gcloud’s application default credentials), not a "
        "service account") },
  { "external_account",
    N_ ("This is a workload identity configuration, which holds no key, not a service account") },
  { "impersonated_service_account",
    N_ ("This file lets a person act as a service account, it is not the account’s own key") },
};

static gboolean
check_look_alikes (JsonObject *object, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (look_alikes); i++)
    if (json_object_has_member (object, look_alikes[i].member) &&
        (look_alikes[i].other == NULL || json_object_has_member (object, look_alikes[i].other)) &&
        !json_object_has_member (object, "private_key"))
      return refuse (error, _(look_alikes[i].what));
  return TRUE;
}

static gboolean
check_type (JsonObject *object, GError **error)
{
  const char      *type = NULL;
  g_autofree char *what = NULL;

  if (!herald_json_read_string (object, "type", HERALD_JSON_OPTIONAL, &type, NULL) || type == NULL)
    return refuse (error, _("This JSON file is not a service account, its “type” is missing"));
  for (gsize i = 0; i < G_N_ELEMENTS (other_types); i++)
    if (g_str_equal (type, other_types[i].type))
      return refuse (error, _(other_types[i].what));
  if (g_str_equal (type, "service_account"))
    return TRUE;
  what =
    g_strdup_printf (_("The “type” of this JSON file is “%.40s”, not “service_account”"), type);
  return refuse (error, what);
}

/* A member that has to be a text with something in it. */
static gboolean
read_text (JsonObject *object, const char *name, const char **value, GError **error)
{
  g_autofree char *what = NULL;

  if (herald_json_read_string (object, name, HERALD_JSON_REQUIRED, value, NULL) && **value != '\0')
    return TRUE;
  what = g_strdup_printf (_("The service account file is incomplete, its “%s” is missing"), name);
  return refuse (error, what);
}

static gboolean
check_email (const char *email, GError **error)
{
  const char *at = strchr (email, '@');

  if (at != NULL && at != email && g_str_has_suffix (at, EMAIL_DOMAIN) &&
      strlen (at) > strlen ("@" EMAIL_DOMAIN))
    return TRUE;
  return refuse (error, _("The “client_email” of the file is not that of a service account, it "
                          "should end in “.iam.gserviceaccount.com”"));
}

/* The signed assertion goes to this address: TLS, or this machine. */
static gboolean
check_token_uri (const char *token_uri, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (token_uri, G_URI_FLAGS_NONE, NULL);
  const char      *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char      *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *what = NULL;

  if (host != NULL && *host != '\0' && g_uri_get_userinfo (uri) == NULL &&
      (g_str_equal (scheme, "https") ||
       (g_str_equal (scheme, "http") && herald_host_is_loopback (host))))
    return TRUE;
  what =
    g_strdup_printf (_("The “token_uri” of the file is not a secure address, it should be “%s”"),
                        HERALD_GOOGLE_TOKEN_URI);
  return refuse (error, what);
}

static HeraldKey *
load_key (const char *pem, GError **error)
{
  g_autoptr (HeraldKey) key = NULL;
  g_autofree char *description = NULL;
  g_autofree char *what = NULL;

  if (strstr (pem, "\\n") != NULL)
    {
      refuse (error, _("The “private_key” of the file has “\\n” in place of line breaks; it was "
                       "changed after the download"));
      return NULL;
    }
  key = herald_key_new_from_pem (pem, -1, NULL);
  if (key == NULL)
    {
      refuse (error, _("The “private_key” of the file is damaged and cannot be read"));
      return NULL;
    }
  if (herald_key_get_kind (key) == HERALD_KEY_RSA)
    return g_steal_pointer (&key);
  description = herald_key_describe (key);
  what = g_strdup_printf (_("The “private_key” of the file is %s, while Google uses RSA keys"),
                             description);
  refuse (error, what);
  return NULL;
}

static HeraldServiceAccount *
read_account (JsonObject *object, GError **error)
{
  g_autoptr (HeraldServiceAccount) self = NULL;
  const char *project_id = NULL;
  const char *client_email = NULL;
  const char *private_key_id = NULL;
  const char *private_key = NULL;
  const char *token_uri = NULL;

  if (!read_text (object, "project_id", &project_id, error) ||
      !read_text (object, "private_key_id", &private_key_id, error) ||
      !read_text (object, "private_key", &private_key, error) ||
      !read_text (object, "client_email", &client_email, error) ||
      !read_text (object, "token_uri", &token_uri, error))
    return NULL;
  if (!check_email (client_email, error) || !check_token_uri (token_uri, error))
    return NULL;
  self = g_object_new (HERALD_TYPE_SERVICE_ACCOUNT, NULL);
  self->key = load_key (private_key, error);
  if (self->key == NULL)
    return NULL;
  self->project_id = g_strdup (project_id);
  self->client_email = g_strdup (client_email);
  self->private_key_id = g_strdup (private_key_id);
  self->token_uri = g_strdup (token_uri);
  return g_steal_pointer (&self);
}

/**
 * herald_service_account_new_from_json:
 * @content: the content of a file, or a pasted text
 *
 * The checks are those of “Mobile app configuration” in the contract of device registration. A
 * file that is something else gets a sentence that says what it is.
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): the account with its imported key
 */
HeraldServiceAccount *
herald_service_account_new_from_json (GBytes *content, GError **error)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char  *what = NULL;
  HeraldKeyFileKind kind;

  g_return_val_if_fail (content != NULL, NULL);

  text = herald_key_file_skip_mark (content);
  kind = herald_key_file_recognise (text);
  if (kind != HERALD_KEY_FILE_JSON)
    {
      refuse (error, explain_file (kind));
      return NULL;
    }
  object = herald_json_parse_object (text, &local_error);
  if (object == NULL)
    {
      what = g_strdup_printf (_("The JSON file is damaged: %s"), local_error->message);
      refuse (error, what);
      return NULL;
    }
  if (!check_look_alikes (object, error) || !check_type (object, error))
    return NULL;
  return read_account (object, error);
}

/**
 * herald_service_account_get_project_id:
 * @self: an account
 *
 * Returns: (transfer none): the Firebase project
 */
const char *
herald_service_account_get_project_id (HeraldServiceAccount *self)
{
  g_return_val_if_fail (HERALD_IS_SERVICE_ACCOUNT (self), NULL);

  return self->project_id;
}

/**
 * herald_service_account_get_client_email:
 * @self: an account
 *
 * Returns: (transfer none): the account's name, the issuer of its assertions
 */
const char *
herald_service_account_get_client_email (HeraldServiceAccount *self)
{
  g_return_val_if_fail (HERALD_IS_SERVICE_ACCOUNT (self), NULL);

  return self->client_email;
}

/**
 * herald_service_account_get_private_key_id:
 * @self: an account
 *
 * Returns: (transfer none): the “kid” of its assertions
 */
const char *
herald_service_account_get_private_key_id (HeraldServiceAccount *self)
{
  g_return_val_if_fail (HERALD_IS_SERVICE_ACCOUNT (self), NULL);

  return self->private_key_id;
}

/**
 * herald_service_account_get_token_uri:
 * @self: an account
 *
 * Returns: (transfer none): where access tokens are got, the audience of its assertions
 */
const char *
herald_service_account_get_token_uri (HeraldServiceAccount *self)
{
  g_return_val_if_fail (HERALD_IS_SERVICE_ACCOUNT (self), NULL);

  return self->token_uri;
}

/**
 * herald_service_account_get_key:
 * @self: an account
 *
 * Returns: (transfer none): its RSA key
 */
HeraldKey *
herald_service_account_get_key (HeraldServiceAccount *self)
{
  g_return_val_if_fail (HERALD_IS_SERVICE_ACCOUNT (self), NULL);

  return self->key;
}
