/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the seed puts there: so many, so varied, and the same each time. */
#include "config.h"

#include "emulator-fixture.h"
#include "emulator/herald-emulator-db.h"
#include "herald-test-dir.h"

#include <string.h>

static gint64
count (EmulatorFixture *fixture, const char *target)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_read (fixture, target, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  return g_ascii_strtoll (answer.text, NULL, 10);
}

static void
test_counts (void)
{
  static const struct
  {
    const char *target;
    gint64      n;
  } counts[] = {
    { "contacts/$count", 200 },
    { "leads/$count", 40 },
    { "systemusers/$count", 8 },
    { "systemusers/$count?$filter=isdisabled eq true", 1 },
    { "systemusers/$count?$filter=applicationid ne null and accessmode eq 4", 1 },
    { "organizations/$count", 1 },
    { "businessunits/$count", 2 },
    { "roles/$count", 5 },
    { "fieldsecurityprofiles/$count", 2 },
    { "appmodules/$count", 2 },
    { "msdynmkt_mobileappchannelinstances/$count", 2 },
    { "msdyn_channelinstances/$count", 2 },
    { "msdyn_channeldefinitions/$count", 1 },
    { "msdynmkt_pushmobiledevices/$count", 60 },
    { "msdynmkt_pushdeviceregistrationresults/$count", 60 },
  };

  g_auto (EmulatorFixture) fixture = { 0 };

  emulator_fixture_start (&fixture, NULL, "demo");
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_test_message ("%s", counts[i].target);
      g_assert_cmpint (count (&fixture, counts[i].target), ==, counts[i].n);
    }
}

static JsonArray *
read_rows (EmulatorFixture *fixture, const char *target, EmulatorAnswer *answer)
{
  emulator_fixture_read (fixture, target, answer);
  g_assert_cmpuint (answer->status, ==, 200);
  return json_object_get_array_member (answer->object, "value");
}

/* Names of people are written in many scripts. */
static void
test_scripts (void)
{
  static const GUnicodeScript wanted[] = {
    G_UNICODE_SCRIPT_LATIN,    G_UNICODE_SCRIPT_GREEK,  G_UNICODE_SCRIPT_CYRILLIC,
    G_UNICODE_SCRIPT_ARABIC,   G_UNICODE_SCRIPT_HEBREW, G_UNICODE_SCRIPT_HAN,
    G_UNICODE_SCRIPT_HIRAGANA, G_UNICODE_SCRIPT_HANGUL, G_UNICODE_SCRIPT_DEVANAGARI,
  };

  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) emails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *rows;

  emulator_fixture_start (&fixture, NULL, "demo");
  rows = read_rows (&fixture, "contacts?$select=fullname,emailaddress1", &answer);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *name = json_object_get_string_member (row, "fullname");

      g_assert_true (g_utf8_validate (name, -1, NULL));
      for (; *name != '\0'; name = g_utf8_next_char (name))
        g_hash_table_add (seen, GINT_TO_POINTER (g_unichar_get_script (g_utf8_get_char (name))));
      g_hash_table_add (emails, g_strdup (json_object_get_string_member (row, "emailaddress1")));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_true (g_hash_table_contains (seen, GINT_TO_POINTER (wanted[i])));
  /* One address is shared by two of them, and that on purpose. */
  g_assert_cmpuint (g_hash_table_size (emails), ==, 199);
}

/* Everything but times of writing, keys and tokens made of them. */
static char *
describe (EmulatorFixture *fixture)
{
  static const char *const targets[] = {
    "contacts?$select=contactid,fullname,emailaddress1,createdon",
    "leads?$select=leadid,fullname,emailaddress1",
    "systemusers?$select=systemuserid,internalemailaddress",
    "msdynmkt_mobileappchannelinstances?$select=msdynmkt_name,msdynmkt_bundleid,msdynmkt_keyid",
    ("msdynmkt_pushmobiledevices?$select=msdynmkt_devicetoken,msdynmkt_useridentifier,"
     "_msdynmkt_mobileappchannelinstanceid_value"),
  };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
      g_autofree char *json = NULL;

      json_node_set_array (node, read_rows (fixture, targets[i], &answer));
      json = json_to_string (node, FALSE);
      g_string_append (text, json);
    }
  return g_string_free (text, FALSE);
}

static void
test_same_each_time (void)
{
  g_auto (EmulatorFixture) first = { 0 };
  g_auto (EmulatorFixture) second = { 0 };
  g_autofree char *first_text = NULL;
  g_autofree char *second_text = NULL;

  emulator_fixture_start (&first, NULL, "demo");
  emulator_fixture_start (&second, NULL, "demo");
  first_text = describe (&first);
  second_text = describe (&second);
  g_assert_cmpstr (first_text, ==, second_text);
  g_assert_cmpstr (emulator_fixture_get (&first, "organizationId"), ==,
                   emulator_fixture_get (&second, "organizationId"));
  g_assert_cmpstr (emulator_fixture_get (&first, "clientSecret"), !=,
                   emulator_fixture_get (&second, "clientSecret"));
}

/* Everything in the rows of a table that has no secrets. */
static void
hash_table (HeraldEmulatorDb *db, const char *table, GChecksum *checksum)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (HeraldEmulatorRows) columns =
    herald_emulator_db_select (db, &error,
                               "SELECT group_concat ('quote (\"' || name || '\")', ' || ')"
                               " FROM pragma_table_info (?)",
                               "s", table);
  g_autoptr (HeraldEmulatorRows) rows = NULL;
  guint n_rows = 0;

  g_assert_no_error (error);
  g_assert_true (herald_emulator_rows_next (columns, &error));
  sql = g_strdup_printf ("SELECT %s FROM %s ORDER BY rownumber",
                         herald_emulator_rows_get_text (columns, 0), table);
  rows = herald_emulator_db_select (db, &error, sql, "");
  g_assert_no_error (error);
  for (; herald_emulator_rows_next (rows, &error); n_rows++)
    g_checksum_update (checksum, (const guchar *) herald_emulator_rows_get_text (rows, 0), -1);
  g_assert_no_error (error);
  g_assert_cmpuint (n_rows, >, 0);
}

/* A new folder with a seed, as a hash of its rows. */
static char *
hash_seed (const char *seed)
{
  static const char *const tables[] = {
    "dv_contact",
    "dv_lead",
    "dv_systemuser",
    "dv_role",
    "dv_fieldpermission",
    "dv_msdynmkt_pushmobiledevice",
    "dv_msdynmkt_pushdeviceregistrationresult",
  };

  g_autoptr (GError) error = NULL;
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "emulator.sqlite", NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_auto (EmulatorFixture) fixture = { 0 };
  g_autoptr (HeraldEmulatorDb) db = NULL;

  emulator_fixture_start (&fixture, dir, seed);
  emulator_fixture_stop (&fixture);
  db = herald_emulator_db_open (path, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    hash_table (db, tables[i], checksum);
  g_clear_object (&db);
  herald_test_dir_remove (dir);
  return g_strdup (g_checksum_get_string (checksum));
}

static void
test_same_rows (gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (strcmp (data, "10k") == 0 && !g_test_slow ())
    {
      g_test_skip ("Takes some seconds; run with -m slow");
      return;
    }
  first = hash_seed (data);
  second = hash_seed (data);
  g_assert_cmpstr (first, ==, second);
}

/* Andrew has phones but no device yet: registering one is the first thing to try. */
static void
test_andrew_has_no_device (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *target = NULL;
  JsonObject      *andrew;

  emulator_fixture_start (&fixture, NULL, "demo");
  andrew = json_array_get_object_element (
    read_rows (&fixture, "contacts?$filter=emailaddress1 eq 'andrew@contosoltd.com'", &answer), 0);
  target = g_strdup_printf ("msdynmkt_pushmobiledevices/$count?$filter=msdynmkt_useridentifier eq "
                            "'%s'",
                            json_object_get_string_member (andrew, "contactid"));
  g_assert_cmpint (count (&fixture, target), ==, 0);
}

static void
assert_readable (JsonObject *object, const char *member)
{
  g_test_message ("%s", member);
  g_assert_true (
    g_file_test (json_object_get_string_member (object, member), G_FILE_TEST_IS_REGULAR));
}

static void
test_ready_line (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  JsonObject *sample;
  JsonObject *app;

  emulator_fixture_start (&fixture, NULL, "small");
  g_assert_null (strchr (herald_emulator_get_ready_line (fixture.emulator), '\n'));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (fixture.ready, "apps")),
                    ==, 2);
  app = emulator_fixture_get_app (&fixture, 0);
  sample = json_object_get_object_member (fixture.ready, "sample");
  assert_readable (fixture.ready, "ca");
  assert_readable (app, "apnsKey");
  assert_readable (app, "serviceAccount");
  assert_readable (sample, "apnsKey");
  assert_readable (sample, "serviceAccount");
  g_assert_cmpuint (strlen (json_object_get_string_member (app, "apiToken")), ==, 344);
  g_assert_cmpstr (json_object_get_string_member (sample, "bundleId"), ==,
                   json_object_get_string_member (app, "bundleId"));
  g_assert_cmpstr (json_object_get_string_member (sample, "projectId"), ==,
                   json_object_get_string_member (app, "projectId"));
  g_assert_cmpstr (json_object_get_string_member (sample, "keyId"), !=,
                   json_object_get_string_member (app, "keyId"));
}

static void
reset (EmulatorFixture *fixture, const char *body, guint status)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_send (fixture, "POST", "/_herald/reset", NULL, body, &answer);
  g_test_message ("%s: %u %s", body, answer.status, answer.text);
  g_assert_cmpuint (answer.status, ==, status);
}

static void
add (EmulatorFixture *fixture, const char *set, const char *body)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_send (fixture, "POST", set, NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 204);
}

/* Only the named tables go back; what is refused changes none. */
static void
test_tables (void)
{
  static const char *const refused[] = {
    "{\"tables\":[\"nosuch\"]}",    "{\"tables\":[\"contact\",\"setting\"]}",
    "{\"tables\":[\"contact\",7]}", "{\"tables\":[null]}",
    "{\"tables\":\"contact\"}",     "{\"tables\":[\"contact\"],\"seed\":\"huge\"}",
  };
  g_auto (EmulatorFixture) fixture = { 0 };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  emulator_fixture_start (&fixture, NULL, "small");
  before = describe (&fixture);
  add (&fixture, "contacts", "{\"lastname\":\"New\"}");
  add (&fixture, "leads", "{\"lastname\":\"New\",\"subject\":\"New\"}");
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    reset (&fixture, refused[i], 400);
  g_assert_cmpint (count (&fixture, "contacts/$count"), ==, 21);
  reset (&fixture, "{\"tables\":[\"contact\",\"contacts\"]}", 204);
  g_assert_cmpint (count (&fixture, "contacts/$count"), ==, 20);
  g_assert_cmpint (count (&fixture, "leads/$count"), ==, 6);
  reset (&fixture, "{\"tables\":[\"lead\"]}", 204);
  after = describe (&fixture);
  g_assert_cmpstr (after, ==, before);
  reset (&fixture, "{\"tables\":[\"contact\"],\"seed\":\"demo\"}", 204);
  g_assert_cmpint (count (&fixture, "contacts/$count"), ==, 200);
  g_assert_cmpint (count (&fixture, "leads/$count"), ==, 5);
}

/* A reset gives what a fresh folder has. */
static void
test_reset_is_fresh (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorFixture) fresh = { 0 };
  g_autofree char *found = NULL;
  g_autofree char *wanted = NULL;

  emulator_fixture_start (&fixture, NULL, "small");
  emulator_fixture_start (&fresh, NULL, "demo");
  add (&fixture, "contacts", "{\"lastname\":\"New\"}");
  reset (&fixture, "{\"seed\":\"demo\"}", 204);
  found = describe (&fixture);
  wanted = describe (&fresh);
  g_assert_cmpstr (found, ==, wanted);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/seed/counts", test_counts);
  g_test_add_func ("/emulator/seed/scripts", test_scripts);
  g_test_add_func ("/emulator/seed/same-each-time", test_same_each_time);
  g_test_add_data_func ("/emulator/seed/same-rows/small", "small", test_same_rows);
  g_test_add_data_func ("/emulator/seed/same-rows/10k", "10k", test_same_rows);
  g_test_add_func ("/emulator/seed/andrew-has-no-device", test_andrew_has_no_device);
  g_test_add_func ("/emulator/seed/ready-line", test_ready_line);
  g_test_add_func ("/emulator/seed/tables", test_tables);
  g_test_add_func ("/emulator/seed/reset-is-fresh", test_reset_is_fresh);
  return g_test_run ();
}
