/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of RFC 9113, 8.2 and 8.3, for requests. nghttp2 would check them, too, but there is no
 * telling it to let a scheme such as “https:” pass, which the services take: a client library of
 * Google sends it. */
#include "config.h"

#include "h2/herald-h2-rules.h"

#include <string.h>

static const struct
{
  const char *name;
  guint       bit;
} pseudo_headers[] = {
  { ":method", 1 << 0 },
  { ":scheme", 1 << 1 },
  { ":path", 1 << 2 },
  { ":authority", 1 << 3 },
};
#define NEEDED_BITS 0x7u

/* They belong to a connection of HTTP/1.1 and have no meaning here: RFC 9113, 8.2.2. */
static const char *const connection_headers[] = {
  "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", NULL,
};

static gboolean
check_pseudo_value (const char *name, nghttp2_vec value)
{
  if (strcmp (name, ":method") == 0)
    return nghttp2_check_method (value.base, value.len) != 0;
  if (strcmp (name, ":path") == 0)
    return value.len > 0 && nghttp2_check_path (value.base, value.len) != 0;
  if (strcmp (name, ":authority") == 0)
    return nghttp2_check_authority (value.base, value.len) != 0;
  return value.len > 0;
}

static gboolean
check_pseudo (HeraldH2Stream *stream, const char *name, nghttp2_vec value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pseudo_headers); i++)
    {
      if (strcmp (name, pseudo_headers[i].name) != 0)
        continue;
      if (stream->regular_seen || (stream->pseudo_seen & pseudo_headers[i].bit) != 0)
        return FALSE;
      stream->pseudo_seen |= pseudo_headers[i].bit;
      return check_pseudo_value (name, value);
    }
  return FALSE;
}

static gboolean
read_length (HeraldH2Stream *stream, const char *text)
{
  guint64 length = 0;

  if (stream->announced_bytes >= 0 ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &length, NULL))
    return FALSE;
  stream->announced_bytes = (gint64) length;
  return TRUE;
}

/**
 * herald_h2_rules_check_header:
 * @stream: a request whose head or trailers come in
 * @name: a header's name, terminated by a zero byte behind its length
 * @value: its value, terminated in the same way
 *
 * Returns: whether it may stand there
 */
gboolean
herald_h2_rules_check_header (HeraldH2Stream *stream, nghttp2_vec name, nghttp2_vec value)
{
  const char *text = (const char *) name.base;

  if (nghttp2_check_header_value_rfc9113 (value.base, value.len) == 0)
    return FALSE;
  if (name.len > 0 && *text == ':')
    return !stream->head_done && check_pseudo (stream, text, value);
  stream->regular_seen = TRUE;
  if (nghttp2_check_header_name (name.base, name.len) == 0 ||
      g_strv_contains (connection_headers, text))
    return FALSE;
  if (strcmp (text, "te") == 0)
    return g_ascii_strcasecmp ((const char *) value.base, "trailers") == 0;
  return stream->head_done || strcmp (text, "content-length") != 0 ||
         read_length (stream, (const char *) value.base);
}

/**
 * herald_h2_rules_check_head:
 * @stream: a request whose head is complete
 *
 * Returns: whether nothing is missing in it
 */
gboolean
herald_h2_rules_check_head (HeraldH2Stream *stream)
{
  return (stream->pseudo_seen & NEEDED_BITS) == NEEDED_BITS;
}

/**
 * herald_h2_rules_check_end:
 * @stream: a request that is complete
 *
 * Returns: whether its body is as long as was announced, if it was
 */
gboolean
herald_h2_rules_check_end (HeraldH2Stream *stream)
{
  return stream->announced_bytes < 0 ||
         (guint64) stream->announced_bytes ==
           herald_h2_stream_get_body_size (stream) + stream->discarded_bytes;
}
