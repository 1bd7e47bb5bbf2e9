/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-process.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define N_BLOCKS 4096
#define LARGE_BYTES 8192
#define SMALL_BYTES 64

#ifndef __SANITIZE_ADDRESS__
static gsize
read_resident_bytes (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_pages = 0;

  g_file_get_contents ("/proc/self/statm", &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sscanf (text, "%*u %zu", &n_pages), ==, 1);
  return n_pages * (gsize) sysconf (_SC_PAGESIZE);
}
#endif

/* What is small stays between all that was large, so that the end of the heap stays, too. */
static void
test_gives_memory_back (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the sanitizer has its own heap");
#else
  const gsize       all_bytes = (gsize) N_BLOCKS * LARGE_BYTES;
  g_autofree char **large = g_new0 (char *, N_BLOCKS);
  g_autofree char **small = g_new0 (char *, N_BLOCKS);
  gsize             full;
  gsize             freed;

  for (gsize i = 0; i < N_BLOCKS; i++)
    {
      large[i] = g_malloc (LARGE_BYTES);
      memset (large[i], 1, LARGE_BYTES);
      small[i] = g_malloc0 (SMALL_BYTES);
    }
  full = read_resident_bytes ();
  for (gsize i = 0; i < N_BLOCKS; i++)
    g_free (large[i]);
  freed = read_resident_bytes ();
  g_assert_cmpuint (freed + all_bytes / 4, >, full);
  herald_process_give_memory_back ();
  /* Of each block the part that does not fill a page stays. */
  g_assert_cmpuint (read_resident_bytes () + all_bytes / 4, <, freed);
  for (gsize i = 0; i < N_BLOCKS; i++)
    g_free (small[i]);
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/process/gives-memory-back", test_gives_memory_back);
  return g_test_run ();
}
