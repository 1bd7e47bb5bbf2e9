/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the platform from the services' free text and writes the words for it. */
#include "config.h"

#include "model/herald-platform.h"

#include <glib/gi18n-lib.h>

/**
 * herald_platform_from_string:
 * @text: (nullable): such as “iOS”, “ANDROID”, “android ”
 *
 * The casing that Dataverse writes into msdynmkt_platform is not documented, so any is taken.
 *
 * **Thread:** any.
 *
 * Returns: the platform, or %HERALD_PLATFORM_UNKNOWN
 */
HeraldPlatform
herald_platform_from_string (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (g_ascii_strcasecmp (stripped, "ios") == 0)
    return HERALD_PLATFORM_IOS;
  if (g_ascii_strcasecmp (stripped, "android") == 0)
    return HERALD_PLATFORM_ANDROID;
  return HERALD_PLATFORM_UNKNOWN;
}

/**
 * herald_platform_to_string:
 * @platform: a platform
 *
 * Returns: “ios”, “android” or “unknown”, for JSON and the store
 */
const char *
herald_platform_to_string (HeraldPlatform platform)
{
  switch (platform)
    {
    case HERALD_PLATFORM_IOS:
      return "ios";
    case HERALD_PLATFORM_ANDROID:
      return "android";
    case HERALD_PLATFORM_UNKNOWN:
    default:
      return "unknown";
    }
}

/**
 * herald_platform_get_label:
 * @platform: a platform
 *
 * Returns: (transfer none): how people write it
 */
const char *
herald_platform_get_label (HeraldPlatform platform)
{
  switch (platform)
    {
    case HERALD_PLATFORM_IOS:
      return "iOS";
    case HERALD_PLATFORM_ANDROID:
      return "Android";
    case HERALD_PLATFORM_UNKNOWN:
    default:
      return _("Unknown platform");
    }
}

/**
 * herald_platform_get_os_versions:
 * @platform: a platform
 *
 * Returns: (transfer none) (array zero-terminated=1): versions of its system to try, newest first
 */
const char *const *
herald_platform_get_os_versions (HeraldPlatform platform)
{
  static const char *const ios[] = { "26.0", "18.1", "17.7", "16.7", "15.8", NULL };
  static const char *const android[] = { "16", "15", "14", "13", "12", NULL };

  return platform == HERALD_PLATFORM_IOS ? ios : android;
}
