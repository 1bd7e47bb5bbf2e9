/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Without libFuzzer: runs the files of the folders that are named, so that what was once found
 * stays found. */
#include "config.h"

#include "herald-fuzz-site.h"

#include <stdio.h>

static guint
run_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint       n_files = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *data = NULL;
      gsize            size = 0;

      g_assert_true (g_file_get_contents (file, &data, &size, NULL));
      LLVMFuzzerTestOneInput ((const guint8 *) data, size);
      n_files++;
    }
  return n_files;
}

int
main (int argc, char *argv[])
{
  guint n_files = 0;

  for (int i = 1; i < argc; i++)
    n_files += run_folder (argv[i]);
  printf ("%u inputs\n", n_files);
  return n_files > 0 ? 0 : 1;
}
