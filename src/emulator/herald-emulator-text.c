/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts compared as Dataverse's default collation does: case does not count, accents do; and
 * SQL Server's LIKE, whose wildcards are active inside contains, startswith and endswith. */
#include "config.h"

#include "emulator/herald-emulator-text.h"

#include <string.h>

/* Eight bytes at a time: sorting an index asks this some million times. */
static gboolean
is_ascii (const char *text, gsize length)
{
  gsize   i = 0;
  guint64 word;

  for (; i + sizeof word <= length; i += sizeof word)
    {
      memcpy (&word, text + i, sizeof word);
      if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        return FALSE;
    }
  for (; i < length; i++)
    if ((guchar) text[i] >= 0x80)
      return FALSE;
  return TRUE;
}

static int
compare_ascii (const char *a, gsize length_a, const char *b, gsize length_b)
{
  gsize shorter = MIN (length_a, length_b);

  for (gsize i = 0; i < shorter; i++)
    {
      int difference = a[i] != b[i] ? g_ascii_tolower (a[i]) - g_ascii_tolower (b[i]) : 0;

      if (difference != 0)
        return difference;
    }
  return length_a < length_b ? -1 : length_a > length_b;
}

/**
 * herald_emulator_text_compare:
 * @a: UTF-8, not necessarily ended by NUL
 * @length_a: its bytes
 * @b: UTF-8, not necessarily ended by NUL
 * @length_b: its bytes
 *
 * **Thread:** any.
 *
 * Returns: less than, equal to or greater than 0, whatever the case of letters
 */
int
herald_emulator_text_compare (const char *a, gsize length_a, const char *b, gsize length_b)
{
  g_autofree char *folded_a = NULL;
  g_autofree char *folded_b = NULL;

  if (is_ascii (a, length_a) && is_ascii (b, length_b))
    return compare_ascii (a, length_a, b, length_b);
  folded_a = g_utf8_casefold (a, (gssize) length_a);
  folded_b = g_utf8_casefold (b, (gssize) length_b);
  return strcmp (folded_a, folded_b);
}

/* Whether @c is in the set that starts after “[”; @end gets the place after “]”. Without a closing
 * bracket the set matches nothing, as in SQL Server. */
static gboolean
is_in_set (gunichar c, const char *set, const char **end)
{
  gboolean negated = *set == '^';
  gboolean found = FALSE;

  if (negated)
    set++;
  for (const char *first = set; *set != '\0' && (*set != ']' || set == first);)
    {
      gunichar    low = g_utf8_get_char (set);
      gunichar    high = low;
      const char *next = g_utf8_next_char (set);

      if (*next == '-' && next[1] != '\0' && next[1] != ']')
        {
          high = g_utf8_get_char (next + 1);
          next = g_utf8_next_char (next + 1);
        }
      found = found || (c >= low && c <= high);
      set = next;
    }
  *end = *set == ']' ? set + 1 : NULL;
  return *end != NULL && found != negated;
}

/* Matches one character or set of @pattern; @next gets the place after it. */
static gboolean
matches_one (const char *text, const char *pattern, const char **next)
{
  gunichar c = g_utf8_get_char (text);

  if (*pattern == '[')
    return is_in_set (c, pattern + 1, next);
  *next = g_utf8_next_char (pattern);
  return *pattern == '_' || g_utf8_get_char (pattern) == c;
}

/* Greedy with one fall-back point: at most length × length steps, whatever the pattern. */
static gboolean
like_folded (const char *text, const char *pattern)
{
  const char *retry_text = NULL;
  const char *retry_pattern = NULL;

  while (*text != '\0')
    {
      const char *next = NULL;

      if (*pattern == '%')
        {
          retry_pattern = ++pattern;
          retry_text = text;
        }
      else if (*pattern != '\0' && matches_one (text, pattern, &next))
        {
          text = g_utf8_next_char (text);
          pattern = next;
        }
      else if (retry_pattern != NULL)
        {
          retry_text = g_utf8_next_char (retry_text);
          text = retry_text;
          pattern = retry_pattern;
        }
      else
        return FALSE;
    }
  while (*pattern == '%')
    pattern++;
  return *pattern == '\0';
}

/**
 * herald_emulator_text_like:
 * @text: UTF-8
 * @pattern: UTF-8 with the wildcards `%`, `_`, `[a-c]` and `[^a-c]`
 *
 * **Thread:** any.
 *
 * Returns: whether all of @text matches, whatever the case of letters
 */
gboolean
herald_emulator_text_like (const char *text, const char *pattern)
{
  g_autofree char *folded_text = g_utf8_casefold (text, -1);
  g_autofree char *folded_pattern = g_utf8_casefold (pattern, -1);

  return like_folded (folded_text, folded_pattern);
}

/**
 * herald_emulator_text_match:
 * @pattern: a text in which `*` stands for any text, also for none
 * @text: what is compared, byte by byte
 *
 * **Thread:** any.
 *
 * Returns: whether all of @text matches
 */
gboolean
herald_emulator_text_match (const char *pattern, const char *text)
{
  const char *retry_text = NULL;
  const char *retry_pattern = NULL;

  while (*text != '\0')
    if (*pattern == '*')
      {
        retry_pattern = ++pattern;
        retry_text = text;
      }
    else if (*pattern == *text)
      {
        pattern++;
        text++;
      }
    else if (retry_pattern != NULL)
      {
        pattern = retry_pattern;
        text = ++retry_text;
      }
    else
      return FALSE;
  while (*pattern == '*')
    pattern++;
  return *pattern == '\0';
}
