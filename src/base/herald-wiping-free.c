/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replaces the C library's free() and realloc() in the program that this file is linked into: what
 * is given back is overwritten first, whoever had it. A token passes through header tables, D-Bus
 * messages and records of TLS, whose libraries do not wipe what they free. */
/* For RTLD_NEXT. */
#define _GNU_SOURCE

#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define EXPORTED __attribute__ ((visibility ("default")))

/* Looked up by name and not linked by its inner one, so that a tool which stands before the C
 * library, such as valgrind, is still asked. */
static void
give_back (void *memory)
{
  static void (*_Atomic next) (void *);
  static __thread int looking;

  if (next == NULL)
    {
      /* The look-up itself frees something: that little is lost. */
      if (looking)
        return;
      looking = 1;
      next = (void (*) (void *)) dlsym (RTLD_NEXT, "free");
      looking = 0;
    }
  next (memory);
}

/* As free() of the C library: errno stays as it is, NULL is nothing. */
EXPORTED void
free (void *memory)
{
  const int saved_errno = errno;

  if (memory == NULL)
    return;
  explicit_bzero (memory, malloc_usable_size (memory));
  give_back (memory);
  errno = saved_errno;
}

/* As realloc() of the C library. What it would shrink or extend in its place is moved, unless it is
 * about as large as it was: the C library does not tell where it left bytes behind. */
EXPORTED void *
realloc (void *memory, size_t size_bytes)
{
  size_t had_bytes;
  void  *moved;

  if (memory == NULL)
    return malloc (size_bytes);
  if (size_bytes == 0)
    {
      free (memory);
      return NULL;
    }
  had_bytes = malloc_usable_size (memory);
  if (had_bytes >= size_bytes && size_bytes >= had_bytes / 2)
    return memory;
  moved = malloc (size_bytes);
  if (moved == NULL)
    return NULL;
  memcpy (moved, memory, had_bytes < size_bytes ? had_bytes : size_bytes);
  free (memory);
  return moved;
}
