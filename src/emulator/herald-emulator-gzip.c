/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's library for Java packs the body of every call unless setDisableGZipContent () is called
 * (google-api-client 1.27, tried 2026-11), so Google's services unpack it. No other service here is
 * known to. */
#include "config.h"

#include "emulator/herald-emulator-gzip.h"

#define GOOGLE_PREFIX "/v1/projects/"
#define BLOCK_BYTES 16384
/* Far beyond any message; a few kilobytes can unpack to gigabytes. */
#define MOST_UNPACKED_BYTES ((guint) 1024 * 1024)

/**
 * herald_emulator_gzip_is_taken:
 * @path: of a request
 * @coding: its Content-Encoding
 *
 * **Thread:** any.
 *
 * Returns: whether the service there unpacks such a body
 */
gboolean
herald_emulator_gzip_is_taken (const char *path, const char *coding)
{
  return g_str_has_prefix (path, GOOGLE_PREFIX) &&
         (g_ascii_strcasecmp (coding, "gzip") == 0 || g_ascii_strcasecmp (coding, "x-gzip") == 0);
}

/* Returns: (transfer full) (nullable): NULL when it is no such body, or too much */
static GBytes *
unpack (GBytes *packed)
{
  g_autoptr (GZlibDecompressor) decompressor =
    g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_bytes (packed);
  g_autoptr (GInputStream) stream =
    g_converter_input_stream_new (memory, G_CONVERTER (decompressor));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 block[BLOCK_BYTES];
  gssize length;

  while ((length = g_input_stream_read (stream, block, sizeof block, NULL, NULL)) > 0 &&
         bytes->len + (guint) length <= MOST_UNPACKED_BYTES)
    g_byte_array_append (bytes, block, (guint) length);
  return length == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

/**
 * herald_emulator_gzip_unpack:
 * @call: a call whose body is packed
 *
 * Puts what was packed in its body's place.
 *
 * Returns: whether it could be unpacked
 */
gboolean
herald_emulator_gzip_unpack (HeraldEmulatorCall *call)
{
  g_autoptr (GBytes) unpacked = unpack (herald_emulator_call_get_body (call));

  if (unpacked == NULL)
    return FALSE;
  herald_emulator_call_set_body (call, unpacked);
  return TRUE;
}
