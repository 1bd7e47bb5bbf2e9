/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SendAppNotification: shapes, limits, the row it writes and its end. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

#define ANY_ID "00000000-0000-4000-a000-000000000001"

typedef EmulatorTest Fixture;

/* Sends with Title and Recipient, and @more members before the closing brace. */
static void
send_with (Fixture *self, const char *more)
{
  g_autofree char *body =
    g_strdup_printf ("{\"Title\":\"Hello\",\"Recipient\":\"/systemusers(%s)\"%s}",
                     emulator_fixture_get (&self->base, "userId"), more);

  emulator_fixture_send (&self->base, "POST", "SendAppNotification", NULL, body, &self->answer);
}

static char *
take_id (Fixture *self)
{
  g_test_message ("%u %s", self->answer.status, self->answer.text);
  g_assert_cmpuint (self->answer.status, ==, 200);
  return g_strdup (json_object_get_string_member (self->answer.object, "NotificationId"));
}

static void
read_row (Fixture *self, const char *id)
{
  g_autofree char *target = g_strdup_printf ("appnotifications(%s)", id);

  emulator_fixture_read (&self->base, target, &self->answer);
}

static void
test_defaults (Fixture *self, gconstpointer data)
{
  g_autofree char *id = NULL;
  JsonObject      *row;

  send_with (self, "");
  id = take_id (self);
  g_assert_true (
    g_str_has_suffix (json_object_get_string_member (self->answer.object, "@odata.context"),
                      "$metadata#Microsoft.Dynamics.CRM.SendAppNotificationResponse"));
  read_row (self, id);
  row = self->answer.object;
  g_assert_cmpstr (json_object_get_string_member (row, "title"), ==, "Hello");
  g_assert_cmpstr (json_object_get_string_member (row, "_ownerid_value"), ==,
                   emulator_fixture_get (&self->base, "userId"));
  g_assert_cmpint (json_object_get_int_member (row, "icontype"), ==, 100000000);
  g_assert_cmpint (json_object_get_int_member (row, "toasttype"), ==, 200000000);
  g_assert_cmpint (json_object_get_int_member (row, "priority"), ==, 200000000);
  g_assert_cmpint (json_object_get_int_member (row, "ttlinseconds"), ==, 1209600);
  g_assert_true (json_object_get_null_member (row, "body"));
  g_assert_true (json_object_get_null_member (row, "data"));
}

static void
test_everything (Fixture *self, gconstpointer data)
{
  static const char more[] =
    ",\"Body\":\"Text\",\"IconType\":100000005,\"ToastType\":200000001,\"Priority\":200000001,"
    "\"Expiry\":3600,\"OverrideContent\":{\"@odata.type\":\"#Microsoft.Dynamics.CRM.expando\","
    "\"title\":\"**bold**\",\"iconUrl\":\"/WebResources/x\"},"
    "\"Actions\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.expando\","
    "\"actions@odata.type\":\"#Collection(Microsoft.Dynamics.CRM.expando)\",\"actions\":["
    "{\"title\":\"Open\",\"data\":{\"@odata.type\":\"#Microsoft.Dynamics.CRM.expando\","
    "\"type\":\"url\",\"url\":\"https://contoso.example/\",\"navigationTarget\":\"newWindow\"}}]}";
  g_autofree char *id = NULL;

  send_with (self, more);
  id = take_id (self);
  read_row (self, id);
  g_assert_cmpstr (json_object_get_string_member (self->answer.object, "data"), ==,
                   "{\"title\":\"**bold**\",\"iconUrl\":\"/WebResources/"
                   "x\",\"actions\":[{\"title\":\"Open\","
                   "\"data\":{\"type\":\"url\",\"url\":\"https://contoso.example/\","
                   "\"navigationTarget\":\"newWindow\"}}]}");
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "ttlinseconds"), ==, 3600);
  g_assert_cmpint (json_object_get_int_member (self->answer.object, "icontype"), ==, 100000005);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *more;
    guint       status;
    const char *code;
    const char *part;
  } cases[] = {
    { ",\"TTLInSeconds\":60", 400, "0x80060888", "'TTLInSeconds'" },
    { ",\"title\":\"x\"", 400, "0x80060888", "'title'" },
    { ",\"Body\":7", 400, "0x80060888", "'Edm.String'" },
    { ",\"IconType\":\"100000000\"", 400, "0x80060888", "'Edm.Int32'" },
    { ",\"IconType\":5", 400, "0x8004431a", "icontype" },
    { ",\"ToastType\":100000000", 400, "0x8004431a", "toasttype" },
    { ",\"Priority\":3", 400, "0x8004431a", "priority" },
    { ",\"Expiry\":0", 400, "0x80044330", "ttlinseconds" },
    { ",\"Expiry\":-5", 400, "0x80044330", "ttlinseconds" },
    { ",\"Expiry\":2147483648", 400, "0x80044330", "ttlinseconds" },
    { ",\"Expiry\":1.5", 400, "0x80060888", "'Edm.Int32'" },
    { ",\"Expiry\":\"60\"", 400, "0x80060888", "'Edm.Int32'" },
    { ",\"Actions\":\"{\\\"@odata.type\\\":\\\"#Microsoft.Dynamics.CRM.expando\\\"}\"", 400,
      "0x80060888",
      "Resource not found for the segment '{\"@odata.type\":\"' provided in the URL." },
    { ",\"OverrideContent\":\"{}\"", 400, "0x80060888", "Resource not found for the segment" },
    { ",\"Actions\":[]", 400, "0x80060888", "'Actions'" },
    { ",\"Actions\":{}", 400, "0x80060888", "array" },
    { ",\"Actions\":{\"@odata.type\":\"Edm.String\",\"actions\":[]}", 400, "0x80060888",
      "'Edm.String'" },
    { ",\"Actions\":{\"actions\":[{}]}", 400, "0x80060888", "title" },
    { ",\"Actions\":{\"actions\":[{\"title\":\"x\"}]}", 400, "0x80060888", "data" },
    { ",\"Actions\":{\"actions\":[{\"title\":\"x\",\"data\":\"{}\"}]}", 400, "0x80060888",
      "segment" },
    { ",\"Actions\":{\"actions\":[{\"title\":\"x\",\"data\":{\"type\":\"mail\"}}]}", 400,
      "0x80060888", "url, sidepane or teamsChat" },
    { ",\"Actions\":{\"actions\":[{\"title\":\"x\",\"data\":{\"type\":\"url\"}}]}", 400,
      "0x80060888", "url" },
    { ",\"Actions\":{\"actions\":[{\"title\":\"x\",\"data\":{\"type\":\"url\",\"url\":\"/a\","
      "\"navigationTarget\":\"popup\"}}]}",
      400, "0x80060888", "navigationTarget" },
    { ",\"OverrideContent\":{\"text\":\"x\"}", 400, "0x80060888", "OverrideContent" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].more);
      send_with (self, cases[i].more);
      emulator_answer_assert_error (&self->answer, cases[i].status, cases[i].code, cases[i].part);
    }
  emulator_fixture_read (&self->base, "appnotifications/$count", &self->answer);
  g_assert_cmpstr (self->answer.text, ==, "0");
}

static void
test_recipients (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *body;
    guint       status;
    const char *code;
  } cases[] = {
    { "{\"Title\":\"x\"}", 400, "0x80040203" },
    { "{\"Recipient\":null,\"Title\":\"x\"}", 400, "0x80040203" },
    { "{\"Title\":\"x\",\"Recipient\":\"/systemusers(" ANY_ID ")\"}", 404, "0x80040217" },
    { "{\"Title\":\"x\",\"Recipient\":\"" ANY_ID "\"}", 400, "0x80048d19" },
    { "{\"Title\":\"x\",\"Recipient\":7}", 400, "0x80060888" },
    { "not json", 400, "0x80060888" },
  };
  g_autofree char *team = NULL;
  g_autofree char *body = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      emulator_fixture_send (&self->base, "POST", "SendAppNotification", NULL, cases[i].body,
                             &self->answer);
      emulator_answer_assert_error (&self->answer, cases[i].status, cases[i].code, NULL);
    }
  emulator_fixture_read (&self->base, "teams?$select=name", &self->answer);
  team = g_strdup (json_object_get_string_member (
    json_array_get_object_element (json_object_get_array_member (self->answer.object, "value"), 0),
    "teamid"));
  body = g_strdup_printf ("{\"Title\":\"x\",\"Recipient\":\"/teams(%s)\"}", team);
  emulator_fixture_send (&self->base, "POST", "SendAppNotification", NULL, body, &self->answer);
  emulator_answer_assert_error (&self->answer, 400, "0x80040203", "team");
}

static void
send_long (Fixture *self, const char *format, gsize length)
{
  g_autofree char *filler = g_strnfill (length, 'x');
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *more = g_strjoinv (filler, parts);

  send_with (self, more);
}

static void
test_lengths (Fixture *self, gconstpointer data)
{
  static const char action[] =
    ",\"Actions\":{\"actions\":[{\"title\":\"%s\",\"data\":{\"type\":\"url\",\"url\":\"/\"}}]}";
  const gsize frame =
    strlen ("{\"actions\":[{\"title\":\"\",\"data\":{\"type\":\"url\",\"url\":\"/\"}}]}");

  send_long (self, ",\"Body\":\"%s\"", 500);
  g_assert_cmpuint (self->answer.status, ==, 200);
  send_long (self, ",\"Body\":\"%s\"", 501);
  emulator_answer_assert_error (&self->answer, 400, "0x80044331",
                                "A validation error occurred.  The length of the 'body' attribute "
                                "of the 'appnotification' "
                                "entity exceeded the maximum allowed length of '500'.");
  send_long (self, action, 5000 - frame);
  g_assert_cmpuint (self->answer.status, ==, 200);
  send_long (self, action, 5001 - frame);
  emulator_answer_assert_error (&self->answer, 400, "0x80044331", "'data'");
}

static void
test_title_length (Fixture *self, gconstpointer data)
{
  g_autofree char *title = g_strnfill (257, 'x');
  g_autofree char *body = g_strdup_printf ("{\"Title\":\"%s\",\"Recipient\":\"/systemusers(%s)\"}",
                                           title, emulator_fixture_get (&self->base, "userId"));

  emulator_fixture_send (&self->base, "POST", "SendAppNotification", NULL, body, &self->answer);
  emulator_answer_assert_error (&self->answer, 400, "0x80044331", "'title'");
}

static void
test_partition (Fixture *self, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *right = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *keyed = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *half_quoted = NULL;

  send_with (self, "");
  id = take_id (self);
  quoted = g_strdup_printf ("appnotifications(%s)?partitionId='%s'", id,
                            emulator_fixture_get (&self->base, "userId"));
  half_quoted = g_strdup_printf ("appnotifications(%s)?partitionId='%s", id,
                                 emulator_fixture_get (&self->base, "userId"));
  right = g_strdup_printf ("appnotifications(%s)?partitionId=%s", id,
                           emulator_fixture_get (&self->base, "userId"));
  wrong = g_strdup_printf ("appnotifications(%s)?partitionId=other", id);
  keyed = g_strdup_printf ("appnotifications(appnotificationid=%s,partitionid='%s')", id,
                           emulator_fixture_get (&self->base, "userId"));
  emulator_fixture_read (&self->base, right, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 200);
  emulator_fixture_read (&self->base, keyed, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 200);
  emulator_fixture_read (&self->base, quoted, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 200);
  emulator_fixture_read (&self->base, half_quoted, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 404);
  emulator_fixture_send (&self->base, "DELETE", wrong, NULL, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 404);
  emulator_fixture_send (&self->base, "DELETE", right, NULL, NULL, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
}

static void
test_row_by_hand (Fixture *self, gconstpointer data)
{
  g_autofree char *body =
    g_strdup_printf ("{\"title\":\"By hand\",\"data\":\"{\\\"actions\\\":[]}\",\"ttlinseconds\":60,"
                     "\"ownerid@odata.bind\":\"/systemusers(%s)\"}",
                     emulator_fixture_get (&self->base, "userId"));

  emulator_fixture_send (&self->base, "POST", "appnotifications", NULL, body, &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
  g_assert_nonnull (
    soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                  "x-ms-session-token"));
  emulator_fixture_read (&self->base,
                         "appnotifications?$filter=title eq 'by hand'&$orderby=createdon desc",
                         &self->answer);
  g_assert_cmpuint (json_array_get_length (
                      json_object_get_array_member (self->answer.object, "value")),
                    ==, 1);
}

/* A reference may be written in five ways. */
static void
test_recipient_forms (Fixture *self, gconstpointer data)
{
  static const char *const forms[] = {
    "\"/systemusers(%s)\"",
    "\"systemusers(%s)\"",
    "\"/api/data/v9.2/systemusers(%s)\"",
    "{\"@odata.type\":\"Microsoft.Dynamics.CRM.systemuser\",\"systemuserid\":\"%s\"}",
    "{\"@odata.id\":\"systemusers(%s)\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_auto (GStrv) parts = g_strsplit (forms[i], "%s", 2);
      g_autofree char *form = g_strjoinv (emulator_fixture_get (&self->base, "userId"), parts);
      g_autofree char *body = g_strdup_printf ("{\"Title\":\"x\",\"Recipient\":%s}", form);
      g_autofree char *id = NULL;

      emulator_fixture_send (&self->base, "POST", "SendAppNotification", NULL, body, &self->answer);
      id = take_id (self);
      read_row (self, id);
      g_assert_cmpstr (json_object_get_string_member (self->answer.object, "_ownerid_value"), ==,
                       emulator_fixture_get (&self->base, "userId"));
    }
}

/* A row without a life of its own lives for 14 days; a change makes it live on. */
static void
test_life (Fixture *self, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *target = NULL;

  send_with (self, "");
  id = take_id (self);
  target = g_strdup_printf ("appnotifications(%s)", id);
  emulator_test_send (self, "POST", "/_herald/clock", NULL, "{\"advanceSeconds\":1209000}");
  emulator_fixture_send (&self->base, "PATCH", target, NULL, "{\"ttlinseconds\":null}",
                         &self->answer);
  g_assert_cmpuint (self->answer.status, ==, 204);
  emulator_test_send (self, "POST", "/_herald/clock", NULL, "{\"advanceSeconds\":1209000}");
  read_row (self, id);
  g_assert_cmpuint (self->answer.status, ==, 200);
  emulator_test_send (self, "POST", "/_herald/clock", NULL, "{\"advanceSeconds\":700}");
  read_row (self, id);
  emulator_answer_assert_error (&self->answer, 404, "0x80040217", NULL);
  emulator_fixture_read (&self->base, "appnotifications/$count", &self->answer);
  g_assert_cmpstr (self->answer.text, ==, "0");
}

/* The other answer that Microsoft's page shows. */
static void
test_quiet (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (emulator_test_send (self, "PATCH", "/_herald/switches", NULL,
                                        "{\"quietNotifications\":true}"),
                    ==, 200);
  send_with (self, "");
  g_assert_cmpuint (self->answer.status, ==, 204);
  g_assert_cmpstr (self->answer.text, ==, "");
  emulator_fixture_read (&self->base, "appnotifications/$count", &self->answer);
  g_assert_cmpstr (self->answer.text, ==, "1");
}

#define ADD(path, func)                                                                            \
  g_test_add (path, Fixture, NULL, emulator_test_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/app-notification/defaults", test_defaults);
  ADD ("/emulator/app-notification/everything", test_everything);
  ADD ("/emulator/app-notification/refused", test_refused);
  ADD ("/emulator/app-notification/recipients", test_recipients);
  ADD ("/emulator/app-notification/lengths", test_lengths);
  ADD ("/emulator/app-notification/title-length", test_title_length);
  ADD ("/emulator/app-notification/partition", test_partition);
  ADD ("/emulator/app-notification/row-by-hand", test_row_by_hand);
  ADD ("/emulator/app-notification/recipient-forms", test_recipient_forms);
  ADD ("/emulator/app-notification/life", test_life);
  ADD ("/emulator/app-notification/quiet", test_quiet);
  return g_test_run ();
}
