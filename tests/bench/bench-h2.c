/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests a second of HeraldH2Client against HeraldH2Server, with h2load on the same listener as
 * the reference in the same run. The server has a thread of its own, as in the emulator. */
#include "config.h"

#include "crypto/herald-authority.h"
#include "h2/herald-h2-client.h"
#include "h2/herald-h2-server.h"

#include "herald-bench-h2load.h"
#include "herald-test-dir.h"

#define BODY_BYTES 300
#define MAX_STREAMS 1000

typedef struct
{
  GMutex        mutex;
  GCond         cond;
  GMainLoop    *loop;
  GMainContext *context;
  const char   *dir;
  guint16       port;
} ServerThread;

typedef struct
{
  HeraldH2Client *client;
  GBytes         *body;
  guint           n_to_send;
  guint           n_done;
  guint           n_failed;
} Run;

static void
request_came_cb (HeraldH2Session       *session,
                 gint32                 stream_id,
                 const HeraldH2Message *request,
                 gpointer               data)
{
  const HeraldH2Header headers[] = { { "apns-id", "5d5bb6ee-2e6d-4a5e-8a55-4b9e5e8d2b41" } };

  herald_h2_session_respond (session, stream_id, 200, headers, G_N_ELEMENTS (headers), NULL);
}

static gpointer
serve (gpointer data)
{
  ServerThread *thread = data;
  g_autoptr (GTlsCertificate) certificate = herald_authority_load_server (thread->dir, NULL);
  g_autoptr (HeraldH2Server) server = NULL;

  g_main_context_push_thread_default (thread->context);
  server = herald_h2_server_new (certificate, MAX_STREAMS, 8192, request_came_cb, NULL);
  g_assert_true (herald_h2_server_listen (server, 0, NULL));
  g_mutex_lock (&thread->mutex);
  thread->port = herald_h2_server_get_port (server);
  g_cond_signal (&thread->cond);
  g_mutex_unlock (&thread->mutex);
  g_main_loop_run (thread->loop);
  g_clear_object (&server);
  g_main_context_pop_thread_default (thread->context);
  return NULL;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* The headers of a real push, so that both sides compress what they would compress. */
#define DEVICE_PATH "/3/device/00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0"
#define BEARER                                                                                     \
  "bearer eyJhbGciOiJFUzI1NiIsImtpZCI6IkFCQzEyM0RFRkcifQ."                                         \
  "eyJpc3MiOiJERUYxMjNHSElKIiwiaWF0IjoxNzAwMDAwMDAwfQ."                                            \
  "c2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmUtc2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmUtcw"

static const HeraldH2Header headers[] = {
  { "authorization", BEARER },
  { "apns-topic", "com.example.herald" },
  { "apns-push-type", "alert" },
  { "apns-priority", "10" },
};

static const char *const header_lines[] = {
  "authorization: " BEARER,
  "apns-topic: com.example.herald",
  "apns-push-type: alert",
  "apns-priority: 10",
  NULL,
};

static void
send_next (Run *run, GAsyncReadyCallback callback)
{
  run->n_to_send--;
  herald_h2_client_send_async (run->client, "POST", DEVICE_PATH, headers, G_N_ELEMENTS (headers),
                               run->body, NULL, callback, run);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (HeraldH2Answer) answer = NULL;

  answer = herald_h2_client_send_finish (run->client, result, NULL);
  run->n_done++;
  if (answer == NULL || answer->status != 200)
    run->n_failed++;
  if (run->n_to_send > 0)
    send_next (run, answered_cb);
}

static double
measure_client (const char *dir, const char *origin, GBytes *body, guint n_requests, guint window)
{
  g_autofree char *ca_path = herald_authority_get_ca_path (dir);
  g_autoptr (HeraldTransport) transport = herald_transport_new_direct (ca_path, NULL);
  g_autoptr (HeraldH2Client) client = herald_h2_client_new (origin, transport, NULL);
  Run    run = { .client = client, .body = body, .n_to_send = n_requests };
  gint64 started_us = g_get_monotonic_time ();
  gint64 elapsed_us;

  for (guint i = 0; i < window; i++)
    send_next (&run, answered_cb);
  while (run.n_done < n_requests)
    g_main_context_iteration (NULL, TRUE);
  elapsed_us = g_get_monotonic_time () - started_us;
  if (run.n_failed > 0)
    g_printerr ("%u of %u requests failed\n", run.n_failed, n_requests);
  return (double) n_requests * G_USEC_PER_SEC / (double) elapsed_us;
}

int
main (int argc, char *argv[])
{
  const char *const names[] = { "localhost", NULL };
  const guint       windows[] = { 1, 50, 100, 500 };
  ServerThread      thread = { 0 };
  GThread          *running;
  g_autofree char  *text = g_strnfill (BODY_BYTES, 'x');
  g_autoptr (GBytes) body = g_bytes_new (text, BODY_BYTES);
  g_autofree char *origin = NULL;
  g_autofree char *url = NULL;
  g_autofree char *dir = herald_test_dir_new ();

  g_assert_true (herald_authority_ensure (dir, names, NULL));
  thread.dir = dir;
  g_mutex_init (&thread.mutex);
  g_cond_init (&thread.cond);
  thread.context = g_main_context_new ();
  thread.loop = g_main_loop_new (thread.context, FALSE);
  running = g_thread_new ("server", serve, &thread);
  g_mutex_lock (&thread.mutex);
  while (thread.port == 0)
    g_cond_wait (&thread.cond, &thread.mutex);
  g_mutex_unlock (&thread.mutex);
  origin = g_strdup_printf ("https://localhost:%u", thread.port);
  url = g_strconcat (origin, DEVICE_PATH, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      const guint  n_requests = windows[i] == 1 ? 2000 : 40000;
      const double ours = measure_client (dir, origin, body, n_requests, windows[i]);
      const double reference =
        herald_bench_h2load (url, header_lines, body, n_requests, windows[i]);

      g_print ("window %4u: HeraldH2Client %8.0f/s   h2load %8.0f/s   ratio %.2f\n", windows[i],
               ours, reference, reference > 0 ? ours / reference : 0);
    }
  g_main_context_invoke (thread.context, quit_cb, thread.loop);
  g_thread_join (running);
  g_main_loop_unref (thread.loop);
  g_main_context_unref (thread.context);
  herald_test_dir_remove (dir);
  return 0;
}
