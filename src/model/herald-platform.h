/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two phone platforms and the words for them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HERALD_PLATFORM_UNKNOWN,
  HERALD_PLATFORM_IOS,
  HERALD_PLATFORM_ANDROID,
} HeraldPlatform;

HeraldPlatform herald_platform_from_string (const char *text);
const char *herald_platform_to_string (HeraldPlatform platform); /* "ios", "android", "unknown" */
const char *herald_platform_get_label (HeraldPlatform platform); /* "iOS", "Android" */
/* Those that apps meet today, newest first. */
const char *const *herald_platform_get_os_versions (HeraldPlatform platform);

G_END_DECLS
