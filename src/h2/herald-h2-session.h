/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP/2 over any GIOStream, both sides; nghttp2 does the protocol, GIO the bytes. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_H2_SESSION (herald_h2_session_get_type ())
G_DECLARE_FINAL_TYPE (HeraldH2Session, herald_h2_session, HERALD, H2_SESSION, GObject)

typedef struct
{
  const char *name; /* lower case; pseudo headers included, such as “:method” */
  const char *value;
} HeraldH2Header;

/* What became of a request that got no answer. */
typedef enum
{
  HERALD_H2_NOT_PROCESSED, /* refused or after GOAWAY's last stream: may be sent again */
  HERALD_H2_UNKNOWN,       /* the server may have acted on it */
} HeraldH2Fate;

/* A whole answer (client) or a whole request (server). Valid only during the call it is given to;
 * reference the body to keep it. */
typedef struct
{
  const HeraldH2Header *headers;
  gsize                 n_headers;
  GBytes               *body; /* (owned by the caller) never NULL */
} HeraldH2Message;

/* Client: called once per request, with an answer or with an error and the request's fate. */
typedef void (*HeraldH2AnswerFunc) (HeraldH2Session       *session,
                                    const HeraldH2Message *answer,
                                    HeraldH2Fate           fate,
                                    const GError          *error,
                                    gpointer               user_data);

/* Server: called once per complete request; answer now or later by herald_h2_session_respond(). */
typedef void (*HeraldH2RequestFunc) (HeraldH2Session       *session,
                                     gint32                 stream_id,
                                     const HeraldH2Message *request,
                                     gpointer               user_data);

const char *herald_h2_message_get_header (const HeraldH2Message *message, const char *name);
guint       herald_h2_message_get_status (const HeraldH2Message *message);

HeraldH2Session *herald_h2_session_new_client (GIOStream *stream);
HeraldH2Session *herald_h2_session_new_server (GIOStream          *stream,
                                               guint               max_streams,
                                               gsize               max_body_bytes,
                                               HeraldH2RequestFunc request_func,
                                               gpointer            user_data);
/* Signal “closed” (const GError *error): once, when the connection has ended.
 * Signal “capacity-changed”: the peer's settings, a ping's answer or its farewell came; the
 * capacity is 0 until the first of them. */
gboolean herald_h2_session_is_open (HeraldH2Session *self);
guint    herald_h2_session_get_capacity (HeraldH2Session *self);
guint    herald_h2_session_get_n_active (HeraldH2Session *self);
/* (transfer none) (nullable): what the peer showed when TLS began. */
GTlsCertificate *herald_h2_session_get_peer_certificate (HeraldH2Session *self);
gint32           herald_h2_session_request (HeraldH2Session      *self,
                                            const HeraldH2Header *headers,
                                            gsize                 n_headers,
                                            GBytes               *body,
                                            HeraldH2AnswerFunc    answer_func,
                                            gpointer              user_data,
                                            GError              **error);
void             herald_h2_session_cancel (HeraldH2Session *self, gint32 stream_id);
void             herald_h2_session_respond (HeraldH2Session      *self,
                                            gint32                stream_id,
                                            guint                 status,
                                            const HeraldH2Header *headers,
                                            gsize                 n_headers,
                                            GBytes               *body);
void
herald_h2_session_reset_stream (HeraldH2Session *self, gint32 stream_id, guint32 h2_error_code);
/* Server: a new limit of what the client may have open at once. */
void herald_h2_session_set_max_streams (HeraldH2Session *self, guint max_streams);
void herald_h2_session_ping (HeraldH2Session *self);
void
herald_h2_session_go_away (HeraldH2Session *self, guint32 h2_error_code, const char *debug_data);
void herald_h2_session_close (HeraldH2Session *self);

G_END_DECLS
