/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing rows: conditions, keys, links, related rows, properties, and what a body may hold. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

#define ANY_ID "00000000-0000-4000-a000-000000000001"
#define OTHER_ID "00000000-0000-4000-a000-000000000002"
#define MISSING_ID "00000000-0000-4000-a000-00000000ffff"

typedef EmulatorTest Fixture;

static const char *
get_header (Fixture *self, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                       name);
}

static void
assert_text (Fixture *self, const char *target, const char *member, const char *value)
{
  g_assert_cmpuint (emulator_test_send (self, "GET", target, NULL, NULL), ==, 200);
  g_assert_cmpstr (json_object_get_string_member_with_default (self->answer.object, member, NULL),
                   ==, value);
}

static void
make_account (Fixture *self, const char *id, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"accountid\":\"%s\",\"name\":\"%s\"}", id, name);

  g_assert_cmpuint (emulator_test_send (self, "POST", "accounts", NULL, body), ==, 204);
}

static void
make_contact (Fixture *self, const char *id, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"contactid\":\"%s\",\"lastname\":\"%s\"}", id, name);

  g_assert_cmpuint (emulator_test_send (self, "POST", "contacts", NULL, body), ==, 204);
}

static void
test_create_headers (Fixture *self, gconstpointer data)
{
  g_autofree char *address = g_strconcat (self->base.api, "accounts(" ANY_ID ")", NULL);

  make_account (self, ANY_ID, "One");
  g_assert_cmpstr (get_header (self, "OData-EntityId"), ==, address);
  g_assert_cmpstr (get_header (self, "Location"), ==, address);
  g_assert_cmpuint (emulator_test_send (self, "POST", "accounts?$select=name",
                                        "Prefer: return=representation", "{\"name\":\"Two\"}"),
                    ==, 201);
  g_assert_cmpstr (get_header (self, "Preference-Applied"), ==, "return=representation");
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "name"), ==, "Two");
  g_assert_false (json_object_has_member (self->answer.object, "telephone1"));
  g_assert_cmpuint (emulator_test_send (self, "POST", "accounts", "Prefer: return=minimal",
                                        "{\"name\":\"Three\"}"),
                    ==, 204);
  g_assert_cmpuint (emulator_test_send (self, "PATCH", "accounts(" ANY_ID ")?$select=name",
                                        "Prefer: return=representation", "{\"name\":\"Four\"}"),
                    ==, 200);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "name"), ==, "Four");
}

/* What is asked for wrongly is refused, and nothing is written. */
static void
test_wrong_select_writes_nothing (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (emulator_test_send (self, "POST", "accounts?$select=nosuch",
                                        "Prefer: return=representation",
                                        "{\"accountid\":\"" ANY_ID "\",\"name\":\"x\"}"),
                    ==, 400);
  g_assert_cmpuint (emulator_test_send (self, "GET", "accounts(" ANY_ID ")", NULL, NULL), ==, 404);
}

static void
test_upsert_conditions (Fixture *self, gconstpointer data)
{
  static const char target[] = "accounts(" ANY_ID ")";

  g_assert_cmpuint (emulator_test_send (self, "PATCH", target, "If-Match: *", "{\"name\":\"x\"}"),
                    ==, 404);
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", NULL);
  g_assert_cmpuint (emulator_test_send (self, "PATCH", target, "If-None-Match: *",
                                        "{\"name\":\"a\"}"),
                    ==, 204);
  g_assert_cmpuint (emulator_test_send (self, "PATCH", target, "If-None-Match: *",
                                        "{\"name\":\"b\"}"),
                    ==, 412);
  emulator_answer_assert_error (&self->answer, 412, "0x80040237", NULL);
  g_assert_cmpuint (emulator_test_send (self, "PATCH", target, "If-None-Match: null",
                                        "{\"name\":\"c\"}"),
                    ==, 204);
  g_assert_cmpuint (emulator_test_send (self, "PATCH", target, "If-Match: *",
                                        "{\"telephone1\":\"1\"}"),
                    ==, 204);
  assert_text (self, target, "name", "c");
}

static void
test_versions (Fixture *self, gconstpointer data)
{
  static const char target[] = "accounts(" ANY_ID ")";
  g_autofree char  *match = NULL;
  g_autofree char  *none_match = NULL;

  make_account (self, ANY_ID, "One");
  g_assert_cmpuint (emulator_test_send (self, "GET", target, NULL, NULL), ==, 200);
  g_assert_cmpstr (get_header (self, "ETag"), ==,
                   json_object_get_string_member (self->answer.object, "@odata.etag"));
  match = g_strconcat ("If-Match: ", get_header (self, "ETag"), NULL);
  none_match = g_strconcat ("If-None-Match: ", get_header (self, "ETag"), NULL);
  g_assert_cmpuint (emulator_test_send (self, "GET", target, none_match, NULL), ==, 304);
  g_assert_cmpuint (emulator_test_send (self, "GET", target, "If-None-Match: null", NULL), ==, 200);
  g_assert_cmpuint (emulator_test_send (self, "PATCH", target, match, "{\"name\":\"Two\"}"), ==,
                    204);
  g_assert_cmpuint (emulator_test_send (self, "GET", target, none_match, NULL), ==, 200);
  emulator_test_send (self, "PATCH", target, match, "{\"name\":\"Three\"}");
  emulator_answer_assert_error (&self->answer, 412, "0x80060882", NULL);
  emulator_test_send (self, "DELETE", target, match, NULL);
  emulator_answer_assert_error (&self->answer, 412, "0x80060882", NULL);
  emulator_test_send (self, "PUT", "accounts(" ANY_ID ")/name", match, "{\"value\":\"Four\"}");
  emulator_answer_assert_error (&self->answer, 412, "0x80060882", NULL);
  assert_text (self, target, "name", "Two");
  g_assert_cmpuint (emulator_test_send (self, "DELETE", target, "If-Match: *", NULL), ==, 204);
  g_assert_cmpuint (emulator_test_send (self, "DELETE", target, "If-Match: *", NULL), ==, 404);
}

/* Annotations and related rows come with the row, whatever the caller has. */
static void
test_unchanged_with_annotations (Fixture *self, gconstpointer data)
{
  const char      *headers[] = { NULL, "Prefer: odata.include-annotations=\"*\"", NULL };
  g_autofree char *none_match = NULL;

  make_account (self, ANY_ID, "One");
  emulator_test_send (self, "GET", "accounts(" ANY_ID ")", NULL, NULL);
  none_match = g_strconcat ("If-None-Match: ", get_header (self, "ETag"), NULL);
  headers[0] = none_match;
  emulator_fixture_send (&self->base, "GET", "accounts(" ANY_ID ")", headers, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpuint (emulator_test_send (self, "GET",
                                        "accounts(" ANY_ID ")?$expand=ownerid($select=fullname)",
                                        none_match, NULL),
                    ==, 200);
  g_assert_cmpuint (emulator_test_send (self, "GET", "accounts(" ANY_ID ")", none_match, NULL), ==,
                    304);
}

static void
test_malformed_etags (Fixture *self, gconstpointer data)
{
  static const char *const values[] = { "1",
                                        "W/1",
                                        "W/\"\"",
                                        "W/\"x\"",
                                        "\"",
                                        "W/\"-1\"",
                                        "W/\"1\", W/\"2\"",
                                        "w/\"1\"",
                                        "W/\"99999999999999999999\"" };

  make_account (self, ANY_ID, "One");
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *match = g_strconcat ("If-Match: ", values[i], NULL);
      g_autofree char *none_match = g_strconcat ("If-None-Match: ", values[i], NULL);

      emulator_test_send (self, "PATCH", "accounts(" ANY_ID ")", match, "{\"name\":\"x\"}");
      emulator_answer_assert_error (&self->answer, 400, "0x80060888", "If-Match");
      emulator_test_send (self, "GET", "accounts(" ANY_ID ")", none_match, NULL);
      emulator_answer_assert_error (&self->answer, 400, "0x80060888", "If-None-Match");
    }
  assert_text (self, "accounts(" ANY_ID ")", "name", "One");
}

static void
test_alternate_key (Fixture *self, gconstpointer data)
{
  static const char target[] = "appmodules(uniquename='o''brien%20%26%20co')";
  g_autofree char  *address = NULL;

  emulator_test_send (self, "PATCH", target, "If-Match: *", "{\"name\":\"x\"}");
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", "specified key values");
  g_assert_cmpuint (emulator_test_send (self, "PATCH", target, NULL,
                                        "{\"name\":\"App\",\"clienttype\":4}"),
                    ==, 204);
  address = g_strdup (get_header (self, "OData-EntityId"));
  assert_text (self, address, "uniquename", "o'brien & co");
  g_assert_cmpuint (emulator_test_send (self, "PATCH", target, NULL, "{\"name\":\"Renamed\"}"), ==,
                    204);
  g_assert_cmpstr (get_header (self, "OData-EntityId"), ==, address);
  assert_text (self, target, "name", "Renamed");
  /* What may not stand in a path may stand behind an alias. */
  g_assert_cmpuint (emulator_test_send (self, "PATCH", "appmodules(uniquename=@p)?@p='a/b''c'",
                                        NULL, "{\"name\":\"Aliased\"}"),
                    ==, 204);
  assert_text (self, "appmodules(uniquename=@p)?@p='a%2Fb''c'", "uniquename", "a/b'c");
  emulator_test_send (self, "PATCH", target, "If-None-Match: *", "{\"name\":\"x\"}");
  emulator_answer_assert_error (&self->answer, 412, "0x80040237", NULL);
  emulator_test_send (self, "POST", "appmodules", NULL,
                      "{\"name\":\"x\",\"uniquename\":\"o'brien & co\"}");
  emulator_answer_assert_error (&self->answer, 412, "0x80060892", NULL);
  emulator_test_send (self, "PATCH", "appmodules(name='x')", NULL, "{\"name\":\"x\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", NULL);
  g_assert_cmpuint (emulator_test_send (self, "DELETE", target, NULL, NULL), ==, 204);
  g_assert_cmpuint (emulator_test_send (self, "DELETE", target, NULL, NULL), ==, 404);
}

static void
test_bind (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *format;
    guint       status;
    const char *code;
  } cases[] = {
    { "/accounts(" ANY_ID ")", 204, NULL },
    { "accounts(" ANY_ID ")", 204, NULL },
    { "/api/data/v9.2/accounts(" ANY_ID ")", 204, NULL },
    { "%saccounts(" ANY_ID ")", 204, NULL },
    { "/accounts(accountid=" ANY_ID ")", 204, NULL },
    { "/contacts(" ANY_ID ")", 404, "0x80040217" },
    { "/accounts(" MISSING_ID ")", 404, "0x80040217" },
    { "/nosuch(" ANY_ID ")", 404, "0x8006088a" },
    { "https://contoso.crm.dynamics.com/api/data/v9.2/accounts(" ANY_ID ")", 400, "0x80048d19" },
    { "/accounts", 400, "0x80048d19" },
    { "/accounts()", 400, "0x80048d19" },
    { "/accounts(" ANY_ID ")/name", 400, "0x80048d19" },
    { "/accounts(name='x')", 400, "0x80060888" },
    { ANY_ID, 400, "0x80048d19" },
    { "", 400, "0x80048d19" },
  };

  make_account (self, ANY_ID, "One");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit (cases[i].format, "%s", 2);
      g_autofree char *reference = g_strjoinv (self->base.api, parts);
      g_autofree char *body =
        g_strdup_printf ("{\"lastname\":\"x\",\"parentcustomerid_account@odata.bind\":\"%s\"}",
                         reference);

      g_assert_cmpuint (emulator_test_send (self, "POST", "contacts", NULL, body), ==,
                        cases[i].status);
      if (cases[i].code != NULL)
        emulator_answer_assert_error (&self->answer, cases[i].status, cases[i].code, NULL);
    }
}

static void
test_bind_rules (Fixture *self, gconstpointer data)
{
  g_autofree char *app = NULL;

  make_account (self, ANY_ID, "One");
  make_contact (self, OTHER_ID, "Two");
  /* A property that leads to the other table, and one that leads nowhere. */
  emulator_test_send (self, "POST", "contacts", NULL,
                      "{\"parentcustomerid_contact@odata.bind\":\"/accounts(" ANY_ID ")\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "parentcustomerid_contact");
  emulator_test_send (self, "POST", "contacts", NULL,
                      "{\"ParentCustomerId_account@odata.bind\":\"/accounts(" ANY_ID ")\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "undeclared property");
  emulator_test_send (self, "POST", "contacts", NULL,
                      "{\"parentcustomerid_account@odata.bind\":7}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", NULL);
  emulator_test_send (self, "POST", "contacts", NULL,
                      "{\"_parentcustomerid_value\":\"" ANY_ID "\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "Navigation");
  /* By alternate key. */
  app = g_strdup_printf ("{\"uniquename\":\"k\",\"name\":\"k\"}");
  g_assert_cmpuint (emulator_test_send (self, "POST", "appmodules", NULL, app), ==, 204);
  g_assert_cmpuint (emulator_test_send (self, "POST", "appnotifications", NULL,
                                        "{\"title\":\"x\",\"appmoduleid@odata.bind\":\"/"
                                        "appmodules(uniquename='k')\"}"),
                    ==, 204);
}

static void
test_clearing_lookups (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *method;
    const char *target;
    const char *body;
  } cases[] = {
    { "PATCH", "contacts(" OTHER_ID ")", "{\"parentcustomerid_account@odata.bind\":null}" },
    { "PATCH", "contacts(" OTHER_ID ")", "{\"parentcustomerid_account\":null}" },
    { "DELETE", "contacts(" OTHER_ID ")/parentcustomerid_account/$ref", NULL },
    { "DELETE", "accounts(" ANY_ID ")/contact_customer_accounts(" OTHER_ID ")/$ref", NULL },
    { "DELETE", "accounts(" ANY_ID ")/contact_customer_accounts/$ref?$id=contacts(" OTHER_ID ")",
      NULL },
    { "DELETE",
      "accounts(" ANY_ID ")/contact_customer_accounts/$ref?%24id=%2Fcontacts(" OTHER_ID ")", NULL },
  };

  make_account (self, ANY_ID, "One");
  make_contact (self, OTHER_ID, "Two");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (emulator_test_send (self, "PUT",
                                            "contacts(" OTHER_ID ")/parentcustomerid_account/$ref",
                                            NULL, "{\"@odata.id\":\"accounts(" ANY_ID ")\"}"),
                        ==, 204);
      assert_text (self, "contacts(" OTHER_ID ")", "_parentcustomerid_value", ANY_ID);
      g_assert_cmpuint (emulator_test_send (self, cases[i].method, cases[i].target, NULL,
                                            cases[i].body),
                        ==, 204);
      assert_text (self, "contacts(" OTHER_ID ")", "_parentcustomerid_value", NULL);
    }
}

static void
test_collection_links (Fixture *self, gconstpointer data)
{
  static const char links[] = "accounts(" ANY_ID ")/contact_customer_accounts/$ref";

  make_account (self, ANY_ID, "One");
  make_contact (self, OTHER_ID, "Two");
  g_assert_cmpuint (emulator_test_send (self, "POST", links, NULL,
                                        "{\"@odata.id\":\"contacts(" OTHER_ID ")\"}"),
                    ==, 204);
  assert_text (self, "contacts(" OTHER_ID ")", "_parentcustomerid_value", ANY_ID);
  emulator_test_send (self, "POST", links, NULL, "{\"@odata.id\":\"accounts(" ANY_ID ")\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "contact_customer_accounts");
  emulator_test_send (self, "POST", links, NULL, "{\"id\":\"contacts(" OTHER_ID ")\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "@odata.id");
  emulator_test_send (self, "POST", links, NULL, "{\"@odata.id\":\"contacts(" MISSING_ID ")\"}");
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", NULL);
  emulator_test_send (self, "PUT", links, NULL, "{\"@odata.id\":\"contacts(" OTHER_ID ")\"}");
  g_assert_cmpuint (self->answer.status, ==, 405);
  emulator_test_send (self, "POST", "contacts(" OTHER_ID ")/parentcustomerid_account/$ref", NULL,
                      "{\"@odata.id\":\"accounts(" ANY_ID ")\"}");
  g_assert_cmpuint (self->answer.status, ==, 405);
  emulator_test_send (self, "DELETE", links, NULL, NULL);
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", "$id");
  emulator_test_send (self, "POST", "accounts(" MISSING_ID ")/contact_customer_accounts/$ref", NULL,
                      "{\"@odata.id\":\"contacts(" OTHER_ID ")\"}");
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", NULL);
  emulator_test_send (self, "POST", "accounts(" ANY_ID ")/nosuch/$ref", NULL,
                      "{\"@odata.id\":\"contacts(" OTHER_ID ")\"}");
  emulator_answer_assert_error (&self->answer, 404, "0x8006088a", "nosuch");
  emulator_test_send (self, "POST", "contacts(" OTHER_ID ")/contact_customer_accounts/$ref", NULL,
                      NULL);
  g_assert_cmpuint (self->answer.status, ==, 404);
}

static gint64
count_members (Fixture *self, const char *team)
{
  g_autofree char *target = g_strdup_printf ("teammemberships?$filter=teamid eq %s", team);

  g_assert_cmpuint (emulator_test_send (self, "GET", target, NULL, NULL), ==, 200);
  return json_array_get_length (json_object_get_array_member (self->answer.object, "value"));
}

static void
test_many_to_many (Fixture *self, gconstpointer data)
{
  static const char links[] = "teams(" ANY_ID ")/teammembership_association/$ref";
  const char       *user = emulator_fixture_get (&self->base, "userId");
  g_autofree char  *body = g_strdup_printf ("{\"@odata.id\":\"systemusers(%s)\"}", user);
  g_autofree char  *leave =
    g_strdup_printf ("systemusers(%s)/teammembership_association(" ANY_ID ")/$ref", user);

  g_assert_cmpuint (emulator_test_send (self, "POST", "teams", NULL,
                                        "{\"teamid\":\"" ANY_ID "\",\"name\":\"Crew\"}"),
                    ==, 204);
  g_assert_cmpuint (emulator_test_send (self, "POST", links, NULL, body), ==, 204);
  g_assert_cmpint (count_members (self, ANY_ID), ==, 1);
  g_assert_cmpuint (emulator_test_send (self, "POST", links, NULL, body), ==, 412);
  g_assert_cmpuint (emulator_test_send (self, "DELETE", leave, NULL, NULL), ==, 204);
  g_assert_cmpint (count_members (self, ANY_ID), ==, 0);
  g_assert_cmpuint (emulator_test_send (self, "DELETE", leave, NULL, NULL), ==, 204);
  g_assert_cmpuint (emulator_test_send (self, "POST", links, NULL, body), ==, 204);
  g_assert_cmpuint (emulator_test_send (self, "DELETE", "teams(" ANY_ID ")", NULL, NULL), ==, 204);
  g_assert_cmpint (count_members (self, ANY_ID), ==, 0);
}

static void
test_related_rows (Fixture *self, gconstpointer data)
{
  make_contact (self, OTHER_ID, "There");
  g_assert_cmpuint (
    emulator_test_send (self, "POST", "accounts", NULL,
                        "{\"accountid\":\"" ANY_ID "\",\"name\":\"Parent\","
                        "\"primarycontactid\":{\"lastname\":\"Primary\"},"
                        "\"contact_customer_accounts\":[{\"lastname\":\"A\"},{\"lastname\":\"B\"}"
                        "],"
                        "\"contact_customer_accounts@odata.bind\":[\"contacts(" OTHER_ID ")\"]}"),
    ==, 204);
  emulator_test_send (self, "GET",
                      "contacts?$select=lastname&$filter=_parentcustomerid_value eq " ANY_ID, NULL,
                      NULL);
  g_assert_cmpuint (json_array_get_length (
                      json_object_get_array_member (self->answer.object, "value")),
                    ==, 3);
  emulator_test_send (self, "GET", "accounts(" ANY_ID ")", NULL, NULL);
  g_assert_false (json_object_get_null_member (self->answer.object, "_primarycontactid_value"));
  g_assert_cmpuint (emulator_test_send (self, "POST",
                                        "accounts(" ANY_ID ")/contact_customer_accounts",
                                        "Prefer: return=representation", "{\"lastname\":\"C\"}"),
                    ==, 201);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "_parentcustomerid_value"),
                   ==, ANY_ID);
}

/* A child that is wrong takes everything with it. */
static void
test_related_rows_are_one_step (Fixture *self, gconstpointer data)
{
  static const char *const bodies[] = {
    "{\"accountid\":\"" ANY_ID "\",\"name\":\"x\",\"contact_customer_accounts\":[{\"nosuch\":1}]}",
    "{\"accountid\":\"" ANY_ID "\",\"name\":\"x\",\"contact_customer_accounts\":{}}",
    "{\"accountid\":\"" ANY_ID "\",\"name\":\"x\",\"contact_customer_accounts\":[7]}",
    "{\"accountid\":\"" ANY_ID "\",\"name\":\"x\",\"primarycontactid\":{\"nosuch\":1}}",
    "{\"accountid\":\"" ANY_ID "\",\"name\":\"x\",\"ownerid\":{\"fullname\":\"x\"}}",
    "{\"accountid\":\"" ANY_ID "\",\"name\":\"x\",\"contact_customer_accounts@odata.bind\":\"x\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      emulator_test_send (self, "POST", "accounts", NULL, bodies[i]);
      emulator_answer_assert_error (&self->answer, 400, "0x80048d19", NULL);
      g_assert_cmpuint (emulator_test_send (self, "GET", "accounts(" ANY_ID ")", NULL, NULL), ==,
                        404);
    }
  /* Rows are created with a row, not changed with it. */
  make_account (self, ANY_ID, "x");
  emulator_test_send (self, "PATCH", "accounts(" ANY_ID ")", NULL,
                      "{\"contact_customer_accounts\":[{\"lastname\":\"x\"}]}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", NULL);
}

static void
test_properties (Fixture *self, gconstpointer data)
{
  static const char name[] = "accounts(" ANY_ID ")/telephone1";

  make_account (self, ANY_ID, "One");
  g_assert_cmpuint (emulator_test_send (self, "PUT", name, NULL, "{\"value\":\"123\"}"), ==, 204);
  assert_text (self, "accounts(" ANY_ID ")", "telephone1", "123");
  g_assert_cmpuint (emulator_test_send (self, "DELETE", name, NULL, NULL), ==, 204);
  assert_text (self, "accounts(" ANY_ID ")", "telephone1", NULL);
  emulator_test_send (self, "PUT", name, NULL, "{\"value\":5}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "Edm.String");
  emulator_test_send (self, "PUT", name, NULL, "{}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "value");
  emulator_test_send (self, "PUT", name, NULL, "{\"value\":\"1\",\"name\":\"2\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "value");
  emulator_test_send (self, "PUT", "accounts(" ANY_ID ")/nosuch", NULL, "{\"value\":\"1\"}");
  emulator_answer_assert_error (&self->answer, 404, "0x8006088a", "nosuch");
  emulator_test_send (self, "PUT", "accounts(" MISSING_ID ")/telephone1", NULL,
                      "{\"value\":\"1\"}");
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", NULL);
  emulator_test_send (self, "DELETE", "accounts(" ANY_ID ")/accountid", NULL, NULL);
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "accountid");
  emulator_test_send (self, "DELETE", "accounts(" ANY_ID ")/name", NULL, NULL);
  emulator_answer_assert_error (&self->answer, 400, "0x80040203", "name");
  g_assert_cmpuint (emulator_test_send (self, "PATCH", name, NULL, "{\"value\":\"1\"}"), ==, 405);
}

static void
test_bodies (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *body;
    guint       status;
    const char *code;
    const char *part;
  } cases[] = {
    { "{\"name\":\"x\",\"nosuch\":1}", 400, "0x80048d19", "'nosuch'" },
    { "{\"Name\":\"x\"}", 400, "0x80048d19", "'Name'" },
    { "{\"name\":7}", 400, "0x80048d19", "Edm.String" },
    { "{\"name\":[\"x\"]}", 400, "0x80048d19", "Edm.String" },
    { "{\"name\":{}}", 400, "0x80048d19", "Edm.String" },
    { "{\"name\":\"x\",\"statuscode\":\"1\"}", 400, "0x80048d19", "Edm.Int32" },
    { "{\"name\":\"x\",\"statuscode\":1.5}", 400, "0x80048d19", "Edm.Int32" },
    { "{\"name\":\"x\",\"statuscode\":99}", 400, "0x8004431a", "statuscode" },
    { "{\"name\":\"x\",\"statecode\":9}", 400, "0x8004431a", "statecode" },
    { "{\"name\":\"x\",\"statecode\":null}", 400, "0x80040203", "statecode" },
    { "{\"name\":\"x\",\"statecode\":0,\"statuscode\":2}", 400, "0x80048408", "2" },
    { "{\"name\":\"x\",\"accountid\":\"x\"}", 400, "0x80048d19", "Edm.Guid" },
    { "{\"name\":\"x\",\"overriddencreatedon\":\"yesterday\"}", 400, "0x80048d19", "Edm.Date" },
    { "{\"name\":\"x\",\"importsequencenumber\":99999999999}", 400, "0x80044330", NULL },
    { "{\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\",\"name\":\"x\"}", 400, "0x80048d19",
      "account'" },
    { "{\"@odata.type\":7,\"name\":\"x\"}", 400, "0x80048d19", "account'" },
    { "{\"@odata.type\":[],\"name\":\"x\"}", 400, "0x80048d19", "account'" },
    { "{}", 400, "0x80040203", "name" },
    { "{\"name\":null}", 400, "0x80040203", "name" },
    { "{\"name\":\"x\",\"name\":\"y\"}", 400, "0x80048d19", NULL },
    { "{\"name\":\"x\"} {}", 400, "0x80048d19", NULL },
    { "{\"name\":\"x\"", 400, "0x80048d19", NULL },
    { "{\"name\":\"\xff\"}", 400, "0x80048d19", NULL },
    { "[]", 400, "0x80048d19", NULL },
    { "\"x\"", 400, "0x80048d19", NULL },
    { "null", 400, "0x80048d19", NULL },
    { "", 400, "0x80048d19", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      emulator_test_send (self, "POST", "accounts", NULL, cases[i].body);
      emulator_answer_assert_error (&self->answer, cases[i].status, cases[i].code, cases[i].part);
    }
}

static void
test_deep_body (Fixture *self, gconstpointer data)
{
  g_autofree char *open = g_strnfill (50000, '[');
  g_autofree char *body = g_strconcat ("{\"name\":", open, NULL);

  emulator_test_send (self, "POST", "accounts", NULL, body);
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", NULL);
}

/* Two units of UTF-16 for a character beyond the basic plane. */
static void
test_lengths (Fixture *self, gconstpointer data)
{
  g_autofree char *fits = g_strnfill (160, 'x');
  g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\"}", fits);
  g_autofree char *longer = g_strdup_printf ("{\"name\":\"%s\xf0\x9f\x94\x94\"}", fits + 1);

  g_assert_cmpuint (emulator_test_send (self, "POST", "accounts", NULL, body), ==, 204);
  emulator_test_send (self, "POST", "accounts", NULL, longer);
  emulator_answer_assert_error (&self->answer, 400, "0x80044331",
                                "A validation error occurred.  The length of the 'name' attribute "
                                "of the 'account' entity exceeded the maximum allowed length of "
                                "'160'.");
}

/* What only the service writes is skipped; what belongs together comes along. */
static void
test_read_only_and_status (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (emulator_test_send (self, "POST", "accounts", NULL,
                                        "{\"accountid\":\"" ANY_ID
                                        "\",\"name\":\"x\",\"versionnumber\":1,"
                                        "\"createdon\":\"2001-01-01T00:00:00Z\",\"@odata.type\":"
                                        "\"Microsoft.Dynamics.CRM.account\",\"statuscode\":2}"),
                    ==, 204);
  emulator_test_send (self, "GET", "accounts(" ANY_ID ")", NULL, NULL);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "versionnumber"), >, 1);
  g_assert_false (
    g_str_has_prefix (json_object_get_string_member (self->answer.object, "createdon"), "2001"));
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "statecode"), ==, 1);
  g_assert_cmpuint (emulator_test_send (self, "PATCH", "accounts(" ANY_ID ")", NULL,
                                        "{\"statecode\":0}"),
                    ==, 204);
  emulator_test_send (self, "GET", "accounts(" ANY_ID ")", NULL, NULL);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "statuscode"), ==, 1);
  emulator_test_send (self, "POST", "accounts", NULL,
                      "{\"accountid\":\"" ANY_ID "\",\"name\":\"x\"}");
  emulator_answer_assert_error (&self->answer, 412, "0x80040237", NULL);
}

static void
test_media_types (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *type;
    guint       status;
  } cases[] = {
    { "Content-Type: application/json", 204 },
    { "Content-Type: application/json; charset=utf-8", 204 },
    { "Content-Type: application/json;odata.metadata=minimal;IEEE754Compatible=true", 204 },
    { "Content-Type: application/json; charset=\"UTF-8\"; type=entry", 204 },
    { "Content-Type: application/json; charset=utf-16", 415 },
    { "Content-Type: application/json; type=entry; Charset=\"iso-8859-1\"", 415 },
    { "Content-Type: application/json; charset=", 415 },
    { "Content-Type: text/plain", 415 },
    { "Content-Type: application/xml", 415 },
    { "Content-Type: application/jsonp", 415 },
    { "Content-Type: application/x-www-form-urlencoded", 415 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (emulator_test_send (self, "POST", "accounts", cases[i].type,
                                          "{\"name\":\"x\"}"),
                      ==, cases[i].status);
  emulator_answer_assert_error (&self->answer, 415, "0x80060888", "application/x-www-form");
}

#define ADD(path, func)                                                                            \
  g_test_add (path, Fixture, NULL, emulator_test_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/write/create-headers", test_create_headers);
  ADD ("/emulator/write/wrong-select-writes-nothing", test_wrong_select_writes_nothing);
  ADD ("/emulator/write/upsert-conditions", test_upsert_conditions);
  ADD ("/emulator/write/versions", test_versions);
  ADD ("/emulator/write/unchanged-with-annotations", test_unchanged_with_annotations);
  ADD ("/emulator/write/malformed-etags", test_malformed_etags);
  ADD ("/emulator/write/alternate-key", test_alternate_key);
  ADD ("/emulator/write/bind", test_bind);
  ADD ("/emulator/write/bind-rules", test_bind_rules);
  ADD ("/emulator/write/clearing-lookups", test_clearing_lookups);
  ADD ("/emulator/write/collection-links", test_collection_links);
  ADD ("/emulator/write/many-to-many", test_many_to_many);
  ADD ("/emulator/write/related-rows", test_related_rows);
  ADD ("/emulator/write/related-rows-are-one-step", test_related_rows_are_one_step);
  ADD ("/emulator/write/properties", test_properties);
  ADD ("/emulator/write/bodies", test_bodies);
  ADD ("/emulator/write/deep-body", test_deep_body);
  ADD ("/emulator/write/lengths", test_lengths);
  ADD ("/emulator/write/read-only-and-status", test_read_only_and_status);
  ADD ("/emulator/write/media-types", test_media_types);
  return g_test_run ();
}
