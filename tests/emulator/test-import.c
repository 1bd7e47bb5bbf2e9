/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts and devices from CSV: all rows or none. */
#include "config.h"

#include "emulator-fixture.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define USER "5dbc542a-7ac3-433c-a1cb-af882153092e"
#define TOKEN "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void
import (EmulatorFixture *emulator,
        const char      *what,
        const char      *text,
        guint            status,
        EmulatorAnswer  *answer)
{
  g_autofree char *target = g_strconcat ("/_herald/import/", what, NULL);

  emulator_fixture_send (emulator, "POST", target,
                         (const char *const[]){ "Content-Type: text/csv", NULL }, text, answer);
  g_test_message ("%s: %u %s", text, answer->status, answer->text);
  g_assert_cmpuint (answer->status, ==, status);
}

static gint64
count (EmulatorFixture *emulator, const char *target)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  const char *digits;

  emulator_fixture_read (emulator, target, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  digits = strpbrk (answer.text, "0123456789");
  return g_ascii_strtoll (digits, NULL, 10);
}

static void
test_contacts (void)
{
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&emulator, NULL, "small");
  import (&emulator, "contacts",
          "\xef\xbb\xbf"
          "firstname,lastname,emailaddress1\r\n"
          "\"Jos\xc3\xa9, Jr.\",\"O\"\"Hara\",jose@contosoltd.com\r\n"
          ",Alone,\n",
          200, &answer);
  g_assert_cmpint (json_object_get_int_member (answer.object, "imported"), ==, 2);
  g_assert_cmpint (count (&emulator, "contacts/$count"), ==, 22);
  emulator_fixture_read (&emulator,
                         "contacts?$select=firstname,lastname"
                         "&$filter=emailaddress1%20eq%20%27jose@contosoltd.com%27",
                         &answer);
  g_assert_nonnull (strstr (answer.text, "Jos\xc3\xa9, Jr."));
  g_assert_nonnull (strstr (answer.text, "O\\\"Hara"));
}

static void
test_contacts_refused (void)
{
  static const struct
  {
    const char *text;
    const char *part;
  } cases[] = {
    { "", "no header" },
    { "firstname\nx\n", "lastname" },
    { "lastname,nosuch\nx,y\n", "nosuch" },
    { "lastname,lastname\nx,y\n", "twice" },
    { "lastname,createdon\nx,y\n", "createdon" },
    { "lastname,statecode\nx,1\n", "statecode" },
    { "lastname\ngood\n\"open\n", "\"line\":3" },
    { "lastname,firstname\ngood,x\n,y\n", "\"line\":3" },
    { "lastname,firstname\ngood\n", "\"line\":2" },
    { "lastname\ngood,more\n", "\"line\":2" },
    { "contactid,lastname\nnonsense,x\n", "no GUID" },
    { "contactid,lastname\n" USER ",x\n", "\"line\":2" },
    { "lastname,firstname\n,a\nb,b\n,c\n", "\"line\":4" },
  };
  g_auto (EmulatorFixture) emulator = { 0 };

  emulator_fixture_start (&emulator, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };

      import (&emulator, "contacts", cases[i].text, 400, &answer);
      g_assert_nonnull (strstr (answer.text, cases[i].part));
      g_assert_cmpint (count (&emulator, "contacts/$count"), ==, 20);
    }
}

static void
test_devices (void)
{
  static const char *const wrong[] = {
    "platform,token,user\n",
    "platform,token,user,app,more\n",
    "platform,token,user,app\nwindows," TOKEN "," USER ",%s\n",
    "platform,token,user,app\nios,," USER ",%s\n",
    "platform,token,user,app\nios," TOKEN ",nobody,%s\n",
    "platform,token,user,app\nios," TOKEN "," USER "," USER "\n",
  };
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  const char *app;

  emulator_fixture_start (&emulator, NULL, "small");
  app = json_object_get_string_member (emulator_fixture_get_app (&emulator, 0), "id");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto (GStrv) parts = g_strsplit (wrong[i], "%s", 2);
      g_autofree char *text = g_strjoinv (app, parts);

      import (&emulator, "devices", text, 400, &answer);
      g_assert_cmpint (count (&emulator, "msdynmkt_pushmobiledevices/$count"), ==, 15);
    }
  {
    g_autofree char *text =
      g_strconcat ("user,app,token,platform\n" USER ",", app, "," TOKEN ",iOS\n", NULL);

    import (&emulator, "devices", text, 200, &answer);
  }
  g_assert_cmpint (count (&emulator, "msdynmkt_pushmobiledevices/$count"), ==, 16);
  g_assert_cmpint (count (&emulator, "msdynmkt_pushmobiledevices/$count?$filter="
                                     "msdynmkt_devicetoken%20eq%20%27" TOKEN "%27"),
                   ==, 1);
}

static void
settle (EmulatorFixture *emulator, const char *id, guint status, EmulatorAnswer *answer)
{
  g_autofree char *target = g_strconcat ("/_herald/import/", id, NULL);
  g_autofree char *bearer =
    g_strconcat ("Authorization: Bearer ", emulator_fixture_get (emulator, "adminToken"), NULL);

  emulator_fixture_send (emulator, "DELETE", target, (const char *const[]){ bearer, NULL }, NULL,
                         answer);
  g_assert_cmpuint (answer->status, ==, status);
}

static void
assert_settled (EmulatorFixture *emulator, const char *id, gint64 n_rows)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  settle (emulator, id, 200, &answer);
  g_assert_cmpint (json_object_get_int_member (answer.object, "imported"), ==, n_rows);
}

/* What was done is told as often as somebody asks; an id is good once. */
static void
test_done_is_settled (void)
{
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorAnswer) done = { 0 };
  g_auto (EmulatorAnswer) again = { 0 };

  emulator_fixture_start (&emulator, NULL, "small");
  import (&emulator, "contacts?id=" USER, "lastname\na\nb\n", 200, &done);
  assert_settled (&emulator, USER, 2);
  assert_settled (&emulator, USER, 2);
  import (&emulator, "contacts?id=" USER, "lastname\nc\n", 409, &again);
  g_assert_cmpint (count (&emulator, "contacts/$count"), ==, 22);
}

/* What is settled first never comes in. */
static void
test_settled_is_barred (void)
{
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorAnswer) refused = { 0 };
  g_auto (EmulatorAnswer) barred = { 0 };

  emulator_fixture_start (&emulator, NULL, "small");
  import (&emulator, "contacts?id=" USER, "lastname,firstname\n,x\n", 400, &refused);
  assert_settled (&emulator, USER, 0);
  import (&emulator, "contacts?id=" USER, "lastname\na\n", 409, &barred);
  assert_settled (&emulator, USER, 0);
  g_assert_cmpint (count (&emulator, "contacts/$count"), ==, 20);
}

static void
test_ids_are_checked (void)
{
  static const char *const wrong[] = { "", "1", USER "0", "%00" };
  g_auto (EmulatorFixture) emulator = { 0 };

  emulator_fixture_start (&emulator, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *target = g_strconcat ("contacts?id=", wrong[i], NULL);
      g_auto (EmulatorAnswer) answer = { 0 };

      import (&emulator, target, "lastname\na\n", 400, &answer);
    }
  {
    g_auto (EmulatorAnswer) answer = { 0 };

    settle (&emulator, "nonsense", 400, &answer);
  }
  g_assert_cmpint (count (&emulator, "contacts/$count"), ==, 20);
}

/* A file whose sender hangs up with its last byte: the cork holds all back until then, so that the
 * emulator sees both at once. */
static void
send_and_leave (EmulatorFixture *emulator, const char *id)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GUri) uri =
    g_uri_parse (emulator_fixture_get (emulator, "http"), G_URI_FLAGS_NONE, NULL);
  g_autofree char *request =
    g_strdup_printf ("POST /_herald/import/contacts?id=%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                     "Authorization: Bearer %s\r\nContent-Type: text/csv\r\nContent-Length: "
                     "13\r\n\r\n"
                     "lastname\na\nb\n",
                     id, emulator_fixture_get (emulator, "adminToken"));
  g_autoptr (GError) error = NULL;

  connection = g_socket_client_connect_to_host (client, g_uri_get_host (uri),
                                                (guint16) g_uri_get_port (uri), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP,
                                      TCP_CORK, 1, NULL));
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  g_io_stream_close (G_IO_STREAM (connection), NULL, &error);
  g_assert_no_error (error);
}

static void
test_abandoned (void)
{
  g_auto (EmulatorFixture) emulator = { 0 };

  emulator_fixture_start (&emulator, NULL, "small");
  send_and_leave (&emulator, USER);
  g_assert_cmpint (count (&emulator, "contacts/$count"), ==, 20);
  assert_settled (&emulator, USER, 0);
  g_assert_cmpint (count (&emulator, "contacts/$count"), ==, 20);
}

/* Enough to be asked about meanwhile. */
static char *
build_many_rows (void)
{
  GString *text = g_string_new ("lastname\n");

  for (guint i = 0; i < 50000; i++)
    g_string_append (text, "many\n");
  return g_string_free (text, FALSE);
}

/* Returns: the state; 404 has none */
static const char *
ask_progress (EmulatorFixture *emulator, EmulatorAnswer *answer)
{
  emulator_fixture_send (emulator, "GET", "/_herald/import/" USER, NULL, NULL, answer);
  g_test_message ("%u %s", answer->status, answer->text);
  return answer->status == 200 ? json_object_get_string_member (answer->object, "state") : NULL;
}

static void
assert_contains (GBytes *bytes, const char *part)
{
  gsize       size = 0;
  const char *text = g_bytes_get_data (bytes, &size);

  g_assert_nonnull (g_strstr_len (text, (gssize) size, part));
}

/* Whoever asks how far it is need not wait for its end, all others see all of it. */
static void
test_progress (void)
{
  g_autofree char *text = build_many_rows ();
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorRequest) file = EMULATOR_REQUEST_INIT;
  g_auto (EmulatorRequest) other = EMULATOR_REQUEST_INIT;
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autoptr (GBytes) done = NULL;
  g_autoptr (GBytes) counted = NULL;

  emulator_fixture_start (&emulator, NULL, "small");
  g_assert_null (ask_progress (&emulator, &answer));
  emulator_request_start (&file, &emulator, "POST", "/_herald/import/contacts?id=" USER, text);
  /* Its last bytes may still be on their way. */
  while (ask_progress (&emulator, &answer) == NULL)
    g_assert_cmpuint (answer.status, ==, 404);
  while (json_object_get_int_member (answer.object, "rows") == 0)
    g_assert_cmpstr (ask_progress (&emulator, &answer), ==, "running");
  g_assert_cmpint (json_object_get_int_member (answer.object, "totalBytes"), ==,
                   (gint64) strlen (text));
  g_assert_cmpint (json_object_get_int_member (answer.object, "doneBytes"), >, 9);
  g_assert_cmpint (json_object_get_int_member (answer.object, "doneBytes"), <,
                   (gint64) strlen (text));
  emulator_request_start (&other, &emulator, "GET",
                          "contacts?$top=1&$count=true&$filter=lastname%20eq%20%27many%27", NULL);
  g_assert_cmpstr (ask_progress (&emulator, &answer), ==, "running");
  emulator_fixture_send (&emulator, "GET", "/_herald/health", NULL, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_false (emulator_request_is_answered (&file));
  done = emulator_request_finish (&file, 200);
  assert_contains (done, "\"imported\":50000");
  counted = emulator_request_finish (&other, 200);
  assert_contains (counted, "@odata.count\":5000");
  g_assert_cmpstr (ask_progress (&emulator, &answer), ==, "over");
  g_assert_cmpint (json_object_get_int_member (answer.object, "imported"), ==, 50000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/import/contacts", test_contacts);
  g_test_add_func ("/emulator/import/contacts-refused", test_contacts_refused);
  g_test_add_func ("/emulator/import/devices", test_devices);
  g_test_add_func ("/emulator/import/done-is-settled", test_done_is_settled);
  g_test_add_func ("/emulator/import/settled-is-barred", test_settled_is_barred);
  g_test_add_func ("/emulator/import/ids-are-checked", test_ids_are_checked);
  g_test_add_func ("/emulator/import/abandoned", test_abandoned);
  g_test_add_func ("/emulator/import/progress", test_progress);
  return g_test_run ();
}
