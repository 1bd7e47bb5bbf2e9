/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dataverse's error codes in one table. Source: “Compose HTTP requests and handle errors” and
 * public client code, read 2026-11; codes that no page lists are marked by “observed”. */
#include "config.h"

#include "emulator/herald-emulator-refusal.h"

#include "emulator/herald-emulator-preferences.h"

#include <string.h>

#define HELP_LINK "https://go.microsoft.com/fwlink/?linkid=2195293"

static const struct
{
  guint       status;
  const char *code;
} refusals[] = {
  [HERALD_EMULATOR_REFUSAL_BAD_QUERY] = { 400, "0x80060888" },
  [HERALD_EMULATOR_REFUSAL_BAD_XML] = { 400, "0x80040201" },        /* web service error codes */
  [HERALD_EMULATOR_REFUSAL_NO_ENTITY] = { 400, "0x80041102" },      /* the same */
  [HERALD_EMULATOR_REFUSAL_NO_ATTRIBUTE] = { 400, "0x80041103" },   /* the same */
  [HERALD_EMULATOR_REFUSAL_BAD_AGGREGATE] = { 400, "0x80041107" },  /* the same */
  [HERALD_EMULATOR_REFUSAL_BAD_ALIAS] = { 400, "0x80041109" },      /* the same */
  [HERALD_EMULATOR_REFUSAL_NO_ALIASED] = { 400, "0x8004110a" },     /* the same */
  [HERALD_EMULATOR_REFUSAL_NO_ALIAS] = { 400, "0x8004110b" },       /* the same */
  [HERALD_EMULATOR_REFUSAL_NO_LINK] = { 400, "0x80041126" },        /* the same */
  [HERALD_EMULATOR_REFUSAL_TOO_MANY_LINKS] = { 400, "0x8004430d" }, /* “Join tables” */
  [HERALD_EMULATOR_REFUSAL_SQL_TIMEOUT] = { 400, "0x80044151" },    /* web service error codes */
  [HERALD_EMULATOR_REFUSAL_NO_SEGMENT] = { 404, "0x8006088a" },
  [HERALD_EMULATOR_REFUSAL_NO_ROW] = { 404, "0x80040217" },
  [HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD] = { 400, "0x80048d19" },
  [HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT] = { 400, "0x80040203" },
  [HERALD_EMULATOR_REFUSAL_TOO_LONG] = { 400, "0x80044331" },
  [HERALD_EMULATOR_REFUSAL_OUT_OF_RANGE] = { 400, "0x80044330" },    /* observed */
  [HERALD_EMULATOR_REFUSAL_NO_OPTION] = { 400, "0x8004431a" },       /* observed */
  [HERALD_EMULATOR_REFUSAL_BAD_STATUS] = { 400, "0x80048408" },      /* observed */
  [HERALD_EMULATOR_REFUSAL_AGGREGATE_LIMIT] = { 400, "0x8004e023" }, /* web service error codes */
  [HERALD_EMULATOR_REFUSAL_QUICK_FIND_LIMIT] = { 400,
                                                 "0x8004e024" }, /* “About quick find queries” */
  [HERALD_EMULATOR_REFUSAL_EXPIRED_VERSION] = { 400, "0x80044352" }, /* web service error codes */
  [HERALD_EMULATOR_REFUSAL_NOT_TRACKED] = { 400, "0x80072491" },     /* the same */
  [HERALD_EMULATOR_REFUSAL_VERSION_MISMATCH] = { 412, "0x80060882" },
  [HERALD_EMULATOR_REFUSAL_DUPLICATE] = { 412, "0x80040237" },
  [HERALD_EMULATOR_REFUSAL_DUPLICATE_KEY] = { 412, "0x80060892" },
  [HERALD_EMULATOR_REFUSAL_NOT_A_MEMBER] = { 403, "0x80072560" },
  [HERALD_EMULATOR_REFUSAL_TOO_MANY_REQUESTS] = { 429, "0x80072322" },
  [HERALD_EMULATOR_REFUSAL_TOO_MUCH_TIME] = { 429, "0x80072321" },
  [HERALD_EMULATOR_REFUSAL_TOO_MANY_AT_ONCE] = { 429, "0x80072326" },
  [HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE] = { 403, "0x80040220" },
  [HERALD_EMULATOR_REFUSAL_METHOD_NOT_ALLOWED] = { 405, "0x80060888" },
  [HERALD_EMULATOR_REFUSAL_MEDIA_TYPE] = { 415, "0x80060888" },
  [HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED] = { 501, "0x80060888" },
  [HERALD_EMULATOR_REFUSAL_UNEXPECTED] = { 500, "0x80040216" },
};

/**
 * herald_emulator_refusal_quark:
 *
 * Returns: the error domain of #HeraldEmulatorRefusal
 */
GQuark
herald_emulator_refusal_quark (void)
{
  return g_quark_from_static_string ("herald-emulator-refusal-quark");
}

/**
 * herald_emulator_refuse_query:
 * @error: gets #HERALD_EMULATOR_REFUSAL_BAD_QUERY
 * @format: the sentence, as by printf()
 * @...: what it holds
 *
 * Returns: %FALSE
 */
gboolean
herald_emulator_refuse_query (GError **error, const char *format, ...)
{
  va_list          arguments;
  g_autofree char *sentence = NULL;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY, sentence);
  return FALSE;
}

static HeraldEmulatorRefusal
get_refusal (const GError *error)
{
  return error->domain == HERALD_EMULATOR_REFUSAL ? (HeraldEmulatorRefusal) error->code
                                                  : HERALD_EMULATOR_REFUSAL_UNEXPECTED;
}

/**
 * herald_emulator_refusal_get_status:
 * @error: any error
 *
 * Returns: its HTTP status; 500 for an error of another domain
 */
guint
herald_emulator_refusal_get_status (const GError *error)
{
  return refusals[get_refusal (error)].status;
}

/**
 * herald_emulator_refusal_get_code:
 * @error: any error
 *
 * Returns: (transfer none): its Dataverse code in hexadecimal
 */
const char *
herald_emulator_refusal_get_code (const GError *error)
{
  return refusals[get_refusal (error)].code;
}

/**
 * herald_emulator_refusal_set_payload:
 * @entity: the set or the operation that the body is for
 * @error: return location
 * @format: what is wrong with the body
 * @...: for @format
 *
 * Returns: %FALSE
 */
gboolean
herald_emulator_refusal_set_payload (const char *entity, GError **error, const char *format, ...)
{
  g_autofree char *detail = NULL;
  va_list          arguments;

  va_start (arguments, format);
  detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD,
               "Error identified in Payload provided by the user for Entity :'%s', For more "
               "information on this error please follow this help link " HELP_LINK
               "  ---->  InnerException : Microsoft.OData.ODataException: %s",
               entity, detail);
  return FALSE;
}

/* What a caller may ask for beside code and sentence. Source: “Compose HTTP requests and handle
 * errors”, “Include more details with errors”, read 2026-11. */
static void
annotate (HeraldEmulatorCall *call, const char *code, const char *message, JsonObject *body)
{
  g_autoptr (HeraldEmulatorPreferences) preferences = herald_emulator_preferences_read (call);
  g_autofree char *link = g_strdup_printf ("http://go.microsoft.com/fwlink/?LinkID=398563&error="
                                           "Microsoft.Crm.CrmException%%3a%s&client=platform",
                                           code + strlen ("0x"));
  const struct
  {
    const char *name;
    const char *value;
  } annotations[] = {
    { "@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus", "0" },
    { "@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode", "0" },
    { "@Microsoft.PowerApps.CDS.HelpLink", link },
    { "@Microsoft.PowerApps.CDS.TraceText", "" },
    { "@Microsoft.PowerApps.CDS.InnerError.Message", message },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (annotations); i++)
    if (herald_emulator_preferences_want (preferences, annotations[i].name + 1))
      json_object_set_string_member (body, annotations[i].name, annotations[i].value);
}

/**
 * herald_emulator_refusal_respond:
 * @call: a call that is not answered yet
 * @error: why not
 *
 * Answers as Dataverse does. An error of another domain is told in the log, not to the caller.
 */
void
herald_emulator_refusal_respond (HeraldEmulatorCall *call, const GError *error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *root = json_object_new ();
  JsonObject *body = json_object_new ();
  gboolean    known = error->domain == HERALD_EMULATOR_REFUSAL;

  if (!known)
    g_warning ("A request failed: %s", error->message);
  json_object_set_string_member (body, "code", herald_emulator_refusal_get_code (error));
  json_object_set_string_member (body, "message",
                                 known ? error->message : "An unexpected error occurred.");
  annotate (call, herald_emulator_refusal_get_code (error),
            json_object_get_string_member (body, "message"), body);
  json_object_set_object_member (root, "error", body);
  json_node_take_object (node, root);
  herald_emulator_call_add_header (call, "Content-Type",
                                   "application/json; odata.metadata=minimal");
  herald_emulator_call_add_header (call, "OData-Version", "4.0");
  herald_emulator_call_respond_json (call, herald_emulator_refusal_get_status (error), node);
}
