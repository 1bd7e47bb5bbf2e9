/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was given back holds nothing any more; it is read as a debugger would. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The C library writes its own into the beginning of what is free. */
#define OWN_BYTES 32

static const gsize sizes[] = { 48, 100, 1000, 5000, 100000 };

/* What stands at @address, though it is nobody's. */
static char *
look (guintptr address, gsize size_bytes)
{
  char *content = g_malloc0 (size_bytes);
  int   memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (memory, >=, 0);
  g_assert_cmpint (pread (memory, content, size_bytes, (off_t) address), ==, (gssize) size_bytes);
  close (memory);
  return content;
}

static gsize
count (guintptr address, gsize size_bytes, char letter)
{
  g_autofree char *content = look (address, size_bytes);
  gsize            n_found = 0;

  for (gsize i = OWN_BYTES; i < size_bytes; i++)
    n_found += content[i] == letter;
  return n_found;
}

static char *
fill (gsize size_bytes)
{
  char *memory = g_malloc (size_bytes);

  memset (memory, 'S', size_bytes);
  g_assert_cmpuint (count ((guintptr) memory, size_bytes, 'S'), ==, size_bytes - OWN_BYTES);
  return memory;
}

/* By the library that allocated it. */
static void
test_free (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      char          *memory = fill (sizes[i]);
      char          *guard = g_malloc (sizes[i]);
      const guintptr address = (guintptr) memory;

      g_free (memory);
      g_assert_cmpuint (count (address, sizes[i], 'S'), ==, 0);
      g_free (guard);
    }
  free (NULL);
}

static void
test_keeps_errno (void)
{
  char *memory = fill (100);

  errno = ENOENT;
  free (memory);
  g_assert_cmpint (errno, ==, ENOENT);
}

static void
test_grow (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      char            *memory = fill (sizes[i]);
      const guintptr   address = (guintptr) memory;
      g_autofree char *moved = g_realloc (memory, 4 * sizes[i]);

      g_assert_cmpuint (count ((guintptr) moved, sizes[i], 'S'), ==, sizes[i] - OWN_BYTES);
      g_assert_cmpuint (address, !=, (guintptr) moved);
      g_assert_cmpuint (count (address, sizes[i], 'S'), ==, 0);
    }
}

static void
test_shrink (void)
{
  for (gsize i = 1; i < G_N_ELEMENTS (sizes); i++)
    {
      char            *memory = fill (sizes[i]);
      const guintptr   address = (guintptr) memory;
      g_autofree char *rest = g_realloc (memory, 40);

      g_assert_cmpuint (count ((guintptr) rest, 40, 'S'), ==, 40 - OWN_BYTES);
      g_assert_cmpuint (count (address, sizes[i], 'S'), ==, 0);
    }
}

static void
test_like_the_libraries (void)
{
  char *memory = realloc (NULL, 10);

  g_assert_nonnull (memory);
  memcpy (memory, "123456789", 10);
  memory = realloc (memory, 11);
  g_assert_cmpstr (memory, ==, "123456789");
  g_assert_null (realloc (memory, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/wiping-free/free", test_free);
  g_test_add_func ("/base/wiping-free/keeps-errno", test_keeps_errno);
  g_test_add_func ("/base/wiping-free/grow", test_grow);
  g_test_add_func ("/base/wiping-free/shrink", test_shrink);
  g_test_add_func ("/base/wiping-free/like-the-libraries", test_like_the_libraries);
  return g_test_run ();
}
