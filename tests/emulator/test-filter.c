/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $filter: tokens, tree, SQL, and everything that must be refused. */
#include "config.h"

#include "emulator/herald-emulator-filter.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define USER_ID "5dbc542a-7ac3-433c-a1cb-af8821530900"
#define NOW 1782043506 /* 2026-06-21T12:05:06Z, a Sunday */

/* The SQL of a filter on a set; NULL with @error set when it is refused. @query has the aliases. */
static char *
translate_for (const char *set,
               const char *filter_text,
               const char *query,
               GArray     *values,
               GError    **error)
{
  g_autoptr (HeraldEmulatorSchema) schema = herald_emulator_schema_load (NULL);
  g_autoptr (HeraldEmulatorAliases) aliases = herald_emulator_aliases_parse (query, NULL);
  g_autoptr (HeraldEmulatorFilter) filter =
    herald_emulator_filter_parse (filter_text, aliases, error);
  g_autoptr (GString) sql = g_string_new (NULL);
  const HeraldEmulatorQueryContext context = { schema, aliases, USER_ID, NOW, NULL };

  if (filter == NULL ||
      !herald_emulator_filter_append_sql (filter, &context,
                                          herald_emulator_schema_find_set (schema, set), sql,
                                          values, error))
    return NULL;
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static char *
translate (const char *filter_text, GArray *values, GError **error)
{
  return translate_for ("contacts", filter_text, "", values, error);
}

static void
test_sql (void)
{
  static const struct
  {
    const char *filter;
    const char *sql;
  } cases[] = {
    { "fullname eq 'x'", "t0.\"fullname\" = ?" },
    { "fullname ne 'x'", "t0.\"fullname\" IS NOT ?" },
    { "fullname gt 'x'", "t0.\"fullname\" > ?" },
    { "statecode ge 0", "t0.\"statecode\" >= ?" },
    { "statecode lt 1", "t0.\"statecode\" < ?" },
    { "statecode le 1.5", "t0.\"statecode\" <= ?" },
    { "fullname eq null", "t0.\"fullname\" IS NULL" },
    { "fullname ne null", "t0.\"fullname\" IS NOT NULL" },
    { "donotemail eq true", "t0.\"donotemail\" = ?" },
    { "contactid eq 5DBC542A-7ac3-433c-a1cb-af882153092e", "t0.\"contactid\" = ?" },
    { "_ownerid_value eq 5dbc542a-7ac3-433c-a1cb-af882153092e", "t0.\"ownerid\" = ?" },
    { "createdon gt 2026-01-31T12:00:00Z", "t0.\"createdon\" > ?" },
    { "createdon gt 2026-01-31", "t0.\"createdon\" > ?" },
    { "birthdate eq 2000-02-29", "t0.\"birthdate\" = ?" },
    { "firstname eq lastname", "t0.\"firstname\" = t0.\"lastname\"" },
    { "contains(fullname,'x')", "herald_like (t0.\"fullname\", ?)" },
    { "startswith( fullname , 'x' )", "herald_like (t0.\"fullname\", ?)" },
    { "not contains(fullname,'x')", "NOT coalesce (herald_like (t0.\"fullname\", ?), 0)" },
    { "not not contains(fullname,'x')", "herald_like (t0.\"fullname\", ?)" },
    { "not (fullname eq 'x')", "NOT coalesce (t0.\"fullname\" = ?, 0)" },
    { "fullname eq 'a' or fullname eq 'b' or fullname eq 'c'",
      "(t0.\"fullname\" = ? OR t0.\"fullname\" = ? OR t0.\"fullname\" = ?)" },
    { "fullname eq 'a' and statecode eq 0 or statecode eq 1",
      "((t0.\"fullname\" = ? AND t0.\"statecode\" = ?) OR t0.\"statecode\" = ?)" },
    { "fullname eq 'a' and (statecode eq 0 or statecode eq 1)",
      "(t0.\"fullname\" = ? AND (t0.\"statecode\" = ? OR t0.\"statecode\" = ?))" },
    { "  fullname\teq\n'x'  ", "t0.\"fullname\" = ?" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) values = herald_emulator_values_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *sql = translate (cases[i].filter, values, &error);

      g_test_message ("%s", cases[i].filter);
      g_assert_no_error (error);
      g_assert_cmpstr (sql, ==, cases[i].sql);
    }
}

static void
test_values (void)
{
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autofree char           *sql = translate ("lastname eq 'O''Brien' and contactid eq "
                                                        "ABCDEFAB-7ac3-433c-a1cb-af882153092e and statecode eq -3 "
                                                        "and statecode lt 2.5 and donotemail eq false and createdon eq "
                                                        "2026-01-31T13:00:00+01:00 and "
                                                        "endswith(fullname,'%''')",
                                              values, NULL);
  const HeraldEmulatorValue *value = (const HeraldEmulatorValue *) (gpointer) values->data;

  g_assert_nonnull (sql);
  g_assert_cmpuint (values->len, ==, 7);
  g_assert_cmpstr (value[0].text, ==, "O'Brien");
  g_assert_cmpstr (value[1].text, ==, "abcdefab-7ac3-433c-a1cb-af882153092e");
  g_assert_cmpint (value[2].integer, ==, -3);
  g_assert_cmpfloat_with_epsilon (value[3].real, 2.5, 1e-9);
  g_assert_cmpint (value[4].integer, ==, 0);
  g_assert_cmpint (value[5].integer, ==, 1769860800);
  g_assert_cmpstr (value[6].text, ==, "%%'");
}

static const struct
{
  const char *filter;
  const char *part; /* of the sentence */
} refused[] = {
  { "", "Syntax error at position 0" },
  { "   ", "Syntax error" },
  { "fullname", "Syntax error at position 8" },
  { "fullname eq", "Syntax error at position 11" },
  { "fullname eq 'x", "unterminated string literal" },
  { "fullname eq 'O'Brien'", "Syntax error" },
  { "fullname = 'x'", "Syntax error" },
  { "fullname EQ 'x'", "Syntax error" },
  { "fullname eq \"x\"", "character '\"' is not valid" },
  { "fullname eq 'x' and", "Syntax error" },
  { "and fullname eq 'x'", "Syntax error" },
  { "(fullname eq 'x'", "Syntax error" },
  { "fullname eq 'x')", "Syntax error" },
  { "()", "Syntax error" },
  { "not fullname eq 'x'", "Syntax error" },
  { "not", "Syntax error" },
  { "FullName eq 'x'", "Could not find a property named 'FullName'" },
  { "ownerid eq 5dbc542a-7ac3-433c-a1cb-af882153092e", "property named 'ownerid'" },
  { "nosuch eq 1", "'Microsoft.Dynamics.CRM.contact'" },
  { "fullname eq nosuch", "property named 'nosuch'" },
  { "'x' eq fullname", "left side" },
  { "null eq fullname", "left side" },
  { "fullname eq 1", "'Edm.String' and 'Edm.Int32' for operator kind 'Equal'" },
  { "statecode eq '0'", "'Edm.Int32' and 'Edm.String'" },
  { "statecode eq true", "'Edm.Int32' and 'Edm.Boolean'" },
  { "donotemail eq 1", "'Edm.Boolean' and 'Edm.Int32'" },
  { "contactid eq '5dbc542a-7ac3-433c-a1cb-af882153092e'", "'Edm.Guid' and 'Edm.String'" },
  { "contactid eq 5dbc542a", "Invalid numeric string" },
  { "createdon gt '2026-01-31'", "'Edm.DateTimeOffset' and 'Edm.String'" },
  { "createdon gt 2026-13-31", "Unrecognized 'Edm.DateTimeOffset' literal" },
  { "createdon gt 2026-01-31T25:00:00Z", "Unrecognized" },
  { "createdon gt 2026-01-31T12:00", "Unrecognized" },
  { "fullname gt null", "operator kind 'GreaterThan'" },
  { "firstname eq statecode", "'Edm.String' and 'Edm.Int32'" },
  { "contains(statecode,'x')", "No function signature" },
  { "contains(fullname,1)", "No function signature" },
  { "contains(fullname)", "Syntax error" },
  { "contains(fullname,'x'", "Syntax error" },
  { "contains fullname", "Syntax error" },
  { "length(fullname) eq 1", "unknown function with name 'length'" },
  { "tolower(fullname) eq 'x'", "unknown function" },
  { "statecode add 1 eq 2", "Syntax error" },
  { "statecode eq 99999999999999999999", "Invalid numeric string" },
  { "statecode eq 1x", "Invalid numeric string" },
  { "statecode eq 1.2.3", "Invalid numeric string" },
  { "fullname eq 'a'; DROP TABLE dv_contact", "character ';' is not valid" },
  { "fullname eq 'a'--", "character '-' is not valid" },
  { "\"fullname\" eq 'a'", "is not valid" },
  { "fullname eq 'a' UNION SELECT 1", "Syntax error" },
  { "rownumber eq 1", "property named 'rownumber'" },
  { "expires_at eq 1", "property named 'expires_at'" },
  { "sqlite_version() eq 'x'", "unknown function" },
  { "primarycontactid/fullname eq 'x'", "property named 'primarycontactid' on type" },
  { "parentcustomerid/name eq 'x'", "property named 'parentcustomerid'" },
  { "parentcustomerid_account/fullname eq 'x'",
    "property named 'fullname' on type 'Microsoft.Dynamics.CRM.account'" },
  { "owninguser/nosuch eq 'x'", "'Microsoft.Dynamics.CRM.systemuser'" },
  { "ownerid/nosuch eq 'x'", "'Microsoft.Dynamics.CRM.systemuser'" },
  { "ownerid/Microsoft.Dynamics.CRM.lead/fullname eq 'x'", "'Microsoft.Dynamics.CRM.lead'" },
  { "owninguser/ eq 'x'", "property named ''" },
  { "/fullname eq 'x'", "character '/' is not valid" },
  { "fullname/lastname eq 'x'", "property named 'fullname'" },
  { "createdby/createdby/createdby/createdby/createdby/createdby/createdby/createdby/createdby/"
    "fullname eq 'x'",
    "Recursion depth" },
  { "fullname eq owninguser/fullname", "not of one row" },
  { "account_primary_contact/any(a:a/name eq 'x'", "Syntax error" },
  { "account_primary_contact/any(a/name eq 'x')", "Syntax error" },
  { "account_primary_contact/any(a:)", "Syntax error" },
  { "account_primary_contact/any(:a/name eq 'x')", "Syntax error" },
  { "account_primary_contact/any(a.b:a/name eq 'x')", "Syntax error" },
  { "account_primary_contact/all()", "Syntax error" },
  { "account_primary_contact/any(a:b/name eq 'x')", "property named 'b'" },
  { "account_primary_contact/any(a:a/nosuch eq 'x')",
    "property named 'nosuch' on type 'Microsoft.Dynamics.CRM.account'" },
  { "account_primary_contact/any(a:a/name)", "Syntax error" },
  { "account_primary_contact/any(a:a eq 'x')", "property named ''" },
  { "account_primary_contact/any(a:a/name eq fullname)", "not of one row" },
  { "account_primary_contact/some(a:a/name eq 'x')", "unknown function" },
  { "account_primary_contact eq 'x'", "property named 'account_primary_contact'" },
  { "nosuch/any(a:a/name eq 'x')", "property named 'nosuch'" },
  { "owninguser/any(a:a/fullname eq 'x')", "property named 'owninguser'" },
  { "parentcustomerid_account/contact_customer_accounts/any(a:a/fullname eq 'x')",
    "property named 'parentcustomerid_account/contact_customer_accounts'" },
  { "fullname eq 'ä' x", "Syntax error" },
  { "ä eq 'x'", "character 'ä' is not valid" },
  { "@p1 eq 'x'", "must be a property" },
  { "fullname eq @", "character '@' is not valid" },
  { "fullname eq [\"x\"]", "Syntax error" },
  { "fullname eq ['x'", "Expression expected" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GArray) values = herald_emulator_values_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *sql = translate (refused[i].filter, values, &error);

      g_test_message ("%s → %s", refused[i].filter, error != NULL ? error->message : sql);
      g_assert_null (sql);
      g_assert_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY);
      g_assert_nonnull (strstr (error->message, refused[i].part));
    }
}

/* No text of the request gets into the statement, whatever it is. */
static void
test_injection (void)
{
  static const char *const texts[] = {
    "'' OR 1=1 --",     "''); DROP TABLE dv_contact; --", "\"fullname\"", "?", "?1", ":name", "%00",
    "x'' OR ''x''=''x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *filter = g_strdup_printf ("fullname eq '%s'", texts[i]);
      g_autoptr (GArray) values = herald_emulator_values_new ();
      g_autofree char *sql = translate (filter, values, NULL);

      g_assert_cmpstr (sql, ==, "t0.\"fullname\" = ?");
      g_assert_cmpuint (values->len, ==, 1);
    }
}

static void
check_sql (const char *set, const char *filter, const char *query, const char *expected)
{
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = translate_for (set, filter, query, values, &error);

  g_test_message ("%s", filter);
  g_assert_no_error (error);
  g_assert_cmpstr (sql, ==, expected);
}

static void
test_paths (void)
{
  check_sql ("contacts", "owninguser/fullname eq 'x'", "",
             "(SELECT p0.\"fullname\" FROM \"dv_systemuser\" AS p0 WHERE p0.\"systemuserid\" = "
             "t0.\"owninguser\") COLLATE HERALD_NOCASE = ?");
  check_sql ("contacts", "parentcustomerid_account/statecode ne 1", "",
             "(SELECT p0.\"statecode\" FROM \"dv_account\" AS p0 WHERE p0.\"accountid\" = "
             "t0.\"parentcustomerid\" AND t0.\"parentcustomerid_target\" = 'account') IS NOT ?");
  check_sql ("contacts", "parentcustomerid_account/primarycontactid/firstname eq null", "",
             "(SELECT (SELECT p1.\"firstname\" FROM \"dv_contact\" AS p1 WHERE p1.\"contactid\" = "
             "p0.\"primarycontactid\") FROM \"dv_account\" AS p0 WHERE p0.\"accountid\" = "
             "t0.\"parentcustomerid\" AND t0.\"parentcustomerid_target\" = 'account') COLLATE "
             "HERALD_NOCASE IS NULL");
  check_sql ("contacts", "ownerid/Microsoft.Dynamics.CRM.team/name eq 'x'", "",
             "(SELECT p0.\"name\" FROM \"dv_team\" AS p0 WHERE p0.\"teamid\" = t0.\"ownerid\" AND "
             "t0.\"ownerid_target\" = 'team') COLLATE HERALD_NOCASE = ?");
}

static void
test_lambdas (void)
{
  check_sql ("accounts", "contact_customer_accounts/any()", "",
             "EXISTS (SELECT 1 FROM \"dv_contact\" AS t1 WHERE (t1.\"parentcustomerid\" = "
             "t0.\"accountid\" AND t1.\"parentcustomerid_target\" = 'account'))");
  check_sql ("accounts", "contact_customer_accounts/any(c:c/statecode eq 0 and name ne 'x')", "",
             "EXISTS (SELECT 1 FROM \"dv_contact\" AS t1 WHERE (t1.\"parentcustomerid\" = "
             "t0.\"accountid\" AND t1.\"parentcustomerid_target\" = 'account') AND "
             "((t1.\"statecode\" = ? AND t0.\"name\" IS NOT ?)))");
  check_sql ("accounts", "contact_customer_accounts/all(c:contains(c/fullname,'x'))", "",
             "NOT EXISTS (SELECT 1 FROM \"dv_contact\" AS t1 WHERE (t1.\"parentcustomerid\" = "
             "t0.\"accountid\" AND t1.\"parentcustomerid_target\" = 'account') AND NOT coalesce "
             "(herald_like (t1.\"fullname\", ?), 0))");
  check_sql ("teams",
             "teammembership_association/any(u:u/teammembership_association/any(t:t/teamid "
             "eq 5dbc542a-7ac3-433c-a1cb-af882153092e))",
             "",
             "EXISTS (SELECT 1 FROM \"dv_systemuser\" AS t1 WHERE t1.\"systemuserid\" IN (SELECT "
             "\"systemuserid\" FROM \"dv_teammembership\" WHERE \"teamid\" = t0.\"teamid\") AND "
             "(EXISTS (SELECT 1 FROM \"dv_team\" AS t2 WHERE t2.\"teamid\" IN (SELECT \"teamid\" "
             "FROM \"dv_teammembership\" WHERE \"systemuserid\" = t1.\"systemuserid\") AND "
             "(t2.\"teamid\" = ?))))");
  check_sql ("accounts", "contact_customer_accounts/any(c:c/owninguser/isdisabled eq true)", "",
             "EXISTS (SELECT 1 FROM \"dv_contact\" AS t1 WHERE (t1.\"parentcustomerid\" = "
             "t0.\"accountid\" AND t1.\"parentcustomerid_target\" = 'account') AND ((SELECT "
             "p0.\"isdisabled\" FROM \"dv_systemuser\" AS p0 WHERE p0.\"systemuserid\" = "
             "t1.\"owninguser\") = ?))");
}

static void
test_aliases (void)
{
  check_sql ("contacts", "fullname eq @p1", "@p1='O''Brien'", "t0.\"fullname\" = ?");
  check_sql ("contacts", "@a ne @b", "@b=%27x%27&@a=fullname", "t0.\"fullname\" IS NOT ?");
  check_sql ("contacts", "statecode eq @_p and statecode eq @_p", "$top=1&@_p= 7 ",
             "(t0.\"statecode\" = ? AND t0.\"statecode\" = ?)");
  check_sql ("contacts", "fullname ne @none", "", "t0.\"fullname\" IS NOT NULL");
  check_sql ("contacts", "contains(fullname,@p)", "%40p='%2B'", "herald_like (t0.\"fullname\", ?)");
}

static void
test_alias_refused (void)
{
  static const struct
  {
    const char *filter;
    const char *query;
    const char *part;
  } cases[] = {
    { "fullname eq @p", "@p=", "Syntax error" },
    { "fullname eq @p", "@p='x", "unterminated" },
    { "fullname eq @p", "@p='x' or 1 eq 1", "Syntax error" },
    { "fullname eq @p", "@p=@q&@q='x'", "Syntax error" },
    { "fullname eq @p", "@p=7", "'Edm.Int32'" },
    { "fullname eq @p", "@p=[\"x\"]", "Syntax error" },
    { "fullname eq @p", "@P='x'&@q=1&@p=nosuch", "'nosuch'" },
    { "@none eq 'x'", "", "must be a property" },
    { "contains(fullname,@none)", "", "No function signature" },
    { "Microsoft.Dynamics.CRM.In(PropertyName=@none,PropertyValues=[\"x\"])", "",
      "'@none' has no value" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) values = herald_emulator_values_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *sql =
        translate_for ("contacts", cases[i].filter, cases[i].query, values, &error);

      g_test_message ("%s → %s", cases[i].query, error != NULL ? error->message : sql);
      g_assert_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY);
      g_assert_nonnull (strstr (error->message, cases[i].part));
    }
}

static void
test_alias_names (void)
{
  static const char *const refused_queries[] = { "@=1",     "@1=1",   "@p-q=1", "@p1=1&@p1=2",
                                                 "@p1=%ff", "@p=%00", "@p 1=1", "@ä=1" };
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (HeraldEmulatorAliases) aliases =
    herald_emulator_aliases_parse ("a=b&@a&@b='%26'&&%zz=1", NULL);

  g_assert_nonnull (aliases);
  g_assert_cmpstr (herald_emulator_aliases_find (aliases, "@a"), ==, "");
  g_assert_cmpstr (herald_emulator_aliases_find (aliases, "@b"), ==, "'&'");
  g_assert_null (herald_emulator_aliases_find (aliases, "@A"));
  g_assert_null (herald_emulator_aliases_find (NULL, "@A"));
  for (guint i = 0; i <= 100; i++)
    g_string_append_printf (many, "@p%u=1&", i);
  g_assert_null (herald_emulator_aliases_parse (many->str, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (refused_queries); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused_queries[i]);
      g_assert_null (herald_emulator_aliases_parse (refused_queries[i], &error));
      g_assert_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY);
    }
}

static char *
repeat (const char *part, guint times, const char *middle, const char *end)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < times; i++)
    g_string_append (text, part);
  g_string_append (text, middle);
  for (guint i = 0; i < times; i++)
    g_string_append (text, end);
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  g_autofree char *deep = repeat ("(", 64, "statecode eq 0", ")");
  g_autofree char *too_deep = repeat ("(", 65, "statecode eq 0", ")");
  g_autofree char *bottomless = repeat ("(", 15000, "statecode eq 0", ")");
  g_autofree char *nots = repeat ("not ", 4000, "(statecode eq 0)", "");
  g_autofree char *many = repeat ("statecode eq 0 or ", 499, "statecode eq 0", "");
  g_autofree char *too_many = repeat ("statecode eq 0 or ", 500, "statecode eq 0", "");
  const struct
  {
    const char *filter;
    const char *part; /* NULL: taken */
  } cases[] = {
    { deep, NULL },
    { too_deep, "Recursion depth" },
    { bottomless, "Recursion depth" },
    { nots, NULL },
    { many, NULL },
    { too_many, "Number of conditions" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) values = herald_emulator_values_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *sql = translate (cases[i].filter, values, &error);

      if (cases[i].part == NULL)
        g_assert_no_error (error);
      else
        g_assert_nonnull (strstr (error->message, cases[i].part));
      g_assert_cmpint (sql != NULL, ==, cases[i].part == NULL);
    }
}

static void
test_tokens (void)
{
  static const HeraldEmulatorTokenKind kinds[] = {
    HERALD_EMULATOR_TOKEN_NAME,   HERALD_EMULATOR_TOKEN_LEFT,    HERALD_EMULATOR_TOKEN_NAME,
    HERALD_EMULATOR_TOKEN_EQUALS, HERALD_EMULATOR_TOKEN_ALIAS,   HERALD_EMULATOR_TOKEN_COMMA,
    HERALD_EMULATOR_TOKEN_STRING, HERALD_EMULATOR_TOKEN_RIGHT,   HERALD_EMULATOR_TOKEN_GUID,
    HERALD_EMULATOR_TOKEN_DATE,   HERALD_EMULATOR_TOKEN_INTEGER, HERALD_EMULATOR_TOKEN_DECIMAL,
    HERALD_EMULATOR_TOKEN_END,    HERALD_EMULATOR_TOKEN_END,
  };

  g_auto (HeraldEmulatorLexer) lexer = { 0 };

  g_assert_true (
    herald_emulator_lexer_init (&lexer,
                                "Microsoft.Dynamics.CRM.In(a=@p1,'''') "
                                "abcdefab-0000-1111-2222-333344445555 2026-01-31 -7 1e3",
                                NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_assert_cmpint (lexer.kind, ==, kinds[i]);
      if (lexer.kind == HERALD_EMULATOR_TOKEN_STRING)
        g_assert_cmpstr (lexer.text, ==, "'");
      g_assert_true (herald_emulator_lexer_advance (&lexer, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/filter/tokens", test_tokens);
  g_test_add_func ("/emulator/filter/sql", test_sql);
  g_test_add_func ("/emulator/filter/values", test_values);
  g_test_add_func ("/emulator/filter/paths", test_paths);
  g_test_add_func ("/emulator/filter/lambdas", test_lambdas);
  g_test_add_func ("/emulator/filter/aliases", test_aliases);
  g_test_add_func ("/emulator/filter/alias-refused", test_alias_refused);
  g_test_add_func ("/emulator/filter/alias-names", test_alias_names);
  g_test_add_func ("/emulator/filter/refused", test_refused);
  g_test_add_func ("/emulator/filter/injection", test_injection);
  g_test_add_func ("/emulator/filter/limits", test_limits);
  return g_test_run ();
}
