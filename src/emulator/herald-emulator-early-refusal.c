/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dataverse's clients read a code in hexadecimal and nothing else, Google's a number and a status;
 * they stand beside the name that everybody else gets. Sources: “Web service error codes”, “FCM
 * error codes”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-early-refusal.h"

#include <string.h>

#define DATAVERSE_ROOT "/api/data"
#define GOOGLE_PREFIX "/v1/projects/"

static const struct
{
  guint       status;
  const char *code;
  const char *dataverse_code;
  const char *google_status;
  const char *message;
} refusals[] = {
  { 400, "BadRequest", "0x80060888", "INVALID_ARGUMENT", "The request breaks the rules of HTTP." },
  { 404, "NotFound", "0x8006088a", "NOT_FOUND", "The emulator has nothing at this path." },
  { 405, "MethodNotAllowed", "0x80060888", "UNIMPLEMENTED",
    "This path does not take that method." },
  { 413, "RequestEntityTooLarge", "0x8004418a", "INVALID_ARGUMENT",
    "The request's body is too large." },
  { 414, "RequestUriTooLong", "0x80060888", "INVALID_ARGUMENT",
    "The URL is longer than 32,768 characters." },
  { 415, "UnsupportedMediaType", "0x80060888", "INVALID_ARGUMENT",
    "The emulator takes bodies in UTF-8 and without a content coding only." },
  { 417, "ExpectationFailed", "0x80060888", "INVALID_ARGUMENT",
    "The only expectation that can be met is “100-continue”." },
  { 421, "MisdirectedRequest", "0x80060888", "INVALID_ARGUMENT",
    "The emulator answers only as 127.0.0.1, localhost and the push services' names." },
  { 501, "NotImplemented", "0x80060888", "UNIMPLEMENTED",
    "The only transfer coding is “chunked”." },
  { 503, "ServiceUnavailable", "0x80040216", "UNAVAILABLE",
    "Too many large bodies at once; try again." },
};

/**
 * herald_emulator_early_refusal_is_dataverse:
 * @path: of a request
 *
 * Returns: whether it is one of the Web API
 */
gboolean
herald_emulator_early_refusal_is_dataverse (const char *path)
{
  return g_str_has_prefix (path, DATAVERSE_ROOT) &&
         (path[strlen (DATAVERSE_ROOT)] == '/' || path[strlen (DATAVERSE_ROOT)] == '\0');
}

/**
 * herald_emulator_early_refusal_word:
 * @status: 400, 404, 405, 413, 414, 415, 417, 421, 501 or 503
 * @path: of the request
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the body, JSON
 */
char *
herald_emulator_early_refusal_word (guint status, const char *path)
{
  gsize i = 0;

  while (refusals[i].status != status)
    i++;
  if (g_str_has_prefix (path, GOOGLE_PREFIX))
    return g_strdup_printf ("{\"error\":{\"code\":%u,\"message\":\"%s\",\"status\":\"%s\"}}",
                            status, refusals[i].message, refusals[i].google_status);
  return g_strdup_printf ("{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}",
                          herald_emulator_early_refusal_is_dataverse (path)
                            ? refusals[i].dataverse_code
                            : refusals[i].code,
                          refusals[i].message);
}

/**
 * herald_emulator_early_refusal_respond:
 * @call: a call that is not answered yet
 * @status: as of herald_emulator_early_refusal_word()
 */
void
herald_emulator_early_refusal_respond (HeraldEmulatorCall *call, guint status)
{
  const char      *path = herald_emulator_call_get_path (call);
  g_autofree char *text = herald_emulator_early_refusal_word (status, path);

  if (herald_emulator_early_refusal_is_dataverse (path))
    herald_emulator_call_add_header (call, "OData-Version", "4.0");
  herald_emulator_call_respond_text (call, status, "application/json; charset=utf-8", text);
}
