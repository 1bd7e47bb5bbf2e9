/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page “Network” of the preferences: with the emulator alone nothing but this computer was
 * contacted; what is refused while one looks shows up; the list is sorted and copied. */
#include "config.h"

#include "core/herald-session-private.h"
#include "herald-ui-fixture.h"
#include "ui/herald-host-row.h"
#include "ui/herald-preferences.h"
#include "ui/herald-ui.h"

#include <string.h>

static HeraldUiFixture fixture;

static GtkWidget *
open_page (void)
{
  HeraldPreferences *preferences =
    herald_preferences_present (GTK_WINDOW (fixture.window), fixture.workspace);

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "network");
  return GTK_WIDGET (preferences);
}

static void
refuse (const char *origin)
{
  HeraldSession *session = herald_workspace_get_session (fixture.workspace);

  herald_recorder_note_refusal (herald_session_get_recorder (session), origin);
}

static gboolean
is_refused_first (gpointer preferences)
{
  GtkWidget *row = herald_ui_find (preferences, HERALD_TYPE_HOST_ROW);

  return row != NULL && herald_host_row_get_host (HERALD_HOST_ROW (row))->n_refused > 0;
}

static void
test_only_this_computer (void)
{
  GtkWidget *preferences = open_page ();
  GtkWidget *row;

  herald_ui_wait_for_text (preferences, "Only this computer was contacted");
  herald_ui_wait_for_text (preferences, "Answered with 200");
  g_assert_true (herald_ui_shows (preferences, "Nothing had to be refused"));
  row = herald_ui_find (preferences, HERALD_TYPE_HOST_ROW);
  g_assert_true (herald_host_is_local (herald_host_row_get_host (HERALD_HOST_ROW (row))));
  gtk_window_destroy (GTK_WINDOW (preferences));
  herald_ui_settle ();
}

static void
test_refusal_shows_up (void)
{
  GtkWidget       *preferences = open_page ();
  GtkWidget       *order;
  g_autofree char *copied = NULL;

  herald_ui_wait_for_text (preferences, "Only this computer was contacted");
  refuse ("https://zz.example:443");
  herald_ui_wait_for_text (preferences, "https://zz.example");
  g_assert_true (herald_ui_shows (preferences, "Not allowed: nothing was sent there"));
  g_assert_true (herald_ui_shows (preferences, "Refused 1 time"));
  /* Refused is not contacted. */
  g_assert_true (herald_ui_shows (preferences, "Only this computer was contacted"));
  g_assert_false (is_refused_first (preferences));
  order = herald_ui_find_named (preferences, ADW_TYPE_COMBO_ROW, "Order");
  adw_combo_row_set_selected (ADW_COMBO_ROW (order), 2);
  herald_ui_wait_for (is_refused_first, preferences, "the refused server on top");
  g_signal_emit_by_name (herald_ui_find_named (preferences, GTK_TYPE_BUTTON, "_Copy All"),
                         "clicked");
  copied = herald_ui_dup_copied (preferences);
  g_assert_nonnull (strstr (copied, "https://zz.example\t"));
  g_assert_nonnull (strstr (copied, "127.0.0.1"));
  gtk_window_destroy (GTK_WINDOW (preferences));
  herald_ui_settle ();
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);
  g_test_add_func ("/ui/hosts/only-this-computer", test_only_this_computer);
  g_test_add_func ("/ui/hosts/refusal-shows-up", test_refusal_shows_up);
  status = g_test_run ();
  herald_ui_fixture_close (&fixture);
  return status;
}
