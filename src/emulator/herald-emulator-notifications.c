/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a push as the sample apps of the contract do (device registration, “Payload delivered to
 * the device”) and keeps what people did with it. A test send has no tracking id: its opening is
 * kept on the phone but reported to nobody, as in the product. */
#include "config.h"

#include "emulator/herald-emulator-notifications.h"

#include "base/herald-guid.h"
#include "base/herald-json.h"

#include <string.h>

static const char list_sql[] =
  "SELECT n, phone_id, platform, received_us, opened_us, silent, shown, payload FROM notification"
  " WHERE phone_id = ? AND received_us > 0 ORDER BY n DESC LIMIT ?";
static const char select_sql[] =
  "SELECT o.platform, o.payload, p.token,"
  " EXISTS (SELECT 1 FROM tracking_refusal AS r WHERE r.phone_id = p.id) FROM notification AS o "
  "JOIN phone AS p"
  " ON p.id = o.phone_id WHERE o.phone_id = ? AND o.n = ? AND o.received_us > 0 AND o.shown = 1"
  " AND p.installed = 1";
static const char open_sql[] =
  "UPDATE notification SET opened_us = ? WHERE n = ? AND opened_us = 0";
static const char insert_interaction_sql[] =
  "INSERT INTO interaction (at_us, status, tracking_id, device_token, phone_id, notification, link,"
  " reported) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
static const char newest_interaction_sql[] = "SELECT max(n) FROM interaction";
static const char settle_interaction_sql[] =
  "UPDATE interaction SET reported = 1 WHERE n = (SELECT min(n) FROM interaction"
  " WHERE tracking_id = ? AND device_token = ? AND status = ? AND reported = 0)";
static const char list_interactions_sql[] =
  "SELECT n, at_us, status, tracking_id, device_token, phone_id, notification, link, reported"
  " FROM interaction WHERE n > ? ORDER BY n LIMIT ?";

/* The members that the phone shows or acts on. Texts belong to the payload. */
typedef struct
{
  const char *title;
  const char *subtitle;
  const char *body;
  const char *image_url;
  const char *link;
  const char *original_link;
  const char *tracking_id;
} Content;

static const char *
read_text (JsonObject *object, const char *name)
{
  const char *value = NULL;

  if (object == NULL || !herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &value, NULL))
    return NULL;
  return value != NULL && *value != '\0' ? value : NULL;
}

static JsonObject *
read_object (JsonObject *object, const char *name)
{
  JsonObject *value = NULL;

  if (object == NULL || !herald_json_read_object (object, name, HERALD_JSON_OPTIONAL, &value, NULL))
    return NULL;
  return value;
}

/* An alert is a text or an object. */
static void
read_alert (JsonObject *payload, Content *content)
{
  JsonObject *aps = read_object (payload, "aps");
  JsonObject *alert = read_object (aps, "alert");

  if (alert == NULL)
    {
      content->body = read_text (aps, "alert");
      return;
    }
  content->title = read_text (alert, "title");
  content->subtitle = read_text (alert, "subtitle");
  content->body = read_text (alert, "body");
}

/* The sample app takes the notification's texts first and lets those of the data win. */
static void
read_android (JsonObject *message, Content *content)
{
  JsonObject *notification = read_object (message, "notification");
  JsonObject *data = read_object (message, "data");
  const char *title = read_text (data, "title");
  const char *body = read_text (data, "body");
  const char *image_url = read_text (data, "imageUrl");

  content->title = title != NULL ? title : read_text (notification, "title");
  content->body = body != NULL ? body : read_text (notification, "body");
  content->image_url = image_url != NULL ? image_url : read_text (notification, "image");
}

static void
read_content (HeraldEmulatorPlatform platform, JsonObject *payload, Content *content)
{
  JsonObject *data = read_object (payload, "data");

  content->image_url = read_text (data, "imageUrl");
  if (platform == HERALD_EMULATOR_IOS)
    read_alert (payload, content);
  else
    read_android (payload, content);
  content->link = read_text (data, "link");
  content->original_link = read_text (data, "originalLink");
  content->tracking_id = read_text (data, "trackingId");
}

/**
 * herald_emulator_notifications_is_silent:
 * @platform: whose payload
 * @payload: APNs' body, or FCM's “message”
 *
 * Returns: whether there is nothing to see in it
 */
gboolean
herald_emulator_notifications_is_silent (HeraldEmulatorPlatform platform, JsonObject *payload)
{
  Content content = { 0 };

  read_content (platform, payload, &content);
  return content.title == NULL && content.subtitle == NULL && content.body == NULL;
}

static void
set_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static void
set_time (JsonObject *object, const char *name, gint64 time_us)
{
  g_autofree char *text = time_us != 0 ? herald_time_format (time_us) : NULL;

  set_text (object, name, text);
}

static void
set_content (JsonObject *object, const Content *content)
{
  set_text (object, "title", content->title != NULL ? content->title : "");
  set_text (object, "subtitle", content->subtitle != NULL ? content->subtitle : "");
  set_text (object, "body", content->body != NULL ? content->body : "");
  set_text (object, "imageUrl", content->image_url);
  set_text (object, "link", content->link);
  set_text (object, "originalLink", content->original_link);
  set_text (object, "trackingId", content->tracking_id != NULL ? content->tracking_id : "");
}

static JsonObject *
parse_payload (const char *text)
{
  g_autoptr (JsonNode) node = herald_json_parse (text, -1, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node)
                                                       : json_object_new ();
}

static JsonObject *
describe_row (HeraldEmulatorRows *rows)
{
  JsonObject            *object = json_object_new ();
  HeraldEmulatorPlatform platform = (HeraldEmulatorPlatform) herald_emulator_rows_get_int (rows, 2);
  JsonObject            *payload = parse_payload (herald_emulator_rows_get_text (rows, 7));
  Content                content = { 0 };

  read_content (platform, payload, &content);
  set_text (object, "id", herald_emulator_rows_get_text (rows, 0));
  set_text (object, "phone", herald_emulator_rows_get_text (rows, 1));
  set_time (object, "receivedAt", herald_emulator_rows_get_int (rows, 3));
  set_time (object, "openedAt", herald_emulator_rows_get_int (rows, 4));
  set_content (object, &content);
  json_object_set_boolean_member (object, "shown", herald_emulator_rows_get_int (rows, 6) != 0);
  json_object_set_boolean_member (object, "silent", herald_emulator_rows_get_int (rows, 5) != 0);
  json_object_set_object_member (object, "payload", payload);
  return object;
}

/* All rows as JSON objects; closes them. */
static JsonArray *
collect (HeraldEmulatorRows *rows, JsonObject *(*describe) (HeraldEmulatorRows *), GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return NULL;
  while (herald_emulator_rows_next (rows, &local_error))
    json_array_add_object_element (array, describe (rows));
  herald_emulator_rows_free (rows);
  if (local_error == NULL)
    return g_steal_pointer (&array);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * herald_emulator_notifications_list:
 * @site: the site
 * @phone_id: a phone
 * @limit: how many at most
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): what arrived, newest first, silent pushes included
 */
JsonArray *
herald_emulator_notifications_list (HeraldEmulatorSite *site,
                                    const char         *phone_id,
                                    guint               limit,
                                    GError            **error)
{
  return collect (herald_emulator_db_select (herald_emulator_site_get_db (site), error, list_sql,
                                             "si", phone_id, (gint64) limit),
                  describe_row, error);
}

static gint64
newest_interaction (HeraldEmulatorDb *db)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (db, NULL, newest_interaction_sql, "");

  return rows != NULL && herald_emulator_rows_next (rows, NULL)
           ? herald_emulator_rows_get_int (rows, 0)
           : 0;
}

/* Without consent to tracking the app opens the link that nobody tracks (“Receive push
 * notifications on devices”, read 2026-11). */
static const char *
choose_link (const Content *content, gboolean consent)
{
  const char *first = consent ? content->link : content->original_link;
  const char *second = consent ? content->original_link : content->link;

  return first != NULL ? first : second;
}

static HeraldEmulatorTap *
read_tap (HeraldEmulatorSite *site, const char *phone_id, gint64 notification, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_sql, "si",
                               phone_id, notification);
  g_autoptr (JsonObject) payload = NULL;
  HeraldEmulatorTap *tap;
  Content            content = { 0 };

  if (rows == NULL || !herald_emulator_rows_next (rows, error))
    return NULL;
  payload = parse_payload (herald_emulator_rows_get_text (rows, 1));
  read_content ((HeraldEmulatorPlatform) herald_emulator_rows_get_int (rows, 0), payload, &content);
  tap = g_new0 (HeraldEmulatorTap, 1);
  tap->link = g_strdup (choose_link (&content, herald_emulator_rows_get_int (rows, 3) == 0));
  tap->device_token = g_strdup (herald_emulator_rows_get_text (rows, 2));
  /* The sample apps take a zero GUID for an empty id. */
  if (content.tracking_id != NULL && !herald_guid_is_empty (content.tracking_id))
    tap->tracking_id = g_strdup (content.tracking_id);
  return tap;
}

/**
 * herald_emulator_notifications_tap:
 * @site: the site
 * @phone_id: a phone
 * @notification: a number of its list
 * @error: return location
 *
 * Marks it as opened and stores the event. Reporting is the caller's part.
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full) (nullable): where it leads; %NULL without error when the phone does not
 *   show such a notification
 */
HeraldEmulatorTap *
herald_emulator_notifications_tap (HeraldEmulatorSite *site,
                                   const char         *phone_id,
                                   gint64              notification,
                                   GError            **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  gint64            now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));
  g_autoptr (HeraldEmulatorTap) tap = read_tap (site, phone_id, notification, error);

  if (tap == NULL)
    return NULL;
  if (!herald_emulator_db_run (db, error, open_sql, "ii", now_us, notification) ||
      !herald_emulator_db_run (db, error, insert_interaction_sql, "issssisi", now_us, "Opened",
                               tap->tracking_id, tap->device_token, phone_id, notification,
                               tap->link, (gint64) 0))
    return NULL;
  tap->interaction = newest_interaction (db);
  return g_steal_pointer (&tap);
}

/**
 * herald_emulator_tap_free:
 * @self: (nullable): the tap to free
 */
void
herald_emulator_tap_free (HeraldEmulatorTap *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->link, g_free);
  g_clear_pointer (&self->tracking_id, g_free);
  g_clear_pointer (&self->device_token, g_free);
  g_free (self);
}

/**
 * herald_emulator_notifications_report:
 * @site: the site
 * @tracking_id: of the push
 * @device_token: the phone's token
 * @status: “Opened” or “Clicked”
 * @link: (nullable): the target of a click
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_notifications_report (HeraldEmulatorSite *site,
                                      const char         *tracking_id,
                                      const char         *device_token,
                                      const char         *status,
                                      const char         *link,
                                      GError            **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  gint64            now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));

  if (!herald_emulator_db_run (db, error, settle_interaction_sql, "sss", tracking_id, device_token,
                               status))
    return FALSE;
  return herald_emulator_db_get_n_changes (db) > 0 ||
         herald_emulator_db_run (db, error, insert_interaction_sql, "issssisi", now_us, status,
                                 tracking_id, device_token, NULL, (gint64) 0, link, (gint64) 1);
}

static JsonObject *
describe_interaction (HeraldEmulatorRows *rows)
{
  JsonObject *object = json_object_new ();
  gboolean    tapped = herald_emulator_rows_get_int (rows, 6) != 0;

  json_object_set_int_member (object, "n", herald_emulator_rows_get_int (rows, 0));
  set_time (object, "at", herald_emulator_rows_get_int (rows, 1));
  set_text (object, "status", herald_emulator_rows_get_text (rows, 2));
  set_text (object, "trackingId", herald_emulator_rows_get_text (rows, 3));
  set_text (object, "deviceToken", herald_emulator_rows_get_text (rows, 4));
  set_text (object, "phone", herald_emulator_rows_get_text (rows, 5));
  set_text (object, "notification", tapped ? herald_emulator_rows_get_text (rows, 6) : NULL);
  set_text (object, "link", herald_emulator_rows_get_text (rows, 7));
  json_object_set_boolean_member (object, "reported", herald_emulator_rows_get_int (rows, 8) != 0);
  return object;
}

/**
 * herald_emulator_notifications_list_interactions:
 * @site: the site
 * @after: those up to this number are left out
 * @limit: how many at most
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): what people did, oldest first; “reported” says whether the service was
 *   told
 */
JsonArray *
herald_emulator_notifications_list_interactions (HeraldEmulatorSite *site,
                                                 gint64              after,
                                                 guint               limit,
                                                 GError            **error)
{
  return collect (herald_emulator_db_select (herald_emulator_site_get_db (site), error,
                                             list_interactions_sql, "ii", after, (gint64) limit),
                  describe_interaction, error);
}
