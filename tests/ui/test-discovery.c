/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding an environment by signing in and choosing it. Its list is that of the emulator, which is
 * asked as a discovery service of one's own; the person signs in by a code. */
#include "config.h"

#include "herald-ui-fixture.h"
#include "herald-ui-organization.h"
#include "ui/herald-environment-editor.h"
#include "ui/herald-instance-list.h"
#include "ui/herald-instance-row.h"
#include "ui/herald-preferences.h"
#include "ui/herald-sign-in-dialog.h"
#include "ui/herald-ui.h"

#define ADMINISTRATOR "admin@contosoltd.com"
#define OWN_SERVICE 5 /* behind the clouds */

static HeraldUiFixture     fixture;
static HeraldEmulatorInfo *info; /* (owned) */
static char                contoso_name[] = "Contoso (emulated)";

static void
type (GtkWidget *root, const char *title, const char *text)
{
  GtkWidget *row = herald_ui_find_named (root, ADW_TYPE_ENTRY_ROW, title);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  herald_ui_settle ();
}

static GtkWidget *
find_button (GtkWidget *root, const char *label)
{
  GtkWidget *button = herald_ui_find_named (root, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  return button;
}

static void
press (GtkWidget *root, const char *label)
{
  GtkWidget *button = find_button (root, label);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  herald_ui_settle ();
}

static GtkWidget *
open_finder (void)
{
  HeraldPreferences *preferences =
    herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace);

  herald_preferences_add_environment (preferences);
  herald_ui_settle ();
  return GTK_WIDGET (preferences);
}

static void
choose_emulator (GtkWidget *preferences)
{
  GtkWidget *cloud = herald_ui_find_named (preferences, ADW_TYPE_COMBO_ROW, "Cloud");

  adw_combo_row_set_selected (ADW_COMBO_ROW (cloud), OWN_SERVICE);
  herald_ui_settle ();
  type (preferences, "Address of the discovery service", herald_emulator_info_get_https (info));
  type (preferences, "Certificate authority file (PEM)", herald_emulator_info_get_ca_path (info));
  type (preferences, "Application (client) ID",
        herald_emulator_info_get (info, HERALD_EMULATOR_INFO_CLIENT_ID));
}

static gboolean
has_rows (gpointer preferences)
{
  return herald_ui_find (preferences, HERALD_TYPE_INSTANCE_ROW) != NULL;
}

/* Presses the button and answers the code that it leads to. */
static void
sign_in (GtkWidget *preferences, const char *button, const char *who)
{
  GtkWidget *dialog;

  press (preferences, button);
  dialog = herald_ui_find_window (HERALD_TYPE_SIGN_IN_DIALOG);
  g_assert_nonnull (dialog);
  g_signal_emit_by_name (herald_ui_find_named (dialog, ADW_TYPE_ACTION_ROW, "Use a _code"),
                         "activated");
  herald_ui_wait_for_code (dialog);
  herald_ui_approve (info, dialog, who);
}

static GtkWidget *
find_row (GtkWidget *preferences, const char *name)
{
  GtkWidget *row = herald_ui_find_named (preferences, HERALD_TYPE_INSTANCE_ROW, name);

  g_assert_nonnull (row);
  return row;
}

static void
search (GtkWidget *preferences, const char *text)
{
  GtkWidget *list = herald_ui_find (preferences, HERALD_TYPE_INSTANCE_LIST);
  GtkWidget *entry = herald_ui_find (list, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  /* As when somebody paused. */
  g_signal_emit_by_name (entry, "search-changed");
  herald_ui_settle ();
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
is_open (gpointer name)
{
  return herald_workspace_get_state (fixture.workspace) == HERALD_WORKSPACE_OPEN &&
         g_str_equal (herald_environment_get (herald_workspace_get_environment (fixture.workspace),
                                              HERALD_ENVIRONMENT_NAME),
                      name);
}

/* The form of the only environment that can be added. */
static GtkWidget *
choose (GtkWidget *preferences)
{
  g_assert_true (gtk_widget_activate (find_row (preferences, "Contoso (emulated)")));
  herald_ui_settle ();
  return herald_ui_find (preferences, HERALD_TYPE_ENVIRONMENT_EDITOR);
}

/* Escape ends the search, then the choice. */
static void
escape (GtkWidget *preferences)
{
  GtkWidget *entry = herald_ui_find (preferences, GTK_TYPE_SEARCH_ENTRY);

  search (preferences, "emulated");
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_signal_emit_by_name (entry, "stop-search");
  herald_ui_settle ();
  g_assert_nonnull (herald_ui_find_named (preferences, ADW_TYPE_ACTION_ROW, "_Type the address"));
}

/* From the button to an open environment with one sign-in. */
static void
test_chosen (void)
{
  GtkWidget *preferences = open_finder ();
  g_autoptr (HeraldEnvironment) added = NULL;
  GtkWidget *editor;
  GtkWidget *row;

  g_assert_false (gtk_widget_is_sensitive (find_button (preferences, "_Sign In and Choose…")));
  g_assert_false (herald_ui_shows (preferences, "a GUID"));
  choose_emulator (preferences);
  sign_in (preferences, "_Sign In and Choose…", ADMINISTRATOR);
  herald_ui_wait_for (has_rows, preferences, "the environments");
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (preferences, "Signed in as " ADMINISTRATOR));
  row = find_row (preferences, "Contoso (disabled)");
  g_assert_true (herald_ui_shows (row, "Disabled. An administrator can enable it"));
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)));

  search (preferences, "emulated emea");
  g_assert_null (
    herald_ui_find_named (preferences, HERALD_TYPE_INSTANCE_ROW, "Contoso (disabled)"));
  search (preferences, "nowhere");
  g_assert_true (herald_ui_shows (preferences, "No environment has these words"));
  search (preferences, "");

  editor = choose (preferences);
  g_assert_nonnull (editor);
  g_assert_nonnull (herald_ui_find_named (editor, ADW_TYPE_ENTRY_ROW, "Name"));
  press (editor, "_Save");
  herald_ui_wait_for (has_two_environments, NULL, "the new environment");
  added = g_list_model_get_item (herald_workspace_get_environments (fixture.workspace), 1);
  g_assert_cmpint (herald_environment_get_kind (added), ==, HERALD_ENVIRONMENT_PRODUCTION);
  g_assert_cmpstr (herald_environment_get (added, HERALD_ENVIRONMENT_URL), ==,
                   herald_emulator_info_get_https (info));
  gtk_window_destroy (GTK_WINDOW (preferences));

  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.environment", "s",
                              herald_environment_get (added, HERALD_ENVIRONMENT_ID));
  herald_ui_wait_for (is_open, contoso_name, "the organisation to open");

  /* The next time it is marked, and the client is proposed. */
  preferences = open_finder ();
  g_assert_true (gtk_widget_is_sensitive (find_button (preferences, "_Sign In and Choose…")));
  choose_emulator (preferences);
  sign_in (preferences, "_Sign In and Choose…", ADMINISTRATOR);
  herald_ui_wait_for (has_rows, preferences, "the environments");
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (find_row (preferences, "Contoso (emulated)"),
                                  "Added as “Contoso (emulated)”"));
  escape (preferences);
  gtk_window_destroy (GTK_WINDOW (preferences));
  herald_ui_organization_remove (&fixture,
                                 g_strdup (herald_environment_get (added, HERALD_ENVIRONMENT_ID)));
  herald_ui_wait_for (has_one_environment, NULL, "the environment to be removed");
}

/* Nothing to choose is explained, and the address can be typed all the same. */
static void
test_none (void)
{
  GtkWidget *preferences = open_finder ();

  choose_emulator (preferences);
  sign_in (preferences, "_Sign In and Choose…", "former@contosoltd.com");
  herald_ui_wait_for_text (preferences, "No Environments");
  g_assert_true (herald_ui_shows (preferences, "security group that you are not in"));
  sign_in (preferences, "_Sign In as Somebody Else", ADMINISTRATOR);
  herald_ui_wait_for (has_rows, preferences, "the environments");
  herald_ui_settle ();
  press (preferences, "_Type the Address");
  g_assert_nonnull (herald_ui_find (preferences, HERALD_TYPE_ENVIRONMENT_EDITOR));
  gtk_window_destroy (GTK_WINDOW (preferences));
  g_assert_true (has_one_environment (NULL));
}

/* A service that fails once is asked again, without another sign-in. */
static void
test_failed (void)
{
  GtkWidget *preferences = open_finder ();

  herald_ui_administer (info, "POST", "/_herald/faults",
                        "{\"match\":{\"path\":\"/api/discovery/v2.0/Instances\"},\"times\":1,"
                        "\"do\":{\"status\":403}}");
  choose_emulator (preferences);
  sign_in (preferences, "_Sign In and Choose…", ADMINISTRATOR);
  herald_ui_wait_for_text (preferences, "The Environments Cannot Be Listed");
  press (preferences, "_Try Again");
  herald_ui_wait_for (has_rows, preferences, "the environments");
  gtk_window_destroy (GTK_WINDOW (preferences));
}

/* What is wrong with the form is said beside its fields; an address without encryption is never
 * signed in to. */
static void
test_form (void)
{
  GtkWidget *preferences = open_finder ();
  GtkWidget *button = find_button (preferences, "_Sign In and Choose…");

  g_assert_null (
    herald_ui_find_named (preferences, ADW_TYPE_ENTRY_ROW, "Address of the discovery service"));
  type (preferences, "Application (client) ID", "me");
  g_assert_true (herald_ui_shows (preferences, "a GUID"));
  g_assert_false (gtk_widget_is_sensitive (button));
  choose_emulator (preferences);
  g_assert_true (gtk_widget_is_sensitive (button));
  type (preferences, "Address of the discovery service", herald_emulator_info_get_http (info));
  g_assert_true (herald_ui_shows (preferences, "is not encrypted"));
  g_assert_false (gtk_widget_is_sensitive (button));
  type (preferences, "Address of the discovery service", herald_emulator_info_get_https (info));
  type (preferences, "Tenant, only where you are a guest", "not a tenant");
  g_assert_true (herald_ui_shows (preferences, "is not a tenant"));
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

/* The form belongs to what was chosen: with another client nobody is signed in. */
static void
test_changed (void)
{
  GtkWidget *preferences = open_finder ();
  g_autoptr (HeraldEnvironment) added = NULL;
  GtkWidget *editor;

  choose_emulator (preferences);
  sign_in (preferences, "_Sign In and Choose…", ADMINISTRATOR);
  herald_ui_wait_for (has_rows, preferences, "the environments");
  herald_ui_settle ();
  editor = choose (preferences);
  type (editor, "Application (client) ID", "51f81489-12ee-4a9e-aaae-a2591f45987d");
  press (editor, "_Save");
  herald_ui_wait_for (has_two_environments, NULL, "the new environment");
  added = g_list_model_get_item (herald_workspace_get_environments (fixture.workspace), 1);
  g_assert_cmpstr (herald_environment_get (added, HERALD_ENVIRONMENT_ACCOUNT), ==, "");
  gtk_window_destroy (GTK_WINDOW (preferences));
  herald_ui_organization_remove (&fixture,
                                 g_strdup (herald_environment_get (added, HERALD_ENVIRONMENT_ID)));
  herald_ui_wait_for (has_one_environment, NULL, "the environment to be removed");
}

typedef struct
{
  char    *value; /* (owned) (nullable) */
  gboolean done;
} Lookup;

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;

  lookup->value = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, NULL);
  lookup->done = TRUE;
}

static gboolean
is_looked_up (gpointer lookup)
{
  return ((Lookup *) lookup)->done;
}

#define PROXY "http://proxy.test:8080"

/* Who is behind a proxy says so once: it holds for the sign-in, the list and what is saved. */
static void
test_proxy (void)
{
  GtkWidget *preferences = open_finder ();
  GtkWidget *editor;
  Lookup     lookup = { .value = NULL };
  g_autoptr (HeraldEnvironment) added = NULL;

  g_assert_null (herald_ui_find_named (preferences, ADW_TYPE_ACTION_ROW, "Ignore TLS errors"));
  choose_emulator (preferences);
  adw_combo_row_set_selected (ADW_COMBO_ROW (
                                herald_ui_find_named (preferences, ADW_TYPE_COMBO_ROW, "Proxy")),
                              2);
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (preferences, "Enter the proxy’s address"));
  g_assert_false (gtk_widget_is_sensitive (find_button (preferences, "_Sign In and Choose…")));
  type (preferences, "Proxy address, such as http://proxy.contoso.com:8080", PROXY);
  type (preferences, "User name there, if it wants one", "ada");
  type (preferences, "Password for the proxy", "word");
  sign_in (preferences, "_Sign In and Choose…", ADMINISTRATOR);
  herald_ui_wait_for (has_rows, preferences, "the environments");
  herald_ui_settle ();
  editor = choose (preferences);
  g_assert_cmpstr (gtk_editable_get_text (
                     GTK_EDITABLE (herald_ui_find_named (editor, ADW_TYPE_ENTRY_ROW,
                                                         "User name there, if it wants one"))),
                   ==, "ada");
  press (editor, "_Save");
  herald_ui_wait_for (has_two_environments, NULL, "the new environment");
  added = g_list_model_get_item (herald_workspace_get_environments (fixture.workspace), 1);
  g_assert_cmpstr (herald_environment_get (added, HERALD_ENVIRONMENT_PROXY), ==, PROXY);
  herald_secrets_lookup_async (herald_workspace_get_secrets (fixture.workspace),
                               herald_environment_get (added, HERALD_ENVIRONMENT_ID),
                               HERALD_SECRET_PROXY_PASSWORD, PROXY " ada", NULL, looked_up_cb,
                               &lookup);
  herald_ui_wait_for (is_looked_up, &lookup, "the password");
  g_assert_cmpstr (lookup.value, ==, "word");
  herald_secret_free (lookup.value);
  gtk_window_destroy (GTK_WINDOW (preferences));
  herald_ui_organization_remove (&fixture,
                                 g_strdup (herald_environment_get (added, HERALD_ENVIRONMENT_ID)));
  herald_ui_wait_for (has_one_environment, NULL, "the environment to be removed");
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);
  info =
    g_object_ref (herald_session_get_emulator (herald_workspace_get_session (fixture.workspace)));
  g_test_add_func ("/ui/discovery/chosen", test_chosen);
  g_test_add_func ("/ui/discovery/none", test_none);
  g_test_add_func ("/ui/discovery/failed", test_failed);
  g_test_add_func ("/ui/discovery/form", test_form);
  g_test_add_func ("/ui/discovery/changed", test_changed);
  g_test_add_func ("/ui/discovery/proxy", test_proxy);
  status = g_test_run ();
  g_clear_object (&info);
  herald_ui_fixture_close (&fixture);
  return status;
}
