/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-fault-rule.h"

static HeraldFaultRule *
parse (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);

  g_assert_nonnull (node);
  return herald_fault_rule_new_from_json (json_node_get_object (node), error);
}

static char *
write_rule (const HeraldFaultRule *rule)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, herald_fault_rule_to_json (rule));
  return herald_json_write (node, FALSE);
}

static void
test_round_trip (void)
{
  static const char *const rules[] = {
    ("{\"match\":{\"method\":\"POST\",\"path\":\"/3/device/*\"},\"every\":3,\"times\":2,"
     "\"forSeconds\":60,\"do\":{\"status\":429,\"retryAfter\":0,\"delayMs\":250}}"),
    "{\"match\":{},\"share\":0.25,\"do\":{\"drop\":\"after\"}}",
    "{\"match\":{},\"do\":{\"drop\":true}}",
    "{\"match\":{},\"do\":{\"truncate\":true,\"garbage\":true}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldFaultRule) rule = parse (rules[i], &error);
      g_autofree char *again = NULL;

      g_assert_no_error (error);
      again = write_rule (rule);
      g_assert_cmpstr (again, ==, rules[i]);
    }
}

static void
test_malformed (void)
{
  static const char *const rules[] = {
    "{}",
    "{\"do\":1}",
    "{\"do\":{\"status\":\"x\"}}",
    "{\"do\":{\"drop\":{}}}",
    "{\"do\":{},\"share\":[]}",
    "{\"do\":{},\"match\":[]}",
    "{\"do\":{},\"every\":\"2\"}",
    "{\"do\":{},\"match\":{\"path\":1}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (rules[i], &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

static void
test_validate (void)
{
  static const struct
  {
    const char *json;
    const char *field; /* (nullable) */
    const char *code;
  } table[] = {
    { "{\"do\":{\"status\":400}}", NULL, NULL },
    { "{\"do\":{\"status\":599}}", NULL, NULL },
    { "{\"do\":{\"status\":399}}", "status", "FAULT_STATUS" },
    { "{\"do\":{\"status\":600}}", "status", "FAULT_STATUS" },
    { "{\"do\":{}}", "do", "FAULT_NOTHING" },
    { "{\"do\":{\"drop\":true,\"status\":500}}", "do", "FAULT_DROP" },
    { "{\"do\":{\"drop\":true,\"delayMs\":9}}", NULL, NULL },
    { "{\"do\":{\"garbage\":true},\"match\":{\"path\":\"api\"}}", "path", "FAULT_PATH" },
    { "{\"do\":{\"garbage\":true},\"match\":{\"path\":\"/a?b\"}}", "path", "FAULT_QUERY" },
    { "{\"do\":{\"garbage\":true},\"match\":{\"path\":\"*/a\"}}", NULL, NULL },
    { "{\"do\":{\"garbage\":true},\"share\":1}", NULL, NULL },
    { "{\"do\":{\"garbage\":true},\"share\":1.01}", "share", "FAULT_SHARE" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (HeraldFaultRule) rule = parse (table[i].json, NULL);
      g_autoptr (GPtrArray) issues = herald_fault_rule_validate (rule);

      g_assert_cmpuint (issues->len, ==, table[i].field != NULL ? 1 : 0);
      if (table[i].field != NULL)
        g_assert_cmpstr (herald_issues_find (issues, table[i].field)->code, ==, table[i].code);
    }
}

static void
test_words (void)
{
  g_autoptr (HeraldFaultRule) rule =
    parse ("{\"id\":\"7\",\"match\":{\"path\":\"/token\"},\"every\":2,\"times\":5,\"hits\":3,"
           "\"active\":true,\"do\":{\"status\":429,\"retryAfter\":30,\"delayMs\":1500}}",
           NULL);
  g_autoptr (HeraldFaultRule) over = parse ("{\"hits\":1,\"active\":false,\"share\":0.5,"
                                            "\"do\":{\"drop\":true}}",
                                            NULL);
  g_autofree char *action = herald_fault_rule_describe_action (rule);
  g_autofree char *match = herald_fault_rule_describe_match (rule);
  g_autofree char *life = herald_fault_rule_describe_life (rule);
  g_autofree char *over_match = herald_fault_rule_describe_match (over);
  g_autofree char *over_life = herald_fault_rule_describe_life (over);

  g_assert_cmpstr (rule->id, ==, "7");
  g_assert_cmpstr (action, ==, "Status 429 · retry after 30 s · 1.5 s late");
  g_assert_cmpstr (match, ==, "* /token · every 2. one");
  g_assert_cmpstr (life, ==, "3 hits · 2 left");
  g_assert_cmpstr (over_match, ==, "Every request · 50 % of them");
  g_assert_cmpstr (over_life, ==, "1 hit · over");
}

static void
test_presets (void)
{
  gsize                    n_presets = 0;
  const HeraldFaultPreset *presets = herald_fault_presets_get (&n_presets);

  g_assert_cmpuint (n_presets, >=, 9);
  for (gsize i = 0; i < n_presets; i++)
    {
      g_autoptr (HeraldFaultRule) rule = NULL;
      g_autoptr (GPtrArray) issues = NULL;

      g_assert_true ((presets[i].json == NULL) != (presets[i].setting == NULL));
      if (presets[i].json == NULL)
        continue;
      rule = herald_fault_preset_create (&presets[i]);
      issues = herald_fault_rule_validate (rule);
      g_assert_cmpuint (issues->len, ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/fault-rule/round-trip", test_round_trip);
  g_test_add_func ("/model/fault-rule/malformed", test_malformed);
  g_test_add_func ("/model/fault-rule/validate", test_validate);
  g_test_add_func ("/model/fault-rule/words", test_words);
  g_test_add_func ("/model/fault-rule/presets", test_presets);
  return g_test_run ();
}
