/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory from libsodium: pages of their own between two that cannot be touched, locked as far as
 * RLIMIT_MEMLOCK goes (what does not fit is used unlocked), wiped when it is freed. */
#include "config.h"

#include "crypto/herald-locked-text.h"

#include <sodium.h>
#include <string.h>

/**
 * herald_locked_text_new_sized:
 * @size: how many bytes there are at most
 *
 * Returns: (transfer full): that many zero bytes and one more, for herald_locked_text_free()
 */
char *
herald_locked_text_new_sized (gsize size)
{
  char *text;

  if (sodium_init () < 0 || (text = sodium_malloc (size + 1)) == NULL)
    g_error ("There is no memory for a secret of %zu bytes", size);
  sodium_memzero (text, size + 1);
  return text;
}

/**
 * herald_locked_text_new:
 * @text: a secret
 *
 * Returns: (transfer full): a copy for herald_locked_text_free()
 */
char *
herald_locked_text_new (const char *text)
{
  gsize size;
  char *copy;

  g_return_val_if_fail (text != NULL, NULL);

  size = strlen (text);
  copy = herald_locked_text_new_sized (size);
  memcpy (copy, text, size);
  return copy;
}

/**
 * herald_locked_text_free:
 * @text: (transfer full) (nullable): of this file
 *
 * Wipes and frees it.
 */
void
herald_locked_text_free (char *text)
{
  sodium_free (text);
}
