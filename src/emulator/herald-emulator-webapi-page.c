/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets the script of a web page call the Web API: the browser asks before it sends a token
 * elsewhere, and reads only what it is allowed to. Source: “Use OAuth with Cross-Origin Resource
 * Sharing to connect a Single Page Application”, Dataverse documentation, read 2026-11. Whose page
 * it is does not matter, as the token decides. */
#include "config.h"

#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define SHOWN                                                                                      \
  "Preference-Applied,OData-EntityId,Location,ETag,OData-Version,Content-Length,Retry-After,"      \
  "x-ms-service-request-id,x-ms-session-token"
#define METHODS "GET,HEAD,POST,PATCH,PUT,DELETE,OPTIONS"
#define PREFLIGHT_SECONDS "3600"

/* @call: not answered yet. Tells a browser that a page may read the answer. */
void
herald_emulator_webapi_allow_page (HeraldEmulatorCall *call)
{
  const char *origin = herald_emulator_call_get_header (call, "origin");

  if (origin == NULL)
    return;
  herald_emulator_call_add_header (call, "Access-Control-Allow-Origin", origin);
  herald_emulator_call_add_header (call, "Access-Control-Expose-Headers", SHOWN);
  herald_emulator_call_add_header (call, "Vary", "Origin");
}

/* Answers a browser that asks what a page may send, which it does without a token. Returns whether
 * it was one. */
gboolean
herald_emulator_webapi_answer_preflight (HeraldEmulatorCall *call)
{
  const char *headers = herald_emulator_call_get_header (call, "access-control-request-headers");

  if (strcmp (herald_emulator_call_get_method (call), "OPTIONS") != 0 ||
      herald_emulator_call_get_header (call, "origin") == NULL ||
      herald_emulator_call_get_header (call, "access-control-request-method") == NULL)
    return FALSE;
  herald_emulator_call_add_header (call, "Access-Control-Allow-Methods", METHODS);
  if (headers != NULL)
    herald_emulator_call_add_header (call, "Access-Control-Allow-Headers", headers);
  herald_emulator_call_add_header (call, "Access-Control-Max-Age", PREFLIGHT_SECONDS);
  herald_emulator_call_respond (call, 204, NULL);
  return TRUE;
}
