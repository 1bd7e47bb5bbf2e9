/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's sign-in by a code that is entered in the browser of any device (RFC 8628). */
#include "config.h"

#include "core/herald-account-private.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "core/herald-delay.h"

#include <glib/gi18n-lib.h>

#define GRANT "urn:ietf:params:oauth:grant-type:device_code"
/* RFC 8628, 3.5. */
#define SLOWER_SECONDS 5
#define STATUS_TOO_MANY 429

typedef struct
{
  HeraldAccountShowFunc show;
  gpointer              show_data;
  HeraldDeviceCode     *code; /* (owned) (nullable) */
  gint64                end_us;
} CodeTask;

static void
code_task_clear (CodeTask *self)
{
  g_clear_pointer (&self->code, herald_device_code_free);
}

HERALD_DEFINE_TASK_DATA (CodeTask, code_task, code_task_clear)

static void wait_for_turn (GTask *task);

/* Whether the person has not decided yet. */
static gboolean
goes_on (CodeTask *data, const char *refusal)
{
  if (g_strcmp0 (refusal, "slow_down") == 0)
    {
      data->code->interval_seconds += SLOWER_SECONDS;
      return TRUE;
    }
  return g_strcmp0 (refusal, "authorization_pending") == 0;
}

/* What says nothing about the code, and may be over by the next turn. */
static gboolean
is_passing (const HeraldHttpAnswer *answer, const GError *error)
{
  if (answer != NULL)
    return answer->status == STATUS_TOO_MANY || answer->status / 100 == 5;
  return g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NETWORK) ||
         g_error_matches (error, HERALD_ERROR, HERALD_ERROR_THROTTLED);
}

static void
code_polled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_token_request_finish (HERALD_HTTP (source), result, &error);
  g_autofree char *refusal =
    answer != NULL ? herald_token_request_dup_member (answer, "error") : NULL;

  herald_account_tell_silent (g_task_get_source_object (task),
                              g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NETWORK));
  /* A lost connection is no answer: RFC 8628, 3.5 asks to go on more slowly. A busy service is
   * given as much time. */
  if (is_passing (answer, error))
    {
      g_clear_error (&error);
      code_task_get (task)->code->interval_seconds += SLOWER_SECONDS;
      wait_for_turn (g_object_ref (task));
    }
  else if (answer == NULL)
    g_task_return_error (task, error);
  else if (goes_on (code_task_get (task), refusal))
    wait_for_turn (g_object_ref (task));
  else
    herald_account_keep (g_task_get_source_object (task), answer, NULL, g_object_ref (task));
}

static void
poll (GTask *task)
{
  HeraldAccount *self = g_task_get_source_object (task);
  char          *form =
    herald_token_form_new ("client_id", herald_account_get_client_id (self), "grant_type", GRANT,
                           "device_code", code_task_get (task)->code->device_code, "claims",
                           herald_account_get_claims (self), NULL);

  herald_token_request_async (self->http, self->openid->token_endpoint, form,
                              g_task_get_cancellable (task), code_polled_cb, g_object_ref (task));
  herald_token_form_free (form);
}

static void
code_turn_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!herald_delay_finish (result, &error))
    g_task_return_error (task, error);
  else if (g_get_monotonic_time () >= code_task_get (task)->end_us)
    g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_AUTH,
                             _("The code has expired; start again"));
  else
    poll (task);
}

/* Takes @task. True recursion: polling again and again. */
static void
wait_for_turn (GTask *task)
{
  herald_delay_async ((guint) code_task_get (task)->code->interval_seconds * 1000,
                      g_task_get_cancellable (task), code_turn_came_cb, task);
}

static void
code_given_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CodeTask *data = code_task_get (task);
  GError   *error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_token_request_finish (HERALD_HTTP (source), result, &error);

  data->code = answer != NULL ? herald_device_code_parse (answer, &error) : NULL;
  if (data->code == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->end_us = g_get_monotonic_time () + data->code->life_seconds * G_USEC_PER_SEC;
  data->show (data->code, data->show_data);
  wait_for_turn (g_object_ref (task));
}

static void
code_prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldAccount      *self = HERALD_ACCOUNT (source);
  GError             *error = NULL;
  const HeraldOpenid *openid = herald_account_prepare_finish (self, result, &error);
  g_autofree char    *scope = herald_account_dup_scope (self);
  g_autofree char    *form = NULL;

  if (openid == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (openid->device_endpoint == NULL)
    {
      g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_AUTH,
                               _("This sign-in service knows no codes; sign in in the browser"));
      return;
    }
  form = herald_token_form_new ("client_id", herald_account_get_client_id (self), "scope", scope,
                                "claims", herald_account_get_claims (self), NULL);
  herald_token_request_async (self->http, openid->device_endpoint, form,
                              g_task_get_cancellable (task), code_given_cb, g_object_ref (task));
}

/**
 * herald_account_sign_in_by_code_async:
 * @self: an account of a person
 * @show: shows the person what to enter where; called once
 * @show_data: for @show; has to live until the end
 * @cancellable: (nullable): ends it earlier
 * @callback: called when somebody signed in, or not
 * @user_data: for @callback
 */
void
herald_account_sign_in_by_code_async (HeraldAccount        *self,
                                      HeraldAccountShowFunc show,
                                      gpointer              show_data,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data)
{
  GTask    *task;
  CodeTask *data;

  g_return_if_fail (HERALD_IS_ACCOUNT (self));
  g_return_if_fail (show != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_account_sign_in_by_code_async);
  data = code_task_attach (task);
  data->show = show;
  data->show_data = show_data;
  herald_account_prepare_async (self, cancellable, code_prepared_cb, task);
}

/**
 * herald_account_sign_in_by_code_finish:
 * @self: an account
 * @result: of herald_account_sign_in_by_code_async()
 * @error: where to put an error
 *
 * **Errors:** AUTH with what the refusal means: declined, expired, not allowed; NETWORK, PROTOCOL,
 * CANCELLED.
 *
 * Returns: whether somebody signed in
 */
gboolean
herald_account_sign_in_by_code_finish (HeraldAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
