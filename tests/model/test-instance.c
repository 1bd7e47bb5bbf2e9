/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of environments, good and bad, and the clouds it comes from. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-cloud.h"
#include "model/herald-instance.h"

#include <string.h>

static GPtrArray *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) object = herald_json_parse_object (bytes, NULL);

  g_assert_nonnull (object);
  return herald_instances_parse (object, error);
}

static HeraldInstance *
parse_one (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"value\":[{%s}]}", members);
  g_autoptr (GPtrArray) list = parse (text, NULL);

  g_assert_nonnull (list);
  g_assert_cmpuint (list->len, ==, 1);
  return g_object_ref (g_ptr_array_index (list, 0));
}

static void
test_fields (void)
{
  g_autoptr (HeraldInstance) instance =
    parse_one ("\"Id\":\"{0F9EFAEC-1234-4321-9999-5D1B0C7E0A11}\",\"FriendlyName\":\"Contoso\","
               "\"UniqueName\":\"unqcontoso\",\"Url\":\"https://CONTOSO.crm4.dynamics.com/\","
               "\"Region\":\"EMEA\",\"Version\":\"9.2.1\",\"TenantId\":\"0F8FAD5B-D9CB-469F-A165-"
               "70867728950E\","
               "\"State\":0,\"OrganizationType\":5,\"TrialExpirationDate\":null,\"Unknown\":[1]");

  g_assert_cmpstr (herald_instance_get (instance, HERALD_INSTANCE_ID), ==,
                   "0f9efaec-1234-4321-9999-5d1b0c7e0a11");
  g_assert_cmpstr (herald_instance_get (instance, HERALD_INSTANCE_URL), ==,
                   "https://contoso.crm4.dynamics.com");
  g_assert_cmpstr (herald_instance_get (instance, HERALD_INSTANCE_TENANT_ID), ==,
                   "0f8fad5b-d9cb-469f-a165-70867728950e");
  g_assert_cmpstr (herald_instance_get (instance, HERALD_INSTANCE_REGION), ==, "EMEA");
  g_assert_true (herald_instance_is_enabled (instance));
  g_assert_null (herald_instance_dup_obstacle (instance));
  g_assert_cmpstr (herald_instance_get_type_label (instance), ==, "Sandbox");
}

/* Only what is surely none of production is taken for something else. */
static void
test_kinds (void)
{
  static const struct
  {
    const char           *members;
    HeraldEnvironmentKind kind;
  } cases[] = {
    { "\"OrganizationType\":0", HERALD_ENVIRONMENT_PRODUCTION },
    { "\"OrganizationType\":4", HERALD_ENVIRONMENT_PRODUCTION },
    { "\"OrganizationType\":5", HERALD_ENVIRONMENT_TEST },
    { "\"OrganizationType\":12", HERALD_ENVIRONMENT_PRODUCTION },
    { "\"OrganizationType\":13", HERALD_ENVIRONMENT_DEVELOPMENT },
    { "\"OrganizationType\":14", HERALD_ENVIRONMENT_TEST },
    { "\"OrganizationType\":99", HERALD_ENVIRONMENT_PRODUCTION },
    { "\"OrganizationType\":-1", HERALD_ENVIRONMENT_PRODUCTION },
    { "\"OrganizationType\":null", HERALD_ENVIRONMENT_PRODUCTION },
    { "\"State\":0", HERALD_ENVIRONMENT_PRODUCTION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldInstance) instance = parse_one (cases[i].members);

      g_assert_cmpint (herald_instance_get_kind (instance), ==, cases[i].kind);
      g_assert_cmpstr (herald_instance_get_type_label (instance), !=, "");
    }
}

static void
test_obstacles (void)
{
  static const struct
  {
    const char *members;
    const char *says;
  } cases[] = {
    { "\"Url\":\"https://a.crm.dynamics.com\",\"State\":1", "Disabled" },
    { "\"Url\":\"https://a.crm.dynamics.com\",\"State\":7", "Disabled" },
    { "\"FriendlyName\":\"A\"", "Type it instead" },
    { "\"Url\":\"\"", "Type it instead" },
    { "\"Url\":\"http://a.crm.dynamics.com\"", "not an address that Herald goes to" },
    { "\"Url\":\"javascript:alert(1)\"", "not an address that Herald goes to" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldInstance) instance = parse_one (cases[i].members);
      g_autofree char *obstacle = herald_instance_dup_obstacle (instance);

      g_assert_nonnull (obstacle);
      g_assert_nonnull (strstr (obstacle, cases[i].says));
      g_assert_cmpstr (herald_instance_get (instance, HERALD_INSTANCE_NAME), !=, "");
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"value\":null}",
    "{\"value\":{}}",
    "{\"value\":[1]}",
    "{\"value\":[null]}",
    "{\"value\":[[]]}",
    "{\"value\":[{\"Url\":1}]}",
    "{\"value\":[{\"State\":\"0\"}]}",
    "{\"value\":[{\"OrganizationType\":{}}]}",
    "{\"value\":[{\"FriendlyName\":\"good\"},{\"FriendlyName\":[]}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) list = parse (texts[i], &error);

      g_assert_null (list);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) list = parse (
    "{\"value\":[{\"FriendlyName\":\"Zeta\",\"UniqueName\":\"unqz\"},{\"UniqueName\":\"Alpha\"},"
    "{\"FriendlyName\":\"Middle\",\"Url\":\"https://m.crm4.dynamics.com\",\"Region\":\"EMEA\"}]}",
    NULL);
  g_autoptr (GPtrArray) none = parse ("{\"value\":[]}", NULL);
  HeraldInstance *middle;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpstr (herald_instance_get (g_ptr_array_index (list, 0), HERALD_INSTANCE_NAME), ==,
                   "Alpha");
  middle = g_ptr_array_index (list, 1);
  g_assert_true (herald_instances_find (list, "https://M.crm4.dynamics.com/") == middle);
  g_assert_true (herald_instances_find (list, "UNQZ") == g_ptr_array_index (list, 2));
  g_assert_null (herald_instances_find (list, ""));
  g_assert_null (herald_instances_find (list, "middle"));
  g_assert_true (herald_instance_matches (middle, "emea MID"));
  g_assert_true (herald_instance_matches (middle, ""));
  g_assert_false (herald_instance_matches (middle, "emea zeta"));
}

static void
test_saved (void)
{
  g_autoptr (HeraldInstance) instance = parse_one ("\"Url\":\"https://a.crm.dynamics.com\"");
  g_autoptr (HeraldInstance) unsaid = parse_one ("\"FriendlyName\":\"A\"");
  g_autoptr (HeraldEnvironment) saved = herald_environment_new (HERALD_ENVIRONMENT_TEST);
  g_autoptr (HeraldEnvironment) emulator = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);

  g_assert_false (herald_instance_is_saved_as (unsaid, saved));
  herald_environment_set (saved, HERALD_ENVIRONMENT_URL, "https://A.crm.dynamics.com/");
  herald_environment_set (emulator, HERALD_ENVIRONMENT_URL, "https://a.crm.dynamics.com");
  g_assert_true (herald_instance_is_saved_as (instance, saved));
  g_assert_false (herald_instance_is_saved_as (instance, emulator));
}

/* What a cloud names are addresses that signing in believes. */
static void
test_clouds (void)
{
  guint              n_clouds = 0;
  const HeraldCloud *clouds = herald_clouds_get (&n_clouds);

  g_assert_cmpuint (n_clouds, ==, 5);
  for (guint i = 0; i < n_clouds; i++)
    {
      g_assert_true (herald_cloud_find (clouds[i].name) == &clouds[i]);
      g_assert_true (herald_sign_in_is_dataverse (clouds[i].discovery));
      g_assert_true (
        herald_sign_in_check_authority (clouds[i].discovery, clouds[i].authority, NULL));
      g_assert_cmpstr (herald_cloud_get_label (&clouds[i]), !=, "");
    }
  g_assert_null (herald_cloud_find ("nowhere"));
  g_assert_null (herald_cloud_find (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/instance/fields", test_fields);
  g_test_add_func ("/model/instance/kinds", test_kinds);
  g_test_add_func ("/model/instance/obstacles", test_obstacles);
  g_test_add_func ("/model/instance/refused", test_refused);
  g_test_add_func ("/model/instance/list", test_list);
  g_test_add_func ("/model/instance/saved", test_saved);
  g_test_add_func ("/model/cloud/all", test_clouds);
  return g_test_run ();
}
