/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sentence about a fault must tell: what is wrong, and what to do about it. */
#include "config.h"

#include "fault-private.h"

#define LATE "localhost, in time, try again|not known"
#define NETWORK_BROKE "connection, broke before|was lost|closed, answer|not known"
#define NOT_HTTP2 "rules of HTTP/2"
#define REFUSED "credentials|token|key|refused the request|sign in again|Sign in again"
#define WAIT "wait|Wait, minute"
#define BUSY "problem of its own, minute"
#define REDIRECTED "redirect, check the address|Check the address|so nothing was sent"
#define LEFT "closed the connection|closing the connection, Shutdown|send again later"

static const char *const words[FAULT_N_FAULTS] = {
  [FAULT_REFUSED] = "localhost, Nothing answers, address is right",
  [FAULT_MUTE] = "localhost, in time, try again",
  [FAULT_UNTRUSTED] = "localhost, certificate, authority is not trusted, environment’s settings",
  [FAULT_WRONG_NAME] = "localhost, certificate, another host name, check the address",
  [FAULT_EXPIRED] = "localhost, certificate, expired, clock",
  [FAULT_STALLED] = LATE,
  [FAULT_STALLED_IN_BODY] = LATE,
  [FAULT_DRIPPING] = LATE,
  [FAULT_RESET_EARLY] = NETWORK_BROKE,
  [FAULT_RESET_IN_BODY_ONCE] = NETWORK_BROKE,
  [FAULT_RESET_IN_BODY] = NETWORK_BROKE,
  [FAULT_CUT_OFF] = "broke before|rules of HTTP/2",
  [FAULT_TRUNCATED] = "cut off|400, on its way|raw exchange",
  [FAULT_GARBAGE] = "not HTTP|rules of HTTP/2",
  [FAULT_ENDLESS_HEAD] = "more headers|broke before",
  [FAULT_ENDLESS] = "bigger than|larger than, bytes",
  [FAULT_WEB_PAGE] = "web page, proxy, sign-in page",
  [FAULT_UNAUTHORIZED_ONCE] = REFUSED,
  [FAULT_UNAUTHORIZED] = REFUSED,
  [FAULT_QUOTED] = "Not this|raw exchange|does not accept",
  [FAULT_THROTTLED_ONCE] = WAIT,
  [FAULT_THROTTLED_ONCE_BARE] = WAIT,
  [FAULT_THROTTLED] = WAIT,
  [FAULT_UNAVAILABLE_ONCE] = BUSY,
  [FAULT_UNAVAILABLE] = BUSY,
  [FAULT_REDIRECT_AWAY] = REDIRECTED,
  [FAULT_REDIRECT_WITHIN] = REDIRECTED,
  [FAULT_REDIRECT_LOOP] = REDIRECTED,
  [FAULT_NO_ALPN] = "localhost, HTTP/2, proxy",
  [FAULT_ONLY_HTTP1] = "localhost, HTTP/2, proxy",
  [FAULT_NOT_HTTP2] = NOT_HTTP2 ", proxy",
  [FAULT_NO_SETTINGS] = "localhost, in time, try again",
  [FAULT_NO_STREAMS] = "localhost, in time, try again",
  [FAULT_WINDOW_SHUT] = LATE,
  [FAULT_GOAWAY_EARLY] = LEFT,
  [FAULT_GOAWAY_BELOW] = LEFT,
  [FAULT_GOAWAY] = "closed the connection, (Shutdown), not known",
  [FAULT_GOAWAY_QUOTED] = "closed the connection, not known",
  [FAULT_REFUSED_STREAM] = "without looking at it, send it again later",
  [FAULT_RESET_STREAM] = "without an answer, INTERNAL_ERROR, not known",
  [FAULT_RESET_STREAM_CALM] = "without an answer, ENHANCE_YOUR_CALM, not known",
  [FAULT_RESET_STREAM_IN_BODY] = "without an answer, INTERNAL_ERROR, not known",
  [FAULT_FROZEN] = LATE,
  [FAULT_FRAME_TOO_LARGE] = NOT_HTTP2 ", not known",
  [FAULT_HPACK_GARBAGE] = NOT_HTTP2 ", not known",
  [FAULT_HEADER_BOMB] = "more headers, not known",
  [FAULT_ENDLESS_INTERIM] = LATE,
  [FAULT_EMPTY_FRAMES] = LATE,
  [FAULT_PING_FLOOD] = NOT_HTTP2 ", Flooding, not known",
  [FAULT_SETTINGS_FLOOD] = NOT_HTTP2 ", Flooding, not known",
  [FAULT_PUSH_PROMISE] = NOT_HTTP2 ", not known",
  [FAULT_NO_APNS_ID] = "apns-id, proxy",
  [FAULT_FORBIDDEN] = "key ID, team ID, app’s configuration",
};

/**
 * fault_get_words:
 * @fault: one that may end in an error
 *
 * Returns: what its sentence has to hold
 */
const char *
fault_get_words (Fault fault)
{
  g_assert_nonnull (words[fault]);
  return words[fault];
}
