/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One stream of a session: what came in so far and what still goes out. Private to this layer. */
#pragma once

#include <nghttp2/nghttp2.h>

#include "h2/herald-h2-session.h"

G_BEGIN_DECLS

typedef struct
{
  GList  link; /* in the session's queue of streams to deliver; data is the stream itself */
  gint32 id;

  gboolean queued;     /* in that queue */
  gboolean head_done;  /* the header block is complete; later ones are trailers */
  gboolean ended;      /* the peer has sent all of its side */
  gboolean sent;       /* client: the request's headers were handed to the connection */
  gboolean broken_off; /* client: by us, for what came */
  gboolean given;      /* server: the application has the request */
  gboolean responded;  /* server: an answer was submitted */

  GArray     *headers; /* (element-type HeraldH2Header) (owned): point into the buffers */
  GPtrArray  *buffers; /* (element-type nghttp2_rcbuf) (owned) */
  gsize       header_bytes;
  guint       pseudo_seen;     /* server: which pseudo headers came */
  gboolean    regular_seen;    /* server: a header that is none came */
  gint64      announced_bytes; /* server: the content length, -1 when there is none */
  GByteArray *body;            /* (owned) (nullable) */
  gsize       discarded_bytes; /* server: of a body that came too late or was too long */

  GBytes *upload; /* (owned) (nullable): our side's body */
  gsize   upload_offset;

  HeraldH2AnswerFunc answer_func;
  gpointer           user_data;
  HeraldH2Fate       fate;
  GError            *error; /* (owned) (nullable) */
} HeraldH2Stream;

HeraldH2Stream *herald_h2_stream_new (gint32 id);
void            herald_h2_stream_free (HeraldH2Stream *self);
void herald_h2_stream_add_header (HeraldH2Stream *self, nghttp2_rcbuf *name, nghttp2_rcbuf *value);
void herald_h2_stream_clear_received (HeraldH2Stream *self);
void herald_h2_stream_add_body (HeraldH2Stream *self, const guint8 *data, gsize length);
GBytes  *herald_h2_stream_take_body (HeraldH2Stream *self);
gsize    herald_h2_stream_get_body_size (HeraldH2Stream *self);
gboolean herald_h2_stream_read_upload (HeraldH2Stream *self, guint8 *buffer, gsize *length);

G_END_DECLS
