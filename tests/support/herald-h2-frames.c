/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 9113, 4.1 and 6; RFC 7541, 5.1 and 6.2.2. */
#include "config.h"

#include "herald-h2-frames.h"

#include <nghttp2/nghttp2.h>
#include <string.h>

#define LITERAL_NEVER_KEPT 0x00
#define LENGTH_PREFIX 0x7f
#define MORE_FOLLOWS 0x80U

static void
append_number (GByteArray *bytes, guint64 number, guint n_bytes)
{
  while (n_bytes-- > 0)
    {
      const guint8 byte = (guint8) (number >> (8 * n_bytes));

      g_byte_array_append (bytes, &byte, 1);
    }
}

/**
 * herald_h2_frames_add:
 * @frames: where to append
 * @type: of the frame
 * @flags: of the frame
 * @stream: 0 for the connection
 * @payload: (nullable): zeros when there is none
 * @length: of @payload
 */
void
herald_h2_frames_add (GByteArray *frames,
                      guint8      type,
                      guint8      flags,
                      guint32     stream,
                      const void *payload,
                      gsize       length)
{
  const guint offset = frames->len + (guint) HERALD_H2_FRAME_HEAD_BYTES;

  append_number (frames, length, 3);
  append_number (frames, type, 1);
  append_number (frames, flags, 1);
  append_number (frames, stream, 4);
  g_byte_array_set_size (frames, offset + (guint) length);
  if (payload == NULL)
    memset (frames->data + offset, 0, length);
  else if (length > 0)
    memcpy (frames->data + offset, payload, length);
}

/**
 * herald_h2_frames_add_text:
 * @frames: where to append
 * @type: of the frame
 * @flags: of the frame
 * @stream: 0 for the connection
 * @text: its payload
 */
void
herald_h2_frames_add_text (GByteArray *frames,
                           guint8      type,
                           guint8      flags,
                           guint32     stream,
                           const char *text)
{
  herald_h2_frames_add (frames, type, flags, stream, text, strlen (text));
}

/**
 * herald_h2_frames_add_number:
 * @frames: where to append
 * @type: of a frame that holds one number: RST_STREAM, WINDOW_UPDATE
 * @stream: 0 for the connection
 * @number: the number
 */
void
herald_h2_frames_add_number (GByteArray *frames, guint8 type, guint32 stream, guint32 number)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();

  append_number (payload, number, 4);
  herald_h2_frames_add (frames, type, 0, stream, payload->data, payload->len);
}

/**
 * herald_h2_frames_add_setting:
 * @frames: where to append
 * @name: which setting
 * @value: its value
 */
void
herald_h2_frames_add_setting (GByteArray *frames, guint16 name, guint32 value)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();

  append_number (payload, name, 2);
  append_number (payload, value, 4);
  herald_h2_frames_add (frames, NGHTTP2_SETTINGS, 0, 0, payload->data, payload->len);
}

/**
 * herald_h2_frames_add_go_away:
 * @frames: where to append
 * @last_stream: later ones were not looked at
 * @code: of HTTP/2
 * @words: (nullable): what is said beside it
 */
void
herald_h2_frames_add_go_away (GByteArray *frames,
                              guint32     last_stream,
                              guint32     code,
                              const char *words)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();

  append_number (payload, last_stream, 4);
  append_number (payload, code, 4);
  if (words != NULL)
    g_byte_array_append (payload, (const guint8 *) words, (guint) strlen (words));
  herald_h2_frames_add (frames, NGHTTP2_GOAWAY, 0, 0, payload->data, payload->len);
}

static void
append_string (GByteArray *block, const char *text)
{
  const gsize length = strlen (text);
  gsize       rest = length - MIN (length, LENGTH_PREFIX);

  append_number (block, MIN (length, LENGTH_PREFIX), 1);
  if (length >= LENGTH_PREFIX)
    {
      for (; rest >= MORE_FOLLOWS; rest /= MORE_FOLLOWS)
        append_number (block, rest % MORE_FOLLOWS + MORE_FOLLOWS, 1);
      append_number (block, rest, 1);
    }
  g_byte_array_append (block, (const guint8 *) text, (guint) length);
}

/**
 * herald_h2_block_add:
 * @block: where to append
 * @name: of a header
 * @value: of a header
 */
void
herald_h2_block_add (GByteArray *block, const char *name, const char *value)
{
  append_number (block, LITERAL_NEVER_KEPT, 1);
  append_string (block, name);
  append_string (block, value);
}

/**
 * herald_h2_frames_add_head:
 * @frames: where to append
 * @flags: of the frame
 * @stream: of the request
 * @status: of the answer
 * @headers: (nullable): lines as of HTTP/1.1, each ended by CR LF
 */
void
herald_h2_frames_add_head (GByteArray *frames,
                           guint8      flags,
                           guint32     stream,
                           guint       status,
                           const char *headers)
{
  g_autoptr (GByteArray) block = g_byte_array_new ();
  g_autofree char *number = g_strdup_printf ("%u", status);
  g_auto (GStrv) lines = g_strsplit (headers != NULL ? headers : "", "\r\n", -1);

  herald_h2_block_add (block, ":status", number);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) halves = g_strsplit (lines[i], ": ", 2);
      g_autofree char *name = g_ascii_strdown (halves[0], -1);

      herald_h2_block_add (block, name, halves[1]);
    }
  herald_h2_frames_add (frames, NGHTTP2_HEADERS, flags, stream, block->data, block->len);
}

/**
 * herald_h2_frames_add_answer:
 * @frames: where to append
 * @stream: of the request
 * @status: of the answer
 * @headers: (nullable): as for herald_h2_frames_add_head()
 * @body: of the answer
 */
void
herald_h2_frames_add_answer (GByteArray *frames,
                             guint32     stream,
                             guint       status,
                             const char *headers,
                             const char *body)
{
  herald_h2_frames_add_head (frames, NGHTTP2_FLAG_END_HEADERS, stream, status, headers);
  herald_h2_frames_add_text (frames, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, stream, body);
}
