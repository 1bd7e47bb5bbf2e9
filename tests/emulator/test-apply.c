/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $apply: counts, sums, groups, and what must be refused. */
#include "config.h"

#include "emulator-fixture.h"

#include "emulator/herald-emulator-dataverse.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-rows-apply.h"
#include "emulator/herald-emulator-seed.h"
#include "emulator/herald-emulator-services.h"
#include "herald-test-dir.h"

#include <string.h>

typedef EmulatorTest Fixture;

/* A user's rows do not come alone, so the test counts those with a title of its own. */
#define OURS "filter(jobtitle eq 'Tester')"

static void
create (Fixture *self, const char *body)
{
  emulator_fixture_send (&self->base, "POST", "contacts", NULL, body, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  emulator_fixture_start (&self->base, NULL, "small");
  create (self, "{\"jobtitle\":\"Tester\",\"lastname\":\"A\",\"gendercode\":1,"
                "\"importsequencenumber\":1000,\"address1_city\":\"Ulm\"}");
  create (self, "{\"jobtitle\":\"Tester\",\"lastname\":\"B\",\"gendercode\":2,"
                "\"importsequencenumber\":235,\"address1_city\":\"ULM\"}");
  create (self, "{\"jobtitle\":\"Tester\",\"lastname\":\"C\",\"gendercode\":2}");
  create (self, "{\"jobtitle\":\"Tester\",\"lastname\":\"D\",\"address1_city\":\"Bonn\"}");
}

/* The results as text, without what surrounds them. */
static char *
apply (Fixture *self, const char *apply_text, const char *rest)
{
  const char *const headers[] = {
    "Prefer: odata.include-annotations=\"OData.Community.Display.V1.FormattedValue\"", NULL
  };
  g_autofree char *target = g_strdup_printf ("contacts?$apply=%s%s", apply_text, rest);
  g_autofree char *context = g_strconcat (self->base.api, "$metadata#contacts", NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  emulator_fixture_send (&self->base, "GET", target, headers, NULL, &self->answer);
  g_test_message ("%s → %u %s", target, self->answer.status, self->answer.text);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "@odata.context"), ==,
                   context);
  json_node_set_array (node, json_object_get_array_member (self->answer.object, "value"));
  return json_to_string (node, FALSE);
}

#define FORMATTED(name, value)                                                                     \
  "\"" name "@OData.Community.Display.V1.FormattedValue\":\"" value "\""

static void
test_results (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *apply;
    const char *rest;
    const char *results;
  } cases[] = {
    { OURS "/aggregate($count as n)", "", "[{\"n\":4," FORMATTED ("n", "4") "}]" },
    { OURS "/aggregate(importsequencenumber with sum as total)", "",
      "[{\"total\":1235," FORMATTED ("total", "1,235") "}]" },
    { OURS "/aggregate(importsequencenumber with average as a)", "",
      "[{\"a\":617.5," FORMATTED ("a", "617.50") "}]" },
    { OURS "/aggregate( importsequencenumber with min as low , importsequencenumber with max as "
           "high )",
      "",
      "[{\"low\":235," FORMATTED ("low", "235") ",\"high\":1000," FORMATTED ("high",
                                                                             "1,000") "}]" },
    { OURS "/aggregate(address1_city with countdistinct as n)", "",
      "[{\"n\":2," FORMATTED ("n", "2") "}]" },
    { OURS "/aggregate(importsequencenumber with sum as total)",
      "&$filter=importsequencenumber eq null", "[{\"total\":null}]" },
    { OURS "/groupby((gendercode))", "",
      "[{},{\"gendercode\":1," FORMATTED ("gendercode", "Male") "},{\"gendercode\":2," FORMATTED (
        "gendercode", "Female") "}]" },
    { OURS "/groupby((gendercode),aggregate($count as n))", "&$orderby=gendercode desc&$top=1",
      "[{\"gendercode\":2," FORMATTED ("gendercode", "Female") ",\"n\":2," FORMATTED ("n",
                                                                                      "2") "}"
                                                                                           "]" },
    { OURS "/groupby((gendercode,statecode),aggregate(importsequencenumber with sum as total))",
      "&$filter=gendercode eq 2",
      "[{\"gendercode\":2," FORMATTED ("gendercode", "Female") ",\"statecode\":0," FORMATTED (
        "statecode", "Active") ",\"total\":235," FORMATTED ("total", "235") "}]" },
    { "filter(jobtitle eq @t)/aggregate($count as n)", "&@t='tester'",
      "[{\"n\":4," FORMATTED ("n", "4") "}]" },
    { "filter(contains(lastname,')/('))/aggregate($count as n)", "",
      "[{\"n\":0," FORMATTED ("n", "0") "}]" },
    { OURS "/groupby((owningbusinessunit/name),aggregate($count as n))", "",
      "[{\"businessunit_name\":\"Contoso\",\"n\":4," FORMATTED ("n", "4") "}]" },
    { OURS "/groupby((gendercode))", "&$top=0", "[]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *results = apply (self, cases[i].apply, cases[i].rest);

      g_assert_cmpstr (results, ==, cases[i].results);
    }
}

/* A lookup that is grouped by has its annotations; dates are written like dates. */
static void
test_kinds_of_values (Fixture *self, gconstpointer data)
{
  g_autofree char *owners = apply (self, OURS "/groupby((_ownerid_value))", "");
  g_autofree char *dates = apply (self, OURS "/aggregate(createdon with max as last)", "");
  JsonObject      *object =
    json_array_get_object_element (json_object_get_array_member (self->answer.object, "value"), 0);

  g_assert_nonnull (strstr (dates, "last@OData.Community.Display.V1.FormattedValue"));
  g_assert_nonnull (strstr (owners, emulator_fixture_get (&self->base, "userId")));
  g_assert_nonnull (strstr (owners, "_ownerid_value@OData.Community.Display.V1.FormattedValue"));
  g_assert_true (g_str_has_suffix (json_object_get_string_member (object, "last"), "Z"));
}

static const struct
{
  const char *query;
  const char *part; /* of the sentence */
} refused[] = {
  { "$apply=", "not supported: it can be aggregate or groupby" },
  { "$apply=aggregate", "not supported" },
  { "$apply=aggregate()", "Syntax error" },
  { "$apply=aggregate($count as n", "not supported" },
  { "$apply=aggregate($count as n))", "Syntax error" },
  { "$apply=aggregate($count as n)x", "not supported" },
  { "$apply=aggregate($count)", "Syntax error" },
  { "$apply=aggregate($count as)", "Syntax error" },
  { "$apply=aggregate($count as a.b)", "Syntax error" },
  { "$apply=aggregate($count as $n)", "Syntax error" },
  { "$apply=aggregate($count as 'n')", "Syntax error" },
  { "$apply=aggregate($count as n,)", "Syntax error" },
  { "$apply=aggregate($count as n,$count as n)", "stands twice" },
  { "$apply=aggregate($count as n m)", "Syntax error" },
  { "$apply=aggregate(gendercode as n)", "Syntax error" },
  { "$apply=aggregate(gendercode with sum)", "Syntax error" },
  { "$apply=aggregate(gendercode with median as n)", "'median' is not supported" },
  { "$apply=aggregate(gendercode with Sum as n)", "'Sum' is not supported" },
  { "$apply=aggregate(nosuch with sum as n)", "property named 'nosuch'" },
  { "$apply=aggregate(fullname with sum as n)", "of type Edm.String cannot be aggregated" },
  { "$apply=aggregate(fullname with max as n)", "Edm.String" },
  { "$apply=aggregate(createdon with average as n)", "Edm.DateTimeOffset" },
  { "$apply=groupby()", "Syntax error" },
  { "$apply=groupby(gendercode)", "Syntax error" },
  { "$apply=groupby(())", "property named ''" },
  { "$apply=groupby((nosuch))", "property named 'nosuch'" },
  { "$apply=groupby((gendercode,gendercode))", "stands twice" },
  { "$apply=groupby((gendercode),aggregate($count as gendercode))", "stands twice" },
  { "$apply=groupby((createdon))", "not supported" },
  { "$apply=groupby((gendercode),groupby((statecode)))", "Syntax error" },
  { "$apply=groupby((gendercode),aggregate($count as n),x)", "Syntax error" },
  { "$apply=filter(gendercode eq 1)", "Syntax error" },
  { "$apply=filter(nosuch eq 1)/aggregate($count as n)", "property named 'nosuch'" },
  { "$apply=filter(gendercode eq)/aggregate($count as n)", "Syntax error" },
  { "$apply=filter(gendercode eq 1)/filter(gendercode eq 1)", "not supported" },
  { "$apply=aggregate($count as n)/aggregate($count as n)", "Syntax error" },
  { "$apply=compute(1 as n)", "not supported" },
  { "$apply=aggregate($count as n)&$orderby=n", "SingleValueOpenPropertyAccess is not supported" },
  { "$orderby=n&$apply=aggregate($count as n)", "SingleValueOpenPropertyAccess is not supported" },
  { "$apply=aggregate($count as n)&$orderby=fullname", "that $apply groups by" },
  { "$apply=aggregate($count as n)&$select=fullname", "beside $filter" },
  { "$apply=aggregate($count as n)&$expand=owninguser", "beside $filter" },
  { "$apply=aggregate($count as n)&$count=true", "beside $filter" },
};

static void
test_refused (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *target = g_strconcat ("contacts?", refused[i].query, NULL);

      g_test_message ("%s", target);
      emulator_fixture_read (&self->base, target, &self->answer);
      emulator_answer_assert_error (&self->answer, 400, "0x80060888", refused[i].part);
    }
  emulator_fixture_read (&self->base, "contacts/$count?$apply=aggregate($count as n)",
                         &self->answer);
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", "collection of rows");
}

static const char many_sql[] =
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50001)"
  " INSERT INTO dv_lead (leadid, statecode) SELECT printf ('%08x-0000-4000-a000-000000000000', i),"
  " i = 50001 FROM n";

/* 50,000 rows are aggregated, one more is not. */
static void
test_limit (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatorSite) site = herald_emulator_site_new (dir, NULL, &error);
  HeraldEmulatorPreferences  preferences = { 0 };
  HeraldEmulatorQueryContext context = { 0 };
  HeraldEmulatorReading      reading = { .preferences = &preferences };
  g_autoptr (HeraldEmulatorQuery) all = NULL;
  g_autoptr (HeraldEmulatorQuery) some = NULL;
  g_autoptr (JsonArray) results = NULL;

  g_assert_no_error (error);
  g_assert_true (herald_emulator_services_attach (site, &error));
  g_assert_true (herald_emulator_seed_fill (site, "small", &error));
  g_assert_true (
    herald_emulator_db_run (herald_emulator_site_get_db (site), &error, "DELETE FROM dv_lead", ""));
  g_assert_true (herald_emulator_db_run (herald_emulator_site_get_db (site), &error, many_sql, ""));
  reading.dataverse = herald_emulator_dataverse_get (site);
  context.schema = herald_emulator_dataverse_get_schema (reading.dataverse);
  context.user_id = herald_emulator_site_get_setting (site, HERALD_EMULATOR_USER_ID);
  reading.context = context;
  reading.table = herald_emulator_schema_find_set (context.schema, "leads");
  all = herald_emulator_query_parse (&context, "$apply=aggregate($count as n)", reading.table,
                                     HERALD_EMULATOR_QUERY_SET, &error);
  g_assert_no_error (error);
  reading.query = all;
  g_assert_null (herald_emulator_rows_apply (&reading, &error));
  g_assert_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_AGGREGATE_LIMIT);
  g_assert_cmpstr (herald_emulator_refusal_get_code (error), ==, "0x8004e023");
  g_clear_error (&error);
  some =
    herald_emulator_query_parse (&context,
                                 "$apply=filter(statecode%20eq%200)/aggregate($count%20as%20n)",
                                 reading.table, HERALD_EMULATOR_QUERY_SET, &error);
  g_assert_no_error (error);
  reading.query = some;
  results = herald_emulator_rows_apply (&reading, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (results, 0), "n"), ==,
                   50000);
  g_assert_finalize_object (g_steal_pointer (&site));
  herald_test_dir_remove (dir);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/apply/results", test_results);
  ADD ("/emulator/apply/kinds-of-values", test_kinds_of_values);
  ADD ("/emulator/apply/refused", test_refused);
  g_test_add_func ("/emulator/apply/limit", test_limit);
  return g_test_run ();
}
