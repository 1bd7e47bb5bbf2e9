/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits of the process. */
#include "config.h"

#include "base/herald-process.h"

#include <errno.h>
#include <sys/resource.h>

/**
 * herald_process_forbid_core_dumps:
 *
 * Lets no crash write this process's memory, with tokens and keys in it, to a file. A handler of
 * the system's, to which the kernel pipes what crashed, is told the same limit and keeps nothing
 * either. The process stays one that may be looked into while it runs: the desktop's portals look
 * who asks.
 *
 * **Thread:** any.
 */
void
herald_process_forbid_core_dumps (void)
{
  const struct rlimit none = { .rlim_cur = 0, .rlim_max = 0 };

  if (setrlimit (RLIMIT_CORE, &none) != 0)
    g_warning ("A crash may write secrets to a file: %s", g_strerror (errno));
}
