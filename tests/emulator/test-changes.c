/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change tracking as a client meets it: delta links, pages, counts, refusals. */
#include "config.h"

#include "changes-fixture.h"
#include "emulator/herald-emulator-stable-id.h"

#include <string.h>

#define CONTACTS "contacts?$select=lastname"
#define N_CONTACTS 20 /* of the seed “small” */
#define NO_ID "00000000-0000-4000-a000-000000000001"
#define BATCH_TYPE "Content-Type: multipart/mixed; boundary=b"

typedef EmulatorTest Fixture;

static const char *
get_context (Fixture *self)
{
  return json_object_get_string_member (self->answer.object, "@odata.context");
}

static const char *
get_header (Fixture *self, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                       name);
}

static void
rename_contact (Fixture *self, const char *id, const char *name)
{
  g_autofree char *target = g_strdup_printf ("contacts(%s)", id);
  g_autofree char *body = g_strdup_printf ("{\"lastname\":\"%s\"}", name);

  g_assert_cmpuint (emulator_test_send (self, "PATCH", target, "If-Match: *", body), ==, 204);
}

static void
test_nothing_changed (Fixture *self, gconstpointer data)
{
  g_autofree char *link = NULL;

  g_assert_cmpuint (changes_read (self, CONTACTS, TRACK), ==, N_CONTACTS);
  g_assert_true (g_str_has_suffix (get_context (self), "$metadata#contacts(lastname)"));
  g_assert_cmpstr (get_header (self, "Preference-Applied"), ==, "odata.track-changes");
  link = changes_dup_link (self);
  g_assert_nonnull (strstr (link, "/contacts?$select=lastname&$deltatoken="));
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 0);
  g_assert_true (g_str_has_suffix (get_context (self), "$metadata#contacts(lastname)/$delta"));
  g_assert_null (get_header (self, "Preference-Applied"));
  g_clear_pointer (&link, g_free);
  link = changes_dup_link (self);
  g_assert_null (strstr (strstr (link, "$deltatoken=") + 1, "$deltatoken="));
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 0);
  /* Whoever does not ask for it gets no delta link. */
  changes_read (self, CONTACTS, NULL);
  g_assert_false (json_object_has_member (self->answer.object, "@odata.deltaLink"));
}

static void
test_changes (Fixture *self, gconstpointer data)
{
  g_autofree char *link = changes_begin (self, CONTACTS);
  g_autofree char *old = herald_emulator_stable_id ("contact", "3");
  g_autofree char *gone = herald_emulator_stable_id ("contact", "4");
  g_autofree char *new = changes_create (self, "contacts", "{\"lastname\":\"New\"}");
  g_autofree char *short_lived = changes_create (self, "contacts", "{\"lastname\":\"Short\"}");
  g_autofree char *second = NULL;

  rename_contact (self, old, "Changed");
  changes_delete (self, "contacts", gone);
  changes_delete (self, "contacts", short_lived);
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 4);
  g_assert_cmpstr (changes_get_text (self, 0, "contactid"), ==, new);
  g_assert_cmpstr (changes_get_text (self, 0, "lastname"), ==, "New");
  g_assert_true (json_object_has_member (changes_get (self, 0), "@odata.etag"));
  g_assert_cmpstr (changes_get_text (self, 1, "lastname"), ==, "Changed");
  changes_assert_deleted (self, 2, "contacts", gone);
  changes_assert_deleted (self, 3, "contacts", short_lived);
  second = changes_dup_link (self);
  g_assert_cmpuint (changes_read (self, second, NULL), ==, 0);
  /* A link stays what it was. */
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 4);
  rename_contact (self, old, "Again");
  g_assert_cmpuint (changes_read (self, second, NULL), ==, 1);
}

/* What came back by the id of a row that was deleted is there. */
static void
test_come_back (Fixture *self, gconstpointer data)
{
  g_autofree char *id = herald_emulator_stable_id ("contact", "3");
  g_autofree char *link = changes_begin (self, CONTACTS);
  g_autofree char *body = g_strdup_printf ("{\"contactid\":\"%s\",\"lastname\":\"Back\"}", id);
  g_autofree char *same = NULL;

  changes_delete (self, "contacts", id);
  same = changes_create (self, "contacts", body);
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 1);
  g_assert_cmpstr (changes_get_text (self, 0, "contactid"), ==, id);
  changes_delete (self, "contacts", id);
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 1);
  changes_assert_deleted (self, 0, "contacts", id);
}

static char *
dup_next_link (Fixture *self)
{
  g_assert_false (json_object_has_member (self->answer.object, "@odata.deltaLink"));
  return g_strdup (json_object_get_string_member (self->answer.object, "@odata.nextLink"));
}

/* What changes while pages are read is told by the delta link of the last page. */
static void
test_pages (Fixture *self, gconstpointer data)
{
  g_autofree char *first = herald_emulator_stable_id ("contact", "0");
  g_autofree char *next = NULL;
  g_autofree char *last = NULL;
  g_autofree char *link = NULL;

  g_assert_cmpuint (changes_read (self, CONTACTS, TRACK ",odata.maxpagesize=8"), ==, 8);
  g_assert_cmpstr (get_header (self, "Preference-Applied"), ==,
                   "odata.track-changes,odata.maxpagesize=8");
  next = dup_next_link (self);
  rename_contact (self, first, "Meanwhile");
  g_assert_cmpuint (changes_read (self, next, TRACK ",odata.maxpagesize=8"), ==, 8);
  last = dup_next_link (self);
  /* The link knows by itself what it is a part of. */
  g_assert_cmpuint (changes_read (self, last, NULL), ==, 4);
  link = changes_dup_link (self);
  g_assert_null (strstr (link, "skiptoken"));
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 1);
  g_assert_cmpstr (changes_get_text (self, 0, "contactid"), ==, first);
}

static void
test_pages_of_changes (Fixture *self, gconstpointer data)
{
  static const guint sizes[] = { 2, 2, 1 };

  g_autofree char *link = changes_begin (self, CONTACTS);
  g_autofree char *next = g_strdup (link);
  char            *gone[4] = { NULL };

  g_free (changes_create (self, "contacts", "{\"lastname\":\"New\"}"));
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);

      gone[i] = herald_emulator_stable_id ("contact", number);
      changes_delete (self, "contacts", gone[i]);
    }
  for (guint i = 0, n = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_assert_cmpuint (changes_read (self, next, "Prefer: odata.maxpagesize=2"), ==, sizes[i]);
      for (guint j = i == 0; j < sizes[i]; j++)
        changes_assert_deleted (self, j, "contacts", gone[n++]);
      if (i + 1 == G_N_ELEMENTS (sizes))
        break;
      g_free (next);
      next = dup_next_link (self);
    }
  g_free (next);
  next = changes_dup_link (self);
  g_assert_cmpuint (changes_read (self, next, NULL), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    g_free (gone[i]);
}

/* Returns: (transfer full): what follows “$deltatoken=” */
static char *
dup_token (const char *link)
{
  return g_strdup (strstr (link, "$deltatoken=") + strlen ("$deltatoken="));
}

static void
test_count (Fixture *self, gconstpointer data)
{
  g_autofree char *link = changes_begin (self, CONTACTS);
  g_autofree char *token = dup_token (link);
  g_autofree char *target = g_strconcat ("contacts/$count?$deltatoken=", token, NULL);
  g_autofree char *counted = g_strconcat (CONTACTS "&$count=true&$deltatoken=", token, NULL);
  g_autofree char *id = changes_create (self, "contacts", "{\"lastname\":\"New\"}");

  g_free (changes_create (self, "contacts", "{\"lastname\":\"Other\"}"));
  changes_delete (self, "contacts", id);
  emulator_test_send (self, "GET", target, NULL, NULL);
  g_assert_cmpstr (self->answer.text, ==, "2");
  g_assert_cmpuint (changes_read (self, counted, NULL), ==, 2);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "@odata.count"), ==, 2);
  emulator_test_send (self, "GET", "contacts/$count", TRACK, NULL);
  g_assert_cmpstr (self->answer.text, ==, "21");
}

static void
test_options (Fixture *self, gconstpointer data)
{
  static const char *const options[] = {
    "$filter=lastname eq 'x'",    "$orderby=lastname", "$expand=owninguser", "$top=3",
    "$apply=groupby((lastname))", "partitionId=x",
  };
  g_autofree char *link = changes_begin (self, "contacts");

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *name = g_strndup (options[i], strcspn (options[i], "="));
      g_autofree char *part =
        g_strdup_printf ("The \"%s\" query parameter isn't supported when Change Tracking is "
                         "enabled.",
                         name);
      g_autofree char *target = g_strconcat ("contacts?", options[i], NULL);
      g_autofree char *delta = g_strconcat (link, "&", options[i], NULL);

      emulator_test_send (self, "GET", target, TRACK, NULL);
      emulator_answer_assert_error (&self->answer, 400, "0x80060888", part);
      emulator_test_send (self, "GET", delta, NULL, NULL);
      emulator_answer_assert_error (&self->answer, 400, "0x80060888", part);
    }
}

static void
test_tables (Fixture *self, gconstpointer data)
{
  g_autofree char *account = changes_create (self, "accounts", "{\"name\":\"One\"}");
  g_autofree char *collection = g_strdup_printf ("accounts(%s)/contact_customer_accounts", account);
  g_autofree char *link = changes_begin (self, CONTACTS);
  g_autofree char *token = dup_token (link);
  g_autofree char *tracked = g_strconcat (collection, "?$deltatoken=", token, NULL);

  emulator_test_send (self, "GET", "systemuserrolescollection", TRACK, NULL);
  emulator_answer_assert_error (&self->answer, 400, "0x80072491",
                                "Entity systemuserroles isn't enabled for change tracking.");
  changes_read (self,
                "EntityDefinitions?$select=LogicalName&$filter=ChangeTrackingEnabled eq false"
                " and CanChangeTrackingBeEnabled/Value eq false",
                NULL);
  g_assert_nonnull (strstr (self->answer.text, "\"systemuserroles\""));
  g_assert_null (strstr (self->answer.text, "\"appnotification\""));
  /* Changes are those of a whole table. */
  g_assert_cmpuint (changes_read (self, collection, TRACK), ==, 0);
  g_assert_null (get_header (self, "Preference-Applied"));
  g_assert_false (json_object_has_member (self->answer.object, "@odata.deltaLink"));
  emulator_test_send (self, "GET", tracked, NULL, NULL);
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", "$deltatoken");
}

static void
test_annotations (Fixture *self, gconstpointer data)
{
  emulator_test_send (self, "GET", "$metadata", NULL, NULL);
  g_assert_null (strstr (self->answer.text, "<Annotation"));
  emulator_test_send (self, "GET", "$metadata?annotations=true", NULL, NULL);
  g_assert_nonnull (
    strstr (self->answer.text, "<Annotation Term=\"Org.OData.Capabilities.V1.ChangeTracking\">"));
}

static void
assert_token (Fixture *self, const char *set, const char *token, const char *code, const char *part)
{
  g_autofree char *encoded = g_uri_escape_string (token, NULL, FALSE);
  g_autofree char *target = g_strconcat (set, "?$deltatoken=", encoded, NULL);

  emulator_test_send (self, "GET", target, NULL, NULL);
  emulator_answer_assert_error (&self->answer, 400, code, part);
}

static void
test_tokens (Fixture *self, gconstpointer data)
{
  static const char *const malformed[] = {
    "",
    "x",
    "1",
    "1!2",
    "1!08/22/2017 08:10:44",
    "x!08/22/2017 08:10:44!contact!a",
    "-1!08/22/2017 08:10:44!contact!a",
    "1!22/08/2017 08:10:44!contact!a",
    "1!08/22/2017 08:10:44!contact!a!b",
    "1!08/22/2017 08:10:44x!contact!a",
  };
  g_autofree char *link = changes_begin (self, CONTACTS);
  g_autofree char *encoded = dup_token (link);
  g_autofree char *token = g_uri_unescape_string (encoded, NULL);
  g_autofree char *future = g_strconcat ("9", token, NULL);
  g_autofree char *other_epoch = g_strconcat (token, "0", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    assert_token (self, "contacts", malformed[i], "0x80060888", "is not valid");
  assert_token (self, "accounts", token, "0x80060888", "does not belong to entity 'account'");
  assert_token (self, "contacts", future, "0x80044352", "Please perform a full sync.");
  assert_token (self, "contacts", other_epoch, "0x80044352", NULL);
  emulator_test_send (self, "GET", "contacts?$skiptoken=<cookie istracking=\"True\" />", NULL,
                      NULL);
  emulator_answer_assert_error (&self->answer, 400, "0x80060888", "skip token");
}

/* Lookups that led to a row that is gone are empty; that is a change of theirs. */
static void
test_cascade (Fixture *self, gconstpointer data)
{
  g_autofree char *account = changes_create (self, "accounts", "{\"name\":\"One\"}");
  g_autofree char *body =
    g_strdup_printf ("{\"lastname\":\"Tied\",\"parentcustomerid_account@odata.bind\":"
                     "\"/accounts(%s)\"}",
                     account);
  g_autofree char *contact = changes_create (self, "contacts", body);
  g_autofree char *link = changes_begin (self, "contacts?$select=_parentcustomerid_value");

  changes_delete (self, "accounts", account);
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 1);
  g_assert_cmpstr (changes_get_text (self, 0, "contactid"), ==, contact);
  g_assert_true (json_object_get_null_member (changes_get (self, 0), "_parentcustomerid_value"));
}

/* What a change set takes back leaves nothing. */
static void
test_rolled_back (Fixture *self, gconstpointer data)
{
  static const char part[] =
    "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: ";
  g_autofree char *id = herald_emulator_stable_id ("contact", "3");
  g_autofree char *link = changes_begin (self, CONTACTS);
  g_autofree char *body =
    g_strdup_printf ("--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
                     "--c\r\n%s1\r\n\r\nDELETE /api/data/v9.2/contacts(%s) HTTP/1.1\r\n\r\n"
                     "--c\r\n%s2\r\n\r\nDELETE /api/data/v9.2/contacts(" NO_ID
                     ") HTTP/1.1\r\n\r\n--c--\r\n--b--\r\n",
                     part, id, part);

  emulator_test_send (self, "POST", "$batch", BATCH_TYPE, body);
  g_assert_nonnull (strstr (self->answer.text, "404 Not Found"));
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 0);
  changes_delete (self, "contacts", id);
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 1);
}

static guint
send_as (Fixture *self, const char *user, const char *target, const char *header)
{
  g_autofree char  *id = herald_emulator_stable_id ("user", user);
  g_autofree char  *caller = g_strconcat ("MSCRMCallerID: ", id, NULL);
  const char *const headers[] = { caller, header, NULL };

  emulator_fixture_send (&self->base, "GET", target, headers, NULL, &self->answer);
  return self->answer.status;
}

/* All rows or none: “the calling user must have organization level read access”. Secured columns
 * are hidden as ever. */
static void
test_access (Fixture *self, gconstpointer data)
{
  static const char apps[] = "msdynmkt_mobileappchannelinstances?$select=msdynmkt_apitoken";
  g_autofree char  *id = herald_emulator_stable_id ("app", "0");
  g_autofree char  *target = g_strdup_printf ("msdynmkt_mobileappchannelinstances(%s)", id);
  g_autofree char  *link = NULL;

  g_assert_cmpuint (send_as (self, "2", CONTACTS, NULL), ==, 200);
  send_as (self, "2", CONTACTS, TRACK);
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvReadContact");
  link = changes_begin (self, CONTACTS);
  send_as (self, "2", link, NULL);
  emulator_answer_assert_error (&self->answer, 403, "0x80040220", "prvReadContact");
  g_free (link);
  link = changes_begin (self, apps);
  g_assert_cmpuint (emulator_test_send (self, "PATCH", target, NULL,
                                        "{\"msdynmkt_description\":\"x\"}"),
                    ==, 204);
  g_assert_cmpuint (send_as (self, "1", link, NULL), ==, 200);
  g_assert_true (json_object_get_null_member (changes_get (self, 0), "msdynmkt_apitoken"));
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 1);
  g_assert_false (json_object_get_null_member (changes_get (self, 0), "msdynmkt_apitoken"));
}

/* Elastic tables are tracked, too; a row whose life is over is deleted. */
static void
test_elastic (Fixture *self, gconstpointer data)
{
  g_autofree char *body = g_strdup_printf ("{\"title\":\"x\",\"ttlinseconds\":60,\"ownerid@odata."
                                           "bind\":\"/systemusers(%s)\"}",
                                           emulator_fixture_get (&self->base, "userId"));
  g_autofree char *link = changes_begin (self, "appnotifications?$select=title");
  g_autofree char *second = NULL;
  g_autofree char *id = changes_create (self, "appnotifications", body);

  g_assert_cmpuint (changes_read (self, link, NULL), ==, 1);
  g_assert_cmpstr (changes_get_text (self, 0, "appnotificationid"), ==, id);
  second = changes_dup_link (self);
  emulator_test_send (self, "POST", "/_herald/clock", NULL, "{\"advanceSeconds\":61}");
  g_assert_cmpuint (changes_read (self, second, NULL), ==, 1);
  changes_assert_deleted (self, 0, "appnotifications", id);
}

static void
test_import (Fixture *self, gconstpointer data)
{
  g_autofree char *link = changes_begin (self, CONTACTS);

  emulator_test_send (self, "POST", "/_herald/import/contacts", "Content-Type: text/csv",
                      "firstname,lastname\nA,One\nB,Two\n");
  g_assert_cmpuint (changes_read (self, link, NULL), ==, 2);
  g_assert_cmpstr (changes_get_text (self, 1, "lastname"), ==, "Two");
}

#define ADD(path, func)                                                                            \
  g_test_add ("/emulator/changes/" path, Fixture, NULL, emulator_test_set_up, func,                \
              emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nothing-changed", test_nothing_changed);
  ADD ("changes", test_changes);
  ADD ("come-back", test_come_back);
  ADD ("pages", test_pages);
  ADD ("pages-of-changes", test_pages_of_changes);
  ADD ("count", test_count);
  ADD ("options", test_options);
  ADD ("tables", test_tables);
  ADD ("annotations", test_annotations);
  ADD ("tokens", test_tokens);
  ADD ("cascade", test_cascade);
  ADD ("rolled-back", test_rolled_back);
  ADD ("access", test_access);
  ADD ("elastic", test_elastic);
  ADD ("import", test_import);
  return g_test_run ();
}
