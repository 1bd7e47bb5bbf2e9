/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator import: how far it is, and what became of a file that was cancelled or whose
 * answer was lost. */
#include "config.h"

#include "base/herald-json.h"
#include "herald-cli-fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define ID "0f0e0d0c-0b0a-4908-8706-050403020100"
/* Enough to be on the way for a while, and as many as the emulator takes. */
#define MANY_ROWS 100000
#define CONFLICT_STATUS 6
#define BUFFER_BYTES 65536

typedef HeraldCliFixture Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_set_up (fixture);
  herald_cli_fixture_start_emulator (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_cli_fixture_tear_down (fixture);
}

static char *
write_rows (Fixture *fixture, guint n_rows)
{
  g_autoptr (GString) csv = g_string_new ("lastname,emailaddress1\n");

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (csv, "Name%u,n%u@rows.example\n", i, i);
  return herald_cli_fixture_write (fixture, "rows.csv", csv->str);
}

static GSubprocess *
spawn_import (Fixture *fixture, const char *file)
{
  const char *const words[] = { "emulator", "import", "contacts", file, "--id", ID, NULL };

  return herald_cli_fixture_spawn (fixture, words);
}

/* Returns: the next percentage that is told; -1 at the end */
static int
read_percent (GDataInputStream *lines)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);

  g_assert_no_error (error);
  if (line == NULL)
    return -1;
  if (!g_str_has_prefix (line, "Imported: "))
    g_error ("“%s” is no percentage", line);
  return atoi (line + strlen ("Imported: "));
}

static GDataInputStream *
open_lines (GSubprocess *process)
{
  return g_data_input_stream_new (g_subprocess_get_stderr_pipe (process));
}

/* Waits until a part of the rows is read. */
static void
await_middle (GDataInputStream *lines)
{
  int percent;

  do
    percent = read_percent (lines);
  while (percent == 0);
  g_assert_cmpint (percent, >, 0);
  g_assert_cmpint (percent, <, 100);
}

static int
await_end (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

/* How many contacts of the files are there, told by the last of them. */
static guint
count_last (Fixture *fixture, const char *email)
{
  g_autoptr (JsonNode) found = herald_cli_fixture_json (fixture, 0, "person", "find", email, NULL);

  return json_array_get_length (json_node_get_array (found));
}

static void
assert_imported (Fixture *fixture, const char *file, gint64 n_rows)
{
  g_autoptr (JsonNode) answer =
    herald_cli_fixture_json (fixture, 0, "emulator", "import", "contacts", file, "--id", ID, NULL);
  JsonObject *object = json_node_get_object (answer);

  g_assert_cmpint (json_object_get_int_member (object, "imported"), ==, n_rows);
  g_assert_cmpstr (json_object_get_string_member (object, "id"), ==, ID);
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = write_rows (fixture, MANY_ROWS);
  g_autoptr (GSubprocess) process = spawn_import (fixture, file);
  g_autoptr (GDataInputStream) lines = open_lines (process);
  int last = -1;
  int percent;

  await_middle (lines);
  while ((percent = read_percent (lines)) >= 0)
    {
      g_assert_cmpint (percent, >, last);
      g_assert_cmpint (percent, <=, 100);
      last = percent;
    }
  g_assert_cmpint (await_end (process), ==, 0);
  g_assert_cmpuint (count_last (fixture, "n99999@rows.example"), ==, 1);
}

/* Cancelled in the middle: no row is in, and under this id none ever comes in. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = write_rows (fixture, MANY_ROWS);
  g_autoptr (GSubprocess) process = spawn_import (fixture, file);
  g_autoptr (GDataInputStream) lines = open_lines (process);

  await_middle (lines);
  g_subprocess_send_signal (process, SIGINT);
  g_assert_cmpint (await_end (process), !=, 0);
  herald_cli_fixture_fail (fixture, CONFLICT_STATUS, "CONFLICT", "cancelled", "emulator", "import",
                           "contacts", file, "--id", ID, NULL);
  g_assert_null (strstr (fixture->standard_err, "100 %"));
  g_assert_cmpuint (count_last (fixture, "n0@rows.example"), ==, 0);
}

/* The emulator dies in the middle; the advice that is given then brings the rows in once. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = write_rows (fixture, MANY_ROWS);
  g_autoptr (GSubprocess) process = spawn_import (fixture, file);
  g_autoptr (GDataInputStream) lines = open_lines (process);
  g_autoptr (GString) told = g_string_new (NULL);
  char *line;

  await_middle (lines);
  herald_cli_fixture_kill_emulator (fixture);
  while ((line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, NULL)) != NULL)
    {
      g_string_append (told, line);
      g_free (line);
    }
  g_assert_cmpint (await_end (process), !=, 0);
  g_assert_nonnull (strstr (told->str, "--id " ID));
  herald_cli_fixture_start_emulator (fixture);
  assert_imported (fixture, file, MANY_ROWS);
  assert_imported (fixture, file, MANY_ROWS);
  g_assert_cmpuint (count_last (fixture, "n99999@rows.example"), ==, 1);
}

/* Between heraldctl and the emulator: takes the answer to an import and hangs up. Each side sees
 * its own port, which has five digits here. */
typedef struct
{
  GSocketService *service; /* (owned) */
  char           *port;    /* (owned) */
  char           *target;  /* (owned): the emulator's port */
  gint            n_lost;  /* (atomic) */
} Relay;

static void
replace (char *bytes, gsize size, const char *text, const char *with)
{
  gsize length = strlen (text);

  g_assert_cmpuint (strlen (with), ==, length);
  for (gsize i = 0; i + length <= size; i++)
    if (memcmp (bytes + i, text, length) == 0)
      memcpy (bytes + i, with, length);
}

/* Returns: how much came; 0 at the end */
static gsize
pass_on (GSocket *from, GSocket *to, const char *text, const char *with, char *buffer, gsize size)
{
  gssize n_bytes = g_socket_receive (from, buffer, size, NULL, NULL);

  if (n_bytes <= 0)
    return 0;
  replace (buffer, (gsize) n_bytes, text, with);
  for (gssize n_sent = 0; n_sent < n_bytes;)
    {
      gssize n_more = g_socket_send (to, buffer + n_sent, (gsize) (n_bytes - n_sent), NULL, NULL);

      if (n_more <= 0)
        return 0;
      n_sent += n_more;
    }
  return (gsize) n_bytes;
}

static void
relay_between (Relay *self, GSocket *near, GSocket *far)
{
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  gboolean         is_import = FALSE;
  gsize            n_bytes = 1;

  while (n_bytes > 0)
    {
      GPollFD fds[] = { { g_socket_get_fd (near), G_IO_IN, 0 },
                        { g_socket_get_fd (far), G_IO_IN, 0 } };

      g_poll (fds, G_N_ELEMENTS (fds), -1);
      if (fds[1].revents != 0 && is_import)
        {
          g_atomic_int_inc (&self->n_lost);
          return;
        }
      if (fds[1].revents != 0)
        n_bytes = pass_on (far, near, self->target, self->port, buffer, BUFFER_BYTES);
      if (n_bytes > 0 && fds[0].revents != 0)
        {
          n_bytes = pass_on (near, far, self->port, self->target, buffer, BUFFER_BYTES);
          is_import = is_import || g_strstr_len (buffer, (gssize) n_bytes,
                                                 "POST /_herald/import/contacts") != NULL;
        }
    }
}

static gboolean
relay_cb (GThreadedSocketService *service,
          GSocketConnection      *connection,
          GObject                *source,
          gpointer                user_data)
{
  Relay *self = user_data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) onwards = NULL;
  g_autofree char *address = g_strconcat ("127.0.0.1:", self->target, NULL);

  g_socket_client_set_enable_proxy (client, FALSE);
  onwards = g_socket_client_connect_to_host (client, address, 0, NULL, NULL);
  g_assert_nonnull (onwards);
  relay_between (self, g_socket_connection_get_socket (connection),
                 g_socket_connection_get_socket (onwards));
  return TRUE;
}

/* Puts itself into the ready line. */
static void
relay_start (Relay *self, Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, "emulator", "ready.json", NULL);
  g_autofree char *line = NULL;
  g_autoptr (GString) changed = NULL;
  g_autoptr (GError) error = NULL;
  const char *origin = json_object_get_string_member (fixture->ready, "http");

  self->service = g_threaded_socket_service_new (-1);
  self->port =
    g_strdup_printf ("%u", g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service),
                                                                NULL, &error));
  g_assert_no_error (error);
  self->target = g_strdup (strrchr (origin, ':') + 1);
  g_signal_connect (self->service, "run", G_CALLBACK (relay_cb), self);
  g_file_get_contents (path, &line, NULL, &error);
  g_assert_no_error (error);
  changed = g_string_new (line);
  g_assert_cmpuint (g_string_replace (changed, self->target, self->port, 0), >, 0);
  g_file_set_contents (path, changed->str, -1, &error);
  g_assert_no_error (error);
}

static void
relay_stop (Relay *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_clear_pointer (&self->port, g_free);
  g_clear_pointer (&self->target, g_free);
}

static gpointer
run_main_loop (gpointer data)
{
  g_main_loop_run (data);
  return NULL;
}

/* The rows are in, the answer is lost: what is said is true, and nothing comes in twice. */
static void
test_answer_lost (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = write_rows (fixture, 3);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread;
  Relay    relay = { .service = NULL };

  relay_start (&relay, fixture);
  thread = g_thread_new ("relay", run_main_loop, loop);
  assert_imported (fixture, file, 3);
  g_assert_cmpint (g_atomic_int_get (&relay.n_lost), ==, 1);
  g_assert_cmpuint (count_last (fixture, "n2@rows.example"), ==, 1);
  g_main_loop_quit (loop);
  g_thread_join (thread);
  relay_stop (&relay);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wrong =
    herald_cli_fixture_write (fixture, "wrong.csv", "lastname,firstname\n,Ada\nB\n");
  g_autofree char *empty = herald_cli_fixture_write (fixture, "empty.csv", "");

  g_assert_cmpint (herald_cli_fixture_run (fixture, "emulator", "import", "contacts", wrong, NULL),
                   ==, 9);
  g_assert_nonnull (strstr (fixture->standard_err, "2 rows are wrong; nothing was imported\n"));
  g_assert_nonnull (strstr (fixture->standard_err, "  Line 2: “lastname” is empty\n"));
  g_assert_nonnull (strstr (fixture->standard_err, "  Line 3: "));
  herald_cli_fixture_fail (fixture, 2, "INVALID", "empty", "emulator", "import", "contacts", empty,
                           NULL);
  herald_cli_fixture_fail (fixture, 2, "INVALID", "GUID", "emulator", "import", "contacts", wrong,
                           "--id", "mine", NULL);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/cli/import/progress", test_progress);
  ADD ("/cli/import/cancelled", test_cancelled);
  ADD ("/cli/import/killed", test_killed);
  ADD ("/cli/import/answer-lost", test_answer_lost);
  ADD ("/cli/import/refused", test_refused);
  return g_test_run ();
}
