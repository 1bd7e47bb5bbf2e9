/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Column names stand here and nowhere else on the client's side (contract: dataverse-schema). */
#include "config.h"

#include "net/herald-dataverse-rows.h"

#include "base/herald-clock.h"
#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "model/herald-odata.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FORMATTED "@OData.Community.Display.V1.FormattedValue"
/* str(4000) each, five of them (contract: dataverse-schema, 2.1). */
#define N_PARTS 5
#define PART_CHARS 4000
#define SERVICE_ACCOUNT_PART "msdynmkt_serviceaccountjson%u"

typedef struct
{
  HeraldAppField field;
  const char    *column;
} AppColumn;

/* The service account and the ID are not here: they are no single, writable column. */
static const AppColumn app_columns[] = {
  { HERALD_APP_NAME, "msdynmkt_name" },
  { HERALD_APP_DESCRIPTION, "msdynmkt_description" },
  { HERALD_APP_BUNDLE_ID, "msdynmkt_bundleid" },
  { HERALD_APP_KEY_ID, "msdynmkt_keyid" },
  { HERALD_APP_TEAM_ID, "msdynmkt_teamid" },
  { HERALD_APP_SIGNING_KEY, "msdynmkt_signingkey" },
  { HERALD_APP_CERTIFICATE_NAME, "msdynmkt_certificatename" },
  { HERALD_APP_SERVICE_ACCOUNT_NAME, "msdynmkt_serviceaccountjsonname" },
  { HERALD_APP_API_TOKEN, "msdynmkt_apitoken" },
};

#define APP_SELECT                                                                                 \
  "msdynmkt_mobileappchannelinstanceid,msdynmkt_name,msdynmkt_description,msdynmkt_apitoken,"      \
  "msdynmkt_applicationmode,msdynmkt_authenticationmode,msdynmkt_bundleid,msdynmkt_keyid,"         \
  "msdynmkt_teamid,msdynmkt_signingkey,msdynmkt_certificatename,msdynmkt_fcmauthenticationmode,"   \
  "msdynmkt_serviceaccountjson1,msdynmkt_serviceaccountjson2,msdynmkt_serviceaccountjson3,"        \
  "msdynmkt_serviceaccountjson4,msdynmkt_serviceaccountjson5,msdynmkt_serviceaccountjsonname"
#define DEVICE_SELECT                                                                              \
  "msdynmkt_pushmobiledeviceid,msdynmkt_name,msdynmkt_devicetoken,msdynmkt_platform,"              \
  "msdynmkt_useridentifier,_msdynmkt_mobileappchannelinstanceid_value,createdon"
#define CONTACT_SELECT                                                                             \
  "contactid,fullname,firstname,lastname,emailaddress1,emailaddress2,mobilephone,telephone1,"      \
  "_parentcustomerid_value,statecode"
#define LEAD_SELECT                                                                                \
  "leadid,fullname,firstname,lastname,companyname,emailaddress1,mobilephone,statecode"
#define USER_SELECT "systemuserid,fullname,internalemailaddress"
#define INAPP_SELECT                                                                               \
  "appnotificationid,title,body,data,icontype,toasttype,priority,ttlinseconds,_ownerid_value,"     \
  "createdon"
/* Stands for what is no GUID: nothing has it, and no foreign text gets into a filter. */
#define EMPTY_GUID "00000000-0000-0000-0000-000000000000"
/* People who can open an app: no applications, nobody disabled (contract: dataverse-schema, 2.5).
 */
#define USER_FILTER "isdisabled eq false and accessmode ne 4 and applicationid eq null"

static const char *
get_text (JsonObject *row, const char *column)
{
  const char *value = NULL;

  if (!herald_json_read_string (row, column, HERALD_JSON_OPTIONAL, &value, NULL))
    return NULL;
  return value != NULL && *value != '\0' ? value : NULL;
}

static gint64
get_number (JsonObject *row, const char *column, gint64 fallback)
{
  gint64 value = fallback;

  return herald_json_read_int (row, column, HERALD_JSON_OPTIONAL, &value, NULL) ? value : fallback;
}

/* The first of two columns that has a text. */
static const char *
get_either (JsonObject *row, const char *first, const char *second)
{
  const char *value = get_text (row, first);

  return value != NULL ? value : get_text (row, second);
}

static gint64
get_time_us (JsonObject *row, const char *column)
{
  const char *text = get_text (row, column);
  gint64      unix_us = 0;

  return text != NULL && herald_time_parse (text, &unix_us) ? unix_us : 0;
}

/* The primary key, without which a row is none. */
static char *
dup_id (JsonObject *row, const char *column, GError **error)
{
  const char *text = get_text (row, column);
  char       *id = text != NULL ? herald_guid_normalise (text) : NULL;

  if (id == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                 _("Dataverse answered with a row that has no “%s”"), column);
  return id;
}

static void
load_service_account (HeraldApp *app, JsonObject *row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 1; i <= N_PARTS; i++)
    {
      g_autofree char *column = g_strdup_printf (SERVICE_ACCOUNT_PART, i);
      const char      *part = get_text (row, column);

      if (part != NULL)
        g_string_append (text, part);
    }
  if (text->len > 0)
    herald_app_load (app, HERALD_APP_SERVICE_ACCOUNT, text->str);
  explicit_bzero (text->str, text->len);
}

/* All parts are written, so that none of a longer text before stays. */
static void
add_service_account (JsonObject *row, const char *text)
{
  const char *rest = text;

  for (guint i = 1; i <= N_PARTS; i++)
    {
      g_autofree char *column = g_strdup_printf (SERVICE_ACCOUNT_PART, i);
      glong            n_chars = MIN (g_utf8_strlen (rest, -1), PART_CHARS);
      g_autofree char *part = g_utf8_substring (rest, 0, n_chars);

      if (n_chars == 0)
        json_object_set_null_member (row, column);
      else
        json_object_set_string_member (row, column, part);
      explicit_bzero (part, strlen (part));
      rest = g_utf8_offset_to_pointer (rest, n_chars);
    }
}

static void
add_text (JsonObject *row, const char *column, const char *value)
{
  if (value == NULL || *value == '\0')
    json_object_set_null_member (row, column);
  else
    json_object_set_string_member (row, column, value);
}

/* A field that a save has to write: any with a value in a new row, else what was changed. */
static gboolean
needs_writing (HeraldApp *app, HeraldAppField field, gboolean changed_only)
{
  const char *value = herald_app_get (app, field);

  if (changed_only)
    return herald_app_is_changed (app, field);
  return value != NULL && *value != '\0';
}

static gpointer
row_to_person (JsonObject *row, HeraldPersonTable table, const char *key, GError **error)
{
  g_autofree char *id = dup_id (row, key, error);
  g_autofree char *full_name = NULL;
  const char      *name = get_text (row, "fullname");
  const char      *first = get_text (row, "firstname");
  const char      *last = get_text (row, "lastname");

  if (id == NULL)
    return NULL;
  if (name == NULL)
    {
      full_name = g_strjoin (first != NULL && last != NULL ? " " : "", first != NULL ? first : "",
                             last != NULL ? last : "", NULL);
      name = full_name;
    }
  return herald_person_new (table, id, name, get_either (row, "emailaddress1", "emailaddress2"),
                            get_either (row, "companyname", "_parentcustomerid_value" FORMATTED),
                            get_either (row, "mobilephone", "telephone1"),
                            (int) get_number (row, "statecode", 0));
}

static HeraldNavigationTarget
parse_target (const char *text)
{
  if (g_strcmp0 (text, "dialog") == 0)
    return HERALD_TARGET_DIALOG;
  return g_strcmp0 (text, "newWindow") == 0 ? HERALD_TARGET_NEW_WINDOW : HERALD_TARGET_INLINE;
}

/* {"title":"…","data":{"url":"…","navigationTarget":"…"}}; other kinds have no URL and keep their
 * title. */
static void
load_action (HeraldInappMessage *message, JsonNode *node)
{
  g_autoptr (HeraldInappAction) action = NULL;
  JsonObject *object;
  JsonObject *data = NULL;
  const char *url;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  if (!herald_json_read_object (object, "data", HERALD_JSON_OPTIONAL, &data, NULL) || data == NULL)
    return;
  url = get_text (data, "url");
  action = herald_inapp_action_new (get_text (object, "title"), url != NULL ? url : "",
                                    parse_target (get_text (data, "navigationTarget")));
  g_list_store_append (herald_inapp_message_get_actions (message), action);
}

/* The text of the data column (contract: in-app-notifications, 5.6); of its members what Herald
 * shows. */
static void
load_data (HeraldInappMessage *message, const char *text)
{
  g_autoptr (JsonNode) root = text != NULL ? herald_json_parse (text, -1, NULL) : NULL;
  JsonArray  *actions = NULL;
  JsonObject *object;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  object = json_node_get_object (root);
  if (get_text (object, "iconUrl") != NULL)
    herald_inapp_message_set_icon_url (message, get_text (object, "iconUrl"));
  if (!herald_json_read_array (object, "actions", HERALD_JSON_OPTIONAL, &actions, NULL) ||
      actions == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (actions); i++)
    load_action (message, json_array_get_element (actions, i));
}

static HeraldInappMessage *
row_to_message (JsonObject *row)
{
  HeraldInappMessage *message = herald_inapp_message_new ();

  herald_inapp_message_set_title (message, get_text (row, "title"));
  herald_inapp_message_set_body (message, get_text (row, "body"));
  herald_inapp_message_set_icon (message,
                                 (HeraldIconType) CLAMP (get_number (row, "icontype",
                                                                     HERALD_ICON_INFO),
                                                         HERALD_ICON_INFO, HERALD_ICON_CUSTOM));
  herald_inapp_message_set_toast (message, (HeraldToastType) CLAMP (get_number (row, "toasttype",
                                                                                HERALD_TOAST_TIMED),
                                                                    HERALD_TOAST_TIMED,
                                                                    HERALD_TOAST_HIDDEN));
  herald_inapp_message_set_priority (message,
                                     (HeraldPriority)
                                       CLAMP (get_number (row, "priority", HERALD_PRIORITY_NORMAL),
                                              HERALD_PRIORITY_NORMAL, HERALD_PRIORITY_HIGH));
  herald_inapp_message_set_expiry_seconds (message, get_number (row, "ttlinseconds", 0));
  load_data (message, get_text (row, "data"));
  return message;
}

/**
 * herald_person_table_get_set:
 * @table: a table of people
 *
 * **Thread:** any.
 *
 * Returns: (transfer none): its entity set
 */
const char *
herald_person_table_get_set (HeraldPersonTable table)
{
  return table == HERALD_PERSON_LEAD ? HERALD_SET_LEADS : HERALD_SET_CONTACTS;
}

/**
 * herald_row_to_app:
 * @row: a row of `msdynmkt_mobileappchannelinstance`
 *
 * A secured column that the user may not read comes as null and stays unset: it is never written
 * back.
 *
 * **Errors:** PROTOCOL without its ID. **Thread:** any.
 *
 * Returns: (transfer full) (type HeraldApp): the app, without changes
 */
gpointer
herald_row_to_app (JsonObject *row, GError **error)
{
  g_autofree char *id = dup_id (row, "msdynmkt_mobileappchannelinstanceid", error);
  g_autoptr (HeraldApp) app = NULL;

  if (id == NULL)
    return NULL;
  app = herald_app_new ();
  herald_app_load (app, HERALD_APP_ID, id);
  for (gsize i = 0; i < G_N_ELEMENTS (app_columns); i++)
    herald_app_load (app, app_columns[i].field, get_text (row, app_columns[i].column));
  load_service_account (app, row);
  herald_app_set_apns_mode (app, get_number (row, "msdynmkt_authenticationmode", 0) == 1
                                   ? HERALD_APNS_TOKEN
                                   : HERALD_APNS_CERTIFICATE);
  herald_app_set_apns_environment (app, get_number (row, "msdynmkt_applicationmode", 0) == 1
                                          ? HERALD_APNS_SANDBOX
                                          : HERALD_APNS_PRODUCTION);
  herald_app_set_fcm_mode (app, get_number (row, "msdynmkt_fcmauthenticationmode", 0) == 1
                                  ? HERALD_FCM_SERVICE_ACCOUNT
                                  : HERALD_FCM_API_KEY);
  herald_app_mark_saved (app);
  return g_steal_pointer (&app);
}

/**
 * herald_row_to_device:
 * @row: a row of `msdynmkt_pushmobiledevice`
 *
 * **Errors:** PROTOCOL without its ID. **Thread:** any.
 *
 * Returns: (transfer full) (type HeraldDevice): the device
 */
gpointer
herald_row_to_device (JsonObject *row, GError **error)
{
  g_autofree char *id = dup_id (row, "msdynmkt_pushmobiledeviceid", error);
  const char      *token = get_text (row, "msdynmkt_devicetoken");
  HeraldDevice    *device;

  if (id == NULL)
    return NULL;
  device = herald_device_new (id, herald_platform_from_string (get_text (row, "msdynmkt_platform")),
                              token != NULL ? token : "", get_text (row, "msdynmkt_useridentifier"),
                              get_text (row, "_msdynmkt_mobileappchannelinstanceid_value"));
  herald_device_set_name (device, get_text (row, "msdynmkt_name"));
  herald_device_set_app_name (device,
                              get_text (row,
                                        "_msdynmkt_mobileappchannelinstanceid_value" FORMATTED));
  herald_device_set_registered_us (device, get_time_us (row, "createdon"));
  return device;
}

/**
 * herald_row_to_contact:
 * @row: a row of `contact`
 *
 * **Errors:** PROTOCOL without its ID. **Thread:** any.
 *
 * Returns: (transfer full) (type HeraldPerson): the person
 */
gpointer
herald_row_to_contact (JsonObject *row, GError **error)
{
  return row_to_person (row, HERALD_PERSON_CONTACT, "contactid", error);
}

/**
 * herald_row_to_lead:
 * @row: a row of `lead`
 *
 * **Errors:** PROTOCOL without its ID. **Thread:** any.
 *
 * Returns: (transfer full) (type HeraldPerson): the person
 */
gpointer
herald_row_to_lead (JsonObject *row, GError **error)
{
  return row_to_person (row, HERALD_PERSON_LEAD, "leadid", error);
}

/**
 * herald_row_to_system_user:
 * @row: a row of `systemuser`
 *
 * **Errors:** PROTOCOL without its ID. **Thread:** any.
 *
 * Returns: (transfer full) (type HeraldSystemUser): the user
 */
gpointer
herald_row_to_system_user (JsonObject *row, GError **error)
{
  g_autofree char *id = dup_id (row, "systemuserid", error);
  const char      *name = get_text (row, "fullname");

  if (id == NULL)
    return NULL;
  return herald_system_user_new (id, name != NULL ? name : "",
                                 get_text (row, "internalemailaddress"));
}

/**
 * herald_row_to_inapp_entry:
 * @row: a row of `appnotification`
 *
 * **Errors:** PROTOCOL without its ID. **Thread:** any.
 *
 * Returns: (transfer full) (type HeraldInappEntry): the notification
 */
gpointer
herald_row_to_inapp_entry (JsonObject *row, GError **error)
{
  g_autofree char *id = dup_id (row, "appnotificationid", error);
  g_autoptr (HeraldInappMessage) message = NULL;
  const char *owner = get_text (row, "_ownerid_value");
  gint64      created_us;
  gint64      life_seconds;

  if (id == NULL)
    return NULL;
  message = row_to_message (row);
  created_us = get_time_us (row, "createdon");
  life_seconds = get_number (row, "ttlinseconds", 0);
  return herald_inapp_entry_new (id, owner != NULL ? owner : "",
                                 get_text (row, "_ownerid_value" FORMATTED), message, created_us,
                                 created_us > 0 && life_seconds > 0
                                   ? created_us + life_seconds * G_USEC_PER_SEC
                                   : 0);
}

/**
 * herald_app_to_row:
 * @app: an app
 * @changed_only: whether only changed fields are wanted, for an update
 *
 * A secret that was not changed is never among the columns: null would take it from the service.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the columns; none when nothing was changed
 */
JsonObject *
herald_app_to_row (HeraldApp *app, gboolean changed_only)
{
  JsonObject *row;

  g_return_val_if_fail (HERALD_IS_APP (app), NULL);

  row = json_object_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (app_columns); i++)
    if (needs_writing (app, app_columns[i].field, changed_only))
      add_text (row, app_columns[i].column, herald_app_get (app, app_columns[i].field));
  if (needs_writing (app, HERALD_APP_SERVICE_ACCOUNT, changed_only))
    add_service_account (row, herald_app_get (app, HERALD_APP_SERVICE_ACCOUNT));
  if (!changed_only || herald_app_is_apns_mode_changed (app))
    json_object_set_int_member (row, "msdynmkt_authenticationmode", herald_app_get_apns_mode (app));
  if (!changed_only || herald_app_is_apns_environment_changed (app))
    json_object_set_int_member (row, "msdynmkt_applicationmode",
                                herald_app_get_apns_environment (app));
  if (!changed_only || herald_app_is_fcm_mode_changed (app))
    json_object_set_int_member (row, "msdynmkt_fcmauthenticationmode",
                                herald_app_get_fcm_mode (app));
  return row;
}

/**
 * herald_query_apps:
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the path that reads all apps, by name
 */
char *
herald_query_apps (void)
{
  return herald_odata_build_query (HERALD_SET_APPS, "$select", APP_SELECT, "$orderby",
                                   "msdynmkt_name,msdynmkt_mobileappchannelinstanceid", NULL);
}

/**
 * herald_query_app:
 * @app_id: an app's ID
 *
 * **Thread:** any.
 *
 * Returns: (transfer full) (nullable): the path that reads one app, or %NULL when @app_id is no
 * GUID
 */
char *
herald_query_app (const char *app_id)
{
  g_autofree char *id = herald_guid_normalise (app_id);
  g_autofree char *set = id != NULL ? g_strdup_printf (HERALD_SET_APPS "(%s)", id) : NULL;

  return set != NULL ? herald_odata_build_query (set, "$select", APP_SELECT, NULL) : NULL;
}

/* The column is text and may hold braces (contract: dataverse-schema, 2.2). */
static char *
build_user_filter (const char *user_id)
{
  g_autofree char *id = herald_guid_normalise (user_id);
  g_autofree char *quoted = herald_odata_quote (id != NULL ? id : user_id);

  if (id == NULL)
    return g_strdup_printf ("msdynmkt_useridentifier eq %s", quoted);
  return g_strdup_printf ("(msdynmkt_useridentifier eq '%s' or msdynmkt_useridentifier eq '{%s}')",
                          id, id);
}

/**
 * herald_query_devices:
 * @user_id: (nullable): a person's ID, or %NULL for anybody's devices
 * @app_id: (nullable): an app's ID, or %NULL for devices of any app
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the path that reads devices, newest first
 */
char *
herald_query_devices (const char *user_id, const char *app_id)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *app = app_id != NULL ? herald_guid_normalise (app_id) : NULL;
  g_autofree char *filter = NULL;
  const char      *order = "createdon desc,msdynmkt_pushmobiledeviceid";

  if (user_id != NULL)
    g_ptr_array_add (parts, build_user_filter (user_id));
  if (app_id != NULL)
    g_ptr_array_add (parts, g_strdup_printf ("_msdynmkt_mobileappchannelinstanceid_value eq %s",
                                             app != NULL ? app : EMPTY_GUID));
  if (parts->len == 0)
    return herald_odata_build_query (HERALD_SET_DEVICES, "$select", DEVICE_SELECT, "$orderby",
                                     order, NULL);
  g_ptr_array_add (parts, NULL);
  filter = g_strjoinv (" and ", (char **) parts->pdata);
  return herald_odata_build_query (HERALD_SET_DEVICES, "$select", DEVICE_SELECT, "$filter", filter,
                                   "$orderby", order, NULL);
}

/**
 * herald_query_person:
 * @table: where to look
 * @id: the person's ID
 *
 * **Thread:** any.
 *
 * Returns: (transfer full) (nullable): the path that reads one person, or %NULL when @id is no GUID
 */
char *
herald_query_person (HeraldPersonTable table, const char *id)
{
  g_autofree char *normal = herald_guid_normalise (id);
  g_autofree char *set = NULL;

  if (normal == NULL)
    return NULL;
  set = g_strdup_printf ("%s(%s)", herald_person_table_get_set (table), normal);
  return herald_odata_build_query (set, "$select",
                                   table == HERALD_PERSON_LEAD ? LEAD_SELECT : CONTACT_SELECT,
                                   NULL);
}

/**
 * herald_query_people_by_email:
 * @table: where to look
 * @email: the whole address
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the path that reads everybody with that address
 */
char *
herald_query_people_by_email (HeraldPersonTable table, const char *email)
{
  return herald_odata_person_by_email (herald_person_table_get_set (table), email);
}

/**
 * herald_query_users:
 * @text: a user's ID, a whole address, or a part of a name or address; empty for all
 *
 * Only people who can open an app: enabled, and no application.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the path that reads such users, by name
 */
char *
herald_query_users (const char *text)
{
  g_autofree char *id = herald_guid_normalise (text);
  g_autofree char *condition = NULL;
  g_autofree char *filter = NULL;

  if (id != NULL)
    condition = g_strdup_printf ("systemuserid eq %s", id);
  else if (strchr (text, '@') != NULL && !g_str_has_prefix (text, "@"))
    {
      g_autofree char *quoted = herald_odata_quote (text);

      condition = g_strdup_printf ("internalemailaddress eq %s", quoted);
    }
  else if (*text != '\0')
    {
      g_autofree char *escaped = herald_odata_escape_like (text);
      g_autofree char *quoted = herald_odata_quote (escaped);

      condition = g_strdup_printf ("(contains(fullname,%s) or contains(internalemailaddress,%s))",
                                   quoted, quoted);
    }
  filter = g_strconcat (USER_FILTER, condition != NULL ? " and " : NULL, condition, NULL);
  return herald_odata_build_query (HERALD_SET_USERS, "$select", USER_SELECT, "$filter", filter,
                                   "$orderby", "fullname,systemuserid", NULL);
}

/**
 * herald_query_inapp:
 * @recipient_id: (nullable): a user's ID, or %NULL for everybody's
 *
 * The order of the notification centre: high priority first, then the newest (contract:
 * in-app-notifications, 5.9).
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the path that reads in-app notifications
 */
char *
herald_query_inapp (const char *recipient_id)
{
  g_autofree char *id = recipient_id != NULL ? herald_guid_normalise (recipient_id) : NULL;
  g_autofree char *filter =
    recipient_id != NULL ? g_strdup_printf ("_ownerid_value eq %s", id != NULL ? id : EMPTY_GUID)
                         : NULL;
  const char *order = "priority desc,createdon desc";

  if (filter == NULL)
    return herald_odata_build_query (HERALD_SET_APP_NOTIFICATIONS, "$select", INAPP_SELECT,
                                     "$orderby", order, NULL);
  return herald_odata_build_query (HERALD_SET_APP_NOTIFICATIONS, "$select", INAPP_SELECT, "$filter",
                                   filter, "$orderby", order, NULL);
}
