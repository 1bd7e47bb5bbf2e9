/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CSV file: read record by record, and imported as contacts or devices, which the first byte
 * says. */
#include "config.h"

#include "herald-fuzz-site.h"

#include "base/herald-csv.h"

#include <string.h>

static void
check_records (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) text = g_bytes_new (data, size);
  g_autoptr (HeraldCsv) csv = herald_csv_new (text);
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  guint line = 0;

  while (herald_csv_read (csv, fields, NULL))
    {
      g_assert_cmpuint (herald_csv_get_line (csv), >, line);
      line = herald_csv_get_line (csv);
      g_assert_cmpuint (fields->len, <=, HERALD_CSV_MOST_FIELDS);
      for (guint i = 0; i < fields->len; i++)
        g_assert_true (g_utf8_validate (g_ptr_array_index (fields, i), -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size == 0)
    return 0;
  check_records (data + 1, size - 1);
  fuzz_site_send ("POST", *data % 2 == 0 ? "/_herald/import/contacts" : "/_herald/import/devices",
                  "text/csv", fuzz_site_get_admin_token (), data + 1, size - 1);
  return 0;
}
