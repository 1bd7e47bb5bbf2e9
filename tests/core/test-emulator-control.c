/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults, clock, snapshots and switches of a running emulator. */
#include "config.h"

#include <string.h>

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-emulated-clock.h"
#include "core/herald-emulator-settings.h"
#include "core/herald-faults.h"
#include "core/herald-import.h"
#include "core/herald-people.h"
#include "core/herald-snapshots.h"
#include "herald-test-session.h"

static GPtrArray *
list_faults (HeraldTestSession *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *rules;

  herald_faults_list_async (fixture->session, NULL, herald_await_cb, &await);
  rules = herald_faults_list_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return rules;
}

static gboolean
add_fault (HeraldTestSession *fixture, const HeraldFaultRule *rule, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_faults_add_async (fixture->session, rule, NULL, herald_await_cb, &await);
  return herald_faults_add_finish (fixture->session, herald_await_result (&await), error);
}

/* Every preset is taken by the emulator, and what it takes is read back as it was meant. */
static void
test_presets (HeraldTestSession *fixture, gconstpointer data)
{
  gsize                    n_presets = 0;
  const HeraldFaultPreset *presets = herald_fault_presets_get (&n_presets);

  for (gsize i = 0; i < n_presets; i++)
    {
      g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
      g_autoptr (HeraldFaultRule) rule = NULL;
      g_autoptr (GPtrArray) rules = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *meant = NULL;
      g_autofree char *told = NULL;

      if (presets[i].json == NULL)
        continue;
      rule = herald_fault_preset_create (&presets[i]);
      g_assert_true (add_fault (fixture, rule, &error));
      rules = list_faults (fixture);
      g_assert_cmpuint (rules->len, ==, 1);
      meant = herald_fault_rule_describe_action (rule);
      told = herald_fault_rule_describe_action (g_ptr_array_index (rules, 0));
      g_assert_cmpstr (meant, ==, told);
      herald_faults_clear_async (fixture->session, NULL, herald_await_cb, &await);
      g_assert_true (
        herald_faults_clear_finish (fixture->session, herald_await_result (&await), &error));
    }
}

static void
test_fault_strikes (HeraldTestSession *fixture, gconstpointer data)
{
  const char *emails[] = { "andrew@contosoltd.com", NULL };
  g_auto (HeraldAwait) find = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) removing = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) again = HERALD_AWAIT_INIT;
  g_autoptr (HeraldFaultRule) rule = herald_fault_rule_new ();
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (GError) error = NULL;
  const HeraldFaultRule *told;

  rule->path = g_strdup ("/api/data/*");
  rule->status = 400;
  g_assert_true (add_fault (fixture, rule, NULL));
  herald_people_find_async (fixture->session, emails, NULL, herald_await_cb, &find);
  g_assert_null (herald_people_find_finish (fixture->session, herald_await_result (&find), &error));
  g_assert_nonnull (error);
  rules = list_faults (fixture);
  told = g_ptr_array_index (rules, 0);
  g_assert_cmpint (told->hits, >=, 1);
  g_assert_true (told->active);
  herald_faults_remove_async (fixture->session, told->id, NULL, herald_await_cb, &removing);
  g_assert_true (
    herald_faults_remove_finish (fixture->session, herald_await_result (&removing), NULL));
  herald_faults_remove_async (fixture->session, told->id, NULL, herald_await_cb, &again);
  g_clear_error (&error);
  g_assert_false (
    herald_faults_remove_finish (fixture->session, herald_await_result (&again), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
}

/* What our validation finds, the emulator refuses, too. */
static void
test_fault_refused (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldFaultRule) nothing = herald_fault_rule_new ();
  g_autoptr (HeraldFaultRule) status = herald_fault_rule_new ();
  g_autoptr (HeraldFaultRule) path = herald_fault_rule_new ();
  const HeraldFaultRule *const rules[] = { nothing, status, path };

  status->status = 399;
  path->status = 500;
  path->path = g_strdup ("api");
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GPtrArray) issues = herald_fault_rule_validate (rules[i]);
      g_autoptr (GError) error = NULL;

      g_assert_true (herald_issues_has_error (issues));
      g_assert_false (add_fault (fixture, rules[i], &error));
      g_assert_nonnull (error);
    }
}

static void
test_clock (HeraldTestSession *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) refused = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) read = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) reset = HERALD_AWAIT_INIT;
  g_autoptr (HeraldEmulatedTime) ahead = NULL;
  g_autoptr (HeraldEmulatedTime) same = NULL;
  g_autoptr (HeraldEmulatedTime) real = NULL;
  g_autoptr (GError) error = NULL;

  herald_emulated_clock_advance_async (fixture->session, 3600, NULL, herald_await_cb, &await);
  ahead =
    herald_emulated_clock_advance_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpint (ahead->offset_seconds, ==, 3600);
  herald_emulated_clock_advance_async (fixture->session, -1, NULL, herald_await_cb, &refused);
  g_assert_null (herald_emulated_clock_advance_finish (fixture->session,
                                                       herald_await_result (&refused), &error));
  g_assert_nonnull (error);
  herald_emulated_clock_read_async (fixture->session, NULL, herald_await_cb, &read);
  same = herald_emulated_clock_read_finish (fixture->session, herald_await_result (&read), NULL);
  g_assert_cmpint (same->offset_seconds, ==, 3600);
  herald_emulated_clock_reset_async (fixture->session, NULL, herald_await_cb, &reset);
  real = herald_emulated_clock_reset_finish (fixture->session, herald_await_result (&reset), NULL);
  g_assert_cmpint (real->offset_seconds, ==, 0);
}

static gboolean
save (HeraldTestSession *fixture, const char *name, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_snapshots_save_async (fixture->session, name, NULL, herald_await_cb, &await);
  return herald_snapshots_save_finish (fixture->session, herald_await_result (&await), error);
}

static void
count_cb (HeraldSession *session, guint *count)
{
  (*count)++;
}

static void
test_snapshots (HeraldTestSession *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) list = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) restore = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) removing = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) missing = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) snapshots = NULL;
  g_autoptr (GError) error = NULL;
  const HeraldSnapshot *snapshot;
  guint                 n_changes = 0;

  g_assert_true (save (fixture, "before-v1.2", &error));
  herald_snapshots_list_async (fixture->session, NULL, herald_await_cb, &list);
  snapshots = herald_snapshots_list_finish (fixture->session, herald_await_result (&list), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (snapshots->len, ==, 1);
  snapshot = g_ptr_array_index (snapshots, 0);
  g_assert_cmpstr (snapshot->name, ==, "before-v1.2");
  g_assert_cmpint (snapshot->size_bytes, >, 0);
  g_assert_cmpint (snapshot->made_us, >, 0);
  g_signal_connect (fixture->session, "devices-changed", G_CALLBACK (count_cb), &n_changes);
  herald_snapshots_restore_async (fixture->session, "before-v1.2", NULL, herald_await_cb, &restore);
  g_assert_true (
    herald_snapshots_restore_finish (fixture->session, herald_await_result (&restore), &error));
  g_assert_cmpuint (n_changes, ==, 1);
  herald_snapshots_remove_async (fixture->session, "before-v1.2", NULL, herald_await_cb, &removing);
  g_assert_true (
    herald_snapshots_remove_finish (fixture->session, herald_await_result (&removing), &error));
  herald_snapshots_restore_async (fixture->session, "before-v1.2", NULL, herald_await_cb, &missing);
  g_assert_false (
    herald_snapshots_restore_finish (fixture->session, herald_await_result (&missing), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
}

static void
test_seed (HeraldTestSession *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) unknown = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_snapshots_seed_async (fixture->session, "small", NULL, herald_await_cb, &await);
  g_assert_true (
    herald_snapshots_seed_finish (fixture->session, herald_await_result (&await), &error));
  herald_snapshots_seed_async (fixture->session, "giant", NULL, herald_await_cb, &unknown);
  g_assert_false (
    herald_snapshots_seed_finish (fixture->session, herald_await_result (&unknown), &error));
  g_assert_nonnull (error);
}

#define IMPORT_ID "0f0e0d0c-0b0a-4908-8706-050403020100"

static HeraldImportReport *
import (HeraldTestSession *fixture, HeraldImportKind kind, GBytes *csv, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  gboolean            settled = FALSE;
  HeraldImportReport *report;

  herald_import_async (fixture->session, kind, IMPORT_ID, csv, NULL, NULL, NULL, herald_await_cb,
                       &await);
  report = herald_import_finish (fixture->session, herald_await_result (&await), &settled, error);
  g_assert_true (settled);
  return report;
}

static HeraldImportReport *
import_text (HeraldTestSession *fixture, HeraldImportKind kind, const char *csv, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (csv, strlen (csv));

  return import (fixture, kind, bytes, error);
}

static void
test_import (HeraldTestSession *fixture, gconstpointer data)
{
  const char *emails[] = { "grace@example.com", NULL };
  g_auto (HeraldAwait) find = HERALD_AWAIT_INIT;
  g_autoptr (HeraldImportReport) report = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;

  g_signal_connect (fixture->session, "devices-changed", G_CALLBACK (count_cb), &n_changes);
  report =
    import_text (fixture, HERALD_IMPORT_CONTACTS,
                 "lastname,firstname,emailaddress1\r\nHopper,Grace,grace@example.com\r\n", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n_imported, ==, 1);
  g_assert_cmpuint (report->faults->len, ==, 0);
  g_assert_cmpuint (n_changes, ==, 1);
  herald_people_find_async (fixture->session, emails, NULL, herald_await_cb, &find);
  people = herald_people_find_finish (fixture->session, herald_await_result (&find), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (people->len, ==, 1);
}

static void
test_import_faults (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  const HeraldImportFault *fault;
  guint                    n_changes = 0;

  g_signal_connect (fixture->session, "devices-changed", G_CALLBACK (count_cb), &n_changes);
  report = import_text (fixture, HERALD_IMPORT_CONTACTS,
                        "lastname,firstname\nHopper,Grace\n,Ada\nTuring\n", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n_imported, ==, 0);
  g_assert_cmpuint (report->faults->len, ==, 2);
  fault = g_ptr_array_index (report->faults, 0);
  g_assert_cmpuint (fault->line, ==, 3);
  g_assert_nonnull (strstr (fault->message, "lastname"));
  fault = g_ptr_array_index (report->faults, 1);
  g_assert_cmpuint (fault->line, ==, 4);
  g_assert_cmpuint (n_changes, ==, 0);
}

/* The columns of contacts are none of devices. */
static void
test_import_header (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (import_text (fixture, HERALD_IMPORT_DEVICES, "lastname\nHopper\n", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_REMOTE);
  g_assert_nonnull (strstr (error->message, "lastname"));
}

static guint
settle (HeraldTestSession *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  herald_import_settle_async (fixture->session, IMPORT_ID, NULL, herald_await_cb, &await);
  report = herald_import_settle_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return report->n_imported;
}

/* The rows are in, though the first answer was lost: the same id again is no second import. */
static void
test_import_settled (HeraldTestSession *fixture, gconstpointer data)
{
  static const char csv[] = "lastname\nHopper\nLovelace\n";
  g_autoptr (HeraldImportReport) first = NULL;
  g_autoptr (HeraldImportReport) second = NULL;
  g_autoptr (GError) error = NULL;

  first = import_text (fixture, HERALD_IMPORT_CONTACTS, csv, &error);
  g_assert_no_error (error);
  second = import_text (fixture, HERALD_IMPORT_CONTACTS, csv, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (second->n_imported, ==, 2);
  g_assert_cmpuint (settle (fixture), ==, 2);
}

static void
test_import_cancelled (HeraldTestSession *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) csv = g_bytes_new_static ("lastname\nHopper\n", 16);
  g_autoptr (HeraldImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  gboolean settled = FALSE;

  herald_import_async (fixture->session, HERALD_IMPORT_CONTACTS, IMPORT_ID, csv, NULL, NULL,
                       cancellable, herald_await_cb, &await);
  g_cancellable_cancel (cancellable);
  report = herald_import_finish (fixture->session, herald_await_result (&await), &settled, &error);
  g_assert_null (report);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (settled);
  g_assert_cmpuint (settle (fixture), ==, 0);
}

static void
test_import_counted (HeraldTestSession *fixture, gconstpointer data)
{
  static const struct
  {
    const char *csv;
    guint       n_rows;
  } table[] = {
    { "", 0 },
    { "a", 0 },
    { "a\n", 0 },
    { "a\nb", 1 },
    { "a\r\nb\r\n", 1 },
    { "a\n\nb\n\n", 1 },
    { "a\n\"b\nc\"\nd\n", 2 },
    { "a\n\"b\"\"\n\"\n", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GBytes) csv = g_bytes_new_static (table[i].csv, strlen (table[i].csv));

      g_assert_cmpuint (herald_import_count_rows (csv), ==, table[i].n_rows);
    }
}

/* Such a file is not sent at all. */
static void
test_import_unfit (HeraldTestSession *fixture, gconstpointer data)
{
  g_autofree char *large = g_malloc (HERALD_IMPORT_LARGEST_BYTES + 1);
  const struct
  {
    const char *text;
    gsize       size;
    const char *words;
  } files[] = {
    { "", 0, "empty" },
    { "lastname\nM\xfcller\n", 16, "UTF-8" },
    { large, HERALD_IMPORT_LARGEST_BYTES + 1, "larger" },
  };

  memset (large, 'x', HERALD_IMPORT_LARGEST_BYTES + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) csv = g_bytes_new_static (files[i].text, files[i].size);
      g_autoptr (GError) error = NULL;

      g_assert_null (import (fixture, HERALD_IMPORT_CONTACTS, csv, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, files[i].words));
    }
}

static void
test_settings (HeraldTestSession *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) setting = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) list = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) switches = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *value = json_node_new (JSON_NODE_VALUE);
  gboolean  stuck = FALSE;

  json_node_set_boolean (value, TRUE);
  herald_emulator_settings_set_async (fixture->session, HERALD_EMULATOR_SWITCH_STUCK, value, NULL,
                                      herald_await_cb, &setting);
  g_assert_true (
    herald_emulator_settings_set_finish (fixture->session, herald_await_result (&setting), &error));
  herald_emulator_settings_list_async (fixture->session, NULL, herald_await_cb, &list);
  switches =
    herald_emulator_settings_list_finish (fixture->session, herald_await_result (&list), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < switches->len; i++)
    {
      const HeraldEmulatorSwitch *entry = g_ptr_array_index (switches, i);

      /* Each has a name for people. */
      g_assert_cmpstr (herald_emulator_switch_get_title (entry), !=, entry->name);
      g_assert_nonnull (herald_emulator_switch_get_description (entry));
      if (strcmp (entry->name, HERALD_EMULATOR_SWITCH_STUCK) == 0)
        stuck = json_node_get_boolean (entry->value);
    }
  g_assert_true (stuck);
}

static void
test_closed (HeraldTestSession *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_session_close (fixture->session);
  herald_faults_list_async (fixture->session, NULL, herald_await_cb, &await);
  g_assert_null (
    herald_faults_list_finish (fixture->session, herald_await_result (&await), &error));
  g_assert_nonnull (error);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/core/emulator-control/" name, HeraldTestSession, NULL, herald_test_session_set_up, \
              function, herald_test_session_tear_down)

int
main (int argc, char *argv[])
{
  herald_test_session_init (&argc, &argv);
  ADD ("presets", test_presets);
  ADD ("fault-strikes", test_fault_strikes);
  ADD ("fault-refused", test_fault_refused);
  ADD ("clock", test_clock);
  ADD ("snapshots", test_snapshots);
  ADD ("seed", test_seed);
  ADD ("import", test_import);
  ADD ("import-faults", test_import_faults);
  ADD ("import-header", test_import_header);
  ADD ("import-settled", test_import_settled);
  ADD ("import-cancelled", test_import_cancelled);
  ADD ("import-counted", test_import_counted);
  ADD ("import-unfit", test_import_unfit);
  ADD ("settings", test_settings);
  ADD ("closed", test_closed);
  return g_test_run ();
}
