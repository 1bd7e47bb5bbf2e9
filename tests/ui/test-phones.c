/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Emulated phones on screen, and the lines that tell what became of a send. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-app.h"
#include "ui/herald-emulator-page.h"
#include "ui/herald-phone-cards.h"
#include "ui/herald-phone-editor.h"
#include "ui/herald-phone-view.h"
#include "ui/herald-phones-pane.h"
#include "ui/herald-result-row.h"
#include "ui/herald-ui.h"

#include "herald-ui-fixture.h"

static JsonObject *
parse (const char *json)
{
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);

  g_assert_nonnull (node);
  return json_object_ref (json_node_get_object (node));
}

static HeraldPhoneNotification *
create_notification (const char *id, gboolean shown, gboolean opened)
{
  g_autofree char *json =
    g_strdup_printf ("{\"id\":\"%s\",\"title\":\"Sale\",\"body\":\"20 off\",\"link\":null,"
                     "\"receivedAt\":\"2026-01-31T12:00:00Z\",\"openedAt\":%s,\"shown\":%s}",
                     id, opened ? "\"2026-01-31T12:01:00Z\"" : "null", shown ? "true" : "false");
  g_autoptr (JsonObject) object = parse (json);
  g_autoptr (GError) error = NULL;
  HeraldPhoneNotification *notification = herald_phone_notification_new_from_json (object, &error);

  g_assert_no_error (error);
  return notification;
}

/* Notifications: one letter each; “s” is shown, “o” opened, “x” arrived silently. */
static HeraldPhone *
create_phone (const char *notifications, const char *permission)
{
  g_autofree char *json =
    g_strdup_printf ("{\"id\":\"p1\",\"name\":\"Andrew’s "
                     "iPhone\",\"platform\":\"ios\",\"osVersion\":\"18.1\","
                     "\"permission\":\"%s\",\"online\":true,\"installed\":true,\"token\":\"ab\","
                     "\"app\":\"a1\",\"appName\":\"Shop\",\"user\":null}",
                     permission);
  g_autoptr (JsonObject) object = parse (json);
  g_autoptr (GPtrArray) array = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  HeraldPhone *phone = herald_phone_new_from_json (object, &error);

  g_assert_no_error (error);
  for (guint i = 0; notifications[i] != '\0'; i++)
    {
      g_autofree char *id = g_strdup_printf ("n%u", i);

      g_ptr_array_add (array,
                       create_notification (id, notifications[i] != 'x', notifications[i] == 'o'));
    }
  herald_phone_set_notifications (phone, array);
  return phone;
}

static void
test_cards (void)
{
  g_autoptr (HeraldPhone) phone = create_phone ("sox", "granted");
  g_autoptr (HeraldPhone) later = create_phone ("ssox", "granted");
  HeraldPhoneView *view = HERALD_PHONE_VIEW (g_object_ref_sink (herald_phone_view_new (phone)));

  g_assert_cmpuint (herald_phone_view_get_n_cards (view), ==, 1);
  g_assert_true (herald_ui_shows (GTK_WIDGET (view), "1 arrived unseen"));
  herald_phone_view_update (view, later);
  g_assert_cmpuint (herald_phone_view_get_n_cards (view), ==, 2);
  g_assert_true (herald_ui_shows (GTK_WIDGET (view), "Andrew’s iPhone"));
  g_assert_finalize_object (view);
}

static void
test_opened_card_leaves (void)
{
  g_autoptr (HeraldPhone) phone = create_phone ("s", "granted");
  g_autoptr (HeraldPhone) opened = create_phone ("o", "granted");
  HeraldPhoneView *view = HERALD_PHONE_VIEW (g_object_ref_sink (herald_phone_view_new (phone)));

  herald_phone_view_update (view, opened);
  g_assert_cmpuint (herald_phone_view_get_n_cards (view), ==, 0);
  g_assert_true (herald_ui_shows (GTK_WIDGET (view), "1 opened"));
  g_assert_finalize_object (view);
}

static void
keep_cb (HeraldPhoneView *view, const char *text, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (text);
}

static void
test_tap (void)
{
  g_autoptr (HeraldPhone) phone = create_phone ("s", "granted");
  HeraldPhoneView *view = HERALD_PHONE_VIEW (g_object_ref_sink (herald_phone_view_new (phone)));
  g_autofree char *tapped = NULL;
  GtkWidget       *card;

  g_signal_connect (view, "tap", G_CALLBACK (keep_cb), &tapped);
  card = herald_ui_find (GTK_WIDGET (view), GTK_TYPE_REVEALER);
  g_assert_nonnull (card);
  card = gtk_revealer_get_child (GTK_REVEALER (card));
  g_assert_true (gtk_widget_get_focusable (card));
  g_signal_emit_by_name (card, "clicked");
  g_assert_cmpstr (tapped, ==, "n0");
  g_assert_finalize_object (view);
}

static void
test_menu (void)
{
  static const struct
  {
    const char *action;
    const char *target;
    const char *changes;
  } table[] = {
    { "phone.online", NULL, "{\"online\":false}" },
    { "phone.installed", NULL, "{\"installed\":false}" },
    { "phone.consent", NULL, "{\"consent\":false}" },
    { "phone.permission", "denied", "{\"permission\":\"denied\"}" },
    { "phone.rotate-token", NULL, "{\"rotateToken\":true}" },
    { "phone.reset", NULL, "{\"reset\":true}" },
  };
  g_autoptr (HeraldPhone) phone = create_phone ("", "granted");
  HeraldPhoneView *view = HERALD_PHONE_VIEW (g_object_ref_sink (herald_phone_view_new (phone)));
  g_autofree char *changes = NULL;

  g_signal_connect (view, "change", G_CALLBACK (keep_cb), &changes);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (view), table[i].action,
                                                 table[i].target != NULL ? "s" : NULL,
                                                 table[i].target));
      g_assert_cmpstr (changes, ==, table[i].changes);
    }
  g_assert_finalize_object (view);
}

static void
test_consent_is_shown (void)
{
  static const char *const members[] = { "true", "false" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"id\":\"p1\",\"name\":\"P\",\"platform\":\"ios\","
                                               "\"osVersion\":\"18.1\","
                                               "\"permission\":\"granted\",\"consent\":%s}",
                                               members[i]);
      g_autoptr (JsonObject) object = parse (json);
      g_autoptr (HeraldPhone) phone = herald_phone_new_from_json (object, NULL);
      HeraldPhoneView *view = HERALD_PHONE_VIEW (g_object_ref_sink (herald_phone_view_new (phone)));
      g_autofree char *changes = NULL;

      /* The item turns over what the phone says. */
      g_signal_connect (view, "change", G_CALLBACK (keep_cb), &changes);
      gtk_widget_activate_action (GTK_WIDGET (view), "phone.consent", NULL);
      g_assert_cmpstr (changes, ==, i == 0 ? "{\"consent\":false}" : "{\"consent\":true}");
      g_assert_finalize_object (view);
    }
}

static void
test_permission_is_told (void)
{
  g_autoptr (HeraldPhone) phone = create_phone ("", "denied");
  HeraldPhoneView *view = HERALD_PHONE_VIEW (g_object_ref_sink (herald_phone_view_new (phone)));

  g_assert_true (herald_ui_shows (GTK_WIDGET (view), "Notifications are off"));
  g_assert_finalize_object (view);
}

static void
test_editor (void)
{
  g_autoptr (GPtrArray) no_apps = g_ptr_array_new ();
  GtkWidget     *editor = herald_phone_editor_new ();
  GtkWidget     *content = adw_window_get_content (ADW_WINDOW (editor));
  GtkWidget     *name = herald_ui_find_named (content, ADW_TYPE_ENTRY_ROW, "Name of the phone");
  GtkWidget     *platform = herald_ui_find_named (content, ADW_TYPE_COMBO_ROW, "Platform");
  GtkWidget     *add = herald_ui_find_named (content, GTK_TYPE_BUTTON, "_Add");
  GtkWidget     *app = herald_ui_find_named (content, ADW_TYPE_COMBO_ROW, "App on it");
  HeraldNewPhone phone = { 0 };

  g_assert_true (herald_ui_shows (content, "Reading the apps…"));
  herald_phone_editor_set_apps (HERALD_PHONE_EDITOR (editor), NULL);
  g_assert_true (herald_ui_shows (content, "The apps could not be read"));
  g_assert_false (gtk_widget_get_sensitive (app));
  herald_phone_editor_set_apps (HERALD_PHONE_EDITOR (editor), no_apps);
  g_assert_true (gtk_widget_get_sensitive (app));
  gtk_editable_set_text (GTK_EDITABLE (name), "  ");
  g_assert_false (gtk_widget_is_sensitive (add));
  gtk_editable_set_text (GTK_EDITABLE (name), "Old Pixel");
  g_assert_true (gtk_widget_is_sensitive (add));
  herald_phone_editor_read (HERALD_PHONE_EDITOR (editor), &phone);
  g_assert_cmpint (phone.platform, ==, HERALD_PLATFORM_IOS);
  g_assert_cmpstr (phone.os_version, ==, "26.0");
  adw_combo_row_set_selected (ADW_COMBO_ROW (platform), 1);
  herald_phone_editor_read (HERALD_PHONE_EDITOR (editor), &phone);
  g_assert_cmpstr (phone.name, ==, "Old Pixel");
  g_assert_cmpint (phone.platform, ==, HERALD_PLATFORM_ANDROID);
  g_assert_cmpstr (phone.os_version, ==, "16");
  g_assert_null (phone.app_id);
  gtk_window_destroy (GTK_WINDOW (editor));
}

static GtkWidget *
find_editor (void)
{
  return herald_ui_find_window (HERALD_TYPE_PHONE_EDITOR);
}

static gboolean
has_editor (gpointer data)
{
  return find_editor () != NULL;
}

static void
test_phone_is_added (void)
{
  HeraldUiFixture fixture = { 0 };
  GtkWidget      *pane;

  herald_ui_fixture_open (&fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.open", "s", "emulator");
  pane = herald_ui_find (GTK_WIDGET (fixture.window), HERALD_TYPE_PHONES_PANE);
  gtk_widget_activate_action (pane, "phones.new", NULL);
  herald_ui_wait_for (has_editor, NULL, "the editor");
  gtk_editable_set_text (GTK_EDITABLE (herald_ui_find_named (find_editor (), ADW_TYPE_ENTRY_ROW,
                                                             "Name of the phone")),
                         "Testphone");
  gtk_widget_activate_action (find_editor (), "editor.accept", NULL);
  herald_ui_wait_for_text (pane, "Testphone");
  g_assert_null (find_editor ());
  herald_ui_fixture_close (&fixture);
}

/* What was filled in stays until the emulator has taken it. */
static void
test_editor_stays_when_refused (void)
{
  g_autoptr (GError) refused = g_error_new (HERALD_ERROR, HERALD_ERROR_REMOTE, "no room");
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  GtkWidget *editor = herald_phone_editor_new ();
  GtkWidget *content = adw_window_get_content (ADW_WINDOW (editor));
  GtkWidget *name = herald_ui_find_named (content, ADW_TYPE_ENTRY_ROW, "Name of the phone");
  GtkWidget *add = herald_ui_find_named (content, GTK_TYPE_BUTTON, "_Add");

  gtk_editable_set_text (GTK_EDITABLE (name), "Testphone");
  gtk_window_present (GTK_WINDOW (editor));
  gtk_widget_activate_action (editor, "editor.accept", NULL);
  g_assert_false (gtk_widget_get_sensitive (add));
  herald_phone_editor_finish (HERALD_PHONE_EDITOR (editor), refused);
  g_assert_true (herald_ui_shows (editor, "The phone was not added: no room"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "Testphone");
  g_assert_true (gtk_widget_get_sensitive (add));
  herald_phone_editor_finish (HERALD_PHONE_EDITOR (editor), cancelled);
  g_assert_true (herald_ui_shows (editor, "try again once it is back"));
  herald_phone_editor_finish (HERALD_PHONE_EDITOR (editor), NULL);
  g_assert_null (find_editor ());
}

static void
test_age (void)
{
  static const struct
  {
    gint64      seconds;
    const char *text;
  } table[] = {
    { 0, "now" },           { 59, "now" },      { 60, "1m ago" },
    { 59 * 60, "59m ago" }, { 3600, "1h ago" }, { 49 * 3600, "2d ago" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *age =
        herald_phone_describe_age (table[i].seconds * G_USEC_PER_SEC + 1000, 1000);

      g_assert_cmpstr (age, ==, table[i].text);
    }
}

static void
test_result_delivered (void)
{
  g_autoptr (HeraldSendResult) result =
    herald_send_result_new ("d1", "Andrew’s iPhone", HERALD_PLATFORM_IOS);
  HeraldResultRow *row =
    HERALD_RESULT_ROW (g_object_ref_sink (herald_result_row_new (result, HERALD_SERVICE_APNS)));

  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "Waiting");
  herald_send_result_finish (result, HERALD_SEND_DELIVERED, 200, NULL, NULL, "the-apns-id", 41, 7);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "Delivered to APNs, 41 ms");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Andrew’s iPhone\nthe-apns-id");
  g_assert_cmpint (herald_result_row_get_fix (row), ==, HERALD_FIX_NONE);
  g_assert_true (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)));
  g_assert_finalize_object (row);
}

static void
test_result_unregistered (void)
{
  g_autoptr (HeraldSendResult) result =
    herald_send_result_new ("d1", "Andrew’s iPhone", HERALD_PLATFORM_IOS);
  HeraldResultRow *row =
    HERALD_RESULT_ROW (g_object_ref_sink (herald_result_row_new (result, HERALD_SERVICE_APNS)));

  herald_send_result_finish (result, HERALD_SEND_FAILED, 410, "Unregistered",
                             "The app was removed.", NULL, 12, 0);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "410 Unregistered");
  g_assert_cmpint (herald_result_row_get_fix (row), ==, HERALD_FIX_CLEAN_UP);
  g_assert_true (herald_ui_find_named (GTK_WIDGET (row), GTK_TYPE_BUTTON, "_Clean Up") != NULL);
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)));
  g_assert_finalize_object (row);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  g_test_add_func ("/ui/phone-editor/stays-when-refused", test_editor_stays_when_refused);
  g_test_add_func ("/ui/phone-view/cards", test_cards);
  g_test_add_func ("/ui/phone-view/opened-card-leaves", test_opened_card_leaves);
  g_test_add_func ("/ui/phone-view/tap", test_tap);
  g_test_add_func ("/ui/phone-view/menu", test_menu);
  g_test_add_func ("/ui/phone-editor/fields", test_editor);
  g_test_add_func ("/ui/phones-pane/phone-is-added", test_phone_is_added);
  g_test_add_func ("/ui/phone-view/consent", test_consent_is_shown);
  g_test_add_func ("/ui/phone-view/permission", test_permission_is_told);
  g_test_add_func ("/ui/phone-view/age", test_age);
  g_test_add_func ("/ui/result-row/delivered", test_result_delivered);
  g_test_add_func ("/ui/result-row/unregistered", test_result_unregistered);
  return g_test_run ();
}
