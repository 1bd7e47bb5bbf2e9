/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom an environment knows and what is kept of them: -prepare finds the sign-in service, -fetch
 * gets tokens without asking anybody, -sign-in and -device let a person sign in. */
#include "config.h"

#include "core/herald-account-private.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "core/herald-clients.h"
#include "net/herald-id-token.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A person waits; a service that answers at all answers sooner. */
#define PATIENCE_SECONDS 30
/* One for all environments: it is held for a moment. */
#define LOCK_ENDING ".sign-in-lock"

/* A change of what is kept: while another process replaces a token it waits, or that one would
 * bring back what was just removed. */
typedef struct
{
  GTask          *task;          /* (owned): a boolean's */
  HeraldFileLock *lock;          /* (owned) (nullable) */
  char           *refresh_token; /* (owned) (nullable): secret; NULL to sign out */
  gsize           n_cleared;     /* of the kinds that a sign-out takes away */
} Change;

/* What one signs in with, by whichever method: one may have been chosen after another. */
static const HeraldSecretKind credential_kinds[] = {
  HERALD_SECRET_REFRESH_TOKEN,
  HERALD_SECRET_CLIENT_SECRET,
  HERALD_SECRET_CERTIFICATE,
};

static void
change_free (Change *self)
{
  g_object_unref (self->task);
  herald_file_lock_free (self->lock);
  herald_secret_free (self->refresh_token);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

G_DEFINE_FINAL_TYPE (HeraldAccount, herald_account, G_TYPE_OBJECT)

enum
{
  SIGNAL_CAME_BACK,
  SIGNAL_SILENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static HeraldSecretKind
get_secret_kind (HeraldAccount *self)
{
  switch (herald_account_get_sign_in (self))
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
  if (herald_account_get_sign_in (self) != HERALD_SIGN_IN_USER)
    return g_strdup (herald_account_get_client_id (self));
  return g_strjoin (" ", herald_account_get_client_id (self),
                    herald_account_get_field (self, HERALD_ENVIRONMENT_AUTHORITY),
                    herald_account_get_field (self, HERALD_ENVIRONMENT_TENANT_ID), NULL);
}

void
herald_account_look_up (HeraldAccount      *self,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        GTask              *task)
{
  g_autofree char *id = dup_secret_id (self);

  herald_secrets_lookup_async (self->secrets,
                               herald_account_get_field (self, HERALD_ENVIRONMENT_ID),
                               get_secret_kind (self), id, cancellable, callback, task);
}

void
herald_account_store_refresh_token (HeraldAccount      *self,
                                    const char         *refresh_token,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autofree char *id = dup_secret_id (self);

  herald_secrets_store_async (self->secrets, herald_account_get_field (self, HERALD_ENVIRONMENT_ID),
                              HERALD_SECRET_REFRESH_TOKEN, id, refresh_token, cancellable, callback,
                              user_data);
}

static void
herald_account_finalize (GObject *object)
{
  HeraldAccount *self = HERALD_ACCOUNT (object);

  g_clear_object (&self->environment);
  g_clear_object (&self->secrets);
  g_clear_object (&self->http);
  g_clear_pointer (&self->openid, herald_openid_free);
  g_clear_pointer (&self->lock_path, g_free);
  G_OBJECT_CLASS (herald_account_parent_class)->finalize (object);
}

static void
herald_account_class_init (HeraldAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_account_finalize;
  signals[SIGNAL_CAME_BACK] = g_signal_new ("came-back", HERALD_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SILENT] = g_signal_new ("silent", HERALD_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

void
herald_account_tell_came_back (HeraldAccount *self)
{
  g_signal_emit (self, signals[SIGNAL_CAME_BACK], 0);
}

/* Says so when it has changed. */
void
herald_account_tell_silent (HeraldAccount *self, gboolean is_silent)
{
  if (self->is_silent == is_silent)
    return;
  self->is_silent = is_silent;
  g_signal_emit (self, signals[SIGNAL_SILENT], 0, is_silent);
}

static void
herald_account_init (HeraldAccount *self)
{
}

/**
 * herald_account_new:
 * @environment: where one signs in; learns sign-in service, tenant and account
 * @store: beside it processes agree who replaces a refresh token
 * @secrets: where the credential is kept
 * @http: the environment's client; the sign-in service's origins are added to what it allows
 *
 * Returns: (transfer full): the account
 */
HeraldAccount *
herald_account_new (HeraldEnvironment *environment,
                    HeraldStore       *store,
                    HeraldSecrets     *secrets,
                    HeraldHttp        *http)
{
  HeraldAccount *self;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (environment), NULL);
  g_return_val_if_fail (HERALD_IS_STORE (store), NULL);
  g_return_val_if_fail (HERALD_IS_SECRETS (secrets), NULL);
  g_return_val_if_fail (HERALD_IS_HTTP (http), NULL);

  self = g_object_new (HERALD_TYPE_ACCOUNT, NULL);
  self->environment = g_object_ref (environment);
  self->secrets = g_object_ref (secrets);
  self->http = g_object_ref (http);
  self->lock_path = g_strconcat (herald_store_get_path (store), LOCK_ENDING, NULL);
  return self;
}

/**
 * herald_account_open:
 * @environment: where one signs in
 * @store: keeps the exchanges
 * @secrets: where the credential is kept
 *
 * Returns: (transfer full): an account with a client of its own
 */
HeraldAccount *
herald_account_open (HeraldEnvironment *environment, HeraldStore *store, HeraldSecrets *secrets)
{
  g_autoptr (HeraldHttp) http = NULL;
  HeraldAccount *self;
  g_autoptr (HeraldRecorder) recorder = NULL;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (environment), NULL);
  g_return_val_if_fail (HERALD_IS_STORE (store), NULL);
  g_return_val_if_fail (HERALD_IS_SECRETS (secrets), NULL);

  http = herald_http_new (NULL);
  herald_http_set_timeout (http, PATIENCE_SECONDS);
  herald_http_allow_origin (http, herald_environment_get (environment, HERALD_ENVIRONMENT_URL));
  recorder =
    herald_recorder_new (store, herald_environment_get (environment, HERALD_ENVIRONMENT_ID));
  herald_clients_record (http, recorder);
  self = herald_account_new (environment, store, secrets, http);
  self->owns_http = TRUE;
  return self;
}

const char *
herald_account_get_field (HeraldAccount *self, HeraldEnvironmentField field)
{
  return herald_environment_get (self->environment, field);
}

HeraldSignIn
herald_account_get_sign_in (HeraldAccount *self)
{
  return herald_environment_get_sign_in (self->environment);
}

const char *
herald_account_get_claims (HeraldAccount *self)
{
  const char *claims = herald_account_get_field (self, HERALD_ENVIRONMENT_CLAIMS);

  return claims != NULL && *claims != '\0' ? claims : NULL;
}

const char *
herald_account_get_client_id (HeraldAccount *self)
{
  return herald_account_get_field (self, HERALD_ENVIRONMENT_CLIENT_ID);
}

/* One resource only, and that of the environment (contract: auth, 4.2). */
char *
herald_account_dup_scope (HeraldAccount *self)
{
  const char *url = herald_account_get_field (self, HERALD_ENVIRONMENT_URL);

  if (herald_account_get_sign_in (self) == HERALD_SIGN_IN_USER)
    return g_strconcat (url, "/user_impersonation offline_access openid profile", NULL);
  return g_strconcat (url, "/.default", NULL);
}

static void
change_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  GError *error = NULL;

  if (herald_secrets_store_finish (HERALD_SECRETS (source), result, &error))
    g_task_return_boolean (change->task, TRUE);
  else
    g_task_return_error (change->task, error);
}

/* Takes @change. */
static void
clear_next (Change *change, GAsyncReadyCallback callback)
{
  HeraldAccount *self = g_task_get_source_object (change->task);

  herald_secrets_clear_kind_async (self->secrets,
                                   herald_account_get_field (self, HERALD_ENVIRONMENT_ID),
                                   credential_kinds[change->n_cleared],
                                   g_task_get_cancellable (change->task), callback, change);
}

static void
change_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  HeraldAccount *self = g_task_get_source_object (change->task);
  GError        *error = NULL;

  if (!herald_secrets_clear_kind_finish (HERALD_SECRETS (source), result, &error))
    {
      g_task_return_error (change->task, error);
      return;
    }
  if (++change->n_cleared < G_N_ELEMENTS (credential_kinds))
    {
      clear_next (g_steal_pointer (&change), change_cleared_cb);
      return;
    }
  herald_environment_set (self->environment, HERALD_ENVIRONMENT_ACCOUNT, NULL);
  g_task_return_boolean (change->task, TRUE);
}

static void
change_locked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  HeraldAccount *self = g_task_get_source_object (change->task);
  GCancellable  *cancellable = g_task_get_cancellable (change->task);
  GError        *error = NULL;

  change->lock = herald_file_lock_finish (result, &error);
  if (error != NULL)
    {
      g_task_return_error (change->task, error);
      return;
    }
  if (change->refresh_token != NULL)
    {
      const char *refresh_token = change->refresh_token;

      herald_account_store_refresh_token (self, refresh_token, cancellable, change_stored_cb,
                                          g_steal_pointer (&change));
    }
  else
    clear_next (g_steal_pointer (&change), change_cleared_cb);
}

/* Takes @task. */
static void
start_change (HeraldAccount *self, GTask *task, const char *refresh_token)
{
  Change *change = g_new0 (Change, 1);

  change->task = task;
  change->refresh_token = g_strdup (refresh_token);
  herald_file_lock_async (self->lock_path, g_task_get_cancellable (task), change_locked_cb, change);
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
  g_autoptr (HeraldTokenAnswer) tokens =
    herald_token_answer_parse (answer, HERALD_SERVICE_SIGN_IN, &error);
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
  herald_environment_set (self->environment, HERALD_ENVIRONMENT_CLAIMS, NULL);
  start_change (self, g_steal_pointer (&own), tokens->refresh_token);
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
  herald_account_look_up (self, cancellable, check_looked_up_cb, task);
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

/**
 * herald_account_sign_out_async:
 * @self: an account
 * @cancellable: (nullable): to cancel
 * @callback: called when nothing is left
 * @user_data: for @callback
 *
 * Removes what one signs in with from the keyring, by whichever method; nothing is called.
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
  start_change (self, task, NULL);
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
