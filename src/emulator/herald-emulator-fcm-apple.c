/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes APNs' headers and payload of a message (“REST Resource: projects.messages”, ApnsConfig;
 * “About FCM messages”, read 2026-11), pushes it like any other provider, and tells Apple's refusal
 * in FCM's words (“FCM error codes”, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-fcm-apple.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-apns.h"
#include "emulator/herald-emulator-app-config.h"
#include "emulator/herald-emulator-phones.h"
#include "emulator/herald-emulator-sender.h"

#include <string.h>

#define AUTH_TEXT "Auth error from APNS or Web Push Service"

/* Apple's reasons that are about Firebase's credentials and not about the message. */
static const char *const credential_reasons[] = {
  "BadCertificate",       "BadCertificateEnvironment", "BadEnvironmentKeyIdInToken",
  "ExpiredProviderToken", "InvalidProviderToken",      "MissingProviderToken",
  "TopicDisallowed",      "UnrelatedKeyIdInToken",     NULL,
};

/* Members of “aps” with which there is something for the owner of the phone. */
static const char *const visible_members[] = { "alert", "badge", "sound" };

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  return object != NULL && json_object_has_member (object, name)
           ? json_object_get_object_member (object, name)
           : NULL;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_string_member_with_default (object, name, NULL) : NULL;
}

static void
copy_members (JsonObject *from, JsonObject *to)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (from == NULL)
    return;
  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (to, name, json_node_copy (value));
}

/* The “notification” is an alert, unless “apns” has one. */
static void
add_alert (JsonObject *notification, JsonObject *aps)
{
  JsonObject *alert;

  if (notification == NULL || json_object_has_member (aps, "alert"))
    return;
  alert = json_object_new ();
  if (get_text (notification, "title") != NULL)
    json_object_set_string_member (alert, "title", get_text (notification, "title"));
  if (get_text (notification, "body") != NULL)
    json_object_set_string_member (alert, "body", get_text (notification, "body"));
  json_object_set_object_member (aps, "alert", alert);
}

/* An app extension downloads it. */
static void
add_image (JsonObject *message, JsonObject *apns, JsonObject *payload)
{
  const char *image = get_text (get_object (apns, "fcm_options"), "image");
  JsonObject *options;

  if (image == NULL)
    image = get_text (get_object (message, "notification"), "image");
  if (image == NULL)
    return;
  options = json_object_new ();
  json_object_set_string_member (options, "image", image);
  json_object_set_object_member (payload, "fcm_options", options);
}

/* Data first: what “apns” says of a member counts more. */
static JsonObject *
build_payload (JsonObject *message)
{
  JsonObject *apns = get_object (message, "apns");
  JsonObject *own = get_object (apns, "payload");
  JsonObject *payload = json_object_new ();
  JsonObject *aps = json_object_new ();

  copy_members (get_object (message, "data"), payload);
  add_image (message, apns, payload);
  copy_members (own, payload);
  copy_members (get_object (own, "aps"), aps);
  add_alert (get_object (message, "notification"), aps);
  json_object_set_object_member (payload, "aps", aps);
  return payload;
}

static gboolean
is_visible (JsonObject *aps)
{
  for (gsize i = 0; i < G_N_ELEMENTS (visible_members); i++)
    if (json_object_has_member (aps, visible_members[i]))
      return TRUE;
  return FALSE;
}

/* HTTP's names know no case. */
static const char *
find_header (JsonObject *message, const char *wanted)
{
  JsonObject    *headers = get_object (get_object (message, "apns"), "headers");
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (headers == NULL)
    return NULL;
  json_object_iter_init_ordered (&iter, headers);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (g_ascii_strcasecmp (name, wanted) == 0)
      return json_node_get_string (value);
  return NULL;
}

/* What the sender leaves open, FCM fills in. */
static void
fill_headers (JsonObject *message, gboolean visible, HeraldEmulatorApnsRequest *request)
{
  request->push_type = find_header (message, "apns-push-type");
  request->priority = find_header (message, "apns-priority");
  request->expiration = find_header (message, "apns-expiration");
  request->collapse_id = find_header (message, "apns-collapse-id");
  request->id = find_header (message, "apns-id");
  if (find_header (message, "apns-topic") != NULL)
    request->topic = find_header (message, "apns-topic");
  if (request->push_type == NULL)
    request->push_type = visible ? "alert" : "background";
  if (request->priority == NULL)
    request->priority = visible ? "10" : "5";
}

static void
refuse_credentials (HeraldEmulatorFcmAnswer *answer)
{
  herald_emulator_fcm_answer_refuse (answer, 401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR",
                                     AUTH_TEXT);
}

static void
refuse (const HeraldEmulatorApnsAnswer *apple, HeraldEmulatorFcmAnswer *answer)
{
  if (g_strv_contains (credential_reasons, apple->reason))
    refuse_credentials (answer);
  else if (apple->status == 410)
    herald_emulator_fcm_answer_refuse (answer, 404, "NOT_FOUND", "UNREGISTERED",
                                       "Requested entity was not found.");
  else if (apple->status == 429)
    herald_emulator_fcm_answer_refuse (answer, 429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED",
                                       "Device message rate exceeded.");
  else if (apple->status >= 500)
    herald_emulator_fcm_answer_refuse (answer, 500, "INTERNAL", "INTERNAL",
                                       "Internal error encountered.");
  else
    herald_emulator_fcm_answer_refuse (answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT",
                                       "Request contains an invalid argument.");
  answer->apns_status = apple->status;
  answer->apns_reason = apple->reason;
}

/* The credential of the configuration; FALSE when it has none that could be shown to Apple. */
static gboolean
authorize (HeraldEmulatorSite        *site,
           const HeraldEmulatorApp   *app,
           HeraldEmulatorApnsRequest *request,
           char                     **fingerprint)
{
  g_autoptr (GError) error = NULL;

  if (app->by_token)
    request->authorization = herald_emulator_sender_authorize_apns (site, app, &error);
  else
    request->certificate = *fingerprint =
      herald_emulator_app_config_find_certificate (site, app->id);
  if (error != NULL)
    g_debug ("%s", error->message);
  return request->authorization != NULL || request->certificate != NULL;
}

/**
 * herald_emulator_fcm_apple_send:
 * @site: the site
 * @token: a living token
 * @message: a message that was found good
 * @answer: (inout): what FCM says when APNs refuses
 *
 * Returns: whether APNs took it
 */
gboolean
herald_emulator_fcm_apple_send (HeraldEmulatorSite             *site,
                                const HeraldEmulatorAppleToken *token,
                                JsonObject                     *message,
                                HeraldEmulatorFcmAnswer        *answer)
{
  g_autoptr (HeraldEmulatorApp) app = herald_emulator_apps_find (site, token->app_id);
  g_autoptr (HeraldEmulatorPushToken) target =
    herald_emulator_phones_find_token (site, token->apns_token);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GBytes) body = NULL;
  g_autofree char          *fingerprint = NULL;
  JsonObject               *payload = build_payload (message);
  HeraldEmulatorApnsRequest request = { .device_token = token->apns_token };
  HeraldEmulatorApnsAnswer  apple;

  json_node_take_object (node, payload);
  if (app == NULL || target == NULL || !authorize (site, app, &request, &fingerprint))
    {
      refuse_credentials (answer);
      return FALSE;
    }
  body = herald_json_write_bytes (node);
  request.host = target->sandbox ? HERALD_EMULATOR_APNS_SANDBOX : HERALD_EMULATOR_APNS_PRODUCTION;
  request.topic = target->identity;
  request.payload = body;
  fill_headers (message, is_visible (json_object_get_object_member (payload, "aps")), &request);
  apple = herald_emulator_apns_push (site, &request);
  if (apple.reason != NULL)
    refuse (&apple, answer);
  return apple.reason == NULL;
}
