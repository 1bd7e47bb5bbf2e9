/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A path below the Web API and its query. */
#include "config.h"

#include "herald-fuzz-site.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *target = g_strconcat ("/api/data/v9.2/", text, NULL);

  fuzz_site_send ("GET", target, NULL, fuzz_site_get_bearer (), NULL, 0);
  return 0;
}
