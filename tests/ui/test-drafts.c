/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts on a real store and a real emulator: saved while one types, there again, copied, deleted
 * and brought back. */
#include "config.h"

#include "herald-ui-fixture.h"

#include "ui/herald-drafts-view.h"
#include "ui/herald-push-composer.h"
#include "ui/herald-ui.h"

static HeraldUiFixture fixture;

static HeraldPage *
open_push_page (void)
{
  herald_window_open (fixture.window, "push");
  herald_ui_settle ();
  return herald_window_get_page (fixture.window, "push");
}

static HeraldPushComposer *
get_composer (HeraldPage *page)
{
  return HERALD_PUSH_COMPOSER (herald_ui_find (GTK_WIDGET (page), HERALD_TYPE_PUSH_COMPOSER));
}

static gboolean
is_saved (gpointer page)
{
  return herald_ui_shows (GTK_WIDGET (page), "Saved");
}

static guint
count_drafts (HeraldPage *page)
{
  GtkWidget *view = herald_ui_find (GTK_WIDGET (page), HERALD_TYPE_DRAFTS_VIEW);

  return view != NULL ? herald_drafts_view_get_n_drafts (HERALD_DRAFTS_VIEW (view)) : G_MAXUINT;
}

static gboolean
has_one_draft (gpointer page)
{
  return count_drafts (page) == 1;
}

static gboolean
has_two_drafts (gpointer page)
{
  return count_drafts (page) == 2;
}

static void
write_draft (HeraldPage *page)
{
  HeraldPushMessage *message;

  g_assert_true (herald_page_create_new (page));
  message = herald_push_composer_get_message (get_composer (page));
  herald_push_message_set (message, HERALD_PUSH_TITLE, "Spring sale");
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, "Hello 🌷");
}

static void
test_saved_and_restored (void)
{
  HeraldPage        *page = open_push_page ();
  HeraldPushMessage *message;
  GtkWidget         *row;

  write_draft (page);
  herald_ui_wait_for (is_saved, page, "the draft to be saved");
  g_assert_true (herald_page_go_back (page));
  herald_ui_wait_for (has_one_draft, page, "the draft in the list");
  herald_ui_settle ();
  row = herald_ui_find_named (GTK_WIDGET (page), ADW_TYPE_ACTION_ROW, "Spring sale");
  g_assert_nonnull (row);
  gtk_widget_activate_action (row, "draft.open", NULL);
  message = herald_push_composer_get_message (get_composer (page));
  g_assert_cmpstr (herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT), ==, "Hello 🌷");
  g_assert_true (herald_page_go_back (page));
}

/* Leaving at once, before the half second is over, must lose nothing. */
static void
test_left_at_once (void)
{
  HeraldPage *page = open_push_page ();
  GtkWidget  *row;

  row = herald_ui_find_named (GTK_WIDGET (page), ADW_TYPE_ACTION_ROW, "Spring sale");
  g_assert_nonnull (row);
  gtk_widget_activate_action (row, "draft.open", NULL);
  herald_push_message_set (herald_push_composer_get_message (get_composer (page)),
                           HERALD_PUSH_TITLE, "Summer sale");
  g_assert_true (herald_page_go_back (page));
  herald_ui_wait_for (has_one_draft, page, "the draft in the list");
  while (herald_ui_find_named (GTK_WIDGET (page), ADW_TYPE_ACTION_ROW, "Summer sale") == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_duplicate_delete_undo (void)
{
  HeraldPage *page = open_push_page ();
  GtkWidget  *row = herald_ui_find_named (GTK_WIDGET (page), ADW_TYPE_ACTION_ROW, "Summer sale");
  GtkWidget  *view = herald_ui_find (GTK_WIDGET (page), HERALD_TYPE_DRAFTS_VIEW);

  g_assert_nonnull (row);
  gtk_widget_activate_action (row, "draft.duplicate", NULL);
  herald_ui_wait_for (has_two_drafts, page, "the copy");
  herald_ui_settle ();
  row = herald_ui_find_named (GTK_WIDGET (page), ADW_TYPE_ACTION_ROW, "Summer sale (copy)");
  g_assert_nonnull (row);
  gtk_widget_activate_action (row, "draft.delete", NULL);
  herald_ui_wait_for (has_one_draft, page, "the copy to go");
  g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), "deleted"));
  gtk_widget_activate_action (view, "drafts.undo", NULL);
  herald_ui_wait_for (has_two_drafts, page, "the copy to come back");
}

/* A menu costs more than its row: it is made when it is opened. */
static void
test_menu_comes_when_wanted (void)
{
  HeraldPage *page = open_push_page ();
  GtkWidget  *row = herald_ui_find_named (GTK_WIDGET (page), ADW_TYPE_ACTION_ROW, "Summer sale");
  GtkWidget  *button = herald_ui_find (row, GTK_TYPE_MENU_BUTTON);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_null (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (button, "Duplicate"));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  herald_ui_settle ();
}

int
main (int argc, char *argv[])
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);
  g_test_add_func ("/ui/drafts/saved-and-restored", test_saved_and_restored);
  g_test_add_func ("/ui/drafts/left-at-once", test_left_at_once);
  g_test_add_func ("/ui/drafts/menu-comes-when-wanted", test_menu_comes_when_wanted);
  g_test_add_func ("/ui/drafts/duplicate-delete-undo", test_duplicate_delete_undo);
  status = g_test_run ();
  herald_ui_fixture_close (&fixture);
  return status;
}
