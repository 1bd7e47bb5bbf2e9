/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state is told by an icon, by its words and, where it went wrong, by what to do. */
#include "config.h"

#include "ui/herald-connection-row.h"

#include <glib/gi18n.h>

struct _HeraldConnectionRow
{
  GtkListBoxRow parent_instance;

  HeraldConnectionStep *step; /* (owned) */

  GtkLabel   *details_label;
  GtkLabel   *fix_label;
  GtkImage   *icon;
  GtkLabel   *message_label;
  GtkSpinner *spinner;
  GtkStack   *stack;
  GtkLabel   *time_label;
  GtkLabel   *title_label;
};

G_DEFINE_FINAL_TYPE (HeraldConnectionRow, herald_connection_row, GTK_TYPE_LIST_BOX_ROW)

/* How a state looks: an icon and a style class, both constant. */
static const struct
{
  const char *icon_name;
  const char *style;
} LOOKS[] = {
  [HERALD_CONNECTION_WAITING] = { "content-loading-symbolic", "dim-label" },
  [HERALD_CONNECTION_RUNNING] = { "content-loading-symbolic", "dim-label" },
  [HERALD_CONNECTION_GOOD] = { "emblem-ok-symbolic", "success" },
  [HERALD_CONNECTION_WARNING] = { "dialog-warning-symbolic", "warning" },
  [HERALD_CONNECTION_FAILED] = { "dialog-error-symbolic", "error" },
  [HERALD_CONNECTION_SKIPPED] = { "action-unavailable-symbolic", "dim-label" },
};

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_time (HeraldConnectionRow *self, HeraldConnectionState state)
{
  guint            elapsed_ms = herald_connection_step_get_elapsed_ms (self->step);
  g_autofree char *text = NULL;

  /* Translators: a time in milliseconds. */
  text = g_strdup_printf (_("%'u ms"), elapsed_ms);
  set_text (self->time_label, state == HERALD_CONNECTION_GOOD ||
                                  state == HERALD_CONNECTION_WARNING ||
                                  state == HERALD_CONNECTION_FAILED
                                ? text
                                : NULL);
}

static void
show_look (HeraldConnectionRow *self, HeraldConnectionState state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (LOOKS); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), LOOKS[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), LOOKS[state].style);
  gtk_image_set_from_icon_name (self->icon, LOOKS[state].icon_name);
  gtk_spinner_set_spinning (self->spinner, state == HERALD_CONNECTION_RUNNING);
  gtk_stack_set_visible_child_name (self->stack,
                                    state == HERALD_CONNECTION_RUNNING ? "spinner" : "icon");
}

static void
step_changed_cb (HeraldConnectionRow *self)
{
  HeraldConnectionState state = herald_connection_step_get_state (self->step);
  const char           *message = herald_connection_step_get_message (self->step);
  const char *const    *details = herald_connection_step_get_details (self->step);
  const char           *label = herald_connection_state_get_label (state);
  g_autofree char      *lines = NULL;
  g_autofree char      *spoken = NULL;

  if (details != NULL)
    lines = g_strjoinv ("\n", (char **) (gsize) details);
  show_look (self, state);
  show_time (self, state);
  set_text (self->message_label, *message != '\0' ? message : label);
  set_text (self->fix_label, herald_connection_step_get_fix (self->step));
  set_text (self->details_label, lines);
  /* Translators: what was tried, how it went, what came out. */
  spoken = g_strdup_printf (_("%s: %s. %s"), herald_connection_step_get_title (self->step), label,
                               message);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
herald_connection_row_dispose (GObject *object)
{
  g_clear_object (&HERALD_CONNECTION_ROW (object)->step);
  G_OBJECT_CLASS (herald_connection_row_parent_class)->dispose (object);
}

static void
herald_connection_row_class_init (HeraldConnectionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_connection_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-connection-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionRow, details_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionRow, fix_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionRow, message_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionRow, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionRow, title_label);
}

static void
herald_connection_row_init (HeraldConnectionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_connection_row_new:
 * @step: what to show, as it goes
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
herald_connection_row_new (HeraldConnectionStep *step)
{
  HeraldConnectionRow *self;

  g_return_val_if_fail (HERALD_IS_CONNECTION_STEP (step), NULL);

  self = g_object_new (HERALD_TYPE_CONNECTION_ROW, NULL);
  self->step = g_object_ref (step);
  gtk_label_set_text (self->title_label, herald_connection_step_get_title (step));
  g_signal_connect_object (step, "notify::state", G_CALLBACK (step_changed_cb), self,
                           G_CONNECT_SWAPPED);
  step_changed_cb (self);
  return GTK_WIDGET (self);
}
