/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts a finding below its field and ties the two together for eyes and screen readers. */
#include "config.h"

#include "ui/herald-issue-row.h"

#include "ui/herald-issue-label.h"

struct _HeraldIssueRow
{
  AdwPreferencesRow parent_instance;

  char      *field;        /* (owned) (nullable) */
  GtkWidget *field_widget; /* (unowned) (nullable): weak */

  HeraldIssueLabel *label;
};

G_DEFINE_FINAL_TYPE (HeraldIssueRow, herald_issue_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_0,
  PROP_FIELD,
  PROP_FIELD_WIDGET,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
mark_field (HeraldIssueRow *self, const HeraldIssue *issue)
{
  if (self->field_widget == NULL)
    return;
  gtk_widget_remove_css_class (self->field_widget, "error");
  gtk_widget_remove_css_class (self->field_widget, "warning");
  if (issue != NULL && issue->severity == HERALD_SEVERITY_ERROR)
    gtk_widget_add_css_class (self->field_widget, "error");
  else if (issue != NULL && issue->severity == HERALD_SEVERITY_WARNING)
    gtk_widget_add_css_class (self->field_widget, "warning");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->field_widget), GTK_ACCESSIBLE_STATE_INVALID,
                               issue != NULL && issue->severity == HERALD_SEVERITY_ERROR
                                 ? GTK_ACCESSIBLE_INVALID_TRUE
                                 : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
herald_issue_row_dispose (GObject *object)
{
  g_clear_weak_pointer (&HERALD_ISSUE_ROW (object)->field_widget);
  G_OBJECT_CLASS (herald_issue_row_parent_class)->dispose (object);
}

static void
herald_issue_row_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_ISSUE_ROW (object)->field, g_free);
  G_OBJECT_CLASS (herald_issue_row_parent_class)->finalize (object);
}

static void
herald_issue_row_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  HeraldIssueRow *self = HERALD_ISSUE_ROW (object);

  switch (prop_id)
    {
    case PROP_FIELD:
      self->field = g_value_dup_string (value);
      break;
    case PROP_FIELD_WIDGET:
      g_set_weak_pointer (&self->field_widget, g_value_get_object (value));
      if (self->field_widget != NULL)
        gtk_accessible_update_relation (GTK_ACCESSIBLE (self->field_widget),
                                        GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->label, NULL,
                                        -1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_issue_row_class_init (HeraldIssueRowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags     flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = herald_issue_row_dispose;
  object_class->finalize = herald_issue_row_finalize;
  object_class->set_property = herald_issue_row_set_property;

  properties[PROP_FIELD] =
    g_param_spec_string ("field", NULL, NULL, NULL, flags | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_FIELD_WIDGET] =
    g_param_spec_object ("field-widget", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-issue-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldIssueRow, label);
}

static void
herald_issue_row_init (HeraldIssueRow *self)
{
  g_type_ensure (HERALD_TYPE_ISSUE_LABEL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_issue_row_new:
 * @field: (nullable): the name of the field as findings tell it, such as "teamId"
 * @field_widget: (nullable): the row of the field
 *
 * Returns: (transfer floating): a row that is hidden until there is a finding
 */
GtkWidget *
herald_issue_row_new (const char *field, GtkWidget *field_widget)
{
  return g_object_new (HERALD_TYPE_ISSUE_ROW, "field", field, "field-widget", field_widget, NULL);
}

/**
 * herald_issue_row_set_issue:
 * @self: an issue row
 * @issue: (nullable): the finding; %NULL hides the row
 */
void
herald_issue_row_set_issue (HeraldIssueRow *self, const HeraldIssue *issue)
{
  g_return_if_fail (HERALD_IS_ISSUE_ROW (self));

  herald_issue_label_set_issue (self->label, issue);
  gtk_widget_set_visible (GTK_WIDGET (self), issue != NULL);
  mark_field (self, issue);
}

/**
 * herald_issue_row_show:
 * @self: an issue row
 * @issues: (element-type HeraldIssue): the findings of the whole form
 */
void
herald_issue_row_show (HeraldIssueRow *self, GPtrArray *issues)
{
  g_return_if_fail (HERALD_IS_ISSUE_ROW (self));
  g_return_if_fail (issues != NULL && self->field != NULL);

  herald_issue_row_set_issue (self, herald_issues_find (issues, self->field));
}

/**
 * herald_issue_row_get_text:
 * @self: an issue row
 *
 * Returns: (transfer none) (nullable): the sentence shown, or %NULL when hidden
 */
const char *
herald_issue_row_get_text (HeraldIssueRow *self)
{
  g_return_val_if_fail (HERALD_IS_ISSUE_ROW (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self)) ? herald_issue_label_get_text (self->label)
                                                    : NULL;
}
