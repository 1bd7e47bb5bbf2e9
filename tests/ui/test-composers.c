/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms for pushes and in-app notifications: meters, findings, what may be sent, previews. */
#include "config.h"

#include "ui/herald-inapp-composer.h"
#include "ui/herald-inapp-preview.h"
#include "ui/herald-meter.h"
#include "ui/herald-push-composer.h"
#include "ui/herald-text-row.h"
#include "ui/herald-ui.h"

#include "herald-ui-fixture.h"

#include "model/herald-system-user.h"

#define APP_ID "11111111-2222-3333-4444-555555555555"

static HeraldApp *
new_app (void)
{
  HeraldApp *app = herald_app_new ();

  herald_app_load (app, HERALD_APP_ID, APP_ID);
  herald_app_load (app, HERALD_APP_NAME, "Contoso Shopper");
  return app;
}

static HeraldPushComposer *
create_push_composer (void)
{
  GtkWidget *composer = g_object_ref_sink (herald_push_composer_new ());
  g_autoptr (GPtrArray) apps = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (apps, new_app ());
  herald_push_composer_set_apps (HERALD_PUSH_COMPOSER (composer), apps);
  return HERALD_PUSH_COMPOSER (composer);
}

static void
set_push (HeraldPushComposer *composer, HeraldPushField field, const char *text)
{
  herald_push_message_set (herald_push_composer_get_message (composer), field, text);
}

static void
test_push_untouched (void)
{
  HeraldPushComposer *composer = create_push_composer ();

  g_assert_false (herald_push_composer_is_sendable (composer));
  g_assert_nonnull (herald_push_composer_get_obstacle (composer));
  g_assert_false (
    herald_ui_shows (GTK_WIDGET (composer), herald_push_composer_get_obstacle (composer)));
  g_assert_finalize_object (composer);
}

static void
test_push_sendable (void)
{
  HeraldPushComposer *composer = create_push_composer ();

  set_push (composer, HERALD_PUSH_TITLE, "Spring sale");
  g_assert_true (herald_push_composer_is_sendable (composer));
  g_assert_null (herald_push_composer_get_obstacle (composer));
  g_assert_finalize_object (composer);
}

static void
test_push_without_app (void)
{
  HeraldPushComposer *composer =
    HERALD_PUSH_COMPOSER (g_object_ref_sink (herald_push_composer_new ()));

  set_push (composer, HERALD_PUSH_TITLE, "Spring sale");
  g_assert_false (herald_push_composer_is_sendable (composer));
  g_assert_cmpstr (herald_push_composer_get_obstacle (composer), ==, "Choose the app first.");
  g_assert_finalize_object (composer);
}

/* The apps of the environment before are not to be seen in the next one, and a draft for an app
 * that is not there is sent through no other. */
static void
test_push_app_is_gone (void)
{
  HeraldPushComposer *composer = create_push_composer ();
  AdwComboRow *row = ADW_COMBO_ROW (herald_ui_find (GTK_WIDGET (composer), ADW_TYPE_COMBO_ROW));
  g_autoptr (GPtrArray) apps = g_ptr_array_new_with_free_func (g_object_unref);

  set_push (composer, HERALD_PUSH_TITLE, "Spring sale");
  g_assert_true (herald_push_composer_is_sendable (composer));
  herald_push_composer_select_app (composer, "11111111-2222-3333-4444-666666666666");
  g_assert_null (herald_push_composer_get_app (composer));
  g_assert_false (herald_push_composer_is_sendable (composer));

  g_ptr_array_add (apps, new_app ());
  herald_push_composer_forget_apps (composer);
  g_assert_null (adw_combo_row_get_model (row));
  herald_push_composer_set_apps (composer, apps);
  g_assert_null (herald_push_composer_get_app (composer));
  herald_push_composer_select_app (composer, APP_ID);
  g_assert_true (herald_push_composer_is_sendable (composer));
  g_assert_finalize_object (composer);
}

static void
test_push_too_large (void)
{
  HeraldPushComposer *composer = create_push_composer ();
  g_autofree char    *link = g_strnfill (1990, 'a');
  g_autofree char    *url = g_strconcat ("https://", link, NULL);
  g_autofree char    *image = g_strconcat ("https://i.example/", link, NULL);

  set_push (composer, HERALD_PUSH_TITLE, "Spring sale");
  set_push (composer, HERALD_PUSH_IMAGE_URL, image);
  g_assert_true (herald_push_composer_is_sendable (composer));
  set_push (composer, HERALD_PUSH_LINK, url);
  herald_push_message_set_on_click (herald_push_composer_get_message (composer),
                                    HERALD_ON_CLICK_OPEN_URL);
  g_assert_cmpuint (herald_push_message_get_payload_size (herald_push_composer_get_message (
                                                            composer),
                                                          HERALD_PLATFORM_IOS),
                    >, HERALD_PUSH_MAX_PAYLOAD_BYTES);
  g_assert_false (herald_push_composer_is_sendable (composer));
  g_assert_true (herald_ui_shows (GTK_WIDGET (composer), "4096"));
  set_push (composer, HERALD_PUSH_LINK, "https://short.example");
  g_assert_true (herald_push_composer_is_sendable (composer));
  g_assert_finalize_object (composer);
}

static void
test_push_meters (void)
{
  HeraldPushComposer *composer = create_push_composer ();
  HeraldPushMessage  *message = herald_push_composer_get_message (composer);
  g_autofree char    *apns = NULL;

  set_push (composer, HERALD_PUSH_TITLE, "Spring sale 🌷");
  apns =
    g_strdup_printf ("APNs %u / 4096 B",
                     (guint) herald_push_message_get_payload_size (message, HERALD_PLATFORM_IOS));
  g_assert_true (herald_ui_shows (GTK_WIDGET (composer), apns));
  g_assert_finalize_object (composer);
}

static void
test_push_cut_finding (void)
{
  HeraldPushComposer *composer = create_push_composer ();

  set_push (composer, HERALD_PUSH_TITLE, "Spring sale");
  set_push (composer, HERALD_PUSH_MESSAGE_TEXT, "1\n2\n3\n4\n5");
  g_assert_true (
    herald_ui_shows (GTK_WIDGET (composer),
                     "The end is cut on: iOS banner, iOS lock screen, Android collapsed."));
  set_push (composer, HERALD_PUSH_MESSAGE_TEXT, "1");
  g_assert_false (herald_ui_shows (GTK_WIDGET (composer), "The end is cut on"));
  g_assert_finalize_object (composer);
}

static void
count_cb (guint *n_changes)
{
  (*n_changes)++;
}

static void
test_push_loading_is_no_edit (void)
{
  HeraldPushComposer *composer = create_push_composer ();
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();
  guint n_changes = 0;

  g_signal_connect_swapped (composer, "changed", G_CALLBACK (count_cb), &n_changes);
  herald_push_message_set (message, HERALD_PUSH_TITLE, "Loaded");
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, "One\nTwo");
  herald_push_composer_set_message (composer, message);
  g_assert_cmpuint (n_changes, ==, 0);
  set_push (composer, HERALD_PUSH_TITLE, "Edited");
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_finalize_object (composer);
}

static void
test_text_row (void)
{
  GtkWidget       *row = g_object_ref_sink (herald_text_row_new ("Message"));
  g_autofree char *limited = herald_text_count ("🌷abc", 256);
  g_autofree char *plain = herald_text_count ("", 0);

  herald_text_row_set_text (HERALD_TEXT_ROW (row), "abc");
  g_assert_cmpstr (herald_text_row_get_text (HERALD_TEXT_ROW (row)), ==, "abc");
  g_assert_true (herald_ui_shows (row, "3"));
  g_assert_cmpstr (limited, ==, "4 / 256");
  g_assert_cmpstr (plain, ==, "0");
  g_assert_finalize_object (row);
}

static void
test_meter (void)
{
  HeraldMeter *meter = HERALD_METER (g_object_ref_sink (herald_meter_new ("APNs", "B", 4096)));

  herald_meter_set_value (meter, 4096);
  g_assert_cmpstr (herald_meter_get_text (meter), ==, "APNs 4096 / 4096 B");
  g_assert_false (herald_meter_is_exceeded (meter));
  herald_meter_set_value (meter, 4097);
  g_assert_true (herald_meter_is_exceeded (meter));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (meter), "error"));
  g_assert_finalize_object (meter);
}

static HeraldInappComposer *
create_inapp_composer (gboolean with_recipient)
{
  GtkWidget *composer = g_object_ref_sink (herald_inapp_composer_new ());
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);

  herald_inapp_message_set_title (message, "Welcome");
  if (with_recipient)
    g_ptr_array_add (users, herald_system_user_new ("99999999-2222-3333-4444-555555555555",
                                                    "Nancy Anderson", "nancy@contoso.com"));
  herald_inapp_composer_set_message (HERALD_INAPP_COMPOSER (composer), message, users);
  return HERALD_INAPP_COMPOSER (composer);
}

static void
test_inapp_needs_recipient (void)
{
  HeraldInappComposer *without = create_inapp_composer (FALSE);
  HeraldInappComposer *with = create_inapp_composer (TRUE);

  g_assert_false (herald_inapp_composer_is_sendable (without));
  g_assert_cmpstr (herald_inapp_composer_get_obstacle (without), ==, "Choose who gets it.");
  g_assert_true (herald_inapp_composer_is_sendable (with));
  g_assert_true (herald_ui_shows (GTK_WIDGET (with), "Nancy Anderson"));
  g_assert_finalize_object (without);
  g_assert_finalize_object (with);
}

static void
test_inapp_body_too_long (void)
{
  HeraldInappComposer *composer = create_inapp_composer (TRUE);
  g_autofree char     *body = g_strnfill (501, 'b');

  herald_inapp_message_set_body (herald_inapp_composer_get_message (composer), body);
  g_assert_false (herald_inapp_composer_is_sendable (composer));
  g_assert_true (herald_ui_shows (GTK_WIDGET (composer), "501"));
  body[500] = '\0';
  herald_inapp_message_set_body (herald_inapp_composer_get_message (composer), body);
  g_assert_true (herald_inapp_composer_is_sendable (composer));
  g_assert_finalize_object (composer);
}

static void
test_inapp_actions (void)
{
  HeraldInappComposer *composer = create_inapp_composer (TRUE);
  GListStore          *actions =
    herald_inapp_message_get_actions (herald_inapp_composer_get_message (composer));
  g_autoptr (HeraldInappAction) first = NULL;
  GtkWidget *down;

  herald_inapp_composer_add_action (composer);
  herald_inapp_composer_add_action (composer);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (actions)), ==, 2);
  g_assert_false (herald_inapp_composer_is_sendable (composer));
  first = g_list_model_get_item (G_LIST_MODEL (actions), 0);
  herald_inapp_action_update (first, "First", "https://a.example", HERALD_TARGET_INLINE);
  down = herald_ui_find_named (GTK_WIDGET (composer), ADW_TYPE_EXPANDER_ROW, "First");
  /* The form was built before the label was set; it is found by its type then. */
  if (down == NULL)
    down = herald_ui_find (GTK_WIDGET (composer), g_type_from_name ("HeraldInappActionRow"));
  g_assert_nonnull (down);
  gtk_widget_activate_action (down, "action.down", NULL);
  g_assert_true (g_list_model_get_item (G_LIST_MODEL (actions), 1) == first);
  g_object_unref (first);
  down = herald_ui_find (GTK_WIDGET (composer), g_type_from_name ("HeraldInappActionRow"));
  gtk_widget_activate_action (down, "action.remove", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (actions)), ==, 1);
  g_assert_true (herald_inapp_composer_is_sendable (composer));
  g_assert_finalize_object (composer);
}

static void
test_inapp_preview (void)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();
  HeraldInappPreview *preview =
    HERALD_INAPP_PREVIEW (g_object_ref_sink (herald_inapp_preview_new ()));

  herald_inapp_message_set_title (message, "Welcome");
  herald_inapp_preview_set_message (preview, message);
  /* Behind the older one of high priority, before the older one of normal priority. */
  g_assert_cmpuint (herald_inapp_preview_get_position (preview), ==, 1);
  herald_inapp_message_set_priority (message, HERALD_PRIORITY_HIGH);
  g_assert_cmpuint (herald_inapp_preview_get_position (preview), ==, 0);
  g_assert_true (herald_inapp_preview_shows_toast (preview));
  herald_inapp_message_set_toast (message, HERALD_TOAST_HIDDEN);
  g_assert_false (herald_inapp_preview_shows_toast (preview));
  g_assert_finalize_object (preview);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  g_test_add_func ("/ui/push-composer/untouched", test_push_untouched);
  g_test_add_func ("/ui/push-composer/sendable", test_push_sendable);
  g_test_add_func ("/ui/push-composer/without-app", test_push_without_app);
  g_test_add_func ("/ui/push-composer/app-is-gone", test_push_app_is_gone);
  g_test_add_func ("/ui/push-composer/too-large", test_push_too_large);
  g_test_add_func ("/ui/push-composer/meters", test_push_meters);
  g_test_add_func ("/ui/push-composer/cut-finding", test_push_cut_finding);
  g_test_add_func ("/ui/push-composer/loading-is-no-edit", test_push_loading_is_no_edit);
  g_test_add_func ("/ui/text-row/count", test_text_row);
  g_test_add_func ("/ui/meter/limit", test_meter);
  g_test_add_func ("/ui/inapp-composer/needs-recipient", test_inapp_needs_recipient);
  g_test_add_func ("/ui/inapp-composer/body-too-long", test_inapp_body_too_long);
  g_test_add_func ("/ui/inapp-composer/actions", test_inapp_actions);
  g_test_add_func ("/ui/inapp-preview/order-and-toast", test_inapp_preview);
  return g_test_run ();
}
