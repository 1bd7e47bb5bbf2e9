/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions and actions, the service document and $metadata. */
#include "config.h"

#include "emulator-fixture.h"
#include "emulator/herald-emulator-stable-id.h"

#include <string.h>

#define CRM "Microsoft.Dynamics.CRM."
#define FEATURE "AllowNotificationsEarlyAccess"

static void
read_good (EmulatorFixture *fixture, const char *target, EmulatorAnswer *answer)
{
  emulator_fixture_read (fixture, target, answer);
  g_test_message ("%s: %u %.300s", target, answer->status, answer->text);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
post (EmulatorFixture *fixture,
      const char      *target,
      const char      *body,
      guint            status,
      EmulatorAnswer  *answer)
{
  emulator_fixture_send (fixture, "POST", target, NULL, body, answer);
  g_test_message ("%s: %u %s", target, answer->status, answer->text);
  g_assert_cmpuint (answer->status, ==, status);
}

/* The address of user @number of the seed, with what is asked of it. */
static char *
on_user (guint number, const char *rest)
{
  g_autofree char *name = g_strdup_printf ("%u", number);
  g_autofree char *id = herald_emulator_stable_id ("user", name);

  return g_strdup_printf ("systemusers(%s)/%s", id, rest);
}

static void
test_who_am_i (void)
{
  static const char *const targets[] = { "WhoAmI", "WhoAmI()" };

  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *id = herald_emulator_stable_id ("user", "0");

  emulator_fixture_start (&fixture, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      read_good (&fixture, targets[i], &answer);
      g_assert_cmpstr (json_object_get_string_member (answer.object, "UserId"), ==, id);
      g_assert_true (json_object_has_member (answer.object, "BusinessUnitId"));
      g_assert_true (
        g_str_has_suffix (json_object_get_string_member (answer.object, "@odata.context"),
                          "/$metadata#" CRM "WhoAmIResponse"));
    }
}

static void
test_organization (void)
{
  static const char *const targets[] = {
    "RetrieveCurrentOrganization(AccessType=@p)?@p=" CRM "EndpointAccessType'Default'",
    "RetrieveCurrentOrganization(AccessType=" CRM "EndpointAccessType'Internet')",
  };

  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      JsonObject *detail, *endpoints;

      read_good (&fixture, targets[i], &answer);
      detail = json_object_get_object_member (answer.object, "Detail");
      endpoints = json_object_get_object_member (detail, "Endpoints");
      g_assert_cmpstr (json_object_get_string_member (detail, "TenantId"), ==,
                       emulator_fixture_get (&fixture, "tenantId"));
      g_assert_cmpint (json_object_get_int_member (endpoints, "Count"), ==, 3);
      g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (endpoints,
                                                                                    "Keys"),
                                                      0),
                       ==, "WebApplication");
    }
  read_good (&fixture, "RetrieveVersion", &answer);
  g_assert_true (
    g_str_has_prefix (json_object_get_string_member (answer.object, "Version"), "9.2."));
}

static void
test_total_count (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  JsonObject *counts;

  emulator_fixture_start (&fixture, NULL, "small");
  read_good (&fixture, "RetrieveTotalRecordCount(EntityNames=@n)?@n=[\"contact\",\"lead\"]",
             &answer);
  counts = json_object_get_object_member (answer.object, "EntityRecordCountCollection");
  g_assert_cmpint (json_object_get_int_member (counts, "Count"), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (counts, "Keys"), 1),
                   ==, "lead");
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (counts, "Values"), 0),
                   ==, 20);
  read_good (&fixture, "RetrieveTotalRecordCount(EntityNames=['contact','lead'])", &answer);
  counts = json_object_get_object_member (answer.object, "EntityRecordCountCollection");
  g_assert_cmpint (json_object_get_int_member (counts, "Count"), ==, 2);
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (counts, "Values"), 0),
                   ==, 20);
}

static const char *
read_setting (EmulatorFixture *fixture, const char *app, EmulatorAnswer *answer)
{
  g_autofree char *target =
    app != NULL ? g_strdup_printf ("RetrieveSetting(SettingName=@s,AppUniqueName=@a)?@s='" FEATURE
                                   "'&@a='%s'",
                                   app)
                : g_strdup ("RetrieveSetting(SettingName=@s)?@s='" FEATURE "'");

  read_good (fixture, target, answer);
  return json_object_get_string_member (json_object_get_object_member (answer->object,
                                                                       "SettingDetail"),
                                        "Value");
}

static void
test_settings (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  g_assert_cmpstr (read_setting (&fixture, NULL, &answer), ==, "false");
  g_assert_cmpstr (read_setting (&fixture, "msdynmkt_MarketingApp", &answer), ==, "true");
  g_assert_cmpstr (read_setting (&fixture, "msdynce_servicehub", &answer), ==, "false");
  post (&fixture, "SaveSettingValue",
        "{\"SettingName\":\"" FEATURE "\",\"Value\":\"true\",\"AppUniqueName\":"
        "\"msdynce_servicehub\"}",
        204, &answer);
  g_assert_cmpstr (read_setting (&fixture, "msdynce_servicehub", &answer), ==, "true");
  g_assert_cmpstr (read_setting (&fixture, NULL, &answer), ==, "false");
  /* The organisation's value is for apps that have none of their own. */
  post (&fixture, "SaveSettingValue()",
        "{\"SettingName\":\"" FEATURE "\",\"Value\":\"false\",\"AppUniqueName\":"
        "\"msdynce_servicehub\"}",
        204, &answer);
  post (&fixture, "SaveSettingValue", "{\"SettingName\":\"" FEATURE "\",\"Value\":\"true\"}", 204,
        &answer);
  g_assert_cmpstr (read_setting (&fixture, NULL, &answer), ==, "true");
  g_assert_cmpstr (read_setting (&fixture, "msdynce_servicehub", &answer), ==, "false");
}

static char *
read_published (EmulatorFixture *fixture, const char *app, EmulatorAnswer *answer)
{
  g_autofree char *target =
    g_strdup_printf ("appmodules(uniquename='%s')?$select=publishedon", app);

  read_good (fixture, target, answer);
  return g_strdup (json_object_get_string_member (answer->object, "publishedon"));
}

static void
test_publish (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *app = herald_emulator_stable_id ("model app", "0");
  g_autofree char *body = g_strdup_printf ("{\"ParameterXml\":\"<importexportxml><appmodules><"
                                           "appmodule>%s</appmodule></appmodules>"
                                           "</importexportxml>\"}",
                                           app);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *published = NULL;
  g_autofree char *other = NULL;

  emulator_fixture_start (&fixture, NULL, "small");
  first = read_published (&fixture, "msdynmkt_MarketingApp", &answer);
  second = read_published (&fixture, "msdynce_servicehub", &answer);
  post (&fixture, "PublishXml", body, 204, &answer);
  published = read_published (&fixture, "msdynmkt_MarketingApp", &answer);
  other = read_published (&fixture, "msdynce_servicehub", &answer);
  g_assert_cmpstr (published, !=, first);
  g_assert_cmpstr (other, ==, second);
  post (&fixture, "PublishAllXml", NULL, 204, &answer);
  g_free (other);
  other = read_published (&fixture, "msdynce_servicehub", &answer);
  g_assert_cmpstr (other, !=, second);
}

static const char *
read_depth (EmulatorFixture *fixture, guint user, const char *privilege, EmulatorAnswer *answer)
{
  g_autofree char *rest =
    g_strdup_printf (CRM "RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='%s')", privilege);
  g_autofree char *target = on_user (user, rest);
  JsonArray       *array;

  read_good (fixture, target, answer);
  array = json_object_get_array_member (answer->object, "RolePrivileges");
  return json_array_get_length (array) == 1
           ? json_object_get_string_member (json_array_get_object_element (array, 0), "Depth")
           : "";
}

static void
test_privileges (void)
{
  static const struct
  {
    guint       user;
    const char *privilege;
    const char *depth;
  } cases[] = {
    { 0, "prvSendAppNotification", "Global" },
    { 1, "prvSendAppNotification", "Global" },
    { 2, "prvSendAppNotification", "" },
    { 1, "prvCreateAppNotification", "Basic" },
    { 1, "prvReadmsdynmkt_mobileapp", "Deep" },
    { 1, "prvWritemsdynmkt_mobileapp", "" },
    { 3, "prvCreateAppNotification", "Global" },
    { 5, "prvReadContact", "Global" },
    { 2, "prvReadContact", "Basic" },
    { 2, "prvactonbehalfofanotheruser", "" },
  };

  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *all = on_user (5, CRM "RetrieveUserPrivileges()");
  g_autofree char *some =
    on_user (0, CRM "RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p)?@p="
                    "[\"prvReadContact\",\"prvReadLead\"]");
  JsonArray *array;

  emulator_fixture_start (&fixture, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (read_depth (&fixture, cases[i].user, cases[i].privilege, &answer), ==,
                     cases[i].depth);
  read_good (&fixture, some, &answer);
  array = json_object_get_array_member (answer.object, "RolePrivileges");
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  /* Whatever a team gives is flattened there. */
  read_good (&fixture, all, &answer);
  array = json_object_get_array_member (answer.object, "RolePrivileges");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *privilege = json_array_get_object_element (array, i);

      if (g_str_equal (json_object_get_string_member (privilege, "PrivilegeName"),
                       "prvReadmsdynmkt_pushmobiledevice"))
        g_assert_cmpstr (json_object_get_string_member (privilege, "Depth"), ==, "Basic");
    }
}

static void
test_principal_access (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *contact = herald_emulator_stable_id ("contact", "0");
  g_autofree char *rest =
    g_strdup_printf (CRM "RetrievePrincipalAccess(Target=@t)?@t={\"@odata.id\":\"contacts(%s)\"}",
                     contact);
  g_autofree char *admin = on_user (0, rest);
  g_autofree char *support = on_user (2, rest);

  emulator_fixture_start (&fixture, NULL, "small");
  read_good (&fixture, admin, &answer);
  g_assert_cmpstr (json_object_get_string_member (answer.object, "AccessRights"), ==,
                   "ReadAccess, WriteAccess, AppendAccess, AppendToAccess, CreateAccess, "
                   "DeleteAccess, ShareAccess, AssignAccess");
  read_good (&fixture, support, &answer);
  g_assert_cmpstr (json_object_get_string_member (answer.object, "AccessRights"), ==, "None");
}

typedef struct
{
  const char *method;
  const char *target;
  const char *body;
  guint       status;
  const char *code;
  const char *part;
} Refusal;

static const Refusal refusals[] = {
  { "POST", "WhoAmI", "{}", 405, "0x80060888", "POST" },
  { "GET", "PublishAllXml", NULL, 405, "0x80060888", "GET" },
  { "GET", "whoami", NULL, 404, "0x8006088a", "whoami" },
  { "GET", "WhoAmI(x=1)", NULL, 400, "0x80060888", "x" },
  { "GET", "WhoAmI/x", NULL, 404, "0x8006088a", "x" },
  { "GET", "WhoAmI(", NULL, 400, "0x80060888", NULL },
  { "GET", CRM "WhoAmI", NULL, 404, "0x8006088a", NULL },
  { "GET", "RetrieveCurrentOrganization", NULL, 400, "0x80040203", "AccessType" },
  { "GET", "RetrieveCurrentOrganization(AccessType='Default')", NULL, 400, "0x80060888",
    "AccessType" },
  { "GET", "RetrieveCurrentOrganization(AccessType=@p)", NULL, 400, "0x80060888", "@p" },
  { "GET", "RetrieveCurrentOrganization(AccessType=" CRM "EndpointAccessType'No')", NULL, 400,
    "0x80060888", "AccessType" },
  { "GET", "RetrieveSetting(SettingName=1)", NULL, 400, "0x80060888", "SettingName" },
  { "GET", "RetrieveSetting(SettingName='a',SettingName='b')", NULL, 400, "0x80060888", "twice" },
  { "GET", "RetrieveSetting(SettingName='Nothing')", NULL, 404, "0x80040217", "Nothing" },
  { "GET", "RetrieveSetting(SettingName='" FEATURE "',AppUniqueName='no')", NULL, 404, "0x80040217",
    "no" },
  { "GET", "RetrieveTotalRecordCount(EntityNames=@n)?@n='contact'", NULL, 400, "0x80060888",
    "EntityNames" },
  { "GET", "RetrieveTotalRecordCount(EntityNames=@n)?@n=[1]", NULL, 400, "0x80060888",
    "EntityNames" },
  { "GET", "RetrieveTotalRecordCount(EntityNames=['contact',lead])", NULL, 400, "0x80060888",
    "EntityNames" },
  { "GET", "RetrieveTotalRecordCount(EntityNames=['contact',])", NULL, 400, "0x80060888",
    "EntityNames" },
  { "GET", "RetrieveTotalRecordCount(EntityNames=['contact)", NULL, 400, "0x80060888", NULL },
  { "GET", "RetrieveTotalRecordCount(EntityNames=@n)?@n=[\"no\"]", NULL, 404, "0x80040217", "no" },
  { "POST", "SaveSettingValue", "{\"SettingName\":\"" FEATURE "\"}", 400, "0x80040203", "Value" },
  { "POST", "SaveSettingValue", "{\"SettingName\":\"" FEATURE "\",\"Value\":true}", 400,
    "0x80060888", "Value" },
  { "POST", "SaveSettingValue", "{\"SettingName\":\"" FEATURE "\",\"Value\":\"yes\"}", 400,
    "0x80040203", "yes" },
  { "POST", "SaveSettingValue", "{\"SettingName\":\"a\",\"Value\":\"b\",\"No\":1}", 400,
    "0x80060888", "No" },
  { "POST", "SaveSettingValue(SettingName='a')", "{}", 400, "0x80060888", "body" },
  { "POST", "PublishXml", "{\"ParameterXml\":\"<importexportxml>\"}", 400, "0x80040203",
    "ParameterXml" },
  { "POST", "PublishXml", "{}", 400, "0x80040203", "ParameterXml" },
};

static void
test_refusals (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *no_namespace = on_user (0, "RetrieveUserPrivileges");
  g_autofree char *no_function = on_user (0, CRM "Nothing()");
  g_autofree char *no_privilege =
    on_user (0, CRM "RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='prvNothing')");

  emulator_fixture_start (&fixture, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_test_message ("%s %s", refusals[i].method, refusals[i].target);
      emulator_fixture_send (&fixture, refusals[i].method, refusals[i].target, NULL,
                             refusals[i].body, &answer);
      emulator_answer_assert_error (&answer, refusals[i].status, refusals[i].code,
                                    refusals[i].part);
    }
  emulator_fixture_read (&fixture, no_namespace, &answer);
  emulator_answer_assert_error (&answer, 404, "0x8006088a", "RetrieveUserPrivileges");
  emulator_fixture_read (&fixture, no_function, &answer);
  emulator_answer_assert_error (&answer, 404, "0x8006088a", "Nothing");
  emulator_fixture_read (&fixture, no_privilege, &answer);
  emulator_answer_assert_error (&answer, 404, "0x80040217", "prvNothing");
}

/* What was opened is closed, in order. */
static void
start_cb (GMarkupParseContext *context,
          const char          *element,
          const char         **names,
          const char         **values,
          gpointer             user_data,
          GError             **error)
{
  GHashTable *seen = user_data;

  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "Name"))
      g_hash_table_add (seen, g_strdup_printf ("%s %s", element, values[i]));
}

static void
test_metadata (void)
{
  static const char *const wanted[] = {
    "EntityType contact",
    "EntityType expando_",
    "ComplexType expando",
    "EntitySet appnotifications",
    "Action SendAppNotification",
    "ActionImport SendAppNotification",
    "FunctionImport WhoAmI",
    "Function RetrievePrincipalAccess",
    "EnumType EndpointAccessType",
    "NavigationProperty parentcustomerid_account",
    "Property _ownerid_value",
    "EntityType EntityMetadata",
    "NavigationProperty systemuserroles_association",
  };
  static const GMarkupParser parser = { .start_element = start_cb };

  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GMarkupParseContext) context =
    g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, seen, NULL);
  g_autoptr (GError) error = NULL;

  emulator_fixture_start (&fixture, NULL, "small");
  emulator_fixture_read (&fixture, "$metadata", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_true (g_str_has_prefix (soup_message_headers_get_one (soup_message_get_response_headers (
                                                                   answer.message),
                                                                 "Content-Type"),
                                   "application/xml"));
  g_markup_parse_context_parse (context, answer.text, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpint (g_hash_table_contains (seen, wanted[i]), ==,
                     !g_str_has_suffix (wanted[i], "_"));
  g_assert_nonnull (strstr (answer.text, "<Property Name=\"firstname\" Type=\"Edm.String\" "
                                         "MaxLength=\"50\"/>"));
}

static void
test_service_document (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  read_good (&fixture, "", &answer);
  g_assert_true (g_str_has_suffix (json_object_get_string_member (answer.object, "@odata.context"),
                                   "/api/data/v9.2/$metadata"));
  g_assert_nonnull (strstr (answer.text, "\"msdynmkt_journeydependencies\""));
  g_assert_nonnull (strstr (answer.text, "\"systemuserrolescollection\""));
  g_assert_nonnull (strstr (answer.text, "\"EntityDefinitions\""));
}

/* The headers that come with every answer. */
static void
test_headers (void)
{
  static const char        id[] = "11111111-2222-4333-8444-555555555555";
  static const char *const headers[] = {
    "x-ms-client-request-id: 11111111-2222-4333-8444-555555555555", NULL
  };
  static const char *const targets[] = { "WhoAmI", "contacts?$top=1", "nothing" };

  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      SoupMessageHeaders *got;

      emulator_fixture_send (&fixture, "GET", targets[i], headers, NULL, &answer);
      got = soup_message_get_response_headers (answer.message);
      g_assert_cmpstr (soup_message_headers_get_one (got, "REQ_ID"), ==, id);
      g_assert_cmpstr (soup_message_headers_get_one (got, "x-ms-service-request-id"), ==, id);
      g_assert_cmpstr (soup_message_headers_get_one (got, "OData-Version"), ==, "4.0");
      g_assert_cmpstr (soup_message_headers_get_one (got, "Cache-Control"), ==, "no-cache");
      g_assert_nonnull (soup_message_headers_get_list (got, "Allow"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/operations/who-am-i", test_who_am_i);
  g_test_add_func ("/emulator/operations/organization", test_organization);
  g_test_add_func ("/emulator/operations/total-count", test_total_count);
  g_test_add_func ("/emulator/operations/settings", test_settings);
  g_test_add_func ("/emulator/operations/publish", test_publish);
  g_test_add_func ("/emulator/operations/privileges", test_privileges);
  g_test_add_func ("/emulator/operations/principal-access", test_principal_access);
  g_test_add_func ("/emulator/operations/refusals", test_refusals);
  g_test_add_func ("/emulator/operations/metadata", test_metadata);
  g_test_add_func ("/emulator/operations/service-document", test_service_document);
  g_test_add_func ("/emulator/operations/headers", test_headers);
  return g_test_run ();
}
