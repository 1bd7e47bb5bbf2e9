/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets that every page shares. */
#include "config.h"

#include "base/herald-error.h"
#include "ui/herald-accels.h"
#include "ui/herald-banner.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-copy-row.h"
#include "ui/herald-exchange-view.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-natural-bin.h"
#include "ui/herald-state-label.h"
#include "ui/herald-status.h"
#include "ui/herald-time-label.h"
#include "ui/herald-toast.h"
#include "ui/herald-ui.h"

#include <string.h>

#define NOW (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

/* The text of the first label below @widget that has one beginning with @prefix. */
static const char *
find_label (GtkWidget *widget, const char *prefix)
{
  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), prefix))
    return gtk_label_get_text (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *text = find_label (child, prefix);

      if (text != NULL)
        return text;
    }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (GTK_IS_BUTTON (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *button = find_button (child);

      if (button != NULL)
        return button;
    }
  return NULL;
}

static void
test_time_words (void)
{
  const struct
  {
    gint64      seconds_ago;
    const char *words;
  } cases[] = {
    { -30, "just now" },         { 0, "just now" },         { 4, "just now" },
    { 5, "5 seconds ago" },      { 59, "59 seconds ago" },  { 60, "1 minute ago" },
    { 119, "1 minute ago" },     { 120, "2 minutes ago" },  { 3599, "59 minutes ago" },
    { 3600, "1 hour ago" },      { 86399, "23 hours ago" }, { 86400, "1 day ago" },
    { 6 * 86400, "6 days ago" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words =
        herald_time_describe (NOW, NOW - cases[i].seconds_ago * G_USEC_PER_SEC);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_time_never_and_long_ago (void)
{
  g_autofree char *never = herald_time_describe (NOW, 0);
  g_autofree char *long_ago =
    herald_time_describe (NOW, NOW - G_GINT64_CONSTANT (8 * 86400) * G_USEC_PER_SEC);

  g_assert_cmpstr (never, ==, "never");
  g_assert_nonnull (strstr (long_ago, "2026"));
}

static void
test_time_format_and_tooltip (void)
{
  g_autoptr (GtkWidget) label =
    g_object_ref_sink (herald_time_label_new (g_get_real_time (), "Saved %s"));
  const char *tooltip = gtk_widget_get_tooltip_text (label);

  g_assert_nonnull (find_label (label, "Saved just now"));
  g_assert_nonnull (tooltip);
  herald_time_label_set_time (HERALD_TIME_LABEL (label), 0);
  g_assert_nonnull (find_label (label, "Saved never"));
  g_assert_false (gtk_widget_get_has_tooltip (label));
}

static void
test_copy_masks_secrets (void)
{
  const char *secret = "abcdefghijklmnopqrstuvwxyz3fQ=";
  g_autoptr (GtkWidget) row = g_object_ref_sink (herald_copy_row_new ("Access token", secret));

  g_assert_nonnull (find_label (row, secret));
  g_object_set (row, "secret", TRUE, NULL);
  g_assert_null (find_label (row, "abc"));
  g_assert_nonnull (find_label (row, "••••••••3fQ="));
  /* Four characters of a short secret would be half of it. */
  herald_copy_row_set_value (HERALD_COPY_ROW (row), "12345678");
  g_assert_cmpstr (find_label (row, "••••••••"), ==, "••••••••");
}

static void
test_copy_button_is_named (void)
{
  g_autoptr (GtkWidget) row = g_object_ref_sink (herald_copy_row_new ("Organization ID", "x"));
  GtkWidget *button = find_button (row);

  g_assert_nonnull (button);
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Copy Organization ID");
  herald_copy_row_set_value (HERALD_COPY_ROW (row), NULL);
  g_assert_null (find_button (row));
}

static GtkLabel *
find_label_widget (GtkWidget *widget, const char *text)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return GTK_LABEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label_widget (child, text);
  return found;
}

/* However little room there is, a row's name can be read: it takes a second line between words. */
static void
assert_title_stays_whole (const char *text, const char *longest_word)
{
  g_autoptr (GtkWidget) row =
    g_object_ref_sink (herald_copy_row_new (text, "51f81489-12ee-4a9e-aaae-a2591f45987d"));
  GtkLabel *title = find_label_widget (row, text);
  g_autoptr (PangoLayout) word = gtk_widget_create_pango_layout (GTK_WIDGET (title), longest_word);
  int least_px = 0, word_px = 0;

  g_assert_cmpint (gtk_label_get_ellipsize (title), ==, PANGO_ELLIPSIZE_NONE);
  gtk_widget_measure (GTK_WIDGET (title), GTK_ORIENTATION_HORIZONTAL, -1, &least_px, NULL, NULL,
                      NULL);
  pango_layout_get_pixel_size (word, &word_px, NULL);
  g_assert_cmpint (least_px, >=, word_px);
}

static void
test_copy_title_stays_whole (void)
{
  assert_title_stays_whole ("Client ID (public)", "(public)");
  assert_title_stays_whole ("HTTP/2", "HTTP/2");
}

static void
test_clipboard_forgets_secrets (void)
{
  g_autoptr (GtkWidget) widget = g_object_ref_sink (gtk_label_new ("x"));
  GdkClipboard       *clipboard = gtk_widget_get_clipboard (widget);
  GdkContentProvider *copied;

  herald_clipboard_copy_secret (widget, "secret");
  g_assert_true (gdk_clipboard_is_local (clipboard));
  herald_clipboard_clear_secret ();
  g_assert_null (gdk_clipboard_get_content (clipboard));

  /* What was copied since belongs to the person. */
  herald_clipboard_copy_secret (widget, "secret");
  herald_clipboard_copy (widget, "text");
  copied = gdk_clipboard_get_content (clipboard);
  herald_clipboard_clear_secret ();
  g_assert_nonnull (copied);
  g_assert_true (gdk_clipboard_get_content (clipboard) == copied);
}

static void
test_issue_marks_its_field (void)
{
  g_autoptr (GtkWidget) field = g_object_ref_sink (adw_entry_row_new ());
  g_autoptr (GtkWidget) row = g_object_ref_sink (herald_issue_row_new ("teamId", field));
  g_autoptr (GPtrArray) issues = herald_issues_new ();

  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "X", "keyId", "Other field"));
  herald_issue_row_show (HERALD_ISSUE_ROW (row), issues);
  g_assert_null (herald_issue_row_get_text (HERALD_ISSUE_ROW (row)));
  g_assert_false (gtk_widget_get_visible (row));
  g_assert_false (gtk_widget_has_css_class (field, "error"));

  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "Y", "teamId", "9 characters"));
  herald_issue_row_show (HERALD_ISSUE_ROW (row), issues);
  g_assert_cmpstr (herald_issue_row_get_text (HERALD_ISSUE_ROW (row)), ==, "9 characters");
  g_assert_true (gtk_widget_has_css_class (field, "error"));
  gtk_test_accessible_assert_state (field, GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);

  g_ptr_array_set_size (issues, 0);
  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_WARNING, "Z", "teamId", "Odd"));
  herald_issue_row_show (HERALD_ISSUE_ROW (row), issues);
  g_assert_false (gtk_widget_has_css_class (field, "error"));
  g_assert_true (gtk_widget_has_css_class (field, "warning"));
}

static void
test_exchange_prettifies_json_only (void)
{
  const struct
  {
    const char *body;
    const char *shown;
  } cases[] = {
    { "{\"a\":1}", "{\n  \"a\" : 1\n}" },
    { "not json {", "not json {" },
    { "42", "42" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = herald_exchange_view_prettify (cases[i].body);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

static void
test_exchange_shows_both_halves (void)
{
  g_autoptr (HeraldExchange) exchange =
    herald_exchange_new ("apns", "POST", "https://localhost/3/device/00", NOW);
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"reason\":\"Unregistered\"}", 25);
  g_autoptr (GtkWidget) view = g_object_ref_sink (herald_exchange_view_new ());

  herald_exchange_add_request_header (exchange, "apns-topic", "com.contoso.shop");
  herald_exchange_finish (exchange, 410, "HTTP/2", "application/json", body, 0, 41000);
  herald_exchange_view_set_exchange (HERALD_EXCHANGE_VIEW (view), exchange);
  g_assert_nonnull (find_label (view, "POST https://localhost/3/device/"));
  g_assert_nonnull (find_label (view, "HTTP/2 410 · 41 ms"));
}

static void
test_exchange_without_answer (void)
{
  g_autoptr (HeraldExchange) exchange =
    herald_exchange_new ("fcm", "POST", "http://127.0.0.1:1/token", NOW);
  g_autoptr (GtkWidget) view = g_object_ref_sink (herald_exchange_view_new ());

  herald_exchange_fail (exchange, "connection refused", 2000);
  herald_exchange_view_set_exchange (HERALD_EXCHANGE_VIEW (view), exchange);
  g_assert_nonnull (find_label (view, "No answer: connection refused (2 ms)"));
}

static void
count_activated_cb (guint *n_activated)
{
  (*n_activated)++;
}

static void
test_status_offers_a_way_on (void)
{
  g_autoptr (GtkWidget) status = g_object_ref_sink (herald_status_new ());
  g_autoptr (GError) error =
    g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "a <reason> & more");
  guint n_activated = 0;

  g_signal_connect_swapped (status, "activated", G_CALLBACK (count_activated_cb), &n_activated);
  herald_status_show_loading (HERALD_STATUS (status), "Loading");
  g_assert_null (find_button (status));
  herald_status_show_error (HERALD_STATUS (status), "It failed", error);
  g_assert_nonnull (find_label (status, "a <reason> & more"));
  gtk_widget_activate (find_button (status));
  g_signal_emit_by_name (find_button (status), "clicked");
  g_assert_cmpuint (n_activated, >=, 1);
  herald_status_show_empty (HERALD_STATUS (status), "go-home-symbolic", "Nothing", NULL, NULL);
  g_assert_null (find_button (status));
}

static void
test_banner_has_its_button (void)
{
  g_autoptr (HeraldNotice) plain =
    herald_notice_new ("emulator", "dialog-information-symbolic", "Only here", NULL, NULL);
  g_autoptr (HeraldNotice) with_button =
    herald_notice_new ("error", "dialog-error-symbolic", "Stopped", "Restart", "win.retry");
  g_autoptr (GtkWidget) quiet = g_object_ref_sink (herald_banner_new (plain));
  g_autoptr (GtkWidget) loud = g_object_ref_sink (herald_banner_new (with_button));

  g_assert_nonnull (find_label (quiet, "Only here"));
  g_assert_null (find_button (quiet));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (find_button (loud))), ==,
                   "win.retry");
}

static void
test_natural_bin_widens_only_what_is_natural (void)
{
  g_autoptr (GtkWidget) bin = g_object_ref_sink (
    g_object_new (HERALD_TYPE_NATURAL_BIN, "natural-width", 500, "child",
                  g_object_new (GTK_TYPE_BOX, "width-request", 200, NULL), NULL));
  int minimum = 0;
  int natural = 0;

  gtk_widget_measure (bin, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 200);
  g_assert_cmpint (natural, ==, 500);
}

/* Collects the accelerators that the shortcuts window shows. */
static void
collect_shortcuts (GtkWidget *widget, GHashTable *accels)
{
  if (GTK_IS_SHORTCUTS_SHORTCUT (widget))
    {
      char *accel = NULL;

      g_object_get (widget, "accelerator", &accel, NULL);
      g_hash_table_add (accels, accel);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_shortcuts (child, accels);
}

static void
test_shortcuts_window_has_every_accelerator (void)
{
  g_autoptr (GtkShortcutsWindow) window = herald_accels_build_window ();
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize              n_accels = 0;
  const HeraldAccel *accels = herald_accels_get (&n_accels);

  collect_shortcuts (GTK_WIDGET (window), shown);
  for (gsize i = 0; i < n_accels; i++)
    g_assert_true (g_hash_table_contains (shown, accels[i].accels));
  g_assert_cmpuint (g_hash_table_size (shown), ==, n_accels);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_accelerators_are_valid_and_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize              n_accels = 0;
  const HeraldAccel *accels = herald_accels_get (&n_accels);

  for (gsize i = 0; i < n_accels; i++)
    {
      g_auto (GStrv) keys = g_strsplit (accels[i].accels, " ", -1);

      for (char **key = keys; *key != NULL; key++)
        {
          guint           keyval = 0;
          GdkModifierType modifiers = 0;

          g_assert_true (gtk_accelerator_parse (*key, &keyval, &modifiers));
          g_assert_true (g_hash_table_add (seen, gtk_accelerator_name (keyval, modifiers)));
        }
    }
}

/* The description is markup and the title is none; neither may show a name otherwise than it is. */
static void
test_status_shows_any_name (void)
{
  g_autoptr (GtkWidget) status = g_object_ref_sink (herald_status_new ());

  herald_status_show_empty (HERALD_STATUS (status), "go-home-symbolic", "M & <S> Cannot", "M & <S>",
                            NULL);
  g_assert_cmpstr (find_label (status, "M & <S> C"), ==, "M & <S> Cannot");
  herald_status_show_empty (HERALD_STATUS (status), "go-home-symbolic", "Nothing", "M & <S>", NULL);
  g_assert_nonnull (find_label (status, "M & <S>"));
  herald_status_show_loading (HERALD_STATUS (status), "M & <S>…");
  g_assert_nonnull (find_label (status, "M & <S>…"));
}

/* An overlay around two labels. */
static AdwToastOverlay *
new_overlay (GtkWidget **page, GtkWidget **other)
{
  GtkWidget *overlay = g_object_ref_sink (adw_toast_overlay_new ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  *page = gtk_label_new ("A page");
  *other = gtk_label_new ("Another page");
  gtk_box_append (GTK_BOX (box), *page);
  gtk_box_append (GTK_BOX (box), *other);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), box);
  return ADW_TOAST_OVERLAY (overlay);
}

/* Whoever tries again after an error must not go on reading that it failed. */
static void
test_toast_takes_back_an_error (void)
{
  g_autoptr (GError) error = g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK, "nobody answers");
  GtkWidget *page;
  GtkWidget *other;
  g_autoptr (AdwToastOverlay) overlay = new_overlay (&page, &other);

  herald_toast_show_error (page, "Not deleted", error);
  g_assert_nonnull (find_label (GTK_WIDGET (overlay), "Not deleted"));
  herald_toast_show (other, "Copied");
  g_assert_nonnull (find_label (GTK_WIDGET (overlay), "Not deleted"));
  herald_toast_show_error (page, "Still not deleted", error);
  g_assert_null (find_label (GTK_WIDGET (overlay), "Not deleted"));
  g_assert_nonnull (find_label (GTK_WIDGET (overlay), "Still not deleted"));
  herald_toast_show (page, "Deleted");
  g_assert_null (find_label (GTK_WIDGET (overlay), "Still not deleted"));
  herald_toast_show (page, "Deleted again");
}

/* What is under the pointer stays, and what is said behind it would not be seen. */
/* What a question over a window leads to is said of the window itself. */
static void
test_toast_of_a_window (void)
{
  GtkWidget *page;
  GtkWidget *other;
  g_autoptr (AdwToastOverlay) overlay = new_overlay (&page, &other);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *preferences = adw_preferences_window_new ();
  g_autoptr (GError) error = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK, "no way");

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (overlay));
  herald_toast_show_error (window, "Not deleted", error);
  g_assert_nonnull (find_label (window, "Not deleted"));
  herald_toast_show_error (preferences, "Not removed", error);
  g_assert_nonnull (find_label (preferences, "Not removed"));
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static void
test_toast_takes_back_a_message (void)
{
  GtkWidget *page;
  GtkWidget *other;
  g_autoptr (AdwToastOverlay) overlay = new_overlay (&page, &other);

  herald_toast_show (page, "Starting over");
  herald_toast_show (page, "Started over");
  g_assert_null (find_label (GTK_WIDGET (overlay), "Starting over"));
  g_assert_nonnull (find_label (GTK_WIDGET (overlay), "Started over"));
  herald_toast_show_with_action (page, "Row deleted", "Undo", "page.undo");
  g_assert_nonnull (find_label (GTK_WIDGET (overlay), "Row deleted"));
  herald_toast_show (page, "Copied");
  g_assert_nonnull (find_label (GTK_WIDGET (overlay), "Row deleted"));
}

/* What an error says to do stands at its end. */
static void
test_toast_shows_all (void)
{
  g_autoptr (GError) error = g_error_new (HERALD_ERROR, HERALD_ERROR_FORBIDDEN,
                                          "“Contoso” is read-only in Herald, so nothing was sent; "
                                          "switch that off in its settings");
  GtkWidget *page;
  GtkWidget *other;
  g_autoptr (AdwToastOverlay) overlay = new_overlay (&page, &other);
  GtkWidget       *window = gtk_window_new ();
  g_autofree char *text = g_strdup_printf ("Not sent: %s", error->message);
  GtkLabel        *label;

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 300);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (overlay));
  gtk_window_present (GTK_WINDOW (window));
  herald_toast_show_error (page, "Not sent", error);
  label = find_label_widget (GTK_WIDGET (overlay), text);
  while (gtk_widget_get_width (GTK_WIDGET (label)) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (label)), <, 360);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (label)));
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (label)), >, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();

  g_test_add_func ("/ui/time/words", test_time_words);
  g_test_add_func ("/ui/time/never-and-long-ago", test_time_never_and_long_ago);
  g_test_add_func ("/ui/time/format-and-tooltip", test_time_format_and_tooltip);
  g_test_add_func ("/ui/copy/masks-secrets", test_copy_masks_secrets);
  g_test_add_func ("/ui/copy/button-is-named", test_copy_button_is_named);
  g_test_add_func ("/ui/copy/title-stays-whole", test_copy_title_stays_whole);
  g_test_add_func ("/ui/clipboard/forgets-secrets", test_clipboard_forgets_secrets);
  g_test_add_func ("/ui/issue/marks-its-field", test_issue_marks_its_field);
  g_test_add_func ("/ui/exchange/prettifies-json-only", test_exchange_prettifies_json_only);
  g_test_add_func ("/ui/exchange/shows-both-halves", test_exchange_shows_both_halves);
  g_test_add_func ("/ui/exchange/without-answer", test_exchange_without_answer);
  g_test_add_func ("/ui/status/offers-a-way-on", test_status_offers_a_way_on);
  g_test_add_func ("/ui/banner/has-its-button", test_banner_has_its_button);
  g_test_add_func ("/ui/toast/takes-back-an-error", test_toast_takes_back_an_error);
  g_test_add_func ("/ui/toast/shows-all", test_toast_shows_all);
  g_test_add_func ("/ui/toast/of-a-window", test_toast_of_a_window);
  g_test_add_func ("/ui/toast/takes-back-a-message", test_toast_takes_back_a_message);
  g_test_add_func ("/ui/natural-bin/widens-only-what-is-natural",
                   test_natural_bin_widens_only_what_is_natural);
  g_test_add_func ("/ui/accels/shortcuts-window-has-every-accelerator",
                   test_shortcuts_window_has_every_accelerator);
  g_test_add_func ("/ui/status/shows-any-name", test_status_shows_any_name);
  g_test_add_func ("/ui/accels/valid-and-unique", test_accelerators_are_valid_and_unique);
  return g_test_run ();
}
