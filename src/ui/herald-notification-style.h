/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures and colours of the phones' notifications, and the shapes they are drawn with. */
#pragma once

#include <gtk/gtk.h>

#include "model/herald-platform.h"

G_BEGIN_DECLS

typedef struct
{
  int         screen_width; /* points */
  int         card_margin;  /* between the screen's edge and the card */
  int         corner;       /* radius of the card */
  int         padding_x;
  int         padding_y;
  int         icon_size;
  int         icon_gap;
  int         thumbnail_size;
  int         thumbnail_corner;
  int         title_size;
  int         body_size;
  int         header_size;
  int         title_weight; /* PangoWeight */
  const char *font_family;
} HeraldNotificationMetrics;

typedef struct
{
  GdkRGBA card;
  GdkRGBA title;
  GdkRGBA body;
  GdkRGBA secondary;
  GdkRGBA chip; /* behind the chevron */
  GdkRGBA backdrop_top;
  GdkRGBA backdrop_bottom;
  GdkRGBA on_backdrop; /* clock and status */
} HeraldNotificationColours;

const HeraldNotificationMetrics *herald_notification_get_metrics (HeraldPlatform platform);
const HeraldNotificationColours *
herald_notification_get_colours (HeraldPlatform platform, gboolean dark);

void herald_snapshot_round_rect (GtkSnapshot           *snapshot,
                                 const graphene_rect_t *bounds,
                                 float                  radius,
                                 const GdkRGBA         *colour);
void herald_snapshot_round_gradient (GtkSnapshot           *snapshot,
                                     const graphene_rect_t *bounds,
                                     float                  radius,
                                     const GdkRGBA         *top,
                                     const GdkRGBA         *bottom);
void herald_snapshot_app_icon (GtkSnapshot           *snapshot,
                               const graphene_rect_t *bounds,
                               HeraldPlatform         platform,
                               const char            *app_name,
                               PangoLayout           *letter);
void herald_snapshot_picture (GtkSnapshot *snapshot, const graphene_rect_t *bounds, float radius);
void herald_snapshot_chevron (GtkSnapshot                     *snapshot,
                              const graphene_rect_t           *bounds,
                              gboolean                         up,
                              const HeraldNotificationColours *colours);

G_END_DECLS
