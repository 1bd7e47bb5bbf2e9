/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Label, address and target of one action; what is written goes straight into the action. Buttons
 * and Alt with the arrow keys move it among the others. */
#include "config.h"

#include "ui/herald-inapp-action-row.h"

#include "ui/herald-issue-row.h"

#include <glib/gi18n.h>

struct _HeraldInappActionRow
{
  AdwExpanderRow parent_instance;

  HeraldInappAction *action; /* (owned) */
  gboolean           loading;

  GtkButton      *down_button;
  HeraldIssueRow *issue;
  AdwComboRow    *target_row;
  GtkEditable    *title_row;
  GtkButton      *up_button;
  GtkEditable    *url_row;
};

enum
{
  SIGNAL_MOVE,
  SIGNAL_REMOVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldInappActionRow, herald_inapp_action_row, ADW_TYPE_EXPANDER_ROW)

static void
update_title (HeraldInappActionRow *self)
{
  const char *title = gtk_editable_get_text (self->title_row);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 *title != '\0' ? title : _("New Action"));
}

static void
field_changed_cb (HeraldInappActionRow *self)
{
  if (self->loading)
    return;
  update_title (self);
  herald_inapp_action_update (self->action, gtk_editable_get_text (self->title_row),
                              gtk_editable_get_text (self->url_row),
                              (HeraldNavigationTarget) adw_combo_row_get_selected (
                                self->target_row));
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_MOVE], 0, g_str_equal (name, "action.up") ? -1 : 1);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REMOVE], 0);
}

static void
herald_inapp_action_row_finalize (GObject *object)
{
  g_clear_object (&HERALD_INAPP_ACTION_ROW (object)->action);
  G_OBJECT_CLASS (herald_inapp_action_row_parent_class)->finalize (object);
}

static void
herald_inapp_action_row_class_init (HeraldInappActionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = herald_inapp_action_row_finalize;
  signals[SIGNAL_MOVE] = g_signal_new ("move", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-inapp-action-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldInappActionRow, down_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappActionRow, issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappActionRow, target_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappActionRow, title_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappActionRow, up_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappActionRow, url_row);
  gtk_widget_class_bind_template_callback (widget_class, field_changed_cb);
  gtk_widget_class_install_action (widget_class, "action.up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "action.down", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "action.remove", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "action.up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "action.down",
                                       NULL);
}

static void
herald_inapp_action_row_init (HeraldInappActionRow *self)
{
  self->loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/**
 * herald_inapp_action_row_new:
 * @action: the action to edit
 *
 * Returns: (transfer floating): its form
 */
GtkWidget *
herald_inapp_action_row_new (HeraldInappAction *action)
{
  HeraldInappActionRow *self;

  g_return_val_if_fail (HERALD_IS_INAPP_ACTION (action), NULL);

  self = g_object_new (HERALD_TYPE_INAPP_ACTION_ROW, NULL);
  self->action = g_object_ref (action);
  gtk_editable_set_text (self->title_row, or_empty (herald_inapp_action_get_title (action)));
  gtk_editable_set_text (self->url_row, or_empty (herald_inapp_action_get_url (action)));
  adw_combo_row_set_selected (self->target_row, herald_inapp_action_get_target (action));
  update_title (self);
  self->loading = FALSE;
  return GTK_WIDGET (self);
}

/**
 * herald_inapp_action_row_get_action:
 * @self: a row
 *
 * Returns: (transfer none): its action
 */
HeraldInappAction *
herald_inapp_action_row_get_action (HeraldInappActionRow *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_ACTION_ROW (self), NULL);

  return self->action;
}

/**
 * herald_inapp_action_row_set_place:
 * @self: a row
 * @index: its number, from 0
 * @n_actions: how many there are
 */
void
herald_inapp_action_row_set_place (HeraldInappActionRow *self, guint index, guint n_actions)
{
  g_return_if_fail (HERALD_IS_INAPP_ACTION_ROW (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "action.up", index > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "action.down", index + 1 < n_actions);
}

/**
 * herald_inapp_action_row_set_issue:
 * @self: a row
 * @issue: (nullable): what is wrong with the action
 */
void
herald_inapp_action_row_set_issue (HeraldInappActionRow *self, const HeraldIssue *issue)
{
  g_return_if_fail (HERALD_IS_INAPP_ACTION_ROW (self));

  herald_issue_row_set_issue (self->issue, issue);
}

/**
 * herald_inapp_action_row_focus:
 * @self: a row
 *
 * Opens the form and puts the keyboard focus where the label is written.
 */
void
herald_inapp_action_row_focus (HeraldInappActionRow *self)
{
  g_return_if_fail (HERALD_IS_INAPP_ACTION_ROW (self));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->title_row));
}
