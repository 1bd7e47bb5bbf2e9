/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window as a whole: it opens on the emulator, folds, goes back, finds its pages by keyboard,
 * names everything that can be pressed, and says when the emulator stops. */
#include "config.h"

#include "herald-ui-fixture.h"
#include "herald-ui-organization.h"

#include "emulator/herald-emulator.h"
#include "herald-test-dir.h"
#include "ui/herald-accels.h"
#include "ui/herald-connection-dialog.h"
#include "ui/herald-environment-list.h"
#include "ui/herald-notice.h"
#include "ui/herald-pages.h"
#include "ui/herald-palette.h"
#include "ui/herald-ui.h"

#include <string.h>

static HeraldUiFixture fixture;

static void
test_opens_on_the_emulator (void)
{
  GListModel *notices = herald_window_get_notices (fixture.window);
  gboolean    told = FALSE;

  g_assert_nonnull (herald_workspace_get_session (fixture.workspace));
  for (guint i = 0; i < g_list_model_get_n_items (notices); i++)
    {
      g_autoptr (HeraldNotice) notice = g_list_model_get_item (notices, i);

      told = told || g_str_equal (herald_notice_get_style (notice), "emulator");
    }
  g_assert_true (told);
  g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), "nothing leaves this computer"));
}

static void
test_every_page_opens (void)
{
  guint                 n_pages = 0;
  const HeraldPageInfo *pages = herald_pages_get (&n_pages);

  g_assert_cmpuint (n_pages, >=, 2);
  for (guint i = 0; i < n_pages; i++)
    {
      HeraldPage *page;

      herald_window_open (fixture.window, pages[i].name);
      herald_ui_settle ();
      page = herald_window_get_page (fixture.window, pages[i].name);
      g_assert_cmpstr (herald_window_get_page_name (fixture.window), ==, pages[i].name);
      g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (page)));
      g_assert_true (herald_page_get_session (page) ==
                     herald_workspace_get_session (fixture.workspace));
      g_assert_true (
        gtk_icon_theme_has_icon (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                 pages[i].icon_name));
    }
}

static void
test_unknown_targets_do_nothing (void)
{
  herald_window_open (fixture.window, "apps");
  herald_window_open (fixture.window, "no-such-page/x");
  g_assert_cmpstr (herald_window_get_page_name (fixture.window), ==, "apps");
  herald_window_open (fixture.window, "overview/no-such-target");
  g_assert_cmpstr (herald_window_get_page_name (fixture.window), ==, "overview");
  g_assert_null (herald_window_get_page (fixture.window, "no-such-page"));
}

static void
test_numbers_open_pages (void)
{
  guint                 n_pages = 0;
  const HeraldPageInfo *pages = herald_pages_get (&n_pages);
  gsize                 n_accels = 0;
  const HeraldAccel    *accels = herald_accels_get (&n_accels);

  for (guint i = 0; i < n_pages; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.page-%u", i + 1);
      const char      *title = NULL;

      gtk_widget_activate_action (GTK_WIDGET (fixture.window), action, NULL);
      g_assert_cmpstr (herald_window_get_page_name (fixture.window), ==, pages[i].name);
      for (gsize j = 0; j < n_accels; j++)
        if (g_strcmp0 (accels[j].action, action) == 0)
          title = accels[j].title;
      g_assert_cmpstr (title, ==, pages[i].title);
    }
}

static gboolean
has_action (const char *detailed_name)
{
  GtkWidgetClass  *klass = GTK_WIDGET_GET_CLASS (fixture.window);
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  g_assert_true (g_action_parse_detailed_name (detailed_name, &name, &target, NULL));

  for (guint i = 0;; i++)
    {
      GType               owner;
      const char         *found = NULL;
      const GVariantType *type = NULL;
      const char         *property = NULL;

      if (!gtk_widget_class_query_action (klass, i, &owner, &found, &type, &property))
        return FALSE;
      if (g_str_equal (found, name))
        return target == NULL || g_variant_is_of_type (target, type);
    }
}

static void
test_accelerators_have_their_actions (void)
{
  gsize              n_accels = 0;
  const HeraldAccel *accels = herald_accels_get (&n_accels);

  for (gsize i = 0; i < n_accels; i++)
    {
      const char *action = accels[i].action;

      if (action == NULL || g_str_has_prefix (action, "app."))
        continue;
      if (!has_action (action))
        g_error ("Nobody has the action “%s”", action);
    }
}

static gboolean
is_folded (gpointer data)
{
  return herald_window_get_folded (fixture.window);
}

static gboolean
is_unfolded (gpointer data)
{
  return !herald_window_get_folded (fixture.window);
}

static void
test_folds_and_unfolds (void)
{
  HeraldPage *page;

  herald_window_open (fixture.window, "apps");
  gtk_window_set_default_size (GTK_WINDOW (fixture.window), 1000, 700);
  herald_ui_wait_for (is_unfolded, NULL, "side bar and page beside each other");
  gtk_window_set_default_size (GTK_WINDOW (fixture.window), 360, 700);
  herald_ui_wait_for (is_folded, NULL, "one pane at a time");
  page = herald_window_get_page (fixture.window, "apps");
  g_assert_true (herald_page_get_folded (page));
  gtk_window_set_default_size (GTK_WINDOW (fixture.window), 1000, 700);
  herald_ui_wait_for (is_unfolded, NULL, "side bar and page beside each other");
  g_assert_false (herald_page_get_folded (page));
}

static void
test_no_page_is_wider_than_the_narrowest_window (void)
{
  guint                 n_pages = 0;
  const HeraldPageInfo *pages = herald_pages_get (&n_pages);

  gtk_window_set_default_size (GTK_WINDOW (fixture.window), 360, 700);
  herald_ui_wait_for (is_folded, NULL, "one pane at a time");
  for (guint i = 0; i < n_pages; i++)
    {
      GtkWidget *page = GTK_WIDGET (herald_window_get_page (fixture.window, pages[i].name));
      int        minimum = 0;

      herald_window_open (fixture.window, pages[i].name);
      herald_ui_settle ();
      gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (minimum > 360)
        g_error ("The page “%s” needs %d pixels", pages[i].name, minimum);
    }
}

static void
test_back_leaves_the_sub_page_first (void)
{
  herald_window_open (fixture.window, "apps/new");
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (GTK_WIDGET (fixture.window), "Signing key"));
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.back", NULL);
  herald_ui_settle ();
  g_assert_cmpstr (herald_window_get_page_name (fixture.window), ==, "apps");
  g_assert_false (herald_page_go_back (herald_window_get_page (fixture.window, "apps")));
}

static gboolean
is_named (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY) ||
         herald_ui_find (widget, GTK_TYPE_LABEL) != NULL;
}

/* A part of another control gets its name from there: the inner button of a menu button, the text
 * of an entry. */
static gboolean
is_inner (GtkWidget *widget)
{
  const GType outer[] = { GTK_TYPE_MENU_BUTTON,     GTK_TYPE_SEARCH_ENTRY, ADW_TYPE_ENTRY_ROW,
                          GTK_TYPE_SPIN_BUTTON,     GTK_TYPE_ENTRY,        ADW_TYPE_SPLIT_BUTTON,
                          GTK_TYPE_DROP_DOWN,       GTK_TYPE_SCROLLBAR,    ADW_TYPE_COMBO_ROW,
                          GTK_TYPE_WINDOW_CONTROLS, ADW_TYPE_EXPANDER_ROW, GTK_TYPE_COLOR_BUTTON };

  for (gsize i = 0; i < G_N_ELEMENTS (outer); i++)
    {
      GtkWidget *parent = gtk_widget_get_parent (widget);

      if (parent != NULL && gtk_widget_get_ancestor (parent, outer[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
check_names (GtkWidget *widget, const char *page)
{
  gboolean control = GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) ||
                     GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) ||
                     GTK_IS_SWITCH (widget) || GTK_IS_TEXT_VIEW (widget) ||
                     GTK_IS_SPIN_BUTTON (widget) || GTK_IS_LIST_BOX_ROW (widget);

  if (!gtk_widget_get_visible (widget))
    return;
  if (control && !is_inner (widget) && !is_named (widget))
    g_error ("On the page “%s” a %s in a %s has no name (tooltip “%s”)", page,
             G_OBJECT_TYPE_NAME (widget), G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)),
             gtk_widget_get_tooltip_text (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_names (child, page);
}

static void
test_every_control_is_named (void)
{
  guint                 n_pages = 0;
  const HeraldPageInfo *pages = herald_pages_get (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      herald_window_open (fixture.window, pages[i].name);
      herald_ui_settle ();
      check_names (GTK_WIDGET (fixture.window), pages[i].name);
    }
  herald_window_open (fixture.window, "apps/new");
  herald_ui_settle ();
  check_names (GTK_WIDGET (fixture.window), "apps/new");
  herald_page_go_back (herald_window_get_page (fixture.window, "apps"));
}

typedef struct
{
  GtkWidget  *entry;
  GtkListBox *list;
} Palette;

static Palette
open_palette (void)
{
  GtkWidget *window = GTK_WIDGET (herald_palette_present (fixture.window));
  Palette    palette;

  herald_ui_settle ();
  palette.entry = herald_ui_find (window, GTK_TYPE_SEARCH_ENTRY);
  palette.list = GTK_LIST_BOX (herald_ui_find (window, GTK_TYPE_LIST_BOX));
  return palette;
}

/* The list follows at once here; returns whether there is a row. */
static gboolean
palette_finds (Palette palette, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (palette.entry), text);
  g_signal_emit_by_name (palette.entry, "search-changed");
  return gtk_list_box_get_selected_row (palette.list) != NULL;
}

static void
palette_enter (Palette palette)
{
  g_signal_emit_by_name (palette.entry, "activate");
  herald_ui_settle ();
}

static void
test_palette_finds_and_opens (void)
{
  Palette palette;

  herald_window_open (fixture.window, "overview");
  palette = open_palette ();
  g_assert_true (palette_finds (palette, "ApP"));
  palette_enter (palette);
  g_assert_cmpstr (herald_window_get_page_name (fixture.window), ==, "apps");
}

/* Enter may come before the list follows what was typed, and means that. */
static void
test_palette_takes_what_was_typed (void)
{
  Palette palette;

  herald_window_open (fixture.window, "overview");
  palette = open_palette ();
  gtk_editable_set_text (GTK_EDITABLE (palette.entry), "devices");
  palette_enter (palette);
  g_assert_cmpstr (herald_window_get_page_name (fixture.window), ==, "devices");
}

/* Enter takes the row one went to. */
static void
test_palette_takes_what_was_chosen (void)
{
  Palette palette;

  herald_window_open (fixture.window, "overview");
  palette = open_palette ();
  gtk_list_box_select_row (palette.list, gtk_list_box_get_row_at_index (palette.list, 2));
  palette_enter (palette);
  g_assert_cmpstr (herald_window_get_page_name (fixture.window), ==, "people");
}

/* What the environment's menu offers is found by its name, and only what makes sense there. */
static void
test_palette_has_commands (void)
{
  Palette    palette = open_palette ();
  GtkWidget *dialog;

  g_assert_false (palette_finds (palette, "sign out"));
  g_assert_true (palette_finds (palette, "Test conn"));
  palette_enter (palette);
  dialog = herald_ui_find_window (HERALD_TYPE_CONNECTION_DIALOG);
  g_assert_nonnull (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
has_failed (gpointer data)
{
  return herald_workspace_get_state (data) == HERALD_WORKSPACE_FAILED;
}

static gboolean
lists_two (gpointer workspace)
{
  return g_list_model_get_n_items (herald_workspace_get_environments (workspace)) == 2;
}

/* An environment that is not open is found by a part of its name; the open one is not offered. */
static void
test_palette_switches (void)
{
  g_autoptr (HeraldEmulatorInfo) info =
    g_object_ref (herald_session_get_emulator (herald_workspace_get_session (fixture.workspace)));
  char   *id = herald_ui_organization_add (&fixture, info);
  Palette palette;

  herald_ui_wait_for (lists_two, fixture.workspace, "the environment in the list");
  palette = open_palette ();
  g_assert_false (palette_finds (palette, "switch emul"));
  g_assert_true (palette_finds (palette, "org"));
  palette_enter (palette);
  herald_ui_wait_for (has_failed, fixture.workspace, "Herald to ask for a sign-in");
  g_assert_cmpstr (herald_environment_get (herald_workspace_get_environment (fixture.workspace),
                                           HERALD_ENVIRONMENT_ID),
                   ==, id);
  herald_ui_organization_remove (&fixture, id);
}

static gboolean
is_lost (gpointer data)
{
  return herald_workspace_get_pulse (data) == HERALD_PULSE_GONE;
}

static gboolean
is_open (gpointer data)
{
  return herald_workspace_get_state (data) == HERALD_WORKSPACE_OPEN &&
         herald_workspace_get_pulse (data) == HERALD_PULSE_BEATS;
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer started)
{
  g_autoptr (GError) error = NULL;

  herald_emulator_start_finish (HERALD_EMULATOR (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) started = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* Another process runs the emulator, and it goes. */
static void
test_emulator_that_stops_is_told_and_restarted (void)
{
  HeraldUiFixture  own = { 0 };
  g_autofree char *dir = herald_test_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldFolders) folders = herald_folders_new (dir, &error);
  HeraldEmulatorOptions options = { .dir = herald_folders_get_emulator_dir (folders) };
  g_autoptr (HeraldEmulator) emulator = herald_emulator_new (&options);
  gboolean      started = FALSE;
  GCancellable *cancellable;

  g_assert_no_error (error);
  herald_emulator_start_async (emulator, NULL, started_cb, &started);
  herald_ui_wait_for (is_true, &started, "the emulator");
  own.workspace = herald_workspace_new (folders);
  own.window = herald_window_new (NULL, own.workspace);
  herald_workspace_start (own.workspace, NULL);
  gtk_window_present (GTK_WINDOW (own.window));
  herald_ui_wait_for (is_open, own.workspace, "the attached emulator");
  cancellable =
    g_object_ref (herald_page_get_cancellable (herald_window_get_page (own.window, "apps")));

  herald_emulator_stop (emulator);
  herald_ui_wait_for (is_lost, own.workspace, "the loss to be noticed");
  herald_ui_settle ();
  g_assert_true (herald_ui_shows (GTK_WIDGET (own.window), "The emulator stopped"));
  gtk_widget_activate_action (GTK_WIDGET (own.window), "win.retry", NULL);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  herald_ui_wait_for (is_open, own.workspace, "an emulator of our own");
  herald_ui_settle ();
  g_assert_false (herald_ui_shows (GTK_WIDGET (own.window), "The emulator stopped"));

  g_object_unref (cancellable);
  herald_workspace_stop (own.workspace);
  gtk_window_destroy (GTK_WINDOW (own.window));
  herald_ui_settle ();
  g_assert_finalize_object (own.workspace);
  herald_test_dir_remove (dir);
}

static void
count_changes_cb (guint *n_changes)
{
  (*n_changes)++;
}

/* Rows that are replaced are gone from under the pointer. */
static void
test_an_unchanged_list_stays (void)
{
  g_autoptr (HeraldEnvironmentList) list = herald_environment_list_new ();
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) renamed = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_changes = 0;

  g_ptr_array_add (saved, herald_environment_new (HERALD_ENVIRONMENT_TEST));
  g_ptr_array_add (renamed, herald_environment_copy (g_ptr_array_index (saved, 0)));
  herald_environment_set (g_ptr_array_index (renamed, 0), HERALD_ENVIRONMENT_NAME, "Another");
  g_signal_connect_swapped (herald_environment_list_get_model (list), "items-changed",
                            G_CALLBACK (count_changes_cb), &n_changes);
  herald_environment_list_fill (list, saved);
  g_assert_cmpuint (n_changes, ==, 1);
  herald_environment_list_fill (list, saved);
  g_assert_cmpuint (n_changes, ==, 1);
  herald_environment_list_fill (list, renamed);
  g_assert_cmpuint (n_changes, ==, 2);
}

static gboolean
is_workspace_open (gpointer data)
{
  return herald_workspace_get_state (data) == HERALD_WORKSPACE_OPEN;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* A window may be closed while its list of environments is being read. */
static void
test_a_stopped_workspace_lists_nothing (void)
{
  HeraldWorkspace *beside = herald_workspace_new_beside (fixture.workspace);
  gpointer         watched = beside;

  herald_workspace_start (beside, NULL);
  herald_ui_wait_for (is_workspace_open, beside, "the second workspace");
  g_object_add_weak_pointer (G_OBJECT (beside), &watched);
  g_signal_emit_by_name (herald_workspace_get_store (beside), "changed", HERALD_TABLE_ENVIRONMENT);
  herald_workspace_stop (beside);
  g_assert_null (herald_workspace_get_session (beside));
  g_object_unref (beside);
  herald_ui_wait_for (is_gone, &watched, "the list that nobody wants");
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);

  g_test_add_func ("/ui/frame/opens-on-the-emulator", test_opens_on_the_emulator);
  g_test_add_func ("/ui/frame/every-page-opens", test_every_page_opens);
  g_test_add_func ("/ui/frame/unknown-targets-do-nothing", test_unknown_targets_do_nothing);
  g_test_add_func ("/ui/frame/numbers-open-pages", test_numbers_open_pages);
  g_test_add_func ("/ui/frame/accelerators-have-their-actions",
                   test_accelerators_have_their_actions);
  g_test_add_func ("/ui/frame/folds-and-unfolds", test_folds_and_unfolds);
  g_test_add_func ("/ui/frame/no-page-is-wider-than-the-narrowest-window",
                   test_no_page_is_wider_than_the_narrowest_window);
  g_test_add_func ("/ui/frame/back-leaves-the-sub-page-first", test_back_leaves_the_sub_page_first);
  g_test_add_func ("/ui/frame/every-control-is-named", test_every_control_is_named);
  g_test_add_func ("/ui/frame/palette-finds-and-opens", test_palette_finds_and_opens);
  g_test_add_func ("/ui/frame/palette-switches", test_palette_switches);
  g_test_add_func ("/ui/frame/palette-takes-what-was-typed", test_palette_takes_what_was_typed);
  g_test_add_func ("/ui/frame/palette-takes-what-was-chosen", test_palette_takes_what_was_chosen);
  g_test_add_func ("/ui/frame/palette-has-commands", test_palette_has_commands);
  g_test_add_func ("/ui/frame/unchanged-list-stays", test_an_unchanged_list_stays);
  g_test_add_func ("/ui/frame/stopped-workspace-lists-nothing",
                   test_a_stopped_workspace_lists_nothing);
  g_test_add_func ("/ui/frame/emulator-that-stops-is-told-and-restarted",
                   test_emulator_that_stops_is_told_and_restarted);
  status = g_test_run ();
  herald_ui_fixture_close (&fixture);
  return status;
}
