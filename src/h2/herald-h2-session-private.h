/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of HeraldH2Session share, and what only the client, the server and their tests
 * may ask of it. */
#pragma once

#include "h2/herald-h2-stream.h"

G_BEGIN_DECLS

#define HERALD_H2_MAX_HEADERS 64
#define HERALD_H2_MAX_HEADER_BYTES ((gsize) 64 * 1024)

/* Apple asks for at most one PING an hour on an idle connection: “Sending notification requests to
 * APNs”, read 2026-11. A quiet connection with requests in flight is asked much sooner. */
#define HERALD_H2_PING_AFTER_ACTIVE_MS (20 * 1000)
#define HERALD_H2_PING_AFTER_IDLE_MS (60 * 60 * 1000)
#define HERALD_H2_PING_TIMEOUT_MS (10 * 1000)

struct _HeraldH2Session
{
  GObject parent_instance;

  GIOStream             *stream;   /* (owned) */
  GPollableInputStream  *input;    /* (unowned): of the stream */
  GPollableOutputStream *output;   /* (unowned): of the stream */
  nghttp2_session       *protocol; /* (owned) */
  gboolean               is_server;
  gsize                  max_body_bytes;
  guint                  max_streams; /* server: as announced last */
  HeraldH2RequestFunc    request_func;
  gpointer               user_data;

  GHashTable *streams;         /* (owned) (element-type gint32 HeraldH2Stream) */
  GQueue      deliveries;      /* (element-type HeraldH2Stream): streams to call back for */
  gint32      last_given_id;   /* server: of the last request handed out */
  gint32      last_allowed_id; /* server: later ones were refused by our GOAWAY */
  guint       n_given;         /* server: requests the application still owes an answer */

  GByteArray *out; /* (owned): bytes that nghttp2 made and the stream has not taken */
  gsize       out_offset;

  GSource *input_source;  /* (owned) (nullable) */
  GSource *output_source; /* (owned) (nullable): only while the stream takes no more */
  GSource *wake_source;   /* (owned) (nullable) */
  GSource *alive_source;  /* (owned) (nullable): ping, its deadline, the linger time */

  gint64 received_us; /* the last byte, monotonic */
  gint64 written_us;
  gint64 ping_us; /* 0 when none is unanswered */
  gint64 ping_after_active_us;
  gint64 ping_after_idle_us;
  gint64 ping_timeout_us;
  gint64 linger_until_us; /* 0: not lingering */

  gsize unread_bytes; /* server: of bodies whose request was not handed out */
  gsize unsent_bytes; /* server: of answers' bodies that nghttp2 did not take */

  guint  n_resets; /* server: streams that the client gave up or broke, since */
  gint64 resets_since_us;

  char   *large_prefix; /* (owned) (nullable): server: where large_text is the answer */
  GBytes *large_text;   /* (owned) (nullable) */

  gboolean settings_received;
  gboolean draining;  /* a GOAWAY came or went */
  gboolean sent_away; /* one came that names an error */
  gboolean capacity_changed;
  gboolean wake_pending; /* owns a reference to the session */
  gboolean pumping;
  gboolean closing; /* herald_h2_session_close() is at work */
  gboolean closed;
  gboolean closed_emitted;
  char    *go_away_reason; /* (owned) (nullable) */
  GError  *close_error;    /* (owned) (nullable) */
};

/* herald-h2-session-protocol.c */
nghttp2_session *herald_h2_session_create_protocol (HeraldH2Session *self, guint max_streams);
void             herald_h2_session_queue (HeraldH2Session *self, HeraldH2Stream *stream);
void             herald_h2_session_remove (HeraldH2Session *self, HeraldH2Stream *stream);
gint32           herald_h2_session_submit_request (HeraldH2Session      *self,
                                                   const HeraldH2Header *headers,
                                                   gsize                 n_headers,
                                                   HeraldH2Stream       *stream);
void             herald_h2_session_submit_answer (HeraldH2Session      *self,
                                                  HeraldH2Stream       *stream,
                                                  guint                 status,
                                                  const HeraldH2Header *headers,
                                                  gsize                 n_headers,
                                                  GBytes               *body);

/* herald-h2-session-io.c */
void herald_h2_session_start (HeraldH2Session *self);
void herald_h2_session_schedule (HeraldH2Session *self);
void herald_h2_session_pump (HeraldH2Session *self);
void herald_h2_session_flush (HeraldH2Session *self);
void herald_h2_session_fail (HeraldH2Session *self, GError *error);
void herald_h2_session_arm (HeraldH2Session *self);

/* For the client, the server and their tests. */
/* Server: below @path_prefix, a body that is too large is answered with this JSON. */
void
herald_h2_session_set_large_text (HeraldH2Session *self, const char *path_prefix, GBytes *text);
void   herald_h2_session_dismiss (HeraldH2Session *self, const char *debug_data);
gint64 herald_h2_session_get_quiet_since (HeraldH2Session *self);
/* Client: it has begun well and ended in good order, so that another one may be tried. */
gboolean herald_h2_session_was_friendly (HeraldH2Session *self);
void     herald_h2_session_set_liveness_ms (HeraldH2Session *self,
                                            guint            ping_after_active_ms,
                                            guint            ping_after_idle_ms,
                                            guint            ping_timeout_ms);

G_END_DECLS
