/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The states of the People page: nothing searched, found, several, nobody, failed; a person's
 * devices; the register panel; the steps of a registration; the question before a clean-up. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-app.h"
#include "model/herald-phone.h"
#include "ui/herald-cleanup-dialog.h"
#include "ui/herald-device-row.h"
#include "ui/herald-exchange-row.h"
#include "ui/herald-people-finder.h"
#include "ui/herald-person-row.h"
#include "ui/herald-person-view.h"
#include "ui/herald-register-panel.h"
#include "ui/herald-registration-steps.h"
#include "ui/herald-ui.h"

#include <string.h>

#define HEX_64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define APP_ID "11111111-2222-3333-4444-555555555555"
#define OTHER_APP_ID "11111111-2222-3333-4444-666666666666"
#define THIRD_APP_ID "11111111-2222-3333-4444-777777777777"
#define USER_ID "99999999-2222-3333-4444-555555555555"

/* The first visible widget of @type below @widget, or whose text is @text. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (text == NULL ||
       (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL) ||
       (GTK_IS_BUTTON (widget) &&
        g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, text);

      if (found != NULL &&
          (!GTK_IS_STACK (widget) || gtk_stack_get_visible_child (GTK_STACK (widget)) == child))
        return found;
    }
  return NULL;
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  return find (widget, GTK_TYPE_LABEL, text) != NULL;
}

static guint
count (GtkWidget *widget, GType type)
{
  guint n_found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_found += count (child, type);
  return n_found;
}

static GtkWidget *
show_in_window (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

static HeraldPerson *
new_person (HeraldPersonTable table, const char *name, const char *query)
{
  HeraldPerson *person =
    herald_person_new (table, USER_ID, name, "andrew@contosoltd.com", "Contoso", NULL, 0);

  herald_person_set_query (person, query);
  return person;
}

static void
take_emails_cb (GtkWidget *finder, GStrv emails, char **joined)
{
  g_free (*joined);
  *joined = g_strjoinv ("|", emails);
}

static void
take_person_cb (GtkWidget *finder, HeraldPerson *person, HeraldPerson **taken)
{
  g_set_object (taken, person);
}

static void
test_finder_asks (void)
{
  GtkWidget       *finder = herald_people_finder_new ();
  GtkWidget       *window = show_in_window (finder);
  g_autofree char *joined = NULL;

  g_signal_connect (finder, "search", G_CALLBACK (take_emails_cb), &joined);
  g_assert_true (says (finder, "Find a Person"));
  herald_people_finder_search (HERALD_PEOPLE_FINDER (finder));
  g_assert_null (joined);
  herald_people_finder_set_text (HERALD_PEOPLE_FINDER (finder), "a@b.example, O'Brien+x@c.example");
  g_signal_emit_by_name (find (finder, GTK_TYPE_SEARCH_ENTRY, NULL), "activate");
  g_assert_cmpstr (joined, ==, "a@b.example|O'Brien+x@c.example");
  herald_people_finder_show_loading (HERALD_PEOPLE_FINDER (finder));
  g_assert_false (says (finder, "Find a Person"));
  g_assert_true (says (finder, "Looking in Contacts and Leads"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_finder_shows_all_matches (void)
{
  const char *const emails[] = { "andrew@contosoltd.com", NULL };
  GtkWidget        *finder = herald_people_finder_new ();
  GtkWidget        *window = show_in_window (finder);
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HeraldPerson) taken = NULL;

  g_ptr_array_add (people, new_person (HERALD_PERSON_CONTACT, "Andrew Dixon", NULL));
  g_ptr_array_add (people, new_person (HERALD_PERSON_LEAD, "A. Dixon", NULL));
  g_signal_connect (finder, "person-activated", G_CALLBACK (take_person_cb), &taken);
  herald_people_finder_show_results (HERALD_PEOPLE_FINDER (finder), emails, people);
  g_assert_cmpuint (count (finder, HERALD_TYPE_PERSON_ROW), ==, 2);
  g_assert_true (says (finder, "2 people have this address. Choose the right one."));
  g_assert_true (says (finder, "Lead"));
  g_assert_null (taken);
  adw_action_row_activate (ADW_ACTION_ROW (find (finder, HERALD_TYPE_PERSON_ROW, NULL)));
  g_assert_cmpstr (herald_person_get_name (taken), ==, "Andrew Dixon");
  gtk_test_accessible_assert_property (find (finder, HERALD_TYPE_PERSON_ROW, NULL),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Andrew Dixon, andrew@contosoltd.com · Contoso, Contact, "
                                       "Active");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Contacts have two addresses, so what was asked decides, not what is shown. */
static void
test_finder_groups_by_address (void)
{
  const char *const emails[] = { "one@b.example", "none@b.example", "TWO@b.example", NULL };
  GtkWidget        *finder = herald_people_finder_new ();
  GtkWidget        *window = show_in_window (finder);
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (people, new_person (HERALD_PERSON_CONTACT, "One", "one@b.example"));
  g_ptr_array_add (people, new_person (HERALD_PERSON_CONTACT, "Two", "two@B.example"));
  herald_people_finder_show_results (HERALD_PEOPLE_FINDER (finder), emails, people);
  g_assert_cmpuint (count (finder, HERALD_TYPE_PERSON_ROW), ==, 2);
  g_assert_true (says (finder, "No contact and no lead has this address."));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_finder_says_what_was_tried (void)
{
  const char *const emails[] = { "nobody@b.example", NULL };
  GtkWidget        *finder = herald_people_finder_new ();
  GtkWidget        *window = show_in_window (finder);
  g_autoptr (GPtrArray) people = g_ptr_array_new ();
  g_autoptr (GPtrArray) exchanges = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (exchanges, herald_exchange_new ("dataverse", "GET",
                                                   "http://127.0.0.1/api/data/v9.2/contacts?"
                                                   "$filter=emailaddress1%20eq%20%27n%27",
                                                   0));
  herald_people_finder_show_results (HERALD_PEOPLE_FINDER (finder), emails, people);
  herald_people_finder_set_exchanges (HERALD_PEOPLE_FINDER (finder), exchanges);
  g_assert_true (says (finder, "Nobody Found"));
  g_assert_true (says (finder, "nobody@b.example"));
  g_assert_cmpuint (count (finder, HERALD_TYPE_EXCHANGE_ROW), ==, 1);
  herald_people_finder_reset (HERALD_PEOPLE_FINDER (finder));
  g_assert_cmpuint (count (finder, HERALD_TYPE_EXCHANGE_ROW), ==, 0);
  g_assert_true (says (finder, "Find a Person"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
count_cb (int *n_calls)
{
  (*n_calls)++;
}

static void
test_finder_tells_errors (void)
{
  GtkWidget *finder = herald_people_finder_new ();
  GtkWidget *window = show_in_window (finder);
  g_autoptr (GError) error =
    g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK, "The emulator does not answer");
  g_autoptr (GError) invalid =
    g_error_new_literal (HERALD_ERROR, HERALD_ERROR_INVALID, "“andrew” is no e-mail address");
  int n_retries = 0;

  g_signal_connect_swapped (finder, "retry", G_CALLBACK (count_cb), &n_retries);
  herald_people_finder_show_error (HERALD_PEOPLE_FINDER (finder), error);
  g_assert_true (says (finder, "The emulator does not answer"));
  g_signal_emit_by_name (find (finder, GTK_TYPE_BUTTON, "_Try Again"), "clicked");
  g_assert_cmpint (n_retries, ==, 1);
  herald_people_finder_show_error (HERALD_PEOPLE_FINDER (finder), invalid);
  g_assert_true (says (finder, "is no e-mail address"));
  g_assert_null (find (finder, GTK_TYPE_BUTTON, "_Try Again"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static HeraldDevice *
new_device (const char *id, HeraldPlatform platform, HeraldDeviceState state)
{
  HeraldDevice *device = herald_device_new (id, platform, HEX_64, USER_ID, APP_ID);

  herald_device_set_app_name (device, "Contoso Shopper");
  herald_device_set_user_name (device, "Andrew Dixon");
  herald_device_set_state (device, state);
  herald_device_set_registered_us (device, g_get_real_time () - 90 * G_USEC_PER_SEC);
  return device;
}

static void
test_person_view (void)
{
  GtkWidget        *widget = herald_person_view_new ();
  HeraldPersonView *view = HERALD_PERSON_VIEW (widget);
  GtkWidget        *window = show_in_window (widget);
  g_autoptr (HeraldPerson) person = new_person (HERALD_PERSON_LEAD, "Andrew <b>Dixon</b>", NULL);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_REMOTE, "Refused");

  herald_person_view_set_person (view, person);
  g_assert_true (says (widget, "Andrew <b>Dixon</b>"));
  g_assert_true (says (widget, "Lead ID"));
  g_assert_true (says (widget, USER_ID));
  g_assert_true (says (widget, "Reading the devices"));
  herald_person_view_set_devices (view, none);
  g_assert_true (says (widget, "No devices"));
  g_assert_null (find (widget, GTK_TYPE_BUTTON, "Clean _Up…"));
  g_ptr_array_add (devices, new_device ("d1", HERALD_PLATFORM_IOS, HERALD_DEVICE_REGISTERED));
  g_ptr_array_add (devices, new_device ("d2", HERALD_PLATFORM_ANDROID, HERALD_DEVICE_REMOVED));
  herald_person_view_set_devices (view, devices);
  g_assert_cmpuint (count (widget, HERALD_TYPE_DEVICE_ROW), ==, 2);
  g_assert_true (says (widget, "1 device gets their push."));
  g_assert_true (says (widget, "No longer registered"));
  g_assert_true (says (widget, "012345…abcdef"));
  g_assert_nonnull (find (widget, GTK_TYPE_BUTTON, "Clean _Up…"));
  herald_person_view_show_error (view, error);
  g_assert_true (says (widget, "Refused"));
  g_assert_cmpuint (count (widget, HERALD_TYPE_DEVICE_ROW), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static HeraldApp *
new_app (const char *name)
{
  HeraldApp *app = herald_app_new ();

  herald_app_load (app, HERALD_APP_ID, APP_ID);
  herald_app_load (app, HERALD_APP_NAME, name);
  return app;
}

static HeraldPhone *
new_phone (void)
{
  g_autoptr (JsonNode) node = herald_json_parse (
    "{\"id\":\"p\",\"name\":\"Pixel 7\",\"platform\":\"android\",\"osVersion\":\"14\","
    "\"permission\":\"granted\",\"token\":\"dXZ4aGVyYWxk:APA91b0123456789abcdefghijklmnopqrs\"}",
    -1, NULL);

  return herald_phone_new_from_json (json_node_get_object (node), NULL);
}

static void
take_registration_cb (GtkWidget           *panel,
                      HeraldRegistration  *registration,
                      HeraldRegistration **taken)
{
  g_set_object (taken, registration);
}

static GtkWidget *
new_panel (void)
{
  GtkWidget *panel = herald_register_panel_new ();
  g_autoptr (HeraldPerson) person = new_person (HERALD_PERSON_CONTACT, "Andrew Dixon", NULL);
  g_autoptr (GPtrArray) apps = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (apps, new_app ("Contoso Shopper"));
  herald_register_panel_set_person (HERALD_REGISTER_PANEL (panel), person);
  herald_register_panel_set_apps (HERALD_REGISTER_PANEL (panel), apps);
  return panel;
}

static void
test_panel_checks_the_token (void)
{
  GtkWidget   *panel = new_panel ();
  GtkWidget   *window = show_in_window (panel);
  GtkEditable *token = GTK_EDITABLE (find (panel, ADW_TYPE_ENTRY_ROW, NULL));
  GtkWidget   *button = find (panel, GTK_TYPE_BUTTON, "_Register");

  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_false (says (panel, "There is no token yet"));
  gtk_editable_set_text (token, "0123456789abcdef");
  g_assert_true (says (panel, "This has 16 hexadecimal digits; an iOS token needs 64."));
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_editable_set_text (token, "< " HEX_64 " >");
  g_assert_false (says (panel, "hexadecimal"));
  g_assert_true (gtk_widget_get_sensitive (button));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The apps of the environment before are not to be seen in the next one. */
static void
test_panel_forgets (void)
{
  GtkWidget   *panel = new_panel ();
  GtkWidget   *window = show_in_window (panel);
  AdwComboRow *row = ADW_COMBO_ROW (find (panel, ADW_TYPE_COMBO_ROW, NULL));

  g_assert_nonnull (adw_combo_row_get_model (row));
  herald_register_panel_forget_apps (HERALD_REGISTER_PANEL (panel));
  g_assert_null (adw_combo_row_get_model (row));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_panel_registers (void)
{
  GtkWidget *panel = new_panel ();
  GtkWidget *window = show_in_window (panel);
  g_autoptr (HeraldRegistration) registration = NULL;

  g_signal_connect (panel, "register", G_CALLBACK (take_registration_cb), &registration);
  herald_register_panel_fill (HERALD_REGISTER_PANEL (panel), APP_ID, HERALD_PLATFORM_IOS, HEX_64);
  g_signal_emit_by_name (find (panel, GTK_TYPE_BUTTON, "_Register"), "clicked");
  g_assert_nonnull (registration);
  g_assert_cmpstr (herald_registration_get_app_id (registration), ==, APP_ID);
  g_assert_cmpstr (herald_registration_get_user_id (registration), ==, USER_ID);
  g_assert_cmpint (herald_registration_get_platform (registration), ==, HERALD_PLATFORM_IOS);
  g_assert_cmpstr (herald_registration_get_token (registration), ==, HEX_64);
  g_assert_null (find (panel, GTK_TYPE_BUTTON, "_Register"));
  g_assert_nonnull (find (panel, GTK_TYPE_BUTTON, "_Stop Waiting"));
  herald_registration_set_status (registration, HERALD_REGISTRATION_FAILED, "ApiTokenNotValid",
                                  "The access token is not valid for this app.");
  herald_register_panel_finish (HERALD_REGISTER_PANEL (panel), NULL);
  g_assert_true (says (panel, "The access token is not valid for this app."));
  g_assert_nonnull (find (panel, GTK_TYPE_BUTTON, "_Register"));
  g_assert_nonnull (find (panel, GTK_TYPE_BUTTON, "_Check the App"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static GPtrArray *
new_three_apps (void)
{
  static const char *const ids[] = { OTHER_APP_ID, THIRD_APP_ID, APP_ID };
  GPtrArray               *apps = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      HeraldApp *app = new_app (ids[i]);

      herald_app_load (app, HERALD_APP_ID, ids[i]);
      g_ptr_array_add (apps, app);
    }
  return apps;
}

static void
assert_app_is (GtkWidget *panel, const char *app_id)
{
  g_autoptr (HeraldRegistration) registration =
    herald_register_panel_dup_registration (HERALD_REGISTER_PANEL (panel));

  g_assert_cmpstr (registration != NULL ? herald_registration_get_app_id (registration) : NULL, ==,
                   app_id);
}

/* The lists are read each time that the panel opens: what was chosen from the last ones stays. */
static void
test_panel_keeps_what_was_chosen (void)
{
  GtkWidget           *widget = new_panel ();
  HeraldRegisterPanel *panel = HERALD_REGISTER_PANEL (widget);
  GtkWidget           *window = show_in_window (widget);
  AdwComboRow         *app_row = ADW_COMBO_ROW (find (widget, ADW_TYPE_COMBO_ROW, NULL));
  g_autoptr (GPtrArray) apps = new_three_apps ();
  g_autoptr (GPtrArray) again = new_three_apps ();
  g_autoptr (GPtrArray) later = new_three_apps ();
  GListModel *choices;
  g_autoptr (GPtrArray) phones = g_ptr_array_new_with_free_func (g_object_unref);
  AdwComboRow *phone_row;

  herald_register_panel_fill (panel, APP_ID, HERALD_PLATFORM_IOS, HEX_64);
  herald_register_panel_set_apps (panel, apps);
  assert_app_is (widget, APP_ID);
  adw_combo_row_set_selected (app_row, 1);
  assert_app_is (widget, THIRD_APP_ID);
  /* Somebody may be choosing: the same list is not put there anew. */
  choices = adw_combo_row_get_model (app_row);
  herald_register_panel_set_apps (panel, again);
  g_assert_true (adw_combo_row_get_model (app_row) == choices);
  assert_app_is (widget, THIRD_APP_ID);
  g_ptr_array_remove_index (later, 0);
  herald_register_panel_set_apps (panel, later);
  assert_app_is (widget, THIRD_APP_ID);
  /* An app that went leaves nothing chosen, rather than another one. */
  g_ptr_array_remove_index (later, 0);
  herald_register_panel_set_apps (panel, later);
  assert_app_is (widget, NULL);

  g_ptr_array_add (phones, new_phone ());
  herald_register_panel_set_phones (panel, phones);
  phone_row = ADW_COMBO_ROW (
    gtk_widget_get_ancestor (find (widget, GTK_TYPE_LABEL, "Emulated phone"), ADW_TYPE_COMBO_ROW));
  adw_combo_row_set_selected (phone_row, 1);
  gtk_editable_set_text (GTK_EDITABLE (find (widget, ADW_TYPE_ENTRY_ROW, NULL)), HEX_64);
  herald_register_panel_set_phones (panel, phones);
  g_assert_cmpuint (adw_combo_row_get_selected (phone_row), ==, 1);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find (widget, ADW_TYPE_ENTRY_ROW, NULL))),
                   ==, HEX_64);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_panel_takes_a_phone (void)
{
  GtkWidget *panel = new_panel ();
  GtkWidget *window = show_in_window (panel);
  g_autoptr (GPtrArray) phones = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HeraldRegistration) registration = NULL;
  GtkWidget *row;

  g_ptr_array_add (phones, new_phone ());
  herald_register_panel_set_phones (HERALD_REGISTER_PANEL (panel), phones);
  row =
    gtk_widget_get_ancestor (find (panel, GTK_TYPE_LABEL, "Emulated phone"), ADW_TYPE_COMBO_ROW);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  registration = herald_register_panel_dup_registration (HERALD_REGISTER_PANEL (panel));
  g_assert_cmpint (herald_registration_get_platform (registration), ==, HERALD_PLATFORM_ANDROID);
  g_assert_true (g_str_has_prefix (herald_registration_get_token (registration), "dXZ4"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_steps (void)
{
  GtkWidget               *widget = herald_registration_steps_new ();
  HeraldRegistrationSteps *steps = HERALD_REGISTRATION_STEPS (widget);
  GtkWidget               *window = show_in_window (widget);
  g_autoptr (HeraldRegistration) registration =
    herald_registration_new (APP_ID, USER_ID, HERALD_PLATFORM_IOS, HEX_64);
  g_autoptr (GError) error = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK, "No answer");

  herald_registration_set_status (registration, HERALD_REGISTRATION_SENDING, NULL, NULL);
  herald_registration_steps_set_registration (steps, registration);
  herald_registration_set_status (registration, HERALD_REGISTRATION_ACCEPTED, NULL, NULL);
  g_assert_cmpuint (herald_registration_steps_get_n_steps (steps), ==, 2);
  g_assert_true (says (widget, "The device is not registered yet."));
  herald_registration_set_status (registration, HERALD_REGISTRATION_PENDING, NULL, NULL);
  herald_registration_set_status (registration, HERALD_REGISTRATION_SUCCESS, NULL, NULL);
  g_assert_cmpuint (herald_registration_steps_get_n_steps (steps), ==, 4);
  g_assert_true (says (widget, "Registered"));
  g_assert_null (find (widget, GTK_TYPE_SPINNER, NULL));
  herald_registration_steps_fail (steps, error);
  g_assert_true (says (widget, "No answer"));
  herald_registration_steps_set_registration (steps, NULL);
  g_assert_cmpuint (herald_registration_steps_get_n_steps (steps), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_cleanup_dialog (void)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  HeraldCleanupDialog *dialog;
  int                  n_confirmed = 0;

  for (int i = 0; i < 102; i++)
    g_ptr_array_add (devices, new_device ("d", HERALD_PLATFORM_IOS, HERALD_DEVICE_REGISTERED));
  dialog = herald_cleanup_dialog_new (NULL, devices);
  g_signal_connect_swapped (dialog, "confirmed", G_CALLBACK (count_cb), &n_confirmed);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Clean Up 102 Devices?");
  g_assert_true (says (GTK_WIDGET (dialog), "012345…abcdef"));
  g_assert_true (says (GTK_WIDGET (dialog), "and 2 more"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_assert_cmpint (n_confirmed, ==, 0);
  dialog = herald_cleanup_dialog_new (NULL, devices);
  g_signal_connect_swapped (dialog, "confirmed", G_CALLBACK (count_cb), &n_confirmed);
  gtk_window_present (GTK_WINDOW (dialog));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "clean-up");
  g_assert_cmpint (n_confirmed, ==, 1);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  g_test_add_func ("/ui/people-finder/asks", test_finder_asks);
  g_test_add_func ("/ui/people-finder/shows-all-matches", test_finder_shows_all_matches);
  g_test_add_func ("/ui/people-finder/groups-by-address", test_finder_groups_by_address);
  g_test_add_func ("/ui/people-finder/says-what-was-tried", test_finder_says_what_was_tried);
  g_test_add_func ("/ui/people-finder/tells-errors", test_finder_tells_errors);
  g_test_add_func ("/ui/person-view/states", test_person_view);
  g_test_add_func ("/ui/register-panel/checks-the-token", test_panel_checks_the_token);
  g_test_add_func ("/ui/register-panel/forgets", test_panel_forgets);
  g_test_add_func ("/ui/register-panel/registers", test_panel_registers);
  g_test_add_func ("/ui/register-panel/takes-a-phone", test_panel_takes_a_phone);
  g_test_add_func ("/ui/register-panel/keeps-what-was-chosen", test_panel_keeps_what_was_chosen);
  g_test_add_func ("/ui/registration-steps/each-state", test_steps);
  g_test_add_func ("/ui/cleanup-dialog/names-what-goes", test_cleanup_dialog);
  return g_test_run ();
}
