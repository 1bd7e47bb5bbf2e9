/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV files on the Emulator page: what is wrong with them, how far they are, and what became of
 * them when they were cancelled or the connection went away. */
#include "config.h"

#include "base/herald-json.h"
#include "ui/herald-emulator-page.h"
#include "ui/herald-file-row.h"
#include "ui/herald-import-group.h"
#include "ui/herald-ui.h"

#include "herald-ui-fixture.h"

#include <string.h>

/* Enough to be on the way for a while. */
#define MANY_ROWS 100000

static HeraldImportReport *
create_report (const char *json)
{
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);
  HeraldImportReport *report = herald_import_report_new_from_json (node, NULL);

  g_assert_nonnull (report);
  return report;
}

static void
test_import_faults (void)
{
  GtkWidget *group = g_object_ref_sink (herald_import_group_new ());
  g_autoptr (HeraldImportReport) refused =
    create_report ("{\"error\":{\"details\":[{\"line\":3,\"message\":\"“lastname” is <empty>\"},"
                   "{\"line\":9,\"message\":\"too long\"}]}}");
  g_autoptr (HeraldImportReport) taken = create_report ("{\"imported\":2}");
  g_autofree char *copied = NULL;

  g_assert_null (herald_ui_find (group, ADW_TYPE_EXPANDER_ROW));
  herald_import_group_show_report (HERALD_IMPORT_GROUP (group), "people.csv", refused);
  g_assert_nonnull (herald_ui_find_named (group, ADW_TYPE_EXPANDER_ROW, "2 rows are wrong"));
  g_assert_true (herald_ui_shows (group, "Nothing of “people.csv” was imported"));
  g_assert_nonnull (herald_ui_find_named (group, ADW_TYPE_ACTION_ROW, "Line 3"));
  g_assert_true (herald_ui_shows (group, "“lastname” is <empty>"));
  g_assert_nonnull (herald_ui_find_named (group, ADW_TYPE_ACTION_ROW, "Line 9"));
  gtk_widget_activate_action (group, "import.copy", NULL);
  copied = herald_ui_dup_copied (group);
  g_assert_cmpstr (copied, ==, "Line 3: “lastname” is <empty>\nLine 9: too long\n");
  /* What was wrong before is forgotten. */
  herald_import_group_show_report (HERALD_IMPORT_GROUP (group), "people.csv", taken);
  g_assert_null (herald_ui_find (group, ADW_TYPE_EXPANDER_ROW));
  g_assert_null (herald_ui_find_named (group, ADW_TYPE_ACTION_ROW, "Line 3"));
  g_assert_finalize_object (group);
}

/* Without an emulator there is nothing to take a file. */
static void
test_import_closed (void)
{
  GtkWidget *group = g_object_ref_sink (herald_import_group_new ());

  g_assert_false (
    gtk_widget_get_sensitive (herald_ui_find_named (group, HERALD_TYPE_FILE_ROW, "Contacts")));
  g_assert_false (
    gtk_widget_get_sensitive (herald_ui_find_named (group, HERALD_TYPE_FILE_ROW, "Devices")));
  g_assert_finalize_object (group);
}

static void
open_tab (HeraldUiFixture *fixture)
{
  GtkWidget *window;

  herald_ui_fixture_open (fixture);
  window = GTK_WIDGET (fixture->window);
  gtk_widget_activate_action (window, "win.open", "s", "emulator");
  herald_page_open (HERALD_PAGE (herald_ui_find (window, HERALD_TYPE_EMULATOR_PAGE)), "snapshots");
}

/* Chooses a file with @content for @row and waits for @text. */
static void
import_file (HeraldUiFixture *fixture,
             const char      *row,
             const char      *content,
             gsize            size,
             const char      *text)
{
  GtkWidget       *window = GTK_WIDGET (fixture->window);
  g_autofree char *path = g_build_filename (fixture->dir, "rows.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, (gssize) size, &error);
  g_assert_no_error (error);
  herald_file_row_read (HERALD_FILE_ROW (herald_ui_find_named (window, HERALD_TYPE_FILE_ROW, row)),
                        file);
  herald_ui_wait_for_text (window, text);
}

static void
test_files_are_imported (void)
{
  static const char contacts[] = "lastname,firstname\nHopper,Grace\nLovelace,Ada\n";
  static const char faulty[] = "lastname,firstname\n,Grace\n";
  const gsize       too_many = HERALD_IMPORT_LARGEST_BYTES + 1;
  g_autofree char  *large = g_malloc (too_many);
  HeraldUiFixture   fixture = { 0 };

  memset (large, 'x', too_many);
  open_tab (&fixture);
  import_file (&fixture, "Contacts", contacts, strlen (contacts), "2 rows of “rows.csv” imported");
  import_file (&fixture, "Contacts", faulty, strlen (faulty), "1 row is wrong");
  import_file (&fixture, "Contacts", "", 0, "“rows.csv” was not imported: The file is empty");
  g_assert_false (herald_ui_shows (GTK_WIDGET (fixture.window), "1 row is wrong"));
  import_file (&fixture, "Devices", "user\n\xff\n", 7, "The file is not UTF-8");
  g_assert_false (herald_ui_shows (GTK_WIDGET (fixture.window), "The file is empty"));
  import_file (&fixture, "Devices", large, too_many, "it is too big, more than");
  import_file (&fixture, "Devices", contacts, strlen (contacts), "A device has no column");
  herald_ui_fixture_close (&fixture);
}

static char *
create_many_rows (void)
{
  g_autoptr (GString) csv = g_string_new ("lastname\n");

  for (guint i = 0; i < MANY_ROWS; i++)
    g_string_append_printf (csv, "Name%u\n", i);
  return g_string_free (g_steal_pointer (&csv), FALSE);
}

static gboolean
is_in_the_middle (gpointer data)
{
  GtkWidget *bar = herald_ui_find (data, GTK_TYPE_PROGRESS_BAR);
  double     fraction = bar != NULL ? gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)) : 0.0;

  return fraction > 0.0 && fraction < 1.0;
}

static void
test_cancelled (void)
{
  HeraldUiFixture  fixture = { 0 };
  g_autofree char *csv = create_many_rows ();
  GtkWidget       *group;

  open_tab (&fixture);
  group = herald_ui_find (GTK_WIDGET (fixture.window), HERALD_TYPE_IMPORT_GROUP);
  import_file (&fixture, "Contacts", csv, strlen (csv), "Importing “rows.csv”…");
  g_assert_true (herald_ui_shows (group, "100000 rows, 988.9"));
  g_assert_nonnull (herald_ui_find_named (group, GTK_TYPE_BUTTON, "_Cancel"));
  herald_ui_wait_for (is_in_the_middle, group, "the bar to move");
  g_assert_true (herald_ui_shows (group, " of 100000 rows"));
  gtk_widget_activate_action (group, "import.cancel", NULL);
  herald_ui_wait_for_text (GTK_WIDGET (fixture.window),
                           "Cancelled; nothing of “rows.csv” was imported");
  /* Ready for the next one. */
  g_assert_null (herald_ui_find_named (group, GTK_TYPE_BUTTON, "_Cancel"));
  import_file (&fixture, "Contacts", "lastname\na\n", 11, "1 row of “rows.csv” imported");
  herald_ui_fixture_close (&fixture);
}

/* The connection goes while the file is on its way; the emulator is asked once it is back. */
static void
test_connection_goes (void)
{
  HeraldUiFixture  fixture = { 0 };
  g_autofree char *csv = create_many_rows ();

  open_tab (&fixture);
  import_file (&fixture, "Devices", csv, strlen (csv), "Importing “rows.csv”…");
  herald_workspace_retry (fixture.workspace);
  herald_ui_wait_for_text (GTK_WIDGET (fixture.window),
                           "The emulator went away; nothing of “rows.csv” was imported");
  herald_ui_fixture_close (&fixture);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  g_test_add_func ("/ui/import/faults", test_import_faults);
  g_test_add_func ("/ui/import/closed", test_import_closed);
  g_test_add_func ("/ui/import/files-are-imported", test_files_are_imported);
  g_test_add_func ("/ui/import/cancelled", test_cancelled);
  g_test_add_func ("/ui/import/connection-goes", test_connection_goes);
  return g_test_run ();
}
