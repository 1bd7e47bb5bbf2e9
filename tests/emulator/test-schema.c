/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The description of the tables, and the tables made of it. */
#include "config.h"

#include "emulator/herald-emulator-relationship.h"

#include <string.h>

static HeraldEmulatorSchema *
load (void)
{
  g_autoptr (GError) error = NULL;
  HeraldEmulatorSchema *schema = herald_emulator_schema_load (&error);

  g_assert_no_error (error);
  return schema;
}

static void
test_tables (void)
{
  static const char *const names[] = {
    "contact",
    "lead",
    "systemuser",
    "organization",
    "businessunit",
    "appmodule",
    "msdynmkt_mobileappchannelinstance",
    "msdyn_channelinstance",
    "msdyn_channeldefinition",
    "msdynmkt_pushmobiledevice",
    "msdynmkt_pushdeviceregistrationresult",
    "msdynmkt_pushnotification",
    "appnotification",
  };

  g_autoptr (HeraldEmulatorSchema) schema = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char           *set = g_strconcat (names[i], "s", NULL);
      const HeraldEmulatorTable *table = herald_emulator_schema_find_table (schema, names[i]);

      g_assert_nonnull (table);
      g_assert_true (herald_emulator_schema_find_set (schema, set) == table);
    }
  g_assert_null (herald_emulator_schema_find_set (schema, "Contacts"));
}

static void
check_lookup (HeraldEmulatorSchema *schema, const HeraldEmulatorColumn *column)
{
  g_assert_cmpuint (column->navigations->len, >, 0);
  for (guint i = 0; i < column->navigations->len; i++)
    {
      const HeraldEmulatorNavigation *way =
        &g_array_index (column->navigations, HeraldEmulatorNavigation, i);

      g_assert_nonnull (way->name);
      g_assert_nonnull (way->relationship);
      g_assert_null (strchr (way->relationship, '{'));
      g_assert_nonnull (herald_emulator_schema_find_table (schema, way->target));
    }
}

static void
check_column (HeraldEmulatorSchema *schema, const HeraldEmulatorColumn *column)
{
  if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP)
    check_lookup (schema, column);
  else
    g_assert_cmpstr (column->public_name, ==, column->name);
  if (column->type == HERALD_EMULATOR_COLUMN_STRING)
    g_assert_cmpint (column->length, >, 0);
  if (column->has_default && herald_emulator_column_has_options (column))
    g_assert_nonnull (herald_emulator_column_find_option (column, column->default_value));
}

/* Every table can be used: its keys are there, its lookups lead somewhere. */
static void
test_sound (void)
{
  g_autoptr (HeraldEmulatorSchema) schema = load ();
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);

  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable  *table = g_ptr_array_index (tables, i);
      const HeraldEmulatorColumn *key =
        herald_emulator_table_find_column (table, table->primary_key);

      g_test_message ("%s", table->logical_name);
      g_assert_nonnull (key);
      g_assert_cmpint (key->type, ==, HERALD_EMULATOR_COLUMN_GUID);
      g_assert_nonnull (herald_emulator_table_find_column (table, table->primary_name));
      g_assert_nonnull (herald_emulator_table_find_column (table, "versionnumber"));
      g_assert_cmpuint (g_hash_table_size (table->by_name), ==, table->columns->len);
      for (guint j = 0; j < table->columns->len; j++)
        check_column (schema, g_ptr_array_index (table->columns, j));
    }
}

static void
test_lookup_names (void)
{
  g_autoptr (HeraldEmulatorSchema) schema = load ();
  const HeraldEmulatorTable *contact = herald_emulator_schema_find_table (schema, "contact");
  const HeraldEmulatorTable *channel =
    herald_emulator_schema_find_table (schema, "msdyn_channelinstance");

  g_assert_nonnull (herald_emulator_table_find_public_column (contact, "_ownerid_value"));
  g_assert_null (herald_emulator_table_find_public_column (contact, "ownerid"));
  g_assert_true (herald_emulator_table_has_way (contact, "parentcustomerid_contact", "contact"));
  g_assert_false (herald_emulator_table_has_way (contact, "parentcustomerid_contact", "account"));
  g_assert_true (herald_emulator_table_has_way (contact, "ownerid", "team"));
  g_assert_nonnull (herald_emulator_table_find_navigation (channel, "msdyn_ChannelDefinitionId"));
  g_assert_null (herald_emulator_table_find_navigation (channel, "msdyn_channeldefinitionid"));
  g_assert_nonnull (herald_emulator_table_find_navigation (channel,
                                                           "msdyn_extendedentityid_msdynmkt_"
                                                           "mobileappchannelinstance"));
}

/* The lengths and codes that clients rely on. */
static void
test_facts (void)
{
  static const struct
  {
    const char *table;
    const char *column;
    gint64      length;
    gboolean    secured;
  } facts[] = {
    { "msdynmkt_mobileappchannelinstance", "msdynmkt_apitoken", 4000, TRUE },
    { "msdynmkt_mobileappchannelinstance", "msdynmkt_signingkey", 4000, TRUE },
    { "msdynmkt_mobileappchannelinstance", "msdynmkt_certificate5", 4000, TRUE },
    { "msdynmkt_mobileappchannelinstance", "msdynmkt_serviceaccountjson5", 4000, TRUE },
    { "msdynmkt_mobileappchannelinstance", "msdynmkt_keyid", 4000, FALSE },
    { "msdynmkt_pushmobiledevice", "msdynmkt_devicetoken", 300, FALSE },
    { "msdynmkt_pushmobiledevice", "msdynmkt_useridentifier", 100, FALSE },
    { "msdynmkt_pushnotification", "msdynmkt_title", 500, FALSE },
    { "msdynmkt_pushnotification", "msdynmkt_message", 2000, FALSE },
    { "appnotification", "title", 256, FALSE },
    { "appnotification", "body", 500, FALSE },
    { "appnotification", "data", 5000, FALSE },
  };

  g_autoptr (HeraldEmulatorSchema) schema = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      const HeraldEmulatorColumn *column =
        herald_emulator_table_find_column (herald_emulator_schema_find_table (schema,
                                                                              facts[i].table),
                                           facts[i].column);

      g_test_message ("%s.%s", facts[i].table, facts[i].column);
      g_assert_cmpint (column->length, ==, facts[i].length);
      g_assert_cmpint (column->secured, ==, facts[i].secured);
    }
  g_assert_true (herald_emulator_schema_find_table (schema, "appnotification")->elastic);
}

/* The properties that Microsoft's tables have, and where they lead. */
static void
test_collections (void)
{
  static const struct
  {
    const char *table;
    const char *name;
    const char *target;
    const char *partner;
  } cases[] = {
    { "account", "contact_customer_accounts", "contact", "parentcustomerid_account" },
    { "contact", "contact_customer_contacts", "contact", "parentcustomerid_contact" },
    { "contact", "account_primary_contact", "account", "primarycontactid" },
    { "systemuser", "lk_contactbase_createdby", "contact", "createdby" },
    { "systemuser", "user_accounts", "account", "owninguser" },
    { "systemuser", "lk_msdynmkt_pushmobiledevice_modifiedby", "msdynmkt_pushmobiledevice",
      "modifiedby" },
    { "businessunit", "business_unit_contacts", "contact", "owningbusinessunit" },
    { "msdynmkt_mobileappchannelinstance", "msdynmkt_mobileappchannelinstance_pushmobiledevice",
      "msdynmkt_pushmobiledevice", "msdynmkt_mobileappchannelinstanceid" },
    { "msdynmkt_pushmobiledevice", "msdynmkt_pushmobiledevice_deviceregistrationresult",
      "msdynmkt_pushdeviceregistrationresult", "msdynmkt_pushmobiledeviceid" },
    { "msdynmkt_mobileappchannelinstance",
      "msdyn_ChannelInstance_extendedentityid_msdynmkt_mobileappchannelinstance",
      "msdyn_channelinstance", "msdyn_extendedentityid_msdynmkt_mobileappchannelinstance" },
    { "systemuser", "systemuserroles_association", "role", "systemuserroles_association" },
    { "role", "systemuserroles_association", "systemuser", "systemuserroles_association" },
    { "team", "teammembership_association", "systemuser", "teammembership_association" },
    { "systemuser", "teammembership_association", "team", "teammembership_association" },
  };

  g_autoptr (HeraldEmulatorSchema) schema = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const HeraldEmulatorCollection *collection =
        herald_emulator_table_find_collection (herald_emulator_schema_find_table (schema,
                                                                                  cases[i].table),
                                               cases[i].name);

      g_test_message ("%s/%s", cases[i].table, cases[i].name);
      g_assert_nonnull (collection);
      g_assert_cmpstr (collection->origin->logical_name, ==, cases[i].table);
      g_assert_cmpstr (collection->table->logical_name, ==, cases[i].target);
      g_assert_cmpstr (collection->partner, ==, cases[i].partner);
      g_assert_true ((collection->column != NULL) == (collection->intersect == NULL));
    }
}

/* “ownerid” leads to a principal, which has no table and thus no way back. */
static void
test_no_collection (void)
{
  g_autoptr (HeraldEmulatorSchema) schema = load ();
  const HeraldEmulatorTable *user = herald_emulator_schema_find_table (schema, "systemuser");

  g_assert_null (herald_emulator_table_find_collection (user, "owner_contacts"));
  g_assert_null (herald_emulator_table_find_collection (user, "LK_contactbase_createdby"));
  g_assert_null (herald_emulator_table_find_collection (user, ""));
}

static void
check_link (const char *table, const char *name, const char *expected)
{
  g_autoptr (HeraldEmulatorSchema) schema = load ();
  g_autoptr (GString) sql = g_string_new (NULL);

  herald_emulator_collection_append_link (
    herald_emulator_table_find_collection (herald_emulator_schema_find_table (schema, table), name),
    sql, "t1", "?");
  g_assert_cmpstr (sql->str, ==, expected);
}

static void
test_links (void)
{
  check_link ("account", "contact_customer_accounts",
              "(t1.\"parentcustomerid\" = ? AND t1.\"parentcustomerid_target\" = 'account')");
  check_link ("team", "teammembership_association",
              "t1.\"systemuserid\" IN (SELECT \"systemuserid\" FROM \"dv_teammembership\" WHERE "
              "\"teamid\" = ?)");
  check_link ("systemuser", "teammembership_association",
              "t1.\"teamid\" IN (SELECT \"teamid\" FROM \"dv_teammembership\" WHERE "
              "\"systemuserid\" = ?)");
}

/* A pair is there once, however often it is written. */
static void
test_intersects (void)
{
  g_autoptr (HeraldEmulatorSchema) schema = load ();
  g_autoptr (HeraldEmulatorDb) db = herald_emulator_db_open (NULL, NULL);
  g_autoptr (GError) error = NULL;
  GArray *intersects = herald_emulator_schema_get_intersects (schema);

  g_assert_cmpuint (intersects->len, >=, 3);
  g_assert_true (herald_emulator_schema_create_tables (schema, db, &error));
  g_assert_no_error (error);
  for (int i = 0; i < 2; i++)
    g_assert_true (herald_emulator_db_run (db, NULL,
                                           "INSERT OR IGNORE INTO dv_teammembership (teamid,"
                                           " systemuserid) VALUES (?, ?)",
                                           "ss", "a", "b"));
  g_assert_cmpint (herald_emulator_db_get_n_changes (db), ==, 0);
}

/* A folder of an older version gets what it lacks and keeps its rows. */
static void
test_older_tables (void)
{
  g_autoptr (HeraldEmulatorSchema) schema = load ();
  g_autoptr (HeraldEmulatorDb) db = herald_emulator_db_open (NULL, NULL);
  g_autoptr (HeraldEmulatorRows) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (herald_emulator_db_execute (
    db,
    "CREATE TABLE dv_contact (rownumber INTEGER PRIMARY KEY, contactid TEXT UNIQUE,"
    " lastname TEXT); INSERT INTO dv_contact (contactid, lastname) VALUES ('x', 'Old')",
    NULL));
  for (int i = 0; i < 2; i++)
    {
      herald_emulator_schema_create_tables (schema, db, &error);
      g_assert_no_error (error);
    }
  rows =
    herald_emulator_db_select (db, &error,
                               "SELECT lastname, emailaddress1, ownerid_target FROM dv_contact",
                               "");
  g_assert_no_error (error);
  g_assert_true (herald_emulator_rows_next (rows, NULL));
  g_assert_cmpstr (herald_emulator_rows_get_text (rows, 0), ==, "Old");
  g_assert_true (herald_emulator_rows_is_null (rows, 1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/schema/tables", test_tables);
  g_test_add_func ("/emulator/schema/sound", test_sound);
  g_test_add_func ("/emulator/schema/lookup-names", test_lookup_names);
  g_test_add_func ("/emulator/schema/facts", test_facts);
  g_test_add_func ("/emulator/schema/collections", test_collections);
  g_test_add_func ("/emulator/schema/no-collection", test_no_collection);
  g_test_add_func ("/emulator/schema/links", test_links);
  g_test_add_func ("/emulator/schema/intersects", test_intersects);
  g_test_add_func ("/emulator/schema/older-tables", test_older_tables);
  return g_test_run ();
}
