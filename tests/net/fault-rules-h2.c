/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has to come of a fault on HTTP/2, by RFC 9113, 6.8 and 8.7 and contract: apns-fcm, 6.5: sent
 * again is what the server has not looked at, and what APNs says it did not do. */
#include "config.h"

#include "fault-private.h"

#include "base/herald-error.h"

#define MOST_PUSHES 3
#define MOST_REFUSALS 6
#define MOST_CONNECTIONS 5

#define NEVER_CAME(code)                                                                           \
  (FaultOutcome) { code, 0, FALSE }
#define MAY_HAVE_HAPPENED(code)                                                                    \
  (FaultOutcome) { code, 1, TRUE }

static FaultOutcome
expect_once (const FaultCall *call, FaultRules rule, HeraldError code)
{
  if ((call->rules & rule) != 0)
    return (FaultOutcome){ FAULT_FINE, 2, FALSE };
  return (FaultOutcome){ (int) code, 1, FALSE };
}

static FaultOutcome
expect_always (const FaultCall *call, FaultRules rule, HeraldError code, guint most)
{
  return (FaultOutcome){ (int) code, (call->rules & rule) != 0 ? most : 1, FALSE };
}

static FaultOutcome
expect_status (const FaultCall *call, Fault fault)
{
  switch ((int) fault)
    {
    case FAULT_UNAUTHORIZED_ONCE:
      return expect_once (call, FAULT_BEARER, HERALD_ERROR_AUTH);
    case FAULT_UNAUTHORIZED:
      return expect_always (call, FAULT_BEARER, HERALD_ERROR_AUTH, 2);
    case FAULT_FORBIDDEN:
      return (FaultOutcome){ HERALD_ERROR_AUTH, 1, FALSE };
    case FAULT_THROTTLED_ONCE:
      return expect_once (call, FAULT_BUSY, HERALD_ERROR_THROTTLED);
    /* Without a time it is about this one device. */
    case FAULT_THROTTLED_ONCE_BARE:
      return (FaultOutcome){ HERALD_ERROR_THROTTLED, 1, FALSE };
    case FAULT_THROTTLED:
      return expect_always (call, FAULT_BUSY, HERALD_ERROR_THROTTLED, MOST_PUSHES);
    case FAULT_UNAVAILABLE_ONCE:
      return expect_once (call, FAULT_BUSY, HERALD_ERROR_REMOTE);
    case FAULT_UNAVAILABLE:
      return expect_always (call, FAULT_BUSY, HERALD_ERROR_REMOTE, MOST_PUSHES);
    case FAULT_REDIRECT_AWAY:
    case FAULT_REDIRECT_WITHIN:
    case FAULT_REDIRECT_LOOP:
      return (FaultOutcome){ HERALD_ERROR_PROTOCOL, 1, FALSE };
    default: /* 400, whole or not */
      return (FaultOutcome){ HERALD_ERROR_REMOTE, 1, FALSE };
    }
}

static FaultOutcome
expect_answer (const FaultCall *call, Fault fault)
{
  switch ((int) fault)
    {
    case FAULT_WRONG_TYPE:
    case FAULT_STREAMS_LATER:
    case FAULT_GOAWAY_EARLY_ONCE:
    case FAULT_GOAWAY_ANSWERED:
      return (FaultOutcome){ FAULT_FINE, 1, FALSE };
    case FAULT_GOAWAY_BELOW_ONCE:
    case FAULT_REFUSED_STREAM_ONCE:
      return (FaultOutcome){ FAULT_FINE, 2, FALSE };
    case FAULT_GOAWAY_BELOW:
      return (FaultOutcome){ HERALD_ERROR_NETWORK, MOST_CONNECTIONS, FALSE };
    case FAULT_REFUSED_STREAM:
      return (FaultOutcome){ HERALD_ERROR_NETWORK, MOST_REFUSALS, FALSE };
    case FAULT_CUT_OFF:
    case FAULT_GARBAGE:
    case FAULT_ENDLESS_HEAD:
    case FAULT_ENDLESS:
    case FAULT_WEB_PAGE:
    case FAULT_FRAME_TOO_LARGE:
    case FAULT_HPACK_GARBAGE:
    case FAULT_HEADER_BOMB:
    case FAULT_PING_FLOOD:
    case FAULT_SETTINGS_FLOOD:
    case FAULT_PUSH_PROMISE:
    case FAULT_NO_APNS_ID:
      return MAY_HAVE_HAPPENED (HERALD_ERROR_PROTOCOL);
    default:
      return expect_status (call, fault);
    }
}

/**
 * fault_expect_h2:
 * @cell: a call over HTTP/2 and a fault
 *
 * Returns: what has to come of it
 */
FaultOutcome
fault_expect_h2 (const FaultCell *cell)
{
  switch ((int) cell->fault)
    {
    case FAULT_REFUSED:
    case FAULT_MUTE:
    case FAULT_UNTRUSTED:
    case FAULT_WRONG_NAME:
    case FAULT_EXPIRED:
    case FAULT_NO_ALPN:
    case FAULT_ONLY_HTTP1:
    case FAULT_NO_SETTINGS:
    case FAULT_NO_STREAMS:
    case FAULT_GOAWAY_EARLY:
      return NEVER_CAME (HERALD_ERROR_NETWORK);
    case FAULT_NOT_HTTP2:
      return NEVER_CAME (HERALD_ERROR_PROTOCOL);
    case FAULT_STALLED:
    case FAULT_STALLED_IN_BODY:
    case FAULT_DRIPPING:
    case FAULT_WINDOW_SHUT:
    case FAULT_RESET_EARLY:
    case FAULT_RESET_IN_BODY_ONCE:
    case FAULT_RESET_IN_BODY:
    case FAULT_GOAWAY:
    case FAULT_GOAWAY_QUOTED:
    case FAULT_RESET_STREAM:
    case FAULT_RESET_STREAM_CALM:
    case FAULT_RESET_STREAM_IN_BODY:
    case FAULT_FROZEN:
    case FAULT_ENDLESS_INTERIM:
    case FAULT_EMPTY_FRAMES:
      return MAY_HAVE_HAPPENED (HERALD_ERROR_NETWORK);
    case FAULT_CANCELLED:
      return (FaultOutcome){ FAULT_ENDED, 1, FALSE };
    default:
      return expect_answer (cell->call, cell->fault);
    }
}
