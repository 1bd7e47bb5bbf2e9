/* SPDX-License-Identifier: GPL-3.0-or-later */
/* APNs: POST /3/device/TOKEN over HTTP/2, judged by Apple's published rules (“Sending notification
 * requests to APNs”, “Handling notification responses from APNs”, read 2026-11). Apple does not
 * publish the order of its checks; here the credential is first, then headers and payload, then the
 * token, so that a push to a made-up token says whether the credential works. Each reason has a
 * natural cause, which the README tells. */
#include "config.h"

#include "emulator/herald-emulator-apns.h"

#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-apps.h"
#include "emulator/herald-emulator-certificates.h"
#include "emulator/herald-emulator-h2.h"
#include "emulator/herald-emulator-hosts.h"
#include "emulator/herald-emulator-notifications.h"
#include "emulator/herald-emulator-provider.h"
#include "emulator/herald-emulator-rate.h"
#include "emulator/herald-emulator-switches.h"

#include <string.h>

#define SERVICE_NAME "apns"
#define PAYLOAD_BYTES 4096
#define VOIP_PAYLOAD_BYTES 5120
#define COLLAPSE_ID_BYTES 64
#define DEVICE_TOKEN_LENGTH 64
#define DEVICE_WINDOW_US G_TIME_SPAN_MINUTE
#define MOST_PER_DEVICE 1000000
#define TEAM_DATA "apns-team"                     /* on a connection */
#define KEPT_SECONDS ((gint64) 30 * 24 * 60 * 60) /* without an expiration: “up to 30 days” */

static const char *const push_types[] = {
  "alert", "background",   "location",   "voip",    "complication", "fileprovider",
  "mdm",   "liveactivity", "pushtotalk", "widgets", "controls",     NULL,
};

/* What is put behind the bundle id for some types. */
static const char *const topic_endings[] = {
  ".voip",
  ".complication",
  ".pushkit.fileprovider",
  ".push-type.liveactivity",
  ".push-type.location-query",
  ".location-query",
  ".voip-ptt",
  ".push-type.widgets",
  ".push-type.controls",
};

/* Statuses other than 400. */
static const struct
{
  const char *reason;
  guint       status;
} statuses[] = {
  { "BadCertificate", 403 },
  { "BadCertificateEnvironment", 403 },
  { "ExpiredProviderToken", 403 },
  { "Forbidden", 403 },
  { "InvalidProviderToken", 403 },
  { "MissingProviderToken", 403 },
  { "UnrelatedKeyIdInToken", 403 },
  { "BadEnvironmentKeyIdInToken", 403 },
  { "BadPath", 404 },
  { "MethodNotAllowed", 405 },
  { "Unregistered", 410 },
  { "ExpiredToken", 410 },
  { "PayloadTooLarge", 413 },
  { "TooManyProviderTokenUpdates", 429 },
  { "TooManyRequests", 429 },
  { "InternalServerError", 500 },
};

/* What the service keeps. */
typedef struct
{
  HeraldEmulatorProvider *provider; /* (owned) */
  HeraldEmulatorRate     *devices;  /* (owned): pushes by device */
  /* Apple does not publish how many pushes are too many for one device; 0 is no limit. */
  guint most_per_device;
} Service;

/* A request that was understood. */
typedef struct
{
  const HeraldEmulatorApnsRequest *request;
  HeraldEmulatorPass               pass;        /* of a provider token */
  HeraldEmulatorCertificate       *certificate; /* (owned) (nullable): in place of a token */
  char                            *bundle_id;   /* (owned): the topic without its ending */
  HeraldEmulatorTopic              configured;
  char                            *token;   /* (owned): lower case */
  JsonObject                      *payload; /* (owned) */
  HeraldEmulatorPushToken         *found;   /* (owned) */
} Push;

static void
push_clear (Push *push)
{
  g_clear_pointer (&push->certificate, herald_emulator_certificate_free);
  g_clear_pointer (&push->bundle_id, g_free);
  g_clear_pointer (&push->token, g_free);
  g_clear_pointer (&push->payload, json_object_unref);
  g_clear_pointer (&push->found, herald_emulator_push_token_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Push, push_clear)

static gboolean
is_digits (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= 18 && strspn (text, "0123456789") == length;
}

static gboolean
is_push_type (const char *request, const char *type)
{
  return g_strcmp0 (request, type) == 0;
}

static gboolean
is_priority (const char *priority)
{
  return g_str_equal (priority, "10") || g_str_equal (priority, "5") || g_str_equal (priority, "1");
}

static gboolean
is_message_id (const char *id)
{
  return strlen (id) == HERALD_GUID_LENGTH && herald_guid_is_valid (id);
}

/* The headers by themselves; returns the reason, NULL when all are good. */
static const char *
check_headers (const HeraldEmulatorApnsRequest *request)
{
  if (request->id != NULL && !is_message_id (request->id))
    return "BadMessageId";
  if (request->expiration != NULL && !is_digits (request->expiration))
    return "BadExpirationDate";
  if (request->priority != NULL && !is_priority (request->priority))
    return "BadPriority";
  if (request->collapse_id != NULL &&
      (*request->collapse_id == '\0' || strlen (request->collapse_id) > COLLAPSE_ID_BYTES))
    return "BadCollapseId";
  if (request->push_type != NULL && !g_strv_contains (push_types, request->push_type))
    return "InvalidPushType";
  /* “Background notifications: priority 5; 10 is an error”, and 10 is the default. */
  if (is_push_type (request->push_type, "background") && g_strcmp0 (request->priority, "5") != 0)
    return "BadPriority";
  return NULL;
}

static char *
cut_ending (const char *topic)
{
  for (gsize i = 0; i < G_N_ELEMENTS (topic_endings); i++)
    if (g_str_has_suffix (topic, topic_endings[i]))
      return g_strndup (topic, strlen (topic) - strlen (topic_endings[i]));
  return g_strdup (topic);
}

/* A connection belongs to the team whose token came first on it: “Different teams or keys need
 * separate connections”. */
static const char *
check_connection (const Push *push)
{
  GObject    *connection = push->request->connection;
  const char *team_id = connection != NULL ? g_object_get_data (connection, TEAM_DATA) : NULL;

  if (team_id != NULL)
    return g_str_equal (team_id, push->pass.team_id) ? NULL : "UnrelatedKeyIdInToken";
  if (connection != NULL)
    g_object_set_data_full (connection, TEAM_DATA, g_strdup (push->pass.team_id), g_free);
  return NULL;
}

static const char *
check_certificate (HeraldEmulatorSite *site, Push *push)
{
  gint64 now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));

  push->certificate = herald_emulator_certificates_find (site, push->request->certificate);
  if (push->certificate == NULL || push->certificate->not_after_us <= now_us)
    return "BadCertificate";
  return NULL;
}

/* A token counts more than a certificate, which may be on the connection for another request. */
static const char *
check_credential (HeraldEmulatorSite *site, Service *service, Push *push)
{
  const HeraldEmulatorApnsRequest *request = push->request;
  const char                      *reason;

  if (request->authorization == NULL && request->certificate != NULL)
    return check_certificate (site, push);
  reason = herald_emulator_provider_check (service->provider, request->authorization, &push->pass);
  return reason != NULL ? reason : check_connection (push);
}

/* “Sending notification requests to APNs” on the push types “mdm” and “location”, read 2026-11. */
static gboolean
is_forbidden (const Push *push)
{
  const char *type = push->request->push_type;

  return push->certificate != NULL ? is_push_type (type, "location") : is_push_type (type, "mdm");
}

/* Types whose topic is not the plain bundle id. */
static gboolean
has_right_ending (const Push *push, const char *topic)
{
  static const struct
  {
    const char *type;
    const char *ending;
  } endings[] = {
    { "voip", ".voip" },
    { "complication", ".complication" },
    { "fileprovider", ".pushkit.fileprovider" },
    { "liveactivity", ".push-type.liveactivity" },
    { "location", "location-query" },
    { "pushtotalk", ".voip-ptt" },
    { "widgets", ".push-type.widgets" },
    { "controls", ".push-type.controls" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (is_push_type (push->request->push_type, endings[i].type))
      return g_str_has_suffix (topic, endings[i].ending);
  return TRUE;
}

/* Whether the credential is for the service that was called. */
static gboolean
is_environment_good (const Push *push, HeraldEmulatorEnvironment environment)
{
  if (environment == HERALD_EMULATOR_BOTH)
    return TRUE;
  switch (push->request->host)
    {
    case HERALD_EMULATOR_APNS_PRODUCTION:
      return environment == HERALD_EMULATOR_PRODUCTION;
    case HERALD_EMULATOR_APNS_SANDBOX:
      return environment == HERALD_EMULATOR_SANDBOX;
    case HERALD_EMULATOR_APNS_CONFIGURED:
    default:
      return environment == HERALD_EMULATOR_PRODUCTION ? push->configured.production
                                                       : push->configured.sandbox;
    }
}

static const char *
check_owner (const Push *push)
{
  const HeraldEmulatorCertificate *certificate = push->certificate;

  if (certificate == NULL)
    {
      if (!push->configured.of_team)
        return "TopicDisallowed";
      return is_environment_good (push, push->pass.environment) ? NULL
                                                                : "BadEnvironmentKeyIdInToken";
    }
  if (!g_str_equal (certificate->topic, push->bundle_id))
    return "TopicDisallowed";
  return is_environment_good (push, certificate->environment) ? NULL : "BadCertificateEnvironment";
}

static const char *
check_topic (HeraldEmulatorSite *site, Push *push)
{
  const char *topic = push->request->topic;

  if ((topic == NULL || *topic == '\0') && push->certificate != NULL)
    topic = push->certificate->topic;
  if (topic == NULL || *topic == '\0')
    return "MissingTopic";
  for (const char *c = topic; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr (".-_", *c) == NULL)
      return "BadTopic";
  if (push->request->topic != NULL && !has_right_ending (push, topic))
    return "BadTopic";
  push->bundle_id = cut_ending (topic);
  push->configured = herald_emulator_apps_find_topic (site, push->bundle_id, push->pass.team_id);
  return check_owner (push);
}

/* Apple has no reason of its own for a payload that is no JSON or has no “aps”. */
static const char *
check_payload (Push *push)
{
  const HeraldEmulatorApnsRequest *request = push->request;
  JsonObject                      *aps = NULL;

  if (g_bytes_get_size (request->payload) == 0)
    return "PayloadEmpty";
  push->payload = herald_json_parse_object (request->payload, NULL);
  if (push->payload == NULL ||
      !herald_json_read_object (push->payload, "aps", HERALD_JSON_REQUIRED, &aps, NULL))
    return "PayloadEmpty";
  return NULL;
}

static gboolean
is_too_large (const HeraldEmulatorApnsRequest *request)
{
  return g_bytes_get_size (request->payload) >
         (is_push_type (request->push_type, "voip") ? VOIP_PAYLOAD_BYTES : PAYLOAD_BYTES);
}

/* Whether the token's build talks to the host that was called. One listener stands for both hosts,
 * so the configurations with this topic tell which is meant. */
static gboolean
is_of_host (const Push *push)
{
  switch (push->request->host)
    {
    case HERALD_EMULATOR_APNS_PRODUCTION:
      return !push->found->sandbox;
    case HERALD_EMULATOR_APNS_SANDBOX:
      return push->found->sandbox;
    case HERALD_EMULATOR_APNS_CONFIGURED:
    default:
      return push->found->sandbox ? push->configured.sandbox : push->configured.production;
    }
}

static const char *
check_token (HeraldEmulatorSite *site, Push *push)
{
  const char *token = push->request->device_token;

  if (token == NULL || *token == '\0')
    return "MissingDeviceToken";
  if (strlen (token) != DEVICE_TOKEN_LENGTH ||
      strspn (token, "0123456789abcdefABCDEF") != DEVICE_TOKEN_LENGTH)
    return "BadDeviceToken";
  push->token = g_ascii_strdown (token, -1);
  push->found = herald_emulator_phones_find_token (site, push->token);
  if (push->found == NULL || push->found->platform != HERALD_EMULATOR_IOS || !is_of_host (push))
    return "BadDeviceToken";
  if (!g_str_equal (push->found->identity, push->bundle_id))
    return "DeviceTokenNotForTopic";
  return NULL;
}

static guint
get_status (const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_str_equal (statuses[i].reason, reason))
      return statuses[i].status;
  return 400;
}

static HeraldEmulatorApnsAnswer
refuse (const char *reason)
{
  return (HeraldEmulatorApnsAnswer){ .status = get_status (reason), .reason = reason };
}

static gint64
expires_us (HeraldEmulatorSite *site, const char *expiration)
{
  gint64 now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));

  if (expiration == NULL)
    return now_us + KEPT_SECONDS * G_TIME_SPAN_SECOND;
  return MIN (g_ascii_strtoll (expiration, NULL, 10), G_MAXINT64 / G_USEC_PER_SEC) * G_USEC_PER_SEC;
}

static HeraldEmulatorApnsAnswer
deliver (HeraldEmulatorSite *site, const Push *push)
{
  const HeraldEmulatorApnsRequest *request = push->request;
  g_autofree char                 *payload =
    g_strndup (g_bytes_get_data (request->payload, NULL), g_bytes_get_size (request->payload));
  g_autoptr (GError) error = NULL;
  HeraldEmulatorPush arriving = {
    .payload = payload,
    .collapse_id = request->collapse_id,
    .expires_us = expires_us (site, request->expiration),
    .silent = herald_emulator_notifications_is_silent (HERALD_EMULATOR_IOS, push->payload),
  };

  if (herald_emulator_phones_deliver (site, push->found, &arriving, &error))
    return (HeraldEmulatorApnsAnswer){ .status = 200, .development = push->found->sandbox };
  g_warning ("%s", error->message);
  return refuse ("InternalServerError");
}

/* A good push to a token of the right app. */
static HeraldEmulatorApnsAnswer
finish (HeraldEmulatorSite *site, Service *service, const Push *push)
{
  gint64 now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));
  HeraldEmulatorApnsAnswer answer;

  if (push->found->ended_us != 0)
    {
      answer = refuse (push->found->expired ? "ExpiredToken" : "Unregistered");
      answer.timestamp_ms = push->found->ended_us / 1000;
      return answer;
    }
  if (herald_emulator_rate_take (service->devices, push->token, now_us, service->most_per_device) >
      0)
    return refuse ("TooManyRequests");
  return deliver (site, push);
}

/**
 * herald_emulator_apns_push:
 * @site: the site
 * @request: one push
 *
 * Judges it and delivers it when it is good.
 *
 * Returns: Apple's answer
 */
HeraldEmulatorApnsAnswer
herald_emulator_apns_push (HeraldEmulatorSite *site, const HeraldEmulatorApnsRequest *request)
{
  Service *service = herald_emulator_site_get_service (site, SERVICE_NAME);
  g_auto (Push) push = { .request = request };
  const char *reason = check_credential (site, service, &push);

  if (reason == NULL && request->connection != NULL)
    herald_emulator_h2_raise_limit (request->connection);
  if (reason == NULL && is_too_large (request))
    reason = "PayloadTooLarge";
  if (reason == NULL)
    reason = check_headers (request);
  if (reason == NULL && is_forbidden (&push))
    reason = "Forbidden";
  if (reason == NULL)
    reason = check_payload (&push);
  if (reason == NULL)
    reason = check_topic (site, &push);
  if (reason == NULL)
    reason = check_token (site, &push);
  return reason != NULL ? refuse (reason) : finish (site, service, &push);
}

/* The development environment names each delivery, for Apple's Push Notifications Console. */
static void
add_unique_id (HeraldEmulatorCall *call)
{
  g_autofree char *id = herald_guid_new ();

  herald_emulator_call_add_header (call, "apns-unique-id", id);
}

static void
respond (HeraldEmulatorCall *call, const HeraldEmulatorApnsAnswer *answer)
{
  const char      *given = herald_emulator_call_get_header (call, "apns-id");
  g_autofree char *id =
    given != NULL && is_message_id (given) ? g_strdup (given) : herald_guid_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  herald_emulator_call_add_header (call, "apns-id", id);
  if (answer->reason == NULL)
    {
      if (answer->development)
        add_unique_id (call);
      herald_emulator_call_respond (call, answer->status, NULL);
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "reason", answer->reason);
  if (answer->status == 410)
    json_object_set_int_member (object, "timestamp", answer->timestamp_ms);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, answer->status, node);
}

static void
respond_reason (HeraldEmulatorCall *call, const char *reason)
{
  HeraldEmulatorApnsAnswer answer = refuse (reason);

  respond (call, &answer);
}

static gboolean
has_duplicates (GPtrArray *headers)
{
  for (guint i = 0; i + 1 < headers->len; i += 2)
    for (guint j = i + 2; j + 1 < headers->len; j += 2)
      if (g_ascii_strncasecmp (g_ptr_array_index (headers, i), "apns-", 5) == 0 &&
          g_ascii_strcasecmp (g_ptr_array_index (headers, i), g_ptr_array_index (headers, j)) == 0)
        return TRUE;
  return FALSE;
}

/* Called by one of Apple's names, that one is meant. */
static HeraldEmulatorApnsHost
read_host (HeraldEmulatorCall *call)
{
  switch (herald_emulator_hosts_get_kind (herald_emulator_call_get_header (call, "host")))
    {
    case HERALD_EMULATOR_HOST_APNS_PRODUCTION:
      return HERALD_EMULATOR_APNS_PRODUCTION;
    case HERALD_EMULATOR_HOST_APNS_SANDBOX:
      return HERALD_EMULATOR_APNS_SANDBOX;
    case HERALD_EMULATOR_HOST_OTHER:
    default:
      return HERALD_EMULATOR_APNS_CONFIGURED;
    }
}

static void
push_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite       *site = HERALD_EMULATOR_SITE (user_data);
  HeraldEmulatorApnsRequest request = {
    .host = read_host (call),
    .device_token = herald_emulator_call_get_capture (call, "token"),
    .authorization = herald_emulator_call_get_header (call, "authorization"),
    .certificate = herald_emulator_call_get_certificate (call),
    .connection = herald_emulator_call_get_connection (call),
    .topic = herald_emulator_call_get_header (call, "apns-topic"),
    .push_type = herald_emulator_call_get_header (call, "apns-push-type"),
    .priority = herald_emulator_call_get_header (call, "apns-priority"),
    .expiration = herald_emulator_call_get_header (call, "apns-expiration"),
    .collapse_id = herald_emulator_call_get_header (call, "apns-collapse-id"),
    .id = herald_emulator_call_get_header (call, "apns-id"),
    .payload = herald_emulator_call_get_body (call),
  };
  HeraldEmulatorApnsAnswer answer;

  if (has_duplicates (herald_emulator_call_get_request_headers (call)))
    answer = refuse ("DuplicateHeaders");
  else
    answer = herald_emulator_apns_push (site, &request);
  respond (call, &answer);
}

static void
no_token_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond_reason (call, "MissingDeviceToken");
}

static void
method_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond_reason (call, "MethodNotAllowed");
}

static void
path_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond_reason (call, "BadPath");
}

/* APNs speaks HTTP/2 only; the other listeners are of other services. */
static void
guarded_push_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  if (herald_emulator_call_get_transport (call) == HERALD_EMULATOR_OVER_H2)
    push_cb (call, user_data);
  else
    herald_emulator_call_respond_text (call, 505, "text/plain; charset=utf-8",
                                       "APNs is served over HTTP/2 only.");
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/3/device/{token}", guarded_push_cb },
  { "POST", "/3/device", no_token_cb },
  { "*", "/3/device/{token}", method_cb },
  { "*", "/3/{rest...}", path_cb },
};

static void
service_free (gpointer data)
{
  Service *self = data;

  herald_emulator_provider_free (self->provider);
  herald_emulator_rate_free (self->devices);
  g_free (self);
}

/**
 * herald_emulator_apns_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether APNs is ready
 */
gboolean
herald_emulator_apns_attach (HeraldEmulatorSite *site, GError **error)
{
  Service *service = g_new0 (Service, 1);

  service->provider = herald_emulator_provider_new (site);
  service->devices = herald_emulator_rate_new (DEVICE_WINDOW_US);
  herald_emulator_site_take_service (site, SERVICE_NAME, service, service_free);
  herald_emulator_switches_add_integer (site, "apnsPushesPerDevice", &service->most_per_device, 0,
                                        MOST_PER_DEVICE);
  /* Apple allows one request until the first is accepted with its credential, then 1000 (“Sending
   * notification requests to APNs”, read 2026-11). Here it is 1000 at once: clients on Node.js send
   * before they have read our limit and lose what is refused above it, and FCM shares the
   * listener. */
  herald_emulator_switches_add_integer (site, "apnsFirstStreams",
                                        herald_emulator_site_get_first_streams (site), 1,
                                        HERALD_EMULATOR_H2_MOST_STREAMS);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_certificates_attach (site, error);
}
