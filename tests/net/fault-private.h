/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The faults, what each does to a peer, and what has to come of it. */
#pragma once

#include "fault-fixture.h"

G_BEGIN_DECLS

typedef enum
{
  FAULT_REFUSED,
  FAULT_MUTE, /* a connection, and no word on it */
  FAULT_UNTRUSTED,
  FAULT_WRONG_NAME,
  FAULT_EXPIRED,
  FAULT_STALLED,
  FAULT_STALLED_IN_BODY,
  FAULT_DRIPPING,
  FAULT_CANCELLED, /* by the person, while the answer is on its way */
  FAULT_RESET_EARLY,
  FAULT_RESET_IN_BODY_ONCE,
  FAULT_RESET_IN_BODY,
  FAULT_CUT_OFF,
  FAULT_TRUNCATED, /* whole for HTTP, and not for JSON */
  FAULT_GARBAGE,
  FAULT_ENDLESS_HEAD,
  FAULT_ENDLESS,
  FAULT_WRONG_TYPE,
  FAULT_WEB_PAGE,
  FAULT_UNAUTHORIZED_ONCE,
  FAULT_UNAUTHORIZED,
  FAULT_QUOTED, /* 400, and the secrets of the request in its words */
  FAULT_THROTTLED_ONCE,
  FAULT_THROTTLED_ONCE_BARE, /* without Retry-After */
  FAULT_THROTTLED,
  FAULT_UNAVAILABLE_ONCE,
  FAULT_UNAVAILABLE,
  FAULT_REDIRECT_AWAY,
  FAULT_REDIRECT_WITHIN, /* to another server of the environment */
  FAULT_REDIRECT_LOOP,   /* to the same address of the same server */
  FAULT_N_OF_HTTP1,
  /* HTTP/2 only. The first ones begin with the connection. */
  FAULT_NO_ALPN = FAULT_N_OF_HTTP1,
  FAULT_ONLY_HTTP1,
  FAULT_NOT_HTTP2,     /* agreed on it and does not talk it */
  FAULT_NO_SETTINGS,   /* TLS, and no word over it */
  FAULT_NO_STREAMS,    /* a limit of none */
  FAULT_STREAMS_LATER, /* the same, and then of one */
  FAULT_WINDOW_SHUT,   /* no body may be sent */
  FAULT_GOAWAY_EARLY_ONCE,
  FAULT_GOAWAY_EARLY,
  FAULT_GOAWAY_BELOW_ONCE, /* our stream was not looked at */
  FAULT_GOAWAY_BELOW,
  FAULT_GOAWAY, /* it was, and no answer comes */
  FAULT_GOAWAY_ANSWERED,
  FAULT_GOAWAY_QUOTED, /* the secrets of the request in its words */
  FAULT_REFUSED_STREAM_ONCE,
  FAULT_REFUSED_STREAM,
  FAULT_RESET_STREAM,
  FAULT_RESET_STREAM_CALM, /* ENHANCE_YOUR_CALM */
  FAULT_RESET_STREAM_IN_BODY,
  FAULT_FROZEN, /* the connection stays, and nobody is there */
  FAULT_FRAME_TOO_LARGE,
  FAULT_HPACK_GARBAGE,
  FAULT_HEADER_BOMB, /* small on the wire */
  FAULT_ENDLESS_INTERIM,
  FAULT_EMPTY_FRAMES,
  FAULT_PING_FLOOD,
  FAULT_SETTINGS_FLOOD,
  FAULT_PUSH_PROMISE,
  FAULT_NO_APNS_ID,
  FAULT_FORBIDDEN, /* not for its age: a new token is of no use */
  FAULT_N_FAULTS
} Fault;

#define FAULT_FINE (-1)
#define FAULT_ENDED (-2) /* G_IO_ERROR_CANCELLED */

typedef struct
{
  int      code; /* FAULT_FINE, FAULT_ENDED or a HeraldError */
  guint    n_sent;
  gboolean may_have_happened; /* so that nobody sends it again without asking */
} FaultOutcome;

struct _FaultCell
{
  const FaultTable *table;
  const FaultCall  *call;
  Fault             fault;
};

const char *fault_get_name (Fault fault);
gboolean    fault_is_of_connection (Fault fault);
gboolean    fault_begins_with_connection (Fault fault);
gboolean    fault_applies_to (Fault fault, const FaultTable *table);
gboolean    fault_takes_time (Fault fault);
gboolean    fault_call_is_get (const FaultCall *call);
const char *fault_call_get_path (const FaultCall *call);
/* What the sentence has to hold, each after a comma; “|” between what says the same. */
const char  *fault_get_words (Fault fault);
FaultOutcome fault_expect (const FaultCell *cell);
FaultOutcome fault_expect_h2 (const FaultCell *cell);
/* The next answers of the peer to that call. */
void fault_script (FaultFixture *fixture, const FaultCell *cell);
void fault_script_h2 (FaultFixture *fixture);
/* What the peer says to every request that no fault is for. */
extern const HeraldH2Talk fault_good_talk;
/* (transfer full) (nullable): @text with the peer's origin in it. */
char *fault_fill (FaultFixture *fixture, const char *text);

G_END_DECLS
