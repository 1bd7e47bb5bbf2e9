/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-emulator-state.h"

#include <string.h>

static JsonNode *
parse (const char *json)
{
  JsonNode *node = herald_json_parse (json, -1, NULL);

  g_assert_nonnull (node);
  return node;
}

static void
test_time (void)
{
  g_autoptr (JsonNode) node = parse ("{\"now\":\"1970-01-01T01:00:00Z\",\"offsetSeconds\":3600}");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatedTime) time = herald_emulated_time_new_from_json (node, &error);

  g_assert_no_error (error);
  g_assert_cmpint (time->now_us, ==, 3600 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (time->offset_seconds, ==, 3600);
}

static void
test_time_malformed (void)
{
  static const char *const bodies[] = {
    "[]",
    "{}",
    "{\"now\":1}",
    "{\"now\":\"soon\"}",
    "{\"now\":\"1970-01-01T01:00:00Z\",\"offsetSeconds\":\"x\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (JsonNode) node = parse (bodies[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_emulated_time_new_from_json (node, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

static void
test_offset_in_words (void)
{
  static const struct
  {
    gint64      seconds;
    const char *text;
  } table[] = {
    { 0, "Real time" },
    { 59, "Less than a minute ahead" },
    { 60, "1 minute ahead" },
    { 3600, "1 hour ahead" },
    { 3660, "1 hour and 1 minute ahead" },
    { 86400, "1 day ahead" },
    { 86460, "1 day ahead" },
    { 15 * 86400 + 2 * 3600, "15 days and 2 hours ahead" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = herald_emulated_time_describe_offset (table[i].seconds);

      g_assert_cmpstr (text, ==, table[i].text);
    }
}

static void
test_snapshot (void)
{
  g_autoptr (JsonNode) node =
    parse ("{\"name\":\"before-import\",\"createdOn\":\"1970-01-01T00:00:01Z\",\"bytes\":4096}");
  g_autoptr (JsonNode) bare = parse ("{\"name\":\"x\"}");
  g_autoptr (JsonNode) wrong = parse ("{\"name\":\"x\",\"createdOn\":\"then\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldSnapshot) snapshot =
    herald_snapshot_new_from_json (json_node_get_object (node), &error);
  g_autoptr (HeraldSnapshot) little =
    herald_snapshot_new_from_json (json_node_get_object (bare), NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (snapshot->name, ==, "before-import");
  g_assert_cmpint (snapshot->made_us, ==, G_USEC_PER_SEC);
  g_assert_cmpint (snapshot->size_bytes, ==, 4096);
  g_assert_cmpint (little->size_bytes, ==, -1);
  g_assert_null (herald_snapshot_new_from_json (json_node_get_object (wrong), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
}

static void
test_snapshot_name (void)
{
  static const char *const good[] = { "a", "before-import_2", "A0", "v1.2" };
  static const char *const bad[] = { "", "a b", "a/b", "..", "ä", "-a" };
  g_autofree char         *longest = g_strnfill (64, 'a');
  g_autofree char         *too_long = g_strnfill (65, 'a');
  g_autofree char         *fine = herald_snapshot_check_name (longest);
  g_autofree char         *refused = herald_snapshot_check_name (too_long);

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_null (herald_snapshot_check_name (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *reason = herald_snapshot_check_name (bad[i]);

      g_assert_nonnull (reason);
    }
  g_assert_null (fine);
  g_assert_nonnull (refused);
}

static void
test_choices (void)
{
  static const struct
  {
    const char *json;
    gboolean    chosen;
  } table[] = {
    { "{\"registrationTexts\":\"rows\"}", TRUE },
    { "{\"registrationTexts\":\"elsewhere\"}", FALSE },
    { "{\"newSwitch\":\"rows\"}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (JsonNode) node = parse (table[i].json);
      g_autoptr (GPtrArray) list = herald_emulator_switch_list_new_from_json (node, NULL);

      g_assert_cmpint (herald_emulator_switch_get_choices (g_ptr_array_index (list, 0)) != NULL, ==,
                       table[i].chosen);
    }
}

static void
test_switches (void)
{
  g_autoptr (JsonNode) node =
    parse ("{\"tellWrongApiToken\":false,\"newSwitch\":\"often\",\"registrationLongestMs\":5}");
  g_autoptr (JsonNode) list_node = parse ("[]");
  g_autoptr (JsonNode) nested = parse ("{\"a\":{}}");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = herald_emulator_switch_list_new_from_json (node, &error);
  const HeraldEmulatorSwitch *unknown;
  const HeraldEmulatorSwitch *known;

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 3);
  unknown = g_ptr_array_index (list, 0);
  known = g_ptr_array_index (list, 2);
  g_assert_cmpstr (herald_emulator_switch_get_title (unknown), ==, "newSwitch");
  g_assert_null (herald_emulator_switch_get_description (unknown));
  g_assert_cmpstr (herald_emulator_switch_get_title (known), ==, "Tell wrong access tokens");
  g_assert_nonnull (herald_emulator_switch_get_description (known));
  g_assert_null (herald_emulator_switch_list_new_from_json (list_node, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
  g_assert_null (herald_emulator_switch_list_new_from_json (nested, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/emulator-state/time", test_time);
  g_test_add_func ("/model/emulator-state/time-malformed", test_time_malformed);
  g_test_add_func ("/model/emulator-state/offset-in-words", test_offset_in_words);
  g_test_add_func ("/model/emulator-state/snapshot", test_snapshot);
  g_test_add_func ("/model/emulator-state/snapshot-name", test_snapshot_name);
  g_test_add_func ("/model/emulator-state/switches", test_switches);
  g_test_add_func ("/model/emulator-state/choices", test_choices);
  return g_test_run ();
}
