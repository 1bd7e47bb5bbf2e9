/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads with a bound and writes as a whole: first beside, then in the place of the old file, which
 * stays as it is until the new one is on the disk. Whoever writes holds the lock, so the name
 * beside is always the same, and what a killed process left there is replaced. */
#include "config.h"

#include "core/herald-vault-disk.h"

#include "base/herald-error.h"
#include "crypto/herald-vault-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MODE 0600

/* @message: a translated beginning, such as “The file cannot be read:”. */
static void
set_error (GError **error, const char *message, const char *path, int number)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, HERALD_ERROR,
               (gint) (number == ENOENT ? HERALD_ERROR_NOT_FOUND : HERALD_ERROR_SECRET),
               "%s %s (%s)", message, g_strerror (number), name);
}

/* Returns: (nullable): NULL with errno */
static GBytes *
read_all (int fd)
{
  struct stat        status;
  g_autofree guint8 *data = NULL;
  gsize              size = 0;
  gssize             n_read = 1;

  if (fstat (fd, &status) != 0)
    return NULL;
  if (!S_ISREG (status.st_mode) || status.st_size > HERALD_VAULT_FILE_MAX_BYTES)
    {
      errno = S_ISREG (status.st_mode) ? EFBIG : EINVAL;
      return NULL;
    }
  data = g_malloc ((gsize) status.st_size + 1);
  while (size < (gsize) status.st_size && n_read > 0)
    {
      n_read = read (fd, data + size, (gsize) status.st_size - size);
      if (n_read < 0 && errno == EINTR)
        n_read = 1;
      else if (n_read < 0)
        return NULL;
      else
        size += (gsize) n_read;
    }
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static gboolean
write_all (int fd, GBytes *content)
{
  gsize         size = 0;
  const guint8 *data = g_bytes_get_data (content, &size);

  while (size > 0)
    {
      gssize n_written = write (fd, data, size);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0)
        return FALSE;
      data += n_written;
      size -= (gsize) n_written;
    }
  return fsync (fd) == 0;
}

/* A new name lasts only once its folder is on the disk, too. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int              fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  if (fsync (fd) != 0)
    g_debug ("The folder of secrets was not synchronised: %s", g_strerror (errno));
  close (fd);
}

/**
 * herald_vault_disk_read:
 * @path: the file
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND, SECRET.
 *
 * **Thread:** any but the main one.
 *
 * Returns: (transfer full): what stands in it
 */
GBytes *
herald_vault_disk_read (const char *path, GError **error)
{
  int     fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
  GBytes *content = NULL;
  int     number = errno;

  if (fd >= 0)
    {
      content = read_all (fd);
      number = errno;
      close (fd);
    }
  if (content == NULL)
    set_error (error, _("The file of secrets cannot be read:"), path, number);
  return content;
}

/**
 * herald_vault_disk_write:
 * @path: the file
 * @content: what shall stand in it
 * @error: where to put an error
 *
 * Only the owner may read it. The lock of the file must be held.
 *
 * **Errors:** SECRET; the old file is as it was.
 *
 * **Thread:** any but the main one.
 *
 * Returns: whether it is on the disk
 */
gboolean
herald_vault_disk_write (const char *path, GBytes *content, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".new", NULL);
  int              fd;
  gboolean         written = FALSE;
  int              number;

  g_unlink (beside);
  fd = g_open (beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
  if (fd >= 0)
    {
      written = write_all (fd, content);
      number = errno;
      if (close (fd) == 0 && written)
        written = g_rename (beside, path) == 0;
      else
        errno = number;
    }
  number = errno;
  if (written)
    {
      sync_folder (path);
      return TRUE;
    }
  g_unlink (beside);
  set_error (error, _("The file of secrets was not written and is as it was:"), path, number);
  return FALSE;
}

/**
 * herald_vault_disk_remove:
 * @path: the file
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND, SECRET.
 *
 * **Thread:** any but the main one.
 *
 * Returns: whether it is gone
 */
gboolean
herald_vault_disk_remove (const char *path, GError **error)
{
  if (g_unlink (path) != 0)
    {
      set_error (error, _("The file of secrets was not deleted:"), path, errno);
      return FALSE;
    }
  sync_folder (path);
  return TRUE;
}
