/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places on a phone where a push shows up, and how many rendered lines each gives to a field.
 */
#pragma once

#include "model/herald-issue.h"
#include "model/herald-platform.h"
#include "model/herald-push-message.h"

G_BEGIN_DECLS

#define HERALD_SURFACE_ALL_LINES G_MAXUINT

typedef enum
{
  HERALD_SURFACE_IOS_BANNER,
  HERALD_SURFACE_IOS_LOCK_SCREEN,
  HERALD_SURFACE_IOS_EXPANDED,
  HERALD_SURFACE_ANDROID_COLLAPSED,
  HERALD_SURFACE_ANDROID_EXPANDED,
  HERALD_SURFACE_N,
} HeraldSurface;

/* What a surface could not show to its end. */
typedef enum
{
  HERALD_CUT_NONE = 0,
  HERALD_CUT_TITLE = 1 << 0,
  HERALD_CUT_SUBTITLE = 1 << 1,
  HERALD_CUT_MESSAGE = 1 << 2,
} HeraldCut;

typedef enum
{
  HERALD_SURFACE_IMAGE_THUMBNAIL,
  HERALD_SURFACE_IMAGE_LARGE,
} HeraldSurfaceImage;

typedef struct
{
  HeraldPlatform     platform;
  const char        *name;           /* for scripts: "ios-lock-screen" */
  const char        *label;          /* N_(): "lock screen" */
  guint              title_lines;    /* lines before the ellipsis */
  guint              subtitle_lines; /* 0: the platform drops the subtitle */
  guint              message_lines;
  HeraldSurfaceImage image;
  HeraldSeverity     cut_severity; /* of a message that is cut here */
} HeraldSurfaceRules;

const HeraldSurfaceRules *herald_surface_get_rules (HeraldSurface surface);
char *herald_surface_describe (HeraldSurface surface, guint n_message_lines, HeraldCut cut);
char *
herald_surface_to_text (HeraldSurface surface, HeraldPushMessage *message, const char *app_name);
gboolean herald_surface_is_right_to_left (HeraldPushMessage *message);
/* @cuts: HERALD_SURFACE_N of them. Adds at most one finding per field. */
void herald_surface_add_cut_issues (GPtrArray *issues, const HeraldCut *cuts);

G_END_DECLS
