/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `$batch`: frames, change sets, references, and what happens when something in it fails. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

#define TYPE "Content-Type: multipart/mixed; boundary=\"batch_x\""
#define PART                                                                                       \
  "--batch_x\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
#define SET "--batch_x\r\nContent-Type: multipart/mixed; boundary=changeset_y\r\n\r\n"
#define SET_PART(id)                                                                               \
  "--changeset_y\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"       \
  "Content-ID: " id "\r\n\r\n"
#define SET_END "--changeset_y--\r\n"
#define END "--batch_x--\r\n"
#define JSON "Content-Type: application/json; type=entry\r\n\r\n"
#define POST_ACCOUNT "POST /api/data/v9.2/accounts HTTP/1.1\r\n" JSON
#define LONG_NAME                                                                                  \
  "{\"firstname\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}\r\n"
#define NO_ACCOUNT "GET accounts(00000000-0000-4000-a000-000000000001) HTTP/1.1\r\n\r\n"

typedef EmulatorTest Fixture;

static void
send_with (Fixture *self, const char *header, const char *body)
{
  const char *headers[] = { TYPE, header, NULL };

  emulator_fixture_send (&self->base, "POST", "$batch", headers, body, &self->answer);
  g_test_message ("%u %s", self->answer.status, self->answer.text);
}

static void
send (Fixture *self, const char *body)
{
  send_with (self, NULL, body);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *found = strstr (text, part); found != NULL; found = strstr (found + 1, part))
    n++;
  return n;
}

static void
assert_has (Fixture *self, const char *part, guint times)
{
  if (count (self->answer.text, part) != times)
    g_error ("“%s” is not %u times in “%s”", part, times, self->answer.text);
}

static gint64
count_accounts (Fixture *self, const char *filter)
{
  EmulatorAnswer   answer = { 0 };
  g_autofree char *target = g_strdup_printf ("accounts?$select=name&$filter=%s", filter);
  gint64           n;

  emulator_fixture_read (&self->base, target, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  n = json_array_get_length (json_object_get_array_member (answer.object, "value"));
  emulator_answer_clear (&answer);
  return n;
}

/* Requests by themselves, with the three kinds of URL, one of them unencoded. */
static void
test_single_requests (Fixture *self, gconstpointer data)
{
  g_autofree char *body = g_strdup_printf (
    PART "GET %s/api/data/v9.2/WhoAmI HTTP/1.1\r\nAccept: application/json\r\n\r\n" PART
         "POST accounts HTTP/1.1\r\n" JSON "{\n\"name\":\"From a batch\"\n}\r\n" PART
         "GET /api/data/v9.2/accounts?$select=name&$filter=name eq 'From a batch' HTTP/1.1\r\n"
         "Host: contoso.crm.dynamics.com\r\n\r\n" END,
    emulator_fixture_get (&self->base, "http"));
  const char *type;

  send (self, body);
  g_assert_cmpuint (self->answer.status, ==, 200);
  type = soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                       "Content-Type");
  g_assert_true (g_str_has_prefix (type, "multipart/mixed; boundary=batchresponse_"));
  assert_has (self, "HTTP/1.1 200 OK\r\n", 2);
  assert_has (self, "HTTP/1.1 204 No Content\r\n", 1);
  assert_has (self, "OData-EntityId: http://127.0.0.1:", 1);
  assert_has (self, "\"name\":\"From a batch\"", 1);
  assert_has (self, "--batchresponse_", 4);
  assert_has (self, "Content-ID", 0);
}

static void
test_order_and_identity (Fixture *self, gconstpointer data)
{
  const char *user = emulator_fixture_get (&self->base, "userId");
  const char *first;
  const char *second;

  send (self, PART "GET WhoAmI HTTP/1.1\r\n\r\n" PART "GET RetrieveVersion() HTTP/1.1\r\n\r\n" END);
  g_assert_cmpuint (self->answer.status, ==, 200);
  first = strstr (self->answer.text, user);
  second = strstr (self->answer.text, "RetrieveVersionResponse");
  g_assert_true (first != NULL && second != NULL && first < second);
}

static void
test_change_set (Fixture *self, gconstpointer data)
{
  send (self, SET SET_PART ("1") POST_ACCOUNT "{\"name\":\"Set A\"}\r\n" SET_PART (
                "2") "POST /api/data/v9.2/contacts HTTP/1.1\r\n" JSON
                     "{\"lastname\":\"Child\",\"parentcustomerid_account@odata.bind\":\"$1\"}"
                     "\r\n" SET_PART ("third") "PATCH $1 HTTP/1.1\r\n" JSON
                                               "{\"telephone1\":\"12345\"}\r\n" SET_END END);
  g_assert_cmpuint (self->answer.status, ==, 200);
  assert_has (self, "HTTP/1.1 204 No Content\r\n", 3);
  assert_has (self, "--changesetresponse_", 4);
  assert_has (self, "Content-ID: 1\r\n", 1);
  assert_has (self, "Content-ID: third\r\n", 1);
  g_assert_cmpint (count_accounts (self, "name eq 'Set A' and telephone1 eq '12345'"), ==, 1);
  emulator_fixture_read (&self->base,
                         "contacts?$select=_parentcustomerid_value&$filter=lastname eq 'Child' and "
                         "_parentcustomerid_value ne null",
                         &self->answer);
  assert_has (self, "\"_parentcustomerid_value\":", 1);
}

/* One failure: nothing stays, and there is one error with the Content-ID of who made it. */
static void
test_change_set_is_atomic (Fixture *self, gconstpointer data)
{
  send (self, SET SET_PART ("1") POST_ACCOUNT "{\"name\":\"Rolled back\"}\r\n" SET_PART (
                "2") "POST contacts HTTP/1.1\r\n" JSON LONG_NAME SET_PART ("3") POST_ACCOUNT
        "{\"name\":\"Rolled back\"}\r\n" SET_END PART "GET WhoAmI HTTP/1.1\r\n\r\n" END);
  g_assert_cmpuint (self->answer.status, ==, 400);
  assert_has (self, "HTTP/1.1 ", 1);
  assert_has (self, "HTTP/1.1 400 Bad Request\r\n", 1);
  assert_has (self, "\"0x80044331\"", 1);
  assert_has (self, "Content-ID: 2\r\n", 1);
  assert_has (self, "--changesetresponse_", 2);
  g_assert_cmpint (count_accounts (self, "name eq 'Rolled back'"), ==, 0);
}

static void
test_stops_at_first_failure (Fixture *self, gconstpointer data)
{
  static const char body[] = PART                    POST_ACCOUNT
    "{\"name\":\"Before\"}\r\n" PART NO_ACCOUNT PART POST_ACCOUNT "{\"name\":\"After\"}\r\n" END;

  send (self, body);
  g_assert_cmpuint (self->answer.status, ==, 404);
  assert_has (self, "HTTP/1.1 ", 2);
  assert_has (self, "\"0x80040217\"", 1);
  g_assert_cmpint (count_accounts (self, "name eq 'Before'"), ==, 1);
  g_assert_cmpint (count_accounts (self, "name eq 'After'"), ==, 0);

  send_with (self, "Prefer: odata.continue-on-error", body);
  g_assert_cmpuint (self->answer.status, ==, 200);
  assert_has (self, "HTTP/1.1 404 Not Found\r\n", 1);
  assert_has (self, "HTTP/1.1 204 No Content\r\n", 2);
  g_assert_cmpint (count_accounts (self, "name eq 'After'"), ==, 1);
}

static void
test_failed_set_goes_on (Fixture *self, gconstpointer data)
{
  send_with (self, "Prefer: odata.continue-on-error",
             SET SET_PART ("1") POST_ACCOUNT "{\"name\":\"Gone\"}\r\n" SET_PART (
               "2") "DELETE accounts(00000000-0000-4000-a000-000000000001) HTTP/1.1\r\n\r\n" SET_END
               PART POST_ACCOUNT "{\"name\":\"Stays\"}\r\n" END);
  g_assert_cmpuint (self->answer.status, ==, 200);
  assert_has (self, "HTTP/1.1 404 Not Found\r\n", 1);
  assert_has (self, "HTTP/1.1 204 No Content\r\n", 1);
  g_assert_cmpint (count_accounts (self, "name eq 'Gone'"), ==, 0);
  g_assert_cmpint (count_accounts (self, "name eq 'Stays'"), ==, 1);
}

/* Rows of an elastic table stay when the change set fails, rows of others go. */
static void
test_elastic_is_not_atomic (Fixture *self, gconstpointer data)
{
  g_autofree char *body =
    g_strdup_printf (SET SET_PART (
                       "1") "POST SendAppNotification HTTP/1.1\r\n" JSON
                            "{\"Title\":\"Kept\",\"Recipient\":\"/systemusers(%s)\"}\r\n" SET_PART (
                              "2") POST_ACCOUNT "{\"name\":\"Not kept\"}\r\n" SET_PART ("3")
                              POST_ACCOUNT "{\"nosuch\":1}\r\n" SET_END END,
                     emulator_fixture_get (&self->base, "userId"));

  send (self, body);
  g_assert_cmpuint (self->answer.status, ==, 400);
  assert_has (self, "HTTP/1.1 ", 1);
  g_assert_cmpint (count_accounts (self, "name eq 'Not kept'"), ==, 0);
  emulator_fixture_read (&self->base, "appnotifications?$select=title&$filter=title eq 'Kept'",
                         &self->answer);
  assert_has (self, "\"title\":\"Kept\"", 1);
}

static void
test_references (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *request;
    const char *name;
  } cases[] = {
    { "PATCH $9 HTTP/1.1\r\n" JSON "{\"name\":\"x\"}\r\n", "'$9'" },
    { "PATCH /api/data/v9.2/$9/name HTTP/1.1\r\n" JSON "{\"name\":\"x\"}\r\n", "'$9'" },
    { "POST contacts HTTP/1.1\r\n" JSON "{\"parentcustomerid_account@odata.bind\":\"$8\"}\r\n",
      "'$8'" },
    { "POST contacts HTTP/1.1\r\n" JSON "{\"parentcustomerid_account@odata.bind\":[\"$\"]}\r\n",
      "'$'" },
    { "DELETE accounts(00000000-0000-4000-a000-000000000001)/x/$ref?$id=$7 HTTP/1.1\r\n\r\n",
      "'$7'" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body =
        g_strconcat (SET, SET_PART ("1"), POST_ACCOUNT, "{\"name\":\"Undeclared\"}\r\n",
                     SET_PART ("2"), cases[i].request, SET_END, END, NULL);
      g_autofree char *sentence =
        g_strdup_printf ("Content-ID Reference: %s does not exist in the batch context.",
                         cases[i].name);

      send (self, body);
      g_assert_cmpuint (self->answer.status, ==, 400);
      assert_has (self, sentence, 1);
      assert_has (self, "HTTP/1.1 400 ", 1);
    }
  g_assert_cmpint (count_accounts (self, "name eq 'Undeclared'"), ==, 0);
}

/* A name that merely holds a dollar sign is no reference. */
static void
test_dollar_in_text (Fixture *self, gconstpointer data)
{
  send (self, SET SET_PART ("1") POST_ACCOUNT "{\"name\":\"$9\"}\r\n" SET_END END);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_cmpint (count_accounts (self, "name eq '$9'"), ==, 1);
}

static void
test_malformed (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *body;
    const char *part;
  } cases[] = {
    { "", "closing boundary" },
    { "{}", "closing boundary" },
    { END, "at least one request" },
    { PART "GET WhoAmI HTTP/1.1\r\n\r\n", "closing boundary" },
    { PART "GET WhoAmI HTTP/1.1\r\n\r\n--batch_xy--\r\n", "closing boundary" },
    { PART "GET WhoAmI HTTP/1.1\n\r\n" END, "CRLF" },
    { PART "GET WhoAmI HTTP/1.1\r\n\n" END, "CRLF" },
    { "--batch_x\nContent-Type: application/http\r\n\r\n" END, "CRLF" },
    { "--batch_x\r\nContent-Type: application/http\n\r\n" END, "CRLF" },
    { "--batch_x\r\n\r\nGET WhoAmI HTTP/1.1\r\n\r\n" END, "application/http" },
    { "--batch_x\r\nContent-Type: text/plain\r\n\r\nGET WhoAmI HTTP/1.1\r\n\r\n" END,
      "application/http" },
    { "--batch_x\r\nContent-Type: application/http\r\n\r\nGET WhoAmI HTTP/1.1\r\n\r\n" END,
      "Content-Transfer-Encoding" },
    { "--batch_x\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      "GET WhoAmI HTTP/1.1\r\n\r\n" END,
      "Content-Transfer-Encoding" },
    { "--batch_x\r\nnonsense\r\n\r\nGET WhoAmI HTTP/1.1\r\n\r\n" END, "no header" },
    { PART "\r\n" END, "no request line" },
    { PART "GET WhoAmI\r\n\r\n" END, "no request line" },
    { PART "GET HTTP/1.1\r\n\r\n" END, "no request line" },
    { PART "GET WhoAmI HTTP/2\r\n\r\n" END, "no request line" },
    { PART "BREW WhoAmI HTTP/1.1\r\n\r\n" END, "BREW" },
    { PART "get WhoAmI HTTP/1.1\r\n\r\n" END, "'get'" },
    { PART "GET WhoAmI HTTP/1.1\r\nbad header\r\n\r\n" END, "no header" },
    { PART "POST $batch HTTP/1.1\r\n\r\n" END, "another batch" },
    { PART "POST /api/data/v9.2/%24batch HTTP/1.1\r\n\r\n" END, "another batch" },
    { PART "POST $batch/x?y=1 HTTP/1.1\r\n\r\n" END, "another batch" },
    { SET SET_PART ("1") "GET WhoAmI HTTP/1.1\r\n\r\n" SET_END END, "GET" },
    { SET SET_PART ("1") "DELETE accounts HTTP/1.1\r\n\r\n" END, "closing boundary" },
    { SET SET_END END, "at least one request" },
    { SET SET_PART ("1") "DELETE a HTTP/1.1\r\n\r\n" SET_PART (
        "1") "DELETE b HTTP/1.1\r\n\r\n" SET_END END,
      "more than once" },
    { SET SET_PART ("a b") "DELETE a HTTP/1.1\r\n\r\n" SET_END END, "Content-ID" },
    { SET "--changeset_y\r\nContent-Type: multipart/mixed; boundary=z\r\n\r\n--z--\r\n" SET_END END,
      "application/http" },
    { "--batch_x\r\nContent-Type: multipart/mixed\r\n\r\n--z--\r\n" END, "boundary" },
    { "--batch_x\r\nContent-Type: multipart/form-data; boundary=z\r\n\r\n--z--\r\n" END,
      "multipart/mixed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].body);
      send (self, cases[i].body);
      emulator_answer_assert_error (&self->answer, 400, "0x80048d19", cases[i].part);
    }
}

static void
test_content_types (Fixture *self, gconstpointer data)
{
  static const char *const types[] = {
    "Content-Type: application/json",
    "Content-Type: multipart/mixed",
    "Content-Type: multipart/mixed; boundary=",
    "Content-Type: multipart/mixed; boundary=\"a\tb\"",
    ("Content-Type: multipart/mixed; boundary="
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
    "Content-Type: multipart/related; boundary=batch_x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const char *headers[] = { types[i], NULL };

      emulator_fixture_send (&self->base, "POST", "$batch", headers, "{\"requests\":[]}",
                             &self->answer);
      emulator_answer_assert_error (&self->answer, 400, "0x80048d19", NULL);
    }
}

/* A URL of another host, or of another service here, is one part that fails. */
static void
test_foreign_urls (Fixture *self, gconstpointer data)
{
  static const char *const urls[] = {
    "https://contoso.crm.dynamics.com/api/data/v9.2/WhoAmI",
    "http://127.0.0.1:1/api/data/v9.2/WhoAmI",
    "/_herald/log",
    "/api",
    "http://",
    "/api/datax/v9.2/WhoAmI",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *body = g_strdup_printf (PART "GET %s HTTP/1.1\r\n\r\n" END, urls[i]);

      send (self, body);
      g_assert_cmpuint (self->answer.status, ==, 400);
      assert_has (self, "is not one of this service", 1);
    }
}

static void
test_limits (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *filler = g_strnfill (65536, 'x');
  g_autofree char *long_url = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (body, PART "GET RetrieveVersion HTTP/1.1\r\n\r\n");
  g_string_append (body, END);
  send (self, body->str);
  g_assert_cmpuint (self->answer.status, ==, 200);
  assert_has (self, "HTTP/1.1 200 OK\r\n", 1000);
  g_string_prepend (body, PART "GET RetrieveVersion HTTP/1.1\r\n\r\n");
  send (self, body->str);
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "1000");

  filler[65536 - strlen ("accounts?$filter=name eq ''")] = '\0';
  long_url =
    g_strdup_printf (PART "GET accounts?$filter=name eq '%s' HTTP/1.1\r\n\r\n" END, filler);
  send (self, long_url);
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_clear_pointer (&long_url, g_free);
  long_url =
    g_strdup_printf (PART "GET accounts?$filter=name eq '%sx' HTTP/1.1\r\n\r\n" END, filler);
  send (self, long_url);
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "65,536");
}

/* Operations of change sets count like others. */
static void
test_limit_across_sets (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) body = g_string_new (NULL);

  for (guint set = 0; set < 2; set++)
    {
      g_string_append (body, SET);
      for (guint i = 0; i < 501; i++)
        g_string_append_printf (body, SET_PART ("%u") "DELETE x HTTP/1.1\r\n\r\n", i);
      g_string_append (body, SET_END);
    }
  g_string_append (body, END);
  send (self, body->str);
  emulator_answer_assert_error (&self->answer, 400, "0x80048d19", "1000");
}

/* A whole batch is one exchange in the log. */
static void
test_log (Fixture *self, gconstpointer data)
{
  send (self, PART "GET WhoAmI HTTP/1.1\r\n\r\n" PART "GET WhoAmI HTTP/1.1\r\n\r\n" END);
  emulator_fixture_send (&self->base, "GET", "/_herald/log", NULL, NULL, &self->answer);
  assert_has (self, "\"path\":\"/api/data/v9.2/$batch\"", 1);
  assert_has (self, "\"path\":\"/api/data/v9.2/WhoAmI\"", 0);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, Fixture, NULL, emulator_test_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/batch/single-requests", test_single_requests);
  ADD ("/emulator/batch/order-and-identity", test_order_and_identity);
  ADD ("/emulator/batch/change-set", test_change_set);
  ADD ("/emulator/batch/change-set-is-atomic", test_change_set_is_atomic);
  ADD ("/emulator/batch/stops-at-first-failure", test_stops_at_first_failure);
  ADD ("/emulator/batch/failed-set-goes-on", test_failed_set_goes_on);
  ADD ("/emulator/batch/elastic-is-not-atomic", test_elastic_is_not_atomic);
  ADD ("/emulator/batch/references", test_references);
  ADD ("/emulator/batch/dollar-in-text", test_dollar_in_text);
  ADD ("/emulator/batch/malformed", test_malformed);
  ADD ("/emulator/batch/content-types", test_content_types);
  ADD ("/emulator/batch/foreign-urls", test_foreign_urls);
  ADD ("/emulator/batch/limits", test_limits);
  ADD ("/emulator/batch/limit-across-sets", test_limit_across_sets);
  ADD ("/emulator/batch/log", test_log);
  return g_test_run ();
}
