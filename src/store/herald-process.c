/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process is its number and the time it started: numbers are used again. */
#include "config.h"

#include "store/herald-process.h"

#include <unistd.h>

/* “starttime”, counted after the parenthesis that closes the name: proc(5), field 22. */
#define START_TIME_FIELD 20

static char *
get_start_time (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
  g_autofree char *content = NULL;
  g_auto (GStrv) fields = NULL;
  const char *name_end;

  if (!g_file_get_contents (path, &content, NULL, NULL))
    return NULL;
  name_end = strrchr (content, ')');
  if (name_end == NULL)
    return NULL;
  fields = g_strsplit (name_end, " ", -1);
  return g_strv_length (fields) > START_TIME_FIELD ? g_strdup (fields[START_TIME_FIELD]) : NULL;
}

/**
 * herald_process_get_name:
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): this process's name, such as “4711 88123”
 */
char *
herald_process_get_name (void)
{
  gint64           pid = getpid ();
  g_autofree char *start = get_start_time (pid);

  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", pid, start != NULL ? start : "0");
}

/**
 * herald_process_is_alive:
 * @name: of herald_process_get_name(), perhaps of an earlier start of the machine
 *
 * **Thread:** any.
 *
 * Returns: whether that process runs
 */
gboolean
herald_process_is_alive (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, " ", 2);
  g_autofree char *start = NULL;

  if (g_strv_length (parts) != 2)
    return FALSE;
  start = get_start_time (g_ascii_strtoll (parts[0], NULL, 10));
  return start != NULL && strcmp (start, parts[1]) == 0;
}
