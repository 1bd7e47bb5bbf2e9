/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window while a service lets it wait: it says for how long, everything else goes on, and what
 * is given up is neither sent again nor done twice. */
#include "config.h"

#include "core/herald-session.h"
#include "herald-ui-fixture.h"
#include "herald-ui-organization.h"
#include "model/herald-system-user.h"
#include "ui/herald-inapp-composer.h"
#include "ui/herald-people-finder.h"
#include "ui/herald-person-row.h"
#include "ui/herald-person-view.h"
#include "ui/herald-push-composer.h"
#include "ui/herald-recipient-picker.h"
#include "ui/herald-ui.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

#define CONTACTS "/api/data/v9.2/contacts"
#define APPS "/api/data/v9.2/msdynmkt_mobileapp*"
#define REGISTRATION "/api/v1.0/orgs/*/pushdeviceregistration/devices"
#define FCM "/v1/projects/*"
#define NOTIFICATIONS "/api/data/v9.2/SendAppNotification"
#define IPHONE_TOKEN "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ANDROID_TOKEN "dXZ4aGVyYWxk:APA91b0123456789abcdefghijklmnopqrs"
#define ANDREW "andrew@contosoltd.com"

static HeraldUiFixture fixture;

static HeraldEmulatorInfo *
get_info (void)
{
  return herald_session_get_emulator (herald_workspace_get_session (fixture.workspace));
}

static GtkWidget *
get_page (const char *name)
{
  return GTK_WIDGET (herald_window_get_page (fixture.window, name));
}

static void
add_fault (const char *path, const char *what)
{
  g_autofree char *json =
    g_strdup_printf ("{\"match\":{\"path\":\"%s\"},\"times\":1,\"do\":{%s}}", path, what);

  herald_ui_administer (get_info (), "POST", "/_herald/faults", json);
}

/* How many requests of that path the service has answered; not the one that it is silent to. */
static guint
count_requests (const char *path)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strdup_printf ("%s/_herald/log?path=%s&limit=500",
                                          herald_emulator_info_get_http (get_info ()), path);
  g_autofree char *bearer =
    g_strconcat ("Bearer ", herald_emulator_info_get_admin_token (get_info ()), NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  json_parser_load_from_data (parser, g_bytes_get_data (answer, NULL),
                              (gssize) g_bytes_get_size (answer), &error);
  g_assert_no_error (error);
  return json_array_get_length (json_node_get_array (json_parser_get_root (parser)));
}

static void
begin (void)
{
  herald_ui_administer (get_info (), "DELETE", "/_herald/faults", "");
  herald_ui_administer (get_info (), "DELETE", "/_herald/log", "");
}

static void
press (GtkWidget *root, const char *label)
{
  GtkWidget *button = herald_ui_find_named (root, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static GtkWidget *
look_up (void)
{
  GtkWidget *page;
  GtkWidget *finder;

  herald_window_open (fixture.window, "people");
  page = get_page ("people");
  finder = herald_ui_find (page, HERALD_TYPE_PEOPLE_FINDER);
  g_assert_nonnull (finder);
  herald_people_finder_set_text (HERALD_PEOPLE_FINDER (finder), ANDREW);
  herald_people_finder_search (HERALD_PEOPLE_FINDER (finder));
  return page;
}

static gboolean
has_read_apps (gpointer n_before)
{
  return count_requests (APPS) > *(guint *) n_before;
}

/* Work on another page, which has to succeed meanwhile; then back to the page of @name. */
static void
work_elsewhere (const char *name)
{
  guint n_before;

  herald_window_open (fixture.window, "apps");
  herald_ui_wait_for_text (get_page ("apps"), "Contoso Shop");
  n_before = count_requests (APPS);
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.refresh", NULL);
  herald_ui_wait_for (has_read_apps, &n_before, "the apps to be read again");
  herald_ui_wait_for_text (get_page ("apps"), "Contoso Shop");
  herald_window_open (fixture.window, name);
}

static GtkLabel *
find_countdown (GtkWidget *root)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root) &&
      strstr (gtk_label_get_text (GTK_LABEL (root)), "takes no more now") != NULL)
    return GTK_LABEL (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkLabel *found = find_countdown (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
counts_down (gpointer first)
{
  GtkLabel *label = find_countdown (GTK_WIDGET (fixture.window));

  return label != NULL && strcmp (gtk_label_get_text (label), first) != 0;
}

static gboolean
has_no_countdown (gpointer page)
{
  return find_countdown (page) == NULL;
}

static gboolean
is_open (gpointer data)
{
  return herald_workspace_get_state (fixture.workspace) == HERALD_WORKSPACE_OPEN;
}

static gboolean
has_person (gpointer page)
{
  return herald_ui_find (page, HERALD_TYPE_PERSON_ROW) != NULL;
}

/* What waits, why and how long yet stands on every page, and one button ends it. */
static void
test_countdown (void)
{
  GtkWidget       *page;
  g_autofree char *first = NULL;

  begin ();
  add_fault (CONTACTS, "\"status\":429,\"retryAfter\":40");
  page = look_up ();
  herald_ui_wait_for_text (page, "Dataverse takes no more now");
  first = g_strdup (gtk_label_get_text (find_countdown (page)));
  g_assert_nonnull (strstr (first, "GET contacts"));
  herald_ui_wait_for (counts_down, first, "the time to pass");
  herald_window_open (fixture.window, "overview");
  herald_ui_wait_for_text (get_page ("overview"), "Dataverse takes no more now");
  herald_window_open (fixture.window, "people");
  press (page, "Stop Waiting");
  herald_ui_wait_for_text (page, "You stopped waiting for the service");
  herald_ui_wait_for (has_no_countdown, page, "the countdown to go");
  g_assert_cmpuint (count_requests (CONTACTS), ==, 1);
}

/* The time that was asked for passes: the request goes on by itself, once. */
static void
test_goes_on (void)
{
  GtkWidget *page;

  begin ();
  /* What the countdown before asked for is over. */
  herald_workspace_retry (fixture.workspace);
  herald_ui_wait_for (is_open, NULL, "the environment");
  add_fault (CONTACTS, "\"status\":429,\"retryAfter\":2");
  page = look_up ();
  herald_ui_wait_for_text (page, "Dataverse takes no more now");
  herald_ui_wait_for (has_person, page, "the person");
  g_assert_true (has_no_countdown (page));
  g_assert_cmpuint (count_requests (CONTACTS), ==, 2);
}

/* A look-up that gets no answer holds nothing else up, and can be given up. */
static void
test_silent_look_up (void)
{
  GtkWidget *page;

  begin ();
  add_fault (CONTACTS, "\"delayMs\":200000");
  page = look_up ();
  herald_ui_wait_for_text (page, "Looking in Contacts and Leads");
  work_elsewhere ("people");
  g_assert_true (herald_ui_shows (page, "Looking in Contacts and Leads"));
  press (page, "_Cancel");
  herald_ui_settle ();
  g_assert_false (herald_ui_shows (page, "Looking in Contacts and Leads"));
  g_assert_cmpuint (count_requests (CONTACTS), ==, 0);
  look_up ();
  herald_ui_wait_for (has_person, page, "the person");
  g_assert_cmpuint (count_requests (CONTACTS), ==, 1);
}

static gboolean
is_ready_to_register (gpointer page)
{
  GtkWidget *row = herald_ui_find_named (page, ADW_TYPE_ENTRY_ROW, "Device token");
  GtkWidget *button = herald_ui_find_named (page, GTK_TYPE_BUTTON, "_Register");

  if (row == NULL || button == NULL)
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (row), IPHONE_TOKEN);
  return gtk_widget_get_sensitive (button);
}

static gboolean
has_stopped (gpointer page)
{
  return herald_ui_find_named (page, GTK_TYPE_BUTTON, "_Stop Waiting") == NULL;
}

/* A write that gets no answer: nothing else is held up, giving it up says that it may have been
 * done, and it is sent once. */
static void
test_silent_registration (void)
{
  GtkWidget *page;

  begin ();
  page = look_up ();
  herald_ui_wait_for (has_person, page, "the person");
  g_signal_emit_by_name (herald_ui_find (page, HERALD_TYPE_PERSON_ROW), "activated");
  herald_ui_wait_for_text (page, "Devices");
  gtk_widget_activate_action (herald_ui_find (page, HERALD_TYPE_PERSON_VIEW), "page.register",
                              NULL);
  herald_ui_wait_for (is_ready_to_register, page, "the form");
  add_fault (REGISTRATION, "\"delayMs\":200000");
  press (page, "_Register");
  herald_ui_wait_for_text (page, "Sending");
  work_elsewhere ("people");
  g_assert_true (herald_ui_shows (page, "Sending"));
  press (page, "_Stop Waiting");
  herald_ui_wait_for (has_stopped, page, "the registration to be given up");
  herald_ui_settle ();
  g_assert_cmpuint (count_requests (REGISTRATION), ==, 0);
}

static gboolean
has_app (gpointer composer)
{
  return herald_push_composer_get_app (composer) != NULL;
}

/* The button that ends it goes when it has ended. */
static gboolean
is_over (gpointer page)
{
  return herald_ui_find_named (page, GTK_TYPE_BUTTON, "_Cancel") == NULL;
}

/* Sends what the page of @name holds, to a service that is silent, and works on elsewhere first. */
static void
send_and_give_up (GtkWidget *page, const char *name)
{
  press (page, "_Send");
  herald_ui_settle ();
  work_elsewhere (name);
  g_assert_false (is_over (page));
  press (page, "_Cancel");
  herald_ui_wait_for (is_over, page, "the send to end");
  herald_ui_wait_for_text (GTK_WIDGET (fixture.window), "what was sent already stays sent");
}

/* By its token, so that nobody has to be registered. */
static void
choose_android (GtkWidget *page)
{
  GtkWidget *picker = herald_ui_find (page, HERALD_TYPE_RECIPIENT_PICKER);

  gtk_stack_set_visible_child_name (GTK_STACK (herald_ui_find (picker, GTK_TYPE_STACK)), "token");
  herald_ui_settle ();
  adw_combo_row_set_selected (ADW_COMBO_ROW (herald_ui_find (picker, ADW_TYPE_COMBO_ROW)), 1);
  gtk_editable_set_text (GTK_EDITABLE (
                           herald_ui_find_named (picker, ADW_TYPE_ENTRY_ROW, "Device token")),
                         ANDROID_TOKEN);
  press (picker, "_Add");
  g_assert_cmpuint (herald_recipient_picker_get_devices (HERALD_RECIPIENT_PICKER (picker))->len, ==,
                    1);
}

/* A push that gets no answer holds nothing else up and can be given up; it is sent once. */
static void
test_silent_push (void)
{
  GtkWidget          *page;
  HeraldPushComposer *composer;

  begin ();
  herald_window_open (fixture.window, "push");
  page = get_page ("push");
  g_assert_true (herald_page_create_new (HERALD_PAGE (page)));
  composer = HERALD_PUSH_COMPOSER (herald_ui_find (page, HERALD_TYPE_PUSH_COMPOSER));
  herald_push_message_set (herald_push_composer_get_message (composer), HERALD_PUSH_TITLE, "Sale");
  herald_ui_wait_for (has_app, composer, "the app");
  gtk_widget_activate_action (page, "push.send-test", NULL);
  herald_ui_settle ();
  choose_android (page);

  add_fault (FCM, "\"delayMs\":200000");
  send_and_give_up (page, "push");
  g_assert_true (herald_ui_shows (page, "0 delivered · 1 not"));
  g_assert_cmpuint (count_requests (FCM), ==, 0);
}

static void
test_silent_notification (void)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *page;

  begin ();
  g_ptr_array_add (users,
                   herald_system_user_new (herald_emulator_info_get (get_info (),
                                                                     HERALD_EMULATOR_INFO_USER_ID),
                                           "Alex Admin", "admin@contosoltd.com"));
  herald_inapp_message_set_title (message, "A case was assigned to you");
  herald_window_open (fixture.window, "inapp");
  page = get_page ("inapp");
  g_assert_true (herald_page_create_new (HERALD_PAGE (page)));
  herald_inapp_composer_set_message (HERALD_INAPP_COMPOSER (
                                       herald_ui_find (page, HERALD_TYPE_INAPP_COMPOSER)),
                                     message, users);
  herald_ui_settle ();

  add_fault (NOTIFICATIONS, "\"delayMs\":200000");
  send_and_give_up (page, "inapp");
  g_assert_cmpuint (count_requests (NOTIFICATIONS), ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);
  g_test_add_func ("/ui/stalls/countdown", test_countdown);
  g_test_add_func ("/ui/stalls/goes-on", test_goes_on);
  g_test_add_func ("/ui/stalls/silent-look-up", test_silent_look_up);
  g_test_add_func ("/ui/stalls/silent-registration", test_silent_registration);
  g_test_add_func ("/ui/stalls/silent-push", test_silent_push);
  g_test_add_func ("/ui/stalls/silent-notification", test_silent_notification);
  status = g_test_run ();
  herald_ui_fixture_close (&fixture);
  return status;
}
