/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetches tokens with what the keyring holds, asking nobody. A refresh token is replaced only when
 * its successor is kept, and by one process at a time: a service may take it once only. */
#include "config.h"

#include "core/herald-account-private.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "model/herald-reason.h"
#include "net/herald-client-assertion.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  HeraldFileLock    *lock;       /* (owned) (nullable): of a refresh token */
  char              *credential; /* (owned) (nullable): secret */
  HeraldTokenAnswer *tokens;     /* (owned) (nullable) */
  GError            *refusal;    /* (owned) (nullable): of a token that may have a successor */
} FetchTask;

static void
fetch_task_clear (FetchTask *self)
{
  g_clear_pointer (&self->lock, herald_file_lock_free);
  g_clear_pointer (&self->credential, herald_secret_free);
  g_clear_pointer (&self->tokens, herald_token_answer_free);
  g_clear_error (&self->refusal);
}

HERALD_DEFINE_TASK_DATA (FetchTask, fetch_task, fetch_task_clear)

/* Returns: (transfer full) (nullable): the form of one request, a secret */
static char *
make_form (HeraldAccount *self, const char *credential, GError **error)
{
  const char      *client_id = herald_account_get_client_id (self);
  g_autofree char *scope = herald_account_dup_scope (self);
  char            *assertion;
  char            *form;

  switch (herald_account_get_sign_in (self))
    {
    case HERALD_SIGN_IN_USER:
      return herald_token_form_new ("client_id", client_id, "grant_type", "refresh_token",
                                    "refresh_token", credential, "scope", scope, "claims",
                                    herald_account_get_claims (self), NULL);
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

/* Whose sign-in it was, before the reason, or in place of a reason that says nothing else. */
static void
name_refusal (HeraldAccount *self, GError **refusal)
{
  const char      *name = herald_account_get_field (self, HERALD_ENVIRONMENT_NAME);
  g_autofree char *general = herald_reason_explain (HERALD_SERVICE_SIGN_IN, "invalid_grant", 0);

  /* An error's message ends without the full stop. */
  if (g_str_has_prefix (general, (*refusal)->message) &&
      strlen (general) <= strlen ((*refusal)->message) + 1)
    {
      g_free ((*refusal)->message);
      (*refusal)->message =
        g_strdup_printf (_("The sign-in to “%s” has ended; sign in again"), name);
    }
  else
    g_prefix_error (refusal, _("The sign-in to “%s” has ended. "), name);
}

static void send_form (GTask *task);

/* Another process may have used the token up all the same: then the keyring holds its successor. */
static void
fetch_looked_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FetchTask *data = fetch_task_get (task);
  char      *credential = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, NULL);

  if (credential == NULL || strcmp (credential, data->credential) == 0)
    {
      herald_secret_free (credential);
      name_refusal (g_task_get_source_object (task), &data->refusal);
      g_task_return_error (task, g_steal_pointer (&data->refusal));
      return;
    }
  herald_secret_free (data->credential);
  data->credential = credential;
  send_form (g_object_ref (task));
}

/* Takes @error. What else the service wants to be told, the next sign-in tells it. */
static void
take_refusal (GTask *task, const HeraldHttpAnswer *answer, GError *error)
{
  HeraldAccount   *self = g_task_get_source_object (task);
  FetchTask       *data = fetch_task_get (task);
  g_autofree char *code = herald_token_request_dup_member (answer, "error");
  g_autofree char *claims = herald_token_request_dup_member (answer, "claims");

  if (claims != NULL)
    herald_environment_set (self->environment, HERALD_ENVIRONMENT_CLAIMS, claims);
  if (g_strcmp0 (code, "invalid_grant") != 0 || data->refusal != NULL ||
      herald_account_get_sign_in (self) != HERALD_SIGN_IN_USER)
    {
      g_task_return_error (task, error);
      return;
    }
  data->refusal = error;
  herald_account_look_up (self, g_task_get_cancellable (task), fetch_looked_again_cb,
                          g_object_ref (task));
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

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->tokens = herald_token_answer_parse (answer, HERALD_SERVICE_SIGN_IN, &error);
  if (data->tokens == NULL)
    {
      take_refusal (task, answer, error);
      return;
    }
  if (herald_account_get_sign_in (self) == HERALD_SIGN_IN_USER &&
      data->tokens->refresh_token != NULL &&
      strcmp (data->tokens->refresh_token, data->credential) != 0)
    herald_account_store_refresh_token (self, data->tokens->refresh_token,
                                        g_task_get_cancellable (task), fetch_kept_cb,
                                        g_object_ref (task));
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
  const char *name = herald_account_get_field (self, HERALD_ENVIRONMENT_NAME);

  if (herald_account_get_sign_in (self) == HERALD_SIGN_IN_USER)
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

/* Whoever held the lock may have replaced the token: it is read now and not before. */
static void
fetch_locked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  fetch_task_get (task)->lock = herald_file_lock_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    herald_account_look_up (g_task_get_source_object (task), g_task_get_cancellable (task),
                            fetch_looked_up_cb, g_object_ref (task));
}

/* @claims: (nullable): what the environment asks for beside */
static void
fetch_async (gpointer            fetcher,
             const char         *claims,
             GCancellable       *cancellable,
             GAsyncReadyCallback callback,
             gpointer            user_data)
{
  HeraldAccount *self = HERALD_ACCOUNT (fetcher);
  GTask         *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, fetch_async);
  fetch_task_attach (task);
  if (claims != NULL)
    herald_environment_set (self->environment, HERALD_ENVIRONMENT_CLAIMS, claims);
  if (herald_account_get_sign_in (self) == HERALD_SIGN_IN_USER)
    herald_file_lock_async (self->lock_path, cancellable, fetch_locked_cb, task);
  else
    herald_account_look_up (self, cancellable, fetch_looked_up_cb, task);
}

static HeraldTokenAnswer *
fetch_finish (gpointer fetcher, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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

  return herald_token_source_new_fetched (herald_account_get_field (self, HERALD_ENVIRONMENT_URL),
                                          G_OBJECT (self), fetch_async, fetch_finish);
}
