/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Web API as a client meets it: reading, paging, writing, and what is refused. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

#define ANY_ID "00000000-0000-4000-a000-000000000001"

typedef EmulatorTest Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  emulator_fixture_start (&self->base, NULL, "demo");
}

static void
read_target (Fixture *self, const char *target)
{
  emulator_fixture_read (&self->base, target, &self->answer);
}

static void
send_body (Fixture *self, const char *method, const char *target, const char *body)
{
  emulator_fixture_send (&self->base, method, target, NULL, body, &self->answer);
}

static JsonArray *
get_rows (Fixture *self)
{
  g_test_message ("%u %.2000s", self->answer.status, self->answer.text);
  g_assert_cmpuint (self->answer.status, ==, 200);
  return json_object_get_array_member (self->answer.object, "value");
}

static const char *
get_header (Fixture *self, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                       name);
}

/* What the client does: quotes doubled, then the whole value percent-encoded. */
static char *
build_email_target (const char *set, const char *email)
{
  g_auto (GStrv) parts = g_strsplit (email, "'", -1);
  g_autofree char *doubled = g_strjoinv ("''", parts);
  g_autofree char *filter = g_strdup_printf ("emailaddress1 eq '%s'", doubled);
  g_autofree char *encoded = g_uri_escape_string (filter, NULL, FALSE);

  return g_strdup_printf ("%s?$select=fullname,emailaddress1&$filter=%s", set, encoded);
}

static guint
count_by_email (Fixture *self, const char *set, const char *email)
{
  g_autofree char *target = build_email_target (set, email);

  read_target (self, target);
  return json_array_get_length (get_rows (self));
}

static void
test_identity (Fixture *self, gconstpointer data)
{
  static const char *const targets[] = { "WhoAmI", "WhoAmI()", "/api/data/v9.0/WhoAmI",
                                         "/api/data/v9.1/WhoAmI" };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      read_target (self, targets[i]);
      g_assert_cmpuint (self->answer.status, ==, 200);
      g_assert_cmpstr (json_object_get_string_member (self->answer.object, "UserId"), ==,
                       emulator_fixture_get (&self->base, "userId"));
      g_assert_cmpstr (json_object_get_string_member (self->answer.object, "OrganizationId"), ==,
                       emulator_fixture_get (&self->base, "organizationId"));
    }
  read_target (self, "RetrieveVersion()");
  g_assert_true (
    g_str_has_prefix (json_object_get_string_member (self->answer.object, "Version"), "9.2."));
}

static void
test_unauthorized (Fixture *self, gconstpointer data)
{
  const char      *bearer = emulator_fixture_get (&self->base, "bearer");
  g_autofree char *good = g_strconcat ("Authorization: Bearer ", bearer, NULL);
  g_autofree char *changed = g_strdup (good);
  const char      *none[] = { "Authorization: ", NULL };
  const char      *wrong[] = { "Authorization: Bearer nonsense", NULL };
  const char      *basic[] = { "Authorization: Basic YTpi", NULL };
  const char      *spoiled[] = { changed, NULL };
  const char     **all[] = { none, wrong, basic, spoiled };

  /* In the middle of the claims, so that the signature does not fit any more. */
  changed[strlen (changed) / 2] = changed[strlen (changed) / 2] == 'A' ? 'B' : 'A';
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *tenant = g_strdup_printf ("authorization_uri=%s/%s/oauth2/authorize",
                                                 emulator_fixture_get (&self->base, "http"),
                                                 emulator_fixture_get (&self->base, "tenantId"));

      emulator_fixture_send (&self->base, "GET", "WhoAmI", all[i], NULL, &self->answer);
      g_assert_cmpuint (self->answer.status, ==, 401);
      g_assert_nonnull (strstr (get_header (self, "WWW-Authenticate"), tenant));
      g_assert_nonnull (strstr (get_header (self, "WWW-Authenticate"), "resource_id=http"));
    }
}

static void
test_special_addresses (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *set;
    const char *email;
    guint       n;
  } cases[] = {
    { "contacts", "andrew@contosoltd.com", 1 },
    { "contacts", "Andrew@ContosoLtd.com", 1 },
    { "leads", "andrew@contosoltd.com", 0 },
    { "contacts", "lee.family@contosoltd.com", 2 },
    { "contacts", "maria.campbell@contosoltd.com", 1 },
    { "leads", "maria.campbell@contosoltd.com", 1 },
    { "contacts", "O'Brien+x@contosoltd.com", 1 },
    { "contacts", "pat+news@contosoltd.com", 1 },
    { "contacts", "pat news@contosoltd.com", 0 },
    { "contacts", "jürgen.groß@contosoltd.com", 1 },
    { "contacts", "JÜRGEN.GROß@contosoltd.com", 1 },
    { "contacts", "zoë@contosoltd.com", 1 },
    { "contacts", "zoe@contosoltd.com", 0 },
    { "contacts", "r&d@contosoltd.com", 1 },
    { "contacts", "100%@contosoltd.com", 1 },
    { "contacts", "ann_u@contosoltd.com", 1 },
    { "contacts", "annxu@contosoltd.com", 0 },
    { "contacts", "nobody@contosoltd.com", 0 },
    { "contacts", "' or 1 eq 1 or emailaddress1 eq '", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (count_by_email (self, cases[i].set, cases[i].email), ==, cases[i].n);
}

/* Documented traps: an unencoded plus is a blank, an undoubled quote ends the text. */
static void
test_encoding_traps (Fixture *self, gconstpointer data)
{
  read_target (self, "contacts?$filter=emailaddress1 eq 'pat+news@contosoltd.com'");
  g_assert_cmpuint (json_array_get_length (get_rows (self)), ==, 0);
  read_target (self, "contacts?$filter=emailaddress1 eq 'O'Brien%2Bx@contosoltd.com'");
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", "Syntax error");
  read_target (self, "contacts?$filter=emailaddress1 eq 'O''Brien%2Bx@contosoltd.com'");
  g_assert_cmpuint (json_array_get_length (get_rows (self)), ==, 1);
}

static void
test_select (Fixture *self, gconstpointer data)
{
  JsonObject *row;

  read_target (self, "contacts?$select=fullname,_ownerid_value&$top=1");
  row = json_array_get_object_element (get_rows (self), 0);
  g_assert_cmpuint (json_object_get_size (row), ==, 4);
  g_assert_true (g_str_has_prefix (json_object_get_string_member (row, "@odata.etag"), "W/\""));
  g_assert_true (json_object_has_member (row, "contactid"));
  g_assert_cmpstr (json_object_get_string_member (row, "_ownerid_value"), ==,
                   emulator_fixture_get (&self->base, "userId"));
  g_assert_true (
    g_str_has_suffix (json_object_get_string_member (self->answer.object, "@odata.context"),
                      "/api/data/v9.2/$metadata#contacts(fullname,_ownerid_value)"));
  read_target (self, "contacts?$select=&$top=1");
  g_assert_true (
    g_str_has_suffix (json_object_get_string_member (self->answer.object, "@odata.context"),
                      "$metadata#contacts"));
  row =
    json_array_get_object_element (json_object_get_array_member (self->answer.object, "value"), 0);
  g_assert_true (json_object_has_member (row, "emailaddress1"));
}

static void
test_annotations (Fixture *self, gconstpointer data)
{
  const char *const headers[] = { "Prefer: odata.include-annotations=\"*\"", NULL };
  const char *const formatted[] = {
    "Prefer: return=minimal, odata.include-annotations=\"OData.Community.Display.*\"", NULL
  };
  JsonObject *row;

  emulator_fixture_send (&self->base, "GET",
                         "systemusers?$select=accessmode,isdisabled,createdon,_businessunitid_value"
                         "&$top=1&$count=true",
                         headers, NULL, &self->answer);
  row = json_array_get_object_element (get_rows (self), 0);
  g_assert_cmpstr (json_object_get_string_member (row, "accessmode@OData.Community.Display.V1."
                                                       "FormattedValue"),
                   ==, "Read-Write");
  g_assert_cmpstr (json_object_get_string_member (row, "isdisabled@OData.Community.Display.V1."
                                                       "FormattedValue"),
                   ==, "No");
  g_assert_cmpstr (json_object_get_string_member (row, "createdon@OData.Community.Display.V1."
                                                       "FormattedValue"),
                   ==, "1/5/2026 9:00 AM");
  g_assert_cmpstr (json_object_get_string_member (row, "_businessunitid_value@OData.Community."
                                                       "Display.V1.FormattedValue"),
                   ==, "Contoso");
  g_assert_cmpstr (json_object_get_string_member (row, "_businessunitid_value@Microsoft.Dynamics."
                                                       "CRM.lookuplogicalname"),
                   ==, "businessunit");
  g_assert_cmpint (json_object_get_int_member (self->answer.object,
                                               "@Microsoft.Dynamics.CRM.totalrecordcount"),
                   ==, 8);
  g_assert_false (
    json_object_get_boolean_member (self->answer.object,
                                    "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"));
  g_assert_cmpstr (get_header (self, "Preference-Applied"), ==, "odata.include-annotations=\"*\"");
  emulator_fixture_send (&self->base, "GET", "systemusers?$select=accessmode,_businessunitid_value",
                         formatted, NULL, &self->answer);
  row = json_array_get_object_element (get_rows (self), 0);
  g_assert_true (
    json_object_has_member (row, "accessmode@OData.Community.Display.V1.FormattedValue"));
  g_assert_false (
    json_object_has_member (row, "_businessunitid_value@Microsoft.Dynamics.CRM.lookuplogicalname"));
}

/* Follows next links to the end and returns the ids in order. */
static GPtrArray *
read_all_pages (Fixture *self, const char *target, const char *id, guint *n_pages)
{
  const char *const headers[] = { "Prefer: odata.maxpagesize=7", NULL };
  GPtrArray        *ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char  *next = g_strdup (target);

  for (*n_pages = 0; next != NULL; (*n_pages)++)
    {
      JsonArray *rows;

      emulator_fixture_send (&self->base, "GET", next, headers, NULL, &self->answer);
      rows = get_rows (self);
      g_assert_cmpuint (json_array_get_length (rows), <=, 7);
      for (guint i = 0; i < json_array_get_length (rows); i++)
        g_ptr_array_add (ids,
                         g_strdup (
                           json_object_get_string_member (json_array_get_object_element (rows, i),
                                                          id)));
      g_clear_pointer (&next, g_free);
      if (json_object_has_member (self->answer.object, "@odata.nextLink"))
        next = g_strdup (json_object_get_string_member (self->answer.object, "@odata.nextLink"));
    }
  return ids;
}

static void
test_paging (Fixture *self, gconstpointer data)
{
  static const char *const targets[] = {
    "contacts?$select=fullname",
    "contacts?$select=fullname&$orderby=fullname",
    "contacts?$select=fullname&$orderby=statecode desc,address1_city,fullname desc",
    "contacts?$select=fullname&$orderby=emailaddress2 desc", /* all of them null */
    "contacts?$select=fullname&$orderby=emailaddress2",
    "contacts?$select=fullname&$orderby=_ownerid_value desc",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      guint n_pages = 0;
      g_autoptr (GPtrArray) ids = read_all_pages (self, targets[i], "contactid", &n_pages);
      g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

      g_test_message ("%s", targets[i]);
      g_assert_cmpuint (ids->len, ==, 200);
      g_assert_cmpuint (n_pages, ==, 29);
      for (guint j = 0; j < ids->len; j++)
        g_assert_true (g_hash_table_add (seen, g_ptr_array_index (ids, j)));
    }
}

static void
test_orderby (Fixture *self, gconstpointer data)
{
  const char *last = "";
  JsonArray  *rows;

  read_target (self, "contacts?$select=emailaddress1&$orderby=emailaddress1");
  rows = get_rows (self);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      const char *email =
        json_object_get_string_member (json_array_get_object_element (rows, i), "emailaddress1");
      g_autofree char *folded_last = g_utf8_casefold (last, -1);
      g_autofree char *folded = g_utf8_casefold (email, -1);

      g_assert_cmpstr (folded_last, <=, folded);
      last = email;
    }
}

static void
test_skip_token_refused (Fixture *self, gconstpointer data)
{
  static const char *const tokens[] = {
    "nonsense",
    "%3Ccookie%20pagenumber%3D%222%22%20pagingcookie%3D%22e30%22%20istracking%3D%22False%22%20%2F%"
    "3E",
    "%3Ccookie%20pagenumber%3D%222%22%20pagingcookie%3D%22W1tdXQ%22%20istracking%3D%22False%22%20%"
    "2F%3E",
    "%3Ccookie%20pagenumber%3D%22x%22%20pagingcookie%3D%22WzFd%22%20istracking%3D%22False%22%20%2F%"
    "3E",
    "%3Ccookie%20pagenumber%3D%222%22%20pagingcookie%3D%22WzEsMl0%22%20istracking%3D%22False%22%20%"
    "2F%3E",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autofree char *target = g_strconcat ("contacts?$skiptoken=", tokens[i], NULL);

      read_target (self, target);
      emulator_answer_assert_error (&self->answer, 400, "0x80060888", "skip token");
    }
}

static void
test_query_refused (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *target;
    guint       status;
    const char *code;
    const char *part;
  } cases[] = {
    { "nosuchs", 404, "0x8006088a", "Resource not found for the segment 'nosuchs'." },
    { "Contacts", 404, "0x8006088a", "'Contacts'" },
    { "contact", 404, "0x8006088a", "'contact'" },
    { "/api/data/v8.2/contacts", 404, "0x8006088a", "'v8.2'" },
    { "contacts?$select=ownerid", 400, "0x80060888", "property named 'ownerid' on type" },
    { "contacts?$select=owneridname", 400, "0x80060888", "'owneridname'" },
    { "contacts?$select=FullName", 400, "0x80060888", "'FullName'" },
    { "contacts?$select=fullname,", 400, "0x80060888", "property named ''" },
    { "contacts?$skip=5", 400, "0x80060888", "Skip Clause is not supported in CRM" },
    { "contacts?$nosuch=1", 400, "0x80060888", "$nosuch" },
    { "contacts?$Filter=statecode eq 0", 400, "0x80060888", "$Filter" },
    { "contacts?filter=statecode eq 0", 400, "0x80060888", "filter" },
    { "contacts?$top=x", 400, "0x80060888", "$top" },
    { "contacts?$top=-1", 400, "0x80060888", "$top" },
    { "contacts?$count=yes", 400, "0x80060888", "$count" },
    { "contacts?$top=1&$top=2", 400, "0x80060888", "more than once" },
    { "contacts?$orderby=nosuch", 400, "0x80060888", "'nosuch'" },
    { "contacts?$orderby=fullname up", 400, "0x80060888", "Syntax error" },
    { "contacts?$orderby=", 400, "0x80060888", "Syntax error" },
    { "contacts?$filter=", 400, "0x80060888", "Syntax error" },
    { "contacts?$filter=%ff", 400, "0x80060888", "UTF-8" },
    { "contacts?fetchXml=x", 400, "0x80040201", "Invalid XML" },
    { "contacts(" ANY_ID ")", 404, "0x80040217", "contact With Id = " ANY_ID " Does Not Exist" },
    { "contacts(1)", 400, "0x80060888", "key" },
    { "contacts('" ANY_ID "')?$filter=x", 400, "0x80060888", "$filter" },
    { "contacts(fullname='x')", 400, "0x80060888", "alternate keys" },
    { "contacts(" ANY_ID, 400, "0x80060888", "Syntax error" },
    { "contacts(" ANY_ID ")/nosuch", 404, "0x8006088a", "'nosuch'" },
    { "contacts/nosuch", 404, "0x8006088a", "'nosuch'" },
    { "WhoAmIx", 404, "0x8006088a", "'WhoAmIx'" },
    { "EntityDefinitions(LogicalName='nosuch')", 404, "0x80040217", "nosuch" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].target);
      read_target (self, cases[i].target);
      emulator_answer_assert_error (&self->answer, cases[i].status, cases[i].code, cases[i].part);
    }
  send_body (self, "PUT", "contacts", "{}");
  emulator_answer_assert_error (&self->answer, 405, "0x80060888", "PUT");
  send_body (self, "POST", "WhoAmI", "{}");
  emulator_answer_assert_error (&self->answer, 405, "0x80060888", "POST");
}

static void
test_count (Fixture *self, gconstpointer data)
{
  read_target (self, "contacts?$count=true&$top=3&$select=fullname");
  g_assert_cmpuint (json_array_get_length (get_rows (self)), ==, 3);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "@odata.count"), ==, 200);
  g_assert_false (json_object_has_member (self->answer.object, "@odata.nextLink"));
  read_target (self, "contacts/$count?$filter=startswith(emailaddress1,'lee.family')");
  g_assert_cmpstr (self->answer.text, ==, "2");
}

static char *
create_contact (Fixture *self, const char *body)
{
  const char      *address;
  g_autofree char *prefix = g_strconcat (self->base.api, "contacts(", NULL);

  send_body (self, "POST", "contacts", body);
  g_test_message ("%u %s", self->answer.status, self->answer.text);
  g_assert_cmpuint (self->answer.status, ==, 204);
  address = get_header (self, "OData-EntityId");
  g_assert_true (g_str_has_prefix (address, prefix));
  return g_strndup (address + strlen (prefix), 36);
}

static void
test_create_read_update_delete (Fixture *self, gconstpointer data)
{
  g_autofree char *id =
    create_contact (self, "{\"firstname\":\"Ada\",\"lastname\":\"Ålund\",\"donotemail\":true,"
                          "\"birthdate\":\"1950-12-31\",\"gendercode\":2,\"description\":null}");
  g_autofree char *target = g_strdup_printf ("contacts(%s)", id);
  g_autofree char *name_target = g_strdup_printf ("contacts(%s)/fullname", id);

  read_target (self, target);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "fullname"), ==,
                   "Ada Ålund");
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "birthdate"), ==,
                   "1950-12-31");
  g_assert_true (json_object_get_boolean_member (self->answer.object, "donotemail"));
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "statuscode"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "_createdby_value"), ==,
                   emulator_fixture_get (&self->base, "userId"));
  send_body (self, "PATCH", target, "{\"lastname\":\"Byron\",\"statecode\":1}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  read_target (self, name_target);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "value"), ==, "Ada Byron");
  read_target (self, target);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "statuscode"), ==, 2);
  send_body (self, "DELETE", target, NULL);
  g_assert_cmpuint (self->answer.status, ==, 204);
  send_body (self, "DELETE", target, NULL);
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", id);
}

static void
test_representation (Fixture *self, gconstpointer data)
{
  const char *const headers[] = { "Prefer: return=representation", NULL };
  g_autofree char  *target = NULL;

  emulator_fixture_send (&self->base, "POST", "contacts?$select=fullname", headers,
                         "{\"lastname\":\"Solo\"}", &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 201);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "fullname"), ==, "Solo");
  g_assert_false (json_object_has_member (self->answer.object, "lastname"));
  g_assert_cmpstr (get_header (self, "Preference-Applied"), ==, "return=representation");
  g_assert_true (
    g_str_has_suffix (json_object_get_string_member (self->answer.object, "@odata.context"),
                      "$metadata#contacts(fullname)/$entity"));
  target = g_strdup_printf ("contacts(%s)",
                            json_object_get_string_member (self->answer.object, "contactid"));
  emulator_fixture_send (&self->base, "PATCH", target, headers, "{\"firstname\":\"Han\"}",
                         &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "fullname"), ==, "Han Solo");
}

static void
test_conditions (Fixture *self, gconstpointer data)
{
  g_autofree char  *id = create_contact (self, "{\"lastname\":\"Version\"}");
  g_autofree char  *target = g_strdup_printf ("contacts(%s)", id);
  const char *const create_only[] = { "If-None-Match: *", NULL };
  const char *const update_only[] = { "If-Match: *", NULL };
  g_autofree char  *match = NULL;
  g_autofree char  *none_match = NULL;
  const char       *with_tag[] = { NULL, NULL };

  emulator_fixture_send (&self->base, "PATCH", target, create_only, "{}", &self->answer);
  emulator_answer_assert_error (&self->answer, 412, "0x80040237", NULL);
  emulator_fixture_send (&self->base, "PATCH", "contacts(" ANY_ID ")", update_only, "{}",
                         &self->answer);
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", NULL);
  read_target (self, target);
  match =
    g_strconcat ("If-Match: ", json_object_get_string_member (self->answer.object, "@odata.etag"),
                 NULL);
  none_match = g_strconcat ("If-None-Match: ", match + strlen ("If-Match: "), NULL);
  with_tag[0] = none_match;
  emulator_fixture_send (&self->base, "GET", target, with_tag, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 304);
  with_tag[0] = match;
  emulator_fixture_send (&self->base, "PATCH", target, with_tag, "{\"firstname\":\"A\"}",
                         &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
  emulator_fixture_send (&self->base, "PATCH", target, with_tag, "{\"firstname\":\"B\"}",
                         &self->answer);
  emulator_answer_assert_error (&self->answer, 412, "0x80060882", "RowVersion");
  emulator_fixture_send (&self->base, "DELETE", target, with_tag, NULL, &self->answer);
  emulator_answer_assert_error (&self->answer, 412, "0x80060882", NULL);
}

static void
test_upsert (Fixture *self, gconstpointer data)
{
  send_body (self, "PATCH", "contacts(" ANY_ID ")", "{\"lastname\":\"Upsert\"}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  read_target (self, "contacts(" ANY_ID ")?$select=lastname");
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "lastname"), ==, "Upsert");
  send_body (self, "POST", "contacts", "{\"contactid\":\"" ANY_ID "\",\"lastname\":\"Again\"}");
  emulator_answer_assert_error (&self->answer, 412, "0x80040237", NULL);
}

static void
test_alternate_key (Fixture *self, gconstpointer data)
{
  read_target (self, "appmodules(uniquename='msdynce_servicehub')?$select=name");
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "name"), ==,
                   "Customer Service Hub");
  send_body (self, "POST", "appmodules",
             "{\"name\":\"Again\",\"uniquename\":\"MSDYNCE_servicehub\"}");
  emulator_answer_assert_error (&self->answer, 412, "0x80060892", "Entity Key");
}

static void
test_lookup (Fixture *self, gconstpointer data)
{
  g_autofree char *parent = create_contact (self, "{\"lastname\":\"Parent\"}");
  g_autofree char *body = g_strdup_printf (
    "{\"lastname\":\"Child\",\"parentcustomerid_contact@odata.bind\":\"/contacts(%s)\"}", parent);
  g_autofree char *child = create_contact (self, body);
  g_autofree char *target = g_strdup_printf ("contacts(%s)?$select=_parentcustomerid_value", child);
  g_autofree char *parent_target = g_strdup_printf ("contacts(%s)", parent);

  read_target (self, target);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "_parentcustomerid_value"),
                   ==, parent);
  send_body (self, "DELETE", parent_target, NULL);
  read_target (self, target);
  g_assert_true (json_object_get_null_member (self->answer.object, "_parentcustomerid_value"));
}

static void
test_single_property (Fixture *self, gconstpointer data)
{
  g_autofree char *id = create_contact (self, "{\"lastname\":\"Single\",\"firstname\":\"A\"}");
  g_autofree char *row = g_strdup_printf ("contacts(%s)", id);
  g_autofree char *title = g_strconcat (row, "/jobtitle", NULL);
  g_autofree char *first = g_strconcat (row, "/firstname", NULL);
  g_autofree char *owner = g_strconcat (row, "/parentcustomerid_contact/$ref", NULL);
  g_autofree char *nosuch = g_strconcat (row, "/nosuch", NULL);

  send_body (self, "PUT", title, "{\"value\":\"Engineer\"}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  send_body (self, "DELETE", first, NULL);
  g_assert_cmpuint (self->answer.status, ==, 204);
  send_body (self, "DELETE", owner, NULL);
  g_assert_cmpuint (self->answer.status, ==, 204);
  read_target (self, row);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "jobtitle"), ==, "Engineer");
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "fullname"), ==, "Single");
  send_body (self, "PUT", title, "{\"value\":7}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "'Edm.String'");
  send_body (self, "PUT", title, "\"Engineer\"");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "object");
  send_body (self, "PUT", title, "{\"title\":\"Engineer\"}");
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "'value'");
  send_body (self, "PUT", nosuch, "{\"value\":7}");
  emulator_answer_assert_error (&self->answer, 404, "0x8006088a", "'nosuch'");
  send_body (self, "DELETE", nosuch, NULL);
  emulator_answer_assert_error (&self->answer, 404, "0x8006088a", "'nosuch'");
  send_body (self, "DELETE", "contacts(" ANY_ID ")/firstname", NULL);
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", ANY_ID);
}

static void
test_payload_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (51, 'x');
  g_autofree char *too_long = g_strdup_printf ("{\"lastname\":\"%s\"}", long_name);
  const struct
  {
    const char *set;
    const char *body;
    guint       status;
    const char *code;
    const char *part;
  } cases[] = {
    { "contacts", "", 400, "0x80048d19", "Entity :'contacts'" },
    { "contacts", "[]", 400, "0x80048d19", NULL },
    { "contacts", "{", 400, "0x80048d19", NULL },
    { "contacts", "{\"lastname\":\"a\",\"lastname\":\"b\"}", 400, "0x80048d19", NULL },
    { "contacts", "{\"nosuch\":1}", 400, "0x80048d19", "Invalid property 'nosuch'" },
    { "contacts", "{\"LastName\":\"x\"}", 400, "0x80048d19", "'LastName'" },
    { "contacts", "{\"lastname\":1}", 400, "0x80048d19", "'Edm.String'" },
    { "contacts", "{\"donotemail\":\"true\"}", 400, "0x80048d19", "'Edm.Boolean'" },
    { "contacts", "{\"gendercode\":\"1\"}", 400, "0x80048d19", "'Edm.Int32'" },
    { "contacts", "{\"gendercode\":1.5}", 400, "0x80048d19", "'Edm.Int32'" },
    { "contacts", "{\"gendercode\":9}", 400, "0x8004431a", "Accepted Values: 1,2" },
    { "contacts", "{\"birthdate\":\"31.12.1990\"}", 400, "0x80048d19", "'Edm.Date'" },
    { "contacts", "{\"contactid\":\"x\"}", 400, "0x80048d19", "'Edm.Guid'" },
    { "contacts", "{\"statuscode\":2,\"statecode\":0}", 400, "0x80048408", NULL },
    { "contacts", "{\"_ownerid_value\":\"" ANY_ID "\"}", 400, "0x80048d19", "Entity Reference" },
    { "contacts", "{\"nosuch@odata.bind\":\"/contacts(" ANY_ID ")\"}", 400, "0x80048d19",
      "undeclared property 'nosuch'" },
    { "contacts", "{\"ownerid@odata.bind\":\"/systemusers(" ANY_ID ")\"}", 404, "0x80040217",
      ANY_ID },
    { "contacts", "{\"ownerid@odata.bind\":\"/nosuchs(" ANY_ID ")\"}", 404, "0x8006088a",
      "nosuchs" },
    { "contacts", "{\"ownerid@odata.bind\":\"systemusers\"}", 400, "0x80048d19", "reference" },
    { "contacts", "{\"ownerid@odata.bind\":7}", 400, "0x80048d19", "string" },
    { "contacts", too_long, 400, "0x80044331",
      "A validation error occurred.  The length of the 'lastname' attribute of the 'contact' "
      "entity "
      "exceeded the maximum allowed length of '50'." },
    { "teams", "{}", 400, "0x80040203", "'name'" },
    { "teams", "{\"name\":null}", 400, "0x80040203", "'name'" },
    { "appnotifications", "{\"title\":\"x\",\"ttlinseconds\":0}", 400, "0x80044330",
      "ttlinseconds" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].body);
      send_body (self, "POST", cases[i].set, cases[i].body);
      emulator_answer_assert_error (&self->answer, cases[i].status, cases[i].code, cases[i].part);
    }
  g_assert_cmpuint (count_by_email (self, "contacts", "nobody@contosoltd.com"), ==, 0);
  read_target (self, "contacts/$count");
  g_assert_cmpstr (self->answer.text, ==, "200");
}

/* Lengths are counted as .NET does: an emoji is two. */
static void
test_length_in_utf16 (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) fits = g_string_new ("{\"lastname\":\"");
  g_autofree char *id = NULL;

  for (int i = 0; i < 25; i++)
    g_string_append (fits, "😀");
  g_string_append (fits, "\"}");
  id = create_contact (self, fits->str);
  g_string_insert (fits, (gssize) fits->len - 2, "x");
  send_body (self, "POST", "contacts", fits->str);
  emulator_answer_assert_error (&self->answer, 400, "0x80044331", NULL);
}

static void
test_app_token (Fixture *self, gconstpointer data)
{
  const char *const headers[] = { "Prefer: return=representation", NULL };
  const char       *token;

  emulator_fixture_send (&self->base, "POST", "msdynmkt_mobileappchannelinstances", headers,
                         "{\"msdynmkt_name\":\"New\"}", &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 201);
  token = json_object_get_string_member (self->answer.object, "msdynmkt_apitoken");
  g_assert_cmpuint (strlen (token), ==, 344);
}

/* Only administrators see what is secured. */
static void
test_secured_columns (Fixture *self, gconstpointer data)
{
  JsonObject      *app = emulator_fixture_get_app (&self->base, 0);
  g_autofree char *target = g_strdup_printf ("msdynmkt_mobileappchannelinstances(%s)",
                                             json_object_get_string_member (app, "id"));

  read_target (self, target);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "msdynmkt_apitoken"), ==,
                   json_object_get_string_member (app, "apiToken"));
  g_assert_true (
    g_str_has_prefix (json_object_get_string_member (self->answer.object, "msdynmkt_signingkey"),
                      "-----BEGIN"));
}

static void
test_definitions (Fixture *self, gconstpointer data)
{
  read_target (self, "EntityDefinitions(LogicalName='appnotification')?$select=EntitySetName,"
                     "TableType");
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "EntitySetName"), ==,
                   "appnotifications");
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "TableType"), ==, "Elastic");
  read_target (self, "");
  g_assert_cmpuint (json_array_get_length (get_rows (self)), >=, 13);
}

static void
read_with (Fixture *self, const char *target, const char *header)
{
  const char *const headers[] = { header, NULL };

  emulator_fixture_send (&self->base, "GET", target, headers, NULL, &self->answer);
}

/* As much control information as is accepted. */
static void
test_metadata_levels (Fixture *self, gconstpointer data)
{
  static const char target[] = "contacts?$select=fullname,createdon,gendercode&$top=1&$expand="
                               "owninguser($select=fullname)&$count=true";
  JsonObject       *row;

  read_with (self, target, "Accept: application/json;odata.metadata=none");
  row = json_array_get_object_element (get_rows (self), 0);
  g_assert_cmpstr (get_header (self, "Content-Type"), ==, "application/json; odata.metadata=none");
  g_assert_false (json_object_has_member (self->answer.object, "@odata.context"));
  g_assert_true (json_object_has_member (self->answer.object, "@odata.count"));
  g_assert_false (json_object_has_member (row, "@odata.etag"));
  g_assert_true (json_object_has_member (row, "owninguser"));
  read_with (self, target, "Accept: application/json; OData.Metadata=Full");
  row = json_array_get_object_element (get_rows (self), 0);
  g_assert_cmpstr (get_header (self, "Content-Type"), ==, "application/json; odata.metadata=full");
  g_assert_cmpstr (json_object_get_string_member (row, "@odata.type"), ==,
                   "#Microsoft.Dynamics.CRM.contact");
  g_assert_cmpstr (json_object_get_string_member (row, "createdon@odata.type"), ==,
                   "#DateTimeOffset");
  g_assert_true (g_str_has_suffix (json_object_get_string_member (row, "owninguser@odata."
                                                                       "navigationLink"),
                                   ")/owninguser"));
  g_assert_true (g_str_has_prefix (json_object_get_string_member (row, "@odata.id"), "http://"));
  g_assert_true (
    g_str_has_prefix (json_object_get_string_member (row, "@odata.editLink"), "contacts("));
  read_with (self,
             "contacts?$select=fullname&$top=1&$format=application/json;odata.metadata%3Dnone",
             "Accept: application/json;odata.metadata=full");
  row = json_array_get_object_element (get_rows (self), 0);
  g_assert_cmpuint (json_object_get_size (row), ==, 2);
  read_with (self, "contacts?$format=xml", "Accept: application/json");
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", "$format");
}

/* What stands beside code and sentence when it is asked for. */
static void
test_error_details (Fixture *self, gconstpointer data)
{
  JsonObject *error;

  read_with (self, "contacts?$top=x", "Prefer: odata.include-annotations=\"*\"");
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", "$top");
  error = json_object_get_object_member (self->answer.object, "error");
  g_assert_cmpuint (json_object_get_size (error), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (error,
                                                  "@Microsoft.PowerApps.CDS.InnerError.Message"),
                   ==, json_object_get_string_member (error, "message"));
  g_assert_true (
    g_str_has_suffix (json_object_get_string_member (error, "@Microsoft.PowerApps.CDS.HelpLink"),
                      "CrmException%3a80060888&client=platform"));
  read_with (self, "contacts?$top=x",
             "Prefer: odata.include-annotations=\"Microsoft.PowerApps.CDS.ErrorDetails.*\"");
  error = json_object_get_object_member (self->answer.object, "error");
  g_assert_cmpuint (json_object_get_size (error), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (error, "@Microsoft.PowerApps.CDS.ErrorDetails."
                                                         "OperationStatus"),
                   ==, "0");
  read_target (self, "contacts?$top=x");
  error = json_object_get_object_member (self->answer.object, "error");
  g_assert_cmpuint (json_object_get_size (error), ==, 2);
}

/* “Page results”: where a page size is preferred, $top is ignored. */
static void
test_top_and_page_size (Fixture *self, gconstpointer data)
{
  read_with (self, "contacts?$select=fullname&$top=1", "Prefer: odata.maxpagesize=3");
  g_assert_cmpuint (json_array_get_length (get_rows (self)), ==, 3);
  g_assert_true (json_object_has_member (self->answer.object, "@odata.nextLink"));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/dataverse/identity", test_identity);
  ADD ("/emulator/dataverse/unauthorized", test_unauthorized);
  ADD ("/emulator/dataverse/special-addresses", test_special_addresses);
  ADD ("/emulator/dataverse/encoding-traps", test_encoding_traps);
  ADD ("/emulator/dataverse/select", test_select);
  ADD ("/emulator/dataverse/annotations", test_annotations);
  ADD ("/emulator/dataverse/paging", test_paging);
  ADD ("/emulator/dataverse/orderby", test_orderby);
  ADD ("/emulator/dataverse/skip-token-refused", test_skip_token_refused);
  ADD ("/emulator/dataverse/query-refused", test_query_refused);
  ADD ("/emulator/dataverse/count", test_count);
  ADD ("/emulator/dataverse/metadata-levels", test_metadata_levels);
  ADD ("/emulator/dataverse/error-details", test_error_details);
  ADD ("/emulator/dataverse/top-and-page-size", test_top_and_page_size);
  ADD ("/emulator/dataverse/create-read-update-delete", test_create_read_update_delete);
  ADD ("/emulator/dataverse/representation", test_representation);
  ADD ("/emulator/dataverse/conditions", test_conditions);
  ADD ("/emulator/dataverse/upsert", test_upsert);
  ADD ("/emulator/dataverse/alternate-key", test_alternate_key);
  ADD ("/emulator/dataverse/lookup", test_lookup);
  ADD ("/emulator/dataverse/single-property", test_single_property);
  ADD ("/emulator/dataverse/payload-refused", test_payload_refused);
  ADD ("/emulator/dataverse/length-in-utf16", test_length_in_utf16);
  ADD ("/emulator/dataverse/app-token", test_app_token);
  ADD ("/emulator/dataverse/secured-columns", test_secured_columns);
  ADD ("/emulator/dataverse/definitions", test_definitions);
  return g_test_run ();
}
