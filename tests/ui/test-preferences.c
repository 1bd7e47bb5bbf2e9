/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments are added, edited and removed; what is missing is said beside its field; choosing
 * another environment leaves the present one. */
#include "config.h"

#include "core/herald-environments.h"
#include "herald-ui-fixture.h"
#include "ui/herald-environment-editor.h"
#include "ui/herald-environment-remover.h"
#include "ui/herald-preferences.h"
#include "ui/herald-ui.h"

#include <string.h>

#define CLIENT_ID "11111111-2222-4333-8444-555555555555"
#define ORGANIZATION_ID "66666666-7777-4888-9999-aaaaaaaaaaaa"

static HeraldUiFixture fixture;

static void
type (GtkWidget *root, const char *row, const char *text)
{
  GtkWidget *widget = herald_ui_find_named (root, ADW_TYPE_ENTRY_ROW, row);

  g_assert_nonnull (widget);
  gtk_editable_set_text (GTK_EDITABLE (widget), text);
}

static void
choose (GtkWidget *root, const char *row, guint position)
{
  GtkWidget *widget = herald_ui_find_named (root, ADW_TYPE_COMBO_ROW, row);

  g_assert_nonnull (widget);
  adw_combo_row_set_selected (ADW_COMBO_ROW (widget), position);
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
type_address (GtkWidget *preferences)
{
  GtkWidget *row = herald_ui_find_named (preferences, ADW_TYPE_ACTION_ROW, "_Type the address");

  g_assert_nonnull (row);
  g_assert_true (gtk_widget_activate (row));
  herald_ui_settle ();
  return herald_ui_find (preferences, HERALD_TYPE_ENVIRONMENT_EDITOR);
}

static GtkWidget *
press_add (GtkWidget *preferences)
{
  GtkWidget *label = herald_ui_find_named (preferences, GTK_TYPE_LABEL, "Add");

  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
  herald_ui_settle ();
  return type_address (preferences);
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
  choose (editor, "Kind", 1);
  choose (editor, "Who signs in", 1);
  type (editor, "Sign-in address", "https://127.0.0.1:9");
  type (editor, "Tenant: ID or domain", "contoso.com");
  type (editor, "Application (client) ID", CLIENT_ID);
  type (editor, "Client secret", "not a real secret");
}

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (ADW_IS_MESSAGE_DIALOG (item->data))
      return item->data;
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

static void
respond_to_dialog (const char *response)
{
  GtkWidget *dialog;

  herald_ui_wait_for (has_dialog, NULL, "the question");
  dialog = find_dialog ();
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
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
  herald_ui_wait_for (has_dialog, NULL, "the question");
  g_assert_true (herald_ui_shows (find_dialog (), "what Herald signs in with"));
  g_assert_true (herald_ui_shows (find_dialog (), "Nothing changes in the organization"));
  respond_to_dialog ("remove");
  herald_ui_wait_for (has_one_environment, NULL, "the environment to be removed");
  herald_ui_wait_for (is_open, NULL, "the emulator to be open again");
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static HeraldEnvironment *
get_added (void)
{
  return g_list_model_get_item (herald_workspace_get_environments (fixture.workspace), 1);
}

static gboolean
is_renamed (gpointer data)
{
  g_autoptr (HeraldEnvironment) added = NULL;

  if (!has_two_environments (NULL))
    return FALSE;
  added = get_added ();
  return g_str_equal (herald_environment_get (added, HERALD_ENVIRONMENT_NAME), data);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (herald_environments_save_finish (HERALD_STORE (source), result, &error));
  g_assert_no_error (error);
}

/* As after a sign-in: the organisation and the user are known. */
static void
keep_environment (const char *name)
{
  g_autofree char *wanted = g_strdup (name);
  g_autoptr (HeraldEnvironment) environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);

  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, name);
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, "https://127.0.0.1:9");
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID, CLIENT_ID);
  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN, "user");
  herald_environment_set (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID, ORGANIZATION_ID);
  herald_environment_set (environment, HERALD_ENVIRONMENT_ACCOUNT, "ada@contoso.com");
  herald_environments_save_async (herald_workspace_get_store (fixture.workspace),
                                  herald_workspace_get_secrets (fixture.workspace), environment,
                                  NULL, NULL, saved_cb, NULL);
  herald_ui_wait_for (is_renamed, wanted, "the saved environment");
}

static void
remove_environment (void)
{
  g_autoptr (HeraldEnvironment) added = get_added ();

  herald_environment_remover_ask (GTK_WINDOW (fixture.window), fixture.workspace, added);
  respond_to_dialog ("remove");
  herald_ui_wait_for (has_one_environment, NULL, "the environment to be removed");
}

static void
test_editing_keeps_what_was_learnt (void)
{
  HeraldPreferences *preferences;
  GtkWidget         *editor;
  char               after[] = "After";
  g_autoptr (HeraldEnvironment) added = NULL;
  g_autoptr (HeraldEnvironment) renamed = NULL;

  keep_environment ("Before");
  added = get_added ();
  preferences = herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace);
  herald_preferences_edit_environment (preferences, added);
  herald_ui_settle ();
  editor = herald_ui_find (GTK_WIDGET (preferences), HERALD_TYPE_ENVIRONMENT_EDITOR);
  type (editor, "Name", "After");
  choose (editor, "Kind", 2);
  g_signal_emit_by_name (herald_ui_find_named (editor, GTK_TYPE_BUTTON, "_Save"), "clicked");
  herald_ui_wait_for (is_renamed, after, "the new name");
  renamed = get_added ();
  g_assert_cmpint (herald_environment_get_kind (renamed), ==, HERALD_ENVIRONMENT_PRODUCTION);
  g_assert_cmpint (herald_environment_get_sign_in (renamed), ==, HERALD_SIGN_IN_USER);
  g_assert_cmpstr (herald_environment_get (renamed, HERALD_ENVIRONMENT_ORGANIZATION_ID), ==,
                   ORGANIZATION_ID);
  g_assert_cmpstr (herald_environment_get (renamed, HERALD_ENVIRONMENT_ACCOUNT), ==,
                   "ada@contoso.com");
  gtk_window_destroy (GTK_WINDOW (preferences));
  remove_environment ();
}

static gboolean
is_closed (gpointer data)
{
  return herald_ui_find_window (HERALD_TYPE_PREFERENCES) == NULL;
}

static void
go_back (GtkWidget *editor)
{
  g_signal_emit_by_name (herald_ui_find (editor, GTK_TYPE_BUTTON), "clicked");
  herald_ui_settle ();
}

/* Neither Back nor closing the window loses what was entered; what was not touched just goes. */
static void
test_leaving_asks (void)
{
  HeraldPreferences *preferences;
  GtkWidget         *editor;
  g_autoptr (HeraldEnvironment) added = NULL;

  keep_environment ("Kept");
  added = get_added ();
  preferences = herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace);
  herald_preferences_edit_environment (preferences, added);
  herald_ui_settle ();
  editor = herald_ui_find (GTK_WIDGET (preferences), HERALD_TYPE_ENVIRONMENT_EDITOR);
  go_back (editor);
  g_assert_false (has_dialog (NULL));
  herald_preferences_edit_environment (preferences, added);
  herald_ui_settle ();
  editor = herald_ui_find (GTK_WIDGET (preferences), HERALD_TYPE_ENVIRONMENT_EDITOR);
  type (editor, "Name", "Other");
  go_back (editor);
  herald_ui_answer_dialog ("not saved", "cancel");
  g_assert_true (gtk_widget_get_mapped (editor));
  g_assert_nonnull (herald_ui_find_named (editor, ADW_TYPE_ENTRY_ROW, "Name"));
  gtk_window_close (GTK_WINDOW (preferences));
  herald_ui_answer_dialog ("not saved", "cancel");
  g_assert_true (gtk_widget_get_mapped (editor));
  type (editor, "Name", "Kept");
  go_back (editor);
  g_assert_false (has_dialog (NULL));
  herald_preferences_edit_environment (preferences, added);
  herald_ui_settle ();
  editor = herald_ui_find (GTK_WIDGET (preferences), HERALD_TYPE_ENVIRONMENT_EDITOR);
  choose (editor, "Proxy", 2);
  type (editor, "Proxy address, such as http://proxy.contoso.com:8080", "http://proxy:8080");
  go_back (editor);
  herald_ui_answer_dialog ("not saved", "discard");
  g_assert_null (herald_ui_find (GTK_WIDGET (preferences), HERALD_TYPE_ENVIRONMENT_EDITOR));
  herald_preferences_edit_environment (preferences, added);
  herald_ui_settle ();
  type (herald_ui_find (GTK_WIDGET (preferences), HERALD_TYPE_ENVIRONMENT_EDITOR), "Name", "Other");
  gtk_window_close (GTK_WINDOW (preferences));
  herald_ui_answer_dialog ("not saved", "discard");
  herald_ui_wait_for (is_closed, NULL, "the window to close");
  remove_environment ();
}

/* Proxy, and the question before TLS errors are ignored in production. */
static void
test_connection (void)
{
  HeraldPreferences *preferences;
  GtkWidget         *editor;
  GtkWidget         *save;
  GtkWidget         *row;
  g_autoptr (HeraldEnvironment) added = NULL;

  preferences = herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace);
  herald_preferences_add_environment (preferences);
  herald_ui_settle ();
  editor = type_address (GTK_WIDGET (preferences));
  save = herald_ui_find_named (editor, GTK_TYPE_BUTTON, "_Save");
  type (editor, "Address, such as https://contoso.crm4.dynamics.com", "https://127.0.0.1:9");
  type (editor, "Application (client) ID", CLIENT_ID);
  type (editor, "Name", "Behind");
  choose (editor, "Proxy", 2);
  g_assert_true (herald_ui_shows (editor, "Enter the proxy’s address"));
  g_assert_false (gtk_widget_is_sensitive (save));
  type (editor, "Proxy address, such as http://proxy.contoso.com:8080", "proxy");
  g_assert_true (herald_ui_shows (editor, "is no proxy"));
  type (editor, "Proxy address, such as http://proxy.contoso.com:8080", "http://proxy:8080");
  type (editor, "User name there, if it wants one", "a:b");
  g_assert_true (herald_ui_shows (editor, "no colon"));
  type (editor, "User name there, if it wants one", "ada");
  type (editor, "Password for the proxy", "secret");
  g_assert_true (gtk_widget_is_sensitive (save));
  row = herald_ui_find_named (editor, ADW_TYPE_ACTION_ROW, "Ignore TLS errors");
  gtk_switch_set_active (GTK_SWITCH (herald_ui_find (row, GTK_TYPE_SWITCH)), TRUE);
  g_assert_true (herald_ui_shows (editor, "Anyone between this computer"));

  g_signal_emit_by_name (save, "clicked");
  herald_ui_settle ();
  respond_to_dialog ("cancel");
  g_assert_true (gtk_widget_is_sensitive (save));
  choose (editor, "Kind", 1);
  g_signal_emit_by_name (save, "clicked");
  herald_ui_wait_for (has_two_environments, NULL, "the environment to be saved");
  added = get_added ();
  g_assert_cmpstr (herald_environment_get (added, HERALD_ENVIRONMENT_PROXY), ==,
                   "http://proxy:8080");
  g_assert_true (herald_environment_ignores_tls_errors (added));
  gtk_window_destroy (GTK_WINDOW (preferences));
  remove_environment ();
}

static gboolean
tells_about_ca_file (gpointer editor)
{
  return herald_ui_shows (editor, "holds no certificate authority");
}

static void
test_findings_stand_beside_their_fields (void)
{
  HeraldPreferences *preferences;
  GtkWidget         *editor;
  GtkWidget         *save;

  keep_environment ("Taken");
  preferences = herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace);
  herald_preferences_add_environment (preferences);
  herald_ui_settle ();
  editor = type_address (GTK_WIDGET (preferences));
  save = herald_ui_find_named (editor, GTK_TYPE_BUTTON, "_Save");
  type (editor, "Address, such as https://contoso.crm4.dynamics.com", "http://contoso.example");
  g_assert_true (herald_ui_shows (editor, "is not encrypted"));
  type (editor, "Address, such as https://contoso.crm4.dynamics.com", "https://127.0.0.1:9");
  type (editor, "Application (client) ID", CLIENT_ID);
  type (editor, "Name", "taken");
  g_assert_true (herald_ui_shows (editor, "There is an environment “taken” already"));
  g_assert_false (gtk_widget_is_sensitive (save));
  type (editor, "Name", "Free");
  g_assert_true (gtk_widget_is_sensitive (save));

  /* A person needs no secret; an application does, and may bring it later. */
  g_assert_null (herald_ui_find_named (editor, ADW_TYPE_ENTRY_ROW, "Client secret"));
  choose (editor, "Who signs in", 1);
  type (editor, "Tenant: ID or domain", "contoso.com");
  g_assert_true (herald_ui_shows (editor, "Enter the client secret’s value"));
  g_assert_true (gtk_widget_is_sensitive (save));
  choose (editor, "Who signs in", 2);
  g_assert_true (herald_ui_shows (editor, "Choose the file with certificate"));
  type (editor, "Certificate authority file (PEM)", "/nowhere/at-all.pem");
  herald_ui_wait_for (tells_about_ca_file, editor, "the finding about the file");
  g_assert_false (gtk_widget_is_sensitive (save));
  type (editor, "Certificate authority file (PEM)", "");
  g_assert_true (gtk_widget_is_sensitive (save));
  gtk_window_destroy (GTK_WINDOW (preferences));
  remove_environment ();
}

static void
secret_kept_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  *(gboolean *) done = herald_secrets_store_finish (HERALD_SECRETS (source), result, NULL);
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static gboolean
shows_secret (gpointer preferences)
{
  return herald_ui_shows (preferences, "Service account of an app for FCM");
}

static gboolean
hides_secret (gpointer preferences)
{
  return !shows_secret (preferences);
}

/* What is kept is named, never shown, and can be removed. */
static void
test_secrets_are_listed_and_removed (void)
{
  GtkWidget *preferences;
  GtkWidget *row;
  gboolean   done = FALSE;

  herald_secrets_store_async (herald_workspace_get_secrets (fixture.workspace), "gone",
                              HERALD_SECRET_SERVICE_ACCOUNT, CLIENT_ID, "not a real secret", NULL,
                              secret_kept_cb, &done);
  herald_ui_wait_for (is_true, &done, "the secret to be kept");
  preferences =
    GTK_WIDGET (herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace));
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "secrets");
  herald_ui_wait_for (shows_secret, preferences, "the secret to be listed");
  g_assert_true (herald_ui_shows (preferences, "Keys, tokens and secrets"));
  g_assert_true (herald_ui_shows (preferences, "An environment that was removed"));
  g_assert_false (herald_ui_shows (preferences, "not a real secret"));
  row =
    herald_ui_find_named (preferences, ADW_TYPE_ACTION_ROW, "Service account of an app for FCM");
  g_signal_emit_by_name (herald_ui_find (row, GTK_TYPE_BUTTON), "clicked");
  herald_ui_wait_for (has_dialog, NULL, "the question");
  g_assert_true (herald_ui_shows (find_dialog (), "until the file is chosen again"));
  respond_to_dialog ("remove");
  herald_ui_wait_for (hides_secret, preferences, "the secret to go");
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
  g_test_add_func ("/ui/preferences/editing-keeps-what-was-learnt",
                   test_editing_keeps_what_was_learnt);
  g_test_add_func ("/ui/preferences/leaving-asks", test_leaving_asks);
  g_test_add_func ("/ui/preferences/findings-stand-beside-their-fields",
                   test_findings_stand_beside_their_fields);
  g_test_add_func ("/ui/preferences/connection", test_connection);
  g_test_add_func ("/ui/preferences/secrets-are-listed-and-removed",
                   test_secrets_are_listed_and_removed);
  g_test_add_func ("/ui/preferences/appearance-follows-the-choice",
                   test_appearance_follows_the_choice);
  status = g_test_run ();
  herald_ui_fixture_close (&fixture);
  return status;
}
