/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs h2load over one connection and reads its requests a second. */
#include "config.h"

#include "herald-bench-h2load.h"

#include "herald-test-dir.h"

#include <gio/gio.h>
#include <string.h>

static double
read_rate (const char *output)
{
  /* finished in 203.21ms, 98419.89 req/s, 1.23MB/s */
  const char *line = strstr (output, "finished in ");
  const char *comma = line == NULL ? NULL : strchr (line, ',');

  return comma == NULL ? 0 : g_ascii_strtod (comma + 1, NULL);
}

/**
 * herald_bench_h2load:
 * @port: of a TLS listener on localhost
 * @n_requests: how many in all
 * @window: streams in flight on the one connection
 * @body_bytes: size of each POST
 *
 * Returns: requests a second; 0 when h2load is not installed or failed
 */
double
herald_bench_h2load (guint16 port, guint n_requests, guint window, gsize body_bytes)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "body", NULL);
  g_autofree char *text = g_strnfill (body_bytes, 'x');
  g_autofree char *command = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, (gssize) body_bytes, NULL);
  command = g_strdup_printf (
    "h2load -n %u -c 1 -m %u -d %s "
    "-H 'apns-topic: com.example.herald' -H 'apns-push-type: alert' -H 'apns-priority: 10' "
    "-H 'content-type: application/json' -H 'authorization: bearer eyJhbGciOiJFUzI1NiIsImtpZCI6"
    "IkFCQzEyM0RFRkcifQ.eyJpc3MiOiJERUYxMjNHSElKIiwiaWF0IjoxNzAwMDAwMDAwfQ.c2lnbmF0dXJlLXNpZ25"
    "hdHVyZS1zaWduYXR1cmUtc2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmUtcw' "
    "https://localhost:%u/3/device/"
    "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0",
    n_requests, window, path, port);
  if (!g_spawn_command_line_sync (command, &output, NULL, NULL, &error))
    g_printerr ("No reference: %s\n", error->message);
  herald_test_dir_remove (dir);
  return output == NULL ? 0 : read_rate (output);
}
