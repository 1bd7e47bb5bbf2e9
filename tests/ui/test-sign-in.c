/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in to an organisation from the window. The organisation is the emulator by its https
 * address, saved as a foreign one; the browser is played by a thread of this program. */
#include "config.h"

#include "core/herald-account.h"
#include "herald-ui-fixture.h"
#include "herald-ui-organization.h"
#include "ui/herald-connection-dialog.h"
#include "ui/herald-qr-code.h"
#include "ui/herald-sign-in-dialog.h"
#include "ui/herald-ui.h"

#include <libsoup/soup.h>
#include <string.h>

#define ADMINISTRATOR "admin@contosoltd.com"
#define COLLEAGUE "marketing@contosoltd.com"

static HeraldUiFixture     fixture;
static HeraldEmulatorInfo *info;    /* (owned) */
static SoupSession        *browser; /* (owned) */

/* What the person does in the browser. */
typedef struct
{
  char       *url; /* (owned) (nullable): the page that was opened */
  const char *who; /* (nullable): NULL presses Cancel */
  gint        done;
} Visit;

static gboolean
is_open (gpointer data)
{
  return herald_workspace_get_state (fixture.workspace) == HERALD_WORKSPACE_OPEN;
}

static gboolean
has_failed (gpointer data)
{
  return herald_workspace_get_state (fixture.workspace) == HERALD_WORKSPACE_FAILED;
}

static gboolean
has_visited (gpointer visit)
{
  return g_atomic_int_get (&((Visit *) visit)->done) != 0;
}

static GtkWidget *
find_window (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (g_type_is_a (G_OBJECT_TYPE (item->data), type))
      return item->data;
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static void
respond (const char *response)
{
  GtkWidget *dialog;

  herald_ui_wait_for (has_dialog, NULL, "the question");
  dialog = find_window (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Follows redirects, as a browser does. */
static char *
fetch (const char *url, const char *form)
{
  g_autoptr (SoupMessage) message = soup_message_new (form != NULL ? "POST" : "GET", url);
  g_autoptr (GBytes) body = form != NULL ? g_bytes_new (form, strlen (form)) : NULL;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GError) error = NULL;

  if (form != NULL)
    soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
  page = soup_session_send_and_read (browser, message, NULL, &error);
  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
}

static char *
find (const char *page, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (regex, page, G_REGEX_MATCH_DEFAULT, &match))
    g_error ("“%s” is not in %s", pattern, page);
  return g_match_info_fetch (match, 1);
}

static gpointer
visit_thread (gpointer data)
{
  Visit           *visit = data;
  g_autofree char *page = fetch (visit->url, NULL);
  g_autofree char *action = find (page, "action=\"([^\"]*)\"");
  g_autofree char *name = find (page, "type=\"hidden\" name=\"([^\"]*)\"");
  g_autofree char *value = find (page, "type=\"hidden\" name=\"[^\"]*\" value=\"([^\"]*)\"");
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);
  g_autofree char *url = g_strconcat (herald_emulator_info_get_https (info), action, NULL);
  g_autofree char *button = NULL;
  g_autofree char *form = NULL;
  g_autofree char *answer = NULL;

  if (visit->who != NULL)
    {
      g_autofree char *pattern =
        g_strdup_printf ("name=\"user\" value=\"([^\"]*)\">[^<]*<small>%s<", visit->who);

      button = find (page, pattern);
    }
  form = button != NULL ? g_strdup_printf ("%s=%s&user=%s", name, escaped, button)
                        : g_strdup_printf ("%s=%s&cancel=1", name, escaped);
  answer = fetch (url, form);
  g_atomic_int_set (&visit->done, 1);
  return NULL;
}

/* In place of the system's browser. */
static gboolean
open_page (const char *url, gpointer user_data, GError **error)
{
  Visit *visit = user_data;

  g_free (visit->url);
  visit->url = g_strdup (url);
  return TRUE;
}

static gboolean
has_page (gpointer visit)
{
  return ((Visit *) visit)->url != NULL;
}

static void
go_there (Visit *visit)
{
  GThread *thread = g_thread_new ("browser", visit_thread, visit);

  herald_ui_wait_for (has_visited, visit, "the browser");
  g_thread_join (thread);
}

/* An organisation that nobody has signed in to, chosen in the window. */
static char *
set_up (void)
{
  char *id = herald_ui_organization_add (&fixture, info);

  herald_ui_organization_open (&fixture, id);
  return id;
}

static void
tear_down (char *id)
{
  herald_ui_organization_remove (&fixture, id);
}

static void
signed_in_cb (HeraldWorkspace *workspace)
{
  herald_workspace_retry (workspace);
}

static GtkWidget *
open_dialog (Visit *visit, const char *row)
{
  HeraldSignInDialog *dialog =
    herald_sign_in_dialog_new (GTK_WINDOW (fixture.window), fixture.workspace,
                               herald_workspace_get_environment (fixture.workspace), open_page,
                               visit);

  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (signed_in_cb), fixture.workspace,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  herald_ui_settle ();
  g_signal_emit_by_name (herald_ui_find_named (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, row),
                         "activated");
  return GTK_WIDGET (dialog);
}

static void
press (GtkWidget *root, const char *label)
{
  GtkWidget *button = herald_ui_find_named (root, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  herald_ui_settle ();
}

static void
sign_in_as (const char *who)
{
  Visit visit = { .who = who };

  open_dialog (&visit, "Open the _browser");
  herald_ui_wait_for (has_page, &visit, "the sign-in page");
  go_there (&visit);
  g_free (visit.url);
}

static void
clipboard_read_cb (GObject *source, GAsyncResult *result, gpointer text)
{
  *(char **) text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_set (gpointer text)
{
  return *(char **) text != NULL;
}

static void
test_browser (void)
{
  char            *id = set_up ();
  Visit            visit = { .who = ADMINISTRATOR };
  g_autofree char *copied = NULL;
  GtkWidget       *dialog;
  HeraldSession   *session;

  g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), "sign in first"));
  g_assert_nonnull (
    herald_ui_find_named (GTK_WIDGET (fixture.window), GTK_TYPE_BUTTON, "_Sign In…"));
  dialog = open_dialog (&visit, "Open the _browser");
  herald_ui_wait_for (has_page, &visit, "the sign-in page");
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (dialog, "Waiting for the Browser"));
  press (dialog, "Copy _Address");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (dialog), NULL, clipboard_read_cb,
                                 &copied);
  herald_ui_wait_for (is_set, &copied, "the copied address");
  g_assert_cmpstr (copied, ==, visit.url);
  go_there (&visit);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  herald_ui_settle ();

  session = herald_workspace_get_session (fixture.workspace);
  g_assert_cmpstr (herald_environment_get (herald_session_get_environment (session),
                                           HERALD_ENVIRONMENT_ACCOUNT),
                   ==, ADMINISTRATOR);
  g_assert_null (herald_session_get_emulator (session));
  g_assert_true (herald_page_get_session (herald_window_get_page (fixture.window, "people")) ==
                 session);
  g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), "Test – Org"));
  g_assert_false (herald_ui_shows (GTK_WIDGET (fixture.window), "nothing leaves this computer"));
  g_assert_null (find_window (HERALD_TYPE_SIGN_IN_DIALOG));
  g_free (visit.url);
  tear_down (id);
}

static void
test_cancelled (void)
{
  char      *id = set_up ();
  Visit      visit = { .who = NULL };
  GtkWidget *dialog = open_dialog (&visit, "Open the _browser");

  herald_ui_wait_for (has_page, &visit, "the sign-in page");
  herald_ui_settle ();
  gtk_widget_activate_action (dialog, "sign-in.choose", NULL);
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (dialog, "How Do You Want to Sign In?"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  herald_workspace_retry (fixture.workspace);
  herald_ui_wait_for (has_failed, NULL, "nobody to be signed in");
  g_free (visit.url);
  tear_down (id);
}

static gboolean
tells_of_decline (gpointer dialog)
{
  return herald_ui_shows (dialog, "The sign-in was declined");
}

/* What the service said itself can be handed on. */
static void
assert_tells_details (GtkWidget *dialog)
{
  g_autofree char *copied = NULL;

  g_assert_true (herald_ui_shows (dialog, "Correlation ID: "));
  press (dialog, "Copy _Details");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (dialog), NULL, clipboard_read_cb,
                                 &copied);
  herald_ui_wait_for (is_set, &copied, "the copied details");
  g_assert_true (g_str_has_prefix (copied, "The sign-in was declined"));
  g_assert_nonnull (strstr (copied, "Correlation ID: "));
}

static void
test_declined_and_again (void)
{
  char      *id = set_up ();
  Visit      visit = { .who = NULL };
  GtkWidget *dialog = open_dialog (&visit, "Open the _browser");

  herald_ui_wait_for (has_page, &visit, "the sign-in page");
  go_there (&visit);
  herald_ui_wait_for (tells_of_decline, dialog, "the refusal to be told");
  assert_tells_details (dialog);
  g_clear_pointer (&visit.url, g_free);
  visit.done = 0;
  visit.who = ADMINISTRATOR;
  press (dialog, "_Open the Browser Again");
  herald_ui_wait_for (has_page, &visit, "another sign-in page");
  go_there (&visit);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  g_free (visit.url);
  tear_down (id);
}

static gboolean
selects_text (GtkWidget *root)
{
  if (GTK_IS_LABEL (root) && gtk_label_get_selection_bounds (GTK_LABEL (root), NULL, NULL))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (selects_text (child))
      return TRUE;
  return FALSE;
}

static void
test_code (void)
{
  char            *id = set_up ();
  GtkWidget       *dialog = open_dialog (NULL, "Use a _code");
  g_autofree char *address = NULL;

  herald_ui_wait_for_code (dialog);
  herald_ui_settle ();
  g_assert_cmpuint (strlen (herald_ui_find_code (dialog)), >=, 6);
  g_object_get (herald_ui_find (dialog, HERALD_TYPE_QR_CODE), "text", &address, NULL);
  g_assert_true (herald_ui_shows (dialog, address));
  g_assert_false (selects_text (dialog));
  g_assert_true (herald_ui_shows (dialog, "Waiting for 1"));
  herald_ui_approve (info, dialog, ADMINISTRATOR);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  tear_down (id);
}

/* Between the page that says “Herald goes on” and the end somebody has to be seen to work. */
static void
test_finishing (void)
{
  char            *id = set_up ();
  Visit            visit = { .who = ADMINISTRATOR };
  GtkWidget       *dialog = open_dialog (&visit, "Open the _browser");
  g_autofree char *fault =
    g_strdup_printf ("{\"match\":{\"method\":\"POST\",\"path\":\"/%s/oauth2/v2.0/"
                     "token\"},\"times\":1,"
                     "\"do\":{\"delayMs\":1500}}",
                     herald_emulator_info_get (info, HERALD_EMULATOR_INFO_TENANT_ID));

  herald_ui_wait_for (has_page, &visit, "the sign-in page");
  herald_ui_administer (info, "POST", "/_herald/faults", fault);
  go_there (&visit);
  herald_ui_wait_for_text (dialog, "Finishing the Sign-In…");
  g_assert_nonnull (herald_ui_find_named (dialog, GTK_TYPE_BUTTON, "_Cancel"));
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  g_free (visit.url);
  tear_down (id);
}

/* Nobody comes back in time: one press opens the browser once more. */
static void
test_too_late (void)
{
  char      *id = set_up ();
  Visit      visit = { .who = ADMINISTRATOR };
  GtkWidget *dialog =
    GTK_WIDGET (herald_sign_in_dialog_new (GTK_WINDOW (fixture.window), fixture.workspace,
                                           herald_workspace_get_environment (fixture.workspace),
                                           open_page, &visit));

  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (signed_in_cb), fixture.workspace,
                           G_CONNECT_SWAPPED);
  g_object_set (dialog, "browser-seconds", 1, NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  herald_ui_settle ();
  g_signal_emit_by_name (herald_ui_find_named (dialog, ADW_TYPE_ACTION_ROW, "Open the _browser"),
                         "activated");
  herald_ui_wait_for_text (dialog, "Nobody signed in within the time");
  g_assert_true (has_page (&visit));
  g_clear_pointer (&visit.url, g_free);
  g_object_set (dialog, "browser-seconds", 300, NULL);
  press (dialog, "_Open the Browser Again");
  herald_ui_wait_for (has_page, &visit, "another sign-in page");
  g_assert_true (herald_ui_shows (dialog, "Waiting for 5:00") ||
                 herald_ui_shows (dialog, "Waiting for 4:"));
  go_there (&visit);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  g_free (visit.url);
  tear_down (id);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer is_signed_in)
{
  *(int *) is_signed_in = herald_account_check_finish (HERALD_ACCOUNT (source), result, NULL);
}

static gboolean
is_known (gpointer is_signed_in)
{
  return *(int *) is_signed_in >= 0;
}

static void
test_sign_out (void)
{
  char *id = set_up ();
  g_autoptr (HeraldEnvironment) was = NULL;
  g_autoptr (HeraldAccount) account = NULL;
  int is_signed_in = -1;

  sign_in_as (ADMINISTRATOR);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  was = herald_environment_copy (herald_workspace_get_environment (fixture.workspace));
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.sign-out", NULL);
  respond ("sign-out");
  herald_ui_wait_for (has_failed, NULL, "nobody to be signed in");
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), "sign in first"));
  g_assert_cmpstr (herald_environment_get (herald_workspace_get_environment (fixture.workspace),
                                           HERALD_ENVIRONMENT_ACCOUNT),
                   ==, "");
  account = herald_account_open (was, herald_workspace_get_store (fixture.workspace),
                                 herald_workspace_get_secrets (fixture.workspace));
  herald_account_check_async (account, NULL, checked_cb, &is_signed_in);
  herald_ui_wait_for (is_known, &is_signed_in, "the keyring");
  g_assert_false (is_signed_in);
  tear_down (id);
}

/* Another user than the last time opens nothing until the person says that it is right. */
static void
test_other_user (void)
{
  char      *id = set_up ();
  GtkWidget *again;

  sign_in_as (ADMINISTRATOR);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  sign_in_as (COLLEAGUE);
  herald_ui_wait_for (has_failed, NULL, "the difference to be noticed");
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), "but"));
  g_assert_null (herald_page_get_session (herald_window_get_page (fixture.window, "people")));
  again = herald_ui_find_named (GTK_WIDGET (fixture.window), GTK_TYPE_BUTTON, "_Sign In Again…");
  g_assert_true (gtk_widget_has_css_class (again, "suggested-action"));
  g_signal_emit_by_name (again, "clicked");
  herald_ui_settle ();
  g_assert_nonnull (herald_ui_find_window (HERALD_TYPE_SIGN_IN_DIALOG));
  gtk_window_destroy (GTK_WINDOW (herald_ui_find_window (HERALD_TYPE_SIGN_IN_DIALOG)));
  press (GTK_WIDGET (fixture.window), "_Accept the Change…");
  respond ("cancel");
  g_assert_true (has_failed (NULL));
  press (GTK_WIDGET (fixture.window), "_Accept the Change…");
  respond ("accept");
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  g_assert_cmpstr (herald_environment_get (herald_workspace_get_environment (fixture.workspace),
                                           HERALD_ENVIRONMENT_ACCOUNT),
                   ==, COLLEAGUE);
  tear_down (id);
}

static HeraldWindow *
find_second_window (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (HERALD_IS_WINDOW (item->data) && item->data != fixture.window)
      return item->data;
  return NULL;
}

static gboolean
is_open_in (gpointer window)
{
  return herald_workspace_get_session (herald_window_get_workspace (window)) != NULL;
}

static gboolean
is_emulated_in (gpointer window)
{
  HeraldSession *session = herald_workspace_get_session (herald_window_get_workspace (window));

  return session != NULL && herald_session_get_emulator (session) != NULL;
}

static gboolean
is_foreign_in (gpointer window)
{
  return is_open_in (window) && !is_emulated_in (window);
}

/* Each window has a session of its own; closing one leaves the other, and the emulator, alone. */
static void
test_two_windows (void)
{
  char          *id = set_up ();
  HeraldWindow  *second;
  HeraldSession *session;

  sign_in_as (ADMINISTRATOR);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.new-window", "s", id);
  g_assert_null (find_second_window ());
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.new-window", "s",
                              HERALD_EMULATOR_ENVIRONMENT_ID);
  second = find_second_window ();
  g_assert_nonnull (second);
  herald_ui_wait_for (is_open_in, second, "the emulator in a second window");
  herald_ui_settle ();

  session = herald_workspace_get_session (fixture.workspace);
  g_assert_true (session != herald_workspace_get_session (herald_window_get_workspace (second)));
  g_assert_true (herald_page_get_session (herald_window_get_page (fixture.window, "people")) ==
                 session);
  g_assert_true (herald_ui_shows (GTK_WIDGET (second), "nothing leaves this computer"));
  g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), "Test – Org"));
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (fixture.window)), "Org"));
  g_assert_null (strstr (gtk_window_get_title (GTK_WINDOW (second)), "Org"));

  gtk_window_destroy (GTK_WINDOW (second));
  herald_ui_settle ();
  g_assert_true (herald_workspace_get_session (fixture.workspace) == session);
  herald_workspace_retry (fixture.workspace);
  herald_ui_wait_for (is_open, NULL, "the organisation to open once more");
  tear_down (id);
}

/* A window whose environment another one removes goes back to the emulator. */
static void
test_removed_in_another_window (void)
{
  char         *id = set_up ();
  HeraldWindow *second;

  sign_in_as (ADMINISTRATOR);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  herald_workspace_select (fixture.workspace, HERALD_EMULATOR_ENVIRONMENT_ID);
  herald_ui_wait_for (is_open, NULL, "the emulator");
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.new-window", "s", id);
  second = find_second_window ();
  g_assert_nonnull (second);
  herald_ui_wait_for (is_open_in, second, "the organisation in a second window");
  g_assert_false (is_emulated_in (second));
  tear_down (id);
  herald_ui_wait_for (is_emulated_in, second, "the emulator in the second window");
  gtk_window_destroy (GTK_WINDOW (second));
  herald_ui_settle ();
  g_assert_true (is_open (NULL));
}

static gboolean
wants_sign_in (gpointer window)
{
  return herald_ui_shows (window, "sign in first");
}

/* A window goes on with no sign-in that another one has ended. */
static void
test_signed_out_in_another_window (void)
{
  char         *id = set_up ();
  HeraldWindow *second;

  sign_in_as (ADMINISTRATOR);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.new-window", "s",
                              HERALD_EMULATOR_ENVIRONMENT_ID);
  second = find_second_window ();
  g_assert_nonnull (second);
  herald_ui_wait_for (is_emulated_in, second, "the emulator in a second window");
  gtk_widget_activate_action (GTK_WIDGET (second), "win.environment", "s", id);
  herald_ui_wait_for (is_foreign_in, second, "the organisation in the second window");

  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.sign-out", NULL);
  respond ("sign-out");
  herald_ui_wait_for (has_failed, NULL, "the sign-in to be gone");
  herald_ui_wait_for (wants_sign_in, second, "the sign-in to be gone in the second window");
  g_assert_false (is_open_in (second));
  gtk_window_destroy (GTK_WINDOW (second));
  herald_ui_settle ();
  tear_down (id);
}

static gboolean
is_gone (gpointer object)
{
  return *(gpointer *) object == NULL;
}

static gboolean
has_run (gpointer dialog)
{
  return !herald_connection_dialog_is_running (dialog);
}

/* Works before anybody signed in, and says what to do; afterwards every step is good. */
static void
test_connection (void)
{
  char                   *id = set_up ();
  HeraldConnectionDialog *dialog;

  press (GTK_WIDGET (fixture.window), "_Test the Connection…");
  dialog = HERALD_CONNECTION_DIALOG (find_window (HERALD_TYPE_CONNECTION_DIALOG));
  g_assert_nonnull (dialog);
  herald_ui_wait_for (has_run, dialog, "the test");
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (GTK_WIDGET (dialog), "Something does not work"));
  g_assert_true (herald_ui_shows (GTK_WIDGET (dialog), "Nobody is signed in"));
  g_assert_true (herald_ui_shows (GTK_WIDGET (dialog), " ms"));
  gtk_window_destroy (GTK_WINDOW (dialog));

  sign_in_as (ADMINISTRATOR);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  dialog = herald_connection_dialog_present (GTK_WINDOW (fixture.window), fixture.workspace);
  herald_ui_wait_for (has_run, dialog, "the test");
  herald_ui_settle ();
  g_assert_false (herald_ui_shows (GTK_WIDGET (dialog), "Something does not work"));
  g_assert_true (herald_ui_shows (GTK_WIDGET (dialog), "works"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  tear_down (id);
}

/* Closing the dialog ends the test. */
static void
test_connection_closed_early (void)
{
  HeraldConnectionDialog *dialog =
    herald_connection_dialog_present (GTK_WINDOW (fixture.window), fixture.workspace);

  g_assert_nonnull (dialog);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  herald_ui_wait_for (is_gone, &dialog, "the dialog to go");
}

/* Each of the three corners has a dark ring of seven modules with a light one inside. */
static void
test_qr_code (void)
{
  HeraldQrCode *code = g_object_ref_sink (g_object_new (HERALD_TYPE_QR_CODE, NULL));
  int           width;

  g_assert_cmpint (herald_qr_code_get_width (code), ==, 0);
  herald_qr_code_set_text (code, "https://microsoft.com/devicelogin");
  width = herald_qr_code_get_width (code);
  g_assert_cmpint (width, >=, 21);
  g_assert_cmpint (width % 4, ==, 1);
  for (int i = 0; i < 7; i++)
    {
      g_assert_true (herald_qr_code_is_dark (code, i, 0));
      g_assert_true (herald_qr_code_is_dark (code, width - 1 - i, 0));
      g_assert_true (herald_qr_code_is_dark (code, 0, width - 1 - i));
    }
  g_assert_false (herald_qr_code_is_dark (code, 1, 1));
  g_assert_true (herald_qr_code_is_dark (code, 3, 3));
  herald_qr_code_set_text (code, NULL);
  g_assert_cmpint (herald_qr_code_get_width (code), ==, 0);
  g_assert_finalize_object (code);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);
  info =
    g_object_ref (herald_session_get_emulator (herald_workspace_get_session (fixture.workspace)));
  database = g_tls_file_database_new (herald_emulator_info_get_ca_path (info), &error);
  g_assert_no_error (error);
  browser = soup_session_new_with_options ("tls-database", database, NULL);

  g_test_add_func ("/ui/sign-in/browser", test_browser);
  g_test_add_func ("/ui/sign-in/cancelled", test_cancelled);
  g_test_add_func ("/ui/sign-in/declined-and-again", test_declined_and_again);
  g_test_add_func ("/ui/sign-in/code", test_code);
  g_test_add_func ("/ui/sign-in/finishing", test_finishing);
  g_test_add_func ("/ui/sign-in/too-late", test_too_late);
  g_test_add_func ("/ui/sign-in/sign-out", test_sign_out);
  g_test_add_func ("/ui/sign-in/other-user", test_other_user);
  g_test_add_func ("/ui/sign-in/two-windows", test_two_windows);
  g_test_add_func ("/ui/sign-in/removed-in-another-window", test_removed_in_another_window);
  g_test_add_func ("/ui/sign-in/signed-out-in-another-window", test_signed_out_in_another_window);
  g_test_add_func ("/ui/sign-in/connection", test_connection);
  g_test_add_func ("/ui/sign-in/connection-closed-early", test_connection_closed_early);
  g_test_add_func ("/ui/sign-in/qr-code", test_qr_code);
  status = g_test_run ();
  g_clear_object (&browser);
  g_clear_object (&info);
  herald_ui_fixture_close (&fixture);
  return status;
}
