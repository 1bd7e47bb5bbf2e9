/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects one stream's headers and body, and hands out our side's body piece by piece. */
#include "config.h"

#include "h2/herald-h2-stream.h"

#include <string.h>

#define USUAL_N_HEADERS 16

static void
buffer_unref (gpointer buffer)
{
  nghttp2_rcbuf_decref (buffer);
}

/**
 * herald_h2_stream_new:
 * @id: the stream's number
 *
 * Returns: (transfer full): a stream without anything received
 */
HeraldH2Stream *
herald_h2_stream_new (gint32 id)
{
  HeraldH2Stream *self = g_new0 (HeraldH2Stream, 1);

  self->link.data = self;
  self->id = id;
  self->announced_bytes = -1;
  self->headers = g_array_sized_new (FALSE, FALSE, sizeof (HeraldH2Header), USUAL_N_HEADERS);
  self->buffers = g_ptr_array_new_full (2 * USUAL_N_HEADERS, buffer_unref);
  return self;
}

/**
 * herald_h2_stream_free:
 * @self: (transfer full): a stream in no queue
 */
void
herald_h2_stream_free (HeraldH2Stream *self)
{
  g_assert (!self->queued);

  g_array_unref (self->headers);
  g_ptr_array_unref (self->buffers);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->upload, g_bytes_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * herald_h2_stream_add_header:
 * @self: a stream
 * @name: the name; referenced
 * @value: the value; referenced
 */
void
herald_h2_stream_add_header (HeraldH2Stream *self, nghttp2_rcbuf *name, nghttp2_rcbuf *value)
{
  const nghttp2_vec    name_bytes = nghttp2_rcbuf_get_buf (name);
  const nghttp2_vec    value_bytes = nghttp2_rcbuf_get_buf (value);
  const HeraldH2Header header = {
    .name = (const char *) name_bytes.base,
    .value = (const char *) value_bytes.base,
  };

  nghttp2_rcbuf_incref (name);
  nghttp2_rcbuf_incref (value);
  g_ptr_array_add (self->buffers, name);
  g_ptr_array_add (self->buffers, value);
  g_array_append_val (self->headers, header);
  self->header_bytes += name_bytes.len + value_bytes.len;
}

/**
 * herald_h2_stream_clear_received:
 * @self: a stream
 *
 * Forgets headers and body: after an interim (1xx) answer, or when they were given away.
 */
void
herald_h2_stream_clear_received (HeraldH2Stream *self)
{
  g_array_set_size (self->headers, 0);
  g_ptr_array_set_size (self->buffers, 0);
  self->header_bytes = 0;
  g_clear_pointer (&self->body, g_byte_array_unref);
}

/**
 * herald_h2_stream_add_body:
 * @self: a stream
 * @data: what came in
 * @length: bytes in @data
 */
void
herald_h2_stream_add_body (HeraldH2Stream *self, const guint8 *data, gsize length)
{
  if (self->body == NULL)
    self->body = g_byte_array_new ();
  g_byte_array_append (self->body, data, (guint) length);
}

/**
 * herald_h2_stream_take_body:
 * @self: a stream
 *
 * Returns: (transfer full): all that came in, empty when nothing did
 */
GBytes *
herald_h2_stream_take_body (HeraldH2Stream *self)
{
  if (self->body == NULL)
    return g_bytes_new_static ("", 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
}

/**
 * herald_h2_stream_get_body_size:
 * @self: a stream
 *
 * Returns: bytes that came in so far
 */
gsize
herald_h2_stream_get_body_size (HeraldH2Stream *self)
{
  return self->body == NULL ? 0 : self->body->len;
}

/**
 * herald_h2_stream_read_upload:
 * @self: a stream with a body to send
 * @buffer: where to copy it
 * @length: (inout): room in @buffer; bytes copied
 *
 * Returns: whether that was the last of it
 */
gboolean
herald_h2_stream_read_upload (HeraldH2Stream *self, guint8 *buffer, gsize *length)
{
  gsize         size = 0;
  const guint8 *data = g_bytes_get_data (self->upload, &size);

  *length = MIN (*length, size - self->upload_offset);
  if (*length > 0)
    memcpy (buffer, data + self->upload_offset, *length);
  self->upload_offset += *length;
  return self->upload_offset == size;
}
