/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /api/v1.0/orgs/ORGANIZATION/…: registration (the current API and the legacy one), status,
 * clean-up and interactions, after the contract of device registration. The documented service
 * checks an access token only later, so a wrong one is accepted with 202 here too. */
#include "config.h"

#include "emulator/herald-emulator-registration.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-notifications.h"
#include "emulator/herald-emulator-registration-queue.h"
#include "emulator/herald-emulator-registry.h"

#include <string.h>

#define MOST_IN_BATCH 100
#define MOST_STATUS_IDS 1000 /* not documented */
#define BASE "/api/v1.0/orgs/{org}"

/* What a request's headers ask for. */
typedef struct
{
  gboolean    tracked;
  const char *callback_url;     /* (nullable) */
  const char *callback_headers; /* (nullable) */
} Wishes;

/* One object of a body, checked; texts belong to the body, ids are normalised copies. */
typedef struct
{
  char                  *app_id;  /* (owned) */
  char                  *user_id; /* (owned) */
  const char            *api_token;
  const char            *token; /* (nullable) of a clean-up */
  HeraldEmulatorPlatform platform;
} Item;

static void
item_clear (Item *item)
{
  g_clear_pointer (&item->app_id, g_free);
  g_clear_pointer (&item->user_id, g_free);
}

static gboolean G_GNUC_PRINTF (2, 3) invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (HERALD_ERROR, HERALD_ERROR_INVALID, format, arguments));
  va_end (arguments);
  return FALSE;
}

/* The form of a 400 is not documented. */
static void
respond_error (HeraldEmulatorCall *call, const GError *error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "Message", error->message);
  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call,
                                     g_error_matches (error, HERALD_ERROR, HERALD_ERROR_INVALID)
                                       ? 400
                                       : 500,
                                     node);
}

static gboolean
read_guid (JsonObject *object, const char *name, char **value, GError **error)
{
  const char *text = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_REQUIRED, &text, error))
    return FALSE;
  *value = herald_guid_normalise (text);
  return *value != NULL || invalid (error, "The member “%s” must be a GUID", name);
}

static gboolean
read_identity (JsonObject *object, Item *item, GError **error)
{
  return read_guid (object, "MobileAppId", &item->app_id, error) &&
         read_guid (object, "UserId", &item->user_id, error) &&
         herald_json_read_string (object, "ApiToken", HERALD_JSON_REQUIRED, &item->api_token,
                                  error);
}

static gboolean
read_registration (JsonObject *object, Item *item, GError **error)
{
  const char *apns = NULL;
  const char *fcm = NULL;

  if (!read_identity (object, item, error) ||
      !herald_json_read_string (object, "ApnsDeviceToken", HERALD_JSON_OPTIONAL, &apns, error) ||
      !herald_json_read_string (object, "FcmDeviceToken", HERALD_JSON_OPTIONAL, &fcm, error))
    return FALSE;
  if ((apns != NULL) == (fcm != NULL))
    return invalid (error, "Exactly one of “ApnsDeviceToken” and “FcmDeviceToken” is needed");
  item->platform = apns != NULL ? HERALD_EMULATOR_IOS : HERALD_EMULATOR_ANDROID;
  item->token = apns != NULL ? apns : fcm;
  return *item->token != '\0' || invalid (error, "The device token is empty");
}

static gboolean
read_clean_up (JsonObject *object, Item *item, GError **error)
{
  return read_identity (object, item, error) &&
         herald_json_read_string (object, "DeviceToken", HERALD_JSON_OPTIONAL, &item->token, error);
}

typedef gboolean (*ReadFunc) (JsonObject *object, Item *item, GError **error);

/* All objects of an array, or none. */
static GArray *
read_items (JsonNode *root, ReadFunc read, GError **error)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (Item));
  JsonArray *array;
  guint      length;

  g_array_set_clear_func (items, (GDestroyNotify) item_clear);
  if (!JSON_NODE_HOLDS_ARRAY (root))
    {
      invalid (error, "The body must be an array");
      return NULL;
    }
  array = json_node_get_array (root);
  length = json_array_get_length (array);
  if (length == 0 || length > MOST_IN_BATCH)
    {
      invalid (error, "A batch has 1 to %d entries, not %u", MOST_IN_BATCH, length);
      return NULL;
    }
  for (guint i = 0; i < length; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      g_array_set_size (items, i + 1);
      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          invalid (error, "Entry %u is not an object", i + 1);
          return NULL;
        }
      if (!read (json_node_get_object (element), &g_array_index (items, Item, i), error))
        {
          g_prefix_error (error, "Entry %u: ", i + 1);
          return NULL;
        }
    }
  return g_steal_pointer (&items);
}

static GArray *
read_single (JsonNode *root, ReadFunc read, GError **error)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (Item));

  g_array_set_clear_func (items, (GDestroyNotify) item_clear);
  g_array_set_size (items, 1);
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      invalid (error, "The body must be an object");
      return NULL;
    }
  if (!read (json_node_get_object (root), &g_array_index (items, Item, 0), error))
    return NULL;
  return g_steal_pointer (&items);
}

static gboolean
are_header_texts (const char *json)
{
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    if (*name == '\0' || !JSON_NODE_HOLDS_VALUE (value) ||
        json_node_get_value_type (value) != G_TYPE_STRING)
      return FALSE;
  return TRUE;
}

/* The header list and the webhook section of the documentation name the header differently. */
static gboolean
read_wishes (HeraldEmulatorCall *call, Wishes *wishes, GError **error)
{
  const char *tracked = herald_emulator_call_get_header (call, "x-ms-track-registration");

  wishes->tracked = tracked != NULL && g_ascii_strcasecmp (tracked, "true") == 0;
  wishes->callback_url = herald_emulator_call_get_header (call, "x-ms-callback-url");
  if (wishes->callback_url == NULL)
    wishes->callback_url = herald_emulator_call_get_header (call, "x-ms-status-callback-url");
  wishes->callback_headers = herald_emulator_call_get_header (call, "x-ms-callback-url-headers");
  if (wishes->callback_url != NULL &&
      !g_uri_is_valid (wishes->callback_url, G_URI_FLAGS_NONE, NULL))
    return invalid (error, "x-ms-callback-url must be an absolute URL");
  if (wishes->callback_headers != NULL && !are_header_texts (wishes->callback_headers))
    return invalid (error, "x-ms-callback-url-headers must be a JSON object of texts");
  return TRUE;
}

/* Whether the address names an organization at all; @own: whether it is ours. */
static gboolean
read_organization (HeraldEmulatorSite *site,
                   HeraldEmulatorCall *call,
                   gboolean           *own,
                   GError            **error)
{
  g_autofree char *org = herald_guid_normalise (herald_emulator_call_get_capture (call, "org"));

  if (org == NULL)
    return invalid (error, "The organization in the address must be a GUID");
  *own =
    g_strcmp0 (org, herald_emulator_site_get_setting (site, HERALD_EMULATOR_ORGANIZATION_ID)) == 0;
  return TRUE;
}

static char *
enqueue (HeraldEmulatorSite            *site,
         HeraldEmulatorRegistrationKind kind,
         const Item                    *item,
         const Wishes                  *wishes,
         gboolean                       own,
         GError                       **error)
{
  HeraldEmulatorRegistrationRequest request = {
    .kind = kind,
    .app_id = item->app_id,
    .user_id = item->user_id,
    .token = item->token,
    .platform = item->platform,
    .tracked = wishes->tracked,
    .callback_url = wishes->callback_url,
    .callback_headers = wishes->callback_headers,
    .api_token = item->api_token,
  };

  request.refused =
    !own || !herald_emulator_registry_check_api_token (site, item->app_id, item->api_token);
  if (request.refused && kind == HERALD_EMULATOR_CLEAN_UP)
    return herald_guid_new ();
  return herald_emulator_registration_queue_add (site, &request, error);
}

static JsonNode *
build_ids (GPtrArray *ids, gboolean batch)
{
  JsonNode  *node = json_node_new (batch ? JSON_NODE_ARRAY : JSON_NODE_OBJECT);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < ids->len; i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "RegistrationRequestId", g_ptr_array_index (ids, i));
      json_array_add_object_element (array, object);
    }
  if (batch)
    json_node_set_array (node, array);
  else
    json_node_set_object (node, json_array_get_object_element (array, 0));
  json_array_unref (array);
  return node;
}

/* Puts every item into the queue; the ids are in their order. */
static GPtrArray *
enqueue_all (HeraldEmulatorSite            *site,
             HeraldEmulatorCall            *call,
             HeraldEmulatorRegistrationKind kind,
             GArray                        *items,
             const Wishes                  *wishes,
             GError                       **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean own = FALSE;

  if (!read_organization (site, call, &own, error))
    return NULL;
  for (guint i = 0; i < items->len; i++)
    {
      char *id = enqueue (site, kind, &g_array_index (items, Item, i), wishes, own, error);

      if (id == NULL)
        return NULL;
      g_ptr_array_add (ids, id);
    }
  return g_steal_pointer (&ids);
}

static void
accept (HeraldEmulatorSite            *site,
        HeraldEmulatorCall            *call,
        HeraldEmulatorRegistrationKind kind,
        gboolean                       batch)
{
  ReadFunc read = kind == HERALD_EMULATOR_REGISTER ? read_registration : read_clean_up;
  Wishes   wishes = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root =
    herald_json_parse_bytes (herald_emulator_call_get_body (call), &error);
  g_autoptr (GArray) items = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (JsonNode) answer = NULL;

  if (root != NULL)
    items = batch ? read_items (root, read, &error) : read_single (root, read, &error);
  if (items != NULL && (kind == HERALD_EMULATOR_CLEAN_UP || read_wishes (call, &wishes, &error)))
    ids = enqueue_all (site, call, kind, items, &wishes, &error);
  if (ids == NULL)
    {
      respond_error (call, error);
      return;
    }
  if (!wishes.tracked)
    {
      herald_emulator_call_respond (call, 202, NULL);
      return;
    }
  answer = build_ids (ids, batch);
  herald_emulator_call_respond_json (call, 202, answer);
}

static void
register_cb (HeraldEmulatorCall *call, gpointer site)
{
  accept (site, call, HERALD_EMULATOR_REGISTER, FALSE);
}

static void
register_batch_cb (HeraldEmulatorCall *call, gpointer site)
{
  accept (site, call, HERALD_EMULATOR_REGISTER, TRUE);
}

static void
clean_up_cb (HeraldEmulatorCall *call, gpointer site)
{
  accept (site, call, HERALD_EMULATOR_CLEAN_UP, FALSE);
}

static void
clean_up_batch_cb (HeraldEmulatorCall *call, gpointer site)
{
  accept (site, call, HERALD_EMULATOR_CLEAN_UP, TRUE);
}

/* The app and its access token of a status request; a wrong one is told here. */
static gboolean
check_status_caller (HeraldEmulatorSite *site,
                     HeraldEmulatorCall *call,
                     JsonObject         *body,
                     char              **app_id,
                     GError            **error)
{
  const char *api_token = NULL;
  gboolean    own = FALSE;

  if (!read_organization (site, call, &own, error) ||
      !read_guid (body, "MobileAppId", app_id, error) ||
      !herald_json_read_string (body, "ApiToken", HERALD_JSON_REQUIRED, &api_token, error))
    return FALSE;
  return (own && herald_emulator_registry_check_api_token (site, *app_id, api_token)) ||
         invalid (error, "The access token, the app or the organization is wrong");
}

static gboolean
read_request_ids (JsonObject *body, GPtrArray *ids, GError **error)
{
  JsonArray *array = NULL;

  if (!herald_json_read_array (body, "RegistrationRequestIds", HERALD_JSON_REQUIRED, &array, error))
    return FALSE;
  if (json_array_get_length (array) > MOST_STATUS_IDS)
    return invalid (error, "At most %d request ids at once", MOST_STATUS_IDS);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      char     *id =
        JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING
              ? herald_guid_normalise (json_node_get_string (element))
              : NULL;

      if (id == NULL)
        return invalid (error, "Request id %u is not a GUID", i + 1);
      g_ptr_array_add (ids, id);
    }
  return TRUE;
}

static JsonObject *
describe_status (HeraldEmulatorSite *site, const char *app_id, const char *request_id)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *reason = NULL;
  g_autofree char *status =
    herald_emulator_registration_queue_get_status (site, app_id, request_id, &reason);

  json_object_set_string_member (object, "Status", status);
  if (reason != NULL)
    json_object_set_string_member (object, "FailureReason", reason);
  else
    json_object_set_null_member (object, "FailureReason");
  return object;
}

static void
status_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body =
    herald_json_parse_object (herald_emulator_call_get_body (call), &error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *app_id = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *array;

  if (body == NULL || !check_status_caller (site, call, body, &app_id, &error) ||
      !read_request_ids (body, ids, &error))
    {
      respond_error (call, error);
      return;
    }
  array = json_array_new ();
  for (guint i = 0; i < ids->len; i++)
    json_array_add_object_element (array,
                                   describe_status (site, app_id, g_ptr_array_index (ids, i)));
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  herald_emulator_call_respond_json (call, 200, node);
}

/* {"ApnsDeviceContract":{"ApnsToken"},"ApiToken"}, or the same with Fcm. */
static gboolean
read_legacy (HeraldEmulatorCall *call, JsonObject *body, Item *item, GError **error)
{
  JsonObject *apns = NULL;
  JsonObject *fcm = NULL;

  item->app_id = herald_guid_normalise (herald_emulator_call_get_capture (call, "app"));
  item->user_id = herald_guid_normalise (herald_emulator_call_get_capture (call, "user"));
  if (item->app_id == NULL || item->user_id == NULL)
    return invalid (error, "The app and the user in the address must be GUIDs");
  if (!herald_json_read_string (body, "ApiToken", HERALD_JSON_REQUIRED, &item->api_token, error) ||
      !herald_json_read_object (body, "ApnsDeviceContract", HERALD_JSON_OPTIONAL, &apns, error) ||
      !herald_json_read_object (body, "FcmDeviceContract", HERALD_JSON_OPTIONAL, &fcm, error))
    return FALSE;
  if ((apns != NULL) == (fcm != NULL))
    return invalid (error, "Exactly one of “ApnsDeviceContract” and “FcmDeviceContract” is needed");
  item->platform = apns != NULL ? HERALD_EMULATOR_IOS : HERALD_EMULATOR_ANDROID;
  return herald_json_read_string (apns != NULL ? apns : fcm,
                                  apns != NULL ? "ApnsToken" : "FcmToken", HERALD_JSON_REQUIRED,
                                  &item->token, error);
}

static void
register_legacy_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  Wishes              wishes = { 0 };
  Item                item = { 0 };
  gboolean            own = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body =
    herald_json_parse_object (herald_emulator_call_get_body (call), &error);
  g_autofree char *id = NULL;

  if (body != NULL && read_organization (site, call, &own, &error) &&
      read_legacy (call, body, &item, &error))
    id = enqueue (site, HERALD_EMULATOR_REGISTER, &item, &wishes, own, &error);
  item_clear (&item);
  if (id != NULL)
    herald_emulator_call_respond (call, 200, NULL);
  else
    respond_error (call, error);
}

/* The table of the documentation has 1 alone; samples and older pages have the rest. */
static const char *
read_event_status (JsonObject *body)
{
  JsonNode   *node = json_object_get_member (body, "PushNotificationStatus");
  const char *text = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    text = json_node_get_int (node) == 1 ? "1" : json_node_get_int (node) == 0 ? "0" : NULL;
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_get_string (node);
  if (g_strcmp0 (text, "1") == 0 || g_strcmp0 (text, "Opened") == 0)
    return "Opened";
  return g_strcmp0 (text, "0") == 0 || g_strcmp0 (text, "Clicked") == 0 ? "Clicked" : NULL;
}

static gboolean
store_event (HeraldEmulatorSite *site,
             HeraldEmulatorCall *call,
             JsonObject         *body,
             const char         *tracking_id,
             GError            **error)
{
  const char *token = NULL;
  const char *status = read_event_status (body);
  gboolean    own = FALSE;

  if (!read_organization (site, call, &own, error) ||
      !herald_json_read_string (body, "DeviceToken", HERALD_JSON_REQUIRED, &token, error))
    return FALSE;
  if (!own)
    return invalid (error, "The organization in the address is not known");
  if (status == NULL)
    return invalid (error, "The member “PushNotificationStatus” must be 1 (opened)");
  if (*tracking_id == '\0' || *token == '\0')
    return invalid (error, "The tracking id and the device token must not be empty");
  return herald_emulator_notifications_report (site, tracking_id, token, status, error);
}

static void
event_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body =
    herald_json_parse_object (herald_emulator_call_get_body (call), &error);
  const char *tracking_id = NULL;

  if (body != NULL &&
      herald_json_read_string (body, "TrackingId", HERALD_JSON_REQUIRED, &tracking_id, &error) &&
      store_event (site, call, body, tracking_id, &error))
    herald_emulator_call_respond (call, 202, NULL);
  else
    respond_error (call, error);
}

static void
event_legacy_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body =
    herald_json_parse_object (herald_emulator_call_get_body (call), &error);

  if (body != NULL &&
      store_event (site, call, body, herald_emulator_call_get_capture (call, "tracking"), &error))
    herald_emulator_call_respond (call, 200, NULL);
  else
    respond_error (call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", BASE "/pushdeviceregistration/devices", register_cb },
  { "POST", BASE "/pushdeviceregistration/devices/batch", register_batch_cb },
  { "POST", BASE "/pushdeviceregistration/devices/status", status_cb },
  { "POST", BASE "/pushdeviceregistration/devices/cleanup", clean_up_cb },
  { "POST", BASE "/pushdeviceregistration/devices/cleanup/batch", clean_up_batch_cb },
  { "POST", BASE "/pushdatareceiver/events", event_cb },
  { "POST", BASE "/pushchannel/apps/{app}/devices/{user}", register_legacy_cb },
  { "POST", BASE "/pushchannel/event/trackings/{tracking}", event_legacy_cb },
};

/**
 * herald_emulator_registration_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the service is ready
 */
gboolean
herald_emulator_registration_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_registration_queue_attach (site, error);
}
