/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both sides against software that nobody here wrote: nghttp2's programs, curl and Node.js. What is
 * not installed is skipped. */
#include "config.h"

#include "herald-h2-fixture.h"
#include "herald-test-dir.h"

#include <string.h>

typedef struct
{
  char    *output;
  char    *complaint;
  gboolean done;
} Program;

static void
program_clear (Program *program)
{
  g_clear_pointer (&program->output, g_free);
  g_clear_pointer (&program->complaint, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Program, program_clear)

static gboolean
is_missing (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);
  g_autofree char *reason = g_strdup_printf ("%s is not installed", program);

  if (path == NULL)
    g_test_skip (reason);
  return path == NULL;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Program *program = data;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &program->output,
                                        &program->complaint, &error);
  g_assert_no_error (error);
  program->done = TRUE;
}

/* Runs a program to its end while the server in this process answers it. */
static void
run (Program *program, const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                       &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, ended_cb, program);
  spin_until (program->done);
  g_test_message ("%s%s", program->output, program->complaint);
}

static char *
get_url (Fixture *fixture, const char *path)
{
  g_autofree char *origin = fixture_get_origin (fixture);

  return g_strconcat (origin, path, NULL);
}

static void
test_nghttp (Fixture *fixture, gconstpointer unused)
{
  g_autofree char  *url = get_url (fixture, "/echo");
  const char *const argv[] = { "nghttp", "-v", "-H", "x-id: nghttp", "-m", "20", url, NULL };
  g_auto (Program) program = { 0 };

  if (is_missing ("nghttp"))
    return;
  run (&program, argv);
  g_assert_nonnull (strstr (program.output, ":status: 200"));
  g_assert_nonnull (strstr (program.output, "x-id: nghttp"));
  g_assert_cmpuint (fixture->n_requests, ==, 20);
  g_assert_cmpuint (fixture->n_sessions, ==, 1);
}

static void
test_h2load (Fixture *fixture, gconstpointer unused)
{
  g_autofree char  *url = get_url (fixture, "/echo");
  g_autofree char  *dir = herald_test_dir_new ();
  g_autofree char  *path = g_build_filename (dir, "body", NULL);
  const char *const argv[] = {
    "h2load", "-n", "2000", "-c", "4", "-m", "50", "-d", path, url, NULL
  };
  g_auto (Program) program = { 0 };

  if (is_missing ("h2load"))
    {
      herald_test_dir_remove (dir);
      return;
    }
  g_assert_true (g_file_set_contents (path, "body", -1, NULL));
  run (&program, argv);
  herald_test_dir_remove (dir);
  g_assert_nonnull (strstr (program.output, "2000 succeeded, 0 failed, 0 errored, 0 timeout"));
  g_assert_nonnull (strstr (program.output, "2000 2xx"));
  g_assert_cmpuint (fixture->n_requests, ==, 2000);
}

static gboolean
curl_lacks_http2 (void)
{
  const char *const argv[] = { "curl", "--version", NULL };
  g_auto (Program) program = { 0 };

  if (is_missing ("curl"))
    return TRUE;
  run (&program, argv);
  if (strstr (program.output, "HTTP2") != NULL)
    return FALSE;
  g_test_skip ("this curl was built without HTTP/2");
  return TRUE;
}

static void
test_curl (Fixture *fixture, gconstpointer unused)
{
  g_autofree char  *url = get_url (fixture, "/echo");
  g_autofree char  *ca_path = fixture_get_ca_path ("localhost");
  const char *const argv[] = { "curl",
                               "-sS",
                               "--noproxy",
                               "*",
                               "--http2",
                               "--cacert",
                               ca_path,
                               "-d",
                               "said by curl",
                               "-w",
                               "|%{http_version}|%{http_code}",
                               url,
                               NULL };
  g_auto (Program) program = { 0 };

  if (curl_lacks_http2 ())
    return;
  run (&program, argv);
  g_assert_cmpstr (program.output, ==, "said by curl|2|200");
}

static void
test_curl_limits (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *url = get_url (fixture, "/echo");
  g_autofree char *ca_path = fixture_get_ca_path ("localhost");
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "big", NULL);
  g_autofree char *body_arg = g_strconcat ("@", path, NULL);
  g_autofree char *body = g_strnfill (2 * FIXTURE_MAX_BODY, 'x');
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_auto (Program) too_large = { 0 };
  g_auto (Program) too_many = { 0 };
  const char *const start[] = { "curl",  "-sS", "--noproxy",    "*", "--http2", "--cacert",
                                ca_path, "-w",  "%{http_code}", url };

  if (!curl_lacks_http2 ())
    {
      g_assert_true (g_file_set_contents (path, body, -1, NULL));
      for (gsize i = 0; i < G_N_ELEMENTS (start); i++)
        g_ptr_array_add (argv, g_strdup (start[i]));
      g_ptr_array_add (argv, g_strdup ("--data-binary"));
      g_ptr_array_add (argv, g_strdup (body_arg));
      g_ptr_array_add (argv, NULL);
      run (&too_large, (const char *const *) argv->pdata);
      g_assert_cmpstr (too_large.output, ==, "413");
      g_ptr_array_set_size (argv, G_N_ELEMENTS (start));
      for (guint i = 0; i < 80; i++)
        {
          g_ptr_array_add (argv, g_strdup ("-H"));
          g_ptr_array_add (argv, g_strdup_printf ("x-%u: y", i));
        }
      g_ptr_array_add (argv, NULL);
      run (&too_many, (const char *const *) argv->pdata);
      g_assert_cmpstr (too_many.output, ==, "431");
      g_assert_cmpuint (fixture->n_requests, ==, 0);
    }
  herald_test_dir_remove (dir);
}

static void
test_curl_http1 (Fixture *fixture, gconstpointer unused)
{
  g_autofree char  *url = get_url (fixture, "/echo");
  g_autofree char  *ca_path = fixture_get_ca_path ("localhost");
  const char *const argv[] = { "curl",  "-sS", "--noproxy",    "*", "--http1.1", "--cacert",
                               ca_path, "-w",  "%{http_code}", url, NULL };
  g_auto (Program) program = { 0 };

  if (is_missing ("curl"))
    return;
  run (&program, argv);
  g_assert_cmpstr (program.output, ==, "000"); /* the connection ends, nothing hangs */
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

/* A port nobody uses now: another process may take it before we do, which the caller survives. */
static guint16
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static gboolean
flag_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Asks again until the server has opened its port. */
static Outcome *
send_when_up (Fixture *fixture, HeraldH2Client *client, const char *path)
{
  for (;;)
    {
      Outcome *outcome = fixture_send_by (fixture, client, path, "up");
      gboolean waited = FALSE;

      spin_until (outcome->done);
      if (outcome->answer != NULL || strstr (outcome->error->message, "Nothing answers") == NULL)
        return outcome;
      g_timeout_add (20, flag_cb, &waited);
      spin_until (waited);
    }
}

static void
stop (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
}

static const char page_text[] = "served by nghttpd";

static void
test_nghttpd (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *page = g_build_filename (dir, "page.txt", NULL);
  g_autofree char *key = g_build_filename (dir, "server.key", NULL);
  g_autofree char *pem = g_build_filename (dir, "server.pem", NULL);
  const guint16    port_number = find_free_port ();
  g_autofree char *port = g_strdup_printf ("%u", port_number);
  g_autofree char *origin = g_strdup_printf ("https://localhost:%s", port);
  g_autofree char *ca_path = fixture_create_authority (dir);
  g_autoptr (HeraldH2Client) client = fixture_create_client (origin, ca_path);
  const char *const argv[] = { "nghttpd", "-a", "127.0.0.1", "-d", dir, "-m",
                               "7",       port, key,         pem,  NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) expected = g_bytes_new_static (page_text, strlen (page_text));

  if (!is_missing ("nghttpd"))
    {
      g_assert_true (g_file_set_contents (page, page_text, -1, NULL));
      process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL);
      g_assert_nonnull (process);
      g_assert_no_error (send_when_up (fixture, client, "/page.txt")->error);
      for (guint i = 0; i < 300; i++)
        fixture_send_by (fixture, client, "/page.txt", "page");
      fixture_wait_all (fixture);
      stop (process);
    }
  for (guint i = 0; i < 300 && process != NULL; i++)
    {
      const Outcome *outcome =
        g_ptr_array_index (fixture->outcomes, fixture->outcomes->len - 300 + i);

      g_assert_no_error (outcome->error);
      g_assert_cmpuint (outcome->answer->status, ==, 200);
      g_assert_true (g_bytes_equal (outcome->answer->body, expected));
    }
  herald_test_dir_remove (dir);
}

/* Answers, and says goodbye after every fiftieth request, as nginx and APNs do. */
static const char node_script[] =
  "const http2 = require ('http2'), fs = require ('fs');\n"
  "const server = http2.createSecureServer ({ key: fs.readFileSync (process.argv[2] + "
  "'/server.key'),\n"
  "  cert: fs.readFileSync (process.argv[2] + '/server.pem') });\n"
  "server.on ('session', session => { let n = 0; session.on ('stream', (stream, headers) => {\n"
  "  n++; stream.resume (); stream.on ('error', () => {});\n"
  "  stream.on ('end', () => { stream.respond ({ ':status': 200, 'x-id': headers['x-id'] });\n"
  "    stream.end ('by node'); });\n"
  "  if (n === 50) session.goaway (0, stream.id); }); });\n"
  "server.listen (0, '127.0.0.1', () => console.log (server.address ().port));\n";

static void
test_node (Fixture *fixture, gconstpointer unused)
{
  g_autofree char  *dir = herald_test_dir_new ();
  g_autofree char  *script = g_build_filename (dir, "server.js", NULL);
  g_autofree char  *ca_path = fixture_create_authority (dir);
  const char *const argv[] = { "node", script, dir, NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (HeraldH2Client) client = NULL;
  g_autofree char *port = NULL;
  g_autofree char *origin = NULL;

  if (is_missing ("node"))
    {
      herald_test_dir_remove (dir);
      return;
    }
  g_assert_true (g_file_set_contents (script, node_script, -1, NULL));
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_assert_nonnull (process);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  port = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  origin = g_strconcat ("https://localhost:", port, NULL);
  client = fixture_create_client (origin, ca_path);
  for (guint i = 0; i < 400; i++)
    fixture_send_by (fixture, client, "/", "node");
  fixture_wait_all (fixture);
  stop (process);
  herald_test_dir_remove (dir);
  for (guint i = 0; i < fixture->outcomes->len; i++)
    {
      const Outcome *outcome = g_ptr_array_index (fixture->outcomes, i);

      g_assert_no_error (outcome->error);
      g_assert_cmpstr (herald_h2_answer_get_header (outcome->answer, "x-id"), ==, "node");
    }
}

/* TLS without ALPN: gnutls-serv offers none unless told to. */
static void
test_no_alpn (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *key = g_build_filename (dir, "server.key", NULL);
  g_autofree char *pem = g_build_filename (dir, "server.pem", NULL);
  g_autofree char *port = g_strdup_printf ("%u", find_free_port ());
  g_autofree char *origin = g_strdup_printf ("https://localhost:%s", port);
  g_autofree char *ca_path = fixture_create_authority (dir);
  g_autoptr (HeraldH2Client) client = fixture_create_client (origin, ca_path);
  const char *const argv[] = { "gnutls-serv",   "--quiet", "--http",         "--port", port,
                               "--x509keyfile", key,       "--x509certfile", pem,      NULL };
  g_autoptr (GSubprocess) process = NULL;
  Outcome *outcome;

  if (!is_missing ("gnutls-serv"))
    {
      process =
        g_subprocess_newv (argv,
                           G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                           NULL);
      g_assert_nonnull (process);
      outcome = send_when_up (fixture, client, "/");
      stop (process);
      g_assert_nonnull (outcome->error);
      g_assert_nonnull (strstr (outcome->error->message, "does not offer HTTP/2"));
    }
  herald_test_dir_remove (dir);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/h2/interop/", name, NULL);

  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("nghttp", test_nghttp);
  add ("h2load", test_h2load);
  add ("curl", test_curl);
  add ("curl-limits", test_curl_limits);
  add ("curl-http1", test_curl_http1);
  add ("nghttpd", test_nghttpd);
  add ("node", test_node);
  add ("no-alpn", test_no_alpn);
  return g_test_run ();
}
