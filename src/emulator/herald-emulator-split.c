/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds marks that stand outside quotes and parentheses. */
#include "config.h"

#include "emulator/herald-emulator-split.h"

#include <string.h>

/**
 * herald_emulator_split_find_end:
 * @text: OData text
 * @marks: characters to stop at
 *
 * **Thread:** any.
 *
 * Returns: (transfer none): the first mark of @text that stands outside quotes and parentheses, a
 *   parenthesis that closes none, or the end
 */
const char *
herald_emulator_split_find_end (const char *text, const char *marks)
{
  char quote = '\0';
  int  depth = 0;

  for (; *text != '\0'; text++)
    {
      if (quote != '\0')
        {
          if (*text == quote)
            quote = '\0';
          continue;
        }
      if (depth == 0 && strchr (marks, *text) != NULL)
        break;
      if (*text == '\'' || *text == '"')
        quote = *text;
      else if (*text == '(')
        depth++;
      else if (*text == ')' && depth-- == 0)
        break;
    }
  return text;
}

/**
 * herald_emulator_split:
 * @text: OData text
 * @marks: characters to split at
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the parts without blanks around them, one at least; what follows a
 *   parenthesis that closes none is left out
 */
GStrv
herald_emulator_split (const char *text, const char *marks)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (;;)
    {
      const char      *end = herald_emulator_split_find_end (text, marks);
      g_autofree char *part = g_strndup (text, (gsize) (end - text));

      g_strv_builder_add (builder, g_strstrip (part));
      if (*end == '\0' || strchr (marks, *end) == NULL)
        break;
      text = end + 1;
    }
  return g_strv_builder_end (builder);
}
