/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings a person may change, and where Herald keeps what. */
#include "config.h"

#include "ui/herald-preferences.h"

#include "ui/herald-copy-row.h"
#include "ui/herald-environment-editor.h"
#include "ui/herald-environment-finder.h"
#include "ui/herald-environment-label.h"
#include "ui/herald-environment-remover.h"
#include "ui/herald-hosts-page.h"
#include "ui/herald-secrets-page.h"

#include <glib/gi18n.h>

struct _HeraldPreferences
{
  AdwPreferencesWindow parent_instance;

  HeraldWorkspace *workspace; /* (owned) */
  GSettings       *settings;  /* (owned) */
  GPtrArray       *rows;      /* (element-type GtkWidget) (owned): of the environments */

  AdwComboRow         *appearance_row;
  HeraldCopyRow       *database_row;
  HeraldCopyRow       *emulator_row;
  AdwPreferencesGroup *environments_group;
  HeraldHostsPage     *hosts_page;
  HeraldSecretsPage   *secrets_page;
};

G_DEFINE_FINAL_TYPE (HeraldPreferences, herald_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* The values of the setting “appearance” in the order of the list. */
static const char *const APPEARANCES[] = { "system", "light", "dark" };

static HeraldEnvironment *
get_environment (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "environment");
}

static void
editor_done_cb (HeraldPreferences *self)
{
  adw_preferences_window_close_subpage (ADW_PREFERENCES_WINDOW (self));
}

static void
open_editor (HeraldPreferences *self, HeraldEnvironment *environment)
{
  GtkWidget *editor = herald_environment_editor_new (self->workspace, environment);

  g_signal_connect_object (editor, "done", G_CALLBACK (editor_done_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_window_present_subpage (ADW_PREFERENCES_WINDOW (self), editor);
}

static void
add_clicked_cb (HeraldPreferences *self)
{
  GtkWidget *finder = herald_environment_finder_new (self->workspace);

  g_signal_connect_object (finder, "done", G_CALLBACK (editor_done_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_window_present_subpage (ADW_PREFERENCES_WINDOW (self), finder);
}

static void
row_activated_cb (HeraldPreferences *self, GtkWidget *row)
{
  open_editor (self, get_environment (row));
}

static void
remove_clicked_cb (GtkButton *button, GtkWidget *row)
{
  HeraldPreferences *self = HERALD_PREFERENCES (gtk_widget_get_root (row));

  herald_environment_remover_ask (GTK_WINDOW (self), self->workspace, get_environment (row));
}

static void
add_remove_button (GtkWidget *row, HeraldEnvironment *environment)
{
  GtkWidget       *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *spoken = NULL;

  /* Translators: %s is the name of an environment. */
  spoken = g_strdup_printf (_("Remove “%s”"),
                               herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_set_tooltip_text (button, _("Remove Environment…"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), row, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
new_row (HeraldPreferences *self, HeraldEnvironment *environment)
{
  GtkWidget  *row = adw_action_row_new ();
  GtkWidget  *label = herald_environment_label_new ();
  const char *name = herald_environment_get (environment, HERALD_ENVIRONMENT_NAME);

  herald_environment_label_set_environment (HERALD_ENVIRONMENT_LABEL (label), environment);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_hexpand (label, TRUE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "environment", g_object_ref (environment),
                          g_object_unref);
  if (herald_environment_is_emulator (environment))
    return row;
  add_remove_button (row, environment);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static void
show_environments (HeraldPreferences *self)
{
  GListModel *environments = herald_workspace_get_environments (self->workspace);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->environments_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < g_list_model_get_n_items (environments); i++)
    {
      g_autoptr (HeraldEnvironment) environment = g_list_model_get_item (environments, i);
      GtkWidget *row = new_row (self, environment);

      adw_preferences_group_add (self->environments_group, row);
      g_ptr_array_add (self->rows, g_object_ref (row));
    }
}

static void
environments_changed_cb (HeraldPreferences *self)
{
  show_environments (self);
}

static void
appearance_selected_cb (HeraldPreferences *self)
{
  guint selected = adw_combo_row_get_selected (self->appearance_row);

  if (self->settings != NULL && selected < G_N_ELEMENTS (APPEARANCES))
    g_settings_set_string (self->settings, "appearance", APPEARANCES[selected]);
}

static void
show_appearance (HeraldPreferences *self, GSettings *settings)
{
  g_autofree char *appearance = g_settings_get_string (settings, "appearance");

  for (guint i = 0; i < G_N_ELEMENTS (APPEARANCES); i++)
    if (g_str_equal (APPEARANCES[i], appearance))
      adw_combo_row_set_selected (self->appearance_row, i);
}

static void
herald_preferences_dispose (GObject *object)
{
  HeraldPreferences *self = HERALD_PREFERENCES (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_preferences_parent_class)->dispose (object);
}

static void
herald_preferences_class_init (HeraldPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_preferences_dispose;
  g_type_ensure (HERALD_TYPE_COPY_ROW);
  g_type_ensure (HERALD_TYPE_HOSTS_PAGE);
  g_type_ensure (HERALD_TYPE_SECRETS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-preferences.ui");
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, appearance_selected_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldPreferences, appearance_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPreferences, database_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPreferences, emulator_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPreferences, environments_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldPreferences, hosts_page);
  gtk_widget_class_bind_template_child (widget_class, HeraldPreferences, secrets_page);
}

static void
herald_preferences_init (HeraldPreferences *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
open_workspace (HeraldPreferences *self, HeraldWorkspace *workspace)
{
  HeraldFolders *folders = herald_workspace_get_folders (workspace);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (herald_workspace_get_environments (workspace), "items-changed",
                           G_CALLBACK (environments_changed_cb), self, G_CONNECT_SWAPPED);
  herald_copy_row_set_value (self->database_row, herald_folders_get_database_path (folders));
  herald_copy_row_set_value (self->emulator_row, herald_folders_get_emulator_dir (folders));
  show_environments (self);
  herald_hosts_page_set_workspace (self->hosts_page, workspace);
  herald_secrets_page_set_workspace (self->secrets_page, workspace);
}

/**
 * herald_preferences_present:
 * @parent: the window below
 * @workspace: whose environments to show
 *
 * Returns: (transfer none): the window, shown; it closes itself
 */
HeraldPreferences *
herald_preferences_present (GtkWindow *parent, HeraldWorkspace *workspace)
{
  HeraldPreferences *self;
  g_autoptr (GSettings) settings = g_settings_new (HERALD_APPLICATION_ID);

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (HERALD_TYPE_PREFERENCES, "transient-for", parent, NULL);
  open_workspace (self, workspace);
  show_appearance (self, settings);
  self->settings = g_steal_pointer (&settings);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

/**
 * herald_preferences_add_environment:
 * @self: the window
 *
 * Opens the ways to add one.
 */
void
herald_preferences_add_environment (HeraldPreferences *self)
{
  g_return_if_fail (HERALD_IS_PREFERENCES (self));

  add_clicked_cb (self);
}

/**
 * herald_preferences_edit_environment:
 * @self: the window
 * @environment: a saved one
 *
 * Opens its form.
 */
void
herald_preferences_edit_environment (HeraldPreferences *self, HeraldEnvironment *environment)
{
  g_return_if_fail (HERALD_IS_PREFERENCES (self));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  open_editor (self, environment);
}
