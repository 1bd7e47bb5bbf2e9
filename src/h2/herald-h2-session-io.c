/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session's bytes and time: reads what came, hands it to nghttp2, calls the application, writes
 * what nghttp2 made, and notices a peer that is gone. The pump is the only place from which the
 * application is called, so it may do anything in its callbacks, even drop the session. */
#include "config.h"

#include "base/herald-error.h"
#include "h2/herald-h2-session-private.h"
#include "h2/herald-h2-source.h"

#include <glib/gi18n-lib.h>

#define READ_BYTES (16 * 1024) /* a TLS record */
#define READS_PER_TURN 16      /* then other connections have their turn */
#define WRITE_BYTES ((gsize) 64 * 1024)
#define LINGER_US (2 * G_TIME_SPAN_SECOND)
/* Server: with more than this of answers a client has to read before it is served again. */
#define MOST_UNSENT_BYTES ((gsize) 32 * 1024 * 1024)

static void
give_request (HeraldH2Session *self, HeraldH2Stream *stream)
{
  const gsize size = herald_h2_stream_get_body_size (stream);
  g_autoptr (GBytes) body = herald_h2_stream_take_body (stream);
  /* The stream may be gone when the application returns; its headers must not be. */
  g_autoptr (GArray) headers = g_steal_pointer (&stream->headers);
  g_autoptr (GPtrArray) buffers G_GNUC_UNUSED = g_steal_pointer (&stream->buffers);
  const HeraldH2Message         message = {
            .headers = &g_array_index (headers, HeraldH2Header, 0),
            .n_headers = headers->len,
            .body = body,
  };

  stream->headers = g_array_new (FALSE, FALSE, sizeof (HeraldH2Header));
  stream->buffers = g_ptr_array_new ();
  stream->given = TRUE;
  self->unread_bytes -= size;
  self->n_given++;
  self->last_given_id = MAX (self->last_given_id, stream->id);
  self->request_func (self, stream->id, &message, self->user_data);
}

static void
give_answer (HeraldH2Session *self, HeraldH2Stream *stream)
{
  g_autoptr (GBytes) body = herald_h2_stream_take_body (stream);
  const HeraldH2Message message = {
    .headers = &g_array_index (stream->headers, HeraldH2Header, 0),
    .n_headers = stream->headers->len,
    .body = body,
  };

  stream->answer_func (self, stream->error == NULL ? &message : NULL, stream->fate, stream->error,
                       stream->user_data);
  herald_h2_stream_free (stream);
}

static gboolean
may_give (HeraldH2Session *self)
{
  return self->deliveries.length > 0 && self->unsent_bytes <= MOST_UNSENT_BYTES;
}

static void
deliver (HeraldH2Session *self)
{
  while (may_give (self))
    {
      GList          *link = g_queue_pop_head_link (&self->deliveries);
      HeraldH2Stream *stream = link->data;

      stream->queued = FALSE;
      if (!self->is_server)
        give_answer (self, stream);
      else if (stream->id <= self->last_allowed_id)
        give_request (self, stream);
    }
  if (self->capacity_changed)
    {
      self->capacity_changed = FALSE;
      g_signal_emit_by_name (self, "capacity-changed");
    }
  if (self->closed && !self->closed_emitted)
    {
      self->closed_emitted = TRUE;
      g_signal_emit_by_name (self, "closed", self->close_error);
    }
}

static gboolean
has_deliveries (HeraldH2Session *self)
{
  return may_give (self) || self->capacity_changed || (self->closed && !self->closed_emitted);
}

/* Calls back and writes until there is nothing left to do. Within a callback it returns at once,
 * because the outer call goes on. */
void
herald_h2_session_pump (HeraldH2Session *self)
{
  if (self->pumping)
    return;
  g_object_ref (self);
  self->pumping = TRUE;
  do
    {
      deliver (self);
      herald_h2_session_flush (self);
    }
  while (has_deliveries (self));
  self->pumping = FALSE;
  g_object_unref (self);
}

static gboolean
wake_cb (gpointer data)
{
  g_autoptr (HeraldH2Session) self = data; /* the reference of herald_h2_session_schedule () */

  self->wake_pending = FALSE;
  herald_h2_session_pump (self);
  return G_SOURCE_CONTINUE;
}

/* Lets the pump run in the next turn of the loop, so that what one turn submits is written at once.
 */
void
herald_h2_session_schedule (HeraldH2Session *self)
{
  if (self->pumping || self->wake_pending || self->wake_source == NULL)
    return;
  self->wake_pending = TRUE;
  g_object_ref (self);
  herald_h2_source_wake (self->wake_source);
}

static void
close_stream (HeraldH2Session *self)
{
  g_autoptr (GIOStream) base = NULL;

  /* Closing TLS writes an alert and would wait for a peer that reads nothing; such a peer gets
   * none. */
  if (G_IS_TLS_CONNECTION (self->stream) &&
      (self->out->len > self->out_offset || !g_pollable_output_stream_is_writable (self->output)))
    {
      g_object_get (self->stream, "base-io-stream", &base, NULL);
      g_io_stream_close (base, NULL, NULL);
    }
  g_io_stream_close (self->stream, NULL, NULL);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const HeraldH2Stream *stream_a = *(HeraldH2Stream *const *) a;
  const HeraldH2Stream *stream_b = *(HeraldH2Stream *const *) b;

  return stream_a->id < stream_b->id ? -1 : 1;
}

static void
fail_streams (HeraldH2Session *self)
{
  g_autoptr (GPtrArray) streams = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (streams, value);
  g_ptr_array_sort (streams, compare_ids);
  for (guint i = 0; i < streams->len; i++)
    {
      HeraldH2Stream *stream = g_ptr_array_index (streams, i);

      if (self->is_server)
        {
          herald_h2_session_remove (self, stream);
          continue;
        }
      g_hash_table_remove (self->streams, GINT_TO_POINTER (stream->id));
      stream->fate = stream->sent ? HERALD_H2_UNKNOWN : HERALD_H2_NOT_PROCESSED;
      if (stream->error == NULL)
        stream->error = g_error_copy (self->close_error);
      herald_h2_session_queue (self, stream);
    }
}

/* Ends the connection; the pump then tells everyone. Takes the error. */
void
herald_h2_session_fail (HeraldH2Session *self, GError *error)
{
  g_autoptr (GError) taken = error;

  if (self->closed)
    return;
  self->closed = TRUE;
  self->close_error = g_steal_pointer (&taken);
  g_debug ("HTTP/2 connection ended: %s", herald_error_get_code_name (self->close_error));
  herald_h2_source_clear (&self->input_source);
  herald_h2_source_clear (&self->output_source);
  herald_h2_source_clear (&self->alive_source);
  close_stream (self);
  fail_streams (self);
}

static GError *
create_end_error (HeraldH2Session *self)
{
  if (self->go_away_reason != NULL)
    return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                        _("The server closed the connection (%s)"), self->go_away_reason);
  /* Without a farewell of either side it was nghttp2 that gave up on what the peer sent. */
  if (!self->draining && !nghttp2_session_want_read (self->protocol))
    return g_error_new_literal (HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                                _("What answers breaks the rules of HTTP/2; check the address, and whether "
                                  "a proxy or a firewall stands in between"));
  return g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK,
                              self->is_server ? _("The client closed the connection")
                                              : _("The server closed the connection"));
}

static void
fail_by_io (HeraldH2Session *self, const GError *cause)
{
  /* Many peers close TCP without the goodbye of TLS; HTTP/2 has its own. */
  if (cause == NULL || g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF) ||
      self->go_away_reason != NULL)
    herald_h2_session_fail (self, create_end_error (self));
  else
    herald_h2_session_fail (self, g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                                               _("The connection was lost: %s"), cause->message));
}

static gboolean
output_ready_cb (GObject *output, gpointer data)
{
  g_autoptr (HeraldH2Session) self = g_object_ref (data);

  herald_h2_source_clear (&self->output_source);
  herald_h2_session_pump (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_output (HeraldH2Session *self)
{
  self->output_source = g_pollable_output_stream_create_source (self->output, NULL);
  g_source_set_callback (self->output_source, G_SOURCE_FUNC (output_ready_cb), self, NULL);
  g_source_attach (self->output_source, g_main_context_get_thread_default ());
}

/* Collects what nghttp2 wants to send, up to one large write; FALSE ended the connection. */
static gboolean
fill_output (HeraldH2Session *self)
{
  if (self->out_offset > 0)
    g_byte_array_remove_range (self->out, 0, (guint) self->out_offset);
  self->out_offset = 0;
  while (self->out->len < WRITE_BYTES)
    {
      const uint8_t *data = NULL;
      const ssize_t  length = nghttp2_session_mem_send (self->protocol, &data);

      if (length < 0)
        {
          herald_h2_session_fail (self, g_error_new (HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                                                     _("The HTTP/2 connection failed: %s"),
                                                        nghttp2_strerror ((int) length)));
          return FALSE;
        }
      if (length == 0)
        break;
      g_byte_array_append (self->out, data, (guint) length);
    }
  return TRUE;
}

/* Writes the collected bytes; FALSE when the stream takes no more now, or never again. */
static gboolean
write_output (HeraldH2Session *self)
{
  while (self->out_offset < self->out->len)
    {
      g_autoptr (GError) error = NULL;
      gssize length;

      length = g_pollable_output_stream_write_nonblocking (self->output,
                                                           self->out->data + self->out_offset,
                                                           self->out->len - self->out_offset, NULL,
                                                           &error);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          wait_for_output (self);
          return FALSE;
        }
      if (length < 0)
        {
          fail_by_io (self, error);
          return FALSE;
        }
      self->out_offset += (gsize) length;
      self->written_us = g_get_monotonic_time ();
    }
  return TRUE;
}

/* Both sides have said that they are done. A client closes; a server first reads on for a moment,
 * because closing with unread bytes resets the connection and takes the last answers with it. */
static void
finish_if_done (HeraldH2Session *self)
{
  if (self->closing || nghttp2_session_want_read (self->protocol) ||
      nghttp2_session_want_write (self->protocol))
    return;
  if (!self->is_server)
    {
      herald_h2_session_fail (self, create_end_error (self));
      return;
    }
  if (self->linger_until_us > 0)
    return;
  self->linger_until_us = g_get_monotonic_time () + LINGER_US;
  herald_h2_session_arm (self);
}

/* Writes all that nghttp2 has, until there is no more or the stream takes no more. */
void
herald_h2_session_flush (HeraldH2Session *self)
{
  if (self->closed || self->output_source != NULL)
    return;
  do
    {
      if (!write_output (self) || !fill_output (self))
        return;
    }
  while (self->out->len > 0);
  finish_if_done (self);
}

static void
take_bytes (HeraldH2Session *self, const guint8 *bytes, gsize length)
{
  ssize_t result;

  if (self->linger_until_us > 0)
    return;
  result = nghttp2_session_mem_recv (self->protocol, bytes, length);
  if (result < 0)
    herald_h2_session_fail (self, g_error_new (HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                                               _("What answers breaks the rules of HTTP/2: %s"),
                                                  nghttp2_strerror ((int) result)));
}

static gboolean
input_ready_cb (GObject *input, gpointer data)
{
  g_autoptr (HeraldH2Session) self = g_object_ref (data);
  guint8 buffer[READ_BYTES];

  for (guint i = 0; i < READS_PER_TURN && !self->closed; i++)
    {
      g_autoptr (GError) error = NULL;
      gssize length;

      length =
        g_pollable_input_stream_read_nonblocking (self->input, buffer, sizeof buffer, NULL, &error);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      if (length > 0)
        take_bytes (self, buffer, (gsize) length);
      else
        fail_by_io (self, error);
    }
  self->received_us = g_get_monotonic_time ();
  herald_h2_session_pump (self);
  return G_SOURCE_CONTINUE;
}

static gint64
get_deadline (HeraldH2Session *self)
{
  if (self->linger_until_us > 0)
    return self->linger_until_us;
  if (self->ping_us > 0)
    return MAX (self->ping_us, self->received_us) + self->ping_timeout_us;
  if (self->is_server)
    return -1; /* it drops idle clients instead of asking them */
  if (g_hash_table_size (self->streams) > 0)
    return self->received_us + self->ping_after_active_us;
  return self->received_us + self->ping_after_idle_us;
}

/* Sets the next time at which something must be looked at. */
void
herald_h2_session_arm (HeraldH2Session *self)
{
  if (self->alive_source != NULL)
    herald_h2_source_set_deadline (self->alive_source, get_deadline (self));
}

static gboolean
alive_cb (gpointer data)
{
  g_autoptr (HeraldH2Session) self = g_object_ref (data);
  const gint64 deadline_us = get_deadline (self);

  /* Armed once for the earliest case; bytes that came since then have moved it. */
  if (deadline_us < 0 || g_get_monotonic_time () < deadline_us)
    herald_h2_session_arm (self);
  else if (self->linger_until_us > 0)
    herald_h2_session_fail (self, create_end_error (self));
  else if (self->ping_us > 0)
    herald_h2_session_fail (self, g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK,
                                                       _("The server does not answer any more")));
  else
    herald_h2_session_ping (self);
  herald_h2_session_pump (self);
  return G_SOURCE_CONTINUE;
}

/* Attaches the session to its loop and sends the first bytes. */
void
herald_h2_session_start (HeraldH2Session *self)
{
  self->wake_source = herald_h2_source_new (wake_cb, self);
  self->alive_source = herald_h2_source_new (alive_cb, self);
  self->input_source = g_pollable_input_stream_create_source (self->input, NULL);
  g_source_set_callback (self->input_source, G_SOURCE_FUNC (input_ready_cb), self, NULL);
  g_source_attach (self->input_source, g_main_context_get_thread_default ());
  self->received_us = g_get_monotonic_time ();
  self->written_us = self->received_us;
  herald_h2_session_arm (self);
  herald_h2_session_schedule (self);
}
