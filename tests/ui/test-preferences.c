/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments are added, edited and removed; what is missing is said beside its field; choosing
 * another environment leaves the present one. */
#include "config.h"

#include "herald-ui-fixture.h"
#include "ui/herald-environment-editor.h"
#include "ui/herald-preferences.h"
#include "ui/herald-ui.h"

#include <string.h>

#define CLIENT_ID "11111111-2222-4333-8444-555555555555"

static HeraldUiFixture fixture;

static void
type (GtkWidget *root, const char *row, const char *text)
{
  GtkWidget *widget = herald_ui_find_named (root, ADW_TYPE_ENTRY_ROW, row);

  g_assert_nonnull (widget);
  gtk_editable_set_text (GTK_EDITABLE (widget), text);
}

static gboolean
has_two_environments (gpointer data)
{
  return g_list_model_get_n_items (herald_workspace_get_environments (fixture.workspace)) == 2;
}

static gboolean
has_one_environment (gpointer data)
{
  return g_list_model_get_n_items (herald_workspace_get_environments (fixture.workspace)) == 1;
}

static gboolean
has_failed (gpointer data)
{
  return herald_workspace_get_state (fixture.workspace) == HERALD_WORKSPACE_FAILED;
}

static gboolean
is_open (gpointer data)
{
  return herald_workspace_get_state (fixture.workspace) == HERALD_WORKSPACE_OPEN;
}

static GtkWidget *
press_add (GtkWidget *preferences)
{
  GtkWidget *label = herald_ui_find_named (preferences, GTK_TYPE_LABEL, "Add");

  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
  herald_ui_settle ();
  return herald_ui_find (preferences, HERALD_TYPE_ENVIRONMENT_EDITOR);
}

static void
press_remove (GtkWidget *preferences)
{
  GtkWidget *label = herald_ui_find_named (preferences, GTK_TYPE_LABEL, "Trial organization");
  GtkWidget *row;

  g_assert_nonnull (label);
  row = gtk_widget_get_ancestor (label, ADW_TYPE_ACTION_ROW);
  g_signal_emit_by_name (herald_ui_find (row, GTK_TYPE_BUTTON), "clicked");
}

/* Port 9 is the discard port: nobody listens there in the tests, and it is on this computer. */
static void
fill_in (GtkWidget *editor)
{
  type (editor, "Name", "Trial organization");
  type (editor, "Address, such as https://contoso.crm4.dynamics.com", "https://127.0.0.1:9");
  type (editor, "Sign-in address", "https://127.0.0.1:9");
  type (editor, "Tenant: ID or domain", "contoso.com");
  type (editor, "Application (client) ID", CLIENT_ID);
  type (editor, "Client secret", "not a real secret");
}

static void
respond_to_dialog (const char *response)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (ADW_IS_MESSAGE_DIALOG (item->data))
      {
        adw_message_dialog_response (item->data, response);
        gtk_window_destroy (item->data);
        return;
      }
  g_assert_not_reached ();
}

static void
test_environment_is_added_opened_and_removed (void)
{
  GtkWidget *preferences =
    GTK_WIDGET (herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace));
  GtkWidget *editor = press_add (preferences);
  GtkWidget *save;
  g_autoptr (HeraldEnvironment) added = NULL;

  g_assert_nonnull (editor);
  save = herald_ui_find_named (editor, GTK_TYPE_BUTTON, "_Save");
  g_assert_false (gtk_widget_is_sensitive (save));
  fill_in (editor);
  g_assert_true (gtk_widget_is_sensitive (save));
  type (editor, "Application (client) ID", "not a GUID");
  g_assert_true (herald_ui_shows (editor, "a GUID"));
  g_assert_false (gtk_widget_is_sensitive (save));
  type (editor, "Application (client) ID", CLIENT_ID);
  g_signal_emit_by_name (save, "clicked");
  herald_ui_wait_for (has_two_environments, NULL, "the new environment");
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (preferences, "Trial organization"));

  /* Nobody answers there: the window says so, and the way back is one choice. */
  added = g_list_model_get_item (herald_workspace_get_environments (fixture.workspace), 1);
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.environment", "s",
                              herald_environment_get (added, HERALD_ENVIRONMENT_ID));
  herald_ui_wait_for (has_failed, NULL, "the sign-in to fail");
  herald_ui_settle ();
  g_assert_true (
    herald_ui_shows (GTK_WIDGET (fixture.window), "Trial organization Cannot Be Opened"));
  g_assert_false (herald_ui_shows (GTK_WIDGET (fixture.window), "nothing leaves this computer"));
  g_assert_null (herald_page_get_session (herald_window_get_page (fixture.window, "apps")));

  press_remove (preferences);
  herald_ui_settle ();
  respond_to_dialog ("remove");
  herald_ui_wait_for (has_one_environment, NULL, "the environment to be removed");
  herald_ui_wait_for (is_open, NULL, "the emulator to be open again");
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static void
test_appearance_follows_the_choice (void)
{
  g_autoptr (GSettings) settings = g_settings_new (HERALD_APPLICATION_ID);
  g_autofree char *chosen = NULL;
  GtkWidget       *preferences;
  GtkWidget       *row;

  g_settings_set_string (settings, "appearance", "dark");
  preferences =
    GTK_WIDGET (herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace));
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "general");
  herald_ui_settle ();
  row = herald_ui_find_named (preferences, ADW_TYPE_COMBO_ROW, "Style");
  g_assert_nonnull (row);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 2);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  chosen = g_settings_get_string (settings, "appearance");
  g_assert_cmpstr (chosen, ==, "light");
  g_assert_true (herald_ui_shows (preferences, "Keys, tokens and secrets"));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);

  g_test_add_func ("/ui/preferences/environment-is-added-opened-and-removed",
                   test_environment_is_added_opened_and_removed);
  g_test_add_func ("/ui/preferences/appearance-follows-the-choice",
                   test_appearance_follows_the_choice);
  status = g_test_run ();
  herald_ui_fixture_close (&fixture);
  return status;
}
