/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /v1/projects/PROJECT/messages:send, over HTTP/1.1 and HTTP/2 alike; and what is left of the
 * API before it. */
#include "config.h"

#include "emulator/herald-emulator-fcm.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-early-refusal.h"
#include "emulator/herald-emulator-fcm-apple.h"
#include "emulator/herald-emulator-fcm-message.h"
#include "emulator/herald-emulator-fcm-topics.h"
#include "emulator/herald-emulator-gzip.h"
#include "emulator/herald-emulator-media-type.h"
#include "emulator/herald-emulator-notifications.h"
#include "emulator/herald-emulator-phones.h"
#include "emulator/herald-emulator-rate.h"
#include "emulator/herald-emulator-switches.h"

#include <string.h>

#define SERVICE_NAME "fcm"
#define DEVICE_WINDOW_US G_TIME_SPAN_MINUTE
#define USUAL_PER_DEVICE 240 /* “Throttling and scaling”, read 2026-11: messages in a minute */
#define MOST_PER_DEVICE 1000000
#define BAD_TOKEN_TEXT "The registration token is not a valid FCM registration token"

static const char retired_page[] =
  "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)</title>\n"
  "<p><b>404.</b> The requested URL was not found on this server: the legacy FCM API ended in "
  "2024.\n";

/* What the service keeps. */
typedef struct
{
  HeraldEmulatorRate *devices;         /* (owned): messages by token */
  guint               most_per_device; /* 0 is no limit */
  gboolean            enabled;         /* the API is switched on in the project */
} Service;

static void
service_free (gpointer data)
{
  Service *self = data;

  herald_emulator_rate_free (self->devices);
  g_free (self);
}

static JsonObject *
read_body (GBytes *bytes, HeraldEmulatorFcmAnswer *answer)
{
  g_autoptr (JsonObject) body = herald_json_parse_object (bytes, NULL);
  g_autoptr (JsonObject) read = NULL;
  g_auto (HeraldEmulatorFcmFault) fault = { NULL, NULL, FALSE };

  if (body == NULL)
    {
      herald_emulator_fcm_answer_refuse (answer, 400, "INVALID_ARGUMENT", NULL,
                                         "Invalid JSON payload received. Parse error: an object is "
                                         "expected.");
      return NULL;
    }
  read = herald_emulator_fcm_read_body (body, &fault);
  if (read != NULL)
    return g_steal_pointer (&read);
  herald_emulator_fcm_answer_refuse (answer, 400, "INVALID_ARGUMENT",
                                     fault.malformed ? NULL : "INVALID_ARGUMENT", fault.text);
  answer->field = g_steal_pointer (&fault.field);
  return NULL;
}

/* Of an iPhone only those tokens are Google's that stand for one of Apple's. */
static gboolean
is_registration_token (HeraldEmulatorSite *site, const HeraldEmulatorPushToken *token)
{
  g_autoptr (HeraldEmulatorAppleToken) apple = NULL;

  if (token->platform == HERALD_EMULATOR_ANDROID)
    return TRUE;
  apple = herald_emulator_apple_tokens_find (site, token->token);
  return apple != NULL;
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

  if (found == NULL || !is_registration_token (site, found))
    {
      herald_emulator_fcm_answer_refuse (answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT",
                                         BAD_TOKEN_TEXT);
      answer->field = g_strdup ("message.token");
    }
  else if (!g_str_equal (found->identity, project_id))
    herald_emulator_fcm_answer_refuse (answer, 403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH",
                                       "SenderId mismatch");
  else if (found->ended_us != 0)
    herald_emulator_fcm_answer_refuse (answer, 404, "NOT_FOUND", "UNREGISTERED",
                                       "Requested entity was not found.");
  else
    return g_steal_pointer (&found);
  return NULL;
}

/* Whether the device gets one more now. */
static gboolean
check_rate (HeraldEmulatorSite *site, const char *token, HeraldEmulatorFcmAnswer *answer)
{
  Service *service = herald_emulator_site_get_service (site, SERVICE_NAME);
  gint64   wait_us =
    herald_emulator_rate_take (service->devices, token,
                               herald_clock_get_unix_us (herald_emulator_site_get_clock (site)),
                               service->most_per_device);

  if (wait_us == 0)
    return TRUE;
  herald_emulator_fcm_answer_refuse (answer, 429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED",
                                     "Device message rate exceeded. Reduce the number of messages "
                                     "sent to this device.");
  answer->retry_after = (guint) ((wait_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  return FALSE;
}

/* A project in which nobody switched the API on. */
static gboolean
check_enabled (HeraldEmulatorSite *site, const char *project_id, HeraldEmulatorFcmAnswer *answer)
{
  Service         *service = herald_emulator_site_get_service (site, SERVICE_NAME);
  g_autofree char *text = NULL;

  if (service->enabled)
    return TRUE;
  text = g_strdup_printf ("Firebase Cloud Messaging API has not been used in project %s before or "
                          "it is disabled. Enable it by visiting "
                          "https://console.developers.google.com/apis/api/fcm.googleapis.com/"
                          "overview?project=%s then retry.",
                          project_id, project_id);
  herald_emulator_fcm_answer_refuse (answer, 403, "PERMISSION_DENIED", NULL, text);
  answer->reason = "SERVICE_DISABLED";
  answer->project_id = g_strdup (project_id);
  return FALSE;
}

static void
refuse_internal (HeraldEmulatorFcmAnswer *answer)
{
  herald_emulator_fcm_answer_refuse (answer, 500, "INTERNAL", "INTERNAL",
                                     "Internal error encountered.");
}

static const char *
get_collapse_key (JsonObject *message)
{
  JsonObject *android = json_object_has_member (message, "android")
                          ? json_object_get_object_member (message, "android")
                          : NULL;

  return android != NULL
           ? json_object_get_string_member_with_default (android, "collapse_key", NULL)
           : NULL;
}

static gboolean
deliver_to_android (HeraldEmulatorSite            *site,
                    const HeraldEmulatorPushToken *token,
                    JsonObject                    *message,
                    HeraldEmulatorFcmAnswer       *answer)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), message);
  g_autofree char *payload = herald_json_write (node, FALSE);
  g_autoptr (GError) error = NULL;
  gint64             ttl = herald_emulator_fcm_get_ttl_seconds (message);
  gint64             now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));
  HeraldEmulatorPush push = {
    .payload = payload,
    .collapse_id = get_collapse_key (message),
    .expires_us = ttl > 0 ? now_us + ttl * G_USEC_PER_SEC : 0,
    .silent = herald_emulator_notifications_is_silent (HERALD_EMULATOR_ANDROID, message),
  };

  if (herald_emulator_phones_deliver (site, token, &push, &error))
    return TRUE;
  g_warning ("%s", error->message);
  refuse_internal (answer);
  return FALSE;
}

static gboolean
deliver_to (HeraldEmulatorSite            *site,
            const HeraldEmulatorPushToken *token,
            JsonObject                    *message,
            HeraldEmulatorFcmAnswer       *answer)
{
  g_autoptr (HeraldEmulatorAppleToken) apple = NULL;

  if (token->platform == HERALD_EMULATOR_ANDROID)
    return deliver_to_android (site, token, message, answer);
  apple = herald_emulator_apple_tokens_find (site, token->token);
  return apple != NULL && herald_emulator_fcm_apple_send (site, apple, message, answer);
}

/* A topic's message is taken before anybody gets it; so whom it does not reach, nobody is told. */
static gboolean
deliver_to_topic (HeraldEmulatorSite      *site,
                  const char              *project_id,
                  JsonObject              *message,
                  HeraldEmulatorFcmAnswer *answer)
{
  const char *topic = json_object_get_string_member_with_default (message, "topic", NULL);
  const char *condition = json_object_get_string_member_with_default (message, "condition", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tokens =
    herald_emulator_fcm_topics_find (site, project_id, topic, condition, &error);

  if (tokens == NULL)
    {
      g_warning ("%s", error->message);
      refuse_internal (answer);
      return FALSE;
    }
  for (guint i = 0; i < tokens->len; i++)
    {
      g_auto (HeraldEmulatorFcmAnswer) unheard = { 0 };
      g_autoptr (HeraldEmulatorPushToken) token =
        herald_emulator_phones_find_token (site, g_ptr_array_index (tokens, i));

      if (token != NULL && !deliver_to (site, token, message, &unheard))
        g_debug ("A message to a topic does not reach a phone: %s", unheard.text);
    }
  return TRUE;
}

static gboolean
deliver (HeraldEmulatorSite            *site,
         const char                    *project_id,
         const HeraldEmulatorPushToken *token,
         JsonObject                    *message,
         HeraldEmulatorFcmAnswer       *answer)
{
  return token != NULL ? deliver_to (site, token, message, answer)
                       : deliver_to_topic (site, project_id, message, answer);
}

/* As Google's look: “projects/p/messages/0:<microseconds>%<hex>”; of a topic, a number. */
static char *
make_name (HeraldEmulatorSite *site, const char *project_id, gboolean of_topic)
{
  gint64 now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));

  if (of_topic)
    return g_strdup_printf ("projects/%s/messages/%u%09u", project_id,
                            1 + g_random_int () % G_MAXINT32, g_random_int () % 1000000000);
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
 * Judges a message and delivers it when it is good and not only to be validated.
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
  const char *token;
  gboolean    validate_only;

  if (!herald_emulator_fcm_access_check (site, project_id, authorization, answer) ||
      !check_enabled (site, project_id, answer))
    return;
  object = read_body (body, answer);
  if (object == NULL)
    return;
  message = json_object_get_object_member (object, "message");
  token = json_object_get_string_member_with_default (message, "token", NULL);
  validate_only = json_object_get_boolean_member_with_default (object, "validate_only", FALSE);
  if (token != NULL)
    {
      target = find_target (site, project_id, token, answer);
      if (target == NULL || (!validate_only && !check_rate (site, token, answer)))
        return;
    }
  if (!validate_only && !deliver (site, project_id, target, message, answer))
    return;
  answer->status = 200;
  answer->text = validate_only
                   ? g_strdup_printf ("projects/%s/messages/fake_message_id", project_id)
                   : make_name (site, project_id, token == NULL);
}

static void
send_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  const char         *type = herald_emulator_call_get_header (call, "content-type");
  const char         *coding = herald_emulator_call_get_header (call, "content-encoding");
  const gboolean      packed = coding != NULL && g_ascii_strcasecmp (coding, "identity") != 0;
  g_auto (HeraldEmulatorFcmAnswer) answer = { 0 };

  if (packed && !herald_emulator_gzip_is_taken (herald_emulator_call_get_path (call), coding))
    {
      herald_emulator_early_refusal_respond (call, 415);
      return;
    }
  if (packed && !herald_emulator_gzip_unpack (call))
    herald_emulator_fcm_answer_refuse (&answer, 400, "INVALID_ARGUMENT", NULL,
                                       "Invalid JSON payload received. The body is not packed by "
                                       "gzip, or too large.");
  else if (!herald_emulator_media_type_is_utf8 (type))
    herald_emulator_fcm_answer_refuse (&answer, 400, "INVALID_ARGUMENT", NULL,
                                       "Invalid JSON payload received. The body is not UTF-8.");
  else
    herald_emulator_fcm_send (site, herald_emulator_call_get_capture (call, "project"),
                              herald_emulator_call_get_header (call, "authorization"),
                              herald_emulator_call_get_body (call), &answer);
  herald_emulator_fcm_answer_respond (&answer, call);
}

/* “Migrate from legacy FCM APIs to HTTP v1”, read 2026-11: gone since July 2024. */
static void
retired_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  herald_emulator_call_respond_text (call, 404, "text/html; charset=UTF-8", retired_page);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/v1/projects/{project}/messages:send", send_cb },
  { "POST", "/fcm/send", retired_cb },
  { "POST", "/batch", retired_cb },
};

/**
 * herald_emulator_fcm_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether FCM and its topics are ready
 */
gboolean
herald_emulator_fcm_attach (HeraldEmulatorSite *site, GError **error)
{
  Service *service = g_new0 (Service, 1);

  service->devices = herald_emulator_rate_new (DEVICE_WINDOW_US);
  service->most_per_device = USUAL_PER_DEVICE;
  service->enabled = TRUE;
  herald_emulator_site_take_service (site, SERVICE_NAME, service, service_free);
  herald_emulator_switches_add_integer (site, "fcmMessagesPerDevice", &service->most_per_device, 0,
                                        MOST_PER_DEVICE);
  herald_emulator_switches_add_boolean (site, "fcmEnabled", &service->enabled);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_fcm_topics_attach (site, error);
}
