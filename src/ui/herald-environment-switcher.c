/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A menu button that looks like the environment it names. Choosing goes through the window's action
 * “win.environment”, which asks first where something would be lost. */
#include "config.h"

#include "ui/herald-environment-switcher.h"

#include "ui/herald-environment-label.h"

#include <glib/gi18n.h>

struct _HeraldEnvironmentSwitcher
{
  AdwBin parent_instance;

  HeraldWorkspace *workspace; /* (owned) (nullable) */
  char            *ticked_id; /* (owned) (nullable): of the environment that is open */

  GtkLabel               *account_label;
  GtkMenuButton          *button;
  HeraldEnvironmentLabel *label;
  GtkListBox             *list;
  GtkPopover             *popover;
  GtkButton              *sign_in_button;
  GtkButton              *sign_out_button;
};

G_DEFINE_FINAL_TYPE (HeraldEnvironmentSwitcher, herald_environment_switcher, ADW_TYPE_BIN)

static void
new_window_clicked_cb (GtkWidget *button)
{
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER)));
}

static GtkWidget *
new_window_button (HeraldEnvironment *environment)
{
  GtkWidget       *button = gtk_button_new_from_icon_name ("window-new-symbolic");
  g_autofree char *spoken = NULL;

  /* Translators: %s is the name of an environment. */
  spoken = g_strdup_printf (_("Open “%s” in a New Window"),
                               herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_set_tooltip_text (button, _("Open in a New Window"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.new-window");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    herald_environment_get (environment, HERALD_ENVIRONMENT_ID));
  g_signal_connect (button, "clicked", G_CALLBACK (new_window_clicked_cb), NULL);
  return button;
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  HeraldEnvironment         *environment = HERALD_ENVIRONMENT (item);
  HeraldEnvironmentSwitcher *self = HERALD_ENVIRONMENT_SWITCHER (user_data);
  const char                *id = herald_environment_get (environment, HERALD_ENVIRONMENT_ID);
  const char *open_id = herald_environment_get (herald_workspace_get_environment (self->workspace),
                                                HERALD_ENVIRONMENT_ID);
  GtkWidget  *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget  *label = herald_environment_label_new ();
  GtkWidget  *row = gtk_list_box_row_new ();

  herald_environment_label_set_environment (HERALD_ENVIRONMENT_LABEL (label), environment);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (g_strcmp0 (id, open_id) == 0)
    {
      GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

      gtk_widget_set_tooltip_text (check, _("Open now"));
      gtk_box_append (GTK_BOX (box), check);
    }
  else
    gtk_box_append (GTK_BOX (box), new_window_button (environment));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  herald_environment_get (environment, HERALD_ENVIRONMENT_NAME),
                                  -1);
  g_object_set_data_full (G_OBJECT (row), "environment-id", g_strdup (id), g_free);
  return row;
}

static void
row_activated_cb (HeraldEnvironmentSwitcher *self, GtkListBoxRow *row)
{
  const char *id = g_object_get_data (G_OBJECT (row), "environment-id");

  gtk_popover_popdown (self->popover);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.environment", "s", id);
}

/* A popover keeps what had the focus in it when it was open last, and asks nothing else to take it:
 * that row may be gone since, and then no key would reach the list. */
static void
popover_shown_cb (HeraldEnvironmentSwitcher *self)
{
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "environment-id"), self->ticked_id) == 0)
      break;
  if (row == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
button_clicked_cb (HeraldEnvironmentSwitcher *self)
{
  gtk_popover_popdown (self->popover);
}

/* Who is signed in to the open environment, and what follows from that. */
static void
show_account (HeraldEnvironmentSwitcher *self, HeraldEnvironment *environment)
{
  const char      *account = herald_environment_get (environment, HERALD_ENVIRONMENT_ACCOUNT);
  gboolean         is_emulator = herald_environment_is_emulator (environment);
  gboolean         is_person = herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER;
  gboolean         is_known = !is_emulator && is_person && *account != '\0';
  g_autofree char *text = NULL;

  /* Translators: %s is the name somebody signs in with. */
  text = g_strdup_printf (_("Signed in as %s"), account);
  gtk_label_set_text (self->account_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->account_label), is_known);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in_button),
                          !is_emulator && is_person && !is_known);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_out_button),
                          !is_emulator && (is_known || !is_person));
}

static void
environment_changed_cb (HeraldEnvironmentSwitcher *self)
{
  HeraldEnvironment *environment = herald_workspace_get_environment (self->workspace);
  const char        *id = herald_environment_get (environment, HERALD_ENVIRONMENT_ID);
  g_autofree char   *name = NULL;

  herald_environment_label_set_environment (self->label, environment);
  show_account (self, environment);
  /* Translators: %s is the name of the open environment. */
  name = g_strdup_printf (_("Environment: %s"),
                             herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  if (g_strcmp0 (self->ticked_id, id) == 0)
    return;
  /* The tick stands in the rows: they are made anew. */
  g_free (self->ticked_id);
  self->ticked_id = g_strdup (id);
  gtk_list_box_bind_model (self->list, herald_workspace_get_environments (self->workspace),
                           create_row_cb, self, NULL);
}

static void
herald_environment_switcher_dispose (GObject *object)
{
  HeraldEnvironmentSwitcher *self = HERALD_ENVIRONMENT_SWITCHER (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->ticked_id, g_free);
  adw_bin_set_child (ADW_BIN (self), NULL);
  self->list = NULL;
  G_OBJECT_CLASS (herald_environment_switcher_parent_class)->dispose (object);
}

static void
herald_environment_switcher_class_init (HeraldEnvironmentSwitcherClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_environment_switcher_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-environment-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentSwitcher, account_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentSwitcher, button);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentSwitcher, label);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentSwitcher, list);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentSwitcher, popover);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentSwitcher, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentSwitcher, sign_out_button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, popover_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
herald_environment_switcher_init (HeraldEnvironmentSwitcher *self)
{
  g_type_ensure (HERALD_TYPE_ENVIRONMENT_LABEL);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* A menu button centres what is in it; this one is a line of the side bar. */
  for (GtkWidget *widget = gtk_widget_get_parent (GTK_WIDGET (self->label));
       widget != GTK_WIDGET (self->button); widget = gtk_widget_get_parent (widget))
    gtk_widget_set_halign (widget, GTK_ALIGN_FILL);
}

/**
 * herald_environment_switcher_set_workspace:
 * @self: a switcher
 * @workspace: whose environments to offer; set once
 */
void
herald_environment_switcher_set_workspace (HeraldEnvironmentSwitcher *self,
                                           HeraldWorkspace           *workspace)
{
  g_return_if_fail (HERALD_IS_ENVIRONMENT_SWITCHER (self));
  g_return_if_fail (HERALD_IS_WORKSPACE (workspace));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "notify::environment", G_CALLBACK (environment_changed_cb),
                           self, G_CONNECT_SWAPPED);
  environment_changed_cb (self);
}

/**
 * herald_environment_switcher_popup:
 * @self: a switcher
 *
 * Opens the list.
 */
void
herald_environment_switcher_popup (HeraldEnvironmentSwitcher *self)
{
  g_return_if_fail (HERALD_IS_ENVIRONMENT_SWITCHER (self));

  gtk_menu_button_popup (self->button);
}
