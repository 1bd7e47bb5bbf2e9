/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has to come of a fault, by the rules of contract: dataverse-webapi, 3.12. */
#include "config.h"

#include "fault-private.h"

#include "base/herald-error.h"

#include <string.h>

#define MOST_ATTEMPTS 4
#define MOST_PUSHES 3
#define MOST_HOPS 6

static const char *const names[FAULT_N_FAULTS] = {
  "refused",
  "mute",
  "untrusted",
  "wrong-name",
  "expired",
  "stalled",
  "stalled-body",
  "dripping",
  "cancelled",
  "reset",
  "reset-once",
  "reset-body",
  "cut-off",
  "truncated",
  "garbage",
  "endless-head",
  "endless",
  "wrong-type",
  "web-page",
  "401-once",
  "401",
  "quoted",
  "429-once",
  "429-once-bare",
  "429",
  "503-once",
  "503",
  "redirect-away",
  "redirect-within",
  "redirect-loop",
  "no-alpn",
  "only-http1",
  "not-http2",
  "no-settings",
  "no-streams",
  "streams-later",
  "window-shut",
  "goaway-early-once",
  "goaway-early",
  "goaway-below-once",
  "goaway-below",
  "goaway",
  "goaway-answered",
  "goaway-quoted",
  "refused-stream-once",
  "refused-stream",
  "reset-stream",
  "reset-stream-calm",
  "reset-stream-body",
  "frozen",
  "frame-too-large",
  "hpack-garbage",
  "header-bomb",
  "endless-interim",
  "empty-frames",
  "ping-flood",
  "settings-flood",
  "push-promise",
  "no-apns-id",
  "403",
};

const char *
fault_get_name (Fault fault)
{
  return names[fault];
}

gboolean
fault_is_of_connection (Fault fault)
{
  return fault <= FAULT_EXPIRED;
}

/* So that it cannot come after a good call. */
gboolean
fault_begins_with_connection (Fault fault)
{
  return fault_is_of_connection (fault) || (fault >= FAULT_NO_ALPN && fault <= FAULT_GOAWAY_EARLY);
}

gboolean
fault_applies_to (Fault fault, const FaultTable *table)
{
  return table->is_http2 || fault < FAULT_N_OF_HTTP1;
}

/* Ends by the limit of time, which is short for it. */
gboolean
fault_takes_time (Fault fault)
{
  static const Fault slow[] = {
    FAULT_MUTE,         FAULT_STALLED,     FAULT_STALLED_IN_BODY,
    FAULT_DRIPPING,     FAULT_NO_SETTINGS, FAULT_NO_STREAMS,
    FAULT_WINDOW_SHUT,  FAULT_FROZEN,      FAULT_ENDLESS_INTERIM,
    FAULT_EMPTY_FRAMES,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (slow); i++)
    if (slow[i] == fault)
      return TRUE;
  return FALSE;
}

gboolean
fault_call_is_get (const FaultCall *call)
{
  return g_str_has_prefix (call->line, "GET ");
}

const char *
fault_call_get_path (const FaultCall *call)
{
  return strchr (call->line, ' ') + 1;
}

/* One attempt failed and the next would not. */
static FaultOutcome
expect_once (const FaultCall *call, FaultRules rule, HeraldError code, gboolean may_have_happened)
{
  if ((call->rules & rule) != 0)
    return (FaultOutcome){ FAULT_FINE, 2, FALSE };
  return (FaultOutcome){ (int) code, 1, may_have_happened };
}

/* However often it is tried. */
static FaultOutcome
expect_always (const FaultCall *call, FaultRules rule, HeraldError code, gboolean may_have_happened)
{
  const guint n_sent = (call->rules & rule & FAULT_BUSY) != 0 ? MOST_PUSHES
                       : (call->rules & rule) != 0            ? MOST_ATTEMPTS
                                                              : 1;

  return (FaultOutcome){ (int) code, n_sent, may_have_happened };
}

static FaultOutcome
expect_redirect (const FaultCall *call, Fault fault)
{
  if (!fault_call_is_get (call))
    return (FaultOutcome){ HERALD_ERROR_PROTOCOL, 1, FALSE };
  if (fault == FAULT_REDIRECT_WITHIN)
    return (FaultOutcome){ FAULT_FINE, 1, FALSE };
  if (fault == FAULT_REDIRECT_LOOP)
    return (FaultOutcome){ HERALD_ERROR_PROTOCOL, MOST_HOPS, FALSE };
  return (FaultOutcome){ HERALD_ERROR_NETWORK, 1, FALSE };
}

static FaultOutcome
expect_status (const FaultCell *cell)
{
  const FaultCall *call = cell->call;
  const FaultRules delays = FAULT_REPEATS | FAULT_BUSY | FAULT_DELAYED;
  const FaultRules repeats = FAULT_REPEATS | FAULT_BUSY;
  const guint      n_with_token = (call->rules & FAULT_BEARER) != 0 ? 2 : 1;

  switch ((int) cell->fault)
    {
    case FAULT_UNAUTHORIZED_ONCE:
      if ((call->rules & FAULT_CHALLENGED) != 0)
        return (FaultOutcome){ HERALD_ERROR_PROTOCOL, 1, FALSE };
      return expect_once (call, FAULT_BEARER, HERALD_ERROR_AUTH, FALSE);
    case FAULT_UNAUTHORIZED:
      return (FaultOutcome){ (call->rules & FAULT_CHALLENGED) != 0 ? HERALD_ERROR_PROTOCOL
                                                                   : HERALD_ERROR_AUTH,
                             n_with_token, FALSE };
    case FAULT_QUOTED:
      return (FaultOutcome){ cell->table->refuses_credentials ? HERALD_ERROR_AUTH
                                                              : HERALD_ERROR_REMOTE,
                             1, FALSE };
    case FAULT_THROTTLED_ONCE:
    case FAULT_THROTTLED_ONCE_BARE:
      return expect_once (call, delays, HERALD_ERROR_THROTTLED, FALSE);
    case FAULT_THROTTLED:
      return expect_always (call, delays, HERALD_ERROR_THROTTLED, FALSE);
    case FAULT_UNAVAILABLE_ONCE:
      return expect_once (call, repeats, HERALD_ERROR_REMOTE, FALSE);
    case FAULT_UNAVAILABLE:
      return expect_always (call, repeats, HERALD_ERROR_REMOTE, FALSE);
    default:
      return expect_redirect (call, cell->fault);
    }
}

static FaultOutcome
expect_body (const FaultCell *cell)
{
  switch ((int) cell->fault)
    {
    case FAULT_WRONG_TYPE:
      return (FaultOutcome){ FAULT_FINE, 1, FALSE };
    case FAULT_TRUNCATED:
    case FAULT_GARBAGE:
    case FAULT_ENDLESS:
    case FAULT_WEB_PAGE:
      return (FaultOutcome){ HERALD_ERROR_PROTOCOL, 1, TRUE };
    default:
      return expect_status (cell);
    }
}

/**
 * fault_expect:
 * @cell: a call and a fault
 *
 * Returns: what has to come of it
 */
FaultOutcome
fault_expect (const FaultCell *cell)
{
  const FaultCall *call = cell->call;

  switch ((int) cell->fault)
    {
    case FAULT_REFUSED:
    case FAULT_MUTE:
    case FAULT_UNTRUSTED:
    case FAULT_WRONG_NAME:
    case FAULT_EXPIRED:
      return (FaultOutcome){ HERALD_ERROR_NETWORK, 0, FALSE };
    case FAULT_STALLED:
    case FAULT_STALLED_IN_BODY:
    case FAULT_DRIPPING:
      return (FaultOutcome){ HERALD_ERROR_NETWORK, 1, TRUE };
    case FAULT_CANCELLED:
      return (FaultOutcome){ FAULT_ENDED, 1, FALSE };
    /* libsoup ends the connection of a head that is too long. */
    case FAULT_ENDLESS_HEAD:
    case FAULT_RESET_IN_BODY_ONCE:
      return expect_once (call, FAULT_REPEATS, HERALD_ERROR_NETWORK, TRUE);
    case FAULT_RESET_EARLY:
    case FAULT_RESET_IN_BODY:
    case FAULT_CUT_OFF:
      return expect_always (call, FAULT_REPEATS, HERALD_ERROR_NETWORK, TRUE);
    default:
      return expect_body (cell);
    }
}
