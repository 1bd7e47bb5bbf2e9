/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Web API does with headers and addresses that clients write in their own ways. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

#define ROW "systemusers(c00fdc15-3157-431c-a471-edffe3b512c2)" /* the administrator */

/* “Compose HTTP requests and handle errors”: the service speaks OData 4.0. */
static void
test_versions (EmulatorTest *self, gconstpointer data)
{
  static const struct
  {
    const char *header;
    guint       status;
  } cases[] = {
    { "OData-MaxVersion: 4.0", 200 },  { "OData-MaxVersion: 4.01", 200 },
    { "OData-MaxVersion: 5.0", 200 },  { "OData-MaxVersion: 4.0;NetFx", 200 },
    { "odata-maxversion: 4.0", 200 },  { "OData-MaxVersion: 3.0", 400 },
    { "OData-MaxVersion: 3.99", 400 }, { "OData-MaxVersion: x", 400 },
    { "OData-MaxVersion: 4.0x", 400 }, { "OData-MaxVersion: inf", 400 },
    { "OData-MaxVersion: -4", 400 },   { "OData-Version: 4.0", 200 },
    { "OData-Version: 4.01", 200 },    { "OData-Version: 3.0", 400 },
    { "OData-Version: 5.0", 400 },     { "OData-Version: 4.0 4.0", 400 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      emulator_test_send (self, "GET", "contacts?$select=fullname&$top=1", cases[i].header, NULL);
      if (cases[i].status == 200)
        g_assert_cmpuint (self->answer.status, ==, 200);
      else
        emulator_answer_assert_error (&self->answer, 400, "0x80060888", "OData 4.0");
    }
}

/* The answer says what was applied, and only that: never more than a page of the table has. */
static void
test_applied (EmulatorTest *self, gconstpointer data)
{
  static const struct
  {
    const char *target;
    const char *preference;
    const char *applied; /* (nullable) */
  } cases[] = {
    { "contacts", "odata.maxpagesize=7", "odata.maxpagesize=7" },
    { "contacts", "odata.maxpagesize=5000", "odata.maxpagesize=5000" },
    { "contacts", "odata.maxpagesize=5001", "odata.maxpagesize=5000" },
    { "contacts", "odata.maxpagesize=9223372036854775807", "odata.maxpagesize=5000" },
    { "contacts", "odata.maxpagesize=99999999999999999999", NULL },
    { "contacts", "odata.maxpagesize=0", NULL },
    { "contacts", "odata.maxpagesize=-1", NULL },
    { "contacts", "odata.maxpagesize=7x", NULL },
    { "contacts", "odata.maxpagesize=", NULL },
    { "appnotifications", "odata.maxpagesize=501", "odata.maxpagesize=500" },
    { "contacts?fetchXml=<fetch%20count='1'><entity%20name='contact'/></fetch>",
      "odata.maxpagesize=7", NULL },
    { ROW, "odata.maxpagesize=7", NULL },
    { ROW "?$expand=systemuserroles_association($select=name)", "odata.maxpagesize=7", NULL },
    { ROW "?$expand=user_accounts($select=name;$expand=createdby)", "odata.maxpagesize=7",
      "odata.maxpagesize=7" },
    { ROW "/systemuserroles_association", "odata.maxpagesize=7", "odata.maxpagesize=7" },
    { ROW "/fullname", "odata.maxpagesize=7", NULL },
    { "WhoAmI", "odata.maxpagesize=7,odata.include-annotations=\"*\"",
      "odata.include-annotations=\"*\"" },
    { "EntityDefinitions?$select=LogicalName", "odata.maxpagesize=7", NULL },
    { "contacts?$apply=aggregate($count%20as%20n)", "odata.maxpagesize=7", NULL },
    { "contacts", "return=representation, odata.continue-on-error", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *header = g_strconcat ("Prefer: ", cases[i].preference, NULL);

      g_assert_cmpuint (emulator_test_send (self, "GET", cases[i].target, header, NULL), ==, 200);
      g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (
                                                       self->answer.message),
                                                     "Preference-Applied"),
                       ==, cases[i].applied);
    }
}

/* What a key may hold: all that can be encoded, in the path and behind an alias. */
static void
test_keys (EmulatorTest *self, gconstpointer data)
{
  static const char *const names[] = {
    "O'Brien", "a/b",  "50%",  "a+b", "a&b",   "a#b", "\u00fc \u00df", "a,b=c(d)", "@p",
    "a?b;",    "a\\b", "a\"b", "'",   "a%2Fb", "''",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (GStrv) parts = g_strsplit (names[i], "'", -1);
      g_autofree char *doubled = g_strjoinv ("''", parts);
      g_autofree char *encoded = g_uri_escape_string (doubled, NULL, FALSE);
      g_autofree char *path = g_strdup_printf ("settingdefinitions(uniquename='%s')", encoded);
      g_autofree char *alias =
        g_strdup_printf ("settingdefinitions(uniquename=@k)?@k='%s'", encoded);

      g_assert_cmpuint (emulator_test_send (self, "PATCH", path, NULL, "{\"displayname\":\"x\"}"),
                        ==, 204);
      g_assert_cmpuint (emulator_test_send (self, "GET", path, NULL, NULL), ==, 200);
      g_assert_cmpstr (json_object_get_string_member (self->answer.object, "uniquename"), ==,
                       names[i]);
      g_assert_cmpuint (emulator_test_send (self, "GET", alias, NULL, NULL), ==, 200);
      g_assert_cmpstr (json_object_get_string_member (self->answer.object, "uniquename"), ==,
                       names[i]);
    }
}

/* A URL above the service's limit is refused in its words, one at the limit is not. */
static void
test_long_address (EmulatorTest *self, gconstpointer data)
{
  const char      *path = strstr (self->base.api, "/api/");
  gsize            rest = 32768 - strlen (path) - strlen ("contacts?$top=1&@a=''");
  g_autofree char *filling = g_strnfill (rest, 'x');
  g_autofree char *longest = g_strdup_printf ("contacts?$top=1&@a='%s'", filling);
  g_autofree char *longer = g_strdup_printf ("contacts?$top=1&@a='x%s'", filling);

  g_assert_cmpuint (emulator_test_send (self, "GET", longest, NULL, NULL), ==, 200);
  emulator_test_send (self, "GET", longer, NULL, NULL);
  emulator_answer_assert_error (&self->answer, 414, "0x80060888", "32,768");
}

static const char *
get_header (EmulatorTest *self, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                       name);
}

#define INSTANCES "/api/discovery/v2.0/Instances"
#define ORIGIN "http://localhost:5173"

/* A browser asks what a page may send, and lets it read what it is allowed to, refusals too. */
static void
test_web_page (EmulatorTest *self, gconstpointer data)
{
  const char *const preflight[] = { "Authorization: ", "Origin: " ORIGIN,
                                    "Access-Control-Request-Method: PATCH",
                                    "Access-Control-Request-Headers: authorization,if-match",
                                    NULL };
  const char *const no_token[] = { "Authorization: ", "Origin: " ORIGIN, NULL };

  emulator_fixture_send (&self->base, "OPTIONS", ROW, preflight, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
  g_assert_cmpstr (get_header (self, "Access-Control-Allow-Origin"), ==, ORIGIN);
  g_assert_nonnull (strstr (get_header (self, "Access-Control-Allow-Methods"), "PATCH"));
  g_assert_cmpstr (get_header (self, "Access-Control-Allow-Headers"), ==, "authorization,if-match");
  g_assert_cmpstr (get_header (self, "Vary"), ==, "Origin");
  g_assert_cmpuint (emulator_test_send (self, "GET", ROW, "Origin: " ORIGIN, NULL), ==, 200);
  g_assert_cmpstr (get_header (self, "Access-Control-Allow-Origin"), ==, ORIGIN);
  g_assert_nonnull (strstr (get_header (self, "Access-Control-Expose-Headers"), "OData-EntityId"));
  emulator_fixture_send (&self->base, "GET", ROW, no_token, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 401);
  g_assert_cmpstr (get_header (self, "Access-Control-Allow-Origin"), ==, ORIGIN);
  emulator_fixture_send (&self->base, "OPTIONS", INSTANCES, preflight, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
  emulator_fixture_send (&self->base, "GET", INSTANCES, no_token, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 401);
  g_assert_cmpstr (get_header (self, "Access-Control-Allow-Origin"), ==, ORIGIN);
  emulator_fixture_send (&self->base, "OPTIONS", ROW, no_token, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 401);
  g_assert_cmpuint (emulator_test_send (self, "OPTIONS", ROW, NULL, NULL), ==, 405);
  g_assert_null (get_header (self, "Access-Control-Allow-Origin"));
  g_assert_null (get_header (self, "Vary"));
}

#define ADD(path, func)                                                                            \
  g_test_add (path, EmulatorTest, NULL, emulator_test_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/protocol/versions", test_versions);
  ADD ("/emulator/protocol/preferences-applied", test_applied);
  ADD ("/emulator/protocol/web-page", test_web_page);
  ADD ("/emulator/protocol/keys", test_keys);
  ADD ("/emulator/protocol/long-address", test_long_address);
  return g_test_run ();
}
