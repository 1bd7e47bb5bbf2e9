/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a text apart into the addresses in it; what they find is for the look-up to say. */
#include "config.h"

#include "model/herald-emails.h"

#include <string.h>

#define SEPARATORS " \t\r\n,;"
#define BRACKETS "<>\"'()[]"
#define MAILTO "mailto:"

/* An address may hold an apostrophe, so brackets and quotes go from the ends only. */
static char *
dup_bare (const char *word)
{
  gsize end;

  word += strspn (word, BRACKETS);
  if (g_ascii_strncasecmp (word, MAILTO, strlen (MAILTO)) == 0)
    word += strlen (MAILTO);
  end = strlen (word);
  while (end > 0 && strchr (BRACKETS ".", word[end - 1]) != NULL)
    end--;
  return g_strndup (word, end);
}

static gboolean
has_address (GPtrArray *addresses, const char *address)
{
  g_autofree char *folded = g_utf8_casefold (address, -1);

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *other = g_utf8_casefold (g_ptr_array_index (addresses, i), -1);

      if (strcmp (folded, other) == 0)
        return TRUE;
    }
  return FALSE;
}

/* “Ann Example <ann@contoso.example>” names a person before the address. */
static void
drop_names (GPtrArray *words)
{
  gboolean has_any = FALSE;

  for (guint i = 0; i < words->len; i++)
    has_any = has_any || strchr (g_ptr_array_index (words, i), '@') != NULL;
  for (guint i = words->len; has_any && i > 0; i--)
    if (strchr (g_ptr_array_index (words, i - 1), '@') == NULL)
      g_ptr_array_remove_index (words, i - 1);
}

/**
 * herald_emails_split:
 * @text: addresses between blanks, commas, semicolons or line ends, perhaps with names and angle
 *   brackets as mail programs copy them
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): each address once, in order; when nothing looks like one, the words as
 *   they are, so that the look-up can say what is wrong with them
 */
char **
herald_emails_split (const char *text)
{
  g_autoptr (GPtrArray) words = NULL;
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  words = g_ptr_array_new_with_free_func (g_free);
  parts = g_strsplit_set (text, SEPARATORS, -1);
  for (gsize i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *word = dup_bare (parts[i]);

      if (*word != '\0' && !has_address (words, word))
        g_ptr_array_add (words, g_steal_pointer (&word));
    }
  drop_names (words);
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_steal (words, NULL);
}
