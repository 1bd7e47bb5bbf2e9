/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One attempt: redirects that never carry a token away, a limit of what is read, a record of every
 * hop, and what went wrong in one sentence. */
#include "config.h"

#include "net/herald-http-private.h"

#include "base/herald-deadline.h"
#include "base/herald-error.h"
#include "base/herald-task-data.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define MAX_REDIRECTS 5
#define READ_CHUNK_BYTES ((gsize) 64 * 1024)

typedef struct
{
  HeraldHttpRequest   *request;  /* (owned) */
  SoupMessage         *message;  /* (owned) */
  HeraldExchange      *exchange; /* (owned) */
  HeraldDeadline      *deadline; /* (owned) (nullable): for all hops */
  GInputStream        *stream;   /* (owned) (nullable) */
  GByteArray          *body;     /* (owned) */
  char                *url;      /* (owned): of this hop */
  guint                n_redirects;
  gboolean             certificate_asked;
  GTlsCertificateFlags refused;    /* what was wrong with the server's certificate */
  guint                n_restarts; /* by libsoup, on a kept connection that was closed */
  gint64               started_us; /* monotonic */
} SendTask;

static void
send_task_clear (SendTask *self)
{
  g_clear_object (&self->request);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->exchange);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->deadline, herald_deadline_free);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->url, g_free);
}

HERALD_DEFINE_TASK_DATA (SendTask, send_task, send_task_clear)

static void send_hop (GTask *task);

static gint64
elapsed_us (SendTask *data)
{
  return g_get_monotonic_time () - data->started_us;
}

/* Time spent on finding and opening the connection; 0 on one that was open. */
static gint64
get_connect_us (SoupMessage *message)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (message);
  guint64             start;
  guint64             end;

  if (metrics == NULL)
    return 0;
  start = soup_message_metrics_get_dns_start (metrics);
  if (start == 0)
    start = soup_message_metrics_get_connect_start (metrics);
  end = soup_message_metrics_get_connect_end (metrics);
  return end > start ? (gint64) (end - start) : 0;
}

static const char *
get_protocol (SoupMessage *message)
{
  switch (soup_message_get_http_version (message))
    {
    case SOUP_HTTP_1_0:
      return "HTTP/1.0";
    case SOUP_HTTP_2_0:
      return "HTTP/2";
    case SOUP_HTTP_1_1:
    default:
      return "HTTP/1.1";
    }
}

/* There was a connection, and it ended before the whole answer was there. */
static gboolean
is_broken_connection (const GError *lower)
{
  return g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
         g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
         g_error_matches (lower, G_TLS_ERROR, G_TLS_ERROR_EOF);
}

/* Converts what libsoup and GIO report to our domain, as one sentence about that host. */
static GError *
convert_error (HeraldHttp *self, SendTask *data, const GError *lower)
{
  g_autofree char *host = herald_http_dup_host (data->url);
  GError          *error;

  if (herald_error_is_cancelled (lower))
    return g_error_copy (lower);
  error = herald_transport_explain (self->transport, host, data->certificate_asked, lower);
  if (error != NULL)
    return error;
  if (is_broken_connection (lower))
    return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                        _("The connection to “%s” broke before the whole answer was there"), host);
  if (g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                        _("Nothing answers at “%s”; check that it runs and that the address is "
                          "right"),
                           host);
  if (g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                        _("“%s” did not answer in time; try again, or look at the network between"),
                          host);
  if (lower->domain == G_RESOLVER_ERROR)
    return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                        _("The name “%s” cannot be found; check the address and the network"),
                           host);
  if (data->refused != 0)
    return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                        _("No secure connection to “%s”: its certificate cannot be trusted: %s"),
                           host, herald_transport_explain_certificate (data->refused));
  if (lower->domain == G_TLS_ERROR)
    return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                        _("No secure connection to “%s”: %s"), host, lower->message);
  if (g_error_matches (lower, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING))
    return g_error_new (HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                        _("“%s” answered with something that is not HTTP"), host);
  return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                      _("The connection to “%s” failed: %s"), host, lower->message);
}

/* Takes @error. */
static void
return_failure (GTask *task, GError *error)
{
  HeraldHttp *self = g_task_get_source_object (task);
  SendTask   *data = send_task_get (task);

  herald_exchange_fail (data->exchange, error->message, elapsed_us (data));
  herald_http_request_set_exchange (data->request, data->exchange);
  herald_http_record (self, data->exchange);
  g_task_return_error (task, error);
}

/* Whether bytes of the request left the computer, so that the service may have acted on it. */
static gboolean
was_sent (SoupMessage *message)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (message);

  return metrics != NULL && soup_message_metrics_get_request_start (metrics) != 0;
}

static void
return_lower_failure (GTask *task, const GError *lower)
{
  SendTask *data = send_task_get (task);
  g_autoptr (GError) late = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, lower->message);
  g_autoptr (GError) error =
    convert_error (g_task_get_source_object (task), data,
                   herald_deadline_has_passed (data->deadline) ? late : lower);

  herald_http_request_set_connection_broken (data->request, is_broken_connection (lower));
  if (error->domain == HERALD_ERROR && was_sent (data->message))
    {
      g_autoptr (GError) plain = g_steal_pointer (&error);

      error = herald_error_new_unknown_fate (plain->message);
      error->code = plain->code;
    }
  return_failure (task, g_steal_pointer (&error));
}

static gboolean
is_success (SoupMessage *message)
{
  return SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message));
}

/* What was sent as a secret is not shown or kept because a service repeats it. */
static GBytes *
take_body (SendTask *data)
{
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&data->body));

  if (is_success (data->message) && herald_http_request_is_answer_secret (data->request))
    return g_steal_pointer (&body);
  return herald_exchange_mask_body (data->exchange, body);
}

static char *
dup_header_value (SendTask *data, const char *name, const char *value)
{
  if (g_ascii_strcasecmp (name, "Location") == 0)
    return g_strdup (value);
  return herald_exchange_mask (data->exchange, value);
}

/* Writes the answer's half of the record and makes the answer. */
static HeraldHttpAnswer *
make_answer (SendTask *data)
{
  SoupMessageHeaders    *headers = soup_message_get_response_headers (data->message);
  HeraldHttpAnswer      *answer = g_new0 (HeraldHttpAnswer, 1);
  SoupMessageHeadersIter iter;
  const char            *name;
  const char            *value;

  answer->status = soup_message_get_status (data->message);
  answer->attempts = 1 + data->n_restarts;
  answer->headers = g_ptr_array_new_with_free_func (g_free);
  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_ptr_array_add (answer->headers, g_strdup (name));
      g_ptr_array_add (answer->headers, dup_header_value (data, name, value));
      herald_exchange_add_answer_header (data->exchange, name, value);
    }
  value = soup_message_headers_get_content_type (headers, NULL);
  answer->content_type = value != NULL ? g_ascii_strdown (value, -1) : NULL;
  answer->body = take_body (data);
  answer->exchange = g_object_ref (data->exchange);
  herald_exchange_finish (data->exchange, answer->status, get_protocol (data->message),
                          answer->content_type, answer->body, get_connect_us (data->message),
                          elapsed_us (data));
  return answer;
}

static gboolean
is_redirect (const HeraldHttpAnswer *answer)
{
  return answer->status == SOUP_STATUS_MOVED_PERMANENTLY || answer->status == SOUP_STATUS_FOUND ||
         answer->status == SOUP_STATUS_SEE_OTHER ||
         answer->status == SOUP_STATUS_TEMPORARY_REDIRECT ||
         answer->status == SOUP_STATUS_PERMANENT_REDIRECT;
}

/* Where a redirect leads, when it may be followed: of a GET, to an address, to an allowed origin.
 */
static char *
resolve_redirect (HeraldHttp *self, SendTask *data, const char *location, GError **error)
{
  g_autofree char *target = g_uri_resolve_relative (data->url, location, SOUP_HTTP_URI_FLAGS, NULL);

  if (target == NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("The server redirects to something that is no address"));
      return NULL;
    }
  if (!herald_http_check_allowed (self, target, error))
    {
      g_prefix_error (error, "%s", _("A redirect was not followed: "));
      return NULL;
    }
  return g_steal_pointer (&target);
}

/* A redirect of a GET is followed; every other answer is given to the caller as it is. */
static void
answer_ended (GTask *task)
{
  HeraldHttp *self = g_task_get_source_object (task);
  SendTask   *data = send_task_get (task);
  g_autoptr (HeraldHttpAnswer) answer = make_answer (data);
  const char *location = herald_http_answer_get_header (answer, "Location");
  g_autoptr (GError) error = NULL;
  g_autofree char *target = NULL;

  if (is_redirect (answer) && location != NULL && data->n_redirects < MAX_REDIRECTS &&
      g_str_equal (herald_http_request_get_method (data->request), "GET"))
    {
      target = resolve_redirect (self, data, location, &error);
      if (target == NULL)
        {
          return_failure (task, g_steal_pointer (&error));
          return;
        }
      herald_http_record (self, data->exchange);
      data->n_redirects++;
      g_free (data->url);
      data->url = g_steal_pointer (&target);
      send_hop (task);
      return;
    }
  herald_http_request_set_exchange (data->request, data->exchange);
  herald_http_record (self, data->exchange);
  g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) herald_http_answer_free);
}

/* The service has acted by now, whatever it says of that. */
static void
return_too_big (GTask *task, gsize limit)
{
  g_autofree char *message =
    g_strdup_printf (_("The answer is bigger than %zu bytes and was not read to its end"), limit);
  GError *error = herald_error_new_unknown_fate (message);

  error->code = HERALD_ERROR_PROTOCOL;
  return_failure (task, error);
}

static void
http_read_chunk_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldHttp *self = g_task_get_source_object (task);
  SendTask   *data = send_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) chunk =
    g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize limit = MIN (self->most_bytes, herald_http_request_get_max_answer_bytes (data->request));
  gsize size = 0;
  const guint8 *bytes;

  if (chunk == NULL)
    {
      return_lower_failure (task, error);
      return;
    }
  bytes = g_bytes_get_data (chunk, &size);
  if (size == 0)
    {
      answer_ended (task);
      return;
    }
  if (size > limit - data->body->len)
    {
      return_too_big (task, limit);
      return;
    }
  g_byte_array_append (data->body, bytes, (guint) size);
  g_input_stream_read_bytes_async (data->stream, READ_CHUNK_BYTES, G_PRIORITY_DEFAULT,
                                   herald_deadline_get_cancellable (data->deadline),
                                   http_read_chunk_cb, g_object_ref (task));
}

static void
http_got_answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SendTask *data = send_task_get (task);
  g_autoptr (GError) error = NULL;

  data->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (data->stream == NULL)
    {
      return_lower_failure (task, error);
      return;
    }
  g_input_stream_read_bytes_async (data->stream, READ_CHUNK_BYTES, G_PRIORITY_DEFAULT,
                                   herald_deadline_get_cancellable (data->deadline),
                                   http_read_chunk_cb, g_object_ref (task));
}

/* The server is not known to be the right one. */
static gboolean
message_accept_certificate_cb (SoupMessage         *message,
                               GTlsCertificate     *certificate,
                               GTlsCertificateFlags problems,
                               gpointer             user_data)
{
  HeraldHttp    *self = g_task_get_source_object (user_data);
  const gboolean accepted = herald_transport_ignores_tls_errors (self->transport);

  send_task_get (user_data)->refused = accepted ? 0 : problems;
  return accepted;
}

/* The environment's servers get its certificate, and no other does. */
static gboolean
message_request_certificate_cb (SoupMessage          *message,
                                GTlsClientConnection *connection,
                                gpointer              user_data)
{
  GTask           *task = user_data;
  SendTask        *data = send_task_get (task);
  GTlsCertificate *certificate =
    herald_http_get_certificate_for (g_task_get_source_object (task), data->url);

  data->certificate_asked = TRUE;
  if (certificate == NULL)
    return FALSE;
  soup_message_set_tls_client_certificate (message, certificate);
  return TRUE;
}

/* An idempotent request met a kept connection that the peer had closed; libsoup sends it again. */
static void
message_restarted_cb (SoupMessage *message, gpointer user_data)
{
  SendTask *data = user_data;

  data->n_restarts++;
}

/* Copies headers and body to the message and to the record. A redirect to another origin gets no
 * Authorization. */
static void
fill_message (SendTask *data)
{
  SoupMessageHeaders *target = soup_message_get_request_headers (data->message);
  GPtrArray          *headers = herald_http_request_get_headers (data->request);
  GBytes             *body = herald_http_request_get_body (data->request);
  const char         *content_type = herald_http_request_get_content_type (data->request);
  gboolean            same_origin =
    herald_origin_is_same (data->url, herald_http_request_get_url (data->request));

  for (guint i = 0; i + 1 < headers->len; i += 2)
    {
      const char *name = g_ptr_array_index (headers, i);
      const char *value = g_ptr_array_index (headers, i + 1);

      if (!same_origin && g_ascii_strcasecmp (name, "Authorization") == 0)
        continue;
      soup_message_headers_append (target, name, value);
      herald_exchange_add_request_header (data->exchange, name, value);
    }
  if (body == NULL)
    return;
  soup_message_set_request_body_from_bytes (data->message, content_type, body);
  herald_exchange_set_request_body (data->exchange, content_type, body);
}

/* What may stand in a query (RFC 3986, 3.4), whatever an escape in it is for. */
static gboolean
is_plain_query (const char *query)
{
  return strspn (query, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                        "-._~:/?@!$&'()*+,;=%") == strlen (query);
}

/* GLib writes escapes in its own way; a query, such as that of a next link, leaves as it came. */
static GUri *
parse_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  const char *query = strchr (url, '?');

  if (uri == NULL || query == NULL || !is_plain_query (query + 1))
    return g_steal_pointer (&uri);
  return soup_uri_copy (uri, SOUP_URI_QUERY, query + 1, SOUP_URI_NONE);
}

/* True recursion through the callbacks above: a redirect sends again. */
static void
send_hop (GTask *task)
{
  HeraldHttp *self = g_task_get_source_object (task);
  SendTask   *data = send_task_get (task);
  g_autoptr (GUri) uri = parse_url (data->url);
  SoupMessageFlags flags = SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_COLLECT_METRICS;

  if (herald_http_request_is_idempotent (data->request))
    flags |= SOUP_MESSAGE_IDEMPOTENT;
  if (data->message != NULL)
    g_signal_handlers_disconnect_by_data (data->message, data);
  g_clear_object (&data->message);
  g_clear_object (&data->exchange);
  g_clear_object (&data->stream);
  g_clear_pointer (&data->body, g_byte_array_unref);
  data->body = g_byte_array_new ();
  data->certificate_asked = FALSE;
  data->refused = 0;
  data->started_us = g_get_monotonic_time ();
  data->exchange = herald_exchange_new (herald_http_request_get_service (data->request),
                                        herald_http_request_get_method (data->request), data->url,
                                        g_get_real_time ());
  data->message = soup_message_new_from_uri (herald_http_request_get_method (data->request), uri);
  soup_message_set_flags (data->message, flags);
  g_signal_connect_object (data->message, "accept-certificate",
                           G_CALLBACK (message_accept_certificate_cb), task, 0);
  g_signal_connect_object (data->message, "request-certificate",
                           G_CALLBACK (message_request_certificate_cb), task, 0);
  g_signal_connect (data->message, "restarted", G_CALLBACK (message_restarted_cb), data);
  fill_message (data);
  soup_session_send_async (self->session, data->message, G_PRIORITY_DEFAULT,
                           herald_deadline_get_cancellable (data->deadline), http_got_answer_cb,
                           g_object_ref (task));
}

/**
 * herald_http_send_async:
 * @self: a client
 * @request: what to send
 * @cancellable: (nullable): ends the attempt
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * One attempt. Redirects of GET are followed among the allowed origins.
 */
void
herald_http_send_async (HeraldHttp         *self,
                        HeraldHttpRequest  *request,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  SendTask *data;

  g_return_if_fail (HERALD_IS_HTTP (self));
  g_return_if_fail (HERALD_IS_HTTP_REQUEST (request));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_http_send_async);
  data = send_task_attach (task);
  data->request = g_object_ref (request);
  data->url = g_strdup (herald_http_request_get_url (request));
  herald_http_request_set_exchange (request, NULL);
  herald_http_request_set_connection_broken (request, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!herald_http_check_allowed (self, data->url, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  data->deadline = herald_deadline_new (self->longest_ms, cancellable);
  send_hop (task);
}

/**
 * herald_http_send_finish:
 * @self: a client
 * @result: the result
 *
 * **Errors:** NETWORK when the host is not allowed or there is no whole answer in time; PROTOCOL
 * when the answer is too big or no HTTP; %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): the answer, of any status
 */
HeraldHttpAnswer *
herald_http_send_finish (HeraldHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
