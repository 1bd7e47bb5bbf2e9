/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's actions for environments: opens the dialog of each, for the window's workspace. */
#include "config.h"

#include "ui/herald-environment-actions.h"

#include "base/herald-error.h"
#include "ui/herald-connection-dialog.h"
#include "ui/herald-preferences.h"
#include "ui/herald-sign-in-dialog.h"
#include "ui/herald-sign-out.h"
#include "ui/herald-window.h"

static HeraldWorkspace *
get_workspace (GtkWidget *window)
{
  return herald_window_get_workspace (HERALD_WINDOW (window));
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  herald_workspace_retry (get_workspace (widget));
}

static void
add_environment_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  herald_preferences_add_environment (
    herald_preferences_present (GTK_WINDOW (widget), get_workspace (widget)));
}

/* Returns: (transfer none) (nullable): the window in which an environment is open */
static HeraldWindow *
find_window (const char *environment_id)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    {
      HeraldWindow    *window = HERALD_IS_WINDOW (item->data) ? item->data : NULL;
      HeraldWorkspace *workspace = window != NULL ? herald_window_get_workspace (window) : NULL;

      if (workspace != NULL &&
          g_strcmp0 (herald_environment_get (herald_workspace_get_environment (workspace),
                                             HERALD_ENVIRONMENT_ID),
                     environment_id) == 0)
        return window;
    }
  return NULL;
}

static void
signed_in_cb (GtkWidget *window)
{
  herald_workspace_retry (get_workspace (window));
}

/* An application signs in by itself with what stands in the settings. */
static void
sign_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWorkspace    *workspace = get_workspace (widget);
  HeraldEnvironment  *environment = herald_workspace_get_environment (workspace);
  HeraldSignInDialog *dialog;

  if (herald_environment_is_emulator (environment) ||
      herald_workspace_get_store (workspace) == NULL)
    return;
  if (herald_environment_get_sign_in (environment) != HERALD_SIGN_IN_USER)
    {
      gtk_widget_activate_action (widget, "win.edit-environment", NULL);
      return;
    }
  dialog = herald_sign_in_dialog_new (GTK_WINDOW (widget), workspace, environment, NULL, NULL);
  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (signed_in_cb), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sign_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWorkspace   *workspace = get_workspace (widget);
  HeraldEnvironment *environment = herald_workspace_get_environment (workspace);

  if (!herald_environment_is_emulator (environment) &&
      herald_workspace_get_store (workspace) != NULL)
    herald_sign_out_ask (GTK_WINDOW (widget), workspace, environment);
}

/* The window that shows the environment already, or a new one. */
static void
new_window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWorkspace *here = get_workspace (widget);
  const char      *id = g_variant_get_string (parameter, NULL);
  HeraldWindow    *window = find_window (id);
  g_autoptr (HeraldWorkspace) workspace = NULL;

  if (window == NULL && herald_workspace_get_store (here) != NULL)
    {
      workspace = herald_workspace_new_beside (here);
      window = herald_window_new (gtk_window_get_application (GTK_WINDOW (widget)), workspace);
      herald_workspace_start (workspace, id);
    }
  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
}

static void
test_connection_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  herald_connection_dialog_present (GTK_WINDOW (widget), get_workspace (widget));
}

static void
accept_change_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWorkspace *workspace = get_workspace (widget);
  const GError    *error = herald_workspace_get_error (workspace);

  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_CONFLICT))
    herald_sign_out_ask_to_accept (GTK_WINDOW (widget), workspace,
                                   herald_workspace_get_environment (workspace), error->message);
}

/* The settings of the environment that is open, or that could not be opened. */
static void
edit_environment_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldWorkspace   *workspace = get_workspace (widget);
  HeraldEnvironment *environment = herald_workspace_get_environment (workspace);

  if (!herald_environment_is_emulator (environment))
    herald_preferences_edit_environment (herald_preferences_present (GTK_WINDOW (widget),
                                                                     workspace),
                                         environment);
}

/**
 * herald_environment_actions_install:
 * @window_class: the class of #HeraldWindow
 */
void
herald_environment_actions_install (GtkWidgetClass *window_class)
{
  static const struct
  {
    const char                 *name;
    const char                 *parameter;
    GtkWidgetActionActivateFunc func;
  } actions[] = {
    { "win.accept-change", NULL, accept_change_action },
    { "win.add-environment", NULL, add_environment_action },
    { "win.edit-environment", NULL, edit_environment_action },
    { "win.new-window", "s", new_window_action },
    { "win.retry", NULL, retry_action },
    { "win.sign-in", NULL, sign_in_action },
    { "win.sign-out", NULL, sign_out_action },
    { "win.test-connection", NULL, test_connection_action },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (window_class, actions[i].name, actions[i].parameter,
                                     actions[i].func);
}
