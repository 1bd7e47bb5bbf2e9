/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of tests: made with a name of their own, removed to the last file. */
#include "config.h"

#include "herald-test-dir.h"

#include <glib/gstdio.h>

/**
 * herald_test_dir_new:
 *
 * Returns: (transfer full): the path of a new empty folder with mode 0700
 */
char *
herald_test_dir_new (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("herald-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

/**
 * herald_test_dir_remove:
 * @path: a folder
 *
 * Removes it and all that is in it.
 */
void
herald_test_dir_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        herald_test_dir_remove (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/**
 * herald_test_data_path:
 * @name: a path below `tests/data`
 *
 * Returns: (transfer full): its absolute path
 */
char *
herald_test_data_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", name, NULL);
}
