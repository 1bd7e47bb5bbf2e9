/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of calling a service, in one place: pace, token, 401 once, what may be repeated. */
#include "config.h"

#include "net/herald-remote.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "net/herald-openid.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_ATTEMPTS 4
/* A service's window is five minutes (contract: dataverse-webapi, 3.5). Who asks for much more is
 * told to the person instead of being waited for. */
#define LONGEST_WAIT_SECONDS 600
/* Who signs in looks at a window that says no more than that. */
#define LONGEST_SIGN_IN_WAIT_SECONDS 60
#define STATUS_TOO_MANY 429

typedef struct
{
  HeraldHttpRequest *request; /* (owned) */
  char              *token;   /* (owned) (nullable): the one that was sent */
  guint              n_attempts;
  gboolean           refreshed; /* after 401; once is enough */
} CallTask;

static void
clear_token (CallTask *self)
{
  if (self->token != NULL)
    explicit_bzero (self->token, strlen (self->token));
  g_clear_pointer (&self->token, g_free);
}

static void
call_task_clear (CallTask *self)
{
  g_clear_object (&self->request);
  clear_token (self);
}

HERALD_DEFINE_TASK_DATA (CallTask, call_task, call_task_clear)

struct _HeraldRemote
{
  GObject parent_instance;

  HeraldHttp        *http;   /* (owned) */
  HeraldPacer       *pacer;  /* (owned) */
  HeraldTokenSource *tokens; /* (owned) (nullable) */
  HeraldService      service;
  guint              max_attempts;
  gint64             longest_wait_seconds;
};

G_DEFINE_FINAL_TYPE (HeraldRemote, herald_remote, G_TYPE_OBJECT)

static void start_attempt (GTask *task);

/* Tokens go to their own origin and nowhere else, whatever a next link says. */
static gboolean
needs_token (HeraldRemote *self, HeraldHttpRequest *request)
{
  return self->tokens != NULL &&
         herald_origin_is_same (herald_token_source_get_origin (self->tokens),
                                herald_http_request_get_url (request));
}

static gboolean
is_busy_status (guint status)
{
  return status == 429 || status == 502 || status == 503 || status == 504;
}

/* Tells the pacer what the answer says of the service's state. */
static void
pace (HeraldRemote *self, const HeraldHttpAnswer *answer)
{
  if (is_busy_status (answer->status))
    herald_pacer_slow_down (self->pacer,
                            herald_http_answer_get_retry_after (answer, g_get_real_time ()));
  else
    herald_pacer_answered (self->pacer);
}

static gboolean
may_repeat (HeraldRemote *self, CallTask *data)
{
  return herald_http_request_is_idempotent (data->request) && data->n_attempts < self->max_attempts;
}

/* Whoever asks for a token has nothing to decide: 429 says that the form was not looked at (RFC
 * 6585, 4), and a code or a refresh token is as good as before. */
static gboolean
is_only_delayed (HeraldRemote *self, CallTask *data, const HeraldHttpAnswer *answer)
{
  return self->service == HERALD_SERVICE_SIGN_IN && answer->status == STATUS_TOO_MANY &&
         data->n_attempts < self->max_attempts;
}

static gboolean
waits_too_long (HeraldRemote *self)
{
  const gint64 resume_at = herald_pacer_get_resume_at (self->pacer);

  return resume_at - g_get_real_time () > self->longest_wait_seconds * G_TIME_SPAN_SECOND;
}

static void
return_too_long (GTask *task, gint64 resume_at)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (resume_at / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%X");

  g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_THROTTLED,
                           _("The service asks to wait until %s; try again then"), text);
}

/* Last step: the answer decides whether this was all. */
static void
remote_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldRemote *self = g_task_get_source_object (task);
  CallTask     *data = call_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_http_send_finish (HERALD_HTTP (source), result, &error);

  if (answer == NULL)
    {
      if (!herald_http_request_is_connection_broken (data->request) || !may_repeat (self, data))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      g_debug ("Attempt %u lost its connection; sending again", data->n_attempts);
      herald_pacer_slow_down (self->pacer, -1);
      start_attempt (task);
      return;
    }
  answer->attempts += data->n_attempts - 1;
  pace (self, answer);
  if (answer->status == 401 && data->token != NULL && !data->refreshed)
    {
      g_autofree char *claims = herald_challenge_dup_claims (answer);

      data->refreshed = TRUE;
      herald_token_source_invalidate (self->tokens, data->token, claims);
      start_attempt (task);
      return;
    }
  if (is_busy_status (answer->status) &&
      (may_repeat (self, data) || is_only_delayed (self, data, answer)))
    {
      g_debug ("Attempt %u was answered with %u; sending again", data->n_attempts, answer->status);
      start_attempt (task);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) herald_http_answer_free);
}

static void
send_attempt (GTask *task)
{
  HeraldRemote *self = g_task_get_source_object (task);
  CallTask     *data = call_task_get (task);

  data->n_attempts++;
  herald_http_send_async (self->http, data->request, g_task_get_cancellable (task),
                          remote_answered_cb, g_object_ref (task));
}

static void
remote_got_token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CallTask *data = call_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  clear_token (data);
  data->token = herald_token_source_get_finish (HERALD_TOKEN_SOURCE (source), result, &error);
  if (data->token == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  value = g_strconcat ("Bearer ", data->token, NULL);
  herald_http_request_set_header (data->request, "Authorization", value);
  explicit_bzero (value, strlen (value));
  send_attempt (task);
}

static void
remote_waited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldRemote *self = g_task_get_source_object (task);
  CallTask     *data = call_task_get (task);
  g_autoptr (GError) error = NULL;

  if (!herald_pacer_wait_finish (HERALD_PACER (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (!needs_token (self, data->request))
    {
      send_attempt (task);
      return;
    }
  herald_token_source_get_async (self->tokens, g_task_get_cancellable (task), remote_got_token_cb,
                                 g_object_ref (task));
}

/* True recursion through the callbacks above: an attempt may be followed by another. */
static void
start_attempt (GTask *task)
{
  HeraldRemote    *self = g_task_get_source_object (task);
  g_autofree char *label = NULL;

  if (waits_too_long (self))
    {
      return_too_long (task, herald_pacer_get_resume_at (self->pacer));
      return;
    }
  label = herald_http_request_dup_label (call_task_get (task)->request);
  herald_pacer_wait_async (self->pacer, label, g_task_get_cancellable (task), remote_waited_cb,
                           g_object_ref (task));
}

static void
herald_remote_finalize (GObject *object)
{
  HeraldRemote *self = HERALD_REMOTE (object);

  g_clear_object (&self->http);
  g_clear_object (&self->pacer);
  g_clear_object (&self->tokens);
  G_OBJECT_CLASS (herald_remote_parent_class)->finalize (object);
}

static void
herald_remote_class_init (HeraldRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_remote_finalize;
}

static void
herald_remote_init (HeraldRemote *self)
{
  self->pacer = herald_pacer_new ();
  self->max_attempts = MAX_ATTEMPTS;
  self->longest_wait_seconds = LONGEST_WAIT_SECONDS;
}

/**
 * herald_remote_new:
 * @http: the environment's HTTP client
 * @service: which service this is
 * @tokens: (nullable): its bearer tokens
 *
 * Returns: (transfer full): the service, with a pacer of its own
 */
HeraldRemote *
herald_remote_new (HeraldHttp *http, HeraldService service, HeraldTokenSource *tokens)
{
  HeraldRemote *self;

  g_return_val_if_fail (HERALD_IS_HTTP (http), NULL);
  g_return_val_if_fail (tokens == NULL || HERALD_IS_TOKEN_SOURCE (tokens), NULL);

  self = g_object_new (HERALD_TYPE_REMOTE, NULL);
  self->http = g_object_ref (http);
  self->service = service;
  herald_pacer_set_waits (self->pacer, herald_http_get_waits (http), service);
  g_set_object (&self->tokens, tokens);
  return self;
}

/**
 * herald_remote_new_sign_in:
 * @http: the environment's HTTP client
 * @url: an address of the sign-in service
 *
 * Forms are sent from many places, each with a remote of its own: a service that asks one of them
 * to wait holds all back, and nothing else. What it answers with 429 is sent again.
 *
 * Returns: (transfer full): the service, with the pacer of its server
 */
HeraldRemote *
herald_remote_new_sign_in (HeraldHttp *http, const char *url)
{
  HeraldRemote *self = herald_remote_new (http, HERALD_SERVICE_SIGN_IN, NULL);

  g_return_val_if_fail (self != NULL && url != NULL, self);

  g_set_object (&self->pacer, herald_http_get_pacer (http, HERALD_SERVICE_SIGN_IN, url));
  self->longest_wait_seconds = LONGEST_SIGN_IN_WAIT_SECONDS;
  return self;
}

/**
 * herald_remote_get_service:
 * @self: a service
 *
 * Returns: which one
 */
HeraldService
herald_remote_get_service (HeraldRemote *self)
{
  g_return_val_if_fail (HERALD_IS_REMOTE (self), HERALD_SERVICE_DATAVERSE);
  return self->service;
}

/**
 * herald_remote_get_http:
 * @self: a service
 *
 * Returns: (transfer none): the environment's HTTP client
 */
HeraldHttp *
herald_remote_get_http (HeraldRemote *self)
{
  g_return_val_if_fail (HERALD_IS_REMOTE (self), NULL);
  return self->http;
}

/**
 * herald_remote_get_pacer:
 * @self: a service
 *
 * Returns: (transfer none): what holds all calls back while the service asks to wait
 */
HeraldPacer *
herald_remote_get_pacer (HeraldRemote *self)
{
  g_return_val_if_fail (HERALD_IS_REMOTE (self), NULL);
  return self->pacer;
}

/**
 * herald_remote_get_tokens:
 * @self: a service
 *
 * Returns: (transfer none) (nullable): its bearer tokens
 */
HeraldTokenSource *
herald_remote_get_tokens (HeraldRemote *self)
{
  g_return_val_if_fail (HERALD_IS_REMOTE (self), NULL);
  return self->tokens;
}

/**
 * herald_remote_set_max_attempts:
 * @self: a service
 * @max_attempts: how often an idempotent request is sent at most, 1 or more
 */
void
herald_remote_set_max_attempts (HeraldRemote *self, guint max_attempts)
{
  g_return_if_fail (HERALD_IS_REMOTE (self));
  g_return_if_fail (max_attempts > 0);
  self->max_attempts = max_attempts;
}

/**
 * herald_remote_call_async:
 * @self: a service
 * @request: what to send; its Authorization header is set here
 * @cancellable: (nullable): ends waiting and sending
 * @callback: called with the last answer
 * @user_data: for @callback
 *
 * Idempotent requests are sent again after 429, 502, 503, 504 and a broken connection, each time
 * when the pacer lets them; any request once after 401, which promises that nothing was done
 * (contract: dataverse-webapi, 3.12), as 429 of the sign-in service does.
 */
void
herald_remote_call_async (HeraldRemote       *self,
                          HeraldHttpRequest  *request,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_REMOTE (self));
  g_return_if_fail (HERALD_IS_HTTP_REQUEST (request));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_remote_call_async);
  call_task_attach (task)->request = g_object_ref (request);
  start_attempt (task);
}

/**
 * herald_remote_call_finish:
 * @self: a service
 * @result: the result
 *
 * **Errors:** AUTH without a token; THROTTLED when the service asks to wait for very long; NETWORK,
 * PROTOCOL, %G_IO_ERROR_CANCELLED as herald_http_send_finish().
 *
 * Returns: (transfer full): the answer, of any status
 */
HeraldHttpAnswer *
herald_remote_call_finish (HeraldRemote *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_remote_call_finish_checked:
 * @self: a service
 * @result: the result
 *
 * **Errors:** as herald_remote_call_finish(), and what a status other than 2xx means, see
 * herald_http_answer_check().
 *
 * Returns: (transfer full): the answer, with a status of 2xx
 */
HeraldHttpAnswer *
herald_remote_call_finish_checked (HeraldRemote *self, GAsyncResult *result, GError **error)
{
  g_autoptr (HeraldHttpAnswer) answer = herald_remote_call_finish (self, result, error);

  if (answer == NULL || !herald_http_answer_check (answer, self->service, error))
    return NULL;
  return g_steal_pointer (&answer);
}
