/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the menu of an emulated phone copies, renames and deletes. */
#include "config.h"

#include "base/herald-json.h"
#include "model/herald-emulator-info.h"
#include "ui/herald-phone-view.h"
#include "ui/herald-phones-pane.h"
#include "ui/herald-ui.h"

#include "herald-ui-fixture.h"

#include <string.h>

static HeraldPhone *
create_phone (const char *platform, const char *tokens)
{
  g_autofree char *json =
    g_strdup_printf ("{\"id\":\"p1\",\"name\":\"Phone\",\"platform\":\"%s\",\"osVersion\":\"18.1\","
                     "\"permission\":\"granted\"%s}",
                     platform, tokens);
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);
  g_autoptr (GError) error = NULL;
  HeraldPhone *phone = herald_phone_new_from_json (json_node_get_object (node), &error);

  g_assert_no_error (error);
  return phone;
}

/* Each token under its service's name; the menu has no item for one that is not there. */
static void
test_tokens_are_copied (void)
{
  static const struct
  {
    const char *platform;
    const char *tokens;
    const char *apns;
    const char *fcm;
  } table[] = {
    { "ios", ",\"token\":\"a1\",\"fcmToken\":\"f1\"", "a1", "f1" },
    { "ios", ",\"token\":\"a1\"", "a1", NULL },
    { "android", ",\"token\":\"f2\"", NULL, "f2" },
    { "android", "", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (HeraldPhone) phone = create_phone (table[i].platform, table[i].tokens);
      GtkWidget       *view = g_object_ref_sink (herald_phone_view_new (phone));
      g_autofree char *apns = NULL;
      g_autofree char *fcm = NULL;

      gdk_clipboard_set_text (gtk_widget_get_clipboard (view), "-");
      gtk_widget_activate_action (view, "phone.copy-apns-token", NULL);
      apns = herald_ui_dup_copied (view);
      g_assert_cmpstr (apns, ==, table[i].apns != NULL ? table[i].apns : "-");
      gdk_clipboard_set_text (gtk_widget_get_clipboard (view), "-");
      gtk_widget_activate_action (view, "phone.copy-fcm-token", NULL);
      fcm = herald_ui_dup_copied (view);
      g_assert_cmpstr (fcm, ==, table[i].fcm != NULL ? table[i].fcm : "-");
      g_assert_finalize_object (view);
    }
}

static GtkWidget *
open_pane (HeraldUiFixture *fixture)
{
  GtkWidget *pane;

  herald_ui_fixture_open (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open", "s", "emulator");
  pane = herald_ui_find (GTK_WIDGET (fixture->window), HERALD_TYPE_PHONES_PANE);
  herald_ui_wait_for_text (pane, "Andrew’s Pixel");
  return pane;
}

static void
test_script_is_copied (void)
{
  HeraldUiFixture     fixture = { 0 };
  GtkWidget          *pane = open_pane (&fixture);
  GtkWidget          *view = herald_ui_find (pane, HERALD_TYPE_PHONE_VIEW);
  HeraldPhone        *phone = herald_phone_view_get_phone (HERALD_PHONE_VIEW (view));
  HeraldEmulatorInfo *info =
    herald_session_get_emulator (herald_workspace_get_session (fixture.workspace));
  g_autofree char *url = herald_emulator_info_dup_script_url (info, herald_phone_get_id (phone));
  g_autofree char *copied = NULL;

  gtk_widget_activate_action (view, "phone.copy-script", NULL);
  copied = herald_ui_dup_copied (pane);
  g_assert_cmpstr (copied, ==, url);
  herald_ui_fixture_close (&fixture);
}

static void
type_name (const char *name)
{
  GtkWidget *dialog = herald_ui_find_window (ADW_TYPE_MESSAGE_DIALOG);

  gtk_editable_set_text (GTK_EDITABLE (
                           herald_ui_find_named (dialog, ADW_TYPE_ENTRY_ROW, "Name of the phone")),
                         name);
}

static void
test_phone_is_renamed (void)
{
  HeraldUiFixture fixture = { 0 };
  GtkWidget      *pane = open_pane (&fixture);
  GtkWidget      *view = herald_ui_find (pane, HERALD_TYPE_PHONE_VIEW);
  GtkWidget      *rename;

  gtk_widget_activate_action (view, "phone.rename", NULL);
  rename = herald_ui_find_named (herald_ui_find_window (ADW_TYPE_MESSAGE_DIALOG), GTK_TYPE_BUTTON,
                                 "_Rename");
  type_name ("  ");
  g_assert_false (gtk_widget_is_sensitive (rename));
  type_name (" A \"quoted\" name ");
  g_assert_true (gtk_widget_is_sensitive (rename));
  herald_ui_answer_dialog ("Rename Phone", "rename");
  herald_ui_wait_for_text (view, "A \"quoted\" name");
  herald_ui_fixture_close (&fixture);
}

static gboolean
has_five_phones (gpointer pane)
{
  return herald_phones_pane_get_n_phones (pane) == 5;
}

static void
test_phone_is_deleted (void)
{
  HeraldUiFixture  fixture = { 0 };
  GtkWidget       *pane = open_pane (&fixture);
  GtkWidget       *view = herald_ui_find (pane, HERALD_TYPE_PHONE_VIEW);
  HeraldPhone     *phone = herald_phone_view_get_phone (HERALD_PHONE_VIEW (view));
  g_autofree char *question = g_strdup_printf ("Delete “%s”?", herald_phone_get_name (phone));
  g_autofree char *done = g_strdup_printf ("“%s” deleted", herald_phone_get_name (phone));

  g_assert_cmpuint (herald_phones_pane_get_n_phones (HERALD_PHONES_PANE (pane)), ==, 6);
  gtk_widget_activate_action (view, "phone.remove", NULL);
  herald_ui_answer_dialog (question, "cancel");
  herald_ui_settle ();
  g_assert_false (herald_ui_shows (GTK_WIDGET (fixture.window), done));
  gtk_widget_activate_action (view, "phone.remove", NULL);
  herald_ui_answer_dialog (question, "delete");
  herald_ui_wait_for (has_five_phones, pane, "the phone to go");
  g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), done));
  herald_ui_fixture_close (&fixture);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  g_test_add_func ("/ui/phone-menu/tokens-are-copied", test_tokens_are_copied);
  g_test_add_func ("/ui/phone-menu/script-is-copied", test_script_is_copied);
  g_test_add_func ("/ui/phone-menu/phone-is-renamed", test_phone_is_renamed);
  g_test_add_func ("/ui/phone-menu/phone-is-deleted", test_phone_is_deleted);
  return g_test_run ();
}
