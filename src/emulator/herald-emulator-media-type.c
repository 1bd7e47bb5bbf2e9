/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies are read as UTF-8: one that is said to be in another character set would be misread. */
#include "config.h"

#include "emulator/herald-emulator-media-type.h"

#include <string.h>

#define JSON_TYPE "application/json"
#define CHARSET "charset="

/**
 * herald_emulator_media_type_is_utf8:
 * @header: (nullable): a Content-Type header
 *
 * **Thread:** any.
 *
 * Returns: whether it names no character set but UTF-8
 */
gboolean
herald_emulator_media_type_is_utf8 (const char *header)
{
  g_auto (GStrv) parts = g_strsplit (header != NULL ? header : "", ";", -1);

  for (gsize i = 1; i < g_strv_length (parts); i++)
    {
      const char *parameter = g_strstrip (parts[i]);
      const char *value = parameter + MIN (strlen (CHARSET), strlen (parameter));

      if (g_ascii_strncasecmp (parameter, CHARSET, strlen (CHARSET)) == 0 &&
          g_ascii_strcasecmp (value, "utf-8") != 0 && g_ascii_strcasecmp (value, "\"utf-8\"") != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_media_type_is_json:
 * @header: (nullable): a Content-Type header
 *
 * **Thread:** any.
 *
 * Returns: whether it says JSON in UTF-8; without a header nothing is said
 */
gboolean
herald_emulator_media_type_is_json (const char *header)
{
  g_autofree char *type =
    g_strndup (header != NULL ? header : "", strcspn (header != NULL ? header : "", ";"));

  return g_ascii_strcasecmp (g_strstrip (type), JSON_TYPE) == 0 &&
         herald_emulator_media_type_is_utf8 (header);
}
