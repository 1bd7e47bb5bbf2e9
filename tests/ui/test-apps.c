/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Apps page against the emulator: findings while typing, files of all kinds, save, check,
 * tokens, delete, and nothing lost without a question. */
#include "config.h"

#include "crypto/herald-key.h"
#include "herald-test-dir.h"
#include "herald-ui-fixture.h"
#include "herald-ui-organization.h"
#include "ui/herald-app-editor.h"
#include "ui/herald-app-row.h"
#include "ui/herald-check-row.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-file-row.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-token-row.h"
#include "ui/herald-ui.h"

#include <string.h>

#define GOOGLE_SERVICES                                                                            \
  "{\"project_info\":{\"project_number\":\"1\",\"project_id\":\"contoso-shop\"},"                  \
  "\"client\":[{\"client_info\":{\"mobilesdk_app_id\":\"1:1:android:1\"}}]}"

#define DER_BYTES 1024

static HeraldUiFixture fixture;

typedef struct
{
  GtkWidget  *root;
  const char *text;
} Shown;

static GtkWidget *
get_page (void)
{
  return GTK_WIDGET (herald_window_get_page (fixture.window, "apps"));
}

static gboolean
is_shown (gpointer data)
{
  Shown *shown = data;

  return herald_ui_shows (shown->root, shown->text);
}

static void
wait_for_text (GtkWidget *root, const char *text)
{
  Shown shown = { root, text };

  herald_ui_wait_for (is_shown, &shown, text);
}

static GtkWindow *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (ADW_IS_MESSAGE_DIALOG (item->data) && gtk_widget_get_visible (item->data))
      return item->data;
  return NULL;
}

static void
respond (const char *response)
{
  GtkWindow *dialog = find_dialog ();

  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (dialog);
  herald_ui_settle ();
}

static HeraldAppEditor *
get_editor (void)
{
  return HERALD_APP_EDITOR (herald_ui_find (get_page (), HERALD_TYPE_APP_EDITOR));
}

static void
type (const char *row, const char *text)
{
  GtkWidget *widget = herald_ui_find_named (get_page (), ADW_TYPE_ENTRY_ROW, row);

  g_assert_nonnull (widget);
  gtk_editable_set_text (GTK_EDITABLE (widget), text);
}

static guint
count_rows (GtkWidget *widget, GType wanted)
{
  guint n_rows = g_type_is_a (G_OBJECT_TYPE (widget), wanted) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_rows += count_rows (child, wanted);
  return n_rows;
}

static gboolean
can_save (void)
{
  GtkWidget *button = herald_ui_find_named (get_page (), GTK_TYPE_BUTTON, "_Save");

  g_assert_nonnull (button);
  return gtk_widget_is_sensitive (button);
}

static void
drop (const char *row, const char *name, const void *content, gsize length)
{
  g_autofree char *path = g_build_filename (fixture.dir, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, (gssize) length, &error);
  g_assert_no_error (error);
  herald_file_row_read (HERALD_FILE_ROW (
                          herald_ui_find_named (get_page (), HERALD_TYPE_FILE_ROW, row)),
                        file);
}

static char *
new_key (HeraldKeyKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_key_generate (kind, &error);
  char *pem;

  g_assert_no_error (error);
  pem = herald_key_to_pem (key, &error);
  g_assert_no_error (error);
  return pem;
}

/* A long sequence, as every binary key or certificate begins. */
static guint8 *
new_der (void)
{
  const guint8 begin[] = { 0x30, 0x82, 0x03, 0xfc, 0x02, 0x01, 0x03, 0x30, 0x82, 0x03, 0xf5 };
  guint8      *der = g_malloc0 (DER_BYTES);

  memcpy (der, begin, sizeof begin);
  return der;
}

/* Leaves whatever is edited and begins a new app. */
static void
begin_new (void)
{
  if (get_editor () != NULL)
    {
      herald_app_editor_close (get_editor ());
      herald_page_go_back (HERALD_PAGE (get_page ()));
    }
  herald_window_open (fixture.window, "apps/new");
  herald_ui_settle ();
  g_assert_nonnull (get_editor ());
}

static void
test_lists_the_seed (void)
{
  herald_window_open (fixture.window, "apps");
  wait_for_text (get_page (), "Contoso Shop");
  g_assert_cmpuint (count_rows (get_page (), HERALD_TYPE_APP_ROW), ==, 2);
}

static void
test_new_form_is_empty_not_wrong (void)
{
  begin_new ();
  g_assert_null (herald_ui_find (get_page (), HERALD_TYPE_ISSUE_ROW));
  g_assert_false (can_save ());
  g_assert_false (herald_app_editor_get_unsaved (get_editor ()));
}

static void
test_findings_while_typing (void)
{
  begin_new ();
  type ("Name", "Trial");
  g_assert_true (can_save ());
  type ("Team ID", "A1B2C3D4E");
  g_assert_true (herald_ui_shows (get_page (), "“A1B2C3D4E” has not"));
  g_assert_false (can_save ());
  type ("Team ID", "A1B2C3D4E5");
  g_assert_false (herald_ui_shows (get_page (), "“A1B2C3D4E” has not"));
  type ("Name", "");
  g_assert_nonnull (
    herald_ui_find (herald_ui_find (get_page (), HERALD_TYPE_APP_EDITOR), HERALD_TYPE_ISSUE_ROW));
  g_assert_false (can_save ());
}

static void
test_key_id_is_read_from_the_file_name (void)
{
  g_autofree char *pem = new_key (HERALD_KEY_EC_P256);

  begin_new ();
  drop ("Signing key", "AuthKey_ZZ99YY88XX.p8", pem, strlen (pem));
  wait_for_text (get_page (), "Read; goes to the service when you save");
  g_assert_cmpstr (herald_app_get (herald_app_editor_get_app (get_editor ()), HERALD_APP_KEY_ID),
                   ==, "ZZ99YY88XX");
}

static void
test_wrong_files_are_named (void)
{
  g_autofree char   *rsa = new_key (HERALD_KEY_RSA);
  g_autofree guint8 *der = new_der ();
  g_autofree char   *huge = g_malloc0 (300 * 1024);

  begin_new ();
  drop ("Signing key", "AuthKey_A1B2C3D4E5.p8", rsa, strlen (rsa));
  wait_for_text (get_page (), "RSA");
  drop ("Signing key", "key.der", der, DER_BYTES);
  wait_for_text (get_page (), "binary (DER)");
  drop ("Signing key", "film.p8", huge, 300 * 1024);
  wait_for_text (get_page (), "too big");
  drop ("Service account", "google-services.json", GOOGLE_SERVICES, strlen (GOOGLE_SERVICES));
  wait_for_text (get_page (), "google-services.json");
  g_assert_false (herald_app_has_changes (herald_app_editor_get_app (get_editor ())));
}

static void
test_leaving_asks_when_something_would_be_lost (void)
{
  begin_new ();
  type ("Name", "Half done");
  g_assert_true (herald_page_get_unsaved (HERALD_PAGE (get_page ())));
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.back", NULL);
  respond ("cancel");
  g_assert_nonnull (get_editor ());
  g_assert_cmpstr (herald_app_get (herald_app_editor_get_app (get_editor ()), HERALD_APP_NAME), ==,
                   "Half done");
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.back", NULL);
  respond ("discard");
  g_assert_null (get_editor ());
  g_assert_false (herald_page_get_unsaved (HERALD_PAGE (get_page ())));
}

static void
test_closing_the_window_asks_too (void)
{
  begin_new ();
  type ("Name", "Half done");
  gtk_window_close (GTK_WINDOW (fixture.window));
  herald_ui_settle ();
  g_assert_nonnull (find_dialog ());
  respond ("cancel");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture.window)));
}

static gboolean
has_both_files (gpointer data)
{
  HeraldApp *app = herald_app_editor_get_app (get_editor ());

  return herald_app_get (app, HERALD_APP_SIGNING_KEY) != NULL &&
         herald_app_get (app, HERALD_APP_SERVICE_ACCOUNT) != NULL;
}

static gboolean
is_saved (gpointer data)
{
  HeraldApp *app = herald_app_editor_get_app (get_editor ());

  return herald_app_get (app, HERALD_APP_ID) != NULL &&
         !herald_app_editor_get_unsaved (get_editor ());
}

static gboolean
has_a_token (gpointer data)
{
  return herald_ui_find (get_page (), HERALD_TYPE_TOKEN_ROW) != NULL;
}

static gboolean
has_new_token (gpointer data)
{
  return herald_ui_find_named (get_page (), HERALD_TYPE_TOKEN_ROW, "Access token") != NULL;
}

static void
save (void)
{
  g_assert_true (can_save ());
  /* As Ctrl+S does, which knows of the page only. */
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.on-page", "s", "page.save");
  herald_ui_wait_for (is_saved, NULL, "the app to be saved");
}

/* Create, check, make a token, copy it, spoil the team ID, delete: one app's life. */
static void
test_an_apps_life (void)
{
  begin_new ();
  gtk_widget_activate_action (GTK_WIDGET (get_editor ()), "page.use-sample", NULL);
  herald_ui_wait_for (has_both_files, NULL, "the sample credentials");
  type ("Name", "Trial App");
  save ();
  g_assert_true (herald_ui_shows (get_page (), "Developer Sheet"));

  gtk_widget_activate_action (GTK_WIDGET (get_editor ()), "page.check", NULL);
  wait_for_text (get_page (), "Credentials are valid");
  g_assert_false (herald_ui_shows (get_page (), "Credentials were refused"));

  type ("Team ID", "ZZZZZZZZZZ");
  save ();
  gtk_widget_activate_action (GTK_WIDGET (get_editor ()), "page.check", NULL);
  wait_for_text (get_page (), "Credentials were refused");
  g_assert_true (herald_ui_shows (get_page (), "InvalidProviderToken"));
}

static void
press_new_token (void)
{
  GtkWidget *label = herald_ui_find_named (get_page (), GTK_TYPE_LABEL, "New Token");

  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
  herald_ui_settle ();
}

static void
test_tokens_are_made_and_copied (void)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture.window));
  g_auto (GValue) copied = G_VALUE_INIT;
  GtkWidget *row;

  begin_new ();
  herald_page_go_back (HERALD_PAGE (get_page ()));
  gtk_widget_activate (herald_ui_find_named (get_page (), HERALD_TYPE_APP_ROW, "Contoso Shop"));
  herald_ui_settle ();
  g_assert_nonnull (get_editor ());
  herald_ui_wait_for (has_a_token, NULL, "the seed's token");
  press_new_token ();
  respond ("create");
  wait_for_text (GTK_WIDGET (fixture.window), "Access token made");
  herald_ui_wait_for (has_new_token, NULL, "the new token");

  herald_clipboard_clear_secret ();
  row = herald_ui_find_named (get_page (), HERALD_TYPE_TOKEN_ROW, "Access token");
  g_signal_emit_by_name (herald_ui_find (row, GTK_TYPE_BUTTON), "clicked");
  wait_for_text (GTK_WIDGET (fixture.window), "it leaves the clipboard");
  g_value_init (&copied, G_TYPE_STRING);
  g_assert_true (
    gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &copied, NULL));
  g_assert_cmpuint (strlen (g_value_get_string (&copied)), >=, 300);
  g_assert_false (herald_ui_shows (get_page (), g_value_get_string (&copied)));
  herald_clipboard_clear_secret ();
  g_assert_null (gdk_clipboard_get_content (clipboard));
}

static void
test_copied_secret_is_forgotten (void)
{
  GtkWidget          *window = GTK_WIDGET (fixture.window);
  GdkClipboard       *clipboard = gtk_widget_get_clipboard (window);
  GdkContentProvider *content;

  herald_clipboard_copy_secret (window, "a secret");
  content = gdk_clipboard_get_content (clipboard);
  g_assert_nonnull (content);
  g_object_add_weak_pointer (G_OBJECT (content), (gpointer *) &content);
  herald_clipboard_copy (window, "no secret");
  g_assert_null (content);
  herald_clipboard_clear_secret ();
  g_assert_nonnull (gdk_clipboard_get_content (clipboard));
}

static gboolean
is_gone (gpointer data)
{
  return get_editor () == NULL && !herald_ui_shows (get_page (), "Short-lived");
}

static void
test_deleting_names_what_goes (void)
{
  begin_new ();
  type ("Name", "Short-lived");
  save ();
  gtk_widget_activate_action (GTK_WIDGET (get_editor ()), "page.delete", NULL);
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (GTK_WIDGET (find_dialog ()), "Delete “Short-lived”?"));
  respond ("delete");
  herald_ui_wait_for (is_gone, NULL, "the app to be deleted");
}

static HeraldEnvironment *
get_environment (void)
{
  return herald_session_get_environment (herald_workspace_get_session (fixture.workspace));
}

/* What is typed into the question; the answer is allowed only for the environment's name. */
static gboolean
type_name (const char *name)
{
  GtkWindow *dialog = find_dialog ();

  g_assert_nonnull (dialog);
  gtk_editable_set_text (GTK_EDITABLE (herald_ui_find (GTK_WIDGET (dialog), GTK_TYPE_ENTRY)), name);
  return adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "confirm");
}

/* In production every save is confirmed by the environment's name. */
static void
test_production_asks_for_its_name (void)
{
  g_autoptr (HeraldEmulatorInfo) info =
    g_object_ref (herald_session_get_emulator (herald_workspace_get_session (fixture.workspace)));
  char *id = herald_ui_organization_enter_production (&fixture, info);

  begin_new ();
  type ("Name", "In production");
  gtk_widget_activate_action (GTK_WIDGET (get_editor ()), "page.save", NULL);
  g_assert_true (
    herald_ui_shows (GTK_WIDGET (find_dialog ()), "is saved as a mobile app configuration"));
  g_assert_false (type_name ("something else"));
  respond ("cancel");
  g_assert_true (herald_app_editor_get_unsaved (get_editor ()));
  g_assert_true (can_save ());

  gtk_widget_activate_action (GTK_WIDGET (get_editor ()), "page.save", NULL);
  g_assert_true (type_name ("Live"));
  respond ("confirm");
  wait_for_text (GTK_WIDGET (fixture.window), "App saved");
  herald_ui_organization_remove (&fixture, id);
}

static void
test_read_only_saves_nothing (void)
{
  begin_new ();
  type ("Name", "Never saved");
  herald_environment_set_read_only (get_environment (), TRUE);
  gtk_widget_activate_action (GTK_WIDGET (get_editor ()), "page.save", NULL);
  g_assert_null (find_dialog ());
  wait_for_text (GTK_WIDGET (fixture.window), "is read-only in Herald");
  g_assert_true (herald_app_editor_get_unsaved (get_editor ()));
  herald_environment_set_read_only (get_environment (), FALSE);
  herald_app_editor_close (get_editor ());
  herald_page_go_back (HERALD_PAGE (get_page ()));
}

static gboolean
is_closed (gpointer data)
{
  return herald_workspace_get_session (fixture.workspace) == NULL;
}

/* It closes the environment; the last of all. */
static void
test_locking_asks_too (void)
{
  begin_new ();
  type ("Name", "Never saved");
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.lock", NULL);
  respond ("cancel");
  g_assert_false (is_closed (NULL));
  g_assert_true (herald_app_editor_get_unsaved (get_editor ()));
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.lock", NULL);
  respond ("discard");
  herald_ui_wait_for (is_closed, NULL, "the environment to close");
  g_assert_false (herald_page_get_unsaved (HERALD_PAGE (get_page ())));
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);

  g_test_add_func ("/ui/apps/lists-the-seed", test_lists_the_seed);
  g_test_add_func ("/ui/apps/new-form-is-empty-not-wrong", test_new_form_is_empty_not_wrong);
  g_test_add_func ("/ui/apps/findings-while-typing", test_findings_while_typing);
  g_test_add_func ("/ui/apps/key-id-is-read-from-the-file-name",
                   test_key_id_is_read_from_the_file_name);
  g_test_add_func ("/ui/apps/wrong-files-are-named", test_wrong_files_are_named);
  g_test_add_func ("/ui/apps/leaving-asks", test_leaving_asks_when_something_would_be_lost);
  g_test_add_func ("/ui/apps/closing-the-window-asks-too", test_closing_the_window_asks_too);
  g_test_add_func ("/ui/apps/an-apps-life", test_an_apps_life);
  g_test_add_func ("/ui/apps/tokens-are-made-and-copied", test_tokens_are_made_and_copied);
  g_test_add_func ("/ui/apps/copied-secret-is-forgotten", test_copied_secret_is_forgotten);
  g_test_add_func ("/ui/apps/deleting-names-what-goes", test_deleting_names_what_goes);
  g_test_add_func ("/ui/apps/production-asks-for-its-name", test_production_asks_for_its_name);
  g_test_add_func ("/ui/apps/read-only-saves-nothing", test_read_only_saves_nothing);
  g_test_add_func ("/ui/apps/locking-asks-too", test_locking_asks_too);
  status = g_test_run ();
  herald_ui_fixture_close (&fixture);
  return status;
}
