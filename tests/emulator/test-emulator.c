/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An emulator's life: starting, finding, stopping, being killed, and its three doors. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "emulator-fixture.h"
#include "h2/herald-h2-client.h"
#include "herald-test-dir.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SERVE_OPTION "--serve"
#define N_DESCRIPTOR_ROUNDS 60

static gboolean
has_contact (EmulatorFixture *fixture, const char *id)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *target = g_strdup_printf ("contacts(%s)?$select=fullname", id);

  emulator_fixture_read (fixture, target, &answer);
  return answer.status == 200;
}

/* Returns: (transfer full) (nullable): the new contact's id */
static char *
create_contact (EmulatorFixture *fixture, const char *name)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  const char *const headers[] = { "Prefer: return=representation", NULL };
  g_autofree char  *body = g_strdup_printf ("{\"lastname\":\"%s\"}", name);

  emulator_fixture_send (fixture, "POST", "contacts?$select=contactid", headers, body, &answer);
  g_assert_cmpuint (answer.status, ==, 201);
  return g_strdup (json_object_get_string_member (answer.object, "contactid"));
}

static void
test_parallel (void)
{
  g_auto (EmulatorFixture) first = { 0 };
  g_auto (EmulatorFixture) second = { 0 };
  g_autofree char *id = NULL;

  emulator_fixture_start (&first, NULL, "small");
  emulator_fixture_start (&second, NULL, "small");
  g_assert_cmpstr (emulator_fixture_get (&first, "http"), !=,
                   emulator_fixture_get (&second, "http"));
  g_assert_cmpstr (emulator_fixture_get (&first, "adminToken"), !=,
                   emulator_fixture_get (&second, "adminToken"));
  id = create_contact (&first, "Only here");
  g_assert_true (has_contact (&first, id));
  g_assert_false (has_contact (&second, id));
}

/* A token of another emulator is no token here. */
static void
test_foreign_token (void)
{
  g_auto (EmulatorFixture) first = { 0 };
  g_auto (EmulatorFixture) second = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *foreign = NULL;
  const char      *headers[] = { NULL, NULL };

  emulator_fixture_start (&first, NULL, "small");
  emulator_fixture_start (&second, NULL, "small");
  foreign = g_strconcat ("Authorization: Bearer ", emulator_fixture_get (&second, "bearer"), NULL);
  headers[0] = foreign;
  emulator_fixture_send (&first, "GET", "WhoAmI", headers, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 401);
}

static void
test_stop_and_start (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_auto (EmulatorFixture) fixture = { 0 };
  g_autofree char *secret = NULL;
  g_autofree char *id = NULL;

  emulator_fixture_start (&fixture, dir, "small");
  secret = g_strdup (emulator_fixture_get (&fixture, "clientSecret"));
  id = create_contact (&fixture, "Kept");
  emulator_fixture_stop (&fixture);
  emulator_fixture_start (&fixture, dir, "demo");
  g_assert_true (has_contact (&fixture, id));
  g_assert_cmpstr (emulator_fixture_get (&fixture, "clientSecret"), ==, secret);
  emulator_fixture_stop (&fixture);
  herald_test_dir_remove (dir);
}

static void
assert_mode (const char *dir, const char *name, guint mode)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  GStatBuf         status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777u, ==, mode);
}

static void
test_one_per_folder (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_auto (EmulatorFixture) fixture = { 0 };
  const HeraldEmulatorOptions options = { .dir = dir };
  g_autoptr (HeraldEmulator) second = herald_emulator_new (&options);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  g_assert_null (herald_emulator_find_running (dir));
  emulator_fixture_start (&fixture, dir, "small");
  herald_emulator_start_async (second, NULL, herald_await_cb, &await);
  g_assert_false (herald_emulator_start_finish (second, herald_await_result (&await), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT);
  line = herald_emulator_find_running (dir);
  g_assert_cmpstr (line, ==, herald_emulator_get_ready_line (fixture.emulator));
  assert_mode (dir, "ready.json", 0600);
  assert_mode (dir, "keys/AuthKey_SH0PKEY001.p8", 0600);
  assert_mode (dir, "keys/contoso-shop-firebase-adminsdk.json", 0600);
  emulator_fixture_stop (&fixture);
  g_assert_null (herald_emulator_find_running (dir));
  herald_test_dir_remove (dir);
}

static void
expect_start_error (const HeraldEmulatorOptions *options, HeraldError code)
{
  g_autoptr (HeraldEmulator) emulator = herald_emulator_new (options);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_emulator_start_async (emulator, NULL, herald_await_cb, &await);
  g_assert_false (herald_emulator_start_finish (emulator, herald_await_result (&await), &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, HERALD_ERROR, (gint) code);
}

static void
test_start_errors (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  HeraldEmulatorOptions options = { .in_memory = TRUE, .seed = "nosuch" };
  g_autoptr (GUri) uri = NULL;

  expect_start_error (&options, HERALD_ERROR_INVALID);
  options = (HeraldEmulatorOptions){ .dir = "/proc/nosuch" };
  expect_start_error (&options, HERALD_ERROR_STORE);
  emulator_fixture_start (&fixture, NULL, "small");
  uri = g_uri_parse (emulator_fixture_get (&fixture, "http"), G_URI_FLAGS_NONE, NULL);
  options = (HeraldEmulatorOptions){ .in_memory = TRUE,
                                     .seed = "small",
                                     .http_port = (guint16) g_uri_get_port (uri) };
  expect_start_error (&options, HERALD_ERROR_CONFLICT);
}

static guint16
get_port (EmulatorFixture *fixture, const char *listener)
{
  return (guint16) g_ascii_strtoull (strrchr (emulator_fixture_get (fixture, listener), ':') + 1,
                                     NULL, 10);
}

typedef struct
{
  guint16 of[3];
} Ports;

static void
expect_moved (EmulatorFixture *fixture, gboolean moved)
{
  const char *line = herald_emulator_get_ready_line (fixture->emulator);

  g_assert_cmpint (herald_emulator_has_moved (fixture->emulator), ==, moved);
  g_assert_nonnull (strstr (line, moved ? "\"moved\":true" : "\"moved\":false"));
}

/* Starts on @dir once more. Returns: whether the ports are those of @last, which become the new */
static gboolean
restart (EmulatorFixture *fixture, const char *dir, Ports *last)
{
  static const char *const listeners[] = { "http", "https", "h2" };
  gboolean                 same = TRUE;

  emulator_fixture_stop (fixture);
  emulator_fixture_start (fixture, dir, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      const guint16 port = get_port (fixture, listeners[i]);

      same = same && port == last->of[i];
      last->of[i] = port;
    }
  return same;
}

/* Where an app was told to call, it can call after a restart; but nobody else's port is taken. */
static void
test_ports (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *file = g_build_filename (dir, "ports.json", NULL);
  g_autoptr (GSocketListener) other = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  g_auto (EmulatorFixture) fixture = { 0 };
  Ports    ports = { { 0 } };
  gboolean kept = FALSE;

  g_assert_false (restart (&fixture, dir, &ports));
  expect_moved (&fixture, FALSE);
  /* Other tests of this machine may come between a stop and a start. */
  for (guint i = 0; i < 5 && !kept; i++)
    {
      kept = restart (&fixture, dir, &ports);
      expect_moved (&fixture, !kept);
    }
  g_assert_true (kept);
  emulator_fixture_stop (&fixture);
  g_assert_true (g_socket_listener_add_inet_port (other, ports.of[1], NULL, &error));
  g_assert_false (restart (&fixture, dir, &ports));
  expect_moved (&fixture, TRUE);
  g_assert_true (g_file_set_contents (file, "{\"http\":\"x\",\"h2\":-1", -1, NULL));
  g_assert_false (restart (&fixture, dir, &ports));
  expect_moved (&fixture, FALSE);
  emulator_fixture_stop (&fixture);
  herald_test_dir_remove (dir);
}

/* Stopping at once, before anybody asked for the result. */
static void
test_stop_early (void)
{
  const HeraldEmulatorOptions options = { .in_memory = TRUE, .seed = "small" };
  g_autoptr (HeraldEmulator) emulator = herald_emulator_new (&options);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_emulator_start_async (emulator, NULL, herald_await_cb, &await);
  herald_emulator_stop (emulator);
  herald_emulator_start_finish (emulator, herald_await_result (&await), NULL);
  herald_emulator_stop (emulator);
}

static void
test_cancel (void)
{
  const HeraldEmulatorOptions options = { .in_memory = TRUE, .seed = "small" };
  g_autoptr (HeraldEmulator) emulator = herald_emulator_new (&options);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  herald_emulator_start_async (emulator, cancellable, herald_await_cb, &await);
  g_assert_false (herald_emulator_start_finish (emulator, herald_await_result (&await), &error));
  g_assert_true (herald_error_is_cancelled (error));
}

/* A web page must not reach the emulator under a name of its own. */
static void
test_foreign_host (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  static const struct
  {
    const char *host;
    guint       status;
  } cases[] = {
    { "Host: evil.example", 421 },   { "Host: 127.0.0.1.evil.example", 421 },
    { "Host: localhost.evil", 421 }, { "Host: localhost", 200 },
    { "Host: LOCALHOST:80", 200 },   { "Host: 127.0.0.1:1", 200 },
    { "Host: [::1]:80", 200 },       { "Host: 10.0.0.1", 421 },
  };

  emulator_fixture_start (&fixture, NULL, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const headers[] = { cases[i].host, NULL };

      g_test_message ("%s", cases[i].host);
      emulator_fixture_send (&fixture, "GET", "/_herald/health", headers, NULL, &answer);
      g_assert_cmpuint (answer.status, ==, cases[i].status);
    }
}

static void
test_limits (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *long_value = g_strnfill (33000, 'x');
  g_autofree char *long_target = g_strconcat ("contacts?$select=", long_value, NULL);
  g_autofree char *long_body = g_strnfill (17 * 1024 * 1024, 'x');

  emulator_fixture_start (&fixture, NULL, "small");
  emulator_fixture_read (&fixture, long_target, &answer);
  g_assert_cmpuint (answer.status, ==, 414);
  emulator_fixture_send (&fixture, "POST", "contacts", NULL, long_body, &answer);
  g_assert_cmpuint (answer.status, ==, 413);
  emulator_fixture_read (&fixture, "WhoAmI", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

/* The longest URL that Dataverse takes, beside what a browser and a large token add to it. */
static void
test_longest_url (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *name = g_strnfill (32600, 'a');
  g_autofree char *target = g_strdup_printf ("contacts?$filter=lastname eq '%s'&$top=1", name);
  g_autofree char *pad = g_strnfill (16 * 1024, 'x');
  g_autofree char *header = g_strconcat ("X-Pad: ", pad, NULL);
  const char      *headers[] = { header, NULL };

  emulator_fixture_start (&fixture, NULL, "small");
  emulator_fixture_send (&fixture, "GET", target, headers, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

static void
test_https (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_autoptr (GTlsDatabase) trust = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;

  emulator_fixture_start (&fixture, NULL, "small");
  trust = g_tls_file_database_new (emulator_fixture_get (&fixture, "ca"), &error);
  g_assert_no_error (error);
  soup_session_set_tls_database (fixture.session, trust);
  url = g_strconcat (emulator_fixture_get (&fixture, "https"), "/_herald/health", NULL);
  message = soup_message_new ("GET", url);
  body = soup_session_send_and_read (fixture.session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
}

static void
test_http2 (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_autoptr (HeraldTransport) transport = NULL;
  g_autoptr (HeraldH2Client) client = NULL;
  g_autoptr (HeraldH2Answer) answer = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autofree char *authorization = NULL;
  g_autoptr (GError) error = NULL;
  HeraldH2Header header = { "authorization", NULL };
  const char    *text;
  gsize          length;

  emulator_fixture_start (&fixture, NULL, "small");
  transport = herald_transport_new_direct (emulator_fixture_get (&fixture, "ca"), &error);
  client = herald_h2_client_new (emulator_fixture_get (&fixture, "h2"), transport, NULL);
  /* The same services, the same tokens. */
  authorization = g_strconcat ("Bearer ", emulator_fixture_get (&fixture, "bearer"), NULL);
  header.value = authorization;
  herald_h2_client_send_async (client, "GET", "/api/data/v9.2/contacts?$top=1&$select=fullname",
                               &header, 1, NULL, NULL, herald_await_cb, &await);
  answer = herald_h2_client_send_finish (client, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  text = g_bytes_get_data (answer->body, &length);
  g_assert_nonnull (g_strstr_len (text, (gssize) length, "Andrew Dixon"));
  herald_h2_client_close (client);
}

/* Reads one answer's head from a plain connection and skips its body. */
static char *
read_head (GDataInputStream *input)
{
  GString *head = g_string_new (NULL);
  gsize    length = 0;

  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      if (g_ascii_strncasecmp (line, "Content-Length: ", 16) == 0)
        length = (gsize) g_ascii_strtoull (line + 16, NULL, 10);
      g_strchomp (line);
      if (*line == '\0')
        break;
      g_string_append_printf (head, "%s\n", line);
    }
  g_assert_true (g_input_stream_skip (G_INPUT_STREAM (input), length, NULL, NULL) ==
                 (gssize) length);
  return g_string_free (head, FALSE);
}

/* A connection outlives every kind of answer: 200, 201, 204, 304, 400, 404, 405. */
static void
test_keep_alive (void)
{
  static const struct
  {
    const char *request;
    const char *body;
    const char *status;
  } cases[] = {
    { "GET /_herald/health", "", "200" },
    { "POST /api/data/v9.2/contacts", "{\"lastname\":\"x\"}", "204" },
    { "POST /api/data/v9.2/contacts", "{", "400" },
    { "PATCH /api/data/v9.2/contacts(00000000-0000-4000-a000-000000000001)", "{}", "204" },
    { "DELETE /api/data/v9.2/contacts(00000000-0000-4000-a000-000000000001)", "", "204" },
    { "GET /api/data/v9.2/contacts(00000000-0000-4000-a000-000000000001)", "", "404" },
    { "PUT /api/data/v9.2/contacts", "{}", "405" },
    { "GET /_herald/health", "", "200" },
  };

  g_auto (EmulatorFixture) fixture = { 0 };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) input = NULL;
  g_autoptr (GError) error = NULL;
  GOutputStream *output;

  emulator_fixture_start (&fixture, NULL, "small");
  connection = g_socket_client_connect_to_uri (client, emulator_fixture_get (&fixture, "http"), 80,
                                               NULL, &error);
  g_assert_no_error (error);
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *request =
        g_strdup_printf ("%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                         "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT
                         "\r\n\r\n%s",
                         cases[i].request, emulator_fixture_get (&fixture, "bearer"),
                         strlen (cases[i].body), cases[i].body);
      g_autofree char *head = NULL;
      g_autofree char *start = g_strconcat ("HTTP/1.1 ", cases[i].status, NULL);

      g_output_stream_write_all (output, request, strlen (request), NULL, NULL, &error);
      g_assert_no_error (error);
      head = read_head (input);
      g_test_message ("%s → %s", cases[i].request, head);
      g_assert_true (g_str_has_prefix (head, start));
    }
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
timeout_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Connections that their client closed do not stay behind. */
static void
test_descriptors (void)
{
  g_auto (EmulatorFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  guint    before;
  gboolean over = FALSE;
  guint    timeout;

  emulator_fixture_start (&fixture, NULL, "small");
  emulator_fixture_read (&fixture, "WhoAmI", &answer);
  before = count_descriptors ();
  for (int i = 0; i < N_DESCRIPTOR_ROUNDS; i++)
    {
      g_clear_object (&fixture.session);
      fixture.session = soup_session_new ();
      emulator_fixture_read (&fixture, "WhoAmI", &answer);
      g_assert_cmpuint (answer.status, ==, 200);
    }
  emulator_answer_clear (&answer);
  timeout = g_timeout_add_seconds (20, timeout_cb, &over);
  while (!over && count_descriptors () > before + 10)
    {
      gboolean tick = FALSE;

      g_timeout_add (50, timeout_cb, &tick);
      while (!tick)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_false (over);
  g_source_remove (timeout);
}

/* The child's part: serve a folder until killed. */
static void G_GNUC_NORETURN
serve (const char *dir)
{
  EmulatorFixture fixture = { 0 };

  emulator_fixture_start (&fixture, dir, "small");
  g_print ("READY %s\n", herald_emulator_get_ready_line (fixture.emulator));
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}

static GSubprocess *
spawn_server (const char *program, const char *dir, EmulatorFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, SERVE_OPTION, dir, NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  do
    {
      g_free (line);
      line = g_data_input_stream_read_line (output, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (line);
    }
  while (!g_str_has_prefix (line, "READY "));
  node = json_from_string (line + strlen ("READY "), &error);
  g_assert_no_error (error);
  fixture->ready = json_node_dup_object (node);
  fixture->session = soup_session_new ();
  fixture->api = g_strconcat (emulator_fixture_get (fixture, "http"), "/api/data/v9.2/", NULL);
  return child;
}

static const char *program_path;

/* What was answered before the process was killed is there afterwards. */
static void
test_kill (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_auto (EmulatorFixture) fixture = { 0 };
  g_autoptr (GSubprocess) child = spawn_server (program_path, dir, &fixture);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *line = NULL;

  for (int i = 0; i < 50; i++)
    g_ptr_array_add (ids, create_contact (&fixture, "Survivor"));
  line = herald_emulator_find_running (dir);
  g_assert_nonnull (line);
  g_subprocess_send_signal (child, SIGKILL);
  g_subprocess_wait (child, NULL, NULL);
  emulator_fixture_stop (&fixture);
  /* Its ready line is still there, its lock is not. */
  g_assert_null (herald_emulator_find_running (dir));
  emulator_fixture_start (&fixture, dir, "small");
  for (guint i = 0; i < ids->len; i++)
    g_assert_true (has_contact (&fixture, g_ptr_array_index (ids, i)));
  emulator_fixture_stop (&fixture);
  herald_test_dir_remove (dir);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], SERVE_OPTION))
    serve (argv[2]);
  program_path = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/life/parallel", test_parallel);
  g_test_add_func ("/emulator/life/foreign-token", test_foreign_token);
  g_test_add_func ("/emulator/life/stop-and-start", test_stop_and_start);
  g_test_add_func ("/emulator/life/one-per-folder", test_one_per_folder);
  g_test_add_func ("/emulator/life/start-errors", test_start_errors);
  g_test_add_func ("/emulator/life/ports", test_ports);
  g_test_add_func ("/emulator/life/stop-early", test_stop_early);
  g_test_add_func ("/emulator/life/cancel", test_cancel);
  g_test_add_func ("/emulator/life/foreign-host", test_foreign_host);
  g_test_add_func ("/emulator/life/limits", test_limits);
  g_test_add_func ("/emulator/life/longest-url", test_longest_url);
  g_test_add_func ("/emulator/life/https", test_https);
  g_test_add_func ("/emulator/life/http2", test_http2);
  g_test_add_func ("/emulator/life/keep-alive", test_keep_alive);
  g_test_add_func ("/emulator/life/descriptors", test_descriptors);
  g_test_add_func ("/emulator/life/kill", test_kill);
  return g_test_run ();
}
