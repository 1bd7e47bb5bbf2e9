/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works for what is open and for what cannot be opened; closing it ends the test. */
#include "config.h"

#include "ui/herald-connection-dialog.h"

#include "base/herald-error.h"
#include "core/herald-connection-test.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-connection-row.h"
#include "ui/herald-environment-label.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldConnectionDialog
{
  AdwWindow parent_instance;

  HeraldConnectionTest *test;        /* (owned) (nullable) */
  GCancellable         *cancellable; /* (owned) */

  HeraldEnvironmentLabel *label;
  GtkListBox             *list;
  GtkButton              *run_button;
  GtkLabel               *verdict_label;
};

G_DEFINE_FINAL_TYPE (HeraldConnectionDialog, herald_connection_dialog, ADW_TYPE_WINDOW)

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  return herald_connection_row_new (HERALD_CONNECTION_STEP (item));
}

static guint
count (HeraldConnectionDialog *self, HeraldConnectionState state)
{
  GListModel *steps = G_LIST_MODEL (self->test);
  guint       n_found = 0;

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (HeraldConnectionStep) step = g_list_model_get_item (steps, i);

      if (herald_connection_step_get_state (step) == state)
        n_found++;
    }
  return n_found;
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldConnectionDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  const char *verdict = NULL;

  herald_connection_test_run_finish (HERALD_CONNECTION_TEST (source), result, &error);
  if (herald_error_is_cancelled (error) || self->test == NULL)
    return;
  if (error != NULL)
    verdict = _("Something does not work");
  else if (count (self, HERALD_CONNECTION_WARNING) > 0)
    verdict = _("It works, but not all of it");
  else
    verdict = _("Everything works");
  gtk_label_set_text (self->verdict_label, verdict);
  gtk_widget_set_sensitive (GTK_WIDGET (self->run_button), TRUE);
}

static void
run_clicked_cb (HeraldConnectionDialog *self)
{
  gtk_label_set_text (self->verdict_label, _("Trying step by step…"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->run_button), FALSE);
  herald_connection_test_run_async (self->test, self->cancellable, ran_cb, g_object_ref (self));
}

static void
copy_clicked_cb (HeraldConnectionDialog *self)
{
  GListModel *steps = G_LIST_MODEL (self->test);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (HeraldConnectionStep) step = g_list_model_get_item (steps, i);
      const char        *fix = herald_connection_step_get_fix (step);
      const char *const *details = herald_connection_step_get_details (step);

      g_string_append_printf (text, "%s: %s, %u ms. %s", herald_connection_step_get_title (step),
                              herald_connection_state_get_label (
                                herald_connection_step_get_state (step)),
                              herald_connection_step_get_elapsed_ms (step),
                              herald_connection_step_get_message (step));
      g_string_append_printf (text, "%s%s\n", fix != NULL ? " " : "", fix != NULL ? fix : "");
      for (gsize j = 0; details != NULL && details[j] != NULL; j++)
        g_string_append_printf (text, "  %s\n", details[j]);
    }
  herald_clipboard_copy (GTK_WIDGET (self), text->str);
  herald_toast_show (GTK_WIDGET (self->list), _("Result copied"));
}

static gboolean
herald_connection_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (HERALD_CONNECTION_DIALOG (window)->cancellable);
  return GTK_WINDOW_CLASS (herald_connection_dialog_parent_class)->close_request (window);
}

static void
herald_connection_dialog_dispose (GObject *object)
{
  HeraldConnectionDialog *self = HERALD_CONNECTION_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->test);
  G_OBJECT_CLASS (herald_connection_dialog_parent_class)->dispose (object);
}

static void
herald_connection_dialog_finalize (GObject *object)
{
  g_clear_object (&HERALD_CONNECTION_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (herald_connection_dialog_parent_class)->finalize (object);
}

static void
herald_connection_dialog_class_init (HeraldConnectionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_connection_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_connection_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = herald_connection_dialog_close_request;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-connection-dialog.ui");
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_clicked_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionDialog, label);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionDialog, list);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionDialog, run_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionDialog, verdict_label);
  g_type_ensure (HERALD_TYPE_ENVIRONMENT_LABEL);
}

static void
herald_connection_dialog_init (HeraldConnectionDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_connection_dialog_present:
 * @parent: the window below
 * @workspace: whose environment to try
 *
 * Begins at once.
 *
 * Returns: (transfer none) (nullable): the dialog, shown; it closes itself. %NULL while there is
 *   nothing to try: the store is not open, or the emulator does not run
 */
HeraldConnectionDialog *
herald_connection_dialog_present (GtkWindow *parent, HeraldWorkspace *workspace)
{
  HeraldConnectionDialog *self;
  HeraldEnvironment      *environment;
  HeraldSession          *session;
  HeraldEmulatorInfo     *emulator;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), NULL);

  environment = herald_workspace_get_environment (workspace);
  session = herald_workspace_get_session (workspace);
  emulator = session != NULL ? herald_session_get_emulator (session) : NULL;
  if (herald_workspace_get_store (workspace) == NULL ||
      (emulator == NULL && herald_environment_is_emulator (environment)))
    return NULL;
  self = g_object_new (HERALD_TYPE_CONNECTION_DIALOG, "transient-for", parent, NULL);
  herald_environment_label_set_environment (self->label, environment);
  self->test = herald_connection_test_new (environment, herald_workspace_get_store (workspace),
                                           herald_workspace_get_secrets (workspace), emulator);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->test), create_row_cb, NULL, NULL);
  gtk_window_present (GTK_WINDOW (self));
  run_clicked_cb (self);
  return self;
}

/**
 * herald_connection_dialog_is_running:
 * @self: a dialog
 *
 * Returns: whether the test has not come to its end
 */
gboolean
herald_connection_dialog_is_running (HeraldConnectionDialog *self)
{
  g_return_val_if_fail (HERALD_IS_CONNECTION_DIALOG (self), FALSE);

  return self->test != NULL && herald_connection_test_is_running (self->test);
}
