/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP/2 over any GIOStream with pollable halves (sockets, TLS, pipes), client or server side. */
#include "config.h"

#include "h2/herald-h2-session.h"

#include "base/herald-error.h"
#include "h2/herald-h2-session-private.h"
#include "h2/herald-h2-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Answers of push services are a few hundred bytes; this only bounds a peer gone mad. */
#define CLIENT_MAX_BODY_BYTES ((gsize) 16 * 1024 * 1024)
/* What this side keeps in flight when the peer sets no limit. */
#define MOST_STREAMS 1000

G_DEFINE_FINAL_TYPE (HeraldH2Session, herald_h2_session, G_TYPE_OBJECT)

enum
{
  CLOSED,
  CAPACITY_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
herald_h2_session_dispose (GObject *object)
{
  HeraldH2Session *self = HERALD_H2_SESSION (object);

  if (self->protocol != NULL)
    herald_h2_session_close (self);
  herald_h2_source_clear (&self->wake_source);
  g_clear_object (&self->stream);

  G_OBJECT_CLASS (herald_h2_session_parent_class)->dispose (object);
}

static void
herald_h2_session_finalize (GObject *object)
{
  HeraldH2Session *self = HERALD_H2_SESSION (object);

  g_assert (self->deliveries.length == 0);
  g_clear_pointer (&self->protocol, nghttp2_session_del);
  g_hash_table_unref (self->streams);
  g_byte_array_unref (self->out);
  g_free (self->go_away_reason);
  g_free (self->large_prefix);
  g_clear_pointer (&self->large_text, g_bytes_unref);
  g_clear_error (&self->close_error);

  G_OBJECT_CLASS (herald_h2_session_parent_class)->finalize (object);
}

static void
herald_h2_session_class_init (HeraldH2SessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_h2_session_dispose;
  object_class->finalize = herald_h2_session_finalize;

  /**
   * HeraldH2Session::closed:
   * @self: the session
   * @error: (type GLib.Error): why the connection ended; valid during the call
   *
   * Emitted once, after every request in flight got its callback.
   */
  signals[CLOSED] =
    g_signal_new ("closed", HERALD_TYPE_H2_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * HeraldH2Session::capacity-changed:
   * @self: the session
   *
   * Emitted when something other than an answer changed herald_h2_session_get_capacity().
   */
  signals[CAPACITY_CHANGED] = g_signal_new ("capacity-changed", HERALD_TYPE_H2_SESSION,
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_h2_session_init (HeraldH2Session *self)
{
  g_queue_init (&self->deliveries);
  self->streams = g_hash_table_new (NULL, NULL);
  self->out = g_byte_array_new ();
  self->last_allowed_id = G_MAXINT32;
  self->max_body_bytes = CLIENT_MAX_BODY_BYTES;
  herald_h2_session_set_liveness_ms (self, HERALD_H2_PING_AFTER_ACTIVE_MS,
                                     HERALD_H2_PING_AFTER_IDLE_MS, HERALD_H2_PING_TIMEOUT_MS);
}

static HeraldH2Session *
create (GIOStream *stream)
{
  HeraldH2Session *self = g_object_new (HERALD_TYPE_H2_SESSION, NULL);

  self->stream = g_object_ref (stream);
  self->input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  self->output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  g_return_val_if_fail (g_pollable_input_stream_can_poll (self->input), self);
  g_return_val_if_fail (g_pollable_output_stream_can_poll (self->output), self);
  return self;
}

/**
 * herald_h2_message_get_header:
 * @message: a request or an answer
 * @name: lower case
 *
 * Returns: (nullable): the first value of that name
 */
const char *
herald_h2_message_get_header (const HeraldH2Message *message, const char *name)
{
  g_return_val_if_fail (message != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < message->n_headers; i++)
    if (g_str_equal (message->headers[i].name, name))
      return message->headers[i].value;
  return NULL;
}

/**
 * herald_h2_message_get_status:
 * @message: an answer
 *
 * Returns: the HTTP status; 0 for a request
 */
guint
herald_h2_message_get_status (const HeraldH2Message *message)
{
  const char *text = herald_h2_message_get_header (message, ":status");

  return text == NULL ? 0 : (guint) g_ascii_strtoull (text, NULL, 10);
}

/**
 * herald_h2_session_new_client:
 * @stream: a connected stream whose halves are pollable; closed with the session
 *
 * Works on the main context that is the thread's default now; use it on that thread alone. The last
 * unref closes the connection and calls back for what is in flight.
 *
 * Returns: (transfer full): a session; its first requests may be sent when
 *   herald_h2_session_get_capacity() is not 0
 */
HeraldH2Session *
herald_h2_session_new_client (GIOStream *stream)
{
  HeraldH2Session *self;

  g_return_val_if_fail (G_IS_IO_STREAM (stream), NULL);

  self = create (stream);
  self->protocol = herald_h2_session_create_protocol (self, 0);
  herald_h2_session_start (self);
  return self;
}

/**
 * herald_h2_session_new_server:
 * @stream: an accepted stream whose halves are pollable; closed with the session
 * @max_streams: requests a client may have open at once
 * @max_body_bytes: longer request bodies are answered with 413; 0 is no limit
 * @request_func: called for each whole request
 * @user_data: for @request_func
 *
 * Returns: (transfer full): a session; see herald_h2_session_new_client() for threads and the end
 */
HeraldH2Session *
herald_h2_session_new_server (GIOStream          *stream,
                              guint               max_streams,
                              gsize               max_body_bytes,
                              HeraldH2RequestFunc request_func,
                              gpointer            user_data)
{
  HeraldH2Session *self;

  g_return_val_if_fail (G_IS_IO_STREAM (stream), NULL);
  g_return_val_if_fail (request_func != NULL, NULL);

  self = create (stream);
  self->is_server = TRUE;
  self->max_body_bytes = max_body_bytes;
  self->request_func = request_func;
  self->user_data = user_data;
  self->max_streams = max_streams;
  self->protocol = herald_h2_session_create_protocol (self, max_streams);
  herald_h2_session_start (self);
  return self;
}

/**
 * herald_h2_session_is_open:
 * @self: a session
 *
 * Returns: whether it may take new requests: connected, and neither side has said goodbye
 */
gboolean
herald_h2_session_is_open (HeraldH2Session *self)
{
  g_return_val_if_fail (HERALD_IS_H2_SESSION (self), FALSE);

  return !self->closed && !self->draining &&
         (self->is_server || nghttp2_session_check_request_allowed (self->protocol) != 0);
}

/**
 * herald_h2_session_get_capacity:
 * @self: a client session
 *
 * 0 until the peer's settings are there, and while a ping on an idle connection is unanswered: the
 * peer may be gone, and a request sent now would have an unknown fate.
 *
 * Returns: how many requests the peer takes now
 */
guint
herald_h2_session_get_capacity (HeraldH2Session *self)
{
  guint n_active;
  guint limit;

  g_return_val_if_fail (HERALD_IS_H2_SESSION (self), 0);

  n_active = herald_h2_session_get_n_active (self);
  if (self->is_server || !self->settings_received || !herald_h2_session_is_open (self) ||
      (self->ping_us > 0 && n_active == 0))
    return 0;
  limit =
    nghttp2_session_get_remote_settings (self->protocol, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
  limit = MIN (limit, MOST_STREAMS);
  return limit > n_active ? limit - n_active : 0;
}

/**
 * herald_h2_session_get_n_active:
 * @self: a session
 *
 * Returns: streams that are not over
 */
guint
herald_h2_session_get_n_active (HeraldH2Session *self)
{
  g_return_val_if_fail (HERALD_IS_H2_SESSION (self), 0);

  return g_hash_table_size (self->streams);
}

/**
 * herald_h2_session_get_peer_certificate:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the certificate that the peer showed; of a client it was
 *   checked by nobody
 */
GTlsCertificate *
herald_h2_session_get_peer_certificate (HeraldH2Session *self)
{
  g_return_val_if_fail (HERALD_IS_H2_SESSION (self), NULL);

  return G_IS_TLS_CONNECTION (self->stream)
           ? g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (self->stream))
           : NULL;
}

static gboolean
check_headers (const HeraldH2Header *headers, gsize n_headers, GError **error)
{
  if (n_headers > HERALD_H2_MAX_HEADERS)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("The request has too many headers"));
      return FALSE;
    }
  for (gsize i = 0; i < n_headers; i++)
    {
      const char *name = headers[i].name;
      const char *value = headers[i].value;

      if (nghttp2_check_header_name ((const uint8_t *) name, strlen (name)) != 0 &&
          nghttp2_check_header_value_rfc9113 ((const uint8_t *) value, strlen (value)) != 0)
        continue;
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("The value of header “%s” contains characters that HTTP does not allow"),
                      name);
      return FALSE;
    }
  return TRUE;
}

/**
 * herald_h2_session_request:
 * @self: a client session
 * @headers: (array length=n_headers): pseudo headers first, such as “:method”
 * @n_headers: at most 64
 * @body: (nullable): the request's body; referenced until it is sent
 * @answer_func: called exactly once unless this call fails
 * @user_data: for @answer_func
 *
 * A request above the capacity waits inside the session. **Errors:** INVALID, NETWORK (not open).
 *
 * Returns: the stream's number, 0 on failure
 */
gint32
herald_h2_session_request (HeraldH2Session      *self,
                           const HeraldH2Header *headers,
                           gsize                 n_headers,
                           GBytes               *body,
                           HeraldH2AnswerFunc    answer_func,
                           gpointer              user_data,
                           GError              **error)
{
  HeraldH2Stream *stream;

  g_return_val_if_fail (HERALD_IS_H2_SESSION (self) && !self->is_server, 0);
  g_return_val_if_fail (headers != NULL && answer_func != NULL, 0);

  if (!check_headers (headers, n_headers, error))
    return 0;
  stream = herald_h2_stream_new (0);
  if (body != NULL && g_bytes_get_size (body) > 0)
    stream->upload = g_bytes_ref (body);
  if (herald_h2_session_is_open (self))
    stream->id = herald_h2_session_submit_request (self, headers, n_headers, stream);
  if (stream->id <= 0)
    {
      herald_h2_stream_free (stream);
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_NETWORK,
                           _("The connection takes no more requests"));
      return 0;
    }
  stream->answer_func = answer_func;
  stream->user_data = user_data;
  g_hash_table_insert (self->streams, GINT_TO_POINTER (stream->id), stream);
  if (g_hash_table_size (self->streams) == 1)
    {
      self->received_us = g_get_monotonic_time (); /* the wait for an answer begins now */
      herald_h2_session_arm (self);
    }
  herald_h2_session_schedule (self);
  return stream->id;
}

/**
 * herald_h2_session_cancel:
 * @self: a client session
 * @stream_id: a request's number
 *
 * Its callback comes in a later turn of the loop, with G_IO_ERROR_CANCELLED. A request that is over
 * is left alone.
 */
void
herald_h2_session_cancel (HeraldH2Session *self, gint32 stream_id)
{
  HeraldH2Stream *stream;

  g_return_if_fail (HERALD_IS_H2_SESSION (self) && !self->is_server);

  stream = g_hash_table_lookup (self->streams, GINT_TO_POINTER (stream_id));
  if (stream == NULL)
    return;
  nghttp2_submit_rst_stream (self->protocol, NGHTTP2_FLAG_NONE, stream_id, NGHTTP2_CANCEL);
  g_hash_table_remove (self->streams, GINT_TO_POINTER (stream_id));
  g_clear_error (&stream->error);
  stream->error =
    g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The request was cancelled"));
  stream->fate = stream->sent ? HERALD_H2_UNKNOWN : HERALD_H2_NOT_PROCESSED;
  herald_h2_session_queue (self, stream);
  herald_h2_session_schedule (self);
}

/**
 * herald_h2_session_respond:
 * @self: a server session
 * @stream_id: the request's number
 * @status: the HTTP status
 * @headers: (array length=n_headers) (nullable): without pseudo headers, names in lower case
 * @n_headers: at most 64
 * @body: (nullable): referenced until it is sent
 *
 * Does nothing when the client has given the request up, or when it was answered.
 */
void
herald_h2_session_respond (HeraldH2Session      *self,
                           gint32                stream_id,
                           guint                 status,
                           const HeraldH2Header *headers,
                           gsize                 n_headers,
                           GBytes               *body)
{
  HeraldH2Stream *stream;

  g_return_if_fail (HERALD_IS_H2_SESSION (self) && self->is_server);
  g_return_if_fail (n_headers <= HERALD_H2_MAX_HEADERS);

  stream = g_hash_table_lookup (self->streams, GINT_TO_POINTER (stream_id));
  if (stream == NULL || self->closed)
    return;
  herald_h2_session_submit_answer (self, stream, status, headers, n_headers, body);
  herald_h2_session_schedule (self);
}

/**
 * herald_h2_session_reset_stream:
 * @self: a server session
 * @stream_id: the request's number
 * @h2_error_code: such as 7 for REFUSED_STREAM
 *
 * Ends the request without an answer.
 */
void
herald_h2_session_reset_stream (HeraldH2Session *self, gint32 stream_id, guint32 h2_error_code)
{
  HeraldH2Stream *stream;

  g_return_if_fail (HERALD_IS_H2_SESSION (self) && self->is_server);

  stream = g_hash_table_lookup (self->streams, GINT_TO_POINTER (stream_id));
  if (stream == NULL || self->closed)
    return;
  nghttp2_submit_rst_stream (self->protocol, NGHTTP2_FLAG_NONE, stream_id, h2_error_code);
  herald_h2_session_remove (self, stream);
  herald_h2_session_schedule (self);
}

/**
 * herald_h2_session_ping:
 * @self: a session
 *
 * Asks the peer for a sign of life; a session whose ping stays unanswered ends by itself.
 */
void
herald_h2_session_ping (HeraldH2Session *self)
{
  g_return_if_fail (HERALD_IS_H2_SESSION (self));

  if (self->closed || self->ping_us > 0)
    return;
  nghttp2_submit_ping (self->protocol, NGHTTP2_FLAG_NONE, NULL);
  self->ping_us = g_get_monotonic_time ();
  herald_h2_session_arm (self);
  herald_h2_session_schedule (self);
}

/**
 * herald_h2_session_go_away:
 * @self: a session
 * @h2_error_code: 0 for a graceful end
 * @debug_data: (nullable): text for the peer; APNs sends JSON with a reason
 *
 * Requests that were handed out can still be answered; later ones are refused, and the connection
 * ends when the last one is done.
 */
void
herald_h2_session_go_away (HeraldH2Session *self, guint32 h2_error_code, const char *debug_data)
{
  g_return_if_fail (HERALD_IS_H2_SESSION (self));

  if (self->closed)
    return;
  self->draining = TRUE;
  self->last_allowed_id = self->last_given_id;
  nghttp2_submit_goaway (self->protocol, NGHTTP2_FLAG_NONE, self->last_given_id, h2_error_code,
                         (const uint8_t *) debug_data,
                         debug_data == NULL ? 0 : strlen (debug_data));
  herald_h2_session_schedule (self);
}

/**
 * herald_h2_session_close:
 * @self: a session
 *
 * Ends the connection now. Callbacks for what is in flight, then “closed”, come before this
 * returns; called from within a callback of this session, they come right after that one.
 */
void
herald_h2_session_close (HeraldH2Session *self)
{
  g_return_if_fail (HERALD_IS_H2_SESSION (self));

  if (self->closed)
    return;
  self->closing = TRUE;
  nghttp2_session_terminate_session (self->protocol, NGHTTP2_NO_ERROR);
  herald_h2_session_flush (self);
  herald_h2_session_fail (self, g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK,
                                                     _("The connection was closed")));
  herald_h2_session_pump (self);
}

/**
 * herald_h2_session_set_max_streams:
 * @self: a server session
 * @max_streams: requests the client may have open at once from now on
 *
 * Tells the client when it is another number than before.
 */
void
herald_h2_session_set_max_streams (HeraldH2Session *self, guint max_streams)
{
  const nghttp2_settings_entry setting = { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, max_streams };

  g_return_if_fail (HERALD_IS_H2_SESSION (self) && self->is_server);

  if (self->closed || self->max_streams == max_streams)
    return;
  self->max_streams = max_streams;
  nghttp2_submit_settings (self->protocol, NGHTTP2_FLAG_NONE, &setting, 1);
  herald_h2_session_schedule (self);
}

void
herald_h2_session_set_large_text (HeraldH2Session *self, const char *path_prefix, GBytes *text)
{
  self->large_prefix = g_strdup (path_prefix);
  self->large_text = g_bytes_ref (text);
}

/* Ends the connection now, with a word to the peer if there is one and after the answers that it
 * takes at once. */
void
herald_h2_session_dismiss (HeraldH2Session *self, const char *debug_data)
{
  if (debug_data != NULL)
    herald_h2_session_go_away (self, NGHTTP2_NO_ERROR, debug_data);
  herald_h2_session_flush (self);
  if (self->closed)
    herald_h2_session_pump (self); /* the peer had gone: tells those who wait */
  else
    herald_h2_session_close (self);
}

/* When the last byte went or came, on the monotonic clock. */
gint64
herald_h2_session_get_quiet_since (HeraldH2Session *self)
{
  return MAX (self->received_us, self->written_us);
}

gboolean
herald_h2_session_was_friendly (HeraldH2Session *self)
{
  return self->settings_received && self->draining && !self->sent_away;
}

/* How long the peer may be quiet before it is asked, with and without requests in flight, and how
 * long it has to answer. */
void
herald_h2_session_set_liveness_ms (HeraldH2Session *self,
                                   guint            ping_after_active_ms,
                                   guint            ping_after_idle_ms,
                                   guint            ping_timeout_ms)
{
  self->ping_after_active_us = ping_after_active_ms * G_TIME_SPAN_MILLISECOND;
  self->ping_after_idle_us = ping_after_idle_ms * G_TIME_SPAN_MILLISECOND;
  self->ping_timeout_us = ping_timeout_ms * G_TIME_SPAN_MILLISECOND;
  herald_h2_session_arm (self);
}
