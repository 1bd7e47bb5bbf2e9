/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $filter: tokens, tree, SQL, and everything that must be refused. */
#include "config.h"

#include "emulator/herald-emulator-filter.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

/* The SQL of a filter on contacts; NULL with @error set when it is refused. */
static char *
translate (const char *filter_text, GArray *values, GError **error)
{
  g_autoptr (HeraldEmulatorSchema) schema = herald_emulator_schema_load (NULL);
  g_autoptr (HeraldEmulatorFilter) filter = herald_emulator_filter_parse (filter_text, error);
  g_autoptr (GString) sql = g_string_new (NULL);

  if (filter == NULL ||
      !herald_emulator_filter_append_sql (filter,
                                          herald_emulator_schema_find_set (schema, "contacts"), sql,
                                          values, error))
    return NULL;
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static void
test_sql (void)
{
  static const struct
  {
    const char *filter;
    const char *sql;
  } cases[] = {
    { "fullname eq 'x'", "\"fullname\" = ?" },
    { "fullname ne 'x'", "\"fullname\" IS NOT ?" },
    { "fullname gt 'x'", "\"fullname\" > ?" },
    { "statecode ge 0", "\"statecode\" >= ?" },
    { "statecode lt 1", "\"statecode\" < ?" },
    { "statecode le 1.5", "\"statecode\" <= ?" },
    { "fullname eq null", "\"fullname\" IS NULL" },
    { "fullname ne null", "\"fullname\" IS NOT NULL" },
    { "donotemail eq true", "\"donotemail\" = ?" },
    { "contactid eq 5DBC542A-7ac3-433c-a1cb-af882153092e", "\"contactid\" = ?" },
    { "_ownerid_value eq 5dbc542a-7ac3-433c-a1cb-af882153092e", "\"ownerid\" = ?" },
    { "createdon gt 2026-01-31T12:00:00Z", "\"createdon\" > ?" },
    { "createdon gt 2026-01-31", "\"createdon\" > ?" },
    { "birthdate eq 2000-02-29", "\"birthdate\" = ?" },
    { "firstname eq lastname", "\"firstname\" = \"lastname\"" },
    { "contains(fullname,'x')", "herald_like (\"fullname\", ?)" },
    { "startswith( fullname , 'x' )", "herald_like (\"fullname\", ?)" },
    { "not contains(fullname,'x')", "NOT coalesce (herald_like (\"fullname\", ?), 0)" },
    { "not not contains(fullname,'x')", "herald_like (\"fullname\", ?)" },
    { "not (fullname eq 'x')", "NOT coalesce (\"fullname\" = ?, 0)" },
    { "fullname eq 'a' or fullname eq 'b' or fullname eq 'c'",
      "(\"fullname\" = ? OR \"fullname\" = ? OR \"fullname\" = ?)" },
    { "fullname eq 'a' and statecode eq 0 or statecode eq 1",
      "((\"fullname\" = ? AND \"statecode\" = ?) OR \"statecode\" = ?)" },
    { "fullname eq 'a' and (statecode eq 0 or statecode eq 1)",
      "(\"fullname\" = ? AND (\"statecode\" = ? OR \"statecode\" = ?))" },
    { "  fullname\teq\n'x'  ", "\"fullname\" = ?" },
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
  { "primarycontactid/fullname eq 'x'", "property named 'primarycontactid/fullname'" },
  { "fullname eq 'ä' x", "Syntax error" },
  { "ä eq 'x'", "character 'ä' is not valid" },
  { "@p1 eq 'x'", "Syntax error" },
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

      g_assert_cmpstr (sql, ==, "\"fullname\" = ?");
      g_assert_cmpuint (values->len, ==, 1);
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
  g_test_add_func ("/emulator/filter/refused", test_refused);
  g_test_add_func ("/emulator/filter/injection", test_injection);
  g_test_add_func ("/emulator/filter/limits", test_limits);
  return g_test_run ();
}
