/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes HTTP/2 byte by byte, also what no library would write. Types and flags are nghttp2's. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HERALD_H2_FRAME_HEAD_BYTES ((gsize) 9)

void herald_h2_frames_add (GByteArray *frames,
                           guint8      type,
                           guint8      flags,
                           guint32     stream,
                           const void *payload, /* (nullable): zeros */
                           gsize       length);
void herald_h2_frames_add_text (GByteArray *frames,
                                guint8      type,
                                guint8      flags,
                                guint32     stream,
                                const char *text);
void herald_h2_frames_add_number (GByteArray *frames, guint8 type, guint32 stream, guint32 number);
void herald_h2_frames_add_setting (GByteArray *frames, guint16 name, guint32 value);
void herald_h2_frames_add_go_away (GByteArray *frames,
                                   guint32     last_stream,
                                   guint32     code,
                                   const char *words);
/* @headers: (nullable): lines as of HTTP/1.1, each ended by CR LF. A head without an end. */
void herald_h2_frames_add_head (GByteArray *frames,
                                guint8      flags,
                                guint32     stream,
                                guint       status,
                                const char *headers);
/* A whole answer. */
void herald_h2_frames_add_answer (GByteArray *frames,
                                  guint32     stream,
                                  guint       status,
                                  const char *headers,
                                  const char *body);
/* For a block of headers: HPACK without its tables and without Huffman. */
void herald_h2_block_add (GByteArray *block, const char *name, const char *value);

G_END_DECLS
