/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields are the rule; it is read from them whenever one changes. */
#include "config.h"

#include "ui/herald-fault-editor.h"

#include "base/herald-error.h"
#include "ui/herald-issue-label.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-ui.h"

#include <glib/gi18n.h>
#include <string.h>

/* In the order of the lists in the template. */
static const char *const methods[] = { NULL, "GET", "POST", "PATCH", "PUT", "DELETE" };

typedef enum
{
  HAPPENS_STATUS,
  HAPPENS_DELAY,
  HAPPENS_DROP_BEFORE,
  HAPPENS_DROP_AFTER,
  HAPPENS_TRUNCATE,
  HAPPENS_GARBAGE,
} Happens;

typedef enum
{
  OFTEN_EACH,
  OFTEN_EVERY,
  OFTEN_SHARE,
} Often;

struct _HeraldFaultEditor
{
  AdwWindow parent_instance;

  gboolean waiting; /* for what becomes of the rule */

  AdwPreferencesGroup *action_group;
  GtkSpinButton       *delay;
  GtkSpinButton       *every;
  GtkWidget           *every_row;
  AdwComboRow         *happens_row;
  AdwPreferencesGroup *match_group;
  AdwComboRow         *method_row;
  AdwComboRow         *often_row;
  HeraldIssueLabel    *outcome;
  AdwEntryRow         *path_row;
  GtkSpinButton       *retry_after;
  GtkWidget           *retry_row;
  GtkSpinButton       *seconds;
  GtkSpinButton       *share;
  GtkWidget           *share_row;
  GtkSpinButton       *status;
  GtkWidget           *status_row;
  GtkSpinButton       *times;

  HeraldIssueRow *do_issue;     /* (unowned): child */
  HeraldIssueRow *path_issue;   /* (unowned): child */
  HeraldIssueRow *status_issue; /* (unowned): child */
};

enum
{
  SIGNAL_ACCEPTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldFaultEditor, herald_fault_editor, ADW_TYPE_WINDOW)

static void
update (HeraldFaultEditor *self)
{
  g_autoptr (HeraldFaultRule) rule = herald_fault_editor_create_rule (self);
  g_autoptr (GPtrArray) issues = herald_fault_rule_validate (rule);
  gboolean answers = adw_combo_row_get_selected (self->happens_row) == HAPPENS_STATUS;

  gtk_widget_set_visible (self->status_row, answers);
  gtk_widget_set_visible (self->retry_row, answers);
  gtk_widget_set_visible (self->every_row,
                          adw_combo_row_get_selected (self->often_row) == OFTEN_EVERY);
  gtk_widget_set_visible (self->share_row,
                          adw_combo_row_get_selected (self->often_row) == OFTEN_SHARE);
  herald_issue_row_show (self->path_issue, issues);
  herald_issue_row_show (self->status_issue, issues);
  herald_issue_row_show (self->do_issue, issues);
  herald_issue_label_set_issue (self->outcome, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.accept",
                                 !self->waiting && !herald_issues_has_error (issues));
}

static void
changed_cb (HeraldFaultEditor *self)
{
  update (self);
}

static void
accept_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldFaultEditor *self = HERALD_FAULT_EDITOR (widget);

  self->waiting = TRUE;
  update (self);
  g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0);
}

static Happens
find_happens (const HeraldFaultRule *rule)
{
  if (rule->status != 0)
    return HAPPENS_STATUS;
  if (rule->drop != HERALD_FAULT_KEEP)
    return rule->drop == HERALD_FAULT_DROP_BEFORE ? HAPPENS_DROP_BEFORE : HAPPENS_DROP_AFTER;
  if (rule->truncate)
    return HAPPENS_TRUNCATE;
  return rule->garbage ? HAPPENS_GARBAGE : HAPPENS_DELAY;
}

static void
show_rule (HeraldFaultEditor *self, const HeraldFaultRule *rule)
{
  for (guint i = 1; i < G_N_ELEMENTS (methods); i++)
    if (g_strcmp0 (rule->method, methods[i]) == 0)
      adw_combo_row_set_selected (self->method_row, i);
  gtk_editable_set_text (GTK_EDITABLE (self->path_row), rule->path != NULL ? rule->path : "*");
  adw_combo_row_set_selected (self->often_row, rule->share_percent > 0 ? OFTEN_SHARE
                                               : rule->every > 1       ? OFTEN_EVERY
                                                                       : OFTEN_EACH);
  if (rule->every > 1)
    gtk_spin_button_set_value (self->every, (double) rule->every);
  if (rule->share_percent > 0)
    gtk_spin_button_set_value (self->share, rule->share_percent);
  gtk_spin_button_set_value (self->times, (double) rule->times);
  gtk_spin_button_set_value (self->seconds, (double) rule->for_seconds);
  adw_combo_row_set_selected (self->happens_row, find_happens (rule));
  if (rule->status != 0)
    gtk_spin_button_set_value (self->status, (double) rule->status);
  gtk_spin_button_set_value (self->retry_after, (double) MAX (0, rule->retry_after_seconds));
  gtk_spin_button_set_value (self->delay, (double) rule->delay_ms / 1000.0);
}

/* Each finding stands below its field. */
static HeraldIssueRow *
add_issue (AdwPreferencesGroup *group, const char *field, gpointer field_widget)
{
  GtkWidget *row = herald_issue_row_new (field, field_widget);

  adw_preferences_group_add (group, row);
  return HERALD_ISSUE_ROW (row);
}

static void
bind_fields (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, action_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, delay);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, every);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, every_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, happens_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, match_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, method_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, often_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, outcome);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, path_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, retry_after);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, retry_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, seconds);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, share);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, share_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, status);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, status_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldFaultEditor, times);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
herald_fault_editor_class_init (HeraldFaultEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SIGNAL_ACCEPTED] = g_signal_new ("accepted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "editor.accept", NULL, accept_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-fault-editor.ui");
  bind_fields (widget_class);
  g_type_ensure (HERALD_TYPE_ISSUE_LABEL);
}

static void
herald_fault_editor_init (HeraldFaultEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->path_issue = add_issue (self->match_group, "path", self->path_row);
  self->status_issue = add_issue (self->action_group, "status", self->status_row);
  self->do_issue = add_issue (self->action_group, "do", self->happens_row);
  update (self);
}

/**
 * herald_fault_editor_new:
 * @rule: (nullable): to begin with
 *
 * Returns: the window, not yet shown
 */
GtkWidget *
herald_fault_editor_new (const HeraldFaultRule *rule)
{
  HeraldFaultEditor *self = g_object_new (HERALD_TYPE_FAULT_EDITOR, NULL);

  if (rule != NULL)
    show_rule (self, rule);
  return GTK_WIDGET (self);
}

static void
read_match (HeraldFaultEditor *self, HeraldFaultRule *rule)
{
  guint       method = adw_combo_row_get_selected (self->method_row);
  guint       often = adw_combo_row_get_selected (self->often_row);
  const char *path = gtk_editable_get_text (GTK_EDITABLE (self->path_row));

  rule->method = g_strdup (method < G_N_ELEMENTS (methods) ? methods[method] : NULL);
  rule->path = *path != '\0' && strcmp (path, "*") != 0 ? g_strdup (path) : NULL;
  if (often == OFTEN_EVERY)
    rule->every = gtk_spin_button_get_value_as_int (self->every);
  if (often == OFTEN_SHARE)
    rule->share_percent = gtk_spin_button_get_value (self->share);
  rule->times = gtk_spin_button_get_value_as_int (self->times);
  rule->for_seconds = gtk_spin_button_get_value_as_int (self->seconds);
}

/**
 * herald_fault_editor_create_rule:
 * @self: an editor
 *
 * Returns: (transfer full): what the fields say
 */
HeraldFaultRule *
herald_fault_editor_create_rule (HeraldFaultEditor *self)
{
  HeraldFaultRule *rule;
  guint            happens;

  g_return_val_if_fail (HERALD_IS_FAULT_EDITOR (self), NULL);

  rule = herald_fault_rule_new ();
  happens = adw_combo_row_get_selected (self->happens_row);
  read_match (self, rule);
  rule->delay_ms = (gint64) (gtk_spin_button_get_value (self->delay) * 1000 + 0.5);
  if (happens == HAPPENS_STATUS)
    {
      rule->status = gtk_spin_button_get_value_as_int (self->status);
      if (gtk_spin_button_get_value_as_int (self->retry_after) > 0)
        rule->retry_after_seconds = gtk_spin_button_get_value_as_int (self->retry_after);
    }
  if (happens == HAPPENS_DROP_BEFORE)
    rule->drop = HERALD_FAULT_DROP_BEFORE;
  if (happens == HAPPENS_DROP_AFTER)
    rule->drop = HERALD_FAULT_DROP_AFTER;
  rule->truncate = happens == HAPPENS_TRUNCATE;
  rule->garbage = happens == HAPPENS_GARBAGE;
  return rule;
}

/**
 * herald_fault_editor_finish:
 * @self: an editor whose rule was accepted
 * @error: (nullable): why it was not switched on
 *
 * With an error the window stays, as it was filled in, and says why.
 */
void
herald_fault_editor_finish (HeraldFaultEditor *self, const GError *error)
{
  g_autoptr (HeraldIssue) issue = NULL;
  const char *reason;

  g_return_if_fail (HERALD_IS_FAULT_EDITOR (self));

  self->waiting = FALSE;
  if (error == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  update (self);
  reason =
    herald_error_is_cancelled (error) ? _("the emulator went away; try again once it is back")
                                      : error->message;
  issue = herald_issue_new (HERALD_SEVERITY_ERROR, "FAULT_REFUSED", "do",
                            _("The rule was not switched on: %s"), reason);
  /* Above what scrolls, so that it is seen. */
  herald_issue_label_set_issue (self->outcome, issue);
}
