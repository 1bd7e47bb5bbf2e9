/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of row a switch gets follows from its value. The emulator judges what is set; a value
 * that it refuses is read back. */
#include "config.h"

#include "ui/herald-switches-group.h"

#include "core/herald-emulator-settings.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

#define LARGEST_NUMBER 86400000.0 /* a day in milliseconds */
#define STEP 1.0
#define STEP_MS 100.0

struct _HeraldSwitchesGroup
{
  AdwPreferencesGroup parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) */
  GPtrArray     *rows;        /* (owned) (element-type GtkWidget): unowned */
};

G_DEFINE_FINAL_TYPE (HeraldSwitchesGroup, herald_switches_group, ADW_TYPE_PREFERENCES_GROUP)

static void
set_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSwitchesGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_emulator_settings_set_finish (HERALD_SESSION (source), result, &error))
    return;
  herald_toast_show_error (GTK_WIDGET (self), _("The emulator did not take it"), error);
  herald_switches_group_update (self);
}

/* Takes @value. */
static void
set_value (HeraldSwitchesGroup *self, GtkWidget *widget, JsonNode *value)
{
  if (self->session == NULL)
    {
      json_node_unref (value);
      return;
    }
  herald_emulator_settings_set_async (self->session,
                                      g_object_get_data (G_OBJECT (widget), "herald-name"), value,
                                      self->cancellable, set_done_cb, g_object_ref (self));
}

static void
switched_cb (HeraldSwitchesGroup *self, GParamSpec *pspec, GtkWidget *widget)
{
  JsonNode *value = json_node_new (JSON_NODE_VALUE);

  json_node_set_boolean (value, gtk_switch_get_active (GTK_SWITCH (widget)));
  set_value (self, widget, value);
}

static void
number_changed_cb (HeraldSwitchesGroup *self, GtkWidget *widget)
{
  JsonNode *value = json_node_new (JSON_NODE_VALUE);

  json_node_set_int (value, gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (widget)));
  set_value (self, widget, value);
}

static void
text_applied_cb (HeraldSwitchesGroup *self, GtkWidget *widget)
{
  JsonNode *value = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (value, gtk_editable_get_text (GTK_EDITABLE (widget)));
  set_value (self, widget, value);
}

static void
chosen_cb (HeraldSwitchesGroup *self, GParamSpec *pspec, GtkWidget *widget)
{
  GtkStringObject *item = adw_combo_row_get_selected_item (ADW_COMBO_ROW (widget));
  JsonNode        *value = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (value, gtk_string_object_get_string (item));
  set_value (self, widget, value);
}

static void
prepare (GtkWidget *widget, const HeraldEmulatorSwitch *entry)
{
  g_object_set_data_full (G_OBJECT (widget), "herald-name", g_strdup (entry->name), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  herald_emulator_switch_get_title (entry), -1);
}

static GtkWidget *
create_control (HeraldSwitchesGroup *self, const HeraldEmulatorSwitch *entry)
{
  GtkWidget *control;

  if (json_node_get_value_type (entry->value) == G_TYPE_BOOLEAN)
    {
      control = gtk_switch_new ();
      gtk_switch_set_active (GTK_SWITCH (control), json_node_get_boolean (entry->value));
      g_signal_connect_object (control, "notify::active", G_CALLBACK (switched_cb), self,
                               G_CONNECT_SWAPPED);
    }
  else
    {
      control =
        gtk_spin_button_new_with_range (0, LARGEST_NUMBER,
                                        g_str_has_suffix (entry->name, "Ms") ? STEP_MS : STEP);
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (control),
                                 (double) json_node_get_int (entry->value));
      gtk_editable_set_width_chars (GTK_EDITABLE (control), 5);
      g_signal_connect_object (control, "value-changed", G_CALLBACK (number_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  prepare (control, entry);
  return control;
}

static GtkWidget *
create_choice_row (HeraldSwitchesGroup *self, const HeraldEmulatorSwitch *entry)
{
  const char *const *choices = herald_emulator_switch_get_choices (entry);
  g_autoptr (GtkStringList) model = gtk_string_list_new (choices);
  GtkWidget *row = adw_combo_row_new ();

  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  for (guint i = 0; choices[i] != NULL; i++)
    if (g_str_equal (choices[i], json_node_get_string (entry->value)))
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  prepare (row, entry);
  return row;
}

static GtkWidget *
create_text_row (HeraldSwitchesGroup *self, const HeraldEmulatorSwitch *entry)
{
  GtkWidget *row = adw_entry_row_new ();

  gtk_editable_set_text (GTK_EDITABLE (row), json_node_get_string (entry->value));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", G_CALLBACK (text_applied_cb), self, G_CONNECT_SWAPPED);
  prepare (row, entry);
  return row;
}

static GtkWidget *
create_value_row (HeraldSwitchesGroup *self, const HeraldEmulatorSwitch *entry)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *control = create_control (self, entry);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  return row;
}

static GtkWidget *
create_row (HeraldSwitchesGroup *self, const HeraldEmulatorSwitch *entry)
{
  const char *description = herald_emulator_switch_get_description (entry);
  GtkWidget  *row;

  if (json_node_get_value_type (entry->value) != G_TYPE_STRING)
    row = create_value_row (self, entry);
  else if (herald_emulator_switch_get_choices (entry) != NULL)
    row = create_choice_row (self, entry);
  else
    row = create_text_row (self, entry);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 herald_emulator_switch_get_title (entry));
  gtk_widget_set_tooltip_text (row, entry->name);
  if (ADW_IS_ACTION_ROW (row) && description != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), description);
  return row;
}

static void
list_got_switches_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSwitchesGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) switches =
    herald_emulator_settings_list_finish (HERALD_SESSION (source), result, &error);

  if (switches != NULL && self->session == HERALD_SESSION (source))
    herald_switches_group_show (self, switches);
}

static void
herald_switches_group_dispose (GObject *object)
{
  HeraldSwitchesGroup *self = HERALD_SWITCHES_GROUP (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (herald_switches_group_parent_class)->dispose (object);
}

static void
herald_switches_group_finalize (GObject *object)
{
  g_ptr_array_unref (HERALD_SWITCHES_GROUP (object)->rows);
  G_OBJECT_CLASS (herald_switches_group_parent_class)->finalize (object);
}

static void
herald_switches_group_class_init (HeraldSwitchesGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_switches_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_switches_group_finalize;
}

static void
herald_switches_group_init (HeraldSwitchesGroup *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * herald_switches_group_new:
 *
 * Returns: (transfer floating): a group that is hidden until it has switches
 */
GtkWidget *
herald_switches_group_new (void)
{
  return g_object_new (HERALD_TYPE_SWITCHES_GROUP, NULL);
}

/**
 * herald_switches_group_set_session:
 * @self: a group
 * @session: (nullable): the emulator's
 * @cancellable: (nullable): the page's
 */
void
herald_switches_group_set_session (HeraldSwitchesGroup *self,
                                   HeraldSession       *session,
                                   GCancellable        *cancellable)
{
  g_return_if_fail (HERALD_IS_SWITCHES_GROUP (self));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
}

/**
 * herald_switches_group_update:
 * @self: a group
 *
 * Reads the switches again.
 */
void
herald_switches_group_update (HeraldSwitchesGroup *self)
{
  g_return_if_fail (HERALD_IS_SWITCHES_GROUP (self));

  if (self->session != NULL)
    herald_emulator_settings_list_async (self->session, self->cancellable, list_got_switches_cb,
                                         g_object_ref (self));
}

/**
 * herald_switches_group_show:
 * @self: a group
 * @switches: (transfer none) (element-type HeraldEmulatorSwitch): all there are
 */
void
herald_switches_group_show (HeraldSwitchesGroup *self, GPtrArray *switches)
{
  g_return_if_fail (HERALD_IS_SWITCHES_GROUP (self));
  g_return_if_fail (switches != NULL);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < switches->len; i++)
    {
      GtkWidget *row = create_row (self, g_ptr_array_index (switches, i));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), switches->len > 0);
}
