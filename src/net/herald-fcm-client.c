/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends to FCM (contract: apns-fcm, B): the access token is fetched once for all who wait, a busy
 * FCM slows everything down, and only what FCM has refused is sent again. */
#include "config.h"

#include "net/herald-fcm-client.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "base/herald-task-data.h"
#include "crypto/herald-jwt.h"
#include "net/herald-remote.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SERVICE_NAME "fcm"
#define SCOPE "https://www.googleapis.com/auth/firebase.messaging"
#define ASSERTION_LIFE_SECONDS 3600
#define MOST_ATTEMPTS 3
/* Who asks for more is told to the person instead of being waited for. */
#define LONGEST_WAIT_SECONDS 60
/* Without Retry-After (contract: apns-fcm, 6.9). */
#define QUOTA_WAIT_SECONDS 60
#define UNAVAILABLE_WAIT_SECONDS 10
#define STATUS_TOO_MANY 429
#define STATUS_UNAVAILABLE 503
#define MADE_UP_TOKEN "herald-probe-is-no-device"

/* What an assertion is made of; lives as long as the token source, which may outlive the client. */
typedef struct
{
  HeraldServiceAccount *account; /* (owned) */
  HeraldClock          *clock;   /* (owned) */
} Signer;

struct _HeraldFcmClient
{
  GObject parent_instance;

  Signer            *signer; /* (unowned): of the tokens */
  HeraldTokenSource *tokens; /* (owned) */
  HeraldRemote      *remote; /* (owned) */
  char              *url;    /* (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldFcmClient, herald_fcm_client, G_TYPE_OBJECT)

typedef struct
{
  HeraldHttpRequest *request; /* (owned) */
  gboolean           is_probe;
  guint              n_attempts;
  HeraldPushResult  *result; /* (owned) (nullable): of the last attempt */
} MessageTask;

static void
message_task_clear (MessageTask *self)
{
  g_clear_object (&self->request);
  g_clear_pointer (&self->result, herald_push_result_free);
}

HERALD_DEFINE_TASK_DATA (MessageTask, message_task, message_task_clear)

static void start_attempt (GTask *task);

static void
free_result (gpointer result)
{
  herald_push_result_free (result);
}

static void
signer_free (gpointer data)
{
  Signer *self = data;

  g_object_unref (self->account);
  g_object_unref (self->clock);
  g_free (self);
}

static char *
sign_assertion (Signer *self, GError **error)
{
  const gint64 now = herald_clock_get_unix_seconds (self->clock);
  const char  *key_id = herald_service_account_get_private_key_id (self->account);
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();

  json_object_set_string_member (header, "typ", "JWT");
  if (key_id != NULL)
    json_object_set_string_member (header, "kid", key_id);
  json_object_set_string_member (claims, "iss",
                                 herald_service_account_get_client_email (self->account));
  json_object_set_string_member (claims, "scope", SCOPE);
  json_object_set_string_member (claims, "aud",
                                 herald_service_account_get_token_uri (self->account));
  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "exp", now + ASSERTION_LIFE_SECONDS);
  return herald_jwt_sign (herald_service_account_get_key (self->account), HERALD_SIGNATURE_RS256,
                          header, claims, error);
}

/* The form of contract: apns-fcm, 6.7. */
static char *
build_form (gpointer user_data, GError **error)
{
  g_autofree char *assertion = sign_assertion (user_data, error);
  char            *form;

  if (assertion == NULL)
    return NULL;
  form = g_strconcat ("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=",
                      assertion, NULL);
  explicit_bzero (assertion, strlen (assertion));
  return form;
}

/* What stands between may answer in FCM's place: without the message's name it was not FCM. */
static void
read_success (HeraldPushResult *result, const HeraldHttpAnswer *answer)
{
  g_autoptr (GError) plain = NULL;
  g_autoptr (JsonNode) root = herald_http_answer_parse_json (answer, &plain);
  const char *name = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) &&
      herald_json_read_string (json_node_get_object (root), "name", HERALD_JSON_REQUIRED, &name,
                               NULL))
    {
      result->message_id = g_strdup (name);
      return;
    }
  result->error = herald_error_new_unknown_fate (
    plain != NULL ? plain->message : _("FCM’s answer names no message"));
  result->error->code = HERALD_ERROR_PROTOCOL;
}

/* FCM's own words, which name the field that it does not accept. */
static char *
dup_text (const HeraldHttpAnswer *answer)
{
  g_autoptr (JsonObject) object = herald_json_parse_object (answer->body, NULL);
  JsonObject *inner = NULL;
  const char *text = NULL;

  if (object == NULL ||
      !herald_json_read_object (object, "error", HERALD_JSON_OPTIONAL, &inner, NULL) ||
      inner == NULL ||
      !herald_json_read_string (inner, "message", HERALD_JSON_OPTIONAL, &text, NULL))
    return NULL;
  return g_strdup (text);
}

static HeraldPushResult *
create_result (MessageTask *data)
{
  HeraldPushResult *result = herald_push_result_new (HERALD_SERVICE_FCM);

  result->attempts = data->n_attempts;
  g_set_object (&result->exchange, herald_http_request_get_exchange (data->request));
  if (result->exchange != NULL)
    result->latency_us = herald_exchange_get_total_us (result->exchange);
  return result;
}

static void
read_answer (HeraldPushResult *result, const HeraldHttpAnswer *answer)
{
  result->status = answer->status;
  result->retry_after_seconds = herald_http_answer_get_retry_after (answer, g_get_real_time ());
  if (herald_http_answer_is_success (answer))
    {
      read_success (result, answer);
      return;
    }
  result->reason = herald_http_answer_dup_code (answer, HERALD_SERVICE_FCM);
  result->text = dup_text (answer);
}

static gboolean
is_busy (const HeraldPushResult *result)
{
  return result->status == STATUS_TOO_MANY || result->status == STATUS_UNAVAILABLE;
}

static void
slow_down (HeraldFcmClient *self, const HeraldPushResult *result)
{
  gint64 seconds = result->retry_after_seconds;

  if (seconds < 0)
    seconds = result->status == STATUS_TOO_MANY ? QUOTA_WAIT_SECONDS : UNAVAILABLE_WAIT_SECONDS;
  herald_pacer_slow_down (herald_remote_get_pacer (self->remote), seconds);
}

static gboolean
waits_too_long (HeraldFcmClient *self)
{
  const gint64 resume_us = herald_pacer_get_resume_at (herald_remote_get_pacer (self->remote));

  return resume_us - g_get_real_time () > LONGEST_WAIT_SECONDS * G_TIME_SPAN_SECOND;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldFcmClient *self = g_task_get_source_object (task);
  MessageTask     *data = message_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish (HERALD_REMOTE (source), result, &error);

  if (herald_error_is_cancelled (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_clear_pointer (&data->result, herald_push_result_free);
  data->result = create_result (data);
  data->result->error = g_steal_pointer (&error);
  if (answer != NULL)
    read_answer (data->result, answer);
  if (is_busy (data->result))
    slow_down (self, data->result);
  if (is_busy (data->result) && !data->is_probe && data->n_attempts < MOST_ATTEMPTS &&
      !waits_too_long (self))
    start_attempt (task);
  else
    g_task_return_pointer (task, g_steal_pointer (&data->result), free_result);
}

/* True recursion through the callback above: an attempt may be followed by another. */
static void
start_attempt (GTask *task)
{
  HeraldFcmClient *self = g_task_get_source_object (task);
  MessageTask     *data = message_task_get (task);

  data->n_attempts++;
  herald_remote_call_async (self->remote, data->request, g_task_get_cancellable (task), answered_cb,
                            g_object_ref (task));
}

static void
herald_fcm_client_finalize (GObject *object)
{
  HeraldFcmClient *self = HERALD_FCM_CLIENT (object);

  g_clear_object (&self->remote);
  g_clear_object (&self->tokens);
  g_free (self->url);

  G_OBJECT_CLASS (herald_fcm_client_parent_class)->finalize (object);
}

static void
herald_fcm_client_class_init (HeraldFcmClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_fcm_client_finalize;
}

static void
herald_fcm_client_init (HeraldFcmClient *self)
{
}

/**
 * herald_fcm_client_new:
 * @http: the environment's HTTP client; both origins must be allowed there
 * @account: who sends, and to which project
 * @origin: HERALD_FCM_ORIGIN or an environment's own
 * @token_url: (nullable): where access tokens come from instead of the account's token_uri
 *
 * Keep one for all sends with this account: its access token lives an hour.
 *
 * Returns: (transfer full): a client
 */
HeraldFcmClient *
herald_fcm_client_new (HeraldHttp           *http,
                       HeraldServiceAccount *account,
                       const char           *origin,
                       const char           *token_url)
{
  HeraldFcmClient *self;
  g_autofree char *project = NULL;

  g_return_val_if_fail (HERALD_IS_HTTP (http), NULL);
  g_return_val_if_fail (HERALD_IS_SERVICE_ACCOUNT (account), NULL);
  g_return_val_if_fail (origin != NULL, NULL);

  self = g_object_new (HERALD_TYPE_FCM_CLIENT, NULL);
  self->signer = g_new0 (Signer, 1);
  self->signer->account = g_object_ref (account);
  self->signer->clock = herald_clock_new ();
  project = g_uri_escape_string (herald_service_account_get_project_id (account), NULL, FALSE);
  self->url = g_strconcat (origin, "/v1/projects/", project, "/messages:send", NULL);
  self->tokens =
    herald_token_source_new (http, HERALD_SERVICE_GOOGLE_TOKEN,
                             token_url != NULL ? token_url
                                               : herald_service_account_get_token_uri (account),
                             origin, build_form, self->signer, signer_free);
  self->remote = herald_remote_new (http, HERALD_SERVICE_FCM, self->tokens);
  return self;
}

/**
 * herald_fcm_client_set_clock:
 * @self: a client
 * @clock: what time it is, for assertion and access token
 */
void
herald_fcm_client_set_clock (HeraldFcmClient *self, HeraldClock *clock)
{
  g_return_if_fail (HERALD_IS_FCM_CLIENT (self));
  g_return_if_fail (HERALD_IS_CLOCK (clock));

  g_set_object (&self->signer->clock, clock);
  herald_token_source_set_clock (self->tokens, clock);
}

/**
 * herald_fcm_client_get_pacer:
 * @self: a client
 *
 * Returns: (transfer none): what holds messages back while FCM asks to wait
 */
HeraldPacer *
herald_fcm_client_get_pacer (HeraldFcmClient *self)
{
  g_return_val_if_fail (HERALD_IS_FCM_CLIENT (self), NULL);

  return herald_remote_get_pacer (self->remote);
}

static void
call (HeraldFcmClient *self, GTask *task, JsonNode *body)
{
  MessageTask *data = message_task_get (task);

  /* What FCM said is worth more than a late cancel. */
  g_task_set_check_cancellable (task, FALSE);
  data->request = herald_http_request_new (SERVICE_NAME, "POST", self->url);
  herald_http_request_set_json (data->request, body);
  start_attempt (task);
}

/**
 * herald_fcm_client_send_async:
 * @self: a client
 * @message: as herald_push_message_build_fcm() makes it; the device's token is in it
 * @cancellable: (nullable): gives the message up, which may be too late
 * @callback: called with what FCM said
 * @user_data: for @callback
 *
 * A refused access token is fetched anew once. 429 and 503 are tried three times in all, after
 * Retry-After or FCM's documented times, if that is at most a minute.
 */
void
herald_fcm_client_send_async (HeraldFcmClient    *self,
                              JsonNode           *message,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_FCM_CLIENT (self));
  g_return_if_fail (message != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_fcm_client_send_async);
  message_task_attach (task);
  call (self, task, message);
}

/**
 * herald_fcm_client_probe_async:
 * @self: a client
 * @cancellable: (nullable): gives the probe up
 * @callback: called with what FCM said
 * @user_data: for @callback
 *
 * Has a message to a made-up token validated, which reaches nobody (contract: apns-fcm, 6.9); read
 * the result with herald_push_result_get_probe().
 */
void
herald_fcm_client_probe_async (HeraldFcmClient    *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JsonNode) body = NULL;

  g_return_if_fail (HERALD_IS_FCM_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_fcm_client_probe_async);
  message_task_attach (task)->is_probe = TRUE;
  body = herald_json_parse ("{\"validate_only\":true,\"message\":{\"token\":\"" MADE_UP_TOKEN
                            "\",\"data\":{\"title\":\"\"}}}",
                            -1, NULL);
  call (self, task, body);
}

/**
 * herald_fcm_client_send_finish:
 * @self: a client
 * @result: of a send or a probe
 * @error: return location
 *
 * **Errors:** %G_IO_ERROR_CANCELLED only; others are in the result: AUTH (Google gives no access
 * token), NETWORK, PROTOCOL, THROTTLED.
 *
 * Returns: (transfer full) (nullable): what FCM said, or why it said nothing
 */
HeraldPushResult *
herald_fcm_client_send_finish (HeraldFcmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
