/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EntityDefinitions: what a client learns of tables, columns, keys and relationships. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

#define CONTACT "EntityDefinitions(LogicalName='contact')"
#define PUSH "EntityDefinitions(LogicalName='msdynmkt_pushnotification')"
#define CAST "/Microsoft.Dynamics.CRM."

/* Follows “a/0/b” from the answer's object. */
static JsonNode *
find (EmulatorAnswer *answer, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, "/", -1);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonNode *node = root;

  g_assert_nonnull (answer->object);
  json_node_set_object (root, answer->object);
  for (gsize i = 0; steps[i] != NULL; i++)
    {
      g_assert_nonnull (node);
      node = JSON_NODE_HOLDS_ARRAY (node)
               ? json_array_get_element (json_node_get_array (node),
                                         (guint) g_ascii_strtoull (steps[i], NULL, 10))
               : json_object_get_member (json_node_get_object (node), steps[i]);
    }
  return node;
}

static guint
count (EmulatorAnswer *answer, const char *path)
{
  return json_array_get_length (json_node_get_array (find (answer, path)));
}

static void
read_good (EmulatorFixture *fixture, const char *target, EmulatorAnswer *answer)
{
  emulator_fixture_read (fixture, target, answer);
  g_test_message ("%s: %u %.300s", target, answer->status, answer->text);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_table (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_auto (EmulatorAnswer) again = { 0 };
  g_autofree char *by_id = NULL;
  const char      *id;

  emulator_fixture_start (&fixture, NULL, "small");
  read_good (&fixture,
             "EntityDefinitions(LogicalName='appnotification')?$select=LogicalName,EntitySetName,"
             "PrimaryIdAttribute,PrimaryNameAttribute,TableType,ObjectTypeCode",
             &answer);
  g_assert_cmpstr (json_node_get_string (find (&answer, "LogicalName")), ==, "appnotification");
  g_assert_cmpstr (json_node_get_string (find (&answer, "EntitySetName")), ==, "appnotifications");
  g_assert_cmpstr (json_node_get_string (find (&answer, "PrimaryNameAttribute")), ==, "title");
  g_assert_cmpstr (json_node_get_string (find (&answer, "TableType")), ==, "Elastic");
  g_assert_cmpint (json_node_get_int (find (&answer, "ObjectTypeCode")), >, 9999);
  /* Six that were asked for, the id, and the context. */
  g_assert_cmpuint (json_object_get_size (answer.object), ==, 8);
  g_assert_true (
    g_str_has_suffix (json_node_get_string (find (&answer, "@odata.context")),
                      "$metadata#EntityDefinitions(LogicalName,EntitySetName,PrimaryIdAttribute,"
                      "PrimaryNameAttribute,TableType,ObjectTypeCode)/$entity"));
  id = json_node_get_string (find (&answer, "MetadataId"));
  by_id = g_strdup_printf ("EntityDefinitions(%s)", id);
  read_good (&fixture, by_id, &again);
  g_assert_cmpstr (json_node_get_string (find (&again, "LogicalName")), ==, "appnotification");
  g_assert_cmpstr (json_node_get_string (find (&again, "DisplayName/UserLocalizedLabel/Label")), ==,
                   "Notification");
  g_assert_cmpint (json_node_get_int (find (&again, "DisplayName/LocalizedLabels/0/LanguageCode")),
                   ==, 1033);
  g_assert_true (json_node_get_boolean (find (&again, "IsCustomizable/Value")));
  g_assert_cmpuint (count (&again, "Privileges"), ==, 8);
  g_assert_cmpstr (json_node_get_string (find (&again, "Privileges/1/Name")), ==,
                   "prvReadAppNotification");
}

/* Another emulator tells the same ids. */
static void
test_stable (void)
{
  g_auto (EmulatorFixture) first = { 0 };
  g_auto (EmulatorFixture) second = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_auto (EmulatorAnswer) other = { 0 };
  const char *target = CONTACT "?$select=LogicalName&$expand=Attributes($select=LogicalName),"
                               "ManyToManyRelationships,Keys";

  emulator_fixture_start (&first, NULL, "small");
  emulator_fixture_start (&second, NULL, "small");
  read_good (&first, target, &answer);
  read_good (&second, target, &other);
  json_object_remove_member (answer.object, "@odata.context");
  json_object_remove_member (other.object, "@odata.context");
  g_assert_true (json_object_equal (answer.object, other.object));
}

static const struct
{
  const char *target;
  guint       n_least;
  guint       n_most;
} lists[] = {
  { "EntityDefinitions?$select=LogicalName", 40, 99 },
  { "EntityDefinitions?$select=LogicalName&$filter=LogicalName eq 'contact'", 1, 1 },
  { "EntityDefinitions?$select=LogicalName&$filter=LogicalName eq 'Contact'", 0, 0 },
  { "EntityDefinitions?$select=LogicalName&$filter=EntitySetName eq 'leads'", 1, 1 },
  { "EntityDefinitions?$select=LogicalName&$filter=ObjectTypeCode eq 8", 1, 1 },
  { "EntityDefinitions?$select=LogicalName&$filter=ObjectTypeCode lt 3", 2, 2 },
  { "EntityDefinitions?$select=LogicalName&$filter=IsIntersect eq true", 5, 9 },
  { "EntityDefinitions?$select=LogicalName&$filter=IsCustomEntity eq true and not "
    "startswith(LogicalName,'msdynmkt_')",
    4, 4 },
  { "EntityDefinitions?$select=LogicalName&$filter=LogicalName eq 'lead' or (IsIntersect eq true "
    "and LogicalName eq 'teamroles')",
    2, 2 },
  { "EntityDefinitions?$select=LogicalName&$filter=TableType eq 'Elastic'", 1, 1 },
  { "EntityDefinitions?$select=LogicalName&$filter=OwnershipType eq "
    "Microsoft.Dynamics.CRM.OwnershipTypes'BusinessOwned'",
    4, 4 },
  { "EntityDefinitions?$select=LogicalName&$filter=IsCustomizable/Value eq false and "
    "IsIntersect eq false",
    0, 0 },
  { "EntityDefinitions?$select=LogicalName&$filter=DataProviderId ne null", 0, 0 },
  { CONTACT "/Attributes?$select=LogicalName", 30, 60 },
  { CONTACT "/Attributes?$select=LogicalName&$filter=AttributeType eq "
            "Microsoft.Dynamics.CRM.AttributeTypeCode'Picklist'",
    2, 2 },
  { CONTACT "/Attributes?$filter=IsPrimaryId eq true", 1, 1 },
  { CONTACT "/Attributes" CAST "PicklistAttributeMetadata?$select=LogicalName", 2, 2 },
  { CONTACT "/Attributes" CAST "EnumAttributeMetadata?$select=LogicalName", 4, 4 },
  { CONTACT "/Attributes" CAST "MoneyAttributeMetadata?$select=LogicalName", 0, 0 },
  { CONTACT "/Attributes" CAST "StringAttributeMetadata?$select=MaxLength&$filter=MaxLength ge "
            "160",
    1, 1 },
  { CONTACT "/Keys", 0, 0 },
  { "EntityDefinitions(LogicalName='systemuser')/Keys", 1, 1 },
  { "EntityDefinitions(LogicalName='systemuser')/ManyToManyRelationships?$filter=SchemaName eq "
    "'teammembership_association'",
    1, 1 },
  { "EntityDefinitions(LogicalName='account')/OneToManyRelationships?$filter=ReferencingEntity "
    "eq 'contact'",
    1, 1 },
  { CONTACT "/ManyToOneRelationships?$filter=ReferencingAttribute eq 'parentcustomerid'", 2, 2 },
  { CONTACT "/ManyToOneRelationships?$filter=ReferencingAttribute eq 'ownerid'", 1, 1 },
  { "EntityDefinitions?LabelLanguages=1033&$select=LogicalName&$filter=LogicalName eq 'lead'", 1,
    1 },
};

static void
test_lists (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *target = g_strdup (lists[i].target);
      g_auto (GStrv) parts = g_strsplit (target, " ", -1);
      g_autofree char *encoded = g_strjoinv ("%20", parts);

      read_good (&fixture, encoded, &answer);
      g_assert_cmpuint (count (&answer, "value"), >=, lists[i].n_least);
      g_assert_cmpuint (count (&answer, "value"), <=, lists[i].n_most);
    }
}

static void
test_column (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *by_id = NULL;

  emulator_fixture_start (&fixture, NULL, "small");
  read_good (&fixture, PUSH "/Attributes(LogicalName='msdynmkt_title')", &answer);
  g_assert_cmpstr (json_node_get_string (find (&answer, "@odata.type")), ==,
                   "#Microsoft.Dynamics.CRM.StringAttributeMetadata");
  g_assert_cmpint (json_node_get_int (find (&answer, "MaxLength")), ==, 500);
  g_assert_cmpstr (json_node_get_string (find (&answer, "AttributeTypeName/Value")), ==,
                   "StringType");
  by_id = g_strdup_printf (PUSH "/Attributes(%s)?$select=SchemaName,RequiredLevel",
                           json_node_get_string (find (&answer, "MetadataId")));
  read_good (&fixture, by_id, &answer);
  g_assert_cmpstr (json_node_get_string (find (&answer, "SchemaName")), ==, "msdynmkt_title");
  g_assert_cmpstr (json_node_get_string (find (&answer, "RequiredLevel/Value")), ==, "None");
  read_good (&fixture, CONTACT "/Attributes(LogicalName='ownerid')", &answer);
  g_assert_cmpstr (json_node_get_string (find (&answer, "AttributeType")), ==, "Owner");
  g_assert_cmpuint (count (&answer, "Targets"), ==, 2);
  read_good (&fixture, CONTACT "/Attributes(LogicalName='birthdate')", &answer);
  g_assert_cmpstr (json_node_get_string (find (&answer, "Format")), ==, "DateOnly");
  read_good (&fixture, CONTACT "/DisplayCollectionName", &answer);
  g_assert_cmpstr (json_node_get_string (find (&answer, "value/UserLocalizedLabel/Label")), ==,
                   "Contacts");
}

static void
test_options (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  read_good (&fixture,
             PUSH "/Attributes(LogicalName='statuscode')" CAST
                  "StatusAttributeMetadata?$select=LogicalName&$expand=OptionSet",
             &answer);
  g_assert_cmpuint (count (&answer, "OptionSet/Options"), ==, 4);
  g_assert_cmpint (json_node_get_int (find (&answer, "OptionSet/Options/3/Value")), ==, 100);
  g_assert_cmpint (json_node_get_int (find (&answer, "OptionSet/Options/3/State")), ==, 1);
  g_assert_cmpstr (json_node_get_string (
                     find (&answer, "OptionSet/Options/1/Label/UserLocalizedLabel/Label")),
                   ==, "Ready to send");
  read_good (&fixture,
             PUSH "/Attributes(LogicalName='statecode')" CAST
                  "StateAttributeMetadata?$expand=OptionSet($select=Options)",
             &answer);
  g_assert_cmpint (json_node_get_int (find (&answer, "OptionSet/Options/1/DefaultStatus")), ==,
                   100);
  g_assert_null (
    json_object_get_member (json_node_get_object (find (&answer, "OptionSet")), "Name"));
  read_good (&fixture,
             CONTACT "/Attributes" CAST "PicklistAttributeMetadata?$select=LogicalName&$expand="
                     "OptionSet($select=Options),GlobalOptionSet($select=Options)",
             &answer);
  g_assert_cmpuint (count (&answer, "value/0/OptionSet/Options"), ==, 2);
  g_assert_true (json_node_is_null (find (&answer, "value/0/GlobalOptionSet")));
  read_good (&fixture,
             "EntityDefinitions(LogicalName='msdynmkt_mobileapp')/Attributes(LogicalName="
             "'msdynmkt_applicationmode')" CAST "BooleanAttributeMetadata/OptionSet",
             &answer);
  g_assert_cmpstr (json_node_get_string (
                     find (&answer, "TrueOption/Label/UserLocalizedLabel/Label")),
                   ==, "Sandbox");
}

static void
test_relationships (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  read_good (&fixture,
             "EntityDefinitions(LogicalName='msdynmkt_pushmobiledevice')?$select=LogicalName"
             "&$expand=ManyToOneRelationships($filter=ReferencedEntity%20eq%20"
             "'msdynmkt_mobileappchannelinstance'),OneToManyRelationships($select=SchemaName)",
             &answer);
  g_assert_cmpuint (count (&answer, "ManyToOneRelationships"), ==, 1);
  g_assert_cmpstr (json_node_get_string (find (&answer, "ManyToOneRelationships/0/SchemaName")), ==,
                   "msdynmkt_mobileappchannelinstance_pushmobiledevice");
  g_assert_cmpstr (json_node_get_string (
                     find (&answer, "ManyToOneRelationships/0/ReferencedAttribute")),
                   ==, "msdynmkt_mobileappchannelinstanceid");
  g_assert_cmpstr (json_node_get_string (find (&answer, "OneToManyRelationships/0/SchemaName")), ==,
                   "msdynmkt_pushmobiledevice_deviceregistrationresult");
  read_good (&fixture, "EntityDefinitions(LogicalName='role')/ManyToManyRelationships", &answer);
  g_assert_cmpstr (json_node_get_string (find (&answer, "value/0/IntersectEntityName")), ==,
                   "systemuserroles");
  g_assert_cmpstr (json_node_get_string (find (&answer, "value/0/Entity1IntersectAttribute")), ==,
                   "systemuserid");
}

static const struct
{
  const char *target;
  guint       status;
  const char *code;
  const char *part;
} refusals[] = {
  { "EntityDefinitions(LogicalName='nothing')", 404, "0x80040217", "nothing" },
  { "EntityDefinitions(LogicalName='Contact')", 404, "0x80040217", "Contact" },
  { "EntityDefinitions(EntitySetName='contacts')", 404, "0x80040217", "EntitySetName" },
  { "EntityDefinitions()", 404, "0x80040217", NULL },
  { "EntityDefinitions(00000000-0000-4000-a000-000000000000)", 404, "0x80040217", NULL },
  { "EntityDefinitions/contact", 404, "0x8006088a", "contact" },
  { CONTACT "/Nothing", 404, "0x8006088a", "Nothing" },
  { CONTACT "/attributes", 404, "0x8006088a", "attributes" },
  { CONTACT "/Attributes(LogicalName='nothing')", 404, "0x80040217", "nothing" },
  { CONTACT "/Attributes(LogicalName='fullname'", 404, "0x8006088a", NULL },
  { CONTACT "/Attributes/StringAttributeMetadata", 404, "0x8006088a", NULL },
  { CONTACT "/Attributes" CAST "NoAttributeMetadata", 404, "0x8006088a", NULL },
  { CONTACT "/Attributes(LogicalName='fullname')" CAST "PicklistAttributeMetadata", 404,
    "0x80040217", "fullname" },
  { CONTACT "/Keys(LogicalName='x')", 404, "0x80040217", NULL },
  { "EntityDefinitions?$orderby=LogicalName", 400, "0x80060888", "$orderby" },
  { "EntityDefinitions?$top=1", 400, "0x80060888", "$top" },
  { "EntityDefinitions?$count=true", 400, "0x80060888", "$count" },
  { "EntityDefinitions?$skip=1", 400, "0x80060888", "$skip" },
  { "EntityDefinitions?$nothing=1", 400, "0x80060888", "$nothing" },
  { "EntityDefinitions?$select", 400, "0x80060888", "$select" },
  { "EntityDefinitions?$select=", 400, "0x80060888", NULL },
  { "EntityDefinitions?$select=LogicalName&$select=SchemaName", 400, "0x80060888", "once" },
  { "EntityDefinitions?$select=logicalname", 400, "0x80060888", "logicalname" },
  { "EntityDefinitions?$select=Attributes", 400, "0x80060888", "Attributes" },
  { "EntityDefinitions?$filter=Nothing%20eq%201", 400, "0x80060888", "Nothing" },
  { "EntityDefinitions?$filter=ObjectTypeCode%20eq%20'8'", 400, "0x80060888", "incompatible" },
  { "EntityDefinitions?$filter=IsIntersect%20eq%201", 400, "0x80060888", "incompatible" },
  { "EntityDefinitions?$filter=1%20eq%201", 400, "0x80060888", NULL },
  { "EntityDefinitions?$filter=IsCustomizable/No%20eq%20true", 400, "0x80060888", NULL },
  { "EntityDefinitions?$filter=", 400, "0x80060888", NULL },
  { "EntityDefinitions?$filter=LogicalName%20eq", 400, "0x80060888", NULL },
  { "EntityDefinitions?$expand=Nothing", 400, "0x80060888", "Nothing" },
  { "EntityDefinitions?$expand=Attributes($select=MaxLength)", 400, "0x80060888", "MaxLength" },
  { "EntityDefinitions?$expand=Attributes(", 400, "0x80060888", NULL },
  { "EntityDefinitions?$expand=Attributes()", 400, "0x80060888", NULL },
  { "EntityDefinitions?$expand=Attributes($top=1)", 400, "0x80060888", "$top" },
  { "EntityDefinitions?$expand=Keys($expand=Keys)", 400, "0x80060888", "Keys" },
  { "EntityDefinitions?$expand=Attributes($expand=A($expand=B($expand=C)))", 400, "0x80060888",
    NULL },
  { CONTACT "?$filter=IsIntersect%20eq%20true", 400, "0x80060888", "$filter" },
  { CONTACT "/Attributes?$select=MaxLength", 400, "0x80060888", "MaxLength" },
  { CONTACT "/Attributes?$expand=OptionSet", 400, "0x80060888", "OptionSet" },
  { CONTACT "/Attributes" CAST "StringAttributeMetadata?$expand=OptionSet", 400, "0x80060888",
    "OptionSet" },
  { CONTACT "/Attributes" CAST "PicklistAttributeMetadata?$expand=OptionSet($select=Nothing)", 400,
    "0x80060888", "Nothing" },
};

static void
test_refusals (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_test_message ("%s", refusals[i].target);
      emulator_fixture_read (&fixture, refusals[i].target, &answer);
      emulator_answer_assert_error (&answer, refusals[i].status, refusals[i].code,
                                    refusals[i].part);
    }
  emulator_fixture_send (&fixture, "POST", "EntityDefinitions", NULL, "{}", &answer);
  emulator_answer_assert_error (&answer, 405, "0x80060888", "POST");
}

#define ONE_TO_MANY CAST "OneToManyRelationshipMetadata"
#define MANY_TO_MANY CAST "ManyToManyRelationshipMetadata"
#define PRIMARY "RelationshipDefinitions(SchemaName='account_primary_contact')"

static void
test_relationship_set (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  guint n_all, n_one_to_many;

  emulator_fixture_start (&fixture, NULL, "small");
  read_good (&fixture, "RelationshipDefinitions?$select=SchemaName", &answer);
  n_all = count (&answer, "value");
  read_good (&fixture, "RelationshipDefinitions" ONE_TO_MANY "?$select=SchemaName", &answer);
  n_one_to_many = count (&answer, "value");
  g_assert_cmpuint (n_one_to_many, >, 100);
  read_good (&fixture, "RelationshipDefinitions" MANY_TO_MANY "?$select=Entity1LogicalName",
             &answer);
  g_assert_cmpuint (count (&answer, "value"), ==, n_all - n_one_to_many);
  g_assert_false (
    json_object_has_member (json_node_get_object (find (&answer, "value/0")), "@odata.type"));
  read_good (&fixture,
             "RelationshipDefinitions?$filter=SchemaName%20eq%20'account_primary_contact'",
             &answer);
  g_assert_cmpuint (count (&answer, "value"), ==, 1);
  g_assert_cmpstr (json_node_get_string (find (&answer, "value/0/@odata.type")), ==,
                   "#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata");
  read_good (&fixture,
             "RelationshipDefinitions" ONE_TO_MANY
             "?$select=ReferencedEntity&$filter=ReferencingEntity%20eq%20'account'%20and%20"
             "ReferencingAttribute%20eq%20'primarycontactid'",
             &answer);
  g_assert_cmpuint (count (&answer, "value"), ==, 1);
  g_assert_cmpstr (json_node_get_string (find (&answer, "value/0/ReferencedEntity")), ==,
                   "contact");
}

static void
test_one_relationship (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *by_id = NULL;

  emulator_fixture_start (&fixture, NULL, "small");
  read_good (&fixture, PRIMARY, &answer);
  g_assert_cmpstr (json_node_get_string (find (&answer, "ReferencingAttribute")), ==,
                   "primarycontactid");
  by_id = g_strdup_printf ("RelationshipDefinitions(%s)" ONE_TO_MANY "?$select=SchemaName",
                           json_node_get_string (find (&answer, "MetadataId")));
  read_good (&fixture, by_id, &answer);
  g_assert_cmpuint (json_object_get_size (answer.object), ==, 3);
  g_assert_true (g_str_has_suffix (json_node_get_string (find (&answer, "@odata.context")),
                                   "#RelationshipDefinitions" ONE_TO_MANY "(SchemaName)/$entity"));
  read_good (&fixture,
             CONTACT "/ManyToOneRelationships(SchemaName='contact_customer_accounts')"
                     "?$select=ReferencedEntity",
             &answer);
  g_assert_cmpstr (json_node_get_string (find (&answer, "ReferencedEntity")), ==, "account");
}

static void
test_relationship_refusals (void)
{
  static const struct
  {
    const char *target;
    guint       status;
    const char *code;
  } cases[] = {
    { "RelationshipDefinitions(SchemaName='none')", 404, "0x80040217" },
    { "RelationshipDefinitions(00000000-0000-4000-a000-000000000000)", 404, "0x80040217" },
    { "RelationshipDefinitions/nothing", 404, "0x8006088a" },
    { PRIMARY MANY_TO_MANY, 404, "0x8006088a" },
    { PRIMARY "?$filter=SchemaName%20eq%20'x'", 400, "0x80060888" },
    { "RelationshipDefinitions?$select=ReferencedEntity", 400, "0x80060888" },
    { "RelationshipDefinitions?$expand=Attributes", 400, "0x80060888" },
    { "RelationshipDefinitions?$top=1", 400, "0x80060888" },
    { "GlobalOptionSetDefinitions(Name='none')", 404, "0x80040217" },
    { "GlobalOptionSetDefinitions/nothing", 404, "0x8006088a" },
    { "GlobalOptionSetDefinitions?$select=nothing", 400, "0x80060888" },
    { CONTACT "/ManyToOneRelationships(SchemaName='none')", 404, "0x80040217" },
    { CONTACT "/ManyToOneRelationships(SchemaName='x'", 404, "0x8006088a" },
    { CONTACT "/Keys(LogicalName='none')", 404, "0x80040217" },
  };

  g_auto (EmulatorFixture) fixture = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      g_test_message ("%s", cases[i].target);
      emulator_fixture_read (&fixture, cases[i].target, &answer);
      emulator_answer_assert_error (&answer, cases[i].status, cases[i].code, NULL);
    }
}

/* None of the emulated tables shares its choices. */
static void
test_global_option_sets (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  read_good (&fixture, "GlobalOptionSetDefinitions?$select=Name", &answer);
  g_assert_cmpuint (count (&answer, "value"), ==, 0);
  read_good (&fixture, "GlobalOptionSetDefinitions" CAST "OptionSetMetadata", &answer);
  g_assert_cmpuint (count (&answer, "value"), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/definitions/table", test_table);
  g_test_add_func ("/emulator/definitions/stable", test_stable);
  g_test_add_func ("/emulator/definitions/lists", test_lists);
  g_test_add_func ("/emulator/definitions/column", test_column);
  g_test_add_func ("/emulator/definitions/options", test_options);
  g_test_add_func ("/emulator/definitions/relationships", test_relationships);
  g_test_add_func ("/emulator/definitions/refusals", test_refusals);
  g_test_add_func ("/emulator/definitions/relationship-set", test_relationship_set);
  g_test_add_func ("/emulator/definitions/one-relationship", test_one_relationship);
  g_test_add_func ("/emulator/definitions/relationship-refusals", test_relationship_refusals);
  g_test_add_func ("/emulator/definitions/global-option-sets", test_global_option_sets);
  return g_test_run ();
}
