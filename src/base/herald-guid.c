/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the spellings of a GUID that services and people use and writes the one we keep. */
#include "config.h"

#include "base/herald-guid.h"

#include <string.h>

#define ZERO_GUID "00000000-0000-0000-0000-000000000000"

/**
 * herald_guid_new:
 *
 * Returns: (transfer full): a random version 4 GUID
 */
char *
herald_guid_new (void)
{
  static const char digits[] = "0123456789abcdef";
  char              text[] = "xxxxxxxx-xxxx-4xxx-Vxxx-xxxxxxxxxxxx"; /* RFC 9562, 5.4 */
  guint32           bits = 0;

  /* By hand, as printing it costs twenty times as much and every answer has one. */
  for (int i = 0, n = 0; i < HERALD_GUID_LENGTH; i++)
    {
      if (text[i] != 'x' && text[i] != 'V')
        continue;
      bits = n++ % 8 == 0 ? g_random_int () : bits >> 4;
      text[i] = digits[text[i] == 'V' ? 8 + bits % 4 : bits % 16];
    }
  return g_strdup (text);
}

/**
 * herald_guid_is_valid:
 * @text: (nullable): text to test
 *
 * Returns: whether @text is 8-4-4-4-12 hexadecimal digits in either case, without braces. Unlike
 *   g_uuid_string_is_valid() any version and variant is taken: Dataverse makes sequential ones
 */
gboolean
herald_guid_is_valid (const char *text)
{
  if (text == NULL || strlen (text) != HERALD_GUID_LENGTH)
    return FALSE;
  for (int i = 0; i < HERALD_GUID_LENGTH; i++)
    {
      gboolean is_dash_place = i == 8 || i == 13 || i == 18 || i == 23;

      if (is_dash_place ? text[i] != '-' : !g_ascii_isxdigit (text[i]))
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_guid_normalise:
 * @text: (nullable): a GUID in any case, with or without braces and surrounding blanks
 *
 * Returns: (transfer full) (nullable): the GUID in lower case without braces, or %NULL when @text
 *   is none
 */
char *
herald_guid_normalise (const char *text)
{
  g_autofree char *stripped = NULL;
  gsize            length;

  if (text == NULL)
    return NULL;
  stripped = g_strstrip (g_strdup (text));
  length = strlen (stripped);
  if (length == HERALD_GUID_LENGTH + 2 && stripped[0] == '{' && stripped[length - 1] == '}')
    {
      memmove (stripped, stripped + 1, HERALD_GUID_LENGTH);
      stripped[HERALD_GUID_LENGTH] = '\0';
    }
  return herald_guid_is_valid (stripped) ? g_ascii_strdown (stripped, -1) : NULL;
}

/**
 * herald_guid_is_empty:
 * @text: (nullable): a GUID or nothing
 *
 * Returns: whether @text is %NULL, empty or the GUID of zeros, which services write for “none”
 */
gboolean
herald_guid_is_empty (const char *text)
{
  return text == NULL || *text == '\0' || strcmp (text, ZERO_GUID) == 0;
}
