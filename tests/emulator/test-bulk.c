/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CreateMultiple and its siblings: whole on standard tables, row by row on elastic ones. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

#define ANY_ID "00000000-0000-4000-a000-000000000001"
#define OTHER_ID "00000000-0000-4000-a000-000000000002"
#define MISSING_ID "00000000-0000-4000-a000-00000000ffff"
#define ACCOUNT "\"@odata.type\":\"Microsoft.Dynamics.CRM.account\""
#define NOTE "\"@odata.type\":\"#Microsoft.Dynamics.CRM.appnotification\""
#define DETAILS "@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails"

typedef EmulatorTest Fixture;

static guint
post (Fixture *self, const char *target, const char *targets)
{
  const char *const headers[] = {
    "Prefer: odata.include-annotations=\"Microsoft.PowerApps.CDS.ErrorDetails.*\"", NULL
  };
  g_autofree char *body = g_strdup_printf ("{\"Targets\":[%s]}", targets);

  emulator_fixture_send (&self->base, "POST", target, headers, body, &self->answer);
  g_test_message ("%s %s: %u %s", target, targets, self->answer.status, self->answer.text);
  return self->answer.status;
}

static gint64
count (Fixture *self, const char *target)
{
  EmulatorAnswer answer = { 0 };
  gint64         n;

  emulator_fixture_read (&self->base, target, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  n = json_array_get_length (json_object_get_array_member (answer.object, "value"));
  emulator_answer_clear (&answer);
  return n;
}

static void
test_create (Fixture *self, gconstpointer data)
{
  JsonArray *ids;

  g_assert_cmpuint (post (self, "accounts/Microsoft.Dynamics.CRM.CreateMultiple",
                          "{" ACCOUNT ",\"name\":\"Bulk\",\"accountid\":\"" ANY_ID "\"},"
                          "{" ACCOUNT ",\"name\":\"Bulk\"}"),
                    ==, 200);
  ids = json_object_get_array_member (self->answer.object, "Ids");
  g_assert_cmpuint (json_array_get_length (ids), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (ids, 0), ==, ANY_ID);
  g_assert_true (
    g_str_has_suffix (json_object_get_string_member (self->answer.object, "@odata.context"),
                      "$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse"));
  g_assert_cmpint (count (self, "accounts?$filter=name eq 'Bulk'"), ==, 2);
}

static void
test_standard_is_whole (Fixture *self, gconstpointer data)
{
  post (self, "accounts/Microsoft.Dynamics.CRM.CreateMultiple",
        "{" ACCOUNT ",\"name\":\"Bulk\"},{" ACCOUNT ",\"nosuch\":1}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "nosuch");
  g_assert_null (strstr (self->answer.text, DETAILS));
  post (self, "accounts/Microsoft.Dynamics.CRM.UpsertMultiple",
        "{" ACCOUNT ",\"name\":\"Bulk\",\"accountid\":\"" ANY_ID "\"},{" ACCOUNT
        ",\"name\":\"x\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "accountid");
  g_assert_cmpint (count (self, "accounts?$filter=name eq 'Bulk'"), ==, 0);
}

static void
test_update_and_upsert (Fixture *self, gconstpointer data)
{
  JsonArray *results;

  g_assert_cmpuint (post (self, "accounts/Microsoft.Dynamics.CRM.UpsertMultiple",
                          "{" ACCOUNT ",\"name\":\"A\",\"accountid\":\"" ANY_ID "\"},"
                          "{" ACCOUNT ",\"name\":\"B\",\"@odata.id\":\"accounts(" OTHER_ID ")\"}"),
                    ==, 200);
  g_assert_cmpuint (post (self, "accounts/Microsoft.Dynamics.CRM.UpsertMultiple",
                          "{" ACCOUNT ",\"name\":\"C\",\"accountid\":\"" ANY_ID "\"}"),
                    ==, 200);
  results = json_object_get_array_member (self->answer.object, "Results");
  g_assert_false (
    json_object_get_boolean_member (json_array_get_object_element (results, 0), "RecordCreated"));
  g_assert_cmpstr (json_object_get_string_member (
                     json_object_get_object_member (json_array_get_object_element (results, 0),
                                                    "Target"),
                     "accountid"),
                   ==, ANY_ID);
  g_assert_cmpuint (post (self, "accounts/Microsoft.Dynamics.CRM.UpdateMultiple",
                          "{" ACCOUNT ",\"telephone1\":\"1\",\"accountid\":\"" ANY_ID "\"},"
                          "{" ACCOUNT ",\"telephone1\":\"1\",\"accountid\":\"" OTHER_ID "\"}"),
                    ==, 204);
  g_assert_cmpint (count (self, "accounts?$filter=telephone1 eq '1'"), ==, 2);
  post (self, "accounts/Microsoft.Dynamics.CRM.UpdateMultiple",
        "{" ACCOUNT ",\"telephone1\":\"2\",\"accountid\":\"" ANY_ID "\"},"
        "{" ACCOUNT ",\"telephone1\":\"2\",\"accountid\":\"" MISSING_ID "\"}");
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", MISSING_ID);
  g_assert_cmpint (count (self, "accounts?$filter=telephone1 eq '2'"), ==, 0);
}

static void
test_upsert_by_alternate_key (Fixture *self, gconstpointer data)
{
  static const char target[] =
    "{\"@odata.type\":\"Microsoft.Dynamics.CRM.appmodule\",\"name\":\"%s\","
    "\"@odata.id\":\"appmodules(uniquename='o''brien')\"}";

  for (guint i = 0; i < 2; i++)
    {
      g_auto (GStrv) parts = g_strsplit (target, "%s", 2);
      g_autofree char *body = g_strjoinv (i == 0 ? "First" : "Second", parts);

      g_assert_cmpuint (post (self, "appmodules/Microsoft.Dynamics.CRM.UpsertMultiple", body), ==,
                        200);
      g_assert_cmpint (json_object_get_boolean_member (
                         json_array_get_object_element (json_object_get_array_member (self->answer
                                                                                        .object,
                                                                                      "Results"),
                                                        0),
                         "RecordCreated"),
                       ==, i == 0);
    }
  g_assert_cmpint (count (self, "appmodules?$filter=uniquename eq 'o''brien' and name eq 'Second'"),
                   ==, 1);
}

static void
test_elastic_is_partial (Fixture *self, gconstpointer data)
{
  const char *details;

  post (self, "appnotifications/Microsoft.Dynamics.CRM.CreateMultiple",
        "{" NOTE ",\"title\":\"Good\",\"appnotificationid\":\"" ANY_ID "\"},"
        "{" NOTE ",\"title\":7},{" NOTE ",\"title\":\"Good\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "Edm.String");
  details =
    json_object_get_string_member (json_object_get_object_member (self->answer.object, "error"),
                                   DETAILS);
  g_assert_true (
    g_str_has_prefix (details,
                      "[{\"RequestIndex\":0,\"Id\":\"" ANY_ID "\",\"StatusCode\":200},"
                      "{\"RequestIndex\":1,\"Id\":\"00000000-0000-0000-0000-000000000000\","
                      "\"StatusCode\":400},{\"RequestIndex\":2,"));
  g_assert_cmpint (count (self, "appnotifications?$filter=title eq 'Good'"), ==, 2);
}

static void
test_delete (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (post (self, "appnotifications/Microsoft.Dynamics.CRM.CreateMultiple",
                          "{" NOTE ",\"title\":\"x\",\"appnotificationid\":\"" ANY_ID "\"},"
                          "{" NOTE ",\"title\":\"x\",\"appnotificationid\":\"" OTHER_ID "\"}"),
                    ==, 200);
  g_assert_true (g_str_has_prefix (soup_message_headers_get_one (soup_message_get_response_headers (
                                                                   self->answer.message),
                                                                 "x-ms-session-token"),
                                   "0:-1#"));
  post (self, "appnotifications/Microsoft.Dynamics.CRM.DeleteMultiple",
        "{" NOTE ",\"appnotificationid\":\"" ANY_ID "\",\"partitionid\":\"elsewhere\"}");
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", ANY_ID);
  g_assert_cmpuint (post (self, "appnotifications/Microsoft.Dynamics.CRM.DeleteMultiple",
                          "{" NOTE ",\"appnotificationid\":\"" ANY_ID "\"}"),
                    ==, 204);
  g_assert_cmpint (count (self, "appnotifications"), ==, 1);
  post (self, "appnotifications/Microsoft.Dynamics.CRM.DeleteMultiple",
        "{" NOTE ",\"appnotificationid\":\"" ANY_ID "\"},"
        "{" NOTE ",\"appnotificationid\":\"" OTHER_ID "\"}");
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", ANY_ID);
  g_assert_cmpint (count (self, "appnotifications"), ==, 0);
  post (self, "accounts/Microsoft.Dynamics.CRM.DeleteMultiple",
        "{" ACCOUNT ",\"accountid\":\"" ANY_ID "\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80040203",
                                "DeleteMultiple has not yet been implemented.");
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *body;
    const char *part;
  } cases[] = {
    { "{}", "Targets" },
    { "{\"Targets\":[]}", "at least one" },
    { "{\"Targets\":{}}", "Targets" },
    { "{\"targets\":[{" ACCOUNT "}]}", "Targets" },
    { "{\"Targets\":[{" ACCOUNT ",\"name\":\"x\"}],\"More\":1}", "Targets" },
    { "{\"Targets\":[7]}", "@odata.type" },
    { "{\"Targets\":[{\"name\":\"x\"}]}", "@odata.type" },
    { "{\"Targets\":[{" NOTE ",\"name\":\"x\"}]}", "Microsoft.Dynamics.CRM.account" },
    { "{\"Targets\":[{\"@odata.type\":7,\"name\":\"x\"}]}", "@odata.type" },
    { "[]", "object" },
    { "", "no body" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      emulator_fixture_send (&self->base, "POST", "accounts/Microsoft.Dynamics.CRM.CreateMultiple",
                             NULL, cases[i].body, &self->answer);
      emulator_answer_assert_error (&self->answer, 400, "0x80048d19", cases[i].part);
    }
  emulator_fixture_send (&self->base, "POST", "accounts/CreateMultiple", NULL, "{}", &self->answer);
  emulator_answer_assert_error (&self->answer, 404, "0x8006088a", "CreateMultiple");
  emulator_fixture_send (&self->base, "GET", "accounts/Microsoft.Dynamics.CRM.CreateMultiple", NULL,
                         NULL, &self->answer);
  emulator_answer_assert_error (&self->answer, 405, "0x80060888", "'GET'");
}

/* Address and table must fit. */
static void
test_wrong_addresses (Fixture *self, gconstpointer data)
{
  static const char *const targets[] = {
    "{" ACCOUNT ",\"name\":\"x\",\"@odata.id\":\"contacts(" ANY_ID ")\"}",
    "{" ACCOUNT ",\"name\":\"x\",\"@odata.id\":\"accounts\"}",
    "{" ACCOUNT ",\"name\":\"x\",\"accountid\":7}",
    "{" ACCOUNT ",\"name\":\"x\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      post (self, "accounts/Microsoft.Dynamics.CRM.UpsertMultiple", targets[i]);
      emulator_answer_assert_error (&self->answer, 400, "0x80048d19", NULL);
    }
  post (self, "accounts/Microsoft.Dynamics.CRM.UpsertMultiple",
        "{" ACCOUNT ",\"name\":\"x\",\"@odata.id\":\"accounts(name='x')\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", NULL);
}

static void
test_thousand (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) targets = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (targets, "%s{" ACCOUNT ",\"name\":\"Thousand\"}", i > 0 ? "," : "");
  g_assert_cmpuint (post (self, "accounts/Microsoft.Dynamics.CRM.CreateMultiple", targets->str), ==,
                    200);
  g_assert_cmpint (count (self, "accounts?$select=name&$filter=name eq 'Thousand'"), ==, 1000);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, Fixture, NULL, emulator_test_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/bulk/create", test_create);
  ADD ("/emulator/bulk/standard-is-whole", test_standard_is_whole);
  ADD ("/emulator/bulk/update-and-upsert", test_update_and_upsert);
  ADD ("/emulator/bulk/upsert-by-alternate-key", test_upsert_by_alternate_key);
  ADD ("/emulator/bulk/elastic-is-partial", test_elastic_is_partial);
  ADD ("/emulator/bulk/delete", test_delete);
  ADD ("/emulator/bulk/refused", test_refused);
  ADD ("/emulator/bulk/wrong-addresses", test_wrong_addresses);
  ADD ("/emulator/bulk/thousand", test_thousand);
  return g_test_run ();
}
