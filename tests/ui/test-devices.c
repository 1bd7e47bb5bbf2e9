/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People and Devices against the emulator: a person is found, a device registered and followed to
 * its end, cleaned up again; the list searches, sorts, selects and cleans up. */
#include "config.h"

#include "herald-ui-fixture.h"
#include "model/herald-registration.h"
#include "store/herald-row-model.h"
#include "ui/herald-cleanup-dialog.h"
#include "ui/herald-device-row.h"
#include "ui/herald-devices-table.h"
#include "ui/herald-exchange-row.h"
#include "ui/herald-people-finder.h"
#include "ui/herald-person-row.h"
#include "ui/herald-register-panel.h"
#include "ui/herald-ui.h"

#include <string.h>

#define EMAIL "andrew@contosoltd.com"
#define SHORT_TOKEN "0123456789abcdef"
#define FREE_TOKEN "00112233445566778899aabbccddeeff00112233445566778899aabbccddee99"

static HeraldUiFixture fixture;

typedef struct
{
  GtkWidget  *root;
  const char *text;
} Shown;

static GtkWidget *
open_page (const char *name)
{
  herald_window_open (fixture.window, name);
  herald_ui_settle ();
  return GTK_WIDGET (herald_window_get_page (fixture.window, name));
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

static gboolean
has_exchange (gpointer page)
{
  return herald_ui_find (page, HERALD_TYPE_EXCHANGE_ROW) != NULL;
}

static gboolean
has_requests (gpointer page)
{
  return herald_ui_find (page, ADW_TYPE_EXPANDER_ROW) != NULL;
}

static gboolean
has_device_row (gpointer page)
{
  return herald_ui_find (page, HERALD_TYPE_DEVICE_ROW) != NULL;
}

static gboolean
has_dialog (gpointer dialog)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (HERALD_IS_CLEANUP_DIALOG (item->data) && gtk_widget_get_visible (item->data))
      {
        *(GtkWidget **) dialog = item->data;
        return TRUE;
      }
  return FALSE;
}

/* Waits for the question, checks what it names and answers. */
static void
answer_clean_up (const char *named, const char *response)
{
  GtkWidget *dialog = NULL;

  herald_ui_wait_for (has_dialog, &dialog, "the question before the clean-up");
  g_assert_true (herald_ui_shows (dialog, named));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  herald_ui_settle ();
}

static GtkWidget *
find_person (void)
{
  GtkWidget *page = open_page ("people");
  GtkWidget *finder;

  herald_page_focus_search (HERALD_PAGE (page));
  herald_ui_settle ();
  finder = herald_ui_find (page, HERALD_TYPE_PEOPLE_FINDER);
  herald_people_finder_set_text (HERALD_PEOPLE_FINDER (finder), EMAIL);
  herald_people_finder_search (HERALD_PEOPLE_FINDER (finder));
  wait_for_text (page, "Andrew Dixon");
  return page;
}

static void
test_requests_are_shown (void)
{
  GtkWidget *page = find_person ();

  herald_ui_wait_for (has_requests, page, "the requests of the search");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (herald_ui_find (page, ADW_TYPE_EXPANDER_ROW)),
                                 TRUE);
  herald_ui_wait_for (has_exchange, page, "the rows of the requests");
  wait_for_text (page, "emailaddress1 eq 'andrew@contosoltd.com'");
}

static void
test_not_an_address (void)
{
  GtkWidget *page = open_page ("people");
  GtkWidget *finder = herald_ui_find (page, HERALD_TYPE_PEOPLE_FINDER);

  herald_people_finder_set_text (HERALD_PEOPLE_FINDER (finder), "andrew");
  herald_people_finder_search (HERALD_PEOPLE_FINDER (finder));
  wait_for_text (page, "Could Not Search");
}

static void
test_failed_registration (void)
{
  GtkWidget *page = find_person ();
  GtkWidget *panel;

  adw_action_row_activate (ADW_ACTION_ROW (herald_ui_find (page, HERALD_TYPE_PERSON_ROW)));
  wait_for_text (page, "No devices");
  gtk_widget_activate_action (page, "page.register", NULL);
  panel = herald_ui_find (page, HERALD_TYPE_REGISTER_PANEL);
  wait_for_text (panel, "Contoso Shop");
  herald_register_panel_fill (HERALD_REGISTER_PANEL (panel), NULL, HERALD_PLATFORM_IOS,
                              SHORT_TOKEN);
  g_assert_true (herald_ui_shows (panel, "This has 16 hexadecimal digits"));
  herald_register_panel_fill (HERALD_REGISTER_PANEL (panel), NULL, HERALD_PLATFORM_IOS, FREE_TOKEN);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (herald_ui_find (panel, ADW_TYPE_EXPANDER_ROW)),
                                 TRUE);
  wait_for_text (panel, "x-ms-track-registration: true");
  g_signal_emit_by_name (herald_ui_find_named (panel, GTK_TYPE_BUTTON, "_Register"), "clicked");
  wait_for_text (panel, "Accepted, not registered yet");
  /* Nobody's phone has that token, so the invisible push fails. */
  wait_for_text (panel, "The invisible test push to this token failed");
  wait_for_text (page, "No devices");
}

static void
test_register_and_clean_up (void)
{
  GtkWidget *page = find_person ();
  GtkWidget *panel;
  GtkWidget *row;

  adw_action_row_activate (ADW_ACTION_ROW (herald_ui_find (page, HERALD_TYPE_PERSON_ROW)));
  wait_for_text (page, "No devices");
  gtk_widget_activate_action (page, "page.register", NULL);
  panel = herald_ui_find (page, HERALD_TYPE_REGISTER_PANEL);
  wait_for_text (panel, "Emulated phone");
  row = herald_ui_find_named (panel, ADW_TYPE_COMBO_ROW, "Emulated phone");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  g_signal_emit_by_name (herald_ui_find_named (panel, GTK_TYPE_BUTTON, "_Register"), "clicked");
  wait_for_text (panel, "Registered");
  herald_ui_wait_for (has_device_row, page, "the registered device");
  g_assert_true (herald_ui_shows (page, "1 device gets their push."));
  gtk_widget_activate_action (page, "page.clean-up", NULL);
  answer_clean_up ("Andrew Dixon", "cancel");
  g_assert_nonnull (herald_ui_find (page, HERALD_TYPE_DEVICE_ROW));
  gtk_widget_activate_action (page, "page.clean-up", NULL);
  answer_clean_up ("iOS · Contoso Shop", "clean-up");
  wait_for_text (page, "No longer registered");
}

/* Devices */

static HeraldDevicesTable *
get_table (GtkWidget *page)
{
  return HERALD_DEVICES_TABLE (herald_ui_find (page, HERALD_TYPE_DEVICES_TABLE));
}

static GtkSelectionModel *
get_rows (GtkWidget *page)
{
  GtkWidget *view = herald_ui_find (page, GTK_TYPE_COLUMN_VIEW);

  return view != NULL ? gtk_column_view_get_model (GTK_COLUMN_VIEW (view)) : NULL;
}

typedef struct
{
  GtkWidget *page;
  guint      n_rows;
  HeraldRow *row; /* (owned) (nullable) */

  const char *former_first; /* (unowned) (nullable) */
} Rows;

static gboolean
has_rows (gpointer data)
{
  Rows              *rows = data;
  GtkSelectionModel *model = get_rows (rows->page);

  return model != NULL && g_list_model_get_n_items (G_LIST_MODEL (model)) >= rows->n_rows;
}

static gboolean
has_few_rows (gpointer data)
{
  Rows              *rows = data;
  GtkSelectionModel *model = get_rows (rows->page);

  return model != NULL && g_list_model_get_n_items (G_LIST_MODEL (model)) <= rows->n_rows;
}

static gboolean
is_first_loaded (gpointer data)
{
  Rows              *rows = data;
  GtkSelectionModel *model = get_rows (rows->page);

  g_clear_object (&rows->row);
  rows->row = g_list_model_get_item (G_LIST_MODEL (model), 0);
  return rows->row != NULL && herald_row_get_item (rows->row) != NULL;
}

static char *
dup_first_person (GtkWidget *page)
{
  Rows  rows = { page, 0, NULL, NULL };
  char *name;

  herald_ui_wait_for (is_first_loaded, &rows, "the first row");
  name = g_strdup (herald_device_get_user_name (herald_row_get_item (rows.row)));
  g_clear_object (&rows.row);
  return name;
}

static gboolean
is_another_first (gpointer data)
{
  Rows       *rows = data;
  const char *name;

  if (!is_first_loaded (rows))
    return FALSE;
  name = herald_device_get_user_name (herald_row_get_item (rows->row));
  return g_strcmp0 (name, rows->former_first) != 0;
}

static void
test_devices_are_listed (void)
{
  GtkWidget *page = open_page ("devices");
  Rows       rows = { page, 50, NULL, NULL };

  herald_ui_wait_for (has_rows, &rows, "the devices of the environment");
  /* How long ago depends on the machine. */
  wait_for_text (page, "read ");
}

static void
test_search_as_you_type (void)
{
  GtkWidget *page = open_page ("devices");
  GtkWidget *entry = herald_ui_find (page, GTK_TYPE_SEARCH_ENTRY);
  Rows       all = { page, 50, NULL, NULL };
  Rows       few = { page, 5, NULL, NULL };

  gtk_editable_set_text (GTK_EDITABLE (entry), "Zoë");
  herald_ui_wait_for (has_few_rows, &few, "the rows that match");
  gtk_editable_set_text (GTK_EDITABLE (entry), "no such device");
  wait_for_text (page, "No Device Found");
  g_assert_true (herald_ui_shows (page, "“no such device”"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  herald_ui_wait_for (has_rows, &all, "all rows again");
}

static void
sort_by (GtkWidget *page, guint position, GtkSortType order)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (herald_ui_find (page, GTK_TYPE_COLUMN_VIEW));
  g_autoptr (GtkColumnViewColumn) column =
    g_list_model_get_item (gtk_column_view_get_columns (view), position);

  gtk_column_view_sort_by_column (view, column, order);
  herald_ui_settle ();
}

static void
test_sort (void)
{
  GtkWidget          *page = open_page ("devices");
  HeraldDevicesTable *table = get_table (page);
  g_autofree char    *first = NULL;
  Rows                rows = { page, 0, NULL, NULL };
  gboolean            descending = TRUE;

  sort_by (page, 0, GTK_SORT_ASCENDING);
  g_assert_cmpint (herald_devices_table_get_sort (table, &descending), ==, HERALD_DEVICE_SORT_USER);
  g_assert_false (descending);
  first = dup_first_person (page);
  sort_by (page, 0, GTK_SORT_DESCENDING);
  g_assert_cmpint (herald_devices_table_get_sort (table, &descending), ==, HERALD_DEVICE_SORT_USER);
  g_assert_true (descending);
  rows.former_first = first;
  herald_ui_wait_for (is_another_first, &rows, "the last one to come first");
  g_clear_object (&rows.row);
  sort_by (page, 3, GTK_SORT_ASCENDING);
  g_assert_cmpint (herald_devices_table_get_sort (table, &descending), ==,
                   HERALD_DEVICE_SORT_TOKEN);
  sort_by (page, 0, GTK_SORT_ASCENDING);
}

static void
test_clean_up_selection (void)
{
  GtkWidget         *page = open_page ("devices");
  GtkSelectionModel *model = get_rows (page);
  Rows               rows = { page, 0, NULL, NULL };
  g_autofree char   *first = dup_first_person (page);

  rows.n_rows = g_list_model_get_n_items (G_LIST_MODEL (model)) - 2;
  gtk_selection_model_select_range (model, 0, 2, TRUE);
  g_assert_cmpuint (herald_devices_table_get_n_selected (get_table (page)), ==, 2);
  g_assert_null (herald_devices_table_get_only_selected (get_table (page)));
  g_assert_true (herald_ui_shows (page, "2 selected"));
  gtk_widget_activate_action (page, "page.clean-up", NULL);
  answer_clean_up (first, "clean-up");
  herald_ui_wait_for (has_few_rows, &rows, "the cleaned up rows to go");
}

static void
test_narrow_says_all_in_one_column (void)
{
  GtkWidget  *page = open_page ("devices");
  GListModel *columns =
    gtk_column_view_get_columns (GTK_COLUMN_VIEW (herald_ui_find (page, GTK_TYPE_COLUMN_VIEW)));
  guint n_visible = 0;

  herald_devices_table_set_compact (get_table (page), TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (gtk_column_view_column_get_visible (column))
        n_visible++;
    }
  g_assert_cmpuint (n_visible, ==, 1);
  herald_devices_table_set_compact (get_table (page), FALSE);
}

static void
test_a_row_opens_its_person (void)
{
  GtkWidget       *page = open_page ("devices");
  GtkWidget       *people = GTK_WIDGET (herald_window_get_page (fixture.window, "people"));
  GtkWidget       *view = herald_ui_find (page, GTK_TYPE_COLUMN_VIEW);
  g_autofree char *first = dup_first_person (page);

  g_signal_emit_by_name (view, "activate", 0);
  g_assert_cmpstr (herald_window_get_page_name (fixture.window), ==, "people");
  wait_for_text (people, first);
  herald_ui_wait_for (has_device_row, people, "the person's devices");
}

int
main (int argc, char *argv[])
{
  int result;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  g_test_add_func ("/ui/people-page/requests-are-shown", test_requests_are_shown);
  g_test_add_func ("/ui/people-page/not-an-address", test_not_an_address);
  g_test_add_func ("/ui/people-page/failed-registration", test_failed_registration);
  g_test_add_func ("/ui/people-page/register-and-clean-up", test_register_and_clean_up);
  g_test_add_func ("/ui/devices-page/devices-are-listed", test_devices_are_listed);
  g_test_add_func ("/ui/devices-page/search-as-you-type", test_search_as_you_type);
  g_test_add_func ("/ui/devices-page/sort", test_sort);
  g_test_add_func ("/ui/devices-page/clean-up-selection", test_clean_up_selection);
  g_test_add_func ("/ui/devices-page/narrow", test_narrow_says_all_in_one_column);
  g_test_add_func ("/ui/devices-page/a-row-opens-its-person", test_a_row_opens_its_person);
  herald_ui_fixture_open (&fixture);
  result = g_test_run ();
  herald_ui_fixture_close (&fixture);
  return result;
}
