/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs h2load over one connection and reads its requests a second. */
#include "config.h"

#include "herald-bench-h2load.h"

#include "herald-test-dir.h"

#include <gio/gio.h>
#include <string.h>

static double
read_rate (const char *output, guint n_requests)
{
  /* finished in 203.21ms, 98419.89 req/s, 1.23MB/s … status codes: 40000 2xx, … */
  const char      *line = strstr (output, "finished in ");
  const char      *comma = line == NULL ? NULL : strchr (line, ',');
  g_autofree char *good = g_strdup_printf ("status codes: %u 2xx", n_requests);

  if (strstr (output, good) == NULL)
    g_printerr ("h2load was not answered with 2xx throughout:\n%s\n", output);
  return comma == NULL ? 0 : g_ascii_strtod (comma + 1, NULL);
}

static GStrv
build_arguments (const char        *url,
                 const char *const *headers,
                 const char        *body_path,
                 guint              n_requests,
                 guint              window)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *count = g_strdup_printf ("%u", n_requests);
  g_autofree char *streams = g_strdup_printf ("%u", window);

  g_strv_builder_add_many (builder, "h2load", "-n", count, "-c", "1", "-m", streams, "-d",
                           body_path, NULL);
  for (gsize i = 0; headers[i] != NULL; i++)
    g_strv_builder_add_many (builder, "-H", headers[i], NULL);
  g_strv_builder_add (builder, url);
  return g_strv_builder_end (builder);
}

/**
 * herald_bench_h2load:
 * @url: of a TLS listener on this machine
 * @headers: (array zero-terminated=1): lines “name: value”
 * @body: of each POST
 * @n_requests: how many in all
 * @window: streams in flight on the one connection
 *
 * Returns: requests a second; 0 when h2load is not installed or failed
 */
double
herald_bench_h2load (const char        *url,
                     const char *const *headers,
                     GBytes            *body,
                     guint              n_requests,
                     guint              window)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "body", NULL);
  g_auto (GStrv) arguments = build_arguments (url, headers, path, n_requests, window);
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL);
  if (!g_spawn_sync (NULL, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL,
                     &error))
    g_printerr ("No reference: %s\n", error->message);
  herald_test_dir_remove (dir);
  return output == NULL ? 0 : read_rate (output, n_requests);
}
