/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a status that a fault rule asks for: each service words its errors in its own way,
 * and its client libraries read no other. */
#include "config.h"

#include "emulator/herald-emulator-fault-answer.h"

#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-text.h"

#include <libsoup/soup.h>

#define LAST 0 /* the status of a table's last row, for every other one */

/* What a service says with a status. */
typedef struct
{
  guint       status;
  const char *code;
  const char *text;
  const char *detail; /* FCM: the errorCode */
} Wording;

/* Microsoft, “Service protection API limits” and “Web service error codes”, read 2026-11. */
static const Wording dataverse[] = {
  { 401, "0x80048306", "User is not authenticated.", NULL },
  { 403, "0x80040220", "Principal user is missing a privilege.", NULL },
  { 404, "0x80040217", "The requested record was not found.", NULL },
  { 412, "0x80060882", "The version of the existing record doesn't match.", NULL },
  { 429, "0x80072322",
    "Number of requests exceeded the limit of 6000 over time window of 300 seconds.", NULL },
  { LAST, "0x80040216", "An unexpected error occurred.", NULL },
};

/* Microsoft, “Microsoft Entra authentication and authorization error codes”, read 2026-11. */
static const Wording entra[] = {
  { 400, "invalid_request", "AADSTS9002313: Invalid request. Request is malformed or invalid.",
    "9002313" },
  { 401, "invalid_client", "AADSTS7000215: Invalid client secret provided.", "7000215" },
  { 429, "temporarily_unavailable", "AADSTS90055: There are too many incoming requests.", "90055" },
  { LAST, "temporarily_unavailable",
    "AADSTS90033: A transient error has occurred. Please try again.", "90033" },
};

/* Apple, “Handling notification responses from APNs”, read 2026-11. */
static const Wording apns[] = {
  { 400, "BadDeviceToken", NULL, NULL },
  { 403, "InvalidProviderToken", NULL, NULL },
  { 404, "BadPath", NULL, NULL },
  { 405, "MethodNotAllowed", NULL, NULL },
  { 410, "Unregistered", NULL, NULL },
  { 413, "PayloadTooLarge", NULL, NULL },
  { 429, "TooManyRequests", NULL, NULL },
  { 503, "ServiceUnavailable", NULL, NULL },
  { LAST, "InternalServerError", NULL, NULL },
};

/* Google, “ErrorCode” of the FCM HTTP v1 API, read 2026-11. */
static const Wording fcm[] = {
  { 400, "INVALID_ARGUMENT", "Request contains an invalid argument.", "INVALID_ARGUMENT" },
  { 401, "UNAUTHENTICATED", "Request had invalid authentication credentials.",
    "THIRD_PARTY_AUTH_ERROR" },
  { 403, "PERMISSION_DENIED", "SenderId mismatch", "SENDER_ID_MISMATCH" },
  { 404, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED" },
  { 429, "RESOURCE_EXHAUSTED", "Quota exceeded.", "QUOTA_EXCEEDED" },
  { 503, "UNAVAILABLE", "The service is currently unavailable.", "UNAVAILABLE" },
  { LAST, "INTERNAL", "Internal error encountered.", "INTERNAL" },
};

/* Google, “Using OAuth 2.0 for Server to Server Applications”, read 2026-11. */
static const Wording google[] = {
  { 400, "invalid_grant", "Invalid JWT Signature.", NULL },
  { 401, "invalid_client", "Unauthorized", NULL },
  { LAST, "internal_failure", "Backend Error", NULL },
};

typedef JsonObject *(*BuildFunc) (HeraldEmulatorSite *site, guint status, const Wording *wording);

static JsonObject *
build_code_and_message (HeraldEmulatorSite *site, guint status, const Wording *wording)
{
  JsonObject *outer = json_object_new ();
  JsonObject *inner = json_object_new ();

  json_object_set_string_member (inner, "code", wording->code);
  json_object_set_string_member (inner, "message", wording->text);
  json_object_set_object_member (outer, "error", inner);
  return outer;
}

static JsonObject *
build_oauth (HeraldEmulatorSite *site, guint status, const Wording *wording)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", wording->code);
  json_object_set_string_member (object, "error_description", wording->text);
  return object;
}

static JsonObject *
build_entra (HeraldEmulatorSite *site, guint status, const Wording *wording)
{
  JsonObject *object = build_oauth (site, status, wording);
  JsonArray  *codes = json_array_new ();
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (
    herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site)));
  g_autofree char *timestamp = g_date_time_format (now, "%Y-%m-%d %H:%M:%SZ");
  g_autofree char *trace = herald_guid_new ();
  g_autofree char *correlation = herald_guid_new ();

  json_array_add_int_element (codes, g_ascii_strtoll (wording->detail, NULL, 10));
  json_object_set_array_member (object, "error_codes", codes);
  json_object_set_string_member (object, "timestamp", timestamp);
  json_object_set_string_member (object, "trace_id", trace);
  json_object_set_string_member (object, "correlation_id", correlation);
  return object;
}

static JsonObject *
build_apns (HeraldEmulatorSite *site, guint status, const Wording *wording)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "reason", wording->code);
  if (status == SOUP_STATUS_GONE)
    json_object_set_int_member (object, "timestamp",
                                herald_clock_get_unix_us (herald_emulator_site_get_clock (site)) /
                                  1000);
  return object;
}

static JsonObject *
build_fcm (HeraldEmulatorSite *site, guint status, const Wording *wording)
{
  JsonObject *outer = json_object_new ();
  JsonObject *inner = json_object_new ();
  JsonObject *detail = json_object_new ();
  JsonArray  *details = json_array_new ();

  json_object_set_string_member (detail, "@type",
                                 "type.googleapis.com/google.firebase.fcm.v1.FcmError");
  json_object_set_string_member (detail, "errorCode", wording->detail);
  json_array_add_object_element (details, detail);
  json_object_set_int_member (inner, "code", status);
  json_object_set_string_member (inner, "message", wording->text);
  json_object_set_string_member (inner, "status", wording->code);
  json_object_set_array_member (inner, "details", details);
  json_object_set_object_member (outer, "error", inner);
  return outer;
}

static const struct
{
  const char    *path; /* a pattern */
  const Wording *wordings;
  BuildFunc      build;
} services[] = {
  { "/api/data/*", dataverse, build_code_and_message },
  { "/3/device/*", apns, build_apns },
  { "/v1/projects/*", fcm, build_fcm },
  { "/token", google, build_oauth },
  { "/*/oauth2/*", entra, build_entra },
};

/* Whatever has no wording of its own. */
static JsonObject *
build_plain (guint status)
{
  const char   *phrase = soup_status_get_phrase (status);
  const Wording wording = { status, phrase, phrase, NULL };

  return build_code_and_message (NULL, status, &wording);
}

static JsonObject *
build (HeraldEmulatorSite *site, const char *path, guint status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      const Wording *wording = services[i].wordings;

      if (!herald_emulator_text_match (services[i].path, path))
        continue;
      while (wording->status != LAST && wording->status != status)
        wording++;
      return services[i].build (site, status, wording);
    }
  return build_plain (status);
}

/**
 * herald_emulator_fault_answer:
 * @site: the site
 * @call: a call that is not answered yet
 * @status: from 400 to 599
 *
 * Answers as the service of the call's path words it.
 */
void
herald_emulator_fault_answer (HeraldEmulatorSite *site, HeraldEmulatorCall *call, guint status)
{
  const char *path = herald_emulator_call_get_path (call);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *id = herald_guid_new ();

  json_node_take_object (node, build (site, path, status));
  if (g_str_has_prefix (path, "/3/device/"))
    herald_emulator_call_add_header (call, "apns-id", id);
  herald_emulator_call_respond_json (call, status, node);
}
