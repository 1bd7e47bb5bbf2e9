/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One configuration as a row that opens its editor. */
#include "config.h"

#include "ui/herald-app-row.h"

#include <glib/gi18n.h>

struct _HeraldAppRow
{
  AdwActionRow parent_instance;

  HeraldApp *app; /* (owned) */

  HeraldStateLabel *android_state;
  HeraldStateLabel *ios_state;
};

G_DEFINE_FINAL_TYPE (HeraldAppRow, herald_app_row, ADW_TYPE_ACTION_ROW)

static void
show_state (HeraldAppRow *self, HeraldPlatform platform, HeraldStateLabel *label)
{
  HeraldAppState   state = herald_app_get_state (self->app, platform);
  g_autofree char *tooltip = NULL;

  herald_state_label_set (label, herald_app_row_get_look (state),
                          herald_platform_get_label (platform));
  /* Translators: a platform and its state, such as “iOS: Set up”. */
  tooltip = g_strdup_printf (_("%s: %s"), herald_platform_get_label (platform),
                                herald_app_state_get_label (state));
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
}

static void
fill (HeraldAppRow *self)
{
  const char      *name = herald_app_get (self->app, HERALD_APP_NAME);
  const char      *description = herald_app_get (self->app, HERALD_APP_DESCRIPTION);
  const char      *bundle_id = herald_app_get (self->app, HERALD_APP_BUNDLE_ID);
  const char      *subtitle = description != NULL ? description : bundle_id;
  g_autofree char *escaped = g_markup_escape_text (subtitle != NULL ? subtitle : "", -1);
  g_autofree char *escaped_name =
    g_markup_escape_text (name != NULL ? name : _("Without a name"), -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), escaped_name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), escaped);
  show_state (self, HERALD_PLATFORM_IOS, self->ios_state);
  show_state (self, HERALD_PLATFORM_ANDROID, self->android_state);
}

static void
herald_app_row_dispose (GObject *object)
{
  g_clear_object (&HERALD_APP_ROW (object)->app);
  G_OBJECT_CLASS (herald_app_row_parent_class)->dispose (object);
}

static void
herald_app_row_class_init (HeraldAppRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_app_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-app-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldAppRow, android_state);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppRow, ios_state);
}

static void
herald_app_row_init (HeraldAppRow *self)
{
  g_type_ensure (HERALD_TYPE_STATE_LABEL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_app_row_new:
 * @app: the app as the environment holds it
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
herald_app_row_new (HeraldApp *app)
{
  HeraldAppRow *self;

  g_return_val_if_fail (HERALD_IS_APP (app), NULL);

  self = g_object_new (HERALD_TYPE_APP_ROW, NULL);
  self->app = g_object_ref (app);
  fill (self);
  return GTK_WIDGET (self);
}

/**
 * herald_app_row_get_app:
 * @self: a row
 *
 * Returns: (transfer none): its app
 */
HeraldApp *
herald_app_row_get_app (HeraldAppRow *self)
{
  g_return_val_if_fail (HERALD_IS_APP_ROW (self), NULL);

  return self->app;
}

/**
 * herald_app_row_get_look:
 * @state: a platform's state
 *
 * Returns: how the state is shown
 */
HeraldLook
herald_app_row_get_look (HeraldAppState state)
{
  switch (state)
    {
    case HERALD_APP_STATE_CONFIGURED:
      return HERALD_LOOK_GOOD;
    case HERALD_APP_STATE_INCOMPLETE:
      return HERALD_LOOK_BAD;
    case HERALD_APP_STATE_HIDDEN:
      return HERALD_LOOK_WARNING;
    case HERALD_APP_STATE_NONE:
    default:
      return HERALD_LOOK_NEUTRAL;
    }
}
