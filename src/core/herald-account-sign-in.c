/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's sign-in in the browser: authorization code with proof of possession of the verifier,
 * answered to this computer (contract: auth, 4.3). */
#include "config.h"

#include "core/herald-account-private.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "net/herald-loopback.h"
#include "net/herald-pkce.h"

#include <string.h>

typedef struct
{
  guint                 timeout_seconds;
  HeraldAccountOpenFunc open;
  gpointer              open_data;
  HeraldLoopback       *loopback; /* (owned) (nullable) */
  char                 *verifier; /* (owned): secret */
  char                 *nonce;    /* (owned) */
} SignInTask;

static void
sign_in_task_clear (SignInTask *self)
{
  g_clear_object (&self->loopback);
  g_clear_pointer (&self->verifier, herald_secret_free);
  g_clear_pointer (&self->nonce, g_free);
}

HERALD_DEFINE_TASK_DATA (SignInTask, sign_in_task, sign_in_task_clear)

static char *
make_url (HeraldAccount      *self,
          const HeraldOpenid *openid,
          const SignInTask   *data,
          const char         *state)
{
  g_autofree char *challenge = herald_pkce_make_challenge (data->verifier);
  g_autofree char *scope = herald_account_dup_scope (self);
  g_autofree char *query =
    herald_token_form_new ("client_id", herald_account_get_client_id (self), "response_type",
                           "code", "redirect_uri",
                           herald_loopback_get_redirect_uri (data->loopback), "response_mode",
                           "query", "scope", scope, "state", state, "nonce", data->nonce,
                           "code_challenge", challenge, "code_challenge_method", "S256", "claims",
                           herald_account_get_claims (self), NULL);

  return g_strconcat (openid->authorization_endpoint,
                      strchr (openid->authorization_endpoint, '?') != NULL ? "&" : "?", query,
                      NULL);
}

static void
sign_in_redeemed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_token_request_finish (HERALD_HTTP (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else
    herald_account_keep (g_task_get_source_object (task), answer, sign_in_task_get (task)->nonce,
                         g_object_ref (task));
}

static void
redeem (GTask *task, const HeraldOpenid *openid, const char *code)
{
  HeraldAccount   *self = g_task_get_source_object (task);
  SignInTask      *data = sign_in_task_get (task);
  g_autofree char *scope = herald_account_dup_scope (self);
  char            *form =
    herald_token_form_new ("client_id", herald_account_get_client_id (self), "grant_type",
                           "authorization_code", "code", code, "redirect_uri",
                           herald_loopback_get_redirect_uri (data->loopback), "code_verifier",
                           data->verifier, "scope", scope, "claims",
                           herald_account_get_claims (self), NULL);

  herald_token_request_async (self->http, openid->token_endpoint, form,
                              g_task_get_cancellable (task), sign_in_redeemed_cb,
                              g_object_ref (task));
  herald_token_form_free (form);
}

static void
sign_in_came_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char   *code = herald_loopback_wait_finish (HERALD_LOOPBACK (source), result, &error);

  if (code == NULL)
    g_task_return_error (task, error);
  else
    {
      HeraldAccount *self = g_task_get_source_object (task);

      herald_account_tell_came_back (self);
      redeem (task, self->openid, code);
    }
  herald_secret_free (code);
}

static void
sign_in_prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldAccount      *self = HERALD_ACCOUNT (source);
  SignInTask         *data = sign_in_task_get (task);
  GError             *error = NULL;
  const HeraldOpenid *openid = herald_account_prepare_finish (self, result, &error);
  g_autofree char    *state = herald_pkce_new_word ();
  g_autofree char    *url = NULL;

  if (openid == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->loopback = herald_loopback_new (state, &error);
  if (data->loopback == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->verifier = herald_pkce_new_word ();
  data->nonce = herald_pkce_new_word ();
  url = make_url (self, openid, data, state);
  if (!data->open (url, data->open_data, &error))
    g_task_return_error (task, error);
  else
    herald_loopback_wait_async (data->loopback, data->timeout_seconds,
                                g_task_get_cancellable (task), sign_in_came_back_cb,
                                g_object_ref (task));
}

/**
 * herald_account_sign_in_async:
 * @self: an account of a person
 * @timeout_seconds: how long the browser is waited for
 * @open: shows the sign-in page
 * @open_data: for @open; has to live until the end
 * @cancellable: (nullable): ends it earlier
 * @callback: called when somebody signed in, or not
 * @user_data: for @callback
 */
void
herald_account_sign_in_async (HeraldAccount        *self,
                              guint                 timeout_seconds,
                              HeraldAccountOpenFunc open,
                              gpointer              open_data,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data)
{
  GTask      *task;
  SignInTask *data;

  g_return_if_fail (HERALD_IS_ACCOUNT (self));
  g_return_if_fail (open != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_account_sign_in_async);
  data = sign_in_task_attach (task);
  data->timeout_seconds = timeout_seconds;
  data->open = open;
  data->open_data = open_data;
  herald_account_prepare_async (self, cancellable, sign_in_prepared_cb, task);
}

/**
 * herald_account_sign_in_finish:
 * @self: an account
 * @result: of herald_account_sign_in_async()
 * @error: where to put an error
 *
 * **Errors:** AUTH with what the refusal means, or nobody came in time; NETWORK, PROTOCOL,
 * CANCELLED.
 *
 * Returns: whether somebody signed in
 */
gboolean
herald_account_sign_in_finish (HeraldAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
