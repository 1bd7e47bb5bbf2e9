/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Emulator page: its tabs one by one, and the whole of it against a running emulator. */
#include "config.h"

#include "base/herald-json.h"
#include "model/herald-emulator-state.h"
#include "model/herald-fault-rule.h"
#include "ui/herald-addresses-tab.h"
#include "ui/herald-clock-tab.h"
#include "ui/herald-copy-label.h"
#include "ui/herald-copy-row.h"
#include "ui/herald-emulator-page.h"
#include "ui/herald-fault-editor.h"
#include "ui/herald-faults-tab.h"
#include "ui/herald-inapp-centre.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-phones-pane.h"
#include "ui/herald-request-cell.h"
#include "ui/herald-requests-tab.h"
#include "ui/herald-snapshots-tab.h"
#include "ui/herald-switches-group.h"
#include "ui/herald-ui.h"

#include "herald-ui-fixture.h"

#include <string.h>

#define READY_LINE "{" READY_MEMBERS
#define READY_MEMBERS                                                                              \
  "\"http\":\"http://127.0.0.1:1\",\"https\":\"https://localhost:2\","                             \
  "\"h2\":\"https://localhost:3\",\"ca\":\"/ca.pem\",\"adminToken\":\"the-admin-token-itself\","   \
  "\"bearer\":\"b3arer\",\"tenantId\":\"t1\",\"confidentialClientId\":\"c1\","                     \
  "\"clientSecret\":\"s3cret\",\"organizationId\":\"o1\",\"userId\":\"u1\",\"apps\":[{"            \
  "\"id\":\"a1\",\"name\":\"Food & Drink\",\"apiToken\":\"t0ken\",\"bundleId\":\"com.contoso\","   \
  "\"teamId\":\"TEAM000001\",\"keyId\":\"KEY0000001\",\"apnsKey\":\"/k.p8\","                      \
  "\"serviceAccount\":\"/s.json\",\"projectId\":\"contoso\"}]}"

static GtkWidget *
create_addresses (void)
{
  g_autoptr (HeraldEmulatorInfo) info = herald_emulator_info_new_from_line (READY_LINE, NULL);
  GtkWidget *tab = g_object_ref_sink (herald_addresses_tab_new ());

  herald_addresses_tab_set_info (HERALD_ADDRESSES_TAB (tab), info);
  return tab;
}

static void
test_addresses_shown (void)
{
  GtkWidget *tab = create_addresses ();

  g_assert_true (herald_ui_shows (tab, "https://localhost:3"));
  g_assert_true (herald_ui_shows (tab, "Food & Drink"));
  g_assert_nonnull (herald_ui_find_named (tab, ADW_TYPE_EXPANDER_ROW, "List the phones"));
  herald_addresses_tab_set_info (HERALD_ADDRESSES_TAB (tab), NULL);
  g_assert_false (herald_ui_shows (tab, "https://localhost:3"));
  g_assert_null (herald_ui_find_named (tab, ADW_TYPE_EXPANDER_ROW, "List the phones"));
  g_assert_finalize_object (tab);
}

static void
test_addresses_moved (void)
{
  g_autoptr (HeraldEmulatorInfo) info = NULL;
  GtkWidget  *tab = create_addresses ();
  const char *said = "another program uses a port of the last start";

  g_assert_false (herald_ui_shows (tab, said));
  info = herald_emulator_info_new_from_line ("{\"moved\":true," READY_MEMBERS, NULL);
  herald_addresses_tab_set_info (HERALD_ADDRESSES_TAB (tab), info);
  g_assert_true (herald_ui_shows (tab, said));
  g_assert_finalize_object (tab);
}

static void
test_addresses_secret (void)
{
  GtkWidget *tab = create_addresses ();
  GtkWidget *row = herald_ui_find_named (tab, HERALD_TYPE_COPY_ROW, "Admin token");
  GtkWidget *reveal = herald_ui_find (row, GTK_TYPE_TOGGLE_BUTTON);

  g_assert_false (herald_ui_shows (tab, "the-admin-token-itself"));
  g_assert_nonnull (reveal);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (reveal), ==, "Show Admin token");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (reveal), TRUE);
  g_assert_true (herald_ui_shows (row, "the-admin-token-itself"));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (reveal), ==, "Hide Admin token");
  /* What is no secret has nothing to reveal. */
  row = herald_ui_find_named (tab, HERALD_TYPE_COPY_ROW, "Tenant ID");
  g_assert_null (herald_ui_find (row, GTK_TYPE_TOGGLE_BUTTON));
  g_assert_finalize_object (tab);
}

static HeraldExchange *
create_exchange (gint64 id, const char *path, guint status)
{
  return herald_exchange_restore (id, "emulator", "GET", path, 0, NULL, NULL, status, NULL, NULL,
                                  NULL, NULL, 0, 4000);
}

static GtkWidget *
create_requests (void)
{
  GtkWidget *tab = g_object_ref_sink (herald_requests_tab_new ());
  g_autoptr (GPtrArray) exchanges = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (exchanges, create_exchange (1, "/api/data/v9.2/contacts", 200));
  g_ptr_array_add (exchanges, create_exchange (2, "/3/device/ab", 410));
  herald_request_feed_add (herald_requests_tab_get_feed (HERALD_REQUESTS_TAB (tab)), exchanges);
  return tab;
}

static void
test_requests_filter (void)
{
  GtkWidget  *tab = create_requests ();
  GListModel *feed = G_LIST_MODEL (herald_requests_tab_get_feed (HERALD_REQUESTS_TAB (tab)));
  GtkWidget  *service_list;

  g_assert_true (herald_ui_shows (tab, "2 requests"));
  service_list =
    GTK_WIDGET (gtk_widget_get_template_child (tab, HERALD_TYPE_REQUESTS_TAB, "service_list"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (service_list), 5);
  g_assert_cmpuint (g_list_model_get_n_items (feed), ==, 1);
  g_assert_true (herald_ui_shows (tab, "1 request matches"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (service_list), 6);
  g_assert_true (herald_ui_shows (tab, "Nothing Matches"));
  /* The way back. */
  g_signal_emit_by_name (herald_ui_find_named (tab, GTK_TYPE_BUTTON, "Show _All"), "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (feed), ==, 2);
  g_assert_finalize_object (tab);
}

static void
test_requests_pause (void)
{
  GtkWidget *tab = create_requests ();
  g_autoptr (GPtrArray) exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  HeraldRequestFeed *feed = herald_requests_tab_get_feed (HERALD_REQUESTS_TAB (tab));

  g_ptr_array_add (exchanges, create_exchange (3, "/token", 200));
  gtk_widget_activate_action (tab, "requests.pause", NULL);
  herald_request_feed_add (feed, exchanges);
  g_assert_true (herald_ui_shows (tab, "Paused · 1 new"));
  gtk_widget_activate_action (tab, "requests.pause", NULL);
  g_assert_true (herald_ui_shows (tab, "3 requests"));
  g_assert_finalize_object (tab);
}

static void
test_request_cell (void)
{
  GtkWidget *cell = g_object_ref_sink (herald_request_cell_new ());
  g_autoptr (HeraldExchange) good = create_exchange (1, "/api/data/v9.2/contacts", 200);
  g_autoptr (HeraldExchange) refused = create_exchange (2, "/3/device/ab", 410);
  g_autofree char *spoken = herald_request_cell_describe (refused);

  herald_request_cell_set_exchange (HERALD_REQUEST_CELL (cell), good);
  g_assert_null (herald_ui_find (cell, GTK_TYPE_IMAGE));
  herald_request_cell_set_exchange (HERALD_REQUEST_CELL (cell), refused);
  g_assert_nonnull (herald_ui_find (cell, GTK_TYPE_IMAGE));
  g_assert_true (g_str_has_prefix (spoken, "GET /3/device/ab, 410 · APNs · "));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       spoken);
  g_assert_finalize_object (cell);
}

static HeraldFaultRule *
create_rule (const char *json)
{
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);

  g_assert_nonnull (node);
  return herald_fault_rule_new_from_json (json_node_get_object (node), NULL);
}

static void
count_cb (gpointer object, guint *count)
{
  (*count)++;
}

static void
test_faults_shown (void)
{
  HeraldFaultsTab *tab = HERALD_FAULTS_TAB (g_object_ref_sink (herald_faults_tab_new ()));
  g_autoptr (GPtrArray) rules =
    g_ptr_array_new_with_free_func ((GDestroyNotify) herald_fault_rule_free);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  guint n_changes = 0;

  g_signal_connect (tab, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_true (herald_ui_shows (GTK_WIDGET (tab), "None"));
  g_ptr_array_add (rules, create_rule ("{\"id\":\"1\",\"times\":3,\"hits\":1,\"active\":true,"
                                       "\"do\":{\"status\":429,\"retryAfter\":30}}"));
  g_ptr_array_add (rules, create_rule ("{\"id\":\"2\",\"hits\":2,\"active\":false,"
                                       "\"do\":{\"drop\":true}}"));
  herald_faults_tab_show (tab, rules);
  g_assert_cmpuint (herald_faults_tab_get_n_active (tab), ==, 1);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_true (herald_ui_shows (GTK_WIDGET (tab), "1 hit · 2 left"));
  g_assert_true (herald_ui_shows (GTK_WIDGET (tab), "2 hits · over"));
  herald_faults_tab_show (tab, none);
  g_assert_false (herald_ui_shows (GTK_WIDGET (tab), "retry after"));
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_finalize_object (tab);
}

static void
test_fault_editor_keeps_a_rule (void)
{
  static const char *const rules[] = {
    ("{\"match\":{\"method\":\"POST\",\"path\":\"/3/device/*\"},\"every\":3,\"times\":2,"
     "\"forSeconds\":60,\"do\":{\"status\":429,\"retryAfter\":30,\"delayMs\":1500}}"),
    "{\"match\":{},\"share\":0.25,\"do\":{\"drop\":\"after\"}}",
    "{\"match\":{},\"do\":{\"garbage\":true}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (HeraldFaultRule) rule = create_rule (rules[i]);
      GtkWidget *editor = herald_fault_editor_new (rule);
      g_autoptr (HeraldFaultRule) read =
        herald_fault_editor_create_rule (HERALD_FAULT_EDITOR (editor));
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autofree char *json = NULL;

      json_node_take_object (node, herald_fault_rule_to_json (read));
      json = herald_json_write (node, FALSE);
      g_assert_cmpstr (json, ==, rules[i]);
      gtk_window_destroy (GTK_WINDOW (editor));
    }
}

static void
test_fault_editor_finds (void)
{
  GtkWidget *editor = herald_fault_editor_new (NULL);
  GtkWidget *content = adw_window_get_content (ADW_WINDOW (editor));
  GtkWidget *path = herald_ui_find_named (content, ADW_TYPE_ENTRY_ROW, "Path");
  guint      n_accepted = 0;

  g_signal_connect (editor, "accepted", G_CALLBACK (count_cb), &n_accepted);
  g_assert_null (herald_ui_find (content, HERALD_TYPE_ISSUE_ROW));
  gtk_editable_set_text (GTK_EDITABLE (path), "api/data");
  g_assert_nonnull (herald_ui_find (content, HERALD_TYPE_ISSUE_ROW));
  gtk_widget_activate_action (editor, "editor.accept", NULL);
  g_assert_cmpuint (n_accepted, ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (path), "/api/data");
  g_assert_null (herald_ui_find (content, HERALD_TYPE_ISSUE_ROW));
  gtk_widget_activate_action (editor, "editor.accept", NULL);
  g_assert_cmpuint (n_accepted, ==, 1);
  herald_ui_settle ();
}

static void
test_clock_offset (void)
{
  HeraldClockTab *tab = HERALD_CLOCK_TAB (g_object_ref_sink (herald_clock_tab_new ()));
  guint           n_changes = 0;

  g_assert_true (herald_ui_shows (GTK_WIDGET (tab), "Real time"));
  herald_clock_tab_show_offset (tab, 14 * 86400 + 3600);
  g_assert_true (herald_ui_shows (GTK_WIDGET (tab), "14 days and 1 hour ahead"));
  g_assert_cmpint (herald_clock_tab_get_offset (tab), ==, 14 * 86400 + 3600);
  g_signal_connect (tab, "turned", G_CALLBACK (count_cb), &n_changes);
  /* Nothing to turn without an emulator. */
  gtk_widget_activate_action (GTK_WIDGET (tab), "clock.jump", "x", G_GINT64_CONSTANT (60));
  g_assert_cmpuint (n_changes, ==, 0);
  g_assert_finalize_object (tab);
}

static void
test_snapshots_name (void)
{
  GtkWidget *tab = g_object_ref_sink (herald_snapshots_tab_new ());
  g_autoptr (GPtrArray) snapshots =
    g_ptr_array_new_with_free_func ((GDestroyNotify) herald_snapshot_free);
  g_autoptr (JsonNode) node = herald_json_parse (
    "{\"name\":\"before\",\"createdOn\":\"2026-01-31T12:00:00Z\",\"bytes\":2000000}", -1, NULL);
  GtkWidget *name = herald_ui_find_named (tab, ADW_TYPE_ENTRY_ROW, "Name of the snapshot");

  g_assert_null (herald_ui_find_named (tab, ADW_TYPE_ACTION_ROW, "before"));
  g_ptr_array_add (snapshots, herald_snapshot_new_from_json (json_node_get_object (node), NULL));
  herald_snapshots_tab_show (HERALD_SNAPSHOTS_TAB (tab), snapshots);
  g_assert_nonnull (herald_ui_find_named (tab, ADW_TYPE_ACTION_ROW, "before"));
  g_assert_true (herald_ui_shows (tab, "2.0"));
  gtk_editable_set_text (GTK_EDITABLE (name), "a b");
  g_assert_true (herald_ui_shows (tab, "only"));
  gtk_editable_set_text (GTK_EDITABLE (name), "before");
  g_assert_true (herald_ui_shows (tab, "would be replaced"));
  gtk_editable_set_text (GTK_EDITABLE (name), "after");
  g_assert_null (herald_ui_find (tab, HERALD_TYPE_ISSUE_ROW));
  g_assert_finalize_object (tab);
}

static void
test_switches_kinds (void)
{
  GtkWidget *group = g_object_ref_sink (herald_switches_group_new ());
  g_autoptr (JsonNode) node =
    herald_json_parse ("{\"tellWrongApiToken\":true,\"registrationLongestMs\":400,"
                       "\"registrationTexts\":\"rows\","
                       "\"newSwitch\":\"x\"}",
                       -1, NULL);
  g_autoptr (GPtrArray) switches = herald_emulator_switch_list_new_from_json (node, NULL);
  GtkWidget *found;

  herald_switches_group_show (HERALD_SWITCHES_GROUP (group), switches);
  found = herald_ui_find (group, GTK_TYPE_SWITCH);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (found)));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (found), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Tell wrong access tokens");
  found = herald_ui_find (group, GTK_TYPE_SPIN_BUTTON);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (found)), ==, 400);
  found = herald_ui_find (group, ADW_TYPE_COMBO_ROW);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (found)), ==, 1);
  found = herald_ui_find_named (group, ADW_TYPE_ENTRY_ROW, "newSwitch");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (found)), ==, "x");
  g_assert_finalize_object (group);
}

static HeraldEmulatorPage *
open_page (HeraldUiFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open", "s", "emulator");
  return HERALD_EMULATOR_PAGE (
    herald_ui_find (GTK_WIDGET (fixture->window), HERALD_TYPE_EMULATOR_PAGE));
}

static gboolean
has_phones (gpointer pane)
{
  return herald_phones_pane_get_n_phones (pane) >= 2;
}

static gboolean
is_ahead (gpointer tab)
{
  return herald_clock_tab_get_offset (tab) == 86400;
}

static gboolean
is_real (gpointer tab)
{
  return herald_clock_tab_get_offset (tab) == 0;
}

static void
test_clock_turns (void)
{
  HeraldUiFixture     fixture = { 0 };
  HeraldEmulatorPage *page;
  GtkWidget          *tab;

  herald_ui_fixture_open (&fixture);
  page = open_page (&fixture);
  herald_page_open (HERALD_PAGE (page), "clock");
  tab = herald_ui_find (GTK_WIDGET (page), HERALD_TYPE_CLOCK_TAB);
  gtk_widget_activate_action (tab, "clock.jump", "x", G_GINT64_CONSTANT (86400));
  herald_ui_wait_for (is_ahead, tab, "the clock to be a day ahead");
  g_assert_true (herald_ui_shows (GTK_WIDGET (page), "The emulator’s clock: 1 day ahead"));
  gtk_widget_activate_action (tab, "clock.reset", NULL);
  herald_ui_wait_for (is_real, tab, "real time");
  g_assert_false (herald_ui_shows (GTK_WIDGET (page), "The emulator’s clock"));
  herald_ui_fixture_close (&fixture);
}

static gboolean
has_snapshot (gpointer tab)
{
  return herald_ui_find_named (tab, ADW_TYPE_ACTION_ROW, "first") != NULL;
}

static gboolean
has_fault (gpointer tab)
{
  return herald_faults_tab_get_n_active (tab) == 1;
}

static gboolean
has_no_fault (gpointer tab)
{
  return herald_faults_tab_get_n_active (tab) == 0;
}

static void
test_snapshot_is_saved (void)
{
  HeraldUiFixture     fixture = { 0 };
  HeraldEmulatorPage *page;
  GtkWidget          *tab;

  herald_ui_fixture_open (&fixture);
  page = open_page (&fixture);
  herald_page_open (HERALD_PAGE (page), "snapshots");
  tab = herald_ui_find (GTK_WIDGET (page), HERALD_TYPE_SNAPSHOTS_TAB);
  gtk_editable_set_text (GTK_EDITABLE (
                           herald_ui_find_named (tab, ADW_TYPE_ENTRY_ROW, "Name of the snapshot")),
                         "first");
  gtk_widget_activate_action (tab, "snapshots.save", NULL);
  herald_ui_wait_for (has_snapshot, tab, "the snapshot");
  herald_ui_fixture_close (&fixture);
}

static void
test_fault_comes_and_goes (void)
{
  HeraldUiFixture     fixture = { 0 };
  HeraldEmulatorPage *page;
  GtkWidget          *tab;

  herald_ui_fixture_open (&fixture);
  page = open_page (&fixture);
  herald_page_open (HERALD_PAGE (page), "faults");
  tab = herald_ui_find (GTK_WIDGET (page), HERALD_TYPE_FAULTS_TAB);
  gtk_widget_activate_action (tab, "faults.preset", "u", 7);
  herald_ui_wait_for (has_fault, tab, "the rule");
  g_assert_true (herald_ui_shows (GTK_WIDGET (page), "fails on purpose: 1 rule is on"));
  gtk_widget_activate_action (tab, "faults.clear", NULL);
  herald_ui_wait_for (has_no_fault, tab, "the rule to end");
  g_assert_false (herald_ui_shows (GTK_WIDGET (page), "fails on purpose"));
  gtk_widget_activate_action (tab, "faults.undo", NULL);
  herald_ui_wait_for (has_fault, tab, "the rule to come back");
  herald_ui_fixture_close (&fixture);
}

static gboolean
has_requests (gpointer model)
{
  return g_list_model_get_n_items (model) > 0;
}

static gboolean
is_empty (gpointer model)
{
  return g_list_model_get_n_items (model) == 0;
}

static void
test_clearing_asks (void)
{
  HeraldUiFixture     fixture = { 0 };
  HeraldEmulatorPage *page;
  GtkWidget          *tab;
  GListModel         *feed;
  guint               n_before;

  herald_ui_fixture_open (&fixture);
  page = open_page (&fixture);
  tab = herald_ui_find (GTK_WIDGET (page), HERALD_TYPE_REQUESTS_TAB);
  feed = G_LIST_MODEL (herald_requests_tab_get_feed (HERALD_REQUESTS_TAB (tab)));
  herald_ui_wait_for (has_requests, feed, "requests");
  n_before = g_list_model_get_n_items (feed);
  gtk_widget_activate_action (tab, "requests.clear", NULL);
  herald_ui_answer_dialog ("Clear All Requests?", "cancel");
  herald_ui_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (feed), >=, n_before);
  gtk_widget_activate_action (tab, "requests.clear", NULL);
  herald_ui_answer_dialog ("for all programs that read its log", "clear");
  herald_ui_wait_for (is_empty, feed, "the log to be empty");
  g_assert_true (herald_ui_shows (tab, "No Requests Yet"));
  herald_ui_fixture_close (&fixture);
}

/* Says whose notifications it shows while nobody was chosen. */
static void
test_centre_of_all (void)
{
  HeraldUiFixture fixture = { 0 };
  g_autoptr (HeraldSystemUser) user =
    herald_system_user_new ("8336b340-0000-4000-8000-000000000001", "Nobody", NULL);
  HeraldEmulatorPage *page;
  GtkWidget          *centre;

  herald_ui_fixture_open (&fixture);
  page = open_page (&fixture);
  herald_page_open (HERALD_PAGE (page), "centre");
  centre = herald_ui_find (GTK_WIDGET (page), HERALD_TYPE_INAPP_CENTRE);
  herald_ui_wait_for_text (centre, "Choose one above");
  herald_inapp_centre_set_user (HERALD_INAPP_CENTRE (centre), user);
  herald_ui_wait_for_text (centre, "No notifications.");
  g_assert_false (herald_ui_shows (centre, "Choose one above"));
  herald_ui_fixture_close (&fixture);
}

static void
test_page (void)
{
  HeraldUiFixture     fixture = { 0 };
  HeraldEmulatorPage *page;
  GtkWidget          *pane;

  herald_ui_fixture_open (&fixture);
  page = open_page (&fixture);
  g_assert_nonnull (page);
  pane = herald_ui_find (GTK_WIDGET (page), HERALD_TYPE_PHONES_PANE);
  herald_ui_wait_for (has_phones, pane, "the phones");
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.on-page", "s", "emulator.pause");
  g_assert_true (herald_ui_shows (GTK_WIDGET (page), "Paused"));
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.on-page", "s", "emulator.pause");
  g_assert_false (herald_ui_shows (GTK_WIDGET (page), "Paused"));
  g_assert_true (herald_page_focus_search (HERALD_PAGE (page)));
  g_assert_true (
    GTK_IS_TEXT (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (fixture.window)))));
  herald_page_open (HERALD_PAGE (page), "addresses");
  g_assert_true (herald_ui_shows (GTK_WIDGET (page), "http://127.0.0.1:"));
  herald_ui_fixture_close (&fixture);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  g_test_add_func ("/ui/addresses-tab/shown", test_addresses_shown);
  g_test_add_func ("/ui/addresses-tab/moved", test_addresses_moved);
  g_test_add_func ("/ui/addresses-tab/secret", test_addresses_secret);
  g_test_add_func ("/ui/requests-tab/filter", test_requests_filter);
  g_test_add_func ("/ui/requests-tab/pause", test_requests_pause);
  g_test_add_func ("/ui/request-cell/refused", test_request_cell);
  g_test_add_func ("/ui/faults-tab/shown", test_faults_shown);
  g_test_add_func ("/ui/fault-editor/keeps-a-rule", test_fault_editor_keeps_a_rule);
  g_test_add_func ("/ui/fault-editor/finds", test_fault_editor_finds);
  g_test_add_func ("/ui/clock-tab/offset", test_clock_offset);
  g_test_add_func ("/ui/emulator-page/clock-turns", test_clock_turns);
  g_test_add_func ("/ui/snapshots-tab/name", test_snapshots_name);
  g_test_add_func ("/ui/switches-group/kinds", test_switches_kinds);
  g_test_add_func ("/ui/emulator-page/snapshot-is-saved", test_snapshot_is_saved);
  g_test_add_func ("/ui/emulator-page/fault-comes-and-goes", test_fault_comes_and_goes);
  g_test_add_func ("/ui/emulator-page/clearing-asks", test_clearing_asks);
  g_test_add_func ("/ui/emulator-page/centre-of-all", test_centre_of_all);
  g_test_add_func ("/ui/emulator-page/opens", test_page);
  return g_test_run ();
}
