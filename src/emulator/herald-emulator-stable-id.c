/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes GUIDs of names, so that scripts may keep what they once read. */
#include "config.h"

#include "emulator/herald-emulator-stable-id.h"

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
  g_autofree char *text = g_strdup_printf ("herald %s %s", kind, name);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  /* Version 4 and its variant, so that strict readers take it. */
  hash[12] = '4';
  hash[16] = 'a';
  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", hash, hash + 8, hash + 12, hash + 16,
                          hash + 20);
}
