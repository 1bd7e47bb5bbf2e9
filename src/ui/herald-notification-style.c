/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the phones look: sizes in points, neutral colours, and shapes made of plain render nodes,
 * which the software renderer draws fast. */
#include "config.h"

#include "ui/herald-notification-style.h"

/* An iPhone of 390 points and an Android phone of 412. Fonts: the phones' own where they are
 * installed, else the closest free ones; line ends are an approximation for that reason. */
static const HeraldNotificationMetrics ios_metrics = {
  .screen_width = 390,
  .card_margin = 8,
  .corner = 22,
  .padding_x = 14,
  .padding_y = 12,
  .icon_size = 38,
  .icon_gap = 10,
  .thumbnail_size = 38,
  .thumbnail_corner = 6,
  .title_size = 15,
  .body_size = 15,
  .header_size = 13,
  .title_weight = PANGO_WEIGHT_SEMIBOLD,
  .font_family = "SF Pro Text, Inter, Cantarell, Noto Sans, sans-serif",
};

static const HeraldNotificationMetrics android_metrics = {
  .screen_width = 412,
  .card_margin = 8,
  .corner = 28,
  .padding_x = 16,
  .padding_y = 15,
  .icon_size = 24,
  .icon_gap = 14,
  .thumbnail_size = 48,
  .thumbnail_corner = 8,
  .title_size = 14,
  .body_size = 14,
  .header_size = 12,
  .title_weight = PANGO_WEIGHT_MEDIUM,
  .font_family = "Roboto, Inter, Cantarell, Noto Sans, sans-serif",
};

#define RGBA(r, g, b, a)                                                                           \
  {                                                                                                \
    (float) (r) / 255.f, (float) (g) / 255.f, (float) (b) / 255.f, (a)                             \
  }

/* Translucent white or black over the wallpaper on iOS; opaque neutral surfaces on Android. */
static const HeraldNotificationColours ios_colours[] = {
  {
    .card = RGBA (255, 255, 255, 0.74f),
    .title = RGBA (0, 0, 0, 1.f),
    .body = RGBA (0, 0, 0, 1.f),
    .secondary = RGBA (20, 20, 30, 0.62f),
    .chip = RGBA (0, 0, 0, 0.08f),
    .backdrop_top = RGBA (164, 187, 222, 1.f),
    .backdrop_bottom = RGBA (214, 197, 222, 1.f),
    .on_backdrop = RGBA (255, 255, 255, 1.f),
  },
  {
    .card = RGBA (38, 38, 42, 0.68f),
    .title = RGBA (255, 255, 255, 1.f),
    .body = RGBA (255, 255, 255, 1.f),
    .secondary = RGBA (235, 235, 245, 0.62f),
    .chip = RGBA (255, 255, 255, 0.1f),
    .backdrop_top = RGBA (30, 41, 68, 1.f),
    .backdrop_bottom = RGBA (58, 41, 74, 1.f),
    .on_backdrop = RGBA (255, 255, 255, 0.94f),
  },
};

static const HeraldNotificationColours android_colours[] = {
  {
    .card = RGBA (253, 251, 255, 1.f),
    .title = RGBA (27, 27, 31, 1.f),
    .body = RGBA (27, 27, 31, 0.76f),
    .secondary = RGBA (27, 27, 31, 0.66f),
    .chip = RGBA (27, 27, 31, 0.08f),
    .backdrop_top = RGBA (206, 219, 214, 1.f),
    .backdrop_bottom = RGBA (222, 224, 207, 1.f),
    .on_backdrop = RGBA (32, 38, 36, 0.9f),
  },
  {
    .card = RGBA (31, 31, 31, 1.f),
    .title = RGBA (230, 225, 229, 1.f),
    .body = RGBA (230, 225, 229, 0.78f),
    .secondary = RGBA (230, 225, 229, 0.66f),
    .chip = RGBA (255, 255, 255, 0.1f),
    .backdrop_top = RGBA (16, 24, 24, 1.f),
    .backdrop_bottom = RGBA (34, 36, 26, 1.f),
    .on_backdrop = RGBA (230, 235, 232, 0.9f),
  },
};

/**
 * herald_notification_get_metrics:
 * @platform: iOS or Android
 *
 * Returns: (transfer none): sizes in points
 */
const HeraldNotificationMetrics *
herald_notification_get_metrics (HeraldPlatform platform)
{
  return platform == HERALD_PLATFORM_ANDROID ? &android_metrics : &ios_metrics;
}

/**
 * herald_notification_get_colours:
 * @platform: iOS or Android
 * @dark: whether the phone is in dark mode
 *
 * Returns: (transfer none): the colours
 */
const HeraldNotificationColours *
herald_notification_get_colours (HeraldPlatform platform, gboolean dark)
{
  return platform == HERALD_PLATFORM_ANDROID ? &android_colours[dark ? 1 : 0]
                                             : &ios_colours[dark ? 1 : 0];
}

/**
 * herald_snapshot_round_rect:
 * @snapshot: where to draw
 * @bounds: the rectangle
 * @radius: of its corners
 * @colour: its fill
 */
void
herald_snapshot_round_rect (GtkSnapshot           *snapshot,
                            const graphene_rect_t *bounds,
                            float                  radius,
                            const GdkRGBA         *colour)
{
  GskRoundedRect clip;

  gsk_rounded_rect_init_from_rect (&clip, bounds, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &clip);
  gtk_snapshot_append_color (snapshot, colour, bounds);
  gtk_snapshot_pop (snapshot);
}

/**
 * herald_snapshot_round_gradient:
 * @snapshot: where to draw
 * @bounds: the rectangle
 * @radius: of its corners
 * @top: colour at the top
 * @bottom: colour at the bottom
 */
void
herald_snapshot_round_gradient (GtkSnapshot           *snapshot,
                                const graphene_rect_t *bounds,
                                float                  radius,
                                const GdkRGBA         *top,
                                const GdkRGBA         *bottom)
{
  const GskColorStop stops[] = { { 0.f, *top }, { 1.f, *bottom } };
  GskRoundedRect     clip;

  gsk_rounded_rect_init_from_rect (&clip, bounds, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &clip);
  gtk_snapshot_append_linear_gradient (snapshot, bounds, &bounds->origin,
                                       &GRAPHENE_POINT_INIT (bounds->origin.x,
                                                             bounds->origin.y +
                                                               bounds->size.height),
                                       stops, G_N_ELEMENTS (stops));
  gtk_snapshot_pop (snapshot);
}

/* Each app keeps its colour, so that two apps on one phone are told apart. */
static void
get_app_colours (const char *app_name, GdkRGBA *top, GdkRGBA *bottom)
{
  float hue = (float) (g_str_hash (app_name) % 360) / 360.f;

  gtk_hsv_to_rgb (hue, 0.52f, 0.86f, &top->red, &top->green, &top->blue);
  gtk_hsv_to_rgb (hue, 0.72f, 0.62f, &bottom->red, &bottom->green, &bottom->blue);
  top->alpha = 1.f;
  bottom->alpha = 1.f;
}

/**
 * herald_snapshot_app_icon:
 * @snapshot: where to draw
 * @bounds: the icon's square
 * @platform: iOS draws the app's icon, Android a white glyph on a tinted circle
 * @app_name: gives the colour
 * @letter: the app's first letter, laid out
 */
void
herald_snapshot_app_icon (GtkSnapshot           *snapshot,
                          const graphene_rect_t *bounds,
                          HeraldPlatform         platform,
                          const char            *app_name,
                          PangoLayout           *letter)
{
  const GdkRGBA  white = RGBA (255, 255, 255, 1.f);
  GdkRGBA        top;
  GdkRGBA        bottom;
  PangoRectangle ink;
  float          size = bounds->size.width;

  get_app_colours (app_name, &top, &bottom);
  if (platform == HERALD_PLATFORM_ANDROID)
    herald_snapshot_round_rect (snapshot, bounds, size / 2.f, &bottom);
  else
    herald_snapshot_round_gradient (snapshot, bounds, size * 0.23f, &top, &bottom);
  pango_layout_get_pixel_extents (letter, &ink, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (bounds->origin.x +
                                                  (size - (float) ink.width) / 2.f - (float) ink.x,
                                                bounds->origin.y +
                                                  (size - (float) ink.height) / 2.f -
                                                  (float) ink.y));
  gtk_snapshot_append_layout (snapshot, letter, &white);
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_mountain (GtkSnapshot *snapshot, float x, float y, float size, const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_rotate (snapshot, 45.f);
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (0.f, 0.f, size, size));
  gtk_snapshot_restore (snapshot);
}

/**
 * herald_snapshot_picture:
 * @snapshot: where to draw
 * @bounds: the picture's place
 * @radius: of its corners
 *
 * Stands for the message's image, which is not fetched: a landscape under a sun.
 */
void
herald_snapshot_picture (GtkSnapshot *snapshot, const graphene_rect_t *bounds, float radius)
{
  const GdkRGBA  sky = RGBA (153, 193, 241, 1.f);
  const GdkRGBA  horizon = RGBA (249, 240, 213, 1.f);
  const GdkRGBA  sun = RGBA (245, 194, 17, 1.f);
  const GdkRGBA  near_hill = RGBA (56, 132, 104, 1.f);
  const GdkRGBA  far_hill = RGBA (104, 168, 140, 1.f);
  float          x = bounds->origin.x;
  float          y = bounds->origin.y;
  float          width = bounds->size.width;
  float          height = bounds->size.height;
  GskRoundedRect clip;

  gsk_rounded_rect_init_from_rect (&clip, bounds, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &clip);
  herald_snapshot_round_gradient (snapshot, bounds, 0.f, &sky, &horizon);
  herald_snapshot_round_rect (snapshot,
                              &GRAPHENE_RECT_INIT (x + width * 0.66f, y + height * 0.16f,
                                                   height * 0.24f, height * 0.24f),
                              height * 0.12f, &sun);
  snapshot_mountain (snapshot, x + width * 0.68f, y + height * 0.52f, width, &far_hill);
  snapshot_mountain (snapshot, x + width * 0.3f, y + height * 0.4f, width, &near_hill);
  gtk_snapshot_pop (snapshot);
}

/**
 * herald_snapshot_chevron:
 * @snapshot: where to draw
 * @bounds: the round chip
 * @up: whether the notification is expanded
 * @colours: of the card
 */
void
herald_snapshot_chevron (GtkSnapshot                     *snapshot,
                         const graphene_rect_t           *bounds,
                         gboolean                         up,
                         const HeraldNotificationColours *colours)
{
  const float size = bounds->size.width;
  const float arm = size * 0.32f;
  const float thickness = 1.6f;

  herald_snapshot_round_rect (snapshot, bounds, size / 2.f, &colours->chip);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (bounds->origin.x + size / 2.f,
                                                bounds->origin.y + size * (up ? 0.38f : 0.62f)));
  gtk_snapshot_rotate (snapshot, up ? 45.f : -135.f);
  gtk_snapshot_append_color (snapshot, &colours->title,
                             &GRAPHENE_RECT_INIT (0.f, 0.f, arm, thickness));
  gtk_snapshot_append_color (snapshot, &colours->title,
                             &GRAPHENE_RECT_INIT (0.f, 0.f, thickness, arm));
  gtk_snapshot_restore (snapshot);
}
