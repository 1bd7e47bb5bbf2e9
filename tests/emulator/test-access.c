/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What roles let users read and write, and secured columns. The administrator asks on behalf of
 * the others. */
#include "config.h"

#include "emulator-fixture.h"
#include "emulator/herald-emulator-stable-id.h"

#include <string.h>

/* Numbers of the seed's users. */
enum
{
  ADMIN,
  MARKETER,
  SUPPORT,
  DEVELOPER,
  SHOP,
  MEMBER, /* of the marketers' team */
};

typedef EmulatorTest Fixture;

static char *
make_id (const char *kind, guint number)
{
  g_autofree char *name = g_strdup_printf ("%u", number);

  return herald_emulator_stable_id (kind, name);
}

static void
send_as (Fixture *self, guint user, const char *method, const char *target, const char *body)
{
  g_autofree char  *id = make_id ("user", user);
  g_autofree char  *header = g_strconcat ("MSCRMCallerID: ", id, NULL);
  const char *const headers[] = { header, NULL };

  emulator_fixture_send (&self->base, method, target, headers, body, &self->answer);
  g_test_message ("%s %s as %u: %u %.400s", method, target, user, self->answer.status,
                  self->answer.text);
}

static guint
count_rows (Fixture *self, guint user, const char *target)
{
  send_as (self, user, "GET", target, NULL);
  g_assert_cmpuint (self->answer.status, ==, 200);
  return json_array_get_length (json_object_get_array_member (self->answer.object, "value"));
}

/* Contacts of the seed belong to the administrator. */
static void
test_reading (Fixture *self, gconstpointer data)
{
  g_autofree char *contact = make_id ("contact", 0);
  g_autofree char *target = g_strdup_printf ("contacts(%s)?$select=fullname", contact);

  g_assert_cmpuint (count_rows (self, ADMIN, "contacts?$select=fullname"), ==, 20);
  g_assert_cmpuint (count_rows (self, MARKETER, "contacts?$select=fullname"), ==, 20);
  g_assert_cmpuint (count_rows (self, MEMBER, "contacts?$select=fullname"), ==, 20);
  g_assert_cmpuint (count_rows (self, SUPPORT, "contacts?$select=fullname"), ==, 0);
  send_as (self, SUPPORT, "GET", "contacts/$count", NULL);
  g_assert_cmpstr (self->answer.text, ==, "0");
  send_as (self, SUPPORT, "GET", target, NULL);
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvReadContact");
  send_as (self, SUPPORT, "GET", "contacts(00000000-0000-4000-a000-000000000000)", NULL);
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", NULL);
  send_as (self, SUPPORT, "GET", "msdynmkt_pushmobiledevices", NULL);
  emulator_answer_assert_error (&self->answer, 403, "0x80040220",
                                "prvReadmsdynmkt_pushmobiledevice");
  g_assert_cmpuint (count_rows (self, SUPPORT, "systemusers?$select=fullname"), >, 5);
}

/* A row of one's own can be read, changed and deleted with Basic depth. */
static void
test_own_rows (Fixture *self, gconstpointer data)
{
  g_autofree char *contact = make_id ("contact", 0);
  g_autofree char *other = g_strdup_printf ("contacts(%s)", contact);
  g_autofree char *own = NULL;

  send_as (self, SUPPORT, "POST", "contacts", "{\"lastname\":\"Own\"}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  own = g_strdup (
    soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                  "OData-EntityId"));
  g_assert_cmpuint (count_rows (self, SUPPORT, "contacts?$select=lastname"), ==, 1);
  send_as (self, SUPPORT, "PATCH", own, "{\"firstname\":\"My\"}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  send_as (self, SUPPORT, "PATCH", other, "{\"firstname\":\"Not mine\"}");
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvWriteContact");
  send_as (self, SUPPORT, "DELETE", other, NULL);
  g_assert_cmpuint (self->answer.status, ==, 403);
  send_as (self, SUPPORT, "DELETE", own, NULL);
  g_assert_cmpuint (self->answer.status, ==, 204);
  send_as (self, SUPPORT, "POST", "msdynmkt_topics", "{\"msdynmkt_name\":\"x\"}");
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvCreatemsdynmkt_topic");
}

/* The unit below is reached by Deep, not by Local; and its people do not see what is above. */
static void
test_units (Fixture *self, gconstpointer data)
{
  g_autofree char *user = make_id ("user", SHOP);
  g_autofree char *body =
    g_strdup_printf ("{\"msdynmkt_name\":\"Old\",\"ownerid@odata.bind\":\"/systemusers(%s)\"}",
                     user);

  send_as (self, ADMIN, "POST", "msdynmkt_mobileapps", body);
  g_assert_cmpuint (self->answer.status, ==, 204);
  g_assert_cmpuint (count_rows (self, MARKETER, "msdynmkt_mobileapps"), ==, 1);
  send_as (self, MARKETER, "POST", "msdynmkt_mobileapps", "{\"msdynmkt_name\":\"New\"}");
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvCreatemsdynmkt_mobileapp");
}

static JsonNode *
read_secret (Fixture *self, guint user, const char *column)
{
  g_autofree char *target =
    g_strdup_printf ("msdynmkt_mobileappchannelinstances?$select=%s&$top=1", column);

  g_assert_cmpuint (count_rows (self, user, target), ==, 1);
  return json_object_get_member (
    json_array_get_object_element (json_object_get_array_member (self->answer.object, "value"), 0),
    column);
}

static void
test_secured (Fixture *self, gconstpointer data)
{
  static const char *const columns[] = { "msdynmkt_apitoken", "msdynmkt_signingkey",
                                         "msdynmkt_serviceaccountjson1" };

  g_autofree char *app = make_id ("app", 0);
  g_autofree char *target = g_strdup_printf ("msdynmkt_mobileappchannelinstances(%s)", app);

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_assert_false (json_node_is_null (read_secret (self, ADMIN, columns[i])));
      g_assert_false (json_node_is_null (read_secret (self, DEVELOPER, columns[i])));
      g_assert_true (json_node_is_null (read_secret (self, MARKETER, columns[i])));
    }
  send_as (self, MARKETER, "PATCH", target, "{\"msdynmkt_password\":\"x\"}");
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "msdynmkt_password");
  send_as (self, MARKETER, "PATCH", target, "{\"msdynmkt_description\":\"x\"}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  send_as (self, MARKETER, "POST", "msdynmkt_mobileappchannelinstances",
           "{\"msdynmkt_name\":\"x\",\"msdynmkt_apikey\":\"y\"}");
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "msdynmkt_apikey");
  send_as (self, DEVELOPER, "PATCH", target, "{\"msdynmkt_password\":\"x\"}");
  g_assert_cmpuint (self->answer.status, ==, 204);
}

/* What a user may not see cannot be guessed by conditions and groups either. */
static void
test_secured_in_queries (Fixture *self, gconstpointer data)
{
  static const char *const targets[] = {
    "msdynmkt_mobileappchannelinstances?$filter=msdynmkt_apitoken%20ne%20null",
    "msdynmkt_mobileappchannelinstances?$filter=contains(msdynmkt_apitoken,'%25')",
    "msdynmkt_mobileappchannelinstances?$filter=Microsoft.Dynamics.CRM.NotIn("
    "PropertyName='msdynmkt_apitoken',PropertyValues=%5B%22x%22%5D)%20and%20"
    "msdynmkt_apitoken%20ne%20null",
    "msdyn_channelinstances?$filter=msdyn_extendedentityid_msdynmkt_mobileappchannelinstance/"
    "msdynmkt_apitoken%20ne%20null",
    "msdynmkt_mobileappchannelinstances?$filter="
    "msdynmkt_mobileappchannelinstance_pushmobiledevice/any(d:d/"
    "msdynmkt_mobileappchannelinstanceid/msdynmkt_apitoken%20ne%20null)",
    "msdynmkt_pushmobiledevices?$apply=filter(msdynmkt_mobileappchannelinstanceid/"
    "msdynmkt_apitoken%20ne%20null)/groupby((msdynmkt_mobileappchannelinstanceid/"
    "msdynmkt_apitoken))",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_assert_cmpuint (count_rows (self, ADMIN, targets[i]), >, 0);
      g_assert_cmpuint (count_rows (self, DEVELOPER, targets[i]), >, 0);
      g_assert_cmpuint (count_rows (self, MARKETER, targets[i]), ==, 0);
    }
}

/* One group for all rows: the column has one value, none, for whoever may not read it. */
static void
test_secured_groups (Fixture *self, gconstpointer data)
{
  static const char target[] = "msdynmkt_pushmobiledevices?$apply=groupby(("
                               "msdynmkt_mobileappchannelinstanceid/msdynmkt_apitoken),"
                               "aggregate($count%20as%20n))";

  g_assert_cmpuint (count_rows (self, ADMIN, target), ==, 2);
  g_assert_cmpuint (count_rows (self, MARKETER, target), ==, 1);
  g_assert_null (strstr (self->answer.text, "apitoken"));
}

/* An order by what cannot be seen is none: the rows stay in the order of their numbers, and no
 * link tells the value. */
static void
test_secured_order (Fixture *self, gconstpointer data)
{
  static const char        page[] = "Prefer: odata.maxpagesize=1";
  g_autofree char         *id = make_id ("user", MARKETER);
  g_autofree char         *caller = g_strconcat ("MSCRMCallerID: ", id, NULL);
  const char *const        headers[] = { caller, page, NULL };
  static const char *const orders[] = { "asc", "desc" };
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *target = g_strdup_printf ("msdynmkt_mobileappchannelinstances?$select="
                                                 "msdynmkt_name&$orderby=msdynmkt_apitoken%%20%s",
                                                 orders[i]);
      const char      *link;

      emulator_fixture_send (&self->base, "GET", target, headers, NULL, &self->answer);
      g_assert_cmpuint (self->answer.status, ==, 200);
      link = json_object_get_string_member (self->answer.object, "@odata.nextLink");
      g_ptr_array_add (links, g_strdup (strstr (link, "$skiptoken=")));
    }
  /* “[null,1]” and “[null,2]”: the number of the row is all that differs. */
  g_assert_cmpuint (strlen (links->pdata[0]), ==, strlen (links->pdata[1]));
  g_assert_cmpuint (strlen (links->pdata[0]), <, 150);
}

/* Rows of another table hide behind its privileges as they do in its own set. */
static void
test_hidden_rows_in_queries (Fixture *self, gconstpointer data)
{
  static const char any_contact[] =
    "systemusers?$select=fullname&$filter=contact_owning_user/any(c:c/lastname%20ne%20null)";
  static const char all_contacts[] =
    "systemusers?$select=fullname&$filter=contact_owning_user/all(c:c/lastname%20eq%20'Own')";

  g_assert_cmpuint (count_rows (self, ADMIN, any_contact), ==, 1);
  g_assert_cmpuint (count_rows (self, SUPPORT, any_contact), ==, 0);
  send_as (self, SUPPORT, "POST", "contacts", "{\"lastname\":\"Own\"}");
  g_assert_cmpuint (count_rows (self, SUPPORT, any_contact), ==, 1);
  g_assert_cmpuint (count_rows (self, ADMIN, all_contacts), <,
                    count_rows (self, SUPPORT, all_contacts));
  send_as (self, SUPPORT, "GET", "systemusers?$filter=user_msdynmkt_pushmobiledevice/any()", NULL);
  emulator_answer_assert_error (&self->answer, 403, "0x80040220",
                                "prvReadmsdynmkt_pushmobiledevice");
}

static void
send_notification (Fixture *self, guint from, guint to)
{
  g_autofree char *user = make_id ("user", to);
  g_autofree char *body =
    g_strdup_printf ("{\"Title\":\"Hello\",\"Recipient\":\"/systemusers(%s)\"}", user);

  send_as (self, from, "POST", "SendAppNotification", body);
}

static void
test_notifications (Fixture *self, gconstpointer data)
{
  g_autofree char *user = make_id ("user", SUPPORT);
  g_autofree char *body =
    g_strdup_printf ("{\"title\":\"Row\",\"ownerid@odata.bind\":\"/systemusers(%s)\"}", user);

  send_notification (self, SUPPORT, SUPPORT);
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvSendAppNotification");
  send_notification (self, MARKETER, MARKETER);
  g_assert_cmpuint (self->answer.status, ==, 200);
  send_notification (self, MARKETER, SUPPORT);
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvCreateAppNotification");
  send_notification (self, DEVELOPER, SHOP);
  g_assert_cmpuint (self->answer.status, ==, 200);
  /* Rows need no privilege to send. */
  send_as (self, SUPPORT, "POST", "appnotifications", body);
  g_assert_cmpuint (self->answer.status, ==, 204);
  g_assert_cmpuint (count_rows (self, SUPPORT, "appnotifications"), ==, 1);
  g_assert_cmpuint (count_rows (self, ADMIN, "appnotifications"), ==, 3);
}

static void
check_caller (Fixture *self, const char *header, guint status, const char *code)
{
  const char *const headers[] = { header, NULL };

  emulator_fixture_send (&self->base, "GET", "WhoAmI", headers, NULL, &self->answer);
  emulator_answer_assert_error (&self->answer, status, code, NULL);
}

static void
test_impersonation (Fixture *self, gconstpointer data)
{
  g_autofree char  *object_id = make_id ("directory object", SUPPORT);
  g_autofree char  *user = make_id ("user", SUPPORT);
  g_autofree char  *former = make_id ("user", 6);
  g_autofree char  *by_object = g_strconcat ("CallerObjectId: ", object_id, NULL);
  g_autofree char  *as_former = g_strconcat ("MSCRMCallerID: ", former, NULL);
  const char *const headers[] = { by_object, NULL };

  emulator_fixture_send (&self->base, "GET", "WhoAmI", headers, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "UserId"), ==, user);
  check_caller (self, as_former, 403, "0x80072560");
  check_caller (self, "MSCRMCallerID: 00000000-0000-4000-a000-000000000000", 403, "0x80072560");
  check_caller (self, "CallerObjectId: nobody", 400, "0x80040203");
}

/* The first row of a set, and one of its columns. */
static char *
read_first (Fixture *self, const char *target, const char *column)
{
  g_assert_cmpuint (count_rows (self, ADMIN, target), >, 0);
  return g_strdup (json_object_get_string_member (
    json_array_get_object_element (json_object_get_array_member (self->answer.object, "value"), 0),
    column));
}

/* Takes a privilege from the administrator's role. */
static void
drop_privilege (Fixture *self, const char *name)
{
  g_autofree char *by_name = g_strdup_printf ("privileges?$filter=name%%20eq%%20'%s'", name);
  g_autofree char *privilege = read_first (self, by_name, "privilegeid");
  g_autofree char *role =
    read_first (self, "roles?$filter=name%20eq%20'System%20Administrator'", "roleid");
  g_autofree char *target =
    g_strdup_printf ("roles(%s)/roleprivileges_association(%s)/$ref", role, privilege);

  send_as (self, ADMIN, "DELETE", target, NULL);
  g_assert_cmpuint (self->answer.status, ==, 204);
}

/* What the administrator does as another is done by that user, and told to be the administrator's.
 */
static void
test_delegate (Fixture *self, gconstpointer data)
{
  g_autofree char *admin = make_id ("user", ADMIN);
  g_autofree char *marketer = make_id ("user", MARKETER);
  g_autofree char *row = NULL;
  JsonObject      *contact;

  send_as (self, MARKETER, "POST", "contacts", "{\"lastname\":\"Delegate\"}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  row = g_strdup (
    soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                  "OData-EntityId"));
  emulator_fixture_send (&self->base, "GET", row, NULL, NULL, &self->answer);
  contact = self->answer.object;
  g_assert_cmpstr (json_object_get_string_member (contact, "_createdby_value"), ==, marketer);
  g_assert_cmpstr (json_object_get_string_member (contact, "_createdonbehalfby_value"), ==, admin);
  g_assert_cmpstr (json_object_get_string_member (contact, "_modifiedonbehalfby_value"), ==, admin);
  send_as (self, ADMIN, "PATCH", row, "{\"lastname\":\"Own\"}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  emulator_fixture_send (&self->base, "GET", row, NULL, NULL, &self->answer);
  contact = self->answer.object;
  g_assert_cmpstr (json_object_get_string_member (contact, "_createdonbehalfby_value"), ==, admin);
  g_assert_true (json_object_get_null_member (contact, "_modifiedonbehalfby_value"));
  g_assert_cmpstr (json_object_get_string_member (contact, "_modifiedby_value"), ==, admin);
}

/* Only what both may do counts. */
static void
test_intersection (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (count_rows (self, MARKETER, "contacts?$select=fullname"), ==, 20);
  drop_privilege (self, "prvReadContact");
  send_as (self, MARKETER, "GET", "contacts?$select=fullname", NULL);
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvReadContact");
  g_assert_cmpuint (count_rows (self, MARKETER, "systemusers?$select=fullname"), >, 5);
  drop_privilege (self, "prvActOnBehalfOfAnotherUser");
  send_as (self, MARKETER, "GET", "systemusers?$select=fullname", NULL);
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvActOnBehalfOfAnotherUser");
}

/* Roles are rows: whoever gets one more may do more. */
static void
test_roles_are_rows (Fixture *self, gconstpointer data)
{
  g_autofree char *user = make_id ("user", SUPPORT);
  g_autofree char *maker = make_id ("role", 2);
  g_autofree char *target =
    g_strdup_printf ("systemusers(%s)/systemuserroles_association/$ref", user);
  g_autofree char *body =
    g_strdup_printf ("{\"@odata.id\":\"%sroles(%s)\"}", self->base.api, maker);

  send_as (self, ADMIN, "POST", target, body);
  g_assert_cmpuint (self->answer.status, ==, 204);
  send_notification (self, SUPPORT, SUPPORT);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpuint (count_rows (self, ADMIN,
                                "sdkmessagefilters?$filter=sdkmessageid/name%20eq%20"
                                "'CreateMultiple'%20and%20primaryobjecttypecode%20eq%20"
                                "'appnotification'"),
                    ==, 1);
}

/* Nobody gives himself a role, a team or a profile, from either end. */
static void
test_no_own_roles (Fixture *self, gconstpointer data)
{
  static const guint users[] = { MARKETER, SUPPORT, DEVELOPER, MEMBER };
  static const struct
  {
    const char *kind;
    const char *set;
    const char *association;
    const char *privilege;
  } links[] = {
    { "role", "roles", "systemuserroles_association", "prvAssignRole" },
    { "team", "teams", "teammembership_association", "prvAppendTeam" },
    { "column security profile", "fieldsecurityprofiles", "systemuserprofiles_association", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (users) * G_N_ELEMENTS (links); i++)
    {
      guint            user = users[i / G_N_ELEMENTS (links)];
      gsize            link = i % G_N_ELEMENTS (links);
      g_autofree char *user_id = make_id ("user", user);
      g_autofree char *other = make_id (links[link].kind, 0);
      g_autofree char *of_user =
        g_strdup_printf ("systemusers(%s)/%s/$ref", user_id, links[link].association);
      g_autofree char *of_other =
        g_strdup_printf ("%s(%s)/%s/$ref", links[link].set, other, links[link].association);
      g_autofree char *leave =
        g_strdup_printf ("systemusers(%s)/%s(%s)/$ref", user_id, links[link].association, other);
      g_autofree char *to_other =
        g_strdup_printf ("{\"@odata.id\":\"%s(%s)\"}", links[link].set, other);
      g_autofree char *to_user = g_strdup_printf ("{\"@odata.id\":\"systemusers(%s)\"}", user_id);

      send_as (self, user, "POST", of_user, to_other);
      emulator_answer_assert_error (&self->answer, 403, "0x80040220", links[link].privilege);
      send_as (self, user, "POST", of_other, to_user);
      emulator_answer_assert_error (&self->answer, 403, "0x80040220", NULL);
      send_as (self, user, "DELETE", leave, NULL);
      emulator_answer_assert_error (&self->answer, 403, "0x80040220", links[link].privilege);
      send_as (self, ADMIN, "DELETE", leave, NULL);
      g_assert_cmpuint (self->answer.status, ==, 204);
      send_as (self, ADMIN, "POST", of_user, to_other);
      g_assert_cmpuint (self->answer.status, ==, 204);
      send_as (self, ADMIN, "DELETE", leave, NULL);
      g_assert_cmpuint (self->answer.status, ==, 204);
    }
}

/* A row of one's own may point only to rows that one may append to. */
static void
test_lookups (Fixture *self, gconstpointer data)
{
  static const char own[] = "accounts(00000000-0000-4000-a000-000000000001)";
  g_autofree char  *contact = make_id ("contact", 0);
  g_autofree char  *body =
    g_strdup_printf ("{\"name\":\"Own\",\"primarycontactid@odata.bind\":\"/contacts(%s)\"}",
                     contact);
  g_autofree char *reference = g_strdup_printf ("{\"@odata.id\":\"contacts(%s)\"}", contact);
  g_autofree char *lookup = g_strconcat (own, "/primarycontactid/$ref", NULL);
  g_autofree char *many = g_strconcat (own, "/contact_customer_accounts/$ref", NULL);
  const struct
  {
    const char *method;
    const char *target;
    const char *body;
    const char *privilege;
  } refused[] = {
    { "POST", "accounts", body, "prvAppendToContact" },
    { "PATCH", own, body, "prvAppendToContact" },
    { "PUT", lookup, reference, "prvAppendToContact" },
    { "POST", many, reference, "prvAppendContact" },
  };

  send_as (self, SUPPORT, "PATCH", own, "{\"name\":\"Own\"}");
  g_assert_cmpuint (self->answer.status, ==, 204);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      send_as (self, SUPPORT, refused[i].method, refused[i].target, refused[i].body);
      emulator_answer_assert_error (&self->answer, 403, "0x80040220", refused[i].privilege);
    }
  send_as (self, MARKETER, "POST", "accounts", body);
  g_assert_cmpuint (self->answer.status, ==, 204);
  send_as (self, MARKETER, "PUT", lookup, reference);
  g_assert_cmpuint (self->answer.status, ==, 204);
  send_as (self, MARKETER, "POST", many, reference);
  g_assert_cmpuint (self->answer.status, ==, 204);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, emulator_test_set_up, func, emulator_test_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/emulator/access/reading", test_reading);
  add ("/emulator/access/own-rows", test_own_rows);
  add ("/emulator/access/units", test_units);
  add ("/emulator/access/secured", test_secured);
  add ("/emulator/access/secured-in-queries", test_secured_in_queries);
  add ("/emulator/access/secured-groups", test_secured_groups);
  add ("/emulator/access/secured-order", test_secured_order);
  add ("/emulator/access/hidden-rows-in-queries", test_hidden_rows_in_queries);
  add ("/emulator/access/notifications", test_notifications);
  add ("/emulator/access/impersonation", test_impersonation);
  add ("/emulator/access/delegate", test_delegate);
  add ("/emulator/access/intersection", test_intersection);
  add ("/emulator/access/roles-are-rows", test_roles_are_rows);
  add ("/emulator/access/no-own-roles", test_no_own_roles);
  add ("/emulator/access/lookups", test_lookups);
  return g_test_run ();
}
