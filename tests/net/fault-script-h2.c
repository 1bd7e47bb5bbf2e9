/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each fault does to a peer that talks HTTP/2; the answers are those of APNs (contract:
 * apns-fcm, 6.5), the only service that does. */
#include "config.h"

#include "fault-private.h"

#include <nghttp2/nghttp2.h>
#include <string.h>

#define MANY 100
#define USUAL_STREAMS 100
#define LARGER_THAN_ALLOWED ((gsize) 70 * 1024)
#define FLOOD_BYTES ((gsize) 16 * 1024)
#define N_BOMBS ((gsize) 16000)
#define BOMB_BYTES ((gsize) 3900)
#define HEAD_ENDS NGHTTP2_FLAG_END_HEADERS
#define ALL_ENDS (NGHTTP2_FLAG_END_HEADERS | NGHTTP2_FLAG_END_STREAM)

#define ID "apns-id: 6f0e4a52-8f6c-4c3a-9d55-2f9b1f1c7a10\r\n"
#define JSON "content-type: application/json\r\n"
#define REASON(word) "{\"reason\":\"" word "\"}"

typedef struct
{
  guint       status;
  const char *headers;
  const char *body;
} Answer;

static const Answer answers[FAULT_N_FAULTS] = {
  [FAULT_TRUNCATED] = { 400, ID JSON, "{\"reason\":\"BadDevi" },
  [FAULT_WEB_PAGE] = { 200, "content-type: text/html; charset=utf-8\r\n",
                       "<!DOCTYPE html><title>Sign in</title><form>Who are you?</form>" },
  [FAULT_UNAUTHORIZED_ONCE] = { 403, ID JSON, REASON ("ExpiredProviderToken") },
  [FAULT_UNAUTHORIZED] = { 403, ID JSON, REASON ("ExpiredProviderToken") },
  [FAULT_FORBIDDEN] = { 403, ID JSON, REASON ("InvalidProviderToken") },
  [FAULT_THROTTLED_ONCE] = { 429, ID JSON "retry-after: 1\r\n", REASON ("TooManyRequests") },
  [FAULT_THROTTLED_ONCE_BARE] = { 429, ID JSON, REASON ("TooManyRequests") },
  [FAULT_THROTTLED] = { 429, ID JSON "retry-after: 1\r\n", REASON ("TooManyRequests") },
  [FAULT_UNAVAILABLE_ONCE] = { 503, ID JSON, REASON ("ServiceUnavailable") },
  [FAULT_UNAVAILABLE] = { 503, ID JSON, REASON ("ServiceUnavailable") },
  [FAULT_NO_APNS_ID] = { 200, "server: something else\r\n", "" },
};

static const FaultFixture *
get_fixture (const HeraldH2Reply *reply)
{
  return reply->data;
}

static HeraldH2Then
greet (HeraldH2Reply *reply)
{
  herald_h2_frames_add_setting (reply->frames, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
                                USUAL_STREAMS);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
answer_well (HeraldH2Reply *reply)
{
  const FaultCall *call = get_fixture (reply)->cell->call;

  herald_h2_frames_add_answer (reply->frames, reply->stream, call->status, call->headers,
                               call->body);
  return HERALD_H2_THEN_GO_ON;
}

const HeraldH2Talk fault_good_talk = { .greeting = greet, .answer = answer_well };

static HeraldH2Then
freeze (HeraldH2Reply *reply)
{
  return HERALD_H2_THEN_FREEZE;
}

/* The beginnings of connections. */

static HeraldH2Then
greet_in_http1 (HeraldH2Reply *reply)
{
  const char text[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

  g_byte_array_append (reply->frames, (const guint8 *) text, sizeof text - 1);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
greet_without_streams (HeraldH2Reply *reply)
{
  herald_h2_frames_add_setting (reply->frames, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 0);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
allow_one_stream (HeraldH2Reply *reply)
{
  herald_h2_frames_add_setting (reply->frames, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
greet_without_window (HeraldH2Reply *reply)
{
  herald_h2_frames_add_setting (reply->frames, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
greet_with_farewell (HeraldH2Reply *reply)
{
  greet (reply);
  herald_h2_frames_add_go_away (reply->frames, 0, NGHTTP2_NO_ERROR, REASON ("Shutdown"));
  return HERALD_H2_THEN_CLOSE;
}

/* Answers. */

static HeraldH2Then
answer_by_table (HeraldH2Reply *reply)
{
  const Answer *answer = &answers[get_fixture (reply)->cell->fault];

  herald_h2_frames_add_answer (reply->frames, reply->stream, answer->status, answer->headers,
                               answer->body);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
answer_in_text (HeraldH2Reply *reply)
{
  const FaultCall *call = get_fixture (reply)->cell->call;

  herald_h2_frames_add_answer (reply->frames, reply->stream, call->status,
                               "content-type: text/plain\r\n" ID, call->body);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
redirect (HeraldH2Reply *reply)
{
  const FaultFixture *fixture = get_fixture (reply);
  const char         *other = herald_script_peer_get_url (fixture->other);
  g_autofree char    *headers =
    fixture->cell->fault == FAULT_REDIRECT_LOOP
         ? g_strdup_printf (ID "location: %s\r\n", fault_call_get_path (fixture->cell->call))
         : g_strdup_printf (ID "location: %s/elsewhere\r\n", other);

  herald_h2_frames_add_answer (reply->frames, reply->stream, 307, headers, "");
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
quote (HeraldH2Reply *reply)
{
  g_autofree char *token = herald_h2_peer_dup_header (reply->request, "authorization");
  g_autofree char *body = g_strdup_printf (REASON ("Not this: %s"), token);
  g_autofree char *headers =
    g_strdup_printf (ID JSON "www-authenticate: %s\r\nx-got: %s\r\n", token, token);

  herald_h2_frames_add_answer (reply->frames, reply->stream, 400, headers, body);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
say_nothing (HeraldH2Reply *reply)
{
  return HERALD_H2_THEN_GO_ON;
}

static void
begin_answer (HeraldH2Reply *reply)
{
  herald_h2_frames_add_head (reply->frames, HEAD_ENDS, reply->stream, 200,
                             ID JSON "content-length: 9999\r\n");
  herald_h2_frames_add_text (reply->frames, NGHTTP2_DATA, 0, reply->stream, "{\"reason\":");
}

static HeraldH2Then
stall_in_body (HeraldH2Reply *reply)
{
  begin_answer (reply);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
drip (HeraldH2Reply *reply)
{
  begin_answer (reply);
  herald_h2_frames_add_text (reply->again, NGHTTP2_DATA, 0, reply->stream, " ");
  return HERALD_H2_THEN_DRIP;
}

static HeraldH2Then
reset (HeraldH2Reply *reply)
{
  return HERALD_H2_THEN_RESET;
}

static HeraldH2Then
reset_in_body (HeraldH2Reply *reply)
{
  begin_answer (reply);
  return HERALD_H2_THEN_RESET;
}

/* Whole by its frames, and not by its length. */
static HeraldH2Then
cut_off (HeraldH2Reply *reply)
{
  begin_answer (reply);
  herald_h2_frames_add (reply->frames, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, reply->stream, NULL,
                        0);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
answer_in_garbage (HeraldH2Reply *reply)
{
  const char text[] = "220 mail ESMTP\r\n\r\n";

  g_byte_array_append (reply->frames, (const guint8 *) text, sizeof text - 1);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
flood_head (HeraldH2Reply *reply)
{
  g_autoptr (GByteArray) block = g_byte_array_new ();

  for (guint i = 0; i < 100; i++)
    herald_h2_block_add (block, "x-endless", "and another one, and another one, and another one");
  herald_h2_frames_add_head (reply->frames, 0, reply->stream, 200, ID);
  herald_h2_frames_add (reply->again, NGHTTP2_CONTINUATION, 0, reply->stream, block->data,
                        block->len);
  return HERALD_H2_THEN_SHOUT;
}

static HeraldH2Then
flood_body (HeraldH2Reply *reply)
{
  herald_h2_frames_add_head (reply->frames, HEAD_ENDS, reply->stream, 200, ID JSON);
  herald_h2_frames_add (reply->again, NGHTTP2_DATA, 0, reply->stream, NULL, FLOOD_BYTES);
  return HERALD_H2_THEN_REPEAT;
}

static HeraldH2Then
flood_with_interim (HeraldH2Reply *reply)
{
  herald_h2_frames_add_head (reply->again, HEAD_ENDS, reply->stream, 103, NULL);
  return HERALD_H2_THEN_REPEAT;
}

static HeraldH2Then
flood_with_empty_frames (HeraldH2Reply *reply)
{
  herald_h2_frames_add_head (reply->frames, HEAD_ENDS, reply->stream, 200, ID JSON);
  herald_h2_frames_add (reply->again, NGHTTP2_DATA, 0, reply->stream, NULL, 0);
  return HERALD_H2_THEN_REPEAT;
}

static HeraldH2Then
flood_with_pings (HeraldH2Reply *reply)
{
  while (reply->again->len < FLOOD_BYTES)
    herald_h2_frames_add (reply->again, NGHTTP2_PING, 0, 0, "Hello???", strlen ("Hello???"));
  return HERALD_H2_THEN_SHOUT;
}

static HeraldH2Then
flood_with_settings (HeraldH2Reply *reply)
{
  while (reply->again->len < FLOOD_BYTES)
    herald_h2_frames_add_setting (reply->again, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
                                  USUAL_STREAMS);
  return HERALD_H2_THEN_SHOUT;
}

static HeraldH2Then
leave_below (HeraldH2Reply *reply)
{
  herald_h2_frames_add_go_away (reply->frames, MAX (reply->stream, 2) - 2, NGHTTP2_NO_ERROR,
                                REASON ("Shutdown"));
  return HERALD_H2_THEN_CLOSE;
}

static HeraldH2Then
leave (HeraldH2Reply *reply)
{
  herald_h2_frames_add_go_away (reply->frames, reply->stream, NGHTTP2_NO_ERROR,
                                REASON ("Shutdown"));
  return HERALD_H2_THEN_CLOSE;
}

static HeraldH2Then
leave_answered (HeraldH2Reply *reply)
{
  leave (reply);
  answer_well (reply);
  return HERALD_H2_THEN_CLOSE;
}

static HeraldH2Then
leave_with_quote (HeraldH2Reply *reply)
{
  g_autofree char *token = herald_h2_peer_dup_header (reply->request, "authorization");

  herald_h2_frames_add_go_away (reply->frames, reply->stream, NGHTTP2_ENHANCE_YOUR_CALM, token);
  return HERALD_H2_THEN_CLOSE;
}

static HeraldH2Then
refuse_stream (HeraldH2Reply *reply)
{
  herald_h2_frames_add_number (reply->frames, NGHTTP2_RST_STREAM, reply->stream,
                               NGHTTP2_REFUSED_STREAM);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
reset_stream (HeraldH2Reply *reply)
{
  const Fault fault = get_fixture (reply)->cell->fault;

  if (fault == FAULT_RESET_STREAM_IN_BODY)
    begin_answer (reply);
  herald_h2_frames_add_number (reply->frames, NGHTTP2_RST_STREAM, reply->stream,
                               fault == FAULT_RESET_STREAM_CALM ? NGHTTP2_ENHANCE_YOUR_CALM
                                                                : NGHTTP2_INTERNAL_ERROR);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
send_large_frame (HeraldH2Reply *reply)
{
  herald_h2_frames_add_head (reply->frames, HEAD_ENDS, reply->stream, 200, ID JSON);
  herald_h2_frames_add (reply->frames, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, reply->stream, NULL,
                        LARGER_THAN_ALLOWED);
  return HERALD_H2_THEN_GO_ON;
}

/* An entry that no table has. */
static HeraldH2Then
send_wrong_block (HeraldH2Reply *reply)
{
  herald_h2_frames_add_text (reply->frames, NGHTTP2_HEADERS, ALL_ENDS, reply->stream, "\xff\x7f");
  return HERALD_H2_THEN_GO_ON;
}

/* One large entry for the table, and then its number over and over. */
static HeraldH2Then
send_bomb (HeraldH2Reply *reply)
{
  g_autoptr (GByteArray) block = g_byte_array_new ();
  g_autofree char *value = g_strnfill (BOMB_BYTES, 'x');
  const guint8     keep = 0x40;
  const guint8     newest = 0x80 | 62;
  guint            offset;

  herald_h2_block_add (block, ":status", "200");
  offset = block->len;
  herald_h2_block_add (block, "x", value);
  block->data[offset] = keep;
  for (gsize i = 0; i < N_BOMBS - BOMB_BYTES; i++)
    g_byte_array_append (block, &newest, 1);
  herald_h2_frames_add (reply->frames, NGHTTP2_HEADERS, ALL_ENDS, reply->stream, block->data,
                        block->len);
  return HERALD_H2_THEN_GO_ON;
}

static HeraldH2Then
promise (HeraldH2Reply *reply)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  const guint8 promised[] = { 0, 0, 0, 2 };

  g_byte_array_append (payload, promised, sizeof promised);
  herald_h2_block_add (payload, ":method", "GET");
  herald_h2_block_add (payload, ":scheme", "https");
  herald_h2_block_add (payload, ":authority", "localhost");
  herald_h2_block_add (payload, ":path", "/");
  herald_h2_frames_add (reply->frames, NGHTTP2_PUSH_PROMISE, HEAD_ENDS, reply->stream,
                        payload->data, payload->len);
  return HERALD_H2_THEN_GO_ON;
}

typedef struct
{
  HeraldH2Talk talk;
  guint        n_times; /* 0: again and again */
} Script;

static const Script scripts[FAULT_N_FAULTS] = {
  [FAULT_STALLED] = { .talk = { .answer = say_nothing } },
  [FAULT_CANCELLED] = { .talk = { .answer = say_nothing } },
  [FAULT_STALLED_IN_BODY] = { .talk = { .answer = stall_in_body } },
  [FAULT_DRIPPING] = { .talk = { .answer = drip } },
  [FAULT_RESET_EARLY] = { .talk = { .answer = reset } },
  [FAULT_RESET_IN_BODY_ONCE] = { .talk = { .answer = reset_in_body }, .n_times = 1 },
  [FAULT_RESET_IN_BODY] = { .talk = { .answer = reset_in_body } },
  [FAULT_CUT_OFF] = { .talk = { .answer = cut_off } },
  [FAULT_TRUNCATED] = { .talk = { .answer = answer_by_table }, .n_times = 1 },
  [FAULT_GARBAGE] = { .talk = { .answer = answer_in_garbage } },
  [FAULT_ENDLESS_HEAD] = { .talk = { .answer = flood_head } },
  [FAULT_ENDLESS] = { .talk = { .answer = flood_body } },
  [FAULT_WRONG_TYPE] = { .talk = { .answer = answer_in_text } },
  [FAULT_WEB_PAGE] = { .talk = { .answer = answer_by_table } },
  [FAULT_UNAUTHORIZED_ONCE] = { .talk = { .answer = answer_by_table }, .n_times = 1 },
  [FAULT_UNAUTHORIZED] = { .talk = { .answer = answer_by_table } },
  [FAULT_FORBIDDEN] = { .talk = { .answer = answer_by_table } },
  [FAULT_QUOTED] = { .talk = { .answer = quote } },
  [FAULT_THROTTLED_ONCE] = { .talk = { .answer = answer_by_table }, .n_times = 1 },
  [FAULT_THROTTLED_ONCE_BARE] = { .talk = { .answer = answer_by_table }, .n_times = 1 },
  [FAULT_THROTTLED] = { .talk = { .answer = answer_by_table } },
  [FAULT_UNAVAILABLE_ONCE] = { .talk = { .answer = answer_by_table }, .n_times = 1 },
  [FAULT_UNAVAILABLE] = { .talk = { .answer = answer_by_table } },
  [FAULT_REDIRECT_AWAY] = { .talk = { .answer = redirect } },
  [FAULT_REDIRECT_WITHIN] = { .talk = { .answer = redirect } },
  [FAULT_REDIRECT_LOOP] = { .talk = { .answer = redirect } },
  [FAULT_NOT_HTTP2] = { .talk = { .greeting = greet_in_http1 } },
  [FAULT_NO_SETTINGS] = { .talk = { .greeting = freeze } },
  [FAULT_NO_STREAMS] = { .talk = { .greeting = greet_without_streams } },
  [FAULT_STREAMS_LATER] = { .talk = { .greeting = greet_without_streams,
                                      .taken = allow_one_stream } },
  [FAULT_WINDOW_SHUT] = { .talk = { .greeting = greet_without_window } },
  [FAULT_GOAWAY_EARLY_ONCE] = { .talk = { .greeting = greet_with_farewell }, .n_times = 1 },
  [FAULT_GOAWAY_EARLY] = { .talk = { .greeting = greet_with_farewell } },
  [FAULT_GOAWAY_BELOW_ONCE] = { .talk = { .answer = leave_below }, .n_times = 1 },
  [FAULT_GOAWAY_BELOW] = { .talk = { .answer = leave_below } },
  [FAULT_GOAWAY] = { .talk = { .answer = leave } },
  [FAULT_GOAWAY_ANSWERED] = { .talk = { .answer = leave_answered } },
  [FAULT_GOAWAY_QUOTED] = { .talk = { .answer = leave_with_quote } },
  [FAULT_REFUSED_STREAM_ONCE] = { .talk = { .answer = refuse_stream }, .n_times = 1 },
  [FAULT_REFUSED_STREAM] = { .talk = { .answer = refuse_stream } },
  [FAULT_RESET_STREAM] = { .talk = { .answer = reset_stream } },
  [FAULT_RESET_STREAM_CALM] = { .talk = { .answer = reset_stream } },
  [FAULT_RESET_STREAM_IN_BODY] = { .talk = { .answer = reset_stream } },
  [FAULT_FROZEN] = { .talk = { .answer = freeze }, .n_times = 1 },
  [FAULT_FRAME_TOO_LARGE] = { .talk = { .answer = send_large_frame } },
  [FAULT_HPACK_GARBAGE] = { .talk = { .answer = send_wrong_block } },
  [FAULT_HEADER_BOMB] = { .talk = { .answer = send_bomb } },
  [FAULT_ENDLESS_INTERIM] = { .talk = { .answer = flood_with_interim } },
  [FAULT_EMPTY_FRAMES] = { .talk = { .answer = flood_with_empty_frames } },
  [FAULT_PING_FLOOD] = { .talk = { .answer = flood_with_pings } },
  [FAULT_SETTINGS_FLOOD] = { .talk = { .answer = flood_with_settings } },
  [FAULT_PUSH_PROMISE] = { .talk = { .answer = promise } },
  [FAULT_NO_APNS_ID] = { .talk = { .answer = answer_by_table } },
};

/**
 * fault_script_h2:
 * @fixture: peers and client
 *
 * What the peer says next, or on the next connection.
 */
void
fault_script_h2 (FaultFixture *fixture)
{
  static const char *const http1[] = { "http/1.1", NULL };
  const Fault              fault = fixture->cell->fault;
  const Script            *script = &scripts[fault];

  if (fault == FAULT_REDIRECT_WITHIN)
    herald_http_allow_origin (fixture->http, herald_script_peer_get_url (fixture->other));
  if (fault == FAULT_NO_ALPN || fault == FAULT_ONLY_HTTP1)
    herald_script_peer_set_protocols (fixture->peer, fault == FAULT_NO_ALPN ? NULL : http1);
  else if (!fault_is_of_connection (fault))
    herald_h2_peer_fail (fixture->h2, &script->talk, fixture,
                         script->n_times != 0 ? script->n_times : MANY);
}
