/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session's conversation with nghttp2: its callbacks, and what is submitted to it. Nothing of
 * the application is called from here; streams that are ready are queued for the pump. */
#include "config.h"

#include "base/herald-error.h"
#include "h2/herald-h2-rules.h"
#include "h2/herald-h2-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STREAM_WINDOW_BYTES (1024 * 1024)
#define CONNECTION_WINDOW_BYTES (8 * 1024 * 1024)
#define FRAME_BYTES (64 * 1024)
#define MOST_DISCARDED_BYTES ((gsize) 1024 * 1024)
#define LONGEST_REASON_BYTES 200
/* Requests that are given up as soon as they are made cost us more than the client: the numbers
 * are those of later releases of nghttp2. */
#define MOST_RESETS 1000
#define MOST_UNREAD_BYTES ((gsize) 64 * 1024 * 1024)
#define RESETS_WINDOW_US (30 * G_TIME_SPAN_SECOND)
#define FIRST_FINAL_STATUS 200
#define STATUS_TOO_LARGE 413
#define STATUS_HEADERS_TOO_LARGE 431

static HeraldH2Stream *
find_stream (HeraldH2Session *self, gint32 id)
{
  return g_hash_table_lookup (self->streams, GINT_TO_POINTER (id));
}

/* Puts a stream into the queue that the pump empties. */
void
herald_h2_session_queue (HeraldH2Session *self, HeraldH2Stream *stream)
{
  if (stream->queued)
    return;
  stream->queued = TRUE;
  g_queue_push_tail_link (&self->deliveries, &stream->link);
}

/* Server: forgets a stream that is over, whether or not its request was handed out. */
void
herald_h2_session_remove (HeraldH2Session *self, HeraldH2Stream *stream)
{
  g_hash_table_remove (self->streams, GINT_TO_POINTER (stream->id));
  self->unread_bytes -= herald_h2_stream_get_body_size (stream);
  if (stream->upload != NULL)
    self->unsent_bytes -= g_bytes_get_size (stream->upload) - stream->upload_offset;
  if (stream->queued)
    g_queue_unlink (&self->deliveries, &stream->link);
  stream->queued = FALSE;
  if (stream->given && !stream->responded)
    self->n_given--;
  herald_h2_stream_free (stream);
}

static void
fill_header (nghttp2_nv *nv, const char *name, const char *value)
{
  union
  {
    const char *text;
    uint8_t    *bytes;
  } name_pun = { .text = name }, value_pun = { .text = value };

  /* nghttp2 copies both; its type merely lacks the const. */
  *nv = (nghttp2_nv){ .name = name_pun.bytes,
                      .value = value_pun.bytes,
                      .namelen = strlen (name),
                      .valuelen = strlen (value) };
}

static ssize_t
upload_read_cb (nghttp2_session     *protocol,
                int32_t              stream_id,
                uint8_t             *buffer,
                size_t               length,
                uint32_t            *flags,
                nghttp2_data_source *source,
                void                *data)
{
  HeraldH2Session *self = data;
  HeraldH2Stream  *stream = find_stream (self, stream_id);
  gsize            n_read = length;

  if (stream == NULL || stream->upload == NULL)
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  if (herald_h2_stream_read_upload (stream, buffer, &n_read))
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  if (self->is_server)
    self->unsent_bytes -= n_read;
  return (ssize_t) n_read;
}

static gboolean
take_upload (HeraldH2Session *self, HeraldH2Stream *stream, GBytes *body)
{
  if (body == NULL || g_bytes_get_size (body) == 0)
    return FALSE;
  stream->upload = g_bytes_ref (body);
  self->unsent_bytes += g_bytes_get_size (body);
  return TRUE;
}

/* Client: returns the stream's number, negative when nghttp2 takes no more. */
gint32
herald_h2_session_submit_request (HeraldH2Session      *self,
                                  const HeraldH2Header *headers,
                                  gsize                 n_headers,
                                  HeraldH2Stream       *stream)
{
  const nghttp2_data_provider provider = { .read_callback = upload_read_cb };
  nghttp2_nv                  nv[HERALD_H2_MAX_HEADERS];

  g_assert (n_headers <= G_N_ELEMENTS (nv));

  for (gsize i = 0; i < n_headers; i++)
    fill_header (&nv[i], headers[i].name, headers[i].value);
  return nghttp2_submit_request (self->protocol, NULL, nv, n_headers,
                                 stream->upload == NULL ? NULL : &provider, NULL);
}

/* Server: answers once; a second answer to the same request is dropped. */
void
herald_h2_session_submit_answer (HeraldH2Session      *self,
                                 HeraldH2Stream       *stream,
                                 guint                 status,
                                 const HeraldH2Header *headers,
                                 gsize                 n_headers,
                                 GBytes               *body)
{
  const nghttp2_data_provider provider = { .read_callback = upload_read_cb };
  nghttp2_nv                  nv[HERALD_H2_MAX_HEADERS + 1];
  char                        status_text[sizeof "999"];
  int                         result;

  g_assert (n_headers <= HERALD_H2_MAX_HEADERS);

  if (stream->responded)
    return;
  if (stream->given)
    self->n_given--;
  stream->responded = TRUE;
  g_snprintf (status_text, sizeof status_text, "%u", MIN (status, 999U));
  fill_header (&nv[0], ":status", status_text);
  for (gsize i = 0; i < n_headers; i++)
    fill_header (&nv[i + 1], headers[i].name, headers[i].value);
  result = nghttp2_submit_response (self->protocol, stream->id, nv, n_headers + 1,
                                    take_upload (self, stream, body) ? &provider : NULL);
  if (result != 0)
    g_debug ("Stream %d takes no answer: %s", stream->id, nghttp2_strerror (result));
}

static int
headers_began_cb (nghttp2_session *protocol, const nghttp2_frame *frame, void *data)
{
  HeraldH2Session *self = data;
  HeraldH2Stream  *stream = find_stream (self, frame->hd.stream_id);

  if (self->is_server && stream == NULL)
    {
      stream = herald_h2_stream_new (frame->hd.stream_id);
      g_hash_table_insert (self->streams, GINT_TO_POINTER (stream->id), stream);
    }
  else if (stream != NULL && !stream->head_done)
    {
      herald_h2_stream_clear_received (stream);
    }
  return 0;
}

/* A client gives up the stream, and the connection, too, when there is no end of them; a server
 * answers what the standard offers for it. */
static int
refuse_headers (HeraldH2Session *self, HeraldH2Stream *stream, const nghttp2_frame *frame)
{
  if (self->is_server)
    {
      herald_h2_session_submit_answer (self, stream, STATUS_HEADERS_TOO_LARGE, NULL, 0, NULL);
      return 0;
    }
  stream->error = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                                       _("The answer has more headers than any service sends"));
  if ((frame->hd.flags & NGHTTP2_FLAG_END_HEADERS) == 0)
    nghttp2_session_terminate_session (self->protocol, NGHTTP2_ENHANCE_YOUR_CALM);
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

/* Server: ends the connection of a client that only keeps us busy. */
static void
calm_down (HeraldH2Session *self)
{
  self->draining = TRUE;
  self->last_allowed_id = self->last_given_id;
  nghttp2_session_terminate_session (self->protocol, NGHTTP2_ENHANCE_YOUR_CALM);
}

/* Server: the client gave up a stream, or made us do so. */
static void
count_reset (HeraldH2Session *self)
{
  const gint64 now_us = g_get_monotonic_time ();

  if (now_us - self->resets_since_us > RESETS_WINDOW_US)
    {
      self->resets_since_us = now_us;
      self->n_resets = 0;
    }
  if (++self->n_resets == MOST_RESETS)
    calm_down (self);
}

/* Server: a request that HTTP/2 does not allow. */
static int
break_off (HeraldH2Session *self, HeraldH2Stream *stream)
{
  nghttp2_submit_rst_stream (self->protocol, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_PROTOCOL_ERROR);
  herald_h2_session_remove (self, stream);
  count_reset (self);
  return 0;
}

static int
header_came_cb (nghttp2_session     *protocol,
                const nghttp2_frame *frame,
                nghttp2_rcbuf       *name,
                nghttp2_rcbuf       *value,
                uint8_t              flags,
                void                *data)
{
  HeraldH2Session *self = data;
  HeraldH2Stream  *stream = find_stream (self, frame->hd.stream_id);

  if (stream == NULL)
    return 0;
  if (self->is_server && !herald_h2_rules_check_header (stream, nghttp2_rcbuf_get_buf (name),
                                                        nghttp2_rcbuf_get_buf (value)))
    return break_off (self, stream);
  if (stream->head_done || stream->responded)
    return 0;
  herald_h2_stream_add_header (stream, name, value);
  if (stream->header_bytes > HERALD_H2_MAX_HEADER_BYTES ||
      stream->headers->len > HERALD_H2_MAX_HEADERS)
    return refuse_headers (self, stream, frame);
  return 0;
}

static const char *
find_header (HeraldH2Stream *stream, const char *name)
{
  for (guint i = 0; i < stream->headers->len; i++)
    {
      const HeraldH2Header *header = &g_array_index (stream->headers, HeraldH2Header, i);

      if (g_str_equal (header->name, name))
        return header->value;
    }
  return NULL;
}

static gboolean
is_too_large (HeraldH2Session *self, guint64 size)
{
  return self->max_body_bytes > 0 && size > self->max_body_bytes;
}

/* Server: a service may have words of its own for it. */
static void
refuse_large (HeraldH2Session *self, HeraldH2Stream *stream)
{
  const HeraldH2Header type = { "content-type", "application/json" };
  const char          *path = find_header (stream, ":path");

  if (self->large_prefix != NULL && path != NULL && g_str_has_prefix (path, self->large_prefix))
    herald_h2_session_submit_answer (self, stream, STATUS_TOO_LARGE, &type, 1, self->large_text);
  else
    herald_h2_session_submit_answer (self, stream, STATUS_TOO_LARGE, NULL, 0, NULL);
}

/* Server: the answer is out before the request is in. Some clients lose an answer that is followed
 * by a reset (curl 7.88 does), so they may finish unless that takes too much. */
static void
discard_body (HeraldH2Session *self, HeraldH2Stream *stream, gsize length)
{
  stream->discarded_bytes += length;
  if (stream->discarded_bytes > MOST_DISCARDED_BYTES)
    nghttp2_submit_rst_stream (self->protocol, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_NO_ERROR);
}

/* Server: bodies of requests that never end. */
static void
count_unread (HeraldH2Session *self, gsize length)
{
  if (!self->is_server)
    return;
  self->unread_bytes += length;
  if (self->unread_bytes > MOST_UNREAD_BYTES)
    calm_down (self);
}

static int
body_came_cb (nghttp2_session *protocol,
              uint8_t          flags,
              int32_t          stream_id,
              const uint8_t   *bytes,
              size_t           length,
              void            *data)
{
  HeraldH2Session *self = data;
  HeraldH2Stream  *stream = find_stream (self, stream_id);

  if (stream == NULL || stream->error != NULL)
    return 0;
  if (stream->responded)
    {
      discard_body (self, stream, length);
      return 0;
    }
  if (!is_too_large (self, herald_h2_stream_get_body_size (stream) + length))
    {
      herald_h2_stream_add_body (stream, bytes, length);
      count_unread (self, length);
      return 0;
    }
  stream->discarded_bytes += herald_h2_stream_get_body_size (stream) + length;
  if (self->is_server)
    {
      refuse_large (self, stream);
      self->unread_bytes -= herald_h2_stream_get_body_size (stream);
      herald_h2_stream_clear_received (stream);
      return 0;
    }
  herald_h2_stream_clear_received (stream);
  stream->error = g_error_new (HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                               _("The answer is larger than %zu bytes"), self->max_body_bytes);
  nghttp2_submit_rst_stream (protocol, NGHTTP2_FLAG_NONE, stream_id, NGHTTP2_CANCEL);
  return 0;
}

static void
head_came (HeraldH2Session *self, HeraldH2Stream *stream)
{
  const char *text = find_header (stream, self->is_server ? "content-length" : ":status");
  guint64     number = text == NULL ? 0 : g_ascii_strtoull (text, NULL, 10);

  stream->head_done = self->is_server || number >= FIRST_FINAL_STATUS;
  if (self->is_server && is_too_large (self, number))
    refuse_large (self, stream);
}

/* Server: a client may keep its body back until it is wanted (RFC 9110, 10.1.1). Most send it after
 * a second all the same; Java's own does not. */
static void
encourage (HeraldH2Session *self, HeraldH2Stream *stream)
{
  const char *expectation = find_header (stream, "expect");
  nghttp2_nv  nv;

  if (stream->responded || expectation == NULL ||
      g_ascii_strcasecmp (expectation, "100-continue") != 0)
    return;
  fill_header (&nv, ":status", "100");
  nghttp2_submit_headers (self->protocol, NGHTTP2_FLAG_NONE, stream->id, NULL, &nv, 1, NULL);
}

static void
peer_ended (HeraldH2Session *self, HeraldH2Stream *stream)
{
  stream->ended = TRUE;
  if (self->is_server && !stream->responded)
    herald_h2_session_queue (self, stream);
  /* An answer that came before our body went out: the rest of the body is of no use. */
  else if (!self->is_server &&
           nghttp2_session_get_stream_local_close (self->protocol, stream->id) == 0)
    nghttp2_submit_rst_stream (self->protocol, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_NO_ERROR);
}

/* Server: whether a request may look like this after one more frame of it. One that ends early
 * because it was answered is not complete either: curl 7.88 waits for the reset. */
static gboolean
is_allowed (HeraldH2Stream *stream, const nghttp2_frame *frame)
{
  const gboolean ends = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;

  if (frame->hd.type == NGHTTP2_HEADERS &&
      (stream->head_done ? !ends : !herald_h2_rules_check_head (stream)))
    return FALSE;
  return !ends || herald_h2_rules_check_end (stream);
}

static void
stream_frame_came (HeraldH2Session *self, const nghttp2_frame *frame)
{
  const gboolean  ends = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  HeraldH2Stream *stream = find_stream (self, frame->hd.stream_id);

  if (stream == NULL)
    return;
  if (self->is_server && !is_allowed (stream, frame))
    {
      break_off (self, stream);
      return;
    }
  if (frame->hd.type == NGHTTP2_HEADERS && !stream->head_done)
    {
      head_came (self, stream);
      if (self->is_server && !ends)
        encourage (self, stream);
    }
  if (ends)
    peer_ended (self, stream);
}

/* APNs says it in JSON: {"reason":"Shutdown"}. Returns: (transfer full): that word, or all */
static char *
dup_reason (const nghttp2_goaway *frame)
{
  static const char begin[] = "\"reason\":\"";
  const gsize       length = MIN (frame->opaque_data_len, LONGEST_REASON_BYTES);
  g_autofree char  *text = NULL;
  const char       *word;
  gsize             n_letters;

  if (length == 0)
    return g_strdup (nghttp2_http2_strerror (frame->error_code));
  text = g_utf8_make_valid ((const char *) frame->opaque_data, (gssize) length);
  word = strstr (text, begin);
  if (word == NULL)
    return g_steal_pointer (&text);
  word += strlen (begin);
  n_letters = strspn (word, G_CSET_A_2_Z G_CSET_a_2_z);
  return word[n_letters] == '"' ? g_strndup (word, n_letters) : g_steal_pointer (&text);
}

static void
go_away_came (HeraldH2Session *self, const nghttp2_goaway *frame)
{
  self->draining = TRUE;
  self->capacity_changed = TRUE;
  self->sent_away = self->sent_away || frame->error_code != NGHTTP2_NO_ERROR;
  /* A later one without words does not take back what was said. */
  if (frame->error_code == NGHTTP2_NO_ERROR && frame->opaque_data_len == 0)
    return;
  g_free (self->go_away_reason);
  self->go_away_reason = dup_reason (frame);
}

static int
frame_came_cb (nghttp2_session *protocol, const nghttp2_frame *frame, void *data)
{
  HeraldH2Session *self = data;
  const gboolean   is_ack = (frame->hd.flags & NGHTTP2_FLAG_ACK) != 0;

  switch (frame->hd.type)
    {
    case NGHTTP2_HEADERS:
    case NGHTTP2_DATA:
      stream_frame_came (self, frame);
      break;
    case NGHTTP2_SETTINGS:
      self->settings_received = self->settings_received || !is_ack;
      self->capacity_changed = TRUE;
      break;
    case NGHTTP2_PING:
      if (is_ack)
        self->ping_us = 0;
      self->capacity_changed = TRUE;
      break;
    case NGHTTP2_RST_STREAM:
      if (self->is_server)
        count_reset (self);
      break;
    case NGHTTP2_GOAWAY:
      go_away_came (self, &frame->goaway);
      break;
    default:
      break;
    }
  return 0;
}

/* Server: nghttp2 resets a stream whose frames are wrong by themselves. One above the limit of
 * streams is refused before it costs anything. */
static int
invalid_frame_cb (nghttp2_session *protocol, const nghttp2_frame *frame, int code, void *data)
{
  HeraldH2Session *self = data;

  if (self->is_server && frame->hd.stream_id != 0 && code != NGHTTP2_ERR_REFUSED_STREAM)
    count_reset (self);
  return 0;
}

static int
frame_went_cb (nghttp2_session *protocol, const nghttp2_frame *frame, void *data)
{
  HeraldH2Session *self = data;
  HeraldH2Stream  *stream = self->is_server ? NULL : find_stream (self, frame->hd.stream_id);

  if (stream != NULL && frame->hd.type == NGHTTP2_HEADERS)
    stream->sent = TRUE;
  if (stream != NULL && frame->hd.type == NGHTTP2_RST_STREAM)
    stream->broken_off = TRUE;
  return 0;
}

static GError *
create_end_error (const HeraldH2Stream *stream, gboolean is_refused, guint32 error_code)
{
  const char *name = nghttp2_http2_strerror (error_code);

  if (is_refused)
    return g_error_new (
      HERALD_ERROR, HERALD_ERROR_NETWORK,
      _("The server refused the request without looking at it (%s); send it again later"), name);
  if (stream->broken_off)
    return g_error_new (HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                        _("The server’s answer breaks the rules of HTTP/2 (%s)"), name);
  return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                      _("The server ended the request without an answer (%s)"), name);
}

/* Client: says why a stream ended without an answer. */
static void
explain_end (HeraldH2Stream *stream, guint32 error_code)
{
  const gboolean is_refused = error_code == NGHTTP2_REFUSED_STREAM || !stream->sent;

  stream->fate = is_refused ? HERALD_H2_NOT_PROCESSED : HERALD_H2_UNKNOWN;
  if (stream->error != NULL)
    return;
  stream->error = create_end_error (stream, is_refused, error_code);
}

static int
stream_closed_cb (nghttp2_session *protocol, int32_t stream_id, uint32_t error_code, void *data)
{
  HeraldH2Session *self = data;
  HeraldH2Stream  *stream = find_stream (self, stream_id);

  if (stream == NULL)
    return 0;
  if (self->is_server)
    {
      herald_h2_session_remove (self, stream);
      return 0;
    }
  if (!stream->ended || !stream->head_done || stream->error != NULL)
    explain_end (stream, error_code);
  g_hash_table_remove (self->streams, GINT_TO_POINTER (stream_id));
  herald_h2_session_queue (self, stream);
  return 0;
}

static ssize_t
frame_length_cb (nghttp2_session *protocol,
                 uint8_t          frame_type,
                 int32_t          stream_id,
                 int32_t          session_window,
                 int32_t          stream_window,
                 uint32_t         peer_max_frame,
                 void            *data)
{
  const gint64 window = MIN (session_window, stream_window);

  return (ssize_t) MIN (MIN (window, (gint64) peer_max_frame), (gint64) FRAME_BYTES);
}

/* The text may hold headers, and they what the peer was told in confidence. */
static int
complaint_cb (nghttp2_session *protocol, int code, const char *text, size_t length, void *data)
{
  g_debug ("nghttp2: %s", nghttp2_strerror (code));
  return 0;
}

static nghttp2_session_callbacks *
create_callbacks (void)
{
  nghttp2_session_callbacks *callbacks = NULL;

  nghttp2_session_callbacks_new (&callbacks);
  nghttp2_session_callbacks_set_on_begin_headers_callback (callbacks, headers_began_cb);
  nghttp2_session_callbacks_set_on_header_callback2 (callbacks, header_came_cb);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback (callbacks, body_came_cb);
  nghttp2_session_callbacks_set_on_frame_recv_callback (callbacks, frame_came_cb);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback (callbacks, invalid_frame_cb);
  nghttp2_session_callbacks_set_on_frame_send_callback (callbacks, frame_went_cb);
  nghttp2_session_callbacks_set_on_stream_close_callback (callbacks, stream_closed_cb);
  nghttp2_session_callbacks_set_data_source_read_length_callback (callbacks, frame_length_cb);
  nghttp2_session_callbacks_set_error_callback2 (callbacks, complaint_cb);
  return callbacks;
}

static void
submit_settings (HeraldH2Session *self, nghttp2_session *protocol, guint max_streams)
{
  const nghttp2_settings_entry settings[] = {
    { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, STREAM_WINDOW_BYTES },
    { NGHTTP2_SETTINGS_MAX_FRAME_SIZE, FRAME_BYTES },
    { NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, HERALD_H2_MAX_HEADER_BYTES },
    { self->is_server ? NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS : NGHTTP2_SETTINGS_ENABLE_PUSH,
      self->is_server ? max_streams : 0 },
  };

  nghttp2_submit_settings (protocol, NGHTTP2_FLAG_NONE, settings, G_N_ELEMENTS (settings));
  nghttp2_session_set_local_window_size (protocol, NGHTTP2_FLAG_NONE, 0, CONNECTION_WINDOW_BYTES);
}

/* Returns nghttp2's session with our settings submitted; freed by nghttp2_session_del(). */
nghttp2_session *
herald_h2_session_create_protocol (HeraldH2Session *self, guint max_streams)
{
  nghttp2_session_callbacks *callbacks = create_callbacks ();
  nghttp2_session           *protocol = NULL;
  nghttp2_option            *option = NULL;

  nghttp2_option_new (&option);
  nghttp2_option_set_no_closed_streams (option, 1);
  /* A server's rules are in herald-h2-rules.c. */
  nghttp2_option_set_no_http_messaging (option, self->is_server);
  if (self->is_server)
    nghttp2_session_server_new2 (&protocol, callbacks, self, option);
  else
    nghttp2_session_client_new2 (&protocol, callbacks, self, option);
  nghttp2_option_del (option);
  nghttp2_session_callbacks_del (callbacks);
  /* Only a failed allocation gives none, and GLib aborts on those as well. */
  g_assert (protocol != NULL);
  submit_settings (self, protocol, max_streams);
  return protocol;
}
