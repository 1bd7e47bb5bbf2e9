/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cold start to the first painted frame and resident memory, of Herald and of an empty libadwaita
 * window in turn: bench-start HERALD EMPTY-WINDOW. Measured from outside, in the same way for both:
 * from the fork until a window of the process shows more than one colour. Needs a display. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>

#define RUNS 9
#define LONGEST_WAIT_US (30 * G_USEC_PER_SEC)
#define MEMORY_AFTER_US (1500 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  double first_frame_ms;
  double resident_mib;
} Sample;

static Display *display;

static int
ignore_error_cb (Display *unused, XErrorEvent *event)
{
  return 0;
}

static gboolean
belongs_to (Window window, long pid)
{
  Atom           type;
  int            format;
  unsigned long  n_items, bytes_after;
  unsigned char *data = NULL;
  gboolean       found = FALSE;

  if (XGetWindowProperty (display, window, XInternAtom (display, "_NET_WM_PID", False), 0, 1, False,
                          XA_CARDINAL, &type, &format, &n_items, &bytes_after, &data) == Success &&
      data != NULL && n_items == 1)
    {
      long value;

      memcpy (&value, data, sizeof value);
      found = value == pid;
    }
  if (data != NULL)
    XFree (data);
  return found;
}

/* The window and all below it, since a window manager puts a frame of its own around. */
static Window
find_window (Window parent, long pid)
{
  Window       root, up, *children = NULL, found = None;
  unsigned int n_children = 0;

  XWindowAttributes attributes;

  /* Beside the window there are tiny ones that are never shown. */
  if (belongs_to (parent, pid) && XGetWindowAttributes (display, parent, &attributes) &&
      attributes.map_state == IsViewable && attributes.width > 100)
    return parent;
  if (!XQueryTree (display, parent, &root, &up, &children, &n_children))
    return None;
  for (unsigned int i = 0; i < n_children && found == None; i++)
    found = find_window (children[i], pid);
  if (children != NULL)
    XFree (children);
  return found;
}

static gboolean
is_painted (Window window)
{
  XWindowAttributes attributes;
  XImage           *image;
  gboolean          painted = FALSE;

  if (!XGetWindowAttributes (display, window, &attributes) || attributes.map_state != IsViewable)
    return FALSE;
  image =
    XGetImage (display, window, 0, 0, (unsigned int) attributes.width, 60, AllPlanes, ZPixmap);
  if (image == NULL)
    return FALSE;
  for (int x = 1; x < image->width && !painted; x++)
    for (int y = 0; y < image->height && !painted; y += 4)
      painted = XGetPixel (image, x, y) != XGetPixel (image, 0, 0);
  XDestroyImage (image);
  return painted;
}

static double
read_resident_mib (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) pid);
  g_autofree char *text = NULL;
  const char      *line;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  line = strstr (text, "VmRSS:");
  return line != NULL ? g_ascii_strtod (line + strlen ("VmRSS:"), NULL) / 1024.0 : 0;
}

static gboolean
tick_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
let_pass (gint64 us)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add ((guint) (us / 1000), tick_cb, loop);
  g_main_loop_run (loop);
}

static gboolean
measure (char *program, Sample *sample)
{
  g_autofree char *data_dir = g_dir_make_tmp ("herald-bench-XXXXXX", NULL);
  char             option[] = "--data-dir";
  char            *argv[] = { program, option, data_dir, NULL };
  g_autoptr (GError) error = NULL;
  GPid   pid;
  gint64 started_us = g_get_monotonic_time ();
  Window window = None;

  if (strstr (program, "empty-window") != NULL)
    argv[1] = NULL;
  if (!g_spawn_async (NULL, argv, NULL,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                        G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL, NULL, &pid, &error))
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  while (g_get_monotonic_time () - started_us < LONGEST_WAIT_US)
    {
      if (window == None)
        window = find_window (DefaultRootWindow (display), pid);
      if (window != None && is_painted (window))
        break;
      let_pass (2000);
    }
  sample->first_frame_ms = (double) (g_get_monotonic_time () - started_us) / 1000.0;
  let_pass (MEMORY_AFTER_US);
  sample->resident_mib = read_resident_mib (pid);
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  g_spawn_close_pid (pid);
  return window != None;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
median (const Sample *samples, gsize offset)
{
  double values[RUNS];

  for (int i = 0; i < RUNS; i++)
    memcpy (&values[i], (const char *) &samples[i] + offset, sizeof values[i]);
  qsort (values, RUNS, sizeof values[0], compare_doubles);
  return values[RUNS / 2];
}

int
main (int argc, char *argv[])
{
  Sample herald[RUNS], empty[RUNS], warm_up;
  double herald_ms, empty_ms, herald_mib, empty_mib;

  display = XOpenDisplay (NULL);
  if (argc != 3 || display == NULL)
    {
      g_printerr ("Usage, on a display: bench-start HERALD EMPTY-WINDOW\n");
      return 1;
    }
  XSetErrorHandler (ignore_error_cb);
  if (!measure (argv[2], &warm_up) || !measure (argv[1], &warm_up))
    return 1;
  for (int i = 0; i < RUNS; i++)
    if (!measure (argv[2], &empty[i]) || !measure (argv[1], &herald[i]))
      return 1;
  herald_ms = median (herald, G_STRUCT_OFFSET (Sample, first_frame_ms));
  empty_ms = median (empty, G_STRUCT_OFFSET (Sample, first_frame_ms));
  herald_mib = median (herald, G_STRUCT_OFFSET (Sample, resident_mib));
  empty_mib = median (empty, G_STRUCT_OFFSET (Sample, resident_mib));
  g_print ("first frame: herald %.0f ms, empty window %.0f ms, ratio %.2f (median of %d)\n",
           herald_ms, empty_ms, herald_ms / empty_ms, RUNS);
  g_print ("resident:    herald %.0f MiB, empty window %.0f MiB, ratio %.2f\n", herald_mib,
           empty_mib, herald_mib / empty_mib);
  return 0;
}
