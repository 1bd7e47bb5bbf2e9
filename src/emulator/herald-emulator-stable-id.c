/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes GUIDs of names, so that scripts may keep what they once read. */
#include "config.h"

#include "emulator/herald-emulator-stable-id.h"

#include "base/herald-guid.h"

#include <string.h>

/**
 * herald_emulator_stable_id:
 * @kind: what it is an id of
 * @name: which one
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): a GUID, always the same for the same arguments
 */
char *
herald_emulator_stable_id (const char *kind, const char *name)
{
  static const gsize part_lengths[] = { 8, 4, 4, 4, 12 };
  g_autofree char   *text = g_strconcat ("herald ", kind, " ", name, NULL);
  g_autofree char   *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  char              *id = g_malloc (HERALD_GUID_LENGTH + 1);
  char              *end = id;

  /* Version 4 and its variant, so that strict readers take it. */
  hash[12] = '4';
  hash[16] = 'a';
  /* A seed makes half a million of them. */
  for (gsize i = 0, done = 0; i < G_N_ELEMENTS (part_lengths); done += part_lengths[i], i++)
    {
      memcpy (end, hash + done, part_lengths[i]);
      end += part_lengths[i];
      *end++ = '-';
    }
  end[-1] = '\0';
  return id;
}
