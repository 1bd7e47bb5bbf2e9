/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preview of a push on one surface of a phone. The card is laid out in the phone's points and
 * scaled down to the room there is, so that it wraps and ends exactly as at full size. */
#include "config.h"

#include "ui/herald-notification-preview.h"

#include "ui/herald-notification-card.h"
#include "ui/herald-notification-style.h"

#include <glib/gi18n.h>

#define SMALLEST_WIDTH 200
#define CAPTION_GAP 6
#define BACKDROP_CORNER 12.f
#define BACKDROP_BOTTOM 16
#define STATUS_SIZE 14
#define LOCK_CLOCK_SIZE 60
#define LARGEST_TEXT_SCALE 3.0

struct _HeraldNotificationPreview
{
  GtkWidget parent_instance;

  HeraldSurface surface;
  gboolean      framed;

  HeraldPushMessage      *message;   /* (owned) (nullable) */
  HeraldNotificationCard *card;      /* (owned) */
  char                   *app_name;  /* (owned) */
  char                   *time_text; /* (owned) */
  gboolean                dark;
  double                  text_scale;
  HeraldCut               cut;
  guint                   n_lines;
  PangoLayout            *clock; /* (owned) (nullable): of the backdrop */

  GtkWidget *caption; /* (owned) (nullable) */
};

enum
{
  PROP_0,
  PROP_CUT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HeraldNotificationPreview, herald_notification_preview, GTK_TYPE_WIDGET)

/* What is above the card: the status bar, or the clock of a lock screen. */
static int
get_backdrop_top (HeraldNotificationPreview *self)
{
  switch (self->surface)
    {
    case HERALD_SURFACE_IOS_LOCK_SCREEN:
      return 104;
    case HERALD_SURFACE_IOS_BANNER:
    case HERALD_SURFACE_IOS_EXPANDED:
    case HERALD_SURFACE_ANDROID_COLLAPSED:
    case HERALD_SURFACE_ANDROID_EXPANDED:
    case HERALD_SURFACE_N:
    default:
      return 38;
    }
}

static const HeraldNotificationMetrics *
get_metrics (HeraldNotificationPreview *self)
{
  return herald_notification_get_metrics (herald_surface_get_rules (self->surface)->platform);
}

static int
get_scene_width (HeraldNotificationPreview *self)
{
  return self->framed ? get_metrics (self)->screen_width
                      : herald_notification_card_get_width (self->card);
}

static int
get_scene_height (HeraldNotificationPreview *self)
{
  int height = herald_notification_card_get_height (self->card);

  return self->framed ? get_backdrop_top (self) + height + BACKDROP_BOTTOM : height;
}

/* Never drawn larger than the phone does. */
static double
get_scale (HeraldNotificationPreview *self, int width)
{
  return width <= 0 ? 1.0 : MIN (1.0, (double) width / get_scene_width (self));
}

static void
update_caption (HeraldNotificationPreview *self)
{
  g_autofree char *text = NULL;

  if (self->caption == NULL)
    return;
  text = herald_surface_describe (self->surface, self->n_lines, self->cut);
  gtk_label_set_text (GTK_LABEL (self->caption), text);
  if (self->cut & HERALD_CUT_MESSAGE)
    gtk_widget_add_css_class (self->caption, "cut");
  else
    gtk_widget_remove_css_class (self->caption, "cut");
}

static void
update_accessible_label (HeraldNotificationPreview *self)
{
  g_autofree char *text = herald_surface_to_text (self->surface, self->message, self->app_name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
update (HeraldNotificationPreview *self)
{
  HeraldCut cut;
  guint     n_lines;

  if (self->message == NULL)
    return;
  if (herald_notification_card_update (self->card, self->message, self->app_name, self->time_text))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
  update_accessible_label (self);
  cut = herald_notification_card_get_cut (self->card);
  n_lines = herald_notification_card_get_n_lines (self->card, HERALD_CUT_MESSAGE);
  if (cut == self->cut && n_lines == self->n_lines)
    return;
  self->n_lines = n_lines;
  if (cut != self->cut)
    {
      self->cut = cut;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CUT]);
    }
  update_caption (self);
}

static void
update_fonts (HeraldNotificationPreview *self)
{
  herald_notification_card_set_fonts (self->card, gtk_widget_get_pango_context (GTK_WIDGET (self)),
                                      self->text_scale);
  g_clear_object (&self->clock);
  update (self);
}

static void
message_changed_cb (HeraldNotificationPreview *self)
{
  update (self);
}

static GtkSizeRequestMode
herald_notification_preview_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_caption (HeraldNotificationPreview *self, int for_size, int *minimum, int *natural)
{
  *minimum = 0;
  *natural = 0;
  if (self->caption == NULL || !gtk_widget_should_layout (self->caption))
    return;
  gtk_widget_measure (self->caption, GTK_ORIENTATION_VERTICAL, for_size, minimum, natural, NULL,
                      NULL);
  *minimum += CAPTION_GAP;
  *natural += CAPTION_GAP;
}

static void
herald_notification_preview_measure (GtkWidget     *widget,
                                     GtkOrientation orientation,
                                     int            for_size,
                                     int           *minimum,
                                     int           *natural,
                                     int           *minimum_baseline,
                                     int           *natural_baseline)
{
  HeraldNotificationPreview *self = HERALD_NOTIFICATION_PREVIEW (widget);
  int                        caption = 0;
  int                        height = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = SMALLEST_WIDTH;
      *natural = get_scene_width (self);
      return;
    }
  measure_caption (self, for_size, minimum, &caption);
  height = (int) (get_scene_height (self) * get_scale (self, for_size) + 0.999);
  *minimum = height + caption;
  *natural = height + caption;
}

static void
herald_notification_preview_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HeraldNotificationPreview *self = HERALD_NOTIFICATION_PREVIEW (widget);
  int                        minimum = 0;
  int                        caption = 0;

  if (self->caption == NULL || !gtk_widget_should_layout (self->caption))
    return;
  measure_caption (self, width, &minimum, &caption);
  caption -= CAPTION_GAP;
  gtk_widget_size_allocate (self->caption,
                            &(const GtkAllocation){ 0, MAX (0, height - caption), width, caption },
                            -1);
}

static void
ensure_clock (HeraldNotificationPreview *self)
{
  gboolean lock = self->surface == HERALD_SURFACE_IOS_LOCK_SCREEN;
  g_autoptr (PangoFontDescription) font = NULL;

  if (self->clock != NULL)
    return;
  font = pango_font_description_from_string (get_metrics (self)->font_family);
  pango_font_description_set_absolute_size (font,
                                            (lock ? LOCK_CLOCK_SIZE : STATUS_SIZE) * PANGO_SCALE);
  pango_font_description_set_weight (font, PANGO_WEIGHT_SEMIBOLD);
  self->clock = gtk_widget_create_pango_layout (GTK_WIDGET (self), "9:41");
  pango_layout_set_font_description (self->clock, font);
}

static void
snapshot_battery (GtkSnapshot *snapshot, float right, const GdkRGBA *colour)
{
  const float    border[] = { 1.f, 1.f, 1.f, 1.f };
  GdkRGBA        colours[] = { *colour, *colour, *colour, *colour };
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (right - 24.f, 14.f, 22.f, 11.f),
                                   3.5f);
  gtk_snapshot_append_border (snapshot, &outline, border, colours);
  herald_snapshot_round_rect (snapshot, &GRAPHENE_RECT_INIT (right - 22.f, 16.f, 14.f, 7.f), 2.f,
                              colour);
  herald_snapshot_round_rect (snapshot, &GRAPHENE_RECT_INIT (right - 1.f, 17.5f, 2.f, 4.f), 1.f,
                              colour);
}

static void
snapshot_backdrop (HeraldNotificationPreview *self, GtkSnapshot *snapshot)
{
  HeraldPlatform                   platform = herald_surface_get_rules (self->surface)->platform;
  const HeraldNotificationColours *colours = herald_notification_get_colours (platform, self->dark);
  int                              width = get_scene_width (self);
  PangoRectangle                   extents;
  float                            x = 22.f;
  float                            y = 10.f;

  herald_snapshot_round_gradient (snapshot,
                                  &GRAPHENE_RECT_INIT (0.f, 0.f, (float) width,
                                                       (float) get_scene_height (self)),
                                  BACKDROP_CORNER, &colours->backdrop_top,
                                  &colours->backdrop_bottom);
  ensure_clock (self);
  pango_layout_get_pixel_extents (self->clock, NULL, &extents);
  if (self->surface == HERALD_SURFACE_IOS_LOCK_SCREEN)
    {
      x = (float) (width - extents.width) / 2.f;
      y = 18.f;
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, self->clock, &colours->on_backdrop);
  gtk_snapshot_restore (snapshot);
  snapshot_battery (snapshot, (float) width - 22.f, &colours->on_backdrop);
}

static void
herald_notification_preview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HeraldNotificationPreview *self = HERALD_NOTIFICATION_PREVIEW (widget);
  int                        width = gtk_widget_get_width (widget);
  float                      scale = (float) get_scale (self, width);

  if (self->message == NULL)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (((float) width -
                                                           scale * (float) get_scene_width (self)) /
                                                            2.f,
                                                          0.f));
  gtk_snapshot_scale (snapshot, scale, scale);
  if (self->framed)
    {
      snapshot_backdrop (self, snapshot);
      gtk_snapshot_translate (snapshot,
                              &GRAPHENE_POINT_INIT ((float) get_metrics (self)->card_margin,
                                                    (float) get_backdrop_top (self)));
    }
  herald_notification_card_snapshot (self->card, snapshot, self->framed);
  gtk_snapshot_restore (snapshot);
  if (self->caption != NULL)
    gtk_widget_snapshot_child (widget, self->caption, snapshot);
}

/* The fonts of the screen: another resolution or hinting moves line ends. */
static void
herald_notification_preview_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (herald_notification_preview_parent_class)
    ->system_setting_changed (widget, setting);
  if (setting == GTK_SYSTEM_SETTING_DPI || setting == GTK_SYSTEM_SETTING_FONT_CONFIG)
    update_fonts (HERALD_NOTIFICATION_PREVIEW (widget));
}

static void
herald_notification_preview_dispose (GObject *object)
{
  HeraldNotificationPreview *self = HERALD_NOTIFICATION_PREVIEW (object);

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_pointer (&self->caption, gtk_widget_unparent);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (herald_notification_preview_parent_class)->dispose (object);
}

static void
herald_notification_preview_finalize (GObject *object)
{
  HeraldNotificationPreview *self = HERALD_NOTIFICATION_PREVIEW (object);

  g_clear_pointer (&self->card, herald_notification_card_free);
  g_clear_pointer (&self->app_name, g_free);
  g_clear_pointer (&self->time_text, g_free);
  G_OBJECT_CLASS (herald_notification_preview_parent_class)->finalize (object);
}

static void
herald_notification_preview_get_property (GObject    *object,
                                          guint       property_id,
                                          GValue     *value,
                                          GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CUT:
      g_value_set_uint (value, HERALD_NOTIFICATION_PREVIEW (object)->cut);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
herald_notification_preview_class_init (HeraldNotificationPreviewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = herald_notification_preview_dispose;
  object_class->finalize = herald_notification_preview_finalize;
  object_class->get_property = herald_notification_preview_get_property;
  widget_class->get_request_mode = herald_notification_preview_get_request_mode;
  widget_class->measure = herald_notification_preview_measure;
  widget_class->size_allocate = herald_notification_preview_size_allocate;
  widget_class->snapshot = herald_notification_preview_snapshot;
  widget_class->system_setting_changed = herald_notification_preview_system_setting_changed;

  /* A set of HeraldCut. */
  properties[PROP_CUT] =
    g_param_spec_uint ("cut", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "notificationpreview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
herald_notification_preview_init (HeraldNotificationPreview *self)
{
  self->app_name = g_strdup ("");
  self->time_text = g_strdup (C_("time", "now"));
  self->text_scale = 1.0;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
create_caption (HeraldNotificationPreview *self)
{
  self->caption = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->caption), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->caption), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->caption, "caption");
  gtk_widget_add_css_class (self->caption, "dim-label");
  gtk_widget_set_parent (self->caption, GTK_WIDGET (self));
}

/**
 * herald_notification_preview_new:
 * @surface: where the notification shows up
 * @framed: on a backdrop with marks and a caption, or the bare card
 *
 * Returns: (transfer floating): a preview without a message
 */
GtkWidget *
herald_notification_preview_new (HeraldSurface surface, gboolean framed)
{
  HeraldNotificationPreview *self = g_object_new (HERALD_TYPE_NOTIFICATION_PREVIEW, NULL);

  self->surface = surface;
  self->framed = framed;
  self->card = herald_notification_card_new (surface);
  if (framed)
    create_caption (self);
  update_fonts (self);
  return GTK_WIDGET (self);
}

/**
 * herald_notification_preview_set_message:
 * @self: a preview
 * @message: what to show; followed from now on
 */
void
herald_notification_preview_set_message (HeraldNotificationPreview *self,
                                         HeraldPushMessage         *message)
{
  g_return_if_fail (HERALD_IS_NOTIFICATION_PREVIEW (self));
  g_return_if_fail (HERALD_IS_PUSH_MESSAGE (message));

  if (self->message == message)
    return;
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_set_object (&self->message, message);
  g_signal_connect_object (message, "changed", G_CALLBACK (message_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
  update_caption (self);
}

/**
 * herald_notification_preview_set_app_name:
 * @self: a preview
 * @app_name: the sending app
 */
void
herald_notification_preview_set_app_name (HeraldNotificationPreview *self, const char *app_name)
{
  g_return_if_fail (HERALD_IS_NOTIFICATION_PREVIEW (self));
  g_return_if_fail (app_name != NULL);

  if (g_strcmp0 (self->app_name, app_name) == 0)
    return;
  g_free (self->app_name);
  self->app_name = g_strdup (app_name);
  update (self);
}

/**
 * herald_notification_preview_set_time_text:
 * @self: a preview
 * @time_text: when it arrived, such as “5m ago”
 */
void
herald_notification_preview_set_time_text (HeraldNotificationPreview *self, const char *time_text)
{
  g_return_if_fail (HERALD_IS_NOTIFICATION_PREVIEW (self));
  g_return_if_fail (time_text != NULL);

  if (g_strcmp0 (self->time_text, time_text) == 0)
    return;
  g_free (self->time_text);
  self->time_text = g_strdup (time_text);
  update (self);
}

/**
 * herald_notification_preview_set_dark:
 * @self: a preview
 * @dark: whether the phone is in dark mode; independent of the window
 */
void
herald_notification_preview_set_dark (HeraldNotificationPreview *self, gboolean dark)
{
  g_return_if_fail (HERALD_IS_NOTIFICATION_PREVIEW (self));

  if (self->dark == dark)
    return;
  self->dark = dark;
  herald_notification_card_set_dark (self->card, dark);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * herald_notification_preview_set_text_scale:
 * @self: a preview
 * @text_scale: 1 for the phone's standard text size, up to 3
 */
void
herald_notification_preview_set_text_scale (HeraldNotificationPreview *self, double text_scale)
{
  g_return_if_fail (HERALD_IS_NOTIFICATION_PREVIEW (self));

  self->text_scale = CLAMP (text_scale, 0.5, LARGEST_TEXT_SCALE);
  update_fonts (self);
}

/**
 * herald_notification_preview_get_surface:
 * @self: a preview
 *
 * Returns: its surface
 */
HeraldSurface
herald_notification_preview_get_surface (HeraldNotificationPreview *self)
{
  g_return_val_if_fail (HERALD_IS_NOTIFICATION_PREVIEW (self), HERALD_SURFACE_IOS_BANNER);

  return self->surface;
}

/**
 * herald_notification_preview_get_cut:
 * @self: a preview
 *
 * Returns: what does not show to its end
 */
HeraldCut
herald_notification_preview_get_cut (HeraldNotificationPreview *self)
{
  g_return_val_if_fail (HERALD_IS_NOTIFICATION_PREVIEW (self), HERALD_CUT_NONE);

  return self->cut;
}

/**
 * herald_notification_preview_get_n_lines:
 * @self: a preview
 * @field: one field
 *
 * Returns: how many lines of the field show
 */
guint
herald_notification_preview_get_n_lines (HeraldNotificationPreview *self, HeraldCut field)
{
  g_return_val_if_fail (HERALD_IS_NOTIFICATION_PREVIEW (self), 0);

  return self->message == NULL ? 0 : herald_notification_card_get_n_lines (self->card, field);
}

/**
 * herald_notification_preview_get_caption:
 * @self: a preview
 *
 * Returns: (nullable) (transfer none): the line below a framed preview
 */
const char *
herald_notification_preview_get_caption (HeraldNotificationPreview *self)
{
  g_return_val_if_fail (HERALD_IS_NOTIFICATION_PREVIEW (self), NULL);

  return self->caption != NULL ? gtk_label_get_text (GTK_LABEL (self->caption)) : NULL;
}

/**
 * herald_notification_preview_is_right_to_left:
 * @self: a preview
 *
 * Returns: whether the card is mirrored because its text is
 */
gboolean
herald_notification_preview_is_right_to_left (HeraldNotificationPreview *self)
{
  g_return_val_if_fail (HERALD_IS_NOTIFICATION_PREVIEW (self), FALSE);

  return herald_notification_card_is_right_to_left (self->card);
}
