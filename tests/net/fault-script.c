/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each fault does to the peer. */
#include "config.h"

#include "fault-private.h"

#include <string.h>

#define MANY 8
#define REFUSAL "{\"error\":{\"code\":\"\",\"message\":\"Not this: " HERALD_SCRIPT_PEER_QUOTE "\"}}"
#define PAGE "<!DOCTYPE html><title>Sign in</title><form>Who are you?</form>"
#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
#define HALF HEAD "Content-Length: 9999\r\n\r\n"

char *
fault_fill (FaultFixture *fixture, const char *text)
{
  GString *filled = text != NULL ? g_string_new (text) : NULL;

  if (filled == NULL)
    return NULL;
  g_string_replace (filled, FAULT_URL, herald_script_peer_get_url (fixture->peer), 0);
  return g_string_free (filled, FALSE);
}

static void
script_status (FaultFixture *fixture, const FaultCall *call, guint status, const char *headers)
{
  herald_script_peer_answer (fixture->peer, fault_call_get_path (call), status, headers,
                             "{\"error\":{\"code\":\"\",\"message\":\"Not now.\"}}");
}

static void
script_redirects (FaultFixture *fixture, const FaultCell *cell)
{
  const char      *path = fault_call_get_path (cell->call);
  const char      *other = herald_script_peer_get_url (fixture->other);
  g_autofree char *headers = cell->fault == FAULT_REDIRECT_LOOP
                               ? g_strdup_printf ("Location: %s\r\n", path)
                               : g_strdup_printf ("Location: %s/elsewhere\r\n", other);

  if (cell->fault == FAULT_REDIRECT_WITHIN)
    herald_http_allow_origin (fixture->http, other);
  for (guint i = 0; i < (cell->fault == FAULT_REDIRECT_LOOP ? MANY : 1); i++)
    herald_script_peer_answer (fixture->peer, path, 307, headers, "");
}

/* The good answer but for its last byte, so that all secrets are in it. */
static void
script_truncated (FaultFixture *fixture, const FaultCall *call)
{
  g_autofree char *whole = fault_fill (fixture, call->body);
  const gsize      length = strlen (whole);
  g_autofree char *body = length > 1 ? g_strndup (whole, length - 1) : g_strdup ("{\"a\":1");

  herald_script_peer_answer (fixture->peer, fault_call_get_path (call), 200, NULL, body);
}

static void
script_wrong_type (FaultFixture *fixture, const FaultCall *call)
{
  g_autofree char *body = fault_fill (fixture, call->body);
  g_autofree char *own = fault_fill (fixture, call->headers);
  g_autofree char *headers =
    g_strconcat ("Content-Type: text/plain\r\n", own != NULL ? own : "", NULL);

  herald_script_peer_answer (fixture->peer, fault_call_get_path (call), call->status, headers,
                             body);
}

static void
script_unending (FaultFixture *fixture, const FaultCell *cell, const char *half)
{
  const char *path = fault_call_get_path (cell->call);

  switch ((int) cell->fault)
    {
    case FAULT_STALLED:
    case FAULT_CANCELLED:
      herald_script_peer_hold (fixture->peer, path, NULL);
      break;
    case FAULT_STALLED_IN_BODY:
      herald_script_peer_hold (fixture->peer, path, half);
      break;
    case FAULT_DRIPPING:
      herald_script_peer_drip (fixture->peer, path, half);
      break;
    case FAULT_ENDLESS_HEAD:
      herald_script_peer_flood (fixture->peer, path, HEAD "X-Endless: ");
      break;
    case FAULT_ENDLESS:
    default:
      herald_script_peer_flood (fixture->peer, path, HEAD "\r\n");
      break;
    }
}

static gboolean
script_breaks (FaultFixture *fixture, const FaultCell *cell, const char *half)
{
  const char *path = fault_call_get_path (cell->call);

  for (guint i = 0; i < (cell->fault == FAULT_RESET_IN_BODY_ONCE ? 1 : MANY); i++)
    switch ((int) cell->fault)
      {
      case FAULT_RESET_EARLY:
        herald_script_peer_reset (fixture->peer, path, NULL);
        break;
      case FAULT_RESET_IN_BODY_ONCE:
      case FAULT_RESET_IN_BODY:
        herald_script_peer_reset (fixture->peer, path, half);
        break;
      case FAULT_CUT_OFF:
        herald_script_peer_answer_raw (fixture->peer, path, half);
        break;
      default:
        return FALSE;
      }
  return TRUE;
}

static gboolean
script_statuses (FaultFixture *fixture, const FaultCell *cell)
{
  static const guint statuses[FAULT_N_FAULTS] = {
    [FAULT_UNAUTHORIZED_ONCE] = 401,   [FAULT_UNAUTHORIZED] = 401, [FAULT_THROTTLED_ONCE] = 429,
    [FAULT_THROTTLED_ONCE_BARE] = 429, [FAULT_THROTTLED] = 429,    [FAULT_UNAVAILABLE_ONCE] = 503,
    [FAULT_UNAVAILABLE] = 503,
  };
  const gboolean always = cell->fault == FAULT_UNAUTHORIZED || cell->fault == FAULT_THROTTLED ||
                          cell->fault == FAULT_UNAVAILABLE;
  const gboolean says_when = cell->fault == FAULT_THROTTLED_ONCE || cell->fault == FAULT_THROTTLED;

  for (guint i = 0; statuses[cell->fault] != 0 && i < (always ? MANY : 1); i++)
    script_status (fixture, cell->call, statuses[cell->fault],
                   says_when ? "Retry-After: 1\r\n" : NULL);
  return statuses[cell->fault] != 0;
}

/**
 * fault_script:
 * @fixture: peers and client
 * @cell: a call and a fault
 *
 * What the peer answers next to that call.
 */
void
fault_script (FaultFixture *fixture, const FaultCell *cell)
{
  const char      *path = fault_call_get_path (cell->call);
  g_autofree char *body = fault_fill (fixture, cell->call->body);
  g_autofree char *half = g_strconcat (HALF, body, NULL);

  if (fault_is_of_connection (cell->fault) || script_statuses (fixture, cell) ||
      script_breaks (fixture, cell, half))
    return;
  if (cell->fault == FAULT_GARBAGE)
    herald_script_peer_answer_raw (fixture->peer, path, "220 mail ESMTP\r\n\r\n");
  else if (cell->fault == FAULT_WEB_PAGE)
    herald_script_peer_answer (fixture->peer, path, 200,
                               "Content-Type: text/html; charset=utf-8\r\n", PAGE);
  else if (cell->fault == FAULT_QUOTED)
    herald_script_peer_quote (fixture->peer, path, 400,
                              cell->table->refusal != NULL ? cell->table->refusal : REFUSAL);
  else if (cell->fault == FAULT_TRUNCATED)
    script_truncated (fixture, cell->call);
  else if (cell->fault == FAULT_WRONG_TYPE)
    script_wrong_type (fixture, cell->call);
  else if (cell->fault >= FAULT_REDIRECT_AWAY)
    script_redirects (fixture, cell);
  else
    script_unending (fixture, cell, half);
}
