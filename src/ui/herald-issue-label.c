/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells a finding by icon, words and colour, so that no one of them is needed alone. */
#include "config.h"

#include "ui/herald-issue-label.h"

#include "ui/herald-widget.h"

#include <glib/gi18n.h>

struct _HeraldIssueLabel
{
  GtkWidget parent_instance;

  GtkImage *icon;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (HeraldIssueLabel, herald_issue_label, GTK_TYPE_WIDGET)

/* How a severity looks and sounds, indexed by HeraldSeverity. */
static const struct
{
  const char *icon_name;
  const char *css_class;
  const char *word;
} LOOKS[] = {
  [HERALD_SEVERITY_INFO] = { "dialog-information-symbolic", "info", N_ ("Note") },
  [HERALD_SEVERITY_WARNING] = { "dialog-warning-symbolic", "warning", N_ ("Warning") },
  [HERALD_SEVERITY_ERROR] = { "dialog-error-symbolic", "error", N_ ("Error") },
};

static void
herald_issue_label_dispose (GObject *object)
{
  herald_widget_unparent_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (herald_issue_label_parent_class)->dispose (object);
}

static void
herald_issue_label_class_init (HeraldIssueLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_issue_label_dispose;
  gtk_widget_class_set_css_name (widget_class, "issue");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-issue-label.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldIssueLabel, icon);
  gtk_widget_class_bind_template_child (widget_class, HeraldIssueLabel, label);
}

static void
herald_issue_label_init (HeraldIssueLabel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_issue_label_new:
 *
 * Returns: (transfer floating): a label that is hidden until there is a finding
 */
GtkWidget *
herald_issue_label_new (void)
{
  return g_object_new (HERALD_TYPE_ISSUE_LABEL, NULL);
}

/**
 * herald_issue_label_set_issue:
 * @self: an issue label
 * @issue: (nullable): the finding; %NULL hides the label
 */
void
herald_issue_label_set_issue (HeraldIssueLabel *self, const HeraldIssue *issue)
{
  g_autofree char *spoken = NULL;

  g_return_if_fail (HERALD_IS_ISSUE_LABEL (self));

  gtk_widget_set_visible (GTK_WIDGET (self), issue != NULL);
  if (issue == NULL)
    {
      gtk_label_set_text (self->label, "");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (LOOKS); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), LOOKS[i].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self), LOOKS[issue->severity].css_class);
  gtk_image_set_from_icon_name (self->icon, LOOKS[issue->severity].icon_name);
  gtk_label_set_text (self->label, issue->message);
  /* Translators: what a screen reader says: “Error: The team ID has 9 characters…”. */
  spoken = g_strdup_printf (_("%s: %s"), _(LOOKS[issue->severity].word), issue->message);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), _(LOOKS[issue->severity].word));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/**
 * herald_issue_label_get_text:
 * @self: an issue label
 *
 * Returns: (transfer none) (nullable): the sentence shown, or %NULL when hidden
 */
const char *
herald_issue_label_get_text (HeraldIssueLabel *self)
{
  g_return_val_if_fail (HERALD_IS_ISSUE_LABEL (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_text (self->label) : NULL;
}
