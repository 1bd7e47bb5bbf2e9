/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes SQLite's locks on files stay until SQLite gives them back. */
#define _GNU_SOURCE /* F_OFD_SETLK */

#include "config.h"

#include "base/herald-sqlite-locks.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sqlite3.h>
#include <stdarg.h>

static int
get_held_command (int command)
{
  switch (command)
    {
    case F_SETLK:
      return F_OFD_SETLK;
    case F_SETLKW:
      return F_OFD_SETLKW;
    default:
      return F_OFD_GETLK;
    }
}

/* What SQLite calls in the place of fcntl(). Beside locks it only reads and sets flags. */
static int
control_file (int descriptor, int command, ...)
{
  struct flock *asked;
  struct flock  lock;
  va_list       arguments;
  int           result;

  va_start (arguments, command);
  if (command != F_SETLK && command != F_SETLKW && command != F_GETLK)
    {
      int flags = va_arg (arguments, int);

      va_end (arguments);
      return fcntl (descriptor, command, flags);
    }
  asked = va_arg (arguments, struct flock *);
  va_end (arguments);
  lock = *asked;
  /* The kernel takes nothing else with these commands (fcntl(2), read 2026-11). */
  lock.l_pid = 0;
  result = fcntl (descriptor, get_held_command (command), &lock);
  *asked = lock;
  return result;
}

static gpointer
take_over (gpointer data)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find ("unix");
  int          code = SQLITE_NOTFOUND;

  if (vfs != NULL && vfs->iVersion >= 3 && vfs->xSetSystemCall != NULL)
    code = vfs->xSetSystemCall (vfs, "fcntl", (sqlite3_syscall_ptr) control_file);
  if (code != SQLITE_OK)
    g_warning ("SQLite locks files in its own way: %s", sqlite3_errstr (code));
  return NULL;
}

/**
 * herald_sqlite_locks_hold:
 *
 * To be called before a process opens its first database; again it does nothing.
 *
 * SQLite's POSIX locks end as soon as the process closes any descriptor of the file. A file chooser
 * that shows the folder looks into each file for its kind and does just that; another Herald that
 * ends then believes itself the last one, and removes the journal under the one that goes on
 * (SQLite, “How To Corrupt An SQLite Database File”, 2.2, read 2026-11). Locks of an open file
 * description end with that description only, and exclude the others as well. SQLite shares one
 * description of the journal's index between the connections of a process, and keeps the
 * description that holds the lock of the database open until the last of them is closed, so what it
 * takes is always given back by the description that has it. Only the last one's clean-up of the
 * journal may find another's lock still there: the journal then stays for the next start.
 *
 * **Thread:** any.
 */
void
herald_sqlite_locks_hold (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, take_over, NULL);
}
