/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to an environment's servers in the window: choosing a client certificate, and what stands
 * there as long as TLS errors are ignored. */
#include "config.h"

#include "core/herald-environments.h"
#include "herald-test-certificate.h"
#include "herald-ui-fixture.h"
#include "ui/herald-environment-editor.h"
#include "ui/herald-file-row.h"
#include "ui/herald-preferences.h"
#include "ui/herald-ui.h"

#include <string.h>

#define CLIENT_ID "11111111-2222-4333-8444-555555555555"
#define ADDRESS "https://127.0.0.1:9" /* the discard port: nobody listens there */
#define PASSPHRASE "correct horse"
#define BANNER "TLS errors are ignored"

static HeraldUiFixture fixture;

/* What the secrets hold. */
typedef struct
{
  gboolean done;
  char    *value; /* (owned) (nullable) */
} Lookup;

static HeraldStore *
get_store (void)
{
  return herald_workspace_get_store (fixture.workspace);
}

static HeraldSecrets *
get_secrets (void)
{
  return herald_workspace_get_secrets (fixture.workspace);
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;

  herald_environments_save_finish (HERALD_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static void
save (HeraldEnvironment *environment)
{
  gboolean done = FALSE;

  herald_environments_save_async (get_store (), get_secrets (), environment, NULL, NULL, saved_cb,
                                  &done);
  herald_ui_wait_for (is_true, &done, "the environment to be saved");
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;

  herald_environments_remove_finish (HERALD_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static void
forget (const char *id)
{
  gboolean done = FALSE;

  herald_environments_remove_async (get_store (), get_secrets (), id, NULL, removed_cb, &done);
  herald_ui_wait_for (is_true, &done, "the environment to go");
}

static void
type (GtkWidget *root, GType row_type, const char *title, const char *text)
{
  GtkWidget *row = herald_ui_find_named (root, row_type, title);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static gboolean
may_save (GtkWidget *editor)
{
  return gtk_widget_is_sensitive (herald_ui_find_named (editor, GTK_TYPE_BUTTON, "_Save"));
}

static void
press_save (GtkWidget *editor)
{
  g_assert_true (may_save (editor));
  g_signal_emit_by_name (herald_ui_find_named (editor, GTK_TYPE_BUTTON, "_Save"), "clicked");
}

/* A form in which only the certificate is missing. */
static GtkWidget *
open_form (HeraldPreferences *preferences)
{
  GtkWidget *row;
  GtkWidget *editor;

  herald_preferences_add_environment (preferences);
  herald_ui_settle ();
  row = herald_ui_find_named (GTK_WIDGET (preferences), ADW_TYPE_ACTION_ROW, "_Type the address");
  g_assert_true (gtk_widget_activate (row));
  herald_ui_settle ();
  editor = herald_ui_find (GTK_WIDGET (preferences), HERALD_TYPE_ENVIRONMENT_EDITOR);
  type (editor, ADW_TYPE_ENTRY_ROW, "Name", "Protected");
  type (editor, ADW_TYPE_ENTRY_ROW, "Address, such as https://contoso.crm4.dynamics.com", ADDRESS);
  type (editor, ADW_TYPE_ENTRY_ROW, "Application (client) ID", CLIENT_ID);
  g_assert_true (may_save (editor));
  return editor;
}

static GtkWidget *
find_certificate_row (GtkWidget *editor)
{
  return herald_ui_find_named (editor, HERALD_TYPE_FILE_ROW, "Client certificate");
}

/* As from the file chooser; waits until the form shows @says. */
static void
choose_file (GtkWidget *editor, const char *name, GBytes *content, const char *says)
{
  g_autofree char *path = g_build_filename (fixture.dir, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (content, NULL), (gssize) g_bytes_get_size (content),
                       &error);
  g_assert_no_error (error);
  herald_file_row_read (HERALD_FILE_ROW (find_certificate_row (editor)), file);
  herald_ui_wait_for_text (editor, says);
}

static GtkWidget *
find_passphrase_row (GtkWidget *editor)
{
  return herald_ui_find_named (editor, ADW_TYPE_PASSWORD_ENTRY_ROW, "Passphrase of the file");
}

static void
enter_passphrase (GtkWidget *editor, const char *passphrase)
{
  GtkWidget *row = find_passphrase_row (editor);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), passphrase);
  g_signal_emit_by_name (row, "apply");
  herald_ui_settle ();
}

static gboolean
has_two_environments (gpointer unused)
{
  return g_list_model_get_n_items (herald_workspace_get_environments (fixture.workspace)) == 2;
}

static gboolean
has_one_environment (gpointer unused)
{
  return g_list_model_get_n_items (herald_workspace_get_environments (fixture.workspace)) == 1;
}

static HeraldEnvironment *
get_added (void)
{
  return g_list_model_get_item (herald_workspace_get_environments (fixture.workspace), 1);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;

  lookup->value = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, NULL);
  lookup->done = TRUE;
}

/* Returns: (transfer full) (nullable): key and certificate, as they are kept */
static char *
look_up (const char *id)
{
  Lookup lookup = { .done = FALSE };

  herald_secrets_lookup_async (get_secrets (), id, HERALD_SECRET_TLS_CERTIFICATE, "CN=ada", NULL,
                               looked_up_cb, &lookup);
  herald_ui_wait_for (is_true, &lookup.done, "the secret");
  return lookup.value;
}

static char *
make (const char *name, int days)
{
  return herald_test_certificate_make (&(HeraldTestCertificate){ .name = name, .days = days });
}

static gboolean
has_no_certificate (gpointer unused)
{
  g_autoptr (HeraldEnvironment) added = get_added ();

  return herald_environment_get (added, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE) == NULL;
}

/* Removing it from the form removes it from the secrets. */
static void
remove_certificate (HeraldPreferences *preferences, HeraldEnvironment *environment)
{
  GtkWidget *editor;

  herald_preferences_edit_environment (preferences, environment);
  herald_ui_settle ();
  editor = herald_ui_find (GTK_WIDGET (preferences), HERALD_TYPE_ENVIRONMENT_EDITOR);
  g_assert_true (herald_ui_shows (find_certificate_row (editor), "CN=ada"));
  /* Of its two buttons the one without words. */
  for (GtkWidget *child = herald_ui_find (find_certificate_row (editor), GTK_TYPE_BUTTON);
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (gtk_widget_get_tooltip_text (child), "Show No Certificate") == 0)
      g_signal_emit_by_name (child, "clicked");
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (find_certificate_row (editor), "None; shown to"));
  press_save (editor);
  herald_ui_wait_for (has_no_certificate, NULL, "the certificate to be left out");
}

/* A protected file asks for its passphrase, and what is kept needs neither any more. */
static void
test_certificate (void)
{
  HeraldPreferences *preferences =
    herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace);
  GtkWidget       *editor = open_form (preferences);
  g_autofree char *pem = make ("ada", 10);
  g_autoptr (GBytes) file = herald_test_certificate_pack (pem, PASSPHRASE);
  g_autoptr (HeraldEnvironment) added = NULL;
  const char *id;
  char       *kept;

  g_assert_null (find_passphrase_row (editor));
  choose_file (editor, "ada.p12", file, "The file is protected; enter its passphrase");
  g_assert_false (may_save (editor));
  enter_passphrase (editor, "wrong");
  g_assert_true (herald_ui_shows (editor, "This is not the file's passphrase"));
  g_assert_false (may_save (editor));
  enter_passphrase (editor, PASSPHRASE);
  g_assert_null (find_passphrase_row (editor));
  g_assert_true (herald_ui_shows (find_certificate_row (editor), "CN=ada"));
  press_save (editor);
  herald_ui_wait_for (has_two_environments, NULL, "the environment to be saved");
  added = get_added ();
  id = herald_environment_get (added, HERALD_ENVIRONMENT_ID);
  g_assert_cmpstr (herald_environment_get (added, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE), ==,
                   "CN=ada");
  kept = look_up (id);
  g_assert_nonnull (strstr (kept, "-----BEGIN PRIVATE KEY-----"));
  g_assert_nonnull (strstr (kept, "-----BEGIN CERTIFICATE-----"));
  herald_secret_free (kept);
  remove_certificate (preferences, added);
  g_assert_null (look_up (id));
  gtk_window_destroy (GTK_WINDOW (preferences));
  forget (id);
  herald_ui_wait_for (has_one_environment, NULL, "the environment to go");
}

/* What is none is said beside the row, and nothing can be saved until it is gone. */
static void
test_no_certificates (void)
{
  HeraldPreferences *preferences =
    herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace);
  GtkWidget       *editor = open_form (preferences);
  g_autofree char *pem = make ("ada", 10);
  g_autofree char *expired = make ("ada", -2);
  const char      *certificate = strstr (pem, "-----BEGIN CERTIFICATE");
  g_autoptr (GBytes) without_key = herald_test_certificate_pack (certificate, PASSPHRASE);
  g_autoptr (GBytes) pem_without_key = g_bytes_new (certificate, strlen (certificate));
  g_autoptr (GBytes) ended = g_bytes_new (expired, strlen (expired));
  g_autoptr (GBytes) other = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) good = g_bytes_new (pem, strlen (pem));

  choose_file (editor, "empty.p12", without_key, "The file is protected");
  enter_passphrase (editor, PASSPHRASE);
  g_assert_true (herald_ui_shows (editor, "no private key with its certificate"));
  g_assert_null (find_passphrase_row (editor));
  g_assert_false (may_save (editor));
  choose_file (editor, "certificate.pem", pem_without_key,
               "The file holds no private key; it needs");
  choose_file (editor, "expired.pem", ended, "The certificate expired on");
  choose_file (editor, "hello.txt", other, "no certificate with its private key");
  g_assert_false (may_save (editor));
  choose_file (editor, "ada.pem", good, "CN=ada");
  g_assert_false (herald_ui_shows (editor, "no certificate with its private key"));
  g_assert_true (may_save (editor));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static HeraldEnvironment *
save_insecure (void)
{
  HeraldEnvironment *environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);

  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "Insecure");
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, ADDRESS);
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID, CLIENT_ID);
  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN, "user");
  herald_environment_set_ignores_tls_errors (environment, TRUE);
  save (environment);
  herald_ui_wait_for (has_two_environments, NULL, "the environment to be listed");
  return environment;
}

static gboolean
is_gone (gpointer window)
{
  return !herald_ui_shows (window, BANNER);
}

/* Returns: (nullable): a window beside that of the fixture */
static GtkWidget *
find_other_window (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (HERALD_IS_WINDOW (item->data) && item->data != (gpointer) fixture.window)
      return item->data;
  return NULL;
}

static void
restart (const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldFolders) folders = herald_folders_new (fixture.dir, &error);

  g_assert_no_error (error);
  herald_workspace_stop (fixture.workspace);
  gtk_window_destroy (GTK_WINDOW (fixture.window));
  herald_ui_settle ();
  g_assert_finalize_object (fixture.workspace);
  fixture.workspace = herald_workspace_new (folders);
  fixture.window = herald_window_new (NULL, fixture.workspace);
  herald_workspace_start (fixture.workspace, id);
  gtk_window_present (GTK_WINDOW (fixture.window));
}

/* In each window of that environment, on every page, and until somebody switches it off. */
static void
test_banner (void)
{
  static const char *const pages[] = { "win.page-1", "win.page-4", "win.page-7" };
  g_autoptr (HeraldEnvironment) insecure = save_insecure ();
  const char *id = herald_environment_get (insecure, HERALD_ENVIRONMENT_ID);
  GtkWidget  *other;

  g_assert_false (herald_ui_shows (GTK_WIDGET (fixture.window), BANNER));
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.new-window", "s", id);
  other = find_other_window ();
  g_assert_nonnull (other);
  herald_ui_wait_for_text (other, BANNER);
  g_assert_false (herald_ui_shows (GTK_WIDGET (fixture.window), BANNER));
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.environment", "s", id);
  herald_ui_wait_for_text (GTK_WIDGET (fixture.window), BANNER);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (fixture.window), pages[i], NULL);
      herald_ui_settle ();
      g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), BANNER));
    }
  herald_workspace_stop (herald_window_get_workspace (HERALD_WINDOW (other)));
  gtk_window_destroy (GTK_WINDOW (other));

  restart (id);
  herald_ui_wait_for_text (GTK_WIDGET (fixture.window), BANNER);
  herald_environment_set_ignores_tls_errors (insecure, FALSE);
  save (insecure);
  herald_ui_wait_for (is_gone, fixture.window, "the banner to go");
  forget (id);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer store)
{
  g_autoptr (GError) error = NULL;

  *(HeraldStore **) store = herald_store_open_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer place)
{
  return *(gpointer *) place != NULL;
}

static gboolean
is_read_only (gpointer id)
{
  HeraldEnvironment *environment = herald_workspace_get_environment (fixture.workspace);

  return g_strcmp0 (herald_environment_get (environment, HERALD_ENVIRONMENT_ID), id) == 0 &&
         herald_environment_is_read_only (environment);
}

/* What another process writes into the database, such as “heraldctl env read-only”. */
static void
test_other_process (void)
{
  g_autoptr (HeraldEnvironment) saved = save_insecure ();
  g_autoptr (HeraldStore) other = NULL;
  char    *id = g_strdup (herald_environment_get (saved, HERALD_ENVIRONMENT_ID));
  gboolean done = FALSE;

  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.environment", "s", id);
  herald_ui_wait_for_text (GTK_WIDGET (fixture.window), BANNER);
  herald_store_open_async (herald_store_get_path (get_store ()), NULL, opened_cb, &other);
  herald_ui_wait_for (is_set, &other, "the other connection");
  herald_environment_set_read_only (saved, TRUE);
  herald_environments_save_async (other, get_secrets (), saved, NULL, NULL, saved_cb, &done);
  herald_ui_wait_for (is_true, &done, "the other process to save");
  herald_ui_wait_for (is_read_only, id, "the window to be read-only");
  herald_store_close (other);
  forget (id);
  g_free (id);
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);
  g_test_add_func ("/ui/connection/certificate", test_certificate);
  g_test_add_func ("/ui/connection/no-certificates", test_no_certificates);
  g_test_add_func ("/ui/connection/banner", test_banner);
  g_test_add_func ("/ui/connection/other-process", test_other_process);
  status = g_test_run ();
  herald_ui_fixture_close (&fixture);
  return status;
}
