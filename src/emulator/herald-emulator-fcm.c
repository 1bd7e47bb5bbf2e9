/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /v1/projects/PROJECT/messages:send, over HTTP/1.1 and HTTP/2 alike. */
#include "config.h"

#include "emulator/herald-emulator-fcm.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-fcm-message.h"
#include "emulator/herald-emulator-google.h"
#include "emulator/herald-emulator-notifications.h"
#include "emulator/herald-emulator-registry.h"

#include <string.h>

#define SCHEME "Bearer "
#define ERROR_TYPE "type.googleapis.com/google.firebase.fcm.v1.FcmError"
#define VIOLATION_TYPE "type.googleapis.com/google.rpc.BadRequest"
#define BAD_TOKEN_TEXT "The registration token is not a valid FCM registration token"

static const char known_project_sql[] = "SELECT 1 FROM google_account WHERE project_id = ?"
                                        " UNION SELECT 1 FROM push_token WHERE identity = ?";

/**
 * herald_emulator_fcm_answer_clear:
 * @self: the answer to clear
 */
void
herald_emulator_fcm_answer_clear (HeraldEmulatorFcmAnswer *self)
{
  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->text, g_free);
}

static void
refuse (HeraldEmulatorFcmAnswer *answer,
        guint                    status,
        const char              *code,
        const char              *error_code,
        const char              *text)
{
  answer->status = status;
  answer->code = code;
  answer->error_code = error_code;
  answer->text = g_strdup (text);
}

static gboolean
is_known_project (HeraldEmulatorSite *site, const char *project_id)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, known_project_sql, "ss",
                               project_id, project_id);

  return rows != NULL && herald_emulator_rows_next (rows, NULL);
}

/* Whether the caller may send for the project. */
static gboolean
check_caller (HeraldEmulatorSite      *site,
              const char              *project_id,
              const char              *authorization,
              HeraldEmulatorFcmAnswer *answer)
{
  g_autoptr (HeraldEmulatorGoogleGrant) grant = NULL;

  if (authorization == NULL || g_ascii_strncasecmp (authorization, SCHEME, strlen (SCHEME)) != 0)
    {
      refuse (answer, 401, "UNAUTHENTICATED", NULL,
              "Request is missing required authentication credential. Expected OAuth 2 access "
              "token, login cookie or other valid authentication credential.");
      return FALSE;
    }
  grant = herald_emulator_google_find_grant (site, authorization + strlen (SCHEME));
  if (grant == NULL)
    refuse (answer, 401, "UNAUTHENTICATED", NULL,
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
            "cookie or other valid authentication credential.");
  else if (!grant->messaging)
    refuse (answer, 403, "PERMISSION_DENIED", NULL,
            "Request had insufficient authentication scopes.");
  else if (g_str_equal (grant->project_id, project_id))
    return TRUE;
  else if (is_known_project (site, project_id))
    refuse (answer, 403, "PERMISSION_DENIED", NULL,
            "Permission 'cloudmessaging.messages.create' denied on the project (or it may not "
            "exist).");
  else
    refuse (answer, 404, "NOT_FOUND", NULL, "Requested entity was not found.");
  return FALSE;
}

static JsonObject *
read_body (GBytes *bytes, HeraldEmulatorFcmAnswer *answer)
{
  g_autoptr (JsonObject) body = herald_json_parse_object (bytes, NULL);
  g_auto (HeraldEmulatorFcmFault) fault = { NULL, NULL };

  if (body == NULL)
    {
      refuse (answer, 400, "INVALID_ARGUMENT", NULL, "Invalid JSON payload received.");
      return NULL;
    }
  if (herald_emulator_fcm_check_body (body, &fault))
    return g_steal_pointer (&body);
  refuse (answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", fault.text);
  answer->field = g_steal_pointer (&fault.field);
  return NULL;
}

/* The living token of a message's phone; NULL with the answer that it deserves. */
static HeraldEmulatorPushToken *
find_target (HeraldEmulatorSite      *site,
             const char              *project_id,
             const char              *token,
             HeraldEmulatorFcmAnswer *answer)
{
  g_autoptr (HeraldEmulatorPushToken) found =
    herald_emulator_fcm_is_token (token) ? herald_emulator_phones_find_token (site, token) : NULL;

  if (found == NULL || found->platform != HERALD_EMULATOR_ANDROID)
    {
      refuse (answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", BAD_TOKEN_TEXT);
      answer->field = g_strdup ("message.token");
    }
  else if (!g_str_equal (found->identity, project_id))
    refuse (answer, 403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH", "SenderId mismatch");
  else if (found->ended_us != 0)
    refuse (answer, 404, "NOT_FOUND", "UNREGISTERED", "Requested entity was not found.");
  else
    return g_steal_pointer (&found);
  return NULL;
}

static gboolean
deliver (HeraldEmulatorSite *site, const HeraldEmulatorPushToken *token, JsonObject *message)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), message);
  g_autofree char *payload = herald_json_write (node, FALSE);
  gint64           ttl = herald_emulator_fcm_get_ttl_seconds (message);
  gint64           now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));
  g_autoptr (GError) error = NULL;
  HeraldEmulatorPush push = {
    .payload = payload,
    .expires_us = ttl > 0 ? now_us + ttl * G_USEC_PER_SEC : 0,
    .silent = herald_emulator_notifications_is_silent (HERALD_EMULATOR_ANDROID, message),
  };

  if (herald_emulator_phones_deliver (site, token, &push, &error))
    return TRUE;
  g_warning ("%s", error->message);
  return FALSE;
}

/* As Google's look: “projects/p/messages/0:<microseconds>%<hex>”. */
static char *
make_name (HeraldEmulatorSite *site, const char *project_id)
{
  gint64 now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));

  return g_strdup_printf ("projects/%s/messages/0:%" G_GINT64_FORMAT "%%%08x%08x", project_id,
                          now_us, g_random_int (), g_random_int ());
}

/**
 * herald_emulator_fcm_send:
 * @site: the site
 * @project_id: the project of the address
 * @authorization: (nullable): the request's header
 * @body: the request's body
 * @answer: (out): Google's answer
 *
 * Judges a message and delivers it when it is good and not only to be validated. A topic or a
 * condition has no subscribers here.
 */
void
herald_emulator_fcm_send (HeraldEmulatorSite      *site,
                          const char              *project_id,
                          const char              *authorization,
                          GBytes                  *body,
                          HeraldEmulatorFcmAnswer *answer)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (HeraldEmulatorPushToken) target = NULL;
  JsonObject *message;
  const char *token = NULL;
  gboolean    validate_only = FALSE;

  if (!check_caller (site, project_id, authorization, answer))
    return;
  object = read_body (body, answer);
  if (object == NULL)
    return;
  message = json_object_get_object_member (object, "message");
  herald_json_read_string (message, "token", HERALD_JSON_OPTIONAL, &token, NULL);
  herald_json_read_boolean (object, "validate_only", HERALD_JSON_OPTIONAL, &validate_only, NULL);
  if (token != NULL && *token != '\0')
    {
      target = find_target (site, project_id, token, answer);
      if (target == NULL)
        return;
    }
  if (target != NULL && !validate_only && !deliver (site, target, message))
    {
      refuse (answer, 500, "INTERNAL", "INTERNAL", "Internal error encountered.");
      return;
    }
  answer->status = 200;
  answer->text = validate_only
                   ? g_strdup_printf ("projects/%s/messages/fake_message_id", project_id)
                   : make_name (site, project_id);
}

static JsonArray *
build_details (const HeraldEmulatorFcmAnswer *answer)
{
  JsonArray  *details = json_array_new ();
  JsonObject *object;
  JsonObject *violation;
  JsonArray  *violations;

  if (answer->error_code != NULL)
    {
      object = json_object_new ();
      json_object_set_string_member (object, "@type", ERROR_TYPE);
      json_object_set_string_member (object, "errorCode", answer->error_code);
      json_array_add_object_element (details, object);
    }
  if (answer->field != NULL)
    {
      violation = json_object_new ();
      json_object_set_string_member (violation, "field", answer->field);
      json_object_set_string_member (violation, "description", answer->text);
      violations = json_array_new ();
      json_array_add_object_element (violations, violation);
      object = json_object_new ();
      json_object_set_string_member (object, "@type", VIOLATION_TYPE);
      json_object_set_array_member (object, "fieldViolations", violations);
      json_array_add_object_element (details, object);
    }
  return details;
}

static JsonObject *
build_error (const HeraldEmulatorFcmAnswer *answer)
{
  JsonObject *outer = json_object_new ();
  JsonObject *inner = json_object_new ();

  json_object_set_int_member (inner, "code", answer->status);
  json_object_set_string_member (inner, "message", answer->text);
  json_object_set_string_member (inner, "status", answer->code);
  if (answer->error_code != NULL || answer->field != NULL)
    json_object_set_array_member (inner, "details", build_details (answer));
  json_object_set_object_member (outer, "error", inner);
  return outer;
}

static void
send_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_auto (HeraldEmulatorFcmAnswer) answer = { 0 };
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object;

  herald_emulator_fcm_send (site, herald_emulator_call_get_capture (call, "project"),
                            herald_emulator_call_get_header (call, "authorization"),
                            herald_emulator_call_get_body (call), &answer);
  if (answer.code != NULL)
    object = build_error (&answer);
  else
    {
      object = json_object_new ();
      json_object_set_string_member (object, "name", answer.text);
    }
  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, answer.status, node);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/v1/projects/{project}/messages:send", send_cb },
};

/**
 * herald_emulator_fcm_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_fcm_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
