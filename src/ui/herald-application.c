/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the workspace and shows the window at once; everything slow comes while it is shown. */
#include "config.h"

#include "ui/herald-application.h"

#include "ui/herald-accels.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-preferences.h"
#include "ui/herald-ui.h"
#include "ui/herald-window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

struct _HeraldApplication
{
  AdwApplication parent_instance;

  char            *data_dir;  /* (owned) (nullable): --data-dir */
  HeraldWorkspace *workspace; /* (owned) (nullable): before activation */
  GSettings       *settings;  /* (owned) (nullable): before start-up */
  guint            n_ticks;   /* of the first window's clock */
};

G_DEFINE_FINAL_TYPE (HeraldApplication, herald_application, ADW_TYPE_APPLICATION)

static void
about_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow        *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  const char *const developers[] = { "The Herald founders", NULL };

  adw_show_about_window (parent, "application-name",
                         _("Herald"), "application-icon", HERALD_APPLICATION_ID, "version",
                            HERALD_VERSION, "developer-name",
                            _("The Herald founders"), "developers", developers, "license-type",
                               GTK_LICENSE_GPL_3_0, "website",
                               "https://github.com/herald-console/herald", "issue-url",
                               "https://github.com/herald-console/herald/issues", "comments",
                               _("Push and in-app notifications for Dynamics 365 Customer Insights - Journeys"),
                                  "copyright", "© 2026 The Herald founders", NULL);
}

static void
preferences_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (HERALD_IS_WINDOW (parent))
    herald_preferences_present (parent, herald_window_get_workspace (HERALD_WINDOW (parent)));
}

/* Closes the windows, which ask first where something would be lost. */
static void
quit_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows =
    g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));

  for (GList *item = windows; item != NULL; item = item->next)
    gtk_window_close (item->data);
}

static void
colour_scheme_changed_cb (HeraldApplication *self)
{
  g_autofree char *scheme = g_settings_get_string (self->settings, "appearance");
  AdwColorScheme   value = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (scheme, "light"))
    value = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (scheme, "dark"))
    value = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), value);
}

static gboolean
open_workspace (HeraldApplication *self, GError **error)
{
  g_autoptr (HeraldFolders) folders = herald_folders_new (self->data_dir, error);

  if (folders == NULL)
    return FALSE;
  self->workspace = herald_workspace_new (folders);
  return TRUE;
}

/* The first tick draws the window; from the second on there is time for the emulator, which would
 * otherwise contend with the drawing. */
static gboolean
ticked_cb (GtkWidget *window, GdkFrameClock *clock, gpointer user_data)
{
  HeraldApplication *self = HERALD_APPLICATION (user_data);
  g_autofree char   *environment = NULL;

  if (self->n_ticks++ == 0)
    return G_SOURCE_CONTINUE;
  environment = g_settings_get_string (self->settings, "environment");
  herald_workspace_start (self->workspace, *environment != '\0' ? environment : NULL);
  return G_SOURCE_REMOVE;
}

static int
herald_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  HeraldApplication *self = HERALD_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Herald %s\n", HERALD_VERSION);
      return 0;
    }
  /* Another folder is another world: such a program does not hand over to one that runs. */
  if (g_variant_dict_lookup (options, "data-dir", "^ay", &self->data_dir))
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

/* Ending the program from outside ends the emulator too. */
static gboolean
signal_cb (gpointer application)
{
  g_application_quit (G_APPLICATION (application));
  return G_SOURCE_CONTINUE;
}

static void
herald_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "about", .activate = about_action_cb },
    { .name = "preferences", .activate = preferences_action_cb },
    { .name = "quit", .activate = quit_action_cb },
  };
  HeraldApplication *self = HERALD_APPLICATION (application);

  G_APPLICATION_CLASS (herald_application_parent_class)->startup (application);
  herald_ui_init ();
  self->settings = g_settings_new (HERALD_APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::appearance",
                           G_CALLBACK (colour_scheme_changed_cb), self, G_CONNECT_SWAPPED);
  colour_scheme_changed_cb (self);
  gtk_window_set_default_icon_name (HERALD_APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  herald_accels_apply (GTK_APPLICATION (self));
  g_unix_signal_add (SIGTERM, signal_cb, self);
  g_unix_signal_add (SIGINT, signal_cb, self);
}

static void
herald_application_activate (GApplication *application)
{
  HeraldApplication *self = HERALD_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (self->workspace == NULL && !open_workspace (self, &error))
    {
      g_printerr ("%s\n", error->message);
      return;
    }
  if (window == NULL)
    {
      window = GTK_WINDOW (herald_window_new (GTK_APPLICATION (self), self->workspace));
      gtk_widget_add_tick_callback (GTK_WIDGET (window), ticked_cb, g_object_ref (self),
                                    g_object_unref);
    }
  gtk_window_present (window);
}

static void
herald_application_shutdown (GApplication *application)
{
  HeraldApplication *self = HERALD_APPLICATION (application);

  herald_clipboard_clear_secret ();
  for (GList *item = gtk_application_get_windows (GTK_APPLICATION (self)); item != NULL;
       item = item->next)
    if (HERALD_IS_WINDOW (item->data))
      herald_workspace_stop (herald_window_get_workspace (item->data));
  if (self->workspace != NULL)
    herald_workspace_stop (self->workspace);
  g_clear_object (&self->workspace);
  G_APPLICATION_CLASS (herald_application_parent_class)->shutdown (application);
}

static void
herald_application_finalize (GObject *object)
{
  HeraldApplication *self = HERALD_APPLICATION (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->data_dir, g_free);
  G_OBJECT_CLASS (herald_application_parent_class)->finalize (object);
}

static void
herald_application_class_init (HeraldApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = herald_application_finalize;
  application_class->activate = herald_application_activate;
  application_class->handle_local_options = herald_application_handle_local_options;
  application_class->shutdown = herald_application_shutdown;
  application_class->startup = herald_application_startup;
}

static void
herald_application_init (HeraldApplication *self)
{
  static const GOptionEntry options[] = {
    { .long_name = "data-dir",
      .arg = G_OPTION_ARG_FILENAME,
      .description = N_ ("Keep everything in this folder instead of the usual ones"),
      .arg_description = N_ ("FOLDER") },
    { .long_name = "version", .arg = G_OPTION_ARG_NONE, .description = N_ ("Show the version") },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * herald_application_new:
 *
 * Returns: (transfer full): the application
 */
HeraldApplication *
herald_application_new (void)
{
  return g_object_new (HERALD_TYPE_APPLICATION, "application-id", HERALD_APPLICATION_ID,
                       "resource-base-path", "/io/github/herald_console/Herald", NULL);
}

/**
 * herald_application_get_workspace:
 * @self: the application
 *
 * Returns: (transfer none) (nullable): the workspace once the application is active
 */
HeraldWorkspace *
herald_application_get_workspace (HeraldApplication *self)
{
  g_return_val_if_fail (HERALD_IS_APPLICATION (self), NULL);

  return self->workspace;
}
