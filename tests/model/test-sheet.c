/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-json.h"
#include "base/herald-redact.h"
#include "model/herald-sheet.h"

#include <string.h>

#define APP_ID "11111111-2222-3333-4444-555555555555"
#define ORGANIZATION "99999999-2222-3333-4444-555555555555"
#define URL                                                                                        \
  "https://public-eur.mkt.dynamics.com/api/v1.0/orgs/" ORGANIZATION                                \
  "/pushdeviceregistration/devices"
#define TOKEN "api-token-value"

typedef struct
{
  HeraldApp         *app;
  HeraldEnvironment *environment;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->app = herald_app_new ();
  herald_app_load (fixture->app, HERALD_APP_ID, APP_ID);
  herald_app_load (fixture->app, HERALD_APP_NAME, "Shop");
  herald_app_load (fixture->app, HERALD_APP_BUNDLE_ID, "com.contoso.shop");
  herald_app_load (fixture->app, HERALD_APP_TEAM_ID, "TEAM123456");
  herald_app_load (fixture->app, HERALD_APP_SIGNING_KEY, "the-signing-key");
  herald_app_load (fixture->app, HERALD_APP_API_TOKEN, "another-token");
  fixture->environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_NAME, "Contoso");
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT,
                          "public-eur.mkt.dynamics.com/");
  herald_environment_set (fixture->environment, HERALD_ENVIRONMENT_ORGANIZATION_ID, ORGANIZATION);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->app);
  g_object_unref (fixture->environment);
}

static void
test_no_secret (Fixture *fixture, gconstpointer data)
{
  for (int i = HERALD_SHEET_TEXT; i <= HERALD_SHEET_MARKDOWN; i++)
    {
      g_autofree char *masked =
        herald_sheet_write (fixture->app, fixture->environment, NULL, (HeraldSheetFormat) i);
      g_autofree char *shown =
        herald_sheet_write (fixture->app, fixture->environment, TOKEN, (HeraldSheetFormat) i);

      g_assert_null (strstr (masked, "another-token"));
      g_assert_null (strstr (masked, "the-signing-key"));
      g_assert_null (strstr (shown, "the-signing-key"));
      g_assert_nonnull (strstr (masked, HERALD_REDACTED));
      g_assert_nonnull (strstr (shown, TOKEN));
      g_assert_null (strstr (shown, HERALD_REDACTED));
    }
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text =
    herald_sheet_write (fixture->app, fixture->environment, TOKEN, HERALD_SHEET_JSON);
  g_autoptr (JsonNode) node = herald_json_parse (text, -1, NULL);
  JsonObject *object = json_node_get_object (node);

  g_assert_cmpstr (json_object_get_string_member (object, "publicEndpoint"), ==,
                   "https://public-eur.mkt.dynamics.com");
  g_assert_cmpstr (json_object_get_string_member (object, "organizationId"), ==, ORGANIZATION);
  g_assert_cmpstr (json_object_get_string_member (object, "applicationId"), ==, APP_ID);
  g_assert_cmpstr (json_object_get_string_member (object, "bundleId"), ==, "com.contoso.shop");
  g_assert_cmpstr (json_object_get_string_member (object, "apiToken"), ==, TOKEN);
  g_assert_cmpstr (json_object_get_string_member (object, "apnsEnvironment"), ==, "production");
  g_assert_true (json_object_get_null_member (object, "projectId"));
}

/* The sample is judged by what a shell makes of it. */
static void
test_sample_runs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text =
    herald_sheet_write (fixture->app, fixture->environment, NULL, HERALD_SHEET_TEXT);
  const char      *sample = strstr (text, "curl ");
  g_autofree char *script =
    g_strdup_printf ("curl() { printf '%%s|' \"$@\"; }\nUSER_ID=u API_TOKEN=t DEVICE_TOKEN=d\n%s",
                     sample);
  char             shell[] = "sh";
  char             option[] = "-c";
  char            *argv[] = { shell, option, script, NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (output, ==,
                   "--request|POST|" URL "|--header|Content-Type: application/json|"
                   "--header|x-ms-track-registration: true|--data|"
                   "{\"MobileAppId\":\"" APP_ID "\",\"UserId\":\"u\",\"ApiToken\":\"t\","
                   "\"ApnsDeviceToken\":\"d\"}|");
}

static void
test_markdown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text =
    herald_sheet_write (fixture->app, fixture->environment, NULL, HERALD_SHEET_MARKDOWN);

  g_assert_true (g_str_has_prefix (text, "# Shop\n"));
  g_assert_nonnull (strstr (text, "| Application ID | `" APP_ID "` |\n"));
  g_assert_nonnull (strstr (text, "```sh\ncurl --request POST '" URL "'"));
  g_assert_null (strstr (text, "Firebase project"));
}

/* A sheet can be written before everything is known. */
static void
test_incomplete (void)
{
  g_autoptr (HeraldApp) app = herald_app_new ();
  g_autoptr (HeraldEnvironment) environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);

  for (int i = HERALD_SHEET_TEXT; i <= HERALD_SHEET_MARKDOWN; i++)
    {
      g_autofree char *text = herald_sheet_write (app, environment, NULL, (HeraldSheetFormat) i);

      g_assert_null (strstr (text, "(null)"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model/sheet/no-secret", Fixture, NULL, set_up, test_no_secret, tear_down);
  g_test_add ("/model/sheet/json", Fixture, NULL, set_up, test_json, tear_down);
  g_test_add ("/model/sheet/sample-runs", Fixture, NULL, set_up, test_sample_runs, tear_down);
  g_test_add ("/model/sheet/markdown", Fixture, NULL, set_up, test_markdown, tear_down);
  g_test_add_func ("/model/sheet/incomplete", test_incomplete);
  return g_test_run ();
}
