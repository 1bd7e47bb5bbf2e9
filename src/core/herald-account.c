/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the sign-in service of an environment and fetches tokens with what the keyring holds. A
 * refresh token is replaced only when its successor is kept. */
#include "config.h"

#include "core/herald-account-private.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "core/herald-recorder.h"
#include "net/herald-client-assertion.h"
#include "net/herald-id-token.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  char              *credential; /* (owned) (nullable): secret */
  HeraldTokenAnswer *tokens;     /* (owned) (nullable) */
  gboolean           is_second;  /* another process had the token replaced */
} FetchTask;

struct _HeraldAccount
{
  GObject parent_instance;

  HeraldEnvironment *environment; /* (owned) */
  HeraldSecrets     *secrets;     /* (owned) */
  HeraldHttp        *http;        /* (owned) */
  HeraldOpenid      *openid;      /* (owned) (nullable): once it is known */
};

G_DEFINE_FINAL_TYPE (HeraldAccount, herald_account, G_TYPE_OBJECT)

static void
fetch_task_clear (FetchTask *self)
{
  g_clear_pointer (&self->credential, herald_secret_free);
  g_clear_pointer (&self->tokens, herald_token_answer_free);
}

HERALD_DEFINE_TASK_DATA (FetchTask, fetch_task, fetch_task_clear)

static const char *
get_field (HeraldAccount *self, HeraldEnvironmentField field)
{
  return herald_environment_get (self->environment, field);
}

static HeraldSignIn
get_sign_in (HeraldAccount *self)
{
  return herald_environment_get_sign_in (self->environment);
}

static HeraldSecretKind
get_secret_kind (HeraldAccount *self)
{
  switch (get_sign_in (self))
    {
    case HERALD_SIGN_IN_USER:
      return HERALD_SECRET_REFRESH_TOKEN;
    case HERALD_SIGN_IN_CERTIFICATE:
      return HERALD_SECRET_CERTIFICATE;
    case HERALD_SIGN_IN_SECRET:
    default:
      return HERALD_SECRET_CLIENT_SECRET;
    }
}

/* A refresh token goes to nobody but the service that gave it, whatever the environment says
 * later. */
static char *
dup_secret_id (HeraldAccount *self)
{
  if (get_sign_in (self) != HERALD_SIGN_IN_USER)
    return g_strdup (herald_account_get_client_id (self));
  return g_strjoin (" ", herald_account_get_client_id (self),
                    get_field (self, HERALD_ENVIRONMENT_AUTHORITY),
                    get_field (self, HERALD_ENVIRONMENT_TENANT_ID), NULL);
}

static void
look_up (HeraldAccount *self, GCancellable *cancellable, GAsyncReadyCallback callback, GTask *task)
{
  g_autofree char *id = dup_secret_id (self);

  herald_secrets_lookup_async (self->secrets, get_field (self, HERALD_ENVIRONMENT_ID),
                               get_secret_kind (self), id, cancellable, callback, task);
}

static void
account_got_openid_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldAccount *self = g_task_get_source_object (task);
  GError        *error = NULL;
  g_autoptr (HeraldOpenid) openid =
    herald_openid_fetch_finish (HERALD_HTTP (source), result, &error);

  if (openid == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  herald_http_allow_origin (self->http, openid->token_endpoint);
  if (openid->device_endpoint != NULL)
    herald_http_allow_origin (self->http, openid->device_endpoint);
  g_clear_pointer (&self->openid, herald_openid_free);
  self->openid = g_steal_pointer (&openid);
  g_task_return_pointer (task, self->openid, NULL);
}

/* Takes @task. */
static void
discover (HeraldAccount *self, GTask *task)
{
  const char *authority = get_field (self, HERALD_ENVIRONMENT_AUTHORITY);
  GError     *error = NULL;

  if (!herald_sign_in_check_authority (get_field (self, HERALD_ENVIRONMENT_URL), authority, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  herald_http_allow_origin (self->http, authority);
  herald_openid_fetch_async (self->http, authority, get_field (self, HERALD_ENVIRONMENT_TENANT_ID),
                             g_task_get_cancellable (task), account_got_openid_cb, task);
}

static gboolean
take_challenge (HeraldAccount *self, const HeraldChallenge *challenge, GError **error)
{
  const char *authority = get_field (self, HERALD_ENVIRONMENT_AUTHORITY);

  if (!g_str_has_prefix (challenge->authority, "https:") &&
      herald_environment_get_kind (self->environment) != HERALD_ENVIRONMENT_EMULATOR)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_AUTH,
                   _("The environment names a sign-in service without encryption, “%s”"),
                      challenge->authority);
      return FALSE;
    }
  if (*authority != '\0' && strcmp (authority, challenge->authority) != 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_AUTH,
                   _("The environment belongs to the sign-in service “%s”, but “%s” is saved; "
                     "correct the sign-in address"),
                      challenge->authority, authority);
      return FALSE;
    }
  herald_environment_set (self->environment, HERALD_ENVIRONMENT_AUTHORITY, challenge->authority);
  if (*get_field (self, HERALD_ENVIRONMENT_TENANT_ID) == '\0')
    herald_environment_set (self->environment, HERALD_ENVIRONMENT_TENANT_ID, challenge->tenant);
  return TRUE;
}

static void
account_got_challenge_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldAccount *self = g_task_get_source_object (task);
  GError        *error = NULL;
  g_autoptr (HeraldChallenge) challenge =
    herald_challenge_fetch_finish (HERALD_HTTP (source), result, &error);

  if (challenge == NULL || !take_challenge (self, challenge, &error))
    g_task_return_error (task, error);
  else
    discover (self, g_object_ref (task));
}

/* Finds the sign-in service, once: as it is saved, or as the environment itself names it. */
void
herald_account_prepare_async (HeraldAccount      *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, herald_account_prepare_async);
  if (self->openid != NULL)
    {
      g_task_return_pointer (task, self->openid, NULL);
      g_object_unref (task);
    }
  else if (*get_field (self, HERALD_ENVIRONMENT_AUTHORITY) == '\0' ||
           *get_field (self, HERALD_ENVIRONMENT_TENANT_ID) == '\0')
    herald_challenge_fetch_async (self->http, get_field (self, HERALD_ENVIRONMENT_URL), cancellable,
                                  account_got_challenge_cb, task);
  else
    discover (self, task);
}

/* Returns: (transfer none): the account's */
const HeraldOpenid *
herald_account_prepare_finish (HeraldAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Returns: (transfer full) (nullable): the form of one request, a secret */
static char *
make_form (HeraldAccount *self, const char *credential, GError **error)
{
  const char      *client_id = herald_account_get_client_id (self);
  g_autofree char *scope = herald_account_dup_scope (self);
  char            *assertion;
  char            *form;

  switch (get_sign_in (self))
    {
    case HERALD_SIGN_IN_USER:
      return herald_token_form_new ("client_id", client_id, "grant_type", "refresh_token",
                                    "refresh_token", credential, "scope", scope, NULL);
    case HERALD_SIGN_IN_CERTIFICATE:
      assertion = herald_client_assertion_make (credential, client_id, self->openid->token_endpoint,
                                                g_get_real_time () / G_USEC_PER_SEC, error);
      if (assertion == NULL)
        return NULL;
      form = herald_token_form_new ("client_id", client_id, "grant_type", "client_credentials",
                                    "scope", scope, "client_assertion_type",
                                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                                    "client_assertion", assertion, NULL);
      herald_secret_free (assertion);
      return form;
    case HERALD_SIGN_IN_SECRET:
    default:
      return herald_token_form_new ("client_id", client_id, "grant_type", "client_credentials",
                                    "scope", scope, "client_secret", credential, NULL);
    }
}

static void
fetch_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* The old token stays where it was; the service takes it a while longer. */
  if (!herald_secrets_store_finish (HERALD_SECRETS (source), result, &error))
    g_warning ("The new refresh token was not kept: %s", error->message);
  g_task_return_pointer (task, g_steal_pointer (&fetch_task_get (task)->tokens),
                         (GDestroyNotify) herald_token_answer_free);
}

static void
store_refresh_token (HeraldAccount      *self,
                     const char         *refresh_token,
                     GAsyncReadyCallback callback,
                     GTask              *task)
{
  g_autofree char *id = dup_secret_id (self);

  herald_secrets_store_async (self->secrets, get_field (self, HERALD_ENVIRONMENT_ID),
                              HERALD_SECRET_REFRESH_TOKEN, id, refresh_token,
                              g_task_get_cancellable (task), callback, task);
}

static void send_form (GTask *task);

/* Another process may have used the token up: then the keyring holds its successor. */
static void
fetch_looked_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FetchTask *data = fetch_task_get (task);
  char      *credential = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, NULL);

  data->is_second = TRUE;
  if (credential == NULL || strcmp (credential, data->credential) == 0)
    {
      herald_secret_free (credential);
      g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_AUTH,
                               _("The sign-in to “%s” has ended; sign in again"),
                                  get_field (g_task_get_source_object (task),
                                             HERALD_ENVIRONMENT_NAME));
      return;
    }
  herald_secret_free (data->credential);
  data->credential = credential;
  send_form (g_object_ref (task));
}

static void
fetch_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldAccount *self = g_task_get_source_object (task);
  FetchTask     *data = fetch_task_get (task);
  GError        *error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_token_request_finish (HERALD_HTTP (source), result, &error);
  g_autofree char *code = answer != NULL ? herald_token_request_dup_error (answer) : NULL;

  if (g_strcmp0 (code, "invalid_grant") == 0 && !data->is_second &&
      get_sign_in (self) == HERALD_SIGN_IN_USER)
    {
      look_up (self, g_task_get_cancellable (task), fetch_looked_again_cb, g_object_ref (task));
      return;
    }
  data->tokens = answer != NULL ? herald_token_answer_parse (answer, &error) : NULL;
  if (data->tokens == NULL)
    g_task_return_error (task, error);
  else if (get_sign_in (self) == HERALD_SIGN_IN_USER && data->tokens->refresh_token != NULL &&
           strcmp (data->tokens->refresh_token, data->credential) != 0)
    store_refresh_token (self, data->tokens->refresh_token, fetch_kept_cb, g_object_ref (task));
  else
    g_task_return_pointer (task, g_steal_pointer (&data->tokens),
                           (GDestroyNotify) herald_token_answer_free);
}

/* Takes @task. True recursion: a refused token may have a successor. */
static void
send_form (GTask *task)
{
  HeraldAccount *self = g_task_get_source_object (task);
  GError        *error = NULL;
  char          *form = make_form (self, fetch_task_get (task)->credential, &error);

  if (form == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  herald_token_request_async (self->http, self->openid->token_endpoint, form,
                              g_task_get_cancellable (task), fetch_answered_cb, task);
  herald_token_form_free (form);
}

static void
fetch_prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_account_prepare_finish (HERALD_ACCOUNT (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else
    send_form (g_object_ref (task));
}

static GError *
make_missing_error (HeraldAccount *self)
{
  const char *name = get_field (self, HERALD_ENVIRONMENT_NAME);

  if (get_sign_in (self) == HERALD_SIGN_IN_USER)
    return g_error_new (HERALD_ERROR, HERALD_ERROR_AUTH,
                        _("Nobody is signed in to “%s”; sign in first"), name);
  return g_error_new (HERALD_ERROR, HERALD_ERROR_AUTH,
                      _("No client secret is known for “%s”; enter it in the environment's "
                        "settings"),
                         name);
}

static void
fetch_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldAccount *self = g_task_get_source_object (task);
  FetchTask     *data = fetch_task_get (task);
  GError        *error = NULL;

  data->credential = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, &error);
  if (error == NULL && data->credential == NULL)
    error = make_missing_error (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    herald_account_prepare_async (self, g_task_get_cancellable (task), fetch_prepared_cb,
                                  g_object_ref (task));
}

static void
fetch_async (gpointer            fetcher,
             GCancellable       *cancellable,
             GAsyncReadyCallback callback,
             gpointer            user_data)
{
  HeraldAccount *self = HERALD_ACCOUNT (fetcher);
  GTask         *task = g_task_new (self, cancellable, callback, user_data);
  FetchTask     *data = fetch_task_attach (task);

  g_task_set_source_tag (task, fetch_async);
  data->is_second = FALSE;
  look_up (self, cancellable, fetch_looked_up_cb, task);
}

static HeraldTokenAnswer *
fetch_finish (gpointer fetcher, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
herald_account_finalize (GObject *object)
{
  HeraldAccount *self = HERALD_ACCOUNT (object);

  g_clear_object (&self->environment);
  g_clear_object (&self->secrets);
  g_clear_object (&self->http);
  g_clear_pointer (&self->openid, herald_openid_free);
  G_OBJECT_CLASS (herald_account_parent_class)->finalize (object);
}

static void
herald_account_class_init (HeraldAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_account_finalize;
}

static void
herald_account_init (HeraldAccount *self)
{
}

/**
 * herald_account_new:
 * @environment: where one signs in; learns sign-in service, tenant and account
 * @secrets: where the credential is kept
 * @http: the environment's client; the sign-in service's origins are added to what it allows
 *
 * Returns: (transfer full): the account
 */
HeraldAccount *
herald_account_new (HeraldEnvironment *environment, HeraldSecrets *secrets, HeraldHttp *http)
{
  HeraldAccount *self;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (environment), NULL);
  g_return_val_if_fail (HERALD_IS_SECRETS (secrets), NULL);
  g_return_val_if_fail (HERALD_IS_HTTP (http), NULL);

  self = g_object_new (HERALD_TYPE_ACCOUNT, NULL);
  self->environment = g_object_ref (environment);
  self->secrets = g_object_ref (secrets);
  self->http = g_object_ref (http);
  return self;
}

static void
record_exchange (HeraldExchange *exchange, gpointer recorder)
{
  herald_recorder_record (recorder, exchange);
}

/**
 * herald_account_open:
 * @environment: where one signs in
 * @store: keeps the exchanges
 * @secrets: where the credential is kept
 * @error: where to put an error
 *
 * **Errors:** INVALID: the authority file cannot be read.
 *
 * Returns: (transfer full): an account with a client of its own
 */
HeraldAccount *
herald_account_open (HeraldEnvironment *environment,
                     HeraldStore       *store,
                     HeraldSecrets     *secrets,
                     GError           **error)
{
  g_autoptr (HeraldHttp) http = NULL;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (environment), NULL);
  g_return_val_if_fail (HERALD_IS_STORE (store), NULL);
  g_return_val_if_fail (HERALD_IS_SECRETS (secrets), NULL);

  http = herald_http_new (herald_environment_get (environment, HERALD_ENVIRONMENT_CA_FILE), error);
  if (http == NULL)
    return NULL;
  herald_http_allow_origin (http, herald_environment_get (environment, HERALD_ENVIRONMENT_URL));
  herald_http_set_recorder (http, record_exchange,
                            herald_recorder_new (store,
                                                 herald_environment_get (environment,
                                                                         HERALD_ENVIRONMENT_ID)),
                            g_object_unref);
  return herald_account_new (environment, secrets, http);
}

/**
 * herald_account_make_token_source:
 * @self: an account
 *
 * Returns: (transfer full): tokens for the environment, one fetch for all who wait
 */
HeraldTokenSource *
herald_account_make_token_source (HeraldAccount *self)
{
  g_return_val_if_fail (HERALD_IS_ACCOUNT (self), NULL);

  return herald_token_source_new_fetched (get_field (self, HERALD_ENVIRONMENT_URL), G_OBJECT (self),
                                          fetch_async, fetch_finish);
}

HeraldHttp *
herald_account_get_http (HeraldAccount *self)
{
  return self->http;
}

/* Returns: (transfer none) (nullable): what preparing found */
const HeraldOpenid *
herald_account_get_openid (HeraldAccount *self)
{
  return self->openid;
}

const char *
herald_account_get_client_id (HeraldAccount *self)
{
  return get_field (self, HERALD_ENVIRONMENT_CLIENT_ID);
}

/* One resource only, and that of the environment (contract: auth, 4.2). */
char *
herald_account_dup_scope (HeraldAccount *self)
{
  const char *url = get_field (self, HERALD_ENVIRONMENT_URL);

  if (get_sign_in (self) == HERALD_SIGN_IN_USER)
    return g_strconcat (url, "/user_impersonation offline_access openid profile", NULL);
  return g_strconcat (url, "/.default", NULL);
}

static void
keep_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_secrets_store_finish (HERALD_SECRETS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes @task. */
void
herald_account_keep (HeraldAccount          *self,
                     const HeraldHttpAnswer *answer,
                     const char             *nonce,
                     GTask                  *task)
{
  g_autoptr (GTask) own = task;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldTokenAnswer) tokens = herald_token_answer_parse (answer, &error);
  g_autofree char *account = NULL;

  if (tokens == NULL)
    {
      g_task_return_error (own, g_steal_pointer (&error));
      return;
    }
  if (tokens->refresh_token == NULL || tokens->id_token == NULL)
    g_set_error_literal (&error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                         _("The sign-in service gave no token to stay signed in with"));
  else
    account = herald_id_token_read_account (tokens->id_token, self->openid,
                                            herald_account_get_client_id (self), nonce,
                                            g_get_real_time () / G_USEC_PER_SEC, &error);
  if (error != NULL)
    {
      g_task_return_error (own, g_steal_pointer (&error));
      return;
    }
  herald_environment_set (self->environment, HERALD_ENVIRONMENT_ACCOUNT, account);
  store_refresh_token (self, tokens->refresh_token, keep_stored_cb, g_object_ref (own));
}

static void
check_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char   *credential = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, credential != NULL);
  herald_secret_free (credential);
}

/**
 * herald_account_check_async:
 * @self: an account
 * @cancellable: (nullable): to cancel
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Looks into the keyring; nothing is called.
 */
void
herald_account_check_async (HeraldAccount      *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_account_check_async);
  look_up (self, cancellable, check_looked_up_cb, task);
}

/**
 * herald_account_check_finish:
 * @self: an account
 * @result: of herald_account_check_async()
 * @error: where to put an error
 *
 * **Errors:** CANCELLED.
 *
 * Returns: whether there is something to sign in with
 */
gboolean
herald_account_check_finish (HeraldAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
sign_out_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldAccount *self = g_task_get_source_object (task);
  GError        *error = NULL;

  if (!herald_secrets_clear_kind_finish (HERALD_SECRETS (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  herald_environment_set (self->environment, HERALD_ENVIRONMENT_ACCOUNT, NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * herald_account_sign_out_async:
 * @self: an account
 * @cancellable: (nullable): to cancel
 * @callback: called when nothing is left
 * @user_data: for @callback
 *
 * Removes what one signs in with from the keyring; nothing is called.
 */
void
herald_account_sign_out_async (HeraldAccount      *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_account_sign_out_async);
  herald_secrets_clear_kind_async (self->secrets, get_field (self, HERALD_ENVIRONMENT_ID),
                                   get_secret_kind (self), cancellable, sign_out_cleared_cb, task);
}

/**
 * herald_account_sign_out_finish:
 * @self: an account
 * @result: of herald_account_sign_out_async()
 * @error: where to put an error
 *
 * **Errors:** CANCELLED.
 *
 * Returns: whether nothing is left
 */
gboolean
herald_account_sign_out_finish (HeraldAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
