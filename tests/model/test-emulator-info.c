/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "model/herald-emulator-info.h"
#include "model/herald-issue.h"

#include <string.h>

#define APP                                                                                        \
  "{\"id\":\"a1\",\"name\":\"Shop\",\"apiToken\":\"t\",\"bundleId\":\"com.contoso.shop\","         \
  "\"teamId\":\"TEAM000001\",\"keyId\":\"KEY0000001\",\"apnsKey\":\"/k.p8\","                      \
  "\"serviceAccount\":\"/s.json\",\"projectId\":\"contoso\"}"
#define LINE(http, apps)                                                                           \
  "{\"http\":\"" http "\",\"https\":\"https://localhost:2\",\"h2\":\"https://localhost:3\","       \
  "\"ca\":\"/ca.pem\",\"adminToken\":\"admin\",\"bearer\":\"b\","                                  \
  "\"tenantId\":\"00000000-0000-0000-0000-000000000001\",\"clientId\":\"public\","                 \
  "\"confidentialClientId\":\"00000000-0000-0000-0000-000000000002\",\"clientSecret\":\"s3cret\"," \
  "\"organizationId\":\"00000000-0000-0000-0000-000000000003\","                                   \
  "\"userId\":\"00000000-0000-0000-0000-000000000004\",\"apps\":[" apps "]}"

static void
test_reads (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatorInfo) info =
    herald_emulator_info_new_from_line (LINE ("http://127.0.0.1:1", APP "," APP) "\n", &error);
  const HeraldEmulatorApp *app;

  g_assert_no_error (error);
  g_assert_cmpstr (herald_emulator_info_get_http (info), ==, "http://127.0.0.1:1");
  g_assert_cmpstr (herald_emulator_info_get_https (info), ==, "https://localhost:2");
  g_assert_cmpstr (herald_emulator_info_get_h2 (info), ==, "https://localhost:3");
  g_assert_cmpstr (herald_emulator_info_get_ca_path (info), ==, "/ca.pem");
  g_assert_cmpstr (herald_emulator_info_get_admin_token (info), ==, "admin");
  g_assert_cmpstr (herald_emulator_info_get_client_secret (info), ==, "s3cret");
  g_assert_cmpuint (herald_emulator_info_get_n_apps (info), ==, 2);
  app = herald_emulator_info_get_app (info, 1);
  g_assert_cmpstr (app->bundle_id, ==, "com.contoso.shop");
  g_assert_cmpstr (app->apns_key_path, ==, "/k.p8");
  g_assert_cmpstr (app->service_account_path, ==, "/s.json");
}

static void
test_environment (void)
{
  g_autoptr (HeraldEmulatorInfo) info =
    herald_emulator_info_new_from_line (LINE ("http://127.0.0.1:1", APP), NULL);
  g_autoptr (HeraldEnvironment) environment = herald_emulator_info_dup_environment (info);
  g_autoptr (GPtrArray) issues = herald_environment_validate (environment);
  g_autofree char *base = herald_environment_dup_registration_base (environment);

  g_assert_cmpuint (issues->len, ==, 0);
  g_assert_cmpint (herald_environment_get_kind (environment), ==, HERALD_ENVIRONMENT_EMULATOR);
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_ID), ==,
                   HERALD_EMULATOR_ENVIRONMENT_ID);
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID), ==,
                   "00000000-0000-0000-0000-000000000002");
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_APNS_ORIGIN), ==,
                   "https://localhost:3");
  g_assert_cmpstr (herald_environment_get (environment, HERALD_ENVIRONMENT_CA_FILE), ==, "/ca.pem");
  g_assert_cmpstr (base, ==,
                   "http://127.0.0.1:1/api/v1.0/orgs/00000000-0000-0000-0000-000000000003");
}

static void
test_refuses (void)
{
  const char *const lines[] = {
    "",
    "ready",
    "[]",
    "{}",
    "{\"http\":\"http://127.0.0.1:1\"}",
    LINE ("http://127.0.0.1:1", "1"),
    LINE ("http://127.0.0.1:1", "{\"id\":\"a\"}"),
    LINE ("https://example.com", APP),
    LINE ("http://127.0.0.1.example.com", APP),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_emulator_info_new_from_line (lines[i], &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
      g_assert_null (strstr (error->message, "s3cret"));
    }
}

static void
test_script_url (void)
{
  g_autoptr (HeraldEmulatorInfo) info =
    herald_emulator_info_new_from_line (LINE ("http://127.0.0.1:1", APP), NULL);
  g_autofree char *url = herald_emulator_info_dup_script_url (info, "a&b");

  g_assert_cmpstr (url, ==, "http://127.0.0.1:1/bridge/median-msdynamics.js?phone=a%26b");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/emulator-info/reads", test_reads);
  g_test_add_func ("/model/emulator-info/environment", test_environment);
  g_test_add_func ("/model/emulator-info/script-url", test_script_url);
  g_test_add_func ("/model/emulator-info/refuses", test_refuses);
  return g_test_run ();
}
