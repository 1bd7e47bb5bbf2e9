/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds a preview for every surface; those that are not shown measure all the same, because where
 * they cut is told beside the fields. */
#include "config.h"

#include "ui/herald-push-previews.h"

#include "ui/herald-columns.h"
#include "ui/herald-notification-preview.h"

#include <glib/gi18n.h>

/* The largest text size of iOS and Android without their accessibility sizes, about. */
#define LARGE_TEXT_SCALE 1.35

struct _HeraldPushPreviews
{
  AdwBin parent_instance;

  HeraldNotificationPreview *previews[HERALD_SURFACE_N]; /* (unowned): children */

  GtkStack        *android_stack;
  GtkToggleButton *dark_button;
  GtkStack        *ios_stack;
  GtkToggleButton *large_button;
  GtkToggleButton *light_button;
};

enum
{
  SIGNAL_CUT_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldPushPreviews, herald_push_previews, ADW_TYPE_BIN)

/* Titles of the switchers, by HeraldSurface. */
static const char *const switcher_titles[HERALD_SURFACE_N] = {
  NC_ ("surface", "Banner"),    NC_ ("surface", "Lock"),     NC_ ("surface", "Expanded"),
  NC_ ("surface", "Collapsed"), NC_ ("surface", "Expanded"),
};

static void
preview_cut_changed_cb (HeraldPushPreviews *self)
{
  g_signal_emit (self, signals[SIGNAL_CUT_CHANGED], 0);
}

static void
dark_toggled_cb (HeraldPushPreviews *self)
{
  gboolean dark = gtk_toggle_button_get_active (self->dark_button);

  for (int i = 0; i < HERALD_SURFACE_N; i++)
    herald_notification_preview_set_dark (self->previews[i], dark);
}

static void
large_toggled_cb (HeraldPushPreviews *self)
{
  double scale = gtk_toggle_button_get_active (self->large_button) ? LARGE_TEXT_SCALE : 1.0;

  for (int i = 0; i < HERALD_SURFACE_N; i++)
    herald_notification_preview_set_text_scale (self->previews[i], scale);
}

static void
herald_push_previews_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_push_previews_parent_class)->dispose (object);
}

static void
herald_push_previews_class_init (HeraldPushPreviewsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_push_previews_dispose;
  signals[SIGNAL_CUT_CHANGED] =
    g_signal_new ("cut-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-push-previews.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPreviews, android_stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPreviews, dark_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPreviews, ios_stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPreviews, large_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPreviews, light_button);
  gtk_widget_class_bind_template_callback (widget_class, dark_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, large_toggled_cb);
  g_type_ensure (HERALD_TYPE_COLUMNS);
}

static void
herald_push_previews_init (HeraldPushPreviews *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (HeraldSurface i = 0; i < HERALD_SURFACE_N; i++)
    {
      const HeraldSurfaceRules *rules = herald_surface_get_rules (i);
      GtkStack                 *stack =
        rules->platform == HERALD_PLATFORM_IOS ? self->ios_stack : self->android_stack;
      GtkWidget *preview = herald_notification_preview_new (i, TRUE);

      self->previews[i] = HERALD_NOTIFICATION_PREVIEW (preview);
      gtk_stack_add_titled (stack, preview, rules->name,
                            g_dpgettext2 (NULL, "surface", switcher_titles[i]));
      g_signal_connect_object (preview, "notify::cut", G_CALLBACK (preview_cut_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  herald_push_previews_show_surface (self, HERALD_SURFACE_IOS_LOCK_SCREEN);
  if (adw_style_manager_get_dark (adw_style_manager_get_default ()))
    gtk_toggle_button_set_active (self->dark_button, TRUE);
}

/**
 * herald_push_previews_new:
 *
 * Returns: (transfer floating): previews without a message
 */
GtkWidget *
herald_push_previews_new (void)
{
  return g_object_new (HERALD_TYPE_PUSH_PREVIEWS, NULL);
}

/**
 * herald_push_previews_set_message:
 * @self: previews
 * @message: what all of them show; followed from now on
 */
void
herald_push_previews_set_message (HeraldPushPreviews *self, HeraldPushMessage *message)
{
  g_return_if_fail (HERALD_IS_PUSH_PREVIEWS (self));
  g_return_if_fail (HERALD_IS_PUSH_MESSAGE (message));

  for (int i = 0; i < HERALD_SURFACE_N; i++)
    herald_notification_preview_set_message (self->previews[i], message);
}

/**
 * herald_push_previews_set_app_name:
 * @self: previews
 * @app_name: the sending app
 */
void
herald_push_previews_set_app_name (HeraldPushPreviews *self, const char *app_name)
{
  g_return_if_fail (HERALD_IS_PUSH_PREVIEWS (self));
  g_return_if_fail (app_name != NULL);

  for (int i = 0; i < HERALD_SURFACE_N; i++)
    herald_notification_preview_set_app_name (self->previews[i], app_name);
}

/**
 * herald_push_previews_show_surface:
 * @self: previews
 * @surface: what to show of its platform
 */
void
herald_push_previews_show_surface (HeraldPushPreviews *self, HeraldSurface surface)
{
  const HeraldSurfaceRules *rules;

  g_return_if_fail (HERALD_IS_PUSH_PREVIEWS (self));

  rules = herald_surface_get_rules (surface);
  gtk_stack_set_visible_child_name (rules->platform == HERALD_PLATFORM_IOS ? self->ios_stack
                                                                           : self->android_stack,
                                    rules->name);
}

/**
 * herald_push_previews_add_issues:
 * @self: previews
 * @issues: (element-type HeraldIssue): where to add
 *
 * Adds a finding for every field that some surface does not show to its end.
 */
void
herald_push_previews_add_issues (HeraldPushPreviews *self, GPtrArray *issues)
{
  HeraldCut cuts[HERALD_SURFACE_N];

  g_return_if_fail (HERALD_IS_PUSH_PREVIEWS (self));
  g_return_if_fail (issues != NULL);

  for (int i = 0; i < HERALD_SURFACE_N; i++)
    cuts[i] = herald_notification_preview_get_cut (self->previews[i]);
  herald_surface_add_cut_issues (issues, cuts);
}
