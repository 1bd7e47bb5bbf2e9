/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quick find filters of FetchXML and their limit: “About quick find queries”, read 2026-11. */
#include "config.h"

#include "fetch-fixture.h"

#include <string.h>

#define MOST_FOUND 10000
#define AT_ONCE 1000
#define LIKE(name, value) "<condition attribute='" name "' operator='like' value='" value "'/>"
#define FIND(attributes, content)                                                                  \
  "<fetch top='5'><entity name='contact'><attribute name='lastname'/><order "                      \
  "attribute='lastname'/>"                                                                         \
  "<filter type='or' " attributes ">" content "</filter>"
#define END "</entity></fetch>"
#define MANY LIKE ("lastname", "many%") LIKE ("firstname", "many%")

/* Rows are found as by any other filter, and the other filters still count. */
static void
test_found (FetchFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *xml;
    const char *names;
  } cases[] = {
    { FIND ("isquickfindfields='1'", LIKE ("lastname", "ab%") LIKE ("jobtitle", "teste%")) END,
      "Abel;Bach;Cohn;Dach & Co" },
    { FIND ("isquickfindfields='true'",
            LIKE ("lastname", "ab%") LIKE ("fullname", "%ach%")) "<filter>" OURS "</filter>" END,
      "Abel;Bach;Dach & Co" },
    { FIND ("isquickfindfields='1' overridequickfindrecordlimitenabled='1'",
            LIKE ("lastname", "ab%")) END,
      "Abel" },
    { FIND ("isquickfindfields='1'", "") "<filter>" OURS LIKE ("lastname", "c%") "</filter>" END,
      "Cohn" },
    { FIND ("isquickfindfields='0'",
            "<condition entityname='account' attribute='name' "
            "operator='like' value='No%'/>") "<filter>" OURS "</filter><link-entity name='account' "
                                             "to='parentcustomerid'/>" END,
      "Abel;Cohn" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *names = fetch_fixture_read_text (self, "contacts", cases[i].xml, "lastname");

      g_assert_cmpstr (names, ==, cases[i].names);
    }
}

static void
add_contacts (FetchFixture *self, guint n)
{
  g_autoptr (GString) body = g_string_new ("{\"Targets\":[");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (body,
                            "%s{\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\","
                            "\"lastname\":\"Many %u\"}",
                            i > 0 ? "," : "", i);
  g_string_append (body, "]}");
  emulator_fixture_send (&self->base, "POST", "contacts/Microsoft.Dynamics.CRM.CreateMultiple",
                         NULL, body->str, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 200);
}

/* Only the quick find filter counts, and what a caller may see does not. */
static void
test_limit (FetchFixture *self, gconstpointer data)
{
  static const char limited[] = FIND ("isquickfindfields='1'", MANY) END;
  static const char narrowed[] =
    FIND ("isquickfindfields='1'", MANY) "<filter>" LIKE ("lastname", "%7") "</filter>" END;
  static const char unlimited[] =
    FIND ("isquickfindfields='1' overridequickfindrecordlimitdisabled='1'", MANY) END;
  static const char both[] = FIND ("isquickfindfields='1' overridequickfindrecordlimitenabled='1' "
                                   "overridequickfindrecordlimitdisabled='1'",
                                   MANY) END;
  static const char none[] = FIND ("overridequickfindrecordlimitenabled='1'", MANY) END;

  for (guint n = 0; n < MOST_FOUND; n += AT_ONCE)
    add_contacts (self, AT_ONCE);
  fetch_fixture_send (self, NULL, "contacts", limited);
  g_assert_cmpuint (self->answer.status, ==, 200);
  add_contacts (self, 1);
  fetch_fixture_send (self, NULL, "contacts", limited);
  emulator_answer_assert_error (&self->answer, 400, "0x8004e024", "refine your query");
  fetch_fixture_send (self, NULL, "contacts", narrowed);
  emulator_answer_assert_error (&self->answer, 400, "0x8004e024", "refine your query");
  fetch_fixture_send (self, "2", "contacts", limited);
  emulator_answer_assert_error (&self->answer, 400, "0x8004e024", "refine your query");
  fetch_fixture_send (self, NULL, "contacts", both);
  emulator_answer_assert_error (&self->answer, 400, "0x8004e024", "refine your query");
  fetch_fixture_send (self, NULL, "contacts", unlimited);
  g_assert_cmpuint (self->answer.status, ==, 200);
  fetch_fixture_send (self, NULL, "contacts", none);
  g_assert_cmpuint (self->answer.status, ==, 200);
}

static void
test_refused (FetchFixture *self, gconstpointer data)
{
  static const struct
  {
    const char *xml;
    guint       status;
    const char *code;
    const char *part;
  } cases[] = {
    { FIND ("isquickfindfields='x'", MANY) END, 400, "0x80040201", "isquickfindfields" },
    { FIND ("overridequickfindrecordlimitdisabled='x'", MANY) END, 400, "0x80040201",
      "overridequickfindrecordlimitdisabled" },
    { FIND ("isquickfindfields='1'", LIKE ("nosuch", "x%")) END, 400, "0x80041103", "'nosuch'" },
    { FIND ("isquickfindfields='1'",
            "<filter><condition entityname='account' attribute='name' "
            "operator='like' value='x%'/></filter>") "<link-entity name='account' "
                                                     "to='parentcustomerid'/>" END,
      501, "0x80060888", "another table" },
    { FIND ("isquickfindfields='1'", "<condition attribute='lastname' operator='eq' "
                                     "valueof='a.name'/>") "<link-entity name='account' "
                                                           "to='parentcustomerid' alias='a'/>" END,
      501, "0x80060888", "another table" },
    { FIND ("isquickfindfields='1'", "<link-entity name='account' from='primarycontactid' "
                                     "to='contactid' link-type='any'/>") END,
      501, "0x80060888", "another table" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fetch_fixture_send (self, NULL, "contacts", cases[i].xml);
      emulator_answer_assert_error (&self->answer, cases[i].status, cases[i].code, cases[i].part);
    }
}

#define ADD(path, func)                                                                            \
  g_test_add (path, FetchFixture, NULL, fetch_fixture_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/fetch-quick-find/found", test_found);
  ADD ("/emulator/fetch-quick-find/limit", test_limit);
  ADD ("/emulator/fetch-quick-find/refused", test_refused);
  return g_test_run ();
}
