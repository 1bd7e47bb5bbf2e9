/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends to APNs over one HTTP/2 connection (contract: apns-fcm, A). What is sent again: what the
 * server has not looked at (in the h2 layer), an expired provider token once, and a push that APNs
 * refused because it is busy. A push whose fate is unknown is never sent again. */
#include "config.h"

#include "net/herald-apns-client.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "base/herald-task-data.h"
#include "h2/herald-h2-client.h"
#include "net/herald-apns-token.h"
#include "net/herald-http-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SERVICE_NAME "apns"
/* The whole path would name the device. */
#define REQUEST_LABEL "POST /3/device"
#define MOST_ATTEMPTS 3
#define LONGEST_ATTEMPT_MS (30 * 1000)
/* Who asks for more is told to the person instead of being waited for. */
#define LONGEST_WAIT_SECONDS 60
#define STATUS_FORBIDDEN 403
#define STATUS_TOO_MANY 429
#define STATUS_UNAVAILABLE 503
#define N_TOKEN_BYTES ((gsize) 32)

struct _HeraldApnsClient
{
  GObject parent_instance;

  HeraldHttp      *http;   /* (owned) */
  HeraldH2Client  *h2;     /* (owned) */
  HeraldPacer     *pacer;  /* (owned) */
  HeraldApnsToken *token;  /* (owned) */
  char            *origin; /* (owned) */
  char            *topic;  /* (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldApnsClient, herald_apns_client, G_TYPE_OBJECT)

typedef struct
{
  char             *path;    /* (owned) */
  GBytes           *payload; /* (owned) */
  char             *id;      /* (owned): apns-id, the same for each attempt */
  gboolean          is_probe;
  gboolean          renewed; /* after ExpiredProviderToken; once is enough */
  guint             token_number;
  guint             n_attempts;
  HeraldPushResult *result; /* (owned) (nullable): of the last attempt */
} PushTask;

static void
push_task_clear (PushTask *self)
{
  g_free (self->path);
  g_free (self->id);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->result, herald_push_result_free);
}

HERALD_DEFINE_TASK_DATA (PushTask, push_task, push_task_clear)

static void start_attempt (GTask *task);

static void
free_result (gpointer result)
{
  herald_push_result_free (result);
}

static void
return_result (GTask *task)
{
  g_task_return_pointer (task, g_steal_pointer (&push_task_get (task)->result), free_result);
}

/* Everything but a cancel is a result, so that callers have one place to look. */
static void
return_failure (GTask *task, GError *error)
{
  PushTask *data = push_task_get (task);

  if (herald_error_is_cancelled (error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (data->result == NULL)
    data->result = herald_push_result_new (HERALD_SERVICE_APNS);
  data->result->error = error;
  return_result (task);
}

/* {"reason":"…","timestamp":ms}; the timestamp comes with 410 only. */
static void
read_error_body (HeraldPushResult *result, GBytes *body)
{
  g_autoptr (JsonObject) object = herald_json_parse_object (body, NULL);
  const char *reason = NULL;
  gint64      timestamp_ms = 0;

  if (object == NULL)
    return;
  if (herald_json_read_string (object, "reason", HERALD_JSON_OPTIONAL, &reason, NULL))
    result->reason = g_strdup (reason);
  if (herald_json_read_int (object, "timestamp", HERALD_JSON_OPTIONAL, &timestamp_ms, NULL) &&
      timestamp_ms > 0 && timestamp_ms < G_MAXINT64 / G_TIME_SPAN_MILLISECOND)
    result->unregistered_us = timestamp_ms * G_TIME_SPAN_MILLISECOND;
}

/* Seconds; APNs' pages name no such header, but its front may send it. */
static gint64
read_retry_after (const HeraldH2Answer *answer)
{
  const char *text = herald_h2_answer_get_header (answer, "retry-after");
  guint64     seconds = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &seconds, NULL))
    return -1;
  return (gint64) seconds;
}

/* Apple gives every push its apns-id back: without one it was not APNs that answered. */
static GError *
unknown_sender_error (const char *type)
{
  const gboolean is_page = type != NULL && g_str_has_prefix (type, "text/html");
  GError        *error = herald_error_new_unknown_fate (
           is_page
           ? _("The answer is a web page and not that of APNs; check whether a proxy or a sign-in "
                       "page stands in between")
           : _("What answered names no apns-id, so it was not APNs; check whether a proxy stands in "
                       "between"));

  error->code = HERALD_ERROR_PROTOCOL;
  return error;
}

static void
read_answer (HeraldPushResult *result, const HeraldH2Answer *answer)
{
  const char *type = herald_h2_answer_get_header (answer, "content-type");
  g_autoptr (GBytes) body = herald_exchange_mask_body (result->exchange, answer->body);

  result->status = answer->status;
  result->message_id = g_strdup (herald_h2_answer_get_header (answer, "apns-id"));
  result->retry_after_seconds = read_retry_after (answer);
  result->latency_us = answer->answer_us;
  if (answer->status / 100 != 2)
    read_error_body (result, body);
  else if (result->message_id == NULL)
    result->error = unknown_sender_error (type);
  for (guint i = 0; i + 1 < answer->headers->len; i += 2)
    herald_exchange_add_answer_header (result->exchange, g_ptr_array_index (answer->headers, i),
                                       g_ptr_array_index (answer->headers, i + 1));
  herald_exchange_finish (result->exchange, answer->status, "HTTP/2",
                          type != NULL ? type : "application/json", body, answer->connect_us,
                          answer->answer_us);
}

/* A server may say in its farewell what it was sent. */
static void
read_failure (HeraldPushResult *result, GError *error)
{
  char *masked = herald_exchange_mask (result->exchange, error->message);

  g_free (error->message);
  error->message = masked;
  herald_exchange_fail (result->exchange, error->message, 0);
}

/* Whether the answer says that this push was not delivered and that waiting may help. A 429 without
 * a time is about this one device, or about our tokens, and is told to the person at once. */
static gboolean
is_busy (const HeraldPushResult *result)
{
  return result->status == STATUS_UNAVAILABLE ||
         (result->status == STATUS_TOO_MANY && result->retry_after_seconds >= 0 &&
          g_strcmp0 (result->reason, "TooManyProviderTokenUpdates") != 0);
}

static gboolean
may_repeat (HeraldApnsClient *self, PushTask *data)
{
  const HeraldPushResult *result = data->result;

  if (result->status == STATUS_FORBIDDEN && !data->renewed &&
      g_strcmp0 (result->reason, "ExpiredProviderToken") == 0)
    {
      data->renewed = TRUE;
      return herald_apns_token_expire (self->token, data->token_number);
    }
  return is_busy (result) && !data->is_probe && data->n_attempts < MOST_ATTEMPTS;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldApnsClient *self = g_task_get_source_object (task);
  PushTask         *data = push_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldH2Answer) answer =
    herald_h2_client_send_finish (HERALD_H2_CLIENT (source), result, &error);

  if (answer != NULL)
    read_answer (data->result, answer);
  else
    read_failure (data->result, error);
  herald_http_record (self->http, data->result->exchange);
  if (answer == NULL)
    {
      return_failure (task, g_steal_pointer (&error));
      return;
    }
  if (is_busy (data->result))
    herald_pacer_slow_down (self->pacer, data->result->retry_after_seconds);
  else
    herald_pacer_answered (self->pacer);
  if (may_repeat (self, data))
    start_attempt (task);
  else
    return_result (task);
}

static HeraldExchange *
create_exchange (HeraldApnsClient     *self,
                 PushTask             *data,
                 const HeraldH2Header *headers,
                 gsize                 n_headers)
{
  g_autofree char *url = g_strconcat (self->origin, data->path, NULL);
  HeraldExchange  *exchange = herald_exchange_new (SERVICE_NAME, "POST", url, g_get_real_time ());

  for (gsize i = 0; i < n_headers; i++)
    herald_exchange_add_request_header (exchange, headers[i].name, headers[i].value);
  herald_exchange_set_request_body (exchange, "application/json", data->payload);
  return exchange;
}

/* No apns-expiration: absent means that APNs keeps the push for a phone that is off (contract:
 * apns-fcm, 6.2). */
static void
send_attempt (GTask *task)
{
  HeraldApnsClient *self = g_task_get_source_object (task);
  PushTask         *data = push_task_get (task);
  g_autoptr (GError) error = NULL;
  const char *authorization = herald_apns_token_get (self->token, &data->token_number, &error);
  const HeraldH2Header headers[] = {
    { "authorization", authorization },
    { "apns-id", data->id },
    { "apns-topic", self->topic },
    { "apns-push-type", data->is_probe ? "background" : "alert" },
    { "apns-priority", data->is_probe ? "5" : "10" },
  };

  if (authorization == NULL)
    {
      return_failure (task, g_steal_pointer (&error));
      return;
    }
  data->n_attempts++;
  g_clear_pointer (&data->result, herald_push_result_free);
  data->result = herald_push_result_new (HERALD_SERVICE_APNS);
  data->result->attempts = data->n_attempts;
  data->result->exchange = create_exchange (self, data, headers, G_N_ELEMENTS (headers));
  herald_h2_client_set_timeout_ms (self->h2, MIN (LONGEST_ATTEMPT_MS, self->http->longest_ms));
  herald_h2_client_send_async (self->h2, "POST", data->path, headers, G_N_ELEMENTS (headers),
                               data->payload, g_task_get_cancellable (task), answered_cb,
                               g_object_ref (task));
}

static void
waited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_pacer_wait_finish (HERALD_PACER (source), result, &error))
    send_attempt (task);
  else
    return_failure (task, g_steal_pointer (&error));
}

static void
return_too_long (GTask *task, gint64 resume_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (resume_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%X");

  if (push_task_get (task)->result != NULL)
    return_result (task);
  else
    return_failure (task, g_error_new (HERALD_ERROR, HERALD_ERROR_THROTTLED,
                                       _("APNs asks to wait until %s; send again then"), text));
}

/* True recursion through the callbacks above: an attempt may be followed by another. */
static void
start_attempt (GTask *task)
{
  HeraldApnsClient *self = g_task_get_source_object (task);
  const gint64      resume_us = herald_pacer_get_resume_at (self->pacer);

  if (resume_us == 0)
    send_attempt (task);
  else if (resume_us - g_get_real_time () > LONGEST_WAIT_SECONDS * G_TIME_SPAN_SECOND)
    return_too_long (task, resume_us);
  else
    herald_pacer_wait_async (self->pacer, REQUEST_LABEL, g_task_get_cancellable (task), waited_cb,
                             g_object_ref (task));
}

static void
herald_apns_client_dispose (GObject *object)
{
  HeraldApnsClient *self = HERALD_APNS_CLIENT (object);

  if (self->h2 != NULL)
    herald_h2_client_close (self->h2);
  g_clear_object (&self->h2);
  g_clear_object (&self->http);
  g_clear_object (&self->pacer);
  g_clear_pointer (&self->token, herald_apns_token_free);

  G_OBJECT_CLASS (herald_apns_client_parent_class)->dispose (object);
}

static void
herald_apns_client_finalize (GObject *object)
{
  HeraldApnsClient *self = HERALD_APNS_CLIENT (object);

  g_free (self->origin);
  g_free (self->topic);

  G_OBJECT_CLASS (herald_apns_client_parent_class)->finalize (object);
}

static void
herald_apns_client_class_init (HeraldApnsClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_apns_client_dispose;
  object_class->finalize = herald_apns_client_finalize;
}

static void
herald_apns_client_init (HeraldApnsClient *self)
{
  self->pacer = herald_pacer_new ();
}

/**
 * herald_apns_get_origin:
 * @environment: production or sandbox
 *
 * Returns: Apple's address (contract: apns-fcm, 6.1)
 */
const char *
herald_apns_get_origin (HeraldApnsEnvironment environment)
{
  return environment == HERALD_APNS_SANDBOX ? "https://api.sandbox.push.apple.com"
                                            : "https://api.push.apple.com";
}

/**
 * herald_apns_client_new:
 * @http: says which origins are allowed and how they are reached, and records each exchange
 * @options: origin, key and bundle id; copied
 *
 * Keep one for all sends with these credentials: making provider tokens more often than every 20
 * minutes is refused, and different keys need different connections.
 *
 * Returns: (transfer full): a client that connects with the first push
 */
HeraldApnsClient *
herald_apns_client_new (HeraldHttp *http, const HeraldApnsOptions *options)
{
  HeraldApnsClient *self;

  g_return_val_if_fail (HERALD_IS_HTTP (http), NULL);
  g_return_val_if_fail (options != NULL && HERALD_IS_KEY (options->key), NULL);
  g_return_val_if_fail (options->origin != NULL && options->topic != NULL, NULL);
  g_return_val_if_fail (options->team_id != NULL && options->key_id != NULL, NULL);

  self = g_object_new (HERALD_TYPE_APNS_CLIENT, NULL);
  self->http = g_object_ref (http);
  self->origin = g_strdup (options->origin);
  self->topic = g_strdup (options->topic);
  self->h2 = herald_h2_client_new (options->origin, herald_http_get_transport (http), NULL);
  herald_pacer_set_waits (self->pacer, herald_http_get_waits (http), HERALD_SERVICE_APNS);
  self->token = herald_apns_token_new (options->key, options->team_id, options->key_id);
  return self;
}

/**
 * herald_apns_client_set_clock:
 * @self: a client
 * @clock: what time it is, for the provider token
 */
void
herald_apns_client_set_clock (HeraldApnsClient *self, HeraldClock *clock)
{
  g_return_if_fail (HERALD_IS_APNS_CLIENT (self));
  g_return_if_fail (HERALD_IS_CLOCK (clock));

  herald_apns_token_set_clock (self->token, clock);
}

/**
 * herald_apns_client_get_pacer:
 * @self: a client
 *
 * Returns: (transfer none): what holds pushes back while APNs asks to wait
 */
HeraldPacer *
herald_apns_client_get_pacer (HeraldApnsClient *self)
{
  g_return_val_if_fail (HERALD_IS_APNS_CLIENT (self), NULL);

  return self->pacer;
}

/**
 * herald_apns_client_build_payload:
 * @message: what was composed
 *
 * Returns: (transfer full): the body for herald_apns_client_send_async()
 */
GBytes *
herald_apns_client_build_payload (HeraldPushMessage *message)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (message), NULL);

  node = herald_push_message_build_apns (message);
  return herald_json_write_bytes (node);
}

static void
push (HeraldApnsClient *self, GTask *task, const char *device_token, GBytes *payload)
{
  PushTask        *data = push_task_get (task);
  g_autofree char *escaped = g_uri_escape_string (device_token, NULL, FALSE);
  g_autoptr (GError) error = NULL;

  data->path = g_strconcat ("/3/device/", escaped, NULL);
  data->payload = g_bytes_ref (payload);
  data->id = herald_guid_new ();
  if (herald_http_check_allowed (self->http, self->origin, &error))
    start_attempt (task);
  else
    return_failure (task, g_steal_pointer (&error));
}

/**
 * herald_apns_client_send_async:
 * @self: a client
 * @device_token: hexadecimal; goes over the wire as it is
 * @payload: the body; shared by all devices of a send
 * @cancellable: (nullable): gives the push up, which may be too late
 * @callback: called with what APNs said
 * @user_data: for @callback
 *
 * Any number may be under way; those above what the connection takes wait. An expired provider
 * token is made anew once; 503, and 429 with a time of at most a minute, are tried three times in
 * all, with the same apns-id.
 */
void
herald_apns_client_send_async (HeraldApnsClient   *self,
                               const char         *device_token,
                               GBytes             *payload,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_APNS_CLIENT (self));
  g_return_if_fail (device_token != NULL && payload != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_apns_client_send_async);
  /* What APNs said is worth more than a late cancel. */
  g_task_set_check_cancellable (task, FALSE);
  push_task_attach (task);
  push (self, task, device_token, payload);
}

static char *
create_made_up_token (void)
{
  GString *token = g_string_sized_new (2 * N_TOKEN_BYTES);

  for (guint i = 0; i < N_TOKEN_BYTES; i++)
    g_string_append_printf (token, "%02x", (guint) g_random_int_range (0, 256));
  return g_string_free (token, FALSE);
}

/**
 * herald_apns_client_probe_async:
 * @self: a client
 * @cancellable: (nullable): gives the probe up
 * @callback: called with what APNs said
 * @user_data: for @callback
 *
 * Sends a silent push to a random token, which reaches nobody (contract: apns-fcm, 6.5); read the
 * result with herald_push_result_get_probe(). Never repeated, but for an expired provider token.
 */
void
herald_apns_client_probe_async (HeraldApnsClient   *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  static const char payload[] = "{\"aps\":{\"content-available\":1}}";
  g_autoptr (GTask) task = NULL;
  g_autofree char *token = create_made_up_token ();
  g_autoptr (GBytes) body = g_bytes_new_static (payload, strlen (payload));

  g_return_if_fail (HERALD_IS_APNS_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_apns_client_probe_async);
  g_task_set_check_cancellable (task, FALSE);
  push_task_attach (task)->is_probe = TRUE;
  push (self, task, token, body);
}

/**
 * herald_apns_client_send_finish:
 * @self: a client
 * @result: of a send or a probe
 * @error: return location
 *
 * **Errors:** %G_IO_ERROR_CANCELLED only; others are in the result: INVALID (key), NETWORK,
 * PROTOCOL, THROTTLED.
 *
 * Returns: (transfer full) (nullable): what APNs said, or why it said nothing
 */
HeraldPushResult *
herald_apns_client_send_finish (HeraldApnsClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_apns_client_close:
 * @self: a client
 *
 * Ends the connection; pushes under way come back with an error, unknown fate where they were sent.
 */
void
herald_apns_client_close (HeraldApnsClient *self)
{
  g_return_if_fail (HERALD_IS_APNS_CLIENT (self));

  herald_h2_client_close (self->h2);
}
