/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FetchXML over several tables: links, what they return, filter and rule, and their pages. */
#include "config.h"

#include "fetch-fixture.h"

#include <string.h>

#define FETCH(content) "<fetch><entity name='contact'>" content "</entity></fetch>"
#define OUR_FILTER "<filter>" OURS "</filter>"
#define OUR_CONTACTS "<attribute name='lastname'/><order attribute='lastname'/>" OUR_FILTER
/* From a contact to the account it belongs to, and to those it is the primary contact of. */
#define COMPANY(rest) "<link-entity name='account' from='accountid' to='parentcustomerid' " rest
#define PRIMARY(rest) "<link-entity name='account' from='primarycontactid' to='contactid' " rest
#define NAME "<attribute name='name'/>"
#define NORTH "<filter><condition attribute='name' operator='eq' value='north'/></filter>"

typedef struct
{
  const char *xml;
  const char *members;
  const char *text;
} Case;

static void
check_cases (FetchFixture *self, const char *set, const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *text = fetch_fixture_read_text (self, set, cases[i].xml, cases[i].members);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* N:1, 1:N, N:N; what links are called without an alias; filters of links; nested ones. */
static void
test_links (FetchFixture *self, gconstpointer data)
{
  static const Case cases[] = {
    { FETCH (OUR_CONTACTS COMPANY ("alias='a'>") NAME "</link-entity>"), "lastname,a.name",
      "Abel|North;Bach|South;Cohn|North" },
    { FETCH (OUR_CONTACTS COMPANY ("link-type='outer' alias='a'>") NAME "</link-entity>"),
      "lastname,a.name", "Abel|North;Bach|South;Cohn|North;Dach & Co|-" },
    { FETCH (OUR_CONTACTS COMPANY ("link-type='outer'>") NAME "</link-entity>"),
      "lastname,account.name", "Abel|North;Bach|South;Cohn|North;Dach & Co|-" },
    { FETCH (OUR_CONTACTS PRIMARY (">") NAME "</link-entity>"), "lastname,account1.name",
      "Abel|North;Bach|South" },
    { FETCH (OUR_CONTACTS COMPANY ("alias='a'>") "<attribute name='name' alias='firm'/>"
                                                 "</link-entity>"),
      "lastname,firm,a.name", "Abel|North|-;Bach|South|-;Cohn|North|-" },
    { FETCH (OUR_CONTACTS COMPANY ("alias='a'>") NAME NORTH "</link-entity>"), "lastname,a.name",
      "Abel|North;Cohn|North" },
    { FETCH (OUR_CONTACTS COMPANY ("link-type='outer' alias='a'>") NAME NORTH "</link-entity>"),
      "lastname,a.name", "Abel|North;Bach|-;Cohn|North;Dach & Co|-" },
    { FETCH (OUR_CONTACTS COMPANY ("alias='a'>") NAME
             "<link-entity name='account' from='accountid' to='parentaccountid' alias='top' "
             "link-type='outer'>" NAME "</link-entity></link-entity>"),
      "lastname,a.name,top.name", "Abel|North|-;Bach|South|North;Cohn|North|-" },
    { FETCH (OUR_CONTACTS COMPANY ("alias='a'><all-attributes/></link-entity>")),
      "lastname,a.name,a.statecode", "Abel|North|0;Bach|South|0;Cohn|North|0" },
    { FETCH (OUR_CONTACTS COMPANY ("alias='a'><order attribute='name'/></link-entity>")),
      "lastname", "Abel;Bach;Cohn" },
    { FETCH ("<attribute name='lastname'/><order entityname='a' attribute='name' "
             "descending='true'/><order attribute='lastname'/>" OUR_FILTER COMPANY ("alias='a'/>")),
      "lastname", "Bach;Abel;Cohn" },
  };

  check_cases (self, "contacts", cases, G_N_ELEMENTS (cases));
}

/* A row of the other side appears once for each of this one's. */
static void
test_many (FetchFixture *self, gconstpointer data)
{
  static const Case cases[] = {
    { "<fetch><entity name='account'><attribute name='name'/><order attribute='name'/>"
      "<link-entity name='contact' from='parentcustomerid' to='accountid' alias='c'>"
      "<attribute name='lastname'/><order attribute='lastname'/>" OUR_FILTER
      "</link-entity></entity></fetch>",
      "name,c.lastname", "North|Abel;North|Cohn;South|Bach" },
  };
  static const Case users[] = {
    { "<fetch><entity name='systemuser'><attribute name='domainname'/><filter><condition "
      "attribute='domainname' operator='eq' value='kenta.tanaka@contosoltd.com'/></filter>"
      "<link-entity name='teammembership' from='systemuserid' to='systemuserid' intersect='true'>"
      "<link-entity name='team' from='teamid' to='teamid' alias='team'><attribute name='name'/>"
      "<filter><condition attribute='name' operator='eq' value='Contoso Marketing'/></filter>"
      "</link-entity></link-entity></entity></fetch>",
      "domainname,team.name", "kenta.tanaka@contosoltd.com|Contoso Marketing" },
  };

  check_cases (self, "accounts", cases, G_N_ELEMENTS (cases));
  check_cases (self, "systemusers", users, G_N_ELEMENTS (users));
}

/* What ties two tables where the link does not say it; only one of many rows. */
static void
test_untold (FetchFixture *self, gconstpointer data)
{
#define FIRST "link-type='matchfirstrowusingcrossapply' alias='c'>"
#define ACCOUNTS(content)                                                                          \
  "<fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter>"        \
  "<condition attribute='name' operator='in'><value>North</value><value>South</value></condition>" \
  "</filter>" content "</entity></fetch>"
#define MEMBERS "<link-entity name='contact' from='parentcustomerid' to='accountid' "
#define NAMED(name)                                                                                \
  "<attribute name='lastname'/><filter><condition attribute='lastname' operator='" name            \
  "'/></filter></link-entity>"
  static const Case cases[] = {
    { FETCH (OUR_CONTACTS "<link-entity name='account' to='parentcustomerid' alias='a'>" NAME
                          "</link-entity>"),
      "lastname,a.name", "Abel|North;Bach|South;Cohn|North" },
    { FETCH (OUR_CONTACTS "<link-entity name='account' from='primarycontactid' alias='a'>" NAME
                          "</link-entity>"),
      "lastname,a.name", "Abel|North;Bach|South" },
    { FETCH (OUR_CONTACTS "<link-entity name='account' from='accountid' alias='a'>" NAME
                          "</link-entity>"),
      "lastname,a.name", "Abel|North;Bach|South;Cohn|North" },
  };
  static const Case accounts[] = {
    { ACCOUNTS ("<link-entity name='contact' to='primarycontactid'><attribute name='lastname'/>"
                "</link-entity>"),
      "name,contact.lastname", "North|Abel;South|Bach" },
    { ACCOUNTS (MEMBERS FIRST NAMED ("eq' value='Cohn")), "name,c.lastname", "North|Cohn;South|-" },
    { ACCOUNTS (MEMBERS FIRST NAMED ("not-null")), "name,c.lastname", "North|Abel;South|Bach" },
    { ACCOUNTS (MEMBERS FIRST NAMED ("null")), "name,c.lastname", "North|-;South|-" },
  };
  static const Case users[] = {
    { "<fetch><entity name='systemuser'><attribute name='domainname'/><filter><condition "
      "attribute='domainname' operator='eq' value='kenta.tanaka@contosoltd.com'/></filter>"
      "<link-entity name='team'><attribute name='name'/><filter><condition attribute='name' "
      "operator='eq' value='Contoso Marketing'/></filter></link-entity></entity></fetch>",
      "domainname,team.name", "kenta.tanaka@contosoltd.com|Contoso Marketing" },
    { "<fetch><entity name='systemuser'><attribute name='domainname'/><filter><condition "
      "attribute='domainname' operator='like' value='kenta%'/><link-entity name='role' "
      "link-type='not any'/></filter></entity></fetch>",
      "domainname", "" },
  };

  check_cases (self, "contacts", cases, G_N_ELEMENTS (cases));
  check_cases (self, "accounts", accounts, G_N_ELEMENTS (accounts));
  check_cases (self, "systemusers", users, G_N_ELEMENTS (users));
}

/* Links that only rule what is found, and conditions on linked rows. */
static void
test_rules (FetchFixture *self, gconstpointer data)
{
#define IN_FILTER(type, content)                                                                   \
  FETCH ("<attribute name='lastname'/><order attribute='lastname'/><filter>" OURS PRIMARY (        \
    "link-type='" type "'>") content "</link-entity></filter>")
  static const Case cases[] = {
    { FETCH (OUR_CONTACTS PRIMARY ("link-type='exists'/>")), "lastname", "Abel;Bach" },
    { FETCH (OUR_CONTACTS PRIMARY ("link-type='in'>") NORTH "</link-entity>"), "lastname", "Abel" },
    { IN_FILTER ("any", ""), "lastname", "Abel;Bach" },
    { IN_FILTER ("any", NORTH), "lastname", "Abel" },
    { IN_FILTER ("not all", NORTH), "lastname", "Abel" },
    { IN_FILTER ("not any", ""), "lastname", "Cohn;Dach & Co" },
    { IN_FILTER ("not any", NORTH), "lastname", "Bach;Cohn;Dach & Co" },
    { IN_FILTER ("all", NORTH), "lastname", "Bach" },
    { FETCH (
        "<attribute name='lastname'/><order attribute='lastname'/><filter>" OURS
        "<filter type='or'><condition attribute='lastname' operator='eq' value='cohn'/>" PRIMARY (
          "link-type='any'/>") "</filter></filter>"),
      "lastname", "Abel;Bach;Cohn" },
    { FETCH ("<attribute name='lastname'/><order attribute='lastname'/><filter>" OURS
             "<condition entityname='a' attribute='name' operator='null'/></filter>" COMPANY (
               "link-type='outer' alias='a'/>")),
      "lastname", "Dach & Co" },
    { FETCH ("<attribute name='lastname'/><order attribute='lastname'/><filter>" OURS
             "<condition entityname='a' attribute='createdon' operator='today'/></filter>" COMPANY (
               "link-type='outer' alias='a'/>")),
      "lastname", "Abel;Bach;Cohn" },
  };

  check_cases (self, "contacts", cases, G_N_ELEMENTS (cases));
}

/* Columns compared with columns, of one row and of two. */
static void
test_columns_compared (FetchFixture *self, gconstpointer data)
{
#define COMPARED(condition)                                                                        \
  FETCH ("<attribute name='lastname'/><order attribute='lastname'/><filter>" OURS condition        \
         "</filter>" COMPANY ("link-type='outer' alias='a'/>"))
  static const Case cases[] = {
    { COMPARED ("<condition attribute='lastname' operator='eq' valueof='fullname'/>"), "lastname",
      "Abel;Bach;Cohn;Dach & Co" },
    { COMPARED ("<condition attribute='jobtitle' operator='lt' valueof='lastname'/>"), "lastname",
      "" },
    { COMPARED ("<condition attribute='contactid' operator='eq' valueof='a.primarycontactid'/>"),
      "lastname", "Abel;Bach" },
    { COMPARED ("<condition attribute='lastname' operator='gt' valueof='a.name'/>"), "lastname",
      "" },
    { COMPARED ("<condition entityname='a' attribute='name' operator='gt' "
                "valueof='a.telephone1'/>"),
      "lastname", "" },
  };

  check_cases (self, "contacts", cases, G_N_ELEMENTS (cases));
}

/* “Select columns using FetchXml”, the answer's form: what has a name of its own says whose value
 * it is, and nothing about navigation; what has no value is left out. */
static void
test_shape (FetchFixture *self, gconstpointer data)
{
  JsonArray *rows =
    fetch_fixture_read (self, "contacts",
                        FETCH (
                          "<attribute name='ownerid' alias='who'/><attribute name='gendercode' "
                          "alias='sex'/><attribute name='birthdate'/><order "
                          "attribute='lastname'/>" OUR_FILTER COMPANY (
                            "link-type='outer' alias='a'><attribute name='primarycontactid'/>"
                            "</link-entity>")));
  JsonObject *first = json_array_get_object_element (rows, 0);
  JsonObject *last = json_array_get_object_element (rows, 3);

#define ASSERT_MEMBER(name, value)                                                                 \
  g_assert_cmpstr (json_object_get_string_member (first, name), ==, value)
  ASSERT_MEMBER ("a.primarycontactid", "00000000-0000-0000-0000-000000000001");
  ASSERT_MEMBER ("a.primarycontactid@OData.Community.Display.V1.AttributeName", "primarycontactid");
  ASSERT_MEMBER ("a.primarycontactid@OData.Community.Display.V1.FormattedValue", "Abel");
  ASSERT_MEMBER ("a.primarycontactid@Microsoft.Dynamics.CRM.lookuplogicalname", "contact");
  ASSERT_MEMBER ("sex@OData.Community.Display.V1.AttributeName", "gendercode");
  ASSERT_MEMBER ("sex@OData.Community.Display.V1.FormattedValue", "Male");
  ASSERT_MEMBER ("who@Microsoft.Dynamics.CRM.lookuplogicalname", "systemuser");
  ASSERT_MEMBER ("contactid", "00000000-0000-0000-0000-000000000001");
#undef ASSERT_MEMBER
  g_assert_false (
    json_object_has_member (first, "who@Microsoft.Dynamics.CRM.associatednavigationproperty"));
  g_assert_false (
    json_object_has_member (first, "birthdate@OData.Community.Display.V1.AttributeName"));
  g_assert_true (
    g_str_has_suffix (json_object_get_string_member (self->answer.object, "@odata.context"),
                      "$metadata#contacts(ownerid,gendercode,birthdate)"));
  g_assert_false (json_object_has_member (last, "sex"));
  g_assert_false (json_object_has_member (last, "a.primarycontactid"));
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

  return g_markup_escape_text (twice, -1);
}

/* A page may end between two rows that a join makes of one; counted, too. */
static void
test_pages (FetchFixture *self, gconstpointer data)
{
  static const char *const pages[] = { "North|Abel", "North|Cohn", "South|Bach" };
  g_autofree char         *cookie = g_strdup ("");

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      gboolean         last = i + 1 == G_N_ELEMENTS (pages);
      g_autofree char *xml = g_strdup_printf (
        "<fetch count='1' page='%u' returntotalrecordcount='1' paging-cookie=\"%s\"><entity "
        "name='account'><attribute name='name'/><order attribute='name'/><link-entity "
        "name='contact' from='parentcustomerid' to='accountid' alias='c'><attribute "
        "name='lastname'/>" OUR_FILTER "</link-entity></entity></fetch>",
        i + 1, cookie);
      g_autofree char *text = fetch_fixture_read_text (self, "accounts", xml, "name,c.lastname");

      g_assert_cmpstr (text, ==, pages[i]);
      g_assert_cmpint (json_object_get_int_member (self->answer.object, "@odata.count"), ==, 3);
      g_assert_cmpint (json_object_has_member (self->answer.object, COOKIE), ==, !last);
      g_free (cookie);
      cookie = last ? g_strdup ("") : read_cookie (self);
    }
}

/* Ordered by a link there is no cookie: pages are counted. */
static void
test_pages_without_cookie (FetchFixture *self, gconstpointer data)
{
  static const char *const pages[] = { "Bach", "Abel", "Cohn" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *xml = g_strdup_printf (
        "<fetch count='1' page='%u'><entity name='contact'><attribute name='lastname'/><order "
        "entityname='a' attribute='name' descending='1'/><order attribute='lastname'/>" OUR_FILTER
          COMPANY ("alias='a'/>") "</entity></fetch>",
        i + 1);
      g_autofree char *text = fetch_fixture_read_text (self, "contacts", xml, "lastname");

      g_assert_cmpstr (text, ==, pages[i]);
      g_assert_false (json_object_has_member (self->answer.object, COOKIE));
      g_assert_cmpint (json_object_get_boolean_member (self->answer.object,
                                                       "@Microsoft.Dynamics.CRM.morerecords"),
                       ==, i + 1 < G_N_ELEMENTS (pages));
    }
}

static const struct
{
  const char *xml;
  guint       status;
  const char *code;
  const char *part;
} refused[] = {
  { FETCH ("<link-entity from='accountid' to='parentcustomerid'/>"), 400, "0x80040201", "'name'" },
  { FETCH ("<link-entity name='nosuch' from='a' to='b'/>"), 400, "0x80041102", "'nosuch'" },
  { FETCH ("<link-entity name='account' from='nosuch' to='contactid'/>"), 400, "0x80041103",
    "'nosuch'" },
  { FETCH ("<link-entity name='account' from='accountid' to='nosuch'/>"), 400, "0x80041103",
    "'contact' entity" },
  { FETCH ("<link-entity name='account' from='accountid' to='lastname'/>"), 400, "0x80040203",
    "one type" },
  { FETCH ("<link-entity name='account'/>"), 400, "0x80041102", "contact and account" },
  { FETCH ("<link-entity name='team'/>"), 400, "0x80041102", "contact and team" },
  { FETCH ("<link-entity name='account' to='lastname'/>"), 400, "0x80041102", "relationship" },
  { FETCH ("<link-entity name='account' from='name'/>"), 400, "0x80041102", "relationship" },
  { FETCH ("<link-entity name='msdynmkt_pushmobiledevice' to='contactid'/>"), 400, "0x80041102",
    "relationship" },
  { FETCH ("<link-entity name='account' from='nosuch'/>"), 400, "0x80041103", "'nosuch'" },
  { FETCH ("<link-entity name='account' to='nosuch'/>"), 400, "0x80041103", "'contact' entity" },
  { FETCH (COMPANY ("link-type='full'/>")), 400, "0x80040201", "full" },
  { FETCH (COMPANY ("link-type='any'/>")), 400, "0x80040201", "outside of" },
  { FETCH ("<filter>" COMPANY ("link-type='inner'/>") "</filter>"), 400, "0x80040201", "in a" },
  { FETCH ("<filter>" COMPANY ("/>") "</filter>"), 400, "0x80040201", "inner" },
  { FETCH ("<filter>" COMPANY ("link-type='matchfirstrowusingcrossapply'/>") "</filter>"), 400,
    "0x80040201", "in a" },
  { FETCH (COMPANY ("enableprefiltering='1'/>")), 501, "0x80060888", "enableprefiltering" },
  { FETCH (COMPANY ("link-type='exists'>") NAME "</link-entity>"), 400, "0x80040203",
    "'attribute'" },
  { FETCH (COMPANY ("link-type='in'><order attribute='name'/></link-entity>")), 400, "0x80040203",
    "'order'" },
  { FETCH ("<filter>" COMPANY ("link-type='any'>") NAME "</link-entity></filter>"), 400,
    "0x80040203", "'attribute'" },
  { FETCH (COMPANY ("alias='a b'/>")), 400, "0x80041109", "a b" },
  { FETCH (COMPANY ("alias='1a'/>")), 400, "0x80041109", "1a" },
  { FETCH (COMPANY ("alias='a'/>") PRIMARY ("alias='a'/>")), 400, "0x80041109", "not unique" },
  { FETCH ("<attribute name='lastname' alias='x'/><attribute name='fullname' alias='x'/>"), 400,
    "0x80041109", "not unique" },
  { FETCH ("<attribute name='lastname' alias='a.b'/>"), 400, "0x80041109", "a.b" },
  { FETCH ("<order entityname='nosuch' attribute='name'/>"), 400, "0x80041126", "'nosuch'" },
  { FETCH ("<order alias='lastname'/>"), 400, "0x8004110a", "'lastname'" },
  { FETCH ("<filter><condition entityname='x' attribute='name' operator='null'/></filter>"), 400,
    "0x80041126", "'x'" },
  { FETCH (
      "<filter><condition entityname='a' attribute='lastname' operator='null'/></filter>" COMPANY (
        "alias='a'/>")),
    400, "0x80041103", "'account' entity" },
  { FETCH ("<filter><condition attribute='lastname' operator='eq' valueof='nosuch'/></filter>"),
    400, "0x80041103", "'nosuch'" },
  { FETCH ("<filter><condition attribute='lastname' operator='eq' valueof='x.name'/></filter>"),
    400, "0x80041126", "'x'" },
  { FETCH ("<filter><condition attribute='lastname' operator='eq' valueof='statecode'/></filter>"),
    400, "0x80040203", "one type" },
  { FETCH ("<filter><condition attribute='lastname' operator='like' valueof='fullname'/>"
           "</filter>"),
    400, "0x80040203", "'valueof'" },
  { FETCH ("<filter><condition attribute='lastname' operator='eq' value='x' valueof='fullname'/>"
           "</filter>"),
    400, "0x80040203", "'valueof'" },
  { FETCH (COMPANY ("alias='a'><filter><condition attribute='name' operator='eq' "
                    "valueof='b.name'/></filter></link-entity>") PRIMARY ("alias='b'/>")),
    501, "0x80060888", "comes after" },
  { FETCH ("<filter>" COMPANY (
      "link-type='any' alias='inside'/>") "<condition "
                                          "entityname='inside' attribute='name' "
                                          "operator='null'/></filter>"),
    400, "0x80041126", "'inside'" },
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

/* “Join tables using FetchXml”: 15 links and no more. */
static void
test_limit (FetchFixture *self, gconstpointer data)
{
  for (guint n = 15; n <= 16; n++)
    {
      g_autoptr (GString) xml = g_string_new ("<fetch><entity name='contact'>");

      for (guint i = 0; i < n; i++)
        g_string_append (xml, COMPANY ("link-type='outer'/>"));
      g_string_append (xml, "</entity></fetch>");
      fetch_fixture_send (self, NULL, "contacts", xml->str);
      if (n == 15)
        g_assert_cmpuint (self->answer.status, ==, 200);
    }
  emulator_answer_assert_error (&self->answer, 400, "0x8004430d", "exceeded");
}

/* A join that multiplies rows without end is given up, and what comes next is answered. */
static void
test_too_much_work (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GString) xml = g_string_new ("<fetch><entity name='privilege'>");

  for (guint i = 0; i < 5; i++)
    g_string_append_printf (xml,
                            "<link-entity name='privilege' from='canbelocal' to='canbelocal' "
                            "alias='p%u'><order attribute='accessright'/></link-entity>",
                            i);
  g_string_append (xml, "</entity></fetch>");
  fetch_fixture_send (self, NULL, "privileges", xml->str);
  emulator_answer_assert_error (&self->answer, 400, "0x80044151", "timeout");
  fetch_fixture_read (self, "contacts", FETCH (OUR_CONTACTS));
}

/* User 2 sees own rows only: another's account is none, and a table that he may not read at all is
 * refused. */
static void
test_rights (FetchFixture *self, gconstpointer data)
{
  static const char xml[] =
    "<fetch><entity name='systemuser'><attribute name='domainname'/>"
    "<link-entity name='contact' from='ownerid' to='systemuserid' "
    "alias='c'><attribute name='lastname'/>" OUR_FILTER "</link-entity></entity></fetch>";

  fetch_fixture_send (self, NULL, "systemusers", xml);
  g_assert_nonnull (strstr (self->answer.text, "Abel"));
  fetch_fixture_send (self, "2", "systemusers", xml);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_null (strstr (self->answer.text, "Abel"));
  fetch_fixture_send (self, "2", "contacts",
                      FETCH ("<link-entity name='msdynmkt_pushmobiledevice' from='createdby' "
                             "to='createdby'/>"));
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvRead");
}

#define ADD(path, func)                                                                            \
  g_test_add (path, FetchFixture, NULL, fetch_fixture_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/fetch-joins/links", test_links);
  ADD ("/emulator/fetch-joins/many", test_many);
  ADD ("/emulator/fetch-joins/untold", test_untold);
  ADD ("/emulator/fetch-joins/rules", test_rules);
  ADD ("/emulator/fetch-joins/columns-compared", test_columns_compared);
  ADD ("/emulator/fetch-joins/shape", test_shape);
  ADD ("/emulator/fetch-joins/pages", test_pages);
  ADD ("/emulator/fetch-joins/pages-without-cookie", test_pages_without_cookie);
  ADD ("/emulator/fetch-joins/refused", test_refused);
  ADD ("/emulator/fetch-joins/limit", test_limit);
  ADD ("/emulator/fetch-joins/too-much-work", test_too_much_work);
  ADD ("/emulator/fetch-joins/rights", test_rights);
  return g_test_run ();
}
