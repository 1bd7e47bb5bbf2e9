/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $expand and navigation: what belongs to a row, in the row and by addresses of its own. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

#define ACCOUNT "00000000-0000-4000-a000-0000000000a1"
#define EMPTY_ACCOUNT "00000000-0000-4000-a000-0000000000a2"
#define ANNE "00000000-0000-4000-a000-0000000000c1"
#define BERT "00000000-0000-4000-a000-0000000000c2"
#define CARL "00000000-0000-4000-a000-0000000000c3"
#define NOBODY "00000000-0000-4000-a000-0000000000ff"

typedef EmulatorTest Fixture;

static void
create (Fixture *self, const char *set, const char *body)
{
  emulator_fixture_send (&self->base, "POST", set, NULL, body, &self->answer);
  g_test_message ("%s", self->answer.text);
  g_assert_cmpuint (self->answer.status, ==, 204);
}

/* An account with three contacts, one of them its primary contact and the forebear of another. */
static void
set_up (Fixture *self, gconstpointer data)
{
  emulator_fixture_start (&self->base, NULL, "small");
  create (self, "accounts", "{\"accountid\":\"" ACCOUNT "\",\"name\":\"Litware\"}");
  create (self, "accounts", "{\"accountid\":\"" EMPTY_ACCOUNT "\",\"name\":\"Empty\"}");
  create (self, "contacts",
          "{\"contactid\":\"" ANNE
          "\",\"jobtitle\":\"Tester\",\"firstname\":\"Anne\",\"lastname\":\"A\",\"gendercode\":2,"
          "\"parentcustomerid_account@odata.bind\":\"/accounts(" ACCOUNT ")\"}");
  create (self, "contacts",
          "{\"contactid\":\"" BERT
          "\",\"jobtitle\":\"Tester\",\"firstname\":\"Bert\",\"lastname\":\"B; (\\\"')\","
          "\"parentcustomerid_account@odata.bind\":\"/accounts(" ACCOUNT ")\"}");
  create (self, "contacts",
          "{\"contactid\":\"" CARL
          "\",\"jobtitle\":\"Tester\",\"firstname\":\"Carl\",\"lastname\":\"C\","
          "\"parentcustomerid_contact@odata.bind\":\"/contacts(" ANNE ")\"}");
  emulator_fixture_send (&self->base, "PATCH", "accounts(" ACCOUNT ")", NULL,
                         "{\"primarycontactid@odata.bind\":\"/contacts(" ANNE ")\"}",
                         &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
}

static JsonObject *
read_object (Fixture *self, const char *target)
{
  emulator_fixture_read (&self->base, target, &self->answer);
  g_test_message ("%s → %u %s", target, self->answer.status, self->answer.text);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_nonnull (self->answer.object);
  return self->answer.object;
}

static JsonArray *
read_rows (Fixture *self, const char *target)
{
  return json_object_get_array_member (read_object (self, target), "value");
}

static const char *
get_text (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, NULL);
}

static void
assert_context (Fixture *self, const char *fragment)
{
  g_autofree char *context = g_strconcat (self->base.api, "$metadata#", fragment, NULL);

  g_assert_cmpstr (get_text (self->answer.object, "@odata.context"), ==, context);
}

static void
test_single_valued (Fixture *self, gconstpointer data)
{
  JsonArray  *rows = read_rows (self, "accounts?$select=name&$expand=primarycontactid($select="
                                       "fullname),createdby&$orderby=name");
  JsonObject *empty = json_array_get_object_element (rows, 0);
  JsonObject *full = json_array_get_object_element (rows, 1);
  JsonObject *contact = json_object_get_object_member (full, "primarycontactid");

  assert_context (self, "accounts(name,primarycontactid(fullname),createdby())");
  g_assert_true (json_object_get_null_member (empty, "primarycontactid"));
  g_assert_cmpstr (get_text (contact, "fullname"), ==, "Anne A");
  g_assert_cmpstr (get_text (contact, "contactid"), ==, ANNE);
  g_assert_false (json_object_has_member (contact, "@odata.etag"));
  g_assert_false (json_object_has_member (contact, "lastname"));
  g_assert_false (json_object_has_member (full, "_primarycontactid_value"));
  g_assert_true (
    json_object_has_member (json_object_get_object_member (full, "createdby"), "fullname"));
}

static void
test_one_row (Fixture *self, gconstpointer data)
{
  JsonObject *row = read_object (self, "contacts(" ANNE ")?$select=fullname&$expand="
                                       "parentcustomerid_account($select=name),"
                                       "parentcustomerid_contact($select=fullname)");

  assert_context (self, "contacts(fullname,parentcustomerid_account(name),"
                        "parentcustomerid_contact(fullname))/$entity");
  g_assert_cmpstr (get_text (json_object_get_object_member (row, "parentcustomerid_account"),
                             "name"),
                   ==, "Litware");
  g_assert_true (json_object_get_null_member (row, "parentcustomerid_contact"));
}

static void
test_owner (Fixture *self, gconstpointer data)
{
  JsonObject *row =
    read_object (self, "contacts(" ANNE ")?$select=fullname&$expand=ownerid($select=fullname)");
  JsonObject *owner = json_object_get_object_member (row, "ownerid");

  g_assert_cmpstr (get_text (owner, "@odata.type"), ==, "#Microsoft.Dynamics.CRM.systemuser");
  g_assert_cmpstr (get_text (owner, "systemuserid"), ==,
                   emulator_fixture_get (&self->base, "userId"));
  row = read_object (self, "contacts(" ANNE ")?$select=fullname&$expand=ownerid($select=teamtype)");
  owner = json_object_get_object_member (row, "ownerid");
  g_assert_cmpstr (get_text (owner, "systemuserid"), ==,
                   emulator_fixture_get (&self->base, "userId"));
  g_assert_false (json_object_has_member (owner, "fullname"));
}

static void
test_collection (Fixture *self, gconstpointer data)
{
  JsonArray       *rows = read_rows (self, "accounts?$select=name&$orderby=name desc&$expand="
                                                 "contact_customer_accounts($select=fullname;"
                                                 "$filter=startswith(firstname,'a') or contains(lastname,"
                                                 "'; (');$orderby=fullname desc)");
  JsonObject      *account = json_array_get_object_element (rows, 0);
  JsonArray       *contacts = json_object_get_array_member (account, "contact_customer_accounts");
  g_autofree char *link = NULL;

  assert_context (self, "accounts(name,contact_customer_accounts(fullname))");
  g_assert_cmpuint (json_array_get_length (contacts), ==, 2);
  g_assert_cmpstr (get_text (json_array_get_object_element (contacts, 0), "contactid"), ==, BERT);
  g_assert_true (
    json_object_has_member (json_array_get_object_element (contacts, 0), "@odata.etag"));
  contacts = json_object_get_array_member (json_array_get_object_element (rows, 1),
                                           "contact_customer_accounts");
  g_assert_cmpuint (json_array_get_length (contacts), ==, 0);
  /* The link repeats what was read. */
  link = g_strdup (get_text (account, "contact_customer_accounts@odata.nextLink"));
  g_assert_nonnull (link);
  g_assert_true (g_str_has_prefix (link, self->base.api));
  rows = read_rows (self, link);
  g_assert_cmpuint (json_array_get_length (rows), ==, 2);
  g_assert_cmpstr (get_text (json_array_get_object_element (rows, 1), "contactid"), ==, ANNE);
}

static void
test_top (Fixture *self, gconstpointer data)
{
  JsonObject *account =
    read_object (self, "accounts(" ACCOUNT ")?$expand=contact_customer_accounts($top=1)");

  g_assert_cmpuint (json_array_get_length (
                      json_object_get_array_member (account, "contact_customer_accounts")),
                    ==, 1);
  account = read_object (self, "accounts(" ACCOUNT ")?$expand=contact_customer_accounts($top=0)");
  g_assert_cmpuint (json_array_get_length (
                      json_object_get_array_member (account, "contact_customer_accounts")),
                    ==, 0);
}

/* With a nested $expand and a page size, collections come in pages of their own. */
static void
test_nested (Fixture *self, gconstpointer data)
{
  const char *const headers[] = { "Prefer: odata.maxpagesize=1", NULL };
  JsonObject       *account;
  JsonObject       *contact;
  g_autofree char  *link = NULL;

  emulator_fixture_send (&self->base, "GET",
                         "accounts?$select=name&$filter=name eq 'Litware'&$expand="
                         "contact_customer_accounts($select=fullname;$expand=owninguser($select="
                         "fullname),contact_customer_contacts($select=fullname))",
                         headers, NULL, &self->answer);
  g_test_message ("%s", self->answer.text);
  assert_context (self, "accounts(name,contact_customer_accounts(fullname,owninguser(fullname),"
                        "contact_customer_contacts(fullname)))");
  account =
    json_array_get_object_element (json_object_get_array_member (self->answer.object, "value"), 0);
  g_assert_cmpuint (json_array_get_length (
                      json_object_get_array_member (account, "contact_customer_accounts")),
                    ==, 1);
  contact =
    json_array_get_object_element (json_object_get_array_member (account,
                                                                 "contact_customer_accounts"),
                                   0);
  g_assert_cmpstr (get_text (contact, "contactid"), ==, ANNE);
  g_assert_cmpstr (get_text (json_object_get_object_member (contact, "owninguser"), "systemuserid"),
                   ==, emulator_fixture_get (&self->base, "userId"));
  g_assert_cmpuint (json_array_get_length (
                      json_object_get_array_member (contact, "contact_customer_contacts")),
                    ==, 1);
  g_assert_false (json_object_has_member (contact, "contact_customer_contacts@odata.nextLink"));
  link = g_strdup (get_text (account, "contact_customer_accounts@odata.nextLink"));
  g_assert_nonnull (strstr (link, "$skiptoken="));
  emulator_fixture_send (&self->base, "GET", link, headers, NULL, &self->answer);
  g_test_message ("%s", self->answer.text);
  contact =
    json_array_get_object_element (json_object_get_array_member (self->answer.object, "value"), 0);
  g_assert_cmpstr (get_text (contact, "contactid"), ==, BERT);
  g_assert_true (json_object_has_member (contact, "owninguser"));
  g_assert_false (json_object_has_member (self->answer.object, "@odata.nextLink"));
}

static void
test_references (Fixture *self, gconstpointer data)
{
  JsonObject *row =
    read_object (self, "accounts(" ACCOUNT ")?$select=name&$expand=primarycontactid/$ref");
  JsonObject      *reference = json_object_get_object_member (row, "primarycontactid");
  g_autofree char *address = g_strconcat (self->base.api, "contacts(" ANNE ")", NULL);

  assert_context (self, "accounts(name,primarycontactid,primarycontactid/$ref())/$entity");
  g_assert_cmpuint (json_object_get_size (reference), ==, 1);
  g_assert_cmpstr (get_text (reference, "@odata.id"), ==, address);
}

static void
test_navigate_single (Fixture *self, gconstpointer data)
{
  g_autofree char *address = g_strconcat (self->base.api, "contacts(" ANNE ")", NULL);
  JsonObject *row = read_object (self, "accounts(" ACCOUNT ")/primarycontactid?$select=fullname");

  assert_context (self, "contacts(fullname)/$entity");
  g_assert_cmpstr (get_text (row, "fullname"), ==, "Anne A");
  row = read_object (self, "accounts(" ACCOUNT ")/primarycontactid/$ref");
  assert_context (self, "$ref");
  g_assert_cmpstr (get_text (row, "@odata.id"), ==, address);
  row = read_object (self, "accounts(" ACCOUNT ")/primarycontactid/fullname");
  g_assert_cmpstr (get_text (row, "value"), ==, "Anne A");
  row = read_object (self, "contacts(" CARL ")/parentcustomerid_contact/parentcustomerid_account");
  g_assert_cmpstr (get_text (row, "name"), ==, "Litware");
  emulator_fixture_read (&self->base, "accounts(" EMPTY_ACCOUNT ")/primarycontactid",
                         &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
  emulator_fixture_read (&self->base, "accounts(" EMPTY_ACCOUNT ")/primarycontactid/$ref",
                         &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
  emulator_fixture_read (&self->base, "contacts(" CARL ")/parentcustomerid_account", &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
}

static void
test_navigate_collection (Fixture *self, gconstpointer data)
{
  const char *const headers[] = { "Prefer: odata.maxpagesize=1", NULL };
  g_autofree char  *address = g_strconcat (self->base.api, "contacts(" ANNE ")", NULL);
  g_autofree char  *link = NULL;
  JsonArray        *rows = read_rows (self, "accounts(" ACCOUNT ")/contact_customer_accounts?"
                                                   "$select=fullname&$filter=gendercode eq 2&$count=true");

  assert_context (self, "contacts(fullname)");
  g_assert_cmpuint (json_array_get_length (rows), ==, 1);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "@odata.count"), ==, 1);
  rows = read_rows (self, "accounts(" ACCOUNT ")/contact_customer_accounts/$ref?$orderby=fullname");
  assert_context (self, "Collection($ref)");
  g_assert_cmpuint (json_array_get_length (rows), ==, 2);
  g_assert_cmpstr (get_text (json_array_get_object_element (rows, 0), "@odata.id"), ==, address);
  emulator_fixture_read (&self->base,
                         "accounts(" ACCOUNT
                         ")/contact_customer_accounts/$count?$filter=gendercode "
                         "eq null",
                         &self->answer);
  g_assert_cmpstr (self->answer.text, ==, "1");
  emulator_fixture_send (&self->base, "GET", "accounts(" ACCOUNT ")/contact_customer_accounts",
                         headers, NULL, &self->answer);
  link = g_strdup (get_text (self->answer.object, "@odata.nextLink"));
  g_assert_nonnull (link);
  emulator_fixture_send (&self->base, "GET", link, headers, NULL, &self->answer);
  rows = json_object_get_array_member (self->answer.object, "value");
  g_assert_cmpstr (get_text (json_array_get_object_element (rows, 0), "contactid"), ==, BERT);
}

/* One row of a collection, and what belongs to it. */
static void
test_navigate_member (Fixture *self, gconstpointer data)
{
  JsonObject *row = read_object (self, "accounts(" ACCOUNT ")/contact_customer_accounts(" ANNE ")"
                                       "?$select=fullname");

  assert_context (self, "contacts(fullname)/$entity");
  g_assert_cmpstr (get_text (row, "fullname"), ==, "Anne A");
  row = read_object (self, "accounts(" ACCOUNT ")/contact_customer_accounts(" ANNE ")/firstname");
  g_assert_cmpstr (get_text (row, "value"), ==, "Anne");
  row = read_object (self, "accounts(" ACCOUNT ")/contact_customer_accounts(" ANNE ")/"
                           "contact_customer_contacts(" CARL ")");
  g_assert_cmpstr (get_text (row, "contactid"), ==, CARL);
}

static void
test_property (Fixture *self, gconstpointer data)
{
  JsonObject *object = read_object (self, "contacts(" ANNE ")/gendercode");

  g_assert_cmpint (json_object_get_int_member (object, "value"), ==, 2);
  assert_context (self, "contacts(" ANNE ")/gendercode");
  emulator_fixture_read (&self->base, "contacts(" ANNE ")/gendercode/$value", &self->answer);
  g_assert_cmpstr (self->answer.text, ==, "2");
  emulator_fixture_read (&self->base, "contacts(" ANNE ")/donotemail/$value", &self->answer);
  g_assert_cmpstr (self->answer.text, ==, "false");
  emulator_fixture_read (&self->base, "contacts(" ANNE ")/_parentcustomerid_value/$value",
                         &self->answer);
  g_assert_cmpstr (self->answer.text, ==, ACCOUNT);
  emulator_fixture_read (&self->base, "contacts(" ANNE ")/mobilephone/$value", &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
}

static void
assert_ids (Fixture *self, const char *target, const char *key, const char *expected)
{
  JsonArray *rows = read_rows (self, target);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "",
                            get_text (json_array_get_object_element (rows, i), key));
  g_assert_cmpstr (ids->str, ==, expected);
}

/* Paths and lambdas against rows, and the order by a path, which pages keep. */
static void
test_filter_and_order (Fixture *self, gconstpointer data)
{
  const char *const headers[] = { "Prefer: odata.maxpagesize=1", NULL };
  g_autofree char  *next =
    g_strdup ("contacts?$select=fullname&$filter=jobtitle eq 'Tester'&$orderby="
              "parentcustomerid_account/name desc,fullname");
  g_autoptr (GString) order = g_string_new (NULL);

  assert_ids (self, "contacts?$filter=parentcustomerid_account/name eq 'LITWARE'&$orderby=fullname",
              "contactid", ANNE " " BERT);
  assert_ids (self,
              "contacts?$filter=parentcustomerid_contact/parentcustomerid_account/name eq "
              "'Litware'",
              "contactid", CARL);
  assert_ids (self,
              "contacts?$filter=parentcustomerid_account/name eq null and jobtitle eq "
              "'Tester'",
              "contactid", CARL);
  assert_ids (self, "accounts?$filter=contact_customer_accounts/any(c:c/firstname eq 'bert')",
              "accountid", ACCOUNT);
  assert_ids (self, "accounts?$filter=not contact_customer_accounts/any()", "accountid",
              EMPTY_ACCOUNT);
  assert_ids (self, "accounts?$filter=contact_customer_accounts/all(c:c/gendercode eq 2)",
              "accountid", EMPTY_ACCOUNT);
  assert_ids (self,
              "accounts?$filter=contact_customer_accounts/any(c:c/contact_customer_contacts/"
              "any(d:d/firstname eq 'Carl'))",
              "accountid", ACCOUNT);
  assert_ids (self,
              "accounts?$filter=contact_customer_accounts/any(c:c/Microsoft.Dynamics.CRM.In("
              "PropertyName='firstname',PropertyValues=[\"Anne\"]))",
              "accountid", ACCOUNT);
  while (next != NULL)
    {
      emulator_fixture_send (&self->base, "GET", next, headers, NULL, &self->answer);
      g_string_append (order,
                       get_text (json_array_get_object_element (
                                   json_object_get_array_member (self->answer.object, "value"), 0),
                                 "fullname"));
      g_string_append_c (order, '|');
      g_free (next);
      next = g_strdup (get_text (self->answer.object, "@odata.nextLink"));
    }
  g_assert_cmpstr (order->str, ==, "Anne A|Bert B; (\"')|Carl C|");
}

/* Both ends of a relationship N:N, in rows, by address and in a lambda. */
static void
test_many_to_many (Fixture *self, gconstpointer data)
{
  const char      *user = emulator_fixture_get (&self->base, "userId");
  JsonArray       *rows = read_rows (self, "teams?$select=name&$top=1");
  g_autofree char *team = g_strdup (get_text (json_array_get_object_element (rows, 0), "teamid"));
  g_autofree char *members =
    g_strdup_printf ("teams(%s)?$select=name&$expand=teammembership_association($select=fullname;"
                     "$filter=systemuserid eq %s)",
                     team, user);
  g_autofree char *teams =
    g_strdup_printf ("systemusers(%s)/teammembership_association?$filter=teamid eq %s", user, team);
  g_autofree char *lambda =
    g_strdup_printf ("teams?$filter=teamid eq %s and teammembership_association/any(u:"
                     "u/systemuserid eq %s)",
                     team, user);
  g_autofree char *reference = g_strdup_printf ("teams(%s)/teammembership_association/$ref", team);
  g_autofree char *body =
    g_strdup_printf ("{\"@odata.id\":\"%ssystemusers(%s)\"}", self->base.api, user);

  emulator_fixture_send (&self->base, "POST", reference, NULL, body, &self->answer);
  g_test_message ("%s", self->answer.text);
  g_assert_cmpuint (self->answer.status, ==, 204);
  rows = json_object_get_array_member (read_object (self, members), "teammembership_association");
  g_assert_cmpuint (json_array_get_length (rows), ==, 1);
  g_assert_cmpstr (get_text (json_array_get_object_element (rows, 0), "systemuserid"), ==, user);
  g_assert_cmpuint (json_array_get_length (read_rows (self, teams)), ==, 1);
  g_assert_cmpuint (json_array_get_length (read_rows (self, lambda)), ==, 1);
}

static const struct
{
  const char *target;
  guint       status;
  const char *code;
  const char *part;
} refused[] = {
  { "contacts?$expand=", 400, "0x80060888", "property named ''" },
  { "contacts?$expand=nosuch", 400, "0x80060888",
    "Could not find a property named 'nosuch' on type 'Microsoft.Dynamics.CRM.contact'" },
  { "contacts?$expand=parentcustomerid", 400, "0x80060888", "property named 'parentcustomerid'" },
  { "contacts?$expand=fullname", 400, "0x80060888", "not a navigation property" },
  { "contacts?$expand=_ownerid_value", 400, "0x80060888", "not a navigation property" },
  { "contacts?$expand=OwningUser", 400, "0x80060888", "'OwningUser'" },
  { "contacts?$expand=owninguser,", 400, "0x80060888", "property named ''" },
  { "contacts?$expand=owninguser,owninguser", 400, "0x80060888", "more than once" },
  { "contacts?$expand=owninguser(", 400, "0x80060888", "Syntax error" },
  { "contacts?$expand=owninguser()", 400, "0x80060888", "Syntax error" },
  { "contacts?$expand=owninguser)", 400, "0x80060888", "Syntax error" },
  { "contacts?$expand=owninguser($select=fullname))", 400, "0x80060888", "Syntax error" },
  { "contacts?$expand=owninguser($select=fullname)x", 400, "0x80060888", "Syntax error" },
  { "contacts?$expand=owninguser($select=nosuch)", 400, "0x80060888",
    "'nosuch' on type 'Microsoft.Dynamics.CRM.systemuser'" },
  { "contacts?$expand=owninguser(fullname)", 400, "0x80060888", "fullname is not supported" },
  { "contacts?$expand=owninguser($select=fullname;$select=fullname)", 400, "0x80060888",
    "more than once" },
  { "contacts?$expand=owninguser($orderby=fullname)", 400, "0x80060888",
    "Only $select and $filter clause can be provided" },
  { "contacts?$expand=owninguser($top=1)", 400, "0x80060888", "Only $select and $filter" },
  { "contacts?$expand=owninguser($levels=2)", 400, "0x80060888", "$levels is not supported" },
  { "accounts?$expand=contact_customer_accounts($count=true)", 400, "0x80060888",
    "$count is not supported" },
  { "accounts?$expand=contact_customer_accounts($skip=1)", 400, "0x80060888", "Skip Clause" },
  { "accounts?$expand=contact_customer_accounts($search=x)", 400, "0x80060888", "$search" },
  { "accounts?$expand=contact_customer_accounts($apply=x)", 400, "0x80060888", "$apply" },
  { "accounts?$expand=contact_customer_accounts($top=x)", 400, "0x80060888", "$top" },
  { "accounts?$expand=contact_customer_accounts($filter=fullname eq 'x)", 400, "0x80060888",
    "Syntax error" },
  { "accounts?$expand=contact_customer_accounts($filter=fullname eq @p)&@p='x'", 400, "0x80060888",
    "Syntax error" },
  { "accounts?$expand=contact_customer_accounts/$ref", 400, "0x80060888",
    "Expand with $ref is only supported on lookup type navigation property." },
  { "accounts?$expand=contact_customer_accounts/$count", 400, "0x80060888",
    "property named 'contact_customer_accounts/$count'" },
  { "accounts?$expand=contact_customer_accounts($top=1;$expand=owninguser)", 400, "0x80060888",
    "Only $select and $filter" },
  { "accounts?$expand=contact_customer_accounts($orderby=fullname),primarycontactid($expand="
    "owninguser)",
    400, "0x80060888", "Only $select and $filter" },
  { "systemusers?$expand=teammembership_association,businessunitid", 400, "0x80060888",
    "Many-to-many" },
  { "systemusers?$expand=teammembership_association($expand=businessunitid)", 400, "0x80060888",
    "Many-to-many" },
  { "contacts?$expand=owninguser($expand=teammembership_association)", 400, "0x80060888",
    "Many-to-many" },
  { "accounts(" NOBODY ")/primarycontactid", 404, "0x80040217", NOBODY },
  { "accounts(" NOBODY ")/contact_customer_accounts", 404, "0x80040217", NOBODY },
  { "accounts(" ACCOUNT ")/nosuch", 404, "0x8006088a", "'nosuch'" },
  { "accounts(" ACCOUNT ")/primarycontactid/nosuch", 404, "0x8006088a", "'nosuch'" },
  { "accounts(" EMPTY_ACCOUNT ")/primarycontactid/fullname", 404, "0x8006088a", "'fullname'" },
  { "accounts(" ACCOUNT ")/contact_customer_accounts/nosuch", 404, "0x8006088a", "'nosuch'" },
  { "accounts(" ACCOUNT ")/contact_customer_accounts/$count/x", 404, "0x8006088a", "'$count'" },
  { "accounts(" ACCOUNT ")/contact_customer_accounts(" CARL ")", 404, "0x80040217", CARL },
  { "accounts(" ACCOUNT ")/contact_customer_accounts(x)", 400, "0x80060888", "not the id" },
  { "accounts(" ACCOUNT ")/contact_customer_accounts(" ANNE, 404, "0x8006088a", "accounts(" },
  { "accounts(" ACCOUNT ")/contact_customer_accounts()", 400, "0x80060888", "not the id" },
  { "accounts(" ACCOUNT ")/primarycontactid(" ANNE ")", 404, "0x8006088a", "primarycontactid(" },
  { "accounts(" ACCOUNT ")/nosuch(" ANNE ")", 404, "0x8006088a", "nosuch(" },
  { "accounts(" ACCOUNT ")/name/nosuch", 404, "0x8006088a", "'nosuch'" },
  { "accounts(" ACCOUNT ")/name/$value/x", 404, "0x8006088a", "'$value'" },
  { "accounts(" ACCOUNT ")/primarycontactid?$filter=statecode eq 0", 400, "0x80060888", "$filter" },
  { "accounts(" ACCOUNT ")/contact_customer_accounts?$filter=nosuch eq 0", 400, "0x80060888",
    "'nosuch'" },
};

static void
test_refused (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i].target);
      emulator_fixture_read (&self->base, refused[i].target, &self->answer);
      emulator_answer_assert_error (&self->answer, refused[i].status, refused[i].code,
                                    refused[i].part);
    }
}

/* Fifteen properties in all, at whatever level; no text is too deep to be refused. */
static void
test_limits (Fixture *self, gconstpointer data)
{
  static const struct
  {
    guint depth;
    guint status;
  } cases[] = { { 15, 200 }, { 16, 400 }, { 1000, 400 } };
  g_autofree char *parentheses = g_strnfill (20000, '(');
  g_autofree char *target = g_strconcat ("contacts?$expand=owninguser", parentheses, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new ("contacts?$select=fullname&$expand=createdby");

      for (guint j = 1; j < cases[i].depth; j++)
        g_string_append (text, "($expand=createdby");
      for (guint j = 1; j < cases[i].depth; j++)
        g_string_append_c (text, ')');
      emulator_fixture_read (&self->base, text->str, &self->answer);
      g_assert_cmpuint (self->answer.status, ==, cases[i].status);
    }
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", "15 $expand options");
  emulator_fixture_read (&self->base, target, &self->answer);
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", "Syntax error");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/expand/single-valued", test_single_valued);
  ADD ("/emulator/expand/one-row", test_one_row);
  ADD ("/emulator/expand/owner", test_owner);
  ADD ("/emulator/expand/collection", test_collection);
  ADD ("/emulator/expand/top", test_top);
  ADD ("/emulator/expand/nested", test_nested);
  ADD ("/emulator/expand/references", test_references);
  ADD ("/emulator/expand/navigate-single", test_navigate_single);
  ADD ("/emulator/expand/navigate-collection", test_navigate_collection);
  ADD ("/emulator/expand/navigate-member", test_navigate_member);
  ADD ("/emulator/expand/property", test_property);
  ADD ("/emulator/expand/filter-and-order", test_filter_and_order);
  ADD ("/emulator/expand/many-to-many", test_many_to_many);
  ADD ("/emulator/expand/refused", test_refused);
  ADD ("/emulator/expand/limits", test_limits);
  return g_test_run ();
}
