/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a $batch. */
#include "config.h"

#include "herald-fuzz-site.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_site_send ("POST", "/api/data/v9.2/$batch", "multipart/mixed; boundary=b",
                  fuzz_site_get_bearer (), data, size);
  return 0;
}
