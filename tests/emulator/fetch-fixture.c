/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fetch-fixture.h"

#include "emulator/herald-emulator-stable-id.h"

static void
write_row (FetchFixture *self, const char *method, const char *target, const char *body)
{
  emulator_fixture_send (&self->base, method, target, NULL, body, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
}

#define CONTACT(n) "contacts(00000000-0000-0000-0000-00000000000" n ")"
#define ACCOUNT(n) "accounts(00000000-0000-0000-0000-0000000000a" n ")"

void
fetch_fixture_set_up (FetchFixture *self, gconstpointer data)
{
  emulator_test_set_up (self, data);
  write_row (self, "PATCH", CONTACT ("1"),
             "{\"jobtitle\":\"Tester\",\"lastname\":\"Abel\",\"gendercode\":1,"
             "\"importsequencenumber\":10,\"donotemail\":true,\"birthdate\":\"1990-02-03\"}");
  write_row (self, "PATCH", CONTACT ("2"),
             "{\"jobtitle\":\"Tester\",\"lastname\":\"Bach\",\"gendercode\":2,"
             "\"importsequencenumber\":20,\"donotemail\":false}");
  write_row (self, "PATCH", CONTACT ("3"),
             "{\"jobtitle\":\"Tester\",\"lastname\":\"Cohn\",\"gendercode\":2,"
             "\"importsequencenumber\":30,\"donotemail\":false,\"birthdate\":\"1990-12-31\"}");
  write_row (self, "PATCH", CONTACT ("4"),
             "{\"jobtitle\":\"Tester\",\"lastname\":\"Dach & Co\",\"donotemail\":false,"
             "\"birthdate\":\"2023-08-27\"}");
  write_row (self, "PATCH", ACCOUNT ("1"),
             "{\"name\":\"North\",\"primarycontactid@odata.bind\":\"/" CONTACT ("1") "\"}");
  write_row (self, "PATCH", ACCOUNT ("2"),
             "{\"name\":\"South\",\"primarycontactid@odata.bind\":\"/" CONTACT (
               "2") "\","
                    "\"parentaccountid@odata.bind\":\"/" ACCOUNT ("1") "\"}");
  write_row (self, "PATCH", CONTACT ("1"),
             "{\"parentcustomerid_account@odata.bind\":\"/" ACCOUNT ("1") "\"}");
  write_row (self, "PATCH", CONTACT ("2"),
             "{\"parentcustomerid_account@odata.bind\":\"/" ACCOUNT ("2") "\"}");
  write_row (self, "PATCH", CONTACT ("3"),
             "{\"parentcustomerid_account@odata.bind\":\"/" ACCOUNT ("1") "\"}");
}

void
fetch_fixture_send (FetchFixture *self, const char *caller, const char *set, const char *xml)
{
  g_autofree char  *encoded = g_uri_escape_string (xml, "='/", FALSE);
  g_autofree char  *target = g_strdup_printf ("%s?fetchXml=%s", set, encoded);
  g_autofree char  *id = herald_emulator_stable_id ("user", caller != NULL ? caller : "0");
  g_autofree char  *header = g_strconcat ("MSCRMCallerID: ", id, NULL);
  const char *const headers[] = { "Prefer: odata.include-annotations=\"*\"",
                                  caller != NULL ? header : NULL, NULL };

  emulator_fixture_send (&self->base, "GET", target, headers, NULL, &self->answer);
  g_test_message ("%s → %u %.400s", xml, self->answer.status, self->answer.text);
}

JsonArray *
fetch_fixture_read (FetchFixture *self, const char *set, const char *xml)
{
  fetch_fixture_send (self, NULL, set, xml);
  g_assert_cmpuint (self->answer.status, ==, 200);
  return json_object_get_array_member (self->answer.object, "value");
}

static void
append_member (GString *text, JsonObject *row, const char *name)
{
  JsonNode *node = json_object_get_member (row, name);

  if (node == NULL)
    g_string_append_c (text, '-');
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    g_string_append (text, json_node_get_string (node));
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT, json_node_get_int (node));
}

char *
fetch_fixture_read_text (FetchFixture *self, const char *set, const char *xml, const char *members)
{
  JsonArray *rows = fetch_fixture_read (self, set, xml);
  GString   *text = g_string_new (NULL);
  g_auto (GStrv) names = g_strsplit (members, ",", -1);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    for (gsize j = 0; names[j] != NULL; j++)
      {
        if (i > 0 || j > 0)
          g_string_append_c (text, j == 0 ? ';' : '|');
        append_member (text, json_array_get_object_element (rows, i), names[j]);
      }
  return g_string_free (text, FALSE);
}
