/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The query functions of $filter, run against rows. */
#include "config.h"

#include "emulator/herald-emulator-filter.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define NOW "2026-06-21T12:05:06Z" /* a Sunday */
#define USER_ID "00000000-0000-4000-a000-000000000001"
#define UNIT_TOP "00000000-0000-4000-b000-000000000001"
#define UNIT_MIDDLE "00000000-0000-4000-b000-000000000002"
#define UNIT_LOW "00000000-0000-4000-b000-000000000003"
#define TEAM_ID "00000000-0000-4000-c000-000000000001"

typedef struct
{
  HeraldEmulatorSchema *schema;
  HeraldEmulatorDb     *db;
} Fixture;

static const char rows_sql[] =
  "INSERT INTO dv_systemuser (systemuserid, businessunitid) VALUES ('" USER_ID "', '" UNIT_TOP "');"
  "INSERT INTO dv_businessunit (businessunitid, name, parentbusinessunitid) VALUES"
  " ('" UNIT_TOP "', 'top', NULL), ('" UNIT_MIDDLE "', 'middle', '" UNIT_TOP "'),"
  " ('" UNIT_LOW "', 'low', '" UNIT_MIDDLE "');"
  "INSERT INTO dv_teammembership (teamid, systemuserid) VALUES ('" TEAM_ID "', '" USER_ID "');"
  "INSERT INTO dv_contact (contactid, fullname, gendercode, ownerid, owningbusinessunit, "
  "donotemail,"
  " createdon) VALUES"
  " ('00000000-0000-4000-d000-000000000001', 'Andrew', 1, '" USER_ID "', '" UNIT_TOP "', 0,"
  "  strftime ('%s', '2026-06-21 12:00:00')),"
  " ('00000000-0000-4000-d000-000000000002', 'O''Brien', 2, '" TEAM_ID "', '" UNIT_LOW "', 1,"
  "  strftime ('%s', '2026-06-20 23:59:59')),"
  " ('00000000-0000-4000-d000-000000000003', 'Zoe \"Z\"', NULL, NULL, NULL, 0,"
  "  strftime ('%s', '2025-12-31 00:00:00')),"
  " ('00000000-0000-4000-d000-000000000004', NULL, 1, NULL, NULL, 0,"
  "  strftime ('%s', '2026-06-22 00:00:00'));"
  "UPDATE dv_contact SET createdon = CAST (createdon AS INTEGER)";

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->schema = herald_emulator_schema_load (&error);
  g_assert_no_error (error);
  self->db = herald_emulator_db_open (NULL, &error);
  g_assert_no_error (error);
  herald_emulator_schema_create_tables (self->schema, self->db, &error);
  g_assert_no_error (error);
  herald_emulator_db_execute (self->db, rows_sql, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->db);
  g_clear_object (&self->schema);
}

/* How many rows of @set a function finds; @call goes on after the namespace. */
static gint64
count (Fixture *self, const char *set, const char *call, const char *query, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 (NOW, NULL);
  g_autoptr (HeraldEmulatorAliases) aliases = herald_emulator_aliases_parse (query, NULL);
  const HeraldEmulatorQueryContext context = { self->schema, aliases, USER_ID,
                                               g_date_time_to_unix (now), NULL };
  const HeraldEmulatorTable       *table = herald_emulator_schema_find_set (self->schema, set);
  g_autofree char                 *text = g_strconcat ("Microsoft.Dynamics.CRM.", call, NULL);
  g_autoptr (HeraldEmulatorFilter) filter = herald_emulator_filter_parse (text, aliases, error);
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  g_string_printf (sql, "SELECT count (*) FROM \"%s\" AS t0 WHERE ", table->sql_name);
  if (filter == NULL ||
      !herald_emulator_filter_append_sql (filter, &context, table, sql, values, error))
    return -1;
  rows = herald_emulator_db_select_values (self->db, sql->str, values, error);
  g_assert_nonnull (rows);
  g_assert_true (herald_emulator_rows_next (rows, NULL));
  return herald_emulator_rows_get_int (rows, 0);
}

typedef struct
{
  const char *call;
  const char *query;
  gint64      n;
} Found;

static void
check_found (Fixture *self, const char *set, const Found *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 n = count (self, set, cases[i].call, cases[i].query, &error);

      g_test_message ("%s %s", cases[i].call, error != NULL ? error->message : "");
      g_assert_no_error (error);
      g_assert_cmpint (n, ==, cases[i].n);
    }
}

static void
test_lists (Fixture *self, gconstpointer data)
{
  static const Found cases[] = {
    { "In(PropertyName='fullname',PropertyValues=[\"andrew\",\"nobody\"])", "", 1 },
    { "In(PropertyName='fullname',PropertyValues=['Andrew'])", "", 1 },
    { "In( PropertyValues = [ \"O'Brien\" ] , PropertyName = 'fullname' )", "", 1 },
    { "In(PropertyName=@p1,PropertyValues=@p2)", "@p1='fullname'&@p2=[%22O'Brien%22,%22Andrew%22]",
      2 },
    { "In(PropertyName='fullname',PropertyValues=[\"Zoe \\\"Z\\\"\"])", "", 1 },
    { "In(PropertyName='fullname',PropertyValues=['Zoe \"Z\"'])", "", 1 },
    { "In(PropertyName='gendercode',PropertyValues=[\"1\"])", "", 2 },
    { "In(PropertyName='donotemail',PropertyValues=[\"true\"])", "", 1 },
    { "In(PropertyName='contactid',PropertyValues=[\"00000000-0000-4000-D000-000000000002\"])", "",
      1 },
    { "In(PropertyName='ownerid',PropertyValues=[\"" USER_ID "\"])", "", 1 },
    { "In(PropertyName='_ownerid_value',PropertyValues=[\"" USER_ID "\"])", "", 1 },
    { "NotIn(PropertyName='fullname',PropertyValues=[\"Andrew\"])", "", 3 },
    { "NotIn(PropertyName='gendercode',PropertyValues=[\"1\",\"2\"])", "", 1 },
    { "Between(PropertyName='gendercode',PropertyValues=[\"1\",\"2\"])", "", 3 },
    { "Between(PropertyName='gendercode',PropertyValues=[\"2\",\"1\"])", "", 0 },
    { "NotBetween(PropertyName='gendercode',PropertyValues=[\"2\",\"2\"])", "", 2 },
    { "Between(PropertyName='createdon',PropertyValues=[\"2026-06-20\",\"2026-06-21T00:00:00Z\"])",
      "", 1 },
  };

  check_found (self, "contacts", cases, G_N_ELEMENTS (cases));
}

static void
test_ids (Fixture *self, gconstpointer data)
{
  static const Found cases[] = {
    { "EqualUserId(PropertyName='ownerid')", "", 1 },
    { "NotEqualUserId(PropertyName='ownerid')", "", 3 },
    { "EqualBusinessId(PropertyName='owningbusinessunit')", "", 1 },
    { "NotEqualBusinessId(PropertyName='owningbusinessunit')", "", 3 },
    { "EqualUserTeams(PropertyName='ownerid')", "", 1 },
    { "EqualUserOrUserTeams(PropertyName='ownerid')", "", 2 },
  };
  static const Found units[] = {
    { "Under(PropertyName='businessunitid',PropertyValue='" UNIT_TOP "')", "", 2 },
    { "Under(PropertyName='businessunitid',PropertyValue=" UNIT_LOW ")", "", 0 },
    { "UnderOrEqual(PropertyName='businessunitid',PropertyValue=@p)", "@p='" UNIT_MIDDLE "'", 2 },
    { "NotUnder(PropertyName='businessunitid',PropertyValue='" UNIT_TOP "')", "", 1 },
    { "Above(PropertyName='businessunitid',PropertyValue='" UNIT_LOW "')", "", 2 },
    { "Above(PropertyName='businessunitid',PropertyValue='" UNIT_TOP "')", "", 0 },
    { "AboveOrEqual(PropertyName='businessunitid',PropertyValue='" UNIT_LOW "')", "", 3 },
  };

  check_found (self, "contacts", cases, G_N_ELEMENTS (cases));
  check_found (self, "businessunits", units, G_N_ELEMENTS (units));
}

/* A row that is its own forebear does not make the search endless. */
static void
test_cycle (Fixture *self, gconstpointer data)
{
  static const Found units[] = {
    { "Under(PropertyName='businessunitid',PropertyValue='" UNIT_TOP "')", "", 3 },
    { "Above(PropertyName='businessunitid',PropertyValue='" UNIT_TOP "')", "", 3 },
  };

  g_assert_true (herald_emulator_db_run (self->db, NULL,
                                         "UPDATE dv_businessunit SET parentbusinessunitid = ?"
                                         " WHERE businessunitid = ?",
                                         "ss", UNIT_LOW, UNIT_TOP));
  check_found (self, "businessunits", units, G_N_ELEMENTS (units));
}

static void
test_fiscal (Fixture *self, gconstpointer data)
{
  static const Found cases[] = {
    { "ThisFiscalYear(PropertyName='createdon')", "", 3 },
    { "LastFiscalYear(PropertyName='createdon')", "", 1 },
    { "NextFiscalYear(PropertyName='createdon')", "", 0 },
    { "ThisFiscalPeriod(PropertyName='createdon')", "", 3 },
    { "LastFiscalPeriod(PropertyName='createdon')", "", 0 },
    { "NextFiscalPeriod(PropertyName='createdon')", "", 0 },
    { "LastXFiscalYears(PropertyName='createdon',PropertyValue=1)", "", 1 },
    { "LastXFiscalPeriods(PropertyName='createdon',PropertyValue=1)", "", 0 },
    { "LastXFiscalPeriods(PropertyName='createdon',PropertyValue='2')", "", 1 },
    { "NextXFiscalYears(PropertyName='createdon',PropertyValue=3)", "", 0 },
    { "NextXFiscalPeriods(PropertyName='createdon',PropertyValue=3)", "", 0 },
    { "InFiscalYear(PropertyName='createdon',PropertyValue=2025)", "", 1 },
    { "InFiscalYear(PropertyName='createdon',PropertyValue=@y)", "@y=2026", 3 },
    { "InFiscalPeriod(PropertyName='createdon',PropertyValue=2)", "", 3 },
    { "InFiscalPeriod(PropertyName='createdon',PropertyValue=4)", "", 1 },
    { "InFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=4,PropertyValue2=2025)", "",
      1 },
    { "InFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=2,PropertyValue2=2025)", "",
      0 },
    { "InOrBeforeFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=1,"
      "PropertyValue2=2026)",
      "", 1 },
    { "InOrBeforeFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=2,"
      "PropertyValue2=2026)",
      "", 4 },
    { "InOrAfterFiscalPeriodAndYear(PropertyValue2=@y,PropertyValue1=@p,PropertyName='createdon')",
      "@p=1&@y=2026", 3 },
  };

  check_found (self, "contacts", cases, G_N_ELEMENTS (cases));
}

static void
test_dates (Fixture *self, gconstpointer data)
{
  static const Found cases[] = {
    { "Today(PropertyName='createdon')", "", 1 },
    { "Yesterday(PropertyName='createdon')", "", 1 },
    { "Tomorrow(PropertyName='createdon')", "", 1 },
    { "ThisWeek(PropertyName='createdon')", "", 2 },
    { "LastWeek(PropertyName='createdon')", "", 1 },
    { "NextWeek(PropertyName='createdon')", "", 0 },
    { "ThisMonth(PropertyName='createdon')", "", 3 },
    { "LastMonth(PropertyName='createdon')", "", 0 },
    { "NextMonth(PropertyName='createdon')", "", 0 },
    { "ThisYear(PropertyName='createdon')", "", 3 },
    { "LastYear(PropertyName='createdon')", "", 1 },
    { "NextYear(PropertyName='createdon')", "", 0 },
    { "Last7Days(PropertyName='createdon')", "", 2 },
    { "Next7Days(PropertyName='createdon')", "", 1 },
    { "LastXHours(PropertyName='createdon',PropertyValue=1)", "", 1 },
    { "LastXHours(PropertyName='createdon',PropertyValue=13)", "", 2 },
    { "LastXDays(PropertyName='createdon',PropertyValue='1')", "", 2 },
    { "LastXDays(PropertyName='createdon',PropertyValue=@d)", "@d=172", 3 },
    { "LastXDays(PropertyName='createdon',PropertyValue=171)", "", 2 },
    { "LastXWeeks(PropertyName='createdon',PropertyValue=1)", "", 2 },
    { "LastXMonths(PropertyName='createdon',PropertyValue=6)", "", 3 },
    { "LastXYears(PropertyName='createdon',PropertyValue=1)", "", 3 },
    { "NextXHours(PropertyName='createdon',PropertyValue=11)", "", 0 },
    { "NextXHours(PropertyName='createdon',PropertyValue=12)", "", 1 },
    { "NextXDays(PropertyName='createdon',PropertyValue=1)", "", 1 },
    { "NextXMonths(PropertyName='createdon',PropertyValue=1)", "", 1 },
    { "NextXYears(PropertyName='createdon',PropertyValue=1)", "", 1 },
    { "OlderThanXMinutes(PropertyName='createdon',PropertyValue=5)", "", 3 },
    { "OlderThanXHours(PropertyName='createdon',PropertyValue=1)", "", 2 },
    { "OlderThanXDays(PropertyName='createdon',PropertyValue=1)", "", 1 },
    { "OlderThanXYears(PropertyName='createdon',PropertyValue=1)", "", 0 },
    { "On(PropertyName='createdon',PropertyValue=2026-06-21)", "", 1 },
    { "On(PropertyName='createdon',PropertyValue='2026-06-21')", "", 1 },
    { "On(PropertyName='createdon',PropertyValue=2026-06-20T12:00:00Z)", "", 1 },
    { "NotOn(PropertyName='createdon',PropertyValue=2026-06-21)", "", 3 },
    { "OnOrAfter(PropertyName='createdon',PropertyValue=2026-06-21)", "", 2 },
    { "OnOrBefore(PropertyName='createdon',PropertyValue=2026-06-21)", "", 3 },
    { "OnOrBefore(PropertyName='createdon',PropertyValue=0001-01-01)", "", 0 },
  };

  check_found (self, "contacts", cases, G_N_ELEMENTS (cases));
}

static const struct
{
  const char *call;
  const char *part; /* of the sentence */
} refused[] = {
  { "in(PropertyName='fullname',PropertyValues=[\"x\"])", "unknown function with name "
                                                          "'Microsoft.Dynamics.CRM.in'" },
  { "Nosuch(PropertyName='fullname')", "unknown function" },
  { "(PropertyName='fullname')", "unknown function" },
  { "EqualUserLanguage(PropertyName='fullname')", "unknown function" },
  { "In()", "Syntax error" },
  { "In(PropertyName)", "Syntax error" },
  { "In(PropertyName=)", "Syntax error" },
  { "In('fullname',[\"x\"])", "Syntax error" },
  { "In(PropertyName='fullname'", "Syntax error" },
  { "In(PropertyName='fullname',)", "Syntax error" },
  { "In(a=1,b=1,c=1,d=1,e=1)", "Syntax error" },
  { "In", "Syntax error" },
  { "In(PropertyName='fullname')", "suitable overload" },
  { "In(PropertyName='fullname',PropertyValue=[\"x\"])", "suitable overload" },
  { "In(PropertyName='fullname',PropertyValues='x')", "suitable overload" },
  { "In(PropertyName='fullname',PropertyValues=x)", "suitable overload" },
  { "In(PropertyName='fullname',PropertyValues=null)", "suitable overload" },
  { "In(PropertyName=fullname,PropertyValues=[\"x\"])", "suitable overload" },
  { "In(PropertyName='fullname',PropertyValues=[\"x\"],PropertyName='fullname')",
    "suitable overload" },
  { "In(PropertyName='nosuch',PropertyValues=[\"x\"])", "property named 'nosuch'" },
  { "In(PropertyName='owninguser/fullname',PropertyValues=[\"x\"])", "property named" },
  { "In(PropertyName='fullname\" OR 1',PropertyValues=[\"x\"])", "property named" },
  { "In(PropertyName='rownumber',PropertyValues=[\"1\"])", "property named 'rownumber'" },
  { "In(PropertyName='fullname',PropertyValues=[])", "at least one value" },
  { "In(PropertyName='fullname',PropertyValues=[1])", "'Edm.String'" },
  { "In(PropertyName='fullname',PropertyValues=[null])", "'Edm.String'" },
  { "In(PropertyName='fullname',PropertyValues=[[\"x\"]])", "'Edm.String'" },
  { "In(PropertyName='fullname',PropertyValues=['O'Brien'])", "Invalid JSON. A comma" },
  { "In(PropertyName='fullname',PropertyValues=[\"a\" \"b\"])", "Invalid JSON. A comma" },
  { "In(PropertyName='fullname',PropertyValues=[\"a\",])", "Invalid JSON" },
  { "In(PropertyName='fullname',PropertyValues=[\"a\"]])", "is not valid" },
  { "In(PropertyName='fullname',PropertyValues=[\"\\ud800\"])", "Invalid JSON" },
  { "In(PropertyName='gendercode',PropertyValues=[\"x\"])", "type Edm.Int32. Invalid value 'x'" },
  { "In(PropertyName='gendercode',PropertyValues=[\"\"])", "Invalid value ''" },
  { "In(PropertyName='gendercode',PropertyValues=[\"1 or 1\"])", "Invalid value" },
  { "In(PropertyName='gendercode',PropertyValues=[\"null\"])", "Invalid value 'null'" },
  { "In(PropertyName='gendercode',PropertyValues=[\"99999999999999999999\"])", "Invalid value" },
  { "In(PropertyName='donotemail',PropertyValues=[\"maybe\"])", "Invalid value 'maybe'" },
  { "In(PropertyName='contactid',PropertyValues=[\"x\"])", "type Edm.Guid. Invalid value 'x'" },
  { "In(PropertyName='createdon',PropertyValues=[\"2026-13-01\"])", "Invalid value" },
  { "Between(PropertyName='gendercode',PropertyValues=[\"1\"])", "two values, not 1" },
  { "Between(PropertyName='gendercode',PropertyValues=[\"1\",\"2\",\"3\"])", "two values, not 3" },
  { "ContainValues(PropertyName='gendercode',PropertyValues=[\"1\"])", "type choices" },
  { "DoesNotContainValues(PropertyName='gendercode',PropertyValues=[\"1\"])", "type choices" },
  { "EqualUserId(PropertyName='fullname')", "'fullname' is of Edm.String" },
  { "EqualUserId(PropertyName='ownerid',PropertyValue=1)", "suitable overload" },
  { "EqualBusinessId(PropertyName='createdon')", "is of Edm.DateTimeOffset" },
  { "EqualUserTeams(PropertyName='fullname')", "Edm.Guid" },
  { "Under(PropertyName='contactid',PropertyValue='" USER_ID "')", "hierarchical relationship" },
  { "Under(PropertyName='contactid',PropertyValue='x')", "suitable overload" },
  { "Under(PropertyName='contactid',PropertyValue=1)", "suitable overload" },
  { "Above(PropertyName='fullname',PropertyValue='" USER_ID "')", "hierarchical relationship" },
  { "Today(PropertyName='fullname')", "Edm.DateTimeOffset" },
  { "LastXDays(PropertyName='gendercode',PropertyValue=1)", "Edm.DateTimeOffset" },
  { "LastXDays(PropertyName='createdon',PropertyValue=0)", "out of range" },
  { "LastXDays(PropertyName='createdon',PropertyValue=-1)", "out of range" },
  { "LastXDays(PropertyName='createdon',PropertyValue=100001)", "out of range" },
  { "LastXDays(PropertyName='createdon',PropertyValue=9223372036854775807)", "out of range" },
  { "LastXDays(PropertyName='createdon',PropertyValue=1.5)", "suitable overload" },
  { "LastXDays(PropertyName='createdon',PropertyValue='x')", "suitable overload" },
  { "LastXDays(PropertyName='createdon',PropertyValue=[\"1\"])", "suitable overload" },
  { "LastXYears(PropertyName='createdon',PropertyValue=100000)", "no calendar" },
  { "LastXFiscalYears(PropertyName='createdon',PropertyValue=2026)", "no calendar" },
  { "LastXFiscalYears(PropertyName='createdon',PropertyValue=100001)", "out of range" },
  { "NextXFiscalPeriods(PropertyName='createdon',PropertyValue=100000)", "no calendar" },
  { "InFiscalYear(PropertyName='createdon',PropertyValue=0)", "between 1 and 9998" },
  { "InFiscalYear(PropertyName='createdon',PropertyValue=9999)", "between 1 and 9998" },
  { "InFiscalPeriod(PropertyName='createdon',PropertyValue=0)", "between 1 and 4" },
  { "InFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=5,PropertyValue2=2026)",
    "between 1 and 4" },
  { "InFiscalPeriodAndYear(PropertyName='createdon',PropertyValue=1)", "PropertyValue1" },
  { "InFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=1)", "PropertyValue2" },
  { "InFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=1,PropertyValue2='x')",
    "PropertyValue2" },
  { "ThisFiscalYear(PropertyName='createdon',PropertyValue=1)", "PropertyName" },
  { "ThisFiscalYear(PropertyName='fullname')", "Edm.String" },
  { "OlderThanXYears(PropertyName='createdon',PropertyValue=100000)", "no calendar" },
  { "On(PropertyName='createdon',PropertyValue='x')", "suitable overload" },
  { "On(PropertyName='createdon',PropertyValue=2026-02-30)", "Unrecognized" },
  { "On(PropertyName='createdon',PropertyValue=7)", "suitable overload" },
  { "On(PropertyName='createdon',PropertyValue=9999-12-31)", "no calendar" },
  { "On(PropertyName='fullname',PropertyValue=2026-01-01)", "Edm.DateTimeOffset" },
};

static void
test_refused (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 n = count (self, "contacts", refused[i].call, "", &error);

      g_test_message ("%s → %s", refused[i].call, error != NULL ? error->message : "taken");
      g_assert_cmpint (n, ==, -1);
      g_assert_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY);
      g_assert_nonnull (strstr (error->message, refused[i].part));
    }
}

static char *
build_in (guint n_values)
{
  g_autoptr (GString) text = g_string_new ("In(PropertyName='gendercode',PropertyValues=[\"1\"");

  for (guint i = 1; i < n_values; i++)
    g_string_append (text, ",\"7\"");
  g_string_append (text, "])");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_limits (Fixture *self, gconstpointer data)
{
  g_autofree char *most = build_in (2000);
  g_autofree char *too_many = build_in (2001);
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *deep_list =
    g_strconcat ("In(PropertyName='fullname',PropertyValues=", deep, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (count (self, "contacts", most, "", &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpint (count (self, "contacts", too_many, "", &error), ==, -1);
  g_assert_nonnull (strstr (error->message, "2000 is the most"));
  g_clear_error (&error);
  g_assert_cmpint (count (self, "contacts", deep_list, "", &error), ==, -1);
  g_assert_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/filter-functions/lists", test_lists);
  ADD ("/emulator/filter-functions/ids", test_ids);
  ADD ("/emulator/filter-functions/cycle", test_cycle);
  ADD ("/emulator/filter-functions/dates", test_dates);
  ADD ("/emulator/filter-functions/fiscal", test_fiscal);
  ADD ("/emulator/filter-functions/refused", test_refused);
  ADD ("/emulator/filter-functions/limits", test_limits);
  return g_test_run ();
}
