/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FetchXML: rows, conditions, pages, rights, and what must be refused. */
#include "config.h"

#include "fetch-fixture.h"

#include <string.h>

#define WHERE(conditions)                                                                          \
  "<fetch><entity name='contact'><attribute name='lastname'/><order attribute='lastname'/>"        \
  "<filter>" OURS conditions "</filter></entity></fetch>"
#define CONDITION(column, rest) "<condition attribute='" column "' operator=" rest

/* The first letters of the last names. */
static char *
fetch_letters (FetchFixture *self, const char *xml)
{
  JsonArray *rows = fetch_fixture_read (self, "contacts", xml);
  GString   *letters = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_string_append_c (letters,
                       *json_object_get_string_member (json_array_get_object_element (rows, i),
                                                       "lastname"));
  return g_string_free (letters, FALSE);
}

static const struct
{
  const char *xml;
  const char *letters;
} conditions[] = {
  { WHERE (""), "ABCD" },
  { WHERE (CONDITION ("lastname", "'eq' value='BACH'/>")), "B" },
  { WHERE (CONDITION ("lastname", "'eq' value='Dach &amp; Co'/>")), "D" },
  { WHERE (CONDITION ("lastname", "'ne' value='bach'/>")), "ACD" },
  { WHERE (CONDITION ("importsequencenumber", "'ne' value='10'/>")), "BCD" },
  { WHERE (CONDITION ("importsequencenumber", "'gt' value='20'/>")), "C" },
  { WHERE (CONDITION ("importsequencenumber", "'ge' value='20'/>")), "BC" },
  { WHERE (CONDITION ("importsequencenumber", "'lt' value='20'/>")), "A" },
  { WHERE (CONDITION ("importsequencenumber", "'le' value='20'/>")), "AB" },
  { WHERE (CONDITION ("importsequencenumber", "'null'/>")), "D" },
  { WHERE (CONDITION ("importsequencenumber", "'not-null'/>")), "ABC" },
  { WHERE (
      CONDITION ("importsequencenumber", "'in'><value>10</value><value>30</value></condition>")),
    "AC" },
  { WHERE (CONDITION ("importsequencenumber", "'not-in'><value>10</value></condition>")), "BCD" },
  { WHERE (CONDITION ("importsequencenumber",
                      "'between'><value>10</value><value>20</value></condition>")),
    "AB" },
  { WHERE (CONDITION ("importsequencenumber",
                      "'not-between'><value>10</value><value>20</value></condition>")),
    "C" },
  { WHERE (CONDITION ("lastname", "'like' value='%ach%'/>")), "BD" },
  { WHERE (CONDITION ("lastname", "'like' value='%ach'/>")), "B" },
  { WHERE (CONDITION ("lastname", "'like' value='_ach'/>")), "B" },
  { WHERE (CONDITION ("lastname", "'like' value='ach'/>")), "" },
  { WHERE (CONDITION ("lastname", "'not-like' value='%ach%'/>")), "AC" },
  { WHERE (CONDITION ("lastname", "'begins-with' value='c'/>")), "C" },
  { WHERE (CONDITION ("lastname", "'not-begin-with' value='c'/>")), "ABD" },
  { WHERE (CONDITION ("lastname", "'ends-with' value='n'/>")), "C" },
  { WHERE (CONDITION ("lastname", "'not-end-with' value='n'/>")), "ABD" },
  { WHERE (CONDITION ("donotemail", "'eq' value='1'/>")), "A" },
  { WHERE (CONDITION ("donotemail", "'eq' value='false'/>")), "BCD" },
  { WHERE (CONDITION ("birthdate", "'on' value='1990-02-03'/>")), "A" },
  { WHERE (CONDITION ("createdon", "'on-or-after' value='1990-02-03'/>")), "ABCD" },
  { WHERE (CONDITION ("createdon", "'today'/>")), "ABCD" },
  { WHERE (CONDITION ("createdon", "'this-week'/>")), "ABCD" },
  { WHERE (CONDITION ("createdon", "'last-month'/>")), "" },
  { WHERE (CONDITION ("createdon", "'this-year'/>")), "ABCD" },
  { WHERE (CONDITION ("createdon", "'last-seven-days'/>")), "ABCD" },
  { WHERE (CONDITION ("createdon", "'this-fiscal-year'/>")), "ABCD" },
  { WHERE (CONDITION ("createdon", "'last-fiscal-period'/>")), "" },
  { WHERE (CONDITION ("birthdate", "'in-fiscal-year' value='1990'/>")), "AC" },
  { WHERE (CONDITION ("birthdate", "'in-fiscal-period' value='3'/>")), "D" },
  { WHERE (CONDITION ("birthdate",
                      "'in-fiscal-period-and-year'><value>4</value><value>1990</value>"
                      "</condition>")),
    "C" },
  { WHERE (CONDITION ("birthdate",
                      "'in-or-after-fiscal-period-and-year'><value>4</value>"
                      "<value>1990</value></condition>")),
    "CD" },
  { WHERE (CONDITION ("createdon", "'next-x-weeks' value='3'/>")), "" },
  { WHERE (CONDITION ("createdon", "'last-x-months' value='1'/>")), "ABCD" },
  { WHERE (CONDITION ("birthdate", "'olderthan-x-years' value='20'/>")), "AC" },
  { WHERE (CONDITION ("ownerid", "'eq-useroruserteams'/>")), "ABCD" },
  { WHERE ("<filter isquickfindfields='0' hint='union'><condition attribute='ownerid' "
           "operator='eq-userid' uiname='x' uitype='systemuser'/></filter>"),
    "ABCD" },
  { WHERE (CONDITION ("lastname", "'in'><value><![CDATA[Dach & Co]]></value></condition>")), "D" },
  { WHERE (CONDITION ("ownerid", "'eq-userid'/>")), "ABCD" },
  { WHERE (CONDITION ("ownerid", "'ne-userid'/>")), "" },
  { WHERE ("<filter type='or'>" CONDITION ("gendercode", "'eq' value='1'/>")
             CONDITION ("gendercode", "'null'/>") "<filter/></filter><filter type='and'/>"),
    "AD" },
  { "<fetch top='2'><entity name='contact'><attribute name='lastname'/><order "
    "attribute='lastname' descending='true'/><filter>" OURS "</filter></entity></fetch>",
    "DC" },
  { "<fetch page='2' count='3'><entity name='contact'><all-attributes/><order "
    "attribute='lastname'/><filter>" OURS "</filter></entity></fetch>",
    "D" },
};

static void
test_conditions (FetchFixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autofree char *letters = fetch_letters (self, conditions[i].xml);

      g_assert_cmpstr (letters, ==, conditions[i].letters);
    }
}

/* Only what is selected and the key, with formatted values; the count and the context. */
static void
test_shape (FetchFixture *self, gconstpointer data)
{
  g_autofree char *context =
    g_strconcat (self->base.api, "$metadata#contacts(gendercode,_ownerid_value)", NULL);
  JsonArray *rows = fetch_fixture_read (
    self, "contacts",
    "<fetch version='1.0' mapping='logical' returntotalrecordcount='true' count='1' "
    "distinct='false'><entity name='contact'><attribute name='gendercode'/><attribute "
    "name='ownerid'/><filter>" OURS "</filter><order attribute='lastname'/></entity></fetch>");
  JsonObject *row = json_array_get_object_element (rows, 0);

  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "@odata.context"), ==,
                   context);
  g_assert_cmpint (json_object_get_int_member (self->answer.object,
                                               "@Microsoft.Dynamics.CRM.totalrecordcount"),
                   ==, 4);
  g_assert_false (json_object_has_member (self->answer.object, "@odata.nextLink"));
  g_assert_true (json_object_has_member (row, "contactid"));
  g_assert_true (json_object_has_member (row, "_ownerid_value"));
  g_assert_false (json_object_has_member (row, "lastname"));
  g_assert_cmpstr (json_object_get_string_member (row, "gendercode@OData.Community.Display.V1."
                                                       "FormattedValue"),
                   ==, "Male");
}

#define COOKIE "@Microsoft.Dynamics.CRM.fetchxmlpagingcookie"

/* The cookie as a client puts it into the next fetch: decoded twice, escaped for XML. */
static char *
read_cookie (FetchFixture *self)
{
  const char *text = json_object_get_string_member (self->answer.object, COOKIE);
  g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
  g_autofree char *once = g_uri_unescape_string (parts[3], NULL);
  g_autofree char *twice = g_uri_unescape_string (once, NULL);

  g_assert_true (g_str_has_prefix (parts[3], "%253ccookie%2520page%253d%2522"));
  g_assert_true (g_str_has_prefix (twice, "<cookie page=\""));
  return g_markup_escape_text (twice, -1);
}

static void
test_pages (FetchFixture *self, gconstpointer data)
{
  static const char *const pages[] = { "A", "B", "C", "D" };
  g_autofree char         *cookie = g_strdup ("");

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      gboolean         last = i + 1 == G_N_ELEMENTS (pages);
      g_autofree char *xml = g_strdup_printf (
        "<fetch count='1' page='%u' paging-cookie=\"%s\"><entity name='contact'><attribute "
        "name='lastname'/><order attribute='lastname'/><filter>" OURS "</filter></entity></fetch>",
        i + 1, cookie);
      g_autofree char *letters = fetch_letters (self, xml);

      g_assert_cmpstr (letters, ==, pages[i]);
      g_assert_cmpint (json_object_get_boolean_member (self->answer.object,
                                                       "@Microsoft.Dynamics.CRM.morerecords"),
                       ==, !last);
      g_assert_cmpint (json_object_has_member (self->answer.object, COOKIE), ==, !last);
      g_free (cookie);
      cookie = last ? g_strdup ("") : read_cookie (self);
    }
}

#define ENTITY(rest) "<fetch><entity name='contact'>" rest "</entity></fetch>"
#define FILTER(rest) ENTITY ("<filter>" rest "</filter>")

static const struct
{
  const char *xml;
  guint       status;
  const char *code;
  const char *part;
} refused[] = {
  { "", 400, "0x80040201", "Invalid XML" },
  { "x", 400, "0x80040201", "Invalid XML" },
  { "<fetch>", 400, "0x80040201", "Invalid XML" },
  { "<fetch/>", 400, "0x80040201", "one entity" },
  { "<entity name='contact'/>", 400, "0x80040201", "'entity' may not stand here" },
  { "<fetch><entity/></fetch>", 400, "0x80040201", "'name' is missing" },
  { "<fetch><entity name='contact'/><entity name='contact'/></fetch>", 400, "0x80040201", "one" },
  { ENTITY ("") ENTITY (""), 400, "0x80040201", "Invalid XML" },
  { ENTITY ("text"), 400, "0x80040201", "text" },
  { ENTITY ("&nosuch;"), 400, "0x80040201", "Invalid XML" },
  { ENTITY ("<nosuch/>"), 400, "0x80040201", "'nosuch' may not stand here" },
  { ENTITY ("<attribute/>"), 400, "0x80040201", "'name' is missing" },
  { ENTITY ("<attribute name='fullname' x='1'/>"), 400, "0x80040201", "'x'" },
  { ENTITY ("<attribute name='fullname' name='lastname'/>"), 400, "0x80040201", "name" },
  { ENTITY ("<attribute name='nosuch'/>"), 400, "0x80041103", "'nosuch'" },
  { ENTITY ("<attribute name='_ownerid_value'/>"), 400, "0x80041103", "_ownerid_value" },
  { ENTITY ("<order attribute='nosuch'/>"), 400, "0x80041103", "'nosuch'" },
  { ENTITY ("<order attribute='lastname' descending='x'/>"), 400, "0x80040201", "flag" },
  { ENTITY ("<filter type='xor'/>"), 400, "0x80040201", "xor" },
  { ENTITY ("<condition/>"), 400, "0x80040201", "may not stand here" },
  { FILTER ("<condition/>"), 400, "0x80040201", "'attribute' is missing" },
  { FILTER (CONDITION ("nosuch", "'eq' value='1'/>")), 400, "0x80041103", "'nosuch'" },
  { FILTER ("<condition attribute='lastname'/>"), 400, "0x80040201", "'operator'" },
  { FILTER (CONDITION ("lastname", "'is' value='1'/>")), 400, "0x80040203", "'is' is not valid" },
  { FILTER (CONDITION ("lastname", "'eq'/>")), 400, "0x80040203", "0 values" },
  { FILTER (CONDITION ("lastname", "'null' value='1'/>")), 400, "0x80040203", "1 values" },
  { FILTER (CONDITION ("lastname", "'in'/>")), 400, "0x80040203", "0 values" },
  { FILTER (CONDITION ("lastname", "'between'><value>1</value></condition>")), 400, "0x80040203",
    "1 values" },
  { FILTER (CONDITION ("gendercode", "'eq' value='x'/>")), 400, "0x80040203", "'x' does not fit" },
  { FILTER (CONDITION ("gendercode", "'eq' value=''/>")), 400, "0x80040203", "does not fit" },
  { FILTER (CONDITION ("gendercode", "'in'><value>1 2</value></condition>")), 400, "0x80040203",
    "does not fit" },
  { FILTER (CONDITION ("donotemail", "'eq' value='maybe'/>")), 400, "0x80040203", "'maybe'" },
  { FILTER (CONDITION ("gendercode", "'like' value='1'/>")), 400, "0x80040203", "does not fit" },
  { FILTER (CONDITION ("contactid", "'eq' value='{1}'/>")), 400, "0x80040203", "does not fit" },
  { FILTER (CONDITION ("lastname", "'today'/>")), 400, "0x80060888", "Edm.DateTimeOffset" },
  { "<fetch><entity name='nosuch'/></fetch>", 400, "0x80041102", "'nosuch'" },
  { "<fetch><entity name='account'/></fetch>", 400, "0x80060888", "'account'" },
  { "<fetch top='0'><entity name='contact'/></fetch>", 400, "0x80040201", "top" },
  { "<fetch top='5001'><entity name='contact'/></fetch>", 400, "0x80040203", "5000" },
  { "<fetch top='1' page='1'><entity name='contact'/></fetch>", 400, "0x80040203", "top" },
  { "<fetch count='-1'><entity name='contact'/></fetch>", 400, "0x80040201", "count" },
  { "<fetch page='x'><entity name='contact'/></fetch>", 400, "0x80040201", "page" },
  { "<fetch page='11' count='5001'><entity name='contact'/></fetch>", 200, NULL, NULL },
  { "<fetch page='12' count='5000'><entity name='contact'/></fetch>", 400, "0x80040203",
    "Paging cookie is required" },
  { "<fetch page='2' paging-cookie='x'><entity name='contact'/></fetch>", 400, "0x80060888",
    "cookie" },
  { "<fetch page='2' paging-cookie='&lt;cookie page=\"1\"&gt;&lt;contactid last=\"x\" "
    "/&gt;&lt;/cookie&gt;'><entity name='contact'/></fetch>",
    400, "0x80060888", "skip token" },
  { FILTER (CONDITION ("createdon", "'on' value='2026-13-45'/>")), 400, "0x80040203",
    "'2026-13-45' does not fit" },
  { FILTER (CONDITION ("createdon", "'gt' value='yesterday'/>")), 400, "0x80040203",
    "does not fit" },
  { FILTER (CONDITION ("createdon", "'last-x-days' value='x'/>")), 400, "0x80040203",
    "does not fit" },
  { FILTER (CONDITION ("createdon", "'last-x-days' value='0'/>")), 400, "0x80040203",
    "does not fit" },
  { FILTER (CONDITION ("createdon", "'next-x-years' value='100001'/>")), 400, "0x80040203",
    "does not fit" },
  { FILTER (CONDITION ("contactid", "'under' value='x'/>")), 400, "0x80040203", "does not fit" },
  { FILTER (CONDITION ("createdon", "'in-fiscal-year' value='2026.5'/>")), 400, "0x80040203",
    "does not fit" },
  { FILTER (CONDITION ("createdon", "'in-fiscal-period' value='5'/>")), 400, "0x80060888",
    "between 1 and 4" },
  { FILTER (CONDITION ("createdon", "'in-fiscal-period-and-year' value='1'/>")), 400, "0x80040203",
    "does not take 1 values" },
  { FILTER (CONDITION ("createdon",
                       "'in-fiscal-period-and-year'><value>1</value><value>x</value>"
                       "</condition>")),
    400, "0x80040203", "does not fit" },
  { FILTER (CONDITION ("lastname", "'this-fiscal-year'/>")), 400, "0x80060888", "Edm.String" },
  { FILTER (CONDITION ("gendercode", "'contain-values'><value>1</value></condition>")), 501,
    "0x80060888", "several choices" },
  { FILTER (CONDITION ("ownerid", "'eq-useroruserhierarchy'/>")), 501, "0x80060888", "hierarchy" },
  { "<fetch datasource='retained'><entity name='contact'/></fetch>", 501, "0x80060888",
    "datasource" },
};

static void
test_refused (FetchFixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      fetch_fixture_send (self, NULL, "contacts", refused[i].xml);
      if (refused[i].code == NULL)
        g_assert_cmpuint (self->answer.status, ==, refused[i].status);
      else
        emulator_answer_assert_error (&self->answer, refused[i].status, refused[i].code,
                                      refused[i].part);
    }
}

/* Other options, other forms. */
static void
test_alone (FetchFixture *self, gconstpointer data)
{
  static const char *const targets[] = {
    "contacts?$top=1&fetchXml=%3Cfetch%3E%3Centity%20name='contact'/%3E%3C/fetch%3E",
    "contacts?fetchXml=%3Cfetch%3E%3Centity%20name='contact'/%3E%3C/fetch%3E&$top=1",
    "contacts?$expand=owninguser&fetchXml=%3Cfetch%3E%3Centity%20name='contact'/%3E%3C/fetch%3E",
    "contacts/$count?fetchXml=%3Cfetch%3E%3Centity%20name='contact'/%3E%3C/fetch%3E",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      emulator_fixture_read (&self->base, targets[i], &self->answer);
      emulator_answer_assert_error (&self->answer, 400, "0x80060888", "fetchXml can");
    }
}

/* “Select columns using FetchXml”: its own requests have $count. */
static void
test_count (FetchFixture *self, gconstpointer data)
{
  static const char fetch[] =
    "fetchXml=%3Cfetch%3E%3Centity%20name='contact'%3E%3Cfilter%3E%3Ccondition%20attribute='"
    "jobtitle'"
    "%20operator='eq'%20value='tester'/%3E%3C/filter%3E%3C/entity%3E%3C/fetch%3E";
  g_autofree char *before = g_strconcat ("contacts?$count=true&", fetch, NULL);
  g_autofree char *after = g_strconcat ("contacts?", fetch, "&$count=true", NULL);

  emulator_fixture_read (&self->base, before, &self->answer);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "@odata.count"), ==, 4);
  emulator_fixture_read (&self->base, after, &self->answer);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "@odata.count"), ==, 4);
}

static char *
repeat (const char *before, const char *text, guint n, const char *after)
{
  GString *result = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (result, text);
  g_string_append (result, after);
  return g_string_free (result, FALSE);
}

static void
test_limits (FetchFixture *self, gconstpointer data)
{
  static const char head[] = "<fetch><entity name='contact'><filter>";
  static const char tail[] = "</filter></entity></fetch>";
  static const char condition[] = "<condition attribute='telephone1' operator='null'/>";
  g_autofree char  *deep = repeat (head, "<filter>", 64, "");

  for (guint n = 500; n <= 501; n++)
    {
      g_autofree char *many = repeat (head, condition, n, tail);

      fetch_fixture_send (self, NULL, "contacts", many);
      g_assert_cmpuint (self->answer.status, ==, n == 500 ? 200 : 400);
    }
  emulator_answer_assert_error (&self->answer, 400, "0x80040203", "exceeded");
  fetch_fixture_send (self, NULL, "contacts", deep);
  emulator_answer_assert_error (&self->answer, 400, "0x80040203", "too deeply");
}

#define INSTANCES "msdynmkt_mobileappchannelinstances"

/* User 1 markets: no secrets, and no contact of the administrator is hidden from her; user 2 sees
 * own rows only. */
static void
test_rights (FetchFixture *self, gconstpointer data)
{
  static const char secrets[] =
    "<fetch><entity name='msdynmkt_mobileappchannelinstance'><attribute name='msdynmkt_apitoken'/>"
    "<filter><condition attribute='msdynmkt_apitoken' operator='not-null'/></filter></entity>"
    "</fetch>";
  static const char all[] = "<fetch><entity name='msdynmkt_mobileappchannelinstance'><attribute "
                            "name='msdynmkt_apitoken'/></entity></fetch>";
  static const char ours[] = WHERE ("");

  fetch_fixture_send (self, NULL, INSTANCES, secrets);
  g_assert_nonnull (strstr (self->answer.text, "\"msdynmkt_apitoken\":\""));
  fetch_fixture_send (self, "1", INSTANCES, secrets);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_null (strstr (self->answer.text, "@odata.etag"));
  fetch_fixture_send (self, "1", INSTANCES, all);
  g_assert_nonnull (strstr (self->answer.text, "@odata.etag"));
  g_assert_null (strstr (self->answer.text, "\"msdynmkt_apitoken\":\""));
  fetch_fixture_send (self, NULL, "contacts", ours);
  g_assert_nonnull (strstr (self->answer.text, "Abel"));
  fetch_fixture_send (self, "2", "contacts", ours);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_null (strstr (self->answer.text, "Abel"));
}

#define ADD(path, func)                                                                            \
  g_test_add (path, FetchFixture, NULL, fetch_fixture_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/fetch/conditions", test_conditions);
  ADD ("/emulator/fetch/shape", test_shape);
  ADD ("/emulator/fetch/pages", test_pages);
  ADD ("/emulator/fetch/refused", test_refused);
  ADD ("/emulator/fetch/alone", test_alone);
  ADD ("/emulator/fetch/count", test_count);
  ADD ("/emulator/fetch/limits", test_limits);
  ADD ("/emulator/fetch/rights", test_rights);
  return g_test_run ();
}
