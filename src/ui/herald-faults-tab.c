/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules are read anew after every change: the emulator is the one that knows them. */
#include "config.h"

#include "ui/herald-faults-tab.h"

#include "base/herald-error.h"
#include "core/herald-emulator-settings.h"
#include "core/herald-faults.h"
#include "ui/herald-fault-editor.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldFaultsTab
{
  AdwBin parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) */
  GPtrArray     *rules;       /* (owned) (element-type HeraldFaultRule): as last read */
  GPtrArray     *rows;        /* (owned) (element-type GtkWidget): of the rules; unowned */
  GPtrArray     *undo;        /* (owned) (element-type HeraldFaultRule): removed last */
  gboolean       reading;
  gboolean       again;

  AdwPreferencesGroup *active_group;
  GtkButton           *clear_button;
  AdwPreferencesGroup *preset_group;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* A rule on its way. */
typedef struct
{
  HeraldFaultsTab   *self;   /* (owned) */
  HeraldFaultEditor *editor; /* (owned) (nullable): where it was written */
} Addition;

G_DEFINE_FINAL_TYPE (HeraldFaultsTab, herald_faults_tab, ADW_TYPE_BIN)

static GPtrArray *
create_rules (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) herald_fault_rule_free);
}

static void
addition_free (Addition *addition)
{
  g_clear_object (&addition->self);
  g_clear_object (&addition->editor);
  g_free (addition);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Addition, addition_free)

/* Whoever wrote the rule hears of it where it was written. */
static void
tell_added (Addition *addition, const GError *error)
{
  if (addition->editor != NULL && gtk_widget_get_visible (GTK_WIDGET (addition->editor)))
    herald_fault_editor_finish (addition->editor, error);
  else if (error != NULL)
    herald_toast_show_error (GTK_WIDGET (addition->self), _("The rule was not switched on"),
                                                             error);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Addition) addition = user_data;
  g_autoptr (GError) error = NULL;

  herald_faults_add_finish (HERALD_SESSION (source), result, &error);
  tell_added (addition, error);
  herald_faults_tab_update (addition->self);
}

/* @editor: (nullable) */
static void
add_rule (HeraldFaultsTab *self, const HeraldFaultRule *rule, HeraldFaultEditor *editor)
{
  g_autoptr (Addition) addition = g_new0 (Addition, 1);
  g_autoptr (GError) error = NULL;

  addition->self = g_object_ref (self);
  g_set_object (&addition->editor, editor);
  if (self->session != NULL)
    {
      herald_faults_add_async (self->session, rule, self->cancellable, added_cb,
                               g_steal_pointer (&addition));
      return;
    }
  g_set_error_literal (&error, HERALD_ERROR, HERALD_ERROR_NETWORK,
                       _("The emulator does not answer; try again once it is back"));
  tell_added (addition, error);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldFaultsTab *self = HERALD_FAULTS_TAB (widget);

  for (guint i = 0; i < self->undo->len; i++)
    add_rule (self, g_ptr_array_index (self->undo, i), NULL);
  g_ptr_array_set_size (self->undo, 0);
}

static void
show_removed (HeraldFaultsTab *self, gboolean done, const GError *error)
{
  if (!done)
    herald_toast_show_error (GTK_WIDGET (self), _("The rules could not be ended"), error);
  else
    herald_toast_show_with_action (GTK_WIDGET (self),
                                   ngettext ("Rule ended", "Rules ended", self->undo->len),
                                   _("_Undo"), "faults.undo");
  herald_faults_tab_update (self);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldFaultsTab) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = herald_faults_remove_finish (HERALD_SESSION (source), result, &error);

  show_removed (self, done, error);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldFaultsTab) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = herald_faults_clear_finish (HERALD_SESSION (source), result, &error);

  show_removed (self, done, error);
}

/* The same rule as the emulator would make it anew. */
static HeraldFaultRule *
copy_rule (const HeraldFaultRule *rule)
{
  g_autoptr (JsonObject) object = herald_fault_rule_to_json (rule);

  return herald_fault_rule_new_from_json (object, NULL);
}

static const HeraldFaultRule *
find_rule (HeraldFaultsTab *self, const char *id)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      const HeraldFaultRule *rule = g_ptr_array_index (self->rules, i);

      if (g_strcmp0 (rule->id, id) == 0)
        return rule;
    }
  return NULL;
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldFaultsTab       *self = HERALD_FAULTS_TAB (widget);
  const char            *id = g_variant_get_string (parameter, NULL);
  const HeraldFaultRule *rule = find_rule (self, id);

  if (self->session == NULL || rule == NULL)
    return;
  g_ptr_array_set_size (self->undo, 0);
  g_ptr_array_add (self->undo, copy_rule (rule));
  herald_faults_remove_async (self->session, id, self->cancellable, removed_cb,
                              g_object_ref (self));
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldFaultsTab *self = HERALD_FAULTS_TAB (widget);

  if (self->session == NULL)
    return;
  g_ptr_array_set_size (self->undo, 0);
  for (guint i = 0; i < self->rules->len; i++)
    g_ptr_array_add (self->undo, copy_rule (g_ptr_array_index (self->rules, i)));
  herald_faults_clear_async (self->session, self->cancellable, cleared_cb, g_object_ref (self));
}

static void
switched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldFaultsTab) self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_emulator_settings_set_finish (HERALD_SESSION (source), result, &error))
    herald_toast_show_with_action (GTK_WIDGET (self), _("Switched on"),
                                                         _("Show the _Switch"),
                                                            "emulator.show::snapshots");
  else
    herald_toast_show_error (GTK_WIDGET (self), _("The emulator did not take it"), error);
}

static void
switch_on (HeraldFaultsTab *self, const char *setting)
{
  JsonNode *value;

  if (self->session == NULL)
    return;
  value = json_node_new (JSON_NODE_VALUE);
  json_node_set_boolean (value, TRUE);
  herald_emulator_settings_set_async (self->session, setting, value, self->cancellable, switched_cb,
                                      g_object_ref (self));
}

static void
preset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldFaultsTab         *self = HERALD_FAULTS_TAB (widget);
  gsize                    n_presets = 0;
  const HeraldFaultPreset *presets = herald_fault_presets_get (&n_presets);
  guint                    index = g_variant_get_uint32 (parameter);
  g_autoptr (HeraldFaultRule) rule = NULL;

  if (index >= n_presets)
    return;
  if (presets[index].setting != NULL)
    {
      switch_on (self, presets[index].setting);
      return;
    }
  rule = herald_fault_preset_create (&presets[index]);
  add_rule (self, rule, NULL);
}

static void
editor_accepted_cb (HeraldFaultsTab *self, HeraldFaultEditor *editor)
{
  g_autoptr (HeraldFaultRule) rule = herald_fault_editor_create_rule (editor);

  add_rule (self, rule, editor);
}

static void
open_editor (HeraldFaultsTab *self, const HeraldFaultRule *rule)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *editor = herald_fault_editor_new (rule);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (editor), GTK_WINDOW (root));
  g_signal_connect_object (editor, "accepted", G_CALLBACK (editor_accepted_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (editor));
}

static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_editor (HERALD_FAULTS_TAB (widget), NULL);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldFaultsTab *self = HERALD_FAULTS_TAB (widget);

  open_editor (self, find_rule (self, g_variant_get_string (parameter, NULL)));
}

static GtkWidget *
create_remove_button (const HeraldFaultRule *rule, const char *what)
{
  GtkWidget       *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *label = g_strdup_printf (_("End the Rule “%s”"), what);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "faults.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", rule->id);
  return button;
}

static GtkWidget *
create_row (const HeraldFaultRule *rule)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *action = herald_fault_rule_describe_action (rule);
  g_autofree char *match = herald_fault_rule_describe_match (rule);
  g_autofree char *life = herald_fault_rule_describe_life (rule);
  g_autofree char *details = g_strdup_printf ("%s\n%s", match, life);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), action);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), details);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_set_tooltip_text (row, _("Make a rule like this one"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "faults.copy");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", rule->id);
  if (!rule->active)
    gtk_widget_add_css_class (row, "removed");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_remove_button (rule, action));
  return row;
}

static void
add_preset_rows (HeraldFaultsTab *self)
{
  gsize                    n_presets = 0;
  const HeraldFaultPreset *presets = herald_fault_presets_get (&n_presets);

  for (guint i = 0; i < n_presets; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(presets[i].title));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(presets[i].description));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "faults.preset");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "u", i);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("list-add-symbolic"));
      adw_preferences_group_add (self->preset_group, row);
    }
}

static void
list_got_rules_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldFaultsTab) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = herald_faults_list_finish (HERALD_SESSION (source), result, &error);

  if (self->session != HERALD_SESSION (source))
    return;
  self->reading = FALSE;
  if (rules != NULL)
    herald_faults_tab_show (self, rules);
  if (self->again)
    herald_faults_tab_update (self);
}

static void
herald_faults_tab_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (herald_faults_tab_parent_class)->map (widget);
  herald_faults_tab_update (HERALD_FAULTS_TAB (widget));
}

static void
herald_faults_tab_dispose (GObject *object)
{
  HeraldFaultsTab *self = HERALD_FAULTS_TAB (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_faults_tab_parent_class)->dispose (object);
}

static void
herald_faults_tab_finalize (GObject *object)
{
  HeraldFaultsTab *self = HERALD_FAULTS_TAB (object);

  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->undo);
  G_OBJECT_CLASS (herald_faults_tab_parent_class)->finalize (object);
}

static void
herald_faults_tab_class_init (HeraldFaultsTabClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_faults_tab_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_faults_tab_finalize;
  widget_class->map = herald_faults_tab_map;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "faults.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "faults.copy", "s", copy_action);
  gtk_widget_class_install_action (widget_class, "faults.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "faults.preset", "u", preset_action);
  gtk_widget_class_install_action (widget_class, "faults.remove", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "faults.undo", NULL, undo_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-faults-tab.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultsTab, active_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultsTab, clear_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultsTab, preset_group);
}

static void
herald_faults_tab_init (HeraldFaultsTab *self)
{
  g_autoptr (GPtrArray) none = create_rules ();

  self->rules = create_rules ();
  self->undo = create_rules ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_preset_rows (self);
  herald_faults_tab_show (self, none);
}

/**
 * herald_faults_tab_new:
 *
 * Returns: (transfer floating): a tab without rules
 */
GtkWidget *
herald_faults_tab_new (void)
{
  return g_object_new (HERALD_TYPE_FAULTS_TAB, NULL);
}

/**
 * herald_faults_tab_set_session:
 * @self: a tab
 * @session: (nullable): the emulator's
 * @cancellable: (nullable): the page's
 */
void
herald_faults_tab_set_session (HeraldFaultsTab *self,
                               HeraldSession   *session,
                               GCancellable    *cancellable)
{
  g_autoptr (GPtrArray) none = create_rules ();

  g_return_if_fail (HERALD_IS_FAULTS_TAB (self));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  self->reading = FALSE;
  g_ptr_array_set_size (self->undo, 0);
  herald_faults_tab_show (self, none);
  herald_faults_tab_update (self);
}

/**
 * herald_faults_tab_update:
 * @self: a tab
 *
 * Reads the rules again.
 */
void
herald_faults_tab_update (HeraldFaultsTab *self)
{
  g_return_if_fail (HERALD_IS_FAULTS_TAB (self));

  self->again = self->reading;
  if (self->session == NULL || self->reading)
    return;
  self->reading = TRUE;
  herald_faults_list_async (self->session, self->cancellable, list_got_rules_cb,
                            g_object_ref (self));
}

/**
 * herald_faults_tab_show:
 * @self: a tab
 * @rules: (transfer none) (element-type HeraldFaultRule): all there are now
 */
void
herald_faults_tab_show (HeraldFaultsTab *self, GPtrArray *rules)
{
  guint n_before;

  g_return_if_fail (HERALD_IS_FAULTS_TAB (self));
  g_return_if_fail (rules != NULL);

  n_before = herald_faults_tab_get_n_active (self);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->active_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_ref (rules);
  g_ptr_array_unref (self->rules);
  self->rules = rules;
  for (guint i = 0; i < rules->len; i++)
    {
      GtkWidget *row = create_row (g_ptr_array_index (rules, i));

      adw_preferences_group_add (self->active_group, row);
      g_ptr_array_add (self->rows, row);
    }
  adw_preferences_group_set_description (self->active_group,
                                         rules->len > 0 ? NULL
                                                        : _("None: every service does its best"));
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), rules->len > 1);
  if (n_before != herald_faults_tab_get_n_active (self))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * herald_faults_tab_get_n_active:
 * @self: a tab
 *
 * Returns: how many rules can strike
 */
guint
herald_faults_tab_get_n_active (HeraldFaultsTab *self)
{
  guint n_active = 0;

  g_return_val_if_fail (HERALD_IS_FAULTS_TAB (self), 0);

  for (guint i = 0; i < self->rules->len; i++)
    if (((const HeraldFaultRule *) g_ptr_array_index (self->rules, i))->active)
      n_active++;
  return n_active;
}
