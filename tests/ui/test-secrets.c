/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A computer without Secret Service: what the window offers, and the file with a passphrase. */
#include "config.h"

#include "base/herald-error.h"
#include "core/herald-environments.h"
#include "herald-ui-fixture.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-environment-remover.h"
#include "ui/herald-passphrase-dialog.h"
#include "ui/herald-ui.h"

#include <adwaita.h>
#include <string.h>

#define PASSPHRASE "correct horse"
#define OTHER_PASSPHRASE "battery staple"
#define VALUE "not a real secret"
#define KIND_LABEL "Service account of an app for FCM"

static HeraldUiFixture fixture;

/* A look-up and what it brought. */
typedef struct
{
  gboolean done;
  char    *value; /* (owned) (nullable) */
  GError  *error; /* (owned) (nullable) */
} Lookup;

static HeraldSecrets *
get_secrets (void)
{
  return herald_workspace_get_secrets (fixture.workspace);
}

static HeraldVault *
get_vault (void)
{
  return herald_secrets_get_vault (get_secrets ());
}

static gboolean
has_dialog (gpointer unused)
{
  return herald_ui_find_window (HERALD_TYPE_PASSPHRASE_DIALOG) != NULL;
}

static gboolean
has_no_dialog (gpointer unused)
{
  return !has_dialog (NULL);
}

static GtkWidget *
get_dialog (void)
{
  herald_ui_wait_for (has_dialog, NULL, "the passphrase dialog");
  return herald_ui_find_window (HERALD_TYPE_PASSPHRASE_DIALOG);
}

static void
type (const char *title, const char *text)
{
  GtkWidget *row = herald_ui_find_named (get_dialog (), ADW_TYPE_PASSWORD_ENTRY_ROW, title);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
click (const char *label)
{
  GtkWidget *button = herald_ui_find_named (get_dialog (), GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* Returns: (transfer full): where what is typed lies */
static GtkEntryBuffer *
ref_buffer (const char *title)
{
  GtkWidget   *row = herald_ui_find_named (get_dialog (), ADW_TYPE_PASSWORD_ENTRY_ROW, title);
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (row));

  return g_object_ref (gtk_text_get_buffer (GTK_TEXT (text)));
}

/* Nothing of it is left, neither as text nor behind its end. */
static gboolean
is_wiped (gpointer buffer)
{
  const char *left = gtk_entry_buffer_get_text (buffer);

  return *left == '\0' && strstr (left + 1, &PASSPHRASE[1]) == NULL;
}

static void
activate (GtkWidget *preferences, const char *title)
{
  GtkWidget *row = herald_ui_find_named (preferences, ADW_TYPE_ACTION_ROW, title);

  g_assert_nonnull (row);
  adw_action_row_activate (ADW_ACTION_ROW (row));
}

static gboolean
has_preferences (gpointer unused)
{
  return herald_ui_find_window (ADW_TYPE_PREFERENCES_WINDOW) != NULL;
}

static GtkWidget *
open_secrets_page (void)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.secrets", NULL);
  herald_ui_wait_for (has_preferences, NULL, "the preferences");
  herald_ui_settle ();
  return herald_ui_find_window (ADW_TYPE_PREFERENCES_WINDOW);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  *(gboolean *) done = herald_secrets_store_finish (HERALD_SECRETS (source), result, NULL);
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static void
keep (const char *value)
{
  gboolean done = FALSE;

  herald_secrets_store_async (get_secrets (), "gone", HERALD_SECRET_SERVICE_ACCOUNT, "id", value,
                              NULL, stored_cb, &done);
  herald_ui_wait_for (is_true, &done, "the secret to be kept");
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;

  lookup->value = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, &lookup->error);
  lookup->done = TRUE;
}

static void
start_lookup (Lookup *lookup)
{
  herald_secrets_lookup_async (get_secrets (), "gone", HERALD_SECRET_SERVICE_ACCOUNT, "id", NULL,
                               looked_up_cb, lookup);
}

/* What is in memory is said to be so, and the choice is there. */
static void
test_choice_without_service (void)
{
  GtkWidget *preferences;
  g_autoptr (GtkEntryBuffer) typed = NULL;

  keep (VALUE);
  herald_ui_wait_for_text (GTK_WIDGET (fixture.window), "kept for this run only");
  preferences = open_secrets_page ();
  herald_ui_wait_for_text (preferences, "in memory");
  g_assert_true (herald_ui_shows (preferences, "are gone when Herald ends"));
  g_assert_true (herald_ui_shows (preferences, "Look for a Keyring Again"));
  g_assert_null (herald_ui_find_named (preferences, ADW_TYPE_ACTION_ROW, "Delete the File…"));
  activate (preferences, "Make a Passphrase-Protected File…");
  type ("New passphrase", PASSPHRASE);
  g_assert_false (
    gtk_widget_is_sensitive (herald_ui_find_named (get_dialog (), GTK_TYPE_BUTTON, "_Make File")));
  type ("The same again", OTHER_PASSPHRASE);
  click ("_Make File");
  g_assert_true (herald_ui_shows (get_dialog (), "The two passphrases differ"));
  type ("New passphrase", "short");
  type ("The same again", "short");
  click ("_Make File");
  herald_ui_wait_for_text (get_dialog (), "at least 8 characters");
  type ("New passphrase", PASSPHRASE);
  type ("The same again", PASSPHRASE);
  typed = ref_buffer ("New passphrase");
  click ("_Make File");
  herald_ui_wait_for (has_no_dialog, NULL, "the file to be made");
  herald_ui_wait_for (is_wiped, typed, "what was typed to be wiped");
  herald_ui_wait_for_text (preferences, "in the passphrase-protected file");
  g_assert_true (herald_ui_shows (preferences, KIND_LABEL));
  g_assert_false (herald_ui_shows (GTK_WIDGET (fixture.window), "kept for this run only"));
  g_assert_false (herald_ui_shows (preferences, VALUE));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static gboolean
is_open (gpointer unused)
{
  return herald_workspace_get_session (fixture.workspace) != NULL;
}

static void
test_lock_and_unlock (void)
{
  GtkWidget *preferences = open_secrets_page ();
  Lookup     lookup = { .done = FALSE };
  g_autoptr (HeraldSession) session =
    g_object_ref (herald_workspace_get_session (fixture.workspace));

  activate (preferences, "Lock the File Now");
  /* What it holds of the secrets goes with it. */
  g_assert_cmpint (herald_session_get_state (session), ==, HERALD_SESSION_CLOSED);
  g_assert_null (herald_workspace_get_session (fixture.workspace));
  g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), "Secrets Are Locked"));
  herald_ui_wait_for_text (preferences, "What the locked file holds is not listed");
  herald_ui_wait_for_text (GTK_WIDGET (fixture.window), "The file with keys and tokens is locked");
  g_assert_false (herald_ui_shows (preferences, KIND_LABEL));
  gtk_window_destroy (GTK_WINDOW (preferences));
  /* Something needs a secret. */
  start_lookup (&lookup);
  type ("Passphrase", OTHER_PASSPHRASE);
  click ("_Unlock");
  herald_ui_wait_for_text (get_dialog (), "The passphrase is wrong");
  g_assert_false (lookup.done);
  type ("Passphrase", PASSPHRASE);
  g_assert_false (herald_ui_shows (get_dialog (), "The passphrase is wrong"));
  click ("_Unlock");
  herald_ui_wait_for (is_true, &lookup.done, "the secret");
  g_assert_no_error (lookup.error);
  g_assert_cmpstr (lookup.value, ==, VALUE);
  herald_secret_free (lookup.value);
  herald_ui_wait_for (has_no_dialog, NULL, "the dialog to close");
  herald_ui_wait_for (is_open, NULL, "the environment to open again");
  g_assert_false (herald_ui_shows (GTK_WIDGET (fixture.window), "ocked"));
}

/* The emulator needs no passphrase; what else was closed is unlocked where that is told. */
static void
test_open_after_locking (void)
{
  GtkWidget *window = GTK_WIDGET (fixture.window);
  GtkWidget *unlock;

  herald_clipboard_copy_secret (window, VALUE);
  gtk_widget_activate_action (window, "win.lock", NULL);
  g_assert_null (gdk_clipboard_get_content (gtk_widget_get_clipboard (window)));
  herald_ui_wait_for_text (window, "Secrets Are Locked");
  gtk_widget_activate_action (window, "win.retry", NULL);
  herald_ui_wait_for (is_open, NULL, "the emulator to open without");
  g_assert_cmpint (herald_vault_get_state (get_vault ()), ==, HERALD_VAULT_LOCKED);

  gtk_widget_activate_action (window, "win.lock", NULL);
  herald_ui_settle ();
  unlock = herald_ui_find_named (window, GTK_TYPE_BUTTON, "_Unlock…");
  g_assert_nonnull (unlock);
  g_signal_emit_by_name (unlock, "clicked");
  type ("Passphrase", PASSPHRASE);
  click ("_Unlock");
  herald_ui_wait_for (has_no_dialog, NULL, "the dialog to close");
  herald_ui_wait_for (is_open, NULL, "the environment to open again");
}

/* What waits ends when nobody wants to unlock, and the notice offers it still. */
static void
test_not_now (void)
{
  Lookup lookup = { .done = FALSE };

  herald_vault_lock (get_vault ());
  start_lookup (&lookup);
  click ("_Not Now");
  herald_ui_wait_for (is_true, &lookup.done, "the refusal");
  g_assert_error (lookup.error, HERALD_ERROR, HERALD_ERROR_SECRET);
  g_error_free (lookup.error);
  herald_ui_wait_for (has_no_dialog, NULL, "the dialog to close");
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.unlock", NULL);
  type ("Passphrase", PASSPHRASE);
  click ("_Unlock");
  herald_ui_wait_for (has_no_dialog, NULL, "the dialog to close");
  g_assert_cmpint (herald_vault_get_state (get_vault ()), ==, HERALD_VAULT_OPEN);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;

  herald_environments_save_finish (HERALD_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

/* Of an organisation that does not answer: port 9 is the discard port. */
static void
keep_environment (const char *name)
{
  g_autoptr (HeraldEnvironment) environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);
  gboolean done = FALSE;

  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, name);
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, "https://127.0.0.1:9");
  herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY, "https://127.0.0.1:9");
  herald_environment_set (environment, HERALD_ENVIRONMENT_TENANT_ID, "contoso.com");
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID,
                          "11111111-2222-4333-8444-555555555555");
  herald_environments_save_async (herald_workspace_get_store (fixture.workspace), get_secrets (),
                                  environment, &(HeraldEnvironmentSecrets){ .credential = VALUE },
                                  NULL, saved_cb, &done);
  herald_ui_wait_for (is_true, &done, "the environment to be saved");
}

/* The environment beside the emulator, or NULL. */
static HeraldEnvironment *
get_kept (void)
{
  GListModel *environments = herald_workspace_get_environments (fixture.workspace);
  g_autoptr (HeraldEnvironment) environment = g_list_model_get_item (environments, 1);

  return environment;
}

static gboolean
is_kept (gpointer unused)
{
  return get_kept () != NULL;
}

static gboolean
is_removed (gpointer unused)
{
  return get_kept () == NULL;
}

static gboolean
has_failed (gpointer unused)
{
  return herald_workspace_get_state (fixture.workspace) == HERALD_WORKSPACE_FAILED;
}

static const char *
get_place (void)
{
  return herald_environment_get (herald_workspace_get_environment (fixture.workspace),
                                 HERALD_ENVIRONMENT_NAME);
}

static void
remove_kept (void)
{
  herald_environment_remover_ask (GTK_WINDOW (fixture.window), fixture.workspace, get_kept ());
  herald_ui_answer_dialog ("From this computer go", "remove");
}

/* The passphrase is asked for before anything goes; without it all stays. */
static void
test_removing_while_locked (void)
{
  keep_environment ("Kept");
  herald_ui_wait_for (is_kept, NULL, "the environment");
  herald_workspace_select (fixture.workspace,
                           herald_environment_get (get_kept (), HERALD_ENVIRONMENT_ID));
  herald_ui_wait_for (has_failed, NULL, "the organization not to answer");
  herald_vault_lock (get_vault ());
  remove_kept ();
  g_assert_nonnull (get_dialog ());
  g_assert_nonnull (get_kept ());
  g_assert_cmpstr (get_place (), ==, "Kept");
  click ("_Not Now");
  herald_ui_wait_for_text (GTK_WIDGET (fixture.window), "The environment was not removed");
  g_assert_nonnull (get_kept ());
  g_assert_cmpstr (get_place (), ==, "Kept");
  herald_ui_wait_for (has_no_dialog, NULL, "the dialog to close");

  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.unlock", NULL);
  type ("Passphrase", PASSPHRASE);
  click ("_Unlock");
  herald_ui_wait_for (has_no_dialog, NULL, "the dialog to close");
  remove_kept ();
  herald_ui_wait_for (is_removed, NULL, "the environment to go");
  herald_ui_wait_for (is_open, NULL, "the emulator");
}

static void
test_change_and_delete (void)
{
  GtkWidget *preferences = open_secrets_page ();

  activate (preferences, "Change the Passphrase…");
  type ("Present passphrase", OTHER_PASSPHRASE);
  type ("New passphrase", OTHER_PASSPHRASE);
  type ("The same again", OTHER_PASSPHRASE);
  click ("_Change");
  herald_ui_wait_for_text (get_dialog (), "The passphrase is wrong");
  type ("Present passphrase", PASSPHRASE);
  click ("_Change");
  herald_ui_wait_for (has_no_dialog, NULL, "the passphrase to be changed");
  herald_vault_lock (get_vault ());
  herald_ui_settle ();
  activate (preferences, "Unlock the File…");
  type ("Passphrase", OTHER_PASSPHRASE);
  click ("_Unlock");
  herald_ui_wait_for (has_no_dialog, NULL, "the file to be unlocked");
  activate (preferences, "Delete the File…");
  herald_ui_answer_dialog ("cannot be had back", "cancel");
  g_assert_cmpint (herald_vault_get_state (get_vault ()), ==, HERALD_VAULT_OPEN);
  activate (preferences, "Delete the File…");
  herald_ui_answer_dialog ("cannot be had back", "delete");
  herald_ui_wait_for_text (preferences, "No secret is kept");
  g_assert_cmpint (herald_vault_get_state (get_vault ()), ==, HERALD_VAULT_ABSENT);
  gtk_window_destroy (GTK_WINDOW (preferences));
}

/* A keyring is there: what the file holds goes there when somebody says so, and the file with it.
 * The last of all: libsecret keeps to the keyring. */
static void
test_keyring (void)
{
  g_autofree char *path = g_build_filename (fixture.dir, "test.keyring", NULL);
  GtkWidget       *preferences = open_secrets_page ();

  activate (preferences, "Make a Passphrase-Protected File…");
  type ("New passphrase", PASSPHRASE);
  type ("The same again", PASSPHRASE);
  click ("_Make File");
  herald_ui_wait_for (has_no_dialog, NULL, "the file to be made");
  keep (VALUE);
  activate (preferences, "Look for a Keyring Again");
  herald_ui_wait_for_text (preferences, "No Secret Service answers");
  g_assert_null (
    herald_ui_find_named (preferences, ADW_TYPE_ACTION_ROW, "Move All to the Keyring…"));

  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  activate (preferences, "Look for a Keyring Again");
  herald_ui_wait_for_text (preferences, "Move All to the Keyring…");
  g_assert_null (
    herald_ui_find_named (preferences, ADW_TYPE_ACTION_ROW, "Look for a Keyring Again"));
  g_assert_cmpint (herald_secrets_get_keeping (get_secrets ()), ==, HERALD_KEEPING_FILE);
  /* It is asked for what a locked file holds. */
  herald_vault_lock (get_vault ());
  activate (preferences, "Move All to the Keyring…");
  type ("Passphrase", PASSPHRASE);
  click ("_Unlock");
  herald_ui_wait_for_text (preferences, "Secrets are kept in the keyring now");
  g_assert_cmpint (herald_vault_get_state (get_vault ()), ==, HERALD_VAULT_ABSENT);
  g_assert_cmpint (herald_secrets_get_keeping (get_secrets ()), ==, HERALD_KEEPING_KEYRING);
  herald_ui_wait_for_text (preferences, KIND_LABEL);
  g_assert_null (herald_ui_find_named (preferences, ADW_TYPE_ACTION_ROW, "Delete the File…"));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static gboolean
lists_nothing_in_memory (gpointer preferences)
{
  return !herald_ui_shows (preferences, "in memory");
}

/* What this run had in memory lasts as soon as a keyring is there. */
static void
test_keyring_for_session (void)
{
  g_autofree char *path = g_build_filename (fixture.dir, "test.keyring", NULL);
  GtkWidget       *preferences;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  keep (VALUE);
  herald_ui_wait_for_text (GTK_WIDGET (fixture.window), "kept for this run only");
  preferences = open_secrets_page ();
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  activate (preferences, "Look for a Keyring Again");
  herald_ui_wait_for_text (preferences, "Secrets are kept in the keyring now");
  g_assert_cmpint (herald_secrets_get_keeping (get_secrets ()), ==, HERALD_KEEPING_KEYRING);
  herald_ui_wait_for (lists_nothing_in_memory, preferences, "the list to be read anew");
  g_assert_true (herald_ui_shows (preferences, KIND_LABEL));
  g_assert_false (herald_ui_shows (GTK_WIDGET (fixture.window), "kept for this run only"));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

int
main (int argc, char **argv)
{
  const HeraldVaultCost cost = HERALD_VAULT_COST_LEAST;
  int                   status;

  gtk_test_init (&argc, &argv, NULL);
  g_setenv ("SECRET_FILE_TEST_PATH", "/dev/null/nowhere/keyring", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);
  herald_vault_set_cost (get_vault (), &cost);

  g_test_add_func ("/ui/secrets/choice-without-service", test_choice_without_service);
  g_test_add_func ("/ui/secrets/lock-and-unlock", test_lock_and_unlock);
  g_test_add_func ("/ui/secrets/open-after-locking", test_open_after_locking);
  g_test_add_func ("/ui/secrets/not-now", test_not_now);
  g_test_add_func ("/ui/secrets/removing-while-locked", test_removing_while_locked);
  g_test_add_func ("/ui/secrets/change-and-delete", test_change_and_delete);
  g_test_add_func ("/ui/secrets/keyring-for-session", test_keyring_for_session);
  g_test_add_func ("/ui/secrets/keyring", test_keyring);
  status = g_test_run ();
  herald_ui_fixture_close (&fixture);
  return status;
}
