/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FetchXML that puts rows together: aggregates, groups, parts of dates, distinct rows. */
#include "config.h"

#include "fetch-fixture.h"

#define AGGREGATE(content)                                                                         \
  "<fetch aggregate='true'><entity name='contact'>" content "<filter>" OURS                        \
  "</filter></entity></fetch>"
#define NUMBER(use, alias)                                                                         \
  "<attribute name='importsequencenumber' alias='" alias "' aggregate='" use "'/>"
#define GROUP(name, alias, rest)                                                                   \
  "<attribute name='" name "' alias='" alias "' groupby='true' " rest "/>"
#define PART(part) GROUP ("birthdate", part, "dategrouping='" part "'")

static const struct
{
  const char *xml;
  const char *members;
  const char *text;
} cases[] = {
  { AGGREGATE (NUMBER ("avg", "a") NUMBER ("count", "n") NUMBER ("countcolumn", "c")
                 NUMBER ("max", "h") NUMBER ("min", "l") NUMBER ("sum", "s")),
    "a,n,c,h,l,s", "20|4|3|30|10|60" },
  { AGGREGATE ("<attribute name='gendercode' alias='n' aggregate='countcolumn' distinct='true'/>"),
    "n", "2" },
  { AGGREGATE ("<attribute name='birthdate' alias='first' aggregate='min'/>"), "first",
    "1990-02-03" },
  { AGGREGATE (GROUP ("gendercode", "sex", "") NUMBER ("sum", "s")
                 NUMBER ("count", "n") "<order alias='sex'/>"),
    "sex,s,n", "-|0|1;2|50|2;1|10|1" },
  { AGGREGATE (GROUP ("gendercode", "sex", "")
                 NUMBER ("count", "n") "<order alias='n' descending='true'/><order alias='sex'/>"),
    "sex,n", "2|2;-|1;1|1" },
  { AGGREGATE (PART ("year") PART ("quarter") PART ("month") PART ("week") PART ("day")
                 NUMBER ("count", "n") "<order alias='year'/><order alias='month'/>"),
    "year,quarter,month,week,day,n",
    "-|-|-|-|-|1;1990|1|2|5|3|1;1990|4|12|53|31|1;2023|3|8|35|27|1" },
  { AGGREGATE (PART ("year") NUMBER ("count", "n") "<order alias='year' descending='1'/>"),
    "year,n", "2023|1;1990|2;-|1" },
  { AGGREGATE (
      "<link-entity name='account' from='accountid' to='parentcustomerid' "
      "alias='a'>" GROUP ("name", "firm", "") "<order alias='firm'/></link-entity>" NUMBER ("sum",
                                                                                            "s")),
    "firm,s", "North|40;South|20" },
  { AGGREGATE (GROUP ("parentcustomerid", "firm", "")
                 NUMBER ("count", "n") "<order alias='firm'/>"),
    "firm@OData.Community.Display.V1.FormattedValue,n", "-|1;North|2;South|1" },
  { "<fetch aggregate='1'><entity name='contact'>" NUMBER ("count", "n") NUMBER ("sum", "s")
      NUMBER ("avg",
              "a") "<filter><condition attribute='lastname' operator='eq' value='nobody'/></filter>"
                   "</entity></fetch>",
    "n,s,a", "0|0|-" },
  { "<fetch distinct='true'><entity name='contact'><attribute name='gendercode'/><order "
    "attribute='gendercode'/><filter>" OURS "</filter></entity></fetch>",
    "gendercode,contactid,@odata.etag", "-|-|-;2|-|-;1|-|-" },
  { "<fetch distinct='true' useraworderby='true'><entity name='contact'><attribute "
    "name='gendercode'/><order attribute='gendercode'/><filter>" OURS "</filter></entity></fetch>",
    "gendercode", "-;1;2" },
  { "<fetch distinct='true'><entity name='account'><attribute name='name'/><order "
    "attribute='name'/><link-entity name='contact' from='parentcustomerid' "
    "to='accountid'><filter>" OURS "</filter></link-entity></entity></fetch>",
    "name", "North;South" },
  { "<fetch top='1' aggregate='1'><entity name='contact'>" GROUP (
      "gendercode",
      "sex",
      "") "<order alias='sex' descending='1'/><filter>" OURS "</filter></entity></fetch>",
    "sex", "1" },
};

static void
test_values (FetchFixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean is_account = g_strstr_len (cases[i].xml, -1, "<entity name='account'") != NULL;
      g_autofree char *text = fetch_fixture_read_text (self, is_account ? "accounts" : "contacts",
                                                       cases[i].xml, cases[i].members);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Distinct rows are counted as such, and have pages without a cookie. */
static void
test_pages (FetchFixture *self, gconstpointer data)
{
  static const char *const pages[] = { "-", "2", "1" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *xml = g_strdup_printf (
        "<fetch distinct='1' count='1' page='%u' returntotalrecordcount='true'><entity "
        "name='contact'><attribute name='gendercode'/><order attribute='gendercode'/><filter>" OURS
        "</filter></entity></fetch>",
        i + 1);
      g_autofree char *text = fetch_fixture_read_text (self, "contacts", xml, "gendercode");

      g_assert_cmpstr (text, ==, pages[i]);
      g_assert_cmpint (json_object_get_int_member (self->answer.object, "@odata.count"), ==, 3);
      g_assert_false (json_object_has_member (self->answer.object,
                                              "@Microsoft.Dynamics.CRM.fetchxmlpagingcookie"));
    }
}

static void
test_shape (FetchFixture *self, gconstpointer data)
{
  JsonArray *rows =
    fetch_fixture_read (self, "contacts",
                        AGGREGATE (
                          GROUP ("gendercode", "sex", "")
                            NUMBER ("count", "n") "<order alias='sex' descending='true'/>"));
  JsonObject *row = json_array_get_object_element (rows, 0);

  g_assert_cmpstr (json_object_get_string_member (row, "sex@OData.Community.Display.V1."
                                                       "FormattedValue"),
                   ==, "Male");
  g_assert_cmpstr (json_object_get_string_member (row, "sex@OData.Community.Display.V1."
                                                       "AttributeName"),
                   ==, "gendercode");
  g_assert_cmpstr (json_object_get_string_member (row, "n@OData.Community.Display.V1."
                                                       "FormattedValue"),
                   ==, "1");
  g_assert_false (json_object_has_member (row, "@odata.etag"));
  g_assert_true (
    g_str_has_suffix (json_object_get_string_member (self->answer.object, "@odata.context"),
                      "$metadata#contacts"));
}

static const struct
{
  const char *xml;
  guint       status;
  const char *code;
  const char *part;
} refused[] = {
  { AGGREGATE (""), 400, "0x80040201", "without an attribute" },
  { AGGREGATE ("<attribute name='lastname'/>"), 400, "0x80041107", "'lastname'" },
  { AGGREGATE ("<all-attributes/>"), 400, "0x80041107", "aggregate operation" },
  { AGGREGATE ("<attribute name='lastname' aggregate='count'/>"), 400, "0x8004110b", "alias" },
  { AGGREGATE ("<attribute name='lastname' groupby='1'/>"), 400, "0x8004110b", "alias" },
  { AGGREGATE ("<attribute name='lastname' alias='n' aggregate='median'/>"), 400, "0x80040201",
    "median" },
  { AGGREGATE ("<attribute name='lastname' alias='n' aggregate='sum'/>"), 400, "0x80040203",
    "'lastname'" },
  { AGGREGATE ("<attribute name='lastname' alias='n' aggregate='max'/>"), 400, "0x80040203",
    "Edm.String" },
  { AGGREGATE ("<attribute name='birthdate' alias='n' aggregate='avg'/>"), 400, "0x80040203",
    "'birthdate'" },
  { AGGREGATE ("<attribute name='lastname' alias='n' aggregate='count' groupby='1'/>"), 400,
    "0x80040201", "'groupby'" },
  { AGGREGATE (GROUP ("lastname", "n", "dategrouping='year'")), 400, "0x80040203", "'lastname'" },
  { AGGREGATE (GROUP ("birthdate", "n", "dategrouping='hour'")), 400, "0x80040201", "hour" },
  { AGGREGATE (GROUP ("birthdate", "n", "dategrouping='fiscal-year'")), 501, "0x80060888",
    "fiscal-year" },
  { AGGREGATE ("<attribute name='birthdate' alias='n' aggregate='min' dategrouping='year'/>"), 400,
    "0x80040201", "needs groupby" },
  { AGGREGATE ("<attribute name='lastname' alias='n' groupby='1' distinct='1'/>"), 400,
    "0x80040201", "countcolumn" },
  { AGGREGATE ("<attribute name='gendercode' alias='n' aggregate='sum' distinct='1'/>"), 400,
    "0x80040201", "countcolumn" },
  { "<fetch><entity name='contact'><attribute name='lastname' distinct='1'/></entity></fetch>", 400,
    "0x80040201", "countcolumn" },
  { AGGREGATE (NUMBER ("count", "n") "<order attribute='lastname'/>"), 400, "0x8004110a", "''" },
  { AGGREGATE (NUMBER ("count", "n") "<order alias='m'/>"), 400, "0x8004110a", "'m'" },
  { AGGREGATE (NUMBER ("count", "n") NUMBER ("sum", "n")), 400, "0x80041109", "not unique" },
  { "<fetch><entity name='contact'>" NUMBER ("count", "n") "</entity></fetch>", 400, "0x80041107",
    "aggregate=\"true\"" },
  { "<fetch><entity name='contact'>" GROUP ("lastname", "n", "") "</entity></fetch>", 400,
    "0x80041107", "aggregate=\"true\"" },
  { "<fetch><entity name='contact'><attribute name='contactid' rowaggregate='CountChildren'/>"
    "</entity></fetch>",
    501, "0x80060888", "rowaggregate" },
  { "<fetch aggregate='1' aggregatelimit='3'><entity name='contact'>" NUMBER (
      "count",
      "n") "<filter>" OURS "</filter></entity></fetch>",
    400, "0x8004e023", "maximum record limit" },
  { "<fetch aggregate='1' aggregatelimit='50001'><entity name='contact'>" NUMBER ("count",
                                                                                  "n") "</entity></"
                                                                                       "fetch>",
    400, "0x80040203", "50000" },
};

static void
test_refused (FetchFixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      fetch_fixture_send (self, NULL, "contacts", refused[i].xml);
      emulator_answer_assert_error (&self->answer, refused[i].status, refused[i].code,
                                    refused[i].part);
    }
}

#define ADD(path, func)                                                                            \
  g_test_add (path, FetchFixture, NULL, fetch_fixture_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/fetch-aggregates/values", test_values);
  ADD ("/emulator/fetch-aggregates/pages", test_pages);
  ADD ("/emulator/fetch-aggregates/shape", test_shape);
  ADD ("/emulator/fetch-aggregates/refused", test_refused);
  return g_test_run ();
}
