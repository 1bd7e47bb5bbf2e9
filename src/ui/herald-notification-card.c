/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One notification as a phone draws it. Everything is measured in the phone's points, so lines end
 * where they end on the phone however large the preview is shown. Only texts that changed are laid
 * out again. */
#include "config.h"

#include "ui/herald-notification-card.h"

#include "ui/herald-clamped-text.h"
#include "ui/herald-notification-style.h"

#include <glib/gi18n.h>

#define MARK_WIDTH 2.f
#define GHOST_ALPHA 0.4f
#define LINE_GAP 1
#define LARGE_IMAGE_RATIO 2 /* width to height; what the product recommends */

typedef enum
{
  TEXT_TITLE,
  TEXT_SUBTITLE,
  TEXT_BODY,
  TEXT_HEADER, /* Android: app name and time; iOS: the time */
  N_TEXTS,
} TextPart;

struct _HeraldNotificationCard
{
  HeraldSurface                    surface;
  const HeraldSurfaceRules        *rules;   /* (unowned) */
  const HeraldNotificationMetrics *metrics; /* (unowned) */
  const HeraldNotificationColours *colours; /* (unowned) */

  PangoContext *context; /* (owned) (nullable) */
  double        text_scale;
  char         *app_name; /* (owned) (nullable) */
  gboolean      right_to_left;
  gboolean      ghost; /* nothing was written yet: field names stand in */
  gboolean      has_image;

  HeraldClampedText *texts[N_TEXTS]; /* (owned) */
  PangoLayout       *letter;         /* (owned) (nullable): on the app's icon */

  graphene_point_t at[N_TEXTS];
  graphene_rect_t  icon;
  graphene_rect_t  picture;
  graphene_rect_t  chevron;
  int              height;
};

/**
 * herald_notification_card_new:
 * @surface: where the notification shows up
 *
 * Returns: (transfer full): a light card without fonts
 */
HeraldNotificationCard *
herald_notification_card_new (HeraldSurface surface)
{
  HeraldNotificationCard *self = g_new0 (HeraldNotificationCard, 1);

  self->surface = surface;
  self->rules = herald_surface_get_rules (surface);
  self->metrics = herald_notification_get_metrics (self->rules->platform);
  self->colours = herald_notification_get_colours (self->rules->platform, FALSE);
  self->text_scale = 1.0;
  self->texts[TEXT_TITLE] = herald_clamped_text_new (self->rules->title_lines);
  self->texts[TEXT_SUBTITLE] = herald_clamped_text_new (self->rules->subtitle_lines);
  self->texts[TEXT_BODY] = herald_clamped_text_new (self->rules->message_lines);
  self->texts[TEXT_HEADER] = herald_clamped_text_new (1);
  return self;
}

/**
 * herald_notification_card_free:
 * @self: (nullable): a card
 */
void
herald_notification_card_free (HeraldNotificationCard *self)
{
  if (self == NULL)
    return;
  for (int i = 0; i < N_TEXTS; i++)
    g_clear_pointer (&self->texts[i], herald_clamped_text_free);
  g_clear_object (&self->letter);
  g_clear_object (&self->context);
  g_clear_pointer (&self->app_name, g_free);
  g_free (self);
}

static PangoFontDescription *
create_font (HeraldNotificationCard *self, int size, int weight, double scale)
{
  PangoFontDescription *font = pango_font_description_from_string (self->metrics->font_family);

  pango_font_description_set_absolute_size (font, size * scale * PANGO_SCALE);
  pango_font_description_set_weight (font, (PangoWeight) weight);
  return font;
}

static void
set_font (HeraldNotificationCard *self, TextPart part, int size, int weight)
{
  g_autoptr (PangoFontDescription) font = create_font (self, size, weight, self->text_scale);

  herald_clamped_text_set_font (self->texts[part], self->context, font, self->right_to_left);
}

static void
apply_fonts (HeraldNotificationCard *self)
{
  const HeraldNotificationMetrics *metrics = self->metrics;
  g_autoptr (PangoFontDescription) letter_font = NULL;

  pango_context_set_base_dir (self->context,
                              self->right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  pango_context_changed (self->context);
  set_font (self, TEXT_TITLE, metrics->title_size, metrics->title_weight);
  set_font (self, TEXT_SUBTITLE, metrics->body_size, metrics->title_weight);
  set_font (self, TEXT_BODY, metrics->body_size, PANGO_WEIGHT_NORMAL);
  set_font (self, TEXT_HEADER, metrics->header_size, PANGO_WEIGHT_NORMAL);
  letter_font = create_font (self, metrics->icon_size / 2 + 2, PANGO_WEIGHT_BOLD, 1.0);
  g_clear_object (&self->letter);
  self->letter = pango_layout_new (self->context);
  pango_layout_set_font_description (self->letter, letter_font);
  g_clear_pointer (&self->app_name, g_free);
}

/**
 * herald_notification_card_set_fonts:
 * @self: a card
 * @context: a context for the screen; the card keeps one of its own beside it
 * @text_scale: 1 for the phone's standard text size
 *
 * Forgets the texts: update the card afterwards.
 */
void
herald_notification_card_set_fonts (HeraldNotificationCard *self,
                                    PangoContext           *context,
                                    double                  text_scale)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (PANGO_IS_CONTEXT (context));

  g_clear_object (&self->context);
  self->context = pango_font_map_create_context (pango_context_get_font_map (context));
  pango_cairo_context_set_font_options (self->context,
                                        pango_cairo_context_get_font_options (context));
  pango_cairo_context_set_resolution (self->context, pango_cairo_context_get_resolution (context));
  pango_context_set_language (self->context, pango_context_get_language (context));
  pango_context_set_round_glyph_positions (self->context, FALSE);
  self->text_scale = text_scale;
  apply_fonts (self);
}

/**
 * herald_notification_card_set_dark:
 * @self: a card
 * @dark: whether the phone is in dark mode
 */
void
herald_notification_card_set_dark (HeraldNotificationCard *self, gboolean dark)
{
  g_return_if_fail (self != NULL);

  self->colours = herald_notification_get_colours (self->rules->platform, dark);
}

static void
set_app_name (HeraldNotificationCard *self, const char *app_name)
{
  g_autofree char *letter = NULL;

  if (g_strcmp0 (self->app_name, app_name) == 0)
    return;
  g_free (self->app_name);
  self->app_name = g_strdup (app_name);
  letter = g_utf8_substring (app_name, 0, MIN (g_utf8_strlen (app_name, -1), 1));
  pango_layout_set_text (self->letter, letter, -1);
}

/* Every place is computed from the left; a right-to-left phone mirrors them. */
static void
mirror (HeraldNotificationCard *self, graphene_rect_t *place)
{
  if (self->right_to_left)
    place->origin.x =
      (float) herald_notification_card_get_width (self) - place->origin.x - place->size.width;
}

static int
place_text (HeraldNotificationCard *self, TextPart part, int x, int y, int width)
{
  graphene_rect_t place = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, 0.f);

  mirror (self, &place);
  self->at[part] = place.origin;
  return y + herald_clamped_text_get_height (self->texts[part]);
}

static void
place_square (HeraldNotificationCard *self, graphene_rect_t *square, int x, int y, int size)
{
  graphene_rect_init (square, (float) x, (float) y, (float) size, (float) size);
  mirror (self, square);
}

static int
lay_out_body (HeraldNotificationCard *self, HeraldPushMessage *message, int x, int y, int width)
{
  const char *body =
    self->ghost ? _("Message") : herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT);

  herald_clamped_text_set_text (self->texts[TEXT_BODY], body, width);
  return place_text (self, TEXT_BODY, x, y, width);
}

static const char *
get_title (HeraldNotificationCard *self, HeraldPushMessage *message)
{
  const char *title = herald_push_message_get (message, HERALD_PUSH_TITLE);

  if (self->ghost)
    return _("Title");
  /* iOS puts the app's name where no title is given. */
  if (*title == '\0' && self->rules->platform == HERALD_PLATFORM_IOS)
    return self->app_name;
  return title;
}

static void
lay_out_ios (HeraldNotificationCard *self, HeraldPushMessage *message, const char *time_text)
{
  const HeraldNotificationMetrics *of = self->metrics;
  gboolean large = self->has_image && self->rules->image == HERALD_SURFACE_IMAGE_LARGE;
  gboolean thumbnail = self->has_image && !large;
  int      width = herald_notification_card_get_width (self);
  int      x = of->padding_x + of->icon_size + of->icon_gap;
  int      column = width - x - of->padding_x;
  int      top = of->padding_y + (large ? width / LARGE_IMAGE_RATIO : 0);
  int      narrow = column - (thumbnail ? of->thumbnail_size + of->icon_gap : 0);
  int      y = top;
  int      time_width = 0;

  herald_clamped_text_set_text (self->texts[TEXT_HEADER], time_text, column);
  time_width = herald_clamped_text_get_width (self->texts[TEXT_HEADER]);
  herald_clamped_text_set_text (self->texts[TEXT_HEADER], time_text, time_width);
  place_text (self, TEXT_HEADER, x + column - time_width, y + 2, time_width);
  herald_clamped_text_set_text (self->texts[TEXT_TITLE], get_title (self, message),
                                column - time_width - of->icon_gap);
  y = place_text (self, TEXT_TITLE, x, y, column - time_width - of->icon_gap) + LINE_GAP;
  place_square (self, &self->picture, x + column - of->thumbnail_size, y + 2, of->thumbnail_size);
  if (large)
    graphene_rect_init (&self->picture, 0.f, 0.f, (float) width, (float) width / 2.f);
  herald_clamped_text_set_text (self->texts[TEXT_SUBTITLE],
                                herald_push_message_get (message, HERALD_PUSH_SUBTITLE), narrow);
  if (*herald_clamped_text_get_text (self->texts[TEXT_SUBTITLE]) != '\0')
    y = place_text (self, TEXT_SUBTITLE, x, y, narrow) + LINE_GAP;
  y = lay_out_body (self, message, x, y, narrow);
  y = MAX (y, top + of->icon_size);
  if (thumbnail)
    y = MAX (y, (int) (self->picture.origin.y + self->picture.size.height));
  place_square (self, &self->icon, of->padding_x, large ? top : top + (y - top - of->icon_size) / 2,
                of->icon_size);
  self->height = y + of->padding_y;
}

static void
lay_out_android (HeraldNotificationCard *self, HeraldPushMessage *message, const char *time_text)
{
  const HeraldNotificationMetrics *of = self->metrics;
  gboolean                         expanded = self->rules->message_lines > 1;
  int                              width = herald_notification_card_get_width (self);
  int                              x = of->padding_x + of->icon_size + of->icon_gap;
  int                              chevron_x = width - of->padding_x - of->icon_size;
  int                              column = chevron_x - of->icon_gap - x;
  int                              body_width = expanded ? width - of->padding_x - x : column;
  int              reserved = self->has_image ? of->thumbnail_size + of->icon_gap : 0;
  int              y = of->padding_y;
  g_autofree char *header = NULL;

  /* Translators: header of an Android notification: app name • time. */
  header = g_strdup_printf (_("%s • %s"), self->app_name, time_text);
  herald_clamped_text_set_text (self->texts[TEXT_HEADER], header, column);
  place_square (self, &self->icon, of->padding_x, y, of->icon_size);
  place_square (self, &self->chevron, chevron_x, y, of->icon_size);
  y = place_text (self, TEXT_HEADER, x, y, column) + 2 * LINE_GAP;
  place_square (self, &self->picture,
                (expanded ? width - of->padding_x : chevron_x - of->icon_gap) - of->thumbnail_size,
                expanded ? of->padding_y + of->icon_size + of->icon_gap / 2 : of->padding_y,
                of->thumbnail_size);
  herald_clamped_text_set_text (self->texts[TEXT_TITLE], get_title (self, message),
                                column - reserved);
  y = place_text (self, TEXT_TITLE, x, y, column - reserved) + LINE_GAP;
  y = lay_out_body (self, message, x, y, body_width - reserved);
  y = MAX (y, of->padding_y + of->icon_size);
  if (self->has_image)
    y = MAX (y, (int) (self->picture.origin.y + self->picture.size.height));
  self->height = y + of->padding_y;
}

/**
 * herald_notification_card_update:
 * @self: a card with fonts
 * @message: what to show
 * @app_name: the sending app
 * @time_text: such as “now”
 *
 * Returns: whether its height changed
 */
gboolean
herald_notification_card_update (HeraldNotificationCard *self,
                                 HeraldPushMessage      *message,
                                 const char             *app_name,
                                 const char             *time_text)
{
  int      old_height = 0;
  gboolean right_to_left = FALSE;

  g_return_val_if_fail (self != NULL && self->context != NULL, FALSE);
  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (message), FALSE);
  g_return_val_if_fail (app_name != NULL, FALSE);

  old_height = self->height;
  right_to_left = herald_surface_is_right_to_left (message);
  if (right_to_left != self->right_to_left)
    {
      self->right_to_left = right_to_left;
      apply_fonts (self);
    }
  set_app_name (self, app_name);
  self->ghost = *herald_push_message_get (message, HERALD_PUSH_TITLE) == '\0' &&
                *herald_push_message_get (message, HERALD_PUSH_SUBTITLE) == '\0' &&
                *herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT) == '\0';
  self->has_image = *herald_push_message_get (message, HERALD_PUSH_IMAGE_URL) != '\0';
  if (self->rules->platform == HERALD_PLATFORM_ANDROID)
    lay_out_android (self, message, time_text);
  else
    lay_out_ios (self, message, time_text);
  return self->height != old_height;
}

/**
 * herald_notification_card_get_width:
 * @self: a card
 *
 * Returns: the card's width, in points
 */
int
herald_notification_card_get_width (HeraldNotificationCard *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->metrics->screen_width - 2 * self->metrics->card_margin;
}

/**
 * herald_notification_card_get_height:
 * @self: an updated card
 *
 * Returns: the card's height, in points
 */
int
herald_notification_card_get_height (HeraldNotificationCard *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->height;
}

/**
 * herald_notification_card_get_cut:
 * @self: an updated card
 *
 * Returns: which fields it does not show to their end
 */
HeraldCut
herald_notification_card_get_cut (HeraldNotificationCard *self)
{
  HeraldCut cut = HERALD_CUT_NONE;

  g_return_val_if_fail (self != NULL, HERALD_CUT_NONE);

  if (self->ghost)
    return HERALD_CUT_NONE;
  for (int i = TEXT_TITLE; i <= TEXT_BODY; i++)
    if (herald_clamped_text_is_cut (self->texts[i]))
      cut |= (HeraldCut) (1 << i);
  return cut;
}

/**
 * herald_notification_card_get_n_lines:
 * @self: an updated card
 * @field: one field
 *
 * Returns: how many lines of the field show
 */
guint
herald_notification_card_get_n_lines (HeraldNotificationCard *self, HeraldCut field)
{
  g_return_val_if_fail (self != NULL, 0);

  switch (field)
    {
    case HERALD_CUT_TITLE:
      return herald_clamped_text_get_n_lines (self->texts[TEXT_TITLE]);
    case HERALD_CUT_SUBTITLE:
      return herald_clamped_text_get_n_lines (self->texts[TEXT_SUBTITLE]);
    case HERALD_CUT_MESSAGE:
      return herald_clamped_text_get_n_lines (self->texts[TEXT_BODY]);
    case HERALD_CUT_NONE:
    default:
      return 0;
    }
}

/**
 * herald_notification_card_is_right_to_left:
 * @self: an updated card
 *
 * Returns: whether the card is mirrored, as on the phone of somebody who reads that text
 */
gboolean
herald_notification_card_is_right_to_left (HeraldNotificationCard *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->right_to_left;
}

static void
snapshot_text (HeraldNotificationCard *self,
               GtkSnapshot            *snapshot,
               TextPart                part,
               const GdkRGBA          *colour)
{
  GdkRGBA shown = *colour;

  if (self->ghost && part != TEXT_HEADER)
    shown.alpha *= GHOST_ALPHA;
  if (*herald_clamped_text_get_text (self->texts[part]) != '\0')
    herald_clamped_text_snapshot (self->texts[part], snapshot, self->at[part].x, self->at[part].y,
                                  &shown);
}

/* A thin bar behind the last letter that shows. */
static void
snapshot_mark (HeraldNotificationCard *self, GtkSnapshot *snapshot, TextPart part)
{
  const GdkRGBA   orange = { 0.9f, 0.38f, 0.f, 1.f };
  graphene_rect_t line;
  float           x = 0.f;

  if (!herald_clamped_text_get_cut_line (self->texts[part], &line))
    return;
  x = self->at[part].x + line.origin.x;
  x += self->right_to_left ? -MARK_WIDTH - 2.f : line.size.width + 2.f;
  herald_snapshot_round_rect (snapshot,
                              &GRAPHENE_RECT_INIT (x, self->at[part].y + line.origin.y + 2.f,
                                                   MARK_WIDTH, line.size.height - 4.f),
                              MARK_WIDTH / 2.f, &orange);
}

static void
snapshot_picture (HeraldNotificationCard *self, GtkSnapshot *snapshot)
{
  if (self->rules->image == HERALD_SURFACE_IMAGE_LARGE)
    herald_snapshot_picture (snapshot, &self->picture, 0.f);
  else
    herald_snapshot_picture (snapshot, &self->picture, (float) self->metrics->thumbnail_corner);
}

/**
 * herald_notification_card_snapshot:
 * @self: an updated card
 * @snapshot: where to draw, in points
 * @show_mark: whether to mark where text is cut
 */
void
herald_notification_card_snapshot (HeraldNotificationCard *self,
                                   GtkSnapshot            *snapshot,
                                   gboolean                show_mark)
{
  GskRoundedRect                   clip;
  const HeraldNotificationColours *colours = NULL;

  g_return_if_fail (self != NULL && self->context != NULL);

  colours = self->colours;
  gsk_rounded_rect_init_from_rect (&clip,
                                   &GRAPHENE_RECT_INIT (0.f, 0.f,
                                                        (float) herald_notification_card_get_width (
                                                          self),
                                                        (float) self->height),
                                   (float) self->metrics->corner);
  gtk_snapshot_push_rounded_clip (snapshot, &clip);
  gtk_snapshot_append_color (snapshot, &colours->card, &clip.bounds);
  if (self->has_image)
    snapshot_picture (self, snapshot);
  herald_snapshot_app_icon (snapshot, &self->icon, self->rules->platform, self->app_name,
                            self->letter);
  if (self->rules->platform == HERALD_PLATFORM_ANDROID)
    herald_snapshot_chevron (snapshot, &self->chevron, self->rules->message_lines > 1, colours);
  snapshot_text (self, snapshot, TEXT_HEADER, &colours->secondary);
  snapshot_text (self, snapshot, TEXT_TITLE, &colours->title);
  snapshot_text (self, snapshot, TEXT_SUBTITLE, &colours->title);
  snapshot_text (self, snapshot, TEXT_BODY, &colours->body);
  for (int i = TEXT_TITLE; show_mark && i <= TEXT_BODY; i++)
    snapshot_mark (self, snapshot, (TextPart) i);
  gtk_snapshot_pop (snapshot);
}
