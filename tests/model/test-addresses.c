/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-json.h"
#include "model/herald-addresses.h"

#include <string.h>

#define APP(name, token)                                                                           \
  "{\"id\":\"a1\",\"name\":\"" name "\"," token "\"bundleId\":\"com.contoso.shop\","               \
  "\"teamId\":\"TEAM000001\",\"keyId\":\"KEY0000001\",\"apnsKey\":\"/it's/k.p8\","                 \
  "\"serviceAccount\":\"/s.json\",\"projectId\":\"contoso\"}"
#define LINE                                                                                       \
  "{\"http\":\"http://127.0.0.1:1\",\"https\":\"https://localhost:2\","                            \
  "\"h2\":\"https://localhost:3\",\"ca\":\"/ca.pem\",\"adminToken\":\"adm1n\","                    \
  "\"bearer\":\"b3arer\",\"tenantId\":\"t1\",\"confidentialClientId\":\"c1\","                     \
  "\"clientSecret\":\"s3cret\",\"organizationId\":\"o1\",\"userId\":\"u1\",\"apps\":[" APP (       \
    "Shop", "\"apiToken\":\"t0ken\",") "," APP ("Bank", "") "]}"

static const char *const secrets[] = { "adm1n", "b3arer", "s3cret", "t0ken" };

static HeraldEmulatorInfo *
create_info (void)
{
  g_autoptr (GError) error = NULL;
  HeraldEmulatorInfo *info = herald_emulator_info_new_from_line (LINE, &error);

  g_assert_no_error (error);
  return info;
}

/* Returns: one whose value is NULL when there is none */
static const HeraldAddress *
find (GPtrArray *list, const char *variable)
{
  static const HeraldAddress none = { 0 };

  for (guint i = 0; i < list->len; i++)
    {
      const HeraldAddress *address = g_ptr_array_index (list, i);

      if (strcmp (address->variable, variable) == 0)
        return address;
    }
  return &none;
}

static void
test_list (void)
{
  g_autoptr (HeraldEmulatorInfo) info = create_info ();
  g_autoptr (GPtrArray) list = herald_addresses_list (info);

  g_assert_cmpstr (find (list, "HERALD_H2")->value, ==, "https://localhost:3");
  g_assert_false (find (list, "HERALD_H2")->secret);
  g_assert_cmpstr (find (list, "HERALD_API_TOKEN")->value, ==, "t0ken");
  g_assert_true (find (list, "HERALD_API_TOKEN")->secret);
  g_assert_cmpstr (find (list, "HERALD_API_TOKEN")->group, ==, "Shop");
  g_assert_cmpstr (find (list, "HERALD_APP2_TEAM_ID")->group, ==, "Bank");
  /* Neither is in the ready line. */
  g_assert_null (find (list, "HERALD_APP2_API_TOKEN")->value);
  g_assert_null (find (list, "HERALD_CLIENT_ID")->value);
}

static void
test_every_secret_is_marked (void)
{
  g_autoptr (HeraldEmulatorInfo) info = create_info ();
  g_autoptr (GPtrArray) list = herald_addresses_list (info);

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    for (guint j = 0; j < list->len; j++)
      {
        const HeraldAddress *address = g_ptr_array_index (list, j);

        g_assert_true (address->secret || strcmp (address->value, secrets[i]) != 0);
      }
}

static void
test_masks (void)
{
  g_autoptr (HeraldEmulatorInfo) info = create_info ();
  g_autofree char *variables = herald_addresses_write_variables (info, FALSE);
  g_autofree char *json = herald_addresses_write_json (info, FALSE);
  g_autoptr (GPtrArray) snippets = herald_addresses_list_snippets (info);

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_assert_null (strstr (variables, secrets[i]));
      g_assert_null (strstr (json, secrets[i]));
      for (guint j = 0; j < snippets->len; j++)
        g_assert_null (
          strstr (((HeraldSnippet *) g_ptr_array_index (snippets, j))->masked, secrets[i]));
    }
}

static void
test_variables (void)
{
  g_autoptr (HeraldEmulatorInfo) info = create_info ();
  g_autofree char *text = herald_addresses_write_variables (info, TRUE);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) words = NULL;
      int n_words = 0;

      g_assert_true (g_shell_parse_argv (lines[i], &n_words, &words, NULL));
      g_assert_cmpint (n_words, ==, 2);
      g_assert_cmpstr (words[0], ==, "export");
      if (g_str_has_prefix (words[1], "HERALD_APNS_KEY="))
        g_assert_cmpstr (words[1], ==, "HERALD_APNS_KEY=/it's/k.p8");
    }
  g_assert_nonnull (strstr (text, "export HERALD_ADMIN_TOKEN='adm1n'\n"));
}

static void
test_json (void)
{
  g_autoptr (HeraldEmulatorInfo) info = create_info ();
  g_autofree char *json = herald_addresses_write_json (info, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatorInfo) again = herald_emulator_info_new_from_line (json, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (herald_emulator_info_get (again, HERALD_EMULATOR_INFO_BEARER), ==, "b3arer");
  g_assert_cmpstr (herald_emulator_info_get_app (again, 0)->api_token, ==, "t0ken");
  g_assert_null (herald_emulator_info_get_app (again, 1)->api_token);
}

static void
test_snippets (void)
{
  g_autoptr (HeraldEmulatorInfo) info = create_info ();
  g_autoptr (GPtrArray) snippets = herald_addresses_list_snippets (info);

  g_assert_cmpuint (snippets->len, ==, 4);
  for (guint i = 0; i < snippets->len; i++)
    {
      const HeraldSnippet *snippet = g_ptr_array_index (snippets, i);
      g_auto (GStrv) words = NULL;

      g_assert_true (g_shell_parse_argv (snippet->text, NULL, &words, NULL));
      g_assert_cmpstr (words[0], ==, "curl");
      g_assert_true (g_str_has_prefix (words[g_strv_length (words) - 1], "http://127.0.0.1:1/"));
      g_assert_nonnull (strstr (snippet->masked, "••••"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/addresses/list", test_list);
  g_test_add_func ("/model/addresses/every-secret-is-marked", test_every_secret_is_marked);
  g_test_add_func ("/model/addresses/masks", test_masks);
  g_test_add_func ("/model/addresses/variables", test_variables);
  g_test_add_func ("/model/addresses/json", test_json);
  g_test_add_func ("/model/addresses/snippets", test_snippets);
  return g_test_run ();
}
