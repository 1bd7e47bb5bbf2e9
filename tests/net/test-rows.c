/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the tables to objects and back (contract: dataverse-schema). */
#include "config.h"

#include "net/herald-dataverse-rows.h"

#include "base/herald-error.h"
#include "base/herald-json.h"

#include <string.h>

#define ID "11111111-1111-1111-1111-111111111111"

static JsonObject *
parse (const char *json)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);

  g_assert_nonnull (root);
  return json_node_dup_object (root);
}

static char *
write_row (JsonObject *row)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), row);

  return herald_json_write (node, FALSE);
}

static char *
decode (const char *query)
{
  return g_uri_unescape_string (query, NULL);
}

static void
test_app (void)
{
  g_autoptr (JsonObject) row = parse (
    "{\"msdynmkt_mobileappchannelinstanceid\":\"" ID "\",\"msdynmkt_name\":\"Shop\","
    "\"msdynmkt_apitoken\":null,\"msdynmkt_applicationmode\":1,\"msdynmkt_authenticationmode\":1,"
    "\"msdynmkt_bundleid\":\"com.contoso.shop\",\"msdynmkt_keyid\":\"ABC123DEFG\","
    "\"msdynmkt_teamid\":\"DEF123GHIJ\",\"msdynmkt_signingkey\":null,"
    "\"msdynmkt_fcmauthenticationmode\":1,\"msdynmkt_serviceaccountjson1\":\"{\\\"a\\\":\","
    "\"msdynmkt_serviceaccountjson2\":\"1}\",\"msdynmkt_serviceaccountjson3\":null}");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldApp) app = herald_row_to_app (row, &error);
  g_autoptr (JsonObject) changes = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (herald_app_get (app, HERALD_APP_ID), ==, ID);
  g_assert_cmpstr (herald_app_get (app, HERALD_APP_NAME), ==, "Shop");
  g_assert_cmpstr (herald_app_get (app, HERALD_APP_SERVICE_ACCOUNT), ==, "{\"a\":1}");
  g_assert_null (herald_app_get (app, HERALD_APP_SIGNING_KEY));
  g_assert_cmpint (herald_app_get_apns_mode (app), ==, HERALD_APNS_TOKEN);
  g_assert_cmpint (herald_app_get_apns_environment (app), ==, HERALD_APNS_SANDBOX);
  g_assert_cmpint (herald_app_get_fcm_mode (app), ==, HERALD_FCM_SERVICE_ACCOUNT);
  g_assert_false (herald_app_has_changes (app));
  changes = herald_app_to_row (app, TRUE);
  g_assert_cmpuint (json_object_get_size (changes), ==, 0);
}

/* A hidden secret stays where it is: only what was changed goes over the wire. */
static void
test_app_changes (void)
{
  g_autoptr (JsonObject) row = parse ("{\"msdynmkt_mobileappchannelinstanceid\":\"" ID "\","
                                      "\"msdynmkt_name\":\"Shop\",\"msdynmkt_description\":\"d\","
                                      "\"msdynmkt_signingkey\":null}");
  g_autoptr (HeraldApp) app = herald_row_to_app (row, NULL);
  g_autoptr (JsonObject) changes = NULL;
  g_autofree char *json = NULL;

  herald_app_set (app, HERALD_APP_NAME, "Shop 2");
  herald_app_set (app, HERALD_APP_DESCRIPTION, "");
  herald_app_set_apns_environment (app, HERALD_APNS_SANDBOX);
  changes = herald_app_to_row (app, TRUE);
  json = write_row (changes);
  g_assert_cmpstr (json, ==,
                   "{\"msdynmkt_name\":\"Shop 2\",\"msdynmkt_description\":null,"
                   "\"msdynmkt_applicationmode\":1}");
}

/* 4000 characters a column, none of them cut in two; what is left over is emptied. */
static void
test_service_account_parts (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();
  g_autoptr (JsonObject) row = NULL;
  g_autoptr (HeraldApp) again = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  const char *first;

  for (guint i = 0; i < 4500; i++)
    g_string_append (text, "ü");
  herald_app_set (app, HERALD_APP_NAME, "x");
  herald_app_set (app, HERALD_APP_SERVICE_ACCOUNT, text->str);
  row = herald_app_to_row (app, FALSE);
  first = json_object_get_string_member (row, "msdynmkt_serviceaccountjson1");
  g_assert_cmpint (g_utf8_strlen (first, -1), ==, 4000);
  g_assert_cmpint (g_utf8_strlen (json_object_get_string_member (row,
                                                                 "msdynmkt_serviceaccountjson2"),
                                  -1),
                   ==, 500);
  g_assert_true (json_object_get_null_member (row, "msdynmkt_serviceaccountjson3"));
  g_assert_true (json_object_get_null_member (row, "msdynmkt_serviceaccountjson5"));
  json_object_set_string_member (row, "msdynmkt_mobileappchannelinstanceid", ID);
  again = herald_row_to_app (row, NULL);
  g_assert_cmpstr (herald_app_get (again, HERALD_APP_SERVICE_ACCOUNT), ==, text->str);
}

static void
test_device (void)
{
  g_autoptr (JsonObject) row = parse (
    "{\"msdynmkt_pushmobiledeviceid\":\"" ID "\",\"msdynmkt_devicetoken\":\"tok\","
    "\"msdynmkt_platform\":\"iOS\",\"msdynmkt_useridentifier\":\"{" ID "}\","
    "\"_msdynmkt_mobileappchannelinstanceid_value\":\"" ID "\","
    "\"_msdynmkt_mobileappchannelinstanceid_value@OData.Community.Display.V1.FormattedValue\":"
    "\"Shop\",\"createdon\":\"1970-01-01T00:00:02Z\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldDevice) device = herald_row_to_device (row, &error);

  g_assert_no_error (error);
  g_assert_cmpint (herald_device_get_platform (device), ==, HERALD_PLATFORM_IOS);
  g_assert_cmpstr (herald_device_get_user_id (device), ==, ID);
  g_assert_cmpstr (herald_device_get_app_name (device), ==, "Shop");
  g_assert_cmpint (herald_device_get_registered_us (device), ==, 2000000);
}

static void
test_people (void)
{
  g_autoptr (JsonObject) contact =
    parse ("{\"contactid\":\"" ID "\",\"fullname\":\"Zoë O'Brien\",\"emailaddress1\":null,"
           "\"emailaddress2\":\"z@x.example\",\"telephone1\":\"1\",\"statecode\":1,"
           "\"_parentcustomerid_value@OData.Community.Display.V1.FormattedValue\":\"Contoso\"}");
  g_autoptr (JsonObject) lead = parse ("{\"leadid\":\"" ID "\",\"firstname\":\"A\",\"lastname\":"
                                       "\"B\",\"companyname\":\"C\",\"statecode\":0}");
  g_autoptr (HeraldPerson) person = herald_row_to_contact (contact, NULL);
  g_autoptr (HeraldPerson) other = herald_row_to_lead (lead, NULL);

  g_assert_cmpstr (herald_person_get_name (person), ==, "Zoë O'Brien");
  g_assert_cmpstr (herald_person_get_email (person), ==, "z@x.example");
  g_assert_cmpstr (herald_person_get_company (person), ==, "Contoso");
  g_assert_cmpstr (herald_person_get_phone (person), ==, "1");
  g_assert_cmpstr (herald_person_get_state (person), ==, "inactive");
  g_assert_cmpstr (herald_person_get_name (other), ==, "A B");
  g_assert_cmpint (herald_person_get_table (other), ==, HERALD_PERSON_LEAD);
}

static void
test_inapp_entry (void)
{
  g_autoptr (JsonObject) row = parse (
    "{\"appnotificationid\":\"" ID "\",\"title\":\"T\",\"body\":\"B\",\"icontype\":100000003,"
    "\"toasttype\":200000001,\"priority\":200000001,\"ttlinseconds\":60,\"_ownerid_value\":\"" ID
    "\",\"createdon\":\"1970-01-01T00:00:10Z\",\"data\":\"{\\\"actions\\\":[{\\\"title\\\":"
    "\\\"Open\\\",\\\"data\\\":{\\\"type\\\":\\\"url\\\",\\\"url\\\":\\\"https://x.example/\\\","
    "\\\"navigationTarget\\\":\\\"newWindow\\\"}}]}\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldInappEntry) entry = herald_row_to_inapp_entry (row, &error);
  HeraldInappMessage *message;
  g_autoptr (HeraldInappAction) action = NULL;

  g_assert_no_error (error);
  message = herald_inapp_entry_get_message (entry);
  g_assert_cmpstr (herald_inapp_message_get_title (message), ==, "T");
  g_assert_cmpint (herald_inapp_message_get_icon (message), ==, HERALD_ICON_WARNING);
  g_assert_cmpint (herald_inapp_message_get_toast (message), ==, HERALD_TOAST_HIDDEN);
  g_assert_cmpint (herald_inapp_message_get_priority (message), ==, HERALD_PRIORITY_HIGH);
  g_assert_cmpint (herald_inapp_entry_get_expires_us (entry), ==, 70000000);
  action = g_list_model_get_item (G_LIST_MODEL (herald_inapp_message_get_actions (message)), 0);
  g_assert_cmpstr (herald_inapp_action_get_url (action), ==, "https://x.example/");
  g_assert_cmpint (herald_inapp_action_get_target (action), ==, HERALD_TARGET_NEW_WINDOW);
}

/* Strange values of other programs do no harm. */
static void
test_strange_rows (void)
{
  g_autoptr (JsonObject) row =
    parse ("{\"appnotificationid\":\"" ID "\",\"title\":null,\"icontype\":7,\"priority\":\"x\","
           "\"data\":\"not json\",\"createdon\":\"yesterday\",\"ttlinseconds\":-1}");
  g_autoptr (JsonObject) empty = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldInappEntry) entry = herald_row_to_inapp_entry (row, &error);

  g_assert_no_error (error);
  g_assert_cmpint (herald_inapp_entry_get_created_us (entry), ==, 0);
  g_assert_null (herald_row_to_app (empty, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_null (herald_row_to_device (empty, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_null (herald_row_to_system_user (empty, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
}

static void
test_queries (void)
{
  g_autofree char *devices = herald_query_devices ("{" ID "}", ID);
  g_autofree char *decoded = decode (devices);
  g_autofree char *no_guid = herald_query_devices (NULL, "x' or 1 eq 1");
  g_autofree char *users = herald_query_users ("O'Br%");
  g_autofree char *users_decoded = decode (users);
  g_autofree char *by_mail = herald_query_users ("a+b@x.example");
  g_autofree char *by_id = herald_query_users (ID);

  g_assert_nonnull (strstr (decoded, "(msdynmkt_useridentifier eq '" ID
                                     "' or msdynmkt_useridentifier eq '{" ID
                                     "}') and _msdynmkt_mobileappchannelinstanceid_value eq " ID));
  g_assert_null (strstr (no_guid, "or%201"));
  g_assert_nonnull (strstr (users_decoded, "contains(fullname,'O''Br[%]')"));
  g_assert_nonnull (strstr (by_mail, "a%2Bb%40x.example"));
  g_assert_nonnull (strstr (by_id, "systemuserid%20eq%20" ID));
  g_assert_null (herald_query_app ("no id"));
  g_assert_null (herald_query_person (HERALD_PERSON_LEAD, "no id"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/rows/app", test_app);
  g_test_add_func ("/net/rows/app-changes", test_app_changes);
  g_test_add_func ("/net/rows/service-account-parts", test_service_account_parts);
  g_test_add_func ("/net/rows/device", test_device);
  g_test_add_func ("/net/rows/people", test_people);
  g_test_add_func ("/net/rows/inapp-entry", test_inapp_entry);
  g_test_add_func ("/net/rows/strange-rows", test_strange_rows);
  g_test_add_func ("/net/rows/queries", test_queries);
  return g_test_run ();
}
