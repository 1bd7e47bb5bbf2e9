/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread for each connection reads frames and writes what the talk says. Only HPACK is left to
 * nghttp2. */
#include "config.h"

#include "herald-h2-peer.h"

#include <nghttp2/nghttp2.h>
#include <string.h>

#define PREFACE_BYTES ((gsize) 24)
#define SETTING_BYTES ((gsize) 6)
#define STREAM_MASK 0x7fffffffU
#define DRIP_PAUSE_US 2000
#define FIRST_WINDOW 65535

static const char *const protocols[] = { "h2", NULL };

struct _HeraldH2Peer
{
  HeraldScriptPeer   *peer; /* (unowned) */
  const HeraldH2Talk *good;
  gconstpointer       good_data;

  GMutex              lock;
  const HeraldH2Talk *fault; /* (nullable), by @lock, as the following */
  gconstpointer       fault_data;
  guint               n_faults;
};

typedef struct
{
  guint8  type;
  guint8  flags;
  guint32 stream;
  gsize   length;
  guint8 *payload; /* (owned) */
} Frame;

typedef struct
{
  GString *request;
  gint64   window; /* what the client takes of its answer */
  gboolean given_up;
} Stream;

typedef struct
{
  HeraldH2Peer        *self;
  GIOStream           *stream;
  GInputStream        *input;
  GOutputStream       *output;
  GCancellable        *cancellable;
  nghttp2_hd_inflater *inflater;
  GHashTable          *streams; /* (element-type guint32 Stream) */
  GByteArray          *block;   /* of headers that have not ended */
  gint64               window;
  gint64               first_window; /* of each stream */
  HeraldH2ReplyFunc    taken;        /* (nullable): what comes when the settings were taken */
  gconstpointer        data;         /* for it */
  HeraldH2Then         then;
  gboolean             over;
} Connection;

/* True recursion: while an answer is poured out, frames come in and may be answered. */
static void handle_frame (Connection *connection, const Frame *frame);

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  g_string_free (stream->request, TRUE);
  g_free (stream);
}

static guint32
read_number (const guint8 *bytes, guint n_bytes)
{
  guint32 number = 0;

  for (guint i = 0; i < n_bytes; i++)
    number = (number << 8) | bytes[i];
  return number;
}

static gboolean
read_frame (Connection *connection, Frame *frame)
{
  guint8 head[HERALD_H2_FRAME_HEAD_BYTES];

  if (!g_input_stream_read_all (connection->input, head, sizeof head, &frame->length,
                                connection->cancellable, NULL) ||
      frame->length < sizeof head)
    return FALSE;
  frame->length = read_number (head, 3);
  frame->type = head[3];
  frame->flags = head[4];
  frame->stream = read_number (head + 5, 4) & STREAM_MASK;
  frame->payload = g_malloc (frame->length + 1);
  return g_input_stream_read_all (connection->input, frame->payload, frame->length, NULL,
                                  connection->cancellable, NULL);
}

static void
read_and_handle (Connection *connection)
{
  Frame frame = { .payload = NULL };

  if (read_frame (connection, &frame))
    handle_frame (connection, &frame);
  else
    connection->over = TRUE;
  g_free (frame.payload);
}

static void
write_frames (Connection *connection, const GByteArray *frames)
{
  if (frames->len > 0 && !g_output_stream_write_all (connection->output, frames->data, frames->len,
                                                     NULL, connection->cancellable, NULL))
    connection->over = TRUE;
}

/* That of the connection below TLS, which holds it. */
static GSocket *
get_socket (Connection *connection)
{
  g_autoptr (GIOStream) base = NULL;

  g_object_get (connection->stream, "base-io-stream", &base, NULL);
  return g_socket_connection_get_socket (G_SOCKET_CONNECTION (base));
}

/* Until the client gives the stream up; by what it takes, for bodies are subject to that. */
static void
repeat (Connection *connection, const HeraldH2Reply *reply, HeraldH2Then then)
{
  const gboolean is_body = reply->again->data[3] == NGHTTP2_DATA;
  const gint64   cost =
    is_body ? (gint64) reply->again->len - (gint64) HERALD_H2_FRAME_HEAD_BYTES : 0;
  Stream *stream = g_hash_table_lookup (connection->streams, GUINT_TO_POINTER (reply->stream));

  while (!connection->over && !stream->given_up)
    {
      if (MIN (connection->window, stream->window) >= cost)
        {
          connection->window -= cost;
          stream->window -= cost;
          write_frames (connection, reply->again);
        }
      else
        {
          read_and_handle (connection);
        }
      if (then == HERALD_H2_THEN_DRIP)
        g_socket_condition_timed_wait (get_socket (connection), G_IO_IN, DRIP_PAUSE_US,
                                       connection->cancellable, NULL);
      while (!connection->over &&
             g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (connection->input)))
        read_and_handle (connection);
    }
}

static void
freeze (Connection *connection)
{
  GPollFD poll;

  if (!g_cancellable_make_pollfd (connection->cancellable, &poll))
    return;
  g_poll (&poll, 1, -1);
  g_cancellable_release_fd (connection->cancellable);
}

static void
say (Connection *connection, HeraldH2ReplyFunc func, HeraldH2Reply *reply)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  HeraldH2Then then;

  reply->frames = frames;
  reply->again = again;
  then = func (reply);
  write_frames (connection, frames);
  if (then == HERALD_H2_THEN_REPEAT || then == HERALD_H2_THEN_DRIP)
    repeat (connection, reply, then);
  while (then == HERALD_H2_THEN_SHOUT && !connection->over)
    write_frames (connection, again);
  if (then == HERALD_H2_THEN_FREEZE)
    freeze (connection);
  connection->then = then;
  connection->over = connection->over || then == HERALD_H2_THEN_CLOSE ||
                     then == HERALD_H2_THEN_RESET || then == HERALD_H2_THEN_FREEZE;
}

static void
greet (Connection *connection)
{
  HeraldH2Peer       *self = connection->self;
  const HeraldH2Talk *talk = self->good;
  HeraldH2Reply       reply = { .data = self->good_data };

  g_mutex_lock (&self->lock);
  if (self->n_faults > 0 && self->fault->greeting != NULL)
    {
      self->n_faults--;
      talk = self->fault;
      reply.data = self->fault_data;
    }
  g_mutex_unlock (&self->lock);
  connection->taken = talk->taken;
  connection->data = reply.data;
  say (connection, talk->greeting, &reply);
}

static void
answer (Connection *connection, guint32 id, const char *request)
{
  HeraldH2Peer     *self = connection->self;
  HeraldH2ReplyFunc func = self->good->answer;
  HeraldH2Reply     reply = { .stream = id, .request = request, .data = self->good_data };

  herald_script_peer_remember (self->peer, g_strdup (request));
  g_mutex_lock (&self->lock);
  if (self->n_faults > 0 && self->fault->greeting == NULL)
    {
      self->n_faults--;
      func = self->fault->answer;
      reply.data = self->fault_data;
    }
  g_mutex_unlock (&self->lock);
  if (func != NULL)
    say (connection, func, &reply);
}

static void
end_request (Connection *connection, const Frame *frame, const Stream *stream)
{
  if ((frame->flags & NGHTTP2_FLAG_END_STREAM) != 0)
    answer (connection, frame->stream, stream->request->str);
}

static void
append_field (GString *request, const nghttp2_nv *field)
{
  const char *name = (const char *) field->name;
  const char *value = (const char *) field->value;

  if (strcmp (name, ":method") == 0)
    g_string_prepend (request, value);
  else if (strcmp (name, ":path") == 0)
    g_string_append_printf (request, " %s\r\n", value);
  else if (*name != ':')
    g_string_append_printf (request, "%s: %s\r\n", name, value);
}

/* The pseudo headers come before all others. */
static void
take_block (Connection *connection, const Frame *frame)
{
  Stream       *stream = g_new0 (Stream, 1);
  const guint8 *bytes = connection->block->data;
  gsize         left = connection->block->len;
  int           flags = 0;

  stream->request = g_string_new (NULL);
  stream->window = connection->first_window;
  while ((flags & NGHTTP2_HD_INFLATE_FINAL) == 0)
    {
      nghttp2_nv    field;
      const ssize_t n_read =
        nghttp2_hd_inflate_hd2 (connection->inflater, &field, &flags, bytes, left, 1);

      g_assert_cmpint (n_read, >=, 0);
      bytes += n_read;
      left -= (gsize) n_read;
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
        append_field (stream->request, &field);
    }
  nghttp2_hd_inflate_end_headers (connection->inflater);
  g_byte_array_set_size (connection->block, 0);
  g_string_append (stream->request, "\r\n");
  g_hash_table_replace (connection->streams, GUINT_TO_POINTER (frame->stream), stream);
  end_request (connection, frame, stream);
}

static void
take_headers (Connection *connection, const Frame *frame)
{
  gsize skipped = 0;
  gsize padding = 0;

  if (frame->type == NGHTTP2_HEADERS && (frame->flags & NGHTTP2_FLAG_PADDED) != 0)
    {
      padding = frame->payload[0];
      skipped++;
    }
  if (frame->type == NGHTTP2_HEADERS && (frame->flags & NGHTTP2_FLAG_PRIORITY) != 0)
    skipped += 5;
  g_byte_array_append (connection->block, frame->payload + skipped,
                       (guint) (frame->length - skipped - padding));
  if ((frame->flags & NGHTTP2_FLAG_END_HEADERS) != 0)
    take_block (connection, frame);
}

static void
take_settings (Connection *connection, const Frame *frame)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  HeraldH2Reply     reply = { .data = connection->data };
  HeraldH2ReplyFunc taken = g_steal_pointer (&connection->taken);

  if ((frame->flags & NGHTTP2_FLAG_ACK) != 0)
    {
      if (taken != NULL)
        say (connection, taken, &reply);
      return;
    }
  connection->taken = taken;
  for (gsize i = 0; i + SETTING_BYTES <= frame->length; i += SETTING_BYTES)
    if (read_number (frame->payload + i, 2) == NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE)
      connection->first_window = read_number (frame->payload + i + 2, 4);
  herald_h2_frames_add (frames, NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, NULL, 0);
  write_frames (connection, frames);
}

static void
answer_ping (Connection *connection, const Frame *frame)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();

  if ((frame->flags & NGHTTP2_FLAG_ACK) != 0)
    return;
  herald_h2_frames_add (frames, NGHTTP2_PING, NGHTTP2_FLAG_ACK, 0, frame->payload, frame->length);
  write_frames (connection, frames);
}

static void
handle_frame (Connection *connection, const Frame *frame)
{
  Stream *stream = g_hash_table_lookup (connection->streams, GUINT_TO_POINTER (frame->stream));

  switch (frame->type)
    {
    case NGHTTP2_HEADERS:
    case NGHTTP2_CONTINUATION:
      take_headers (connection, frame);
      break;
    case NGHTTP2_DATA:
      g_string_append_len (stream->request, (const char *) frame->payload, (gssize) frame->length);
      end_request (connection, frame, stream);
      break;
    case NGHTTP2_RST_STREAM:
      if (stream != NULL)
        stream->given_up = TRUE;
      break;
    case NGHTTP2_WINDOW_UPDATE:
      if (frame->stream == 0)
        connection->window += read_number (frame->payload, 4);
      else if (stream != NULL)
        stream->window += read_number (frame->payload, 4);
      break;
    case NGHTTP2_SETTINGS:
      take_settings (connection, frame);
      break;
    case NGHTTP2_PING:
      answer_ping (connection, frame);
      break;
    default:
      break;
    }
}

static gboolean
talk (GIOStream *stream, GCancellable *cancellable, gpointer data)
{
  Connection connection = {
    .self = data,
    .stream = stream,
    .input = g_io_stream_get_input_stream (stream),
    .output = g_io_stream_get_output_stream (stream),
    .cancellable = cancellable,
    .window = FIRST_WINDOW,
    .first_window = FIRST_WINDOW,
  };
  char  preface[PREFACE_BYTES];
  gsize n_read = 0;

  if (!g_input_stream_read_all (connection.input, preface, sizeof preface, &n_read, cancellable,
                                NULL) ||
      n_read < sizeof preface)
    return FALSE;
  nghttp2_hd_inflate_new (&connection.inflater);
  connection.streams = g_hash_table_new_full (NULL, NULL, NULL, stream_free);
  connection.block = g_byte_array_new ();
  greet (&connection);
  while (!connection.over)
    read_and_handle (&connection);
  nghttp2_hd_inflate_del (connection.inflater);
  g_hash_table_unref (connection.streams);
  g_byte_array_unref (connection.block);
  return connection.then == HERALD_H2_THEN_RESET;
}

/**
 * herald_h2_peer_new:
 * @peer: where connections come from; not started yet
 * @good: what is said unless a fault is set; it has a greeting and an answer
 * @data: for the functions of @good
 *
 * Returns: (transfer full): a peer that talks HTTP/2 instead of by the script
 */
HeraldH2Peer *
herald_h2_peer_new (HeraldScriptPeer *peer, const HeraldH2Talk *good, gconstpointer data)
{
  HeraldH2Peer *self = g_new0 (HeraldH2Peer, 1);

  g_mutex_init (&self->lock);
  self->peer = peer;
  self->good = good;
  self->good_data = data;
  herald_script_peer_set_protocols (peer, protocols);
  herald_script_peer_set_talk (peer, talk, self);
  return self;
}

/**
 * herald_h2_peer_free:
 * @self: (transfer full): a peer whose threads have ended
 */
void
herald_h2_peer_free (HeraldH2Peer *self)
{
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * herald_h2_peer_fail:
 * @self: a peer
 * @fault: with a greeting it is about connections, without one about requests
 * @data: for its functions
 * @n_times: how often
 */
void
herald_h2_peer_fail (HeraldH2Peer       *self,
                     const HeraldH2Talk *fault,
                     gconstpointer       data,
                     guint               n_times)
{
  g_mutex_lock (&self->lock);
  self->fault = fault;
  self->fault_data = data;
  self->n_faults = n_times;
  g_mutex_unlock (&self->lock);
}

/**
 * herald_h2_peer_heal:
 * @self: a peer
 *
 * From now on everything is answered well.
 */
void
herald_h2_peer_heal (HeraldH2Peer *self)
{
  herald_script_peer_set_protocols (self->peer, protocols);
  herald_h2_peer_fail (self, NULL, NULL, 0);
}

/**
 * herald_h2_peer_dup_header:
 * @request: as it was remembered
 * @name: in lower case
 *
 * Returns: (transfer full): the header's value, empty when there is none
 */
char *
herald_h2_peer_dup_header (const char *request, const char *name)
{
  g_autofree char *begin = g_strdup_printf ("\r\n%s: ", name);
  const char      *line = strstr (request, begin);
  const char      *value = line != NULL ? line + strlen (begin) : "";

  return g_strndup (value, strcspn (value, "\r"));
}
