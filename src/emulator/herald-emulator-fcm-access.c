/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of FCM: access tokens, projects, whether the API is switched on; and the JSON of
 * Google's errors (“FCM error codes”, “AIP-193 Errors”, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-fcm-access.h"

#include <string.h>

#define SCHEME "Bearer "
#define ERROR_TYPE "type.googleapis.com/google.firebase.fcm.v1.FcmError"
#define APNS_TYPE "type.googleapis.com/google.firebase.fcm.v1.ApnsError"
#define VIOLATION_TYPE "type.googleapis.com/google.rpc.BadRequest"
#define INFO_TYPE "type.googleapis.com/google.rpc.ErrorInfo"

static const char known_project_sql[] = "SELECT 1 FROM google_account WHERE project_id = ?"
                                        " UNION SELECT 1 FROM push_token WHERE identity = ?";

/**
 * herald_emulator_fcm_answer_clear:
 * @self: the answer to clear
 */
void
herald_emulator_fcm_answer_clear (HeraldEmulatorFcmAnswer *self)
{
  g_clear_pointer (&self->project_id, g_free);
  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->text, g_free);
}

/**
 * herald_emulator_fcm_answer_refuse:
 * @self: an empty answer
 * @status: the HTTP status
 * @code: its name at Google
 * @error_code: (nullable): FCM's own code
 * @text: a sentence
 */
void
herald_emulator_fcm_answer_refuse (HeraldEmulatorFcmAnswer *self,
                                   guint                    status,
                                   const char              *code,
                                   const char              *error_code,
                                   const char              *text)
{
  self->status = status;
  self->code = code;
  self->error_code = error_code;
  self->text = g_strdup (text);
}

static JsonObject *
add_detail (JsonArray *details, const char *type)
{
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "@type", type);
  json_array_add_object_element (details, detail);
  return detail;
}

static void
add_info (JsonArray *details, const HeraldEmulatorFcmAnswer *self)
{
  JsonObject      *info = add_detail (details, INFO_TYPE);
  JsonObject      *metadata = json_object_new ();
  g_autofree char *consumer = NULL;

  json_object_set_string_member (info, "reason", self->reason);
  json_object_set_string_member (info, "domain", "googleapis.com");
  json_object_set_string_member (metadata, "service", "fcm.googleapis.com");
  if (self->project_id != NULL)
    {
      consumer = g_strconcat ("projects/", self->project_id, NULL);
      json_object_set_string_member (metadata, "consumer", consumer);
    }
  json_object_set_object_member (info, "metadata", metadata);
}

/* What Apple said, as FCM hands it on. */
static void
add_apns (JsonArray *details, const HeraldEmulatorFcmAnswer *self)
{
  JsonObject *detail = add_detail (details, APNS_TYPE);

  json_object_set_int_member (detail, "statusCode", self->apns_status);
  json_object_set_string_member (detail, "reason", self->apns_reason);
}

static JsonArray *
build_details (const HeraldEmulatorFcmAnswer *self)
{
  JsonArray  *details = json_array_new ();
  JsonArray  *violations;
  JsonObject *violation;

  if (self->error_code != NULL)
    json_object_set_string_member (add_detail (details, ERROR_TYPE), "errorCode", self->error_code);
  if (self->apns_reason != NULL)
    add_apns (details, self);
  if (self->reason != NULL)
    add_info (details, self);
  if (self->field != NULL)
    {
      violation = json_object_new ();
      if (*self->field != '\0')
        json_object_set_string_member (violation, "field", self->field);
      json_object_set_string_member (violation, "description", self->text);
      violations = json_array_new ();
      json_array_add_object_element (violations, violation);
      json_object_set_array_member (add_detail (details, VIOLATION_TYPE), "fieldViolations",
                                    violations);
    }
  return details;
}

static JsonObject *
build_error (const HeraldEmulatorFcmAnswer *self)
{
  JsonObject *outer = json_object_new ();
  JsonObject *inner = json_object_new ();

  json_object_set_int_member (inner, "code", self->status);
  json_object_set_string_member (inner, "message", self->text);
  json_object_set_string_member (inner, "status", self->code);
  if (self->error_code != NULL || self->field != NULL || self->reason != NULL)
    json_object_set_array_member (inner, "details", build_details (self));
  json_object_set_object_member (outer, "error", inner);
  return outer;
}

/**
 * herald_emulator_fcm_answer_respond:
 * @self: an answer
 * @call: a call that is not answered yet
 */
void
herald_emulator_fcm_answer_respond (const HeraldEmulatorFcmAnswer *self, HeraldEmulatorCall *call)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *seconds = NULL;
  JsonObject      *object;

  if (self->code != NULL)
    object = build_error (self);
  else
    {
      object = json_object_new ();
      json_object_set_string_member (object, "name", self->text);
    }
  if (self->retry_after > 0)
    {
      seconds = g_strdup_printf ("%u", self->retry_after);
      herald_emulator_call_add_header (call, "Retry-After", seconds);
    }
  if (self->status == 401)
    herald_emulator_call_add_header (call, "WWW-Authenticate",
                                     "Bearer realm=\"https://accounts.google.com/\"");
  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, self->status, node);
}

static gboolean
is_known_project (HeraldEmulatorSite *site, const char *project_id)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, known_project_sql, "ss",
                               project_id, project_id);

  return rows != NULL && herald_emulator_rows_next (rows, NULL);
}

/**
 * herald_emulator_fcm_access_find_grant:
 * @site: the site
 * @authorization: (nullable): the request's header
 * @answer: (out): why not
 *
 * Returns: (transfer full) (nullable): what the access token allows, when it covers FCM
 */
HeraldEmulatorGoogleGrant *
herald_emulator_fcm_access_find_grant (HeraldEmulatorSite      *site,
                                       const char              *authorization,
                                       HeraldEmulatorFcmAnswer *answer)
{
  g_autoptr (HeraldEmulatorGoogleGrant) grant = NULL;

  if (authorization == NULL || g_ascii_strncasecmp (authorization, SCHEME, strlen (SCHEME)) != 0)
    {
      herald_emulator_fcm_answer_refuse (answer, 401, "UNAUTHENTICATED", NULL,
                                         "Request is missing required authentication credential. "
                                         "Expected OAuth 2 access token, login cookie or other "
                                         "valid authentication credential.");
      return NULL;
    }
  grant = herald_emulator_google_find_grant (site, authorization + strlen (SCHEME));
  if (grant == NULL)
    herald_emulator_fcm_answer_refuse (answer, 401, "UNAUTHENTICATED", NULL,
                                       "Request had invalid authentication credentials. Expected "
                                       "OAuth 2 access token, login cookie or other valid "
                                       "authentication credential.");
  else if (!grant->messaging)
    {
      herald_emulator_fcm_answer_refuse (answer, 403, "PERMISSION_DENIED", NULL,
                                         "Request had insufficient authentication scopes.");
      answer->reason = "ACCESS_TOKEN_SCOPE_INSUFFICIENT";
    }
  else
    return g_steal_pointer (&grant);
  return NULL;
}

/**
 * herald_emulator_fcm_access_check:
 * @site: the site
 * @project_id: the project of the address
 * @authorization: (nullable): the request's header
 * @answer: (out): why not
 *
 * Returns: whether the caller may send for the project
 */
gboolean
herald_emulator_fcm_access_check (HeraldEmulatorSite      *site,
                                  const char              *project_id,
                                  const char              *authorization,
                                  HeraldEmulatorFcmAnswer *answer)
{
  g_autoptr (HeraldEmulatorGoogleGrant) grant =
    herald_emulator_fcm_access_find_grant (site, authorization, answer);

  if (grant == NULL)
    return FALSE;
  if (g_str_equal (grant->project_id, project_id))
    return TRUE;
  if (is_known_project (site, project_id))
    herald_emulator_fcm_answer_refuse (answer, 403, "PERMISSION_DENIED", NULL,
                                       "Permission 'cloudmessaging.messages.create' denied on the "
                                       "project (or it may not exist).");
  else
    herald_emulator_fcm_answer_refuse (answer, 404, "NOT_FOUND", NULL,
                                       "Requested entity was not found.");
  return FALSE;
}
